//! Slips: what may be written and is hardly ever meant. Each is a warning that speaks of the construct at hand and
//! shows the form that was probably wanted.
//!
//! They look at the checked items, not at the text, and only where nothing is wrong: a slip beside an error would be
//! noise.

use super::checker::{Amend, Checker};
use super::expr::constant;
use super::head::Head;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::unit::{Dimension, FactType};
use crate::{code, text};

code!(
    GRADE_SCALE,
    "H0560",
    Warning,
    "等次线与总分不是一个尺度" / "grade-lines-on-another-scale",
    "等次线要按总分的满分写。总分 1000 分而优秀线是 90，得一成就是优秀；总分 100 分而优秀线是 900，谁也到不了。"
        / "The lines of grades are on the scale of the total. With a total of 1000 and a line at 90, a tenth of the points is excellent; with a total of 100 and a line at 900, nobody gets there."
);
code!(
    WEIGHTED_SCALE,
    "H0561",
    Warning,
    "按权重计的指标写成了折算后的分" / "weighted-item-on-another-scale",
    "写「权重」的指标一律按 100 分打分，再由程序乘权重。规则里写折算后的分，等于折算了两次。"
        / "An item with a weight is scored out of 100, and the program applies the weight. A rule that gives the weighted points applies it twice."
);
code!(
    WEIGHTED_TWICE,
    "H0562",
    Warning,
    "权重乘了两次" / "weight-applied-twice",
    "「权重 30%」已经让程序把得分乘以 30%，规则里不要再乘。"
        / "`weight 30%` already makes the program take 30 % of the score; the rule must not do so again."
);
code!(
    POINTS_TIMES_POINTS,
    "H0563",
    Warning,
    "分数乘了分数" / "points-times-points",
    "满分要乘的是比率（得分率、完成率），不是另一项的得分：8 分乘 6 分是 48，不是按比例的得分。"
        / "Full marks are multiplied by a rate, not by the score of something else: 8 points times 6 points is 48, no share of anything."
);
code!(
    ZERO_POINTS,
    "H0564",
    Warning,
    "指标是 0 分" / "zero-points",
    "得分以满分为限，0 分的指标得分总是 0，收集来的数也就看不到。只收集、不计分的指标写「试点」。"
        / "A score is limited to full marks, so an item of 0 points always shows 0 and hides what was collected. An item that is collected and not counted is a `pilot`."
);
code!(
    CONSTANT_ABOVE_FULL,
    "H0567",
    Warning,
    "固定的部分已经超过满分" / "constant-above-full-marks",
    "规则里固定相加的部分就已经超过满分，其余部分怎样变化，得分都是满分。多半是少写了括号。"
        / "What the rule always adds is already above full marks, so everybody gets full marks whatever the rest is. Mostly brackets are missing."
);
code!(
    NOTHING_TO_ADD_TO,
    "H0569",
    Warning,
    "满分之上加不进去" / "additions-above-full-marks",
    "得分以满分为限。基础就是满分时，加分的语句没有作用；要么把基础写低，要么写「可超」，让它能超过满分。"
        / "A score is limited to full marks. If it starts from full marks, lines that add have no effect: start lower, or write `may exceed`."
);
code!(
    HELD_BACK,
    "H0590",
    Warning,
    "超出的分被上一级限住" / "excess-held-back-above",
    "每一级的得分都以自己的满分为限。子项写了「可超」，而它是上级唯一计分的子项，上级没有写，超出的分就一分也算不进去。"
        / "Each item is limited to its own full marks. Where a part may exceed and is all that counts in the item above, the item above must say so too, or nothing of the excess arrives."
);

impl Checker<'_> {
    /// Warnings about what is allowed and hardly meant.
    pub(super) fn check_slips(&mut self, head: &Head) {
        if self.problems.iter().any(crate::diagnostic::Diagnostic::is_error) {
            return;
        }
        self.grade_scale(head);
        self.steps_run_both_ways();
        self.weights_that_vary();
        self.figures_over_nothing();
        for id in 0..self.items.len() {
            self.zero_points(id);
            self.weighted_scale(id);
            self.weighted_twice(id);
            self.points_times_points(id);
            self.constant_above_full(id);
            self.nothing_to_add_to(id);
            self.held_back(id);
            self.doubts(id);
        }
    }

    fn grade_scale(&mut self, head: &Head) {
        let full = self.full_of_scheme(head);
        let lines = self.grades.iter().filter_map(|grade| grade.line.as_ref());
        let lines: Vec<_> = lines.filter_map(|(_, line)| Some((constant(line)?, line.span))).collect();
        let Some((best, span)) = lines.first().cloned() else { return };
        let (five, ten) = (Number::from(5), Number::from(10));
        let low = &best * &five <= full && best > Number::ONE;
        // A bonus lifts the total above full marks, hardly ever to twice as much.
        let high = best >= &full + &full;
        if !low && !high {
            return;
        }
        let wanted = if low { &best * &ten } else { best.divide(&ten).unwrap_or_default() };
        let wanted = if (&wanted - &full).abs() < full { wanted } else { full.clone() };
        let problem = self.report(
            &GRADE_SCALE,
            span,
            text!(
                "总分满分 {full} 分，最高的等次线却是 {best}",
                "the total is out of {full}, but the highest line of a grade is {best}"
            ),
            if low {
                text!("几乎谁都到得了", "nearly everybody gets there")
            } else {
                text!("谁也到不了", "nobody gets there")
            },
        );
        problem.advise(text!(
            "等次线按满分 {full} 分写，如「≥ {wanted}」",
            "write the lines out of {full}, such as `≥ {wanted}`"
        ));
        if let Some((_, total)) = &head.total {
            problem.also(*total, text!("满分", "full marks"));
        }
    }

    fn zero_points(&mut self, id: ItemId) {
        let item = &self.items[id];
        let limit = |expr: &Option<Expr>| expr.as_ref().and_then(constant).is_some_and(|n| n.is_zero());
        let nothing = item.marks == Marks::Points(Number::ZERO)
            && limit(&item.limits.cap)
            && limit(&item.limits.floor)
            && item.children.is_empty()
            && !self.item_nodes[id].damaged;
        if nothing {
            let (name, span) = (item.name.clone(), item.name_span);
            self.report(
                &ZERO_POINTS,
                span,
                text!("「{name}」是 0 分，得分总是 0", "`{name}` has 0 points, and its score is always 0"),
                text!("0 分", "0 points"),
            )
            .advise(text!(
                "只收集、不计分的，写「{name} 试点」",
                "if it is collected and not counted, write `{name} pilot`"
            ));
        }
    }

    fn weighted_scale(&mut self, id: ItemId) {
        let item = &self.items[id];
        let (Marks::Weight(weight), Base::Rule(rule)) = (&item.marks, &item.base) else { return };
        let Some((best, span)) = greatest(rule) else { return };
        let above = item.parent.map_or(Number::from(100), |parent| self.items[parent].full.clone());
        let hundred = Number::from(100);
        let folded = best == weight * &above || best == weight * &hundred;
        if best >= hundred || !folded {
            return;
        }
        let (name, place) = (item.name.clone(), item.name_span);
        let percent = weight * &hundred;
        self.report(
            &WEIGHTED_SCALE,
            span,
            text!(
                "「{name}」按权重计，满分是 100，这里最多只得 {best}",
                "`{name}` has a weight, so full marks are 100, but its rule gives at most {best}"
            ),
            text!("像是乘过 {percent}% 的分", "as if {percent} % had been taken already"),
        )
        .also(place, text!("权重 {percent}%", "weight {percent} %"))
        .advise(text!(
            "最好的一档写「满分」，其余各档按 100 分写；权重由程序去乘",
            "write `full` for the best row, and the others out of 100; the program applies the weight"
        ));
    }

    fn weighted_twice(&mut self, id: ItemId) {
        let item = &self.items[id];
        let (Marks::Weight(weight), Base::Rule(rule)) = (&item.marks, &item.base) else { return };
        let ExprKind::Arithmetic(Arithmetic::Multiply, left, right) = &rule.kind else { return };
        let is_weight =
            |expr: &Expr| expr.ty == Ty::Unit(Dimension::Percent) && constant(expr).as_ref() == Some(weight);
        let (factor, rest) = match (is_weight(left), is_weight(right)) {
            (true, _) => (left.span, right.span),
            (_, true) => (right.span, left.span),
            _ => return,
        };
        let (name, place) = (item.name.clone(), item.name_span);
        let percent = weight * &Number::from(100);
        let kept = self.sources.slice(rest).to_owned();
        self.report(
            &WEIGHTED_TWICE,
            factor,
            text!(
                "「{name}」的权重是 {percent}%，规则里又乘了一次",
                "`{name}` has the weight {percent} %, and its rule takes {percent} % again"
            ),
            text!("第二次", "the second time"),
        )
        .also(place, text!("权重 {percent}%", "weight {percent} %"))
        .advise(text!("规则只写「{kept}」", "let the rule be `{kept}`"));
    }

    fn points_times_points(&mut self, id: ItemId) {
        let Base::Rule(rule) = &self.items[id].base else { return };
        let ExprKind::Arithmetic(Arithmetic::Multiply, left, right) = &rule.kind else { return };
        let score = Ty::Unit(Dimension::Score);
        if left.ty != score || right.ty != score {
            return;
        }
        // Full marks may stand on either side; the other one should have been a rate.
        let other = if constant(left).is_some() { right.clone() } else { left.clone() };
        let written = self.sources.slice(other.span).to_owned();
        let help = match &other.kind {
            ExprKind::Score(item) => {
                let path = self.items[*item].path.clone();
                text!("写得分率：「满分 * {path}.得分率」", "write its rate: `full * {path}.score_rate`")
            }
            _ => text!(
                "按百分制打的分写「满分 * {written} / 100分」",
                "for points out of 100 write `full * {written} / 100 points`"
            ),
        };
        self.report(
            &POINTS_TIMES_POINTS,
            other.span,
            text!(
                "满分乘了一个分数「{written}」，而不是比率",
                "full marks times the points `{written}`, not times a rate"
            ),
            text!("这是分数", "these are points"),
        )
        .advise(help);
    }

    fn constant_above_full(&mut self, id: ItemId) {
        let item = &self.items[id];
        let Base::Rule(rule) = &item.base else { return };
        let Some(cap) = item.limits.cap.as_ref().and_then(constant) else { return };
        let (mut terms, mut subtracted) = (Vec::new(), false);
        flatten(rule, &mut terms, &mut subtracted);
        let constants: Vec<_> = terms.iter().filter_map(|term| Some((constant(term)?, term.span))).collect();
        let always: Number = constants.iter().map(|(value, _)| value.clone()).sum();
        let Some((_, span)) = constants.first().cloned() else { return };
        let rest = terms.iter().any(|term| constant(term).is_none() && self.may_be_negative(term));
        if subtracted || rest || terms.len() == constants.len() || always <= cap {
            return;
        }
        let (name, written) = (item.name.clone(), self.written(rule.span));
        // `满分 * 60 + 40 * … / 100`, copied from a formula that stood over one line of division.
        let joined = ["满分 * ", "full * "].iter().find_map(|front| {
            let (inner, divisor) = written.strip_prefix(front)?.rsplit_once('/')?;
            Some(format!("{front}({}) / {}", inner.trim(), divisor.trim()))
        });
        let help = match joined {
            Some(joined) => text!(
                "检查括号：先加后乘的，写成「{joined}」",
                "check the brackets: what is added before multiplying is `{joined}`"
            ),
            None => text!(
                "检查括号：先加后乘要写成「满分 * (60 + …) / 100」",
                "check the brackets: what is added before multiplying is `full * (60 + …) / 100`"
            ),
        };
        self.report(
            &CONSTANT_ABOVE_FULL,
            span,
            text!(
                "「{name}」的满分是 {cap}，而规则固定就加 {always}，谁都是满分",
                "full marks of `{name}` are {cap}, but its rule always adds {always}: everybody gets full marks"
            ),
            text!("固定的部分", "the constant part"),
        )
        .advise(help);
    }

    /// Whether a value may lie below zero, as far as its form tells; rather yes than no.
    fn may_be_negative(&self, expr: &Expr) -> bool {
        if let Some(value) = constant(expr) {
            return value < Number::ZERO;
        }
        let any = |mut values: Box<dyn Iterator<Item = &Expr> + '_>| {
            values.any(|value| self.may_be_negative(value))
        };
        let never = |value: &Expr| constant(value).is_some_and(|value| value >= Number::ZERO);
        match &expr.kind {
            ExprKind::Fact(id) | ExprKind::LastYear(id) => {
                let spec = &self.facts[*id].spec;
                let counted = matches!(spec.ty, FactType::Count(_) | FactType::Score | FactType::Fraction);
                !counted && spec.range.0.as_ref().is_none_or(|low| *low < Number::ZERO)
            }
            ExprKind::Arithmetic(Arithmetic::Subtract, ..) | ExprKind::Negate(_) => true,
            ExprKind::Arithmetic(_, left, right) => any(Box::new([&**left, &**right].into_iter())),
            ExprKind::Builtin(Builtin::Clamp, values) => values.get(1).is_none_or(|low| !never(low)),
            ExprKind::Builtin(Builtin::Max, values) if values.iter().any(never) => false,
            ExprKind::Builtin(Builtin::Max | Builtin::Min | Builtin::Round(_), values) => {
                any(Box::new(values.iter()))
            }
            ExprKind::Bands(_, rows) => any(Box::new(rows.iter().map(|row| &row.value))),
            ExprKind::Lookup(_, rows) => any(Box::new(rows.iter().map(|row| &row.value))),
            ExprKind::Linear { points, extrapolate: false, .. } => {
                any(Box::new(points.iter().map(|(_, value)| value)))
            }
            ExprKind::Checklist(rows) => any(Box::new(rows.iter().map(|(_, value)| value))),
            ExprKind::Choose(rows, otherwise) => {
                any(Box::new(rows.iter().map(|(_, value)| value).chain(otherwise.as_deref())))
            }
            ExprKind::Meets(..) | ExprKind::Rank | ExprKind::ScoreRate(_) => false,
            _ => true,
        }
    }

    fn nothing_to_add_to(&mut self, id: ItemId) {
        let item = &self.items[id];
        let Base::Rule(base) = &item.base else { return };
        let Some(cap) = item.limits.cap.as_ref().and_then(constant) else { return };
        if constant(base).is_none_or(|base| base < cap) {
            return;
        }
        let vain = |line: &&Line| !line.deduct && !item.lines.iter().any(|other| may_meet(line, other));
        let Some(line) = item.lines.iter().find(vain) else { return };
        let (name, place, start) = (item.name.clone(), line.span, base.span);
        self.report(
            &NOTHING_TO_ADD_TO,
            place,
            text!(
                "「{name}」从满分 {cap} 分起算，这里加的分加不进去",
                "`{name}` starts from full marks of {cap}, so nothing can be added here"
            ),
            text!("加不进去", "has no effect"),
        )
        .also(start, text!("从满分起", "starts from full marks"))
        .advise(text!(
            "可以超过满分的，在「{name}」后面写「可超」；不能超过的，把基础写低些，如「基础 8 分」",
            "if it may pass full marks, write `may exceed` behind `{name}`; else start lower, such as `base 8 points`"
        ));
    }
}

impl Checker<'_> {
    /// A part that may exceed, alone in an item that may not.
    fn held_back(&mut self, id: ItemId) {
        let item = &self.items[id];
        let above = match (item.parent.map(|parent| &self.items[parent]), &item.marks) {
            (Some(above), Marks::Points(_))
                if matches!(above.base, Base::Children) && above.lines.is_empty() =>
            {
                above
            }
            _ => return,
        };
        let counts = |part: &&ItemId| self.items[**part].marks != Marks::Pilot;
        let Some(cap) = above.limits.cap.as_ref().and_then(constant) else { return };
        let exceeds = match item.limits.cap.as_ref() {
            None => true,
            Some(limit) => constant(limit).is_some_and(|limit| limit > cap),
        };
        if !exceeds || cap > item.full || above.children.iter().filter(counts).count() > 1 {
            return;
        }
        let (name, wide, place, there) =
            (item.name.clone(), above.name.clone(), item.name_span, above.name_span);
        self.report(
            &HELD_BACK,
            place,
            text!(
                "「{name}」可以超过满分，上级「{wide}」最多 {cap} 分，超出的分算不进去",
                "`{name}` may exceed its full marks, but `{wide}` above it holds at most {cap}, so nothing of the excess arrives"
            ),
            text!("可以超过", "may exceed"),
        )
        .also(there, text!("最多 {cap} 分", "at most {cap}"))
        .advise(text!("在「{wide}」后面也写「可超」或「上限」", "write `may exceed` or `cap` behind `{wide}` as well"));
    }
}

/// The greatest value of a rule whose values are all constants, with its place.
fn greatest(rule: &Expr) -> Option<(Number, crate::source::Span)> {
    let values: Vec<&Expr> = match &rule.kind {
        ExprKind::Bands(_, rows) => rows.iter().map(|row| &row.value).collect(),
        ExprKind::Lookup(_, rows) => rows.iter().map(|row| &row.value).collect(),
        ExprKind::Linear { points, extrapolate: false, .. } => {
            points.iter().map(|(_, value)| value).collect()
        }
        ExprKind::Choose(rows, otherwise) => {
            rows.iter().map(|(_, value)| value).chain(otherwise.as_deref()).collect()
        }
        _ => return None,
    };
    let all: Option<Vec<_>> = values.iter().map(|value| Some((constant(value)?, value.span))).collect();
    all?.into_iter().max_by(|(a, _), (b, _)| a.cmp(b))
}

/// The terms of a sum; notes whether any is taken off.
fn flatten<'e>(rule: &'e Expr, terms: &mut Vec<&'e Expr>, subtracted: &mut bool) {
    match &rule.kind {
        ExprKind::Arithmetic(Arithmetic::Add, left, right) => {
            flatten(left, terms, subtracted);
            flatten(right, terms, subtracted);
        }
        ExprKind::Arithmetic(Arithmetic::Subtract, ..) | ExprKind::Negate(_) => *subtracted = true,
        _ => terms.push(rule),
    }
}

/// Whether one line may take off what the other adds: not if they stand on the two sides of one line.
fn may_meet(plus: &Line, minus: &Line) -> bool {
    if !minus.deduct {
        return match &minus.kind {
            LineKind::Together(lines) => lines.iter().any(|line| may_meet(plus, line)),
            _ => false,
        };
    }
    let side = |line: &Line| match &line.kind {
        LineKind::Step { value, line: Some((below, bound)), .. } => {
            Some((format!("{:?}", value.kind), *below, constant(bound)?))
        }
        _ => None,
    };
    match (side(plus), side(minus)) {
        (Some((a, a_below, a_bound)), Some((b, b_below, b_bound))) => {
            !(a == b && a_below != b_below && if a_below { a_bound <= b_bound } else { a_bound >= b_bound })
        }
        _ => true,
    }
}
