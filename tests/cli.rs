//! The door: exit codes, streams, files replaced whole or not at all, twins that give the same bytes, the contract of
//! results.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

mod program;

use program::program;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

fn heng(arguments: &[&str]) -> Output {
    program(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

const FIRST: [&str; 3] = ["eval", "schemes/first/scheme.heng", "schemes/first/evidence.csv"];

fn community(verb: &str, scheme: &str, more: &[&str]) -> Output {
    let folder = "schemes/community-2023";
    let arguments = [
        verb.to_owned(),
        format!("{folder}/{scheme}"),
        format!("{folder}/evidence.csv"),
        format!("荣誉={folder}/honours.csv"),
        format!("信访={folder}/petitions.csv"),
    ];
    let all: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    heng(&all)
}

#[test]
fn shipped_schemes_are_clean() {
    let output = heng(&["lint", "schemes", "--deny", "warnings"]);
    assert_eq!((code(&output), said(&output).as_str()), (0, ""), "{}", out(&output));
}

/// The evidence beside a scheme comes out as a person worked it out, in `expected.csv`; its last column says how. So it
/// does under the twin with English keywords, if there is one.
#[test]
fn shipped_evidence_comes_out_as_worked_out_by_hand() {
    let all: [(&str, &[&str]); 11] = [
        ("360-review", &["评票=schemes/360-review/评票.csv"]),
        ("energy-saving", &[]),
        ("animal-epidemic", &[]),
        ("grain-security", &[]),
        ("industry-projects", &["往年=schemes/industry-projects/history.csv"]),
        ("poverty-relief", &[]),
        ("progress-lights", &["月报=schemes/progress-lights/月报.csv"]),
        ("water-treatment", &["国控断面=schemes/water-treatment/sections.csv"]),
        (
            "river-chief",
            &["检查问题=schemes/river-chief/issues.csv", "四乱问题=schemes/river-chief/four-disorders.csv"],
        ),
        ("village-pay", &["信访=schemes/village-pay/petitions.csv"]),
        ("kpi-okr", &["schemes/kpi-okr/quarters.csv", "关键结果=schemes/kpi-okr/key-results.csv"]),
    ];
    for (name, lists) in all {
        let folder = format!("schemes/{name}");
        let expected =
            std::fs::read_to_string(format!("{}/{folder}/expected.csv", env!("CARGO_MANIFEST_DIR")));
        let expected = expected.expect("what was worked out");
        let wanted: Vec<&str> = expected.lines().filter_map(|line| Some(line.rsplit_once(',')?.0)).collect();
        let evidence = format!("{folder}/evidence.csv");
        for twin in ["scheme.heng", "scheme.en.heng"] {
            let scheme = format!("{folder}/{twin}");
            if !Path::new(env!("CARGO_MANIFEST_DIR")).join(&scheme).exists() {
                continue;
            }
            let call = ["eval", &scheme, &evidence, "--format", "csv", "--columns", wanted[0]];
            let got = out(&heng(&[&call[..], lists].concat()));
            assert_eq!(got.lines().collect::<Vec<_>>(), wanted, "{scheme}");
        }
    }
}

#[test]
fn exit_codes_tell_findings_from_wrong_calls() {
    assert_eq!(code(&heng(&["lint", "tests/cases/broken.heng"])), 1);
    assert_eq!(code(&heng(&["lint", "no/such.heng"])), 2);
    assert_eq!(code(&heng(&["wrong"])), 2);
    assert_eq!(code(&heng(&FIRST)), 1, "one ratee has no result");
    assert_eq!(code(&heng(&["eval", "tests/cases/broken.heng", "schemes/first/evidence.csv"])), 1);
    let unknown = heng(&[&FIRST[..], &["--columns", "totel"]].concat());
    assert_eq!(code(&unknown), 2);
    assert!(said(&unknown).contains("total"), "{}", said(&unknown));
    assert_eq!(code(&heng(&["eval", FIRST[1], "schemes/first/scheme.heng"])), 2, "a form that is not known");
    assert_eq!(code(&heng(&["explain", FIRST[1], FIRST[2], "--id", "A99"])), 2);
    assert_eq!(code(&heng(&["lint", "--explain", "H9999"])), 2);
    for verb in ["eval", "explain"] {
        let call = [verb, FIRST[1], FIRST[2], "--period", "2023-2月"];
        let unread = heng(&[&call[..], if verb == "explain" { &["--id", "A1"] } else { &[] }].concat());
        assert_eq!(code(&unread), 2, "a period that cannot be read");
        assert!(said(&unread).contains("2023-2月"), "{}", said(&unread));
    }
}

/// The headings that a table has printed name its columns, in both languages; wrong calls speak as the scheme does.
#[test]
fn printed_headings_name_columns() {
    let eval = |scheme: &str, columns: &str| {
        heng(&["eval", scheme, FIRST[2], "--format", "csv", "--columns", columns])
    };
    let english = out(&eval(FIRST[1], "id,status,total,total_exact,grade,grade_before,rank,alerts,missing"));
    let printed = "编号,状态,总分,精确总分,等次,原等次,名次,预警,缺失";
    assert_eq!(out(&eval(FIRST[1], printed)), english);
    assert_eq!(
        out(&eval(FIRST[1], "id,status,total,exact total,grade,grade before,rank,alerts,missing")),
        english
    );
    assert!(english.lines().any(|line| line.contains("incomplete") && !line.ends_with(',')), "{english}");
    let wrong = eval(FIRST[1], "没有的列");
    assert!(
        said(&wrong).contains("可用：编号、") && said(&wrong).contains("名次、预警、缺失"),
        "{}",
        said(&wrong)
    );
    let wrong = eval("schemes/first/scheme.en.heng", "nothing_of_that_name");
    assert!(said(&wrong).contains("use id, "), "{}", said(&wrong));
}

#[test]
fn codes_without_a_language_are_explained_in_both() {
    let both = out(&heng(&["lint", "--explain", "H0303"]));
    assert!(both.contains("错误") && both.contains("error"), "{both}");
    let as_the_scheme = out(&heng(&["lint", FIRST[1], "--explain", "H0303"]));
    assert!(as_the_scheme.contains("错误") && !as_the_scheme.contains("error"), "{as_the_scheme}");
}

#[test]
fn codes_are_explained_in_both_languages() {
    for code in heng::report::codes::catalogue() {
        for (lang, slug) in [("zh", &code.slug.zh), ("en", &code.slug.en)] {
            let text = out(&heng(&["lint", "--explain", code.id, "--lang", lang]));
            assert!(text.contains(code.id) && text.contains(&**slug), "{text}");
        }
    }
}

/// What is computed ratee by ratee is named with its reason, in both languages; plain arithmetic is not.
#[test]
fn slow_parts_are_named() {
    let told = |scheme: &str, lang: &str| {
        let output = heng(&["lint", scheme, "--costs", "--lang", lang]);
        assert_eq!(code(&output), 0, "{scheme}");
        out(&output)
    };
    assert_eq!(told("schemes/first/scheme.heng", "en"), "no problems found\n");
    assert!(told("schemes/community-2023/scheme.heng", "zh").contains("荣誉加分  逐条读清单"));
    let index = told("schemes/hdi/scheme.en.heng", "en");
    assert!(index.contains("no finite decimal"), "{index}");
}

#[test]
fn the_catalogue_is_in_order() {
    let codes = heng::report::codes::catalogue();
    assert!(codes.len() >= 25);
    for pair in codes.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} stands twice or out of order", pair[1].id);
    }
    for code in codes {
        assert!(!heng::report::codes::RETIRED.contains(&code.id), "{} is used again", code.id);
        let digits = code.id.strip_prefix('H').unwrap_or_default();
        assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", code.id);
        for text in [&code.slug.zh, &code.slug.en, &code.why.zh, &code.why.en] {
            assert!(!text.trim().is_empty(), "{} lacks words", code.id);
        }
        assert!(!code.why.zh.is_ascii(), "{} is not told in Chinese", code.id);
    }
}

#[test]
fn twins_threads_and_languages_give_the_same_results() {
    for lang in ["zh", "en"] {
        let options = ["--format", "json", "--lang", lang];
        let one = community("eval", "scheme.heng", &[&options[..], &["--threads", "1"]].concat());
        let twin = community("eval", "scheme.en.heng", &[&options[..], &["--threads", "2"]].concat());
        assert!(!one.stdout.is_empty());
        assert_eq!(out(&one), out(&twin));
    }
}

#[test]
fn results_follow_the_contract() {
    let array: Vec<Value> =
        serde_json::from_slice(&community("eval", "scheme.heng", &["--format", "json"]).stdout)
            .expect("an array of objects");
    assert_eq!(array.len(), 41);
    let text = out(&community("eval", "scheme.heng", &["--format", "jsonl"]));
    assert_eq!(text.lines().count(), 41);
    let mut seen = [false; 3];
    for ratee in &array {
        assert_eq!(ratee["schema"], 1);
        assert_eq!(ratee["period"], "2023");
        let status = ratee["status"].as_str().expect("a status");
        seen[["scored", "incomplete", "not_graded"]
            .iter()
            .position(|s| *s == status)
            .expect("a known status")] = true;
        assert_eq!(ratee.get("total").is_some(), status != "incomplete");
        assert!(ratee.as_object().is_some_and(|all| all.values().all(|value| !value.is_null())), "no null");
        for item in ratee["items"].as_array().expect("items") {
            assert!(item["path"].is_string() && (item["score"].is_string() || item.get("score").is_none()));
        }
        for adjustment in ratee["adjustments"].as_array().expect("adjustments") {
            assert!(["bonus", "deduction"].contains(&adjustment["kind"].as_str().expect("a kind")));
        }
    }
    assert!(seen[0] && seen[2], "scored and not graded occur: {seen:?}");
}

#[test]
fn incomplete_ratees_say_what_they_lack() {
    let folder = "schemes/community-2023";
    let output = heng(&[
        "eval",
        &format!("{folder}/scheme.heng"),
        &format!("{folder}/evidence-incomplete.csv"),
        &format!("荣誉={folder}/honours-incomplete.csv"),
        &format!("信访={folder}/petitions-incomplete.csv"),
        "--format",
        "json",
    ]);
    assert_eq!(code(&output), 1);
    let array: Vec<Value> = serde_json::from_slice(&output.stdout).expect("an array");
    let incomplete: Vec<&Value> = array.iter().filter(|ratee| ratee["status"] == "incomplete").collect();
    assert!(!incomplete.is_empty());
    for ratee in incomplete {
        assert!(ratee.get("missing").is_some() || ratee.get("problems").is_some(), "{ratee}");
    }
}

#[test]
fn output_files_are_whole_or_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let file = path("result.csv");
    std::fs::write(&file, "before").expect("a file");
    let failed = heng(&["eval", "tests/cases/broken.heng", FIRST[2], "-o", &file]);
    assert_eq!(code(&failed), 1);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "before");
    heng(&[&FIRST[..], &["-o", &file, "--summary", &path("summary.json")]].concat());
    let written = std::fs::read_to_string(&file).expect("the file");
    assert!(written.starts_with("id,status,total,grade,rank,服务群众,"), "{written}");
    let summary: Value =
        serde_json::from_str(&std::fs::read_to_string(path("summary.json")).expect("the summary"))
            .expect("JSON");
    assert_eq!(summary["statuses"]["scored"], 4);
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 2, "no file is left beside the results");
    assert_eq!(code(&heng(&[&FIRST[..], &["-o", "/no/such/folder/x.csv"]].concat())), 2);
}

#[test]
fn results_of_groups_are_written_on_request() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("groups.csv").to_string_lossy().into_owned();
    let case = |name: &str| format!("tests/cases/constructs/108-alert-lights/{name}");
    let (scheme, evidence) = (case("scheme.heng"), case("evidence.csv"));
    let ratees = out(&heng(&["eval", &scheme, &evidence, "--format", "csv", "--groups", &file]));
    assert!(!ratees.contains("红灯占比"), "the ratees alone: {ratees}");
    let groups = std::fs::read_to_string(&file).expect("the groups");
    assert!(groups.starts_with("scheme,group_result,by,group,ratees,value,unit\n"), "{groups}");
    assert!(
        groups.contains("项目督查,红灯占比,县,西县,3,1/3,\n") && groups.contains("北县,1,,\n"),
        "{groups}"
    );
    let table = out(&heng(&["eval", &scheme, &evidence, "--lang", "zh"]));
    assert!(
        table.contains("\n\n县    对象数  红灯数  红灯占比\n东县       2       1    50.00%\n"),
        "{table}"
    );
}

#[test]
fn fix_puts_right_what_it_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("scheme.heng");
    let broken =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/broken.heng"));
    std::fs::write(&path, broken.expect("the broken scheme")).expect("a copy");
    let name = path.to_string_lossy().into_owned();
    heng(&["lint", &name, "--fix"]);
    let fixed = std::fs::read_to_string(&path).expect("the copy");
    assert!(fixed.contains("得 满分") && fixed.contains("1 个百分点") && fixed.contains("< 80%"), "{fixed}");
}

#[test]
fn the_language_is_chosen() {
    let zh = out(&heng(&["lint", "tests/cases/broken.heng"]));
    assert!(zh.contains("错误[H0204]"), "the language of the scheme's keywords");
    let en = out(&heng(&["lint", "tests/cases/broken.heng", "--lang", "en"]));
    assert!(en.contains("error[H0204]") && !en.contains("怎么改"));
    let list: Vec<Value> =
        serde_json::from_slice(&heng(&["lint", "tests/cases/broken.heng", "--format", "json"]).stdout)
            .expect("JSON");
    assert!(list.iter().all(|finding| finding["line"].is_number() && finding["byte_start"].is_number()));
}

#[test]
fn findings_have_forms_for_people_and_for_build_servers() {
    let cases = ["tests/cases/findings/H0201-unknown-name.heng", "schemes/first/scheme.heng"];
    let mut shown = String::new();
    for form in ["compact", "github", "junit"] {
        for lang in ["zh", "en"] {
            let output = heng(&[&["lint", "--format", form, "--lang", lang][..], &cases].concat());
            assert_eq!(code(&output), 1);
            shown.push_str(&out(&output));
        }
    }
    insta::assert_snapshot!("forms_of_findings", shown);
}

#[test]
fn what_ends_with_a_finding_is_chosen() {
    assert_eq!(code(&heng(&["lint", "tests/cases/findings/H0201-unknown-name.heng", "--exit-zero"])), 0);
    let doubtful = "tests/cases/findings/H0502-overlap.heng";
    assert_eq!(code(&heng(&["lint", doubtful])), 0);
    for denied in ["warnings", "H0502", "h0502", "H05", "H0204,H05"] {
        assert_eq!(code(&heng(&["lint", doubtful, "--deny", denied])), 1, "{denied}");
    }
    assert_eq!(code(&heng(&["lint", doubtful, "--deny", "H0204"])), 0);
    assert_eq!(code(&heng(&["lint", doubtful, "--deny", "H0000"])), 2);
}
