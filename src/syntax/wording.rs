//! Words of documents: what an official writes by habit — 75 分以上, 扣完为止, 则 总分 清零 — and how the language says it.
//!
//! Asked about a line that could not be read, with the place where reading stopped. It looks at words alone and must
//! never know what a name stands for.

use super::grammar::Rule;
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::source::{FileId, Span};
use crate::{code, text};

mod alerts;
mod cases;
mod clauses;
mod effect;
mod figures;
mod lacking;
mod phrases;
mod quotas;
mod ranges;

pub(super) use alerts::{ALERT_WITH_EFFECT, ALERT_WITHOUT_COLOUR};
pub(super) use cases::{IF_FOR_WHEN, NO_ELSE};
pub(super) use clauses::{CLAUSE_OF_A_FIELD, EFFECT_WITHOUT_CONDITION, LIMIT_OF_AN_ITEM};
pub(super) use effect::{EFFECT_WORDS, POINTS_BEHIND_THEN};
pub(super) use figures::FIGURE_IN_WORDS;
pub(super) use lacking::{DOT, MEETS_GIVES, NO_BRACES, NO_NAME, ROW_COMMAS, ROW_WORD, ROWS_WITHOUT_FORM};
pub(super) use phrases::WORDS_OF_A_DOCUMENT;
pub(super) use quotas::QUOTA_IN_WORDS;
pub(super) use ranges::RANGE_GIVEN;

code!(
    CONDITION_ALONE,
    "H0904",
    Error,
    "只有条件，没有结果" / "condition-without-effect",
    "办法里常写「申报条件：增速不低于平均」。程序还要知道不符合的怎么办：把不符合的情形写在「当」后面，把后果写在「则」后面。"
        / "A document says `entry: growth not below the mean`. The program must also know what happens to those who fail it: the failing case stands behind `when`, what follows behind `then`."
);
code!(
    GRADE_CONDITION,
    "H0905",
    Error,
    "等次的条件没有用「且」连接" / "grade-condition-without-and",
    "一个等次的分数线和其他条件要同时满足，用「且」连在一行里。"
        / "The line of a grade and its further conditions must all hold; they stand on one row, joined by `and`."
);
code!(
    POLICY_WORDS,
    "H0906",
    Error,
    "缺失、不涉及的处理没有写全" / "policy-not-complete",
    "缺失、不涉及后面先写怎么办：数据写「计」一个值，指标写「得」几分，或者写「剔除」，再写摊到哪里。"
        / "Behind `missing` and `not applicable` stands what to do: `as` and a value for a fact, `gives` and points for an item, or `leave out`, and only then over what to spread."
);
code!(
    RESULT_WITH_BODY,
    "H0907",
    Error,
    "结果不能有大括号" / "result-with-body",
    "结果只是一个值，不是指标：它没有分值，也不进总分。要逐项累加的，用一个统计算式写出来。"
        / "A result is one value and no item: it has no marks and does not count. What adds up over entries is written as one figure."
);

/// A line that could not be read.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub file: FileId,
    /// Where it begins in the file.
    pub start: usize,
    pub written: &'a str,
    /// The statement or row that stands on the same line before it and was read: what it may belong to.
    pub lead: &'a str,
    /// All that stands before it in the file.
    pub before: &'a str,
    /// Where reading stopped, in bytes of the line.
    pub stopped: usize,
    pub expected: Rule,
    /// The names that the file uses.
    pub names: &'a [&'a str],
}

/// A word, a number, a quoted text, or a single sign.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    at: usize,
    text: &'a str,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }

    fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.text)
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

impl Line<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, self.start + from, self.start + to)
    }

    /// The end of what was read, without the blanks behind it.
    fn read(&self) -> usize {
        self.written.get(..self.stopped).map_or(self.stopped, |read| read.trim_end().len())
    }

    fn in_scheme(&self) -> bool {
        self.expected == Rule::only_scheme_statement
    }

    /// Whether the keywords of the line are English.
    fn is_english(&self, keyword: &Token<'_>) -> bool {
        keyword.text.is_ascii()
    }
}

/// A finding if the line is written as a document would write it.
pub(super) fn recognise(line: &Line<'_>) -> Option<Diagnostic> {
    let whole = format!("{}{}", line.lead, line.written);
    let wider = Line {
        start: line.start - line.lead.len(),
        written: &whole,
        lead: "",
        stopped: line.stopped + line.lead.len(),
        ..*line
    };
    let of_whole = tokens(&whole);
    let with_lead = [
        result_body,
        grade_condition,
        phrases::share,
        phrases::doubled,
        phrases::same_matter,
        lacking::dot,
        phrases::range_of_a_row,
        ranges::range_given,
        alerts::with_effect,
        cases::no_else,
        cases::if_for_when,
        cases::without_when,
        lacking::meets_gives,
        clauses::field_clause,
        clauses::limit_of_an_item,
        figures::rank_within,
        quotas::rank,
    ];
    let of_line = tokens(line.written);
    let exact = [quotas::quota, clauses::effect_alone, figures::latest];
    let alone = [
        alerts::without_colour,
        lacking::name,
        lacking::word_of_a_row,
        lacking::commas,
        lacking::form_of_rows,
        policy,
        condition_alone,
        effect::behind_then,
        phrases::phrase,
    ];
    let found = with_lead.iter().find_map(|check| check(&wider, &of_whole));
    let found = found.or_else(|| exact.iter().find_map(|check| check(line, &of_line)));
    let found = found.or_else(|| lacking::braces(&wider, &of_whole));
    found.or_else(|| alone.iter().find_map(|check| check(line, &of_line)))
}

/// The last statement or row of what stands before a place on the same line.
pub(super) fn lead(before: &str) -> &str {
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    let from = line.rfind([';', '；', '{', '｛', '}', '｝']);
    from.map_or(line, |at| &line[at + line[at..].chars().next().map_or(0, char::len_utf8)..])
}

fn tokens(written: &str) -> Vec<Token<'_>> {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = written[at..].chars().next() {
        let rest = &written[at..];
        let run =
            |part: &dyn Fn(char) -> bool| rest.chars().take_while(|c| part(*c)).map(char::len_utf8).sum();
        let length: usize = if c.is_ascii_alphabetic() {
            // As in a name: digits belong to a word that begins with an ASCII letter.
            run(&|c| letter(c) || c.is_ascii_digit())
        } else if letter(c) {
            run(&letter)
        } else if c.is_ascii_digit() {
            run(&|c| c.is_ascii_digit() || c == '.')
        } else if matches!(c, '"' | '“' | '「' | '`') {
            let closing = |c: char| matches!(c, '"' | '”' | '」' | '`');
            let inside = &rest[c.len_utf8()..];
            inside
                .char_indices()
                .find(|(_, c)| closing(*c))
                .map_or(rest.len(), |(end, close)| c.len_utf8() + end + close.len_utf8())
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            tokens.push(Token { at, text: &rest[..length] });
        }
        at += length;
    }
    tokens
}

/// `结果 X 上限 20 分 { 每项 … 扣 … }`
fn result_body(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let [first, name, third, ..] = tokens else { return None };
    let brace = tokens.iter().find(|token| token.is(&["{", "｛"]))?;
    if !first.is(&["结果", "result"]) || third.is(&["=", "＝", "当", "when"]) {
        return None;
    }
    let name = name.text;
    let each = tokens.iter().position(|token| token.is(&["每项", "each"]));
    let figure = each.and_then(|each| {
        let list = tokens.get(each + 1)?;
        let from =
            tokens[each..].iter().position(|token| token.is(&["扣", "加", "deduct", "add"]))? + each + 1;
        let stop = ["同一", "上限", "same", "cap", "}", "｝", ";", "；"];
        let last = tokens[from..].iter().position(|token| token.is(&stop))? + from;
        let amount = line.written.get(tokens.get(from)?.at..tokens.get(last.checked_sub(1)?)?.end())?;
        Some((list.text.to_owned(), amount.to_owned()))
    });
    let cap = tokens.iter().position(|token| token.is(&["上限", "cap"])).and_then(|at| tokens.get(at + 1));
    let help = match (figure, cap.filter(|cap| cap.is_number() && cap.at < brace.at)) {
        (Some((list, amount)), Some(cap)) => {
            let most = cap.text;
            text!(
                "写成一个算式：「结果 {name} = 限定(合计({amount} 于 {list} 空则 0), 0, {most})」",
                "write one expression: `result {name} = clamp(sum({amount} over {list} ifempty 0), 0, {most})`"
            )
        }
        (Some((list, amount)), None) => text!(
            "写成一个算式：「结果 {name} = 合计({amount} 于 {list} 空则 0)」",
            "write one expression: `result {name} = sum({amount} over {list} ifempty 0)`"
        ),
        (None, _) => text!("写成一个算式：「结果 {name} = …」", "write one expression: `result {name} = …`"),
    };
    Some(
        Diagnostic::new(
            &RESULT_WITH_BODY,
            line.span(brace.at, brace.end()),
            text!(
                "结果「{name}」只是一个值，后面不能写大括号",
                "the result `{name}` is one value, and takes no braces"
            ),
            text!("结果没有大括号", "no braces here"),
        )
        .help(help),
    )
}

/// `优秀 ≥ 90 当 违纪人数 = 0`
fn grade_condition(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if line.expected != Rule::only_grade_row {
        return None;
    }
    let name = tokens.first()?.text;
    let joint = tokens.iter().find(|token| token.end() > line.read())?;
    if !joint.is(&["当", "若", "如", "并", "并且", "同时", "，", ",", "、", "when", "if", "with"]) {
        return None;
    }
    let rest = line.written[joint.end()..].trim();
    let rest = rest.split("依据").next().unwrap_or(rest).trim_end();
    let head = line.written[..joint.at].trim();
    let english = tokens.iter().any(|token| token.is(&["when", "if", "and", "or"]));
    Some(
        Diagnostic::new(
            &GRADE_CONDITION,
            line.span(joint.at, joint.end()),
            text!(
                "「{name}」的其他条件要用「且」接在分数线后面",
                "further conditions of `{name}` follow its line with `and`"
            ),
            text!("这里写「且」", "`and` belongs here"),
        )
        .help(text!("写成「{head} 且 {rest}」", "write `{head} and {rest}`"))
        .fix(
            line.span(joint.at, joint.end()),
            if english { " and " } else { " 且 " }.trim_start_matches(' ').to_owned(),
        ),
    )
}

/// `不涉及 摊到 全体`, `缺失 0`, `不涉及 满分`
fn policy(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let next = tokens.iter().position(|token| token.at == line.stopped)?;
    let before = tokens.get(next.checked_sub(1)?)?;
    let next = &tokens[next];
    if !before.is(&["缺失", "不涉及", "missing", "applicable"]) {
        return None;
    }
    let english = line.is_english(before);
    let (zh, en) = match before.text {
        "缺失" | "missing" => ("缺失", "missing"),
        _ => ("不涉及", "not applicable"),
    };
    let of_fact = line.expected == Rule::only_fact;
    let whole = match next.text {
        "不扣分" | "得满分" | "计满分" => Some(("得 满分", "gives full")),
        "不计分" | "不考核" | "不计" | "不参与" => Some(("剔除", "leave out")),
        _ => None,
    };
    if let Some((right_zh, right_en)) = whole.filter(|_| line.expected != Rule::only_fact) {
        let written = next.text;
        return Some(
            Diagnostic::new(
                &POLICY_WORDS,
                line.span(next.at, next.end()),
                text!(
                    "「{zh}」后面的「{written}」没有按写法写",
                    "`{written}` is not how the language says it"
                ),
                text!("换成确切的写法", "an exact form is wanted"),
            )
            .help(form(format!("{zh} {right_zh}"), format!("{en} {right_en}")))
            .fix(line.span(next.at, next.end()), if english { right_en } else { right_zh }),
        );
    }
    let (word_zh, word_en) = if next.is(&["摊到", "spread"]) {
        ("剔除", "leave out")
    } else if next.is_number() || next.is(&["满分", "full", "上年", "平均", "last", "mean"]) {
        if of_fact { ("计", "as") } else { ("得", "gives") }
    } else {
        return None;
    };
    let rest = line.written[next.at..].split(['=', '＝', '{', '｛', '\n']).next().unwrap_or_default();
    let rest = rest.split("依据").next().unwrap_or_default().trim();
    let written = next.text;
    Some(
        Diagnostic::new(
            &POLICY_WORDS,
            line.span(next.at, next.end()),
            text!(
                "「{zh}」后面没有写怎么办，就写了「{written}」",
                "`{en}` does not say what to do before `{written}`"
            ),
            text!("前面少「{word_zh}」", "`{word_en}` is left out before this"),
        )
        .help(text!("写成「{zh} {word_zh} {rest}」", "write `{en} {word_en} {rest}`"))
        .fix(line.span(next.at, next.at), format!("{} ", if english { word_en } else { word_zh })),
    )
}

const SIGNS: &[&str] = &[
    "≥",
    "≤",
    ">",
    "<",
    "=",
    "＝",
    "≠",
    "不低于",
    "不高于",
    "不少于",
    "不超过",
    "高于",
    "低于",
    "超过",
    "多于",
    "少于",
    "不多于",
    "至少",
    "至多",
    "above",
    "below",
    "least",
    "most",
];

/// `申报条件: 增速 ≥ 8% 且 重大案件 = 0`
fn condition_alone(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let [name, colon, first, .., last] = tokens else { return None };
    let sound = line.in_scheme()
        && colon.is(&[":", "："])
        && !first.is(&["当", "when", "清单", "list"])
        && tokens.iter().any(|token| token.is(SIGNS));
    if !sound || tokens.iter().any(|token| token.is(&["则", "then", "{", "｛"])) {
        return None;
    }
    let name = name.text;
    let written = &line.written[first.at..last.end()];
    let help = match contrary(line.written, &tokens[2..]) {
        Some(contrary) => text!(
            "「当」后面写不符合的情形：「{name}: 当 {contrary} 则 等次 取消」",
            "the failing case stands behind `when`: `{name}: when {contrary} then grade cancel`"
        ),
        None => text!(
            "「当」后面写不符合的情形：「{name}: 当 非 ({written}) 则 等次 取消」",
            "the failing case stands behind `when`: `{name}: when not ({written}) then grade cancel`"
        ),
    };
    Some(
        Diagnostic::new(
            &CONDITION_ALONE,
            line.span(first.at, last.end()),
            text!(
                "「{name}」只写了条件，没有写不符合的怎么办",
                "`{name}` is a condition, and does not say what happens to those who fail it"
            ),
            text!("只有条件", "a condition alone"),
        )
        .help(help),
    )
}

/// Comparisons and their opposites; those of two words first.
const OPPOSITES: [(&[&str], &str); 10] = [
    (&["at", "least"], "<"),
    (&["at", "most"], ">"),
    (&["≥", "不低于", "不少于", "至少"], "<"),
    (&["≤", "不高于", "不超过", "不多于", "至多"], ">"),
    (&[">", "高于", "超过", "多于", "above"], "≤"),
    (&["<", "低于", "少于", "below"], "≥"),
    (&["=", "＝"], "≠"),
    (&["≠"], "="),
    (&["且", "and"], ""),
    (&["或", "or"], ""),
];

/// The opposite of a plain chain of comparisons; nothing if it is not plain, or compares in words that are not known.
fn contrary(written: &str, tokens: &[Token<'_>]) -> Option<String> {
    let both = |all: &[&str]| tokens.iter().any(|token| token.is(all));
    if both(&["且", "and"]) && both(&["或", "or"]) || both(&["非", "not", "若", "if"]) {
        return None;
    }
    let (mut out, mut compared) = (String::new(), 0);
    let mut at = tokens.first()?.at;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let next = tokens.get(index + 1);
        if next.is_some_and(|next| next.text == "=" && next.at == token.end()) {
            return None;
        }
        out.push_str(&written[at..token.at]);
        let two = |words: &[&str]| words == [token.text, next.map_or("", |next| next.text)];
        let (opposite, taken) = match OPPOSITES[..2].iter().find(|(words, _)| two(words)) {
            Some((_, opposite)) => (Some(*opposite), 2),
            None => (OPPOSITES[2..].iter().find(|(words, _)| token.is(words)).map(|row| row.1), 1),
        };
        match (opposite, token.text) {
            // Each part has one comparison, or it is not known what its opposite is.
            (Some(""), joint) => {
                if compared != 1 {
                    return None;
                }
                compared = 0;
                out.push_str(match joint {
                    "且" => "或",
                    "或" => "且",
                    "and" => "or",
                    _ => "and",
                });
            }
            (Some(opposite), _) => {
                compared += 1;
                out.push_str(opposite);
            }
            (None, other) => out.push_str(other),
        }
        at = tokens[index + taken - 1].end();
        index += taken;
    }
    (compared == 1).then_some(out)
}

/// The same suggestion in both languages: a form with keywords, in guillemets of its language.
fn form(zh: impl std::fmt::Display, en: impl std::fmt::Display) -> Text {
    text!("写成「{zh}」", "write `{en}`")
}
