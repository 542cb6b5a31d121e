//! Division of many integers by the same one, as a multiplication.
//!
//! After Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994), figure 4.1, for
//! dividends below 2^63: with `l` the bits that the divisor needs, `m = ⌊2^64 · (2^l − d) / d⌋ + 1`, the quotient is
//! `(⌊m · n / 2^64⌋ + n) >> l`, and the sum cannot overflow.

/// An integer to divide by.
#[derive(Clone, Copy, Debug)]
pub struct Divisor {
    factor: u64,
    shift: u32,
}

impl Divisor {
    /// For a positive integer; nothing for 0, or for one that is too large.
    pub fn new(by: u64) -> Option<Divisor> {
        if by == 0 || by > 1 << 62 {
            return None;
        }
        let shift = by.next_power_of_two().trailing_zeros();
        let rest = (1_u128 << shift) - u128::from(by);
        let factor = u64::try_from((rest << 64) / u128::from(by) + 1).ok()?;
        Some(Divisor { factor, shift })
    }

    /// The quotient of an integer that is not negative, towards zero.
    #[inline(always)]
    pub fn divide(self, dividend: i64) -> i64 {
        let dividend = dividend as u64;
        let high = ((u128::from(self.factor) * u128::from(dividend)) >> 64) as u64;
        (high.wrapping_add(dividend) >> self.shift) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::Divisor;

    #[test]
    fn quotients_are_those_of_division() {
        let mut seed = 1_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            seed >> (seed >> 58).min(62)
        };
        let ends = [1, 2, 3, 7, 10, 49, (1 << 31) - 1, 1 << 31, (1 << 62) - 1, 1 << 62];
        for _ in 0..20_000 {
            for by in [next(), ends[(next() % 10) as usize]] {
                let Some(divisor) = Divisor::new(by) else { continue };
                let near = (next() / by.max(1)).saturating_mul(by);
                for n in [next(), near, near.saturating_sub(1), near + 1, i64::MAX as u64, 0] {
                    let n = n.min(i64::MAX as u64);
                    assert_eq!(divisor.divide(n as i64), (n / by) as i64, "{n} / {by}");
                }
            }
        }
        assert!(Divisor::new(0).is_none() && Divisor::new(u64::MAX).is_none());
    }
}
