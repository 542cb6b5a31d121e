//! Columns of a piece of a file, as narrow as their cells allow.

use super::typed::Cell;
use crate::number::Number;
use std::collections::HashMap;
use std::sync::Arc;

/// A fact of the ratees of a piece.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedFact {
    /// Its values, if there is a column of them.
    pub value: Option<Packed>,
    /// Its values of last year.
    pub last_year: Option<Packed>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub enum Packed {
    /// Numbers.
    Numbers(PackedNumbers),
    /// Yes or no.
    Truths(Vec<bool>),
    /// Texts.
    Texts(Texts),
    /// Anything.
    Cells(Vec<Cell>),
}

/// Numbers in base units: `units · 10^-places`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedNumbers {
    /// Decimal places; negative for multiples of powers of ten.
    pub places: i32,
    /// One for each row; 0 for a row of `odd`.
    pub units: Vec<i64>,
    /// Cells that are no numbers of this kind, by row, ascending.
    pub odd: Vec<(usize, Cell)>,
}

/// Texts by their place in a list without repetition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Texts {
    /// One for each row; 0 for a row of `odd`.
    pub codes: Vec<u32>,
    /// The list.
    pub words: Arc<Vec<Arc<str>>>,
    /// Cells without text, by row, ascending.
    pub odd: Vec<(usize, Cell)>,
    known: HashMap<Arc<str>, u32>,
}

fn odd_cell(odd: &[(usize, Cell)], row: usize) -> Option<&Cell> {
    odd.binary_search_by_key(&row, |(row, _)| *row).ok().map(|at| &odd[at].1)
}

impl Packed {
    /// The cell of a row.
    pub fn cell(&self, row: usize) -> Cell {
        match self {
            Packed::Numbers(numbers) => match (odd_cell(&numbers.odd, row), numbers.units.get(row)) {
                (Some(cell), _) => cell.clone(),
                (None, Some(units)) => Cell::Number(Number::from_units(*units, 1, numbers.places)),
                (None, None) => Cell::Missing,
            },
            Packed::Truths(truths) => truths.get(row).map_or(Cell::Missing, |truth| Cell::Bool(*truth)),
            Packed::Texts(texts) => match (odd_cell(&texts.odd, row), texts.codes.get(row)) {
                (Some(cell), _) => cell.clone(),
                (None, Some(code)) => {
                    texts.words.get(*code as usize).map_or(Cell::Missing, |word| Cell::Text(word.clone()))
                }
                (None, None) => Cell::Missing,
            },
            Packed::Cells(cells) => cells.get(row).cloned().unwrap_or_default(),
        }
    }

    /// Takes in a cell of any kind.
    pub(super) fn push_cell(&mut self, row: usize, cell: Cell) -> Option<()> {
        match (&mut *self, cell) {
            (Packed::Numbers(numbers), cell) => numbers.push_cell(row, cell),
            (Packed::Truths(truths), Cell::Bool(truth)) => {
                truths.push(truth);
                Some(())
            }
            (Packed::Truths(truths), cell) => {
                // The first cell without an answer: such columns are rare enough to be held plainly.
                let mut cells: Vec<Cell> = truths.iter().map(|truth| Cell::Bool(*truth)).collect();
                cells.push(cell);
                *self = Packed::Cells(cells);
                Some(())
            }
            (Packed::Texts(texts), Cell::Text(text)) => {
                texts.push(text);
                Some(())
            }
            (Packed::Texts(texts), cell) => {
                texts.odd.push((row, cell));
                texts.codes.push(0);
                Some(())
            }
            (Packed::Cells(cells), cell) => {
                cells.push(cell);
                Some(())
            }
        }
    }

    /// Only the first rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        let cut = |odd: &mut Vec<(usize, Cell)>| odd.retain(|(row, _)| *row < rows);
        match self {
            Packed::Numbers(numbers) => {
                numbers.units.truncate(rows);
                cut(&mut numbers.odd);
            }
            Packed::Truths(truths) => truths.truncate(rows),
            Packed::Texts(texts) => {
                texts.codes.truncate(rows);
                cut(&mut texts.odd);
            }
            Packed::Cells(cells) => cells.truncate(rows),
        }
    }
}

impl PackedNumbers {
    /// The least and greatest units of numbers; nothing, if there are none.
    pub(super) fn bounds(&self) -> Option<(i64, i64)> {
        let mut odd = self.odd.iter().map(|(row, _)| *row).peekable();
        let is_number = |row: &usize| odd.next_if_eq(row).is_none();
        if self.odd.is_empty() {
            return Some((*self.units.iter().min()?, *self.units.iter().max()?));
        }
        let rows: Vec<usize> = (0..self.units.len()).filter(is_number).collect();
        let units = || rows.iter().map(|row| self.units[*row]);
        Some((units().min()?, units().max()?))
    }

    /// Takes in a number as it is written.
    #[inline(always)]
    pub(super) fn push(&mut self, units: i64, places: u32) -> Option<()> {
        let places = places as i32;
        if places == self.places {
            self.units.push(units);
            return Some(());
        }
        self.push_other(units, places)
    }

    /// The same for places other than those of the column so far.
    #[cold]
    fn push_other(&mut self, units: i64, places: i32) -> Option<()> {
        let power = |by: i32| 10_i64.checked_pow(by.unsigned_abs());
        if places < self.places {
            self.units.push(units.checked_mul(power(self.places - places)?)?);
            return Some(());
        }
        let factor = power(places - self.places)?;
        for one in &mut self.units {
            *one = one.checked_mul(factor)?;
        }
        self.places = places;
        self.units.push(units);
        Some(())
    }

    /// Takes in a cell that was read in the way of the other reader. A number there is in base units already, which
    /// here comes last: until then it is kept apart.
    fn push_cell(&mut self, row: usize, cell: Cell) -> Option<()> {
        self.odd.push((row, cell));
        self.units.push(0);
        Some(())
    }

    /// Brings what is as it is written to base units: times `factor · 10^-more`; nothing, if that does not fit.
    pub(super) fn scale(&mut self, factor: i64, more: i32) -> Option<()> {
        if factor != 1 {
            let scaled: Option<Vec<i64>> = self.units.iter().map(|units| units.checked_mul(factor)).collect();
            self.units = scaled?;
        }
        self.places += more;
        self.take_in_odd_numbers();
        Some(())
    }

    /// Whether all numbers are whole, before they are brought to base units.
    pub(super) fn are_whole(&self) -> bool {
        let unit = if self.places > 0 { 10_i64.checked_pow(self.places.unsigned_abs()) } else { Some(1) };
        unit.is_some_and(|unit| unit == 1 || self.units.iter().all(|units| units % unit == 0))
    }

    /// Numbers that were written with a unit are no different once all are in base units.
    fn take_in_odd_numbers(&mut self) {
        let parts = |cell: &Cell| match cell {
            Cell::Number(number) => number.to_decimal(),
            _ => None,
        };
        let most = self.odd.iter().filter_map(|(_, cell)| parts(cell)).map(|(_, places)| places).max();
        let Some(places) = most.map(|most| most.max(self.places)) else { return };
        let power = |by: i32| 10_i64.checked_pow(by.unsigned_abs());
        let Some(factor) = power(places - self.places) else { return };
        let Some(units) = self.units.iter().map(|units| units.checked_mul(factor)).collect() else { return };
        (self.units, self.places) = (units, places);
        let units = &mut self.units;
        self.odd.retain(|(row, cell)| {
            let found =
                parts(cell).and_then(|(own, own_places)| own.checked_mul(power(places - own_places)?));
            if let (Some(found), Some(units)) = (found, units.get_mut(*row)) {
                *units = found;
            }
            found.is_none()
        });
    }
}

impl Texts {
    /// Takes in a text that has been met before, as it is written; whether it has.
    pub(super) fn push_known(&mut self, text: &str) -> bool {
        // Neighbours are often alike.
        if let Some(last) = self.codes.last()
            && self.words.get(*last as usize).is_some_and(|word| **word == *text)
        {
            self.codes.push(*last);
            return true;
        }
        let known = self.known.get(text).copied();
        self.codes.extend(known);
        known.is_some()
    }

    fn push(&mut self, text: Arc<str>) {
        let next = self.words.len() as u32;
        let code = *self.known.entry(text.clone()).or_insert(next);
        if code == next {
            Arc::make_mut(&mut self.words).push(text);
        }
        self.codes.push(code);
    }
}
