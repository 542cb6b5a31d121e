//! How a scheme differs from those on which it builds: what it overrides, inserts and removes, and whom it takes.

use super::{Expr, ItemClause, ItemKind, Name, Path, Statement, Words};
use crate::source::Span;
use crate::unit::Date;

/// A scheme on which another one builds.
#[derive(Clone, Debug)]
pub struct ParentNode {
    /// Its name.
    pub name: Name,
    /// 自: the file that holds it, seen from the file that names it; none: the same file.
    pub file: Option<Words>,
}

/// 适用: whom and when a scheme takes.
#[derive(Clone, Debug)]
pub struct AppliesNode {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// The condition on a ratee.
    pub when: Option<Expr>,
    /// All of it.
    pub span: Span,
}

/// 改
#[derive(Clone, Debug)]
pub struct OverrideNode {
    /// What takes the place of what.
    pub what: Overriding,
    /// All of it.
    pub span: Span,
}

/// What an override puts in.
#[derive(Clone, Debug)]
pub enum Overriding {
    /// A whole statement, in the place of the one that speaks of the same thing; its place.
    Whole(Box<Statement>, Span),
    /// A named value, by the path of the item in which it stands and its own name.
    Value(Path, Box<Statement>),
    /// Parts of an item, a bonus or a deduction.
    Part(PartNode),
}

/// New parts of an item, a bonus or a deduction; what it does not say stays.
#[derive(Clone, Debug)]
pub struct PartNode {
    /// What it is called, if said.
    pub kind: Option<Subject>,
    /// Which.
    pub path: Path,
    /// Full marks, weight, limits …
    pub clauses: Vec<ItemClause>,
    /// `= …`
    pub rule: Option<Expr>,
    /// `{ … }`
    pub body: Option<Vec<Statement>>,
    /// Its clause.
    pub basis: Option<Words>,
    /// Whether its head was not understood.
    pub damaged: bool,
}

/// 增: statements for an item, a bonus or a deduction that is inherited.
#[derive(Clone, Debug)]
pub struct InsertNode {
    /// What it is called, if said.
    pub kind: Option<Subject>,
    /// Which.
    pub path: Path,
    /// The statements.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
}

/// 删
#[derive(Clone, Debug)]
pub struct RemoveNode {
    /// What it is called, if said.
    pub kind: Option<Subject>,
    /// The colour of an alert, as it was written, and its keyword.
    pub colour: Option<(Name, &'static str)>,
    /// Which; none where there is only one of its kind.
    pub path: Option<Path>,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// What a word before a path says that the path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// 维度, 指标 …
    Item(ItemKind),
    /// Any other kind of statement, by its keyword.
    Kind(&'static str),
}
