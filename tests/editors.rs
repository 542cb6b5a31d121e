//! What editors are given follows the language: every keyword has its colour in VS Code, and snippets are in both languages.
//! The tests beside the extension look closer, but need npm.
#![allow(clippy::disallowed_methods, reason = "tests read the files of the editors")]

use heng::format::words::FUNCTIONS;
use heng::syntax::keywords::KEYWORDS;
use serde_json::Value;

fn json(file: &str) -> Value {
    let text = std::fs::read_to_string(format!("{}/editors/vscode/{file}", env!("CARGO_MANIFEST_DIR")))
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn every_word_has_a_colour() {
    let grammar = json("syntaxes/heng.tmLanguage.json").to_string();
    // Words stand in the patterns as choices, those of several words with what may stand between them.
    let is_there = |word: &str| {
        let blank = r"[ \\t\\x{3000}\\x{A0}\\x{200B}]+";
        let written = word.replace(' ', blank);
        ["(?:", "|"].iter().any(|before| {
            [")", "|"].iter().any(|after| grammar.contains(&format!("{before}{written}{after}")))
        })
    };
    let words = KEYWORDS.iter().flat_map(|keyword| keyword.zh.iter().chain(keyword.en));
    let functions = FUNCTIONS.iter().flat_map(|(zh, en)| zh.iter().chain(*en));
    let lacking: Vec<&str> = words.chain(functions).copied().filter(|word| !is_there(word)).collect();
    assert!(
        lacking.is_empty(),
        "without a colour: {lacking:?}; give them one in editors/vscode/scripts/grammar.mjs, then `npm run build` there"
    );
}

#[test]
fn snippets_are_in_both_languages() {
    let count = |file| json(file).as_object().map(serde_json::Map::len);
    assert_eq!(count("snippets/zh.json"), count("snippets/en.json"));
    assert!(count("snippets/zh.json").is_some_and(|all| all > 20));
}

#[test]
fn the_extension_has_the_version_of_heng() {
    assert_eq!(json("package.json")["version"], env!("CARGO_PKG_VERSION"));
}
