//! Values of cells while a plan runs, and the reasons why one is absent.

use super::faults::OVER_NOTHING;
use crate::diagnostic::Code;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::Constant;
use crate::scheme::model::{FactId, Lack};
use crate::unit::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// A value in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number in base units.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word or text.
    Word(Arc<str>),
    /// A date.
    Date(Date),
    /// Absent, for the reasons given.
    Gap(Arc<Gap>),
    /// The score of an item that a policy leaves out.
    LeftOut,
    /// Figures by group, for one of them to be taken.
    Groups(Arc<Groups>),
}

/// What tells groups apart: a value that is there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A number.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// A word.
    Word(Arc<str>),
    /// A date.
    Date(Date),
}

/// Groups of entries; without keys all are one group.
#[derive(Debug, Default, PartialEq)]
pub struct Groups {
    /// Each group by its key.
    pub groups: HashMap<Option<Key>, Group>,
}

/// A group of entries.
#[derive(Debug, Default, PartialEq)]
pub struct Group {
    /// The values of its entries.
    pub values: Vec<Value>,
    /// How much each weighs, in a weighted figure.
    pub weights: Vec<Value>,
    /// Its figure, where that is the same for all; left out where something else is said for a figure that has none.
    pub figure: Option<Value>,
}

/// Why a value is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gap {
    /// Facts that are missing, ascending.
    pub missing: Vec<Lack>,
    /// Facts that do not apply, ascending.
    pub not_applicable: Vec<FactId>,
    /// What could not be computed, by code, path and text: the order of rows and of operands must not show.
    pub faults: Vec<Fault>,
}

/// Something that could not be computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Its kind.
    pub code: &'static Code,
    /// The part of the scheme.
    pub path: Arc<str>,
    /// In words.
    pub text: Text,
}

impl Fault {
    /// Its place among others.
    fn place(&self) -> (&str, &str, &str) {
        (self.code.id, &self.path, &self.text.zh)
    }
}

impl Gap {
    /// One missing fact.
    pub fn missing(fact: FactId) -> Value {
        Gap::lacks(Lack { fact, last_year: false })
    }

    /// One missing fact, of this year or the last.
    pub fn lacks(lack: Lack) -> Value {
        Value::Gap(Arc::new(Gap { missing: vec![lack], ..Gap::default() }))
    }

    /// One fact that does not apply.
    pub fn not_applicable(fact: FactId) -> Value {
        Value::Gap(Arc::new(Gap { not_applicable: vec![fact], ..Gap::default() }))
    }

    /// One fault.
    pub fn fault(code: &'static Code, path: &Arc<str>, text: Text) -> Value {
        let fault = Fault { code, path: path.clone(), text };
        Value::Gap(Arc::new(Gap { faults: vec![fault], ..Gap::default() }))
    }

    /// Takes in the reasons of another gap.
    pub fn join(&mut self, other: &Gap) {
        fn merge<T: Copy + Ord>(mine: &mut Vec<T>, theirs: &[T]) {
            mine.extend(theirs);
            mine.sort_unstable();
            mine.dedup();
        }
        merge(&mut self.missing, &other.missing);
        merge(&mut self.not_applicable, &other.not_applicable);
        let before = self.faults.len();
        for fault in &other.faults {
            if !self.faults.contains(fault) {
                self.faults.push(fault.clone());
            }
        }
        if self.faults.len() > before {
            self.faults.sort_by(|a, b| a.place().cmp(&b.place()));
        }
    }
}

impl Value {
    /// A whole number.
    pub fn from_count(count: i64) -> Value {
        Value::Number(Number::from(count))
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// What tells it apart from others, if it is there.
    pub fn key(&self) -> Option<Key> {
        Some(match self {
            Value::Number(number) => Key::Number(number.clone()),
            Value::Truth(truth) => Key::Truth(*truth),
            Value::Word(word) => Key::Word(word.clone()),
            Value::Date(date) => Key::Date(*date),
            Value::Gap(_) | Value::LeftOut | Value::Groups(_) => return None,
        })
    }

    /// Whether it is there.
    pub fn is_present(&self) -> bool {
        !matches!(self, Value::Gap(_) | Value::LeftOut)
    }
}

/// The group of a value: the only one where nothing tells groups apart; none for a value that is not there.
pub fn group_key(value: Option<&Value>) -> Option<Option<Key>> {
    match value {
        None => Some(None),
        Some(value) => value.key().map(Some),
    }
}

impl Gap {
    /// Whether nothing is there to be judged, rather than something being wrong: facts are missing or do not apply, or
    /// a figure runs over nothing.
    pub fn is_absence(&self) -> bool {
        self.faults.iter().all(|fault| *fault.code == OVER_NOTHING)
    }
}

impl From<&Constant> for Value {
    fn from(constant: &Constant) -> Self {
        match constant {
            Constant::Number(number) => Value::Number(number.clone()),
            Constant::Truth(truth) => Value::Truth(*truth),
            Constant::Word(word) => Value::Word(word.clone()),
            Constant::Date(date) => Value::Date(*date),
        }
    }
}

/// The absent value for the reasons of several; nothing if none is absent.
pub fn gaps<'v>(values: impl IntoIterator<Item = &'v Value>) -> Option<Value> {
    let mut joined: Option<Arc<Gap>> = None;
    for value in values {
        if let Value::Gap(gap) = value {
            match &mut joined {
                None => joined = Some(gap.clone()),
                Some(all) => Arc::make_mut(all).join(gap),
            }
        }
    }
    joined.map(Value::Gap)
}
