//! Marginal brackets (累进): the part of a value inside each bracket counts at the rate of that bracket.
//!
//! Upward brackets follow each other from where the counting begins; downward ones, written from the greater end to
//! the smaller (`100 至 90`, `低于 90`), mirror them. Gaps and overlaps would lose or count twice a part of the value.

use super::checker::{Amend, Checker, Scope};
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::source::Span;
use crate::syntax::tree::{self, BracketRow};
use crate::{code, text};

code!(
    NOT_JOINED,
    "H0521",
    Error,
    "累进各段没有首尾相接" / "brackets-not-joined",
    "累进要一段接一段：前一段到哪里，后一段就从哪里起。中间空着，那一部分不计；重叠，那一部分计两次。"
        / "Brackets follow each other: where one ends, the next begins. What lies in a gap would not count, what lies in an overlap would count twice."
);

impl Checker<'_> {
    pub(super) fn brackets(
        &mut self,
        subject: &tree::Expr,
        whole: bool,
        rows: &[BracketRow],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let subject = self.number_of(subject, scope);
        let mut made = Vec::new();
        let mut ty = Ty::Any;
        for row in rows {
            let from = self.end_of_bracket(&row.from, &subject, scope);
            let to = row.to.as_ref().map(|to| self.end_of_bracket(to, &subject, scope));
            let falls = to.as_ref().and_then(|to| Some(constant(to)? < constant(&from)?));
            let each = self.step(&row.each, &subject, Some(&from));
            let amount = self.number_of(&row.amount, scope);
            ty = self.common(&ty, &amount);
            let basis = row.basis.as_ref().map(|words| words.text.clone());
            let down = row.down || falls.unwrap_or(false);
            made.push(Bracket { from, to, down, each, amount, basis, span: row.span });
        }
        self.check_joined(&subject, &made, span);
        Expr { kind: ExprKind::Brackets { subject: Box::new(subject), whole, rows: made }, ty, span }
    }

    fn end_of_bracket(&mut self, end: &tree::Expr, subject: &Expr, scope: &Scope) -> Expr {
        let end = self.number_of(end, scope);
        self.check_comparable(subject, &end, Comparison::AtLeast, end.span);
        end
    }

    /// Whether two ends are the same place: as numbers, or, where facts decide, as they are written.
    fn same_place(&self, a: &Expr, b: &Expr) -> bool {
        match (constant(a), constant(b)) {
            (Some(a), Some(b)) => a == b,
            (None, None) => {
                let bare = |expr: &Expr| self.sources.slice(expr.span).split_whitespace().collect::<String>();
                bare(a) == bare(b)
            }
            _ => false,
        }
    }

    fn check_joined(&mut self, subject: &Expr, rows: &[Bracket], span: Span) {
        if rows.is_empty() {
            self.not_joined(span, text!("累进没有写出各段", "the brackets have no rows"), None);
            return;
        }
        let (down, up): (Vec<&Bracket>, Vec<&Bracket>) = rows.iter().partition(|row| row.down);
        for side in [&up, &down] {
            for pair in side.windows(2) {
                let joined = pair[0].to.as_ref().is_some_and(|to| self.same_place(to, &pair[1].from));
                if !joined {
                    let what = self.sources.slice(subject.span).to_owned();
                    let end = pair[0].to.as_ref().map(|to| self.sources.slice(to.span).to_owned());
                    let start = self.sources.slice(pair[1].from.span).to_owned();
                    let message = match end {
                        Some(end) => text!(
                            "「{what}」的前一段到 {end}，后一段却从 {start} 起",
                            "one bracket of `{what}` ends at {end}, but the next begins at {start}"
                        ),
                        None => text!(
                            "「{what}」的前一段没有尽头，后一段永远轮不到",
                            "one bracket of `{what}` has no end, so the next is never reached"
                        ),
                    };
                    let (from, row) = (pair[1].from.span, pair[1].span);
                    self.not_joined(row, message, Some(pair[0].span));
                    self.begin_at(pair[0].to.as_ref(), from, row);
                    return;
                }
            }
        }
        if let (Some(first_up), Some(first_down)) = (up.first(), down.first())
            && let (Some(low), Some(high)) = (constant(&first_up.from), constant(&first_down.from))
            && low < high
        {
            let message = text!(
                "向上的各段从 {low} 起，向下的各段从 {high} 起，两者重叠",
                "the upward brackets begin at {low} and the downward ones at {high}: they overlap"
            );
            self.not_joined(first_down.span, message, Some(first_up.span));
        }
        let empty = rows.iter().find(|row| row.to.as_ref().is_some_and(|to| self.same_place(to, &row.from)));
        if let Some(row) = empty {
            self.not_joined(
                row.span,
                text!("这一段的两端相同", "both ends of this bracket are the same"),
                None,
            );
        }
    }

    /// Shows a bracket as it would begin where the one before ends.
    fn begin_at(&mut self, end: Option<&Expr>, from: Span, row: Span) {
        let Some(end) = end.map(|end| self.sources.slice(end.span).to_owned()) else { return };
        let written = self.sources.slice(row);
        let (before, after) = ((from.start - row.start) as usize, (from.end - row.start) as usize);
        let right = format!("{}{end}{}", &written[..before], &written[after..]);
        if let Some(problem) = self.problems.last_mut() {
            problem.advise(text!("接着前一段写：「{right}」", "go on from the bracket before: `{right}`"));
            problem.replace(from, end);
        }
    }

    fn not_joined(&mut self, span: Span, message: crate::locale::Text, before: Option<Span>) {
        let problem = self.report(&NOT_JOINED, span, message, text!("接不上", "not joined"));
        if let Some(before) = before {
            problem.also(before, text!("前一段", "the bracket before"));
        }
        problem.advise(text!(
            "如「100 至 110 每 1 得 0.5；110 以上 每 1 得 0.25」",
            "such as `100 to 110 each 1 gives 0.5; above 110 each 1 gives 0.25`"
        ));
    }
}
