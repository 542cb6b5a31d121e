//! Built-in functions and figures: which there are, and what a checked one consists of.
//!
//! What they compute stands in `score`; this module must never know a value.

use super::{DatePart, Expr};
use crate::number::Rounding;

/// Built-in functions of one ratee's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// Greatest of several.
    Max,
    /// Least of several.
    Min,
    /// Without sign.
    Abs,
    /// Rounded: value, places (a constant).
    Round(Rounding),
    /// Greatest whole number not above.
    Floor,
    /// Least whole number not below.
    Ceil,
    /// value, least, greatest
    Clamp,
    /// Days from the first date to the second.
    Days,
    /// Whole months from the first date to the second.
    Months,
    /// A part of a date, as a number.
    PartOfDate(DatePart),
    /// Natural logarithm.
    Ln,
    /// Exponential.
    Exp,
    /// Logarithm to the base of ten.
    Log10,
    /// Square root.
    SquareRoot,
    /// value, degree (a whole constant above 0)
    Root,
    /// base, exponent
    Power,
    /// value, least, greatest: the value, which must lie between them.
    Within,
    /// How many decimal places the value has.
    Decimals,
}

/// Figures over a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// How many.
    Count,
    /// Sum.
    Sum,
    /// Arithmetic mean.
    Mean,
    /// Greatest.
    Max,
    /// Least.
    Min,
    /// The share for which a condition holds.
    Share,
    /// Whether a condition holds for any.
    Any,
    /// Whether a condition holds for every one.
    Every,
    /// The ratee's place, greatest first, ties sharing the best place.
    Rank,
    /// The mean in which each value has a weight; divided by the sum of the weights.
    WeightedMean,
    /// The root of the product.
    GeometricMean,
    /// The reciprocal of the mean of the reciprocals.
    HarmonicMean,
    /// The root of the mean of the powers; a parameter says which power.
    PowerMean,
    /// The mean of the best: a parameter says how many.
    BestMean,
    /// The mean of the worst: a parameter says how many.
    WorstMean,
    /// The sum of the best: a parameter says how many.
    BestSum,
    /// The mean without the best and the worst: a parameter says how many of each.
    TrimmedMean,
    /// The value at a place, greatest first: a parameter says at which.
    Nth,
    /// The deviation from the mean, of all values.
    Deviation,
    /// The deviation from the mean, estimated from a sample: divided by one less than their number.
    SampleDeviation,
    /// The square of the deviation of all values.
    Variance,
    /// The value below which a share lies, a parameter: interpolated at (n-1)·p.
    Percentile,
    /// The same, interpolated at (n+1)·p.
    PercentileExclusive,
    /// The same, by the nearest rank.
    PercentileNearest,
    /// The ratee's distance from the mean, in deviations.
    StandardScore,
    /// The share of the others that are below the ratee.
    PercentRank,
    /// The ratee's place between the least and the greatest, from 0 to 1.
    MinMax,
    /// The texts, joined.
    Names,
    /// The middle value; of an even number, the mean of the two in the middle.
    Median,
    /// How many different values.
    Distinct,
    /// The first, in the order of the list.
    First,
    /// The last.
    Last,
    /// For how many entries up to the last a condition holds without a break.
    Streak,
    /// For how many entries in a row a condition holds at most.
    LongestStreak,
}

/// A figure over ratees.
#[derive(Clone, Debug)]
pub struct CohortFigure {
    /// Which.
    pub function: Function,
    /// Of what; a condition for share, any, every; absent for a plain count.
    pub value: Option<Expr>,
    /// Among those with an equal value of this.
    pub by: Option<Expr>,
    /// Among those for whom this holds.
    pub when: Option<Expr>,
    /// The value over nobody.
    pub if_empty: Option<Expr>,
    /// How much each weighs, in a weighted figure.
    pub weight: Option<Expr>,
    /// How many, which share: for figures that take one.
    pub parameter: Option<Expr>,
    /// A place from the least.
    pub ascending: bool,
    /// Ranks without gaps after ties.
    pub dense: bool,
    /// Whether the ratee itself stands aside (于 其余).
    pub others: bool,
}

/// What a figure must be told beside its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// A whole number from 1: how many, at which place.
    Number,
    /// A share from 0 to 1.
    Share,
    /// A whole exponent.
    Exponent,
}

impl Function {
    /// What it must be told beside its values.
    pub fn parameter(self) -> Option<Parameter> {
        match self {
            Function::BestMean
            | Function::WorstMean
            | Function::BestSum
            | Function::TrimmedMean
            | Function::Nth => Some(Parameter::Number),
            Function::Percentile | Function::PercentileExclusive | Function::PercentileNearest => {
                Some(Parameter::Share)
            }
            Function::PowerMean => Some(Parameter::Exponent),
            _ => None,
        }
    }

    /// Whether it says where the ratee itself stands among all.
    pub fn is_relative(self) -> bool {
        matches!(self, Function::Rank | Function::StandardScore | Function::PercentRank | Function::MinMax)
    }

    /// Whether it can be taken from the least as well as from the greatest.
    pub fn has_direction(self) -> bool {
        matches!(self, Function::Rank | Function::Nth | Function::PercentRank)
    }
}
