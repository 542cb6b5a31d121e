//! Scores: a plan over a table of evidence.
//!
//! [`run`] scores every ratee. The result of a ratee depends on the order of rows and the number of threads in no
//! way; results stand in the order of the table. This module reads no file and knows no form of output.

use crate::diagnostic::Code;
use crate::evidence::Table;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::Plan;
use crate::scheme::model::Lack;
use std::sync::Arc;

pub mod again;
mod block;
mod cells;
mod claim;
mod cohort;
mod collect;
pub mod columnar;
pub mod costs;
mod entries;
mod explain;
pub mod explanation;
mod faults;
mod figure;
mod given;
mod groups;
mod kernel;
mod lacking;
mod lane;
pub mod linked;
mod occurrence;
mod operation;
mod order;
mod parts;
mod quota;
mod real;
mod run;
mod seats;
mod sequence;
mod shown;
mod statistics;
mod trace;
mod value;
mod whole;

pub use claim::{Claim, Undecided, claims};
pub use explain::explain;
pub use trace::{Recorded, Traces, trace};

/// The results of all ratees, in the order of the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// One for each ratee.
    pub ratees: Vec<Ratee>,
    /// What the scheme says of groups of them.
    pub groups: Vec<GroupScore>,
}

/// The result of a group of ratees.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScore {
    /// Which: an index into the scheme's results of groups.
    pub result: usize,
    /// What its ratees have in common.
    pub group: Text,
    /// How many they are, with a result or without.
    pub ratees: usize,
    /// Its value, if there is one.
    pub value: Option<Outcome>,
    /// Facts for lack of which it has none.
    pub missing: Vec<Lack>,
    /// Why else it has none.
    pub problems: Vec<Remark>,
}

/// Whether a ratee has a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has a total and, if the scheme has grades, a grade.
    Scored,
    /// Something needed is missing or could not be computed: no total.
    Incomplete,
    /// It has a total, but a rule takes it out of grading.
    NotGraded,
}

/// The result of one ratee.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratee {
    /// Its identity.
    pub id: Arc<str>,
    /// The value of the fact that groups ratees.
    pub group: Option<Arc<str>>,
    /// Whether it has a result.
    pub status: Status,
    /// The total, rounded as the scheme says.
    pub total: Option<Number>,
    /// The total before rounding.
    pub total_exact: Option<Number>,
    /// Which limit of the total bit.
    pub limited: Option<Limited>,
    /// The grade after all effects and quotas: an index into the scheme's grades.
    pub grade: Option<usize>,
    /// The grade before effects.
    pub grade_before: Option<usize>,
    /// The value that tells apart those who are ranked together, if anything does.
    pub rank_group: Option<value::Value>,
    /// Its place, and among how many.
    pub rank: Option<(u32, u32)>,
    /// One for each item of the scheme.
    pub items: Vec<ItemScore>,
    /// One for each adjustment of the scheme.
    pub adjustments: Vec<AdjustmentScore>,
    /// The effects whose condition holds: index of the rule and of the effect in it.
    pub effects: Vec<(usize, usize)>,
    /// The quotas that changed the grade, in their order, each with the grade that it gave.
    pub quotas: Vec<(usize, usize)>,
    /// The awards that it wins: indices into the scheme's quotas.
    pub awards: Vec<usize>,
    /// The alerts that are on.
    pub alerts: Vec<usize>,
    /// The consequences that hold, each with its value if it has one.
    pub consequences: Vec<(usize, Option<Outcome>)>,
    /// For each of the scheme's results of groups, the ratee's group: an index into [`Scores::groups`].
    pub groups: Vec<Option<usize>>,
    /// The facts whose absence leaves it without a total, in the order of the scheme.
    pub missing: Vec<Lack>,
    /// Why it has no total, beside missing facts.
    pub problems: Vec<Remark>,
    /// What else is worth knowing: policies that were used.
    pub notes: Vec<Remark>,
}

/// The score of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemScore {
    /// The final score, exact; absent if it could not be computed or the item is left out.
    pub score: Option<Number>,
    /// Whether a policy left the item out.
    pub left_out: bool,
    /// Its share of one in the item above, under weights.
    pub weight: Option<Number>,
    /// What it contributes to the score of the item above, under weights.
    pub contribution: Option<Number>,
    /// Which limit bit.
    pub limited: Option<Limited>,
}

/// A bonus or a deduction.
#[derive(Clone, Debug, PartialEq)]
pub struct AdjustmentScore {
    /// Signed points: a deduction is negative.
    pub points: Option<Number>,
    /// Which limit bit.
    pub limited: Option<Limited>,
}

/// A limit that changed a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// The value was lowered to its cap.
    Cap,
    /// The value was raised to its floor.
    Floor,
}

/// The value of a consequence.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A number, in base units.
    Number(Number),
    /// A word.
    Word(Arc<str>),
    /// Yes or no.
    Truth(bool),
}

/// A remark on a result, under a stable code.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Its kind.
    pub code: &'static Code,
    /// Where in the scheme: a path.
    pub path: Arc<str>,
    /// In words.
    pub text: Text,
}

/// Scores every ratee of a table, on at most `threads` threads.
pub fn run(plan: &Plan<'_>, table: &Table, threads: usize) -> Scores {
    run_in_blocks_of(plan, table, run::BLOCK, threads)
}

/// The same in blocks of a number of rows, which is at least 1: what a block holds must not show in any result.
pub fn run_in_blocks_of(plan: &Plan<'_>, table: &Table, rows: usize, threads: usize) -> Scores {
    let kept = collect::wanted(&plan.outputs);
    let done = run::run_over(plan, run::Feed::Table(table, rows), &kept, threads);
    // A table can always be read.
    collect::collect(plan, table, &done.unwrap_or_default())
}

/// The codes that this module raises.
pub static CODES: &[&Code] = &[
    &faults::WEIGHTS_DIFFER,
    &faults::TOO_FEW_PARTS,
    &faults::NO_BAND,
    &faults::NO_ROW,
    &faults::DIVISION_BY_ZERO,
    &faults::OVER_NOTHING,
    &faults::NOT_APPLICABLE,
    &faults::TOO_LARGE,
    &faults::NO_CHOICE,
    &faults::UNDECIDED,
    &faults::POINTS_OUT_OF_ORDER,
    &faults::FACT_POLICY,
    &faults::ITEM_POLICY,
    &faults::LEFT_OUT,
    &faults::WRONG_KIND,
    &faults::NOT_THE_SAME,
    &faults::BY_QUOTA,
    &faults::NO_STANDING,
    &faults::NO_RANK,
    &faults::OUTSIDE,
    &faults::NOT_WITHIN,
    &faults::BAD_PARAMETER,
    &faults::NO_TABLE_ROW,
    &faults::NO_TODAY,
    &faults::NO_PERIOD_DAYS,
    &faults::NO_RESULT,
    &faults::NO_GROUP,
    &faults::ORDER_TIED,
];
