//! A typed cell.

use crate::number::Number;
use crate::unit::Date;
use std::sync::Arc;

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    /// Nothing is written.
    #[default]
    Missing,
    /// The fact does not apply to this ratee (不涉及).
    NotApplicable,
    /// Something that cannot be used; the index in [`Table::bad`](super::Table::bad) says why.
    Bad(u32),
    /// A number, in base units.
    Number(Number),
    /// Yes or no.
    Bool(bool),
    /// A category, by its place in the declaration.
    Word(u32),
    /// Any text, without blanks at its ends.
    Text(Arc<str>),
    /// A calendar date.
    Date(Date),
}
