//! Rules: which band was hit, between which points, how far the next one is.

use super::{Step, StepKind, Teller};
use crate::locale::Text;
use crate::number::Number;
use crate::plan::Traced;
use crate::scheme::model::{AbsentRater, Bracket, Comparison, Expr, ExprKind, How, Parts};
use crate::scheme::types::Ty;
use crate::score::value::Value;
use crate::text;
use crate::unit::Dimension;

impl Teller<'_> {
    /// The rule of an item as a step.
    pub(super) fn rule(&self, expr: &Expr, traced: &Traced) -> Step {
        let mut step = Step::new(StepKind::Rule, Text::fixed("规则", "rule"));
        step.rule = Some(self.quote(expr.span));
        step.value = self.number(traced.reg);
        self.read(expr, traced, &mut step);
        self.form_notes(expr, traced, &mut step);
        if let Value::Gap(_) = self.get(traced.reg) {
            let why = self.absent(traced.reg);
            step.notes.push(text!("算不出：{0}", "cannot be computed: {0}", why));
        }
        step
    }

    /// What a rule form says of itself, in the branches taken.
    fn form_notes(&self, expr: &Expr, traced: &Traced, step: &mut Step) {
        let row = traced.index.and_then(|reg| self.number(reg)).and_then(|n| n.to_i64()).map(|n| n as usize);
        match &expr.kind {
            ExprKind::Bands(subject, rows) => {
                self.bound_notes(rows, traced, row.unwrap_or(rows.len()), step);
                if let Some(hit) = row.and_then(|row| rows.get(row)) {
                    let words = self.quote(hit.span);
                    step.notes.push(text!("落在「{0}」这一档", "in the band `{0}`", words));
                    if step.basis.is_none() {
                        step.basis.clone_from(&hit.basis);
                    }
                }
                if let Some(measured) = self.number(traced.parts[0].reg) {
                    self.next_band(subject, rows, &measured, step);
                }
            }
            ExprKind::Lookup(_, rows) => {
                if let Some(hit) = row.and_then(|row| rows.get(row)) {
                    let words = self.quote(hit.span);
                    step.notes.push(text!("对照「{0}」", "by the row `{0}`", words));
                }
            }
            ExprKind::Brackets { subject, rows, .. } => self.bracket_notes(subject, rows, traced, step),
            ExprKind::Linear { subject, .. } => self.line_notes(subject, traced, step),
            ExprKind::Raters { rows, absent, .. } => self.rater_notes(rows, absent, traced, step),
            ExprKind::Parts(joined) => self.parts_notes(joined, traced, step),
            ExprKind::Checklist(rows) => {
                for ((when, value), pair) in rows.iter().zip(traced.parts.chunks(2)) {
                    let (words, points) =
                        (self.quote(when.span), self.as_written(value, self.get(pair[1].reg)));
                    step.notes.push(match self.get(pair[0].reg) {
                        Value::Truth(true) => text!("「{0}」成立，得 {1}", "`{0}` holds: {1}", words, points),
                        Value::Truth(false) => text!(
                            "「{0}」不成立，未得 {1}",
                            "`{0}` does not hold: {1} not earned",
                            words,
                            points
                        ),
                        _ => text!("「{0}」无法判断", "`{0}` is undecided", words),
                    });
                }
            }
            ExprKind::Meets(condition, _) => self.condition_note(condition, &traced.parts[0], step),
            ExprKind::Attain(..) => {
                if let (Some(x), Some(t)) =
                    (self.number(traced.parts[0].reg), self.number(traced.parts[1].reg))
                    && let Some(ratio) = x.divide(&t)
                {
                    let percent = (&ratio * &Number::from(100)).to_string();
                    step.notes.push(text!("完成目标的 {percent}%", "{percent} % of the target"));
                }
            }
            _ => {
                for (part, traced) in self.taken(expr, traced) {
                    self.form_notes(part, traced, step);
                }
            }
        }
    }

    /// What each bracket that the value reaches earns.
    fn bracket_notes(&self, subject: &Expr, rows: &[Bracket], traced: &Traced, step: &mut Step) {
        if let Some(measured) = self.number(traced.parts[0].reg) {
            let (words, value) =
                (self.quote(subject.span), self.as_written(subject, &Value::Number(measured)));
            step.notes.push(text!("{0} = {1}", "{0} = {1}", words, value));
        }
        for (row, traced) in rows.iter().zip(&traced.parts[1..]) {
            let steps = traced.index.and_then(|reg| self.number(reg)).filter(|steps| !steps.is_zero());
            if let (Some(steps), Some(earned)) = (steps, self.number(traced.reg)) {
                let words = self.quote(row.span);
                let give = if steps == Number::ONE { "step gives" } else { "steps give" };
                step.notes.push(text!(
                    "「{0}」一段：{steps} 步，计 {earned}",
                    "in the bracket `{0}`: {steps} {give} {earned}",
                    words
                ));
            }
        }
    }

    /// What each group of raters gave, and what stands for those who are absent.
    fn rater_notes(&self, rows: &[(Expr, Number)], absent: &AbsentRater, traced: &Traced, step: &mut Step) {
        let is_absent = |part: &Traced| matches!(self.get(part.reg), Value::Gap(gap) if gap.is_absence());
        let there = rows.iter().zip(&traced.parts).filter(|(_, part)| !is_absent(part));
        let whole: Number = there.map(|((_, weight), _)| weight.clone()).sum();
        for ((rater, weight), part) in rows.iter().zip(&traced.parts) {
            let hundred = Number::from(100);
            let percent = weight * &hundred;
            let (name, score) = (self.quote(rater.span), self.as_written(rater, self.get(part.reg)));
            step.notes.push(match (is_absent(part), absent) {
                (true, AbsentRater::Rescaled) => text!(
                    "{0} 没有评分，权重 {percent}% 按比例摊给其余各方",
                    "{0}: no score, its weight of {percent} % is spread over the others",
                    name
                ),
                (true, AbsentRater::Scores(stand)) => {
                    let words = self.quote(stand.span);
                    text!(
                        "{0} 没有评分，按规定计 {1}，权重 {percent}%",
                        "{0}: no score, counted as {1}, weight {percent} %",
                        name,
                        words
                    )
                }
                (false, AbsentRater::Rescaled) if whole != Number::ONE => {
                    let share = weight.divide(&whole).unwrap_or_default();
                    let share = (&share * &hundred).to_string();
                    text!(
                        "{0} {1} 分，权重 {percent}%，摊后 {share}%",
                        "{0}: {1}, weight {percent} %, after spreading {share} %",
                        name,
                        score
                    )
                }
                _ => text!("{0} {1} 分，权重 {percent}%", "{0}: {1}, weight {percent} %", name, score),
            });
        }
    }

    /// What parts joined in a ready-made way were made from.
    fn parts_notes(&self, joined: &Parts, traced: &Traced, step: &mut Step) {
        let there: Vec<&str> = joined
            .items
            .iter()
            .zip(&traced.parts)
            .filter(|(_, part)| self.get(part.reg).is_present())
            .map(|(item, _)| &*self.plan.scheme.items[*item].name)
            .collect();
        let (count, all, names) = (there.len(), joined.items.len(), Text::listed(there));
        step.notes.push(match joined.how {
            How::Optional(least) if count < least as usize => text!(
                "参加 {count} 项（{0}），少于规定的 {least} 项，计 0 分",
                "{count} parts taken ({0}), fewer than the {least} wanted: 0",
                names
            ),
            How::Optional(_) => text!(
                "参加 {count} 项（{0}），按得分率的平均乘以满分",
                "{count} parts taken ({0}): full marks times the mean of their rates",
                names
            ),
            _ if count < all => text!("计入 {0}", "joined from {0}", names),
            _ => return,
        });
    }

    /// How far the nearest band with a greater value is.
    fn next_band(
        &self,
        subject: &Expr,
        rows: &[crate::scheme::model::Band],
        measured: &Number,
        step: &mut Step,
    ) {
        let Some(now) = step.value.clone() else { return };
        let constant = |expr: &Expr| match &expr.kind {
            ExprKind::Number(number) => Some(number.clone()),
            _ => None,
        };
        let mut nearest: Option<(Number, &crate::scheme::model::Band)> = None;
        for row in rows {
            if constant(&row.value).is_none_or(|value| value <= now) {
                continue;
            }
            let low = row.low.as_ref().and_then(|(bound, _)| constant(bound)).filter(|low| low >= measured);
            let high =
                row.high.as_ref().and_then(|(bound, _)| constant(bound)).filter(|high| high <= measured);
            let distance = low.map(|low| &low - measured).or_else(|| high.map(|high| measured - &high));
            if let Some(distance) = distance.filter(|d| nearest.as_ref().is_none_or(|(least, _)| d < least)) {
                nearest = Some((distance, row));
            }
        }
        if let Some((distance, row)) = nearest {
            let ty = difference(&subject.ty);
            let (far, words) =
                (self.written_as(subject, &ty, &Value::Number(distance)), self.quote(row.span));
            step.notes.push(text!(
                "离更高的一档「{0}」还差 {1}",
                "{1} short of the higher band `{0}`",
                words,
                far
            ));
        }
    }

    fn line_notes(&self, subject: &Expr, traced: &Traced, step: &mut Step) {
        let Some(measured) = self.number(traced.parts[0].reg) else { return };
        let told: Vec<(Number, Number)> = traced.parts[1..]
            .chunks(2)
            .filter_map(|pair| Some((self.number(pair[0].reg)?, self.number(pair[1].reg)?)))
            .collect();
        let best = told.iter().max_by(|a, b| a.1.cmp(&b.1));
        let value = step.value.clone();
        if let (Some((place, most)), Some(value)) = (best, value)
            && value < *most
        {
            let far =
                self.written_as(subject, &difference(&subject.ty), &Value::Number((place - &measured).abs()));
            let at = self.as_written(subject, &Value::Number(place.clone()));
            step.notes.push(text!(
                "到 {0} 得 {most} 分，还差 {1}",
                "{most} at {0}: {1} short of it",
                at,
                far
            ));
        }
    }

    /// Whether a condition holds, and by how much a comparison misses.
    pub(super) fn condition_note(&self, condition: &Expr, traced: &Traced, step: &mut Step) {
        let words = self.quote(condition.span);
        step.notes.push(match self.get(traced.reg) {
            Value::Truth(true) => text!("条件「{0}」成立", "the condition `{0}` holds", words),
            Value::Truth(false) => text!("条件「{0}」不成立", "the condition `{0}` does not hold", words),
            _ => text!("条件「{0}」无法判断", "the condition `{0}` is undecided", words),
        });
        if let (ExprKind::Compare(comparison, left, _), Value::Truth(false)) =
            (&condition.kind, self.get(traced.reg))
        {
            let ordered = !matches!(comparison, Comparison::Equal | Comparison::Different)
                && !matches!(left.kind, ExprKind::Standing(..));
            let sides = (self.number(traced.parts[0].reg), self.number(traced.parts[1].reg));
            if let ((Some(a), Some(b)), true) = (sides, ordered) {
                let far = self.written_as(left, &difference(&left.ty), &Value::Number((&a - &b).abs()));
                step.notes.push(text!("还差 {0}", "{0} short", far));
            }
        }
    }
}

/// The type of a difference of two values of a type.
fn difference(ty: &Ty) -> Ty {
    match ty {
        Ty::Unit(Dimension::Percent) => Ty::Unit(Dimension::PercentPoint),
        other => other.clone(),
    }
}
