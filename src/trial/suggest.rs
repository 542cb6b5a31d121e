//! Suggestions: tests for what no test has tried yet. For each such part, evidence at its bounds is made and run; what
//! comes out is proposed as an unconfirmed test, for a person to confirm.

use super::coverage::{Coverage, Kind};
use super::feeding::Feeding;
use super::{Run, Trials};
use crate::locale::Lang;
use crate::number::Number;
use crate::plan::{self, OpKind};
use crate::scheme::model::{
    Comparison, DayOf, Expected, FactId, GivenFact, GivenValue, Scheme, Scored, TestRatee,
};
use crate::score::{Outcome, Ratee, Status};
use crate::unit::Date;
use candidates::{Candidates, Slot};
use std::sync::Arc;

mod candidates;
mod owner;

use owner::Owner;

/// A test that is proposed.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What it is about: an item, a rule, a result …
    pub path: Arc<str>,
    /// The facts that set it apart, with their values; none for one about grades.
    pub about: Vec<(FactId, bool, GivenValue)>,
    /// What is given, one ratee or several.
    pub ratees: Vec<TestRatee>,
    /// What everything else of each of them has of its full marks.
    pub factors: Vec<Number>,
    /// What came out, of which ratee.
    pub expected: Vec<(usize, Expected)>,
    /// The day that counts as today, where the scheme asks for it.
    pub today: Option<Date>,
}

/// Values of facts, and what everything else has of its full marks.
#[derive(Clone)]
struct Assignment {
    values: Vec<(Slot, GivenValue)>,
    varied: Vec<usize>,
    factor: Number,
}

/// The most assignments that are tried for one part of a scheme.
const MOST: usize = 600;
/// Numbers of ratees that are tried where a figure over others decides.
const SEVERAL: [usize; 6] = [2, 3, 5, 8, 13, 21];

/// Tests for what the tests of a scheme have not tried. Texts that are made up are in the language of its keywords.
pub fn suggest(scheme: &Scheme, trials: &Trials<'_>, keywords: Lang) -> Vec<Suggestion> {
    let feeding = Feeding::of(scheme);
    let coverage = trials.coverage.clone();
    let mut search = Search { scheme, keywords, feeding, coverage, today: last_day(scheme), found: vec![] };
    for owner in owner::all(scheme) {
        if search.is_open(owner.path(scheme)) {
            search.owner(owner);
        }
    }
    search.found
}

/// The last day of the period, if anything in the scheme asks what day it is.
fn last_day(scheme: &Scheme) -> Option<Date> {
    let plan = plan::lower(scheme);
    let programs = (0..plan.ops.len()).filter_map(|reg| plan.program(reg)).flat_map(|program| &program.ops);
    let asks = plan.ops.iter().chain(programs).any(|op| matches!(op.kind, OpKind::Day(DayOf::Today)));
    scheme.days.map(|(_, to)| to).filter(|_| asks)
}

struct Search<'s> {
    scheme: &'s Scheme,
    keywords: Lang,
    feeding: Feeding,
    coverage: Coverage,
    today: Option<Date>,
    found: Vec<Suggestion>,
}

impl Search<'_> {
    /// Whether anything of a part is still to be tried.
    fn is_open(&self, path: &Arc<str>) -> bool {
        self.coverage.sites.iter().any(|site| !site.covered && site.path == *path)
    }

    fn owner(&mut self, owner: Owner) {
        let needs = owner::needs(self.scheme, owner);
        let candidates: Vec<Candidates> = needs
            .slots
            .iter()
            .map(|slot| {
                let (exprs, lines) = (owner.exprs(self.scheme), owner.lines(self.scheme));
                candidates::of(self.scheme, *slot, &exprs, lines, self.keywords)
            })
            .collect();
        let assignments = self.assignments(&candidates, owner);
        // Where others decide, each is alone in its run.
        let by_quota = owner.needs_total() && !self.scheme.quotas.is_empty();
        let together = if needs.over_others || by_quota { 1 } else { 64 };
        for chunk in assignments.chunks(together) {
            if !self.is_open(owner.path(self.scheme)) {
                return;
            }
            let ratees: Vec<TestRatee> = chunk.iter().map(|one| self.ratee(one, owner, None)).collect();
            let run = Run::of(self.scheme, &self.feeding, &ratees, self.today);
            for (row, assignment) in chunk.iter().enumerate() {
                let mut after = self.coverage.clone();
                after.mark_row(&run, row);
                if gains(&self.coverage, &after, owner.path(self.scheme)) {
                    let given = vec![(ratees[row].clone(), assignment.factor.clone())];
                    self.keep(owner, assignment, given, &[&run.scores.ratees[row]], &after);
                }
            }
        }
        if needs.over_others {
            self.several(owner, &candidates, &assignments[0]);
        }
    }

    /// Ratees with values that fall by steps, so many as are needed. For a quota, from each level of everything else.
    fn several(&mut self, owner: Owner, candidates: &[Candidates], base: &Assignment) {
        let levels = if matches!(owner, Owner::Quota(_)) { self.factors() } else { vec![] };
        for level in std::iter::once(Number::ONE).chain(levels) {
            for count in SEVERAL {
                if !self.is_open(owner.path(self.scheme)) {
                    return;
                }
                let given: Vec<(TestRatee, Number)> =
                    (0..count).map(|number| self.lower(owner, candidates, base, &level, number)).collect();
                let ratees: Vec<TestRatee> = given.iter().map(|(ratee, _)| ratee.clone()).collect();
                let run = Run::of(self.scheme, &self.feeding, &ratees, self.today);
                let mut after = self.coverage.clone();
                (0..count).for_each(|row| after.mark_row(&run, row));
                if gains(&self.coverage, &after, owner.path(self.scheme)) {
                    let results: Vec<&Ratee> = run.scores.ratees.iter().collect();
                    self.keep(owner, base, given, &results, &after);
                }
            }
        }
    }

    /// One of several ratees: so many steps below the first, in its totals too where ranks go by them.
    fn lower(
        &self,
        owner: Owner,
        candidates: &[Candidates],
        base: &Assignment,
        level: &Number,
        number: usize,
    ) -> (TestRatee, Number) {
        let mut one = base.clone();
        one.factor = level.clone();
        if owner.needs_total() {
            let fall = &Number::power_of_ten(-2) * &Number::from(number as i64);
            one.factor = &one.factor - &fall;
        }
        for (at, (slot, value)) in one.values.iter_mut().enumerate() {
            *value = candidates[at].lower(self.scheme, *slot, value, number);
        }
        (self.ratee(&one, owner, Some((number + 1).to_string().into())), one.factor)
    }

    /// One by one, then two by two, from a first value of each fact; with each level of everything else.
    fn assignments(&self, candidates: &[Candidates], owner: Owner) -> Vec<Assignment> {
        let first = |one: &Candidates| one.values.first().cloned().unwrap_or(GivenValue::Missing);
        let base = Assignment {
            values: candidates.iter().map(|one| (one.slot, first(one))).collect(),
            varied: (0..candidates.len()).collect(),
            factor: Number::ONE,
        };
        let mut all = vec![base.clone()];
        if owner.reads_total() {
            all.extend(self.factors().into_iter().map(|factor| Assignment {
                factor,
                varied: vec![],
                ..base.clone()
            }));
        }
        for (at, one) in candidates.iter().enumerate() {
            for value in one.values.iter().skip(1) {
                let mut next = base.clone();
                next.values[at].1 = value.clone();
                next.varied = vec![at];
                all.push(next);
            }
        }
        for (a, one) in candidates.iter().enumerate() {
            for (b, other) in candidates.iter().enumerate().skip(a + 1) {
                for x in one.values.iter().skip(1) {
                    for y in other.values.iter().skip(1) {
                        let mut next = base.clone();
                        (next.values[a].1, next.values[b].1) = (x.clone(), y.clone());
                        next.varied = vec![a, b];
                        all.push(next);
                        if all.len() >= MOST {
                            return all;
                        }
                    }
                }
            }
        }
        all
    }

    /// Shares of full marks at the lines of the grades, and one step below.
    fn factors(&self) -> Vec<Number> {
        let scheme = self.scheme;
        let step = Number::power_of_ten(-i32::try_from(scheme.rounding.0).unwrap_or(2));
        let lines = scheme.grades.iter().filter_map(|grade| match &grade.line.as_ref()?.1.kind {
            crate::scheme::model::ExprKind::Number(line) => Some(line.clone()),
            _ => None,
        });
        lines
            .flat_map(|line| [line.clone(), &line - &step])
            .filter_map(|total| total.divide(&scheme.full))
            .collect()
    }

    fn ratee(&self, one: &Assignment, owner: Owner, name: Option<Arc<str>>) -> TestRatee {
        let span = self.scheme.items.first().map_or(owner.span(self.scheme), |item| item.span);
        let facts: Vec<GivenFact> = one
            .values
            .iter()
            .map(|((fact, last_year), value)| GivenFact {
                fact: *fact,
                last_year: *last_year,
                value: value.clone(),
                span,
            })
            .collect();
        let rest: Vec<Number> = self.scheme.items.iter().map(|item| &item.full * &one.factor).collect();
        let mut ratee = TestRatee { name, facts, scores: vec![], rest: Some(rest.clone()) };
        if owner.needs_total() {
            // Items that the same facts feed would lack others.
            let fed = self.feeding.fed_leaves(self.scheme, &ratee);
            ratee.scores = fed.into_iter().map(|item| (Scored::Item(item), rest[item].clone())).collect();
        }
        ratee
    }

    fn keep(
        &mut self,
        owner: Owner,
        one: &Assignment,
        given: Vec<(TestRatee, Number)>,
        results: &[&Ratee],
        after: &Coverage,
    ) {
        let expected: Vec<(usize, Expected)> = results
            .iter()
            .enumerate()
            .flat_map(|(at, result)| {
                owner.expected(self.scheme, result).into_iter().map(move |expected| (at, expected))
            })
            .collect();
        if expected.is_empty() {
            return;
        }
        let (ratees, factors) = given.into_iter().unzip();
        let about = one.varied.iter().filter_map(|at| one.values.get(*at));
        self.found.push(Suggestion {
            path: owner.path(self.scheme).clone(),
            about: about.map(|((fact, last_year), value)| (*fact, *last_year, value.clone())).collect(),
            ratees,
            factors,
            expected,
            today: self.today,
        });
        self.coverage = after.clone();
    }
}

/// Whether a part has been tried further.
fn gains(before: &Coverage, after: &Coverage, path: &Arc<str>) -> bool {
    let of = |site: &&super::coverage::Site| site.path == *path && site.kind != Kind::Items && site.covered;
    let items =
        |site: &&super::coverage::Site| site.path == *path && site.kind == Kind::Items && site.covered;
    after.sites.iter().filter(of).count() > before.sites.iter().filter(of).count()
        || after.sites.iter().filter(items).count() > before.sites.iter().filter(items).count()
}

/// What came out of a ratee, as expectations.
fn of_total(result: &Ratee) -> Vec<Expected> {
    match (&result.total, result.grade, result.status) {
        (None, ..) => vec![],
        (Some(total), None, Status::NotGraded) => {
            vec![Expected::Total(Comparison::Equal, total.clone()), Expected::NotGraded]
        }
        (Some(total), grade, _) => {
            let grade = grade.map(|grade| Expected::Grade(Comparison::Equal, grade));
            std::iter::once(Expected::Total(Comparison::Equal, total.clone())).chain(grade).collect()
        }
    }
}

fn outcome(outcome: &Outcome) -> GivenValue {
    match outcome {
        Outcome::Number(number) => GivenValue::Number(number.clone()),
        Outcome::Word(word) => GivenValue::Word(word.clone()),
        Outcome::Truth(truth) => GivenValue::Truth(*truth),
    }
}
