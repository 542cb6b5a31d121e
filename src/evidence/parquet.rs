//! Reads Parquet: columns with types, in groups of rows that can be read each for itself.
//!
//! The crate is used without Arrow, which would cost three times the build of this whole program: what is wanted is
//! plain columns of whole numbers, and those its own column readers give. Here are the only names of that crate in
//! evidence. It must never know a fact, except where whole columns are packed (`pieces`).

mod cells;
mod decoder;
mod floats;
mod kind;
mod open;
mod pieces;
mod problems;
mod rows;
mod source;

pub use pieces::{Grouped, grouped};
pub use problems::CODES;
pub(super) use rows::read;

/// Whether this program reads such files.
pub const IS_BUILT_IN: bool = true;
