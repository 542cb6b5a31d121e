//! `heng lint`: every finding of all schemes named, in one run.

use super::{Outcome, Unusable, any, config, files, print, style};
use crate::diagnostic::{Severity, fixes, json, known, sarif, terminal};
use crate::format::diff;
use crate::locale::Lang;
use crate::plan;
use crate::report::codes::catalogue;
use crate::report::pages;
use crate::score::costs;
use crate::source::{World, WorldError};
use crate::text;
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
    /// 自动改正有把握的 · put right what is surely meant otherwise
    #[arg(long)]
    fix: bool,
    /// 连同可能改变得分的一起改 · together with what may change scores
    #[arg(long)]
    unsafe_fixes: bool,
    /// 只显示会怎样改 · only show what would be changed
    #[arg(long)]
    diff: bool,
    /// 列出逐个对象计算的部分 · name the parts that are computed ratee by ratee
    #[arg(long)]
    costs: bool,
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
    if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        return Err(Unusable(text!(
            "--unsafe-fixes 要和 --fix 或 --diff 一起写",
            "--unsafe-fixes goes with --fix or --diff"
        )));
    }
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.extend(files::schemes(path)?);
    }
    if arguments.fix || arguments.diff {
        let shown = fix(&paths, arguments)?;
        if arguments.diff {
            return Ok(if shown { Outcome::Findings } else { Outcome::Clean });
        }
    }
    let mut library = files::library(&files::Disk);
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
        problems.extend(library.sifted_above(&opened, Vec::new()));
        problems.extend(opened.problems);
        language = language.or(files::language(&library, opened.file));
    }
    let mut sources = library.into_sources();
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let config::Levelled { problems, is_denied } = config::levelled(&paths, problems, &mut sources);
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
    Ok(if is_denied || any(&problems, bar) { Outcome::Findings } else { Outcome::Clean })
}

/// What a code means; in both languages where nothing tells which.
fn explain(id: &str, lang: Option<Lang>) -> Result<Outcome, Unusable> {
    let codes = catalogue();
    let Some(code) = known::named(&codes, id) else {
        let near = known::nearest(&codes, id).unwrap_or("H0204");
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

/// A file of which a text stands for what is on the disk.
struct Instead<'t> {
    path: &'t str,
    text: &'t str,
}

impl World for Instead<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == self.path { Ok(self.text.as_bytes().to_vec()) } else { files::Disk.read(path) }
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        files::Disk.list(folder)
    }
}

/// A file with the changes made that its findings offer, as long as there are new ones; before, and after. Nothing, if
/// it is no text.
fn mended(path: &str, guesses: bool) -> Result<Option<(String, String)>, Unusable> {
    let Ok(before) = String::from_utf8(files::read(path)?) else { return Ok(None) };
    let mut text = before.clone();
    for _ in 0..PASSES {
        let world = Instead { path, text: &text };
        let mut library = files::library(&world);
        let opened = files::open(&mut library, path)?;
        let Some(file) = opened.file else { break };
        let problems =
            config::levelled(&[path.to_owned()], opened.problems, &mut library.sources().clone()).problems;
        let fixed = fixes::fixed(library.sources().get(file).text(), file, &problems, guesses);
        if fixed == text {
            break;
        }
        text = fixed;
    }
    Ok(Some((before, text)))
}

/// How often new findings may offer new changes.
const PASSES: usize = 8;

/// Makes the changes that findings offer, or shows them; whether some were shown.
fn fix(paths: &[String], arguments: &Arguments) -> Result<bool, Unusable> {
    let mut shown = false;
    for path in paths {
        let Some((before, after)) = mended(path, arguments.unsafe_fixes)? else { continue };
        if before == after {
            continue;
        }
        if arguments.diff {
            print(&diff::unified(path, &before, &after));
            shown = true;
        } else {
            files::replace(path, &after)?;
        }
    }
    Ok(shown)
}
