//! The values of some rows of a column, once they are decoded.

use super::super::rows::Raw;
use crate::unit::Date;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use std::borrow::Cow;

/// The values of some rows.
pub(super) struct Cells {
    /// Per row whether it has a value; empty if all have.
    pub present: Vec<bool>,
    /// The values of those that have one.
    pub values: Values,
}

/// What the values are.
pub(super) enum Values {
    Truths(Vec<bool>),
    /// `units · 10^-places`
    Units {
        units: Vec<i64>,
        places: u32,
    },
    /// The same, where 64 bits may not do.
    Wide {
        units: Vec<i128>,
        places: u32,
    },
    /// Days; nothing for a clock that does not say a day, or a day that no calendar has.
    Dates(Vec<Option<Date>>),
    Texts(Vec<ByteArray>),
    /// Numbers as they are written; nothing for what is no number.
    Written(Vec<Option<String>>),
}

/// As what a value cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    Text,
    Number,
    Day,
}

impl Cells {
    /// Where the value of each row stands among the values; nothing for a row without one.
    pub(super) fn places(&self, rows: usize) -> impl Iterator<Item = Option<usize>> {
        let mut next = 0;
        (0..rows).map(move |row| {
            let has = self.present.is_empty() || self.present[row];
            next += usize::from(has);
            has.then(|| next - 1)
        })
    }

    /// A value as the other readers give it; numbers and days are written into `room`.
    pub(super) fn raw<'r>(&'r self, at: usize, room: &'r mut String) -> std::result::Result<Raw<'r>, Odd> {
        room.clear();
        match &self.values {
            Values::Truths(truths) => Ok(Raw::Bool(truths.get(at).copied().unwrap_or_default())),
            Values::Units { units, places } => {
                write_decimal(room, i128::from(units.get(at).copied().unwrap_or_default()), *places);
                Ok(Raw::Number(room))
            }
            Values::Wide { units, places } => {
                write_decimal(room, units.get(at).copied().unwrap_or_default(), *places);
                Ok(Raw::Number(room))
            }
            Values::Dates(dates) => {
                let date = dates.get(at).copied().flatten().ok_or(Odd::Day)?;
                *room = date.to_string();
                Ok(Raw::Text(Cow::Borrowed(room)))
            }
            Values::Texts(texts) => {
                let text = texts.get(at).and_then(|text| std::str::from_utf8(text.data()).ok());
                text.map(|text| Raw::Text(Cow::Borrowed(text))).ok_or(Odd::Text)
            }
            Values::Written(written) => {
                let written = written.get(at).and_then(Option::as_deref).ok_or(Odd::Number)?;
                Ok(Raw::Number(written))
            }
        }
    }
}

fn write_decimal(out: &mut String, units: i128, places: u32) {
    if units < 0 {
        out.push('-');
    }
    let (digits, places) = (units.unsigned_abs().to_string(), places as usize);
    if digits.len() <= places {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', places - digits.len()));
        out.push_str(&digits);
        return;
    }
    let (whole, rest) = digits.split_at(digits.len() - places);
    out.push_str(whole);
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
}

/// Says which rows of a column have a value.
pub(super) struct Levels {
    /// The level of a row that has one; 0 for a column in which all have.
    most: i16,
    read: Vec<i16>,
}

impl Levels {
    /// For a column whose rows with values have this level.
    pub(super) fn new(most: i16) -> Levels {
        Levels { most, read: vec![] }
    }

    /// Decodes the next rows into an empty vector: the values, and which rows have them, empty if all have.
    pub(super) fn read<D: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<D>,
        rows: usize,
        mut values: Vec<D::T>,
    ) -> Result<(Vec<D::T>, Vec<bool>)> {
        values.reserve(rows);
        self.read.clear();
        let mut found = 0;
        while found < rows {
            let levels = (self.most > 0).then_some(&mut self.read);
            let (records, ..) = reader.read_records(rows - found, levels, None, &mut values)?;
            if records == 0 {
                return Err(ParquetError::EOF(format!("{} rows are missing", rows - found)));
            }
            found += records;
        }
        let present = if values.len() == rows {
            vec![]
        } else {
            self.read.iter().map(|level| *level == self.most).collect()
        };
        Ok((values, present))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_their_places() {
        let written = |units, places| {
            let mut out = String::new();
            write_decimal(&mut out, units, places);
            out
        };
        assert_eq!(written(9870, 2), "98.70");
        assert_eq!(written(-5, 2), "-0.05");
        assert_eq!(written(0, 0), "0");
        assert_eq!(written(i128::MIN, 38), "-1.70141183460469231731687303715884105728");
    }
}
