//! Ranks, quotas and awards as they were written. What a row means is not known here.

use super::{Expr, Name, RoundingNode, Words};
use crate::source::Span;

/// 名次: within what, by what, who, and how ties are counted.
#[derive(Clone, Debug)]
pub struct RankNode {
    /// Its clauses, in the order of the file.
    pub clauses: Vec<RankClause>,
    /// Its clause of the document.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// A clause of 名次.
#[derive(Clone, Debug)]
pub struct RankClause {
    /// Which.
    pub kind: RankClauseKind,
    /// Where.
    pub span: Span,
}

/// Clauses of 名次.
#[derive(Clone, Debug)]
pub enum RankClauseKind {
    /// 按
    By(Expr),
    /// 顺序
    Order(Vec<OrderKeyNode>),
    /// 当
    When(Expr),
    /// 同分 并列, 同分 紧排: whether places are counted without gaps
    Ties(bool),
}

/// A key of an order.
#[derive(Clone, Debug)]
pub struct OrderKeyNode {
    /// What is compared.
    pub value: Expr,
    /// 升序
    pub ascending: bool,
    /// All of it.
    pub span: Span,
}

/// 名额
#[derive(Clone, Debug)]
pub struct QuotaNode {
    /// The grade, or the award.
    pub name: Name,
    /// 按
    pub by: Option<Expr>,
    /// Its rows.
    pub rows: Vec<QuotaRow>,
    /// Whether a row could not be read: what it may have said is not missed.
    pub damaged: bool,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// A row of a quota.
#[derive(Clone, Debug)]
pub struct QuotaRow {
    /// Which.
    pub kind: QuotaRowKind,
    /// Where.
    pub span: Span,
}

/// Rows of quotas.
#[derive(Clone, Debug)]
pub enum QuotaRowKind {
    /// 比例
    Rate(Expr),
    /// 末位
    Bottom(Expr),
    /// 基数
    OutOf(Expr),
    /// 不高于
    AtMost(Expr),
    /// 不低于
    AtLeast(Expr),
    /// 当
    When(Expr),
    /// 顺序
    Order(Vec<OrderKeyNode>),
    /// 并组 低于
    Pool(Expr),
    /// 余额: whether unused places go to others (调剂), else they lapse
    Unused(bool),
    /// 落选
    Others(Name),
    /// 补足
    Fill,
    /// 取整
    Round(RoundingNode),
    /// 同分
    Ties(TiesNode),
}

/// What happens to those who are equal at the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TiesNode {
    /// 全取或全不取: in if all of them fit
    AllOrNone,
    /// 全取: all in
    AllIn,
    /// 全不取: all out
    AllOut,
}

impl QuotaRowKind {
    /// The keyword that begins the row: its rule in the grammar without `kw_`.
    pub fn keyword(&self) -> &'static str {
        match self {
            QuotaRowKind::Rate(_) => "rate",
            QuotaRowKind::Bottom(_) => "bottom",
            QuotaRowKind::OutOf(_) => "out_of",
            QuotaRowKind::AtMost(_) => "at_most",
            QuotaRowKind::AtLeast(_) => "at_least",
            QuotaRowKind::When(_) => "when",
            QuotaRowKind::Order(_) => "order",
            QuotaRowKind::Pool(_) => "pool",
            QuotaRowKind::Unused(_) => "unused",
            QuotaRowKind::Others(_) => "others",
            QuotaRowKind::Fill => "fill",
            QuotaRowKind::Round(_) => "round",
            QuotaRowKind::Ties(_) => "ties",
        }
    }
}

impl RankClauseKind {
    /// The keyword that begins the clause.
    pub fn keyword(&self) -> &'static str {
        match self {
            RankClauseKind::By(_) => "by",
            RankClauseKind::Order(_) => "order",
            RankClauseKind::When(_) => "when",
            RankClauseKind::Ties(_) => "ties",
        }
    }
}
