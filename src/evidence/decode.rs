//! Bytes become text: UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030 if every byte fits.
//!
//! Spreadsheets on Chinese systems save CSV as GB18030 unless told otherwise. It must never know what the text says.

use super::findings::{Problem, in_file, whole_file};
use super::rows::{Sink, fail};
use crate::diagnostic::Diagnostic;
use crate::{code, text};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::borrow::Cow;

/// The text of a file, or nothing (with a finding) if it is in no encoding that can be read.
pub(super) fn decode<'a>(bytes: &'a [u8], file: &str, sink: &mut dyn Sink) -> Option<Cow<'a, str>> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = &bytes[mark..];
    let found = [encoding, GB18030].into_iter().take(if mark > 0 { 1 } else { 2 }).find_map(|encoding| {
        Some((encoding.decode_without_bom_handling_and_without_replacement(body)?, encoding))
    });
    let Some((text, encoding)) = found else {
        fail(sink, whole_file(file), unreadable(file));
        return None;
    };
    if encoding != UTF_8 {
        sink.findings().report(decoded(file, encoding.name()));
    }
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        fail(sink, whole_file(file), nul(file, line));
        return None;
    }
    Some(text)
}

code!(
    UNREADABLE,
    "H0701",
    Error,
    "文件编码无法识别" / "unreadable-encoding",
    "文件不是 UTF-8，也不是 GB18030（GBK）编码，读出来会是乱码，所以整个文件没有读。请另存为“CSV UTF-8”；把 XLSX 改名为 .csv 的，要在表格软件里另存，改文件名不会改变内容。"
        / "The file is neither UTF-8 nor GB18030, so its words cannot be known and nothing of it was read. Save it as UTF-8; an XLSX that was renamed to .csv must be saved as CSV, since a name changes nothing in a file.",
);

fn unreadable(file: &str) -> Problem {
    Problem::new(
        &UNREADABLE,
        text!(
            "{file} 的文字编码无法识别，整个文件没有读",
            "the encoding of {file} cannot be recognised; nothing of it was read"
        ),
    )
    .help(text!(
        "请在表格软件里另存为“CSV UTF-8（逗号分隔）”",
        "save it from the spreadsheet as “CSV UTF-8 (comma delimited)”"
    ))
}

code!(
    DECODED,
    "H0702",
    Note,
    "按其他编码读取" / "read-in-another-encoding",
    "文件不是 UTF-8。它的每个字节都符合另一种编码，已按那种编码读取；如有乱码，请另存为 UTF-8。"
        / "The file is not UTF-8. Every byte of it fits another encoding, which was used; if words look wrong, save it as UTF-8.",
);

fn decoded(file: &str, encoding: &str) -> Diagnostic {
    in_file(
        &DECODED,
        file,
        text!(
            "{file} 不是 UTF-8，已按 {encoding} 编码读取",
            "{file} is not UTF-8; it was read as {encoding}"
        ),
    )
}

code!(
    NUL,
    "H0703",
    Error,
    "文件含空字符" / "nul-character",
    "文本文件里不会有空字符（NUL）；有它，说明文件已损坏，或者根本不是文本，所以整个文件没有读。"
        / "A text file has no NUL characters; one shows that the file is damaged or is no text at all, so nothing of it was read.",
);

fn nul(file: &str, line: usize) -> Problem {
    Problem::new(
        &NUL,
        text!(
            "{file} 第 {line} 行含有空字符（NUL），不是正常的文本文件，整个文件没有读",
            "{file} has a NUL character in line {line}: it is no proper text file, and nothing of it was read"
        ),
    )
    .help(text!("请从原来的表格重新导出一次", "export it again from the original spreadsheet"))
}
