//! What a run stands on: one scheme or a folder of them, the evidence, and which ratee goes to which scheme.

use super::given::Given;
use super::{Unusable, any, complain, complain_of_schemes, files};
use crate::diagnostic::{Diagnostic, Severity, order};
use crate::evidence::{self, Input, Table};
use crate::locale::Lang;
use crate::report::summary::{File, SchemeFiles};
use crate::route::{self, Candidate, Placed};
use crate::scheme::library;
use crate::scheme::model::Scheme;
use crate::score::linked::{self, Moment};
use crate::source::{FileId, Sources};
use crate::text;
use crate::unit::{Date, FactType, Period};

/// What is asked for on the command line.
pub struct Request<'a> {
    /// A scheme file, or a folder of them.
    pub scheme: &'a str,
    /// Evidence files.
    pub evidence: &'a [Given],
    /// The language asked for.
    pub chosen: Option<Lang>,
    /// The day that counts as today.
    pub as_of: Option<Date>,
    /// The period, and how it was written.
    pub period: Option<(Period, &'a str)>,
    /// Threads to use.
    pub threads: usize,
    /// Whether columns of floating-point numbers are refused.
    pub no_floats: bool,
}

impl Request<'_> {
    /// When the run takes place, and how its evidence is read.
    pub fn moment(&self) -> Moment {
        let period = self.period.map(|(period, _)| period);
        Moment { today: self.as_of, period, no_floats: self.no_floats, uncut: false }
    }
}

/// A scheme with the ratees that it takes.
pub struct Part {
    /// The scheme.
    pub scheme: Scheme,
    /// Their evidence.
    pub table: Table,
    /// Its own text and those above it, by their numbers.
    files: Vec<FileId>,
}

/// Schemes and evidence, read.
pub struct Loaded {
    /// All texts.
    pub sources: Sources,
    /// The schemes that take ratees.
    pub parts: Vec<Part>,
    /// Every ratee, in the order of the evidence.
    pub places: Vec<Placed>,
    /// The language to speak.
    pub lang: Lang,
    /// Whether a finding about evidence is an error.
    pub faulty: bool,
    evidence: Vec<Named>,
}

/// A file of evidence, read.
struct Named {
    list: Option<String>,
    name: String,
    bytes: Vec<u8>,
}

/// The files of a scheme, its own first, for digests.
fn scheme_files(sources: &Sources, files: &[FileId]) -> SchemeFiles {
    let file = |id: &FileId| {
        let source = sources.get(*id);
        File::of(source.name(), source.text().as_bytes())
    };
    match files.split_first() {
        Some((own, above)) => SchemeFiles { own: file(own), above: above.iter().map(file).collect() },
        None => SchemeFiles { own: File::of("", &[]), above: vec![] },
    }
}

impl Loaded {
    /// The files of a scheme, for digests.
    pub fn scheme_files(&self, part: &Part) -> SchemeFiles {
        scheme_files(&self.sources, &part.files)
    }

    /// The files of evidence, for digests.
    pub fn evidence_files(&self) -> Vec<File> {
        self.evidence.iter().map(|file| File::of(&file.name, &file.bytes)).collect()
    }
}

/// Findings about evidence after which a whole file is lost.
const UNREADABLE: &[&str] =
    &["H0701", "H0703", "H0704", "H0705", "H0707", "H0708", "H0709", "H0713", "H0750", "H0757"];

/// Findings that are about a file as one scheme sees it: of several schemes, all must say so.
const BY_ALL: &[&str] = &["H0710", "H0711", "H0740"];

/// Schemes that were read and are sound.
pub struct Opened {
    /// All texts.
    pub sources: Sources,
    /// The language to speak.
    pub lang: Lang,
    candidates: Vec<Taker>,
}

impl Opened {
    /// The scheme, if there is one alone, it takes everybody, and it stands on nothing but files of evidence.
    pub fn alone(&self) -> Option<&Scheme> {
        let [(scheme, _)] = &self.candidates[..] else { return None };
        let takes_all = scheme.applies.is_none();
        (takes_all && scheme.facts.iter().all(|fact| fact.from.is_empty())).then_some(scheme)
    }

    /// The files of the first scheme, for digests.
    pub fn scheme_files(&self) -> SchemeFiles {
        scheme_files(&self.sources, self.candidates.first().map_or(&[], |(_, files)| files))
    }
}

/// Reads the schemes. Nothing, if one has errors: they have been printed.
pub fn open(request: &Request<'_>) -> Result<Option<Opened>, Unusable> {
    let mut library = files::library(&files::Disk);
    let (mut problems, mut language, mut schemes) = (Vec::new(), None, Vec::new());
    let mut sound = true;
    for path in files::schemes(request.scheme)? {
        let opened = files::open(&mut library, &path)?;
        sound &= !opened.schemes.is_empty() && opened.schemes.iter().all(|loaded| loaded.scheme.is_some());
        language = language.or(files::language(&library, opened.file));
        problems.extend(opened.problems);
        schemes.extend(opened.schemes);
    }
    let lang = request.chosen.or(language).unwrap_or(Lang::En);
    let sources = library.into_sources();
    problems.extend(route::twins(&schemes.iter().collect::<Vec<_>>()));
    let problems = order::sorted(problems);
    complain_of_schemes(&problems, &sources, lang);
    let twins = problems.iter().any(|problem| problem.code == &route::TWINS);
    if !sound || twins {
        return Ok(None);
    }
    Ok(Some(Opened { sources, lang, candidates: takers(schemes) }))
}

/// Reads the evidence, and finds out which ratee goes to which scheme.
pub fn read_all(opened: Opened, request: &Request<'_>) -> Result<Loaded, Unusable> {
    let Opened { sources, lang, candidates } = opened;
    let evidence = request
        .evidence
        .iter()
        .map(|given| named(given, &candidates))
        .collect::<Result<Vec<Named>, Unusable>>()?;
    // Of several schemes, each hears only of its own ratees: what is alike can be cut short only after that.
    let moment = Moment { uncut: candidates.len() > 1, ..request.moment() };
    let read: Vec<(Table, Vec<Diagnostic>)> =
        candidates.iter().map(|(scheme, _)| read(scheme, &evidence, moment, request.threads)).collect();
    if read.iter().any(|(_, problems)| problems.iter().any(|one| UNREADABLE.contains(&one.code.id))) {
        complain(
            &order::sorted(read.into_iter().flat_map(|(_, problems)| problems).collect()),
            &sources,
            lang,
        );
        return Err(Unusable(text!(
            "数据文件读不完整，没有计算",
            "the evidence could not be read whole; nothing was scored"
        )));
    }
    let places = {
        let seen: Vec<Candidate<'_>> = candidates
            .iter()
            .zip(&read)
            .map(|((scheme, _), (table, _))| Candidate { scheme, table })
            .collect();
        route::route(&seen, day(request), request.threads)
    };
    let problems = about_evidence(&read, &places);
    complain(&problems, &sources, lang);
    let faulty = any(&problems, Severity::Error);
    let parts = parts(candidates, read, &places);
    Ok(Loaded { sources, parts, places, lang, faulty, evidence })
}

type Taker = (Scheme, Vec<FileId>);

/// The schemes that take ratees, with their files.
fn takers(schemes: Vec<library::Loaded>) -> Vec<Taker> {
    let takers = route::takers(&schemes);
    let all = schemes.into_iter().enumerate().filter(|(at, _)| takers.contains(at));
    all.filter_map(|(_, loaded)| Some((loaded.scheme?, loaded.files))).collect()
}

/// The day by which it is decided which schemes are in force.
fn day(request: &Request<'_>) -> Option<Date> {
    request.as_of.or(request.period.map(|(period, _)| period.to))
}

fn read(scheme: &Scheme, evidence: &[Named], moment: Moment, threads: usize) -> (Table, Vec<Diagnostic>) {
    let inputs: Vec<Input<'_>> = evidence
        .iter()
        .filter_map(|file| {
            let format = evidence::Format::of(&file.name)?;
            Some(Input { name: &file.name, list: file.list.as_deref(), format, bytes: &file.bytes })
        })
        .collect();
    linked::evidence(scheme, &inputs, moment, threads)
}

/// What the readings of all schemes object to, each once, as far as it touches ratees of theirs.
fn about_evidence(read: &[(Table, Vec<Diagnostic>)], places: &[Placed]) -> Vec<Diagnostic> {
    let mut kept = Vec::new();
    let mut taken: Vec<std::collections::BTreeSet<usize>> = vec![Default::default(); read.len()];
    for placed in places {
        if let Placed::In { scheme, row } = placed {
            taken[*scheme].insert(*row);
        }
    }
    let alone = read.len() == 1;
    for (at, (table, problems)) in read.iter().enumerate() {
        let rows = if alone { Default::default() } else { table.rows() };
        for problem in problems {
            let row = problem.cell.as_ref().and_then(|cell| Some((&*cell.file, cell.row?)));
            let ratee = row.and_then(|row| rows.get(&row));
            let of_ours = match ratee {
                Some(ratee) => taken[at].contains(ratee),
                None if BY_ALL.contains(&problem.code.id) => {
                    read.iter().all(|(_, others)| others.contains(problem))
                }
                None => !taken[at].is_empty(),
            };
            if alone || of_ours {
                kept.push(problem.clone());
            }
        }
    }
    order::sorted(evidence::cut(order::sorted(kept)))
}

/// Each scheme with the ratees that go to it.
fn parts(candidates: Vec<Taker>, read: Vec<(Table, Vec<Diagnostic>)>, places: &[Placed]) -> Vec<Part> {
    let rows = |wanted: usize| -> Vec<usize> {
        let ours = places.iter().filter_map(|placed| match placed {
            Placed::In { scheme, row } if *scheme == wanted => Some(*row),
            _ => None,
        });
        ours.collect()
    };
    let part = |(at, ((scheme, files), (table, _))): (usize, (Taker, (Table, Vec<Diagnostic>)))| {
        let rows = rows(at);
        let whole = rows.len() == table.ids.len() && rows.iter().enumerate().all(|(at, row)| at == *row);
        let table = if whole { table } else { table.select(&rows) };
        Part { scheme, table, files }
    };
    candidates.into_iter().zip(read).enumerate().map(part).collect()
}

/// Reads a file of evidence.
fn named(given: &Given, schemes: &[Taker]) -> Result<Named, Unusable> {
    let (list, name) = (given.list.as_deref(), &given.name);
    let all = || schemes.iter().flat_map(|(scheme, _)| linked::with_used(scheme));
    if let Some(list) = list
        && !all().any(|scheme| linked::list_named(scheme, list).is_some())
    {
        let facts = all().flat_map(|scheme| &scheme.facts).filter(|fact| fact.from.is_empty());
        let lists = facts.filter(|fact| matches!(fact.spec.ty, FactType::List(_)));
        let mut names: Vec<&str> = lists.map(|fact| &*fact.spec.name).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return Err(Unusable(text!(
                "方案里没有叫「{list}」的清单，也没有别的清单",
                "the scheme has no list `{list}`, nor any other"
            )));
        }
        let names = crate::locale::Text::listed(names);
        return Err(Unusable(text!(
            "方案里没有叫「{list}」的清单；有：{0}",
            "the scheme has no list `{list}`; it has: {0}",
            names
        )));
    }
    if evidence::Format::of(name).is_none() {
        return Err(Unusable(text!(
            "看不出 {name} 是什么格式，可用 .csv、.json、.jsonl、.parquet",
            "the form of {name} is not known; use .csv, .json, .jsonl, .parquet"
        )));
    }
    Ok(Named { list: given.list.clone(), name: name.clone(), bytes: given.read()? })
}
