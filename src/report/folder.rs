//! Results of several schemes, in the order of the evidence: one ratee may stand under one scheme and the next under
//! another, or under none.

use super::sheet::{self, Column};
use super::{Run, groups, json};
use crate::locale::{Lang, Text};
use crate::route::{Placed, Unplaced};
use serde_json::{Map, Value, json};

/// What every form is made from.
pub struct Folder<'a> {
    /// One for each scheme, over its own ratees.
    pub runs: &'a [Run<'a>],
    /// Every ratee, in the order of the evidence.
    pub places: &'a [Placed],
}

/// A column over all schemes: what it is in each of them, if it is there.
pub struct Shared {
    header: String,
    /// Whether every scheme has it: the name of an item may be the same.
    fixed: bool,
    each: Vec<Option<Column>>,
}

impl Shared {
    /// The schemes that have it, each with what it is there.
    #[cfg(feature = "parquet")]
    pub(super) fn each<'s>(&'s self, runs: &'s [Run<'s>]) -> impl Iterator<Item = (&'s Run<'s>, &'s Column)> {
        runs.iter().zip(&self.each).filter_map(|(run, column)| Some((run, column.as_ref()?)))
    }
}

impl Folder<'_> {
    /// The only run, if all ratees stand in it in the order of the evidence.
    pub fn alone(&self) -> Option<&Run<'_>> {
        let all_in = self.places.iter().all(|placed| matches!(placed, Placed::In { .. }));
        self.runs.first().filter(|_| self.runs.len() == 1 && all_in)
    }

    /// Every ratee with its run and its row there, or why it has none.
    fn ratees(&self) -> impl Iterator<Item = Result<(usize, usize), &Unplaced>> {
        let mut next = vec![0; self.runs.len()];
        self.places.iter().map(move |placed| match placed {
            Placed::In { scheme, .. } => {
                next[*scheme] += 1;
                Ok((*scheme, next[*scheme] - 1))
            }
            Placed::Nowhere(unplaced) => Err(unplaced),
        })
    }

    /// The columns that are shown unless others are named.
    pub fn usual(&self) -> Vec<Shared> {
        if let Some(run) = self.alone() {
            return sheet::usual(run).into_iter().map(|column| one(run, column)).collect();
        }
        let fixed = [Column::Id, Column::Scheme, Column::Status, Column::Total, Column::Grade, Column::Rank];
        let mut columns: Vec<Shared> = Vec::new();
        for (at, run) in self.runs.iter().enumerate() {
            let own = sheet::usual(run).into_iter().filter(|column| *column != Column::Group);
            for column in fixed.iter().cloned().chain(own) {
                let header = column.header(run);
                let fixed = column.is_fixed();
                let is_it = |shared: &Shared| shared.header == header && shared.fixed == fixed;
                let shared = match columns.iter().position(is_it) {
                    Some(known) => known,
                    None => {
                        columns.push(Shared { header, fixed, each: vec![None; self.runs.len()] });
                        columns.len() - 1
                    }
                };
                columns[shared].each[at] = Some(column);
            }
        }
        columns
    }

    /// The columns of a list of names.
    ///
    /// # Errors
    /// The first name that no scheme has.
    pub fn named(&self, names: &str) -> Result<Vec<Shared>, Text> {
        let names = names.split([',', '，']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| self.one_named(name)).collect()
    }

    fn one_named(&self, name: &str) -> Result<Shared, Text> {
        let found: Vec<Result<Column, Text>> = self
            .runs
            .iter()
            .map(|run| sheet::named(run, name).map(|mut columns| columns.swap_remove(0)))
            .collect();
        if let (true, Some(Err(why))) = (found.iter().all(Result::is_err), found.first()) {
            return Err(why.clone());
        }
        let each: Vec<Option<Column>> = found.into_iter().map(Result::ok).collect();
        let known = self.runs.iter().zip(&each).find_map(|(run, column)| Some((run, column.as_ref()?)));
        let (header, fixed) =
            known.map(|(run, column)| (column.header(run), column.is_fixed())).unwrap_or_default();
        Ok(Shared { header, fixed, each })
    }

    fn cells(&self, columns: &[Shared], places: Option<u32>, lang: Option<Lang>) -> Vec<Vec<String>> {
        let cell = |shared: &Shared, at: Result<(usize, usize), &Unplaced>| match at {
            Ok((run, row)) => shared.each[run].as_ref().map_or(String::new(), |column| {
                let value = column.value(&self.runs[run], &self.runs[run].scores.ratees[row], row, places);
                lang.map_or_else(|| value.clone(), |lang| sheet::word(value.clone(), column, lang))
            }),
            Err(_) if !shared.fixed => String::new(),
            Err(unplaced) => match shared.header.as_str() {
                "id" => unplaced.id.to_string(),
                "missing" => unplaced.missing.join("; "),
                "status" => {
                    let value = "incomplete".to_owned();
                    lang.map_or(value.clone(), |lang| sheet::word(value, &Column::Status, lang))
                }
                _ => String::new(),
            },
        };
        self.ratees().map(|at| columns.iter().map(|shared| cell(shared, at)).collect()).collect()
    }

    /// As CSV.
    pub fn csv(&self, columns: &[Shared], places: Option<u32>) -> String {
        let mut out = sheet::line(columns.iter().map(|shared| shared.header.clone()).collect());
        self.cells(columns, places, None).into_iter().for_each(|row| out.push_str(&sheet::line(row)));
        out
    }

    /// As a table for the terminal.
    pub fn table(&self, columns: &[Shared], places: Option<u32>, lang: Lang) -> String {
        let heading = |shared: &Shared| {
            let all = self.runs.iter().zip(&shared.each);
            all.filter_map(|(run, column)| Some(column.as_ref()?.heading(run, lang))).next()
        };
        let mut rows: Vec<Vec<String>> =
            vec![columns.iter().map(|shared| heading(shared).unwrap_or_default()).collect()];
        rows.extend(self.cells(columns, places.or(Some(2)), Some(lang)));
        let is_number = |shared: &Shared| shared.each.iter().flatten().any(Column::is_number);
        let groups = self.runs.iter().map(|run| groups::tables(run, places, lang, true));
        sheet::aligned(&rows, &columns.iter().map(is_number).collect::<Vec<_>>())
            + groups.collect::<String>().as_str()
    }

    /// As JSON Lines: every ratee, then what the schemes say of groups.
    pub fn lines(&self, lang: Lang, compact: bool) -> Vec<String> {
        let all: Vec<Vec<String>> =
            self.runs.iter().map(|run| json::lines(run, lang, compact).collect()).collect();
        let period = self.runs.first().and_then(|run| run.period);
        let mut lines: Vec<String> = self
            .ratees()
            .map(|at| match at {
                Ok((run, row)) => all[run].get(row).cloned().unwrap_or_default(),
                Err(unplaced) => object(unplaced, period, lang, compact).to_string(),
            })
            .collect();
        for (run, of_run) in self.runs.iter().zip(&all) {
            lines.extend(of_run.iter().skip(run.scores.ratees.len()).cloned());
        }
        lines
    }

    /// As a JSON array with one ratee on each line.
    pub fn array(&self, lang: Lang, compact: bool) -> String {
        json::array_of(&self.lines(lang, compact))
    }
}

fn one(run: &Run<'_>, column: Column) -> Shared {
    Shared { header: column.header(run), fixed: column.is_fixed(), each: vec![Some(column)] }
}

/// The result of a ratee that no scheme takes: it has none, and says why.
fn object(unplaced: &Unplaced, period: Option<&str>, lang: Lang, compact: bool) -> Value {
    let mut out = Map::new();
    out.insert("schema".into(), json!(1));
    out.insert("id".into(), json!(&*unplaced.id));
    if let Some(period) = period {
        out.insert("period".into(), json!(period));
    }
    out.insert("status".into(), json!("incomplete"));
    if !unplaced.missing.is_empty() {
        out.insert("missing".into(), json!(unplaced.missing));
    }
    let problem = &unplaced.problem;
    let problem = json!({ "code": problem.code.id, "path": &*problem.path, "text": problem.text.get(lang) });
    out.insert("problems".into(), json!([problem]));
    for list in ["items", "adjustments", "effects", "alerts", "consequences", "notes"] {
        if !(compact && list == "items") {
            out.insert(list.into(), json!([]));
        }
    }
    Value::Object(out)
}
