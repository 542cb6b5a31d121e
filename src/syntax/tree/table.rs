//! Tables as they were written.

use super::{Expr, Key, Name, Path, Words};
use crate::source::Span;

/// 表
#[derive(Clone, Debug)]
pub struct TableNode {
    /// Its name.
    pub name: Name,
    /// 按: what is looked up.
    pub keys: Vec<Path>,
    /// 列: the names of its columns; none if it is itself the value.
    pub columns: Vec<Name>,
    /// 自: the file that holds it.
    pub file: Option<Words>,
    /// The rows in braces.
    pub rows: Option<Vec<TableRowNode>>,
    /// All of it.
    pub span: Span,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRowNode {
    /// One for each thing that is looked up; empty for 其他.
    pub keys: Vec<Key>,
    /// One for each column.
    pub values: Vec<Expr>,
    /// Its clause.
    pub basis: Option<Words>,
    /// The row.
    pub span: Span,
}
