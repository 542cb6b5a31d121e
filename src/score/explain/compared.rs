//! Whom a figure compared the ratee with: how many, the best, the worst, the mean, what it takes to rank or to score.

use super::{Step, Teller};
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{OpKind, Reg, Traced};
use crate::scheme::model::{Band, CohortFigure, Expr, ExprKind, Function};
use crate::scheme::types::Ty;
use crate::score::cohort::Compared;
use crate::score::shown;
use crate::score::value::Value;
use crate::text;

impl Teller<'_> {
    /// What a reader in an appeal asks about a figure over ratees.
    pub(super) fn compared_with(&self, figure: &CohortFigure, reg: Reg) -> Option<Text> {
        let told = self.compared.get(&reg)?.as_ref()?;
        let ty = figure.value.as_ref().map_or(&Ty::Number, |value| &value.ty);
        let shown = |number: &Number| self.about(figure, ty, number);
        let whom = self.whom(figure, told);
        let Some([most, least, mean]) = &told.numbers else {
            return (figure.function != Function::Count).then_some(whom);
        };
        let (most, least, mean) = (shown(most), shown(least), shown(mean));
        let mut out = text!(
            "{0}：最大 {1}，最小 {2}，平均 {3}",
            "{0}: greatest {1}, least {2}, mean {3}",
            whom,
            most,
            least,
            mean
        );
        if let Some(deviation) = &told.deviation {
            let deviation = shown(deviation);
            out = text!("{0}，标准差 {1}", "{0}, deviation {1}", out, deviation);
        }
        if figure.function == Function::Rank && told.alike > 1 {
            let alike = told.alike;
            out = text!("{0}；{alike} 名并列", "{0}; {alike} share this place", out);
        }
        Some(out)
    }

    fn whom(&self, figure: &CohortFigure, told: &Compared) -> Text {
        let count = told.count;
        let all = match (figure.others, &told.group) {
            (false, None) => text!("与全体 {count} 名比较", "compared with all {count}"),
            (true, None) => text!("与其余 {count} 名比较", "compared with the {count} others"),
            (false, Some(group)) => {
                let group = shown::plain(group);
                text!("与「{0}」{count} 名比较", "compared with the {count} of {0}", group)
            }
            (true, Some(group)) => {
                let group = shown::plain(group);
                text!("与「{0}」其余 {count} 名比较", "compared with the {count} others of {0}", group)
            }
        };
        match &figure.when {
            None => all,
            Some(when) => {
                let words = self.quote(when.span);
                text!("{0}（{1}）", "{0} ({1})", all, words)
            }
        }
    }

    /// A number for the eye: a long one shortened, and marked so.
    fn about(&self, figure: &CohortFigure, ty: &Ty, number: &Number) -> Text {
        let short = number.decimal().is_some_and(|text| text.len() <= 12);
        if short {
            return self.in_its_unit(figure, ty, &Value::Number(number.clone()));
        }
        let shortened = self.in_its_unit(figure, ty, &Value::Number(number.significant(8)));
        text!("约 {0}", "about {0}", shortened)
    }

    /// A value of a figure: in the unit of the fact that it is a figure of, where it is of the same kind.
    pub(super) fn in_its_unit(&self, figure: &CohortFigure, ty: &Ty, value: &Value) -> Text {
        match &figure.value {
            Some(Expr { kind: ExprKind::Fact(fact), ty: of, .. }) if of == ty => {
                self.fact_value(*fact, value)
            }
            Some(of) => self.written_as(of, ty, value),
            None => self.typed(ty, value),
        }
    }

    /// The bounds of bands that are not written as numbers: what they came to, up to the band that was hit.
    pub(super) fn bound_notes(&self, rows: &[Band], traced: &Traced, hit: usize, step: &mut Step) {
        let Some(OpKind::BandIndex(_, bounds)) = traced.index.map(|reg| &self.plan.ops[reg].kind) else {
            return;
        };
        for (row, bounds) in rows.iter().zip(bounds).take(hit + 1) {
            let low = row.low.as_ref().map(|(expr, _)| expr).zip(bounds.low.map(|(reg, _)| reg));
            let high = row.high.as_ref().map(|(expr, _)| expr).zip(bounds.high.map(|(reg, _)| reg));
            for (expr, reg) in low.into_iter().chain(high) {
                match &expr.kind {
                    ExprKind::Number(_) | ExprKind::Date(_) => continue,
                    ExprKind::Cohort(_) | ExprKind::Fact(_) | ExprKind::LastYear(_) => {
                        self.read(expr, &Traced::leaf(reg), step)
                    }
                    _ => {
                        let (words, value) = (self.quote(expr.span), self.as_written(expr, self.get(reg)));
                        step.notes.push(text!("{0} = {1}", "{0} = {1}", words, value));
                    }
                }
            }
        }
    }
}
