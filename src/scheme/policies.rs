//! What happens to an item whose facts are missing or do not apply.

use super::checker::{Amend, Checker, Scope};
use super::model::*;
use super::names::Found;
use crate::locale::Text;
use crate::syntax::tree::{PolicyAction, PolicyNode, Spread};
use crate::{code, text};

code!(
    POLICY_DOES_NOT_FIT,
    "H0407",
    Error,
    "缺失处理写得不对" / "policy-does-not-fit",
    "数据的缺失用「计」代替一个值；指标的缺失用「得」给分，或用「剔除」把分值摊给其他指标。"
        / "For a fact, `as` puts a value in place of what is missing; for an item, `gives` sets its score, and `leave out` spreads its marks over other items."
);

impl Checker<'_> {
    pub(super) fn item_policy(
        &mut self,
        item: ItemId,
        policy: &PolicyNode,
        scope: &Scope,
    ) -> Option<ItemPolicy> {
        match &policy.action {
            PolicyAction::Gives(value) => Some(ItemPolicy::Gives(self.score(value, scope))),
            PolicyAction::LeaveOut(spread) => {
                let target = match spread {
                    Spread::Siblings => self.items[item].parent,
                    Spread::All => None,
                    Spread::Named(path) => Some(self.ancestor(item, path)?),
                };
                self.check_spread(item, target, policy);
                Some(ItemPolicy::LeaveOut(target))
            }
            PolicyAction::As(_) | PolicyAction::AsLastYear => {
                let help = self.item_policy_help(policy);
                self.report(
                    &POLICY_DOES_NOT_FIT,
                    policy.span,
                    text!("指标要写「得」几分或「剔除」", "an item takes `gives` or `leave out`"),
                    text!("「计」用于数据", "`as` belongs to facts"),
                )
                .advise(help);
                None
            }
        }
    }

    /// Nothing stands for a list: it is given, and then may be empty, or it is not.
    pub(super) fn list_policy(&mut self, list: FactId, policy: &PolicyNode) {
        let name = self.fact_name(list);
        self.report(
            &POLICY_DOES_NOT_FIT,
            policy.span,
            text!("「{name}」是清单，没有一个值可以代替它", "`{name}` is a list: no value stands for it"),
            text!("不起作用", "has no effect"),
        )
        .advise(text!(
            "清单文件里没有某一家，就是空的清单，计数为 0；统计时没有记录的，写「空则」，如「平均(… 于 {name} 空则 0)」；没有给清单文件的，写在指标后面，如「缺失 得 0」",
            "a ratee without rows in the file of the list has an empty one, whose count is 0; for a figure over no entries write `ifempty`, such as `mean(… over {name} ifempty 0)`; for a list that is not given, write `missing gives 0` behind the item"
        ));
    }

    /// The policy as it would be written for an item.
    fn item_policy_help(&self, policy: &PolicyNode) -> Text {
        let (zh, en) =
            if policy.not_applicable { ("不涉及", "not applicable") } else { ("缺失", "missing") };
        match &policy.action {
            PolicyAction::As(value) => {
                let value = self.written(value.span);
                text!(
                    "写成「{zh} 得 {value}」；不计这一项，写「{zh} 剔除」",
                    "write `{en} gives {value}`, or `{en} leave out` if it is not to count"
                )
            }
            _ => text!(
                "如「{zh} 得 0」「{zh} 剔除」；用上年的值，写在数据的声明里",
                "such as `{en} gives 0`, `{en} leave out`; last year's value belongs to the declaration of the fact"
            ),
        }
    }

    fn ancestor(&mut self, item: ItemId, path: &crate::syntax::tree::Path) -> Option<ItemId> {
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        let found = match self.find_item(&names, Some(item)) {
            Found::One(found) => Some(found),
            _ => None,
        };
        let mut above = self.items[item].parent;
        while let Some(here) = above {
            if Some(here) == found {
                return found;
            }
            above = self.items[here].parent;
        }
        let text = path.text();
        self.report(
            &POLICY_DOES_NOT_FIT,
            path.span,
            text!("「{text}」不是这个指标的上级", "`{text}` is not above this item"),
            text!("摊不过去", "nothing to spread over"),
        )
        .advise(text!("写它所在的维度，或「全体」", "name a dimension that holds it, or `all`"));
        None
    }

    /// Marks can be spread only where everything between adds up.
    fn check_spread(&mut self, item: ItemId, target: Option<ItemId>, policy: &PolicyNode) {
        let mut above = self.items[item].parent;
        let mut combined = false;
        loop {
            let body = match above {
                Some(here) => self.item_nodes[here].body.as_deref().unwrap_or_default(),
                None => &self.node.statements,
            };
            let is_combined =
                body.iter().any(|statement| matches!(statement, crate::syntax::tree::Statement::Combine(_)))
                    || above.is_some_and(|here| self.has_optional_parts(here));
            // What passes over a part that is left out has nothing to spread.
            let is_passed_over =
                above == target && above == self.items[item].parent && self.passes_over(above);
            combined |= is_combined && !is_passed_over;
            if above == target || above.is_none() {
                break;
            }
            above = above.and_then(|here| self.items[here].parent);
        }
        if combined {
            self.report(
                &POLICY_DOES_NOT_FIT,
                policy.span,
                text!(
                    "上级用「汇总」合成，分值无处可摊",
                    "the item above combines its parts by `combine`, so marks cannot be spread"
                ),
                text!("不能剔除", "cannot be left out"),
            )
            .advise(text!("改用「得」给出一个分数", "use `gives` with a score"));
        }
    }

    pub(super) fn adjustment_policy(&mut self, policy: &PolicyNode, scope: &Scope) -> Option<Expr> {
        if let PolicyAction::Gives(value) = &policy.action {
            return Some(self.score(value, scope));
        }
        self.report(
            &POLICY_DOES_NOT_FIT,
            policy.span,
            text!("加扣分的缺失只能「得」一个分数", "an adjustment takes `gives` for what is missing"),
            text!("不合用", "does not fit"),
        )
        .advise(text!("如「缺失 得 0」", "such as `missing gives 0`"));
        None
    }
}
