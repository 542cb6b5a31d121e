//! Decodes the columns of a group of rows, some rows at a time.

use super::cells::{Cells, Levels, Values};
use super::floats::Floats;
use super::kind::{Field, Kind};
use super::open::guarded;
use crate::column::room;
use crate::unit::Date;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{BoolType, ByteArrayType, FixedLenByteArrayType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::RowGroupReader;

/// A column of a group of rows.
pub(super) struct Decoder {
    kind: Kind,
    form: Form,
    levels: Levels,
}

/// How the values are held.
enum Form {
    Truths(ColumnReaderImpl<BoolType>),
    Short(ColumnReaderImpl<Int32Type>),
    Long(ColumnReaderImpl<Int64Type>),
    Bytes(ColumnReaderImpl<ByteArrayType>),
    Fixed(ColumnReaderImpl<FixedLenByteArrayType>),
    Floats(Floats),
}

/// The columns of a group that are asked for, in that order; all of them can be read.
pub(super) fn decoders(group: &dyn RowGroupReader, fields: &[&Field]) -> Result<Vec<Decoder>> {
    guarded(|| fields.iter().map(|field| Decoder::new(group, field)).collect())
}

impl Decoder {
    fn new(group: &dyn RowGroupReader, field: &Field) -> Result<Decoder> {
        let Ok((leaf, kind)) = field.kind else {
            return Err(ParquetError::General(format!("{} cannot be read", field.name)));
        };
        let schema = group.metadata().schema_descr_ptr();
        let levels = Levels::new(schema.column(leaf).max_def_level());
        let reader = group.get_column_reader(leaf)?;
        let form = match reader {
            ColumnReader::BoolColumnReader(_) => Form::Truths(get_typed_column_reader(reader)),
            ColumnReader::Int32ColumnReader(_) => Form::Short(get_typed_column_reader(reader)),
            ColumnReader::Int64ColumnReader(_) => Form::Long(get_typed_column_reader(reader)),
            ColumnReader::ByteArrayColumnReader(_) => Form::Bytes(get_typed_column_reader(reader)),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Form::Fixed(get_typed_column_reader(reader)),
            reader => Form::Floats(
                Floats::new(reader)
                    .ok_or_else(|| ParquetError::General(format!("{} cannot be read", field.name)))?,
            ),
        };
        Ok(Decoder { kind, form, levels })
    }

    /// The next rows.
    pub(super) fn read(&mut self, rows: usize) -> Result<Cells> {
        guarded(|| self.decode(rows))
    }

    fn decode(&mut self, rows: usize) -> Result<Cells> {
        let (kind, levels) = (self.kind, &mut self.levels);
        let (values, present) = match &mut self.form {
            Form::Floats(floats) => return floats.read(levels, rows),
            Form::Truths(reader) => {
                let (truths, present) = levels.read(reader, rows, room())?;
                (Values::Truths(truths), present)
            }
            Form::Short(reader) => {
                let (short, present) = levels.read(reader, rows, vec![])?;
                let is_unsigned = matches!(kind, Kind::Number { unsigned: true, .. });
                let long = |one: i32| if is_unsigned { i64::from(one.cast_unsigned()) } else { one.into() };
                let mut units = room();
                units.extend(short.into_iter().map(long));
                (whole(kind, units), present)
            }
            Form::Long(reader) => {
                let (long, present) = levels.read(reader, rows, room())?;
                (whole(kind, long), present)
            }
            Form::Bytes(reader) => {
                let (texts, present) = levels.read(reader, rows, vec![])?;
                match kind {
                    Kind::Number { places, .. } => {
                        (decimals(texts.iter().map(|one| one.data()), places)?, present)
                    }
                    _ => (Values::Texts(texts), present),
                }
            }
            Form::Fixed(reader) => {
                let (fixed, present) = levels.read(reader, rows, vec![])?;
                let places = if let Kind::Number { places, .. } = kind { places } else { 0 };
                (decimals(fixed.iter().map(|one| one.data()), places)?, present)
            }
        };
        Ok(Cells { present, values })
    }
}

/// Whole numbers as what they stand for. Those of 32 bits without a sign have been widened.
fn whole(kind: Kind, units: Vec<i64>) -> Values {
    match kind {
        Kind::Day => Values::Dates(units.into_iter().map(date).collect()),
        Kind::Clock { per_day } => {
            let day = |ticks: i64| (ticks.rem_euclid(per_day) == 0).then(|| ticks.div_euclid(per_day));
            Values::Dates(units.into_iter().map(|ticks| day(ticks).and_then(date)).collect())
        }
        Kind::Number { unsigned: true, places } if units.iter().any(|one| *one < 0) => {
            Values::Wide { units: units.into_iter().map(|one| one.cast_unsigned().into()).collect(), places }
        }
        Kind::Number { places, .. } => Values::Units { units, places },
        Kind::Truth | Kind::Text | Kind::Float => Values::Units { units, places: 0 },
    }
}

/// The day so many days after 1970-01-01.
fn date(days: i64) -> Option<Date> {
    let first = Date::new(1970, 1, 1)?;
    Date::from_day_number(first.day_number().checked_add(days)?)
}

/// Decimals as bytes, the highest first, in two's complement.
fn decimals<'b>(bytes: impl Iterator<Item = &'b [u8]> + Clone, places: u32) -> Result<Values> {
    let too_long = || ParquetError::General("a decimal of more than 38 digits".to_owned());
    let narrow: Option<Vec<i64>> = bytes.clone().map(|one| i64::try_from(wide(one)?).ok()).collect();
    if let Some(units) = narrow {
        return Ok(Values::Units { units, places });
    }
    let units: Option<Vec<i128>> = bytes.map(wide).collect();
    Ok(Values::Wide { units: units.ok_or_else(too_long)?, places })
}

/// A whole number of at most 16 bytes that matter.
#[inline]
fn wide(bytes: &[u8]) -> Option<i128> {
    let filler = if bytes.first().is_some_and(|byte| *byte >= 0x80) { 0xFF } else { 0 };
    let (front, back) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut all = [filler; 16];
    all[16 - back.len()..].copy_from_slice(back);
    let sign_stays = front.is_empty() || (all[0] >= 0x80) == (filler == 0xFF);
    (front.iter().all(|byte| *byte == filler) && sign_stays).then(|| i128::from_be_bytes(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_whole_numbers() {
        assert_eq!(wide(&[]), Some(0));
        assert_eq!(wide(&[0xFF]), Some(-1));
        assert_eq!(wide(&[0x26, 0x8E]), Some(9870));
        assert_eq!(wide(&[0xFF; 20]), Some(-1));
        assert_eq!(wide(&[1; 17]), None);
        assert_eq!(wide(&[&[0_u8][..], &[0x80; 16]].concat()), None);
    }

    #[test]
    fn days_begin_in_1970() {
        assert_eq!(date(0), Date::new(1970, 1, 1));
        assert_eq!(date(19_722), Date::new(2023, 12, 31));
        assert_eq!(date(-1), Date::new(1969, 12, 31));
        assert_eq!((date(i64::MAX), date(i64::MIN), date(3_000_000)), (None, None, None));
    }
}
