//! `heng explain`: one ratee's whole derivation.

use super::load::{Loaded, Request, load};
use super::{Outcome, Unusable, eval, files, given, print};
use crate::diagnostic::similar;
use crate::locale::Lang;
use crate::plan;
use crate::report::explanation;
use crate::route::Placed;
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
    let Some(loaded) = load(&request)? else { return Ok(Outcome::Findings) };
    let id = &arguments.id;
    let found = loaded.parts.iter().find_map(|part| {
        let row = part.table.ids.iter().position(|other| other == id)?;
        Some((part, row))
    });
    let Some((part, ratee)) = found else { return absent(&loaded, id) };
    let plan = plan::lower(&part.scheme);
    let told = score::explain(&plan, &part.table, ratee, &loaded.sources, request.threads);
    print(&match arguments.format {
        Format::Human => explanation::human(&told, loaded.lang),
        Format::Json => explanation::json(&told, loaded.lang),
        Format::Markdown => explanation::markdown(&told, loaded.lang),
    });
    Ok(if told.status == Status::Incomplete { Outcome::Findings } else { Outcome::Clean })
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
