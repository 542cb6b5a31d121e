//! Opens a file, and refuses one whose own description of it cannot be true, before the crate trusts it.

use super::kind::{Field, fields};
use parquet::basic::Compression;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a file cannot be read.
pub(super) enum Unreadable {
    /// It is damaged, encrypted, or something else.
    Broken,
    /// Nobody here knows how its pages are compressed.
    Compressed(&'static str),
}

impl From<ParquetError> for Unreadable {
    fn from(_: ParquetError) -> Self {
        Unreadable::Broken
    }
}

/// A file and its columns.
pub(super) fn open<R: ChunkReader + 'static>(
    source: R,
) -> std::result::Result<(Box<dyn FileReader>, Vec<Field>), Unreadable> {
    let length = source.len();
    let reader = guarded(|| SerializedFileReader::new(source))?;
    let metadata = reader.metadata();
    for group in metadata.row_groups() {
        let rows = group.num_rows();
        let whole = rows >= 0 && group.columns().iter().all(|column| is_within(column, length));
        if !whole {
            return Err(Unreadable::Broken);
        }
        if let Some(name) = group.columns().iter().find_map(unknown) {
            return Err(Unreadable::Compressed(name));
        }
    }
    let fields = fields(metadata.file_metadata().schema_descr());
    Ok((Box::new(reader), fields))
}

/// The name of a compression that is not built in.
fn unknown(column: &ColumnChunkMetaData) -> Option<&'static str> {
    match column.compression() {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZO => Some("LZO"),
        _ => None,
    }
}

/// Whether the pages of a column lie within the file.
fn is_within(column: &ColumnChunkMetaData, length: u64) -> bool {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let end = |start: i64| start.checked_add(column.compressed_size());
    let has_end =
        |start: i64| end(start).and_then(|end| u64::try_from(end).ok()).is_some_and(|end| end <= length);
    column.data_page_offset() >= 0 && start >= 0 && column.compressed_size() >= 0 && has_end(start)
}

/// Work of the crate on bytes of a file. Of some damaged pages it says nothing but panics; that is an error like others,
/// and what it worked on is not used again.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ParquetError::General("a page is damaged".to_owned())))
}
