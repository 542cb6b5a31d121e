//! Places and ranks in the words of documents — 取前三名, 末位淘汰, 名额 优秀 20%, 向下取整 — and the rows that say the same.

use super::super::grammar::Rule;
use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    QUOTA_IN_WORDS,
    "H0940",
    Error,
    "名额、名次没有按写法写" / "quota-in-words",
    "名额写成「名额 名称 按 分组 { … }」，大括号里每样规定一行：几个（比例 20%、不高于 3、末位 5%），怎么排（顺序 总分），零头怎么取整，同分怎么办。"
        / "A quota is `quota NAME by GROUP { … }`, with one row for each provision: how many (`rate 20%`, `at most 3`, `bottom 5%`), in what order (`order total`), how parts of a place are rounded, what happens to equals."
);

/// A row in both languages.
struct Row(String, String);

fn row(zh: impl Into<String>, en: impl Into<String>) -> Option<Row> {
    Some(Row(zh.into(), en.into()))
}

pub(super) fn quota(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let row_of_quota = line.expected == Rule::only_quota_row;
    if first.is(&["名额", "quota"]) {
        return head(line, tokens);
    }
    let words = &line.written[first.at..last.end()];
    let span = line.span(first.at, last.end());
    if row_of_quota {
        let Row(zh, en) = row_words(line, tokens)?;
        if first.is(&["同分", "并列", "ties"]) {
            return Some(made(span, words).help(text!(
                "同分再看哪一项，写进「顺序」这一行：「{zh}」",
                "what decides between equals is one more key of the row `order`: `{en}`"
            )));
        }
        let fixed = if first.text.is_ascii() { en.clone() } else { zh.clone() };
        return Some(made(span, words).help(form(zh, en)).fix(span, fixed));
    }
    if !line.in_scheme() {
        return None;
    }
    let alone = ["取前", "前", "末位", "末", "后", "倒数"].iter().any(|word| first.text.starts_with(word));
    let Row(zh, en) = row_words(line, tokens).filter(|_| alone)?;
    let lowest = zh.starts_with("末位");
    let (name_zh, name_en) = if lowest { ("不合格", "fail") } else { ("先进", "best") };
    let order = if lowest { ("", "") } else { ("; 顺序 总分", "; order total") };
    Some(made(span, words).help(text!(
        "写成一条名额：「名额 {name_zh} {{ {zh}{0} }}」，名称是等次的就限制这个等次，不是等次的就是一项评先",
        "write a quota: `quota {name_en} {{ {en}{0} }}`; with the name of a grade it is about that grade, with any other it is an award",
        crate::locale::Text::fixed(order.0, order.1)
    )))
}

fn made(span: crate::source::Span, words: &str) -> Diagnostic {
    Diagnostic::new(
        &QUOTA_IN_WORDS,
        span,
        text!("「{words}」没有按名额、名次的写法写", "`{words}` is not how quotas and ranks are written"),
        text!("换成确切的写法", "an exact form is wanted"),
    )
}

/// `名额 优秀 20%`, `名额 先进 按 片区 取前三名`: no braces, or something before them.
fn head(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let name = tokens.get(1)?;
    let by = tokens.get(2).is_some_and(|token| token.is(&["按", "by"]));
    let mut from = if by { 4 } else { 2 };
    while by && tokens.get(from).is_some_and(|token| token.text == ".") {
        from += 2;
    }
    let last = tokens.last()?;
    let end = tokens.get(from.checked_sub(1)?)?.end();
    let front = &line.written[name.at..end];
    let english = line.is_english(tokens.first()?);
    let front = if english { front.to_owned() } else { front.replace(" by ", " 按 ") };
    let (front_en, front_zh) = (front.replace(" 按 ", " by "), front);
    let span = line.span(tokens.get(from).map_or(name.at, |token| token.at), last.end());
    let words = line.written.get(tokens.get(from).map_or(end, |token| token.at)..last.end())?;
    let Row(zh, en) = match tokens.get(from) {
        Some(_) => row_words(line, &tokens[from..])?,
        None => Row("比例 20%".into(), "rate 20%".into()),
    };
    let message = if words.is_empty() {
        text!("名额没有写大括号，没有说有几个", "this quota has no braces and does not say how many places")
    } else {
        text!("「{words}」要写在大括号里，每样一行", "`{words}` belongs in braces, one row each")
    };
    let here = text!("写进大括号", "into the braces");
    Some(
        Diagnostic::new(&QUOTA_IN_WORDS, span, message, here)
            .help(form(format!("名额 {front_zh} {{ {zh} }}"), format!("quota {front_en} {{ {en} }}"))),
    )
}

/// `名次 总分`, `名次 按 片区 同分 查处率`
pub(super) fn rank(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if !line.in_scheme() || !tokens.first()?.is(&["名次", "rank"]) {
        return None;
    }
    let last = tokens.last()?;
    let at = tokens.iter().position(|token| token.is(&["同分", "ties"]));
    let span = |from: &Token<'_>| line.span(from.at, last.end());
    if let Some(at) = at.filter(|at| *at > 0) {
        let keys = tie_key(line, &tokens[at..])?;
        let front = line.written[..tokens[at].at].trim();
        let words = &line.written[tokens[at].at..last.end()];
        return Some(
            made(span(&tokens[at]), words)
                .help(form(format!("{front} 顺序 总分, {keys}"), format!("{front} order total, {keys}"))),
        );
    }
    let second = tokens.get(1)?;
    let words = &line.written[second.at..last.end()];
    if second.is(&["within", "in", "among", "于", "内", "在"]) {
        let group = tokens.get(2)?.text;
        return Some(
            made(span(second), words).help(form(format!("名次 按 {group}"), format!("rank by {group}"))),
        );
    }
    let known = line.names.contains(&second.text) || second.is(&["总分", "total"]);
    (known && second.at == line.stopped).then(|| {
        made(span(second), words).help(form(format!("名次 顺序 {words}"), format!("rank order {words}")))
    })
}

/// What decides between equals, behind 同分: `同分 按 查处率`.
fn tie_key<'a>(line: &Line<'a>, tokens: &[Token<'a>]) -> Option<&'a str> {
    let skip = ["按", "看", "比", "比较", "以", "依", "by"];
    let key = tokens.get(1..)?.iter().find(|token| !token.is(&skip))?;
    let last = tokens.last()?;
    let words = line.written[key.at..last.end()].trim();
    let ends = ["高者优先", "优先", "高的在前", "高者在前"];
    let words = ends.iter().fold(words, |words, end| words.trim_end_matches(end).trim_end());
    (!words.is_empty()).then_some(words)
}

/// The row that says what words of a document say; nothing if they are about something else.
fn row_words(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Row> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let written = &line.written[first.at..last.end()];
    let written = written.split(['{', '｛']).next().unwrap_or(written);
    let flat: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let begins = |words: &[&str]| words.iter().any(|word| flat.starts_with(word));
    if begins(&["同分", "并列", "ties"]) {
        let key = tie_key(line, tokens)?;
        return row(format!("顺序 总分, {key}"), format!("order total, {key}"));
    }
    let has = |words: &[&str]| words.iter().any(|word| flat.contains(word));
    if has(&["取整", "舍五入", "进位", "舍去", "round"]) {
        return match () {
            () if has(&["向上", "进位", "up"]) && !has(&["half"]) => row("取整 向上", "round up"),
            () if has(&["舍五入", "half"]) => row("取整 四舍五入", "round half up"),
            () => row("取整 向下", "round down"),
        };
    }
    let number = amount(&flat);
    let share = number.as_ref().filter(|_| flat.contains(['%', '％']));
    if begins(&["末", "后", "倒数", "最后", "淘汰", "last", "lowest", "worst"]) {
        let many = share.map(|share| format!("{share}%")).or(number).unwrap_or("5%".into());
        return row(format!("末位 {many}"), format!("bottom {many}"));
    }
    if begins(&["按总分", "总分", "从高到低", "bytotal", "total"]) && number.is_none() {
        return row("顺序 总分", "order total");
    }
    let most = [
        "取",
        "前",
        "最多",
        "至多",
        "不超过",
        "限",
        "占",
        "top",
        "best",
        "first",
        "upto",
        "max",
        "nomorethan",
    ];
    let bare = flat.starts_with(|c: char| c.is_ascii_digit());
    let number = number.filter(|_| bare || begins(&most))?;
    match flat.contains(['%', '％']) {
        true => row(format!("比例 {number}%"), format!("rate {number}%")),
        false => row(format!("不高于 {number}"), format!("at most {number}")),
    }
}

/// The number in a few words: `3`, `三`, `十`.
fn amount(flat: &str) -> Option<String> {
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    if let Some(from) = flat.find(|c: char| c.is_ascii_digit()) {
        return Some(flat[from..].chars().take_while(|c| digits(*c)).collect());
    }
    let zh = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let en = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let found =
        zh.iter().zip(en).position(|(zh, en)| flat.contains(zh) || flat.ends_with(en)).map(|at| at + 1);
    found.or(flat.contains('两').then_some(2)).map(|number| number.to_string())
}
