//! `heng show`: schemes with all that they inherit.

use super::{Outcome, Unusable, any, complain_of_schemes, files, print};
use crate::diagnostic::{Severity, order};
use crate::locale::Lang;
use crate::report::show;
use clap::{Args, ValueEnum};

/// Arguments of `heng show`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件或文件夹 · a scheme file or a folder
    #[arg(required = true)]
    pub(super) paths: Vec<String>,
    /// 输出形式 · the form
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Format {
    Human,
    Json,
    Markdown,
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let mut library = files::library(&files::Disk);
    let (mut problems, mut schemes) = (Vec::new(), Vec::new());
    for argument in &arguments.paths {
        for path in files::schemes(argument)? {
            let opened = files::open(&mut library, &path)?;
            let keywords = files::language(&library, opened.file).unwrap_or(Lang::En);
            problems.extend(opened.problems);
            schemes.extend(opened.schemes.into_iter().map(|loaded| (loaded, keywords)));
        }
    }
    let lang = chosen.or(schemes.first().map(|(_, keywords)| *keywords)).unwrap_or(Lang::En);
    let sources = library.into_sources();
    let problems = order::sorted(problems);
    complain_of_schemes(&problems, &sources, lang);
    let shown: Vec<show::Shown> =
        schemes.iter().map(|(loaded, keywords)| show::show(loaded, &sources, *keywords)).collect();
    print(&match arguments.format {
        Format::Human => show::human(&shown, lang),
        Format::Json => show::json(&shown, lang),
        Format::Markdown => show::markdown(&shown, lang),
    });
    Ok(if any(&problems, Severity::Error) { Outcome::Findings } else { Outcome::Clean })
}
