//! Plus and minus lines.

use super::checker::{Amend, Checker, Scope};
use super::entries::SameClause;
use super::items::EMPTY_ITEM;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::syntax::tree::{
    self, ItemNode, LimitKind, LineClauseKind, LineNode, Measure, Statement, TogetherNode,
};
use crate::unit::{Dimension, FactType};
use crate::{code, text};

code!(
    PERCENT_STEP,
    "H0303",
    Error,
    "差距的单位是百分点" / "percent-step",
    "两个百分比相差的是百分点：从 95% 降到 90% 是低了 5 个百分点，不是低了 5%。每步要写「1 个百分点」。"
        / "Percentages differ by percentage points: from 95 % down to 90 % is 5 points, not 5 %. Write the step as `1 pp`."
);
code!(
    NO_BASE,
    "H0401",
    Error,
    "只有扣分，没有基础分" / "deductions-without-base",
    "得分从 0 开始，只扣不加的话所有人都是零分。扣分的指标要先写从几分扣起。"
        / "A score starts from 0, so with deductions alone everybody would get zero. Say from what is deducted."
);
code!(
    LIMIT_OF_THE_ITEM,
    "H0939",
    Warning,
    "可超、可为负写在了一条语句后面" / "limit-of-the-item-behind-a-line",
    "「可超」「可为负」「封顶」说的是整个指标的得分，写在一条加扣分的语句后面没有作用；一条语句自己的限额是「上限」「下限」。"
        / "`may exceed`, `may be negative` and `capped` speak of the score of the whole item and have no effect behind a line; the limits of a line are `cap` and `floor`."
);
code!(
    BAD_STEP,
    "H0406",
    Error,
    "每步的大小不对" / "bad-step",
    "「每」后面要写大于 0 的数，单位与所量的东西一致。"
        / "A step is above 0, in the unit of what is measured."
);

impl Checker<'_> {
    /// The plus and minus lines of a body.
    pub(super) fn lines(&mut self, body: &[Statement], scope: &Scope) -> Vec<Line> {
        let mut lines = Vec::new();
        for statement in body {
            match statement {
                Statement::Line(node) => lines.extend(self.line(node, scope)),
                Statement::Together(node) => lines.push(self.together(node, scope)),
                Statement::Rule(node) => {
                    self.report(
                        &super::effects::EFFECT_DOES_NOT_FIT,
                        node.span,
                        text!(
                            "「当 … 则 …」要写在方案这一层",
                            "`when … then …` belongs to the scheme itself"
                        ),
                        text!("写在了指标里面", "inside an item"),
                    )
                    .advise(text!(
                        "移到各维度之后；在指标里写「当 … 加/扣 …」",
                        "move it behind the dimensions; within an item write `when … add/deduct …`"
                    ));
                }
                _ => {}
            }
        }
        lines
    }

    /// Findings about an item that has lines and nothing to start from.
    pub(super) fn check_lines_alone(&mut self, node: &ItemNode, lines: &[Line]) {
        let name = node.name.text.clone();
        if lines.is_empty() {
            self.report(
                &EMPTY_ITEM,
                node.name.span,
                text!("「{name}」没有写怎么计分", "`{name}` does not say how it is scored"),
                text!("没有规则", "no rule"),
            )
            .advise(text!(
                "在后面写「= 规则」，或在大括号里写子项或加扣分的语句",
                "write `= RULE` behind it, or parts or lines in braces"
            ));
        } else if lines.iter().all(|line| line.deduct) {
            let first = lines[0].span;
            self.report(
                &NO_BASE,
                node.name.span,
                text!(
                    "「{name}」只有扣分的语句，没有写从几分扣起",
                    "`{name}` only deducts, and does not say from what"
                ),
                text!("缺基础分", "no base"),
            )
            .also(first, text!("这里扣分", "deducts here"))
            .advise(text!("在大括号里加一行「基础 满分」", "add a line `base full` in the braces"));
        }
    }

    fn line(&mut self, node: &LineNode, scope: &Scope) -> Option<Line> {
        let mut limits = Limits::default();
        let (mut whole, mut same, mut basis) = (None, Vec::new(), None);
        for clause in &node.clauses {
            match &clause.kind {
                LineClauseKind::Whole => whole = Some(true),
                LineClauseKind::ProRata => whole = Some(false),
                LineClauseKind::Limit(limit) => self.line_limit(limit, &mut limits, scope),
                LineClauseKind::Basis(words) => basis = Some(words.text.clone()),
                LineClauseKind::Same(keys, rule) => same.push((&keys[..], rule, clause.span)),
            }
        }
        if let (Some((.., span)), false) = (same.first(), matches!(node.measure, Measure::Entry(..))) {
            self.same_without_entries(*span);
        }
        let kind = self.line_kind(node, whole.unwrap_or(true), &same, scope)?;
        let name = node.name.as_ref().map(|name| name.text.clone());
        Some(Line { name, kind, deduct: node.deduct, limits, basis, span: node.span })
    }

    fn line_limit(&mut self, limit: &tree::Limit, limits: &mut Limits, scope: &Scope) {
        match &limit.kind {
            LimitKind::Cap(expr) => limits.cap = Some(self.score(expr, scope)),
            LimitKind::Floor(expr) => limits.floor = Some(self.score(expr, scope)),
            LimitKind::MayExceed | LimitKind::MayBeNegative | LimitKind::Capped => {
                self.limit_of_the_item(limit, scope);
            }
        }
    }

    /// `件 每 1 件 扣 30 分 可为负`: the item may be negative, not the line.
    fn limit_of_the_item(&mut self, limit: &tree::Limit, scope: &Scope) {
        let written = self.written(limit.span);
        let item = scope.item.map(|item| self.items[item].name.clone());
        let help = match item {
            Some(name) => text!(
                "写在「{name}」的分值后面，或在大括号里单独写一行「{written}」",
                "write `{written}` behind the points of `{name}`, or on a line of its own in the braces"
            ),
            None => text!(
                "写在名称后面：「加分 名称 {written} {{ … }}」",
                "write it behind the name: `bonus NAME {written} {{ … }}`"
            ),
        };
        self.report(
            &LIMIT_OF_THE_ITEM,
            limit.span,
            text!("「{written}」写在一条语句后面没有作用", "`{written}` has no effect behind a line"),
            text!("说的是整个指标", "speaks of the whole item"),
        )
        .advise(help);
    }

    fn line_kind(
        &mut self,
        node: &LineNode,
        whole: bool,
        same: &[SameClause<'_>],
        scope: &Scope,
    ) -> Option<LineKind> {
        Some(match &node.measure {
            Measure::Once => LineKind::Once(self.score(&node.amount, scope)),
            Measure::When(condition) => {
                let condition = self.condition(condition, scope);
                LineKind::When(condition, self.score(&node.amount, scope))
            }
            Measure::Step { value, line, each } => {
                let value = self.number_of(value, scope);
                let line = line.as_ref().map(|(below, line)| {
                    let line = self.number_of(line, scope);
                    self.check_comparable(&value, &line, Comparison::AtLeast, line.span);
                    (*below, line)
                });
                let each = self.step(each, &value, line.as_ref().map(|(_, line)| line));
                LineKind::Step { value, line, each, whole, amount: self.score(&node.amount, scope) }
            }
            Measure::Entry(path, when) => {
                let list = self.list(path)?;
                let inner = Scope { entry: Some(list), ..scope.clone() };
                let when = when.as_ref().map(|when| self.condition(when, &inner));
                let amount = self.score(&node.amount, &inner);
                self.same_for_each_entry(list, &node.amount, node.deduct, path.span);
                let same = self.same_matters(same, &inner, scope);
                LineKind::Entry { list, when, amount, same }
            }
        })
    }

    /// The size of a step in base units.
    pub(super) fn step(&mut self, each: &tree::Quantity, value: &Expr, line: Option<&Expr>) -> Number {
        let (size, ty) = self.quantity(each);
        let distance = match line {
            Some(line) => value.ty.combine(Arithmetic::Subtract, &line.ty).unwrap_or(Ty::Any),
            None => value.ty.clone(),
        };
        let percent = |ty: &Ty| *ty == Ty::Unit(Dimension::Percent);
        let point = |ty: &Ty| *ty == Ty::Unit(Dimension::PercentPoint);
        if size <= Number::ZERO {
            self.report(
                &BAD_STEP,
                each.span,
                text!("每步要大于 0", "a step must be above 0"),
                text!("不大于 0", "not above 0"),
            )
            .advise(text!("如「每 1 个百分点」", "such as `each 1 pp`"));
            return Number::ONE;
        }
        if point(&distance) && (percent(&ty) || ty == Ty::Number) {
            let written = each.number.clone();
            let english = self.sources.get(each.span.file).text().get(..each.span.start as usize);
            let english = english.is_some_and(|before| before.trim_end().ends_with("each"));
            let fixed = if english { format!("{written} pp") } else { format!("{written} 个百分点") };
            self.report(
                &PERCENT_STEP,
                each.span,
                text!("两个百分比的差距按百分点计", "percentages differ by percentage points"),
                text!("应当写百分点", "percentage points belong here"),
            )
            .advise(text!("写成「{written} 个百分点」", "write `{written} pp`"))
            .replace(each.span, fixed);
        } else if percent(&distance) && point(&ty) {
            // `满意率 每 1 个百分点 加 …`: from zero, the two are the same distance.
        } else if distance.meet(&ty).is_none() {
            let (is, wanted) = (ty.describe(), distance.describe());
            let number = each.number.clone();
            let unit = self.unit_of(value).map(|unit| format!("每 {number} {unit}"));
            let bare = matches!(distance, Ty::Number | Ty::Ratio);
            let help = match unit {
                _ if bare && percent(&ty) => {
                    let (step, number) = (self.written(each.span), size.clone());
                    let hundred = Number::from(100);
                    match line.and_then(super::expr::constant).map(|line| &line * &hundred) {
                        Some(line) => text!(
                            "这是比率，线和每步要写成一样的：线写 {line}%，「… {line}% 每 {step}」；或者都不写百分号，「… 每 {number}」",
                            "this is a ratio; line and step are written alike: with the line {line}%, `… {line}% each {step}`, or both without a % sign, `… each {number}`"
                        ),
                        None => text!("写成「每 {number}」", "write `each {number}`"),
                    }
                }
                Some(shown) => {
                    let shown_en = shown.replace("每", "each");
                    text!(
                        "写成与数据相同的单位，如「{shown}」",
                        "write it in the unit of the fact, such as `{shown_en}`"
                    )
                }
                None => text!("用与数据相同的单位写每步", "write the step in the unit of the fact"),
            };
            self.report(
                &BAD_STEP,
                each.span,
                text!(
                    "每步写的是{0}，而所量的是{1}",
                    "the step is {0}, but what is measured is {1}",
                    is,
                    wanted
                ),
                text!("单位不一致", "another unit"),
            )
            .advise(help);
        }
        size
    }

    fn list(&mut self, path: &tree::Path) -> Option<FactId> {
        let found = path.single().and_then(|name| self.fact_named(&name.text));
        let list = found.filter(|id| matches!(self.facts[*id].spec.ty, FactType::List(_)));
        if list.is_none() {
            let text = path.text();
            let lists: Vec<String> = self
                .facts
                .iter()
                .filter(|fact| matches!(fact.spec.ty, FactType::List(_)))
                .map(|fact| fact.spec.name.to_string())
                .collect();
            let listed = crate::locale::Text::listed(lists);
            self.report(
                &super::findings::UNKNOWN_NAME,
                path.span,
                text!("没有叫「{text}」的清单", "there is no list called `{text}`"),
                text!("不是清单", "not a list"),
            )
            .advise(text!(
                "「每项」后面写清单的名称；已声明的清单：{0}",
                "`for each` takes the name of a list; declared are: {0}",
                listed
            ));
        }
        list
    }

    fn together(&mut self, node: &TogetherNode, scope: &Scope) -> Line {
        self.together_without_limit(node);
        self.strange_together(node);
        let lines = self.lines(&node.body, scope);
        let mut limits = Limits::default();
        for limit in &node.limits {
            self.line_limit(limit, &mut limits, scope);
        }
        // Lines that all take off are limited together by the size of what they take off.
        let deduct = !lines.is_empty() && lines.iter().all(|line| line.deduct);
        let name = node.name.as_ref().map(|name| name.text.clone());
        Line { name, kind: LineKind::Together(lines), deduct, limits, basis: None, span: node.span }
    }
}
