//! Reads the number at the front of a cell, exactly and within bounds of size.
//!
//! It must never know the type of a fact or a unit.

use crate::number::Number;

/// Characters of a written number beyond which it is refused: no figure of an appraisal is that long, and exact
/// arithmetic with a longer one would be slow.
const LONGEST: usize = 200;

/// Splits `1.2万人次` into the number and what follows it, without blanks between; nothing if no number is in front.
/// Full-width forms must be gone.
pub(super) fn amount(text: &str) -> Option<(Number, &str)> {
    let end = text
        .char_indices()
        .find(|(_, c)| !matches!(c, '0'..='9' | '+' | '-' | '−' | '.' | ','))
        .map_or(text.len(), |(at, _)| at);
    let (number, rest) = text.split_at(end);
    Some((plain(number)?, rest.trim_start()))
}

/// A plain decimal.
fn plain(text: &str) -> Option<Number> {
    if text.len() > LONGEST {
        return None;
    }
    short(text).or_else(|| Number::parse(text))
}

/// The common case, without big integers: an optional minus, at most 18 digits, one point among them.
fn short(text: &str) -> Option<Number> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    if digits.len() > 18 || !digits.as_bytes().last()?.is_ascii_digit() {
        return None;
    }
    let (mut value, mut scale, mut seen_point) = (0_i64, 1_i64, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                scale *= if seen_point { 10 } else { 1 };
            }
            b'.' if !seen_point => seen_point = true,
            _ => return None,
        }
    }
    Number::ratio(if negative { -value } else { value }, scale)
}

/// A number as JSON writes it, with an exponent of at most three digits.
pub(super) fn json(text: &str) -> Option<Number> {
    let Some((digits, exponent)) = text.split_once(['e', 'E']) else { return plain(text) };
    let exponent = exponent.parse::<i32>().ok().filter(|exponent| exponent.abs() < 1000)?;
    Some(&plain(digits)? * &Number::power_of_ten(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_general_reading_agree() {
        for text in
            ["0", "-0.50", "98.7", "123456789012345678", "1234567890123456789", "0.000000000000001", ".5"]
        {
            assert_eq!(plain(text), Number::parse(text), "{text}");
        }
        for text in ["", "-", ".", "1.", "1.2.3", "--1"] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn exponents_are_exact_and_bounded() {
        assert_eq!(json("9.87e-1"), Number::ratio(987, 1000));
        assert_eq!(json("1E+3"), Some(Number::from(1000)));
        assert_eq!(json("1e1000"), None);
    }
}
