//! Lists and their fields as they were written, and results of other schemes.

use super::{Name, Path, TypeNode, Words};
use crate::source::Span;

/// A list as declared.
#[derive(Clone, Debug)]
pub struct ListNode {
    /// Its fields.
    pub fields: Vec<FieldNode>,
    /// Whether its entries are periods (逐期).
    pub periods: bool,
    /// 依: the field by which its entries are ordered.
    pub order: Option<Name>,
}

/// A field of a list.
#[derive(Clone, Debug)]
pub struct FieldNode {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeNode,
    /// Another header under which a file may hold it.
    pub label: Option<Words>,
    /// 自: the result of another scheme that it is.
    pub from: Option<FromNode>,
}

/// 自 "FILE" SCHEME.RESULT
#[derive(Clone, Debug)]
pub struct FromNode {
    /// The file that holds the scheme; none for this file.
    pub file: Option<Words>,
    /// The scheme, and what of its results.
    pub path: Path,
    /// All of it.
    pub span: Span,
}
