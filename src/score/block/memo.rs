//! Values of an operation that are known from another row with the same operands: places in tables, words on a scale,
//! functions of few different numbers.

use crate::plan::{OpKind, Reg};
use crate::score::lane::{Bounded, Lane, Truths};
use crate::score::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Operands that are looked at.
const OPERANDS: usize = 3;
/// Values after which it must have been of use.
const TRIAL: usize = 64;

/// An operand, as integers that tell its values apart.
enum Operand {
    Integers(Bounded),
    Codes(crate::column::Column<u32>),
    Truths(Truths),
}

/// What is known.
pub(super) struct Memo {
    operands: Option<Vec<Operand>>,
    known: HashMap<[i64; OPERANDS], Value>,
    used: usize,
}

impl Memo {
    /// For an operation that is nothing but a function of its operands, if these are few and of a kind; else it never
    /// knows anything.
    pub(super) fn new(kind: &OpKind, regs: &[Reg], lanes: &[Option<Arc<Lane>>]) -> Memo {
        let fits = matches!(
            kind,
            OpKind::TableRow(..)
                | OpKind::TableCell { .. }
                | OpKind::Standing(..)
                | OpKind::LookupIndex(..)
                | OpKind::Apply(..)
                | OpKind::Arithmetic(..)
                | OpKind::PartOfDate(..)
        );
        // What is the same for all rows tells nothing apart.
        let differing =
            regs.iter().filter_map(|reg| lanes[*reg].as_deref()).filter(|lane| lane.one().is_none());
        let operands = differing.map(|lane| match lane {
            Lane::Numbers(numbers) if numbers.den.one().is_some() => {
                Some(Operand::Integers(numbers.num.clone()))
            }
            Lane::Words { codes, .. } => Some(Operand::Codes(codes.clone())),
            Lane::Truths(truths) => Some(Operand::Truths(truths.clone())),
            _ => None,
        });
        let operands: Option<Vec<Operand>> = operands.collect();
        let operands = operands.filter(|all| fits && (1..=OPERANDS).contains(&all.len()));
        Memo { operands, known: HashMap::new(), used: 0 }
    }

    fn key(&self, row: usize) -> Option<[i64; OPERANDS]> {
        let mut key = [0; OPERANDS];
        for (key, operand) in key.iter_mut().zip(self.operands.as_ref()?) {
            *key = match operand {
                Operand::Integers(integers) => integers.at(row),
                Operand::Codes(codes) => i64::from(codes[row]),
                Operand::Truths(truths) => i64::from(truths.at(row)),
            };
        }
        Some(key)
    }

    /// The value of a row, if it is known.
    pub(super) fn get(&mut self, row: usize) -> Option<Value> {
        let found = self.known.get(&self.key(row)?).cloned();
        self.used += usize::from(found.is_some());
        found
    }

    /// Takes in the value of a row. What is hardly ever asked for again is not worth keeping.
    pub(super) fn put(&mut self, row: usize, value: &Value) {
        if let Some(key) = self.key(row) {
            self.known.insert(key, value.clone());
        }
        if self.known.len() >= TRIAL && self.used < self.known.len() {
            self.operands = None;
        }
    }
}
