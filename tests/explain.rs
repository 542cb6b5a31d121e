//! Explanations add up: each step is the sum of what its children count for, and the steps before the total are the
//! total, exactly, for every ratee of every shipped scheme.
#![allow(clippy::disallowed_methods, reason = "tests read the shipped files")]

use heng::evidence::{Format, Input, Table};
use heng::number::Number;
use heng::score::explanation::{Step, StepKind};
use heng::source::Sources;

struct Loaded {
    sources: Sources,
    scheme: heng::scheme::model::Scheme,
    table: Table,
}

fn load(folder: &str, scheme: &str, evidence: &[(Option<&str>, &str)]) -> Loaded {
    let path = |name: &str| format!("{}/{folder}/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path(scheme)).expect("a shipped scheme");
    let (sources, opened) = heng::scheme::library::check_text(scheme, &text);
    assert!(opened.problems.is_empty(), "{:?}", opened.problems);
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme");
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let files: Vec<_> = evidence
        .iter()
        .map(|(list, name)| (*list, *name, std::fs::read(path(name)).expect("shipped evidence")))
        .collect();
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(list, name, bytes)| Input {
            name,
            list: *list,
            format: Format::of(name).expect("a known form"),
            bytes,
        })
        .collect();
    let (table, _) = heng::evidence::read(&inputs, &specs);
    Loaded { sources, scheme, table }
}

/// Checks a step and all below it.
fn adds_up(step: &Step, of: &str) {
    for child in &step.children {
        adds_up(child, of);
    }
    if step.children.is_empty()
        || !matches!(step.kind, StepKind::Item | StepKind::Adjustment | StepKind::Line)
    {
        return;
    }
    let Some(value) = &step.value else { return };
    let told: Number = step.children.iter().filter_map(|child| child.counted().cloned()).sum();
    assert_eq!(*value, told, "{of}: {} does not add up\n{step:#?}", step.title.zh);
}

fn every_ratee_adds_up(loaded: &Loaded) -> usize {
    let plan = heng::plan::lower(&loaded.scheme);
    let scores = heng::score::run(&plan, &loaded.table, 1);
    let mut with_total = 0;
    for (row, ratee) in scores.ratees.iter().enumerate() {
        let told = heng::score::explain(&plan, &loaded.table, row, &loaded.sources, 1);
        assert_eq!(told.status, ratee.status);
        let before = told.steps.iter().take_while(|step| step.kind != StepKind::Total);
        let sum: Number = before.clone().filter_map(|step| step.counted().cloned()).sum();
        before.for_each(|step| adds_up(step, &ratee.id));
        if let Some(total) = &ratee.total {
            assert_eq!(sum, *total, "{}: the steps do not add up to the total", ratee.id);
            with_total += 1;
        }
    }
    with_total
}

#[test]
fn the_first_scheme_adds_up() {
    let loaded = load("schemes/first", "scheme.heng", &[(None, "evidence.csv")]);
    assert_eq!(every_ratee_adds_up(&loaded), 4);
}

#[test]
fn the_real_year_adds_up() {
    let files = [(None, "evidence.csv"), (Some("荣誉"), "honours.csv"), (Some("信访"), "petitions.csv")];
    let loaded = load("schemes/community-2023", "scheme.heng", &files);
    assert!(every_ratee_adds_up(&loaded) >= 40);
}

/// Figures in the units of the scheme, limits with where they come from, every rule and every list told once, the cell
/// that a period lacks, and why there is no rank.
#[test]
fn what_a_reader_looks_for_is_told() {
    let loaded =
        load("tests/cases/explain", "scheme.heng", &[(None, "evidence.csv"), (Some("月报"), "月报.csv")]);
    assert_eq!(every_ratee_adds_up(&loaded), 2);
    let plan = heng::plan::lower(&loaded.scheme);
    let mut shown = String::new();
    for row in 0..2 {
        let told = heng::score::explain(&plan, &loaded.table, row, &loaded.sources, 1);
        for lang in [heng::locale::Lang::Zh, heng::locale::Lang::En] {
            shown.push_str(&heng::report::explanation::human(&told, lang));
            shown.push('\n');
        }
    }
    insta::assert_snapshot!("told", shown);
}

/// A scheme over a file of ratees.
fn loaded(text: &str, evidence: &str) -> Loaded {
    let (sources, opened) = heng::scheme::library::check_text("s.heng", text);
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme");
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let input = Input { name: "e.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() };
    let (table, _) = heng::evidence::read(&[input], &specs);
    Loaded { sources, scheme, table }
}

/// What is told in English of a scheme in English has no Chinese in it, and results have the unit of what they are.
#[test]
fn english_is_told_in_english() {
    let text = "heng 1
scheme s {
  evidence { x : number; y : number; open : yesno; spent : money(yuan); rate : percent }
  dimension d 100 points {
    combine weighted mean
    indicator a weight (if open = yes then 2 else 1) = clamp(x, 0, 100)
    indicator b weight (if open = no then 2 else 1) { base full; y below 5 each 1 deduct 2 points }
  }
  table t by open { yes gives 1; no gives 2 }
  when x > 1 then total deduct t
  alert red low when x < 50
  result share = rate
  result cost = spent * 2
  result seen when open = yes
}
";
    let loaded = loaded(text, "id,x,y,open,spent,rate\nA,30,4,yes,300,15%\n");
    let plan = heng::plan::lower(&loaded.scheme);
    let told = heng::score::explain(&plan, &loaded.table, 0, &loaded.sources, 1);
    let told = heng::report::explanation::human(&told, heng::locale::Lang::En);
    let chinese = told.lines().find(|line| line.chars().any(|c| ('\u{3000}'..='\u{ffff}').contains(&c)));
    assert_eq!(chinese, None, "{told}");
    let shown =
        ["weight 200/3 %: counts for 20", "1 step\n", "rule 1", "alert.low", "share  15%", "cost  600 yuan"];
    for wanted in shown {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
}

#[test]
fn the_policy_that_acted_is_told() {
    let text = "heng 1
scheme s {
  evidence { x : number; y : number }
  dimension d 100 points {
    indicator a 50 points missing leave out not applicable gives 7 = clamp(x, 0, 50)
    indicator b 50 points = clamp(y, 0, 50)
  }
}
";
    let loaded = loaded(text, "id,x,y\nA,N/A,3\n");
    assert_eq!(every_ratee_adds_up(&loaded), 1);
    let plan = heng::plan::lower(&loaded.scheme);
    let told = format!("{:?}", heng::score::explain(&plan, &loaded.table, 0, &loaded.sources, 1));
    assert!(told.contains("score provided for what is missing or not applicable"), "{told}");
    assert!(!told.contains("left out as provided"), "{told}");
}
