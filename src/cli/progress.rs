//! How far long work has come, on standard error, for people who watch.

use crate::diagnostic::Diagnostic;
use crate::evidence::{Chunks, Origins, Table};
use crate::locale::{Lang, Text};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Work that takes no longer shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// It is drawn again after so much time.
const STEP: Duration = Duration::from_millis(200);

/// What is being done.
#[derive(Clone, Copy)]
pub enum Doing {
    /// Evidence is read and scored.
    Scoring,
    /// It is read again, and results are written.
    Writing,
}

/// How far one reading of all evidence has come.
pub struct Progress {
    begun: Instant,
    doing: Doing,
    lang: Lang,
    /// Pieces that are to be read, and those that are.
    pieces: u64,
    done: AtomicU64,
    rows: AtomicU64,
    /// When it was drawn last, in milliseconds from the beginning.
    drawn: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

/// Evidence of which every piece that is read counts.
pub struct Watched<'w> {
    chunks: &'w dyn Chunks,
    progress: &'w Progress,
}

impl Progress {
    /// Nothing is done of so many pieces. Where standard error is no terminal, nothing will be seen of it.
    pub fn new(pieces: usize, doing: Doing, lang: Lang) -> Progress {
        Progress {
            begun: Instant::now(),
            doing,
            lang,
            pieces: pieces as u64,
            done: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            drawn: AtomicU64::new(0),
            bar: OnceLock::new(),
        }
    }

    /// Evidence that counts.
    pub fn watch<'w>(&'w self, chunks: &'w dyn Chunks) -> Watched<'w> {
        Watched { chunks, progress: self }
    }

    fn step(&self, rows: usize) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let rows = self.rows.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        let elapsed = self.begun.elapsed();
        if elapsed < PATIENCE {
            return;
        }
        let now = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        let drawn = self.drawn.load(Ordering::Relaxed);
        let is_due = drawn == 0 || u128::from(now - drawn.min(now)) >= STEP.as_millis();
        // Of several threads one draws.
        let is_ours = self.drawn.compare_exchange(drawn, now, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due && is_ours {
            self.bar.get_or_init(bar).set_message(self.told(done, rows, now));
        }
    }

    fn told(&self, done: u64, rows: u64, now: u64) -> String {
        let share = 100 * done / self.pieces.max(1);
        let rate = rows * 1000 / now.max(1);
        let left = (now * (self.pieces.max(done) - done) / done.max(1)).div_ceil(1000);
        let doing = match self.doing {
            Doing::Scoring => Text::fixed("计算", "scoring"),
            Doing::Writing => Text::fixed("写结果", "writing"),
        };
        let doing = doing.get(self.lang);
        match self.lang {
            Lang::Zh => format!("{doing} {share}%  {rows} 行，每秒 {rate} 行，还要 {left} 秒"),
            Lang::En => format!("{doing} {share} %  {rows} rows, {rate} a second, {left} s left"),
        }
    }

    /// Takes away what is seen of it.
    pub fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// A line on standard error, if that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    match ProgressStyle::with_template("{msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl Chunks for Watched<'_> {
    fn count(&self) -> usize {
        self.chunks.count()
    }

    fn table(&self, piece: usize, room: &mut Vec<u8>) -> Option<Table> {
        let table = self.chunks.table(piece, room)?;
        self.progress.step(table.ids.len());
        Some(table)
    }

    fn around(&self) -> &Table {
        self.chunks.around()
    }

    fn is_sound(&self) -> bool {
        self.chunks.is_sound()
    }

    fn origins(&self, piece: usize, row: usize) -> Option<Origins> {
        self.chunks.origins(piece, row)
    }

    fn findings(&self) -> Vec<Diagnostic> {
        self.chunks.findings()
    }

    fn turn(&self, number: usize) -> usize {
        self.chunks.turn(number)
    }
}
