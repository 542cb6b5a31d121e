//! Coverage of expressions: rows and branches taken, segments of lines, conditions that held and that did not.

use super::{Aspect, Coverage, Kind, Marking};
use crate::number::Number;
use crate::plan::Traced;
use crate::scheme::model::{Expr, ExprKind, Scheme};
use crate::score::Recorded;
use crate::source::Span;
use std::sync::Arc;

impl Coverage {
    /// Enters all that can be tried in an expression.
    pub(super) fn declare_expr(&mut self, scheme: &Scheme, expr: &Expr, path: &Arc<str>) {
        match &expr.kind {
            ExprKind::Choose(branches, otherwise) => {
                for (when, value) in branches {
                    self.declare(Kind::Rows, path, when.span.to(value.span), Aspect::Reached);
                }
                if let Some(otherwise) = otherwise {
                    self.declare(Kind::Rows, path, otherwise.span, Aspect::Reached);
                }
            }
            ExprKind::Bands(_, rows) => {
                rows.iter().for_each(|row| self.declare(Kind::Rows, path, row.span, Aspect::Reached));
            }
            ExprKind::Lookup(_, rows) => {
                rows.iter().for_each(|row| self.declare(Kind::Rows, path, row.span, Aspect::Reached));
            }
            ExprKind::Linear { subject, points, .. } => self.declare_line(scheme, subject, points, path),
            ExprKind::Checklist(rows) => {
                for (when, value) in rows {
                    self.declare(Kind::Rows, path, when.span.to(value.span), Aspect::Reached);
                    self.declare(Kind::Conditions, path, when.span, Aspect::HoldsNot);
                }
            }
            ExprKind::Meets(condition, _) => self.declare_both(Kind::Conditions, path, condition.span),
            _ => {}
        }
        for part in parts(scheme, expr) {
            self.declare_expr(scheme, part, path);
        }
    }

    fn declare_line(&mut self, scheme: &Scheme, subject: &Expr, points: &[(Expr, Expr)], path: &Arc<str>) {
        let ([(first, _), ..], [.., (last, _)]) = (points, points) else { return };
        if within_range(scheme, subject, first) {
            self.declare(Kind::Rows, path, first.span, Aspect::FirstEnd);
        }
        for pair in points.windows(2) {
            self.declare(Kind::Rows, path, segment(&pair[0], &pair[1]), Aspect::Reached);
        }
        if within_range(scheme, subject, last) {
            self.declare(Kind::Rows, path, last.span, Aspect::LastEnd);
        }
    }
}

fn segment(from: &(Expr, Expr), to: &(Expr, Expr)) -> Span {
    from.0.span.to(to.1.span)
}

/// Whether a fact can have the value of a point at all.
fn within_range(scheme: &Scheme, subject: &Expr, key: &Expr) -> bool {
    let (ExprKind::Fact(fact), ExprKind::Number(key)) = (&subject.kind, &key.kind) else { return true };
    let (low, high) = &scheme.facts[*fact].spec.range;
    low.as_ref().is_none_or(|low| low <= key) && high.as_ref().is_none_or(|high| key <= high)
}

/// All direct parts of an expression.
pub fn parts<'s>(scheme: &'s Scheme, expr: &'s Expr) -> Vec<&'s Expr> {
    match &expr.kind {
        ExprKind::Let(id) => vec![&scheme.lets[*id].value],
        ExprKind::Choose(branches, otherwise) => {
            branches.iter().flat_map(|(when, value)| [when, value]).chain(otherwise.as_deref()).collect()
        }
        ExprKind::Bands(subject, rows) => {
            std::iter::once(&**subject).chain(rows.iter().map(|row| &row.value)).collect()
        }
        ExprKind::Lookup(subjects, rows) => {
            subjects.iter().chain(rows.iter().map(|row| &row.value)).collect()
        }
        ExprKind::Cohort(figure) => figure.value.iter().collect(),
        ExprKind::Entries(figure) => figure.value.iter().chain(&figure.when).collect(),
        _ => operands(expr),
    }
}

/// The direct parts of an expression that has no rows of its own, in the order in which the plan traces them.
fn operands(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Meets(a, _) | ExprKind::Standing(a, _) => vec![a],
        ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Attain(a, b, _) => vec![a, b],
        ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Builtin(_, all) => all.iter().collect(),
        ExprKind::Script(_, arguments) => arguments.iter().map(|(argument, _)| argument).collect(),
        ExprKind::Linear { subject, points, .. } => {
            std::iter::once(&**subject).chain(points.iter().flat_map(|(key, value)| [key, value])).collect()
        }
        ExprKind::Raters { rows, .. } => rows.iter().map(|(rater, _)| rater).collect(),
        ExprKind::Checklist(rows) => rows.iter().flat_map(|(when, value)| [when, value]).collect(),
        ExprKind::Members { values, .. } => {
            values.iter().flat_map(|(value, when)| std::iter::once(value).chain(when)).collect()
        }
        _ => vec![],
    }
}

impl Marking<'_> {
    /// Marks what an expression reached, in the branches that it took.
    pub(super) fn expr(&self, expr: &Expr, traced: &Traced, record: &Recorded, to: &mut Coverage) {
        let scheme = self.run.plan.scheme;
        let index = traced.index.and_then(|reg| record.index(reg));
        let traces = &traced.parts;
        let mut taken: Vec<(&Expr, &Traced)> = Vec::new();
        match &expr.kind {
            ExprKind::Choose(branches, otherwise) => {
                let reached = index.unwrap_or(branches.len());
                taken.extend(
                    branches
                        .iter()
                        .zip(traces.iter().step_by(2))
                        .take(reached + 1)
                        .map(|((when, _), t)| (when, t)),
                );
                match (index, branches.get(reached), otherwise) {
                    (Some(_), Some((when, value)), _) => {
                        to.hit(Kind::Rows, when.span.to(value.span), Aspect::Reached);
                        taken.extend(traces.get(reached * 2 + 1).map(|traced| (value, traced)));
                    }
                    (Some(_), None, Some(value)) => {
                        to.hit(Kind::Rows, value.span, Aspect::Reached);
                        taken.extend(traces.last().map(|traced| (&**value, traced)));
                    }
                    _ => {}
                }
            }
            ExprKind::Bands(subject, rows) => {
                taken.extend(traces.first().map(|traced| (&**subject, traced)));
                if let Some((at, row)) = index.and_then(|at| Some((at, rows.get(at)?))) {
                    to.hit(Kind::Rows, row.span, Aspect::Reached);
                    taken.extend(traces.get(at + 1).map(|traced| (&row.value, traced)));
                }
            }
            ExprKind::Lookup(subjects, rows) => {
                taken.extend(subjects.iter().zip(traces));
                if let Some((at, row)) = index.and_then(|at| Some((at, rows.get(at)?))) {
                    to.hit(Kind::Rows, row.span, Aspect::Reached);
                    taken.extend(traces.get(subjects.len() + at).map(|traced| (&row.value, traced)));
                }
            }
            ExprKind::Let(id) => taken.extend(traces.first().map(|traced| (&scheme.lets[*id].value, traced))),
            ExprKind::Cohort(figure) => taken.extend(figure.value.as_ref().zip(traces.first())),
            ExprKind::Entries(figure) => {
                self.each_entry(figure.when.as_ref(), figure.value.as_ref(), traced.reg, to);
            }
            ExprKind::Linear { points, .. } => {
                line(points, traces, record, to);
                taken.extend(operands(expr).into_iter().zip(traces));
            }
            ExprKind::Checklist(rows) => {
                for ((when, value), pair) in rows.iter().zip(traces.chunks(2)) {
                    match record.truth(pair[0].reg) {
                        Some(true) => to.hit(Kind::Rows, when.span.to(value.span), Aspect::Reached),
                        Some(false) => to.hit(Kind::Conditions, when.span, Aspect::HoldsNot),
                        None => {}
                    }
                }
                taken.extend(operands(expr).into_iter().zip(traces));
            }
            ExprKind::Meets(condition, _) => {
                let holds = traces.first().and_then(|traced| record.truth(traced.reg));
                to.hit_truth(Kind::Conditions, condition.span, holds);
                taken.extend(operands(expr).into_iter().zip(traces));
            }
            _ => taken.extend(operands(expr).into_iter().zip(traces)),
        }
        for (part, traced) in taken {
            self.expr(part, traced, record, to);
        }
    }

    /// A line for each entry of a list: whether any counts, and what each of them reached.
    pub(super) fn entries(
        &self,
        span: Span,
        when: Option<&Expr>,
        amount: &Expr,
        reg: usize,
        to: &mut Coverage,
    ) {
        if self.record.is_present(reg) {
            let counted = self.each_entry(when, Some(amount), reg, to);
            to.hit_truth(Kind::Conditions, span, Some(counted > 0));
        }
    }

    /// Marks what the entries of a list reached; gives back how many count.
    fn each_entry(&self, when: Option<&Expr>, value: Option<&Expr>, reg: usize, to: &mut Coverage) -> usize {
        let Some(program) = self.run.plan.program(reg) else { return 0 };
        let mut counted = 0;
        for record in self.run.traces.entries(&self.run.plan, &self.run.table, program, self.row) {
            if let (Some(when), Some(traced)) = (when, &program.traced_when) {
                self.expr(when, traced, &record, to);
                if record.truth(traced.reg) != Some(true) {
                    continue;
                }
            }
            counted += 1;
            if let (Some(value), Some(traced)) = (value, &program.traced_value) {
                self.expr(value, traced, &record, to);
            }
        }
        counted
    }
}

/// Where on a line a value lies: at an end or beyond it, or within a segment. An inner point belongs to both sides.
fn line(points: &[(Expr, Expr)], traces: &[Traced], record: &Recorded, to: &mut Coverage) {
    let Some((subject, rest)) = traces.split_first() else { return };
    let keys: Option<Vec<&Number>> = rest.iter().step_by(2).map(|key| record.number(key.reg)).collect();
    let (Some(x), Some(keys)) = (record.number(subject.reg), keys) else { return };
    let ([first, .., last], [(first_point, _), .., (last_point, _)]) = (&keys[..], points) else { return };
    let rising = first < last;
    if (x <= *first) == rising || x == *first {
        to.hit(Kind::Rows, first_point.span, Aspect::FirstEnd);
    } else if (x >= *last) == rising || x == *last {
        to.hit(Kind::Rows, last_point.span, Aspect::LastEnd);
    } else {
        for (pair, keys) in points.windows(2).zip(keys.windows(2)) {
            let (low, high) = if rising { (keys[0], keys[1]) } else { (keys[1], keys[0]) };
            if low <= x && x <= high {
                to.hit(Kind::Rows, segment(&pair[0], &pair[1]), Aspect::Reached);
            }
        }
    }
}
