//! Whole results of ratees whose evidence is read a second time, block by block.
//!
//! What compares ratees with each other is known from the first time; all else is computed again, handed on and let go.
//! So what is held of a ratee does not grow with what is told of it.

use super::columnar::has_twins;
use super::run::{Done, Feed, in_turn, run_again, run_over, stages};
use super::{GroupScore, Ratee, collect, groups};
use crate::evidence::{Chunks, Table};
use crate::plan::Plan;

/// What the first time over the evidence has shown.
pub struct Again<'p> {
    plan: &'p Plan<'p>,
    done: Done,
}

/// Reads all evidence a first time; nothing, if it is not plain enough to be read in pieces.
pub fn first_time<'p>(plan: &'p Plan<'p>, chunks: &dyn Chunks, threads: usize) -> Option<Again<'p>> {
    let of_groups = plan.outputs.group_results.iter().flat_map(|(by, value)| [by.reg, value.reg]);
    let kept: Vec<_> = of_groups.collect();
    let done = run_over(plan, Feed::Chunks(chunks), &kept, None, threads)?;
    let is_sound = !done.ids.is_empty() && chunks.is_sound() && !has_twins(&done.ids);
    is_sound.then_some(Again { plan, done })
}

impl Again<'_> {
    /// How many ratees there are.
    pub fn len(&self) -> usize {
        self.done.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
            let done = run_again(self.plan, &table, (&self.done, first), (&keep, &stages));
            let ratees = collect::ratees(self.plan, &table, &done, (&self.done, first));
            Some(make(&table, ratees))
        };
        in_turn(threads, (chunks.count(), &|number| chunks.turn(number)), work, hand_on)
    }
}
