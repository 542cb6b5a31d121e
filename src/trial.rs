//! The tests written in a scheme: each is evidence of its own, run through the one plan, and compared with what it
//! expects.
//!
//! What a test gives in place of rules enters the plan as columns ([`Stubs`](crate::plan::Stubs)); nothing is computed
//! in another way than ever. This module knows no file, no terminal and no form of output.

use crate::evidence::Table;
use crate::locale::Text;
use crate::plan::{self, Plan, Stubs};
use crate::scheme::model::{Comparison, Expectation, Expected, Scheme, Scored, Test, TestRatee};
use crate::score::{self, Scores, Traces};
use crate::source::Span;
use crate::unit::Date;
use coverage::Coverage;
use feeding::Feeding;
use std::sync::Arc;

mod compare;
pub mod coverage;
mod evidence;
mod feeding;
pub mod suggest;
mod untested;

pub use untested::{CODES, OPTIONAL, untested};

/// How a test ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// All is as expected.
    Passed,
    /// Something is not.
    Failed(Vec<Difference>),
    /// It has findings and was not run.
    Broken,
}

/// Something that is not as expected.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The ratee, if the test names several.
    pub ratee: Option<Arc<str>>,
    /// What it is about.
    pub what: Text,
    /// What the test expects.
    pub expected: Text,
    /// What came out.
    pub got: Text,
    /// Where the test says it.
    pub span: Span,
}

/// A test that was tried.
#[derive(Debug)]
pub struct Tried<'s> {
    /// The test.
    pub test: &'s Test,
    /// How it ended.
    pub verdict: Verdict,
    /// Expectations that only repeat a score that the test itself gives: they show nothing.
    pub hollow: Vec<Span>,
}

/// The tests of a scheme, run, and what they have tried of it.
#[derive(Debug)]
pub struct Trials<'s> {
    /// The tests, in the order of the scheme.
    pub tests: Vec<Tried<'s>>,
    /// What the confirmed ones have tried.
    pub coverage: Coverage,
}

/// Runs all tests of a scheme.
pub fn run(scheme: &Scheme) -> Trials<'_> {
    let feeding = Feeding::of(scheme);
    let mut coverage = Coverage::of(scheme);
    let tests = scheme.tests.iter().map(|test| one(scheme, &feeding, test, &mut coverage)).collect();
    Trials { tests, coverage }
}

fn one<'s>(scheme: &'s Scheme, feeding: &Feeding, test: &'s Test, coverage: &mut Coverage) -> Tried<'s> {
    if !test.sound {
        return Tried { test, verdict: Verdict::Broken, hollow: vec![] };
    }
    let run = Run::of(scheme, feeding, &test.ratees, test.today);
    let differences = compare::differences(scheme, test, &run.scores);
    if !test.unconfirmed {
        coverage.mark(&run);
    }
    let verdict = if differences.is_empty() { Verdict::Passed } else { Verdict::Failed(differences) };
    Tried { test, verdict, hollow: run.hollow(test) }
}

/// One run of what is given of some ratees.
struct Run<'s> {
    plan: Plan<'s>,
    stubs: Stubs,
    table: Table,
    scores: Scores,
    traces: Traces,
}

impl<'s> Run<'s> {
    fn of(scheme: &'s Scheme, feeding: &Feeding, ratees: &[TestRatee], today: Option<Date>) -> Self {
        let table = Table { today, ..evidence::table(scheme, ratees) };
        let stubs = feeding.stubs(scheme, ratees);
        let plan = plan::lower_with(scheme, stubs.clone());
        let (scores, traces) = score::trace(&plan, &table);
        Run { plan, stubs, table, scores, traces }
    }

    /// Expectations of scores that are given, and that no effect changed.
    fn hollow(&self, test: &Test) -> Vec<Span> {
        let repeats = |expected: &&Expectation| {
            let Expected::Score(scored, Comparison::Equal, score) = &expected.kind else { return false };
            let column = match scored {
                Scored::Item(item) => self.stubs.items.get(item),
                Scored::Adjustment(at) => self.stubs.adjustments.get(at),
            };
            column.and_then(|column| column.get(expected.ratee)) == Some(&Some(score.clone()))
        };
        let mut spans: Vec<Span> =
            test.expected.iter().filter(repeats).map(|expected| expected.span).collect();
        spans.dedup();
        spans
    }
}
