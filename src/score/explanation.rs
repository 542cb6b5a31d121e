//! The derivation of one result, as data: what stands behind every figure, in the order of evaluation.
//!
//! It adds up: the value of a step is the sum of what its children count for, and the steps before the total
//! count for the total.

use super::Status;
use crate::diagnostic::CellPlace;
use crate::locale::Text;
use crate::number::Number;
use std::sync::Arc;

/// The derivation of one ratee's result.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The ratee.
    pub id: Arc<str>,
    /// The scheme.
    pub scheme: Text,
    /// Whether there is a result.
    pub status: Status,
    /// The steps, in the order of evaluation.
    pub steps: Vec<Step>,
}

/// One step of the derivation.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What kind of step.
    pub kind: StepKind,
    /// What it is about.
    pub title: Text,
    /// How it is computed: as the scheme says it.
    pub rule: Option<Text>,
    /// The clause (依据).
    pub basis: Option<Arc<str>>,
    /// The evidence that it rests on.
    pub evidence: Vec<Evidence>,
    /// Its value: a score, or for limits, roundings and effects the change that they make.
    pub value: Option<Number>,
    /// What it counts for in the step above, where that is not its value: a weighted score.
    pub counts: Option<Number>,
    /// Full marks.
    pub of: Option<Number>,
    /// A value that is no number: a grade, a place.
    pub text: Option<Text>,
    /// Limits that bit, what was missing, how far the next band is.
    pub notes: Vec<Text>,
    /// What it consists of.
    pub children: Vec<Step>,
}

/// Kinds of steps: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// An item.
    Item,
    /// The rule of an item, a bonus or a deduction.
    Rule,
    /// A plus or minus line.
    Line,
    /// A limit that changed a value.
    Limit,
    /// A bonus or a deduction.
    Adjustment,
    /// An effect of a veto or another rule.
    Effect,
    /// The total.
    Total,
    /// A rounding that changed a value.
    Rounding,
    /// The grade.
    Grade,
    /// A quota or an award.
    Quota,
    /// The rank.
    Rank,
    /// An alert.
    Alert,
    /// A consequence.
    Consequence,
    /// The result of the ratee's group.
    GroupResult,
    /// What is worth knowing and changes nothing.
    Note,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The fact.
    pub fact: Arc<str>,
    /// Its value as people write it, with its unit.
    pub value: Text,
    /// 来源
    pub source: Option<Arc<str>>,
    /// Where it was read.
    pub place: Option<CellPlace>,
}

impl Step {
    /// A step that says nothing yet but what it is about.
    pub fn new(kind: StepKind, title: Text) -> Self {
        Step {
            kind,
            title,
            rule: None,
            basis: None,
            evidence: vec![],
            value: None,
            counts: None,
            of: None,
            text: None,
            notes: vec![],
            children: vec![],
        }
    }

    /// What it counts for in the step above.
    pub fn counted(&self) -> Option<&Number> {
        self.counts.as_ref().or(self.value.as_ref())
    }
}
