//! Clauses in a place that takes none: limits in the words of documents in the head of an item, clauses of facts behind
//! a field of a list, effects without a condition.

use super::super::grammar::Rule;
use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    EFFECT_WITHOUT_CONDITION,
    "H0941",
    Error,
    "效果没有写在条件后面" / "effect-without-condition",
    "改系数、等次、名次的是规则：「名称: 当 条件 则 效果」。对所有人都成立的，条件写「是」。"
        / "What changes the coefficient, the grade or the rank is a rule: `NAME: when CONDITION then EFFECT`. If it holds for everybody, the condition is `yes`."
);
code!(
    CLAUSE_OF_A_FIELD,
    "H0943",
    Error,
    "清单的一栏不带从句" / "clause-of-a-field",
    "清单、逐期里的一栏只写名称和类型。范围在规则里查，写「须在(栏, 最少, 最多)」；缺了怎么办写给整份清单，不写给一栏。"
        / "A field of a list or of periods is a name and a type. Its range is checked in the rule, with `within(field, least, most)`; what holds where values are missing is said of the whole list, not of a field."
);
code!(
    LIMIT_OF_AN_ITEM,
    "H0944",
    Error,
    "指标的限额没有按写法写" / "limit-of-an-item",
    "限额写在分值后面、等号前面：「上限 28 分」「下限 0 分」；也可以在大括号里另起一行。"
        / "A limit stands behind the points and before the equals sign: `cap 28 points`, `floor 0 points`; or on a line of its own in the braces."
);

const OPERATIONS: [&str; 11] =
    ["为", "不高于", "不低于", "取消", "加", "扣", "becomes", "at", "cancel", "deduct", "add"];

/// `系数 为 0.9`
pub(super) fn effect_alone(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let (target, second, last) = (tokens.first()?, tokens.get(1)?, tokens.last()?);
    let sure = target.is(&["系数", "coefficient", "等次", "grade", "资格", "eligibility"]);
    let maybe = target.is(&["总分", "total", "名次", "rank"]) && !second.is(&["不低于", "不高于", "at"]);
    let equals =
        second.is(&["=", "＝", "是"]) || sure && line.names.contains(&second.text) || second.is_number();
    let coefficient = target.is(&["系数", "coefficient"]);
    if !line.in_scheme() || !(sure || maybe) || !(second.is(&OPERATIONS) || coefficient && equals) {
        return None;
    }
    let span = line.span(target.at, last.end());
    let written = &line.written[target.at..last.end()];
    let value = if second.is(&["=", "＝", "是"]) { tokens.get(2)?.at } else { second.at };
    let (zh, en) = match coefficient && equals {
        true => (
            format!("系数 为 {}", &line.written[value..last.end()]),
            format!("coefficient becomes {}", &line.written[value..last.end()]),
        ),
        false => (written.to_owned(), written.to_owned()),
    };
    Some(
        Diagnostic::new(
            &EFFECT_WITHOUT_CONDITION,
            span,
            text!("「{written}」没有写在什么条件下", "`{written}` does not say under what condition"),
            text!("缺「当 … 则」", "no `when … then`"),
        )
        .help(text!(
            "写成「调整: 当 条件 则 {zh}」；对所有人都成立的，写「调整: 当 是 则 {zh}」",
            "write `adjust: when CONDITION then {en}`; if it holds for everybody, `adjust: when yes then {en}`"
        ))
        .fix(
            span,
            if line.is_english(target) { format!("adjust: when yes then {en}") } else { format!("调整: 当 是 则 {zh}") },
        ),
    )
}

/// `分值: 分数 范围 0 至 5` in a list
pub(super) fn field_clause(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    if line.expected != Rule::only_field {
        return None;
    }
    let clauses = [
        "范围",
        "range",
        "缺失",
        "missing",
        "不涉及",
        "not",
        "必填",
        "required",
        "来源",
        "source",
        "标签",
        "label",
        "带上年",
        "with",
        "分组",
        "grouping",
        "依据",
        "basis",
    ];
    let at = tokens.iter().rposition(|token| token.end() <= line.read() + 1 && token.is(&clauses))?;
    let (clause, last) = (tokens.get(at)?, tokens.last()?);
    let colon = tokens[..at].iter().position(|token| token.is(&[":", "："]));
    let field = colon.and_then(|colon| tokens.get(colon.checked_sub(1)?)).map_or("栏", |token| token.text);
    let field_en = if field == "栏" { "field" } else { field };
    let word = clause.text;
    // A number with the % or the unit that stands right behind it.
    let with_unit = |at: usize| {
        let (number, next) = (&tokens[at], tokens.get(at + 1));
        let end = next.filter(|next| next.at == number.end()).map_or(number.end(), Token::end);
        &line.written[number.at..end]
    };
    let numbers: Vec<&str> = (at..tokens.len()).filter(|at| tokens[*at].is_number()).map(with_unit).collect();
    let low = numbers.first().copied().unwrap_or("0");
    let high = numbers.get(1).copied().unwrap_or("100");
    let help = match word {
        "范围" | "range" => text!(
            "删去它，用到这一栏的规则里写「须在({field}, {low}, {high})」",
            "remove it, and write `within({field_en}, {low}, {high})` in the rule that reads the field"
        ),
        "缺失" | "missing" | "不涉及" | "not" => text!(
            "删去它：报表里填上值，或者在规则里只取有值的记录，没有记录时的值写「空则 0」",
            "remove it: fill the cells, or let the rule take the entries that have a value; for no entry at all write `ifempty 0`"
        ),
        "必填" | "required" => text!(
            "删去它：规则要用的栏缺了值，本来就会报出来",
            "remove it: a field that a rule needs is reported where it lacks a value anyway"
        ),
        _ => text!("删去它，或写在整份清单的后面", "remove it, or write it behind the whole list"),
    };
    Some(
        Diagnostic::new(
            &CLAUSE_OF_A_FIELD,
            line.span(clause.at, last.end()),
            text!("清单的一栏不能写「{word}」", "a field of a list takes no `{word}`"),
            text!("这里只写名称和类型", "only a name and a type here"),
        )
        .help(help),
    )
}

/// `指标 甲 40 分 最多 28 分 = …`
pub(super) fn limit_of_an_item(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let kinds = [
        "维度",
        "指标",
        "项",
        "子项",
        "加分",
        "扣分",
        "dimension",
        "indicator",
        "item",
        "part",
        "bonus",
        "deduction",
    ];
    let head = tokens.first()?.is(&kinds) || line.expected == Rule::only_item_head;
    let most = ["最多", "至多", "最高", "不超过", "限", "most", "maximum", "max", "to", "封顶"];
    let least = ["最少", "至少", "最低", "不少于", "least", "minimum"];
    let unread = tokens.iter().position(|token| token.end() > line.read())?;
    let from = tokens[..=unread].iter().rposition(|token| token.at <= line.stopped)?;
    let at = (from..tokens.len().min(from + 2)).find(|at| tokens[*at].is(&most) || tokens[*at].is(&least))?;
    let (number, unit) = (tokens.get(at + 1)?, tokens.get(at + 2)?);
    if !head || !number.is_number() || !unit.is(&["分", "points", "point"]) {
        return None;
    }
    let (points, word) =
        (number.text, if tokens[at].is(&most) { ("上限", "cap") } else { ("下限", "floor") });
    let (zh, en) = word;
    let behind_rule = tokens[..at].iter().any(|token| token.is(&["=", "＝"]));
    let first = &tokens[from.min(at)];
    let span = line.span(first.at, unit.end());
    let written = &line.written[first.at..unit.end()];
    let made = Diagnostic::new(
        &LIMIT_OF_AN_ITEM,
        span,
        text!(
            "限额写作「{zh} {points} 分」，不写「{written}」",
            "a limit is written `{en} {points} points`, not `{written}`"
        ),
        text!("换成「{zh}」", "`{en}` belongs here"),
    );
    let fixed =
        if line.is_english(unit) { format!("{en} {points} points") } else { format!("{zh} {points} 分") };
    Some(if behind_rule {
        made.help(text!(
            "写在分值后面、等号前面：「… {zh} {points} 分 = …」",
            "write it behind the points, before the equals sign: `… {en} {points} points = …`"
        ))
    } else {
        made.help(form(format!("{zh} {points} 分"), format!("{en} {points} points"))).fix(span, fixed)
    })
}
