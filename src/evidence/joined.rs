//! Files of ratees that are read in pieces one behind another, as if they were one.

use super::chunks::{Chunked, Chunks};
use super::findings::Findings;
use super::frame::Frame;
use super::table::{Origins, Table};
use crate::diagnostic::Diagnostic;
use std::sync::atomic::{AtomicBool, Ordering};

/// A file that is read in pieces.
pub enum InPieces<'s> {
    /// CSV.
    Csv(Chunked<'s>),
    /// Parquet.
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Grouped<'s>),
}

/// Several of them.
pub struct Joined<'s> {
    files: Vec<InPieces<'s>>,
    /// The first piece of each, and how many there are.
    starts: Vec<usize>,
    /// Whether a ratee was met in each.
    has_ratees: Vec<AtomicBool>,
}

impl InPieces<'_> {
    fn chunks(&self) -> &dyn Chunks {
        match self {
            InPieces::Csv(file) => file,
            #[cfg(feature = "parquet")]
            InPieces::Parquet(file) => file,
        }
    }

    fn frame(&self) -> &Frame<'_> {
        match self {
            InPieces::Csv(file) => file.frame(),
            #[cfg(feature = "parquet")]
            InPieces::Parquet(file) => file.frame(),
        }
    }

    fn report(&self, findings: &mut Findings) {
        match self {
            InPieces::Csv(file) => file.report(findings),
            #[cfg(feature = "parquet")]
            InPieces::Parquet(file) => file.frame().report(std::iter::empty(), findings),
        }
    }
}

/// Joins files; nothing, if they do not have the same columns, or if one comes twice. Identities that come in several
/// files are for the reader of the rows to find.
pub fn joined(files: Vec<InPieces<'_>>) -> Option<Joined<'_>> {
    {
        let (_, columns) = files.first()?.frame().names();
        let mut names: Vec<&str> = Vec::new();
        for file in &files {
            let (name, own) = file.frame().names();
            if own != columns || names.contains(&name) {
                return None;
            }
            names.push(name);
        }
    }
    let mut starts = vec![0];
    for file in &files {
        starts.push(starts[starts.len() - 1] + file.chunks().count());
    }
    let has_ratees = files.iter().map(|_| AtomicBool::new(false)).collect();
    Some(Joined { files, starts, has_ratees })
}

impl Joined<'_> {
    /// The file of a piece, and which of its pieces that is.
    fn at(&self, piece: usize) -> Option<(usize, usize)> {
        // Of files without pieces the last one begins where the next file does.
        let file = self.starts.partition_point(|start| *start <= piece).checked_sub(1)?;
        (file < self.files.len()).then(|| (file, piece - self.starts[file]))
    }
}

impl Chunks for Joined<'_> {
    fn count(&self) -> usize {
        self.starts[self.files.len()]
    }

    fn table(&self, piece: usize, room: &mut Vec<u8>) -> Option<Table> {
        let (file, piece) = self.at(piece)?;
        let table = self.files[file].chunks().table(piece, room)?;
        if !table.ids.is_empty() {
            self.has_ratees[file].store(true, Ordering::Relaxed);
        }
        Some(table)
    }

    fn around(&self) -> &Table {
        self.files[0].chunks().around()
    }

    fn is_sound(&self) -> bool {
        // A file without a ratee is for the other reader to report.
        self.has_ratees.iter().all(|has| has.load(Ordering::Relaxed))
            && self.files.iter().all(|file| file.chunks().is_sound())
    }

    fn origins(&self, piece: usize, row: usize) -> Option<Origins> {
        let (file, piece) = self.at(piece)?;
        self.files[file].chunks().origins(piece, row)
    }

    fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        self.files.iter().for_each(|file| file.report(&mut findings));
        self.files[0].frame().report_missing(&mut findings);
        findings.finish().1
    }

    fn turn(&self, number: usize) -> usize {
        match self.at(number) {
            Some((file, piece)) => self.starts[file] + self.files[file].chunks().turn(piece),
            None => number,
        }
    }
}
