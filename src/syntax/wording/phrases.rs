//! Set phrases of documents — 75 分以上, 扣完为止, 就高不重复 — each with the form that says the same.

use super::super::grammar::Rule;
use super::super::words::BOUNDS;
use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::{code, text};

code!(
    WORDS_OF_A_DOCUMENT,
    "H0900",
    Error,
    "照抄了文件里的说法" / "words-of-a-document",
    "文件里的说法（以上、以下、扣完为止、就高不重复、保留整数）各地理解不一，程序要求写成没有歧义的写法。"
        / "Set phrases of documents (or more, until nothing is left, counted once only, whole numbers) are read differently from place to place; the program asks for a form with one meaning."
);

pub(super) fn phrase(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let read = line.read();
    let unread = tokens.iter().enumerate().filter(|(_, token)| token.end() >= read && token.end() > 0);
    unread.map(|(at, _)| at).find_map(|at| {
        bound(line, tokens, at).or_else(|| range(line, tokens, at)).or_else(|| set_phrase(line, tokens, at))
    })
}

fn made(line: &Line<'_>, from: usize, to: usize, help: Text) -> Diagnostic {
    let written = line.written[from..to].trim();
    Diagnostic::new(
        &WORDS_OF_A_DOCUMENT,
        line.span(from, to),
        text!(
            "「{written}」是文件里的说法，程序不知道确切的意思",
            "`{written}` is how a document says it, and the program does not know exactly what is meant"
        ),
        text!("换成确切的写法", "an exact form is wanted"),
    )
    .help(help)
}

/// 75 分以上, 60% 以下, 不足 60 分
fn bound(line: &Line<'_>, tokens: &[Token<'_>], at: usize) -> Option<Diagnostic> {
    let word = tokens[at];
    let with = |sign: &str, from: usize, to: usize, quantity: &str, help: Text| {
        made(line, from, to, help).fix(line.span(from, to), format!("{sign} {quantity}"))
    };
    let bound = BOUNDS.iter().find_map(|(words, sign)| Some((word.text.strip_suffix(words)?, *words, *sign)));
    // `3 起` is three cases; only behind a unit does 起 say "from … on".
    if let Some((unit, words, sign)) = bound.filter(|(unit, words, _)| *words != "起" || !unit.is_empty()) {
        let number = tokens[..at].iter().rposition(Token::is_number)?;
        let between = line.written[tokens[number].end()..word.at].trim();
        if tokens[number + 1..at].len() > 1 {
            return None;
        }
        let (from, to) = (tokens[number].at, word.end());
        let quantity = format!("{}{between}{unit}", tokens[number].text);
        let help = match words {
            "及以上" | "及以下" | "以内" | "起" => text!(
                "「{words}」包括本数，写成「{sign} {quantity}」",
                "`{words}` includes the number: write `{sign} {quantity}`"
            ),
            "以上" => text!(
                "「以上」包括本数，写成「≥ {quantity}」；不包括的写「> {quantity}」",
                "`or more` includes the number: write `≥ {quantity}`; without it `> {quantity}`"
            ),
            _ => text!(
                "「以下」不包括本数的，写成「< {quantity}」；包括的写「≤ {quantity}」",
                "`below` without the number is `< {quantity}`; with it `≤ {quantity}`"
            ),
        };
        return Some(with(sign, from, to, &quantity, help));
    }
    let number = tokens.get(at + 1).filter(|next| next.is_number())?;
    let words = ["不足", "不满", "不到", "未达到", "达到", "满"];
    // 任职不满 6 个月: the fact runs into the word.
    let ending = words.iter().find(|ending| word.text.ends_with(**ending))?;
    let fact = word.text.strip_suffix(ending).filter(|fact| !fact.is_empty());
    let apart = ["个月", "天", "分", "人", "名", "件", "起", "次", "个", "年", "元", "万元", "个百分点"];
    let unit = tokens.get(at + 2).filter(|unit| unit.at == number.end() || unit.is(&apart));
    let end = unit.map_or(number.end(), Token::end);
    let quantity = &line.written[number.at..end];
    let sign = if ["达到", "满"].contains(ending) { "≥" } else { "<" };
    let sign = fact.map_or(sign.to_owned(), |fact| format!("{fact} {sign}"));
    let help = form(format!("{sign} {quantity}"), format!("{sign} {quantity}"));
    Some(with(&sign, word.at, end, quantity, help))
}

/// 同一 事项 取高, 同一 原因 最多 3 分
pub(super) fn same_matter(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let same = tokens.iter().position(|token| token.is(&["同一", "same"]))?;
    let (key, word) = (tokens.get(same + 1)?, tokens.get(same + 2)?);
    if word.end() < line.read() {
        return None;
    }
    let (key, begin) = (key.text, tokens[same].at);
    let number = tokens.get(same + 3).filter(|next| next.is_number());
    let (zh, en, end) = match number {
        Some(number) if word.is(&["最多", "至多", "不超过", "最高", "累计不超过", "合计不超过"]) =>
        {
            let most = number.text;
            let unit = tokens.get(same + 4).filter(|unit| unit.is(&["分", "points"]));
            let end = unit.map_or(number.end(), Token::end);
            (format!("同一 {key} 上限 {most} 分"), format!("same {key} cap {most} points"), end)
        }
        None if word.is(&[
            "最高",
            "取高",
            "取最高",
            "就高不就低",
            "就高不重复",
            "不累计",
            "不重复",
            "只计一次",
        ]) =>
        {
            (format!("同一 {key} 就高"), format!("same {key} highest"), word.end())
        }
        _ => return None,
    };
    let span = line.span(begin, end);
    Some(made(line, begin, end, form(&zh, &en)).fix(span, if tokens[same].text == "same" { en } else { zh }))
}

/// 80%-90% 得 80 分
pub(super) fn range_of_a_row(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if line.expected != Rule::only_band_row {
        return None;
    }
    let gives = tokens.iter().position(|token| token.is(&["得", "gives"]))?;
    let key = &tokens[..gives];
    let dash = key.iter().position(|token| token.is(&["-", "－", "—", "–", "~", "～"]))?;
    let (first, last) = (key.first().filter(|token| token.is_number())?, key.last()?);
    key.get(dash + 1).filter(|token| token.is_number())?;
    let from = line.written[first.at..key[dash].at].trim();
    let to = line.written[key[dash].end()..last.end()].trim();
    let help = text!(
        "写清两端：「[{from}, {to}]」两端都包括，「[{from}, {to})」不包括 {to}",
        "say which ends belong to it: `[{from}, {to}]` has both, `[{from}, {to})` is without {to}"
    );
    Some(made(line, first.at, last.end(), help))
}

/// 良好 80-89, 60~75 分
fn range(line: &Line<'_>, tokens: &[Token<'_>], at: usize) -> Option<Diagnostic> {
    if !matches!(line.expected, Rule::only_grade_row | Rule::only_band_row) || !tokens[at].is_number() {
        return None;
    }
    let dash = |token: &&Token<'_>| token.is(&["-", "－", "—", "–", "~", "～", "至", "到"]);
    let low = if tokens.get(at + 1).as_ref().is_some_and(dash) { at } else { at.checked_sub(2)? };
    let (low, middle, high) = (tokens.get(low)?, tokens.get(low + 1)?, tokens.get(low + 2)?);
    if !low.is_number() || !dash(&middle) || !high.is_number() {
        return None;
    }
    let (from, to) = (low.text, high.text);
    let help = if line.expected == Rule::only_grade_row {
        let name = tokens.first()?.text;
        text!(
            "每个等次只写下限，从高到低：「{name} ≥ {from}」；到 {to} 分为止由上一行决定",
            "a grade has only its lower line, from high to low: `{name} ≥ {from}`; the row above decides where it ends"
        )
    } else {
        text!(
            "写清两端：「[{from}, {to}]」两端都包括，「[{from}, {to})」不包括 {to}",
            "say which ends belong to it: `[{from}, {to}]` has both, `[{from}, {to})` is without {to}"
        )
    };
    Some(made(line, low.at, high.end(), help))
}

fn set_phrase(line: &Line<'_>, tokens: &[Token<'_>], at: usize) -> Option<Diagnostic> {
    let word = tokens[at];
    let help = match word.text {
        "扣完为止" | "扣完即止" | "不倒扣" => text!(
            "不必写：指标最低为 0，本来就是扣完为止；要倒扣的写「可为负」",
            "leave it out: an item never goes below 0; where it may, write `may be negative`"
        ),
        "不封顶" | "上不封顶" => text!(
            "写成「可超」；加分不写「上限」也就不封顶",
            "write `may exceed`; a bonus without `cap` has none"
        ),
        "不计分" | "不计入总分" | "不计入" | "只统计" => {
            text!("只收集、不计分的，写「试点」", "what is collected and does not count is a `pilot`")
        }
        "封顶" | "为限" => text!("写成「上限 5 分」", "write `cap 5 points`"),
        "倒扣" => text!("写成「可为负」", "write `may be negative`"),
        "就高" | "取高" | "就高不重复" | "就高不就低" | "不重复" | "不重复加分" | "不累计" | "不累加" =>
        {
            text!(
                "写成「同一 事项 就高」：「事项」换成清单里能认出同一件事的那一栏",
                "write `same FIELD highest`, with the field of the list that tells matters apart"
            )
        }
        text if text.starts_with("保留") || text == "精确到" => return rounding(line, tokens, at),
        _ => return None,
    };
    Some(made(line, word.at, word.end(), help))
}

/// 扣 扣分值 当 特殊时期 = 是 加倍
pub(super) fn doubled(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let words = ["加倍", "双倍", "翻倍", "加倍扣分", "加倍扣", "doubled"];
    let at = tokens.iter().position(|token| token.is(&words) && token.end() >= line.read())?;
    let word = tokens[at];
    let amount = tokens[..at].iter().rposition(|token| token.is(&["扣", "加", "deduct", "add"]))?;
    let between = &tokens[amount..at];
    let when = between.iter().position(|token| token.is(&["当", "若", "when", "if"])).or_else(|| {
        let comma = between.iter().position(|token| token.is(&["，", ","]))?;
        between[comma..].iter().any(|token| token.is(super::SIGNS)).then_some(comma)
    });
    let end = tokens[at - 1].end();
    let mark = ['，', ',', ' '];
    let help = match when.map(|when| tokens[amount + when]) {
        Some(when) => {
            let amount = line.written[tokens[amount].end()..when.at].trim_matches(mark);
            let condition = line.written[when.end()..end].trim_matches(mark);
            form(
                format!("扣 {amount} * (若 {condition} 则 2 否则 1)"),
                format!("deduct {amount} * (if {condition} then 2 else 1)"),
            )
        }
        None => {
            let comma = between.iter().find(|token| token.is(&["，", ","]));
            let end = comma.map_or(end, |comma| comma.at);
            let amount = line.written[tokens[amount].end()..end].trim_matches(mark);
            text!(
                "写成「扣 {amount} * 2」；满足条件才加倍的，写「扣 {amount} * (若 条件 则 2 否则 1)」",
                "write `deduct {amount} * 2`; under a condition, `deduct {amount} * (if CONDITION then 2 else 1)`"
            )
        }
    };
    Some(made(line, word.at, word.end(), help))
}

/// 扣 省级扣分 的 25%
pub(super) fn share(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let read = line.read();
    let at = tokens.iter().position(|token| token.text == "的" && token.end() >= read)?;
    let (before, word, number) = (tokens.get(at.checked_sub(1)?)?, tokens.get(at)?, tokens.get(at + 1)?);
    if !number.is_number() {
        return None;
    }
    let unit = tokens.get(at + 2).filter(|unit| unit.at == number.end());
    let end = unit.map_or(number.end(), Token::end);
    let share = &line.written[number.at..end];
    let what = before.text;
    let right = format!("{what} * {share}");
    Some(made(line, before.at, end, form(&right, &right)).fix(line.span(word.at, word.end()), "*"))
}

/// 取整 保留两位小数
fn rounding(line: &Line<'_>, tokens: &[Token<'_>], at: usize) -> Option<Diagnostic> {
    let word = tokens[at];
    let last = tokens[at..].iter().take_while(|token| !token.is(&["依据", ";", "；", "}", "｝"])).last()?;
    let written = &line.written[word.at..last.end()];
    let digits =
        [("整", 0), ("个位", 0), ("一", 1), ("两", 2), ("二", 2), ("三", 3), ("1", 1), ("2", 2), ("3", 3)];
    let places = digits.iter().find(|(word, _)| written.contains(word)).map_or(2, |(_, places)| *places);
    let (zh, en) = (format!("四舍五入 {places} 位"), format!("half up {places} places"));
    let english = tokens.first().is_some_and(|first| line.is_english(first));
    let help = text!("写成「取整 {zh}」", "write `round {en}`");
    let right = if english { en } else { zh };
    Some(made(line, word.at, last.end(), help).fix(line.span(word.at, last.end()), right))
}
