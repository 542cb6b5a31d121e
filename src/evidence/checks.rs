//! What only whole columns show: columns that no file has, required values that are missing, percents that were
//! probably written as fractions.
//!
//! It must never change a value.

use super::cell::Read;
use super::findings::{Findings, in_file};
use super::header::LAST_YEAR;
use super::ratees::Ratees;
use super::table::Cell;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::number::Number;
use crate::unit::{FactSpec, FactType};
use crate::{code, text};

/// Fewer percents than this say nothing about how a column is written.
const FEWEST_PERCENTS: usize = 3;

/// Watches how the percents of one column of one file are written.
#[derive(Clone, Debug, Default)]
pub(super) struct PercentWatch {
    file: String,
    column: String,
    count: usize,
    any_above_one: bool,
    any_not_zero: bool,
    any_sign: bool,
}

impl PercentWatch {
    /// Sees the next cell of the column.
    pub(super) fn see(&mut self, ty: &FactType, read: &Read) {
        let (FactType::Percent, Cell::Number(value)) = (ty, &read.cell) else { return };
        self.count += 1;
        self.any_sign |= read.unit_written;
        self.any_not_zero |= !value.is_zero();
        self.any_above_one = self.any_above_one || Number::ratio(1, 100).is_some_and(|one| value.abs() > one);
    }

    /// Says where the column stands.
    pub(super) fn name_place(&mut self, file: &str, column: String) {
        if self.count >= FEWEST_PERCENTS {
            self.file = file.to_owned();
            self.column = column;
        }
    }

    fn looks_like_fractions(&self) -> bool {
        self.count >= FEWEST_PERCENTS && self.any_not_zero && !self.any_above_one && !self.any_sign
    }
}

/// Reports what whole columns show.
pub(super) fn whole_columns(ratees: &Ratees<'_>, findings: &mut Findings) {
    for watch in ratees.watches.iter().filter(|watch| watch.looks_like_fractions()) {
        findings.report(percent_as_fraction(watch));
    }
    if ratees.len() == 0 {
        return;
    }
    for (fact, spec) in ratees.specs.iter().enumerate() {
        match &ratees.lists[fact] {
            Some(list) if list.given || list.nested => {
                required_values(ratees, spec, findings, |ratee| list.is_absent(ratee), fact * 2);
            }
            Some(_) => findings.report(missing_list(spec)),
            None => scalar(ratees, fact, spec, findings),
        }
    }
}

fn scalar(ratees: &Ratees<'_>, fact: usize, spec: &FactSpec, findings: &mut Findings) {
    let present = |slot: usize| !ratees.origins.columns[slot].is_empty();
    if present(fact * 2) {
        let missing = |ratee| *ratees.value(fact * 2, ratee) == Cell::Missing;
        required_values(ratees, spec, findings, missing, fact * 2);
    } else {
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
code!(
    PERCENT_AS_FRACTION,
    "H0717",
    Warning,
    "百分比像是写成了小数" / "percent-looks-like-fraction",
    "百分比的列里，98.7 和 98.7% 是一回事，而 0.987 是 0.987%。整列的值都不超过 1，多半是写成了小数。"
        / "In a percent column 98.7 and 98.7% are the same, and 0.987 is 0.987%. When no value exceeds 1 they were probably written as fractions.",
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

fn percent_as_fraction(watch: &PercentWatch) -> Diagnostic {
    let (column, count) = (&watch.column, watch.count);
    let message = text!(
        "「{column}」是百分比，{count} 个值都不超过 1，最多按 1% 计；是不是写成了小数？",
        "{column} is a percent, and none of its {count} values exceeds 1, so all count as 1% at most; were they written as fractions?"
    );
    let place = CellPlace { file: watch.file.clone(), row: None, column: Some(column.clone()) };
    Diagnostic::at_cell(&PERCENT_AS_FRACTION, place, message).help(text!(
        "98.7% 请写 98.7 或 98.7%；若本来就是小数，请把类型声明为“比率”；若确实不到 1%，请写上 % 号",
        "write 98.7% as 98.7 or 98.7%; declare the fact as a fraction if it is one; if the values are that small, write the % sign"
    ))
}
