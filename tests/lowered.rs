//! Scripts in columns against rhai: bodies made by chance, each over many ratees, must give what the script gives when
//! it is called by itself, to the last digit, and fail where it fails, with the same words.
//!
//! `HENG_CASES` sets how many schemes are made, `HENG_SEED` the first seed: a case is repeated by its seed alone.
#![allow(clippy::disallowed_methods, reason = "tests read the environment")]

use heng::evidence::{Format, Input};
use heng::number::Number;
use heng::plan::OpKind;
use heng::scheme::model::Scheme;
use heng::score::Outcome;
use heng::script::{Room, Value};

#[path = "lowered/bodies.rs"]
mod bodies;
mod dice;

use bodies::body;
use dice::Dice;

/// Scripts of a scheme.
const SCRIPTS: usize = 8;
/// Ratees of a scheme.
const RATEES: usize = 32;
const PARAMETERS: [&str; 6] = ["a", "b", "c", "p", "q", "k"];

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// A scheme whose results are what scripts give.
fn scheme(bodies: &[String]) -> Scheme {
    let mut text = String::from(
        "衡 1\n方案 s {\n  总分 100\n  数据 {\n    a : 数值\n    b : 数值\n    c : 金额(万元)\n    p : 是否\n    q : 是否\n    k : 类别(甲; 乙; 丙)\n  }\n  指标 z 100 分 = 50\n",
    );
    for (index, body) in bodies.iter().enumerate() {
        let list = PARAMETERS.join(", ");
        text +=
            &format!("  脚本 f{index}({list}) ```rhai\n{body}\n```\n  结果 r{index} = f{index}({list})\n");
    }
    text += "}\n";
    let (_, opened) = heng::scheme::library::check_text("lowered.heng", &text);
    let told: Vec<&str> = opened.problems.iter().map(|problem| &*problem.message.en).collect();
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
    scheme.unwrap_or_else(|| panic!("{text}\n{told:#?}"))
}

/// The facts of a ratee: cells as they are written, and what a script sees of them.
fn ratee(dice: &mut Dice) -> (String, Option<Vec<Value>>) {
    const NUMBERS: &[&str] = &[
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "60",
        "100",
        "0.1",
        "0.5",
        "2.5",
        "-2.5",
        "0.005",
        "1.005",
        "33.333",
        "-0.75",
        "59.995",
        "1000000",
        "123456789.123456",
        "99999999999999999999.5",
        "-0.0000000001",
    ];
    let (mut cells, mut values) = (Vec::new(), Some(Vec::new()));
    for parameter in PARAMETERS {
        let (cell, value) = match parameter {
            "p" | "q" => {
                let yes = dice.one_in(2);
                (if yes { "是" } else { "否" }, Value::Bool(yes))
            }
            "k" => {
                let word = dice.pick(&["甲", "乙", "丙"]);
                (word, Value::Text(word.into()))
            }
            _ => {
                let number = dice.pick(NUMBERS);
                // Scripts see base units: yuan.
                let scale = Number::from(if parameter == "c" { 10_000 } else { 1 });
                (number, Value::Number(&Number::parse(number).expect("a number") * &scale))
            }
        };
        if dice.one_in(60) {
            cells.push(dice.pick(&["", "不涉及"]).to_owned());
            values = None;
        } else {
            cells.push(cell.to_owned());
            values.iter_mut().for_each(|values| values.push(value.clone()));
        }
    }
    (cells.join(","), values)
}

fn given(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Number(number) => Value::Number(number.clone()),
        Outcome::Word(word) => Value::Text(word.clone()),
        Outcome::Truth(truth) => Value::Bool(*truth),
    }
}

/// What bodies, ratees and failures came by.
#[derive(Default, Debug)]
struct Seen {
    bodies: usize,
    in_columns: usize,
    values: usize,
    faults: usize,
}

fn judge(seed: u64, seen: &mut Seen) {
    let mut dice = Dice::new(seed);
    let bodies: Vec<String> = (0..SCRIPTS).map(|_| body(&mut dice)).collect();
    let scheme = scheme(&bodies);
    let ratees: Vec<(String, Option<Vec<Value>>)> = (0..RATEES).map(|_| ratee(&mut dice)).collect();
    let mut csv = format!("id,{}\n", PARAMETERS.join(","));
    for (index, (cells, _)) in ratees.iter().enumerate() {
        csv += &format!("{index},{cells}\n");
    }
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let input = Input { name: "r.csv", list: None, format: Format::Csv, bytes: csv.as_bytes() };
    let (table, _) = heng::evidence::read(&[input], &specs);
    let plan = heng::plan::lower(&scheme);
    let in_columns = |op: &&heng::plan::Op| matches!(op.kind, OpKind::Script { columns: Some(_), .. });
    seen.in_columns += plan.ops.iter().filter(in_columns).count();
    seen.bodies += bodies.len();
    let scores = heng::score::run(&plan, &table, 1 + (seed % 2) as usize);
    for (index, body) in bodies.iter().enumerate() {
        let script = match Room::new().compile(&PARAMETERS, body) {
            Ok(script) => script,
            Err(faults) => panic!("{body}\n{}", faults[0].message.en),
        };
        for ((cells, values), ratee) in ratees.iter().zip(&scores.ratees) {
            let got = ratee.consequences.iter().find(|(result, _)| *result == index);
            let got = got.and_then(|(_, outcome)| outcome.as_ref()).map(given);
            let name = format!("r{index}");
            let told: Vec<&str> =
                ratee.notes.iter().filter(|note| *note.path == *name).map(|note| &*note.text.zh).collect();
            let case = || format!("seed {seed}, ({cells})\n{body}\n");
            match values.as_ref().map(|values| script.call(values)) {
                None => assert_eq!(got, None, "{}a value without facts", case()),
                Some(Ok(wanted)) => {
                    seen.values += 1;
                    assert_eq!(got, Some(wanted), "{}{told:?}", case());
                }
                Some(Err(fault)) => {
                    seen.faults += 1;
                    assert_eq!(got, None, "{}a value in place of {}", case(), fault.message.zh);
                    let words = format!("第 {} 行：{}", fault.line, fault.message.zh);
                    assert!(told.iter().any(|told| told.contains(&words)), "{}{told:?}\n{words}", case());
                }
            }
        }
    }
}

#[test]
fn columns_give_what_scripts_give() {
    let (first, cases) = (setting("HENG_SEED", 1), setting("HENG_CASES", 300));
    let mut seen = Seen::default();
    for seed in first..first + cases {
        judge(seed, &mut seen);
    }
    println!("{seen:?}");
    // The test would be idle if scripts were rarely laid out in columns, or never failed.
    assert!(seen.in_columns * 10 >= seen.bodies * 8, "{seen:?}");
    assert!(cases < 100 || seen.faults * 20 >= seen.values && seen.values > seen.faults, "{seen:?}");
}

/// What a script gives is of any kind, also where the scheme takes it for a number. In columns it is not compared as a
/// word, which the script would refuse.
#[test]
fn words_that_pass_for_numbers_stay_with_the_script() {
    let text = "衡 1
方案 s {
  总分 100
  数据 { a : 数值 }
  脚本 词(a) ```rhai
    if a > 1 { \"高\" } else { \"低\" }
  ```
  脚本 小于(x, y) ```rhai
    x < y
  ```
  值 或词 = 选择 { 当 a ＞ 0 得 词(a); 其他 得 a }
  指标 z 100 分 = 50
  结果 比 = 小于(或词, 或词)
}
";
    let (_, opened) = heng::scheme::library::check_text("words.heng", text);
    let scheme = opened.schemes.into_iter().find_map(|loaded| loaded.scheme).expect("a sound scheme");
    let specs: Vec<_> = scheme.facts.iter().map(|fact| fact.spec.clone()).collect();
    let input = Input { name: "r.csv", list: None, format: Format::Csv, bytes: b"id,a\nA,2\nB,-1\nC,1\n" };
    let (table, _) = heng::evidence::read(&[input], &specs);
    let plan = heng::plan::lower(&scheme);
    assert!(plan.ops.iter().any(|op| matches!(op.kind, OpKind::Script { id: 1, columns: Some(_), .. })));
    let scores = heng::score::run(&plan, &table, 1);
    let told: Vec<_> = scores.ratees.iter().map(|ratee| (&*ratee.consequences, ratee.notes.len())).collect();
    assert_eq!(told, [(&[][..], 1), (&[(0, Some(Outcome::Truth(false)))][..], 0), (&[][..], 1)]);
}
