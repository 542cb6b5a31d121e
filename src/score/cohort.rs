//! Figures over ratees: what a barrier computes once the stage before is done for all.

use super::faults;
use super::figure::{Asked, numbers};
use super::statistics::{self, Lack, Scale};
use super::value::{Gap, Key, Value, gaps, group_key};
use super::whole::Whole;
use crate::column::Units;
use crate::number::Number;
use crate::scheme::model::Function;
use crate::text;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Index;
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

/// A whole column that a figure reads: its values are made when one is asked for.
pub struct Read<'v> {
    whole: &'v Whole,
    values: OnceCell<Vec<Value>>,
}

impl<'v> Read<'v> {
    /// Of a column.
    pub fn of(whole: &'v Whole) -> Self {
        Read { whole, values: OnceCell::new() }
    }
}

impl Index<usize> for Read<'_> {
    type Output = Value;

    fn index(&self, row: usize) -> &Value {
        &self.values.get_or_init(|| self.whole.values())[row]
    }
}

/// The whole columns that a figure reads.
pub struct Columns<'v> {
    /// Of what; absent for a plain count.
    pub value: Option<Read<'v>>,
    /// Among those with an equal value.
    pub by: Option<Read<'v>>,
    /// Among those for whom this holds.
    pub when: Option<Read<'v>>,
    /// Over nobody.
    pub if_empty: Option<Read<'v>>,
    /// How much each weighs.
    pub weight: Option<Read<'v>>,
    /// How many, which share.
    pub parameter: Option<Read<'v>>,
}

impl Columns<'_> {
    /// Whether a ratee takes part: its value and its weight are there and its condition holds.
    fn takes_part(&self, row: usize) -> bool {
        let is_there =
            |column: &Option<Read<'_>>| column.as_ref().is_none_or(|column| column.whole.is_present(row));
        is_there(&self.value)
            && self.when.as_ref().is_none_or(|when| when.whole.is_true(row))
            && is_there(&self.by)
            && is_there(&self.weight)
    }
}

/// Ratees by their group.
struct Groups {
    /// Of each row; none where the key is absent.
    of: Vec<Option<u32>>,
    /// Those of each group that take part.
    members: Vec<Vec<usize>>,
}

impl Groups {
    fn group(&self, row: usize) -> Option<usize> {
        self.of.get(row).copied().flatten().map(|group| group as usize)
    }
}

fn groups(columns: &Columns<'_>, rows: usize) -> Groups {
    let by = columns.by.as_ref().map(|by| by.whole);
    let (codes, count) = by.and_then(Whole::classes).unwrap_or_default();
    // The order of groups comes from the rows; what finds them does not show.
    let mut of_class: Vec<Option<u32>> = vec![None; count];
    let mut of_key: HashMap<Option<Key>, u32> = HashMap::new();
    let mut of: Vec<Option<u32>> = Vec::with_capacity(rows);
    let mut members: Vec<Vec<usize>> = Vec::new();
    for row in 0..rows {
        let next = members.len() as u32;
        let group = match (codes.get(row), by) {
            (Some(code), _) => Some(*of_class[*code as usize].get_or_insert(next)),
            (None, None) => Some(0),
            (None, Some(by)) => group_key(Some(&by.get(row))).map(|key| *of_key.entry(key).or_insert(next)),
        };
        if group == Some(next) {
            members.push(Vec::new());
        }
        if let Some(group) = group
            && columns.takes_part(row)
        {
            members[group as usize].push(row);
        }
        of.push(group);
    }
    Groups { of, members }
}

/// The figure of every ratee.
pub fn cohort(question: Question<'_>, columns: &Columns<'_>, rows: usize) -> Whole {
    let groups = groups(columns, rows);
    let values = match question.function {
        Function::Rank => ranks(question, columns, &groups),
        relative if relative.is_relative() => places(question, columns, &groups),
        _ if question.others => others(question, columns, &groups),
        _ if columns.parameter.is_none() && columns.if_empty.is_none() => {
            return of_groups(question, columns, &groups);
        }
        _ => {
            // All of a group with the same parameter have the same figure; over nothing each has its own.
            let mut known: HashMap<(usize, Option<Key>), Value> = HashMap::new();
            let nothing = columns.if_empty.as_ref().map(|_| &Value::LeftOut);
            let figure = |row: usize| {
                let Some(group) = groups.group(row) else { return absent(columns, row) };
                let own = columns.parameter.as_ref().map(|parameter| &parameter[row]);
                if own.is_some_and(|own| !own.is_present()) {
                    let if_empty = columns.if_empty.as_ref().map(|if_empty| &if_empty[row]);
                    return aggregate(question, columns, &groups.members[group], row, if_empty);
                }
                let parameter = own.and_then(Value::key);
                let compute = || aggregate(question, columns, &groups.members[group], row, nothing);
                let found = known.entry((group, parameter)).or_insert_with(compute);
                match (found, &columns.if_empty) {
                    (Value::LeftOut, Some(if_empty)) => if_empty[row].clone(),
                    (found, _) => found.clone(),
                }
            };
            (0..rows).map(figure).collect()
        }
    };
    Whole::packed(values)
}

/// A figure that is the same for all of a group.
fn of_groups(question: Question<'_>, columns: &Columns<'_>, groups: &Groups) -> Whole {
    let mut first: Vec<Option<usize>> = vec![None; groups.members.len()];
    for (row, group) in groups.of.iter().enumerate() {
        if let Some(group) = group {
            first[*group as usize].get_or_insert(row);
        }
    }
    let figure = |(members, first): (&Vec<usize>, &Option<usize>)| {
        if question.function == Function::Count {
            return Value::from_count(members.len() as i64);
        }
        aggregate(question, columns, members, first.unwrap_or(0), None)
    };
    let figures: Vec<Value> = groups.members.iter().zip(&first).map(figure).collect();
    let count = |value: &Value| value.number().and_then(Number::to_i64);
    if let Some(counts) = figures.iter().map(count).collect::<Option<Vec<i64>>>() {
        let mut odd = Vec::new();
        let of_row = |(row, group): (usize, &Option<u32>)| match group {
            Some(group) => counts[*group as usize],
            None => {
                odd.push((row, absent(columns, row)));
                0
            }
        };
        let mut units = Units::default();
        units.reserve(groups.of.len());
        groups.of.iter().enumerate().map(of_row).for_each(|count| units.extend(&[count]));
        return Whole::counted(units, odd);
    }
    let of_row = |row: usize| match groups.group(row) {
        Some(group) => figures[group].clone(),
        None => absent(columns, row),
    };
    Whole::packed((0..groups.of.len()).map(of_row).collect())
}

/// The value for a ratee who is in no group.
fn absent(columns: &Columns<'_>, row: usize) -> Value {
    columns.by.as_ref().and_then(|by| gaps([&by.whole.get(row)])).unwrap_or(Value::LeftOut)
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
        let shown = |row: &usize| columns.value.as_ref().map(|value| &value[*row]);
        members.sort_by(|a, b| written_order(shown(a), shown(b)));
    }
    let values: Vec<&Value> =
        members.iter().map(|row| columns.value.as_ref().map_or(&one, |value| &value[*row])).collect();
    let weights: Vec<&Value> =
        columns.weight.as_ref().map_or(vec![], |weight| members.iter().map(|row| &weight[*row]).collect());
    asked(question, columns, row, if_empty).over(&values, &weights)
}

fn asked<'v>(
    question: Question<'v>,
    columns: &'v Columns<'_>,
    row: usize,
    if_empty: Option<&'v Value>,
) -> Asked<'v> {
    let parameter = columns.parameter.as_ref().map(|parameter| &parameter[row]);
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
    let mut wholes: Vec<Option<Sorted<'_>>> = groups.members.iter().map(|_| None).collect();
    let quick = matches!(question.function, Function::Sum | Function::Mean | Function::Max | Function::Min);
    let figure = |row: usize| {
        let Some(group) = groups.group(row) else { return absent(columns, row) };
        let if_empty = columns.if_empty.as_ref().map(|if_empty| &if_empty[row]);
        let members = &groups.members[group];
        if let (true, Some(value)) = (quick, &columns.value) {
            let whole = wholes[group].get_or_insert_with(|| Sorted::of(value, members));
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
struct Sorted<'v> {
    sorted: Option<Vec<&'v Number>>,
    sum: Number,
}

impl<'v> Sorted<'v> {
    fn of(value: &'v Read<'v>, members: &[usize]) -> Self {
        let values: Vec<&Value> = members.iter().map(|row| &value[*row]).collect();
        let sorted = numbers(&values).map(|mut numbers| {
            numbers.sort();
            numbers
        });
        let sum = sorted.iter().flatten().map(|number| (*number).clone()).sum();
        Sorted { sorted, sum }
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
    let reasons =
        [&columns.value, &columns.when, &columns.by].into_iter().flatten().map(|column| &column[row]);
    let if_empty = || columns.if_empty.as_ref().map(|if_empty| if_empty[row].clone());
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
    let Some(value) = &columns.value else { return vec![Value::LeftOut; groups.of.len()] };
    let scales: Vec<Option<Scale<'_>>> = groups
        .members
        .iter()
        .map(|members| {
            let values: Vec<&Value> = members.iter().map(|row| &value[*row]).collect();
            numbers(&values).map(|numbers| Scale::of(question.function, numbers))
        })
        .collect();
    let place = |row: usize| {
        let Some(group) = groups.group(row).filter(|_| columns.takes_part(row)) else {
            return outside(question, columns, row);
        };
        let (Some(scale), Some(own)) = (&scales[group], value[row].number()) else {
            return super::lacking::wrong_kind(question.path);
        };
        let if_empty = columns.if_empty.as_ref().map(|if_empty| &if_empty[row]);
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
        let number = |row: usize| columns.value.as_ref().and_then(|value| value[row].number());
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
    let members = &groups.members[groups.group(row)?];
    let members: Vec<usize> =
        members.iter().copied().filter(|other| !question.others || *other != row).collect();
    let value = |row: &usize| columns.value.as_ref().map(|value| &value[*row]);
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
        group: columns.by.as_ref().map(|by| by[row].clone()),
        numbers: three(),
        deviation,
        alike: values.iter().filter(|other| Some(**other) == own).count(),
    })
}
