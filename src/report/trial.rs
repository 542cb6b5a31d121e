//! How tests in schemes went: for people here, for programs in `json` and `junit` beside it.

mod coverage;
pub mod json;
pub mod junit;
pub mod suggest;

use crate::diagnostic::terminal::Style;
use crate::locale::{Lang, Text};
use crate::scheme::model::Scheme;
use crate::source::{Sources, display_width};
use crate::text;
use crate::trial::{Difference, Trials, Tried, Verdict};

/// The tests of one scheme file.
pub struct Tested<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// Its scheme.
    pub scheme: &'a Scheme,
    /// Its tests, and what they have tried.
    pub trials: Trials<'a>,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As expected.
    pub passed: usize,
    /// Not as expected, or with findings.
    pub failed: usize,
    /// Unconfirmed, and as expected.
    pub unconfirmed: usize,
    /// Unconfirmed, and not as expected.
    pub unconfirmed_failed: usize,
}

/// Counts the tests of all files.
pub fn counts(all: &[Tested<'_>]) -> Counts {
    let mut counts = Counts::default();
    for tried in all.iter().flat_map(|one| &one.trials.tests) {
        let slot = match (&tried.verdict, tried.test.unconfirmed) {
            // What has findings fails in any case.
            (Verdict::Broken, _) | (Verdict::Failed(_), false) => &mut counts.failed,
            (Verdict::Passed, false) => &mut counts.passed,
            (Verdict::Passed, true) => &mut counts.unconfirmed,
            (Verdict::Failed(_), true) => &mut counts.unconfirmed_failed,
        };
        *slot += 1;
    }
    counts
}

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";

fn paint(words: &str, color: &str, style: Style) -> String {
    if style.color { format!("{color}{words}\u{1b}[0m") } else { words.to_owned() }
}

/// All tests, each with what is not as expected, and one line of counts.
pub fn human(all: &[Tested<'_>], sources: &Sources, lang: Lang, style: Style, with_coverage: bool) -> String {
    let mut out = String::new();
    for one in all {
        out.push_str(&format!("{}\n", one.file));
        if one.trials.tests.is_empty() {
            out.push_str(&format!("  {}\n", Text::fixed("没有测试", "no tests").get(lang)));
        }
        for tried in &one.trials.tests {
            out.push_str(&test(tried, sources, lang, style));
        }
        if with_coverage {
            out.push_str(&coverage::human(one, sources, lang, style));
        }
    }
    out.push_str(&summary(counts(all), lang, style));
    out
}

fn test(tried: &Tried<'_>, sources: &Sources, lang: Lang, style: Style) -> String {
    let (word, color) = match (&tried.verdict, tried.test.unconfirmed) {
        (Verdict::Passed, false) => (Text::fixed("通过", "pass"), GREEN),
        (Verdict::Passed, true) => (Text::fixed("待核，相符", "unconfirmed, as expected"), YELLOW),
        (Verdict::Failed(_), true) => (Text::fixed("待核，不符", "unconfirmed, not as expected"), YELLOW),
        (Verdict::Failed(_), false) => (Text::fixed("不符", "FAIL"), RED),
        (Verdict::Broken, _) => (Text::fixed("有错，没有运行", "has findings, not run"), RED),
    };
    let name = &tried.test.name;
    let mut out = format!("  {}  {name}", paint(word.get(lang), color, style));
    if tried.verdict != Verdict::Passed {
        let span = tried.test.name_span;
        let source = sources.get(span.file);
        out.push_str(&format!("  ({}:{})", source.name(), source.place(span.start as usize).line));
    }
    out.push('\n');
    for span in &tried.hollow {
        let source = sources.get(span.file);
        let (line, words) = (source.place(span.start as usize).line, coverage::passage(sources, *span));
        let told = text!(
            "第 {line} 行「{words}」只是重复给定的得分，什么也没有试",
            "line {line} `{words}` only repeats a score that is given: it tries nothing"
        );
        out.push_str(&format!("        {}\n", paint(told.get(lang), YELLOW, style)));
    }
    if let Verdict::Failed(differences) = &tried.verdict {
        out.push_str(&table(differences, sources, lang, style));
    }
    out
}

/// The differences, one a line, in columns.
fn table(differences: &[Difference], sources: &Sources, lang: Lang, style: Style) -> String {
    let what = |difference: &Difference| match &difference.ratee {
        Some(ratee) => format!("{ratee} · {}", difference.what.get(lang)),
        None => difference.what.get(lang).to_owned(),
    };
    let wide =
        |texts: &mut dyn Iterator<Item = String>| texts.map(|text| display_width(&text)).max().unwrap_or(0);
    let first = wide(&mut differences.iter().map(what));
    let second = wide(&mut differences.iter().map(|one| one.expected.get(lang).to_owned()));
    let (expected, got) = (Text::fixed("期望", "expected"), Text::fixed("实得", "got"));
    let mut out = String::new();
    for one in differences {
        let (about, wanted) = (what(one), one.expected.get(lang));
        let blank = |words: &str, width: usize| " ".repeat(width.saturating_sub(display_width(words)));
        let line = sources.get(one.span.file).place(one.span.start as usize).line;
        let at = text!("第 {line} 行", "line {line}");
        out.push_str(&format!(
            "        {about}{}  {} {}{}  {} {}  ({})\n",
            blank(&about, first),
            expected.get(lang),
            paint(wanted, GREEN, style),
            blank(wanted, second),
            got.get(lang),
            paint(one.got.get(lang), RED, style),
            at.get(lang)
        ));
    }
    out
}

fn summary(counts: Counts, lang: Lang, style: Style) -> String {
    let Counts { passed, failed, unconfirmed, unconfirmed_failed } = counts;
    let total = passed + failed;
    let tests = if total == 1 { "test" } else { "tests" };
    let mut line =
        text!("共 {total} 个测试：{passed} 个通过", "{total} {tests}: {passed} passed").get(lang).to_owned();
    let failures = text!("，{failed} 个不符", ", {failed} failed");
    if failed > 0 {
        line.push_str(&paint(failures.get(lang), RED, style));
    }
    let waiting = unconfirmed + unconfirmed_failed;
    if waiting > 0 {
        let more = text!("；另有 {waiting} 个待核", "; {waiting} unconfirmed");
        line.push_str(&paint(more.get(lang), YELLOW, style));
        if unconfirmed_failed > 0 {
            let more = text!("（{unconfirmed_failed} 个不符）", " ({unconfirmed_failed} not as expected)");
            line.push_str(&paint(more.get(lang), YELLOW, style));
        }
    }
    line.push('\n');
    line
}
