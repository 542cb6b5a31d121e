//! What a script comes to when it is laid out in columns: a list of steps without branches, loops or names.
//!
//! It is the same as the script in one direction, and that is all that is needed: **where the last step has a value, the
//! script has that very value.** Where it has none (a division by zero, a number that has grown too long), the script
//! itself is asked, and says what is wrong in its own words. So each step only has to need whatever the script would
//! have computed before it came so far: [`Builder::after`]. It must never know how steps are run.

use crate::number::{Comparison, Number, Rounding};
use std::collections::HashSet;
use std::sync::Arc;

/// Index into [`Formula::steps`].
pub type StepId = usize;

/// What kind of value stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// Yes or no.
    Truth,
    /// One of some short words.
    Word,
    /// Not known before the script runs.
    Unknown,
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A step. What it needs stands before it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// An argument of the script.
    Parameter(usize),
    /// A number.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A text.
    Word(Arc<str>),
    /// `-a`
    Negate(StepId),
    /// `!a`
    Not(StepId),
    /// `a ∘ b`
    Arithmetic(Operator, StepId, StepId),
    /// Whether `a` stands so to `b`.
    Compare(Comparison, StepId, StepId),
    /// Both; the first cannot fail.
    And(StepId, StepId),
    /// One of both; the first cannot fail.
    Or(StepId, StepId),
    /// The value of the first condition that holds, else the last resort, else none. Only what is chosen is needed, and
    /// the conditions up to it.
    Choose {
        /// Condition and value.
        arms: Vec<(StepId, StepId)>,
        /// Where no condition holds.
        otherwise: Option<StepId>,
    },
    /// The last one, once all the others have a value.
    After(Vec<StepId>, StepId),
    /// Rounded to places.
    Round(StepId, u32, Rounding),
    /// Greatest whole number not above.
    Floor(StepId),
    /// Least whole number not below.
    Ceil(StepId),
    /// Towards zero to a whole number.
    Truncate(StepId),
    /// Without sign.
    Abs(StepId),
    /// Greatest.
    Max(Vec<StepId>),
    /// Least.
    Min(Vec<StepId>),
}

impl Step {
    /// Shows the steps that it reads.
    pub fn parts(&self, see: &mut dyn FnMut(StepId)) {
        match self {
            Step::Parameter(_) | Step::Number(_) | Step::Truth(_) | Step::Word(_) => {}
            Step::Negate(a)
            | Step::Not(a)
            | Step::Round(a, ..)
            | Step::Floor(a)
            | Step::Ceil(a)
            | Step::Truncate(a)
            | Step::Abs(a) => see(*a),
            Step::Arithmetic(_, a, b) | Step::Compare(_, a, b) | Step::And(a, b) | Step::Or(a, b) => {
                see(*a);
                see(*b);
            }
            Step::Max(all) | Step::Min(all) => all.iter().copied().for_each(see),
            Step::After(needs, value) => needs.iter().chain([value]).copied().for_each(see),
            Step::Choose { arms, otherwise } => {
                arms.iter().flat_map(|(when, value)| [*when, *value]).chain(*otherwise).for_each(see);
            }
        }
    }
}

/// A script in columns. Every argument is needed, whether a step reads it or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The steps, what is read before what reads it; some may be read by none.
    pub steps: Vec<Step>,
    /// What each step holds; those of the arguments come first.
    pub kinds: Vec<Kind>,
    /// The step whose value is that of the script.
    pub result: StepId,
    /// The kind of that value.
    pub kind: Kind,
}

/// Steps in the making.
#[derive(Default)]
pub(super) struct Builder {
    steps: Vec<Step>,
    kinds: Vec<Kind>,
    /// Whether the script cannot fail there, once its arguments are given.
    sure: Vec<bool>,
}

impl Builder {
    pub(super) fn kind(&self, step: StepId) -> Kind {
        self.kinds[step]
    }

    pub(super) fn step(&self, step: StepId) -> &Step {
        &self.steps[step]
    }

    pub(super) fn is_sure(&self, step: StepId) -> bool {
        self.sure[step]
    }

    pub(super) fn push(&mut self, step: Step, kind: Kind) -> StepId {
        let all = |ids: &[StepId]| ids.iter().all(|id| self.sure[*id]);
        let sure = match &step {
            Step::Parameter(_) | Step::Number(_) | Step::Truth(_) | Step::Word(_) => true,
            Step::Negate(a) | Step::Not(a) | Step::Abs(a) | Step::Floor(a) | Step::Ceil(a) => all(&[*a]),
            Step::Round(a, places, _) => *places == 0 && all(&[*a]),
            Step::Compare(_, a, b) | Step::And(a, b) | Step::Or(a, b) => all(&[*a, *b]),
            Step::Max(ids) | Step::Min(ids) => all(ids),
            Step::Choose { arms, otherwise } => {
                arms.iter().all(|(when, value)| all(&[*when, *value]))
                    && otherwise.is_some_and(|otherwise| all(&[otherwise]))
            }
            // A number may outgrow the limits of the room.
            Step::Arithmetic(..) | Step::Truncate(_) | Step::After(..) => false,
        };
        self.steps.push(step);
        self.kinds.push(kind);
        self.sure.push(sure);
        self.steps.len() - 1
    }

    pub(super) fn truth(&mut self, truth: bool) -> StepId {
        self.push(Step::Truth(truth), Kind::Truth)
    }

    /// `value`, if all that the script computes before it, `needs`, can be computed.
    pub(super) fn after(&mut self, needs: &[StepId], value: StepId) -> StepId {
        let asked = self.always_asked(value);
        let mut needs: Vec<StepId> =
            needs.iter().copied().filter(|need| !self.sure[*need] && !asked.contains(need)).collect();
        needs.sort_unstable();
        needs.dedup();
        if needs.is_empty() { value } else { self.push(Step::After(needs, value), self.kinds[value]) }
    }

    /// The steps without whose values a step has none, whatever the data.
    fn always_asked(&self, step: StepId) -> HashSet<StepId> {
        let (mut asked, mut open) = (HashSet::new(), vec![step]);
        while let Some(step) = open.pop() {
            if !asked.insert(step) {
                continue;
            }
            match &self.steps[step] {
                Step::Choose { arms, .. } => open.extend(arms.first().map(|(when, _)| *when)),
                // A no settles an `and` without its other half.
                Step::And(..) | Step::Or(..) => {}
                other => other.parts(&mut |part| open.push(part)),
            }
        }
        asked
    }

    pub(super) fn finish(self, result: StepId) -> Formula {
        let kind = self.kinds[result];
        Formula { steps: self.steps, kinds: self.kinds, result, kind }
    }
}
