//! `heng eval`: scores every ratee.

use super::load::{Loaded, Opened, Part, Request, open, read_all};
use super::{Outcome, Unusable, any, complain, files, parquet, print_bytes};
use crate::diagnostic::Severity;
use crate::evidence::{self, Table};
use crate::locale::Lang;
use crate::plan;
use crate::report::folder::Folder;
use crate::report::{Run, columns, groups, json, sheet, summary};
use crate::route::Placed;
use crate::score::columnar::{BLOCK, Shown, columnar, for_sheet, of_table};
use crate::score::linked;
use crate::score::{self, Scores, Status};
use crate::text;
use crate::unit::{Date, FactSpec, Period};
use clap::{Args, ValueEnum};

/// Arguments of `heng eval`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// 方案文件 · the scheme
    pub(super) scheme: String,
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
    /// 不读浮点数的列 · refuse columns of floating-point numbers
    #[arg(long)]
    no_floats: bool,
    /// 线程数 · threads
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// 结果不含各项得分 · leave out the items
    #[arg(long)]
    compact: bool,
    /// 组结果写入 CSV 文件 · write the results of groups to a CSV file
    #[arg(long, value_name = "FILE")]
    groups: Option<String>,
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
    let request = Request {
        scheme: &arguments.scheme,
        evidence: &arguments.evidence,
        chosen,
        as_of,
        period: arguments.period.as_deref().map(period).transpose()?,
        threads: threads(arguments.threads),
        no_floats: arguments.no_floats,
    };
    let Some(opened) = open(&request)? else { return Ok(Outcome::Findings) };
    if matches!(format, Format::Csv | Format::Parquet)
        && arguments.summary.is_none()
        && arguments.groups.is_none()
        && let Some(outcome) = in_columns(&opened, &request, (arguments, format))?
    {
        return Ok(outcome);
    }
    let alone = opened.alone().is_some();
    let loaded = read_all(opened, &request)?;
    let is_sheet = alone && format == Format::Csv;
    if is_sheet
        && arguments.summary.is_none()
        && arguments.groups.is_none()
        && let Some(incomplete) = by_columns(&loaded, &request, arguments)?
    {
        return Ok(if incomplete || loaded.faulty { Outcome::Findings } else { Outcome::Clean });
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
        files::replace(file, &summary::summary(&folder, &loaded.scheme_files(), &loaded.evidence_files()))?;
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

/// Scores a table that was read whole for a sheet of columns that can be had as such, without a result for each ratee.
/// Whether some ratee has no result; nothing, if it is not so.
fn by_columns(
    loaded: &Loaded,
    request: &Request<'_>,
    arguments: &Arguments,
) -> Result<Option<bool>, Unusable> {
    let [part] = &loaded.parts[..] else { return Ok(None) };
    let is_next = |(at, placed): (usize, &Placed)| matches!(placed, Placed::In { row, .. } if *row == at);
    if !loaded.places.iter().enumerate().all(is_next) {
        return Ok(None);
    }
    let none = Scores { ratees: vec![], groups: vec![] };
    let period = request.period.map(|(_, written)| written);
    let run = Run { scheme: &part.scheme, table: &part.table, scores: &none, period };
    let columns = match &arguments.columns {
        Some(names) => sheet::named(&run, names).map_err(Unusable)?,
        None => sheet::usual(&run),
    };
    let Some(shown) = columns::wanted(&columns) else { return Ok(None) };
    // A cell that cannot be used is shown from the table itself.
    if shown.iter().any(|shown| matches!(shown, Shown::Fact(_))) {
        return Ok(None);
    }
    let plan = for_sheet(plan::lower(&part.scheme), &shown, arguments.round_items);
    let Some(results) = of_table(&plan, &part.table, BLOCK, &shown, request.threads) else {
        return Ok(None);
    };
    let sheet = (&run, &columns[..], arguments.round_items);
    match &arguments.output {
        Some(file) => {
            let mut new = files::Replacement::of(file);
            columns::csv(&plan, &results, sheet, request.threads, |part| new.write(part));
            new.finish()?;
        }
        None => columns::csv(&plan, &results, sheet, request.threads, print_bytes),
    }
    Ok(Some(results.is_incomplete()))
}

/// The same for one plain file of ratees and columns that can be had as such: read, scored and let go piece by piece.
/// Nothing, if it is not so.
fn in_columns(
    opened: &Opened,
    request: &Request<'_>,
    (arguments, format): (&Arguments, Format),
) -> Result<Option<Outcome>, Unusable> {
    let (Some(scheme), [file]) = (opened.alone(), request.evidence) else { return Ok(None) };
    if file.contains('=') {
        return Ok(None);
    }
    let (none, table) = (Scores { ratees: vec![], groups: vec![] }, Table::default());
    let run =
        Run { scheme, table: &table, scores: &none, period: request.period.map(|(_, written)| written) };
    let columns = match &arguments.columns {
        Some(names) => sheet::named(&run, names).map_err(Unusable)?,
        None => sheet::usual(&run),
    };
    let (Some(shown), Some(bytes)) = (columns::wanted(&columns), files::Pieces::open(file)) else {
        return Ok(None);
    };
    let specs: Vec<FactSpec> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let counting = evidence::counting_words(&specs);
    let elsewhere = linked::names(scheme);
    let reading = linked::reading(scheme, request.moment(), &elsewhere);
    let Some(chunks) = parquet::pieces((file, &bytes), (&specs, &counting), &reading, request.threads) else {
        return Ok(None);
    };
    let plan = for_sheet(plan::lower(scheme), &shown, arguments.round_items);
    let Some(results) = columnar(&plan, &*chunks, &shown, request.threads) else { return Ok(None) };
    let problems = chunks.findings();
    complain(&problems, &opened.sources, opened.lang);
    let sheet = (&run, &columns[..], arguments.round_items);
    match &arguments.output {
        Some(file) if format == Format::Parquet => {
            let mut csv = Vec::new();
            columns::csv(&plan, &results, sheet, request.threads, |part| csv.extend_from_slice(part));
            files::replace(file, &parquet::of_one(&run, &columns, &String::from_utf8_lossy(&csv))?)?;
        }
        Some(file) => {
            let mut new = files::Replacement::of(file);
            columns::csv(&plan, &results, sheet, request.threads, |part| new.write(part));
            new.finish()?;
        }
        None => columns::csv(&plan, &results, sheet, request.threads, print_bytes),
    }
    let faulty = any(&problems, Severity::Error);
    Ok(Some(if faulty || results.is_incomplete() { Outcome::Findings } else { Outcome::Clean }))
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
