//! Tests in schemes: what passes, what fails and how that is told, exit codes, what is broken and stops nothing else.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

mod program;

use program::program;
use std::process::Output;

fn heng(arguments: &[&str]) -> Output {
    program(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

#[test]
fn every_verdict_is_told_in_both_languages() {
    let mut shown = String::new();
    for lang in ["zh", "en"] {
        let output = heng(&["test", "tests/cases/trial/mixed.heng", "--lang", lang]);
        assert_eq!(code(&output), 1);
        shown.push_str(&out(&output));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_broken_test_leaves_the_scheme_whole() {
    let output = heng(&["lint", "tests/cases/trial/mixed.heng"]);
    assert_eq!(code(&output), 1);
    let output = heng(&["eval", "tests/cases/trial/mixed.heng", "schemes/first/evidence.csv"]);
    assert!(out(&output).contains("A01"), "{}", out(&output));
}

#[test]
fn coverage_names_what_no_test_has_tried() {
    let shown: String = ["zh", "en"]
        .iter()
        .map(|lang| out(&heng(&["test", "tests/cases/trial/mixed.heng", "--coverage", "--lang", lang])))
        .map(|text| {
            text.split_once("  覆盖\n").or(text.split_once("  coverage\n")).map(|(_, rest)| rest.to_owned())
        })
        .map(|part| part.expect("the part on coverage"))
        .collect();
    insta::assert_snapshot!(shown);
}

#[test]
fn programs_get_json() {
    let output =
        heng(&["test", "tests/cases/trial/mixed.heng", "--coverage", "--format", "json", "--lang", "en"]);
    assert_eq!(code(&output), 1);
    let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&whole["schema"], &whole["passed"], &whole["failed"]), (&1.into(), &5.into(), &3.into()));
    let tests = whole["files"][0]["tests"].as_array().expect("tests");
    let statuses: Vec<&str> = tests.iter().map(|test| test["status"].as_str().expect("a status")).collect();
    assert_eq!(
        statuses,
        ["passed", "failed", "passed", "passed", "failed", "broken", "broken", "passed", "passed"]
    );
    assert_eq!(tests[4]["differences"][0]["ratee"], "乙");
    assert_eq!(tests[8]["hollow_lines"][0], 38);
    let coverage = &whole["files"][0]["coverage"];
    for kind in ["items", "bands", "limits", "vetoes", "rules", "conditions", "grades"] {
        assert!(coverage[kind]["covered"].is_u64() && coverage[kind]["total"].is_u64(), "{coverage}");
    }
    assert_eq!(coverage["uncovered"][0]["line"], 16);
}

#[test]
fn build_servers_get_junit() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.xml").to_string_lossy().into_owned();
    let output = heng(&[
        "test",
        "tests/cases/trial/mixed.heng",
        "tests/cases/broken.heng",
        "-o",
        &file,
        "--lang",
        "zh",
    ]);
    assert_eq!((code(&output), out(&output).as_str()), (1, ""));
    insta::assert_snapshot!(std::fs::read_to_string(file).expect("the report"));
    assert_eq!(code(&heng(&["test", "no/such.heng"])), 2);
    assert_eq!(code(&heng(&["test", "tests/cases/trial/mixed.heng", "-o", "report.doc"])), 2);
}

/// Every scheme that is shipped tests itself: all its tests pass, and all its bands and vetoes are tried.
#[test]
fn shipped_schemes_test_themselves() {
    let output = heng(&["test", "--coverage", "--format", "json", "schemes"]);
    assert_eq!(code(&output), 0, "{}", out(&output));
    let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let files = whole["files"].as_array().expect("files");
    assert!(files.len() >= 4);
    for file in files {
        let coverage = &file["coverage"];
        for kind in ["bands", "vetoes"] {
            assert_eq!(
                coverage[kind]["covered"], coverage[kind]["total"],
                "add tests to {}; `heng test --suggest` proposes them\n{coverage:#}",
                file["file"]
            );
        }
    }
}

/// What is proposed is written as a person would write it: pasted into its scheme it reads, runs and comes out as it
/// says, and leaves no band and no veto untried.
#[test]
fn suggestions_can_be_pasted() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = ["untested.en.heng", "mixed.heng", "dated.heng", "dated.en.heng"]
        .map(|name| (name, if name.contains(".en") { " unconfirmed {" } else { " 待核 {" }));
    for (name, unconfirmed) in cases {
        let path = format!("{}/tests/cases/trial/{name}", env!("CARGO_MANIFEST_DIR"));
        let scheme = std::fs::read_to_string(&path).expect("the case");
        let output = heng(&["test", "--suggest", &path]);
        let proposed: Vec<String> =
            out(&output).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
        let proposed = proposed.join("\n");
        assert!(proposed.contains(unconfirmed), "{proposed}");
        if name.starts_with("untested") {
            insta::assert_snapshot!("suggestions", proposed);
        }
        let without_end = scheme.trim_end().strip_suffix('}').expect("the end of the scheme");
        let pasted = folder.path().join(name).to_string_lossy().into_owned();
        let confirmed = proposed.replace(unconfirmed, " {");
        std::fs::write(&pasted, format!("{without_end}\n{confirmed}\n}}\n")).expect("a file");
        let output = heng(&["test", "--coverage", "--format", "json", &pasted]);
        let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let file = &whole["files"][0];
        let tests = file["tests"].as_array().expect("tests");
        let count = confirmed.matches("test \"").count() + confirmed.matches("测试 \"").count();
        assert!(count > 5 && tests.len() >= count);
        let failed: Vec<_> =
            tests[tests.len() - count..].iter().filter(|test| test["status"] != "passed").collect();
        assert!(failed.is_empty(), "{failed:#?}\n{confirmed}");
        for kind in ["bands", "vetoes", "grades"] {
            let coverage = &file["coverage"];
            assert_eq!(coverage[kind]["covered"], coverage[kind]["total"], "{coverage:#}\n{confirmed}");
        }
    }
}

/// Every form of a test, in both keyword languages.
#[test]
fn every_form_runs_in_both_languages() {
    for name in ["forms.heng", "forms.en.heng"] {
        let output = heng(&["test", &format!("tests/cases/trial/{name}"), "--format", "json"]);
        let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(
            (code(&output), &whole["passed"], &whole["failed"]),
            (0, &7.into(), &0.into()),
            "{whole:#}"
        );
    }
}

/// The last place is that among those who are ranked together, whatever groups the results.
#[test]
fn the_last_place_is_that_of_the_ranking() {
    let output = heng(&["test", "tests/cases/trial/last.heng", "--format", "json"]);
    let whole: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let tests = whole["files"][0]["tests"].as_array().expect("tests");
    let status: Vec<_> = tests.iter().map(|test| test["status"].as_str().unwrap_or_default()).collect();
    assert_eq!(status, ["failed", "passed"], "{whole:#}");
}
