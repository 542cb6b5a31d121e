//! A column of all ratees, as narrow as its values allow.

use super::lane::{Bounded, Lane, Quantity, Truths, power_of_ten};
use super::value::{Key, Value};
use crate::column::{Distinct, Texts, Units};
use crate::number::Number;
use std::cmp::Ordering;
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
        units: Units,
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
    /// The identities of the ratees.
    Ids(Arc<Texts>),
    /// Anything.
    Each(Vec<Value>),
}

impl Held {
    /// The value of a row that fits.
    fn at(&self, row: usize) -> Value {
        match self {
            Held::Numbers { places, units } => Value::Number(Number::from_units(units.at(row), 1, *places)),
            Held::Truths(truths) => Value::Truth(truths[row]),
            Held::Words { codes, words } => {
                words.get(codes[row] as usize).map_or(Value::LeftOut, |word| Value::Word(word.clone()))
            }
            Held::Ids(ids) => ids.get(row).map_or(Value::LeftOut, |id| Value::Word(id.into())),
            Held::Each(values) => values[row].clone(),
        }
    }
}

impl Default for Held {
    fn default() -> Self {
        Held::Each(vec![])
    }
}

impl Whole {
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
        let mut whole = Joining::default();
        whole.push(&super::cells::packed(values, &aside), rows, odd);
        whole.finish()
    }

    /// The identities of the ratees.
    pub fn identities(ids: Arc<Texts>) -> Whole {
        Whole { held: Held::Ids(ids), ..Whole::default() }
    }

    /// Whole numbers, and the rows that have none.
    pub fn counted(units: Units, odd: Vec<(usize, Value)>) -> Whole {
        let rows = units.len();
        Whole { held: Held::Numbers { places: 0, units }, ..Whole::default() }.with_odd(odd, rows)
    }

    /// Answers, and the rows that have none.
    pub fn answered(answers: Vec<bool>, odd: Vec<(usize, Value)>) -> Whole {
        let rows = answers.len();
        Whole { held: Held::Truths(answers), ..Whole::default() }.with_odd(odd, rows)
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
        self.held.at(row)
    }

    /// The whole number of a row, if it is one.
    pub fn integer(&self, row: usize) -> Option<i64> {
        match &self.held {
            Held::Numbers { places: 0, units } if self.is_odd.is_empty() => Some(units.at(row)),
            _ => self.get(row).number()?.to_i64(),
        }
    }

    /// The units of all numbers, which have the same places; nothing for a column that holds anything else.
    pub fn units(&self) -> Option<&Units> {
        match &self.held {
            Held::Numbers { units, .. } if self.odd.is_empty() => Some(units),
            _ => None,
        }
    }

    /// Whether every row has a value, of one kind.
    pub fn is_whole(&self) -> bool {
        self.odd.is_empty() && !matches!(self.held, Held::Each(_))
    }

    /// Whether every row has the answer.
    pub fn all_are(&self, answer: bool) -> bool {
        match &self.held {
            Held::Truths(truths) if self.odd.is_empty() => truths.iter().all(|truth| *truth == answer),
            _ => false,
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
                Held::Numbers { units, .. } => return units.at(a).cmp(&units.at(b)),
                Held::Truths(truths) => return truths[a].cmp(&truths[b]),
                Held::Ids(ids) => return ids[a].cmp(&ids[b]),
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
            Held::Ids(ids) => ids.len(),
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
                Lane::Numbers(Quantity::fixed(*places, Bounded::of(units.column(rows))))
            }
            Held::Truths(truths) => Lane::Truths(Truths::Each(truths[rows].iter().copied().collect())),
            Held::Words { codes, words } => Lane::Words {
                codes: codes[rows].iter().copied().collect(),
                words: Arc::new(words.iter().collect()),
            },
            Held::Ids(ids) => super::cells::identities(ids, rows),
            Held::Each(values) => super::cells::lane_of(values[rows].to_vec(), aside),
        }
    }
}

/// A column of all ratees while blocks of it are put together, in order.
#[derive(Default)]
pub struct Joining {
    held: Option<Held>,
    words: Distinct,
    rows: usize,
    odd: Vec<(usize, Value)>,
    expected: usize,
}

impl Joining {
    /// For about so many rows.
    pub fn of(expected: usize) -> Joining {
        Joining { expected, ..Joining::default() }
    }

    /// Takes in a block of a number of rows; `odd` are those that stood aside, by row within the block.
    pub fn push(&mut self, lane: &Lane, rows: usize, odd: Vec<(usize, Value)>) {
        let before = self.rows;
        self.rows += rows;
        self.odd.extend(odd.into_iter().map(|(row, value)| (before + row, value)));
        if rows == 0 {
            return;
        }
        let joined = match self.held.take() {
            None => self.first(lane, rows),
            Some(held) => self.joined(held, lane, rows),
        };
        self.held = Some(match joined {
            Ok(held) => held,
            Err(held) => {
                // A block of another kind: from here on each value for itself.
                let mut values = match held {
                    Some(Held::Each(values)) => values,
                    held => {
                        let held = held.map(|held| self.with_words(held)).unwrap_or_default();
                        (0..before).map(|row| held.at(row)).collect()
                    }
                };
                values.extend((0..rows).map(|row| lane.at(row)));
                Held::Each(values)
            }
        });
    }

    fn first(&mut self, lane: &Lane, rows: usize) -> Result<Held, Option<Held>> {
        let empty = match lane {
            Lane::Numbers(numbers) if numbers.is_fixed() => {
                let mut units = Units::default();
                units.reserve(self.expected);
                Held::Numbers { places: numbers.places, units }
            }
            Lane::Truths(_) => Held::Truths(Vec::with_capacity(self.expected)),
            Lane::Words { .. } => {
                Held::Words { codes: Vec::with_capacity(self.expected), words: Arc::default() }
            }
            _ => return Err(None),
        };
        self.joined(empty, lane, rows)
    }

    /// With the rows of a lane, if it is of the same kind; else as it was.
    fn joined(&mut self, mut held: Held, lane: &Lane, rows: usize) -> Result<Held, Option<Held>> {
        let fits = match (&mut held, lane) {
            (Held::Numbers { places, units }, Lane::Numbers(numbers)) => {
                append(places, units, numbers, rows).is_some()
            }
            (Held::Truths(all), Lane::Truths(truths)) => {
                match truths {
                    Truths::All(one) => all.extend(std::iter::repeat_n(*one, rows)),
                    Truths::Each(each) => all.extend_from_slice(each),
                }
                true
            }
            (Held::Words { codes: all, .. }, Lane::Words { codes, words }) => {
                // Each word is looked up once in a block, when it is met.
                let mut own: Vec<Option<u32>> = vec![None; words.len()];
                all.extend(codes.iter().map(|code| match own.get_mut(*code as usize) {
                    Some(known) => *known.get_or_insert_with(|| self.words.number(&words[*code as usize])),
                    None => 0,
                }));
                true
            }
            _ => false,
        };
        if fits { Ok(held) } else { Err(Some(held)) }
    }

    fn with_words(&mut self, held: Held) -> Held {
        match held {
            Held::Words { codes, .. } => {
                let words = self.words.texts().iter().map(Arc::from).collect();
                Held::Words { codes, words: Arc::new(words) }
            }
            held => held,
        }
    }

    /// The column.
    pub fn finish(mut self) -> Whole {
        let held = self.held.take().map(|held| self.with_words(held)).unwrap_or_default();
        let whole = Whole { held, ..Whole::default() };
        if let Held::Each(mut values) = whole.held {
            self.odd.into_iter().for_each(|(row, value)| values[row] = value);
            return Whole { held: Held::Each(values), ..Whole::default() };
        }
        whole.with_odd(self.odd, self.rows)
    }
}

/// Puts numbers behind others, all with the places of those that have most; nothing, if they do not fit.
fn append(places: &mut i32, units: &mut Units, numbers: &Quantity, rows: usize) -> Option<()> {
    if !numbers.is_fixed() {
        return None;
    }
    if numbers.places > *places {
        units.multiply(power_of_ten(numbers.places - *places)?).then_some(())?;
        *places = numbers.places;
    }
    units.extend(&numbers.with_places(*places)?.plain(rows));
    Some(())
}
