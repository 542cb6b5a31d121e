//! The plan: a scheme as a flat, printable list of operations on columns.
//!
//! Each operation makes one column, a [`Reg`], from columns made before it. There is no control flow: both sides of
//! a choice are computed and one is picked, and what is absent travels as a value, so that a fact counts as needed
//! only where the branch taken reads it. A figure over other ratees is a barrier: it belongs to the next *stage*,
//! which begins when the stage before is done for all ratees. The same plan scores and explains.
//!
//! This module computes nothing: it knows neither evidence nor threads.

use crate::number::{Number, Rounding};
use crate::scheme::model::{
    Arithmetic, Builtin, Comparison, DatePart, DayOf, FactId, Function, How, ItemId, Latest, Scheme,
    ScriptId, TableId,
};
use crate::unit::Date;
use std::sync::Arc;

mod brackets;
mod effects;
mod entries;
mod expr;
mod items;
mod lower;
mod operands;
mod outcomes;
mod policies;
mod print;
mod quotas;
mod scripts;
mod shares;
mod stubs;
mod taken;

pub use lower::{lower, lower_alone, lower_with};
pub use operands::operands;
pub use quotas::{QuotaOp, QuotaRegs, RankOp, RankRegs};
pub use stubs::Stubs;
pub use taken::{parts, taken};

/// A column of values, one for each ratee (within a list's program: one for each entry).
pub type Reg = usize;

/// One operation; its result is the column of the same index.
#[derive(Debug)]
pub struct Op {
    /// What it does.
    pub kind: OpKind,
    /// The stage in which it can run: the number of barriers before it.
    pub stage: usize,
    /// The part of the scheme that it belongs to, for what goes wrong.
    pub path: Arc<str>,
}

/// A constant.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A number.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word.
    Word(Arc<str>),
    /// A date.
    Date(Date),
}

/// The bounds of a band.
#[derive(Clone, Debug)]
pub struct BandBounds {
    /// Lower bound, and whether it belongs.
    pub low: Option<(Reg, bool)>,
    /// Upper bound, and whether it belongs.
    pub high: Option<(Reg, bool)>,
    /// The one value that is excepted.
    pub except: Option<Reg>,
}

/// A share of a sum.
#[derive(Clone, Debug, PartialEq)]
pub enum Share {
    /// The same for all.
    Fixed(Number),
    /// Computed for each ratee.
    Column(Reg),
}

/// What stands in for an item that cannot be scored.
#[derive(Clone, Copy, Debug)]
pub enum Stand {
    /// A score.
    Gives(Reg),
    /// The item is left out.
    LeftOut,
}

/// Operations. Unless said otherwise an absent operand makes the result absent, for all the reasons of its operands.
#[derive(Debug)]
pub enum OpKind {
    /// The same value for all.
    Constant(Constant),
    /// A fact as it stands in the evidence.
    Load(FactId),
    /// Last year's value of a fact.
    LoadLastYear(FactId),
    /// A field of a list entry; in a list's program only.
    LoadField(FactId, usize),
    /// A column of the ratee to whom an entry belongs; in a list's program only.
    Outer(Reg),
    /// The value of a fact, or what its policies put in the place of a missing or not applicable one.
    FactPolicy {
        /// The fact.
        fact: FactId,
        /// Its value.
        value: Reg,
        /// In place of a missing value.
        missing: Option<Reg>,
        /// In place of a value that does not apply.
        not_applicable: Option<Reg>,
    },
    /// `-a`
    Negate(Reg),
    /// Yes for no.
    Not(Reg),
    /// `a ∘ b`; the exponent of a power is a small whole constant.
    Arithmetic(Arithmetic, Reg, Reg),
    /// Whether `a` stands so to `b`.
    Compare(Comparison, Reg, Reg),
    /// Whether all hold: no as soon as one is no.
    And(Vec<Reg>),
    /// Whether any holds: yes as soon as one is yes.
    Or(Vec<Reg>),
    /// The index of the first condition that holds, or the number of conditions. An absent condition before makes it absent.
    FirstTrue(Vec<Reg>),
    /// The index of the first band that takes the value, or the number of bands.
    BandIndex(Reg, Vec<BandBounds>),
    /// The index of the first row whose keys equal the values (a row without keys takes all), or the number of rows.
    LookupIndex(Vec<Reg>, Vec<Vec<Reg>>),
    /// The column that an index picks; past the end, the last resort, or undefined. Only the picked one counts.
    Pick {
        /// The index.
        index: Reg,
        /// What is picked from.
        values: Vec<Reg>,
        /// Past the end.
        otherwise: Option<Reg>,
        /// Why nothing stands there, if nothing does.
        lacking: Lacking,
    },
    /// Between points of a line.
    Linear {
        /// What is measured.
        subject: Reg,
        /// Places of the points: rising or falling.
        keys: Vec<Reg>,
        /// Values of the points.
        values: Vec<Reg>,
        /// Whether the end segments go on.
        extrapolate: bool,
    },
    /// Rounded to places.
    Round(Reg, u32, Rounding),
    /// Greatest whole number not above.
    Floor(Reg),
    /// Least whole number not below.
    Ceil(Reg),
    /// Without sign.
    Abs(Reg),
    /// Towards zero to a whole number.
    Truncate(Reg),
    /// Greatest.
    Max(Vec<Reg>),
    /// Least.
    Min(Vec<Reg>),
    /// Days from the first date to the second.
    Days(Reg, Reg),
    /// A function of numbers whose values are mostly irrational, or that may have none.
    Apply(Builtin, Vec<Reg>),
    /// Whole months from the first date to the second.
    Months(Reg, Reg),
    /// A part of a date.
    PartOfDate(DatePart, Reg),
    /// A day that the run knows.
    Day(DayOf),
    /// The row of a table that has some keys.
    TableRow(TableId, Vec<Reg>),
    /// The cell of a column in a row of a table.
    TableCell {
        /// The table.
        table: TableId,
        /// The column.
        column: usize,
        /// The row.
        row: Reg,
    },
    /// A script with arguments, each divided by a scale.
    Script {
        /// Which.
        id: ScriptId,
        /// Its arguments and their scales.
        arguments: Vec<(Reg, Number)>,
        /// The same in columns, where that is possible: where it has a value, it is that of the script, and where it has
        /// none, the script says what is wrong.
        columns: Option<Reg>,
    },
    /// A figure over columns of the same ratee, each with a condition; what is left out does not count.
    Members {
        /// Which.
        function: Function,
        /// Value and condition.
        values: Vec<(Reg, Option<Reg>)>,
        /// How much each weighs, in a weighted figure; else empty.
        weights: Vec<Reg>,
        /// How many, which share.
        parameter: Option<Reg>,
        /// A place from the least.
        ascending: bool,
        /// Over nothing.
        if_empty: Option<Reg>,
    },
    /// A figure over the entries of a list.
    Entries {
        /// Which.
        function: Function,
        /// What is computed for each entry.
        program: Program,
        /// How many, which share.
        parameter: Option<Reg>,
        /// A place from the least.
        ascending: bool,
        /// Over no entry.
        if_empty: Option<Reg>,
    },
    /// The sum of an amount over entries, 0 for none; entries of the same matter count together.
    EntrySum {
        /// What is computed for each entry.
        program: Program,
        /// What is done with one matter, one rule after the other.
        same: Vec<SameMatter>,
    },
    /// How many of the ratee's entries, up to this one or in all, have keys equal to its own; in a list's program only.
    Occurrence {
        /// The keys.
        keys: Vec<Reg>,
        /// Whether those behind count as well.
        all: bool,
        /// By what the list is declared to be ordered.
        order: Option<Reg>,
    },
    /// The figures of all groups of the ratee's entries: a value of its own kind, from which [`OpKind::GroupAtHand`]
    /// takes one.
    Groups(GroupsOp),
    /// The figures of all groups of all ratees' entries: a barrier. Entries without value or key stand outside.
    Everyone(GroupsOp),
    /// The figure of the group of what is at hand.
    GroupAtHand {
        /// Which.
        function: Function,
        /// The figures of all groups.
        groups: Reg,
        /// The key of what is at hand; absent: all entries are one group.
        key: Option<Reg>,
        /// How many, which share, where that is not the same for all.
        parameter: Option<Reg>,
        /// A place from the least.
        ascending: bool,
        /// Over no entry.
        if_empty: Option<Reg>,
    },
    /// A figure over all ratees: a barrier.
    Cohort {
        /// Which.
        function: Function,
        /// Of what; absent for a plain count.
        value: Option<Reg>,
        /// Among those with an equal value.
        by: Option<Reg>,
        /// Among those for whom this holds.
        when: Option<Reg>,
        /// Over nobody.
        if_empty: Option<Reg>,
        /// How much each weighs, in a weighted figure.
        weight: Option<Reg>,
        /// How many, which share.
        parameter: Option<Reg>,
        /// A place from the least.
        ascending: bool,
        /// Ranks without gaps after ties.
        dense: bool,
        /// Whether the ratee itself stands aside.
        others: bool,
    },
    /// Whose row it is.
    Identity,
    /// The place of a word in an order that begins with the best: the best greatest.
    Standing(Reg, Arc<[Arc<str>]>),
    /// Places by several keys: a barrier.
    Rank(Box<RankOp>),
    /// A quota or an award: a barrier.
    Quota(Box<QuotaOp>),
    /// Children added up: `scale · Σ weight · score`, the shares of what is left out spread over the rest.
    SumChildren {
        /// Score and weight of each; one that weighs nothing is not needed.
        parts: Vec<(Reg, Share)>,
        /// What the sum is multiplied with.
        scale: Number,
        /// Items whose marks are spread here if they are left out: score and share.
        spread: Vec<(Reg, Share)>,
        /// The sum of all shares.
        whole: Number,
    },
    /// What weights that differ between ratees are divided by: 1, or 100 for those written without a percent sign. They
    /// must add up to that.
    WholeWeight(Vec<Reg>),
    /// Parts joined in a ready-made way; what is left out does not count.
    Parts {
        /// How.
        how: How,
        /// Score of each, its weight if there are weights, its full marks.
        parts: Vec<(Reg, Option<Share>, Number)>,
        /// What the result is multiplied with.
        scale: Number,
    },
    /// The value, or what a policy puts in place of one that is missing or does not apply.
    ItemPolicy {
        /// The score.
        value: Reg,
        /// For missing facts.
        missing: Option<Stand>,
        /// For facts that do not apply.
        not_applicable: Option<Stand>,
    },
    /// The weighted sum of raters, times a scale; the weight of those who are absent is spread over the others.
    RatersThere {
        /// Score and weight of each.
        parts: Vec<(Reg, Number)>,
        /// What the sum is multiplied with.
        scale: Number,
    },
    /// The first, or the second where the first is missing, does not apply, or is a figure over nothing.
    OrElse(Reg, Reg),
    /// Lowered to a cap, then raised to a floor. What is left out stays so.
    Clamp(Reg, Option<Reg>, Option<Reg>),
    /// What a test gives for each ratee; where it gives nothing, the value.
    Stub {
        /// What is computed.
        value: Option<Reg>,
        /// What is given.
        given: Arc<[Option<Constant>]>,
    },
    /// Yes if the value is there; never absent.
    Present(Reg),
    /// The grade, unless the second says that the ratee is not graded.
    Graded(Reg, Reg),
    /// The value, if the second says that the ratee has a result.
    OfResult(Reg, Reg),
    /// The second, unless the first is left out: then that.
    UnlessLeftOut(Reg, Reg),
    /// The value, or not applicable if the item is left out.
    Counted(Reg, ItemId),
}

/// Why a pick finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// No band takes the value.
    Band,
    /// No row of a lookup has the key.
    Row,
    /// No condition of a choice holds.
    Choice,
}

/// What is done with entries of the same matter.
#[derive(Clone, Debug)]
pub struct SameMatter {
    /// What tells matters apart: columns of the program.
    pub keys: Vec<Reg>,
    /// What is done.
    pub rule: MatterRule,
}

/// What is done with the amounts of one matter.
#[derive(Clone, Copy, Debug)]
pub enum MatterRule {
    /// Only the greatest counts.
    Highest,
    /// Only the least counts.
    Lowest,
    /// Together at most so much: a column outside the program.
    Cap(Reg),
}

/// Figures of groups of entries.
#[derive(Debug)]
pub struct GroupsOp {
    /// Which figure.
    pub function: Function,
    /// What is computed for each entry.
    pub program: Program,
    /// A place from the least.
    pub ascending: bool,
    /// How many, which share, where that is the same for all.
    pub parameter: Option<Number>,
    /// Whether something is said for a figure that has no value.
    pub covered: bool,
    /// Whether the figure differs with what is at hand, so that only the groups are made here.
    pub at_hand: bool,
}

/// Operations on the entries of a list.
#[derive(Debug)]
pub struct Program {
    /// The list.
    pub list: FactId,
    /// Its operations, on columns of entries.
    pub ops: Vec<Op>,
    /// The value of an entry; absent for a plain count.
    pub value: Option<Reg>,
    /// Which entries count.
    pub when: Option<Reg>,
    /// The value with the columns of its parts.
    pub traced_value: Option<Traced>,
    /// The condition with the columns of its parts.
    pub traced_when: Option<Traced>,
    /// How much an entry weighs, in a weighted figure.
    pub weight: Option<Reg>,
    /// What tells groups apart.
    pub key: Option<Reg>,
    /// By what they are ordered, least first; absent: as they stand in the evidence.
    pub order: Option<Reg>,
    /// Only the latest of them.
    pub latest: Option<Latest>,
}

/// A scheme ready to be run.
#[derive(Debug)]
pub struct Plan<'s> {
    /// What it came from.
    pub scheme: &'s Scheme,
    /// The operations, operands before results.
    pub ops: Vec<Op>,
    /// The number of stages.
    pub stages: usize,
    /// Where the results stand.
    pub outputs: Outputs,
}

impl Plan<'_> {
    /// What an operation over a list computes for each entry.
    pub fn program(&self, reg: Reg) -> Option<&Program> {
        match &self.ops.get(reg)?.kind {
            OpKind::Entries { program, .. }
            | OpKind::EntrySum { program, .. }
            | OpKind::Groups(GroupsOp { program, .. })
            | OpKind::Everyone(GroupsOp { program, .. }) => Some(program),
            OpKind::GroupAtHand { groups, .. } => self.program(*groups),
            _ => None,
        }
    }
}

/// An expression of the scheme with the columns of its parts: the same tree, for explanations.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Its value.
    pub reg: Reg,
    /// The index of the row or branch taken, for forms that have one.
    pub index: Option<Reg>,
    /// Its parts, in the order of the expression.
    pub parts: Vec<Traced>,
}

/// Columns of a line.
#[derive(Clone, Debug)]
pub struct LineRegs {
    /// What was measured, and the amount or condition: the expressions of the line in their order.
    pub traced: Vec<Traced>,
    /// For steps: how many.
    pub steps: Option<Reg>,
    /// Before its limits.
    pub raw: Reg,
    /// After its limits, unsigned.
    pub amount: Reg,
    /// Lines of a group.
    pub inner: Vec<LineRegs>,
}

/// An effect with what it acted on before and after.
#[derive(Clone, Copy, Debug)]
pub struct EffectRegs {
    /// The rule.
    pub rule: usize,
    /// Its effect.
    pub effect: usize,
    /// Before.
    pub before: Reg,
    /// After.
    pub after: Reg,
}

/// Columns of an item.
#[derive(Clone, Debug)]
pub struct ItemRegs {
    /// The rule.
    pub rule: Option<Traced>,
    /// Before lines.
    pub base: Reg,
    /// Its lines.
    pub lines: Vec<LineRegs>,
    /// After lines and rounding, before limits.
    pub raw: Reg,
    /// After limits.
    pub limited: Reg,
    /// After policies.
    pub stood: Reg,
    /// The effects on it, in their order.
    pub effects: Vec<EffectRegs>,
    /// After effects: the final score.
    pub score: Reg,
}

/// Columns of an adjustment.
#[derive(Clone, Debug)]
pub struct AdjustmentRegs {
    /// The rule.
    pub rule: Option<Traced>,
    /// Its lines.
    pub lines: Vec<LineRegs>,
    /// Before limits, unsigned.
    pub raw: Reg,
    /// After limits, unsigned.
    pub limited: Reg,
    /// After policies, unsigned.
    pub stood: Reg,
    /// The effects on it, in their order, on unsigned points.
    pub effects: Vec<EffectRegs>,
    /// Signed points.
    pub points: Reg,
}

/// Where the results stand.
#[derive(Debug, Default)]
pub struct Outputs {
    /// One for each item.
    pub items: Vec<ItemRegs>,
    /// One for each adjustment.
    pub adjustments: Vec<AdjustmentRegs>,
    /// The share of each item in the item above, where that is computed for each ratee.
    pub shares: Vec<Option<Reg>>,
    /// Their weights as they are written.
    pub weights: Vec<Option<Traced>>,
    /// The condition of each rule.
    pub rules: Vec<Traced>,
    /// The coefficients, in their order.
    pub coefficients: Vec<EffectRegs>,
    /// Points that rules add or take off.
    pub points: Vec<EffectRegs>,
    /// Effects on the total.
    pub totals: Vec<EffectRegs>,
    /// The sum of the items.
    pub sum: Reg,
    /// After coefficients.
    pub multiplied: Reg,
    /// After bonuses and deductions.
    pub adjusted: Reg,
    /// After the limits of the total.
    pub limited: Reg,
    /// After effects on the total: exact.
    pub exact: Reg,
    /// Rounded.
    pub total: Reg,
    /// The conditions of the grades: line and further condition.
    pub grade_rows: Vec<(Option<Traced>, Option<Traced>)>,
    /// The grade before effects: an index.
    pub grade_before: Option<Reg>,
    /// The grade after effects: an index.
    pub grade_after: Option<Reg>,
    /// The grade after quotas: an index.
    pub grade: Option<Reg>,
    /// One for each quota.
    pub quotas: Vec<QuotaRegs>,
    /// Whether a rule takes the ratee out of grading.
    pub not_graded: Reg,
    /// Who is ranked, and how.
    pub ranks: RankRegs,
    /// The conditions of the alerts.
    pub alerts: Vec<Traced>,
    /// Condition and value of the consequences.
    pub results: Vec<(Option<Traced>, Option<Traced>)>,
    /// Group and value of the results of groups: the value is the same for all ratees of a group.
    pub group_results: Vec<(Traced, Traced)>,
    /// The fact that groups ratees.
    pub group: Option<Reg>,
}
