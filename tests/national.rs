//! The workload `national`: 10,000 committees from a generator, and results whose bytes another program computed
//! beforehand. Both keyword languages must give exactly these.
#![allow(clippy::disallowed_methods, reason = "tests read the shipped scheme")]

use heng::evidence::{Format, Input};
use heng::report::{Run, sheet};
use sha2::{Digest, Sha256};

#[path = "national/generator.rs"]
mod generator;

const DATA: &str = "a53ff634680a3434689b19c7b9e9b770d72bbc7d0adffeafb7acef15a6df6f6f";
const SCORES: &str = "21fba34b1cbeaa2613c9de7e0a9c5f6897bdfc743649551de0693270c1014f5b";

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

/// What `heng eval --columns … --round-items 2 --format csv` writes.
fn scores(scheme: &str, evidence: &str) -> String {
    let (_, opened) = heng::scheme::library::check_text(scheme, &read(scheme));
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme");
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
    for scheme in ["scheme.heng", "scheme.en.heng"] {
        assert_eq!(sha(&scores(scheme, &evidence)), SCORES, "{scheme}");
    }
}

#[test]
fn the_shipped_sample_is_the_generators() {
    assert_eq!(generate(60), read("evidence.csv"));
}
