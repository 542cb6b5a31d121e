//! Ratees in an order by several keys: who is ahead, who is equal.
//!
//! A key is needed only where the keys before it leave ratees equal. Who lacks it there is in no place.

use super::value::{Gap, Key, Value, gaps};
use super::whole::Whole;
use super::{faults, operation};
use crate::column::Units;
use crate::plan::{RankOp, Reg};
use crate::text;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Columns, whole.
pub type Column<'v> = &'v dyn Fn(Reg) -> &'v Whole;

/// Rows in an order.
#[derive(Default)]
pub struct Order {
    /// The first ones come first.
    rows: Vec<usize>,
    /// Where each class of equal rows ends.
    ends: Vec<usize>,
    /// Rows that lack a key that would decide, and why.
    pub lacking: Vec<(usize, Value)>,
}

impl Order {
    /// Rows that are equal, the first ones first.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = &[usize]> {
        let start = |at: usize| if at == 0 { 0 } else { self.ends[at - 1] };
        (0..self.ends.len()).map(move |at| &self.rows[start(at)..self.ends[at]])
    }

    fn class(&mut self, rows: impl IntoIterator<Item = usize>) {
        self.rows.extend(rows);
        self.ends.push(self.rows.len());
    }
}

/// Puts rows in an order.
pub fn order(keys: &[(Reg, bool)], rows: Vec<usize>, column: Column<'_>, path: &Arc<str>) -> Order {
    let mut made = Order::default();
    refine(keys, rows, column, path, &mut made);
    made
}

fn refine(keys: &[(Reg, bool)], rows: Vec<usize>, column: Column<'_>, path: &Arc<str>, made: &mut Order) {
    let Some(((reg, ascending), rest)) = keys.split_first() else {
        if !rows.is_empty() {
            made.class(rows);
        }
        return;
    };
    let values = column(*reg);
    let (there, absent): (Vec<usize>, Vec<usize>) = if values.is_whole() {
        (rows, vec![])
    } else {
        rows.into_iter().partition(|row| values.is_present(*row))
    };
    for row in absent {
        let why = gaps([&values.get(row)]).unwrap_or_else(|| operation::wrong_kind(path));
        made.lacking.push((row, why));
    }
    let mut class = |equal: &mut dyn Iterator<Item = usize>, size: usize| {
        // One alone needs no further key.
        if size == 1 || rest.is_empty() {
            made.class(equal);
        } else {
            refine(rest, equal.collect(), column, path, made);
        }
    };
    if let Some(units) = values.units_there() {
        if let Some(sorted) = packed(units, &there, *ascending) {
            for equal in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
                let mut rows = equal.iter().map(|one| there[(one & u64::from(u32::MAX)) as usize]);
                class(&mut rows, equal.len());
            }
            return;
        }
        let mut sorted: Vec<(i64, usize)> = there.into_iter().map(|row| (units.at(row), row)).collect();
        if *ascending {
            sorted.sort_by_key(|(unit, _)| *unit);
        } else {
            sorted.sort_by_key(|(unit, _)| std::cmp::Reverse(*unit));
        }
        for equal in sorted.chunk_by(|(a, _), (b, _)| a == b) {
            class(&mut equal.iter().map(|(_, row)| *row), equal.len());
        }
        return;
    }
    let mut there = there;
    let compare = |a: &usize, b: &usize| {
        let by_value = values.compare(*a, *b);
        if *ascending { by_value } else { by_value.reverse() }
    };
    there.sort_by(compare);
    for equal in there.chunk_by(|a, b| compare(a, b) == Ordering::Equal) {
        class(&mut equal.iter().copied(), equal.len());
    }
}

/// Rows in the order of their numbers: above the number's distance from the first one, below the row's place in the
/// list, which keeps equal ones in order. Nothing, if 32 bits do not hold these.
fn packed(units: &Units, rows: &[usize], ascending: bool) -> Option<Vec<u64>> {
    let ends = |(low, high): (i64, i64), one: i64| (low.min(one), high.max(one));
    let (low, high) = rows.iter().map(|row| units.at(*row)).fold((i64::MAX, i64::MIN), ends);
    if rows.len() > u32::MAX as usize || high.checked_sub(low)? > i64::from(u32::MAX) {
        return None;
    }
    let distance = |one: i64| if ascending { one - low } else { high - one } as u64;
    let one = |(at, row): (usize, &usize)| distance(units.at(*row)) << 32 | at as u64;
    let mut sorted: Vec<u64> = rows.iter().enumerate().map(one).collect();
    sorted.sort_unstable();
    Some(sorted)
}

/// Rows by the value of a column, each group in the order of its first row; rows without a value are in none.
pub fn groups(by: Option<&Whole>, rows: impl Iterator<Item = usize>) -> Vec<(Option<Value>, Vec<usize>)> {
    let Some(by) = by else { return vec![(None, rows.collect())] };
    let mut made: Vec<(Option<Value>, Vec<usize>)> = Vec::new();
    // The order of groups comes from the rows; what finds them does not show.
    let (codes, count) = by.classes().unwrap_or_default();
    let mut of_class: Vec<Option<usize>> = vec![None; count];
    let mut of_key: HashMap<Key, usize> = HashMap::new();
    for row in rows {
        let next = made.len();
        let group = match codes.get(row).filter(|_| by.fits(row)) {
            Some(code) => *of_class[*code as usize].get_or_insert(next),
            None => match by.key(row) {
                Some(key) => *of_key.entry(key).or_insert(next),
                None => continue,
            },
        };
        if group == next {
            made.push((Some(by.get(row)), Vec::new()));
        }
        made[group].1.push(row);
    }
    made
}

/// Places among ratees: those who are equal share the best place.
pub fn ranks(op: &RankOp, column: Column<'_>, rows: usize, path: &Arc<str>) -> Whole {
    // No place is zero.
    let mut places = Units::all(0, rows);
    let mut lacking: BTreeMap<usize, Value> = BTreeMap::new();
    let when = column(op.when);
    let all = when.all_are(true);
    let is_in = (0..rows).filter(|row| all || when.is_true(*row));
    let behind = op.behind.map(column).filter(|behind| !behind.all_are(false));
    for (_, members) in groups(op.by.map(column), is_in) {
        let is_last = |row: &usize| behind.is_some_and(|behind| behind.is_true(*row));
        let (last, front): (Vec<usize>, Vec<usize>) = members.into_iter().partition(is_last);
        let mut place = 1_i64;
        for rows in [front, last] {
            let made = order(&op.keys, rows, column, path);
            for class in made.classes() {
                class.iter().for_each(|row| places.set(*row, place));
                place += if op.dense { 1 } else { class.len() as i64 };
            }
            lacking.extend(made.lacking);
        }
    }
    let outside = |row: usize| {
        let read: Vec<Value> = op.operands().map(|reg| column(reg).get(row)).collect();
        gaps(&read).unwrap_or_else(|| {
            let text =
                text!("「{path}」的名次里不包括自己", "the rank in `{path}` does not include this one");
            Gap::fault(&faults::OVER_NOTHING, path, text)
        })
    };
    let none = (0..rows).filter(|row| places.at(*row) == 0);
    let odd = none.map(|row| (row, lacking.remove(&row).unwrap_or_else(|| outside(row)))).collect();
    Whole::counted(places, odd)
}
