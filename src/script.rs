//! Custom formulas in a closed room: the way out for what native expressions cannot say.
//!
//! A script is a pure function of its parameters, run by rhai with everything shut that could reach outside or run
//! without bound: no loops, no functions of its own, no modules, no clock, no files. The only number that it ever
//! meets is the exact [`Number`]: the literals of a body are taken out before rhai reads it ([`words`], [`check`])
//! and come back as exact constants, and every operator is ours ([`room`]). rhai's English words never reach
//! people: [`trouble`] says them again in both languages. A body of plain arithmetic is also read as a [`Formula`]
//! ([`reader`]), which whole columns are computed with. This module knows no scheme, no plan and no table.

use crate::diagnostic::Code;
use crate::locale::Text;
use crate::number::Number;
use crate::source::{Source, Span};
use crate::text;
use rhai::{AST, Dynamic, Engine, Scope};
use std::sync::Arc;

mod check;
pub mod formula;
mod functions;
mod limits;
mod reader;
mod room;
mod trouble;
mod words;

pub use formula::{Formula, Kind};
pub use trouble::{CODES, ROW_BY_ROW};

/// A value that goes into a script or comes out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An exact number; a percentage is a fraction, money is in 元.
    Number(Number),
    /// Yes or no.
    Bool(bool),
    /// Words: a category, a name.
    Text(Arc<str>),
}

/// What is wrong with a script, or worth knowing of it, at a place inside its body.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The kind.
    pub code: &'static Code,
    /// The line of the body, from 1.
    pub line: usize,
    /// The character in the line, from 1; 0 if only the line is known.
    pub column: usize,
    /// What is wrong.
    pub message: Text,
    /// What to write instead.
    pub help: Option<Text>,
}

/// Where scripts are compiled and run: one for all the scripts of a scheme.
#[derive(Clone)]
pub struct Room {
    engine: Arc<Engine>,
}

/// A compiled script. Cloning it is cheap; it may be called from several threads at once.
#[derive(Clone)]
pub struct Script {
    engine: Arc<Engine>,
    inner: Arc<Inner>,
}

struct Inner {
    ast: AST,
    /// The literals of the body under the names that stand for them.
    constants: Scope<'static>,
    parameters: Vec<String>,
    /// What the user wrote.
    body: String,
}

impl Room {
    /// Furnishes a room: operators, functions and limits.
    pub fn new() -> Self {
        Room { engine: Arc::new(room::furnish()) }
    }

    /// Compiles the body of a script whose parameters are called `parameters`.
    ///
    /// # Errors
    /// All that is wrong with the body, in the order of its text; at least one fault.
    pub fn compile(&self, parameters: &[&str], body: &str) -> Result<Script, Vec<Fault>> {
        let checked = check::check(parameters, body)?;
        let mut constants = Scope::new();
        for (name, value) in checked.literals {
            constants.push_constant_dynamic(name, Dynamic::from(value));
        }
        let mut names = constants.clone();
        for parameter in parameters {
            names.push_dynamic(*parameter, Dynamic::UNIT);
        }
        let ast = self
            .engine
            .compile_with_scope(&names, &checked.body)
            .map_err(|error| vec![trouble::from_parse(&error, parameters, body)])?;
        let parameters = parameters.iter().map(|&name| name.to_owned()).collect();
        let inner = Arc::new(Inner { ast, constants, parameters, body: body.to_owned() });
        Ok(Script { engine: self.engine.clone(), inner })
    }
}

impl Default for Room {
    fn default() -> Self {
        Room::new()
    }
}

impl Script {
    /// The names of the parameters, in order.
    pub fn parameters(&self) -> &[String] {
        &self.inner.parameters
    }

    /// The script in columns, for arguments of these kinds: where the formula has a value, it is what [`Script::call`]
    /// gives.
    ///
    /// # Errors
    /// The first thing that keeps it from columns, under [`ROW_BY_ROW`]; the script runs all the same.
    pub fn formula(&self, kinds: &[Kind]) -> Result<Formula, Fault> {
        let kinds = kinds.iter().copied().chain(std::iter::repeat(Kind::Unknown));
        let parameters: Vec<(&str, Kind)> =
            self.inner.parameters.iter().map(String::as_str).zip(kinds).collect();
        reader::read(&parameters, &self.inner.body)
    }

    /// Runs the script on one set of arguments, in the order of its parameters.
    ///
    /// # Errors
    /// The first thing that went wrong: a division by zero, kinds of values that do not go together, a limit.
    pub fn call(&self, arguments: &[Value]) -> Result<Value, Fault> {
        let (given, wanted) = (arguments.len(), self.inner.parameters.len());
        if given != wanted {
            let message = text!(
                "脚本有 {wanted} 个参数，却给了 {given} 个值",
                "the script has {wanted} parameters, but got {given} values"
            );
            return Err(Fault { code: &trouble::ARGUMENTS, line: 1, column: 0, message, help: None });
        }
        let mut scope = self.inner.constants.clone();
        for (name, argument) in self.inner.parameters.iter().zip(arguments) {
            scope.push_dynamic(name.as_str(), inward(argument));
        }
        match self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, &self.inner.ast) {
            Ok(result) => outward(result),
            Err(error) => Err(trouble::from_run(&error)),
        }
    }
}

fn inward(value: &Value) -> Dynamic {
    match value {
        Value::Number(number) => Dynamic::from(number.clone()),
        Value::Bool(answer) => Dynamic::from_bool(*answer),
        Value::Text(words) => Dynamic::from(words.to_string()),
    }
}

fn outward(result: Dynamic) -> Result<Value, Fault> {
    if let Ok(answer) = result.as_bool() {
        return Ok(Value::Bool(answer));
    }
    if result.is_string() {
        return Ok(Value::Text(result.into_string().unwrap_or_default().into()));
    }
    result.try_cast::<Number>().map(Value::Number).ok_or_else(trouble::no_result)
}

/// Where a fault stands in the file that holds the script: `body` is the place of the script's body in `source`,
/// `line` and `column` are those of a [`Fault`]. The span covers the word or sign that begins there, or the whole
/// line where the column is unknown.
pub fn locate(body: Span, source: &Source, line: usize, column: usize) -> Span {
    let text = source.slice(body);
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let here = text[start..].lines().next().unwrap_or("");
    let (from, to) = if column == 0 {
        let words = here.trim();
        let from = here.len() - here.trim_start().len();
        (from, from + words.len())
    } else {
        let from = here.char_indices().nth(column - 1).map_or(here.len(), |(at, _)| at);
        (from, from + word_length(&here[from..]))
    };
    let base = body.start as usize + start;
    Span::new(body.file, base + from, base + to)
}

/// Bytes of the name or number at the start of `text`, else of its first character.
fn word_length(text: &str) -> usize {
    let end = text.find(|c: char| !words::in_name(c)).unwrap_or(text.len());
    if end > 0 { end } else { text.chars().next().map_or(0, char::len_utf8) }
}
