//! Memory for columns of many rows: values whose room is used again, and texts that stand end to end.
//!
//! A run makes and drops a column for every operation of every block. Asking the system for each of them costs more
//! than the arithmetic, so each thread keeps what it has dropped.

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::cell::RefCell;
use std::hash::BuildHasher;
use std::ops::{Deref, Index, Range};
use std::sync::Arc;

/// Columns that a thread keeps at most.
const KEPT: usize = 512;
/// A longer column is not worth keeping.
const LONGEST: usize = 1 << 15;

/// What a column can hold.
pub trait Plain: Copy + PartialEq + 'static {
    /// Works on the room that this thread has kept.
    fn with_room<R>(work: impl FnOnce(&mut Vec<Vec<Self>>) -> R) -> Option<R>;
}

macro_rules! plain {
    ($($kind:ty),*) => {$(
        impl Plain for $kind {
            fn with_room<R>(work: impl FnOnce(&mut Vec<Vec<Self>>) -> R) -> Option<R> {
                thread_local! {
                    static ROOM: RefCell<Vec<Vec<$kind>>> = const { RefCell::new(Vec::new()) };
                }
                // While a thread ends there is no room to be kept.
                ROOM.try_with(|room| work(&mut room.borrow_mut())).ok()
            }
        }
    )*};
}

plain!(i64, u32, bool);

/// A value for each row; shared when cloned.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<T: Plain>(Arc<Held<T>>);

#[derive(Debug, PartialEq)]
struct Held<T: Plain>(Vec<T>);

impl<T: Plain> Drop for Held<T> {
    fn drop(&mut self) {
        let mut held = std::mem::take(&mut self.0);
        if held.capacity() == 0 || held.capacity() > LONGEST {
            return;
        }
        held.clear();
        T::with_room(|room| {
            if room.len() < KEPT {
                room.push(held);
            }
        });
    }
}

impl<T: Plain> Deref for Column<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        &self.0.0
    }
}

impl<T: Plain> From<Vec<T>> for Column<T> {
    fn from(values: Vec<T>) -> Self {
        Column(Arc::new(Held(values)))
    }
}

impl<T: Plain> Default for Column<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Plain> FromIterator<T> for Column<T> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut held = room();
        held.extend(values);
        held.into()
    }
}

impl<T: Plain> Column<T> {
    /// The values, to be changed: of a column that others share, a copy.
    pub fn into_vec(self) -> Vec<T> {
        match Arc::try_unwrap(self.0) {
            Ok(mut held) => std::mem::take(&mut held.0),
            Err(shared) => shared.0.clone(),
        }
    }
}

/// Integers of many rows, in half the room as long as they fit.
#[derive(Clone, Debug, PartialEq)]
pub enum Units {
    /// All fit 32 bits.
    Narrow(Vec<i32>),
    /// They do not.
    Wide(Vec<i64>),
}

impl Default for Units {
    fn default() -> Self {
        Units::Narrow(vec![])
    }
}

impl Units {
    /// The same for a number of rows.
    pub fn all(one: i64, rows: usize) -> Units {
        match i32::try_from(one) {
            Ok(narrow) => Units::Narrow(vec![narrow; rows]),
            Err(_) => Units::Wide(vec![one; rows]),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Units::Narrow(units) => units.len(),
            Units::Wide(units) => units.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The integer of a row.
    #[inline]
    pub fn at(&self, row: usize) -> i64 {
        match self {
            Units::Narrow(units) => units[row].into(),
            Units::Wide(units) => units[row],
        }
    }

    /// Those of some rows.
    pub fn column(&self, rows: Range<usize>) -> Column<i64> {
        match self {
            Units::Narrow(units) => units[rows].iter().map(|one| i64::from(*one)).collect(),
            Units::Wide(units) => units[rows].iter().copied().collect(),
        }
    }

    /// Another integer for a row.
    pub fn set(&mut self, row: usize, one: i64) {
        match (&mut *self, i32::try_from(one)) {
            (Units::Narrow(units), Ok(narrow)) => units[row] = narrow,
            (Units::Wide(units), _) => units[row] = one,
            (Units::Narrow(_), Err(_)) => {
                self.widen();
                self.set(row, one);
            }
        }
    }

    /// Takes in more.
    pub fn extend(&mut self, more: &[i64]) {
        if let Units::Narrow(units) = self {
            let before = units.len();
            let mut lost = 0;
            units.extend(more.iter().map(|one| {
                lost |= *one ^ i64::from(*one as i32);
                *one as i32
            }));
            if lost == 0 {
                return;
            }
            units.truncate(before);
            self.widen();
        }
        if let Units::Wide(units) = self {
            units.extend_from_slice(more);
        }
    }

    /// Each times a factor; whether all fit, else they stay as they were.
    pub fn multiply(&mut self, factor: i64) -> bool {
        if self.is_empty() {
            return true;
        }
        let rows = 0..self.len();
        if rows.clone().any(|row| self.at(row).checked_mul(factor).is_none()) {
            return false;
        }
        self.widen();
        if let Units::Wide(units) = self {
            units.iter_mut().for_each(|one| *one *= factor);
        }
        true
    }

    /// Room for more of them.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Units::Narrow(units) => units.reserve(more),
            Units::Wide(units) => units.reserve(more),
        }
    }

    fn widen(&mut self) {
        if let Units::Narrow(units) = self {
            let mut wide = Vec::with_capacity(units.capacity());
            wide.extend(units.iter().map(|one| i64::from(*one)));
            *self = Units::Wide(wide);
        }
    }
}

/// An empty vector in room that was used before.
pub fn room<T: Plain>() -> Vec<T> {
    T::with_room(Vec::pop).flatten().unwrap_or_default()
}

/// Texts, end to end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    text: String,
    ends: Vec<usize>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Takes in one more.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    /// Takes in all of others.
    pub fn append(&mut self, others: &Texts) {
        let before = self.text.len();
        self.text.push_str(&others.text);
        self.ends.extend(others.ends.iter().map(|end| before + end));
    }

    /// The text at a place.
    pub fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = if at == 0 { 0 } else { *self.ends.get(at - 1)? };
        self.text.get(start..end)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| &self[at])
    }

    /// Only the first ones.
    pub fn truncate(&mut self, texts: usize) {
        self.ends.truncate(texts);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Room for more of them.
    pub fn reserve(&mut self, texts: usize, bytes: usize) {
        self.ends.reserve(texts);
        self.text.reserve(bytes);
    }
}

impl Index<usize> for Texts {
    type Output = str;

    fn index(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }
}

impl<S: AsRef<str>> FromIterator<S> for Texts {
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut all = Texts::default();
        texts.into_iter().for_each(|text| all.push(text.as_ref()));
        all
    }
}

/// Texts without repetition, each with its number: the place at which it was first met.
#[derive(Clone, Debug, Default)]
pub struct Distinct {
    texts: Texts,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Distinct {
    /// With room for a number of texts.
    pub fn with_room(texts: usize) -> Distinct {
        Distinct { known: HashTable::with_capacity(texts), ..Distinct::default() }
    }

    /// The number of a text, which is taken in if it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let (texts, hasher) = (&self.texts, &self.hasher);
        let entry = self.known.entry(
            hash,
            |known| texts[*known as usize] == *text,
            |known| hasher.hash_one(&texts[*known as usize]),
        );
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                let number = self.texts.len() as u32;
                place.insert(number);
                self.texts.push(text);
                number
            }
        }
    }

    /// The number of a text, if it has been taken in.
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.known.find(hash, |known| self.texts[*known as usize] == *text).copied()
    }

    /// The texts, by their numbers, and nothing else.
    pub fn into_texts(self) -> Texts {
        self.texts
    }

    /// The texts, by their numbers.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_used_again() {
        let first: Column<i64> = (0..100).collect();
        let shared = first.clone();
        assert_eq!(shared.into_vec(), (0..100).collect::<Vec<i64>>());
        let place = first.as_ptr();
        drop(first);
        let again: Column<i64> = (5..50).collect();
        assert_eq!((again.as_ptr(), again.len(), again[0]), (place, 45, 5));
    }

    #[test]
    fn units_grow_when_they_must() {
        let mut units = Units::default();
        units.extend(&[1, -2]);
        assert_eq!(units, Units::Narrow(vec![1, -2]));
        units.set(0, 7);
        units.extend(&[3, 1 << 40]);
        assert_eq!(units, Units::Wide(vec![7, -2, 3, 1 << 40]));
        assert!(!units.multiply(1 << 30));
        assert!(units.multiply(2));
        assert_eq!((0..4).map(|row| units.at(row)).collect::<Vec<_>>(), [14, -4, 6, 1 << 41]);
        let mut all = Units::all(5, 2);
        all.set(1, 1 << 40);
        assert_eq!(all.column(0..2)[..], [5, 1 << 40]);
    }

    #[test]
    fn texts_have_numbers() {
        let mut distinct = Distinct::default();
        let numbers: Vec<u32> = ["甲", "", "乙", "甲", ""].iter().map(|text| distinct.number(text)).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        assert_eq!(distinct.texts().iter().collect::<Vec<_>>(), ["甲", "", "乙"]);
        assert_eq!((distinct.find("乙"), distinct.find("丙")), (Some(2), None));
        let mut all = distinct.texts().clone();
        all.append(distinct.texts());
        assert_eq!((all.get(5), all.get(6), all.len()), (Some("乙"), None, 6));
    }
}
