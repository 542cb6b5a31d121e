//! The tests written in a scheme: each is evidence of its own, run through the one plan, and compared with what it
//! expects.
//!
//! What a test gives in place of rules enters the plan as columns ([`Stubs`](crate::plan::Stubs)); nothing is computed
//! in another way than ever. This module knows no file, no terminal and no form of output.

use crate::locale::Text;
use crate::plan;
use crate::scheme::model::{Scheme, Test};
use crate::score;
use crate::source::Span;
use feeding::Feeding;
use std::sync::Arc;

mod compare;
mod evidence;
mod feeding;

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
}

/// Runs all tests of a scheme.
pub fn run(scheme: &Scheme) -> Vec<Tried<'_>> {
    let feeding = Feeding::of(scheme);
    scheme.tests.iter().map(|test| one(scheme, &feeding, test)).collect()
}

fn one<'s>(scheme: &'s Scheme, feeding: &Feeding, test: &'s Test) -> Tried<'s> {
    if !test.sound {
        return Tried { test, verdict: Verdict::Broken };
    }
    let table = evidence::table(scheme, &test.ratees);
    let plan = plan::lower_with(scheme, feeding.stubs(scheme, &test.ratees));
    let (scores, _) = score::trace(&plan, &table);
    let differences = compare::differences(scheme, test, &scores);
    let verdict = if differences.is_empty() { Verdict::Passed } else { Verdict::Failed(differences) };
    Tried { test, verdict }
}
