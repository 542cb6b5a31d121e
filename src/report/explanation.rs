//! The derivation of a result: as a tree on the terminal, as JSON, as a document in Markdown.

use super::status;
use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::score::explanation::{Evidence, Explanation, Step, StepKind};
use crate::text;
use serde_json::{Map, Value, json};

/// An exact number, with a decimal beside a fraction.
fn exact(number: &Number) -> String {
    let text = number.exact_text();
    let about = number.shortened(6);
    match (text.exact, number.decimal()) {
        (true, Some(_)) => text.text,
        (true, None) => format!("{} (≈{about})", text.text),
        (false, _) => format!("≈{about}"),
    }
}

/// Whether a step shows a change, so that its sign must show as well.
fn is_change(kind: StepKind) -> bool {
    matches!(
        kind,
        StepKind::Line | StepKind::Limit | StepKind::Rounding | StepKind::Effect | StepKind::Adjustment
    )
}

fn value(step: &Step, lang: Lang) -> Option<String> {
    let number = step.value.as_ref().map(|number| {
        let sign = if is_change(step.kind) && *number > Number::ZERO { "+" } else { "" };
        let of = step.of.as_ref().map_or(String::new(), |of| format!(" / {}", exact(of)));
        let points = Text::fixed(" 分", "");
        format!("{sign}{}{of}{}", exact(number), points.get(lang))
    });
    let words = step.text.as_ref().map(|text| text.get(lang).to_owned());
    match (number, words) {
        (Some(number), Some(words)) => Some(format!("{number} · {words}")),
        (number, words) => number.or(words),
    }
}

fn evidence(one: &Evidence, lang: Lang) -> String {
    let mut out = format!("{} = {}", one.fact, one.value.get(lang));
    let mut more = Vec::new();
    if let Some(source) = &one.source {
        more.push(text!("来源 {source}", "source {source}").get(lang).to_owned());
    }
    if let Some(place) = &one.place {
        let file = &place.file;
        more.push(match place.row {
            Some(row) => text!("{file} 第 {row} 行", "{file} row {row}").get(lang).to_owned(),
            None => file.clone(),
        });
    }
    if !more.is_empty() {
        out.push_str(&format!(" ({})", more.join(", ")));
    }
    out
}

fn head(told: &Explanation, lang: Lang) -> String {
    let (id, scheme) = (&told.id, &told.scheme);
    text!("{id} · {0}", "{id} · {0}", scheme).get(lang).to_owned()
}

/// A tree for the terminal.
pub fn human(told: &Explanation, lang: Lang) -> String {
    let mut out = format!("{}\n\n", head(told, lang));
    for step in &told.steps {
        branch(&mut out, step, 0, lang);
    }
    out
}

fn branch(out: &mut String, step: &Step, depth: usize, lang: Lang) {
    let indent = "  ".repeat(depth);
    let mut line = format!("{indent}{}", step.title.get(lang));
    if let Some(value) = value(step, lang) {
        line.push_str(&format!("  {value}"));
    }
    out.push_str(&line);
    out.push('\n');
    let mut detail = |label: Text, words: &str| {
        out.push_str(&format!("{indent}    {}{words}\n", label.get(lang)));
    };
    if let Some(rule) = &step.rule {
        detail(Text::fixed("规则：", "rule: "), rule.get(lang));
    }
    if let Some(basis) = &step.basis {
        detail(Text::fixed("依据：", "basis: "), basis);
    }
    for one in &step.evidence {
        detail(Text::fixed("数据：", "evidence: "), &evidence(one, lang));
    }
    for note in &step.notes {
        detail(Text::fixed("说明：", "note: "), note.get(lang));
    }
    for child in &step.children {
        branch(out, child, depth + 1, lang);
    }
}

/// A document that can be attached to a decision.
pub fn markdown(told: &Explanation, lang: Lang) -> String {
    let mut out = format!("# {}\n\n", head(told, lang));
    for step in &told.steps {
        bullet(&mut out, step, 0, lang);
    }
    out
}

fn bullet(out: &mut String, step: &Step, depth: usize, lang: Lang) {
    let indent = "  ".repeat(depth);
    let shown = value(step, lang).map_or(String::new(), |value| format!(" — {value}"));
    out.push_str(&format!("{indent}- **{}**{shown}\n", escaped(step.title.get(lang))));
    let mut detail = |words: String| out.push_str(&format!("{indent}  - {words}\n"));
    if let Some(rule) = &step.rule {
        detail(format!("{}`{}`", Text::fixed("规则：", "rule: ").get(lang), rule.get(lang)));
    }
    if let Some(basis) = &step.basis {
        detail(format!("{}{}", Text::fixed("依据：", "basis: ").get(lang), escaped(basis)));
    }
    for one in &step.evidence {
        detail(format!("{}{}", Text::fixed("数据：", "evidence: ").get(lang), escaped(&evidence(one, lang))));
    }
    for note in &step.notes {
        detail(escaped(note.get(lang)));
    }
    for child in &step.children {
        bullet(out, child, depth + 1, lang);
    }
}

/// Signs that Markdown would take for its own.
fn escaped(words: &str) -> String {
    words
        .chars()
        .flat_map(|c| if matches!(c, '*' | '_' | '`' | '<' | '|' | '[') { vec!['\\', c] } else { vec![c] })
        .collect()
}

/// The derivation as JSON; numbers are strings.
pub fn json(told: &Explanation, lang: Lang) -> String {
    let steps: Vec<Value> = told.steps.iter().map(|step| object(step, lang)).collect();
    let whole = json!({
        "schema": 1,
        "id": &*told.id,
        "scheme": told.scheme.get(lang),
        "status": status(told.status),
        "steps": steps,
    });
    format!("{whole:#}\n")
}

fn object(step: &Step, lang: Lang) -> Value {
    let mut out = Map::new();
    out.insert("kind".into(), json!(kind(step.kind)));
    out.insert("title".into(), json!(step.title.get(lang)));
    let texts = [("rule", step.rule.as_ref().map(|rule| rule.get(lang))), ("basis", step.basis.as_deref())];
    for (key, text) in texts.into_iter().chain([("text", step.text.as_ref().map(|text| text.get(lang)))]) {
        if let Some(text) = text {
            out.insert(key.into(), json!(text));
        }
    }
    for (key, number) in [("value", &step.value), ("counts", &step.counts), ("of", &step.of)] {
        if let Some(number) = number {
            let text = number.exact_text();
            out.insert(key.into(), json!(text.text));
            if !text.exact {
                out.insert("exact".into(), json!(false));
            }
        }
    }
    if !step.evidence.is_empty() {
        out.insert("evidence".into(), step.evidence.iter().map(|one| evidence_object(one, lang)).collect());
    }
    if !step.notes.is_empty() {
        out.insert("notes".into(), step.notes.iter().map(|note| json!(note.get(lang))).collect());
    }
    if !step.children.is_empty() {
        out.insert("children".into(), step.children.iter().map(|child| object(child, lang)).collect());
    }
    Value::Object(out)
}

fn evidence_object(one: &Evidence, lang: Lang) -> Value {
    let mut out = Map::new();
    out.insert("fact".into(), json!(&*one.fact));
    out.insert("value".into(), json!(one.value.get(lang)));
    if let Some(source) = &one.source {
        out.insert("source".into(), json!(&**source));
    }
    if let Some(place) = &one.place {
        out.insert("file".into(), json!(place.file));
        place.row.iter().for_each(|row| drop(out.insert("row".into(), json!(row))));
        place.column.iter().for_each(|column| drop(out.insert("column".into(), json!(column))));
    }
    Value::Object(out)
}

fn kind(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Item => "item",
        StepKind::Rule => "rule",
        StepKind::Line => "line",
        StepKind::Limit => "limit",
        StepKind::Adjustment => "adjustment",
        StepKind::Effect => "effect",
        StepKind::Total => "total",
        StepKind::Rounding => "rounding",
        StepKind::Grade => "grade",
        StepKind::Quota => "quota",
        StepKind::Rank => "rank",
        StepKind::Alert => "alert",
        StepKind::Consequence => "consequence",
        StepKind::GroupResult => "group_result",
        StepKind::Note => "note",
    }
}
