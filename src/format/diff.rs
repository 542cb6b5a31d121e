//! What would change, as programs that apply changes read it.

use similar::TextDiff;

/// A unified diff of a file; empty if nothing changes.
pub fn unified(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
