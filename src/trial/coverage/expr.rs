//! Coverage of expressions: rows and branches taken, segments of lines, conditions that held and that did not.

use super::{Aspect, Coverage, Kind, Marking};
use crate::number::Number;
use crate::plan::{self, Traced};
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
            ExprKind::Brackets { rows, .. } => {
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

/// All direct parts of an expression, named values as what they stand for.
pub fn parts<'s>(scheme: &'s Scheme, expr: &'s Expr) -> Vec<&'s Expr> {
    match &expr.kind {
        ExprKind::Let(id) => vec![&scheme.lets[*id].value],
        _ => plan::parts(expr),
    }
}

impl Marking<'_> {
    /// Marks what an expression reached, in the branches that it took.
    pub(super) fn expr(&self, expr: &Expr, traced: &Traced, record: &Recorded, to: &mut Coverage) {
        let index = traced.index.and_then(|reg| record.index(reg));
        self.rows(expr, traced, index, record, to);
        let taken = match &expr.kind {
            ExprKind::Let(id) => {
                let value = &self.run.plan.scheme.lets[*id].value;
                traced.parts.first().map(|traced| (value, traced)).into_iter().collect()
            }
            ExprKind::Cohort(figure) => figure.value.as_ref().zip(traced.parts.first()).into_iter().collect(),
            _ => plan::taken(expr, traced, index),
        };
        for (part, traced) in taken {
            self.expr(part, traced, record, to);
        }
    }

    /// Marks the rows of an expression that were taken.
    fn rows(&self, expr: &Expr, traced: &Traced, index: Option<usize>, record: &Recorded, to: &mut Coverage) {
        let traces = &traced.parts;
        let mut hit = |span: Span| to.hit(Kind::Rows, span, Aspect::Reached);
        match &expr.kind {
            ExprKind::Choose(branches, otherwise) => match index.map(|index| branches.get(index)) {
                Some(Some((when, value))) => hit(when.span.to(value.span)),
                Some(None) => otherwise.iter().for_each(|value| hit(value.span)),
                None => {}
            },
            ExprKind::Bands(_, rows) => {
                index.and_then(|at| rows.get(at)).into_iter().for_each(|row| hit(row.span))
            }
            ExprKind::Lookup(_, rows) => {
                index.and_then(|at| rows.get(at)).into_iter().for_each(|row| hit(row.span))
            }
            ExprKind::Brackets { rows, .. } => {
                for (row, traced) in rows.iter().zip(traces.iter().skip(1)) {
                    let steps = traced.index.and_then(|reg| record.number(reg));
                    if steps.is_some_and(|steps| !steps.is_zero()) {
                        hit(row.span);
                    }
                }
            }
            // Within an entry, columns are those of its own program.
            ExprKind::Entries(figure) if std::ptr::eq(record, &self.record) => {
                self.each_entry(figure.when.as_ref(), figure.value.as_ref(), traced.reg, to);
            }
            ExprKind::Linear { points, .. } => line(points, traces, record, to),
            ExprKind::Checklist(rows) => {
                for ((when, value), pair) in rows.iter().zip(traces.chunks(2)) {
                    match record.truth(pair[0].reg) {
                        Some(true) => to.hit(Kind::Rows, when.span.to(value.span), Aspect::Reached),
                        Some(false) => to.hit(Kind::Conditions, when.span, Aspect::HoldsNot),
                        None => {}
                    }
                }
            }
            ExprKind::Meets(condition, _) => {
                let holds = traces.first().and_then(|traced| record.truth(traced.reg));
                to.hit_truth(Kind::Conditions, condition.span, holds);
            }
            _ => {}
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
