//! A sheet of many ratees, written column by column for all of whom nothing is odd.

use super::sheet::{Column, line, quoted};
use super::{Run, shown};
use crate::column::Column as Values;
use crate::number::Rounding;
use crate::plan::Plan;
use crate::score::Status;
use crate::score::columnar::{Columnar, Part, Shown, in_order};
use std::ops::Range;

/// Ratees whose lines are written at once.
const PART: usize = 8192;

/// What the results must hold for some columns; nothing, if one of them is not to be had column by column.
pub fn wanted(columns: &[Column]) -> Option<Vec<Shown>> {
    let all: Option<Vec<Option<Shown>>> = columns.iter().map(of_column).collect();
    Some(all?.into_iter().flatten().collect())
}

/// What stands behind a column; nothing within for one that is the same for all or needs no result.
fn of_column(column: &Column) -> Option<Option<Shown>> {
    Some(Some(match column {
        Column::Id | Column::Scheme | Column::Status => return Some(None),
        Column::Group => Shown::Group,
        Column::Total => Shown::Total,
        Column::TotalExact => Shown::TotalExact,
        Column::Grade => Shown::Grade,
        Column::GradeBefore => Shown::GradeBefore,
        Column::Rank => Shown::Rank,
        Column::Item(item) => Shown::Item(*item),
        Column::Adjustment(index) => Shown::Adjustment(*index),
        Column::Veto(index) => Shown::Rule(*index),
        Column::Award(index) => Shown::Award(*index),
        Column::Fact(fact) => Shown::Fact(*fact),
        Column::Outcome(_) | Column::Alerts | Column::Missing => return None,
    }))
}

/// How the cells of a column are written.
enum Cells<'c> {
    Ids,
    Same(String),
    Part(Part<'c>),
    /// Words as they are to be written, by their place in a list.
    Words(&'c [u32], Vec<String>),
    /// `yes` or `no`.
    Answers(&'c [bool]),
    /// An index into names.
    Names(Values<i64>, &'c [String]),
    /// As few places as say the same.
    Exact {
        places: u32,
        units: Values<i64>,
    },
}

/// The sheet as CSV, handed on in parts, in order. `run` says what the scheme is; its scores are not used.
pub fn csv(
    plan: &Plan<'_>,
    results: &Columnar<'_>,
    (run, columns, places): (&Run<'_>, &[Column], Option<u32>),
    threads: usize,
    mut write: impl FnMut(&[u8]) + Send,
) {
    let grades: Vec<String> = plan.scheme.grades.iter().map(|grade| quoted(grade.name.to_string())).collect();
    let rows = results.ids().len();
    let part = |_: &mut (), number: usize| {
        let range = number * PART..((number + 1) * PART).min(rows);
        let cells = |column: &Column| cells(plan, results, (column, places), range.clone(), &grades);
        // Where a part is not to be had column by column, it is had row by row.
        let cells: Option<Vec<Cells<'_>>> = columns.iter().map(cells).collect();
        let mut text = Vec::with_capacity(range.len() * 10 * columns.len());
        for row in range.clone() {
            match &cells {
                Some(cells) if results.is_plain(row) => {
                    for (at, cells) in cells.iter().enumerate() {
                        if at > 0 {
                            text.push(b',');
                        }
                        cells.write(&mut text, results, range.start, row);
                    }
                    text.push(b'\n');
                }
                _ => {
                    let ratee = results.ratee(row);
                    let written = columns.iter().map(|column| match column {
                        Column::Fact(fact) => results.fact(*fact, row),
                        column => column.value(run, &ratee, row, places),
                    });
                    text.extend_from_slice(line(written.collect()).as_bytes());
                }
            }
        }
        Some(text)
    };
    write(super::sheet::header(run, columns).as_bytes());
    // Each part gives something.
    let _ = in_order(threads, rows.div_ceil(PART), part, |text: Vec<u8>| write(&text));
}

/// The cells of a column in some rows.
fn cells<'c>(
    plan: &Plan<'_>,
    results: &'c Columnar<'_>,
    (column, places): (&Column, Option<u32>),
    rows: Range<usize>,
    grades: &'c [String],
) -> Option<Cells<'c>> {
    let scheme = plan.scheme;
    let (what, rounding) = match column {
        Column::Id => return Some(Cells::Ids),
        Column::Scheme => return Some(Cells::Same(quoted(scheme.name.to_string()))),
        Column::Status => return Some(Cells::Same(super::status(Status::Scored).to_owned())),
        Column::Total => (Shown::Total, Some(scheme.rounding)),
        Column::TotalExact => (Shown::TotalExact, None),
        Column::Fact(fact) => (Shown::Fact(*fact), None),
        other => (of_column(other)??, places.map(|places| (places, Rounding::HalfUp))),
    };
    let is_name = matches!(what, Shown::Grade | Shown::GradeBefore);
    // Whole numbers, whatever the places of the column that holds them.
    let is_whole = is_name || what == Shown::Rank;
    let rounding = if is_whole { Some((0, Rounding::HalfUp)) } else { rounding };
    Some(match results.part(what, rows, rounding)? {
        Part::Decimal { units, places: 0 } if is_name => Cells::Names(units, grades),
        Part::Decimal { places, units } if rounding.is_none() => Cells::Exact { places, units },
        Part::Truths(truths) if matches!(what, Shown::Fact(_)) => Cells::Answers(truths),
        Part::Truth(truth) if matches!(what, Shown::Fact(_)) => {
            Cells::Same(if truth { "yes" } else { "no" }.to_owned())
        }
        Part::Truth(truth) => Cells::Same(if truth { "yes" } else { "" }.to_owned()),
        Part::Word(word) => Cells::Same(quoted(word.to_owned())),
        Part::Words { codes, words } if words.len() * 8 <= codes.len() => {
            Cells::Words(codes, words.iter().map(|word| quoted(word.to_string())).collect())
        }
        _ if is_name => return None,
        part => Cells::Part(part),
    })
}

impl Cells<'_> {
    #[inline]
    fn write(&self, out: &mut Vec<u8>, results: &Columnar<'_>, first: usize, row: usize) {
        let at = row - first;
        match self {
            Cells::Ids => text(out, &results.ids()[row]),
            Cells::Same(same) => out.extend_from_slice(same.as_bytes()),
            Cells::Part(Part::Decimal { places, units }) => decimal(out, units[at], *places),
            Cells::Words(codes, words) => {
                out.extend_from_slice(words.get(codes[at] as usize).map_or(&[], |word| word.as_bytes()));
            }
            Cells::Part(Part::Words { codes, words }) => {
                text(out, words.get(codes[at] as usize).map_or("", |word| word));
            }
            Cells::Part(Part::Truths(truths)) => {
                out.extend_from_slice(if truths[at] { "yes" } else { "" }.as_bytes());
            }
            Cells::Part(Part::Nothing | Part::Word(_) | Part::Truth(_)) => {}
            Cells::Answers(truths) => out.extend_from_slice(if truths[at] { "yes" } else { "no" }.as_bytes()),
            Cells::Names(index, names) => {
                let name = usize::try_from(index[at]).ok().and_then(|index| names.get(index));
                out.extend_from_slice(name.map_or("", |name| name).as_bytes());
            }
            Cells::Exact { places, units } => {
                let (mut units, mut places) = (units[at], *places);
                while places > 0 && units % 10 == 0 {
                    (units, places) = (units / 10, places - 1);
                }
                decimal(out, units, places);
            }
        }
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    let is_odd = |odd: bool, byte: u8| odd | matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if text.bytes().fold(false, is_odd) {
        out.extend_from_slice(quoted(text.to_owned()).as_bytes());
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

/// The two digits of each number below a hundred.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut at = 0;
    while at < 100 {
        pairs[at] = [b'0' + at as u8 / 10, b'0' + at as u8 % 10];
        at += 1;
    }
    pairs
};

/// `units · 10^-places`
#[inline]
fn decimal(out: &mut Vec<u8>, units: i64, places: u32) {
    if places == 2 && (0..1_000_000).contains(&units) {
        // Most scores: at once, in a word of which the rest is cut off again.
        let (whole, rest) = ((units / 100) as usize, PAIRS[(units % 100) as usize]);
        let ([a, b], [c, d]) = (PAIRS[whole / 100], PAIRS[whole % 100]);
        let word = u64::from_le_bytes([a, b, c, d, b'.', rest[0], rest[1], 0]);
        let unused = match whole {
            0..10 => 3,
            10..100 => 2,
            100..1000 => 1,
            _ => 0,
        };
        let before = out.len();
        out.extend_from_slice(&(word >> (8 * unused)).to_le_bytes());
        return out.truncate(before + 7 - unused);
    }
    let places = places as usize;
    if places > 18 {
        // Not to be had from columns of 64 bits with a value that is not 0; written in the plain way all the same.
        let number = crate::number::Number::from_units(units, 1, places as i32);
        return out.extend_from_slice(shown(&number, Some(places as u32)).as_bytes());
    }
    let (mut digits, mut at) = ([b'0'; 24], 24);
    let mut rest = units.unsigned_abs();
    while rest >= 100 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    at -= 2;
    digits[at..at + 2].copy_from_slice(&PAIRS[rest as usize]);
    // At least one digit stands before the point, and no zero before that.
    at = (at + usize::from(rest < 10)).min(23 - places);
    if units < 0 {
        out.push(b'-');
    }
    let point = 24 - places;
    out.extend_from_slice(&digits[at..point]);
    if places > 0 {
        out.push(b'.');
        out.extend_from_slice(&digits[point..]);
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_have_their_places() {
        let written = |units, places| {
            let mut out = Vec::new();
            decimal(&mut out, units, places);
            String::from_utf8(out).expect("digits")
        };
        for (units, text) in
            [(0, "0.00"), (999, "9.99"), (8650, "86.50"), (10_000, "100.00"), (999_999, "9999.99")]
        {
            assert_eq!(written(units, 2), text);
        }
        assert_eq!(written(1_000_000, 2), "10000.00");
        assert_eq!(written(5, 2), "0.05");
        assert_eq!(written(-5, 1), "-0.5");
        assert_eq!(written(0, 0), "0");
        assert_eq!(written(12, 0), "12");
        assert_eq!(written(100, 2), "1.00");
        assert_eq!(written(i64::MIN, 4), "-922337203685477.5808");
    }
}
