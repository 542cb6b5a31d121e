//! The reader of pieces against the other one: wherever it gives something, both agree, cell by cell, and the sheet that
//! is written column by column is the same as the one written ratee by ratee.
#![allow(clippy::disallowed_methods, reason = "tests read cases from the disk")]

use heng::evidence::{Bytes, Cell, FactColumn, Format, Input, chunked, counting_words};
use heng::report::{Run, columns, sheet};
use heng::scheme::model::Scheme;
use heng::score::columnar::columnar;
use heng::score::linked::{self, Moment};
use heng::score::{Scores, run};
use std::path::{Path, PathBuf};

struct Memory(Vec<u8>);

impl Bytes for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        let at = at as usize;
        self.0.get(at..at + into.len()).map(|bytes| into.copy_from_slice(bytes)).is_some()
    }
}

/// A scheme, and a file of ratees for it.
struct Case {
    name: String,
    scheme: Scheme,
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
        let (_, opened) = heng::scheme::library::check_text("scheme.heng", &text);
        let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme)?;
        let own = scheme.facts.iter().all(|fact| fact.from.is_empty());
        let name = path.display().to_string();
        own.then(|| Case { name, scheme, evidence: std::fs::read(&path).expect("a file") })
    };
    found.into_iter().filter_map(case).collect()
}

/// A number from a seed, evenly below a bound.
fn dice(seed: &mut u64, below: usize) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    ((*seed >> 33) as usize) % below.max(1)
}

/// The file with a few cells written otherwise: as people and programs write them, and as they should not.
fn disturbed(evidence: &[u8], seed: &mut u64) -> Vec<u8> {
    let text = String::from_utf8_lossy(evidence).replace("\r\n", "\n");
    let mut lines: Vec<Vec<String>> =
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    for _ in 0..dice(seed, 4) {
        let rows = lines.len();
        if rows < 2 {
            break;
        }
        let row = 1 + dice(seed, rows - 1);
        let cells = lines[row].len();
        let cell = dice(seed, cells);
        let old = lines[row][cell].clone();
        lines[row][cell] = match dice(seed, 16) {
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
    let end = if dice(seed, 4) == 0 { "\r\n" } else { "\n" };
    let mut out = lines.iter().map(|line| line.join(",")).collect::<Vec<_>>().join(end);
    if dice(seed, 3) > 0 {
        out.push_str(end);
    }
    if dice(seed, 8) == 0 {
        out.insert(0, '\u{feff}');
    }
    out.into_bytes()
}

fn cell(column: &FactColumn, row: usize) -> (Cell, Cell) {
    match column {
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
    }
}

/// Whether the file was read in pieces; if so, with the same cells, findings and sheet as by the other reader.
fn agrees(case: &Case, evidence: &[u8], piece: usize, threads: usize) -> bool {
    let scheme = &case.scheme;
    let moment = Moment::default();
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let counting = counting_words(&specs);
    let elsewhere = linked::names(scheme);
    let reading = linked::reading(scheme, moment, &elsewhere);
    let bytes = Memory(evidence.to_vec());
    let Some((pieces, said)) = chunked("e.csv", &bytes, &specs, &counting, &reading) else { return false };
    let pieces = pieces.in_pieces_of(piece);
    let mut room = Vec::new();
    let tables: Option<Vec<_>> = (0..pieces.count()).map(|number| pieces.table(number, &mut room)).collect();
    let Some(tables) = tables.filter(|_| pieces.is_sound()) else { return false };
    let input = Input { name: "e.csv", list: None, format: Format::Csv, bytes: evidence };
    let (whole, problems) = linked::evidence(scheme, &[input], moment, 1);
    let ids: Vec<_> = tables.iter().flat_map(|table| table.ids.iter()).collect();
    let twice = ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id));
    if ids.is_empty() || twice {
        return false;
    }
    let shown = || {
        let text: String = String::from_utf8_lossy(evidence).chars().take(600).collect();
        format!("{}, {piece} bytes\n{text}", case.name)
    };
    assert_eq!(ids, whole.ids.iter().collect::<Vec<_>>(), "{}", shown());
    assert_eq!(said, problems, "{}", shown());
    let mut row = 0;
    for table in &tables {
        for at in 0..table.ids.len() {
            for (fact, spec) in specs.iter().enumerate() {
                let read = (cell(&table.facts[fact], at), cell(&whole.facts[fact], row));
                assert_eq!(read.0, read.1, "{} of {}\n{}", spec.name, ids[row], shown());
            }
            row += 1;
        }
    }
    let plan = heng::plan::lower(scheme);
    let scores = run(&plan, &whole, threads);
    let run = Run { scheme, table: &whole, scores: &scores, period: None };
    let mut shown_columns = sheet::usual(&run);
    shown_columns.extend((0..scheme.items.len()).map(sheet::Column::Item));
    shown_columns.extend([sheet::Column::TotalExact, sheet::Column::GradeBefore, sheet::Column::Scheme]);
    for places in [None, Some(2)] {
        let wanted = columns::wanted(&shown_columns).expect("columns that can be had");
        let results = columnar(&plan, &pieces, &wanted, threads).expect("results of a sound file");
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
    true
}

#[test]
fn pieces_and_wholes_agree() {
    let cases = cases();
    assert!(cases.len() > 80, "{} cases", cases.len());
    let (mut read, mut seed) = (0, 1);
    for case in &cases {
        for piece in [1 << 19, 200, 37] {
            read += usize::from(agrees(case, &case.evidence, piece, 2));
        }
        for _ in 0..6 {
            let evidence = disturbed(&case.evidence, &mut seed);
            read += usize::from(agrees(case, &evidence, 100 + dice(&mut seed, 300), 1));
        }
    }
    // Lists, periods and what is not plain are for the other reader.
    assert!(read > 200, "{read} files were read in pieces");
}
