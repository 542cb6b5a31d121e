//! Marginal brackets: the part of a value inside each, in steps, at its rate.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{Bracket, Expr};

impl<'s> Lowering<'s> {
    /// The traced parts are the subject, then for each bracket what it earns: its steps, its ends, its rate.
    pub(super) fn brackets(&mut self, subject: &'s Expr, whole: bool, rows: &'s [Bracket]) -> Traced {
        let subject = self.expr(subject);
        let mut sum = self.number(Number::ZERO);
        let mut parts = vec![subject.clone()];
        for row in rows {
            let ends = self.all(std::iter::once(&row.from).chain(&row.to));
            let (from, to) = (ends[0].reg, ends.get(1).map(|to| to.reg));
            let (floor, cap) = if row.down { (to, Some(from)) } else { (Some(from), to) };
            let inside = self.push(OpKind::Clamp(subject.reg, floor, cap));
            let (less, more) = if row.down { (inside, from) } else { (from, inside) };
            let part = self.push(OpKind::Arithmetic(Arithmetic::Subtract, more, less));
            let each = self.number(row.each.clone());
            let mut steps = self.push(OpKind::Arithmetic(Arithmetic::Divide, part, each));
            if whole {
                steps = self.push(OpKind::Truncate(steps));
            }
            let amount = self.expr(&row.amount);
            let earned = self.push(OpKind::Arithmetic(Arithmetic::Multiply, steps, amount.reg));
            sum = self.push(OpKind::Arithmetic(Arithmetic::Add, sum, earned));
            let inner = ends.into_iter().chain([amount]).collect();
            parts.push(Traced { reg: earned, index: Some(steps), parts: inner });
        }
        Traced { reg: sum, index: None, parts }
    }
}
