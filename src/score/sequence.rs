//! Entries in order: the latest of them, the first and the last, runs in which a condition holds.
//!
//! What is absent counts only where it is looked at: the last value does not wait for the first.

use super::faults;
use super::lacking::wrong_kind;
use super::value::{Gap, Value, gaps};
use crate::number::Number;
use crate::scheme::model::{Function, Latest};
use crate::text;
use std::cmp::Ordering;
use std::sync::Arc;

/// What was computed for an entry.
pub struct Taken {
    /// Which entry.
    pub entry: usize,
    /// Whether it is chosen, if a condition chooses.
    pub when: Option<Value>,
    /// Its value.
    pub value: Value,
    /// By what it is put in order, if that is not the order of the evidence.
    pub key: Option<Value>,
}

impl Taken {
    /// Its value; absent for the reasons of its condition if that is undecided.
    pub fn told(&self) -> &Value {
        match &self.when {
            Some(gap @ Value::Gap(_)) => gap,
            _ => &self.value,
        }
    }

    fn is_out(&self) -> bool {
        self.when == Some(Value::Truth(false))
    }
}

/// The entries in order, without those that a condition leaves out or that are not among the latest.
///
/// # Errors
/// The absent value, if an entry does not say what it is ordered by.
pub fn chosen(mut all: Vec<Taken>, latest: Option<Latest>) -> Result<Vec<Taken>, Value> {
    if let Some(gap) = gaps(all.iter().filter_map(|taken| taken.key.as_ref())) {
        return Err(gap);
    }
    all.sort_by(|a, b| order(a.key.as_ref(), b.key.as_ref()));
    if let Some(Latest { count, first: true }) = latest {
        all.drain(..all.len().saturating_sub(count));
    }
    all.retain(|taken| !taken.is_out());
    if let Some(Latest { count, first: false }) = latest {
        all.drain(..all.len().saturating_sub(count));
    }
    Ok(all)
}

fn order(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    a.zip(b).map_or(Ordering::Equal, |(a, b)| order_of(a, b))
}

/// Which of two values comes first in a list.
pub fn order_of(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Word(a), Value::Word(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

/// Whether a figure looks at the order of values.
pub fn is_in_order(function: Function) -> bool {
    matches!(function, Function::First | Function::Last | Function::Streak | Function::LongestStreak)
}

/// A figure over values in order, some of which may be absent.
pub fn figure(function: Function, values: &[&Value], if_empty: Option<&Value>, path: &Arc<str>) -> Value {
    if let (true, Some(value)) = (values.is_empty(), if_empty) {
        return value.clone();
    }
    match function {
        Function::First => values.first().map_or_else(|| over_nothing(path), |value| (*value).clone()),
        Function::Last => values.last().map_or_else(|| over_nothing(path), |value| (*value).clone()),
        Function::Streak => streak(values, path),
        _ => match gaps(values.iter().copied()) {
            Some(gap) => gap,
            None => longest(values, path),
        },
    }
}

/// The run that ends with the last value. What is absent before the run is of no concern.
fn streak(values: &[&Value], path: &Arc<str>) -> Value {
    let mut length = 0;
    for value in values.iter().rev() {
        match value {
            Value::Truth(true) => length += 1,
            Value::Truth(false) => break,
            Value::Gap(_) => return (*value).clone(),
            _ => return wrong_kind(path),
        }
    }
    Value::Number(Number::from(length))
}

fn longest(values: &[&Value], path: &Arc<str>) -> Value {
    let (mut run, mut best) = (0, 0);
    for value in values {
        match value {
            Value::Truth(true) => run += 1,
            Value::Truth(false) => run = 0,
            _ => return wrong_kind(path),
        }
        best = best.max(run);
    }
    Value::Number(Number::from(best))
}

fn over_nothing(path: &Arc<str>) -> Value {
    Gap::fault(
        &faults::OVER_NOTHING,
        path,
        text!("「{path}」里没有可统计的对象", "there is nothing to aggregate in `{path}`"),
    )
}
