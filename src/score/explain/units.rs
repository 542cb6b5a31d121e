//! Figures in the units in which the scheme writes them: what is computed from 亩 is told in 亩, not in the base unit.

use super::{Step, Teller};
use crate::locale::Text;
use crate::plan::{self, OpKind, Reg};
use crate::scheme::model::{Expr, ExprKind, Limits};
use crate::scheme::types::Ty;
use crate::score::shown;
use crate::score::value::Value;
use crate::text;
use crate::unit::{Dimension, FactType};

/// Whether an expression is written out in numbers: `-5 分`.
fn is_fixed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Negate(_) | ExprKind::Arithmetic(..) => plan::parts(expr).into_iter().all(is_fixed),
        _ => false,
    }
}

impl Teller<'_> {
    /// The value of an expression, in the unit of the facts from which it is made.
    pub(super) fn as_written(&self, expr: &Expr, value: &Value) -> Text {
        self.written_as(expr, &expr.ty, value)
    }

    /// A value of a type, in the unit of the facts that an expression is made from.
    pub(super) fn written_as(&self, expr: &Expr, ty: &Ty, value: &Value) -> Text {
        let plain = matches!(ty, Ty::Unit(Dimension::Percent | Dimension::PercentPoint | Dimension::Score));
        let (Value::Number(number), Ty::Unit(_), false) = (value, ty, plain) else {
            return self.typed(ty, value);
        };
        let Some(unit) = self.unit_of(expr, ty, &mut 0) else { return self.typed(ty, value) };
        let in_unit = number.divide(&unit.scale()).unwrap_or_default();
        if in_unit.decimal().is_some() {
            return Text::same(shown::quantity(unit, number));
        }
        let about = shown::quantity(unit, &(&in_unit.significant(8) * &unit.scale()));
        text!("约 {about}", "about {about}")
    }

    /// The type of the first fact of the same kind that an expression reads. `seen` bounds named values in named values.
    fn unit_of(&self, expr: &Expr, ty: &Ty, seen: &mut u32) -> Option<&FactType> {
        *seen += 1;
        if *seen > 500 {
            return None;
        }
        let scheme = self.plan.scheme;
        let own = match &expr.kind {
            ExprKind::Fact(fact) | ExprKind::LastYear(fact) => Some(&scheme.facts[*fact].spec.ty),
            ExprKind::Let(id) => return self.unit_of(&scheme.lets[*id].value, ty, seen),
            ExprKind::Entries(figure) => match (&figure.value, &scheme.facts[figure.list].spec.ty) {
                (Some(Expr { kind: ExprKind::Field(at), .. }), FactType::List(fields)) => {
                    fields.get(*at).map(|field| &field.ty)
                }
                _ => None,
            },
            _ => None,
        };
        let found = own.filter(|own| Ty::of_fact(own) == *ty);
        found.or_else(|| plan::parts(expr).into_iter().find_map(|part| self.unit_of(part, ty, seen)))
    }

    /// Where a limit that is no plain number comes from.
    pub(super) fn limit_notes(&self, limits: &Limits, limited: Reg, step: &mut Step) {
        let OpKind::Clamp(_, floor, cap) = &self.plan.ops[limited].kind else { return };
        let both = [(&limits.floor, floor, ("下限", "floor")), (&limits.cap, cap, ("上限", "cap"))];
        for (limit, reg, (zh, en)) in both {
            let (Some(limit), Some(reg)) = (limit, reg) else { continue };
            if is_fixed(limit) {
                continue;
            }
            let (words, value) = (self.quote(limit.span), self.as_written(limit, self.get(*reg)));
            step.notes.push(text!("{zh}：{0} = {1}", "{en}: {0} = {1}", words, value));
            self.facts_of(limit, step, &mut 0);
        }
    }

    /// The facts that an expression reads, whatever decided its value.
    fn facts_of(&self, expr: &Expr, step: &mut Step, seen: &mut u32) {
        *seen += 1;
        match &expr.kind {
            _ if *seen > 500 => {}
            ExprKind::Fact(fact) => self.add_evidence(*fact, false, step),
            ExprKind::LastYear(fact) => self.add_evidence(*fact, true, step),
            ExprKind::Let(id) => self.facts_of(&self.plan.scheme.lets[*id].value, step, seen),
            _ => plan::parts(expr).into_iter().for_each(|part| self.facts_of(part, step, seen)),
        }
    }
}
