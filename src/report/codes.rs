//! The catalogue of findings: every code that the program can raise, for `heng lint --explain` and for tests.

use crate::diagnostic::Code;
use crate::{config, evidence, format, lint, route, scheme, score, script, syntax, trial};

/// Numbers that were given once and are raised no more. They never mean something else.
pub const RETIRED: &[&str] = &["H0901"];

/// All codes, by their numbers.
pub fn catalogue() -> Vec<&'static Code> {
    let lists = [
        syntax::CODES,
        format::CODES,
        scheme::CODES,
        script::CODES,
        evidence::CODES,
        evidence::PARQUET_CODES,
        score::CODES,
        route::CODES,
        lint::CODES,
        trial::CODES,
        config::CODES,
    ];
    let mut codes: Vec<&'static Code> = lists.into_iter().flatten().copied().collect();
    codes.sort_by_key(|code| code.id);
    codes
}

/// Codes of checks that are silent until they are asked for: they would speak up in nearly every scheme.
pub fn optional() -> impl Iterator<Item = &'static Code> {
    lint::OPTIONAL.iter().chain(trial::OPTIONAL).copied()
}
