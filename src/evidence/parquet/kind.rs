//! What the columns of a file are, by its schema.

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

/// More digits than this are not read.
const MOST_DIGITS: i32 = 38;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Yes or no.
    Truth,
    /// Whole numbers, or decimals: `units · 10^-places`.
    Number {
        /// Decimal places.
        places: u32,
        /// Whether the units have no sign.
        unsigned: bool,
    },
    /// Days since 1970-01-01.
    Day,
    /// A clock without a zone, which says a day if it stands at midnight.
    Clock {
        /// Ticks of a day.
        per_day: i64,
    },
    /// Texts.
    Text,
    /// Floating-point numbers.
    Float,
}

/// Why a column is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Its cells have parts.
    Nested,
    /// Its type says nothing that a fact can be.
    Type(String),
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name.
    pub name: String,
    /// Where its values stand, and what they are.
    pub kind: Result<(usize, Kind), Refused>,
}

/// The columns of a file.
pub(super) fn fields(schema: &SchemaDescriptor) -> Vec<Field> {
    let leaf = |root: usize| (0..schema.num_columns()).find(|leaf| schema.get_column_root_idx(*leaf) == root);
    let one = |(root, field): (usize, &parquet::schema::types::TypePtr)| {
        let info = field.get_basic_info();
        let repeated = info.has_repetition() && info.repetition() == Repetition::REPEATED;
        let kind = match leaf(root) {
            Some(leaf) if field.is_primitive() && !repeated => {
                kind(&schema.column(leaf)).map(|kind| (leaf, kind))
            }
            _ => Err(Refused::Nested),
        };
        Field { name: field.name().to_owned(), kind }
    };
    schema.root_schema().get_fields().iter().enumerate().map(one).collect()
}

fn kind(column: &ColumnDescriptor) -> Result<Kind, Refused> {
    let (logical, converted) = (column.logical_type_ref(), column.converted_type());
    let is_whole = matches!(column.physical_type(), Type::INT32 | Type::INT64);
    let is_decimal = matches!(logical, Some(LogicalType::Decimal(_))) || converted == ConvertedType::DECIMAL;
    let refused = || Err(Refused::Type(type_name(column)));
    match column.physical_type() {
        Type::BOOLEAN => Ok(Kind::Truth),
        Type::FLOAT | Type::DOUBLE => Ok(Kind::Float),
        Type::INT96 => refused(),
        _ if is_decimal => match u32::try_from(column.type_scale()) {
            Ok(places) if (1..=MOST_DIGITS).contains(&column.type_precision()) && places <= 38 => {
                Ok(Kind::Number { places, unsigned: false })
            }
            _ => refused(),
        },
        _ if is_whole => match (logical, converted) {
            (Some(LogicalType::Date), _) | (None, ConvertedType::DATE) => Ok(Kind::Day),
            (Some(LogicalType::Integer(one)), _) => Ok(Kind::Number { places: 0, unsigned: !one.is_signed }),
            (Some(LogicalType::Timestamp(clock)), _) if !clock.is_adjusted_to_u_t_c => {
                let per_second = match clock.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                Ok(Kind::Clock { per_day: 86_400 * per_second })
            }
            (Some(LogicalType::Unknown), _) | (None, ConvertedType::NONE) => {
                Ok(Kind::Number { places: 0, unsigned: false })
            }
            (None, ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32)
            | (None, ConvertedType::INT_64) => Ok(Kind::Number { places: 0, unsigned: false }),
            (None, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32)
            | (None, ConvertedType::UINT_64) => Ok(Kind::Number { places: 0, unsigned: true }),
            _ => refused(),
        },
        Type::BYTE_ARRAY => match (logical, converted) {
            (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json), _)
            | (None, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON)
            // Some writers do not say that their texts are texts.
            | (None, ConvertedType::NONE) => Ok(Kind::Text),
            _ => refused(),
        },
        _ => refused(),
    }
}

/// The type as the format calls it.
fn type_name(column: &ColumnDescriptor) -> String {
    let logical = match column.logical_type_ref() {
        Some(LogicalType::Time(_)) => "TIME",
        Some(LogicalType::Timestamp(_)) => "TIMESTAMP (UTC)",
        Some(LogicalType::Uuid) => "UUID",
        Some(LogicalType::Float16) => "FLOAT16",
        Some(LogicalType::Bson) => "BSON",
        Some(LogicalType::Decimal(_)) => {
            return format!("DECIMAL({}, {})", column.type_precision(), column.type_scale());
        }
        Some(_) | None if column.converted_type() != ConvertedType::NONE => {
            return column.converted_type().to_string();
        }
        Some(_) | None => return column.physical_type().to_string(),
    };
    logical.to_owned()
}
