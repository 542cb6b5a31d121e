//! Lines of the workload as CSV, read without any check, a piece of the file at a time.

use crate::national::Cells;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// Bytes that are read at once.
pub const CHUNK: usize = 1 << 20;
/// Longer than any line; what is read beyond a chunk to finish its last line.
const LINE: usize = 4096;
/// Zero bytes behind the data, so that a word can be read at its end.
const PAD: usize = 16;

/// A place in a line.
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    /// At the first of all lines that begin in a chunk.
    pub fn of_chunk(
        file: &File,
        length: usize,
        number: usize,
        buffer: &'a mut Vec<u8>,
    ) -> io::Result<Cursor<'a>> {
        // One byte before, to see whether a line begins with the chunk.
        let start = number * CHUNK;
        let from = start.saturating_sub(1);
        let size = (start + CHUNK + LINE).min(length) - from;
        buffer.resize(size + PAD, 0);
        file.read_exact_at(&mut buffer[..size], from as u64)?;
        buffer[size..].fill(0);
        let end = (start + CHUNK).min(length) - from;
        let newline = buffer[..size].iter().position(|byte| *byte == b'\n').unwrap_or(size);
        Ok(Cursor { bytes: buffer, at: newline + 1, end })
    }

    /// Whether there is one more line.
    pub fn more(&self) -> bool {
        self.at < self.end
    }

    /// Identity and district, with which a line begins.
    #[inline(always)]
    pub fn head(&mut self) -> ([u8; 8], u32) {
        let id = self.word(self.at).to_le_bytes();
        self.at += 10;
        (id, self.digits() as u32)
    }

    #[inline(always)]
    fn word(&self, at: usize) -> u64 {
        match self.bytes.get(at..at + 8).and_then(|eight| eight.try_into().ok()) {
            Some(eight) => u64::from_le_bytes(eight),
            None => 0,
        }
    }

    /// Digits up to the first byte below `0`, at most seven; eight at once, one multiplication per doubling.
    #[inline(always)]
    fn digits(&mut self) -> i64 {
        let word = self.word(self.at);
        let length = end_of_digits(word) / 8;
        self.at += length as usize + 1;
        value(word.unbounded_shl(64 - 8 * length))
    }
}

/// The bit of a word, by its place, that tells the first byte after digits. Digits are 0x30 … 0x39; point, comma and
/// line feed have no bit 4.
#[inline(always)]
fn end_of_digits(word: u64) -> u32 {
    (!word & 0x1010_1010_1010_1010).trailing_zeros()
}

/// What eight digits say, the last one on top; bytes that are zero count as the digit.
#[inline(always)]
fn value(digits: u64) -> i64 {
    let digits = digits & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    ((fours.wrapping_mul(10_000) + (fours >> 32)) & 0xFFFF_FFFF) as i64
}

impl Cells for Cursor<'_> {
    #[inline(always)]
    fn whole(&mut self) -> i64 {
        self.digits()
    }

    /// `123.45,` in hundredths.
    #[inline(always)]
    fn cents(&mut self) -> i64 {
        let word = self.word(self.at);
        let end = end_of_digits(word);
        if end < 40 {
            // All within the eight bytes: the point goes out, what is before it moves up.
            let all = word << (44 - end);
            self.at += end as usize / 8 + 4;
            return value((all & 0xFFFF_0000_0000_0000) | ((all << 8) & 0x0000_FFFF_FFFF_FFFF));
        }
        let whole = self.digits();
        let (tens, ones) = match self.bytes.get(self.at..self.at + 2) {
            Some(two) => (two[0] & 15, two[1] & 15),
            None => (0, 0),
        };
        self.at += 3;
        whole * 100 + i64::from(tens) * 10 + i64::from(ones)
    }
}
