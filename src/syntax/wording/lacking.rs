//! Statements that lack a part which a document leaves to the reader: a name, 当, braces, the word before a share.

use super::super::grammar::Rule;
use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    NO_NAME,
    "H0594",
    Error,
    "语句没有写名称" / "statement-without-a-name",
    "否决、结果、加分、扣分、名额和指标都要有名称：结果和说明里用它来称呼。"
        / "A veto, a result, a bonus, a deduction, a quota and an item have names, by which results and explanations call them."
);
code!(
    NO_BRACES,
    "H0593",
    Error,
    "内容要写在大括号里" / "without-braces",
    "线性的点、分档和对照的行、名额的数目都写在大括号里，各占一行，或用「；」隔开。"
        / "The points of a line, the rows of bands and lookups and the size of a quota stand in braces, each on a line of its own or parted by `;`."
);
code!(
    ROWS_WITHOUT_FORM,
    "H0592",
    Error,
    "给分的行前面没有写「分档」或「对照」" / "rows-without-a-form",
    "「… 得 …」的行属于分档、对照、选择、线性或核对；大括号前面要写是哪一种，它才知道怎样取。"
        / "Rows with `gives` belong to bands, a lookup, a choice, a line or a checklist; the word before the braces says which."
);
code!(
    ROW_COMMAS,
    "H0595",
    Error,
    "各行之间用了逗号" / "rows-parted-by-commas",
    "一行一档，各占一行，或用「；」隔开；逗号用来隔开一行里的几个词。"
        / "Each row stands on a line of its own or behind `;`; commas part the words of one row."
);
code!(
    ROW_WORD,
    "H0597",
    Error,
    "少了一个词" / "word-missing-before-a-number",
    "对照和分档的行写「… 得 5」，评议的每一方写「权重 40%」，名额写「比例 20%」或「不高于 3」，名次写「顺序 …」，取整写「四舍五入」；少了这个词，看不出后面的是什么。"
        / "A row says `… gives 5`, a rater `weight 40%`, a quota `rate 20%` or `at most 3`, a rank `order …`, rounding `half up`; without the word nothing says what follows."
);
code!(
    DOT,
    "H0599",
    Error,
    "得分率前面少了一个点" / "dot-missing",
    "某项的得分、得分率、满分写成「名称.得分率」，中间是点，不是空格。"
        / "The score, the score rate and the full marks of an item are `NAME.score_rate`, with a dot and no blank."
);
code!(
    MEETS_GIVES,
    "H0598",
    Error,
    "「达标」后面不写得几分" / "meets-gives",
    "「达标 条件」就是成立得满分，不成立得 0 分。得别的分数的，写「若 条件 则 5 否则 0」。"
        / "`meets CONDITION` gives full marks if it holds, else 0. For other points write `if CONDITION then 5 else 0`."
);

const HEADS: [&str; 20] = [
    "否决",
    "veto",
    "结果",
    "result",
    "加分",
    "bonus",
    "扣分",
    "deduction",
    "名额",
    "quota",
    "维度",
    "dimension",
    "指标",
    "indicator",
    "项",
    "item",
    "子项",
    "part",
    "值",
    "let",
];

/// `乙 得分率 < 60%`: a dot joins an item and what is asked of it.
pub(super) fn dot(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let asked = ["得分率", "得分", "score_rate", "score", "full_marks"];
    let at = tokens.iter().position(|token| token.is(&asked) && token.at >= line.read())?;
    let (before, word) = (tokens.get(at.checked_sub(1)?)?, &tokens[at]);
    let name = line.names.contains(&before.text) || before.text.chars().all(|c| c.is_alphabetic());
    if !name || before.end() < line.read() || before.is(&HEADS) {
        return None;
    }
    let (item, word_text) = (before.text, word.text);
    let right = format!("{item}.{word_text}");
    let span = line.span(before.at, word.end());
    Some(
        Diagnostic::new(
            &DOT,
            span,
            text!("「{item}」和「{word_text}」之间要有点", "a dot joins `{item}` and `{word_text}`"),
            text!("缺点", "no dot"),
        )
        .help(form(&right, &right))
        .fix(span, right.clone()),
    )
}

/// `否决 当 死亡人数 ≥ 3 则 …`, `加分 上限 5 分 { … }`
pub(super) fn name(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let [first, second, ..] = tokens else { return None };
    let follows = second.is(&["当", "when", "上限", "cap", "=", "＝", "{", "｛", "可超"]);
    if !first.is(&HEADS) || !(follows || second.is_number()) || line.stopped > second.end() {
        return None;
    }
    let rest = line.written[second.at..].split(['{', '｛', '\n']).next()?;
    let (keyword, rest) = (first.text, rest.split("依据").next().unwrap_or(rest).trim());
    let veto = first.is(&["否决", "veto"]) && second.is(&["当", "when"]);
    let help = if veto {
        text!(
            "写成「{keyword} 名称 {rest}」；不是否决、不要名称的，写「{rest}」",
            "write `{keyword} NAME {rest}`; what is no veto may do without: `{rest}`"
        )
    } else {
        form(format!("{keyword} 名称 {rest}"), format!("{keyword} NAME {rest}"))
    };
    Some(
        Diagnostic::new(
            &NO_NAME,
            line.span(first.at, first.end()),
            text!("「{keyword}」后面没有写名称", "`{keyword}` has no name behind it"),
            text!("叫什么？", "what is it called?"),
        )
        .help(help),
    )
}

/// `线性 率 60% 至 90%`, `名额 优秀 20%`
pub(super) fn braces(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if tokens.iter().any(|token| token.is(&["{", "｛"])) {
        return None;
    }
    let forms = [
        "线性",
        "linear",
        "分档",
        "bands",
        "对照",
        "lookup",
        "选择",
        "choose",
        "核对",
        "checklist",
        "累进",
        "brackets",
    ];
    // As a name, the word has quotation marks to come.
    let named = |at: &usize| *at == 0 || tokens.get(at - 1).is_some_and(|before| before.is(&HEADS));
    let at = tokens.iter().position(|token| token.is(&forms)).filter(|at| !named(at));
    let end = tokens.last()?.end();
    let (from, zh, en) = match (at, tokens) {
        (Some(at), _) => {
            let word = tokens[at];
            let rest = line.written.get(tokens.get(at + 1)?.at..end)?.trim();
            let (zh, en) = rows_of(word.text, rest);
            (word.at, zh, en)
        }
        (None, [first, _, .., _]) if first.is(&["名额", "quota"]) => {
            let words = ["比例", "rate", "不高于", "不超过", "末位", "bottom"];
            let size = tokens.iter().find(|token| token.is_number() || token.is(&words))?;
            let (head, rest) = (line.written[first.at..size.at].trim(), line.written[size.at..end].trim());
            let rest = rest.split("依据").next().unwrap_or(rest).trim();
            let (zh, en) = if size.is_number() { places(rest) } else { (rest.to_owned(), rest.to_owned()) };
            (first.at, format!("{head} {{ {zh} }}"), format!("{head} {{ {en} }}"))
        }
        _ => return None,
    };
    Some(
        Diagnostic::new(
            &NO_BRACES,
            line.span(from, end),
            text!("内容没有写在大括号里", "what belongs in braces stands without them"),
            text!("缺大括号", "no braces"),
        )
        .help(form(zh, en)),
    )
}

/// A form with rows, in braces, as far as the words behind it tell.
fn rows_of(word: &str, rest: &str) -> (String, String) {
    let what = rest.split_whitespace().next().unwrap_or(rest);
    let ends = rest[what.len()..].trim();
    let range = ["至", "到", "~", "～", " to "].iter().find_map(|mark| ends.split_once(mark));
    match (word, range) {
        ("线性" | "linear", range) => {
            let (low, high) = range.map_or(("60%", "90%"), |(low, high)| (low.trim(), high.trim()));
            (
                format!("{word} {what} {{ {low} 得 0; {high} 得 满分 }}"),
                format!("{word} {what} {{ {low} gives 0; {high} gives full }}"),
            )
        }
        ("分档" | "bands", _) => (
            format!("{word} {what} {{ ≥ 90 得 满分; 其他 得 0 }}"),
            format!("{word} {what} {{ ≥ 90 gives full; otherwise gives 0 }}"),
        ),
        _ => (
            format!("{word} {what} {{ … 得 …; 其他 得 0 }}"),
            format!("{word} {what} {{ … gives …; otherwise gives 0 }}"),
        ),
    }
}

/// The size of a quota with the word that it needs.
fn places(size: &str) -> (String, String) {
    if size.contains(['%', '％']) {
        return (format!("比例 {size}"), format!("rate {size}"));
    }
    let number = size.trim_end_matches(|c: char| !c.is_ascii_digit());
    (format!("不高于 {number}"), format!("at most {number}"))
}

/// `评议 { 居民评分 40% }`, `名额 优秀 { 20% }`
pub(super) fn word_of_a_row(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let (at, zh, en) = match line.expected {
        Rule::only_rater => {
            let number = tokens.iter().find(|token| token.is_number())?;
            if tokens.iter().any(|token| token.is(&["权重", "weight", "缺失", "missing"]))
                || number.at == first.at
            {
                return None;
            }
            let (who, share) =
                (line.written[first.at..number.at].trim(), line.written[number.at..last.end()].trim());
            let who = who.trim_end_matches(['占', ':', '：', ' ']);
            (number, format!("{who} 权重 {share}"), format!("{who} weight {share}"))
        }
        Rule::only_quota_row if first.is_number() => {
            let (zh, en) = places(line.written[first.at..last.end()].trim());
            (first, zh, en)
        }
        // 前 3 名
        Rule::only_quota_row
            if first.is(&["前", "取前", "取"]) && tokens.get(1).is_some_and(Token::is_number) =>
        {
            let number = tokens[1].text;
            (first, format!("不高于 {number}"), format!("at most {number}"))
        }
        Rule::only_lookup_row | Rule::only_band_row | Rule::only_choice | Rule::only_point_row => {
            let number = tokens.iter().rposition(Token::is_number).filter(|at| *at > 0)?;
            let compared = tokens[number - 1].is(&["≥", "≤", ">", "<", "=", ",", "，", "-", "至", "到", "~"]);
            if tokens.iter().any(|token| token.is(&["得", "gives"])) || compared {
                return None;
            }
            let number = &tokens[number];
            let (key, value) =
                (line.written[first.at..number.at].trim(), line.written[number.at..last.end()].trim());
            let key = key.trim_end_matches([':', '：', ' ']);
            (number, format!("{key} 得 {value}"), format!("{key} gives {value}"))
        }
        Rule::only_scheme_statement if first.is(&["名次", "rank"]) && tokens.len() > 1 => {
            let next = &tokens[1];
            let words = ["按", "by", "顺序", "order", "当", "when", "同分", "ties", ":", "：", "为"];
            if next.is(&words) || line.stopped > next.at {
                return None;
            }
            let rest = line.written[next.at..last.end()].trim();
            (next, format!("名次 顺序 {rest}"), format!("rank order {rest}"))
        }
        Rule::only_scheme_statement | Rule::only_body_statement
            if first.is(&["取整", "round"]) && tokens.get(1).is_some_and(Token::is_number) =>
        {
            let places = tokens[1].text;
            (&tokens[1], format!("取整 四舍五入 {places} 位"), format!("round half up {places} places"))
        }
        _ => return None,
    };
    Some(
        Diagnostic::new(
            &ROW_WORD,
            line.span(at.at, last.end()),
            text!("这里前面少一个词，看不出是什么", "without the word before it, nothing says what this is"),
            text!("前面少一个词", "a word is missing"),
        )
        .help(form(zh, en)),
    )
}

/// `{ ≥ 90% 得 100 分, ≥ 80% 得 80 分 }`
pub(super) fn commas(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let rows = matches!(
        line.expected,
        Rule::only_band_row
            | Rule::only_lookup_row
            | Rule::only_choice
            | Rule::only_point_row
            | Rule::only_check
            | Rule::only_grade_row
            | Rule::only_rater
    );
    let first = tokens.first().filter(|first| rows && first.is(&["，", ",", "、"]))?;
    let rest = line.written[first.end()..].trim();
    Some(
        Diagnostic::new(
            &ROW_COMMAS,
            line.span(first.at, first.end()),
            text!("各行之间不用逗号", "rows are not parted by commas"),
            text!("换成「；」", "`;` belongs here"),
        )
        .help(text!(
            "用「；」隔开，或另起一行：「; {rest}」",
            "put `;` here, or begin a new line: `; {rest}`"
        ))
        .fix(line.span(first.at, first.end()), ";"),
    )
}

/// `= 名次(投资 于 全体) { 1 得 100 }`
pub(super) fn form_of_rows(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let gives = tokens.iter().position(|token| token.is(&["得", "gives"]))?;
    let policy =
        tokens.iter().any(|token| token.is(&["缺失", "不涉及", "missing", "applicable", "当", "when"]));
    if line.expected != Rule::only_body_statement || policy || gives == 0 {
        return None;
    }
    let open = line.before.rfind(['{', '｛'])?;
    let head = line.before[..open].rsplit(['\n', '{', ';']).next()?;
    let subject = head.rsplit_once(['=', '＝']).map_or("", |(_, rule)| rule.trim());
    let what = if subject.is_empty() { "…" } else { subject };
    let row = line.written[tokens[0].at..].trim();
    let last = tokens[0].is(&["其他", "otherwise"]);
    let rows = if last { format!("…; {row}") } else { format!("{row}; …") };
    let compared = tokens[0].is(&["≥", "≤", ">", "<", "["]);
    let (zh, en) = if compared { ("分档", "bands") } else { ("对照", "lookup") };
    Some(
        Diagnostic::new(
            &ROWS_WITHOUT_FORM,
            line.span(tokens[0].at, tokens[gives].end()),
            text!(
                "这一行给分，大括号前面却没有写怎样取",
                "this row gives points, and nothing before the braces says how it is chosen"
            ),
            text!("属于哪一种？", "of which form?"),
        )
        .help(text!(
            "写成「= {zh} {what} {{ {rows} }}」：一段一段给分的是「分档」，一个一个值给分的是「对照」",
            "write `= {en} {what} {{ {rows} }}`: `bands` for stretches, `lookup` for single values"
        )),
    )
}

/// `达标 件 = 0 得 满分`
pub(super) fn meets_gives(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let meets = tokens.iter().position(|token| token.is(&["达标", "meets"]))?;
    let gives = tokens[meets..].iter().position(|token| token.is(&["得", "gives"]))? + meets;
    if tokens[gives].at > line.stopped || tokens[meets..gives].iter().any(|token| token.is(&["{", "｛"])) {
        return None;
    }
    let condition = line.written[tokens[meets].end()..tokens[gives].at].trim();
    let end = tokens[gives + 1..].iter().position(|token| token.is(&["依据", "basis", ";", "；"]));
    let end = end.map_or(tokens.len(), |end| gives + 1 + end);
    let value = line.written.get(tokens.get(gives + 1)?.at..tokens[end - 1].end())?.trim();
    let help = if ["满分", "full"].contains(&value) {
        form(format!("达标 {condition}"), format!("meets {condition}"))
    } else {
        form(format!("若 {condition} 则 {value} 否则 0"), format!("if {condition} then {value} else 0"))
    };
    let span = line.span(tokens[gives].at, tokens[end - 1].end());
    Some(
        Diagnostic::new(
            &MEETS_GIVES,
            span,
            text!(
                "「达标」本来就得满分或 0 分，后面不写「得」",
                "`meets` gives full marks or 0 by itself, and takes no `gives`"
            ),
            text!("多余", "not needed"),
        )
        .help(help),
    )
}
