//! What of the terminal's door hangs on whether the program was built with Parquet.

use super::given::Given;
use super::{Unusable, files};
use crate::evidence::{self, InPieces, Reading};
use crate::report::Run;
use crate::report::folder::{Folder, Shared};
use crate::report::sheet::Column;
use crate::text;
use crate::unit::FactSpec;
use std::sync::Arc;

#[cfg(feature = "parquet")]
use crate::report::parquet::{Kind, parquet};

/// Refuses to write what this program cannot, or to where it would be of no use.
pub fn possible(output: Option<&str>) -> Result<(), Unusable> {
    match output {
        _ if !evidence::HAS_PARQUET => Err(not_built_in()),
        None => Err(Unusable(text!(
            "Parquet 要写进文件，请加 -o 文件.parquet",
            "Parquet goes into a file: say -o FILE.parquet"
        ))),
        Some(_) => Ok(()),
    }
}

fn not_built_in() -> Unusable {
    Unusable(text!(
        "这个程序没有带写 Parquet 的部分，请用 --format csv",
        "this program was built without Parquet; use --format csv"
    ))
}

/// A sheet of one scheme, of which the CSV text is given.
#[cfg(feature = "parquet")]
pub fn of_one(run: &Run<'_>, columns: &[Column], csv: &str) -> Result<Vec<u8>, Unusable> {
    let kinds: Vec<Kind> = columns.iter().map(|column| Kind::of(run, column)).collect();
    parquet(csv, &kinds).map_err(Unusable)
}

/// The same for several schemes.
#[cfg(feature = "parquet")]
pub fn of_all(folder: &Folder<'_>, columns: &[Shared], csv: &str) -> Result<Vec<u8>, Unusable> {
    let kinds: Vec<Kind> = columns.iter().map(|column| Kind::shared(folder.runs, column)).collect();
    parquet(csv, &kinds).map_err(Unusable)
}

/// Nothing.
#[cfg(not(feature = "parquet"))]
pub fn of_one(_run: &Run<'_>, _columns: &[Column], _csv: &str) -> Result<Vec<u8>, Unusable> {
    Err(not_built_in())
}

/// Nothing.
#[cfg(not(feature = "parquet"))]
pub fn of_all(_folder: &Folder<'_>, _columns: &[Shared], _csv: &str) -> Result<Vec<u8>, Unusable> {
    Err(not_built_in())
}

/// A file in pieces, if it can be read so.
pub fn pieces<'s>(
    (given, bytes): (&Given, &'s files::Pieces),
    (specs, counting): (&'s [FactSpec], &'s [Arc<str>]),
    reading: &Reading<'s>,
    threads: usize,
) -> Option<InPieces<'s>> {
    #[cfg(not(feature = "parquet"))]
    let _ = threads;
    let name = &given.name;
    #[cfg(feature = "parquet")]
    if evidence::Format::of(name) == Some(evidence::Format::Parquet) {
        // Its readers keep the file for themselves.
        let bytes = Arc::new(files::Pieces::open(&given.path)?);
        let grouped = evidence::grouped(name, bytes, specs, counting, reading, threads)?;
        return Some(InPieces::Parquet(grouped));
    }
    Some(InPieces::Csv(evidence::chunked(name, bytes, specs, counting, reading)?))
}
