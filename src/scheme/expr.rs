//! Expressions: operators, and the meeting of types.

use super::checker::{Amend, Checker, Scope};
use super::findings::{BARE_PERCENT, NO_CONDITION, NO_SCORE, NOT_CONSTANT, TYPES_DIFFER};
use super::model::*;
use super::standing::standing;
use super::types::Ty;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, Collection};
use crate::text;
use crate::unit::Dimension;
use std::sync::Arc;

impl Checker<'_> {
    /// An expression of any type.
    pub(super) fn expr(&mut self, expr: &tree::Expr, scope: &Scope) -> Expr {
        self.expr_as(expr, scope, &Ty::Any)
    }

    /// An expression where a word of a category or a grade may be meant.
    pub(super) fn expr_as(&mut self, expr: &tree::Expr, scope: &Scope, wanted: &Ty) -> Expr {
        let span = expr.span;
        let made = |kind, ty| Expr { kind, ty, span };
        match &expr.kind {
            tree::ExprKind::Quantity(quantity) => {
                let (number, ty) = self.quantity(quantity);
                made(ExprKind::Number(number), ty)
            }
            tree::ExprKind::Date(date) => made(ExprKind::Date(*date), Ty::Date),
            tree::ExprKind::Text(text) => match self.words_of(wanted) {
                Some(words) => self.word(text, &words, span),
                None => made(ExprKind::Word(text.clone()), Ty::Text),
            },
            tree::ExprKind::Truth(truth) => made(ExprKind::Truth(*truth), Ty::Truth),
            tree::ExprKind::Full => self.full(scope, span),
            tree::ExprKind::It => match &scope.it {
                Some(it) => it.clone(),
                None => {
                    self.report(
                        &super::findings::UNKNOWN_NAME,
                        span,
                        text!(
                            "「本值」只能用在对一组数据的统计里",
                            "`it` stands only in a figure over a group of facts"
                        ),
                        text!("这里没有一组数据", "no group of facts here"),
                    )
                    .advise(text!(
                        "如「计数(于 三方评分 当 本值 ≥ 90)」",
                        "such as `count(over raters when it ≥ 90)`"
                    ));
                    self.unknown(span)
                }
            },
            tree::ExprKind::Name(path) => self.name(path, scope, wanted),
            tree::ExprKind::Negate(inner) => {
                let inner = self.number_of(inner, scope);
                let ty = inner.ty.clone();
                made(ExprKind::Negate(Box::new(inner)), ty)
            }
            tree::ExprKind::Not(inner) => {
                let inner = self.condition(inner, scope);
                made(ExprKind::Not(Box::new(inner)), Ty::Truth)
            }
            tree::ExprKind::Arithmetic(operation, left, right) => {
                self.arithmetic(*operation, left, right, scope, span)
            }
            tree::ExprKind::Compare(comparison, left, right) => {
                self.compare(*comparison, left, right, scope, span)
            }
            tree::ExprKind::And(parts) | tree::ExprKind::Or(parts)
                if self.meets_needs_brackets(parts, matches!(expr.kind, tree::ExprKind::Or(_)), span) =>
            {
                self.unknown(span)
            }
            tree::ExprKind::And(parts) => {
                let parts = parts.iter().map(|part| self.condition(part, scope)).collect();
                made(ExprKind::And(parts), Ty::Truth)
            }
            tree::ExprKind::Or(parts) => {
                let parts = parts.iter().map(|part| self.condition(part, scope)).collect();
                made(ExprKind::Or(parts), Ty::Truth)
            }
            tree::ExprKind::If(branches, otherwise) => {
                let rows = branches.iter().map(|(when, value)| (Some(when), value));
                self.choose(rows.chain([(None, &**otherwise)]), scope, wanted, span)
            }
            tree::ExprKind::Choose(rows) => {
                self.choose(rows.iter().map(|(when, value)| (when.as_ref(), value)), scope, wanted, span)
            }
            tree::ExprKind::Call(path, arguments) => self.call(path, arguments, scope, span),
            tree::ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, scope, span),
            other => self.form(other, scope, wanted, span),
        }
    }

    /// 满分 in the item at hand.
    fn full(&mut self, scope: &Scope, span: Span) -> Expr {
        if let Some(full) = &scope.full {
            if let Some(item) =
                scope.item.filter(|item| full.is_zero() && self.items[*item].marks == Marks::Pilot)
            {
                self.full_of_a_pilot(item, span);
                return self.unknown(span);
            }
            return self.number_at(full.clone(), span);
        }
        self.report(
            &super::findings::UNKNOWN_NAME,
            span,
            text!("这里没有「满分」可言", "there are no full marks here"),
            text!("不在有分值的指标里", "not within an item that has marks"),
        )
        .advise(text!("直接写分数，如「5 分」", "write the points, such as `5 points`"));
        self.unknown(span)
    }

    fn name(&mut self, path: &tree::Path, scope: &Scope, wanted: &Ty) -> Expr {
        let words = self.words_of(wanted);
        if let (Some(words), Some(name)) = (&words, path.single())
            && words.contains(&name.text)
        {
            return Expr { kind: ExprKind::Word(name.text.clone()), ty: Ty::Text, span: path.span };
        }
        if let Some(found) = self.resolve(path, scope) {
            return Expr { span: path.span, ..found };
        }
        if let Some(name) = path.single() {
            let collection = self.fact_groups.iter().any(|(group, _)| *group == name.text);
            if collection {
                let text = &name.text;
                self.report(
                    &TYPES_DIFFER,
                    path.span,
                    text!("「{text}」是一组数据，不是一个值", "`{text}` is a group of facts, not a value"),
                    text!("一组数据", "a group of facts"),
                )
                .advise(text!("如「平均({text})」", "such as `mean({text})`"));
                return self.unknown(path.span);
            }
            if let Some(words) = words {
                return self.word(&name.text, &words, path.span);
            }
        }
        if *wanted == Ty::Text && path.single().is_some() {
            return self.text_without_quotes(path);
        }
        self.unknown_name(path, scope, &[])
    }

    /// The words that stand for values of a type.
    pub(super) fn words_of(&self, ty: &Ty) -> Option<Vec<Arc<str>>> {
        match ty {
            Ty::Category(words) => Some(words.to_vec()),
            Ty::Grade => Some(self.grade_names.clone()),
            _ => None,
        }
    }

    fn arithmetic(
        &mut self,
        operation: Arithmetic,
        left: &tree::Expr,
        right: &tree::Expr,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let left = self.expr(left, scope);
        let before = self.problems.len();
        let right = self.expr(right, scope);
        if (&left.ty, &right.ty) == (&Ty::Date, &Ty::Date) && operation == Arithmetic::Subtract {
            self.days_between(&right, &left, span);
            return self.unknown(span);
        }
        let (left, right) = (self.must_be_number(left), self.must_be_number(right));
        if operation == Arithmetic::Divide {
            self.may_count_all(before, right.span);
        }
        let ty = match left.ty.combine(operation, &right.ty) {
            Some(ty) => ty,
            None => {
                self.types_differ(&left, &right, span);
                Ty::Any
            }
        };
        if operation == Arithmetic::Power {
            self.check_bare("^", &left);
            self.check_bare("^", &right);
        }
        Expr { kind: ExprKind::Arithmetic(operation, Box::new(left), Box::new(right)), ty, span }
    }

    fn compare(
        &mut self,
        comparison: Comparison,
        left: &tree::Expr,
        right: &tree::Expr,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let written = (left, right);
        // A bare word takes its meaning from the other side, so the other side is read first.
        let (left, right) = if self.is_bare_word(left, scope) && !self.is_bare_word(right, scope) {
            let right = self.expr(right, scope);
            (self.expr_as(left, scope, &right.ty), right)
        } else {
            let left = self.expr(left, scope);
            let right = self.expr_as(right, scope, &left.ty);
            (left, right)
        };
        let equality = matches!(comparison, Comparison::Equal | Comparison::Different);
        if let Some(words) = self.common_order(&left.ty, &right.ty).filter(|_| !equality) {
            let (left, right) = (standing(left, words.clone()), standing(right, words));
            let kind = ExprKind::Compare(comparison, Box::new(left), Box::new(right));
            return Expr { kind, ty: Ty::Truth, span };
        }
        self.check_comparable(&left, &right, comparison, span);
        self.rank_against_all(&left, &right);
        self.all_or_none((written.0, &left), (written.1, &right), scope);
        Expr { kind: ExprKind::Compare(comparison, Box::new(left), Box::new(right)), ty: Ty::Truth, span }
    }

    /// A finding if two values cannot be compared.
    pub(super) fn check_comparable(&mut self, left: &Expr, right: &Expr, comparison: Comparison, span: Span) {
        let Some(ty) = left.ty.meet(&right.ty) else { return self.types_differ(left, right, span) };
        let equality = matches!(comparison, Comparison::Equal | Comparison::Different);
        let ordered = ty.is_numeric() || matches!(ty, Ty::Date);
        if !equality && !ordered {
            let is = ty.describe();
            let help = match (&left.ty, &right.ty) {
                (Ty::Category(words), _) | (_, Ty::Category(words)) if !words.is_ordered() => {
                    let chain = words.join(" > ");
                    text!(
                        "用「=」或「≠」；要比高低，声明时从高到低写：类别({chain})",
                        "use `=` or `≠`; to compare, declare the words from best to worst: `category({chain})`"
                    )
                }
                _ => text!("用「=」或「≠」", "use `=` or `≠`"),
            };
            self.report(
                &TYPES_DIFFER,
                span,
                text!("{0}没有大小，不能比高低", "{0} has no order, and cannot be compared so", is),
                text!("没有大小之分", "no order"),
            )
            .advise(help);
        }
    }

    /// Whether an expression is a word that nothing has declared, or a rule whose values begin with one.
    pub(super) fn is_bare_word(&mut self, expr: &tree::Expr, scope: &Scope) -> bool {
        match &expr.kind {
            tree::ExprKind::If(branches, _) => {
                branches.first().is_some_and(|(_, value)| self.is_bare_word(value, scope))
            }
            tree::ExprKind::Choose(rows) => {
                rows.first().is_some_and(|(_, value)| self.is_bare_word(value, scope))
            }
            tree::ExprKind::Bands(_, rows) => {
                rows.first().is_some_and(|row| self.is_bare_word(&row.value, scope))
            }
            tree::ExprKind::Lookup(_, rows) => {
                rows.first().is_some_and(|row| self.is_bare_word(&row.value, scope))
            }
            tree::ExprKind::Text(_) => true,
            tree::ExprKind::Name(path) => {
                // A named value is read where it is first used, and its findings must stay.
                if path.single().is_some_and(|name| self.let_named(&name.text, scope.item).is_some()) {
                    return false;
                }
                let before = self.problems.len();
                let edges = self.edges.clone();
                let found = self.resolve(path, scope).is_some();
                self.problems.truncate(before);
                self.edges = edges;
                !found
            }
            _ => false,
        }
    }

    /// The finding for two values that do not meet.
    pub(super) fn types_differ(&mut self, left: &Expr, right: &Expr, span: Span) {
        use Dimension::Percent;
        let (a, b) = (left.ty.describe(), right.ty.describe());
        let bare = match (&left.ty, &right.ty) {
            (Ty::Unit(Percent), Ty::Number) => Some(right),
            (Ty::Number, Ty::Unit(Percent)) => Some(left),
            _ => None,
        };
        if let Some(bare) = bare {
            let written = self.sources.slice(bare.span).to_owned();
            let is_literal = matches!(bare.kind, ExprKind::Number(_));
            let problem = self.report(
                &BARE_PERCENT,
                bare.span,
                text!(
                    "百分比要与百分比比较，「{written}」没有百分号",
                    "a percentage compares with a percentage, but `{written}` has no % sign"
                ),
                text!("缺百分号", "no % sign"),
            );
            if is_literal {
                problem.advise(text!("写成「{written}%」", "write `{written}%`"));
                problem.replace(bare.span, format!("{written}%"));
            } else {
                problem.advise(text!("把两边写成同一类", "make both sides of one kind"));
            }
            return;
        }
        let message = text!(
            "左边是{0}，右边是{1}，放在一起没有意义",
            "the left side is {0}, the right side {1}: together they mean nothing",
            a,
            b
        );
        let right_span = if right.span == left.span { span } else { right.span };
        let meant = self.meant(left, right);
        let problem = self.report(&TYPES_DIFFER, right_span, message, text!("这是{0}", "{0}", b));
        problem.also(left.span, text!("这是{0}", "{0}", a));
        match meant {
            Some(meant) => {
                problem.advise(meant.help);
                if let Some((span, fixed)) = meant.fix {
                    problem.replace(span, fixed);
                }
            }
            None => {
                problem.advise(text!(
                    "检查是否写错了数据；数字要带与数据相同的单位",
                    "check whether the right fact is written; a number takes the unit of the fact"
                ));
            }
        }
    }

    /// An expression that must be a number.
    pub(super) fn number_of(&mut self, expr: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(expr, scope);
        self.must_be_number(made)
    }

    /// What has been read, which must be a number.
    pub(super) fn must_be_number(&mut self, made: Expr) -> Expr {
        if made.ty.is_numeric() {
            return made;
        }
        let is = made.ty.describe();
        self.report(
            &TYPES_DIFFER,
            made.span,
            text!("这里要写数，而这是{0}", "a number is wanted here, and this is {0}", is),
            text!("不是数", "not a number"),
        )
        .advise(text!(
            "用「若 … 则 … 否则 …」或「对照」把它换成数",
            "turn it into a number with `if … then … else …` or `lookup`"
        ));
        Expr { ty: Ty::Any, ..made }
    }

    /// An expression that must be a condition.
    pub(super) fn condition(&mut self, expr: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(expr, scope);
        if made.ty.is_truth() {
            if matches!(expr.kind, tree::ExprKind::Truth(_)) {
                self.constant_condition(&made, scope);
            }
            return made;
        }
        let is = made.ty.describe();
        let help = match self.as_condition(&made) {
            Some(compared) => text!("写成比较，如「{compared}」", "write a comparison, such as `{compared}`"),
            None => text!(
                "写成比较，如「满意率 ≥ 90%」「次数 > 0」",
                "write a comparison, such as `rate ≥ 90%`, `cases > 0`"
            ),
        };
        self.report(
            &NO_CONDITION,
            made.span,
            text!("这里要写条件，而这是{0}", "a condition is wanted here, and this is {0}", is),
            text!("不是条件", "not a condition"),
        )
        .advise(help);
        Expr { ty: Ty::Any, ..made }
    }

    /// An expression that must be points.
    pub(super) fn score(&mut self, expr: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(expr, scope);
        self.check_score(&made);
        made
    }

    pub(super) fn check_score(&mut self, made: &Expr) {
        if made.ty.is_score() {
            return;
        }
        let (is, written) = (made.ty.describe(), self.written(made.span));
        let rate = made.ty == Ty::Unit(Dimension::Percent) && written.chars().count() <= 24;
        let help = if rate {
            text!("占满分的几成，写「满分 * {written}」", "as a share of full marks write `full * {written}`")
        } else {
            text!("如「满分 * 完成率」「线性 …」「分档 …」", "such as `full * rate`, `linear …`, `bands …`")
        };
        self.report(
            &NO_SCORE,
            made.span,
            text!("得分要是分数，而这是{0}", "a score is points, and this is {0}", is),
            text!("不是分数", "not points"),
        )
        .advise(help);
    }

    /// The value of a constant; a finding if it is none.
    pub(super) fn constant(&mut self, expr: &Expr) -> Option<Number> {
        let value = constant(expr);
        if value.is_none() && expr.ty != Ty::Any {
            self.report(
                &NOT_CONSTANT,
                expr.span,
                text!("这里要写固定的数", "a constant is wanted here"),
                text!("不是固定的数", "not a constant"),
            )
            .advise(text!("直接写数字，如 30%、1/3", "write the number, such as 30%, 1/3"));
        }
        value
    }

    /// The fact group or list that a path names, for the short form `平均(三方评分)`.
    pub(super) fn collection_named(&self, path: &tree::Path) -> Option<Collection> {
        let name = path.single()?;
        let group = self.fact_groups.iter().any(|(group, _)| *group == name.text);
        let list = self
            .fact_named(&name.text)
            .is_some_and(|id| matches!(self.facts[id].spec.ty, crate::unit::FactType::List(_)));
        (group || list).then(|| Collection::Named(path.clone()))
    }
}

/// The value of an expression that reads nothing.
pub(super) fn constant(expr: &Expr) -> Option<Number> {
    expr.constant()
}
