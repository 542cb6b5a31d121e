//! Findings as JUnit XML: what build servers read. A suite for each file, a case for each finding.

use super::xml::{attributes, escaped};
use crate::diagnostic::lines::compact;
use crate::diagnostic::{Diagnostic, Severity};
use crate::locale::{Lang, Text};
use crate::source::Sources;

/// All findings of some files. Errors and warnings are failures; a file without any is a case that went well.
pub fn junit(files: &[String], problems: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let file_of = |problem: &Diagnostic| match (&problem.cell, problem.span()) {
        (Some(cell), _) => Some(cell.file.clone()),
        (None, Some(span)) => Some(sources.get(span.file).name().to_owned()),
        (None, None) => None,
    };
    let mut names: Vec<String> = files.to_vec();
    names.extend(problems.iter().map(|problem| file_of(problem).unwrap_or_default()));
    let mut known = std::collections::BTreeSet::new();
    names.retain(|name| known.insert(name.clone()));
    let mut suites = String::new();
    let (mut tests, mut failures) = (0, 0);
    for name in &names {
        let of_file: Vec<&Diagnostic> =
            problems.iter().filter(|problem| file_of(problem).unwrap_or_default() == *name).collect();
        let failed = of_file.iter().filter(|problem| problem.severity > Severity::Note).count();
        let (all, failed) = (of_file.len().max(1).to_string(), failed.to_string());
        tests += of_file.len().max(1);
        failures += failed.parse::<usize>().unwrap_or(0);
        let head = attributes(&[
            ("name", name),
            ("tests", &all),
            ("failures", &failed),
            ("errors", "0"),
            ("skipped", "0"),
        ]);
        suites.push_str(&format!("  <testsuite{head}>\n"));
        if of_file.is_empty() {
            let well = Text::fixed("没有发现问题", "no problems found");
            let case = attributes(&[("classname", name), ("name", well.get(lang)), ("file", name)]);
            suites.push_str(&format!("    <testcase{case}/>\n"));
        }
        for problem in of_file {
            suites.push_str(&case(name, problem, sources, lang));
        }
        suites.push_str("  </testsuite>\n");
    }
    let (tests, failures) = (tests.to_string(), failures.to_string());
    let head = attributes(&[
        ("name", "heng lint"),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", "0"),
    ]);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites{head}>\n{suites}</testsuites>\n")
}

fn case(file: &str, problem: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let title = format!("{} {}", problem.code.id, problem.code.slug.get(lang));
    let head = attributes(&[("classname", file), ("name", &title), ("file", file)]);
    let told = compact(std::slice::from_ref(problem), sources, lang);
    let message = attributes(&[("message", told.trim_end())]);
    let inner = match problem.severity {
        // What is only worth knowing is no failure.
        Severity::Note => format!("<system-out>{}</system-out>", escaped(told.trim_end())),
        Severity::Warning | Severity::Error => format!("<failure{message}/>"),
    };
    format!("    <testcase{head}>\n      {inner}\n    </testcase>\n")
}
