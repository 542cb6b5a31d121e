//! Figures over entries of lists, and what is done with entries of the same matter.

use super::{Expr, FactId, Function, Latest};
use crate::source::Span;

/// A figure over the entries of a list.
#[derive(Clone, Debug)]
pub struct EntryFigure {
    /// Which.
    pub function: Function,
    /// The list.
    pub list: FactId,
    /// Whether the entries of all ratees count, else those of the ratee alone.
    pub everyone: bool,
    /// Among entries with an equal key.
    pub by: Option<EntryKey>,
    /// Of what, in terms of fields and facts; absent for a plain count.
    pub value: Option<Expr>,
    /// Which entries.
    pub when: Option<Expr>,
    /// By what the entries are ordered, least first; absent: the order of the evidence.
    pub order: Option<Expr>,
    /// Only the latest entries.
    pub latest: Option<Latest>,
    /// The value over no entry.
    pub if_empty: Option<Expr>,
    /// How much each weighs, in a weighted figure.
    pub weight: Option<Expr>,
    /// How many, which share: for figures that take one.
    pub parameter: Option<Expr>,
    /// A place from the least.
    pub ascending: bool,
}

/// What entries have in common with what is at hand.
#[derive(Clone, Debug)]
pub struct EntryKey {
    /// The key of an entry that may count.
    pub entry: Expr,
    /// The key of what is at hand: an entry, or the ratee.
    pub at_hand: Expr,
}

/// What is done with entries of the same matter.
#[derive(Clone, Debug)]
pub struct Same {
    /// What tells matters apart, in terms of fields and facts. An entry that does not say it is a matter of its own.
    pub keys: Vec<Expr>,
    /// What is done.
    pub rule: SameRule,
    /// As it is written.
    pub span: Span,
}

/// What is done with the amounts of one matter.
#[derive(Clone, Debug)]
pub enum SameRule {
    /// Only the greatest counts.
    Highest,
    /// Only the least counts.
    Lowest,
    /// Together at most this; the entries count in their order until it is reached.
    Cap(Expr),
}
