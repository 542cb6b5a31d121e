//! The rules of the house, read from the sources: floors, owners of outside crates, sizes, forbidden words.
//!
//! The first test judges `src/`; the others show bad code to the same judges, which must object to each piece.
//! The reading itself (tokens, imports) stands in `tests/house/`.

#![allow(clippy::disallowed_methods, reason = "this test reads the sources from the disk")]

mod house;

use house::judge::{Judgement, knots, objections};
use house::{CRATES, FLOORS, MACROS};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every source file as (path below `src/` with forward slashes, text), sorted.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("src/ can be listed") {
            let path = entry.expect("src/ can be listed").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    let read = |path: PathBuf| {
        let below =
            path.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        (below, std::fs::read_to_string(&path).expect("sources are UTF-8"))
    };
    files.into_iter().map(read).collect()
}

#[test]
fn the_house_is_in_order() {
    let sources = sources();
    assert!(sources.len() > 5, "the sources were found");
    let judged: Vec<Judgement> = sources.iter().map(|(path, text)| objections(path, text)).collect();
    let mut said: Vec<String> = judged.iter().flat_map(|j| j.objections.clone()).collect();
    said.extend(knots(judged.iter().flat_map(|j| j.edges.clone())));
    assert!(said.is_empty(), "\n{}", said.join("\n"));
}

#[test]
fn the_map_names_every_room() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"))
        .expect("it is there");
    let docs: String = lib.lines().filter(|line| line.starts_with("//!")).collect();
    let words: BTreeSet<&str> = docs.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for (module, _) in FLOORS {
        assert!(words.contains(module), "src/lib.rs does not draw {module}");
    }
}

#[test]
fn every_dependency_has_an_owner() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("it is there");
    let part = manifest.split("[dependencies]").nth(1).expect("the manifest has dependencies");
    let names = part.lines().skip(1).take_while(|line| !line.starts_with('['));
    let names: Vec<String> = names
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.trim().replace('-', "_"))
        .collect();
    assert!(!names.is_empty());
    for name in names {
        assert!(CRATES.iter().any(|(known, _)| *known == name), "{name} has no owner in tests/house/mod.rs");
    }
}

#[test]
fn macros_are_counted_as_their_modules() {
    for (_, module) in MACROS {
        assert!(FLOORS.iter().any(|(known, _)| known == module), "{module}");
    }
}

/// Bad pieces and a word of the objection that each must meet.
#[test]
fn bad_code_meets_objections() {
    for (path, code, word) in [
        ("cellar.rs", "//! x\n", "on no floor"),
        ("number.rs", "//! x\nuse crate::plan::Op;", "number may not use plan"),
        ("number.rs", "//! x\nuse crate::locale::Lang;", "number may not use locale"),
        ("number.rs", "//! x\nuse crate::{source::{self, Span}, score as s};", "may not use score"),
        ("number/text.rs", "//! x\nuse super::super::unit;", "may not use unit"),
        ("number/text.rs", "//! x\nuse super::super::{Diagnostic};", "Diagnostic is no module"),
        ("number.rs", "//! x\npub use crate::unit::Unit as U;", "may not use unit"),
        ("number.rs", "//! x\nfn f() { let x = crate::unit::f(); }", "may not use unit"),
        ("number.rs", "//! x\nfn f() -> Vec<crate::unit::U> { g() }", "may not use unit"),
        ("number.rs", "//! x\nmacro_rules! m { () => { $crate::unit::U } }", "may not use unit"),
        ("number.rs", "//! x\nfn f() { crate::text!(\"甲\", \"a\"); }", "may not use locale"),
        ("source.rs", "//! x\nuse crate::code;", "may not use diagnostic"),
        ("unit.rs", "//! x\nuse crate::*;", "takes everything"),
        ("unit.rs", "//! x\nuse super::*;", "takes everything"),
        ("scheme.rs", "//! x\nuse rhai::Engine;", "rhai belongs to script"),
        ("scheme.rs", "//! x\nuse ::rhai::Engine;", "rhai belongs to script"),
        ("scheme.rs", "//! x\nfn f(e: rhai::Engine) {}", "rhai belongs to script"),
        ("scheme.rs", "//! x\n#[derive(serde::Serialize)]\nstruct S;", "serde belongs to"),
        ("plan.rs", "//! x\nuse serde_yaml::Value;", "serde_yaml is not known"),
        ("plan.rs", "//! x\nuse std::{collections::BTreeMap, thread};", "std::thread belongs to"),
        ("score.rs", "//! x\nfn f() { std::fs::read(\"x\"); }", "std::fs belongs to cli"),
        ("score.rs", "//! x\nuse std::{env as e};", "std::env belongs to cli"),
        ("score.rs", "//! x\nuse std::time::Instant;", "std::time belongs to cli"),
        ("score.rs", "//! x\nuse std as s;", "takes all of std"),
        ("score.rs", "//! x\nuse std::*;", "takes all of std"),
        ("score.rs", "//! x\nfn f(x: f64) {}", "f64"),
        ("score.rs", "//! x\nfn f() { g(1_f32) }", "f32"),
        ("evidence/parquet.rs", "//! x\nfn f(x: f64) {}", "f64"),
        ("score.rs", "//! x\nfn f() { g().unwrap() }", "unwrap"),
        ("score.rs", "//! x\nfn f() { g().expect(\"ok\") }", "expect"),
        ("score.rs", "//! x\nfn f() { g().expect(REASON) }", "expect"),
        ("score.rs", "//! x\nfn f() { todo!() }", "todo!"),
        ("score.rs", "//! x\nfn f() { unimplemented!() }", "unimplemented!"),
        ("score.rs", "//! x\nmod inner { }", "a file of its own"),
        ("score.rs", "use crate::plan::Op;", "opens with //!"),
        ("score.rs", &format!("//! x\n{}", "// y\n".repeat(700)), "701 lines"),
        ("main.rs", &format!("//! x\n{}", "// y\n".repeat(10)), "11 lines"),
        ("score.rs", "//! x\n// a quote \" in a comment\nfn f() { g().unwrap() }", "unwrap"),
        ("score.rs", "//! x\nfn f() { h('\"'); g().unwrap() }", "unwrap"),
        ("score.rs", "//! x\nfn f<'a>(x: &'a str) { h(r#\"\"\"#); g().unwrap() }", "unwrap"),
        ("score.rs", "//! x\n#[cfg(test)]\nmod tests { fn g() {} }\nfn f() { g().unwrap() }", "unwrap"),
    ] {
        let said = objections(path, code).objections;
        assert!(said.iter().any(|s| s.contains(word)), "{path}: {code}\nwanted: {word}\nsaid: {said:?}");
    }
}

#[test]
fn good_code_meets_none() {
    for (path, code) in [
        (
            "score.rs",
            "//! x\nuse crate::plan::{self, Op};\nuse crate::text;\nuse std::thread;\nmod limit;\nuse limit::Limit;",
        ),
        (
            "score/limit.rs",
            "//! x\nuse super::Row;\nuse super::super::plan::Op;\nuse crate::score::Row as R;",
        ),
        (
            "score.rs",
            "//! x\n// f64 .unwrap() crate::cli::x\n/* /* f32 */ todo!() */\nfn f() -> &'static str { \"f64 crate::cli::x\" }",
        ),
        ("score.rs", "//! x\n#[cfg(test)]\nmod tests { use super::*; fn f() { g().unwrap(); let x: f64; } }"),
        ("score.rs", "//! x\nfn f() { g().expect(\"rows were counted above\").unwrap_or(1) }"),
        ("evidence.rs", "//! x\nmod csv;\nfn f() { csv::read() }"),
        ("evidence/parquet/floats.rs", "//! x\nfn f(x: f64) -> String { x.to_string() }"),
        ("script.rs", "//! x\nuse rhai::{Engine, Scope};"),
        ("main.rs", "//! x\nfn main() -> std::process::ExitCode { heng::cli::main() }"),
        (
            "plan.rs",
            "//! x\nuse Op::{Add, Sub};\nenum Op { Add, Sub }\nfn f(x: std::ops::Range<u8>) { Op::Add; }",
        ),
    ] {
        let said = objections(path, code).objections;
        assert!(said.is_empty(), "{path}: {code}\n{said:?}");
    }
}

#[test]
fn knots_between_parts_of_a_module_are_found() {
    let edges = |pairs: &[(&str, &str)]| {
        let judged = pairs.iter().map(|(from, to)| {
            objections(&format!("score/{from}.rs"), &format!("//! x\nuse super::{to}::T;"))
        });
        knots(judged.flat_map(|j| j.edges).collect::<Vec<_>>())
    };
    assert!(edges(&[("a", "b"), ("b", "c")]).is_empty());
    assert_eq!(edges(&[("a", "b"), ("b", "c"), ("c", "a")]).len(), 3);
}
