//! Figures over columns of the same rows, ways in which parts join, and lines of several pieces.

use super::{Lanes, numbers};
use crate::number::Number;
use crate::plan::{OpKind, Reg, Share};
use crate::scheme::model::{Function, How};
use crate::score::lane::{Bounded, Lane, Quantity};
use std::sync::Arc;

/// The lane of such an operation, where every column that it reads holds numbers.
pub fn apply(kind: &OpKind, lanes: &Lanes<'_>) -> Option<Quantity> {
    match kind {
        OpKind::Members { function, values, weights, parameter: None, .. } if weights.is_empty() => {
            let regs: Option<Vec<Reg>> =
                values.iter().map(|(reg, when)| when.is_none().then_some(*reg)).collect();
            figure(lanes, *function, &regs?)
        }
        OpKind::Parts { how, parts, scale } => {
            let mut taken: Vec<(Reg, Number)> = Vec::new();
            for (reg, weight, _) in parts {
                match weight {
                    Some(Share::Column(_)) => return None,
                    // What weighs nothing is not there.
                    Some(Share::Fixed(weight)) if weight.is_zero() => {}
                    Some(Share::Fixed(weight)) => taken.push((*reg, weight.clone())),
                    None => taken.push((*reg, Number::ONE)),
                }
            }
            let regs: Vec<Reg> = taken.iter().map(|(reg, _)| *reg).collect();
            let joined = match how {
                How::Mean => figure(lanes, Function::Mean, &regs)?,
                How::Least => figure(lanes, Function::Min, &regs)?,
                How::Greatest => figure(lanes, Function::Max, &regs)?,
                How::WeightedMean => {
                    let whole: Number = taken.iter().map(|(_, weight)| weight.clone()).sum();
                    let shares: Option<Vec<(Reg, Number)>> =
                        taken.iter().map(|(reg, weight)| Some((*reg, weight.divide(&whole)?))).collect();
                    weighted(lanes, &shares?)?
                }
                How::Geometric | How::Harmonic | How::Optional(_) => return None,
            };
            numbers::multiply(&joined, &Quantity::constant(scale)?)
        }
        _ => None,
    }
}

fn figure(lanes: &Lanes<'_>, function: Function, regs: &[Reg]) -> Option<Quantity> {
    let count = i64::try_from(regs.len()).ok().filter(|count| *count > 0)?;
    match function {
        Function::Count if regs.iter().all(|reg| lanes.quantity(*reg).is_some()) => {
            Some(Quantity::whole(Bounded::all(count)))
        }
        Function::Sum | Function::Mean => {
            let share = if function == Function::Sum { Number::ONE } else { Number::ratio(1, count)? };
            let parts: Vec<(Reg, Number)> = regs.iter().map(|reg| (*reg, share.clone())).collect();
            weighted(lanes, &parts)
        }
        Function::Max => lanes.extreme(regs, numbers::max),
        Function::Min => lanes.extreme(regs, numbers::min),
        _ => None,
    }
}

fn weighted(lanes: &Lanes<'_>, parts: &[(Reg, Number)]) -> Option<Quantity> {
    let read: Option<Vec<Arc<Lane>>> = parts.iter().map(|(reg, _)| lanes.quantity(*reg)).collect();
    let read = read?;
    let mut weighted = Vec::with_capacity(parts.len());
    for (lane, (_, weight)) in read.iter().zip(parts) {
        weighted.push((lane.numbers()?, Quantity::constant(weight)?));
    }
    numbers::weighted(&weighted)
}

/// A line through several points, by pieces: `points` rise in their places, and are the same for all rows.
pub fn pieces(x: &Quantity, points: &[(&Quantity, &Quantity)], goes_on: bool) -> Option<Quantity> {
    let ((first, _), (last, _)) = (points.first()?, points.last()?);
    if !x.is_fixed() || points.len() < 3 || !points.iter().all(|(key, _)| key.is_fixed()) {
        return None;
    }
    let x = if goes_on { x.clone() } else { numbers::clamp(x, Some(first), Some(last))? };
    // All keys at the places of x, or of the finest of them.
    let places = points.iter().map(|(key, _)| key.places).chain([x.places]).max()?;
    let at = x.with_places(places)?;
    let keys: Option<Vec<i64>> = points.iter().map(|(key, _)| key.with_places(places)?.one()).collect();
    let (keys, last) = (keys?, points.len() - 2);
    let piece = |x: i64| keys[1..=last].iter().position(|key| x <= *key).unwrap_or(last);
    let mut lines = Vec::with_capacity(last + 1);
    for pair in points.windows(2) {
        lines.push(numbers::between(&x, [pair[0], pair[1]], true)?);
    }
    let places = lines.iter().map(|line| line.places).max()?;
    let nums: Option<Vec<Bounded>> = lines.iter().map(|line| line.with_places(places)).collect();
    let nums = nums?;
    let dens: Option<Vec<i64>> = lines.iter().map(|line| line.den.one()).collect();
    let dens = dens?;
    // All of them over one denominator, if that fits.
    let den = dens.iter().try_fold(1_i64, |all, den| all.checked_mul(den / greatest(all, *den)))?;
    let nums: Option<Vec<Bounded>> = nums.iter().zip(&dens).map(|(num, own)| num.scaled(den / own)).collect();
    let nums = nums?;
    let (low, high) = (nums.iter().map(|num| num.low).min()?, nums.iter().map(|num| num.high).max()?);
    let (column, times, plus) = at.column()?;
    let each = column
        .iter()
        .enumerate()
        .map(|(row, x)| nums[piece(x.wrapping_mul(times).wrapping_add(plus))].at(row));
    Some(Quantity { places, num: Bounded::each(each.collect(), low, high), den: Bounded::all(den) })
}

/// The greatest number that divides both.
fn greatest(a: i64, b: i64) -> i64 {
    if b == 0 { a.max(1) } else { greatest(b, a % b) }
}
