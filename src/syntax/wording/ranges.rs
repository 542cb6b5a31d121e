//! A row that gives a range of points: `≥ 10万元 得 15 至 20`.

use super::super::grammar::Rule;
use super::{Line, Token};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    RANGE_GIVEN,
    "H0525",
    Error,
    "一档只能给一个分" / "row-gives-a-range",
    "办法里写「得 15–20 分」，是说由人在这个区间里给分，或者按比例取分。要写明是哪一种：给分的人给出的分是一项数据，程序只检查它在不在区间里。"
        / "`15 to 20 points` in a document means that somebody judges within the range, or that the points lie in proportion. Say which: what a judge gives is a fact, and the program checks that it lies in the range."
);

/// A finding for a row whose value is followed by a second one.
pub(super) fn range_given(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if !matches!(line.expected, Rule::only_band_row | Rule::only_lookup_row | Rule::only_choice) {
        return None;
    }
    let gives = tokens.iter().position(|token| token.is(&["得", "gives"]))?;
    let mut rest = tokens[gives + 1..].iter().filter(|token| !token.is(&["分", "points", "point"]));
    let (low, to, high) = (rest.next()?, rest.next()?, rest.next()?);
    if !low.is_number() || !high.is_number() || !to.is(&["至", "到", "~", "～", "-", "—", "–", "to"]) {
        return None;
    }
    let (least, most) = (low.text, high.text);
    Some(
        Diagnostic::new(
            &RANGE_GIVEN,
            line.span(low.at, high.end()),
            text!("一档只能给一个分，这里给了 {least} 到 {most}", "a row gives one value, and this gives {least} to {most}"),
            text!("写了一段", "a range"),
        )
        .help(text!(
            "由人在区间里给分的，把评定分作为数据，写「须在(评定分, 最少, 最多)」，最少（这一档 {least}）和最多（{most}）各写一个分档；按比例取分的，用「线性」",
            "if somebody judges within it, let the points be a fact, and write `within(judged, least, most)` with bands for least ({least} here) and most ({most}); if they lie in proportion, use `linear`"
        )),
    )
}
