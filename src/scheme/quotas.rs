//! Ranks, quotas and awards: how many places there are, who takes part, and in what order.

use super::checker::{Amend, Checker, Scope, Stage};
use super::expr::constant;
use super::findings::DUPLICATE_NAME;
use super::model::*;
use super::standing::standing;
use super::types::Ty;
use crate::diagnostic::{Diagnostic, similar};
use crate::locale::Text;
use crate::number::{Number, Rounding};
use crate::source::Span;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{
    self, OrderKeyNode, QuotaNode, QuotaRowKind, RankClauseKind, RankNode, SchemeNode, Statement, TiesNode,
};
use crate::unit::Dimension;
use crate::{code, text};

code!(
    NO_PLACES,
    "H1101",
    Error,
    "名额没有说有几个" / "quota-without-places",
    "名额要说明有几个：占基数的比例、一个数，或者末位的比例。没有这一行就不知道取到哪里为止。"
        / "A quota says how many places there are: a rate of its base, a number, or a share at the bottom. Without it nobody knows where the line is."
);
code!(
    NEAR_A_GRADE,
    "H1102",
    Warning,
    "名额的名称像是等次写错了" / "award-like-a-grade",
    "名额后面写等次的名称，就限制这个等次的个数；写别的名称，就是一项评先。名称与某个等次只差一点，多半是写错了字。"
        / "A quota with the name of a grade limits that grade; any other name is an award. A name that is almost a grade is mostly a slip."
);
code!(
    ROW_TWICE,
    "H1103",
    Error,
    "名额或名次的同一行写了两次" / "row-twice",
    "每样规定只写一次，写两次就不知道以哪个为准。"
        / "Each provision stands once; of two nobody knows which holds."
);
code!(
    ROW_DOES_NOT_FIT,
    "H1104",
    Error,
    "名额里的这一行用不上" / "row-does-not-fit",
    "有些行只对某种名额有意义：落选、补足只用于限制等次的名额，并组、调剂要先用「按」分组，末位与比例不能并存。"
        / "Some rows mean something for one kind of quota only: `others` and `fill` for quotas of grades, `pool` and `unused pooled` with groups, and a share at the bottom stands without a rate."
);
code!(
    WRONG_AMOUNT,
    "H1105",
    Error,
    "名额的数写得不对" / "wrong-amount",
    "比例写百分比，如 20%；个数写不带百分号的整数，如 3。混用会差一百倍。"
        / "A rate is a percentage, such as 20%; a number of places is whole and bare, such as 3. Mixed up, they differ a hundredfold."
);
code!(
    NO_ORDER,
    "H1106",
    Error,
    "不能按它排先后" / "key-without-order",
    "排先后的依据要有大小：数、日期、编号、等次，或者用「>」排了先后的类别。"
        / "What orders ratees must have an order itself: a number, a date, an identity, a grade, or a category whose words are declared with `>`."
);
code!(
    OTHERS,
    "H1107",
    Error,
    "落选的去处不对" / "wrong-grade-for-others",
    "没有进入名额的，要落到一个更低的等次。不写「落选」时是下一等；最低的等次没有下一等。"
        / "Who finds no place falls to a lower grade: the next one unless `others` says otherwise. The lowest grade has none below it."
);
code!(
    BOUNDS_CROSS,
    "H1108",
    Error,
    "名额的上下限矛盾" / "bounds-of-places-cross",
    "「不低于」比「不高于」还大，没有一个数能同时满足。"
        / "`at least` is above `at most`, so that no number of places meets both."
);

/// A keyword as it is written in both languages.
fn written(rule: &str) -> Text {
    let row = KEYWORDS.iter().find(|row| row.rule == rule);
    row.map_or(Text::fixed("", ""), |row| Text::fixed(row.zh[0], row.en[0]))
}

/// The rows of a quota as far as they are said, each with its place.
#[derive(Default)]
struct Rows<'t> {
    rate: Option<(&'t tree::Expr, Span)>,
    bottom: Option<(&'t tree::Expr, Span)>,
    out_of: Option<(&'t tree::Expr, Span)>,
    at_most: Option<(&'t tree::Expr, Span)>,
    at_least: Option<(&'t tree::Expr, Span)>,
    when: Option<&'t tree::Expr>,
    order: Option<&'t [OrderKeyNode]>,
    pool: Option<(&'t tree::Expr, Span)>,
    pooled: Option<Span>,
    others: Option<&'t tree::Name>,
    fill: Option<Span>,
    rounding: Option<(Rounding, Span)>,
    ties: Option<Ties>,
}

impl Checker<'_> {
    pub(super) fn check_quotas(&mut self, node: &SchemeNode) {
        for statement in &node.statements {
            let before = self.problems.len();
            if let Statement::Quota(quota) = statement
                && let Some(made) = self.quota(quota)
            {
                if !self.problems[before..].iter().any(Diagnostic::is_error) {
                    self.least_with_ties(quota, &made);
                }
                self.quotas.push(made);
            }
        }
        self.check_eligibility();
    }

    fn row_twice(&mut self, rule: &str, span: Span, first: Span) {
        let what = written(rule);
        self.report(
            &ROW_TWICE,
            span,
            text!("「{0}」写了两次", "`{0}` stands twice", what),
            text!("第二次", "second"),
        )
        .also(first, text!("第一次在这里", "first here"))
        .advise(text!("只保留一处", "keep one of them"));
    }

    fn quota(&mut self, node: &QuotaNode) -> Option<Quota> {
        let name = node.name.text.clone();
        if self.quotas.iter().any(|other| other.name == name) {
            self.report(
                &DUPLICATE_NAME,
                node.name.span,
                text!("名额「{name}」写了两次", "the quota `{name}` stands twice"),
                text!("第二次", "second"),
            )
            .advise(text!("合成一处", "join them"));
        }
        let rows = self.quota_rows(node);
        let grade = self.grade_names.iter().position(|grade| *grade == name);
        if grade.is_none() {
            self.award_name(node);
        }
        self.rows_that_fit(node, &rows, grade.is_some());
        let target = match (grade, rows.bottom) {
            (None, _) => QuotaTarget::Award,
            (Some(grade), Some(_)) => QuotaTarget::Bottom { grade },
            (Some(grade), None) => {
                let others = self.others(node, &rows, grade)?;
                QuotaTarget::Grade { grade, others, fill: rows.fill.is_some() }
            }
        };
        // An award is given when all else is known, ranks among it.
        let stage = if grade.is_none() { Stage::Results } else { Stage::Quotas };
        let scope = Scope::at(stage);
        let places = self.places(node, &rows, &scope);
        let order = match rows.order {
            Some(keys) => self.order(keys, &scope),
            None => vec![self.by_total(node.name.span)],
        };
        Some(Quota {
            path: format!("名额.{name}").into(),
            name,
            target,
            by: node.by.as_ref().map(|by| self.group(by, &scope)),
            places,
            order,
            ties: rows.ties.unwrap_or(Ties::AllOrNone),
            pool_below: rows.pool.map(|(value, span)| self.amount(value, span, &scope)),
            pooled: rows.pooled.is_some(),
            when: rows.when.map(|when| self.condition(when, &scope)),
            basis: node.basis.as_ref().map(|words| words.text.clone()),
            span: node.span,
        })
    }

    fn quota_rows<'n>(&mut self, node: &'n QuotaNode) -> Rows<'n> {
        let mut rows = Rows::default();
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for row in &node.rows {
            let keyword = row.kind.keyword();
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == keyword) {
                self.row_twice(keyword, row.span, *first);
                continue;
            }
            seen.push((keyword, row.span));
            let at = row.span;
            match &row.kind {
                QuotaRowKind::Rate(value) => rows.rate = Some((value, at)),
                QuotaRowKind::Bottom(value) => rows.bottom = Some((value, at)),
                QuotaRowKind::OutOf(value) => rows.out_of = Some((value, at)),
                QuotaRowKind::AtMost(value) => rows.at_most = Some((value, at)),
                QuotaRowKind::AtLeast(value) => rows.at_least = Some((value, at)),
                QuotaRowKind::When(when) => rows.when = Some(when),
                QuotaRowKind::Order(keys) => rows.order = Some(keys),
                QuotaRowKind::Pool(value) => rows.pool = Some((value, at)),
                QuotaRowKind::Unused(pooled) => rows.pooled = pooled.then_some(at),
                QuotaRowKind::Others(name) => rows.others = Some(name),
                QuotaRowKind::Fill => rows.fill = Some(at),
                QuotaRowKind::Round(rounding) => {
                    if rounding.places.unwrap_or(0) > 0 {
                        self.report(
                            &WRONG_AMOUNT,
                            rounding.span,
                            text!("名额是整数，取整没有小数位", "places are whole: no decimals here"),
                            text!("有小数位", "decimals"),
                        )
                        .advise(text!(
                            "写「取整 向下」「取整 四舍五入」「取整 向上」",
                            "write `round down`, `round half up`, `round up`"
                        ));
                    }
                    rows.rounding = Some((rounding.mode, at));
                }
                QuotaRowKind::Ties(ties) => {
                    rows.ties = Some(match ties {
                        TiesNode::AllOrNone => Ties::AllOrNone,
                        TiesNode::AllIn => Ties::AllIn,
                        TiesNode::AllOut => Ties::AllOut,
                    });
                }
            }
        }
        rows
    }

    /// A name that is no grade: an award, unless it is almost a grade or taken by a result.
    fn award_name(&mut self, node: &QuotaNode) {
        let name = node.name.text.clone();
        let near = similar::nearest(&name, self.grade_names.iter().map(|grade| &**grade)).map(str::to_owned);
        if let Some(near) = near {
            self.report(
                &NEAR_A_GRADE,
                node.name.span,
                text!(
                    "没有等次叫「{name}」，这条名额算作评先",
                    "no grade is called `{name}`: this quota counts as an award"
                ),
                text!("不是等次", "not a grade"),
            )
            .advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"))
            .propose(node.name.span, near);
        }
        let clash = self.results.iter().find(|result| result.name == name).map(|result| result.span);
        if let Some(first) = clash {
            self.report(
                &DUPLICATE_NAME,
                node.name.span,
                text!("评先「{name}」与一项结果同名", "the award `{name}` has the name of a result"),
                text!("评先", "award"),
            )
            .also(first, text!("结果", "result"))
            .advise(text!(
                "换一个名称：获评的就有名为「{name}」的结果",
                "rename one: winners have a result called `{name}`"
            ));
        }
    }

    fn does_not_fit(&mut self, rule: &str, span: Span, why: Text, help: Text) {
        let what = written(rule);
        self.report(
            &ROW_DOES_NOT_FIT,
            span,
            text!("「{0}」在这里用不上：{1}", "`{0}` means nothing here: {1}", what, why),
            text!("用不上", "means nothing here"),
        )
        .advise(help);
    }

    fn rows_that_fit(&mut self, node: &QuotaNode, rows: &Rows<'_>, is_grade: bool) {
        let name = node.name.text.clone();
        if let (Some((_, rate)), Some((_, bottom))) = (rows.rate, rows.bottom) {
            self.does_not_fit(
                "bottom",
                bottom,
                text!(
                    "「比例」限制最多几个，「末位」规定最少几个",
                    "`rate` sets the most, `bottom` the fewest"
                ),
                text!("删去其中一行", "remove one of the rows"),
            );
            let last = self.problems.len() - 1;
            self.problems[last].also(rate, text!("比例", "rate"));
        }
        if !is_grade {
            let why = || text!("「{name}」不是等次", "`{name}` is no grade");
            if let Some((_, at)) = rows.bottom {
                self.does_not_fit(
                    "bottom",
                    at,
                    why(),
                    text!("评先写「比例 10%」或「不高于 3」", "an award takes `rate 10%` or `at most 3`"),
                );
            }
            if let Some(others) = rows.others {
                self.does_not_fit(
                    "others",
                    others.span,
                    why(),
                    text!(
                        "删去这一行：没有获评的等次不变",
                        "remove the row: those without the award keep their grade"
                    ),
                );
            }
            if let Some(at) = rows.fill {
                self.does_not_fit(
                    "fill",
                    at,
                    why(),
                    text!("删去这一行：评先本来就在全体中取", "remove the row: an award is open to all"),
                );
            }
        }
        if let (true, Some((_, _))) = (is_grade, rows.bottom) {
            let why = || text!("这条名额是从末位往上取", "this quota takes from the bottom upwards");
            let help = || text!("删去这一行", "remove the row");
            if let Some(others) = rows.others {
                self.does_not_fit("others", others.span, why(), help());
            }
            if let Some(at) = rows.fill {
                self.does_not_fit("fill", at, why(), help());
            }
            if let Some(at) = rows.pooled {
                self.does_not_fit("unused", at, why(), help());
            }
        }
        if node.by.is_none() {
            let why = || text!("这条名额没有分组", "this quota has no groups");
            let help =
                || text!("写成「名额 {name} 按 地区 {{ … }}」", "write `quota {name} by area {{ … }}`");
            if let Some((_, at)) = rows.pool {
                self.does_not_fit("pool", at, why(), help());
            }
            if let Some(at) = rows.pooled {
                self.does_not_fit("unused", at, why(), help());
            }
        }
        let no_share = rows.rate.is_none() && rows.bottom.is_none();
        if let (true, Some((_, at))) = (no_share, rows.out_of) {
            let help = text!("加一行「比例 20%」", "add a row `rate 20%`");
            self.does_not_fit("out_of", at, text!("没有比例", "there is no rate"), help);
        }
        if let (true, Some((_, at))) = (no_share, rows.rounding) {
            let help = text!("删去这一行", "remove the row");
            self.does_not_fit("round", at, text!("没有比例", "there is no rate"), help);
        }
    }

    /// Where those go who find no place.
    fn others(&mut self, node: &QuotaNode, rows: &Rows<'_>, grade: usize) -> Option<usize> {
        let name = node.name.text.clone();
        let Some(others) = rows.others else {
            if grade + 1 == self.grade_names.len() && node.damaged {
                return None;
            }
            if grade + 1 == self.grade_names.len() {
                self.report(
                    &OTHERS,
                    node.name.span,
                    text!(
                        "「{name}」是最低的等次，落选的无处可去",
                        "`{name}` is the lowest grade: those without a place have nowhere to go"
                    ),
                    text!("最低的等次", "the lowest grade"),
                )
                .advise(text!(
                    "要规定末位的比例，写「末位 5%」",
                    "for a share at the bottom write `bottom 5%`"
                ));
                return None;
            }
            return Some(grade + 1);
        };
        let words = self.grade_names.clone();
        self.word(&others.text, &words, others.span);
        let index = words.iter().position(|word| *word == others.text)?;
        if index <= grade {
            let other = others.text.clone();
            self.report(
                &OTHERS,
                others.span,
                text!("「{other}」不比「{name}」低", "`{other}` is not below `{name}`"),
                text!("不是更低的等次", "not a lower grade"),
            )
            .advise(text!("写一个比「{name}」低的等次", "name a grade below `{name}`"));
            return None;
        }
        Some(index)
    }

    fn places(&mut self, node: &QuotaNode, rows: &Rows<'_>, scope: &Scope) -> Places {
        let (mut share, mut number) = (None, None);
        if let Some((value, span)) = rows.rate {
            share = Some(self.share(value, span, scope));
        }
        if let Some((value, span)) = rows.bottom {
            let made = self.expr(value, scope);
            if is_share(&made.ty) {
                share = Some(self.checked_share(made, span));
            } else {
                number = Some(self.checked_amount(made, span));
            }
        }
        let at_most = rows.at_most.map(|(value, span)| self.amount(value, span, scope));
        let at_least = rows.at_least.map(|(value, span)| self.amount(value, span, scope));
        if share.is_none() && number.is_none() && at_most.is_none() && !node.damaged {
            let name = node.name.text.clone();
            self.report(
                &NO_PLACES,
                node.name.span,
                text!(
                    "名额「{name}」没有说有几个",
                    "the quota `{name}` does not say how many places there are"
                ),
                text!("缺「比例」或「不高于」", "no `rate`, no `at most`"),
            )
            .advise(text!("加一行「比例 20%」或「不高于 3」", "add a row `rate 20%` or `at most 3`"));
        }
        if let (Some(low), Some(high)) = (&at_least, &at_most)
            && let (Some(a), Some(b)) = (constant(low), constant(high))
            && a > b
        {
            let high = high.span;
            self.report(
                &BOUNDS_CROSS,
                low.span,
                text!("至少 {a} 个，又至多 {b} 个", "at least {a}, yet at most {b}"),
                text!("下限", "at least"),
            )
            .also(high, text!("上限", "at most"))
            .advise(text!("改其中一个数", "change one of the numbers"));
        }
        Places {
            share,
            number,
            at_most,
            at_least,
            base: rows.out_of.map(|(value, span)| self.amount(value, span, scope)),
            rounding: rows.rounding.map_or(Rounding::Down, |(mode, _)| mode),
        }
    }

    /// An expression that must be a share of the base.
    fn share(&mut self, value: &tree::Expr, span: Span, scope: &Scope) -> Expr {
        let made = self.expr(value, scope);
        self.checked_share(made, span)
    }

    fn checked_share(&mut self, made: Expr, span: Span) -> Expr {
        let outside = constant(&made).is_some_and(|share| share.is_negative() || share > Number::ONE);
        if is_share(&made.ty) && !outside {
            return made;
        }
        let (slice, is) = (self.slice(made.span), made.ty.describe());
        let bare = matches!(made.kind, ExprKind::Number(_)) && made.ty == Ty::Number;
        let message = if outside {
            text!(
                "比例在 0% 到 100% 之间，而这里是 {slice}",
                "a rate lies between 0% and 100%, and this is {slice}"
            )
        } else {
            text!("比例要写百分比，而这里是{0}", "a rate is a percentage, and this is {0}", is)
        };
        let here = text!("不是这样的百分比", "no such percentage");
        self.report(&WRONG_AMOUNT, span, message, here).advise(if bare {
            text!(
                "要是百分之{slice}，写「{slice}%」；要是 {slice} 个，写「不高于 {slice}」",
                "for a rate write `{slice}%`; for a number write `at most {slice}`"
            )
        } else {
            text!(
                "如「比例 20%」「比例 若 先进区 = 是 则 25% 否则 20%」",
                "such as `rate 20%`, `rate if model = yes then 25% else 20%`"
            )
        });
        made
    }

    /// An expression that must be a number of places or ratees.
    fn amount(&mut self, value: &tree::Expr, span: Span, scope: &Scope) -> Expr {
        let made = self.expr(value, scope);
        self.checked_amount(made, span)
    }

    fn checked_amount(&mut self, made: Expr, span: Span) -> Expr {
        let counts = matches!(made.ty, Ty::Number | Ty::Unit(Dimension::Count(_)) | Ty::Any);
        let odd = constant(&made).is_some_and(|n| n.is_negative() || n.floor() != n);
        if counts && !odd {
            return made;
        }
        let slice = self.slice(made.span);
        self.report(
            &WRONG_AMOUNT,
            span,
            text!("这里要写个数，而 {slice} 不是", "a whole number is wanted here, and {slice} is none"),
            text!("不是个数", "not a number of places"),
        )
        .advise(text!(
            "写整数，如 3；占几成写「比例 20%」",
            "write a whole number, such as 3; a share is `rate 20%`"
        ));
        made
    }

    fn slice(&self, span: Span) -> String {
        self.sources.slice(span).to_owned()
    }

    /// 总分, the greatest first.
    fn by_total(&self, span: Span) -> OrderKey {
        let value = Expr { kind: ExprKind::Total, ty: Ty::Unit(Dimension::Score), span };
        OrderKey { value, ascending: false, span }
    }

    fn order(&mut self, keys: &[OrderKeyNode], scope: &Scope) -> Vec<OrderKey> {
        keys.iter()
            .map(|key| {
                let value = self.expr(&key.value, scope);
                let sorts = value.ty.is_numeric() || matches!(value.ty, Ty::Date | Ty::Text | Ty::Truth);
                let value = match self.standing_words(&value.ty) {
                    Some(words) => standing(value, words),
                    None if sorts => value,
                    None => {
                        let (slice, is) = (self.slice(key.value.span), value.ty.describe());
                        let chain = match &value.ty {
                            Ty::Category(words) => words.join(" > "),
                            _ => "优 > 良 > 差".to_owned(),
                        };
                        let help = text!(
                            "能分高低的，声明时从高到低写「类别({chain})」；分不出的，换一个有大小的依据",
                            "if one is better, declare them from best to worst, `category({chain})`; if none is, order by something else"
                        );
                        self.report(
                            &NO_ORDER,
                            key.value.span,
                            text!("「{slice}」是{0}，没有先后", "`{slice}` is {0} and has no order", is),
                            text!("没有先后", "no order"),
                        )
                        .advise(help);
                        value
                    }
                };
                OrderKey { value, ascending: key.ascending, span: key.span }
            })
            .collect()
    }

    /// What ratees are grouped by: not their points, which are what they are compared by.
    fn group(&mut self, by: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(by, scope);
        if made.ty == Ty::Unit(Dimension::Score) || matches!(made.kind, ExprKind::ScoreRate(_)) {
            let key = self.slice(made.span);
            self.report(
                &NO_ORDER,
                made.span,
                text!(
                    "「按」后面写分组，「{key}」是比高低的分数：按它分组，同组的全是一样的分",
                    "behind `by` stands the group, and `{key}` is points: groups of equal points have nobody to compare"
                ),
                text!("不是分组", "no group"),
            )
            .advise(text!(
                "按它排先后写「顺序 {key}」；分组的写「按 地区 顺序 {key}」",
                "to order by it write `order {key}`; with groups `by area order {key}`"
            ));
        }
        made
    }

    /// 名次, or what holds where a scheme says nothing of ranks.
    pub(super) fn ranking(&mut self, node: Option<&RankNode>) -> Ranking {
        let scope = Scope::at(Stage::Quotas);
        let mut made = Ranking { by: None, order: vec![], when: None, dense: false, basis: None, span: None };
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for clause in node.iter().flat_map(|node| &node.clauses) {
            let keyword = clause.kind.keyword();
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == keyword) {
                self.row_twice(keyword, clause.span, *first);
                continue;
            }
            seen.push((keyword, clause.span));
            match &clause.kind {
                RankClauseKind::By(by) => made.by = Some(self.group(by, &scope)),
                RankClauseKind::Order(keys) => made.order = self.order(keys, &scope),
                RankClauseKind::When(when) => made.when = Some(self.condition(when, &scope)),
                RankClauseKind::Ties(dense) => made.dense = *dense,
            }
        }
        if made.order.is_empty() {
            made.order.push(self.by_total(self.node.name.span));
        }
        made.basis = node.and_then(|node| node.basis.as_ref()).map(|words| words.text.clone());
        made.span = node.map(|node| node.span);
        made
    }
}

fn is_share(ty: &Ty) -> bool {
    matches!(ty, Ty::Ratio | Ty::Unit(Dimension::Percent) | Ty::Any)
}
