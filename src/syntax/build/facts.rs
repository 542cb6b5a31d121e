//! Declarations of facts.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::{Builder, Kids, keyword};
use crate::source::Span;

impl Builder {
    /// 数据 { … }
    pub(super) fn evidence(&mut self, pair: Pair<'_>) -> Vec<FactNode> {
        let head = self.span(&pair);
        let mut facts = Vec::new();
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_evidence);
        self.block(&mut kids, head, Rule::only_fact, |this, row| facts.extend(this.fact(row)));
        facts
    }

    fn fact(&mut self, pair: Pair<'_>) -> Option<FactNode> {
        let span = self.span(&pair);
        let is_group = pair.as_rule() == Rule::fact_group;
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_group);
        let name = self.name(&kids.one(Rule::name)?);
        let ty = self.fact_type(kids.next()?)?;
        let mut clauses = Vec::new();
        while let Some(clause) = kids.one(Rule::fact_clause) {
            clauses.extend(self.fact_clause(clause));
        }
        let members = is_group.then(|| {
            let mut members = Vec::new();
            self.block(&mut kids, name.span, Rule::only_member, |this, row| {
                let mut kids = Kids::of(row);
                if let Some(member) = kids.next() {
                    let label = kids.next().and_then(|label| this.basis(label));
                    members.push((this.name(&member), label));
                }
            });
            members
        });
        Some(FactNode { name, members, ty, clauses, span })
    }

    fn fact_type(&mut self, pair: Pair<'_>) -> Option<TypeNode> {
        let span = self.span(&pair);
        if pair.as_rule() == Rule::list_type {
            let mut fields = Vec::new();
            let mut kids = Kids::of(pair);
            let periods = kids.next()?.as_rule() == Rule::kw_periods;
            kids.eat(Rule::kw_in_order);
            let order = kids.one(Rule::name).map(|name| self.name(&name));
            self.block(&mut kids, span, Rule::only_field, |this, row| fields.extend(this.field(row)));
            return Some(TypeNode { kind: TypeKind::List(ListNode { fields, periods, order }), span });
        }
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        if first.as_rule() == Rule::category_type {
            let (mut words, mut ordered) = (Vec::new(), 0);
            for part in Kids::of(first) {
                match part.as_rule() {
                    Rule::word_value => words.push(self.name(&part)),
                    Rule::gt => ordered += 1,
                    _ => {}
                }
            }
            let order = match ordered {
                0 => CategoryOrder::None,
                signs if signs + 1 == words.len() => CategoryOrder::BestFirst,
                _ => CategoryOrder::Mixed,
            };
            return Some(TypeNode { kind: TypeKind::Category(words, order), span });
        }
        kids.eat(Rule::lparen);
        let unit = kids.one(Rule::type_unit).map(|unit| self.name(&unit));
        Some(TypeNode { kind: TypeKind::Plain(keyword(first.as_rule())?.rule, unit), span })
    }

    fn field(&mut self, row: Pair<'_>) -> Option<FieldNode> {
        let mut kids = Kids::of(row);
        let name = self.name(&kids.one(Rule::name)?);
        let ty = self.fact_type(kids.next()?)?;
        let mut field = FieldNode { name, ty, label: None, from: None };
        for clause in kids {
            let span = self.span(&clause);
            let mut kids = Kids::of(clause);
            match kids.next()?.as_rule() {
                Rule::kw_from => field.from = Some(self.from(kids, span)?),
                _ => field.label = kids.next().map(|words| self.name(&words)),
            }
        }
        Some(field)
    }

    /// What stands behind 自.
    fn from(&mut self, mut kids: Kids<'_>, span: Span) -> Option<FromNode> {
        let file = kids.one(Rule::string).map(|words| self.name(&words));
        Some(FromNode { file, path: self.path(&kids.next()?), span })
    }

    fn fact_clause(&mut self, pair: Pair<'_>) -> Option<FactClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let kind = match kids.next()?.as_rule() {
            Rule::kw_required => FactClauseKind::Required,
            Rule::kw_grouping => FactClauseKind::Grouping,
            Rule::kw_with_last_year => FactClauseKind::WithLastYear,
            Rule::kw_source => FactClauseKind::Source(self.name(&kids.next()?)),
            Rule::kw_label => FactClauseKind::Label(self.name(&kids.next()?)),
            Rule::kw_basis => FactClauseKind::Basis(self.name(&kids.next()?)),
            Rule::kw_range => match kids.peek()? {
                Rule::signed => {
                    let low = self.signed(kids.next()?)?;
                    kids.eat(Rule::kw_to);
                    FactClauseKind::Range(Some(low), Some(self.signed(kids.next()?)?))
                }
                Rule::ge | Rule::kw_at_least => {
                    kids.next();
                    FactClauseKind::Range(Some(self.signed(kids.next()?)?), None)
                }
                _ => {
                    kids.next();
                    FactClauseKind::Range(None, Some(self.signed(kids.next()?)?))
                }
            },
            Rule::kw_from => FactClauseKind::FromScheme(self.from(kids, span)?),
            subject => {
                let not_applicable = subject == Rule::kw_not_applicable;
                FactClauseKind::Policy(self.policy(kids.next()?, not_applicable, span)?)
            }
        };
        Some(FactClause { kind, span })
    }
}
