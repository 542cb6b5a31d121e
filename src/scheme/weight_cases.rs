//! The cases that weights tell apart, and what each weight is in them.
//!
//! Only conditions on words and on yes or no are gone through, and one other condition as it stands; of what depends on
//! anything else nothing is said here, it is added up for each ratee when scoring.

use super::checker::Checker;
use super::model::*;
use crate::locale::Text;
use crate::number::Number;
use crate::unit::FactType;
use std::collections::{BTreeMap, BTreeSet};

/// The most cases that are gone through.
const MOST_CASES: usize = 512;

/// One case: what each fact is, and whether the one other condition holds.
#[derive(Clone, Default)]
pub(super) struct Case {
    facts: BTreeMap<FactId, TableValue>,
    other: Option<(String, bool)>,
}

/// A case, the sum of the weights in it, and the weights.
pub(super) type CaseSum = (Case, Number, Vec<Number>);

/// What weights depend on.
#[derive(Default)]
struct Grounds {
    facts: BTreeSet<FactId>,
    conditions: BTreeSet<String>,
}

impl Checker<'_> {
    /// Each case that the weights tell apart, with their sum; nothing where that cannot be told.
    pub(super) fn sums_by_case(&self, items: &[ItemId]) -> Option<Vec<CaseSum>> {
        let mut grounds = Grounds::default();
        for item in items {
            if let Some(weight) = &self.items[*item].weight {
                self.grounds(weight, &mut grounds);
            }
        }
        let mut cases = vec![Case::default()];
        for fact in &grounds.facts {
            let values = self.values_of(*fact)?;
            if cases.len() * values.len() > MOST_CASES {
                return None;
            }
            let with = |case: &Case, value: &TableValue| {
                let mut case = case.clone();
                case.facts.insert(*fact, value.clone());
                case
            };
            cases = cases
                .iter()
                .flat_map(|case| values.iter().map(|value| with(case, value)).collect::<Vec<_>>())
                .collect();
        }
        // Two conditions on numbers may exclude each other, so only one is gone through.
        let conditions: Vec<&String> = grounds.conditions.iter().collect();
        match conditions[..] {
            [] => {}
            [one] => {
                let both = [true, false].map(|holds| Some((one.clone(), holds)));
                cases = cases
                    .iter()
                    .flat_map(|case| both.clone().map(|other| Case { other, ..case.clone() }))
                    .collect();
            }
            _ => return None,
        }
        let mut sums = Vec::new();
        for case in cases {
            let weights: Option<Vec<Number>> =
                items.iter().map(|item| self.weight_in(*item, &case)).collect();
            let weights = weights?;
            sums.push((case, weights.iter().cloned().sum(), weights));
        }
        Some(sums)
    }

    fn weight_in(&self, item: ItemId, case: &Case) -> Option<Number> {
        match (&self.items[item].marks, &self.items[item].weight) {
            (Marks::Weight(share), _) => Some(share.clone()),
            (Marks::Varying, Some(weight)) => self.number_in(weight, case),
            _ => None,
        }
    }

    /// The values that a fact can have, if they can be listed.
    fn values_of(&self, fact: FactId) -> Option<Vec<TableValue>> {
        match &self.facts[fact].spec.ty {
            FactType::Category(words) => Some(words.list().iter().cloned().map(TableValue::Word).collect()),
            FactType::YesNo => Some(vec![TableValue::Truth(true), TableValue::Truth(false)]),
            _ => None,
        }
    }

    /// Notes the facts that a value depends on, and the conditions on anything else.
    fn grounds(&self, expr: &Expr, found: &mut Grounds) {
        if let ExprKind::Fact(fact) = expr.kind
            && self.values_of(fact).is_some()
        {
            found.facts.insert(fact);
        } else if let ExprKind::Let(id) = expr.kind {
            self.lets[id].checked.iter().for_each(|value| self.grounds(value, found));
        } else if let ExprKind::Compare(comparison, left, right) = &expr.kind
            && !(self.can_be_listed(left) && self.can_be_listed(right))
        {
            found.conditions.insert(self.comparison_in_words(*comparison, left, right));
        } else {
            parts(expr).into_iter().for_each(|part| self.grounds(part, found));
        }
    }

    fn can_be_listed(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Truth(_) | ExprKind::Word(_) => true,
            ExprKind::Fact(fact) => self.values_of(*fact).is_some(),
            ExprKind::Let(id) => {
                self.lets[*id].checked.as_ref().is_some_and(|value| self.can_be_listed(value))
            }
            ExprKind::Standing(inner, _) => self.can_be_listed(inner),
            _ => false,
        }
    }

    fn number_in(&self, expr: &Expr, case: &Case) -> Option<Number> {
        match self.value_in(expr, case)? {
            TableValue::Number(number) => Some(number),
            _ => None,
        }
    }

    fn truth_in(&self, expr: &Expr, case: &Case) -> Option<bool> {
        match self.value_in(expr, case)? {
            TableValue::Truth(truth) => Some(truth),
            _ => None,
        }
    }

    /// A value in a case; nothing if it depends on anything else.
    fn value_in(&self, expr: &Expr, case: &Case) -> Option<TableValue> {
        let truths = |parts: &[Expr]| -> Option<Vec<bool>> {
            parts.iter().map(|part| self.truth_in(part, case)).collect()
        };
        Some(match &expr.kind {
            ExprKind::Number(number) => TableValue::Number(number.clone()),
            ExprKind::Truth(truth) => TableValue::Truth(*truth),
            ExprKind::Word(word) => TableValue::Word(word.clone()),
            ExprKind::Fact(fact) => case.facts.get(fact)?.clone(),
            ExprKind::Let(id) => self.value_in(self.lets[*id].checked.as_ref()?, case)?,
            ExprKind::Standing(inner, words) => match self.value_in(inner, case)? {
                TableValue::Word(word) => {
                    let at = words.iter().position(|other| *other == word)?;
                    TableValue::Number(Number::from((words.len() - at) as i64))
                }
                _ => return None,
            },
            ExprKind::Negate(inner) => TableValue::Number(-&self.number_in(inner, case)?),
            ExprKind::Not(inner) => TableValue::Truth(!self.truth_in(inner, case)?),
            ExprKind::And(all) => TableValue::Truth(truths(all)?.into_iter().all(|truth| truth)),
            ExprKind::Or(all) => TableValue::Truth(truths(all)?.into_iter().any(|truth| truth)),
            ExprKind::Arithmetic(operation, left, right) => {
                let (left, right) = (self.number_in(left, case)?, self.number_in(right, case)?);
                TableValue::Number(match operation {
                    Arithmetic::Add => &left + &right,
                    Arithmetic::Subtract => &left - &right,
                    Arithmetic::Multiply => &left * &right,
                    Arithmetic::Divide => left.divide(&right)?,
                    Arithmetic::Power => return None,
                })
            }
            ExprKind::Compare(comparison, left, right) => match &case.other {
                Some((condition, holds))
                    if *condition == self.comparison_in_words(*comparison, left, right) =>
                {
                    TableValue::Truth(*holds)
                }
                _ => {
                    let (left, right) = (self.value_in(left, case)?, self.value_in(right, case)?);
                    TableValue::Truth(compared(*comparison, &left, &right)?)
                }
            },
            ExprKind::Choose(rows, otherwise) => {
                for (condition, value) in rows {
                    if self.truth_in(condition, case)? {
                        return self.value_in(value, case);
                    }
                }
                self.value_in(otherwise.as_deref()?, case)?
            }
            ExprKind::Lookup(subjects, rows) => {
                let keys: Option<Vec<_>> =
                    subjects.iter().map(|subject| self.value_in(subject, case)).collect();
                let keys = keys?;
                for row in rows {
                    let of_row: Option<Vec<_>> =
                        row.keys.iter().map(|key| self.value_in(key, case)).collect();
                    if row.keys.is_empty() || of_row.as_ref() == Some(&keys) {
                        return self.value_in(&row.value, case);
                    }
                }
                return None;
            }
            ExprKind::Table { table, column, keys } => {
                let keys: Option<Vec<_>> = keys.iter().map(|key| self.value_in(key, case)).collect();
                let table = &self.tables[*table].table;
                table.rows.get(table.find(&keys?)?)?.values.get(*column)?.clone()
            }
            _ => return None,
        })
    }

    /// A comparison by what is compared: within a function that is the arguments of the call.
    fn comparison_in_words(&self, comparison: Comparison, left: &Expr, right: &Expr) -> String {
        let sign = comparison.sign();
        format!("{} {sign} {}", self.written(left.span), self.written(right.span))
    }

    /// `区域 = 重点，汛期 = 是`
    pub(super) fn case_in_words(&self, case: &Case) -> Text {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for (fact, value) in &case.facts {
            let name = self.fact_name(*fact);
            let (is_zh, is_en) = match value {
                TableValue::Word(word) => (word.to_string(), word.to_string()),
                TableValue::Truth(true) => ("是".to_owned(), "yes".to_owned()),
                TableValue::Truth(false) => ("否".to_owned(), "no".to_owned()),
                TableValue::Number(_) | TableValue::Date(_) => continue,
            };
            zh.push(format!("{name} = {is_zh}"));
            en.push(format!("{name} = {is_en}"));
        }
        if let Some((condition, holds)) = &case.other {
            zh.push(if *holds { condition.clone() } else { format!("非 ({condition})") });
            en.push(if *holds { condition.clone() } else { format!("not ({condition})") });
        }
        Text { zh: zh.join("，").into(), en: en.join(", ").into() }
    }
}

/// The parts of a value that this module can compute, one level down.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::Standing(inner, _) => vec![inner],
        ExprKind::Arithmetic(_, left, right) | ExprKind::Compare(_, left, right) => vec![left, right],
        ExprKind::And(all) | ExprKind::Or(all) => all.iter().collect(),
        ExprKind::Choose(rows, otherwise) => {
            rows.iter().flat_map(|(when, value)| [when, value]).chain(otherwise.as_deref()).collect()
        }
        ExprKind::Lookup(subjects, rows) => {
            subjects.iter().chain(rows.iter().map(|row| &row.value)).collect()
        }
        ExprKind::Table { keys, .. } => keys.iter().collect(),
        _ => vec![],
    }
}

fn compared(comparison: Comparison, left: &TableValue, right: &TableValue) -> Option<bool> {
    match (left, right) {
        (TableValue::Number(a), TableValue::Number(b)) => Some(comparison.holds(a.cmp(b))),
        _ => match comparison {
            Comparison::Equal => Some(left == right),
            Comparison::Different => Some(left != right),
            _ => None,
        },
    }
}
