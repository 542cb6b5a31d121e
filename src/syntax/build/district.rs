//! How a scheme differs from those on which it builds.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::{Builder, Kids, Stray, keyword};
use crate::source::Span;

impl Builder {
    /// 继承 …
    pub(super) fn parents(&self, pair: Pair<'_>) -> Vec<ParentNode> {
        let named = Kids::of(pair).filter(|p| p.as_rule() == Rule::parent);
        let one = |parent| {
            let mut kids = Kids::of(parent);
            let name = self.name(&kids.one(Rule::name)?);
            kids.eat(Rule::kw_from);
            Some(ParentNode { name, file: kids.one(Rule::string).map(|words| self.name(&words)) })
        };
        named.filter_map(one).collect()
    }

    /// 适用 …
    pub(super) fn applies(&mut self, pair: Pair<'_>) -> Option<AppliesNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_applies);
        let mut made = AppliesNode { from: None, to: None, when: None, span };
        while let Some(part) = kids.next() {
            match part.as_rule() {
                Rule::kw_from => made.from = Some(self.date(&kids.next()?)?),
                Rule::kw_to => made.to = Some(self.date(&kids.next()?)?),
                _ => made.when = Some(self.expr(kids.next()?)?),
            }
        }
        Some(made)
    }

    /// 改 …
    pub(super) fn overriding(&mut self, pair: Pair<'_>) -> Option<OverrideNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_override);
        let put = kids.next()?;
        let what = match put.as_rule() {
            Rule::override_value => self.override_value(put)?,
            Rule::override_part => Overriding::Part(self.part(put, span)?),
            _ => {
                let place = self.span(&put);
                Overriding::Whole(Box::new(self.statement(put)?), place)
            }
        };
        Some(OverrideNode { what, span })
    }

    /// `值 组织建设.x = …`: the last name is that of the value.
    fn override_value(&mut self, pair: Pair<'_>) -> Option<Overriding> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_let);
        let mut path = self.path(&kids.one(Rule::path)?);
        let name = path.names.pop()?;
        kids.eat(Rule::eq);
        let value = self.expr(kids.next()?)?;
        let basis = kids.next().and_then(|pair| self.basis(pair));
        let made = Box::new(Statement::Let(LetNode { name, value, basis, span }));
        Some(if path.names.is_empty() {
            Overriding::Whole(made, span)
        } else {
            Overriding::Value(path, made)
        })
    }

    fn part(&mut self, pair: Pair<'_>, all: Span) -> Option<PartNode> {
        let mut kids = Kids::of(pair);
        let kind = kids.one(Rule::part_kind).and_then(subject);
        let path = self.path(&kids.one(Rule::path)?);
        let head = Span { end: path.span.end, ..all };
        let mut made =
            PartNode { kind, path, clauses: vec![], rule: None, body: None, basis: None, damaged: false };
        for part in kids {
            match part.as_rule() {
                Rule::item_clause => made.clauses.extend(self.item_clause(part)),
                Rule::eq => {}
                Rule::head_junk => {
                    made.damaged = true;
                    let span = self.trimmed(&part);
                    self.strays.push(Stray { span, expected: Rule::only_override_head, head: Some(head) });
                }
                Rule::body => {
                    let before = self.strays.len();
                    made.body = Some(self.body(part, head));
                    if made.damaged {
                        self.strays.truncate(before);
                    }
                    made.damaged |= self.strays.len() > before;
                }
                Rule::basis_line => made.basis = self.basis(part),
                _ => made.rule = self.expr(part),
            }
        }
        Some(made)
    }

    /// 增 …
    pub(super) fn insertion(&mut self, pair: Pair<'_>) -> Option<InsertNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_insert);
        let kind = kids.one(Rule::part_kind).and_then(subject);
        let path = self.path(&kids.one(Rule::path)?);
        let head = Span { end: path.span.end, ..span };
        self.junk(&mut kids, head, Rule::only_override_head);
        let body = self.body(kids.one(Rule::body)?, head);
        Some(InsertNode { kind, path, body, span })
    }

    /// 删 …
    pub(super) fn removal(&mut self, pair: Pair<'_>) -> Option<RemoveNode> {
        let span = self.span(&pair);
        let mut made = RemoveNode { kind: None, colour: None, path: None, basis: None, span };
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::kw_remove => {}
                Rule::removed_kind => made.kind = subject(part),
                Rule::colour => {
                    let word = keyword(Kids::of(part.clone()).next()?.as_rule())?.rule;
                    made.colour = Some((self.name(&part), word));
                }
                Rule::path => made.path = Some(self.path(&part)),
                Rule::basis_line => made.basis = self.basis(part),
                other => made.kind = Some(Subject::Kind(keyword(other)?.rule)),
            }
        }
        Some(made)
    }
}

/// The kind that a keyword before a path names.
fn subject(pair: Pair<'_>) -> Option<Subject> {
    Some(match Kids::of(pair).next()?.as_rule() {
        Rule::kw_dimension => Subject::Item(ItemKind::Dimension),
        Rule::kw_indicator => Subject::Item(ItemKind::Indicator),
        Rule::kw_part => Subject::Item(ItemKind::Part),
        Rule::kw_item => Subject::Item(ItemKind::Item),
        other => Subject::Kind(keyword(other)?.rule),
    })
}
