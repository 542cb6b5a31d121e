//! How tests went, as JUnit XML: what build servers read.

use super::super::xml::{attributes, escaped};
use super::{Tested, counts};
use crate::locale::{Lang, Text};
use crate::source::Sources;
use crate::text;
use crate::trial::{Difference, Tried, Verdict};

/// All tests of all files, a suite for each scheme. `unsound` are files of which a scheme has findings, so that its
/// tests did not run.
pub fn junit(all: &[Tested<'_>], unsound: &[&str], sources: &Sources, lang: Lang) -> String {
    let sum = |count: fn(&Tally) -> usize| all.iter().map(|one| count(&Tally::of(one))).sum::<usize>();
    let tests = sum(|tally| tally.tests) + unsound.len();
    let errors = sum(|tally| tally.errors) + unsound.len();
    let head = attributes(&[
        ("name", "heng test"),
        ("tests", &tests.to_string()),
        ("failures", &sum(|tally| tally.failures).to_string()),
        ("errors", &errors.to_string()),
        ("skipped", &sum(|tally| tally.skipped).to_string()),
    ]);
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites{head}>\n");
    for file in unsound {
        let head = attributes(&[
            ("name", file),
            ("tests", "1"),
            ("failures", "0"),
            ("errors", "1"),
            ("skipped", "0"),
        ]);
        let why = Text::fixed("方案有错，测试没有运行", "the scheme has findings; its tests did not run");
        let case = attributes(&[("classname", file), ("name", file), ("file", file)]);
        let why = attributes(&[("message", why.get(lang))]);
        out.push_str(&format!("  <testsuite{head}>\n    <testcase{case}>\n      <error{why}/>\n    </testcase>\n  </testsuite>\n"));
    }
    for one in all {
        out.push_str(&suite(one, sources, lang));
    }
    out.push_str("</testsuites>\n");
    out
}

/// The tests of a suite, counted as JUnit does.
struct Tally {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Tally {
    fn of(one: &Tested<'_>) -> Self {
        let counts = counts(std::slice::from_ref(one));
        let errors = one.trials.tests.iter().filter(|tried| tried.verdict == Verdict::Broken).count();
        Tally {
            tests: one.trials.tests.len(),
            failures: counts.failed - errors,
            errors,
            skipped: counts.unconfirmed + counts.unconfirmed_failed,
        }
    }
}

fn suite(one: &Tested<'_>, sources: &Sources, lang: Lang) -> String {
    let tally = Tally::of(one);
    let head = attributes(&[
        ("name", &format!("{} · {}", one.file, one.scheme.name)),
        ("tests", &tally.tests.to_string()),
        ("failures", &tally.failures.to_string()),
        ("errors", &tally.errors.to_string()),
        ("skipped", &tally.skipped.to_string()),
    ]);
    let cases: String = one.trials.tests.iter().map(|tried| case(one, tried, sources, lang)).collect();
    format!("  <testsuite{head}>\n{cases}  </testsuite>\n")
}

fn case(one: &Tested<'_>, tried: &Tried<'_>, sources: &Sources, lang: Lang) -> String {
    let source = sources.get(tried.test.name_span.file);
    let line = source.place(tried.test.name_span.start as usize).line.to_string();
    let head = attributes(&[
        ("classname", &one.scheme.name),
        ("name", &tried.test.name),
        ("file", source.name()),
        ("line", &line),
    ]);
    let body = match (&tried.verdict, tried.test.unconfirmed) {
        (Verdict::Passed, false) => return format!("    <testcase{head}/>\n"),
        (Verdict::Broken, _) => {
            let why = Text::fixed("测试有错，没有运行", "the test has findings and was not run");
            format!("<error{}/>", attributes(&[("message", why.get(lang))]))
        }
        (Verdict::Passed, true) => {
            let why = Text::fixed("待核；与期望相符", "unconfirmed; as expected");
            format!("<skipped{}/>", attributes(&[("message", why.get(lang))]))
        }
        (Verdict::Failed(differences), true) => {
            let said = said(differences, lang);
            let why = text!("待核；不符：{said}", "unconfirmed; not as expected: {said}");
            format!("<skipped{}/>", attributes(&[("message", why.get(lang))]))
        }
        (Verdict::Failed(differences), false) => {
            let said = said(differences, lang);
            format!("<failure{}>{}</failure>", attributes(&[("message", &said)]), escaped(&said))
        }
    };
    format!("    <testcase{head}>\n      {body}\n    </testcase>\n")
}

/// The differences in one text.
fn said(differences: &[Difference], lang: Lang) -> String {
    let one = |one: &Difference| {
        let ratee = one.ratee.as_ref().map_or(String::new(), |ratee| format!("{ratee} · "));
        let words = text!(
            "{ratee}{0}：期望 {1}，实得 {2}",
            "{ratee}{0}: expected {1}, got {2}",
            one.what,
            one.expected,
            one.got
        );
        words.get(lang).to_owned()
    };
    let separator = Text::fixed("；", "; ");
    differences.iter().map(one).collect::<Vec<_>>().join(separator.get(lang))
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_breaks_the_form() {
        assert_eq!(escaped("a<b> & \"c\" '\u{1}\n"), "a&lt;b&gt; &amp; &quot;c&quot; &apos;\u{FFFD}&#10;");
    }
}
