//! Expressions as they were written.

use super::{ItemKind, Name, Path, Quantity, Words};
use crate::source::Span;
use crate::unit::Date;
use std::sync::Arc;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What kind.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// `+ - * / ^`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `^`
    Power,
}

pub use crate::number::Comparison;

/// Kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `12 户`
    Quantity(Quantity),
    /// `2023-12-31`
    Date(Date),
    /// `"…"`
    Text(Arc<str>),
    /// 是, 否
    Truth(bool),
    /// 满分
    Full,
    /// 本值
    It,
    /// A name or a path.
    Name(Path),
    /// `-x`
    Negate(Box<Expr>),
    /// 非
    Not(Box<Expr>),
    /// `a + b`
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a ≥ b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// 且, two or more
    And(Vec<Expr>),
    /// 或, two or more
    Or(Vec<Expr>),
    /// 若 … 则 … 否则 …
    If(Vec<(Expr, Expr)>, Box<Expr>),
    /// 线性
    Linear {
        /// What is measured.
        subject: Box<Expr>,
        /// The points of the line: value of the subject, value of the rule.
        points: Vec<(Expr, Expr)>,
        /// Whether it goes on outside the end points.
        extrapolate: bool,
    },
    /// 分档
    Bands(Box<Expr>, Vec<BandRow>),
    /// 累进
    Brackets {
        /// What is measured.
        subject: Box<Expr>,
        /// Whether only whole steps of each bracket count.
        whole: bool,
        /// The brackets.
        rows: Vec<BracketRow>,
    },
    /// 对照, by one or more keys
    Lookup(Vec<Expr>, Vec<LookupRow>),
    /// 选择: condition (none for 其他) and value
    Choose(Vec<(Option<Expr>, Expr)>),
    /// 评议: rater and weight, and what happens to those who are absent
    Raters(Vec<(Expr, Expr)>, Option<AbsentRater>),
    /// 核对: condition and points
    Checklist(Vec<(Expr, Expr)>),
    /// 达标
    Meets(Box<Expr>),
    /// 完成 … 目标 …
    Attain(Box<Expr>, Box<Expr>),
    /// `f(a, b)`
    Call(Path, Vec<Expr>),
    /// `平均(x 于 全体 按 地区)`
    Aggregate(Box<Aggregate>),
}

impl Expr {
    /// The expressions of which it consists, one level down, in the order written.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Quantity(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Truth(_)
            | ExprKind::Full
            | ExprKind::It
            | ExprKind::Name(_) => vec![],
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Meets(a) => vec![a],
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Attain(a, b) => vec![a, b],
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter().collect(),
            ExprKind::If(branches, otherwise) => pairs(branches).into_iter().chain([&**otherwise]).collect(),
            ExprKind::Linear { subject, points, .. } => {
                [&**subject].into_iter().chain(pairs(points)).collect()
            }
            ExprKind::Bands(subject, rows) => {
                let mut all = vec![&**subject];
                for row in rows {
                    match &row.key {
                        BandKey::Otherwise => {}
                        BandKey::Compared(_, key) => all.push(key),
                        BandKey::Interval { low, high, .. } => all.extend([low, high]),
                    }
                    all.push(&row.value);
                }
                all
            }
            ExprKind::Brackets { subject, rows, .. } => {
                let of_row =
                    rows.iter().flat_map(|row| [&row.from].into_iter().chain(&row.to).chain([&row.amount]));
                [&**subject].into_iter().chain(of_row).collect()
            }
            ExprKind::Lookup(subjects, rows) => {
                subjects.iter().chain(rows.iter().map(|row| &row.value)).collect()
            }
            ExprKind::Choose(rows) => {
                rows.iter().flat_map(|(when, value)| when.iter().chain([value])).collect()
            }
            ExprKind::Raters(rows, absent) => {
                let mut all = pairs(rows);
                if let Some(AbsentRater::As(score)) = absent {
                    all.push(score);
                }
                all
            }
            ExprKind::Checklist(rows) => pairs(rows),
            ExprKind::Aggregate(figure) => {
                let clauses = [&figure.value, &figure.by, &figure.when, &figure.if_empty, &figure.weight];
                clauses.into_iter().flatten().chain(&figure.parameters).collect()
            }
        }
    }

    /// The same to be changed, but for the bounds of rows, which are no part of a value.
    fn parts_mut(&mut self) -> Vec<&mut Expr> {
        fn pairs(rows: &mut [(Expr, Expr)]) -> impl Iterator<Item = &mut Expr> {
            rows.iter_mut().flat_map(|(a, b)| [a, b])
        }
        match &mut self.kind {
            ExprKind::Quantity(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Truth(_)
            | ExprKind::Full
            | ExprKind::It
            | ExprKind::Name(_) => vec![],
            ExprKind::Negate(a) | ExprKind::Not(a) | ExprKind::Meets(a) => vec![a],
            ExprKind::Arithmetic(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::Attain(a, b) => vec![a, b],
            ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call(_, all) => all.iter_mut().collect(),
            ExprKind::If(branches, otherwise) => pairs(branches).chain([&mut **otherwise]).collect(),
            ExprKind::Linear { subject, points, .. } => {
                [&mut **subject].into_iter().chain(pairs(points)).collect()
            }
            ExprKind::Bands(subject, rows) => {
                let values = rows.iter_mut().map(|row| &mut row.value);
                [&mut **subject].into_iter().chain(values).collect()
            }
            ExprKind::Brackets { subject, rows, .. } => {
                let amounts = rows.iter_mut().map(|row| &mut row.amount);
                [&mut **subject].into_iter().chain(amounts).collect()
            }
            ExprKind::Lookup(subjects, rows) => {
                subjects.iter_mut().chain(rows.iter_mut().map(|row| &mut row.value)).collect()
            }
            ExprKind::Choose(rows) => rows.iter_mut().map(|(_, value)| value).collect(),
            ExprKind::Raters(rows, absent) => {
                let stand = absent.iter_mut().filter_map(|absent| match absent {
                    AbsentRater::As(score) => Some(&mut **score),
                    AbsentRater::Rescaled(_) => None,
                });
                pairs(rows).chain(stand).collect()
            }
            ExprKind::Checklist(rows) => pairs(rows).collect(),
            ExprKind::Aggregate(figure) => {
                let Aggregate { value, by, when, if_empty, weight, parameters, .. } = &mut **figure;
                [value, by, when, if_empty, weight].into_iter().flatten().chain(parameters).collect()
            }
        }
    }

    /// Changes it and every part of it.
    pub fn each(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        change(self);
        self.parts_mut().into_iter().for_each(|part| part.each(change));
    }

    /// Whether something holds for it or for any part of it.
    pub fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        holds(self) || self.parts().into_iter().any(|part| part.any(holds))
    }
}

fn pairs(rows: &[(Expr, Expr)]) -> Vec<&Expr> {
    rows.iter().flat_map(|(a, b)| [a, b]).collect()
}

/// What stands for raters who are absent.
#[derive(Clone, Debug, PartialEq)]
pub enum AbsentRater {
    /// 按比例: their weight is spread over the others
    Rescaled(Span),
    /// 计: a score
    As(Box<Expr>),
}

/// An aggregate over a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// The function.
    pub function: Path,
    /// What is aggregated; none where the function needs no value, as 计数.
    pub value: Option<Expr>,
    /// Over what.
    pub collection: Collection,
    /// Within which group.
    pub by: Option<Expr>,
    /// Which members.
    pub when: Option<Expr>,
    /// The value over nothing.
    pub if_empty: Option<Expr>,
    /// How much each member weighs.
    pub weight: Option<Expr>,
    /// Whether a place counts from the least.
    pub ascending: bool,
    /// Whether ranks go on without gaps after ties.
    pub dense: bool,
    /// What stands behind the collection: how many, the share.
    pub parameters: Vec<Expr>,
    /// 依: by what the entries of a list are ordered.
    pub order: Option<Expr>,
    /// 最近: how many of the latest entries, and whether this is written before 当.
    pub latest: Option<(Expr, bool)>,
    /// Its clauses as they are written, of a condition the operand: of one that stands twice, the last is kept above.
    pub clauses: Vec<(FigureClause, Span)>,
}

/// A kind of clause of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureClause {
    /// 按
    By,
    /// 当
    When,
    /// 空则
    IfEmpty,
    /// 加权
    Weighted,
    /// 依
    Order,
    /// 最近
    Latest,
    /// 并列
    Ties,
    /// 升序
    Ascending,
}

/// What an aggregate runs over.
#[derive(Clone, Debug, PartialEq)]
pub enum Collection {
    /// 全体: every ratee
    All(Span),
    /// 其余: every ratee but the one at hand
    Others(Span),
    /// 全体.LIST: the entries of every ratee
    Everyone(Path),
    /// 子项, 维度 or 指标: items of a kind
    Items(ItemKind, Span),
    /// A list, a group of facts, or an item with children
    Named(Path),
}

/// A row of bands.
#[derive(Clone, Debug, PartialEq)]
pub struct BandRow {
    /// Which values it takes.
    pub key: BandKey,
    /// What it gives.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// The row.
    pub span: Span,
}

/// Which values a band takes.
#[derive(Clone, Debug, PartialEq)]
pub enum BandKey {
    /// 其他
    Otherwise,
    /// `≥ 20`
    Compared(Comparison, Expr),
    /// `[90%, 95%)` or `60 至 70` (both ends in)
    Interval {
        /// Lower end.
        low: Expr,
        /// Whether the lower end belongs to it.
        low_in: bool,
        /// Upper end.
        high: Expr,
        /// Whether the upper end belongs to it.
        high_in: bool,
    },
}

/// A bracket of 累进.
#[derive(Clone, Debug, PartialEq)]
pub struct BracketRow {
    /// Where it begins: the end nearer to where the counting starts.
    pub from: Expr,
    /// Where it ends, if it does.
    pub to: Option<Expr>,
    /// Whether it is written as going downwards without end.
    pub down: bool,
    /// The size of a step.
    pub each: Quantity,
    /// What a step gives.
    pub amount: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// The row.
    pub span: Span,
}

/// A row of a lookup.
#[derive(Clone, Debug, PartialEq)]
pub struct LookupRow {
    /// One key per subject; empty for 其他.
    pub keys: Vec<Key>,
    /// What it gives.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// The row.
    pub span: Span,
}

/// A key of a lookup.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A word: of a category, or a grade.
    Word(Name),
    /// A number.
    Number(Quantity),
    /// 是, 否
    Truth(bool, Span),
}

impl Key {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Key::Word(name) => name.span,
            Key::Number(quantity) => quantity.span,
            Key::Truth(_, span) => *span,
        }
    }
}
