//! Tests as written in a scheme: what is given, what is expected.

use super::{Comparison, Expr, Name, Path, Words};
use crate::source::Span;
use crate::unit::Date;

/// 测试: what a scheme must give for evidence that stands in it.
#[derive(Clone, Debug)]
pub struct TestNode {
    /// What it shows.
    pub name: Words,
    /// 待核: whether nobody has confirmed yet what it expects.
    pub unconfirmed: bool,
    /// What is given, in the order written.
    pub givens: Vec<GivenNode>,
    /// What is expected, in the order written.
    pub expects: Vec<ExpectNode>,
    /// All of it.
    pub span: Span,
    /// Whether a line of it was not understood.
    pub damaged: bool,
}

/// 给定: the evidence of one ratee, or of all of them.
#[derive(Clone, Debug)]
pub struct GivenNode {
    /// The ratee; none: all ratees of the test.
    pub who: Option<Words>,
    /// Its rows.
    pub rows: Vec<GivenRow>,
    /// All of it.
    pub span: Span,
}

/// A row of what is given.
#[derive(Clone, Debug)]
pub struct GivenRow {
    /// Which.
    pub kind: GivenKind,
    /// Where.
    pub span: Span,
}

/// Rows of what is given.
#[derive(Clone, Debug)]
pub enum GivenKind {
    /// `以 2024-05-01 为今日`
    Today(Date),
    /// `其余各项 得 满分`: the score of every item that nothing feeds.
    Rest(Expr),
    /// `组织建设.党建 得 6`: the score of an item, a bonus or a deduction, instead of what its rule gives.
    Score(Path, Expr),
    /// `服务满意率 98%`
    Fact(Path, GivenValue),
    /// `上年(服务满意率) 95%`: the function as written, and the fact.
    LastYear(Path, Path, GivenValue),
    /// `荣誉 { 级别 市级; 事项 "创建" }`: an entry of a list.
    Entry(Path, Vec<(Name, GivenValue)>),
}

/// A given value.
#[derive(Clone, Debug)]
pub enum GivenValue {
    /// 缺失
    Missing(Span),
    /// 不涉及
    NotApplicable(Span),
    /// 无: no entry
    None(Span),
    /// A value.
    Is(Expr),
}

impl GivenValue {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            GivenValue::Missing(span) | GivenValue::NotApplicable(span) | GivenValue::None(span) => *span,
            GivenValue::Is(expr) => expr.span,
        }
    }
}

/// 期望: what is expected of one ratee, or of each of them.
#[derive(Clone, Debug)]
pub struct ExpectNode {
    /// The ratee; none: each of them.
    pub who: Option<Words>,
    /// Its rows.
    pub rows: Vec<ExpectRow>,
    /// All of it.
    pub span: Span,
}

/// A row of what is expected.
#[derive(Clone, Debug)]
pub struct ExpectRow {
    /// Which.
    pub kind: ExpectKind,
    /// Where.
    pub span: Span,
}

/// Rows of what is expected.
#[derive(Clone, Debug)]
pub enum ExpectKind {
    /// 不完整
    Incomplete,
    /// 缺
    Lacks(Vec<Path>),
    /// 注
    Note(Name),
    /// 总分
    Total(Expected),
    /// 等次
    Grade(Expected),
    /// `等次 取消`
    NotGraded,
    /// 名次
    Rank(Expected),
    /// `名次 末位`
    LastPlace,
    /// `否决 X`, `无 否决 X`: whether it applies; without a name, any.
    Veto(bool, Option<Name>),
    /// `预警 红 X`, `无 预警 红`: whether it is on; colour's keyword; name.
    Alert(bool, Option<&'static str>, Option<Name>),
    /// `资格 取消 "评优"`
    Eligibility(bool, Option<Words>),
    /// `组织建设.党建 得 6`
    Score(Path, Sign, Expected),
    /// `组织建设.党建 剔除`
    LeftOut(Path),
    /// `绩效系数 1.2`
    Value(Path, Expected),
    /// `约谈`, `无 约谈`: whether a consequence or a named rule holds.
    Holds(bool, Path),
}

/// Whether an expected score is written as it counts, as added, or as taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// 得
    Gives,
    /// 加
    Adds,
    /// 扣
    Deducts,
}

/// An expected value: equal to what is written, or standing otherwise to it.
#[derive(Clone, Debug)]
pub struct Expected {
    /// How it must stand to the value.
    pub comparison: Comparison,
    /// The value.
    pub value: Expr,
}
