//! `heng.toml`: each folder of `tests/cases/config` is checked as it lies there, and what is said stands in a snapshot.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

mod program;

use program::program;
use std::path::Path;

/// What `heng lint` says in a folder, and how it ends.
fn lint(folder: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output = program(folder).arg("lint").args(arguments).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (said.into_owned(), output.status.code())
}

#[test]
fn every_folder_is_told_its_levels() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/config");
    for entry in std::fs::read_dir(cases).expect("the folder of cases") {
        let folder = entry.expect("an entry").path();
        let config = std::fs::read_to_string(folder.join("heng.toml")).expect("every case has a heng.toml");
        let (zh, code) = lint(&folder, &[".", "--lang", "zh"]);
        let (en, _) = lint(&folder, &[".", "--lang", "en"]);
        let shown = format!("{config}\n──────── 中文\n{zh}\n──────── English\n{en}\n──────── {code:?}");
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_path => "snapshots/config", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, shown.replace('\\', "/"));
        });
    }
}

/// A scheme in which a value lies between two bands.
const HOLE: &str = "heng 1\nscheme a {\n  evidence { mark : score range 0 to 100 }\n  indicator b 100 points = bands mark { ≥ 90 gives full; 80 to 89 gives 80; otherwise gives 0 }\n}\n";

#[test]
fn a_repository_ends_the_search() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).expect("a folder");
    std::fs::write(folder.path().join("heng.toml"), "[lint]\noff = [\"H0566\"]\n").expect("a file");
    std::fs::write(inner.join("scheme.heng"), HOLE).expect("a file");
    let (said, _) = lint(&inner, &["scheme.heng"]);
    assert!(!said.contains("H0566"), "{said}");
    std::fs::create_dir(inner.join(".git")).expect("a folder");
    let (said, _) = lint(&inner, &["scheme.heng"]);
    assert!(said.contains("H0566"), "{said}");
    let (said, _) = lint(folder.path(), &["inner"]);
    assert!(said.contains("H0566"), "the folder of the scheme counts, not where the program runs: {said}");
}

#[test]
fn a_file_that_is_no_text_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("heng.toml"), [0xBA, 0xE2]).expect("a file");
    std::fs::write(folder.path().join("scheme.heng"), HOLE).expect("a file");
    let (said, code) = lint(folder.path(), &["scheme.heng"]);
    assert!(said.contains("error[H1506] cannot read heng.toml: it is no text in UTF-8"), "{said}");
    assert_eq!(code, Some(1));
}
