//! Expressions.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::{Builder, Kids};
use crate::source::Span;

impl Builder {
    /// An expression of any level of the grammar. A part that could not be read makes it absent.
    pub(super) fn expr(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let kind = match rule {
            Rule::expr => return self.chain(pair, ExprKind::Or),
            Rule::conjunction => return self.chain(pair, ExprKind::And),
            Rule::additive | Rule::product => return self.arithmetic(pair),
            Rule::negation | Rule::unary => return self.prefixed(pair),
            Rule::power => return self.power(pair),
            Rule::comparison => return self.comparison(pair),
            Rule::paren => {
                let mut kids = Kids::of(pair);
                kids.eat(Rule::lparen);
                return Some(Expr { span, ..self.expr(kids.next()?)? });
            }
            Rule::quantity => ExprKind::Quantity(self.quantity(pair)),
            Rule::date => ExprKind::Date(self.date(&pair)?),
            Rule::string => ExprKind::Text(self.name(&pair).text),
            Rule::kw_yes => ExprKind::Truth(true),
            Rule::kw_no => ExprKind::Truth(false),
            Rule::kw_full => ExprKind::Full,
            Rule::kw_it => ExprKind::It,
            Rule::call => self.call(pair)?,
            Rule::conditional => self.conditional(pair)?,
            _ => self.rule_form(pair)?,
        };
        Some(Expr { kind, span })
    }

    fn boxed(&mut self, kids: &mut Kids<'_>) -> Option<Box<Expr>> {
        self.expr(kids.next()?).map(Box::new)
    }

    fn chain(&mut self, pair: Pair<'_>, join: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
        let span = self.span(&pair);
        let mut parts = Vec::new();
        for part in Kids::of(pair) {
            if !matches!(part.as_rule(), Rule::kw_and | Rule::kw_or) {
                parts.push(self.expr(part)?);
            }
        }
        if parts.len() == 1 { parts.pop() } else { Some(Expr { kind: join(parts), span }) }
    }

    fn arithmetic(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut kids = Kids::of(pair);
        let mut left = self.expr(kids.next()?)?;
        while let Some(sign) = kids.next() {
            let operation = match sign.as_rule() {
                Rule::plus => Arithmetic::Add,
                Rule::minus => Arithmetic::Subtract,
                Rule::times => Arithmetic::Multiply,
                _ => Arithmetic::Divide,
            };
            let right = self.expr(kids.next()?)?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Arithmetic(operation, Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    fn prefixed(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut signs = Vec::new();
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::kw_not | Rule::minus | Rule::plus => signs.push((part.as_rule(), self.span(&part))),
                _ => {
                    let inner = self.expr(part)?;
                    return Some(signs.into_iter().rev().fold(inner, |inner, (sign, at)| {
                        let span = at.to(inner.span);
                        match sign {
                            Rule::kw_not => Expr { kind: ExprKind::Not(Box::new(inner)), span },
                            Rule::minus => Expr { kind: ExprKind::Negate(Box::new(inner)), span },
                            _ => Expr { span, ..inner },
                        }
                    }));
                }
            }
        }
        None
    }

    fn power(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut kids = Kids::of(pair);
        let base = self.expr(kids.next()?)?;
        if !kids.eat(Rule::caret) {
            return Some(base);
        }
        let sign = kids.one(Rule::minus).map(|minus| self.span(&minus));
        let mut exponent = self.expr(kids.next()?)?;
        if let Some(sign) = sign {
            let span = sign.to(exponent.span);
            exponent = Expr { kind: ExprKind::Negate(Box::new(exponent)), span };
        }
        let span = base.span.to(exponent.span);
        Some(Expr { kind: ExprKind::Arithmetic(Arithmetic::Power, Box::new(base), Box::new(exponent)), span })
    }

    fn comparison(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let left = self.expr(kids.next()?)?;
        let Some(sign) = kids.one(Rule::compare) else { return Some(left) };
        let right = self.expr(kids.next()?)?;
        Some(Expr { kind: ExprKind::Compare(compare(sign)?, Box::new(left), Box::new(right)), span })
    }

    fn conditional(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let mut parts = Vec::new();
        for part in Kids::of(pair) {
            if !matches!(part.as_rule(), Rule::kw_if | Rule::kw_then | Rule::kw_else) {
                parts.push(self.expr(part)?);
            }
        }
        let otherwise = Box::new(parts.pop()?);
        let mut branches = Vec::new();
        let mut parts = parts.into_iter();
        while let (Some(condition), Some(value)) = (parts.next(), parts.next()) {
            branches.push((condition, value));
        }
        Some(ExprKind::If(branches, otherwise))
    }

    fn call(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let mut kids = Kids::of(pair);
        let path = self.path(&kids.one(Rule::path)?);
        let Some(arguments) = kids.one(Rule::arguments) else { return Some(ExprKind::Name(path)) };
        let (mut values, mut over) = (Vec::new(), None);
        for part in Kids::of(arguments) {
            match part.as_rule() {
                Rule::lparen | Rule::rparen => {}
                Rule::over => over = Some(part),
                _ => values.push(self.expr(part)?),
            }
        }
        match over {
            None => Some(ExprKind::Call(path, values)),
            Some(over) => self.aggregate(path, values, over),
        }
    }

    fn aggregate(&mut self, function: Path, mut values: Vec<Expr>, over: Pair<'_>) -> Option<ExprKind> {
        let mut kids = Kids::of(over);
        kids.eat(Rule::kw_over);
        let named = kids.one(Rule::collection)?;
        let span = self.span(&named);
        let mut parts = Kids::of(named);
        let member = parts.next()?;
        let collection = match member.as_rule() {
            Rule::kw_all => match parts.find(|part| part.as_rule() == Rule::path) {
                Some(list) => Collection::Everyone(self.path(&list)),
                None => Collection::All(span),
            },
            Rule::kw_rest => Collection::Others(span),
            Rule::kw_dimension => Collection::Items(ItemKind::Dimension, span),
            Rule::kw_indicator => Collection::Items(ItemKind::Indicator, span),
            Rule::kw_part => Collection::Items(ItemKind::Part, span),
            _ => Collection::Named(self.path(&member)),
        };
        // Only what stands before the collection is aggregated.
        let parameters = if values.is_empty() { vec![] } else { values.split_off(1) };
        let mut made = Aggregate {
            function,
            value: values.pop(),
            collection,
            by: None,
            when: None,
            if_empty: None,
            weight: None,
            ascending: false,
            dense: false,
            parameters,
            order: None,
            latest: None,
            clauses: vec![],
        };
        for clause in kids {
            let whole = self.trimmed(&clause);
            let mut kids = Kids::of(clause);
            let keyword = kids.next()?.as_rule();
            let operand = match kids.next() {
                Some(pair) if pair.as_rule() != Rule::kw_dense => Some(self.expr(pair)?),
                _ => None,
            };
            let kind = match keyword {
                Rule::kw_by => FigureClause::By,
                Rule::kw_when => FigureClause::When,
                Rule::kw_if_empty => FigureClause::IfEmpty,
                Rule::kw_weighted => FigureClause::Weighted,
                Rule::kw_in_order => FigureClause::Order,
                Rule::kw_latest => FigureClause::Latest,
                Rule::kw_ties => FigureClause::Ties,
                _ => FigureClause::Ascending,
            };
            let condition = operand.as_ref().filter(|_| kind == FigureClause::When);
            made.clauses.push((kind, condition.map_or(whole, |condition| condition.span)));
            match keyword {
                Rule::kw_by => made.by = operand,
                Rule::kw_when => made.when = operand,
                Rule::kw_if_empty => made.if_empty = operand,
                Rule::kw_weighted => made.weight = operand,
                Rule::kw_ties => made.dense = true,
                Rule::kw_in_order => made.order = operand,
                Rule::kw_latest => made.latest = operand.map(|count| (count, made.when.is_none())),
                _ => made.ascending = true,
            }
        }
        Some(ExprKind::Aggregate(Box::new(made)))
    }

    /// The forms with a keyword before and, mostly, rows in braces.
    fn rule_form(&mut self, pair: Pair<'_>) -> Option<ExprKind> {
        let head = self.span(&pair);
        let rule = pair.as_rule();
        let mut kids = Kids::of(pair);
        kids.next()?;
        match rule {
            Rule::linear => self.linear(kids, head),
            Rule::bands => {
                let subject = self.boxed(&mut kids)?;
                let mut rows = Vec::new();
                self.block(&mut kids, head, Rule::only_band_row, |this, row| rows.extend(this.band_row(row)));
                Some(ExprKind::Bands(subject, rows))
            }
            Rule::brackets => {
                let subject = self.boxed(&mut kids)?;
                let whole = kids.eat(Rule::kw_whole);
                let mut rows = Vec::new();
                self.block(&mut kids, head, Rule::only_bracket_row, |this, row| {
                    rows.extend(this.bracket_row(row))
                });
                Some(ExprKind::Brackets { subject, whole, rows })
            }
            Rule::lookup => {
                let mut subjects = Vec::new();
                while kids.peek().is_some_and(|rule| !matches!(rule, Rule::rows | Rule::head_junk)) {
                    subjects.push(self.expr(kids.next()?)?);
                }
                let mut rows = Vec::new();
                self.junk(&mut kids, head, Rule::only_lookup_row);
                let mut kids = Kids::of(kids.next()?);
                self.block(&mut kids, head, Rule::only_lookup_row, |this, row| {
                    rows.extend(this.lookup_row(row))
                });
                Some(ExprKind::Lookup(subjects, rows))
            }
            Rule::choose => {
                let mut rows = Vec::new();
                self.block(&mut kids, head, Rule::only_choice, |this, row| rows.extend(this.choice(row)));
                Some(ExprKind::Choose(rows))
            }
            Rule::raters => {
                let (mut rows, mut absent) = (Vec::new(), None);
                self.block(&mut kids, head, Rule::only_rater, |this, row| match row.as_rule() {
                    Rule::rater_missing => absent = this.rater_missing(row),
                    _ => rows.extend(this.rater(row)),
                });
                Some(ExprKind::Raters(rows, absent))
            }
            Rule::checklist => {
                let mut rows = Vec::new();
                self.block(&mut kids, head, Rule::only_check, |this, row| rows.extend(this.pair_row(row)));
                Some(ExprKind::Checklist(rows))
            }
            Rule::meets => Some(ExprKind::Meets(self.boxed(&mut kids)?)),
            _ => {
                let subject = self.boxed(&mut kids)?;
                kids.eat(Rule::kw_target);
                Some(ExprKind::Attain(subject, self.boxed(&mut kids)?))
            }
        }
    }

    /// Notes what stands unread between a head and its block.
    pub(super) fn junk(&mut self, kids: &mut Kids<'_>, head: Span, expected: Rule) -> bool {
        let Some(junk) = kids.one(Rule::head_junk) else { return false };
        let span = self.trimmed(&junk);
        self.strays.push(super::Stray { span, expected, head: Some(head) });
        true
    }

    fn linear(&mut self, mut kids: Kids<'_>, head: Span) -> Option<ExprKind> {
        let subject = self.boxed(&mut kids)?;
        let extrapolate = kids.eat(Rule::kw_extrapolate);
        let mut points = Vec::new();
        self.block(&mut kids, head, Rule::only_point_row, |this, row| points.extend(this.pair_row(row)));
        Some(ExprKind::Linear { subject, points, extrapolate })
    }

    /// `a 得 b`
    fn pair_row(&mut self, row: Pair<'_>) -> Option<(Expr, Expr)> {
        let mut kids = Kids::of(row);
        let key = self.expr(kids.next()?)?;
        kids.eat(Rule::kw_gives);
        Some((key, self.expr(kids.next()?)?))
    }

    fn band_row(&mut self, row: Pair<'_>) -> Option<BandRow> {
        let span = self.span(&row);
        let mut kids = Kids::of(row);
        let key = self.band_key(kids.one(Rule::band_key)?)?;
        kids.eat(Rule::kw_gives);
        let value = self.expr(kids.next()?)?;
        Some(BandRow { key, value, basis: kids.next().and_then(|pair| self.basis(pair)), span })
    }

    fn bracket_row(&mut self, row: Pair<'_>) -> Option<BracketRow> {
        let span = self.span(&row);
        let mut kids = Kids::of(row);
        let mut key = Kids::of(kids.one(Rule::bracket_key)?);
        let first = key.next()?;
        let (from, to, down) = match first.as_rule() {
            Rule::kw_above => (self.expr(key.next()?)?, None, false),
            Rule::kw_below => (self.expr(key.next()?)?, None, true),
            _ => {
                let from = self.expr(first)?;
                match key.next()?.as_rule() {
                    Rule::kw_to => (from, Some(self.expr(key.next()?)?), false),
                    direction => (from, None, direction == Rule::kw_downwards),
                }
            }
        };
        kids.eat(Rule::kw_each);
        let each = self.quantity(kids.one(Rule::quantity)?);
        kids.eat(Rule::kw_gives);
        let amount = self.expr(kids.next()?)?;
        let basis = kids.next().and_then(|pair| self.basis(pair));
        Some(BracketRow { from, to, down, each, amount, basis, span })
    }

    fn band_key(&mut self, key: Pair<'_>) -> Option<BandKey> {
        let mut kids = Kids::of(key);
        let first = kids.next()?;
        match first.as_rule() {
            Rule::kw_otherwise => Some(BandKey::Otherwise),
            Rule::compare => Some(BandKey::Compared(compare(first)?, self.expr(kids.next()?)?)),
            Rule::interval => {
                let mut kids = Kids::of(first);
                let low_in = kids.next()?.as_rule() == Rule::lbracket;
                let low = self.expr(kids.next()?)?;
                let high = self.expr(kids.next()?)?;
                let high_in = kids.next()?.as_rule() == Rule::rbracket;
                Some(BandKey::Interval { low, low_in, high, high_in })
            }
            _ => {
                let low = self.expr(first)?;
                kids.eat(Rule::kw_to);
                let high = self.expr(kids.next()?)?;
                Some(BandKey::Interval { low, low_in: true, high, high_in: true })
            }
        }
    }

    fn lookup_row(&mut self, row: Pair<'_>) -> Option<LookupRow> {
        let span = self.span(&row);
        let mut keys = Vec::new();
        let mut kids = Kids::of(row);
        while !kids.eat(Rule::kw_gives) {
            let key = kids.next()?;
            if key.as_rule() == Rule::key {
                keys.push(self.key(key)?);
            }
        }
        let value = self.expr(kids.next()?)?;
        Some(LookupRow { keys, value, basis: kids.next().and_then(|pair| self.basis(pair)), span })
    }

    pub(super) fn key(&mut self, key: Pair<'_>) -> Option<Key> {
        let word = Kids::of(key).next()?;
        Some(match word.as_rule() {
            Rule::kw_yes => Key::Truth(true, self.span(&word)),
            Rule::kw_no => Key::Truth(false, self.span(&word)),
            Rule::signed => Key::Number(self.signed(word)?),
            _ => Key::Word(self.name(&word)),
        })
    }

    fn choice(&mut self, row: Pair<'_>) -> Option<(Option<Expr>, Expr)> {
        let mut kids = Kids::of(row);
        let condition = match kids.next()?.as_rule() {
            Rule::kw_when => Some(self.expr(kids.next()?)?),
            _ => None,
        };
        kids.eat(Rule::kw_gives);
        Some((condition, self.expr(kids.next()?)?))
    }

    fn rater(&mut self, row: Pair<'_>) -> Option<(Expr, Expr)> {
        let mut kids = Kids::of(row);
        let rater = self.expr(kids.next()?)?;
        kids.eat(Rule::kw_weight);
        Some((rater, self.expr(kids.next()?)?))
    }

    /// `缺失 按比例`, `缺失 计 0`
    fn rater_missing(&mut self, row: Pair<'_>) -> Option<AbsentRater> {
        let span = self.span(&row);
        let mut kids = Kids::of(row);
        kids.eat(Rule::kw_missing);
        Some(match kids.next()?.as_rule() {
            Rule::kw_as => AbsentRater::As(self.boxed(&mut kids)?),
            _ => AbsentRater::Rescaled(span),
        })
    }
}

/// The comparison that a sign or a word stands for.
pub(super) fn compare(sign: Pair<'_>) -> Option<Comparison> {
    Some(match Kids::of(sign).next()?.as_rule() {
        Rule::ge | Rule::kw_at_least => Comparison::AtLeast,
        Rule::le | Rule::kw_at_most => Comparison::AtMost,
        Rule::gt | Rule::kw_above => Comparison::Above,
        Rule::lt | Rule::kw_below => Comparison::Below,
        Rule::eq => Comparison::Equal,
        _ => Comparison::Different,
    })
}
