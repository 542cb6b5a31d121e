//! Lists: the program of a list, run for the entries of one ratee.

use super::block::evaluate;
use super::figure::Asked;
use super::operation::Row;
use super::value::{Value, gaps};
use super::{cells, operation};
use crate::evidence::Table;
use crate::number::Number;
use crate::plan::{OpKind, Program, Reg, SameMatter};
use crate::scheme::model::Scheme;
use std::sync::Arc;

/// The columns of a program for one entry.
struct EntryRow(Vec<Value>);

impl Row for EntryRow {
    fn get(&self, reg: Reg) -> &Value {
        &self.0[reg]
    }
}

/// The columns of an entry.
fn one(scheme: &Scheme, table: &Table, program: &Program, row: &dyn Row, entry: usize) -> EntryRow {
    let mut columns = EntryRow(Vec::with_capacity(program.ops.len()));
    for op in &program.ops {
        let value = match op.kind {
            OpKind::Outer(reg) => row.get(reg).clone(),
            _ => evaluate(scheme, table, op, &columns, entry),
        };
        columns.0.push(value);
    }
    columns
}

/// The columns of every entry of a ratee.
///
/// # Errors
/// The absent value, if the list is missing.
pub fn columns(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    row: &dyn Row,
    ratee: usize,
) -> Result<Vec<Vec<Value>>, Value> {
    let entries = cells::entries(scheme, table, program.list, ratee)?;
    Ok(entries.map(|entry| one(scheme, table, program, row, entry).0).collect())
}

/// The values of the entries that count, each with its index; or why they are absent.
/// An entry that counts.
struct Counted {
    entry: usize,
    value: Value,
    weight: Option<Value>,
}

/// The entries that count; or why their values are absent.
fn run(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    row: &dyn Row,
    ratee: usize,
) -> Result<Vec<Counted>, Value> {
    let mut values = Vec::new();
    let mut absent = Vec::new();
    for entry in cells::entries(scheme, table, program.list, ratee)? {
        let columns = one(scheme, table, program, row, entry);
        match program.when.map(|when| columns.get(when)) {
            Some(Value::Truth(false)) => continue,
            Some(gap @ Value::Gap(_)) => {
                absent.push(gap.clone());
                continue;
            }
            _ => {}
        }
        let value = program.value.map_or(Value::Truth(true), |value| columns.get(value).clone());
        if value.is_present() {
            let weight = program.weight.map(|weight| columns.get(weight).clone());
            values.push(Counted { entry, value, weight });
        } else {
            absent.push(value);
        }
    }
    match gaps(&absent) {
        Some(gap) => Err(gap),
        None => Ok(values),
    }
}

/// A figure over the entries of a ratee.
pub fn figure(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    asked: &Asked<'_>,
    row: &dyn Row,
    ratee: usize,
) -> Value {
    match run(scheme, table, program, row, ratee) {
        Ok(counted) => {
            let values: Vec<&Value> = counted.iter().map(|one| &one.value).collect();
            let weights: Vec<&Value> = counted.iter().filter_map(|one| one.weight.as_ref()).collect();
            asked.over(&values, &weights)
        }
        Err(gap) => gap,
    }
}

/// An entry that a line over a list counts.
pub struct Amount {
    /// Which entry.
    pub entry: usize,
    /// Its amount.
    pub amount: Number,
    /// Whether another entry of the same matter has a greater amount, so that it does not count.
    pub superseded: bool,
}

/// The amounts of the entries of a ratee, and their sum.
///
/// # Errors
/// The absent value, if the amount of an entry cannot be computed or the list is missing.
pub fn amounts(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    same: Option<SameMatter>,
    row: &dyn Row,
    ratee: usize,
    path: &Arc<str>,
) -> Result<(Vec<Amount>, Number), Value> {
    let mut amounts = Vec::new();
    for Counted { entry, value, .. } in run(scheme, table, program, row, ratee)? {
        let Value::Number(amount) = value else { return Err(operation::wrong_kind(path)) };
        amounts.push(Amount { entry, amount, superseded: false });
    }
    let (field, cap) = match same {
        None => {
            let sum = amounts.iter().map(|one| one.amount.clone()).sum();
            return Ok((amounts, sum));
        }
        Some(SameMatter::Highest(field)) => (field, None),
        Some(SameMatter::Cap(field, cap)) => match row.get(cap) {
            Value::Number(cap) => (field, Some(cap.clone())),
            gap => return Err(gaps([gap]).unwrap_or_else(|| operation::wrong_kind(path))),
        },
    };
    let mut sum = Number::ZERO;
    let mut done = vec![false; amounts.len()];
    let matters: Vec<Value> =
        amounts.iter().map(|one| cells::load_field(scheme, table, program.list, field, one.entry)).collect();
    for first in 0..amounts.len() {
        if done[first] {
            continue;
        }
        // An entry that does not say its matter is a matter of its own.
        let same: Vec<usize> = (first..amounts.len())
            .filter(|other| {
                *other == first || matters[first].is_present() && matters[*other] == matters[first]
            })
            .collect();
        same.iter().for_each(|at| done[*at] = true);
        match &cap {
            Some(cap) => {
                let together: Number = same.iter().map(|at| amounts[*at].amount.clone()).sum();
                sum = &sum + &together.min(cap.clone());
            }
            None => {
                let best =
                    same.iter().copied().rev().max_by(|a, b| amounts[*a].amount.cmp(&amounts[*b].amount));
                let best = best.unwrap_or(first);
                sum = &sum + &amounts[best].amount;
                same.iter().filter(|at| **at != best).for_each(|at| amounts[*at].superseded = true);
            }
        }
    }
    Ok((amounts, sum))
}

/// The sum of the amounts of the entries of a ratee.
pub fn sum(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    same: Option<SameMatter>,
    row: &dyn Row,
    ratee: usize,
    path: &Arc<str>,
) -> Value {
    match amounts(scheme, table, program, same, row, ratee, path) {
        Ok((_, sum)) => Value::Number(sum),
        Err(gap) => gap,
    }
}
