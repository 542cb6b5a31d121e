//! Places that are given out by the total alone, with no word on equal totals. Optional: the language has a rule of its
//! own for equals, and many schemes mean just that.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::syntax::tree::{QuotaNode, QuotaRowKind, Statement};
use crate::{code, text};

code!(
    NO_TIE_RULE,
    "H1621",
    Note,
    "名额没有写同分怎么办" / "quota-without-tie-break",
    "名额的最后一名与下一名同分时，不写规则就按默认：放不下就都不取，名额空着。文件里写清同分先比什么、还同分怎么办，公示以后才没有争议。"
        / "Where the last place falls on equals, the default holds: if they do not all fit, none of them has it and the place stays free. A document that says what is compared next, and what then, leaves no dispute."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    if !case.wants(&NO_TIE_RULE) {
        return vec![];
    }
    let quotas = case.loaded.node.statements.iter().filter_map(|statement| match statement {
        Statement::Quota(quota) if !says(quota) => Some(quota),
        _ => None,
    });
    quotas.map(told).collect()
}

/// Whether a quota says what becomes of equals: a further key, or a row for ties.
fn says(quota: &QuotaNode) -> bool {
    quota.rows.iter().any(|row| match &row.kind {
        QuotaRowKind::Ties(_) => true,
        QuotaRowKind::Order(keys) => keys.len() > 1,
        _ => false,
    })
}

fn told(quota: &QuotaNode) -> Diagnostic {
    let name = &quota.name.text;
    Diagnostic::new(
        &NO_TIE_RULE,
        quota.name.span,
        text!(
            "名额「{name}」没有写同分的怎么排",
            "the quota `{name}` does not say what becomes of equal totals"
        ),
        text!("同分呢？", "and equals?"),
    )
    .help(text!(
        "写「顺序 总分, 满意率」这样的第二个顺序，或写「同分 全取」「同分 全取或全不取」",
        "give a second key, such as `order total, satisfaction`, or write `ties all in` or `ties all or none`"
    ))
}
