//! Lists: the program of a list, run for the entries of one ratee, and what is made of its columns.

use super::block::evaluate;
use super::cohort::written_order;
use super::figure::Asked;
use super::operation::Row;
use super::sequence::{self, Taken};
use super::value::{Gap, Group, Groups, Key, Value, gaps, group_key};
use super::{cells, occurrence, operation};
use crate::evidence::Table;
use crate::number::Number;
use crate::plan::{GroupsOp, MatterRule, OpKind, Program, Reg, SameMatter};
use crate::scheme::model::{Function, Scheme};
use std::collections::HashMap;
use std::sync::Arc;

/// A program that was run for the entries of a ratee.
struct Ran<'p> {
    program: &'p Program,
    /// The entries, in the order of the list.
    entries: Vec<usize>,
    /// For each operation, the values of the entries.
    columns: Vec<Vec<Value>>,
}

/// One entry of a program.
struct EntryRow<'c> {
    columns: &'c [Vec<Value>],
    at: usize,
}

impl Row for EntryRow<'_> {
    fn get(&self, reg: Reg) -> &Value {
        &self.columns[reg][self.at]
    }
}

/// Runs a program for the entries of a ratee, one whole column at a time.
///
/// # Errors
/// The absent value, if the list is missing, does not apply or cannot be used.
fn run<'p>(
    scheme: &Scheme,
    table: &Table,
    program: &'p Program,
    row: &dyn Row,
    ratee: usize,
) -> Result<Ran<'p>, Value> {
    let entries: Vec<usize> = cells::entries(scheme, table, program.list, ratee)?.collect();
    let mut columns: Vec<Vec<Value>> = Vec::with_capacity(program.ops.len());
    for op in &program.ops {
        let column = match &op.kind {
            OpKind::Outer(reg) => vec![row.get(*reg).clone(); entries.len()],
            OpKind::Occurrence { keys, all, order } => {
                occurrence::occurrences(&columns, keys, *order, entries.len(), *all)
            }
            _ => {
                let one = |(at, entry): (usize, &usize)| {
                    evaluate(scheme, table, op, &EntryRow { columns: &columns, at }, *entry)
                };
                entries.iter().enumerate().map(one).collect()
            }
        };
        columns.push(column);
    }
    Ok(Ran { program, entries, columns })
}

/// The columns of every entry of a ratee.
///
/// # Errors
/// The absent value, if the list is missing.
pub fn columns(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    row: &dyn Row,
    ratee: usize,
) -> Result<Vec<Vec<Value>>, Value> {
    let ran = run(scheme, table, program, row, ratee)?;
    let of = |at: usize| ran.columns.iter().map(|column| column[at].clone()).collect();
    Ok((0..ran.entries.len()).map(of).collect())
}

impl Ran<'_> {
    fn get(&self, reg: Reg, at: usize) -> &Value {
        &self.columns[reg][at]
    }

    fn value(&self, at: usize) -> Value {
        self.program.value.map_or(Value::Truth(true), |value| self.get(value, at).clone())
    }

    /// The entries that count or may count, in order; or why they are absent. `entry` is the place in the list.
    fn taken(&self) -> Result<Vec<Taken>, Value> {
        let one = |at: usize| Taken {
            entry: at,
            when: self.program.when.map(|when| self.get(when, at).clone()),
            value: self.value(at),
            key: self.program.order.map(|order| self.get(order, at).clone()),
        };
        sequence::chosen((0..self.entries.len()).map(one).collect(), self.program.latest)
    }

    /// The places of the entries that count, each with its value; or why one of them is absent.
    fn counted(&self) -> Result<Vec<(usize, Value)>, Value> {
        let taken = self.taken()?;
        match gaps(taken.iter().map(Taken::told)) {
            Some(gap) => Err(gap),
            None => Ok(taken.into_iter().map(|one| (one.entry, one.value)).collect()),
        }
    }

    fn weight(&self, at: usize) -> Option<Value> {
        self.program.weight.map(|weight| self.get(weight, at).clone())
    }

    /// Puts an entry into its group; one that does not say its key is in none.
    fn join(&self, to: &mut Groups, at: usize, value: Value) {
        if let Some(key) = group_key(self.program.key.map(|key| self.get(key, at))) {
            let group = to.groups.entry(key).or_default();
            group.values.push(value);
            group.weights.extend(self.weight(at));
        }
    }

    /// The keys of an entry; nothing if it does not say them.
    fn keys(&self, keys: &[Reg], at: usize) -> Option<Vec<Key>> {
        keys.iter().map(|key| self.get(*key, at).key()).collect()
    }
}

/// A figure over the entries of a ratee.
pub fn figure(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    asked: &Asked<'_>,
    row: &dyn Row,
    ratee: usize,
) -> Value {
    let ran = match run(scheme, table, program, row, ratee) {
        Ok(ran) => ran,
        Err(gap) => return gap,
    };
    if sequence::is_in_order(asked.function) {
        return match ran.taken() {
            Ok(taken) => {
                let told: Vec<&Value> = taken.iter().map(Taken::told).collect();
                sequence::figure(asked.function, &told, asked.if_empty, asked.path)
            }
            Err(gap) => gap,
        };
    }
    match ran.counted() {
        Ok(counted) => {
            let values: Vec<&Value> = counted.iter().map(|(_, value)| value).collect();
            let weights: Vec<Value> = counted.iter().filter_map(|(at, _)| ran.weight(*at)).collect();
            asked.over(&values, &weights.iter().collect::<Vec<_>>())
        }
        Err(gap) => gap,
    }
}

/// The groups of a ratee's entries.
pub fn groups(
    scheme: &Scheme,
    table: &Table,
    op: &GroupsOp,
    row: &dyn Row,
    ratee: usize,
    path: &Arc<str>,
) -> Value {
    let ran = match run(scheme, table, &op.program, row, ratee) {
        Ok(ran) => ran,
        Err(gap) => return gap,
    };
    let counted = match ran.counted() {
        Ok(counted) => counted,
        Err(gap) => return gap,
    };
    let mut made = Groups::default();
    for (at, value) in counted {
        ran.join(&mut made, at, value);
    }
    finish(made, op, path)
}

/// The groups of the entries of all ratees. Who has no list stands outside, and so does an entry that lacks its
/// value, its weight, its condition or its key; if nobody has a list, it is missing.
pub fn everyone<'r>(
    scheme: &Scheme,
    table: &Table,
    op: &GroupsOp,
    row: impl Fn(usize) -> Box<dyn Row + 'r>,
    path: &Arc<str>,
) -> Value {
    let (mut made, mut any) = (Groups::default(), false);
    for ratee in 0..table.ids.len() {
        let Ok(ran) = run(scheme, table, &op.program, &*row(ratee), ratee) else { continue };
        any = true;
        for at in 0..ran.entries.len() {
            let counts = op.program.when.is_none_or(|when| *ran.get(when, at) == Value::Truth(true));
            let value = ran.value(at);
            let weighs = ran.weight(at).is_none_or(|weight| weight.is_present());
            if counts && weighs && value.is_present() {
                ran.join(&mut made, at, value);
            }
        }
    }
    if op.function == Function::Names {
        // A list that people read must not depend on the order of rows.
        let sort = |group: &mut Group| group.values.sort_by(|a, b| written_order(Some(a), Some(b)));
        made.groups.values_mut().for_each(sort);
    }
    if any { finish(made, op, path) } else { Gap::missing(op.program.list) }
}

/// Computes the figure of each group, where it is the same for all.
fn finish(mut made: Groups, op: &GroupsOp, path: &Arc<str>) -> Value {
    let parameter = op.parameter.clone().map(Value::Number);
    let asked = Asked {
        function: op.function,
        parameter: parameter.as_ref(),
        ascending: op.ascending,
        if_empty: op.covered.then_some(&Value::LeftOut),
        path,
    };
    for group in made.groups.values_mut().filter(|_| !op.at_hand) {
        group.figure = Some(group.over(&asked));
    }
    Value::Groups(Arc::new(made))
}

impl Group {
    fn over(&self, asked: &Asked<'_>) -> Value {
        asked.over(&self.values.iter().collect::<Vec<_>>(), &self.weights.iter().collect::<Vec<_>>())
    }
}

/// The figure of the group of what is at hand.
pub fn at_hand(groups: &Value, key: Option<&Value>, asked: &Asked<'_>) -> Value {
    let Value::Groups(groups) = groups else {
        return gaps([groups]).unwrap_or_else(|| operation::wrong_kind(asked.path));
    };
    let Some(group) = group_key(key) else {
        return gaps(key).unwrap_or_else(|| operation::wrong_kind(asked.path));
    };
    let nobody = Group::default();
    let group = groups.groups.get(&group).unwrap_or(&nobody);
    match (&group.figure, asked.if_empty) {
        (Some(Value::LeftOut), Some(if_empty)) => if_empty.clone(),
        (Some(figure), _) => figure.clone(),
        (None, _) => group.over(asked),
    }
}

/// An entry that a line over a list counts.
pub struct Amount {
    /// Which entry.
    pub entry: usize,
    /// Its place among the ratee's entries.
    at: usize,
    /// Its amount.
    pub amount: Number,
    /// What it counts for after the rules for the same matter.
    pub counted: Number,
    /// The last of these rules that changed what it counts for.
    pub by: Option<usize>,
    /// Whether such a rule took it out altogether in favour of another entry.
    pub superseded: bool,
}

/// The amounts of the entries of a ratee, and their sum.
///
/// # Errors
/// The absent value, if the amount of an entry cannot be computed or the list is missing.
pub fn amounts(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    same: &[SameMatter],
    row: &dyn Row,
    ratee: usize,
    path: &Arc<str>,
) -> Result<(Vec<Amount>, Number), Value> {
    let ran = run(scheme, table, program, row, ratee)?;
    let mut amounts = Vec::new();
    for (at, value) in ran.counted()? {
        let Value::Number(amount) = value else { return Err(operation::wrong_kind(path)) };
        let (entry, counted) = (ran.entries[at], amount.clone());
        amounts.push(Amount { entry, at, amount, counted, by: None, superseded: false });
    }
    for (index, matter) in same.iter().enumerate() {
        let cap = match matter.rule {
            MatterRule::Cap(cap) => match row.get(cap) {
                Value::Number(cap) => Some(cap.clone()),
                gap => return Err(gaps([gap]).unwrap_or_else(|| operation::wrong_kind(path))),
            },
            MatterRule::Highest | MatterRule::Lowest => None,
        };
        for group in matters(&ran, &amounts, &matter.keys)? {
            match &cap {
                Some(cap) => cap_together(&mut amounts, &group, cap, index),
                None => keep_one(&mut amounts, &group, matches!(matter.rule, MatterRule::Highest), index),
            }
        }
    }
    let sum = amounts.iter().map(|one| one.counted.clone()).sum();
    Ok((amounts, sum))
}

/// The amounts of each matter that still count, in their order. An entry that does not say its matter is one of its own.
fn matters(ran: &Ran<'_>, amounts: &[Amount], keys: &[Reg]) -> Result<Vec<Vec<usize>>, Value> {
    let mut found: HashMap<Vec<Key>, usize> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, one) in amounts.iter().enumerate().filter(|(_, one)| !one.superseded) {
        if let Some(gap @ Value::Gap(why)) = &gaps(keys.iter().map(|key| ran.get(*key, one.at)))
            && !why.faults.is_empty()
        {
            return Err(gap.clone());
        }
        let known = ran.keys(keys, one.at).map(|key| *found.entry(key).or_insert(groups.len()));
        match known.filter(|group| *group < groups.len()) {
            Some(group) => groups[group].push(index),
            None => groups.push(vec![index]),
        }
    }
    Ok(groups)
}

/// The entries of a matter count in their order until the cap is reached.
fn cap_together(amounts: &mut [Amount], group: &[usize], cap: &Number, rule: usize) {
    let mut sum = Number::ZERO;
    for one in group {
        let before = sum.clone().min(cap.clone());
        sum = &sum + &amounts[*one].counted;
        let counted = &sum.clone().min(cap.clone()) - &before;
        if counted != amounts[*one].counted {
            (amounts[*one].counted, amounts[*one].by) = (counted, Some(rule));
        }
    }
}

/// Only the greatest (or the least) of a matter counts; of equal ones the first.
fn keep_one(amounts: &mut [Amount], group: &[usize], highest: bool, rule: usize) {
    let mut kept = group[0];
    for one in &group[1..] {
        let (new, old) = (&amounts[*one].counted, &amounts[kept].counted);
        if if highest { new > old } else { new < old } {
            kept = *one;
        }
    }
    for one in group.iter().filter(|one| **one != kept) {
        let amount = &mut amounts[*one];
        (amount.counted, amount.by, amount.superseded) = (Number::ZERO, Some(rule), true);
    }
}

/// The sum of the amounts of the entries of a ratee.
pub fn sum(
    scheme: &Scheme,
    table: &Table,
    program: &Program,
    same: &[SameMatter],
    row: &dyn Row,
    ratee: usize,
    path: &Arc<str>,
) -> Value {
    match amounts(scheme, table, program, same, row, ratee, path) {
        Ok((_, sum)) => Value::Number(sum),
        Err(gap) => gap,
    }
}
