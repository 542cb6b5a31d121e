//! What scores and does not say by which clause. Optional: a draft has no clauses yet.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::scheme::model::Item;
use crate::source::Span;
use crate::{code, text};

code!(
    NO_BASIS,
    "H1630",
    Warning,
    "没有写依据" / "item-without-basis",
    "每一项得分、加扣、否决都应当说得出出自文件的哪一条：被考核者看得到，复核的人查得到。依据写在上一级的，下面各项都算有。"
        / "Each score, bonus, deduction and veto should name the clause it follows, for those who are appraised and those who check. A clause of the item above counts for what stands below it."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    if !case.wants(&NO_BASIS) {
        return vec![];
    }
    let scheme = case.scheme;
    let leaves = scheme.items.iter().filter(|item| item.children.is_empty() && !has_basis(case, item));
    let mut found: Vec<Diagnostic> = leaves
        .map(|item| told(item.name_span, text!("指标「{0}」", "the item `{0}`", same(&item.path))))
        .collect();
    for adjustment in scheme.adjustments.iter().filter(|one| one.basis.is_none()) {
        let what = match adjustment.deduction {
            true => text!("扣分「{0}」", "the deduction `{0}`", same(&adjustment.name)),
            false => text!("加分「{0}」", "the bonus `{0}`", same(&adjustment.name)),
        };
        found.push(told(adjustment.span, what));
    }
    for rule in scheme.rules.iter().filter(|rule| rule.basis.is_none()) {
        found.push(told(rule.span, text!("「{0}」", "`{0}`", same(&rule.name))));
    }
    found
}

fn same(name: &str) -> Text {
    Text::same(name)
}

/// Whether an item, one above it, or each of its lines names a clause.
fn has_basis(case: &Case<'_>, item: &Item) -> bool {
    let lines = !item.lines.is_empty() && item.lines.iter().all(|line| line.basis.is_some());
    let above = item.parent.map(|parent| &case.scheme.items[parent]);
    item.basis.is_some() || lines || above.is_some_and(|above| has_basis(case, above))
}

fn told(span: Span, what: Text) -> Diagnostic {
    Diagnostic::new(
        &NO_BASIS,
        span,
        text!("{0}没有写依据", "{0} names no clause", what),
        text!("出自哪一条？", "by which clause?"),
    )
    .help(text!("在末尾写「依据 \"办法第五条\"」", "end it with `basis \"Article 5\"`"))
}
