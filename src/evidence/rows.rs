//! What the readers of formats and the builders of columns say to each other: columns by name, then rows of raw cells.
//!
//! It keeps CSV out of the builders and facts out of the readers. It must never know a type of fact.

use super::findings::{Findings, Problem};
use crate::diagnostic::CellPlace;
use std::borrow::Cow;

/// A cell as the file has it, before anyone asks what it should mean.
#[derive(Clone, Debug)]
pub(super) enum Raw<'a> {
    /// Words: any CSV cell, a JSON string.
    Text(Cow<'a, str>),
    /// A JSON number, as it is written.
    Number(&'a str),
    /// A JSON `true` or `false`.
    Bool(bool),
    /// A JSON `null`.
    Null,
    /// A JSON array or object, or a string that JSON allows and text cannot hold; as it is written.
    Nested(&'a str),
    /// A cell that the row does not have; the index of the bad cell that says why.
    Lost(u32),
}

impl Raw<'_> {
    /// Whether nothing is written in it.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Raw::Text(text) => clean(text).is_empty(),
            Raw::Null => true,
            _ => false,
        }
    }
}

/// One row of a file.
pub(super) struct Row<'r, 'a> {
    /// As people count it: the header of a CSV is row 1; the number of the object in JSON; the line in JSON Lines.
    pub number: usize,
    /// Column numbers with their cells. A column may come twice (a key written twice in a JSON object) or not at all.
    pub cells: &'r [(usize, Raw<'a>)],
    /// Set when no cell but the identity can be trusted; the index of the bad cell that says why.
    pub lost: Option<u32>,
}

/// Who takes the columns and rows of one file.
pub(super) trait Sink {
    /// The next column, numbered from 0. All columns that a row uses come before it.
    fn column(&mut self, name: &str);
    /// Whether the cells of a column that was named are wanted; a reader may send them all the same.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only readers of columns ask"))]
    fn is_read(&mut self, _column: usize) -> bool {
        true
    }
    /// The next row.
    fn row(&mut self, row: &Row<'_, '_>);
    /// Where problems go.
    fn findings(&mut self) -> &mut Findings;
    /// The file, or an unknown part of it, cannot be read; the index is that of the bad cell that says why.
    fn cut_off(&mut self, bad: u32);
}

/// Reports why a file, or an unknown part of it, cannot be read.
pub(super) fn fail(sink: &mut dyn Sink, place: CellPlace, problem: Problem) {
    let bad = sink.findings().bad(place, problem);
    sink.cut_off(bad);
}

/// Without blanks and invisible marks at both ends.
pub(super) fn clean(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// Cleaned, with full-width ASCII turned into the half-width forms.
pub(super) fn half_width(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if !text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width_char).collect())
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// What stands in a cell, for a message: on one line, and at most forty characters of it.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { '␣' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}
