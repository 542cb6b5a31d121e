//! Columns of floating-point numbers, as the shortest decimals that print the same.
//!
//! Nowhere else in the house may such a number be named: it comes in here, is written down, and nothing is computed
//! with it.

use super::cells::{Cells, Levels, Values};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{DataType, DoubleType, FloatType};
use parquet::errors::Result;

/// A column of them.
pub(super) enum Floats {
    Single(ColumnReaderImpl<FloatType>),
    Double(ColumnReaderImpl<DoubleType>),
}

impl Floats {
    /// For a column of either kind; nothing for another.
    pub(super) fn new(reader: ColumnReader) -> Option<Floats> {
        match reader {
            ColumnReader::FloatColumnReader(_) => Some(Floats::Single(get_typed_column_reader(reader))),
            ColumnReader::DoubleColumnReader(_) => Some(Floats::Double(get_typed_column_reader(reader))),
            _ => None,
        }
    }

    /// The next rows.
    pub(super) fn read(&mut self, levels: &mut Levels, rows: usize) -> Result<Cells> {
        match self {
            Floats::Single(reader) => written(reader, levels, rows, |one: &f32| one.is_finite()),
            Floats::Double(reader) => written(reader, levels, rows, |one: &f64| one.is_finite()),
        }
    }
}

/// Each value without an exponent; nothing for one that is no number or has no bound.
fn written<D: DataType>(
    reader: &mut ColumnReaderImpl<D>,
    levels: &mut Levels,
    rows: usize,
    is_finite: impl Fn(&D::T) -> bool,
) -> Result<Cells> {
    let (values, present) = levels.read(reader, rows, vec![])?;
    let values = values.iter().map(|one| is_finite(one).then(|| one.to_string())).collect();
    Ok(Cells { present, values: Values::Written(values) })
}
