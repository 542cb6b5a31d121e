//! `heng eval`: scores every ratee.

use super::{Outcome, Unusable, any, complain, files, print};
use crate::diagnostic::{Severity, order};
use crate::evidence::{self, Input, Table};
use crate::locale::Lang;
use crate::plan;
use crate::report::{Run, json, sheet, summary};
use crate::scheme::library::Library;
use crate::scheme::model::Scheme;
use crate::score::{self, Status};
use crate::source::Sources;
use crate::text;
use crate::unit::{Date, FactType};
use clap::{Args, ValueEnum};

/// Arguments of `heng eval`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件 · the scheme
    scheme: String,
    /// 数据文件，清单写作 清单名=文件 · evidence; a list is given as LIST=FILE
    #[arg(required = true)]
    evidence: Vec<String>,
    /// 输出形式 · the form of the results
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 输出到文件 · write to a file, its form by its extension
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// 显示哪些列 · which columns to show: id, total, rank, grade, item paths, facts …
    #[arg(long, value_name = "LIST")]
    columns: Option<String>,
    /// 指标得分显示几位小数 · places of item scores in sheets
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=12))]
    round_items: Option<u32>,
    /// 以哪一天为「今天」 · the day that counts as today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// 期间 · the period to show
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 线程数 · threads
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// 结果不含各项得分 · leave out the items
    #[arg(long)]
    compact: bool,
    /// 汇总写入文件 · write one object about the run
    #[arg(long, value_name = "FILE")]
    summary: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Format {
    Table,
    Csv,
    Json,
    Jsonl,
}

/// A scheme and its evidence, read.
pub struct Loaded {
    /// All texts.
    pub sources: Sources,
    /// The scheme.
    pub scheme: Scheme,
    /// The evidence.
    pub table: Table,
    /// The language to speak.
    pub lang: Lang,
    /// Whether a finding about evidence is an error.
    pub faulty: bool,
    scheme_file: (String, Vec<u8>),
    evidence_files: Vec<(String, Vec<u8>)>,
}

/// Findings about evidence after which a whole file is lost.
const UNREADABLE: &[&str] = &["H0701", "H0703", "H0704", "H0705", "H0707", "H0708", "H0709", "H0713"];

/// Reads scheme and evidence. Nothing, if the scheme has errors: they have been printed.
pub fn load(scheme: &str, named: &[String], chosen: Option<Lang>) -> Result<Option<Loaded>, Unusable> {
    let found = files::schemes(scheme)?;
    let [path] = &found[..] else {
        let count = found.len();
        return Err(Unusable(text!(
            "文件夹 {scheme} 里有 {count} 个方案，本版本要指明用哪一个",
            "the folder {scheme} holds {count} schemes; this version wants one named"
        )));
    };
    let mut library = Library::new(&files::Disk);
    let opened = files::open(&mut library, path)?;
    let lang = chosen.or(files::language(&library, opened.file)).unwrap_or(Lang::En);
    let sources = library.into_sources();
    complain(&opened.problems, &sources, lang);
    let Some(loaded) = opened.schemes.into_iter().last() else { return Ok(None) };
    let Some(scheme) = loaded.scheme else { return Ok(None) };
    let mut evidence_files = Vec::new();
    let mut lists = Vec::new();
    for argument in named {
        let (list, name) = split(argument, &scheme)?;
        if evidence::Format::of(&name).is_none() {
            return Err(Unusable(text!(
                "看不出 {name} 是什么格式，可用 .csv、.json、.jsonl",
                "the form of {name} is not known; use .csv, .json, .jsonl"
            )));
        }
        evidence_files.push((name.clone(), files::read(&name)?));
        lists.push(list);
    }
    let inputs: Vec<Input<'_>> = evidence_files
        .iter()
        .zip(&lists)
        .filter_map(|((name, bytes), list)| {
            Some(Input { name, list: list.as_deref(), format: evidence::Format::of(name)?, bytes })
        })
        .collect();
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let (table, problems) = evidence::read(&inputs, &specs);
    let problems = order::sorted(problems);
    complain(&problems, &sources, lang);
    if problems.iter().any(|problem| UNREADABLE.contains(&problem.code.id)) {
        return Err(Unusable(text!(
            "数据文件读不完整，没有计算",
            "the evidence could not be read whole; nothing was scored"
        )));
    }
    let faulty = any(&problems, Severity::Error);
    let own = loaded.files.first().map(|file| sources.get(*file).text().as_bytes().to_vec());
    let scheme_file = (path.clone(), own.unwrap_or_default());
    Ok(Some(Loaded { sources, scheme, table, lang, faulty, scheme_file, evidence_files }))
}

/// `LIST=FILE`, or a file of ratees.
fn split(argument: &str, scheme: &Scheme) -> Result<(Option<String>, String), Unusable> {
    let Some((list, file)) = argument.split_once('=') else { return Ok((None, argument.to_owned())) };
    let lists = || scheme.facts.iter().filter(|fact| matches!(fact.spec.ty, FactType::List(_)));
    let is_list = |fact: &crate::scheme::model::Fact| {
        &*fact.spec.name == list || fact.spec.label.as_deref() == Some(list)
    };
    match lists().find(|fact| is_list(fact)) {
        Some(fact) => Ok((Some(fact.spec.name.to_string()), file.to_owned())),
        None => {
            let names: Vec<&str> = lists().map(|fact| &*fact.spec.name).collect();
            let names = names.join("、");
            Err(Unusable(text!(
                "方案里没有叫「{list}」的清单；有：{names}",
                "the scheme has no list `{list}`; it has: {names}"
            )))
        }
    }
}

/// The threads to use.
pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    if let Some(day) = arguments.as_of.as_deref().filter(|day| Date::parse(day).is_none()) {
        return Err(Unusable(text!(
            "--as-of 要写日期，如 2023-12-31，而不是 {day}",
            "--as-of takes a date such as 2023-12-31, not {day}"
        )));
    }
    let format = format(arguments)?;
    let Some(loaded) = load(&arguments.scheme, &arguments.evidence, chosen)? else {
        return Ok(Outcome::Findings);
    };
    let plan = plan::lower(&loaded.scheme);
    let scores = score::run(&plan, &loaded.table, threads(arguments.threads));
    let run = Run {
        scheme: &loaded.scheme,
        table: &loaded.table,
        scores: &scores,
        period: arguments.period.as_deref(),
    };
    let columns = match &arguments.columns {
        Some(names) => sheet::named(&run, names).map_err(Unusable)?,
        None => sheet::usual(&run),
    };
    let text = match format {
        Format::Json => json::array(&run, loaded.lang, arguments.compact),
        Format::Jsonl => json::lines(&run, loaded.lang, arguments.compact).map(|line| line + "\n").collect(),
        Format::Csv => sheet::csv(&run, &columns, arguments.round_items),
        Format::Table => sheet::table(&run, &columns, arguments.round_items, loaded.lang),
    };
    if let Some(file) = &arguments.summary {
        let digest = |(name, bytes): &'_ (String, Vec<u8>)| (name.clone(), bytes.clone());
        let files: Vec<(String, Vec<u8>)> = loaded.evidence_files.iter().map(digest).collect();
        let evidence: Vec<summary::File<'_>> =
            files.iter().map(|(name, bytes)| summary::File { name, bytes }).collect();
        let (name, bytes) = &loaded.scheme_file;
        files::replace(file, &summary::summary(&run, &summary::File { name, bytes }, &evidence))?;
    }
    match &arguments.output {
        Some(file) => files::replace(file, &text)?,
        None => print(&text),
    }
    let incomplete = scores.ratees.iter().any(|ratee| ratee.status == Status::Incomplete);
    Ok(if incomplete || loaded.faulty { Outcome::Findings } else { Outcome::Clean })
}

fn format(arguments: &Arguments) -> Result<Format, Unusable> {
    if let Some(format) = arguments.format {
        return Ok(format);
    }
    let Some(file) = &arguments.output else { return Ok(Format::Table) };
    let extension = file.rsplit('.').next().unwrap_or_default().to_lowercase();
    match extension.as_str() {
        "csv" => Ok(Format::Csv),
        "json" => Ok(Format::Json),
        "jsonl" | "ndjson" => Ok(Format::Jsonl),
        "txt" => Ok(Format::Table),
        _ => Err(Unusable(text!(
            "看不出 {file} 要什么格式，请写 --format",
            "the form of {file} cannot be told from its name: say --format"
        ))),
    }
}
