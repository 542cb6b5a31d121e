//! Forms that people write when they mean another: raised while expressions are read, in the place of a finding that
//! would only say that types do not fit.

use super::checker::{Amend, Checker, Scope};
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::source::Span;
use crate::syntax::tree::{self, Path};
use crate::unit::{Dimension, FactType};
use crate::{code, text};

code!(
    POINTS_SWAPPED,
    "H0565",
    Error,
    "线性的点写反了" / "line-points-swapped",
    "线性的每个点先写数据到了多少，再写得几分：「75% 得 0」读作「75% 时得 0 分」。"
        / "A point of a line names the value of the fact first, then what it gives: `75% gives 0`."
);
code!(
    COUNTS_ALL,
    "H0571",
    Warning,
    "数的是有几项，不是有几项为「是」" / "counts-known-not-met",
    "「计数(一组数据)」数的是有几个值，填「否」的也算一个。要数满足的，写明「当 本值 = 是」。"
        / "`count(group)` counts the values there are, and `no` is a value. To count those that are met, say `when it = yes`."
);
code!(
    CONSTANT_CONDITION,
    "H0572",
    Warning,
    "条件永远一样" / "constant-condition",
    "单独一个「是」或「否」不说谁是、谁否，条件就总是成立，或总不成立。"
        / "A `yes` or `no` alone does not say who or what, so the condition always holds, or never."
);
code!(
    DISCRETION,
    "H0575",
    Error,
    "酌情的分值没有写明" / "discretion-without-points",
    "酌情加减的分由人判断，程序算不出来，所以要作为证据填报：谁、为什么、扣几分；办法里写明最多几分。"
        / "What is left to discretion is judged by people and cannot be computed, so it is evidence: who, why, how many points; the scheme says how much at most."
);
code!(
    MEETS_NEEDS_BRACKETS,
    "H0576",
    Error,
    "达标的几个条件要加括号" / "meets-needs-brackets",
    "「达标」只管到紧跟着的一个条件；后面还有「或」「且」的，用括号括在一起。"
        / "`meets` takes the one condition behind it; several, joined by `or` or `and`, stand in brackets."
);
code!(
    OVER_A_FACT,
    "H0578",
    Error,
    "对全体分组要写「于 全体 按 …」" / "over-needs-all",
    "「于」后面写对谁统计，「按」后面写怎样分组：本片区的平均是「平均(收入 于 全体 按 片区)」。"
        / "After `over` stands who is counted, after `by` the groups: the mean of the own zone is `mean(income over all by zone)`."
);
code!(
    SHARE_OF_THE_TOTAL,
    "H0579",
    Error,
    "总分加减要写几分" / "share-of-the-total",
    "「总分 加」「总分 扣」后面写几分。按比例增减总分的，用系数：加 10% 是「系数 为 1.1」。"
        / "`total add` and `total deduct` take points. To raise or lower the total by a share, use the coefficient: 10 % more is `coefficient becomes 1.1`."
);

impl Checker<'_> {
    /// Points of a line with the value of the fact behind `得`.
    pub(super) fn points_swapped(&mut self, subject: &Expr, points: &[(Expr, Expr)], span: Span) -> bool {
        let unit = |ty: &Ty| matches!(ty, Ty::Unit(dimension) if !matches!(dimension, Dimension::Score));
        let other_way = unit(&subject.ty)
            && !points.is_empty()
            && points.iter().all(|(key, value)| value.ty == subject.ty && key.ty.is_score());
        let written: Vec<String> = points
            .iter()
            .map(|(key, value)| format!("{} 得 {}", self.written(value.span), self.written(key.span)))
            .collect();
        if other_way {
            let (zh, what) = (written.join("; "), self.written(subject.span));
            let en = zh.replace(" 得 ", " gives ");
            self.report(
                &POINTS_SWAPPED,
                span,
                text!(
                    "线性的点写反了：先写「{what}」是多少，再写得几分",
                    "the points are swapped: first the value of `{what}`, then what it gives"
                ),
                text!("写反了", "swapped"),
            )
            .advise(text!("写成「线性 {what} {{ {zh} }}」", "write `linear {what} {{ {en} }}`"));
        }
        other_way
    }

    /// What stands at a place.
    pub(super) fn written(&self, span: Span) -> String {
        self.sources.slice(span).to_owned()
    }

    /// A count over a group of facts that are yes or no, without a condition.
    pub(super) fn counts_all(&mut self, function: Function, name: &Path, facts: &[FactId], span: Span) {
        let yes_no = |id: &FactId| self.facts[*id].spec.ty == FactType::YesNo;
        if function != Function::Count || !facts.iter().all(yes_no) {
            return;
        }
        let (name, count) = (name.text(), facts.len());
        self.report(
            &COUNTS_ALL,
            span,
            text!(
                "这里数的是「{name}」有几项数据，填「否」的也算，总是 {count}",
                "this counts the values of `{name}`, `no` among them: always {count}"
            ),
            text!("没有说数哪些", "does not say which"),
        )
        .advise(text!(
            "数满足的：「计数(于 {name} 当 本值 = 是)」",
            "to count those that are met: `count(over {name} when it = yes)`"
        ));
    }

    /// Takes the finding of a count back where the count divides: the share of what is met needs the number of all.
    pub(super) fn may_count_all(&mut self, since: usize, divisor: Span) {
        let mut at = 0;
        self.problems.retain(|problem| {
            at += 1;
            at <= since || problem.code != &COUNTS_ALL || problem.span() != Some(divisor)
        });
    }

    /// A condition that is a bare yes or no.
    pub(super) fn constant_condition(&mut self, made: &Expr, scope: &Scope) {
        let ExprKind::Truth(truth) = made.kind else { return };
        let (zh, en) = if truth { ("是", "yes") } else { ("否", "no") };
        let (message_zh, message_en) = if truth {
            ("条件总是成立", "this always holds")
        } else {
            ("条件永远不成立", "this never holds")
        };
        let yes_no = self.facts.iter().find(|fact| fact.spec.ty == FactType::YesNo);
        let help = match (scope.it.is_some(), yes_no.map(|fact| &fact.spec.name)) {
            (true, _) => text!("如「本值 = {zh}」", "such as `it = {en}`"),
            (false, Some(fact)) => text!("如「{fact} = {zh}」", "such as `{fact} = {en}`"),
            (false, None) => text!("写一个比较，如「次数 > 0」", "write a comparison, such as `cases > 0`"),
        };
        self.report(
            &CONSTANT_CONDITION,
            made.span,
            text!(
                "只写了「{zh}」，没有写和什么比，{message_zh}",
                "`{en}` alone does not say of what: {message_en}"
            ),
            text!("没有写和什么比", "of what?"),
        )
        .advise(help);
    }

    /// `扣 酌情`, `扣 视情节`: no number.
    pub(super) fn discretion(&mut self, path: &Path) -> Option<Expr> {
        let name = path.text();
        let judged = ["酌情", "视情", "酌", "discretion", "discretionary"];
        if !judged.iter().any(|word| name.contains(word)) {
            return None;
        }
        self.report(
            &DISCRETION,
            path.span,
            text!("「{name}」几分，程序算不出来", "how many points `{name}` means cannot be computed"),
            text!("没有分值", "no points"),
        )
        .advise(text!(
            "在「数据」里声明「酌情扣分 : 清单 {{ 分值: 分数; 理由: 文本 }}」，这里写「每项 酌情扣分 扣 分值 上限 3 分」",
            "declare `judged : list {{ amount: score; reason: text }}` in `evidence`, and write `for each judged deduct amount cap 3 points` here"
        ));
        Some(self.unknown(path.span))
    }

    /// `达标 a 或 b`: only `a` belongs to 达标.
    pub(super) fn meets_needs_brackets(&mut self, parts: &[tree::Expr], or: bool, span: Span) -> bool {
        let Some(tree::Expr { kind: tree::ExprKind::Meets(first), .. }) = parts.first() else { return false };
        let (zh, en) = if or { ("或", "or") } else { ("且", "and") };
        let rest: Vec<String> = parts.iter().skip(1).map(|part| self.written(part.span)).collect();
        let conditions = [vec![self.written(first.span)], rest].concat();
        let (all_zh, all_en) = (conditions.join(&format!(" {zh} ")), conditions.join(&format!(" {en} ")));
        self.report(
            &MEETS_NEEDS_BRACKETS,
            span,
            text!(
                "「达标」只管到第一个条件，「{zh}」后面的没有算进去",
                "`meets` takes the first condition only, not what follows `{en}`"
            ),
            text!("缺括号", "no brackets"),
        )
        .advise(text!("写成「达标 ({all_zh})」", "write `meets ({all_en})`"));
        true
    }

    /// `名次(投资 于 片区)`: a fact is no collection.
    pub(super) fn over_a_fact(&mut self, node: &tree::Aggregate, path: &Path) -> bool {
        let name = path.text();
        if self.fact_named(&name).is_none() {
            return false;
        }
        let figure = node.function.text();
        let value =
            node.value.as_ref().map_or(String::new(), |value| format!("{} ", self.written(value.span)));
        self.report(
            &OVER_A_FACT,
            path.span,
            text!(
                "「{name}」是每个单位的一个数据，不能对它统计",
                "`{name}` is one fact of each ratee: there is nothing to aggregate over"
            ),
            text!("要写对谁统计", "say over whom"),
        )
        .advise(text!(
            "按「{name}」分组：「{figure}({value}于 全体 按 {name})」",
            "in groups by `{name}`: `{figure}({value}over all by {name})`"
        ));
        true
    }

    /// `总分 加 10%`.
    pub(super) fn share_of_the_total(&mut self, value: &Expr, add: bool) -> bool {
        if value.ty != Ty::Unit(Dimension::Percent) {
            return false;
        }
        let one = crate::number::Number::ONE;
        let factor = constant(value).map(|share| if add { &one + &share } else { &one - &share });
        let factor = factor.map_or("1.1".to_owned(), |factor| factor.to_string());
        let written = self.written(value.span);
        self.report(
            &SHARE_OF_THE_TOTAL,
            value.span,
            text!("总分加减的是分数，「{written}」是比例", "the total takes points, and `{written}` is a share"),
            text!("不是分数", "not points"),
        )
        .advise(text!(
            "按比例增减各项得分的合计，写「系数 为 {factor}」；加减固定的分，写「5 分」",
            "to change the sum of the items by a share write `coefficient becomes {factor}`; for a fixed amount write `5 points`"
        ));
        true
    }
}
