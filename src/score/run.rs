//! The stages of a plan over blocks of rows, on several threads.
//!
//! Blocks are independent of each other within a stage, and their results are put together by their number, so
//! threads cannot be told from the result. Between stages only the columns live that are results or that a later
//! stage reads. Evidence may come as one table, or block by block: then each block is read, computed and let go.

use super::block::{Block, Needed, Settled, Used};
use super::cohort::{Columns, Compared, Question, cohort, compared};
use super::entries::everyone;
use super::operation::Row;
use super::value::Value;
use super::whole::Whole;
use super::{order, quota};
use crate::evidence::Table;
use crate::plan::{OpKind, Plan, Reg, operands};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows in a block of a table: enough to make an operation worth its start, few enough for the columns to stay in the
/// cache.
const BLOCK: usize = 1024;

/// Evidence that is read block by block.
pub trait Chunks: Sync {
    /// How many blocks there are.
    fn count(&self) -> usize;

    /// The evidence of a block; nothing, if it cannot be read in this way.
    fn table(&self, block: usize) -> Option<Table>;

    /// What holds for all blocks, without ratees.
    fn around(&self) -> &Table;

    /// Whether all of them together, having been read, show nothing to be doubted.
    fn is_sound(&self) -> bool;

    /// The block that is best read at a turn; each comes once.
    fn turn(&self, number: usize) -> usize {
        number
    }
}

/// Where evidence comes from.
#[derive(Clone, Copy)]
pub enum Feed<'f> {
    /// From one table.
    Table(&'f Table),
    /// From blocks.
    Chunks(&'f dyn Chunks),
}

/// What a run leaves behind.
#[derive(Default)]
pub struct Done {
    /// The identities of all ratees.
    pub ids: Vec<Arc<str>>,
    /// The kept columns, whole; nothing for all others.
    pub columns: Vec<Option<Whole>>,
    /// What each quota did.
    pub quotas: Vec<(usize, quota::Record)>,
    /// What policies did, by row and operation.
    pub used: Vec<Used>,
    /// All values of the recorded row, if one was asked for.
    pub recorded: Vec<Option<Value>>,
    /// What figures over ratees compared the recorded row with, by operation.
    pub compared: BTreeMap<Reg, Option<Compared>>,
}

impl Done {
    /// The value of a row in a column; left out where the column was not kept.
    pub fn get(&self, reg: Reg, row: usize) -> Value {
        self.columns[reg].as_ref().map_or(Value::LeftOut, |column| column.get(row))
    }
}

/// Runs a plan over a table. `kept` are the columns that are wanted; `record` is a row of which every value is wanted.
pub fn run(plan: &Plan<'_>, table: &Table, kept: &[Reg], record: Option<usize>, threads: usize) -> Done {
    // A table can always be read.
    run_over(plan, Feed::Table(table), kept, record, threads).unwrap_or_default()
}

/// The same over evidence from anywhere; nothing, if a block of it cannot be read.
pub fn run_over(
    plan: &Plan<'_>,
    feed: Feed<'_>,
    kept: &[Reg],
    record: Option<usize>,
    threads: usize,
) -> Option<Done> {
    let mut done = Done {
        columns: plan.ops.iter().map(|_| None).collect(),
        recorded: vec![None; plan.ops.len()],
        ..Done::default()
    };
    if let Feed::Table(table) = feed {
        done.ids.clone_from(&table.ids);
    }
    let keep = keep(plan, kept);
    let mut blocks: Vec<usize> = vec![];
    for stage in 0..plan.stages {
        barrier(plan, feed, stage, &mut done, record);
        let needed = Needed::new(plan, stage, &keep, &read_from_before(plan, stage, &done));
        let work = |number: usize| -> Option<Settled> {
            let (table, rows, first) = match feed {
                Feed::Table(table) => {
                    let rows = number * BLOCK..((number + 1) * BLOCK).min(table.ids.len());
                    (Cow::Borrowed(table), rows.clone(), rows.start)
                }
                Feed::Chunks(chunks) if stage == 0 => {
                    let table = chunks.table(number)?;
                    let rows = 0..table.ids.len();
                    (Cow::Owned(table), rows, 0)
                }
                Feed::Chunks(chunks) => {
                    let rows = 0..blocks[number + 1] - blocks[number];
                    (Cow::Borrowed(chunks.around()), rows, blocks[number])
                }
            };
            let record = record.and_then(|row| row.checked_sub(first)).map(|row| row + rows.start);
            let mut block = Block::new(plan, &table, rows.clone(), record);
            for reg in &needed.carried {
                if let Some(column) = &done.columns[*reg] {
                    block.carry(*reg, column, first);
                }
            }
            let mut settled = block.run(stage, &needed);
            if let Cow::Owned(table) = table {
                settled.ids = table.ids;
            }
            Some(settled)
        };
        let count = match feed {
            Feed::Table(table) => table.ids.len().div_ceil(BLOCK),
            Feed::Chunks(chunks) => chunks.count(),
        };
        let turn = |number: usize| match feed {
            Feed::Chunks(chunks) if stage == 0 => chunks.turn(number),
            _ => number,
        };
        let work_at = |number: usize| Some((turn(number), work(turn(number))?));
        let mut settled = in_order(threads, count, work_at)?;
        settled.sort_by_key(|(block, _)| *block);
        let settled: Vec<Settled> = settled.into_iter().map(|(_, block)| block).collect();
        if blocks.is_empty() {
            let ends = settled.iter().scan(0, |end, block| {
                *end += block.rows;
                Some(*end)
            });
            blocks = std::iter::once(0).chain(ends).collect();
        }
        gather(plan, stage, &keep, settled, &mut done);
    }
    done.used.sort_by_key(|used| (used.row, used.reg));
    Some(done)
}

/// Does numbered pieces of work on several threads, and puts the results in order; nothing, if one has none.
pub fn in_order<T: Send>(
    threads: usize,
    count: usize,
    work: impl Fn(usize) -> Option<T> + Sync,
) -> Option<Vec<T>> {
    let (next, finished) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let run = || {
        let mut mine = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            let Some(done) = work(number) else {
                // The others have nothing more to do.
                next.store(count, Ordering::Relaxed);
                break;
            };
            mine.push((number, done));
        }
        // A thread that panicked would have ended the scope; the lock cannot be poisoned and alive.
        if let Ok(mut finished) = finished.lock() {
            finished.append(&mut mine);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, count.max(1)) {
            scope.spawn(run);
        }
        run();
    });
    let mut finished = finished.into_inner().unwrap_or_default();
    finished.sort_unstable_by_key(|(number, _)| *number);
    (finished.len() == count).then(|| finished.into_iter().map(|(_, done)| done).collect())
}

/// Puts the columns of a stage together.
fn gather(plan: &Plan<'_>, stage: usize, keep: &[bool], settled: Vec<Settled>, done: &mut Done) {
    let mut odd: BTreeMap<Reg, Vec<(usize, Value)>> = BTreeMap::new();
    let mut lanes: BTreeMap<Reg, Vec<_>> = BTreeMap::new();
    let mut first = 0;
    for block in settled {
        let rows = block.rows;
        for (reg, lane) in block.lanes {
            lanes.entry(reg).or_default().push((lane, rows));
        }
        for (at, values) in block.single {
            for (reg, value) in values {
                odd.entry(reg).or_default().push((first + at, value));
            }
        }
        for (reg, value) in block.recorded {
            done.recorded[reg] = Some(value);
        }
        done.used.extend(block.used.into_iter().map(|used| Used { row: first + used.row, ..used }));
        done.ids.extend(block.ids);
        first += rows;
    }
    for (reg, op) in plan.ops.iter().enumerate() {
        if keep[reg] && op.stage == stage && !op.kind.is_barrier() {
            let lanes = lanes.remove(&reg).unwrap_or_default();
            done.columns[reg] = Some(Whole::joined(&lanes, odd.remove(&reg).unwrap_or_default()));
        }
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
            if done.columns[reg].is_some() {
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
fn barrier(plan: &Plan<'_>, feed: Feed<'_>, stage: usize, done: &mut Done, record: Option<usize>) {
    let rows = done.ids.len();
    let nothing = Whole::default();
    for (reg, op) in plan.ops.iter().enumerate().filter(|(_, op)| op.stage == stage) {
        let columns = &done.columns;
        let column = |reg: Reg| columns[reg].as_ref().unwrap_or(&nothing);
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
                let read = [*value, *by, *when, *if_empty, *weight, *parameter];
                let read = read.map(|reg| reg.map(|reg| column(reg).values()));
                let [value, by, when, if_empty, weight, parameter] = read.each_ref().map(Option::as_deref);
                let columns = Columns { value, by, when, if_empty, weight, parameter };
                let (function, path) = (*function, &op.path);
                let (ascending, dense, others) = (*ascending, *dense, *others);
                let question = Question { function, ascending, dense, others, path };
                if let Some(row) = record {
                    done.compared.insert(reg, compared(question, &columns, rows, row));
                }
                cohort(question, &columns, rows)
            }
            OpKind::Everyone(groups) => {
                let mut read = Vec::new();
                operands(&op.kind, &mut |reg| read.push(reg));
                let row = |row: usize| -> Box<dyn Row> {
                    let values = read.iter().map(|reg| (*reg, column(*reg).get(row))).collect();
                    Box::new(Sparse(values))
                };
                let table = match feed {
                    Feed::Table(table) => table,
                    Feed::Chunks(chunks) => chunks.around(),
                };
                vec![everyone(plan.scheme, table, groups, row, &op.path); rows]
            }
            OpKind::Rank(rank) => order::ranks(rank, &column, rows, &op.path),
            OpKind::Quota(one) => {
                let (values, told) = quota::quota(one, &column, &done.ids, &op.path);
                done.quotas.push((one.quota, told));
                values
            }
            _ => continue,
        };
        if let Some(row) = record {
            done.recorded[reg] = values.get(row).cloned();
        }
        done.columns[reg] = Some(Whole::packed(values));
    }
}

/// Some values of a row.
struct Sparse(BTreeMap<Reg, Value>);

impl Row for Sparse {
    fn get(&self, reg: Reg) -> &Value {
        self.0.get(&reg).unwrap_or(&Value::LeftOut)
    }
}
