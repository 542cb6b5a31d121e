//! Columns of a piece of a file, as narrow as their cells allow.

use super::typed::Cell;
use crate::column::{Column, Texts};
use crate::number::Number;
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
    Truths(Column<bool>),
    /// Texts.
    Texts(PackedTexts),
    /// Categories.
    Words(PackedWords),
    /// Anything.
    Cells(Vec<Cell>),
}

/// Numbers in base units: `units · 10^-places`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedNumbers {
    /// Decimal places; negative for multiples of powers of ten.
    pub places: i32,
    /// One for each row; any for a row of `odd`.
    pub units: Column<i64>,
    /// The least and the greatest of the units.
    pub bounds: (i64, i64),
    /// Cells that are no numbers of this kind, by row, ascending.
    pub odd: Vec<(usize, Cell)>,
}

/// Texts by their place in a list without repetition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedTexts {
    /// One for each row; any for a row of `odd`.
    pub codes: Column<u32>,
    /// The list.
    pub words: Arc<Texts>,
    /// Cells without text, by row, ascending.
    pub odd: Vec<(usize, Cell)>,
}

/// Categories by their place in the declaration.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackedWords {
    /// One for each row; any for a row of `odd`.
    pub codes: Column<u32>,
    /// Cells without a category, by row, ascending.
    pub odd: Vec<(usize, Cell)>,
}

fn odd_cell(odd: &[(usize, Cell)], row: usize) -> Option<&Cell> {
    odd.binary_search_by_key(&row, |(row, _)| *row).ok().map(|at| &odd[at].1)
}

impl Packed {
    /// The cell of a row.
    pub fn cell(&self, row: usize) -> Cell {
        let odd = odd_cell(self.odd(), row);
        if let Some(cell) = odd {
            return cell.clone();
        }
        let cell = match self {
            Packed::Numbers(numbers) => numbers
                .units
                .get(row)
                .map(|units| Cell::Number(Number::from_units(*units, 1, numbers.places))),
            Packed::Truths(truths) => truths.get(row).map(|truth| Cell::Bool(*truth)),
            Packed::Texts(texts) => {
                let code = texts.codes.get(row);
                code.and_then(|code| texts.words.get(*code as usize)).map(|word| Cell::Text(word.into()))
            }
            Packed::Words(words) => words.codes.get(row).map(|code| Cell::Word(*code)),
            Packed::Cells(cells) => cells.get(row).cloned(),
        };
        cell.unwrap_or_default()
    }

    /// Cells that do not fit, by row, ascending.
    pub fn odd(&self) -> &[(usize, Cell)] {
        match self {
            Packed::Numbers(numbers) => &numbers.odd,
            Packed::Texts(texts) => &texts.odd,
            Packed::Words(words) => &words.odd,
            Packed::Truths(_) | Packed::Cells(_) => &[],
        }
    }
}
