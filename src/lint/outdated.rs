//! Schemes, dates and sources that are older than what they are used for. No clock is read: the day is given.

use super::Case;
use super::interval::demands;
use crate::diagnostic::Diagnostic;
use crate::number::Comparison;
use crate::scheme::model::{Expr, ExprKind};
use crate::source::Span;
use crate::unit::{Date, Period};
use crate::{code, text};

code!(
    EXPIRED,
    "H1635",
    Warning,
    "方案已经过期" / "scheme-expired",
    "期间已过的方案还放在用的文件夹里，容易拿来给下一年打分。发布新的版本，或者改期间。只有写了 --as-of 才查，程序不看时钟。"
        / "A scheme whose period is over and that still lies among those in use is easily taken for the next year. This is asked only with `--as-of`: no clock is read."
);
code!(
    OUTSIDE_PERIOD,
    "H1636",
    Warning,
    "截止日期不在考核期内" / "cut-off-outside-the-period",
    "办法每年沿用，截止日期常忘了跟着改年份：期间是今年，截止还是去年十一月，今年的事项就一件也不算。"
        / "Schemes are taken over from year to year, and the year of a cut-off is easily left behind: with a cut-off of last November nothing of this year counts."
);
code!(
    OLD_SOURCE,
    "H1637",
    Note,
    "数据的来源早于考核期" / "source-older-than-the-period",
    "来源写的是两年以前的资料，数就不是这个考核期的。确实要用旧数作基数的，不用改。"
        / "The source named is two years or more older than the period, so its figures are not of this period. Where an old figure is the base on purpose, leave it."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = expired(case).into_iter().collect();
    let Some((first, last)) = days(case) else { return found };
    case.scheme.each_expression(&mut |whole: &Expr| {
        whole.each_inside(&mut |expr| {
            found.extend(
                demands(expr)
                    .into_iter()
                    .filter(|_| matches!(expr.kind, ExprKind::Compare(..)))
                    .filter_map(|demand| cut_off(case, demand, (first, last))),
            );
        });
    });
    found.extend(old_sources(case, first));
    found
}

/// The days of the period, said or known by its name.
fn days(case: &Case<'_>) -> Option<(Date, Date)> {
    let named =
        || case.scheme.period.as_deref().and_then(Period::parse).map(|period| (period.from, period.to));
    case.scheme.days.or_else(named)
}

fn expired(case: &Case<'_>) -> Option<Diagnostic> {
    let today = case.options.as_of?;
    let applies = case.scheme.applies.as_ref().and_then(|applies| Some((applies.to?, applies.span)));
    let ends = days(case).map(|(_, last)| (last, case.scheme.name_span));
    let (last, span) = applies.or(ends).filter(|(last, _)| *last < today)?;
    let name = &case.scheme.name;
    Some(
        Diagnostic::new(
            &EXPIRED,
            span,
            text!(
                "方案「{name}」到 {last} 为止，{today} 已经过期",
                "the scheme `{name}` ended on {last}: on {today} it is out of date"
            ),
            text!("到 {last} 为止", "until {last}"),
        )
        .help(text!("换用新的版本，或改期间和版本号", "use the new version, or change period and version")),
    )
}

/// A day of an entry is compared with one outside the period, which would lie in it in another year.
fn cut_off(case: &Case<'_>, demand: &Expr, (first, last): (Date, Date)) -> Option<Diagnostic> {
    let ExprKind::Compare(comparison, left, right) = &demand.kind else { return None };
    let (day, until, span) = match (&left.kind, &right.kind) {
        (ExprKind::Field(_), ExprKind::Date(day)) => (*day, is_upper(*comparison)?, right.span),
        (ExprKind::Date(day), ExprKind::Field(_)) => (*day, !is_upper(*comparison)?, left.span),
        _ => return None,
    };
    let nothing = if until { day < first } else { day > last };
    let moved = (first.year..=last.year).filter_map(|year| Date::new(year, day.month, day.day));
    let moved = moved.into_iter().find(|moved| (first..=last).contains(moved)).filter(|_| nothing)?;
    Some(told(case, span, (day, moved), (first, last)))
}

fn is_upper(comparison: Comparison) -> Option<bool> {
    match comparison {
        Comparison::AtMost | Comparison::Below => Some(true),
        Comparison::AtLeast | Comparison::Above => Some(false),
        _ => None,
    }
}

fn told(case: &Case<'_>, span: Span, (day, moved): (Date, Date), (first, last): (Date, Date)) -> Diagnostic {
    let written = case.written(span);
    Diagnostic::new(
        &OUTSIDE_PERIOD,
        span,
        text!(
            "考核期是 {first} 至 {last}，以 {day} 为界，考核期内的一件也不算",
            "the period is {first} to {last}: with the line at {day} nothing in it counts"
        ),
        text!("忘了改年份？", "the year of another period?"),
    )
    .help(text!("把「{written}」改为 {moved}", "change `{written}` to {moved}"))
    .guess(span, moved.to_string())
}

/// Words for prices of a base year.
const PRICES: &[&str] = &["价", "PPP", "price", "$", "美元"];

/// Facts whose source names a year long before the period.
fn old_sources(case: &Case<'_>, first: Date) -> Vec<Diagnostic> {
    let facts = case.scheme.facts.iter().filter_map(|fact| {
        // Prices of a base year are no old figures.
        let source =
            fact.source.as_deref().filter(|source| !PRICES.iter().any(|word| source.contains(word)))?;
        let year = years(source).max()?;
        (year + 1 < first.year).then_some((fact, year))
    });
    let made = facts.map(|(fact, year)| {
        let (name, asked, before) = (&fact.spec.name, first.year, first.year - 1);
        Diagnostic::new(
            &OLD_SOURCE,
            fact.span,
            text!(
                "「{name}」的来源是 {year} 年的，考核期是 {asked} 年",
                "the source of `{name}` is of {year}, the period is {asked}"
            ),
            text!("{year} 年的数", "figures of {year}"),
        )
        .help(text!(
            "来源改为 {asked} 年或 {before} 年的；用作基数的，不用改",
            "name a source of {asked} or {before}; if it is a base on purpose, leave it"
        ))
    });
    made.collect()
}

/// The years that a text names: four digits that stand alone.
fn years(text: &str) -> impl Iterator<Item = u16> {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    digits.filter_map(|run| run.parse().ok()).filter(|year| (1990..2100).contains(year))
}
