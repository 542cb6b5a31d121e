//! The checked scheme: the values of which it consists.
//!
//! Every name is resolved to an index, every unit to base units, every sum checked. What cannot be wrong any more
//! has no optional here. Numbers are in base units: a percent is a fraction, money is in 元.

use super::types::Ty;
use crate::locale::Text;
use crate::number::{Number, Rounding};
use crate::source::{Edits, Span};
use crate::unit::{Date, FactSpec};
use std::sync::Arc;

mod effects;
mod entries;
mod everywhere;
mod figure;
mod from;
mod outcomes;
mod parts;
mod quotas;
mod scripts;
mod table;
mod test;
mod time;
mod walk;

pub use crate::syntax::tree::{Arithmetic, Comparison, EffectOperation, ItemKind};
pub use effects::{Effect, EffectKind, EffectRule};
pub use entries::{EntryFigure, EntryKey, Same, SameRule};
pub use figure::{Builtin, CohortFigure, Function, Parameter};
pub use from::{FromScheme, ResultOf};
pub use outcomes::{Alert, AlertId, Consequence, GroupResult};
pub use parts::{How, Parts};
pub use quotas::{OrderKey, Places, Quota, QuotaTarget, Ranking, Ties};
pub use scripts::{NamedScript, SHORT_WORD, formula};
pub use table::{Table, TablePlace, TableRow, TableValue};
pub use test::{Expectation, Expected, GivenFact, GivenValue, Scored, Test, TestRatee};
pub use time::{DatePart, DayOf, Latest};

/// Index into [`Scheme::facts`].
pub type FactId = usize;
/// Index into [`Scheme::items`].
pub type ItemId = usize;
/// Index into [`Scheme::lets`].
pub type LetId = usize;
/// Index into [`Scheme::tables`].
pub type TableId = usize;
/// Index into [`Scheme::scripts`].
pub type ScriptId = usize;

/// A scheme that has been checked.
#[derive(Debug)]
pub struct Scheme {
    /// Its name.
    pub name: Arc<str>,
    /// Where its name is written: tells schemes apart.
    pub name_span: Span,
    /// Its full title.
    pub title: Option<Arc<str>>,
    /// 版本
    pub version: Option<Arc<str>>,
    /// 依据
    pub basis: Option<Arc<str>>,
    /// The name of the period: a year, or as the scheme says.
    pub period: Option<Arc<str>>,
    /// First and last day of the period, if said.
    pub days: Option<(Date, Date)>,
    /// 总分: full marks.
    pub full: Number,
    /// Whether the scheme says 总分, so that the items must add up to it.
    pub full_said: bool,
    /// Least and greatest total.
    pub limits: Limits,
    /// How the total is rounded: places, mode.
    pub rounding: (u32, Rounding),
    /// The facts, in the order of declaration; those of groups in their place.
    pub facts: Vec<Fact>,
    /// Groups of facts by name.
    pub fact_groups: Vec<(Arc<str>, Vec<FactId>)>,
    /// All items, parents before children.
    pub items: Vec<Item>,
    /// The items directly below the scheme.
    pub top: Vec<ItemId>,
    /// Bonuses and deductions.
    pub adjustments: Vec<Adjustment>,
    /// Vetoes and other effects, in the order of the file.
    pub rules: Vec<EffectRule>,
    /// The grades, best first.
    pub grades: Vec<Grade>,
    /// The alerts.
    pub alerts: Vec<Alert>,
    /// The consequences.
    pub results: Vec<Consequence>,
    /// What is said of groups of ratees.
    pub group_results: Vec<GroupResult>,
    /// Named values.
    pub lets: Vec<Let>,
    /// Scripts.
    pub scripts: Vec<NamedScript>,
    /// Tables.
    pub tables: Vec<Table>,
    /// The fact that groups ratees (分组), if there is one.
    pub group: Option<FactId>,
    /// Quotas and awards, in the order of the file.
    pub quotas: Vec<Quota>,
    /// How ratees are ranked.
    pub ranking: Ranking,
    /// What combines the top items, where that is not their sum.
    pub combine: Option<Expr>,
    /// Whether the top items have weights, not points.
    pub weighted: bool,
    /// Its tests; nothing that is computed depends on them.
    pub tests: Vec<Test>,
    /// Whom it takes; none: everybody.
    pub applies: Option<Applies>,
    /// Passages that inheritance changed, as they read now.
    pub edits: Edits,
}

/// Whom a scheme takes, and when.
#[derive(Debug)]
pub struct Applies {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The condition on a ratee: its own facts only.
    pub when: Option<Expr>,
    /// Where.
    pub span: Span,
}

/// A fact.
#[derive(Debug)]
pub struct Fact {
    /// What a reader of evidence must know.
    pub spec: FactSpec,
    /// 来源
    pub source: Option<Arc<str>>,
    /// 依据
    pub basis: Option<Arc<str>>,
    /// What stands for a missing value.
    pub missing: Option<FactPolicy>,
    /// What stands for a value that does not apply.
    pub not_applicable: Option<FactPolicy>,
    /// The results of other schemes that it is: for a list by periods, those of its fields. Empty if files hold it.
    pub from: Vec<FromScheme>,
    /// The field by which the entries of a list are ordered, where that is not the order of the files.
    pub order: Option<usize>,
    /// Its declaration.
    pub span: Span,
}

/// What stands for an absent value of a fact.
#[derive(Debug)]
pub enum FactPolicy {
    /// A value.
    Value(Expr),
    /// Last year's value.
    LastYear,
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What kind.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Ty,
    /// Where it is written.
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A number in base units.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word of a category, a grade, or a text.
    Word(Arc<str>),
    /// A date.
    Date(Date),
    /// A day of the run.
    Day(DayOf),
    /// A fact of the ratee.
    Fact(FactId),
    /// Last year's value of a fact.
    LastYear(FactId),
    /// A field of the list entry at hand.
    Field(usize),
    /// 第几次: the how-manieth the entry at hand is among the ratee's entries with equal keys, from 1.
    Occurrence(Vec<Expr>),
    /// 同类数: how many of the ratee's entries have keys equal to those of the entry at hand.
    Occurrences(Vec<Expr>),
    /// A named value.
    Let(LetId),
    /// The final score of an item.
    Score(ItemId),
    /// The score of an item over its full marks.
    ScoreRate(ItemId),
    /// The rounded total, after effects.
    Total,
    /// The grade: before effects in conditions of effects on grades, else the final one.
    Grade,
    /// The rank.
    Rank,
    /// Whether any of these alerts is on.
    Alerts(Vec<AlertId>),
    /// Whose result it is: the identity in the evidence.
    Identity,
    /// The place of a word in an order of words that begins with the best, as a number: the best greatest.
    Standing(Box<Expr>, Arc<[Arc<str>]>),
    /// `-x`
    Negate(Box<Expr>),
    /// 非
    Not(Box<Expr>),
    /// `a + b`; the exponent of a power is a whole constant.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a ≥ b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// 且: false as soon as one part is false, whatever is missing in the others.
    And(Vec<Expr>),
    /// 或: true as soon as one part is true.
    Or(Vec<Expr>),
    /// The value of the first condition that holds, else the last; 若, 选择. No last value: none.
    Choose(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// Piecewise linear.
    Linear {
        /// What is measured.
        subject: Box<Expr>,
        /// Points (subject, value); two or more; keys strictly rising or falling.
        points: Vec<(Expr, Expr)>,
        /// Whether the end segments go on outside.
        extrapolate: bool,
    },
    /// The value of the first row that takes the subject; none if no row does.
    Bands(Box<Expr>, Vec<Band>),
    /// The part of the subject within each bracket, at the rate of that bracket.
    Brackets {
        /// What is measured.
        subject: Box<Expr>,
        /// Whether only whole steps of each bracket count.
        whole: bool,
        /// The brackets.
        rows: Vec<Bracket>,
    },
    /// The value of the first row whose keys equal the subjects; a row without keys takes all.
    Lookup(Vec<Expr>, Vec<LookupRow>),
    /// Raters: fact, weight. Value: `full · Σ weight · score / scale`.
    Raters {
        /// Rater's score and weight (a share of 1).
        rows: Vec<(Expr, Number)>,
        /// What stands for raters who are absent.
        absent: AbsentRater,
        /// Full marks of the item.
        full: Number,
        /// The best score that a rater gives.
        scale: Number,
    },
    /// The sum of the values whose conditions hold.
    Checklist(Vec<(Expr, Expr)>),
    /// Full marks if the condition holds, else 0.
    Meets(Box<Expr>, Number),
    /// `full · subject / target`.
    Attain(Box<Expr>, Box<Expr>, Number),
    /// A built-in function.
    Builtin(Builtin, Vec<Expr>),
    /// The cell of a table in the row of the keys.
    Table {
        /// The table.
        table: TableId,
        /// The column.
        column: usize,
        /// One for each key of the table.
        keys: Vec<Expr>,
    },
    /// A script with its arguments, each with the number of base units in one unit that the script sees.
    Script(ScriptId, Vec<Expr>),
    /// A figure over all ratees, or over those of the same group.
    Cohort(Box<CohortFigure>),
    /// A figure over the entries of a list.
    Entries(Box<EntryFigure>),
    /// Parts of an item joined in a ready-made way.
    Parts(Box<Parts>),
    /// A figure over values that are known one by one: children, facts of a group.
    Members {
        /// Which figure.
        function: Function,
        /// Each value with the condition under which it counts.
        values: Vec<(Expr, Option<Expr>)>,
        /// How much each value weighs, in a weighted figure; else empty.
        weights: Vec<Expr>,
        /// How many, which share: for figures that take one.
        parameter: Option<Box<Expr>>,
        /// A place from the least.
        ascending: bool,
        /// The value over nothing.
        if_empty: Option<Box<Expr>>,
    },
}

/// A row of bands.
#[derive(Clone, Debug)]
pub struct Band {
    /// Lower bound, and whether it belongs to the band.
    pub low: Option<(Expr, bool)>,
    /// Upper bound, and whether it belongs to the band.
    pub high: Option<(Expr, bool)>,
    /// For `≠ x`: all but this value.
    pub except: Option<Expr>,
    /// What it gives.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// The row.
    pub span: Span,
}

/// A bracket of 累进.
#[derive(Clone, Debug)]
pub struct Bracket {
    /// Where the counting begins.
    pub from: Expr,
    /// Where it ends; absent: nowhere.
    pub to: Option<Expr>,
    /// Whether it counts downwards from where it begins.
    pub down: bool,
    /// A step, in base units; above 0.
    pub each: Number,
    /// What a step gives.
    pub amount: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// The row.
    pub span: Span,
}

/// A row of a lookup.
#[derive(Clone, Debug)]
pub struct LookupRow {
    /// One constant per subject; empty: takes all.
    pub keys: Vec<Expr>,
    /// What it gives.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// The row.
    pub span: Span,
}

/// What stands for raters who are absent: their score is missing, does not apply, or is a figure over nothing.
#[derive(Clone, Debug)]
pub enum AbsentRater {
    /// Nothing: all of them are needed.
    Needed,
    /// Their weight is spread over the others.
    Rescaled,
    /// A score.
    Scores(Box<Expr>),
}

/// Least and greatest value of something.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Not below this; absent: no floor.
    pub floor: Option<Expr>,
    /// Not above this; absent: no cap.
    pub cap: Option<Expr>,
}

/// An item.
#[derive(Debug)]
pub struct Item {
    /// Names from the top, joined by dots.
    pub path: Arc<str>,
    /// Its own name.
    pub name: Arc<str>,
    /// What it is called.
    pub kind: ItemKind,
    /// 标签
    pub label: Option<Arc<str>>,
    /// The item that it is part of.
    pub parent: Option<ItemId>,
    /// Its parts.
    pub children: Vec<ItemId>,
    /// How it counts in its parent.
    pub marks: Marks,
    /// Its weight, where that differs between ratees.
    pub weight: Option<Expr>,
    /// Full marks: its points, 100 under weights, the sum of its parts if it says nothing.
    pub full: Number,
    /// What its score starts from.
    pub base: Base,
    /// Plus and minus lines.
    pub lines: Vec<Line>,
    /// Its rounding, if it says one.
    pub rounding: Option<(u32, Rounding)>,
    /// Its limits.
    pub limits: Limits,
    /// What happens if a needed fact is missing.
    pub missing: Option<ItemPolicy>,
    /// What happens if a needed fact does not apply.
    pub not_applicable: Option<ItemPolicy>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where it is written.
    pub span: Span,
    /// Its name in the file.
    pub name_span: Span,
}

/// How an item counts in its parent.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// Its score is added.
    Points(Number),
    /// Its score, of 100, is weighted: a share of 1.
    Weight(Number),
    /// Its score, of 100, is weighted by a share that is computed for each ratee: [`Item::weight`].
    Varying,
    /// Shown, not counted.
    Pilot,
}

/// What a score starts from.
#[derive(Debug)]
pub enum Base {
    /// The sum (or weighted sum) of the children.
    Children,
    /// An expression over the children.
    Combined(Expr),
    /// A rule.
    Rule(Expr),
    /// Nothing: lines alone.
    Zero,
}

/// What happens to an item that cannot be scored.
#[derive(Clone, Debug)]
pub enum ItemPolicy {
    /// It gets this score.
    Gives(Expr),
    /// It is left out; its weight is spread over what is left below an item (none: the whole scheme).
    LeaveOut(Option<ItemId>),
}

/// A plus or minus line, or lines under one limit.
#[derive(Debug)]
pub struct Line {
    /// Its label.
    pub name: Option<Arc<str>>,
    /// What it adds.
    pub kind: LineKind,
    /// Whether the amount is taken off.
    pub deduct: bool,
    /// Limits of what it adds or takes off, before the sign.
    pub limits: Limits,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// What a line adds.
#[derive(Debug)]
pub enum LineKind {
    /// An amount.
    Once(Expr),
    /// An amount if a condition holds.
    When(Expr, Expr),
    /// An amount for each step.
    Step {
        /// What is measured.
        value: Expr,
        /// The line, and whether what lies below it counts; else the value itself counts.
        line: Option<(bool, Expr)>,
        /// A step, in base units; above 0.
        each: Number,
        /// Whether only whole steps count.
        whole: bool,
        /// The amount of a step.
        amount: Expr,
    },
    /// An amount for each entry of a list.
    Entry {
        /// The list.
        list: FactId,
        /// Which entries.
        when: Option<Expr>,
        /// The amount, in terms of fields and facts.
        amount: Expr,
        /// Entries of the same matter, one rule after the other.
        same: Vec<Same>,
    },
    /// Lines under one limit.
    Together(Vec<Line>),
}

/// A bonus or a deduction.
#[derive(Debug)]
pub struct Adjustment {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it is taken off.
    pub deduction: bool,
    /// A rule to start from.
    pub base: Option<Expr>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its rounding, if it says one.
    pub rounding: Option<(u32, Rounding)>,
    /// Its limits; the floor is 0 unless said.
    pub limits: Limits,
    /// What it gives where a needed fact is missing.
    pub missing: Option<Expr>,
    /// What it gives where a needed fact does not apply.
    pub not_applicable: Option<Expr>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// A grade.
#[derive(Debug)]
pub struct Grade {
    /// Its name.
    pub name: Arc<str>,
    /// The line that the total must reach; without it and without a condition: all others.
    pub line: Option<(Comparison, Expr)>,
    /// A further condition.
    pub condition: Option<Expr>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// A named value.
#[derive(Debug)]
pub struct Let {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
}

/// A fact that a ratee lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// The fact.
    pub fact: FactId,
    /// Whether its value of last year is what is missing.
    pub last_year: bool,
}

impl Scheme {
    /// What stands for a fact in sentences.
    pub fn fact_name(&self, fact: FactId) -> &str {
        &self.facts[fact].spec.name
    }

    /// What is missing, called as the column of the evidence that would hold it.
    pub fn lack_name(&self, lack: Lack) -> String {
        let name = self.fact_name(lack.fact);
        if lack.last_year { format!("{name}.上年") } else { name.to_owned() }
    }

    /// A title for people: the full title, else the name.
    pub fn display_name(&self) -> Text {
        Text::same(self.title.as_deref().unwrap_or(&self.name))
    }
}
