//! Words that stand in an order, and so can be compared and sorted: grades, and categories declared with `>`.

use super::checker::{Checker, Scope};
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::syntax::tree;
use crate::unit::Words;
use std::sync::Arc;

/// A word as its place in an order of words, the best greatest.
pub(super) fn standing(value: Expr, words: Arc<[Arc<str>]>) -> Expr {
    let span = value.span;
    Expr { kind: ExprKind::Standing(Box::new(value), words), ty: Ty::Number, span }
}

/// The middle of places must be one of them: of an even number, the lower of the two in the middle.
fn middle_place(figure: &mut Expr) {
    let half = || {
        let half = Number::ratio(1, 2).unwrap_or_default();
        Expr { kind: ExprKind::Number(half), ty: Ty::Ratio, span: figure.span }
    };
    match &mut figure.kind {
        ExprKind::Cohort(one) if one.function == Function::Median => {
            (one.function, one.parameter) = (Function::PercentileNearest, Some(half()));
        }
        ExprKind::Entries(one) if one.function == Function::Median => {
            (one.function, one.parameter) = (Function::PercentileNearest, Some(half()));
        }
        ExprKind::Members { function, parameter, .. } if *function == Function::Median => {
            (*function, *parameter) = (Function::PercentileNearest, Some(Box::new(half())));
        }
        _ => {}
    }
}

/// A figure over places of words, as the word of its place: the least of some grades is a grade.
pub(super) fn in_words(mut figure: Expr) -> Expr {
    let value = match &figure.kind {
        ExprKind::Cohort(cohort) => cohort.value.as_ref(),
        ExprKind::Entries(entries) => entries.value.as_ref(),
        ExprKind::Members { values, .. } => values.first().map(|(value, _)| value),
        _ => None,
    };
    let Some(ExprKind::Standing(_, words)) = value.map(|value| &value.kind) else { return figure };
    let (words, span) = (words.clone(), figure.span);
    middle_place(&mut figure);
    let ty = Ty::Category(Words::best_first(words.to_vec()));
    let row = |(place, word): (usize, &Arc<str>)| LookupRow {
        keys: vec![Expr { kind: ExprKind::Number(Number::from(place as i64 + 1)), ty: Ty::Number, span }],
        value: Expr { kind: ExprKind::Word(word.clone()), ty: ty.clone(), span },
        basis: None,
        span,
    };
    let rows = words.iter().rev().enumerate().map(row).collect();
    Expr { kind: ExprKind::Lookup(vec![figure], rows), ty, span }
}

impl Checker<'_> {
    /// A number, or a word of an order as its place in it.
    pub(super) fn number_or_standing(&mut self, value: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(value, scope);
        if let Some(words) = self.standing_words(&made.ty) {
            return standing(made, words);
        }
        self.must_be_number(made)
    }

    /// The words of a type that has an order, best first.
    pub(super) fn standing_words(&self, ty: &Ty) -> Option<Arc<[Arc<str>]>> {
        match ty {
            Ty::Category(words) if words.is_ordered() => Some(words.list()),
            Ty::Grade => Some(self.grade_names.clone().into()),
            _ => None,
        }
    }

    /// The order of words in which both of two values stand: grades, or an ordered category.
    pub(super) fn common_order(&self, left: &Ty, right: &Ty) -> Option<Arc<[Arc<str>]>> {
        match (left, right) {
            (Ty::Grade, Ty::Grade | Ty::Text) | (Ty::Text, Ty::Grade) => self.standing_words(&Ty::Grade),
            (Ty::Category(_), Ty::Text) => self.standing_words(left),
            (Ty::Text, Ty::Category(_)) => self.standing_words(right),
            (Ty::Category(a), Ty::Category(b)) if a == b => self.standing_words(left),
            _ => None,
        }
    }
}
