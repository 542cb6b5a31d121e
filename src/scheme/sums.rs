//! Points and weights add up.

use super::checker::{Amend, Checker};
use super::head::Head;
use super::model::*;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::Statement;
use crate::{code, text};

code!(
    SUM_DIFFERS,
    "H0204",
    Error,
    "分值或权重合计不符" / "weights-do-not-add-up",
    "各子项的分值之和要等于上级的分值，权重之和要等于 100%；否则满分拿不到，或者会超过满分。"
        / "The points of the parts must add up to those of the item above, and weights to 100 %; otherwise full marks could not be reached, or would be passed."
);
code!(
    SHARES_OF_THE_WHOLE,
    "H0205",
    Error,
    "权重写成了占总分的比例" / "weights-are-shares-of-the-whole",
    "这里的权重是占上级的比例，合计 100%；而写的是占整个方案的比例，合计等于上级自己的权重。"
        / "A weight is a share of the item above, and siblings add up to 100 %; these are shares of the whole scheme, adding up to the weight of the item above."
);
code!(
    WEIGHT_OUTSIDE,
    "H0621",
    Error,
    "权重不在 0% 与 100% 之间" / "weight-is-no-share",
    "权重是占合计的一份，不会低于 0%，也不会高于 100%；合计凑成 100% 也不行，那样有的指标会倒过来算。"
        / "A weight is a share of the whole, never below 0 % or above 100 %, even if all add up to 100 %: with such weights a better score would count against the ratee."
);
code!(
    MIXED_MARKS,
    "H0206",
    Error,
    "分值与权重混用" / "points-and-weights-mixed",
    "同一层的指标要么都写分值，要么都写权重，混在一起就不知道怎样相加。"
        / "Siblings all have points, or all have weights; mixed, nobody knows how they add up."
);

impl Checker<'_> {
    pub(super) fn check_sums(&mut self, head: &Head) {
        let is_combined =
            |body: &[Statement]| body.iter().any(|statement| matches!(statement, Statement::Combine(_)));
        let top = self.top.clone();
        let combined = is_combined(&self.node.statements);
        let whole = head.total.as_ref().map(|(full, span)| (full.clone(), *span));
        self.check_siblings(&top, None, whole, combined);
        for id in 0..self.items.len() {
            let node = self.item_nodes[id];
            let children = self.items[id].children.clone();
            if children.is_empty() {
                continue;
            }
            let own = (self.items[id].full.clone(), self.items[id].name_span);
            let combined = node.body.as_deref().is_some_and(is_combined) || self.has_optional_parts(id);
            self.check_siblings(&children, Some(id), Some(own), combined);
        }
    }

    fn check_siblings(
        &mut self,
        siblings: &[ItemId],
        parent: Option<ItemId>,
        whole: Option<(Number, Span)>,
        combined: bool,
    ) {
        // What a damaged head meant to say is not known.
        if siblings.iter().any(|id| self.item_nodes[*id].damaged) {
            return;
        }
        let mut points = Vec::new();
        let mut weights = Vec::new();
        let mut varying = Vec::new();
        for id in siblings {
            match &self.items[*id].marks {
                Marks::Points(value) => points.push((*id, value.clone())),
                Marks::Weight(value) => weights.push((*id, value.clone())),
                Marks::Varying => varying.push(*id),
                Marks::Pilot => {}
            }
        }
        let weighted = weights.iter().map(|(id, _)| *id).chain(varying.iter().copied()).min();
        if let (Some((a, _)), Some(b)) = (points.first(), weighted) {
            let (point, weight) = (self.items[*a].name_span, self.items[b].name_span);
            self.report(
                &MIXED_MARKS,
                weight,
                text!("同一层里有的写分值，有的写权重", "some siblings have points and some have weights"),
                text!("权重", "a weight"),
            )
            .also(point, text!("分值", "points"))
            .advise(text!("统一成分值，或统一成权重", "use points for all, or weights for all"));
            return;
        }
        // Weights that differ between ratees are added up for each of them.
        if combined || !varying.is_empty() {
            return;
        }
        if !weights.is_empty() {
            self.check_weights(&weights, parent);
        } else if let (Some((full, span)), false) = (whole, points.is_empty()) {
            let sum: Number = points.iter().map(|(_, value)| value.clone()).sum();
            if sum != full {
                self.points_differ(&sum, &full, span, parent);
            }
        }
    }

    fn points_differ(&mut self, sum: &Number, full: &Number, span: Span, parent: Option<ItemId>) {
        let difference = (sum - full).abs();
        let what = parent.map_or("方案".into(), |id| format!("「{}」", self.items[id].path));
        let what_en = parent.map_or("the scheme".into(), |id| self.items[id].path.to_string());
        let (zh, en) = if sum > full { ("多", "too much") } else { ("少", "too little") };
        let help = self.points_help(sum, full, parent);
        self.report(
            &SUM_DIFFERS,
            span,
            text!(
                "{what}满分 {full} 分，各子项合计 {sum} 分，{zh} {difference} 分",
                "{what_en} has {full} points, but its parts add up to {sum}: {difference} {en}"
            ),
            text!("应为 {sum} 分？", "{sum}?"),
        )
        .advise(help);
    }

    /// What to write where points do not add up: an extra block, folding, or other points.
    fn points_help(&self, sum: &Number, full: &Number, parent: Option<ItemId>) -> crate::locale::Text {
        let extra = self.top.iter().map(|id| &self.items[*id]).find(|item| &(sum - &item.full) == full);
        if let (None, Some(extra), true) = (parent, extra, sum > full && self.top.len() > 1) {
            let (name, points) = (&extra.name, &extra.full);
            return text!(
                "满分之外另加的，写「加分 {name} 上限 {points} 分 {{ … }}」；要计入满分的，把总分改为 {sum}",
                "what is added on top of full marks is `bonus {name} cap {points} points {{ … }}`; if it belongs to them, make the total {sum}"
            );
        }
        let parts = parent.map_or(&self.top, |id| &self.items[id].children);
        if parts.len() > 1 && parts.iter().all(|id| &self.items[*id].full == full) {
            return text!(
                "各子项都是 {full} 分的，要写明怎样合成：取低的加一行「汇总 最低(得分 于 子项)」，取平均的「汇总 平均(得分 于 子项)」",
                "each part has {full} points, so say how they join: `combine min(score over part)` for the lowest, `combine mean(score over part)` for the mean"
            );
        }
        if sum > &(full + full) {
            return text!(
                "要折成 {full} 分的，加一行「汇总 合计(得分 于 子项) * {full} / {sum}」；不折算的，把满分改为 {sum}",
                "to fold them to {full}, add a line `combine sum(score over part) * {full} / {sum}`; else make it {sum}"
            );
        }
        match parent.map(|id| self.items[id].name.clone()) {
            Some(name) => text!(
                "调整子项的分值，或把上级改为「{name} {sum} 分」",
                "change the points of the parts, or make it `{name} {sum} points`"
            ),
            None => text!(
                "调整子项的分值，或改为「总分 {sum}」",
                "change the points of the parts, or make it `total {sum}`"
            ),
        }
    }

    /// Whether a weight is a share; a finding if it is not.
    pub(super) fn is_share(&mut self, weight: &Number, span: Span) -> bool {
        if *weight >= Number::ZERO && *weight <= Number::ONE {
            return true;
        }
        let percent = weight * &Number::from(100);
        self.report(
            &WEIGHT_OUTSIDE,
            span,
            text!(
                "权重写成了 {percent}%，要在 0% 与 100% 之间",
                "a weight of {percent} % is not between 0 % and 100 %"
            ),
            text!("不是一份", "not a share"),
        )
        .advise(text!(
            "各份权重合计 100%，如 60% 和 40%；要扣的写「扣分」，要另加的写「加分」",
            "weights add up to 100 %, such as 60 % and 40 %; what is taken off is a `deduction`, what is added on top a `bonus`"
        ));
        false
    }

    fn check_weights(&mut self, weights: &[(ItemId, Number)], parent: Option<ItemId>) {
        let sum: Number = weights.iter().map(|(_, value)| value.clone()).sum();
        let outside = weights.iter().find(|(_, weight)| *weight < Number::ZERO || *weight > sum);
        if let Some((id, weight)) = outside {
            self.is_share(&weight.clone(), self.items[*id].name_span);
            return;
        }
        if sum == Number::ONE {
            return;
        }
        let hundred = Number::from(100);
        if sum == hundred {
            // Written 40, 30, 30: the same as 40 %, 30 %, 30 %.
            for (id, value) in weights {
                let share = value.divide(&hundred).unwrap_or_default();
                self.items[*id].marks = Marks::Weight(share);
            }
            return;
        }
        let own = parent.and_then(|id| match &self.items[id].marks {
            Marks::Weight(weight) => Some((weight.clone(), self.items[id].name_span)),
            _ => None,
        });
        let (first, shown) = (self.items[weights[0].0].name_span, (&sum * &hundred).to_string());
        if let Some((own, span)) = own.filter(|(own, _)| *own == sum) {
            let converted: Vec<String> = weights
                .iter()
                .filter_map(|(id, value)| {
                    let share = &value.divide(&own)? * &hundred;
                    Some(format!("{} {share}%", self.items[*id].name))
                })
                .collect();
            let converted = converted.join("；");
            self.report(
                &SHARES_OF_THE_WHOLE,
                first,
                text!("这一层的权重合计 {shown}%，正好是上级的权重：写成了占总分的比例", "the weights of this level add up to {shown} %, the weight of the item above: they are shares of the whole"),
                text!("从这里起", "from here on"),
            )
            .also(span, text!("上级的权重", "the weight of the item above"))
            .advise(text!("折成占上级的比例：{converted}", "as shares of the item above: {converted}"));
            return;
        }
        let difference = (&(&sum - &Number::ONE) * &hundred).abs();
        let (zh, en) = if sum > Number::ONE { ("多", "too much") } else { ("少", "too little") };
        self.report(
            &SUM_DIFFERS,
            first,
            text!(
                "这一层的权重合计 {shown}%，{zh} {difference}%",
                "the weights of this level add up to {shown} %: {difference} % {en}"
            ),
            text!("从这里起", "from here on"),
        )
        .advise(text!("调整权重，使合计为 100%", "change the weights so that they add up to 100 %"));
    }
}
