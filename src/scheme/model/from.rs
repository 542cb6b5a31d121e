//! Facts that are results of other schemes.

use super::{ItemId, Scheme};
use crate::locale::Text;
use crate::text;
use std::sync::Arc;

/// A result of another scheme.
#[derive(Clone, Debug)]
pub struct FromScheme {
    /// For a list by periods: the field that it fills.
    pub field: Option<usize>,
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// What of its results.
    pub what: ResultOf,
}

/// What is taken of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum ResultOf {
    /// The rounded total.
    Total,
    /// The total before rounding.
    ExactTotal,
    /// The grade.
    Grade,
    /// The place.
    Rank,
    /// The score of an item.
    Item(ItemId),
    /// The points of a bonus or a deduction.
    Adjustment(usize),
}

impl FromScheme {
    /// As people call it: `KPI考核 2023.1 总分`.
    pub fn title(&self) -> Text {
        let version = self.scheme.version.as_deref().map_or(String::new(), |version| format!(" {version}"));
        let name = &self.scheme.name;
        let what = match &self.what {
            ResultOf::Total => Text::fixed("总分", "total"),
            ResultOf::ExactTotal => Text::fixed("总分（取整前）", "total before rounding"),
            ResultOf::Grade => Text::fixed("等次", "grade"),
            ResultOf::Rank => Text::fixed("名次", "rank"),
            ResultOf::Item(item) => Text::same(self.scheme.items[*item].path.to_string()),
            ResultOf::Adjustment(at) => Text::same(self.scheme.adjustments[*at].name.to_string()),
        };
        text!("{name}{version} {0}", "{name}{version} {0}", what)
    }
}
