//! Arithmetic at its edges, for the engine that works on columns: sums of quotients with denominators of their own, ties,
//! lines that are met or missed by a hair, numbers near the ends of 64 bits, and few or many that are absent.

use super::{Case, Dice};
use std::fmt::Write;

struct Edges {
    dice: Dice,
    places: u64,
}

/// A scheme of few items, and up to forty ratees.
pub fn edges(seed: u64) -> Case {
    let mut dice = Dice::new(seed ^ 0x00ED_6E50);
    let places = dice.roll(5);
    let mut edges = Edges { dice, places };
    Case { scheme: edges.scheme(), evidence: edges.evidence(), list: None, months: None }
}

impl Edges {
    fn d(&mut self, sides: u64) -> u64 {
        self.dice.roll(sides)
    }

    fn mode(&mut self) -> String {
        let mode = self.dice.pick(&["half up", "half up", "half even", "up", "down"]);
        format!("round {mode} {} places", self.places)
    }

    fn fact(&mut self) -> &'static str {
        ["a", "b", "c", "e", "k"][self.d(5) as usize]
    }

    fn number(&mut self) -> String {
        match self.d(5) {
            0 => format!("{}", self.d(100)),
            1 => format!("{}.5", self.d(100)),
            2 => format!("{}/{}", 1 + self.d(30), 3 + self.d(20)),
            3 => format!("{}.{:03}", self.d(100), self.d(1000)),
            _ => format!("{}", 1 + self.d(9)),
        }
    }

    fn quotient(&mut self) -> String {
        let (a, b, n) = (self.fact(), self.fact(), self.number());
        match self.d(5) {
            0 => format!("{a} / {b}"),
            1 => format!("{n} * {a} / {b}"),
            2 => format!("({a} - {b}) / {}", self.fact()),
            3 => format!("{a} / {}", 3 + self.d(97)),
            _ => format!("{a} / {b} * {n}"),
        }
    }

    fn expression(&mut self) -> String {
        let (one, other) = (self.quotient(), self.quotient());
        let (a, b, n, m) = (self.fact(), self.fact(), self.number(), self.number());
        match self.d(14) {
            0 => format!("{one} + {other}"),
            1 => format!("{one} - {other} + {}", self.quotient()),
            2 => format!("round({one}, {})", self.d(4)),
            3 => format!("min({one}, {n}) + max({other}, {m})"),
            4 => format!("if {one} ≥ {other} then {n} else {m}"),
            5 => format!("{a} * {b} - {n}"),
            6 => format!("{a} * {b} / {m}"),
            7 => format!("floor({one}) + ceil({other})"),
            8 => format!("abs({one} - {n}) * {m}"),
            9 => format!("clamp({one} + {other}, 0, {n})"),
            10 => format!("if {one} + {other} > {n} then {a} / {b} else {other}"),
            11 => format!("({one} + {n}) * 2"),
            12 => format!("({one} + {other}) / {}", 1 + self.d(30)),
            _ => format!("{one} + {n}"),
        }
    }

    fn item(&mut self, name: &str, head: &str) -> String {
        let round = if self.dice.one_in(3) { format!(" {}", self.mode()) } else { String::new() };
        let a = self.fact();
        match self.d(9) {
            4 => format!(
                "indicator {name} {head}{round} = linear {a} {{ {} gives 0; 30 gives 5; 60.5 gives {}; {} gives full }}",
                self.d(29),
                6 + self.d(4),
                61 + self.d(40)
            ),
            0 => format!(
                "indicator {name} {head}{round} = bands {a} {{ ≥ 82.5 gives full; ≥ 60 gives {}; > -3 gives 7/3; otherwise gives 0 }}",
                1 + self.d(9)
            ),
            1 => format!(
                "indicator {name} {head}{round} = linear {a} {{ {} gives 0; {} gives full }}",
                self.d(40),
                50 + self.d(60)
            ),
            2 => format!("indicator {name} {head}{round} {{ base full; {a} each 1 deduct {}.5 }}", self.d(4)),
            3 => {
                let one = self.quotient();
                format!(
                    "indicator {name} {head}{round} = bands {one} {{ ≥ 1.5 gives full; ≥ 1/3 gives 5; otherwise gives 1 }}"
                )
            }
            _ => format!("indicator {name} {head}{round} = {}", self.expression()),
        }
    }

    fn scheme(&mut self) -> String {
        let mut out = String::from("heng 1\nscheme edges \"edges\" {\n  total 100\n");
        let weighted = self.dice.one_in(2);
        let _ = writeln!(out, "  {}\n  rank by g", self.mode());
        out.push_str("  evidence {\n    g : text grouping\n");
        for fact in ["a", "b", "c", "e"] {
            let policy = if self.dice.one_in(8) { " missing as 2" } else { "" };
            let _ = writeln!(out, "    {fact} : number{policy}");
        }
        out.push_str("    k : count\n    t : yesno\n  }\n");
        let heads = if weighted {
            ["weight 40%", "weight 1/3", "weight 4/15"]
        } else {
            ["40 points", "33 points", "27 points"]
        };
        for (at, head) in heads.into_iter().enumerate() {
            if self.dice.one_in(2) {
                let item = self.item(&format!("i{at}"), head);
                let _ = writeln!(out, "  {item}");
                continue;
            }
            let parts = if weighted {
                ["weight 70%", "weight 30%"]
            } else {
                [["25 points", "20 points", "17 points"][at], ["15 points", "13 points", "10 points"][at]]
            };
            let _ = writeln!(out, "  dimension d{at} {head} {{");
            if let Some(way) = ["mean", "min", "max", "weighted mean"]
                .get(self.d(12) as usize)
                .filter(|way| weighted || **way != "weighted mean")
            {
                let _ = writeln!(out, "    combine {way}");
            }
            for (part, head) in parts.into_iter().enumerate() {
                let item = self.item(&format!("i{at}{part}"), head);
                let _ = writeln!(out, "    {item}");
            }
            out.push_str("  }\n");
        }
        if self.dice.one_in(2) {
            let (one, n) = (self.quotient(), self.number());
            let _ = writeln!(out, "  veto v when {one} > {n} or t = yes then grades at most low");
        }
        let lines = [[80, 50], [82, 60], [30, 7]][self.d(3) as usize];
        let half = self.dice.pick(&["", ".5"]);
        let _ = writeln!(out, "  grades {{ high ≥ {}{half}; mid ≥ {}; low otherwise }}", lines[0], lines[1]);
        if self.dice.one_in(2) {
            out.push_str("  quota high by g { rate 50%; order total, id ascending }\n");
        }
        out.push_str("}\n");
        out
    }

    fn value(&mut self, reach: u64) -> String {
        let sign = if self.dice.one_in(4) { "-" } else { "" };
        match self.d(reach) {
            0 => format!("{}", self.d(100)),
            1 => format!("{sign}{}.{}5", self.d(100), self.d(10)),
            2 => format!("{}.5", self.d(10)),
            3 => self
                .dice
                .pick(&["82.5", "82.49", "60", "59.99", "60.01", "-3", "-3.01", "1.5", "0"])
                .to_owned(),
            4 => format!("{}.{:09}", self.d(100), self.d(1_000_000_000)),
            5 => format!("{}", [3, 7, 9, 11, 13, 49, 97, 4_123_456][self.d(8) as usize]),
            6 => format!("{sign}{}.{:02}", self.d(1_000_000), self.d(100)),
            7 => "82.500000001".to_owned(),
            8 => format!("{sign}{}", self.d(1 << 40)),
            _ => self
                .dice
                .pick(&[
                    "92233720368547758.07",
                    "-92233720368547758.08",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "4611686018427387904",
                    "999999999999.999999",
                    "0.000000000001",
                    "99999999999999999999999",
                ])
                .to_owned(),
        }
    }

    fn evidence(&mut self) -> String {
        let mut out = String::from("id,g,a,b,c,e,k,t\n");
        // In most cases nothing is extreme, in some everything may be, and blanks are few or many.
        let reach = [6, 6, 7, 9, 10][self.d(5) as usize];
        let blanks = [1000, 1000, 40, 4][self.d(4) as usize];
        for row in 0..1 + self.d(40) {
            let _ = write!(out, "R{row:02},{}", ["x", "y", "z"][self.d(3) as usize]);
            for _ in 0..4 {
                let value = match self.d(blanks) {
                    0 => self.dice.pick(&["", "N/A"]).to_owned(),
                    _ => self.value(reach),
                };
                let _ = write!(out, ",{value}");
            }
            let _ = writeln!(out, ",{},{}", self.d(9), ["yes", "no", "no", "no"][self.d(4) as usize]);
        }
        out
    }
}
