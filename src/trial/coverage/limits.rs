//! Coverage of limits: whether each has bitten, and has not.
//!
//! Those that an item has unless it says others are tried only where its rule or its lines can pass them.

use super::{Aspect, Coverage, Kind, Marking, may_exceed};
use crate::number::Number;
use crate::plan::Reg;
use crate::scheme::model::{Base, Expr, ExprKind, Item, Limits, Scheme};
use crate::score::Recorded;
use crate::source::Span;
use std::sync::Arc;

fn is(limit: &Expr, number: &Number) -> bool {
    matches!(&limit.kind, ExprKind::Number(limit) if limit == number)
}

impl Coverage {
    /// The limits of an item.
    pub(super) fn declare_item_limits(&mut self, scheme: &Scheme, item: &Item) {
        let lines = |deduct: bool| item.lines.iter().any(|line| line.deduct == deduct);
        // Parts that keep their own limits do not pass the sum of them.
        let of_rule = !matches!(item.base, Base::Children) && may_exceed(scheme, &item.base);
        let cap = item.limits.cap.as_ref().is_some_and(|cap| !is(cap, &item.full) || lines(false) || of_rule);
        let floor = item.limits.floor.as_ref().is_some_and(|floor| !is(floor, &Number::ZERO) || lines(true));
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
