//! `heng test`: runs the tests written in schemes.

use super::{Outcome, Unusable, any, complain_of_schemes, files, print, style};
use crate::diagnostic::{Severity, order};
use crate::locale::Lang;
use crate::report::trial::{self as report, Tested, json, junit, suggest};
use crate::text;
use crate::trial;
use clap::{Args, ValueEnum};
use std::io::IsTerminal;

/// Arguments of `heng test`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件或文件夹 · scheme files or folders
    #[arg(required = true)]
    pub(super) paths: Vec<String>,
    /// 列出试到和没有试到的部分 · show which parts of the schemes the tests have tried
    #[arg(long)]
    coverage: bool,
    /// 为没有试到的部分写出测试 · write tests for what no test has tried, to be confirmed
    #[arg(long, conflicts_with = "format")]
    suggest: bool,
    /// 输出形式 · the form of the results
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 输出到文件 · write to a file, its form by its extension
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Format {
    Human,
    Json,
    Junit,
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let format = format(arguments)?;
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.extend(files::schemes(path)?);
    }
    let mut library = files::library(&files::Disk);
    let (mut problems, mut language, mut opened, mut unsound) = (Vec::new(), None, Vec::new(), Vec::new());
    for path in &paths {
        let mut one = files::open(&mut library, path)?;
        problems.append(&mut one.problems);
        language = language.or(files::language(&library, one.file));
        if one.schemes.is_empty() || one.schemes.iter().any(|loaded| loaded.scheme.is_none()) {
            unsound.push(path.as_str());
        }
        let keywords = files::language(&library, one.file).unwrap_or(Lang::Zh);
        opened.extend(one.schemes.into_iter().filter_map(|loaded| Some((path, loaded.scheme?, keywords))));
    }
    let sources = library.into_sources();
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let problems = order::sorted(problems);
    complain_of_schemes(&problems, &sources, lang);
    let tested: Vec<Tested<'_>> = opened
        .iter()
        .map(|(path, scheme, _)| Tested { file: path, scheme, trials: trial::run(scheme) })
        .collect();
    let to_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let text = match format {
        _ if arguments.suggest => {
            let each = tested.iter().zip(&opened);
            each.map(|(one, (_, scheme, keywords))| {
                let suggested = trial::suggest::suggest(scheme, &one.trials, *keywords);
                suggest::proposed(one, &suggested, *keywords)
            })
            .collect()
        }
        Format::Human => report::human(&tested, &sources, lang, style(to_terminal), arguments.coverage),
        Format::Json => json::json(&tested, &unsound, &sources, lang, arguments.coverage),
        Format::Junit => junit::junit(&tested, &unsound, &sources, lang),
    };
    match &arguments.output {
        Some(file) => files::replace(file, &text)?,
        None => print(&text),
    }
    let failed = report::counts(&tested).failed > 0 || any(&problems, Severity::Error);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}

fn format(arguments: &Arguments) -> Result<Format, Unusable> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(file) = &arguments.output else { return Ok(Format::Human) };
    let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "json" => Ok(Format::Json),
        "xml" => Ok(Format::Junit),
        "txt" => Ok(Format::Human),
        _ => Err(Unusable(text!(
            "看不出 {file} 要什么格式，可用 .json、.xml（JUnit）、.txt，或写 --format",
            "the form of {file} cannot be told from its name; use .json, .xml (JUnit), .txt, or say --format"
        ))),
    }
}
