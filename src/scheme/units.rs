//! Numbers with units, in base units.

use super::checker::{Amend, Checker};
use super::types::Ty;
use crate::diagnostic::similar;
use crate::number::Number;
use crate::syntax::split_words;
use crate::syntax::tree::{Name, Quantity};
use crate::unit::{UNITS, Unit};
use crate::{code, text};

code!(
    UNKNOWN_UNIT,
    "H0304",
    Error,
    "不认识的单位" / "unknown-unit",
    "单位决定两个数能不能比较、怎样换算，所以只能用表中列出的单位，或在方案开头用「单位」声明的量词。"
        / "Units decide what compares with what and how it converts, so only listed units may be used, or counting words declared with `units` at the head of the scheme."
);

impl Checker<'_> {
    /// The value of a written quantity in base units, and its type.
    pub(super) fn quantity(&mut self, quantity: &Quantity) -> (Number, Ty) {
        let Some(name) = &quantity.unit else { return (quantity.number.clone(), Ty::Number) };
        if let Some(factor) = Unit::scale_word(&name.text) {
            return (&quantity.number * &factor, Ty::Number);
        }
        match self.unit(name) {
            Some(unit) => (&quantity.number * &unit.scale, Ty::Unit(unit.dimension)),
            None => (quantity.number.clone(), Ty::Any),
        }
    }

    /// The unit of a symbol; a finding if there is none.
    pub(super) fn unit(&mut self, name: &Name) -> Option<Unit> {
        let found = Unit::find(&name.text, &self.units);
        if found.is_none() {
            self.unknown_unit(name);
        }
        found
    }

    fn unknown_unit(&mut self, name: &Name) {
        let unit = name.text.clone();
        let names: Vec<String> = self.facts.iter().map(|fact| fact.spec.name.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let symbols: Vec<&str> = UNITS.iter().flat_map(|row| row.0.iter().copied()).collect();
        let parts = split_words(&unit, &[&names[..], &symbols[..]].concat());
        let declared = self.units.clone();
        let near =
            similar::nearest(&unit, symbols.iter().copied().chain(declared.iter().map(|word| &**word)));
        let problem = self.report(
            &UNKNOWN_UNIT,
            name.span,
            text!("不认识单位「{unit}」", "the unit `{unit}` is not known"),
            text!("不是单位", "no unit"),
        );
        match (parts, near) {
            (Some(parts), _) => {
                let spaced = parts.join(" ");
                problem.advise(text!("是不是连写了？写成「{spaced}」", "written together? write `{spaced}`"));
                problem.replace(name.span, spaced);
            }
            (None, Some(near)) => {
                problem.advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
                problem.propose(name.span, near);
            }
            (None, None) => {
                problem.advise(text!(
                    "如果它是量词，在方案开头写「单位 {unit}」",
                    "if it is a counting word, declare it at the head: `units {unit}`"
                ));
            }
        }
    }
}
