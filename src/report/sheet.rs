//! Results as rows and columns: CSV for programs and spreadsheets, a table for the terminal.

use super::{Run, groups, shown, status};
use crate::diagnostic::similar;
use crate::evidence::{Cell, FactColumn};
use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::scheme::model::{Alert, Quota, QuotaTarget};
use crate::score::{Outcome, Ratee};
use crate::source::display_width;
use crate::text;
use crate::unit::FactType;

/// One column of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Identity.
    Id,
    /// The scheme.
    Scheme,
    /// The group's value.
    Group,
    /// Status.
    Status,
    /// Rounded total.
    Total,
    /// Exact total.
    TotalExact,
    /// Grade after effects.
    Grade,
    /// Grade before effects.
    GradeBefore,
    /// Rank.
    Rank,
    /// The alerts that are on.
    Alerts,
    /// What is missing.
    Missing,
    /// The score of an item.
    Item(usize),
    /// The points of an adjustment.
    Adjustment(usize),
    /// Whether a veto applies.
    Veto(usize),
    /// Whether the ratee wins an award.
    Award(usize),
    /// The value of a result, or whether it holds.
    Outcome(usize),
    /// A fact as it was read.
    Fact(usize),
}

/// The columns that every scheme has.
const FIXED: [Column; 11] = [
    Column::Id,
    Column::Scheme,
    Column::Group,
    Column::Status,
    Column::Total,
    Column::TotalExact,
    Column::Grade,
    Column::GradeBefore,
    Column::Rank,
    Column::Alerts,
    Column::Missing,
];

/// The columns that are shown unless others are named.
pub fn usual(run: &Run<'_>) -> Vec<Column> {
    let scheme = run.scheme;
    let mut columns = vec![Column::Id];
    columns.extend(scheme.group.map(|_| Column::Group));
    columns.extend([Column::Status, Column::Total, Column::Grade, Column::Rank]);
    columns.extend(scheme.top.iter().map(|item| Column::Item(*item)));
    let adjustments = |deduction: bool| {
        let all = scheme.adjustments.iter().enumerate();
        all.filter(move |(_, one)| one.deduction == deduction).map(|(index, _)| Column::Adjustment(index))
    };
    columns.extend(adjustments(false).chain(adjustments(true)));
    columns.extend(
        scheme.rules.iter().enumerate().filter(|(_, rule)| rule.veto).map(|(index, _)| Column::Veto(index)),
    );
    let awards = scheme.quotas.iter().enumerate().filter(|(_, quota)| quota.target == QuotaTarget::Award);
    columns.extend(awards.map(|(index, _)| Column::Award(index)));
    columns
}

/// The columns of a list of names.
///
/// # Errors
/// What is wrong with the first name that is none, with the nearest that is one.
pub fn named(run: &Run<'_>, names: &str) -> Result<Vec<Column>, Text> {
    names
        .split([',', '，'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| one_named(run, name))
        .collect()
}

fn one_named(run: &Run<'_>, name: &str) -> Result<Column, Text> {
    let scheme = run.scheme;
    let fixed = FIXED.iter();
    if let Some(column) = fixed.clone().find(|column| column.header(run) == name) {
        return Ok(column.clone());
    }
    let position = |mut names: Box<dyn Iterator<Item = &str> + '_>| names.position(|other| other == name);
    let item = position(Box::new(scheme.items.iter().map(|item| &*item.path)));
    let adjustment = position(Box::new(scheme.adjustments.iter().map(|one| &*one.name)));
    let veto = position(Box::new(scheme.rules.iter().map(|rule| &*rule.name)));
    let fact = position(Box::new(scheme.facts.iter().map(|fact| &*fact.spec.name)));
    let is_award = |quota: &Quota| quota.target == QuotaTarget::Award && *quota.name == *name;
    let award = scheme.quotas.iter().position(is_award).map(Column::Award);
    let found = item.map(Column::Item).or(adjustment.map(Column::Adjustment)).or(veto.map(Column::Veto));
    let outcome = position(Box::new(scheme.results.iter().map(|result| &*result.name)));
    let found = found.or(award).or(outcome.map(Column::Outcome));
    if let Some(column) = found.or(fact.map(Column::Fact)) {
        return Ok(column);
    }
    // A heading of the printed table will do, unless the scheme has something of that name.
    let printed = |lang: Lang| move |column: &&Column| column.heading(run, lang) == name;
    if let Some(column) = fixed.clone().find(printed(Lang::Zh)).or(fixed.clone().find(printed(Lang::En))) {
        return Ok(column.clone());
    }
    if name == "分组" {
        return Ok(Column::Group);
    }
    let headings: Vec<String> =
        fixed.clone().flat_map(|column| [column.header(run), column.heading(run, Lang::Zh)]).collect();
    let all = headings.iter().map(String::as_str).chain(scheme.items.iter().map(|item| &*item.path));
    let all = all.chain(scheme.facts.iter().map(|fact| &*fact.spec.name));
    let all = all.chain(scheme.results.iter().map(|result| &*result.name));
    Err(match similar::nearest(name, all) {
        Some(near) => text!(
            "没有叫「{name}」的列，是不是想写「{near}」？",
            "there is no column `{name}`; did you mean `{near}`?"
        ),
        None => text!(
            "没有叫「{name}」的列；可用：{0}，以及指标的路径，加扣分、否决、数据、结果的名称",
            "there is no column `{name}`; use {0}, paths of items, names of bonuses, deductions, vetoes, facts and results",
            Text {
                zh: FIXED.map(|column| column.heading(run, Lang::Zh)).join("、").into(),
                en: FIXED.map(|column| column.header(run)).join(", ").into(),
            }
        ),
    })
}

impl Column {
    /// Its header in a CSV file: English or the scheme's own name, the same in both languages.
    pub(super) fn header(&self, run: &Run<'_>) -> String {
        let scheme = run.scheme;
        match self {
            Column::Id => "id".into(),
            Column::Scheme => "scheme".into(),
            Column::Group => "group".into(),
            Column::Status => "status".into(),
            Column::Total => "total".into(),
            Column::TotalExact => "total_exact".into(),
            Column::Grade => "grade".into(),
            Column::GradeBefore => "grade_before".into(),
            Column::Rank => "rank".into(),
            Column::Alerts => "alerts".into(),
            Column::Missing => "missing".into(),
            Column::Item(item) => scheme.items[*item].path.to_string(),
            Column::Adjustment(index) => scheme.adjustments[*index].name.to_string(),
            Column::Veto(index) => scheme.rules[*index].name.to_string(),
            Column::Award(index) => scheme.quotas[*index].name.to_string(),
            Column::Outcome(index) => scheme.results[*index].name.to_string(),
            Column::Fact(fact) => scheme.fact_name(*fact).to_owned(),
        }
    }

    /// Its heading on a terminal.
    pub(super) fn heading(&self, run: &Run<'_>, lang: Lang) -> String {
        let text = match self {
            Column::Id => Text::fixed("编号", "id"),
            Column::Scheme => Text::fixed("方案", "scheme"),
            Column::Group => match run.scheme.group {
                Some(fact) => Text::same(run.scheme.fact_name(fact).to_owned()),
                None => Text::fixed("分组", "group"),
            },
            Column::Status => Text::fixed("状态", "status"),
            Column::Total => Text::fixed("总分", "total"),
            Column::TotalExact => Text::fixed("精确总分", "exact total"),
            Column::Grade => Text::fixed("等次", "grade"),
            Column::GradeBefore => Text::fixed("原等次", "grade before"),
            Column::Rank => Text::fixed("名次", "rank"),
            Column::Alerts => Text::fixed("预警", "alerts"),
            Column::Missing => Text::fixed("缺失", "missing"),
            other => Text::same(other.header(run)),
        };
        text.get(lang).to_owned()
    }

    /// Whether every scheme has it.
    pub(super) fn is_fixed(&self) -> bool {
        FIXED.contains(self)
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(
            self,
            Column::Total | Column::TotalExact | Column::Rank | Column::Item(_) | Column::Adjustment(_)
        )
    }

    pub(super) fn value(&self, run: &Run<'_>, ratee: &Ratee, row: usize, places: Option<u32>) -> String {
        let scheme = run.scheme;
        let grade =
            |index: Option<usize>| index.map_or(String::new(), |index| scheme.grades[index].name.to_string());
        let number =
            |number: &Option<Number>| number.as_ref().map_or(String::new(), |number| shown(number, places));
        match self {
            Column::Id => ratee.id.to_string(),
            Column::Scheme => scheme.name.to_string(),
            Column::Group => ratee.group.as_deref().unwrap_or_default().to_owned(),
            Column::Status => status(ratee.status).to_owned(),
            Column::Total => ratee.total.as_ref().map_or(String::new(), |total| run.total(total)),
            Column::TotalExact => ratee.total_exact.as_ref().map_or(String::new(), Number::to_string),
            Column::Grade => grade(ratee.grade),
            Column::GradeBefore => grade(ratee.grade_before),
            Column::Rank => ratee.rank.map_or(String::new(), |(rank, _)| rank.to_string()),
            Column::Alerts => {
                let on = ratee.alerts.iter().map(|alert| &scheme.alerts[*alert]);
                on.map(alert).collect::<Vec<_>>().join("; ")
            }
            Column::Missing => {
                let lacks = ratee.missing.iter().map(|lack| scheme.lack_name(*lack));
                lacks.collect::<Vec<_>>().join("; ")
            }
            Column::Item(item) => number(&ratee.items[*item].score),
            Column::Adjustment(index) => number(&ratee.adjustments[*index].points),
            Column::Veto(index) => {
                let applies = ratee.effects.iter().any(|(rule, _)| rule == index);
                if applies { "yes".into() } else { String::new() }
            }
            Column::Award(index) => {
                if ratee.awards.contains(index) {
                    "yes".into()
                } else {
                    String::new()
                }
            }
            Column::Outcome(result) => {
                let found = ratee.consequences.iter().find(|(index, _)| index == result);
                found.map_or(String::new(), |(_, value)| outcome(value.as_ref(), places))
            }
            Column::Fact(fact) => cell(run, *fact, row),
        }
    }
}

/// An alert by its colour, and by its name if it has one.
fn alert(alert: &Alert) -> String {
    let name = alert.path.split_once('.').map_or(&*alert.path, |(_, name)| name);
    if *name == *alert.level { name.to_owned() } else { format!("{} {name}", alert.level) }
}

/// What a result gives; that it holds, where it gives nothing.
pub(super) fn outcome(value: Option<&Outcome>, places: Option<u32>) -> String {
    match value {
        None | Some(Outcome::Truth(true)) => "yes".to_owned(),
        Some(Outcome::Truth(false)) => "no".to_owned(),
        Some(Outcome::Number(number)) => shown(number, places),
        Some(Outcome::Word(word)) => word.to_string(),
    }
}

/// A fact as it was read, in its declared unit.
fn cell(run: &Run<'_>, fact: usize, row: usize) -> String {
    let ty = &run.scheme.facts[fact].spec.ty;
    let cell = match run.table.facts.get(fact) {
        Some(FactColumn::Scalar(column)) => column.cells.get(row).cloned(),
        Some(FactColumn::Packed(fact)) => fact.value.as_ref().map(|packed| packed.cell(row)),
        _ => return String::new(),
    };
    match &cell {
        Some(Cell::Number(number)) => number.divide(&ty.scale()).unwrap_or_default().to_string(),
        Some(Cell::Bool(truth)) => if *truth { "yes" } else { "no" }.to_owned(),
        Some(Cell::Text(text)) => text.to_string(),
        Some(Cell::Date(date)) => date.to_string(),
        Some(Cell::NotApplicable) => "N/A".to_owned(),
        Some(Cell::Word(index)) => match ty {
            FactType::Category(words) => {
                words.get(*index as usize).map_or(String::new(), |word| word.to_string())
            }
            _ => String::new(),
        },
        Some(Cell::Missing | Cell::Bad(_)) | None => String::new(),
    }
}

/// The sheet as CSV: comma, line feed, quotes where needed.
pub fn csv(run: &Run<'_>, columns: &[Column], places: Option<u32>) -> String {
    header(run, columns) + lines(run, columns, places).as_str()
}

/// Its first line.
pub fn header(run: &Run<'_>, columns: &[Column]) -> String {
    line(columns.iter().map(|column| column.header(run)).collect())
}

/// The lines of the ratees.
pub fn lines(run: &Run<'_>, columns: &[Column], places: Option<u32>) -> String {
    let cells = |row, ratee| columns.iter().map(|column| column.value(run, ratee, row, places)).collect();
    run.scores.ratees.iter().enumerate().map(|(row, ratee)| line(cells(row, ratee))).collect()
}

/// A line of CSV.
pub(super) fn line(cells: Vec<String>) -> String {
    let quoted: Vec<String> = cells.into_iter().map(quoted).collect();
    quoted.join(",") + "\n"
}

pub(super) fn quoted(cell: String) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// The sheet as a table, aligned by the width of its characters.
pub fn table(run: &Run<'_>, columns: &[Column], places: Option<u32>, lang: Lang) -> String {
    // On a terminal, unending fractions help nobody: two places unless asked otherwise. Files stay exact.
    let places = places.or(Some(2));
    let mut rows: Vec<Vec<String>> = vec![columns.iter().map(|column| column.heading(run, lang)).collect()];
    for (row, ratee) in run.scores.ratees.iter().enumerate() {
        rows.push(
            columns.iter().map(|column| word(column.value(run, ratee, row, places), column, lang)).collect(),
        );
    }
    let numbers: Vec<bool> = columns.iter().map(Column::is_number).collect();
    aligned(&rows, &numbers) + groups::tables(run, places, lang, false).as_str()
}

/// Rows as a table; columns of numbers stand to the right.
pub(super) fn aligned(rows: &[Vec<String>], numbers: &[bool]) -> String {
    let widths: Vec<usize> = (0..numbers.len())
        .map(|at| rows.iter().map(|row| display_width(&row[at])).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| {
                let blank = " ".repeat(widths[at].saturating_sub(display_width(cell)));
                if numbers[at] { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
            })
            .collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// Words of closed lists in the language of the reader.
pub(super) fn word(value: String, column: &Column, lang: Lang) -> String {
    let text = match (column, value.as_str()) {
        (Column::Status, "scored") => Text::fixed("已评分", "scored"),
        (Column::Status, "incomplete") => Text::fixed("缺数据", "incomplete"),
        (Column::Status, _) => Text::fixed("不定等次", "not graded"),
        (Column::Veto(_) | Column::Award(_) | Column::Outcome(_), "yes") => Text::fixed("是", "yes"),
        (Column::Outcome(_), "no") => Text::fixed("否", "no"),
        _ => return value,
    };
    text.get(lang).to_owned()
}
