//! 同比折算: what is below an item is multiplied in proportion to its new full marks.
//!
//! Points of parts, and every number that stands where a score is wanted, are multiplied. What is already relative
//! to full marks (满分, 达标, 完成, 评议) and what has a weight follows by itself.

use crate::number::Number;
use crate::source::{Edits, Span};
use crate::syntax::tree::{
    Aggregate, Arithmetic, Collection, EffectTarget, EffectValue, Expr, ExprKind, ItemClauseKind, ItemNode,
    LimitKind, LineClauseKind, LineNode, Name, PolicyAction, PolicyNode, Quantity, SameRule, Statement,
};

/// One rescaling.
pub(super) struct Scale<'a> {
    /// New full marks over old ones.
    pub factor: Number,
    /// The old full marks of the item at hand.
    pub full: Option<Number>,
    /// Where passages that read differently now are noted.
    pub edits: &'a mut Edits,
    /// Whether a name stands for something that follows full marks by itself: a part, or a value or function made
    /// from them.
    pub follows: &'a dyn Fn(&str) -> bool,
}

impl Scale<'_> {
    /// All of an item but its own full marks.
    pub fn inside(&mut self, item: &mut ItemNode) {
        for clause in &mut item.clauses {
            match &mut clause.kind {
                ItemClauseKind::Limit(limit) => self.limit(&mut limit.kind),
                ItemClauseKind::Policy(policy) => self.policy(policy),
                _ => {}
            }
        }
        if let Some(rule) = &mut item.rule {
            self.expr(rule);
        }
        item.body.iter_mut().flatten().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &mut Statement) {
        match statement {
            Statement::Item(item) => self.part(item),
            Statement::Base(expr) | Statement::Combine(expr) => self.expr(expr),
            Statement::Limit(limit) => self.limit(&mut limit.kind),
            Statement::Policy(policy) => self.policy(policy),
            Statement::Line(line) => self.line(line),
            Statement::Together(node) => {
                node.limits.iter_mut().for_each(|limit| self.limit(&mut limit.kind));
                node.body.iter_mut().for_each(|statement| self.statement(statement));
            }
            Statement::Rule(rule) => {
                for effect in &mut rule.effects {
                    let on_items = matches!(effect.target, EffectTarget::Item(_) | EffectTarget::Children);
                    if let (true, Some(EffectValue::Expr(value))) = (on_items, &mut effect.value) {
                        self.expr(value);
                    }
                }
            }
            _ => {}
        }
    }

    fn part(&mut self, item: &mut ItemNode) {
        let own = super::part::full(item);
        for clause in &mut item.clauses {
            match &mut clause.kind {
                // Below a weight everything is of 100, whatever the weight counts for.
                ItemClauseKind::Weight(_) => return,
                ItemClauseKind::Points(points) => self.quantity(points),
                _ => {}
            }
        }
        let above = std::mem::replace(&mut self.full, own);
        self.inside(item);
        self.full = above;
    }

    fn line(&mut self, line: &mut LineNode) {
        self.expr(&mut line.amount);
        for clause in &mut line.clauses {
            match &mut clause.kind {
                LineClauseKind::Limit(limit) => self.limit(&mut limit.kind),
                LineClauseKind::Same(_, SameRule::Cap(cap)) => self.expr(cap),
                _ => {}
            }
        }
    }

    fn limit(&mut self, limit: &mut LimitKind) {
        if let LimitKind::Cap(expr) | LimitKind::Floor(expr) = limit {
            self.expr(expr);
        }
    }

    fn policy(&mut self, policy: &mut PolicyNode) {
        if let PolicyAction::Gives(expr) = &mut policy.action {
            self.expr(expr);
        }
    }

    fn quantity(&mut self, quantity: &mut Quantity) {
        quantity.number = &quantity.number * &self.factor;
        let number = &quantity.number;
        let text = match &quantity.unit {
            _ if quantity.span.start == quantity.span.end => format!(") * {number}"),
            Some(unit) => format!("{number} {}", unit.text),
            None => number.to_string(),
        };
        self.edits.put(quantity.span, text);
    }

    /// A score.
    fn expr(&mut self, expr: &mut Expr) {
        let by_itself = self.is_relative_by_itself(expr);
        match &mut expr.kind {
            ExprKind::Quantity(quantity) => self.quantity(quantity),
            ExprKind::Negate(inner) => self.expr(inner),
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Arithmetic(Arithmetic::Multiply, a, b) => {
                let is_number = |expr: &Expr| matches!(&expr.kind, ExprKind::Quantity(q) if is_score(q));
                if self.is_relative(a) {
                    self.expr(a);
                } else if self.is_relative(b) || (is_number(b) && !is_number(a)) {
                    self.expr(b);
                } else if is_number(a) {
                    self.expr(a);
                } else {
                    self.wrap(expr);
                }
            }
            ExprKind::Arithmetic(Arithmetic::Divide, a, b) if self.is_relative(a) || !self.is_relative(b) => {
                self.expr(a);
            }
            ExprKind::If(branches, otherwise) => {
                branches.iter_mut().for_each(|(_, value)| self.expr(value));
                self.expr(otherwise);
            }
            ExprKind::Linear { points, .. } => points.iter_mut().for_each(|(_, value)| self.expr(value)),
            ExprKind::Brackets { rows, .. } => rows.iter_mut().for_each(|row| self.expr(&mut row.amount)),
            ExprKind::Bands(_, rows) => rows.iter_mut().for_each(|row| self.expr(&mut row.value)),
            ExprKind::Lookup(_, rows) => rows.iter_mut().for_each(|row| self.expr(&mut row.value)),
            ExprKind::Choose(rows) => rows.iter_mut().for_each(|(_, value)| self.expr(value)),
            ExprKind::Checklist(rows) => rows.iter_mut().for_each(|(_, value)| self.expr(value)),
            ExprKind::Call(path, arguments) if keeps_proportion(&path.text()) => {
                arguments.iter_mut().for_each(|argument| self.expr(argument));
            }
            ExprKind::Call(path, arguments) if rounds(&path.text()) => {
                arguments.iter_mut().take(1).for_each(|argument| self.expr(argument));
            }
            ExprKind::Full => {}
            _ if by_itself => {}
            _ => self.wrap(expr),
        }
    }

    /// Whether an expression follows full marks.
    fn is_relative(&self, expr: &Expr) -> bool {
        self.is_relative_by_itself(expr) || expr.any(&|part| matches!(part.kind, ExprKind::Full))
    }

    /// Whether an expression follows full marks without naming them.
    fn is_relative_by_itself(&self, expr: &Expr) -> bool {
        expr.any(&|part| match &part.kind {
            ExprKind::Meets(_) | ExprKind::Attain(..) | ExprKind::Raters(..) => true,
            ExprKind::Name(path) | ExprKind::Call(path, _) => (self.follows)(&path.text()),
            ExprKind::Aggregate(figure) => self.is_of_scores(figure),
            _ => false,
        })
    }

    /// Whether a figure is of the scores of items; a field of a list may be called 得分 as well.
    fn is_of_scores(&self, figure: &Aggregate) -> bool {
        let over_items = match &figure.collection {
            Collection::Items(..) => true,
            Collection::Named(path) => (self.follows)(&path.text()),
            _ => false,
        };
        let is_score = |part: &Expr| matches!(&part.kind, ExprKind::Name(path) if matches!(&*path.text(), "得分" | "score"));
        over_items && figure.value.as_ref().is_some_and(|value| value.any(&is_score))
    }

    /// Anything else is computed as it was, of the old full marks, and multiplied as a whole.
    fn wrap(&mut self, expr: &mut Expr) {
        let span = expr.span;
        if let Some(full) = self.full.clone() {
            expr.each(&mut |part| {
                if matches!(part.kind, ExprKind::Full) {
                    let unit = Name { text: "分".into(), span: part.span.after() };
                    self.edits.put(part.span, format!("{full} 分"));
                    let number = full.clone();
                    part.kind = ExprKind::Quantity(Quantity { number, unit: Some(unit), span: part.span });
                }
            });
        }
        let inner = Expr { kind: std::mem::replace(&mut expr.kind, ExprKind::Full), span };
        let number = self.factor.clone();
        self.edits.put(Span { end: span.start, ..span }, "(");
        self.edits.put(span.after(), format!(") * {number}"));
        let factor = ExprKind::Quantity(Quantity { number, unit: None, span: span.after() });
        let factor = Expr { kind: factor, span: span.after() };
        expr.kind = ExprKind::Arithmetic(Arithmetic::Multiply, Box::new(inner), Box::new(factor));
    }
}

/// Whether a number is points.
fn is_score(quantity: &Quantity) -> bool {
    quantity.unit.as_ref().is_none_or(|unit| matches!(&*unit.text, "分" | "point" | "points"))
}

/// Functions whose value is multiplied if all their arguments are.
fn keeps_proportion(name: &str) -> bool {
    ["最高", "最大", "最低", "最小", "限定", "绝对值", "max", "min", "clamp", "abs"].contains(&name)
}

/// Functions of a value and a number of places.
fn rounds(name: &str) -> bool {
    ["舍入", "舍入到偶", "进位", "舍去", "round", "round_half_even", "round_up", "round_down"].contains(&name)
}
