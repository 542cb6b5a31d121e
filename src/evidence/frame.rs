//! What all readers in pieces share: the columns of a header, and the check of what was read into them.
//!
//! It must never know how a file is written.

use super::cell::{Read, Wanted};
use super::findings::{Findings, Problem, in_row, whole_file};
use super::growing::Growing;
use super::header::Target;
use super::packed::{Packed, PackedFact};
use super::ratees::Ratees;
use super::rows::Raw;
use super::table::{BadCell, Column, FactColumn, ListColumn, Origins, Table};
use super::typed::Cell;
use super::{Reading, checks, identity};
use crate::column::Texts;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::number::Number;
use crate::unit::{FactSpec, FactType};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to do with a column of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Skip,
    Identity,
    Slot(usize),
}

/// A cell that cannot be used.
pub(super) struct Doubt {
    /// Its record: of a piece from 0, in [`Frame::findings`] as a spreadsheet counts rows.
    pub record: usize,
    /// Its column of the file.
    pub column: usize,
    /// What is wrong with it.
    pub problem: Problem,
}

/// The columns of a file whose header is plain.
pub(super) struct Frame<'s> {
    file: String,
    /// What the header calls the columns.
    names: Vec<String>,
    /// What there is to say about the header, and about columns that are not there.
    about_header: Vec<Diagnostic>,
    about_missing: Vec<Diagnostic>,
    /// What to do with each column of the file.
    pub columns: Vec<Use>,
    specs: &'s [FactSpec],
    /// What the cells of each slot should be.
    wanted: Vec<Option<Wanted<'s>>>,
    around: Table,
    /// Per slot of percents: whether some value is above 1 %, so that none is doubted; see `percent`.
    above_one: Vec<AtomicBool>,
    any_percent: Vec<AtomicBool>,
}

impl<'s> Frame<'s> {
    /// For a header, if it is plain.
    pub(super) fn new<'n>(
        name: &str,
        header: impl Iterator<Item = &'n str>,
        specs: &'s [FactSpec],
        counting: &'s [Arc<str>],
        reading: &Reading<'s>,
    ) -> Option<Self> {
        if !reading.given.is_empty() {
            return None;
        }
        let mut findings = Findings::new(true);
        let mut ratees = Ratees::new(specs, counting, reading);
        let names: Vec<&str> = header.collect();
        let targets = ratees.header(name, names.iter().copied(), &mut findings)?;
        let (_, about_header) = findings.finish();
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
        let mut findings = Findings::new(true);
        checks::missing_columns(&ratees, &mut findings);
        let (_, about_missing) = findings.finish();
        let flags = || specs.iter().flat_map(|_| [AtomicBool::new(false), AtomicBool::new(false)]).collect();
        Some(Frame {
            file: name.to_owned(),
            names: names.into_iter().map(|name| super::rows::clean(name).to_owned()).collect(),
            about_header,
            about_missing,
            columns,
            specs,
            wanted: ratees.into_wanted(),
            around: Table { today: reading.today, period: reading.period, ..Table::default() },
            above_one: flags(),
            any_percent: flags(),
        })
    }

    /// Reports the header of a file, and then its doubtful cells in order: as much as the other reader says.
    pub(super) fn report<'d>(
        &self,
        doubts: impl Iterator<Item = (usize, &'d Doubt)>,
        findings: &mut Findings,
    ) {
        self.about_header.iter().for_each(|finding| findings.report(finding.clone()));
        for (row, Doubt { column, problem, .. }) in doubts {
            let place = CellPlace { column: self.names.get(*column).cloned(), ..in_row(&self.file, row) };
            let Problem { code, message, help } = problem;
            let finding = Diagnostic::at_cell(code, place, message.clone());
            findings.report(Diagnostic { help: help.clone(), ..finding });
        }
    }

    /// Where the values of the ratee of a row stand.
    pub(super) fn origins(&self, row: usize) -> Origins {
        let columns = self.columns.iter().zip(&self.names).filter_map(|(what, name)| match what {
            Use::Slot(slot) => Some((*slot, name.as_str())),
            Use::Skip | Use::Identity => None,
        });
        Origins::of_one(&self.file, row, self.wanted.len(), &columns.collect::<Vec<_>>())
    }

    /// Reports columns that are not there.
    pub(super) fn report_missing(&self, findings: &mut Findings) {
        self.about_missing.iter().for_each(|finding| findings.report(finding.clone()));
    }

    /// The name of the file, and those of its columns in an order that is the same for all files that have them.
    pub(super) fn names(&self) -> (&str, Vec<&str>) {
        let mut names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names.sort_unstable();
        (&self.file, names)
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

    /// The type of a slot.
    pub(super) fn ty(&self, slot: usize) -> Option<&FactType> {
        Some(self.wanted[slot].as_ref()?.ty)
    }

    /// Puts a cell into the column of a slot in the way of the other reader. `is_plain` says that its words are nothing
    /// but digits, letters and some signs of ASCII.
    pub(super) fn push(
        &self,
        (slot, column): (usize, &mut Growing),
        row: usize,
        raw: &Raw<'_>,
        is_plain: bool,
    ) -> Option<()> {
        let text = match raw {
            Raw::Text(text) if column.push_known(text, is_plain) => return Some(()),
            Raw::Text(text) => &**text,
            Raw::Number(text) => text,
            _ => "",
        };
        column.push_cell(row, text, self.read(slot, raw)?);
        Some(())
    }

    /// A cell of a slot in the way of the other reader; nothing also for one that cannot be used.
    pub(super) fn read(&self, slot: usize, raw: &Raw<'_>) -> Option<Cell> {
        self.judged(slot, raw)?.ok()
    }

    /// The same, with what is wrong with one that cannot be used.
    pub(super) fn judged(&self, slot: usize, raw: &Raw<'_>) -> Option<Result<Cell, Problem>> {
        let wanted = self.wanted[slot].as_ref()?;
        let Read { cell, unit_written } = match wanted.read(raw) {
            Ok(read) => read,
            Err(problem) => return Some(Err(problem)),
        };
        // A sign says that percents are no fractions; whoever weighs that is the other reader.
        (!(unit_written && *wanted.ty == FactType::Percent && small(&cell))).then_some(Ok(cell))
    }

    /// Remembers whether percents go above 1 %.
    fn see(&self, slot: usize, wanted: &Wanted<'_>, column: &Packed) {
        let (FactType::Percent, Packed::Numbers(numbers)) = (wanted.ty, column) else { return };
        let (low, high) = numbers.bounds;
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
    pub(super) fn finish(
        &self,
        ids: Texts,
        columns: impl Iterator<Item = (usize, Growing)>,
        doubts: &[Doubt],
    ) -> Option<Table> {
        let mut slots: Vec<Option<Packed>> = self.wanted.iter().map(|_| None).collect();
        for (slot, column) in columns {
            let wanted = self.wanted[slot].as_ref()?;
            let column = column.finish(wanted)?;
            self.see(slot, wanted, &column);
            slots[slot] = Some(column);
        }
        let mut slots = slots.into_iter();
        let mut facts = Vec::with_capacity(self.specs.len());
        for spec in self.specs {
            let (value, last_year) = (slots.next().flatten(), slots.next().flatten());
            facts.push(match spec.ty {
                FactType::List(_) => FactColumn::List(ListColumn::default()),
                _ if value.is_none() && last_year.is_none() => FactColumn::Scalar(Column::default()),
                _ => FactColumn::Packed(PackedFact { value, last_year }),
            });
        }
        // Only the file as a whole knows the row.
        let bad = doubts.iter().map(|Doubt { column, problem, .. }| BadCell {
            place: CellPlace { column: self.names.get(*column).cloned(), ..whole_file(&self.file) },
            code: problem.code,
            message: problem.message.clone(),
        });
        Some(Table { ids, facts, bad: bad.collect(), ..self.around.clone() })
    }
}

/// Takes in an identity; nothing, if something is odd about it. What is plain says itself.
pub(super) fn push_identity(ids: &mut Texts, text: &str, is_plain: bool) -> Option<()> {
    if is_plain && !text.is_empty() {
        ids.push(text);
    } else {
        ids.push(&identity::read(&Raw::Text(Cow::Borrowed(text))).ok()?);
    }
    Some(())
}

fn small(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => Number::ratio(1, 100).is_some_and(|line| number.abs() <= line),
        _ => false,
    }
}
