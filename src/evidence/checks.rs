//! What only whole columns show: columns that no file has, required values that are missing.
//!
//! It must never change a value.

use super::findings::{Findings, in_file};
use super::header::LAST_YEAR;
use super::percent::PercentWatch;
use super::ratees::Ratees;
use super::table::Cell;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::locale::Text;
use crate::unit::FactSpec;
use crate::{code, text};

/// More missing columns than this are told in one finding.
const MOST_TOLD_APART: usize = 8;
/// How many of them it names.
const NAMED: usize = 4;

/// Reports what whole columns show.
pub(super) fn whole_columns(ratees: &Ratees<'_>, findings: &mut Findings) {
    ratees.watches.iter().filter_map(PercentWatch::finding).for_each(|finding| findings.report(finding));
    if ratees.len() == 0 {
        return;
    }
    let from_files = |fact: &usize| !ratees.reading.given.contains(fact);
    let apart = told_apart(ratees, findings);
    for (fact, spec) in ratees.specs.iter().enumerate().filter(|(fact, _)| from_files(fact)) {
        match &ratees.lists[fact] {
            Some(list) if list.given || list.nested => {
                required_values(ratees, spec, findings, |ratee| list.is_absent(ratee), fact * 2);
            }
            Some(_) => findings.report(missing_list(spec)),
            None => {
                let present = |slot: usize| !ratees.origins.columns[slot].is_empty();
                if present(fact * 2) {
                    let missing = |ratee| *ratees.value(fact * 2, ratee) == Cell::Missing;
                    required_values(ratees, spec, findings, missing, fact * 2);
                }
                columns_of(ratees, (fact, spec), apart, findings);
            }
        }
    }
}

/// Reports declared columns that a file without contradictions lacks.
pub(super) fn missing_columns(ratees: &Ratees<'_>, findings: &mut Findings) {
    let apart = told_apart(ratees, findings);
    for (fact, spec) in ratees.specs.iter().enumerate() {
        match &ratees.lists[fact] {
            Some(_) => findings.report(missing_list(spec)),
            None => columns_of(ratees, (fact, spec), apart, findings),
        }
    }
}

/// Whether missing columns that nobody demands are told one by one; if they are too many for that, they are told here.
fn told_apart(ratees: &Ratees<'_>, findings: &mut Findings) -> bool {
    let is_missing = |(fact, spec): &(usize, &FactSpec)| {
        let is_demanded = spec.required || ratees.lists[*fact].is_some();
        !is_demanded && !ratees.reading.given.contains(fact) && ratees.origins.columns[fact * 2].is_empty()
    };
    let missing: Vec<&FactSpec> =
        ratees.specs.iter().enumerate().filter(is_missing).map(|(_, spec)| spec).collect();
    let apart = missing.len() <= MOST_TOLD_APART;
    if !apart {
        findings.report(many_missing(&missing));
    }
    apart
}

/// Reports the columns of a fact that no file has.
fn columns_of(ratees: &Ratees<'_>, (fact, spec): (usize, &FactSpec), apart: bool, findings: &mut Findings) {
    let present = |slot: usize| !ratees.origins.columns[slot].is_empty();
    if !present(fact * 2) && (apart || spec.required) {
        findings.report(missing_column(spec));
    }
    if spec.with_last_year && !present(fact * 2 + 1) {
        findings.report(missing_last_year(spec));
    }
}

/// Reports each ratee without a required value.
fn required_values(
    ratees: &Ratees<'_>,
    spec: &FactSpec,
    findings: &mut Findings,
    missing: impl Fn(usize) -> bool,
    slot: usize,
) {
    if !spec.required {
        return;
    }
    for ratee in (0..ratees.len()).filter(|ratee| missing(*ratee)) {
        let (id, name) = (ratees.id(ratee), &spec.name);
        let message = text!("{id} 缺少必填的「{name}」", "{id} lacks {name}, which is required");
        let origins = &ratees.origins;
        let place = origins.find(ratee, slot).or_else(|| origins.first_row(ratee));
        let Some(place) = place else { continue };
        let place = CellPlace { column: place.column.or(Some(name.to_string())), ..place };
        findings.report(Diagnostic::at_cell(&REQUIRED_VALUE, place, message).help(text!(
            "请补上数据；确实不适用请写“不涉及”",
            "give the value; write N/A if it does not apply"
        )));
    }
}

code!(
    MISSING_COLUMN,
    "H0714",
    Warning,
    "缺少一列" / "missing-column",
    "方案声明的这个数据，没有一份文件里有，所有对象都缺。用到它的对象算不出总分，除非方案写明了缺失时怎么办。"
        / "No file has the column of this declared fact, so all ratees are without it. Whoever needs it gets no total, unless the scheme says what then.",
);
code!(
    REQUIRED_COLUMN,
    "H0715",
    Error,
    "缺少必填的一列" / "missing-required-column",
    "这个数据声明为必填，却没有一份文件里有。" / "The fact is declared as required, and no file has it.",
);
code!(
    REQUIRED_VALUE,
    "H0716",
    Error,
    "缺少必填的数据" / "missing-required-value",
    "这个数据声明为必填，这个对象却没有填。"
        / "The fact is declared as required, and this ratee is without it.",
);
fn required_or_not(spec: &FactSpec) -> &'static crate::diagnostic::Code {
    if spec.required { &REQUIRED_COLUMN } else { &MISSING_COLUMN }
}

fn missing_column(spec: &FactSpec) -> Diagnostic {
    let name = &spec.name;
    let message = text!(
        "没有一份文件有「{name}」这一列，所有对象都缺这个数据",
        "no file has a column {name}; all ratees are without it"
    );
    let made = Diagnostic::unplaced(required_or_not(spec), message);
    match &spec.label {
        Some(label) => made
            .help(text!("列名可以是「{name}」或「{label}」", "the column may be called {name} or {label}")),
        None => made,
    }
}

fn many_missing(missing: &[&FactSpec]) -> Diagnostic {
    let names = Text::listed(missing.iter().take(NAMED).map(|spec| &*spec.name));
    let count = missing.len();
    let message = text!(
        "没有一份文件有 {0} 等 {count} 列，所有对象都缺这些数据",
        "no file has {count} declared columns ({0} …); all ratees are without them",
        names
    );
    Diagnostic::unplaced(&MISSING_COLUMN, message)
        .help(text!("请核对给的是不是这份方案的数据", "see whether this is the evidence for this scheme"))
}

fn missing_last_year(spec: &FactSpec) -> Diagnostic {
    let (name, [zh, en]) = (&spec.name, LAST_YEAR);
    let message = text!(
        "没有一份文件有「{name}{zh}」这一列，所有对象都缺「{name}」的上年值",
        "no file has a column {name}{en}; all ratees are without last year's {name}"
    );
    Diagnostic::unplaced(required_or_not(spec), message)
}

fn missing_list(spec: &FactSpec) -> Diagnostic {
    let name = &spec.name;
    let message = text!(
        "没有给出清单「{name}」，所有对象都缺这份清单",
        "the list {name} is not given; all ratees are without it"
    );
    Diagnostic::unplaced(required_or_not(spec), message).help(text!(
        "请在命令里加上 {name}=文件名；全体都没有记录时，给一份只有表头的文件",
        "add {name}=FILE to the command; if nobody has an entry, give a file with only the header"
    ))
}

/// The finding on a field of a list that a list's file does not have.
pub(super) fn missing_field(field: &str, file: &str) -> Diagnostic {
    let message = text!(
        "{file} 没有「{field}」这一列，所有记录都缺这个数据",
        "{file} has no column {field}; all its entries are without it"
    );
    in_file(&MISSING_COLUMN, file, message)
}
