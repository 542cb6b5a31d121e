//! The parts of an expression, one level down, and the value of one that reads nothing.

use super::{Arithmetic, Expr, ExprKind};
use crate::number::Number;
use crate::scheme::types::Ty;

impl Expr {
    /// The value of an expression that reads nothing.
    pub fn constant(&self) -> Option<Number> {
        match &self.kind {
            ExprKind::Number(number) if self.ty != Ty::Any => Some(number.clone()),
            ExprKind::Negate(inner) => Some(-&inner.constant()?),
            ExprKind::Arithmetic(operation, left, right) => {
                let (left, right) = (left.constant()?, right.constant()?);
                match operation {
                    Arithmetic::Add => Some(&left + &right),
                    Arithmetic::Subtract => Some(&left - &right),
                    Arithmetic::Multiply => Some(&left * &right),
                    Arithmetic::Divide => left.divide(&right),
                    Arithmetic::Power => left.power(&right).ok(),
                }
            }
            _ => None,
        }
    }

    /// Shows this expression and all that stands in it.
    pub fn each_inside<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        let mut waiting = vec![self];
        while let Some(expr) = waiting.pop() {
            see(expr);
            expr.each_part(&mut |part| waiting.push(part));
        }
    }

    /// Shows each expression of which this one directly consists. What a figure computes for other ratees or for
    /// entries is among them.
    pub fn each_part<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Truth(_)
            | ExprKind::Word(_)
            | ExprKind::Date(_)
            | ExprKind::Day(_)
            | ExprKind::Fact(_)
            | ExprKind::LastYear(_)
            | ExprKind::Field(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::ScoreRate(_)
            | ExprKind::Total
            | ExprKind::Grade
            | ExprKind::Rank
            | ExprKind::Alerts(_)
            | ExprKind::Identity
            | ExprKind::Parts(_) => {}
            ExprKind::Standing(a, _) | ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Meets(a, _) => {
                see(a)
            }
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Attain(a, b, _) => {
                see(a);
                see(b);
            }
            ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Builtin(_, all)
            | ExprKind::Table { keys: all, .. }
            | ExprKind::Occurrence(all)
            | ExprKind::Occurrences(all) => all.iter().for_each(see),
            ExprKind::Script(_, arguments) => arguments.iter().for_each(see),
            ExprKind::Raters { rows, .. } => rows.iter().for_each(|(rater, _)| see(rater)),
            ExprKind::Checklist(rows) => pairs(rows, see),
            ExprKind::Choose(rows, otherwise) => {
                pairs(rows, see);
                otherwise.iter().for_each(|otherwise| see(otherwise));
            }
            ExprKind::Linear { subject, points, .. } => {
                see(subject);
                pairs(points, see);
            }
            ExprKind::Bands(subject, rows) => {
                see(subject);
                for row in rows {
                    let ends = [&row.low, &row.high].into_iter().flatten().map(|(end, _)| end);
                    ends.chain(&row.except).chain([&row.value]).for_each(&mut *see);
                }
            }
            ExprKind::Brackets { subject, rows, .. } => {
                see(subject);
                for row in rows {
                    [&row.from].into_iter().chain(&row.to).chain([&row.amount]).for_each(&mut *see);
                }
            }
            ExprKind::Lookup(subjects, rows) => {
                subjects.iter().for_each(&mut *see);
                rows.iter().for_each(|row| see(&row.value));
            }
            ExprKind::Cohort(figure) => {
                let all = [&figure.value, &figure.by, &figure.when, &figure.weight];
                all.into_iter().chain([&figure.if_empty, &figure.parameter]).flatten().for_each(see);
            }
            ExprKind::Entries(figure) => {
                let keys = figure.by.iter().flat_map(|by| [&by.entry, &by.at_hand]);
                let all = [&figure.value, &figure.when, &figure.weight, &figure.order];
                let all = all.into_iter().chain([&figure.if_empty, &figure.parameter]);
                keys.chain(all.flatten()).for_each(see);
            }
            ExprKind::Members { values, weights, parameter, if_empty, .. } => {
                values.iter().flat_map(|(value, when)| [value].into_iter().chain(when)).for_each(&mut *see);
                weights.iter().for_each(&mut *see);
                parameter.iter().chain(if_empty).for_each(|part| see(part));
            }
        }
    }
}

fn pairs<'e>(rows: &'e [(Expr, Expr)], see: &mut dyn FnMut(&'e Expr)) {
    rows.iter().flat_map(|(a, b)| [a, b]).for_each(see);
}
