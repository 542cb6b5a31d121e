//! Random forms over lists: what is of the same kind, what agrees with the entry at hand, the lists of all ratees.

use super::{Dice, Writer};
use std::fmt::Write;

impl Writer {
    /// A figure over the ratee's list or over the lists of all, outside an entry.
    pub(super) fn entries(&mut self) -> String {
        let (o, w) = (self.k("于", "over").to_owned(), self.k("当", "when").to_owned());
        let e =
            if self.dice.one_in(2) { self.k(" 空则 0", " ifempty 0").to_owned() } else { String::new() };
        let all = self.k("全体", "all").to_owned();
        let by = if self.dice.one_in(2) { self.k(" 按 kind", " by kind").to_owned() } else { String::new() };
        match self.d(12) {
            8 => format!("{}(size {o} {all}.li{by}{e}, 1)", self.k("去头尾平均", "trimmed_mean").to_owned()),
            9 => format!("{}(size {o} {all}.li{by}{e}, c1 + 1)", self.k("第", "nth").to_owned()),
            10 => {
                let (mean, weighted) =
                    (self.k("加权平均", "wmean").to_owned(), self.k("权", "weighted").to_owned());
                format!("{mean}(size {o} {all}.li{by} {weighted} size + 1{e})")
            }
            0 => format!("{}({o} li {w} level = 高)", self.k("计数", "count").to_owned()),
            1 => format!("{}(li)", self.k("计数", "count").to_owned()),
            2 => format!("{}(size {o} li {w} size > 1{e})", self.k("合计", "sum").to_owned()),
            3 => format!("{}(size {o} {all}.li{by}{e})", self.k("平均", "mean").to_owned()),
            4 => {
                format!("{}(size + c1 {o} {all}.li{by} {w} level = 高{e})", self.k("最高", "max").to_owned())
            }
            5 => {
                let count = self.k("计数", "count").to_owned();
                let (distinct, key) =
                    (self.k("去重计数", "distinct").to_owned(), self.k("按", "by").to_owned());
                let inner = format!("{count}({o} {all}.li {key} matter {w} size ≥ 2)");
                format!("{distinct}(matter {o} {all}.li {w} {inner} > 1)")
            }
            6 => {
                let nth = self.k("第几次", "occurrence").to_owned();
                format!("{}({o} {all}.li {w} {nth}(matter) ≥ 2)", self.k("计数", "count").to_owned())
            }
            7 => {
                let (sum, many) =
                    (self.k("合计", "sum").to_owned(), self.k("同类数", "occurrences").to_owned());
                format!("{sum}({many}(level, matter) * size {o} li{e})")
            }
            _ => format!("{}(size * c2 {o} li{e})", self.k("平均", "mean").to_owned()),
        }
    }

    /// The amount of an entry.
    fn amount(&mut self) -> String {
        let (o, by) = (self.k("于", "over").to_owned(), self.k("按", "by").to_owned());
        match self.d(8) {
            0 | 1 => "size".to_owned(),
            2 => "(size * c3)".to_owned(),
            3 => format!("(size * {}(matter))", self.k("第几次", "occurrence").to_owned()),
            4 => format!("{}(level, matter) / 3", self.k("同类数", "occurrences").to_owned()),
            5 => format!("{}({o} li {by} matter)", self.k("计数", "count").to_owned()),
            6 => format!(
                "{}(size {o} {}.li {by} level)",
                self.k("最低", "min").to_owned(),
                self.k("全体", "all").to_owned()
            ),
            _ => self.number(),
        }
    }

    fn same(&mut self) -> String {
        let keys = match self.d(4) {
            0 => "matter, level",
            1 => "level",
            2 => "c2 / size",
            _ => "matter",
        };
        let rule = match self.d(4) {
            0 => self.k("就高", "highest").to_owned(),
            1 => self.k("就低", "lowest").to_owned(),
            _ => format!("{} {}", self.k("上限", "cap").to_owned(), ["2.5", "1", "c1"][self.d(3) as usize]),
        };
        format!(" {} {keys} {rule}", self.k("同一", "same").to_owned())
    }

    /// A line over the list.
    pub(super) fn each_entry(&mut self, sign: &str, cap: &str) -> String {
        let same: String = (0..self.d(3)).map(|_| self.same()).collect();
        let when = self.k("当", "when").to_owned();
        let when = match self.d(6) {
            0 => format!(" {when} size > 0"),
            1 => format!(" {when} {}(matter) > 1", self.k("同类数", "occurrences").to_owned()),
            _ => String::new(),
        };
        let amount = self.amount();
        format!("{} li{when} {sign} {amount}{same}{cap}", self.k("每项", "for each").to_owned())
    }

    /// Raters, some of whom may be figures, and what happens to those who are absent.
    pub(super) fn raters(&mut self) -> String {
        let raters = self.k("评议", "raters").to_owned();
        let w = self.k("权重", "weight").to_owned();
        let (a, b, c) =
            [("40%", "30%", "30%"), ("1/3", "1/3", "1/3"), ("0.5", "0.25", "0.25")][self.d(3) as usize];
        let third = match self.d(3) {
            0 => {
                format!("{}(size {} li)", self.k("平均", "mean").to_owned(), self.k("于", "over").to_owned())
            }
            _ => "r3".to_owned(),
        };
        let absent = match self.d(4) {
            0 => format!(
                "; {} {}",
                self.k("缺失", "missing").to_owned(),
                self.k("按比例", "rescaled").to_owned()
            ),
            1 => self.k("; 缺失 计 60", "; missing as 60").to_owned(),
            _ => String::new(),
        };
        format!("{raters} {{ r1 {w} {a}; r2 {w} {b}; {third} {w} {c}{absent} }}")
    }
}

/// The list of a case, most entries with the first ratee.
pub(super) fn list(dice: &mut Dice, rows: u64) -> String {
    let mut out = String::from("id,level,matter,size\n");
    for _ in 0..dice.roll(10) {
        let level = dice.pick(&["高", "低"]);
        let matter = dice.pick(&["m1", "m1", "m2", ""]);
        let size = dice.pick(&["0", "1", "2.5", "3", "3", ""]);
        let row = if dice.one_in(2) { 0 } else { dice.roll(rows) };
        let _ = writeln!(out, "R{row},{level},{matter},{size}");
    }
    out
}
