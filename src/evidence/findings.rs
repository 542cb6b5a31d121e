//! The findings of a run, in order, with a limit on how often the same thing is said.
//!
//! Every bad cell is kept for scoring; only the listing is cut short. It must never decide what is bad.

use super::table::{BadCell, Cell};
use crate::diagnostic::{CellPlace, Code, Diagnostic};
use crate::locale::Text;
use crate::text;
use std::collections::BTreeMap;

/// How many findings of one kind in one column are listed one by one.
const MOST_ALIKE: usize = 20;

/// What is wrong with a cell, before it is known where the cell stands.
#[derive(Debug)]
pub(super) struct Problem {
    /// Its kind.
    pub code: &'static Code,
    /// What was read and what was expected.
    pub message: Text,
    /// What to write instead.
    pub help: Option<Text>,
}

impl Problem {
    /// A problem that needs no more advice than its message gives.
    pub(super) fn new(code: &'static Code, message: Text) -> Self {
        Problem { code, message, help: None }
    }

    /// Says what to write instead.
    pub(super) fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}

/// A finding about a file as a whole.
pub(super) fn in_file(code: &'static Code, file: &str, message: Text) -> Diagnostic {
    Diagnostic::at_cell(code, whole_file(file), message)
}

/// The place of a file as a whole.
pub(super) fn whole_file(file: &str) -> CellPlace {
    CellPlace { file: file.to_owned(), row: None, column: None }
}

/// The place of a row.
pub(super) fn in_row(file: &str, row: usize) -> CellPlace {
    CellPlace { file: file.to_owned(), row: Some(row), column: None }
}

/// Findings with those that come more than twenty times in one column listed twenty times, and then counted.
pub fn cut(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut all = Findings::default();
    findings.into_iter().for_each(|finding| all.report(finding));
    all.finish().1
}

/// See the module.
#[derive(Default)]
pub(super) struct Findings {
    /// Whether every finding is listed, since some are dropped before they are shown.
    uncut: bool,
    listed: Vec<Diagnostic>,
    /// How many errors were reported so far, listed or counted.
    pub(super) errors: usize,
    bad: Vec<BadCell>,
    alike: BTreeMap<(&'static str, String, Option<String>), (&'static Code, usize)>,
}

impl Findings {
    /// None yet; with `uncut` every one will be listed.
    pub(super) fn new(uncut: bool) -> Self {
        Findings { uncut, ..Findings::default() }
    }

    /// Takes in a finding, or only counts it if enough of its kind stand in the same column.
    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.errors += usize::from(finding.is_error());
        if let (Some(cell), false) = (&finding.cell, self.uncut) {
            let key = (finding.code.id, cell.file.clone(), cell.column.clone());
            let (_, count) = self.alike.entry(key).or_insert((finding.code, 0));
            *count += 1;
            if *count > MOST_ALIKE {
                return;
            }
        }
        self.listed.push(finding);
    }

    /// Takes in a bad cell with its finding; the index is that of [`Cell::Bad`].
    pub(super) fn bad(&mut self, place: CellPlace, problem: Problem) -> u32 {
        let Problem { code, message, help } = problem;
        self.bad.push(BadCell { place: place.clone(), code, message: message.clone() });
        self.report(Diagnostic { help, ..Diagnostic::at_cell(code, place, message) });
        self.bad.len() as u32 - 1
    }

    /// The same, as a cell.
    pub(super) fn bad_cell(&mut self, place: CellPlace, problem: Problem) -> Cell {
        Cell::Bad(self.bad(place, problem))
    }

    /// All bad cells, and the findings with a line for what was only counted.
    pub(super) fn finish(mut self) -> (Vec<BadCell>, Vec<Diagnostic>) {
        for ((_, file, column), (code, count)) in self.alike {
            if count <= MOST_ALIKE {
                continue;
            }
            let more = count - MOST_ALIKE;
            let message = text!(
                "同类问题另有 {more} 处，共 {count} 处，这里不再逐一列出",
                "{more} more of the same, {count} in all, are not listed one by one"
            );
            let place = CellPlace { file, row: None, column };
            self.listed.push(Diagnostic::at_cell(code, place, message));
        }
        (self.bad, self.listed)
    }
}
