//! Results as columns, for those who want a few columns of many ratees: only these are kept, and evidence is read,
//! scored and let go piece by piece.

use super::collect;
use super::kernel::numbers;
use super::lane::{Bounded, Quantity};
use super::run::{Done, Feed, run_over};
use super::value::Value;
use super::whole::Held;
use super::{GroupScore, Ratee, Status, groups};
use crate::column::{Column, Texts};
use crate::evidence::{Chunks, Table};
use crate::number::{Number, Rounding};
use crate::plan::{Op, OpKind, Plan, Reg};
use std::ops::Range;
use std::sync::Arc;

pub use super::run::{BLOCK, in_order};

/// What can be shown of a ratee as a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The value of the fact that groups ratees.
    Group,
    /// The rounded total.
    Total,
    /// The exact total.
    TotalExact,
    /// The grade after effects: an index into the scheme's grades.
    Grade,
    /// The grade before effects.
    GradeBefore,
    /// The place.
    Rank,
    /// The score of an item.
    Item(usize),
    /// The points of an adjustment.
    Adjustment(usize),
    /// Whether a rule acts.
    Rule(usize),
    /// Whether an award is won.
    Award(usize),
    /// A fact as it was read, in its declared unit.
    Fact(usize),
}

/// A part of a column, for ratees of whom nothing is odd.
#[derive(Debug)]
pub enum Part<'c> {
    /// Numbers: `units · 10^-places`, places not negative.
    Decimal {
        /// Places.
        places: u32,
        /// One for each ratee.
        units: Column<i64>,
    },
    /// Words, by their place in a list.
    Words {
        /// One for each ratee.
        codes: &'c [u32],
        /// The list.
        words: &'c [Arc<str>],
    },
    /// Yes or no.
    Truths(&'c [bool]),
    /// A word that is the same for all.
    Word(&'c str),
    /// An answer that is the same for all.
    Truth(bool),
    /// The scheme has no such column.
    Nothing,
}

/// The results of a run over pieces of a file.
pub struct Columnar<'p> {
    plan: &'p Plan<'p>,
    around: &'p Table,
    done: Done,
    /// By ratee: nothing is absent or odd in what decides its result or is shown.
    plain: Vec<bool>,
}

/// The column of the plan behind what is shown.
fn reg(plan: &Plan<'_>, shown: Shown) -> Option<Reg> {
    let outputs = &plan.outputs;
    match shown {
        Shown::Group => outputs.group,
        Shown::Total => Some(outputs.total),
        Shown::TotalExact => Some(outputs.exact),
        Shown::Grade => outputs.grade,
        Shown::GradeBefore => outputs.grade_before,
        Shown::Rank => Some(outputs.ranks.rank),
        Shown::Item(item) => Some(outputs.items.get(item)?.score),
        Shown::Adjustment(index) => Some(outputs.adjustments.get(index)?.points),
        Shown::Rule(index) => Some(outputs.rules.get(index)?.reg),
        Shown::Award(index) => Some(outputs.quotas.get(index)?.after),
        Shown::Fact(fact) => {
            plan.ops.iter().position(|op| matches!(op.kind, OpKind::Load(own) if own == fact))
        }
    }
}

/// A plan of which results are only shown in some columns, scores of items with `places`: what is only shown is rounded
/// in the plan, so that nothing keeps more of it than is needed to round it right.
pub fn for_sheet<'p>(mut plan: Plan<'p>, shown: &[Shown], places: Option<u32>) -> Plan<'p> {
    if let Some(places) = places {
        let mut items: Vec<usize> = Vec::new();
        items.extend(shown.iter().filter_map(|shown| match shown {
            Shown::Item(item) => Some(*item),
            _ => None,
        }));
        for item in items {
            let Some(regs) = plan.outputs.items.get_mut(item) else { continue };
            let (kind, of) = (OpKind::Round(regs.score, places, Rounding::HalfUp), &plan.ops[regs.score]);
            let op = Op { kind, stage: of.stage, path: of.path.clone() };
            regs.score = plan.ops.len();
            plan.ops.push(op);
        }
    }
    // Both are there, or absent for the same reasons.
    if !shown.contains(&Shown::TotalExact) {
        plan.outputs.exact = plan.outputs.total;
    }
    plan
}

/// Scores all ratees of a file; nothing, if it is not plain enough to be read in pieces.
pub fn columnar<'p>(
    plan: &'p Plan<'p>,
    chunked: &'p dyn Chunks,
    shown: &[Shown],
    threads: usize,
) -> Option<Columnar<'p>> {
    scored(plan, Feed::Chunks(chunked), chunked.around(), shown, threads)
        .filter(|results| chunked.is_sound() && !has_twins(&results.done.ids))
}

/// The same for a table, in blocks of a number of rows, which is at least 1.
pub fn of_table<'p>(
    plan: &'p Plan<'p>,
    table: &'p Table,
    rows: usize,
    shown: &[Shown],
    threads: usize,
) -> Option<Columnar<'p>> {
    scored(plan, Feed::Table(table, rows), table, shown, threads)
}

fn scored<'p>(
    plan: &'p Plan<'p>,
    feed: Feed<'_>,
    around: &'p Table,
    shown: &[Shown],
    threads: usize,
) -> Option<Columnar<'p>> {
    let outputs = &plan.outputs;
    let mut kept =
        vec![outputs.exact, outputs.total, outputs.not_graded, outputs.ranks.rank, outputs.ranks.among];
    kept.extend([outputs.grade_before, outputs.grade, outputs.group].into_iter().flatten());
    kept.extend(outputs.rules.iter().map(|rule| rule.reg));
    kept.extend(groups::columns(plan));
    for shown in shown {
        let reg = reg(plan, *shown);
        // A fact that nothing reads is in no column of the plan.
        if matches!(shown, Shown::Fact(_)) && reg.is_none() {
            return None;
        }
        kept.extend(reg);
    }
    kept.sort_unstable();
    kept.dedup();
    let done = run_over(plan, feed, &kept, threads)?;
    if done.ids.is_empty() {
        return None;
    }
    let mut plain = vec![true; done.ids.len()];
    for reg in &kept {
        done.columns[*reg].as_ref()?.not_plain(&mut plain);
    }
    let not_graded = done.columns[outputs.not_graded].as_ref()?;
    for (row, plain) in plain.iter_mut().enumerate() {
        *plain = *plain && !not_graded.is_true(row);
    }
    Some(Columnar { plan, around, done, plain })
}

/// Whether an identity comes twice.
pub(super) fn has_twins(ids: &Texts) -> bool {
    // Most files are sorted.
    if ids.iter().zip(ids.iter().skip(1)).all(|(one, next)| one < next) {
        return false;
    }
    let mut seen = std::collections::HashSet::with_capacity(ids.len());
    !ids.iter().all(|id| seen.insert(id))
}

impl Columnar<'_> {
    /// How many rows were computed by themselves: what is odd about them, or an error that could matter, needs it.
    pub fn singly(&self) -> usize {
        self.done.singly
    }

    /// The identities.
    pub fn ids(&self) -> &Texts {
        &self.done.ids
    }

    /// Whether nothing about a ratee is odd, so that the columns say all that is to be shown; it is then scored.
    pub fn is_plain(&self, row: usize) -> bool {
        self.plain[row]
    }

    /// A ratee by itself. What is not shown is not in it.
    pub fn ratee(&self, row: usize) -> Ratee {
        collect::ratee(self.plan, self.around, &self.done, row)
    }

    /// A fact of a ratee as it was read, in its declared unit.
    pub fn fact(&self, fact: usize, row: usize) -> String {
        let Some(reg) = reg(self.plan, Shown::Fact(fact)) else { return String::new() };
        match self.done.get(reg, row) {
            Value::Number(number) => number.divide(&self.scale(fact)).unwrap_or_default().to_string(),
            Value::Truth(truth) => if truth { "yes" } else { "no" }.to_owned(),
            Value::Word(word) => word.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Gap(gap) if gap.missing.is_empty() && gap.faults.is_empty() => "N/A".to_owned(),
            Value::Gap(_) | Value::LeftOut | Value::Groups(_) => String::new(),
        }
    }

    fn scale(&self, fact: usize) -> Number {
        self.plan.scheme.facts[fact].spec.ty.scale()
    }

    /// What the scheme says of groups of ratees.
    pub fn groups(&self) -> Vec<GroupScore> {
        groups::groups(self.plan, &self.done).0
    }

    /// Of each ratee: whether it has a result, and its grade.
    pub fn statuses(&self) -> impl Iterator<Item = (Status, Option<usize>)> {
        let grades = self.plan.outputs.grade.and_then(|reg| self.done.columns[reg].as_ref());
        (0..self.plain.len()).map(move |row| match self.plain[row] {
            true => {
                let grade = grades.and_then(|grades| usize::try_from(grades.integer(row)?).ok());
                (Status::Scored, grade)
            }
            false => self.status(row),
        })
    }

    /// The same for those of whom something is odd: all others are scored.
    pub fn odd_statuses(&self) -> impl Iterator<Item = (Status, Option<usize>)> {
        (0..self.plain.len()).filter(|row| !self.plain[*row]).map(|row| self.status(row))
    }

    fn status(&self, row: usize) -> (Status, Option<usize>) {
        let ratee = self.ratee(row);
        (ratee.status, ratee.grade)
    }

    /// A part of a column; its numbers are rounded if asked. Nothing, if it is not of the kind that is shown so.
    pub fn part(
        &self,
        shown: Shown,
        rows: Range<usize>,
        rounding: Option<(u32, Rounding)>,
    ) -> Option<Part<'_>> {
        let Some(reg) = reg(self.plan, shown) else { return Some(Part::Nothing) };
        let count = rows.len();
        let decimal = |mut quantity: Quantity| {
            if let Shown::Fact(fact) = shown {
                quantity = numbers::divide(&quantity, &Quantity::constant(&self.scale(fact))?)?;
            }
            if let Some((places, mode)) = rounding {
                quantity = numbers::round(&quantity, places, mode)?;
            }
            quantity.is_fixed().then_some(())?;
            let least = rounding.map_or(0, |(places, _)| places as i32).max(quantity.places).max(0);
            Some(Part::Decimal { places: least as u32, units: quantity.with_places(least)?.plain(count) })
        };
        match self.done.columns[reg].as_ref()?.held() {
            Held::Numbers { places, units } => {
                decimal(Quantity::fixed(*places, Bounded::of(units.column(rows))))
            }
            Held::Same(Value::Number(number), _) => decimal(Quantity::constant(number)?),
            Held::Same(Value::Truth(truth), _) => Some(Part::Truth(*truth)),
            Held::Same(Value::Word(word), _) => Some(Part::Word(word)),
            Held::Truths(truths) => Some(Part::Truths(&truths[rows])),
            Held::Words { codes, words } => Some(Part::Words { codes: &codes[rows], words }),
            Held::Same(..) | Held::Ids(_) | Held::Each(_) => None,
        }
    }
}
