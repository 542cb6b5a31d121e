//! Tests in schemes: what passes, what fails and how that is told, exit codes, what is broken and stops nothing else.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

use std::process::{Command, Output};

fn heng(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_heng"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("HENG_LANG")
        .env("LC_ALL", "C")
        .output()
        .expect("the program runs")
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
