//! Parameters inside a figure: their values belong to the ratee or entry for which the function is called, while
//! names in a figure mean those that it runs over.
//!
//! It knows nothing of how a call is read.

use super::checker::{Amend, Checker, Scope};
use super::model::*;
use crate::source::Span;
use crate::{code, text};

code!(
    VALUE_FROM_OUTSIDE,
    "H0620",
    Error,
    "参数带不进逐家、逐条的统计" / "parameter-inside-a-figure",
    "统计里的名称说的是逐个看到的那一家、那一条；函数的参数说的是调用它的那一家、那一条。写在统计里，就成了自己与自己比。"
        / "Names inside a figure mean the ratee or entry that it runs over; a parameter means the one for which the function is called. Inside the figure each would be compared with itself."
);

/// What a figure runs over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Ratees,
    Entries,
}

impl Checker<'_> {
    /// The scope of what a figure reads of each: parameters that speak of another ratee or entry stay outside.
    pub(super) fn within(&self, scope: &Scope, over: Over) -> Scope {
        let mut inner = scope.clone();
        for (name, argument) in &scope.parameters {
            if self.is_own(argument, over) && !inner.outside.contains(name) {
                inner.outside.push(name.clone());
            }
        }
        inner
    }

    /// Whether a value differs from one ratee, or entry, to the next.
    fn is_own(&self, value: &Expr, over: Over) -> bool {
        let own = |part: &Expr| self.is_own(part, over);
        match &value.kind {
            ExprKind::Field(_) | ExprKind::Occurrence(_) | ExprKind::Occurrences(_) => true,
            ExprKind::Number(_) | ExprKind::Truth(_) | ExprKind::Word(_) => false,
            ExprKind::Date(_) | ExprKind::Day(_) => false,
            ExprKind::Negate(part) | ExprKind::Not(part) | ExprKind::Standing(part, _) => own(part),
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) => own(a) || own(b),
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Builtin(_, parts) => parts.iter().any(own),
            ExprKind::Let(id) if over == Over::Ratees => self.lets[*id].checked.as_ref().is_none_or(own),
            // The same for all of them.
            ExprKind::Cohort(figure) => {
                let differs = figure.by.is_some() || figure.others || figure.function.is_relative();
                over == Over::Ratees && differs
            }
            _ => over == Over::Ratees,
        }
    }

    pub(super) fn value_from_outside(&mut self, name: &str, span: Span) -> Expr {
        // One finding for the function, however often it is called.
        if !self.problems.iter().any(|one| one.code == &VALUE_FROM_OUTSIDE && one.span() == Some(span)) {
            self.report(
                &VALUE_FROM_OUTSIDE,
                span,
                text!(
                    "参数「{name}」是调用函数的那一家、那一条的，不能写在统计里",
                    "the parameter `{name}` is that of the ratee or entry for which the function is called, and does not belong inside a figure"
                ),
                text!("这里看的是别家、别条", "here the others are looked at"),
            )
            .advise(text!(
                "把数据直接写在统计里，不经过函数：同类的家数写「计数(于 全体 按 片区)」，高于自己的家数写「名次(收入 于 全体) - 1」，同类的条数写「同类数(类型)」",
                "write the facts in the figure itself, without the function: ratees alike are `count(over all by area)`, ratees above are `rank(income over all) - 1`, entries alike are `occurrences(kind)`"
            ));
        }
        self.unknown(span)
    }
}
