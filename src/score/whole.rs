//! A column of all ratees, as narrow as its values allow.

use super::lane::{Bounded, Ints, Lane, Quantity, Truths, power_of_ten};
use super::value::{Key, Value};
use crate::number::Number;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The values of a column, one for each ratee.
#[derive(Debug, Default)]
pub struct Whole {
    held: Held,
    /// Values of the rows that do not fit, by row, ascending.
    odd: Vec<(usize, Value)>,
    /// Which rows these are; empty if there are none.
    is_odd: Vec<bool>,
}

/// What a column is held in.
#[derive(Debug)]
pub enum Held {
    /// `units · 10^-places`
    Numbers {
        /// Decimal places.
        places: i32,
        /// One for each row.
        units: Vec<i64>,
    },
    /// Yes or no.
    Truths(Vec<bool>),
    /// Words, by their place in a list.
    Words {
        /// One for each row.
        codes: Vec<u32>,
        /// The list.
        words: Arc<Vec<Arc<str>>>,
    },
    /// Anything.
    Each(Vec<Value>),
}

impl Default for Held {
    fn default() -> Self {
        Held::Each(vec![])
    }
}

impl Whole {
    /// From the lanes of blocks, in order, each with its number of rows; `odd` are the rows that stood aside.
    pub fn joined(lanes: &[(Arc<Lane>, usize)], odd: Vec<(usize, Value)>) -> Whole {
        let rows: usize = lanes.iter().map(|(_, rows)| rows).sum();
        let held = numbers(lanes, rows).or_else(|| truths(lanes, rows)).or_else(|| words(lanes, rows));
        let Some(held) = held else {
            let mut values: Vec<Value> = Vec::with_capacity(rows);
            for (lane, rows) in lanes {
                values.extend((0..*rows).map(|row| lane.at(row)));
            }
            odd.into_iter().for_each(|(row, value)| values[row] = value);
            return Whole { held: Held::Each(values), ..Whole::default() };
        };
        Whole { held, ..Whole::default() }.with_odd(odd, rows)
    }

    /// From values.
    pub fn packed(values: Vec<Value>) -> Whole {
        let aside: Vec<bool> = values.iter().map(|value| !value.is_present()).collect();
        let odd: Vec<(usize, Value)> = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_present())
            .map(|(row, value)| (row, value.clone()))
            .collect();
        if odd.len() == values.len() {
            return Whole { held: Held::Each(values), ..Whole::default() };
        }
        let rows = values.len();
        let lane = super::cells::packed(values, &aside);
        Whole::joined(&[(Arc::new(lane), rows)], odd)
    }

    fn with_odd(mut self, odd: Vec<(usize, Value)>, rows: usize) -> Whole {
        if !odd.is_empty() {
            self.is_odd = vec![false; rows];
            odd.iter().for_each(|(row, _)| self.is_odd[*row] = true);
        }
        self.odd = odd;
        self
    }

    /// The value of a row that does not fit.
    fn odd(&self, row: usize) -> Option<&Value> {
        if !*self.is_odd.get(row)? {
            return None;
        }
        let at = self.odd.binary_search_by_key(&row, |(row, _)| *row).ok()?;
        Some(&self.odd[at].1)
    }

    /// The value of a row.
    pub fn get(&self, row: usize) -> Value {
        if let Some(value) = self.odd(row) {
            return value.clone();
        }
        match &self.held {
            Held::Numbers { places, units } => Value::Number(Number::from_units(units[row], 1, *places)),
            Held::Truths(truths) => Value::Truth(truths[row]),
            Held::Words { codes, words } => Value::Word(words[codes[row] as usize].clone()),
            Held::Each(values) => values[row].clone(),
        }
    }

    /// Whether the answer of a row is yes.
    pub fn is_true(&self, row: usize) -> bool {
        match &self.held {
            Held::Truths(truths) if self.is_odd.is_empty() => truths[row],
            _ => self.get(row) == Value::Truth(true),
        }
    }

    /// Whether a row has a value.
    pub fn is_present(&self, row: usize) -> bool {
        match (self.odd(row), &self.held) {
            (Some(value), _) => value.is_present(),
            (None, Held::Each(values)) => values[row].is_present(),
            _ => true,
        }
    }

    /// What tells the value of a row apart from others, if it is there.
    pub fn key(&self, row: usize) -> Option<Key> {
        self.get(row).key()
    }

    /// For each row the number of the class of equal values that it is in, below the second number; nothing for a
    /// column in which that takes a look at every value.
    pub fn classes(&self) -> Option<(&[u32], usize)> {
        match &self.held {
            Held::Words { codes, words } if self.odd.is_empty() => Some((codes, words.len())),
            _ => None,
        }
    }

    /// How the values of two rows stand to each other; those of different kinds by their kind, the absent ones last.
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        if self.is_odd.is_empty() {
            match &self.held {
                Held::Numbers { units, .. } => return units[a].cmp(&units[b]),
                Held::Truths(truths) => return truths[a].cmp(&truths[b]),
                _ => {}
            }
        }
        match (self.key(a), self.key(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    }

    /// What holds the rows that fit.
    pub fn held(&self) -> &Held {
        &self.held
    }

    /// Marks the rows that do not fit, or have no value.
    pub fn not_plain(&self, plain: &mut [bool]) {
        if let Held::Each(values) = &self.held {
            plain.iter_mut().zip(values).for_each(|(plain, value)| *plain &= value.is_present());
        }
        self.odd.iter().for_each(|(row, _)| plain[*row] = false);
    }

    /// All values.
    pub fn values(&self) -> Vec<Value> {
        (0..self.len()).map(|row| self.get(row)).collect()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.held {
            Held::Numbers { units, .. } => units.len(),
            Held::Truths(truths) => truths.len(),
            Held::Words { codes, .. } => codes.len(),
            Held::Each(values) => values.len(),
        }
    }

    /// A block's part of it. Rows that do not fit stand aside, if these are few.
    pub fn lane(&self, rows: Range<usize>, aside: &mut [bool]) -> Lane {
        let odd = self.is_odd.get(rows.clone()).map_or(0, |odd| odd.iter().filter(|odd| **odd).count());
        if super::cells::are_many(odd, rows.len()) {
            return Lane::Mixed(rows.map(|row| self.get(row)).collect());
        }
        if odd > 0 {
            aside.iter_mut().zip(&self.is_odd[rows.clone()]).for_each(|(aside, odd)| *aside |= odd);
        }
        match &self.held {
            Held::Numbers { places, units } => {
                Lane::Numbers(Quantity::fixed(*places, Bounded::each(units[rows].to_vec())))
            }
            Held::Truths(truths) => Lane::Truths(Truths::Each(truths[rows].to_vec())),
            Held::Words { codes, words } => Lane::Words { codes: codes[rows].to_vec(), words: words.clone() },
            Held::Each(values) => super::cells::lane_of(values[rows].to_vec(), aside),
        }
    }
}

fn numbers(lanes: &[(Arc<Lane>, usize)], rows: usize) -> Option<Held> {
    let fixed = |lane: &Arc<Lane>| lane.numbers().filter(|one| one.is_fixed()).map(|one| one.places);
    let places: Option<Vec<i32>> = lanes.iter().map(|(lane, _)| fixed(lane)).collect();
    let places = places?.into_iter().max()?;
    let mut units = Vec::with_capacity(rows);
    for (lane, rows) in lanes {
        let quantity = lane.numbers()?;
        let factor = power_of_ten(places - quantity.places)?;
        let most = quantity.num.low.unsigned_abs().max(quantity.num.high.unsigned_abs());
        i64::try_from(most).ok()?.checked_mul(factor)?;
        match &quantity.num.ints {
            Ints::All(one) => units.extend(std::iter::repeat_n(one * factor, *rows)),
            Ints::Each(each) if factor == 1 => units.extend_from_slice(each),
            Ints::Each(each) => units.extend(each.iter().map(|one| one * factor)),
        }
    }
    Some(Held::Numbers { places, units })
}

fn truths(lanes: &[(Arc<Lane>, usize)], rows: usize) -> Option<Held> {
    let mut all = Vec::with_capacity(rows);
    for (lane, rows) in lanes {
        match lane.truths()? {
            Truths::All(one) => all.extend(std::iter::repeat_n(*one, *rows)),
            Truths::Each(each) => all.extend_from_slice(each),
        }
    }
    (!lanes.is_empty()).then_some(Held::Truths(all))
}

fn words(lanes: &[(Arc<Lane>, usize)], rows: usize) -> Option<Held> {
    let mut known: HashMap<Arc<str>, u32> = HashMap::new();
    let (mut all, mut found) = (Vec::with_capacity(rows), Vec::new());
    for (lane, _) in lanes {
        let Lane::Words { codes, words } = &**lane else { return None };
        let code = |word: &Arc<str>| match known.get(word) {
            Some(code) => *code,
            None => {
                found.push(word.clone());
                known.insert(word.clone(), found.len() as u32 - 1);
                found.len() as u32 - 1
            }
        };
        let own: Vec<u32> = words.iter().map(code).collect();
        all.extend(codes.iter().map(|code| own.get(*code as usize).copied().unwrap_or(0)));
    }
    (!lanes.is_empty()).then_some(Held::Words { codes: all, words: Arc::new(found) })
}
