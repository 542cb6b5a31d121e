//! Every remark on a result has a case in `tests/cases/score`: a scheme and evidence whose results must carry the code.
//! The snapshot shows both, the result and the explanation of the first ratee.
#![allow(clippy::disallowed_methods, reason = "tests read case files")]

use heng::evidence::{Format, Input};
use heng::locale::Lang;
use heng::report::{Run, explanation, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn cases() -> Vec<PathBuf> {
    let folder = format!("{}/tests/cases/score", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_case_carries_its_code() {
    for folder in cases() {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let read = |file: &str| std::fs::read_to_string(folder.join(file));
        let text = read("scheme.heng").expect("a scheme");
        let (sources, opened) = heng::scheme::library::check_text("scheme.heng", &text);
        let problems = opened.problems;
        let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
        let scheme = scheme.unwrap_or_else(|| panic!("{name}: {problems:#?}"));
        let evidence = read("evidence.csv").expect("evidence");
        let list = read("事项.csv").ok();
        let mut inputs =
            vec![Input { name: "evidence.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() }];
        if let Some(list) = &list {
            inputs.push(Input {
                name: "事项.csv",
                list: Some("事项"),
                format: Format::Csv,
                bytes: list.as_bytes(),
            });
        }
        let (table, _) = heng::score::linked::evidence(&scheme, &inputs, Default::default(), 1);
        let plan = heng::plan::lower(&scheme);
        let scores = heng::score::run(&plan, &table, 1);
        let remarks = scores.ratees.iter().flat_map(|ratee| ratee.problems.iter().chain(&ratee.notes));
        let codes: BTreeSet<&str> = remarks.map(|remark| remark.code.id).collect();
        assert!(codes.contains(&name[..5]), "{name} carries {codes:?}");
        let run = Run { scheme: &scheme, table: &table, scores: &scores, period: None };
        let told = heng::score::explain(&plan, &table, 0, &sources, 1);
        let results = json::array(&run, Lang::Zh, false);
        let shown = format!("{text}\n{evidence}\n{results}\n{}", explanation::human(&told, Lang::Zh));
        insta::with_settings!({ snapshot_path => "snapshots/score", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, shown);
        });
    }
}

#[test]
fn every_code_of_scoring_has_a_case() {
    let has: BTreeSet<String> = cases()
        .iter()
        .map(|path| path.file_name().expect("a name").to_string_lossy()[..5].to_owned())
        .collect();
    for code in heng::score::CODES {
        assert!(has.contains(code.id), "no case for {}", code.id);
    }
}

/// The results of a scheme over a file of ratees, and the explanation of the first.
fn scored(scheme: &str, evidence: &str) -> (heng::score::Scores, String) {
    let (sources, opened) = heng::scheme::library::check_text("scheme.heng", scheme);
    let problems = opened.problems;
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
    let scheme = scheme.unwrap_or_else(|| panic!("{problems:#?}"));
    let inputs =
        [Input { name: "evidence.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() }];
    let (table, _) = heng::score::linked::evidence(&scheme, &inputs, Default::default(), 1);
    let plan = heng::plan::lower(&scheme);
    let told = heng::score::explain(&plan, &table, 0, &sources, 1);
    (heng::score::run(&plan, &table, 1), explanation::human(&told, Lang::Zh))
}

/// The totals of a scheme over a file of ratees, with `-` for none.
fn totals(scheme: &str, evidence: &str) -> Vec<String> {
    let (scores, _) = scored(scheme, evidence);
    let of = |total: &Option<heng::number::Number>| total.as_ref().map_or("-".into(), ToString::to_string);
    scores.ratees.iter().map(|ratee| of(&ratee.total)).collect()
}

/// A policy that reads its own fact by way of a named value, an item or another fact means the fact without the policy;
/// everything else means it with the policy, in whatever order the items stand.
#[test]
fn the_order_of_items_does_not_change_what_a_policy_gives() {
    let named = "数据 { 件数 : 数值 缺失 计 平均(比率 于 全体); 户数 : 数值 }\n值 比率 = 件数 / 户数";
    let by_item = "数据 { 件数 : 数值 缺失 计 平均(甲.得分 于 全体); 户数 : 数值 }\n值 比率 = 件数 / 户数";
    let by_fact = "数据 { 件数 : 数值 缺失 计 平均(户数 于 全体); 户数 : 数值 缺失 计 件数 }\n值 比率 = 户数";
    let items = ["指标 甲 50 分 = 限定(件数, 0, 50)", "指标 乙 50 分 = 限定(比率, 0, 50)"];
    let evidence = "名称,件数,户数\n东村,10,1\n西村,,1\n南村,,";
    let expected = [(named, ["20", "20", "-"]), (by_item, ["20", "20", "-"]), (by_fact, ["11", "2", "2"])];
    for (head, expected) in expected {
        for [first, second] in [[items[0], items[1]], [items[1], items[0]]] {
            let scheme = format!("衡 1\n方案 考核 {{\n{head}\n{first}\n{second}\n}}");
            assert_eq!(totals(&scheme, evidence), expected, "{scheme}");
        }
    }
}

/// Who has no weight stands outside a weighted mean over all; it takes nobody else's result.
#[test]
fn a_ratee_without_weight_stands_outside_a_weighted_mean() {
    let scheme = "衡 1\n方案 考核 {\n数据 { 得票 : 数值; 人数 : 数值 }\n\
                  指标 甲 100 分 = 限定(加权平均(得票 于 全体 权 人数), 0, 100)\n}";
    let evidence = "名称,得票,人数\n东村,90,1\n西村,80,若干\n南村,70,\n北村,60,2";
    assert_eq!(totals(scheme, evidence), ["70"; 4]);
}

/// What is wrong is told in one order, in whatever order it was met.
#[test]
fn faults_are_told_in_one_order() {
    let problems = |sum: &str| {
        let scheme = format!(
            "衡 1\n方案 考核 {{\n数据 {{ 件数 : 数值; 户数 : 数值 }}\n指标 甲 100 分 = 限定({sum}, 0, 100)\n}}"
        );
        let (scores, _) = scored(&scheme, "名称,件数,户数\n东村,若干,许多");
        scores.ratees[0].problems.iter().map(|problem| problem.text.zh.clone()).collect::<Vec<_>>()
    };
    assert_eq!(problems("件数 + 户数").len(), 2);
    assert_eq!(problems("件数 + 户数"), problems("户数 + 件数"));
}

/// Of two policies the explanation tells the one that was used.
#[test]
fn explanations_tell_the_policy_that_was_used() {
    let scheme = "衡 1\n方案 考核 {\n数据 { 件数 : 数值; 户数 : 数值 }\n维度 丁 100 分 {\n\
                  指标 甲 50 分 缺失 剔除 不涉及 得 7 = 限定(件数, 0, 50)\n\
                  指标 乙 50 分 = 限定(户数, 0, 50)\n}\n}";
    let (_, told) = scored(scheme, "名称,件数,户数\n东村,不涉及,10");
    assert!(told.contains("的规定给分"), "{told}");
    assert!(!told.contains("按规定剔除"), "{told}");
}

/// Whether a scheme applies may be unknown for want of a fact or because something is wrong; which of them is said.
#[test]
fn a_condition_that_cannot_be_decided_says_why() {
    use heng::score::Claim;
    let text = "衡 1\n方案 考核 {\n数据 { 产值 : 数值; 人数 : 数值 }\n适用 当 产值 / 人数 > 1\n\
                指标 甲 100 分 = 限定(产值, 0, 100)\n}";
    let (_, opened) = heng::scheme::library::check_text("scheme.heng", text);
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a scheme");
    let evidence = "名称,产值,人数\n东村,3,1\n西村,3,0\n南村,,2\n北村,若干,1";
    let inputs =
        [Input { name: "evidence.csv", list: None, format: Format::Csv, bytes: evidence.as_bytes() }];
    let (table, _) = heng::score::linked::evidence(&scheme, &inputs, Default::default(), 1);
    let told: Vec<String> = heng::score::claims(&scheme, &table, 1)
        .into_iter()
        .map(|claim| match claim {
            Claim::Unknown(why) => why.told().zh.into_owned(),
            claim => format!("{claim:?}"),
        })
        .collect();
    assert_eq!(told[0], "Yes");
    assert!(told[1].contains('0') || told[1].contains('零'), "{told:?}");
    assert_eq!(told[2], "缺 产值");
    assert!(told[3].contains("若干"), "{told:?}");
}
