//! Stands in for the reader of Parquet in a program that was built without it, and says so.

use super::findings::{Problem, whole_file};
use super::rows::{Sink, fail};
use crate::diagnostic::Code;
use crate::{code, text};

/// Whether this program reads such files.
pub const IS_BUILT_IN: bool = false;

/// Reads nothing.
pub(super) fn read(_bytes: &[u8], file: &str, _floats: bool, sink: &mut dyn Sink) {
    let problem = Problem::new(
        &NOT_BUILT_IN,
        text!(
            "这个程序没有带读 Parquet 的部分，{file} 没有读",
            "this program was built without Parquet; {file} was not read"
        ),
    );
    let help = text!("请把数据另存为 CSV", "save the evidence as CSV");
    fail(sink, whole_file(file), problem.help(help));
}

code!(
    NOT_BUILT_IN,
    "H0757",
    Error,
    "程序不带 Parquet" / "built-without-parquet",
    "这个程序编译时没有带上读写 Parquet 的部分。请换用带有它的程序，或把数据另存为 CSV。"
        / "This program was built without the part that reads and writes Parquet. Use one that has it, or save the evidence as CSV.",
);

/// Every code that this module raises.
pub static CODES: &[&Code] = &[&NOT_BUILT_IN];
