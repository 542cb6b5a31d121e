//! A plain sheet: header and rows of words, for tables that stand beside a scheme.
//!
//! It must never know what a cell should be.

use super::findings::Findings;
use super::rows::{Raw, Row, Sink, clean, half_width};
use super::{Format, Input, number};
use crate::diagnostic::Diagnostic;
use crate::number::Number;

/// Header and rows of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The file as it was named.
    pub file: String,
    /// The header, without blanks at the ends of names.
    pub columns: Vec<String>,
    /// Each row with its number, as a spreadsheet counts them; a cell for each column.
    pub rows: Vec<(usize, Vec<String>)>,
}

struct Reader {
    sheet: Sheet,
    findings: Findings,
    cut_off: bool,
}

impl Sink for Reader {
    fn column(&mut self, name: &str) {
        self.sheet.columns.push(clean(name).to_owned());
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        let mut cells = vec![String::new(); self.sheet.columns.len()];
        for (column, raw) in row.cells {
            if let (Raw::Text(text), Some(cell)) = (raw, cells.get_mut(*column)) {
                *cell = clean(text).to_owned();
            }
        }
        if cells.iter().any(|cell| !cell.is_empty()) {
            self.sheet.rows.push((row.number, cells));
        }
    }

    fn findings(&mut self) -> &mut Findings {
        &mut self.findings
    }

    fn cut_off(&mut self, _bad: u32) {
        self.cut_off = true;
    }
}

/// Reads a CSV file as words; nothing if it cannot be read whole.
pub fn sheet(name: &str, bytes: &[u8]) -> (Option<Sheet>, Vec<Diagnostic>) {
    let sheet = Sheet { file: name.to_owned(), ..Sheet::default() };
    let mut reader = Reader { sheet, findings: Findings::default(), cut_off: false };
    super::read_file(&Input { name, list: None, format: Format::Csv, bytes }, false, &mut reader);
    let (_, problems) = reader.findings.finish();
    let sound = !reader.cut_off && !problems.iter().any(Diagnostic::is_error);
    (sound.then_some(reader.sheet), problems)
}

/// The number at the front of a cell and the words behind it, full-width or not; nothing if no number is in front.
pub fn amount(cell: &str) -> Option<(Number, String)> {
    let half = half_width(cell);
    number::amount(&half).map(|(number, words)| (number, words.to_owned()))
}
