//! Two published indices, computed by the shipped schemes, are what their makers published: the Human Development Index
//! with its ranks and groups, and the ASEM connectivity index as COINr computes it.
#![allow(clippy::disallowed_methods, reason = "tests read the shipped schemes")]

use heng::evidence::{Format, Input};
use heng::number::Number;
use heng::scheme::model::Scheme;
use heng::score::{Ratee, Scores, Status};
use std::collections::BTreeMap;

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/schemes/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a shipped file")
}

/// The scheme and the scores of a folder; both twins give the same.
fn scores(folder: &str) -> (Scheme, Scores) {
    let evidence = read(&format!("{folder}/evidence.csv"));
    let run = |name: &str| {
        let text = read(&format!("{folder}/{name}"));
        let (_, opened) = heng::scheme::library::check_text(name, &text);
        let problems: Vec<_> = opened.problems.iter().map(|problem| &problem.message.en).collect();
        assert!(problems.is_empty(), "{folder}/{name}: {problems:?}");
        let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme");
        let input =
            Input { name: "evidence.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() };
        let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
        let (table, remarks) = heng::evidence::read(&[input], &specs);
        assert!(remarks.is_empty(), "{folder}: {remarks:?}");
        let scores = heng::score::run(&heng::plan::lower(&scheme), &table, 2);
        (scheme, scores)
    };
    let (scheme, scores) = run("scheme.heng");
    assert_eq!(scores, run("scheme.en.heng").1, "{folder}: the twins differ");
    (scheme, scores)
}

/// The rows of a file of expected values, by their first cell.
fn expected(path: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = read(path);
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(str::to_owned);
            let row: BTreeMap<String, String> =
                head.iter().map(|name| (*name).to_owned()).zip(cells).collect();
            (row[head[0]].clone(), row)
        })
        .collect()
}

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|| panic!("{text} is no number"))
}

fn score<'r>(scheme: &Scheme, ratee: &'r Ratee, path: &str) -> Option<&'r Number> {
    let at = scheme.items.iter().position(|item| *item.path == *path).expect("an item of the scheme");
    ratee.items[at].score.as_ref()
}

fn close(is: Option<&Number>, wanted: &str, within: i32, what: &str) {
    let is = is.unwrap_or_else(|| panic!("{what} has no value"));
    let difference = (is - &number(wanted)).abs();
    assert!(difference <= Number::power_of_ten(within), "{what}: {is} is not {wanted}");
}

#[test]
fn human_development_is_what_undp_published() {
    let (scheme, scores) = scores("hdi");
    let expected = expected("hdi/expected.csv");
    let groups = [("Very High", "极高"), ("High", "高"), ("Medium", "中"), ("Low", "低")];
    let (mut values, mut ranks, mut grouped, mut without) = (0, 0, 0, vec![]);
    for ratee in &scores.ratees {
        let wanted = expected.get(&*ratee.id).filter(|row| !row["hdi"].is_empty());
        let Some(wanted) = wanted else {
            assert_eq!(ratee.status, Status::Incomplete, "{}", ratee.id);
            assert!(ratee.total.is_none() && !ratee.missing.is_empty());
            without.push(ratee.id.to_string());
            continue;
        };
        let id = &ratee.id;
        assert_eq!(ratee.total, Some(number(&wanted["hdi"])), "{id}");
        values += 1;
        close(ratee.total_exact.as_ref(), &wanted["hdi_unrounded"], -10, id);
        for (path, column) in
            [("指数.健康", "health_index"), ("指数.教育", "education_index"), ("指数.收入", "income_index")]
        {
            close(score(&scheme, ratee, path), &wanted[column], -10, id);
        }
        let rank = ratee.rank.map(|(rank, _)| rank.to_string()).unwrap_or_default();
        assert_eq!(rank, wanted["rank"], "{id}");
        ranks += usize::from(!rank.is_empty());
        // The source leaves the group of Korea blank, and gives aggregates a label.
        let group = groups.iter().find(|(published, _)| *published == wanted["group"]);
        if let (Some((_, group)), false) = (group, rank.is_empty()) {
            assert_eq!(ratee.grade.map(|at| &*scheme.grades[at].name), Some(*group), "{id}");
            grouped += 1;
        }
    }
    without.sort();
    assert_eq!((values, ranks, grouped), (204, 193, 192));
    assert_eq!(without, ["MCO", "PRK"]);
}

#[test]
fn connectivity_is_what_coinr_computes() {
    let (scheme, scores) = scores("asem");
    let (expected, normalised) = (expected("asem/expected.csv"), expected("asem/expected_normalised.csv"));
    let groups = [
        ("Physical", "互联互通.基础设施"),
        ("ConEcFin", "互联互通.经贸金融"),
        ("Political", "互联互通.政治"),
        ("Instit", "互联互通.制度"),
        ("P2P", "互联互通.民间往来"),
        ("Environ", "可持续.环境"),
        ("Social", "可持续.社会"),
        ("SusEcFin", "可持续.经济金融"),
        ("Conn", "互联互通"),
        ("Sust", "可持续"),
    ];
    // The indicators stand in the order in which the facts are declared, behind the name of the country.
    let indicators: Vec<usize> =
        (0..scheme.items.len()).filter(|item| scheme.items[*item].children.is_empty()).collect();
    assert_eq!((scores.ratees.len(), indicators.len()), (51, 49));
    let mut empty = 0;
    for ratee in &scores.ratees {
        let (wanted, cells) = (&expected[&*ratee.id], &normalised[&*ratee.id]);
        close(ratee.total_exact.as_ref(), &wanted["Index"], -9, &ratee.id);
        for (column, path) in groups {
            close(score(&scheme, ratee, path), &wanted[column], -9, &format!("{} {column}", ratee.id));
        }
        assert_eq!(
            ratee.rank.map(|(rank, _)| rank.to_string()).as_ref(),
            Some(&wanted["Rank"]),
            "{}",
            ratee.id
        );
        for (item, fact) in indicators.iter().zip(&scheme.facts[1..]) {
            let (score, cell) = (&ratee.items[*item], &cells[&*fact.spec.name]);
            let what = format!("{} {}", ratee.id, fact.spec.name);
            match cell.as_str() {
                "" => {
                    assert!(score.left_out, "{what} is left out");
                    empty += 1;
                }
                cell => close(score.score.as_ref(), cell, -9, &what),
            }
        }
    }
    assert_eq!(empty, 63);
}
