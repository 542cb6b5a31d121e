//! The parts of a scheme for which tests are proposed: what they read, and what is expected of them.

use super::candidates::Slot;
use super::{of_total, outcome};
use crate::plan::{self, OpKind, Plan, Reg, operands};
use crate::scheme::model::{
    Base, Comparison, Expected, Expr, ItemId, Line, LineKind, QuotaTarget, Scheme, Scored,
};
use crate::score::{Ratee, Status};
use crate::source::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A part of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    Item(ItemId),
    Adjustment(usize),
    Rule(usize),
    Grade(usize),
    Quota(usize),
    Alert(usize),
    Result(usize),
}

/// All parts, in the order of evaluation.
pub fn all(scheme: &Scheme) -> Vec<Owner> {
    let items = (0..scheme.items.len()).map(Owner::Item);
    let adjustments = (0..scheme.adjustments.len()).map(Owner::Adjustment);
    let rules = (0..scheme.rules.len()).map(Owner::Rule);
    let grades = (0..scheme.grades.len()).map(Owner::Grade);
    let quotas = (0..scheme.quotas.len()).map(Owner::Quota);
    let alerts = (0..scheme.alerts.len()).map(Owner::Alert);
    let results = (0..scheme.results.len()).map(Owner::Result);
    items.chain(adjustments).chain(rules).chain(grades).chain(quotas).chain(alerts).chain(results).collect()
}

/// What a part reads.
pub struct Needs {
    /// Facts, and last year's values of facts.
    pub slots: Vec<Slot>,
    /// Whether a figure over other ratees is among it.
    pub over_others: bool,
}

/// What a part reads, groups of ratees among it.
pub fn needs(scheme: &Scheme, owner: Owner) -> Needs {
    let plan = plan::lower(scheme);
    let outputs = &plan.outputs;
    let regs: Vec<Reg> = match owner {
        Owner::Item(id) => vec![outputs.items[id].limited],
        Owner::Adjustment(at) => vec![outputs.adjustments[at].limited],
        Owner::Rule(at) => vec![outputs.rules[at].reg],
        Owner::Grade(at) => outputs.grade_rows[at].1.iter().map(|traced| traced.reg).collect(),
        Owner::Quota(at) => vec![outputs.quotas[at].after],
        Owner::Alert(at) => vec![outputs.alerts[at].reg],
        Owner::Result(at) => {
            let (when, value) = &outputs.results[at];
            when.iter().chain(value).map(|traced| traced.reg).collect()
        }
    };
    read(&plan, regs)
}

fn read(plan: &Plan<'_>, regs: Vec<Reg>) -> Needs {
    // An item without policies ends where its score begins.
    let begin = regs.clone();
    let (mut slots, mut seen, mut waiting) = (BTreeSet::new(), BTreeSet::new(), regs);
    let mut over_others = false;
    while let Some(reg) = waiting.pop() {
        // The scores of items, the total, the grade and the rank are given by everything else.
        let outputs = &plan.outputs;
        let is_score = outputs.items.iter().any(|regs| regs.score == reg);
        let is_outcome = is_score
            || [outputs.total, outputs.ranks.rank].contains(&reg)
            || [outputs.grade, outputs.grade_before].contains(&Some(reg));
        over_others |= reg == outputs.ranks.rank;
        if !seen.insert(reg) || is_outcome && !begin.contains(&reg) {
            continue;
        }
        slots.extend(plan.program(reg).map(|program| (program.list, false)));
        match &plan.ops[reg].kind {
            OpKind::Load(fact) => drop(slots.insert((*fact, false))),
            OpKind::LoadLastYear(fact) => drop(slots.insert((*fact, true))),
            kind if kind.is_barrier() => over_others = true,
            _ => {}
        }
        operands(&plan.ops[reg].kind, &mut |reg| waiting.push(reg));
    }
    Needs { slots: slots.into_iter().collect(), over_others }
}

impl Owner {
    /// Its path.
    pub fn path(self, scheme: &Scheme) -> &Arc<str> {
        match self {
            Owner::Item(id) => &scheme.items[id].path,
            Owner::Adjustment(at) => &scheme.adjustments[at].name,
            Owner::Rule(at) => &scheme.rules[at].name,
            Owner::Grade(at) => &scheme.grades[at].name,
            Owner::Quota(at) => &scheme.quotas[at].path,
            Owner::Alert(at) => &scheme.alerts[at].path,
            Owner::Result(at) => &scheme.results[at].name,
        }
    }

    /// Where it is written.
    pub fn span(self, scheme: &Scheme) -> Span {
        match self {
            Owner::Item(id) => scheme.items[id].span,
            Owner::Adjustment(at) => scheme.adjustments[at].span,
            Owner::Rule(at) => scheme.rules[at].span,
            Owner::Grade(at) => scheme.grades[at].span,
            Owner::Quota(at) => scheme.quotas[at].span,
            Owner::Alert(at) => scheme.alerts[at].span,
            Owner::Result(at) => scheme.results[at].span,
        }
    }

    /// Its expressions, those of its lines among them.
    pub fn exprs(self, scheme: &Scheme) -> Vec<&Expr> {
        let mut exprs: Vec<&Expr> = match self {
            Owner::Item(id) => match &scheme.items[id].base {
                Base::Rule(rule) | Base::Combined(rule) => vec![rule],
                Base::Children | Base::Zero => vec![],
            },
            Owner::Adjustment(at) => scheme.adjustments[at].base.iter().collect(),
            Owner::Rule(at) => vec![&scheme.rules[at].when],
            Owner::Grade(at) => scheme.grades[at].condition.iter().collect(),
            Owner::Quota(at) => scheme.quotas[at].when.iter().collect(),
            Owner::Alert(at) => vec![&scheme.alerts[at].when],
            Owner::Result(at) => {
                let result = &scheme.results[at];
                result.when.iter().chain(&result.value).collect()
            }
        };
        let mut waiting: Vec<&Line> = self.lines(scheme).iter().collect();
        while let Some(line) = waiting.pop() {
            match &line.kind {
                LineKind::Once(amount) => exprs.push(amount),
                LineKind::When(condition, amount) => exprs.extend([condition, amount]),
                LineKind::Step { value, amount, .. } => exprs.extend([value, amount]),
                LineKind::Entry { when, amount, .. } => exprs.extend(when.iter().chain([amount])),
                LineKind::Together(inner) => waiting.extend(inner),
            }
        }
        exprs
    }

    /// Its lines.
    pub fn lines(self, scheme: &Scheme) -> &[Line] {
        match self {
            Owner::Item(id) => &scheme.items[id].lines,
            Owner::Adjustment(at) => &scheme.adjustments[at].lines,
            Owner::Rule(_) | Owner::Grade(_) | Owner::Quota(_) | Owner::Alert(_) | Owner::Result(_) => &[],
        }
    }

    /// Whether what is expected of it needs a total.
    pub fn needs_total(self) -> bool {
        !matches!(self, Owner::Item(_) | Owner::Adjustment(_))
    }

    /// Whether it may depend on the total.
    pub fn reads_total(self) -> bool {
        self.needs_total()
    }

    /// What came out of it.
    pub fn expected(self, scheme: &Scheme, result: &Ratee) -> Vec<Expected> {
        let equal = Comparison::Equal;
        match self {
            Owner::Item(id) => {
                let score = result.items[id].score.clone();
                score.map(|score| Expected::Score(Scored::Item(id), equal, score)).into_iter().collect()
            }
            Owner::Adjustment(at) => {
                let points = result.adjustments[at].points.clone();
                points
                    .map(|points| Expected::Score(Scored::Adjustment(at), equal, points))
                    .into_iter()
                    .collect()
            }
            _ if result.status == Status::Incomplete => vec![],
            Owner::Rule(at) => {
                let applies = result.effects.iter().any(|(rule, _)| *rule == at);
                let named = scheme.rules[at].veto || !scheme.rules[at].name.starts_with("规则");
                let rule = named.then_some(Expected::Rule(at, applies));
                rule.into_iter().chain(of_total(result)).collect()
            }
            Owner::Grade(_) => of_total(result),
            Owner::Quota(at) if scheme.quotas[at].target == QuotaTarget::Award => {
                vec![Expected::Award(at, result.awards.contains(&at))]
            }
            Owner::Quota(_) => of_total(result),
            Owner::Alert(at) => vec![Expected::Alert(vec![at], result.alerts.contains(&at))],
            Owner::Result(at) => {
                let found = result.consequences.iter().find(|(other, _)| *other == at);
                let grade = result.grade.map(|grade| Expected::Grade(equal, grade));
                let own = match found {
                    Some((_, Some(value))) => Expected::Value(at, equal, outcome(value)),
                    Some((_, None)) => Expected::Holds(at, true),
                    None => Expected::Holds(at, false),
                };
                grade.into_iter().chain([own]).collect()
            }
        }
    }
}
