//! Figures over collections of values: count, sum, mean, and their like.

use super::faults;
use super::value::{Gap, Value};
use crate::number::Number;
use crate::scheme::model::Function;
use crate::text;
use std::sync::Arc;

/// A figure over values that are all there; over none, what is given for that, else undefined.
pub fn figure(function: Function, values: &[&Value], if_empty: Option<&Value>, path: &Arc<str>) -> Value {
    let truths = || values.iter().filter(|value| ***value == Value::Truth(true)).count() as i64;
    let count = Number::from(values.len() as i64);
    match function {
        Function::Count => return over(values, if_empty, || Value::Number(count.clone())),
        Function::Any => return over(values, if_empty, || Value::Truth(truths() > 0)),
        Function::Every => return over(values, if_empty, || Value::Truth(truths() == values.len() as i64)),
        Function::Distinct => return over(values, if_empty, || Value::Number(distinct(values))),
        _ => {}
    }
    if values.is_empty() {
        return if_empty.cloned().unwrap_or_else(|| {
            Gap::fault(
                &faults::OVER_NOTHING,
                path,
                text!("「{path}」里没有可统计的对象", "there is nothing to aggregate in `{path}`"),
            )
        });
    }
    if function == Function::Share {
        return Number::from(truths())
            .divide(&count)
            .map_or_else(|| super::operation::wrong_kind(path), Value::Number);
    }
    let numbers: Option<Vec<&Number>> = values.iter().map(|value| value.number()).collect();
    let Some(mut numbers) = numbers else { return super::operation::wrong_kind(path) };
    let sum = || numbers.iter().fold(Number::ZERO, |sum, number| &sum + number);
    let result = match function {
        Function::Sum => Some(sum()),
        Function::Mean => sum().divide(&count),
        Function::Max => numbers.iter().max().map(|number| (*number).clone()),
        Function::Min => numbers.iter().min().map(|number| (*number).clone()),
        _ => {
            numbers.sort();
            let middle = numbers.len() / 2;
            if numbers.len() % 2 == 1 {
                Some(numbers[middle].clone())
            } else {
                (numbers[middle - 1] + numbers[middle]).divide(&Number::from(2))
            }
        }
    };
    result.map_or_else(|| super::operation::wrong_kind(path), Value::Number)
}

/// For figures that are defined over nothing as well, unless something else is said for that.
fn over(values: &[&Value], if_empty: Option<&Value>, figure: impl FnOnce() -> Value) -> Value {
    match if_empty {
        Some(value) if values.is_empty() => value.clone(),
        _ => figure(),
    }
}

fn distinct(values: &[&Value]) -> Number {
    let mut seen: Vec<&Value> = Vec::new();
    for value in values {
        if !seen.contains(value) {
            seen.push(value);
        }
    }
    Number::from(seen.len() as i64)
}
