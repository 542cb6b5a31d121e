//! Whether a percent column was probably written as fractions: `0.987` where 98.7 was meant.
//!
//! It must never change a value.

use super::cell::Read;
use super::table::Cell;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::number::Number;
use crate::unit::FactType;
use crate::{code, text};

/// Fewer percents than this say nothing about how a column is written.
const FEWEST_PERCENTS: usize = 3;

/// Watches how the percents of one column of one file are written.
#[derive(Clone, Debug, Default)]
pub(super) struct PercentWatch {
    file: String,
    column: String,
    count: usize,
    any_above_one: bool,
    any_not_zero: bool,
    any_sign: bool,
}

impl PercentWatch {
    /// Sees the next cell of the column.
    pub(super) fn see(&mut self, ty: &FactType, read: &Read) {
        let (FactType::Percent, Cell::Number(value)) = (ty, &read.cell) else { return };
        self.count += 1;
        self.any_sign |= read.unit_written;
        self.any_not_zero |= !value.is_zero();
        self.any_above_one = self.any_above_one || Number::ratio(1, 100).is_some_and(|one| value.abs() > one);
    }

    /// Says where the column stands.
    pub(super) fn name_place(&mut self, file: &str, column: String) {
        if self.count >= FEWEST_PERCENTS {
            self.file = file.to_owned();
            self.column = column;
        }
    }

    /// The finding, if all of them were probably written as fractions.
    pub(super) fn finding(&self) -> Option<Diagnostic> {
        let suspicious = self.looks_like_fractions();
        suspicious.then(|| percent_as_fraction(self))
    }

    fn looks_like_fractions(&self) -> bool {
        self.count >= FEWEST_PERCENTS && self.any_not_zero && !self.any_above_one && !self.any_sign
    }
}

code!(
    PERCENT_AS_FRACTION,
    "H0717",
    Warning,
    "百分比像是写成了小数" / "percent-looks-like-fraction",
    "百分比的列里，98.7 和 98.7% 是一回事，而 0.987 是 0.987%。整列的值都不超过 1，多半是写成了小数。"
        / "In a percent column 98.7 and 98.7% are the same, and 0.987 is 0.987%. When no value exceeds 1 they were probably written as fractions.",
);

fn percent_as_fraction(watch: &PercentWatch) -> Diagnostic {
    let (column, count) = (&watch.column, watch.count);
    let message = text!(
        "「{column}」是百分比，{count} 个值都不超过 1，最多按 1% 计；是不是写成了小数？",
        "{column} is a percent, and none of its {count} values exceeds 1, so all count as 1% at most; were they written as fractions?"
    );
    let place = CellPlace { file: watch.file.clone(), row: None, column: Some(column.clone()) };
    Diagnostic::at_cell(&PERCENT_AS_FRACTION, place, message).help(text!(
        "98.7% 请写 98.7 或 98.7%；若本来就是小数，请把类型声明为“比率”；若确实不到 1%，请写上 % 号",
        "write 98.7% as 98.7 or 98.7%; declare the fact as a fraction if it is one; if the values are that small, write the % sign"
    ))
}
