//! The table of forms: all 113 constructs are there, and each form parses in both languages, in the block that the
//! table names.
#![allow(clippy::disallowed_methods, reason = "tests read the document")]

use heng::source::{FileId, Source};
use std::collections::BTreeSet;

/// A cell without its code marks.
fn plain(cell: &str) -> String {
    cell.trim().trim_matches('`').replace("\\|", "|")
}

fn parses(form: &str, place: &str) -> Result<(), String> {
    let text = match place {
        "item" => format!("衡 1\n方案 甲 {{\n维度 乙 100 分 {{\n{form}\n}}\n}}\n"),
        "evidence" => format!("衡 1\n方案 甲 {{\n数据 {{\n{form}\n}}\n}}\n"),
        _ => format!("衡 1\n方案 甲 {{\n{form}\n}}\n"),
    };
    let (_, problems) = heng::syntax::parse(&Source::new("form.heng", text.as_str()), FileId(0));
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(format!("{text}{}", problem.message.en)),
    }
}

#[test]
fn every_construct_has_a_form_that_parses() {
    let text =
        std::fs::read_to_string(format!("{}/docs/forms.md", env!("CARGO_MANIFEST_DIR"))).expect("the forms");
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let Ok(number) = cells[0].trim().parse::<u32>() else { continue };
        assert_eq!(cells.len(), 6, "{line}");
        seen.insert(number);
        assert!(["now", "next"].contains(&cells[5].trim()), "{line}");
        for form in [cells[2], cells[3]] {
            wrong.extend(parses(&plain(form), cells[4].trim()).err().map(|why| format!("{number}: {why}")));
        }
    }
    assert_eq!(seen, (1..=113).collect::<BTreeSet<u32>>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
