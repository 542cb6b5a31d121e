//! Reads JSON and JSON Lines: objects with their members in order, each value still as it is written.
//!
//! Values stay raw so that no number passes through binary floating point, and members stay a sequence so that a key
//! written twice is seen. It must never know what a key means.

use super::findings::{Problem, in_row, whole_file};
use super::rows::{Raw, Row, Sink, fail, shown};
use crate::diagnostic::Diagnostic;
use crate::{code, text};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// The members of an object, in the order of the text, doubled keys and all.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A key or a string, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Words<'a>(#[serde(borrow)] Cow<'a, str>);

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Words(key), value)) = map.next_entry()? {
            members.push((key, value));
        }
        Ok(Members(members))
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(MembersVisitor)
    }
}

/// The elements of a JSON array, or nothing if the text is no array.
pub(super) fn elements(text: &str) -> Option<Vec<&str>> {
    let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
    Some(elements.into_iter().map(RawValue::get).collect())
}

/// The members of a JSON object, or nothing if the text is no object.
pub(super) fn members(text: &str) -> Option<Vec<(Cow<'_, str>, Raw<'_>)>> {
    let Members(members) = serde_json::from_str(text).ok()?;
    Some(members.into_iter().map(|(key, value)| (key, raw(value))).collect())
}

fn raw(value: &RawValue) -> Raw<'_> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => match serde_json::from_str(text) {
            Ok(Words(words)) => Raw::Text(words),
            Err(_) => Raw::Nested(text),
        },
        Some(b'[' | b'{') => Raw::Nested(text),
        Some(b't') => Raw::Bool(true),
        Some(b'f') => Raw::Bool(false),
        Some(b'n') => Raw::Null,
        _ => Raw::Number(text),
    }
}

/// The columns of a file so far: keys in the order in which they first appear.
#[derive(Default)]
struct Keys {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Keys {
    /// The number of a key. Objects mostly repeat their keys in order, so `guess` is looked at first.
    fn number(&mut self, key: &str, guess: usize, sink: &mut dyn Sink) -> usize {
        if self.names.get(guess).is_some_and(|name| name == key) {
            return guess;
        }
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = self.names.len();
        self.names.push(key.to_owned());
        self.numbers.insert(key.to_owned(), number);
        sink.column(key);
        number
    }

    fn send(&mut self, members: Vec<(Cow<'_, str>, Raw<'_>)>, number: usize, sink: &mut dyn Sink) {
        let cells: Vec<(usize, Raw<'_>)> = members
            .into_iter()
            .enumerate()
            .map(|(at, (key, value))| (self.number(&key, at, sink), value))
            .collect();
        sink.row(&Row { number, cells: &cells, lost: None });
    }
}

/// Sends the objects of a JSON array to a sink.
pub(super) fn read_array(text: &str, file: &str, sink: &mut dyn Sink) {
    let elements: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(elements) => elements,
        Err(error) if error.is_data() => return fail(sink, whole_file(file), not_an_array(file)),
        Err(error) => {
            let (line, problem) = broken_json(&error, text, 1);
            return fail(sink, in_row(file, line), problem);
        }
    };
    let mut keys = Keys::default();
    for (at, element) in elements.into_iter().enumerate() {
        match members(element.get()) {
            Some(members) => keys.send(members, at + 1, sink),
            None => sink.findings().report(not_an_object(file, at + 1, element.get())),
        }
    }
}

/// Sends the objects of JSON Lines to a sink; a broken line is one finding and the others go on.
pub(super) fn read_lines(text: &str, file: &str, sink: &mut dyn Sink) {
    let mut keys = Keys::default();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<&RawValue>(line) {
            Err(error) => {
                let (number, problem) = broken_json(&error, line, at + 1);
                sink.findings().bad(in_row(file, number), problem);
            }
            Ok(value) => match members(value.get()) {
                Some(members) => keys.send(members, at + 1, sink),
                None => sink.findings().report(not_an_object(file, at + 1, value.get())),
            },
        }
    }
}

code!(
    BROKEN,
    "H0707",
    Error,
    "JSON 写法有误" / "broken-json",
    "这里不合 JSON 的写法，后面的内容无法可靠地读出：文件读不完整，也就不计算。"
        / "This is not proper JSON, so what follows cannot be read safely: the file cannot be read whole, and nothing is scored.",
);

/// A syntax error and its line; `first_line` is the line of the file where `text` begins.
fn broken_json(error: &serde_json::Error, text: &str, first_line: usize) -> (usize, Problem) {
    // The parser counts columns in bytes; people count characters.
    let words = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or("");
    let column = words.char_indices().take_while(|(at, _)| *at < error.column()).count().max(1);
    let line = first_line + error.line().saturating_sub(1);
    let message = if error.is_eof() {
        text!(
            "JSON 到第 {line} 行第 {column} 个字就中断了，括号或引号没有闭合",
            "the JSON breaks off at line {line}, character {column}: a bracket or quote is not closed"
        )
    } else {
        text!(
            "第 {line} 行第 {column} 个字处不合 JSON 的写法",
            "line {line}, character {column} is not proper JSON"
        )
    };
    let problem = Problem::new(&BROKEN, message).help(text!(
        "常见原因：多了或少了逗号，用了全角标点或单引号，文件没有存完整",
        "look for a comma too many or too few, single or full-width quotes, or a file that was cut off"
    ));
    (line, problem)
}

code!(
    NOT_OBJECTS,
    "H0708",
    Error,
    "不是对象的数组" / "not-a-list-of-objects",
    "证据的 JSON 是一个数组，每个被考核对象是其中一个 {…}；JSON Lines 是每行一个 {…}。"
        / "Evidence in JSON is an array with one {…} per ratee; in JSON Lines it is one {…} per line.",
);

fn not_an_array(file: &str) -> Problem {
    Problem::new(
        &NOT_OBJECTS,
        text!(
            "{file} 的最外层不是数组，整个文件没有读",
            "the outermost value of {file} is no array; nothing of it was read"
        ),
    )
    .help(text!(
        "请写成 [ {{…}}, {{…}} ]；如果是每行一个 {{…}}，请把文件名改为 .jsonl",
        "write [ {{…}}, {{…}} ]; if it has one {{…}} per line, name the file .jsonl"
    ))
}

fn not_an_object(file: &str, row: usize, value: &str) -> Diagnostic {
    let value = shown(value);
    let message = text!(
        "这里应当是一个对象 {{…}}，读到的是 {value}，没有采用",
        "an object {{…}} belongs here; {value} was read and left out"
    );
    Diagnostic::at_cell(&NOT_OBJECTS, in_row(file, row), message)
}
