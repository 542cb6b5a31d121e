//! Tests: what is given, what is expected.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::expr::compare;
use super::{Builder, Kids, keyword};

impl Builder {
    /// 测试 "…" { … }
    pub(super) fn test(&mut self, pair: Pair<'_>) -> Option<TestNode> {
        let span = self.span(&pair);
        let before = (self.strays.len(), self.impossible.len());
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_test);
        let name = self.name(&kids.one(Rule::string)?);
        let unconfirmed = kids.eat(Rule::kw_unconfirmed);
        let (mut givens, mut expects) = (Vec::new(), Vec::new());
        self.block(&mut kids, name.span, Rule::only_test_part, |this, part| match part.as_rule() {
            Rule::given => givens.push(this.given(part)),
            _ => expects.push(this.expectations(part)),
        });
        let damaged = before != (self.strays.len(), self.impossible.len());
        Some(TestNode { name, unconfirmed, givens, expects, span, damaged })
    }

    fn given(&mut self, pair: Pair<'_>) -> GivenNode {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_given);
        let who = kids.one(Rule::string).map(|words| self.name(&words));
        let mut rows = Vec::new();
        self.block(&mut kids, span, Rule::only_given_row, |this, row| {
            let span = this.span(&row);
            rows.extend(this.given_row(row).map(|kind| GivenRow { kind, span }));
        });
        GivenNode { who, rows, span }
    }

    fn given_row(&mut self, pair: Pair<'_>) -> Option<GivenKind> {
        let (rule, span) = (pair.as_rule(), self.span(&pair));
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        Some(match rule {
            Rule::given_today => GivenKind::Today(self.date(&kids.next()?)?),
            Rule::given_rest => {
                kids.eat(Rule::kw_gives);
                GivenKind::Rest(self.expr(kids.next()?)?)
            }
            Rule::given_stub => {
                let path = self.path(&first);
                kids.eat(Rule::kw_gives);
                GivenKind::Score(path, self.expr(kids.next()?)?)
            }
            Rule::given_last_year => {
                let function = self.path(&first);
                kids.eat(Rule::lparen);
                let fact = self.path(&kids.one(Rule::path)?);
                kids.eat(Rule::rparen);
                GivenKind::LastYear(function, fact, self.given_value(kids.next()?)?)
            }
            Rule::given_entry => {
                let path = self.path(&first);
                let mut fields = Vec::new();
                self.block(&mut kids, span, Rule::only_given_field, |this, row| {
                    let mut kids = Kids::of(row);
                    if let (Some(name), Some(value)) = (kids.next(), kids.next()) {
                        let name = this.name(&name);
                        fields.extend(this.given_value(value).map(|value| (name, value)));
                    }
                });
                GivenKind::Entry(path, fields)
            }
            _ => GivenKind::Fact(self.path(&first), self.given_value(kids.next()?)?),
        })
    }

    fn given_value(&mut self, pair: Pair<'_>) -> Option<GivenValue> {
        let value = Kids::of(pair).next()?;
        let span = self.span(&value);
        Some(match value.as_rule() {
            Rule::kw_missing => GivenValue::Missing(span),
            Rule::kw_not_applicable => GivenValue::NotApplicable(span),
            Rule::kw_none => GivenValue::None(span),
            _ => GivenValue::Is(self.expr(value)?),
        })
    }

    fn expectations(&mut self, pair: Pair<'_>) -> ExpectNode {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_expect);
        let who = kids.one(Rule::string).map(|words| self.name(&words));
        let mut rows = Vec::new();
        self.block(&mut kids, span, Rule::only_expect_row, |this, row| {
            let span = this.span(&row);
            rows.extend(this.expect_row(row).into_iter().map(|kind| ExpectRow { kind, span }));
        });
        ExpectNode { who, rows, span }
    }

    /// What a row expects: one thing, or several vetoes.
    fn expect_row(&mut self, pair: Pair<'_>) -> Vec<ExpectKind> {
        let mut kids = Kids::of(pair.clone());
        let holds = !kids.eat(Rule::kw_without);
        if !kids.eat(Rule::kw_veto) {
            return self.expect_one(pair).into_iter().collect();
        }
        let named: Vec<ExpectKind> =
            kids.map(|name| ExpectKind::Veto(holds, Some(self.name(&name)))).collect();
        if named.is_empty() { vec![ExpectKind::Veto(holds, None)] } else { named }
    }

    fn expect_one(&mut self, pair: Pair<'_>) -> Option<ExpectKind> {
        let mut kids = Kids::of(pair);
        let holds = !kids.eat(Rule::kw_without);
        let first = kids.next()?;
        Some(match first.as_rule() {
            Rule::kw_incomplete => ExpectKind::Incomplete,
            Rule::kw_lacks => ExpectKind::Lacks(kids.map(|path| self.path(&path)).collect()),
            Rule::kw_note => ExpectKind::Note(self.name(&kids.next()?)),
            Rule::kw_total => ExpectKind::Total(self.expected(kids.next()?)?),
            Rule::kw_grades if kids.eat(Rule::kw_cancel) => ExpectKind::NotGraded,
            Rule::kw_grades => ExpectKind::Grade(self.expected(kids.next()?)?),
            Rule::kw_rank if kids.eat(Rule::kw_last_place) => ExpectKind::LastPlace,
            Rule::kw_rank => ExpectKind::Rank(self.expected(kids.next()?)?),
            Rule::kw_alert => {
                let colour = kids.one(Rule::colour).and_then(|colour| Kids::of(colour).next());
                let colour = colour.and_then(|colour| keyword(colour.as_rule())).map(|keyword| keyword.rule);
                ExpectKind::Alert(holds, colour, kids.next().map(|name| self.name(&name)))
            }
            Rule::kw_eligibility => {
                kids.eat(Rule::kw_cancel);
                ExpectKind::Eligibility(holds, kids.next().map(|words| self.name(&words)))
            }
            _ => {
                let path = self.path(&first);
                match kids.next() {
                    None => ExpectKind::Holds(holds, path),
                    Some(next) => self.expected_of(path, next, kids.next())?,
                }
            }
        })
    }

    fn expected_of(&mut self, path: Path, next: Pair<'_>, value: Option<Pair<'_>>) -> Option<ExpectKind> {
        let sign = match next.as_rule() {
            Rule::kw_leave_out => return Some(ExpectKind::LeftOut(path)),
            Rule::kw_gives => Sign::Gives,
            Rule::kw_add => Sign::Adds,
            Rule::kw_deduct => Sign::Deducts,
            _ => return Some(ExpectKind::Value(path, self.expected(next)?)),
        };
        Some(ExpectKind::Score(path, sign, self.expected(value?)?))
    }

    fn expected(&mut self, pair: Pair<'_>) -> Option<Expected> {
        let mut kids = Kids::of(pair);
        let comparison = match kids.one(Rule::compare) {
            Some(sign) => compare(sign)?,
            None => Comparison::Equal,
        };
        Some(Expected { comparison, value: self.expr(kids.next()?)? })
    }
}
