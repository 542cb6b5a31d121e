//! Reads CSV: records of cells, quoted cells with commas, line ends and doubled quotes in them.
//!
//! It is our own so that a quote that is never closed is found instead of swallowing the rest of the file, and so
//! that blank lines count as rows, as they do in a spreadsheet. It must never know what a column means.

use super::findings::{Problem, in_row};
use super::rows::{Raw, Row, Sink, clean, fail};
use crate::locale::Text;
use crate::{code, text};
use std::borrow::Cow;

/// What is wrong with the quotes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuoteFault {
    /// The text ends inside a quoted cell.
    Unclosed,
    /// Something stands between the closing quote and the next separator.
    Trailing,
}

/// The records of a text, one after another.
struct Records<'a> {
    text: &'a str,
    at: usize,
    separator: u8,
}

impl<'a> Records<'a> {
    /// The next record, into `cells`; nothing at the end of the text.
    fn next(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<Option<QuoteFault>> {
        cells.clear();
        if self.at >= self.text.len() {
            return None;
        }
        let mut fault = None;
        loop {
            let (cell, cell_fault) = self.cell();
            cells.push(cell);
            fault = fault.or(cell_fault);
            match self.text.as_bytes().get(self.at) {
                Some(&byte) if byte == self.separator => self.at += 1,
                Some(b'\r') => {
                    self.at += 1 + usize::from(self.text.as_bytes().get(self.at + 1) == Some(&b'\n'));
                    return Some(fault);
                }
                Some(_) => {
                    self.at += 1;
                    return Some(fault);
                }
                None => return Some(fault),
            }
        }
    }

    /// One cell; afterwards the place is at a separator, at a line end or at the end.
    fn cell(&mut self) -> (Cow<'a, str>, Option<QuoteFault>) {
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.quoted()
        } else {
            (self.plain().into(), None)
        }
    }

    /// The words up to the next separator or line end.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let ends = |byte: u8| byte == self.separator || byte == b'\n' || byte == b'\r';
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn quoted(&mut self) -> (Cow<'a, str>, Option<QuoteFault>) {
        let mut words: Cow<'a, str> = Cow::Borrowed("");
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(length) = rest.find('"') else {
                self.at = self.text.len();
                return (words + rest, Some(QuoteFault::Unclosed));
            };
            self.at += length + 1;
            if self.text.as_bytes().get(self.at) == Some(&b'"') {
                // A doubled quote stands for one.
                words += &rest[..=length];
                self.at += 1;
                continue;
            }
            words += &rest[..length];
            let trailing = self.plain();
            let fault = (!clean(trailing).is_empty()).then_some(QuoteFault::Trailing);
            if fault.is_some() {
                words += trailing;
            }
            return (words, fault);
        }
    }
}

/// The cells of the row at the beginning of a text, which must have no broken quotes, and its length.
pub fn quoted_record(text: &str) -> Option<(Vec<Cow<'_, str>>, usize)> {
    let mut records = Records { text, at: 0, separator: b',' };
    let mut cells = Vec::new();
    match records.next(&mut cells)? {
        None => Some((cells, records.at)),
        Some(_) => None,
    }
}

/// Sends the header and the rows of a CSV text to a sink.
pub(super) fn read(text: &str, file: &str, sink: &mut dyn Sink) {
    let mut records = Records { text, at: 0, separator: separator(text) };
    let mut cells = Vec::new();
    let mut row = 0;
    let fault = loop {
        let Some(fault) = records.next(&mut cells) else { return };
        row += 1;
        if cells.iter().any(|cell| !clean(cell).is_empty()) {
            break fault;
        }
    };
    if let Some(fault) = fault {
        fail(sink, in_row(file, row), header_quotes(fault));
        return;
    }
    if let ([only], Some(mark)) = (&cells[..], cells[0].find([';', '；', '，', '|'])) {
        let mark = only[mark..].chars().next().unwrap_or(';');
        fail(sink, in_row(file, row), wrong_separator(file, mark));
        return;
    }
    cells.iter().for_each(|name| sink.column(name));
    let width = cells.len();
    let mut raw = Vec::with_capacity(width);
    while let Some(fault) = records.next(&mut cells) {
        row += 1;
        if fault.is_none() && cells.iter().all(|cell| clean(cell).is_empty()) {
            continue;
        }
        send(&mut cells, width, (file, row, fault), &mut raw, sink);
    }
}

/// Sends one record, with a finding if its cells do not fit the header.
fn send<'a>(
    cells: &mut Vec<Cow<'a, str>>,
    width: usize,
    (file, row, fault): (&str, usize, Option<QuoteFault>),
    raw: &mut Vec<(usize, Raw<'a>)>,
    sink: &mut dyn Sink,
) {
    let found = cells.len();
    raw.clear();
    raw.extend(cells.drain(..).take(width).enumerate().map(|(at, cell)| (at, Raw::Text(cell))));
    let mut bad = |problem: Problem| sink.findings().bad(in_row(file, row), problem);
    let lost = match fault {
        Some(fault) => Some(bad(quotes(fault))),
        None if found > width => Some(bad(too_many_cells(found, width))),
        None => None,
    };
    if lost.is_none() && found < width {
        let short = bad(too_few_cells(found, width));
        raw.extend((found..width).map(|at| (at, Raw::Lost(short))));
    }
    sink.row(&Row { number: row, cells: raw, lost });
    if let (Some(QuoteFault::Unclosed), Some(bad)) = (fault, lost) {
        sink.cut_off(bad);
    }
}

/// The separator: a comma, or a tab if the first line with words has tabs and no comma.
fn separator(text: &str) -> u8 {
    let line = text.split(['\n', '\r']).find(|line| !clean(line).is_empty()).unwrap_or("");
    if line.contains('\t') && !line.contains(',') { b'\t' } else { b',' }
}

code!(
    QUOTES,
    "H0704",
    Error,
    "引号不成对" / "broken-quotes",
    "CSV 单元格以引号开头，就要以引号结束；内容里的引号要写两个。引号不成对，后面的列、行就会错位，文件读不完整，也就不计算。"
        / "A CSV cell that begins with a quote ends with one, and a quote inside it is doubled. Otherwise columns and rows shift: the file cannot be read whole, and nothing is scored.",
);

fn quotes_text(fault: QuoteFault) -> Text {
    match fault {
        QuoteFault::Unclosed => text!(
            "这一行有一个引号到文件末尾都没有闭合，从这里起到文件末尾都没有采用",
            "a quote in this row is not closed before the file ends; nothing from here to the end of the file was used"
        ),
        QuoteFault::Trailing => text!(
            "这一行有一个单元格在结束引号之后还有内容，列可能错位，整行没有采用",
            "a cell of this row has words after its closing quote; columns may have shifted, so the row was not used"
        ),
    }
}

fn quotes(fault: QuoteFault) -> Problem {
    Problem::new(&QUOTES, quotes_text(fault)).help(text!(
        "内容里要有引号时写两个：\"所谓\"\"示范点\"\"\"",
        "write a quote inside a cell twice: \"a so-called \"\"model\"\"\""
    ))
}

fn header_quotes(fault: QuoteFault) -> Problem {
    Problem::new(&QUOTES, quotes_text(fault))
        .help(text!("表头读不出来，整个文件没有读", "the header cannot be read, so nothing of the file was"))
}

code!(
    SEPARATOR,
    "H0705",
    Error,
    "分隔符不对" / "wrong-separator",
    "CSV 的列用英文逗号分隔（也可用制表符）。用了别的符号，整张表会变成一列，所以没有读。"
        / "The columns of a CSV are separated by commas (or tabs). With another mark the whole table is one column, so it was not read.",
);

fn wrong_separator(file: &str, mark: char) -> Problem {
    let message = text!(
        "{file} 的表头里没有英文逗号，却有“{mark}”，列分不开，整个文件没有读",
        "the header of {file} has “{mark}” but no comma: its columns cannot be told apart, and nothing of it was read"
    );
    Problem::new(&SEPARATOR, message).help(text!("请用英文逗号分隔各列", "separate the columns with commas"))
}

code!(
    RAGGED,
    "H0706",
    Error,
    "行的列数与表头不符" / "ragged-row",
    "一行的单元格数与表头不同，就说不准每个值属于哪一列。少了，缺的各列作废；多了，列可能错位，整行数据作废。"
        / "When a row has not as many cells as the header, it is not sure which value belongs to which column. Cells that are lacking are set aside; with too many, columns may have shifted and the whole row is.",
);

fn too_few_cells(found: usize, width: usize) -> Problem {
    Problem::new(
        &RAGGED,
        text!(
            "表头有 {width} 列，这一行只有 {found} 列；缺的各列没有采用",
            "the header has {width} columns, this row only {found}; the columns that it lacks are set aside"
        ),
    )
    .help(text!("没有数据的单元格也要留逗号", "keep the comma of a cell that is empty"))
}

fn too_many_cells(found: usize, width: usize) -> Problem {
    Problem::new(
        &RAGGED,
        text!(
            "表头有 {width} 列，这一行有 {found} 列；列可能错位，整行数据没有采用",
            "the header has {width} columns, this row {found}; columns may have shifted, so no value of the row was used"
        ),
    )
    .help(text!(
        "内容里有逗号的单元格要加引号：\"甲，乙,丙\"；数字的千位逗号也一样",
        "put quotes around a cell that has a comma in it, such as \"1,234\""
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<(Vec<String>, Option<QuoteFault>)> {
        let mut reader = Records { text, at: 0, separator: b',' };
        let (mut all, mut cells) = (Vec::new(), Vec::new());
        while let Some(fault) = reader.next(&mut cells) {
            all.push((cells.iter().map(|cell| cell.to_string()).collect(), fault));
        }
        all
    }

    #[test]
    fn quotes_and_line_ends() {
        let plain = |cells: &[&str]| (cells.iter().map(|cell| (*cell).to_owned()).collect(), None);
        assert_eq!(
            records("a,\"b,\"\"c\"\"\nd\"\r\n\r\ne,\n"),
            [plain(&["a", "b,\"c\"\nd"]), plain(&[""]), plain(&["e", ""])]
        );
        assert_eq!(records("a,\"b\"c\n")[0].1, Some(QuoteFault::Trailing));
        assert_eq!(records("a,\"b\n1,2")[0].1, Some(QuoteFault::Unclosed));
    }

    proptest::proptest! {
        /// What the csv crate writes is read back as it was.
        #[test]
        fn reads_what_the_csv_crate_writes(table in proptest::collection::vec(
            proptest::collection::vec("[a,\"\r\n 汉]{0,5}", 2..4), 1..5))
        {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).expect("a record in memory");
            }
            let bytes = writer.into_inner().expect("a buffer in memory");
            let text = String::from_utf8(bytes).expect("text in, text out");
            let read: Vec<Vec<String>> = records(&text).into_iter().map(|(cells, _)| cells).collect();
            proptest::prop_assert_eq!(read, table);
        }
    }
}
