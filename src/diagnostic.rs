//! What is wrong, where, why it matters and what to write instead: the one voice of heng.
//!
//! A [`Code`] is declared once, beside the check that raises it, in both languages. A [`Diagnostic`] is one
//! finding under a code. It is data; terminal, JSON and SARIF forms are made from it at the doors
//! (submodules here). This module knows no check.

use crate::locale::Text;
use crate::source::Span;

mod excerpt;
pub mod fixes;
pub mod json;
pub mod known;
pub mod lines;
pub mod order;
mod region;
pub mod sarif;
pub mod similar;
mod style;
pub mod terminal;
mod wrap;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// Probably not meant; the run goes on.
    Warning,
    /// Wrong: no result can rest on it.
    Error,
}

/// The identity of a kind of finding, stable for ever.
#[derive(Debug)]
pub struct Code {
    /// `H` and four digits; the first two are the family.
    pub id: &'static str,
    /// A short name in words joined by hyphens, in Chinese and in English.
    pub slug: Text,
    /// How much findings of this kind weigh.
    pub severity: Severity,
    /// Why this is a finding at all, and how to put it right: one paragraph for people who meet it first.
    pub why: Text,
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// Declares a [`Code`] beside its check:
/// `code!(WEIGHTS_SUM, "H0204", Error, "权重合计不符" / "weights-do-not-add-up", "为什么……" / "why …")`.
#[macro_export]
macro_rules! code {
    ($name:ident, $id:literal, $severity:ident, $slug_zh:literal / $slug_en:literal, $why_zh:literal / $why_en:literal $(,)?) => {
        #[doc = concat!($id, " ", $slug_en, ": ", $why_en)]
        pub static $name: $crate::diagnostic::Code = $crate::diagnostic::Code {
            id: $id,
            slug: $crate::locale::Text::fixed($slug_zh, $slug_en),
            severity: $crate::diagnostic::Severity::$severity,
            why: $crate::locale::Text::fixed($why_zh, $why_en),
        };
    };
}

/// A place with a word on what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there, in a few words.
    pub text: Text,
}

/// A change of text that puts a finding right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
    /// Whether it is a guess at what was meant, or gives what is written another meaning: then scores may be others than
    /// its author wants.
    pub is_guess: bool,
}

/// Where in a file of evidence a value stands: such files have no spans.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellPlace {
    /// The file as it was named.
    pub file: String,
    /// The row as a spreadsheet counts it: the header is row 1. For JSON: the number of the object, from 1.
    pub row: Option<usize>,
    /// The column's name.
    pub column: Option<String>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: &'static Code,
    /// How much this one weighs; usually that of its code.
    pub severity: Severity,
    /// What is wrong here, with the user's own names.
    pub message: Text,
    /// The places, the main one first.
    pub labels: Vec<Label>,
    /// The cell of evidence, where it is one.
    pub cell: Option<CellPlace>,
    /// What to write instead.
    pub help: Option<Text>,
    /// Changes that a program may make.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding at a place of a scheme. `here` is the word at the caret.
    pub fn new(code: &'static Code, span: Span, message: Text, here: Text) -> Self {
        let mut made = Diagnostic::unplaced(code, message);
        made.labels.push(Label { span, text: here });
        made
    }

    /// A finding with no place in any text.
    pub fn unplaced(code: &'static Code, message: Text) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message,
            labels: Vec::new(),
            cell: None,
            help: None,
            fixes: Vec::new(),
        }
    }

    /// A finding at a cell of evidence.
    pub fn at_cell(code: &'static Code, cell: CellPlace, message: Text) -> Self {
        Diagnostic { cell: Some(cell), ..Diagnostic::unplaced(code, message) }
    }

    /// Adds a second place.
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Says what to write instead.
    pub fn help(mut self, text: Text) -> Self {
        self.help = Some(text);
        self
    }

    /// Offers a change of text that says the same in the form that the language has for it.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into(), is_guess: false });
        self
    }

    /// Offers a change of text that may not be what was meant.
    pub fn guess(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { span, replacement: replacement.into(), is_guess: true });
        self
    }

    /// The main place in a scheme.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
