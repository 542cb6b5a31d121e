//! Operations on the values of one row.

use super::faults;
pub use super::lacking::wrong_kind;
use super::lacking::{bounded, division_by_zero};
use super::value::{Gap, Value, gaps};
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{BandBounds, Lacking, Reg};
use crate::scheme::model::{Arithmetic, Comparison};
use crate::text;
use std::cmp::Ordering;
use std::sync::Arc;

/// The values of a row, by column.
pub trait Row {
    /// The value of a column.
    fn get(&self, reg: Reg) -> &Value;
}

/// Two numbers, or why there are not two.
fn numbers<'v>(a: &'v Value, b: &'v Value, path: &Arc<str>) -> Result<(&'v Number, &'v Number), Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok((a, b)),
        _ => Err(gaps([a, b]).unwrap_or_else(|| wrong_kind(path))),
    }
}

/// `a ∘ b`
pub fn arithmetic(operation: Arithmetic, a: &Value, b: &Value, path: &Arc<str>) -> Value {
    let (a, b) = match numbers(a, b, path) {
        Ok(pair) => pair,
        Err(gap) => return gap,
    };
    match operation {
        Arithmetic::Add => bounded(a + b, path),
        Arithmetic::Subtract => bounded(a - b, path),
        Arithmetic::Multiply => bounded(a * b, path),
        Arithmetic::Divide => match a.divide(b) {
            Some(quotient) => bounded(quotient, path),
            None => division_by_zero(path),
        },
        Arithmetic::Power => super::real::valued(a.power(b), path),
    }
}

/// Whether `a` stands so to `b`.
pub fn compare(comparison: Comparison, a: &Value, b: &Value, path: &Arc<str>) -> Value {
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Word(a), Value::Word(b)) => a.cmp(b),
        (Value::Truth(a), Value::Truth(b)) => a.cmp(b),
        _ => return gaps([a, b]).unwrap_or_else(|| wrong_kind(path)),
    };
    Value::Truth(comparison.holds(order))
}

/// The place of a word in an order that begins with the best: the best greatest, the worst 1.
pub fn standing(value: &Value, words: &[Arc<str>], path: &Arc<str>) -> Value {
    match value {
        Value::Gap(_) => value.clone(),
        Value::Word(word) => match words.iter().position(|other| other == word) {
            Some(at) => Value::from_count((words.len() - at) as i64),
            None => {
                let text = text!(
                    "「{word}」不在「{0}」里，比不出高低",
                    "`{word}` is none of {0} and has no place among them",
                    Text::listed(words)
                );
                Gap::fault(&faults::NO_STANDING, path, text)
            }
        },
        _ => wrong_kind(path),
    }
}

/// `decisive` as soon as one value is it, else the gaps, else the opposite.
pub fn logic<'v>(values: impl Iterator<Item = &'v Value> + Clone, decisive: bool, path: &Arc<str>) -> Value {
    if values.clone().any(|value| *value == Value::Truth(decisive)) {
        return Value::Truth(decisive);
    }
    if let Some(gap) = gaps(values.clone()) {
        return gap;
    }
    if values.clone().all(|value| matches!(value, Value::Truth(_))) {
        return Value::Truth(!decisive);
    }
    wrong_kind(path)
}

/// The index of the first condition that holds.
pub fn first_true<'v>(conditions: impl Iterator<Item = &'v Value>, path: &Arc<str>) -> Value {
    let mut count = 0;
    for condition in conditions {
        match condition {
            Value::Truth(true) => return Value::Number(Number::from(count)),
            Value::Truth(false) => count += 1,
            Value::Gap(_) => return condition.clone(),
            _ => return wrong_kind(path),
        }
    }
    Value::Number(Number::from(count))
}

/// The index of the first band that takes a value.
pub fn band_index(row: &dyn Row, subject: Reg, bands: &[BandBounds], path: &Arc<str>) -> Value {
    let subject = row.get(subject);
    if !subject.is_present() {
        return gaps([subject]).unwrap_or_else(|| wrong_kind(path));
    }
    let beyond = |bound: Option<(Reg, bool)>, open: Comparison, closed: Comparison| match bound {
        None => Value::Truth(true),
        Some((bound, is_in)) => compare(if is_in { closed } else { open }, subject, row.get(bound), path),
    };
    for (index, band) in bands.iter().enumerate() {
        let low = beyond(band.low, Comparison::Above, Comparison::AtLeast);
        let high = beyond(band.high, Comparison::Below, Comparison::AtMost);
        let except = beyond(band.except.map(|reg| (reg, true)), Comparison::Different, Comparison::Different);
        match logic([&low, &high, &except].into_iter(), false, path) {
            Value::Truth(true) => return Value::Number(Number::from(index as i64)),
            Value::Truth(false) => {}
            gap => return gap,
        }
    }
    Value::Number(Number::from(bands.len() as i64))
}

/// The index of the first row whose keys equal the values.
pub fn lookup_index(row: &dyn Row, subjects: &[Reg], rows: &[Vec<Reg>], path: &Arc<str>) -> Value {
    if let Some(gap) = gaps(subjects.iter().map(|reg| row.get(*reg))) {
        return gap;
    }
    for (index, keys) in rows.iter().enumerate() {
        let equal =
            |(subject, key): (&Reg, &Reg)| compare(Comparison::Equal, row.get(*subject), row.get(*key), path);
        let equals: Vec<Value> = subjects.iter().zip(keys).map(equal).collect();
        match logic(equals.iter(), false, path) {
            Value::Truth(true) => return Value::Number(Number::from(index as i64)),
            Value::Truth(false) => {}
            gap => return gap,
        }
    }
    Value::Number(Number::from(rows.len() as i64))
}

/// What an index picks.
pub fn pick(
    row: &dyn Row,
    index: Reg,
    values: &[Reg],
    otherwise: Option<Reg>,
    lacking: Lacking,
    path: &Arc<str>,
) -> Value {
    let index = match row.get(index) {
        Value::Number(index) => index.to_i64().and_then(|n| usize::try_from(n).ok()),
        gap => return gap.clone(),
    };
    match index.and_then(|index| values.get(index)).copied().or(otherwise) {
        Some(reg) => row.get(reg).clone(),
        None => {
            let (code, text) = match lacking {
                Lacking::Band => (
                    &faults::NO_BAND,
                    text!("「{path}」的分档里没有这个值对应的档", "no band of `{path}` takes this value"),
                ),
                Lacking::Row => (
                    &faults::NO_ROW,
                    text!(
                        "「{path}」的对照表里没有这个值",
                        "the lookup of `{path}` has no row for this value"
                    ),
                ),
                Lacking::Choice => (
                    &faults::NO_CHOICE,
                    text!("「{path}」的选择里没有成立的条件", "no condition of the choice in `{path}` holds"),
                ),
            };
            Gap::fault(code, path, text)
        }
    }
}

/// Between the points of a line.
pub fn linear(
    row: &dyn Row,
    subject: Reg,
    keys: &[Reg],
    values: &[Reg],
    extrapolate: bool,
    path: &Arc<str>,
) -> Value {
    let all = std::iter::once(&subject).chain(keys).chain(values).map(|reg| row.get(*reg));
    if let Some(gap) = gaps(all) {
        return gap;
    }
    // Dates stand on the line by the number of their day.
    let number = |reg: &Reg| match row.get(*reg) {
        Value::Date(date) => Some(Number::from(date.day_number())),
        value => value.number().cloned(),
    };
    let points: Option<Vec<(Number, Number)>> =
        keys.iter().zip(values).map(|(key, value)| Some((number(key)?, number(value)?))).collect();
    let (Some(x), Some(mut points)) = (number(&subject), points) else { return wrong_kind(path) };
    if points.first().map(|p| &p.0) > points.last().map(|p| &p.0) {
        points.reverse();
    }
    if points.len() < 2 || points.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Gap::fault(
            &faults::POINTS_OUT_OF_ORDER,
            path,
            text!("「{path}」的线性各点没有依次排列", "the points of the line in `{path}` are not in order"),
        );
    }
    let last = points.len() - 1;
    if !extrapolate && x <= points[0].0 {
        return Value::Number(points[0].1.clone());
    }
    if !extrapolate && x >= points[last].0 {
        return Value::Number(points[last].1.clone());
    }
    // The segment that holds x, or the end segment that goes on to it.
    let right = points.partition_point(|point| point.0 < x).clamp(1, last);
    let ((x0, y0), (x1, y1)) = (&points[right - 1], &points[right]);
    let rise = &(y1 - y0) * &(&x - x0);
    match rise.divide(&(x1 - x0)) {
        Some(step) => bounded(y0 + &step, path),
        None => division_by_zero(path),
    }
}

/// The greatest or least of several.
pub fn extreme<'v>(
    values: impl Iterator<Item = &'v Value> + Clone,
    wanted: Ordering,
    path: &Arc<str>,
) -> Value {
    if let Some(gap) = gaps(values.clone()) {
        return gap;
    }
    let mut best: Option<&Number> = None;
    for value in values {
        let Value::Number(number) = value else { return wrong_kind(path) };
        if best.is_none_or(|best| number.cmp(best) == wanted) {
            best = Some(number);
        }
    }
    best.map_or_else(|| wrong_kind(path), |best| Value::Number(best.clone()))
}

/// Lowered to a cap, then raised to a floor.
pub fn clamp(value: &Value, floor: Option<&Value>, cap: Option<&Value>, path: &Arc<str>) -> Value {
    if *value == Value::LeftOut {
        return Value::LeftOut;
    }
    let mut result = value.clone();
    if let Some(cap) = cap {
        result = extreme([&result, cap].into_iter(), Ordering::Less, path);
    }
    if let Some(floor) = floor {
        result = extreme([&result, floor].into_iter(), Ordering::Greater, path);
    }
    result
}

/// A function of one number.
pub fn of_number(value: &Value, path: &Arc<str>, f: impl FnOnce(&Number) -> Number) -> Value {
    match value {
        Value::Number(number) => bounded(f(number), path),
        Value::Gap(_) => value.clone(),
        _ => wrong_kind(path),
    }
}
