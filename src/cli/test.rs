//! `heng test`: runs the tests written in schemes.

use super::{Outcome, Unusable, any, complain, files, print, style};
use crate::diagnostic::{Severity, order};
use crate::locale::Lang;
use crate::report::trial::{self as report, Tested};
use crate::scheme::library::Library;
use crate::trial;
use clap::Args;
use std::io::IsTerminal;

/// Arguments of `heng test`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件或文件夹 · scheme files or folders
    #[arg(required = true)]
    paths: Vec<String>,
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.extend(files::schemes(path)?);
    }
    let mut library = Library::new(&files::Disk);
    let (mut problems, mut language, mut opened) = (Vec::new(), None, Vec::new());
    for path in &paths {
        let mut one = files::open(&mut library, path)?;
        problems.append(&mut one.problems);
        language = language.or(files::language(&library, one.file));
        opened.extend(one.schemes.into_iter().filter_map(|loaded| Some((path, loaded.scheme?))));
    }
    let sources = library.into_sources();
    let lang = chosen.or(language).unwrap_or(Lang::En);
    let problems = order::sorted(problems);
    complain(&problems, &sources, lang);
    let tested: Vec<Tested<'_>> =
        opened.iter().map(|(path, scheme)| Tested { file: path, tests: trial::run(scheme) }).collect();
    print(&report::human(&tested, &sources, lang, style(std::io::stdout().is_terminal())));
    let failed = report::counts(&tested).failed > 0 || any(&problems, Severity::Error);
    Ok(if failed { Outcome::Findings } else { Outcome::Clean })
}
