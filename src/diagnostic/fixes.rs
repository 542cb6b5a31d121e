//! Changes that findings offer, made in a text.

use super::{Diagnostic, Fix};
use crate::source::FileId;

/// A text with the changes that findings offer for it, none over another; guesses only if asked for. Where two would
/// change the same place, the one that begins later is made, and the other has its turn with the findings of the new
/// text.
pub fn fixed(text: &str, file: FileId, problems: &[Diagnostic], guesses: bool) -> String {
    let all = problems.iter().flat_map(|problem| &problem.fixes);
    let mut fixes: Vec<&Fix> =
        all.filter(|fix| fix.span.file == file && (guesses || !fix.is_guess)).collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse((fix.span.start, fix.span.end)));
    let mut out = text.to_owned();
    let mut free_until = out.len();
    for fix in fixes {
        let (start, end) = (fix.span.start as usize, fix.span.end as usize);
        if end <= free_until && out.is_char_boundary(start) && out.is_char_boundary(end) {
            out.replace_range(start..end, &fix.replacement);
            free_until = start;
        }
    }
    out
}
