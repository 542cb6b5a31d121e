//! The reader of pieces against the other one: wherever it gives something, both agree, cell by cell, and the sheet that
//! is written column by column is the same as the one written ratee by ratee.
#![allow(clippy::disallowed_methods, reason = "tests read cases from the disk")]

mod dice;
#[cfg(feature = "parquet")]
mod written;

use dice::Dice;
use heng::evidence::{Cell, Chunks, FactColumn, Format, Input, Table, chunked, counting_words};
use heng::locale::Lang;
use heng::report::stream::{Form, Stream};
use heng::report::{Run, columns, json, sheet};
use heng::scheme::model::Scheme;
use heng::score::again::first_time;
use heng::score::columnar::{columnar, for_sheet};
use heng::score::linked::{self, Moment};
use heng::score::{Scores, run};
use heng::source::Sources;
use heng::unit::FactSpec;
use std::path::{Path, PathBuf};

/// A scheme, and a file of ratees for it.
struct Case {
    name: String,
    scheme: Scheme,
    sources: Sources,
    evidence: Vec<u8>,
}

fn cases() -> Vec<Case> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.file_name().is_some_and(|name| name == "evidence.csv") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("tests/cases/constructs"), &mut found);
    walk(&root.join("schemes"), &mut found);
    found.sort();
    let case = |path: PathBuf| {
        let text = std::fs::read_to_string(path.with_file_name("scheme.heng")).ok()?;
        let (sources, opened) = heng::scheme::library::check_text("scheme.heng", &text);
        let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme)?;
        let own = scheme.facts.iter().all(|fact| fact.from.is_empty());
        let name = path.display().to_string();
        own.then(|| Case { name, scheme, sources, evidence: std::fs::read(&path).expect("a file") })
    };
    found.into_iter().filter_map(case).collect()
}

/// The file with a few cells written otherwise: as people and programs write them, and as they should not.
fn disturbed(evidence: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = String::from_utf8_lossy(evidence).replace("\r\n", "\n");
    let mut lines: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    for _ in 0..dice.below(4) {
        let rows = lines.len();
        if rows < 2 {
            break;
        }
        let row = 1 + dice.below(rows - 1);
        let cells = lines[row].len();
        let cell = dice.below(cells);
        let old = lines[row][cell].clone();
        lines[row][cell] = match dice.below(16) {
            0 => String::new(),
            1 => "不涉及".into(),
            2 => format!(" {old} "),
            3 => format!("\"{old}\""),
            4 => format!("{old}%"),
            5 => format!("-{old}"),
            6 => format!("{old}.50"),
            7 => format!("{old}.5000000001"),
            8 => "１２".into(),
            9 => "1234567890123456789".into(),
            10 => "\"a,b\"".into(),
            11 => format!("{old},"),
            12 => "0".into(),
            13 => "99999999999".into(),
            14 => format!("{old}\"x"),
            _ => "1e3".into(),
        };
    }
    let end = if dice.below(4) == 0 { "\r\n" } else { "\n" };
    let mut out = lines.iter().map(|line| line.join(",")).collect::<Vec<_>>().join(end);
    if dice.below(3) > 0 {
        out.push_str(end);
    }
    if dice.below(8) == 0 {
        out.insert(0, '\u{feff}');
    }
    out.into_bytes()
}

/// A cell and that of last year, and why it cannot be used.
fn cell(table: &Table, fact: usize, row: usize) -> ((Cell, Cell), Option<(&'static str, String)>) {
    let cells = match &table.facts[fact] {
        FactColumn::Scalar(column) => {
            let last_year = column.last_year.as_ref().and_then(|cells| cells.get(row).cloned());
            (column.cells.get(row).cloned().unwrap_or_default(), last_year.unwrap_or_default())
        }
        FactColumn::Packed(fact) => {
            let cell = |packed: &Option<_>| {
                packed.as_ref().map_or(Cell::Missing, |packed: &heng::evidence::Packed| packed.cell(row))
            };
            (cell(&fact.value), cell(&fact.last_year))
        }
        FactColumn::List(list) => {
            assert!(list.entries(row).is_empty(), "lists are not read in pieces");
            Default::default()
        }
    };
    let bad = match cells {
        (Cell::Bad(bad), _) | (_, Cell::Bad(bad)) => Some(&table.bad[bad as usize]),
        _ => None,
    };
    let why = bad.map(|bad| (bad.code.id, bad.message.zh.to_string()));
    let nameless = |cell| if matches!(cell, Cell::Bad(_)) { Cell::Bad(0) } else { cell };
    ((nameless(cells.0), nameless(cells.1)), why)
}

/// How many bad cells were met, if the file was read in pieces; then with the same cells, findings and sheet as by the
/// other reader.
fn agrees(case: &Case, evidence: &[u8], piece: usize, threads: usize) -> Option<usize> {
    let scheme = &case.scheme;
    let (specs, elsewhere) = (specs(scheme), linked::names(scheme));
    let counting = counting_words(&specs);
    let reading = linked::reading(scheme, Moment::default(), &elsewhere);
    let bytes = evidence.to_vec();
    let pieces = chunked("e.csv", &bytes, &specs, &counting, &reading)?;
    let input = Input { name: "e.csv", list: None, format: Format::Csv, bytes: evidence };
    let shown = || String::from_utf8_lossy(evidence).chars().take(600).collect();
    agree(case, (input, threads), &pieces.in_pieces_of(piece), &shown)
}

/// The same for a file of Parquet, in pieces of some rows.
#[cfg(feature = "parquet")]
fn parquet_agrees(
    case: &Case,
    (evidence, shown): (&[u8], &str),
    rows: usize,
    threads: usize,
) -> Option<usize> {
    let scheme = &case.scheme;
    let (specs, elsewhere) = (specs(scheme), linked::names(scheme));
    let counting = counting_words(&specs);
    let reading = linked::reading(scheme, Moment::default(), &elsewhere);
    let bytes = std::sync::Arc::new(evidence.to_vec());
    let pieces = heng::evidence::grouped("e.parquet", bytes, &specs, &counting, &reading, threads)?;
    let pieces = pieces.in_pieces_of(rows, threads).expect("groups of rows");
    let input = Input { name: "e.parquet", list: None, format: Format::Parquet, bytes: evidence };
    agree(case, (input, threads), &pieces, &|| shown.to_owned())
}

fn specs(scheme: &Scheme) -> Vec<FactSpec> {
    scheme.facts.iter().map(|fact| fact.spec.clone()).collect()
}

/// How many bad cells pieces of a file hold, which must agree with what the other reader makes of it.
fn agree(
    case: &Case,
    (input, threads): (Input<'_>, usize),
    pieces: &dyn Chunks,
    shown: &dyn Fn() -> String,
) -> Option<usize> {
    let (scheme, specs) = (&case.scheme, specs(&case.scheme));
    let mut room = Vec::new();
    let tables: Option<Vec<_>> = (0..pieces.count()).map(|number| pieces.table(number, &mut room)).collect();
    let tables = tables.filter(|_| pieces.is_sound())?;
    let (whole, problems) = linked::evidence(scheme, &[input], Moment::default(), 1);
    let ids: Vec<_> = tables.iter().flat_map(|table| table.ids.iter()).collect();
    let twice = ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id));
    if ids.is_empty() || twice {
        return None;
    }
    let shown = || format!("{}, {} pieces\n{}", case.name, pieces.count(), shown());
    assert_eq!(ids, whole.ids.iter().collect::<Vec<_>>(), "{}", shown());
    assert_eq!(pieces.findings(), problems, "{}", shown());
    let mut row = 0;
    for table in &tables {
        for at in 0..table.ids.len() {
            for (fact, spec) in specs.iter().enumerate() {
                let read = (cell(table, fact, at), cell(&whole, fact, row));
                assert_eq!(read.0, read.1, "{} of {}\n{}", spec.name, ids[row], shown());
            }
            row += 1;
        }
    }
    let scores = run(&heng::plan::lower(scheme), &whole, threads);
    let run = Run { scheme, table: &whole, scores: &scores, period: None };
    let mut shown_columns = sheet::usual(&run);
    shown_columns.extend((0..scheme.items.len()).map(sheet::Column::Item));
    shown_columns.extend([sheet::Column::TotalExact, sheet::Column::GradeBefore, sheet::Column::Scheme]);
    for places in [None, Some(2)] {
        let wanted = columns::wanted(&shown_columns).expect("columns that can be had");
        let plan = for_sheet(heng::plan::lower(scheme), &wanted, places);
        let results = columnar(&plan, pieces, &wanted, threads).expect("results of a sound file");
        let none = Scores { ratees: vec![], groups: vec![] };
        let without = Run { scores: &none, ..run };
        let mut found = Vec::new();
        let asked = (&without, &shown_columns[..], places);
        columns::csv(&plan, &results, asked, threads, |part| found.extend_from_slice(part));
        let (found, wanted) =
            (String::from_utf8(found).expect("text"), sheet::csv(&run, &shown_columns, places));
        let differ = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
        assert_eq!(differ, None, "{}", shown());
        assert_eq!(found.len(), wanted.len(), "{}", shown());
    }
    told_twice(&run, pieces, (&shown_columns, threads), &shown);
    explained(&run, pieces, (&case.sources, threads), &shown);
    Some(whole.bad.len())
}

/// Whether results that are told while evidence is read a second time have the bytes of those told of all at once.
fn told_twice(
    run: &Run<'_>,
    pieces: &dyn Chunks,
    (columns, threads): (&[sheet::Column], usize),
    shown: &dyn Fn() -> String,
) {
    let mut columns = columns.to_vec();
    columns.extend([sheet::Column::Alerts, sheet::Column::Missing]);
    columns.extend((0..run.scheme.results.len()).map(sheet::Column::Outcome));
    columns.extend((0..run.scheme.facts.len()).map(sheet::Column::Fact));
    let objects = |array, compact| Form::Objects { array, lang: Lang::Zh, compact };
    let joined = |compact| json::lines(run, Lang::Zh, compact).map(|line| line + "\n").collect();
    let forms: [(Form<'_>, String); 3] = [
        (objects(false, false), joined(false)),
        (objects(true, true), json::array(run, Lang::Zh, true)),
        (Form::Sheet { columns: &columns, places: Some(1) }, sheet::csv(run, &columns, Some(1))),
    ];
    let plan = heng::plan::lower(run.scheme);
    let again = first_time(&plan, pieces, threads).expect("a sound file");
    assert_eq!(again.groups(), run.scores.groups, "{}", shown());
    for (form, wanted) in forms {
        let stream = Stream { scheme: run.scheme, period: run.period, form };
        let (mut found, mut is_first) = (stream.head(), true);
        let make = |table: &Table, ratees| stream.part(table, ratees);
        let done = again.second_time(pieces, threads, make, |part: String| {
            found.push_str(if is_first { stream.first(&part) } else { &part });
            is_first &= part.is_empty();
        });
        assert_eq!(done, Some(()), "{}", shown());
        found.push_str(&stream.tail(again.groups()));
        let differ = found.lines().zip(wanted.lines()).find(|(found, wanted)| found != wanted);
        assert_eq!(differ, None, "{}", shown());
        assert_eq!(found, wanted, "{}", shown());
    }
}

/// Whether the derivation of a ratee whose evidence is read again is that from all evidence at once, with its places.
fn explained(
    run: &Run<'_>,
    pieces: &dyn Chunks,
    (sources, threads): (&Sources, usize),
    shown: &dyn Fn() -> String,
) {
    let plan = heng::plan::lower(run.scheme);
    let again = first_time(&plan, pieces, threads).expect("a sound file");
    let number = run.table.ids.len() / 2;
    let found = again.explain(pieces, number, sources).expect("a ratee");
    assert_eq!(found, heng::score::explain(&plan, run.table, number, sources, threads), "{}", shown());
}

#[test]
fn pieces_and_wholes_agree() {
    let cases = cases();
    assert!(cases.len() > 80, "{} cases", cases.len());
    let (mut read, mut bad, mut dice) = (0, 0, Dice::new(1));
    for case in &cases {
        for piece in [1 << 19, 200, 37] {
            read += usize::from(agrees(case, &case.evidence, piece, 2).is_some());
        }
        for _ in 0..6 {
            let evidence = disturbed(&case.evidence, &mut dice);
            let found = agrees(case, &evidence, 100 + dice.below(300), 1);
            read += usize::from(found.is_some());
            bad += usize::from(found.is_some_and(|found| found > 0));
        }
    }
    // Lists, periods and what is not plain are for the other reader.
    assert!(read > 200, "{read} files were read in pieces");
    assert!(bad > 50, "{bad} of them had bad cells");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_in_pieces_and_whole_agree() {
    let cases = cases();
    let (mut read, mut dice) = (0, Dice::new(1));
    for case in &cases {
        for round in 0..6 {
            let csv = if round < 3 { case.evidence.clone() } else { disturbed(&case.evidence, &mut dice) };
            let text = String::from_utf8_lossy(&csv).into_owned();
            let of_group = 1 + dice.below(12);
            let Some(evidence) = written::from_csv(&text, of_group, &mut dice) else { continue };
            let (rows, threads) = (1 + dice.below(5), 1 + dice.below(3));
            read += usize::from(parquet_agrees(case, (&evidence, &text), rows, threads).is_some());
        }
    }
    assert!(read > 200, "{read} files were read in pieces");
}

/// What is scored does not hang on the format: evidence of shipped schemes as texts in Parquet gives the same results.
#[cfg(feature = "parquet")]
#[test]
fn parquet_and_csv_agree() {
    let mut compared = 0;
    for case in cases() {
        let text = String::from_utf8_lossy(&case.evidence).into_owned();
        for seed in 1..4 {
            let Some(evidence) = written::from_csv(&text, 5, &mut Dice::new(seed)) else { continue };
            let sheet = |name, format, bytes| {
                let input = Input { name, list: None, format, bytes };
                let (table, problems) = linked::evidence(&case.scheme, &[input], Moment::default(), 1);
                let plan = heng::plan::lower(&case.scheme);
                let scores = run(&plan, &table, 1);
                let run = Run { scheme: &case.scheme, table: &table, scores: &scores, period: None };
                let typed = problems.iter().any(|one| ["H0725", "H0727"].contains(&one.code.id));
                (!typed).then(|| sheet::csv(&run, &sheet::usual(&run), None))
            };
            let from_csv = sheet("e.csv", Format::Csv, &case.evidence);
            // Types that do not suit a fact are refused in Parquet: 0 and 1 as booleans for numbers.
            if let Some(from_parquet) = sheet("e.parquet", Format::Parquet, &evidence) {
                assert_eq!(from_csv, Some(from_parquet), "{}", case.name);
                compared += 1;
            }
        }
    }
    assert!(compared > 150, "{compared} files were compared");
}
