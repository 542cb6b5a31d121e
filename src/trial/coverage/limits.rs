//! Coverage of limits: whether each has bitten, and has not.
//!
//! What no evidence can pass is not asked for: a rule whose rows stay within, lines with limits of their own.

use super::{Aspect, Coverage, Kind, Marking};
use crate::number::Number;
use crate::plan::Reg;
use crate::scheme::model::{Base, Expr, ExprKind, Item, Limits, Line, LineKind, Marks, Scheme};
use crate::score::Recorded;
use crate::source::Span;
use std::sync::Arc;

fn is(limit: &Expr, number: &Number) -> bool {
    matches!(&limit.kind, ExprKind::Number(limit) if limit == number)
}

/// Least and greatest value that something can have, where that is known.
type Reach = (Option<Number>, Option<Number>);

fn constant(expr: &Expr) -> Option<Number> {
    match &expr.kind {
        ExprKind::Number(number) => Some(number.clone()),
        ExprKind::Negate(inner) => constant(inner).map(|number| -&number),
        _ => None,
    }
}

/// The reach of a rule whose rows give constants.
fn of_rule(scheme: &Scheme, rule: &Expr) -> Reach {
    let values: Option<Vec<Number>> = match &rule.kind {
        ExprKind::Number(number) => Some(vec![number.clone()]),
        ExprKind::Choose(rows, otherwise) => {
            rows.iter().map(|(_, value)| value).chain(otherwise.as_deref()).map(constant).collect()
        }
        ExprKind::Linear { points, extrapolate: false, .. } => {
            points.iter().map(|(_, value)| constant(value)).collect()
        }
        ExprKind::Bands(_, rows) => rows.iter().map(|row| constant(&row.value)).collect(),
        ExprKind::Lookup(_, rows) => rows.iter().map(|row| constant(&row.value)).collect(),
        ExprKind::Checklist(rows) => {
            let all: Option<Vec<Number>> = rows.iter().map(|(_, value)| constant(value)).collect();
            all.map(|all| vec![Number::ZERO, all.into_iter().sum()])
        }
        ExprKind::Meets(_, full) => Some(vec![Number::ZERO, full.clone()]),
        // Raters keep within their scale.
        ExprKind::Raters { full, .. } => Some(vec![Number::ZERO, full.clone()]),
        ExprKind::Attain(subject, target, full) => return of_attain(scheme, subject, target, full),
        _ => None,
    };
    let values = values.unwrap_or_default();
    (values.iter().min().cloned(), values.iter().max().cloned())
}

fn of_attain(scheme: &Scheme, subject: &Expr, target: &Expr, full: &Number) -> Reach {
    let (ExprKind::Fact(fact), Some(target)) = (&subject.kind, constant(target)) else { return (None, None) };
    let most = scheme.facts[*fact].spec.range.1.as_ref();
    let most = most.and_then(|most| (most * full).divide(&target));
    (Some(Number::ZERO), most)
}

/// The greatest amount of a line, where it has one.
fn most_of_line(line: &Line) -> Option<Number> {
    let said = line.limits.cap.as_ref().and_then(constant);
    match &line.kind {
        LineKind::Once(amount) | LineKind::When(_, amount) => said.or_else(|| constant(amount)),
        LineKind::Step { .. } | LineKind::Entry { .. } | LineKind::Together(_) => said,
    }
}

/// How far an item can reach before its limits.
fn of_item(scheme: &Scheme, item: &Item) -> Reach {
    let (mut least, mut most) = match &item.base {
        Base::Rule(rule) => of_rule(scheme, rule),
        Base::Zero => (Some(Number::ZERO), Some(Number::ZERO)),
        Base::Combined(_) => (None, None),
        Base::Children => {
            let limits = item.children.iter().map(|child| &scheme.items[*child]);
            let points = limits.clone().all(|child| matches!(child.marks, Marks::Points(_)));
            let sum = |limit: fn(&Item) -> Option<&Expr>| -> Option<Number> {
                limits.clone().map(|child| limit(child).and_then(constant)).sum()
            };
            if points {
                (sum(|child| child.limits.floor.as_ref()), sum(|child| child.limits.cap.as_ref()))
            } else {
                (Some(Number::ZERO), Some(item.full.clone()))
            }
        }
    };
    for line in &item.lines {
        let amount = most_of_line(line);
        let side = if line.deduct { &mut least } else { &mut most };
        *side = match (side.take(), amount) {
            (Some(side), Some(amount)) => Some(if line.deduct { &side - &amount } else { &side + &amount }),
            _ => None,
        };
    }
    (least, most)
}

impl Coverage {
    /// The limits of an item that it can pass. One that says nothing of a floor keeps one at zero, which only lines
    /// that deduct can pass.
    pub(super) fn declare_item_limits(&mut self, scheme: &Scheme, item: &Item) {
        let (least, most) = of_item(scheme, item);
        let deducts = item.lines.iter().any(|line| line.deduct);
        // Whether a formula ever passes full marks is not known: such a cap counts where it is said, or lines add.
        let adds = item.lines.iter().any(|line| !line.deduct);
        let attains = matches!(&item.base, Base::Rule(Expr { kind: ExprKind::Attain(..), .. }));
        let cap = item.limits.cap.as_ref().is_some_and(|cap| match (constant(cap), most) {
            (Some(cap), Some(most)) => most > cap,
            _ => !is(cap, &item.full) || adds || attains,
        });
        let floor = item.limits.floor.as_ref().is_some_and(|floor| {
            let said = !is(floor, &Number::ZERO) || deducts;
            said && constant(floor).zip(least).is_none_or(|(floor, least)| least < floor)
        });
        self.declare_some(cap, floor, &item.path, item.name_span);
    }

    /// Limits that are said; a floor of zero where nothing is said is none.
    pub(super) fn declare_limits(&mut self, limits: &Limits, path: &Arc<str>, span: Span) {
        let floor = limits.floor.as_ref().is_some_and(|floor| !is(floor, &Number::ZERO));
        self.declare_some(limits.cap.is_some(), floor, path, span);
    }

    fn declare_some(&mut self, cap: bool, floor: bool, path: &Arc<str>, span: Span) {
        for aspect in cap.then_some([Aspect::CapBites, Aspect::CapFree]).into_iter().flatten() {
            self.declare(Kind::Limits, path, span, aspect);
        }
        for aspect in floor.then_some([Aspect::FloorBites, Aspect::FloorFree]).into_iter().flatten() {
            self.declare(Kind::Limits, path, span, aspect);
        }
    }
}

impl Marking<'_> {
    /// Marks how limits changed a value.
    pub(super) fn limits(&self, span: Span, record: &Recorded, before: Reg, after: Reg, to: &mut Coverage) {
        let (Some(before), Some(after)) = (record.number(before), record.number(after)) else { return };
        to.hit(Kind::Limits, span, if before > after { Aspect::CapBites } else { Aspect::CapFree });
        to.hit(Kind::Limits, span, if before < after { Aspect::FloorBites } else { Aspect::FloorFree });
    }
}
