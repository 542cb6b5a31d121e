//! Tests of a scheme, checked: facts and parts of the scheme by their indices, values in base units.

use super::{Comparison, FactId, ItemId};
use crate::number::Number;
use crate::source::Span;
use crate::unit::Date;
use std::sync::Arc;

/// A test.
#[derive(Debug)]
pub struct Test {
    /// What it shows.
    pub name: Arc<str>,
    /// Whether nobody has confirmed yet what it expects (待核).
    pub unconfirmed: bool,
    /// Whether it has no finding: only then can it run.
    pub sound: bool,
    /// The day that counts as today.
    pub today: Option<Date>,
    /// The ratees; one without a name if the test names none.
    pub ratees: Vec<TestRatee>,
    /// What is expected.
    pub expected: Vec<Expectation>,
    /// Its head.
    pub name_span: Span,
    /// All of it.
    pub span: Span,
}

/// A ratee of a test, with what is given of it.
#[derive(Clone, Debug, Default)]
pub struct TestRatee {
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Its facts.
    pub facts: Vec<GivenFact>,
    /// Scores that stand in place of what rules give.
    pub scores: Vec<(Scored, Number)>,
    /// 其余各项: for each item of the scheme, its score if nothing feeds it.
    pub rest: Option<Vec<Number>>,
}

/// A given fact.
#[derive(Clone, Debug)]
pub struct GivenFact {
    /// The fact.
    pub fact: FactId,
    /// Whether it is last year's value.
    pub last_year: bool,
    /// Its value.
    pub value: GivenValue,
    /// Where it is given.
    pub span: Span,
}

/// A given value.
#[derive(Clone, Debug, PartialEq)]
pub enum GivenValue {
    /// Nothing.
    Missing,
    /// It does not apply.
    NotApplicable,
    /// A number in base units.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word of a category, or a text.
    Word(Arc<str>),
    /// A date.
    Date(Date),
    /// The entries of a list: for each field of the list its value.
    Entries(Vec<Vec<GivenValue>>),
}

/// What has a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scored {
    /// An item.
    Item(ItemId),
    /// A bonus or a deduction, by its index; its points are signed.
    Adjustment(usize),
}

/// Something expected.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Of which ratee of the test.
    pub ratee: usize,
    /// What.
    pub kind: Expected,
    /// Where it is written.
    pub span: Span,
}

/// What may be expected.
#[derive(Clone, Debug)]
pub enum Expected {
    /// No total.
    Incomplete,
    /// No total, for lack of a fact.
    Lacks(FactId),
    /// A remark of this code.
    Note(Arc<str>),
    /// The rounded total.
    Total(Comparison, Number),
    /// A grade, by its index.
    Grade(Comparison, usize),
    /// Out of grading.
    NotGraded,
    /// A place.
    Rank(Comparison, Number),
    /// The last place.
    LastPlace,
    /// A score, exact.
    Score(Scored, Comparison, Number),
    /// An item is left out.
    LeftOut(ItemId),
    /// Whether a veto or another rule applies.
    Rule(usize, bool),
    /// No veto applies, or any does.
    AnyVeto(bool),
    /// Whether any of some alerts is on.
    Alert(Vec<usize>, bool),
    /// Whether eligibility is cancelled: for what; none: for anything.
    Eligibility(Option<Arc<str>>, bool),
    /// Whether an award is won, by the index of its quota.
    Award(usize, bool),
    /// Whether a consequence holds.
    Holds(usize, bool),
    /// The value of a consequence.
    Value(usize, Comparison, GivenValue),
    /// The value of the result of the ratee's group.
    GroupValue(usize, Comparison, GivenValue),
}
