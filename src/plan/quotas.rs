//! Ranks, quotas and awards: barriers over whole columns, between the grade after effects and the results.

use super::lower::Lowering;
use super::*;
use crate::number::Rounding;
use crate::scheme::model::{EffectKind, OrderKey, Quota, QuotaTarget, Ties};

/// Places among ratees, by several keys.
#[derive(Debug)]
pub struct RankOp {
    /// What is compared, and whether the least comes first.
    pub keys: Vec<(Reg, bool)>,
    /// Among those with an equal value.
    pub by: Option<Reg>,
    /// Among those for whom this holds.
    pub when: Reg,
    /// Those for whom this holds come behind all others.
    pub behind: Option<Reg>,
    /// Without gaps (1, 2, 2, 3).
    pub dense: bool,
}

/// A quota or an award. The result is the grade after it, or whether the ratee wins.
#[derive(Debug)]
pub struct QuotaOp {
    /// Its place in the scheme.
    pub quota: usize,
    /// What it gives or takes.
    pub target: QuotaTarget,
    /// The grade before it: an index; none for an award.
    pub grade: Option<Reg>,
    /// Who has a result and a grade: the base.
    pub graded: Reg,
    /// Who is kept out by an eligibility.
    pub barred: Option<Reg>,
    /// Whom no effect keeps below the grade, where places are filled from below.
    pub may_rise: Option<Reg>,
    /// Who takes part.
    pub when: Option<Reg>,
    /// Within what.
    pub by: Option<Reg>,
    /// Share of the base.
    pub share: Option<Reg>,
    /// Number, in the place of a share.
    pub number: Option<Reg>,
    /// Not above.
    pub at_most: Option<Reg>,
    /// Not below.
    pub at_least: Option<Reg>,
    /// The base, where it is not the number of those graded.
    pub base: Option<Reg>,
    /// Groups with a base below are one.
    pub pool_below: Option<Reg>,
    /// What is compared, and whether the least comes first.
    pub keys: Vec<(Reg, bool)>,
    /// How a share becomes a whole number.
    pub rounding: Rounding,
    /// Those who are equal at the line.
    pub ties: Ties,
    /// Whether unused places go to other groups.
    pub pooled: bool,
}

impl RankOp {
    /// The columns that it reads.
    pub fn operands(&self) -> impl Iterator<Item = Reg> + '_ {
        let keys = self.keys.iter().map(|(reg, _)| *reg);
        keys.chain([self.when]).chain(self.by).chain(self.behind)
    }
}

impl QuotaOp {
    /// The columns that it reads.
    pub fn operands(&self) -> impl Iterator<Item = Reg> + '_ {
        let keys = self.keys.iter().map(|(reg, _)| *reg);
        let some = [self.grade, self.barred, self.may_rise, self.when, self.by, self.share, self.number];
        let more = [self.at_most, self.at_least, self.base, self.pool_below];
        keys.chain([self.graded]).chain(some.into_iter().chain(more).flatten())
    }
}

impl OpKind {
    /// Whether it needs whole columns: it begins a stage, once the stage before is done for all ratees.
    pub fn is_barrier(&self) -> bool {
        matches!(self, OpKind::Cohort { .. } | OpKind::Everyone(_) | OpKind::Rank(_) | OpKind::Quota(_))
    }
}

/// Columns of a quota.
#[derive(Clone, Debug)]
pub struct QuotaRegs {
    /// The grade before it; none for an award.
    pub before: Option<Reg>,
    /// The grade after it, or whether the award is won.
    pub after: Reg,
    /// The keys of its order.
    pub keys: Vec<Traced>,
}

/// Columns of the ranks.
#[derive(Clone, Debug, Default)]
pub struct RankRegs {
    /// Who has a result and a grade, and so takes part.
    pub ranked: Reg,
    /// The place.
    pub rank: Reg,
    /// Among how many.
    pub among: Reg,
    /// Among those with an equal value.
    pub by: Option<Reg>,
    /// The keys of the order.
    pub keys: Vec<Traced>,
}

impl<'s> Lowering<'s> {
    fn keys(&mut self, order: &'s [OrderKey]) -> (Vec<Traced>, Vec<(Reg, bool)>) {
        let traced: Vec<Traced> = order.iter().map(|key| self.expr(&key.value)).collect();
        let regs = traced.iter().zip(order).map(|(traced, key)| (traced.reg, key.ascending)).collect();
        (traced, regs)
    }

    /// Who has a total, a grade, and no rule left undecided.
    pub fn graded(&mut self, rules: &[Traced], total: Reg, grade: Option<Reg>, not_graded: Reg) -> Reg {
        let complete = self.complete(rules, total, grade);
        let graded = self.push(OpKind::Not(not_graded));
        self.push(OpKind::And(vec![complete, graded]))
    }

    /// Who has a result: the same, and those who are not graded as well.
    pub fn complete(&mut self, rules: &[Traced], total: Reg, grade: Option<Reg>) -> Reg {
        let mut needed: Vec<Reg> = vec![self.push(OpKind::Present(total))];
        // An effect may set a grade where the lines leave it undecided; the ratee has no result all the same.
        let grades = [self.grade_before, grade].into_iter().flatten();
        needed.extend(grades.map(|grade| self.push(OpKind::Present(grade))).collect::<Vec<_>>());
        needed.extend(rules.iter().map(|rule| self.push(OpKind::Present(rule.reg))).collect::<Vec<_>>());
        self.push(OpKind::And(needed))
    }

    /// The quotas of grades: limits from the best grade down, then shares at the bottom from the worst up.
    pub fn grade_quotas(&mut self, graded: Reg, rules: &[Traced], made: &mut [Option<QuotaRegs>]) {
        let scheme = self.scheme;
        let place = |quota: &Quota| match quota.target {
            QuotaTarget::Grade { grade, .. } => Some((0, grade)),
            QuotaTarget::Bottom { grade } => Some((1, scheme.grades.len() - grade)),
            QuotaTarget::Award => None,
        };
        let mut order: Vec<usize> = (0..scheme.quotas.len()).collect();
        order.retain(|index| place(&scheme.quotas[*index]).is_some());
        order.sort_by_key(|index| place(&scheme.quotas[*index]));
        for index in order {
            let regs = self.quota(index, graded, rules);
            self.grade = Some(regs.after);
            made[index] = Some(regs);
        }
    }

    /// The awards, in the order of the file.
    pub fn awards(&mut self, ranked: Reg, rules: &[Traced], made: &mut [Option<QuotaRegs>]) {
        for (index, quota) in self.scheme.quotas.iter().enumerate() {
            if quota.target == QuotaTarget::Award {
                made[index] = Some(self.quota(index, ranked, rules));
            }
        }
    }

    fn quota(&mut self, index: usize, graded: Reg, rules: &[Traced]) -> QuotaRegs {
        let quota = &self.scheme.quotas[index];
        self.at(&quota.path, |this| {
            let before = this.grade.filter(|_| quota.target != QuotaTarget::Award);
            let (keys, order) = this.keys(&quota.order);
            let may_rise = match quota.target {
                QuotaTarget::Grade { grade, fill: true, .. } => this.may_rise(grade),
                _ => None,
            };
            let places = &quota.places;
            let op = QuotaOp {
                quota: index,
                target: quota.target,
                grade: before,
                graded,
                barred: this.barred(&quota.name, rules),
                may_rise,
                when: this.optional(quota.when.as_ref()),
                by: this.optional(quota.by.as_ref()),
                share: this.optional(places.share.as_ref()),
                number: this.optional(places.number.as_ref()),
                at_most: this.optional(places.at_most.as_ref()),
                at_least: this.optional(places.at_least.as_ref()),
                base: this.optional(places.base.as_ref()),
                pool_below: this.optional(quota.pool_below.as_ref()),
                keys: order,
                rounding: places.rounding,
                ties: quota.ties,
                pooled: quota.pooled,
            };
            let after = this.push(OpKind::Quota(Box::new(op)));
            QuotaRegs { before, after, keys }
        })
    }

    /// Whether a rule cancels the eligibility for a grade or an award.
    fn barred(&mut self, name: &Arc<str>, rules: &[Traced]) -> Option<Reg> {
        let bars = |effect: &EffectKind| matches!(effect, EffectKind::Eligibility(what) if what == name);
        let regs: Vec<Reg> = self
            .scheme
            .rules
            .iter()
            .zip(rules)
            .filter(|(rule, _)| rule.effects.iter().any(|effect| bars(&effect.kind)))
            .map(|(_, traced)| traced.reg)
            .collect();
        (!regs.is_empty()).then(|| self.push(OpKind::Or(regs)))
    }

    /// Whether effects allow a grade: none has lowered the ratee's own, and none would lower this one.
    fn may_rise(&mut self, grade: usize) -> Option<Reg> {
        let (before, after) = (self.grade_before?, self.grade_after?);
        let wanted = self.number(Number::from(grade as i64));
        let (allowed, _) = self.grade_effects(Some(wanted));
        let kept = self.push(OpKind::Compare(Comparison::AtMost, after, before));
        let open = self.push(OpKind::Compare(Comparison::AtMost, allowed?, wanted));
        Some(self.push(OpKind::And(vec![kept, open])))
    }

    /// The rank, and among how many. `rules` are the conditions of rules.
    pub fn ranks(&mut self, rules: &[Traced], ranked: Reg) -> RankRegs {
        let scheme = self.scheme;
        let ranking = &scheme.ranking;
        let last: Vec<Reg> = scheme
            .rules
            .iter()
            .zip(rules)
            .filter(|(rule, _)| rule.effects.iter().any(|one| matches!(one.kind, EffectKind::LastPlace)))
            .map(|(_, traced)| traced.reg)
            .collect();
        let behind = (!last.is_empty()).then(|| self.push(OpKind::Or(last)));
        let by = self.optional(ranking.by.as_ref());
        let (keys, order) = self.keys(&ranking.order);
        let when = match self.optional(ranking.when.as_ref()) {
            Some(when) => self.push(OpKind::And(vec![ranked, when])),
            None => ranked,
        };
        let rank =
            self.push(OpKind::Rank(Box::new(RankOp { keys: order, by, when, behind, dense: ranking.dense })));
        let among = self.push(OpKind::Cohort {
            function: Function::Count,
            value: Some(rank),
            by,
            when: Some(when),
            if_empty: None,
            weight: None,
            parameter: None,
            ascending: false,
            dense: false,
            others: false,
        });
        RankRegs { ranked, rank, among, by, keys }
    }
}
