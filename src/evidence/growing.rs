//! Columns of a piece while it is read.

use super::cell::Wanted;
use super::packed::{Packed, PackedNumbers, PackedTexts, PackedWords};
use super::typed::Cell;
use crate::column::{Column, Distinct, room};
use crate::number::Number;
use crate::unit::FactType;
use std::sync::Arc;

/// A column to which cells are added.
pub(super) enum Growing {
    Numbers(Numbers),
    Truths(Vec<bool>),
    Texts(Box<Texts>),
    Words(Box<Words>),
    Cells(Vec<Cell>),
}

/// Numbers as they are written: `units · 10^-places`.
pub(super) struct Numbers {
    places: i32,
    units: Vec<i64>,
    /// Cells that are not plain; numbers among them are in base units already.
    odd: Vec<(usize, Cell)>,
}

/// Texts, each by its place in a list, in which one may come several times.
pub(super) struct Texts {
    codes: Vec<u32>,
    texts: crate::column::Texts,
    /// By a few bits of a text: the place after that of one which has them.
    known: [u32; SLOTS],
    odd: Vec<(usize, Cell)>,
}

/// Texts that are looked for before one is put into the list again: enough for names of groups that are written many
/// times over.
const SLOTS: usize = 256;

/// Categories; each way of writing one is looked up once.
pub(super) struct Words {
    codes: Vec<u32>,
    written: Distinct,
    /// By the number of what is written: the category.
    means: Vec<u32>,
    odd: Vec<(usize, Cell)>,
}

impl Growing {
    /// The column that holds a type best.
    pub(super) fn new(ty: &FactType) -> Growing {
        match ty {
            FactType::YesNo => Growing::Truths(room()),
            FactType::Text => Growing::Texts(Box::new(Texts {
                codes: room(),
                texts: crate::column::Texts::default(),
                known: [0; SLOTS],
                odd: vec![],
            })),
            FactType::Category(_) => Growing::Words(Box::new(Words {
                codes: room(),
                written: Distinct::default(),
                means: vec![],
                odd: vec![],
            })),
            ty if ty.is_numeric() => Growing::Numbers(Numbers { places: 0, units: room(), odd: vec![] }),
            _ => Growing::Cells(vec![]),
        }
    }

    /// Takes in words whose meaning in this column is known; whether it is.
    pub(super) fn push_known(&mut self, text: &str, is_plain: bool) -> bool {
        match self {
            Growing::Texts(texts) => texts.push_known(text, is_plain),
            Growing::Words(words) => words.push_known(text),
            _ => false,
        }
    }

    /// Takes in a cell that was read from some words.
    pub(super) fn push_cell(&mut self, row: usize, text: &str, cell: Cell) {
        match (&mut *self, cell) {
            (Growing::Numbers(numbers), cell) => numbers.push_cell(row, cell),
            (Growing::Truths(truths), Cell::Bool(truth)) => truths.push(truth),
            (Growing::Truths(truths), cell) => {
                // The first cell without an answer: such columns are rare enough to be held plainly.
                let mut cells: Vec<Cell> = truths.iter().map(|truth| Cell::Bool(*truth)).collect();
                cells.push(cell);
                *self = Growing::Cells(cells);
            }
            (Growing::Texts(texts), Cell::Text(text)) => texts.push(&text),
            (Growing::Texts(texts), cell) => {
                texts.odd.push((row, cell));
                texts.codes.push(0);
            }
            (Growing::Words(words), Cell::Word(code)) => {
                if words.written.number(text) as usize == words.means.len() {
                    words.means.push(code);
                }
                words.codes.push(code);
            }
            (Growing::Words(words), cell) => {
                words.odd.push((row, cell));
                words.codes.push(0);
            }
            (Growing::Cells(cells), cell) => cells.push(cell),
        }
    }

    /// Only the first rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        let cut = |odd: &mut Vec<(usize, Cell)>| odd.retain(|(row, _)| *row < rows);
        match self {
            Growing::Numbers(numbers) => numbers.truncate(rows),
            Growing::Truths(truths) => truths.truncate(rows),
            Growing::Texts(texts) => {
                texts.codes.truncate(rows);
                cut(&mut texts.odd);
            }
            Growing::Words(words) => {
                words.codes.truncate(rows);
                cut(&mut words.odd);
            }
            Growing::Cells(cells) => cells.truncate(rows),
        }
    }

    /// The column, checked and in base units; nothing, if a value must not be.
    pub(super) fn finish(self, wanted: &Wanted<'_>) -> Option<Packed> {
        let packed = match self {
            Growing::Numbers(numbers) => Packed::Numbers(numbers.finish(wanted)?),
            Growing::Truths(truths) => Packed::Truths(truths.into()),
            Growing::Texts(texts) => Packed::Texts(PackedTexts {
                codes: texts.codes.into(),
                words: Arc::new(texts.texts),
                odd: texts.odd,
            }),
            Growing::Words(words) => Packed::Words(PackedWords { codes: words.codes.into(), odd: words.odd }),
            Growing::Cells(cells) => Packed::Cells(cells),
        };
        // What is missing is for the check of required values.
        let is_missing = |cell: &Cell| *cell == Cell::Missing;
        let lacks = match &packed {
            Packed::Cells(cells) => cells.iter().any(is_missing),
            packed => packed.odd().iter().any(|(_, cell)| is_missing(cell)),
        };
        (!(wanted.required && lacks)).then_some(packed)
    }
}

impl Numbers {
    /// All of a column, as they are written.
    #[cfg(feature = "parquet")]
    pub(super) fn of(units: Vec<i64>, places: i32) -> Numbers {
        Numbers { places, units, odd: vec![] }
    }

    /// Takes in a number as it is written; nothing, if it does not fit.
    #[inline(always)]
    pub(super) fn push(&mut self, units: i64, places: u32) -> Option<()> {
        let places = places as i32;
        if places == self.places {
            self.units.push(units);
            return Some(());
        }
        self.push_other(units, places)
    }

    /// Takes in a cell that was read from words. A number is in base units already: it is brought together with the
    /// others in the end.
    pub(super) fn push_cell(&mut self, row: usize, cell: Cell) {
        self.odd.push((row, cell));
        self.units.push(0);
    }

    /// Only the first rows.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.units.truncate(rows);
        self.odd.retain(|(row, _)| *row < rows);
    }

    /// Takes in a number with the places of the column so far.
    #[inline(always)]
    pub(super) fn push_usual(&mut self, units: i64) {
        self.units.push(units);
    }

    /// The decimal places of the column so far.
    #[inline(always)]
    pub(super) fn places(&self) -> i32 {
        self.places
    }

    /// The same for places other than those of the column so far.
    #[cold]
    fn push_other(&mut self, units: i64, places: i32) -> Option<()> {
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

    fn finish(mut self, wanted: &Wanted<'_>) -> Option<PackedNumbers> {
        let bounds = self.bounds();
        if wanted.is_whole() && !self.are_whole() {
            return None;
        }
        let base = |units: i64| &Number::from_units(units, 1, self.places) * wanted.scale();
        if bounds.is_some_and(|(low, high)| !wanted.is_within(&base(low)) || !wanted.is_within(&base(high))) {
            return None;
        }
        let (factor, more) = wanted.scale().to_decimal()?;
        let (low, high) = bounds.unwrap_or((0, 0));
        if factor != 1 {
            let scaled: Option<Vec<i64>> = self.units.iter().map(|units| units.checked_mul(factor)).collect();
            self.units = scaled?;
        }
        let bounds = (low.checked_mul(factor)?, high.checked_mul(factor)?);
        self.places += more;
        let bounds = if self.take_in_odd_numbers() || !self.odd.is_empty() {
            least_and_greatest(&self.units).unwrap_or_default()
        } else {
            bounds
        };
        Some(PackedNumbers { places: self.places, units: Column::from(self.units), bounds, odd: self.odd })
    }

    /// The least and greatest units of numbers; nothing, if there are none.
    fn bounds(&self) -> Option<(i64, i64)> {
        if self.odd.is_empty() {
            return least_and_greatest(&self.units);
        }
        let mut odd = self.odd.iter().map(|(row, _)| *row).peekable();
        let mut plain = self.units.iter().enumerate().filter(|(row, _)| odd.next_if_eq(row).is_none());
        let (_, first) = plain.next()?;
        Some(plain.fold((*first, *first), |(low, high), (_, one)| (low.min(*one), high.max(*one))))
    }

    /// Whether all numbers are whole, before they are brought to base units.
    fn are_whole(&self) -> bool {
        let unit = if self.places > 0 { power(self.places) } else { Some(1) };
        unit.is_some_and(|unit| unit == 1 || self.units.iter().all(|units| units % unit == 0))
    }

    /// Numbers that were written with a unit are no different once all are in base units. Whether there were any.
    fn take_in_odd_numbers(&mut self) -> bool {
        let parts = |cell: &Cell| match cell {
            Cell::Number(number) => number.to_decimal(),
            _ => None,
        };
        let most = self.odd.iter().filter_map(|(_, cell)| parts(cell)).map(|(_, places)| places).max();
        let Some(places) = most.map(|most| most.max(self.places)) else { return false };
        let Some(factor) = power(places - self.places) else { return false };
        let Some(units) = self.units.iter().map(|units| units.checked_mul(factor)).collect() else {
            return false;
        };
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
        true
    }
}

fn power(of_ten: i32) -> Option<i64> {
    10_i64.checked_pow(of_ten.unsigned_abs())
}

fn least_and_greatest(units: &[i64]) -> Option<(i64, i64)> {
    let first = *units.first()?;
    Some(units.iter().fold((first, first), |(low, high), one| (low.min(*one), high.max(*one))))
}

impl Texts {
    /// From the first and the last bytes of a text.
    fn slot(text: &str) -> usize {
        let bytes = text.as_bytes();
        let mix = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(front), Some(back)) => {
                u64::from_le_bytes(*front) ^ u64::from_le_bytes(*back).rotate_left(29) ^ bytes.len() as u64
            }
            _ => bytes.iter().fold(0, |mix, byte| mix << 8 | u64::from(*byte)),
        };
        (mix.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize % SLOTS
    }

    fn find(&self, text: &str) -> Option<u32> {
        let known = self.known[Self::slot(text)].checked_sub(1)?;
        (self.texts.get(known as usize) == Some(text)).then_some(known)
    }

    fn push(&mut self, text: &str) {
        let place = self.find(text).unwrap_or_else(|| {
            self.texts.push(text);
            self.known[Self::slot(text)] = self.texts.len() as u32;
            self.texts.len() as u32 - 1
        });
        self.codes.push(place);
    }

    fn push_known(&mut self, text: &str, is_plain: bool) -> bool {
        // What is plain is the text that it says, unless it is so short that it could say that there is none.
        if is_plain && text.len() > 3 {
            self.push(text);
            return true;
        }
        let found = self.find(text);
        self.codes.extend(found);
        found.is_some()
    }
}

impl Words {
    fn push_known(&mut self, text: &str) -> bool {
        let code = self.written.find(text).map(|number| self.means[number as usize]);
        self.codes.extend(code);
        code.is_some()
    }
}
