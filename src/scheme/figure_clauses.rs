//! What may stand beside a figure: how many, which share, weights, the direction, over whom.
//!
//! Only the writing of a figure is looked at here; its types and its scope are the business of `figures`.

use super::checker::{Amend, Checker, Scope};
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Collection};
use crate::unit::FactType;
use crate::{code, text};

code!(
    CLAUSE,
    "H0522",
    Error,
    "统计的写法不对" / "clause-of-figure",
    "「权」只用于加权平均，「升序」只用于名次、百分等级和「第」，「同分 紧排」只用于名次。写在别处没有作用，读的人却会以为有。"
        / "`weighted` belongs to the weighted mean, `ascending` to rank, percent rank and nth, `ties dense` to rank. Elsewhere they would do nothing, and a reader would think that they do."
);
code!(
    PARAMETER,
    "H0523",
    Error,
    "统计缺少个数或比例" / "parameter-of-figure",
    "前几平均、去头尾平均、「第」要说明几个，百分位要说明百分之几，幂平均要说明几次幂，写在集合后面，用逗号隔开。"
        / "Best mean, trimmed mean and nth must say how many, percentile which share, power mean which power: behind the collection, after a comma."
);
code!(
    ONE_VALUE,
    "H0526",
    Error,
    "只统计了一个值" / "figure-of-one-value",
    "平均、最高、最低要有几个值才有意义。只写一个数据的，统计的只是被考核者自己的那一个数；要与别人比，得写明对谁统计。"
        / "A mean, a maximum or a minimum needs several values. With one fact in the brackets it is the ratee's own value and nothing else; to compare with others, say over whom."
);
code!(
    PLACE,
    "H0524",
    Error,
    "只能在全体中比较" / "figure-among-all",
    "名次、标准分、百分等级、极差化说的是被考核者自己在全体中的位置，所以要写「于 全体」，自己也在其中。"
        / "Rank, standard score, percent rank and minmax say where the ratee itself stands among all, so they are taken over all, the ratee among them."
);

/// What is said of a figure beside its values.
pub(super) struct Clauses {
    pub parameter: Option<Expr>,
    pub if_empty: Option<Expr>,
}

impl Checker<'_> {
    /// Findings about the clauses of a figure; those that are read outside the collection.
    pub(super) fn clauses(
        &mut self,
        function: Function,
        node: &Aggregate,
        scope: &Scope,
        span: Span,
    ) -> Clauses {
        let name = node.function.text();
        if node.ascending && !function.has_direction() {
            self.stray_clause(span, "升序", "ascending", &name);
        }
        if node.dense && function != Function::Rank {
            self.stray_clause(span, "同分 紧排", "ties dense", &name);
        }
        let over_items = match &node.collection {
            Collection::Items(..) => true,
            Collection::Named(path) => self.collection_named(path).is_none(),
            Collection::All(_) | Collection::Others(_) | Collection::Everyone(_) => false,
        };
        match (&node.weight, function) {
            (Some(weight), wrong) if wrong != Function::WeightedMean => {
                self.stray_clause(weight.span, "权", "weighted", &name);
            }
            (None, Function::WeightedMean) if !over_items => self.no_weights(&name, span),
            _ => {}
        }
        if function.is_relative() && !matches!(node.collection, Collection::All(_)) {
            let at = match &node.collection {
                Collection::Others(at) | Collection::Items(_, at) => *at,
                Collection::Named(path) | Collection::Everyone(path) => path.span,
                Collection::All(_) => span,
            };
            self.not_among_all(&name, at, span);
        }
        let parameter = self.parameter(function, &name, &node.parameters, scope, span);
        let if_empty = node.if_empty.as_ref().map(|value| self.expr(value, scope));
        Clauses { parameter, if_empty }
    }

    /// The finding for a figure of single values that makes sense over a collection only.
    pub(super) fn wants_collection(&mut self, function: Function, name: &str, scope: &Scope, span: Span) {
        if function.is_relative() {
            let bracket = if self.sources.slice(span).ends_with('）') { '）' } else { ')' };
            let end = Span { start: span.end - bracket.len_utf8() as u32, ..span };
            self.not_among_all(name, end, span);
        } else if function == Function::WeightedMean {
            self.no_weights(name, span);
        } else {
            self.parameter(function, name, &[], scope, span);
        }
    }

    /// The finding for a figure of a single value: `平均(收入)`, `计数(全体)`.
    pub(super) fn one_value(&mut self, name: &str, argument: &tree::Expr, scope: &Scope, span: Span) {
        let written = self.sources.slice(argument.span).to_owned();
        let collections = ["全体", "all", "其余", "others", "子项", "parts", "维度", "指标"];
        if collections.contains(&written.as_str()) {
            let english = written.is_ascii();
            let over = if english { "over" } else { "于" };
            self.report(
                &ONE_VALUE,
                argument.span,
                text!("「{written}」前面没有写「于」", "`over` is missing before `{written}`"),
                text!("缺「于」", "no `over`"),
            )
            .advise(text!("写成「{name}(于 {written})」", "write `{name}(over {written})`"))
            .replace(argument.span, format!("{over} {written}"));
            return;
        }
        let list = self.list_with_field(&written).filter(|_| self.fact_named(&written).is_none());
        let help = match list.map(|list| (self.fact_name(list), scope.entry == Some(list))) {
            // Within `每项 清单`, each entry has this one value.
            Some((list, true)) => text!(
                "在每一条里只有一个「{written}」。几条里只取一个的，不写「每项 {list}」，写「{name}({written} 于 {list} 空则 0)」",
                "an entry has one `{written}`. To take one out of all entries leave `for each {list}` out, and write `{name}({written} over {list} ifempty 0)`"
            ),
            // Who has no entry has nothing added or deducted.
            Some((list, false)) if self.amount_line(span).is_some() => text!(
                "在清单里统计的，写「{name}({written} 于 {list} 空则 0)」；所有单位的放在一起，写「{name}({written} 于 全体.{list} 空则 0)」",
                "over the list: `{name}({written} over {list} ifempty 0)`; over those of all ratees: `{name}({written} over all.{list} ifempty 0)`"
            ),
            Some((list, false)) => text!(
                "在清单里统计的，写「{name}({written} 于 {list})」；所有单位的放在一起，写「{name}({written} 于 全体.{list})」",
                "over the list: `{name}({written} over {list})`; over those of all ratees: `{name}({written} over all.{list})`"
            ),
            None => text!(
                "与全体比的，写「{name}({written} 于 全体)」，分组的再写「按 …」；几个数里取的，用逗号隔开都写上",
                "over all: `{name}({written} over all)`, within groups with `by …`; of several values, write them all, parted by commas"
            ),
        };
        self.report(
            &ONE_VALUE,
            span,
            text!(
                "「{name}」里只有「{written}」一个值，没有写对谁统计",
                "`{name}` has the one value `{written}`, and does not say over whom"
            ),
            text!("只有一个值", "one value"),
        )
        .advise(help);
    }

    /// The finding for a figure that does not say of what: `平均(历年)`, `去重计数(于 全体.评票 按 评委)`.
    pub(super) fn without_value(&mut self, node: &Aggregate, span: Span) {
        let in_use = |name: &str| {
            let named =
                |expr: &tree::Expr| matches!(&expr.kind, tree::ExprKind::Name(path) if path.text() == name);
            [&node.by, &node.when].into_iter().flatten().any(|clause| clause.any(&named))
        };
        let list = match &node.collection {
            Collection::Everyone(path) | Collection::Named(path) => self.fact_named(&path.text()),
            _ => None,
        };
        let numeric_fact =
            || self.facts.iter().find(|fact| fact.spec.ty.is_numeric()).map(|fact| &fact.spec.name);
        let value = match (&node.collection, list.map(|list| &self.facts[list].spec.ty)) {
            (_, Some(FactType::List(fields))) => {
                let free = || fields.iter().filter(|field| !in_use(&field.name));
                let numeric = free().find(|field| field.ty.is_numeric());
                numeric.or_else(|| free().next()).map(|field| &field.name)
            }
            (Collection::All(_) | Collection::Others(_), _) => numeric_fact(),
            _ => None,
        };
        let value = value.map_or("得分率".to_owned(), |name| name.to_string());
        let written = self.sources.slice(span).to_owned();
        let right = written.find(['(', '（']).map(|at| {
            let (front, back) = written.split_at(at + written[at..].chars().next().map_or(0, char::len_utf8));
            let over = |word: &str| {
                if back.trim_start().starts_with('于') || back.trim_start().starts_with("over ") {
                    ""
                } else {
                    word
                }
                .to_owned()
            };
            let (zh, en) = (over("于 "), over("over "));
            text!("写成「{front}{value} {zh}{back}」", "write `{front}{value} {en}{back}`")
        });
        self.report(
            &super::findings::WRONG_ARGUMENTS,
            span,
            text!("「于」前面要写统计什么", "what is to be aggregated belongs before `over`"),
            text!("没写统计什么", "nothing to aggregate"),
        )
        .advise(
            right.unwrap_or(text!("如「平均(满意率 于 全体)」", "such as `mean(satisfaction over all)`")),
        );
    }

    fn no_weights(&mut self, name: &str, span: Span) {
        let written = self.sources.slice(span).trim_end_matches([')', '）']).to_owned();
        self.report(
            &CLAUSE,
            span,
            text!("「{name}」没有写各占多少权", "`{name}` does not say what weight each has"),
            text!("缺「权」", "no weights"),
        )
        .advise(text!(
            "在集合后面写「权」和占多少，如「{written} 权 户数)」",
            "write `weighted` and how much behind the collection, such as `{written} weighted households)`"
        ));
    }

    /// `at` is the collection, or the closing bracket where there is none.
    fn not_among_all(&mut self, name: &str, at: Span, span: Span) {
        let written = self.sources.slice(span);
        let (before, after) = ((at.start - span.start) as usize, (at.end - span.start) as usize);
        let closing = written.get(before..after).filter(|end| [")", "）"].contains(end));
        let (front, back) = (written.get(..before).unwrap_or(written), written.get(after..).unwrap_or(""));
        let (zh, en) = match closing {
            Some(end) => (format!("{front} 于 全体{end}"), format!("{front} over all{end}")),
            None => (format!("{front}全体{back}"), format!("{front}all{back}")),
        };
        self.report(
            &PLACE,
            span,
            text!("「{name}」只能在全体中取", "`{name}` is taken among all ratees"),
            text!("不是「于 全体」", "not over all"),
        )
        .advise(text!("写成「{zh}」", "write `{en}`"));
    }

    fn stray_clause(&mut self, span: Span, zh: &str, en: &str, name: &str) {
        self.report(
            &CLAUSE,
            span,
            text!("「{name}」用不到「{zh}」", "`{name}` has no use for `{en}`"),
            text!("没有作用", "does nothing"),
        )
        .advise(text!("删去「{zh}」，或换一个统计函数", "remove `{en}`, or take another figure"));
    }

    fn parameter(
        &mut self,
        function: Function,
        name: &str,
        given: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Option<Expr> {
        let example = match function.parameter() {
            Some(Parameter::Share) => "20%",
            Some(Parameter::Exponent) => "2",
            Some(Parameter::Number) if function == Function::TrimmedMean => "1",
            Some(Parameter::Number) | None => "3",
        };
        let wanted = usize::from(function.parameter().is_some());
        if given.len() != wanted {
            let at = given.get(wanted).map_or(span, |extra| extra.span);
            let (message, here) = if given.len() < wanted {
                match function.parameter() {
                    Some(Parameter::Share) => (
                        text!("「{name}」没有写百分之几", "`{name}` does not say which share"),
                        text!("缺比例", "no share"),
                    ),
                    Some(Parameter::Exponent) => (
                        text!("「{name}」没有写几次幂", "`{name}` does not say which power"),
                        text!("缺次数", "no exponent"),
                    ),
                    _ => (
                        text!("「{name}」没有写几个", "`{name}` does not say how many"),
                        text!("缺个数", "no number"),
                    ),
                }
            } else {
                (
                    text!(
                        "「{name}」的集合后面多写了东西",
                        "too much stands behind the collection of `{name}`"
                    ),
                    text!("多余", "too much"),
                )
            };
            let written = self.sources.slice(span).to_owned();
            let right = written.strip_suffix([')', '）']).map(|open| format!("{open}, {example})"));
            let problem = self.report(&PARAMETER, at, message, here);
            match right.filter(|_| given.len() < wanted) {
                Some(right) => problem.advise(text!("如「{right}」", "such as `{right}`")),
                None => problem.advise(text!("删去多余的部分", "remove what is too much")),
            };
            return None;
        }
        let made = self.number_of(given.first()?, scope);
        let value = constant(&made);
        let fits = value.as_ref().is_none_or(|value| match function.parameter() {
            Some(Parameter::Share) => *value >= Number::ZERO && *value <= Number::ONE,
            Some(Parameter::Exponent) => value.to_i64().is_some_and(|n| n.abs() <= 16),
            _ => value.to_i64().is_some_and(|n| n >= 1),
        });
        let constant_wanted = function.parameter() == Some(Parameter::Exponent) && value.is_none();
        if made.ty != Ty::Any && (!fits || constant_wanted) {
            let message = match function.parameter() {
                Some(Parameter::Share) => {
                    text!("比例要在 0% 到 100% 之间", "a share lies between 0% and 100%")
                }
                Some(Parameter::Exponent) => {
                    text!(
                        "次数要写固定的整数，从 -16 到 16",
                        "an exponent is a whole constant from -16 to 16"
                    )
                }
                _ => text!("个数要写 1 以上的整数", "a number from 1 upwards is wanted"),
            };
            let written = self.sources.slice(made.span).to_owned();
            let hundredth = function.parameter() == Some(Parameter::Share)
                && written.chars().all(|c| c.is_ascii_digit())
                && value.is_some_and(|value| value <= Number::from(100));
            let problem = self.report(&PARAMETER, made.span, message, text!("不合适", "does not fit"));
            if hundredth {
                problem.advise(text!("要写百分号：{written}%", "with its percent sign: {written}%"));
                problem.replace(made.span, format!("{written}%"));
            } else {
                problem.advise(text!("如 {example}", "such as {example}"));
            }
        }
        Some(made)
    }
}
