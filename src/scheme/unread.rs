//! Rows that could not be read and have a finding of their own: what is asked of all rows of a form, such as that they
//! leave no gap, is not asked where some are lost.

use super::checker::Checker;
use crate::source::Span;
use crate::syntax::tree::{Expr, ItemNode};

impl Checker<'_> {
    /// Whether the braces of a form hold more rows with one of some words than were read, or rows parted by commas.
    pub(super) fn has_unread_rows(&self, form: Span, words: &[&str], read: usize) -> bool {
        let rows = rows(self.sources.slice(form));
        rows.iter().any(|row| row.comma) || rows.iter().filter(|row| row.has(words)).count() > read
    }

    /// Whether behind the rule of an item stand braces with rows that give points, none of which was read.
    pub(super) fn is_subject_of_rows(&self, node: &ItemNode, rule: &Expr) -> bool {
        let behind = Span { start: rule.span.end, ..node.span };
        let nothing_read = node.body.as_ref().is_some_and(Vec::is_empty);
        nothing_read && self.has_unread_rows(behind, &["得", "gives"], 0)
    }

    /// Whether the braces of a form hold a row without any of some words.
    pub(super) fn has_row_without(&self, form: Span, words: &[&str]) -> bool {
        rows(self.sources.slice(form)).iter().any(|row| !row.has(words))
    }
}

/// A row as it is written, without the braces, brackets and texts in it.
#[derive(Default)]
struct Row {
    text: String,
    comma: bool,
}

impl Row {
    fn has(&self, words: &[&str]) -> bool {
        self.text.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word))
    }
}

/// The rows in the first braces of a text.
fn rows(text: &str) -> Vec<Row> {
    let (mut rows, mut row) = (Vec::new(), Row::default());
    let (mut depth, mut quoted, mut comment) = (0_usize, false, false);
    for c in text.chars() {
        match c {
            '\n' | '\r' => comment = false,
            _ if comment => continue,
            '"' | '“' | '”' => quoted = !quoted,
            _ if quoted => continue,
            '#' | '＃' => comment = true,
            _ => {}
        }
        match c {
            '{' | '｛' => depth += 1,
            '(' | '（' | '[' if depth > 0 => depth += 1,
            '}' | '｝' | ')' | '）' | ']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            // The value of a row may stand on the next line.
            '\n' | '\r' if row.text.trim_end().ends_with(['得', 's']) => row.text.push(' '),
            ';' | '；' | '\n' | '\r' if depth == 1 => rows.push(std::mem::take(&mut row)),
            ',' | '，' if depth == 1 => row.comma = true,
            _ if depth == 1 => row.text.push(c),
            _ => {}
        }
    }
    rows.push(row);
    rows.retain(|row| row.comma || !row.text.trim().is_empty());
    rows
}
