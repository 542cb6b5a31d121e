//! Every value of a run, for questions about how results came about: which row was taken, which condition held.

use super::run;
use super::value::Value;
use super::{Scores, collect};
use crate::evidence::Table;
use crate::number::Number;
use crate::plan::{Plan, Reg};

/// All columns of a run, whole.
#[derive(Debug)]
pub struct Traces {
    columns: Vec<Vec<Value>>,
}

/// Scores every ratee of a table, and keeps every value on the way.
pub fn trace(plan: &Plan<'_>, table: &Table) -> (Scores, Traces) {
    let all: Vec<Reg> = (0..plan.ops.len()).collect();
    let done = run::run(plan, table, &all, None, 1);
    (collect::collect(plan, table, &done), Traces { columns: done.columns })
}

impl Traces {
    fn get(&self, reg: Reg, row: usize) -> Option<&Value> {
        self.columns.get(reg)?.get(row)
    }

    /// A number, if the value is one.
    pub fn number(&self, reg: Reg, row: usize) -> Option<&Number> {
        self.get(reg, row)?.number()
    }

    /// Yes or no, if the value is one.
    pub fn truth(&self, reg: Reg, row: usize) -> Option<bool> {
        match self.get(reg, row)? {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The index of a row or branch.
    pub fn index(&self, reg: Reg, row: usize) -> Option<usize> {
        self.number(reg, row)?.to_i64().and_then(|index| usize::try_from(index).ok())
    }

    /// Whether a value is there.
    pub fn is_present(&self, reg: Reg, row: usize) -> bool {
        self.get(reg, row).is_some_and(Value::is_present)
    }
}
