//! A line that looks like one out of 100, drawn on an item that is worth less.

use super::Case;
use super::interval::{compared, demands};
use crate::diagnostic::Diagnostic;
use crate::number::{Comparison, Number};
use crate::scheme::model::{EffectRule, ExprKind, ItemId};
use crate::source::Span;
use crate::{code, text};

code!(
    NEAR_FULL,
    "H1605",
    Warning,
    "按百分制写的线用在了不满 100 分的指标上" / "line-out-of-100-on-a-smaller-item",
    "「任务分 69 分及以下」是百分制的说法；任务只有 75 分时，丢 6 分就到了这条线。线要按指标自己的满分写，或者写成得分率。"
        / "`69 points or fewer` is said out of 100; on tasks worth 75 it is reached by losing 6. Draw the line out of the item's own full marks, or on its score rate."
);

/// Lines that documents draw out of 100.
const USUAL: &[i64] = &[59, 60, 64, 65, 69, 70, 74, 75, 79, 80, 84, 85, 89, 90, 95];

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    case.scheme.rules.iter().flat_map(|rule| of_rule(case, rule)).collect()
}

fn of_rule(case: &Case<'_>, rule: &EffectRule) -> Vec<Diagnostic> {
    let compared = demands(&rule.when).into_iter().filter_map(compared);
    let found = compared.filter_map(|(value, comparison, bound)| {
        let low = matches!(comparison, Comparison::Below | Comparison::AtMost);
        let ExprKind::Score(item) = value.kind else { return None };
        let line =
            bound.constant().filter(|line| low && is_near_full(line, &case.scheme.items[item].full))?;
        let sign = if comparison == Comparison::Below { "<" } else { "≤" };
        Some(told(case, rule, (item, value.span), (&line, bound.span), sign))
    });
    found.collect()
}

/// Whether a usual line out of 100 leaves less than a tenth of full marks to lose.
fn is_near_full(line: &Number, full: &Number) -> bool {
    let usual = USUAL.iter().any(|one| Number::from(*one) == *line);
    let tenth = &(full - line) * &Number::from(10);
    usual && full < &Number::from(100) && line < full && tenth < *full
}

fn told(
    case: &Case<'_>,
    rule: &EffectRule,
    item: (ItemId, Span),
    line: (&Number, Span),
    sign: &str,
) -> Diagnostic {
    let of = &case.scheme.items[item.0];
    let (name, full, veto) = (&of.path, &of.full, &rule.name);
    let (points, lost) = (line.0, full - line.0);
    let scaled = (points * full).divide(&Number::from(100)).unwrap_or_default();
    let written = case.written(item.1);
    Diagnostic::new(
        &NEAR_FULL,
        line.1,
        text!(
            "「{name}」满分 {full} 分，丢 {lost} 分就到 {points} 分，触发「{veto}」",
            "`{name}` is worth {full}: losing {lost} reaches {points}, and with it `{veto}`"
        ),
        text!("像是按 100 分写的", "as if out of 100"),
    )
    .label(of.name_span, text!("满分 {full}", "{full} points"))
    .help(text!(
        "按得分率写「{written}.得分率 {sign} {points}%」，或按 {full} 分折成 {scaled} 分；确实这样严的，不用改",
        "on the score rate: `{written}.score_rate {sign} {points}%`; or out of {full}: {scaled} points; if it is meant to be so strict, leave it"
    ))
}
