//! By what a statement is found again in the schemes that build on its own: its kind and its name. A new kind of
//! statement says here what it is.

use crate::locale::Text;
use crate::source::Span;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{LimitKind, Name, Period, Statement};
use crate::text;
use std::sync::Arc;

/// What a statement speaks of. Two statements with the same key cannot both stand in a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// The keyword of its kind; `item` for items of every kind.
    pub kind: &'static str,
    /// Its name, if there may be several of its kind.
    pub name: Option<Arc<str>>,
}

impl Key {
    fn alone(kind: &'static str) -> Option<Key> {
        Some(Key { kind, name: None })
    }

    fn named(kind: &'static str, name: &Name) -> Option<Key> {
        Some(Key { kind, name: Some(name.text.clone()) })
    }

    /// As people call it: 「加分 荣誉加分」.
    pub fn text(&self) -> Text {
        let word = word(self.kind);
        match &self.name {
            Some(name) if self.kind == "item" => text!("「{name}」", "`{name}`"),
            Some(name) => text!("「{0} {name}」", "`{0} {name}`", word),
            None => text!("「{0}」", "`{0}`", word),
        }
    }
}

/// A kind of statement, in the words of the language.
pub(crate) fn word(kind: &str) -> Text {
    let row = KEYWORDS.iter().find(|row| row.rule == kind);
    row.map_or(Text::same(kind.to_owned()), |row| Text::fixed(row.zh[0], row.en[0]))
}

/// The key of a statement; none for those that may stand beside any other.
pub(crate) fn key(statement: &Statement) -> Option<Key> {
    let maybe = |kind, name: &Option<Name>| name.as_ref().and_then(|name| Key::named(kind, name));
    match statement {
        Statement::Version(_) => Key::alone("version"),
        Statement::Basis(_) => Key::alone("basis"),
        Statement::Label(_) => Key::alone("label"),
        Statement::Period(_) => Key::alone("period"),
        Statement::Total(..) => Key::alone("total"),
        Statement::Round(_) => Key::alone("round"),
        Statement::Policy(policy) => {
            Key::alone(if policy.not_applicable { "not_applicable" } else { "missing" })
        }
        Statement::Applies(_) => Key::alone("applies"),
        Statement::Rank(_) => Key::alone("rank"),
        Statement::Quota(quota) => Key::named("quota", &quota.name),
        Statement::Grades(..) => Key::alone("grades"),
        Statement::Combine(_) => Key::alone("combine"),
        Statement::Base(_) => Key::alone("base"),
        Statement::Limit(limit) => match limit.kind {
            LimitKind::Cap(_) | LimitKind::MayExceed | LimitKind::Capped => Key::alone("cap"),
            LimitKind::Floor(_) | LimitKind::MayBeNegative => Key::alone("floor"),
        },
        Statement::Item(item) => Key::named("item", &item.name),
        Statement::Adjustment(node) => {
            Key::named(if node.deduction { "deduction" } else { "bonus" }, &node.item.name)
        }
        Statement::Rule(rule) => maybe(if rule.veto { "veto" } else { "when" }, &rule.name),
        Statement::Alert(alert) => {
            let by_colour = Key { kind: "alert", name: Some(alert.colour.into()) };
            maybe("alert", &alert.name).or(Some(by_colour))
        }
        Statement::Result(result) => Key::named("result", &result.name),
        Statement::GroupResult(result) => Key::named("group_result", &result.name),
        Statement::Let(node) => Key::named("let", &node.name),
        Statement::Table(node) => Key::named("table", &node.name),
        Statement::Function(node) => Key::named("function", &node.name),
        Statement::Script(node) => Key::named("script", &node.name),
        Statement::Line(line) => maybe("add", &line.name),
        Statement::Together(node) => maybe("together", &node.name),
        Statement::Units(_)
        | Statement::Evidence(_)
        | Statement::Test(_)
        | Statement::Override(_)
        | Statement::Insert(_)
        | Statement::Remove(_) => None,
    }
}

/// Where a statement is written.
pub(crate) fn span(statement: &Statement) -> Span {
    let over = |spans: &mut dyn Iterator<Item = Span>| spans.reduce(Span::to);
    match statement {
        Statement::Version(words) | Statement::Basis(words) | Statement::Label(words) => words.span,
        Statement::Period(Period::Days(_, _, span)) => *span,
        Statement::Period(Period::Named(words)) => words.span,
        Statement::Total(_, _, span) | Statement::Grades(_, span) => *span,
        Statement::Round(node) => node.span,
        Statement::Policy(node) => node.span,
        Statement::Units(names) => {
            over(&mut names.iter().map(|name| name.span)).unwrap_or(Span::new(crate::source::FileId(0), 0, 0))
        }
        Statement::Applies(node) => node.span,
        Statement::Rank(node) => node.span,
        Statement::Quota(node) => node.span,
        Statement::Combine(expr) | Statement::Base(expr) => expr.span,
        Statement::Evidence(facts) => {
            over(&mut facts.iter().map(|fact| fact.span)).unwrap_or(Span::new(crate::source::FileId(0), 0, 0))
        }
        Statement::Item(node) => node.span,
        Statement::Adjustment(node) => node.item.span,
        Statement::Rule(node) => node.span,
        Statement::Alert(node) => node.span,
        Statement::Result(node) => node.span,
        Statement::GroupResult(node) => node.span,
        Statement::Let(node) => node.span,
        Statement::Table(node) => node.span,
        Statement::Function(node) => node.span,
        Statement::Script(node) => node.span,
        Statement::Limit(node) => node.span,
        Statement::Line(node) => node.span,
        Statement::Together(node) => node.span,
        Statement::Test(node) => node.span,
        Statement::Override(node) => node.span,
        Statement::Insert(node) => node.span,
        Statement::Remove(node) => node.span,
    }
}

/// The place that stands for a statement in findings: its name, else its first line.
pub(crate) fn place(statement: &Statement) -> Span {
    match statement {
        Statement::Item(node) => node.name.span,
        Statement::Adjustment(node) => node.item.name.span,
        Statement::Rule(node) => node.name.as_ref().map_or(node.when.span, |name| name.span),
        Statement::Alert(node) => node.name.as_ref().unwrap_or(&node.level).span,
        Statement::Result(node) => node.name.span,
        Statement::GroupResult(node) => node.name.span,
        Statement::Quota(node) => node.name.span,
        Statement::Let(node) => node.name.span,
        Statement::Table(node) => node.name.span,
        Statement::Function(node) => node.name.span,
        Statement::Script(node) => node.name.span,
        Statement::Line(node) => node.name.as_ref().map_or(node.span, |name| name.span),
        Statement::Together(node) => node.name.as_ref().map_or(node.span, |name| name.span),
        other => span(other),
    }
}
