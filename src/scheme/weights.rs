//! Weights that differ between ratees: whether they add up in each case that their conditions tell apart, and what is
//! written around them that takes their effect away.

use super::checker::{Amend, Checker};
use super::findings::BARE_PERCENT;
use super::model::*;
use super::types::Ty;
use super::weight_cases::CaseSum;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, ItemClauseKind};
use crate::{code, text};

code!(
    WEIGHTS_VARY,
    "H0583",
    Warning,
    "权重合计随情形变化" / "sum-of-weights-varies",
    "权重随情形变化的，每种情形都要合计 100%，否则那个单位的这一项算不出来。乘系数加重的，写「汇总 加权平均」，按权重之和折回来。"
        / "Weights that differ must add up to 100 % in each case, or the item of that ratee cannot be computed. Where a factor makes a part heavier, `combine weighted mean` divides by the sum of the weights."
);
code!(
    WEIGHTS_UNUSED,
    "H0584",
    Warning,
    "汇总的方法不看权重" / "combined-without-the-weights",
    "「平均」「最低」「最高」只看各子项的得分，写了权重也没有作用。要按权重的，写「汇总 加权平均」，或者不写「汇总」。"
        / "`mean`, `min` and `max` look at the scores alone, whatever the weights. To use the weights write `combine weighted mean`, or no `combine` at all."
);
code!(
    WEIGHT_NEEDS_BRACKETS,
    "H0585",
    Error,
    "权重里的「若」要加括号" / "weight-needs-brackets",
    "「否则」后面的等号会被当成比较，指标就没有了规则。随情形变化的权重用括号括起来：「权重 (若 … 则 60% 否则 40%) = …」。"
        / "The `=` behind `else` would be read as a comparison, and the item would have no rule. A weight that differs stands in brackets: `weight (if … then 60% else 40%) = …`."
);

/// The weight and the rule in `权重 若 … 否则 40% = 满分 * 率`, where the one has swallowed the other.
fn swallowed(weight: &tree::Expr) -> Option<(&tree::Expr, &tree::Expr)> {
    match &weight.kind {
        tree::ExprKind::If(_, otherwise) => match &otherwise.kind {
            tree::ExprKind::Compare(Comparison::Equal, share, rule) => Some((share, rule)),
            _ => None,
        },
        tree::ExprKind::Arithmetic(_, _, last) => swallowed(last),
        _ => None,
    }
}

fn weight_of(node: &tree::ItemNode) -> Option<&tree::Expr> {
    node.clauses.iter().find_map(|clause| match &clause.kind {
        ItemClauseKind::Weight(weight) => Some(weight),
        _ => None,
    })
}

impl Checker<'_> {
    /// Whether the weight of an item has swallowed its rule.
    pub(super) fn has_swallowed_its_rule(&self, node: &tree::ItemNode) -> bool {
        node.rule.is_none() && weight_of(node).is_some_and(|weight| swallowed(weight).is_some())
    }

    pub(super) fn weight_needs_brackets(&mut self, node: &tree::ItemNode) {
        let Some(weight) = weight_of(node) else { return };
        let Some((share, rule)) = swallowed(weight) else { return };
        let place = Span { end: share.span.end, ..weight.span };
        let (name, written, rule) = (&node.name.text, self.written(place), self.written(rule.span));
        self.report(
            &WEIGHT_NEEDS_BRACKETS,
            place,
            text!(
                "「{name}」的权重没有加括号，后面的规则被读成了权重的一部分",
                "the weight of `{name}` has no brackets, and its rule is read as a part of it"
            ),
            text!("缺括号", "no brackets"),
        )
        .advise(text!("写成「权重 ({written}) = {rule}」", "write `weight ({written}) = {rule}`"))
        .replace(place, format!("({written})"));
    }

    /// Weights beside a way to combine that does not look at them.
    pub(super) fn weights_unused(&mut self, how: How, items: &[ItemId], name: &str, span: Span) {
        if how.is_weighted() || matches!(how, How::Optional(_)) {
            return;
        }
        let marks = |item: &ItemId| self.items[*item].marks.clone();
        let varies = items.iter().any(|item| marks(item) == Marks::Varying);
        let first = items.first().map(marks);
        if !varies && items.iter().all(|item| Some(marks(item)) == first) {
            return;
        }
        let weighted = items.iter().filter(|item| matches!(marks(item), Marks::Weight(_) | Marks::Varying));
        let named: Vec<String> = weighted.map(|item| self.items[*item].name.to_string()).collect();
        let Some(place) = items.first().map(|item| self.items[*item].name_span) else { return };
        if named.is_empty() {
            return;
        }
        let named = Text::listed(named);
        let problem = self.report(
            &WEIGHTS_UNUSED,
            span,
            text!(
                "「汇总 {name}」不看权重，{0} 的权重没有作用",
                "`combine {name}` does not look at weights: those of {0} have no effect",
                named
            ),
            text!("不看权重", "without weights"),
        );
        problem.also(place, text!("这一层写了权重", "weights on this level"));
        problem.advise(text!(
            "按权重算的，写「汇总 加权平均」；不按权重的，子项改写相同的分值",
            "to use the weights write `combine weighted mean`; without them, give the parts equal points"
        ));
    }

    /// Weights that differ, level by level.
    pub(super) fn weights_that_vary(&mut self) {
        let tops = self.top.clone();
        if self.combine.is_none() {
            self.level(&tops);
        }
        for id in 0..self.items.len() {
            if matches!(self.items[id].base, Base::Children) {
                self.level(&self.items[id].children.clone());
            }
        }
    }

    fn level(&mut self, items: &[ItemId]) {
        let items: Vec<ItemId> =
            items.iter().copied().filter(|item| self.items[*item].marks != Marks::Pilot).collect();
        if !items.iter().any(|item| self.items[*item].marks == Marks::Varying) {
            return;
        }
        let Some(sums) = self.sums_by_case(&items) else { return self.multiplied(&items, None) };
        let hundred = Number::from(100);
        if !sums.is_empty() && sums.iter().all(|(_, sum, _)| *sum == hundred) {
            return self.bare_weights(&items);
        }
        let wrong: Vec<_> = sums.into_iter().filter(|(_, sum, _)| *sum != Number::ONE).collect();
        let Some((case, sum, _)) = wrong.first() else { return };
        let shown = |sum: &Number| format!("{}%", sum * &hundred);
        if self.has_factor(&items) {
            let case = (self.case_in_words(case), shown(sum));
            return self.multiplied(&items, Some(case));
        }
        if !self.bare_literals(&items).is_empty() && *sum > Number::from(2) {
            return self.bare_weights(&items);
        }
        self.sum_in_a_case(&items, &wrong);
    }

    /// The finding for weights that do not add up in some case.
    fn sum_in_a_case(&mut self, items: &[ItemId], wrong: &[CaseSum]) {
        let hundred = Number::from(100);
        let Some((case, sum, weights)) = wrong.first() else { return };
        let percent = |share: &Number| format!("{}%", share * &hundred);
        let told: Vec<Text> = wrong
            .iter()
            .take(3)
            .map(|(case, sum, _)| {
                let (case, sum) = (self.case_in_words(case), percent(sum));
                text!("「{0}」时合计 {sum}", "{sum} where {0}", case)
            })
            .collect();
        let joined = |of: fn(&Text) -> &str, mark: &str| told.iter().map(of).collect::<Vec<_>>().join(mark);
        let (zh, en) = (joined(|text| &text.zh, "，"), joined(|text| &text.en, ", "));
        // The last weight that differs is the one to change.
        let last = items.iter().rposition(|item| self.items[*item].marks == Marks::Varying).unwrap_or(0);
        let rest = &(sum - &weights[last]) - &Number::ONE;
        let (case, name) = (self.case_in_words(case), self.items[items[last]].name.clone());
        let help = if rest < Number::ZERO {
            let share = percent(&rest.abs());
            text!(
                "每种情形都要合计 100%，如「{0}」时「{name}」写 {share}",
                "make them 100 % in each case, such as {share} for `{name}` where {0}",
                case
            )
        } else {
            text!("改权重，使每种情形都合计 100%", "change the weights so that they make 100 % in each case")
        };
        let places: Vec<(Span, String)> = items
            .iter()
            .zip(weights)
            .filter_map(|(item, weight)| Some((self.items[*item].weight.as_ref()?.span, percent(weight))))
            .collect();
        let mut places = places.into_iter();
        let Some((first, share)) = places.next() else { return };
        let problem = self.report(
            &WEIGHTS_VARY,
            first,
            text!(
                "这一层的权重，{zh}，应当是 100%",
                "the weights of this level make {en}, and should make 100%"
            ),
            text!("{0}：{share}", "{share} where {0}", case.clone()),
        );
        for (place, share) in places {
            problem.also(place, text!("{share}", "{share}"));
        }
        problem.advise(help);
    }

    /// `权重 60%` times a factor, without anything that brings the sum back.
    fn multiplied(&mut self, items: &[ItemId], case: Option<(Text, String)>) {
        let varying = || items.iter().filter(|item| self.items[**item].marks == Marks::Varying);
        let all = varying().all(|item| self.items[*item].weight.as_ref().is_some_and(is_scaled));
        let Some(weight) = varying().next().and_then(|item| self.items[*item].weight.as_ref()) else {
            return;
        };
        // A sum that cannot be told is doubted only where every weight has a factor.
        if case.is_none() && !all {
            return;
        }
        let span = weight.span;
        let message = match case {
            Some((case, sum)) => text!(
                "权重乘了系数，合计不再是 100%：「{0}」时是 {sum}",
                "with factors the weights no longer make 100 %: {sum} where {0}",
                case
            ),
            None => text!("权重乘了系数，合计不再是 100%", "with factors the weights no longer make 100 %"),
        };
        self.report(&WEIGHTS_VARY, span, message, text!("乘了系数", "times a factor")).advise(text!(
            "在大括号里加一行「汇总 加权平均」，按权重之和折回来",
            "add a line `combine weighted mean` in the braces, which divides by the sum of the weights"
        ));
    }

    fn bare_weights(&mut self, items: &[ItemId]) {
        let all = self.bare_literals(items);
        let Some(span) = all.first().copied() else { return };
        let written = self.written(span);
        let fixes: Vec<(Span, String)> =
            all.into_iter().map(|span| (span, format!("{}%", self.written(span)))).collect();
        let problem = self.report(
            &BARE_PERCENT,
            span,
            text!(
                "权重是占上级的百分之几，「{written}」没有百分号",
                "a weight is a percentage, and `{written}` has no % sign"
            ),
            text!("缺百分号", "no % sign"),
        );
        problem.advise(text!(
            "写成「{written}%」，这一层的其他权重也一样",
            "write `{written}%`, and likewise the other weights of this level"
        ));
        for (span, fixed) in fixes {
            problem.replace(span, fixed);
        }
    }

    /// The weights of a level that are written as bare numbers above 1.
    fn bare_literals(&self, items: &[ItemId]) -> Vec<Span> {
        fn collect(expr: &Expr, found: &mut Vec<Span>) {
            match &expr.kind {
                ExprKind::Number(number) if expr.ty == Ty::Number && *number > Number::ONE => {
                    found.push(expr.span);
                }
                ExprKind::Choose(rows, otherwise) => {
                    let values = rows.iter().map(|(_, value)| value).chain(otherwise.as_deref());
                    values.for_each(|value| collect(value, found));
                }
                ExprKind::Lookup(_, rows) => rows.iter().for_each(|row| collect(&row.value, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for item in items {
            match (&self.items[*item].marks, &self.items[*item].weight) {
                (Marks::Weight(share), _) if *share > Number::ONE => {
                    found.extend(weight_of(self.item_nodes[*item]).map(|weight| weight.span));
                }
                (_, Some(weight)) => collect(weight, &mut found),
                _ => {}
            }
        }
        found
    }

    fn has_factor(&self, items: &[ItemId]) -> bool {
        items.iter().any(|item| self.items[*item].weight.as_ref().is_some_and(is_scaled))
    }
}

/// A constant times, or divided by, what is none.
fn is_scaled(weight: &Expr) -> bool {
    use super::expr::constant;
    match &weight.kind {
        ExprKind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, left, right) => {
            constant(left).is_some() != constant(right).is_some()
        }
        _ => false,
    }
}
