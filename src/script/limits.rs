//! How large an exact number may grow in a script.

use super::trouble::{TOO_COMPLEX, thrown};
use crate::number::Number;
use crate::text;
use rhai::EvalAltResult;

/// What an operation on exact numbers gives.
pub(super) type Outcome = Result<Number, Box<EvalAltResult>>;

/// Bits of a number, numerator and denominator together.
pub(super) const MOST_BITS: u64 = 20_000;

/// A number, if it has not outgrown the limit.
pub(super) fn grown(number: Number) -> Outcome {
    if number.size_in_bits() <= MOST_BITS {
        return Ok(number);
    }
    Err(thrown(
        &TOO_COMPLEX,
        text!(
            "数字太长：精确的分子分母合计超过 {MOST_BITS} 个二进制位",
            "the number has grown too long: its exact numerator and denominator exceed {MOST_BITS} bits"
        ),
        Some(text!("在中间步骤用 四舍五入(值, 位数) 收短", "round it on the way: round(value, places)")),
    ))
}
