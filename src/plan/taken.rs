//! An expression beside its columns: which parts stand where, and which of them decided a value.

use super::Traced;
use crate::scheme::model::{Expr, ExprKind};

/// The direct parts of an expression without rows of its own, in the order in which the plan traces them.
fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Meets(a, _) | ExprKind::Standing(a, _) => vec![a],
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Attain(a, b, _) => vec![a, b],
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Builtin(_, all) => all.iter().collect(),
        ExprKind::Script(_, arguments) => arguments.iter().collect(),
        ExprKind::Linear { subject, points, .. } => {
            std::iter::once(&**subject).chain(points.iter().flat_map(|(key, value)| [key, value])).collect()
        }
        ExprKind::Raters { rows, .. } => rows.iter().map(|(rater, _)| rater).collect(),
        ExprKind::Checklist(rows) => rows.iter().flat_map(|(when, value)| [when, value]).collect(),
        ExprKind::Members { values, weights, parameter, .. } => values
            .iter()
            .flat_map(|(value, when)| std::iter::once(value).chain(when))
            .chain(weights)
            .chain(parameter.as_deref())
            .collect(),
        _ => vec![],
    }
}

/// The parts of an expression that decided its value, each with its columns. `index` is the row or branch taken; where
/// none is known, only what was asked to find one.
pub fn taken<'e>(expr: &'e Expr, traced: &'e Traced, index: Option<usize>) -> Vec<(&'e Expr, &'e Traced)> {
    let parts = &traced.parts;
    match &expr.kind {
        ExprKind::Choose(branches, otherwise) => {
            let asked = index.map_or(branches.len(), |index| index + 1);
            let conditions = branches.iter().map(|(when, _)| when).zip(parts.iter().step_by(2));
            let mut taken: Vec<_> = conditions.take(asked).collect();
            match index.map(|index| (index, branches.get(index))) {
                Some((index, Some((_, value)))) => {
                    taken.extend(parts.get(index * 2 + 1).map(|traced| (value, traced)))
                }
                Some((_, None)) => taken.extend(otherwise.as_deref().zip(parts.last())),
                None => {}
            }
            taken
        }
        ExprKind::Bands(subject, rows) => {
            let mut taken: Vec<_> = parts.first().map(|traced| (&**subject, traced)).into_iter().collect();
            let row = index.and_then(|index| Some((&rows.get(index)?.value, parts.get(index + 1)?)));
            taken.extend(row);
            taken
        }
        ExprKind::Lookup(subjects, rows) => {
            let mut taken: Vec<_> = subjects.iter().zip(parts).collect();
            let row =
                index.and_then(|index| Some((&rows.get(index)?.value, parts.get(subjects.len() + index)?)));
            taken.extend(row);
            taken
        }
        ExprKind::Brackets { subject, rows, .. } => {
            let mut taken: Vec<_> = parts.first().map(|traced| (&**subject, traced)).into_iter().collect();
            for (row, traced) in rows.iter().zip(parts.iter().skip(1)) {
                let exprs = std::iter::once(&row.from).chain(&row.to).chain([&row.amount]);
                taken.extend(exprs.zip(&traced.parts));
            }
            taken
        }
        _ => operands(expr).into_iter().zip(parts).collect(),
    }
}

/// All direct parts of an expression, taken or not.
pub fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Choose(branches, otherwise) => {
            branches.iter().flat_map(|(when, value)| [when, value]).chain(otherwise.as_deref()).collect()
        }
        ExprKind::Bands(subject, rows) => {
            std::iter::once(&**subject).chain(rows.iter().map(|row| &row.value)).collect()
        }
        ExprKind::Lookup(subjects, rows) => {
            subjects.iter().chain(rows.iter().map(|row| &row.value)).collect()
        }
        ExprKind::Brackets { subject, rows, .. } => {
            let rows = rows.iter().flat_map(|row| [Some(&row.from), row.to.as_ref(), Some(&row.amount)]);
            std::iter::once(&**subject).chain(rows.flatten()).collect()
        }
        ExprKind::Cohort(figure) => figure.value.iter().collect(),
        ExprKind::Entries(figure) => figure.value.iter().chain(&figure.when).collect(),
        _ => operands(expr),
    }
}
