//! Figures over ratees: what a barrier computes once the stage before is done for all.

use super::faults;
use super::figure::figure;
use super::value::{Gap, Value, gaps};
use crate::number::Number;
use crate::scheme::model::Function;
use crate::text;
use std::collections::HashMap;
use std::sync::Arc;

/// The whole columns that a figure reads.
pub struct Columns<'v> {
    /// Of what; absent for a plain count.
    pub value: Option<&'v [Value]>,
    /// Among those with an equal value.
    pub by: Option<&'v [Value]>,
    /// Among those for whom this holds.
    pub when: Option<&'v [Value]>,
    /// Over nobody.
    pub if_empty: Option<&'v [Value]>,
    /// In a rank: who comes behind all others.
    pub behind: Option<&'v [Value]>,
}

impl Columns<'_> {
    /// Whether a ratee takes part: its value is there and its condition holds.
    fn takes_part(&self, row: usize) -> bool {
        self.value.is_none_or(|value| value[row].is_present())
            && self.when.is_none_or(|when| when[row] == Value::Truth(true))
            && self.by.is_none_or(|by| by[row].is_present())
    }
}

/// A group in the words of its key.
pub fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("n{number}"),
        Value::Truth(truth) => format!("t{truth}"),
        Value::Word(word) => format!("w{word}"),
        Value::Date(date) => format!("d{date}"),
        Value::Gap(_) | Value::LeftOut => String::new(),
    }
}

/// The figure of every ratee.
pub fn cohort(
    function: Function,
    ascending: bool,
    columns: &Columns<'_>,
    rows: usize,
    path: &Arc<str>,
) -> Vec<Value> {
    // The order of groups comes from the rows; the map only finds them.
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut group_of: Vec<Option<usize>> = Vec::with_capacity(rows);
    let mut members: Vec<Vec<usize>> = Vec::new();
    for row in 0..rows {
        let present = columns.by.is_none_or(|by| by[row].is_present());
        let group = present.then(|| {
            let key = columns.by.map(|by| key(&by[row])).unwrap_or_default();
            *index.entry(key).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            })
        });
        if let (Some(group), true) = (group, columns.takes_part(row)) {
            members[group].push(row);
        }
        group_of.push(group);
    }
    if function == Function::Rank {
        return ranks(ascending, columns, &group_of, &members, path);
    }
    let mut figures: Vec<Option<Value>> = vec![None; members.len()];
    (0..rows)
        .map(|row| {
            let Some(group) = group_of[row] else { return absent(columns.by, row) };
            if members[group].is_empty() && columns.if_empty.is_some() {
                let if_empty = columns.if_empty.map(|values| &values[row]);
                return figure(function, &[], if_empty, path);
            }
            let compute = || {
                let one = Value::Truth(true);
                let value = |row: &usize| columns.value.map_or(&one, |value| &value[*row]);
                figure(function, &members[group].iter().map(value).collect::<Vec<_>>(), None, path)
            };
            figures[group].get_or_insert_with(compute).clone()
        })
        .collect()
}

/// The value for a ratee who is in no group.
fn absent(by: Option<&[Value]>, row: usize) -> Value {
    by.and_then(|by| gaps([&by[row]])).unwrap_or(Value::LeftOut)
}

/// Competition ranks: those with equal values share the best place (1, 2, 2, 4).
fn ranks(
    ascending: bool,
    columns: &Columns<'_>,
    group_of: &[Option<usize>],
    members: &[Vec<usize>],
    path: &Arc<str>,
) -> Vec<Value> {
    let mut places: Vec<Option<Value>> = vec![None; group_of.len()];
    for group in members {
        let last = |row: usize| columns.behind.is_some_and(|behind| behind[row] == Value::Truth(true));
        let number = |row: usize| columns.value.and_then(|value| value[row].number());
        let mut order: Vec<usize> = group.iter().copied().filter(|row| number(*row).is_some()).collect();
        let compare = |a: &usize, b: &usize| {
            let by_value = number(*a).cmp(&number(*b));
            let by_value = if ascending { by_value } else { by_value.reverse() };
            last(*a).cmp(&last(*b)).then(by_value)
        };
        order.sort_by(compare);
        let mut place = 1_i64;
        for (at, row) in order.iter().enumerate() {
            if at > 0 && compare(&order[at - 1], row) != std::cmp::Ordering::Equal {
                place = at as i64 + 1;
            }
            places[*row] = Some(Value::Number(Number::from(place)));
        }
    }
    let outside = |row: usize| {
        let own = columns.value.map(|value| &value[row]);
        let reasons =
            own.into_iter().chain(columns.when.map(|when| &when[row])).chain(columns.by.map(|by| &by[row]));
        gaps(reasons).unwrap_or_else(|| {
            Gap::fault(
                &faults::OVER_NOTHING,
                path,
                text!("「{path}」的名次里不包括自己", "the rank in `{path}` does not include this one"),
            )
        })
    };
    places.into_iter().enumerate().map(|(row, place)| place.unwrap_or_else(|| outside(row))).collect()
}
