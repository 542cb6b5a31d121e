//! Scripts: every case of `tests/cases/script`, and what cannot be written as one.
//!
//! A file holds several cases. Each begins with `=== name`, then `in:` (arguments as `name = value`, parted by
//! blanks and `;`), then `out:` (a value, or `fault CODE line:column`), then the body up to the next case.

#![allow(clippy::disallowed_methods, reason = "tests read case files and time themselves")]

use heng::locale::Lang;
use heng::number::Number;
use heng::script::{Fault, Kind, Room, Script, Value, locate};
use heng::source::{FileId, Source, Span};
use std::fmt::Write;

struct Case<'a> {
    name: &'a str,
    parameters: Vec<(&'a str, Value)>,
    wanted: &'a str,
    body: String,
}

fn value(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(words) => Value::Text(words.into()),
            None => Value::Number(number(text)),
        },
    }
}

fn number(text: &str) -> Number {
    match text.split_once('/') {
        Some((num, den)) => number(num).divide(&number(den)).expect("a test divides by something"),
        None => Number::parse(text).expect("a number in a test"),
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Bool(answer) => answer.to_string(),
        Value::Text(words) => format!("{words:?}"),
    }
}

fn cases(text: &str) -> Vec<Case<'_>> {
    text.split("=== ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case<'_> {
    let (name, rest) = text.split_once('\n').expect("a case has a name");
    let (given, rest) = rest.split_once('\n').expect("a case has `in:`");
    let (wanted, body) = rest.split_once('\n').expect("a case has `out:`");
    let given = given.strip_prefix("in:").expect("`in:` comes after the name");
    let parameters = given
        .split("; ")
        .filter(|one| !one.trim().is_empty())
        .map(|one| {
            let (name, text) = one.split_once(" = ").expect("an argument is `name = value`");
            (name.trim(), value(text.trim()))
        })
        .collect();
    let wanted = wanted.strip_prefix("out:").expect("`out:` comes after `in:`").trim();
    Case { name, parameters, wanted, body: body.trim_end().to_owned() }
}

fn run(case: &Case<'_>) -> Result<Value, Vec<Fault>> {
    let names: Vec<&str> = case.parameters.iter().map(|(name, _)| *name).collect();
    let values: Vec<Value> = case.parameters.iter().map(|(_, value)| value.clone()).collect();
    Room::new().compile(&names, &case.body)?.call(&values).map_err(|fault| vec![fault])
}

#[test]
fn every_case_gives_what_it_says() {
    let wrong = std::cell::RefCell::new(String::new());
    insta::glob!("cases/script/*.txt", |path| {
        let mut wrong = wrong.borrow_mut();
        let text = std::fs::read_to_string(path).expect("a case file can be read");
        let mut spoken = String::new();
        for case in cases(&text) {
            let outcome = run(&case);
            let got = match &outcome {
                Ok(value) => show(value),
                Err(faults) => {
                    let places: Vec<String> =
                        faults.iter().map(|f| format!("{} {}:{}", f.code.id, f.line, f.column)).collect();
                    format!("fault {}", places.join(", "))
                }
            };
            if got != case.wanted {
                writeln!(wrong, "{}: wanted {}, got {got}", case.name, case.wanted)
                    .expect("a string takes text");
                if let Err(faults) = &outcome {
                    writeln!(wrong, "    {}", faults[0].message.en).expect("a string takes text");
                }
            }
            for fault in outcome.err().unwrap_or_default() {
                for lang in [Lang::Zh, Lang::En] {
                    let help = fault.help.as_ref().map_or("", |help| help.get(lang));
                    writeln!(spoken, "{}: {} / {help}", case.name, fault.message.get(lang))
                        .expect("a string takes text");
                }
            }
        }
        insta::assert_snapshot!(spoken);
    });
    assert!(wrong.borrow().is_empty(), "{}", wrong.borrow());
}

fn compiled(parameters: &[&str], body: &str) -> Script {
    match Room::new().compile(parameters, body) {
        Ok(script) => script,
        Err(faults) => panic!("{}", faults[0].message.en),
    }
}

fn fault(body: &str) -> Fault {
    match Room::new().compile(&["a"], body) {
        Err(mut faults) => faults.remove(0),
        Ok(script) => script.call(&[Value::Number(Number::from(3))]).expect_err("the body is wrong"),
    }
}

/// Runs on a thread with the stack that a worker has.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work);
    thread.expect("a thread starts").join().expect("nothing overflows");
}

#[test]
fn deep_nesting_is_a_fault_and_no_overflow() {
    on_small_stack(|| {
        for opening in
            ["(", "[", "!", "-", "{", "+", "if true {", "a*(", "round(", "- -", "! (", "#{a:", "|a| "]
        {
            let body = opening.repeat(10_000 / opening.len());
            assert!(fault(&body).code.id.starts_with("H06"), "{opening}");
        }
        let wide = format!("{}1{}", "(".repeat(65), ")".repeat(65));
        assert_eq!(fault(&wide).code.id, "H0606");
        let ladder = "if a > 1 { 1 } else ".repeat(500) + "{ 0 }";
        assert_eq!(fault(&ladder).code.id, "H0606");
        let long_sum = ["a"; 2_000].join(" + ");
        assert_eq!(fault(&long_sum).code.id, "H0606");
    });
}

#[test]
fn what_is_within_the_bounds_runs_on_a_small_stack() {
    on_small_stack(|| {
        let three = [Value::Number(Number::from(3))];
        let sum = compiled(&["a"], &["a*0.01"; 70].join(" + "));
        assert_eq!(sum.call(&three).map(|v| show(&v)).ok(), Some("2.1".to_owned()));
        let sum = compiled(&["a"], &["a"; 150].join(" + "));
        assert_eq!(sum.call(&three).map(|v| show(&v)).ok(), Some("450".to_owned()));
        let conditions = compiled(&["a"], &["a > 0"; 100].join(" && "));
        assert_eq!(conditions.call(&three).ok(), Some(Value::Bool(true)));
        for (open, close) in [("(", ")"), ("abs(", ")"), ("{", "}"), ("if a > 0 {", "} else {0}")] {
            let nested = format!("{}a{}", open.repeat(40), close.repeat(40));
            assert_eq!(compiled(&["a"], &nested).call(&three).map(|v| show(&v)).ok(), Some("3".to_owned()));
        }
        let ladder = "if a > 5 { 1 } else ".repeat(40) + "{ 7 }";
        assert_eq!(compiled(&["a"], &ladder).call(&three).map(|v| show(&v)).ok(), Some("7".to_owned()));
    });
}

#[test]
fn numbers_may_grow_only_so_far() {
    let growing = format!("let x = a;\n{}x", "x = x * x;\n".repeat(40));
    assert_eq!(fault(&growing).code.id, "H0606");
    assert_eq!(fault(&"9".repeat(30_000)).code.id, "H0606");
}

#[test]
fn a_long_literal_is_exact() {
    let body = "1234567890123456789012345678901234567890.0000000000000000000000000000000000000001";
    let result = compiled(&[], &format!("{body} - 1234567890123456789012345678901234567890")).call(&[]);
    let wanted = Number::power_of_ten(-40);
    assert_eq!(result.ok(), Some(Value::Number(wanted)));
}

#[test]
fn arguments_must_be_as_many_as_parameters() {
    let wrong = compiled(&["a", "b"], "a + b").call(&[Value::Bool(true)]);
    assert_eq!(wrong.err().map(|fault| fault.code.id), Some("H0611"));
    for bad in [&["3a"][..], &["if"], &["max"], &["a", "a"], &["a b"], &[""], &["党建+民生"]] {
        let faults = Room::new().compile(bad, "1").err().expect("the parameters are wrong");
        assert_eq!(faults[0].code.id, "H0611", "{bad:?}");
    }
}

#[test]
fn one_script_serves_several_threads() {
    let script = compiled(&["a"], "a / 3");
    let threads: Vec<_> = (0..4)
        .map(|n| {
            let script = script.clone();
            std::thread::spawn(move || script.call(&[Value::Number(Number::from(n * 3))]).ok())
        })
        .collect();
    for (n, thread) in threads.into_iter().enumerate() {
        assert_eq!(thread.join().ok().flatten(), Some(Value::Number(Number::from(n as i64))));
    }
}

#[test]
fn a_fault_is_found_in_the_file_around_it() {
    let text = "脚本 x(演练) ```rhai\n  let 甲 = 演练;\n  甲 + 演连\n```\n";
    let source = Source::new("a.heng", text);
    let start = text.find("```rhai").expect("it is there") + "```rhai".len();
    let end = text.rfind("```").expect("it is there");
    let body = Span::new(FileId(0), start, end);
    let faults = Room::new().compile(&["演练"], source.slice(body)).err().expect("a name is wrong");
    let span = locate(body, &source, faults[0].line, faults[0].column);
    assert_eq!(source.slice(span), "演连");
    assert_eq!(source.slice(locate(body, &source, 2, 0)), "let 甲 = 演练;");
    assert_eq!(source.slice(locate(body, &source, 99, 99)), "");
}

#[test]
fn no_text_makes_it_panic() {
    use proptest::prelude::*;
    let piece = prop::sample::select(vec![
        "a", "1", "0.5", "\"x\"", "+", "-", "/", "(", ")", "{", "}", ";", ",", "if ", "else ", "let b", "=",
        "==", "!", "%", "**", "max(", "，", "/*", "*/", "//", "\n", "\"", "\\", ".", "[", "'", "`", "$",
        "return ", "𠀀", "é",
    ]);
    proptest!(|(pieces in prop::collection::vec(piece, 0..30))| {
        let body = pieces.concat();
        if let Ok(script) = Room::new().compile(&["a"], &body) {
            let _ = script.call(&[Value::Number(Number::from(3))]);
            let _ = script.formula(&[Kind::Number]);
        }
    });
}

/// `cargo test --release --test script -- --ignored --nocapture cost`
#[test]
#[ignore = "a measurement, not a test"]
fn cost_of_a_call() {
    let arguments = [Value::Number(number("87.5")), Value::Number(number("92.25"))];
    for (name, body) in [("a*0.4 + b*0.6", "a*0.4 + b*0.6"), ("a", "a")] {
        let script = compiled(&["a", "b"], body);
        let begun = std::time::Instant::now();
        for _ in 0..100_000 {
            std::hint::black_box(script.call(&arguments)).expect("it runs");
        }
        println!("{name}: {} ns", begun.elapsed().as_nanos() / 100_000);
    }
}
