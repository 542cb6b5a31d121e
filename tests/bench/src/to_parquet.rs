//! `to_parquet ROWS FILE` writes the data of the workload `national` as Parquet.

#[path = "../../national/generator.rs"]
mod generator;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::fs::File;
use std::sync::Arc;

/// Rows of a group.
const GROUP: u64 = 65_536;

/// The type of a column, by its name. All may be null, as most programs write them.
fn column(name: &str) -> Result<TypePtr> {
    let field = name.split_once('_').map_or(name, |(_, field)| field);
    let (physical, logical) = match field {
        "id" | "district" => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        "cases" | "faults" | "honours" => (Physical::INT32, None),
        _ if name.starts_with("veto") => (Physical::BOOLEAN, None),
        _ => (Physical::INT64, Some(LogicalType::decimal(2, 12))),
    };
    let is_decimal = physical == Physical::INT64;
    let (precision, scale) = if is_decimal { (12, 2) } else { (-1, -1) };
    let builder = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .with_precision(precision)
        .with_scale(scale);
    Ok(Arc::new(builder.build()?))
}

fn write<D: DataType>(group: &mut SerializedRowGroupWriter<'_, File>, values: Vec<D::T>) -> Result<()> {
    let levels = vec![1; values.len()];
    if let Some(mut column) = group.next_column()? {
        column.typed::<D>().write_batch(&values, Some(&levels), None)?;
        column.close()?;
    }
    Ok(())
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let rows: Option<u64> = arguments.get(1).and_then(|text| text.parse().ok());
    let (Some(rows), Some(path)) = (rows, arguments.get(2)) else {
        eprintln!("to_parquet ROWS FILE");
        std::process::exit(2);
    };
    let header = generator::header();
    let names: Vec<&str> = header.trim_end().split(',').collect();
    let columns = names.iter().map(|name| column(name)).collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder("schema").with_fields(columns.clone()).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut file = SerializedFileWriter::new(File::create(path)?, Arc::new(schema), Arc::new(properties))?;
    for first in (1..=rows).step_by(GROUP as usize) {
        let text = generator::lines(first..=(first + GROUP - 1).min(rows), rows);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let mut group = file.next_row_group()?;
        for (at, column) in columns.iter().enumerate() {
            let cells = || lines.iter().map(|line| line[at]);
            // A decimal without its point is its hundredths.
            let units = |cell: &str| cell.replace('.', "").parse::<i64>().unwrap_or_default();
            match column.get_physical_type() {
                Physical::BYTE_ARRAY => {
                    write::<ByteArrayType>(&mut group, cells().map(ByteArray::from).collect())?;
                }
                Physical::INT32 => {
                    write::<Int32Type>(&mut group, cells().map(|cell| units(cell) as i32).collect())?
                }
                Physical::BOOLEAN => {
                    write::<BoolType>(&mut group, cells().map(|cell| cell == "1").collect())?
                }
                _ => write::<Int64Type>(&mut group, cells().map(units).collect())?,
            }
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}
