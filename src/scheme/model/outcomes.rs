//! What follows from scores: alerts, consequences, results of groups.

use super::Expr;
use crate::source::Span;
use std::sync::Arc;

/// Index into [`Scheme::alerts`](super::Scheme::alerts).
pub type AlertId = usize;

/// An alert.
#[derive(Debug)]
pub struct Alert {
    /// Its path: `预警.红`, or `预警.NAME`.
    pub path: Arc<str>,
    /// The colour as written.
    pub level: Arc<str>,
    /// The condition.
    pub when: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// A consequence.
#[derive(Debug)]
pub struct Consequence {
    /// Its name.
    pub name: Arc<str>,
    /// Its value; absent: that it holds is all.
    pub value: Option<Expr>,
    /// The condition.
    pub when: Option<Expr>,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// One value for each group of ratees.
#[derive(Debug)]
pub struct GroupResult {
    /// Its name.
    pub name: Arc<str>,
    /// What tells groups apart.
    pub by: Expr,
    /// What that is called, where it is a fact.
    pub by_name: Option<Arc<str>>,
    /// Its value: the same for all ratees of a group.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}
