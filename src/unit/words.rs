//! The words of a category, and whether they stand in an order. What they mean is not known here.

use std::ops::Deref;
use std::sync::Arc;

/// The words of a category, as declared.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    list: Arc<[Arc<str>]>,
    ordered: bool,
}

impl Words {
    /// Words of which the first is the best.
    pub fn best_first(list: Vec<Arc<str>>) -> Self {
        Words { list: list.into(), ordered: true }
    }

    /// Whether the first is the best and the last the worst.
    pub fn is_ordered(&self) -> bool {
        self.ordered
    }

    /// The words.
    pub fn list(&self) -> Arc<[Arc<str>]> {
        self.list.clone()
    }
}

impl From<Vec<Arc<str>>> for Words {
    fn from(list: Vec<Arc<str>>) -> Self {
        Words { list: list.into(), ordered: false }
    }
}

impl Deref for Words {
    type Target = [Arc<str>];
    fn deref(&self) -> &[Arc<str>] {
        &self.list
    }
}
