//! Random ranks, quotas and awards, with small groups, ties at the line and missing keys over-represented.

use super::{Case, Dice, Writer, head};
use std::fmt::Write;

/// A case of few scores and many ratees, nearly all of them complete and many equal: for ranks and quotas.
pub fn crowd(seed: u64) -> Case {
    let mut w = Writer {
        dice: Dice::new(seed ^ 0x5151),
        english: seed.is_multiple_of(2),
        out: String::new(),
        paths: vec!["A".into()],
        adjustments: vec![],
        bonus: false,
        lets: 0,
        combining: 0,
    };
    head(&mut w);
    let (dimension, points) = (w.k("维度", "dimension").to_owned(), w.k("分", "points").to_owned());
    let _ = writeln!(w.out, "  {dimension} A 100 {points} = r1");
    for index in 0..w.d(4) {
        let (veto, when, then) =
            (w.k("否决", "veto").to_owned(), w.k("当", "when").to_owned(), w.k("则", "then").to_owned());
        let (condition, effect) = (w.comparison(), w.effect());
        let _ = writeln!(w.out, "  {veto} v{index} {when} {condition} {then} {effect}");
    }
    let (grades, otherwise) = (w.k("等次", "grades").to_owned(), w.k("其他", "otherwise").to_owned());
    let (a, b, c) = [(90, 80, 60), (70, 65, 60), (95, 90, 85)][w.d(3) as usize];
    let _ = writeln!(w.out, "  {grades} {{ 优 ≥ {a}; 良 ≥ {b}; 中 ≥ {c}; 差 {otherwise} }}");
    w.quotas();
    w.group_result("share");
    w.out.push_str("}\n");
    let evidence = crowd_evidence(&mut w.dice);
    Case { scheme: w.out, evidence, list: None, months: None }
}

fn crowd_evidence(dice: &mut Dice) -> String {
    let mut out = String::from("id,kind,p1,p1.上年,p2,c1,c2,c3,n1,ok,on,lv,r1,r2,r3\n");
    let rows = 3 + dice.roll(14);
    let gaps = [10, 40, 400][dice.roll(3) as usize];
    // Figures that are the same within a group, or not.
    let steady = dice.one_in(2);
    for row in 0..rows {
        let kind = dice.roll(3);
        let mut cells = vec![["甲", "乙", "丙"][kind as usize].to_owned()];
        let mut cell = |dice: &mut Dice, value: String| {
            cells.push(if dice.one_in(gaps) { String::new() } else { value });
        };
        for _ in 0..2 {
            let value = dice.pick(&["60%", "80%", "90%"]).to_owned();
            cell(dice, value);
        }
        let share = if steady { ["20%", "50%", "33.3%"][kind as usize] } else { dice.pick(&["20%", "50%"]) };
        cell(dice, share.to_owned());
        for _ in 0..2 {
            let value = dice.roll(4).to_string();
            cell(dice, value);
        }
        let base = if steady { kind + 2 } else { dice.roll(5) };
        cell(dice, base.to_string());
        let value = dice.pick(&["0", "1", "2.5"]).to_owned();
        cell(dice, value);
        let truth = if steady { ["yes", "no", "yes"][kind as usize] } else { dice.pick(&["yes", "no"]) };
        cell(dice, truth.to_owned());
        let value = dice.pick(&["2023-06-30", "2023-07-01"]).to_owned();
        cell(dice, value);
        let value = dice.pick(&["高", "中", "低"]).to_owned();
        cell(dice, value);
        for _ in 0..3 {
            let value = dice.pick(&["99", "95", "92", "90", "85", "82", "70", "61", "40"]).to_owned();
            cell(dice, value);
        }
        // Identities that are in another order than the rows.
        let _ = writeln!(out, "R{:02},{}", (row * 7) % 17, cells.join(","));
    }
    out
}

impl Writer {
    /// 名次
    pub(super) fn ranking(&mut self) {
        if self.dice.one_in(2) {
            return;
        }
        let mut line = format!("  {}", self.k("名次", "rank").to_owned());
        let empty = line.len();
        if self.dice.one_in(2) {
            let by = self.k("按", "by").to_owned();
            let key = self.dice.pick(&["kind", "kind", "ok", "c3"]);
            let _ = write!(line, " {by} {key}");
        }
        if self.dice.one_in(2) {
            let order = self.order();
            let _ = write!(line, " {order}");
        }
        if self.dice.one_in(4) {
            let when = self.k("当", "when").to_owned();
            let _ = write!(line, " {when} {}", self.comparison());
        }
        if self.dice.one_in(3) || line.len() == empty {
            let ties = self.k("同分", "ties").to_owned();
            let how =
                if self.dice.one_in(2) { self.k("紧排", "dense") } else { self.k("并列", "shared") };
            let _ = write!(line, " {ties} {how}");
        }
        let _ = writeln!(self.out, "{line}");
    }

    fn order(&mut self) -> String {
        let mut keys = Vec::new();
        for _ in 0..=self.d(3) {
            let key = match self.d(10) {
                0..=2 => self.k("总分", "total").to_owned(),
                3 => self.k("编号", "id").to_owned(),
                4 => self.k("等次", "grade").to_owned(),
                _ => self.dice.pick(&["p1", "c1", "n1", "on", "lv", "ok", "A"]).to_owned(),
            };
            let up = if self.dice.one_in(3) { self.k(" 升序", " ascending") } else { "" };
            keys.push(format!("{key}{up}"));
        }
        format!("{} {}", self.k("顺序", "order").to_owned(), keys.join(", "))
    }

    /// 名额
    pub(super) fn quotas(&mut self) {
        for grade in ["优", "良", "中"] {
            if self.dice.one_in(3) {
                self.limit(grade);
            }
        }
        for grade in ["差", "中"] {
            if self.dice.one_in(5) {
                self.bottom(grade);
            }
        }
        if self.dice.one_in(3) {
            let mut rows = self.rows(true);
            if self.dice.one_in(2) {
                let (when, sign) = (self.k("当", "when").to_owned(), self.dice.pick(&["≥", "<", "≠"]));
                let (grade, rank) = (self.k("等次", "grade").to_owned(), self.k("名次", "rank").to_owned());
                let condition = match self.d(3) {
                    0 => format!("{grade} {sign} 良"),
                    1 => format!("{rank} ≤ 3"),
                    _ => format!("lv {sign} 中"),
                };
                rows.push(format!("{when} {condition}"));
            }
            self.statement("标兵", rows);
        }
    }

    fn limit(&mut self, grade: &str) {
        let mut rows = self.rows(true);
        if self.dice.one_in(3) {
            rows.push(self.k("补足", "fill").to_owned());
        }
        if self.dice.one_in(4) {
            rows.push(format!("{} 差", self.k("落选", "others").to_owned()));
        }
        if self.dice.one_in(4) {
            let when = self.k("当", "when").to_owned();
            rows.push(format!("{when} {}", self.comparison()));
        }
        self.statement(grade, rows);
    }

    fn bottom(&mut self, grade: &str) {
        let taken = |word: &str| self.out.contains(&format!("  {word} {grade} "));
        if taken("名额") || taken("quota") {
            return;
        }
        let mut rows = self.rows(false);
        let bottom = self.k("末位", "bottom").to_owned();
        rows.push(format!("{bottom} {}", self.dice.pick(&["20%", "1/3", "50%", "1", "2"])));
        self.statement(grade, rows);
    }

    /// Rows that every quota takes.
    fn rows(&mut self, limit: bool) -> Vec<String> {
        let mut rows = Vec::new();
        let rate = limit && !self.dice.one_in(4);
        if rate {
            let word = self.k("比例", "rate").to_owned();
            let (i, t, e) = (
                self.k("若", "if").to_owned(),
                self.k("则", "then").to_owned(),
                self.k("否则", "else").to_owned(),
            );
            let share = match self.d(6) {
                0 => format!("{i} kind = 甲 {t} 50% {e} 20%"),
                1 => format!("{i} ok {t} 40% {e} 25%"),
                2 => "1/3".to_owned(),
                3 => "50%".to_owned(),
                4 => "p2".to_owned(),
                _ => "30%".to_owned(),
            };
            rows.push(format!("{word} {share}"));
            if self.dice.one_in(3) {
                let (out_of, count) =
                    (self.k("基数", "out of").to_owned(), self.k("计数", "count").to_owned());
                let base = match self.d(3) {
                    0 => format!("{count}({})", self.k("于 全体 按 kind", "over all by kind").to_owned()),
                    1 => format!("{count}({})", self.k("于 全体 当 ok", "over all when ok").to_owned()),
                    _ => "c3".to_owned(),
                };
                rows.push(format!("{out_of} {base}"));
            }
        }
        if !rate && limit || self.dice.one_in(4) {
            rows.push(format!("{} {}", self.k("不高于", "at most").to_owned(), 1 + self.d(3)));
        }
        if self.dice.one_in(4) {
            rows.push(format!("{} 1", self.k("不低于", "at least").to_owned()));
        }
        if rate || !limit {
            let mode = match self.d(4) {
                0 => self.k("取整 向上", "round up").to_owned(),
                1 => self.k("取整 四舍五入", "round half up").to_owned(),
                2 => self.k("取整 向下", "round down").to_owned(),
                _ => String::new(),
            };
            rows.extend((!mode.is_empty()).then_some(mode));
        }
        if self.dice.one_in(2) {
            let order = self.order();
            rows.push(order);
        }
        let ties = match self.d(5) {
            0 => self.k("同分 全取", "ties all in").to_owned(),
            1 => self.k("同分 全不取", "ties all out").to_owned(),
            2 => self.k("同分 全取或全不取", "ties all or none").to_owned(),
            _ => String::new(),
        };
        rows.extend((!ties.is_empty()).then_some(ties));
        rows
    }

    fn statement(&mut self, name: &str, mut rows: Vec<String>) {
        let mut head = format!("  {} {name} ", self.k("名额", "quota").to_owned());
        if !self.dice.one_in(3) {
            let by = self.k("按", "by").to_owned();
            let key = self.dice.pick(&["kind", "kind", "lv", "ok"]);
            let _ = write!(head, "{by} {key} ");
            if self.dice.one_in(4) {
                rows.push(format!("{} 3", self.k("并组 低于", "pool below").to_owned()));
            }
            let bottom = rows.iter().any(|row| row.starts_with("末位") || row.starts_with("bottom"));
            if !bottom && self.dice.one_in(3) {
                rows.push(self.k("余额 调剂", "unused pooled").to_owned());
            }
        }
        let _ = writeln!(self.out, "{head}{{ {} }}", rows.join("; "));
    }
}
