//! Words that stand in an order, and so can be compared and sorted: grades, and categories declared with `>`.

use super::checker::Checker;
use super::model::*;
use super::types::Ty;
use std::sync::Arc;

/// A word as its place in an order of words, the best greatest.
pub(super) fn standing(value: Expr, words: Arc<[Arc<str>]>) -> Expr {
    let span = value.span;
    Expr { kind: ExprKind::Standing(Box::new(value), words), ty: Ty::Number, span }
}

impl Checker<'_> {
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
