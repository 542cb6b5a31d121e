//! Alerts that read as bands of one value: what lies between two of them lights no lamp.

use super::Case;
use super::interval::{Interval, between, compared, demands};
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::scheme::model::{Alert, Expr, ExprKind};
use crate::unit::FactType;
use crate::{code, text};

code!(
    GAP,
    "H1604",
    Warning,
    "两种预警之间有空当" / "gap-between-alerts",
    "「按序时亮绿灯，落后 10～30 个百分点亮黄灯」：落后 5 个百分点什么灯也不亮。同一个数上的几种灯要连起来，一种到哪里，下一种就从哪里起。"
        / "`Green on schedule, yellow 10 to 30 points behind`: who is 5 points behind has no light. Lights on one value should meet: where one ends the next begins."
);

/// An alert that is a band of one value.
struct Band<'s> {
    alert: &'s Alert,
    /// The value as it is written, without blanks.
    value: String,
    interval: Interval,
    step: Option<Number>,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let bands: Vec<Band<'_>> = case.scheme.alerts.iter().filter_map(|alert| band(case, alert)).collect();
    let mut values: Vec<&String> = bands.iter().map(|band| &band.value).collect();
    values.sort();
    values.dedup();
    values.into_iter().flat_map(|value| of_value(case, &bands, value)).collect()
}

/// An alert whose whole condition compares one value with constants.
fn band<'s>(case: &Case<'s>, alert: &'s Alert) -> Option<Band<'s>> {
    let written = |expr: &Expr| case.written(expr.span).split_whitespace().collect::<String>();
    let (mut interval, mut value, mut step) = (Interval::default(), None, None);
    for demand in demands(&alert.when) {
        let (subject, comparison, bound) = compared(demand)?;
        let name = written(subject);
        if value.as_ref().is_some_and(|value| *value != name) {
            return None;
        }
        value = Some(name);
        step = whole(case, subject).then_some(Number::ONE);
        interval.narrow(comparison, bound);
    }
    Some(Band { alert, value: value?, interval, step })
}

/// Whether a value is a fact that is counted.
fn whole(case: &Case<'_>, subject: &Expr) -> bool {
    let ExprKind::Fact(fact) = &subject.kind else { return matches!(subject.kind, ExprKind::Rank) };
    matches!(case.scheme.facts[*fact].spec.ty, FactType::Count(_))
}

fn of_value(case: &Case<'_>, bands: &[Band<'_>], value: &str) -> Vec<Diagnostic> {
    let of_it = bands.iter().enumerate().filter(|(_, band)| band.value == value);
    let intervals: Vec<(usize, &Interval)> = of_it.map(|(at, band)| (at, &band.interval)).collect();
    let step = intervals.first().and_then(|(at, _)| bands[*at].step.as_ref());
    let gaps = between(&intervals, step);
    let made = gaps.iter().map(|gap| {
        let (lower, upper) = (bands[gap.lower].alert, bands[gap.upper].alert);
        let (first, second) = (name(lower), name(upper));
        let (from, to) = (case.written(gap.from.span), case.written(gap.to.span));
        let sign = if gap.to.closed { "<" } else { "≤" };
        Diagnostic::new(
            &GAP,
            lower.span,
            text!(
                "「{value}」在 {from} 与 {to} 之间时，「{first}」和「{second}」都不亮",
                "with `{value}` between {from} and {to} neither `{first}` nor `{second}` is on"
            ),
            text!("到 {from} 为止", "up to {from}"),
        )
        .label(gap.to.span, text!("从 {to} 起", "from {to} on"))
        .help(text!(
            "让两种灯接上：「{first}」写到「{sign} {to}」为止；中间确实不亮灯的，不用改",
            "let the two meet: `{first}` up to `{sign} {to}`; if no light is meant in between, leave it"
        ))
    });
    made.collect()
}

/// Its name alone; a colour where it has none.
fn name(alert: &Alert) -> &str {
    alert.path.rsplit('.').next().unwrap_or(&alert.path)
}
