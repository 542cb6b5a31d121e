//! Checks of a scheme that is sound: what may be written, means something exact, and is hardly what the office wanted.
//!
//! One file per rule, and one line in the list below. A rule reads the checked scheme, the tree and the texts; it knows
//! neither evidence nor how scores are computed, and it never holds up a run: what stands here are warnings and notes.
//! Rules that would speak up in nearly every scheme are [`OPTIONAL`]: they are silent until they are asked for.

use crate::diagnostic::{Code, Diagnostic};
use crate::scheme::library::{Library, Loaded, Opened};
use crate::scheme::model::Scheme;
use crate::source::{Sources, Span};
use crate::syntax::tree::Tree;
use crate::unit::Date;

mod alert_bands;
mod alike;
mod basis;
mod characters;
mod grade_bands;
mod groups;
mod interval;
mod loosened;
mod near_full;
mod outdated;
mod shadow;
mod ties;
mod uncapped;
mod unused;
mod vetoes;

/// What is asked for beside what is always found.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day by which a scheme may have expired; without it nothing has.
    pub as_of: Option<Date>,
    /// Codes of optional rules that are wanted.
    pub wanted: Vec<&'static str>,
}

/// A sound scheme before the rules.
struct Case<'a> {
    sources: &'a Sources,
    library: &'a Library<'a>,
    loaded: &'a Loaded,
    scheme: &'a Scheme,
    options: &'a Options,
}

impl Case<'_> {
    /// What stands at a place.
    fn written(&self, span: Span) -> &str {
        self.sources.slice(span)
    }

    /// Whether a place belongs to the scheme itself, not to one above.
    fn is_own(&self, span: Span) -> bool {
        let own = self.loaded.node.span;
        own.file == span.file && own.start <= span.start && span.end <= own.end
    }

    fn wants(&self, code: &Code) -> bool {
        self.options.wanted.contains(&code.id)
    }
}

/// A rule about a sound scheme.
type Rule = fn(&Case<'_>) -> Vec<Diagnostic>;

/// The rules.
const RULES: &[Rule] = &[
    alert_bands::check,
    alike::check,
    basis::check,
    grade_bands::check,
    groups::check,
    loosened::check,
    near_full::check,
    outdated::check,
    shadow::check,
    ties::check,
    uncapped::check,
    unused::check,
    vetoes::check,
];

/// What the rules find in a file of schemes that a library has opened. Of a scheme that builds on others only what it
/// says itself is looked at: those above are looked at where they stand.
pub fn check(library: &Library<'_>, opened: &Opened, options: &Options) -> Vec<Diagnostic> {
    let sources = library.sources();
    let mut found = match opened.file.and_then(|file| Some((file, library.tree(file)?))) {
        Some((file, tree)) => of_text(sources.get(file).text(), tree),
        None => vec![],
    };
    for loaded in &opened.schemes {
        let Some(scheme) = &loaded.scheme else { continue };
        let case = Case { sources, library, loaded, scheme, options };
        let problems = RULES.iter().flat_map(|rule| rule(&case));
        found.extend(problems.filter(|problem| problem.span().is_some_and(|span| case.is_own(span))));
    }
    found
}

/// What is found in the text alone, be the scheme sound or not.
fn of_text(text: &str, tree: &Tree) -> Vec<Diagnostic> {
    characters::check(text, tree)
}

/// The codes that this module raises.
pub static CODES: &[&Code] = &[
    &grade_bands::GAP,
    &grade_bands::OVERLAP,
    &grade_bands::CONTRADICTION,
    &alert_bands::GAP,
    &near_full::NEAR_FULL,
    &uncapped::WITHOUT_CAP,
    &unused::UNUSED_FACT,
    &alike::ALIKE,
    &characters::INVISIBLE,
    &characters::CONFUSABLE,
    &shadow::HIDES,
    &vetoes::HELPS,
    &ties::NO_TIE_RULE,
    &groups::ONE_WORD,
    &groups::GROUP_OF_ONE,
    &outdated::EXPIRED,
    &outdated::OUTSIDE_PERIOD,
    &outdated::OLD_SOURCE,
    &loosened::LOOSENED,
    &basis::NO_BASIS,
];

/// Those of them that are silent until they are wanted.
pub static OPTIONAL: &[&Code] = &[&basis::NO_BASIS, &ties::NO_TIE_RULE];
