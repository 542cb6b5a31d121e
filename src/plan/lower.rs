//! From the scheme to the plan, in the order of evaluation; what refers forward is lowered when it is first asked for.

use super::*;
use crate::scheme::model::{AlertId, Expr, GroupResult, LetId};
use std::collections::BTreeMap;

/// Lowers a checked scheme. The checker has made sure that nothing depends on itself.
pub fn lower(scheme: &Scheme) -> Plan<'_> {
    lower_with(scheme, Stubs::default())
}

/// The same, with what a test gives in place of what would be computed.
pub fn lower_with(scheme: &Scheme, stubs: Stubs) -> Plan<'_> {
    let mut lowering = Lowering::new(scheme);
    lowering.stubs = Arc::new(stubs);
    let outputs = lowering.whole();
    let stages = lowering.ops.iter().map(|op| op.stage).max().map_or(1, |last| last + 1);
    Plan { scheme, ops: lowering.ops, stages, outputs }
}

/// A plan that computes one expression of a scheme and nothing else, with the column of its value.
pub fn lower_alone<'s>(scheme: &'s Scheme, expr: &'s Expr) -> (Plan<'s>, Reg) {
    let mut lowering = Lowering::new(scheme);
    let reg = lowering.expr(expr).reg;
    let stages = lowering.ops.iter().map(|op| op.stage).max().map_or(1, |last| last + 1);
    (Plan { scheme, ops: lowering.ops, stages, outputs: Outputs::default() }, reg)
}

/// The work so far.
pub(super) struct Lowering<'s> {
    pub scheme: &'s Scheme,
    pub ops: Vec<Op>,
    pub path: Arc<str>,
    pub facts: BTreeMap<(FactId, bool), Reg>,
    pub lets: BTreeMap<LetId, Traced>,
    pub items: BTreeMap<ItemId, ItemRegs>,
    /// Shares of items whose weights differ between ratees.
    pub shares: BTreeMap<ItemId, Reg>,
    /// Their weights.
    pub weights: BTreeMap<ItemId, Traced>,
    /// Conditions of rules, lowered when first needed.
    pub rules: BTreeMap<usize, Traced>,
    /// Columns behind 总分, 等次, 名次 where they may be read.
    pub total: Option<Reg>,
    pub grade: Option<Reg>,
    pub rank: Option<Reg>,
    /// Who has a result: where alerts may be read.
    pub complete: Option<Reg>,
    /// Conditions of alerts, lowered when first needed.
    pub alerts: BTreeMap<AlertId, Traced>,
    /// The grade before and after effects, for quotas.
    pub grade_before: Option<Reg>,
    pub grade_after: Option<Reg>,
    /// Within a list's program: the operations outside.
    pub outer: Option<Box<Lowering<'s>>>,
    pub list: Option<FactId>,
    /// What a test gives; in the outermost lowering.
    pub stubs: Arc<Stubs>,
}

impl<'s> Lowering<'s> {
    pub fn new(scheme: &'s Scheme) -> Self {
        Lowering {
            scheme,
            ops: vec![],
            path: scheme.name.clone(),
            facts: BTreeMap::new(),
            lets: BTreeMap::new(),
            items: BTreeMap::new(),
            shares: BTreeMap::new(),
            weights: BTreeMap::new(),
            rules: BTreeMap::new(),
            total: None,
            grade: None,
            rank: None,
            complete: None,
            alerts: BTreeMap::new(),
            grade_before: None,
            grade_after: None,
            outer: None,
            list: None,
            stubs: Arc::default(),
        }
    }

    /// Within a list's program.
    pub fn within(list: FactId, outer: Lowering<'s>) -> Self {
        let mut inner = Lowering::new(outer.scheme);
        inner.path = outer.path.clone();
        inner.list = Some(list);
        inner.outer = Some(Box::new(outer));
        inner
    }

    /// Adds an operation that runs as soon as its operands are there.
    pub fn push(&mut self, kind: OpKind) -> Reg {
        let mut stage = 0;
        super::operands(&kind, &mut |reg| stage = stage.max(self.ops[reg].stage));
        stage += usize::from(kind.is_barrier());
        self.ops.push(Op { kind, stage, path: self.path.clone() });
        self.ops.len() - 1
    }

    /// Adds an operation whose operands stand outside this program, from a stage on.
    pub fn push_at_least(&mut self, kind: OpKind, least: usize) -> Reg {
        let reg = self.push(kind);
        self.ops[reg].stage = self.ops[reg].stage.max(least);
        reg
    }

    /// Does something outside a list's program, and fetches its column from there.
    pub fn outside(&mut self, work: impl FnOnce(&mut Lowering<'s>) -> Reg) -> Reg {
        let Some(mut outer) = self.outer.take() else { return work(self) };
        let reg = work(&mut outer);
        let stage = outer.ops[reg].stage;
        self.outer = Some(outer);
        self.push_at_least(OpKind::Outer(reg), stage)
    }

    pub fn number(&mut self, number: Number) -> Reg {
        self.push(OpKind::Constant(Constant::Number(number)))
    }

    pub fn truth(&mut self, truth: bool) -> Reg {
        self.push(OpKind::Constant(Constant::Truth(truth)))
    }

    /// `then` where the condition holds, else `otherwise`.
    pub fn select(&mut self, condition: Reg, then: Reg, otherwise: Reg) -> Reg {
        let index = self.push(OpKind::FirstTrue(vec![condition]));
        let lacking = Lacking::Choice;
        self.push(OpKind::Pick { index, values: vec![then], otherwise: Some(otherwise), lacking })
    }

    pub fn optional(&mut self, expr: Option<&'s Expr>) -> Option<Reg> {
        expr.map(|expr| self.expr(expr).reg)
    }

    /// Does something under another path.
    pub fn at<T>(&mut self, path: &Arc<str>, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.path, path.clone());
        let result = work(self);
        self.path = before;
        result
    }

    fn whole(&mut self) -> Outputs {
        let scheme = self.scheme;
        let items = (0..scheme.items.len()).map(|id| self.item(id)).collect();
        let adjustments: Vec<AdjustmentRegs> = scheme
            .adjustments
            .iter()
            .enumerate()
            .map(|(index, adjustment)| self.adjustment(index, adjustment))
            .collect();
        let score = self.total(&adjustments);
        self.total = Some(score.total);
        let (grade_rows, grade_before) = self.grades(score.total);
        self.grade = grade_before;
        let rules: Vec<Traced> = (0..scheme.rules.len()).map(|rule| self.rule(rule)).collect();
        let (grade_after, not_graded) = self.grade_effects(grade_before);
        (self.grade, self.grade_before, self.grade_after) = (grade_after, grade_before, grade_after);
        let graded = self.graded(&rules, score.total, grade_after, not_graded);
        let mut quotas = vec![None; scheme.quotas.len()];
        self.grade_quotas(graded, &rules, &mut quotas);
        let grade = self.grade;
        let ranked = match grade.filter(|_| grade != grade_after) {
            Some(_) => self.graded(&rules, score.total, grade, not_graded),
            None => graded,
        };
        let ranks = self.ranks(&rules, ranked);
        self.rank = Some(ranks.rank);
        self.settle(&rules, score.total, not_graded);
        self.awards(ranked, &rules, &mut quotas);
        let alerts = (0..scheme.alerts.len()).map(|alert| self.alert(alert)).collect();
        let results = scheme
            .results
            .iter()
            .map(|result| {
                self.at(&result.name, |this| {
                    let when = result.when.as_ref().map(|when| this.expr(when));
                    (when, result.value.as_ref().map(|value| this.expr(value)))
                })
            })
            .collect();
        let of_groups = |one: &'s GroupResult, this: &mut Self| (this.expr(&one.by), this.expr(&one.value));
        let group_results =
            scheme.group_results.iter().map(|one| self.at(&one.name, |this| of_groups(one, this))).collect();
        let group = scheme.group.map(|fact| self.fact(fact, false));
        Outputs {
            items,
            adjustments,
            shares: (0..scheme.items.len()).map(|id| self.shares.get(&id).copied()).collect(),
            weights: (0..scheme.items.len()).map(|id| self.weights.get(&id).cloned()).collect(),
            rules,
            coefficients: score.coefficients,
            points: score.points,
            totals: score.totals,
            sum: score.sum,
            multiplied: score.multiplied,
            adjusted: score.adjusted,
            limited: score.limited,
            exact: score.exact,
            total: score.total,
            grade_rows,
            grade_before,
            grade_after,
            grade,
            quotas: quotas.into_iter().flatten().collect(),
            not_graded,
            ranks,
            alerts,
            results,
            group_results,
            group,
        }
    }
}
