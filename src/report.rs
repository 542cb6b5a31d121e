//! Results in the forms in which they leave: one file per form.
//!
//! JSON follows the contract of results; its field names and closed lists are always English. Nothing here computes
//! a score or opens a file.

pub mod codes;
pub mod columns;
pub mod explanation;
pub mod folder;
pub mod groups;
pub mod json;
pub mod junit;
pub mod pages;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod sheet;
pub mod show;
pub mod stream;
pub mod summary;
pub mod trial;
mod xml;

use crate::evidence::Table;
use crate::number::{Number, Rounding};
use crate::scheme::model::Scheme;
use crate::score::{Scores, Status};

/// What every form is made from.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The evidence.
    pub table: &'a Table,
    /// The results.
    pub scores: &'a Scores,
    /// The period to show, where it is not the scheme's own.
    pub period: Option<&'a str>,
}

impl Run<'_> {
    /// A total with the places of the scheme.
    pub(crate) fn total(&self, total: &Number) -> String {
        let (places, mode) = self.scheme.rounding;
        total.fixed(places, mode)
    }
}

/// The name of a status: a closed list.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Scored => "scored",
        Status::Incomplete => "incomplete",
        Status::NotGraded => "not_graded",
    }
}

/// A number for a column of a sheet: rounded half up if asked, else exact.
pub(crate) fn shown(number: &Number, places: Option<u32>) -> String {
    match places {
        Some(places) => number.fixed(places, Rounding::HalfUp),
        None => number.to_string(),
    }
}
