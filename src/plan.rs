//! The plan: a scheme as a flat list of operations on columns (under construction).

use crate::scheme::model::Scheme;

/// A scheme ready to be run.
#[derive(Debug)]
pub struct Plan<'s> {
    /// What it came from.
    pub scheme: &'s Scheme,
}

/// Lowers a scheme.
pub fn lower(scheme: &Scheme) -> Plan<'_> {
    Plan { scheme }
}
