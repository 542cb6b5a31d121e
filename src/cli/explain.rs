//! `heng explain`: one ratee's whole derivation.

use super::{Outcome, Unusable, eval, print};
use crate::diagnostic::similar;
use crate::locale::Lang;
use crate::plan;
use crate::report::explanation;
use crate::score::{self, Status};
use crate::text;
use clap::{Args, ValueEnum};

/// Arguments of `heng explain`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件 · the scheme
    scheme: String,
    /// 数据文件，清单写作 清单名=文件 · evidence; a list is given as LIST=FILE
    #[arg(required = true)]
    evidence: Vec<String>,
    /// 解释谁 · whose result
    #[arg(long)]
    id: String,
    /// 输出形式 · the form of the explanation
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
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
    let Some(loaded) = eval::load(&arguments.scheme, &arguments.evidence, chosen)? else {
        return Ok(Outcome::Findings);
    };
    let id = &arguments.id;
    let Some(ratee) = loaded.table.ids.iter().position(|other| **other == **id) else {
        let near = similar::nearest(id, loaded.table.ids.iter().map(|other| &**other));
        return Err(Unusable(match near {
            Some(near) => {
                text!("数据里没有 {id}，是不是 {near}？", "the evidence has no {id}; did you mean {near}?")
            }
            None => text!("数据里没有 {id}", "the evidence has no {id}"),
        }));
    };
    let plan = plan::lower(&loaded.scheme);
    let threads = eval::threads(arguments.threads);
    let told = score::explain(&plan, &loaded.table, ratee, &loaded.sources, threads);
    print(&match arguments.format {
        Format::Human => explanation::human(&told, loaded.lang),
        Format::Json => explanation::json(&told, loaded.lang),
        Format::Markdown => explanation::markdown(&told, loaded.lang),
    });
    Ok(if told.status == Status::Incomplete { Outcome::Findings } else { Outcome::Clean })
}
