//! A file of ratees read in pieces that end with lines, each for itself, so that large files need little room.
//!
//! Only what is plain is read in this way: one CSV file in UTF-8 with a header without contradictions, and whole rows.
//! Whatever else is met, the piece gives nothing, and the file is for the other reader, which says what is wrong and
//! where. Cells that cannot be used are reported in the same words as there: both agree wherever this one gives
//! something.

use super::findings::Findings;
use super::frame::{Doubt, Frame, Use, push_identity};
use super::growing::{Growing, Numbers};
use super::line::{Line, PAD};
use super::rows::Raw;
use super::table::{Cell, Origins, Table};
use super::{Format, Reading, delimited};
use crate::column::Texts;
use crate::diagnostic::Diagnostic;
use crate::unit::{FactSpec, FactType};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};

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

impl Bytes for Vec<u8> {
    fn len(&self) -> u64 {
        Vec::len(self) as u64
    }

    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        let from = usize::try_from(at).ok().and_then(|at| self.get(at..)?.get(..into.len()));
        from.map(|bytes| into.copy_from_slice(bytes)).is_some()
    }
}

/// Evidence that is read piece by piece.
pub trait Chunks: Sync {
    /// How many pieces there are.
    fn count(&self) -> usize;

    /// The evidence of a piece; nothing, if it cannot be read in this way. `room` is for its bytes, and is used again.
    fn table(&self, piece: usize, room: &mut Vec<u8>) -> Option<Table>;

    /// What holds for all pieces, without ratees.
    fn around(&self) -> &Table;

    /// Whether all of them together, having been read, show nothing to be doubted.
    fn is_sound(&self) -> bool;

    /// What there is to say about the evidence, all of it having been read.
    fn findings(&self) -> Vec<Diagnostic>;

    /// Where a ratee stands, by its row of a piece, all of the evidence having been read.
    fn origins(&self, piece: usize, row: usize) -> Option<Origins>;

    /// The piece that is best read at a turn; each comes once.
    fn turn(&self, number: usize) -> usize {
        number
    }
}

/// A column of the file in a piece, while it is read.
enum Field {
    Skip,
    Identity,
    Fact(usize, Growing),
}

/// What comes next in a row.
#[derive(Clone, Copy)]
enum Step {
    /// So many numbers, each with a field behind it.
    Numbers(usize),
    /// A number at the end of the row.
    LastNumber,
    /// A field of another kind.
    Other,
}

/// The columns of a piece, while it is read: the numbers apart, since most columns are numbers.
struct Fields {
    /// Each with its slot.
    numbers: Vec<(usize, Numbers)>,
    others: Vec<Field>,
}

impl Fields {
    fn truncate(&mut self, rows: usize) {
        self.numbers.iter_mut().for_each(|(_, numbers)| numbers.truncate(rows));
        for field in &mut self.others {
            if let Field::Fact(_, column) = field {
                column.truncate(rows);
            }
        }
    }
}

/// A file to be read in pieces.
pub struct Chunked<'s> {
    bytes: &'s dyn Bytes,
    length: usize,
    /// Bytes of a piece.
    piece: usize,
    /// Where the first row begins.
    body: usize,
    frame: Frame<'s>,
    /// What was found in each piece that was read.
    seen: Mutex<BTreeMap<usize, Seen>>,
}

/// What was found in a piece, beside its table.
#[derive(Default)]
struct Seen {
    /// How many records it has.
    records: usize,
    /// Those that are blank.
    blank: Vec<usize>,
    doubts: Vec<Doubt>,
}

/// Opens a file, if its header is plain.
pub fn chunked<'s>(
    name: &str,
    bytes: &'s dyn Bytes,
    specs: &'s [FactSpec],
    counting: &'s [Arc<str>],
    reading: &Reading<'s>,
) -> Option<Chunked<'s>> {
    if Format::of(name) != Some(Format::Csv) {
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
    let frame = Frame::new(name, header.split(','), specs, counting, reading)?;
    Some(Chunked { bytes, length, piece: PIECE, body: end + 1, frame, seen: Mutex::default() })
}

impl Chunked<'_> {
    /// In pieces of another size, of at least one byte.
    pub fn in_pieces_of(self, bytes: usize) -> Self {
        Chunked { piece: bytes.max(1), ..self }
    }

    /// Reports all that there is to say about the file but for columns that it lacks, all pieces having been read.
    pub(super) fn report(&self, findings: &mut Findings) {
        // Whoever panicked while holding it has ended the run.
        let Ok(seen) = self.seen.lock() else { return };
        // The header is row 1.
        let mut first = 2;
        let doubts = seen.values().flat_map(|seen| {
            let start = first;
            first += seen.records;
            seen.doubts.iter().map(move |doubt| (start + doubt.record, doubt))
        });
        self.frame.report(doubts, findings);
    }

    /// The columns of the file.
    pub(super) fn frame(&self) -> &Frame<'_> {
        &self.frame
    }

    fn nothing(&self) -> Option<Table> {
        self.finish(Texts::default(), self.fields()?, &[])
    }

    fn fields(&self) -> Option<Fields> {
        let mut fields = Fields { numbers: vec![], others: vec![] };
        for what in &self.frame.columns {
            match what {
                Use::Skip => fields.others.push(Field::Skip),
                Use::Identity => fields.others.push(Field::Identity),
                Use::Slot(slot) => match Growing::new(self.frame.ty(*slot)?) {
                    Growing::Numbers(numbers) => fields.numbers.push((*slot, numbers)),
                    other => fields.others.push(Field::Fact(*slot, other)),
                },
            }
        }
        Some(fields)
    }

    /// The steps through a row.
    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let last = self.frame.columns.len() - 1;
        for (at, what) in self.frame.columns.iter().enumerate() {
            let ty = match what {
                Use::Slot(slot) => self.frame.ty(*slot),
                Use::Skip | Use::Identity => None,
            };
            match (ty.is_some_and(FactType::is_numeric), steps.last_mut()) {
                (true, _) if at == last => steps.push(Step::LastNumber),
                (true, Some(Step::Numbers(count))) => *count += 1,
                (true, _) => steps.push(Step::Numbers(1)),
                (false, _) => steps.push(Step::Other),
            }
        }
        steps
    }

    /// The rows of a part of a buffer, and what else was found.
    fn rows(&self, buffer: &[u8], part: Range<usize>, careful: bool) -> Option<(Table, Seen)> {
        let (mut fields, steps) = (self.fields()?, self.steps());
        let (mut ids, mut seen) = (Texts::default(), Seen::default());
        let (stop, mut line) = (part.end, Line::new(buffer, part.start, part.end));
        while line.at() < stop {
            seen.records += 1;
            if line.is_blank() {
                seen.blank.push(seen.records - 1);
                continue;
            }
            let (start, before) = (line.at(), ids.len());
            if careful || self.row(&mut line, &steps, &mut fields, &mut ids).is_none() {
                // Quotes and bad cells are rare: the whole row again, by the reader that knows them.
                let rest = std::str::from_utf8(record(&buffer[start..stop])).ok()?;
                let (cells, length) = delimited::quoted_record(rest)?;
                (!rest[..length].contains('\0')).then_some(())?;
                fields.truncate(before);
                ids.truncate(before);
                self.quoted_row(&cells, &mut fields, &mut ids, (seen.records - 1, &mut seen.doubts))?;
                line.go_to(start + length);
            }
        }
        Some((self.finish(ids, fields, &seen.doubts)?, seen))
    }

    /// A row without quotes.
    #[inline(always)]
    fn row(&self, line: &mut Line<'_>, steps: &[Step], fields: &mut Fields, ids: &mut Texts) -> Option<()> {
        let row = ids.len();
        let (mut numbers, mut others) = (&mut fields.numbers[..], fields.others.iter_mut());
        let (last, before) = steps.split_last()?;
        for step in before {
            match step {
                Step::Numbers(count) => {
                    let (these, rest) = numbers.split_at_mut_checked(*count)?;
                    numbers = rest;
                    for (slot, numbers) in these {
                        let places = numbers.places();
                        if let Some(units) = line.quick(places) {
                            numbers.push_usual(units);
                        } else if places == 2
                            && let Some(units) = line.quick_money()
                        {
                            numbers.push_usual(units);
                        } else {
                            self.number(line, numbers, *slot, row)?;
                            line.end_of_field(false)?;
                        }
                    }
                }
                Step::Other | Step::LastNumber => {
                    self.other(line, others.next()?, row, ids)?;
                    line.end_of_field(false)?;
                }
            }
        }
        match last {
            Step::Numbers(_) | Step::LastNumber => {
                let (slot, numbers) = numbers.first_mut()?;
                self.number(line, numbers, *slot, row)?;
            }
            Step::Other => self.other(line, others.next()?, row, ids)?,
        }
        line.end_of_field(true)
    }

    /// A number without quotes that is not read quickly.
    fn number(&self, line: &mut Line<'_>, numbers: &mut Numbers, slot: usize, row: usize) -> Option<()> {
        let before = line.at();
        if let Some((units, places)) = line.decimal()
            && numbers.push(units, places).is_some()
        {
            return Some(());
        }
        line.go_to(before);
        let (field, _) = line.field()?;
        numbers.push_cell(row, self.frame.read(slot, &raw(field))?);
        Some(())
    }

    /// A field that is no number, without quotes.
    fn other(&self, line: &mut Line<'_>, field: &mut Field, row: usize, ids: &mut Texts) -> Option<()> {
        if let Field::Fact(_, Growing::Truths(truths)) = field
            && let Some(truth) = line.truth()
        {
            truths.push(truth);
            return Some(());
        }
        let (text, is_plain) = line.field()?;
        match field {
            Field::Skip => {}
            Field::Identity => push_identity(ids, text, is_plain)?,
            Field::Fact(slot, column) => self.frame.push((*slot, column), row, &raw(text), is_plain)?,
        }
        Some(())
    }

    fn quoted_row(
        &self,
        cells: &[Cow<'_, str>],
        fields: &mut Fields,
        ids: &mut Texts,
        (record, doubts): (usize, &mut Vec<Doubt>),
    ) -> Option<()> {
        (cells.len() == self.frame.columns.len()).then_some(())?;
        let row = ids.len();
        let mut read = |slot: usize, column: usize| {
            Some(match self.frame.judged(slot, &raw(&cells[column]))? {
                Ok(cell) => cell,
                Err(problem) => {
                    doubts.push(Doubt { record, column, problem });
                    Cell::Bad(doubts.len() as u32 - 1)
                }
            })
        };
        let (mut numbers, mut others) = (fields.numbers.iter_mut(), fields.others.iter_mut());
        let mut columns = 0..cells.len();
        for step in self.steps() {
            match step {
                Step::Numbers(count) => {
                    for ((slot, numbers), column) in numbers.by_ref().zip(columns.by_ref()).take(count) {
                        numbers.push_cell(row, read(*slot, column)?);
                    }
                }
                Step::LastNumber => {
                    let (slot, numbers) = numbers.next()?;
                    numbers.push_cell(row, read(*slot, columns.next()?)?);
                }
                Step::Other => match (others.next()?, columns.next()?) {
                    (Field::Skip, _) => {}
                    (Field::Identity, column) => push_identity(ids, &cells[column], false)?,
                    (Field::Fact(slot, growing), column) => {
                        growing.push_cell(row, &cells[column], read(*slot, column)?);
                    }
                },
            }
        }
        Some(())
    }

    fn finish(&self, ids: Texts, fields: Fields, doubts: &[Doubt]) -> Option<Table> {
        let numbers = fields.numbers.into_iter().map(|(slot, numbers)| (slot, Growing::Numbers(numbers)));
        let others = fields.others.into_iter().filter_map(|field| match field {
            Field::Fact(slot, column) => Some((slot, column)),
            Field::Skip | Field::Identity => None,
        });
        self.frame.finish(ids, numbers.chain(others), doubts)
    }
}

impl Chunks for Chunked<'_> {
    fn count(&self) -> usize {
        self.length.div_ceil(self.piece)
    }

    fn around(&self) -> &Table {
        self.frame.around()
    }

    fn is_sound(&self) -> bool {
        self.frame.is_sound()
    }

    fn origins(&self, piece: usize, row: usize) -> Option<Origins> {
        let seen = self.seen.lock().ok()?;
        let before: usize = seen.range(..piece).map(|(_, seen)| seen.records).sum();
        let blank = &seen.get(&piece)?.blank;
        // The record of a row is behind all blank ones that come before it.
        let record = blank.iter().fold(row, |record, blank| record + usize::from(*blank <= record));
        Some(self.frame.origins(2 + before + record))
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        self.report(&mut findings);
        self.frame.report_missing(&mut findings);
        findings.finish().1
    }

    /// The rows that begin in a piece.
    fn table(&self, piece: usize, room: &mut Vec<u8>) -> Option<Table> {
        // One byte before, to see whether a line begins with the piece.
        let start = (piece * self.piece).max(self.body);
        let end = ((piece + 1) * self.piece).min(self.length);
        if start >= end {
            return self.nothing();
        }
        let from = start - 1;
        let inside = end - from;
        let mut size = inside;
        fill(self.bytes, from, 0..size, room)?;
        let Some(first) = room[..size].iter().position(|byte| *byte == b'\n').map(|at| at + 1) else {
            // A line that goes through the whole piece belongs to an earlier one.
            return if size <= LONGEST_LINE { self.nothing() } else { None };
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
            return self.nothing();
        }
        // A value that must not be is only found once the column is whole: then each cell is looked at by itself.
        let read = self.rows(room, first..stop, false).or_else(|| self.rows(room, first..stop, true));
        let (table, seen) = read?;
        self.seen.lock().ok()?.insert(piece, seen);
        Some(table)
    }
}

/// The bytes up to the first line end that is not within quotes, and so at least those of the first record, if its
/// quotes are sound.
fn record(bytes: &[u8]) -> &[u8] {
    let mut within = false;
    let ends = |byte: &u8| {
        within ^= *byte == b'"';
        *byte == b'\n' && !within
    };
    let end = bytes.iter().position(ends).map_or(bytes.len(), |at| at + 1);
    &bytes[..end]
}

/// Reads bytes into a part of a buffer, with zeros behind it.
fn fill(bytes: &dyn Bytes, at: usize, part: Range<usize>, buffer: &mut Vec<u8>) -> Option<()> {
    if buffer.len() < part.end + PAD {
        buffer.resize(part.end + PAD, 0);
    }
    buffer[part.end..part.end + PAD].fill(0);
    bytes.read(at as u64, &mut buffer[part]).then_some(())
}

fn raw(text: &str) -> Raw<'_> {
    Raw::Text(Cow::Borrowed(text))
}
