//! The declaration of a fact, as far as a reader of evidence must know it.

use super::{Unit, Words};
use crate::number::Number;
use std::fmt;
use std::sync::Arc;

/// The type of a fact.
#[derive(Clone, Debug, PartialEq)]
pub enum FactType {
    /// A whole number of things, of a counting unit if one is said (整数). A cell may carry that unit.
    Count(Option<Unit>),
    /// Any number without a unit (数值).
    Number,
    /// Points (分数).
    Score,
    /// A share between 0 and 1, written as a decimal (比率): `0.987`.
    Fraction,
    /// A percent (百分比): `98.7%` and `98.7` mean the same and are held as 0.987.
    Percent,
    /// Percentage points (百分点): `3`, `3个百分点`; held as 0.03.
    PercentPoint,
    /// Money (金额), written in a unit of money, held in 元.
    Money(Unit),
    /// A quantity with a unit (数量), held in the base unit of its dimension.
    Quantity(Unit),
    /// Yes or no (是否).
    YesNo,
    /// One of the listed words (类别).
    Category(Words),
    /// Any text (文本).
    Text,
    /// A calendar date (日期).
    Date,
    /// The period of an entry (期间): the field that a list by periods (逐期) has beside its own.
    Period,
    /// Entries with fields (清单).
    List(Arc<[ListField]>),
}

impl FactType {
    /// The unit in which a bare number of this type is written.
    pub fn unit(&self) -> Option<Unit> {
        match self {
            FactType::Count(unit) => unit.clone(),
            FactType::Money(unit) | FactType::Quantity(unit) => Some(unit.clone()),
            FactType::Percent => Unit::find("%", &[]),
            FactType::PercentPoint => Unit::find("百分点", &[]),
            FactType::Score => Unit::find("分", &[]),
            _ => None,
        }
    }

    /// The field that holds the period of an entry, if this is a list by periods.
    pub fn period_field(&self) -> Option<usize> {
        let FactType::List(fields) = self else { return None };
        fields.iter().position(|field| field.ty == FactType::Period)
    }

    /// Base units in one written unit: what a bare number is multiplied with.
    pub fn scale(&self) -> Number {
        self.unit().map_or(Number::ONE, |unit| unit.scale)
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        !matches!(
            self,
            FactType::YesNo
                | FactType::Category(_)
                | FactType::Text
                | FactType::Date
                | FactType::Period
                | FactType::List(_)
        )
    }
}

/// A field of the entries of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListField {
    /// Its name.
    pub name: Arc<str>,
    /// Another header under which a file may hold it.
    pub label: Option<Arc<str>>,
    /// Its type; never a list.
    pub ty: FactType,
}

impl ListField {
    /// Whether a scheme may call it so: by its name, and a period in either language.
    pub fn is_called(&self, name: &str) -> bool {
        &*self.name == name || self.ty == FactType::Period && self.label.as_deref() == Some(name)
    }
}

/// What a reader of evidence must know of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct FactSpec {
    /// The name in the scheme; a column of that name holds it.
    pub name: Arc<str>,
    /// Another header under which a file may hold it.
    pub label: Option<Arc<str>>,
    /// Its type.
    pub ty: FactType,
    /// Least and greatest allowed value, in base units; either may be open.
    pub range: (Option<Number>, Option<Number>),
    /// Whether a ratee without it is reported, even if no rule reads it (必填).
    pub required: bool,
    /// Whether last year's value comes with it (带上年), in a column `NAME.上年` or `NAME.last_year`.
    pub with_last_year: bool,
}

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// A date that exists, or nothing.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Date { year, month, day })
    }

    /// Reads `2023-12-31`, `2023/12/31`, `2023.12.31` or `2023年12月31日`, digits full-width or not.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts: Vec<(String, char)> = vec![(String::new(), ' ')];
        for c in text.trim().chars() {
            let c = if ('０'..='９').contains(&c) {
                char::from(b'0' + (c as u32 - '０' as u32) as u8)
            } else {
                c
            };
            match (c.is_ascii_digit(), parts.last_mut()) {
                (true, Some(last)) => last.0.push(c),
                (false, Some(last)) if !last.0.is_empty() => {
                    last.1 = c;
                    parts.push((String::new(), ' '));
                }
                _ => return None,
            }
        }
        let marks: Vec<char> = parts.iter().map(|part| part.1).collect();
        let known = matches!(
            marks[..],
            ['-', '-', ' '] | ['/', '/', ' '] | ['.', '.', ' '] | ['年', '月', '日', ' ']
        );
        let tail_empty = parts.len() < 4 || parts[3].0.is_empty();
        if !known || !tail_empty || parts[0].0.len() != 4 {
            return None;
        }
        Date::new(parts[0].0.parse().ok()?, parts[1].0.parse().ok()?, parts[2].0.parse().ok()?)
    }

    /// The last day of its month.
    pub fn is_last_of_month(self) -> bool {
        Date::new(self.year, self.month, self.day + 1).is_none()
    }

    /// The day of a number that [`Date::day_number`] gives.
    pub fn from_day_number(day: i64) -> Option<Date> {
        // No year is longer than 366 days, so the guess is never too late; at most a few years too early.
        let mut year = u16::try_from(day / 366 + 1).ok()?;
        while Date::new(year + 1, 1, 1).is_some_and(|next| next.day_number() <= day) {
            year += 1;
        }
        let all = (1..=12).flat_map(|month| (1..=31).map(move |of| (month, of)));
        all.filter_map(|(month, of)| Date::new(year, month, of)).find(|date| date.day_number() == day)
    }

    /// Whole months to another day: complete when the same day of the month is reached, or the last day of a month
    /// that has no such day. Backwards it is below zero.
    pub fn months_to(self, other: Date) -> i64 {
        if other < self {
            return -other.months_to(self);
        }
        let number = |date: Date| i64::from(date.year) * 12 + i64::from(date.month);
        let reached = other.day >= self.day || other.is_last_of_month();
        number(other) - number(self) - i64::from(!reached)
    }

    /// Days since 0001-01-01, which is day 0, in the proleptic Gregorian calendar.
    pub fn day_number(self) -> i64 {
        let year = i64::from(self.year) - 1;
        let before =
            (1..self.month).map(|month| (28..=31).rev().find(|d| Date::new(self.year, month, *d).is_some()));
        let in_year: i64 = before.flatten().map(i64::from).sum();
        year * 365 + year / 4 - year / 100 + year / 400 + in_year + i64::from(self.day) - 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for text in ["2023-12-31", "2023/12/31", "2023年12月31日", "２０２３.12.31"] {
            assert_eq!(Date::parse(text), Date::new(2023, 12, 31), "{text}");
        }
        for text in ["2023-2-29", "2023-12", "23-12-31", "2023-12/31", "2023-12-31x", "20231231"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        let months = |a: &str, b: &str| Some(Date::parse(a)?.months_to(Date::parse(b)?));
        for (a, b, whole) in [
            ("2023-01-15", "2023-07-14", 5),
            ("2023-01-15", "2023-07-15", 6),
            ("2023-01-31", "2023-02-28", 1),
            ("2023-01-31", "2023-02-27", 0),
            ("2023-02-28", "2023-03-28", 1),
            ("2023-07-15", "2023-01-15", -6),
            ("2022-12-01", "2023-12-31", 12),
        ] {
            assert_eq!(months(a, b), Some(whole), "{a} {b}");
        }
        for day in ["0001-01-01", "2024-02-29", "2023-12-31", "9999-12-31"] {
            let date = Date::parse(day).expect("a date");
            assert_eq!(Date::from_day_number(date.day_number()), Some(date));
        }
        let span = |a: &str, b: &str| Some(Date::parse(b)?.day_number() - Date::parse(a)?.day_number());
        assert_eq!(span("2023-12-31", "2024-03-01"), Some(61));
        assert_eq!(span("0001-01-01", "2000-01-01"), Some(730_119));
    }
}
