//! The exact number against a plain big fraction: the same value from every operation, and one form for each value.

use heng::number::{Number, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Fails on the first difference and says which value it was.
fn same(number: &Number, wanted: &BigRational) {
    assert_eq!(&rational(number), wanted);
    // The same value made anew has the same form: equality and hash are those of the value.
    let again = from_rational(wanted);
    assert_eq!(number, &again);
    assert_eq!(hash(number), hash(&again));
    let fits = i64::try_from(wanted.numer()).is_ok() && i64::try_from(wanted.denom()).is_ok();
    let bits = wanted.numer().bits() + wanted.denom().bits();
    assert_eq!(number.size_in_bits(), if fits { 128 } else { bits });
    assert_eq!(number.is_zero(), wanted.is_zero());
    assert_eq!(number.is_negative(), wanted.is_negative());
    assert_eq!(number.is_whole(), wanted.is_integer());
    assert_eq!(number.to_i64(), if wanted.is_integer() { i64::try_from(wanted.numer()).ok() } else { None });
}

fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// Reads the value out through comparison and printing only: digits of the whole part by continued fractions.
fn rational(number: &Number) -> BigRational {
    let mut terms = Vec::new();
    let mut rest = number.clone();
    loop {
        let whole = rest.floor();
        terms.push(whole.decimal().and_then(|text| text.parse::<BigInt>().ok()).expect("a whole number"));
        match Number::ONE.divide(&(&rest - &whole)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    let mut value = BigRational::from(terms.pop().expect("at least one term"));
    while let Some(term) = terms.pop() {
        value = BigRational::from(term) + value.recip();
    }
    value
}

fn from_rational(value: &BigRational) -> Number {
    let part = |digits: &BigInt| Number::parse(&digits.to_string()).expect("digits");
    part(value.numer()).divide(&part(value.denom())).expect("a denominator is not zero")
}

fn integer() -> impl Strategy<Value = BigInt> {
    let edges = [
        i128::from(i64::MIN),
        i128::from(i64::MIN) + 1,
        i128::from(i64::MIN) - 1,
        i128::from(i64::MAX),
        i128::from(i64::MAX) + 1,
        i128::from(u64::MAX),
        i128::from(i32::MAX),
        i128::MIN,
        i128::MAX,
        10_i128.pow(18),
        10_i128.pow(19),
        0,
        1,
        -1,
        2,
        -2,
        5,
    ];
    prop_oneof![
        4 => (-200_i64..200).prop_map(BigInt::from),
        2 => prop::sample::select(edges.to_vec()).prop_map(BigInt::from),
        2 => any::<i64>().prop_map(BigInt::from),
        1 => any::<i128>().prop_map(BigInt::from),
        1 => (any::<i128>(), any::<i128>()).prop_map(|(a, b)| BigInt::from(a) * BigInt::from(b)),
    ]
}

fn value() -> impl Strategy<Value = BigRational> {
    let denominator = prop_oneof![
        3 => Just(BigInt::one()),
        2 => prop::sample::select(vec![2_i64, 4, 5, 8, 10, 100, 1000]).prop_map(BigInt::from),
        3 => integer().prop_filter("not zero", |n| !n.is_zero()),
    ];
    (integer(), denominator).prop_map(|(num, den)| BigRational::new(num, den))
}

/// Rounding as it is defined in words, on the scaled value.
fn rounded(value: &BigRational, places: u32, mode: Rounding) -> BigRational {
    let scale = BigRational::from(BigInt::from(10).pow(places));
    let size = value.abs() * &scale;
    let low = size.floor();
    let rest = &size - &low;
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let even = (low.numer() % 2_i32).is_zero();
    let up = match mode {
        Rounding::Down => false,
        Rounding::Up => !rest.is_zero(),
        Rounding::HalfUp => rest >= half,
        Rounding::HalfEven => rest > half || (rest == half && !even),
    };
    let size = if up { low + BigRational::one() } else { low };
    if value.is_negative() { -size / scale } else { size / scale }
}

const MODES: [Rounding; 4] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Up, Rounding::Down];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn operations_give_the_exact_value(a in value(), b in value()) {
        let (x, y) = (from_rational(&a), from_rational(&b));
        same(&x, &a);
        same(&(&x + &y), &(&a + &b));
        same(&(&x - &y), &(&a - &b));
        same(&(&x * &y), &(&a * &b));
        match x.divide(&y) {
            Some(quotient) => same(&quotient, &(&a / &b)),
            None => prop_assert!(b.is_zero()),
        }
        same(&-&x, &-&a);
        same(&x.abs(), &a.abs());
        same(&x.floor(), &a.floor());
        same(&x.ceil(), &a.ceil());
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        same(&[x.clone(), y.clone(), x].into_iter().sum(), &(&a + &b + &a));
    }

    #[test]
    fn every_mode_rounds_as_defined(a in value(), places in 0_u32..25) {
        for mode in MODES {
            let wanted = rounded(&a, places, mode);
            let number = from_rational(&a).round(places, mode);
            same(&number, &wanted);
            prop_assert_eq!(number.round(places, mode), number);
        }
    }

    #[test]
    fn ties_and_their_neighbours(whole in any::<i64>(), places in 0_u32..20) {
        let scale = BigInt::from(10).pow(places);
        for off in [-1_i32, 0, 1] {
            // (whole + 1/2 + off/10^9) / 10^places
            let nine = BigInt::from(1_000_000_000);
            let num = BigInt::from(whole) * &nine + &nine / 2_i32 + off;
            let a = BigRational::new(num, nine * &scale);
            for mode in MODES {
                same(&from_rational(&a).round(places, mode), &rounded(&a, places, mode));
            }
        }
    }

    #[test]
    fn ratios_of_any_two_integers(a in any::<i64>(), b in any::<i64>()) {
        for (a, b) in [(a, b), (i64::MIN, b), (a, i64::MIN), (i64::MAX, b), (i64::MIN, i64::MIN), (i64::MIN, -1)] {
            match Number::ratio(a, b) {
                Some(number) => same(&number, &BigRational::new(a.into(), b.into())),
                None => prop_assert_eq!(b, 0),
            }
        }
    }

    #[test]
    fn fixed_print_is_the_rounded_value(a in value(), places in 0_u32..25) {
        for mode in MODES {
            let text = from_rational(&a).fixed(places, mode);
            let point = text.find('.').map_or(0, |at| text.len() - at - 1);
            prop_assert_eq!(point, places as usize);
            prop_assert!(!text.starts_with("-0") || text.contains(|c| ('1'..='9').contains(&c)), "{}", text);
            same(&Number::parse(&text).expect("it reads back"), &rounded(&a, places, mode));
        }
    }

    #[test]
    fn exact_print_reads_back(a in value()) {
        let print = from_rational(&a).exact_text();
        if print.exact {
            let (num, den) = print.text.split_once('/').unwrap_or((&print.text, "1"));
            let read = |text| Number::parse(text).expect("it reads back");
            same(&read(num).divide(&read(den)).expect("not zero"), &a);
        } else {
            let near = rational(&Number::parse(&print.text).expect("it reads back"));
            let error = (&near - &a).abs();
            // 28 significant digits, rounded to the nearest: at most half a unit of the last.
            prop_assert!(error * BigRational::from(BigInt::from(10).pow(27)) * BigInt::from(2) <= a.abs(), "{}", print.text);
            prop_assert!(!near.eq(&a));
        }
    }

    #[test]
    fn a_finite_decimal_prints_as_itself(whole in any::<i128>(), places in 0_usize..40) {
        let digits = format!("{:0>width$}", whole.unsigned_abs(), width = places + 1);
        let (left, right) = digits.split_at(digits.len() - places);
        let sign = if whole < 0 { "-" } else { "" };
        let written = if places == 0 { format!("{sign}{left}") } else { format!("{sign}{left}.{right}") };
        let number = Number::parse(&written).expect("a decimal");
        same(&number, &BigRational::new(whole.into(), BigInt::from(10).pow(places as u32)));
        let shortest = if places == 0 { written.clone() } else {
            written.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let shortest = if shortest == "-0" { "0".to_owned() } else { shortest };
        prop_assert_eq!(number.decimal(), Some(shortest));
    }

    #[test]
    fn reading_never_panics_and_never_guesses(text in "[-+０-９0-9.,，． e%/]{0,12}") {
        let plain: String = text.chars().map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '．' => '.',
            '，' => ',',
            other => other,
        }).collect();
        let read = Number::parse(&text);
        prop_assert_eq!(&read, &Number::parse(&plain));
        if let Some(number) = read {
            let digits = plain.replace(',', "");
            let unsigned = digits.trim_start_matches(['+', '-']);
            let (whole, rest) = unsigned.split_once('.').unwrap_or((unsigned, ""));
            prop_assert!(digits.len() <= unsigned.len() + 1);
            let all_digits = [whole, rest].concat();
            prop_assert!(all_digits.chars().all(|c| c.is_ascii_digit()));
            let size = all_digits.parse::<BigInt>().expect("digits");
            let value = BigRational::new(size, BigInt::from(10).pow(rest.len() as u32));
            same(&number, &if digits.starts_with('-') { -value } else { value });
        }
    }
}

#[test]
fn the_least_small_integer_goes_everywhere() {
    let least = Number::from(i64::MIN);
    let wanted = BigRational::from(BigInt::from(i64::MIN));
    let one = BigRational::one();
    same(&-&least, &-&wanted);
    same(&-&-&least, &wanted);
    same(&least.abs(), &wanted.abs());
    same(&least.ceil(), &wanted);
    same(&least.floor(), &wanted);
    same(&(&Number::ZERO - &least), &-&wanted);
    same(&(&least - &Number::ONE), &(&wanted - &one));
    same(&(&least * &least), &(&wanted * &wanted));
    same(&least.divide(&least).expect("not zero"), &one);
    same(&Number::ONE.divide(&least).expect("not zero"), &wanted.recip());
    same(&least.divide(&Number::from(-1)).expect("not zero"), &-&wanted);
    for mode in MODES {
        same(&least.round(3, mode), &wanted);
        same(
            &Number::ratio(i64::MIN, 3).expect("not zero").round(18, mode),
            &rounded(&(&wanted / BigInt::from(3)), 18, mode),
        );
        same(
            &Number::ratio(i64::MIN, i64::MAX).expect("not zero").round(18, mode),
            &rounded(&BigRational::new(i64::MIN.into(), i64::MAX.into()), 18, mode),
        );
    }
    assert_eq!(least.to_string(), "-9223372036854775808");
    assert_eq!(least.to_i64(), Some(i64::MIN));
}

#[test]
fn powers_of_ten() {
    for exponent in -40_i32..40 {
        let size = BigRational::from(BigInt::from(10).pow(exponent.unsigned_abs()));
        same(&Number::power_of_ten(exponent), &if exponent < 0 { size.recip() } else { size });
    }
}

#[test]
fn shares_of_a_whole_add_up() {
    let third = Number::ratio(1, 3).expect("not zero");
    let sum = &(&third * &Number::from(60)) + &(&(&third + &third) * &Number::from(60));
    assert_eq!(sum, Number::from(60));
}
