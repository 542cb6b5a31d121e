//! Scripts in columns: the steps of a script as operations like any others.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{Expr, SHORT_WORD, formula};
use crate::script::formula::{Formula, Kind, Operator, Step, StepId};

impl<'s> Lowering<'s> {
    /// A script whose arguments have these columns.
    pub fn script(&mut self, id: ScriptId, arguments: &'s [Expr], parts: &[Traced]) -> Reg {
        let given: Vec<Reg> = parts.iter().map(|part| part.reg).collect();
        let formula = formula(&self.scheme.scripts, id, arguments).ok();
        let columns = formula.and_then(|formula| self.formula(&formula, &given));
        self.push(OpKind::Script { id, arguments: given, columns })
    }

    /// The column of a formula.
    fn formula(&mut self, formula: &Formula, given: &[Reg]) -> Option<Reg> {
        let mut needed = vec![false; formula.steps.len()];
        needed[formula.result] = true;
        for (id, step) in formula.steps.iter().enumerate().rev() {
            if needed[id] {
                step.parts(&mut |part| needed[part] = true);
            }
        }
        let mut regs: Vec<Reg> = Vec::with_capacity(formula.steps.len());
        for (id, step) in formula.steps.iter().enumerate() {
            regs.push(match step {
                _ if !needed[id] => Reg::MAX,
                Step::Parameter(index) => self.parameter(given[*index], formula.kinds[*index])?,
                step => self.step(step, &regs),
            });
        }
        Some(regs[formula.result])
    }

    /// An argument as the script sees it: nothing but values of its kind.
    fn parameter(&mut self, reg: Reg, kind: Kind) -> Option<Reg> {
        match kind {
            _ if self.holds(reg, kind) => Some(reg),
            // Of one value the greatest is itself, if it is a number, and else nothing; likewise for yes and no.
            Kind::Number => Some(self.push(OpKind::Max(vec![reg]))),
            Kind::Truth => Some(self.push(OpKind::And(vec![reg]))),
            Kind::Word | Kind::Unknown => None,
        }
    }

    /// Whether a column certainly holds no other values. Where a script had a say in it, its type does not tell.
    fn holds(&self, reg: Reg, kind: Kind) -> bool {
        match &self.ops[reg].kind {
            OpKind::Load(_) | OpKind::LoadLastYear(_) | OpKind::LoadField(..) => true,
            OpKind::Outer(reg) => self.outer.as_ref().is_some_and(|outer| outer.holds(*reg, kind)),
            OpKind::FactPolicy { value, missing, not_applicable, .. } => {
                [Some(value), missing.as_ref(), not_applicable.as_ref()]
                    .into_iter()
                    .flatten()
                    .all(|reg| self.holds(*reg, kind))
            }
            OpKind::Constant(constant) => match constant {
                Constant::Number(_) => kind == Kind::Number,
                Constant::Truth(_) => kind == Kind::Truth,
                Constant::Word(word) => kind == Kind::Word && word.len() <= SHORT_WORD,
                Constant::Date(_) => false,
            },
            OpKind::Arithmetic(..) | OpKind::Negate(_) | OpKind::Linear { .. } | OpKind::Round(..) => {
                kind == Kind::Number
            }
            OpKind::Compare(..) | OpKind::Not(_) | OpKind::And(_) | OpKind::Or(_) => kind == Kind::Truth,
            _ => false,
        }
    }

    /// A step whose parts have these columns.
    fn step(&mut self, step: &Step, regs: &[Reg]) -> Reg {
        let all = |ids: &[StepId]| ids.iter().map(|id| regs[*id]).collect::<Vec<Reg>>();
        let kind = match step {
            Step::Parameter(index) => return regs[*index],
            Step::Number(number) => OpKind::Constant(Constant::Number(number.clone())),
            Step::Truth(truth) => OpKind::Constant(Constant::Truth(*truth)),
            Step::Word(word) => OpKind::Constant(Constant::Word(word.clone())),
            Step::Negate(a) => OpKind::Negate(regs[*a]),
            Step::Not(a) => OpKind::Not(regs[*a]),
            Step::Arithmetic(operator, a, b) => {
                let operation = match operator {
                    Operator::Add => Arithmetic::Add,
                    Operator::Subtract => Arithmetic::Subtract,
                    Operator::Multiply => Arithmetic::Multiply,
                    Operator::Divide => Arithmetic::Divide,
                };
                OpKind::Arithmetic(operation, regs[*a], regs[*b])
            }
            Step::Compare(comparison, a, b) => OpKind::Compare(*comparison, regs[*a], regs[*b]),
            Step::And(a, b) => OpKind::And(all(&[*a, *b])),
            Step::Or(a, b) => OpKind::Or(all(&[*a, *b])),
            Step::Round(a, places, mode) => OpKind::Round(regs[*a], *places, *mode),
            Step::Floor(a) => OpKind::Floor(regs[*a]),
            Step::Ceil(a) => OpKind::Ceil(regs[*a]),
            Step::Truncate(a) => OpKind::Truncate(regs[*a]),
            Step::Abs(a) => OpKind::Abs(regs[*a]),
            Step::Max(ids) => OpKind::Max(all(ids)),
            Step::Min(ids) => OpKind::Min(all(ids)),
            Step::Choose { arms, otherwise } => {
                let (conditions, values): (Vec<Reg>, Vec<Reg>) =
                    arms.iter().map(|(when, value)| (regs[*when], regs[*value])).unzip();
                return self.first_of(conditions, values, otherwise.map(|id| regs[id]));
            }
            Step::After(needs, value) => {
                // What equals itself is there.
                let there = needs.iter().map(|need| regs[*need]);
                let there =
                    there.map(|reg| self.push(OpKind::Compare(Comparison::Equal, reg, reg))).collect();
                let there = self.push(OpKind::And(there));
                return self.first_of(vec![there], vec![regs[*value]], None);
            }
        };
        self.push(kind)
    }

    fn first_of(&mut self, conditions: Vec<Reg>, values: Vec<Reg>, otherwise: Option<Reg>) -> Reg {
        let index = self.push(OpKind::FirstTrue(conditions));
        self.push(OpKind::Pick { index, values, otherwise, lacking: Lacking::Choice })
    }
}
