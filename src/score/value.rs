//! Values of cells while a plan runs, and the reasons why one is absent.

use crate::diagnostic::Code;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::Constant;
use crate::scheme::model::{FactId, Lack};
use crate::unit::Date;
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
}

/// Why a value is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gap {
    /// Facts that are missing, ascending.
    pub missing: Vec<Lack>,
    /// Facts that do not apply, ascending.
    pub not_applicable: Vec<FactId>,
    /// What could not be computed.
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
        for fault in &other.faults {
            if !self.faults.contains(fault) {
                self.faults.push(fault.clone());
            }
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

    /// Whether it is there.
    pub fn is_present(&self) -> bool {
        !matches!(self, Value::Gap(_) | Value::LeftOut)
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

/// A value in words that no other value has.
pub fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.exact_text() {
            text if text.exact => format!("n{}", text.text),
            _ => format!("n{number:?}"),
        },
        Value::Truth(truth) => format!("t{truth}"),
        Value::Word(word) => format!("w{word}"),
        Value::Date(date) => format!("d{date}"),
        Value::Gap(_) | Value::LeftOut => String::new(),
    }
}
