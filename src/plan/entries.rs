//! Programs over the entries of lists.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{EntryFigure, Expr, ExprKind, LineKind, Same, SameRule};

impl<'s> Lowering<'s> {
    /// What is computed for each entry of a list: operations, and what `work` says of them.
    fn program<T>(&mut self, list: FactId, work: impl FnOnce(&mut Lowering<'s>) -> T) -> (Vec<Op>, T) {
        // The outside goes along, since an entry's expression may ask for figures of its ratee.
        let outside = std::mem::replace(self, Lowering::new(self.scheme));
        let mut inner = Lowering::within(list, outside);
        let made = work(&mut inner);
        let ops = std::mem::take(&mut inner.ops);
        if let Some(outer) = inner.outer.take() {
            *self = *outer;
        }
        (ops, made)
    }

    /// The stage from which on a program can run: that of the latest column that it fetches.
    fn stage_of(program: &Program) -> usize {
        program.ops.iter().map(|op| op.stage).max().unwrap_or(0)
    }

    fn figure_program(&mut self, figure: &'s EntryFigure) -> Program {
        let (ops, (value, when, weight, key, order)) = self.program(figure.list, |inner| {
            let value = figure.value.as_ref().map(|value| inner.expr(value));
            let when = figure.when.as_ref().map(|when| inner.expr(when));
            let weight = inner.optional(figure.weight.as_ref());
            let key = inner.optional(figure.by.as_ref().map(|by| &by.entry));
            (value, when, weight, key, inner.optional(figure.order.as_ref()))
        });
        Program { weight, key, order, ..Program::new(figure.list, ops, value, when) }
    }

    /// A figure over the ratee's own entries, all of them.
    pub fn entries(&mut self, figure: &'s EntryFigure) -> Traced {
        let program = Program { latest: figure.latest, ..self.figure_program(figure) };
        let parameter = self.optional(figure.parameter.as_ref());
        let if_empty = self.optional(figure.if_empty.as_ref());
        let stage = Self::stage_of(&program);
        let (function, ascending) = (figure.function, figure.ascending);
        let kind = OpKind::Entries { function, program, parameter, ascending, if_empty };
        Traced { reg: self.push_at_least(kind, stage), index: None, parts: vec![] }
    }

    /// A figure over the entries that agree with what is at hand, or over those of all ratees: first the figures of
    /// all groups, once, then the one at hand.
    pub fn entries_at_hand(&mut self, figure: &'s EntryFigure) -> Traced {
        let constant = figure.parameter.as_ref().and_then(|parameter| match &parameter.kind {
            ExprKind::Number(number) => Some(number.clone()),
            _ => None,
        });
        let at_hand = figure.parameter.is_some() && constant.is_none();
        let groups = self.outside(|outer| {
            let program = outer.figure_program(figure);
            let stage = Self::stage_of(&program);
            let groups = GroupsOp {
                function: figure.function,
                program,
                ascending: figure.ascending,
                parameter: constant.clone(),
                covered: figure.if_empty.is_some(),
                at_hand,
            };
            let kind = if figure.everyone { OpKind::Everyone(groups) } else { OpKind::Groups(groups) };
            outer.push_at_least(kind, stage)
        });
        let key = figure.by.as_ref().map(|by| self.expr(&by.at_hand));
        let parameter = self.optional(figure.parameter.as_ref().filter(|_| at_hand));
        let if_empty = self.optional(figure.if_empty.as_ref());
        let kind = OpKind::GroupAtHand {
            function: figure.function,
            groups,
            key: key.as_ref().map(|key| key.reg),
            parameter,
            ascending: figure.ascending,
            if_empty,
        };
        Traced { reg: self.push(kind), index: None, parts: key.into_iter().collect() }
    }

    /// The amount of a line over a list.
    pub fn entry_sum(&mut self, line: &'s LineKind) -> Option<Reg> {
        let LineKind::Entry { list, when, amount, same } = line else { return None };
        let (ops, (value, when, keys)) = self.program(*list, |inner| {
            let (value, when) = (inner.expr(amount), when.as_ref().map(|when| inner.expr(when)));
            let keys: Vec<Vec<Reg>> = same.iter().map(|one| inner.entry_keys(&one.keys)).collect();
            (Some(value), when, keys)
        });
        let program = Program::new(*list, ops, value, when);
        let stage = Self::stage_of(&program);
        let same = same.iter().zip(keys).map(|(one, keys)| self.matter(one, keys)).collect();
        Some(self.push_at_least(OpKind::EntrySum { program, same }, stage))
    }

    pub fn entry_keys(&mut self, keys: &'s [Expr]) -> Vec<Reg> {
        keys.iter().map(|key| self.expr(key).reg).collect()
    }

    /// The field by which the list at hand is declared to be ordered.
    pub fn declared_order(&mut self) -> Option<Reg> {
        let list = self.list?;
        let field = self.scheme.facts[list].order?;
        Some(self.push(OpKind::LoadField(list, field)))
    }

    fn matter(&mut self, same: &'s Same, keys: Vec<Reg>) -> SameMatter {
        let rule = match &same.rule {
            SameRule::Highest => MatterRule::Highest,
            SameRule::Lowest => MatterRule::Lowest,
            SameRule::Cap(cap) => MatterRule::Cap(self.expr(cap).reg),
        };
        SameMatter { keys, rule }
    }
}

impl Program {
    fn new(list: FactId, ops: Vec<Op>, traced_value: Option<Traced>, traced_when: Option<Traced>) -> Self {
        let reg = |traced: &Option<Traced>| traced.as_ref().map(|traced| traced.reg);
        let (value, when) = (reg(&traced_value), reg(&traced_when));
        Program {
            list,
            ops,
            value,
            when,
            traced_value,
            traced_when,
            weight: None,
            key: None,
            order: None,
            latest: None,
        }
    }
}
