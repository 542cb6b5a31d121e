//! How tests went, for programs: field names and closed lists are always English, numbers that can have a fraction are
//! texts.

use super::{Tested, counts, coverage};
use crate::locale::Lang;
use crate::source::{Sources, Span};
use crate::trial::coverage::{Aspect, Kind, Site};
use crate::trial::{Difference, Tried, Verdict};
use serde_json::{Map, Value, json};

/// The version of the form.
const SCHEMA: u32 = 1;

/// All tests of all files. `unsound` are files of which a scheme has findings, so that its tests did not run.
pub fn json(
    all: &[Tested<'_>],
    unsound: &[&str],
    sources: &Sources,
    lang: Lang,
    with_coverage: bool,
) -> String {
    let counts = counts(all);
    let file = |one: &Tested<'_>| {
        let mut out = Map::new();
        out.insert("file".into(), json!(one.file));
        out.insert("scheme".into(), json!(&*one.scheme.name));
        let tests = one.trials.tests.iter().map(|tried| test(tried, sources, lang));
        out.insert("tests".into(), Value::Array(tests.collect()));
        if with_coverage {
            out.insert("coverage".into(), covered(one, sources));
        }
        Value::Object(out)
    };
    let whole = json!({
        "schema": SCHEMA,
        "passed": counts.passed,
        "failed": counts.failed,
        "unconfirmed": counts.unconfirmed + counts.unconfirmed_failed,
        "unconfirmed_failed": counts.unconfirmed_failed,
        "not_run": unsound,
        "files": all.iter().map(file).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn line(sources: &Sources, span: Span) -> usize {
    sources.get(span.file).place(span.start as usize).line
}

/// The name of a verdict: a closed list.
pub(super) fn status(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed(_) => "failed",
        Verdict::Broken => "broken",
    }
}

fn test(tried: &Tried<'_>, sources: &Sources, lang: Lang) -> Value {
    let differences: Vec<Value> = match &tried.verdict {
        Verdict::Failed(differences) => {
            differences.iter().map(|one| difference(one, sources, lang)).collect()
        }
        Verdict::Passed | Verdict::Broken => vec![],
    };
    json!({
        "name": &*tried.test.name,
        "line": line(sources, tried.test.name_span),
        "status": status(&tried.verdict),
        "unconfirmed": tried.test.unconfirmed,
        "differences": differences,
        "hollow_lines": tried.hollow.iter().map(|span| line(sources, *span)).collect::<Vec<_>>(),
    })
}

fn difference(one: &Difference, sources: &Sources, lang: Lang) -> Value {
    let mut out = Map::new();
    if let Some(ratee) = &one.ratee {
        out.insert("ratee".into(), json!(&**ratee));
    }
    out.insert("what".into(), json!(one.what.get(lang)));
    out.insert("expected".into(), json!(one.expected.get(lang)));
    out.insert("got".into(), json!(one.got.get(lang)));
    out.insert("line".into(), json!(line(sources, one.span)));
    Value::Object(out)
}

/// The name of a kind: a closed list.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Items => "items",
        Kind::Rows => "bands",
        Kind::Limits => "limits",
        Kind::Vetoes => "vetoes",
        Kind::Rules => "rules",
        Kind::Conditions => "conditions",
        Kind::Grades => "grades",
        Kind::Quotas => "quotas",
    }
}

/// The name of an aspect: a closed list.
fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Reached => "reached",
        Aspect::FirstEnd => "first_end",
        Aspect::LastEnd => "last_end",
        Aspect::Holds => "holds",
        Aspect::HoldsNot => "holds_not",
        Aspect::CapBites => "cap_bites",
        Aspect::CapFree => "cap_free",
        Aspect::FloorBites => "floor_bites",
        Aspect::FloorFree => "floor_free",
    }
}

fn covered(one: &Tested<'_>, sources: &Sources) -> Value {
    let mut out = Map::new();
    for of in Kind::ALL {
        let (covered, total) = one.trials.coverage.count(of);
        let percent = coverage::percent(covered, total);
        out.insert(kind(of).into(), json!({ "covered": covered, "total": total, "percent": percent }));
    }
    let open = one.trials.coverage.sites.iter().filter(|site| !site.covered);
    let site = |site: &Site| {
        json!({
            "kind": kind(site.kind),
            "aspect": aspect(site.aspect),
            "path": &*site.path,
            "file": sources.get(site.span.file).name(),
            "line": line(sources, site.span),
            "text": coverage::passage(sources, site.span),
        })
    };
    out.insert("uncovered".into(), Value::Array(open.map(site).collect()));
    Value::Object(out)
}
