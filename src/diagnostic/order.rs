//! The order in which findings are shown, so that a run says the same thing every time.

use super::{CellPlace, Diagnostic};
use crate::source::Span;

/// Where a finding stands: scheme texts first, then evidence, then what has no place.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Position {
    Text(Span, &'static str),
    Cell { file: String, row: Option<usize> },
    Nowhere(&'static str),
}

/// Findings by file, place and code; those in evidence after those in schemes, by file and row; those without a
/// place last. Of findings that are equal in every part, one stays. Otherwise the order in which they came is kept.
pub fn sorted(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut keyed: Vec<(Position, Diagnostic)> = diagnostics.into_iter().map(|d| (position(&d), d)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut kept: Vec<(Position, Diagnostic)> = Vec::with_capacity(keyed.len());
    for (place, finding) in keyed {
        let known = kept.iter().rev().take_while(|(at, _)| *at == place).any(|(_, other)| *other == finding);
        if !known {
            kept.push((place, finding));
        }
    }
    kept.into_iter().map(|(_, finding)| finding).collect()
}

fn position(diagnostic: &Diagnostic) -> Position {
    match (diagnostic.span(), &diagnostic.cell) {
        (Some(span), _) => Position::Text(span, diagnostic.code.id),
        (None, Some(CellPlace { file, row, .. })) => Position::Cell { file: file.clone(), row: *row },
        (None, None) => Position::Nowhere(diagnostic.code.id),
    }
}
