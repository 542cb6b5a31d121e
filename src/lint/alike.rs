//! Names that people take for one another, and that the program keeps apart.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::scheme::model::Scheme;
use crate::source::Span;
use crate::{code, text};
use std::collections::BTreeMap;

code!(
    ALIKE,
    "H1611",
    Warning,
    "两个名称几乎一样" / "names-nearly-identical",
    "「帐目」与「账目」、「Ａ类」与「A类」，读的人以为是同一项，程序当成两项：数填进一项，规则读的是另一项。"
        / "Two names that differ in a letter's case, a plural, a blank or a variant of a character are one to people and two to the program: the figure goes into one and the rule reads the other."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, span) in names(case.scheme) {
        match seen.get(&levelled(name)) {
            Some((first, before)) if *first != name => found.push(told((first, *before), (name, span))),
            Some(_) => {}
            None => drop(seen.insert(levelled(name), (name, span))),
        }
    }
    found
}

/// The names by which expressions call something.
fn names(scheme: &Scheme) -> Vec<(&str, Span)> {
    let facts = scheme.facts.iter().map(|fact| (&*fact.spec.name, fact.span));
    let lets = scheme.lets.iter().map(|named| (&*named.name, named.value.span));
    facts.chain(lets).collect()
}

fn told((first, before): (&str, Span), (name, span): (&str, Span)) -> Diagnostic {
    Diagnostic::new(
        &ALIKE,
        span,
        text!(
            "「{name}」与「{first}」几乎一样，程序当成两个",
            "`{name}` and `{first}` are nearly the same, and two to the program"
        ),
        text!("这是第二个", "the second"),
    )
    .label(before, text!("这是第一个", "the first"))
    .help(text!(
        "是同一个的，只留一个；不是的，改成一看就分得开的名称",
        "if they are one, keep one; if not, choose names that nobody mixes up"
    ))
}

/// Characters that are written for one another.
const VARIANTS: &[(char, char)] = &[
    ('帐', '账'),
    ('它', '他'),
    ('陆', '录'),
    ('象', '像'),
    ('做', '作'),
    ('籍', '藉'),
    ('〇', '零'),
    ('Ｏ', '0'),
];

/// A name without what people overlook: case, blanks and joining signs, widths, variants, an English plural.
fn levelled(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        other => VARIANTS.iter().find(|(from, _)| *from == other).map_or(other, |(_, to)| *to),
    };
    let joins = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '·' | '・' | '—' | '－' | '.');
    let kept: String = name.chars().map(narrow).filter(joins).flat_map(char::to_lowercase).collect();
    let plural = kept.is_ascii() && kept.len() > 4 && kept.ends_with('s') && !kept.ends_with("ss");
    if plural { kept[..kept.len() - 1].to_owned() } else { kept }
}
