//! A sheet as Parquet: the cells of the CSV sheet, with types.
//!
//! It takes the very text that a CSV file would hold, so that both forms say the same, and gives every column the type
//! that its cells have in the scheme, whatever stands in them. It must never compute a value.

use super::sheet::Column;
use super::{Run, folder::Shared};
use crate::evidence::quoted_record;
use crate::locale::Text;
use crate::text;
use crate::unit::{Date, FactType};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use parquet::errors::Result as Outcome;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::borrow::Cow;
use std::sync::Arc;

/// Rows of a group.
const GROUP: usize = 1 << 16;
/// Digits of a decimal that 64 bits hold, and that 16 bytes hold.
const DIGITS: [usize; 2] = [18, 38];

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Small whole numbers.
    Whole,
    /// Numbers with as many places as the cell with most has.
    Decimal,
    /// `yes`, `no`.
    Truth,
    /// Days.
    Day,
}

impl Kind {
    /// That of a column of one scheme.
    pub fn of(run: &Run<'_>, column: &Column) -> Kind {
        match column {
            Column::Total | Column::TotalExact | Column::Item(_) | Column::Adjustment(_) => Kind::Decimal,
            Column::Rank => Kind::Whole,
            Column::Veto(_) | Column::Award(_) => Kind::Truth,
            Column::Fact(fact) => match &run.scheme.facts[*fact].spec.ty {
                ty if ty.is_numeric() => Kind::Decimal,
                FactType::YesNo => Kind::Truth,
                FactType::Date => Kind::Day,
                _ => Kind::Text,
            },
            _ => Kind::Text,
        }
    }

    /// That of a column of several schemes: words, where they do not agree.
    pub fn shared(runs: &[Run<'_>], column: &Shared) -> Kind {
        let mut kinds = column.each(runs).map(|(run, column)| Kind::of(run, column));
        let first = kinds.next().unwrap_or(Kind::Text);
        if kinds.all(|kind| kind == first) { first } else { Kind::Text }
    }
}

/// How a column is stored.
#[derive(Clone, Copy)]
enum Stored {
    Text,
    Whole,
    Truth,
    Day,
    /// So many places; in 64 bits.
    Short(usize),
    /// So many places; in 16 bytes.
    Long(usize),
}

/// The sheet of a CSV text.
///
/// # Errors
/// A column of numbers has one that no decimal says.
pub fn parquet(csv: &str, kinds: &[Kind]) -> Result<Vec<u8>, Text> {
    let records = || Records(csv);
    let names: Vec<String> = records().next().unwrap_or_default().into_iter().map(Cow::into_owned).collect();
    let mut digits = vec![Digits { whole: 1, places: 0 }; kinds.len()];
    for record in records().skip(1) {
        for (at, cell) in record.iter().enumerate() {
            if let (Some(Kind::Decimal), false) = (kinds.get(at), is_blank(cell)) {
                digits[at].see(cell).ok_or_else(|| no_decimal(&names[at], cell))?;
            }
        }
    }
    let stored: Vec<Stored> = kinds.iter().zip(digits).map(|(kind, digits)| stored(*kind, digits)).collect();
    write(&names, &stored, records().skip(1)).map_err(|error| {
        let why = error.to_string();
        text!("写不成 Parquet：{why}", "this cannot be written as Parquet: {why}")
    })
}

/// The records of a text.
struct Records<'t>(&'t str);

impl<'t> Iterator for Records<'t> {
    type Item = Vec<Cow<'t, str>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let (cells, length) = quoted_record(self.0)?;
        self.0 = self.0.get(length..)?;
        Some(cells)
    }
}

/// The most digits before and behind the point of any cell.
#[derive(Clone, Copy)]
struct Digits {
    whole: usize,
    places: usize,
}

impl Digits {
    /// Sees a cell; nothing, if it is no decimal or becomes too long.
    fn see(&mut self, cell: &str) -> Option<()> {
        let (front, rest) = parts(cell)?;
        self.whole = self.whole.max(front.trim_start_matches('-').len());
        self.places = self.places.max(rest.len());
        (self.whole + self.places <= DIGITS[1]).then_some(())
    }
}

/// Whether a cell is null among numbers: absent, or not applicable.
fn is_blank(cell: &str) -> bool {
    cell.is_empty() || cell == "N/A"
}

fn stored(kind: Kind, digits: Digits) -> Stored {
    match kind {
        Kind::Text => Stored::Text,
        Kind::Whole => Stored::Whole,
        Kind::Truth => Stored::Truth,
        Kind::Day => Stored::Day,
        Kind::Decimal if digits.whole + digits.places > DIGITS[0] => Stored::Long(digits.places),
        Kind::Decimal => Stored::Short(digits.places),
    }
}

/// What stands before and behind the point; nothing, if it is no plain decimal.
fn parts(cell: &str) -> Option<(&str, &str)> {
    let (front, rest) = cell.split_once('.').unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = front.strip_prefix('-').unwrap_or(front);
    (!whole.is_empty() && digits(whole) && digits(rest)).then_some((front, rest))
}

fn no_decimal(name: &str, cell: &str) -> Text {
    text!(
        "列「{name}」有 {cell}，写不成 Parquet 的小数（最多 38 位）；请加 --round-items 定小数位数，或用 --columns 去掉这一列",
        "the column {name} has {cell}, which is no decimal of Parquet (38 digits at most); set places by --round-items, or leave the column out by --columns"
    )
}

/// `units · 10^-places` of a cell that is one.
fn units(cell: &str, places: usize) -> Option<i128> {
    let (front, rest) = parts(cell)?;
    let whole = front.trim_start_matches('-');
    let zeros = std::iter::repeat_n(b'0', places.checked_sub(rest.len())?);
    let mut digits = whole.bytes().chain(rest.bytes()).chain(zeros);
    let size =
        digits.try_fold(0_i128, |all, digit| all.checked_mul(10)?.checked_add((digit - b'0').into()))?;
    Some(if front.len() > whole.len() { -size } else { size })
}

fn ty(name: &str, stored: Stored) -> Outcome<TypePtr> {
    let (physical, logical, precision) = match stored {
        Stored::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), None),
        Stored::Whole => (Physical::INT32, None, None),
        Stored::Truth => (Physical::BOOLEAN, None, None),
        Stored::Day => (Physical::INT32, Some(LogicalType::Date), None),
        Stored::Short(places) => (Physical::INT64, None, Some((DIGITS[0], places))),
        Stored::Long(places) => (Physical::FIXED_LEN_BYTE_ARRAY, None, Some((DIGITS[1], places))),
    };
    let (precision, scale) = precision.map_or((-1, -1), |(all, places)| (all as i32, places as i32));
    let logical = if precision > 0 { Some(LogicalType::decimal(scale, precision)) } else { logical };
    let length = if physical == Physical::FIXED_LEN_BYTE_ARRAY { 16 } else { -1 };
    let builder = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .with_length(length)
        .with_precision(precision)
        .with_scale(scale);
    Ok(Arc::new(builder.build()?))
}

type Group<'g> = SerializedRowGroupWriter<'g, Vec<u8>>;

fn write<'t>(
    names: &[String],
    stored: &[Stored],
    mut records: impl Iterator<Item = Vec<Cow<'t, str>>>,
) -> Outcome<Vec<u8>> {
    let types = names.iter().zip(stored).map(|(name, stored)| ty(name, *stored));
    let schema = Type::group_type_builder("schema").with_fields(types.collect::<Outcome<_>>()?).build()?;
    // The same results are the same bytes, whatever the release of the library.
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("heng ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    loop {
        let rows: Vec<Vec<Cow<'_, str>>> = records.by_ref().take(GROUP).collect();
        if rows.is_empty() {
            break;
        }
        let mut group = file.next_row_group()?;
        for (at, stored) in stored.iter().enumerate() {
            let cells: Vec<&str> = rows.iter().map(|row| row.get(at).map_or("", |cell| &**cell)).collect();
            write_column(&mut group, *stored, &cells)?;
        }
        group.close()?;
    }
    file.into_inner()
}

fn write_column(group: &mut Group<'_>, stored: Stored, cells: &[&str]) -> Outcome<()> {
    match stored {
        Stored::Text => {
            let text = |cell: &str| (!cell.is_empty()).then(|| ByteArray::from(cell));
            put::<ByteArrayType>(group, cells, text)
        }
        Stored::Whole => put::<Int32Type>(group, cells, |cell| cell.parse().ok()),
        Stored::Truth => put::<BoolType>(group, cells, |cell| match cell {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }),
        Stored::Day => put::<Int32Type>(group, cells, |cell| {
            let first = Date::new(1970, 1, 1)?.day_number();
            i32::try_from(Date::parse(cell)?.day_number() - first).ok()
        }),
        Stored::Short(places) => {
            put::<Int64Type>(group, cells, |cell| i64::try_from(units(cell, places)?).ok())
        }
        Stored::Long(places) => put::<FixedLenByteArrayType>(group, cells, |cell| {
            Some(FixedLenByteArray::from(units(cell, places)?.to_be_bytes().to_vec()))
        }),
    }
}

fn put<D: DataType>(
    group: &mut Group<'_>,
    cells: &[&str],
    value: impl Fn(&str) -> Option<D::T>,
) -> Outcome<()> {
    let values: Vec<Option<D::T>> = cells.iter().map(|cell| value(cell)).collect();
    let levels: Vec<i16> = values.iter().map(|one| i16::from(one.is_some())).collect();
    let values: Vec<D::T> = values.into_iter().flatten().collect();
    if let Some(mut column) = group.next_column()? {
        column.typed::<D>().write_batch(&values, Some(&levels), None)?;
        column.close()?;
    }
    Ok(())
}
