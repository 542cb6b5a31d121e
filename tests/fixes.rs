//! Changes that findings offer: made twice they are what they are made once, comments stay, and those that are not
//! guesses change no score.
#![allow(clippy::disallowed_methods, reason = "tests read case files")]

mod program;

use heng::diagnostic::fixes::fixed;
use heng::diagnostic::{Diagnostic, Severity};
use heng::scheme::library::Library;
use heng::scheme::model::Scheme;
use heng::source::Shelf;
use program::program;
use std::collections::BTreeSet;
use std::path::Path;

/// The cases of findings by name, and the files beside them.
fn cases() -> (Vec<(String, String)>, Shelf) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/findings");
    let (mut cases, mut beside) = (Vec::new(), Shelf { files: [].into() });
    for entry in std::fs::read_dir(&folder)
        .expect("the cases")
        .chain(std::fs::read_dir(folder.join("beside")).expect("the files beside them"))
    {
        let path = entry.expect("an entry").path();
        let Ok(below) = path.strip_prefix(&folder) else { continue };
        let name = below.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        match (name.contains('/'), String::from_utf8(bytes.clone())) {
            (false, Ok(text)) => cases.push((name, text)),
            _ => drop(beside.files.insert(name, bytes)),
        }
    }
    cases.sort();
    (cases, beside)
}

/// The scheme of a text, what was found, and the text with all changes made.
fn mended(
    beside: &Shelf,
    name: &str,
    text: &str,
    guesses: bool,
) -> (Option<Scheme>, Vec<Diagnostic>, String) {
    let mut shelf = beside.clone();
    shelf.files.insert(name.to_owned(), text.as_bytes().to_vec());
    let mut library = Library::new(&shelf);
    let opened = library.open(name).expect("it is on the shelf");
    let after = match opened.file {
        Some(file) => fixed(library.sources().get(file).text(), file, &opened.problems, guesses),
        None => text.to_owned(),
    };
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
    (scheme, opened.problems, after)
}

/// All changes, as long as findings of the new text offer more.
fn all_mended(beside: &Shelf, name: &str, text: &str, guesses: bool) -> String {
    let mut text = text.to_owned();
    for _ in 0..8 {
        let (.., after) = mended(beside, name, &text, guesses);
        if after == text {
            break;
        }
        text = after;
    }
    text
}

/// All comments but those that speak to the program, in which a code may be misspelt.
fn comments(text: &str) -> Vec<&str> {
    let all = text.lines().filter_map(|line| line.split_once('#').map(|(_, comment)| comment.trim()));
    all.filter(|comment| !comment.starts_with("heng")).collect()
}

#[test]
fn what_is_put_right_stays_right() {
    let (cases, beside) = cases();
    let mut fixable = BTreeSet::new();
    for (name, text) in &cases {
        for guesses in [false, true] {
            let once = all_mended(&beside, name, text, guesses);
            assert_eq!(all_mended(&beside, name, &once, guesses), once, "{name}");
            assert_eq!(comments(&once), comments(text), "{name}");
        }
        let (_, problems, _) = mended(&beside, name, text, true);
        let with_fixes = problems.into_iter().filter(|problem| !problem.fixes.is_empty());
        fixable.extend(with_fixes.map(|problem| problem.code.id));
    }
    assert!(fixable.len() >= 25, "{} codes offer changes: {fixable:?}", fixable.len());
}

#[test]
fn changes_that_are_no_guesses_change_no_score() {
    let (cases, beside) = cases();
    let mut sound = 0;
    for (name, text) in &cases {
        let (scheme, problems, once) = mended(&beside, name, text, false);
        let is_sound = problems.iter().all(|problem| problem.severity < Severity::Error);
        if scheme.is_some() && is_sound {
            // A scheme that gives scores keeps them: whatever is offered for it is a guess.
            assert_eq!(once, *text, "{name}");
            sound += 1;
        }
    }
    assert!(sound > 10, "{sound} cases are no errors");
}

#[test]
fn the_call_shows_or_makes_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let scheme = folder.path().join("s.heng");
    let text = "衡 1\n方案 甲 { 数据 { 满意率 : 百分比 } 指标 乙 100 分 = 满分×满意车 }  # 近似的名称\n";
    std::fs::write(&scheme, text).expect("a scheme");
    let run = |arguments: &[&str]| {
        let output = program(folder.path()).args(arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said.into_owned())
    };
    let (code, said) = run(&["lint", "s.heng", "--unsafe-fixes"]);
    assert_eq!(code, Some(2), "{said}");
    let now = || std::fs::read_to_string(&scheme).expect("it is there");
    // A name that is nearly one that is known is a guess.
    let (code, said) = run(&["lint", "s.heng", "--diff"]);
    assert_eq!((code, &*said), (Some(0), ""));
    let (code, said) = run(&["lint", "s.heng", "--diff", "--unsafe-fixes"]);
    assert_eq!((code, now()), (Some(1), text.to_owned()));
    assert!(
        said.contains("+方案 甲 { 数据 { 满意率 : 百分比 } 指标 乙 100 分 = 满分×满意率 }  # 近似"),
        "{said}"
    );
    let (code, said) = run(&["lint", "s.heng", "--fix", "--unsafe-fixes"]);
    assert_eq!((code, now()), (Some(0), text.replace("满意车", "满意率")), "{said}");
}
