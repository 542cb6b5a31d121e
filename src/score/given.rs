//! What the scheme and the run give to every ratee alike: tables, and the days that the run knows.

use super::faults;
use super::lacking::wrong_kind;
use super::operation::Row;
use super::value::{Gap, Value, gaps};
use crate::evidence::Table as Evidence;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{Op, OpKind, Reg};
use crate::scheme::model::{DatePart, DayOf, Scheme, TableId, TableValue};
use crate::text;
use crate::unit::Date;
use std::sync::Arc;

/// The value of an operation on tables or dates.
pub fn evaluate(scheme: &Scheme, evidence: &Evidence, op: &Op, row: &dyn Row) -> Value {
    let (get, path) = (|reg: &Reg| row.get(*reg), &op.path);
    match &op.kind {
        OpKind::Days(a, b) => of_dates(get(a), get(b), path, |a, b| b.day_number() - a.day_number()),
        OpKind::Months(a, b) => of_dates(get(a), get(b), path, Date::months_to),
        OpKind::PartOfDate(part, a) => part_of_date(*part, get(a), path),
        OpKind::Day(which) => day(scheme, evidence, *which, path),
        OpKind::TableRow(id, keys) => table_row(scheme, *id, keys, row, path),
        OpKind::TableCell { table, column, row } => table_cell(scheme, *table, *column, get(row), path),
        _ => wrong_kind(path),
    }
}

/// The row of a table that has the keys; one for all other keys, if there is one.
fn table_row(scheme: &Scheme, id: TableId, keys: &[Reg], row: &dyn Row, path: &Arc<str>) -> Value {
    let values: Vec<&Value> = keys.iter().map(|reg| row.get(*reg)).collect();
    if let Some(gap) = gaps(values.iter().copied()) {
        return gap;
    }
    let made: Option<Vec<TableValue>> = values.iter().map(|value| key(value)).collect();
    let Some(made) = made else { return wrong_kind(path) };
    let table = &scheme.tables[id];
    match table.find(&made) {
        Some(row) => Value::Number(Number::from(row as i64)),
        None => {
            let name = &table.name;
            let shown = Text::joined(values.iter().map(|value| super::shown::plain(value)));
            Gap::fault(
                &faults::NO_TABLE_ROW,
                path,
                text!("表「{name}」没有「{0}」这一行", "the table `{name}` has no row for `{0}`", shown),
            )
        }
    }
}

fn key(value: &Value) -> Option<TableValue> {
    match value {
        Value::Number(number) => Some(TableValue::Number(number.clone())),
        Value::Truth(truth) => Some(TableValue::Truth(*truth)),
        Value::Word(word) => Some(TableValue::Word(word.clone())),
        Value::Date(date) => Some(TableValue::Date(*date)),
        Value::Gap(_) | Value::LeftOut | Value::Groups(_) => None,
    }
}

/// The cell of a column in a row of a table.
fn table_cell(scheme: &Scheme, id: TableId, column: usize, row: &Value, path: &Arc<str>) -> Value {
    let Value::Number(number) = row else { return row.clone() };
    let row = number.to_i64().and_then(|row| usize::try_from(row).ok());
    match row.and_then(|row| scheme.tables[id].rows.get(row)?.values.get(column)) {
        Some(TableValue::Number(number)) => Value::Number(number.clone()),
        Some(TableValue::Truth(truth)) => Value::Truth(*truth),
        Some(TableValue::Word(word)) => Value::Word(word.clone()),
        Some(TableValue::Date(date)) => Value::Date(*date),
        None => wrong_kind(path),
    }
}

/// 今日, 期初, 期末: of the run, else of the scheme.
fn day(scheme: &Scheme, evidence: &Evidence, day: DayOf, path: &Arc<str>) -> Value {
    let period = || evidence.period.map(|period| (period.from, period.to)).or(scheme.days);
    let found = match day {
        DayOf::Today => evidence.today,
        DayOf::PeriodStart => period().map(|days| days.0),
        DayOf::PeriodEnd => period().map(|days| days.1),
    };
    match (found, day) {
        (Some(date), _) => Value::Date(date),
        (None, DayOf::Today) => Gap::fault(
            &faults::NO_TODAY,
            path,
            text!(
                "不知道今日是哪一天，请用 --as-of 写明",
                "the day that counts as today is not known: say --as-of"
            ),
        ),
        (None, _) => Gap::fault(
            &faults::NO_PERIOD_DAYS,
            path,
            text!(
                "不知道期间从哪天到哪天，请在方案里写「期间」，或用 --period 写明",
                "the days of the period are not known: say `period` in the scheme, or --period"
            ),
        ),
    }
}

/// A function of two dates.
fn of_dates(a: &Value, b: &Value, path: &Arc<str>, f: impl FnOnce(Date, Date) -> i64) -> Value {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => Value::Number(Number::from(f(*a, *b))),
        (a, b) => gaps([a, b]).unwrap_or_else(|| wrong_kind(path)),
    }
}

/// A part of a date.
fn part_of_date(part: DatePart, date: &Value, path: &Arc<str>) -> Value {
    match date {
        Value::Date(date) => Value::Number(Number::from(match part {
            DatePart::Year => i64::from(date.year),
            DatePart::Quarter => i64::from(date.month.div_ceil(3)),
            DatePart::Month => i64::from(date.month),
        })),
        Value::Gap(_) => date.clone(),
        _ => wrong_kind(path),
    }
}
