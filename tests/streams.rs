//! Evidence as it comes: from several files, by patterns, from standard input; results as they are asked for; runs that
//! are broken off.
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

#[path = "national/generator.rs"]
mod generator;
mod program;

use program::program;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const SCHEME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemes/national/scheme.heng");

fn heng(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = program(folder);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    // Who does not read it has closed it.
    let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Committees of the national workload, of a thousand in all.
fn committees(numbers: std::ops::RangeInclusive<u64>) -> String {
    generator::header() + &*generator::lines(numbers, 1000)
}

/// A folder with the first thirty committees in one file, and the same in two.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, numbers) in [("all.csv", 1..=30), ("part-1.csv", 1..=12), ("part-2.csv", 13..=30)] {
        std::fs::write(folder.path().join(name), committees(numbers)).expect("evidence");
    }
    folder
}

#[test]
fn several_files_patterns_and_standard_input_are_as_one_file() {
    let folder = folder();
    for form in ["csv", "json", "jsonl", "table"] {
        let run = |evidence: &[&str], input: &str| {
            let arguments = [&["eval", SCHEME][..], evidence, &["--format", form]].concat();
            let output = heng(folder.path(), &arguments, input);
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            out(&output)
        };
        let all = run(&["all.csv"], "");
        assert!(all.contains("C0000030"), "{all}");
        assert_eq!(run(&["part-1.csv", "part-2.csv"], ""), all, "{form}");
        assert_eq!(run(&["part-*.csv"], ""), all, "{form}");
        assert_eq!(run(&["-"], &committees(1..=30)), all, "{form}");
        assert_eq!(run(&["-", "--from", "csv"], &committees(1..=30)), all, "{form}");
        assert_eq!(run(&["part-1.csv", "-"], &committees(13..=30)), all, "{form}");
    }
    let objects = |ids: &[&str]| ids.iter().map(|id| format!("{{\"id\":\"{id}\"}}")).collect::<Vec<_>>();
    let array = format!("[{}]", objects(&["C1", "C2"]).join(","));
    let told = |input: &str| out(&heng(folder.path(), &["eval", SCHEME, "-", "--format", "jsonl"], input));
    assert_eq!(told(&array), told(&objects(&["C1", "C2"]).join("\n")));
    assert_eq!(told(&array).lines().count(), 2);
}

#[test]
fn a_ratee_in_two_files_is_found_on_any_road() {
    let folder = folder();
    std::fs::write(folder.path().join("part-3.csv"), committees(30..=31)).expect("evidence");
    let output = heng(folder.path(), &["eval", SCHEME, "all.csv", "part-3.csv", "--format", "csv"], "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("H0733"), "it comes twice");
    assert_eq!(out(&output).lines().count(), 32);
}

#[test]
fn calls_that_cannot_be_meant_are_refused() {
    let folder = folder();
    for (evidence, zh, en) in [
        (&["no-*.csv"][..], "没有文件符合 no-*.csv", "no file fits no-*.csv"),
        (&["-", "-"], "标准输入（-）只能给一次", "standard input (-) can be given once"),
        (&["[.csv"], "看不懂文件名的样式 [.csv", "[.csv is no pattern of file names"),
    ] {
        for (lang, wanted) in [("zh", zh), ("en", en)] {
            let arguments = [&["eval", SCHEME][..], evidence, &["--lang", lang]].concat();
            let output = heng(folder.path(), &arguments, "id\nC1\n");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), said.contains(wanted)), (Some(2), true), "{said}");
        }
    }
}

#[test]
fn summaries_and_results_of_groups_do_not_hang_on_the_form() {
    let folder = folder();
    let scheme = "方案 甲 { 总分 100；数据 { 区：文本 分组；率：百分比 范围 0% 至 100% }
        指标 乙 100 分 = 满分 × 率；等次 { 好 ≥ 80；差 其他 }
        组结果 均分 按 区 = 平均（总分 于 全体） }";
    std::fs::write(folder.path().join("s.heng"), format!("衡 1\n{scheme}\n")).expect("a scheme");
    let evidence = "id,区,率\nC1,东,90%\nC2,东,\nC3,西,70%\nC4,西,八成\nC5,西,95\n";
    std::fs::write(folder.path().join("e.csv"), evidence).expect("evidence");
    let mut seen = std::collections::BTreeSet::new();
    for form in ["csv", "json", "jsonl", "table"] {
        let arguments =
            ["eval", "s.heng", "e.csv", "--format", form, "--summary", "s.json", "--groups", "g.csv"];
        let output = heng(folder.path(), &arguments, "");
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it is written");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        seen.insert((read("s.json"), read("g.csv"), said));
    }
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let (summary, groups, said) = seen.first().expect("one");
    assert!(summary.contains("\"scored\": 3"), "{summary}");
    assert!(groups.contains("均分"), "{groups}");
    assert!(said.contains("e.csv") && said.contains("八成"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_broken_off_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let rest = tempfile::tempdir().expect("a folder for what is in between");
    let scores = folder.path().join("scores.jsonl");
    std::fs::write(&scores, "as before\n").expect("older scores");
    let mut command = program(folder.path());
    command.args(["eval", SCHEME, "-", "-o", "scores.jsonl"]).env("TMPDIR", rest.path());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
    let mut input = child.stdin.take().expect("an input");
    let text = committees(1..=1000);
    let (header, rows) = text.split_once('\n').expect("a header");
    writeln!(input, "{header}").expect("it is read");
    for round in 0..20 {
        let again = rows.replace("\nC", &format!("\nC{round}")).replacen('C', &format!("C{round}"), 1);
        input.write_all(again.as_bytes()).expect("it is read");
    }
    drop(input);
    let entries = |path: &Path| std::fs::read_dir(path).expect("a folder").count();
    // The new file stands beside the older one as soon as the first results are written.
    let since = std::time::Instant::now();
    while entries(folder.path()) < 2 && since.elapsed().as_secs() < 120 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!((entries(folder.path()), entries(rest.path())), (2, 1));
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!((entries(folder.path()), entries(rest.path())), (1, 0));
    assert_eq!(std::fs::read_to_string(scores).expect("scores"), "as before\n");
}
