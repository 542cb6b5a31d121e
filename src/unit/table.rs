//! The closed list of units.

use super::{Dimension, Unit};
use crate::number::Number;

/// Every unit of the closed list: symbols that mean the same, what they measure, and base units in one as a quotient.
pub static UNITS: &[(&[&str], Measured, i64, i64)] = &[
    (&["%", "％", "percent"], Measured::Percent, 1, 100),
    (&["‰"], Measured::Percent, 1, 1000),
    (&["个百分点", "百分点", "pp"], Measured::PercentPoint, 1, 100),
    (&["分", "points", "point", "pts"], Measured::Score, 1, 1),
    (&["元", "yuan"], Measured::Money, 1, 1),
    (&["平方米", "㎡", "m2", "sqm"], Measured::Area, 1, 1),
    (&["亩", "mu"], Measured::Area, 2000, 3),
    (&["公顷", "ha"], Measured::Area, 10_000, 1),
    (&["平方公里", "km2"], Measured::Area, 1_000_000, 1),
    (&["米", "m"], Measured::Length, 1, 1),
    (&["公里", "千米", "km"], Measured::Length, 1000, 1),
    (&["千克", "公斤", "kg"], Measured::Mass, 1, 1),
    (&["斤", "jin"], Measured::Mass, 1, 2),
    (&["吨", "tonnes", "t"], Measured::Mass, 1000, 1),
    (&["立方米", "m3"], Measured::Volume, 1, 1),
    (&["分钟", "minutes", "minute", "min"], Measured::Duration, 1, 1),
    (&["小时", "hours", "hour"], Measured::Duration, 60, 1),
    (&["天", "日", "days", "day"], Measured::Days, 1, 1),
    (&["周", "weeks", "week"], Measured::Days, 7, 1),
    (&["个月", "月", "months", "month"], Measured::Months, 1, 1),
    (&["季度", "quarters", "quarter"], Measured::Months, 3, 1),
    (&["年", "years", "year"], Measured::Months, 12, 1),
    (&["千瓦时", "度", "kWh"], Measured::Energy, 1, 1),
    (&["个"], Measured::Count, 1, 1),
    (&["名"], Measured::Count, 1, 1),
    (&["人", "persons", "person", "people"], Measured::Count, 1, 1),
    (&["位"], Measured::Count, 1, 1),
    (&["户", "households", "household"], Measured::Count, 1, 1),
    (&["人次", "visits", "visit"], Measured::Count, 1, 1),
    (&["件", "items", "item"], Measured::Count, 1, 1),
    (&["件次"], Measured::Count, 1, 1),
    (&["起", "cases", "case"], Measured::Count, 1, 1),
    (&["例"], Measured::Count, 1, 1),
    (&["项"], Measured::Count, 1, 1),
    (&["次", "times", "time"], Measured::Count, 1, 1),
    (&["场", "sessions", "session"], Measured::Count, 1, 1),
    (&["场次"], Measured::Count, 1, 1),
    (&["处"], Measured::Count, 1, 1),
    (&["类", "kinds", "kind"], Measured::Count, 1, 1),
    (&["份", "copies", "copy"], Measured::Count, 1, 1),
    (&["条"], Measured::Count, 1, 1),
    (&["家"], Measured::Count, 1, 1),
    (&["支"], Measured::Count, 1, 1),
    (&["所"], Measured::Count, 1, 1),
    (&["级"], Measured::Count, 1, 1),
    (&["重"], Measured::Count, 1, 1),
    (&["大"], Measured::Count, 1, 1),
    (&["票", "votes", "vote"], Measured::Count, 1, 1),
    (&["台"], Measured::Count, 1, 1),
    (&["套"], Measured::Count, 1, 1),
    (&["期"], Measured::Count, 1, 1),
    (&["辆"], Measured::Count, 1, 1),
    (&["座"], Measured::Count, 1, 1),
    (&["批"], Measured::Count, 1, 1),
    (&["篇"], Measured::Count, 1, 1),
    (&["栋"], Measured::Count, 1, 1),
    (&["方"], Measured::Count, 1, 1),
    (&["位次", "places", "place"], Measured::Count, 1, 1),
];

/// [`Dimension`] without the counting word, so that the list can be a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// See [`Dimension::Count`]; the word is the first symbol of the row.
    Count,
    /// See [`Dimension::Money`].
    Money,
    /// See [`Dimension::Area`].
    Area,
    /// See [`Dimension::Length`].
    Length,
    /// See [`Dimension::Mass`].
    Mass,
    /// See [`Dimension::Volume`].
    Volume,
    /// See [`Dimension::Duration`].
    Duration,
    /// See [`Dimension::Days`].
    Days,
    /// See [`Dimension::Months`].
    Months,
    /// See [`Dimension::Energy`].
    Energy,
    /// See [`Dimension::Percent`].
    Percent,
    /// See [`Dimension::PercentPoint`].
    PercentPoint,
    /// See [`Dimension::Score`].
    Score,
}

/// A unit of the list by any of its symbols.
pub(super) fn plain(symbol: &str) -> Option<Unit> {
    let (symbols, measured, num, den) = UNITS.iter().find(|(symbols, ..)| symbols.contains(&symbol))?;
    let dimension = match measured {
        Measured::Count => Dimension::Count(symbols[0].into()),
        Measured::Money => Dimension::Money,
        Measured::Area => Dimension::Area,
        Measured::Length => Dimension::Length,
        Measured::Mass => Dimension::Mass,
        Measured::Volume => Dimension::Volume,
        Measured::Duration => Dimension::Duration,
        Measured::Days => Dimension::Days,
        Measured::Months => Dimension::Months,
        Measured::Energy => Dimension::Energy,
        Measured::Percent => Dimension::Percent,
        Measured::PercentPoint => Dimension::PercentPoint,
        Measured::Score => Dimension::Score,
    };
    Some(Unit { symbol: symbol.into(), dimension, scale: Number::ratio(*num, *den)? })
}

/// How a counted thing is called in English text; a word that is declared or has no English form stays as it is.
pub fn english_symbol(word: &str) -> &str {
    let symbols = UNITS.iter().map(|(symbols, ..)| *symbols).find(|symbols| symbols.contains(&word));
    symbols.and_then(|symbols| symbols.iter().find(|symbol| symbol.is_ascii())).map_or(word, |symbol| symbol)
}

/// Takes a scale word off the front: `万人次` is 人次 ten thousand times.
pub(super) fn split_scale(symbol: &str) -> Option<(&str, Number)> {
    let words = [("百万", 6), ("千万", 7), ("十亿", 9), ("百", 2), ("千", 3), ("万", 4), ("亿", 8)];
    words.iter().find_map(|(word, power)| Some((symbol.strip_prefix(word)?, Number::power_of_ten(*power))))
}
