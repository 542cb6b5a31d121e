//! Parquet files for tests, written column by column as other programs write them.
#![allow(dead_code, reason = "not every test writes every type")]

use super::dice::Dice;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    FloatType, Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// The values of a column; nothing for null.
#[derive(Clone, Debug)]
pub enum Column {
    Bools(Vec<Option<bool>>),
    Shorts(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    /// 64 bits without a sign.
    Unsigned(Vec<Option<u64>>),
    /// Days since 1970-01-01.
    Days(Vec<Option<i32>>),
    /// Microseconds since 1970-01-01, with or without a zone.
    Clocks(Vec<Option<i64>>, bool),
    Singles(Vec<Option<f32>>),
    Doubles(Vec<Option<f64>>),
    Texts(Vec<Option<String>>),
    /// Bytes without a type.
    Bytes(Vec<Option<Vec<u8>>>),
    /// Decimals in 32 or 64 bits, in any number of bytes, or in 16 bytes.
    Decimals32(Vec<Option<i32>>, i32),
    Decimals64(Vec<Option<i64>>, i32),
    DecimalBytes(Vec<Option<i64>>, i32),
    Decimals128(Vec<Option<i128>>, i32),
    /// Times of day in microseconds.
    Times(Vec<Option<i64>>),
    /// Lists of texts, all null.
    Lists(usize),
}

impl Column {
    fn ty(&self, name: &str) -> TypePtr {
        let (physical, logical, length, decimal) = match self {
            Column::Bools(_) => (Physical::BOOLEAN, None, -1, None),
            Column::Shorts(_) => (Physical::INT32, None, -1, None),
            Column::Longs(_) => (Physical::INT64, None, -1, None),
            Column::Unsigned(_) => (Physical::INT64, Some(LogicalType::integer(64, false)), -1, None),
            Column::Days(_) => (Physical::INT32, Some(LogicalType::Date), -1, None),
            Column::Clocks(_, utc) => {
                (Physical::INT64, Some(LogicalType::timestamp(*utc, TimeUnit::MICROS)), -1, None)
            }
            Column::Times(_) => (Physical::INT64, Some(LogicalType::time(false, TimeUnit::MICROS)), -1, None),
            Column::Singles(_) => (Physical::FLOAT, None, -1, None),
            Column::Doubles(_) => (Physical::DOUBLE, None, -1, None),
            Column::Texts(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), -1, None),
            Column::Bytes(_) => (Physical::BYTE_ARRAY, None, -1, None),
            Column::Decimals32(_, scale) => (Physical::INT32, None, -1, Some((9, *scale))),
            Column::Decimals64(_, scale) => (Physical::INT64, None, -1, Some((18, *scale))),
            Column::DecimalBytes(_, scale) => (Physical::BYTE_ARRAY, None, -1, Some((20, *scale))),
            Column::Decimals128(_, scale) => (Physical::FIXED_LEN_BYTE_ARRAY, None, 16, Some((38, *scale))),
            Column::Lists(_) => return list(name),
        };
        let logical = decimal.map(|(precision, scale)| LogicalType::decimal(scale, precision)).or(logical);
        let (precision, scale) = decimal.unwrap_or((-1, -1));
        let ty = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .with_length(length)
            .with_precision(precision)
            .with_scale(scale);
        Arc::new(ty.build().expect("a type"))
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, rows: std::ops::Range<usize>) {
        let short = |one: &i64| one.to_be_bytes();
        match self {
            Column::Bools(all) => write::<BoolType>(group, all[rows].to_vec()),
            Column::Shorts(all) | Column::Days(all) | Column::Decimals32(all, _) => {
                write::<Int32Type>(group, all[rows].to_vec());
            }
            Column::Longs(all) | Column::Clocks(all, _) | Column::Decimals64(all, _) | Column::Times(all) => {
                write::<Int64Type>(group, all[rows].to_vec());
            }
            Column::Unsigned(all) => {
                write::<Int64Type>(group, all[rows].iter().map(|one| one.map(u64::cast_signed)).collect());
            }
            Column::Singles(all) => write::<FloatType>(group, all[rows].to_vec()),
            Column::Doubles(all) => write::<DoubleType>(group, all[rows].to_vec()),
            Column::Texts(all) => {
                let texts = all[rows].iter().map(|one| one.as_deref().map(ByteArray::from));
                write::<ByteArrayType>(group, texts.collect());
            }
            Column::Bytes(all) => {
                write::<ByteArrayType>(
                    group,
                    all[rows].iter().map(|one| one.clone().map(Into::into)).collect(),
                );
            }
            Column::DecimalBytes(all, _) => {
                // As few bytes as hold it.
                let bytes = |one: &i64| {
                    let all = short(one);
                    let fill = if *one < 0 { 0xFF } else { 0 };
                    let spare = |pair: &[u8]| pair[0] == fill && (pair[1] >= 0x80) == (*one < 0);
                    let from = all.windows(2).take_while(|pair| spare(pair)).count();
                    ByteArray::from(all[from..].to_vec())
                };
                write::<ByteArrayType>(group, all[rows].iter().map(|one| one.as_ref().map(bytes)).collect());
            }
            Column::Decimals128(all, _) => {
                let bytes = |one: &i128| FixedLenByteArray::from(one.to_be_bytes().to_vec());
                let all = all[rows].iter().map(|one| one.as_ref().map(bytes));
                write::<FixedLenByteArrayType>(group, all.collect());
            }
            Column::Lists(_) => {
                let levels = vec![0; rows.len()];
                if let Some(mut column) = group.next_column().expect("a column") {
                    let typed = column.typed::<ByteArrayType>();
                    typed.write_batch(&[], Some(&levels), Some(&levels)).expect("levels are written");
                    column.close().expect("a column ends");
                }
            }
        }
    }
}

fn list(name: &str) -> TypePtr {
    let text = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::String));
    let group = |name: &str, repetition, inner: Type, logical| {
        let group = Type::group_type_builder(name).with_repetition(repetition).with_logical_type(logical);
        group.with_fields(vec![Arc::new(inner)]).build().expect("a type")
    };
    let inner = group("list", Repetition::REPEATED, text.build().expect("a type"), None);
    Arc::new(group(name, Repetition::OPTIONAL, inner, Some(LogicalType::List)))
}

fn write<D: DataType>(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, values: Vec<Option<D::T>>) {
    let levels: Vec<i16> = values.iter().map(|one| i16::from(one.is_some())).collect();
    let values: Vec<D::T> = values.into_iter().flatten().collect();
    if let Some(mut column) = group.next_column().expect("a column") {
        column.typed::<D>().write_batch(&values, Some(&levels), None).expect("values are written");
        column.close().expect("a column ends");
    }
}

/// A file of columns, all of the same length, in groups of so many rows.
pub fn file(columns: &[(&str, Column)], rows: usize, of_group: usize, compression: Compression) -> Vec<u8> {
    let types = columns.iter().map(|(name, column)| column.ty(name)).collect();
    let schema = Type::group_type_builder("schema").with_fields(types).build().expect("a schema");
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut file =
        SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).expect("a file begins");
    for first in (0..rows).step_by(of_group) {
        let mut group = file.next_row_group().expect("a group");
        columns.iter().for_each(|(_, column)| column.write(&mut group, first..(first + of_group).min(rows)));
        group.close().expect("a group ends");
    }
    file.into_inner().expect("a file ends")
}

/// A CSV without quotes as Parquet: every column in one of the types that can hold all its cells, by chance.
pub fn from_csv(text: &str, of_group: usize, dice: &mut Dice) -> Option<Vec<u8>> {
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let header = lines.next()?;
    let rows: Vec<Vec<&str>> = lines.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    if text.contains('"') || rows.iter().any(|row| row.len() != header.len()) {
        return None;
    }
    let columns = header.iter().enumerate().map(|(at, name)| {
        let cells: Vec<Option<&str>> =
            rows.iter().map(|row| Some(row[at]).filter(|cell| !cell.is_empty())).collect();
        (name.trim_start_matches('\u{feff}'), column(&cells, dice))
    });
    let columns: Vec<(&str, Column)> = columns.collect();
    let compression = [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW][dice.below(3)];
    Some(file(&columns, rows.len(), of_group, compression))
}

fn column(cells: &[Option<&str>], dice: &mut Dice) -> Column {
    let texts = || Column::Texts(cells.iter().map(|cell| cell.map(str::to_owned)).collect());
    let filled = || cells.iter().flatten();
    let plain = |cell: &&str| {
        let digits = cell.strip_prefix('-').unwrap_or(cell);
        let only = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        only && digits.len() < 12 && digits.starts_with(|c: char| c.is_ascii_digit())
    };
    // `0012` is no number.
    let exact = |cell: &&str| !cell.starts_with('0') || cell.len() == 1 || cell.starts_with("0.");
    let is_number = filled().all(|cell| plain(cell) && exact(cell) && cell.split('.').count() < 3);
    if !is_number || filled().next().is_none() || filled().any(|cell| cell.ends_with('.')) {
        return texts();
    }
    let places =
        filled().map(|cell| cell.split_once('.').map_or(0, |(_, rest)| rest.len())).max().unwrap_or(0);
    if places > 6 {
        return texts();
    }
    let units = |cell: &str| -> i64 {
        let (whole, rest) = cell.split_once('.').unwrap_or((cell, ""));
        format!("{whole}{rest:0<places$}").parse().expect("few digits")
    };
    let units: Vec<Option<i64>> = cells.iter().map(|cell| cell.map(units)).collect();
    let scale = places as i32;
    let short = || units.iter().map(|one| one.map(|one| one as i32)).collect();
    let is_short = units.iter().flatten().all(|one| i32::try_from(*one).is_ok() && one.abs() < 1_000_000_000);
    match dice.below(8) {
        0 => texts(),
        1 => Column::Doubles(
            cells.iter().map(|cell| cell.map(|cell| cell.parse().expect("a number"))).collect(),
        ),
        2 => Column::DecimalBytes(units, scale),
        3 => Column::Decimals128(units.iter().map(|one| one.map(Into::into)).collect(), scale),
        4 if is_short && places == 0 => Column::Shorts(short()),
        5 if is_short => Column::Decimals32(short(), scale),
        6 if places == 0 && units.iter().flatten().all(|one| (0..=1).contains(one)) => {
            Column::Bools(units.iter().map(|one| one.map(|one| one == 1)).collect())
        }
        7 if places == 0 => Column::Longs(units),
        _ => Column::Decimals64(units, scale),
    }
}
