//! The language as written: from a text to a [`Tree`](tree::Tree), without ever failing.
//!
//! `grammar/heng.pest` defines the language; pest reads it. [`parse`] returns the tree of all that could be read
//! and a finding for each part that could not. This module knows no meaning: a name that exists nowhere, or a
//! unit that nobody knows, is none of its business.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Source};

mod braces;
mod build;
pub mod concrete;
pub mod decode;
mod grammar;
mod habits;
pub mod keywords;
mod stray;
pub mod tree;
mod wording;
mod words;

pub use words::{split_words, unquoted};

use grammar::{HengParser, Rule};
use pest::Parser;

type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// Reads a text. Every sign of it is in [`Tree::tokens`](tree::Tree::tokens); what was not understood has a finding.
pub fn parse(source: &Source, file: FileId) -> (tree::Tree, Vec<Diagnostic>) {
    let (tree, _, problems) = read(source, file);
    (tree, problems)
}

/// Reads a text as the grammar divides it; nothing if it was not read at all.
pub fn divide(source: &Source, file: FileId) -> (Option<concrete::Node>, Vec<Diagnostic>) {
    let (_, pair, problems) = read(source, file);
    (pair.map(|pair| concrete::node(pair, file)), problems)
}

fn read(source: &Source, file: FileId) -> (tree::Tree, Option<Pair<'_>>, Vec<Diagnostic>) {
    let mut problems = decode::control_characters(source, file);
    let text = source.text();
    if let Some(problem) = braces::too_deep(text, file).or_else(|| braces::too_long(text, file)) {
        problems.push(problem);
        return (unread(text, file), None, problems);
    }
    let pair = match HengParser::parse(Rule::file, text).map(|mut pairs| pairs.next()) {
        Ok(Some(pair)) => pair,
        // The grammar reads any text; what remains is pest's guard of the stack.
        _ => {
            problems.push(braces::beyond_the_parser(text, file));
            return (unread(text, file), None, problems);
        }
    };
    let mut builder = build::Builder::new(file);
    let tree = builder.file(pair.clone());
    problems.extend(stray::explain(source, &tree, builder));
    (tree, Some(pair), problems)
}

/// The tree of a text that was not read at all.
fn unread(text: &str, file: FileId) -> tree::Tree {
    let span = crate::source::Span::new(file, 0, text.len());
    let tokens = vec![tree::Token { kind: tree::TokenKind::Stray, span }];
    tree::Tree { tokens, ..tree::Tree::default() }
}

/// The codes that this module raises.
pub static CODES: &[&Code] = &[
    &wording::WORDS_OF_A_DOCUMENT,
    &wording::POINTS_BEHIND_THEN,
    &wording::EFFECT_WORDS,
    &wording::CONDITION_ALONE,
    &wording::GRADE_CONDITION,
    &wording::POLICY_WORDS,
    &wording::RESULT_WITH_BODY,
    &wording::ALERT_WITH_EFFECT,
    &wording::ALERT_WITHOUT_COLOUR,
    &wording::NO_ELSE,
    &wording::MEETS_GIVES,
    &wording::DOT,
    &wording::NO_BRACES,
    &wording::NO_NAME,
    &wording::ROW_COMMAS,
    &wording::ROW_WORD,
    &wording::ROWS_WITHOUT_FORM,
    &wording::IF_FOR_WHEN,
    &stray::NOT_UNDERSTOOD,
    &braces::UNCLOSED,
    &braces::SURPLUS,
    &decode::NOT_UTF8,
    &decode::CONTROL_CHARACTER,
    &stray::RUN_TOGETHER,
    &braces::TOO_DEEP,
    &stray::EDITION,
    &stray::IMPOSSIBLE_DATE,
    &stray::NO_SCHEME,
    &stray::UNKNOWN_KEYWORD,
    &stray::UNCLOSED_TEXT,
    &stray::SCHEME_TWICE,
    &wording::RANGE_GIVEN,
    &wording::QUOTA_IN_WORDS,
    &wording::EFFECT_WITHOUT_CONDITION,
    &wording::FIGURE_IN_WORDS,
    &wording::CLAUSE_OF_A_FIELD,
    &wording::LIMIT_OF_AN_ITEM,
    &habits::RANGE_IN_STEP,
    &habits::NO_STEP,
    &habits::EACH_WITHOUT_NUMBER,
    &habits::CONDITION_WITHOUT_WHEN,
    &habits::EACH_WITH_A_DIRECTION,
    &habits::LIMIT_IN_WORDS,
];
