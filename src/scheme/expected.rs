//! What a test expects: of totals, grades, ranks, scores, rules, alerts and results.

use super::checker::Amend;
use super::checker::Checker;
use super::expr::constant;
use super::model::*;
use super::names::Found;
use super::types::Ty;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{self, ExpectKind, ExpectRow, ExprKind as Written, Name, Path, Sign};
use crate::{code, text};
use std::sync::Arc;

code!(
    EXPECTED_DOES_NOT_FIT,
    "H1306",
    Error,
    "期望写得不对" / "expectation-does-not-fit",
    "期望的值要与所说的结果同一类：总分、得分写分数，等次写等次的名称，名次写整数，结果写它自己的值。"
        / "What is expected is of the kind of the result: points for totals and scores, a grade's name, a whole number for a rank, a result's own value."
);

impl Checker<'_> {
    /// What a row expects. A row that names several things expects each of them.
    pub(super) fn expected(&mut self, row: &ExpectRow) -> Vec<Expected> {
        let one = match &row.kind {
            ExpectKind::Incomplete => Some(Expected::Incomplete),
            ExpectKind::Lacks(paths) => return paths.iter().filter_map(|path| self.lacks(path)).collect(),
            ExpectKind::Note(code) => self.note(code),
            ExpectKind::Total(expected) => {
                let full = self.full_said();
                self.given_score(&expected.value, full)
                    .map(|total| Expected::Total(expected.comparison, total))
            }
            ExpectKind::Grade(expected) => self.expected_grade(expected),
            ExpectKind::NotGraded => Some(Expected::NotGraded),
            ExpectKind::Rank(expected) => self.expected_rank(expected),
            ExpectKind::LastPlace => Some(Expected::LastPlace),
            ExpectKind::Veto(holds, None) => Some(Expected::AnyVeto(*holds)),
            ExpectKind::Veto(holds, Some(name)) => self.expected_veto(name, *holds),
            ExpectKind::Alert(holds, colour, name) => {
                self.expected_alert(*holds, *colour, name.as_ref(), row.span)
            }
            ExpectKind::Eligibility(holds, what) => self.expected_eligibility(*holds, what.as_ref()),
            ExpectKind::Score(path, sign, expected) => self.expected_score(path, *sign, expected),
            ExpectKind::LeftOut(path) => match self.scored(path) {
                Some(Scored::Item(item)) => Some(Expected::LeftOut(item)),
                Some(Scored::Adjustment(_)) => {
                    self.expected_does_not_fit(
                        path.span,
                        text!("只有指标才能剔除", "only an item can be left out"),
                        text!("写「{0} 得 0」", "write `{0} gives 0`", Text::same(path.text())),
                    );
                    None
                }
                None => None,
            },
            ExpectKind::Value(path, expected) => self.expected_value(path, expected),
            ExpectKind::Holds(holds, path) => self.expected_to_hold(path, *holds),
        };
        one.into_iter().collect()
    }

    /// Full marks of the scheme, where it says them.
    fn full_said(&self) -> Option<Number> {
        self.node.statements.iter().find_map(|statement| match statement {
            tree::Statement::Total(quantity, ..) => Some(quantity.number.clone()),
            _ => None,
        })
    }

    fn lacks(&mut self, path: &Path) -> Option<Expected> {
        if let Some(fact) = self.fact_of(path) {
            return Some(Expected::Lacks(fact));
        }
        let (text, names) =
            (path.text(), self.facts.iter().map(|fact| fact.spec.name.to_string()).collect::<Vec<_>>());
        self.unknown_in_test(path, text!("没有叫「{text}」的数据", "there is no fact `{text}`"), &names);
        None
    }

    fn note(&mut self, code: &Name) -> Option<Expected> {
        let text = &code.text;
        let is_code =
            text.len() == 5 && text.starts_with('H') && text[1..].bytes().all(|byte| byte.is_ascii_digit());
        if !is_code {
            self.expected_does_not_fit(
                code.span,
                text!("「注」后面写编号，而不是「{text}」", "`note` takes a code, not `{text}`"),
                text!("如「注 H0810」", "such as `note H0810`"),
            );
        }
        is_code.then(|| Expected::Note(text.clone()))
    }

    fn expected_grade(&mut self, expected: &tree::Expected) -> Option<Expected> {
        let grade = self.expr_as(
            &expected.value,
            &super::checker::Scope::at(super::checker::Stage::Score),
            &Ty::Grade,
        );
        let ExprKind::Word(word) = &grade.kind else {
            self.expected_does_not_fit(
                expected.value.span,
                text!("等次要写等次的名称", "a grade is named"),
                text!("如「等次 优秀」", "such as `grade good`"),
            );
            return None;
        };
        let index = self.grade_names.iter().position(|name| name == word)?;
        Some(Expected::Grade(expected.comparison, index))
    }

    fn expected_rank(&mut self, expected: &tree::Expected) -> Option<Expected> {
        let place = self.given_score(&expected.value, None)?;
        if !place.is_whole() || place < Number::ONE {
            self.expected_does_not_fit(
                expected.value.span,
                text!("名次是从 1 起的整数", "a rank is a whole number from 1"),
                text!("如「名次 1」「名次 末位」", "such as `rank 1`, `rank last place`"),
            );
            return None;
        }
        Some(Expected::Rank(expected.comparison, place))
    }

    fn expected_veto(&mut self, name: &Name, holds: bool) -> Option<Expected> {
        if let Some(rule) = self.rules.iter().position(|rule| rule.name == name.text) {
            return Some(Expected::Rule(rule, holds));
        }
        let text = &name.text;
        let names: Vec<String> = self.rules.iter().map(|rule| rule.name.to_string()).collect();
        let path = Path { names: vec![name.clone()], span: name.span };
        self.unknown_in_test(&path, text!("没有叫「{text}」的否决", "there is no veto `{text}`"), &names);
        None
    }

    fn expected_alert(
        &mut self,
        holds: bool,
        colour: Option<&str>,
        name: Option<&Name>,
        span: Span,
    ) -> Option<Expected> {
        let level =
            colour.and_then(|colour| KEYWORDS.iter().find(|row| row.rule == colour)).map(|row| row.zh[0]);
        let fits = |alert: &Alert| {
            level.is_none_or(|level| *alert.level == *level)
                && name.is_none_or(|name| *alert.path == *format!("预警.{}", name.text))
        };
        let alerts: Vec<usize> = (0..self.alerts.len()).filter(|at| fits(&self.alerts[*at])).collect();
        if alerts.is_empty() && (level.is_some() || name.is_some()) {
            let written = name.map_or(level.unwrap_or_default().to_owned(), |name| name.text.to_string());
            let names: Vec<String> =
                self.alerts.iter().map(|alert| alert.path.trim_start_matches("预警.").to_owned()).collect();
            let named = name.cloned().unwrap_or(Name { text: written.clone().into(), span });
            let path = Path { names: vec![named], span: name.map_or(span, |name| name.span) };
            self.unknown_in_test(
                &path,
                text!("方案里没有预警「{written}」", "the scheme has no alert `{written}`"),
                &names,
            );
            return None;
        }
        Some(Expected::Alert(alerts, holds))
    }

    fn expected_eligibility(&mut self, holds: bool, what: Option<&tree::Words>) -> Option<Expected> {
        let known: Vec<Arc<str>> = self
            .rules
            .iter()
            .flat_map(|rule| &rule.effects)
            .filter_map(|effect| match &effect.kind {
                EffectKind::Eligibility(what) => Some(what.clone()),
                _ => None,
            })
            .collect();
        match what {
            Some(what) if !known.contains(&what.text) => {
                let (text, names) =
                    (&what.text, known.iter().map(|name| name.to_string()).collect::<Vec<_>>());
                let path = Path { names: vec![what.clone()], span: what.span };
                self.unknown_in_test(
                    &path,
                    text!("没有一条规则取消「{text}」资格", "no rule cancels eligibility for “{text}”"),
                    &names,
                );
                None
            }
            _ => Some(Expected::Eligibility(what.map(|what| what.text.clone()), holds)),
        }
    }

    fn expected_score(&mut self, path: &Path, sign: Sign, expected: &tree::Expected) -> Option<Expected> {
        let scored = self.scored(path)?;
        let full = match scored {
            Scored::Item(item) => Some(self.items[item].full.clone()),
            Scored::Adjustment(_) => None,
        };
        let value = self.given_score(&expected.value, full)?;
        let (comparison, value) = match sign {
            Sign::Deducts => (expected.comparison.mirrored(), -&value),
            Sign::Gives | Sign::Adds => (expected.comparison, value),
        };
        Some(Expected::Score(scored, comparison, value))
    }

    fn expected_value(&mut self, path: &Path, expected: &tree::Expected) -> Option<Expected> {
        let text = path.text();
        let result = self.results.iter().position(|result| *result.name == *text);
        let group = self.group_results.iter().position(|result| *result.name == *text);
        if result.or(group).is_none() {
            self.unknown_expected(path);
            return None;
        }
        let value = match &expected.value.kind {
            Written::Truth(truth) => Some(GivenValue::Truth(*truth)),
            Written::Date(date) => Some(GivenValue::Date(*date)),
            Written::Text(word) => Some(GivenValue::Word(word.clone())),
            Written::Name(path) if path.single().is_some() => Some(GivenValue::Word(path.text().into())),
            _ => {
                let made =
                    self.number_of(&expected.value, &super::checker::Scope::at(super::checker::Stage::Score));
                constant(&made).map(GivenValue::Number)
            }
        };
        if value.is_none() {
            self.expected_does_not_fit(
                expected.value.span,
                text!("期望的值要写固定的数或词", "an expected value is a constant"),
                text!("如「{text} 1.2」", "such as `{text} 1.2`"),
            );
        }
        let (comparison, value) = (expected.comparison, value?);
        Some(match (result, group) {
            (Some(result), _) => Expected::Value(result, comparison, value),
            (None, group) => Expected::GroupValue(group?, comparison, value),
        })
    }

    fn expected_to_hold(&mut self, path: &Path, holds: bool) -> Option<Expected> {
        let text = path.text();
        if let Some(index) = self.results.iter().position(|result| *result.name == *text) {
            return Some(Expected::Holds(index, holds));
        }
        if let Some(rule) = self.rules.iter().position(|rule| *rule.name == *text) {
            return Some(Expected::Rule(rule, holds));
        }
        if self.group_results.iter().any(|result| *result.name == *text) {
            self.expected_does_not_fit(
                path.span,
                text!(
                    "「{text}」是组结果，每组都有，要写是多少",
                    "`{text}` is the result of a group: every group has one, so say its value"
                ),
                text!("如「{text} 86.5」", "such as `{text} 86.5`"),
            );
            return None;
        }
        let award = |quota: &Quota| quota.target == QuotaTarget::Award && *quota.name == *text;
        if let Some(quota) = self.quotas.iter().position(award) {
            return Some(Expected::Award(quota, holds));
        }
        self.unknown_expected(path);
        None
    }

    fn unknown_expected(&mut self, path: &Path) {
        let text = path.text();
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        if let Found::One(_) = self.find_item(&names, None) {
            return self.expected_does_not_fit(
                path.span,
                text!("「{text}」是指标，得分要写「得」", "`{text}` is an item: its score takes `gives`"),
                text!("如「{text} 得 5」", "such as `{text} gives 5`"),
            );
        }
        let results = self.results.iter().map(|result| result.name.to_string());
        let results = results.chain(self.group_results.iter().map(|result| result.name.to_string()));
        let rules = self.rules.iter().map(|rule| rule.name.to_string());
        let awards = self.quotas.iter().filter(|quota| quota.target == QuotaTarget::Award);
        let names: Vec<String> =
            results.chain(rules).chain(awards.map(|quota| quota.name.to_string())).collect();
        self.unknown_in_test(
            path,
            text!("没有叫「{text}」的结果或规则", "there is no result or rule `{text}`"),
            &names,
        );
    }

    fn expected_does_not_fit(&mut self, span: Span, message: Text, help: Text) {
        self.report(&EXPECTED_DOES_NOT_FIT, span, message, text!("写得不对", "does not fit")).advise(help);
    }
}
