//! Groups that compare nobody: a category of one word, and figures that are nothing for who is alone in a group.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::scheme::model::{CohortFigure, Expr, ExprKind, Function};
use crate::source::Span;
use crate::unit::FactType;
use crate::{code, text};

code!(
    ONE_WORD,
    "H1625",
    Warning,
    "类别只有一个词" / "category-of-one-word",
    "只有一个词的类别分不出组，也分不出情形：人人都一样，或者填不进去。多半是漏写了其余的词。"
        / "A category of one word tells nobody apart: all are alike, or cannot be entered. Mostly the other words were forgotten."
);
code!(
    GROUP_OF_ONE,
    "H1626",
    Note,
    "组里只有一家时没有结果" / "figure-is-none-for-a-group-of-one",
    "标准分、百分等级、极差化要与别家比，组里只有一家就算不出来，这一家没有总分。用「空则」写明这时得几分。"
        / "Standard scores, percent ranks and min–max compare with others; who is alone in a group gets none, and no total. Say with `ifempty` what it gets then."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = words(case);
    case.scheme.each_expression(&mut |whole: &Expr| {
        whole.each_inside(&mut |expr| {
            if let ExprKind::Cohort(figure) = &expr.kind {
                found.extend(alone(case, figure, expr.span));
            }
        });
    });
    found
}

fn words(case: &Case<'_>) -> Vec<Diagnostic> {
    let facts = case.scheme.facts.iter().filter_map(|fact| match &fact.spec.ty {
        FactType::Category(words) => Some((fact, words.first().filter(|_| words.len() == 1)?)),
        _ => None,
    });
    let made = facts.map(|(fact, word)| {
        let name = &fact.spec.name;
        Diagnostic::new(
            &ONE_WORD,
            fact.span,
            text!("「{name}」只有「{word}」一个词", "`{name}` has one word, `{word}`"),
            text!("人人都一样", "the same for everybody"),
        )
        .help(text!(
            "写全所有的词：「{name} : 类别({word}; …)」；什么词都可能的，用「文本」",
            "write all words: `{name} : category({word}; …)`; if any word may come, it is a `text`"
        ))
    });
    made.collect()
}

fn alone(case: &Case<'_>, figure: &CohortFigure, span: Span) -> Option<Diagnostic> {
    let relative = matches!(
        figure.function,
        Function::StandardScore | Function::PercentRank | Function::MinMax | Function::SampleDeviation
    );
    let by = figure.by.as_ref().filter(|_| relative && figure.if_empty.is_none())?;
    let (group, written) = (case.written(by.span), case.written(span));
    Some(
        Diagnostic::new(
            &GROUP_OF_ONE,
            span,
            text!(
                "按「{group}」分组，组里只有一家时算不出「{written}」",
                "in groups by `{group}`: who is alone in a group has no `{written}`"
            ),
            text!("没有写「空则」", "no `ifempty`"),
        )
        .help(text!(
            "在括号里最后写「空则 …」，如「空则 1」",
            "end the brackets with `ifempty …`, such as `ifempty 1`"
        )),
    )
}
