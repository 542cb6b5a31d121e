//! A span as other programs want it: lines, character columns and bytes together.

use crate::source::{Sources, Span};

/// The two ends of a span in every unit; lines and columns from 1, the end exclusive.
pub(super) struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    pub byte_start: usize,
    pub byte_end: usize,
}

/// The region of a span, cut to what exists.
pub(super) fn region(sources: &Sources, span: Span) -> Region {
    let source = sources.get(span.file);
    let byte_start = (span.start as usize).min(source.text().len());
    let byte_end = (span.end as usize).clamp(byte_start, source.text().len());
    let (start, end) = (source.place(byte_start), source.place(byte_end));
    Region {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_start,
        byte_end,
    }
}
