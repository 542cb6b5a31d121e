//! A bonus that grows with what is counted, and of which nothing says how much it is at most.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::scheme::model::{Adjustment, Line, LineKind};
use crate::syntax::tree::{ItemClauseKind, ItemNode, Limit, LimitKind, Statement};
use crate::{code, text};

code!(
    WITHOUT_CAP,
    "H1606",
    Warning,
    "加分没有说最多几分" / "bonus-without-cap",
    "每件加几分、又不写上限的加分，件数多了就压过所有指标，还会鼓励凑数。写明上限；确实不封顶的，写「可超」，别人才知道不是漏写。"
        / "A bonus of so much for each, without a cap, outweighs all items once there are many, and invites padding. Say the cap; if there is none on purpose, `may exceed` says so."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let bonuses = case.scheme.adjustments.iter().filter(|adjustment| !adjustment.deduction);
    bonuses.filter_map(|bonus| of_bonus(case, bonus)).collect()
}

fn of_bonus(case: &Case<'_>, bonus: &Adjustment) -> Option<Diagnostic> {
    let capped = bonus.limits.cap.is_some() || case.scheme.limits.cap.is_some();
    let line = bonus.lines.iter().find(|line| grows(line)).filter(|_| !capped)?;
    let node = case.loaded.node.statements.iter().find_map(|statement| match statement {
        Statement::Adjustment(node) if node.item.span == bonus.span => Some(&node.item),
        _ => None,
    });
    if node.is_some_and(says_may_exceed) {
        return None;
    }
    let (name, place) = (&bonus.name, node.map_or(bonus.span, |node| node.name.span));
    let problem = Diagnostic::new(
        &WITHOUT_CAP,
        place,
        text!("加分「{name}」没有写最多加几分", "nothing says how much the bonus `{name}` is at most"),
        text!("没有上限", "no cap"),
    );
    Some(problem.label(line.span, text!("件数越多加得越多", "the more there are, the more it adds")).help(
        text!(
            "在名称后面写「上限 5 分」；确实不封顶的，写「可超」",
            "write `cap 5 points` behind the name; if there is no cap on purpose, `may exceed`"
        ),
    ))
}

/// Whether what a line adds has no end.
fn grows(line: &Line) -> bool {
    let open = line.limits.cap.is_none() && !line.deduct;
    match &line.kind {
        LineKind::Step { .. } | LineKind::Entry { .. } => open,
        LineKind::Together(inner) => open && inner.iter().any(grows),
        LineKind::Once(_) | LineKind::When(..) => false,
    }
}

fn says_may_exceed(node: &ItemNode) -> bool {
    let is = |limit: &Limit| matches!(limit.kind, LimitKind::MayExceed);
    let head =
        node.clauses.iter().any(|clause| matches!(&clause.kind, ItemClauseKind::Limit(limit) if is(limit)));
    let body = node.body.iter().flatten();
    head || body.into_iter().any(|statement| matches!(statement, Statement::Limit(limit) if is(limit)))
}
