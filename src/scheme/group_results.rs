//! Results of groups of ratees: one value for each group.
//!
//! Within one, every figure over ratees is a figure over those of the group; so what remains must be the same for all
//! of them.

use super::checker::{Amend, Checker, Scope, Stage};
use super::findings::DUPLICATE_NAME;
use super::model::*;
use super::types::Ty;
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::GroupResultNode;
use crate::{code, text};

code!(
    OF_ONE_RATEE,
    "H0546",
    Error,
    "组结果里用了每个对象各自的数" / "group-result-of-one-ratee",
    "组结果每组只有一个值，而各项得分、总分、数据每个对象各有一个，不知道取谁的。要先用统计把一组的数合成一个：平均、合计、计数、占比 ……"
        / "A group has one value, while scores, totals and facts differ from ratee to ratee, and nobody knows whose is meant. A figure makes one of the many: a mean, a sum, a count, a share …"
);
code!(
    OTHER_GROUPS,
    "H0548",
    Error,
    "组结果里又按别的分组" / "group-result-by-another-group",
    "组结果里的「于 全体」就是这一组的全体，已经按组分好了。再按别的分，就不知道取哪一份。"
        / "Within the result of a group, `over all` is all of that group. Grouped again by something else, nobody knows which part is meant."
);

/// Why an expression is not the same for all ratees of a group.
enum Varies<'e> {
    /// It belongs to one ratee.
    Own(&'e Expr),
    /// It says where one ratee stands, or leaves one out.
    Place(&'e Expr),
    /// It takes the group of one ratee by something else.
    Groups(&'e Expr),
}

impl Checker<'_> {
    pub(super) fn group_result(&mut self, node: &GroupResultNode) {
        let name = node.name.text.clone();
        let results = self.results.iter().map(|one| (&one.name, one.span));
        let groups = self.group_results.iter().map(|one| (&one.name, one.span));
        let first = results.chain(groups).find(|(other, _)| **other == name).map(|(_, span)| span);
        if let Some(first) = first {
            self.report(
                &DUPLICATE_NAME,
                node.name.span,
                text!("有两项结果叫「{name}」", "two results are called `{name}`"),
                text!("第二项", "second"),
            )
            .also(first, text!("第一项", "first"))
            .advise(text!("换一个名称", "choose another name"));
        }
        let scope = Scope::at(Stage::Results);
        let by = self.expr(&node.by, &scope);
        let by_name = match by.kind {
            ExprKind::Fact(fact) => Some(self.facts[fact].spec.name.clone()),
            _ => None,
        };
        let value = self.expr(&node.value, &Scope { group: Some(by.clone()), ..scope });
        self.same_for_the_group(&value, &by);
        let basis = node.basis.as_ref().map(|words| words.text.clone());
        self.group_results.push(GroupResult { name, by, by_name, value, basis, span: node.span });
    }

    /// The groups of a figure over ratees: within the result of a group they are those of the result.
    pub(super) fn within_group(&mut self, by: Option<Expr>, scope: &Scope) -> Option<Expr> {
        let Some(group) = &scope.group else { return by };
        if let Some(by) = by.filter(|by| by.ty != Ty::Any && !is_same(by, group)) {
            self.other_groups(by.span, group.span);
        }
        Some(group.clone())
    }

    /// The same for figures over the entries of all ratees.
    pub(super) fn entries_within_group(&mut self, by: Option<EntryKey>, scope: &Scope) -> Option<EntryKey> {
        let Some(group) = &scope.group else { return by };
        if let Some(by) = by.filter(|by| !is_same(&by.entry, group)) {
            self.other_groups(by.entry.span, group.span);
        }
        Some(EntryKey { entry: group.clone(), at_hand: group.clone() })
    }

    fn other_groups(&mut self, at: Span, group: Span) {
        let (own, other) = (self.sources.slice(group).to_owned(), self.sources.slice(at).to_owned());
        self.report(
            &OTHER_GROUPS,
            at,
            text!("组结果已经按「{own}」分组，里面不能再按「{other}」分", "this result is by `{own}`; within it nothing can be by `{other}`"),
            text!("另一种分法", "another way to group"),
        )
        .also(group, text!("按这个分组", "grouped by this"))
        .advise(text!(
            "删去「按 {other}」；只算其中一部分就写「当 {other} = …」；要按「{other}」分，就另写一条组结果",
            "remove `by {other}`; for a part of the group write `when {other} = …`; to group by `{other}` write another group result"
        ));
    }

    /// A finding if a value differs between the ratees of a group.
    fn same_for_the_group(&mut self, value: &Expr, by: &Expr) {
        if by.ty == Ty::Any {
            return;
        }
        let Some(varies) = self.varies(value, by, &mut Vec::new()) else { return };
        let group = Text::same(self.sources.slice(by.span).to_owned());
        match varies {
            Varies::Own(part) => {
                let (written, span, help) =
                    (self.sources.slice(part.span).to_owned(), part.span, self.of_many(part));
                self.report(
                    &OF_ONE_RATEE,
                    span,
                    text!(
                        "「{written}」每个对象各有一个，组结果每组只有一个值",
                        "`{written}` differs from ratee to ratee, and a group has one value"
                    ),
                    text!("是谁的？", "whose?"),
                )
                .also(by.span, text!("每个「{0}」一个值", "one value for each `{0}`", group))
                .advise(help);
            }
            Varies::Place(part) => {
                let written = self.sources.slice(part.span).to_owned();
                self.report(
                    &OF_ONE_RATEE,
                    part.span,
                    text!(
                        "「{written}」说的是某一个对象与别人相比，组结果不属于哪一个对象",
                        "`{written}` compares one ratee with others, and the result of a group belongs to none"
                    ),
                    text!("是谁与别人比？", "who is compared?"),
                )
                .advise(text!(
                    "写一组的统计，如「平均(总分 于 全体)」「计数(于 全体 当 名次 ≤ 3)」",
                    "write a figure of the group, such as `mean(total over all)`, `count(over all when rank ≤ 3)`"
                ));
            }
            Varies::Groups(part) => {
                let written = self.sources.slice(part.span).to_owned();
                self.report(
                    &OTHER_GROUPS,
                    part.span,
                    text!(
                        "「{written}」按别的分组，同一个「{0}」里的对象各不相同",
                        "`{written}` is by other groups, and differs between ratees of one `{0}`",
                        group
                    ),
                    text!("另一种分法", "another way to group"),
                )
                .advise(text!(
                    "在组结果里直接写统计，不用这个值；「于 全体」就是这一组的全体",
                    "write the figure in the group result itself, where `over all` is all of the group"
                ));
            }
        }
    }

    /// How the many values of an expression become one.
    fn of_many(&self, part: &Expr) -> Text {
        let written = self.sources.slice(part.span).to_owned();
        match &part.ty {
            Ty::Truth => text!(
                "如「计数(于 全体 当 {written})」「占比({written} 于 全体)」",
                "such as `count(over all when {written})`, `share({written} over all)`"
            ),
            Ty::Text | Ty::Category(_) | Ty::Grade | Ty::Date => text!(
                "如「计数(于 全体 当 {written} = …)」「占比({written} = … 于 全体)」「列举({written} 于 全体)」",
                "such as `count(over all when {written} = …)`, `share({written} = … over all)`, `names({written} over all)`"
            ),
            _ => text!(
                "如「平均({written} 于 全体)」「合计({written} 于 全体)」「最高({written} 于 全体)」",
                "such as `mean({written} over all)`, `sum({written} over all)`, `max({written} over all)`"
            ),
        }
    }

    /// What differs between the ratees of a group. Figures over ratees do not, unless they belong to one of them.
    /// `seen` are the named values that were looked into: one that depends on itself has a finding of its own.
    fn varies<'e>(&'e self, expr: &'e Expr, by: &Expr, seen: &mut Vec<LetId>) -> Option<Varies<'e>> {
        if is_same(expr, by) {
            return None;
        }
        match &expr.kind {
            ExprKind::Fact(_)
            | ExprKind::LastYear(_)
            | ExprKind::Field(_)
            | ExprKind::Score(_)
            | ExprKind::ScoreRate(_)
            | ExprKind::Total
            | ExprKind::Grade
            | ExprKind::Rank
            | ExprKind::Alerts(_)
            | ExprKind::Identity
            | ExprKind::Occurrence(_)
            | ExprKind::Occurrences(_)
            | ExprKind::Parts(_) => Some(Varies::Own(expr)),
            // A named value or a cell of a table is named where it is read, not where it is written.
            ExprKind::Let(id) if seen.contains(id) => None,
            ExprKind::Let(id) => {
                seen.push(*id);
                match self.varies(self.lets[*id].checked.as_ref()?, by, seen)? {
                    Varies::Own(_) => Some(Varies::Own(expr)),
                    Varies::Place(_) => Some(Varies::Place(expr)),
                    Varies::Groups(_) => Some(Varies::Groups(expr)),
                }
            }
            ExprKind::Table { keys, .. } => {
                keys.iter().any(|key| self.varies(key, by, seen).is_some()).then_some(Varies::Own(expr))
            }
            ExprKind::Cohort(figure) if figure.others || figure.function.is_relative() => {
                Some(Varies::Place(expr))
            }
            ExprKind::Cohort(figure) => match &figure.by {
                Some(key) if !is_same(key, by) => Some(Varies::Groups(expr)),
                _ => figure
                    .parameter
                    .iter()
                    .chain(&figure.if_empty)
                    .find_map(|part| self.varies(part, by, seen)),
            },
            ExprKind::Entries(figure) if !figure.everyone => Some(Varies::Own(expr)),
            ExprKind::Entries(figure) => match &figure.by {
                Some(key) if !is_same(&key.at_hand, by) => Some(Varies::Groups(expr)),
                _ => figure
                    .parameter
                    .iter()
                    .chain(&figure.if_empty)
                    .find_map(|part| self.varies(part, by, seen)),
            },
            _ => {
                let mut parts = Vec::new();
                expr.each_part(&mut |part| parts.push(part));
                parts.into_iter().find_map(|part| self.varies(part, by, seen))
            }
        }
    }
}

/// Whether two expressions read the same of a ratee.
fn is_same(a: &Expr, b: &Expr) -> bool {
    match (&a.kind, &b.kind) {
        (ExprKind::Fact(a), ExprKind::Fact(b)) => a == b,
        (ExprKind::LastYear(a), ExprKind::LastYear(b)) => a == b,
        (ExprKind::Let(a), ExprKind::Let(b)) => a == b,
        (ExprKind::Grade, ExprKind::Grade) => true,
        // What is more than a name is the same where it is the very expression that groups.
        _ => a.span == b.span,
    }
}
