//! A script's body cut into words: names, numbers, texts and signs, each with its place.
//!
//! It must agree with rhai on where texts and comments begin and end, and on nothing else: what the words mean is
//! rhai's to say. It must never know which words are allowed.

/// A place in the body: the line and the character in it, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub line: usize,
    pub column: usize,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Name,
    /// A plain number: digits, perhaps a point and digits.
    Number,
    /// A number with letters grown onto it: `1e3`, `0xff`, `5分`.
    BadNumber,
    /// A text in double quotes, closed.
    Text,
    /// A text that its line does not close.
    OpenText,
    /// An operator or any other sign.
    Sign,
    /// A note, to the end of its line or between `/*` and `*/`.
    Comment,
}

/// A word, its place, and its range of characters in the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub at: At,
    /// Bytes before it.
    pub start: usize,
}

/// Signs of more than one character, longest first.
const LONG_SIGNS: &[&str] = &[
    "**=", "<<=", ">>=", "..=", "**", "<<", ">>", "..", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=",
    "&&", "||", "??", "?.", "=>", "::", "->", "&=", "|=", "^=", "#{",
];

/// Whether a character may stand in a name.
pub(super) fn in_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric() && !('０'..='９').contains(&c)
}

/// The words of a body, in order; blanks are left out.
pub(super) fn words(body: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let (mut at, mut start) = (At { line: 1, column: 1 }, 0);
    while let Some(first) = body[start..].chars().next() {
        let rest = &body[start..];
        let blank = first.is_ascii_whitespace();
        let (kind, length) = if blank { (Kind::Comment, 1) } else { next(rest, first) };
        if !blank {
            found.push(Word { kind, text: &rest[..length], at, start });
        }
        for c in rest[..length].chars() {
            at = if c == '\n' {
                At { line: at.line + 1, column: 1 }
            } else {
                At { column: at.column + 1, ..at }
            };
        }
        start += length;
    }
    found
}

/// The kind and the bytes of the word that begins `rest`.
fn next(rest: &str, first: char) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    if first == '"' {
        return quoted(rest);
    }
    if first.is_ascii_digit() {
        return number(rest);
    }
    if in_name(first) {
        return (Kind::Name, run(rest, in_name));
    }
    let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| sign.len());
    (Kind::Sign, long.unwrap_or(first.len_utf8()))
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn number(rest: &str) -> (Kind, usize) {
    let digit = |c: char| c.is_ascii_digit() || c == '_';
    let mut end = run(rest, digit);
    let after = rest[end..].strip_prefix('.').unwrap_or("");
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        end += 1 + run(after, digit);
    }
    let letters = run(&rest[end..], in_name);
    (if letters == 0 { Kind::Number } else { Kind::BadNumber }, end + letters)
}

fn quoted(rest: &str) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return (Kind::OpenText, at),
            '"' if !escaped => return (Kind::Text, at + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    (Kind::OpenText, rest.len())
}

/// Block comments nest, as they do in rhai; an open one runs to the end.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// Words that mean something to rhai and are shut here.
pub(super) const CLOSED_WORDS: &[&str] = &[
    "eval",
    "print",
    "debug",
    "import",
    "export",
    "fn",
    "private",
    "loop",
    "while",
    "for",
    "in",
    "do",
    "until",
    "break",
    "continue",
    "switch",
    "throw",
    "try",
    "catch",
    "this",
    "curry",
    "call",
    "Fn",
    "type_of",
    "is_def_var",
    "is_def_fn",
    "is_shared",
    "global",
    "as",
    "sleep",
    "timestamp",
];
