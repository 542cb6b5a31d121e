//! The text as the grammar divides it: every word, sign, blank and comment below the form that it belongs to. A
//! formatter needs this; everything else reads the [`Tree`](super::tree::Tree), which knows no blanks.

use super::build::token_kind;
use super::grammar::{HengParser, Rule};
use super::tree::{Token, TokenKind};
use super::{Pair, unquoted};
use crate::source::{FileId, Source, Span};
use pest::Parser;
use std::borrow::Cow;

/// A form with what stands in it.
#[derive(Clone, Debug)]
pub struct Node {
    rule: Rule,
    /// Its parts, in order: put side by side, their tokens are the text.
    pub parts: Vec<Part>,
}

/// A part of a form.
#[derive(Clone, Debug)]
pub enum Part {
    /// A word, sign, blank or comment.
    Token(Token),
    /// A form within the form.
    Node(Node),
}

/// Forms that are laid out in a way of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A fact, or a group of facts.
    Fact,
    /// A field of a list.
    Field,
    /// A row of 等次
    GradeRow,
    /// A row of 累进
    BracketRow,
    /// A row with 得 and a value.
    GivesRow,
    /// A row of a table
    TableRow,
    /// 给定, 期望
    Sample,
    /// What a test gives or expects, entry by entry.
    Entry,
    /// A statement that may end with its clause in a column: 否决, 预警, 结果 …
    Remark,
    /// The clause 依据 at the end.
    Basis,
    /// A clause of a fact.
    FactClause,
    /// `a 或 b`, `a + b`: operands that operators join.
    Chain,
    /// A sign before an operand.
    Prefix,
    /// `a ^ b`
    Power,
    /// 若 … 则 … 否则 …
    Conditional,
    /// What stands in the brackets behind a function.
    Arguments,
    /// What an aggregate goes over.
    Over,
    /// A clause of what an aggregate goes over.
    OverClause,
    /// A call, or a name alone.
    Call,
    /// Names joined by dots.
    Path,
    /// The parameters of a function.
    Parameters,
    /// 类别 with its words
    Category,
    /// A type with its unit in brackets
    Type,
    /// A number with its unit.
    Quantity,
    /// `上年(甲)` in a test.
    LastYear,
    /// A field of an entry in a test.
    GivenField,
    /// The parents of a scheme, or keys of an order: commas that a line may end with.
    Commas,
    /// A condition with effects or an amount.
    Gate,
    /// A name before its line.
    LineName,
    /// The result of another scheme: 自 …
    From,
    /// 汇总
    Combine,
    /// 等次 {…} of a scheme.
    Grades,
    /// A clause of an item.
    ItemClause,
    /// A script.
    Script,
    /// A scheme.
    Scheme,
    /// All others.
    Other,
}

impl Node {
    /// Which form it is.
    pub fn form(&self) -> Form {
        use Form as F;
        match self.rule {
            Rule::fact | Rule::fact_group => F::Fact,
            Rule::field => F::Field,
            Rule::grade_row => F::GradeRow,
            Rule::bracket_row => F::BracketRow,
            Rule::band_row | Rule::lookup_row | Rule::choice | Rule::check | Rule::point_row => F::GivesRow,
            Rule::table_row => F::TableRow,
            Rule::given | Rule::expect => F::Sample,
            Rule::given_entry => F::Entry,
            Rule::veto | Rule::alert | Rule::result | Rule::group_result => F::Remark,
            Rule::basis_line => F::Basis,
            Rule::fact_clause | Rule::field_clause => self.clause_form(),
            Rule::expr | Rule::conjunction | Rule::comparison | Rule::additive | Rule::product => F::Chain,
            Rule::unary | Rule::signed => F::Prefix,
            Rule::power => F::Power,
            Rule::conditional => F::Conditional,
            Rule::arguments => F::Arguments,
            Rule::over => F::Over,
            Rule::over_clause => F::OverClause,
            Rule::call => F::Call,
            Rule::path => F::Path,
            Rule::parameters => F::Parameters,
            Rule::category_type => F::Category,
            Rule::scalar_type => F::Type,
            Rule::quantity => F::Quantity,
            Rule::given_last_year => F::LastYear,
            Rule::given_field => F::GivenField,
            Rule::parents | Rule::order => F::Commas,
            Rule::gate => F::Gate,
            Rule::line_name => F::LineName,
            Rule::combine_line => F::Combine,
            Rule::grades => F::Grades,
            Rule::item_clause => F::ItemClause,
            Rule::script => F::Script,
            Rule::scheme => F::Scheme,
            _ => F::Other,
        }
    }

    fn clause_form(&self) -> Form {
        let from = self
            .parts
            .iter()
            .any(|part| matches!(part, Part::Token(token) if token.kind == TokenKind::Keyword("from")));
        if from { Form::From } else { Form::FactClause }
    }

    /// Its words and signs that carry meaning, each with its place, and the forms that they make. `name` says what a
    /// name stands for. Two texts with the same outline are read as the same tree.
    pub fn outline<'s>(&self, source: &'s Source, name: fn(&'s str) -> &'s str) -> Vec<(u32, Atom<'s>)> {
        let mut out = Vec::new();
        self.outlined(source, name, &mut out);
        out
    }

    fn outlined<'s>(&self, source: &'s Source, name: fn(&'s str) -> &'s str, out: &mut Vec<(u32, Atom<'s>)>) {
        let place = |out: &[(u32, Atom<'_>)]| out.last().map_or(0, |(place, _)| *place);
        out.push((place(out), Atom(Kind::Form(self.rule))));
        for part in &self.parts {
            match part {
                Part::Node(node) => node.outlined(source, name, out),
                Part::Token(token) => {
                    out.extend(meaning(token, source, name).map(|kind| (token.span.start, Atom(kind))));
                }
            }
        }
        out.push((place(out), Atom(Kind::End)));
    }

    /// The places of all comments in it, in order.
    pub fn comments(&self) -> Vec<Span> {
        let mut found = Vec::new();
        self.collect_comments(&mut found);
        found
    }

    fn collect_comments(&self, found: &mut Vec<Span>) {
        for part in &self.parts {
            match part {
                Part::Node(node) => node.collect_comments(found),
                Part::Token(token) if token.kind == TokenKind::Comment => found.push(token.span),
                Part::Token(_) => {}
            }
        }
    }

    /// The largest form that begins at a byte: a row, a statement with all inside its braces, a scheme.
    pub fn beginning_at(&self, start: u32) -> Option<Span> {
        self.parts.iter().find_map(|part| {
            let Part::Node(node) = part else { return None };
            let place = node.place()?;
            if place.start == start { Some(place) } else { node.beginning_at(start) }
        })
    }

    /// From its first token to its last.
    fn place(&self) -> Option<Span> {
        let end = |part: &Part| match part {
            Part::Token(token) => Some(token.span),
            Part::Node(node) => node.place(),
        };
        Some(end(self.parts.first()?)?.to(end(self.parts.last()?)?))
    }
}

/// A piece of an outline.
#[derive(Debug, PartialEq)]
pub struct Atom<'s>(Kind<'s>);

#[derive(Debug, PartialEq)]
enum Kind<'s> {
    Form(Rule),
    End,
    Keyword(&'static str),
    Name(&'s str),
    Word(Cow<'s, str>),
}

/// What a token says, apart from how it is written; nothing for blanks, comments and ends of statements.
fn meaning<'s>(token: &Token, source: &'s Source, name: fn(&'s str) -> &'s str) -> Option<Kind<'s>> {
    let written = source.slice(token.span);
    Some(match token.kind {
        TokenKind::Blank | TokenKind::Comment | TokenKind::LineEnd => return None,
        TokenKind::Keyword(rule) => Kind::Keyword(rule),
        TokenKind::Name => Kind::Name(name(unquoted(written))),
        TokenKind::Number | TokenKind::Date | TokenKind::Unit | TokenKind::Sign => {
            let plain = plain(written.trim_end());
            if matches!(&*plain, ";" | "," | ":" | ".") {
                return None;
            }
            Kind::Word(plain)
        }
        TokenKind::Text | TokenKind::Script | TokenKind::Stray => Kind::Word(Cow::Borrowed(written)),
    })
}

/// A number, date, unit or sign in its plain form: half-width, each operator in one way.
pub fn plain(written: &str) -> Cow<'_, str> {
    Cow::Borrowed(match written {
        ">=" | "＞＝" | "⩾" => "≥",
        "<=" | "＜＝" | "⩽" => "≤",
        "!=" | "！＝" | "<>" => "≠",
        "×" => "*",
        "÷" => "/",
        "−" => "-",
        "、" => ",",
        "·" => ".",
        other if other.chars().any(|c| ('！'..='～').contains(&c)) => {
            return Cow::Owned(other.chars().map(half_width).collect());
        }
        other => other,
    })
}

fn half_width(c: char) -> char {
    let code = u32::from(c);
    match c {
        '！'..='～' => char::from_u32(code - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// Divides a text as the grammar does; nothing if the parser's guard of the stack stops it. It is meant for texts in
/// which [`parse`](super::parse) finds nothing wrong.
pub fn concrete(source: &Source, file: FileId) -> Option<Node> {
    let pair = HengParser::parse(Rule::file, source.text()).ok()?.next()?;
    Some(node(pair, file))
}

/// The form of a pair with all in it.
pub(super) fn node(pair: Pair<'_>, file: FileId) -> Node {
    let rule = pair.as_rule();
    let part = |pair: Pair<'_>| {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        let kids = pair.clone().into_inner().next().is_some();
        if kids {
            return Some(Part::Node(node(pair, file)));
        }
        let token = Token { kind: token_kind(pair.as_rule()), span: Span::new(file, start, end) };
        // A form of which nothing stands there: an empty script, the end of the file.
        (start < end).then_some(Part::Token(token))
    };
    Node { rule, parts: pair.into_inner().filter_map(part).collect() }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn one_way_to_write_signs() {
        assert_eq!(plain("＞＝"), "≥");
        assert_eq!(plain("（"), "(");
        assert_eq!(plain("９０．５"), "90.5");
        assert_eq!(plain("平方米"), "平方米");
    }
}
