//! Bodies of scripts by chance: well-formed, of the kinds that they need, and full of what may fail.

use crate::dice::Dice;
use std::fmt::Write as _;

/// What a value is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Truth,
    Word,
}

struct Writer<'d> {
    dice: &'d mut Dice,
    /// Names with their kinds, and whether they may change.
    names: Vec<(String, Kind, bool)>,
    made: usize,
    /// Names before these stay as they are: in an `if` that stands for a value.
    free: usize,
}

/// A body.
pub fn body(dice: &mut Dice) -> String {
    let names = [
        ("a", Kind::Number),
        ("b", Kind::Number),
        ("c", Kind::Number),
        ("p", Kind::Truth),
        ("q", Kind::Truth),
        ("k", Kind::Word),
    ];
    let kind = match dice.roll(8) {
        0 => Kind::Truth,
        1 => Kind::Word,
        _ => Kind::Number,
    };
    let names = names.into_iter().map(|(name, kind)| (name.to_owned(), kind, true)).collect();
    let mut writer = Writer { dice, names, made: 0, free: 0 };
    writer.block(kind, 3, true)
}

impl Writer<'_> {
    fn fresh(&mut self) -> String {
        self.made += 1;
        // Now and then a name that hides another.
        match self.dice.roll(8) {
            0 => "a".to_owned(),
            1 => "x1".to_owned(),
            _ => format!("x{}", self.made),
        }
    }

    /// Statements that end with a value of a kind. `top`: of the script itself, where a branch may return.
    fn block(&mut self, kind: Kind, depth: u64, top: bool) -> String {
        let (outside, mut out) = (self.names.len(), String::new());
        for _ in 0..self.dice.roll(4) {
            let line = self.statement(kind, depth, top);
            let _ = writeln!(out, "{line}");
        }
        match self.dice.roll(5) {
            0 if depth > 0 => {
                let chosen = self.chosen(kind, depth - 1, top);
                let _ = write!(out, "{chosen}");
            }
            1 if top => {
                let value = self.value(kind, depth);
                let _ = write!(out, "return {value};");
            }
            _ => {
                let value = self.value(kind, depth);
                let _ = write!(out, "{value}");
            }
        }
        self.names.truncate(outside);
        out
    }

    /// `if … { … } else { … }` as the last line of a block.
    fn chosen(&mut self, kind: Kind, depth: u64, top: bool) -> String {
        let mut out = String::new();
        for _ in 0..=self.dice.roll(2) {
            let (when, block) = (self.value(Kind::Truth, depth), self.block(kind, depth, false));
            let _ = write!(out, "if {when} {{ {block} }} else ");
        }
        let top = top && self.dice.one_in(4);
        let last = self.block(kind, depth, top);
        format!("{out}{{ {last} }}")
    }

    fn statement(&mut self, kind: Kind, depth: u64, top: bool) -> String {
        match self.dice.roll(9) {
            0 | 1 => {
                let wanted = self.kind();
                let value = self.value(wanted, depth);
                let (keyword, may_change) =
                    if self.dice.one_in(4) { ("const", false) } else { ("let", true) };
                let name = self.fresh();
                let line = format!("{keyword} {name} = {value};");
                self.names.push((name, wanted, may_change));
                line
            }
            2 | 3 => self.assignment(depth),
            4 if top && depth > 0 => {
                let (when, value) = (self.value(Kind::Truth, depth), self.value(kind, depth));
                match self.dice.roll(3) {
                    0 => format!("if {when} {{ return {value}; }}"),
                    1 => {
                        let (again, other) = (self.value(Kind::Truth, depth), self.assignment(depth - 1));
                        format!("if {when} {{ return {value} }} else if {again} {{ {other} }}")
                    }
                    _ => {
                        let (first, other) = (self.assignment(depth - 1), self.assignment(depth - 1));
                        format!("if {when} {{ {first} return {value}; }} else {{ {other} }}")
                    }
                }
            }
            5 | 6 if depth > 0 => {
                let (when, line) = (self.value(Kind::Truth, depth), self.inner(depth - 1));
                match self.dice.roll(3) {
                    0 => format!("if {when} {{ {line} }}"),
                    1 => format!("if {when} {{ {line} }} else {{ {} }}", self.inner(depth - 1)),
                    _ => {
                        let again = self.value(Kind::Truth, depth);
                        format!("if {when} {{ {line} }} else if {again} {{ {} }}", self.inner(depth - 1))
                    }
                }
            }
            7 => format!("// {}", self.dice.pick(&["注 \"", "if { (", "a note"])),
            _ => {
                let wanted = self.kind();
                format!("/* {{ */ {};", self.value(wanted, depth))
            }
        }
    }

    /// Statements within a branch whose value nobody asks for.
    fn inner(&mut self, depth: u64) -> String {
        let outside = self.names.len();
        let mut out = String::new();
        for _ in 0..=self.dice.roll(2) {
            let line = self.statement(Kind::Number, depth, false);
            let _ = writeln!(out, "{line}");
        }
        self.names.truncate(outside);
        out
    }

    fn assignment(&mut self, depth: u64) -> String {
        let place = self.dice.roll(self.names.len() as u64) as usize;
        if place < self.free {
            return String::new();
        }
        let (name, kind, _) = self.names[place].clone();
        // What the name stands for here is the last of that name.
        let last = self.names.iter().rev().find(|(other, ..)| *other == name);
        if last.is_none_or(|(_, last, may_change)| !may_change || *last != kind) {
            return String::new();
        }
        let sign = match kind {
            Kind::Number => self.dice.pick(&["=", "+=", "-=", "*=", "/=", "%="]),
            _ => "=",
        };
        format!("{name} {sign} {};", self.value(kind, depth))
    }

    fn kind(&mut self) -> Kind {
        match self.dice.roll(6) {
            0 | 1 => Kind::Truth,
            2 => Kind::Word,
            _ => Kind::Number,
        }
    }

    fn value(&mut self, kind: Kind, depth: u64) -> String {
        if depth > 0 && self.dice.one_in(9) {
            let free = if self.dice.one_in(20) { self.free } else { self.names.len() };
            let before = std::mem::replace(&mut self.free, free);
            let chosen = self.chosen(kind, depth - 1, false);
            self.free = before;
            return if self.dice.one_in(2) { format!("({chosen})") } else { format!("({chosen} )") };
        }
        match kind {
            Kind::Number => self.number(depth),
            Kind::Truth => self.truth(depth),
            Kind::Word => self.word(),
        }
    }

    /// A name of a kind that nothing else hides.
    fn named(&mut self, kind: Kind) -> Option<String> {
        let place = self.dice.roll(self.names.len() as u64) as usize;
        let (name, found, _) = &self.names[place];
        let hidden = self.names[place + 1..].iter().any(|(other, ..)| other == name);
        (*found == kind && !hidden).then(|| name.clone())
    }

    fn word(&mut self) -> String {
        self.named(Kind::Word).unwrap_or_else(|| format!("\"{}\"", self.dice.pick(&["甲", "乙", "别的", ""])))
    }

    fn number(&mut self, depth: u64) -> String {
        if depth == 0 || self.dice.one_in(4) {
            return self.named(Kind::Number).unwrap_or_else(|| {
                let plain = ["0", "1", "2", "0.5", "60", "0.4", "100", "3", "1_000", "0.005"];
                self.dice.pick(&plain).to_owned()
            });
        }
        let x = self.number(depth - 1);
        match self.dice.roll(14) {
            0..=5 => {
                let sign = self.dice.pick(&["+", "-", "*", "/", "%", "+", "-", "*"]);
                let y = self.number(depth - 1);
                match self.dice.roll(3) {
                    0 => format!("({x} {sign} {y})"),
                    1 => format!("{x}{sign} {y}"),
                    _ => format!("{x} {sign} ({y})"),
                }
            }
            6 => format!("{} {x}", self.dice.pick(&["-", "+", "- -"])),
            7 => {
                let name = self.dice.pick(&["min", "最小", "max", "最大"]);
                let (y, z) = (self.number(depth - 1), self.number(depth - 1));
                if self.dice.one_in(2) {
                    format!("{name}({x}, {y})")
                } else {
                    format!("{name}({x}, {y}, {z})")
                }
            }
            8 => {
                let name = self.dice.pick(&["abs", "绝对值", "floor", "向下取整", "ceil", "向上取整"]);
                format!("{name}({x})")
            }
            9 | 10 => {
                let names = [
                    "round",
                    "四舍五入",
                    "round_half_even",
                    "四舍六入",
                    "round_up",
                    "进位",
                    "round_down",
                    "舍去",
                ];
                let name = self.dice.pick(&names);
                match self.dice.roll(40) {
                    0..=4 => format!("{name}({x})"),
                    5 => format!("{name}({x}, {})", self.number(0)),
                    _ => format!("{name}({x}, {})", self.dice.roll(4)),
                }
            }
            11 => {
                let (low, high) = (self.number(depth - 1), self.number(depth - 1));
                match self.dice.roll(3) {
                    0 => format!("clamp({x}, 0, 100)"),
                    1 => format!("限定({x}, {low}, {high})"),
                    _ => format!("限定({x}, {low}, {low} + 1)"),
                }
            }
            12 => {
                let power = self.dice.pick(&["2", "3", "1", "2 ** 1", "(2)", "8"]);
                let odd = self.dice.pick(&["0", "a", "-1"]);
                format!("{x} ** {}", if self.dice.one_in(20) { odd } else { power })
            }
            _ => x,
        }
    }

    fn truth(&mut self, depth: u64) -> String {
        if depth == 0 || self.dice.one_in(5) {
            return self.named(Kind::Truth).unwrap_or_else(|| self.dice.pick(&["true", "false"]).to_owned());
        }
        match self.dice.roll(8) {
            0..=3 => {
                let (x, y) = (self.number(depth - 1), self.number(depth - 1));
                let sign = self.dice.pick(&["<", "<=", ">", ">=", "==", "!="]);
                format!("{x} {sign} {y}")
            }
            4 => {
                let sign = self.dice.pick(&["==", "!="]);
                format!("{} {sign} {}", self.word(), self.word())
            }
            5 => format!("!({})", self.truth(depth - 1)),
            _ => {
                let (x, y) = (self.truth(depth - 1), self.truth(depth - 1));
                let sign = self.dice.pick(&["&&", "||", "&&", "||", "==", "!="]);
                match self.dice.roll(3) {
                    0 => format!("({x}) {sign} {y}"),
                    1 => format!("{x} {sign} ({y})"),
                    _ => format!("(({x}) {sign} ({y}))"),
                }
            }
        }
    }
}
