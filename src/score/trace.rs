//! Every value of a run, for questions about how results came about: which row was taken, which condition held.

use super::run;
use super::value::Value;
use super::whole::Whole;
use super::{Scores, collect, entries};
use crate::evidence::Table;
use crate::number::Number;
use crate::plan::{Plan, Program, Reg};

/// All columns of a run, whole.
#[derive(Debug)]
pub struct Traces {
    columns: Vec<Option<Whole>>,
}

/// The values of one row: of a ratee, or of an entry of a list.
#[derive(Debug)]
pub struct Recorded {
    values: Vec<Value>,
}

/// Scores every ratee of a table, and keeps every value on the way.
pub fn trace(plan: &Plan<'_>, table: &Table) -> (Scores, Traces) {
    let all: Vec<Reg> = (0..plan.ops.len()).collect();
    let done = run::run(plan, table, &all, 1);
    (collect::collect(plan, table, &done), Traces { columns: done.columns })
}

impl Traces {
    /// The values of a ratee.
    pub fn row(&self, row: usize) -> Recorded {
        let value = |column: &Option<Whole>| column.as_ref().map_or(Value::LeftOut, |column| column.get(row));
        Recorded { values: self.columns.iter().map(value).collect() }
    }

    /// The values of each entry of a list of a ratee; none if the list is absent.
    pub fn entries(&self, plan: &Plan<'_>, table: &Table, program: &Program, row: usize) -> Vec<Recorded> {
        let outside = self.row(row);
        let columns = entries::columns(plan.scheme, table, program, &outside, row).unwrap_or_default();
        columns.into_iter().map(|values| Recorded { values }).collect()
    }
}

impl super::operation::Row for Recorded {
    fn get(&self, reg: Reg) -> &Value {
        self.values.get(reg).unwrap_or(&Value::LeftOut)
    }
}

impl Recorded {
    /// A number, if the value is one.
    pub fn number(&self, reg: Reg) -> Option<&Number> {
        self.values.get(reg)?.number()
    }

    /// Yes or no, if the value is one.
    pub fn truth(&self, reg: Reg) -> Option<bool> {
        match self.values.get(reg)? {
            Value::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The index of a row or branch.
    pub fn index(&self, reg: Reg) -> Option<usize> {
        self.number(reg)?.to_i64().and_then(|index| usize::try_from(index).ok())
    }

    /// Whether a value is there.
    pub fn is_present(&self, reg: Reg) -> bool {
        self.values.get(reg).is_some_and(Value::is_present)
    }
}
