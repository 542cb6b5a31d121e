//! Results of groups of ratees: behind those of the ratees in JSON and in the table, in a sheet of their own as CSV.

use super::sheet::{aligned, line, outcome};
use super::{Run, json, shown};
use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::scheme::model::GroupResult;
use crate::scheme::types::Ty;
use crate::score::{GroupScore, Outcome};
use crate::unit::Dimension;
use serde_json::{Map, Value, json as value};

/// One object for each group, those of one statement together.
pub fn objects<'r>(run: &'r Run<'_>, lang: Lang) -> impl Iterator<Item = Value> + 'r {
    run.scores.groups.iter().map(move |group| object(run, group, lang))
}

fn object(run: &Run<'_>, score: &GroupScore, lang: Lang) -> Value {
    let (scheme, declared) = (run.scheme, &run.scheme.group_results[score.result]);
    let mut out = Map::new();
    out.insert("schema".into(), value!(json::SCHEMA));
    let head = [
        ("group_result", Some(&*declared.name)),
        ("scheme", Some(&*scheme.name)),
        ("scheme_version", scheme.version.as_deref()),
        ("period", run.period.or(scheme.period.as_deref())),
        ("by", declared.by_name.as_deref()),
        ("group", Some(&*score.group.zh)),
    ];
    for (key, text) in head {
        if let Some(text) = text {
            out.insert(key.into(), value!(text));
        }
    }
    out.insert("ratees".into(), value!(score.ratees));
    json::put_outcome(&mut out, score.value.as_ref());
    if let Some(unit) = unit(declared).filter(|_| score.value.is_some()) {
        out.insert("unit".into(), value!(unit));
    }
    if !score.missing.is_empty() {
        let names: Vec<String> = score.missing.iter().map(|lack| scheme.lack_name(*lack)).collect();
        out.insert("missing".into(), value!(names));
    }
    if !score.problems.is_empty() {
        out.insert("problems".into(), json::remarks(&score.problems, lang));
    }
    Value::Object(out)
}

/// The unit in which a value stands, where it has one; a percentage stands as a fraction of 1.
fn unit(declared: &GroupResult) -> Option<&str> {
    match &declared.value.ty {
        Ty::Unit(Dimension::Count(word)) => Some(word),
        Ty::Unit(Dimension::Score) => Some("分"),
        Ty::Unit(Dimension::Money) => Some("元"),
        _ => None,
    }
}

/// The results of all groups as CSV: a line for each.
pub fn csv(runs: &[Run<'_>]) -> String {
    let header = ["scheme", "group_result", "by", "group", "ratees", "value", "unit"];
    let mut out = line(header.map(str::to_owned).to_vec());
    for run in runs {
        for score in &run.scores.groups {
            let declared = &run.scheme.group_results[score.result];
            let told = score.value.as_ref().map_or(String::new(), |value| outcome(Some(value), None));
            let unit = unit(declared).filter(|_| score.value.is_some()).unwrap_or_default();
            out.push_str(&line(vec![
                run.scheme.name.to_string(),
                declared.name.to_string(),
                declared.by_name.as_deref().unwrap_or_default().to_owned(),
                score.group.zh.to_string(),
                score.ratees.to_string(),
                told,
                unit.to_owned(),
            ]));
        }
    }
    out
}

/// Tables for the terminal, one for each way of grouping, each after a blank line. `named` says whether the scheme is
/// told as well.
pub fn tables(run: &Run<'_>, places: Option<u32>, lang: Lang, named: bool) -> String {
    let declared = &run.scheme.group_results;
    let mut ways: Vec<Vec<usize>> = Vec::new();
    for (index, one) in declared.iter().enumerate() {
        let alike = |way: &&mut Vec<usize>| one.by_name.is_some() && declared[way[0]].by_name == one.by_name;
        match ways.iter_mut().find(alike) {
            Some(way) => way.push(index),
            None => ways.push(vec![index]),
        }
    }
    let title = if named { format!("{}\n", run.scheme.name) } else { String::new() };
    ways.iter().map(|way| format!("\n{title}{}", table(run, way, places, lang))).collect()
}

fn table(run: &Run<'_>, way: &[usize], places: Option<u32>, lang: Lang) -> String {
    let declared = &run.scheme.group_results;
    let of = |result: usize| run.scores.groups.iter().filter(move |score| score.result == result);
    let by = declared[way[0]].by_name.as_deref().map(|name| Text::same(name.to_owned()));
    let head = [by.unwrap_or(Text::fixed("组", "group")), Text::fixed("对象数", "ratees")];
    let mut rows = vec![head.map(|text| text.get(lang).to_owned()).to_vec()];
    rows[0].extend(way.iter().map(|result| declared[*result].name.to_string()));
    for first in of(way[0]) {
        let mut row = vec![first.group.get(lang).to_owned(), first.ratees.to_string()];
        for result in way {
            let found = of(*result).find(|score| score.group == first.group);
            let value = found.and_then(|score| score.value.as_ref());
            row.push(value.map_or(String::new(), |value| cell(&declared[*result], value, places, lang)));
        }
        rows.push(row);
    }
    let numbers = way.iter().map(|result| declared[*result].value.ty.is_numeric());
    aligned(&rows, &[false, true].into_iter().chain(numbers).collect::<Vec<_>>())
}

/// A value for people: shares as percentages, two places unless asked otherwise.
fn cell(declared: &GroupResult, value: &Outcome, places: Option<u32>, lang: Lang) -> String {
    let places = places.or(Some(2));
    match (value, &declared.value.ty) {
        (Outcome::Number(number), Ty::Ratio | Ty::Unit(Dimension::Percent)) => {
            shown(&(number * &Number::from(100)), places) + "%"
        }
        // A number of ratees, of households …
        (Outcome::Number(number), Ty::Number | Ty::Unit(Dimension::Count(_))) if number.is_whole() => {
            number.to_string()
        }
        (Outcome::Truth(truth), _) => {
            let word = if *truth { Text::fixed("是", "yes") } else { Text::fixed("否", "no") };
            word.get(lang).to_owned()
        }
        _ => outcome(Some(value), places),
    }
}
