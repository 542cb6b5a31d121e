//! Bytes to text: a scheme is UTF-8, and what is not is told what to do.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source, Span};
use crate::{code, text};

code!(
    NOT_UTF8,
    "H0104",
    Error,
    "文件编码不是UTF-8" / "not-utf-8",
    "方案文件一律使用 UTF-8 编码，这样在任何电脑上读出来都一样。记事本和 WPS 另存时可能用了 GBK/GB18030 或 UTF-16：请用「另存为」，编码选 UTF-8。"
        / "Scheme files are UTF-8, so that they read the same on every machine. Some editors save GBK/GB18030 or UTF-16: save the file again with the encoding UTF-8."
);
code!(
    CONTROL_CHARACTER,
    "H0105",
    Error,
    "文件含有控制字符" / "control-character",
    "看不见的控制字符（如 NUL）通常说明文件已损坏，或者不是文本文件。请删除它，或从原件重新复制。"
        / "An invisible control character such as NUL usually means a damaged file, or one that is no text. Delete it, or copy the file again."
);

/// The text of a scheme file.
///
/// # Errors
/// A finding that says which encoding the bytes seem to be in and how to save them as UTF-8.
pub fn decode(name: &str, bytes: &[u8]) -> Result<String, Box<Diagnostic>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let guess = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => text!("看起来是 UTF-16", "it looks like UTF-16"),
        _ if looks_like_gb18030(bytes) => text!("看起来是 GBK/GB18030", "it looks like GBK/GB18030"),
        _ => text!("看不出是哪种编码", "its encoding could not be told"),
    };
    let message = text!(
        "{name} 不是 UTF-8 编码（第 {line} 行起读不出来），{0}",
        "{name} is not UTF-8 (unreadable from line {line} on); {0}",
        guess
    );
    let help = text!(
        "用记事本或 WPS 打开它，选「另存为」，编码选 UTF-8，再运行一次",
        "open it in an editor, save it with the encoding UTF-8, and run again"
    );
    Err(Box::new(Diagnostic::unplaced(&NOT_UTF8, message).help(help)))
}

/// Whether all bytes above ASCII form pairs or fours as GB18030 has them.
fn looks_like_gb18030(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = match (first, after) {
            (0..=0x7F, _) => after,
            (0x81..=0xFE, [0x40..=0x7E | 0x80..=0xFE, tail @ ..]) => tail,
            (0x81..=0xFE, [0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, tail @ ..]) => tail,
            _ => return false,
        };
    }
    true
}

/// A finding for the first control character of each kind.
pub(super) fn control_characters(source: &Source, file: FileId) -> Vec<Diagnostic> {
    let mut seen = Vec::new();
    let mut problems = Vec::new();
    for (at, c) in source.text().char_indices() {
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') && !seen.contains(&c) {
            seen.push(c);
            let code = format!("U+{:04X}", u32::from(c));
            problems.push(
                Diagnostic::new(
                    &CONTROL_CHARACTER,
                    Span::new(file, at, at + c.len_utf8()),
                    text!(
                        "这里有一个看不见的控制字符 {code}",
                        "there is an invisible control character {code} here"
                    ),
                    text!("控制字符", "control character"),
                )
                .help(text!("删除这个字符", "delete this character")),
            );
        }
    }
    problems
}
