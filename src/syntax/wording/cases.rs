//! 若 … 则 … as documents write it: without the other case, or where a statement begins with 当.

use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    NO_ELSE,
    "H0589",
    Error,
    "「若」没有写「否则」" / "if-without-else",
    "「若 … 则 …」是一个值，条件不成立时也要有值，所以总要写「否则」。加倍的不成立时乘 1，不得分的写 0。"
        / "`if … then …` is a value, and there must be one where the condition fails, so `else` is never left out: 1 where something is doubled, 0 where nothing is given."
);
code!(
    IF_FOR_WHEN,
    "H0938",
    Error,
    "语句的条件以「当」开头" / "if-for-when",
    "「若 … 则 … 否则 …」在两个值里取一个；满足条件才有后果的语句，条件前面写「当」。"
        / "`if … then … else …` chooses one of two values; a statement that holds under a condition says `when`."
);

const IF: [&str; 2] = ["若", "if"];
const THEN: [&str; 2] = ["则", "then"];
const CLAUSES: [&str; 12] =
    ["依据", "basis", "上限", "cap", "下限", "floor", "同一", "same", "可超", "取整", ";", "；"];

/// A 若 that has not found its 否则 yet.
struct Open {
    at: usize,
    depth: usize,
    then: Option<usize>,
}

/// `(若 特殊时期 = 是 则 2)`
pub(super) fn no_else(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if stands_for_when(line, tokens).is_some() {
        return None;
    }
    let (mut open, mut depth): (Vec<Open>, usize) = (vec![], 0);
    for (index, token) in tokens.iter().enumerate() {
        if token.is(&["(", "（", "{", "｛", "["]) {
            depth += 1;
        } else if token.is(&[")", "）", "}", "｝", "]"]) {
            if let Some(found) = open.last().filter(|open| open.depth == depth && open.then.is_some()) {
                return Some(lacks_else(line, tokens, found, index));
            }
            depth = depth.saturating_sub(1);
        } else if token.is(&IF) {
            open.push(Open { at: index, depth, then: None });
        } else if token.is(&["否则", "else"]) {
            // `否则 若` goes on with the same choice.
            open.pop();
        } else if let Some(last) = open.last_mut() {
            if token.is(&THEN) && last.depth == depth {
                last.then = Some(index);
            } else if last.then.is_some() && last.depth == depth && token.is(&CLAUSES) {
                return Some(lacks_else(line, tokens, last, index));
            }
        }
    }
    let found = open.last().filter(|open| open.then.is_some())?;
    Some(lacks_else(line, tokens, found, tokens.len()))
}

/// `end` is the token before which 否则 belongs.
fn lacks_else(line: &Line<'_>, tokens: &[Token<'_>], open: &Open, end: usize) -> Diagnostic {
    let begin = tokens[open.at];
    let last = tokens[end.saturating_sub(1)];
    let written = &line.written[begin.at..last.end()];
    let bracket = open.at.checked_sub(1).map(|at| tokens[at]).filter(|token| token.is(&["(", "（"]));
    let before = open.at.checked_sub(if bracket.is_some() { 2 } else { 1 }).map(|at| tokens[at]);
    let then = open.then.unwrap_or(open.at);
    let value = line.written[tokens[then].end()..last.end()].trim();
    let condition = line.written[begin.end()..tokens[then].at].trim();
    let factor = before.is_some_and(|token| token.is(&["*", "×", "＊"]));
    let weight = before.is_some_and(|token| token.is(&["权重", "weight"]));
    let share = value.trim_end_matches(['%', '％']).parse::<u32>().ok().filter(|n| *n < 100);
    let other = match share {
        Some(share) if weight => format!("{}%", 100 - share),
        _ if factor => "1".to_owned(),
        _ => format!("0{}", unit_of(value)),
    };
    let (left, right) = if bracket.is_some() || weight || factor { ("(", ")") } else { ("", "") };
    let english = line.is_english(&begin);
    let (place, word) = (line.span(last.end(), last.end()), if english { "else" } else { "否则" });
    let full =
        form(format!("{left}{written} 否则 {other}{right}"), format!("{left}{written} else {other}{right}"));
    let help = if ["满分", "full"].contains(&value) && bracket.is_none() {
        text!(
            "不成立时不得分，写成「{written} 否则 0」；只有得满分和不得分两种的，也可以写「达标 {condition}」",
            "if it gives nothing otherwise, write `{written} else 0`; with full marks or nothing, `meets {condition}` says the same"
        )
    } else {
        full
    };
    Diagnostic::new(
        &NO_ELSE,
        place,
        text!("写了「若 … 则 …」，没有写否则是多少", "`if … then …` does not say what else"),
        text!("缺「否则」", "`else` is missing"),
    )
    .help(help)
    .fix(place, format!(" {word} {other}"))
}

/// The unit of an amount, `元` of `200元`; points have none.
fn unit_of(value: &str) -> &str {
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim();
    let counted =
        unit.len() < value.len() && unit.chars().all(|c| c.is_alphabetic() || matches!(c, '%' | '％'));
    if counted && !["分", "points", "point"].contains(&unit) { unit } else { "" }
}

/// The 若 that stands where a statement says 当.
fn stands_for_when(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<usize> {
    if !line.in_scheme() {
        return None;
    }
    let at = tokens.iter().position(|token| token.is(&IF) || token.is(&["如果", "凡", "如"]))?;
    let before = &tokens[..at];
    let (first, last) = (before.first(), before.last());
    let headed = first.is_some_and(|first| first.is(&["否决", "veto", "预警", "alert", "结果", "result"]));
    let stands = last.is_none_or(|last| last.is(&[":", "："]))
        || headed && !before.iter().any(|token| token.is(&["=", "＝", "当", "when"]));
    stands.then_some(at)
}

/// `红灯扣分: 若 实际进度 < 70% 则 总分 扣 2 分`
pub(super) fn if_for_when(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let at = stands_for_when(line, tokens)?;
    let word = tokens[at];
    let end = tokens.iter().position(|token| token.is(&["依据", "basis"])).unwrap_or(tokens.len());
    let (first, last) = (tokens.first()?, tokens.get(end.checked_sub(1)?)?);
    let (head, rest) = (&line.written[first.at..word.at], line.written.get(word.end()..last.end())?);
    let (head, rest, written) = (head.trim_end(), rest.trim(), word.text);
    let blank = if head.is_empty() { "" } else { " " };
    let span = line.span(word.at, word.end());
    Some(
        Diagnostic::new(
            &IF_FOR_WHEN,
            span,
            text!(
                "这里的条件写「当」，不写「{written}」",
                "the condition begins with `when` here, not with `{written}`"
            ),
            text!("写「当」", "`when` belongs here"),
        )
        .help(form(format!("{head}{blank}当 {rest}"), format!("{head}{blank}when {rest}")))
        .fix(span, if word.text.is_ascii() { "when" } else { "当" }),
    )
}

/// `件 > 3 则 总分 扣 2 分`, `预警 红 过慢 率 < 60%`, `否决 事故 件 > 3 则 总分 为 0`
pub(super) fn without_when(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let outside = |words: &[&str]| !tokens.iter().any(|token| token.is(words));
    if !line.in_scheme() || !outside(&["当", "when", "若", "if", "{", "｛", "如果", "凡"]) {
        return None;
    }
    let sign = tokens.iter().position(|token| token.is(super::SIGNS))?;
    let first = tokens.first()?;
    let begins = match tokens {
        [first, _, ..] if first.is(&["预警", "alert"]) => {
            // Behind the colour may stand a name, before what is compared.
            if sign > 3 { 3 } else { 2 }
        }
        [first, ..] if first.is(&["否决", "veto", "结果", "result"]) && sign > 2 => 2,
        [_, colon, ..] if colon.is(&[":", "："]) && !outside(&THEN) => 2,
        _ if !outside(&THEN) && !first.is(&["否决", "veto", "结果", "result"]) => 0,
        _ => return None,
    };
    let begin =
        tokens.get(begins).filter(|begin| begins < sign && begin.text.starts_with(char::is_alphabetic))?;
    let stop = tokens.iter().position(|token| token.is(&THEN)).unwrap_or(tokens.len());
    let end = tokens.iter().position(|token| token.is(&["依据", "basis"])).unwrap_or(tokens.len());
    let last = tokens.get(stop.min(end).checked_sub(1)?)?;
    let head = &line.written[first.at..begin.at];
    let rest = line.written.get(begin.at..tokens.get(end.checked_sub(1)?)?.end())?;
    let span = line.span(begin.at, last.end());
    let english = head.split_whitespace().next().is_some_and(str::is_ascii)
        || tokens.iter().any(|token| token.text == "then");
    Some(
        Diagnostic::new(
            &IF_FOR_WHEN,
            span,
            text!("条件前面没有写「当」", "`when` is missing before the condition"),
            text!("这是条件", "a condition"),
        )
        .help(form(format!("{head}当 {rest}"), format!("{head}when {rest}")))
        .fix(line.span(begin.at, begin.at), if english { "when " } else { "当 " }),
    )
}
