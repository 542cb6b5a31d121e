//! From the document to lines: what fits on a line stands on one, else the outermost group is broken first.

use super::document::{Block, Column, Doc, Row};
use crate::source::display_width;

/// The widest line, in columns of a terminal. Comments behind a row do not count, and a word of the language counts
/// half in Chinese and half in English: so lines end at the same places in both.
pub const WIDTH: usize = 114;
/// How far a block stands in.
const STEP: usize = 2;
/// How far the further lines of a statement stand in.
const FURTHER: usize = 4;

/// A line, in cells: each but the first begins a column.
#[derive(Debug, Default)]
pub struct Line {
    /// How far it stands in.
    pub indent: usize,
    /// The text before the first column.
    pub first: String,
    /// The columns behind.
    pub cells: Vec<(Column, String)>,
    /// Whether it stands as it was written.
    pub raw: bool,
}

impl Line {
    /// Whether nothing stands on it.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.cells.is_empty() && !self.raw
    }
}

/// What follows a piece on its line, the nearest first.
struct Follow<'a> {
    docs: &'a [Doc],
    next: Option<&'a Follow<'a>>,
}

/// How wide a piece is, up to where a line can or must end.
struct Reach {
    width: usize,
    ended: bool,
}

#[derive(Default)]
struct Printer {
    lines: Vec<Line>,
    line: Line,
    column: usize,
}

/// Lays out the rows of a file.
pub fn print(file: &Block) -> Vec<Line> {
    let mut printer = Printer::default();
    printer.rows(file, 0);
    printer.lines
}

impl Printer {
    fn text(&mut self, text: &str) {
        self.wide(text, display_width(text));
    }

    fn wide(&mut self, text: &str, width: usize) {
        self.column += width;
        match self.line.cells.last_mut() {
            Some((_, cell)) => cell.push_str(text),
            None => self.line.first.push_str(text),
        }
    }

    fn cell(&mut self, column: Column) {
        self.line.cells.push((column, String::new()));
        self.column += 1;
    }

    fn end_line(&mut self, indent: usize) {
        let line = std::mem::take(&mut self.line);
        self.lines.push(line);
        self.line.indent = indent;
        self.column = indent;
    }

    fn rows(&mut self, block: &Block, indent: usize) {
        let mut open = false;
        for (at, row) in block.rows.iter().enumerate() {
            let joins = open && block.shares_lines && row.joined && row.above.is_empty();
            if joins && self.column + 2 + width_of(&row.docs, true) <= WIDTH {
                self.text("; ");
            } else {
                if open {
                    self.end_line(indent);
                }
                for (nth, above) in row.above.iter().enumerate() {
                    self.comment_line(&above.text, above.apart && (at > 0 || nth > 0), indent);
                }
                if row.apart && (at > 0 || !row.above.is_empty()) {
                    self.lines.push(Line::default());
                }
                self.line.indent = indent;
                self.column = indent;
            }
            let start = self.lines.len();
            self.docs(&row.docs, true, false, indent, None);
            if let Some(comment) = &row.behind {
                self.cell(Column::Comment);
                self.text(comment);
            }
            // What took several lines, or has a comment behind it, shares its last line with nothing.
            open = self.lines.len() == start && row.behind.is_none();
            if !open {
                self.end_line(indent);
            }
        }
        if open {
            self.end_line(indent);
        }
        for (nth, above) in block.closing.iter().enumerate() {
            self.comment_line(&above.text, above.apart && (!block.rows.is_empty() || nth > 0), indent);
        }
    }

    fn comment_line(&mut self, text: &str, apart: bool, indent: usize) {
        if apart {
            self.lines.push(Line::default());
        }
        self.lines.push(Line { indent, first: text.to_owned(), ..Line::default() });
    }

    /// `broken`: whether the lines of the group end here.
    fn docs(&mut self, docs: &[Doc], broken: bool, inline: bool, indent: usize, follow: Option<&Follow<'_>>) {
        for (at, doc) in docs.iter().enumerate() {
            let rest = Follow { docs: &docs[at + 1..], next: follow };
            match doc {
                Doc::Text(text, width) => self.wide(text, *width),
                Doc::Space => self.text(" "),
                Doc::Cell(Column::Colon) if inline => {}
                Doc::Cell(_) if inline => self.text(" "),
                Doc::Cell(column) => self.cell(*column),
                Doc::Line if broken && !inline => self.end_line(indent),
                Doc::Line => self.text(" "),
                Doc::Soft if !inline && self.column + 1 + soft(&rest) > WIDTH => self.end_line(indent),
                Doc::Soft => self.text(" "),
                Doc::Hard => self.end_line(indent),
                Doc::Comment(comment) => {
                    self.cell(Column::Comment);
                    self.text(comment);
                }
                Doc::Raw(text) => self.raw(text),
                Doc::Group { docs, broken } => {
                    let fits = inline || !broken && self.column + reach(docs, &rest) <= WIDTH;
                    self.docs(docs, !fits, inline, indent, Some(&rest));
                }
                Doc::Nest(docs) => self.docs(docs, broken, inline, indent + FURTHER, Some(&rest)),
                Doc::Block(block) => self.block(block, inline, &rest),
            }
        }
    }

    fn block(&mut self, block: &Block, inline: bool, rest: &Follow<'_>) {
        // The block belongs to the line on which it opens.
        let indent = self.line.indent;
        if block.rows.is_empty() && block.closing.is_empty() && block.opening.is_none() {
            self.text("{}");
            return;
        }
        if inline || block.inline && self.column + block_width(block) + tail(rest) <= WIDTH {
            self.text("{ ");
            for (at, row) in block.rows.iter().enumerate() {
                if at > 0 {
                    self.text("; ");
                }
                self.docs(&row.docs, false, true, indent, None);
            }
            self.text(" }");
            return;
        }
        self.text("{");
        if let Some(comment) = &block.opening {
            self.cell(Column::Comment);
            self.text(comment);
        }
        self.end_line(indent + STEP);
        self.rows(block, indent + STEP);
        self.line.indent = indent;
        self.column = indent;
        self.text("}");
    }

    fn raw(&mut self, text: &str) {
        let mut parts = text.split('\n').peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            self.text(part);
            if !last {
                self.end_line(0);
                self.line.raw = true;
            }
        }
    }
}

fn soft(rest: &Follow<'_>) -> usize {
    let upto =
        rest.docs.iter().position(|doc| matches!(doc, Doc::Soft | Doc::Line)).unwrap_or(rest.docs.len());
    let ends = upto < rest.docs.len();
    let width = width_of(&rest.docs[..upto], false);
    if ends { width } else { width + rest.next.map_or(0, tail) }
}

/// The width of a group on one line with what must follow on the same line.
fn reach(docs: &[Doc], rest: &Follow<'_>) -> usize {
    let mut reach = Reach { width: 0, ended: false };
    docs.iter().for_each(|doc| measure(doc, false, &mut reach));
    if reach.ended { reach.width } else { reach.width + tail(rest) }
}

/// The width of what stands behind a piece, up to where a line can end.
fn tail(rest: &Follow<'_>) -> usize {
    let mut reach = Reach { width: 0, ended: false };
    let mut next = Some(rest);
    while let Some(follow) = next {
        for doc in follow.docs {
            can_end(doc, &mut reach);
            if reach.ended {
                return reach.width;
            }
        }
        next = follow.next;
    }
    reach.width
}

/// Adds what stands before the first place at which a line can end.
fn can_end(doc: &Doc, reach: &mut Reach) {
    if reach.ended {
        return;
    }
    match doc {
        Doc::Line | Doc::Soft => reach.ended = true,
        Doc::Group { docs, .. } | Doc::Nest(docs) => docs.iter().for_each(|doc| can_end(doc, reach)),
        Doc::Block(_) => {
            reach.width += 1;
            reach.ended = true;
        }
        other => measure(other, false, reach),
    }
}

/// Adds what stands before the first place at which a line must end.
fn measure(doc: &Doc, inline: bool, reach: &mut Reach) {
    if reach.ended {
        return;
    }
    match doc {
        Doc::Text(_, width) => reach.width += width,
        Doc::Cell(Column::Colon) if inline => {}
        Doc::Space | Doc::Cell(_) | Doc::Line | Doc::Soft => reach.width += 1,
        Doc::Hard | Doc::Comment(_) | Doc::Raw(_) => reach.ended = true,
        Doc::Group { docs, broken: true } => docs.iter().for_each(|doc| can_end(doc, reach)),
        Doc::Group { docs, .. } | Doc::Nest(docs) => docs.iter().for_each(|doc| measure(doc, inline, reach)),
        Doc::Block(block) if block.inline => reach.width += block_width(block),
        Doc::Block(_) => {
            reach.width += 1;
            reach.ended = true;
        }
    }
}

/// The width of pieces on one line; what must end a line ends it.
fn width_of(docs: &[Doc], inline: bool) -> usize {
    let mut reach = Reach { width: 0, ended: false };
    docs.iter().for_each(|doc| measure(doc, inline, &mut reach));
    reach.width
}

/// The width of a block on one line.
fn block_width(block: &Block) -> usize {
    let rows: usize = block.rows.iter().map(|row: &Row| width_of(&row.docs, true) + 2).sum();
    if rows == 0 { 2 } else { rows + 2 }
}
