//! Grades that are written as bands of the total: what lies between two of them, belongs to two of them, or to none.

use super::Case;
use super::interval::{Interval, between, compared, demands};
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::scheme::model::{ExprKind, Grade};
use crate::source::Span;
use crate::{code, text};

code!(
    GAP,
    "H1601",
    Warning,
    "两个等次之间有空当" / "gap-between-grades",
    "文件里常写「90～100 分优秀、80～89 分良好」，89.5 分、加分以后的 102 分就不在任何一段里，按最后的「其他」定等次，往往是最低一等。"
        / "Documents say `90 to 100 excellent, 80 to 89 good`; 89.5, or 102 with a bonus, is in none of them and takes the row `otherwise`, mostly the lowest grade."
);
code!(
    OVERLAP,
    "H1602",
    Warning,
    "一个分数属于两个等次" / "grades-overlap",
    "同一个分数写进了两个等次，程序按先写的一个定。被考核者看到的是文件，两个等次都可以主张。"
        / "A total that two grades claim gets the one written first. Who reads the document may claim either."
);
code!(
    CONTRADICTION,
    "H1603",
    Warning,
    "等次的条件与它的分数线矛盾" / "grade-contradicts-its-line",
    "分数线和条件要同时满足；两者没有共同的分数，这个等次就永远没有人。"
        / "Line and condition must hold together; where no total satisfies both, nobody ever has this grade."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let intervals: Vec<Interval> = case.scheme.grades.iter().map(of_grade).collect();
    let mut found = contradictions(case, &intervals);
    // Lines alone, from high to low, leave nothing open.
    if intervals.iter().all(|interval| interval.high.is_none()) || !found.is_empty() {
        return found;
    }
    found.extend(gaps(case, &intervals));
    found.extend(above_all(case, &intervals));
    found.extend(overlaps(case, &intervals));
    found
}

/// The totals for which a grade is meant, as far as line and condition compare the total with constants.
fn of_grade(grade: &Grade) -> Interval {
    let mut interval = Interval::default();
    if let Some((comparison, line)) = &grade.line {
        interval.narrow(*comparison, line);
    }
    for demand in grade.condition.iter().flat_map(demands) {
        if let Some((value, comparison, bound)) = compared(demand)
            && matches!(value.kind, ExprKind::Total)
        {
            interval.narrow(comparison, bound);
        }
    }
    interval
}

/// The grade of whoever is in no row.
fn rest<'s>(case: &'s Case<'_>) -> &'s str {
    case.scheme.grades.last().map_or("", |grade| &grade.name)
}

fn name_span(case: &Case<'_>, grade: usize) -> Span {
    case.scheme.grades[grade].span
}

fn contradictions(case: &Case<'_>, intervals: &[Interval]) -> Vec<Diagnostic> {
    let empty = intervals.iter().enumerate().filter(|(_, interval)| interval.is_empty());
    let made = empty.filter_map(|(at, interval)| {
        let (low, high) = (interval.low.as_ref()?, interval.high.as_ref()?);
        let name = &case.scheme.grades[at].name;
        let (from, to) = (case.written(low.span), case.written(high.span));
        let problem = Diagnostic::new(
            &CONTRADICTION,
            high.span,
            text!(
                "「{name}」从 {from} 分起，条件却到 {to} 分为止，没有人能得",
                "`{name}` begins at {from}, but its condition ends at {to}: nobody can have it"
            ),
            text!("到这里为止", "up to here"),
        );
        Some(problem.label(low.span, text!("从这里起", "from here on")).help(text!(
            "检查两个数是不是写反了；条件只写分数以外的要求，如「且 事故 = 0」",
            "see whether the two are swapped; a condition says what is asked beside the total, such as `and accidents = 0`"
        )))
    });
    made.collect()
}

/// The rows with a line or bounds; those with other conditions alone take who knows what.
fn bounded(intervals: &[Interval]) -> Vec<(usize, &Interval)> {
    let said = intervals.iter().enumerate();
    said.filter(|(_, interval)| interval.low.is_some() || interval.high.is_some()).collect()
}

fn gaps(case: &Case<'_>, intervals: &[Interval]) -> Vec<Diagnostic> {
    let step = Number::power_of_ten(-(case.scheme.rounding.0 as i32));
    let gaps = between(&bounded(intervals), Some(&step));
    let made = gaps.iter().map(|gap| {
        let (rest, grades) = (rest(case), &case.scheme.grades);
        let (from, to) = (case.written(gap.from.span), case.written(gap.to.span));
        let (lower, upper) = (&grades[gap.lower].name, &grades[gap.upper].name);
        Diagnostic::new(
            &GAP,
            name_span(case, gap.lower),
            text!(
                "总分在 {from} 与 {to} 之间的不是「{lower}」也不是「{upper}」，按「{rest}」定",
                "a total between {from} and {to} is neither `{lower}` nor `{upper}`, and becomes `{rest}`"
            ),
            text!("到 {from} 为止", "up to {from}"),
        )
        .label(gap.to.span, text!("从 {to} 起", "from {to} on"))
        .help(text!(
            "等次从高到低写，每行只写起点：「{upper} ≥ {to}」的下一行写「{lower} ≥ …」，就没有空当",
            "write the grades from high to low, each with its least total alone: `{upper} ≥ {to}`, and on the next line `{lower} ≥ …`"
        ))
    });
    made.collect()
}

/// Where a bonus lifts the total above the end of the best band.
fn above_all(case: &Case<'_>, intervals: &[Interval]) -> Option<Diagnostic> {
    let scheme = case.scheme;
    let rows = bounded(intervals);
    if rows.iter().any(|(_, interval)| interval.high.is_none()) {
        return None;
    }
    let ends = rows.iter().filter_map(|(at, interval)| Some((*at, interval.high.as_ref()?)));
    let (best, end) = ends.max_by(|(_, a), (_, b)| a.number.cmp(&b.number))?;
    let bonus = scheme.adjustments.iter().find(|adjustment| !adjustment.deduction)?;
    let cap = scheme.limits.cap.as_ref().and_then(|cap| cap.constant());
    if end.number < scheme.full || cap.is_some_and(|cap| cap <= end.number) {
        return None;
    }
    let (name, rest, written) = (&scheme.grades[best].name, rest(case), case.written(end.span));
    let (bonus, place) = (&bonus.name, bonus.span);
    let problem = Diagnostic::new(
        &GAP,
        end.span,
        text!(
            "「{name}」到 {written} 分为止，加分「{bonus}」能让总分更高，高过 {written} 的按「{rest}」定",
            "`{name}` ends at {written}, and the bonus `{bonus}` can lift the total above it: who has more becomes `{rest}`"
        ),
        text!("到这里为止", "ends here"),
    );
    Some(problem.label(place, text!("这里加分", "adds points")).help(text!(
        "最高的等次只写起点，不写终点；总分不许超过的，写「总分 {0} 封顶」",
        "give the best grade no upper end; if the total must not go above, write `total {0} capped`",
        crate::locale::Text::same(scheme.full.to_string())
    )))
}

fn overlaps(case: &Case<'_>, intervals: &[Interval]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let rows: Vec<_> = intervals.iter().enumerate().filter(|(_, one)| one.is_bounded()).collect();
    for (place, (at, second)) in rows.iter().enumerate() {
        let shared = rows[..place].iter().find(|(_, first)| first.meets(second));
        let Some((before, Some(start))) = shared.map(|(at, first)| (at, first.low.as_ref())) else {
            continue;
        };
        let start = case.written(start.span);
        let (first, name) = (&case.scheme.grades[*before].name, &case.scheme.grades[*at].name);
        let problem = Diagnostic::new(
            &OVERLAP,
            name_span(case, *at),
            text!(
                "有的分数既是「{first}」又是「{name}」，按「{first}」定",
                "some totals are both `{first}` and `{name}`; they become `{first}`"
            ),
            text!("与上面的等次重叠", "overlaps a grade above"),
        );
        let shared = name_span(case, *before);
        found.push(problem.label(shared, text!("先轮到这一等", "this one comes first")).help(text!(
            "「{name}」写到「总分 < {start}」为止，或者每行只写起点，从高到低排",
            "let `{name}` end at `total < {start}`, or give each grade its least total alone, from high to low"
        )));
    }
    found
}
