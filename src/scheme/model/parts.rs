//! How the parts of an item join, where they are not simply added up.

use super::ItemId;
use crate::number::Number;

/// A ready-made way of joining the parts of an item.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Which.
    pub how: How,
    /// The parts that count.
    pub items: Vec<ItemId>,
    /// Full marks of the item. Parts with weights are of 100 each, and what they join to is brought to this.
    pub full: Number,
}

/// Ready-made ways of joining parts. What is left out does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The weighted mean, divided by the sum of the weights.
    WeightedMean,
    /// The mean of the scores, whatever their weights.
    Mean,
    /// The geometric mean; weighted, where parts have weights.
    Geometric,
    /// The harmonic mean; weighted, where parts have weights.
    Harmonic,
    /// The least score.
    Least,
    /// The greatest score.
    Greatest,
    /// Full marks times the mean of the score rates, if at least so many parts are there, else 0.
    Optional(u32),
}

impl How {
    /// Whether weights of the parts matter.
    pub fn is_weighted(self) -> bool {
        matches!(self, How::WeightedMean | How::Geometric | How::Harmonic)
    }
}
