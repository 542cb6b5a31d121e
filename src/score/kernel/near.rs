//! Arithmetic on numbers that 64 bits cannot hold exactly: sums of quotients with denominators of their own.
//!
//! Such a number is held as a decimal with a bound on its error, while it is on its way to something that decides: a
//! rounding, a comparison, a band. There each row is decided if the error cannot matter. A row for which it could (near
//! a tie, near a line) stands aside and is computed exactly, row by row. So no result depends on the error.

use super::divisor::Divisor;
use super::{Lanes, numbers};
use crate::column::Column;
use crate::number::{Number, Rounding};
use crate::plan::{BandBounds, Op, OpKind, Reg, Share};
use crate::scheme::model::{Arithmetic, Comparison};
use crate::score::lane::{Bounded, Lane, Near, Quantity, Truths, power_of_ten};
use std::sync::Arc;

/// The most that the units of a quotient come to: enough places to be far from almost every line, and room for weights
/// and sums.
const LARGEST: i128 = 10_000_000_000_000;

/// What a column that is read may be.
enum Reading {
    /// Exact.
    Exact,
    /// Near, if the result may be.
    Passing,
    /// Near: what is decided is exact.
    Deciding,
}

/// For each operation: whether its column may be near, since all that it leads to is decided with errors in view.
pub fn allowed(ops: &[Op], kept: &[bool]) -> Vec<bool> {
    let mut allowed: Vec<bool> = kept.iter().map(|kept| !kept).collect();
    for at in (0..ops.len()).rev() {
        let result = allowed[at];
        crate::plan::operands(&ops[at].kind, &mut |reg| {
            allowed[reg] &= ops[reg].stage == ops[at].stage
                && match reading(ops, &ops[at].kind, reg) {
                    Reading::Exact => false,
                    Reading::Passing => result,
                    Reading::Deciding => true,
                };
        });
    }
    allowed
}

fn reading(ops: &[Op], kind: &OpKind, reg: Reg) -> Reading {
    let is_constant = |reg: Reg| matches!(ops[reg].kind, OpKind::Constant(_));
    match kind {
        OpKind::FactPolicy { .. }
        | OpKind::ItemPolicy { .. }
        | OpKind::OrElse(..)
        | OpKind::Counted(..)
        | OpKind::UnlessLeftOut(..)
        | OpKind::Negate(_)
        | OpKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..)
        | OpKind::Max(_)
        | OpKind::Min(_)
        | OpKind::Clamp(..)
        | OpKind::RatersThere { .. } => Reading::Passing,
        OpKind::Arithmetic(Arithmetic::Multiply, a, b) if is_constant(*a) || is_constant(*b) => {
            Reading::Passing
        }
        OpKind::Arithmetic(Arithmetic::Divide, _, b) if is_constant(*b) => Reading::Passing,
        OpKind::SumChildren { parts, .. }
            if parts.iter().all(|(_, share)| matches!(share, Share::Fixed(_))) =>
        {
            Reading::Passing
        }
        OpKind::Pick { index, .. } if *index != reg => Reading::Passing,
        OpKind::Present(_)
        | OpKind::Round(..)
        | OpKind::Floor(_)
        | OpKind::Ceil(_)
        | OpKind::Truncate(_)
        | OpKind::Compare(..) => Reading::Deciding,
        OpKind::BandIndex(subject, _) if *subject == reg => Reading::Deciding,
        _ => Reading::Exact,
    }
}

/// The lane of an operation with operands that are near, or with exact ones and a result that may be near.
pub fn apply(kind: &OpKind, lanes: &mut Lanes<'_>) -> Option<Arc<Lane>> {
    let near = |found: Near| Some(Arc::new(Lane::Near(found)));
    let one = |lanes: &Lanes<'_>, reg: Reg| of(&*lanes.any(reg)?);
    match kind {
        OpKind::Negate(a) => near(negated(&one(lanes, *a)?)?),
        OpKind::Arithmetic(operation, a, b) => {
            let (a, b) = (one(lanes, *a)?, one(lanes, *b)?);
            near(match operation {
                Arithmetic::Add => sum(&[a, b])?,
                Arithmetic::Subtract => sum(&[a, negated(&b)?])?,
                Arithmetic::Multiply => match (a.constant(), b.constant()) {
                    (Some(factor), _) => times(&b, &factor)?,
                    (_, Some(factor)) => times(&a, &factor)?,
                    _ => return None,
                },
                Arithmetic::Divide => times(&a, &Number::ONE.divide(&b.constant()?)?)?,
                Arithmetic::Power => return None,
            })
        }
        OpKind::Max(all) => near(extreme(lanes, all, i64::max)?),
        OpKind::Min(all) => near(extreme(lanes, all, i64::min)?),
        OpKind::Clamp(value, floor, cap) => {
            let mut found = one(lanes, *value)?;
            if let Some(cap) = cap {
                found = joined(&found, &one(lanes, *cap)?, i64::min)?;
            }
            if let Some(floor) = floor {
                found = joined(&found, &one(lanes, *floor)?, i64::max)?;
            }
            near(found)
        }
        OpKind::SumChildren { parts, scale, spread, .. }
            if spread.iter().all(|(reg, _)| lanes.whole(*reg).is_some()) =>
        {
            let part = |(reg, share): &(Reg, Share)| match share {
                Share::Fixed(share) => times(&one(lanes, *reg)?, &(share * scale)),
                Share::Column(_) => None,
            };
            near(sum(&parts.iter().map(part).collect::<Option<Vec<Near>>>()?)?)
        }
        OpKind::RatersThere { parts, scale } => {
            let whole: Number = parts.iter().map(|(_, weight)| weight.clone()).sum();
            let scale = scale.divide(&whole)?;
            let part = |(reg, weight): &(Reg, Number)| times(&one(lanes, *reg)?, &(weight * &scale));
            near(sum(&parts.iter().map(part).collect::<Option<Vec<Near>>>()?)?)
        }
        OpKind::Pick { index, values, otherwise, .. } => {
            let all: Vec<Reg> = values.iter().chain(otherwise).copied().collect();
            near(pick(lanes, *index, &all, values.len())?)
        }
        OpKind::Round(a, places, mode) => {
            let a = one(lanes, *a)?;
            if *mode == Rounding::HalfUp
                && let Some(found) = rounded(lanes, &a, *places)
            {
                return Some(found);
            }
            decided(lanes, &a, |end| numbers::round(end, *places, *mode))
        }
        OpKind::Floor(a) => {
            let a = one(lanes, *a)?;
            decided(lanes, &a, |end| numbers::whole(end, numbers::down))
        }
        OpKind::Ceil(a) => {
            let a = one(lanes, *a)?;
            decided(lanes, &a, |end| numbers::whole(end, numbers::up))
        }
        OpKind::Truncate(a) => {
            let a = one(lanes, *a)?;
            decided(lanes, &a, |end| numbers::whole(end, numbers::towards_zero))
        }
        OpKind::Compare(comparison, a, b) => {
            let (a, b) = (one(lanes, *a)?, one(lanes, *b)?);
            Some(Arc::new(Lane::Truths(compare(lanes, *comparison, &a, &b)?)))
        }
        OpKind::BandIndex(subject, bands) => {
            let subject = one(lanes, *subject)?;
            band_index(lanes, &subject, bands)
        }
        _ => None,
    }
}

/// A lane of numbers, as near as it can be.
fn of(lane: &Lane) -> Option<Near> {
    match lane {
        Lane::Near(near) => Some(near.clone()),
        Lane::Numbers(exact) if exact.is_fixed() => {
            Some(Near { places: exact.places, num: exact.num.clone(), slack: 0 })
        }
        Lane::Numbers(exact) => quotient(exact),
        _ => None,
    }
}

impl Near {
    /// The number, if it is exact and the same for all rows.
    fn constant(&self) -> Option<Number> {
        let one = self.num.one().filter(|_| self.slack == 0)?;
        Some(Number::from_units(one, 1, self.places))
    }
}

/// A quotient as a decimal, towards minus infinity: less than one unit away.
fn quotient(exact: &Quantity) -> Option<Near> {
    let (low, high) = exact.num.bounds();
    let most = low.abs().max(high.abs()).max(1);
    let least = i128::from(exact.den.low.max(1));
    let mut more = 0;
    while most * 10_i128.pow(more + 1) <= i128::from(i64::MAX / 4)
        && most * 10_i128.pow(more + 1) / least <= LARGEST
    {
        more += 1;
    }
    let num = exact.num.scaled(power_of_ten(more as i32)?)?;
    let bounds = numbers::reach(&num, &exact.den);
    let fixed = exact.den.one().and_then(|den| Divisor::new(den.unsigned_abs()));
    let num = if let (0.., Some(divisor)) = (num.low, fixed) {
        num.map(bounds, |num| divisor.divide(num))?
    } else if num.low >= 0 {
        num.zip(&exact.den, bounds, |num, den| (num as u64 / den as u64) as i64)?
    } else {
        num.zip(&exact.den, bounds, i64::div_euclid)?
    };
    Some(Near { places: exact.places + more as i32, num, slack: 1 })
}

/// With other places; with fewer, less exactly.
fn with_places(near: &Near, places: i32) -> Option<Near> {
    if places >= near.places {
        let factor = power_of_ten(places - near.places)?;
        return Some(Near { places, num: near.num.scaled(factor)?, slack: near.slack.checked_mul(factor)? });
    }
    let unit = power_of_ten(near.places - places)?;
    let (low, high) = near.num.bounds();
    let bounds = (low.div_euclid(unit.into()), high.div_euclid(unit.into()));
    let num = near.num.map(bounds, |x| x.div_euclid(unit))?;
    Some(Near { places, num, slack: near.slack / unit + 2 })
}

/// Several with the same places: as many as all can have.
fn alike(all: &[Near]) -> Option<Vec<Near>> {
    let places = |near: &Near| near.places;
    let (least, most) = (all.iter().map(places).min()?, all.iter().map(places).max()?);
    (least..=most).rev().find_map(|places| all.iter().map(|near| with_places(near, places)).collect())
}

fn negated(a: &Near) -> Option<Near> {
    Some(Near { num: a.num.scaled(-1)?, ..a.clone() })
}

fn sum(all: &[Near]) -> Option<Near> {
    let all = alike(all)?;
    let terms: Vec<Bounded> = all.iter().map(|near| near.num.clone()).collect();
    let slack = all.iter().try_fold(0_i64, |slack, near| slack.checked_add(near.slack))?;
    Some(Near { places: all.first()?.places, num: numbers::sum(&terms)?, slack })
}

/// Times one exact number.
fn times(a: &Near, factor: &Number) -> Option<Near> {
    let factor = Quantity::constant(factor)?;
    let (by, over) = (factor.num.one()?, factor.den.one()?);
    let (num, slack) = (a.num.scaled(by)?, a.slack.checked_mul(by.checked_abs()?)?);
    let places = a.places + factor.places;
    if over == 1 {
        return Some(Near { places, num, slack });
    }
    let bounds = numbers::reach(&num, &Bounded::all(over));
    Some(Near { places, num: num.map(bounds, |x| x.div_euclid(over))?, slack: slack / over + 2 })
}

/// The greater or the smaller of both: no further away than the one that is furthest.
fn joined(a: &Near, b: &Near, which: fn(i64, i64) -> i64) -> Option<Near> {
    let both = alike(&[a.clone(), b.clone()])?;
    let (a, b) = (&both[0], &both[1]);
    let ((al, ah), (bl, bh)) = ((a.num.low, a.num.high), (b.num.low, b.num.high));
    let num = a.num.zip(&b.num, (which(al, bl).into(), which(ah, bh).into()), which)?;
    Some(Near { places: a.places, num, slack: a.slack.max(b.slack) })
}

fn extreme(lanes: &Lanes<'_>, all: &[Reg], which: fn(i64, i64) -> i64) -> Option<Near> {
    let (first, rest) = all.split_first()?;
    let mut found = of(&*lanes.any(*first)?)?;
    for reg in rest {
        found = joined(&found, &of(&*lanes.any(*reg)?)?, which)?;
    }
    Some(found)
}

fn pick(lanes: &mut Lanes<'_>, index: Reg, all: &[Reg], end: usize) -> Option<Near> {
    let index = lanes.any(index)?;
    let index = index.numbers().filter(|index| index.is_fixed() && index.places == 0)?;
    let choices: Option<Vec<Near>> = all.iter().map(|reg| of(&*lanes.any(*reg)?)).collect();
    let choices = alike(&choices?)?;
    let last = choices.len();
    let low = choices.iter().map(|near| near.num.low).min()?;
    let high = choices.iter().map(|near| near.num.high).max()?;
    let mut picked = Vec::with_capacity(lanes.aside.len());
    for (row, aside) in lanes.aside.iter_mut().enumerate() {
        // Past the end stands the last resort, if there is one.
        let at = usize::try_from(index.num.at(row)).unwrap_or(last).min(end);
        *aside |= at >= last;
        picked.push(choices[at.min(last - 1)].num.at(row));
    }
    let slack = choices.iter().map(|near| near.slack).max()?;
    Some(Near { places: choices[0].places, num: Bounded::each(Column::from(picked), low, high), slack })
}

/// What both ends of the error come to; rows in which these differ stand aside.
fn decided(
    lanes: &mut Lanes<'_>,
    a: &Near,
    decide: impl Fn(&Quantity) -> Option<Quantity>,
) -> Option<Arc<Lane>> {
    let end = |by: i64| decide(&Quantity::fixed(a.places, a.num.moved(by)?));
    let (below, above) = (end(-a.slack)?, end(a.slack)?);
    if below.places != above.places || !below.is_fixed() || !above.is_fixed() {
        return None;
    }
    lanes.set_aside(&below.num.ask_both(&above.num, |below, above| below != above));
    Some(Arc::new(Lane::Numbers(below)))
}

/// Rounded half up, where no number is negative: one division tells how far each is from where another result begins.
fn rounded(lanes: &mut Lanes<'_>, a: &Near, places: u32) -> Option<Arc<Lane>> {
    let places = i32::try_from(places).ok()?;
    let unit = power_of_ten(a.places.checked_sub(places).filter(|fewer| *fewer > 0)?)?;
    let divisor = Divisor::new(unit.unsigned_abs())?;
    // Nothing here is near zero or the ends of 64 bits.
    if a.slack >= unit / 2 || a.num.low < a.slack || a.num.high > i64::MAX / 4 {
        return None;
    }
    let bounds = (i128::from(a.num.low / unit), i128::from(a.num.high / unit + 1));
    let found = a.num.map(bounds, |x| divisor.divide(x + unit / 2))?;
    let (slack, rows) = (a.slack, lanes.aside.len());
    let (raw, units) = (a.num.plain(rows), found.plain(rows));
    for ((aside, x), found) in lanes.aside.iter_mut().zip(raw.iter()).zip(units.iter()) {
        let rest = x + unit / 2 - found * unit;
        *aside |= rest < slack || rest + slack >= unit;
    }
    Some(Arc::new(Lane::Numbers(Quantity::fixed(places, found))))
}

/// How both stand to each other; rows in which the errors reach further than the distance stand aside.
fn compare(lanes: &mut Lanes<'_>, comparison: Comparison, a: &Near, b: &Near) -> Option<Truths> {
    let both = alike(&[a.clone(), b.clone()])?;
    let (a, b) = (&both[0], &both[1]);
    let slack = a.slack.checked_add(b.slack)?;
    if slack > 0 {
        let reach = slack.unsigned_abs();
        lanes.set_aside(&a.num.ask_both(&b.num, |a, b| a.abs_diff(b) <= reach));
    }
    let exact = |near: &Near| Quantity::fixed(near.places, near.num.clone());
    numbers::compare(comparison, &exact(a), &exact(b))
}

fn band_index(lanes: &mut Lanes<'_>, subject: &Near, bands: &[BandBounds]) -> Option<Arc<Lane>> {
    let mut answers = Vec::with_capacity(bands.len());
    for band in bands {
        let mut answer = Truths::All(true);
        let low =
            band.low.map(|(reg, is_in)| (reg, if is_in { Comparison::AtLeast } else { Comparison::Above }));
        let high =
            band.high.map(|(reg, is_in)| (reg, if is_in { Comparison::AtMost } else { Comparison::Below }));
        let except = band.except.map(|reg| (reg, Comparison::Different));
        for (reg, comparison) in [low, high, except].into_iter().flatten() {
            let bound = of(&*lanes.any(reg)?)?;
            answer = answer.zip(&compare(lanes, comparison, subject, &bound)?, |a, b| a && b);
        }
        answers.push(answer);
    }
    Some(Arc::new(Lane::Numbers(lanes.first_of(&answers))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::value::Value;

    fn thirds(nums: &[i64]) -> Near {
        let num = Bounded::of(nums.iter().copied().collect());
        quotient(&Quantity { places: 0, num, den: Bounded::all(3) }).expect("small numbers")
    }

    #[test]
    fn ties_and_lines_stand_aside() {
        // 1/3 + 2/3, 1/3 + 1/3, 0.5 of which the error reaches over the tie.
        let all = sum(&[thirds(&[1, 1, 1]), thirds(&[2, 1, 1])]).expect("a sum");
        let half = times(&thirds(&[0, 0, 3]), &Number::ratio(1, 2).expect("a half")).expect("a product");
        let mut aside = vec![false; 3];
        let mut lanes = Lanes { lanes: &[], aside: &mut aside, near: true };
        let whole = decided(&mut lanes, &all, |end| numbers::round(end, 0, Rounding::HalfUp)).expect("whole");
        assert_eq!((0..3).map(|row| whole.at(row)).collect::<Vec<_>>(), [1, 1, 1].map(Value::from_count));
        assert_eq!(*lanes.aside, [false; 3]);
        let one = Near { places: 0, num: Bounded::all(1), slack: 0 };
        let reached = compare(&mut lanes, Comparison::AtLeast, &all, &one).expect("answers");
        assert_eq!((reached.at(1), reached.at(2)), (false, false));
        assert_eq!(*lanes.aside, [true, false, false]);
        lanes.aside.fill(false);
        decided(&mut lanes, &half, |end| numbers::round(end, 0, Rounding::HalfUp)).expect("whole");
        assert_eq!(*lanes.aside, [false, false, true]);
    }
}
