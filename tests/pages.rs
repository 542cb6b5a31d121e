//! The pages of codes: every one in both languages, its examples run, its place in the documents that list them.
//!
//! `HENG_UPDATE=1 cargo test --test pages` writes `docs/lints.md`, `docs/lints.zh.md` and the list of pages anew.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read documents and run the program on files of their own"
)]

mod program;

use heng::diagnostic::Code;
use heng::locale::Lang;
use heng::report::codes::catalogue;
use heng::report::pages::{Block, PAGES, Page, Part, document};
use heng::scheme::library::Library;
use heng::source::Shelf;
use program::program;
use std::collections::BTreeMap;
use std::path::Path;

/// Codes that no text file can show, each with the reason.
const WITHOUT_EXAMPLES: &[(&str, &str)] = &[
    ("H0104", "bytes that are not UTF-8"),
    ("H0120", "formatting sees to it that it never comes"),
    ("H0612", "scripts that could fail so are refused before"),
    ("H0701", "bytes in no encoding"),
    ("H0702", "bytes in GB18030"),
    ("H0703", "a NUL"),
    ("H0740", "the command line refuses such a list before it is read"),
    ("H0751", "a Parquet file"),
    ("H0752", "a Parquet file"),
    ("H0753", "a Parquet file"),
    ("H0754", "a Parquet file"),
    ("H0755", "a Parquet file"),
    ("H0757", "a program built without Parquet"),
];

/// The code that only a program without Parquet raises.
const WITHOUT_PARQUET: &str = "H0757";

/// The name of a file in an example.
fn name(block: &Block<'_>) -> String {
    let usual = || if block.kind == "heng" { "scheme.heng".into() } else { format!("data.{}", block.kind) };
    block.name.map_or_else(usual, str::to_owned)
}

/// The codes that an example raises, and whether all is well with it otherwise.
fn raised(blocks: &[Block<'_>]) -> (String, bool) {
    let is_file = |block: &&Block<'_>| !["sh", "text"].contains(&block.kind);
    let files: BTreeMap<String, Vec<u8>> =
        blocks.iter().filter(is_file).map(|block| (name(block), block.text.as_bytes().to_vec())).collect();
    let command = blocks.iter().find(|block| block.kind == "sh").map(|block| block.text.trim().to_owned());
    let evidence: Vec<String> =
        blocks.iter().filter(is_file).filter(|block| block.kind != "heng").map(name).collect();
    let main = blocks.iter().find(|block| block.kind == "heng").map_or("scheme.heng".into(), name);
    if command.is_none() && evidence.is_empty() {
        let shelf = Shelf { files };
        let mut library = Library::new(&shelf);
        let opened = library.open(&main).expect("it is on the shelf");
        let more = heng::lint::check(&library, &opened, &heng::lint::Options::default());
        let codes: Vec<&str> = opened.problems.iter().chain(&more).map(|problem| problem.code.id).collect();
        return (codes.join(" "), !opened.problems.iter().any(heng::diagnostic::Diagnostic::is_error));
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let command = command.unwrap_or_else(|| format!("heng eval {main} {}", evidence.join(" ")));
    let words = command.strip_prefix("heng ").expect("a command of heng").split_whitespace();
    let output = program(folder.path()).args(words).output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (said.into_owned(), output.status.code() == Some(0))
}

#[test]
fn examples_are_what_their_pages_say() {
    let mut wrong = Vec::new();
    for (id, _) in PAGES {
        let page = Page::of(id).expect("it is listed");
        for lang in [Lang::Zh, Lang::En] {
            if page.part(Part::What, lang).is_none_or(str::is_empty) {
                wrong.push(format!("{id} does not say what it finds in {lang:?}"));
            }
            if WITHOUT_EXAMPLES.iter().any(|(own, _)| own == id) {
                continue;
            }
            let (bad, good) = (page.example(Part::Bad, lang), page.example(Part::Good, lang));
            if bad.is_empty() || good.is_empty() {
                wrong.push(format!("{id} lacks an example in {lang:?}"));
                continue;
            }
            let (said, _) = raised(&bad);
            if !said.contains(id) {
                wrong.push(format!("{id}: the bad example in {lang:?} raises {said}"));
            }
            let (said, is_well) = raised(&good);
            if said.contains(id) || !is_well {
                wrong.push(format!("{id}: the good example in {lang:?} raises {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Compares a file with what it should hold, or writes that.
fn fresh(path: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("HENG_UPDATE").is_some() {
        std::fs::write(&path, wanted).expect("it can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{} is not fresh: HENG_UPDATE=1 cargo test --test pages", path.display());
}

#[test]
fn every_page_is_part_of_the_program() {
    let codes = catalogue();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of pages")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let line = |name: &String| {
        let id = name.trim_end_matches(".md");
        let is_known = codes.iter().any(|code| code.id == id) || id == WITHOUT_PARQUET;
        assert!(is_known, "{name} is the page of no code");
        format!("    (\"{id}\", include_str!(\"../../../docs/codes/{name}\")),\n")
    };
    let lines: String = names.iter().map(line).collect();
    let wanted = format!(
        "//! The pages that are part of the program: every file of `docs/codes`, one line for each.\n\n/// The pages, by their codes.\npub const PAGES: &[(&str, &str)] = &[\n{lines}];\n"
    );
    fresh("src/report/pages/list.rs", &wanted);
}

#[test]
fn codes_have_pages() {
    let without: Vec<&str> = catalogue()
        .into_iter()
        .filter(|code: &&Code| Page::of(code.id).is_none())
        .map(|code| code.id)
        .collect();
    assert!(without.is_empty(), "codes without a page: {without:?}");
}

#[test]
fn the_lists_of_codes_are_fresh() {
    fresh("docs/lints.md", &document(&catalogue(), Lang::En));
    fresh("docs/lints.zh.md", &document(&catalogue(), Lang::Zh));
}
