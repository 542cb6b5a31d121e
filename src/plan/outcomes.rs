//! What is read once ranks are known: by awards, alerts, consequences and results of groups.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{AlertId, EffectKind, QuotaTarget};

impl<'s> Lowering<'s> {
    /// From here on the total and the grade are those that a ratee has, not those that it would have had: whoever lacks
    /// a result, or is not graded, counts in no figure over them.
    pub fn settle(&mut self, rules: &[Traced], total: Reg, not_graded: Reg) {
        let scheme = self.scheme;
        let awards = scheme.quotas.iter().any(|quota| quota.target == QuotaTarget::Award);
        let nobody_asks =
            scheme.alerts.is_empty() && scheme.results.is_empty() && scheme.group_results.is_empty();
        if nobody_asks && !awards {
            return;
        }
        let complete = self.complete(rules, total, self.grade);
        self.complete = Some(complete);
        if rules.is_empty() && scheme.grades.is_empty() {
            return;
        }
        self.total = Some(self.push(OpKind::OfResult(total, complete)));
        let cancels = |kind: &EffectKind| matches!(kind, EffectKind::NotGraded);
        let cancelled =
            scheme.rules.iter().flat_map(|rule| &rule.effects).any(|effect| cancels(&effect.kind));
        self.grade = self.grade.map(|grade| {
            let grade = self.push(OpKind::OfResult(grade, complete));
            if cancelled { self.push(OpKind::Graded(grade, not_graded)) } else { grade }
        });
    }

    /// The condition of an alert. It may read another one, before it or behind it.
    pub fn alert(&mut self, alert: AlertId) -> Traced {
        if let Some(traced) = self.alerts.get(&alert) {
            return traced.clone();
        }
        let declared = &self.scheme.alerts[alert];
        let traced = self.at(&declared.path, |this| this.expr(&declared.when));
        self.alerts.insert(alert, traced.clone());
        traced
    }

    /// Whether any of some alerts is on. A ratee without a result has none.
    pub fn any_alert(&mut self, alerts: &[AlertId]) -> Traced {
        let parts: Vec<Traced> = alerts.iter().map(|alert| self.alert(*alert)).collect();
        let on = match &parts[..] {
            [only] => only.reg,
            _ => self.push(OpKind::Or(parts.iter().map(|part| part.reg).collect())),
        };
        let reg = match self.complete {
            Some(complete) => self.push(OpKind::OfResult(on, complete)),
            None => on,
        };
        Traced { reg, index: None, parts }
    }
}
