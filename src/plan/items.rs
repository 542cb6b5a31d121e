//! Items, lines, adjustments.

use super::expr::regs;
use super::lower::Lowering;
use super::*;
use crate::scheme::model::{Adjustment, Base, EffectKind, Expr, Item, ItemPolicy, Limits, Line, LineKind};

impl<'s> Lowering<'s> {
    /// An item, lowered once; what it refers to comes first.
    pub fn item(&mut self, id: ItemId) -> ItemRegs {
        if let Some(regs) = self.items.get(&id) {
            return regs.clone();
        }
        let scheme = self.scheme;
        let item = &scheme.items[id];
        let made =
            self.at(&item.path, |this| this.stubbed_item(id).unwrap_or_else(|| this.lower_item(id, item)));
        self.items.insert(id, made.clone());
        made
    }

    fn lower_item(&mut self, id: ItemId, item: &'s Item) -> ItemRegs {
        let (rule, base) = match &item.base {
            Base::Zero => (None, self.number(Number::ZERO)),
            Base::Rule(expr) | Base::Combined(expr) => {
                let traced = self.expr(expr);
                (Some(traced.clone()), traced.reg)
            }
            Base::Children => (None, self.children(Some(id), &item.full)),
        };
        let lines = self.lines(&item.lines);
        let mut raw = self.with_lines(base, &item.lines, &lines, false);
        if let Some((places, mode)) = item.rounding {
            raw = self.push(OpKind::Round(raw, places, mode));
        }
        let limited = self.limited(raw, &item.limits);
        let stood = self.item_policies(limited, item);
        let stood = self.item_or_stub(id, stood);
        let (effects, score) = self.item_effects(id, stood);
        ItemRegs { rule, base, lines, raw, limited, stood, effects, score }
    }

    /// The items below whose marks are spread here when they are left out.
    pub fn spread_here(&mut self, target: Option<ItemId>) -> Vec<(Reg, Share)> {
        let scheme = self.scheme;
        let leaves_out =
            |policy: &Option<ItemPolicy>| matches!(policy, Some(ItemPolicy::LeaveOut(to)) if *to == target);
        let mut spread = Vec::new();
        for (id, item) in scheme.items.iter().enumerate() {
            if (leaves_out(&item.missing) || leaves_out(&item.not_applicable))
                && let Some(share) = self.share_in(id, target)
            {
                spread.push((self.item(id).stood, share));
            }
        }
        spread
    }

    fn item_policies(&mut self, value: Reg, item: &'s Item) -> Reg {
        let mut stand = |policy: &'s Option<ItemPolicy>| {
            policy.as_ref().map(|policy| match policy {
                ItemPolicy::Gives(expr) => Stand::Gives(self.expr(expr).reg),
                ItemPolicy::LeaveOut(_) => Stand::LeftOut,
            })
        };
        let (missing, not_applicable) = (stand(&item.missing), stand(&item.not_applicable));
        if missing.is_none() && not_applicable.is_none() {
            return value;
        }
        self.push(OpKind::ItemPolicy { value, missing, not_applicable })
    }

    pub fn item_effects(&mut self, id: ItemId, stood: Reg) -> (Vec<EffectRegs>, Reg) {
        let (effects, score) = self.effects(stood, |kind| match kind {
            EffectKind::Item(target, operation, value) if *target == id => Some((*operation, value)),
            _ => None,
        });
        // What is left out has no score on which anything could act.
        let score = if effects.is_empty() { stood } else { self.push(OpKind::UnlessLeftOut(stood, score)) };
        (effects, score)
    }

    pub fn limited(&mut self, raw: Reg, limits: &'s Limits) -> Reg {
        let floor = self.optional(limits.floor.as_ref());
        let cap = self.optional(limits.cap.as_ref());
        if floor.is_none() && cap.is_none() { raw } else { self.push(OpKind::Clamp(raw, floor, cap)) }
    }

    fn lines(&mut self, lines: &'s [Line]) -> Vec<LineRegs> {
        lines.iter().map(|line| self.line(line)).collect()
    }

    /// The base with the lines added, or, where deductions count upwards, taken off the other way round.
    fn with_lines(&mut self, base: Reg, lines: &[Line], regs: &[LineRegs], deduction: bool) -> Reg {
        let mut sum = base;
        for (line, made) in lines.iter().zip(regs) {
            let operation = if line.deduct == deduction { Arithmetic::Add } else { Arithmetic::Subtract };
            sum = self.push(OpKind::Arithmetic(operation, sum, made.amount));
        }
        sum
    }

    fn line(&mut self, line: &'s Line) -> LineRegs {
        let mut made = LineRegs { traced: vec![], steps: None, raw: 0, amount: 0, inner: vec![] };
        match &line.kind {
            LineKind::Once(amount) => {
                made.traced = self.all([amount]);
                made.raw = made.traced[0].reg;
            }
            LineKind::When(condition, amount) => {
                made.traced = self.all([condition, amount]);
                let zero = self.number(Number::ZERO);
                made.raw = self.select(made.traced[0].reg, made.traced[1].reg, zero);
            }
            LineKind::Step { value, line, each, whole, amount } => {
                self.step_line(&mut made, (value, line.as_ref()), each, *whole, amount);
            }
            LineKind::Entry { .. } => made.raw = self.entry_sum(&line.kind).unwrap_or_default(),
            LineKind::Together(inner) => {
                made.inner = self.lines(inner);
                let zero = self.number(Number::ZERO);
                made.raw = self.with_lines(zero, inner, &made.inner, line.deduct);
            }
        }
        made.amount = self.limited(made.raw, &line.limits);
        made
    }

    fn step_line(
        &mut self,
        made: &mut LineRegs,
        (value, line): (&'s Expr, Option<&'s (bool, Expr)>),
        each: &Number,
        whole: bool,
        amount: &'s Expr,
    ) {
        made.traced = self.all([value, amount]);
        let (value, amount) = (made.traced[0].reg, made.traced[1].reg);
        let distance = match line {
            None => value,
            Some((below, line)) => {
                let line = self.expr(line);
                let (from, to) = if *below { (line.reg, value) } else { (value, line.reg) };
                made.traced.push(line);
                let distance = self.push(OpKind::Arithmetic(Arithmetic::Subtract, from, to));
                let zero = self.number(Number::ZERO);
                self.push(OpKind::Max(vec![distance, zero]))
            }
        };
        let each = self.number(each.clone());
        let mut steps = self.push(OpKind::Arithmetic(Arithmetic::Divide, distance, each));
        if whole {
            steps = self.push(OpKind::Truncate(steps));
        }
        made.steps = Some(steps);
        made.raw = self.push(OpKind::Arithmetic(Arithmetic::Multiply, amount, steps));
    }

    pub fn adjustment(&mut self, index: usize, adjustment: &'s Adjustment) -> AdjustmentRegs {
        let name = adjustment.name.clone();
        self.at(&name, |this| {
            if let Some(given) = this.stubbed_adjustment(index) {
                return given;
            }
            let rule = adjustment.base.as_ref().map(|base| this.expr(base));
            let base = match &rule {
                Some(rule) => rule.reg,
                None => this.number(Number::ZERO),
            };
            let lines = this.lines(&adjustment.lines);
            let mut raw = this.with_lines(base, &adjustment.lines, &lines, adjustment.deduction);
            if let Some((places, mode)) = adjustment.rounding {
                raw = this.push(OpKind::Round(raw, places, mode));
            }
            let limited = this.limited(raw, &adjustment.limits);
            let missing = this.optional(adjustment.missing.as_ref()).map(Stand::Gives);
            let not_applicable = this.optional(adjustment.not_applicable.as_ref()).map(Stand::Gives);
            let stood = match (missing, not_applicable) {
                (None, None) => limited,
                _ => this.push(OpKind::ItemPolicy { value: limited, missing, not_applicable }),
            };
            let stood = this.adjustment_or_stub(index, stood);
            let (effects, points) = this.adjustment_effects(index, stood);
            AdjustmentRegs { rule, lines, raw, limited, stood, effects, points }
        })
    }

    /// The effects on a bonus or a deduction, and its signed points after them.
    pub fn adjustment_effects(&mut self, index: usize, stood: Reg) -> (Vec<EffectRegs>, Reg) {
        let (effects, value) = self.effects(stood, |kind| match kind {
            EffectKind::Adjustment(target, operation, value) if *target == index => Some((*operation, value)),
            _ => None,
        });
        let deduction = self.scheme.adjustments[index].deduction;
        (effects, if deduction { self.push(OpKind::Negate(value)) } else { value })
    }

    /// Whether all of some conditions hold.
    pub fn all_of(&mut self, conditions: &[Traced]) -> Reg {
        self.push(OpKind::And(regs(conditions)))
    }
}
