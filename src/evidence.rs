//! Files of evidence become one typed table, and every cell that cannot be read becomes a finding.
//!
//! The doors open the files and hand in bytes with names; what comes back is a [`Table`] with a column per declared
//! fact and a row per ratee, and the findings. Nothing is guessed: a cell that does not say clearly what it means is
//! [`Cell::Bad`] and says why, and all other cells stand. This module must never know a rule, a score or a file
//! system; it sees only the declarations of facts ([`FactSpec`]).
//!
//! The way of a file: bytes → text (`decode`) → rows of raw cells (`delimited`, `json`; `parquet` from bytes) → columns
//! matched to facts (`header`) → typed cells (`cell`) → ratees joined by identity (`ratees`) and their lists (`lists`,
//! `list_file`) → what only whole columns show (`checks`).

use crate::diagnostic::{Code, Diagnostic};
use crate::unit::{Date, FactSpec, Period};
use crate::{code, text};
use findings::{Findings, Problem, in_file};
use list_file::ListFile;
use rows::Sink;
use std::sync::Arc;

mod cell;
mod checks;
mod chunks;
mod decode;
mod delimited;
mod findings;
mod frame;
mod growing;
mod header;
mod identity;
mod joined;
mod json;
mod line;
mod list_file;
mod lists;
mod number;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "evidence/no_parquet.rs"]
mod parquet;
mod percent;
mod period_names;
mod period_rows;
mod period_scan;
mod periods;
mod ratees;
mod rows;
mod sheet;
mod table;
mod typed;

pub use cell::counting_words;
pub use chunks::{Bytes, Chunked, Chunks, chunked};
#[cfg(feature = "parquet")]
pub use delimited::quoted_record;
pub use findings::cut;
pub use joined::{InPieces, Joined, joined};
pub use packed::{Packed, PackedFact, PackedNumbers, PackedTexts, PackedWords};
pub use parquet::{CODES as PARQUET_CODES, IS_BUILT_IN as HAS_PARQUET};
#[cfg(feature = "parquet")]
pub use parquet::{Grouped, grouped};
pub use period_scan::{Dated, periods};
pub use sheet::{Sheet, amount, sheet};
pub use table::{BadCell, Cell, Column, FactColumn, ListColumn, Origins, Table};

/// How a file of evidence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Rows of cells under a header, separated by commas (or by tabs, where the header has no comma).
    Csv,
    /// One array of objects.
    Json,
    /// One object per line.
    JsonLines,
    /// Columns with names and types.
    Parquet,
}

impl Format {
    /// The format that the end of a file name says, or nothing for a name that says none of them.
    pub fn of(name: &str) -> Option<Format> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Format::Csv),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }

    /// Whether all rows have the columns of one header.
    fn has_header(self) -> bool {
        matches!(self, Format::Csv | Format::Parquet)
    }
}

/// One file of evidence.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The file as it was named; only shown.
    pub name: &'a str,
    /// The list fact whose entries it holds (`荣誉=honours.csv`); nothing if it holds the ratees.
    pub list: Option<&'a str>,
    /// How it is written.
    pub format: Format,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// What a run says beside its files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// The day that counts as today.
    pub today: Option<Date>,
    /// The period at hand: entries of later periods are left out. Where no fact goes by periods, only rows of this
    /// period are read from files that have a column of periods.
    pub period: Option<Period>,
    /// Whether the run itself names the period, so that files of lists are read by it as well.
    pub said: bool,
    /// Facts, by their place, that do not come from files.
    pub given: &'a [usize],
    /// Columns that other readers of the same files know.
    pub elsewhere: &'a [Arc<str>],
    /// Whether columns of floating-point numbers are refused.
    pub no_floats: bool,
    /// Whether all findings are wanted, however many are alike: who drops some of them calls [`cut`] afterwards.
    pub uncut: bool,
}

/// [`read_for`] without anything beside the files.
pub fn read(inputs: &[Input<'_>], specs: &[FactSpec]) -> (Table, Vec<Diagnostic>) {
    read_for(inputs, specs, &Reading::default())
}

/// Reads all files of a run into one table. Files of ratees are read first, in their order, then the files of lists.
///
/// Findings come in the order of files and rows; a kind of finding that comes more than twenty times in one column is
/// listed twenty times and then counted. [`Table::bad`] holds all of them.
pub fn read_for(inputs: &[Input<'_>], specs: &[FactSpec], reading: &Reading<'_>) -> (Table, Vec<Diagnostic>) {
    let mut findings = Findings::new(reading.uncut);
    let words = cell::counting_words(specs);
    let mut ratees = ratees::Ratees::new(specs, &words, reading);
    let again = |at: usize, input: &Input<'_>| {
        inputs[..at].iter().any(|before| before.name == input.name && before.list == input.list)
    };
    let (again, once): (Vec<_>, Vec<_>) =
        inputs.iter().enumerate().partition(|(at, input)| again(*at, input));
    again.iter().for_each(|(_, input)| findings.report(given_twice(input.name)));
    if !once.is_empty() && once.iter().all(|(_, input)| input.list.is_some()) {
        findings.report(only_lists());
    }
    for (_, input) in once.iter().filter(|(_, input)| input.list.is_none()) {
        let errors = findings.errors;
        let mut sink = ratees.file(input.name, input.format, &mut findings);
        read_file(input, reading.no_floats, &mut sink);
        let seen = sink.close();
        // An error already says why there are none.
        if seen == 0 && findings.errors == errors {
            findings.report(no_ratees(input.name));
        }
    }
    for (_, input) in &once {
        let Some(list) = input.list else { continue };
        if let Some(mut sink) = ListFile::begin(&mut ratees, list, (input.name, input.format), &mut findings)
        {
            read_file(input, reading.no_floats, &mut sink);
            sink.close();
        }
    }
    periods::settle(&mut ratees, &mut findings);
    checks::whole_columns(&ratees, &mut findings);
    let (bad, diagnostics) = findings.finish();
    let table = Table { today: reading.today, period: reading.period, ..ratees.into_table(bad) };
    (table, diagnostics)
}

/// Sends the columns and rows of one file to a sink.
fn read_file(input: &Input<'_>, no_floats: bool, sink: &mut dyn Sink) {
    if input.format == Format::Parquet {
        return parquet::read(input.bytes, input.name, !no_floats, sink);
    }
    let Some(text) = decode::decode(input.bytes, input.name, sink) else { return };
    if rows::clean(&text).is_empty() && input.format != Format::JsonLines {
        return rows::fail(sink, findings::whole_file(input.name), empty_file(input.name));
    }
    match input.format {
        Format::Csv => delimited::read(&text, input.name, sink),
        Format::Json => json::read_array(&text, input.name, sink),
        Format::JsonLines => json::read_lines(&text, input.name, sink),
        Format::Parquet => {}
    }
}

code!(
    GIVEN_TWICE,
    "H0718",
    Error,
    "同一文件给了两次" / "file-given-twice",
    "同一份文件在命令里写了两次。读两次会把清单里的记录算两遍，所以只读一次。"
        / "The same file is named twice. Reading it twice would count the entries of a list twice, so it is read once.",
);

fn given_twice(file: &str) -> Diagnostic {
    in_file(
        &GIVEN_TWICE,
        file,
        text!("{file} 给了两次，只读了一次", "{file} is given twice and was read once"),
    )
    .help(text!("请核对是不是漏了另一份文件", "see whether another file was meant"))
}

code!(
    EMPTY_FILE,
    "H0709",
    Error,
    "空文件" / "empty-file",
    "文件里什么也没有，连表头也没有，多半是导出失败。没有数据的表也要有表头；JSON 写作 []。"
        / "The file is empty, without even a header: most likely an export failed. A table without rows still has its header; in JSON it is [].",
);

fn empty_file(file: &str) -> Problem {
    Problem::new(&EMPTY_FILE, text!("{file} 是空文件", "{file} is empty"))
        .help(text!("请重新导出一次", "export it again"))
}

code!(
    NO_RATEES,
    "H0719",
    Error,
    "没有考核对象" / "no-ratees",
    "没有读到一个考核对象，也就没有谁可以计分。" / "No ratee was read, so there is nobody to score.",
);

fn no_ratees(file: &str) -> Diagnostic {
    in_file(&NO_RATEES, file, text!("{file} 里没有一个考核对象", "{file} holds no ratee")).help(text!(
        "第一行是表头，从第二行起每行一个对象",
        "the first row is the header; from the second on, each row is a ratee"
    ))
}

fn only_lists() -> Diagnostic {
    let message =
        text!("只给了清单文件，没有给对象的文件", "only files of lists are given, and none of ratees");
    Diagnostic::unplaced(&NO_RATEES, message)
        .help(text!("不带“清单=”的文件才是对象的文件", "a file without LIST= holds the ratees"))
}

/// Every code that this module raises.
pub static CODES: &[&Code] = &[
    &GIVEN_TWICE,
    &EMPTY_FILE,
    &NO_RATEES,
    &decode::UNREADABLE,
    &decode::DECODED,
    &decode::NUL,
    &delimited::QUOTES,
    &delimited::SEPARATOR,
    &delimited::RAGGED,
    &json::BROKEN,
    &json::NOT_OBJECTS,
    &header::UNKNOWN_COLUMN,
    &header::NOTHING_FITS,
    &header::TWO_COLUMNS,
    &header::TWO_IDENTITIES,
    &checks::MISSING_COLUMN,
    &checks::REQUIRED_COLUMN,
    &checks::REQUIRED_VALUE,
    &percent::PERCENT_AS_FRACTION,
    &cell::NOT_A_NUMBER,
    &cell::NOT_WHOLE,
    &cell::WRONG_UNIT,
    &cell::OUT_OF_RANGE,
    &cell::NOT_YES_OR_NO,
    &cell::NOT_A_CATEGORY,
    &cell::NOT_A_DATE,
    &cell::WRONG_KIND,
    &ratees::TWICE,
    &ratees::TWICE_THE_SAME,
    &ratees::TWO_FILES,
    &ratees::TWO_FILES_AGREE,
    &identity::EMPTY,
    &identity::DAMAGED,
    &list_file::NO_SUCH_LIST,
    &list_file::UNKNOWN_RATEE,
    &lists::NOT_A_LIST,
    &list_file::NESTED_AND_FILE,
    &list_file::EMPTY_ENTRY,
    &period_names::NOT_A_PERIOD,
    &period_names::PERIOD_TWICE,
    &period_names::NO_PERIOD,
    &period_names::PERIODS_SKIPPED,
    &period_names::NO_SUCH_PERIOD,
    &header::NOT_FROM_FILES,
];
