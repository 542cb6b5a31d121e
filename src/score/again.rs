//! Whole results of ratees whose evidence is read a second time, block by block.
//!
//! What compares ratees with each other is known from the first time; all else is computed again, handed on and let go.
//! So what is held of a ratee does not grow with what is told of it.

use super::columnar::has_twins;
use super::explain::explain_one;
use super::explanation::Explanation;
use super::run::{Done, Feed, in_turn, run_again, run_over, stages};
use super::{GroupScore, Ratee, collect, groups};
use crate::column::Texts;
use crate::evidence::{Chunks, Table};
use crate::plan::Plan;
use crate::source::Sources;

/// What the first time over the evidence has shown.
pub struct Again<'p> {
    plan: &'p Plan<'p>,
    done: Done,
}

/// Reads all evidence a first time; nothing, if it is not plain enough to be read in pieces.
pub fn first_time<'p>(plan: &'p Plan<'p>, chunks: &dyn Chunks, threads: usize) -> Option<Again<'p>> {
    let done = run_over(plan, Feed::Chunks(chunks), &groups::columns(plan), threads)?;
    let is_sound = !done.ids.is_empty() && chunks.is_sound() && !has_twins(&done.ids);
    is_sound.then_some(Again { plan, done })
}

impl Again<'_> {
    /// The identities.
    pub fn ids(&self) -> &Texts {
        &self.done.ids
    }

    /// The derivation of a ratee by its place among all; its evidence is read a second time. Nothing, if it cannot be
    /// read any more.
    pub fn explain(&self, chunks: &dyn Chunks, number: usize, sources: &Sources) -> Option<Explanation> {
        let block = self.done.starts.partition_point(|start| *start <= number).checked_sub(1)?;
        let row = number - self.done.starts[block];
        let table = chunks.table(block, &mut Vec::new())?;
        (table.ids.get(row)? == self.done.ids.get(number)?).then_some(())?;
        let one = Table { origins: chunks.origins(block, row)?, ..table.select(&[row]) };
        Some(explain_one(self.plan, &one, (&self.done, number), sources))
    }

    /// What the scheme says of groups of ratees.
    pub fn groups(&self) -> Vec<GroupScore> {
        groups::groups(self.plan, &self.done).0
    }

    /// Reads all evidence a second time, and hands on what is made of each block and its results, in order. Nothing, if
    /// it cannot be read any more.
    pub fn second_time<T: Send>(
        &self,
        chunks: &dyn Chunks,
        threads: usize,
        make: impl Fn(&Table, Vec<Ratee>) -> T + Sync,
        hand_on: impl FnMut(T) + Send,
    ) -> Option<()> {
        let (keep, stages) = stages(self.plan, &collect::wanted(&self.plan.outputs));
        let work = |room: &mut Vec<u8>, block: usize| {
            let table = chunks.table(block, room)?;
            let first = *self.done.starts.get(block)?;
            // The evidence may have changed in the meantime.
            let is_same = self.done.starts.get(block + 1) == Some(&(first + table.ids.len()));
            is_same.then_some(())?;
            let done = run_again(self.plan, &table, (&self.done, first), (&keep, &stages), None);
            let ratees = collect::ratees(self.plan, &table, &done, (&self.done, first));
            Some(make(&table, ratees))
        };
        in_turn(threads, (chunks.count(), &|number| chunks.turn(number)), work, hand_on)
    }
}
