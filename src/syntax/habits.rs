//! Lines written as documents write them, which the language asks to be said more exactly: `少于 4 次扣 0.25 分`,
//! `每次加 1 分`, `96% 至 90% 每 …`. Only a line that could not be read comes here.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::unit::UNITS;
use crate::{code, text};

code!(
    RANGE_IN_STEP,
    "H0570",
    Error,
    "「每」的语句里写了一段范围" / "range-in-a-step",
    "「低于 96% 每 …」只有一条线，从这条线起按步数算。两段扣法不同的，写两行；第二行在第一行之外再扣。"
        / "`below 96% each …` has one line, from which the steps are counted. Two slopes are two lines, the second one on top of the first."
);
code!(
    NO_STEP,
    "H0573",
    Error,
    "没有写每少多少扣几分" / "no-step",
    "「少于 4 次扣 0.25 分」有两种读法：每少一次扣一回，或者只扣一回。两种都要写明白。"
        / "`below 4 deduct 0.25` can be read two ways: for each one missing, or once. Either has a form of its own."
);
code!(
    EACH_WITHOUT_NUMBER,
    "H0574",
    Error,
    "「每」后面没有写数" / "each-without-a-number",
    "「每」后面写一个数和单位，如「每 1 次」「每 10 个百分点」。"
        / "A number with its unit follows `each`, such as `each 1 time`, `each 10 pp`."
);

const BELOW_ABOVE: [&str; 8] = ["低于", "少于", "不足", "高于", "超过", "多于", "below ", "above "];
const AMOUNT: [&str; 4] = ["扣", "加", "deduct ", "add "];

/// The finding for a line of an item that a document would write so.
pub(super) fn in_a_line(file: FileId, line: &str, start: usize) -> Option<Diagnostic> {
    let span = |from: usize, to: usize| Span::new(file, start + from, start + to);
    let amount = first(line, &AMOUNT)?;
    let before = &line[..amount];
    if ["当", "若", "when ", "if ", "=", "＝"].iter().any(|word| before.contains(word)) {
        return None;
    }
    let each = before.find('每').map(|at| (at, '每'.len_utf8())).or(before.find("each ").map(|at| (at, 5)));
    let Some((each, length)) = each else {
        let line_at = first(before, &BELOW_ABOVE)?;
        ends_in_number(before).then_some(())?;
        return Some(no_step(line, line_at, amount, &span));
    };
    let step = before[each + length..].trim();
    if !step.is_empty() && !step.contains(|c: char| c.is_numeric()) && is_unit(step) {
        return Some(each_without_number(line, each, amount, step, &span));
    }
    let (from, to) = range(&before[..each])?;
    Some(range_in_step(line, from, to, each, &span))
}

/// Where the first of some words stands.
fn first(text: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text.find(word)).min()
}

fn is_unit(word: &str) -> bool {
    word.chars().count() <= 8 && UNITS.iter().any(|row| row.0.contains(&word))
}

/// The number with its unit at the end of a text: `4次`.
fn last_quantity(text: &str) -> &str {
    let text = text.trim_end();
    let from = text.rfind(|c: char| c.is_numeric() || c == '.').map_or(text.len(), |at| {
        let head = &text[..at];
        head.rfind(|c: char| !(c.is_numeric() || c == '.'))
            .map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8))
    });
    &text[from..]
}

fn ends_in_number(text: &str) -> bool {
    last_quantity(text).starts_with(char::is_numeric)
}

/// A step of one, in the unit of the line: `1 个百分点` beside `95%`.
fn step_of(quantity: &str) -> (String, String) {
    let unit = quantity.trim_start_matches(|c: char| c.is_numeric() || c == '.').trim();
    match unit {
        "" => ("每 1".into(), "each 1".into()),
        "%" | "％" => ("每 1 个百分点".into(), "each 1 pp".into()),
        unit => (format!("每 1 {unit}"), format!("each 1 {unit}")),
    }
}

fn no_step(line: &str, at: usize, amount: usize, span: &dyn Fn(usize, usize) -> Span) -> Diagnostic {
    let (before, after) = (line[..amount].trim_end(), line[amount..].trim_end());
    let (each, each_en) = step_of(last_quantity(before));
    Diagnostic::new(
        &NO_STEP,
        span(at, before.len()),
        text!("没有写每差多少扣一回", "this does not say for how much"),
        text!("扣一回，还是差多少扣多少？", "once, or for each one?"),
    )
    .help(text!(
        "按差的多少算，写「{before} {each} {after}」；只算一回，写「当 {before} {after}」",
        "for each one write `{before} {each_en} {after}`; once and for all: `when {before} {after}`"
    ))
}

fn each_without_number(
    line: &str,
    each: usize,
    amount: usize,
    unit: &str,
    span: &dyn Fn(usize, usize) -> Span,
) -> Diagnostic {
    let (before, after) = (line[..each].trim_end(), line[amount..].trim_end());
    let end = line[..amount].trim_end().len();
    let place = span(each, end);
    let english = line[each..].starts_with("each");
    let fixed = if english { format!("each 1 {unit}") } else { format!("每 1 {unit}") };
    Diagnostic::new(
        &EACH_WITHOUT_NUMBER,
        place,
        text!("「每」后面没有写几{unit}", "`each` has no number of {unit} behind it"),
        text!("缺一个数", "a number is missing"),
    )
    .help(text!("写成「{before} 每 1 {unit} {after}」", "write `{before} each 1 {unit} {after}`"))
    .fix(place, fixed)
}

/// `96% 至 90%` at the end of a text: where it begins and ends.
fn range(text: &str) -> Option<(usize, usize)> {
    let text = text.trim_end();
    let word =
        ["至", "到", "～", "~", "-", " to "].iter().find_map(|word| Some((text.rfind(word)?, word.len())))?;
    let (front, back) = (text[..word.0].trim_end(), text[word.0 + word.1..].trim_start());
    let low = last_quantity(front);
    (low.starts_with(char::is_numeric) && back.starts_with(char::is_numeric))
        .then_some((front.len() - low.len(), text.len()))
}

fn range_in_step(
    line: &str,
    from: usize,
    to: usize,
    each: usize,
    span: &dyn Fn(usize, usize) -> Span,
) -> Diagnostic {
    let written = &line[from..to];
    let low = last_quantity(written.split(['至', '到', '～', '~', '-']).next().unwrap_or(written)).trim();
    let high = last_quantity(written);
    let what = line[..from].trim_end();
    let what = BELOW_ABOVE.iter().fold(what, |what, word| what.trim_end_matches(word.trim()).trim_end());
    let rest = line[each..].trim_end();
    Diagnostic::new(
        &RANGE_IN_STEP,
        span(from, to),
        text!("「每」的语句只有一条线，不能写一段范围", "a line with `each` has one bound, not a range"),
        text!("写了一段", "a range"),
    )
    .help(text!(
        "从 {low} 起算，写「{what} 低于 {low} {rest}」；{high} 以下扣得更多，另写一行「{what} 低于 {high} 每 …」，只写比前一行多扣的",
        "counting from {low}: `{what} below {low} {rest}`; for more below {high} write a second line `{what} below {high} each …` with what it takes beyond the first"
    ))
}
