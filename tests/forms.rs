//! The tables of forms in the documents: every construct of the catalogue is there with its case, and each form parses
//! in both languages, in the block that the table names; so does each line of "how do I say …".
#![allow(clippy::disallowed_methods, reason = "tests read the documents")]

use heng::source::{FileId, Source};
use std::collections::BTreeSet;
use std::path::Path;

fn document(name: &str) -> String {
    std::fs::read_to_string(format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the document")
}

/// A cell without its code marks.
fn plain(cell: &str) -> String {
    cell.trim().trim_matches('`').replace("\\|", "|")
}

fn parses(form: &str, place: &str) -> Result<(), String> {
    let text = match place {
        "item" | "指标的大括号里" => format!("衡 1\n方案 甲 {{\n维度 乙 100 分 {{\n{form}\n}}\n}}\n"),
        "evidence" | "数据里" => format!("衡 1\n方案 甲 {{\n数据 {{\n{form}\n}}\n}}\n"),
        "scheme" | "方案里" => format!("衡 1\n方案 甲 {{\n{form}\n}}\n"),
        other => return Err(format!("{other} is no place")),
    };
    let (_, problems) = heng::syntax::parse(&Source::new("form.heng", text.as_str()), FileId(0));
    match problems.first() {
        None => Ok(()),
        Some(problem) => Err(format!("{text}{}", problem.message.en)),
    }
}

/// The cells of the rows of tables.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split(" | ").collect())
}

#[test]
fn every_construct_has_a_form_that_parses_and_a_case() {
    let text = document("language.md");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/constructs");
    let folders: Vec<String> = std::fs::read_dir(cases)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for cells in rows(&text) {
        let Ok(number) = cells[0].trim().parse::<u32>() else { continue };
        if cells.len() != 6 {
            continue;
        }
        assert!(seen.insert(number), "{number} stands twice");
        for form in [cells[2], cells[3]] {
            wrong.extend(parses(&plain(form), cells[4].trim()).err().map(|why| format!("{number}: {why}")));
        }
        let folder = folders.iter().find(|name| name.starts_with(&format!("{number:03}-")));
        let link =
            folder.map_or("—".to_owned(), |name| format!("[{name}](../tests/cases/constructs/{name})"));
        if cells[5].trim() != link {
            wrong.push(format!("{number}: its case is {link}, not {}", cells[5].trim()));
        }
    }
    assert_eq!(seen, (1..=113).collect::<BTreeSet<u32>>());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn how_do_i_say_parses() {
    for (name, heading) in [("language.md", "## How do I say"), ("manual.zh.md", "## 文件里的话怎么写")]
    {
        let text = document(name);
        let section =
            text.split(heading).nth(1).expect("the section").split("\n## ").next().unwrap_or_default();
        let mut forms = 0;
        for cells in rows(section) {
            let [.., form, place] = cells[..] else { continue };
            if !form.contains('`') {
                continue;
            }
            forms += 1;
            assert_eq!(parses(&plain(form), place.trim()), Ok(()), "{name}");
        }
        assert!(forms >= 50, "{name} says how");
    }
}
