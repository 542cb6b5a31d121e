//! `heng eval`: scores every ratee.

use super::load::{Loaded, Part, Request, open, read_all};
use super::{Outcome, Unusable, files, given, parquet, print_bytes, quick};
use crate::locale::Lang;
use crate::plan;
use crate::report::folder::Folder;
use crate::report::summary::{self, Tally};
use crate::report::{Run, groups, json, sheet};
use crate::route::Placed;
use crate::score::{self, Scores, Status};
use crate::text;
use crate::unit::{Date, Period};
use clap::{Args, ValueEnum};

/// Arguments of `heng eval`.
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
    /// 输出形式 · the form of the results
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 输出到文件 · write to a file, its form by its extension
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<String>,
    /// 显示哪些列 · which columns to show: id, total, rank, grade, item paths, facts …
    #[arg(long, value_name = "LIST")]
    pub(super) columns: Option<String>,
    /// 指标得分显示几位小数 · places of item scores in sheets
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=12))]
    pub(super) round_items: Option<u32>,
    /// 以哪一天为「今天」 · the day that counts as today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// 期间 · the period to show
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// 不读浮点数的列 · refuse columns of floating-point numbers
    #[arg(long)]
    no_floats: bool,
    /// 线程数 · threads
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// 结果不含各项得分 · leave out the items
    #[arg(long)]
    pub(super) compact: bool,
    /// 组结果写入 CSV 文件 · write the results of groups to a CSV file
    #[arg(long, value_name = "FILE")]
    pub(super) groups: Option<String>,
    /// 汇总写入文件 · write one object about the run
    #[arg(long, value_name = "FILE")]
    pub(super) summary: Option<String>,
}

/// The form of results.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub enum Format {
    Table,
    Csv,
    Json,
    Jsonl,
    Parquet,
}

/// The threads to use.
pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Runs the verb.
pub fn run(arguments: &Arguments, chosen: Option<Lang>) -> Result<Outcome, Unusable> {
    let as_of = arguments.as_of.as_deref().map(day).transpose()?;
    let format = format(arguments)?;
    if format == Format::Parquet {
        parquet::possible(arguments.output.as_deref())?;
    }
    let given = given::evidence(&arguments.evidence, arguments.from)?;
    let outputs = [&arguments.output, &arguments.groups, &arguments.summary];
    files::when_broken_off(outputs.into_iter().flatten().map(String::as_str), given.temporary());
    let request = Request {
        scheme: &arguments.scheme,
        evidence: &given.files,
        chosen,
        as_of,
        period: arguments.period.as_deref().map(period).transpose()?,
        threads: threads(arguments.threads),
        no_floats: arguments.no_floats,
    };
    let Some(opened) = open(&request)? else { return Ok(Outcome::Findings) };
    if let Some(outcome) = quick::quick(&opened, &request, (arguments, format))? {
        return Ok(outcome);
    }
    let alone = opened.alone().is_some();
    let loaded = read_all(opened, &request)?;
    let is_plain = arguments.summary.is_none() && arguments.groups.is_none();
    if alone
        && format == Format::Csv
        && is_plain
        && let Some(part) = all_in_one(&loaded)
        && let Some(tally) = quick::sheet_of(&part.scheme, &part.table, &request, arguments)?
    {
        let faulty = tally.is_incomplete() || loaded.faulty;
        return Ok(if faulty { Outcome::Findings } else { Outcome::Clean });
    }
    let score = |part: &Part| score::run(&plan::lower(&part.scheme), &part.table, request.threads);
    let scores: Vec<Scores> = loaded.parts.iter().map(score).collect();
    let both = loaded.parts.iter().zip(&scores);
    let runs: Vec<Run<'_>> = both
        .map(|(part, scores)| Run {
            scheme: &part.scheme,
            table: &part.table,
            scores,
            period: request.period.map(|(_, written)| written),
        })
        .collect();
    let folder = Folder { runs: &runs, places: &loaded.places };
    let text = written(&folder, arguments, format, loaded.lang)?;
    if let Some(file) = &arguments.groups {
        files::replace(file, &groups::csv(&runs))?;
    }
    if let Some(file) = &arguments.summary {
        let tallies = runs.iter().map(|run| Tally::of(run.scheme, &run.scores.ratees));
        let parts = loaded.parts.iter().zip(tallies).map(|(part, tally)| summary::Part {
            scheme: &part.scheme,
            tally,
            files: loaded.scheme_files(part),
        });
        let parts: Vec<summary::Part<'_>> = parts.collect();
        let nowhere = loaded.places.iter().filter(|placed| matches!(placed, Placed::Nowhere(_))).count();
        files::replace(file, &summary::summary(&parts, nowhere, &loaded.evidence_files()))?;
    }
    match &arguments.output {
        Some(file) => files::replace(file, &text)?,
        None => print_bytes(&text),
    }
    let nowhere = loaded.places.iter().any(|placed| matches!(placed, Placed::Nowhere(_)));
    let mut ratees = scores.iter().flat_map(|scores| &scores.ratees);
    let incomplete = nowhere || ratees.any(|ratee| ratee.status == Status::Incomplete);
    Ok(if incomplete || loaded.faulty { Outcome::Findings } else { Outcome::Clean })
}

/// The only scheme, if the ratees stand in its table as they do in the evidence.
fn all_in_one(loaded: &Loaded) -> Option<&Part> {
    let [part] = &loaded.parts[..] else { return None };
    let is_next = |(at, placed): (usize, &Placed)| matches!(placed, Placed::In { row, .. } if *row == at);
    loaded.places.iter().enumerate().all(is_next).then_some(part)
}

/// The day of `--as-of`.
pub fn day(written: &str) -> Result<Date, Unusable> {
    Date::parse(written).ok_or_else(|| {
        Unusable(text!(
            "--as-of 要写日期，如 2023-12-31，而不是 {written}",
            "--as-of takes a date such as 2023-12-31, not {written}"
        ))
    })
}

/// The period of `--period`, and how it was written.
pub fn period(written: &str) -> Result<(Period, &str), Unusable> {
    Period::parse(written).map(|period| (period, written)).ok_or_else(|| {
        Unusable(text!(
            "--period 要写期间，如 2023、2023-05、2023Q2、2023年上半年，而不是 {written}",
            "--period takes a period such as 2023, 2023-05, 2023Q2 or 2023H1, not {written}"
        ))
    })
}

/// The results in the form asked for.
fn written(
    folder: &Folder<'_>,
    arguments: &Arguments,
    format: Format,
    lang: Lang,
) -> Result<Vec<u8>, Unusable> {
    let (compact, places) = (arguments.compact, arguments.round_items);
    if let Some(run) = folder.alone() {
        let columns = match &arguments.columns {
            Some(names) => sheet::named(run, names).map_err(Unusable)?,
            None => sheet::usual(run),
        };
        let text = match format {
            Format::Json => json::array(run, lang, compact),
            Format::Jsonl => json::lines(run, lang, compact).map(|line| line + "\n").collect(),
            Format::Csv => sheet::csv(run, &columns, places),
            Format::Table => sheet::table(run, &columns, places, lang),
            Format::Parquet => return parquet::of_one(run, &columns, &sheet::csv(run, &columns, places)),
        };
        return Ok(text.into_bytes());
    }
    let columns = match &arguments.columns {
        Some(names) => folder.named(names).map_err(Unusable)?,
        None => folder.usual(),
    };
    let text = match format {
        Format::Json => folder.array(lang, compact),
        Format::Jsonl => folder.lines(lang, compact).into_iter().map(|line| line + "\n").collect(),
        Format::Csv => folder.csv(&columns, places),
        Format::Table => folder.table(&columns, places, lang),
        Format::Parquet => return parquet::of_all(folder, &columns, &folder.csv(&columns, places)),
    };
    Ok(text.into_bytes())
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
        "parquet" => Ok(Format::Parquet),
        _ => Err(Unusable(text!(
            "看不出 {file} 要什么格式，请写 --format",
            "the form of {file} cannot be told from its name: say --format"
        ))),
    }
}
