//! The table that evidence becomes: columns of typed cells, and where each cell came from.
//!
//! It must never know how a file is written.

use super::packed::{Packed, PackedFact};
use crate::column::Texts;
use crate::diagnostic::{CellPlace, Code};
use crate::locale::Text;
use crate::unit::{Date, Period};
use std::collections::{BTreeMap, HashMap};

pub use super::typed::Cell;

/// A fact with one value per ratee.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Column {
    /// One cell per ratee.
    pub cells: Vec<Cell>,
    /// Last year's value of each ratee, if the fact is declared with it.
    pub last_year: Option<Vec<Cell>>,
    /// Whether some file has this column.
    pub present: bool,
}

/// The column of some ratees alone.
fn unpacked(fact: &PackedFact, ratees: &[usize]) -> Column {
    let pick = |packed: &Packed| -> Vec<Cell> { ratees.iter().map(|row| packed.cell(*row)).collect() };
    Column {
        cells: fact.value.as_ref().map(pick).unwrap_or_default(),
        last_year: fact.last_year.as_ref().map(pick),
        present: fact.value.is_some(),
    }
}

/// A list fact: entries with fields, grouped by ratee.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct ListColumn {
    /// Whether a file of this list was given.
    pub given: bool,
    /// One more than there are ratees: the entries of ratee `r` are `offsets[r]..offsets[r + 1]`.
    pub offsets: Vec<u32>,
    /// Per ratee: nothing says what its list is (which is not an empty list).
    pub absent: Vec<bool>,
    /// Per ratee: the list is said not to apply (不涉及).
    pub not_applicable: Vec<bool>,
    /// Per ratee: the list cannot be used; the index in [`Table::bad`] says why.
    pub bad: Vec<Option<u32>>,
    /// Per field of the list: one cell per entry, in file order within a ratee.
    pub fields: Vec<Vec<Cell>>,
    /// Per entry: the file, by its number in [`Origins`], and the row.
    pub places: Vec<(u32, u32)>,
}

impl ListColumn {
    /// The entries of a ratee.
    pub fn entries(&self, ratee: usize) -> std::ops::Range<usize> {
        let at = |i: usize| self.offsets.get(i).map_or(0, |&offset| offset as usize);
        at(ratee)..at(ratee + 1)
    }
}

/// The column of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum FactColumn {
    /// One value per ratee.
    Scalar(Column),
    /// Entries per ratee.
    List(ListColumn),
    /// One value per ratee, of a file that is read in pieces.
    Packed(PackedFact),
}

/// A cell that cannot be used: where it stands and why.
#[derive(Clone, Debug, PartialEq)]
pub struct BadCell {
    /// Where it stands.
    pub place: CellPlace,
    /// The kind of problem.
    pub code: &'static Code,
    /// What was read and what was expected.
    pub message: Text,
}

/// Where values came from.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// The names of the files that were read.
    pub(super) files: Vec<String>,
    /// Per file and ratee: the row, or 0.
    pub(super) rows: Vec<Vec<u32>>,
    /// Per fact, and then for last year's values: the files and the names of the columns in them.
    pub(super) columns: Vec<Vec<(u32, String)>>,
}

/// All evidence of a run.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The ratees' identities, in the order in which they first appear.
    pub ids: Texts,
    /// The facts, in the order of their declarations.
    pub facts: Vec<FactColumn>,
    /// All cells that cannot be used.
    pub bad: Vec<BadCell>,
    /// Where values came from; see [`Table::place`].
    pub origins: Origins,
    /// The day that counts as today, if the run names one.
    pub today: Option<Date>,
    /// The period at hand, if the run names one.
    pub period: Option<Period>,
    /// Why a fact that another scheme computes is absent: by fact and ratee.
    pub absences: BTreeMap<(usize, usize), Text>,
}

impl Table {
    /// The table of some ratees alone, in the order given.
    pub fn select(&self, ratees: &[usize]) -> Table {
        let pick = |cells: &[Cell]| -> Vec<Cell> {
            ratees.iter().map(|ratee| cells.get(*ratee).cloned().unwrap_or_default()).collect()
        };
        let facts = self.facts.iter().map(|column| match column {
            FactColumn::Scalar(column) => FactColumn::Scalar(Column {
                cells: pick(&column.cells),
                last_year: column.last_year.as_deref().map(pick),
                present: column.present,
            }),
            FactColumn::List(list) => FactColumn::List(list.select(ratees)),
            FactColumn::Packed(fact) => FactColumn::Scalar(unpacked(fact, ratees)),
        });
        let places: HashMap<usize, usize> = ratees.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        Table {
            ids: ratees.iter().filter_map(|ratee| self.ids.get(*ratee)).collect(),
            facts: facts.collect(),
            bad: self.bad.clone(),
            origins: self.origins.select(ratees),
            today: self.today,
            period: self.period,
            absences: self
                .absences
                .iter()
                .filter_map(|((fact, old), why)| Some(((*fact, *places.get(old)?), why.clone())))
                .collect(),
        }
    }

    /// The ratee whose values stand in a row of a file of ratees, for every file and row.
    pub fn rows(&self) -> HashMap<(&str, usize), usize> {
        let files = self.origins.files.iter().zip(&self.origins.rows);
        let rows = files.flat_map(|(file, rows)| {
            let rows = rows.iter().enumerate().filter(|(_, row)| **row > 0);
            rows.map(move |(ratee, row)| ((&**file, *row as usize), ratee))
        });
        rows.collect()
    }

    /// Where the value of a fact of a ratee was read, if a file has that column and that ratee.
    pub fn place(&self, ratee: usize, fact: usize) -> Option<CellPlace> {
        self.origins.find(ratee, fact * 2)
    }

    /// The same for last year's value.
    pub fn place_last_year(&self, ratee: usize, fact: usize) -> Option<CellPlace> {
        self.origins.find(ratee, fact * 2 + 1)
    }

    /// Where an entry of a list fact was read; the entry is counted over all ratees, as in [`ListColumn::fields`].
    pub fn place_of_entry(&self, fact: usize, entry: usize) -> Option<CellPlace> {
        let FactColumn::List(list) = self.facts.get(fact)? else { return None };
        let (file, row) = *list.places.get(entry)?;
        let file = self.origins.files.get(file as usize)?.clone();
        Some(CellPlace { file, row: Some(row as usize), column: None })
    }

    /// The first row in which a ratee stands.
    pub fn place_of_ratee(&self, ratee: usize) -> Option<CellPlace> {
        self.origins.first_row(ratee)
    }
}

impl ListColumn {
    /// The entries of some ratees alone.
    fn select(&self, ratees: &[usize]) -> ListColumn {
        let entries: Vec<usize> = ratees.iter().flat_map(|ratee| self.entries(*ratee)).collect();
        let mut offsets = vec![0];
        let mut end = 0;
        for ratee in ratees {
            end += self.entries(*ratee).len() as u32;
            offsets.push(end);
        }
        fn at<T: Clone + Default>(all: &[T], picked: &[usize]) -> Vec<T> {
            picked.iter().map(|index| all.get(*index).cloned().unwrap_or_default()).collect()
        }
        ListColumn {
            given: self.given,
            offsets,
            // Where nothing is said of the lists, they are absent.
            absent: ratees.iter().map(|ratee| self.absent.get(*ratee).copied().unwrap_or(true)).collect(),
            not_applicable: at(&self.not_applicable, ratees),
            bad: at(&self.bad, ratees),
            fields: self.fields.iter().map(|field| at(field, &entries)).collect(),
            places: at(&self.places, &entries),
        }
    }
}

impl Origins {
    /// Those of some ratees alone.
    fn select(&self, ratees: &[usize]) -> Origins {
        let pick =
            |rows: &Vec<u32>| ratees.iter().map(|ratee| rows.get(*ratee).copied().unwrap_or(0)).collect();
        let (files, columns) = (self.files.clone(), self.columns.clone());
        Origins { files, rows: self.rows.iter().map(pick).collect(), columns }
    }

    /// Of the only ratee, which stands in a row of a file that has some columns, each with its slot.
    pub(super) fn of_one(file: &str, row: usize, slots: usize, columns: &[(usize, &str)]) -> Origins {
        let mut of_slots = vec![Vec::new(); slots];
        for (slot, name) in columns {
            of_slots[*slot].push((0, (*name).to_owned()));
        }
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        Origins { files: vec![file.to_owned()], rows: vec![vec![row]], columns: of_slots }
    }

    /// The row of a ratee in a file.
    pub(super) fn row(&self, file: u32, ratee: usize) -> Option<usize> {
        let row = *self.rows.get(file as usize)?.get(ratee)?;
        (row > 0).then_some(row as usize)
    }

    /// The cell of a ratee in a slot: twice the fact, and one more for last year's value.
    pub(super) fn find(&self, ratee: usize, slot: usize) -> Option<CellPlace> {
        self.columns.get(slot)?.iter().find_map(|(file, column)| {
            let row = self.row(*file, ratee)?;
            let file = self.files.get(*file as usize)?.clone();
            Some(CellPlace { file, row: Some(row), column: Some(column.clone()) })
        })
    }

    /// The first row of a ratee in any file.
    pub(super) fn first_row(&self, ratee: usize) -> Option<CellPlace> {
        (0..self.files.len()).find_map(|file| {
            let row = self.row(file as u32, ratee)?;
            Some(CellPlace { file: self.files[file].clone(), row: Some(row), column: None })
        })
    }
}
