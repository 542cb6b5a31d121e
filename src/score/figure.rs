//! Figures over collections of values: what is counted, compared and listed here, and numbers handed to `statistics`.

use super::faults;
use super::statistics::{self, Lack};
use super::value::{Gap, Key, Value, gaps};
use crate::number::{NoValue, Number};
use crate::scheme::model::Function;
use crate::text;
use std::collections::HashSet;
use std::sync::Arc;

/// Which figure, and all that is said of it beside the values.
#[derive(Clone, Copy)]
pub struct Asked<'v> {
    /// Which.
    pub function: Function,
    /// How many, which share.
    pub parameter: Option<&'v Value>,
    /// A place from the least.
    pub ascending: bool,
    /// Over nothing.
    pub if_empty: Option<&'v Value>,
    /// The part of the scheme.
    pub path: &'v Arc<str>,
}

impl Asked<'_> {
    /// A figure over values that are all there; over none, what is given for that, else undefined. `weights` go with
    /// the values in a weighted figure.
    pub fn over(&self, values: &[&Value], weights: &[&Value]) -> Value {
        if let (true, Some(if_empty)) = (values.is_empty(), self.if_empty) {
            return if_empty.clone();
        }
        let truths = || values.iter().filter(|value| ***value == Value::Truth(true)).count() as i64;
        let count = Number::from(values.len() as i64);
        match self.function {
            Function::Count => return Value::Number(count),
            Function::Any => return Value::Truth(truths() > 0),
            Function::Every => return Value::Truth(truths() == values.len() as i64),
            Function::Distinct => return Value::Number(distinct(values)),
            Function::Share => {
                return self.settle(Number::from(truths()).divide(&count).ok_or(Lack::Nothing));
            }
            Function::Names if !values.is_empty() => return names(values),
            _ => {}
        }
        if let Some(gap) = gaps(self.parameter.iter().copied().chain(weights.iter().copied())) {
            return gap;
        }
        let (Some(numbers), Some(weights)) = (numbers(values), numbers(weights)) else {
            return super::lacking::wrong_kind(self.path);
        };
        let parameter = self.parameter.and_then(Value::number);
        self.settle(statistics::figure(self.function, &numbers, &weights, parameter, self.ascending))
    }

    /// The value of a figure, or what stands for it: what the scheme says for that, else a fault that says why.
    pub fn settle(&self, found: Result<Number, Lack>) -> Value {
        let lack = match found {
            Ok(number) => return super::lacking::bounded(number, self.path),
            Err(lack) => lack,
        };
        let path = self.path;
        let covered = matches!(lack, Lack::Nothing | Lack::TooFew | Lack::AllSame | Lack::NothingToDivideBy)
            || lack == Lack::Real(NoValue::DivisionByZero);
        if let (true, Some(if_empty)) = (covered, self.if_empty) {
            return if_empty.clone();
        }
        match lack {
            Lack::Nothing => Gap::fault(
                &faults::OVER_NOTHING,
                path,
                text!("「{path}」里没有可统计的对象", "there is nothing to aggregate in `{path}`"),
            ),
            Lack::TooFew => Gap::fault(
                &faults::OVER_NOTHING,
                path,
                text!("「{path}」里的值太少，不够统计", "there are too few values to aggregate in `{path}`"),
            ),
            Lack::AllSame => Gap::fault(
                &faults::OVER_NOTHING,
                path,
                text!(
                    "「{path}」里大家的值都相同，分不出高低",
                    "all values in `{path}` are the same: there is no distance between them"
                ),
            ),
            Lack::NothingToDivideBy => super::lacking::division_by_zero(path),
            Lack::Real(lack) => super::real::no_value(lack, path),
            Lack::Parameter => Gap::fault(
                &faults::BAD_PARAMETER,
                path,
                text!(
                    "「{path}」的统计由数据算出的个数不是 1 以上的整数，或比例不在 0% 到 100% 之间",
                    "in `{path}` data gives a number that is not whole and at least 1, or a share outside 0 % to 100 %"
                ),
            ),
        }
    }
}

/// All as numbers, if they are.
pub fn numbers<'v>(values: &[&'v Value]) -> Option<Vec<&'v Number>> {
    values.iter().map(|value| value.number()).collect()
}

fn distinct(values: &[&Value]) -> Number {
    let seen: HashSet<Option<Key>> = values.iter().map(|value| value.key()).collect();
    Number::from(seen.len() as i64)
}

/// The values in words, joined as a list is written.
fn names(values: &[&Value]) -> Value {
    let words: Vec<String> = values.iter().map(|value| super::shown::plain(value).zh.into_owned()).collect();
    Value::Word(words.join("、").into())
}
