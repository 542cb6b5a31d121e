//! One object for a whole run: what was scored by what, with digests, and how it came out.

use super::{Run, status};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A file that went into a run.
pub struct File<'a> {
    /// As it was named.
    pub name: &'a str,
    /// What stood in it.
    pub bytes: &'a [u8],
}

/// The summary of a run as JSON.
pub fn summary(run: &Run<'_>, scheme: &File<'_>, evidence: &[File<'_>]) -> String {
    let digest = |file: &File<'_>| {
        let hash: String = Sha256::digest(file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "file": file.name, "sha256": hash })
    };
    let count = |name: &str| run.scores.ratees.iter().filter(|ratee| status(ratee.status) == name).count();
    let statuses = json!({ "scored": count("scored"), "incomplete": count("incomplete"), "not_graded": count("not_graded") });
    let mut grades = Map::new();
    for (index, grade) in run.scheme.grades.iter().enumerate() {
        let number = run.scores.ratees.iter().filter(|ratee| ratee.grade == Some(index)).count();
        grades.insert(grade.name.to_string(), json!(number));
    }
    let mut about = Map::new();
    about.insert("name".into(), json!(&*run.scheme.name));
    if let Some(version) = &run.scheme.version {
        about.insert("version".into(), json!(&**version));
    }
    if let Value::Object(file) = digest(scheme) {
        about.extend(file);
    }
    let whole = json!({
        "schema": 1,
        "program": { "name": "heng", "version": env!("CARGO_PKG_VERSION") },
        "schemes": [about],
        "evidence": evidence.iter().map(digest).collect::<Vec<_>>(),
        "ratees": run.scores.ratees.len(),
        "statuses": statuses,
        "grades": grades,
    });
    format!("{whole:#}\n")
}
