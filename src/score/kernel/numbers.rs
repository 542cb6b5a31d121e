//! Arithmetic on whole lanes. Each function gives nothing where 64 bits might not hold a result.

use super::divisor::Divisor;
use crate::column::{Column, room};
use crate::number::Rounding;
use crate::scheme::model::Comparison;
use crate::score::lane::{Bounded, Quantity, Truths, power_of_ten};

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
    let num = match (a.one(), b.one()) {
        (Some(one), _) => b.moved(one)?,
        (_, Some(one)) => a.moved(one)?,
        _ => {
            let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
            a.zip(&b, (al + bl, ah + bh), i64::wrapping_add)?
        }
    };
    Some(Quantity { places, num, den })
}

pub fn subtract(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    add(a, &negate(b)?)
}

/// The sum of several quantities without denominators, each times a fixed number.
pub fn weighted(parts: &[(&Quantity, Quantity)]) -> Option<Quantity> {
    let terms: Option<Vec<Quantity>> = parts.iter().map(|(part, weight)| multiply(part, weight)).collect();
    let terms = terms?;
    if terms.iter().any(|term| !term.is_fixed()) {
        return terms.iter().try_fold(Quantity::whole(Bounded::all(0)), |sum, term| add(&sum, term));
    }
    let places = terms.iter().map(|term| term.places).max().unwrap_or(0);
    let terms: Option<Vec<Bounded>> = terms.iter().map(|term| term.with_places(places)).collect();
    Some(Quantity::fixed(places, sum(&terms?)?))
}

/// The sum of several integers of each row: four columns at a time.
pub fn sum(terms: &[Bounded]) -> Option<Bounded> {
    let bounds = terms.iter().fold((0, 0), |(low, high), term| {
        let (below, above) = term.bounds();
        (low + below, high + above)
    });
    let fixed = terms.iter().filter_map(Bounded::one).fold(0, i64::wrapping_add);
    let columns: Vec<_> = terms.iter().filter_map(Bounded::column).collect();
    let fixed = columns.iter().map(|(_, _, plus)| *plus).fold(fixed, i64::wrapping_add);
    let Some((first, _, _)) = columns.first() else { return Bounded::all(0).map(bounds, |_| fixed) };
    let rows = first.len();
    let mut all = room();
    all.resize(rows, fixed);
    for four in columns.chunks(4) {
        let column =
            |at: usize| four.get(at).map_or((&first[..], 0), |(column, times, _)| (&column[..rows], *times));
        let [(a, i), (b, j), (c, k), (d, l)] = [column(0), column(1), column(2), column(3)];
        match four.len() {
            4 => all.iter_mut().enumerate().for_each(|(row, sum)| {
                let two = a[row].wrapping_mul(i).wrapping_add(b[row].wrapping_mul(j));
                let more = c[row].wrapping_mul(k).wrapping_add(d[row].wrapping_mul(l));
                *sum = sum.wrapping_add(two).wrapping_add(more);
            }),
            _ => four.iter().for_each(|(column, times, _)| {
                all.iter_mut()
                    .zip(column.iter())
                    .for_each(|(sum, x)| *sum = sum.wrapping_add(x.wrapping_mul(*times)));
            }),
        }
    }
    let (low, high) = (i64::try_from(bounds.0).ok()?, i64::try_from(bounds.1).ok()?);
    Some(Bounded::each(Column::from(all), low, high))
}

pub fn multiply(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let (num, den) = (a.num.times(&b.num)?, a.den.times(&b.den)?);
    if num.one() == Some(0) {
        return Some(Quantity::whole(num));
    }
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
    let most = i128::from(low.max(high).max(1));
    if b.num.low > 0 {
        return Some(Quantity { places, num, den: a.den.times(&b.num)? });
    }
    let den = b.num.map((1, most), |by| by.abs().max(1))?;
    let num = if b.num.low >= 0 {
        num
    } else {
        let (low, high) = num.bounds();
        let reach = low.abs().max(high.abs());
        num.zip(&b.num, (-reach, reach), |num, by| if by < 0 { -num } else { num })?
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
    num.scaled(-1)
}

pub fn negate(a: &Quantity) -> Option<Quantity> {
    Some(Quantity { num: negated(&a.num)?, ..a.clone() })
}

pub fn abs(a: &Quantity) -> Option<Quantity> {
    if a.num.low >= 0 {
        return Some(a.clone());
    }
    let (low, high) = a.num.bounds();
    let num = a.num.map((0, low.abs().max(high.abs())), i64::wrapping_abs)?;
    Some(Quantity { num, ..a.clone() })
}

/// The greater of both.
pub fn max(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let num = match (a.one(), b.one()) {
        (Some(one), _) => b.clamped(one, i64::MAX),
        (_, Some(one)) => a.clamped(one, i64::MAX),
        _ => {
            let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
            a.zip(&b, (al.max(bl), ah.max(bh)), i64::max)?
        }
    };
    Some(Quantity { places, num, den })
}

/// The smaller of both.
pub fn min(a: &Quantity, b: &Quantity) -> Option<Quantity> {
    let Common { places, a, b, den } = common(a, b)?;
    let num = match (a.one(), b.one()) {
        (Some(one), _) => b.clamped(i64::MIN, one),
        (_, Some(one)) => a.clamped(i64::MIN, one),
        _ => {
            let ((al, ah), (bl, bh)) = (a.bounds(), b.bounds());
            a.zip(&b, (al.min(bl), ah.min(bh)), i64::min)?
        }
    };
    Some(Quantity { places, num, den })
}

/// Not above one number, then not below another; each may be absent.
pub fn clamp(a: &Quantity, floor: Option<&Quantity>, cap: Option<&Quantity>) -> Option<Quantity> {
    if let (Some(floor), Some(cap)) = (floor, cap)
        && let (Some(_), Some(_)) = (floor.num.one(), cap.num.one())
        && [a, floor, cap].iter().all(|one| one.is_fixed())
    {
        let places = a.places.max(floor.places).max(cap.places);
        let at = |one: &Quantity| one.with_places(places)?.one();
        let num = a.with_places(places)?.clamped(at(floor)?, at(cap)?);
        return Some(Quantity::fixed(places, num));
    }
    let capped = match cap {
        Some(cap) => min(a, cap)?,
        None => a.clone(),
    };
    match floor {
        Some(floor) => max(&capped, floor),
        None => Some(capped),
    }
}

/// How `a` stands to `b`.
pub fn compare(comparison: Comparison, a: &Quantity, b: &Quantity) -> Option<Truths> {
    let Common { a, b, .. } = common(a, b)?;
    Some(match comparison {
        Comparison::Equal => a.ask_both(&b, |a, b| a == b),
        Comparison::Different => a.ask_both(&b, |a, b| a != b),
        Comparison::Below => a.ask_both(&b, |a, b| a < b),
        Comparison::AtMost => a.ask_both(&b, |a, b| a <= b),
        Comparison::Above => a.ask_both(&b, |a, b| a > b),
        Comparison::AtLeast => a.ask_both(&b, |a, b| a >= b),
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
    let twice = num.bounds().0.abs().max(num.bounds().1.abs()) * 2;
    i64::try_from(twice + 2 * i128::from(den.high)).ok()?;
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
    let bounds = reach(num, den);
    if mode != Rounding::HalfUp {
        return num.zip(den, bounds, nearest);
    }
    if let Some(den) = den.one()
        && let Some(divisor) = Divisor::new(2 * den.unsigned_abs())
    {
        return match num.low >= 0 {
            true => num.map(bounds, |num| divisor.divide(2 * num + den)),
            false => num.map(bounds, |num| {
                let found = divisor.divide(2 * num.abs() + den);
                if num < 0 { -found } else { found }
            }),
        };
    }
    // A magnitude needs one unsigned division, for which short ones are quicker.
    let is_short = twice + 2 * i128::from(den.high) <= i128::from(u32::MAX);
    let nearest = |num: u64, den: u64| {
        if is_short {
            u64::from((2 * num + den) as u32 / (2 * den) as u32)
        } else {
            (2 * num + den) / (2 * den)
        }
    };
    match num.low >= 0 {
        true => num.zip(den, bounds, |num, den| nearest(num as u64, den as u64) as i64),
        false => num.zip(den, bounds, |num, den| {
            let found = nearest(num.unsigned_abs(), den as u64) as i64;
            if num < 0 { -found } else { found }
        }),
    }
}

/// Bounds of whole numbers near `num / den`: less than one away.
pub fn reach(num: &Bounded, den: &Bounded) -> (i128, i128) {
    // The least denominator makes the greatest quotient.
    let reach = |num: i128| num.abs() / i128::from(den.low.max(1)) + 1;
    let (low, high) = num.bounds();
    (if low < 0 { -reach(low) } else { 0 }, if high > 0 { reach(high) } else { 0 })
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
    Some(Quantity::whole(num.zip(&den, reach(&num, &den), which)?))
}

/// The greatest whole number not above.
pub fn down(num: i64, den: i64) -> i64 {
    floor(num, den)
}

/// The least whole number not below.
pub fn up(num: i64, den: i64) -> i64 {
    // Not by way of the negated numerator: the least integer has none.
    num.div_euclid(den) + i64::from(num.rem_euclid(den) != 0)
}

/// Towards zero.
pub fn towards_zero(num: i64, den: i64) -> i64 {
    num / den
}

/// Between two points: `y0 + (y1 - y0) · (x - x0) / (x1 - x0)`, not beyond them unless it goes on.
pub fn between(x: &Quantity, points: [(&Quantity, &Quantity); 2], goes_on: bool) -> Option<Quantity> {
    let [(x0, y0), (x1, y1)] = points;
    let x = if goes_on { x.clone() } else { clamp(x, Some(x0), Some(x1))? };
    let width = subtract(x1, x0)?;
    let slope = subtract(y1, y0)?;
    add(y0, &divide(&multiply(&slope, &subtract(&x, x0)?)?, &width)?)
}

/// Rows that divide by zero.
pub fn zeros(by: &Quantity) -> Option<Vec<usize>> {
    if by.num.low > 0 || by.num.high < 0 {
        return Some(vec![]);
    }
    match (by.num.one(), by.num.column()) {
        (Some(0), _) => None,
        (None, Some((column, _, _))) => Some((0..column.len()).filter(|row| by.num.at(*row) == 0).collect()),
        _ => Some(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::{down, towards_zero, up};

    #[test]
    fn whole_numbers_near_the_ends_of_64_bits() {
        assert_eq!(
            (down(i64::MIN, 3), up(i64::MIN, 3)),
            (-3_074_457_345_618_258_603, -3_074_457_345_618_258_602)
        );
        assert_eq!(
            (down(i64::MAX, 4), up(i64::MAX, 4)),
            (2_305_843_009_213_693_951, 2_305_843_009_213_693_952)
        );
        assert_eq!((up(-7, 2), up(6, 2), up(7, 2), towards_zero(-7, 2)), (-3, 3, 4, -3));
    }
}
