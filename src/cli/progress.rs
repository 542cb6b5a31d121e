//! How far long work has come, on standard error, for people who watch.

use crate::diagnostic::Diagnostic;
use crate::evidence::{Chunks, Origins, Table};
use crate::locale::Lang;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Work that takes no longer shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it is drawn in a second, at most.
const PER_SECOND: u8 = 5;

/// How far the work on all evidence has come.
pub struct Progress {
    begun: Instant,
    lang: Lang,
    /// Pieces that are to be read, and those that are.
    pieces: u64,
    done: AtomicU64,
    rows: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

/// Evidence of which every piece that is read counts.
pub struct Watched<'w> {
    chunks: &'w dyn Chunks,
    progress: &'w Progress,
}

impl Progress {
    /// Nothing is done of so many pieces. Where standard error is no terminal, nothing will be seen of it.
    pub fn new(pieces: usize, lang: Lang) -> Progress {
        Progress {
            begun: Instant::now(),
            lang,
            pieces: pieces as u64,
            done: AtomicU64::new(0),
            rows: AtomicU64::new(0),
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
        let bar = self.bar.get_or_init(|| self.bar());
        bar.set_position(done);
        let rate = u128::from(rows) * 1000 / elapsed.as_millis().max(1);
        bar.set_message(match self.lang {
            Lang::Zh => format!("{rows} 行，每秒 {rate} 行"),
            Lang::En => format!("{rows} rows, {rate} a second"),
        });
    }

    fn bar(&self) -> ProgressBar {
        let target = ProgressDrawTarget::stderr_with_hz(PER_SECOND);
        let left = match self.lang {
            Lang::Zh => "还要",
            Lang::En => "left",
        };
        let bar = ProgressBar::with_draw_target(Some(self.pieces), target);
        let style = ProgressStyle::with_template(&format!("{{percent:>3}} %  {{msg}}  {left} {{eta}}"));
        match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    /// Takes away what is seen of it.
    pub fn clear(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
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
