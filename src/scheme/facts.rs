//! Facts: their types, units, ranges and policies.

use super::checker::{Amend, Checker, Scope, Stage};
use super::findings::DUPLICATE_NAME;
use super::model::*;
use super::types::Ty;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{
    CategoryOrder, FactClauseKind, FactNode, FieldNode, Name, PolicyAction, PolicyNode, Quantity, SchemeNode,
    Statement, TypeKind, TypeNode,
};
use crate::unit::{Dimension, FactSpec, FactType, ListField, Unit, Words};
use crate::{code, text};
use std::sync::Arc;

code!(
    WRONG_TYPE_UNIT,
    "H0308",
    Error,
    "数据类型与单位不配" / "unit-does-not-fit-type",
    "金额写货币单位（元、万元），整数写量词（个、名、户），数量写有换算关系的单位（平方米、小时、吨）；范围、缺失值要与数据的类型一致。"
        / "Money takes a unit of money, a count takes a counting word, a quantity takes a unit; a range and a value for the missing have the type of the fact."
);

code!(
    HALF_ORDERED,
    "H1109",
    Error,
    "类别的词排先后没有排全" / "category-partly-ordered",
    "类别的词之间全用「>」，就从高到低排了先后，可以比高低；全用逗号，就没有高低。一半一半分不清。"
        / "Words that are all parted by `>` stand from best to worst and can be compared; words parted by commas have no order. Half of each is neither."
);

fn nodes(node: &SchemeNode) -> impl Iterator<Item = &FactNode> {
    node.statements.iter().flat_map(|statement| match statement {
        Statement::Evidence(facts) => &facts[..],
        _ => &[],
    })
}

impl Checker<'_> {
    pub(super) fn declare_facts(&mut self, node: &SchemeNode) {
        for fact in nodes(node) {
            let Some(ty) = self.fact_type(&fact.ty) else {
                self.broken.push(fact.name.text.clone());
                self.broken.extend(fact.members.iter().flatten().map(|(name, _)| name.text.clone()));
                continue;
            };
            match &fact.members {
                None => {
                    self.declare_fact(&fact.name, None, ty, fact);
                }
                Some(members) => {
                    let mut ids = Vec::new();
                    for (name, label) in members {
                        let label = label.as_ref().map(|words| words.text.clone());
                        ids.extend(self.declare_fact(name, label, ty.clone(), fact));
                    }
                    if self.is_new_name(&fact.name) {
                        self.fact_groups.push((fact.name.text.clone(), ids));
                    }
                }
            }
        }
    }

    /// Whether no fact and no group has this name; a finding if one has.
    fn is_new_name(&mut self, name: &Name) -> bool {
        let fact = self.facts.iter().find(|fact| fact.spec.name == name.text).map(|fact| fact.span);
        let group = self.fact_groups.iter().any(|(group, _)| *group == name.text);
        let text = name.text.clone();
        if fact.is_none() && !group {
            return true;
        }
        let problem = self.report(
            &DUPLICATE_NAME,
            name.span,
            text!("数据「{text}」声明了两次", "the fact `{text}` is declared twice"),
            text!("第二次声明", "second declaration"),
        );
        if let Some(first) = fact {
            problem.also(first, text!("第一次在这里", "first here"));
        }
        problem.advise(text!("删去一个，或改名", "remove one of them, or rename it"));
        false
    }

    fn declare_fact(
        &mut self,
        name: &Name,
        label: Option<Arc<str>>,
        ty: FactType,
        node: &FactNode,
    ) -> Option<FactId> {
        if !self.is_new_name(name) {
            return None;
        }
        let default_range = match ty {
            FactType::Score => (Some(Number::ZERO), Some(Number::from(100))),
            _ => (None, None),
        };
        let spec = FactSpec {
            name: name.text.clone(),
            label,
            ty,
            range: default_range,
            required: false,
            with_last_year: false,
        };
        let order = self.declared_order(&spec.ty, node);
        let from = match &node.ty.kind {
            TypeKind::List(list) => self.fields_from_schemes(list, &spec.ty),
            _ => vec![],
        };
        let mut fact = Fact {
            spec,
            source: None,
            basis: None,
            missing: None,
            not_applicable: None,
            from,
            order,
            span: name.span,
        };
        self.fact_says_once(&node.clauses);
        for clause in &node.clauses {
            match &clause.kind {
                FactClauseKind::Required => fact.spec.required = true,
                FactClauseKind::WithLastYear => fact.spec.with_last_year = true,
                FactClauseKind::Source(words) => fact.source = Some(words.text.clone()),
                // A member of a group may have a label of its own.
                FactClauseKind::Label(words) => {
                    fact.spec.label.get_or_insert_with(|| words.text.clone());
                }
                FactClauseKind::Basis(words) => fact.basis = Some(words.text.clone()),
                FactClauseKind::Range(low, high) => {
                    fact.spec.range = self.range(&fact.spec.ty, low.as_ref(), high.as_ref(), clause.span);
                }
                // Policies may name other facts: they are read once all are declared. 分组 is read at the end.
                FactClauseKind::Policy(_) | FactClauseKind::Grouping => {}
                FactClauseKind::FromScheme(from) => {
                    self.take_from_scheme(&mut fact, from, node.members.is_some(), clause.span);
                }
            }
        }
        self.facts.push(fact);
        Some(self.facts.len() - 1)
    }

    fn range(
        &mut self,
        ty: &FactType,
        low: Option<&Quantity>,
        high: Option<&Quantity>,
        span: Span,
    ) -> (Option<Number>, Option<Number>) {
        let mut end = |quantity: Option<&Quantity>| {
            let (value, written) = self.quantity(quantity?);
            let wanted = Ty::of_fact(ty);
            let fits = ty.is_numeric() && (written.meet(&wanted).is_some() || written == Ty::Number);
            if !fits {
                let (is, needs) = (written.describe(), wanted.describe());
                self.report(
                    &WRONG_TYPE_UNIT,
                    span,
                    text!("范围写的是{0}，而数据是{1}", "the range is {0}, but the fact is {1}", is, needs),
                    text!("类型不一致", "types differ"),
                )
                .advise(text!("用数据自己的单位写范围", "write the range in the unit of the fact"));
                return None;
            }
            Some(if written == Ty::Number { &value * &ty.scale() } else { value })
        };
        let (low, high) = (end(low), end(high));
        if let (Some(a), Some(b)) = (&low, &high)
            && a > b
        {
            self.report(
                &WRONG_TYPE_UNIT,
                span,
                text!("范围的下端大于上端", "the range ends below where it begins"),
                text!("先后颠倒", "the wrong way round"),
            )
            .advise(text!("小的写在「至」前面", "write the smaller value before `to`"));
        }
        (low, high)
    }

    fn fact_type(&mut self, node: &TypeNode) -> Option<FactType> {
        match &node.kind {
            TypeKind::Category(words, order) => {
                let mut seen: Vec<Arc<str>> = Vec::new();
                for word in words {
                    if seen.contains(&word.text) {
                        let text = &word.text;
                        self.report(
                            &DUPLICATE_NAME,
                            word.span,
                            text!("类别「{text}」列了两次", "the category lists `{text}` twice"),
                            text!("重复", "twice"),
                        )
                        .advise(text!("删去一个", "remove one"));
                    } else {
                        seen.push(word.text.clone());
                    }
                }
                Some(FactType::Category(self.category(seen, *order, node.span)))
            }
            TypeKind::List(list) => {
                let mut made: Vec<ListField> = Vec::new();
                for FieldNode { name, ty, label, .. } in &list.fields {
                    let ty = self.fact_type(ty)?;
                    let text = name.text.clone();
                    if made.iter().any(|field| field.name == name.text) {
                        self.report(
                            &DUPLICATE_NAME,
                            name.span,
                            text!("清单里「{text}」声明了两次", "the list declares `{text}` twice"),
                            text!("重复", "twice"),
                        )
                        .advise(text!("删去一个，或改名", "remove one of them, or rename it"));
                        continue;
                    }
                    let label = label.as_ref().map(|words| words.text.clone());
                    made.push(ListField { name: text, label, ty });
                }
                if list.periods {
                    made.retain(|field| !super::ordered::is_period(&field.name));
                    let english =
                        self.written(node.span).starts_with(|first: char| first.is_ascii_alphabetic());
                    made.push(self.period_field(list, english));
                }
                Some(FactType::List(made.into()))
            }
            TypeKind::Plain(keyword, unit) => self.plain_type(keyword, unit.as_ref(), node.span),
        }
    }

    /// The words of a category, in an order if all of them are parted by `>`.
    fn category(&mut self, words: Vec<Arc<str>>, order: CategoryOrder, span: Span) -> Words {
        match order {
            CategoryOrder::None => words.into(),
            CategoryOrder::BestFirst => Words::best_first(words),
            CategoryOrder::Mixed => {
                let chain = words.join(" > ");
                self.report(
                    &HALF_ORDERED,
                    span,
                    text!("类别只有一部分词排了先后", "only some words of the category stand in an order"),
                    text!("有的用「>」，有的不用", "some parted by `>`, some not"),
                )
                .advise(text!(
                    "要分高低就全用「>」：类别({chain})；不分就全用逗号",
                    "with an order write `category({chain})`; without, part all of them by commas"
                ));
                Words::best_first(words)
            }
        }
    }

    fn plain_type(&mut self, keyword: &str, written: Option<&Name>, span: Span) -> Option<FactType> {
        let unit = match written {
            Some(name) => Some(self.unit(name)?),
            None => None,
        };
        let is_count = |unit: &Unit| matches!(unit.dimension, Dimension::Count(_));
        let fits = match (keyword, &unit) {
            ("money", Some(unit)) => unit.dimension == Dimension::Money,
            ("money" | "quantity", None) => false,
            ("count", Some(unit)) => is_count(unit),
            ("quantity", Some(unit)) => {
                !matches!(unit.dimension, Dimension::Percent | Dimension::PercentPoint | Dimension::Money)
            }
            ("number", unit) => unit.is_none(),
            _ => true,
        };
        if !fits {
            let right = match &unit {
                Some(unit) => right_type(&unit.dimension, &unit.symbol),
                None => text!(
                    "如：金额(万元)、整数(个)、数量(平方米)、数值",
                    "such as `money(万元)`, `count(个)`, `quantity(平方米)`, `number`"
                ),
            };
            self.report(
                &WRONG_TYPE_UNIT,
                written.map_or(span, |name| name.span),
                text!("这个单位与数据类型不配", "this unit does not fit the type"),
                text!("单位不对，或缺单位", "wrong unit, or none"),
            )
            .advise(right);
            return None;
        }
        Some(match (keyword, unit) {
            ("percent", _) => FactType::Percent,
            ("pp", _) => FactType::PercentPoint,
            ("yesno", _) => FactType::YesNo,
            ("text", _) => FactType::Text,
            ("date", _) => FactType::Date,
            ("fraction", _) => FactType::Fraction,
            ("score_type", _) => FactType::Score,
            ("money", Some(unit)) => FactType::Money(unit),
            ("quantity", Some(unit)) => FactType::Quantity(unit),
            ("count", unit) => FactType::Count(unit),
            _ => FactType::Number,
        })
    }

    /// Policies of facts, read when all facts are known.
    pub(super) fn check_fact_policies(&mut self, node: &SchemeNode) {
        for fact in nodes(node) {
            let ids: Vec<FactId> = match &fact.members {
                None => self.fact_named(&fact.name.text).into_iter().collect(),
                Some(members) => members.iter().filter_map(|(name, _)| self.fact_named(&name.text)).collect(),
            };
            for clause in &fact.clauses {
                if let FactClauseKind::Policy(policy) = &clause.kind {
                    for id in &ids {
                        let made = self.fact_policy(*id, policy);
                        let slot = &mut self.facts[*id];
                        if policy.not_applicable { slot.not_applicable = made } else { slot.missing = made }
                    }
                }
            }
        }
    }

    pub(super) fn fact_named(&self, name: &str) -> Option<FactId> {
        self.facts.iter().position(|fact| &*fact.spec.name == name)
    }

    fn fact_policy(&mut self, fact: FactId, policy: &PolicyNode) -> Option<FactPolicy> {
        if matches!(self.facts[fact].spec.ty, FactType::List(_)) {
            self.list_policy(fact, policy);
            return None;
        }
        match &policy.action {
            PolicyAction::AsLastYear if self.facts[fact].spec.with_last_year => Some(FactPolicy::LastYear),
            PolicyAction::AsLastYear => {
                let name = self.fact_name(fact);
                self.no_last_year(&name, policy.span);
                None
            }
            PolicyAction::As(value) => {
                let ty = self.facts[fact].spec.ty.clone();
                let wanted = Ty::of_fact(&ty);
                let mut value = self.expr_as(value, &Scope::at(Stage::Score), &wanted);
                if value.ty == Ty::Number && ty.is_numeric() {
                    // A bare number is in the unit of the fact, as in a cell.
                    if let ExprKind::Number(number) = &value.kind {
                        value.kind = ExprKind::Number(number * &ty.scale());
                        value.ty = wanted.clone();
                    }
                }
                if value.ty.meet(&wanted).is_none() {
                    let (is, needs) = (value.ty.describe(), wanted.describe());
                    self.report(
                        &WRONG_TYPE_UNIT,
                        value.span,
                        text!(
                            "代替的值是{0}，而数据是{1}",
                            "the value is {0}, but the fact is {1}",
                            is,
                            needs
                        ),
                        text!("类型不一致", "types differ"),
                    )
                    .advise(text!("写一个与数据同类型的值", "write a value of the type of the fact"));
                }
                Some(FactPolicy::Value(value))
            }
            _ => {
                let help = self.fact_policy_help(policy);
                self.report(
                    &super::policies::POLICY_DOES_NOT_FIT,
                    policy.span,
                    text!("数据只能「计」一个值", "a fact takes a value with `as`"),
                    text!("「得」和「剔除」用于指标", "`gives` and `leave out` belong to items"),
                )
                .advise(help);
                None
            }
        }
    }

    /// The policy as it would be written for a fact.
    fn fact_policy_help(&self, policy: &PolicyNode) -> Text {
        let (zh, en) =
            if policy.not_applicable { ("不涉及", "not applicable") } else { ("缺失", "missing") };
        match &policy.action {
            PolicyAction::Gives(value) => {
                let value = self.written(value.span);
                text!("写成「{zh} 计 {value}」", "write `{en} as {value}`")
            }
            _ => text!(
                "如「{zh} 计 0」「{zh} 计 上年」；要剔除的是指标，写在指标后面",
                "such as `{en} as 0`, `{en} as last year`; what is left out is an item, so write it there"
            ),
        }
    }

    pub(super) fn fact_name(&self, fact: FactId) -> Arc<str> {
        self.facts[fact].spec.name.clone()
    }

    /// The fact by which ratees are grouped.
    pub(super) fn group_fact(&mut self) -> Option<FactId> {
        let node = self.node;
        let mut found: Option<(FactId, Span)> = None;
        for fact in nodes(node) {
            for clause in fact.clauses.iter().filter(|c| matches!(c.kind, FactClauseKind::Grouping)) {
                let Some(id) = self.fact_named(&fact.name.text) else { continue };
                if let Some((_, first)) = found {
                    self.report(
                        &super::head::HEAD,
                        clause.span,
                        text!("只能有一个分组数据", "only one fact may group the ratees"),
                        text!("第二个分组", "second grouping"),
                    )
                    .also(first, text!("第一个在这里", "first here"))
                    .advise(text!(
                        "其他分组用「按」写在算式里",
                        "name other groups with `by` where they are used"
                    ));
                } else {
                    found = Some((id, clause.span));
                }
            }
        }
        found.map(|(id, _)| id)
    }
}

/// The type that a unit belongs to.
fn right_type(dimension: &Dimension, unit: &str) -> Text {
    match dimension {
        Dimension::Money => text!("写成「金额({unit})」", "write `money({unit})`"),
        Dimension::Count(_) => text!("写成「整数({unit})」", "write `count({unit})`"),
        Dimension::Percent => text!("写成「百分比」", "write `percent`"),
        Dimension::PercentPoint => text!("写成「百分点」", "write `percentage points`"),
        _ => text!("写成「数量({unit})」", "write `quantity({unit})`"),
    }
}
