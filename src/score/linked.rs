//! Evidence with the results of other schemes put in: those schemes are scored first, on the same files.
//!
//! A fact that is the result of a scheme gets it by identity; a list by periods gets one entry for each period that
//! the files have rows of, each from a run over the rows of that period alone. This module opens no file.

use super::claim::{Claim, claims};
use super::{Ratee, Scores, Status};
use crate::diagnostic::{Diagnostic, order};
use crate::evidence::{
    Cell, Column, Dated, FactColumn, Input, ListColumn, Reading, Table, periods, read_for,
};
use crate::locale::Text;
use crate::number::Number;
use crate::plan;
use crate::scheme::model::{Fact, FromScheme, ResultOf, Scheme};
use crate::source::Span;
use crate::text;
use crate::unit::{Date, FactType, Period};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// When a run takes place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    /// The day that counts as today.
    pub today: Option<Date>,
    /// The period that the run names.
    pub period: Option<Period>,
}

/// Reads the evidence of a scheme, with the results of other schemes that it takes as facts.
pub fn evidence(
    scheme: &Scheme,
    inputs: &[Input<'_>],
    moment: Moment,
    threads: usize,
) -> (Table, Vec<Diagnostic>) {
    let elsewhere = names(scheme);
    let mut linking = Linking {
        inputs,
        today: moment.today,
        threads,
        elsewhere,
        dated: None,
        done: BTreeMap::new(),
        problems: vec![],
    };
    let table = linking.table(scheme, moment.period);
    (table, order::sorted(linking.problems))
}

/// All names under which the scheme, and those that it uses, may have columns.
pub fn names(scheme: &Scheme) -> Vec<Arc<str>> {
    let mut all = Vec::new();
    add_names(scheme, &mut all);
    all
}

/// How the files of a scheme that takes no results of others are read.
pub fn reading<'a>(scheme: &Scheme, moment: Moment, elsewhere: &'a [Arc<str>]) -> Reading<'a> {
    let own = scheme.days.map(|(from, to)| Period::between(from, to));
    let (today, period) = (moment.today, moment.period.or(own));
    Reading { today, period, said: moment.period.is_some(), given: &[], elsewhere }
}

fn add_names(scheme: &Scheme, all: &mut Vec<Arc<str>>) {
    for fact in &scheme.facts {
        let mut add = |name: &Arc<str>| {
            all.extend([name.clone(), format!("{name}.上年").into(), format!("{name}.last_year").into()]);
        };
        add(&fact.spec.name);
        fact.spec.label.iter().for_each(&mut add);
        if let (FactType::List(fields), Some(_)) = (&fact.spec.ty, fact.spec.ty.period_field()) {
            fields
                .iter()
                .flat_map(|field| std::iter::once(&field.name).chain(&field.label))
                .for_each(&mut add);
        }
        fact.from.iter().for_each(|from| add_names(&from.scheme, all));
    }
}

/// The list of a scheme that has this name or label, and is not computed.
pub fn list_named<'s>(scheme: &'s Scheme, list: &str) -> Option<&'s Arc<str>> {
    let is_list = |fact: &&Fact| {
        matches!(fact.spec.ty, FactType::List(_))
            && fact.from.is_empty()
            && (&*fact.spec.name == list || fact.spec.label.as_deref() == Some(list))
    };
    scheme.facts.iter().find(is_list).map(|fact| &fact.spec.name)
}

/// The scheme and all that it uses, each once.
pub fn with_used(scheme: &Scheme) -> Vec<&Scheme> {
    let mut all = vec![scheme];
    let mut at = 0;
    while let Some(scheme) = all.get(at).copied() {
        for from in scheme.facts.iter().flat_map(|fact| &fact.from) {
            if !all.iter().any(|known| known.name_span == from.scheme.name_span) {
                all.push(&from.scheme);
            }
        }
        at += 1;
    }
    all
}

type Key = (Span, Option<(Date, Date)>, bool);

struct Linking<'a> {
    inputs: &'a [Input<'a>],
    today: Option<Date>,
    threads: usize,
    elsewhere: Vec<Arc<str>>,
    /// The periods of the files, once they are needed.
    dated: Option<Rc<Vec<Dated>>>,
    done: BTreeMap<Key, Rc<Results>>,
    problems: Vec<Diagnostic>,
}

/// The results of another scheme.
struct Results {
    rows: HashMap<Arc<str>, usize>,
    scores: Scores,
    /// Ratees that the scheme does not take; why, where nobody can say whether it does.
    outside: HashMap<Arc<str>, Option<Text>>,
}

impl Linking<'_> {
    /// The evidence of a scheme.
    fn table(&mut self, scheme: &Scheme, said: Option<Period>) -> Table {
        let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        let is_given = |at: &usize| !scheme.facts[*at].from.is_empty();
        let given: Vec<usize> = (0..specs.len()).filter(is_given).collect();
        let all = self.inputs;
        let inputs: Vec<Input<'_>> = all
            .iter()
            .filter_map(|input| match input.list {
                None => Some(*input),
                // A list that only other schemes have is not for this one.
                Some(list) => Some(Input { list: Some(list_named(scheme, list)?), ..*input }),
            })
            .collect();
        let moment = Moment { today: self.today, period: said };
        let reading = Reading { given: &given, ..reading(scheme, moment, &self.elsewhere) };
        let period = reading.period;
        let (mut table, problems) = read_for(&inputs, &specs, &reading);
        table.period = period;
        self.problems.extend(problems);
        for fact in given {
            match scheme.facts[fact].spec.ty {
                FactType::List(_) => self.fill_list(scheme, fact, &mut table, period),
                _ => self.fill(&scheme.facts[fact], fact, &mut table, said),
            }
        }
        table
    }

    /// The results of another scheme over all evidence, or over the rows of one period.
    fn results(
        &mut self,
        scheme: &Arc<Scheme>,
        period: Option<Period>,
        of_period: Option<&Dated>,
    ) -> Rc<Results> {
        let key = (scheme.name_span, period.map(|period| (period.from, period.to)), of_period.is_some());
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        let before = self.problems.len();
        let table = self.table(scheme, period);
        if of_period.is_some() {
            // That a file has no rows of one of several periods is no finding.
            let found = self.problems.split_off(before);
            self.problems.extend(found.into_iter().filter(|problem| problem.code.id != "H0836"));
        }
        let said = claims(scheme, &table, self.threads);
        let (mut rows, mut outside) = (Vec::new(), HashMap::new());
        for (row, claim) in said.iter().enumerate() {
            if of_period.is_some_and(|dated| !dated.ids.contains(&table.ids[row])) {
                continue;
            }
            let undecided = match claim {
                Claim::Yes => {
                    rows.push(row);
                    continue;
                }
                Claim::No => None,
                Claim::Unknown(why) => Some(why.told()),
            };
            outside.insert(Arc::from(&table.ids[row]), undecided);
        }
        let table = if rows.len() == table.ids.len() { table } else { table.select(&rows) };
        let scores = super::run(&plan::lower(scheme), &table, self.threads);
        let rows = table.ids.iter().enumerate().map(|(row, id)| (Arc::from(id), row)).collect();
        let done = Rc::new(Results { rows, scores, outside });
        self.done.insert(key, done.clone());
        done
    }

    /// A fact that is a result.
    fn fill(&mut self, declared: &Fact, fact: usize, table: &mut Table, said: Option<Period>) {
        let Some(from) = declared.from.first() else { return };
        let results = self.results(&from.scheme, said, None);
        let mut cells = Vec::with_capacity(table.ids.len());
        for (ratee, id) in table.ids.iter().enumerate() {
            let (cell, why) = results.cell(from, &declared.spec.ty, id);
            cells.push(cell);
            if let Some(why) = why {
                table.absences.insert((fact, ratee), why);
            }
        }
        let last_year = match table.facts.get_mut(fact) {
            Some(FactColumn::Scalar(column)) => column.last_year.take(),
            _ => None,
        };
        table.facts[fact] = FactColumn::Scalar(Column { cells, last_year, present: true });
    }

    /// A list by periods whose fields are results: an entry for each period of which the files have rows.
    fn fill_list(&mut self, scheme: &Scheme, fact: usize, table: &mut Table, last: Option<Period>) {
        let declared = &scheme.facts[fact];
        let FactType::List(fields) = &declared.spec.ty else { return };
        let dated = self.dated.get_or_insert_with(|| Rc::new(periods(self.inputs))).clone();
        let dated: Vec<&Dated> =
            dated.iter().filter(|dated| last.is_none_or(|last| dated.period.to <= last.to)).collect();
        let mut runs: Vec<Vec<Rc<Results>>> = Vec::new();
        for one in &dated {
            let of_one =
                declared.from.iter().map(|from| self.results(&from.scheme, Some(one.period), Some(one)));
            runs.push(of_one.collect());
        }
        let ratees = table.ids.len();
        let mut made = ListColumn {
            given: true,
            offsets: vec![0],
            absent: vec![dated.is_empty(); ratees],
            not_applicable: vec![false; ratees],
            bad: vec![None; ratees],
            fields: vec![vec![]; fields.len()],
            places: vec![],
        };
        for (ratee, id) in table.ids.iter().enumerate() {
            for (one, runs) in dated.iter().zip(&runs).filter(|(one, _)| one.ids.contains(id)) {
                for (at, field) in fields.iter().enumerate() {
                    let from = declared.from.iter().zip(runs).find(|(from, _)| from.field == Some(at));
                    let cell = match from {
                        None => Cell::Text(one.label.clone()),
                        Some((from, results)) => {
                            let (cell, why) = results.cell(from, &field.ty, id);
                            if let Some(why) = why {
                                let label = &one.label;
                                let why = text!("{label}：{0}", "{label}: {0}", why);
                                table.absences.entry((fact, ratee)).or_insert(why);
                            }
                            cell
                        }
                    };
                    made.fields[at].push(cell);
                }
                made.places.push((u32::MAX, 0));
            }
            made.offsets.push(made.places.len() as u32);
        }
        table.facts[fact] = FactColumn::List(made);
    }
}

impl Results {
    /// What is taken of the result of a ratee; if there is nothing, why.
    fn cell(&self, from: &FromScheme, ty: &FactType, id: &str) -> (Cell, Option<Text>) {
        let title = from.title();
        let Some(ratee) = self.rows.get(id).map(|row| &self.scores.ratees[*row]) else {
            let why = match self.outside.get(id) {
                Some(None) => text!("{0}：方案不适用于它", "{0}: the scheme does not apply to it", title),
                Some(Some(why)) => text!(
                    "{0}：不知道方案是否适用于它：{1}",
                    "{0}: nobody can say whether the scheme applies to it: {1}",
                    title,
                    why
                ),
                None => text!("{0}：没有它的数据", "{0}: there is no evidence of it", title),
            };
            return (Cell::Missing, Some(why));
        };
        match taken(from, ty, ratee) {
            Some(cell) => (cell, None),
            None => (Cell::Missing, Some(text!("{0}：{1}", "{0}: {1}", title, why(&from.scheme, ratee)))),
        }
    }
}

/// What is taken of a result.
fn taken(from: &FromScheme, ty: &FactType, ratee: &Ratee) -> Option<Cell> {
    let number = |number: Option<&Number>| number.cloned().map(Cell::Number);
    match &from.what {
        ResultOf::Total => number(ratee.total.as_ref()),
        ResultOf::ExactTotal => number(ratee.total_exact.as_ref()),
        ResultOf::Rank => ratee.rank.map(|(rank, _)| Cell::Number(Number::from(i64::from(rank)))),
        ResultOf::Item(item) => number(ratee.items.get(*item)?.score.as_ref()),
        ResultOf::Adjustment(at) => number(ratee.adjustments.get(*at)?.points.as_ref()),
        ResultOf::Grade => {
            let name = &from.scheme.grades.get(ratee.grade?)?.name;
            match ty {
                FactType::Category(words) => {
                    let at = words.iter().position(|word| word == name)?;
                    Some(Cell::Word(u32::try_from(at).ok()?))
                }
                _ => Some(Cell::Text(name.clone())),
            }
        }
    }
}

/// Why a result is absent.
fn why(scheme: &Scheme, ratee: &Ratee) -> Text {
    let missing: Vec<String> = ratee.missing.iter().map(|lack| scheme.lack_name(*lack)).collect();
    if !missing.is_empty() {
        return text!("没有结果，缺少{0}", "no result, {0} missing", Text::listed(&missing));
    }
    match (ratee.problems.first(), ratee.status) {
        (Some(problem), _) => text!("没有结果，{0}", "no result: {0}", problem.text),
        (None, Status::NotGraded) => text!("不定等次", "not graded"),
        (None, _) => text!("没有这一项", "there is none"),
    }
}
