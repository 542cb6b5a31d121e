//! `generate ROWS FILE` writes the data of the workload `national` as CSV.

#[path = "../../national/generator.rs"]
mod generator;

use std::fs::File;
use std::io::{self, Write};

/// Committees whose lines are made at once.
const PART: u64 = 4096;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let rows: Option<u64> = arguments.get(1).and_then(|text| text.parse().ok());
    let (Some(rows), Some(path)) = (rows, arguments.get(2)) else {
        eprintln!("generate ROWS FILE");
        std::process::exit(2);
    };
    let mut file = File::create(path)?;
    file.write_all(generator::header().as_bytes())?;
    for first in (1..=rows).step_by(PART as usize) {
        let last = (first + PART - 1).min(rows);
        file.write_all(generator::lines(first..=last, rows).as_bytes())?;
    }
    Ok(())
}
