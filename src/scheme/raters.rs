//! Raters: groups that score the same thing, each with a weight.
//!
//! It knows nothing of ballots: a rater is any expression that gives points.

use super::checker::{Amend, Checker, Scope};
use super::model::*;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree;
use crate::unit::FactType;
use crate::{code, text};

code!(
    RATER_WEIGHTS,
    "H0506",
    Error,
    "评议权重合计不是100%" / "rater-weights",
    "各方评分的权重合计必须是 100%，否则满分拿不到，或者会超过满分。"
        / "The weights of the raters must add up to 100 %, or full marks could not be reached, or would be passed."
);

impl Checker<'_> {
    /// 评议 { … }
    pub(super) fn raters(
        &mut self,
        rows: &[(tree::Expr, tree::Expr)],
        absent: Option<&tree::AbsentRater>,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let (mut made, mut sound) = (Vec::new(), true);
        let mut scale: Option<Number> = None;
        for (rater, weight) in rows {
            let rater = self.expr(rater, scope);
            self.check_score(&rater);
            let best = self.best_of(&rater);
            if scale.as_ref().is_some_and(|scale| *scale != best) {
                self.report(
                    &RATER_WEIGHTS,
                    rater.span,
                    text!("各方的评分满分要一致", "all raters must score on the same scale"),
                    text!("范围与前面不同", "another range than before"),
                )
                .advise(text!("让各方评分的「范围」一致", "give the raters' facts the same `range`"));
            }
            scale = Some(best);
            let weight = self.number_of(weight, scope);
            let share = self.constant(&weight);
            sound &= share.as_ref().is_none_or(|share| self.is_share(share, weight.span)) && share.is_some();
            made.push((rater, share.unwrap_or_default()));
        }
        if sound {
            self.check_rater_weights(&made, span);
        }
        let absent = match absent {
            None => AbsentRater::Needed,
            Some(tree::AbsentRater::Rescaled(_)) => AbsentRater::Rescaled,
            Some(tree::AbsentRater::As(score)) => AbsentRater::Scores(Box::new(self.score(score, scope))),
        };
        let full = self.full_of(scope, span);
        let ty = self.number_at(Number::ZERO, span).ty;
        let scale = scale.filter(|scale| !scale.is_zero()).unwrap_or(Number::ONE);
        Expr { kind: ExprKind::Raters { rows: made, absent, full, scale }, ty, span }
    }

    /// The best score that a rater can give: the upper end of the range of a fact, else 100.
    fn best_of(&self, rater: &Expr) -> Number {
        let range = match &rater.kind {
            ExprKind::Fact(id) if self.facts[*id].spec.ty == FactType::Score => {
                self.facts[*id].spec.range.1.clone()
            }
            _ => None,
        };
        range.unwrap_or_else(|| Number::from(100))
    }

    fn check_rater_weights(&mut self, rows: &[(Expr, Number)], span: Span) {
        let sum: Number = rows.iter().map(|(_, weight)| weight.clone()).sum();
        if sum == Number::ONE || self.has_row_without(span, &["权重", "weight", "缺失", "missing"]) {
            return;
        }
        let percent = &sum * &Number::from(100);
        let rest = &Number::from(100) - &percent;
        let (short, over) = (rest > Number::ZERO, rest.abs());
        let help = if short {
            text!(
                "还差 {over}%，加到其中一方上，使合计为 100%",
                "{over} % are lacking: give them to one, so that they add up to 100 %"
            )
        } else {
            text!(
                "多了 {over}%，从其中一方减去，使合计为 100%",
                "{over} % too much: take them from one, so that they add up to 100 %"
            )
        };
        self.report(
            &RATER_WEIGHTS,
            span,
            text!(
                "评议权重合计 {percent}%，应当是 100%",
                "the weights of the raters add up to {percent} %, not 100 %"
            ),
            text!("合计不是 100%", "not 100 %"),
        )
        .advise(help);
    }
}
