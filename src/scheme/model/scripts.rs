//! Scripts of a scheme.

use crate::script::Script;
use crate::source::Span;
use std::sync::Arc;

/// A script.
pub struct NamedScript {
    /// Its name.
    pub name: Arc<str>,
    /// What runs.
    pub script: Script,
    /// The text between the fences.
    pub body: Span,
}

impl std::fmt::Debug for NamedScript {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "script {}", self.name)
    }
}
