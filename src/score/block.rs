//! A block of rows: the operations of a stage, one whole column at a time.

use super::figure::Asked;
use super::kernel::{self, Lanes};
use super::lane::Lane;
use super::operation::{self, Row};
use super::value::{Gap, Value, gaps};
use super::whole::Whole;
use super::{cells, entries, faults, given, parts, real, sequence};
use crate::column::Texts;
use crate::evidence::Table;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{Op, OpKind, Plan, Reg, Stand};
use crate::scheme::model::{Function, ItemId, Scheme};
use crate::{diagnostic::Code, text};
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

mod notes;

/// What a policy did to a ratee.
#[derive(Clone, Debug)]
pub struct Used {
    /// The row, within the block or within all.
    pub row: usize,
    /// The operation.
    pub reg: Reg,
    /// Its kind.
    pub code: &'static Code,
    /// The part of the scheme.
    pub path: Arc<str>,
    /// In words.
    pub text: Text,
}

/// Columns of a block: those of this stage, and slices of those made in earlier stages.
///
/// Columns are lanes, computed by kernels where there is one. Rows that a lane cannot hold stand aside: they are
/// computed one by one, from the evidence to the last operation of the stage.
pub struct Block<'a> {
    plan: &'a Plan<'a>,
    table: &'a Table,
    rows: Range<usize>,
    record: Option<usize>,
    lanes: Vec<Option<Arc<Lane>>>,
    aside: Vec<bool>,
    /// Columns of earlier stages, each with the row in it at which the block begins.
    carried: Vec<(Reg, &'a Whole, usize)>,
    used: Vec<Used>,
}

/// What is needed of a stage, the same for all blocks.
pub struct Needed {
    /// Columns of earlier stages that it reads.
    pub carried: Vec<Reg>,
    /// Its columns that outlive it.
    kept: Vec<Reg>,
    /// Its columns of identities that nothing reads but figures between stages: these are known without it.
    pub between: Vec<Reg>,
    /// By operation: the columns that nothing reads after it.
    idle: Vec<Vec<Reg>>,
}

/// What a block leaves behind.
#[derive(Default)]
pub struct Settled {
    /// How many rows it has.
    pub rows: usize,
    /// Its ratees, if it had a table of its own.
    pub ids: Texts,
    /// The columns that outlive the stage.
    pub lanes: Vec<(Reg, Arc<Lane>)>,
    /// Rows that stood aside, with the values of these columns.
    pub single: Vec<(usize, Vec<(Reg, Value)>)>,
    /// All values of the row to be recorded.
    pub recorded: Vec<(Reg, Value)>,
    /// What policies did, by row within the block.
    pub used: Vec<Used>,
}

/// The values of one row, by register; left out for what has not been computed.
struct Values(Vec<Value>);

impl Row for Values {
    fn get(&self, reg: Reg) -> &Value {
        // The plan orders operations after their operands, and carries across stages what later ones read.
        self.0.get(reg).unwrap_or(&Value::LeftOut)
    }
}

impl Needed {
    /// For a stage of a plan.
    pub fn new(plan: &Plan<'_>, stage: usize, keep: &[bool], carried: &[Reg]) -> Needed {
        let is_ours = |reg: Reg| plan.ops[reg].stage == stage && !plan.ops[reg].kind.is_barrier();
        let ours: Vec<Reg> = (0..plan.ops.len()).filter(|reg| is_ours(*reg)).collect();
        let mut last: Vec<Reg> = (0..plan.ops.len()).collect();
        for at in &ours {
            crate::plan::operands(&plan.ops[*at].kind, &mut |reg| last[reg] = last[reg].max(*at));
        }
        let mut idle = vec![vec![]; plan.ops.len()];
        ours.iter().filter(|reg| !keep[**reg]).for_each(|reg| idle[last[*reg]].push(*reg));
        let is_read = |identity: Reg| {
            let reads = |at: &Reg| {
                let mut reads = false;
                crate::plan::operands(&plan.ops[*at].kind, &mut |reg| reads |= reg == identity);
                reads
            };
            ours.iter().any(reads)
        };
        let is_identity = |reg: &Reg| keep[*reg] && matches!(plan.ops[*reg].kind, OpKind::Identity);
        let between: Vec<Reg> =
            ours.iter().copied().filter(|reg| is_identity(reg) && !is_read(*reg)).collect();
        let kept = ours.iter().copied().filter(|reg| keep[*reg] && !between.contains(reg)).collect();
        Needed { carried: carried.to_vec(), kept, between, idle }
    }
}

impl<'a> Block<'a> {
    /// A block of the rows of a table. Every value of `record`, if it is one of the rows, is kept.
    pub fn new(plan: &'a Plan<'a>, table: &'a Table, rows: Range<usize>, record: Option<usize>) -> Self {
        let aside: Vec<bool> = rows.clone().map(|row| record == Some(row)).collect();
        let record = record.filter(|row| rows.contains(row)).map(|row| row - rows.start);
        let lanes = vec![None; plan.ops.len()];
        Block { plan, table, rows, record, lanes, aside, carried: vec![], used: vec![] }
    }

    /// Puts in a column of an earlier stage, in which the block begins at row `first`.
    pub fn carry(&mut self, reg: Reg, column: &'a Whole, first: usize) {
        let lane = column.lane(first..first + self.rows.len(), &mut self.aside);
        self.lanes[reg] = Some(Arc::new(lane));
        self.carried.push((reg, column, first));
    }

    /// Runs the operations of a stage.
    pub fn run(mut self, stage: usize, needed: &Needed) -> Settled {
        let plan = self.plan;
        let ops = || plan.ops.iter().enumerate().filter(|(_, op)| op.stage == stage && !op.kind.is_barrier());
        for (reg, op) in ops().filter(|(reg, _)| !needed.between.contains(reg)) {
            let lane = self.lane(op).unwrap_or_else(|| self.row_by_row(reg, op));
            self.lanes[reg] = Some(lane);
            needed.idle[reg].iter().for_each(|idle| self.lanes[*idle] = None);
        }
        let mut settled = Settled { rows: self.rows.len(), ..Settled::default() };
        for at in (0..self.rows.len()).filter(|at| self.aside[*at]).collect::<Vec<_>>() {
            let mut row = Values(vec![Value::LeftOut; plan.ops.len()]);
            for (reg, column, first) in &self.carried {
                row.0[*reg] = column.get(first + at);
            }
            for (reg, op) in ops() {
                let value = evaluate(plan.scheme, self.table, op, &row, self.rows.start + at);
                self.note(at, reg, op, &row, &value);
                row.0[reg] = value;
            }
            if self.record == Some(at) {
                settled.recorded = ops().map(|(reg, _)| (reg, row.0[reg].clone())).collect();
            }
            settled.single.push((at, needed.kept.iter().map(|reg| (*reg, row.0[*reg].clone())).collect()));
        }
        let kept = needed.kept.iter().filter_map(|reg| Some((*reg, self.lanes[*reg].take()?)));
        settled.lanes = kept.collect();
        settled.used = self.used;
        settled
    }

    /// The lane of an operation, by a kernel.
    fn lane(&mut self, op: &Op) -> Option<Arc<Lane>> {
        let (scheme, table) = (self.plan.scheme, self.table);
        match op.kind {
            OpKind::Load(fact) => {
                Some(Arc::new(cells::lane(scheme, table, fact, self.rows.clone(), false, &mut self.aside)))
            }
            OpKind::LoadLastYear(fact) => {
                Some(Arc::new(cells::lane(scheme, table, fact, self.rows.clone(), true, &mut self.aside)))
            }
            OpKind::Identity => Some(Arc::new(cells::identities(&table.ids, self.rows.clone()))),
            _ => kernel::apply(&op.kind, &mut Lanes { lanes: &self.lanes, aside: &mut self.aside }),
        }
    }

    /// The lane of an operation for which there is no kernel.
    fn row_by_row(&mut self, reg: Reg, op: &Op) -> Arc<Lane> {
        let mut operands = Vec::new();
        crate::plan::operands(&op.kind, &mut |reg| operands.push(reg));
        let mut row = Values(vec![Value::LeftOut; self.plan.ops.len()]);
        let mut column = Vec::with_capacity(self.rows.len());
        for at in 0..self.rows.len() {
            if self.aside[at] {
                column.push(Value::LeftOut);
                continue;
            }
            for operand in &operands {
                row.0[*operand] = self.lanes[*operand].as_ref().map_or(Value::LeftOut, |lane| lane.at(at));
            }
            let value = evaluate(self.plan.scheme, self.table, op, &row, self.rows.start + at);
            self.note(at, reg, op, &row, &value);
            column.push(value);
        }
        Arc::new(Lane::packed(column, &self.aside))
    }

    /// Notes what is worth knowing about the way in which a row came to a value.
    fn note(&mut self, at: usize, reg: Reg, op: &Op, row: &Values, after: &Value) {
        let ratee = self.rows.start + at;
        let Some((code, path, text)) = notes::noted(self.plan.scheme, self.table, op, (row, ratee), after)
        else {
            return;
        };
        let is_known = |used: &Used| used.row == at && used.path == path && used.text == text;
        // Several operations ask the same of one list.
        if *code != faults::ORDER_TIED || !self.used.iter().any(is_known) {
            self.used.push(Used { row: at, reg, code, path, text });
        }
    }
}

/// The value of an operation in one row. `index` is the ratee; within a list's program, the entry.
pub fn evaluate(scheme: &Scheme, table: &Table, op: &Op, row: &dyn Row, index: usize) -> Value {
    let get = |reg: &Reg| row.get(*reg);
    let path = &op.path;
    match &op.kind {
        OpKind::Constant(constant) => constant.into(),
        OpKind::Load(fact) => cells::load(scheme, table, *fact, index, false),
        OpKind::LoadLastYear(fact) => cells::load(scheme, table, *fact, index, true),
        OpKind::LoadField(list, field) => cells::load_field(scheme, table, *list, *field, index),
        OpKind::Identity => table.ids.get(index).map_or(Value::LeftOut, |id| Value::Word(id.into())),
        OpKind::Standing(a, words) => operation::standing(get(a), words, path),
        // Columns of a list's program are made whole; barriers are computed between stages.
        OpKind::Outer(_)
        | OpKind::Occurrence { .. }
        | OpKind::Cohort { .. }
        | OpKind::Everyone(_)
        | OpKind::Rank(_)
        | OpKind::Quota(_) => Value::LeftOut,
        OpKind::Negate(a) => operation::of_number(get(a), path, |a| -a),
        OpKind::Not(a) => match get(a) {
            Value::Truth(truth) => Value::Truth(!truth),
            Value::Gap(_) => get(a).clone(),
            _ => operation::wrong_kind(path),
        },
        OpKind::Arithmetic(kind, a, b) => operation::arithmetic(*kind, get(a), get(b), path),
        OpKind::Compare(comparison, a, b) => operation::compare(*comparison, get(a), get(b), path),
        OpKind::And(all) => operation::logic(all.iter().map(get), false, path),
        OpKind::Or(all) => operation::logic(all.iter().map(get), true, path),
        OpKind::FirstTrue(all) => operation::first_true(all.iter().map(get), path),
        OpKind::BandIndex(subject, bands) => operation::band_index(row, *subject, bands, path),
        OpKind::LookupIndex(subjects, rows) => operation::lookup_index(row, subjects, rows, path),
        OpKind::Pick { index, values, otherwise, lacking } => {
            operation::pick(row, *index, values, *otherwise, *lacking, path)
        }
        OpKind::Linear { subject, keys, values, extrapolate } => {
            operation::linear(row, *subject, keys, values, *extrapolate, path)
        }
        OpKind::Round(..)
        | OpKind::Floor(_)
        | OpKind::Ceil(_)
        | OpKind::Abs(_)
        | OpKind::Truncate(_)
        | OpKind::Max(_)
        | OpKind::Min(_) => of_numbers(op, row),
        OpKind::Days(..)
        | OpKind::Months(..)
        | OpKind::PartOfDate(..)
        | OpKind::Day(_)
        | OpKind::TableRow(..)
        | OpKind::TableCell { .. } => given::evaluate(scheme, table, op, row),
        OpKind::Script { id, arguments, columns } => {
            script(scheme, *id, arguments, columns.map(|reg| row.get(reg)), row, path)
        }
        OpKind::Apply(builtin, arguments) => {
            real::apply(*builtin, &arguments.iter().map(get).collect::<Vec<_>>(), path)
        }
        OpKind::Members { function, values, weights, parameter, ascending, if_empty } => {
            let asked = Asked {
                function: *function,
                parameter: parameter.as_ref().map(get),
                ascending: *ascending,
                if_empty: if_empty.as_ref().map(get),
                path,
            };
            members(&asked, values, weights, row)
        }
        OpKind::Entries { .. } | OpKind::EntrySum { .. } | OpKind::Groups(_) | OpKind::GroupAtHand { .. } => {
            over_entries(scheme, table, op, row, index)
        }
        OpKind::FactPolicy { .. }
        | OpKind::ItemPolicy { .. }
        | OpKind::RatersThere { .. }
        | OpKind::OrElse(..)
        | OpKind::SumChildren { .. }
        | OpKind::WholeWeight(_)
        | OpKind::Parts { .. }
        | OpKind::Clamp(..)
        | OpKind::Stub { .. }
        | OpKind::Present(_)
        | OpKind::Graded(..)
        | OpKind::OfResult(..)
        | OpKind::UnlessLeftOut(..)
        | OpKind::Counted(..) => of_scores(scheme, op, row, index),
    }
}

/// The value of an operation on scores: policies, sums, limits, what is left out.
fn of_scores(scheme: &Scheme, op: &Op, row: &dyn Row, index: usize) -> Value {
    let get = |reg: &Reg| row.get(*reg);
    let path = &op.path;
    match &op.kind {
        OpKind::FactPolicy { value, missing, not_applicable, .. } => stand(
            get(value),
            missing.map(|reg| get(&reg).clone()),
            not_applicable.map(|reg| get(&reg).clone()),
        ),
        OpKind::ItemPolicy { value, missing, not_applicable } => {
            let take = |policy: &Stand| match policy {
                Stand::Gives(reg) => get(reg).clone(),
                Stand::LeftOut => Value::LeftOut,
            };
            stand(get(value), missing.as_ref().map(take), not_applicable.as_ref().map(take))
        }
        OpKind::RatersThere { parts, scale } => raters_there(row, parts, scale, path),
        OpKind::OrElse(a, b) => match get(a) {
            Value::Gap(gap) if gap.is_absence() => get(b).clone(),
            value => value.clone(),
        },
        OpKind::SumChildren { parts, scale, spread, whole } => {
            parts::sum_children(row, parts, scale, spread, whole, path)
        }
        OpKind::WholeWeight(weights) => parts::whole_weight(row, weights, path),
        OpKind::Parts { how, parts, scale } => parts::joined(row, *how, parts, scale, path),
        OpKind::Clamp(value, floor, cap) => {
            operation::clamp(get(value), floor.as_ref().map(get), cap.as_ref().map(get), path)
        }
        OpKind::Stub { value, given } => match (given.get(index), value) {
            (Some(Some(given)), _) => given.into(),
            (_, Some(value)) => get(value).clone(),
            (_, None) => Value::LeftOut,
        },
        OpKind::Present(a) => Value::Truth(get(a).is_present()),
        OpKind::Graded(grade, out) => match get(out) {
            Value::Truth(true) => Gap::fault(
                &faults::UNDECIDED,
                path,
                text!("不定等次，没有等次可用", "not graded, so there is no grade"),
            ),
            gap @ Value::Gap(_) => gap.clone(),
            _ => get(grade).clone(),
        },
        OpKind::OfResult(value, complete) => match get(complete) {
            Value::Truth(true) => get(value).clone(),
            _ => Gap::fault(
                &faults::UNDECIDED,
                path,
                text!("没有结果，无从判断", "without a result, so undecided"),
            ),
        },
        OpKind::UnlessLeftOut(a, b) => match get(a) {
            Value::LeftOut => Value::LeftOut,
            _ => get(b).clone(),
        },
        OpKind::Counted(a, item) => counted(scheme, get(a), *item, path),
        _ => Value::LeftOut,
    }
}

/// The value of an operation on plain numbers.
fn of_numbers(op: &Op, row: &dyn Row) -> Value {
    let get = |reg: &Reg| row.get(*reg);
    let path = &op.path;
    match &op.kind {
        OpKind::Round(a, ..) | OpKind::Floor(a) | OpKind::Ceil(a) | OpKind::Abs(a) | OpKind::Truncate(a) => {
            operation::of_number(get(a), path, |a| whole(&op.kind, a))
        }
        OpKind::Max(all) => operation::extreme(all.iter().map(get), Ordering::Greater, path),
        OpKind::Min(all) => operation::extreme(all.iter().map(get), Ordering::Less, path),
        _ => Value::LeftOut,
    }
}

/// The value of an operation over the entries of a list.
fn over_entries(scheme: &Scheme, table: &Table, op: &Op, row: &dyn Row, index: usize) -> Value {
    let get = |reg: &Reg| row.get(*reg);
    let path = &op.path;
    let asked =
        |function: &Function, parameter: &'_ Option<Reg>, ascending: &bool, if_empty: &'_ Option<Reg>| {
            let (parameter, if_empty) = (parameter.map(|reg| row.get(reg)), if_empty.map(|reg| row.get(reg)));
            Asked { function: *function, parameter, ascending: *ascending, if_empty, path }
        };
    match &op.kind {
        OpKind::Entries { function, program, parameter, ascending, if_empty } => {
            let asked = asked(function, parameter, ascending, if_empty);
            entries::figure(scheme, table, program, &asked, row, index)
        }
        OpKind::EntrySum { program, same } => entries::sum(scheme, table, program, same, row, index, path),
        OpKind::Groups(groups) => entries::groups(scheme, table, groups, row, index, path),
        OpKind::GroupAtHand { function, groups, key, parameter, ascending, if_empty } => {
            let asked = asked(function, parameter, ascending, if_empty);
            entries::at_hand(get(groups), key.as_ref().map(get), &asked)
        }
        _ => Value::LeftOut,
    }
}

/// A number brought to fewer places, or without its sign.
fn whole(kind: &OpKind, number: &Number) -> Number {
    match kind {
        OpKind::Round(_, places, mode) => number.round(*places, *mode),
        OpKind::Floor(_) => number.floor(),
        OpKind::Ceil(_) => number.ceil(),
        OpKind::Truncate(_) if number.is_negative() => number.ceil(),
        OpKind::Truncate(_) => number.floor(),
        _ => number.abs(),
    }
}

/// A score that something else refers to: what is left out has none.
fn counted(scheme: &Scheme, value: &Value, item: ItemId, path: &Arc<str>) -> Value {
    if *value != Value::LeftOut {
        return value.clone();
    }
    let name = &scheme.items[item].path;
    Gap::fault(
        &faults::NOT_APPLICABLE,
        path,
        text!("「{name}」已剔除，没有得分可引用", "`{name}` is left out and has no score to refer to"),
    )
}

/// A figure over columns of the same row; what is left out does not count.
fn members(asked: &Asked<'_>, values: &[(Reg, Option<Reg>)], weights: &[Reg], row: &dyn Row) -> Value {
    let (mut taken, mut weighing, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    let in_order = sequence::is_in_order(asked.function);
    for (at, (value, when)) in values.iter().enumerate() {
        match when.map(|when| row.get(when)) {
            Some(Value::Truth(false)) => continue,
            Some(gap @ Value::Gap(_)) if in_order => {
                taken.push(gap);
                continue;
            }
            Some(gap @ Value::Gap(_)) => absent.push(gap),
            _ => {}
        }
        match row.get(*value) {
            Value::LeftOut => {}
            gap @ Value::Gap(_) if !in_order => absent.push(gap),
            value => {
                taken.push(value);
                weighing.extend(weights.get(at).map(|weight| row.get(*weight)));
            }
        }
    }
    if in_order {
        return sequence::figure(asked.function, &taken, asked.if_empty, asked.path);
    }
    gaps(absent).unwrap_or_else(|| asked.over(&taken, &weighing))
}

/// A value, or what stands in its place: a policy covers what is missing or not applicable, never what is faulty.
fn stand(value: &Value, missing: Option<Value>, not_applicable: Option<Value>) -> Value {
    let Value::Gap(gap) = value else { return value.clone() };
    if !gap.faults.is_empty() {
        return value.clone();
    }
    let stand = if gap.missing.is_empty() { not_applicable } else { missing };
    stand.unwrap_or_else(|| value.clone())
}

/// The weighted sum of the raters that are there, the weight of the others spread over them.
fn raters_there(row: &dyn Row, parts: &[(Reg, Number)], scale: &Number, path: &Arc<str>) -> Value {
    let is_absent = |value: &Value| matches!(value, Value::Gap(gap) if gap.is_absence());
    let there: Vec<(&Value, &Number)> = parts
        .iter()
        .map(|(reg, weight)| (row.get(*reg), weight))
        .filter(|(value, _)| !is_absent(value))
        .collect();
    if let Some(gap) = gaps(there.iter().map(|(value, _)| *value)) {
        return gap;
    }
    let whole: Number = there.iter().map(|(_, weight)| (*weight).clone()).sum();
    let mut sum = Number::ZERO;
    for (value, weight) in &there {
        let Value::Number(score) = value else { return operation::wrong_kind(path) };
        sum = &sum + &(score * *weight);
    }
    match (&sum * scale).divide(&whole) {
        Some(score) => Value::Number(score),
        // Nobody is there: what is lacking is told.
        None => {
            gaps(parts.iter().map(|(reg, _)| row.get(*reg))).unwrap_or_else(|| operation::wrong_kind(path))
        }
    }
}

/// The value of a script: what its columns gave, else what it gives itself.
fn script(
    scheme: &Scheme,
    id: usize,
    arguments: &[(Reg, Number)],
    in_columns: Option<&Value>,
    row: &dyn Row,
    path: &Arc<str>,
) -> Value {
    use crate::script::Value as Given;
    if let Some(gap) = gaps(arguments.iter().map(|(reg, _)| row.get(*reg))) {
        return gap;
    }
    let mut given = Vec::with_capacity(arguments.len());
    for (reg, scale) in arguments {
        given.push(match row.get(*reg) {
            Value::Number(number) => Given::Number(number.divide(scale).unwrap_or_default()),
            Value::Truth(truth) => Given::Bool(*truth),
            Value::Word(word) => Given::Text(word.clone()),
            Value::Date(_) | Value::Gap(_) | Value::LeftOut | Value::Groups(_) => {
                return operation::wrong_kind(path);
            }
        });
    }
    if let Some(value) = in_columns.filter(|value| value.is_present()) {
        return value.clone();
    }
    match scheme.scripts[id].script.call(&given) {
        Ok(Given::Number(number)) => Value::Number(number),
        Ok(Given::Bool(truth)) => Value::Truth(truth),
        Ok(Given::Text(text)) => Value::Word(text),
        Err(fault) => {
            let name = &scheme.scripts[id].name;
            let line = fault.line;
            let message =
                text!("脚本「{name}」第 {line} 行：{0}", "script `{name}`, line {line}: {0}", fault.message);
            Gap::fault(fault.code, path, message)
        }
    }
}
