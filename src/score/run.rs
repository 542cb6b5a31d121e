//! The stages of a plan over blocks of rows, on several threads.
//!
//! Blocks are independent of each other within a stage, and their results are put together by their number, so
//! threads cannot be told from the result. Between stages only the columns live that are results or that a later
//! stage reads.

use super::block::{Block, Used};
use super::cohort::{Columns, Compared, Question, cohort, compared};
use super::entries::everyone;
use super::operation::Row;
use super::value::Value;
use super::{order, quota};
use crate::evidence::Table;
use crate::plan::{OpKind, Plan, Reg, operands};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows in a block: enough to make an operation worth its start, few enough for the columns to stay in the cache.
const BLOCK: usize = 1024;

/// What a run leaves behind.
pub struct Done {
    /// The kept columns, whole; empty for all others.
    pub columns: Vec<Vec<Value>>,
    /// What each quota did.
    pub quotas: Vec<(usize, quota::Record)>,
    /// What policies did, by row and operation.
    pub used: Vec<Used>,
    /// All values of the recorded row, if one was asked for.
    pub recorded: Vec<Option<Value>>,
    /// What figures over ratees compared the recorded row with, by operation.
    pub compared: BTreeMap<Reg, Option<Compared>>,
}

/// Runs a plan over a table. `kept` are the columns that are wanted; `record` is a row of which every value is wanted.
pub fn run(plan: &Plan<'_>, table: &Table, kept: &[Reg], record: Option<usize>, threads: usize) -> Done {
    let rows = table.ids.len();
    let keep = keep(plan, kept);
    let mut done = Done {
        columns: vec![Vec::new(); plan.ops.len()],
        quotas: vec![],
        used: vec![],
        recorded: vec![None; plan.ops.len()],
        compared: BTreeMap::new(),
    };
    for stage in 0..plan.stages {
        barrier(plan, table, stage, &mut done, record);
        let read = read_from_before(plan, stage, &done);
        let blocks = rows.div_ceil(BLOCK);
        let finished = Mutex::new(Vec::with_capacity(blocks));
        let next = AtomicUsize::new(0);
        let work = || loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= blocks {
                break;
            }
            let range = number * BLOCK..((number + 1) * BLOCK).min(rows);
            let mut block = Block::new(plan, table, range.clone(), record);
            let carried: Vec<(Reg, &[Value])> =
                read.iter().map(|reg| (*reg, &done.columns[*reg][range.clone()])).collect();
            for (reg, column) in &carried {
                block.carry(*reg, column);
            }
            block.run(stage, &carried);
            // A thread that panicked would have ended the scope; the lock cannot be poisoned and alive.
            if let Ok(mut finished) = finished.lock() {
                finished.push((number, range, block));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.clamp(1, blocks.max(1)) {
                scope.spawn(work);
            }
            work();
        });
        let mut finished = finished.into_inner().unwrap_or_default();
        finished.sort_by_key(|(number, ..)| *number);
        gather(plan, stage, &keep, finished, record, &mut done);
    }
    done.used.sort_by_key(|used| (used.row, used.reg));
    done
}

type Finished<'a> = Vec<(usize, std::ops::Range<usize>, Block<'a>)>;

/// Puts the columns of a stage together.
fn gather(
    plan: &Plan<'_>,
    stage: usize,
    keep: &[bool],
    finished: Finished<'_>,
    record: Option<usize>,
    done: &mut Done,
) {
    for (_, range, mut block) in finished {
        if let Some(row) = record.filter(|row| range.contains(row)) {
            for (reg, value) in block.row(row - range.start) {
                done.recorded[reg] = Some(value.clone());
            }
        }
        for (reg, op) in plan.ops.iter().enumerate() {
            if keep[reg] && op.stage == stage && !op.kind.is_barrier() {
                done.columns[reg].extend(block.take(reg));
            }
        }
        done.used.append(&mut block.used);
    }
}

/// The columns that outlive their stage.
fn keep(plan: &Plan<'_>, kept: &[Reg]) -> Vec<bool> {
    let mut keep = vec![false; plan.ops.len()];
    kept.iter().for_each(|reg| keep[*reg] = true);
    for op in &plan.ops {
        let is_barrier = op.kind.is_barrier();
        operands(&op.kind, &mut |reg| {
            if is_barrier || plan.ops[reg].stage < op.stage {
                keep[reg] = true;
            }
        });
    }
    keep
}

/// The columns of earlier stages, and of this stage's barrier, that the operations of a stage read.
fn read_from_before(plan: &Plan<'_>, stage: usize, done: &Done) -> Vec<Reg> {
    let mut read = Vec::new();
    for op in plan.ops.iter().filter(|op| op.stage == stage && !op.kind.is_barrier()) {
        operands(&op.kind, &mut |reg| {
            if !done.columns[reg].is_empty() {
                read.push(reg);
            }
        });
    }
    read.sort_unstable();
    read.dedup();
    read
}

/// Computes the figures over ratees that a stage begins with. One may read another of the same stage only if that
/// one comes before it in the plan.
fn barrier(plan: &Plan<'_>, table: &Table, stage: usize, done: &mut Done, record: Option<usize>) {
    let rows = table.ids.len();
    for (reg, op) in plan.ops.iter().enumerate().filter(|(_, op)| op.stage == stage) {
        let column = |reg: Reg| &done.columns[reg][..];
        let values = match &op.kind {
            OpKind::Cohort {
                function,
                value,
                by,
                when,
                if_empty,
                weight,
                parameter,
                ascending,
                dense,
                others,
            } => {
                let columns = Columns {
                    value: value.map(column),
                    by: by.map(column),
                    when: when.map(column),
                    if_empty: if_empty.map(column),
                    weight: weight.map(column),
                    parameter: parameter.map(column),
                };
                let (function, path) = (*function, &op.path);
                let (ascending, dense, others) = (*ascending, *dense, *others);
                let question = Question { function, ascending, dense, others, path };
                if let Some(row) = record {
                    done.compared.insert(reg, compared(question, &columns, rows, row));
                }
                cohort(question, &columns, rows)
            }
            OpKind::Everyone(groups) => {
                let columns = &done.columns;
                let row = |row: usize| -> Box<dyn Row> { Box::new(DoneRow { columns, row }) };
                vec![everyone(plan.scheme, table, groups, row, &op.path); rows]
            }
            OpKind::Rank(rank) => order::ranks(rank, &column, rows, &op.path),
            OpKind::Quota(one) => {
                let (values, told) = quota::quota(one, &column, &table.ids, &op.path);
                done.quotas.push((one.quota, told));
                values
            }
            _ => continue,
        };
        if let Some(row) = record {
            done.recorded[reg] = values.get(row).cloned();
        }
        done.columns[reg] = values;
    }
}

/// A row of the columns that are done.
struct DoneRow<'d> {
    columns: &'d [Vec<Value>],
    row: usize,
}

impl Row for DoneRow<'_> {
    fn get(&self, reg: Reg) -> &Value {
        &self.columns[reg][self.row]
    }
}
