//! Values within a script: operators with the priorities of rhai, calls, names, literals.

use super::{Read, Reader, WordKind, all_give, refused};
use crate::number::{Comparison, Number, Rounding};
use crate::script::formula::{Kind, Operator, Step, StepId};
use crate::script::functions::{self, MOST_PLACES};
use crate::script::words::At;
use crate::text;

/// The greatest exponent that is written out as a product.
const MOST_FACTORS: i64 = 8;

/// How tightly an operator binds.
fn priority(sign: &str) -> Option<u8> {
    Some(match sign {
        "||" => 1,
        "&&" => 2,
        "==" | "!=" => 3,
        "<" | "<=" | ">" | ">=" => 4,
        "+" | "-" => 5,
        "*" | "/" | "%" => 6,
        "**" => 7,
        _ => return None,
    })
}

impl Reader<'_> {
    /// A value whose operators bind at least so tightly.
    pub(super) fn value(&mut self, least: u8) -> Read<StepId> {
        let mut left = self.signed()?;
        while let Some(priority) = priority(self.text()).filter(|priority| *priority >= least) {
            let (sign, at) = (self.text(), self.here());
            self.at += 1;
            // Powers bind to the right.
            let right = self.value(if sign == "**" { priority } else { priority + 1 })?;
            left = self.binary(sign, at, left, right)?;
        }
        Ok(left)
    }

    /// A value with the signs before it.
    fn signed(&mut self) -> Read<StepId> {
        let (sign, at) = (self.text(), self.here());
        if !matches!(sign, "-" | "+" | "!") {
            return self.single();
        }
        self.at += 1;
        let value = self.signed()?;
        let kind = if sign == "!" { Kind::Truth } else { Kind::Number };
        self.wants(kind, value, at)?;
        Ok(match sign {
            "-" => self.builder.push(Step::Negate(value), kind),
            "!" => self.builder.push(Step::Not(value), kind),
            _ => value,
        })
    }

    fn single(&mut self) -> Read<StepId> {
        let Some(word) = self.peek() else { return Err(self.unknown_form()) };
        match (word.kind, word.text) {
            (WordKind::Number, digits) => {
                let number = Number::parse(&digits.replace('_', "")).ok_or_else(|| self.unknown_form())?;
                self.at += 1;
                Ok(self.builder.push(Step::Number(number), Kind::Number))
            }
            (WordKind::Text, quoted) if !quoted.contains('\\') => {
                let inner = quoted.trim_start_matches('"').trim_end_matches('"');
                self.at += 1;
                Ok(self.builder.push(Step::Word(inner.into()), Kind::Word))
            }
            (WordKind::Name, "true" | "false") => {
                self.at += 1;
                Ok(self.builder.truth(word.text == "true"))
            }
            (WordKind::Name, "if") => self.chosen(),
            (WordKind::Name, name) if self.words.get(self.at + 1).is_some_and(|next| next.text == "(") => {
                self.call(name)
            }
            (WordKind::Name, _) => self.named(),
            (WordKind::Sign, "(") => {
                self.at += 1;
                let value = self.value(0)?;
                self.eat(")")?;
                Ok(value)
            }
            _ => Err(self.unknown_form()),
        }
    }

    /// What a name stands for.
    fn named(&mut self) -> Read<StepId> {
        let (name, at) = (self.text(), self.here());
        let Some(bound) = self.names.iter().rev().find(|bound| bound.name == name) else {
            return Err(self.unknown_form());
        };
        let value = bound.value;
        if self.builder.kind(value) == Kind::Unknown {
            return Err(refused(
                at,
                text!("「{name}」不一定是数，可能是文字", "`{name}` may be a text rather than a number"),
                Some(text!(
                    "文字先在方案里用「对照」「选择」换成数，再传给脚本；类别可以直接传",
                    "turn texts into numbers in the scheme, with `lookup` or `choose`, and pass those in; a category may be passed as it is"
                )),
            ));
        }
        self.at += 1;
        Ok(value)
    }

    /// An `if` that stands for a value. Its branches may name values, and change none outside.
    fn chosen(&mut self) -> Read<StepId> {
        let at = self.here();
        let before: Vec<StepId> = self.names.iter().map(|bound| bound.value).collect();
        let arms = self.arms()?;
        if !all_give(&arms) {
            return Err(self.no_value(at));
        }
        if arms.iter().any(|arm| arm.ran.returns || arm.names != before) {
            return Err(refused(
                at,
                text!(
                    "作为值的 if 里改了外面的值，或者用了 return",
                    "an `if` that stands for a value returns, or changes a value outside"
                ),
                Some(text!("把这个 if 单独写成一句", "make this `if` a statement of its own")),
            ));
        }
        self.value_of(&arms)
    }

    /// Refuses a value of another kind: whether the script can go on with it shows only when it runs.
    pub(super) fn wants(&self, kind: Kind, value: StepId, at: At) -> Read<()> {
        let found = self.builder.kind(value);
        if found == kind && kind != Kind::Unknown {
            return Ok(());
        }
        let word = |kind| match kind {
            Kind::Number => text!("数", "a number"),
            Kind::Truth => text!("是否", "yes or no"),
            Kind::Word => text!("文字", "a text"),
            Kind::Unknown => text!("类型不明的值", "a value of an unknown kind"),
        };
        let (wanted, found) = (word(kind), word(found));
        let message = text!("这里要{0}，却是{1}", "{0} is needed here, not {1}", wanted, found);
        Err(refused(at, message, None))
    }

    pub(super) fn binary(&mut self, sign: &str, at: At, left: StepId, right: StepId) -> Read<StepId> {
        match sign {
            "&&" | "||" => self.logic(sign == "||", at, left, right),
            "==" | "!=" => {
                self.wants(self.builder.kind(left), right, at)?;
                let comparison = if sign == "==" { Comparison::Equal } else { Comparison::Different };
                Ok(self.builder.push(Step::Compare(comparison, left, right), Kind::Truth))
            }
            _ => {
                self.wants(Kind::Number, left, at)?;
                self.wants(Kind::Number, right, at)?;
                self.of_numbers(sign, at, left, right)
            }
        }
    }

    fn of_numbers(&mut self, sign: &str, at: At, left: StepId, right: StepId) -> Read<StepId> {
        let compare = |comparison| (Step::Compare(comparison, left, right), Kind::Truth);
        let arithmetic = |operator| (Step::Arithmetic(operator, left, right), Kind::Number);
        let (step, kind) = match sign {
            "<" => compare(Comparison::Below),
            "<=" => compare(Comparison::AtMost),
            ">" => compare(Comparison::Above),
            ">=" => compare(Comparison::AtLeast),
            "+" => arithmetic(Operator::Add),
            "-" => arithmetic(Operator::Subtract),
            "*" => arithmetic(Operator::Multiply),
            "/" => arithmetic(Operator::Divide),
            "%" => return Ok(self.remainder(left, right)),
            _ => return self.power(at, left, right),
        };
        Ok(self.builder.push(step, kind))
    }

    /// `a - b · (a / b, towards zero)`
    fn remainder(&mut self, left: StepId, right: StepId) -> StepId {
        let times = self.number(Step::Arithmetic(Operator::Divide, left, right));
        let whole = self.number(Step::Truncate(times));
        let taken = self.number(Step::Arithmetic(Operator::Multiply, right, whole));
        self.number(Step::Arithmetic(Operator::Subtract, left, taken))
    }

    fn power(&mut self, at: At, base: StepId, exponent: StepId) -> Read<StepId> {
        let times = match self.builder.step(exponent) {
            Step::Number(exponent) => exponent.to_i64().filter(|times| (1..=MOST_FACTORS).contains(times)),
            _ => None,
        };
        let Some(times) = times else {
            return Err(refused(
                at,
                text!(
                    "乘方的指数没有直接写成 1 到 {MOST_FACTORS} 的整数",
                    "the exponent is not written as a whole number from 1 to {MOST_FACTORS}"
                ),
                Some(text!(
                    "方案的式子里有 x ^ y：在式子里算好乘方，作为参数传进来",
                    "formulas have `x ^ y`: compute the power in the scheme and pass it in as a parameter"
                )),
            ));
        };
        let product = |product, _| self.number(Step::Arithmetic(Operator::Multiply, product, base));
        Ok((1..times).fold(base, product))
    }

    /// `&&` and `||` do not look at their second half where the first settles it.
    fn logic(&mut self, either: bool, at: At, left: StepId, right: StepId) -> Read<StepId> {
        self.wants(Kind::Truth, left, at)?;
        self.wants(Kind::Truth, right, at)?;
        let step = match (either, self.builder.is_sure(left)) {
            (true, true) => Step::Or(left, right),
            (false, true) => Step::And(left, right),
            (true, false) => {
                Step::Choose { arms: vec![(left, self.builder.truth(true))], otherwise: Some(right) }
            }
            (false, false) => {
                Step::Choose { arms: vec![(left, right)], otherwise: Some(self.builder.truth(false)) }
            }
        };
        Ok(self.builder.push(step, Kind::Truth))
    }

    fn number(&mut self, step: Step) -> StepId {
        self.builder.push(step, Kind::Number)
    }

    fn call(&mut self, name: &str) -> Read<StepId> {
        let at = self.here();
        let function = functions::find(name).ok_or_else(|| self.unknown_form())?;
        self.at += 2;
        let mut values = Vec::new();
        while self.text() != ")" {
            let place = self.here();
            let value = self.value(0)?;
            self.wants(Kind::Number, value, place)?;
            values.push(value);
            if self.text() == "," {
                self.at += 1;
            } else if self.text() != ")" {
                return Err(self.unknown_form());
            }
        }
        self.at += 1;
        let (Some(&first), (least, most)) = (values.first(), function.arity) else {
            return Err(self.unknown_form());
        };
        if values.len() < least || values.len() > most {
            return Err(self.unknown_form());
        }
        let step = match function.names[1] {
            "min" => Step::Min(values),
            "max" => Step::Max(values),
            "abs" => Step::Abs(first),
            "floor" => Step::Floor(first),
            "ceil" => Step::Ceil(first),
            "clamp" => return Ok(self.clamp(&values)),
            "round" => Step::Round(first, self.places(&values, at)?, Rounding::HalfUp),
            "round_half_even" => Step::Round(first, self.places(&values, at)?, Rounding::HalfEven),
            "round_up" => Step::Round(first, self.places(&values, at)?, Rounding::Up),
            "round_down" => Step::Round(first, self.places(&values, at)?, Rounding::Down),
            _ => {
                let message =
                    text!("函数「{name}」不能按列算", "the function `{name}` cannot be computed in columns");
                return Err(refused(at, message, None));
            }
        };
        Ok(self.number(step))
    }

    /// The places of a rounding: written there, or none.
    fn places(&self, values: &[StepId], at: At) -> Read<u32> {
        let Some(places) = values.get(1) else { return Ok(0) };
        let written = match self.builder.step(*places) {
            Step::Number(places) => places.to_i64().filter(|places| (0..=MOST_PLACES).contains(places)),
            _ => None,
        };
        written.and_then(|places| u32::try_from(places).ok()).ok_or_else(|| {
            refused(
                at,
                text!(
                    "保留的位数没有直接写成 0 到 {MOST_PLACES} 的整数",
                    "the places to round to are not written as a whole number from 0 to {MOST_PLACES}"
                ),
                Some(text!("写出位数，如 四舍五入(x, 2)", "write the places, as in round(x, 2)")),
            )
        })
    }

    /// Bounds that cross are for the script to report.
    fn clamp(&mut self, values: &[StepId]) -> StepId {
        let (value, low, high) = (values[0], values[1], values[2]);
        let capped = self.number(Step::Min(vec![value, high]));
        let clamped = self.number(Step::Max(vec![capped, low]));
        if let (Step::Number(low), Step::Number(high)) = (self.builder.step(low), self.builder.step(high))
            && low <= high
        {
            return clamped;
        }
        let in_order = self.builder.push(Step::Compare(Comparison::AtMost, low, high), Kind::Truth);
        self.number(Step::Choose { arms: vec![(in_order, clamped)], otherwise: None })
    }
}
