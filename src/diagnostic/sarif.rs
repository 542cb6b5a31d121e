//! Findings as SARIF 2.1.0, for code hosts and editors that read it.
//!
//! Columns are counted in Unicode code points, as the log says of itself. Files are named by relative
//! references or `file:` addresses; nothing here looks whether they exist.

use super::region::region;
use super::{CellPlace, Code, Diagnostic, Fix, Severity};
use crate::locale::Lang;
use crate::source::{Sources, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// One SARIF log with one run, indented, with a line end. Texts are in `lang`.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let codes: BTreeMap<&str, &Code> = diagnostics.iter().map(|d| (d.code.id, d.code)).collect();
    let index: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let rules: Vec<Value> = codes.values().map(|code| rule(code, lang)).collect();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let mut made = result(diagnostic, sources, lang);
            made["ruleIndex"] = json!(index.get(diagnostic.code.id));
            made
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "heng", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code, lang: Lang) -> Value {
    json!({
        "id": code.id,
        "name": code.slug.get(lang),
        "fullDescription": { "text": code.why.get(lang) },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Value {
    let mut message = diagnostic.message.get(lang).to_owned();
    if let Some(help) = &diagnostic.help {
        message.push('\n');
        message.push_str(help.get(lang));
    }
    let mut made = json!({
        "ruleId": diagnostic.code.id,
        "level": level(diagnostic.severity),
        "message": { "text": message },
    });
    let mut locations = diagnostic.labels.iter().map(|label| {
        let mut place = json!({ "physicalLocation": physical(sources, label.span) });
        if !label.text.get(lang).is_empty() {
            place["message"] = json!({ "text": label.text.get(lang) });
        }
        place
    });
    let main = locations.next().or_else(|| diagnostic.cell.as_ref().map(in_evidence));
    let related: Vec<Value> = locations.collect();
    made["locations"] = json!(Vec::from_iter(main));
    if !related.is_empty() {
        made["relatedLocations"] = json!(related);
    }
    if !diagnostic.fixes.is_empty() {
        made["fixes"] = json!([{ "artifactChanges": changes(&diagnostic.fixes, sources) }]);
    }
    made
}

fn physical(sources: &Sources, span: Span) -> Value {
    json!({
        "artifactLocation": { "uri": uri(sources.get(span.file).name()) },
        "region": text_region(sources, span),
    })
}

fn text_region(sources: &Sources, span: Span) -> Value {
    let at = region(sources, span);
    json!({
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
        "byteOffset": at.byte_start,
        "byteLength": at.byte_end - at.byte_start,
    })
}

/// A cell has no lines: its row and column are a name.
fn in_evidence(cell: &CellPlace) -> Value {
    let mut place = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(&cell.file) } } });
    let row = cell.row.map(|row| row.to_string());
    let parts: Vec<&str> = [row.as_deref(), cell.column.as_deref()].into_iter().flatten().collect();
    if !parts.is_empty() {
        place["logicalLocations"] = json!([{ "fullyQualifiedName": parts.join("/") }]);
    }
    place
}

fn changes(fixes: &[Fix], sources: &Sources) -> Vec<Value> {
    let change = |fix: &Fix| {
        json!({
            "artifactLocation": { "uri": uri(sources.get(fix.span.file).name()) },
            "replacements": [{
                "deletedRegion": text_region(sources, fix.span),
                "insertedContent": { "text": fix.replacement },
            }],
        })
    };
    fixes.iter().map(change).collect()
}

/// A path as an address: forward slashes, everything but plain letters, digits and `-._~` as `%XX`.
fn uri(path: &str) -> String {
    let windows = matches!(path.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic());
    let mut out = String::new();
    if windows {
        out.push_str("file:///");
    } else if path.starts_with('/') {
        out.push_str("file://");
    }
    for (i, byte) in path.bytes().enumerate() {
        match byte {
            b'\\' => out.push('/'),
            b':' if windows && i == 1 => out.push(':'),
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            _ if byte.is_ascii_alphanumeric() => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("办法/a b.heng"), "%E5%8A%9E%E6%B3%95/a%20b.heng");
        assert_eq!(uri(r"C:\方案\甲.heng"), "file:///C:/%E6%96%B9%E6%A1%88/%E7%94%B2.heng");
        assert_eq!(uri("/tmp/x.heng"), "file:///tmp/x.heng");
        assert_eq!(uri("a:b#c?d.heng"), "a%3Ab%23c%3Fd.heng");
    }
}
