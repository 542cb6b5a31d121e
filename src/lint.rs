//! The catalogue of findings: every code that the floors below can raise, for `heng lint --explain` and for tests.

use crate::diagnostic::Code;

/// All codes, by their numbers.
pub fn catalogue() -> Vec<&'static Code> {
    let lists = [
        crate::syntax::CODES,
        crate::scheme::CODES,
        crate::script::CODES,
        crate::evidence::CODES,
        crate::score::CODES,
    ];
    let mut codes: Vec<&'static Code> = lists.into_iter().flatten().copied().collect();
    codes.sort_by_key(|code| code.id);
    codes
}
