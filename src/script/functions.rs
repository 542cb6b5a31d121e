//! The functions that a script may call: each under a Chinese and an English name, on exact numbers only.

use super::limits::{Outcome, grown};
use super::trouble::{BAD_ARGUMENT, thrown};
use crate::number::{Number, Rounding};
use crate::text;
use rhai::{Dynamic, Engine};
use std::any::TypeId;

/// A function as the check of a body sees it.
pub(super) struct Signature {
    /// Its names, Chinese and English.
    pub names: [&'static str; 2],
    /// The least and the greatest number of arguments.
    pub arity: (usize, usize),
    run: fn(&[Number]) -> Outcome,
}

/// Decimal places that a rounding may ask for.
pub(super) const MOST_PLACES: i64 = 100;

/// All functions.
pub(super) const FUNCTIONS: &[Signature] = &[
    Signature {
        names: ["最小", "min"],
        arity: (2, 8),
        run: |of| Ok(of.iter().min().cloned().unwrap_or_default()),
    },
    Signature {
        names: ["最大", "max"],
        arity: (2, 8),
        run: |of| Ok(of.iter().max().cloned().unwrap_or_default()),
    },
    Signature { names: ["绝对值", "abs"], arity: (1, 1), run: |of| Ok(of[0].abs()) },
    Signature { names: ["向下取整", "floor"], arity: (1, 1), run: |of| Ok(of[0].floor()) },
    Signature { names: ["向上取整", "ceil"], arity: (1, 1), run: |of| Ok(of[0].ceil()) },
    Signature { names: ["四舍五入", "round"], arity: (1, 2), run: |of| round(of, Rounding::HalfUp) },
    Signature {
        names: ["四舍六入", "round_half_even"],
        arity: (1, 2),
        run: |of| round(of, Rounding::HalfEven),
    },
    Signature { names: ["进位", "round_up"], arity: (1, 2), run: |of| round(of, Rounding::Up) },
    Signature { names: ["舍去", "round_down"], arity: (1, 2), run: |of| round(of, Rounding::Down) },
    Signature { names: ["限定", "clamp"], arity: (3, 3), run: clamp },
];

/// The function of a name.
pub(super) fn find(name: &str) -> Option<&'static Signature> {
    FUNCTIONS.iter().find(|function| function.names.contains(&name))
}

/// Makes all functions known to the engine.
pub(super) fn register(engine: &mut Engine) {
    for function in FUNCTIONS {
        for name in function.names {
            for count in function.arity.0..=function.arity.1 {
                let run = function.run;
                let kinds = vec![TypeId::of::<Number>(); count];
                engine.register_raw_fn(name, kinds, move |_, arguments| {
                    let numbers: Vec<Number> = arguments
                        .iter()
                        .filter_map(|argument| argument.read_lock::<Number>())
                        .map(|n| n.clone())
                        .collect();
                    run(&numbers).map(Dynamic::from)
                });
            }
        }
    }
}

fn round(of: &[Number], mode: Rounding) -> Outcome {
    let Some(wanted) = of.get(1) else { return Ok(of[0].round(0, mode)) };
    match wanted.to_i64().and_then(|places| u32::try_from(places).ok()) {
        Some(places) if i64::from(places) <= MOST_PLACES => grown(of[0].round(places, mode)),
        _ => Err(thrown(
            &BAD_ARGUMENT,
            text!("保留的小数位数不能是 {wanted}", "cannot round to {wanted} decimal places"),
            Some(text!("写 0 到 {MOST_PLACES} 的整数", "write a whole number from 0 to {MOST_PLACES}")),
        )),
    }
}

fn clamp(of: &[Number]) -> Outcome {
    let (value, low, high) = (&of[0], &of[1], &of[2]);
    if low > high {
        return Err(thrown(
            &BAD_ARGUMENT,
            text!(
                "限定的下限 {low} 大于上限 {high}",
                "the lower bound {low} is above the upper bound {high}"
            ),
            Some(text!("按 限定(值, 下限, 上限) 的次序写", "the order is clamp(value, low, high)")),
        ));
    }
    Ok(value.max(low).min(high).clone())
}
