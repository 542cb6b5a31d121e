//! The stages of a plan over blocks of rows, on several threads.
//!
//! Blocks are independent of each other within a stage, and their results are put together by their number, so
//! threads cannot be told from the result. Between stages only the columns live that are results or that a later
//! stage reads. Evidence may come as one table, or block by block: then each block is read, computed and let go.

use super::block::{Block, Needed, Settled, Used};
use super::cohort::{Columns, Compared, Question, Read, cohort, compared};
use super::entries::everyone;
use super::operation::Row;
use super::value::Value;
use super::whole::{Joining, Whole};
use super::{order, quota};
use crate::column::Texts;
use crate::evidence::{Chunks, Table};
use crate::plan::{Op, OpKind, Plan, Reg, operands};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Rows in a block of a table: enough to make an operation worth its start, few enough for the columns to stay in the
/// cache.
pub const BLOCK: usize = 1024;

/// Where evidence comes from.
#[derive(Clone, Copy)]
pub enum Feed<'f> {
    /// From one table, in blocks of so many rows.
    Table(&'f Table, usize),
    /// From blocks.
    Chunks(&'f dyn Chunks),
}

/// What a run leaves behind.
#[derive(Default)]
pub struct Done {
    /// The identities of all ratees.
    pub ids: Arc<Texts>,
    /// The kept columns, whole; nothing for all others.
    pub columns: Vec<Option<Whole>>,
    /// What each quota did.
    pub quotas: Vec<(usize, quota::Record)>,
    /// What policies did, by row and operation.
    pub used: Vec<Used>,
    /// All values of the recorded row, if one was asked for.
    pub recorded: Vec<Option<Value>>,
    /// Where each block begins, and where the last one ends.
    pub starts: Vec<usize>,
    /// How many rows stood aside and were computed by themselves, summed over the stages.
    pub singly: usize,
}

impl Done {
    /// The value of a row in a column; left out where the column was not kept.
    pub fn get(&self, reg: Reg, row: usize) -> Value {
        self.columns[reg].as_ref().map_or(Value::LeftOut, |column| column.get(row))
    }
}

/// Runs a plan over a table. `kept` are the columns that are wanted.
pub fn run(plan: &Plan<'_>, table: &Table, kept: &[Reg], threads: usize) -> Done {
    // A table can always be read.
    run_over(plan, Feed::Table(table, BLOCK), kept, threads).unwrap_or_default()
}

/// The same over evidence from anywhere; nothing, if a block of it cannot be read.
pub fn run_over(plan: &Plan<'_>, feed: Feed<'_>, kept: &[Reg], threads: usize) -> Option<Done> {
    let mut done = Done { columns: plan.ops.iter().map(|_| None).collect(), ..Done::default() };
    if let Feed::Table(table, _) = feed {
        done.ids = Arc::new(table.ids.clone());
    }
    let keep = keep(plan, kept);
    let mut blocks: Vec<usize> = vec![];
    for stage in 0..plan.stages {
        barrier(plan, feed, stage, &mut done);
        let needed = Needed::new(plan, stage, &keep, &read_from_before(plan, stage));
        let work = |room: &mut Vec<u8>, number: usize| -> Option<Settled> {
            let (table, rows, first) = match feed {
                Feed::Table(table, size) => {
                    let rows = number * size..((number + 1) * size).min(table.ids.len());
                    (Cow::Borrowed(table), rows.clone(), rows.start)
                }
                Feed::Chunks(chunks) if stage == 0 => {
                    let table = chunks.table(number, room)?;
                    let rows = 0..table.ids.len();
                    (Cow::Owned(table), rows, 0)
                }
                Feed::Chunks(chunks) => {
                    let rows = 0..blocks[number + 1] - blocks[number];
                    (Cow::Borrowed(chunks.around()), rows, blocks[number])
                }
            };
            let mut block = Block::new(plan, &table, rows.clone(), None);
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
            Feed::Table(table, size) => table.ids.len().div_ceil(size.max(1)),
            Feed::Chunks(chunks) => chunks.count(),
        };
        let turn = |number: usize| match feed {
            Feed::Chunks(chunks) if stage == 0 => chunks.turn(number),
            _ => number,
        };
        let mut gathered = Gathered::new(plan, stage, &keep, count);
        let mut ends = vec![0];
        in_turn(threads, (count, &turn), work, |settled: Settled| {
            ends.push(gathered.rows + settled.rows);
            gathered.push(settled);
        })?;
        if blocks.is_empty() {
            blocks = ends;
        }
        gathered.settle(&mut done);
        for reg in needed.between {
            done.columns[reg] = Some(Whole::identities(done.ids.clone()));
        }
    }
    done.used.sort_by_key(|used| (used.row, used.reg));
    done.starts = blocks;
    Some(done)
}

/// Computes all columns of a block once more, those apart that compare ratees: they are known from the run over all of
/// them, in which the block begins at row `first`. `keep` and `stages` are those of [`stages`]; `record` is a row of
/// which every value is wanted.
pub fn run_again(
    plan: &Plan<'_>,
    table: &Table,
    (all, first): (&Done, usize),
    (keep, stages): (&[bool], &[Needed]),
    record: Option<usize>,
) -> Done {
    let rows = table.ids.len();
    let mut done = Done {
        ids: Arc::new(table.ids.clone()),
        columns: plan.ops.iter().map(|_| None).collect(),
        recorded: plan.ops.iter().map(|_| None).collect(),
        ..Done::default()
    };
    if let Some(row) = record {
        let barriers = plan.ops.iter().enumerate().filter(|(_, op)| op.kind.is_barrier());
        barriers.for_each(|(reg, _)| done.recorded[reg] = Some(all.get(reg, first + row)));
    }
    for (stage, needed) in stages.iter().enumerate() {
        let mut block = Block::new(plan, table, 0..rows, record);
        for reg in &needed.carried {
            match (&done.columns[*reg], &all.columns[*reg]) {
                (Some(column), _) => block.carry(*reg, column, 0),
                (None, Some(column)) => block.carry(*reg, column, first),
                (None, None) => {}
            }
        }
        let settled = block.run(stage, needed);
        let mut gathered = Gathered::new(plan, stage, keep, 1);
        gathered.push(settled);
        gathered.settle(&mut done);
        for reg in &needed.between {
            done.columns[*reg] = Some(Whole::identities(done.ids.clone()));
        }
    }
    done.used.sort_by_key(|used| (used.row, used.reg));
    done
}

/// What each stage of a plan needs so that some columns are kept.
pub fn stages(plan: &Plan<'_>, kept: &[Reg]) -> (Vec<bool>, Vec<Needed>) {
    let keep = keep(plan, kept);
    let needed = |stage| Needed::new(plan, stage, &keep, &read_from_before(plan, stage));
    let stages = (0..plan.stages).map(needed).collect();
    (keep, stages)
}

/// The same as [`in_order`] for pieces that are best done in turns of another order: each has a turn of its own.
pub fn in_turn<T: Send, O: Default>(
    threads: usize,
    (count, turn): (usize, &(dyn Fn(usize) -> usize + Sync)),
    work: impl Fn(&mut O, usize) -> Option<T> + Sync,
    mut hand_on: impl FnMut(T) + Send,
) -> Option<()> {
    // Pieces whose turn came before that of an earlier one.
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    let work_at = |own: &mut O, number: usize| Some((turn(number), work(own, turn(number))?));
    in_order(threads, count, work_at, |(piece, done)| {
        waiting.insert(piece, done);
        while let Some(done) = waiting.remove(&next) {
            next += 1;
            hand_on(done);
        }
    })
}

/// Does numbered pieces of work on several threads, each with a thing of its own to work with. Each result is handed on
/// in its turn; those that come before their turn wait. Nothing, if a piece has no result.
pub fn in_order<T: Send, O: Default>(
    threads: usize,
    count: usize,
    work: impl Fn(&mut O, usize) -> Option<T> + Sync,
    hand_on: impl FnMut(T) + Send,
) -> Option<()> {
    let next = AtomicUsize::new(0);
    let turn = Mutex::new((0, BTreeMap::new(), hand_on));
    let run = || {
        let mut own = O::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            let Some(done) = work(&mut own, number) else {
                // The others have nothing more to do.
                next.store(count, Ordering::Relaxed);
                break;
            };
            // A thread that panicked would have ended the scope; the lock cannot be poisoned and alive.
            let Ok(mut turn) = turn.lock() else { break };
            let (first, waiting, hand_on) = &mut *turn;
            waiting.insert(number, done);
            while let Some(done) = waiting.remove(first) {
                *first += 1;
                hand_on(done);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.clamp(1, count.max(1)) {
            scope.spawn(run);
        }
        run();
    });
    let (first, ..) = turn.into_inner().ok()?;
    (first == count).then_some(())
}

/// The columns of a stage while they are put together.
struct Gathered {
    rows: usize,
    columns: BTreeMap<Reg, Option<Joining>>,
    /// How many there are.
    blocks: usize,
    ids: Texts,
    recorded: Vec<(Reg, Value)>,
    used: Vec<Used>,
    singly: usize,
}

impl Gathered {
    fn new(plan: &Plan<'_>, stage: usize, keep: &[bool], blocks: usize) -> Self {
        let ours = plan
            .ops
            .iter()
            .enumerate()
            .filter(|(reg, op)| keep[*reg] && op.stage == stage && !op.kind.is_barrier());
        let columns = ours.map(|(reg, _)| (reg, None)).collect();
        Gathered {
            rows: 0,
            columns,
            blocks,
            ids: Texts::default(),
            recorded: vec![],
            used: vec![],
            singly: 0,
        }
    }

    /// Takes in a block.
    fn push(&mut self, block: Settled) {
        let (first, rows) = (self.rows, block.rows);
        // All blocks have about as many rows as the first one.
        let expected = rows * self.blocks + rows * self.blocks / 32;
        let mut odd: BTreeMap<Reg, Vec<(usize, Value)>> = BTreeMap::new();
        self.singly += block.single.len();
        for (at, values) in block.single {
            for (reg, value) in values {
                odd.entry(reg).or_default().push((at, value));
            }
        }
        for (reg, lane) in block.lanes {
            if let Some(column) = self.columns.get_mut(&reg) {
                let column = column.get_or_insert_with(|| Joining::of(expected));
                column.push(&lane, rows, odd.remove(&reg).unwrap_or_default());
            }
        }
        self.recorded.extend(block.recorded);
        self.used.extend(block.used.into_iter().map(|used| Used { row: first + used.row, ..used }));
        if first == 0 && !block.ids.is_empty() {
            self.ids.reserve(expected, expected * 12);
        }
        self.ids.append(&block.ids);
        self.rows += rows;
    }

    /// Puts all of it to what is done.
    fn settle(self, done: &mut Done) {
        for (reg, column) in self.columns {
            done.columns[reg] = Some(column.unwrap_or_default().finish());
        }
        for (reg, value) in self.recorded {
            done.recorded[reg] = Some(value);
        }
        done.used.extend(self.used);
        done.singly += self.singly;
        if done.ids.is_empty() {
            done.ids = Arc::new(self.ids);
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
fn read_from_before(plan: &Plan<'_>, stage: usize) -> Vec<Reg> {
    let mut read = Vec::new();
    for op in plan.ops.iter().filter(|op| op.stage == stage && !op.kind.is_barrier()) {
        operands(&op.kind, &mut |reg| {
            if plan.ops[reg].stage < stage || plan.ops[reg].kind.is_barrier() {
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
fn barrier(plan: &Plan<'_>, feed: Feed<'_>, stage: usize, done: &mut Done) {
    let rows = done.ids.len();
    let nothing = Whole::default();
    for (reg, op) in plan.ops.iter().enumerate().filter(|(_, op)| op.stage == stage) {
        let columns = &done.columns;
        let column = |reg: Reg| columns[reg].as_ref().unwrap_or(&nothing);
        let values = match &op.kind {
            OpKind::Cohort { .. } => {
                let Some((question, columns)) = asked(op, column) else { continue };
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
                    Feed::Table(table, _) => table,
                    Feed::Chunks(chunks) => chunks.around(),
                };
                Whole::packed(vec![everyone(plan.scheme, table, groups, row, &op.path); rows])
            }
            OpKind::Rank(rank) => order::ranks(rank, &column, rows, &op.path),
            OpKind::Quota(one) => {
                let (values, told) = quota::quota(one, &column, &done.ids, &op.path);
                done.quotas.push((one.quota, told));
                values
            }
            _ => continue,
        };
        done.columns[reg] = Some(values);
    }
}

/// What a figure over ratees asks, and of what.
fn asked<'v>(op: &'v Op, column: impl Fn(Reg) -> &'v Whole) -> Option<(Question<'v>, Columns<'v>)> {
    let OpKind::Cohort { function, value, by, when, if_empty, weight, parameter, ascending, dense, others } =
        &op.kind
    else {
        return None;
    };
    let read = [*value, *by, *when, *if_empty, *weight, *parameter];
    let [value, by, when, if_empty, weight, parameter] = read.map(|reg| reg.map(|reg| Read::of(column(reg))));
    let (function, path) = (*function, &op.path);
    let (ascending, dense, others) = (*ascending, *dense, *others);
    let question = Question { function, ascending, dense, others, path };
    Some((question, Columns { value, by, when, if_empty, weight, parameter }))
}

/// What figures over ratees compared a row with, by operation.
pub fn comparisons(plan: &Plan<'_>, all: &Done, row: usize) -> BTreeMap<Reg, Option<Compared>> {
    let nothing = Whole::default();
    let column = |reg: Reg| all.columns[reg].as_ref().unwrap_or(&nothing);
    let mut made = BTreeMap::new();
    for (reg, op) in plan.ops.iter().enumerate() {
        if let Some((question, columns)) = asked(op, column) {
            made.insert(reg, compared(question, &columns, all.ids.len(), row));
        }
    }
    made
}

/// Some values of a row.
struct Sparse(BTreeMap<Reg, Value>);

impl Row for Sparse {
    fn get(&self, reg: Reg) -> &Value {
        self.0.get(&reg).unwrap_or(&Value::LeftOut)
    }
}
