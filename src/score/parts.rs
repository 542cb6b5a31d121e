//! How the parts of an item join: weighted sums, ready-made means, parts that may be chosen.

use super::faults;
use super::figure::Asked;
use super::lacking::{bounded, wrong_kind};
use super::operation::Row;
use super::statistics::{self, Lack};
use super::value::{Gap, Value, gaps};
use crate::number::Number;
use crate::plan::{Reg, Share};
use crate::scheme::model::{Function, How};
use crate::text;
use std::sync::Arc;

/// A share as a value.
fn share_of<'r>(share: &Share, row: &'r dyn Row) -> Result<Number, &'r Value> {
    match share {
        Share::Fixed(number) => Ok(number.clone()),
        Share::Column(reg) => match row.get(*reg) {
            Value::Number(number) => Ok(number.clone()),
            other => Err(other),
        },
    }
}

/// What weights that differ between ratees are divided by; a fault if they do not add up.
pub fn whole_weight(row: &dyn Row, weights: &[Reg], path: &Arc<str>) -> Value {
    if let Some(gap) = gaps(weights.iter().map(|reg| row.get(*reg))) {
        return gap;
    }
    let numbers: Option<Vec<&Number>> = weights.iter().map(|reg| row.get(*reg).number()).collect();
    let Some(numbers) = numbers else { return wrong_kind(path) };
    let sum: Number = numbers.into_iter().cloned().sum();
    if sum == Number::ONE || sum == Number::from(100) {
        return Value::Number(sum);
    }
    let percent = &sum * &Number::from(100);
    Gap::fault(
        &faults::WEIGHTS_DIFFER,
        path,
        text!(
            "「{path}」各子项的权重对这一个合计 {percent}%，应当是 100%",
            "for this one the weights of the parts of `{path}` add up to {percent} %, not 100 %"
        ),
    )
}

/// What the weights of a weighted mean are divided by: the sum of those whose parts are not left out.
pub fn counted_weight(row: &dyn Row, parts: &[(Reg, Reg)], path: &Arc<str>) -> Value {
    let counted =
        || parts.iter().filter(|(score, _)| *row.get(*score) != Value::LeftOut).map(|(_, weight)| *weight);
    if let Some(gap) = gaps(counted().map(|weight| row.get(weight))) {
        return gap;
    }
    let sum: Option<Number> = counted().map(|weight| row.get(weight).number().cloned()).sum();
    sum.map_or_else(|| wrong_kind(path), Value::Number)
}

/// Children added up, the shares of what is left out spread over the rest. One that weighs nothing is not needed.
pub fn sum_children(
    row: &dyn Row,
    parts: &[(Reg, Share)],
    scale: &Number,
    spread: &[(Reg, Share)],
    whole: &Number,
    path: &Arc<str>,
) -> Value {
    let (mut sum, mut absent) = (Number::ZERO, Vec::new());
    for (reg, share) in parts {
        let share = match share_of(share, row) {
            Ok(share) => share,
            Err(gap) => {
                absent.push(gap);
                continue;
            }
        };
        match row.get(*reg) {
            _ if share.is_zero() => {}
            Value::Number(score) => sum = &sum + &(score * &share),
            Value::LeftOut => {}
            gap => absent.push(gap),
        }
    }
    if !absent.is_empty() {
        return gaps(absent).unwrap_or_else(|| wrong_kind(path));
    }
    let mut lost = Number::ZERO;
    for (_, share) in spread.iter().filter(|(reg, _)| *row.get(*reg) == Value::LeftOut) {
        match share_of(share, row) {
            Ok(share) => lost = &lost + &share,
            Err(gap) => return gaps([gap]).unwrap_or_else(|| wrong_kind(path)),
        }
    }
    let result = &sum * scale;
    if lost.is_zero() {
        return Value::Number(result);
    }
    match whole.divide(&(whole - &lost)) {
        Some(factor) => bounded(&result * &factor, path),
        None => nothing_left(path),
    }
}

fn nothing_left(path: &Arc<str>) -> Value {
    Gap::fault(
        &faults::NOT_APPLICABLE,
        path,
        text!(
            "「{path}」的各项全部剔除，没有可计的分",
            "all parts of `{path}` are left out: nothing is left to count"
        ),
    )
}

/// Parts joined in a ready-made way.
pub fn joined(
    row: &dyn Row,
    how: How,
    parts: &[(Reg, Option<Share>, Number)],
    scale: &Number,
    path: &Arc<str>,
) -> Value {
    let (mut there, mut absent) = (Vec::new(), Vec::new());
    for (reg, weight, full) in parts {
        let weight = match weight.as_ref().map(|weight| share_of(weight, row)) {
            Some(Err(gap)) => {
                absent.push(gap);
                continue;
            }
            Some(Ok(weight)) if weight.is_zero() => continue,
            Some(Ok(weight)) => weight,
            None => Number::ONE,
        };
        match row.get(*reg) {
            Value::Number(score) => there.push((score, weight, full)),
            Value::LeftOut => {}
            gap => absent.push(gap),
        }
    }
    if !absent.is_empty() {
        return gaps(absent).unwrap_or_else(|| wrong_kind(path));
    }
    let weighted = parts.iter().any(|(_, weight, _)| weight.is_some());
    let scores: Vec<&Number> = there.iter().map(|(score, ..)| *score).collect();
    let weights: Vec<&Number> = there.iter().map(|(_, weight, _)| weight).collect();
    let plain = |function: Function| statistics::figure(function, &scores, &weights, None, false);
    let found = match how {
        How::Optional(least) => return optional(&there, least as usize, scale, path),
        _ if there.is_empty() => return nothing_left(path),
        How::Mean => plain(Function::Mean),
        How::Least => plain(Function::Min),
        How::Greatest => plain(Function::Max),
        How::WeightedMean => plain(Function::WeightedMean),
        How::Geometric if weighted => geometric(&scores, &weights),
        How::Harmonic if weighted => harmonic(&scores, &weights),
        How::Geometric => plain(Function::GeometricMean),
        How::Harmonic => plain(Function::HarmonicMean),
    };
    let asked = Asked { function: Function::Mean, parameter: None, ascending: false, if_empty: None, path };
    match asked.settle(found) {
        Value::Number(number) => bounded(&number * scale, path),
        gap => gap,
    }
}

fn whole(weights: &[&Number]) -> Number {
    weights.iter().map(|weight| (*weight).clone()).sum()
}

/// Π score ^ (weight / sum of the weights)
fn geometric(scores: &[&Number], weights: &[&Number]) -> Result<Number, Lack> {
    if scores.iter().all(|score| *score == scores[0] && !score.is_negative()) {
        return Ok(scores[0].clone());
    }
    let whole = whole(weights);
    let shares: Option<Vec<Number>> = weights.iter().map(|weight| weight.divide(&whole)).collect();
    let shares = shares.ok_or(Lack::NothingToDivideBy)?;
    let factors: Vec<(&Number, &Number)> = scores.iter().copied().zip(&shares).collect();
    Number::power_product(&factors).map_err(Lack::Real)
}

/// sum of the weights / Σ weight / score
fn harmonic(scores: &[&Number], weights: &[&Number]) -> Result<Number, Lack> {
    let mut sum = Number::ZERO;
    for (score, weight) in scores.iter().zip(weights) {
        sum = &sum + &weight.divide(score).ok_or(Lack::NothingToDivideBy)?;
    }
    whole(weights).divide(&sum).ok_or(Lack::NothingToDivideBy)
}

/// Full marks times the mean of the rates of those that are there, or 0 if they are too few.
fn optional(there: &[(&Number, Number, &Number)], least: usize, full: &Number, path: &Arc<str>) -> Value {
    if there.len() < least {
        return Value::Number(Number::ZERO);
    }
    let mut rates = Number::ZERO;
    for (score, _, of) in there {
        match score.divide(of) {
            Some(rate) => rates = &rates + &rate,
            None => return super::lacking::division_by_zero(path),
        }
    }
    let count = Number::from(there.len() as i64);
    (&rates * full).divide(&count).map_or_else(|| super::lacking::division_by_zero(path), Value::Number)
}
