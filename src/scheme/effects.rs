//! Conditions and their effects: vetoes, gates, ceilings.

use super::checker::{Amend, Checker, Node, Scope, Stage};
use super::findings::UNKNOWN_NAME;
use super::model::*;
use super::names::Found;
use crate::locale::Text;
use crate::syntax::tree::{
    self, EffectNode, EffectOperation, EffectTarget, EffectValue, Path, RuleNode, SchemeNode, Statement,
};
use crate::{code, text};
use std::sync::Arc;

code!(
    EFFECT_DOES_NOT_FIT,
    "H0408",
    Error,
    "效果写得不对" / "effect-does-not-fit",
    "效果由对象、操作、值三样组成，三样要相配：等次用「不高于」加等次名，总分用「扣」加分数，资格用「取消」加资格名。"
        / "An effect is a target, an operation and a value that fit each other: a grade takes `at most` and a grade's name, the total takes `deduct` and points, eligibility takes `cancel` and what for."
);

impl<'t> Checker<'t> {
    pub(super) fn check_rules(&mut self, node: &'t SchemeNode) {
        for statement in &node.statements {
            match statement {
                Statement::Rule(rule) => self.rule(rule),
                Statement::Line(_) | Statement::Together(_) | Statement::Base(_) | Statement::Limit(_) => {
                    let span = match statement {
                        Statement::Line(line) => line.span,
                        Statement::Together(node) => node.span,
                        Statement::Base(expr) => expr.span,
                        Statement::Limit(limit) => limit.span,
                        _ => continue,
                    };
                    self.report(
                        &EFFECT_DOES_NOT_FIT,
                        span,
                        text!(
                            "加减分的语句要写在指标、加分或扣分的大括号里",
                            "lines belong inside an item, a bonus or a deduction"
                        ),
                        text!("直接写在了方案里", "in the scheme itself"),
                    )
                    .advise(text!(
                        "放进「加分 名称 {{ … }}」或「扣分 名称 {{ … }}」",
                        "put it into `bonus NAME {{ … }}` or `deduction NAME {{ … }}`"
                    ));
                }
                _ => {}
            }
        }
    }

    fn rule(&mut self, node: &RuleNode) {
        let stage = self.stage_of(&node.effects);
        let items: Vec<ItemId> = self.target_items(&node.effects);
        let scope = Scope::at(stage);
        let before = self.edges.clone();
        self.edges.clear();
        // `当 是` is how an effect says that it always holds; a veto that does is a slip.
        let always = !node.veto && matches!(node.when.kind, tree::ExprKind::Truth(true));
        let when = self.owned_by(Node::Elsewhere, |this| match always {
            true => this.expr(&node.when, &scope),
            false => this.condition(&node.when, &scope),
        });
        // What the condition reads, the item's final score reads.
        let read: Vec<Node> = self.edges.iter().map(|(_, node)| *node).collect();
        self.edges.extend(before);
        for item in &items {
            self.edges.extend(read.iter().map(|node| (Node::Item(*item), *node)));
        }
        let mut effects = Vec::new();
        for effect in &node.effects {
            let kinds = self.effect(effect, stage);
            effects.extend(kinds.into_iter().map(|kind| Effect { kind, span: effect.span }));
        }
        let count = self.rules.len() + 1;
        let name: Arc<str> = match &node.name {
            Some(name) => name.text.clone(),
            None => format!("规则{count}").into(),
        };
        if self.rules.iter().any(|rule| rule.name == name) {
            self.report(
                &super::findings::DUPLICATE_NAME,
                node.name.as_ref().map_or(node.span, |name| name.span),
                text!("有两条规则叫「{name}」", "two rules are called `{name}`"),
                text!("第二条", "second"),
            )
            .advise(text!("换一个名称", "choose another name"));
        }
        let basis = node.basis.as_ref().map(|words| words.text.clone());
        self.rules.push(EffectRule { name, veto: node.veto, when, effects, basis, span: node.span });
    }

    /// The earliest stage at which an effect of the rule acts: its condition may read only what is before.
    fn stage_of(&self, effects: &[EffectNode]) -> Stage {
        let stage = |effect: &EffectNode| match effect.target {
            EffectTarget::Grade => Stage::GradeEffects,
            EffectTarget::Eligibility | EffectTarget::Rank => Stage::GradeEffects,
            _ => Stage::Score,
        };
        effects.iter().map(stage).min().unwrap_or(Stage::Score)
    }

    fn target_items(&mut self, effects: &[EffectNode]) -> Vec<ItemId> {
        let mut items = Vec::new();
        for effect in effects {
            match &effect.target {
                EffectTarget::Children => items.extend(self.top.iter().copied()),
                EffectTarget::Item(path) => {
                    let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
                    if let Found::One(item) = self.find_item(&names, None) {
                        items.push(item);
                    }
                }
                _ => {}
            }
        }
        items
    }

    pub(super) fn unfit(&mut self, node: &EffectNode, help: Text) -> Vec<EffectKind> {
        let written = self.sources.slice(node.span).to_owned();
        self.report(
            &EFFECT_DOES_NOT_FIT,
            node.span,
            text!(
                "效果「{written}」的写法不相配",
                "the parts of the effect `{written}` do not fit each other"
            ),
            text!("不相配", "do not fit"),
        )
        .advise(help);
        vec![]
    }

    fn effect(&mut self, node: &EffectNode, stage: Stage) -> Vec<EffectKind> {
        use EffectOperation::{Add, AtLeast, AtMost, Cancel, Deduct, Set};
        let scope = Scope::at(stage.min(Stage::Score));
        let value = match &node.value {
            Some(EffectValue::Expr(value)) => Some(value),
            _ => None,
        };
        match (&node.target, node.operation) {
            (EffectTarget::Grade, Cancel) if node.value.is_none() => vec![EffectKind::NotGraded],
            (EffectTarget::Grade, Set | AtMost | AtLeast) => self.grade_effect(node),
            (EffectTarget::Grade, operation) => {
                let levels = value
                    .map(|value| self.expr(value, &scope))
                    .and_then(|value| super::expr::constant(&value));
                match levels.and_then(|n| n.to_i64()).and_then(|n| u32::try_from(n).ok()) {
                    Some(levels) if operation == Deduct => vec![EffectKind::LowerGrade(levels)],
                    Some(levels) if operation == Add => vec![EffectKind::RaiseGrade(levels)],
                    _ => self.unfit(
                        node,
                        text!("如「等次 扣 1 级」表示降一等", "such as `grade deduct 1` for one grade lower"),
                    ),
                }
            }
            (
                EffectTarget::Total
                | EffectTarget::Item(_)
                | EffectTarget::Bonuses
                | EffectTarget::Deductions,
                Cancel,
            ) => self.unfit(node, text!("写「为 0」", "write `becomes 0`")),
            (EffectTarget::Total, operation) => match value {
                Some(value) => {
                    let value = self.expr(value, &scope);
                    let points = matches!(operation, Add | Deduct);
                    if !(points && self.share_of_the_total(&value, operation == Add)) {
                        self.check_score(&value);
                    }
                    match operation {
                        Add | Deduct => vec![EffectKind::Points(operation, value)],
                        _ => vec![EffectKind::Total(operation, value)],
                    }
                }
                None => self.unfit(
                    node,
                    text!(
                        "如「总分 扣 30 分」「总分 不高于 59 分」",
                        "such as `total deduct 30 points`, `total at most 59 points`"
                    ),
                ),
            },
            (EffectTarget::Rank, Set) if matches!(node.value, Some(EffectValue::LastPlace(_))) => {
                vec![EffectKind::LastPlace]
            }
            (EffectTarget::Rank, _) => {
                self.unfit(node, text!("写「名次 为 末位」", "write `rank becomes last place`"))
            }
            (EffectTarget::Eligibility, Cancel) => {
                let what =
                    value.map(|value| crate::syntax::unquoted(self.sources.slice(value.span)).to_owned());
                vec![EffectKind::Eligibility(what.unwrap_or_else(|| "评优".into()).into())]
            }
            (EffectTarget::Eligibility, _) => {
                self.unfit(node, text!("写「资格 取消 \"评优\"」", "write `eligibility cancel \"awards\"`"))
            }
            (EffectTarget::Coefficient, Cancel) if node.value.is_none() => vec![EffectKind::NoCoefficient],
            (EffectTarget::Coefficient, Set) => match value {
                Some(value) => vec![EffectKind::Coefficient(self.number_of(value, &scope))],
                None => self.unfit(node, text!("如「系数 为 0.9」", "such as `coefficient becomes 0.9`")),
            },
            (EffectTarget::Coefficient, _) => self.unfit(
                node,
                text!(
                    "如「系数 为 0.9」；不再乘系数写「系数 取消」",
                    "such as `coefficient becomes 0.9`; without any, `coefficient cancel`"
                ),
            ),
            (EffectTarget::Bonuses | EffectTarget::Deductions, operation) => {
                self.all_adjustments(node, operation, &scope)
            }
            (EffectTarget::Children | EffectTarget::Item(_), operation) => {
                self.item_effect(node, operation, &scope)
            }
        }
    }

    fn grade_effect(&mut self, node: &EffectNode) -> Vec<EffectKind> {
        let Some(EffectValue::Expr(value)) = &node.value else {
            return self.unfit(
                node,
                text!(
                    "写上等次的名称，如「等次 不高于 合格」",
                    "name the grade, such as `grade at most pass`"
                ),
            );
        };
        let value = self.expr_as(value, &Scope::at(Stage::Score), &super::types::Ty::Grade);
        let index = match &value.kind {
            ExprKind::Word(word) => self.grade_names.iter().position(|name| name == word),
            _ => None,
        };
        match index {
            Some(index) => vec![EffectKind::Grade(node.operation, index)],
            None if value.ty == super::types::Ty::Text || value.ty == super::types::Ty::Any => vec![],
            None => self.unfit(node, text!("写上等次的名称", "name a grade")),
        }
    }

    /// `满意率 为 0`, `荣誉加分.added 为 0`: what stands there is something, but nothing that an effect changes.
    fn no_target(&mut self, node: &EffectNode, path: &Path) -> bool {
        let Some((last, front)) = path.names.split_last() else { return false };
        let value = match &node.value {
            Some(EffectValue::Expr(value)) => format!(" {}", self.written(value.span)),
            _ => String::new(),
        };
        let (zh, en) = operation_words(node.operation);
        let (zh, en) = (format!("{zh}{value}"), format!("{en}{value}"));
        if front.is_empty() {
            return self.fact_as_target(path, &zh, &en);
        }
        let names: Vec<&str> = front.iter().map(|name| &*name.text).collect();
        let owner = Path { names: front.to_vec(), span: path.span };
        let item = matches!(self.find_item(&names, None), Found::One(_));
        if !item && self.adjustment_named(&owner).is_none() {
            return false;
        }
        let (owner, part) = (names.join("."), &last.text);
        self.report(
            &UNKNOWN_NAME,
            path.span,
            text!(
                "「{owner}」没有「{part}」；效果直接作用在它的得分上",
                "`{owner}` has no `{part}`: an effect acts on its score itself"
            ),
            text!("只写「{owner}」", "`{owner}` alone"),
        )
        .advise(text!("写成「{owner} {zh}」", "write `{owner} {en}`"))
        .replace(path.span, owner);
        true
    }

    fn fact_as_target(&mut self, path: &Path, zh: &str, en: &str) -> bool {
        let text = path.text();
        if self.fact_named(&text).is_none() && self.let_named(&text, None).is_none() {
            return false;
        }
        let item = self.items.last().map(|item| item.path.clone()).unwrap_or_default();
        self.report(
            &UNKNOWN_NAME,
            path.span,
            text!("「{text}」是数据，效果改不了数据", "`{text}` is a fact, and no effect changes a fact"),
            text!("不是得分", "no score"),
        )
        .advise(text!(
            "效果作用在指标、加分、扣分的得分上，或者总分、系数、等次、名次、资格上，如「{item} {zh}」「总分 {zh}」；按条件换一个数的，写「值 {text}后 = 若 … 则 … 否则 {text}」",
            "effects act on the score of an item, a bonus or a deduction, or on total, coefficient, grade, rank, eligibility, such as `{item} {en}`, `total {en}`; for another figure under a condition write `let new_{text} = if … then … else {text}`"
        ));
        true
    }

    fn item_effect(
        &mut self,
        node: &EffectNode,
        operation: EffectOperation,
        scope: &Scope,
    ) -> Vec<EffectKind> {
        let items = match &node.target {
            EffectTarget::Item(path) => {
                if let Some(index) = self.adjustment_named(path) {
                    return self.adjustment_effect(node, &[index], operation, scope);
                }
                let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
                match self.find_item(&names, None) {
                    Found::One(item) => vec![item],
                    Found::Several(items) => {
                        self.ambiguous(&path.text(), &items, path.span);
                        return vec![];
                    }
                    Found::None => {
                        if !self.no_target(node, path) {
                            self.unknown_name(path, scope, &[]);
                        }
                        return vec![];
                    }
                }
            }
            _ => self.top.clone(),
        };
        let Some(EffectValue::Expr(value)) = &node.value else {
            return self.unfit(node, text!("如「安全生产 为 0」", "such as `safety becomes 0`"));
        };
        let mut kinds = Vec::new();
        for item in items {
            let scope = Scope { full: Some(self.items[item].full.clone()), ..scope.clone() };
            let value = self.owned_by(Node::Item(item), |this| this.score(value, &scope));
            kinds.push(EffectKind::Item(item, operation, value));
        }
        kinds
    }
}

/// An operation as it is written.
fn operation_words(operation: EffectOperation) -> (&'static str, &'static str) {
    match operation {
        EffectOperation::Set => ("为", "becomes"),
        EffectOperation::AtMost => ("不高于", "at most"),
        EffectOperation::AtLeast => ("不低于", "at least"),
        EffectOperation::Add => ("加", "add"),
        EffectOperation::Deduct => ("扣", "deduct"),
        EffectOperation::Cancel => ("取消", "cancel"),
    }
}
