//! The reference and the manual are executed: every scheme in them is linted, every fragment is put into a scheme of
//! its section and linted, every command is run and prints what stands below it.
//!
//! How a block says what it is, by the words behind its fence:
//! `heng FILE` a whole scheme, kept under that name · `heng scheme`, `heng item`, `heng evidence` a fragment of the
//! scheme, of an item, of the evidence: the fragments of one `##` section are linted together ·
//! `heng wrong H0303` a fragment or a scheme that must raise that code · `csv FILE`, `json FILE` a file of evidence,
//! `toml heng.toml` settings ·
//! `sh` commands, run beside these files · `text` what the command above prints, or a part of it.
#![allow(clippy::disallowed_methods, reason = "tests read the documents and run the program")]

mod program;

use program::program;
use std::fmt::Write as _;
use std::path::Path;

/// A fenced block of a document.
struct Block {
    line: usize,
    kind: String,
    words: Vec<String>,
    text: String,
}

/// The blocks of each `##` section.
fn sections(text: &str) -> Vec<Vec<Block>> {
    let mut sections = vec![Vec::new()];
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if line.starts_with("## ") {
            sections.push(Vec::new());
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        // A script inside a scheme has fences of its own, indented.
        let body: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let mut words = info.split_whitespace().map(str::to_owned);
        let kind = words.next().unwrap_or_default();
        let block = Block { line: at + 1, kind, words: words.collect(), text: body.join("\n") + "\n" };
        if let Some(section) = sections.last_mut() {
            section.push(block);
        }
    }
    sections
}

fn heng(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = program(folder).args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(101), text(output.stdout), text(output.stderr))
}

/// The fragments of a section as one scheme.
fn assembled(section: &[Block], wrong: Option<&Block>) -> Option<String> {
    let (mut evidence, mut scheme, mut items, mut any) = (String::new(), String::new(), String::new(), false);
    for (at, block) in section.iter().enumerate().filter(|(_, block)| block.kind == "heng") {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        let place = match words[..] {
            [place] => place,
            ["wrong", _, place] if wrong.is_some_and(|wrong| std::ptr::eq(wrong, block)) => place,
            _ => continue,
        };
        match place {
            "evidence" => evidence += &block.text,
            "scheme" => scheme += &block.text,
            "item" => {
                let _ = writeln!(items, "指标 ex{at} 100 分 可超 可为负 {{\n{}}}", block.text);
            }
            _ => continue,
        }
        any = true;
    }
    if !items.is_empty() {
        items = format!("维度 示例 {{\n{items}}}\n");
    } else if !["维度", "dimension", "指标", "indicator", "项 ", "item "]
        .iter()
        .any(|word| scheme.contains(word))
    {
        items = "指标 示例 100 分 = 满分\n".to_owned();
    }
    any.then(|| format!("衡 1\n方案 文档 {{\n数据 {{\n{evidence}}}\n{scheme}{items}}}\n"))
}

fn lint(folder: &Path, name: &str, text: &str) -> (i32, String) {
    std::fs::write(folder.join(name), text).expect("a file");
    let (code, out, _) = heng(folder, &["lint", name, "--lang", "en"]);
    (code, out)
}

fn check_section(document: &str, section: &[Block], failures: &mut Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut fail = |line: usize, why: String| failures.push(format!("{document}:{line}: {why}"));
    for block in section {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        match (block.kind.as_str(), &words[..]) {
            ("heng", [name]) if name.ends_with(".heng") => {
                if let Some(parent) = folder.join(name).parent() {
                    std::fs::create_dir_all(parent).expect("a folder");
                }
                std::fs::write(folder.join(name), &block.text).expect("a file");
            }
            ("csv" | "json" | "jsonl" | "toml", [name]) => {
                if let Some(parent) = folder.join(name).parent() {
                    std::fs::create_dir_all(parent).expect("a folder");
                }
                std::fs::write(folder.join(name), &block.text).expect("a file");
            }
            ("heng", ["evidence" | "scheme" | "item"] | ["wrong", ..]) | ("sh" | "text" | "markdown", []) => {
            }
            _ => fail(block.line, format!("a block of an unknown kind: {} {words:?}", block.kind)),
        }
    }
    if let Some(text) = assembled(section, None) {
        let (code, out) = lint(folder, "assembled.heng", &text);
        if code != 0 {
            fail(section[0].line, format!("the fragments of this section do not lint:\n{out}"));
        }
    }
    for (at, block) in section.iter().enumerate() {
        let words: Vec<&str> = block.words.iter().map(String::as_str).collect();
        match (block.kind.as_str(), &words[..]) {
            ("heng", [name]) if name.ends_with(".heng") => {
                let (code, out, _) = heng(folder, &["lint", name, "--lang", "en"]);
                if code != 0 {
                    fail(block.line, out);
                }
            }
            ("heng", ["wrong", wanted, ..]) => {
                let text = match words.get(2) {
                    Some(_) => assembled(section, Some(block)).unwrap_or_default(),
                    None => block.text.clone(),
                };
                let (_, out) = lint(folder, "wrong.heng", &text);
                if !out.contains(wanted) {
                    fail(block.line, format!("does not raise {wanted}:\n{out}"));
                }
            }
            ("sh", []) => {
                let shown = section.get(at + 1).filter(|next| next.kind == "text").map(|next| &next.text);
                for command in block.text.lines() {
                    let words: Vec<&str> = command.split_whitespace().collect();
                    let Some((&"heng", arguments)) = words.split_first() else {
                        fail(block.line, format!("{command} is no command of heng"));
                        continue;
                    };
                    let (code, out, complaints) = heng(folder, arguments);
                    if code > 1 {
                        fail(block.line, format!("{command}: {complaints}"));
                    } else if shown
                        .is_some_and(|shown| !format!("{out}{complaints}").contains(shown.as_str()))
                    {
                        fail(block.line, format!("{command} prints\n{out}{complaints}"));
                    }
                }
            }
            _ => {}
        }
    }
}

fn check(document: &str) {
    let path = format!("{}/{document}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the document");
    let mut failures = Vec::new();
    let sections = sections(&text);
    assert!(sections.iter().flatten().count() >= 20, "{document} shows what it says");
    for section in &sections {
        check_section(document, section, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_reference_is_true() {
    check("docs/language.md");
}

#[test]
fn the_chinese_manual_is_true() {
    check("docs/manual.zh.md");
}
