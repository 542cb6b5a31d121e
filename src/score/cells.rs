//! From cells of evidence to values.

use super::lane::{Bounded, Lane, Quantity, Truths};
use super::value::{Gap, Value};
use crate::column::{Column, Distinct, Plain, Texts};
use crate::evidence::{Cell, FactColumn, Packed, Table};
use crate::scheme::model::{FactId, Lack, Scheme};
use crate::unit::FactType;
use std::ops::Range;
use std::sync::Arc;

/// Of a block's rows, the part that may stand aside for one column: where more lack it, that is nothing rare, and what
/// stands in its place is better found for the whole column.
const RARE: usize = 16;

/// A fact of the ratees of a block, or its value of last year.
pub fn lane(
    scheme: &Scheme,
    table: &Table,
    fact: FactId,
    rows: Range<usize>,
    last_year: bool,
    aside: &mut [bool],
) -> Lane {
    match table.facts.get(fact) {
        Some(FactColumn::Packed(packed)) => {
            let packed = if last_year { &packed.last_year } else { &packed.value };
            if let Some(lane) = packed
                .as_ref()
                .and_then(|packed| packed_lane(packed, &scheme.facts[fact].spec.ty, &rows, aside))
            {
                return lane;
            }
        }
        Some(FactColumn::Scalar(column)) if column.cells.is_empty() && !last_year => {
            return Lane::Same(Gap::missing(fact));
        }
        _ => {}
    }
    lane_of(rows.map(|row| load(scheme, table, fact, row, last_year)).collect(), aside)
}

/// Whether so many rows of a block are too many to stand aside.
pub fn are_many(absent: usize, rows: usize) -> bool {
    absent > rows / RARE
}

/// The lane of some values. Rows in which they are absent stand aside, if these are few.
pub fn lane_of(values: Vec<Value>, aside: &mut [bool]) -> Lane {
    let lacking = values.iter().filter(|value| !value.is_present()).count();
    if are_many(lacking, values.len()) {
        return Lane::Mixed(values);
    }
    aside.iter_mut().zip(&values).for_each(|(aside, value)| *aside |= !value.is_present());
    packed(values, aside)
}

/// The narrowest lane for the values of rows that do not stand aside.
pub fn packed(values: Vec<Value>, aside: &[bool]) -> Lane {
    let is_word = |(value, aside): (&Value, &bool)| *aside || matches!(value, Value::Word(_));
    if values.iter().zip(aside).all(is_word) { words(&values) } else { Lane::packed(values, aside) }
}

/// The identities of some rows.
pub fn identities(ids: &Texts, rows: Range<usize>) -> Lane {
    let codes = (0..rows.len() as u32).collect();
    Lane::Words { codes, words: Arc::new(rows.map(|row| &ids[row]).collect()) }
}

/// Words by their place in a list.
fn words(values: &[Value]) -> Lane {
    let mut known = Distinct::default();
    let code = |value: &Value| match value {
        Value::Word(word) => known.number(word),
        _ => 0,
    };
    let codes = values.iter().map(code).collect();
    Lane::Words { codes, words: Arc::new(known.into_texts()) }
}

/// A fact of a ratee, or its value of last year.
pub fn load(scheme: &Scheme, table: &Table, fact: FactId, ratee: usize, last_year: bool) -> Value {
    let spec = &scheme.facts[fact].spec;
    let lack = Lack { fact, last_year };
    match table.facts.get(fact) {
        Some(FactColumn::Scalar(column)) => {
            let cells = if last_year { column.last_year.as_deref() } else { Some(&column.cells[..]) };
            match cells.and_then(|cells| cells.get(ratee)) {
                Some(cell) => value(table, cell, lack, &spec.ty, &spec.name),
                None => Gap::lacks(lack),
            }
        }
        Some(FactColumn::Packed(packed)) => {
            let packed = if last_year { &packed.last_year } else { &packed.value };
            match packed {
                Some(packed) => value(table, &packed.cell(ratee), lack, &spec.ty, &spec.name),
                None => Gap::lacks(lack),
            }
        }
        _ => Gap::lacks(lack),
    }
}

/// A packed column as it is. Ratees who lack the fact stand aside, if these are few.
fn packed_lane(packed: &Packed, ty: &FactType, rows: &Range<usize>, aside: &mut [bool]) -> Option<Lane> {
    let lane = match packed {
        Packed::Numbers(numbers) => {
            let (low, high) = numbers.bounds;
            let units = part(&numbers.units, rows)?;
            Lane::Numbers(Quantity::fixed(numbers.places, Bounded::each(units, low, high)))
        }
        Packed::Truths(truths) => Lane::Truths(Truths::Each(part(truths, rows)?)),
        Packed::Texts(texts) => Lane::Words { codes: part(&texts.codes, rows)?, words: texts.words.clone() },
        Packed::Words(words) => {
            let FactType::Category(all) = ty else { return None };
            Lane::Words { codes: part(&words.codes, rows)?, words: Arc::new(all.iter().collect()) }
        }
        Packed::Cells(_) => return None,
    };
    let odd = || packed.odd().iter().map(|(row, _)| *row).filter(|row| rows.contains(row));
    if are_many(odd().count(), rows.len()) {
        return None;
    }
    odd().for_each(|row| aside[row - rows.start] = true);
    Some(lane)
}

/// Some rows of a column; all of them without a copy.
fn part<T: Plain>(column: &Column<T>, rows: &Range<usize>) -> Option<Column<T>> {
    if *rows == (0..column.len()) {
        return Some(column.clone());
    }
    Some(column.get(rows.clone())?.iter().copied().collect())
}

/// A field of an entry.
pub fn load_field(scheme: &Scheme, table: &Table, list: FactId, field: usize, entry: usize) -> Value {
    let (Some(FactColumn::List(column)), FactType::List(fields)) =
        (table.facts.get(list), &scheme.facts[list].spec.ty)
    else {
        return Gap::missing(list);
    };
    match column.fields.get(field).and_then(|cells| cells.get(entry)) {
        Some(cell) => {
            value(table, cell, Lack { fact: list, last_year: false }, &fields[field].ty, &fields[field].name)
        }
        None => Gap::missing(list),
    }
}

/// The entries of a ratee, or why they are absent.
pub fn entries(
    scheme: &Scheme,
    table: &Table,
    list: FactId,
    ratee: usize,
) -> Result<std::ops::Range<usize>, Value> {
    let Some(FactColumn::List(column)) = table.facts.get(list) else { return Err(Gap::missing(list)) };
    if let Some(bad) = column.bad.get(ratee).copied().flatten() {
        return Err(bad_cell(table, bad, &scheme.facts[list].spec.name));
    }
    if column.not_applicable.get(ratee).copied().unwrap_or(false) {
        return Err(Gap::not_applicable(list));
    }
    if column.absent.get(ratee).copied().unwrap_or(true) {
        return Err(Gap::missing(list));
    }
    Ok(column.entries(ratee))
}

fn bad_cell(table: &Table, bad: u32, name: &Arc<str>) -> Value {
    match table.bad.get(bad as usize) {
        Some(bad) => Gap::fault(bad.code, name, bad.message.clone()),
        None => super::operation::wrong_kind(name),
    }
}

fn value(table: &Table, cell: &Cell, lack: Lack, ty: &FactType, name: &Arc<str>) -> Value {
    match cell {
        Cell::Missing => Gap::lacks(lack),
        Cell::NotApplicable => Gap::not_applicable(lack.fact),
        Cell::Bad(bad) => bad_cell(table, *bad, name),
        Cell::Number(number) => Value::Number(number.clone()),
        Cell::Bool(truth) => Value::Truth(*truth),
        Cell::Text(text) => Value::Word(text.clone()),
        Cell::Date(date) => Value::Date(*date),
        Cell::Word(index) => match ty {
            FactType::Category(words) => match words.get(*index as usize) {
                Some(word) => Value::Word(word.clone()),
                None => super::operation::wrong_kind(name),
            },
            _ => super::operation::wrong_kind(name),
        },
    }
}
