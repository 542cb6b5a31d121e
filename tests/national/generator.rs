//! The data of the workload `national`: integer arithmetic on 64-bit words with a fixed seed, the same bytes
//! everywhere. Used by the test and by the benchmarks.

use std::fmt::Write;
use std::ops::RangeInclusive;

const SEED: u64 = 20_261_123;
const GOLD: u64 = 0x9E37_79B9_7F4A_7C15;
const FIELDS: &str =
    "rate1 money rate2 rate3 cases before after faults honours survey1 survey2 survey3 fa fb fc";

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One row of the generator: all integers.
struct Row {
    number: u64,
    quality: i64,
}

impl Row {
    fn word(&self, stream: u64) -> u64 {
        let key = mix(SEED.wrapping_add(GOLD.wrapping_mul(stream + 1)));
        mix(self.number.wrapping_mul(GOLD).wrapping_add(key))
    }

    fn lanes(&self, stream: u64) -> [i64; 4] {
        let word = self.word(stream);
        [0, 16, 32, 48].map(|shift| i64::from((word >> shift) as u16))
    }

    /// Around 0.
    fn bell(&self, stream: u64) -> i64 {
        self.lanes(stream).iter().sum::<i64>() - 131_070
    }

    /// Below `top`, small values much more likely.
    fn skew(&self, stream: u64, top: i64) -> i64 {
        let [a, b, ..] = self.lanes(stream);
        (a * b * top) >> 32
    }

    /// Hundredths between 0 and 10,000.
    fn rate(&self, stream: u64, mean: i64, spread: i64, sign: i64) -> i64 {
        let noise = self.bell(stream);
        let value = mean + (spread * (sign * 3 * self.quality + 4 * noise)).div_euclid(5 * 37_837);
        value.clamp(0, 10_000)
    }

    /// The cells of a dimension.
    fn dimension(&self, d: i64) -> Vec<String> {
        let s = 100 * d as u64;
        let cents = |value: i64| format!("{}.{:02}", value / 100, value % 100);
        let before = 1_000_000 + self.skew(s + 6, 40_000_000);
        let growth = 80 + (60 * (3 * self.quality + 4 * self.bell(s + 7))).div_euclid(5 * 37_837);
        let after = (before + (before * growth).div_euclid(1000)).max(0);
        let whole = 100 + self.skew(s + 14, 300_000);
        vec![
            cents(self.rate(s + 1, 8000 + 50 * d, 1300, 1)),
            cents(200_000 * d + self.skew(s + 2, 20_000_000) + self.quality.max(0) * 30 * d),
            cents(self.rate(s + 3, 1000 + 100 * d, 700, -1)),
            cents(self.rate(s + 4, 8100 + 50 * d, 1000, 1)),
            self.skew(s + 5, 16).to_string(),
            cents(before),
            cents(after),
            self.skew(s + 8, 6).to_string(),
            self.skew(s + 9, 40).to_string(),
            cents(self.rate(s + 10, 8400, 800, 1)),
            cents(self.rate(s + 11, 8200, 900, 1)),
            cents(self.rate(s + 12, 8600, 900, 1)),
            cents(self.rate(s + 13, 8300, 1000, 1)),
            cents(whole * self.rate(s + 15, 8300, 1100, 1) / 10_000),
            cents(whole),
        ]
    }
}

/// The header of the data, with its line feed.
pub fn header() -> String {
    let mut out = String::from("id,district");
    for d in 1..=5 {
        for field in FIELDS.split(' ') {
            let _ = write!(out, ",d{d}_{field}");
        }
    }
    out + ",veto1,veto2,veto3\n"
}

/// Some lines of the data for `rows` committees, the first being number 1.
pub fn lines(numbers: RangeInclusive<u64>, rows: u64) -> String {
    let groups = (rows / 200).max(1);
    let mut out = String::new();
    for number in numbers {
        let mut row = Row { number, quality: 0 };
        row.quality = row.bell(1);
        let u = row.word(2) >> 44;
        let district = (u * (u + (1 << 20)) * groups) >> 41;
        let mut cells = vec![format!("C{number:07}"), format!("D{:04}", district + 1)];
        (1..=5).for_each(|d| cells.extend(row.dimension(d)));
        cells.extend((901..=903).map(|stream| u8::from(row.word(stream) >> 57 == 0).to_string()));
        let _ = writeln!(out, "{}", cells.join(","));
    }
    out
}
