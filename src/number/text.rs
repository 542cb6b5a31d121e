//! Numbers as text: what people write is read exactly, what is printed says whether it is exact.

use super::{Number, Rounding, from_big};
use num_bigint::BigInt;
use num_traits::{One, Zero};
use std::fmt;

/// Digits that a fraction may take in print before it is shortened to a decimal.
const MOST_FRACTION_DIGITS: usize = 60;
/// Significant digits of a shortened decimal.
const SHORTENED_DIGITS: usize = 28;

/// An exact value in print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExactText {
    /// A decimal where the value has a finite one, else a fraction `2699/30`, else 28 significant digits.
    pub text: String,
    /// Whether `text` is the value itself.
    pub exact: bool,
}

impl Number {
    /// Reads a plain decimal: sign, digits, one point; thousands separators between digits; full-width forms of
    /// all of these. Nothing else: no exponent, no unit, no blank.
    pub fn parse(text: &str) -> Option<Number> {
        let mut digits = String::with_capacity(text.len());
        let (mut places, mut seen_point, mut negative, mut last_comma) = (0_i32, false, false, None);
        for (at, c) in text.chars().map(half_width).enumerate() {
            match c {
                '+' | '-' if at == 0 => negative = c == '-',
                '0'..='9' => {
                    digits.push(c);
                    places += i32::from(seen_point);
                }
                '.' if !seen_point => seen_point = true,
                // 1,234,567: after a digit, and then every three digits up to the point or the end.
                ',' if !seen_point && !digits.is_empty() && digits.len() <= 3 + last_comma.unwrap_or(0) => {
                    if last_comma.is_some_and(|before| digits.len() != before + 3) {
                        return None;
                    }
                    last_comma = Some(digits.len());
                }
                _ => return None,
            }
        }
        let whole_digits = digits.len() - places as usize;
        let comma_fits = last_comma.is_none_or(|before| whole_digits == before + 3);
        if digits.is_empty() || !comma_fits || (seen_point && places == 0) {
            return None;
        }
        let value = digits.parse::<BigInt>().ok()?;
        let value = if negative { -value } else { value };
        Some(from_big(value, BigInt::from(10).pow(places as u32)))
    }

    /// The value with exactly `places` decimals, rounded by `mode` if it has more.
    pub fn fixed(&self, places: u32, mode: Rounding) -> String {
        let rounded = self.round(places, mode);
        let scaled = &rounded * &Number::power_of_ten(places as i32);
        plain(&scaled.parts().0, places as usize)
    }

    /// The decimal that is exactly this value, if there is a finite one.
    pub fn decimal(&self) -> Option<String> {
        let (num, mut den) = self.parts();
        let (mut twos, mut fives) = (0_usize, 0_usize);
        for (prime, count) in [(BigInt::from(2), &mut twos), (BigInt::from(5), &mut fives)] {
            while (&den % &prime).is_zero() {
                den /= &prime;
                *count += 1;
            }
        }
        if !den.is_one() {
            return None;
        }
        let places = twos.max(fives);
        let scale =
            BigInt::from(2).pow((places - twos) as u32) * BigInt::from(5).pow((places - fives) as u32);
        Some(plain(&(num * scale), places))
    }

    /// The value in print: decimal, else fraction of at most 60 digits, else 28 significant digits.
    pub fn exact_text(&self) -> ExactText {
        let (num, den) = self.parts();
        let fraction = format!("{num}/{den}");
        let decimal = self.decimal().filter(|text| text.len() <= MOST_FRACTION_DIGITS + 2);
        if let Some(text) = decimal {
            return ExactText { text, exact: true };
        }
        if !den.is_one() && fraction.chars().filter(char::is_ascii_digit).count() <= MOST_FRACTION_DIGITS {
            return ExactText { text: fraction, exact: true };
        }
        if let (true, Some(text)) = (den.is_one(), self.decimal()) {
            return ExactText { text, exact: true };
        }
        ExactText { text: self.shortened(SHORTENED_DIGITS), exact: false }
    }

    /// A decimal of about `digits` significant digits, rounded half even, without trailing zeros.
    pub fn shortened(&self, digits: usize) -> String {
        let whole = self.abs().floor();
        let mut places = if whole.is_zero() {
            let mut zeros = 0;
            let mut probe = self.abs();
            let ten = Number::from(10);
            while !probe.is_zero() && probe < Number::ONE && zeros < 10_000 {
                probe = &probe * &ten;
                zeros += 1;
            }
            digits + zeros - usize::from(zeros > 0)
        } else {
            digits.saturating_sub(whole.parts().0.to_string().len())
        };
        places = places.min(20_000);
        let text = self.fixed(places as u32, Rounding::HalfEven);
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }
}

/// Digits with a point `places` from the right.
fn plain(value: &BigInt, places: usize) -> String {
    let text = value.magnitude().to_string();
    let padded = format!("{text:0>width$}", width = places + 1);
    let sign = if value.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    let (whole, rest) = padded.split_at(padded.len() - places);
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

/// The half-width form of a full-width digit or sign.
fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        '．' => '.',
        '，' => ',',
        '－' | '−' => '-',
        '＋' => '+',
        other => other,
    }
}

impl fmt::Display for Number {
    /// The exact text; see [`Number::exact_text`].
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.exact_text().text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number in a test")
    }

    #[test]
    fn reads_what_people_write() {
        for (written, meant) in
            [("１２．５", "12.5"), ("1,234,567.89", "1234567.89"), ("-0.50", "-0.5"), ("+3", "3")]
        {
            assert_eq!(number(written), number(meant), "{written}");
        }
        for bad in ["", ".", "1.", "1e3", "1,23", "12,34,567", "1234,567", "1.2.3", "--1", "1 2", ",1"] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn prints_decimals_fractions_and_shortened_forms() {
        assert_eq!(number("86.3479").to_string(), "86.3479");
        assert_eq!(Number::ratio(2699, 30).map(|n| n.to_string()), Some("2699/30".to_owned()));
        assert_eq!(number("-0.005").fixed(2, Rounding::HalfUp), "-0.01");
        let long = (0..40).fold(Number::ONE, |n, _| n.divide(&Number::from(97)).unwrap_or_default());
        assert!(!long.exact_text().exact);
    }
}
