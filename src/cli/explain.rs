//! `heng explain`: one ratee's whole derivation.

use super::load::{Loaded, Opened, Request, open, read_all};
use super::progress::{Doing, Progress};
use super::{Outcome, Unusable, complain, eval, files, given, print, quick};
use crate::diagnostic::similar;
use crate::evidence::Chunks;
use crate::locale::Lang;
use crate::plan;
use crate::report::explanation;
use crate::route::Placed;
use crate::score::again::first_time;
use crate::score::explanation::Explanation;
use crate::score::{self, Status};
use crate::text;
use clap::{Args, ValueEnum};

/// Arguments of `heng explain`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件 · the scheme
    pub(super) scheme: String,
    /// 数据文件，可写样式或 -，清单写作 清单名=文件 · evidence, patterns and - too; a list is given as LIST=FILE
    #[arg(required = true)]
    evidence: Vec<String>,
    /// 标准输入（-）是什么格式 · the form of standard input (-)
    #[arg(long, value_enum, value_name = "FORM")]
    from: Option<given::From>,
    /// 解释谁 · whose result
    #[arg(long)]
    id: String,
    /// 输出形式 · the form of the explanation
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// 以哪一天为「今天」 · the day that counts as today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// 期间 · the period
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 不读浮点数的列 · refuse columns of floating-point numbers
    #[arg(long)]
    no_floats: bool,
    /// 线程数 · threads
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Format {
    Human,
    Json,
    Markdown,
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let given = given::evidence(&arguments.evidence, arguments.from)?;
    files::when_broken_off([], given.temporary());
    let request = Request {
        scheme: &arguments.scheme,
        evidence: &given.files,
        chosen,
        as_of: arguments.as_of.as_deref().map(eval::day).transpose()?,
        period: arguments.period.as_deref().map(eval::period).transpose()?,
        threads: eval::threads(arguments.threads),
        no_floats: arguments.no_floats,
    };
    let Some(opened) = open(&request)? else { return Ok(Outcome::Findings) };
    let id = &arguments.id;
    if let Some(outcome) = from_pieces(&opened, &request, arguments)? {
        return Ok(outcome);
    }
    let loaded = read_all(opened, &request)?;
    let found = loaded.parts.iter().find_map(|part| {
        let row = part.table.ids.iter().position(|other| other == id)?;
        Some((part, row))
    });
    let Some((part, ratee)) = found else { return absent(&loaded, id) };
    let plan = plan::lower(&part.scheme);
    let told = score::explain(&plan, &part.table, ratee, &loaded.sources, request.threads);
    Ok(show(&told, arguments.format, loaded.lang))
}

fn show(told: &Explanation, format: Format, lang: Lang) -> Outcome {
    print(&match format {
        Format::Human => explanation::human(told, lang),
        Format::Json => explanation::json(told, lang),
        Format::Markdown => explanation::markdown(told, lang),
    });
    if told.status == Status::Incomplete { Outcome::Findings } else { Outcome::Clean }
}

/// The same from evidence of which only what compares ratees is kept, and the one ratee read again. Nothing, if it is not
/// plain enough, or has no such ratee.
fn from_pieces(
    opened: &Opened,
    request: &Request<'_>,
    arguments: &Arguments,
) -> Result<Option<Outcome>, Unusable> {
    let Some(scheme) = opened.alone() else { return Ok(None) };
    quick::in_pieces(scheme, request, |chunks, _| {
        let plan = plan::lower(scheme);
        let progress = Progress::new(chunks.count(), Doing::Scoring, opened.lang);
        let again = first_time(&plan, &progress.watch(chunks), request.threads);
        progress.clear();
        let Some(again) = again else { return Ok(None) };
        let Some(number) = again.ids().iter().position(|id| *id == *arguments.id) else { return Ok(None) };
        let Some(told) = again.explain(chunks, number, &opened.sources) else { return Ok(None) };
        complain(&chunks.findings(), &opened.sources, opened.lang);
        Ok(Some(show(&told, arguments.format, opened.lang)))
    })
}

/// A ratee that no scheme takes, or that the evidence does not have.
fn absent(loaded: &Loaded, id: &str) -> Result<Outcome, Unusable> {
    let nowhere = loaded.places.iter().find_map(|placed| match placed {
        Placed::Nowhere(unplaced) if *unplaced.id == *id => Some(unplaced),
        _ => None,
    });
    if let Some(unplaced) = nowhere {
        let (code, text) = (unplaced.problem.code.id, unplaced.problem.text.get(loaded.lang));
        print(&format!("{id}\n  {code} {text}\n"));
        return Ok(Outcome::Findings);
    }
    let known = loaded.parts.iter().flat_map(|part| part.table.ids.iter());
    Err(Unusable(match similar::nearest(id, known) {
        Some(near) => {
            text!("数据里没有 {id}，是不是 {near}？", "the evidence has no {id}; did you mean {near}?")
        }
        None => text!("数据里没有 {id}", "the evidence has no {id}"),
    }))
}
