//! A file of ratees read in pieces that end with lines, each for itself, so that large files need little room.
//!
//! Only what is plain is read in this way: one CSV file in UTF-8 with a header without contradictions, whole rows, cells
//! that say what they should. Whatever else is met, the piece gives nothing, and the file is for the other reader, which
//! says what is wrong and where. So this one has nothing to say, and both agree wherever it gives something.

use super::cell::{Read, Wanted};
use super::findings::Findings;
use super::growing::Growing;
use super::header::Target;
use super::line::{Line, PAD};
use super::packed::{Packed, PackedFact};
use super::ratees::Ratees;
use super::rows::Raw;
use super::table::{Column, FactColumn, ListColumn, Table};
use super::typed::Cell;
use super::{Format, Reading, checks, delimited, identity};
use crate::column::Texts;
use crate::diagnostic::Diagnostic;
use crate::number::Number;
use crate::unit::{FactSpec, FactType};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of a piece: a thousand lines of a wide file.
const PIECE: usize = 1 << 19;
/// A header or a line that is longer is not plain.
const LONGEST_LINE: usize = 1 << 16;
/// What is read behind a piece at once to find the end of its last line.
const LINE: usize = 1 << 12;

/// Something from which bytes can be read at any place, by several threads.
pub trait Bytes: Sync {
    /// How many there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills a buffer from a place on; whether that was possible.
    fn read(&self, at: u64, into: &mut [u8]) -> bool;
}

/// What to do with a column of the file.
#[derive(Clone, Copy)]
enum Use {
    Skip,
    Identity,
    Slot(usize),
}

/// A column of the file in a piece, while it is read.
enum Field {
    Skip,
    Identity,
    Fact(usize, Growing),
}

/// A file to be read in pieces.
pub struct Chunked<'s> {
    bytes: &'s dyn Bytes,
    length: usize,
    /// Bytes of a piece.
    piece: usize,
    /// Where the first row begins.
    body: usize,
    columns: Vec<Use>,
    specs: &'s [FactSpec],
    wanted: Vec<Option<Wanted<'s>>>,
    around: Table,
    /// Per slot of percents: whether some value is above 1 %, so that none is doubted; see `percent`.
    above_one: Vec<AtomicBool>,
    any_percent: Vec<AtomicBool>,
}

/// Opens a file, if its header is plain; with what there is to say about the header.
pub fn chunked<'s>(
    name: &str,
    bytes: &'s dyn Bytes,
    specs: &'s [FactSpec],
    counting: &'s [Arc<str>],
    reading: &Reading<'s>,
) -> Option<(Chunked<'s>, Vec<Diagnostic>)> {
    if Format::of(name) != Some(Format::Csv) || !reading.given.is_empty() {
        return None;
    }
    let length = usize::try_from(bytes.len()).ok()?;
    let mut front = vec![0; length.min(LONGEST_LINE)];
    bytes.read(0, &mut front).then_some(())?;
    let end = front.iter().position(|byte| *byte == b'\n')?;
    let header = std::str::from_utf8(&front[..end]).ok()?;
    let header = header.strip_suffix('\r').unwrap_or(header);
    let header = header.strip_prefix('\u{feff}').unwrap_or(header);
    if header.contains(['"', '\0', '\r', '\t']) || !header.contains(',') {
        return None;
    }
    let mut findings = Findings::default();
    let mut ratees = Ratees::new(specs, counting, reading);
    let targets = ratees.header(name, header.split(','), &mut findings)?;
    let columns: Option<Vec<Use>> = targets
        .iter()
        .map(|(target, is_identity)| match target {
            Some(Target::Ignored(Some(_)) | Target::List(_) | Target::Period | Target::Entry { .. }) => None,
            Some(Target::Slot(_)) if *is_identity => None,
            Some(Target::Slot(slot)) => Some(Use::Slot(*slot)),
            Some(Target::Ignored(None)) | None if *is_identity => Some(Use::Identity),
            Some(Target::Ignored(None)) | None => Some(Use::Skip),
        })
        .collect();
    let columns = columns?;
    // A required fact without a column is an error for the other reader to report.
    let has = |slot: usize| columns.iter().any(|one| matches!(one, Use::Slot(other) if *other == slot));
    if specs.iter().enumerate().any(|(fact, spec)| spec.required && !has(fact * 2)) {
        return None;
    }
    checks::missing_columns(&ratees, &mut findings);
    let flags = || specs.iter().flat_map(|_| [AtomicBool::new(false), AtomicBool::new(false)]).collect();
    let (_, problems) = findings.finish();
    let chunked = Chunked {
        bytes,
        length,
        piece: PIECE,
        body: end + 1,
        columns,
        specs,
        wanted: ratees.into_wanted(),
        around: Table { today: reading.today, period: reading.period, ..Table::default() },
        above_one: flags(),
        any_percent: flags(),
    };
    Some((chunked, problems))
}

impl Chunked<'_> {
    /// In pieces of another size, of at least one byte.
    pub fn in_pieces_of(self, bytes: usize) -> Self {
        Chunked { piece: bytes.max(1), ..self }
    }

    /// How many pieces there are.
    pub fn count(&self) -> usize {
        self.length.div_ceil(self.piece)
    }

    /// What holds for all pieces.
    pub fn around(&self) -> &Table {
        &self.around
    }

    /// Whether whole columns, all pieces having been read, show nothing to be doubted.
    pub fn is_sound(&self) -> bool {
        let flags = self.above_one.iter().zip(&self.any_percent);
        flags.into_iter().all(|(above, any)| above.load(Ordering::Relaxed) || !any.load(Ordering::Relaxed))
    }

    /// The rows that begin in a piece; nothing, if they are not plain. `room` is for its bytes, and may be used again.
    pub fn table(&self, piece: usize, room: &mut Vec<u8>) -> Option<Table> {
        // One byte before, to see whether a line begins with the piece.
        let start = (piece * self.piece).max(self.body);
        let end = ((piece + 1) * self.piece).min(self.length);
        if start >= end {
            return self.finish(Texts::default(), self.fields()?);
        }
        let from = start - 1;
        let inside = end - from;
        let mut size = inside;
        fill(self.bytes, from, 0..size, room)?;
        let Some(first) = room[..size].iter().position(|byte| *byte == b'\n').map(|at| at + 1) else {
            // A line that goes through the whole piece belongs to an earlier one.
            return if size <= LONGEST_LINE { self.finish(Texts::default(), self.fields()?) } else { None };
        };
        // The last line of the piece goes on behind it.
        let stop = loop {
            if let Some(at) = room[inside - 1..size].iter().position(|byte| *byte == b'\n') {
                break inside + at;
            }
            if from + size == self.length {
                break size;
            }
            if size > inside + LONGEST_LINE {
                return None;
            }
            let more = LINE.min(self.length - from - size);
            fill(self.bytes, from + size, size..size + more, room)?;
            size += more;
        };
        if first >= stop {
            return self.finish(Texts::default(), self.fields()?);
        }
        self.rows(room, first, stop)
    }

    fn fields(&self) -> Option<Vec<Field>> {
        let field = |what: &Use| {
            Some(match what {
                Use::Skip => Field::Skip,
                Use::Identity => Field::Identity,
                Use::Slot(slot) => Field::Fact(*slot, Growing::new(self.wanted[*slot].as_ref()?.ty)),
            })
        };
        self.columns.iter().map(field).collect()
    }

    fn rows(&self, buffer: &[u8], first: usize, stop: usize) -> Option<Table> {
        let mut fields = self.fields()?;
        let mut ids = Texts::default();
        let mut line = Line::new(buffer, first, stop);
        while line.at() < stop {
            if line.is_blank() {
                continue;
            }
            let (start, before) = (line.at(), ids.len());
            if self.row(&mut line, &mut fields, &mut ids).is_none() {
                // Quotes are rare: the whole row again, by the reader that knows them.
                let rest = std::str::from_utf8(&buffer[start..stop]).ok()?;
                let (cells, length) = delimited::quoted_record(rest)?;
                (!rest[..length].contains('\0')).then_some(())?;
                for field in &mut fields {
                    if let Field::Fact(_, column) = field {
                        column.truncate(before);
                    }
                }
                ids.truncate(before);
                self.quoted_row(&cells, &mut fields, &mut ids)?;
                line.go_to(start + length);
            }
        }
        self.finish(ids, fields)
    }

    /// Remembers whether percents go above 1 %.
    fn see(&self, slot: usize, wanted: &Wanted<'_>, column: &Packed) {
        let (FactType::Percent, Packed::Numbers(numbers)) = (wanted.ty, column) else { return };
        let (low, high) = numbers.bounds;
        if low == 0 && high == 0 {
            return;
        }
        self.any_percent[slot].store(true, Ordering::Relaxed);
        let one = |units: i64| Number::from_units(units, 1, numbers.places).abs();
        if Number::ratio(1, 100).is_some_and(|line| one(low) > line || one(high) > line) {
            self.above_one[slot].store(true, Ordering::Relaxed);
        }
    }

    /// A row without quotes.
    #[inline(always)]
    fn row(&self, line: &mut Line<'_>, fields: &mut [Field], ids: &mut Texts) -> Option<()> {
        let row = ids.len();
        let (last, fields) = fields.split_last_mut()?;
        for field in fields {
            if let Field::Fact(_, column) = field {
                match column {
                    Growing::Numbers(numbers) => {
                        let places = numbers.places();
                        if let Some(units) = line.quick(places) {
                            numbers.push_usual(units);
                            continue;
                        }
                        if places == 2
                            && let Some(units) = line.quick_money()
                        {
                            numbers.push_usual(units);
                            continue;
                        }
                    }
                    Growing::Truths(truths) => {
                        if let Some(truth) = line.quick_truth() {
                            truths.push(truth);
                            continue;
                        }
                    }
                    _ => {}
                }
            }
            self.cell(line, field, row, ids)?;
            line.end_of_field(false)?;
        }
        self.cell(line, last, row, ids)?;
        line.end_of_field(true)
    }

    /// A cell without quotes.
    fn cell(&self, line: &mut Line<'_>, field: &mut Field, row: usize, ids: &mut Texts) -> Option<()> {
        let (slot, column) = match field {
            Field::Skip => return line.field().map(|_| ()),
            Field::Identity => return push_identity(ids, line.field()?),
            Field::Fact(slot, column) => (*slot, column),
        };
        let before = line.at();
        if let Growing::Numbers(numbers) = column
            && let Some((units, places)) = line.decimal()
            && numbers.push(units, places).is_some()
        {
            return Some(());
        }
        line.go_to(before);
        let field = line.field()?;
        push(column, self.wanted[slot].as_ref()?, row, field)
    }

    fn quoted_row(&self, cells: &[Cow<'_, str>], fields: &mut [Field], ids: &mut Texts) -> Option<()> {
        (cells.len() == fields.len()).then_some(())?;
        let row = ids.len();
        for (field, cell) in fields.iter_mut().zip(cells) {
            match field {
                Field::Skip => {}
                Field::Identity => push_identity(ids, cell)?,
                Field::Fact(slot, column) => push(column, self.wanted[*slot].as_ref()?, row, cell)?,
            }
        }
        Some(())
    }

    fn finish(&self, ids: Texts, fields: Vec<Field>) -> Option<Table> {
        let mut slots: Vec<Option<Packed>> = self.wanted.iter().map(|_| None).collect();
        for field in fields {
            let Field::Fact(slot, column) = field else { continue };
            let wanted = self.wanted[slot].as_ref()?;
            let column = column.finish(wanted)?;
            self.see(slot, wanted, &column);
            slots[slot] = Some(column);
        }
        let mut slots = slots.into_iter();
        let mut facts = Vec::with_capacity(self.specs.len());
        for spec in self.specs {
            let (value, last_year) = (slots.next().flatten(), slots.next().flatten());
            facts.push(match spec.ty {
                FactType::List(_) => FactColumn::List(ListColumn::default()),
                _ if value.is_none() && last_year.is_none() => FactColumn::Scalar(Column::default()),
                _ => FactColumn::Packed(PackedFact { value, last_year }),
            });
        }
        Some(Table { ids, facts, ..self.around.clone() })
    }
}

/// Reads bytes into a part of a buffer, with zeros behind it.
fn fill(bytes: &dyn Bytes, at: usize, part: Range<usize>, buffer: &mut Vec<u8>) -> Option<()> {
    if buffer.len() < part.end + PAD {
        buffer.resize(part.end + PAD, 0);
    }
    buffer[part.end..part.end + PAD].fill(0);
    bytes.read(at as u64, &mut buffer[part]).then_some(())
}

/// Takes in an identity; nothing, if something is odd about it.
fn push_identity(ids: &mut Texts, text: &str) -> Option<()> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !text.is_empty() && text.bytes().all(plain) {
        ids.push(text);
    } else {
        ids.push(&identity::read(&Raw::Text(Cow::Borrowed(text))).ok()?);
    }
    Some(())
}

/// Puts a cell into a column in the way of the other reader.
fn push(column: &mut Growing, wanted: &Wanted<'_>, row: usize, text: &str) -> Option<()> {
    if column.push_known(text) {
        return Some(());
    }
    let Read { cell, unit_written } = wanted.read(&Raw::Text(Cow::Borrowed(text))).ok()?;
    // A sign says that percents are no fractions; whoever weighs that is the other reader.
    if unit_written && *wanted.ty == FactType::Percent && small(&cell) {
        return None;
    }
    column.push_cell(row, text, cell);
    Some(())
}

fn small(cell: &Cell) -> bool {
    match cell {
        Cell::Number(number) => Number::ratio(1, 100).is_some_and(|line| number.abs() <= line),
        _ => false,
    }
}
