//! What all readers in pieces share: the columns of a header, and the check of what was read into them.
//!
//! It must never know how a file is written.

use super::cell::{Read, Wanted};
use super::findings::Findings;
use super::header::Target;
use super::packed::{Packed, PackedFact, PackedNumbers, Texts};
use super::ratees::Ratees;
use super::rows::Raw;
use super::table::{Column, FactColumn, ListColumn, Table};
use super::typed::Cell;
use super::{Reading, checks};
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::unit::{FactSpec, FactType};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to do with a column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Skip,
    Identity,
    Slot(usize),
}

/// The columns of a file whose header is plain.
pub(super) struct Frame<'s> {
    /// What to do with each column of the file.
    pub columns: Vec<Use>,
    specs: &'s [FactSpec],
    /// What the cells of each slot should be.
    pub wanted: Vec<Option<Wanted<'s>>>,
    around: Table,
    /// Per slot of percents: whether some value is above 1 %, so that none is doubted; see `percent`.
    above_one: Vec<AtomicBool>,
    any_percent: Vec<AtomicBool>,
}

impl<'s> Frame<'s> {
    /// For a header, if it is plain; with what there is to say about it.
    pub(super) fn new<'n>(
        name: &str,
        header: impl Iterator<Item = &'n str>,
        specs: &'s [FactSpec],
        counting: &'s [Arc<str>],
        reading: &Reading<'s>,
    ) -> Option<(Self, Vec<Diagnostic>)> {
        if !reading.given.is_empty() {
            return None;
        }
        let mut findings = Findings::default();
        let mut ratees = Ratees::new(specs, counting, reading);
        let targets = ratees.header(name, header, &mut findings)?;
        let columns: Option<Vec<Use>> = targets
            .iter()
            .map(|(target, is_identity)| match target {
                Some(Target::Ignored(Some(_)) | Target::List(_) | Target::Period | Target::Entry { .. }) => {
                    None
                }
                Some(Target::Slot(_)) if *is_identity => None,
                Some(Target::Slot(slot)) => Some(Use::Slot(*slot)),
                Some(Target::Ignored(None)) | None if *is_identity => Some(Use::Identity),
                Some(Target::Ignored(None)) | None => Some(Use::Skip),
            })
            .collect();
        let columns = columns?;
        // A required fact without a column is an error for the other reader to report.
        let has = |slot: usize| columns.iter().any(|one| matches!(one, Use::Slot(other) if *other == slot));
        if specs.iter().enumerate().any(|(fact, spec)| spec.required && !has(fact * 2)) {
            return None;
        }
        checks::missing_columns(&ratees, &mut findings);
        let flags = || specs.iter().flat_map(|_| [AtomicBool::new(false), AtomicBool::new(false)]).collect();
        let (_, problems) = findings.finish();
        let frame = Frame {
            columns,
            specs,
            wanted: ratees.into_wanted(),
            around: Table { today: reading.today, period: reading.period, ..Table::default() },
            above_one: flags(),
            any_percent: flags(),
        };
        Some((frame, problems))
    }

    /// What holds for all pieces.
    pub(super) fn around(&self) -> &Table {
        &self.around
    }

    /// Whether whole columns, all pieces having been read, show nothing to be doubted.
    pub(super) fn is_sound(&self) -> bool {
        let flags = self.above_one.iter().zip(&self.any_percent);
        flags.into_iter().all(|(above, any)| above.load(Ordering::Relaxed) || !any.load(Ordering::Relaxed))
    }

    /// Empty columns, one for each slot.
    pub(super) fn builders(&self) -> Vec<Option<Packed>> {
        self.wanted.iter().map(|wanted| wanted.as_ref().map(|wanted| Packed::new(wanted.ty))).collect()
    }

    /// Checks columns and brings them to base units; nothing, if a value must not be.
    pub(super) fn complete(&self, columns: &mut [Option<Packed>], rows: usize) -> Option<()> {
        for (slot, (column, wanted)) in columns.iter_mut().zip(&self.wanted).enumerate() {
            let (Some(column), Some(wanted)) = (column, wanted) else { continue };
            complete(column, wanted, rows)?;
            self.see(slot, wanted, column);
        }
        Some(())
    }

    /// Remembers whether percents go above 1 %.
    fn see(&self, slot: usize, wanted: &Wanted<'_>, column: &Packed) {
        let (FactType::Percent, Packed::Numbers(numbers)) = (wanted.ty, column) else { return };
        let Some((low, high)) = numbers.bounds() else { return };
        if low == 0 && high == 0 {
            return;
        }
        self.any_percent[slot].store(true, Ordering::Relaxed);
        let one = |units: i64| Number::from_units(units, 1, numbers.places).abs();
        if Number::ratio(1, 100).is_some_and(|line| one(low) > line || one(high) > line) {
            self.above_one[slot].store(true, Ordering::Relaxed);
        }
    }

    /// The table of a piece.
    pub(super) fn finish(&self, ids: Vec<Arc<str>>, columns: Vec<Option<Packed>>) -> Table {
        let mut columns = columns.into_iter();
        let mut facts = Vec::with_capacity(self.specs.len());
        for (fact, spec) in self.specs.iter().enumerate() {
            let (value, last_year) = (columns.next().flatten(), columns.next().flatten());
            let has = |slot: usize| {
                self.columns.iter().any(|one| matches!(one, Use::Slot(other) if *other == slot))
            };
            facts.push(match spec.ty {
                FactType::List(_) => FactColumn::List(ListColumn::default()),
                _ if !has(fact * 2) && !has(fact * 2 + 1) => FactColumn::Scalar(Column::default()),
                _ => FactColumn::Packed(PackedFact {
                    value: value.filter(|_| has(fact * 2)),
                    last_year: last_year.filter(|_| has(fact * 2 + 1)),
                }),
            });
        }
        Table { ids, facts, ..self.around.clone() }
    }
}

/// Checks a column and brings it to base units; nothing, if a value must not be.
fn complete(column: &mut Packed, wanted: &Wanted<'_>, rows: usize) -> Option<()> {
    // What is missing is for the check of required values.
    if wanted.required && (0..rows).any(|row| column.cell(row) == Cell::Missing) {
        return None;
    }
    let Packed::Numbers(numbers) = column else { return Some(()) };
    let bounds = numbers.bounds();
    if wanted.is_whole() && !numbers.are_whole() {
        return None;
    }
    let base = |units: i64| &Number::from_units(units, 1, numbers.places) * wanted.scale();
    if bounds.is_some_and(|(low, high)| !wanted.is_within(&base(low)) || !wanted.is_within(&base(high))) {
        return None;
    }
    let (factor, more) = wanted.scale().to_decimal()?;
    numbers.scale(factor, more)
}

/// Puts a cell into a column in the way of the other reader.
pub(super) fn push(column: &mut Packed, wanted: &Wanted<'_>, row: usize, raw: &Raw<'_>) -> Option<()> {
    if let (Packed::Texts(texts), FactType::Text, Raw::Text(text)) = (&mut *column, wanted.ty, raw)
        && texts.push_known(text)
    {
        return Some(());
    }
    let Read { cell, unit_written } = wanted.read(raw).ok()?;
    // A sign says that percents are no fractions; whoever weighs that is the other reader.
    if unit_written && *wanted.ty == FactType::Percent && small(&cell) {
        return None;
    }
    column.push_cell(row, cell)
}

fn small(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => Number::ratio(1, 100).is_some_and(|line| number.abs() <= line),
        _ => false,
    }
}

/// Of a type, the column that holds it best.
impl Packed {
    pub(super) fn new(ty: &FactType) -> Packed {
        match ty {
            FactType::YesNo => Packed::Truths(vec![]),
            FactType::Text => Packed::Texts(Texts::default()),
            ty if ty.is_numeric() => Packed::Numbers(PackedNumbers::default()),
            _ => Packed::Cells(vec![]),
        }
    }
}
