//! What is said twice: only one of the two could hold, and nobody would see which.

use super::checker::{Amend, Checker};
use super::model::*;
use crate::source::Span;
use crate::syntax::tree::{
    Aggregate, FactClause, FactClauseKind, FigureClause, ItemClauseKind, ItemNode, Limit, LimitKind,
    Statement, TogetherNode,
};
use crate::{code, text};

code!(
    SAID_TWICE,
    "H0622",
    Error,
    "同一件事写了两次" / "said-twice",
    "同一件事只能写一次，写两次就不知道以哪一次为准。"
        / "What is said twice holds only once, and nobody could tell which of the two it is."
);
code!(
    FULL_OF_A_PILOT,
    "H0623",
    Error,
    "试点没有满分" / "full-marks-of-a-pilot",
    "试点不计分，没有写分值就没有满分，「满分 * …」永远是 0。"
        / "A pilot counts for nothing and has no full marks unless it says points, so `full * …` would always be 0."
);

code!(
    NOT_IN_AN_ADJUSTMENT,
    "H0624",
    Error,
    "加分、扣分里用不上" / "no-part-of-an-adjustment",
    "加分、扣分没有子项，也不参与分值和权重的合计；写在里面的基础、子项、权重、试点、可选、封顶不起作用。"
        / "Bonuses and deductions have no parts and no share among items: a `base`, a part, a weight, `pilot`, `optional` or `capped` in one would do nothing."
);
code!(
    NOT_IN_TOGETHER,
    "H0630",
    Error,
    "合并里用不上" / "no-part-of-together",
    "「合并 { … }」里只有加分、扣分的语句，它们合在一起受一个限制；别的写在里面不起作用。"
        / "`together { … }` holds lines that add or take off, under one limit; anything else in it would do nothing."
);

impl Checker<'_> {
    /// What would do nothing in a bonus or a deduction.
    pub(super) fn strange_to_adjustments(&mut self, node: &ItemNode) {
        let clauses = node.clauses.iter().filter(|clause| {
            matches!(
                clause.kind,
                ItemClauseKind::Weight(_)
                    | ItemClauseKind::Pilot
                    | ItemClauseKind::Optional(_)
                    | ItemClauseKind::Rescaled
                    | ItemClauseKind::Limit(Limit { kind: LimitKind::Capped, .. })
            )
        });
        let body = node.body.iter().flatten().filter_map(|statement| match statement {
            Statement::Base(base) | Statement::Combine(base) => Some(base.span),
            Statement::Item(part) => Some(part.span),
            _ => None,
        });
        let places: Vec<Span> = clauses.map(|clause| clause.span).chain(body).collect();
        let name = node.name.text.clone();
        for span in places {
            self.report(
                &NOT_IN_AN_ADJUSTMENT,
                span,
                text!("这在「{name}」里不起作用", "this does nothing in `{name}`"),
                text!("用不上", "of no use here"),
            )
            .advise(text!(
                "加多少写成「加 2 分」的语句，或写「{name} 上限 5 分 = …」；要计入满分的，写成指标",
                "say how much with lines such as `add 2 points`, or with `{name} cap 5 points = …`; what belongs to full marks is an `indicator`"
            ));
        }
    }

    /// What would do nothing among lines that are put together.
    pub(super) fn strange_together(&mut self, node: &TogetherNode) {
        let name = node.name.as_ref().map_or(String::new(), |name| format!(" {}", name.text));
        for statement in &node.body {
            let (span, limit) = match statement {
                Statement::Base(it) | Statement::Combine(it) => (it.span, false),
                Statement::Item(part) => (part.span, false),
                Statement::Limit(limit) => (limit.span, true),
                Statement::Policy(policy) => (policy.span, false),
                _ => continue,
            };
            let written = self.sources.slice(span).to_owned();
            let help = if limit {
                text!(
                    "写在大括号前面：「合并{name} {written} {{ … }}」",
                    "write it before the braces: `together{name} {written} {{ … }}`"
                )
            } else {
                text!(
                    "移到「合并」外面，写在它所在的指标里",
                    "move it out of `together`, into the indicator in which that stands"
                )
            };
            self.report(
                &NOT_IN_TOGETHER,
                span,
                text!("这在「合并{name}」里不起作用", "this does nothing in `together{name}`"),
                text!("用不上", "of no use here"),
            )
            .advise(help);
        }
    }

    /// The clauses of a figure, of each kind one.
    pub(super) fn figure_says_once(&mut self, node: &Aggregate) {
        let mut seen: Vec<&(FigureClause, Span)> = Vec::new();
        for said in &node.clauses {
            match seen.iter().find(|(kind, _)| *kind == said.0) {
                Some((FigureClause::When, first)) => {
                    let (one, two) = (self.written(*first), self.written(said.1));
                    self.report(
                        &SAID_TWICE,
                        said.1,
                        text!("「当」写了两次", "`when` stands twice"),
                        text!("又一次", "again"),
                    )
                    .also(*first, text!("前面一次", "said before"))
                    .advise(text!(
                        "两个条件都要满足的，写成「当 {one} 且 {two}」",
                        "if both must hold, write `when {one} and {two}`"
                    ));
                }
                Some((_, first)) => self.said_twice(*first, said.1),
                None => seen.push(said),
            }
        }
    }

    pub(super) fn said_twice(&mut self, first: Span, second: Span) {
        let (one, two) = (self.sources.slice(first).to_owned(), self.sources.slice(second).to_owned());
        self.report(
            &SAID_TWICE,
            second,
            text!("「{two}」与前面的「{one}」说的是同一件事", "`{two}` says again what `{one}` has said"),
            text!("又一次", "again"),
        )
        .also(first, text!("前面一次", "said before"))
        .advise(text!("留下一个，删去另一个", "keep one of them and remove the other"));
    }

    /// Says of each slot that is filled again that it is.
    fn once(&mut self, said: impl Iterator<Item = (&'static str, Span)>) {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for (slot, span) in said {
            match seen.iter().find(|(other, _)| *other == slot) {
                Some((_, first)) => self.said_twice(*first, span),
                None => seen.push((slot, span)),
            }
        }
    }

    /// The clauses and statements of an item, of each kind one.
    pub(super) fn item_says_once(&mut self, node: &ItemNode) {
        let limit = |kind: &LimitKind| match kind {
            LimitKind::Cap(_) => Some("cap"),
            LimitKind::Floor(_) => Some("floor"),
            _ => None,
        };
        let clauses = node.clauses.iter().filter_map(|clause| {
            let slot = match &clause.kind {
                ItemClauseKind::Limit(said) => limit(&said.kind)?,
                ItemClauseKind::Round(_) => "round",
                ItemClauseKind::Policy(policy) if policy.not_applicable => "not applicable",
                ItemClauseKind::Policy(_) => "missing",
                _ => return None,
            };
            Some((slot, clause.span))
        });
        let rule = node.rule.iter().map(|rule| ("base", rule.span));
        let body = node.body.iter().flatten().filter_map(|statement| match statement {
            Statement::Base(base) => Some(("base", base.span)),
            Statement::Combine(combine) => Some(("combine", combine.span)),
            Statement::Limit(said) => Some((limit(&said.kind)?, said.span)),
            _ => None,
        });
        self.once(clauses.chain(rule).chain(body));
    }

    pub(super) fn fact_says_once(&mut self, clauses: &[FactClause]) {
        self.once(clauses.iter().filter_map(|clause| {
            let slot = match &clause.kind {
                FactClauseKind::Range(..) => "range",
                FactClauseKind::Policy(policy) if policy.not_applicable => "not applicable",
                FactClauseKind::Policy(_) => "missing",
                _ => return None,
            };
            Some((slot, clause.span))
        }));
    }

    /// Scheme: how the top items join, once.
    pub(super) fn scheme_says_once(&mut self) {
        let said = self.node.statements.iter().filter_map(|statement| match statement {
            Statement::Combine(combine) => Some(("combine", combine.span)),
            _ => None,
        });
        self.once(said);
    }

    /// Full marks are read in a pilot that has none.
    pub(super) fn full_of_a_pilot(&mut self, item: ItemId, span: Span) {
        let name = self.items[item].name.clone();
        self.report(
            &FULL_OF_A_PILOT,
            span,
            text!(
                "试点「{name}」没有写分值，这里的满分是 0",
                "the pilot `{name}` says no points, so full marks are 0 here"
            ),
            text!("没有满分", "no full marks"),
        )
        .advise(text!(
            "写「{name} 10 分 试点」，或把「满分」换成分数，如 100",
            "write `{name} 10 points pilot`, or a number such as 100 in place of `full`"
        ));
    }
}
