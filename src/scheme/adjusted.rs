//! Effects on bonuses and deductions.
//!
//! It knows nothing of how their points come about.

use super::checker::{Amend, Checker, Scope};
use super::model::*;
use crate::syntax::tree::{self, EffectNode, EffectOperation, EffectTarget, EffectValue};
use crate::{code, text};

code!(
    EACH_OR_TOGETHER,
    "H0545",
    Error,
    "不知道是每项还是合计" / "each-or-together",
    "有几项加分时，「加分 不高于 5」可以是每一项不高于 5，也可以是合起来不高于 5，两种结果不同。"
        / "Where there are several bonuses, `bonus at most 5` may mean each of them or all together, and the results differ."
);

impl Checker<'_> {
    /// The bonus or deduction that a path names.
    pub(super) fn adjustment_named(&self, path: &tree::Path) -> Option<usize> {
        let name = path.single()?;
        self.adjustments.iter().position(|adjustment| adjustment.name == name.text)
    }

    /// An effect on all bonuses, or on all deductions.
    pub(super) fn all_adjustments(
        &mut self,
        node: &EffectNode,
        operation: EffectOperation,
        scope: &Scope,
    ) -> Vec<EffectKind> {
        let deductions = matches!(node.target, EffectTarget::Deductions);
        let all: Vec<usize> =
            (0..self.adjustments.len()).filter(|id| self.adjustments[*id].deduction == deductions).collect();
        let (zh, en) = if deductions { ("扣分", "deduction") } else { ("加分", "bonus") };
        if all.is_empty() {
            return self.unfit(node, text!("方案里没有「{zh}」", "the scheme has no `{en}`"));
        }
        if all.len() > 1 && operation != EffectOperation::Set {
            let names: Vec<String> = all.iter().map(|id| self.adjustments[*id].name.to_string()).collect();
            let (count, first) = (names.len(), names[0].clone());
            self.report(
                &EACH_OR_TOGETHER,
                node.span,
                text!(
                    "方案里有 {count} 项{zh}（{0}），不知道是每项还是合计",
                    "the scheme has {count} of these ({0}): each of them, or all together?",
                    crate::locale::Text::listed(&names)
                ),
                text!("每项，还是合计？", "each, or together?"),
            )
            .advise(text!(
                "逐项写出名称，如「{first} 不高于 3」；全部取消写「{zh} 为 0」",
                "name them one by one, such as `{first} at most 3`; to take all away write `{en} becomes 0`"
            ));
            return vec![];
        }
        self.adjustment_effect(node, &all, operation, scope)
    }

    pub(super) fn adjustment_effect(
        &mut self,
        node: &EffectNode,
        adjustments: &[usize],
        operation: EffectOperation,
        scope: &Scope,
    ) -> Vec<EffectKind> {
        let Some(EffectValue::Expr(value)) = &node.value else {
            return self.unfit(node, text!("如「荣誉加分 为 0」", "such as `honour_bonus becomes 0`"));
        };
        let value = self.score(value, scope);
        adjustments.iter().map(|index| EffectKind::Adjustment(*index, operation, value.clone())).collect()
    }
}
