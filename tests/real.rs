//! Logarithms, exponentials, roots and powers: known digits, exact cases, hard cases, and agreement with a naive
//! computation by other means.

use heng::number::{NoValue, Number};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

#[path = "oracle/real.rs"]
mod real;

fn number(text: &str) -> Number {
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let read = |text| Number::parse(text).expect("a number in a test");
    read(num).divide(&read(den)).expect("not zero")
}

fn from_rational(value: &BigRational) -> Number {
    number(&format!("{}/{}", value.numer(), value.denom()))
}

#[test]
fn known_digits() {
    let of = |text: &str| number(text);
    for (is, wanted) in [
        (of("2").ln(), "0.6931471805599453094172321215"),
        (of("10").ln(), "2.302585092994045684017991455"),
        (of("75000").ln(), "11.22524339251844749265073827"),
        (of("0.5").ln(), "-0.6931471805599453094172321215"),
        (of("1").exp(), "2.718281828459045235360287471"),
        (of("-1").exp(), "0.3678794411714423215955237702"),
        (of("2").log10(), "0.3010299956639811952137388947"),
        (of("2").root(2), "1.414213562373095048801688724"),
        (of("2").root(3), "1.259921049894873164767210607"),
        (of("2").power(&of("1/2")), "1.414213562373095048801688724"),
        (of("10").power(&of("0.3010299956639811952137388947")), "2"),
    ] {
        assert_eq!(is.map(|n| n.to_string()), Ok(wanted.to_owned()));
    }
}

#[test]
fn rational_values_are_exact() {
    for (is, wanted) in [
        (number("1").ln(), "0"),
        (number("0").exp(), "1"),
        (number("1000").log10(), "3"),
        (number("0.001").log10(), "-3"),
        (number("4/9").root(2), "2/3"),
        (number("-27/8").root(3), "-3/2"),
        (number("8/27").power(&number("2/3")), "4/9"),
        (number("8/27").power(&number("-2/3")), "9/4"),
        (number("1/3").power(&number("7")), "1/2187"),
        (number("1/3").power(&number("-2")), "9"),
        (number("0").power(&number("0")), "1"),
        (number("0").power(&number("0.5")), "0"),
        (number("1").power(&number("1/1000003")), "1"),
        (number("-1").power(&number("1000000000001")), "-1"),
    ] {
        assert_eq!(is, Ok(number(wanted)), "{wanted}");
    }
    let (half, two, eight) = (number("1/2"), number("2"), number("8"));
    assert_eq!(Number::power_product(&[(&two, &half), (&eight, &half)]), Ok(number("4")));
    assert_eq!(Number::power_product(&[(&Number::ZERO, &half), (&two, &half)]), Ok(Number::ZERO));
    assert_eq!(Number::power_product(&[]), Ok(Number::ONE));
}

#[test]
fn where_there_is_no_value() {
    assert_eq!(number("0").ln(), Err(NoValue::Outside));
    assert_eq!(number("-1").log10(), Err(NoValue::Outside));
    assert_eq!(number("-4").root(2), Err(NoValue::Outside));
    assert_eq!(number("4").root(0), Err(NoValue::Outside));
    assert_eq!(number("-8").power(&number("1/3")), Err(NoValue::Outside));
    assert_eq!(number("0").power(&number("-1")), Err(NoValue::DivisionByZero));
    assert_eq!(number("0").power(&number("-0.5")), Err(NoValue::DivisionByZero));
    assert_eq!(number("10").exp().map(|n| n.is_zero()), Ok(false));
    assert_eq!(number("1000000").exp(), Err(NoValue::TooLarge));
    assert_eq!(number("2").power(&number("1000000")), Err(NoValue::TooLarge));
    assert_eq!(number("2").power(&number("1000000.5")), Err(NoValue::TooLarge));
    assert_eq!(number("2").power(&number("100000000000000000000000")), Err(NoValue::TooLarge));
}

#[test]
fn close_to_where_it_is_decided() {
    // 1 + 10^-300 has a logarithm that takes a thousand bits to see.
    let tiny = Number::power_of_ten(-300);
    let near_one = &Number::ONE + &tiny;
    assert_eq!(near_one.ln().map(|n| n.significant(28)), Ok(tiny.clone()));
    assert_eq!(tiny.exp(), Ok(Number::ONE));
    assert_eq!(near_one.root(2), Ok(Number::ONE));
    // The square of a number of 29 digits that ends in 5, one unit off: the tie itself, and each side of it.
    let tie = number("1.2345678901234567890123456785");
    let (square, unit) = (&tie * &tie, Number::power_of_ten(-200));
    assert_eq!(square.root(2), Ok(tie.clone()), "a rational root is exact, however long");
    assert_eq!((&square - &unit).root(2), Ok(number("1.234567890123456789012345678")));
    assert_eq!((&square + &unit).root(2), Ok(number("1.234567890123456789012345679")));
}

fn positive() -> impl Strategy<Value = BigRational> {
    let integer = prop_oneof![1_i64..200, 1_i64..1_000_000_000_000, Just(1_i64)];
    (integer.clone(), integer).prop_map(|(a, b)| BigRational::new(a.into(), b.into()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn agrees_with_the_naive_way(x in positive(), degree in 2_u32..7, up in -9_i64..9, down in 1_i64..8, small in -400_i64..400) {
        let n = from_rational(&x);
        prop_assert_eq!(n.ln().ok(), real::ln(&x).map(|v| from_rational(&v)), "ln {}", x);
        prop_assert_eq!(n.log10().ok(), real::log10(&x).map(|v| from_rational(&v)), "log10 {}", x);
        prop_assert_eq!(n.root(degree).ok(), Some(from_rational(&real::root(&x, degree))), "root {} {}", x, degree);
        let y = BigRational::new(up.into(), down.into());
        prop_assert_eq!(n.power(&from_rational(&y)).ok(), real::power(&x, &y).map(|v| from_rational(&v)), "{} ^ {}", x, y);
        let e = BigRational::new(small.into(), BigInt::from(7));
        prop_assert_eq!(from_rational(&e).exp().ok(), Some(from_rational(&real::exp(&e))), "exp {}", e);
    }

    #[test]
    fn significant_digits(x in positive(), scale in -60_i32..60) {
        let x = x * BigRational::from_integer(10.into()).pow(scale);
        prop_assert_eq!(from_rational(&x).significant(28), from_rational(&real::rounded(&x)));
        prop_assert_eq!(from_rational(&-&x).significant(28), from_rational(&real::rounded(&-x)));
    }
}
