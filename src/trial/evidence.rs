//! From what a test gives to a table of evidence.

use crate::evidence::{Cell, Column, FactColumn, ListColumn, Table};
use crate::scheme::model::{FactId, GivenValue, Scheme, TestRatee};
use crate::unit::{FactType, ListField, Period};
use std::sync::Arc;

/// The table of the ratees of a test.
pub fn table(scheme: &Scheme, ratees: &[TestRatee]) -> Table {
    let name = |(at, ratee): (usize, &TestRatee)| -> Arc<str> {
        ratee.name.clone().unwrap_or_else(|| (at + 1).to_string().into())
    };
    Table {
        ids: ratees.iter().enumerate().map(name).collect(),
        facts: (0..scheme.facts.len()).map(|fact| column(scheme, fact, ratees)).collect(),
        ..Table::default()
    }
}

fn column(scheme: &Scheme, fact: FactId, ratees: &[TestRatee]) -> FactColumn {
    let spec = &scheme.facts[fact].spec;
    if let FactType::List(fields) = &spec.ty {
        return FactColumn::List(list(fact, fields, ratees));
    }
    let cells = |last_year: bool| -> Vec<Cell> {
        ratees
            .iter()
            .map(|ratee| given(ratee, fact, last_year).map_or(Cell::Missing, |value| cell(&spec.ty, value)))
            .collect()
    };
    FactColumn::Scalar(Column {
        cells: cells(false),
        last_year: spec.with_last_year.then(|| cells(true)),
        present: true,
    })
}

fn given(ratee: &TestRatee, fact: FactId, last_year: bool) -> Option<&GivenValue> {
    ratee
        .facts
        .iter()
        .find(|given| (given.fact, given.last_year) == (fact, last_year))
        .map(|given| &given.value)
}

/// A list that is not given is empty where all else has its score, else nothing says what it is.
fn list(fact: FactId, fields: &[ListField], ratees: &[TestRatee]) -> ListColumn {
    let mut made = ListColumn {
        given: true,
        offsets: vec![0],
        bad: vec![None; ratees.len()],
        fields: vec![vec![]; fields.len()],
        ..ListColumn::default()
    };
    for ratee in ratees {
        let value = given(ratee, fact, false);
        if let Some(GivenValue::Entries(entries)) = value {
            for entry in in_order(fields, entries) {
                for (at, field) in fields.iter().enumerate() {
                    made.fields[at].push(entry.get(at).map_or(Cell::Missing, |value| cell(&field.ty, value)));
                }
                made.places.push((0, 0));
            }
        }
        made.offsets.push(made.places.len() as u32);
        made.absent.push(match value {
            None => ratee.rest.is_none(),
            Some(GivenValue::Missing) => true,
            Some(_) => false,
        });
        made.not_applicable.push(value == Some(&GivenValue::NotApplicable));
    }
    made
}

/// The entries of a list by periods in the order of time; those of any other as they are given.
fn in_order<'e>(fields: &[ListField], entries: &'e [Vec<GivenValue>]) -> Vec<&'e Vec<GivenValue>> {
    let mut all: Vec<&Vec<GivenValue>> = entries.iter().collect();
    if let Some(at) = fields.iter().position(|field| field.ty == FactType::Period) {
        let period = |entry: &[GivenValue]| match entry.get(at) {
            Some(GivenValue::Word(label)) => Period::parse(label),
            _ => None,
        };
        all.sort_by(|a, b| match (period(a), period(b)) {
            (Some(a), Some(b)) => a.order(&b),
            _ => std::cmp::Ordering::Equal,
        });
    }
    all
}

fn cell(ty: &FactType, value: &GivenValue) -> Cell {
    match value {
        GivenValue::Missing | GivenValue::Entries(_) => Cell::Missing,
        GivenValue::NotApplicable => Cell::NotApplicable,
        GivenValue::Number(number) => Cell::Number(number.clone()),
        GivenValue::Truth(truth) => Cell::Bool(*truth),
        GivenValue::Date(date) => Cell::Date(*date),
        GivenValue::Word(word) => match ty {
            FactType::Category(words) => {
                words.iter().position(|other| other == word).map_or(Cell::Missing, |at| Cell::Word(at as u32))
            }
            _ => Cell::Text(word.clone()),
        },
    }
}
