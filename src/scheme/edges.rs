//! A value at which two bands meet and that neither of them takes.

use super::checker::{Amend, Checker};
use super::model::*;
use crate::{code, text};

code!(
    EDGE,
    "H1607",
    Warning,
    "界线上的值归了「其他」" / "edge-belongs-to-nobody",
    "「高于 90 得满分，低于 90 得 8 分」：正好 90 的两边都不是，得了「其他」的分。界线要归一边：写「≥ 90」，或「[80, 90]」。"
        / "`Above 90 full marks, below 90 eight`: exactly 90 is neither, and takes the row `otherwise`. Give the edge to one side: `≥ 90`, or `[80, 90]`."
);

impl Checker<'_> {
    /// Two bands leave out the value at which they meet, which takes the row `otherwise`.
    pub(super) fn edge_of_nobody(&mut self, subject: &Expr, (lower, upper): (&Band, &Band)) {
        let Some((low, _)) = &upper.low else { return };
        let (what, edge) = (self.written(subject.span), self.written(low.span));
        self.report(
            &EDGE,
            upper.span,
            text!(
                "「{what}」正好是 {edge} 时，上下两档都不要，按「其他」计",
                "with `{what}` exactly {edge} neither band takes it, and the row `otherwise` counts"
            ),
            text!("不包括 {edge}", "without {edge}"),
        )
        .also(lower.span, text!("也不包括 {edge}", "without {edge} too"))
        .advise(text!(
            "让其中一档包括 {edge}：上一档写「≥ {edge}」，或下一档写到「{edge}]」",
            "let one of the two take {edge}: `≥ {edge}` above, or `{edge}]` below"
        ));
    }
}
