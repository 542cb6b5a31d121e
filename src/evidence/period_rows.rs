//! Files of ratees with a column of periods: several rows to a ratee, each of them an entry of the lists by periods
//! whose fields the file has.
//!
//! It must never take a row for an entry without knowing its period.

use super::findings::{Findings, in_file, in_row};
use super::header::{Binding, Target};
use super::lists::ListBuild;
use super::percent::PercentWatch;
use super::period_names::{NO_PERIOD, PERIOD, no_period, no_such_period};
use super::rows::{Raw, Row};
use crate::diagnostic::CellPlace;
use crate::text;
use crate::unit::{FactSpec, Period};
use std::collections::BTreeMap;

/// What the rows of one file say of periods.
#[derive(Default)]
pub(super) struct PeriodRows {
    /// Rows that were read.
    pub taken: usize,
    /// The first label of another period than the only one that is read.
    pub another: Option<String>,
    /// Per list and field: how percents are written.
    watches: BTreeMap<(usize, usize), PercentWatch>,
    /// A list by periods of which the file has columns, and no column of periods.
    homeless: Option<String>,
}

/// Where the rows go.
pub(super) struct Surroundings<'r, 's> {
    /// The declarations.
    pub specs: &'s [FactSpec],
    /// The lists.
    pub lists: &'r mut [Option<ListBuild<'s>>],
    /// The findings.
    pub findings: &'r mut Findings,
    /// The columns of the file.
    pub binding: &'r Binding,
    /// The file: name and number.
    pub file: (&'r str, u32),
}

/// The cell that says of which period a row is.
pub(super) fn period_cell<'r, 'a>(row: &'r Row<'_, 'a>, binding: &Binding) -> Option<&'r Raw<'a>> {
    row.cells.iter().find(|(column, _)| binding.target(*column) == Some(Target::Period)).map(|(_, raw)| raw)
}

/// The words of a cell.
pub(super) fn words_of(raw: &Raw<'_>) -> Option<String> {
    match raw {
        Raw::Text(text) => Some(text.to_string()),
        Raw::Number(text) => Some((*text).to_owned()),
        _ => None,
    }
}

impl PeriodRows {
    /// Takes in a row as an entry of each list by periods that it says something of. Where the file has the fields
    /// of one list only, a row that says nothing is an entry without values: a month that nobody filled in.
    pub(super) fn enter(&mut self, mut around: Surroundings<'_, '_>, ratee: usize, row: &Row<'_, '_>) {
        let mut said: BTreeMap<usize, bool> = BTreeMap::new();
        for (column, raw) in row.cells {
            if let Some(Target::Entry { list, .. }) = around.binding.target(*column) {
                *said.entry(list).or_insert(false) |= !raw.is_blank();
            }
        }
        let Some(first) = said.keys().next() else { return };
        let period = period_cell(row, around.binding);
        if period.is_none() {
            let name = around.specs.get(*first).map(|spec| spec.name.to_string());
            self.homeless = self.homeless.take().or(name);
            return;
        }
        let only_list = said.len() == 1;
        for (list, says) in said {
            if says || only_list {
                self.entry(&mut around, (list, ratee), row, period);
            }
        }
    }

    fn entry(
        &mut self,
        around: &mut Surroundings<'_, '_>,
        (list, ratee): (usize, usize),
        row: &Row<'_, '_>,
        period: Option<&Raw<'_>>,
    ) {
        let (file, number) = around.file;
        let place = in_row(file, row.number);
        let Some(build) = &mut around.lists[list] else { return };
        build.given = true;
        if let Some(bad) = row.lost {
            return build.set_bad(ratee, bad);
        }
        build.row_scratch.fill(None);
        let field_of_period = around.specs[list].ty.period_field().unwrap_or_default();
        match period.filter(|raw| !raw.is_blank()) {
            Some(raw) => {
                let place = CellPlace { column: Some(PERIOD[0].into()), ..place.clone() };
                build.read_field(field_of_period, raw, place, around.findings, None);
            }
            None => {
                let bad = around.findings.bad(place, no_period(build.name));
                return build.set_bad(ratee, bad);
            }
        }
        for (column, raw) in row.cells {
            if let Some(Target::Entry { list: other, field }) = around.binding.target(*column)
                && other == list
            {
                let place = CellPlace { column: Some(around.binding.name(*column)), ..place.clone() };
                let watch = self.watches.entry((list, field)).or_default();
                build.read_field(field, raw, place, around.findings, Some(watch));
            }
        }
        build.push(ratee, number, row.number);
    }

    /// Ends the file; gives back how percents are written in it.
    pub(super) fn close(
        &mut self,
        file: &str,
        period: Option<Period>,
        lists: &[Option<ListBuild<'_>>],
        findings: &mut Findings,
    ) -> Vec<PercentWatch> {
        if let Some(list) = self.homeless.take() {
            let message = text!(
                "{file} 有「{list}」的数据，却没有「期间」一列，没有读",
                "{file} has columns of {list} but none of periods; they were not read"
            );
            let help =
                text!("加一列「期间」，写作 2023-05 等", "add a column `period` with values such as 2023-05");
            findings.report(in_file(&NO_PERIOD, file, message).help(help));
        }
        if let (Some(another), 0, Some(period)) = (&self.another, self.taken, period) {
            findings.report(no_such_period(file, &period, another));
        }
        let named = std::mem::take(&mut self.watches).into_iter().filter_map(|((list, field), mut watch)| {
            watch.name_place(file, lists[list].as_ref()?.wanted[field].name.clone());
            Some(watch)
        });
        named.collect()
    }
}
