//! 其余各项: which items, bonuses, deductions and rules nothing feeds that a test gives.
//!
//! Asked of the plan: what a column is computed from, directly or not. The keys that put ratees into groups feed
//! nothing: a test that says where a ratee belongs says nothing of its scores.

use crate::plan::{self, OpKind, Plan, Reg, Stubs, operands};
use crate::scheme::model::{FactId, ItemId, Scheme, Scored, TestRatee};
use std::collections::BTreeSet;

/// What something is computed from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Facts.
    pub facts: BTreeSet<FactId>,
    /// Those of them that it does not read by way of an item's score.
    pub direct: BTreeSet<FactId>,
    /// Scores of items.
    pub items: BTreeSet<ItemId>,
}

/// What each part of a scheme is computed from.
pub struct Feeding {
    items: Vec<Sources>,
    adjustments: Vec<Sources>,
    rules: Vec<Sources>,
}

impl Feeding {
    /// Reads the plan of a scheme.
    pub fn of(scheme: &Scheme) -> Self {
        let plan = plan::lower(scheme);
        let outputs = &plan.outputs;
        Feeding {
            items: outputs.items.iter().map(|regs| sources(&plan, regs.limited)).collect(),
            adjustments: outputs.adjustments.iter().map(|regs| sources(&plan, regs.limited)).collect(),
            rules: outputs.rules.iter().map(|rule| sources(&plan, rule.reg)).collect(),
        }
    }

    /// The items without parts that the facts of a ratee feed.
    pub fn fed_leaves(&self, scheme: &Scheme, ratee: &TestRatee) -> Vec<ItemId> {
        let given: BTreeSet<FactId> = ratee.facts.iter().map(|given| given.fact).collect();
        let is_fed = |id: &ItemId| !self.items[*id].facts.is_disjoint(&given);
        (0..scheme.items.len()).filter(|id| scheme.items[*id].children.is_empty() && is_fed(id)).collect()
    }

    /// What is given in place of what would be computed, for the ratees of a test.
    pub fn stubs(&self, scheme: &Scheme, ratees: &[TestRatee]) -> Stubs {
        let mut stubs = Stubs::default();
        for (row, ratee) in ratees.iter().enumerate() {
            for (scored, score) in &ratee.scores {
                match scored {
                    Scored::Item(item) => put(&mut stubs.items, *item, row, ratees.len(), score.clone()),
                    Scored::Adjustment(at) => {
                        put(&mut stubs.adjustments, *at, row, ratees.len(), score.clone())
                    }
                }
            }
            if let Some(rest) = &ratee.rest {
                self.rest(scheme, (row, ratees.len()), ratee, rest, &mut stubs);
            }
        }
        stubs
    }

    /// Full marks, or what else the rest gets: leaf items have it, bonuses and deductions nothing, rules do not hold.
    fn rest(
        &self,
        scheme: &Scheme,
        (row, count): (usize, usize),
        ratee: &TestRatee,
        rest: &[crate::number::Number],
        stubs: &mut Stubs,
    ) {
        let given: BTreeSet<FactId> = ratee.facts.iter().map(|given| given.fact).collect();
        let scored = |item: &ItemId| ratee.scores.iter().any(|(other, _)| *other == Scored::Item(*item));
        let is_fed = |sources: &Sources| {
            sources.facts.iter().any(|fact| given.contains(fact)) || sources.items.iter().any(scored)
        };
        for (id, item) in scheme.items.iter().enumerate() {
            let covered = scored(&id) || above(scheme, id).any(|above| scored(&above));
            if item.children.is_empty() && !covered && !is_fed(&self.items[id]) {
                put(&mut stubs.items, id, row, count, rest[id].clone());
            }
        }
        for (at, sources) in self.adjustments.iter().enumerate() {
            let covered = ratee.scores.iter().any(|(other, _)| *other == Scored::Adjustment(at));
            if !covered && !is_fed(sources) {
                put(&mut stubs.adjustments, at, row, count, crate::number::Number::ZERO);
            }
        }
        for (at, sources) in self.rules.iter().enumerate() {
            // Scores are there in any case: a rule that reads nothing else is left alone.
            if !sources.direct.is_empty() && sources.direct.is_disjoint(&given) {
                put(&mut stubs.rules, at, row, count, false);
            }
        }
    }
}

/// The items above an item.
fn above(scheme: &Scheme, item: ItemId) -> impl Iterator<Item = ItemId> + '_ {
    std::iter::successors(scheme.items[item].parent, |above| scheme.items[*above].parent)
}

fn put<V: Clone>(
    column: &mut std::collections::BTreeMap<usize, Vec<Option<V>>>,
    at: usize,
    row: usize,
    count: usize,
    value: V,
) {
    column.entry(at).or_insert_with(|| vec![None; count])[row] = Some(value);
}

/// What a column is computed from.
fn sources(plan: &Plan<'_>, reg: Reg) -> Sources {
    let mut found = Sources::default();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![(reg, true)];
    while let Some((reg, direct)) = waiting.pop() {
        if !seen.insert((reg, direct)) {
            continue;
        }
        let item = plan.outputs.items.iter().position(|regs| regs.score == reg);
        found.items.extend(item);
        let direct = direct && item.is_none();
        let mut fact = |fact: FactId| {
            found.facts.insert(fact);
            found.direct.extend(direct.then_some(fact));
        };
        if let Some(program) = plan.program(reg) {
            fact(program.list);
        }
        match &plan.ops[reg].kind {
            OpKind::Load(one) | OpKind::LoadLastYear(one) => fact(*one),
            OpKind::Cohort { value, when, if_empty, .. } => {
                waiting.extend([value, when, if_empty].into_iter().flatten().map(|reg| (*reg, direct)));
                continue;
            }
            _ => {}
        }
        operands(&plan.ops[reg].kind, &mut |reg| waiting.push((reg, direct)));
    }
    found
}
