//! A place in the lines of a file, and what stands there.

use std::num::NonZeroU64;

/// Zero bytes behind the lines, so that eight can be read at their end.
pub(super) const PAD: usize = 8;

/// A place in the lines of a piece.
pub(super) struct Line<'b> {
    bytes: &'b [u8],
    at: usize,
    stop: usize,
}

impl<'b> Line<'b> {
    /// At a place in bytes of which the lines end before another; behind that stand zeros.
    pub(super) fn new(bytes: &'b [u8], at: usize, stop: usize) -> Line<'b> {
        Line { bytes, at, stop }
    }

    /// Where it is.
    #[inline(always)]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes to a place.
    #[inline(always)]
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Steps over a line without words.
    pub(super) fn is_blank(&mut self) -> bool {
        let step = match (self.byte(), self.bytes.get(self.at + 1)) {
            (b'\n', _) => 1,
            (b'\r', Some(b'\n')) => 2,
            _ => return false,
        };
        self.at += step;
        true
    }

    /// The words up to the next separator or line end; nothing, if they begin with a quote or are no plain text.
    pub(super) fn field(&mut self) -> Option<&'b str> {
        let rest = self.bytes.get(self.at..self.stop)?;
        if rest.first() == Some(&b'"') {
            return None;
        }
        let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r' | 0);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        std::str::from_utf8(&rest[..length]).ok().filter(|_| rest.get(length) != Some(&0))
    }

    /// Steps over the separator, or over the end of the line if this was its last field.
    #[inline(always)]
    pub(super) fn end_of_field(&mut self, is_last: bool) -> Option<()> {
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
    fn digits(&mut self) -> Option<(u32, i64)> {
        let word = self.word();
        // What can stand behind digits (point, separator, line end, nothing) lacks the fifth bit, which all digits
        // have: where they end is known soon, and whether they are all digits is not waited for.
        let length = (!word & 0x1010_1010_1010_1010).trailing_zeros() / 8;
        self.at += length as usize;
        // A byte is a digit if its upper half is 3, and still is after 6 is added.
        let upper = 0xF0F0_F0F0_F0F0_F0F0;
        let threes = 0x3030_3030_3030_3030;
        let other = ((word & upper) ^ threes) | ((word.wrapping_add(0x0606_0606_0606_0606) & upper) ^ threes);
        if other.unbounded_shl(64 - 8 * length) != 0 {
            return None;
        }
        let digits = (word & 0x0F0F_0F0F_0F0F_0F0F).unbounded_shl(64 - 8 * length);
        let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        let value = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
        Some((length, value as i64))
    }

    /// A number of at most seven bytes without a sign, with two decimal places or none, and the comma behind it: its
    /// units. Nothing is read where it is anything else. All at once: where it ends, and whether it is digits.
    #[inline(always)]
    pub(super) fn quick(&mut self, places: i32) -> Option<i64> {
        let word = self.word();
        // Point and comma lack the fifth bit, which all digits have. This is that bit of the first of them.
        let first = NonZeroU64::new(!word & 0x1010_1010_1010_1010)?.trailing_zeros();
        let behind = (word >> (first & 56)) as u32;
        let (digits, unused, length) = match places {
            0 => {
                if behind as u8 != b',' || first < 8 {
                    return None;
                }
                (word << (68 - first), 68 - first, first / 8 + 1)
            }
            2 => {
                // Point and comma with two bytes between them, all within the eight.
                if behind & 0xFF00_00FF != 0x2C00_002E || !(8..40).contains(&first) {
                    return None;
                }
                // The point goes out: what is before it moves up by one byte.
                let all = word << (44 - first);
                let digits = (all & 0xFFFF_0000_0000_0000) | ((all << 8) & 0x0000_FFFF_FFFF_FFFF);
                (digits, 52 - first, first / 8 + 4)
            }
            _ => return None,
        };
        // A digit is 0 to 9 above `0`. Below them are no bytes of the number.
        let above = digits ^ 0x3030_3030_3030_3030;
        let odd = (above | above.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080;
        if odd >> unused != 0 {
            return None;
        }
        self.at += length as usize;
        let digits = digits & 0x0F0F_0F0F_0F0F_0F0F;
        let pairs = (digits.wrapping_mul(10).wrapping_add(digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100).wrapping_add(pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF) as i64)
    }

    /// The same for up to eight digits before two decimal places.
    #[inline(always)]
    pub(super) fn quick_money(&mut self) -> Option<i64> {
        let start = self.at;
        let found = self.digits().and_then(|(_, whole)| {
            let [point, tens, ones, comma] = *self.bytes.get(self.at..)?.first_chunk()?;
            let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
            let fits = point == b'.' && comma == b',' && tens < 10 && ones < 10 && self.at > start;
            fits.then_some(whole * 100 + i64::from(tens) * 10 + i64::from(ones))
        });
        self.at = if found.is_some() { self.at + 4 } else { start };
        found
    }

    /// A decimal of few digits: its units and its places.
    #[inline(always)]
    pub(super) fn decimal(&mut self) -> Option<(i64, u32)> {
        const POWERS: [i64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
        let negative = self.byte() == b'-';
        self.at += usize::from(negative);
        let (length, whole) = self.digits()?;
        if length == 0 {
            return None;
        }
        let (mut units, mut places) = (whole, 0);
        if self.byte() == b'.' {
            self.at += 1;
            let (length, rest) = self.digits()?;
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

    /// `0` or `1`, and the comma behind it.
    #[inline(always)]
    pub(super) fn quick_truth(&mut self) -> Option<bool> {
        let truth = match self.bytes.get(self.at..self.at + 2)? {
            b"0," => false,
            b"1," => true,
            _ => return None,
        };
        self.at += 2;
        Some(truth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_as_they_are_written() {
        let read = |text: &str| {
            let bytes = [text.as_bytes(), &[0; PAD]].concat();
            Line::new(&bytes, 0, text.len()).decimal()
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

    #[test]
    fn quick_numbers_are_as_slow_ones() {
        let mut found = 0;
        let texts = [
            "0,",
            "7,",
            "12,x",
            "1234567,",
            "12345678,",
            "98.70,",
            "0.05,1",
            "1234.56,",
            "12345.67,",
            "1.5,",
        ];
        let odd = [
            ".50,", "1:2,", "/5,", "-1,", "12,34.", "1.2.", "9\n", "1.25\n", "1.25\r", "1..5,", "5 ,",
            "a.bc,", "1.2a,",
        ];
        for text in texts.iter().chain(&odd) {
            for places in [0, 1, 2] {
                let bytes = [text.as_bytes(), &[0; PAD]].concat();
                let mut quick = Line::new(&bytes, 0, text.len());
                let money = |line: &mut Line<'_>| line.quick_money().filter(|_| places == 2);
                let Some(units) = quick.quick(places).or_else(|| money(&mut quick)) else {
                    assert!(quick.at == 0 || places != 2, "{text}");
                    continue;
                };
                found += 1;
                let mut slow = Line::new(&bytes, 0, text.len());
                assert_eq!(slow.decimal(), Some((units, places as u32)), "{text}");
                assert_eq!(slow.end_of_field(false), Some(()), "{text}");
                assert_eq!(quick.at, slow.at, "{text}");
            }
        }
        assert_eq!(found, 9);
    }
}
