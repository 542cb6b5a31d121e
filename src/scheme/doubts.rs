//! Bonuses, deductions, gates and results that may be written and hardly mean what was wanted: raised while they are
//! read, each with the form that was probably meant.

use super::checker::{Amend, Checker};
use super::expr::constant;
use super::items::{Said, said};
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{ItemNode, LimitKind, Path, Quantity, ResultNode, Statement, TogetherNode};
use crate::unit::Dimension;
use crate::{code, text};

code!(
    POINTS_OF_AN_ADJUSTMENT,
    "H0922",
    Error,
    "加分项写了分值" / "bonus-with-points",
    "指标名称后面的分值是满分；加分、扣分没有满分，写在那里的分人人都先得。要限制最多加多少，写「上限」。"
        / "The points behind the name of an item are its full marks. A bonus or a deduction has none: points there go to everybody at once. What limits it is `cap`."
);
code!(
    TOGETHER_WITHOUT_LIMIT,
    "H0923",
    Warning,
    "合并没有写上限" / "together-without-limit",
    "「合并」是为了让几行的加减分一起受限；不写上限、下限，合并与不合并结果一样。"
        / "Lines are put together so that one limit holds for all of them; without a cap or floor it changes nothing."
);
code!(
    CANNOT_TAKE_SO_MUCH,
    "H0924",
    Warning,
    "一次扣的分超过指标的满分" / "deduction-above-full-marks",
    "指标最低为 0，扣得再多也只能扣完这一项。要继续从总分里扣（倒扣），指标和它的上级要写「可为负」。"
        / "An item never goes below 0, so no more than its marks can be taken. To go on taking from the total, the item and those above it say `may be negative`."
);
code!(
    NET_WITHOUT_FLOOR,
    "H0925",
    Warning,
    "加分里有扣分，却没有下限" / "net-bonus-without-floor",
    "加分最低为 0。加减互抵成净分的，净分为负时就扣不下去，除非写明下限。"
        / "A bonus never goes below 0. Where additions and deductions are set off against each other, a negative net takes nothing unless a floor is said."
);
code!(
    FULL_TIMES_AMOUNT,
    "H0927",
    Warning,
    "满分乘了数量，不是比率" / "full-marks-times-an-amount",
    "满分乘的要是比率（0 到 1）。乘票数、人数、金额，几乎人人都会顶到满分：要先除以总数或目标。"
        / "Full marks are multiplied by a rate between 0 and 1. Times votes, people or money nearly everybody ends at full marks: divide by the whole or by a target first."
);
code!(
    RATE_AS_POINTS,
    "H0928",
    Warning,
    "把比率当成了得分" / "rate-as-points",
    "比率最多是 1，当作得分就是最多 1 分。按比率得分的，写「满分 * 比率」。"
        / "A rate is at most 1, and as a score it gives at most 1 point. To score in proportion, write `full * RATE`."
);
code!(
    TEXT_WITHOUT_QUOTES,
    "H0929",
    Error,
    "文字没有加引号" / "text-without-quotation-marks",
    "不加引号的词是数据或指标的名称；与文本比较的文字要放在引号里。"
        / "A bare word is the name of a fact or an item; a text to compare with stands in quotation marks."
);
code!(
    RANK_AGAINST_ALL,
    "H0930",
    Warning,
    "名次与全体的家数比" / "rank-against-all-ratees",
    "没有总分的没有名次，却在「计数(于 全体)」里。有一家缺数据，「末三名」就少一家。要数有总分的：「计数(总分 于 全体)」。"
        / "Who has no total has no rank, but is in `count(over all)`. With one of them, `the last three` are two. Count those with a total: `count(total over all)`."
);
code!(
    EMPTY_RESULT,
    "H0932",
    Error,
    "结果没有写是什么" / "result-without-value-or-condition",
    "结果要么是一个值（结果 月绩效 = …），要么在某个条件下才有（结果 约谈 当 …）。两样都没有，人人都有这个结果。"
        / "A result is a value (`result pay = …`) or holds under a condition (`result talk when …`). With neither, everybody has it."
);
fn says_floor(said: &Said<'_>) -> bool {
    said.limits.iter().any(|limit| matches!(limit.kind, LimitKind::Floor(_) | LimitKind::MayBeNegative))
}

impl Checker<'_> {
    /// `名称 = 东山区`
    pub(super) fn text_without_quotes(&mut self, path: &Path) -> Expr {
        let word = path.text();
        self.report(
            &TEXT_WITHOUT_QUOTES,
            path.span,
            text!(
                "「{word}」没有加引号，被当成了名称",
                "`{word}` has no quotation marks, which makes it a name"
            ),
            text!("文字要加引号", "a text belongs in quotation marks"),
        )
        .advise(text!("写成「\"{word}\"」", "write `\"{word}\"`"))
        .propose(path.span, format!("\"{word}\""));
        self.unknown(path.span)
    }

    /// `加分 荣誉 5 分 { … }`
    pub(super) fn points_of_adjustment(&mut self, node: &ItemNode, points: &Quantity, lines: &[Line]) {
        if lines.is_empty() || node.rule.is_some() {
            return;
        }
        let (name, written) = (&node.name.text, self.written(points.span));
        let english = lines.iter().any(|line| self.written(line.span).is_ascii());
        let cap = if english { "cap" } else { "上限" };
        self.report(
            &POINTS_OF_AN_ADJUSTMENT,
            points.span,
            text!(
                "「{name}」写了 {written}，这是人人先得的分，不是上限",
                "`{name}` has {written}: everybody gets these at once; they are no limit"
            ),
            text!("人人先得", "for everybody"),
        )
        .advise(text!(
            "最多 {written}，写「上限 {written}」；确实人人先得的，写「= {written}」",
            "if this is the most, write `cap {written}`; if everybody really gets it, `= {written}`"
        ))
        .propose(points.span, format!("{cap} {written}"));
    }

    /// Additions and deductions in one bonus that cannot fall below 0.
    pub(super) fn net_without_floor(&mut self, node: &ItemNode, said: &Said<'_>, lines: &[Line]) {
        let Some(minus) = lines.iter().find(|line| line.deduct) else { return };
        if says_floor(said) || lines.iter().all(|line| line.deduct) {
            return;
        }
        let (name, place, head) = (&node.name.text, minus.span, node.name.span);
        let cap = said.limits.iter().find_map(|limit| match &limit.kind {
            LimitKind::Cap(cap) => Some(self.written(cap.span)),
            _ => None,
        });
        let most = cap.filter(|cap| cap.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("5 分".into());
        self.report(
            &NET_WITHOUT_FLOOR,
            place,
            text!(
                "「{name}」有加有扣，没有写下限：扣得比加得多时按 0 计",
                "`{name}` adds and deducts and has no floor: where more is deducted than added, it counts as 0"
            ),
            text!("最多扣到 0", "takes it down to 0 at most"),
        )
        .also(head, text!("没有写下限", "no floor"))
        .advise(text!(
            "净扣也要扣的，写「下限 -{most}」；最低就是 0 的，写「下限 0 分」",
            "if a negative net counts, write `floor -{most}`; if 0 is the least, `floor 0 points`"
        ));
    }

    /// `合并 三率 { … }`
    pub(super) fn together_without_limit(&mut self, node: &TogetherNode) {
        let inside = node.body.iter().any(|statement| matches!(statement, Statement::Limit(_)));
        if !node.limits.is_empty() || inside {
            return;
        }
        let name = node.name.as_ref().map_or(String::new(), |name| format!(" {}", name.text));
        let span = node.name.as_ref().map_or(node.span, |name| name.span);
        self.report(
            &TOGETHER_WITHOUT_LIMIT,
            span,
            text!("「合并{name}」没有写上限，合并没有作用", "`together{name}` has no limit, and so no effect"),
            text!("几行一起最多几分？", "how much at most for all of them?"),
        )
        .advise(text!(
            "写在大括号前面：「合并{name} 上限 5 分 {{ … }}」；不用一起限的，去掉「合并」",
            "write it before the braces: `together{name} cap 5 points {{ … }}`; if nothing limits them together, leave `together` out"
        ));
    }

    /// `结果 约谈`, alone.
    pub(super) fn empty_result(&mut self, node: &ResultNode) {
        // What else stands on the line could not be read, and is told there.
        let behind =
            self.sources.get(node.span.file).text().get(node.span.end as usize..).unwrap_or_default();
        let rest = behind.split(['\n', '\r', ';', '；', '#', '＃', '}', '｝']).next().unwrap_or_default();
        if node.value.is_some() || node.when.is_some() || !rest.trim().is_empty() {
            return;
        }
        let (name, span) = (&node.name.text, node.name.span);
        self.report(
            &EMPTY_RESULT,
            span,
            text!(
                "结果「{name}」没有写值，也没有写条件",
                "the result `{name}` has no value and no condition"
            ),
            text!("人人都有？", "for everybody?"),
        )
        .advise(text!(
            "写「结果 {name} = …」，或「结果 {name} 当 …」",
            "write `result {name} = …`, or `result {name} when …`"
        ));
    }

    /// What may be asked of a whole item, once all is read.
    pub(super) fn doubts(&mut self, id: ItemId) {
        self.cannot_take_so_much(id);
        self.full_times_amount(id);
        self.rate_as_points(id);
    }

    fn cannot_take_so_much(&mut self, id: ItemId) {
        let item = &self.items[id];
        let full = item.full.clone();
        let floor = item.limits.floor.as_ref().and_then(constant);
        if full.is_zero()
            || floor.is_none_or(|floor| !floor.is_zero())
            || says_floor(&said(self.item_nodes[id]))
        {
            return;
        }
        let amount = |line: &Line| match &line.kind {
            LineKind::Once(amount) | LineKind::When(_, amount) => constant(amount),
            LineKind::Step { amount, .. } | LineKind::Entry { amount, .. } => constant(amount),
            LineKind::Together(_) => None,
        };
        let heavy = item.lines.iter().filter(|line| line.deduct && line.limits.cap.is_none());
        let found =
            heavy.filter_map(|line| Some((amount(line)?, line.span))).find(|(amount, _)| *amount > full);
        let Some((amount, span)) = found else { return };
        let (name, place, rest) = (item.name.clone(), item.name_span, &amount - &full);
        self.report(
            &CANNOT_TAKE_SO_MUCH,
            span,
            text!(
                "「{name}」只有 {full} 分，一次扣 {amount} 分，多出的 {rest} 分扣不到",
                "`{name}` has {full} points; of the {amount} taken at once, {rest} cannot be taken"
            ),
            text!("扣 {amount} 分", "takes {amount}"),
        )
        .also(place, text!("满分 {full}，最低 0", "{full} points, never below 0"))
        .advise(text!(
            "要继续从总分里扣，「{name}」和它的上级写「可为负」；扣完这一项就行，写「扣 满分」",
            "to go on taking from the total, write `may be negative` behind `{name}` and what is above it; to take this item alone, write `deduct full`"
        ));
    }

    fn full_times_amount(&mut self, id: ItemId) {
        let item = &self.items[id];
        let (Base::Rule(rule), Some(cap)) = (&item.base, item.limits.cap.as_ref().and_then(constant)) else {
            return;
        };
        let ExprKind::Arithmetic(Arithmetic::Multiply, left, right) = &rule.kind else { return };
        let is_full =
            |expr: &Expr| constant(expr).as_ref() == Some(&cap) && expr.ty == Ty::Unit(Dimension::Score);
        let (other, shown) = match (is_full(left), is_full(right)) {
            (true, _) => (right, right.ty.describe()),
            (_, true) => (left, left.ty.describe()),
            _ => return,
        };
        let rate =
            matches!(&other.ty, Ty::Unit(Dimension::Percent | Dimension::PercentPoint | Dimension::Score));
        if rate || !matches!(other.ty, Ty::Unit(_)) {
            return;
        }
        let (name, span) = (item.name.clone(), other.span);
        let written = self.written(span);
        self.report(
            &FULL_TIMES_AMOUNT,
            span,
            text!(
                "「{name}」用满分乘了{0}，不是比率",
                "`{name}` multiplies full marks by {0}, which is no rate",
                shown
            ),
            text!("除以多少？", "divided by what?"),
        )
        .advise(text!(
            "除以总数：「满分 * {written} / 总数」；与目标比：「完成 … 目标 …」",
            "divide by the whole: `full * {written} / WHOLE`; against a target: `proportion … target …`"
        ));
    }

    fn rate_as_points(&mut self, id: ItemId) {
        let item = &self.items[id];
        let Base::Rule(rule) = &item.base else { return };
        let plain = match &rule.kind {
            ExprKind::Arithmetic(Arithmetic::Divide, left, right) => [left, right].iter().all(|side| {
                matches!(side.kind, ExprKind::Fact(_) | ExprKind::Cohort(_) | ExprKind::Score(_))
            }),
            ExprKind::Fact(_) | ExprKind::ScoreRate(_) => true,
            _ => false,
        };
        let counts = !matches!(item.marks, Marks::Pilot) && item.full > Number::ONE && item.lines.is_empty();
        if !plain || !counts || rule.ty != Ty::Ratio {
            return;
        }
        let (name, full, place) = (item.name.clone(), item.full.clone(), item.span);
        // Where the rate comes from a function, what is to be changed is the call, not the function.
        let inside =
            |span: Span| span.file == place.file && place.start <= span.start && span.end <= place.end;
        let written = self.item_nodes[id].rule.as_ref().map(|rule| rule.span);
        let Some(span) = [Some(rule.span), written].into_iter().flatten().find(|span| inside(*span)) else {
            return;
        };
        let written = self.written(span);
        self.report(
            &RATE_AS_POINTS,
            span,
            text!(
                "「{name}」满分 {full}，这里是比率，最多只得 1 分",
                "full marks of `{name}` are {full}, but this is a rate: it gives 1 point at most"
            ),
            text!("比率，不是得分", "a rate, not points"),
        )
        .advise(text!("写成「满分 * {written}」", "write `full * {written}`"))
        .propose(span, format!("{} * {written}", if written.is_ascii() { "full" } else { "满分" }));
    }

    /// `名次 > 计数(于 全体) - 3`
    pub(super) fn rank_against_all(&mut self, left: &Expr, right: &Expr) {
        let other = match (&left.kind, &right.kind) {
            (ExprKind::Rank, _) => right,
            (_, ExprKind::Rank) => left,
            _ => return,
        };
        let Some(span) = count_of_all(other) else { return };
        let written = self.written(span);
        let fixed = written.replacen("(于", "(总分 于", 1).replacen("(over", "(total over", 1);
        self.report(
            &RANK_AGAINST_ALL,
            span,
            text!(
                "「{written}」连没有总分的也数了，他们没有名次",
                "`{written}` counts those without a total too, who have no rank"
            ),
            text!("多数了", "counts too many"),
        )
        .advise(text!("只数有总分的：「{fixed}」", "count those with a total: `{fixed}`"))
        .propose(span, fixed);
    }
}

/// The count of all ratees in a sum, if it counts them without a value.
fn count_of_all(expr: &Expr) -> Option<crate::source::Span> {
    match &expr.kind {
        ExprKind::Cohort(figure) => {
            let all = figure.function == Function::Count && figure.value.is_none() && figure.when.is_none();
            all.then_some(expr.span)
        }
        ExprKind::Arithmetic(_, left, right) => count_of_all(left).or_else(|| count_of_all(right)),
        _ => None,
    }
}
