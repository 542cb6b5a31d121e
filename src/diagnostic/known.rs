//! Codes as people name them: by number, or by the short name in either language.

use super::{Code, similar};

/// The code with a number or a short name.
pub fn named(codes: &[&'static Code], word: &str) -> Option<&'static Code> {
    let is_meant = |code: &&&'static Code| {
        let names = [code.id, &code.slug.zh, &code.slug.en];
        names.iter().any(|name| name.eq_ignore_ascii_case(word))
    };
    codes.iter().find(is_meant).copied()
}

/// The number or short name that was probably meant.
pub fn nearest(codes: &[&'static Code], word: &str) -> Option<&'static str> {
    let names = |code: &&'static Code| [code.id, &*code.slug.zh, &*code.slug.en];
    similar::nearest(word, codes.iter().flat_map(names))
}
