//! Arithmetic on whole lanes. Each function gives nothing where 64 bits might not hold a result.

use crate::number::Rounding;
use crate::scheme::model::Comparison;
use crate::score::lane::{Bounded, Ints, Quantity, Truths, power_of_ten};

/// Two quantities brought to the same places and denominators.
struct Common {
    places: i32,
    a: Bounded,
    b: Bounded,
    den: Bounded,
}

fn common(a: &Quantity, b: &Quantity) -> Option<Common> {
    let places = a.places.max(b.places);
    let (left, right) = (a.with_places(places)?, b.with_places(places)?);
    if let (Some(c), Some(d)) = (a.den.one(), b.den.one())
        && c == d
    {
        return Some(Common { places, a: left, b: right, den: a.den.clone() });
    }
    let (left, right) = (left.times(&b.den)?, right.times(&a.den)?);
    Some(Common { places, a: left, b: right, den: a.den.times(&b.den)? })
}

pub fn add(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
    let num = Bounded::within(al + bl, ah + bh, || a.ints.zip(&b.ints, i64::wrapping_add))?;
    Some(Quantity { places, num, den })
}

pub fn subtract(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
    let num = Bounded::within(al - bh, ah - bl, || a.ints.zip(&b.ints, i64::wrapping_sub))?;
    Some(Quantity { places, num, den })
}

pub fn multiply(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let (num, den) = (a.num.times(&b.num)?, a.den.times(&b.den)?);
    Some(Quantity { places: a.places + b.places, num, den })
}

/// The quotient. A divisor of zero is for the caller to look for.
pub fn divide(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let places = a.places - b.places;
    let num = a.num.times(&b.den)?;
    if let Some(by) = b.num.one() {
        return divided_by(num, &a.den, by, places);
    }
    if b.num.low == i64::MIN {
        return None;
    }
    let (low, high) = (b.num.low.unsigned_abs(), b.num.high.unsigned_abs());
    let most = i64::try_from(low.max(high).max(1)).ok()?;
    let den = Bounded { ints: b.num.ints.map(|by| by.abs().max(1)), low: 1, high: most };
    let num = if b.num.low >= 0 {
        num
    } else {
        let (low, high) = num.bounds();
        let reach = low.abs().max(high.abs());
        Bounded::within(-reach, reach, || {
            num.ints.zip(&b.num.ints, |num, by| if by < 0 { -num } else { num })
        })?
    };
    Some(Quantity { places, num, den: a.den.times(&den)? })
}

/// Divided by one integer: without a denominator, where it divides a power of ten.
fn divided_by(num: Bounded, den: &Bounded, by: i64, places: i32) -> Option<Quantity> {
    let num = if by < 0 { negated(&num)? } else { num };
    let by = by.checked_abs()?;
    let (mut rest, mut twos, mut fives) = (by.max(1), 0, 0);
    while rest % 2 == 0 {
        (rest, twos) = (rest / 2, twos + 1);
    }
    while rest % 5 == 0 {
        (rest, fives) = (rest / 5, fives + 1);
    }
    if rest == 1 {
        let more = i32::max(twos, fives);
        let factor = power_of_ten(more)? / by.max(1);
        return Some(Quantity { places: places + more, num: num.scaled(factor)?, den: den.clone() });
    }
    Some(Quantity { places, num, den: den.scaled(by)? })
}

fn negated(num: &Bounded) -> Option<Bounded> {
    let (low, high) = num.bounds();
    Bounded::within(-high, -low, || num.ints.map(i64::wrapping_neg))
}

pub fn negate(a: &Quantity) -> Option<Quantity> {
    Some(Quantity { num: negated(&a.num)?, ..a.clone() })
}

pub fn abs(a: &Quantity) -> Option<Quantity> {
    let (low, high) = a.num.bounds();
    let num = Bounded::within(0, low.abs().max(high.abs()), || a.num.ints.map(i64::wrapping_abs))?;
    Some(Quantity { num, ..a.clone() })
}

/// The greater of both.
pub fn max(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
    let num = Bounded::within(al.max(bl), ah.max(bh), || a.ints.zip(&b.ints, i64::max))?;
    Some(Quantity { places, num, den })
}

/// The smaller of both.
pub fn min(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
    let num = Bounded::within(al.min(bl), ah.min(bh), || a.ints.zip(&b.ints, i64::min))?;
    Some(Quantity { places, num, den })
}

/// How `a` stands to `b`.
pub fn compare(comparison: Comparison, a: &Quantity, b: &Quantity) -> Option<Truths> {
    let Common { a, b, .. } = common(a, b)?;
    Some(match comparison {
        Comparison::Equal => a.ints.ask(&b.ints, |a, b| a == b),
        Comparison::Different => a.ints.ask(&b.ints, |a, b| a != b),
        Comparison::Below => a.ints.ask(&b.ints, |a, b| a < b),
        Comparison::AtMost => a.ints.ask(&b.ints, |a, b| a <= b),
        Comparison::Above => a.ints.ask(&b.ints, |a, b| a > b),
        Comparison::AtLeast => a.ints.ask(&b.ints, |a, b| a >= b),
    })
}

/// `num / den`, towards minus infinity; the denominator is positive.
#[inline(always)]
fn floor(num: i64, den: i64) -> i64 {
    num.div_euclid(den)
}

/// Rounded to places.
pub fn round(a: &Quantity, places: u32, mode: Rounding) -> Option<Quantity> {
    let places = i32::try_from(places).ok()?;
    if a.is_fixed() && a.places <= places {
        return Some(a.clone());
    }
    let (num, den) = if places >= a.places {
        (a.num.scaled(power_of_ten(places - a.places)?)?, a.den.clone())
    } else {
        (a.num.clone(), a.den.scaled(power_of_ten(a.places - places)?)?)
    };
    Some(Quantity::fixed(places, rounded(&num, &den, mode)?))
}

fn rounded(num: &Bounded, den: &Bounded, mode: Rounding) -> Option<Bounded> {
    // Twice a numerator and a denominator must fit, and their sum.
    let (twice, double) = (num.scaled(2)?, den.scaled(2)?);
    let reach = twice.bounds().0.abs().max(twice.bounds().1.abs()) + i128::from(double.high);
    i64::try_from(reach).ok()?;
    let nearest = |num: i64, den: i64| match mode {
        // A tie goes away from zero: for what is negative, down.
        Rounding::HalfUp if num >= 0 => floor(2 * num + den, 2 * den),
        Rounding::HalfUp => -floor(den - 2 * num, 2 * den),
        Rounding::HalfEven => {
            let (whole, rest) = (floor(num, den), num.rem_euclid(den));
            whole + i64::from(2 * rest > den || 2 * rest == den && whole % 2 != 0)
        }
        Rounding::Up if num >= 0 => -floor(-num, den),
        Rounding::Up => floor(num, den),
        Rounding::Down if num >= 0 => floor(num, den),
        Rounding::Down => -floor(-num, den),
    };
    // Rounding changes a value by at most one; the least denominator makes the greatest quotient.
    let reach = |num: i128| num.abs() / i128::from(den.low.max(1)) + 1;
    let (low, high) = num.bounds();
    let low = if low < 0 { -reach(low) } else { 0 };
    let high = if high > 0 { reach(high) } else { 0 };
    let positive = num.low >= 0 && mode == Rounding::HalfUp;
    Bounded::within(low, high, || match den.one() {
        Some(den) if positive => num.ints.map(|num| ((2 * num + den) as u64 / (2 * den) as u64) as i64),
        _ if positive => {
            num.ints.zip(&den.ints, |num, den| ((2 * num + den) as u64 / (2 * den) as u64) as i64)
        }
        _ => num.ints.zip(&den.ints, nearest),
    })
}

/// Whole numbers: which one, for a numerator and a positive denominator.
pub fn whole(a: &Quantity, which: impl Fn(i64, i64) -> i64) -> Option<Quantity> {
    if a.is_fixed() && a.places <= 0 {
        return Some(a.clone());
    }
    let (num, den) = if a.places >= 0 {
        (a.num.clone(), a.den.scaled(power_of_ten(a.places)?)?)
    } else {
        (a.with_places(0)?, a.den.clone())
    };
    let reach = |num: i128| num.abs() / i128::from(den.low.max(1)) + 1;
    let (low, high) = num.bounds();
    let low = if low < 0 { -reach(low) } else { 0 };
    let high = if high > 0 { reach(high) } else { 0 };
    Some(Quantity::whole(Bounded::within(low, high, || num.ints.zip(&den.ints, which))?))
}

/// The greatest whole number not above.
pub fn down(num: i64, den: i64) -> i64 {
    floor(num, den)
}

/// The least whole number not below.
pub fn up(num: i64, den: i64) -> i64 {
    -floor(num.wrapping_neg(), den)
}

/// Towards zero.
pub fn towards_zero(num: i64, den: i64) -> i64 {
    num / den
}

/// Between two points: `y0 + (y1 - y0) · (x - x0) / (x1 - x0)`, not beyond them unless it goes on.
pub fn between(x: &Quantity, points: [(&Quantity, &Quantity); 2], goes_on: bool) -> Option<Quantity> {
    let [(x0, y0), (x1, y1)] = points;
    let x = if goes_on { x.clone() } else { min(&max(x, x0)?, x1)? };
    let width = subtract(x1, x0)?;
    let slope = subtract(y1, y0)?;
    add(y0, &divide(&multiply(&slope, &subtract(&x, x0)?)?, &width)?)
}

/// Rows that divide by zero.
pub fn zeros(by: &Quantity) -> Option<Vec<usize>> {
    if by.num.low > 0 || by.num.high < 0 {
        return Some(vec![]);
    }
    match &by.num.ints {
        Ints::All(0) => None,
        Ints::All(_) => Some(vec![]),
        Ints::Each(each) => {
            Some(each.iter().enumerate().filter(|(_, one)| **one == 0).map(|(row, _)| row).collect())
        }
    }
}
