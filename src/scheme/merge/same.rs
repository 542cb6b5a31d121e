//! Whether two parts of schemes say the same: blanks, comments and places apart.

use super::key::{key, span};
use crate::source::{Edits, Sources, Span};
use crate::syntax::tree::{ItemClause, ItemNode, Statement, Words};

/// Texts as they read now.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub sources: &'a Sources,
    pub edits: &'a Edits,
}

impl View<'_> {
    pub fn text(&self, span: Span) -> String {
        squeezed(&self.edits.slice(self.sources, span))
    }

    fn words(&self, words: &Option<Words>) -> Option<String> {
        words.as_ref().map(|words| words.text.to_string())
    }
}

/// A text without blanks and comments; line ends and `;` are one. Quoted names and texts stay as they are.
fn squeezed(text: &str) -> String {
    let (mut out, mut quoted, mut comment, mut named) = (String::new(), false, false, None);
    for c in text.chars() {
        match c {
            // A quoted name ends on its line.
            c if named.is_some() => {
                out.push(c);
                if named == Some(c) || matches!(c, '\n' | '\r') {
                    named = None;
                }
            }
            '`' | '「' if !quoted && !comment => {
                named = Some(if c == '`' { c } else { '」' });
                out.push(c);
            }
            '\n' | '\r' => {
                comment = false;
                out.push(';');
            }
            _ if comment => {}
            '"' | '“' | '”' => {
                quoted = !quoted;
                out.push('"');
            }
            '#' | '＃' if !quoted => comment = true,
            ';' | '；' if !quoted => out.push(';'),
            c if c.is_whitespace() && !quoted => {}
            c => out.push(c),
        }
    }
    while out.contains(";;") {
        out = out.replace(";;", ";");
    }
    out.replace("{;", "{").replace(";}", "}").trim_matches(';').to_owned()
}

/// Whether two statements say the same.
pub(super) fn same(a: (View<'_>, &Statement), b: (View<'_>, &Statement)) -> bool {
    match (a.1, b.1) {
        (Statement::Item(x), Statement::Item(y)) => same_item((a.0, x), (b.0, y)),
        (Statement::Adjustment(x), Statement::Adjustment(y)) => {
            x.deduction == y.deduction && same_item((a.0, &x.item), (b.0, &y.item))
        }
        (x, y) => key(x) == key(y) && a.0.text(span(x)) == b.0.text(span(y)),
    }
}

/// Whether the heads of two items say the same.
pub(super) fn same_head(a: (View<'_>, &ItemNode), b: (View<'_>, &ItemNode)) -> bool {
    let clauses = |(view, item): (View<'_>, &ItemNode)| {
        let mut all: Vec<String> = item.clauses.iter().map(|clause| clause_text(view, clause)).collect();
        all.sort();
        all
    };
    let rule = |(view, item): (View<'_>, &ItemNode)| item.rule.as_ref().map(|rule| view.text(rule.span));
    let same_basis = a.0.words(&a.1.basis) == b.0.words(&b.1.basis);
    a.1.kind == b.1.kind && clauses(a) == clauses(b) && rule(a) == rule(b) && same_basis
}

/// A clause of an item as it reads now.
pub(super) fn clause_text(view: View<'_>, clause: &ItemClause) -> String {
    view.text(clause.span)
}

fn same_item(a: (View<'_>, &ItemNode), b: (View<'_>, &ItemNode)) -> bool {
    let (x, y) = (a.1.body.as_deref().unwrap_or(&[]), b.1.body.as_deref().unwrap_or(&[]));
    same_head(a, b) && x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same((a.0, x), (b.0, y)))
}
