//! Items: first all are declared, then each is read.

use super::checker::{Amend, Checker, Node, Scope, Stage};
use super::findings::DUPLICATE_NAME;
use super::head::Head;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::syntax::tree::{
    AdjustmentNode, ItemClauseKind, ItemNode, Limit, LimitKind, PolicyNode, RoundingNode, SchemeNode,
    Statement, Words,
};
use crate::unit::Dimension;
use crate::{code, text};
use std::sync::Arc;

code!(
    LIMITS_CROSS,
    "H0402",
    Error,
    "上限低于下限" / "limits-cross",
    "上限低于下限时，没有任何得分能同时满足两者。" / "No score can satisfy a cap that lies below the floor."
);
code!(
    NO_MARKS,
    "H0403",
    Error,
    "指标没有分值" / "item-without-marks",
    "参加计分的指标要写分值（8 分）或权重（权重 30%）；只收集不计分的写「试点」。"
        / "An item that counts has points (`8 points`) or a weight (`weight 30%`); one that is only collected is a `pilot`."
);
code!(
    RULE_AND_CHILDREN,
    "H0404",
    Error,
    "指标既有规则又有子项" / "rule-and-parts",
    "一个指标的得分要么由规则算出，要么由子项汇总，不能两样都有。"
        / "An item is scored by a rule or from its parts, not by both."
);
code!(
    EMPTY_ITEM,
    "H0405",
    Error,
    "指标没有写怎么计分" / "item-without-rule",
    "指标要有规则、子项或加扣分的语句，否则谁都得零分。"
        / "An item needs a rule, parts, or plus and minus lines; otherwise everybody would get zero."
);

/// What the head and the body of an item say beside its rule and lines.
#[derive(Default)]
pub(super) struct Said<'t> {
    pub limits: Vec<&'t Limit>,
    pub round: Option<&'t RoundingNode>,
    pub basis: Option<Arc<str>>,
    pub label: Option<Arc<str>>,
    pub missing: Option<&'t PolicyNode>,
    pub not_applicable: Option<&'t PolicyNode>,
}

pub(super) fn said(node: &ItemNode) -> Said<'_> {
    let mut said = Said::default();
    let text = |words: &Words| Some(words.text.clone());
    for clause in &node.clauses {
        match &clause.kind {
            ItemClauseKind::Limit(limit) => said.limits.push(limit),
            ItemClauseKind::Round(round) => said.round = Some(round),
            ItemClauseKind::Basis(words) => said.basis = text(words),
            ItemClauseKind::Label(words) => said.label = text(words),
            ItemClauseKind::Policy(policy) if policy.not_applicable => said.not_applicable = Some(policy),
            ItemClauseKind::Policy(policy) => said.missing = Some(policy),
            _ => {}
        }
    }
    for statement in node.body.iter().flatten() {
        match statement {
            Statement::Limit(limit) => said.limits.push(limit),
            Statement::Round(round) => said.round = Some(round),
            Statement::Basis(words) => said.basis = text(words),
            Statement::Label(words) => said.label = text(words),
            Statement::Policy(policy) if policy.not_applicable => said.not_applicable = Some(policy),
            Statement::Policy(policy) => said.missing = Some(policy),
            _ => {}
        }
    }
    said.basis = node.basis.as_ref().and_then(text).or(said.basis);
    said
}

impl<'t> Checker<'t> {
    pub(super) fn declare_items(&mut self, node: &'t SchemeNode) {
        self.declare_names(&node.statements, None);
        self.top = self.declare_children(&node.statements, None);
        self.weighted =
            self.top.iter().any(|item| matches!(self.items[*item].marks, Marks::Weight(_) | Marks::Varying));
    }

    /// Named values, functions and scripts of a block.
    fn declare_names(&mut self, statements: &'t [Statement], scope: Option<ItemId>) {
        for statement in statements {
            let name = match statement {
                Statement::Let(node) => &node.name,
                Statement::Function(node) => &node.name,
                Statement::Script(node) => &node.name,
                _ => continue,
            };
            let before = self.lets.iter().any(|slot| slot.scope == scope && slot.name.text == name.text)
                || self.functions.iter().any(|slot| slot.node.name.text == name.text)
                || self.scripts.iter().any(|script| script.name == name.text);
            let is_fact = self.fact_named(&name.text).is_some();
            if before || is_fact {
                let text = name.text.clone();
                self.report(
                    &DUPLICATE_NAME,
                    name.span,
                    text!("「{text}」这个名称已经有了", "the name `{text}` is taken"),
                    text!("重名", "again"),
                )
                .advise(text!("换一个名称", "choose another name"));
                continue;
            }
            match statement {
                Statement::Let(node) => {
                    self.lets.push(super::checker::LetSlot { name, scope, node, checked: None, busy: false })
                }
                Statement::Function(node) => {
                    self.functions.push(super::checker::FunctionSlot { node, scope, called: false });
                }
                Statement::Script(node) => self.declare_script(node),
                _ => {}
            }
        }
    }

    fn declare_script(&mut self, node: &'t crate::syntax::tree::ScriptNode) {
        let parameters: Vec<&str> = node.parameters.iter().map(|name| &*name.text).collect();
        match self.room.compile(&parameters, &node.body.text) {
            Ok(script) => {
                self.scripts.push(NamedScript { name: node.name.text.clone(), script, body: node.body.span });
            }
            Err(faults) => {
                self.broken.push(node.name.text.clone());
                for fault in faults {
                    let source = self.sources.get(node.body.span.file);
                    let span = crate::script::locate(node.body.span, source, fault.line, fault.column);
                    let here = text!(
                        "脚本第 {0} 行",
                        "line {0} of the script",
                        crate::locale::Text::same(fault.line.to_string())
                    );
                    let problem = self.report(fault.code, span, fault.message, here);
                    problem.help = fault.help;
                }
            }
        }
    }

    fn declare_children(&mut self, statements: &'t [Statement], parent: Option<ItemId>) -> Vec<ItemId> {
        let mut children = Vec::new();
        for statement in statements {
            let Statement::Item(node) = statement else { continue };
            let above = parent.map(|parent| self.items[parent].path.clone());
            let path: Arc<str> = match above {
                Some(above) => format!("{above}.{}", node.name.text).into(),
                None => node.name.text.clone(),
            };
            if let Some(first) = self.items.iter().find(|item| item.path == path) {
                let first = first.name_span;
                self.report(
                    &DUPLICATE_NAME,
                    node.name.span,
                    text!("同一层里有两个「{path}」", "`{path}` stands twice on one level"),
                    text!("第二个", "second"),
                )
                .also(first, text!("第一个", "first"))
                .advise(text!("改一个名称", "rename one of them"));
                continue;
            }
            children.push(self.declare_item(node, path, parent));
        }
        children
    }

    fn declare_item(&mut self, node: &'t ItemNode, path: Arc<str>, parent: Option<ItemId>) -> ItemId {
        let marks = self.marks(node);
        let full = match &marks {
            Some(Marks::Points(points)) => points.clone(),
            Some(Marks::Weight(_) | Marks::Varying) => Number::from(100),
            // A pilot is counted in points of its own, if it says how many.
            Some(Marks::Pilot) => self.points_of_pilot(node),
            None => Number::ZERO,
        };
        let id = self.items.len();
        self.items.push(Item {
            path,
            name: node.name.text.clone(),
            kind: node.kind,
            weight: None,
            label: None,
            parent,
            children: vec![],
            marks: marks.clone().unwrap_or(Marks::Points(Number::ZERO)),
            full,
            base: Base::Zero,
            lines: vec![],
            rounding: None,
            limits: Limits::default(),
            missing: None,
            not_applicable: None,
            basis: None,
            span: node.span,
            name_span: node.name.span,
        });
        self.item_nodes.push(node);
        let body = node.body.as_deref().unwrap_or(&[]);
        self.declare_names(body, Some(id));
        let children = self.declare_children(body, Some(id));
        if marks.is_none() {
            self.marks_from_children(id, node, &children);
        }
        self.items[id].children = children;
        id
    }

    /// An item that says no marks of its own has those of its parts.
    fn marks_from_children(&mut self, id: ItemId, node: &ItemNode, children: &[ItemId]) {
        let by_points = |id: &ItemId| matches!(self.items[*id].marks, Marks::Points(_) | Marks::Pilot);
        if !children.is_empty() && children.iter().all(by_points) {
            let counted = children.iter().filter(|child| self.items[**child].marks != Marks::Pilot);
            let sum: Number = counted.map(|child| self.items[*child].full.clone()).sum();
            self.items[id].full = sum.clone();
            self.items[id].marks = Marks::Points(sum);
        } else if !node.damaged {
            let name = node.name.text.clone();
            self.report(
                &NO_MARKS,
                node.name.span,
                text!("「{name}」没有写分值", "`{name}` has no marks"),
                text!("几分？", "how many points?"),
            )
            .advise(text!(
                "在名称后面写「8 分」或「权重 30%」；只收集不计分的写「试点」",
                "write `8 points` or `weight 30%` after the name, or `pilot` if it does not count"
            ));
        }
    }

    fn points_of_pilot(&mut self, node: &ItemNode) -> Number {
        let points = node.clauses.iter().find_map(|clause| match &clause.kind {
            ItemClauseKind::Points(points) => Some(points),
            _ => None,
        });
        points.map_or(Number::ZERO, |points| self.quantity(points).0)
    }

    fn marks(&mut self, node: &ItemNode) -> Option<Marks> {
        let is_marks =
            |kind: &ItemClauseKind| matches!(kind, ItemClauseKind::Points(_) | ItemClauseKind::Weight(_));
        let said: Vec<_> = node.clauses.iter().filter(|clause| is_marks(&clause.kind)).collect();
        if let [first, second, ..] = said[..] {
            self.said_twice(first.span, second.span);
        }
        if node.clauses.iter().any(|clause| matches!(clause.kind, ItemClauseKind::Pilot)) {
            return Some(Marks::Pilot);
        }
        for clause in &node.clauses {
            match &clause.kind {
                ItemClauseKind::Points(quantity) => {
                    let (points, ty) = self.quantity(quantity);
                    if !ty.is_score() {
                        let is = ty.describe();
                        let share = ty == Ty::Unit(Dimension::Percent);
                        let (written, name) = (self.written(quantity.span), &node.name.text);
                        let problem = self.report(
                            &super::findings::NO_SCORE,
                            quantity.span,
                            text!("分值要写几分，而这是{0}", "marks are points, and this is {0}", is),
                            text!("不是分数", "not points"),
                        );
                        if share {
                            problem.advise(text!(
                                "占上级的百分之几，写「{name} 权重 {written}」",
                                "a share of the item above is `{name} weight {written}`"
                            ));
                            let keyword = if name.is_ascii() { "weight" } else { "权重" };
                            problem.replace(quantity.span, format!("{keyword} {written}"));
                            return Some(Marks::Weight(points));
                        }
                        problem.advise(text!(
                            "如「8 分」；占比写「权重 30%」",
                            "such as `8 points`; a share is `weight 30%`"
                        ));
                    }
                    return Some(Marks::Points(points));
                }
                ItemClauseKind::Weight(weight) if !super::parts::is_literal(weight) => {
                    return Some(Marks::Varying);
                }
                ItemClauseKind::Weight(weight) => {
                    let weight = self.number_of(weight, &Scope::at(Stage::Score));
                    return Some(Marks::Weight(self.constant(&weight).unwrap_or(Number::ZERO)));
                }
                _ => {}
            }
        }
        None
    }

    /// Reads every item.
    pub(super) fn check_items(&mut self, node: &'t SchemeNode, head: &mut Head) {
        self.scheme_says_once();
        for id in 0..self.items.len() {
            self.owned_by(Node::Item(id), |this| this.check_item(id, head));
        }
        for statement in &node.statements {
            if let Statement::Combine(combine) = statement {
                let mut scope = Scope::at(Stage::Score);
                scope.full = Some(self.full_of_scheme(head));
                self.combine = Some(self.combined(combine, None, &scope));
            }
        }
        for id in 0..self.lets.len() {
            self.check_let(id);
        }
    }

    fn check_item(&mut self, id: ItemId, head: &Head) {
        let node = self.item_nodes[id];
        let scope = self.item_scope(id);
        let said = said(node);
        self.item_says_once(node);
        // An override that rescales leaves no such clause behind.
        let rescaled = node.clauses.iter().find(|clause| matches!(clause.kind, ItemClauseKind::Rescaled));
        if let Some(clause) = rescaled {
            self.problems.push(super::merge::findings::nothing_to_rescale(clause.span, &node.name.text));
        }
        let body = node.body.as_deref().unwrap_or(&[]);
        let rule = node.rule.as_ref().or_else(|| {
            body.iter().find_map(|statement| match statement {
                Statement::Base(expr) => Some(expr),
                _ => None,
            })
        });
        let combine = body.iter().find_map(|statement| match statement {
            Statement::Combine(expr) => Some(expr),
            _ => None,
        });
        let lines = self.lines(body, &scope);
        let has_children = !self.items[id].children.is_empty();
        if let (Some(rule), true) = (rule, has_children) {
            self.report(
                &RULE_AND_CHILDREN,
                rule.span,
                text!("这个指标有子项，不能再写规则", "this item has parts, and cannot have a rule as well"),
                text!("规则", "a rule"),
            )
            .advise(text!(
                "把规则移到一个子项里，或用「汇总」说明怎样合成",
                "move the rule to a part, or say with `combine` how the parts combine"
            ));
        }
        let optional = self.optional_parts(id, &scope);
        let base = match (rule, combine) {
            (_, Some(combine)) => Base::Combined(self.combined(combine, Some(id), &scope)),
            _ if has_children => optional.map_or(Base::Children, Base::Combined),
            // `= 完成率 { ≥ 90% 得 8 }`: no score by itself, and its rows have a finding.
            (Some(rule), _) if self.is_subject_of_rows(node, rule) => Base::Rule(self.expr(rule, &scope)),
            (Some(rule), _) => Base::Rule(self.score(rule, &scope)),
            (None, None) => Base::Zero,
        };
        if matches!(base, Base::Zero) && !node.damaged && !self.has_swallowed_its_rule(node) {
            self.check_lines_alone(node, &lines);
        }
        let leaf = !has_children && !self.is_within_optional(id);
        let default = |policy: &'_ Option<PolicyNode>| policy.clone().filter(|_| leaf);
        let missing = said.missing.cloned().or_else(|| default(&head.missing));
        let not_applicable = said.not_applicable.cloned().or_else(|| default(&head.not_applicable));
        let missing = missing.and_then(|policy| self.item_policy(id, &policy, &scope));
        let not_applicable = not_applicable.and_then(|policy| self.item_policy(id, &policy, &scope));
        let missing = missing.or_else(|| self.optional_policy(id));
        let not_applicable = not_applicable.or_else(|| self.optional_policy(id));
        let weight = self.varying_weight(id);
        let limits = self.limits(&said.limits, Some(self.items[id].full.clone()), &scope);
        let rounding = said.round.and_then(|round| self.rounding(round));
        let item = &mut self.items[id];
        (item.base, item.lines, item.limits, item.rounding) = (base, lines, limits, rounding);
        (item.missing, item.not_applicable, item.weight) = (missing, not_applicable, weight);
        (item.basis, item.label) = (said.basis, said.label);
        if item.marks == Marks::Pilot && item.full.is_zero() && said.limits.is_empty() {
            item.limits = Limits::default();
        }
    }

    /// [0, full] unless said otherwise.
    pub(super) fn limits(&mut self, said: &[&Limit], full: Option<Number>, scope: &Scope) -> Limits {
        let at = said.first().map_or(self.node.name.span, |limit| limit.span);
        let mut limits = Limits {
            floor: Some(self.number_at(Number::ZERO, at)),
            cap: full.map(|full| self.number_at(full, at)),
        };
        for limit in said {
            match &limit.kind {
                LimitKind::Cap(expr) => limits.cap = Some(self.score(expr, scope)),
                LimitKind::Floor(expr) => limits.floor = Some(self.score(expr, scope)),
                LimitKind::MayExceed => limits.cap = None,
                LimitKind::MayBeNegative => limits.floor = None,
                LimitKind::Capped => {}
            }
        }
        let constants = |expr: &Option<Expr>| expr.as_ref().and_then(super::expr::constant);
        if let (Some(floor), Some(cap)) = (constants(&limits.floor), constants(&limits.cap))
            && floor > cap
        {
            self.report(
                &LIMITS_CROSS,
                at,
                text!("上限 {cap} 低于下限 {floor}", "the cap {cap} lies below the floor {floor}"),
                text!("上下限矛盾", "limits cross"),
            )
            .advise(text!("改其中一个", "change one of them"));
        }
        limits
    }

    pub(super) fn check_adjustments(&mut self, node: &'t SchemeNode) {
        for statement in &node.statements {
            if let Statement::Adjustment(adjustment) = statement {
                self.adjustment(adjustment);
            }
        }
    }

    fn adjustment(&mut self, node: &'t AdjustmentNode) {
        let item = &node.item;
        let name = item.name.text.clone();
        let taken = self.adjustments.iter().any(|other| other.name == name)
            || self.items.iter().any(|i| i.path == name);
        if taken {
            self.report(
                &DUPLICATE_NAME,
                item.name.span,
                text!("「{name}」这个名称已经有了", "the name `{name}` is taken"),
                text!("重名", "again"),
            )
            .advise(text!("换一个名称", "choose another name"));
        }
        let said = said(item);
        self.item_says_once(item);
        self.strange_to_adjustments(item);
        let points = item.clauses.iter().find_map(|clause| match &clause.kind {
            ItemClauseKind::Points(quantity) => Some(quantity),
            _ => None,
        });
        let mut scope = Scope::at(Stage::Score);
        let limits = self.limits(&said.limits, None, &scope);
        scope.full = limits.cap.as_ref().and_then(super::expr::constant);
        let body = item.body.as_deref().unwrap_or(&[]);
        let base = item.rule.as_ref().map(|rule| self.score(rule, &scope)).or_else(|| {
            points.map(|quantity| {
                let number = self.quantity(quantity).0;
                self.number_at(number, quantity.span)
            })
        });
        let lines = self.lines(body, &scope);
        if let Some(points) = points {
            self.points_of_adjustment(item, points, &lines);
        }
        if !node.deduction {
            self.net_without_floor(item, &said, &lines);
        }
        if base.is_none() && lines.is_empty() && !item.damaged {
            self.report(
                &EMPTY_ITEM,
                item.name.span,
                text!("「{name}」没有写加扣多少", "`{name}` does not say how much"),
                text!("空的", "empty"),
            )
            .advise(text!(
                "写「= …」，或在大括号里写加扣分的语句",
                "write `= …`, or plus and minus lines in braces"
            ));
        }
        let missing = said.missing.and_then(|policy| self.adjustment_policy(policy, &scope));
        let not_applicable = said.not_applicable.and_then(|policy| self.adjustment_policy(policy, &scope));
        let rounding = said.round.and_then(|round| self.rounding(round));
        self.adjustments.push(Adjustment {
            name,
            deduction: node.deduction,
            base,
            lines,
            rounding,
            limits,
            missing,
            not_applicable,
            basis: said.basis,
            span: item.span,
        });
    }
}
