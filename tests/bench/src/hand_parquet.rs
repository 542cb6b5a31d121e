//! The same limit for Parquet: `hand_parquet DATA.parquet SCORES.csv [THREADS]` scores the workload in fixed point.
//!
//! It knows the types and the order of the columns, and that no value is missing. The columns are decoded by the same
//! crate that heng uses.

mod national;
mod threads;

use national::{Cells, Committee, committee};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::Result;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use std::fs::File;
use threads::{finish, in_order};

/// Rows whose columns are decoded at once: so many stay in the cache.
const ROWS: usize = 1024;

/// Some rows of a column.
enum Column {
    Texts(Vec<ByteArray>),
    Short(Vec<i32>),
    Long(Vec<i64>),
    Truths(Vec<bool>),
}

impl Column {
    #[inline(always)]
    fn number(&self, row: usize) -> i64 {
        match self {
            Column::Short(values) => values[row].into(),
            Column::Long(values) => values[row],
            Column::Truths(values) => values[row].into(),
            Column::Texts(_) => 0,
        }
    }

    fn text(&self, row: usize) -> &[u8] {
        match self {
            Column::Texts(values) => values[row].data(),
            _ => &[],
        }
    }
}

/// A row of columns, from left to right.
struct Row<'c> {
    columns: std::slice::Iter<'c, Column>,
    row: usize,
}

impl Cells for Row<'_> {
    #[inline(always)]
    fn whole(&mut self) -> i64 {
        self.columns.next().map_or(0, |column| column.number(self.row))
    }

    #[inline(always)]
    fn cents(&mut self) -> i64 {
        self.whole()
    }
}

fn read<D: DataType>(
    reader: &mut ColumnReaderImpl<D>,
    rows: usize,
    levels: &mut Vec<i16>,
    into: &mut Vec<D::T>,
) -> Result<()> {
    into.clear();
    levels.clear();
    while into.len() < rows {
        reader.read_records(rows - into.len(), Some(levels), None, into)?;
    }
    Ok(())
}

fn group(group: &dyn RowGroupReader) -> Result<Vec<Committee>> {
    let all = group.metadata().num_rows() as usize;
    let mut readers =
        (0..group.num_columns()).map(|at| group.get_column_reader(at)).collect::<Result<Vec<_>>>()?;
    let empty = |reader: &ColumnReader| match reader {
        ColumnReader::ByteArrayColumnReader(_) => Column::Texts(vec![]),
        ColumnReader::Int32ColumnReader(_) => Column::Short(vec![]),
        ColumnReader::Int64ColumnReader(_) => Column::Long(vec![]),
        _ => Column::Truths(vec![]),
    };
    let mut columns: Vec<Column> = readers.iter().map(empty).collect();
    let (mut committees, mut levels) = (Vec::with_capacity(all), vec![]);
    while committees.len() < all {
        let rows = ROWS.min(all - committees.len());
        for (reader, column) in readers.iter_mut().zip(&mut columns) {
            match (reader, column) {
                (ColumnReader::ByteArrayColumnReader(one), Column::Texts(into)) => {
                    read(one, rows, &mut levels, into)?;
                }
                (ColumnReader::Int32ColumnReader(one), Column::Short(into)) => {
                    read(one, rows, &mut levels, into)?
                }
                (ColumnReader::Int64ColumnReader(one), Column::Long(into)) => {
                    read(one, rows, &mut levels, into)?
                }
                (ColumnReader::BoolColumnReader(one), Column::Truths(into)) => {
                    read(one, rows, &mut levels, into)?
                }
                _ => {}
            }
        }
        for row in 0..rows {
            let id = columns[0].text(row).try_into().unwrap_or_default();
            let digits = &columns[1].text(row)[1..];
            let district = digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit & 15));
            committees.push(committee(id, district, &mut Row { columns: columns[2..].iter(), row }));
        }
    }
    Ok(committees)
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, data, scores, ..] = &arguments[..] else {
        eprintln!("hand_parquet DATA.parquet SCORES.csv [THREADS]");
        std::process::exit(2);
    };
    let threads = arguments.get(3).and_then(|text| text.parse().ok()).unwrap_or(2);
    // Readers of one file share their place in it: each group of rows has a file of its own.
    let open = || SerializedFileReader::new(File::open(data)?);
    let groups = open()?.num_row_groups();
    let read = |number: usize| -> Result<Vec<Committee>> { group(&*open()?.get_row_group(number)?) };
    let mut committees = Vec::new();
    in_order(
        threads,
        groups,
        |number, _| read(number).map_err(std::io::Error::other),
        |one| {
            committees.extend(one);
            Ok(())
        },
    )?;
    Ok(finish(committees, scores, threads)?)
}
