//! From the items to the rank: coefficient, adjustments, effects, rounding, grade, rank, alerts, consequences.

use super::{Step, StepKind, Teller};
use crate::locale::Text;
use crate::number::Number;
use crate::plan::EffectRegs;
use crate::scheme::model::{EffectKind, EffectRule, Expr};
use crate::score::value::Value;
use crate::score::{Limited, Outcome, Remark, Status, faults, shown};
use crate::text;

impl Teller<'_> {
    /// The steps from the items to the rounded total.
    pub(super) fn total(&self, steps: &mut Vec<Step>) {
        let (scheme, outputs) = (self.plan.scheme, &self.plan.outputs);
        match &scheme.combine {
            Some(combine) => {
                steps.iter_mut().for_each(|step| step.counts = Some(Number::ZERO));
                let mut step = Step::new(StepKind::Rule, Text::fixed("汇总", "combined"));
                step.rule = Some(self.quote(combine.span));
                step.value = self.number(outputs.sum);
                steps.push(step);
            }
            None => steps.extend(self.spread(&scheme.top, outputs.sum)),
        }
        steps.extend(self.effect_steps(&outputs.coefficients));
        for index in 0..scheme.adjustments.len() {
            steps.push(self.adjustment(index));
        }
        steps.extend(self.effect_steps(&outputs.points));
        let title = match self.result.limited {
            Some(Limited::Cap) => Text::fixed("总分超过上限，按上限计", "total above its cap: lowered to it"),
            Some(Limited::Floor) => {
                Text::fixed("总分低于下限，按下限计", "total below its floor: raised to it")
            }
            None => Text::fixed("总分的上下限", "limits of the total"),
        };
        steps.extend(self.changed(StepKind::Limit, title, outputs.adjusted, outputs.limited));
        steps.extend(self.effect_steps(&outputs.totals));
        let (places, mode) = scheme.rounding;
        let mode = rounding_name(mode);
        let rounding = text!("{0}，小数 {places} 位", "{0}, {places} places", mode);
        steps.extend(self.changed(StepKind::Rounding, rounding, outputs.exact, outputs.total));
        let mut total = Step::new(StepKind::Total, Text::fixed("总分", "total"));
        total.value = self.number(outputs.total);
        total.of = Some(scheme.full.clone());
        if let Value::Gap(_) = self.get(outputs.exact) {
            let (why, facts) = (shown::plain(self.get(outputs.exact)), self.absent(outputs.exact));
            total.notes.push(text!("没有总分，{0}：{1}", "no total, {0}: {1}", why, facts));
        }
        steps.push(total);
    }

    fn adjustment(&self, index: usize) -> Step {
        let adjustment = &self.plan.scheme.adjustments[index];
        let regs = &self.plan.outputs.adjustments[index];
        let name = &adjustment.name;
        let (zh, en) = if adjustment.deduction { ("扣分", "deduction") } else { ("加分", "bonus") };
        let mut step = Step::new(StepKind::Adjustment, text!("{zh} {name}", "{en} {name}"));
        step.basis = adjustment.basis.clone();
        step.value = self.number(regs.points);
        let sign = |number: Number| if adjustment.deduction { -&number } else { number };
        if let (Some(expr), Some(traced)) = (&adjustment.base, &regs.rule) {
            let mut rule = self.rule(expr, traced);
            rule.value = rule.value.map(sign);
            step.children.push(rule);
        }
        for (line, regs) in adjustment.lines.iter().zip(&regs.lines) {
            step.children.push(self.line(line, regs));
        }
        self.limit_notes(&adjustment.limits, regs.limited, &mut step);
        let told: Number = step.children.iter().filter_map(|child| child.counted().cloned()).sum();
        let stood = self.number(regs.stood).map(sign);
        if let (Some(points), Value::Number(_)) = (&stood, self.get(regs.limited)) {
            let change = points - &told;
            if !change.is_zero() {
                let title = match self.result.adjustments[index].limited {
                    Some(Limited::Cap) => Text::fixed("超过上限，按上限计", "above the cap: lowered to it"),
                    Some(Limited::Floor) => {
                        Text::fixed("低于下限，按下限计", "below the floor: raised to it")
                    }
                    None => Text::fixed("取整", "rounded"),
                };
                let mut limit = Step::new(StepKind::Limit, title);
                limit.value = Some(change);
                step.children.push(limit);
            }
        } else if stood.is_some() {
            step.children.iter_mut().for_each(|child| child.counts = Some(Number::ZERO));
            step.notes
                .push(Text::fixed("数据缺失或不涉及，按规定计", "missing or not applicable: as provided"));
            let mut stand = Step::new(StepKind::Rule, Text::fixed("按规定计", "as provided"));
            stand.value = stood;
            step.children.push(stand);
        }
        for mut effect in self.effect_steps(&regs.effects) {
            effect.value = effect.value.map(sign);
            step.children.push(effect);
        }
        step
    }

    fn holds(&self, rule: usize) -> bool {
        *self.get(self.plan.outputs.rules[rule].reg) == Value::Truth(true)
    }

    /// The effects that apply, each with the change that it makes by itself. One that changes nothing is told only
    /// where it adds or takes off points.
    pub(super) fn effect_steps(&self, effects: &[EffectRegs]) -> Vec<Step> {
        let mut steps = Vec::new();
        for regs in effects.iter().filter(|regs| self.holds(regs.rule)) {
            let rule = &self.plan.scheme.rules[regs.rule];
            let points = matches!(rule.effects[regs.effect].kind, EffectKind::Points(..));
            let changed = self.changed(StepKind::Effect, Text::fixed("", ""), regs.before, regs.after);
            if changed.is_none() && !points {
                continue;
            }
            let mut step = self.rule_step(regs.rule, rule);
            step.value = changed.as_ref().map_or(Some(Number::ZERO), |changed| changed.value.clone());
            step.notes.extend(changed.into_iter().flat_map(|changed| changed.notes));
            steps.push(step);
        }
        steps
    }

    /// A rule whose condition holds, with its condition and evidence.
    pub(super) fn rule_step(&self, index: usize, rule: &EffectRule) -> Step {
        let name = &rule.name;
        let title = match shown::unnamed(name) {
            _ if rule.veto => text!("否决 {name}", "veto {name}"),
            Some(number) => text!("规则 {name}", "rule {number}"),
            None => text!("规则 {name}", "rule {name}"),
        };
        let mut step = Step::new(StepKind::Effect, title);
        step.rule = Some(self.quote(rule.span));
        step.basis = rule.basis.clone();
        let traced = &self.plan.outputs.rules[index];
        self.read(&rule.when, traced, &mut step);
        step.text = Some(match self.get(traced.reg) {
            Value::Truth(true) => Text::fixed("触发", "applies"),
            Value::Truth(false) => Text::fixed("未触发", "does not apply"),
            _ => Text::fixed("无法判断", "undecided"),
        });
        if let Value::Gap(_) = self.get(traced.reg) {
            let facts = self.absent(traced.reg);
            step.notes.push(text!("无法判断，因为缺少：{0}", "undecided for lack of: {0}", facts));
        }
        step
    }

    /// Grade, rank, alerts, consequences, and the vetoes that did not apply.
    pub(super) fn after_the_total(&self, steps: &mut Vec<Step>) {
        let scheme = self.plan.scheme;
        if !scheme.grades.is_empty() {
            steps.push(self.grade());
        }
        for (index, rule) in scheme.rules.iter().enumerate() {
            let mut step = self.rule_step(index, rule);
            if !self.holds(index) {
                step.kind = StepKind::Note;
            } else if is_told(steps, &step) {
                let on_points = |kind: &EffectKind| {
                    use EffectKind::{Adjustment, Coefficient, Item, NoCoefficient, Points, Total};
                    matches!(
                        kind,
                        Points(..) | Total(..) | Item(..) | Adjustment(..) | Coefficient(_) | NoCoefficient
                    )
                };
                if rule.effects.iter().all(|effect| on_points(&effect.kind)) {
                    continue;
                }
                // What it rests on stands above, where it changed points.
                let text = Some(Text::fixed("触发，见上", "applies, see above"));
                step = Step { text, ..Step::new(StepKind::Effect, step.title) };
            }
            steps.push(step);
        }
        let after = self.plan.outputs.grade_after.and_then(|reg| self.grade_index(reg));
        if self.result.status == Status::NotGraded && !scheme.grades.is_empty() {
            let mut step = Step::new(StepKind::Grade, Text::fixed("效果之后的等次", "grade after effects"));
            step.text = Some(Text::fixed("不定等次", "not graded"));
            steps.push(step);
        } else if let Some(grade) = after.filter(|grade| self.result.grade_before != Some(*grade)) {
            let title = Text::fixed("效果之后的等次", "grade after effects");
            steps.extend(self.grade_step(title, grade));
        }
        self.grade_quotas(steps);
        if let Some(grade) = self.result.grade.filter(|grade| after != Some(*grade)) {
            let title = Text::fixed("名额之后的等次", "grade after quotas");
            steps.extend(self.grade_step(title, grade));
        }
        steps.extend(self.rank());
        self.awards(steps);
        for alert in &self.result.alerts {
            let told = &scheme.alerts[*alert];
            let mut step = Step::new(StepKind::Alert, shown::path(&told.path));
            step.text = Some(shown::colour(&told.level));
            step.rule = Some(self.quote(told.span));
            step.basis = told.basis.clone();
            self.read(&told.when, &self.plan.outputs.alerts[*alert], &mut step);
            steps.push(step);
        }
        for (index, value) in &self.result.consequences {
            let told = &scheme.results[*index];
            let mut step = Step::new(StepKind::Consequence, Text::same(told.name.to_string()));
            step.rule = Some(self.quote(told.span));
            step.basis = told.basis.clone();
            step.text = value.as_ref().map(|value| self.outcome(told.value.as_ref(), value));
            steps.push(step);
        }
        self.groups(steps);
        // What quotas did is told above.
        let told = |note: &&Remark| note.code != &faults::BY_QUOTA;
        for note in self.result.notes.iter().filter(told) {
            let mut step = Step::new(StepKind::Note, shown::path(&note.path));
            step.notes.push(note.text.clone());
            steps.push(step);
        }
    }

    /// What is said of the ratee's groups.
    fn groups(&self, steps: &mut Vec<Step>) {
        for group in self.result.groups.iter().flatten().filter_map(|group| self.groups.get(*group)) {
            let told = &self.plan.scheme.group_results[group.result];
            let name = &told.name;
            let mut step = Step::new(
                StepKind::GroupResult,
                text!("组结果 {name} · {0}", "group result {name} · {0}", group.group),
            );
            step.rule = Some(self.quote(told.span));
            step.basis = told.basis.clone();
            step.text = group.value.as_ref().map(|value| self.outcome(Some(&told.value), value));
            step.notes.extend(group.problems.iter().map(|problem| problem.text.clone()));
            let count = group.ratees;
            step.notes.push(text!("这一组共 {count} 个对象", "{count} ratees in this group"));
            steps.push(step);
        }
    }

    /// The value of a result, with the unit of its expression.
    fn outcome(&self, of: Option<&Expr>, value: &Outcome) -> Text {
        let value = match value {
            Outcome::Number(number) => Value::Number(number.clone()),
            Outcome::Word(word) => Value::Word(word.clone()),
            Outcome::Truth(truth) => Value::Truth(*truth),
        };
        of.map_or_else(|| shown::plain(&value), |of| self.typed(&of.ty, &value))
    }

    fn grade(&self) -> Step {
        let (scheme, outputs) = (self.plan.scheme, &self.plan.outputs);
        let mut step = Step::new(StepKind::Grade, Text::fixed("等次", "grade"));
        let index = outputs
            .grade_before
            .and_then(|reg| self.number(reg))
            .and_then(|n| n.to_i64())
            .map(|n| n as usize);
        if let Some(grade) = index.and_then(|index| scheme.grades.get(index)) {
            step.text = Some(Text::same(grade.name.to_string()));
            step.rule = Some(self.quote(grade.span));
            step.basis = grade.basis.clone();
        }
        let better = scheme.grades.iter().zip(&outputs.grade_rows).take(index.unwrap_or(0));
        let total = self.number(outputs.total);
        for (grade, (line, condition)) in better {
            let name = &grade.name;
            let reached = line.as_ref().map(|line| self.get(line.reg) == &Value::Truth(true));
            let line_at =
                line.as_ref().and_then(|line| line.parts.first()).and_then(|part| self.number(part.reg));
            if let (Some(false), Some(at), Some(total)) = (reached, line_at, &total) {
                let far = &at - total;
                step.notes
                    .push(text!("离「{name}」的 {at} 分还差 {far} 分", "{far} short of {name} at {at}"));
            }
            if let (Some(expr), Some(traced)) = (&grade.condition, condition)
                && *self.get(traced.reg) != Value::Truth(true)
            {
                let words = self.quote(expr.span);
                step.notes.push(text!(
                    "「{name}」的条件「{0}」不成立",
                    "the condition `{0}` of {name} does not hold",
                    words
                ));
                self.read(expr, traced, &mut step);
            }
        }
        step
    }
}

/// Whether a rule stands among steps already, or below them.
fn is_told(steps: &[Step], rule: &Step) -> bool {
    let same =
        |step: &Step| step.kind == StepKind::Effect && step.title == rule.title && step.rule == rule.rule;
    steps.iter().any(|step| same(step) || is_told(&step.children, rule))
}

fn rounding_name(mode: crate::number::Rounding) -> Text {
    use crate::number::Rounding;
    match mode {
        Rounding::HalfUp => Text::fixed("四舍五入", "half up"),
        Rounding::HalfEven => Text::fixed("四舍六入五成双", "half even"),
        Rounding::Up => Text::fixed("进位", "up"),
        Rounding::Down => Text::fixed("舍去", "down"),
    }
}
