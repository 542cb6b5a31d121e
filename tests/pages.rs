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
const WITHOUT_EXAMPLES: &[(&str, &str)] = &[];

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
        assert!(codes.iter().any(|code| code.id == id), "{name} is the page of no code");
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
    assert_eq!(without, LATER, "a code without a page, or one with a page that is still said to have none");
}

#[test]
fn the_lists_of_codes_are_fresh() {
    fresh("docs/lints.md", &document(&catalogue(), Lang::En));
    fresh("docs/lints.zh.md", &document(&catalogue(), Lang::Zh));
}

/// Codes whose pages are not yet written: this list only shrinks.
#[rustfmt::skip]
const LATER: &[&str] = &[
    "H0101", "H0102", "H0103", "H0104", "H0105", "H0106", "H0107", "H0108", "H0109", "H0110",
    "H0111", "H0112", "H0113", "H0120", "H0121", "H0201", "H0202", "H0203", "H0204", "H0205",
    "H0206", "H0207", "H0208", "H0209", "H0210", "H0301", "H0302", "H0303", "H0304", "H0305",
    "H0306", "H0307", "H0308", "H0309", "H0401", "H0402", "H0403", "H0404", "H0405", "H0406",
    "H0407", "H0408", "H0409", "H0410", "H0501", "H0502", "H0503", "H0504", "H0505", "H0506",
    "H0520", "H0521", "H0522", "H0523", "H0524", "H0525", "H0526", "H0610", "H0611", "H0612",
    "H0613", "H0614", "H0615", "H0620", "H0621", "H0622", "H0623", "H0624", "H0625", "H0630",
    "H0631", "H0701", "H0702", "H0703", "H0704", "H0705", "H0706", "H0707", "H0708", "H0709",
    "H0710", "H0711", "H0712", "H0713", "H0714", "H0715", "H0716", "H0717", "H0718", "H0719",
    "H0720", "H0721", "H0722", "H0723", "H0724", "H0725", "H0726", "H0727", "H0730", "H0731",
    "H0732", "H0733", "H0734", "H0735", "H0740", "H0741", "H0742", "H0743", "H0744", "H0750",
    "H0751", "H0752", "H0753", "H0754", "H0755", "H0801", "H0802", "H0803", "H0804", "H0805",
    "H0806", "H0807", "H0808", "H0809", "H0810", "H0811", "H0812", "H0813", "H0821", "H0822",
    "H0823", "H0824", "H0831", "H0832", "H0833", "H0834", "H0835", "H0836", "H0837", "H0838",
    "H0839", "H0841", "H0842", "H0843", "H0844", "H0845", "H0851", "H0852", "H0900", "H0902",
    "H0903", "H0904", "H0905", "H0906", "H0907", "H0921", "H0922", "H0923", "H0924", "H0925",
    "H0927", "H0928", "H0929", "H0930", "H0931", "H0932", "H0933", "H0934", "H0935", "H0936",
    "H0937", "H0938", "H0939", "H0940", "H0941", "H0942", "H0943", "H0944", "H1001", "H1002",
    "H1003", "H1004", "H1005", "H1006", "H1007", "H1008", "H1009", "H1010", "H1011", "H1012",
    "H1013", "H1014", "H1015", "H1101", "H1102", "H1103", "H1104", "H1105", "H1106", "H1107",
    "H1108", "H1109", "H1201", "H1202", "H1203", "H1204", "H1205", "H1206", "H1207", "H1208",
    "H1209", "H1210", "H1211", "H1212", "H1213", "H1214", "H1215", "H1216", "H1217", "H1301",
    "H1302", "H1303", "H1304", "H1305", "H1306", "H1307",
];
