//! Values of a fact worth trying: at each bound that its readers set, and one step below and above.

use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::scheme::model::{Expr, ExprKind, FactId, GivenValue, Line, LineKind, Scheme};
use crate::text;
use crate::unit::{Date, FactType, ListField};
use std::sync::Arc;

/// A fact, and whether last year's value of it.
pub type Slot = (FactId, bool);

/// Values worth trying, the first for where another fact is varied.
pub struct Candidates {
    pub slot: Slot,
    pub values: Vec<GivenValue>,
}

/// How often a step of a line is tried: enough to pass the limits that schemes set.
const TIMES: [i64; 9] = [1, 2, 3, 4, 6, 10, 20, 50, 100];
/// Into how many parts the period is cut for dates.
const DATES: i64 = 12;
/// The most entries of a list.
const ENTRIES: usize = 8;

/// The values of a slot worth trying in some expressions and lines.
pub fn of(scheme: &Scheme, slot: Slot, exprs: &[&Expr], lines: &[Line], keywords: Lang) -> Candidates {
    let spec = &scheme.facts[slot.0].spec;
    let values = match &spec.ty {
        FactType::YesNo => vec![GivenValue::Truth(true), GivenValue::Truth(false)],
        FactType::Category(words) => words.iter().cloned().map(GivenValue::Word).collect(),
        FactType::Text => vec![GivenValue::Word(Text::fixed("甲", "A").get(keywords).into())],
        FactType::Date => {
            let (from, to) = scheme.days.unwrap_or((some_day(), some_day()));
            let (first, last) = (from.day_number(), to.day_number());
            let between = (1..DATES).map(|part| first + (last - first) * part / DATES);
            let days = [first, last].into_iter().chain(between);
            days.filter_map(Date::from_day_number).map(GivenValue::Date).collect()
        }
        FactType::List(fields) => entries(fields, scheme.days.map_or(some_day(), |(from, _)| from), keywords),
        _ => numbers(scheme, slot, exprs, lines),
    };
    Candidates { slot, values }
}

fn some_day() -> Date {
    Date { year: 2023, month: 6, day: 30 }
}

/// One unit of a type as it is written.
fn step(ty: &FactType) -> Number {
    match ty {
        FactType::Fraction => Number::power_of_ten(-2),
        other => other.scale(),
    }
}

fn numbers(scheme: &Scheme, slot: Slot, exprs: &[&Expr], lines: &[Line]) -> Vec<GivenValue> {
    let spec = &scheme.facts[slot.0].spec;
    let mut bounds = Vec::new();
    exprs.iter().for_each(|expr| collect(scheme, slot, expr, &mut bounds));
    let mut waiting: Vec<&Line> = lines.iter().collect();
    while let Some(line) = waiting.pop() {
        match &line.kind {
            LineKind::Step { value, line: from, each, .. } if reads(scheme, slot, value) => {
                let (below, from) = match from {
                    Some((below, Expr { kind: ExprKind::Number(from), .. })) => (*below, from.clone()),
                    _ => (false, Number::ZERO),
                };
                bounds.push(from.clone());
                for times in TIMES {
                    let far = each * &Number::from(times);
                    bounds.push(if below { &from - &far } else { &from + &far });
                }
            }
            LineKind::Together(inner) => waiting.extend(inner),
            _ => {}
        }
    }
    let mut middles = Vec::new();
    exprs.iter().for_each(|expr| between_points(scheme, slot, expr, &mut middles));
    let step = step(&spec.ty);
    let mut values: Vec<Number> = Vec::new();
    let (low, high) = &spec.range;
    let least = low.clone().unwrap_or(Number::ZERO);
    let mut add = |value: Number| {
        let whole = !matches!(spec.ty, FactType::Count(_)) || value.is_whole();
        let inside = value >= least && high.as_ref().is_none_or(|high| value <= *high);
        if whole && inside && !values.contains(&value) {
            values.push(value);
        }
    };
    bounds.iter().for_each(|bound| add(bound.clone()));
    for pair in middles {
        add((&pair.0 + &pair.1).divide(&Number::from(2)).unwrap_or_default());
    }
    for bound in &bounds {
        add(bound - &step);
        add(bound + &step);
    }
    for bound in &bounds {
        add(bound * &Number::from(2));
    }
    add(least.clone());
    add(step.clone());
    add(&step * &Number::from(100));
    high.iter().for_each(|high| add(high.clone()));
    values.into_iter().map(GivenValue::Number).collect()
}

/// The direct parts of an expression.
fn parts<'e>(scheme: &'e Scheme, expr: &'e Expr) -> Vec<&'e Expr> {
    super::super::coverage::parts(scheme, expr)
}

/// Whether an expression reads a slot.
fn reads(scheme: &Scheme, slot: Slot, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Fact(fact) => slot == (*fact, false),
        ExprKind::LastYear(fact) => slot == (*fact, true),
        _ => parts(scheme, expr).into_iter().any(|part| reads(scheme, slot, part)),
    }
}

/// The neighbouring points of lines over a slot: within a line, the middle of a segment says most.
fn between_points(scheme: &Scheme, slot: Slot, expr: &Expr, to: &mut Vec<(Number, Number)>) {
    if let ExprKind::Linear { subject, points, .. } = &expr.kind
        && reads(scheme, slot, subject)
    {
        for pair in points.windows(2) {
            if let (ExprKind::Number(a), ExprKind::Number(b)) = (&pair[0].0.kind, &pair[1].0.kind) {
                to.push((a.clone(), b.clone()));
            }
        }
    }
    for part in parts(scheme, expr) {
        between_points(scheme, slot, part, to);
    }
}

/// The constants against which a slot is measured.
fn collect(scheme: &Scheme, slot: Slot, expr: &Expr, to: &mut Vec<Number>) {
    let mut constant = |expr: &Expr| match &expr.kind {
        ExprKind::Number(number) => to.push(number.clone()),
        ExprKind::Negate(inner) => {
            if let ExprKind::Number(number) = &inner.kind {
                to.push(-number);
            }
        }
        _ => {}
    };
    match &expr.kind {
        ExprKind::Compare(_, left, right) => {
            if reads(scheme, slot, left) {
                constant(right);
            } else if reads(scheme, slot, right) {
                constant(left);
            }
        }
        ExprKind::Bands(subject, rows) if reads(scheme, slot, subject) => {
            for row in rows {
                row.low.iter().chain(&row.high).for_each(|(bound, _)| constant(bound));
            }
        }
        ExprKind::Lookup(subjects, rows) => {
            for (at, _) in subjects.iter().enumerate().filter(|(_, subject)| reads(scheme, slot, subject)) {
                rows.iter().filter_map(|row| row.keys.get(at)).for_each(&mut constant);
            }
        }
        ExprKind::Linear { subject, points, .. } if reads(scheme, slot, subject) => {
            points.iter().for_each(|(key, _)| constant(key));
        }
        ExprKind::Brackets { subject, rows, .. } if reads(scheme, slot, subject) => {
            rows.iter().flat_map(|row| std::iter::once(&row.from).chain(&row.to)).for_each(&mut constant);
        }
        ExprKind::Attain(_, target, _) => constant(target),
        _ => {}
    }
    for part in parts(scheme, expr) {
        collect(scheme, slot, part, to);
    }
}

/// The label of a month, so many after that of a day.
fn month(first: Date, after: usize) -> String {
    let months = usize::from(first.year) * 12 + usize::from(first.month) - 1 + after;
    format!("{:04}-{:02}", months / 12, months % 12 + 1)
}

/// No entry, one of each word of the first category, several alike, several of the same matter. Those of a list by
/// periods stand for one month after the other.
fn entries(fields: &Arc<[ListField]>, first: Date, keywords: Lang) -> Vec<GivenValue> {
    let category = fields.iter().position(|field| matches!(field.ty, FactType::Category(_)));
    let words: Vec<Arc<str>> = match category.map(|at| &fields[at].ty) {
        Some(FactType::Category(words)) => words.to_vec(),
        _ => vec!["".into()],
    };
    let entry = |word: &Arc<str>, matter: usize, at_month: usize| -> Vec<GivenValue> {
        let value = |(at, field): (usize, &ListField)| match &field.ty {
            FactType::Category(words) if Some(at) != category => {
                GivenValue::Word(words.first().cloned().unwrap_or_default())
            }
            FactType::Category(_) => GivenValue::Word(word.clone()),
            FactType::Text => {
                let matter = matter + 1;
                GivenValue::Word(text!("事项{matter}", "matter {matter}").get(keywords).into())
            }
            FactType::Period => GivenValue::Word(month(first, at_month).into()),
            FactType::YesNo => GivenValue::Truth(true),
            FactType::Date => GivenValue::Date(some_day()),
            other => GivenValue::Number(step(other)),
        };
        fields.iter().enumerate().map(value).collect()
    };
    let mut all = vec![GivenValue::Entries(vec![])];
    all.extend(words.iter().map(|word| GivenValue::Entries(vec![entry(word, 0, 0)])));
    for word in &words {
        for count in 2..=ENTRIES {
            all.push(GivenValue::Entries((0..count).map(|at| entry(word, at, at)).collect()));
        }
        all.push(GivenValue::Entries((0..3).map(|at| entry(word, 0, at)).collect()));
    }
    all
}

impl Candidates {
    /// A value lowered by so many steps, where it can be.
    pub fn lower(&self, scheme: &Scheme, slot: Slot, value: &GivenValue, steps: usize) -> GivenValue {
        let spec = &scheme.facts[slot.0].spec;
        // A word puts ratees into one group: it stays.
        let GivenValue::Number(_) = value else { return value.clone() };
        let most = self.values.iter().filter_map(|value| match value {
            GivenValue::Number(number) => Some(number.clone()),
            _ => None,
        });
        let most = most.max().unwrap_or_default();
        let lowered = &most - &(&step(&spec.ty) * &Number::from(steps as i64));
        let least = spec.range.0.clone().unwrap_or(Number::ZERO);
        GivenValue::Number(if lowered < least { least } else { lowered })
    }
}
