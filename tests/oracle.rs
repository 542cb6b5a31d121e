//! The engine against an independent oracle, over generated schemes and evidence and over the shipped ones.
//!
//! `HENG_CASES` sets how many cases are generated, `HENG_SEED` the first seed: a case is repeated by its seed alone.
#![allow(clippy::too_many_lines, reason = "the oracle is one plain walk, in the order of evaluation")]
#![allow(clippy::disallowed_methods, reason = "tests read the environment and the shipped files")]

use heng::evidence::{Format, Input, Table};
use heng::report::{Run, columns, sheet};
use heng::scheme::model::{EffectKind, EffectRule, Scheme};
use heng::score::columnar::{for_sheet, of_table};
use heng::score::{Outcome, Ratee, Scores, Status};
use std::collections::{BTreeMap, BTreeSet};

#[path = "oracle/corpus.rs"]
mod corpus;
mod dice;
#[path = "oracle/entries.rs"]
mod entries;
#[path = "oracle/figures.rs"]
mod figures;
#[path = "oracle/generate.rs"]
mod generate;
#[path = "oracle/generate_time.rs"]
mod generate_time;
#[path = "oracle/groups.rs"]
mod groups;
#[path = "oracle/parts.rs"]
mod parts;
#[path = "oracle/quotas.rs"]
mod quotas;
#[path = "oracle/real.rs"]
mod real;
#[path = "oracle/time.rs"]
mod time;
#[path = "oracle/walk.rs"]
mod walk;

use quotas::Judged;
use walk::{Gap, Oracle, V, q};

fn check(text: &str) -> Scheme {
    let (sources, opened) = heng::scheme::library::check_text("generated.heng", text);
    let told: Vec<_> = opened
        .problems
        .iter()
        .map(|p| (p.code.id, &p.message.en, p.span().map(|s| sources.slice(s))))
        .collect();
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
    scheme.unwrap_or_else(|| panic!("{text}\n{told:#?}"))
}

fn table(scheme: &Scheme, ratees: &str, lists: &[(&str, &str)]) -> Table {
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let mut inputs =
        vec![Input { name: "ratees.csv", list: None, format: Format::Csv, bytes: ratees.as_bytes() }];
    for (name, text) in lists {
        inputs.push(Input {
            name: "list.csv",
            list: Some(name),
            format: Format::Csv,
            bytes: text.as_bytes(),
        });
    }
    let today = heng::unit::Date::new(2023, 9, 1);
    let reading = heng::evidence::Reading { today, ..Default::default() };
    heng::evidence::read_for(&inputs, &specs, &reading).0
}

fn run(scheme: &Scheme, table: &Table, threads: usize) -> Scores {
    heng::score::run(&heng::plan::lower(scheme), table, threads)
}

fn number(number: &heng::number::Number) -> V {
    V::N(q(number))
}

/// A ratee up to its grade after effects.
fn decide(oracle: &Oracle<'_>, r: usize) -> (Judged, V) {
    let scheme = oracle.scheme;
    let exact = oracle.exact(r);
    let (places, mode) = scheme.rounding;
    let total = match &exact {
        V::N(value) => V::N(walk::round(value, places, mode)),
        gap => gap.clone(),
    };
    oracle.after.borrow_mut()[r].total = Some(total.clone());
    let before = oracle.base_grade(&total, r);
    oracle.after.borrow_mut()[r].grade = Some(oracle.grade_word(&before));
    let rules: Vec<V> = scheme.rules.iter().map(|rule| oracle.eval(&rule.when, r, None)).collect();
    let after = match quotas::index(&before) {
        Some(grade) => number(&heng::number::Number::from(quotas::effects_on_grade(scheme, &rules, grade))),
        None => before.clone(),
    };
    oracle.after.borrow_mut()[r].grade = Some(oracle.grade_word(&after));
    let having = |wanted: fn(&EffectKind) -> bool| -> Vec<V> {
        let has = |rule: &EffectRule| rule.effects.iter().any(|effect| wanted(&effect.kind));
        scheme
            .rules
            .iter()
            .zip(&rules)
            .filter(|(rule, _)| has(rule))
            .map(|(_, holds)| holds.clone())
            .collect()
    };
    let out = quotas::any(&having(|kind| matches!(kind, EffectKind::NotGraded)));
    let last = quotas::any(&having(|kind| matches!(kind, EffectKind::LastPlace)));
    let mut gap = Gap::default();
    for value in rules.iter().chain([&exact, &before]) {
        if let V::Gap(other) = value {
            gap.missing.extend(&other.missing);
            gap.not_applicable.extend(&other.not_applicable);
            gap.faults.extend(other.faults.iter().cloned());
        }
    }
    let grade = after.clone();
    (Judged { gap, out, before, after, grade, rules, last, changed: vec![], won: vec![] }, exact)
}

/// What the oracle says of each ratee, in the terms of the engine's result, as text to compare.
fn judge(scheme: &Scheme, table: &Table) -> Vec<BTreeMap<String, String>> {
    let oracle = Oracle::new(scheme, table);
    let rows = table.ids.len();
    let (mut all, exact): (Vec<Judged>, Vec<V>) = (0..rows).map(|r| decide(&oracle, r)).unzip();
    oracle.grade_quotas(&mut all);
    let ranks: Vec<Option<(i64, i64)>> = (0..rows).map(|r| oracle.rank(r, &all)).collect();
    for (r, rank) in ranks.iter().enumerate() {
        let rank = rank.map_or(V::Gap(Gap::default()), |(rank, _)| number(&heng::number::Number::from(rank)));
        oracle.after.borrow_mut()[r].rank = Some(rank);
    }
    for (r, judged) in all.iter().enumerate() {
        // Awards, alerts and results find no grade of those who are not graded, and nothing of those without a result.
        let after = &mut oracle.after.borrow_mut()[r];
        after.complete = judged.gap == Gap::default();
        if !after.complete {
            after.total = Some(walk::fault("H0808"));
        }
        if judged.out || !after.complete {
            after.grade = Some(walk::fault("H0808"));
        }
    }
    oracle.awards(&mut all);
    let mut told: Vec<_> = (0..rows).map(|r| spell(&oracle, r, &all[r], &exact[r], ranks[r])).collect();
    told.push(oracle.groups());
    told
}

/// A judgement as text.
fn spell(
    oracle: &Oracle<'_>,
    r: usize,
    judged: &Judged,
    exact: &V,
    rank: Option<(i64, i64)>,
) -> BTreeMap<String, String> {
    let scheme = oracle.scheme;
    let mut told = BTreeMap::new();
    let gap = &judged.gap;
    let complete = *gap == Gap::default();
    let status = match (complete, judged.out) {
        (false, _) => "Incomplete",
        (true, true) => "NotGraded",
        (true, false) => "Scored",
    };
    told.insert("status".into(), status.into());
    let mut codes: BTreeSet<String> = gap.faults.clone();
    if !gap.not_applicable.is_empty() {
        codes.insert("H0805".into());
    }
    let names: Vec<String> = gap.missing.iter().map(|&(fact, last)| lack(scheme, fact, last)).collect();
    told.insert("missing".into(), format!("{names:?}"));
    told.insert("problems".into(), format!("{codes:?}"));
    if complete {
        told.insert("exact".into(), format!("{exact:?}"));
        told.insert("total".into(), format!("{:?}", oracle.after.borrow()[r].total.as_ref().expect("known")));
    }
    if status == "Scored" {
        told.insert("quotas".into(), format!("{:?}", judged.changed));
        told.insert("awards".into(), format!("{:?}", judged.won));
        if !scheme.grades.is_empty() {
            told.insert("grade".into(), format!("{:?}", judged.grade));
            told.insert("before".into(), format!("{:?}", judged.before));
        }
    }
    told.insert("rank".into(), rank.map_or("-".into(), |(rank, among)| format!("{rank} of {among}")));
    for id in 0..scheme.items.len() {
        let score = match oracle.item(id, r) {
            V::N(score) => format!("{score}"),
            V::Out => "left out".into(),
            _ => "-".into(),
        };
        told.insert(format!("item {}", scheme.items[id].path), score);
    }
    for (index, adjustment) in scheme.adjustments.iter().enumerate() {
        let value = match oracle.adjustment(index, r) {
            V::N(points) => format!("{points}"),
            _ => "-".into(),
        };
        told.insert(format!("adjustment {}", adjustment.name), value);
    }
    let holding = scheme.rules.iter().zip(&judged.rules).filter(|(_, holds)| **holds == V::B(true));
    let holding: Vec<&EffectRule> = holding.map(|(rule, _)| rule).collect();
    let cancels =
        |rule: &&EffectRule| rule.effects.iter().any(|e| matches!(e.kind, EffectKind::NoCoefficient));
    let cancelled = holding.iter().any(cancels);
    // A rule all of whose effects are coefficients that are cancelled has none.
    let acts = |rule: &&&EffectRule| {
        let idle = |kind: &EffectKind| cancelled && matches!(kind, EffectKind::Coefficient(_));
        !rule.effects.iter().all(|effect| idle(&effect.kind))
    };
    let effects: Vec<&str> = holding.iter().filter(acts).map(|rule| &*rule.name).collect();
    told.insert("effects".into(), format!("{effects:?}"));
    if complete {
        let is_on = |when: &heng::scheme::model::Expr| oracle.eval(when, r, None) == V::B(true);
        let alerts: Vec<&str> =
            scheme.alerts.iter().filter(|alert| is_on(&alert.when)).map(|alert| &*alert.path).collect();
        told.insert("alerts".into(), format!("{alerts:?}"));
        let mut results = Vec::new();
        for result in scheme.results.iter().filter(|result| result.when.as_ref().is_none_or(is_on)) {
            match result.value.as_ref().map(|value| oracle.eval(value, r, None)) {
                Some(V::Gap(_)) => {}
                value => results.push(format!("{}={value:?}", result.name)),
            }
        }
        told.insert("results".into(), format!("{results:?}"));
    }
    told
}

/// What is missing, as the column that would hold it is called.
fn lack(scheme: &Scheme, fact: usize, last_year: bool) -> String {
    format!("{}{}", scheme.fact_name(fact), if last_year { ".上年" } else { "" })
}

/// The engine's result in the same terms.
fn told(scheme: &Scheme, ratee: &Ratee) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    out.insert("status".into(), format!("{:?}", ratee.status));
    let names: Vec<String> = ratee.missing.iter().map(|gap| lack(scheme, gap.fact, gap.last_year)).collect();
    out.insert("missing".into(), format!("{names:?}"));
    let codes: BTreeSet<String> = ratee.problems.iter().map(|problem| problem.code.id.to_owned()).collect();
    out.insert("problems".into(), format!("{codes:?}"));
    if let (Some(exact), Some(total)) = (&ratee.total_exact, &ratee.total) {
        out.insert("exact".into(), format!("{:?}", number(exact)));
        out.insert("total".into(), format!("{:?}", number(total)));
    }
    let index = |grade: usize| format!("{:?}", number(&heng::number::Number::from(grade as i64)));
    ratee.grade.map(|grade| out.insert("grade".into(), index(grade)));
    ratee.grade_before.map(|grade| out.insert("before".into(), index(grade)));
    for (item, score) in scheme.items.iter().zip(&ratee.items) {
        let text = match &score.score {
            Some(score) => q(score).to_string(),
            None if score.left_out => "left out".into(),
            None => "-".into(),
        };
        out.insert(format!("item {}", item.path), text);
    }
    for (adjustment, score) in scheme.adjustments.iter().zip(&ratee.adjustments) {
        let text = score.points.as_ref().map_or("-".to_owned(), |points| q(points).to_string());
        out.insert(format!("adjustment {}", adjustment.name), text);
    }
    let mut effects: Vec<&str> = ratee.effects.iter().map(|(rule, _)| &*scheme.rules[*rule].name).collect();
    effects.dedup();
    out.insert("effects".into(), format!("{effects:?}"));
    if ratee.status == Status::Scored {
        let name = |(quota, grade): &(usize, usize)| {
            format!("{}={}", scheme.quotas[*quota].name, scheme.grades[*grade].name)
        };
        out.insert("quotas".into(), format!("{:?}", ratee.quotas.iter().map(name).collect::<Vec<_>>()));
        let won = ratee.awards.iter().map(|award| scheme.quotas[*award].name.to_string());
        out.insert("awards".into(), format!("{:?}", won.collect::<Vec<_>>()));
    }
    out.insert("rank".into(), ratee.rank.map_or("-".into(), |(rank, among)| format!("{rank} of {among}")));
    if ratee.status != Status::Incomplete {
        let alerts: Vec<&str> = ratee.alerts.iter().map(|alert| &*scheme.alerts[*alert].path).collect();
        out.insert("alerts".into(), format!("{alerts:?}"));
        let results: Vec<String> = ratee
            .consequences
            .iter()
            .map(|(index, value)| {
                let value = value.as_ref().map(spelled);
                format!("{}={value:?}", scheme.results[*index].name)
            })
            .collect();
        out.insert("results".into(), format!("{results:?}"));
    }
    out
}

fn spelled(value: &Outcome) -> V {
    match value {
        Outcome::Number(value) => number(value),
        Outcome::Word(word) => V::W(word.to_string()),
        Outcome::Truth(truth) => V::B(*truth),
    }
}

/// The engine's results of groups in the terms of [`Oracle::groups`].
fn told_groups(scheme: &Scheme, scores: &Scores) -> BTreeMap<String, String> {
    let one = |(at, score): (usize, &heng::score::GroupScore)| {
        let members = scores.ratees.iter().filter(|ratee| ratee.groups[score.result] == Some(at));
        let members: Vec<&str> = members.map(|ratee| &*ratee.id).collect();
        assert_eq!(members.len(), score.ratees, "the ratees of a group");
        let name = format!("{} of {members:?}", scheme.group_results[score.result].name);
        (name, score.value.as_ref().map_or("-".to_owned(), |value| format!("{:?}", spelled(value))))
    };
    scores.groups.iter().enumerate().map(one).collect()
}

/// The differences between oracle and engine, in words.
fn differences(scheme: &Scheme, table: &Table) -> Vec<String> {
    differ(scheme, table, &run(scheme, table, 2))
}

fn differ(scheme: &Scheme, table: &Table, scores: &Scores) -> Vec<String> {
    let judged = judge(scheme, table);
    let mut out = Vec::new();
    let ratees = scores.ratees.iter().map(|ratee| (&*ratee.id, told(scheme, ratee)));
    let all = ratees.chain([("groups", told_groups(scheme, scores))]);
    for ((id, is), right) in all.zip(&judged) {
        let keys: BTreeSet<&String> = right.keys().chain(is.keys()).collect();
        for key in keys {
            if right.get(key) != is.get(key) {
                out.push(format!("{id} {key}: oracle {:?}, engine {:?}", right.get(key), is.get(key)));
            }
        }
    }
    out
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[test]
fn engine_and_oracle_agree_on_generated_cases() {
    let (first, cases) = (setting("HENG_SEED", 1), setting("HENG_CASES", 400));
    let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
    let mut operations: BTreeMap<String, u64> = BTreeMap::new();
    for seed in first..first + cases {
        let case = generate::generate(seed);
        let scheme = check(&case.scheme);
        let lists = case.lists();
        let table = table(&scheme, &case.evidence, &lists);
        let wrong = differences(&scheme, &table);
        assert!(
            wrong.is_empty(),
            "seed {seed}\n{}\n{}\n{:?}\n{}",
            case.scheme,
            case.evidence,
            case.lists(),
            wrong.join("\n")
        );
        for ratee in run(&scheme, &table, 1).ratees {
            *statuses.entry(format!("{:?}", ratee.status)).or_default() += 1;
        }
        let plan = heng::plan::lower(&scheme);
        let kinds: BTreeSet<String> = plan
            .ops
            .iter()
            .map(|op| format!("{:?}", op.kind).split(['(', ' ']).next().unwrap_or_default().to_owned())
            .collect();
        kinds.into_iter().for_each(|kind| *operations.entry(kind).or_default() += 1);
    }
    eprintln!(
        "{cases} cases from seed {first}; ratees by status {statuses:?}; cases by operation {operations:?}"
    );
    assert!(statuses.len() == 3 || cases < 100, "every status occurs: {statuses:?}");
}

/// Arithmetic at its edges, in blocks of any size on any number of threads; and the sheet that is written column by
/// column, in which sums of quotients are held with errors in view, against the one that is written from exact scores.
#[test]
fn engine_and_oracle_agree_at_the_edges() {
    let (first, cases) = (setting("HENG_SEED", 1), setting("HENG_CASES", 400));
    let (mut rows, mut singly, mut scored) = (0, 0, 0);
    for seed in first..first + cases {
        let case = generate::edges(seed);
        let scheme = check(&case.scheme);
        let table = table(&scheme, &case.evidence, &[]);
        let mut dice = generate::Dice::new(seed);
        let block = [1, 2, 3, 5, 8, 13, 32, 1024][dice.roll(8) as usize];
        let threads = 1 + dice.roll(4) as usize;
        let plan = heng::plan::lower(&scheme);
        let scores = heng::score::run_in_blocks_of(&plan, &table, block, threads);
        let told = |wrong: &str| {
            format!("seed {seed}, blocks of {block}\n{}\n{}\n{wrong}", case.scheme, case.evidence)
        };
        let wrong = differ(&scheme, &table, &scores);
        assert!(wrong.is_empty(), "{}", told(&wrong.join("\n")));
        let places = dice.roll(4) as u32;
        let run = Run { scheme: &scheme, table: &table, scores: &scores, period: None };
        let mut shown = sheet::usual(&run);
        shown.extend((0..scheme.items.len()).map(sheet::Column::Item));
        let wanted = columns::wanted(&shown).expect("columns that can be had");
        let plan = for_sheet(plan, &wanted, Some(places));
        let results = of_table(&plan, &table, block, &wanted, threads).expect("results of a table");
        let mut found = Vec::new();
        columns::csv(&plan, &results, (&run, &shown, Some(places)), threads, |part| {
            found.extend_from_slice(part)
        });
        let (found, wanted) =
            (String::from_utf8(found).expect("text"), sheet::csv(&run, &shown, Some(places)));
        assert!(found == wanted, "{}", told(&format!("by columns\n{found}by rows\n{wanted}")));
        rows += scores.ratees.len();
        singly += results.singly();
        scored += scores.ratees.iter().filter(|ratee| ratee.status == Status::Scored).count();
    }
    eprintln!("{cases} cases from seed {first}: {rows} ratees, {scored} scored, {singly} rows by themselves");
    assert!(
        cases < 100 || scored * 3 > rows && singly > 0 && singly < rows,
        "{scored} scored, {singly} of {rows}"
    );
}

/// Ranks, quotas and awards among many ratees.
#[test]
fn engine_and_oracle_agree_on_quotas() {
    let (first, cases) = (setting("HENG_SEED", 1), setting("HENG_CASES", 400));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in first..first + cases {
        let case = generate::crowd(seed);
        let scheme = check(&case.scheme);
        let table = table(&scheme, &case.evidence, &[]);
        let wrong = differences(&scheme, &table);
        assert!(wrong.is_empty(), "seed {seed}\n{}\n{}\n{}", case.scheme, case.evidence, wrong.join("\n"));
        for ratee in run(&scheme, &table, 1).ratees {
            let undecided = ratee.problems.iter().filter(|problem| problem.code.id == "H0821").count();
            *counts.entry("scored").or_default() += usize::from(ratee.status == Status::Scored);
            *counts.entry("grades changed").or_default() += ratee.quotas.len();
            *counts.entry("awards won").or_default() += ratee.awards.len();
            *counts.entry("figures differ").or_default() += undecided;
        }
    }
    eprintln!("{cases} cases from seed {first}: {counts:?}");
    assert!(cases < 50 || counts.values().all(|count| *count > 0), "quotas decide: {counts:?}");
}

/// Every construct of the catalogue, on random evidence: as many cases each as `HENG_CASES` gives to one of them, and at
/// the least four.
#[test]
fn engine_and_oracle_agree_on_every_construct() {
    let folder = format!("{}/tests/cases/constructs", env!("CARGO_MANIFEST_DIR"));
    let constructs = corpus::constructs(std::path::Path::new(&folder));
    assert!(!constructs.is_empty(), "constructs have cases");
    let (first, cases) = (setting("HENG_SEED", 1), setting("HENG_CASES", 400));
    let each = cases.div_ceil(constructs.len() as u64).max(4);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    let mut statuses: BTreeMap<String, u64> = BTreeMap::new();
    for (at, construct) in constructs.iter().enumerate() {
        let scheme = check(&construct.text);
        let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        for seed in first..first + each {
            let mut dice = generate::Dice::new(seed * 1000 + at as u64);
            let (ratees, lists) = corpus::evidence(construct, &specs, &mut dice);
            let mut inputs =
                vec![Input { name: "ratees.csv", list: None, format: Format::Csv, bytes: ratees.as_bytes() }];
            inputs.extend(lists.iter().map(|(name, text)| Input {
                name: "list.csv",
                list: Some(name),
                format: Format::Csv,
                bytes: text.as_bytes(),
            }));
            let (table, _) = heng::evidence::read(&inputs, &specs);
            let wrong = differences(&scheme, &table);
            assert!(
                wrong.is_empty(),
                "construct {} seed {seed}\n{}\n{ratees}\n{lists:#?}\n{}",
                construct.number,
                construct.text,
                wrong.join("\n")
            );
            for ratee in run(&scheme, &table, 1).ratees {
                *statuses.entry(format!("{:?}", ratee.status)).or_default() += 1;
            }
            *counts.entry(construct.number).or_default() += 1;
        }
    }
    let total: u64 = counts.values().sum();
    eprintln!(
        "{total} cases over {} constructs; ratees by status {statuses:?}; cases by construct {counts:?}",
        counts.len()
    );
}

#[test]
fn order_of_rows_and_threads_change_nothing() {
    for seed in 1..80 {
        let case = if seed < 40 { generate::generate(seed) } else { generate::crowd(seed) };
        let scheme = check(&case.scheme);
        let lists = case.lists();
        let forward = table(&scheme, &case.evidence, &lists);
        let mut lines: Vec<&str> = case.evidence.lines().collect();
        lines[1..].reverse();
        let backward = table(&scheme, &(lines.join("\n") + "\n"), &lists);
        let one = run(&scheme, &forward, 1);
        assert_eq!(one, run(&scheme, &forward, 7), "seed {seed}: threads");
        let mut other = run(&scheme, &backward, 2).ratees;
        other.reverse();
        assert_eq!(one.ratees, other, "seed {seed}: order of rows");
    }
}

#[test]
fn engine_and_oracle_agree_on_the_shipped_schemes() {
    for (folder, files) in [
        ("first", &[(None, "evidence.csv")][..]),
        ("national", &[(None, "evidence.csv")][..]),
        (
            "community-2023",
            &[(None, "evidence.csv"), (Some("荣誉"), "honours.csv"), (Some("信访"), "petitions.csv")][..],
        ),
    ] {
        let path = |name: &str| format!("{}/schemes/{folder}/{name}", env!("CARGO_MANIFEST_DIR"));
        let scheme = check(&std::fs::read_to_string(path("scheme.heng")).expect("a shipped scheme"));
        let read: Vec<_> = files
            .iter()
            .map(|(list, name)| (*list, *name, std::fs::read(path(name)).expect("evidence")))
            .collect();
        let inputs: Vec<Input<'_>> = read
            .iter()
            .map(|(list, name, bytes)| Input { name, list: *list, format: Format::Csv, bytes })
            .collect();
        let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        let (table, _) = heng::evidence::read(&inputs, &specs);
        let wrong = differences(&scheme, &table);
        assert!(wrong.is_empty(), "{folder}\n{}", wrong.join("\n"));
    }
}
