//! Types of values, and which of them may meet: the algebra behind "户 plus % is an error".

use crate::locale::Text;
use crate::syntax::tree::Arithmetic;
use crate::text;
use crate::unit::{Dimension, FactType, Words, english_symbol};

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// A bare number.
    Number,
    /// A quotient of like things: meets bare numbers and percents alike.
    Ratio,
    /// With a unit; percent, percentage points and points of a score among them.
    Unit(Dimension),
    /// Yes or no.
    Truth,
    /// One of some words.
    Category(Words),
    /// A word or text.
    Text,
    /// A date.
    Date,
    /// A grade.
    Grade,
    /// Not known: the result of a script, or of what has a finding already. Meets everything.
    Any,
}

impl Ty {
    /// The type of the values of a fact; a list has none of its own.
    pub fn of_fact(ty: &FactType) -> Ty {
        match ty {
            FactType::Count(Some(unit)) | FactType::Money(unit) | FactType::Quantity(unit) => {
                Ty::Unit(unit.dimension.clone())
            }
            FactType::Count(None) | FactType::Number => Ty::Number,
            FactType::Fraction => Ty::Ratio,
            FactType::Score => Ty::Unit(Dimension::Score),
            FactType::Percent => Ty::Unit(Dimension::Percent),
            FactType::PercentPoint => Ty::Unit(Dimension::PercentPoint),
            FactType::YesNo => Ty::Truth,
            FactType::Category(words) => Ty::Category(words.clone()),
            FactType::Text | FactType::Period => Ty::Text,
            FactType::Date => Ty::Date,
            FactType::List(_) => Ty::Any,
        }
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Ty::Number | Ty::Ratio | Ty::Unit(_) | Ty::Any)
    }

    /// Whether it can be a score: points, or a bare number.
    pub fn is_score(&self) -> bool {
        matches!(self, Ty::Number | Ty::Ratio | Ty::Unit(Dimension::Score) | Ty::Any)
    }

    /// Whether it can be a condition.
    pub fn is_truth(&self) -> bool {
        matches!(self, Ty::Truth | Ty::Any)
    }

    /// The type of a value that is the one or the other; nothing if they cannot stand for each other, as in a
    /// comparison.
    pub fn meet(&self, other: &Ty) -> Option<Ty> {
        use Dimension::{Count, Percent, Score};
        Some(match (self, other) {
            (Ty::Any, ty) | (ty, Ty::Any) => ty.clone(),
            (a, b) if a == b => a.clone(),
            (Ty::Number, Ty::Ratio) | (Ty::Ratio, Ty::Number) => Ty::Number,
            (Ty::Number | Ty::Ratio, Ty::Unit(unit @ (Count(_) | Score)))
            | (Ty::Unit(unit @ (Count(_) | Score)), Ty::Number | Ty::Ratio) => Ty::Unit(unit.clone()),
            (Ty::Ratio, Ty::Unit(Percent)) | (Ty::Unit(Percent), Ty::Ratio) => Ty::Unit(Percent),
            (Ty::Text, Ty::Category(_) | Ty::Grade) | (Ty::Category(_) | Ty::Grade, Ty::Text) => Ty::Text,
            (Ty::Category(a), Ty::Category(b)) if a.iter().any(|word| b.contains(word)) => {
                Ty::Category(a.clone())
            }
            _ => return None,
        })
    }

    /// The type of `self operation other`; nothing if it makes no sense.
    pub fn combine(&self, operation: Arithmetic, other: &Ty) -> Option<Ty> {
        if !self.is_numeric() || !other.is_numeric() {
            return None;
        }
        match operation {
            Arithmetic::Add | Arithmetic::Subtract => self.sum(operation, other),
            Arithmetic::Multiply => Some(self.product(other)),
            Arithmetic::Divide => Some(self.quotient(other)),
            // Whether the base has a unit that a power would lose is looked at where a power is checked.
            Arithmetic::Power => Some(Ty::Number),
        }
    }

    fn sum(&self, operation: Arithmetic, other: &Ty) -> Option<Ty> {
        use Dimension::{Percent, PercentPoint};
        match (self, other) {
            (Ty::Unit(Percent), Ty::Unit(Percent)) if operation == Arithmetic::Subtract => {
                Some(Ty::Unit(PercentPoint))
            }
            (Ty::Unit(Percent), Ty::Unit(PercentPoint)) => Some(Ty::Unit(Percent)),
            (Ty::Unit(PercentPoint), Ty::Unit(Percent)) if operation == Arithmetic::Add => {
                Some(Ty::Unit(Percent))
            }
            _ => self.meet(other),
        }
    }

    fn product(&self, other: &Ty) -> Ty {
        let share = |ty: &Ty| {
            matches!(
                ty,
                Ty::Number | Ty::Ratio | Ty::Unit(Dimension::Percent | Dimension::PercentPoint) | Ty::Any
            )
        };
        match (share(self), share(other)) {
            (true, true) if self == other && *self != Ty::Any => {
                if *self == Ty::Number {
                    Ty::Number
                } else {
                    Ty::Ratio
                }
            }
            (true, true) => match (self, other) {
                (Ty::Number, _) | (_, Ty::Number) => Ty::Number,
                _ => Ty::Ratio,
            },
            (true, false) => other.clone(),
            (false, true) => self.clone(),
            (false, false) => Ty::Number,
        }
    }

    fn quotient(&self, other: &Ty) -> Ty {
        match (self, other) {
            (Ty::Any, _) | (_, Ty::Any) => Ty::Any,
            (a, b) if a == b => Ty::Ratio,
            (
                Ty::Unit(Dimension::Percent | Dimension::PercentPoint),
                Ty::Unit(Dimension::Percent | Dimension::PercentPoint),
            ) => Ty::Ratio,
            (Ty::Unit(_), Ty::Number | Ty::Ratio) => self.clone(),
            (Ty::Unit(_), Ty::Unit(Dimension::Percent)) => self.clone(),
            (Ty::Number, Ty::Ratio) | (Ty::Ratio, Ty::Number) => Ty::Ratio,
            _ => Ty::Number,
        }
    }

    /// What it is called.
    pub fn describe(&self) -> Text {
        match self {
            Ty::Number => Text::fixed("不带单位的数", "a bare number"),
            Ty::Ratio => Text::fixed("比值", "a ratio"),
            Ty::Unit(Dimension::Percent) => Text::fixed("百分比", "a percentage"),
            Ty::Unit(Dimension::PercentPoint) => Text::fixed("百分点", "percentage points"),
            Ty::Unit(Dimension::Score) => Text::fixed("分数", "points"),
            Ty::Unit(Dimension::Count(word)) => {
                let counted =
                    Text { zh: word.to_string().into(), en: english_symbol(word).to_owned().into() };
                text!("数量（{0}）", "a number of {0}", counted)
            }
            Ty::Unit(Dimension::Money) => Text::fixed("金额", "money"),
            Ty::Unit(Dimension::Area) => Text::fixed("面积", "an area"),
            Ty::Unit(Dimension::Length) => Text::fixed("长度", "a length"),
            Ty::Unit(Dimension::Mass) => Text::fixed("重量", "a mass"),
            Ty::Unit(Dimension::Volume) => Text::fixed("体积", "a volume"),
            Ty::Unit(Dimension::Duration) => Text::fixed("时长", "a duration"),
            Ty::Unit(Dimension::Days) => Text::fixed("天数", "days"),
            Ty::Unit(Dimension::Months) => Text::fixed("月数", "months"),
            Ty::Unit(Dimension::Energy) => Text::fixed("电量", "an amount of energy"),
            Ty::Truth => Text::fixed("是否", "yes or no"),
            Ty::Category(words) => {
                text!("类别（{0}）", "a category ({0})", Text::listed(words.iter()))
            }
            Ty::Text => Text::fixed("文本", "text"),
            Ty::Date => Text::fixed("日期", "a date"),
            Ty::Grade => Text::fixed("等次", "a grade"),
            Ty::Any => Text::fixed("未知类型", "an unknown type"),
        }
    }
}
