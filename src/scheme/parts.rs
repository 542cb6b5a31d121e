//! How parts join: weights that differ from ratee to ratee, ready-made ways of combining, parts that may be chosen.
//!
//! It knows nothing of how scores are computed.

use super::checker::{Amend, Checker, Node, Scope};
use super::model::*;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, ItemClauseKind, ItemNode, Statement};
use crate::unit::Dimension;
use crate::{code, text};

code!(
    READY_MADE,
    "H0544",
    Error,
    "汇总的写法不对" / "ready-made-combine",
    "「汇总」后面写一种现成的方法（加权平均、平均、几何平均、调和平均、最低、最高），或者写一个式子，如「最低(得分 于 子项)」。相加是默认的，不用写。"
        / "`combine` takes a ready-made way (weighted mean, mean, geomean, harmean, min, max) or an expression such as `min(score over parts)`. Adding up is the default and is not written."
);
code!(
    OPTIONAL_PARTS,
    "H0547",
    Error,
    "可选的写法不对" / "optional-parts",
    "「可选 至少 5 项」写在有子项的指标上：没有参加的子项剔除，参加的不少于 5 项时按得分率的平均计分，少于 5 项计 0。"
        / "`optional at least 5` stands at an item with parts: parts that are not taken are left out; with at least 5 of them the score is the mean of their rates, with fewer it is 0."
);
code!(
    WEIGHT_TYPE,
    "H0550",
    Error,
    "权重写得不对" / "wrong-weight",
    "权重是占上级的份额，写百分比或不带单位的数；随对象变化的写成「权重 (若 … 则 60% 否则 40%)」。"
        / "A weight is a share of the item above: a percentage or a bare number; one that differs between ratees is written `weight (if … then 60% else 40%)`."
);

const READY: &[(&[&str], How)] = &[
    (&["加权平均", "wmean"], How::WeightedMean),
    (&["平均", "mean"], How::Mean),
    (&["几何平均", "geomean"], How::Geometric),
    (&["调和平均", "harmean"], How::Harmonic),
    (&["最低", "最小", "min"], How::Least),
    (&["最高", "最大", "max"], How::Greatest),
];

/// Whether an expression is the same for every ratee by the way it is written.
pub(super) fn is_literal(expr: &tree::Expr) -> bool {
    match &expr.kind {
        tree::ExprKind::Quantity(_) => true,
        tree::ExprKind::Negate(inner) => is_literal(inner),
        tree::ExprKind::Arithmetic(_, a, b) => is_literal(a) && is_literal(b),
        _ => false,
    }
}

/// The clause 可选 of an item.
fn optional(node: &ItemNode) -> Option<(&tree::Quantity, Span)> {
    node.clauses.iter().find_map(|clause| match &clause.kind {
        ItemClauseKind::Optional(least) => Some((least, clause.span)),
        _ => None,
    })
}

impl Checker<'_> {
    /// Whether the parts of an item may be chosen.
    pub(super) fn has_optional_parts(&self, item: ItemId) -> bool {
        optional(self.item_nodes[item]).is_some()
    }

    /// Whether parts that are left out are simply not counted in what joins the parts of an item (none: the scheme).
    pub(super) fn passes_over(&self, item: Option<ItemId>) -> bool {
        let body = match item {
            Some(item) if self.has_optional_parts(item) => return true,
            Some(item) => self.item_nodes[item].body.as_deref().unwrap_or_default(),
            None => &self.node.statements,
        };
        body.iter().any(|statement| match statement {
            Statement::Combine(tree::Expr { kind: tree::ExprKind::Name(path), .. }) => {
                path.single().is_some_and(|name| ready_made(&name.text).is_some())
            }
            _ => false,
        })
    }

    /// The weight of an item, where it differs between ratees.
    pub(super) fn varying_weight(&mut self, item: ItemId) -> Option<Expr> {
        if self.items[item].marks != Marks::Varying {
            return None;
        }
        if self.has_swallowed_its_rule(self.item_nodes[item]) {
            self.weight_needs_brackets(self.item_nodes[item]);
            return None;
        }
        let weight = self.item_nodes[item].clauses.iter().find_map(|clause| match &clause.kind {
            ItemClauseKind::Weight(weight) => Some(weight),
            _ => None,
        })?;
        let parent = self.items[item].parent;
        let scope = parent.map_or(Scope::at(super::checker::Stage::Score), |parent| self.item_scope(parent));
        // It is the item above that reads the weights of its parts.
        let owner = parent.map_or(Node::Elsewhere, Node::Item);
        let made = self.owned_by(owner, |this| this.number_of(weight, &scope));
        let fits = matches!(
            made.ty,
            Ty::Number | Ty::Ratio | Ty::Any | Ty::Unit(Dimension::Percent | Dimension::PercentPoint)
        );
        if !fits {
            let is = made.ty.describe();
            self.report(
                &WEIGHT_TYPE,
                made.span,
                text!("权重要写百分比，而这是{0}", "a weight is a percentage, and this is {0}", is),
                text!("不是份额", "not a share"),
            )
            .advise(text!(
                "如「权重 (若 区域 = 重点 则 60% 否则 40%)」",
                "such as `weight (if region = key then 60% else 40%)`"
            ));
        }
        Some(made)
    }

    /// 汇总 …
    pub(super) fn combined(&mut self, combine: &tree::Expr, parent: Option<ItemId>, scope: &Scope) -> Expr {
        let tree::ExprKind::Name(path) = &combine.kind else { return self.score(combine, scope) };
        let Some(name) = path.single().filter(|_| self.is_bare_word(combine, scope)) else {
            return self.score(combine, scope);
        };
        let Some(how) = ready_made(&name.text) else { return self.no_such_way(&name.text, combine.span) };
        let items = self.counting_parts(parent);
        let weighted =
            items.iter().any(|item| matches!(self.items[*item].marks, Marks::Weight(_) | Marks::Varying));
        if items.is_empty() || (how == How::WeightedMean && !weighted) {
            let (message, help) = if items.is_empty() {
                (
                    text!("没有子项可以汇总", "there are no parts to combine"),
                    text!("先写子项，或删去「汇总」", "write parts first, or remove `combine`"),
                )
            } else {
                (
                    text!("「加权平均」要子项写权重", "`weighted mean` wants parts with weights"),
                    text!(
                        "子项写成「权重 30%」；子项写分值时直接相加，不写「汇总」",
                        "give the parts weights such as `weight 30%`; parts with points are added up without `combine`"
                    ),
                )
            };
            self.report(&READY_MADE, combine.span, message, text!("不能这样汇总", "cannot be combined so"))
                .advise(help);
            return self.unknown(combine.span);
        }
        self.weights_unused(how, &items, &name.text, combine.span);
        self.ready(how, items, scope, combine.span)
    }

    fn ready(&mut self, how: How, items: Vec<ItemId>, scope: &Scope, span: Span) -> Expr {
        for item in &items {
            self.reads(Node::Item(*item));
        }
        let full = scope.full.clone().unwrap_or_else(|| Number::from(100));
        let parts = Parts { how, items, full };
        Expr { kind: ExprKind::Parts(Box::new(parts)), ty: Ty::Unit(Dimension::Score), span }
    }

    /// The parts of an item (none: of the scheme) that count.
    fn counting_parts(&self, parent: Option<ItemId>) -> Vec<ItemId> {
        let parts = parent.map_or(&self.top, |parent| &self.items[parent].children);
        parts.iter().copied().filter(|part| self.items[*part].marks != Marks::Pilot).collect()
    }

    fn no_such_way(&mut self, name: &str, span: Span) -> Expr {
        let ways = READY.iter().flat_map(|(names, _)| names.iter().copied());
        let near = similar::nearest(name, ways).map(str::to_owned);
        let is_sum = matches!(name, "合计" | "总和" | "相加" | "sum");
        let problem = self.report(
            &READY_MADE,
            span,
            text!("没有叫「{name}」的汇总方法", "there is no ready-made way `{name}` to combine"),
            text!("不认识", "not known"),
        );
        match near {
            _ if is_sum => {
                problem.advise(text!("相加不用写：删去这一行", "adding up is not written: remove this line"));
            }
            Some(near) => {
                problem.advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
                problem.propose(span, near);
            }
            None => {
                problem.advise(text!(
                    "可写：加权平均、平均、几何平均、调和平均、最低、最高，或一个式子",
                    "write weighted mean, mean, geomean, harmean, min, max, or an expression"
                ));
            }
        }
        self.unknown(span)
    }

    /// 可选 至少 k: what joins the parts; nothing if the item does not say it.
    pub(super) fn optional_parts(&mut self, item: ItemId, scope: &Scope) -> Option<Expr> {
        let node = self.item_nodes[item];
        let (least, span) = optional(node)?;
        let items = self.counting_parts(Some(item));
        let (least, count) = (least.number.clone(), items.len());
        let whole = least.to_i64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= 1);
        let combines = node.body.iter().flatten().any(|statement| matches!(statement, Statement::Combine(_)));
        let (message, help) = if items.is_empty() {
            (
                text!("「可选」要写在有子项的指标上", "`optional` belongs to an item with parts"),
                text!("在大括号里写出可选的子项", "write the parts to choose from in braces"),
            )
        } else if combines {
            (
                text!("写了「可选」就不能再写「汇总」", "an item cannot both be `optional` and `combine`"),
                text!("删去其中一个", "remove one of them"),
            )
        } else if whole.is_none_or(|whole| whole as usize > count) {
            (
                text!(
                    "至少 {least} 项，而子项只有 {count} 项",
                    "at least {least} parts are wanted, and there are {count}"
                ),
                text!("写 1 到 {count} 之间的整数", "write a whole number from 1 to {count}"),
            )
        } else {
            return Some(self.ready(How::Optional(whole.unwrap_or(1)), items, scope, span));
        };
        self.report(&OPTIONAL_PARTS, span, message, text!("不能这样写", "cannot be written so")).advise(help);
        Some(self.unknown(span))
    }

    /// What is left out of an item whose parts may be chosen, unless a part says something else.
    pub(super) fn optional_policy(&self, item: ItemId) -> Option<ItemPolicy> {
        let parent = self.items[item].parent?;
        self.has_optional_parts(parent).then_some(ItemPolicy::LeaveOut(Some(parent)))
    }

    /// Whether an item stands anywhere below one whose parts may be chosen: the scheme's own policies end there.
    pub(super) fn is_within_optional(&self, item: ItemId) -> bool {
        std::iter::successors(self.items[item].parent, |above| self.items[*above].parent)
            .any(|above| self.has_optional_parts(above))
    }
}

fn ready_made(name: &str) -> Option<How> {
    READY.iter().find(|(names, _)| names.contains(&name)).map(|(_, how)| *how)
}
