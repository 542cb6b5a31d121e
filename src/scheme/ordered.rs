//! What depends on the order of entries: the latest of a list, the first and the last, runs; lists by periods.

use super::checker::{Amend, Checker, Scope};
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::{Aggregate, Collection, FactNode, ListNode, TypeKind};
use crate::unit::{Dimension, FactType, ListField};
use crate::{code, text};

code!(
    NO_ORDER,
    "H1201",
    Error,
    "这里没有先后" / "no-order-here",
    "「最近」「依」「首个」「末个」「连续」要有先后的次序，所以用于清单和逐期的数据。对象之间没有先后，指标和一组数据的次序就是书写的次序。"
        / "`latest`, `in order of`, `first`, `last` and `streak` need entries in order, so they belong to lists and periods. Ratees have no order, and a group of facts or items only that of its declaration."
);
code!(
    LATEST_COUNT,
    "H1202",
    Error,
    "「最近」后面要写几条" / "latest-how-many",
    "「最近 3」取最后三条记录。条数是固定的整数，从 1 起。"
        / "`latest 3` takes the last three entries. The number is a whole constant, from 1."
);
code!(
    PERIOD_DECLARED,
    "H1203",
    Error,
    "期间不用声明" / "period-needs-no-declaration",
    "逐期的数据自带「期间」（period）这一栏，每条记录一期；不要再声明同名的栏。"
        / "A list by periods has the field `period` (期间) by itself, one entry to a period; it is not declared."
);

/// The most entries that 最近 can ask for.
const MOST_LATEST: i64 = 100_000;

/// Whether a field has the name of the one that lists by periods have by themselves.
pub(super) fn is_period(name: &str) -> bool {
    matches!(name, "期间" | "period")
}

impl Checker<'_> {
    /// The field that a list by periods has beside its own, in the language of the list's keyword.
    pub(super) fn period_field(&mut self, list: &ListNode, english: bool) -> ListField {
        let taken = list.fields.iter().find(|field| is_period(&field.name.text));
        if let Some(field) = taken {
            let name = field.name.text.clone();
            self.report(
                &PERIOD_DECLARED,
                field.name.span,
                text!("逐期的数据自带「{name}」，不用声明", "a list by periods has `{name}` by itself"),
                text!("多余", "not needed"),
            )
            .advise(text!(
                "删去这一栏；数据文件里照常有「期间」一列",
                "remove this field; the file has its column `period` all the same"
            ));
        }
        let (name, label) = if english { ("period", "期间") } else { ("期间", "period") };
        ListField { name: name.into(), label: Some(label.into()), ty: FactType::Period }
    }

    /// The field by which a list is declared to be ordered.
    pub(super) fn declared_order(&mut self, ty: &FactType, node: &FactNode) -> Option<usize> {
        let (FactType::List(fields), TypeKind::List(list)) = (ty, &node.ty.kind) else { return None };
        let name = list.order.as_ref()?;
        let found = fields.iter().position(|field| field.is_called(&name.text));
        if found.is_none() {
            let (text, list) = (&name.text, &node.name.text);
            self.report(
                &super::findings::UNKNOWN_NAME,
                name.span,
                text!("清单「{list}」没有「{text}」这一栏", "the list `{list}` has no field `{text}`"),
                text!("没有这一栏", "no such field"),
            )
            .advise(text!(
                "「依」后面写清单里的一栏，如日期",
                "after `in order of` stands a field of the list, such as a date"
            ));
        }
        found
    }

    /// 依 and 最近 of a figure over a list.
    pub(super) fn sequence(
        &mut self,
        node: &Aggregate,
        function: Function,
        list: FactId,
        scope: &Scope,
    ) -> (Option<Expr>, Option<Latest>) {
        let latest = node.latest.as_ref().and_then(|(count, first)| {
            let made = self.expr(count, scope);
            let fits = matches!(made.ty, Ty::Number | Ty::Unit(Dimension::Count(_)));
            let count = constant(&made).filter(|_| fits).and_then(|number| number.to_i64());
            match count.filter(|count| (1..=MOST_LATEST).contains(count)) {
                Some(count) => Some(Latest { count: count as usize, first: *first }),
                None => {
                    self.report(
                        &LATEST_COUNT,
                        made.span,
                        text!("「最近」后面要写几条，从 1 起的整数", "`latest` takes a whole number from 1"),
                        text!("不是这样的整数", "not such a number"),
                    )
                    .advise(text!(
                        "如「平均(得分 于 月报 最近 3)」",
                        "such as `mean(points_won over months latest 3)`"
                    ));
                    None
                }
            }
        });
        let order = match &node.order {
            Some(order) => {
                let made = self.expr(order, scope);
                let ordered = made.ty.is_numeric() || matches!(made.ty, Ty::Date | Ty::Text);
                if !ordered {
                    let is = made.ty.describe();
                    self.report(
                        &NO_ORDER,
                        made.span,
                        text!("{0}没有先后，不能依它排", "{0} has no order to sort by", is),
                        text!("排不出先后", "no order"),
                    )
                    .advise(text!("「依」后面写日期或数", "after `in order of` stands a date or a number"));
                }
                Some(made)
            }
            None => self.order_of(list, function, latest, node),
        };
        (order, latest)
    }

    /// The declared order of a list, where the figure depends on order.
    fn order_of(
        &self,
        list: FactId,
        function: Function,
        latest: Option<Latest>,
        node: &Aggregate,
    ) -> Option<Expr> {
        let in_order =
            matches!(function, Function::First | Function::Last | Function::Streak | Function::LongestStreak);
        let field = self.facts[list].order.filter(|_| in_order || latest.is_some())?;
        let FactType::List(fields) = &self.facts[list].spec.ty else { return None };
        let ty = Ty::of_fact(&fields[field].ty);
        Some(Expr { kind: ExprKind::Field(field), ty, span: node.function.span })
    }

    /// Among ratees there is no order.
    pub(super) fn refuse_sequence(&mut self, function: Function, node: &Aggregate, span: Span) {
        let in_order =
            matches!(function, Function::First | Function::Last | Function::Streak | Function::LongestStreak);
        if in_order {
            let name = node.function.text();
            let help = self.in_periods(&name, node);
            self.report(
                &NO_ORDER,
                span,
                text!(
                    "对象之间没有先后，「{name}」不能用于全体",
                    "ratees have no order: `{name}` cannot run over all"
                ),
                text!("没有先后", "no order"),
            )
            .advise(help);
        }
        self.refuse_order(node);
    }

    /// 依 and 最近 where nothing is in order.
    pub(super) fn refuse_order(&mut self, node: &Aggregate) {
        let order = node.order.as_ref().map(|order| ("依", "in order of", order.span));
        let latest = node.latest.as_ref().map(|(count, _)| ("最近", "latest", count.span));
        for (zh, en, span) in order.into_iter().chain(latest) {
            let help = self.group_as_periods(node);
            self.report(
                &NO_ORDER,
                span,
                text!("「{zh}」只用于清单和逐期的数据", "`{en}` belongs to lists and periods"),
                text!("这里没有先后", "no order here"),
            )
            .advise(help);
        }
    }

    /// How a fact that is wanted in order is declared by periods, and the figure over it.
    fn in_periods(&self, function: &str, node: &Aggregate) -> Text {
        let value = node.value.as_ref().map(|value| self.written(value.span));
        let fact = value.as_ref().and_then(|name| self.fact_named(name));
        match (value, fact.and_then(|fact| self.type_in_words(fact))) {
            (Some(value), Some(ty)) => text!(
                "在「数据」里写「历年 : 逐期 {{ {value} : {0} }}」，再写「{function}({value} 于 历年)」",
                "declare `years : periods {{ {value} : {0} }}` in `evidence`, then write `{function}({value} over years)`",
                ty
            ),
            _ => text!(
                "用于清单或逐期的数据，如「末个(得分 于 月报)」",
                "it belongs to a list or periods, such as `last(points_won over months)`"
            ),
        }
    }

    /// How a group of facts, a member for each period, is declared by periods.
    fn group_as_periods(&self, node: &Aggregate) -> Text {
        let Collection::Named(path) = &node.collection else {
            return text!(
                "把各期写成「月报 : 逐期 {{ 得分 : 分数 }}」，再写「于 月报 最近 3」",
                "declare `months : periods {{ points_won : score }}`, then write `over months latest 3`"
            );
        };
        let name = path.text();
        let first =
            self.fact_groups.iter().find(|(group, _)| **group == *name).and_then(|(_, facts)| facts.first());
        let ty = first.and_then(|fact| self.type_in_words(*fact)).unwrap_or(Text::fixed("数值", "number"));
        text!(
            "不写「组」，写「{name} : 逐期 {{ 当期数 : {0} }}」，每期一条；再写「当期数 于 {name} 最近 3」",
            "instead of the group declare `{name} : periods {{ amount : {0} }}`, an entry for each period, then write `amount over {name} latest 3`",
            ty
        )
    }

    /// The type of a fact as it is declared, without the words of a category.
    fn type_in_words(&self, fact: FactId) -> Option<Text> {
        Some(match &self.facts[fact].spec.ty {
            FactType::Percent => Text::fixed("百分比", "percent"),
            FactType::Score => Text::fixed("分数", "score"),
            FactType::Number => Text::fixed("数值", "number"),
            FactType::YesNo => Text::fixed("是否", "yesno"),
            FactType::Money(unit) => text!("金额({0})", "money({0})", Text::same(unit.symbol.to_string())),
            FactType::Quantity(unit) => {
                text!("数量({0})", "quantity({0})", Text::same(unit.symbol.to_string()))
            }
            FactType::Count(Some(unit)) => {
                text!("整数({0})", "count({0})", Text::same(unit.symbol.to_string()))
            }
            FactType::Count(None) => Text::fixed("整数", "count"),
            _ => return None,
        })
    }
}
