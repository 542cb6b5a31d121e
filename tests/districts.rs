//! Schemes that build on others, through the program: each folder of `tests/cases/districts` holds schemes, evidence
//! and, where it helps, the same schemes written out flat (`flat`), whose results must be equal to the letter.
#![allow(clippy::disallowed_methods, reason = "tests run the program on case files")]

mod program;

use program::program;
use std::path::{Path, PathBuf};
use std::process::Output;

fn heng(arguments: &[String]) -> Output {
    program(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

struct Case {
    name: String,
    folder: PathBuf,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/districts");
    let mut cases: Vec<Case> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| {
            let entry = entry.expect("an entry");
            Case { name: entry.file_name().to_string_lossy().into_owned(), folder: entry.path() }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

impl Case {
    /// `eval` or `explain` of a folder of the case over its evidence; a CSV that is not `evidence.csv` is a list.
    fn arguments(&self, verb: &str, schemes: &str, more: &[&str]) -> Vec<String> {
        let at = |name: &str| format!("tests/cases/districts/{}/{name}", self.name);
        let mut arguments = vec![verb.to_owned(), at(schemes), at("evidence.csv")];
        for entry in std::fs::read_dir(&self.folder).expect("a case") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            if let Some(list) = name.strip_suffix(".csv").filter(|list| *list != "evidence") {
                arguments.push(format!("{list}={}", at(&name)));
            }
        }
        let own = std::fs::read_to_string(self.folder.join("arguments.txt")).unwrap_or_default();
        arguments.extend(own.lines().map(str::to_owned));
        arguments.extend(more.iter().map(|one| (*one).to_owned()));
        arguments
    }
}

#[test]
fn every_case_gives_what_it_gave() {
    for case in cases() {
        let results = heng(&case.arguments("eval", "schemes", &["--format", "csv", "--lang", "zh"]));
        let lines =
            heng(&case.arguments("eval", "schemes", &["--format", "jsonl", "--lang", "en", "--compact"]));
        let first = heng(&case.arguments("explain", "schemes", &["--id", "X1", "--lang", "zh"]));
        let shown = format!(
            "exit {:?}\n{}\n{}\n{}\n{}",
            results.status.code(),
            text(&results.stdout),
            text(&results.stderr),
            text(&lines.stdout),
            text(&first.stdout),
        );
        insta::with_settings!({ snapshot_path => "snapshots/districts", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(case.name, shown);
        });
    }
}

#[test]
fn what_is_merged_equals_what_is_written_out() {
    let mut compared = 0;
    for case in cases().iter().filter(|case| case.folder.join("flat").is_dir()) {
        let merged = heng(&case.arguments("eval", "schemes", &["--format", "json", "--threads", "1"]));
        let flat = heng(&case.arguments("eval", "flat", &["--format", "json", "--threads", "2"]));
        assert!(!merged.stdout.is_empty(), "{}: {}", case.name, text(&merged.stderr));
        assert_eq!(text(&merged.stdout), text(&flat.stdout), "{}", case.name);
        compared += 1;
    }
    assert!(compared >= 2);
}

#[test]
fn every_code_of_routing_has_a_case() {
    let mut said = String::new();
    for case in cases() {
        let output = heng(&case.arguments("eval", "schemes", &["--format", "json"]));
        said.push_str(&text(&output.stdout));
        said.push_str(&text(&output.stderr));
    }
    for code in heng::route::CODES {
        assert!(said.contains(code.id), "no case for {}", code.id);
    }
}

#[test]
fn the_summary_names_all_schemes_and_what_they_build_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("summary.json").to_string_lossy().into_owned();
    let case = cases().into_iter().find(|case| case.name == "city").expect("the case of a city");
    heng(&case.arguments("eval", "schemes", &["--format", "json", "--summary", &file]));
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("a summary")).expect("JSON");
    let schemes = summary["schemes"].as_array().expect("schemes");
    assert_eq!(schemes.len(), 3, "templates take nobody");
    let above = |at: usize| schemes[at]["extends"].as_array().map_or(0, Vec::len);
    assert_eq!((above(0), above(1), above(2)), (2, 2, 3));
    assert_eq!(summary["ratees"], 9);
    assert_eq!(summary["statuses"]["incomplete"], 3);
    let digest = schemes[0]["extends"][0]["sha256"].as_str().expect("a digest");
    assert_eq!(digest.len(), 64);
}

#[test]
fn what_is_shown_says_the_same() {
    for name in ["city", "two-parents"] {
        let case = cases().into_iter().find(|case| case.name == name).expect("the case");
        let folder = tempfile::tempdir().expect("a folder");
        let mut shown = String::new();
        for entry in walk(&case.folder.join("schemes")) {
            let output = heng(&["show".to_owned(), entry.to_string_lossy().into_owned()]);
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
            let written = text(&output.stdout);
            // Those that take nobody would take everybody once nothing builds on them.
            if written.contains("适用 ") || written.contains("applies ") {
                let file = entry.file_name().expect("a name").to_string_lossy().into_owned();
                std::fs::write(folder.path().join(file), &written).expect("a file");
            }
            shown.push_str(&written.replace(env!("CARGO_MANIFEST_DIR"), ""));
        }
        let merged = heng(&case.arguments("eval", "schemes", &["--format", "json"]));
        let mut arguments = case.arguments("eval", "schemes", &["--format", "json"]);
        arguments[1] = folder.path().to_string_lossy().into_owned();
        let again = heng(&arguments);
        assert_eq!(text(&merged.stdout), text(&again.stdout), "{shown}\n{}", text(&again.stderr));
        insta::with_settings!({ snapshot_path => "snapshots/districts", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("{name}-shown"), shown);
        });
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

#[test]
fn show_has_forms_for_programs() {
    let file = "tests/cases/districts/city/schemes/districts/a.heng".to_owned();
    let run =
        |format: &str| heng(&["show".to_owned(), file.clone(), "--format".to_owned(), format.to_owned()]);
    let json: serde_json::Value = serde_json::from_slice(&run("json").stdout).expect("JSON");
    assert_eq!(json[0]["scheme"], "A区考核");
    assert_eq!(json[0]["removed"].as_array().map_or(0, Vec::len), 2);
    let parts = json[0]["parts"].as_array().expect("parts");
    assert!(parts.iter().any(|part| part["places"].as_array().is_some_and(|places| places.len() == 2)));
    assert!(text(&run("markdown").stdout).starts_with("# A区考核 A2023\n\n```\n衡 1\n"));
}

#[test]
fn the_shipped_city_gives_what_it_says() {
    let folder = "schemes/city-districts";
    let columns = ["--columns", "id,scheme,status,total,grade,rank", "--format", "csv"];
    let arguments = ["eval", folder, &format!("{folder}/evidence.csv")].map(str::to_owned);
    let all: Vec<String> = arguments.into_iter().chain(columns.map(str::to_owned)).collect();
    let wanted = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join("expected.csv");
    let wanted = std::fs::read_to_string(wanted).expect("what is expected");
    assert_eq!(text(&heng(&all).stdout), wanted);
    let tested = heng(&["test".to_owned(), folder.to_owned()]);
    assert_eq!(tested.status.code(), Some(0), "{}", text(&tested.stdout));
}
