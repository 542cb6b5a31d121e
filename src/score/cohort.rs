//! Figures over ratees: what a barrier computes once the stage before is done for all.

use super::faults;
use super::figure::{Asked, numbers};
use super::statistics::{self, Lack, Scale};
use super::value::{Gap, Key, Value, gaps, group_key};
use crate::number::Number;
use crate::scheme::model::Function;
use crate::text;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// Which figure over ratees, and how.
#[derive(Clone, Copy)]
pub struct Question<'v> {
    /// Which.
    pub function: Function,
    /// A place from the least.
    pub ascending: bool,
    /// Ranks without gaps after ties.
    pub dense: bool,
    /// Whether the ratee itself stands aside.
    pub others: bool,
    /// The part of the scheme.
    pub path: &'v Arc<str>,
}

/// The whole columns that a figure reads.
pub struct Columns<'v> {
    /// Of what; absent for a plain count.
    pub value: Option<&'v [Value]>,
    /// Among those with an equal value.
    pub by: Option<&'v [Value]>,
    /// Among those for whom this holds.
    pub when: Option<&'v [Value]>,
    /// Over nobody.
    pub if_empty: Option<&'v [Value]>,
    /// How much each weighs.
    pub weight: Option<&'v [Value]>,
    /// How many, which share.
    pub parameter: Option<&'v [Value]>,
}

impl Columns<'_> {
    /// Whether a ratee takes part: its value and its weight are there and its condition holds.
    fn takes_part(&self, row: usize) -> bool {
        self.value.is_none_or(|value| value[row].is_present())
            && self.when.is_none_or(|when| when[row] == Value::Truth(true))
            && self.by.is_none_or(|by| by[row].is_present())
            && self.weight.is_none_or(|weight| weight[row].is_present())
    }
}

/// Ratees by their group.
struct Groups {
    /// Of each row; none where the key is absent.
    of: Vec<Option<usize>>,
    /// Those of each group that take part.
    members: Vec<Vec<usize>>,
}

fn groups(columns: &Columns<'_>, rows: usize) -> Groups {
    // The order of groups comes from the rows; the map only finds them.
    let mut index: HashMap<Option<Key>, usize> = HashMap::new();
    let mut of: Vec<Option<usize>> = Vec::with_capacity(rows);
    let mut members: Vec<Vec<usize>> = Vec::new();
    for row in 0..rows {
        let group = group_key(columns.by.map(|by| &by[row])).map(|key| {
            *index.entry(key).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            })
        });
        if let (Some(group), true) = (group, columns.takes_part(row)) {
            members[group].push(row);
        }
        of.push(group);
    }
    Groups { of, members }
}

/// The figure of every ratee.
pub fn cohort(question: Question<'_>, columns: &Columns<'_>, rows: usize) -> Vec<Value> {
    let groups = groups(columns, rows);
    match question.function {
        Function::Rank => ranks(question, columns, &groups),
        relative if relative.is_relative() => places(question, columns, &groups),
        _ if question.others => others(question, columns, &groups),
        _ => {
            // All of a group with the same parameter have the same figure; over nothing each has its own.
            let mut known: HashMap<(usize, Option<Key>), Value> = HashMap::new();
            let nothing = columns.if_empty.map(|_| &Value::LeftOut);
            let figure = |row: usize| {
                let Some(group) = groups.of[row] else { return absent(columns.by, row) };
                let own = columns.parameter.map(|parameter| &parameter[row]);
                if own.is_some_and(|own| !own.is_present()) {
                    let if_empty = columns.if_empty.map(|if_empty| &if_empty[row]);
                    return aggregate(question, columns, &groups.members[group], row, if_empty);
                }
                let parameter = own.and_then(Value::key);
                let compute = || aggregate(question, columns, &groups.members[group], row, nothing);
                match (known.entry((group, parameter)).or_insert_with(compute), columns.if_empty) {
                    (Value::LeftOut, Some(if_empty)) => if_empty[row].clone(),
                    (found, _) => found.clone(),
                }
            };
            (0..rows).map(figure).collect()
        }
    }
}

/// The value for a ratee who is in no group.
fn absent(by: Option<&[Value]>, row: usize) -> Value {
    by.and_then(|by| gaps([&by[row]])).unwrap_or(Value::LeftOut)
}

/// A figure over some ratees; `row` is the one that it is for.
fn aggregate(
    question: Question<'_>,
    columns: &Columns<'_>,
    members: &[usize],
    row: usize,
    if_empty: Option<&Value>,
) -> Value {
    let one = Value::Truth(true);
    let mut members = members.to_vec();
    if question.function == Function::Names {
        // A list that people read must not depend on the order of rows.
        let shown = |row: &usize| columns.value.map(|value| &value[*row]);
        members.sort_by(|a, b| written_order(shown(a), shown(b)));
    }
    let values: Vec<&Value> =
        members.iter().map(|row| columns.value.map_or(&one, |value| &value[*row])).collect();
    let weights: Vec<&Value> =
        columns.weight.map_or(vec![], |weight| members.iter().map(|row| &weight[*row]).collect());
    asked(question, columns, row, if_empty).over(&values, &weights)
}

fn asked<'v>(
    question: Question<'v>,
    columns: &Columns<'v>,
    row: usize,
    if_empty: Option<&'v Value>,
) -> Asked<'v> {
    let parameter = columns.parameter.map(|parameter| &parameter[row]);
    Asked {
        function: question.function,
        parameter,
        ascending: question.ascending,
        if_empty,
        path: question.path,
    }
}

/// Numbers by size, dates by day, words as they are written.
pub fn written_order(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    a.and_then(Value::key).cmp(&b.and_then(Value::key))
}

/// Figures over all but the ratee itself. Sums and extremes of a group are computed once, the others each time.
fn others(question: Question<'_>, columns: &Columns<'_>, groups: &Groups) -> Vec<Value> {
    let mut wholes: Vec<Option<Whole<'_>>> = groups.members.iter().map(|_| None).collect();
    let quick = matches!(question.function, Function::Sum | Function::Mean | Function::Max | Function::Min);
    let figure = |row: usize| {
        let Some(group) = groups.of[row] else { return absent(columns.by, row) };
        let if_empty = columns.if_empty.map(|if_empty| &if_empty[row]);
        let members = &groups.members[group];
        if let (true, Some(value)) = (quick, columns.value) {
            let whole = wholes[group].get_or_insert_with(|| Whole::of(value, members));
            if let Some(numbers) = &whole.sorted {
                let own = columns.takes_part(row).then(|| value[row].number()).flatten();
                let found = whole.without(question.function, numbers, own);
                return asked(question, columns, row, if_empty).settle(found);
            }
        }
        let rest: Vec<usize> = members.iter().copied().filter(|other| *other != row).collect();
        aggregate(question, columns, &rest, row, if_empty)
    };
    (0..groups.of.len()).map(figure).collect()
}

/// What figures over the others need of a whole group.
struct Whole<'v> {
    sorted: Option<Vec<&'v Number>>,
    sum: Number,
}

impl<'v> Whole<'v> {
    fn of(value: &'v [Value], members: &[usize]) -> Self {
        let values: Vec<&Value> = members.iter().map(|row| &value[*row]).collect();
        let sorted = numbers(&values).map(|mut numbers| {
            numbers.sort();
            numbers
        });
        let sum = sorted.iter().flatten().map(|number| (*number).clone()).sum();
        Whole { sorted, sum }
    }

    fn without(&self, function: Function, sorted: &[&Number], own: Option<&Number>) -> Result<Number, Lack> {
        let sum = own.map_or(self.sum.clone(), |own| &self.sum - own);
        let count = Number::from(sorted.len() as i64 - i64::from(own.is_some()));
        if count.is_zero() {
            return Err(Lack::Nothing);
        }
        // One of those that equal the own value goes out.
        let at_end = |place: Option<usize>, next: Option<usize>| {
            let best = place.and_then(|at| sorted.get(at));
            let taken = if best.is_some() && best.copied() == own { next } else { place };
            taken.and_then(|at| sorted.get(at)).map(|number| (*number).clone()).ok_or(Lack::Nothing)
        };
        let end = sorted.len();
        match function {
            Function::Sum => Ok(sum),
            Function::Mean => sum.divide(&count).ok_or(Lack::Nothing),
            Function::Max => at_end(end.checked_sub(1), end.checked_sub(2)),
            _ => at_end(Some(0), Some(1)),
        }
    }
}

/// Why a ratee has no place among others: its value or condition is absent, or it does not take part.
fn outside(question: Question<'_>, columns: &Columns<'_>, row: usize) -> Value {
    let reasons = [columns.value, columns.when, columns.by].into_iter().flatten().map(|column| &column[row]);
    let if_empty = || columns.if_empty.map(|if_empty| if_empty[row].clone());
    let path = question.path;
    gaps(reasons).or_else(if_empty).unwrap_or_else(|| {
        Gap::fault(
            &faults::OVER_NOTHING,
            path,
            text!("「{path}」的名次里不包括自己", "the rank in `{path}` does not include this one"),
        )
    })
}

/// Where each ratee stands in its group: standard scores and their like.
fn places(question: Question<'_>, columns: &Columns<'_>, groups: &Groups) -> Vec<Value> {
    let Some(value) = columns.value else { return vec![Value::LeftOut; groups.of.len()] };
    let scales: Vec<Option<Scale<'_>>> = groups
        .members
        .iter()
        .map(|members| {
            let values: Vec<&Value> = members.iter().map(|row| &value[*row]).collect();
            numbers(&values).map(|numbers| Scale::of(question.function, numbers))
        })
        .collect();
    let place = |row: usize| {
        let Some(group) = groups.of[row].filter(|_| columns.takes_part(row)) else {
            return outside(question, columns, row);
        };
        let (Some(scale), Some(own)) = (&scales[group], value[row].number()) else {
            return super::lacking::wrong_kind(question.path);
        };
        let if_empty = columns.if_empty.map(|if_empty| &if_empty[row]);
        let found = scale.place(question.function, own, question.ascending);
        asked(question, columns, row, if_empty).settle(found)
    };
    (0..groups.of.len()).map(place).collect()
}

/// Ranks: those with equal values share the best place, and the next place counts them all (1, 2, 2, 4), or, dense,
/// goes on with the next number (1, 2, 2, 3).
fn ranks(question: Question<'_>, columns: &Columns<'_>, groups: &Groups) -> Vec<Value> {
    let mut places: Vec<Option<Value>> = vec![None; groups.of.len()];
    for group in &groups.members {
        let number = |row: usize| columns.value.and_then(|value| value[row].number());
        let mut order: Vec<usize> = group.iter().copied().filter(|row| number(*row).is_some()).collect();
        let compare = |a: &usize, b: &usize| {
            let by_value = number(*a).cmp(&number(*b));
            if question.ascending { by_value } else { by_value.reverse() }
        };
        order.sort_by(compare);
        let mut place = 1_i64;
        for (at, row) in order.iter().enumerate() {
            if at > 0 && compare(&order[at - 1], row) != Ordering::Equal {
                place = if question.dense { place + 1 } else { at as i64 + 1 };
            }
            places[*row] = Some(Value::Number(Number::from(place)));
        }
    }
    let place =
        |(row, place): (usize, Option<Value>)| place.unwrap_or_else(|| outside(question, columns, row));
    places.into_iter().enumerate().map(place).collect()
}

/// What a figure compared one ratee with, for people who ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// How many took part, in the ratee's group.
    pub count: usize,
    /// The group, if there are groups.
    pub group: Option<Value>,
    /// Greatest, least and mean value, where values are numbers.
    pub numbers: Option<[Number; 3]>,
    /// The deviation, for a standard score.
    pub deviation: Option<Number>,
    /// How many share the ratee's value, itself among them.
    pub alike: usize,
}

/// What the figure of one ratee was compared with.
pub fn compared(question: Question<'_>, columns: &Columns<'_>, rows: usize, row: usize) -> Option<Compared> {
    let groups = groups(columns, rows);
    let members = &groups.members[groups.of.get(row).copied().flatten()?];
    let members: Vec<usize> =
        members.iter().copied().filter(|other| !question.others || *other != row).collect();
    let value = |row: &usize| columns.value.map(|value| &value[*row]);
    let values: Vec<&Value> = members.iter().filter_map(value).collect();
    let numbers = numbers(&values).filter(|numbers| !numbers.is_empty());
    let of = |function| {
        statistics::figure(function, numbers.as_deref().unwrap_or_default(), &[], None, false).ok()
    };
    let three = || Some([of(Function::Max)?, of(Function::Min)?, of(Function::Mean)?]);
    let deviation = if question.function == Function::StandardScore { of(Function::Deviation) } else { None };
    let own = value(&row);
    Some(Compared {
        count: members.len(),
        group: columns.by.map(|by| by[row].clone()),
        numbers: three(),
        deviation,
        alike: values.iter().filter(|other| Some(**other) == own).count(),
    })
}
