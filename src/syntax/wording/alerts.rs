//! Alerts as documents write them: with a consequence behind the condition, or without one of the five colours.

use super::effect::rephrase;
use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    ALERT_WITH_EFFECT,
    "H0935",
    Error,
    "预警后面写了加扣分或其他后果" / "alert-with-effect",
    "预警只是提示，不加减分，也不改等次。亮灯还要扣分、乘系数、降等次的，用同样的条件另写一条语句。"
        / "An alert only tells: it changes neither points nor grade. If points, a coefficient or a grade follow from the same condition, they stand in a statement of their own."
);
code!(
    ALERT_WITHOUT_COLOUR,
    "H0936",
    Error,
    "预警没有写颜色" / "alert-without-colour",
    "预警先写颜色，再写名称：红、橙、黄、蓝、绿，从重到轻。"
        / "An alert names its colour first, then itself: red, orange, yellow, blue, green, from grave to light."
);

const COLOURS: [[&str; 2]; 5] =
    [["红", "red"], ["橙", "orange"], ["黄", "yellow"], ["蓝", "blue"], ["绿", "green"]];

fn colour(word: &str) -> bool {
    COLOURS.iter().flatten().any(|colour| *colour == word)
}

fn when(tokens: &[Token<'_>]) -> Option<usize> {
    tokens.iter().position(|token| token.is(&["当", "when"]))
}

/// `预警 红 工期滞后 当 … 则 总分 扣 2 分`
pub(super) fn with_effect(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let [first, second, ..] = tokens else { return None };
    if !first.is(&["预警", "alert"]) || !colour(second.text) {
        return None;
    }
    let when = when(tokens)?;
    let stop = tokens.iter().position(|token| token.is(&["则", "then", "扣", "加", "deduct", "add"]))?;
    let end = tokens.iter().position(|token| token.is(&["依据", "basis"])).unwrap_or(tokens.len());
    let from = if tokens[stop].is(&["则", "then"]) { stop + 1 } else { stop };
    let effect = tokens.get(from..end).filter(|effect| stop > when && !effect.is_empty())?;
    let (start, last) = (effect.first()?, effect.last()?);
    let condition =
        line.written.get(tokens.get(when + 1)?.at..tokens[stop - 1].end())?.trim_end_matches(['，', ',']);
    let written = &line.written[start.at..last.end()];
    let (zh, en) = match start.text {
        "扣" | "加" | "deduct" | "add" => {
            let amount = line.written[start.end()..last.end()].trim();
            let plus = start.is(&["加", "add"]);
            let (zh, en) = if plus { ("加", "add") } else { ("扣", "deduct") };
            (format!("总分 {zh} {amount}"), format!("total {en} {amount}"))
        }
        _ => rephrase(line, effect, written)
            .map_or((written.to_owned(), written.to_owned()), |right| (right.zh, right.en)),
    };
    let name = tokens.get(2).filter(|_| when > 2).map(|name| format!("{}: ", name.text)).unwrap_or_default();
    let (zh, en) = (format!("{name}当 {condition} 则 {zh}"), format!("{name}when {condition} then {en}"));
    let span = line.span(tokens[stop].at, last.end());
    let alert = line.written[first.at..tokens[stop].at].trim_end_matches([' ', '\t', '，', ',']);
    let fixed = if first.text.is_ascii() { &en } else { &zh };
    Some(
        Diagnostic::new(
            &ALERT_WITH_EFFECT,
            span,
            text!(
                "预警只作提示，「{written}」不能写在这里",
                "an alert only tells: `{written}` cannot stand here"
            ),
            text!("预警没有后果", "an alert has no effect"),
        )
        .help(text!(
            "预警写到条件为止：「{alert}」；后果另写一行：「{zh}」",
            "let the alert end with its condition, `{alert}`, and write on a line of its own: `{en}`"
        ))
        .fix(span, format!("\n  {fixed}")),
    )
}

/// `预警 工期滞后 当 …`, `预警 红灯 当 …`
pub(super) fn without_colour(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let [first, second, ..] = tokens else { return None };
    if !first.is(&["预警", "alert"]) || colour(second.text) {
        return None;
    }
    let when = when(tokens)?;
    let rest = |from: usize| tokens.get(from).map_or("", |token| line.written[token.at..].trim_end());
    let english = line.is_english(first);
    let of = |colour: &[&'static str; 2]| if english { colour[1] } else { colour[0] };
    let meant = COLOURS.iter().find(|colour| {
        let lamp = ["", "灯", "色", "牌", "色预警", "色灯"].iter();
        lamp.map(|end| format!("{}{end}", colour[0])).any(|word| word == second.text)
    });
    if let Some(meant) = meant {
        let colour = of(meant);
        let (word, rest) = (second.text, rest(2));
        let span = line.span(second.at, second.end());
        let made = Diagnostic::new(
            &ALERT_WITHOUT_COLOUR,
            span,
            text!("颜色写「{colour}」，不写「{word}」", "the colour is `{colour}`, not `{word}`"),
            text!("颜色", "a colour"),
        );
        let keyword = first.text;
        let right = format!("{keyword} {colour} {rest}");
        return Some(made.help(form(&right, &right)).fix(span, colour));
    }
    // `预警 紫 过慢 当 …`: the first of two names was to be a colour.
    let named = if when > 2 { 2 } else { 1 };
    let (keyword, red, name, rest) = (first.text, of(&COLOURS[0]), second.text, rest(named));
    let message = if named == 2 {
        text!("「{name}」不是预警的颜色", "`{name}` is no colour of alerts")
    } else {
        text!("预警「{name}」没有写颜色", "the alert `{name}` has no colour")
    };
    let right = format!("{keyword} {red} {rest}");
    Some(
        Diagnostic::new(
            &ALERT_WITHOUT_COLOUR,
            line.span(second.at, second.end()),
            message,
            text!("前面要有颜色", "a colour comes first"),
        )
        .help(text!(
            "颜色是红、橙、黄、蓝、绿中的一种，如「{right}」",
            "the colour is red, orange, yellow, blue or green, such as `{right}`"
        )),
    )
}
