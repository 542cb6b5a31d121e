//! A column of a block as plain machine integers, where that is possible.
//!
//! What a lane holds is exact: a number is `numerator / denominator · 10^-places`, with bounds known, so that an
//! operation on whole lanes needs no check per row. Where no lane can hold a value (an absent one, one that outgrows
//! 64 bits), the row stands aside and is computed by itself; its place in the lane then holds some number that nobody
//! reads.

use super::value::Value;
use crate::column::{Column, Plain, Texts};
use crate::number::Number;
use std::sync::Arc;

/// Integers of all rows of a block.
#[derive(Clone, Debug)]
enum Ints {
    /// The same for all.
    All(i64),
    /// `times · x + plus`, one x for each row: what is multiplied with a constant or has one added costs nothing until
    /// it is looked at. Computed modulo 2^64, and so right wherever the result is within bounds.
    Each { column: Column<i64>, times: i64, plus: i64 },
    /// The same, and then not below the lower bound nor above the upper one.
    Clamped {
        column: Column<i64>,
        times: i64,
        plus: i64,
        /// Where it would be if it were not clamped: this, too, fits.
        reach: (i64, i64),
    },
}

/// Integers with bounds that hold for every row, also for rows that stand aside.
#[derive(Clone, Debug)]
pub struct Bounded {
    ints: Ints,
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

/// Numbers of all rows, each at most `slack` units away from `num · 10^-places`; see `kernel::near`.
#[derive(Clone, Debug)]
pub struct Near {
    /// Decimal places.
    pub places: i32,
    /// Units.
    pub num: Bounded,
    /// How many units the true number can be away.
    pub slack: i64,
}

/// Yes or no of all rows.
#[derive(Clone, Debug)]
pub enum Truths {
    /// The same for all.
    All(bool),
    /// One for each row.
    Each(Column<bool>),
}

/// The values of a column in all rows of a block.
#[derive(Clone, Debug)]
pub enum Lane {
    /// Numbers.
    Numbers(Quantity),
    /// Numbers with errors that are kept in view. Their rows have no values to be asked for: where one is needed, the
    /// row stands aside.
    Near(Near),
    /// Yes or no.
    Truths(Truths),
    /// Words, by their place in a list, in which one may come several times.
    Words {
        /// The place of each row's word.
        codes: Column<u32>,
        /// The words.
        words: Arc<Texts>,
    },
    /// Something else that is the same for all rows.
    Same(Value),
    /// Anything.
    Mixed(Vec<Value>),
}

impl Bounded {
    /// One integer for all rows.
    pub fn all(one: i64) -> Bounded {
        Bounded { ints: Ints::All(one), low: one, high: one }
    }

    /// Integers with known bounds.
    pub fn each(column: Column<i64>, low: i64, high: i64) -> Bounded {
        Bounded { ints: Ints::Each { column, times: 1, plus: 0 }, low, high }
    }

    /// Integers, with the bounds that they have.
    pub fn of(column: Column<i64>) -> Bounded {
        let low = column.iter().copied().min().unwrap_or(0);
        let high = column.iter().copied().max().unwrap_or(0);
        Bounded::each(column, low, high)
    }

    /// The bounds, wide.
    pub fn bounds(&self) -> (i128, i128) {
        (self.low.into(), self.high.into())
    }

    /// The one integer, if it is the same for all rows.
    pub fn one(&self) -> Option<i64> {
        match self.ints {
            Ints::All(one) => Some(one),
            Ints::Each { .. } | Ints::Clamped { .. } => None,
        }
    }

    /// The column of which it is a multiple with something added; nothing, if it is the same for all rows.
    pub fn column(&self) -> Option<(Column<i64>, i64, i64)> {
        match &self.ints {
            Ints::All(_) => None,
            Ints::Each { column, times, plus } => Some((column.clone(), *times, *plus)),
            Ints::Clamped { column, .. } => Some((self.plain(column.len()), 1, 0)),
        }
    }

    /// The integer of a row.
    #[inline]
    pub fn at(&self, row: usize) -> i64 {
        match &self.ints {
            Ints::All(one) => *one,
            Ints::Each { column, times, plus } => column[row].wrapping_mul(*times).wrapping_add(*plus),
            Ints::Clamped { column, times, plus, .. } => {
                column[row].wrapping_mul(*times).wrapping_add(*plus).min(self.high).max(self.low)
            }
        }
    }

    /// The integers as they are, for a number of rows.
    pub fn plain(&self, rows: usize) -> Column<i64> {
        match &self.ints {
            Ints::All(one) => std::iter::repeat_n(*one, rows).collect(),
            Ints::Each { column, times: 1, plus: 0 } => column.clone(),
            Ints::Each { column, .. } | Ints::Clamped { column, .. } => self.collected(column, |x| x),
        }
    }

    /// Something of each integer; only for those that are not the same for all rows.
    #[inline]
    fn collected<T: Plain>(&self, column: &Column<i64>, f: impl Fn(i64) -> T) -> Column<T> {
        match self.ints {
            Ints::Each { times: 1, plus: 0, .. } | Ints::All(_) => column.iter().map(|x| f(*x)).collect(),
            Ints::Each { times, plus, .. } => {
                column.iter().map(|x| f(x.wrapping_mul(times).wrapping_add(plus))).collect()
            }
            Ints::Clamped { times, plus, .. } => {
                let (low, high) = (self.low, self.high);
                let value = |x: &i64| x.wrapping_mul(times).wrapping_add(plus).min(high).max(low);
                column.iter().map(|x| f(value(x))).collect()
            }
        }
    }

    /// With nothing that is put off but a factor and what is added.
    fn settled(&self) -> Bounded {
        match &self.ints {
            Ints::Clamped { column, .. } => Bounded::each(self.plain(column.len()), self.low, self.high),
            _ => self.clone(),
        }
    }

    /// The same modulo 2^64 for all rows: `times · this + plus`. Nothing, if the bounds do not fit.
    fn affine(&self, by: i64, and: i64) -> Option<Bounded> {
        let end = |bound: i64| i64::try_from(i128::from(bound) * i128::from(by) + i128::from(and)).ok();
        let ends = |(low, high): (i64, i64)| {
            let (low, high) = if by < 0 { (high, low) } else { (low, high) };
            end(low).zip(end(high))
        };
        let (low, high) = ends((self.low, self.high))?;
        let ints = match &self.ints {
            Ints::All(one) => Ints::All(one.wrapping_mul(by).wrapping_add(and)),
            _ if by == 0 => Ints::All(and),
            Ints::Each { column, times, plus } => Ints::Each {
                column: column.clone(),
                times: times.wrapping_mul(by),
                plus: plus.wrapping_mul(by).wrapping_add(and),
            },
            Ints::Clamped { column, times, plus, reach } => match ends(*reach) {
                Some(reach) => Ints::Clamped {
                    column: column.clone(),
                    times: times.wrapping_mul(by),
                    plus: plus.wrapping_mul(by).wrapping_add(and),
                    reach,
                },
                None => return self.settled().affine(by, and),
            },
        };
        Some(Bounded { ints, low, high })
    }

    /// Times one integer.
    pub fn scaled(&self, by: i64) -> Option<Bounded> {
        if by == 1 { Some(self.clone()) } else { self.affine(by, 0) }
    }

    /// With one integer added.
    pub fn moved(&self, by: i64) -> Option<Bounded> {
        if by == 0 { Some(self.clone()) } else { self.affine(1, by) }
    }

    /// Each one changed, to integers within bounds; nothing, if the bounds do not fit.
    #[inline]
    pub fn map(&self, (low, high): (i128, i128), f: impl Fn(i64) -> i64) -> Option<Bounded> {
        let (low, high) = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        Some(match &self.ints {
            Ints::All(one) => Bounded { ints: Ints::All(f(*one)), low, high },
            Ints::Each { column, .. } | Ints::Clamped { column, .. } => {
                Bounded::each(self.collected(column, f), low, high)
            }
        })
    }

    /// Row by row with others, to integers within bounds; nothing, if the bounds do not fit.
    #[inline]
    pub fn zip(&self, other: &Bounded, bounds: (i128, i128), f: impl Fn(i64, i64) -> i64) -> Option<Bounded> {
        match (&self.ints, &other.ints) {
            (Ints::All(a), _) => other.map(bounds, |b| f(*a, b)),
            (_, Ints::All(b)) => self.map(bounds, |a| f(a, *b)),
            (Ints::Each { column: a, times: s, plus: p }, Ints::Each { column: b, times: t, plus: q }) => {
                let (low, high) = (i64::try_from(bounds.0).ok()?, i64::try_from(bounds.1).ok()?);
                let both = a.iter().zip(b.iter());
                let column = if (*s, *p, *t, *q) == (1, 0, 1, 0) {
                    both.map(|(a, b)| f(*a, *b)).collect()
                } else {
                    let (s, p, t, q) = (*s, *p, *t, *q);
                    let value = |x: i64, times: i64, plus: i64| x.wrapping_mul(times).wrapping_add(plus);
                    both.map(|(a, b)| f(value(*a, s, p), value(*b, t, q))).collect()
                };
                Some(Bounded::each(column, low, high))
            }
            _ => self.settled().zip(&other.settled(), bounds, f),
        }
    }

    /// A question on each row.
    #[inline]
    pub fn ask(&self, f: impl Fn(i64) -> bool) -> Truths {
        match &self.ints {
            Ints::All(one) => Truths::All(f(*one)),
            Ints::Each { column, .. } | Ints::Clamped { column, .. } => {
                Truths::Each(self.collected(column, f))
            }
        }
    }

    /// A question on each row with others.
    #[inline]
    pub fn ask_both(&self, other: &Bounded, f: impl Fn(i64, i64) -> bool) -> Truths {
        match (&self.ints, &other.ints) {
            (Ints::All(a), _) => other.ask(|b| f(*a, b)),
            (_, Ints::All(b)) => self.ask(|a| f(a, *b)),
            (Ints::Each { column, .. } | Ints::Clamped { column, .. }, _) => {
                Truths::Each((0..column.len()).map(|row| f(self.at(row), other.at(row))).collect())
            }
        }
    }

    /// Times another.
    pub fn times(&self, other: &Bounded) -> Option<Bounded> {
        if let Some(one) = self.one() {
            return other.scaled(one);
        }
        if let Some(one) = other.one() {
            return self.scaled(one);
        }
        let ((a, b), (c, d)) = (self.bounds(), other.bounds());
        let corners = [a * c, a * d, b * c, b * d];
        let (low, high) =
            corners.iter().fold((corners[0], corners[0]), |(low, high), x| (low.min(*x), high.max(*x)));
        self.zip(other, (low, high), i64::wrapping_mul)
    }

    /// Each one between two others; what is between them already is as it was. As with a factor, this costs nothing
    /// until it is looked at.
    pub fn clamped(&self, floor: i64, cap: i64) -> Bounded {
        if self.low >= floor && self.high <= cap {
            return self.clone();
        }
        // A ceiling comes first, as in the row by row operation: a floor above it wins.
        let one = |x: i64| x.min(cap).max(floor);
        let (low, high) = (one(self.low), one(self.high));
        let ints = match &self.ints {
            _ if low == high => Ints::All(low),
            Ints::All(x) => Ints::All(one(*x)),
            Ints::Each { column, times, plus } => Ints::Clamped {
                column: column.clone(),
                times: *times,
                plus: *plus,
                reach: (self.low, self.high),
            },
            Ints::Clamped { column, times, plus, reach } => {
                Ints::Clamped { column: column.clone(), times: *times, plus: *plus, reach: *reach }
            }
        };
        Bounded { ints, low, high }
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
        Number::from_units(self.num.at(row), self.den.at(row), self.places)
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
                Truths::Each(a.iter().zip(b.iter()).map(|(a, b)| f(*a, *b)).collect())
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

    /// The value, if it is there and known to be the same for all rows.
    pub fn one(&self) -> Option<Value> {
        match self {
            Lane::Numbers(numbers) if numbers.num.one().is_some() && numbers.den.one().is_some() => {
                Some(Value::Number(numbers.at(0)))
            }
            Lane::Truths(Truths::All(one)) => Some(Value::Truth(*one)),
            Lane::Same(value) => Some(value.clone()).filter(Value::is_present),
            _ => None,
        }
    }

    /// The value of a row that does not stand aside.
    pub fn at(&self, row: usize) -> Value {
        match self {
            Lane::Numbers(numbers) => Value::Number(numbers.at(row)),
            Lane::Truths(truths) => Value::Truth(truths.at(row)),
            Lane::Words { codes, words } => {
                words.get(codes[row] as usize).map_or(Value::LeftOut, |word| Value::Word(word.into()))
            }
            Lane::Same(value) => value.clone(),
            Lane::Near(_) => Value::LeftOut,
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
            Lane::Numbers(_) | Lane::Near(_) | Lane::Truths(_) | Lane::Words { .. } => true,
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
        let units: Option<Column<i64>> =
            parts.iter().map(|(units, own)| units.checked_mul(power_of_ten(places - own)?)).collect();
        Some(Quantity::fixed(places, Bounded::of(units?)))
    }
}
