//! What a test gives: facts as a cell of evidence would hold them, entries of lists, scores in place of rules.

use super::checker::{Amend, Checker, Scope, Stage};
use super::expr::constant;
use super::model::*;
use super::names::Found;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, ExprKind as Written, GivenKind, GivenNode, Name, Path};
use crate::unit::{FactType, ListField, Period};
use crate::{code, text};
use std::sync::Arc;

code!(
    UNKNOWN_IN_TEST,
    "H1301",
    Error,
    "测试里的名称找不到" / "unknown-name-in-test",
    "测试里给定的要是声明过的数据、清单、指标、加分或扣分；期望的要是方案里有的指标、否决、预警、结果。"
        / "What a test gives is a declared fact, list, item, bonus or deduction; what it expects is an item, veto, alert or result of the scheme."
);
code!(
    GIVEN_DOES_NOT_FIT,
    "H1302",
    Error,
    "给定的值与声明不符" / "given-value-does-not-fit",
    "给定的值与数据的类型、单位、范围要一致，和数据文件里的格子一样。"
        / "A given value has the type and unit of its fact and lies in its range, like a cell of evidence."
);
code!(
    GIVEN_TWICE,
    "H1303",
    Error,
    "同一数据给定了两次" / "given-twice-in-test",
    "同一个对象的同一数据给了两次，不知道以哪一个为准。清单可以给多条。"
        / "The same fact of the same ratee is given twice, and it is not known which counts. Only lists have several entries."
);

/// The most names that a finding lists.
const MOST_NAMES: usize = 8;

impl<'t> Checker<'t> {
    /// What some parts give of one ratee, over what is common to all.
    pub(super) fn given(&mut self, parts: &[&'t GivenNode], common: Option<&TestRatee>) -> TestRatee {
        let mut ratee = TestRatee::default();
        for row in parts.iter().flat_map(|part| &part.rows) {
            match &row.kind {
                GivenKind::Today(_) => {}
                GivenKind::Rest(value) => {
                    let scores = (0..self.items.len())
                        .map(|item| self.given_score(value, Some(self.items[item].full.clone())));
                    let scores: Option<Vec<Number>> = scores.collect();
                    if ratee.rest.replace(scores.unwrap_or_default()).is_some() {
                        self.given_twice(text!("「其余各项」", "`everything else`"), row.span, None);
                    }
                }
                GivenKind::Score(path, value) => self.given_stub(path, value, row.span, &mut ratee),
                GivenKind::Fact(path, value) => self.given_fact(path, value, row.span, &mut ratee),
                GivenKind::LastYear(function, path, value) => {
                    if !matches!(function.text().as_str(), "上年" | "previous" | "last_year") {
                        self.unknown_given(function);
                    } else if let Some(fact) = self.fact_of(path) {
                        self.given_of_fact((fact, true), value, row.span, &mut ratee);
                    } else {
                        self.unknown_given(path);
                    }
                }
                GivenKind::Entry(path, fields) => self.given_entry(path, fields, row.span, &mut ratee),
            }
        }
        if let Some(common) = common {
            let own: Vec<(FactId, bool)> =
                ratee.facts.iter().map(|given| (given.fact, given.last_year)).collect();
            ratee.facts.extend(
                common.facts.iter().filter(|given| !own.contains(&(given.fact, given.last_year))).cloned(),
            );
            let own: Vec<Scored> = ratee.scores.iter().map(|(scored, _)| *scored).collect();
            ratee.scores.extend(common.scores.iter().filter(|(scored, _)| !own.contains(scored)).cloned());
            ratee.rest = ratee.rest.or_else(|| common.rest.clone());
        }
        ratee
    }

    /// A constant score.
    pub(super) fn given_score(&mut self, value: &tree::Expr, full: Option<Number>) -> Option<Number> {
        // 其余各项 is read once for each item: its findings are noted once.
        let before = self.problems.len();
        let scope = Scope { full, ..Scope::at(Stage::Score) };
        let made = self.score(value, &scope);
        let result = self.constant(&made);
        let new: Vec<_> = self.problems.split_off(before);
        for problem in new {
            if !self.problems.iter().any(|other| other.span() == problem.span() && other.code == problem.code)
            {
                self.problems.push(problem);
            }
        }
        result
    }

    fn given_stub(&mut self, path: &Path, value: &tree::Expr, span: Span, ratee: &mut TestRatee) {
        let Some(scored) = self.scored(path) else { return };
        let full = match scored {
            Scored::Item(item) => Some(self.items[item].full.clone()),
            Scored::Adjustment(_) => None,
        };
        let Some(score) = self.given_score(value, full) else { return };
        if ratee.scores.iter().any(|(other, _)| *other == scored) {
            let name = path.text();
            self.given_twice(text!("「{name}」的得分", "the score of `{name}`"), span, None);
        }
        ratee.scores.push((scored, score));
    }

    /// The item, bonus or deduction that a path names; a finding if there is none.
    pub(super) fn scored(&mut self, path: &Path) -> Option<Scored> {
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        match self.find_item(&names, None) {
            Found::One(item) => return Some(Scored::Item(item)),
            Found::Several(items) => {
                self.ambiguous(&path.text(), &items, path.span);
                return None;
            }
            Found::None => {}
        }
        let text = path.text();
        if let Some(index) = self.adjustments.iter().position(|one| *one.name == *text) {
            return Some(Scored::Adjustment(index));
        }
        let names: Vec<String> = self
            .items
            .iter()
            .flat_map(|item| [item.path.to_string(), item.name.to_string()])
            .chain(self.adjustments.iter().map(|one| one.name.to_string()))
            .collect();
        self.unknown_in_test(
            path,
            text!("没有叫「{text}」的指标、加分或扣分", "there is no item, bonus or deduction `{text}`"),
            &names,
        );
        None
    }

    /// The finding for a name in a test that stands for nothing.
    pub(super) fn unknown_in_test(&mut self, path: &Path, message: Text, names: &[String]) {
        let near = similar::nearest(&path.text(), names.iter().map(String::as_str)).map(str::to_owned);
        let problem = self.report(&UNKNOWN_IN_TEST, path.span, message, text!("找不到", "not found"));
        match near {
            Some(near) => {
                problem.advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
                problem.propose(path.span, near);
            }
            None if names.is_empty() => {
                problem.advise(text!("方案里一个也没有声明", "the scheme declares none"));
            }
            None => {
                let more = if names.len() > MOST_NAMES { "……" } else { "" };
                let mut listed: Vec<&str> = names.iter().map(String::as_str).collect();
                listed.dedup();
                listed.truncate(MOST_NAMES);
                let listed = Text::listed(listed);
                problem.advise(text!("可用的有：{0}{more}", "there are: {0}{more}", listed));
            }
        }
    }

    fn unknown_given(&mut self, path: &Path) {
        let text = path.text();
        if self.broken.iter().any(|broken| **broken == *text) {
            return;
        }
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        if let Found::One(_) = self.find_item(&names, None) {
            self.report(
                &UNKNOWN_IN_TEST,
                path.span,
                text!("「{text}」是指标，不是数据", "`{text}` is an item, not a fact"),
                text!("指标", "an item"),
            )
            .advise(text!("给定指标的得分写「{text} 得 5」", "to give its score, write `{text} gives 5`"));
            return;
        }
        let names: Vec<String> = self.facts.iter().map(|fact| fact.spec.name.to_string()).collect();
        self.unknown_in_test(path, text!("没有叫「{text}」的数据", "there is no fact `{text}`"), &names);
    }

    pub(super) fn fact_of(&self, path: &Path) -> Option<FactId> {
        path.single().and_then(|name| self.fact_named(&name.text))
    }

    fn given_fact(&mut self, path: &Path, value: &tree::GivenValue, span: Span, ratee: &mut TestRatee) {
        if let [name, last] = &path.names[..]
            && matches!(&*last.text, "上年" | "last_year")
            && let Some(fact) = self.fact_named(&name.text)
        {
            return self.given_of_fact((fact, true), value, span, ratee);
        }
        let group =
            path.single().and_then(|name| self.fact_groups.iter().find(|(group, _)| *group == name.text));
        if let Some((_, members)) = group {
            // One value for all facts of a group.
            for fact in members.clone() {
                self.given_of_fact((fact, false), value, span, ratee);
            }
            return;
        }
        match self.fact_of(path) {
            Some(fact) => self.given_of_fact((fact, false), value, span, ratee),
            None => self.unknown_given(path),
        }
    }

    fn given_of_fact(
        &mut self,
        (fact, last_year): (FactId, bool),
        value: &tree::GivenValue,
        span: Span,
        ratee: &mut TestRatee,
    ) {
        let name = self.fact_name(fact);
        if last_year && !self.facts[fact].spec.with_last_year {
            return self.no_last_year(&name, span);
        }
        if let Some(before) =
            ratee.facts.iter().find(|given| (given.fact, given.last_year) == (fact, last_year))
        {
            let before = before.span;
            return self.given_twice(text!("「{name}」", "`{name}`"), span, Some(before));
        }
        let spec = self.facts[fact].spec.clone();
        let value = match (&spec.ty, value) {
            (FactType::List(_), tree::GivenValue::None(_)) => Some(GivenValue::Entries(vec![])),
            (FactType::List(_), tree::GivenValue::Is(expr)) => {
                self.given_does_not_fit(
                    expr.span,
                    text!("「{name}」是清单", "`{name}` is a list"),
                    text!(
                        "逐条写「{name} {{ … }}」，没有则写「{name} 无」",
                        "write its entries `{name} {{ … }}`, or `{name} none`"
                    ),
                );
                None
            }
            _ => self.given_value(&name, &spec.ty, &spec.range, value),
        };
        if let Some(value) = value {
            ratee.facts.push(GivenFact { fact, last_year, value, span });
        }
    }

    fn given_entry(
        &mut self,
        path: &Path,
        fields: &[(Name, tree::GivenValue)],
        span: Span,
        ratee: &mut TestRatee,
    ) {
        let Some(list) = self.fact_of(path) else { return self.unknown_given(path) };
        let name = self.fact_name(list);
        let FactType::List(declared) = self.facts[list].spec.ty.clone() else {
            return self.given_does_not_fit(
                path.span,
                text!("「{name}」不是清单，没有大括号", "`{name}` is no list and takes no braces"),
                text!("直接写它的值，如「{name} 5」", "write its value, such as `{name} 5`"),
            );
        };
        let entry = self.entry_of(&declared, &name, fields);
        match ratee.facts.iter_mut().find(|given| given.fact == list) {
            Some(GivenFact { value: GivenValue::Entries(entries), .. }) if !entries.is_empty() => {
                entries.push(entry);
                if let Some(period) = FactType::List(declared).period_field() {
                    in_time(entries, period);
                }
            }
            Some(before) => {
                let before = before.span;
                self.given_twice(text!("「{name}」", "`{name}`"), span, Some(before));
            }
            None => ratee.facts.push(GivenFact {
                fact: list,
                last_year: false,
                value: GivenValue::Entries(vec![entry]),
                span,
            }),
        }
    }

    fn entry_of(
        &mut self,
        declared: &Arc<[ListField]>,
        list: &Arc<str>,
        fields: &[(Name, tree::GivenValue)],
    ) -> Vec<GivenValue> {
        let mut entry = vec![GivenValue::Missing; declared.len()];
        let mut seen: Vec<usize> = Vec::new();
        for (name, value) in fields {
            let text = &name.text;
            let Some(at) = declared.iter().position(|field| field.is_called(text)) else {
                let names: Vec<String> = declared.iter().map(|field| field.name.to_string()).collect();
                let path = Path { names: vec![name.clone()], span: name.span };
                self.unknown_in_test(
                    &path,
                    text!("清单「{list}」里没有「{text}」", "the list `{list}` has no field `{text}`"),
                    &names,
                );
                continue;
            };
            if seen.contains(&at) {
                self.given_twice(text!("「{text}」", "`{text}`"), name.span, None);
            }
            seen.push(at);
            if let Some(value) = self.given_value(text, &declared[at].ty, &(None, None), value) {
                entry[at] = value;
            }
        }
        entry
    }

    fn given_value(
        &mut self,
        name: &Arc<str>,
        ty: &FactType,
        range: &(Option<Number>, Option<Number>),
        value: &tree::GivenValue,
    ) -> Option<GivenValue> {
        match value {
            tree::GivenValue::Missing(_) => Some(GivenValue::Missing),
            tree::GivenValue::NotApplicable(_) => Some(GivenValue::NotApplicable),
            tree::GivenValue::None(span) => {
                let is_word =
                    matches!(ty, FactType::Category(words) if words.iter().any(|word| &**word == "无"));
                if is_word || *ty == FactType::Text {
                    return Some(GivenValue::Word("无".into()));
                }
                self.given_does_not_fit(
                    *span,
                    text!(
                        "「无」只用于清单，而「{name}」不是清单",
                        "`none` is for lists, and `{name}` is none"
                    ),
                    text!(
                        "没有数据写「缺失」，没有这项工作写「不涉及」",
                        "write `missing`, or `not applicable`"
                    ),
                );
                None
            }
            tree::GivenValue::Is(expr) => {
                let value = self.value_of_type(name, ty, expr)?;
                self.in_range(name, ty, range, &value, expr.span).then_some(value)
            }
        }
    }

    /// A written constant as a value of a type.
    pub(super) fn value_of_type(
        &mut self,
        name: &Arc<str>,
        ty: &FactType,
        expr: &tree::Expr,
    ) -> Option<GivenValue> {
        let written: Arc<str> = crate::syntax::unquoted(self.sources.slice(expr.span)).into();
        let value = match (ty, &expr.kind) {
            (FactType::Text, Written::Text(_) | Written::Name(_) | Written::Quantity(_)) => {
                Some(GivenValue::Word(written))
            }
            (FactType::Category(words), Written::Text(_) | Written::Name(_) | Written::Quantity(_)) => {
                let before = self.problems.len();
                self.word(&written, words, expr.span);
                return (before == self.problems.len()).then_some(GivenValue::Word(written));
            }
            // A label such as 2023-05 reads as a difference; what is written counts.
            (FactType::Period, _) => Period::parse(&written).map(|_| GivenValue::Word(written)),
            (FactType::YesNo, Written::Truth(truth)) => Some(GivenValue::Truth(*truth)),
            (FactType::Date, Written::Date(date)) => Some(GivenValue::Date(*date)),
            (ty, _) if ty.is_numeric() => return self.number_of_type(name, ty, expr),
            _ => None,
        };
        if value.is_none() {
            let wanted = match ty {
                FactType::Period => text!("期间，如 2023-05", "a period, such as 2023-05"),
                ty => Ty::of_fact(ty).describe(),
            };
            self.given_does_not_fit(
                expr.span,
                text!("「{name}」要写{0}", "`{name}` takes {0}", wanted),
                text!("与数据文件里的格子一样写", "write it as in a cell of evidence"),
            );
        }
        value
    }

    fn number_of_type(&mut self, name: &Arc<str>, ty: &FactType, expr: &tree::Expr) -> Option<GivenValue> {
        let wanted = Ty::of_fact(ty);
        let before = self.problems.len();
        let made = self.expr_as(expr, &Scope::at(Stage::Score), &wanted);
        if self.problems.len() > before {
            return None;
        }
        let number = constant(&made).map(|number| match made.ty {
            // A bare number is in the unit of the fact, as in a cell.
            Ty::Number => &number * &ty.scale(),
            _ => number,
        });
        match number.filter(|_| made.ty == Ty::Number || made.ty.meet(&wanted).is_some()) {
            Some(number) => Some(GivenValue::Number(number)),
            None => {
                let (is, needs) = (made.ty.describe(), wanted.describe());
                self.given_does_not_fit(
                    expr.span,
                    text!("「{name}」是{1}，给定的是{0}", "`{name}` is {1}, but {0} is given", is, needs),
                    text!("用数据自己的单位写", "write it in the unit of the fact"),
                );
                None
            }
        }
    }

    fn in_range(
        &mut self,
        name: &Arc<str>,
        ty: &FactType,
        (low, high): &(Option<Number>, Option<Number>),
        value: &GivenValue,
        span: Span,
    ) -> bool {
        let GivenValue::Number(number) = value else { return true };
        let whole = !matches!(ty, FactType::Count(_)) || number.is_whole();
        let inside =
            low.as_ref().is_none_or(|low| number >= low) && high.as_ref().is_none_or(|high| number <= high);
        if !whole {
            self.given_does_not_fit(
                span,
                text!("「{name}」是整数", "`{name}` is a whole number"),
                text!("写整数", "write a whole number"),
            );
        } else if !inside {
            self.given_does_not_fit(
                span,
                text!(
                    "给定的值超出「{name}」声明的范围",
                    "the value lies outside the declared range of `{name}`"
                ),
                text!("数据文件里这样的值会被当作错误", "in evidence such a value would be a finding"),
            );
        }
        whole && inside
    }

    pub(super) fn given_does_not_fit(&mut self, span: Span, message: Text, help: Text) {
        self.report(&GIVEN_DOES_NOT_FIT, span, message, text!("与声明不符", "does not fit")).advise(help);
    }

    fn given_twice(&mut self, what: Text, span: Span, before: Option<Span>) {
        let problem = self.report(
            &GIVEN_TWICE,
            span,
            text!("{0}给定了两次", "{0} is given twice", what),
            text!("第二次", "second"),
        );
        problem.advise(text!("只保留一处", "keep one of them"));
        if let Some(before) = before {
            problem.also(before, text!("第一次", "first"));
        }
    }
}

/// The order of entries by their period, as evidence has it.
fn in_time(entries: &mut [Vec<GivenValue>], period: usize) {
    let of = |entry: &[GivenValue]| match entry.get(period) {
        Some(GivenValue::Word(label)) => Period::parse(label),
        _ => None,
    };
    entries.sort_by(|a, b| match (of(a), of(b)) {
        (Some(a), Some(b)) => a.order(&b),
        _ => std::cmp::Ordering::Equal,
    });
}
