//! A file as rows of raw cells, for all that is not read column by column.

use super::super::findings::{in_row, whole_file};
use super::super::rows::{Raw, Row, Sink, fail};
use super::cells::Cells;
use super::decoder::decoders;
use super::kind::{Field, Kind};
use super::open::{Unreadable, open};
use super::problems::{broken, floats_refused, odd, refused, unknown_compression};
use crate::diagnostic::CellPlace;
use parquet::errors::Result;
use parquet::file::reader::FileReader;

/// Rows that are decoded at once.
const ROWS: usize = 1024;

/// Sends the columns and rows of a file to a sink. Without `floats`, columns of floating-point numbers are refused.
pub(in super::super) fn read(bytes: &[u8], file: &str, floats: bool, sink: &mut dyn Sink) {
    // The column readers live longer than a borrow could.
    let bytes = bytes::Bytes::copy_from_slice(bytes);
    let done = open(bytes).and_then(|(reader, fields)| Ok(send((&*reader, &fields), file, floats, sink)?));
    match done {
        Ok(()) => {}
        Err(Unreadable::Broken) => fail(sink, whole_file(file), broken(file)),
        Err(Unreadable::Compressed(name)) => fail(sink, whole_file(file), unknown_compression(file, name)),
    }
}

/// A column that somebody wants: its number, and what to send if it is not read.
struct Wanted<'f> {
    number: usize,
    field: &'f Field,
    lost: Option<u32>,
}

fn send(
    (reader, fields): (&dyn FileReader, &[Field]),
    file: &str,
    floats: bool,
    sink: &mut dyn Sink,
) -> Result<()> {
    fields.iter().for_each(|field| sink.column(&field.name));
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        if sink.is_read(number) {
            let place = CellPlace { column: Some(field.name.clone()), ..whole_file(file) };
            let refused = field.kind.as_ref().err().map(|why| refused(&field.name, why));
            let lost = refused.map(|problem| sink.findings().bad(place, problem));
            wanted.push(Wanted { number, field, lost });
        }
    }
    if !floats {
        refuse_floats(&mut wanted, file, sink);
    }
    let readable: Vec<&Field> = wanted.iter().filter(|one| one.lost.is_none()).map(|one| one.field).collect();
    let mut first = 1;
    for number in 0..reader.num_row_groups() {
        let group = reader.get_row_group(number)?;
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut columns = decoders(&*group, &readable)?;
        while left > 0 {
            let rows = left.min(ROWS);
            let cells = columns.iter_mut().map(|one| one.read(rows)).collect::<Result<Vec<Cells>>>()?;
            send_rows(&cells, &wanted, (file, first, rows), sink);
            (left, first) = (left - rows, first + rows);
        }
    }
    Ok(())
}

/// Takes away the columns of floating-point numbers, with one finding for all of them.
fn refuse_floats(wanted: &mut [Wanted<'_>], file: &str, sink: &mut dyn Sink) {
    let is_float = |one: &&mut Wanted<'_>| matches!(one.field.kind, Ok((_, Kind::Float)));
    let columns: Vec<&mut Wanted<'_>> = wanted.iter_mut().filter(is_float).collect();
    if columns.is_empty() {
        return;
    }
    let names: Vec<&str> = columns.iter().map(|one| &*one.field.name).collect();
    let bad = sink.findings().bad(whole_file(file), floats_refused(&names));
    columns.into_iter().for_each(|one| one.lost = Some(bad));
}

fn send_rows(
    cells: &[Cells],
    wanted: &[Wanted<'_>],
    (file, first, rows): (&str, usize, usize),
    sink: &mut dyn Sink,
) {
    let mut places: Vec<_> = cells.iter().map(|one| one.places(rows)).collect();
    let mut room = vec![String::new(); cells.len()];
    for number in first..first + rows {
        let mut next = cells.iter().zip(&mut places).zip(&mut room);
        let mut row = Vec::with_capacity(wanted.len());
        for one in wanted {
            let raw = match one.lost {
                Some(bad) => Raw::Lost(bad),
                None => {
                    let Some(((cells, places), room)) = next.next() else { continue };
                    match places.next().flatten().map(|at| cells.raw(at, room)) {
                        None => Raw::Null,
                        Some(Ok(raw)) => raw,
                        Some(Err(why)) => {
                            let name = &one.field.name;
                            let place = CellPlace { column: Some(name.clone()), ..in_row(file, number) };
                            Raw::Lost(sink.findings().bad(place, odd(name, why)))
                        }
                    }
                }
            };
            row.push((one.number, raw));
        }
        sink.row(&Row { number, cells: &row, lost: None });
    }
}
