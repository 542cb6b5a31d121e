//! Ranks, quotas and awards.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::{Builder, Kids};

impl Builder {
    /// 名次 …
    pub(super) fn rank(&mut self, pair: Pair<'_>) -> Option<RankNode> {
        let span = self.span(&pair);
        let mut made = RankNode { clauses: vec![], basis: None, span };
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::rank_clause => made.clauses.extend(self.rank_clause(part)),
                Rule::basis_line => made.basis = self.basis(part),
                _ => {}
            }
        }
        Some(made)
    }

    fn rank_clause(&mut self, pair: Pair<'_>) -> Option<RankClause> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let kind = match first.as_rule() {
            Rule::order => RankClauseKind::Order(self.order(first)),
            Rule::kw_by => RankClauseKind::By(self.expr(kids.next()?)?),
            Rule::kw_when => RankClauseKind::When(self.expr(kids.next()?)?),
            _ => RankClauseKind::Ties(kids.next()?.as_rule() == Rule::kw_dense),
        };
        Some(RankClause { kind, span })
    }

    fn order(&mut self, pair: Pair<'_>) -> Vec<OrderKeyNode> {
        let keys = Kids::of(pair).filter(|part| part.as_rule() == Rule::order_key);
        keys.filter_map(|key| {
            let span = self.span(&key);
            let mut kids = Kids::of(key);
            let value = self.expr(kids.next()?)?;
            Some(OrderKeyNode { value, ascending: kids.eat(Rule::kw_ascending), span })
        })
        .collect()
    }

    /// 名额 … { … }
    pub(super) fn quota(&mut self, pair: Pair<'_>) -> Option<QuotaNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let keyword = kids.one(Rule::kw_quota)?;
        let name = self.name(&kids.one(Rule::name)?);
        let by = if kids.eat(Rule::kw_by) { Some(self.expr(kids.next()?)?) } else { None };
        let mut rows = Vec::new();
        let head = self.span(&keyword).to(name.span);
        let before = self.strays.len();
        self.block(&mut kids, head, Rule::only_quota_row, |this, row| rows.extend(this.quota_row(row)));
        let basis = kids.one(Rule::basis_line).and_then(|pair| self.basis(pair));
        let damaged = self.strays.len() > before;
        Some(QuotaNode { name, by, rows, damaged, basis, span })
    }

    fn quota_row(&mut self, pair: Pair<'_>) -> Option<QuotaRow> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        let kind = match first.as_rule() {
            Rule::order => QuotaRowKind::Order(self.order(first)),
            Rule::kw_fill => QuotaRowKind::Fill,
            Rule::kw_rate => QuotaRowKind::Rate(self.expr(kids.next()?)?),
            Rule::kw_bottom => QuotaRowKind::Bottom(self.expr(kids.next()?)?),
            Rule::kw_out_of => QuotaRowKind::OutOf(self.expr(kids.next()?)?),
            Rule::kw_at_most => QuotaRowKind::AtMost(self.expr(kids.next()?)?),
            Rule::kw_at_least => QuotaRowKind::AtLeast(self.expr(kids.next()?)?),
            Rule::kw_when => QuotaRowKind::When(self.expr(kids.next()?)?),
            Rule::kw_unused => QuotaRowKind::Unused(kids.next()?.as_rule() == Rule::kw_pooled),
            Rule::kw_others => QuotaRowKind::Others(self.name(&kids.next()?)),
            Rule::kw_round => QuotaRowKind::Round(self.rounding(kids.next()?)?),
            Rule::kw_pool => {
                kids.eat(Rule::kw_below);
                QuotaRowKind::Pool(self.expr(kids.next()?)?)
            }
            _ => QuotaRowKind::Ties(match kids.next()?.as_rule() {
                Rule::kw_all_in => TiesNode::AllIn,
                Rule::kw_all_out => TiesNode::AllOut,
                _ => TiesNode::AllOrNone,
            }),
        };
        Some(QuotaRow { kind, span })
    }
}
