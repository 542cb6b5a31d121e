//! What a test gives in place of what would be computed: scores of items and adjustments, conditions that do not hold.
//!
//! A stub is a column like any other: what comes after it is computed as ever.

use super::lower::Lowering;
use super::{AdjustmentRegs, Constant, ItemRegs, OpKind, Reg, Traced};
use crate::number::Number;
use crate::scheme::model::ItemId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is given for each ratee of a table, in its order; nothing where the plan computes as ever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stubs {
    /// Scores of items, before effects.
    pub items: BTreeMap<ItemId, Vec<Option<Number>>>,
    /// Signed points of bonuses and deductions, before effects.
    pub adjustments: BTreeMap<usize, Vec<Option<Number>>>,
    /// Conditions of rules.
    pub rules: BTreeMap<usize, Vec<Option<bool>>>,
}

impl Lowering<'_> {
    /// The registers of an item whose score is given for every ratee.
    pub(super) fn stubbed_item(&mut self, id: ItemId) -> Option<ItemRegs> {
        let stubs = self.stubs.clone();
        let given = stubs.items.get(&id).filter(|given| given.iter().all(Option::is_some))?;
        let reg = self.stub(None, numbers(given));
        let (effects, score) = self.item_effects(id, reg);
        let lines = vec![];
        Some(ItemRegs { rule: None, base: reg, lines, raw: reg, limited: reg, stood: reg, effects, score })
    }

    /// The score of an item, where it is not given.
    pub(super) fn item_or_stub(&mut self, id: ItemId, stood: Reg) -> Reg {
        let stubs = self.stubs.clone();
        stubs.items.get(&id).map_or(stood, |given| self.stub(Some(stood), numbers(given)))
    }

    /// The registers of an adjustment whose points are given for every ratee.
    pub(super) fn stubbed_adjustment(&mut self, index: usize) -> Option<AdjustmentRegs> {
        let stubs = self.stubs.clone();
        let given = stubs.adjustments.get(&index).filter(|given| given.iter().all(Option::is_some))?;
        let reg = self.stub(None, self.unsigned(index, given));
        let (effects, points) = self.adjustment_effects(index, reg);
        Some(AdjustmentRegs {
            rule: None,
            lines: vec![],
            raw: reg,
            limited: reg,
            stood: reg,
            effects,
            points,
        })
    }

    /// The unsigned points of an adjustment, where they are not given.
    pub(super) fn adjustment_or_stub(&mut self, index: usize, stood: Reg) -> Reg {
        let stubs = self.stubs.clone();
        let given = stubs.adjustments.get(&index);
        given.map_or(stood, |given| self.stub(Some(stood), self.unsigned(index, given)))
    }

    /// Given points without the sign of a deduction.
    fn unsigned(&self, index: usize, given: &[Option<Number>]) -> Vec<Option<Constant>> {
        let deduction = self.scheme.adjustments[index].deduction;
        let one = |points: &Number| Constant::Number(if deduction { -points } else { points.clone() });
        given.iter().map(|points| points.as_ref().map(one)).collect()
    }

    /// The condition of a rule, where it is not given.
    pub(super) fn rule_or_stub(&mut self, index: usize, condition: Traced) -> Traced {
        let stubs = self.stubs.clone();
        let Some(given) = stubs.rules.get(&index) else { return condition };
        let given = given.iter().map(|one| one.map(Constant::Truth)).collect();
        Traced { reg: self.stub(Some(condition.reg), given), ..condition }
    }

    fn stub(&mut self, value: Option<Reg>, given: Vec<Option<Constant>>) -> Reg {
        self.push(OpKind::Stub { value, given: Arc::from(given) })
    }
}

fn numbers(given: &[Option<Number>]) -> Vec<Option<Constant>> {
    given.iter().map(|one| one.clone().map(Constant::Number)).collect()
}
