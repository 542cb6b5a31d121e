//! Partial overrides: new full marks, limits, policies, rule or body of an item, a bonus or a deduction.

use super::Merger;
use super::findings::{self, Verb};
use super::rescale::Scale;
use super::same::View;
use super::seek::{Seeking, subject_word};
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{
    Arithmetic, Expr, ExprKind, ItemClause, ItemClauseKind, ItemNode, Limit, LimitKind, PartNode, Statement,
    Subject,
};
use crate::text;
use std::collections::BTreeSet;

/// What a clause speaks of: a new one takes the place of those of the same slot.
fn slot(clause: &ItemClause) -> &'static str {
    match &clause.kind {
        ItemClauseKind::Points(_) | ItemClauseKind::Weight(_) | ItemClauseKind::Pilot => "marks",
        ItemClauseKind::Optional(_) => "optional",
        ItemClauseKind::Limit(limit) => match limit.kind {
            LimitKind::Cap(_) | LimitKind::MayExceed | LimitKind::Capped => "cap",
            LimitKind::Floor(_) | LimitKind::MayBeNegative => "floor",
        },
        ItemClauseKind::Label(_) => "label",
        ItemClauseKind::Basis(_) => "basis",
        ItemClauseKind::Policy(policy) if policy.not_applicable => "not_applicable",
        ItemClauseKind::Policy(_) => "missing",
        ItemClauseKind::Round(_) => "round",
        ItemClauseKind::Rescaled => "rescaled",
    }
}

/// The slot of a statement in a body that a clause of the head can replace as well.
fn statement_slot(statement: &Statement) -> Option<&'static str> {
    let kind = super::key::key(statement)?.kind;
    ["cap", "floor", "label", "basis", "not_applicable", "missing", "round"]
        .into_iter()
        .find(|slot| *slot == kind)
}

impl Merger<'_> {
    /// 改 path …
    pub(super) fn part(&mut self, part: &PartNode, all: Span) {
        let seeking = Seeking { verb: Verb::Override, kind: part.kind, path: &part.path, strict: true };
        let Some(found) = self.seek(&seeking) else { return };
        let old = self.item_mut(&found).clone();
        let name = part.path.text();
        let word = subject_word(part.kind);
        let what = if part.kind.is_some() {
            text!("「{0} {name}」", "`{0} {name}`", word)
        } else {
            text!("「{name}」", "`{name}`")
        };
        if !part.damaged && self.says_the_same(part, &old) {
            self.problems.push(findings::changes_nothing(part.path.span, &what, old.name.span));
        }
        let mut slots: BTreeSet<&str> = part.clauses.iter().map(slot).collect();
        slots.extend(part.rule.iter().map(|_| "rule").chain(part.body.iter().map(|_| "rule")));
        for slot in slots {
            if !self.once(format!("{:?} {slot}", found.indices()), &what, all) {
                return;
            }
        }
        let factor = self.factor(part, &old);
        let mut new = old;
        if let Some(factor) = factor {
            let names = self.relative_names(&new);
            let marks = full(&new).or_else(|| cap(&new.clauses));
            let follows = |name: &str| names.contains(scored(name));
            Scale { factor, full: marks, edits: &mut self.all.edits, follows: &follows }.inside(&mut new);
        }
        take(part, &mut new);
        *self.item_mut(&found) = new;
    }

    /// New points over old points, for 同比折算.
    fn factor(&mut self, part: &PartNode, old: &ItemNode) -> Option<Number> {
        let rescaled = part.clauses.iter().find(|clause| slot(clause) == "rescaled")?;
        let by_points = points(&part.clauses).and_then(|new| new.divide(&full(old)?));
        let by_cap = || cap(&part.clauses).and_then(|new| new.divide(&cap(&old.clauses)?));
        let is_adjustment = matches!(part.kind, Some(Subject::Kind(_)));
        let factor = by_points.or_else(|| is_adjustment.then(by_cap).flatten());
        if factor.is_none() {
            let name = part.path.text();
            self.problems.push(
                findings::nothing_to_rescale(rescaled.span, &name)
                    .label(old.name.span, text!("原来的写法", "as it is inherited")),
            );
        }
        factor
    }

    /// Whether an override says only what stands there already.
    fn says_the_same(&self, part: &PartNode, old: &ItemNode) -> bool {
        let view = self.view();
        let clause_stays = |clause: &ItemClause| {
            slot(clause) == "rescaled"
                || old.clauses.iter().any(|other| clause_text(view, other) == clause_text(view, clause))
        };
        let rule_stays = match (&part.rule, &old.rule) {
            (None, _) => true,
            (Some(new), Some(old)) => view.text(new.span) == view.text(old.span),
            (Some(_), None) => false,
        };
        let body_stays = match (&part.body, &old.body) {
            (None, _) => true,
            (Some(new), Some(old)) => {
                new.len() == old.len()
                    && new.iter().zip(old).all(|(a, b)| super::same::same((view, a), (view, b)))
            }
            (Some(_), None) => false,
        };
        let basis_stays = match (&part.basis, &old.basis) {
            (None, _) => true,
            (Some(new), Some(old)) => new.text == old.text,
            (Some(_), None) => false,
        };
        part.clauses.iter().all(clause_stays) && rule_stays && body_stays && basis_stays
    }

    /// Names in an item that follow its full marks by themselves: its parts, and values and functions made from 满分.
    fn relative_names(&self, item: &ItemNode) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        part_names(item, &mut names);
        let mut made = Vec::new();
        for statement in self.all.statements.iter().chain(item.body.iter().flatten()) {
            match statement {
                Statement::Let(node) => made.push((&node.name.text, &node.value)),
                Statement::Function(node) => made.push((&node.name.text, &node.body)),
                _ => {}
            }
        }
        // Values may be made from values, in any order.
        let mut before = usize::MAX;
        while before != names.len() {
            before = names.len();
            for (name, value) in &made {
                if follows_full(value, &names) {
                    names.insert(name.to_string());
                }
            }
        }
        names
    }
}

/// The name of what a path speaks of: `a.b.score` is the score of `b`.
fn scored(path: &str) -> &str {
    let path = path.strip_suffix(".得分").or(path.strip_suffix(".score")).unwrap_or(path);
    path.rsplit('.').next().unwrap_or(path)
}

/// Whether a value grows with full marks; what is divided by another such value does not.
fn follows_full(value: &Expr, names: &BTreeSet<String>) -> bool {
    match &value.kind {
        ExprKind::Full => true,
        ExprKind::Name(path) => names.contains(scored(&path.text())),
        ExprKind::Arithmetic(Arithmetic::Divide, a, b) => follows_full(a, names) && !follows_full(b, names),
        ExprKind::Call(path, _) if names.contains(scored(&path.text())) => true,
        _ => value.parts().into_iter().any(|part| follows_full(part, names)),
    }
}

fn part_names(item: &ItemNode, names: &mut BTreeSet<String>) {
    for statement in item.body.iter().flatten() {
        if let Statement::Item(part) = statement {
            names.insert(part.name.text.to_string());
            part_names(part, names);
        }
    }
}

fn clause_text(view: View<'_>, clause: &ItemClause) -> String {
    super::same::clause_text(view, clause)
}

fn points(clauses: &[ItemClause]) -> Option<Number> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ItemClauseKind::Points(points) => Some(points.number.clone()),
        _ => None,
    })
}

/// The cap of a bonus or a deduction, where it is a plain number.
fn cap(clauses: &[ItemClause]) -> Option<Number> {
    clauses.iter().find_map(|clause| match &clause.kind {
        ItemClauseKind::Limit(Limit {
            kind: LimitKind::Cap(Expr { kind: ExprKind::Quantity(cap), .. }),
            ..
        }) => Some(cap.number.clone()),
        _ => None,
    })
}

/// The full marks of an item: its points, else those of its parts.
pub(super) fn full(item: &ItemNode) -> Option<Number> {
    if let Some(points) = points(&item.clauses) {
        return Some(points);
    }
    let parts = item.body.iter().flatten().filter_map(|statement| match statement {
        Statement::Item(part) => Some(full(part)),
        _ => None,
    });
    let parts: Option<Vec<Number>> = parts.collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.into_iter().sum())
}

/// Puts new parts in the place of old ones.
fn take(part: &PartNode, item: &mut ItemNode) {
    let new: Vec<ItemClause> =
        part.clauses.iter().filter(|clause| slot(clause) != "rescaled").cloned().collect();
    let slots: Vec<&str> = new.iter().map(slot).collect();
    item.clauses.retain(|clause| !slots.contains(&slot(clause)));
    if let Some(body) = &mut item.body {
        body.retain(|statement| statement_slot(statement).is_none_or(|slot| !slots.contains(&slot)));
    }
    if slots.contains(&"marks")
        && let Some(name) = part.path.names.last()
    {
        // Findings about full marks belong to where they are set.
        item.name.span = name.span;
    }
    item.clauses.extend(new);
    let scored_anew = part.rule.is_some() || part.body.is_some();
    if scored_anew {
        // The clause goes with what it is the clause of.
        item.basis = None;
        if !slots.contains(&"basis") {
            item.clauses.retain(|clause| slot(clause) != "basis");
        }
        item.rule = part.rule.clone();
        item.damaged |= part.damaged;
    }
    match &part.body {
        Some(body) => item.body = Some(body.clone()),
        None if scored_anew => {
            item.body.iter_mut().for_each(|body| body.retain(|statement| !scores(statement)));
        }
        None => {}
    }
    if part.basis.is_some() {
        item.basis.clone_from(&part.basis);
    }
}

/// Whether a statement in a body is part of how the item is scored, so that a new rule takes its place. Parts of an
/// item stay: an item with a rule and parts is a finding.
fn scores(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Base(_)
            | Statement::Combine(_)
            | Statement::Line(_)
            | Statement::Together(_)
            | Statement::Basis(_)
    )
}
