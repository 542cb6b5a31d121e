//! The one aggregate form, over ratees, list entries, facts of a group, and items.

use super::captured::Over;
use super::checker::{Amend, Checker, Scope};
use super::figure_clauses::Clauses;
use super::findings::WRONG_ARGUMENTS;
use super::model::*;
use super::standing::in_words;
use super::types::Ty;
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Collection, Path};
use crate::text;
use crate::unit::{Dimension, FactType};

/// Figures by name.
const FUNCTIONS: &[(&[&str], Function)] = &[
    (&["计数", "个数", "count"], Function::Count),
    (&["合计", "总和", "sum"], Function::Sum),
    (&["平均", "mean"], Function::Mean),
    (&["最高", "最大", "max"], Function::Max),
    (&["最低", "最小", "min"], Function::Min),
    (&["占比", "share"], Function::Share),
    (&["任一", "any"], Function::Any),
    (&["全部", "every"], Function::Every),
    (&["名次", "rank"], Function::Rank),
    (&["中位数", "median"], Function::Median),
    (&["去重计数", "distinct"], Function::Distinct),
    (&["加权平均", "wmean"], Function::WeightedMean),
    (&["几何平均", "geomean"], Function::GeometricMean),
    (&["调和平均", "harmean"], Function::HarmonicMean),
    (&["幂平均", "power_mean"], Function::PowerMean),
    (&["前几平均", "best_mean"], Function::BestMean),
    (&["后几平均", "worst_mean"], Function::WorstMean),
    (&["前几合计", "best_sum"], Function::BestSum),
    (&["去头尾平均", "trimmed_mean"], Function::TrimmedMean),
    (&["第", "nth"], Function::Nth),
    (&["标准差", "stdev"], Function::Deviation),
    (&["样本标准差", "sample_stdev"], Function::SampleDeviation),
    (&["方差", "variance"], Function::Variance),
    (&["百分位", "percentile"], Function::Percentile),
    (&["百分位排他", "percentile_exclusive"], Function::PercentileExclusive),
    (&["百分位就近", "percentile_nearest"], Function::PercentileNearest),
    (&["标准分", "zscore"], Function::StandardScore),
    (&["百分等级", "percent_rank"], Function::PercentRank),
    (&["极差化", "minmax"], Function::MinMax),
    (&["列举", "names"], Function::Names),
    (&["首个", "first"], Function::First),
    (&["末个", "last"], Function::Last),
    (&["连续", "streak"], Function::Streak),
    (&["最长连续", "longest_streak"], Function::LongestStreak),
];

pub(super) fn function_named(name: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|(names, _)| names.contains(&name)).map(|(_, function)| *function)
}

/// The names of figures, each with its other names.
pub(super) fn built_in() -> impl Iterator<Item = &'static [&'static str]> {
    FUNCTIONS.iter().map(|row| row.0)
}

pub(super) fn names<'a>() -> impl Iterator<Item = &'a str> {
    FUNCTIONS.iter().flat_map(|(names, _)| names.iter().copied())
}

impl Checker<'_> {
    pub(super) fn aggregate(&mut self, node: &Aggregate, scope: &Scope, span: Span) -> Expr {
        let name = node.function.text();
        let Some(function) = function_named(&name) else {
            let near = crate::diagnostic::similar::nearest(&name, names()).unwrap_or("平均");
            self.report(
                &super::findings::UNKNOWN_FUNCTION,
                node.function.span,
                text!("没有叫「{name}」的统计函数", "there is no figure called `{name}`"),
                text!("不认识", "not known"),
            )
            .advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
            return self.unknown(span);
        };
        if node.value.is_none() && function != Function::Count {
            self.without_value(node, span);
            return self.unknown(span);
        }
        self.figure_says_once(node);
        let made = self.over_collection(function, node, scope, span);
        in_words(made)
    }

    fn over_collection(&mut self, function: Function, node: &Aggregate, scope: &Scope, span: Span) -> Expr {
        match &node.collection {
            Collection::All(_) | Collection::Others(_) => self.over_all(function, node, scope, span),
            Collection::Everyone(path) => self.over_everyone(function, node, path, scope, span),
            Collection::Items(kind, at) => self.over_items(function, node, Some(*kind), *at, scope, span),
            Collection::Named(path) => self.over_named(function, node, path, scope, span),
        }
    }

    fn over_all(&mut self, function: Function, node: &Aggregate, scope: &Scope, span: Span) -> Expr {
        // Within the figure, names mean the facts and items of the other ratee.
        if let Collection::All(at) | Collection::Others(at) = &node.collection
            && let Some(made) = self.field_over_all(node, *at, scope, span)
        {
            return made;
        }
        let together = Scope { entry: None, element: None, it: None, ..scope.clone() };
        let inner = self.within(&together, Over::Ratees);
        self.refuse_sequence(function, node, span);
        let value = node.value.as_ref().map(|value| self.figure_value(function, value, &inner));
        let by = node.by.as_ref().map(|by| self.expr(by, &together));
        let by = self.within_group(by, scope);
        let when = node.when.as_ref().map(|when| self.condition(when, &inner));
        let weight = node.weight.as_ref().map(|weight| self.number_of(weight, &inner));
        let Clauses { parameter, if_empty } = self.clauses(function, node, scope, span);
        let ty = figure_type(function, value.as_ref());
        let figure = CohortFigure {
            function,
            value,
            by,
            when,
            if_empty,
            weight,
            parameter,
            ascending: node.ascending,
            dense: node.dense,
            others: matches!(node.collection, Collection::Others(_)),
        };
        Expr { kind: ExprKind::Cohort(Box::new(figure)), ty, span }
    }

    pub(super) fn figure_value(&mut self, function: Function, value: &tree::Expr, scope: &Scope) -> Expr {
        match function {
            Function::Share
            | Function::Any
            | Function::Every
            | Function::Streak
            | Function::LongestStreak => self.condition(value, scope),
            Function::Count | Function::Distinct | Function::First | Function::Last => {
                self.expr(value, scope)
            }
            Function::Names => self.listed(value, scope),
            Function::Max | Function::Min | Function::Nth | Function::Median => {
                self.number_or_standing(value, scope)
            }
            _ => self.number_of(value, scope),
        }
    }

    /// What can be listed in words as it stands: texts, words, dates, numbers that have no unit to lose.
    fn listed(&mut self, value: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(value, scope);
        let plain =
            matches!(made.ty, Ty::Text | Ty::Category(_) | Ty::Grade | Ty::Date | Ty::Number | Ty::Any)
                || matches!(made.ty, Ty::Unit(Dimension::Score));
        if !plain {
            let is = made.ty.describe();
            self.report(
                &super::findings::TYPES_DIFFER,
                made.span,
                text!("列举的是文字，而这是{0}", "words are listed, and this is {0}", is),
                text!("不是文字", "not words"),
            )
            .advise(text!("如「列举(事项 于 荣誉)」", "such as `names(matter over honours)`"));
        }
        made
    }

    fn over_named(
        &mut self,
        function: Function,
        node: &Aggregate,
        path: &Path,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let group = path.single().and_then(|name| {
            self.fact_groups.iter().find(|(group, _)| *group == name.text).map(|(_, facts)| facts.clone())
        });
        if let Some(facts) = group {
            if node.when.is_none() {
                self.counts_all(function, path, &facts, span);
            }
            return self.over_facts(function, node, &facts, scope, span);
        }
        let list = path.single().and_then(|name| self.fact_named(&name.text));
        if let Some(list) = list.filter(|id| matches!(self.facts[*id].spec.ty, FactType::List(_))) {
            return self.over_entries(function, node, list, scope, span);
        }
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        if let super::names::Found::One(item) = self.find_item(&names, scope.item) {
            let inner = Scope { item: Some(item), ..scope.clone() };
            return self.over_items(function, node, None, path.span, &inner, span);
        }
        if self.over_a_fact(node, path) {
            return self.unknown(span);
        }
        let text = path.text();
        self.report(
            &super::findings::UNKNOWN_NAME,
            path.span,
            text!(
                "「{text}」不是清单、一组数据或有子项的指标",
                "`{text}` is no list, group of facts, or item with parts"
            ),
            text!("不能对它统计", "nothing to aggregate over"),
        )
        .advise(text!(
            "「于」后面写：全体、清单、一组数据、维度、指标、子项",
            "after `over` stands: all, a list, a group of facts, dimensions, indicators, parts"
        ));
        self.unknown(span)
    }

    fn over_facts(
        &mut self,
        function: Function,
        node: &Aggregate,
        facts: &[FactId],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        self.refuse_group(node);
        self.refuse_order(node);
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for fact in facts {
            let it = self.fact_value(*fact, span);
            let inner = Scope { it: Some(it.clone()), ..scope.clone() };
            let value = match &node.value {
                Some(value) => self.figure_value(function, value, &inner),
                None => it,
            };
            let when = node.when.as_ref().map(|when| self.condition(when, &inner));
            weights.extend(node.weight.as_ref().map(|weight| self.number_of(weight, &inner)));
            values.push((value, when));
        }
        self.members(function, values, weights, Some(node), scope, span)
    }

    /// Over items of a kind anywhere, or over the children of the item at hand.
    fn over_items(
        &mut self,
        function: Function,
        node: &Aggregate,
        kind: Option<ItemKind>,
        at: Span,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        self.refuse_group(node);
        self.refuse_order(node);
        let children = match (kind, scope.item) {
            (None | Some(ItemKind::Part | ItemKind::Item), Some(item)) => self.items[item].children.clone(),
            (None | Some(ItemKind::Part | ItemKind::Item), None) => self.top.clone(),
            (Some(kind), _) => (0..self.items.len()).filter(|id| self.items[*id].kind == kind).collect(),
        };
        if children.is_empty() {
            self.report(
                &super::findings::UNKNOWN_NAME,
                at,
                text!("这里没有可以统计的指标", "there are no items to aggregate here"),
                text!("没有子项", "no parts"),
            )
            .advise(text!("检查「于」后面写的是什么", "look at what stands after `over`"));
        }
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        let own_weights = function == Function::WeightedMean && node.weight.is_none();
        for child in children {
            let inner = Scope { element: Some(child), ..scope.clone() };
            let value = match &node.value {
                Some(value) => self.figure_value(function, value, &inner),
                None => self.number_at(crate::number::Number::ONE, span),
            };
            let when = node.when.as_ref().map(|when| self.condition(when, &inner));
            weights.extend(node.weight.as_ref().map(|weight| self.number_of(weight, &inner)));
            if own_weights {
                // A pilot counts for nothing.
                match self.items[child].marks.clone() {
                    Marks::Varying => weights.extend(self.varying_weight(child)),
                    Marks::Points(own) | Marks::Weight(own) => weights.push(self.number_at(own, span)),
                    Marks::Pilot => continue,
                }
            }
            values.push((value, when));
        }
        self.members(function, values, weights, Some(node), scope, span)
    }

    fn members(
        &mut self,
        function: Function,
        values: Vec<(Expr, Option<Expr>)>,
        weights: Vec<Expr>,
        node: Option<&Aggregate>,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let ty = figure_type(function, values.first().map(|(value, _)| value));
        let (mut parameter, mut if_empty) = (None, None);
        if let Some(node) = node {
            let clauses = self.clauses(function, node, scope, span);
            (parameter, if_empty) = (clauses.parameter.map(Box::new), clauses.if_empty.map(Box::new));
        }
        let ascending = node.is_some_and(|node| node.ascending);
        let kind = ExprKind::Members { function, values, weights, parameter, ascending, if_empty };
        Expr { kind, ty, span }
    }

    /// `平均(三方评分)`, `计数(荣誉)`
    pub(super) fn short_figure(
        &mut self,
        path: &Path,
        collection: Collection,
        parameters: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let is_group = match &collection {
            Collection::Named(path) => self.fact_groups.iter().any(|(name, _)| **name == *path.text()),
            _ => false,
        };
        let it = tree::Expr { kind: tree::ExprKind::It, span };
        let node = Aggregate {
            function: path.clone(),
            value: is_group.then_some(it),
            collection,
            by: None,
            when: None,
            if_empty: None,
            weight: None,
            ascending: false,
            dense: false,
            parameters: parameters.to_vec(),
            order: None,
            latest: None,
            clauses: vec![],
        };
        self.aggregate(&node, scope, span)
    }

    /// `平均(a, b, c)`
    pub(super) fn figure_of_values(
        &mut self,
        function: Function,
        name: &Path,
        arguments: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let alone = function.parameter().is_none() && function != Function::WeightedMean;
        if !alone || function.is_relative() {
            self.wants_collection(function, &name.text(), scope, span);
            return self.unknown(span);
        }
        if let [only] = arguments {
            self.one_value(&name.text(), only, scope, span);
            return self.unknown(span);
        }
        let values: Vec<_> =
            arguments.iter().map(|value| (self.figure_value(function, value, scope), None)).collect();
        for pair in values.windows(2) {
            self.check_comparable(&pair[0].0, &pair[1].0, Comparison::Equal, pair[1].0.span);
        }
        if values.is_empty() {
            self.report(
                &WRONG_ARGUMENTS,
                span,
                text!("括号里要写统计什么", "what is to be aggregated belongs in the brackets"),
                text!("空的", "empty"),
            )
            .advise(text!("如「平均(甲, 乙)」", "such as `mean(a, b)`"));
        }
        in_words(self.members(function, values, vec![], None, scope, span))
    }

    fn refuse_group(&mut self, node: &Aggregate) {
        if let Some(by) = &node.by {
            self.report(
                &WRONG_ARGUMENTS,
                by.span,
                text!("「按」只用于对全体的统计", "`by` belongs to figures over all ratees"),
                text!("这里不能分组", "no groups here"),
            )
            .advise(text!("用「当」挑选", "choose with `when`"));
        }
    }
}

pub(super) fn figure_type(function: Function, value: Option<&Expr>) -> Ty {
    match function {
        Function::Count
        | Function::Rank
        | Function::Distinct
        | Function::Streak
        | Function::LongestStreak
        | Function::StandardScore => Ty::Number,
        Function::Share | Function::PercentRank | Function::MinMax => Ty::Ratio,
        Function::Names => Ty::Text,
        // How far percents lie apart is said in percentage points; its square has no unit that means anything.
        Function::Deviation | Function::SampleDeviation => match value.map(|value| &value.ty) {
            Some(Ty::Unit(Dimension::Percent)) => Ty::Unit(Dimension::PercentPoint),
            Some(ty) => ty.clone(),
            None => Ty::Number,
        },
        Function::Variance => match value.map(|value| &value.ty) {
            Some(Ty::Any) => Ty::Any,
            Some(Ty::Ratio | Ty::Unit(Dimension::Percent)) => Ty::Ratio,
            _ => Ty::Number,
        },
        Function::Any | Function::Every => Ty::Truth,
        // The mean of percents is a percent; but a sum of them is not.
        Function::Sum | Function::BestSum => match value.map(|value| &value.ty) {
            Some(Ty::Unit(Dimension::Percent)) | None => Ty::Ratio,
            Some(ty) => ty.clone(),
        },
        _ => value.map_or(Ty::Number, |value| value.ty.clone()),
    }
}
