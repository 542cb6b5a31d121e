//! Steps that add and name no line, of a measure that may fall below zero: there they take off.

use super::checker::{Amend, Checker};
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::source::Span;
use crate::unit::{Dimension, FactType};
use crate::{code, text};

code!(
    RUNS_BOTH_WAYS,
    "H0613",
    Warning,
    "加分的语句会变成扣分" / "addition-may-deduct",
    "不写「高于」「低于」的，量出来是负数就反着算，加分变成扣分。只算一边的，写明从哪条线起；两边都算的，用「下限」写明最多扣几分。"
        / "Without `above` or `below` a negative measure acts the other way: what adds takes off. If one side counts, say from which line; if both do, say with `floor` how much it may take off."
);

/// A line that turns round below zero.
struct Turning {
    place: Span,
    value: Span,
    /// The two that are compared, if the measure is a plain difference.
    sides: Option<(Span, Span)>,
}

/// What a sum of lines starts from, and below what it does not fall.
#[derive(Default)]
struct Held {
    start: Option<Number>,
    floor: Option<Number>,
}

impl Checker<'_> {
    /// Lines of items, bonuses and deductions that turn round below zero. Where the whole may be negative, that is meant.
    pub(super) fn steps_run_both_ways(&mut self) {
        let mut found = Vec::new();
        let bound = |limit: &Option<Expr>| limit.as_ref().and_then(constant);
        for item in &self.items {
            let start = match &item.base {
                Base::Rule(rule) => constant(rule),
                Base::Zero => Some(Number::ZERO),
                Base::Children | Base::Combined(_) => None,
            };
            if let Some(floor) = bound(&item.limits.floor).filter(|floor| !floor.is_negative()) {
                let held = Held { start, floor: Some(floor) };
                self.turning(&item.lines, &held, &mut found);
            }
        }
        for adjustment in &self.adjustments {
            let floor = bound(&adjustment.limits.floor).unwrap_or_default();
            if !floor.is_negative() {
                let start = adjustment.base.as_ref().map_or(Some(Number::ZERO), constant);
                let held = Held { start, floor: Some(floor) };
                self.turning(&adjustment.lines, &held, &mut found);
            }
        }
        for turning in &found {
            self.runs_both_ways(turning);
        }
    }

    /// Collects the lines that turn round where it can be felt.
    fn turning(&self, lines: &[Line], held: &Held, found: &mut Vec<Turning>) {
        for line in lines.iter().filter(|line| line.limits.floor.is_none()) {
            if let LineKind::Together(inner) = &line.kind {
                self.turning(inner, &Held::default(), found);
            }
            let LineKind::Step { value, line: None, .. } = &line.kind else { continue };
            // What is deducted is mostly what is left of a whole; alone, a line that adds starts from the floor.
            let alone = lines.len() == 1 && held.start.is_some() && held.start == held.floor;
            if line.deduct || alone {
                continue;
            }
            if let Some(sides) = self.signed(value) {
                found.push(Turning { place: line.span, value: value.span, sides });
            }
        }
    }

    /// Whether a value may be negative as its form tells: a difference (then its sides), or percentage points without
    /// a least value.
    fn signed(&self, value: &Expr) -> Option<Option<(Span, Span)>> {
        match &value.kind {
            ExprKind::Arithmetic(Arithmetic::Subtract, left, right) => {
                // Of what is at most full, nothing negative is left.
                let whole = constant(left).is_some_and(|left| left >= Number::ONE);
                let rest_of_a_share = whole && left.ty == Ty::Unit(Dimension::Percent);
                (!rest_of_a_share).then_some(Some((left.span, right.span)))
            }
            ExprKind::Arithmetic(Arithmetic::Divide, left, _) => self.signed(left).map(|_| None),
            ExprKind::Arithmetic(Arithmetic::Multiply, left, right) => {
                self.signed(left).or_else(|| self.signed(right)).map(|_| None)
            }
            ExprKind::Let(id) => self.signed(self.lets.get(*id)?.checked.as_ref()?).map(|_| None),
            ExprKind::Fact(id) => {
                let spec = &self.facts[*id].spec;
                let open = spec.range.0.as_ref().is_none_or(Number::is_negative);
                (spec.ty == FactType::PercentPoint && open).then_some(None)
            }
            _ => None,
        }
    }

    fn runs_both_ways(&mut self, found: &Turning) {
        let (written, line) = (self.written(found.value), self.written(found.place));
        let each = line.find('每').or_else(|| line.find("each ")).unwrap_or(line.len());
        let rest = line[each..].trim().to_owned();
        let (what, bound) = match found.sides {
            Some((left, right)) => (self.written(left), self.written(right)),
            None => (written.clone(), nothing(&rest)),
        };
        self.report(
            &RUNS_BOTH_WAYS,
            found.place,
            text!(
                "「{written}」可能是负数，那时这一行反过来扣分",
                "`{written}` may be negative, and then this line takes points off"
            ),
            text!("没有写「高于」还是「低于」", "neither `above` nor `below`"),
        )
        .advise(text!(
            "只算超过的，写「{what} 高于 {bound} {rest}」；只算不到的，写「{what} 低于 {bound} …」；要保留这个算式，在这一行后面写「下限 0 分」，反过来也要扣的，写明最多几分，如「下限 -5 分」",
            "for what is above write `{what} above {bound} {rest}`, for what is below `{what} below {bound} …`; to keep the sum as it is, write `floor 0 points` behind the line, or, if it shall take off as well, how many at most: `floor -5 points`"
        ));
    }
}

/// Zero in the unit of a step: `0%` beside `每 3%`.
fn nothing(step: &str) -> String {
    let size = step.trim_start_matches("每").trim_start_matches("each").trim_start();
    let unit = size.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    let end = unit.find([' ', '\t', '加', '扣']).unwrap_or(unit.len());
    let unit = unit[..end].trim_start_matches(['万', '亿']);
    match unit {
        "" | "add" | "deduct" => "0".into(),
        "%" => "0%".into(),
        unit => format!("0 {unit}"),
    }
}
