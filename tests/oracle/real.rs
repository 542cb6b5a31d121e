//! Logarithms, exponentials, roots and powers once more, by other means and naively: ninety decimals,
//! then one rounding. Nothing here is proved; it only must agree.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

type Q = BigRational;

/// Decimals in which everything is computed.
const DECIMALS: u32 = 90;

fn whole(n: i64) -> Q {
    Q::from_integer(n.into())
}

fn unit() -> BigInt {
    BigInt::from(10).pow(DECIMALS)
}

/// Cut to the decimals in which everything is computed.
fn cut(value: &Q) -> Q {
    Q::new((value * Q::from_integer(unit())).floor().to_integer(), unit())
}

/// The square root, cut.
fn square_root(value: &Q) -> Q {
    let scaled = (value * Q::from_integer(unit()) * Q::from_integer(unit())).floor().to_integer();
    Q::new(scaled.sqrt(), unit())
}

/// By square roots until the value is close to one, then the plain series of ln(1 + u).
fn ln_near(value: &Q) -> Q {
    let (mut x, mut times) = (cut(value), 0_u32);
    while (&x - whole(1)).abs() > Q::new(1.into(), 1000.into()) {
        x = square_root(&x);
        times += 1;
    }
    let u = &x - whole(1);
    let (mut power, mut sum) = (u.clone(), whole(0));
    for n in 1..60 {
        let term = &power / whole(n);
        sum = if n % 2 == 1 { sum + term } else { sum - term };
        power = cut(&(&power * &u));
    }
    cut(&(sum * Q::from_integer(BigInt::from(2).pow(times))))
}

/// By the plain series, after the argument is made small and before it is squared back.
fn exp_near(value: &Q) -> Q {
    let mut halvings = 0_u32;
    let mut x = value.clone();
    while x.abs() > Q::new(1.into(), 1000.into()) {
        x /= whole(2);
        halvings += 1;
    }
    let (mut term, mut sum) = (whole(1), whole(1));
    for n in 1..60 {
        term = cut(&(term * &x / whole(n)));
        sum += &term;
    }
    for _ in 0..halvings {
        sum = cut(&(&sum * &sum));
    }
    sum
}

/// Rounded half even to 28 significant digits.
pub fn rounded(value: &Q) -> Q {
    if value.is_zero() {
        return value.clone();
    }
    let (mut low, mut high) = (whole(10).pow(27), whole(10).pow(28));
    let mut scale = whole(1);
    let size = value.abs();
    while &size * &scale >= high {
        scale /= whole(10);
    }
    while &size * &scale < low {
        scale *= whole(10);
    }
    (low, high) = ((&size * &scale).floor(), (&size * &scale).ceil());
    let scaled = &size * &scale;
    let nearest = if &scaled - &low < &high - &scaled
        || (&scaled - &low == &high - &scaled && low.to_integer().is_even())
    {
        low
    } else {
        high
    };
    nearest / scale * value.signum()
}

pub fn ln(x: &Q) -> Option<Q> {
    if !x.is_positive() {
        return None;
    }
    Some(if x.is_one() { whole(0) } else { rounded(&ln_near(x)) })
}

pub fn log10(x: &Q) -> Option<Q> {
    if !x.is_positive() {
        return None;
    }
    for n in -400..400_i32 {
        if whole(10).pow(n) == *x {
            return Some(whole(n.into()));
        }
    }
    Some(rounded(&(ln_near(x) / ln_near(&whole(10)))))
}

pub fn exp(x: &Q) -> Q {
    // A tiny result has too few digits in ninety decimals: the reciprocal has enough.
    let value = if x.is_negative() { exp_near(&-x).recip() } else { exp_near(x) };
    if x.is_zero() { whole(1) } else { rounded(&value) }
}

/// The root of a fraction that is not negative.
pub fn root(x: &Q, degree: u32) -> Q {
    let (a, b) = (x.numer().nth_root(degree), x.denom().nth_root(degree));
    let exact = Q::new(a, b);
    if exact.pow(degree as i32) == *x {
        return exact;
    }
    let scale = BigInt::from(10).pow(DECIMALS * degree);
    let scaled = (x * Q::from_integer(scale)).floor().to_integer();
    rounded(&Q::new(scaled.nth_root(degree), unit()))
}

/// The power; nothing where there is none.
pub fn power(x: &Q, y: &Q) -> Option<Q> {
    if y.is_integer() {
        let times = y.to_integer().to_i32().expect("small powers are tested");
        return if x.is_zero() && times < 0 { None } else { Some(x.pow(times)) };
    }
    if x.is_negative() || (x.is_zero() && y.is_negative()) {
        return None;
    }
    if x.is_zero() {
        return Some(whole(0));
    }
    let degree = y.denom().to_u32().expect("small roots are tested");
    let times = y.numer().to_i32().expect("small powers are tested");
    let (a, b) = (x.numer().nth_root(degree), x.denom().nth_root(degree));
    let base = Q::new(a, b);
    if base.pow(degree as i32) == *x {
        return Some(base.pow(times));
    }
    let logarithm = ln_near(x) * y;
    let value = if logarithm.is_negative() { exp_near(&-logarithm).recip() } else { exp_near(&logarithm) };
    Some(rounded(&value))
}
