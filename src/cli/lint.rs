//! `heng lint`: every finding of all schemes named, in one run.

use super::{Outcome, Unusable, any, eval, files, print, style};
use crate::diagnostic::{Diagnostic, Fix, Severity, json, order, sarif, similar, terminal};
use crate::locale::{Lang, Text};
use crate::report::codes::{self, catalogue};
use crate::report::pages;
use crate::scheme::library::Library;
use crate::score::costs;
use crate::source::FileId;
use crate::{lint, plan, text, trial};
use clap::{Args, ValueEnum};
use std::io::IsTerminal;

/// Arguments of `heng lint`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件或文件夹 · scheme files or folders
    #[arg(required_unless_present = "explain")]
    pub(super) paths: Vec<String>,
    /// 输出形式 · the form of the findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// 把警告也当作错误 · treat these as errors
    #[arg(long, value_enum)]
    deny: Option<Deny>,
    /// 自动改正能改的 · put right what can be put right
    #[arg(long)]
    fix: bool,
    /// 列出逐个对象计算的部分 · name the parts that are computed ratee by ratee
    #[arg(long)]
    costs: bool,
    /// 也查这些平时不查的编号 · also look for these codes, which are silent otherwise
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    with: Vec<String>,
    /// 以这一天看方案是否过期 · the day by which schemes may have expired
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// 解释一个编号 · explain a code, such as H0204
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Format {
    Human,
    Json,
    Sarif,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Deny {
    Warnings,
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    if let Some(code) = &arguments.explain {
        let lang = chosen.or_else(|| arguments.paths.first().and_then(|path| files::language_of(path)));
        return explain(code, lang);
    }
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.extend(files::schemes(path)?);
    }
    if arguments.fix {
        for path in &paths {
            fix(path)?;
        }
    }
    let options = options(arguments)?;
    let mut library = Library::new(&files::Disk);
    let (mut problems, mut language, mut slow) = (Vec::new(), None, Vec::new());
    for path in &paths {
        let opened = files::open(&mut library, path)?;
        if arguments.costs {
            let schemes = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
            slow.extend(schemes.flat_map(|scheme| {
                let parts = costs::slow(&plan::lower(scheme)).into_iter();
                parts.map(|(part, why)| (path.clone(), part, why)).collect::<Vec<_>>()
            }));
        }
        problems.extend(lint::check(&library, &opened, &options));
        let schemes = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
        problems.extend(schemes.flat_map(|scheme| trial::untested(scheme, &options.wanted)));
        problems.extend(opened.problems);
        language = language.or(files::language(&library, opened.file));
    }
    let sources = library.into_sources();
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let problems = order::sorted(problems);
    match arguments.format {
        Format::Human => {
            if !problems.is_empty() {
                print(&terminal::human(&problems, &sources, lang, style(std::io::stdout().is_terminal())));
            }
            for (path, part, why) in &slow {
                print(&format!("{path}  {part}  {}\n", why.get(lang)));
            }
            print(&format!("{}\n", terminal::summary(&problems, lang)));
        }
        Format::Json => print(&json::json(&problems, &sources, lang)),
        Format::Sarif => print(&sarif::sarif(&problems, &sources, lang)),
    }
    let bar = if arguments.deny.is_some() { Severity::Warning } else { Severity::Error };
    Ok(if any(&problems, bar) { Outcome::Findings } else { Outcome::Clean })
}

/// What is asked for beside what is always found.
fn options(arguments: &Arguments) -> Result<lint::Options, Unusable> {
    let as_of = arguments.as_of.as_deref().map(eval::day).transpose()?;
    let wanted = arguments.with.iter().map(|id| optional(id)).collect::<Result<_, _>>()?;
    Ok(lint::Options { as_of, wanted })
}

/// A code that is silent unless it is asked for, by its number or its short name.
fn optional(written: &str) -> Result<&'static str, Unusable> {
    let id = written.to_uppercase();
    let known =
        codes::optional().find(|code| code.id == id || code.slug.en == written || code.slug.zh == written);
    known.map(|code| code.id).ok_or_else(|| {
        let all = Text::listed(codes::optional().map(|code| code.id));
        Unusable(text!(
            "--with 后面写平时不查的编号：{0}，而不是 {written}",
            "--with takes codes that are silent otherwise, {0}, not {written}",
            all
        ))
    })
}

/// What a code means; in both languages where nothing tells which.
fn explain(id: &str, lang: Option<Lang>) -> Result<Outcome, Unusable> {
    let codes = catalogue();
    let wanted = id.to_uppercase();
    let Some(code) = codes.iter().find(|code| code.id == wanted || code.slug.en == id || code.slug.zh == id)
    else {
        let near = similar::nearest(&wanted, codes.iter().map(|code| code.id)).unwrap_or("H0204");
        return Err(Unusable(text!(
            "没有编号 {id}，是不是 {near}？",
            "there is no code {id}; did you mean {near}?"
        )));
    };
    print(&match lang {
        Some(lang) => pages::told(code, lang),
        None => format!("{}\n{}", pages::told(code, Lang::Zh), pages::told(code, Lang::En)),
    });
    Ok(Outcome::Clean)
}

/// Makes the changes that the findings of a file offer, as long as there are new ones.
fn fix(path: &str) -> Result<(), Unusable> {
    for _ in 0..8 {
        let mut library = Library::new(&files::Disk);
        let opened = files::open(&mut library, path)?;
        let Some(file) = opened.file else { return Ok(()) };
        let text = library.sources().get(file).text();
        let more = lint::check(&library, &opened, &lint::Options::default());
        let fixed = fixed(text, file, &[opened.problems, more].concat());
        if fixed == text {
            return Ok(());
        }
        files::replace(path, &fixed)?;
    }
    Ok(())
}

/// A text with the fixes of findings made, later ones first, none over another.
fn fixed(text: &str, file: FileId, problems: &[Diagnostic]) -> String {
    let mut fixes: Vec<&Fix> =
        problems.iter().flat_map(|problem| &problem.fixes).filter(|fix| fix.span.file == file).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse((fix.span.start, fix.span.end)));
    let mut out = text.to_owned();
    let mut free_until = out.len();
    for fix in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        if end <= free_until && out.is_char_boundary(start) && out.is_char_boundary(end) {
            out.replace_range(start..end, &fix.replacement);
            free_until = start;
        }
    }
    out
}
