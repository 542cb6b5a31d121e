//! A file of ratees read in pieces: some rows of a group at a time, several groups at once, so that large files need
//! little room.
//!
//! As with pieces of CSV, only what is plain is read in this way; of all else nothing is given, and the other reader
//! says what is wrong and where.

use super::super::chunks::Chunks;
use super::super::findings::Findings;
use super::super::frame::{Frame, Use, push_identity};
use super::super::growing::{Growing, Numbers};
use super::super::rows::Raw;
use super::super::table::{Origins, Table};
use super::super::{Bytes, Format, Reading, identity, number};
use super::cells::{Cells, Values};
use super::decoder::{Decoder, decoders};
use super::kind::{Field, Kind};
use super::open::open;
use super::source::Source;
use crate::column::Texts;
use crate::diagnostic::Diagnostic;
use crate::unit::{FactSpec, FactType};
use parquet::file::reader::FileReader;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Rows of a piece: the columns of so many stay in the cache.
const ROWS: usize = 1024;

/// A file to be read in pieces.
pub struct Grouped<'s> {
    reader: Box<dyn FileReader>,
    frame: Frame<'s>,
    /// The columns that are read, and what to do with each.
    columns: Vec<(Field, Use)>,
    /// Rows of a piece.
    rows: usize,
    groups: Vec<Group>,
    /// For each turn, the group and its piece, by the numbers of the pieces: groups that are read at the same time
    /// take turns, so that threads do not wait for each other.
    turns: Vec<usize>,
}

/// A group of rows.
struct Group {
    rows: usize,
    /// The number of its first piece.
    first: usize,
    decoding: Mutex<Decoding>,
}

/// How far a group has been decoded, which only goes forwards.
#[derive(Default)]
struct Decoding {
    columns: Option<Vec<Decoder>>,
    next: usize,
    /// Pieces that were decoded for others.
    waiting: BTreeMap<usize, Vec<Cells>>,
}

/// Opens a file, if its header is plain and its columns can be read; with what there is to say about the header.
/// `threads` is how many are going to read.
pub fn grouped<'s>(
    name: &str,
    bytes: Arc<dyn Bytes + Send>,
    specs: &'s [FactSpec],
    counting: &'s [Arc<str>],
    reading: &Reading<'s>,
    threads: usize,
) -> Option<Grouped<'s>> {
    if Format::of(name) != Some(Format::Parquet) {
        return None;
    }
    let (reader, fields) = open(Source(bytes)).ok()?;
    let names = fields.iter().map(|field| &*field.name);
    let frame = Frame::new(name, names, specs, counting, reading)?;
    let is_readable = |field: &Field| match field.kind {
        Ok((_, Kind::Float)) => !reading.no_floats,
        Ok(_) => true,
        Err(_) => false,
    };
    let used = fields.into_iter().zip(frame.columns.iter().copied()).filter(|(_, what)| *what != Use::Skip);
    let columns: Vec<(Field, Use)> = used.collect();
    columns.iter().all(|(field, _)| is_readable(field)).then_some(())?;
    let mut grouped = Grouped { reader, frame, columns, rows: ROWS, groups: vec![], turns: vec![] };
    grouped.divide(threads)?;
    Some(grouped)
}

impl Grouped<'_> {
    /// In pieces of another number of rows, of at least one.
    pub fn in_pieces_of(self, rows: usize, threads: usize) -> Option<Self> {
        let mut all = Grouped { rows: rows.max(1), ..self };
        all.divide(threads)?;
        Some(all)
    }

    fn divide(&mut self, threads: usize) -> Option<()> {
        let mut first = 0;
        self.groups.clear();
        for group in self.reader.metadata().row_groups() {
            let rows = usize::try_from(group.num_rows()).ok()?;
            self.groups.push(Group { rows, first, decoding: Mutex::default() });
            first += rows.div_ceil(self.rows);
        }
        // As many groups at a time as there are threads; when one is through, the next takes its place.
        let mut waiting =
            self.groups.iter().map(|group| group.first..group.first + group.rows.div_ceil(self.rows));
        let mut open: Vec<_> = waiting.by_ref().take(threads.max(1)).collect();
        self.turns.clear();
        while !open.is_empty() {
            for pieces in &mut open {
                match pieces.next() {
                    Some(piece) => self.turns.push(piece),
                    None => *pieces = waiting.next().unwrap_or(0..0),
                }
            }
            if open.iter().all(std::ops::Range::is_empty) {
                open = waiting.by_ref().take(threads.max(1)).collect();
            }
        }
        Some(())
    }

    /// The columns of the file.
    pub(in crate::evidence) fn frame(&self) -> &Frame<'_> {
        &self.frame
    }

    /// A column of cells.
    fn column(&self, slot: usize, cells: Cells, rows: usize) -> Option<Growing> {
        let ty = self.frame.ty(slot)?;
        match cells {
            Cells { present, values: Values::Units { units, places } }
                if present.is_empty() && ty.is_numeric() =>
            {
                Some(Growing::Numbers(Numbers::of(units, i32::try_from(places).ok()?)))
            }
            Cells { present, values: Values::Truths(truths) }
                if present.is_empty() && *ty == FactType::YesNo =>
            {
                Some(Growing::Truths(truths))
            }
            cells => {
                let mut column = Growing::new(ty);
                self.fill(slot, &mut column, &cells, rows)?;
                Some(column)
            }
        }
    }

    /// Puts cells into an empty column, one by one.
    fn fill(&self, slot: usize, column: &mut Growing, cells: &Cells, rows: usize) -> Option<()> {
        let mut room = String::new();
        for (row, at) in cells.places(rows).enumerate() {
            let raw = match at {
                None => Raw::Null,
                Some(at) => match (&mut *column, &cells.values) {
                    (Growing::Numbers(numbers), Values::Units { units, places }) => {
                        numbers.push(*units.get(at)?, *places)?;
                        continue;
                    }
                    (Growing::Numbers(numbers), Values::Written(written)) => {
                        let (units, places) = number::json(written.get(at)?.as_deref()?)?.to_decimal()?;
                        // A multiple of a power of ten is for the slower way.
                        if let Ok(places) = u32::try_from(places) {
                            numbers.push(units, places)?;
                            continue;
                        }
                        cells.raw(at, &mut room).ok()?
                    }
                    _ => cells.raw(at, &mut room).ok()?,
                },
            };
            let is_plain = matches!(&raw, Raw::Text(text) if is_plain(text));
            self.frame.push((slot, column), row, &raw, is_plain)?;
        }
        Some(())
    }

    /// The decoded cells of a piece of a group, column by column.
    fn decoded(&self, number: usize, group: &Group, piece: usize) -> Option<Vec<Cells>> {
        let mut decoding = group.decoding.lock().ok()?;
        if let Some(cells) = decoding.waiting.remove(&piece) {
            return Some(cells);
        }
        if piece < decoding.next {
            // Who asks again has it decoded again.
            *decoding = Decoding::default();
        }
        loop {
            let Decoding { columns, next, waiting } = &mut *decoding;
            if columns.is_none() {
                let fields: Vec<&Field> = self.columns.iter().map(|(field, _)| field).collect();
                *columns = decoders(&*self.reader.get_row_group(number).ok()?, &fields).ok();
            }
            let start = *next * self.rows;
            let rows = self.rows.min(group.rows.checked_sub(start).filter(|left| *left > 0)?);
            let all = columns.as_mut()?.iter_mut().map(|one| one.read(rows).ok());
            let cells: Vec<Cells> = all.collect::<Option<_>>()?;
            if start + rows == group.rows {
                // What it held is let go before other groups are opened.
                *columns = None;
            }
            *next += 1;
            if *next == piece + 1 {
                return Some(cells);
            }
            waiting.insert(*next - 1, cells);
        }
    }
}

impl Chunks for Grouped<'_> {
    fn count(&self) -> usize {
        self.turns.len()
    }

    fn turn(&self, number: usize) -> usize {
        self.turns.get(number).copied().unwrap_or(number)
    }

    fn around(&self) -> &Table {
        self.frame.around()
    }

    fn is_sound(&self) -> bool {
        self.frame.is_sound()
    }

    fn origins(&self, piece: usize, row: usize) -> Option<Origins> {
        let number = self.groups.partition_point(|group| group.first <= piece).checked_sub(1)?;
        let before: usize = self.groups[..number].iter().map(|group| group.rows).sum();
        let within = (piece - self.groups[number].first) * self.rows;
        Some(self.frame.origins(1 + before + within + row))
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        self.frame.report(std::iter::empty(), &mut findings);
        self.frame.report_missing(&mut findings);
        findings.finish().1
    }

    fn table(&self, piece: usize, _room: &mut Vec<u8>) -> Option<Table> {
        // A group without rows begins where the next one does, which is taken then.
        let number = self.groups.partition_point(|group| group.first <= piece).checked_sub(1)?;
        let group = &self.groups[number];
        let cells = self.decoded(number, group, piece - group.first)?;
        let rows = self.rows.min(group.rows.checked_sub((piece - group.first) * self.rows)?);
        let mut ids = Texts::default();
        let mut columns = Vec::with_capacity(cells.len());
        for ((_, what), cells) in self.columns.iter().zip(cells) {
            match what {
                Use::Skip => {}
                Use::Identity => push_identities(&mut ids, &cells, rows)?,
                Use::Slot(slot) => columns.push((*slot, self.column(*slot, cells, rows)?)),
            }
        }
        self.frame.finish(ids, columns.into_iter(), &[])
    }
}

/// Takes in the identities of some rows; nothing, if something is odd about one.
fn push_identities(ids: &mut Texts, cells: &Cells, rows: usize) -> Option<()> {
    let mut room = String::new();
    for at in cells.places(rows) {
        match cells.raw(at?, &mut room).ok()? {
            Raw::Text(text) => push_identity(ids, &text, is_plain(&text))?,
            raw => ids.push(&identity::read(&raw).ok()?),
        }
    }
    Some(())
}

/// Whether a text is nothing but digits, letters and those signs of ASCII that stand among and behind them.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b'0' && byte.is_ascii())
}
