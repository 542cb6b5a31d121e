//! What programs by hand do on several threads.

use crate::national::{Committee, HEADER, rank, written};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does numbered pieces of work on several threads and hands back the results in order.
pub fn in_order<T: Send>(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize, &mut Vec<u8>) -> T + Sync,
) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(pieces)));
    let run = || {
        let (mut buffer, mut mine) = (Vec::new(), Vec::new());
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                break;
            }
            mine.push((piece, work(piece, &mut buffer)));
        }
        done.lock().expect("no thread panics").append(&mut mine);
    };
    std::thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(run)));
        run();
    });
    let mut done = done.into_inner().expect("no thread panics");
    done.sort_unstable_by_key(|(piece, _)| *piece);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Ranks the committees and writes them to a file.
pub fn finish(mut committees: Vec<Committee>, scores: &str, threads: usize) -> io::Result<()> {
    rank(&mut committees);
    let parts: Vec<&[Committee]> = committees.chunks(8192).collect();
    let texts = in_order(threads, parts.len(), |number, _| written(parts[number]));
    let mut out = File::create(scores)?;
    out.write_all(HEADER)?;
    texts.iter().try_for_each(|text| out.write_all(text))
}
