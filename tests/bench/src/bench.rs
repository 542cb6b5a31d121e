//! `bench [--heng FILE] [--python FILE] [--data FOLDER] [--rows 10000,100000,600000] [--rounds 5]`: the workload
//! `national` in rounds A B A B of heng, of the program written by hand and of Polars, as a table.
//!
//! It builds what it measures, unless FILE is a heng; the data are generated once into FOLDER (`target/national`). All
//! programs must write the same bytes. Ratios are those to the program by hand on as many threads in the same round.

mod child;
mod figures;
#[path = "../../national/generator.rs"]
mod generator;

use child::{Cost, child};
use figures::median;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Committees whose lines are made at once.
const PART: u64 = 4096;
const COLUMNS: &str = "id,district,d1,d2,d3,d4,d5,total,rank,grade";
const USAGE: &str = "bench [--heng FILE] [--python FILE] [--data FOLDER] [--rows N,N…] [--rounds N]";

/// What was asked for.
struct Asked {
    heng: PathBuf,
    /// Where the programs of this package are.
    programs: PathBuf,
    python: Option<PathBuf>,
    data: PathBuf,
    rows: Vec<u64>,
    rounds: usize,
}

/// A program to be measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    Heng,
    Hand,
    Polars,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Program::Heng => "heng",
            Program::Hand => "by hand",
            Program::Polars => "Polars",
        }
    }

    fn command(self, asked: &Asked, data: &Path, scores: &Path, threads: usize) -> Command {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        match self {
            Program::Heng => {
                let mut command = Command::new(&asked.heng);
                command.arg("eval").arg(root.join("../../schemes/national/scheme.heng")).arg(data);
                command.args(["--columns", COLUMNS, "--round-items", "2", "--threads", &threads.to_string()]);
                command.arg("-o").arg(scores);
                command
            }
            Program::Hand => {
                let hand = if is_parquet(data) { "hand_parquet" } else { "hand" };
                let mut command = Command::new(asked.programs.join(hand));
                command.arg(data).arg(scores).arg(threads.to_string());
                command
            }
            Program::Polars => {
                let mut command = Command::new(asked.python.as_deref().unwrap_or(Path::new("python3")));
                command.arg(root.join("polars_national.py")).arg(data).arg(scores);
                command.env("POLARS_MAX_THREADS", threads.to_string());
                command
            }
        }
    }
}

fn is_parquet(data: &Path) -> bool {
    data.extension().is_some_and(|extension| extension == "parquet")
}

/// What was measured of a program on some threads, round by round.
struct Line {
    program: Program,
    threads: usize,
    costs: Vec<Cost>,
}

impl Line {
    fn of(&self, what: fn(&Cost) -> f64) -> Vec<f64> {
        self.costs.iter().map(what).collect()
    }

    fn median(&self, what: fn(&Cost) -> f64) -> f64 {
        median(&self.of(what))
    }

    fn least(&self, what: fn(&Cost) -> f64) -> f64 {
        self.of(what).into_iter().reduce(f64::min).unwrap_or(0.0)
    }

    /// The median of the ratios to another in the same round.
    fn to(&self, other: &Line, what: fn(&Cost) -> f64) -> f64 {
        let ratios: Vec<f64> =
            self.of(what).iter().zip(other.of(what)).map(|(mine, other)| mine / other).collect();
        median(&ratios)
    }
}

const CPU: fn(&Cost) -> f64 = |cost| cost.cpu;
const WALL: fn(&Cost) -> f64 = |cost| cost.wall;
const MEMORY: fn(&Cost) -> f64 = |cost| cost.memory;

fn asked() -> io::Result<Asked> {
    let mut words = std::env::args().skip(1);
    let (mut heng, mut python, mut data) = (None, None, None);
    let (mut rows, mut rounds) = (vec![10_000, 100_000, 600_000], 5);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| io::Error::other(USAGE))?;
        let wrong = |_| io::Error::other(format!("{word} {value}: {USAGE}"));
        match &*word {
            "--heng" => heng = Some(PathBuf::from(value)),
            "--python" => python = Some(PathBuf::from(value)),
            "--data" => data = Some(PathBuf::from(value)),
            "--rows" => rows = value.split(',').map(str::parse).collect::<Result<_, _>>().map_err(wrong)?,
            "--rounds" => rounds = value.parse().map_err(wrong)?,
            _ => return Err(io::Error::other(USAGE)),
        }
    }
    let own = std::env::current_exe()?;
    let programs = own.parent().map(Path::to_path_buf).unwrap_or_default();
    let target = programs.parent().map(Path::to_path_buf).unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    build(&root.join("Cargo.toml"), &target)?;
    let heng = match heng {
        Some(heng) => heng,
        None => {
            build(&root.join("../../Cargo.toml"), &target)?;
            programs.join("heng")
        }
    };
    let data = data.unwrap_or_else(|| target.join("national"));
    Ok(Asked { heng, programs, python, data, rows, rounds })
}

fn build(package: &Path, target: &Path) -> io::Result<()> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["build", "--release", "--quiet", "--bins", "--manifest-path"]).arg(package);
    let status = command.arg("--target-dir").arg(target).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} ended with {status}"))) }
}

/// The data of so many rows, generated if they are not there.
fn data(folder: &Path, rows: u64) -> io::Result<PathBuf> {
    let path = folder.join(format!("{rows}.csv"));
    if path.exists() {
        return Ok(path);
    }
    std::fs::create_dir_all(folder)?;
    let part = folder.join(format!("{rows}.part"));
    let mut file = File::create(&part)?;
    file.write_all(generator::header().as_bytes())?;
    for first in (1..=rows).step_by(PART as usize) {
        let last = (first + PART - 1).min(rows);
        file.write_all(generator::lines(first..=last, rows).as_bytes())?;
    }
    std::fs::rename(&part, &path)?;
    Ok(path)
}

/// The same data as Parquet.
fn parquet(asked: &Asked, rows: u64) -> io::Result<PathBuf> {
    let path = asked.data.join(format!("{rows}.parquet"));
    if !path.exists() {
        let part = asked.data.join(format!("{rows}.parquet.part"));
        let status =
            Command::new(asked.programs.join("to_parquet")).arg(rows.to_string()).arg(&part).status()?;
        if !status.success() {
            return Err(io::Error::other(format!("{} could not be written", path.display())));
        }
        std::fs::rename(&part, &path)?;
    }
    Ok(path)
}

fn sha(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut hash = Sha256::new();
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hash.finalize().to_vec());
        }
        hash.update(bytes);
        let read = bytes.len();
        file.consume(read);
    }
}

/// All rounds over data of one size.
fn rounds(asked: &Asked, programs: &[Program], data: &Path) -> io::Result<Vec<Line>> {
    let line = |program: &Program, threads| Line { program: *program, threads, costs: vec![] };
    let mut lines: Vec<Line> =
        [2, 1].into_iter().flat_map(|threads| programs.iter().map(move |one| line(one, threads))).collect();
    let scores = asked.data.join("scores.csv");
    let mut wanted: Option<Vec<u8>> = None;
    for _ in 0..asked.rounds {
        for line in &mut lines {
            // Programs may put something in the place of a file, or write into it: each finds none.
            if scores.exists() {
                std::fs::remove_file(&scores)?;
            }
            line.costs.push(child(&mut line.program.command(asked, data, &scores, line.threads))?);
            let is = sha(&scores)?;
            if *wanted.get_or_insert_with(|| is.clone()) != is {
                return Err(io::Error::other(format!("{} wrote other bytes", line.program.name())));
            }
        }
    }
    Ok(lines)
}

fn find(lines: &[Line], program: Program, threads: usize) -> Option<&Line> {
    lines.iter().find(|line| line.program == program && line.threads == threads)
}

fn table(what: &str, lines: &[Line]) {
    for line in lines {
        let Some(hand) = find(lines, Program::Hand, line.threads) else { continue };
        println!(
            "| {what} | {} | {} | {:.3} | {:.3} | {:.3} | {:.1} | {:.2} | {:.2} |",
            line.program.name(),
            line.threads,
            line.median(WALL),
            line.median(CPU),
            line.least(CPU),
            line.median(MEMORY),
            line.to(hand, WALL),
            line.to(hand, CPU)
        );
    }
}

/// A figure with what it should be.
fn judged(what: &str, value: f64, wanted: std::ops::RangeInclusive<f64>, said: &str) {
    let holds = if wanted.contains(&value) { "yes" } else { "no" };
    println!("| {what} | {value:.2} | {said} | {holds} |");
}

/// What should hold, and whether it does.
fn judgement(all: &[(u64, Vec<Line>)], from_parquet: &[Line]) {
    println!("\n| figure | is | should be | holds |\n| --- | --: | --- | --- |");
    let most = all.iter().max_by_key(|(rows, _)| *rows);
    let Some((rows, lines)) = most else { return };
    let of = |program, threads| find(lines, program, threads);
    let (Some(one), Some(two)) = (of(Program::Heng, 1), of(Program::Heng, 2)) else { return };
    judged("wall, 1 thread ÷ 2 threads", one.to(two, WALL), 1.6..=f64::MAX, "at least 1.6");
    judged("peak memory, MB", two.median(MEMORY), 0.0..=120.0, "at most 120");
    for (what, lines, bar) in [("CSV", &lines[..], 2.0), ("Parquet", from_parquet, 1.7)] {
        let of = |program| find(lines, program, 2);
        let (Some(heng), Some(hand)) = (of(Program::Heng), of(Program::Hand)) else { continue };
        judged(
            &format!("CPU from {what}, heng ÷ by hand, 2 threads"),
            heng.to(hand, CPU),
            0.0..=bar,
            &format!("at most {bar}"),
        );
        let Some(polars) = of(Program::Polars) else { continue };
        let bar = if what == "CSV" { 3.0 } else { 1.0 };
        let said = format!("at least {bar}");
        judged(&format!("wall from {what}, Polars ÷ heng"), polars.to(heng, WALL), bar..=f64::MAX, &said);
        judged(&format!("CPU from {what}, Polars ÷ heng"), polars.to(heng, CPU), bar..=f64::MAX, &said);
    }
    if let (Some(hand), Some(polars)) = (of(Program::Hand, 2), of(Program::Polars, 2)) {
        judged("CPU, Polars ÷ by hand", polars.to(hand, CPU), 6.0..=f64::MAX, "at least 6");
        judged("wall, Polars ÷ by hand", polars.to(hand, WALL), 6.0..=f64::MAX, "at least 6");
    }
    let Some((fewer, less)) = all.iter().find(|(fewer, _)| fewer * 6 == *rows) else { return };
    let (Some(less_one), Some(less_two)) = (find(less, Program::Heng, 1), find(less, Program::Heng, 2))
    else {
        return;
    };
    let growth = (two.median(MEMORY) - less_two.median(MEMORY)) * 1e6 / (rows - fewer) as f64;
    judged("memory for one more ratee, bytes", growth, f64::MIN..=150.0, "at most 150");
    let cpu = one.least(CPU) / less_one.least(CPU);
    judged("CPU of six times the rows", cpu, 5.5..=6.5, "5.5 to 6.5");
}

/// Instructions of a command, counted by callgrind; nothing where there is none.
fn instructions(command: &Command) -> Option<u64> {
    let mut counted = Command::new("valgrind");
    counted.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    counted.arg(command.get_program()).args(command.get_args());
    let output = counted.output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

/// Instructions per ratee: of the whole, and of scoring alone.
fn counts(asked: &Asked, rows: u64, data: &Path) {
    let scores = asked.data.join("scores.csv");
    let whole = |program: Program| instructions(&program.command(asked, data, &scores, 1));
    let stage = |which: &str| {
        let mut command = Command::new(asked.programs.join("stages"));
        command.arg(data).arg(which);
        instructions(&command)
    };
    let scoring = |who: &str| stage(&format!("{who}-score"))?.checked_sub(stage(&format!("{who}-read"))?);
    println!(
        "\n| instructions per ratee, {rows} rows, 1 thread | heng | by hand | ratio |\n| --- | --: | --: | --: |"
    );
    let all = [
        ("the whole program", whole(Program::Heng), whole(Program::Hand)),
        ("scoring from columns in memory", scoring("heng"), scoring("hand")),
    ];
    for (what, heng, hand) in all {
        let (Some(heng), Some(hand)) = (heng, hand) else {
            println!("| {what} | not counted: valgrind does not run here | | |");
            continue;
        };
        let ratio = heng as f64 / hand.max(1) as f64;
        println!("| {what} | {} | {} | {ratio:.2} |", heng / rows, hand / rows);
    }
}

fn main() -> io::Result<()> {
    let asked = asked()?;
    let mut programs = vec![Program::Heng, Program::Hand];
    let mut polars = Command::new(asked.python.as_deref().unwrap_or(Path::new("python3")));
    match polars.args(["-c", "import polars"]).stderr(Stdio::null()).status() {
        Ok(status) if status.success() => programs.push(Program::Polars),
        _ => eprintln!("Polars is left out: this Python has none; --python FILE names another"),
    }
    println!(
        "| rows | program | threads | wall, s | CPU, s | least CPU, s | memory, MB | wall ÷ hand | CPU ÷ hand |"
    );
    println!("| --: | --- | --: | --: | --: | --: | --: | --: | --: |");
    let mut all = Vec::new();
    for rows in &asked.rows {
        let data = data(&asked.data, *rows)?;
        let lines = rounds(&asked, &programs, &data)?;
        table(&rows.to_string(), &lines);
        all.push((*rows, lines));
    }
    let most = asked.rows.iter().max().copied().unwrap_or_default();
    let from_parquet = rounds(&asked, &programs, &parquet(&asked, most)?)?;
    table(&format!("{most}, Parquet"), &from_parquet);
    judgement(&all, &from_parquet);
    if let Some(rows) = asked.rows.iter().min() {
        counts(&asked, *rows, &data(&asked.data, *rows)?);
    }
    if let Some(rows) = asked.rows.iter().find(|rows| **rows >= 100_000) {
        println!();
        let data = data(&asked.data, *rows)?;
        let status =
            Command::new(asked.programs.join("stages")).arg(data).arg(asked.rounds.to_string()).status()?;
        if !status.success() {
            return Err(io::Error::other("the stages could not be measured"));
        }
    }
    Ok(())
}
