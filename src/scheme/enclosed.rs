//! What stands in other files and a scheme names: tables, and schemes whose results it takes as facts. It is read
//! before the scheme is checked, so that a check never waits for a file.

use super::model::Scheme;
use crate::evidence::Sheet;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that a scheme names in other files, by the place where it is named.
#[derive(Clone, Debug, Default)]
pub struct Enclosed {
    /// Tables, by the name of their file.
    pub sheets: BTreeMap<Span, Sheet>,
    /// Schemes, by 自.
    pub schemes: BTreeMap<Span, Arc<Scheme>>,
    /// The same schemes: file and name.
    pub used: Vec<(FileId, Arc<str>)>,
}
