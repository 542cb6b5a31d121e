//! Ratees in an order by several keys: who is ahead, who is equal.
//!
//! A key is needed only where the keys before it leave ratees equal. Who lacks it there is in no place.

use super::value::{Gap, Key, Value, gaps};
use super::whole::Whole;
use super::{faults, operation};
use crate::plan::{RankOp, Reg};
use crate::text;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// Columns, whole.
pub type Column<'v> = &'v dyn Fn(Reg) -> &'v Whole;

/// Rows in an order.
#[derive(Default)]
pub struct Order {
    /// Rows that are equal stand together; the first ones come first.
    pub classes: Vec<Vec<usize>>,
    /// Rows that lack a key that would decide, and why.
    pub lacking: Vec<(usize, Value)>,
}

/// Puts rows in an order.
pub fn order(keys: &[(Reg, bool)], rows: Vec<usize>, column: Column<'_>, path: &Arc<str>) -> Order {
    let mut made = Order::default();
    refine(keys, 0, rows, column, path, &mut made);
    made
}

fn refine(
    keys: &[(Reg, bool)],
    depth: usize,
    rows: Vec<usize>,
    column: Column<'_>,
    path: &Arc<str>,
    made: &mut Order,
) {
    let Some((reg, ascending)) = keys.get(depth).filter(|_| depth == 0 || rows.len() > 1) else {
        made.classes.extend((!rows.is_empty()).then_some(rows));
        return;
    };
    let values = column(*reg);
    let (mut there, absent): (Vec<usize>, Vec<usize>) =
        rows.into_iter().partition(|row| values.is_present(*row));
    for row in absent {
        let why = gaps([&values.get(row)]).unwrap_or_else(|| operation::wrong_kind(path));
        made.lacking.push((row, why));
    }
    let compare = |a: &usize, b: &usize| {
        let by_value = values.compare(*a, *b);
        if *ascending { by_value } else { by_value.reverse() }
    };
    there.sort_by(compare);
    for class in there.chunk_by(|a, b| compare(a, b) == Ordering::Equal) {
        refine(keys, depth + 1, class.to_vec(), column, path, made);
    }
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
        let group = match codes.get(row) {
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
pub fn ranks(op: &RankOp, column: Column<'_>, rows: usize, path: &Arc<str>) -> Vec<Value> {
    let mut places: Vec<Option<Value>> = vec![None; rows];
    let when = column(op.when);
    let is_in = (0..rows).filter(|row| when.is_true(*row));
    for (_, members) in groups(op.by.map(column), is_in) {
        let last = op.behind.map(column);
        let is_last = |row: &usize| last.is_some_and(|last| last.is_true(*row));
        let (behind, front): (Vec<usize>, Vec<usize>) = members.into_iter().partition(is_last);
        let mut place = 1_i64;
        for rows in [front, behind] {
            let made = order(&op.keys, rows, column, path);
            for (row, why) in made.lacking {
                places[row] = Some(why);
            }
            for class in made.classes {
                for row in &class {
                    places[*row] = Some(Value::from_count(place));
                }
                place += if op.dense { 1 } else { class.len() as i64 };
            }
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
    places.into_iter().enumerate().map(|(row, place)| place.unwrap_or_else(|| outside(row))).collect()
}
