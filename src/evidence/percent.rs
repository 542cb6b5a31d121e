//! Whether a percent column was probably written as fractions: `0.987` where 98.7 was meant.
//!
//! It must never change a value.

use super::cell::Read;
use super::table::Cell;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::number::Number;
use crate::unit::FactType;
use crate::{code, text};

/// Fewer percents than this say nothing about how a column is written, unless one has decimals and stays below 1.
const FEWEST_PERCENTS: usize = 3;

/// Watches how the percents of one column of one file are written.
#[derive(Clone, Debug, Default)]
pub(super) struct PercentWatch {
    file: String,
    column: String,
    count: usize,
    any_above_one: bool,
    any_not_zero: bool,
    /// The first value between 0 and 1, as it is written: `0.985`.
    between: Option<Number>,
    any_sign: bool,
}

impl PercentWatch {
    /// Sees the next cell of the column.
    pub(super) fn see(&mut self, ty: &FactType, read: &Read) {
        let (FactType::Percent, Cell::Number(value)) = (ty, &read.cell) else { return };
        self.count += 1;
        self.any_sign |= read.unit_written;
        self.any_not_zero |= !value.is_zero();
        let Some(one) = Number::ratio(1, 100) else { return };
        self.any_above_one |= value.abs() > one;
        if self.between.is_none() && !value.is_zero() && !value.is_negative() && *value < one {
            self.between = Some(value * &Number::from(100));
        }
    }

    fn says_enough(&self) -> bool {
        self.count >= FEWEST_PERCENTS || self.between.is_some()
    }

    /// Says where the column stands.
    pub(super) fn name_place(&mut self, file: &str, column: String) {
        if self.says_enough() {
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
        self.says_enough() && self.any_not_zero && !self.any_above_one && !self.any_sign
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
    let sample = watch.between.clone().unwrap_or(Number::ONE);
    let meant = &sample * &Number::from(100);
    let message = text!(
        "「{column}」是百分比，{count} 个值都不超过 1，如 {sample} 读作 {sample}%；是不是写成了小数？",
        "{column} is a percent, and none of its {count} values exceeds 1: {sample} was read as {sample} %; were they written as fractions?"
    );
    let place = CellPlace { file: watch.file.clone(), row: None, column: Some(column.clone()) };
    Diagnostic::at_cell(&PERCENT_AS_FRACTION, place, message).help(text!(
        "要是 {meant}%，请写 {meant} 或 {meant}%；若本来就是小数，请把类型声明为“比率”；若确实只有 {sample}%，请写上 % 号",
        "for {meant} % write {meant} or {meant}%; declare the fact as a fraction if it is one; if it really is {sample} %, write the % sign"
    ))
}
