//! Results as JSON and JSON Lines. Every number that can have a fraction is a string, so that it stays exact.

use super::{Run, groups, status};
use crate::locale::Lang;
use crate::number::Number;
use crate::scheme::model::{EffectKind, EffectOperation, Marks};
use crate::score::{Limited, Outcome, Ratee, Remark};
use serde_json::{Map, Value, json};

/// The version of the form of results.
pub(super) const SCHEMA: u32 = 1;

/// All ratees and groups, as an array with one of them on each line.
pub fn array(run: &Run<'_>, lang: Lang, compact: bool) -> String {
    array_of(&lines(run, lang, compact).collect::<Vec<_>>())
}

/// An array with one of its objects on each line.
pub fn array_of(objects: &[String]) -> String {
    if objects.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", objects.join(",\n")) }
}

/// One ratee a line, then one group a line.
pub fn lines<'r>(run: &'r Run<'_>, lang: Lang, compact: bool) -> impl Iterator<Item = String> + 'r {
    let ratees = run.scores.ratees.iter().map(move |ratee| line(run, ratee, lang, compact));
    ratees.chain(groups::objects(run, lang).map(|object| object.to_string()))
}

/// The object of a ratee.
pub fn line(run: &Run<'_>, ratee: &Ratee, lang: Lang, compact: bool) -> String {
    object(run, ratee, lang, compact).to_string()
}

/// A number, with a mark beside it if the text is not the whole of it.
fn put(object: &mut Map<String, Value>, key: &str, number: &Number) {
    let text = number.exact_text();
    object.insert(key.to_owned(), Value::String(text.text));
    if !text.exact {
        object.insert("exact".to_owned(), Value::Bool(false));
    }
}

fn object(run: &Run<'_>, ratee: &Ratee, lang: Lang, compact: bool) -> Value {
    let scheme = run.scheme;
    let mut out = Map::new();
    out.insert("schema".into(), json!(SCHEMA));
    let period = run.period.or(scheme.period.as_deref());
    let head = [
        ("id", Some(&*ratee.id)),
        ("scheme", Some(&*scheme.name)),
        ("scheme_version", scheme.version.as_deref()),
        ("period", period),
        ("group", ratee.group.as_deref()),
        ("status", Some(status(ratee.status))),
    ];
    for (key, value) in head {
        if let Some(value) = value {
            out.insert(key.into(), Value::String(value.to_owned()));
        }
    }
    if let Some(total) = &ratee.total {
        out.insert("total".into(), Value::String(run.total(total)));
    }
    if let Some(exact) = &ratee.total_exact {
        put(&mut out, "total_exact", exact);
        limited(&mut out, ratee.limited);
    }
    for (key, grade) in [("grade", ratee.grade), ("grade_before_effects", ratee.grade_before)] {
        if let Some(grade) = grade.and_then(|index| scheme.grades.get(index)) {
            out.insert(key.into(), Value::String(grade.name.to_string()));
        }
    }
    if let Some((rank, among)) = ratee.rank {
        out.insert("rank".into(), json!(rank));
        out.insert("ranked_among".into(), json!(among));
    }
    if !ratee.missing.is_empty() {
        let names: Vec<String> = ratee.missing.iter().map(|lack| scheme.lack_name(*lack)).collect();
        out.insert("missing".into(), json!(names));
    }
    if !ratee.problems.is_empty() {
        out.insert("problems".into(), remarks(&ratee.problems, lang));
    }
    if !compact {
        out.insert("items".into(), items(run, ratee));
    }
    out.insert("adjustments".into(), adjustments(run, ratee));
    out.insert("effects".into(), effects(run, ratee));
    let alerts: Vec<Value> = ratee
        .alerts
        .iter()
        .map(|alert| json!({ "path": &*scheme.alerts[*alert].path, "level": &*scheme.alerts[*alert].level }))
        .collect();
    out.insert("alerts".into(), Value::Array(alerts));
    out.insert("consequences".into(), consequences(run, ratee));
    out.insert("notes".into(), remarks(&ratee.notes, lang));
    Value::Object(out)
}

pub(super) fn remarks(remarks: &[Remark], lang: Lang) -> Value {
    let one = |remark: &Remark| json!({ "code": remark.code.id, "path": &*remark.path, "text": remark.text.get(lang) });
    Value::Array(remarks.iter().map(one).collect())
}

fn items(run: &Run<'_>, ratee: &Ratee) -> Value {
    let all = run.scheme.items.iter().zip(&ratee.items);
    let one = |(item, score): (&crate::scheme::model::Item, &crate::score::ItemScore)| {
        let mut out = Map::new();
        out.insert("path".into(), Value::String(item.path.to_string()));
        if let Some(value) = score.score.as_ref().filter(|_| !score.left_out) {
            put(&mut out, "score", value);
        }
        if item.marks != Marks::Pilot {
            put(&mut out, "full", &item.full);
        }
        if let Some(weight) = &score.weight {
            put(&mut out, "weight", weight);
            if let Some(contribution) = &score.contribution {
                put(&mut out, "contribution", contribution);
            }
        }
        if score.left_out {
            out.insert("left_out".into(), Value::Bool(true));
        }
        limited(&mut out, score.limited);
        Value::Object(out)
    };
    Value::Array(all.map(one).collect())
}

fn limited(out: &mut Map<String, Value>, limit: Option<Limited>) {
    if let Some(limit) = limit {
        let name = match limit {
            Limited::Cap => "cap",
            Limited::Floor => "floor",
        };
        out.insert("limited_by".into(), Value::String(name.into()));
    }
}

fn adjustments(run: &Run<'_>, ratee: &Ratee) -> Value {
    let all = run.scheme.adjustments.iter().zip(&ratee.adjustments);
    let one = |(adjustment, score): (&crate::scheme::model::Adjustment, &crate::score::AdjustmentScore)| {
        let mut out = Map::new();
        out.insert("path".into(), Value::String(adjustment.name.to_string()));
        out.insert(
            "kind".into(),
            Value::String(if adjustment.deduction { "deduction" } else { "bonus" }.into()),
        );
        if let Some(points) = &score.points {
            put(&mut out, "points", points);
        }
        limited(&mut out, score.limited);
        Value::Object(out)
    };
    Value::Array(all.map(one).collect())
}

fn effects(run: &Run<'_>, ratee: &Ratee) -> Value {
    let scheme = run.scheme;
    let one = |(rule, effect): &(usize, usize)| {
        let rule = &scheme.rules[*rule];
        let mut out = Map::new();
        out.insert("path".into(), Value::String(rule.name.to_string()));
        out.insert("kind".into(), Value::String(if rule.veto { "veto" } else { "rule" }.into()));
        let (target, operation, value) = effect_words(run, &rule.effects[*effect].kind);
        out.insert("target".into(), Value::String(target.into()));
        if let EffectKind::Item(item, ..) = &rule.effects[*effect].kind {
            out.insert("item".into(), Value::String(scheme.items[*item].path.to_string()));
        }
        if let EffectKind::Adjustment(index, ..) = &rule.effects[*effect].kind {
            out.insert("item".into(), Value::String(scheme.adjustments[*index].name.to_string()));
        }
        out.insert("operation".into(), Value::String(operation.into()));
        if let Some(value) = value {
            out.insert("value".into(), Value::String(value));
        }
        Value::Object(out)
    };
    let by_quota = |(quota, grade): &(usize, usize)| {
        json!({
            "path": &*scheme.quotas[*quota].path,
            "kind": "quota",
            "target": "grade",
            "operation": "set",
            "value": &*scheme.grades[*grade].name,
        })
    };
    Value::Array(ratee.effects.iter().map(one).chain(ratee.quotas.iter().map(by_quota)).collect())
}

/// Target, operation and value of an effect, in the closed lists of the contract.
fn effect_words(run: &Run<'_>, kind: &EffectKind) -> (&'static str, &'static str, Option<String>) {
    let operation = |operation: &EffectOperation| match operation {
        EffectOperation::Set => "set",
        EffectOperation::AtMost => "at_most",
        EffectOperation::AtLeast => "at_least",
        EffectOperation::Add => "add",
        EffectOperation::Deduct => "deduct",
        EffectOperation::Cancel => "cancel",
    };
    // A value that is computed for each ratee shows in the result itself; a constant is shown here.
    let constant = |expr: &crate::scheme::model::Expr| match &expr.kind {
        crate::scheme::model::ExprKind::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match kind {
        EffectKind::Item(_, op, value) => ("item", operation(op), constant(value)),
        EffectKind::Points(op, value) | EffectKind::Total(op, value) => {
            ("total", operation(op), constant(value))
        }
        EffectKind::Adjustment(_, op, value) => ("adjustment", operation(op), constant(value)),
        EffectKind::Coefficient(value) => ("coefficient", "set", constant(value)),
        EffectKind::NoCoefficient => ("coefficient", "cancel", None),
        EffectKind::Grade(op, grade) => {
            ("grade", operation(op), Some(run.scheme.grades[*grade].name.to_string()))
        }
        EffectKind::LowerGrade(levels) => ("grade", "deduct", Some(levels.to_string())),
        EffectKind::RaiseGrade(levels) => ("grade", "add", Some(levels.to_string())),
        EffectKind::NotGraded => ("grade", "cancel", None),
        EffectKind::LastPlace => ("rank", "set", Some("last".to_owned())),
        EffectKind::Eligibility(what) => ("eligibility", "cancel", Some(what.to_string())),
    }
}

fn consequences(run: &Run<'_>, ratee: &Ratee) -> Value {
    let one = |(index, value): &(usize, Option<Outcome>)| {
        let mut out = Map::new();
        out.insert("path".into(), Value::String(run.scheme.results[*index].name.to_string()));
        put_outcome(&mut out, value.as_ref());
        Value::Object(out)
    };
    let awards = ratee.awards.iter().map(|award| json!({ "path": &*run.scheme.quotas[*award].name }));
    Value::Array(awards.chain(ratee.consequences.iter().map(one)).collect())
}

/// The value of a result, if it has one.
pub(super) fn put_outcome(out: &mut Map<String, Value>, value: Option<&Outcome>) {
    match value {
        Some(Outcome::Number(number)) => put(out, "value", number),
        Some(Outcome::Word(word)) => drop(out.insert("value".into(), Value::String(word.to_string()))),
        Some(Outcome::Truth(truth)) => drop(out.insert("value".into(), Value::Bool(*truth))),
        None => {}
    }
}
