//! What programs by hand do on several threads.

use crate::national::{Committee, HEADER, rank, written};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does numbered pieces of work on several threads and hands on the results in order, as soon as they are there.
pub fn in_order<T: Send>(
    threads: usize,
    pieces: usize,
    work: impl Fn(usize, &mut Vec<u8>) -> io::Result<T> + Sync,
    hand_on: impl FnMut(T) -> io::Result<()> + Send,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let turn = Mutex::new((0, BTreeMap::new(), hand_on));
    let run = || -> io::Result<()> {
        let mut buffer = Vec::new();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return Ok(());
            }
            let done = work(piece, &mut buffer)?;
            let mut turn = turn.lock().expect("no thread panics");
            let (first, waiting, hand_on) = &mut *turn;
            waiting.insert(piece, done);
            while let Some(done) = waiting.remove(first) {
                *first += 1;
                hand_on(done)?;
            }
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let own = run();
        others.into_iter().try_for_each(|other| other.join().expect("no thread panics")).and(own)
    })
}

/// Ranks the committees and writes them to a file.
pub fn finish(mut committees: Vec<Committee>, scores: &str, threads: usize) -> io::Result<()> {
    rank(&mut committees);
    let parts: Vec<&[Committee]> = committees.chunks(8192).collect();
    let mut out = File::create(scores)?;
    out.write_all(HEADER)?;
    in_order(threads, parts.len(), |number, _| Ok(written(parts[number])), |text| out.write_all(&text))
}
