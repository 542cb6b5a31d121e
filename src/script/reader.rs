//! Reads a script as columns: what it names, where it branches, where it returns.
//!
//! rhai has compiled the body before, so that it is well-formed; this reader only has to see what it means, with the
//! priorities of rhai. It walks over our own words of the body ([`super::words`]), in which literals are exact and
//! places are those that people see. Names become steps as they are given, branches become choices, and what follows a
//! branch that returns becomes the choice of the others. Whatever it does not know for certain is refused, with the
//! reason: the script then runs row by row, and means the same.

use super::Fault;
use super::formula::{Builder, Formula, Kind, Step, StepId};
use super::trouble::ROW_BY_ROW;
use super::words::{At, Kind as WordKind, Word, words};
use crate::locale::Text;
use crate::text;

mod values;

/// Words of a body that is laid out in columns: far within what a run of rhai may take, and no plan grows too long.
const MOST_WORDS: usize = 1_000;

type Read<T> = Result<T, Fault>;

struct Reader<'a> {
    words: Vec<Word<'a>>,
    at: usize,
    /// Parameters and what is named in the body, in the order of declaration.
    names: Vec<Bound<'a>>,
    builder: Builder,
}

/// What a name stands for.
struct Bound<'a> {
    name: &'a str,
    value: StepId,
    fixed: bool,
}

/// What came of the statements of a block.
struct Ran {
    /// Its value: what it returns, or its last line.
    value: Option<StepId>,
    /// Whether every way through it ends the script.
    returns: bool,
    /// What is computed on the way, and may fail.
    needs: Vec<StepId>,
}

/// A branch of an `if`; without condition: `else`.
struct Arm {
    at: At,
    when: Option<StepId>,
    ran: Ran,
    /// The names outside, as they stand after it.
    names: Vec<StepId>,
}

/// The columns of a script whose parameters hold these kinds of values, or the first thing that keeps it from them.
pub(super) fn read<'a>(parameters: &[(&'a str, Kind)], body: &'a str) -> Read<Formula> {
    let words: Vec<Word<'_>> =
        words(body).into_iter().filter(|word| word.kind != WordKind::Comment).collect();
    let mut reader = Reader { words, at: 0, names: vec![], builder: Builder::default() };
    for (index, (name, kind)) in parameters.iter().enumerate() {
        let value = reader.builder.push(Step::Parameter(index), *kind);
        reader.names.push(Bound { name, value, fixed: false });
    }
    if reader.words.len() + parameters.len() > MOST_WORDS {
        return Err(refused(
            At { line: 1, column: 0 },
            text!("超过 {MOST_WORDS} 个词", "it has more than {MOST_WORDS} words"),
            Some(text!("分成几个脚本", "split it into several scripts")),
        ));
    }
    let ran = reader.block(true)?;
    if reader.peek().is_some() {
        return Err(reader.unknown_form());
    }
    let value = ran.value.ok_or_else(|| reader.no_value(reader.here()))?;
    let result = reader.builder.after(&ran.needs, value);
    Ok(reader.builder.finish(result))
}

fn refused(at: At, message: Text, help: Option<Text>) -> Fault {
    Fault { code: &ROW_BY_ROW, line: at.line, column: at.column, message, help }
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<Word<'a>> {
        self.words.get(self.at).copied()
    }

    /// The word at hand; nothing at the end.
    fn text(&self) -> &'a str {
        self.peek().map_or("", |word| word.text)
    }

    /// The place of the word at hand; at the end, that of the last one.
    fn here(&self) -> At {
        let word = self.peek().or(self.words.last().copied());
        word.map_or(At { line: 1, column: 0 }, |word| word.at)
    }

    fn eat(&mut self, wanted: &str) -> Read<()> {
        if self.text() != wanted {
            return Err(self.unknown_form());
        }
        self.at += 1;
        Ok(())
    }

    fn at_end(&self) -> bool {
        matches!(self.text(), "" | "}")
    }

    fn unknown_form(&self) -> Fault {
        let found = self.text();
        let message =
            text!("这里的「{found}」不是按列能算的写法", "`{found}` is not a form that columns know");
        let help = text!(
            "只用 let、四则运算、比较、&& || !、if … else 和函数，可以按列算",
            "`let`, arithmetic, comparisons, `&& || !`, `if … else` and the functions can be computed in columns"
        );
        refused(self.here(), message, Some(help))
    }

    fn no_value(&self, at: At) -> Fault {
        refused(
            at,
            text!("有的情形下没有结果", "it has no result in some cases"),
            Some(text!("每个分支、else 里都写出结果", "give a result in every branch, and in `else`")),
        )
    }

    /// The statements up to the end of a block. `top`: of the script itself.
    fn block(&mut self, top: bool) -> Read<Ran> {
        let mut needs = Vec::new();
        let mut value = None;
        while !self.at_end() {
            if value.is_some() {
                return Err(self.unknown_form());
            }
            match self.text() {
                ";" => self.at += 1,
                "let" | "const" => needs.push(self.declaration()?),
                "return" => return self.returned(needs),
                "if" => {
                    let at = self.here();
                    let arms = self.arms()?;
                    if arms.iter().any(|arm| arm.ran.returns) {
                        return self.returning(&arms, needs, at, top);
                    }
                    self.merge(&arms)?;
                    if self.at_end() && all_give(&arms) {
                        value = Some(self.value_of(&arms)?);
                    } else {
                        needs.push(self.effort(&arms)?);
                    }
                }
                _ if self.is_assignment() => needs.push(self.assignment()?),
                _ => {
                    let given = self.value(0)?;
                    if self.text() == ";" {
                        self.at += 1;
                        needs.push(given);
                    } else {
                        value = Some(given);
                    }
                }
            }
        }
        Ok(Ran { value, returns: false, needs })
    }

    /// `let x = …`
    fn declaration(&mut self) -> Read<StepId> {
        let fixed = self.text() == "const";
        self.at += 1;
        let Some(name) = self.peek().filter(|word| word.kind == WordKind::Name) else {
            return Err(self.unknown_form());
        };
        self.at += 1;
        self.eat("=")?;
        let value = self.value(0)?;
        self.names.push(Bound { name: name.text, value, fixed });
        Ok(value)
    }

    fn is_assignment(&self) -> bool {
        let sign = self.words.get(self.at + 1).map_or("", |word| word.text);
        self.peek().is_some_and(|word| word.kind == WordKind::Name)
            && matches!(sign, "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "**=")
    }

    /// `x = …`, `x += …`
    fn assignment(&mut self) -> Read<StepId> {
        let name = self.name()?;
        let (sign, at) = (self.text(), self.here());
        self.at += 1;
        let given = self.value(0)?;
        let value = match sign.strip_suffix('=').filter(|operator| !operator.is_empty()) {
            Some(operator) => self.binary(operator, at, self.names[name].value, given)?,
            None => given,
        };
        self.names[name].value = value;
        Ok(value)
    }

    /// The place of the name at hand among those that may change.
    fn name(&mut self) -> Read<usize> {
        let word = self.text();
        match self.names.iter().rposition(|bound| bound.name == word) {
            Some(place) if !self.names[place].fixed => {
                self.at += 1;
                Ok(place)
            }
            _ => Err(self.unknown_form()),
        }
    }

    /// `return x`, and nothing behind it.
    fn returned(&mut self, needs: Vec<StepId>) -> Read<Ran> {
        self.at += 1;
        if self.text() == ";" || self.at_end() {
            return Err(self.no_value(self.here()));
        }
        let value = self.value(0)?;
        self.skip_semicolons()?;
        Ok(Ran { value: Some(value), returns: true, needs })
    }

    fn skip_semicolons(&mut self) -> Read<()> {
        while self.text() == ";" {
            self.at += 1;
        }
        if self.at_end() { Ok(()) } else { Err(self.unknown_form()) }
    }

    /// `if … { … } else if … { … } else { … }`
    fn arms(&mut self) -> Read<Vec<Arm>> {
        let before: Vec<StepId> = self.names.iter().map(|bound| bound.value).collect();
        let mut arms = Vec::new();
        loop {
            let at = self.here();
            self.eat("if")?;
            let when = self.value(0)?;
            self.wants(Kind::Truth, when, at)?;
            arms.push(self.arm(Some(when), &before)?);
            if self.text() != "else" {
                return Ok(arms);
            }
            self.at += 1;
            if self.text() != "if" {
                arms.push(self.arm(None, &before)?);
                return Ok(arms);
            }
        }
    }

    fn arm(&mut self, when: Option<StepId>, before: &[StepId]) -> Read<Arm> {
        let at = self.here();
        self.eat("{")?;
        let ran = self.block(false)?;
        self.eat("}")?;
        self.names.truncate(before.len());
        let names = self.names.iter().map(|bound| bound.value).collect();
        for (bound, value) in self.names.iter_mut().zip(before) {
            bound.value = *value;
        }
        Ok(Arm { at, when, ran, names })
    }

    /// A choice among the branches; where none is taken, the last resort.
    fn choice(&mut self, arms: &[Arm], values: &[StepId], otherwise: Option<StepId>) -> Read<StepId> {
        let mut chosen = Vec::new();
        let mut otherwise = otherwise;
        for (arm, value) in arms.iter().zip(values) {
            match arm.when {
                Some(when) => chosen.push((when, *value)),
                None => otherwise = Some(*value),
            }
        }
        let kind = self.builder.kind(values[0]);
        for (arm, value) in arms.iter().zip(values) {
            self.wants(kind, *value, arm.at)?;
        }
        if let (Some(value), Some(arm)) = (otherwise, arms.last()) {
            self.wants(kind, value, arm.at)?;
        }
        Ok(self.builder.push(Step::Choose { arms: chosen, otherwise }, kind))
    }

    /// Names outside that branches change become choices. A branch that returns changes nothing.
    fn merge(&mut self, arms: &[Arm]) -> Read<()> {
        for place in 0..self.names.len() {
            let before = self.names[place].value;
            let values: Vec<StepId> =
                arms.iter().map(|arm| if arm.ran.returns { before } else { arm.names[place] }).collect();
            if values.iter().any(|value| *value != before) {
                self.names[place].value = self.choice(arms, &values, Some(before))?;
            }
        }
        Ok(())
    }

    /// The value of an `if` each of whose branches has one.
    fn value_of(&mut self, arms: &[Arm]) -> Read<StepId> {
        let values: Option<Vec<StepId>> = arms.iter().map(|arm| self.gives(arm)).collect();
        let values = values.ok_or_else(|| self.no_value(arms[0].at))?;
        self.choice(arms, &values, None)
    }

    /// What a branch gives, if all that it computes before can be computed.
    fn gives(&mut self, arm: &Arm) -> Option<StepId> {
        Some(self.builder.after(&arm.ran.needs, arm.ran.value?))
    }

    /// A yes, if all that an `if` computes can be computed; its value is not asked for.
    fn effort(&mut self, arms: &[Arm]) -> Read<StepId> {
        let yes = self.builder.truth(true);
        let efforts: Vec<StepId> = arms.iter().map(|arm| self.falling(arm, yes)).collect();
        self.choice(arms, &efforts, Some(yes))
    }

    /// What comes after a branch that does not return.
    fn falling(&mut self, arm: &Arm, next: StepId) -> StepId {
        let needs: Vec<StepId> = arm.ran.needs.iter().copied().chain(arm.ran.value).collect();
        self.builder.after(&needs, next)
    }

    /// An `if` of which some branches return. What follows it is what the others give.
    fn returning(&mut self, arms: &[Arm], needs: Vec<StepId>, at: At, top: bool) -> Read<Ran> {
        let every =
            arms.iter().all(|arm| arm.ran.returns) && arms.last().is_some_and(|arm| arm.when.is_none());
        let rest = if every {
            self.skip_semicolons()?;
            None
        } else {
            self.merge(arms)?;
            let rest = self.block(top)?;
            if !top && !rest.returns {
                return Err(refused(
                    at,
                    text!("里层的分支有的 return、有的不 return", "an inner branch returns only sometimes"),
                    Some(text!(
                        "写成 if … else，各分支都写出结果",
                        "write `if … else` with a result in every branch"
                    )),
                ));
            }
            let value = rest.value.ok_or_else(|| self.no_value(at))?;
            Some(self.builder.after(&rest.needs, value))
        };
        let mut values = Vec::new();
        for arm in arms {
            values.push(match rest.filter(|_| !arm.ran.returns) {
                Some(rest) => self.falling(arm, rest),
                None => self.gives(arm).ok_or_else(|| self.no_value(arm.at))?,
            });
        }
        let value = self.choice(arms, &values, rest)?;
        Ok(Ran { value: Some(value), returns: true, needs })
    }
}

/// Whether an `if` has a value whatever holds.
fn all_give(arms: &[Arm]) -> bool {
    arms.iter().all(|arm| arm.ran.value.is_some()) && arms.last().is_some_and(|arm| arm.when.is_none())
}
