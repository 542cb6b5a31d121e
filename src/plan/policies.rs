//! The value that stands for a fact that is missing or not applicable. It may read the fact itself, as the mean of all
//! does, and then means the fact without its policy, however many named values, items and facts lie between.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{Expr, FactPolicy};

impl<'s> Lowering<'s> {
    /// The column of a policy of a fact.
    pub fn fact_policy(&mut self, fact: FactId, policy: Option<&'s FactPolicy>) -> Option<Reg> {
        match policy? {
            FactPolicy::LastYear => Some(self.fact(fact, true)),
            FactPolicy::Value(value) => Some(self.without_policy(fact, value)),
        }
    }

    /// An expression in which a fact stands without its policy. What was lowered with the policy is not used in it, and
    /// what is lowered without the policy is not used behind it, so that the order of items changes nothing.
    fn without_policy(&mut self, fact: FactId, value: &'s Expr) -> Reg {
        let mut before = (
            self.facts.clone(),
            self.lets.clone(),
            self.items.clone(),
            self.shares.clone(),
            self.weights.clone(),
            self.rules.clone(),
        );
        self.forget(|_, kind| matches!(kind, OpKind::FactPolicy { fact: other, .. } if *other == fact));
        let plain = self.push(OpKind::Load(fact));
        self.facts.insert((fact, false), plain);
        let value = self.expr(value).reg;
        self.forget(|reg, _| reg == plain);
        self.facts.append(&mut before.0);
        self.lets.append(&mut before.1);
        self.items.append(&mut before.2);
        self.shares.append(&mut before.3);
        self.weights.append(&mut before.4);
        self.rules.append(&mut before.5);
        value
    }

    /// Forgets that anything was lowered which reads such an operation.
    fn forget(&mut self, is_such: impl Fn(Reg, &OpKind) -> bool) {
        let mut reads = Vec::with_capacity(self.ops.len());
        for (reg, op) in self.ops.iter().enumerate() {
            let mut here = is_such(reg, &op.kind);
            super::operands(&op.kind, &mut |operand| here |= reads[operand]);
            reads.push(here);
        }
        self.facts.retain(|_, reg| !reads[*reg]);
        self.lets.retain(|_, traced| !reads[traced.reg]);
        self.items.retain(|_, item| !reads[item.score]);
        self.shares.retain(|_, reg| !reads[*reg]);
        self.weights.retain(|_, traced| !reads[traced.reg]);
        self.rules.retain(|_, traced| !reads[traced.reg]);
    }
}
