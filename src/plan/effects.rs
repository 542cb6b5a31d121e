//! From the sum of the items to the rank: coefficient, adjustments, limits, effects, grades.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{EffectKind, EffectOperation, Expr};

/// Columns of the total on its way.
pub(super) struct TotalRegs {
    pub coefficients: Vec<EffectRegs>,
    pub points: Vec<EffectRegs>,
    pub totals: Vec<EffectRegs>,
    pub sum: Reg,
    pub multiplied: Reg,
    pub adjusted: Reg,
    pub limited: Reg,
    pub exact: Reg,
    pub total: Reg,
}

type GradeRows = Vec<(Option<Traced>, Option<Traced>)>;

impl<'s> Lowering<'s> {
    /// The condition of a rule, lowered once.
    pub fn rule(&mut self, index: usize) -> Traced {
        if let Some(traced) = self.rules.get(&index) {
            return traced.clone();
        }
        let rule = &self.scheme.rules[index];
        let traced = self.at(&rule.name, |this| {
            let condition = this.expr(&rule.when);
            this.rule_or_stub(index, condition)
        });
        self.rules.insert(index, traced.clone());
        traced
    }

    /// A value after an effect, where its condition holds.
    pub fn apply(&mut self, condition: Reg, before: Reg, operation: EffectOperation, value: Reg) -> Reg {
        let after = match operation {
            EffectOperation::Set | EffectOperation::Cancel => value,
            EffectOperation::AtMost => self.push(OpKind::Clamp(before, None, Some(value))),
            EffectOperation::AtLeast => self.push(OpKind::Clamp(before, Some(value), None)),
            EffectOperation::Add => self.push(OpKind::Arithmetic(Arithmetic::Add, before, value)),
            EffectOperation::Deduct => self.push(OpKind::Arithmetic(Arithmetic::Subtract, before, value)),
        };
        self.select(condition, after, before)
    }

    /// The effects of one kind on a value, in the order of the file.
    pub fn effects(
        &mut self,
        value: Reg,
        of_kind: impl Fn(&'s EffectKind) -> Option<(EffectOperation, &'s Expr)>,
    ) -> (Vec<EffectRegs>, Reg) {
        let scheme = self.scheme;
        let (mut done, mut now) = (Vec::new(), value);
        for (rule, node) in scheme.rules.iter().enumerate() {
            for (effect, one) in node.effects.iter().enumerate() {
                if let Some((operation, value)) = of_kind(&one.kind) {
                    let condition = self.rule(rule).reg;
                    let value = self.expr(value).reg;
                    let before = now;
                    now = self.apply(condition, before, operation, value);
                    done.push(EffectRegs { rule, effect, before, after: now });
                }
            }
        }
        (done, now)
    }

    /// Every coefficient that applies, and then whatever takes them away.
    fn coefficients(&mut self, sum: Reg) -> (Vec<EffectRegs>, Reg) {
        let scheme = self.scheme;
        let (mut done, mut now) = (Vec::new(), sum);
        for cancelling in [false, true] {
            for (rule, node) in scheme.rules.iter().enumerate() {
                for (effect, one) in node.effects.iter().enumerate() {
                    let times = match &one.kind {
                        EffectKind::Coefficient(value) if !cancelling => {
                            let value = self.expr(value).reg;
                            self.push(OpKind::Arithmetic(Arithmetic::Multiply, now, value))
                        }
                        EffectKind::NoCoefficient if cancelling => sum,
                        _ => continue,
                    };
                    let (before, condition) = (now, self.rule(rule).reg);
                    now = self.select(condition, times, before);
                    done.push(EffectRegs { rule, effect, before, after: now });
                }
            }
        }
        (done, now)
    }

    pub fn total(&mut self, adjustments: &[AdjustmentRegs]) -> TotalRegs {
        let scheme = self.scheme;
        let sum = match &scheme.combine {
            Some(combine) => self.expr(combine).reg,
            None => self.children(None, &scheme.full),
        };
        let (coefficients, multiplied) = self.coefficients(sum);
        let mut adjusted = multiplied;
        for adjustment in adjustments {
            adjusted = self.push(OpKind::Arithmetic(Arithmetic::Add, adjusted, adjustment.points));
        }
        let (points, adjusted) = self.effects(adjusted, |kind| match kind {
            EffectKind::Points(operation, value) => Some((*operation, value)),
            _ => None,
        });
        let limited = self.limited(adjusted, &scheme.limits);
        let (totals, exact) = self.effects(limited, |kind| match kind {
            EffectKind::Total(operation, value) => Some((*operation, value)),
            _ => None,
        });
        let (places, mode) = scheme.rounding;
        let total = self.push(OpKind::Round(exact, places, mode));
        TotalRegs { coefficients, points, totals, sum, multiplied, adjusted, limited, exact, total }
    }

    /// The grade by lines and conditions: the first row of which both hold.
    pub fn grades(&mut self, total: Reg) -> (GradeRows, Option<Reg>) {
        let scheme = self.scheme;
        if scheme.grades.is_empty() {
            return (vec![], None);
        }
        let (mut rows, mut conditions) = (Vec::new(), Vec::new());
        for grade in &scheme.grades {
            let (line, condition) = self.at(&grade.name, |this| {
                let line = grade.line.as_ref().map(|(comparison, line)| {
                    let line = this.expr(line);
                    let reg = this.push(OpKind::Compare(*comparison, total, line.reg));
                    Traced { reg, index: None, parts: vec![line] }
                });
                (line, grade.condition.as_ref().map(|condition| this.expr(condition)))
            });
            let both: Vec<Traced> = line.iter().chain(&condition).cloned().collect();
            conditions.push(self.all_of(&both));
            rows.push((line, condition));
        }
        // A total that is not there leaves every row but the last undecided; the last takes all, so it must not decide.
        let index = self.push(OpKind::FirstTrue(conditions));
        let index = self.given(total, index);
        (rows, Some(index))
    }

    /// The value, absent where another one is.
    fn given(&mut self, other: Reg, value: Reg) -> Reg {
        let zero = self.number(Number::ZERO);
        let nothing = self.push(OpKind::Arithmetic(Arithmetic::Multiply, other, zero));
        self.push(OpKind::Arithmetic(Arithmetic::Add, value, nothing))
    }

    /// The grade after effects, and whether the ratee is out of grading.
    pub fn grade_effects(&mut self, before: Option<Reg>) -> (Option<Reg>, Reg) {
        let scheme = self.scheme;
        let mut grade = before;
        let mut out = Vec::new();
        let last = Number::from(scheme.grades.len() as i64 - 1);
        for (index, rule) in scheme.rules.iter().enumerate() {
            let condition = self.rule(index).reg;
            for effect in &rule.effects {
                let Some(now) = grade else {
                    out.extend(matches!(effect.kind, EffectKind::NotGraded).then_some(condition));
                    continue;
                };
                // The best grade has index 0: "at most" is a floor of the index.
                let after = match &effect.kind {
                    EffectKind::Grade(operation, grade) => {
                        let wanted = self.number(Number::from(*grade as i64));
                        match operation {
                            EffectOperation::AtMost => self.push(OpKind::Max(vec![now, wanted])),
                            EffectOperation::AtLeast => self.push(OpKind::Min(vec![now, wanted])),
                            _ => wanted,
                        }
                    }
                    EffectKind::LowerGrade(levels) => self.shifted(now, i64::from(*levels), &last),
                    EffectKind::RaiseGrade(levels) => self.shifted(now, -i64::from(*levels), &last),
                    EffectKind::NotGraded => {
                        out.push(condition);
                        continue;
                    }
                    _ => continue,
                };
                grade = Some(self.select(condition, after, now));
            }
        }
        let not_graded = self.push(OpKind::Or(out));
        (grade, not_graded)
    }

    fn shifted(&mut self, grade: Reg, by: i64, last: &Number) -> Reg {
        let (by, zero, last) =
            (self.number(Number::from(by)), self.number(Number::ZERO), self.number(last.clone()));
        let sum = self.push(OpKind::Arithmetic(Arithmetic::Add, grade, by));
        self.push(OpKind::Clamp(sum, Some(zero), Some(last)))
    }
}
