//! Which periods files of evidence speak of, and of whom: asked before anything is scored by periods.
//!
//! It must never know a fact.

use super::findings::Findings;
use super::period_names::PERIOD;
use super::rows::{Raw, Row, Sink, clean, half_width};
use super::{Input, read_file};
use crate::unit::Period;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A period that some file has rows of.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// The period.
    pub period: Period,
    /// As it is labelled first.
    pub label: Arc<str>,
    /// The identities of those rows.
    pub ids: BTreeSet<String>,
}

/// The columns of a file that matter here.
#[derive(Default)]
struct Scan {
    columns: usize,
    identity: Option<usize>,
    period: Option<usize>,
    findings: Findings,
    found: Vec<Dated>,
}

impl Sink for Scan {
    fn column(&mut self, name: &str) {
        let name = half_width(name);
        if name.eq_ignore_ascii_case("id") && self.identity.is_none() {
            self.identity = Some(self.columns);
        }
        if PERIOD.contains(&&*name) && self.period.is_none() {
            self.period = Some(self.columns);
        }
        self.columns += 1;
    }

    fn is_read(&mut self, column: usize) -> bool {
        self.period.is_some() && [self.period, self.identity.or(Some(0))].contains(&Some(column))
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        let cell = |at: usize| {
            row.cells.iter().find(|(column, _)| *column == at).and_then(|(_, raw)| match raw {
                Raw::Text(text) => Some(clean(text).to_owned()),
                Raw::Number(text) => Some((*text).to_owned()),
                _ => None,
            })
        };
        let Some(label) = self.period.and_then(cell) else { return };
        let (Some(period), Some(id)) = (Period::parse(&label), cell(self.identity.unwrap_or(0))) else {
            return;
        };
        let same = |dated: &&mut Dated| (dated.period.from, dated.period.to) == (period.from, period.to);
        match self.found.iter_mut().find(same) {
            Some(dated) => drop(dated.ids.insert(id)),
            None => self.found.push(Dated { period, label: label.into(), ids: BTreeSet::from([id]) }),
        }
    }

    fn findings(&mut self) -> &mut Findings {
        &mut self.findings
    }

    // Whoever reads the file in earnest says so.
    fn cut_off(&mut self, _bad: u32) {}
}

/// The periods of all files that have a column of periods, in the order of time.
pub fn periods(inputs: &[Input<'_>]) -> Vec<Dated> {
    let mut all: Vec<Dated> = Vec::new();
    for input in inputs {
        let mut scan = Scan::default();
        read_file(input, false, &mut scan);
        for dated in scan.found {
            let same = |known: &&mut Dated| {
                (known.period.from, known.period.to) == (dated.period.from, dated.period.to)
            };
            match all.iter_mut().find(same) {
                Some(known) => known.ids.extend(dated.ids),
                None => all.push(dated),
            }
        }
    }
    all.sort_by(|a, b| a.period.order(&b.period));
    all
}
