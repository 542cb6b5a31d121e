//! A sheet of many ratees, written column by column for all of whom nothing is odd.

use super::sheet::{Column, line, quoted};
use super::{Run, shown};
use crate::number::Rounding;
use crate::plan::Plan;
use crate::score::Status;
use crate::score::columnar::{Columnar, Part, Shown, in_order};
use std::fmt::Write;

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
    /// `yes` or `no`.
    Answers(&'c [bool]),
    /// An index into names.
    Names(Vec<i64>, &'c [String]),
    /// As few places as say the same.
    Exact {
        places: u32,
        units: Vec<i64>,
    },
}

/// The sheet as CSV, in parts that belong one behind the other. `run` says what the scheme is; its scores are not used.
pub fn csv(
    plan: &Plan<'_>,
    results: &Columnar<'_>,
    (run, columns, places): (&Run<'_>, &[Column], Option<u32>),
    threads: usize,
) -> Option<Vec<String>> {
    let scheme = plan.scheme;
    let grades: Vec<String> = scheme.grades.iter().map(|grade| quoted(grade.name.to_string())).collect();
    let rows = results.ids().len();
    let part = |number: usize| {
        let range = number * PART..((number + 1) * PART).min(rows);
        let cells = |column: &Column| {
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
            Some(match results.part(what, range.clone(), rounding)? {
                Part::Decimal { units, places: 0 } if is_name => Cells::Names(units, &grades),
                Part::Decimal { places, units } if rounding.is_none() => Cells::Exact { places, units },
                Part::Truths(truths) if matches!(what, Shown::Fact(_)) => Cells::Answers(truths),
                _ if is_name => return None,
                part => Cells::Part(part),
            })
        };
        let cells: Option<Vec<Cells<'_>>> = columns.iter().map(cells).collect();
        let cells = cells?;
        let mut out = String::with_capacity(range.len() * 12 * columns.len());
        for row in range.clone() {
            if !results.is_plain(row) {
                let ratee = results.ratee(row);
                let written = columns.iter().map(|column| match column {
                    Column::Fact(fact) => results.fact(*fact, row),
                    column => column.value(run, &ratee, row, places),
                });
                out.push_str(&line(written.collect()));
                continue;
            }
            for (at, cells) in cells.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                cells.write(&mut out, results, range.start, row);
            }
            out.push('\n');
        }
        Some(out)
    };
    let header = line(columns.iter().map(|column| column.header(run)).collect());
    let parts = in_order(threads, rows.div_ceil(PART), part)?;
    Some(std::iter::once(header).chain(parts).collect())
}

impl Cells<'_> {
    fn write(&self, out: &mut String, results: &Columnar<'_>, first: usize, row: usize) {
        let at = row - first;
        match self {
            Cells::Ids => text(out, &results.ids()[row]),
            Cells::Same(same) => out.push_str(same),
            Cells::Part(Part::Decimal { places, units }) => decimal(out, units[at], *places),
            Cells::Part(Part::Words { codes, words }) => {
                text(out, words.get(codes[at] as usize).map_or("", |word| word));
            }
            Cells::Part(Part::Truths(truths)) => out.push_str(if truths[at] { "yes" } else { "" }),
            Cells::Part(Part::Nothing) => {}
            Cells::Answers(truths) => out.push_str(if truths[at] { "yes" } else { "no" }),
            Cells::Names(index, names) => {
                let name = usize::try_from(index[at]).ok().and_then(|index| names.get(index));
                out.push_str(name.map_or("", |name| name));
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

fn text(out: &mut String, text: &str) {
    if text.contains([',', '"', '\n', '\r']) {
        out.push_str(&quoted(text.to_owned()));
    } else {
        out.push_str(text);
    }
}

/// `units · 10^-places`
fn decimal(out: &mut String, units: i64, places: u32) {
    // Twenty digits, and a point.
    let (mut digits, mut at) = ([b'0'; 24], 24);
    let (mut rest, mut left) = (units.unsigned_abs(), places);
    if left > 18 {
        // Not to be had from columns of 64 bits with a value that is not 0; written in the plain way all the same.
        let number = crate::number::Number::from_units(units, 1, places as i32);
        return out.push_str(&shown(&number, Some(places)));
    }
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        left = left.saturating_sub(1);
        if left == 0 && places > 0 && 24 - at == places as usize {
            at -= 1;
            digits[at] = b'.';
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        if left == 0 && rest == 0 {
            break;
        }
    }
    if units < 0 {
        out.push('-');
    }
    let _ = out.write_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_have_their_places() {
        let written = |units, places| {
            let mut out = String::new();
            decimal(&mut out, units, places);
            out
        };
        assert_eq!(written(8650, 2), "86.50");
        assert_eq!(written(5, 2), "0.05");
        assert_eq!(written(-5, 1), "-0.5");
        assert_eq!(written(0, 0), "0");
        assert_eq!(written(12, 0), "12");
        assert_eq!(written(100, 2), "1.00");
        assert_eq!(written(i64::MIN, 4), "-922337203685477.5808");
    }
}
