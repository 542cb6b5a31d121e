//! Entries of one kind: the how-manieth of its kind an entry is, and how many of them there are.
//!
//! What comes first is what the list is declared to be ordered by, else the order of the evidence; entries that are
//! equal in that keep the order of the evidence, and are told.

use super::operation::Row;
use super::sequence::order_of;
use super::value::{Key, Value, gaps};
use super::{entries, shown};
use crate::evidence::Table;
use crate::locale::Text;
use crate::plan::{Op, OpKind, Program, Reg};
use crate::scheme::model::Scheme;
use crate::unit::FactType;
use std::cmp::Ordering;
use std::collections::HashMap;

/// The entries of each kind, in the order of the evidence. An entry that does not say its kind is in none.
fn kinds<'v>(value: &dyn Fn(Reg, usize) -> &'v Value, keys: &[Reg], entries: usize) -> Vec<Vec<usize>> {
    let mut found: HashMap<Vec<Key>, usize> = HashMap::new();
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    for at in 0..entries {
        let key: Option<Vec<Key>> = keys.iter().map(|key| value(*key, at).key()).collect();
        if let Some(key) = key {
            let kind = *found.entry(key).or_insert_with(|| {
                kinds.push(Vec::new());
                kinds.len() - 1
            });
            kinds[kind].push(at);
        }
    }
    kinds
}

/// For each entry, how many entries with equal keys there are up to it, or in all. An entry that does not say its
/// keys is one of its kind. Where one of several does not say what orders them, nobody knows which comes first.
pub fn occurrences(
    columns: &[Vec<Value>],
    keys: &[Reg],
    order: Option<Reg>,
    entries: usize,
    all: bool,
) -> Vec<Value> {
    let mut of_entry = vec![Value::from_count(1); entries];
    for mut kind in kinds(&|key, at| &columns[key][at], keys, entries) {
        let whole = kind.len() as i64;
        let unordered = order.and_then(|order| gaps(kind.iter().map(|at| &columns[order][*at])));
        if let Some(order) = order {
            kind.sort_by(|a, b| order_of(&columns[order][*a], &columns[order][*b]));
        }
        for (place, at) in kind.iter().enumerate() {
            of_entry[*at] = match &unordered {
                Some(gap) if !all && whole > 1 => gap.clone(),
                _ => Value::from_count(if all { whole } else { place as i64 + 1 }),
            };
        }
    }
    for (at, value) in of_entry.iter_mut().enumerate() {
        let faulty = gaps(keys.iter().map(|key| &columns[*key][at]));
        if let Some(gap @ Value::Gap(why)) = &faulty
            && !why.faults.is_empty()
        {
            *value = gap.clone();
        }
    }
    of_entry
}

/// By what entries of a kind are equal, so that the order of the evidence decides which comes first: where a program asks
/// that of its entries at all.
pub fn tied(scheme: &Scheme, table: &Table, program: &Program, row: &dyn Row, ratee: usize) -> Option<Text> {
    let asked = |op: &Op| match &op.kind {
        OpKind::Occurrence { keys, all: false, order: Some(order) } => Some((keys.clone(), *order)),
        _ => None,
    };
    let asked: Vec<(Vec<Reg>, Reg)> = program.ops.iter().filter_map(asked).collect();
    if asked.is_empty() {
        return None;
    }
    let entries = entries::columns(scheme, table, program, row, ratee).ok()?;
    asked.iter().find_map(|(keys, order)| {
        let value = |at: &usize| &entries[*at][*order];
        let same = |a: &usize, b: &usize| {
            value(a).is_present() && value(b).is_present() && order_of(value(a), value(b)) == Ordering::Equal
        };
        let kinds = kinds(&|key, at| &entries[at][key], keys, entries.len());
        let first = kinds.into_iter().find_map(|mut kind| {
            kind.sort_by(|a, b| order_of(value(a), value(b)));
            kind.windows(2).find(|pair| same(&pair[0], &pair[1])).map(|pair| pair[0])
        })?;
        Some(shown::value(scheme, field(scheme, program, *order)?, value(&first)))
    })
}

/// The type of the field by which a list is ordered.
fn field<'s>(scheme: &'s Scheme, program: &Program, order: Reg) -> Option<&'s FactType> {
    let OpKind::LoadField(list, field) = program.ops.get(order)?.kind else { return None };
    let FactType::List(fields) = &scheme.facts[list].spec.ty else { return None };
    fields.get(field).map(|field| &field.ty)
}
