//! `stages DATA.csv [ROUNDS]`: what reading, scoring, ranking and writing the workload `national` cost, in heng and in
//! the program written by hand, on one thread by processor time.
//!
//! `stages DATA.csv WHICH` does one of `heng-read`, `heng-score`, `hand-read`, `hand-score` once, for those who count its
//! instructions: scoring alone is what `score` has more than `read`.
//!
//! heng reads and scores piece by piece, so scoring alone is the difference between both and reading alone; ranking is
//! what the scheme costs more than one without ranks and quotas. The program by hand gets columns in memory here, as heng
//! does, piece by piece.

mod cursor;
mod figures;
mod measure;
mod national;
mod opened;

use cursor::{CHUNK, Cursor};
use figures::median;
use heng::evidence::{Bytes, Chunked, Chunks, Table, chunked, counting_words};
use heng::plan::{self, Plan};
use heng::report::{Run, columns, sheet};
use heng::scheme::model::Scheme;
use heng::score::Scores;
use heng::score::columnar::{Columnar, Shown, columnar};
use heng::score::linked::{self, Moment};
use heng::unit::FactSpec;
use measure::timed;
use national::{Cells, Committee, HEADER, committee, rank, written};
use opened::{scheme, scheme_of};
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

const COLUMNS: &str = "id,district,d1,d2,d3,d4,d5,total,rank,grade";
/// The same without what ranks and quotas decide.
const UNRANKED: &str = "id,district,d1,d2,d3,d4,d5,total";

/// Seconds of each stage.
#[derive(Clone, Copy, Default)]
struct Stages {
    read: f64,
    score: f64,
    rank: f64,
    write: f64,
}

impl Stages {
    fn whole(&self) -> f64 {
        self.read + self.score + self.rank + self.write
    }
}

/// A file on the disk, read piece by piece.
struct Pieces(File, u64);

impl Bytes for Pieces {
    fn len(&self) -> u64 {
        self.1
    }

    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        self.0.read_exact_at(into, at).is_ok()
    }
}

/// A scheme ready to score a file.
struct Ready<'s> {
    scheme: &'s Scheme,
    plan: Plan<'s>,
    specs: Vec<FactSpec>,
    names: &'static str,
}

impl<'s> Ready<'s> {
    fn new(scheme: &'s Scheme, names: &'static str) -> Self {
        let specs = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        Ready { scheme, plan: plan::lower(scheme), specs, names }
    }

    /// Opens the file and hands it to some work, with what is to be shown.
    fn with<T>(&self, file: &Pieces, work: impl FnOnce(&Chunked<'_>, &[Shown]) -> Option<T>) -> Option<T> {
        let counting = counting_words(&self.specs);
        let elsewhere = linked::names(self.scheme);
        let reading = linked::reading(self.scheme, Moment::default(), &elsewhere);
        let chunked = chunked("data.csv", file, &self.specs, &counting, &reading)?;
        let (none, table) = (Scores { ratees: vec![], groups: vec![] }, Table::default());
        let run = Run { scheme: self.scheme, table: &table, scores: &none, period: None };
        let shown = columns::wanted(&sheet::named(&run, self.names).ok()?)?;
        work(&chunked, &shown)
    }

    fn read(&self, file: &Pieces) -> Option<()> {
        let mut room = Vec::new();
        self.with(file, |chunked, _| {
            (0..chunked.count()).try_for_each(|at| chunked.table(at, &mut room).map(drop))
        })
    }

    /// Reads and scores; then some work with the results.
    fn score<T>(&self, file: &Pieces, work: impl FnOnce(Columnar<'_>) -> T) -> Option<T> {
        self.with(file, |chunked, shown| {
            // The results do not outlive what they came from.
            columnar(&self.plan, chunked, shown, 1).map(work)
        })
    }

    fn write(&self, results: &Columnar<'_>, path: &Path) -> Option<()> {
        let (none, table) = (Scores { ratees: vec![], groups: vec![] }, Table::default());
        let run = Run { scheme: self.scheme, table: &table, scores: &none, period: None };
        let columns = sheet::named(&run, self.names).ok()?;
        let mut out = File::create(path).ok()?;
        let mut done = Ok(());
        columns::csv(&self.plan, results, (&run, &columns, Some(2)), 1, |part| {
            if done.is_ok() {
                done = out.write_all(part);
            }
        });
        done.ok()
    }
}

/// heng, stage by stage.
fn heng(ranked: &Ready<'_>, unranked: &Ready<'_>, file: &Pieces, out: &Path) -> Option<Stages> {
    let (read, done) = timed(|| ranked.read(file));
    done?;
    let (scored, done) = timed(|| unranked.score(file, |_| ()));
    done?;
    let (mut write, mut written) = (0.0, None);
    let (all, done) =
        timed(|| ranked.score(file, |results| (write, written) = timed(|| ranked.write(&results, out))));
    done.and(written)?;
    Some(Stages { read, score: scored - read, rank: all - write - scored, write })
}

/// The cells of a piece, by column.
#[derive(Default)]
struct Piece {
    heads: Vec<([u8; 8], u32)>,
    columns: Vec<Vec<i32>>,
}

/// The fields of a dimension that are whole numbers; all others have two places.
const WHOLE: [usize; 3] = [4, 7, 8];

impl Piece {
    fn read(&mut self, mut line: Cursor<'_>) {
        self.heads.clear();
        self.columns.resize_with(78, Vec::new);
        self.columns.iter_mut().for_each(Vec::clear);
        while line.more() {
            self.heads.push(line.head());
            for (at, column) in self.columns.iter_mut().enumerate() {
                let is_whole = at >= 75 || WHOLE.contains(&(at % 15));
                column.push(if is_whole { line.whole() } else { line.cents() } as i32);
            }
        }
    }

    fn score(&self, committees: &mut Vec<Committee>) {
        for (row, (id, district)) in self.heads.iter().enumerate() {
            committees.push(committee(*id, *district, &mut Row { columns: self.columns.iter(), row }));
        }
    }
}

/// A row of a piece, from left to right.
struct Row<'c> {
    columns: std::slice::Iter<'c, Vec<i32>>,
    row: usize,
}

impl Cells for Row<'_> {
    #[inline(always)]
    fn whole(&mut self) -> i64 {
        self.columns.next().and_then(|column| column.get(self.row)).map_or(0, |value| i64::from(*value))
    }

    #[inline(always)]
    fn cents(&mut self) -> i64 {
        self.whole()
    }
}

/// The program by hand, stage by stage; only reading and scoring, if nothing is to be written.
fn hand(file: &Pieces, out: Option<&Path>, scoring: bool) -> io::Result<Stages> {
    let (mut stages, length) = (Stages::default(), file.1 as usize);
    // Who counts instructions has no clock.
    let clocked = |work: &mut dyn FnMut() -> io::Result<()>| match out {
        Some(_) => timed(work),
        None => (0.0, work()),
    };
    let (mut buffer, mut piece, mut committees) = (Vec::new(), Piece::default(), Vec::new());
    for number in 0..length.div_ceil(CHUNK) {
        let (read, line) = clocked(&mut || {
            Cursor::of_chunk(&file.0, length, number, &mut buffer).map(|line| piece.read(line))
        });
        line?;
        stages.read += read;
        if scoring {
            let mut score = || {
                piece.score(&mut committees);
                Ok(())
            };
            stages.score += clocked(&mut score).0;
            // Else nobody might ask for the scores, and they would not be computed.
            std::hint::black_box(&mut committees);
        }
    }
    let Some(out) = out else { return Ok(stages) };
    stages.rank = timed(|| rank(&mut committees)).0;
    let (write, done) = timed(|| -> io::Result<()> {
        let mut out = File::create(out)?;
        out.write_all(HEADER)?;
        committees.chunks(8192).try_for_each(|part| out.write_all(&written(part)))
    });
    done?;
    stages.write = write;
    Ok(stages)
}

/// The text of the scheme without ranks and quotas.
fn unranked(text: &str) -> String {
    let mut inside = false;
    let kept = text.lines().filter(|line| {
        let starts = ["  quota ", "  test ", "  rank "].iter().any(|word| line.starts_with(word));
        let drop = inside || starts;
        inside = (inside || (starts && line.ends_with('{'))) && *line != "  }";
        !drop
    });
    kept.map(|line| format!("{line}\n")).collect()
}

fn shown(name: &str, rounds: &[(Stages, Stages)], stage: impl Fn(&Stages) -> f64, rows: f64) {
    let of = |pick: fn(&(Stages, Stages)) -> &Stages| {
        let values: Vec<f64> = rounds.iter().map(|round| stage(pick(round))).collect();
        median(&values)
    };
    let ratios: Vec<f64> = rounds.iter().map(|(heng, hand)| stage(heng) / stage(hand).max(1e-9)).collect();
    let (heng, hand) = (of(|round| &round.0), of(|round| &round.1));
    let per_row = |seconds: f64| seconds / rows * 1e9;
    println!(
        "| {name} | {heng:.3} | {:.0} | {hand:.3} | {:.0} | {:.2} |",
        per_row(heng),
        per_row(hand),
        median(&ratios)
    );
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().collect();
    let data = arguments.get(1).ok_or("stages DATA.csv [ROUNDS | WHICH]")?;
    let file = File::open(data).map_err(|error| format!("{data}: {error}"))?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    let file = Pieces(file, length);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemes/national/scheme.en.heng");
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    let (whole, part) = (scheme(&path)?, scheme_of(&unranked(&text))?);
    let (ranked, without) = (Ready::new(&whole, COLUMNS), Ready::new(&part, UNRANKED));
    let failed = || "the data are not those of the workload".to_owned();
    match arguments.get(2).map(String::as_str) {
        Some("heng-read") => return without.read(&file).ok_or_else(failed),
        Some("heng-score") => return without.score(&file, |_| ()).ok_or_else(failed),
        Some(which @ ("hand-read" | "hand-score")) => {
            return hand(&file, None, which == "hand-score").map(drop).map_err(|error| error.to_string());
        }
        _ => {}
    }
    let rounds: usize = arguments.get(2).and_then(|text| text.parse().ok()).unwrap_or(5);
    let out = std::env::temp_dir().join(format!("heng-stages-{}.csv", std::process::id()));
    let mut measured = Vec::new();
    let mut rows = 0;
    for _ in 0..rounds {
        let one = heng(&ranked, &without, &file, &out).ok_or_else(failed)?;
        let mine = std::fs::read(&out).map_err(|error| error.to_string())?;
        let other = hand(&file, Some(&out), true).map_err(|error| error.to_string())?;
        let theirs = std::fs::read(&out).map_err(|error| error.to_string())?;
        if mine != theirs {
            return Err("heng and the program by hand differ".to_owned());
        }
        rows = mine.iter().filter(|byte| **byte == b'\n').count() - 1;
        measured.push((one, other));
    }
    // What is left behind in the folder of temporary files does no harm.
    let _ = std::fs::remove_file(&out);
    let rows = rows as f64;
    println!(
        "| stage, {rows} rows, 1 thread | heng, s | ns per ratee | hand, s | ns per ratee | heng ÷ hand |"
    );
    println!("| --- | --: | --: | --: | --: | --: |");
    shown("read into columns", &measured, |one| one.read, rows);
    shown("score from columns in memory", &measured, |one| one.score, rows);
    shown("rank, quotas", &measured, |one| one.rank, rows);
    shown("write", &measured, |one| one.write, rows);
    shown("all", &measured, Stages::whole, rows);
    Ok(())
}

fn main() {
    if let Err(why) = run() {
        eprintln!("{why}");
        std::process::exit(2);
    }
}
