//! From the sum of the items to the rank: coefficient, adjustments, limits, effects, grades.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{EffectKind, EffectOperation};

/// Columns of the total on its way.
pub(super) struct TotalRegs {
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

    pub fn total(&mut self, adjustments: &[AdjustmentRegs]) -> TotalRegs {
        let scheme = self.scheme;
        let sum = match &scheme.combine {
            Some(combine) => self.expr(combine).reg,
            None => self.children(None, &scheme.top, &scheme.full),
        };
        let mut multiplied = sum;
        for (index, rule) in scheme.rules.iter().enumerate() {
            for effect in &rule.effects {
                if let EffectKind::Coefficient(value) = &effect.kind {
                    let condition = self.rule(index).reg;
                    let value = self.expr(value).reg;
                    let times = self.push(OpKind::Arithmetic(Arithmetic::Multiply, multiplied, value));
                    multiplied = self.select(condition, times, multiplied);
                }
            }
        }
        let mut adjusted = multiplied;
        for adjustment in adjustments {
            adjusted = self.push(OpKind::Arithmetic(Arithmetic::Add, adjusted, adjustment.points));
        }
        for (index, rule) in scheme.rules.iter().enumerate() {
            for effect in &rule.effects {
                if let EffectKind::Points(operation, value) = &effect.kind {
                    let condition = self.rule(index).reg;
                    let value = self.expr(value).reg;
                    adjusted = self.apply(condition, adjusted, *operation, value);
                }
            }
        }
        let limited = self.limited(adjusted, &scheme.limits);
        let mut exact = limited;
        for (index, rule) in scheme.rules.iter().enumerate() {
            for effect in &rule.effects {
                if let EffectKind::Total(operation, value) = &effect.kind {
                    let condition = self.rule(index).reg;
                    let value = self.expr(value).reg;
                    exact = self.apply(condition, exact, *operation, value);
                }
            }
        }
        let (places, mode) = scheme.rounding;
        let total = self.push(OpKind::Round(exact, places, mode));
        TotalRegs { sum, multiplied, adjusted, limited, exact, total }
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
