//! What a condition allows one value to be, where it compares it with constants; and whether several such intervals
//! leave something between them.

use crate::number::{Comparison, Number};
use crate::scheme::model::{Expr, ExprKind};
use crate::source::Span;

/// An end of an interval.
#[derive(Clone, Debug)]
pub(super) struct End {
    pub number: Number,
    pub closed: bool,
    /// Where it is written.
    pub span: Span,
}

/// From here to there; an end that is not said is open.
#[derive(Clone, Debug, Default)]
pub(super) struct Interval {
    pub low: Option<End>,
    pub high: Option<End>,
}

impl Interval {
    /// Narrows it by a comparison of the value with a constant.
    pub fn narrow(&mut self, comparison: Comparison, bound: &Expr) {
        let Some(number) = bound.constant() else { return };
        let end = |closed| End { number: number.clone(), closed, span: bound.span };
        match comparison {
            Comparison::AtLeast | Comparison::Above => self.raise(end(comparison == Comparison::AtLeast)),
            Comparison::AtMost | Comparison::Below => self.lower(end(comparison == Comparison::AtMost)),
            Comparison::Equal => {
                self.raise(end(true));
                self.lower(end(true));
            }
            Comparison::Different => {}
        }
    }

    fn raise(&mut self, end: End) {
        if self.low.as_ref().is_none_or(|low| (&low.number, !low.closed) < (&end.number, !end.closed)) {
            self.low = Some(end);
        }
    }

    fn lower(&mut self, end: End) {
        if self.high.as_ref().is_none_or(|high| (&high.number, high.closed) > (&end.number, end.closed)) {
            self.high = Some(end);
        }
    }

    /// Whether nothing lies in it.
    pub fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        low.number > high.number || (low.number == high.number && !(low.closed && high.closed))
    }

    /// Whether both ends are said.
    pub fn is_bounded(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    /// Whether some value lies in both.
    pub fn meets(&self, other: &Interval) -> bool {
        let mut both = self.clone();
        other.low.iter().for_each(|end| both.raise(end.clone()));
        other.high.iter().for_each(|end| both.lower(end.clone()));
        !both.is_empty()
    }
}

/// The comparisons that a condition asks for, all of which must hold.
pub(super) fn demands(condition: &Expr) -> Vec<&Expr> {
    match &condition.kind {
        ExprKind::And(parts) => parts.iter().flat_map(demands).collect(),
        _ => vec![condition],
    }
}

/// What is compared with a constant, how, and with which; the value on the left.
pub(super) fn compared(demand: &Expr) -> Option<(&Expr, Comparison, &Expr)> {
    let ExprKind::Compare(comparison, left, right) = &demand.kind else { return None };
    match (left.constant(), right.constant()) {
        (None, Some(_)) => Some((left, *comparison, right)),
        (Some(_), None) => Some((right, mirrored(*comparison), left)),
        _ => None,
    }
}

/// The same comparison, read from the other side.
fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Above => Comparison::Below,
        Comparison::Below => Comparison::Above,
        same => same,
    }
}

/// What lies between two of several intervals: the number of the lower, of the upper, and their ends.
pub(super) struct Between<'i> {
    pub lower: usize,
    pub upper: usize,
    pub from: &'i End,
    pub to: &'i End,
}

/// Where values lie between intervals. `step`: only its multiples count.
pub(super) fn between<'i>(intervals: &[(usize, &'i Interval)], step: Option<&Number>) -> Vec<Between<'i>> {
    let mut sorted: Vec<&(usize, &Interval)> =
        intervals.iter().filter(|(_, interval)| !interval.is_empty()).collect();
    sorted.sort_by(|a, b| {
        let key = |end: &Option<End>| end.as_ref().map(|end| (end.number.clone(), !end.closed));
        key(&a.1.low).cmp(&key(&b.1.low))
    });
    let mut found = Vec::new();
    let mut reached: Option<(usize, &End)> = None;
    for (at, (row, interval)) in sorted.iter().enumerate() {
        if let (Some((lower, from)), Some(to)) = (reached, &interval.low)
            && at > 0
            && lies_between(from, to, step)
        {
            found.push(Between { lower, upper: *row, from, to });
        }
        let Some(high) = &interval.high else { break };
        let further = |(_, old): (usize, &End)| (&old.number, old.closed) < (&high.number, high.closed);
        if reached.is_none_or(further) {
            reached = Some((*row, high));
        }
    }
    found
}

/// Whether a value lies above one end and below another.
fn lies_between(from: &End, to: &End, step: Option<&Number>) -> bool {
    let gap = from.number < to.number || (from.number == to.number && !from.closed && !to.closed);
    let Some((step, steps)) = step.and_then(|step| Some((step, from.number.divide(step)?))) else {
        return gap;
    };
    let next = if from.closed { &steps.floor() + &Number::ONE } else { steps.ceil() };
    let next = &next * step;
    gap && (next < to.number || (next == to.number && !to.closed))
}
