//! `constructs [ROWS] [NUMBER]`: what every construct of the catalogue costs, as a multiple of one indicator with bands.
//!
//! The ratees of each case in `tests/cases/constructs` are repeated, under other names, until they are ROWS (20,000).
//! The case and a scheme of one indicator with bands take turns on one thread, by processor time. Two figures: making
//! whole results of a table in memory, as JSON needs them; and scoring in columns, as a sheet needs it, without reading.

mod figures;
mod measure;
mod opened;

use figures::median;
use heng::evidence::{Bytes, Chunks, Format, Input, Table, chunked, counting_words};
use heng::plan::{self, OpKind, Plan};
use heng::report::{Run, columns, sheet};
use heng::scheme::model::{Arithmetic, Function, Scheme};
use heng::score::columnar::columnar;
use heng::score::linked::{self, Moment};
use heng::score::{self, Scores, Status};
use heng::unit::{Date, FactSpec};
use measure::timed;
use opened::{scheme, scheme_of};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Turns of a case and the bands.
const ROUNDS: usize = 5;
/// What plain arithmetic may cost.
const LIMIT: f64 = 20.0;

const BANDS: &str = "heng 1\nscheme steps {\n  total 100\n  evidence { rate : number }\n  indicator rates 100 points = \
    bands rate { ≥ 85 gives 100; ≥ 77 gives 90; ≥ 69 gives 75; ≥ 61 gives 60; otherwise gives 0 }\n}\n";

/// A scheme with its ratees.
struct Case {
    name: String,
    scheme: Scheme,
    all: Ratees,
    /// Those in whose results nothing is absent, if there are any.
    plain: Option<Ratees>,
    /// The share of the others.
    odd: f64,
    moment: Moment,
}

/// Ratees with their evidence.
struct Ratees {
    table: Table,
    /// The same as CSV, where that is one plain file.
    text: Option<Held>,
}

/// Bytes in memory as a file that is read piece by piece.
struct Held(Vec<u8>);

impl Bytes for Held {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        let from = at as usize;
        let found = self.0.get(from..from + into.len());
        found.map(|found| into.copy_from_slice(found)).is_some()
    }
}

/// Seconds per ratee.
struct Measured {
    whole: f64,
    /// Nothing, if it cannot be had in columns.
    columns: Option<f64>,
    /// The same for ratees in whose results nothing is absent.
    plain: Option<f64>,
}

/// The files of a folder that `heng eval` is given: a list's name, if it is of a list, and the path.
fn files(folder: &Path) -> Vec<(Option<String>, PathBuf)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let given = paths.into_iter().filter_map(|path| {
        let extension = path.extension()?.to_str()?;
        let name = path.file_stem()?.to_str()?.to_owned();
        match (name.as_str(), extension) {
            ("expected", _) => None,
            ("evidence", "csv" | "json" | "jsonl") => Some((None, path)),
            (_, "csv") => Some((Some(name), path)),
            _ => None,
        }
    });
    given.collect()
}

/// The day of `--as-of` among a case's further arguments.
fn today(folder: &Path) -> Option<Date> {
    let words = std::fs::read_to_string(folder.join("args.txt")).ok()?;
    let mut words = words.split_whitespace();
    words.find(|word| *word == "--as-of")?;
    Date::parse(words.next()?)
}

fn case(folder: &Path, rows: usize) -> Result<Case, String> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let files: Vec<File> = files(folder)
        .into_iter()
        .map(|(list, path)| {
            let bytes = std::fs::read(&path).map_err(|error| error.to_string())?;
            Ok((list, path.to_string_lossy().into_owned(), bytes))
        })
        .collect::<Result<_, String>>()?;
    of(&name, scheme(&folder.join("scheme.heng"))?, files, today(folder), rows)
}

/// A file: the list that it is of, its name, its bytes.
type File = (Option<String>, String, Vec<u8>);

fn of(
    name: &str,
    scheme: Scheme,
    files: Vec<File>,
    today: Option<Date>,
    rows: usize,
) -> Result<Case, String> {
    let inputs: Vec<Input<'_>> = files
        .iter()
        .filter_map(|(list, name, bytes)| {
            Some(Input { name, list: list.as_deref(), format: Format::of(name)?, bytes })
        })
        .collect();
    let moment = Moment { today, ..Moment::default() };
    let (table, _) = linked::evidence(&scheme, &inputs, moment, 1);
    if table.ids.is_empty() {
        return Err(format!("{name} has no ratees"));
    }
    let all: Vec<usize> = (0..table.ids.len()).collect();
    let plan = plan::lower(&scheme);
    let plain: Vec<usize> = all.iter().copied().filter(plain(&plan, &table)).collect();
    let odd = 1.0 - plain.len() as f64 / all.len() as f64;
    let text = match &files[..] {
        [(None, path, bytes)] if path.ends_with(".csv") => std::str::from_utf8(bytes).ok(),
        _ => None,
    };
    let repeated = |chosen: &[usize]| Ratees {
        table: repeated(&table, chosen, rows),
        text: text.and_then(|text| repeated_text(text, chosen, rows)),
    };
    let (all, plain) = (repeated(&all), (!plain.is_empty()).then(|| repeated(&plain)));
    Ok(Case { name: name.to_owned(), scheme, all, plain, odd, moment })
}

/// Whether nothing is absent in the result of a ratee: what is absent is computed row by row.
fn plain<'p>(plan: &'p Plan<'p>, table: &'p Table) -> impl Fn(&usize) -> bool {
    let scores = score::run(plan, table, 1);
    move |row| {
        scores.ratees.get(*row).is_some_and(|ratee| {
            ratee.status == Status::Scored
                && ratee.notes.is_empty()
                && ratee.items.iter().all(|item| item.score.is_some() && !item.left_out)
        })
    }
}

/// A table of some of its ratees again and again, under other names.
fn repeated(table: &Table, chosen: &[usize], rows: usize) -> Table {
    let chosen: Vec<usize> = chosen.iter().copied().cycle().take(rows).collect();
    let names: Vec<String> = (0..rows).map(|row| format!("R{row:07}")).collect();
    Table { ids: names.iter().map(String::as_str).collect(), ..table.select(&chosen) }
}

/// The same as CSV; nothing for one with quotes, or whose identity is not first.
fn repeated_text(text: &str, chosen: &[usize], rows: usize) -> Option<Held> {
    let (header, body) = text.split_once('\n')?;
    let lines: Vec<&str> = body.lines().filter(|line| !line.is_empty()).collect();
    if text.contains('"') || !header.trim_start_matches('\u{feff}').starts_with("id,") {
        return None;
    }
    let mut all = format!("{header}\n");
    for (row, line) in chosen.iter().cycle().take(rows).enumerate() {
        let (_, rest) = lines.get(*line)?.split_once(',')?;
        all.push_str(&format!("R{row:07},{rest}\n"));
    }
    Some(Held(all.into_bytes()))
}

/// The scheme with nothing but bands, on rates around all of its lines.
fn bands(rows: usize) -> Result<Case, String> {
    let rates: String =
        (0..97).map(|row| format!("{row},{}.{:02}\n", 52 + row * 31 % 47, row * 37 % 100)).collect();
    let file = ("evidence.csv".to_owned(), format!("id,rate\n{rates}").into_bytes());
    of("bands", scheme_of(BANDS)?, vec![(None, file.0, file.1)], None, rows)
}

impl Case {
    fn measured(&self) -> Measured {
        let plan = plan::lower(&self.scheme);
        let (whole, _) = timed(|| score::run(&plan, &self.all.table, 1));
        Measured {
            whole: whole / self.all.table.ids.len() as f64,
            columns: self.columns(&plan, &self.all),
            plain: self.plain.as_ref().and_then(|plain| self.columns(&plan, plain)),
        }
    }

    /// Seconds per ratee in columns, without reading.
    fn columns(&self, plan: &Plan<'_>, ratees: &Ratees) -> Option<f64> {
        let text = ratees.text.as_ref()?;
        let (none, table) = (Scores { ratees: vec![], groups: vec![] }, Table::default());
        let run = Run { scheme: &self.scheme, table: &table, scores: &none, period: None };
        let shown = columns::wanted(&sheet::usual(&run))?;
        let specs: Vec<FactSpec> = self.scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        let counting = counting_words(&specs);
        let elsewhere = linked::names(&self.scheme);
        let reading = linked::reading(&self.scheme, self.moment, &elsewhere);
        let chunked = chunked("evidence.csv", text, &specs, &counting, &reading)?;
        let mut room = Vec::new();
        let (read, all) = timed(|| (0..chunked.count()).all(|at| chunked.table(at, &mut room).is_some()));
        let (scored, results) = timed(|| columnar(plan, &chunked, &shown, 1).is_some());
        (all && results).then_some((scored - read).max(0.0) / ratees.table.ids.len() as f64)
    }
}

/// What in a plan is no operation on whole columns, in the words of its documentation.
fn bounds(plan: &Plan<'_>) -> BTreeSet<&'static str> {
    let bound = |kind: &OpKind| {
        Some(match kind {
            OpKind::Entries { .. }
            | OpKind::EntrySum { .. }
            | OpKind::Occurrence { .. }
            | OpKind::Groups(_)
            | OpKind::Everyone(_)
            | OpKind::GroupAtHand { .. } => "entries of a list, one by one",
            OpKind::Apply(..) => "function without kernel (irrational, or number of decimals)",
            OpKind::Arithmetic(Arithmetic::Power, ..) => "powers, row by row",
            OpKind::Script { columns: None, .. } => "script, row by row",
            OpKind::Days(..) | OpKind::Months(..) | OpKind::PartOfDate(..) => "dates, row by row",
            OpKind::Members { .. } => "figure over facts or items, row by row",
            OpKind::Parts { .. } | OpKind::WholeWeight(_) => "joined or weighed by ratee, row by row",
            OpKind::TableRow(..) | OpKind::TableCell { .. } => "table, row by row",
            OpKind::LoadLastYear(_) => "last year's facts",
            // Counting those who are ranked is no figure.
            OpKind::Cohort { function, .. } if *function != Function::Count => "figure over all ratees",
            OpKind::Quota(_) => "places by order",
            _ => return None,
        })
    };
    plan.ops.iter().filter_map(|op| bound(&op.kind)).collect()
}

fn run() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().collect();
    let rows = arguments.get(1).map_or(Ok(20_000), |text| text.parse());
    let rows: usize = rows.map_err(|_| "constructs [ROWS] [NUMBER]".to_owned())?;
    let only = arguments.get(2).map(String::as_str).unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases/constructs");
    let entries = std::fs::read_dir(&root).map_err(|error| error.to_string())?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        folder.join("scheme.heng").exists() && name.starts_with(only)
    });
    folders.sort();
    let bands = bands(rows)?;
    let mut lines = Vec::new();
    for folder in folders {
        let case = match case(&folder, rows) {
            Ok(case) => case,
            Err(why) => {
                eprintln!("left out: {why}");
                continue;
            }
        };
        lines.push(line(&bands, &case));
    }
    let cost = |line: &Line| line.plain.or(line.columns).unwrap_or(line.whole);
    lines.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
    let band = bands.measured();
    let (whole, columns) = (band.whole * 1e9, band.columns.unwrap_or(0.0) * 1e9);
    println!(
        "One indicator with bands: {columns:.0} ns per ratee in columns, {whole:.0} ns with whole results.\n"
    );
    println!(
        "| construct | operations | in columns, nothing absent | in columns, as in the case | with something absent | whole results | beside columns |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --- |");
    let shown = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.1}"));
    for one in &lines {
        let (plain, columns) = (shown(one.plain), shown(one.columns));
        println!(
            "| {} | {} | {plain} | {columns} | {:.0} % | {:.1} | {} |",
            one.name,
            one.operations,
            one.odd * 100.0,
            one.whole,
            one.bounds
        );
    }
    let dear = lines.iter().filter(|line| cost(line) > LIMIT).count();
    println!("\n{dear} of {} cost more than {LIMIT} times the bands.", lines.len());
    Ok(())
}

/// A line of the table: ratios to the bands.
struct Line {
    name: String,
    operations: usize,
    whole: f64,
    columns: Option<f64>,
    plain: Option<f64>,
    odd: f64,
    bounds: String,
}

fn line(bands: &Case, case: &Case) -> Line {
    let rounds: Vec<(Measured, Measured)> =
        (0..ROUNDS).map(|_| (case.measured(), bands.measured())).collect();
    let ratio = |own: fn(&Measured) -> Option<f64>, band: fn(&Measured) -> Option<f64>| {
        let ratios: Option<Vec<f64>> =
            rounds.iter().map(|(case, bands)| Some(own(case)? / band(bands)?)).collect();
        ratios.map(|ratios| median(&ratios))
    };
    let plan = plan::lower(&case.scheme);
    let bounds: Vec<&str> = bounds(&plan).into_iter().collect();
    Line {
        name: case.name.clone(),
        operations: plan.ops.len(),
        whole: ratio(|one| Some(one.whole), |one| Some(one.whole)).unwrap_or(0.0),
        columns: ratio(|one| one.columns, |one| one.columns),
        plain: ratio(|one| one.plain, |one| one.columns),
        odd: case.odd,
        bounds: bounds.join("; "),
    }
}

fn main() {
    if let Err(why) = run() {
        eprintln!("{why}");
        std::process::exit(2);
    }
}
