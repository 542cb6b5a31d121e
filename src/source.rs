//! Texts, where things stand in them, and the only view that the inner floors have of the outside.
//!
//! A [`Span`] is a file and a range of bytes; people see lines and character columns, and how wide 汉字 are
//! on a terminal. All conversions between the three stand here. Nothing here opens a file: that is what a
//! door does, behind the [`World`] trait.

use std::sync::Arc;
use unicode_width::UnicodeWidthChar;

/// One of the texts of a run, by its number in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A range of bytes in one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The text.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// From the start of `self` to the end of `other`.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty range at the end of this one.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A place as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
}

/// One text with its name and an index of its lines.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    line_starts: Vec<u32>,
}

impl Source {
    /// Indexes a text. `name` is what people see: a path as they gave it.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        Source { name: name.into(), text, line_starts }
    }

    /// The name under which people know it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The index, from 0, of the line that holds a byte.
    pub fn line_of(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|&start| start as usize <= byte).saturating_sub(1)
    }

    /// The number of lines; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The bytes of a line, from 0, without its line end.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.line_starts.get(line).map_or(self.text.len(), |&s| s as usize);
        let end = self.line_starts.get(line + 1).map_or(self.text.len(), |&s| s as usize);
        let trimmed = self.text[start..end].trim_end_matches(['\n', '\r']).len();
        start..start + trimmed
    }

    /// Line and character column of a byte; a byte inside a character belongs to that character. A byte order
    /// mark at the head of the text is no character: editors do not show it.
    pub fn place(&self, byte: usize) -> Place {
        let mark = self.mark_length();
        let byte = byte.min(self.text.len()).max(mark);
        let line = self.line_of(byte);
        let start = (self.line_starts[line] as usize).max(mark);
        let column = self.text[start..].char_indices().take_while(|(i, _)| start + i < byte).count();
        let inside = !self.text.is_char_boundary(byte);
        Place { line: line + 1, column: column + usize::from(!inside) }
    }

    /// The bytes of the byte order mark at the head of the text: 3 or 0.
    pub fn mark_length(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The text of a span, cut to what exists.
    pub fn slice(&self, span: Span) -> &str {
        let end = (span.end as usize).min(self.text.len());
        self.text.get((span.start as usize).min(end)..end).unwrap_or("")
    }
}

/// All texts of a run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a text and gives it a number.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The text behind a number that [`Sources::add`] gave.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The words of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).slice(span)
    }
}

/// Passages that read differently from how they are written, by their places. An empty place is an insertion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    changes: std::collections::BTreeMap<Span, String>,
}

impl Edits {
    /// Notes how a passage reads now.
    pub fn put(&mut self, span: Span, text: impl Into<String>) {
        self.changes.insert(span, text.into());
    }

    /// Takes in the changes of another text.
    pub fn join(&mut self, other: &Edits) {
        self.changes.extend(other.changes.iter().map(|(span, text)| (*span, text.clone())));
    }

    /// The words of a span as they read now.
    pub fn slice(&self, sources: &Sources, span: Span) -> String {
        let mut out = String::new();
        let mut at = span.start;
        let first = Span { end: span.start, ..span };
        for (place, text) in self.changes.range(first..).take_while(|(place, _)| place.file == span.file) {
            if place.start < at || place.end > span.end {
                continue;
            }
            out.push_str(sources.slice(Span { start: at, end: place.start, ..span }));
            out.push_str(text);
            at = place.end;
        }
        out.push_str(sources.slice(Span { start: at, ..span }));
        out
    }
}

/// The columns that a text takes on a terminal: 2 for 汉字 and full-width signs.
pub fn display_width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The columns of one character. `ambiguous_wide` is for terminals that draw the signs which Unicode leaves open
/// (“ ” … ① →) as wide as 汉字.
pub fn char_width(c: char, ambiguous_wide: bool) -> usize {
    if ambiguous_wide { c.width_cjk() } else { c.width() }.unwrap_or(0)
}

/// Why something outside could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldError {
    /// There is nothing of that name.
    NotFound,
    /// It is there and cannot be read; the words are the system's.
    Unreadable(String),
}

/// What the inner floors may ask of the outside: a text beside a scheme, the entries of a folder.
pub trait World {
    /// The bytes of a file.
    ///
    /// # Errors
    /// What [`WorldError`] lists.
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// The `.heng` files below a folder, sorted by path.
    ///
    /// # Errors
    /// What [`WorldError`] lists.
    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError>;
}

/// The path of a file that another one names, as seen from the folder of the one that names it. `.` and `..` are
/// worked out, so that one file has one path.
pub fn beside(file: &str, named: &str) -> String {
    let folder = file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
    let is_absolute = named.starts_with(['/', '\\']) || named.get(1..2) == Some(":");
    plain(&if is_absolute || folder.is_empty() { named.to_owned() } else { format!("{folder}/{named}") })
}

/// A path without `.`, and without `..` where it follows a folder.
pub fn plain(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "." => {}
            "" if !kept.is_empty() => {}
            ".." if kept.last().is_some_and(|last| !matches!(*last, ".." | "")) => drop(kept.pop()),
            other => kept.push(other),
        }
    }
    kept.join("/")
}

/// A world of texts in memory, by their paths: for tests, and for editors whose texts are not on the disk yet.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Path and bytes of each file.
    pub files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl World for Shelf {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(&plain(path)).cloned().ok_or(WorldError::NotFound)
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        let folder = format!("{}/", plain(folder));
        let below = self.files.keys().filter(|path| path.starts_with(&folder) && path.ends_with(".heng"));
        Ok(below.cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_file() {
        assert_eq!(beside("a/b/c.heng", "../d/e.heng"), "a/d/e.heng");
        assert_eq!(beside("c.heng", "d.heng"), "d.heng");
        assert_eq!(beside("c.heng", "../../d.heng"), "../../d.heng");
        assert_eq!(beside("/a/c.heng", "./d.heng"), "/a/d.heng");
        assert_eq!(beside("a/c.heng", "/d.heng"), "/d.heng");
        assert_eq!(beside("../a/c.heng", "../../d.heng"), "../../d.heng");
    }
}
