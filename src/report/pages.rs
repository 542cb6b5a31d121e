//! The page of a code: what its check finds, an example that it objects to, the same put right.
//!
//! Pages stand in `docs/codes`, a file for each code, in both languages, and are part of the program. Why a code is a
//! finding at all stands with the code, and is not repeated in its page.

use crate::diagnostic::Code;
use crate::diagnostic::lines::level;
use crate::locale::{Lang, Text};
use std::fmt::Write;

mod list;

pub use list::PAGES;

/// A page.
#[derive(Clone, Copy, Debug)]
pub struct Page(&'static str);

/// A file of an example, or the command that shows what is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'p> {
    /// `heng`, `csv`, `json`, `sh` …
    pub kind: &'p str,
    /// The name of the file, if one is given.
    pub name: Option<&'p str>,
    /// What stands in it.
    pub text: &'p str,
}

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the check finds.
    What,
    /// When there is no finding although one may expect it, or when it is right to leave it.
    Exceptions,
    /// What changes the check.
    Options,
    /// An example that it objects to.
    Bad,
    /// The same put right.
    Good,
}

impl Part {
    /// All of them, in their order.
    pub const ALL: [Part; 5] = [Part::What, Part::Exceptions, Part::Options, Part::Bad, Part::Good];

    /// Its heading in a page.
    pub fn heading(self) -> Text {
        match self {
            Part::What => Text::fixed("什么", "What"),
            Part::Exceptions => Text::fixed("例外", "Exceptions"),
            Part::Options => Text::fixed("选项", "Options"),
            Part::Bad => Text::fixed("错例", "Bad"),
            Part::Good => Text::fixed("对例", "Good"),
        }
    }
}

impl Page {
    /// The page of a code.
    pub fn of(id: &str) -> Option<Page> {
        PAGES.iter().find(|(own, _)| *own == id).map(|(_, text)| Page(text))
    }

    /// A part of it, if the page has that.
    pub fn part(self, part: Part, lang: Lang) -> Option<&'static str> {
        let heading = format!("\n## {}\n", part.heading().get(lang));
        let start = self.0.find(&heading)? + heading.len();
        let rest = &self.0[start..];
        let end = rest.find("\n## ").unwrap_or(rest.len());
        Some(rest[..end].trim())
    }

    /// The files of an example. A fence stands at the beginning of a line; within a scheme there may be others.
    pub fn example(self, part: Part, lang: Lang) -> Vec<Block<'static>> {
        let mut blocks = Vec::new();
        let mut rest = self.part(part, lang).unwrap_or_default();
        while let Some(start) = fence(rest) {
            let Some((head, after)) = rest[start + FENCE.len()..].split_once('\n') else { break };
            let Some(end) = fence(after) else { break };
            let mut words = head.split_whitespace();
            let kind = words.next().unwrap_or_default();
            blocks.push(Block { kind, name: words.next(), text: &after[..end] });
            rest = &after[end + FENCE.len()..];
        }
        blocks
    }
}

const FENCE: &str = "```";

/// Where the first line begins that begins with a fence.
fn fence(text: &str) -> Option<usize> {
    match text.starts_with(FENCE) {
        true => Some(0),
        false => text.find("\n```").map(|at| at + 1),
    }
}

/// All that there is to say about a code, for a terminal.
pub fn told(code: &Code, lang: Lang) -> String {
    let mut out = format!("{} · {} · {}\n", code.id, level(code.severity).get(lang), code.slug.get(lang));
    let page = Page::of(code.id);
    let mut put = |heading: Option<Text>, text: &str| {
        out.push('\n');
        if let Some(heading) = heading {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", heading.get(lang));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    if let Some(what) = page.and_then(|page| page.part(Part::What, lang)) {
        put(None, what);
    }
    put(Some(Text::fixed("为什么", "Why")).filter(|_| page.is_some()), code.why.get(lang));
    for part in &Part::ALL[1..] {
        let Some(text) = page.and_then(|page| page.part(*part, lang)) else { continue };
        put(Some(part.heading()), &without_fences(text));
    }
    out
}

/// Examples set in by four blanks, each file by its name where there are several.
fn without_fences(text: &str) -> String {
    let (mut out, mut within) = (String::new(), false);
    for line in text.lines() {
        if let Some(head) = line.strip_prefix(FENCE) {
            within = !within;
            if let Some(name) = head.split_whitespace().nth(1) {
                let _ = writeln!(out, "  {name}");
            }
        } else if within && !line.is_empty() {
            let _ = writeln!(out, "    {line}");
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// Families of codes, by the first two digits.
const FAMILIES: [(&str, Text); 13] = [
    ("01", Text::fixed("写法", "How it is written")),
    ("02", Text::fixed("名称与分值", "Names and sums")),
    ("03", Text::fixed("数据与单位", "Facts and units")),
    ("04", Text::fixed("项目与结果", "Items and results")),
    ("05", Text::fixed("计分规则", "Rules of scoring")),
    ("06", Text::fixed("公式与脚本", "Formulas and scripts")),
    ("07", Text::fixed("数据文件", "Files of evidence")),
    ("08", Text::fixed("计算时", "While scoring")),
    ("09", Text::fixed("公文里的说法", "Words of documents")),
    ("10", Text::fixed("继承与适用", "Schemes that build on others")),
    ("11", Text::fixed("名额与年度", "Quotas and years")),
    ("12", Text::fixed("日期、表与关联", "Dates, tables, links")),
    ("13", Text::fixed("方案里的测试", "Tests in schemes")),
];

/// All codes as a document: a table for each family, then what each page says.
pub fn document(codes: &[&Code], lang: Lang) -> String {
    let title = Text::fixed("检查的编号", "The codes of findings");
    let about = Text::fixed(
        "每个编号一行：级别、名称、查什么。错例、对例和例外用 `heng lint --explain 编号` 看。",
        "A line for each code: its level, its name, what it finds. `heng lint --explain CODE` shows examples and exceptions.",
    );
    let head = Text::fixed("| 编号 | 级别 | 名称 | 查什么 |", "| code | level | name | finds |");
    let mut out = format!("# {}\n\n{}\n", title.get(lang), about.get(lang));
    for (family, name) in &FAMILIES {
        let of_family = codes.iter().filter(|code| code.id[1..].starts_with(family));
        let _ = write!(
            out,
            "\n## H{family} {}\n\n{}\n| --- | --- | --- | --- |\n",
            name.get(lang),
            head.get(lang)
        );
        for code in of_family {
            let what = Page::of(code.id).and_then(|page| page.part(Part::What, lang));
            let what = what.unwrap_or(code.why.get(lang)).replace('\n', " ").replace('|', "\\|");
            let (id, slug) = (code.id, code.slug.get(lang));
            let _ = writeln!(out, "| {id} | {} | {slug} | {what} |", level(code.severity).get(lang));
        }
    }
    out
}
