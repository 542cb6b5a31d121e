//! Published schemes with their defects: lint finds each of them, at its line, and nothing else, in both languages.
#![allow(clippy::disallowed_methods, reason = "tests read case files")]

use heng::diagnostic::terminal::{Style, human};
use heng::diagnostic::{Diagnostic, order};
use heng::lint::{self, Options};
use heng::locale::Lang;
use heng::scheme::library::Library;
use heng::source::{Shelf, Sources};
use std::path::{Path, PathBuf};

/// The folders of cases, in order.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/published-defects");
    let entries = std::fs::read_dir(root).expect("the folder of defects");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// All findings about a scheme of a case.
fn found(case: &Path, file: &str) -> (Sources, Vec<Diagnostic>) {
    let bytes = std::fs::read(case.join(file)).expect("a scheme");
    let shelf = Shelf { files: [(file.to_owned(), bytes)].into() };
    let mut library = Library::new(&shelf);
    let opened = library.open(file).expect("it is on the shelf");
    let mut problems = lint::check(&library, &opened, &Options::default());
    problems.extend(opened.problems);
    (library.into_sources(), order::sorted(problems))
}

/// Line and code of each defect that is found today, as `expected` says it.
fn expected(case: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(case.join("expected")).expect("what is expected");
    let rows = text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("later "));
    let read = |row: &str| {
        let mut words = row.split(' ');
        let line = words.next().and_then(|line| line.parse().ok()).expect("a line");
        (line, words.next().expect("a code").to_owned())
    };
    rows.map(read).collect()
}

#[test]
fn each_published_defect_is_found_at_its_line() {
    let mut wrong = Vec::new();
    for case in cases() {
        for file in ["scheme.heng", "scheme.en.heng"] {
            let (sources, problems) = found(&case, file);
            let place = |problem: &Diagnostic| {
                let span = problem.span().expect("findings of schemes have a place");
                (sources.get(span.file).line_of(span.start as usize) + 1, problem.code.id.to_owned())
            };
            let mut is: Vec<(usize, String)> = problems.iter().map(place).collect();
            let mut wanted = expected(&case);
            is.sort();
            wanted.sort();
            if is != wanted {
                wrong.push(format!("{} {file}: {is:?}, not {wanted:?}", name(&case)));
            }
        }
    }
    assert!(cases().len() > 10 && wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_published_defect_is_drawn() {
    for case in cases() {
        let drawn = |file, lang| {
            let (sources, problems) = found(&case, file);
            human(&problems, &sources, lang, Style::default())
        };
        let (zh, en) = (drawn("scheme.heng", Lang::Zh), drawn("scheme.en.heng", Lang::En));
        insta::with_settings!({ snapshot_path => "snapshots/defects", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name(&case), format!("{zh}\n{en}"));
        });
    }
}

/// Sound schemes: those that are shipped, and the right cases of constructs.
#[test]
fn nothing_is_said_of_what_is_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting = vec![root.join("schemes"), root.join("tests/cases/constructs")];
    let (mut said, mut seen) = (Vec::new(), 0);
    while let Some(folder) = waiting.pop() {
        let entries: Vec<PathBuf> =
            std::fs::read_dir(&folder).expect("a folder").flatten().map(|e| e.path()).collect();
        waiting.extend(entries.iter().filter(|path| path.is_dir()).cloned());
        let is_right = |path: &&PathBuf| {
            path.extension().is_some_and(|e| e == "heng") && !name(path).starts_with("wrong")
        };
        for path in entries.iter().filter(is_right) {
            let file = path.to_string_lossy().into_owned();
            let mut library = Library::new(&Disk);
            let opened = library.open(&file).expect("a scheme");
            let problems = lint::check(&library, &opened, &Options::default());
            said.extend(
                problems.iter().map(|problem| format!("{file}: {} {}", problem.code.id, problem.message.en)),
            );
            seen += 1;
        }
    }
    assert!(seen > 100 && said.is_empty(), "\n{}", said.join("\n"));
}

struct Disk;

impl heng::source::World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, heng::source::WorldError> {
        std::fs::read(path).map_err(|_| heng::source::WorldError::NotFound)
    }

    fn list(&self, _: &str) -> Result<Vec<String>, heng::source::WorldError> {
        Ok(vec![])
    }
}
