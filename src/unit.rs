//! What a fact may be: its type, its unit, and how units convert.
//!
//! Values are computed in base units: a percent as a fraction, money in 元, an area in 平方米. A [`Unit`] says how many
//! base units one of it is. This module knows no scheme and no file.

use crate::number::Number;
use std::sync::Arc;

mod fact;
mod period;
mod table;
mod words;

pub use fact::{Date, FactSpec, FactType, ListField};
pub use period::{Period, PeriodKind};
pub use table::{UNITS, english_symbol};
pub use words::Words;

/// What a unit measures. Only values of the same dimension add up or compare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Things counted, each counting word on its own: 个, 名, 户, 起 …
    Count(Arc<str>),
    /// Money, base 元.
    Money,
    /// Area, base 平方米.
    Area,
    /// Length, base 米.
    Length,
    /// Mass, base 千克.
    Mass,
    /// Volume, base 立方米.
    Volume,
    /// Time as a length of hours and minutes, base 分钟.
    Duration,
    /// Time as calendar days and weeks, base 天.
    Days,
    /// Calendar months and years, base 月.
    Months,
    /// Energy, base 千瓦时.
    Energy,
    /// A percentage, base 1.
    Percent,
    /// A difference of percentages, base 1.
    PercentPoint,
    /// Points of a score, base 分.
    Score,
}

/// A unit as it is written, and its size in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// As written: `万元`, `个`, `%`.
    pub symbol: Arc<str>,
    /// What it measures.
    pub dimension: Dimension,
    /// Base units in one of it.
    pub scale: Number,
}

impl Unit {
    /// Finds a unit by its symbol: the closed list, any of them after one of 百, 千, 万, 百万, 千万 or 亿, or one of the
    /// counting words that a scheme declared.
    pub fn find(symbol: &str, declared: &[Arc<str>]) -> Option<Unit> {
        let known = |symbol: &str| {
            let word = || declared.iter().find(|word| &***word == symbol);
            table::plain(symbol).or_else(|| Some(Unit::counting(word()?.clone())))
        };
        if let Some(unit) = known(symbol) {
            return Some(unit);
        }
        let (rest, factor) = table::split_scale(symbol)?;
        let unit = known(rest)?;
        Some(Unit { symbol: symbol.into(), scale: &unit.scale * &factor, ..unit })
    }

    /// The unit of a counting word.
    pub fn counting(word: Arc<str>) -> Unit {
        Unit { symbol: word.clone(), dimension: Dimension::Count(word), scale: Number::ONE }
    }

    /// The size of a scale word that stands alone after a number: 万, 亿 …
    pub fn scale_word(word: &str) -> Option<Number> {
        table::split_scale(word).filter(|(rest, _)| rest.is_empty()).map(|(_, factor)| factor)
    }
}
