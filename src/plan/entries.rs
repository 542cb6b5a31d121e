//! Programs over the entries of lists.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{EntryFigure, Expr, LineKind, Same};

impl<'s> Lowering<'s> {
    /// The program of a list: what is computed for each entry.
    fn program(
        &mut self,
        list: FactId,
        value: Option<&'s Expr>,
        when: Option<&'s Expr>,
        weight: Option<&'s Expr>,
    ) -> Program {
        // The outside goes along, since an entry's expression may ask for figures of its ratee.
        let outside = std::mem::replace(self, Lowering::new(self.scheme));
        let mut inner = Lowering::within(list, outside);
        let traced_value = value.map(|value| inner.expr(value));
        let traced_when = when.map(|when| inner.expr(when));
        let weight = inner.optional(weight);
        let ops = std::mem::take(&mut inner.ops);
        if let Some(outer) = inner.outer.take() {
            *self = *outer;
        }
        let reg = |traced: &Option<Traced>| traced.as_ref().map(|traced| traced.reg);
        let (value, when) = (reg(&traced_value), reg(&traced_when));
        Program { list, ops, value, when, weight, traced_value, traced_when }
    }

    /// The stage from which on a program can run: that of the latest column that it fetches.
    fn stage_of(&self, program: &Program) -> usize {
        program.ops.iter().map(|op| op.stage).max().unwrap_or(0)
    }

    pub fn entries(&mut self, figure: &'s EntryFigure) -> Traced {
        let (value, when) = (figure.value.as_ref(), figure.when.as_ref());
        let program = self.program(figure.list, value, when, figure.weight.as_ref());
        let parameter = self.optional(figure.parameter.as_ref());
        let if_empty = self.optional(figure.if_empty.as_ref());
        let stage = self.stage_of(&program);
        let (function, ascending) = (figure.function, figure.ascending);
        let kind = OpKind::Entries { function, program, parameter, ascending, if_empty };
        Traced { reg: self.push_at_least(kind, stage), index: None, parts: vec![] }
    }

    /// The amount of a line over a list.
    pub fn entry_sum(&mut self, line: &'s LineKind) -> Option<Reg> {
        let LineKind::Entry { list, when, amount, same } = line else { return None };
        let program = self.program(*list, Some(amount), when.as_ref(), None);
        let stage = self.stage_of(&program);
        let same = same.as_ref().map(|(field, rule)| match rule {
            Same::Highest => SameMatter::Highest(*field),
            Same::Cap(cap) => SameMatter::Cap(*field, self.expr(cap).reg),
        });
        Some(self.push_at_least(OpKind::EntrySum { program, same }, stage))
    }
}
