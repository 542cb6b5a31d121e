//! The scheme `national`, written by hand in fixed point: what programs for it share, wherever its data come from.
//!
//! It checks nothing: no missing cells, no other order of columns, no overflow.

/// The cells of a committee, from left to right.
pub trait Cells {
    /// A whole number.
    fn whole(&mut self) -> i64;
    /// A number with two places, in hundredths.
    fn cents(&mut self) -> i64;
}

/// What of a committee outlives its line. Scores in hundredths.
#[derive(Clone, Copy)]
pub struct Committee {
    /// The identity, eight bytes.
    pub id: [u8; 8],
    pub district: u32,
    dimensions: [i32; 5],
    total: i32,
    rank: u32,
    /// 0 excellent … 4 fail.
    grade: u8,
}

const GRADES: [&str; 5] = ["excellent", "good", "fair", "pass", "fail"];

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
fn dimension<const D: i64>(line: &mut impl Cells) -> i64 {
    let rate1 = line.cents();
    let money = line.cents();
    let rate2 = line.cents();
    let rate3 = line.cents();
    let cases = line.whole();
    let before = line.cents();
    let after = line.cents();
    let faults = line.whole();
    let honours = line.whole();
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
    12 * (linear + band + surveys)
        + 8 * (lower + steps + praised)
        + 10 * (from_zero + improved + deducted + formula)
}

/// A committee, from the cells behind its identity and district.
#[inline(always)]
pub fn committee(id: [u8; 8], district: u32, line: &mut impl Cells) -> Committee {
    let d = [
        dimension::<1>(line),
        dimension::<2>(line),
        dimension::<3>(line),
        dimension::<4>(line),
        dimension::<5>(line),
    ];
    let vetoed = line.whole() + line.whole() + line.whole() > 0;
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

/// Ranks and places within districts.
pub fn rank(committees: &mut [Committee]) {
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

/// The lines of some committees.
pub fn written(committees: &[Committee]) -> Vec<u8> {
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

/// The first line of the scores.
pub const HEADER: &[u8] = b"id,district,d1,d2,d3,d4,d5,total,rank,grade\n";
