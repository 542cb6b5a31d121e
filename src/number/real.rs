//! Functions whose values are mostly irrational: logarithms, exponentials, roots, powers.
//!
//! A value that is rational is given exactly. Any other is rounded correctly (half even) to 28 significant digits: an
//! interval that contains it is narrowed until both of its ends round to the same decimal, so the result is the same
//! on every machine, and no bound is guessed.

use super::interval::Interval;
use super::{Number, Rounding, from_big, rounds_away};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Significant digits of an irrational value.
pub const DIGITS: u32 = 28;
/// Bits with which the first interval is computed.
const FIRST_BITS: u32 = 192;
/// Bits beyond which an interval that still does not decide is taken at its word.
const LAST_BITS: u32 = 1 << 17;
/// The most bits of an exact power, of what an exponential gives, and of a product that is tried for being a power.
const MOST_BITS: u64 = 100_000;

/// The greatest degree of a root that is drawn in whole numbers; beyond, a root is a power like any other.
const MOST_DEGREE: u32 = 16;

/// Why a function has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoValue {
    /// The function is not defined there: the logarithm of zero, the square root of a negative number.
    Outside,
    /// A negative power of zero.
    DivisionByZero,
    /// It would be too large to go on with.
    TooLarge,
}

impl Number {
    /// The natural logarithm.
    ///
    /// # Errors
    /// There is none of zero or of a negative number.
    pub fn ln(&self) -> Result<Number, NoValue> {
        let (num, den) = self.positive_parts()?;
        if num == den {
            return Ok(Number::ZERO);
        }
        Ok(narrowed(|bits| (Interval::ln(&num, &den, bits), -i64::from(bits))))
    }

    /// The logarithm to the base of ten.
    ///
    /// # Errors
    /// There is none of zero or of a negative number.
    pub fn log10(&self) -> Result<Number, NoValue> {
        let (num, den) = self.positive_parts()?;
        if let Some(exponent) = power_of_ten(&num, &den) {
            return Ok(Number::from(exponent));
        }
        let ten = BigInt::from(10);
        Ok(narrowed(|bits| {
            let quotient = Interval::ln(&num, &den, bits).over(&Interval::ln(&ten, &BigInt::one(), bits));
            (quotient, -i64::from(bits))
        }))
    }

    /// `e` to the power of the number.
    ///
    /// # Errors
    /// The value may be too large, or too small, to go on with.
    pub fn exp(&self) -> Result<Number, NoValue> {
        if self.is_zero() {
            return Ok(Number::ONE);
        }
        if self.abs() > Number::from(MOST_BITS as i64) {
            return Err(NoValue::TooLarge);
        }
        let (num, den) = self.parts();
        Ok(narrowed(|bits| exponential(&Interval::fraction(&num, &den, bits), bits)))
    }

    /// The root of a degree. A negative number has roots of odd degree.
    ///
    /// # Errors
    /// There is none of degree zero, and none of even degree of a negative number.
    pub fn root(&self, degree: u32) -> Result<Number, NoValue> {
        let exponent = Number::ratio(1, degree.into()).ok_or(NoValue::Outside)?;
        match (self.is_negative(), degree.is_odd()) {
            (false, _) => self.power(&exponent),
            (true, true) => Ok(-&self.abs().power(&exponent)?),
            (true, false) => Err(NoValue::Outside),
        }
    }

    /// The number to a power; zero to the power of zero is one.
    ///
    /// # Errors
    /// A negative number has no power that is not whole, zero no negative one, and none may be too large.
    pub fn power(&self, exponent: &Number) -> Result<Number, NoValue> {
        if exponent.is_whole() {
            return self.whole_power(exponent);
        }
        Number::power_product(&[(self, exponent)])
    }

    fn whole_power(&self, exponent: &Number) -> Result<Number, NoValue> {
        if exponent.is_zero() {
            return Ok(Number::ONE);
        }
        let (num, den) = self.parts();
        if num.is_zero() {
            return if exponent.is_negative() { Err(NoValue::DivisionByZero) } else { Ok(Number::ZERO) };
        }
        let (times, _) = exponent.abs().parts();
        if den.is_one() && num.abs().is_one() {
            return Ok(if times.is_odd() { self.clone() } else { Number::ONE });
        }
        let times = times.to_u64().filter(|times| *times <= MOST_BITS).ok_or(NoValue::TooLarge)?;
        if times * (num.bits() + den.bits()).saturating_sub(2) > MOST_BITS {
            return Err(NoValue::TooLarge);
        }
        let (num, den) = (num.pow(times as u32), den.pow(times as u32));
        Ok(if exponent.is_negative() { from_big(den, num) } else { from_big(num, den) })
    }

    /// The product of powers, rounded once: a weighted geometric mean, if the exponents add up to one.
    ///
    /// # Errors
    /// As for [`Number::power`]; no factor may be negative.
    pub fn power_product(factors: &[(&Number, &Number)]) -> Result<Number, NoValue> {
        let mut zero = false;
        for (base, exponent) in factors {
            match (base.is_negative(), base.is_zero()) {
                (true, _) => return Err(NoValue::Outside),
                (_, true) if exponent.is_negative() => return Err(NoValue::DivisionByZero),
                (_, is_zero) => zero |= is_zero && !exponent.is_zero(),
            }
        }
        if zero {
            return Ok(Number::ZERO);
        }
        let factors: Vec<&(&Number, &Number)> =
            factors.iter().filter(|(base, exponent)| **base != Number::ONE && !exponent.is_zero()).collect();
        if let Some(exact) = rational_product(&factors) {
            return exact;
        }
        if let [(base, exponent)] = &factors[..]
            && let (one, degree) = exponent.parts()
            && one.is_one()
            && let Some(degree) = degree.to_u32().filter(|degree| *degree <= MOST_DEGREE)
        {
            let (num, den) = base.parts();
            return Ok(irrational_root(&num, &den, degree));
        }
        let parts: Vec<_> = factors.iter().map(|(base, exponent)| (base.parts(), exponent.parts())).collect();
        let logarithm = |bits: u32| {
            let mut sum = Interval::fraction(&BigInt::zero(), &BigInt::one(), bits);
            for ((num, den), (up, down)) in &parts {
                sum = sum.plus(&Interval::ln(num, den, bits).times_whole(up).over_whole(down));
            }
            sum
        };
        let rough = logarithm(FIRST_BITS);
        if rough.low.abs().max(rough.high.abs()) >> FIRST_BITS > BigInt::from(MOST_BITS) {
            return Err(NoValue::TooLarge);
        }
        Ok(narrowed(|bits| exponential(&logarithm(bits), bits)))
    }

    /// Rounded half even to a number of significant digits.
    pub fn significant(&self, digits: u32) -> Number {
        if self.is_zero() {
            return Number::ZERO;
        }
        let (num, den) = self.parts();
        significant(&num, &den, digits)
    }

    /// The decimal places that it takes to write the number, if it has a finite decimal.
    pub fn decimal_places(&self) -> Option<u32> {
        let text = self.decimal()?;
        let places = text.split_once('.').map_or(0, |(_, rest)| rest.len());
        u32::try_from(places).ok()
    }

    fn positive_parts(&self) -> Result<(BigInt, BigInt), NoValue> {
        if self.is_zero() || self.is_negative() { Err(NoValue::Outside) } else { Ok(self.parts()) }
    }
}

/// The exponential of an interval: an interval and the power of two with which it is multiplied.
fn exponential(of: &Interval, bits: u32) -> (Interval, i64) {
    let (value, shift) = of.exp();
    (value, shift.to_i64().unwrap_or(0) - i64::from(bits))
}

/// Narrows the interval of a value that is not zero until its ends agree; each comes with a power of two.
fn narrowed(interval: impl Fn(u32) -> (Interval, i64)) -> Number {
    let mut bits = FIRST_BITS;
    loop {
        let (Interval { low, high, .. }, shift) = interval(bits);
        if low.sign() == high.sign() && !low.is_zero() {
            let (num, den) = if shift < 0 {
                ([low, high], BigInt::one() << -shift)
            } else {
                ([low << shift, high << shift], BigInt::one())
            };
            let ends = num.map(|end| significant(&end, &den, DIGITS));
            if ends[0] == ends[1] || bits >= LAST_BITS {
                let [end, _] = ends;
                return end;
            }
        } else if bits >= LAST_BITS {
            return Number::ZERO;
        }
        bits *= 2;
    }
}

/// A fraction that is not zero, rounded half even to significant digits; the denominator is positive.
fn significant(num: &BigInt, den: &BigInt, digits: u32) -> Number {
    let size = num.abs();
    let ten = BigInt::from(10);
    let power = |exponent: i64| ten.pow(exponent.unsigned_abs() as u32);
    // 10^exponent ≤ size/den < 10^(exponent + 1): a guess from the bits, one too low at most twice.
    let mut exponent = ((size.bits() as i64 - den.bits() as i64) * 30_103).div_euclid(100_000) - 1;
    let reaches = |exponent: i64| {
        if exponent < 0 { &size * power(exponent) >= *den } else { size >= den * power(exponent) }
    };
    while reaches(exponent + 1) {
        exponent += 1;
    }
    let places = i64::from(digits) - 1 - exponent;
    let (scaled, by) =
        if places < 0 { (size, den * power(places)) } else { (size * power(places), den.clone()) };
    let (whole, rest) = scaled.div_rem(&by);
    let away = rounds_away(Rounding::HalfEven, (rest * 2_u32).cmp(&by), whole.is_odd());
    let whole = if away { whole + 1_u32 } else { whole };
    let whole = if num.is_negative() { -whole } else { whole };
    if places < 0 { from_big(whole * power(places), BigInt::one()) } else { from_big(whole, power(places)) }
}

/// The root of a positive fraction that has no rational one, by the root of a whole number.
fn irrational_root(num: &BigInt, den: &BigInt, degree: u32) -> Number {
    // Enough places for 28 digits and some: the root has about as many digits before the point as num/den, over degree.
    let digits = (num.bits() as i64 - den.bits() as i64) * 30_103 / 100_000 / i64::from(degree);
    let places = (i64::from(DIGITS) + 4 - digits).max(0) as u32;
    let root = ((num * BigInt::from(10).pow(places * degree)) / den).nth_root(degree);
    // The true value lies between this whole number and the next, and is neither: their middle rounds as it does.
    significant(&(root * 2_u32 + 1_u32), &(BigInt::from(10).pow(places) * 2_u32), DIGITS)
}

/// The exponent, if a positive fraction is a power of ten.
fn power_of_ten(num: &BigInt, den: &BigInt) -> Option<i64> {
    let (large, sign) = match (num.is_one(), den.is_one()) {
        (_, true) => (num, 1),
        (true, _) => (den, -1),
        _ => return None,
    };
    let exponent = large.to_string().len() - 1;
    (BigInt::from(10).pow(exponent as u32) == *large).then_some(sign * exponent as i64)
}

/// The product of powers of positive numbers if it is rational; nothing if it is not, or if that would be too much
/// work to find out: then the value is rounded like any other.
fn rational_product(factors: &[&(&Number, &Number)]) -> Option<Result<Number, NoValue>> {
    let degree = factors.iter().fold(BigInt::one(), |all, (_, exponent)| all.lcm(&exponent.parts().1));
    let degree = degree.to_u32()?;
    // A power of one base is rational only if the base itself has a rational root.
    if let [(base, exponent)] = factors {
        let (num, den) = base.parts();
        let root = from_big(exact_root(&num, degree)?, exact_root(&den, degree)?);
        return Some(root.whole_power(&(*exponent * &Number::from(i64::from(degree)))));
    }
    let mut bits = 0;
    let mut product = Number::ONE;
    for (base, exponent) in factors {
        let (num, den) = base.parts();
        let times = *exponent * &Number::from(i64::from(degree));
        bits += (num.bits() + den.bits()) * times.to_i64()?.unsigned_abs();
        if bits > MOST_BITS {
            return None;
        }
        match base.whole_power(&times) {
            Ok(power) => product = &product * &power,
            Err(_) => return None,
        }
    }
    let (num, den) = product.parts();
    Some(Ok(from_big(exact_root(&num, degree)?, exact_root(&den, degree)?)))
}

/// The whole root of a positive whole number, if it has one.
fn exact_root(of: &BigInt, degree: u32) -> Option<BigInt> {
    if of.is_one() {
        return Some(BigInt::one());
    }
    if u64::from(degree) > of.bits() {
        return None;
    }
    let root = of.nth_root(degree);
    (root.pow(degree) == *of).then_some(root)
}
