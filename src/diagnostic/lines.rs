//! Findings one a line: for editors and searches (compact), and for the build server of GitHub.

use super::region::region;
use super::{Diagnostic, Severity};
use crate::locale::{Lang, Text};
use crate::source::Sources;
use std::fmt::Write;

/// Where a finding stands: a file, and line and column or row and column, as far as they are known.
struct At {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<(usize, usize)>,
}

fn at(diagnostic: &Diagnostic, sources: &Sources) -> Option<At> {
    if let Some(cell) = &diagnostic.cell {
        return Some(At { file: cell.file.clone(), line: cell.row, column: None, end: None });
    }
    let span = diagnostic.span()?;
    let at = region(sources, span);
    Some(At {
        file: sources.get(span.file).name().to_owned(),
        line: Some(at.line),
        column: Some(at.column),
        end: Some((at.end_line, at.end_column)),
    })
}

/// The word for a level.
pub fn level(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::fixed("错误", "error"),
        Severity::Warning => Text::fixed("警告", "warning"),
        Severity::Note => Text::fixed("提示", "note"),
    }
}

/// `FILE:LINE:COLUMN: CODE level: message`, a line for each finding.
pub fn compact(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(at) = at(diagnostic, sources) {
            out.push_str(&at.file);
            for number in [at.line, at.column].into_iter().flatten() {
                // Writing to a string cannot fail.
                let _ = write!(out, ":{number}");
            }
            out.push_str(": ");
        }
        let (code, level) = (diagnostic.code.id, level(diagnostic.severity));
        let message = diagnostic.message.get(lang).replace('\n', " ");
        let _ = writeln!(out, "{code} {}: {message}", level.get(lang));
    }
    out
}

/// Commands that the build server of GitHub shows beside the lines.
pub fn github(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut about = Vec::new();
        if let Some(at) = at(diagnostic, sources) {
            about.push(format!("file={}", in_property(&at.file)));
            let end = at.end.unzip();
            let numbers = [("line", at.line), ("endLine", end.0), ("col", at.column), ("endColumn", end.1)];
            about.extend(numbers.iter().filter_map(|(name, number)| Some(format!("{name}={}", (*number)?))));
        }
        let slug = diagnostic.code.slug.get(lang);
        about.push(format!("title={}", in_property(&format!("{} {slug}", diagnostic.code.id))));
        let help = diagnostic.help.as_ref().map(|help| format!("\n{}", help.get(lang))).unwrap_or_default();
        let message = in_message(&format!("{}{help}", diagnostic.message.get(lang)));
        let _ = writeln!(out, "::{command} {}::{message}", about.join(","));
    }
    out
}

fn in_message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn in_property(text: &str) -> String {
    in_message(text).replace(':', "%3A").replace(',', "%2C")
}
