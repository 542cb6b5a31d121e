//! The parts of an expression, one level down.

use super::{Expr, ExprKind};

impl Expr {
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
