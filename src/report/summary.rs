//! One object for a whole run: what was scored by what, with digests, and how it came out.

use super::folder::Folder;
use super::{Run, status};
use crate::route::Placed;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A file that went into a run.
pub struct File<'a> {
    /// As it was named.
    pub name: &'a str,
    /// What stood in it.
    pub bytes: &'a [u8],
}

/// The files of a scheme: its own, and those of the schemes on which it builds.
pub struct SchemeFiles<'a> {
    /// Its own.
    pub own: File<'a>,
    /// Those above, nearest first.
    pub above: Vec<File<'a>>,
}

fn digest(file: &File<'_>) -> Value {
    let hash: String = Sha256::digest(file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "file": file.name, "sha256": hash })
}

/// The summary of a run as JSON. `files` has one entry for each run of the folder.
pub fn summary(folder: &Folder<'_>, files: &[SchemeFiles<'_>], evidence: &[File<'_>]) -> String {
    let ratees = || folder.runs.iter().flat_map(|run| &run.scores.ratees);
    let nowhere = folder.places.iter().filter(|placed| matches!(placed, Placed::Nowhere(_))).count();
    let count = |name: &str| ratees().filter(|ratee| status(ratee.status) == name).count();
    let statuses = json!({
        "scored": count("scored"),
        "incomplete": count("incomplete") + nowhere,
        "not_graded": count("not_graded"),
    });
    let mut grades: Map<String, Value> = Map::new();
    for run in folder.runs {
        for (index, grade) in run.scheme.grades.iter().enumerate() {
            let number = run.scores.ratees.iter().filter(|ratee| ratee.grade == Some(index)).count();
            let before = grades.get(&*grade.name).and_then(Value::as_u64).unwrap_or(0);
            grades.insert(grade.name.to_string(), json!(before + number as u64));
        }
    }
    let schemes: Vec<Value> = folder.runs.iter().zip(files).map(|(run, files)| about(run, files)).collect();
    let whole = json!({
        "schema": 1,
        "program": { "name": "heng", "version": env!("CARGO_PKG_VERSION") },
        "schemes": schemes,
        "evidence": evidence.iter().map(digest).collect::<Vec<_>>(),
        "ratees": folder.places.len(),
        "statuses": statuses,
        "grades": grades,
    });
    format!("{whole:#}\n")
}

fn about(run: &Run<'_>, files: &SchemeFiles<'_>) -> Value {
    let mut about = Map::new();
    about.insert("name".into(), json!(&*run.scheme.name));
    if let Some(version) = &run.scheme.version {
        about.insert("version".into(), json!(&**version));
    }
    if let Value::Object(file) = digest(&files.own) {
        about.extend(file);
    }
    if !files.above.is_empty() {
        about.insert("extends".into(), Value::Array(files.above.iter().map(digest).collect()));
    }
    about.insert("ratees".into(), json!(run.scores.ratees.len()));
    Value::Object(about)
}
