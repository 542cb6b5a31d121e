//! The workload `national`: 10,000 committees from a generator, and results whose bytes another program computed
//! beforehand. Both keyword languages must give exactly these, and so must the scheme with scripts in place of formulas.
#![allow(clippy::disallowed_methods, reason = "tests read the shipped scheme")]

use heng::evidence::{Format, Input};
use heng::plan::{OpKind, Plan};
use heng::report::{Run, sheet};
use heng::scheme::library::Library;
use heng::scheme::model::Scheme;
use heng::source::Shelf;
use sha2::{Digest, Sha256};

#[path = "national/generator.rs"]
mod generator;

const DATA: &str = "a53ff634680a3434689b19c7b9e9b770d72bbc7d0adffeafb7acef15a6df6f6f";
const SCORES: &str = "21fba34b1cbeaa2613c9de7e0a9c5f6897bdfc743649551de0693270c1014f5b";

const SCHEMES: [&str; 4] = ["scheme.heng", "scheme.en.heng", "script.heng", "script.en.heng"];

/// The data as CSV.
fn generate(rows: u64) -> String {
    generator::header() + &*generator::lines(1..=rows, rows)
}

fn sha(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(name: &str) -> String {
    let path = format!("{}/schemes/national/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a shipped file")
}

/// A shipped scheme, beside the others.
fn scheme(name: &str) -> Scheme {
    let shelf = Shelf { files: SCHEMES.map(|name| (name.to_owned(), read(name).into_bytes())).into() };
    let opened = Library::new(&shelf).open(name).expect("it is on the shelf");
    assert!(opened.problems.is_empty(), "{name}: {:?}", opened.problems);
    opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme")
}

/// What `heng eval --columns … --round-items 2 --format csv` writes.
fn scores(name: &str, evidence: &str) -> String {
    let scheme = scheme(name);
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let input = Input { name: "national.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() };
    let (table, _) = heng::evidence::read(&[input], &specs);
    let scores = heng::score::run(&heng::plan::lower(&scheme), &table, 2);
    let run = Run { scheme: &scheme, table: &table, scores: &scores, period: None };
    let columns = sheet::named(&run, "id,district,d1,d2,d3,d4,d5,total,rank,grade").expect("columns");
    sheet::csv(&run, &columns, Some(2))
}

#[test]
fn ten_thousand_rows_give_the_bytes_that_another_program_gave() {
    let evidence = generate(10_000);
    assert_eq!(sha(&evidence), DATA, "the generator");
    for scheme in SCHEMES {
        assert_eq!(sha(&scores(scheme, &evidence)), SCORES, "{scheme}");
    }
}

/// Every operation of one plan is one of the other, but for the hand-over of the scripts' results.
#[test]
fn scripts_cost_what_formulas_cost() {
    let (native, scripts) = (scheme("scheme.heng"), scheme("script.heng"));
    let (native, scripts) = (heng::plan::lower(&native), heng::plan::lower(&scripts));
    let handed = |plan: &Plan<'_>| {
        let is_columns = |op: &&heng::plan::Op| matches!(op.kind, OpKind::Script { columns: Some(_), .. });
        plan.ops.iter().filter(is_columns).count()
    };
    assert_eq!((handed(&native), handed(&scripts)), (0, 5));
    assert_eq!(native.ops.len() + 5, scripts.ops.len());
}

#[test]
fn the_shipped_sample_is_the_generators() {
    assert_eq!(generate(60), read("evidence.csv"));
}
