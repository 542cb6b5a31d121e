//! Every command that the two READMEs show, but the test command itself and the measurements, is run, and its output is
//! what they show.
#![allow(clippy::disallowed_methods, reason = "tests read the documents and run the program")]

mod program;

use program::program;

/// The blocks of a document: kind and text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((kind.to_owned(), body.join("\n")));
        }
    }
    found
}

/// What a command prints on standard output.
fn run(command: &str) -> String {
    let words = command.strip_prefix("heng ").or_else(|| command.strip_prefix("cargo run --release -- "));
    let words = words.unwrap_or_else(|| panic!("{command} is no command of heng")).split(' ');
    let output = program(env!("CARGO_MANIFEST_DIR")).args(words).output().expect("the program runs");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{command}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Whether a command starts a program of `tests/bench`, which must be there.
fn is_measurement(command: &str) -> bool {
    let words = command.strip_prefix("cargo run --release --manifest-path tests/bench/Cargo.toml --bin ");
    let Some(program) = words.and_then(|words| words.split(' ').next()) else { return false };
    let package = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/Cargo.toml");
    let declared = std::fs::read_to_string(package).expect("the package of measurements");
    assert!(declared.contains(&format!("name = \"{program}\"")), "tests/bench has no program {program}");
    true
}

fn check(document: &str) {
    let text =
        std::fs::read_to_string(format!("{}/{document}", env!("CARGO_MANIFEST_DIR"))).expect("a README");
    let blocks = blocks(&text);
    let mut commands = 0;
    for (at, (kind, command)) in blocks.iter().enumerate() {
        if kind != "sh" || command == "cargo test" || is_measurement(command) {
            continue;
        }
        commands += 1;
        let printed = run(command);
        assert!(!printed.is_empty(), "{command} prints nothing");
        if let Some((_, shown)) = blocks.get(at + 1).filter(|(kind, _)| kind == "text") {
            assert!(
                printed.contains(shown),
                "{document}: {command} prints\n{printed}\nwhich does not hold\n{shown}"
            );
        }
    }
    assert!(commands >= 4, "{document} shows its commands");
    assert!(blocks.iter().any(|(_, block)| block == "cargo test"), "{document} names the test command");
}

#[test]
fn the_english_readme_is_true() {
    check("README.md");
}

#[test]
fn the_chinese_readme_is_true() {
    check("README.zh.md");
}
