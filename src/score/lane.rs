//! A column of a block as plain machine integers, where that is possible.
//!
//! What a lane holds is exact: a number is `numerator / denominator · 10^-places`, with bounds known, so that an
//! operation on whole lanes needs no check per row. Where no lane can hold a value (an absent one, one that outgrows
//! 64 bits), the row stands aside and is computed by itself; its place in the lane then holds some number that nobody
//! reads.

use super::value::Value;
use crate::number::Number;
use std::sync::Arc;

/// Integers of all rows of a block.
#[derive(Clone, Debug)]
pub enum Ints {
    /// The same for all.
    All(i64),
    /// One for each row.
    Each(Vec<i64>),
}

/// Integers with bounds that hold for every row, also for rows that stand aside.
#[derive(Clone, Debug)]
pub struct Bounded {
    /// The integers.
    pub ints: Ints,
    /// None is below.
    pub low: i64,
    /// None is above.
    pub high: i64,
}

/// Numbers of all rows: `num / den · 10^-places`, the denominator positive.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Decimal places; negative for multiples of powers of ten.
    pub places: i32,
    /// Numerators.
    pub num: Bounded,
    /// Denominators.
    pub den: Bounded,
}

/// Yes or no of all rows.
#[derive(Clone, Debug)]
pub enum Truths {
    /// The same for all.
    All(bool),
    /// One for each row.
    Each(Vec<bool>),
}

/// The values of a column in all rows of a block.
#[derive(Clone, Debug)]
pub enum Lane {
    /// Numbers.
    Numbers(Quantity),
    /// Yes or no.
    Truths(Truths),
    /// Words, by their place in a list without repetition.
    Words {
        /// The place of each row's word.
        codes: Vec<u32>,
        /// The words.
        words: Arc<Vec<Arc<str>>>,
    },
    /// Something else that is the same for all rows.
    Same(Value),
    /// Anything.
    Mixed(Vec<Value>),
}

impl Ints {
    /// The integer of a row.
    #[inline]
    pub fn at(&self, row: usize) -> i64 {
        match self {
            Ints::All(one) => *one,
            Ints::Each(each) => each[row],
        }
    }

    /// Each one changed.
    #[inline]
    pub fn map(&self, f: impl Fn(i64) -> i64) -> Ints {
        match self {
            Ints::All(one) => Ints::All(f(*one)),
            Ints::Each(each) => Ints::Each(each.iter().map(|one| f(*one)).collect()),
        }
    }

    /// Row by row with others.
    #[inline]
    pub fn zip(&self, other: &Ints, f: impl Fn(i64, i64) -> i64) -> Ints {
        match (self, other) {
            (Ints::All(a), Ints::All(b)) => Ints::All(f(*a, *b)),
            (Ints::All(a), Ints::Each(b)) => Ints::Each(b.iter().map(|b| f(*a, *b)).collect()),
            (Ints::Each(a), Ints::All(b)) => Ints::Each(a.iter().map(|a| f(*a, *b)).collect()),
            (Ints::Each(a), Ints::Each(b)) => Ints::Each(a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()),
        }
    }

    /// A question on each row with others.
    #[inline]
    pub fn ask(&self, other: &Ints, f: impl Fn(i64, i64) -> bool) -> Truths {
        match (self, other) {
            (Ints::All(a), Ints::All(b)) => Truths::All(f(*a, *b)),
            (Ints::All(a), Ints::Each(b)) => Truths::Each(b.iter().map(|b| f(*a, *b)).collect()),
            (Ints::Each(a), Ints::All(b)) => Truths::Each(a.iter().map(|a| f(*a, *b)).collect()),
            (Ints::Each(a), Ints::Each(b)) => Truths::Each(a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()),
        }
    }
}

impl Bounded {
    /// One integer for all rows.
    pub fn all(one: i64) -> Bounded {
        Bounded { ints: Ints::All(one), low: one, high: one }
    }

    /// Integers, with the bounds that they have.
    pub fn each(each: Vec<i64>) -> Bounded {
        let low = each.iter().copied().min().unwrap_or(0);
        let high = each.iter().copied().max().unwrap_or(0);
        Bounded { ints: Ints::Each(each), low, high }
    }

    /// With bounds that are wider than 64 bits: nothing, if these do not fit.
    pub fn within(low: i128, high: i128, ints: impl FnOnce() -> Ints) -> Option<Bounded> {
        let (low, high) = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        Some(Bounded { ints: ints(), low, high })
    }

    /// The bounds, wide.
    pub fn bounds(&self) -> (i128, i128) {
        (self.low.into(), self.high.into())
    }

    /// The one integer, if it is the same for all rows.
    pub fn one(&self) -> Option<i64> {
        match self.ints {
            Ints::All(one) => Some(one),
            Ints::Each(_) => None,
        }
    }

    /// Times another.
    pub fn times(&self, other: &Bounded) -> Option<Bounded> {
        if self.one() == Some(1) {
            return Some(other.clone());
        }
        if other.one() == Some(1) {
            return Some(self.clone());
        }
        let ((a, b), (c, d)) = (self.bounds(), other.bounds());
        let corners = [a * c, a * d, b * c, b * d];
        let (low, high) =
            corners.iter().fold((corners[0], corners[0]), |(low, high), x| (low.min(*x), high.max(*x)));
        Bounded::within(low, high, || self.ints.zip(&other.ints, |a, b| a.wrapping_mul(b)))
    }

    /// Times one integer.
    pub fn scaled(&self, by: i64) -> Option<Bounded> {
        self.times(&Bounded::all(by))
    }
}

/// The power of ten, if it fits.
pub fn power_of_ten(places: i32) -> Option<i64> {
    10_i64.checked_pow(u32::try_from(places).ok()?)
}

impl Quantity {
    /// Numbers with decimal places.
    pub fn fixed(places: i32, num: Bounded) -> Quantity {
        Quantity { places, num, den: Bounded::all(1) }
    }

    /// Whole numbers.
    pub fn whole(num: Bounded) -> Quantity {
        Quantity::fixed(0, num)
    }

    /// One number for all rows, if 64 bits hold its numerator and denominator.
    pub fn constant(number: &Number) -> Option<Quantity> {
        if let Some((mut units, mut places)) = number.to_decimal() {
            while units != 0 && units % 10 == 0 {
                units /= 10;
                places -= 1;
            }
            return Some(Quantity::fixed(places, Bounded::all(units)));
        }
        let (num, den) = number.small_parts()?;
        Some(Quantity { places: 0, num: Bounded::all(num), den: Bounded::all(den) })
    }

    /// Whether no row has a denominator.
    pub fn is_fixed(&self) -> bool {
        self.den.one() == Some(1)
    }

    /// The number of a row.
    pub fn at(&self, row: usize) -> Number {
        Number::from_units(self.num.ints.at(row), self.den.ints.at(row), self.places)
    }

    /// With more places, the same values.
    pub fn with_places(&self, places: i32) -> Option<Bounded> {
        self.num.scaled(power_of_ten(places - self.places)?)
    }
}

impl Truths {
    /// The answer of a row.
    #[inline]
    pub fn at(&self, row: usize) -> bool {
        match self {
            Truths::All(one) => *one,
            Truths::Each(each) => each[row],
        }
    }

    /// Each one the other way round.
    pub fn not(&self) -> Truths {
        match self {
            Truths::All(one) => Truths::All(!one),
            Truths::Each(each) => Truths::Each(each.iter().map(|one| !one).collect()),
        }
    }

    /// Row by row with others.
    pub fn zip(&self, other: &Truths, f: impl Fn(bool, bool) -> bool) -> Truths {
        match (self, other) {
            (Truths::All(a), Truths::All(b)) => Truths::All(f(*a, *b)),
            (Truths::All(a), Truths::Each(b)) | (Truths::Each(b), Truths::All(a)) => {
                Truths::Each(b.iter().map(|b| f(*b, *a)).collect())
            }
            (Truths::Each(a), Truths::Each(b)) => {
                Truths::Each(a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect())
            }
        }
    }
}

impl Lane {
    /// The same for all rows.
    pub fn same(value: Value) -> Lane {
        match &value {
            Value::Number(number) => match Quantity::constant(number) {
                Some(quantity) => Lane::Numbers(quantity),
                None => Lane::Same(value),
            },
            Value::Truth(truth) => Lane::Truths(Truths::All(*truth)),
            _ => Lane::Same(value),
        }
    }

    /// The value of a row that does not stand aside.
    pub fn at(&self, row: usize) -> Value {
        match self {
            Lane::Numbers(numbers) => Value::Number(numbers.at(row)),
            Lane::Truths(truths) => Value::Truth(truths.at(row)),
            Lane::Words { codes, words } => {
                words.get(codes[row] as usize).map_or(Value::LeftOut, |word| Value::Word(word.clone()))
            }
            Lane::Same(value) => value.clone(),
            Lane::Mixed(values) => values[row].clone(),
        }
    }

    /// Its numbers, if it holds nothing else.
    pub fn numbers(&self) -> Option<&Quantity> {
        match self {
            Lane::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// Its answers, if it holds nothing else.
    pub fn truths(&self) -> Option<&Truths> {
        match self {
            Lane::Truths(truths) => Some(truths),
            _ => None,
        }
    }

    /// Whether every row that does not stand aside has a value that is there.
    pub fn is_whole(&self) -> bool {
        match self {
            Lane::Numbers(_) | Lane::Truths(_) | Lane::Words { .. } => true,
            Lane::Same(value) => value.is_present(),
            Lane::Mixed(_) => false,
        }
    }

    /// Values as the narrowest lane that holds them; rows for which `aside` holds need none.
    pub fn packed(values: Vec<Value>, aside: &[bool]) -> Lane {
        let there = || values.iter().zip(aside).filter(|(_, aside)| !**aside).map(|(value, _)| value);
        match there().next() {
            Some(Value::Number(_)) => match Self::packed_numbers(&values, aside) {
                Some(numbers) => Lane::Numbers(numbers),
                None => Lane::Mixed(values),
            },
            Some(Value::Truth(_)) if there().all(|value| matches!(value, Value::Truth(_))) => {
                Lane::Truths(Truths::Each(values.iter().map(|value| *value == Value::Truth(true)).collect()))
            }
            _ => Lane::Mixed(values),
        }
    }

    fn packed_numbers(values: &[Value], aside: &[bool]) -> Option<Quantity> {
        let mut parts = Vec::with_capacity(values.len());
        for (value, aside) in values.iter().zip(aside) {
            parts.push(match value {
                _ if *aside => (0, 0),
                Value::Number(number) => number.to_decimal()?,
                _ => return None,
            });
        }
        let places = parts.iter().map(|(_, places)| *places).max()?;
        let units: Option<Vec<i64>> =
            parts.iter().map(|(units, own)| units.checked_mul(power_of_ten(places - own)?)).collect();
        Some(Quantity::fixed(places, Bounded::each(units?)))
    }
}
