//! The workload `national`: 10,000 committees from a generator, and results whose bytes another program computed
//! beforehand. Both keyword languages must give exactly these, and so must the scheme with scripts in place of formulas.
#![allow(clippy::disallowed_methods, reason = "tests read the shipped scheme")]

use heng::evidence::{Format, Input, Table};
use heng::plan::{OpKind, Plan};
use heng::report::{Run, columns, sheet};
use heng::scheme::library::Library;
use heng::scheme::model::Scheme;
use heng::score::Scores;
use heng::score::columnar::{columnar, for_sheet};
use heng::source::Shelf;
use num_bigint::BigInt;
use num_rational::BigRational;
use sha2::{Digest, Sha256};

#[path = "national/generator.rs"]
mod generator;

const DATA: &str = "a53ff634680a3434689b19c7b9e9b770d72bbc7d0adffeafb7acef15a6df6f6f";
const SCORES: &str = "21fba34b1cbeaa2613c9de7e0a9c5f6897bdfc743649551de0693270c1014f5b";

const SCHEMES: [&str; 4] = ["scheme.heng", "scheme.en.heng", "script.heng", "script.en.heng"];
const UNROUNDED: [&str; 2] = ["unrounded.heng", "unrounded.en.heng"];

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
    let all = SCHEMES.iter().chain(&UNROUNDED);
    let shelf = Shelf { files: all.map(|name| ((*name).to_owned(), read(name).into_bytes())).collect() };
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

/// The dimensions and the total of a row without the rounding of indicators, in fractions, half up to two places.
fn fractions(cells: &[&str]) -> Vec<String> {
    let number = |text: &str| {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let units: BigInt = format!("{whole}{rest}").parse().expect("digits");
        BigRational::new(units, BigInt::from(10).pow(rest.len() as u32))
    };
    let ratio = |a: i64, b: i64| BigRational::new(a.into(), b.into());
    let whole = |a: i64| ratio(a, 1);
    let clamp = |score: BigRational| score.max(whole(0)).min(whole(100));
    let shown = |score: &BigRational| {
        let cents = (score * whole(100) + ratio(1, 2)).floor().to_integer();
        let text = format!("{cents:0>3}");
        format!("{}.{}", &text[..text.len() - 2], &text[text.len() - 2..])
    };
    let step = |value: &BigRational, steps: [(i64, i64); 4], below: bool| {
        let taken = steps
            .iter()
            .find(|(line, _)| if below { *value <= whole(*line) } else { *value >= whole(*line) });
        whole(taken.map_or(0, |(_, score)| *score))
    };
    let (mut total, mut all) = (whole(0), Vec::new());
    for d in 1..=5_i64 {
        let from = 2 + 15 * (d as usize - 1);
        let v: Vec<BigRational> = cells[from..from + 15].iter().map(|cell| number(cell)).collect();
        let scores = [
            (12, clamp((&v[0] - whole(40 + 2 * d)) / whole(50 - d) * whole(100))),
            (10, clamp(&v[1] / (whole(40_000 * d) + ratio(123_456, 100)) * whole(100))),
            (8, clamp((whole(30 + d) - &v[2]) / whole(28) * whole(100))),
            (12, step(&v[3], [(84 + d, 100), (76 + d, 90), (68 + d, 75), (60 + d, 60)], false)),
            (8, step(&v[4], [(0, 100), (1 + d, 90), (4 + d, 70), (10 + d, 40)], true)),
            (10, clamp(whole(60) + ratio(4 + d, 4) * (&v[6] - &v[5]) / &v[5] * whole(100))),
            (10, (whole(100) - (whole(5) + ratio(5 * d, 2)) * &v[7]).max(whole(0))),
            (8, whole(60) + (ratio(3 + d, 2) * &v[8]).min(whole(40))),
            (12, ratio(4, 10) * &v[9] + ratio(3, 10) * (&v[10] + &v[11])),
            (10, clamp(ratio(6, 10) * &v[12] + ratio(4, 10) * &v[13] / &v[14] * whole(100))),
        ];
        let sum = scores.iter().fold(whole(0), |sum, (weight, score)| sum + ratio(*weight, 100) * score);
        total += ratio([25, 20, 20, 20, 15][d as usize - 1], 100) * &sum;
        all.push(shown(&sum));
    }
    all.push(shown(&total));
    all
}

#[test]
fn sums_of_quotients_are_exact() {
    let evidence = generate(3000);
    let [zh, en] = UNROUNDED.map(|name| scores(name, &evidence));
    assert_eq!(zh, en);
    for (cells, scores) in evidence.lines().zip(zh.lines()).skip(1) {
        let cells: Vec<&str> = cells.split(',').collect();
        let scores: Vec<&str> = scores.split(',').collect();
        assert_eq!(scores[2..8], fractions(&cells), "{}", cells[0]);
    }
}

/// The columns of few errors give the bytes of the rows without any.
#[test]
fn columns_and_rows_of_quotients_agree() {
    let evidence = generate(10_000);
    let scheme = scheme("unrounded.heng");
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let reading = heng::evidence::Reading::default();
    let bytes = evidence.clone().into_bytes();
    let chunked = heng::evidence::chunked("n.csv", &bytes, &specs, &[], &reading).expect("a plain file");
    let none = Scores { ratees: vec![], groups: vec![] };
    let table = Table::default();
    let run = Run { scheme: &scheme, table: &table, scores: &none, period: None };
    let shown = sheet::named(&run, "id,district,d1,d2,d3,d4,d5,total,rank,grade").expect("columns");
    let wanted = columns::wanted(&shown).expect("columns that can be had");
    let plan = for_sheet(heng::plan::lower(&scheme), &wanted, Some(2));
    let results = columnar(&plan, &chunked, &wanted, 2).expect("results");
    // Nothing is far from decided but what is exactly on a line.
    assert!(results.singly() < 100, "{} rows by themselves", results.singly());
    let mut found = Vec::new();
    columns::csv(&plan, &results, (&run, &shown, Some(2)), 2, |part| found.extend_from_slice(part));
    assert_eq!(sha(&String::from_utf8(found).expect("text")), sha(&scores("unrounded.heng", &evidence)));
}

#[test]
fn the_shipped_sample_is_the_generators() {
    assert_eq!(generate(60), read("evidence.csv"));
}
