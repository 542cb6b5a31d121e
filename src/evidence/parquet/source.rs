//! Bytes of a file or of memory, in the way in which the crate asks for them.

use super::super::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};
use std::io::{BufReader, Read};
use std::sync::Arc;

/// Bytes of a page header, mostly; more are read if it is longer.
const HEADER: usize = 512;

/// Something from which bytes can be read at any place.
pub(super) struct Source(pub Arc<dyn Bytes + Send>);

/// A place in it.
pub(super) struct Place {
    bytes: Arc<dyn Bytes + Send>,
    at: u64,
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Source {
    type T = BufReader<Place>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::with_capacity(HEADER, Place { bytes: self.0.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        // A damaged file may ask for more than there is room for.
        let end = start.checked_add(length as u64).filter(|end| *end <= self.0.len());
        let mut read = vec![0; if end.is_some() { length } else { 0 }];
        if end.is_some() && self.0.read(start, &mut read) {
            return Ok(read.into());
        }
        Err(ParquetError::EOF(format!("{length} bytes at {start}")))
    }
}

impl Read for Place {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let left = self.bytes.len().saturating_sub(self.at);
        let count = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if !self.bytes.read(self.at, &mut into[..count]) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.at += count as u64;
        Ok(count)
    }
}
