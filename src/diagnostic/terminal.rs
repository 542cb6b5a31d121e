//! Findings for people at a terminal.
//!
//! Heading, help and summary are written here, in the reader's language; miette draws the lines of text with
//! their labels and nothing else, so that none of its English words is ever seen. Where colour is wanted and how
//! wide the terminal is, the caller says: this module asks no environment.

use super::excerpt::{CONTEXT, Excerpt, clean};
use super::style::TAB;
use super::wrap::{Room, wrap};
use super::{CellPlace, Diagnostic, Label, Severity};
use crate::locale::{Lang, Text};
use crate::source::{FileId, Sources, char_width};
use crate::text;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters};
use std::fmt;

pub use super::style::Style;

const CYAN: &str = "\u{1b}[36m";
const RESET: &str = "\u{1b}[0m";

/// All findings in the order given, each with its lines of text; a blank line around findings that have such lines
/// or help. Ends with a line end unless there are none.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang, style: Style) -> String {
    let handler = handler(style);
    let mut out = String::new();
    let mut tall_before = false;
    for diagnostic in diagnostics {
        let block = finding(diagnostic, sources, lang, style, &handler);
        let tall = !diagnostic.labels.is_empty() || diagnostic.help.is_some();
        if !out.is_empty() && (tall || tall_before) {
            out.push('\n');
        }
        out.push_str(&block);
        tall_before = tall;
    }
    out
}

/// One line on how many findings of each weight there are, without a line end.
pub fn summary(diagnostics: &[Diagnostic], lang: Lang) -> String {
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let counts = [
        (count(Severity::Error), "个错误", "error"),
        (count(Severity::Warning), "个警告", "warning"),
        (count(Severity::Note), "条提示", "note"),
    ];
    let parts = counts.iter().filter(|(n, ..)| *n > 0).map(|(n, zh, en)| match lang {
        Lang::Zh => format!("{n} {zh}"),
        Lang::En => format!("{n} {en}{}", if *n == 1 { "" } else { "s" }),
    });
    let parts: Vec<String> = parts.collect();
    match (parts.is_empty(), lang) {
        (true, Lang::Zh) => "没有发现问题".to_owned(),
        (true, Lang::En) => "no problems found".to_owned(),
        (false, Lang::Zh) => format!("共 {}", parts.join("、")),
        (false, Lang::En) => parts.join(", "),
    }
}

fn finding(
    diagnostic: &Diagnostic,
    sources: &Sources,
    lang: Lang,
    style: Style,
    handler: &GraphicalReportHandler,
) -> String {
    let mut out = heading(diagnostic, lang, style);
    for (i, labels) in by_file(&diagnostic.labels).into_iter().enumerate() {
        let source = sources.get(labels[0].span.file);
        let (excerpt, spans) = Excerpt::new(source, &labels, i == 0, lang, style);
        out.push_str(&draw(excerpt, spans, handler));
    }
    if let Some(help) = &diagnostic.help {
        let word = match lang {
            Lang::Zh => "  怎么改：",
            Lang::En => "  help: ",
        };
        out.push_str(&paragraph(word, CYAN, &clean(help.get(lang)), columns(word, style), style));
    }
    out
}

/// `错误[H0204] …`, for evidence with file, row and column.
fn heading(diagnostic: &Diagnostic, lang: Lang, style: Style) -> String {
    let (word, color) = match diagnostic.severity {
        Severity::Error => (Text::fixed("错误", "error"), "\u{1b}[1;31m"),
        Severity::Warning => (Text::fixed("警告", "warning"), "\u{1b}[1;33m"),
        Severity::Note => (Text::fixed("提示", "note"), "\u{1b}[1;36m"),
    };
    let head = format!("{}[{}]", word.get(lang), diagnostic.code.id);
    let message = diagnostic.message.get(lang);
    let message = match diagnostic.cell.as_ref().map(cell_words) {
        Some(place) => match lang {
            Lang::Zh => format!(" {}：{message}", place.zh),
            Lang::En => format!(" {}: {message}", place.en),
        },
        None => format!(" {message}"),
    };
    paragraph(&head, color, &clean(&message), 2, style)
}

/// A cell in words. Rows of JSON are objects, not lines.
fn cell_words(cell: &CellPlace) -> Text {
    let file = &cell.file;
    let lower = file.to_ascii_lowercase();
    let objects = lower.ends_with(".json") || lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
    let row = cell.row.map(|row| match objects {
        true => text!(" 第 {row} 条", ", record {row}"),
        false => text!(" 第 {row} 行", ", row {row}"),
    });
    let column = cell.column.as_ref().map(|name| text!("「{name}」", ", column “{name}”"));
    let mut words = Text::same(file.as_str());
    for part in [row, column].into_iter().flatten() {
        words.zh.to_mut().push_str(&part.zh);
        words.en.to_mut().push_str(&part.en);
    }
    words
}

/// A coloured word, then text that is broken to the terminal and goes on under `indent` columns.
fn paragraph(word: &str, color: &str, words: &str, indent: usize, style: Style) -> String {
    let room = Room {
        first: style.width.saturating_sub(columns(word, style)).max(10),
        rest: style.width.saturating_sub(indent).max(10),
        ambiguous_wide: style.ambiguous_wide,
    };
    let mut out = if style.color { format!("{color}{word}{RESET}") } else { word.to_owned() };
    for (i, line) in wrap(words, room).into_iter().enumerate() {
        if i > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&" ".repeat(indent));
            }
        }
        out.push_str(&line);
    }
    out.push('\n');
    out
}

fn columns(words: &str, style: Style) -> usize {
    words.chars().map(|c| char_width(c, style.ambiguous_wide)).sum()
}

/// Labels that stand in one text together, the texts in the order in which they appear.
fn by_file(labels: &[Label]) -> Vec<Vec<&Label>> {
    let mut files: Vec<(FileId, Vec<&Label>)> = Vec::new();
    for label in labels {
        match files.iter_mut().find(|(file, _)| *file == label.span.file) {
            Some((_, group)) => group.push(label),
            None => files.push((label.span.file, vec![label])),
        }
    }
    files.into_iter().map(|(_, group)| group).collect()
}

fn handler(style: Style) -> GraphicalReportHandler {
    let mut theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    if style.ambiguous_wide {
        theme.characters = ThemeCharacters::ascii();
    }
    // The width only concerns words, and miette is given none: labels arrive broken.
    GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_context_lines(CONTEXT)
        .tab_width(TAB)
        .without_syntax_highlighting()
}

/// A report without words, so that miette draws only lines and labels.
struct Silent {
    excerpt: Excerpt,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Silent {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl fmt::Display for Silent {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Silent {}

impl miette::Diagnostic for Silent {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The lines with their labels. miette's first line holds its mark of severity and no word: it is dropped.
fn draw(excerpt: Excerpt, labels: Vec<LabeledSpan>, handler: &GraphicalReportHandler) -> String {
    let silent = Silent { excerpt, labels };
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &silent).is_err() {
        return String::new();
    }
    let body = drawn.split_once('\n').map_or("", |(_, body)| body);
    let trimmed: Vec<&str> = body.lines().map(str::trim_end).collect();
    silent.excerpt.restore(trimmed.join("\n") + "\n")
}
