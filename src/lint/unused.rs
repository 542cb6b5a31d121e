//! Facts that are collected and that nothing reads.

use super::Case;
use crate::diagnostic::{Diagnostic, similar};
use crate::scheme::model::{Expr, ExprKind, FactId, LineKind, Scheme};
use crate::unit::FactType;
use crate::{code, text};

code!(
    UNUSED_FACT,
    "H1610",
    Note,
    "数据没有用到" / "unused-fact",
    "要各单位填报、却没有一条规则用到的数据，多半是规则里写错了名称，或者漏写了一条规则。名称、类别这类文字不在此列；只收集、不计分的，写成「试点」指标，结果里才看得到。"
        / "What everybody must hand in and no rule reads mostly means that a rule has the wrong name, or that one was forgotten. Words such as names and categories are not meant; what is collected and not counted is a `pilot`, which shows it in the results."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let used = used(case.scheme);
    let unused = case.scheme.facts.iter().enumerate().filter(|(id, fact)| {
        // Words and dates describe a ratee to whoever reads the results.
        let described = matches!(fact.spec.ty, FactType::Text | FactType::Date | FactType::Category(_));
        let shown = described || case.scheme.group == Some(*id);
        !used[*id] && !shown
    });
    unused.map(|(id, _)| told(case, id)).collect()
}

fn told(case: &Case<'_>, id: FactId) -> Diagnostic {
    let fact = &case.scheme.facts[id];
    let name = &fact.spec.name;
    let problem = Diagnostic::new(
        &UNUSED_FACT,
        fact.span,
        text!("数据「{name}」没有任何规则用到", "no rule reads the fact `{name}`"),
        text!("收集了，没有用", "collected, and not used"),
    );
    let others = case.scheme.facts.iter().map(|fact| &*fact.spec.name).filter(|other| *other != &**name);
    problem.help(match similar::nearest(name, others) {
        Some(near) => text!(
            "规则里是不是把「{name}」写成了「{near}」？不用的数据，删去这一行；只收集的，写成「试点」指标",
            "does a rule say `{near}` where `{name}` is meant? If it is not needed, delete the line; if it is only collected, make it a `pilot`"
        ),
        None => text!(
            "补上用它的规则；不用的，删去这一行；只收集的，写成「试点」指标",
            "add the rule that reads it; if it is not needed, delete the line; if it is only collected, make it a `pilot`"
        ),
    })
}

/// Which facts something reads.
fn used(scheme: &Scheme) -> Vec<bool> {
    let mut used = vec![false; scheme.facts.len()];
    scheme.each_expression(&mut |whole: &Expr| {
        whole.each_inside(&mut |expr| match &expr.kind {
            ExprKind::Fact(fact) | ExprKind::LastYear(fact) => used[*fact] = true,
            ExprKind::Entries(figure) => used[figure.list] = true,
            _ => {}
        });
    });
    let lines = scheme.items.iter().flat_map(|item| &item.lines);
    let mut waiting: Vec<_> = lines.chain(scheme.adjustments.iter().flat_map(|one| &one.lines)).collect();
    while let Some(line) = waiting.pop() {
        match &line.kind {
            LineKind::Entry { list, .. } => used[*list] = true,
            LineKind::Together(inner) => waiting.extend(inner),
            _ => {}
        }
    }
    used
}
