//! Quotas, ranks and awards: the base, the places, one's own place in the order, and the last one with a place.

use super::{Step, StepKind, Teller};
use crate::locale::Text;
use crate::plan::{Reg, Traced};
use crate::scheme::model::{ExprKind, OrderKey, QuotaTarget};
use crate::score::quota::Verdict;
use crate::score::seats::Told;
use crate::score::shown;
use crate::score::value::Value;
use crate::text;

impl Teller<'_> {
    /// A grade's index in a column.
    pub(super) fn grade_index(&self, reg: Reg) -> Option<usize> {
        self.number(reg)?.to_i64().and_then(|index| usize::try_from(index).ok())
    }

    /// A step that says a grade, if the result has one.
    pub(super) fn grade_step(&self, title: Text, grade: usize) -> Option<Step> {
        self.result.grade?;
        let mut step = Step::new(StepKind::Grade, title);
        step.text = Some(Text::same(self.plan.scheme.grades.get(grade)?.name.to_string()));
        Some(step)
    }

    /// The quotas of grades that looked at the ratee, in their order.
    pub(super) fn grade_quotas(&self, steps: &mut Vec<Step>) {
        let told = self.among.0.quotas.iter().filter_map(|(index, _)| self.quota(*index, false));
        steps.extend(told);
    }

    /// The awards for which the ratee was a candidate.
    pub(super) fn awards(&self, steps: &mut Vec<Step>) {
        let told = self.among.0.quotas.iter().filter_map(|(index, _)| self.quota(*index, true));
        steps.extend(told);
    }

    fn quota(&self, index: usize, awards: bool) -> Option<Step> {
        let quota = &self.plan.scheme.quotas[index];
        let regs = &self.plan.outputs.quotas[index];
        let (_, record) = self.among.0.quotas.iter().find(|(other, _)| *other == index)?;
        if (quota.target == QuotaTarget::Award) != awards {
            return None;
        }
        let told = Told { quota, record, ids: &self.among.0.ids };
        let name = &quota.name;
        let (zh, en) = if awards { ("评先", "award") } else { ("名额", "quota") };
        let mut step = Step::new(StepKind::Quota, text!("{zh} {name}", "{en} {name}"));
        step.rule = Some(self.quote(quota.span));
        step.basis = quota.basis.clone();
        if let value @ Value::Gap(gap) = self.get(regs.after) {
            let (why, facts) = (shown::plain(value), self.absent(regs.after));
            step.text = Some(Text::fixed("无法判断", "undecided"));
            step.notes.push(match gap.faults.is_empty() {
                true => text!("{0}：{1}", "{0}: {1}", why, facts),
                false => why,
            });
            return Some(step);
        }
        let (seat, group) = told.seat(self.among.1)?;
        let is_bottom = matches!(quota.target, QuotaTarget::Bottom { .. });
        if is_bottom && seat.verdict == Verdict::Out {
            return None;
        }
        let (is_in, grades) = (seat.verdict.is_in(), &self.plan.scheme.grades);
        let after =
            regs.before.and_then(|_| self.grade_index(regs.after)).and_then(|grade| grades.get(grade));
        step.text = Some(match (awards, is_in, after) {
            (true, true, _) => Text::fixed("获评", "won"),
            (true, false, _) => Text::fixed("未获评", "not won"),
            (false, _, Some(grade)) => Text::same(grade.name.to_string()),
            (false, _, None) => Text::fixed("", ""),
        });
        step.notes.extend([told.figures(group), told.verdict(seat)]);
        step.notes.extend(self.keys(&quota.order, &regs.keys));
        step.notes.extend(told.last(group));
        for (key, traced) in quota.order.iter().zip(&regs.keys) {
            self.read(&key.value, traced, &mut step);
        }
        if let Some(when) = &quota.when {
            let words = self.quote(when.span);
            step.notes.push(text!("名额的条件：{0}", "condition of the quota: {0}", words));
        }
        Some(step)
    }

    /// One's own values of the keys of an order.
    fn keys(&self, order: &[OrderKey], traced: &[Traced]) -> Option<Text> {
        let mut all: Option<Text> = None;
        for (key, traced) in order.iter().zip(traced) {
            let (inner, reg) = match (&key.value.kind, traced.parts.first()) {
                (ExprKind::Standing(inner, _), Some(part)) => (&**inner, part.reg),
                _ => (&key.value, traced.reg),
            };
            let words = match &inner.kind {
                ExprKind::Total => Text::fixed("总分", "total"),
                _ => self.quote(inner.span),
            };
            let value = self.as_written(inner, self.get(reg));
            let one = text!("{0} {1}", "{0} {1}", words, value);
            all = Some(match all {
                None => one,
                Some(before) => text!("{0}，{1}", "{0}, {1}", before, one),
            });
        }
        all.map(|all| text!("排序依据：{0}", "ordered by: {0}", all))
    }

    /// The rank, with the keys of its order where the scheme says some.
    pub(super) fn rank(&self) -> Option<Step> {
        let ranking = &self.plan.scheme.ranking;
        let (rank, among) = self.result.rank?;
        let mut step = Step::new(StepKind::Rank, Text::fixed("名次", "rank"));
        step.text = Some(text!("第 {rank} 名，共 {among} 名", "{rank} of {among}"));
        step.rule = ranking.span.map(|span| self.quote(span));
        step.basis = ranking.basis.clone();
        let regs = &self.plan.outputs.ranks;
        if ranking.order.len() > 1 {
            step.notes.extend(self.keys(&ranking.order, &regs.keys));
            for (key, traced) in ranking.order.iter().zip(&regs.keys) {
                self.read(&key.value, traced, &mut step);
            }
        }
        Some(step)
    }
}
