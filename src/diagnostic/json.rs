//! Findings for other programs, as a JSON array.
//!
//! The shapes here are what leaves; they are promised, and the types within may change behind them. A key that
//! does not apply is absent.

use super::region::region;
use super::{CellPlace, Diagnostic, Severity};
use crate::locale::Lang;
use crate::source::{Sources, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    slug: Slug<'a>,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Labelled<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<Cell<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Slug<'a> {
    zh: &'a str,
    en: &'a str,
}

/// Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    byte_start: usize,
    byte_end: usize,
}

#[derive(Serialize)]
struct Labelled<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
struct Cell<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
}

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    byte_start: usize,
    byte_end: usize,
    replacement: &'a str,
    /// Whether it changes nothing but the form.
    safe: bool,
}

/// An array with an object for each finding, in the order given, indented, with a line end. Messages are in
/// `lang`; names of keys and severities are always English.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let findings: Vec<Finding<'_>> = diagnostics.iter().map(|d| finding(d, sources, lang)).collect();
    let mut out = serde_json::to_string_pretty(&findings).expect("texts and numbers always have a JSON form");
    out.push('\n');
    out
}

fn finding<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, lang: Lang) -> Finding<'a> {
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| Labelled { text: label.text.get(lang), place: place(sources, label.span) });
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let Place { file, byte_start, byte_end, .. } = place(sources, fix.span);
        Change { file, byte_start, byte_end, replacement: &fix.replacement, safe: !fix.is_guess }
    });
    Finding {
        code: diagnostic.code.id,
        slug: Slug { zh: &diagnostic.code.slug.zh, en: &diagnostic.code.slug.en },
        severity: severity(diagnostic.severity),
        message: diagnostic.message.get(lang),
        place: diagnostic.span().map(|span| place(sources, span)),
        labels: labels.collect(),
        cell: diagnostic.cell.as_ref().map(cell),
        help: diagnostic.help.as_ref().map(|help| help.get(lang)),
        fixes: fixes.collect(),
    }
}

fn place(sources: &Sources, span: Span) -> Place<'_> {
    let at = region(sources, span);
    Place {
        file: sources.get(span.file).name(),
        line: at.line,
        column: at.column,
        end_line: at.end_line,
        end_column: at.end_column,
        byte_start: at.byte_start,
        byte_end: at.byte_end,
    }
}

fn cell(cell: &CellPlace) -> Cell<'_> {
    Cell { file: &cell.file, row: cell.row, column: cell.column.as_deref() }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
