//! One object for a whole run: what was scored by what, with digests, and how it came out.

use crate::evidence::Bytes;
use crate::scheme::model::Scheme;
use crate::score::{Ratee, Status};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Bytes of a large file that are digested at once.
const PIECE: usize = 1 << 18;

/// A file that went into a run.
pub struct File {
    name: String,
    /// In hexadecimal digits.
    sha256: String,
}

/// The files of a scheme: its own, and those of the schemes on which it builds.
pub struct SchemeFiles {
    /// Its own.
    pub own: File,
    /// Those above, nearest first.
    pub above: Vec<File>,
}

/// How results came out.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    scored: usize,
    incomplete: usize,
    not_graded: usize,
    /// By grade of the scheme.
    grades: Vec<usize>,
}

/// A scheme of the run.
pub struct Part<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// How its ratees came out.
    pub tally: Tally,
    /// Where it stands written.
    pub files: SchemeFiles,
}

impl File {
    /// A file of which all bytes are at hand.
    pub fn of(name: &str, bytes: &[u8]) -> File {
        File::digested(name, Sha256::new_with_prefix(bytes))
    }

    /// A file that is read through for it; nothing, if that fails.
    pub fn read(name: &str, bytes: &dyn Bytes) -> Option<File> {
        let (mut hash, mut room, mut at) = (Sha256::new(), vec![0; PIECE], 0);
        while at < bytes.len() {
            let size = usize::try_from(bytes.len() - at).unwrap_or(PIECE).min(PIECE);
            bytes.read(at, &mut room[..size]).then_some(())?;
            hash.update(&room[..size]);
            at += size as u64;
        }
        Some(File::digested(name, hash))
    }

    fn digested(name: &str, hash: Sha256) -> File {
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        File { name: name.to_owned(), sha256 }
    }

    fn value(&self) -> Value {
        json!({ "file": self.name, "sha256": self.sha256 })
    }
}

impl Tally {
    /// Of no ratee yet, under a scheme.
    pub fn new(scheme: &Scheme) -> Tally {
        Tally { grades: vec![0; scheme.grades.len()], ..Tally::default() }
    }

    /// Of some ratees.
    pub fn of<'r>(scheme: &Scheme, ratees: impl IntoIterator<Item = &'r Ratee>) -> Tally {
        let mut tally = Tally::new(scheme);
        ratees.into_iter().for_each(|ratee| tally.add(ratee.status, ratee.grade));
        tally
    }

    /// Takes in a result.
    pub fn add(&mut self, status: Status, grade: Option<usize>) {
        match status {
            Status::Scored => self.scored += 1,
            Status::Incomplete => self.incomplete += 1,
            Status::NotGraded => self.not_graded += 1,
        }
        if let Some(count) = grade.and_then(|grade| self.grades.get_mut(grade)) {
            *count += 1;
        }
    }

    /// Takes in those of other ratees under the same scheme.
    pub fn join(&mut self, other: &Tally) {
        self.scored += other.scored;
        self.incomplete += other.incomplete;
        self.not_graded += other.not_graded;
        self.grades.iter_mut().zip(&other.grades).for_each(|(count, more)| *count += more);
    }

    /// How many ratees there are.
    pub fn ratees(&self) -> usize {
        self.scored + self.incomplete + self.not_graded
    }

    /// Whether some ratee has no result.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete > 0
    }
}

/// The summary of a run as JSON. `nowhere` counts the ratees that no scheme takes.
pub fn summary(parts: &[Part<'_>], nowhere: usize, evidence: &[File]) -> String {
    let sum = |of: fn(&Tally) -> usize| parts.iter().map(|part| of(&part.tally)).sum::<usize>();
    let statuses = json!({
        "scored": sum(|tally| tally.scored),
        "incomplete": sum(|tally| tally.incomplete) + nowhere,
        "not_graded": sum(|tally| tally.not_graded),
    });
    let mut grades: Map<String, Value> = Map::new();
    for part in parts {
        for (grade, number) in part.scheme.grades.iter().zip(&part.tally.grades) {
            let before = grades.get(&*grade.name).and_then(Value::as_u64).unwrap_or(0);
            grades.insert(grade.name.to_string(), json!(before + *number as u64));
        }
    }
    let whole = json!({
        "schema": 1,
        "program": { "name": "heng", "version": env!("CARGO_PKG_VERSION") },
        "schemes": parts.iter().map(about).collect::<Vec<_>>(),
        "evidence": evidence.iter().map(File::value).collect::<Vec<_>>(),
        "ratees": sum(Tally::ratees) + nowhere,
        "statuses": statuses,
        "grades": grades,
    });
    format!("{whole:#}\n")
}

fn about(part: &Part<'_>) -> Value {
    let mut about = Map::new();
    about.insert("name".into(), json!(&*part.scheme.name));
    if let Some(version) = &part.scheme.version {
        about.insert("version".into(), json!(&**version));
    }
    if let Value::Object(file) = part.files.own.value() {
        about.extend(file);
    }
    if !part.files.above.is_empty() {
        about.insert("extends".into(), Value::Array(part.files.above.iter().map(File::value).collect()));
    }
    about.insert("ratees".into(), json!(part.tally.ratees()));
    Value::Object(about)
}
