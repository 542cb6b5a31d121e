//! The catalogue of findings: every code that the program can raise, for `heng lint --explain` and for tests.

use crate::diagnostic::Code;
use crate::{config, evidence, format, route, scheme, score, script, syntax};

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
        config::CODES,
    ];
    let mut codes: Vec<&'static Code> = lists.into_iter().flatten().copied().collect();
    codes.sort_by_key(|code| code.id);
    codes
}
