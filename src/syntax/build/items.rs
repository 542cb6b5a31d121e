//! Items, adjustments and their lines.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::{Builder, Kids, Stray};
use crate::source::Span;

impl Builder {
    /// An item, or an adjustment, which has the same parts.
    pub(super) fn item(&mut self, pair: Pair<'_>) -> Option<ItemNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let kind = Kids::of(first).next().map_or(ItemKind::Item, |keyword| match keyword.as_rule() {
            Rule::kw_dimension => ItemKind::Dimension,
            Rule::kw_indicator => ItemKind::Indicator,
            Rule::kw_part => ItemKind::Part,
            _ => ItemKind::Item,
        });
        let name = self.name(&kids.one(Rule::name)?);
        let mut item = ItemNode {
            kind,
            name,
            clauses: vec![],
            rule: None,
            body: None,
            basis: None,
            span,
            damaged: false,
        };
        let head = Span { end: item.name.span.end, ..span };
        for part in kids {
            match part.as_rule() {
                Rule::item_clause => item.clauses.extend(self.item_clause(part)),
                Rule::eq => {}
                Rule::head_junk => {
                    item.damaged = true;
                    let span = self.trimmed(&part);
                    self.strays.push(Stray { span, expected: Rule::only_item_head, head: Some(head) });
                }
                Rule::body => {
                    let before = self.strays.len();
                    item.body = Some(self.body(part, head));
                    // Behind a rule that was not understood, its rows are no lines of the item.
                    if item.damaged {
                        self.strays.truncate(before);
                    }
                    // A line that was not understood may be the very one that the item lacks.
                    item.damaged |= self.strays.len() > before;
                }
                Rule::basis_line => item.basis = self.basis(part),
                _ => item.rule = self.expr(part),
            }
        }
        Some(item)
    }

    pub(super) fn body(&mut self, pair: Pair<'_>, head: Span) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut kids = Kids::of(pair);
        self.block(&mut kids, head, Rule::only_body_statement, |this, row| {
            statements.extend(this.statement(row))
        });
        statements
    }

    pub(super) fn item_clause(&mut self, pair: Pair<'_>) -> Option<ItemClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let kind = match first.as_rule() {
            Rule::kw_weight => ItemClauseKind::Weight(self.expr(kids.next()?)?),
            Rule::kw_pilot => ItemClauseKind::Pilot,
            Rule::kw_optional => {
                kids.eat(Rule::kw_at_least);
                ItemClauseKind::Optional(self.quantity(kids.next()?))
            }
            Rule::limit => ItemClauseKind::Limit(self.limit(first)?),
            Rule::kw_label => ItemClauseKind::Label(self.name(&kids.next()?)),
            Rule::kw_basis => ItemClauseKind::Basis(self.name(&kids.next()?)),
            Rule::kw_round => ItemClauseKind::Round(self.rounding(kids.next()?)?),
            Rule::kw_rescaled => ItemClauseKind::Rescaled,
            Rule::quantity => ItemClauseKind::Points(self.quantity(first)),
            subject => {
                let not_applicable = subject == Rule::kw_not_applicable;
                ItemClauseKind::Policy(self.policy(kids.next()?, not_applicable, span)?)
            }
        };
        Some(ItemClause { kind, span })
    }

    pub(super) fn limit(&mut self, pair: Pair<'_>) -> Option<Limit> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let kind = match kids.next()?.as_rule() {
            Rule::kw_cap => LimitKind::Cap(self.expr(kids.next()?)?),
            Rule::kw_floor => LimitKind::Floor(self.expr(kids.next()?)?),
            Rule::kw_may_exceed => LimitKind::MayExceed,
            Rule::kw_may_be_negative => LimitKind::MayBeNegative,
            _ => LimitKind::Capped,
        };
        Some(Limit { kind, span })
    }

    pub(super) fn policy(&mut self, pair: Pair<'_>, not_applicable: bool, span: Span) -> Option<PolicyNode> {
        let mut kids = Kids::of(pair);
        let action = match kids.next()?.as_rule() {
            Rule::kw_gives => PolicyAction::Gives(self.expr(kids.next()?)?),
            Rule::kw_as => match kids.next()? {
                last if last.as_rule() == Rule::kw_last_year => PolicyAction::AsLastYear,
                value => PolicyAction::As(self.expr(value)?),
            },
            _ => {
                kids.eat(Rule::kw_spread);
                PolicyAction::LeaveOut(match kids.next() {
                    None => Spread::Siblings,
                    Some(all) if all.as_rule() == Rule::kw_all => Spread::All,
                    Some(path) => Spread::Named(self.path(&path)),
                })
            }
        };
        Some(PolicyNode { not_applicable, action, span })
    }

    pub(super) fn together(&mut self, pair: Pair<'_>) -> Option<TogetherNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let keyword = kids.next()?;
        let head = self.span(&keyword);
        let name = kids.one(Rule::name).map(|name| self.name(&name));
        let (mut limits, mut body) = (Vec::new(), Vec::new());
        for part in kids {
            match part.as_rule() {
                Rule::limit => limits.extend(self.limit(part)),
                Rule::head_junk => {
                    let span = self.trimmed(&part);
                    self.strays.push(Stray { span, expected: Rule::only_body_statement, head: Some(head) });
                }
                _ => body = self.body(part, head),
            }
        }
        Some(TogetherNode { name, limits, body, span })
    }

    /// A plus or minus line of any form.
    pub(super) fn line(&mut self, pair: Pair<'_>) -> Option<LineNode> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let mut kids = Kids::of(pair);
        let name = kids.one(Rule::line_name).and_then(|pair| Some(self.name(&Kids::of(pair).next()?)));
        let measure = match rule {
            Rule::plain_line => Measure::Once,
            Rule::gate => {
                kids.eat(Rule::kw_when);
                Measure::When(self.expr(kids.next()?)?)
            }
            Rule::each_entry => {
                kids.eat(Rule::kw_for_each);
                let list = self.path(&kids.next()?);
                let condition = if kids.eat(Rule::kw_when) { Some(self.expr(kids.next()?)?) } else { None };
                Measure::Entry(list, condition)
            }
            _ => {
                let value = self.expr(kids.next()?)?;
                let line = match kids.peek()? {
                    side @ (Rule::kw_below | Rule::kw_above) => {
                        kids.next();
                        Some((side == Rule::kw_below, self.expr(kids.next()?)?))
                    }
                    _ => None,
                };
                kids.eat(Rule::kw_each);
                Measure::Step { value, line, each: self.quantity(kids.next()?) }
            }
        };
        let mut amount = Kids::of(kids.one(Rule::amount)?);
        let deduct = amount.next()?.as_rule() == Rule::kw_deduct;
        let value = self.expr(amount.next()?)?;
        let mut clauses = Vec::new();
        for clause in amount {
            clauses.extend(self.line_clause(clause));
        }
        if let Some(words) = kids.one(Rule::basis_line).and_then(|pair| self.basis(pair)) {
            clauses.push(LineClause { span: words.span, kind: LineClauseKind::Basis(words) });
        }
        Some(LineNode { name, measure, deduct, amount: value, clauses, span })
    }

    fn line_clause(&mut self, pair: Pair<'_>) -> Option<LineClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let kind = match first.as_rule() {
            Rule::kw_whole => LineClauseKind::Whole,
            Rule::kw_pro_rata => LineClauseKind::ProRata,
            Rule::limit => LineClauseKind::Limit(self.limit(first)?),
            Rule::kw_basis => LineClauseKind::Basis(self.name(&kids.next()?)),
            _ => self.same(first)?,
        };
        Some(LineClause { kind, span })
    }

    /// `同一 事项, 级别 就高`
    fn same(&mut self, pair: Pair<'_>) -> Option<LineClauseKind> {
        let mut keys = Vec::new();
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_same);
        while let Some(part) = kids.next() {
            let rule = match part.as_rule() {
                Rule::kw_highest => SameRule::Highest,
                Rule::kw_lowest => SameRule::Lowest,
                Rule::kw_cap => SameRule::Cap(self.expr(kids.next()?)?),
                _ => {
                    keys.push(self.expr(part)?);
                    continue;
                }
            };
            return Some(LineClauseKind::Same(keys, rule));
        }
        None
    }
}
