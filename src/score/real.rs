//! Functions that may have no value: logarithms, roots, powers, a value that must lie within bounds.

use super::faults;
use super::lacking::{bounded, division_by_zero, wrong_kind};
use super::value::{Gap, Value, gaps};
use crate::number::{NoValue, Number};
use crate::scheme::model::Builtin;
use crate::text;
use std::sync::Arc;

/// The fault for a function that has no value.
pub fn no_value(lack: NoValue, path: &Arc<str>) -> Value {
    match lack {
        NoValue::Outside => Gap::fault(
            &faults::OUTSIDE,
            path,
            text!(
                "「{path}」要对零或负数取对数、开偶次方或乘非整数次方，没有结果",
                "`{path}` asks for a logarithm, an even root or a broken power of zero or of a negative number: there is none"
            ),
        ),
        NoValue::DivisionByZero => division_by_zero(path),
        NoValue::TooLarge => super::lacking::too_large(path),
    }
}

/// A number or why there is none, as a value.
pub fn valued(found: Result<Number, NoValue>, path: &Arc<str>) -> Value {
    match found {
        Ok(number) => bounded(number, path),
        Err(lack) => no_value(lack, path),
    }
}

/// The value of a function.
pub fn apply(builtin: Builtin, arguments: &[&Value], path: &Arc<str>) -> Value {
    if let Some(gap) = gaps(arguments.iter().copied()) {
        return gap;
    }
    let numbers: Option<Vec<&Number>> = arguments.iter().map(|value| value.number()).collect();
    match (builtin, numbers.as_deref()) {
        (Builtin::Ln, Some([x])) => valued(x.ln(), path),
        (Builtin::Exp, Some([x])) => valued(x.exp(), path),
        (Builtin::Log10, Some([x])) => valued(x.log10(), path),
        (Builtin::SquareRoot, Some([x])) => valued(x.root(2), path),
        (Builtin::Root, Some([x, degree])) => {
            let degree = degree.to_i64().and_then(|degree| u32::try_from(degree).ok());
            valued(degree.ok_or(NoValue::Outside).and_then(|degree| x.root(degree)), path)
        }
        (Builtin::Power, Some([x, exponent])) => valued(x.power(exponent), path),
        (Builtin::Decimals, Some([x])) => match x.decimal_places() {
            Some(places) => Value::Number(Number::from(i64::from(places))),
            None => Gap::fault(
                &faults::OUTSIDE,
                path,
                text!("「{path}」的值写不成有限小数", "the value in `{path}` has no finite decimal"),
            ),
        },
        (Builtin::Within, Some([x, least, greatest])) => {
            if x >= least && x <= greatest {
                return Value::Number((*x).clone());
            }
            Gap::fault(
                &faults::NOT_WITHIN,
                path,
                text!(
                    "「{path}」的值 {x} 不在规定的 {least} 到 {greatest} 之间",
                    "the value {x} in `{path}` does not lie between {least} and {greatest}"
                ),
            )
        }
        _ => wrong_kind(path),
    }
}
