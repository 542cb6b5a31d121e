//! From what pest yields to the [`Tree`]: nothing is interpreted here, blanks and signs fall away.
//!
//! A pair of a rule has the children that the grammar gives it, in that order; where one is absent, the line
//! would have been stray. So absences are answered with `Option`, never with a panic.

use super::keywords;
use super::tree::*;
use super::{Pair, Rule};
use crate::number::{Number, Rounding};
use crate::source::{FileId, Span};
use crate::unit::Date;
use std::sync::Arc;

mod district;
mod expr;
mod facts;
mod items;
mod quotas;
mod statement;
mod table;
mod test;

/// A line that its block could not read.
#[derive(Clone, Debug)]
pub(super) struct Stray {
    /// Where.
    pub span: Span,
    /// The rule by which it must be read alone.
    pub expected: Rule,
    /// Where the statement begins to which it belongs, if it is the unread tail of a head.
    pub head: Option<Span>,
}

/// What is collected beside the tree.
pub(super) struct Builder {
    pub file: FileId,
    pub strays: Vec<Stray>,
    /// Openings (the sign `{`) whose block has no end.
    pub unclosed: Vec<Span>,
    pub surplus: Vec<Span>,
    /// Dates and numbers that cannot be: 2023-02-30.
    pub impossible: Vec<Span>,
}

/// The children of a pair that carry meaning.
pub(super) struct Kids<'i> {
    pairs: std::iter::Peekable<std::vec::IntoIter<Pair<'i>>>,
}

impl<'i> Kids<'i> {
    fn of(pair: Pair<'i>) -> Self {
        let pairs: Vec<Pair<'i>> = pair.into_inner().filter(|p| !is_filling(p.as_rule())).collect();
        Kids { pairs: pairs.into_iter().peekable() }
    }

    /// The next child, if it is of this rule.
    fn one(&mut self, rule: Rule) -> Option<Pair<'i>> {
        self.pairs.next_if(|pair| pair.as_rule() == rule)
    }

    /// Whether the next child is of this rule; it is passed over then.
    fn eat(&mut self, rule: Rule) -> bool {
        self.one(rule).is_some()
    }

    fn peek(&mut self) -> Option<Rule> {
        self.pairs.peek().map(Pair::as_rule)
    }
}

impl<'i> Iterator for Kids<'i> {
    type Item = Pair<'i>;
    fn next(&mut self) -> Option<Pair<'i>> {
        self.pairs.next()
    }
}

fn is_filling(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::WHITESPACE
            | Rule::COMMENT
            | Rule::nl
            | Rule::semi
            | Rule::comma
            | Rule::colon
            | Rule::dot
            | Rule::bom
    )
}

impl Builder {
    pub fn new(file: FileId) -> Self {
        Builder { file, strays: vec![], unclosed: vec![], surplus: vec![], impossible: vec![] }
    }

    /// The place of a pair without the blanks and comments that pest leaves at its end.
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        let mut end = span.start();
        for leaf in pair.clone().into_inner().flatten() {
            if !is_filling(leaf.as_rule()) && leaf.clone().into_inner().next().is_none() {
                end = end.max(leaf.as_span().end());
            }
        }
        let end = if end == span.start() { span.end() } else { end };
        Span::new(self.file, span.start(), end)
    }

    fn name(&self, pair: &Pair<'_>) -> Name {
        let span = self.span(pair);
        let written = &pair.as_str()[..(span.end - span.start) as usize];
        Name { text: Arc::from(super::unquoted(written)), span }
    }

    fn path(&self, pair: &Pair<'_>) -> Path {
        let names = Kids::of(pair.clone()).map(|name| self.name(&name)).collect();
        Path { names, span: self.span(pair) }
    }

    fn number(&mut self, pair: &Pair<'_>) -> Number {
        Number::parse(pair.as_str()).unwrap_or_default()
    }

    fn quantity(&mut self, pair: Pair<'_>) -> Quantity {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let number = kids.one(Rule::number).map(|pair| self.number(&pair)).unwrap_or_default();
        Quantity { number, unit: kids.next().map(|unit| self.name(&unit)), span }
    }

    /// A quantity with a sign before it.
    fn signed(&mut self, pair: Pair<'_>) -> Option<Quantity> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let negative = kids.eat(Rule::minus);
        let quantity = self.quantity(kids.next()?);
        let number = if negative { -&quantity.number } else { quantity.number };
        Some(Quantity { number, span, ..quantity })
    }

    fn date(&mut self, pair: &Pair<'_>) -> Option<Date> {
        let date = Date::parse(pair.as_str());
        if date.is_none() {
            self.impossible.push(self.span(pair));
        }
        date
    }

    fn rounding(&mut self, pair: Pair<'_>) -> Option<RoundingNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let mode = match kids.next()?.as_rule() {
            Rule::kw_half_up => Rounding::HalfUp,
            Rule::kw_half_even => Rounding::HalfEven,
            Rule::kw_up => Rounding::Up,
            _ => Rounding::Down,
        };
        let places = kids.one(Rule::number).map(|pair| self.number(&pair));
        let places = places.map(|n| n.to_i64().and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX));
        Some(RoundingNode { mode, places, span })
    }

    /// `依据 "…"`
    fn basis(&self, pair: Pair<'_>) -> Option<Words> {
        pair.into_inner().find(|p| p.as_rule() == Rule::string).map(|words| self.name(&words))
    }

    /// The children of a block: rows are handed to `row`; what is stray, junk or unclosed is noted.
    fn block<'i>(
        &mut self,
        kids: &mut Kids<'i>,
        head: Span,
        expected: Rule,
        mut row: impl FnMut(&mut Self, Pair<'i>),
    ) -> bool {
        let mut sound = true;
        let mut opening = head;
        for pair in kids.by_ref() {
            match pair.as_rule() {
                Rule::open => opening = self.span(&pair),
                Rule::head_junk => {
                    sound = false;
                    let span = self.trimmed(&pair);
                    self.strays.push(Stray { span, expected, head: Some(head) });
                }
                Rule::stray => {
                    let span = self.trimmed(&pair);
                    self.strays.push(Stray { span, expected, head: None });
                }
                Rule::close => break,
                Rule::unclosed => {
                    self.unclosed.push(opening);
                    break;
                }
                _ => row(self, pair),
            }
        }
        sound
    }

    fn trimmed(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.file, span.start(), span.start() + pair.as_str().trim_end().len())
    }

    /// The tree of a whole file.
    pub fn file(&mut self, pair: Pair<'_>) -> Tree {
        let mut tree = Tree { tokens: self.tokens(pair.clone()), ..Tree::default() };
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::edition => {
                    let span = self.span(&part);
                    let number = part.into_inner().find(|p| p.as_rule() == Rule::number);
                    let number = number.map(|p| self.number(&p)).unwrap_or_default();
                    tree.edition = Some(Quantity { number, unit: None, span });
                }
                Rule::scheme => tree.schemes.extend(self.scheme(part)),
                Rule::surplus_close => self.surplus.push(self.span(&part)),
                Rule::stray => {
                    let span = self.trimmed(&part);
                    self.strays.push(Stray { span, expected: Rule::only_scheme_head, head: None });
                }
                _ => {}
            }
        }
        tree
    }

    fn scheme(&mut self, pair: Pair<'_>) -> Option<SchemeNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let keyword = kids.one(Rule::kw_scheme)?;
        let name = self.name(&kids.one(Rule::name)?);
        let title = kids.one(Rule::string).map(|words| self.name(&words));
        let parents = kids.one(Rule::parents).map(|parents| self.parents(parents)).unwrap_or_default();
        let mut statements = Vec::new();
        let head = self.span(&keyword).to(name.span);
        self.block(&mut kids, head, Rule::only_scheme_statement, |this, row| {
            statements.extend(this.statement(row));
        });
        Some(SchemeNode { name, title, parents, statements, span })
    }

    fn tokens(&self, file: Pair<'_>) -> Vec<Token> {
        let mut tokens = Vec::new();
        for pair in file.into_inner().flatten() {
            let (start, end) = (pair.as_span().start(), pair.as_span().end());
            if start == end || pair.clone().into_inner().next().is_some() {
                continue;
            }
            tokens.push(Token { kind: token_kind(pair.as_rule()), span: Span::new(self.file, start, end) });
        }
        tokens
    }
}

pub(super) fn token_kind(rule: Rule) -> TokenKind {
    match rule {
        Rule::WHITESPACE | Rule::bom => TokenKind::Blank,
        Rule::COMMENT => TokenKind::Comment,
        Rule::nl => TokenKind::LineEnd,
        Rule::bare_name | Rule::quoted_name | Rule::category_word => TokenKind::Name,
        Rule::number => TokenKind::Number,
        Rule::unit | Rule::type_unit => TokenKind::Unit,
        Rule::date => TokenKind::Date,
        Rule::string => TokenKind::Text,
        Rule::script_body => TokenKind::Script,
        Rule::stray | Rule::head_junk => TokenKind::Stray,
        other => keyword(other).map_or(TokenKind::Sign, |keyword| TokenKind::Keyword(keyword.rule)),
    }
}

fn keyword(rule: Rule) -> Option<&'static keywords::Keyword> {
    keywords::of_rule(&format!("{rule:?}"))
}
