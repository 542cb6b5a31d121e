//! Lists by periods (逐期): each entry says its period, one entry to a period, in the order of time.
//!
//! It must never guess a period, nor choose between two entries of one.

use super::findings::{Findings, in_row};
use super::lists::ListBuild;
use super::period_names::{no_period, skipped, twice};
use super::ratees::Ratees;
use super::table::Cell;
use crate::unit::Period;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Puts the entries of all lists by periods in order, leaves out those after the period at hand, and sets aside lists
/// of which the order or an entry is in doubt.
pub(super) fn settle(ratees: &mut Ratees<'_>, findings: &mut Findings) {
    let last = ratees.reading.period;
    let (mut lists, files) = (std::mem::take(&mut ratees.lists), ratees.origins.files.clone());
    for (fact, list) in lists.iter_mut().enumerate() {
        let Some(field) = ratees.specs[fact].ty.period_field() else { continue };
        if let Some(list) = list {
            Order { list, field, files: &files, ids: &ratees.ids, findings }.settle(last);
        }
    }
    ratees.lists = lists;
}

struct Order<'o, 's> {
    list: &'o mut ListBuild<'s>,
    field: usize,
    files: &'o [String],
    ids: &'o [Arc<str>],
    findings: &'o mut Findings,
}

impl Order<'_, '_> {
    fn settle(&mut self, last: Option<Period>) {
        let mut known: HashMap<Arc<str>, Option<Period>> = HashMap::new();
        let mut kept: Vec<(u32, Period, usize)> = Vec::new();
        for entry in 0..self.list.owners.len() {
            let owner = self.list.owners[entry];
            let period = match &self.list.fields[self.field][entry] {
                Cell::Text(label) => *known.entry(label.clone()).or_insert_with(|| Period::parse(label)),
                Cell::Bad(bad) => {
                    self.list.set_bad(owner as usize, *bad);
                    continue;
                }
                _ => None,
            };
            match period {
                Some(period) if last.is_some_and(|last| period.to > last.to) => {}
                Some(period) => kept.push((owner, period, entry)),
                None => {
                    let bad = self.findings.bad(self.place(entry), no_period(self.list.name));
                    self.list.set_bad(owner as usize, bad);
                }
            }
        }
        kept.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.order(&b.1)).then(a.2.cmp(&b.2)));
        self.twice(&kept);
        self.skipped(&kept);
        let order: Vec<usize> = kept.iter().map(|(.., entry)| *entry).collect();
        self.list.rearrange(&order);
    }

    fn place(&self, entry: usize) -> crate::diagnostic::CellPlace {
        let (file, row) = self.list.places[entry];
        in_row(self.files.get(file as usize).map_or("", |name| name), row as usize)
    }

    /// Two entries of one period: nothing says which is right.
    fn twice(&mut self, kept: &[(u32, Period, usize)]) {
        for pair in kept.windows(2) {
            let ((owner, period, first), (other, again, second)) = (pair[0], pair[1]);
            if owner != other || (period.from, period.to) != (again.from, again.to) {
                continue;
            }
            let Cell::Text(label) = self.list.fields[self.field][second].clone() else { continue };
            let problem = twice(&self.ids[owner as usize], self.list.name, &label, self.list.places[first].1);
            let bad = self.findings.bad(self.place(second), problem);
            self.list.set_bad(owner as usize, bad);
        }
    }

    /// Months (quarters, years) that are missing between two others: a run of months is then no run.
    fn skipped(&mut self, kept: &[(u32, Period, usize)]) {
        let mut first: BTreeMap<u32, (Arc<str>, Arc<str>)> = BTreeMap::new();
        for pair in kept.windows(2) {
            let ((owner, period, a), (other, next, b)) = (pair[0], pair[1]);
            if owner == other
                && period.is_followed_by(&next) == Some(false)
                && period.to < next.from
                && let (Cell::Text(before), Cell::Text(after)) =
                    (&self.list.fields[self.field][a], &self.list.fields[self.field][b])
            {
                first.entry(owner).or_insert_with(|| (before.clone(), after.clone()));
            }
        }
        if let Some((owner, (before, after))) = first.iter().next() {
            let file = kept.iter().find(|one| one.0 == *owner).map(|one| self.list.places[one.2].0);
            let file = file.and_then(|file| self.files.get(file as usize)).map_or("", |name| name);
            let (id, name) = (&self.ids[*owner as usize], self.list.name);
            self.findings.report(skipped(file, id, name, (before, after), first.len()));
        }
    }
}
