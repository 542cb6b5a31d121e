//! Values as people write them: with the unit of the fact.

use super::value::Value;
use crate::locale::Text;
use crate::number::Number;
use crate::scheme::model::Scheme;
use crate::syntax::keywords::KEYWORDS;
use crate::text;
use crate::unit::FactType;

/// The number of a rule that has no name: results call it 规则3.
pub fn unnamed(rule: &str) -> Option<usize> {
    rule.strip_prefix("规则")?.parse().ok()
}

/// The colour of an alert, which results write in Chinese.
pub fn colour(level: &str) -> Text {
    let row = KEYWORDS.iter().find(|row| row.zh.contains(&level));
    row.map_or_else(|| Text::same(level), |row| Text::fixed(row.zh[0], row.en[0]))
}

/// A path of results for people: its fixed words are Chinese, so that results are the same in both languages.
pub fn path(path: &str) -> Text {
    let parts = [("预警.", "alert."), ("名额.", "quota.")];
    let part = parts.iter().find_map(|(zh, en)| Some((path.strip_prefix(zh)?, en)));
    match (part, unnamed(path)) {
        (Some((name, en)), _) => text!("{path}", "{en}{name}"),
        (None, Some(number)) => text!("{path}", "rule {number}"),
        (None, None) => Text::same(path),
    }
}

/// A value of a fact, in the unit in which the fact is declared.
pub fn value(_scheme: &Scheme, ty: &FactType, value: &Value) -> Text {
    match value {
        Value::Number(number) => Text::same(quantity(ty, number)),
        other => plain(other),
    }
}

/// A number of a fact with its unit: `98.7%`, `120万元`, `23个`.
pub fn quantity(ty: &FactType, number: &Number) -> String {
    let written = number.divide(&ty.scale()).unwrap_or_default();
    let unit = ty.unit().map(|unit| unit.symbol.to_string()).unwrap_or_default();
    format!("{written}{unit}")
}

/// A value without knowing what it is of.
pub fn plain(value: &Value) -> Text {
    match value {
        Value::Number(number) => Text::same(number.to_string()),
        Value::Truth(true) => Text::fixed("是", "yes"),
        Value::Truth(false) => Text::fixed("否", "no"),
        Value::Word(word) => Text::same(word.to_string()),
        Value::Date(date) => Text::same(date.to_string()),
        Value::Groups(_) => Text::fixed("分组统计", "figures by group"),
        Value::LeftOut => Text::fixed("剔除", "left out"),
        Value::Gap(gap) => match (gap.faults.first(), gap.missing.is_empty()) {
            (Some(fault), _) => text!("算不出（{0}）", "cannot be computed ({0})", fault.text),
            (None, false) => Text::fixed("缺失", "missing"),
            (None, true) => Text::fixed("不涉及", "not applicable"),
        },
    }
}
