//! Coverage: which parts of a scheme the tests have tried, read off the recorded values of their runs.
//!
//! First every part that can be tried is entered in a ledger, then each run marks what it reached. What a test gives
//! in place of a rule reaches nothing inside the rule.

use super::Run;
use crate::plan::{ItemRegs, LineRegs, Reg, Traced};
use crate::scheme::model::{Base, Expr, ItemId, Line, LineKind, QuotaTarget, Scheme};
use crate::score::Recorded;
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

mod expr;
mod limits;

pub(super) use expr::parts;

/// Kinds of what can be tried: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Items, bonuses and deductions, scored by their rules.
    Items,
    /// Rows of bands, lookups, choices and checklists; segments of lines.
    Rows,
    /// Limits.
    Limits,
    /// Vetoes.
    Vetoes,
    /// Other rules.
    Rules,
    /// Conditions of lines, alerts, results and grades.
    Conditions,
    /// Grades.
    Grades,
    /// Quotas and awards: someone with a place, someone without.
    Quotas,
}

impl Kind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Kind; 8] = [
        Kind::Items,
        Kind::Rows,
        Kind::Limits,
        Kind::Vetoes,
        Kind::Rules,
        Kind::Conditions,
        Kind::Grades,
        Kind::Quotas,
    ];
}

/// What about a part is to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// That it is reached: an item is scored, a row taken, a grade given.
    Reached,
    /// A line at its first point, or beyond it.
    FirstEnd,
    /// A line at its last point, or beyond it.
    LastEnd,
    /// That it holds: a condition, a veto; a line that counts.
    Holds,
    /// That it does not.
    HoldsNot,
    /// That a cap lowers.
    CapBites,
    /// That a cap leaves as it is.
    CapFree,
    /// That a floor raises.
    FloorBites,
    /// That a floor leaves as it is.
    FloorFree,
}

/// A part of a scheme that can be tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its kind.
    pub kind: Kind,
    /// What about it.
    pub aspect: Aspect,
    /// The item, rule or result that it belongs to.
    pub path: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Whether a test has tried it.
    pub covered: bool,
}

/// Everything that can be tried, and what has been.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// In the order of evaluation.
    pub sites: Vec<Site>,
    index: BTreeMap<(Kind, Span, Aspect), usize>,
}

impl Coverage {
    /// All that can be tried in a scheme.
    pub fn of(scheme: &Scheme) -> Self {
        let mut coverage = Coverage::default();
        coverage.declare_all(scheme);
        coverage
    }

    /// How much of a kind is covered: so many of so many.
    pub fn count(&self, kind: Kind) -> (usize, usize) {
        let of_kind = || self.sites.iter().filter(|site| site.kind == kind);
        (of_kind().filter(|site| site.covered).count(), of_kind().count())
    }

    fn declare(&mut self, kind: Kind, path: &Arc<str>, span: Span, aspect: Aspect) {
        let next = self.sites.len();
        let at = *self.index.entry((kind, span, aspect)).or_insert(next);
        if at == next {
            self.sites.push(Site { kind, aspect, path: path.clone(), span, covered: false });
        }
    }

    fn declare_both(&mut self, kind: Kind, path: &Arc<str>, span: Span) {
        self.declare(kind, path, span, Aspect::Holds);
        self.declare(kind, path, span, Aspect::HoldsNot);
    }

    fn hit(&mut self, kind: Kind, span: Span, aspect: Aspect) {
        if let Some(at) = self.index.get(&(kind, span, aspect)) {
            self.sites[*at].covered = true;
        }
    }

    fn hit_truth(&mut self, kind: Kind, span: Span, truth: Option<bool>) {
        match truth {
            Some(true) => self.hit(kind, span, Aspect::Holds),
            Some(false) => self.hit(kind, span, Aspect::HoldsNot),
            None => {}
        }
    }

    fn declare_all(&mut self, scheme: &Scheme) {
        for item in &scheme.items {
            if item.children.is_empty() {
                self.declare(Kind::Items, &item.path, item.name_span, Aspect::Reached);
            }
            if let Base::Rule(rule) | Base::Combined(rule) = &item.base {
                self.declare_expr(scheme, rule, &item.path);
            }
            self.declare_lines(scheme, &item.lines, &item.path);
            self.declare_item_limits(scheme, item);
        }
        for one in &scheme.adjustments {
            self.declare(Kind::Items, &one.name, one.span, Aspect::Reached);
            if let Some(base) = &one.base {
                self.declare_expr(scheme, base, &one.name);
            }
            self.declare_lines(scheme, &one.lines, &one.name);
            self.declare_limits(&one.limits, &one.name, one.span);
        }
        if let Some(combine) = &scheme.combine {
            self.declare_expr(scheme, combine, &scheme.name);
        }
        for rule in &scheme.rules {
            let kind = if rule.veto { Kind::Vetoes } else { Kind::Rules };
            self.declare_both(kind, &rule.name, rule.span);
            self.declare_expr(scheme, &rule.when, &rule.name);
        }
        for grade in &scheme.grades {
            self.declare(Kind::Grades, &grade.name, grade.span, Aspect::Reached);
            if let Some(condition) = &grade.condition {
                self.declare_both(Kind::Conditions, &grade.name, condition.span);
                self.declare_expr(scheme, condition, &grade.name);
            }
        }
        for quota in &scheme.quotas {
            self.declare_both(Kind::Quotas, &quota.path, quota.span);
        }
        for alert in &scheme.alerts {
            self.declare_both(Kind::Conditions, &alert.path, alert.when.span);
            self.declare_expr(scheme, &alert.when, &alert.path);
        }
        for result in &scheme.results {
            if let Some(when) = &result.when {
                self.declare_both(Kind::Conditions, &result.name, when.span);
                self.declare_expr(scheme, when, &result.name);
            }
            if let Some(value) = &result.value {
                self.declare_expr(scheme, value, &result.name);
            }
        }
        for result in &scheme.group_results {
            self.declare_expr(scheme, &result.value, &result.name);
        }
    }

    fn declare_lines(&mut self, scheme: &Scheme, lines: &[Line], path: &Arc<str>) {
        for line in lines {
            match &line.kind {
                LineKind::Once(amount) => self.declare_expr(scheme, amount, path),
                LineKind::When(condition, amount) => {
                    self.declare_both(Kind::Conditions, path, condition.span);
                    self.declare_expr(scheme, condition, path);
                    self.declare_expr(scheme, amount, path);
                }
                LineKind::Step { value, line: from, amount, .. } => {
                    self.declare_both(Kind::Conditions, path, line.span);
                    [Some(value), Some(amount), from.as_ref().map(|(_, from)| from)]
                        .into_iter()
                        .flatten()
                        .for_each(|expr| self.declare_expr(scheme, expr, path));
                }
                LineKind::Entry { when, amount, .. } => {
                    self.declare_both(Kind::Conditions, path, line.span);
                    when.iter().chain([amount]).for_each(|expr| self.declare_expr(scheme, expr, path));
                }
                LineKind::Together(inner) => self.declare_lines(scheme, inner, path),
            }
            self.declare_limits(&line.limits, path, line.span);
        }
    }

    /// Marks what a run has reached.
    pub(super) fn mark(&mut self, run: &Run<'_>) {
        (0..run.table.ids.len()).for_each(|row| self.mark_row(run, row));
    }

    /// Marks what one ratee of a run has reached.
    pub(super) fn mark_row(&mut self, run: &Run<'_>, row: usize) {
        Marking { run, row, record: run.traces.row(row) }.all(self);
    }
}

/// One ratee of a run.
struct Marking<'a> {
    run: &'a Run<'a>,
    row: usize,
    record: Recorded,
}

impl Marking<'_> {
    /// Whether a score is given in place of a rule, for an item or for one above it.
    fn is_stubbed(&self, item: ItemId) -> bool {
        self.run.stubs.items.get(&item).is_some_and(|column| column[self.row].is_some())
    }

    fn all(&self, to: &mut Coverage) {
        let (scheme, outputs) = (self.run.plan.scheme, &self.run.plan.outputs);
        for (id, (item, regs)) in scheme.items.iter().zip(&outputs.items).enumerate() {
            if !self.is_stubbed(id) {
                self.item(item, regs, to);
            }
        }
        for (at, (one, regs)) in scheme.adjustments.iter().zip(&outputs.adjustments).enumerate() {
            if self.run.stubs.adjustments.get(&at).is_some_and(|column| column[self.row].is_some()) {
                continue;
            }
            if self.record.is_present(regs.limited) {
                to.hit(Kind::Items, one.span, Aspect::Reached);
            }
            self.pair(one.base.as_ref(), regs.rule.as_ref(), to);
            self.lines(&one.lines, &regs.lines, to);
            self.limits(one.span, &self.record, regs.raw, regs.limited, to);
        }
        for (at, (rule, traced)) in scheme.rules.iter().zip(&outputs.rules).enumerate() {
            if self.run.stubs.rules.get(&at).is_some_and(|column| column[self.row].is_some()) {
                continue;
            }
            let kind = if rule.veto { Kind::Vetoes } else { Kind::Rules };
            to.hit_truth(kind, rule.span, self.record.truth(traced.reg));
            self.expr(&rule.when, traced, &self.record, to);
        }
        self.grades(to);
        self.quotas(to);
        for (alert, traced) in scheme.alerts.iter().zip(&outputs.alerts) {
            to.hit_truth(Kind::Conditions, alert.when.span, self.record.truth(traced.reg));
            self.expr(&alert.when, traced, &self.record, to);
        }
        for (result, (when, value)) in scheme.results.iter().zip(&outputs.results) {
            if let (Some(expr), Some(traced)) = (&result.when, when) {
                to.hit_truth(Kind::Conditions, expr.span, self.record.truth(traced.reg));
                self.expr(expr, traced, &self.record, to);
            }
            if when.as_ref().is_none_or(|when| self.record.truth(when.reg) == Some(true)) {
                self.pair(result.value.as_ref(), value.as_ref(), to);
            }
        }
        for (result, (_, value)) in scheme.group_results.iter().zip(&outputs.group_results) {
            self.pair(Some(&result.value), Some(value), to);
        }
    }

    fn pair(&self, expr: Option<&Expr>, traced: Option<&Traced>, to: &mut Coverage) {
        if let (Some(expr), Some(traced)) = (expr, traced) {
            self.expr(expr, traced, &self.record, to);
        }
    }

    fn item(&self, item: &crate::scheme::model::Item, regs: &ItemRegs, to: &mut Coverage) {
        if self.record.is_present(regs.limited) {
            to.hit(Kind::Items, item.name_span, Aspect::Reached);
        }
        if let Base::Rule(rule) | Base::Combined(rule) = &item.base {
            self.pair(Some(rule), regs.rule.as_ref(), to);
        }
        self.lines(&item.lines, &regs.lines, to);
        self.limits(item.name_span, &self.record, regs.raw, regs.limited, to);
    }

    fn lines(&self, lines: &[Line], regs: &[LineRegs], to: &mut Coverage) {
        for (line, regs) in lines.iter().zip(regs) {
            self.line(line, regs, to);
            self.limits(line.span, &self.record, regs.raw, regs.amount, to);
        }
    }

    fn line(&self, line: &Line, regs: &LineRegs, to: &mut Coverage) {
        let exprs: Vec<&Expr> = match &line.kind {
            LineKind::Together(inner) => return self.lines(inner, &regs.inner, to),
            LineKind::Entry { when, amount, .. } => {
                return self.entries(line.span, when.as_ref(), amount, regs.raw, to);
            }
            LineKind::Once(amount) => vec![amount],
            LineKind::When(condition, amount) => {
                let holds = regs.traced.first().and_then(|traced| self.record.truth(traced.reg));
                to.hit_truth(Kind::Conditions, condition.span, holds);
                if holds == Some(true) { vec![condition, amount] } else { vec![condition] }
            }
            LineKind::Step { value, line: from, amount, .. } => {
                let steps = regs.steps.and_then(|reg| self.record.number(reg));
                to.hit_truth(Kind::Conditions, line.span, steps.map(|steps| !steps.is_zero()));
                [value, amount].into_iter().chain(from.as_ref().map(|(_, from)| from)).collect()
            }
        };
        for (expr, traced) in exprs.into_iter().zip(&regs.traced) {
            self.expr(expr, traced, &self.record, to);
        }
    }

    /// Who has a place, and who wanted one and has none.
    fn quotas(&self, to: &mut Coverage) {
        for (quota, regs) in self.run.plan.scheme.quotas.iter().zip(&self.run.plan.outputs.quotas) {
            let grade = |reg: Reg| self.record.index(reg);
            let (wanted, before) = (quota.target, regs.before.and_then(grade));
            let verdict = match wanted {
                QuotaTarget::Award => self.record.truth(regs.after),
                QuotaTarget::Grade { grade: wanted, fill, .. } => match grade(regs.after) {
                    Some(after) if after == wanted => Some(true),
                    Some(_) if fill || before == Some(wanted) => Some(false),
                    _ => None,
                },
                QuotaTarget::Bottom { grade: wanted } => match grade(regs.after) {
                    Some(after) if after == wanted => (before != Some(wanted)).then_some(true),
                    after => after.map(|_| false),
                },
            };
            to.hit_truth(Kind::Quotas, quota.span, verdict);
        }
    }

    fn grades(&self, to: &mut Coverage) {
        let (scheme, outputs) = (self.run.plan.scheme, &self.run.plan.outputs);
        let ratee = &self.run.scores.ratees[self.row];
        for grade in [ratee.grade, ratee.grade_before].into_iter().flatten() {
            to.hit(Kind::Grades, scheme.grades[grade].span, Aspect::Reached);
        }
        // A further condition counts where the line before it is reached, and no better grade is taken.
        let taken = outputs.grade_before.and_then(|reg| self.record.index(reg));
        for (at, (grade, (line, condition))) in scheme.grades.iter().zip(&outputs.grade_rows).enumerate() {
            let reached = line.as_ref().is_none_or(|line| self.record.truth(line.reg) == Some(true));
            if let (Some(expr), Some(traced), true) = (&grade.condition, condition, reached)
                && taken.is_none_or(|taken| at <= taken)
            {
                to.hit_truth(Kind::Conditions, expr.span, self.record.truth(traced.reg));
                self.expr(expr, traced, &self.record, to);
            }
        }
    }
}
