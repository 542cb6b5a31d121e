//! Results of groups of ratees: one value for each group that the evidence has.

use super::run::Done;
use super::value::{Key, Value};
use super::{GroupScore, Outcome, Remark, collect, faults, shown};
use crate::locale::Text;
use crate::plan::{Plan, Reg};
use crate::scheme::model::{Expr, Scheme};
use crate::scheme::types::Ty;
use crate::text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The columns of all ratees that results of groups are made from.
pub fn columns(plan: &Plan<'_>) -> Vec<Reg> {
    plan.outputs.group_results.iter().flat_map(|(by, value)| [by.reg, value.reg]).collect()
}

/// The results of all groups, those of one statement together; and for each statement the group of each ratee, as an
/// index into them. Groups stand in the order of the words of a category or of the grades, else by size, day or word:
/// the order of the evidence changes nothing.
pub fn groups(plan: &Plan<'_>, done: &Done) -> (Vec<GroupScore>, Vec<Vec<Option<usize>>>) {
    let (mut scores, mut all) = (Vec::new(), Vec::new());
    for (result, (by, value)) in plan.outputs.group_results.iter().enumerate() {
        let words = words(plan.scheme, &plan.scheme.group_results[result].by);
        let mut found: BTreeMap<(usize, Key), Vec<usize>> = BTreeMap::new();
        for row in 0..done.ids.len() {
            let Some(key) = done.get(by.reg, row).key() else { continue };
            let place = match &key {
                Key::Word(word) => words.iter().position(|other| other == word).unwrap_or(words.len()),
                _ => 0,
            };
            found.entry((place, key)).or_default().push(row);
        }
        let mut of_row = vec![None; done.ids.len()];
        for rows in found.into_values() {
            rows.iter().for_each(|row| of_row[*row] = Some(scores.len()));
            let first = |reg: Reg| done.get(reg, rows[0]);
            scores.push(group(plan, result, &first(by.reg), &first(value.reg), rows.len()));
        }
        all.push(of_row);
    }
    (scores, all)
}

/// The words that groups may be called by, in their order.
fn words(scheme: &Scheme, by: &Expr) -> Vec<Arc<str>> {
    match &by.ty {
        Ty::Category(words) => words.to_vec(),
        Ty::Grade => scheme.grades.iter().map(|grade| grade.name.clone()).collect(),
        _ => vec![],
    }
}

/// A group, from what any of its ratees has.
fn group(plan: &Plan<'_>, result: usize, key: &Value, value: &Value, ratees: usize) -> GroupScore {
    let scheme = plan.scheme;
    let (missing, problems) = match value {
        Value::Gap(gap) => (gap.missing.clone(), collect::reasons(scheme, gap)),
        _ => (vec![], vec![]),
    };
    GroupScore { result, group: shown::plain(key), ratees, value: Outcome::of(value), missing, problems }
}

/// Notes, for a ratee that no group has, why.
pub fn outside(plan: &Plan<'_>, get: impl Fn(Reg) -> Value, notes: &mut Vec<Remark>) {
    for (result, (by, _)) in plan.scheme.group_results.iter().zip(&plan.outputs.group_results) {
        let key = &get(by.reg);
        if key.key().is_none() {
            let (name, why) = (&result.name, why(plan.scheme, key));
            let text = text!("{0}，不进「{name}」的任何一组", "{0}: in no group of `{name}`", why);
            notes.push(Remark { code: &faults::NO_GROUP, path: name.clone(), text });
        }
    }
}

/// Why what groups ratees is not there.
fn why(scheme: &Scheme, key: &Value) -> Text {
    let Value::Gap(gap) = key else { return shown::plain(key) };
    let missing = gap.missing.first().map(|lack| scheme.lack_name(*lack));
    let not_applicable = gap.not_applicable.first().map(|fact| scheme.fact_name(*fact).to_owned());
    match (gap.faults.first(), missing, not_applicable) {
        (Some(fault), ..) => fault.text.clone(),
        (None, Some(name), _) => text!("「{name}」缺失", "`{name}` is missing"),
        (None, None, Some(name)) => text!("「{name}」不涉及", "`{name}` does not apply"),
        (None, None, None) => shown::plain(key),
    }
}
