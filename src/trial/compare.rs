//! What came out of a test against what it expects.

use super::Difference;
use crate::locale::Text;
use crate::number::Number;
use crate::scheme::model::{
    Comparison, EffectKind, Expectation, Expected, GivenValue, Lack, Scheme, Scored, Test,
};
use crate::score::{Outcome, Ratee, Scores, Status};
use crate::text;

/// Everything that is not as expected.
pub fn differences(scheme: &Scheme, test: &Test, scores: &Scores) -> Vec<Difference> {
    let one = |expected: &Expectation| {
        let ratee = scores.ratees.get(expected.ratee)?;
        let judge = Judge { scheme, ratee, all: scores };
        let (what, wanted, got) = judge.unmet(&expected.kind)?;
        let name = test.ratees.get(expected.ratee).and_then(|ratee| ratee.name.clone());
        Some(Difference { ratee: name, what, expected: wanted, got, span: expected.span })
    };
    test.expected.iter().filter_map(one).collect()
}

struct Judge<'a> {
    scheme: &'a Scheme,
    ratee: &'a Ratee,
    all: &'a Scores,
}

/// What, what was expected, what came out.
type Unmet = Option<(Text, Text, Text)>;

impl Judge<'_> {
    fn unmet(&self, expected: &Expected) -> Unmet {
        let (scheme, ratee) = (self.scheme, self.ratee);
        match expected {
            Expected::Incomplete => {
                let wanted = Text::fixed("不完整", "incomplete");
                self.unless(
                    ratee.status == Status::Incomplete,
                    Text::fixed("状态", "status"),
                    wanted,
                    || self.status(),
                )
            }
            Expected::Lacks(fact) => {
                let name = Text::same(scheme.fact_name(*fact));
                let met = ratee.missing.iter().any(|lack| lack.fact == *fact);
                self.unless(met, Text::fixed("缺", "lacks"), name, || match &ratee.missing[..] {
                    [] => Text::fixed("什么也不缺", "nothing"),
                    missing => self.lack_names(missing),
                })
            }
            Expected::Note(code) => {
                let all = || ratee.notes.iter().chain(&ratee.problems);
                let met = all().any(|remark| *remark.code.id == **code);
                let got = || {
                    let mut codes: Vec<&str> = all().map(|remark| remark.code.id).collect();
                    codes.dedup();
                    if codes.is_empty() { Text::fixed("没有", "none") } else { Text::listed(codes) }
                };
                self.unless(met, Text::fixed("注", "note"), Text::same(code.to_string()), got)
            }
            Expected::Total(comparison, total) => {
                let met = ratee.total.as_ref().is_some_and(|got| comparison.holds(got.cmp(total)));
                let got = || {
                    ratee
                        .total
                        .as_ref()
                        .map_or_else(|| self.no_total(), |total| Text::same(total.to_string()))
                };
                self.unless(met, Text::fixed("总分", "total"), compared(*comparison, total), got)
            }
            Expected::Grade(comparison, grade) => {
                // The best grade has index 0: a better grade is greater.
                let met = ratee.grade.is_some_and(|got| {
                    let number = |index: usize| -&Number::from(index as i64);
                    comparison.holds(number(got).cmp(&number(*grade)))
                });
                let wanted = with_sign(*comparison, Text::same(scheme.grades[*grade].name.to_string()));
                self.unless(met, Text::fixed("等次", "grade"), wanted, || self.grade())
            }
            Expected::NotGraded => {
                let met = ratee.status == Status::NotGraded;
                let wanted = Text::fixed("取消", "cancelled");
                self.unless(met, Text::fixed("等次", "grade"), wanted, || self.grade())
            }
            Expected::Rank(comparison, place) => {
                let met = ratee
                    .rank
                    .is_some_and(|(rank, _)| comparison.holds(Number::from(i64::from(rank)).cmp(place)));
                self.unless(met, Text::fixed("名次", "rank"), compared(*comparison, place), || self.rank())
            }
            Expected::LastPlace => {
                let beside = self.all.ratees.iter().filter(|other| other.rank_group == ratee.rank_group);
                let last = beside.filter_map(|other| other.rank).map(|(rank, _)| rank).max();
                let met = ratee.rank.is_some_and(|(rank, _)| Some(rank) == last);
                self.unless(met, Text::fixed("名次", "rank"), Text::fixed("末位", "last place"), || {
                    self.rank()
                })
            }
            Expected::Score(scored, comparison, score) => self.score(*scored, *comparison, score),
            Expected::LeftOut(item) => {
                let what = Text::same(scheme.items[*item].path.to_string());
                let got = || self.item(*item);
                self.unless(ratee.items[*item].left_out, what, Text::fixed("剔除", "left out"), got)
            }
            other => self.unmet_rule(other),
        }
    }

    fn unmet_rule(&self, expected: &Expected) -> Unmet {
        let (scheme, ratee) = (self.scheme, self.ratee);
        match expected {
            Expected::Rule(rule, applies) => {
                let is = ratee.effects.iter().any(|(other, _)| other == rule);
                let node = &scheme.rules[*rule];
                let name = &node.name;
                let what = if node.veto {
                    text!("否决 {name}", "veto {name}")
                } else {
                    Text::same(name.to_string())
                };
                self.whether(is, *applies, what)
            }
            Expected::AnyVeto(applies) => {
                let is = ratee.effects.iter().any(|(rule, _)| scheme.rules[*rule].veto);
                self.whether(is, *applies, Text::fixed("否决", "veto"))
            }
            Expected::Alert(alerts, on) => {
                let is = ratee.alerts.iter().any(|alert| alerts.contains(alert));
                let names = alerts.iter().map(|alert| &scheme.alerts[*alert].path);
                let what =
                    if alerts.is_empty() { Text::fixed("预警", "alert") } else { Text::listed(names) };
                self.whether(is, *on, what)
            }
            Expected::Eligibility(wanted, cancelled) => {
                let is = ratee.effects.iter().any(|(rule, effect)| {
                    match &scheme.rules[*rule].effects[*effect].kind {
                        EffectKind::Eligibility(what) => wanted.as_ref().is_none_or(|wanted| wanted == what),
                        _ => false,
                    }
                });
                let name = wanted.as_deref().unwrap_or_default();
                self.whether(is, *cancelled, text!("资格 取消 {name}", "eligibility cancel {name}"))
            }
            Expected::Award(quota, won) => {
                let name = Text::same(scheme.quotas[*quota].name.to_string());
                self.whether(ratee.awards.contains(quota), *won, name)
            }
            Expected::Holds(result, holds) => {
                let is = ratee.consequences.iter().any(|(other, _)| other == result);
                self.whether(is, *holds, Text::same(scheme.results[*result].name.to_string()))
            }
            Expected::Value(result, comparison, wanted) => {
                let all = &ratee.consequences;
                let found = all.iter().find(|(other, _)| other == result).map(|(_, value)| value.as_ref());
                self.value(&scheme.results[*result].name, found, *comparison, wanted)
            }
            Expected::GroupValue(result, comparison, wanted) => {
                let group = ratee.groups.get(*result).copied().flatten();
                let found = group.and_then(|group| self.all.groups.get(group)?.value.as_ref());
                self.value(&scheme.group_results[*result].name, found.map(Some), *comparison, wanted)
            }
            _ => None,
        }
    }

    fn unless(&self, met: bool, what: Text, wanted: Text, got: impl FnOnce() -> Text) -> Unmet {
        (!met).then(|| (what, wanted, got()))
    }

    fn whether(&self, is: bool, wanted: bool, what: Text) -> Unmet {
        let word = |holds: bool| if holds { Text::fixed("有", "yes") } else { Text::fixed("无", "no") };
        let got = || match self.ratee.status {
            Status::Incomplete => text!("{0}（{1}）", "{0} ({1})", word(is), self.no_total()),
            _ => word(is),
        };
        self.unless(is == wanted, what, word(wanted), got)
    }

    fn score(&self, scored: Scored, comparison: Comparison, score: &Number) -> Unmet {
        let (what, got) = match scored {
            Scored::Item(item) => (&self.scheme.items[item].path, self.ratee.items[item].score.as_ref()),
            Scored::Adjustment(at) => {
                (&self.scheme.adjustments[at].name, self.ratee.adjustments[at].points.as_ref())
            }
        };
        let met = got.is_some_and(|got| comparison.holds(got.cmp(score)));
        let shown = || match (scored, got) {
            (Scored::Item(item), _) => self.item(item),
            (_, Some(points)) => Text::same(points.to_string()),
            (_, None) => text!("没有得分（{0}）", "no score ({0})", self.no_total()),
        };
        self.unless(met, Text::same(what.to_string()), compared(comparison, score), shown)
    }

    fn item(&self, item: usize) -> Text {
        match &self.ratee.items[item] {
            one if one.left_out => Text::fixed("剔除", "left out"),
            one => match &one.score {
                Some(score) => Text::same(score.to_string()),
                None => text!("没有得分（{0}）", "no score ({0})", self.no_total()),
            },
        }
    }

    /// A value that a result has, or that it holds without one.
    fn value(
        &self,
        name: &str,
        found: Option<Option<&Outcome>>,
        comparison: Comparison,
        wanted: &GivenValue,
    ) -> Unmet {
        let met = match (found, wanted) {
            (Some(Some(Outcome::Number(got))), GivenValue::Number(wanted)) => {
                comparison.holds(got.cmp(wanted))
            }
            (Some(Some(Outcome::Word(got))), GivenValue::Word(wanted)) => got == wanted,
            (Some(Some(Outcome::Truth(got))), GivenValue::Truth(wanted)) => got == wanted,
            (Some(Some(Outcome::Word(got))), GivenValue::Date(wanted)) => **got == *wanted.to_string(),
            _ => false,
        };
        let shown = match wanted {
            GivenValue::Number(number) => Text::same(number.to_string()),
            GivenValue::Truth(true) => Text::fixed("是", "yes"),
            GivenValue::Truth(false) => Text::fixed("否", "no"),
            GivenValue::Word(word) => Text::same(word.to_string()),
            GivenValue::Date(date) => Text::same(date.to_string()),
            _ => Text::fixed("缺失", "missing"),
        };
        let got = || match found {
            None => match self.ratee.status {
                Status::Incomplete => self.no_total(),
                _ => Text::fixed("无", "none"),
            },
            Some(None) => Text::fixed("有，没有值", "holds, without a value"),
            Some(Some(Outcome::Number(number))) => Text::same(number.to_string()),
            Some(Some(Outcome::Word(word))) => Text::same(word.to_string()),
            Some(Some(Outcome::Truth(true))) => Text::fixed("是", "yes"),
            Some(Some(Outcome::Truth(false))) => Text::fixed("否", "no"),
        };
        self.unless(met, Text::same(name.to_owned()), with_sign(comparison, shown), got)
    }

    fn lack_names(&self, lacks: &[Lack]) -> Text {
        Text::listed(lacks.iter().map(|lack| self.scheme.lack_name(*lack)))
    }

    fn status(&self) -> Text {
        match self.ratee.status {
            Status::Scored => Text::fixed("已评分", "scored"),
            Status::NotGraded => Text::fixed("不定等次", "not graded"),
            Status::Incomplete => Text::fixed("不完整", "incomplete"),
        }
    }

    /// Why there is no total.
    fn no_total(&self) -> Text {
        let missing = self.lack_names(&self.ratee.missing);
        let lacks = text!("缺 {0}", "lacks {0}", missing);
        let problem = self.ratee.problems.first().map(|problem| problem.text.clone());
        match (self.ratee.missing.is_empty(), problem) {
            (true, Some(problem)) => text!("没有总分：{0}", "no total: {0}", problem),
            (false, None) => text!("没有总分：{0}", "no total: {0}", lacks),
            (false, Some(problem)) => text!("没有总分：{0}；{1}", "no total: {0}; {1}", lacks, problem),
            (true, None) => Text::fixed("没有总分", "no total"),
        }
    }

    fn grade(&self) -> Text {
        match (self.ratee.grade, self.ratee.status) {
            (Some(grade), _) => Text::same(self.scheme.grades[grade].name.to_string()),
            (None, Status::Incomplete) => self.no_total(),
            (None, _) => Text::fixed("不定等次", "not graded"),
        }
    }

    fn rank(&self) -> Text {
        match self.ratee.rank {
            Some((rank, among)) => text!("{rank}（共 {among}）", "{rank} of {among}"),
            None => match self.ratee.status {
                Status::Incomplete => self.no_total(),
                _ => Text::fixed("不排名", "not ranked"),
            },
        }
    }
}

fn compared(comparison: Comparison, wanted: &Number) -> Text {
    with_sign(comparison, Text::same(wanted.to_string()))
}

fn with_sign(comparison: Comparison, wanted: Text) -> Text {
    if comparison == Comparison::Equal {
        return wanted;
    }
    let sign = comparison.sign();
    text!("{sign} {0}", "{sign} {0}", wanted)
}
