//! A file of ratees read in pieces that end with lines, each for itself, so that large files need little room.
//!
//! Only what is plain is read in this way: one CSV file in UTF-8 with a header without contradictions, whole rows, cells
//! that say what they should. Whatever else is met, the piece gives nothing, and the file is for the other reader, which
//! says what is wrong and where. So this one has nothing to say, and both agree wherever it gives something.

use super::frame::{Frame, Use, push};
use super::packed::Packed;
use super::rows::Raw;
use super::table::Table;
use super::{Format, Reading, delimited, identity};
use crate::diagnostic::Diagnostic;
use crate::unit::FactSpec;
use std::borrow::Cow;
use std::sync::Arc;

/// Bytes of a piece: a thousand lines of a wide file.
const PIECE: usize = 1 << 19;
/// A header or a line that is longer is not plain.
const LONGEST_LINE: usize = 1 << 16;
/// Zero bytes behind a piece, so that eight can be read at its end.
const PAD: usize = 8;

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

/// A file to be read in pieces.
pub struct Chunked<'s> {
    bytes: &'s dyn Bytes,
    length: usize,
    /// Bytes of a piece.
    piece: usize,
    /// Where the first row begins.
    body: usize,
    frame: Frame<'s>,
}

/// Opens a file, if its header is plain; with what there is to say about the header.
pub fn chunked<'s>(
    name: &str,
    bytes: &'s dyn Bytes,
    specs: &'s [FactSpec],
    counting: &'s [Arc<str>],
    reading: &Reading<'s>,
) -> Option<(Chunked<'s>, Vec<Diagnostic>)> {
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
    let (frame, problems) = Frame::new(name, header.split(','), specs, counting, reading)?;
    Some((Chunked { bytes, length, piece: PIECE, body: end + 1, frame }, problems))
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
        self.frame.around()
    }

    /// Whether whole columns, all pieces having been read, show nothing to be doubted.
    pub fn is_sound(&self) -> bool {
        self.frame.is_sound()
    }

    /// The rows that begin in a piece; nothing, if they are not plain.
    pub fn table(&self, piece: usize) -> Option<Table> {
        // One byte before, to see whether a line begins with the piece.
        let start = (piece * self.piece).max(self.body);
        let end = ((piece + 1) * self.piece).min(self.length);
        if start >= end {
            return Some(self.frame.finish(vec![], self.frame.builders()));
        }
        let from = start - 1;
        let size = (end + LONGEST_LINE).min(self.length) - from;
        let mut buffer = vec![0; size + PAD];
        self.bytes.read(from as u64, &mut buffer[..size]).then_some(())?;
        let first = buffer[..size].iter().position(|byte| *byte == b'\n').map(|at| at + 1)?;
        if first > end - from {
            // A line that goes through the whole piece belongs to an earlier one.
            return (first <= LONGEST_LINE).then(|| self.frame.finish(vec![], self.frame.builders()));
        }
        let last = end - 1 - from;
        let stop = match buffer[last..size].iter().position(|byte| *byte == b'\n') {
            Some(at) => last + at + 1,
            None if from + size == self.length => size,
            None => return None,
        };
        let body = buffer.get(first..stop)?;
        if body.contains(&0) || std::str::from_utf8(body).is_err() {
            return None;
        }
        self.rows(&buffer, first, stop)
    }

    fn rows(&self, buffer: &[u8], first: usize, stop: usize) -> Option<Table> {
        let mut columns = self.frame.builders();
        let mut ids: Vec<Arc<str>> = Vec::with_capacity((stop - first) / (4 * self.frame.columns.len() + 1));
        let mut line = Line { bytes: buffer, at: first, stop };
        while line.at < stop {
            if line.is_blank() {
                continue;
            }
            let start = line.at;
            if self.row(&mut line, &mut columns, &mut ids).is_none() {
                // Quotes are rare: the whole row again, by the reader that knows them.
                line.at = start;
                let rest = std::str::from_utf8(&buffer[start..stop]).ok()?;
                let (cells, length) = delimited::quoted_record(rest)?;
                columns.iter_mut().flatten().for_each(|column| column.truncate(ids.len()));
                self.quoted_row(&cells, &mut columns, &mut ids)?;
                line.at += length;
            }
        }
        self.frame.complete(&mut columns, ids.len())?;
        Some(self.frame.finish(ids, columns))
    }

    /// A row without quotes.
    fn row(
        &self,
        line: &mut Line<'_>,
        columns: &mut [Option<Packed>],
        ids: &mut Vec<Arc<str>>,
    ) -> Option<()> {
        let last = self.frame.columns.len() - 1;
        let row = ids.len();
        for (at, what) in self.frame.columns.iter().enumerate() {
            match what {
                Use::Skip => drop(line.field()?),
                Use::Identity => ids.push(identity::plain(line.field()?)?),
                Use::Slot(slot) => {
                    let (Some(column), Some(wanted)) = (&mut columns[*slot], &self.frame.wanted[*slot])
                    else {
                        return None;
                    };
                    let before = line.at;
                    let done = match column {
                        Packed::Numbers(numbers) => line
                            .decimal()
                            .is_some_and(|(units, places)| numbers.push(units, places).is_some()),
                        Packed::Truths(truths) => line.truth().map(|truth| truths.push(truth)).is_some(),
                        _ => false,
                    };
                    if !done {
                        line.at = before;
                        let field = line.field()?;
                        push(column, wanted, row, &Raw::Text(Cow::Borrowed(field)))?;
                    }
                }
            }
            line.end_of_field(at == last)?;
        }
        Some(())
    }

    fn quoted_row(
        &self,
        cells: &[Cow<'_, str>],
        columns: &mut [Option<Packed>],
        ids: &mut Vec<Arc<str>>,
    ) -> Option<()> {
        (cells.len() == self.frame.columns.len()).then_some(())?;
        let row = ids.len();
        for (what, cell) in self.frame.columns.iter().zip(cells) {
            match what {
                Use::Skip => {}
                Use::Identity => ids.push(identity::plain(cell)?),
                Use::Slot(slot) => {
                    let (Some(column), Some(wanted)) = (&mut columns[*slot], &self.frame.wanted[*slot])
                    else {
                        return None;
                    };
                    push(column, wanted, row, &Raw::Text(cell.clone()))?;
                }
            }
        }
        Some(())
    }
}

/// A place in the lines of a piece.
struct Line<'b> {
    bytes: &'b [u8],
    at: usize,
    stop: usize,
}

impl<'b> Line<'b> {
    #[inline(always)]
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Steps over a line without words.
    fn is_blank(&mut self) -> bool {
        let step = match (self.byte(), self.bytes.get(self.at + 1)) {
            (b'\n', _) => 1,
            (b'\r', Some(b'\n')) => 2,
            _ => return false,
        };
        self.at += step;
        true
    }

    /// The words up to the next separator or line end; nothing, if they begin with a quote.
    fn field(&mut self) -> Option<&'b str> {
        let rest = self.bytes.get(self.at..self.stop)?;
        if rest.first() == Some(&b'"') {
            return None;
        }
        let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        std::str::from_utf8(&rest[..length]).ok()
    }

    /// Steps over the separator, or over the end of the line if this was its last field.
    #[inline(always)]
    fn end_of_field(&mut self, is_last: bool) -> Option<()> {
        match (self.byte(), is_last) {
            (b',', false) | (b'\n', true) => self.at += 1,
            (b'\r', true) if self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
            (_, true) if self.at >= self.stop => {}
            _ => return None,
        }
        Some(())
    }

    #[inline(always)]
    fn word(&self) -> u64 {
        match self.bytes.get(self.at..self.at + 8).and_then(|eight| eight.try_into().ok()) {
            Some(eight) => u64::from_le_bytes(eight),
            None => 0,
        }
    }

    /// At most eight digits: how many, and what they say. All at once: each step joins neighbours.
    #[inline(always)]
    fn digits(&mut self) -> (u32, i64) {
        let word = self.word();
        // A byte is a digit if its upper half is 3, and still is after 6 is added.
        let upper = 0xF0F0_F0F0_F0F0_F0F0;
        let threes = 0x3030_3030_3030_3030;
        let other = ((word & upper) ^ threes) | ((word.wrapping_add(0x0606_0606_0606_0606) & upper) ^ threes);
        let length = (other.trailing_zeros() / 8).min(8);
        let digits = (word & 0x0F0F_0F0F_0F0F_0F0F).unbounded_shl(64 - 8 * length);
        let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        let value = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
        self.at += length as usize;
        (length, value as i64)
    }

    /// A decimal of few digits: its units and its places.
    #[inline(always)]
    fn decimal(&mut self) -> Option<(i64, u32)> {
        const POWERS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
        let negative = self.byte() == b'-';
        self.at += usize::from(negative);
        let (length, whole) = self.digits();
        if length == 0 {
            return None;
        }
        let (mut units, mut places) = (whole, 0);
        if self.byte() == b'.' {
            self.at += 1;
            let (length, rest) = self.digits();
            if length == 0 {
                return None;
            }
            units = whole * POWERS[length as usize] + rest;
            places = length;
        }
        // What goes on in any other way is not plain.
        if !matches!(self.byte(), b',' | b'\n' | b'\r') && self.at < self.stop {
            return None;
        }
        Some((if negative { -units } else { units }, places))
    }

    /// `0` or `1`.
    #[inline(always)]
    fn truth(&mut self) -> Option<bool> {
        let truth = match self.byte() {
            b'0' => false,
            b'1' => true,
            _ => return None,
        };
        self.at += 1;
        matches!(self.byte(), b',' | b'\n' | b'\r').then_some(truth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_they_are_written() {
        let read = |text: &str| {
            let bytes = [text.as_bytes(), &[0; PAD]].concat();
            Line { bytes: &bytes, at: 0, stop: text.len() }.decimal()
        };
        assert_eq!(read("98.70,"), Some((9870, 2)));
        assert_eq!(read("-0.05\n"), Some((-5, 2)));
        assert_eq!(read("12345678,"), Some((12_345_678, 0)));
        assert_eq!(read("0"), Some((0, 0)));
        for text in ["", "1.", ".5", "1e3", "12%", "1,234.", "123456789", "1:2", "1/2", "a"] {
            let plain = read(text).filter(|_| !text.contains(','));
            assert_eq!(plain, None, "{text}");
        }
    }
}
