//! The head of a scheme: version, basis, period, total, rounding; and the scheme put together.

use super::checker::{Amend, Checker, Scope, Stage};
use super::model::*;
use crate::locale::Text;
use crate::number::{Number, Rounding};
use crate::source::{Edits, Span};
use crate::syntax::tree::{self, LimitKind, Period, RoundingNode, SchemeNode, Statement};
use crate::unit::Date;
use crate::{code, text};
use std::sync::Arc;

code!(
    HEAD,
    "H0410",
    Error,
    "方案开头的写法有误" / "scheme-head",
    "方案开头的版本、依据、期间、总分、取整各写一次，总分大于 0，取整最多 12 位小数。"
        / "The head names version, basis, period, total and rounding once each; the total is above 0, and rounding has at most 12 places."
);
/// The most decimal places that a rounding may have.
const MOST_PLACES: u32 = 12;

/// What the head says.
pub(super) struct Head {
    pub version: Option<Arc<str>>,
    pub basis: Option<Arc<str>>,
    pub period: Option<Arc<str>>,
    pub days: Option<(Date, Date)>,
    pub total: Option<(Number, Span)>,
    pub limits: Limits,
    pub rounding: (u32, Rounding),
    pub rank: Option<tree::RankNode>,
    pub missing: Option<tree::PolicyNode>,
    pub not_applicable: Option<tree::PolicyNode>,
    pub applies: Option<tree::AppliesNode>,
}

impl Checker<'_> {
    pub(super) fn head(&mut self, node: &SchemeNode) -> Head {
        let mut head = Head {
            version: None,
            basis: None,
            period: None,
            days: None,
            total: None,
            limits: Limits::default(),
            rounding: (2, Rounding::HalfUp),
            rank: None,
            missing: None,
            not_applicable: None,
            applies: None,
        };
        let mut seen: Vec<(Text, Span)> = Vec::new();
        for statement in &node.statements {
            if let Some((what, span)) = self.head_statement(statement, &mut head) {
                if let Some((_, first)) = seen.iter().find(|(name, _)| *name == what) {
                    let first = *first;
                    self.report(
                        &HEAD,
                        span,
                        text!("「{0}」写了两次", "`{0}` stands twice in the head", what),
                        text!("第二次", "second"),
                    )
                    .also(first, text!("第一次在这里", "first here"))
                    .advise(text!("只保留一处", "keep one of them"));
                }
                seen.push((what, span));
            }
        }
        head
    }

    /// Takes in a statement of the head; gives back its name and place for finding doubles.
    fn head_statement(&mut self, statement: &Statement, head: &mut Head) -> Option<(Text, Span)> {
        match statement {
            Statement::Version(words) => {
                head.version = Some(words.text.clone());
                Some((Text::fixed("版本", "version"), words.span))
            }
            Statement::Basis(words) => {
                head.basis = Some(words.text.clone());
                Some((Text::fixed("依据", "basis"), words.span))
            }
            Statement::Period(Period::Named(words)) => {
                head.period = Some(words.text.clone());
                Some((Text::fixed("期间", "period"), words.span))
            }
            Statement::Period(Period::Days(from, to, span)) => {
                if from > to {
                    self.report(
                        &HEAD,
                        *span,
                        text!(
                            "期间的开始 {from} 晚于结束 {to}",
                            "the period begins on {from}, after its end {to}"
                        ),
                        text!("先后颠倒", "the wrong way round"),
                    )
                    .advise(text!("写成「期间 {to} 至 {from}」", "write `period {to} to {from}`"));
                }
                let whole_year =
                    from.year == to.year && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31);
                let name = if whole_year { from.year.to_string() } else { format!("{from}/{to}") };
                head.period = Some(name.into());
                head.days = Some((*from, *to));
                Some((Text::fixed("期间", "period"), *span))
            }
            Statement::Total(quantity, limits, _) => {
                let (full, ty) = self.quantity(quantity);
                if !ty.is_score() || full <= Number::ZERO {
                    self.report(
                        &HEAD,
                        quantity.span,
                        text!("总分要大于 0", "the total must be above 0"),
                        text!("不能作总分", "no total"),
                    )
                    .advise(text!("如「总分 100」", "such as `total 100`"));
                }
                self.total_limits(&full, limits, head);
                head.total = Some((full, quantity.span));
                Some((Text::fixed("总分", "total"), quantity.span))
            }
            Statement::Round(rounding) => {
                if let Some(rounding) = self.rounding(rounding) {
                    head.rounding = rounding;
                }
                Some((Text::fixed("取整", "round"), rounding.span))
            }
            Statement::Rank(rank) => {
                head.rank = Some(rank.clone());
                Some((Text::fixed("名次", "rank"), rank.span))
            }
            Statement::Policy(policy) => {
                let slot = if policy.not_applicable { &mut head.not_applicable } else { &mut head.missing };
                *slot = Some(policy.clone());
                let name = if policy.not_applicable {
                    Text::fixed("不涉及", "not applicable")
                } else {
                    Text::fixed("缺失", "missing")
                };
                Some((name, policy.span))
            }
            Statement::Units(names) => {
                self.units.extend(names.iter().map(|name| name.text.clone()));
                None
            }
            Statement::Applies(node) => {
                head.applies = Some(node.clone());
                Some((Text::fixed("适用", "applies"), node.span))
            }
            _ => None,
        }
    }

    fn total_limits(&mut self, full: &Number, limits: &[tree::Limit], head: &mut Head) {
        let mut scope = Scope::at(Stage::Score);
        scope.full = Some(full.clone());
        head.limits.floor = Some(self.number_at(Number::ZERO, self.node.name.span));
        for limit in limits {
            match &limit.kind {
                LimitKind::Capped => head.limits.cap = Some(self.number_at(full.clone(), limit.span)),
                LimitKind::Cap(expr) => head.limits.cap = Some(self.score(expr, &scope)),
                LimitKind::Floor(expr) => head.limits.floor = Some(self.score(expr, &scope)),
                LimitKind::MayBeNegative => head.limits.floor = None,
                LimitKind::MayExceed => head.limits.cap = None,
            }
        }
    }

    /// Places and mode; whole numbers if no places are said.
    pub(super) fn rounding(&mut self, rounding: &RoundingNode) -> Option<(u32, Rounding)> {
        let places = rounding.places.unwrap_or(0);
        if places > MOST_PLACES {
            self.report(
                &HEAD,
                rounding.span,
                text!("取整最多到小数 {MOST_PLACES} 位", "rounding has at most {MOST_PLACES} places"),
                text!("位数太多", "too many places"),
            )
            .advise(text!(
                "写 0 到 {MOST_PLACES} 之间的整数",
                "write a whole number from 0 to {MOST_PLACES}"
            ));
            return None;
        }
        Some((places, rounding.mode))
    }

    /// Full marks of the scheme: what it says, else what the items add up to.
    pub(super) fn full_of_scheme(&self, head: &Head) -> Number {
        let counted = self.top.iter().filter(|item| self.items[**item].marks != Marks::Pilot);
        match &head.total {
            Some((full, _)) => full.clone(),
            None if self.weighted => Number::from(100),
            None => counted.map(|item| self.items[*item].full.clone()).sum(),
        }
    }

    /// Puts the scheme together once everything is checked.
    pub(super) fn finish(&mut self, head: Head) -> Scheme {
        let ranking = self.ranking(head.rank.as_ref());
        let full = self.full_of_scheme(&head);
        let take = |lets: &mut Vec<super::checker::LetSlot<'_>>| {
            let lets = std::mem::take(lets).into_iter();
            lets.filter_map(|slot| {
                Some(Let {
                    name: slot.name.text.clone(),
                    value: slot.checked?,
                    basis: slot.node.basis.as_ref().map(|words| words.text.clone()),
                })
            })
            .collect()
        };
        let group = self.group_fact();
        Scheme {
            name: self.node.name.text.clone(),
            name_span: self.node.name.span,
            title: self.node.title.as_ref().map(|words| words.text.clone()),
            version: head.version,
            basis: head.basis,
            period: head.period,
            days: head.days,
            full,
            full_said: head.total.is_some(),
            limits: Limits {
                floor: head.limits.floor.or_else(|| {
                    head.total.is_none().then(|| self.number_at(Number::ZERO, self.node.name.span))
                }),
                cap: head.limits.cap,
            },
            rounding: head.rounding,
            group,
            quotas: std::mem::take(&mut self.quotas),
            ranking,
            facts: std::mem::take(&mut self.facts),
            fact_groups: std::mem::take(&mut self.fact_groups),
            items: std::mem::take(&mut self.items),
            top: std::mem::take(&mut self.top),
            adjustments: std::mem::take(&mut self.adjustments),
            rules: std::mem::take(&mut self.rules),
            grades: std::mem::take(&mut self.grades),
            alerts: std::mem::take(&mut self.alerts),
            results: std::mem::take(&mut self.results),
            group_results: std::mem::take(&mut self.group_results),
            lets: take(&mut self.lets),
            scripts: std::mem::take(&mut self.scripts),
            tables: std::mem::take(&mut self.tables).into_iter().map(|slot| slot.table).collect(),
            combine: self.combine.take(),
            weighted: self.weighted,
            tests: std::mem::take(&mut self.tests),
            applies: None,
            edits: Edits::default(),
        }
    }
}
