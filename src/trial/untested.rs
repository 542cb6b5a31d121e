//! Vetoes and rows that no test of the scheme has tried, as findings. Optional: a draft has no tests yet.

use super::coverage::{Aspect, Kind, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::scheme::model::Scheme;
use crate::{code, text};

code!(
    UNTESTED_VETO,
    "H1641",
    Warning,
    "否决没有测试" / "veto-without-a-test",
    "一票否决一年也用不上几次，写错了平时看不出来，用上的那一次最要紧。写一个触发它的测试、一个差一点没有触发的测试。"
        / "A veto is needed a few times a year, and nobody sees that it is wrong until then. Write a test in which it fires, and one in which it just does not."
);
code!(
    UNTESTED_ROW,
    "H1642",
    Note,
    "有一档没有测试" / "row-without-a-test",
    "分档、对照、选择的每一行都应当有测试取到过，界线上的值最容易写错。「heng test --suggest」会写出缺的测试。"
        / "Each row of bands, lookups and choices should be taken by some test; values at the line are where slips hide. `heng test --suggest` writes the missing ones."
);

/// The codes that this module raises.
pub static CODES: &[&Code] = &[&UNTESTED_VETO, &UNTESTED_ROW];

/// Those of them that are silent until they are wanted: all.
pub static OPTIONAL: &[&Code] = CODES;

/// What no confirmed test of a scheme has tried, as far as the codes are wanted.
pub fn untested(scheme: &Scheme, wanted: &[&str]) -> Vec<Diagnostic> {
    if !CODES.iter().any(|code| wanted.contains(&code.id)) {
        return vec![];
    }
    let coverage = super::run(scheme).coverage;
    let sites = coverage.sites.iter().filter(|site| !site.covered);
    sites.filter_map(told).filter(|problem| wanted.contains(&problem.code.id)).collect()
}

fn told(site: &Site) -> Option<Diagnostic> {
    let path = &site.path;
    let (code, message, here) = match (site.kind, site.aspect) {
        (Kind::Vetoes, Aspect::Holds) => (
            &UNTESTED_VETO,
            text!("没有测试触发过否决「{path}」", "no test fires the veto `{path}`"),
            text!("从没触发过", "never fired"),
        ),
        (Kind::Rows, Aspect::Reached) => (
            &UNTESTED_ROW,
            text!("「{path}」的这一行没有测试取到过", "no test takes this row of `{path}`"),
            text!("没有测试", "no test"),
        ),
        _ => return None,
    };
    Some(Diagnostic::new(code, site.span, message, here).help(text!(
        "补一个测试；「heng test --suggest」会写出来，核对后粘贴",
        "add a test; `heng test --suggest` writes it, to be checked and pasted"
    )))
}
