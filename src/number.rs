//! The exact number: every score, weight and piece of evidence is one.
//!
//! A [`Number`] is a fraction in lowest terms. Small ones (numerator and denominator within `i64`) are held in
//! sixteen bytes and computed in `i128`; what outgrows that moves to big integers by itself. No operation
//! rounds except [`Number::round`], which is told to, and the functions whose values are irrational, which round to
//! [`DIGITS`] significant digits. No binary floating point occurs.
//!
//! Why fractions: 2/3 · 60 + 1/3 · 60 must be 60, and a total must not depend on the order of additions. A
//! columnar engine may hold a column in scaled integers where it proves that nothing is lost; the meaning is
//! always that of this type.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::ops::{Add, Mul, Neg, Sub};

mod comparison;
mod interval;
mod real;
mod text;

pub use comparison::Comparison;
pub use real::{DIGITS, NoValue};
pub use text::ExactText;

/// How a number between two neighbours is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest; a tie away from zero (四舍五入).
    HalfUp,
    /// To the nearest; a tie to the even neighbour (四舍六入五成双).
    HalfEven,
    /// Away from zero (进位).
    Up,
    /// Towards zero (舍去).
    Down,
}

/// The powers of ten that fit `i64`.
const SMALL_POWERS: [i64; 19] = {
    let mut powers = [1; 19];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// Whether a value between two neighbours goes to the one farther from zero. `rest` compares twice the distance
/// from the nearer-to-zero one, which is `odd` or even, with the distance of the two.
fn rounds_away(mode: Rounding, rest: Ordering, odd: bool) -> bool {
    match mode {
        Rounding::Down => false,
        Rounding::Up => true,
        Rounding::HalfUp => rest != Ordering::Less,
        Rounding::HalfEven => rest == Ordering::Greater || (rest == Ordering::Equal && odd),
    }
}

/// An exact rational number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Repr);

// Invariant: lowest terms, positive denominator, and `Big` only for what does not fit `Small`; so that derived
// equality and hashing are equality of value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Repr {
    Small { num: i64, den: i64 },
    Big(Box<(BigInt, BigInt)>),
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number(Repr::Small { num: 0, den: 1 });
    /// One.
    pub const ONE: Number = Number(Repr::Small { num: 1, den: 1 });

    /// `numerator / denominator`, or nothing if the denominator is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Number> {
        (denominator != 0).then(|| from_wide(numerator.into(), denominator.into()))
    }

    /// Ten to the power of `exponent`.
    pub fn power_of_ten(exponent: i32) -> Number {
        if let Some(&power) = SMALL_POWERS.get(exponent.unsigned_abs() as usize) {
            let (num, den) = if exponent < 0 { (1, power) } else { (power, 1) };
            return Number(Repr::Small { num, den });
        }
        let power = BigInt::from(10).pow(exponent.unsigned_abs());
        if exponent < 0 { from_big(BigInt::one(), power) } else { from_big(power, BigInt::one()) }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { num: 0, .. })
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { num, .. } => *num < 0,
            Repr::Big(parts) => parts.0.is_negative(),
        }
    }

    /// Whether it is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Repr::Small { den, .. } => *den == 1,
            Repr::Big(parts) => parts.1.is_one(),
        }
    }

    /// The quotient, or nothing for a division by zero.
    pub fn divide(&self, by: &Number) -> Option<Number> {
        if by.is_zero() {
            return None;
        }
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &by.0) {
            return Some(from_wide(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)));
        }
        let ((a, b), (c, d)) = (self.parts(), by.parts());
        Some(from_big(a * d, b * c))
    }

    /// The value without its sign.
    pub fn abs(&self) -> Number {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The greatest whole number not above it.
    pub fn floor(&self) -> Number {
        if let Repr::Small { num, den } = self.0 {
            return Number::from(num.div_euclid(den));
        }
        let (num, den) = self.parts();
        from_big(num.div_floor(&den), BigInt::one())
    }

    /// The least whole number not below it.
    pub fn ceil(&self) -> Number {
        -&(-self).floor()
    }

    /// Rounded to a number of decimal places.
    pub fn round(&self, places: u32, mode: Rounding) -> Number {
        if let (Repr::Small { num, den }, Some(scale)) = (&self.0, SMALL_POWERS.get(places as usize)) {
            // Below 2^63 · 10^18, and so within i128.
            let (scale, den) = (i128::from(*scale), i128::from(*den));
            let (scaled, sign) = (i128::from(*num) * scale, i128::from(num.signum()));
            let (whole, rest) = (scaled / den, (scaled % den).abs());
            if rest == 0 {
                return self.clone();
            }
            let away = rounds_away(mode, (2 * rest).cmp(&den), whole % 2 != 0);
            return from_wide(if away { whole + sign } else { whole }, scale);
        }
        let ((num, den), scale) = (self.parts(), BigInt::from(10).pow(places));
        let (whole, rest): (BigInt, BigInt) = (num * &scale).div_rem(&den);
        if rest.is_zero() {
            return self.clone();
        }
        let away = rounds_away(mode, (rest.abs() * 2_i32).cmp(&den), whole.is_odd());
        from_big(if away { whole + rest.signum() } else { whole }, scale)
    }

    /// The value as an `i64`, if it is whole and fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small { num, den: 1 } => Some(num),
            _ => None,
        }
    }

    /// As `units · 10^-places` with the fewest places, if it has a finite decimal form that fits.
    pub fn to_decimal(&self) -> Option<(i64, i32)> {
        let (num, den) = self.small_parts()?;
        if den == 1 {
            return Some((num, 0));
        }
        let (mut rest, mut twos, mut fives) = (den, 0_u32, 0_u32);
        while rest % 2 == 0 {
            (rest, twos) = (rest / 2, twos + 1);
        }
        while rest % 5 == 0 {
            (rest, fives) = (rest / 5, fives + 1);
        }
        let places = twos.max(fives);
        let scale = SMALL_POWERS.get(places as usize).filter(|_| rest == 1)?;
        Some((num.checked_mul(scale / den)?, places as i32))
    }

    /// Numerator and positive denominator in lowest terms, if both are small.
    pub fn small_parts(&self) -> Option<(i64, i64)> {
        match self.0 {
            Repr::Small { num, den } => Some((num, den)),
            Repr::Big(_) => None,
        }
    }

    /// `units / den · 10^-places`; the denominator is positive.
    pub fn from_units(units: i64, den: i64, places: i32) -> Number {
        let quotient = from_wide(units.into(), den.into());
        if places == 0 { quotient } else { &quotient * &Number::power_of_ten(-places) }
    }

    /// The bits that numerator and denominator take together: a measure of how far exact figures have grown.
    pub fn size_in_bits(&self) -> u64 {
        match &self.0 {
            Repr::Small { .. } => 128,
            Repr::Big(parts) => parts.0.bits() + parts.1.bits(),
        }
    }

    /// Numerator and positive denominator in lowest terms.
    fn parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Repr::Small { num, den } => (BigInt::from(*num), BigInt::from(*den)),
            Repr::Big(parts) => (parts.0.clone(), parts.1.clone()),
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(Repr::Small { num: value, den: 1 })
    }
}

impl Default for Number {
    fn default() -> Self {
        Number::ZERO
    }
}

/// From a quotient in `i128`; the denominator is not zero. Products of two `i64` never overflow `i128`.
fn from_wide(num: i128, den: i128) -> Number {
    // The one value whose negation could overflow is i128::MIN, which no product of two i64 reaches.
    let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
    if den == 1 {
        return from_lowest(num, den);
    }
    let common = greatest_common_divisor(num.unsigned_abs(), den.unsigned_abs()) as i128;
    from_lowest(num / common, den / common)
}

/// From a quotient in lowest terms with a positive denominator.
fn from_lowest(num: i128, den: i128) -> Number {
    match (i64::try_from(num), i64::try_from(den)) {
        (Ok(num), Ok(den)) => Number(Repr::Small { num, den }),
        _ => Number(Repr::Big(Box::new((num.into(), den.into())))),
    }
}

/// Euclid's, falling to 64 bits as soon as both fit, where a remainder costs a fraction of a 128-bit one.
fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(small_a), Ok(small_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(small_a.gcd(&small_b));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn from_big(num: BigInt, den: BigInt) -> Number {
    let common = num.gcd(&den);
    let sign = if den.is_negative() { -BigInt::one() } else { BigInt::one() };
    let (num, den) = (&num / &common * &sign, &den / &common * sign);
    match (num.to_i64(), den.to_i64()) {
        (Some(num), Some(den)) => Number(Repr::Small { num, den }),
        _ => Number(Repr::Big(Box::new((num, den)))),
    }
}

/// `a/b + c/d`, each within 64 bits and in lowest terms.
fn add_small(a: i128, b: i128, c: i128, d: i128) -> Number {
    if b == 1 || d == 1 {
        // A fraction in lowest terms and a whole number add up to one in lowest terms.
        return from_lowest(a * d + c * b, b * d);
    }
    if b == d {
        return from_wide(a + c, b);
    }
    // Each product is at most 2^63 · (2^63 - 1), so the sum stays below 2^127.
    from_wide(a * d + c * b, b * d)
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            return add_small((*a).into(), (*b).into(), (*c).into(), (*d).into());
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        from_big(a * &d + c * &b, b * d)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        match &self.0 {
            Repr::Small { num, den } => from_lowest(-i128::from(*num), i128::from(*den)),
            Repr::Big(parts) => from_big(-parts.0.clone(), parts.1.clone()),
        }
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            return add_small((*a).into(), (*b).into(), -i128::from(*c), (*d).into());
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        from_big(a * &d - c * &b, b * d)
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            return from_wide(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d));
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        from_big(a * c, b * d)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small { num: a, den: b }, Repr::Small { num: c, den: d }) = (&self.0, &other.0) {
            if b == d {
                return a.cmp(c);
            }
            return (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)));
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        (a * d).cmp(&(c * b))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Number>>(numbers: I) -> Number {
        numbers.fold(Number::ZERO, |sum, number| &sum + &number)
    }
}
