//! pest's side: the parser that it derives from the grammar, which cannot carry documentation of its own.
#![allow(missing_docs, reason = "pest derives an enum of the grammar's rules without documentation")]

use pest_derive::Parser;

/// The parser that pest derives.
#[derive(Parser)]
#[grammar = "grammar/keywords.pest"]
#[grammar = "grammar/heng.pest"]
pub struct HengParser;
