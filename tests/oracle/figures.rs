//! Figures, functions of numbers and brackets, walked naively: sorted lists, sums, and the definitions as they are
//! written in the reference.

use super::real;
use super::walk::{Oracle, Q, V, fault, int, join, q};
use V::{B, N, W};
use heng::scheme::model::*;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// A figure with all that is said of it beside the values.
pub struct Asked {
    pub function: Function,
    pub parameter: Option<V>,
    pub ascending: bool,
    pub if_empty: Option<V>,
}

fn number(value: &V) -> Option<Q> {
    match value {
        N(number) => Some(number.clone()),
        _ => None,
    }
}

fn mean(numbers: &[Q]) -> Q {
    numbers.iter().sum::<Q>() / int(numbers.len() as i64)
}

fn variance(numbers: &[Q]) -> Q {
    let middle = mean(numbers);
    let squares: Vec<Q> = numbers.iter().map(|n| (n - &middle) * (n - &middle)).collect();
    mean(&squares)
}

/// The value at a place of a sorted list, counted from 0, that may lie between two.
fn at(sorted: &[Q], place: &Q) -> Option<Q> {
    let low = place.floor();
    let index = low.to_integer().to_usize()?;
    let below = sorted.get(index)?;
    if place == &low {
        return Some(below.clone());
    }
    Some(below + (sorted.get(index + 1)? - below) * (place - &low))
}

impl Asked {
    pub fn over(&self, values: &[V], weights: &[V]) -> V {
        let nothing = || self.if_empty.clone().unwrap_or_else(|| fault("H0804"));
        let count = int(values.len() as i64);
        let truths = values.iter().filter(|value| **value == B(true)).count() as i64;
        if let (true, Some(value)) = (values.is_empty(), &self.if_empty) {
            return value.clone();
        }
        match self.function {
            Function::Count => return N(count),
            Function::Any => return B(truths > 0),
            Function::Every => return B(truths == values.len() as i64),
            Function::Distinct => {
                let mut seen: Vec<&V> = vec![];
                values.iter().for_each(|value| {
                    if !seen.contains(&value) {
                        seen.push(value);
                    }
                });
                return N(int(seen.len() as i64));
            }
            Function::Share if values.is_empty() => return nothing(),
            Function::Share => return N(int(truths) / count),
            Function::Names if !values.is_empty() => {
                return W(values.iter().map(written).collect::<Vec<_>>().join("、"));
            }
            _ => {}
        }
        if let Some(gap) = join(&self.parameter.iter().chain(weights).collect::<Vec<_>>()) {
            return gap;
        }
        if values.is_empty() {
            return nothing();
        }
        let Some(numbers) = values.iter().map(number).collect::<Option<Vec<Q>>>() else {
            return fault("H0813");
        };
        let Some(weights) = weights.iter().map(number).collect::<Option<Vec<Q>>>() else {
            return fault("H0813");
        };
        self.of_numbers(numbers, &weights).unwrap_or_else(nothing)
    }

    /// None where there is too little.
    fn of_numbers(&self, numbers: Vec<Q>, weights: &[Q]) -> Option<V> {
        let mut sorted = numbers.clone();
        sorted.sort();
        let n = sorted.len();
        let parameter = self.parameter.as_ref().and_then(number);
        let many = || {
            parameter
                .clone()
                .filter(|p| p.is_integer() && p.is_positive())
                .and_then(|p| p.to_integer().to_usize())
        };
        let share = || parameter.clone().filter(|p| !p.is_negative() && *p <= int(1));
        Some(match self.function {
            Function::Sum => N(numbers.iter().sum()),
            Function::Mean => N(mean(&numbers)),
            Function::Max => N(sorted[n - 1].clone()),
            Function::Min => N(sorted[0].clone()),
            Function::Median => N(at(&sorted, &(int(n as i64 - 1) / int(2)))?),
            Function::WeightedMean => {
                let whole: Q = weights.iter().sum();
                if whole.is_zero() {
                    return Some(self.if_empty.clone().unwrap_or_else(|| fault("H0803")));
                }
                N(numbers.iter().zip(weights).map(|(n, w)| n * w).sum::<Q>() / whole)
            }
            Function::GeometricMean => self.geometric(&numbers),
            Function::HarmonicMean => {
                let by_zero = || self.if_empty.clone().unwrap_or_else(|| fault("H0803"));
                if numbers.iter().any(Zero::is_zero) {
                    return Some(by_zero());
                }
                let sum: Q = numbers.iter().map(|n| n.recip()).sum();
                if sum.is_zero() { by_zero() } else { N(int(n as i64) / sum) }
            }
            Function::PowerMean => self.power_mean(&numbers, parameter?.to_integer().to_i32()?),
            Function::BestMean | Function::BestSum | Function::WorstMean => {
                let Some(many) = many() else { return Some(fault("H0843")) };
                if self.function != Function::WorstMean {
                    sorted.reverse();
                }
                sorted.truncate(many);
                if self.function == Function::BestSum { N(sorted.iter().sum()) } else { N(mean(&sorted)) }
            }
            Function::TrimmedMean => {
                let Some(many) = many() else { return Some(fault("H0843")) };
                if n < 2 * many + 1 {
                    return None;
                }
                N(mean(&sorted[many..n - many]))
            }
            Function::Nth => {
                let Some(many) = many() else { return Some(fault("H0843")) };
                if !self.ascending {
                    sorted.reverse();
                }
                N(sorted.get(many - 1)?.clone())
            }
            Function::Variance => N(variance(&numbers)),
            Function::Deviation => N(real::root(&variance(&numbers), 2)),
            Function::SampleDeviation if n == 1 => return None,
            Function::SampleDeviation => {
                N(real::root(&(variance(&numbers) * int(n as i64) / int(n as i64 - 1)), 2))
            }
            Function::Percentile => {
                let Some(share) = share() else { return Some(fault("H0843")) };
                N(at(&sorted, &(int(n as i64 - 1) * share))?)
            }
            Function::PercentileExclusive => {
                let Some(share) = share() else { return Some(fault("H0843")) };
                let place = int(n as i64 + 1) * share;
                if place < int(1) || place > int(n as i64) {
                    return None;
                }
                N(at(&sorted, &(place - int(1)))?)
            }
            Function::PercentileNearest => {
                let Some(share) = share() else { return Some(fault("H0843")) };
                let rank = (int(n as i64) * share).ceil().to_integer().to_usize()?.max(1);
                N(sorted[rank - 1].clone())
            }
            _ => unreachable!("taken elsewhere"),
        })
    }

    fn geometric(&self, numbers: &[Q]) -> V {
        if numbers.iter().any(|n| n.is_negative()) {
            return fault("H0841");
        }
        N(real::root(&numbers.iter().product::<Q>(), numbers.len() as u32))
    }

    fn power_mean(&self, numbers: &[Q], exponent: i32) -> V {
        if exponent == 0 {
            return self.geometric(numbers);
        }
        let by_zero = || self.if_empty.clone().unwrap_or_else(|| fault("H0803"));
        if exponent < 0 && numbers.iter().any(Zero::is_zero) {
            return by_zero();
        }
        let powers: Vec<Q> = numbers.iter().map(|n| n.pow(exponent)).collect();
        let mut base = mean(&powers);
        if exponent < 0 {
            if base.is_zero() {
                return by_zero();
            }
            base = base.recip();
        }
        let degree = exponent.unsigned_abs();
        match (base.is_negative(), degree % 2) {
            (true, 0) => fault("H0841"),
            (true, _) => N(-real::root(&-base, degree)),
            (false, _) => N(real::root(&base, degree)),
        }
    }
}

fn written(value: &V) -> String {
    match value {
        N(number) if number.is_integer() => number.to_integer().to_string(),
        N(number) => {
            let shown = super::walk::back(number);
            shown.to_string()
        }
        W(word) => word.clone(),
        other => panic!("nothing else is listed: {other:?}"),
    }
}

impl Oracle<'_> {
    pub fn cohort(&self, figure: &CohortFigure, r: usize, ev: &dyn Fn(&Expr) -> V) -> V {
        let key = |other: usize| figure.by.as_ref().map(|by| self.eval(by, other, None));
        let own = key(r);
        if let Some(gap @ V::Gap(_)) = own {
            // Whoever is placed among others lacks its own figure as well as its group.
            let relative = figure.function.is_relative();
            let mine = [&figure.value, &figure.when].into_iter().flatten().filter(|_| relative).map(ev);
            let all: Vec<V> = std::iter::once(gap.clone()).chain(mine).collect();
            return join(&all.iter().collect::<Vec<_>>()).unwrap_or(gap);
        }
        let takes_part = |other: usize| {
            let value = figure.value.as_ref().map(|value| self.eval(value, other, None));
            let weight = figure.weight.as_ref().map(|weight| self.eval(weight, other, None));
            let present = !matches!(value, Some(V::Gap(_))) && !matches!(weight, Some(V::Gap(_)));
            let when = figure.when.as_ref().map(|when| self.eval(when, other, None));
            present && matches!(when, None | Some(B(true))) && key(other) == own
        };
        let mut members: Vec<usize> = (0..self.table.ids.len()).filter(|other| takes_part(*other)).collect();
        let value =
            |other: usize| figure.value.as_ref().map_or(B(true), |value| self.eval(value, other, None));
        if figure.function.is_relative() {
            if !members.contains(&r) {
                let when = figure.when.as_ref().map(ev);
                let gaps: Vec<V> = [figure.value.as_ref().map(ev), when].into_iter().flatten().collect();
                return join(&gaps.iter().collect::<Vec<_>>())
                    .or_else(|| figure.if_empty.as_ref().map(ev))
                    .unwrap_or_else(|| fault("H0804"));
            }
            let N(mine) = value(r) else { return fault("H0813") };
            let all: Vec<Q> = members.iter().filter_map(|other| number(&value(*other))).collect();
            return relative(figure, &mine, &all)
                .or_else(|| figure.if_empty.as_ref().map(ev))
                .unwrap_or_else(|| fault("H0804"));
        }
        if figure.others {
            members.retain(|other| *other != r);
        }
        let mut values: Vec<V> = members.iter().map(|other| value(*other)).collect();
        if figure.function == Function::Names {
            values.sort_by(|a, b| match (a, b) {
                (N(a), N(b)) => a.cmp(b),
                (W(a), W(b)) => a.cmp(b),
                _ => Ordering::Equal,
            });
        }
        let weights: Vec<V> = figure
            .weight
            .iter()
            .flat_map(|weight| members.iter().map(|other| self.eval(weight, *other, None)))
            .collect();
        let asked = Asked {
            function: figure.function,
            parameter: figure.parameter.as_ref().map(ev),
            ascending: figure.ascending,
            if_empty: figure.if_empty.as_ref().map(ev),
        };
        asked.over(&values, &weights)
    }
}

/// Where one stands among all; none where that has no meaning.
fn relative(figure: &CohortFigure, mine: &Q, all: &[Q]) -> Option<V> {
    let before = |theirs: &Q| if figure.ascending { theirs < mine } else { theirs > mine };
    let (least, most) = (all.iter().min()?, all.iter().max()?);
    Some(match figure.function {
        Function::Rank if figure.dense => {
            let mut ahead: Vec<&Q> = all.iter().filter(|theirs| before(theirs)).collect();
            ahead.sort();
            ahead.dedup();
            N(int(ahead.len() as i64 + 1))
        }
        Function::Rank => N(int(all.iter().filter(|theirs| before(theirs)).count() as i64 + 1)),
        Function::MinMax if least == most => return None,
        Function::MinMax => N((mine - least) / (most - least)),
        Function::PercentRank if all.len() == 1 => return None,
        Function::PercentRank => {
            let behind = all.iter().filter(|theirs| *theirs != mine && !before(theirs)).count();
            N(int(behind as i64) / int(all.len() as i64 - 1))
        }
        _ => {
            let spread = variance(all);
            if spread.is_zero() {
                return None;
            }
            let distance = mine - mean(all);
            N(real::root(&(&distance * &distance / spread), 2) * distance.signum())
        }
    })
}

pub fn power(a: &Q, b: &Q) -> V {
    if a.is_zero() && b.is_negative() {
        return fault("H0803");
    }
    real::power(a, b).map_or_else(|| fault("H0841"), N)
}

/// Functions of numbers that may have no value.
pub fn of_numbers(which: Builtin, x: &[Q]) -> V {
    let found = match which {
        Builtin::Ln => real::ln(&x[0]),
        Builtin::Log10 => real::log10(&x[0]),
        Builtin::Exp => Some(real::exp(&x[0])),
        Builtin::SquareRoot | Builtin::Root => {
            let degree = x.get(1).map_or(2, |degree| degree.to_integer().to_u32().expect("a small degree"));
            match (x[0].is_negative(), degree % 2) {
                (true, 0) => None,
                (true, _) => Some(-real::root(&-&x[0], degree)),
                (false, _) => Some(real::root(&x[0], degree)),
            }
        }
        Builtin::Power => return power(&x[0], &x[1]),
        Builtin::Within if x[0] < x[1] || x[0] > x[2] => return fault("H0842"),
        Builtin::Within => Some(x[0].clone()),
        Builtin::Decimals => {
            (0..400).find(|places| (&x[0] * int(10).pow(*places)).is_integer()).map(|n| int(n.into()))
        }
        _ => unreachable!("computed elsewhere"),
    };
    found.map_or_else(|| fault("H0841"), N)
}

/// What lies of the value in each bracket, at the rate of that bracket.
pub fn brackets(x: &V, whole: bool, rows: &[Bracket], ev: &dyn Fn(&Expr) -> V) -> V {
    let mut all = vec![x.clone()];
    for row in rows {
        all.extend([ev(&row.from), ev(&row.amount)]);
        all.extend(row.to.as_ref().map(ev));
    }
    if let Some(gap) = join(&all.iter().collect::<Vec<_>>()) {
        return gap;
    }
    let num = |v: &V| number(v).expect("a number");
    let (x, mut sum) = (num(x), int(0));
    for row in rows {
        let (from, to) = (num(&ev(&row.from)), row.to.as_ref().map(|to| num(&ev(to))));
        // Mirrored, a downward bracket is an upward one.
        let sign = if row.down { -Q::one() } else { Q::one() };
        let (x, from, to) = (&x * &sign, from * &sign, to.map(|to| to * &sign));
        let end = match to {
            Some(to) if x > to => to,
            _ => x,
        };
        let inside = if end > from { end - from } else { int(0) };
        let steps = inside / q(&row.each);
        let steps = if whole { steps.floor() } else { steps };
        sum += steps * num(&ev(&row.amount));
    }
    N(sum)
}
