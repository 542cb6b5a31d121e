//! The physical limit, nearly: a program that knows the scheme `national` and nothing else.
//!
//! `hand DATA.csv SCORES.csv [THREADS]` scores the workload in fixed point and writes what `heng eval` writes for it.
//! It checks nothing: no quotes, no missing cells, no other order of columns, no overflow. An engine that does all
//! that is measured against it.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes that a thread reads at once.
const CHUNK: usize = 1 << 20;
/// Longer than any line; what is read beyond a chunk to finish its last line.
const LINE: usize = 4096;
/// Zero bytes behind the data, so that a word can be read at its end.
const PAD: usize = 16;

/// What of a committee outlives its line. Scores in hundredths.
#[derive(Clone, Copy)]
struct Committee {
    /// The identity, eight bytes.
    id: [u8; 8],
    district: u32,
    dimensions: [i32; 5],
    total: i32,
    rank: u32,
    /// 0 excellent … 4 fail.
    grade: u8,
}

const GRADES: [&str; 5] = ["excellent", "good", "fair", "pass", "fail"];

/// A place in a line.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
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
        // Digits are 0x30 … 0x39; point, comma, line feed have no bit 4.
        let length = (!word & 0x1010_1010_1010_1010).trailing_zeros() / 8;
        let digits = (word & 0x0F0F_0F0F_0F0F_0F0F).unbounded_shl(64 - 8 * length);
        let pairs = (digits.wrapping_mul(10) + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        let value = (fours.wrapping_mul(10_000) + (fours >> 32)) & 0xFFFF_FFFF;
        self.at += length as usize + 1;
        value as i64
    }

    /// `123.45,` in hundredths.
    #[inline(always)]
    fn cents(&mut self) -> i64 {
        let whole = self.digits();
        let (tens, ones) = match self.bytes.get(self.at..self.at + 2) {
            Some(two) => (two[0] & 15, two[1] & 15),
            None => (0, 0),
        };
        self.at += 3;
        whole * 100 + i64::from(tens) * 10 + i64::from(ones)
    }
}

/// `numerator / denominator`, half up, for a positive denominator.
#[inline(always)]
fn rounded(numerator: i64, denominator: i64) -> i64 {
    let twice = 2 * numerator + denominator;
    let (quotient, rest) = (twice / (2 * denominator), twice % (2 * denominator));
    quotient - i64::from(rest < 0)
}

/// Between 0 and 100, in ten-thousandths.
#[inline(always)]
fn clamped(score: i64) -> i64 {
    score.clamp(0, 1_000_000)
}

/// The score of dimension `D` in millionths. A constant, so that divisions by targets become multiplications.
#[inline(always)]
fn dimension<const D: i64>(line: &mut Cursor<'_>) -> i64 {
    let rate1 = line.cents();
    let money = line.cents();
    let rate2 = line.cents();
    let rate3 = line.cents();
    let cases = line.digits();
    let before = line.cents();
    let after = line.cents();
    let faults = line.digits();
    let honours = line.digits();
    let surveys = 40 * line.cents() + 30 * line.cents() + 30 * line.cents();
    let (fa, fb, fc) = (line.cents(), line.cents(), line.cents());

    let linear = clamped(rounded((rate1 - 100 * (40 + 2 * D)) * 10_000, 50 - D));
    let from_zero = clamped(rounded(money * 1_000_000, 4_000_000 * D + 123_456));
    let lower = clamped(rounded((100 * (30 + D) - rate2) * 10_000, 28));
    let band = match rate3 {
        _ if rate3 >= 100 * (84 + D) => 1_000_000,
        _ if rate3 >= 100 * (76 + D) => 900_000,
        _ if rate3 >= 100 * (68 + D) => 750_000,
        _ if rate3 >= 100 * (60 + D) => 600_000,
        _ => 0,
    };
    let steps = match cases {
        _ if cases <= 0 => 1_000_000,
        _ if cases <= 1 + D => 900_000,
        _ if cases <= 4 + D => 700_000,
        _ if cases <= 10 + D => 400_000,
        _ => 0,
    };
    let improved = clamped(600_000 + rounded((4 + D) * 250_000 * (after - before), before));
    let deducted = (1_000_000 - (50_000 + 25_000 * D) * faults).max(0);
    let praised = 600_000 + ((15_000 + 5_000 * D) * honours).min(400_000);
    let formula = clamped(60 * fa + rounded(400_000 * fb, fc));
    (12 * (linear + band + surveys)
        + 8 * (lower + steps + praised)
        + 10 * (from_zero + improved + deducted + formula))
}

fn committee(line: &mut Cursor<'_>) -> Committee {
    let id = line.word(line.at).to_le_bytes();
    line.at += 10;
    let district = line.digits() as u32;
    let d = [
        dimension::<1>(line),
        dimension::<2>(line),
        dimension::<3>(line),
        dimension::<4>(line),
        dimension::<5>(line),
    ];
    let vetoed = line.digits() + line.digits() + line.digits() > 0;
    let total = rounded(25 * d[0] + 20 * (d[1] + d[2] + d[3]) + 15 * d[4], 1_000_000);
    let grade = match total {
        _ if vetoed || total < 6_200 => 4,
        _ if total >= 8_200 => 0,
        _ if total >= 7_600 => 1,
        _ if total >= 7_000 => 2,
        _ => 3,
    };
    let dimensions = d.map(|score| rounded(score, 10_000) as i32);
    Committee { id, district, dimensions, total: total as i32, rank: 0, grade }
}

/// The committees of a chunk: of all lines that begin in it.
fn chunk(file: &File, length: usize, number: usize, buffer: &mut Vec<u8>) -> io::Result<Vec<Committee>> {
    // One byte before, to see whether a line begins with the chunk.
    let start = number * CHUNK;
    let from = start.saturating_sub(1);
    let size = (start + CHUNK + LINE).min(length) - from;
    buffer.resize(size + PAD, 0);
    file.read_exact_at(&mut buffer[..size], from as u64)?;
    buffer[size..].fill(0);
    let end = (start + CHUNK).min(length) - from;
    let newline = buffer[..size].iter().position(|byte| *byte == b'\n').unwrap_or(size);
    let mut line = Cursor { bytes: buffer, at: newline + 1 };
    let mut committees = Vec::with_capacity(CHUNK / 400);
    while line.at < end {
        committees.push(committee(&mut line));
    }
    Ok(committees)
}

/// Does numbered pieces of work on several threads and hands back the results in order.
fn in_order<T: Send>(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize, &mut Vec<u8>) -> T + Sync,
) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(pieces)));
    let run = || {
        let (mut buffer, mut mine) = (Vec::new(), Vec::new());
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                break;
            }
            mine.push((piece, work(piece, &mut buffer)));
        }
        done.lock().expect("no thread panics").append(&mut mine);
    };
    std::thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(run)));
        run();
    });
    let mut done = done.into_inner().expect("no thread panics");
    done.sort_unstable_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Ranks and places within districts.
fn rank(committees: &mut [Committee]) {
    let districts = committees.iter().map(|one| one.district).max().unwrap_or(0) as usize + 1;
    let mut starts = vec![0_usize; districts + 1];
    committees.iter().for_each(|one| starts[one.district as usize + 1] += 1);
    (0..districts).for_each(|at| starts[at + 1] += starts[at]);
    let mut next = starts.clone();
    // Total, highest first, then place in the file, which is the order of identities.
    let mut order = vec![(0_i32, 0_u32); committees.len()];
    for (at, one) in committees.iter().enumerate() {
        let place = &mut next[one.district as usize];
        order[*place] = (-one.total, at as u32);
        *place += 1;
    }
    for district in starts.windows(2) {
        let order = &mut order[district[0]..district[1]];
        order.sort_unstable_by_key(|(total, at)| (*total, committees[*at as usize].id));
        let mut places = order.len() / 5;
        let (mut rank, mut last) = (0, None);
        for (at, (total, who)) in order.iter().enumerate() {
            if last != Some(*total) {
                (rank, last) = (at as u32 + 1, Some(*total));
            }
            let one = &mut committees[*who as usize];
            one.rank = rank;
            if one.grade == 0 {
                if places == 0 { one.grade = 1 } else { places -= 1 }
            }
        }
    }
}

const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut at = 0;
    while at < 100 {
        pairs[at] = [b'0' + (at / 10) as u8, b'0' + (at % 10) as u8];
        at += 1;
    }
    pairs
};

fn whole(out: &mut Vec<u8>, mut value: u32, least: usize) {
    let (mut text, mut at) = ([b'0'; 10], 10);
    while value >= 100 {
        at -= 2;
        text[at..at + 2].copy_from_slice(&PAIRS[(value % 100) as usize]);
        value /= 100;
    }
    at -= 2;
    text[at..at + 2].copy_from_slice(&PAIRS[value as usize]);
    at += usize::from(value < 10);
    out.extend_from_slice(&text[at.min(10 - least)..]);
}

fn cents(out: &mut Vec<u8>, value: i32) {
    whole(out, value as u32 / 100, 1);
    out.push(b'.');
    out.extend_from_slice(&PAIRS[(value % 100) as usize]);
    out.push(b',');
}

fn written(committees: &[Committee]) -> Vec<u8> {
    let mut out = Vec::with_capacity(committees.len() * 80);
    for one in committees {
        out.extend_from_slice(&one.id);
        out.extend_from_slice(b",D");
        whole(&mut out, one.district, 4);
        out.push(b',');
        one.dimensions.iter().for_each(|score| cents(&mut out, *score));
        cents(&mut out, one.total);
        whole(&mut out, one.rank, 1);
        out.push(b',');
        out.extend_from_slice(GRADES[one.grade as usize].as_bytes());
        out.push(b'\n');
    }
    out
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, data, scores, ..] = &arguments[..] else {
        eprintln!("hand DATA.csv SCORES.csv [THREADS]");
        std::process::exit(2);
    };
    let threads = arguments.get(3).and_then(|text| text.parse().ok()).unwrap_or(2);
    let file = File::open(data)?;
    let length = file.metadata()?.len() as usize;
    let read =
        in_order(threads, length.div_ceil(CHUNK), |number, buffer| chunk(&file, length, number, buffer));
    let mut committees = Vec::new();
    for one in read {
        committees.extend(one?);
    }
    rank(&mut committees);
    let parts: Vec<&[Committee]> = committees.chunks(8192).collect();
    let texts = in_order(threads, parts.len(), |number, _| written(parts[number]));
    let mut out = File::create(scores)?;
    out.write_all(b"id,district,d1,d2,d3,d4,d5,total,rank,grade\n")?;
    texts.iter().try_for_each(|text| out.write_all(text))
}
