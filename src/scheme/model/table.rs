//! Tables, checked: every cell a constant in base units, each row found by its keys.

use crate::number::Number;
use crate::scheme::types::Ty;
use crate::source::Span;
use crate::unit::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// A table of constants.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: Arc<str>,
    /// The names of what is looked up.
    pub keys: Vec<Arc<str>>,
    /// Its columns: name and type. One column of the table's own name is the value of the table.
    pub columns: Vec<(Arc<str>, Ty)>,
    /// Its rows.
    pub rows: Vec<TableRow>,
    /// The row for all other keys.
    pub otherwise: Option<usize>,
    /// The file that holds it.
    pub file: Option<Arc<str>>,
    index: HashMap<Vec<TableValue>, usize>,
}

/// A row of a table.
#[derive(Debug)]
pub struct TableRow {
    /// One for each key; none for all others.
    pub keys: Vec<TableValue>,
    /// One for each column.
    pub values: Vec<TableValue>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where it is written.
    pub place: TablePlace,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TablePlace {
    /// In the scheme.
    Scheme(Span),
    /// In the file, in this row as a spreadsheet counts.
    File(usize),
}

/// A key or a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TableValue {
    /// A number in base units.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word or text.
    Word(Arc<str>),
    /// A date.
    Date(Date),
}

impl Table {
    /// A table without rows.
    pub fn new(
        name: Arc<str>,
        keys: Vec<Arc<str>>,
        columns: Vec<(Arc<str>, Ty)>,
        file: Option<Arc<str>>,
    ) -> Table {
        Table { name, keys, columns, rows: vec![], otherwise: None, file, index: HashMap::new() }
    }

    /// Adds a row; gives back the row that already has these keys, if one has.
    pub fn add(&mut self, row: TableRow) -> Option<usize> {
        let first = if row.keys.is_empty() { self.otherwise } else { self.index.get(&row.keys).copied() };
        if first.is_none() {
            let at = self.rows.len();
            if row.keys.is_empty() {
                self.otherwise = Some(at);
            } else {
                self.index.insert(row.keys.clone(), at);
            }
            self.rows.push(row);
        }
        first
    }

    /// The row of some keys, else the one for all others.
    pub fn find(&self, keys: &[TableValue]) -> Option<usize> {
        self.index.get(keys).copied().or(self.otherwise)
    }
}
