//! Conditions and their effects.

use super::{EffectOperation, Expr, ItemId};
use crate::source::Span;
use std::sync::Arc;

/// A condition and its effects.
#[derive(Debug)]
pub struct EffectRule {
    /// Its name; a number for one without.
    pub name: Arc<str>,
    /// Whether it is a veto.
    pub veto: bool,
    /// The condition.
    pub when: Expr,
    /// The effects.
    pub effects: Vec<Effect>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// An effect. The value fits the target: the checker saw to it.
#[derive(Debug)]
pub struct Effect {
    /// What it does.
    pub kind: EffectKind,
    /// Where.
    pub span: Span,
}

/// Effects by their target.
#[derive(Debug)]
pub enum EffectKind {
    /// On an item's score: set, at most, at least, add, deduct, after the item's limit.
    Item(ItemId, EffectOperation, Expr),
    /// Points added to or taken off the total, with bonuses and deductions.
    Points(EffectOperation, Expr),
    /// Set, at most, at least, on the total.
    Total(EffectOperation, Expr),
    /// On the points of a bonus or a deduction, unsigned, after its limits.
    Adjustment(usize, EffectOperation, Expr),
    /// The total of the items is multiplied.
    Coefficient(Expr),
    /// No coefficient counts.
    NoCoefficient,
    /// A grade, by its index: set, at most, at least.
    Grade(EffectOperation, usize),
    /// So many grades lower.
    LowerGrade(u32),
    /// So many grades higher.
    RaiseGrade(u32),
    /// No grade at all.
    NotGraded,
    /// Ranked behind all others.
    LastPlace,
    /// Not eligible: for what.
    Eligibility(Arc<str>),
}
