//! The terminal's door: arguments, files, environment, exit codes. One file per verb.
//!
//! Results go to standard output, everything else to standard error. Exit: 0 nothing to object to; 1 findings, or
//! ratees without a result; 2 the call itself was wrong or a file could not be read.
#![expect(clippy::disallowed_methods, reason = "this is the door: files and environment are met here")]

use crate::diagnostic::terminal::{self, Style};
use crate::diagnostic::{Diagnostic, Severity};
use crate::locale::{Lang, Text};
use crate::source::Sources;
use clap::{Parser, Subcommand, ValueEnum};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

mod config;
mod eval;
mod explain;
mod files;
mod fmt;
mod given;
mod language;
mod lint;
mod load;
mod parquet;
mod progress;
mod quick;
mod show;
mod test;

/// heng (衡) — 考核办法的语言与精确计算 · a language and an exact engine for appraisal schemes
#[derive(Parser, Debug)]
#[command(name = "heng", version, about, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
    /// 输出语言 · the language of messages
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArgument>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArgument {
    Zh,
    En,
}

impl From<LangArgument> for Lang {
    fn from(argument: LangArgument) -> Self {
        match argument {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        }
    }
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// 检查方案 · check schemes and print every finding
    Lint(lint::Arguments),
    /// 计算得分 · score every ratee of the evidence
    Eval(eval::Arguments),
    /// 显示方案的全文 · show a scheme with all that it inherits
    Show(show::Arguments),
    /// 解释一个结果 · show how one result came about
    Explain(explain::Arguments),
    /// 整理方案的写法 · lay schemes out in the one style
    Fmt(fmt::Arguments),
    /// 运行方案里的测试 · run the tests written in schemes
    Test(test::Arguments),
}

impl Verb {
    /// The scheme, or the first of them: it tells the language where nothing else does.
    fn scheme(&self) -> Option<&str> {
        match self {
            Verb::Lint(verb) => verb.paths.first().map(String::as_str),
            Verb::Eval(verb) => Some(&verb.scheme),
            Verb::Show(verb) => verb.paths.first().map(String::as_str),
            Verb::Explain(verb) => Some(&verb.scheme),
            Verb::Fmt(verb) => verb.paths.first().map(String::as_str),
            Verb::Test(verb) => verb.paths.first().map(String::as_str),
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Clean,
    Findings,
    Unusable,
}

/// What could not be done at all: the call was wrong, or a file could not be read.
struct Unusable(Text);

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are results, all else is a wrong call; clap prints both to where they belong.
            let wrong = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if wrong { 2 } else { 0 });
        }
    };
    let chosen = arguments.lang.map(Lang::from).or_else(language::from_environment);
    let scheme = arguments.verb.scheme().map(str::to_owned);
    let result = match arguments.verb {
        Verb::Lint(verb) => lint::run(&verb, chosen),
        Verb::Eval(verb) => eval::run(&verb, chosen),
        Verb::Show(verb) => show::run(&verb, chosen),
        Verb::Explain(verb) => explain::run(&verb, chosen),
        Verb::Fmt(verb) => fmt::run(&verb, chosen),
        Verb::Test(verb) => test::run(&verb, chosen),
    };
    let outcome = result.unwrap_or_else(|Unusable(text)| {
        let lang = chosen.or_else(|| scheme.and_then(|path| files::language_of(&path))).unwrap_or(Lang::En);
        let word = Text::fixed("错误：", "error: ");
        say(&format!("{}{}\n", word.get(lang), text.get(lang)));
        Outcome::Unusable
    });
    ExitCode::from(match outcome {
        Outcome::Clean => 0,
        Outcome::Findings => 1,
        Outcome::Unusable => 2,
    })
}

/// Writes to standard error. A reader that has gone is no concern of ours.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes a result to standard output; a broken pipe is silent.
fn print(text: &str) {
    print_bytes(text.as_bytes());
}

/// The same for a text in UTF-8.
fn print_bytes(text: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text).and_then(|()| out.flush());
}

/// Colours for a terminal, unless `NO_COLOR` is set.
fn style(to_terminal: bool) -> Style {
    let color = to_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Style { color, ..Style::default() }
}

/// Findings beside a result: drawn on standard error.
fn complain(problems: &[Diagnostic], sources: &Sources, lang: Lang) {
    if !problems.is_empty() {
        let style = style(std::io::stderr().is_terminal());
        say(&terminal::human(problems, sources, lang, style));
        say(&format!("{}\n", terminal::summary(problems, lang)));
    }
}

/// Findings in schemes beside a result. What is only worth knowing of a scheme is for `heng lint` to tell.
fn complain_of_schemes(problems: &[Diagnostic], sources: &Sources, lang: Lang) {
    let told = |problem: &&Diagnostic| problem.severity > Severity::Note;
    complain(&problems.iter().filter(told).cloned().collect::<Vec<_>>(), sources, lang);
}

/// Whether any finding is at least so grave.
fn any(problems: &[Diagnostic], severity: Severity) -> bool {
    problems.iter().any(|problem| problem.severity >= severity)
}
