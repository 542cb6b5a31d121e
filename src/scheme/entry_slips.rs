//! Slips about lists: figures over nothing that leave a ratee without a total, amounts that each entry repeats, ballots
//! that are looked at one by one where all ballots of a rater are meant.

use super::checker::{Amend, Checker, Scope};
use super::figures::function_named;
use super::model::*;
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Collection};
use crate::unit::FactType;
use crate::{code, text};
use std::sync::Arc;

code!(
    NOTHING_OVER_NO_ENTRY,
    "H0586",
    Warning,
    "一条也没有的单位会没有总分" / "nothing-over-no-entry",
    "一条也没有时，最高、最低、平均、合计都没有值，这个单位就算不出总分。没有就不加不扣的，写「空则 0」。"
        / "Over no entry there is no greatest, no mean and no sum, and the ratee ends without a total. If none means nothing to add or deduct, say `ifempty 0`."
);
code!(
    SAME_FOR_EACH_ENTRY,
    "H0587",
    Warning,
    "每一条都加减同样的数" / "same-for-each-entry",
    "「每项」逐条加减；对整张清单的统计在每一条里都一样，有几条就加减几遍。只加减一次的不写「每项」，逐条算的写那一栏的名称。"
        / "`for each` goes through the entries; a figure over the whole list is the same in each of them, and is added or deducted as often as there are entries. What counts once stands without `for each`; what counts for each entry is the field."
);
code!(
    BALLOTS_OF_ONE_RATEE,
    "H0933",
    Warning,
    "只看了给这一家的票" / "ballots-of-one-ratee",
    "评委给各家打的分分在各家的清单里。「于 清单 按 评委」只看给这一家的票，通常只有一张；看他给各家打的分，写「于 全体.清单 按 评委」。"
        / "The ballots of a rater lie in the lists of the ratees. `over LIST by rater` sees those for this ratee, mostly one; what the rater gave to all is `over all.LIST by rater`."
);
code!(
    ALL_BALLOTS_OR_NONE,
    "H0934",
    Warning,
    "条件对每一条都一样" / "condition-same-for-all-entries",
    "挑选条目的条件里没有写与哪一条有关，对每一条就都一样：要么全算，要么全不算。看同一评委的，写「按 评委」。"
        / "A condition that does not say which entries it is about is the same for each: all count, or none. For those of the same rater write `by` and the field of the rater."
);

/// Words in the name of a field that says who rated.
const RATERS: [&str; 20] = [
    "评委",
    "评议",
    "评审",
    "评价人",
    "评分人",
    "打分人",
    "测评人",
    "考评人",
    "投票",
    "代表",
    "专家",
    "委员",
    "裁判",
    "评分员",
    "rater",
    "judge",
    "voter",
    "assessor",
    "reviewer",
    "respondent",
];

/// Whether a figure has no value over nothing.
fn is_none_over_nothing(function: Function) -> bool {
    use Function::{Any, Count, Distinct, Every, LongestStreak, Names, Streak};
    !matches!(function, Any | Count | Distinct | Every | LongestStreak | Names | Streak)
}

impl Checker<'_> {
    /// Amounts that a ratee without entries does not have.
    pub(super) fn figures_over_nothing(&mut self) {
        let mut found: Vec<(Span, FactId)> = Vec::new();
        for item in &self.items {
            if item.missing.is_none() {
                let taken = match &item.base {
                    // `满分 - 最高(…)`
                    Base::Rule(Expr {
                        kind: ExprKind::Arithmetic(Arithmetic::Subtract, from, taken),
                        ..
                    }) if super::expr::constant(from).is_some() => Some(&**taken),
                    _ => None,
                };
                found.extend(taken.and_then(|taken| self.over_nothing(taken)));
                found.extend(self.lines_over_nothing(&item.lines));
            }
        }
        for adjustment in self.adjustments.iter().filter(|adjustment| adjustment.missing.is_none()) {
            found.extend(adjustment.base.as_ref().and_then(|base| self.over_nothing(base)));
            found.extend(self.lines_over_nothing(&adjustment.lines));
        }
        found.sort();
        found.dedup();
        for (span, list) in found {
            self.nothing_over_no_entry(span, list);
        }
    }

    fn lines_over_nothing(&self, lines: &[Line]) -> Vec<(Span, FactId)> {
        let mut found = Vec::new();
        for line in lines {
            match &line.kind {
                LineKind::Together(lines) => found.extend(self.lines_over_nothing(lines)),
                LineKind::Once(amount) => found.extend(self.over_nothing(amount)),
                LineKind::Step { value, .. } => found.extend(self.over_nothing(value)),
                // A condition may ask first whether there is any; an entry at hand is one.
                LineKind::When(..) | LineKind::Entry { .. } => {}
            }
        }
        found
    }

    /// A figure over the ratee's own list that must have a value, and has none over nothing.
    fn over_nothing(&self, expr: &Expr) -> Option<(Span, FactId)> {
        match &expr.kind {
            ExprKind::Entries(figure) => {
                let own = !figure.everyone && figure.by.is_none() && figure.if_empty.is_none();
                // A report comes for each period; of what is chosen there may be none.
                let periods =
                    self.facts[figure.list].spec.ty.period_field().is_some() && figure.when.is_none();
                (own && !periods && is_none_over_nothing(figure.function)).then_some((expr.span, figure.list))
            }
            ExprKind::Negate(inner) => self.over_nothing(inner),
            ExprKind::Arithmetic(_, left, right) => {
                self.over_nothing(left).or_else(|| self.over_nothing(right))
            }
            ExprKind::Builtin(_, values) => values.iter().find_map(|value| self.over_nothing(value)),
            ExprKind::Bands(subject, _) | ExprKind::Linear { subject, .. } => self.over_nothing(subject),
            ExprKind::Let(id) => self.lets[*id].checked.as_ref().and_then(|value| self.over_nothing(value)),
            _ => None,
        }
    }

    fn nothing_over_no_entry(&mut self, span: Span, list: FactId) {
        let (written, list) = (self.written(span), self.fact_name(list));
        let Some(open) = written.strip_suffix([')', '）']).map(str::to_owned) else { return };
        // 空则 stands before the parameters of a figure, so only a plain one is shown whole.
        let (name, _) = written.split_once(['(', '（']).unwrap_or((&written, ""));
        let plain = function_named(name).is_some_and(|function| function.parameter().is_none());
        let problem = self.report(
            &NOTHING_OVER_NO_ENTRY,
            span,
            text!(
                "「{list}」里一条也没有的单位，「{name}」没有值，总分就算不出来",
                "a ratee with nothing in `{list}` has no `{name}`, and so no total"
            ),
            text!("没有一条时是多少？", "over nothing?"),
        );
        if plain {
            problem.advise(text!(
                "没有就按 0 算的，写成「{open} 空则 0)」",
                "if none counts as 0, write `{open} ifempty 0)`"
            ));
        } else {
            problem.advise(text!(
                "没有就按 0 算的，在「于 {list}」后面写「空则 0」",
                "if none counts as 0, write `ifempty 0` behind `over {list}`"
            ));
        }
    }

    /// `每项 事故 扣 最高(扣分值 于 事故)`
    pub(super) fn same_for_each_entry(
        &mut self,
        list: FactId,
        amount: &tree::Expr,
        deduct: bool,
        span: Span,
    ) {
        let name = self.fact_name(list);
        let tree::ExprKind::Aggregate(figure) = &amount.kind else { return };
        let Collection::Named(path) = &figure.collection else { return };
        if path.text() != *name || figure.by.is_some() {
            return;
        }
        let (figure_name, written) = (figure.function.text(), self.written(amount.span));
        let (zh, en) = if deduct { ("扣", "deduct") } else { ("加", "add") };
        let safe = if figure.if_empty.is_some() { None } else { written.strip_suffix([')', '）']) };
        let (once_zh, once_en) = match safe {
            Some(open) => (format!("{open} 空则 0)"), format!("{open} ifempty 0)")),
            None => (written.clone(), written.clone()),
        };
        let field = match (&figure.value, function_named(&figure_name)) {
            (Some(tree::Expr { kind: tree::ExprKind::Name(field), .. }), Some(_)) => Some(field.text()),
            _ => None,
        };
        let help = match field {
            Some(field) => text!(
                "只{zh}一次的，写「{zh} {once_zh}」，不写「每项」；逐条{zh}的，写「每项 {name} {zh} {field}」",
                "once: `{en} {once_en}`, without `for each`; for each entry: `for each {name} {en} {field}`"
            ),
            None => text!(
                "只{zh}一次的，写「{zh} {once_zh}」，不写「每项」",
                "once: `{en} {once_en}`, without `for each`"
            ),
        };
        self.report(
            &SAME_FOR_EACH_ENTRY,
            amount.span,
            text!(
                "「{figure_name}」对每一条都一样，「{name}」有几条就{zh}几遍",
                "`{figure_name}` is the same for each entry of `{name}`, and counts as often as there are entries"
            ),
            text!("每条都{zh}这个数", "for each entry"),
        )
        .also(span, text!("逐条{zh}", "entry by entry"))
        .advise(help);
    }

    /// The field of a list that says who rated.
    fn rater_field(&self, list: FactId) -> Option<Arc<str>> {
        let FactType::List(fields) = &self.facts[list].spec.ty else { return None };
        let is_rater = |name: &str| RATERS.iter().any(|word| name.to_lowercase().contains(word));
        fields.iter().map(|field| &field.name).find(|name| is_rater(name)).cloned()
    }

    /// `计数(于 评票 按 评委 当 分值 ≥ 90)` where an entry of 评票 is at hand: all ballots of the rater are meant.
    pub(super) fn ballots_of_one_ratee(&mut self, node: &Aggregate, list: FactId, scope: &Scope, span: Span) {
        let Collection::Named(path) = &node.collection else { return };
        let counts = function_named(&node.function.text()) == Some(Function::Count) && node.when.is_none();
        let Some(by) = node.by.as_ref().map(|by| self.written(by.span)) else { return };
        let is_rater = self.rater_field(list).is_some_and(|field| *field == by);
        // How often the same rater voted for this ratee is a question of its own.
        if scope.entry != Some(list) || counts || !is_rater {
            return;
        }
        let name = self.fact_name(list);
        let (zh, en) = (
            self.spliced(span, path.span, &format!("全体.{name}")),
            self.spliced(span, path.span, &format!("all.{name}")),
        );
        self.report(
            &BALLOTS_OF_ONE_RATEE,
            path.span,
            text!(
                "「于 {name} 按 {by}」只看这位{by}给这一家的票，不是给各家的",
                "`over {name} by {by}` sees what the rater gave to this ratee, not to all of them"
            ),
            text!("只有这一家的", "of this ratee alone"),
        )
        .advise(text!("看给各家的票，写「{zh}」", "for the ballots for all ratees: `{en}`"));
    }

    /// `当 计数(于 全体.评票 当 分值 ≥ 90) ≤ 1`: nothing in it says which entry.
    pub(super) fn all_or_none(
        &mut self,
        left: (&tree::Expr, &Expr),
        right: (&tree::Expr, &Expr),
        scope: &Scope,
    ) {
        let Some(list) = scope.entry else { return };
        let ((node, figure), bound) =
            if matches!(left.1.kind, ExprKind::Entries(_)) { (left, right.1) } else { (right, left.1) };
        let (tree::ExprKind::Aggregate(node), ExprKind::Entries(entries)) = (&node.kind, &figure.kind) else {
            return;
        };
        if entries.list != list || entries.by.is_some() || super::expr::constant(bound).is_none() {
            return;
        }
        let rater = self.rater_field(list);
        let Some(key) = rater.clone().or_else(|| self.kind_field(list)) else { return };
        // Over its own list a limit on all entries may be meant, unless they are ballots.
        let (place, everyone) = match &node.collection {
            Collection::Everyone(path) => (path.span, true),
            Collection::Named(path) if rater.is_some() && (node.when.is_some() || node.value.is_some()) => {
                (path.span, false)
            }
            _ => return,
        };
        let (name, span) = (self.fact_name(list), figure.span);
        let (zh, en) = if everyone {
            (format!("{name} 按 {key}"), format!("{name} by {key}"))
        } else {
            (format!("全体.{name} 按 {key}"), format!("all.{name} by {key}"))
        };
        let (right_zh, right_en) = (self.spliced(span, place, &zh), self.spliced(span, place, &en));
        self.report(
            &ALL_BALLOTS_OR_NONE,
            span,
            text!(
                "这个条件对「{name}」的每一条都一样：要么全算，要么全不算",
                "this is the same for each entry of `{name}`: all of them count, or none"
            ),
            text!("没有说与哪一条有关", "does not say about which"),
        )
        .advise(text!("看同一{key}的，写「{right_zh}」", "for those of the same {key}: `{right_en}`"));
    }
}
