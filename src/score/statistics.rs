//! Statistics of numbers: means of all kinds, deviations, percentiles, the place of one among others.
//!
//! Numbers in, a number out, or why there is none. This module knows no columns, no ratees and no words of policy.

use crate::number::{NoValue, Number};
use crate::scheme::model::Function;

/// Why a figure has no value.
#[derive(Clone, Debug, PartialEq)]
pub enum Lack {
    /// There is nothing to take it over.
    Nothing,
    /// There is too little to take it over.
    TooFew,
    /// All values are the same, so that there is no distance to measure with.
    AllSame,
    /// The weights, or the reciprocals, add up to nothing.
    NothingToDivideBy,
    /// A function that is not defined for these values, or whose value is too large.
    Real(NoValue),
    /// A parameter that came out of data and does not fit.
    Parameter,
}

type Found = Result<Number, Lack>;

fn count(numbers: usize) -> Number {
    Number::from(numbers as i64)
}

fn sum(numbers: &[&Number]) -> Number {
    numbers.iter().fold(Number::ZERO, |sum, number| &sum + number)
}

/// The arithmetic mean.
pub fn mean(numbers: &[&Number]) -> Found {
    sum(numbers).divide(&count(numbers.len())).ok_or(Lack::TooFew)
}

fn over(a: &Number, b: &Number) -> Found {
    a.divide(b).ok_or(Lack::NothingToDivideBy)
}

/// A figure of at least one number. `weights` go with the numbers in a weighted mean.
pub fn figure(
    function: Function,
    numbers: &[&Number],
    weights: &[&Number],
    parameter: Option<&Number>,
    ascending: bool,
) -> Found {
    if numbers.is_empty() {
        return Err(Lack::Nothing);
    }
    let many = || {
        let whole = parameter.and_then(Number::to_i64).filter(|many| *many >= 1);
        whole.and_then(|many| usize::try_from(many).ok()).ok_or(Lack::Parameter)
    };
    let sorted = || {
        let mut sorted = numbers.to_vec();
        sorted.sort();
        sorted
    };
    match function {
        Function::Sum => Ok(sum(numbers)),
        Function::Mean => mean(numbers),
        Function::Max => numbers.iter().max().map(|best| (*best).clone()).ok_or(Lack::TooFew),
        Function::Min => numbers.iter().min().map(|least| (*least).clone()).ok_or(Lack::TooFew),
        Function::Median => between(&sorted(), &Number::ratio(1, 2).unwrap_or_default()),
        Function::WeightedMean => {
            let weighted = numbers.iter().zip(weights).map(|(number, weight)| *number * *weight);
            over(&weighted.sum(), &sum(weights))
        }
        Function::GeometricMean => geometric(numbers),
        Function::HarmonicMean => harmonic(numbers),
        Function::PowerMean => {
            power_mean(numbers, parameter.and_then(Number::to_i64).ok_or(Lack::Parameter)?)
        }
        Function::BestMean => mean(last(&sorted(), many()?)),
        Function::BestSum => Ok(sum(last(&sorted(), many()?))),
        Function::WorstMean => {
            let sorted = sorted();
            mean(&sorted[..many()?.min(sorted.len())])
        }
        Function::TrimmedMean => {
            let (sorted, many) = (sorted(), many()?);
            let end = sorted.len().saturating_sub(many);
            mean(sorted.get(many..end).filter(|kept| !kept.is_empty()).ok_or(Lack::TooFew)?)
        }
        Function::Nth => {
            let (sorted, place) = (sorted(), many()?);
            let at = if ascending { Some(place - 1) } else { sorted.len().checked_sub(place) };
            at.and_then(|at| sorted.get(at)).map(|found| (*found).clone()).ok_or(Lack::TooFew)
        }
        Function::Variance => variance(numbers),
        Function::Deviation => variance(numbers)?.root(2).map_err(Lack::Real),
        Function::SampleDeviation => {
            let all = count(numbers.len());
            let squares = &variance(numbers)? * &all;
            let sample = squares.divide(&(&all - &Number::ONE)).ok_or(Lack::TooFew)?;
            sample.root(2).map_err(Lack::Real)
        }
        Function::Percentile | Function::PercentileExclusive | Function::PercentileNearest => {
            percentile(function, &sorted(), parameter.ok_or(Lack::Parameter)?)
        }
        _ => Err(Lack::Parameter),
    }
}

/// The last ones of a sorted slice: as many as asked for, or all.
fn last<'n, 'v>(sorted: &'n [&'v Number], many: usize) -> &'n [&'v Number] {
    &sorted[sorted.len().saturating_sub(many)..]
}

fn geometric(numbers: &[&Number]) -> Found {
    if numbers.iter().all(|number| *number == numbers[0] && !number.is_negative()) {
        return Ok(numbers[0].clone());
    }
    let share = Number::ONE.divide(&count(numbers.len())).ok_or(Lack::TooFew)?;
    let factors: Vec<(&Number, &Number)> = numbers.iter().map(|number| (*number, &share)).collect();
    Number::power_product(&factors).map_err(Lack::Real)
}

fn harmonic(numbers: &[&Number]) -> Found {
    let mut reciprocals = Number::ZERO;
    for number in numbers {
        reciprocals = &reciprocals + &over(&Number::ONE, number)?;
    }
    over(&count(numbers.len()), &reciprocals)
}

fn power_mean(numbers: &[&Number], exponent: i64) -> Found {
    if exponent == 0 {
        return geometric(numbers);
    }
    let (power, degree) = (Number::from(exponent), exponent.unsigned_abs());
    let mut powers = Number::ZERO;
    for number in numbers {
        powers = &powers + &number.power(&power).map_err(Lack::Real)?;
    }
    let mean = over(&powers, &count(numbers.len()))?;
    let base = if exponent > 0 { mean } else { over(&Number::ONE, &mean)? };
    base.root(u32::try_from(degree).unwrap_or(0)).map_err(Lack::Real)
}

/// The mean square of the distances from the mean.
fn variance(numbers: &[&Number]) -> Found {
    let mean = mean(numbers)?;
    let squares: Number = numbers
        .iter()
        .map(|number| {
            let distance = *number - &mean;
            &distance * &distance
        })
        .sum();
    over(&squares, &count(numbers.len()))
}

fn percentile(kind: Function, sorted: &[&Number], share: &Number) -> Found {
    if *share < Number::ZERO || *share > Number::ONE {
        return Err(Lack::Parameter);
    }
    let all = count(sorted.len());
    let place = match kind {
        Function::PercentileExclusive => &(&(&all + &Number::ONE) * share) - &Number::ONE,
        Function::PercentileNearest => (&(&all * share).ceil() - &Number::ONE).max(Number::ZERO),
        _ => &(&all - &Number::ONE) * share,
    };
    at_place(sorted, &place)
}

fn between(sorted: &[&Number], share: &Number) -> Found {
    percentile(Function::Percentile, sorted, share)
}

/// The value at a place that may lie between two; the first is at 0.
fn at_place(sorted: &[&Number], place: &Number) -> Found {
    let below = place.floor();
    let at = below.to_i64().and_then(|at| usize::try_from(at).ok()).ok_or(Lack::TooFew)?;
    let low = *sorted.get(at).ok_or(Lack::TooFew)?;
    let rest = place - &below;
    if rest.is_zero() {
        return Ok(low.clone());
    }
    let high = *sorted.get(at + 1).ok_or(Lack::TooFew)?;
    Ok(low + &(&(high - low) * &rest))
}

/// What relative figures measure with: computed once for a group.
pub struct Scale<'v> {
    sorted: Vec<&'v Number>,
    mean: Number,
    variance: Number,
}

impl<'v> Scale<'v> {
    /// Of the numbers of a group.
    pub fn of(function: Function, mut numbers: Vec<&'v Number>) -> Self {
        numbers.sort();
        let measured = function == Function::StandardScore;
        let mean = if measured { mean(&numbers).unwrap_or_default() } else { Number::ZERO };
        let variance = if measured { variance(&numbers).unwrap_or_default() } else { Number::ZERO };
        Scale { sorted: numbers, mean, variance }
    }

    /// Where a number of the group stands in it.
    pub fn place(&self, function: Function, own: &Number, ascending: bool) -> Found {
        let (Some(least), Some(greatest)) = (self.sorted.first(), self.sorted.last()) else {
            return Err(Lack::TooFew);
        };
        match function {
            Function::MinMax => (own - least).divide(&(*greatest - *least)).ok_or(Lack::AllSame),
            Function::PercentRank => {
                let behind = if ascending {
                    self.sorted.len() - self.sorted.partition_point(|number| *number <= own)
                } else {
                    self.sorted.partition_point(|number| *number < own)
                };
                count(behind).divide(&count(self.sorted.len() - 1)).ok_or(Lack::TooFew)
            }
            _ => {
                // One rounding: the root of the squared distance over the variance, with the sign of the distance.
                let distance = own - &self.mean;
                let square = (&distance * &distance).divide(&self.variance).ok_or(Lack::AllSame)?;
                let size = square.root(2).map_err(Lack::Real)?;
                Ok(if distance.is_negative() { -&size } else { size })
            }
        }
    }
}
