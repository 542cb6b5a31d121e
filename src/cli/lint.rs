//! `heng lint`: every finding of all schemes named, in one run.

use super::{Outcome, Unusable, config, eval, files, print, style};
use crate::diagnostic::{Diagnostic, Severity, fixes, json, known, lines, sarif, terminal};
use crate::format::diff;
use crate::locale::{Lang, Text};
use crate::report::codes::{self, catalogue};
use crate::report::{junit, pages};
use crate::scheme::library::{Library, Opened};
use crate::score::costs;
use crate::source::{World, WorldError};
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
    /// 把这些也当作错误：warnings、编号、如 H05 的一类 · treat these as errors too
    #[arg(long, value_name = "WHICH", value_parser = denied, value_delimiter = ',')]
    deny: Vec<Denied>,
    /// 有问题也以 0 结束 · end with 0 whatever is found
    #[arg(long)]
    exit_zero: bool,
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
    Compact,
    Json,
    Sarif,
    Github,
    Junit,
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
    let options = options(arguments)?;
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
        problems.extend(more(&library, &opened, &options));
        problems.extend(opened.problems);
        language = language.or(files::language(&library, opened.file));
    }
    let mut sources = library.into_sources();
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let config::Levelled { problems, is_denied: by_config } =
        config::levelled(&paths, problems, &mut sources);
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
        Format::Compact => print(&lines::compact(&problems, &sources, lang)),
        Format::Github => print(&lines::github(&problems, &sources, lang)),
        Format::Junit => print(&junit::junit(&paths, &problems, &sources, lang)),
    }
    let is_denied =
        |problem: &Diagnostic| problem.is_error() || arguments.deny.iter().any(|denied| denied.fits(problem));
    let objects = !arguments.exit_zero && (by_config || problems.iter().any(is_denied));
    Ok(if objects { Outcome::Findings } else { Outcome::Clean })
}

/// Findings that are treated as errors.
#[derive(Clone, Debug)]
enum Denied {
    /// All warnings.
    Warnings,
    /// Those of a code, or of a family such as `H05`.
    Code(String),
}

impl Denied {
    fn fits(&self, problem: &Diagnostic) -> bool {
        match self {
            Denied::Warnings => problem.severity >= Severity::Warning,
            Denied::Code(code) => problem.code.id.starts_with(code.as_str()),
        }
    }
}

/// `warnings`, a code, its name in either language, or a family.
fn denied(written: &str) -> Result<Denied, String> {
    if written == "warnings" {
        return Ok(Denied::Warnings);
    }
    let codes = catalogue();
    let wanted = written.to_uppercase();
    let is_family = wanted.len() == 3 && codes.iter().any(|code| code.id.starts_with(&wanted));
    if is_family {
        return Ok(Denied::Code(wanted));
    }
    match known::named(&codes, written) {
        Some(code) => Ok(Denied::Code(code.id.to_owned())),
        None => Err(format!("没有编号 {written} · there is no code {written}")),
    }
}

/// What checks of higher floors find in a file that was read, beside what is allowed.
fn more(library: &Library<'_>, opened: &Opened, options: &lint::Options) -> Vec<Diagnostic> {
    let mut found = lint::check(library, opened, options);
    let schemes = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
    found.extend(schemes.flat_map(|scheme| trial::untested(scheme, &options.wanted)));
    library.sifted_above(opened, found)
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
    let found =
        codes::optional().find(|code| code.id == id || code.slug.en == written || code.slug.zh == written);
    found.map(|code| code.id).ok_or_else(|| {
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
        let mut problems = opened.problems.clone();
        problems.extend(more(&library, &opened, &lint::Options::default()));
        let problems =
            config::levelled(&[path.to_owned()], problems, &mut library.sources().clone()).problems;
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
