//! Who a row is about.
//!
//! It must never change an identity: `0012` and `12` are two ratees.

use super::findings::{Findings, Problem, in_row};
use super::header::Binding;
use super::rows::{Raw, Row, clean, shown};
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::{code, text};

/// The identity of a row, or nothing, with a finding: the row is then left out.
pub(super) fn identity(
    row: &Row<'_, '_>,
    binding: &Binding,
    file: &str,
    findings: &mut Findings,
) -> Option<String> {
    let column = binding.identity;
    let mut cells = row.cells.iter().filter(|(at, _)| Some(*at) == column).map(|(_, raw)| raw);
    let found = match (cells.next(), cells.next()) {
        (Some(raw), None) => read(raw),
        (Some(_), Some(_)) => Err(twice()),
        (None, _) => Err(empty()),
    };
    let name = column.map(|column| binding.name(column));
    found
        .map_err(|Problem { code, message, help }| {
            let place = CellPlace { column: name, ..in_row(file, row.number) };
            findings.report(Diagnostic { help, ..Diagnostic::at_cell(code, place, message) });
        })
        .ok()
}

/// The identity that a cell says.
pub(super) fn read(raw: &Raw<'_>) -> Result<String, Problem> {
    let text = match raw {
        Raw::Text(text) => clean(text),
        Raw::Number(text) => text,
        Raw::Null | Raw::Lost(_) => "",
        Raw::Bool(_) | Raw::Nested(_) => return Err(no_words()),
    };
    if text.is_empty() {
        return Err(empty());
    }
    let signed = text.contains(['+', '-']) || matches!(raw, Raw::Number(_));
    if signed && is_scientific(text) { Err(damaged(text)) } else { Ok(text.to_owned()) }
}

/// Whether it is `1.23E+11`: digits, perhaps a point, E, a sign, digits.
fn is_scientific(text: &str) -> bool {
    let Some((front, power)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let front = front.strip_prefix('-').unwrap_or(front);
    digits(power.strip_prefix(['+', '-']).unwrap_or(power)) && front.splitn(2, '.').all(digits)
}

code!(
    EMPTY,
    "H0734",
    Error,
    "没有身份" / "row-without-identity",
    "这一行没有写明是哪个对象，数据无处可归，没有采用。"
        / "The row does not say which ratee it is about, so its values belong to nobody and are left out.",
);
code!(
    DAMAGED,
    "H0735",
    Error,
    "身份被表格软件改坏" / "identity-damaged-by-spreadsheet",
    "表格软件把一长串数字的编号改写成了科学记数（如 1.23E+11），后面的数字已经丢失，认不出是谁，这一行没有采用。"
        / "A spreadsheet rewrote a long number as 1.23E+11; its last digits are lost and nobody can know who it was, so the row is left out.",
);

fn empty() -> Problem {
    Problem::new(&EMPTY, text!("这一行没有身份，整行没有采用", "this row has no identity and was left out"))
        .help(text!(
            "请在 id 列（没有 id 列时为第一列）写明对象的编号",
            "write the ratee's identity in the column id, or the first column if there is none"
        ))
}

fn no_words() -> Problem {
    Problem::new(
        &EMPTY,
        text!(
            "这一行的身份不是文字也不是数，整行没有采用",
            "the identity of this row is neither words nor a number; the row was left out"
        ),
    )
}

fn twice() -> Problem {
    Problem::new(
        &EMPTY,
        text!(
            "这个对象的身份写了两次，说不准是谁，整个对象没有采用",
            "this object has its identity twice, so nobody knows who it is; it was left out"
        ),
    )
}

fn damaged(written: &str) -> Problem {
    let read = shown(written);
    Problem::new(
        &DAMAGED,
        text!(
            "身份“{read}”是科学记数，原来的编号已经丢失，整行没有采用",
            "the identity “{read}” is in scientific notation; the original is lost, and the row was left out"
        ),
    )
    .help(text!(
        "请在表格里把这一列设为“文本”格式，重新填入编号后导出",
        "format the column as text, enter the identities again and export"
    ))
}
