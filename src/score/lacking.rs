//! What stands for a value that cannot be computed, and the bound beyond which no number is followed.

use super::faults;
use super::value::{Gap, Value};
use crate::number::Number;
use crate::text;
use std::sync::Arc;

/// Numbers beyond this have a wrong formula behind them, and would only cost time.
const MOST_BITS: u64 = 20_000;

/// What stands for a value of another kind than the operation takes: a script can yield one, or an item left out.
pub fn wrong_kind(path: &Arc<str>) -> Value {
    Gap::fault(
        &faults::WRONG_KIND,
        path,
        text!("值的类型不对，不能这样计算", "a value of the wrong kind for this operation"),
    )
}

/// The number, unless it has grown too large.
pub fn bounded(number: Number, path: &Arc<str>) -> Value {
    if number.size_in_bits() > MOST_BITS { too_large(path) } else { Value::Number(number) }
}

/// What stands for a number that has grown too large.
pub fn too_large(path: &Arc<str>) -> Value {
    Gap::fault(&faults::TOO_LARGE, path, text!("数太大，停止计算", "the number is too large to go on"))
}

/// What stands for a quotient by zero.
pub fn division_by_zero(path: &Arc<str>) -> Value {
    Gap::fault(&faults::DIVISION_BY_ZERO, path, text!("「{path}」里除数为零", "division by zero in `{path}`"))
}
