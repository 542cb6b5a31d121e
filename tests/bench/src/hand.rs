//! The physical limit, nearly: a program that knows the scheme `national` and nothing else.
//!
//! `hand DATA.csv SCORES.csv [THREADS]` scores the workload in fixed point and writes what `heng eval` writes for it.
//! It checks nothing: no quotes, no missing cells, no other order of columns, no overflow. An engine that does all
//! that is measured against it.

mod cursor;
mod national;
mod threads;

use cursor::{CHUNK, Cursor};
use national::{Committee, committee};
use std::fs::File;
use std::io;
use threads::{finish, in_order};

/// The committees of a chunk: of all lines that begin in it.
fn chunk(file: &File, length: usize, number: usize, buffer: &mut Vec<u8>) -> io::Result<Vec<Committee>> {
    let mut line = Cursor::of_chunk(file, length, number, buffer)?;
    let mut committees = Vec::with_capacity(CHUNK / 400);
    while line.more() {
        let (id, district) = line.head();
        committees.push(committee(id, district, &mut line));
    }
    Ok(committees)
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, data, scores, ..] = &arguments[..] else {
        eprintln!("hand DATA.csv SCORES.csv [THREADS]");
        std::process::exit(2);
    };
    let threads = arguments.get(3).and_then(|text| text.parse().ok()).unwrap_or(2);
    let file = File::open(data)?;
    let length = file.metadata()?.len() as usize;
    let mut committees = Vec::with_capacity(length / 400);
    in_order(
        threads,
        length.div_ceil(CHUNK),
        |number, buffer| chunk(&file, length, number, buffer),
        |one| {
            committees.extend(one);
            Ok(())
        },
    )?;
    finish(committees, scores, threads)
}
