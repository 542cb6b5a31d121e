//! The engine: what is allowed in, on which numbers it works, and how far it may go.
//!
//! It starts from rhai's bare engine. Every operator is registered here, once for the kinds that it takes and once
//! for any others, where it refuses: rhai's built-in operators would divide whole numbers away, join texts with `+`
//! and call `1 == "1"` false without a word.

use super::functions;
use super::limits::{Outcome, grown};
use super::trouble::{BAD_ARGUMENT, DIVISION_BY_ZERO, kind_name, thrown, wrong_kinds};
use crate::number::Number;
use crate::text;
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString, OptimizationLevel};

/// An operation on two numbers.
type Operation = fn(&Number, &Number) -> Outcome;

/// Steps of one run.
const MOST_OPERATIONS: u64 = 100_000;
/// Depth of expressions; a sum of so many terms is that deep.
const MOST_DEPTH: usize = 160;
/// Variables of one run, literals and parameters among them.
const MOST_VARIABLES: usize = 1_024;
/// Bytes of a text.
const MOST_TEXT: usize = 4_096;
/// Greatest exponent of `**`, either sign.
const MOST_EXPONENT: i64 = 64;

/// An engine ready for scripts.
pub(super) fn furnish() -> Engine {
    let mut engine = Engine::new_raw();
    limit(&mut engine);
    engine.register_type_with_name::<Number>("number");
    arithmetic(&mut engine);
    comparison(&mut engine);
    refusals(&mut engine);
    functions::register(&mut engine);
    engine
}

fn limit(engine: &mut Engine) {
    // The optimizer would fold constants with rhai's own operators.
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_fast_operators(false);
    engine.set_strict_variables(true);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_allow_looping(false);
    engine.set_allow_loop_expressions(false);
    engine.set_allow_switch_expression(false);
    engine.set_allow_anonymous_fn(false);
    engine.set_max_operations(MOST_OPERATIONS);
    engine.set_max_call_levels(16);
    engine.set_max_expr_depths(MOST_DEPTH, 1);
    engine.set_max_variables(MOST_VARIABLES);
    engine.set_max_functions(0);
    engine.set_max_string_size(MOST_TEXT);
    engine.set_max_array_size(1);
    engine.set_max_map_size(1);
    for word in super::words::CLOSED_WORDS {
        engine.disable_symbol(*word);
    }
}

fn divided(a: &Number, b: &Number) -> Outcome {
    let quotient = a.divide(b).ok_or_else(|| {
        thrown(
            &DIVISION_BY_ZERO,
            text!("{a} 除以 0 没有结果", "{a} divided by 0 has no result"),
            Some(text!(
                "先用 if 判断除数是否为 0，写明为 0 时得多少",
                "ask with `if` whether the divisor is 0, and say what counts then"
            )),
        )
    })?;
    grown(quotient)
}

/// What is left of `a` after taking `b` as often as it goes whole; it has the sign of `a`.
fn remainder(a: &Number, b: &Number) -> Outcome {
    let times = divided(a, b)?;
    let whole = if times.is_negative() { times.ceil() } else { times.floor() };
    grown(a - &(b * &whole))
}

fn power(base: &Number, exponent: &Number) -> Outcome {
    let Some(times) = exponent.to_i64().filter(|times| times.abs() <= MOST_EXPONENT) else {
        return Err(thrown(
            &BAD_ARGUMENT,
            text!("乘方的指数不能是 {exponent}", "the exponent cannot be {exponent}"),
            Some(text!(
                "指数写 -{MOST_EXPONENT} 到 {MOST_EXPONENT} 的整数",
                "write a whole exponent from -{MOST_EXPONENT} to {MOST_EXPONENT}"
            )),
        ));
    };
    let mut product = Number::ONE;
    for _ in 0..times.abs() {
        product = grown(&product * base)?;
    }
    if times < 0 { divided(&Number::ONE, &product) } else { Ok(product) }
}

fn arithmetic(engine: &mut Engine) {
    let operators: [(&str, &str, Operation); 6] = [
        ("+", "+=", |a, b| grown(a + b)),
        ("-", "-=", |a, b| grown(a - b)),
        ("*", "*=", |a, b| grown(a * b)),
        ("/", "/=", divided),
        ("%", "%=", remainder),
        ("**", "**=", power),
    ];
    for (sign, assigning, run) in operators {
        engine.register_fn(sign, move |a: Number, b: Number| run(&a, &b));
        engine.register_fn(assigning, move |a: &mut Number, b: Number| -> Result<(), Box<EvalAltResult>> {
            *a = run(a, &b)?;
            Ok(())
        });
    }
    engine.register_fn("-", |a: Number| -&a);
    engine.register_fn("+", |a: Number| a);
    engine.register_fn("!", |a: bool| !a);
}

fn comparison(engine: &mut Engine) {
    engine.register_fn("==", |a: Number, b: Number| a == b);
    engine.register_fn("!=", |a: Number, b: Number| a != b);
    engine.register_fn("<", |a: Number, b: Number| a < b);
    engine.register_fn("<=", |a: Number, b: Number| a <= b);
    engine.register_fn(">", |a: Number, b: Number| a > b);
    engine.register_fn(">=", |a: Number, b: Number| a >= b);
    engine.register_fn("==", |a: ImmutableString, b: ImmutableString| a == b);
    engine.register_fn("!=", |a: ImmutableString, b: ImmutableString| a != b);
    engine.register_fn("==", |a: bool, b: bool| a == b);
    engine.register_fn("!=", |a: bool, b: bool| a != b);
}

/// Every operator on kinds that it does not take. rhai looks here before it turns to its built-in operators.
fn refusals(engine: &mut Engine) {
    const SIGNS: &[&str] = &["+", "-", "*", "/", "%", "**", "==", "!=", "<", "<=", ">", ">="];
    const ASSIGNING: &[&str] = &["+=", "-=", "*=", "/=", "%=", "**="];
    const CLOSED: &[&str] = &["&", "|", "^", "<<", ">>", "&=", "|=", "^=", "<<=", ">>=", "contains"];
    for &sign in SIGNS.iter().chain(CLOSED) {
        engine.register_fn(sign, move |a: Dynamic, b: Dynamic| -> Result<Dynamic, Box<EvalAltResult>> {
            Err(wrong_kinds(sign, kind_name(a.type_name()), kind_name(b.type_name())))
        });
    }
    for &sign in ASSIGNING {
        engine.register_fn(sign, move |a: &mut Dynamic, b: Dynamic| -> Result<(), Box<EvalAltResult>> {
            Err(wrong_kinds(sign, kind_name(a.type_name()), kind_name(b.type_name())))
        });
    }
}
