//! Figures in other words: `rank within zone`, `over last 3`.

use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    FIGURE_IN_WORDS,
    "H0942",
    Error,
    "统计没有按写法写" / "figure-in-words",
    "统计写成「函数(值 于 对谁 按 分组 当 条件 最近 几期)」。「名次」单独写是按「名次」语句排出的名次；按别的数、别的分组排，写「名次(值 于 全体 按 分组)」。"
        / "A figure is `function(VALUE over WHOM by GROUP when CONDITION latest N)`. `rank` alone is the rank that the `rank` statement gives; by another value or in other groups it is `rank(VALUE over all by GROUP)`."
);

fn made(line: &Line<'_>, from: &Token<'_>, to: &Token<'_>) -> Diagnostic {
    let words = &line.written[from.at..to.end()];
    Diagnostic::new(
        &FIGURE_IN_WORDS,
        line.span(from.at, to.end()),
        text!("「{words}」不是统计的写法", "`{words}` is not how a figure is written"),
        text!("换成确切的写法", "an exact form is wanted"),
    )
}

/// `结果 片区名次 = 名次 按 片区`, `result r = rank within zone`
pub(super) fn rank_within(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let ranks = tokens.iter().enumerate().skip(1).filter(|(_, token)| token.is(&["名次", "rank"]));
    ranks.map(|(at, _)| at).find_map(|at| rank_at(line, tokens, at))
}

fn rank_at(line: &Line<'_>, tokens: &[Token<'_>], rank: usize) -> Option<Diagnostic> {
    let mut next = rank + 1;
    let bracket = tokens.get(next).is_some_and(|token| token.is(&["(", "（"]));
    if bracket {
        next += 1;
    }
    let joint = ["within", "in", "among", "by", "按", "于", "在", "内"];
    let inside = tokens.get(next)?;
    let (value, joint_at) = match inside.is(&joint) {
        true => (None, next),
        false if bracket => (Some(inside.text), next + 1),
        false => return None,
    };
    // `名次(总分 于 全体 …)` is right so far.
    let joined = tokens.get(joint_at).filter(|token| token.is(&joint) && token.end() >= line.read())?;
    let group = tokens.get(joint_at + 1)?;
    if group.is(&["全体", "all", "其余", "others"]) || value.is_some() && joined.is(&["按", "by"]) {
        return None;
    }
    let group_text = group.text;
    let (zh, en) = match value {
        Some(value) => (value.to_owned(), value.to_owned()),
        None => ("总分".to_owned(), "total".to_owned()),
    };
    Some(made(line, &tokens[rank], group).help(form(
        format!("名次({zh} 于 全体 按 {group_text})"),
        format!("rank({en} over all by {group_text})"),
    )))
}

/// `平均(进度 于 最近 3)`, `mean(progress over monthly last 3)`
pub(super) fn latest(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let words = ["最近", "近", "后", "latest", "last", "最后", "past", "recent"];
    let unread = |token: &Token<'_>| token.end() >= line.read();
    let number = tokens.iter().position(|token| token.is_number() && unread(token))?;
    let word = tokens.get(number.checked_sub(1)?)?.is(&words).then_some(number - 1)?;
    let before = tokens.get(word.checked_sub(1)?)?;
    let (many, value) = (tokens[number].text, before);
    if value.is(&["于", "over"]) {
        let what = tokens.get(word.checked_sub(2)?)?;
        let what = what.text;
        return Some(made(line, before, &tokens[number]).help(text!(
            "「于」后面先写清单的名称，再写最近几期：「{what} 于 月报 最近 {many}」",
            "after `over` stands the name of the list, and then how many: `{what} over monthly latest {many}`"
        )));
    }
    let over = tokens.get(word.checked_sub(2)?)?.is(&["于", "over"]);
    let list = before.text;
    over.then(|| {
        made(line, &tokens[word], &tokens[number])
            .help(form(format!("于 {list} 最近 {many}"), format!("over {list} latest {many}")))
            .fix(
                line.span(tokens[word].at, tokens[word].end()),
                if line.is_english(&tokens[word]) { "latest" } else { "最近" },
            )
    })
}
