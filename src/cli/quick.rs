//! The quick road of `heng eval`: evidence that is read in pieces, scored in columns and let go.
//!
//! It is for one scheme and plain files of ratees. Whatever else there is, it gives nothing, and all is read whole. Both
//! roads write the same bytes.

use super::eval::{Arguments, Format};
use super::files::{self, Output};
use super::given::Given;
use super::load::{Opened, Request};
use super::progress::{Doing, Progress};
use super::{Outcome, Unusable, any, complain, parquet};
use crate::diagnostic::{Diagnostic, Severity};
use crate::evidence::{self, Chunks, InPieces, Joined, Table, joined};
use crate::plan::{self, Plan};
use crate::report::stream::{Form, Stream};
use crate::report::summary::{self, File, Tally};
use crate::report::{Run, columns, groups, sheet};
use crate::scheme::model::Scheme;
use crate::score::again::first_time;
use crate::score::columnar::{BLOCK, Columnar, Shown, columnar, for_sheet, of_table};
use crate::score::{GroupScore, Ratee, Scores, linked};
use crate::text;
use crate::unit::FactSpec;

/// What of the results of a run no ratee holds.
static NOBODY: Scores = Scores { ratees: vec![], groups: vec![] };

/// Runs something over evidence that is read in pieces; nothing, if the road is not open.
pub fn in_pieces<T>(
    scheme: &Scheme,
    request: &Request<'_>,
    work: impl FnOnce(&Joined<'_>, &[files::Pieces]) -> Result<Option<T>, Unusable>,
) -> Result<Option<T>, Unusable> {
    let is_list = |given: &Given| given.list.is_some();
    if request.evidence.is_empty() || request.evidence.iter().any(is_list) {
        return Ok(None);
    }
    let opening: Option<Vec<files::Pieces>> =
        request.evidence.iter().map(|given| files::Pieces::open(&given.path)).collect();
    let Some(bytes) = opening else { return Ok(None) };
    let specs: Vec<FactSpec> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let counting = evidence::counting_words(&specs);
    let elsewhere = linked::names(scheme);
    let reading = linked::reading(scheme, request.moment(), &elsewhere);
    let all = request.evidence.iter().zip(&bytes);
    let about = (&specs[..], &counting[..]);
    let pieces: Option<Vec<InPieces<'_>>> =
        all.map(|file| parquet::pieces(file, about, &reading, request.threads)).collect();
    match pieces.and_then(joined) {
        Some(chunks) => work(&chunks, &bytes),
        None => Ok(None),
    }
}

/// A run on the quick road.
struct Quick<'q> {
    scheme: &'q Scheme,
    request: &'q Request<'q>,
    arguments: &'q Arguments,
    format: Format,
}

/// Runs it; nothing, if the road is not open.
pub fn quick(
    opened: &Opened,
    request: &Request<'_>,
    (arguments, format): (&Arguments, Format),
) -> Result<Option<Outcome>, Unusable> {
    let Some(scheme) = opened.alone().filter(|_| format != Format::Table) else { return Ok(None) };
    let quick = Quick { scheme, request, arguments, format };
    in_pieces(scheme, request, |chunks, bytes| quick.whole_run(chunks, bytes, opened))
}

/// Writes a sheet of the ratees of a table that was read whole, if all of it is to be had column by column. Nothing, if
/// it is not; else how it came out.
pub fn sheet_of(
    scheme: &Scheme,
    table: &Table,
    request: &Request<'_>,
    arguments: &Arguments,
) -> Result<Option<Tally>, Unusable> {
    let quick = Quick { scheme, request, arguments, format: Format::Csv };
    let run = quick.run(table);
    let columns = quick.columns(&run)?;
    let Some(shown) = columns::wanted(&columns) else { return Ok(None) };
    // A cell that cannot be used is shown from the table itself.
    if shown.iter().any(|shown| matches!(shown, Shown::Fact(_))) {
        return Ok(None);
    }
    let plan = for_sheet(plan::lower(scheme), &shown, arguments.round_items);
    let Some(results) = of_table(&plan, table, BLOCK, &shown, request.threads) else { return Ok(None) };
    quick.write_sheet(&plan, &results, (&run, &columns))?;
    Ok(Some(quick.tally(&results)))
}

/// What is said where evidence is no longer what it was when it was read first.
fn changed() -> Unusable {
    Unusable(text!(
        "数据文件在计算时被改动了，请再算一次",
        "the evidence changed while it was read; run again"
    ))
}

type Scored = (Tally, Vec<Diagnostic>, Vec<GroupScore>);

impl<'q> Quick<'q> {
    fn run<'r>(&'r self, table: &'r Table) -> Run<'r> {
        let period = self.request.period.map(|(_, written)| written);
        Run { scheme: self.scheme, table, scores: &NOBODY, period }
    }

    fn columns(&self, run: &Run<'_>) -> Result<Vec<sheet::Column>, Unusable> {
        match &self.arguments.columns {
            Some(names) => sheet::named(run, names).map_err(Unusable),
            None => Ok(sheet::usual(run)),
        }
    }

    /// Scores all ratees and writes all that is asked for.
    fn whole_run(
        &self,
        chunks: &Joined<'_>,
        bytes: &[files::Pieces],
        opened: &Opened,
    ) -> Result<Option<Outcome>, Unusable> {
        let Some((tally, problems, groups)) = self.score(chunks, opened)? else { return Ok(None) };
        if let Some(file) = &self.arguments.groups {
            let (scores, table) = (Scores { ratees: vec![], groups }, Table::default());
            files::replace(file, &groups::csv(&[Run { scores: &scores, ..self.run(&table) }]))?;
        }
        let is_incomplete = tally.is_incomplete();
        if let Some(file) = &self.arguments.summary {
            let all = self.request.evidence.iter().zip(bytes);
            let read: Option<Vec<File>> = all.map(|(given, bytes)| File::read(&given.name, bytes)).collect();
            let part = summary::Part { scheme: self.scheme, tally, files: opened.scheme_files() };
            files::replace(file, &summary::summary(&[part], 0, &read.ok_or_else(changed)?))?;
        }
        let faulty = any(&problems, Severity::Error);
        Ok(Some(if faulty || is_incomplete { Outcome::Findings } else { Outcome::Clean }))
    }

    /// Scores all ratees and writes them.
    fn score(&self, chunks: &Joined<'_>, opened: &Opened) -> Result<Option<Scored>, Unusable> {
        let table = Table::default();
        let run = self.run(&table);
        let columns = match self.format {
            Format::Csv | Format::Parquet => Some(self.columns(&run)?),
            _ => None,
        };
        let shown = columns.as_deref().and_then(columns::wanted);
        if let (Some(columns), Some(shown)) = (&columns, shown) {
            let progress = Progress::new(chunks.count(), Doing::Scoring, opened.lang);
            let plan = for_sheet(plan::lower(self.scheme), &shown, self.arguments.round_items);
            let watched = progress.watch(chunks);
            let results = columnar(&plan, &watched, &shown, self.request.threads);
            progress.clear();
            let Some(results) = results else { return Ok(None) };
            let problems = chunks.findings();
            complain(&problems, &opened.sources, opened.lang);
            self.write_sheet(&plan, &results, (&run, columns))?;
            return Ok(Some((self.tally(&results), problems, results.groups())));
        }
        let form = match (&columns, self.format) {
            (Some(columns), Format::Csv) => Form::Sheet { columns, places: self.arguments.round_items },
            (None, Format::Json | Format::Jsonl) => Form::Objects {
                array: self.format == Format::Json,
                lang: opened.lang,
                compact: self.arguments.compact,
            },
            _ => return Ok(None),
        };
        self.twice(chunks, (form, opened))
    }

    /// Reads all evidence twice: results of which all is told.
    fn twice(
        &self,
        chunks: &Joined<'_>,
        (form, opened): (Form<'_>, &Opened),
    ) -> Result<Option<Scored>, Unusable> {
        let (scheme, threads) = (self.scheme, self.request.threads);
        let progress = Progress::new(chunks.count(), Doing::Scoring, opened.lang);
        let plan = plan::lower(scheme);
        let again = first_time(&plan, &progress.watch(chunks), threads);
        progress.clear();
        let Some(again) = again else { return Ok(None) };
        let problems = chunks.findings();
        let stream = Stream { scheme, period: self.request.period.map(|(_, written)| written), form };
        let mut output = Output::to(self.arguments.output.as_deref());
        output.write(stream.head().as_bytes());
        let (mut tally, mut is_first) = (Tally::new(scheme), true);
        let make = |table: &Table, ratees: Vec<Ratee>| {
            let tally = Tally::of(scheme, &ratees);
            (stream.part(table, ratees), tally)
        };
        let progress = Progress::new(chunks.count(), Doing::Writing, opened.lang);
        let done = again.second_time(&progress.watch(chunks), threads, make, |(part, of_part)| {
            output.write(if is_first { stream.first(&part) } else { &part }.as_bytes());
            is_first &= part.is_empty();
            tally.join(&of_part);
        });
        progress.clear();
        complain(&problems, &opened.sources, opened.lang);
        done.ok_or_else(changed)?;
        let groups = again.groups();
        output.write(stream.tail(groups.clone()).as_bytes());
        output.finish()?;
        Ok(Some((tally, problems, groups)))
    }

    /// How all came out; if that is not asked for, only those of whom something is odd.
    fn tally(&self, results: &Columnar<'_>) -> Tally {
        let mut tally = Tally::new(self.scheme);
        let mut add = |(status, grade)| tally.add(status, grade);
        match self.arguments.summary {
            Some(_) => results.statuses().for_each(add),
            None => results.odd_statuses().for_each(&mut add),
        }
        tally
    }

    fn write_sheet(
        &self,
        plan: &Plan<'_>,
        results: &Columnar<'_>,
        (run, columns): (&Run<'_>, &[sheet::Column]),
    ) -> Result<(), Unusable> {
        let sheet = (run, columns, self.arguments.round_items);
        let threads = self.request.threads;
        match &self.arguments.output {
            Some(file) if self.format == Format::Parquet => {
                let mut csv = Vec::new();
                columns::csv(plan, results, sheet, threads, |part| csv.extend_from_slice(part));
                files::replace(file, &parquet::of_one(run, columns, &String::from_utf8_lossy(&csv))?)
            }
            file => {
                let mut output = Output::to(file.as_deref());
                columns::csv(plan, results, sheet, threads, |part| output.write(part));
                output.finish()
            }
        }
    }
}
