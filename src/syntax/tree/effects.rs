//! Conditions and their effects, as they were written.

use super::{Expr, Name, Path, Words};
use crate::source::Span;

/// A condition and its effects.
#[derive(Clone, Debug)]
pub struct RuleNode {
    /// Whether it is a veto (否决).
    pub veto: bool,
    /// Its name.
    pub name: Option<Name>,
    /// The condition.
    pub when: Expr,
    /// The effects.
    pub effects: Vec<EffectNode>,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// An effect.
#[derive(Clone, Debug)]
pub struct EffectNode {
    /// On what.
    pub target: EffectTarget,
    /// What is done.
    pub operation: EffectOperation,
    /// With which value.
    pub value: Option<EffectValue>,
    /// All of it.
    pub span: Span,
}

/// Targets of effects.
#[derive(Clone, Debug)]
pub enum EffectTarget {
    /// 等次
    Grade,
    /// 总分
    Total,
    /// 名次
    Rank,
    /// 资格
    Eligibility,
    /// 系数
    Coefficient,
    /// 子项: all items at the top
    Children,
    /// 加分: all bonuses
    Bonuses,
    /// 扣分: all deductions
    Deductions,
    /// An item.
    Item(Path),
}

/// Operations of effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectOperation {
    /// 为
    Set,
    /// 不高于
    AtMost,
    /// 不低于
    AtLeast,
    /// 加
    Add,
    /// 扣
    Deduct,
    /// 取消
    Cancel,
}

/// Values of effects.
#[derive(Clone, Debug)]
pub enum EffectValue {
    /// 末位
    LastPlace(Span),
    /// An expression, a grade's name or a text among them.
    Expr(Expr),
}
