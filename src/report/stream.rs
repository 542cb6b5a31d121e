//! Results that are written while they come, part by part: the same bytes as of all of them at once.

use super::sheet::{self, Column};
use super::{Run, groups, json};
use crate::evidence::Table;
use crate::locale::Lang;
use crate::scheme::model::Scheme;
use crate::score::{GroupScore, Ratee, Scores};

/// A form in which results are written part by part.
pub struct Stream<'f> {
    /// The scheme.
    pub scheme: &'f Scheme,
    /// The period to show, where it is not the scheme's own.
    pub period: Option<&'f str>,
    /// What is written.
    pub form: Form<'f>,
}

/// What is written of a ratee.
pub enum Form<'f> {
    /// An object on a line of its own, in JSON Lines or within an array.
    Objects {
        /// Whether they form an array.
        array: bool,
        /// The language of notes.
        lang: Lang,
        /// Whether items are left out.
        compact: bool,
    },
    /// A line of a sheet in CSV.
    Sheet {
        /// Its columns.
        columns: &'f [Column],
        /// The places of items.
        places: Option<u32>,
    },
}

impl Stream<'_> {
    fn with<T>(&self, table: &Table, scores: &Scores, make: impl Fn(&Run<'_>) -> T) -> T {
        make(&Run { scheme: self.scheme, table, scores, period: self.period })
    }

    /// What stands before all ratees.
    pub fn head(&self) -> String {
        match &self.form {
            Form::Objects { array: true, .. } => "[".to_owned(),
            Form::Objects { .. } => String::new(),
            Form::Sheet { columns, .. } => {
                self.with(&Table::default(), &NOBODY, |run| sheet::header(run, columns))
            }
        }
    }

    /// Some ratees, whose evidence the table holds.
    pub fn part(&self, table: &Table, ratees: Vec<Ratee>) -> String {
        let scores = Scores { ratees, groups: vec![] };
        self.with(table, &scores, |run| match &self.form {
            Form::Objects { array, lang, compact } => joined(*array, json::lines(run, *lang, *compact)),
            Form::Sheet { columns, places } => sheet::lines(run, columns, *places),
        })
    }

    /// The first part of all, as it is written: nothing stands before its first object.
    pub fn first<'t>(&self, part: &'t str) -> &'t str {
        match &self.form {
            Form::Objects { array: true, .. } => part.strip_prefix(',').unwrap_or(part),
            _ => part,
        }
    }

    /// What stands behind all ratees.
    pub fn tail(&self, groups: Vec<GroupScore>) -> String {
        let Form::Objects { array, lang, .. } = &self.form else { return String::new() };
        let scores = Scores { ratees: vec![], groups };
        let objects =
            |run: &Run<'_>| joined(*array, groups::objects(run, *lang).map(|object| object.to_string()));
        self.with(&Table::default(), &scores, objects) + if *array { "\n]\n" } else { "" }
    }
}

static NOBODY: Scores = Scores { ratees: vec![], groups: vec![] };

/// Objects with a line each; in an array a comma stands before each.
fn joined(array: bool, objects: impl Iterator<Item = String>) -> String {
    let one = |object: String| if array { format!(",\n{object}") } else { format!("{object}\n") };
    objects.map(one).collect()
}
