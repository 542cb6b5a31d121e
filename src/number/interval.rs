//! Intervals of big integers that surely contain a real number: what correct rounding rests on.
//!
//! A value lies within `[low, high] / 2^bits`; every operation rounds its ends outwards, so that nothing is ever lost.
//! This module knows no numbers of the language and decides nothing: how narrow is narrow enough, its user says.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// Squarings after the series of an exponential: its argument is made small by as many halvings.
const HALVINGS: u32 = 8;

/// A value between two fractions of denominator `2^bits`.
#[derive(Clone, Debug)]
pub(super) struct Interval {
    pub low: BigInt,
    pub high: BigInt,
    bits: u32,
}

/// `ceil(a / b)` for a positive `b`.
fn ceil_div(a: &BigInt, b: &BigInt) -> BigInt {
    -(-a).div_floor(b)
}

/// `ceil(a / 2^bits)`
fn ceil_shift(a: &BigInt, bits: u32) -> BigInt {
    -((-a) >> bits)
}

impl Interval {
    /// The fraction `num / den`; the denominator is positive.
    pub fn fraction(num: &BigInt, den: &BigInt, bits: u32) -> Self {
        let scaled = num << bits;
        Interval { low: scaled.div_floor(den), high: ceil_div(&scaled, den), bits }
    }

    fn one(bits: u32) -> Self {
        let one = BigInt::one() << bits;
        Interval { low: one.clone(), high: one, bits }
    }

    pub fn plus(&self, other: &Self) -> Self {
        Interval { low: &self.low + &other.low, high: &self.high + &other.high, bits: self.bits }
    }

    pub fn minus(&self, other: &Self) -> Self {
        Interval { low: &self.low - &other.high, high: &self.high - &other.low, bits: self.bits }
    }

    pub fn times(&self, other: &Self) -> Self {
        let ends = [
            &self.low * &other.low,
            &self.low * &other.high,
            &self.high * &other.low,
            &self.high * &other.high,
        ];
        let [mut least, mut most] = [ends[0].clone(), ends[0].clone()];
        for end in &ends[1..] {
            least = least.min(end.clone());
            most = most.max(end.clone());
        }
        Interval { low: least >> self.bits, high: ceil_shift(&most, self.bits), bits: self.bits }
    }

    pub fn times_whole(&self, factor: &BigInt) -> Self {
        let (a, b) = (&self.low * factor, &self.high * factor);
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Interval { low, high, bits: self.bits }
    }

    /// Divided by a positive whole number.
    pub fn over_whole(&self, by: &BigInt) -> Self {
        Interval { low: self.low.div_floor(by), high: ceil_div(&self.high, by), bits: self.bits }
    }

    /// Divided by an interval that lies above zero.
    pub fn over(&self, by: &Self) -> Self {
        let (low, high) = (&self.low << self.bits, &self.high << self.bits);
        let low_by = if low.is_negative() { &by.low } else { &by.high };
        let high_by = if high.is_negative() { &by.high } else { &by.low };
        Interval { low: low.div_floor(low_by), high: ceil_div(&high, high_by), bits: self.bits }
    }

    /// Whether nothing but a unit of the last place or zero is in it.
    fn is_spent(&self) -> bool {
        self.low.abs() <= BigInt::one() && self.high.abs() <= BigInt::one()
    }

    fn widened(mut self, units: u32) -> Self {
        self.low -= units;
        self.high += units;
        self
    }

    /// The area tangent of a fraction whose size is at most a third: `z + z^3/3 + z^5/5 + …`
    fn area_tangent(num: &BigInt, den: &BigInt, bits: u32) -> Self {
        let z = Self::fraction(num, den, bits);
        let square = z.times(&z);
        let (mut power, mut sum, mut odd) = (z.clone(), z, BigInt::one());
        loop {
            power = power.times(&square);
            odd += 2;
            let term = power.over_whole(&odd);
            if term.is_spent() {
                // What is left out is below the first omitted term times 1 + 1/9 + 1/81 + …
                return sum.widened(2);
            }
            sum = sum.plus(&term);
        }
    }

    /// The natural logarithm of 2.
    fn ln_two(bits: u32) -> Self {
        Self::area_tangent(&BigInt::one(), &BigInt::from(3), bits).times_whole(&BigInt::from(2))
    }

    /// The natural logarithm of a positive fraction.
    pub fn ln(num: &BigInt, den: &BigInt, bits: u32) -> Self {
        // num/den = m · 2^k with m from 2/3 to 4/3, and ln m = 2 · artanh((m - 1) / (m + 1)).
        let mut k = num.bits() as i64 - den.bits() as i64;
        let halved = |k: i64| if k < 0 { (num << -k, den.clone()) } else { (num.clone(), den << k) };
        let (mut a, mut b) = halved(k);
        if &a * 3_u32 > &b * 4_u32 {
            k += 1;
        } else if &a * 3_u32 < &b * 2_u32 {
            k -= 1;
        }
        (a, b) = halved(k);
        let rest = Self::area_tangent(&(&a - &b), &(&a + &b), bits).times_whole(&BigInt::from(2));
        if k == 0 { rest } else { rest.plus(&Self::ln_two(bits).times_whole(&BigInt::from(k))) }
    }

    /// `e` to the power of the value: an interval and the power of two with which it is multiplied.
    pub fn exp(&self) -> (Self, BigInt) {
        let ln_two = Self::ln_two(self.bits);
        let k = (&self.low * 2_u32 + &ln_two.low).div_floor(&(&ln_two.low * 2_u32));
        let rest = self.minus(&ln_two.times_whole(&k));
        let small =
            Interval { low: rest.low >> HALVINGS, high: ceil_shift(&rest.high, HALVINGS), bits: self.bits };
        let (mut term, mut sum, mut count) = (Self::one(self.bits), Self::one(self.bits), BigInt::zero());
        loop {
            count += 1;
            term = term.times(&small).over_whole(&count);
            if term.is_spent() {
                break;
            }
            sum = sum.plus(&term);
        }
        let mut value = sum.widened(2);
        for _ in 0..HALVINGS {
            value = value.times(&value);
        }
        (value, k)
    }
}
