//! `heng fmt`: schemes in the one style; their keywords in the other language, if asked for.

use super::{LangArgument, Outcome, Unusable, complain, files, print, say};
use crate::diagnostic::{Diagnostic, Severity, order};
use crate::format;
use crate::locale::Lang;
use crate::plan::lower;
use crate::source::{Source, Sources, World, WorldError};
use crate::syntax::{self, decode};
use crate::text;
use clap::Args;
use std::io::Read;

/// Arguments of `heng fmt`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件或文件夹 · scheme files or folders
    #[arg(required_unless_present = "stdin", conflicts_with = "stdin")]
    pub(super) paths: Vec<String>,
    /// 只检查，不改文件 · change no file, name those that would change
    #[arg(long)]
    check: bool,
    /// 显示会改什么，不改文件 · change no file, show what would change
    #[arg(long)]
    diff: bool,
    /// 把关键词换成中文或英文 · put the keywords into Chinese or English
    #[arg(long, value_enum, value_name = "LANG")]
    to: Option<LangArgument>,
    /// 从标准输入读，写到标准输出 · read standard input, write standard output
    #[arg(long)]
    stdin: bool,
}

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// A file once looked at.
struct Seen {
    path: String,
    before: String,
    /// Nothing, if it cannot be formatted.
    after: Option<String>,
    problems: Vec<Diagnostic>,
}

impl Seen {
    fn changes(&self) -> bool {
        self.after.as_ref().is_some_and(|after| *after != self.before)
    }
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let to = arguments.to.map(Lang::from);
    let mut sources = Sources::new();
    let (mut seen, mut language) = (Vec::new(), None);
    for (path, bytes) in inputs(arguments)? {
        seen.push(look(&path, &bytes, to, &mut sources, &mut language));
    }
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let problems: Vec<Diagnostic> = seen.iter().flat_map(|one| one.problems.clone()).collect();
    complain(&order::sorted(problems), &sources, lang);
    let unreadable = seen.iter().any(|one| one.after.is_none());
    let changes = seen.iter().filter(|one| one.changes());
    if arguments.diff {
        changes.clone().for_each(|one| {
            print(&format::diff::unified(&one.path, &one.before, one.after.as_deref().unwrap_or_default()));
        });
    } else if arguments.check {
        changes.clone().for_each(|one| print(&format!("{}\n", one.path)));
    }
    if arguments.diff || arguments.check {
        return Ok(if unreadable || changes.count() > 0 { Outcome::Findings } else { Outcome::Clean });
    }
    if arguments.stdin {
        seen.iter().filter_map(|one| one.after.as_deref()).for_each(print);
    } else {
        for one in changes.clone() {
            files::replace(&one.path, one.after.as_deref().unwrap_or_default())?;
        }
        let (changed, all) = (changes.count(), seen.len());
        let told = text!("{all} 个文件，整理了 {changed} 个\n", "{changed} of {all} files formatted\n");
        say(told.get(lang));
    }
    Ok(if unreadable { Outcome::Findings } else { Outcome::Clean })
}

/// The files, or standard input.
fn inputs(arguments: &Arguments) -> Result<Vec<(String, Vec<u8>)>, Unusable> {
    if arguments.stdin {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|why| Unusable(text!("读不了标准输入：{why}", "cannot read standard input: {why}")))?;
        return Ok(vec![(STDIN.to_owned(), bytes)]);
    }
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for path in &arguments.paths {
        for path in files::schemes(path)? {
            if found.iter().all(|(known, _)| *known != path) {
                let bytes = files::read(&path)?;
                found.push((path, bytes));
            }
        }
    }
    Ok(found)
}

fn look(
    path: &str,
    bytes: &[u8],
    to: Option<Lang>,
    sources: &mut Sources,
    language: &mut Option<Lang>,
) -> Seen {
    let mut seen = Seen { path: path.to_owned(), before: String::new(), after: None, problems: Vec::new() };
    match decode::decode(path, bytes) {
        Ok(text) => seen.before = text,
        Err(problem) => {
            seen.problems.push(*problem);
            return seen;
        }
    }
    let source = Source::new(path, seen.before.as_str());
    let file = sources.add(source.clone());
    let (tree, _) = syntax::parse(&source, file);
    *language = language.or_else(|| super::language::of_scheme(&source, &tree));
    match format::format(&source, file, to) {
        Ok(text) if to.is_some() && !same_meaning(path, &seen.before, &text) => {
            seen.problems.push(format::read_differently(path));
        }
        Ok(text) => seen.after = Some(text),
        Err(problems) => seen.problems = problems,
    }
    seen
}

/// The disk, with one text in place of the one that lies there.
struct Instead<'a> {
    path: &'a str,
    text: &'a str,
}

impl World for Instead<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        let same = crate::source::plain(path) == crate::source::plain(self.path);
        if same { Ok(self.text.as_bytes().to_vec()) } else { files::Disk.read(path) }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        files::Disk.list(folder)
    }
}

/// Whether a file computes the same with another text: names of schemes that it builds on could be in the way.
fn same_meaning(path: &str, before: &str, after: &str) -> bool {
    let meaning = |text: &str| {
        let world = Instead { path, text };
        let opened = files::library(&world).open(path).ok()?;
        let codes: Vec<&str> = opened
            .problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| problem.code.id)
            .collect();
        let plans = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
        Some((codes.join(" "), plans.map(|scheme| lower(scheme).to_string()).collect::<String>()))
    };
    meaning(before) == meaning(after)
}
