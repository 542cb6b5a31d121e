//! Random lists by periods, and the forms that look at the order of entries.

use super::generate::{Dice, Writer};
use std::fmt::Write;

/// The declaration of the list by periods.
pub fn facts(w: &mut Writer) -> String {
    let (periods, number, yesno) = (
        w.k("逐期", "periods").to_owned(),
        w.k("数值", "number").to_owned(),
        w.k("是否", "yesno").to_owned(),
    );
    format!("mo : {periods} {{ q : {number}; hit : {yesno} }}")
}

/// Two tables, and by chance the days of the period.
pub fn tables(w: &mut Writer) {
    let (table, by, columns) =
        (w.k("表", "table").to_owned(), w.k("按", "by").to_owned(), w.k("列", "columns").to_owned());
    let (g, o) = (w.k("得", "gives").to_owned(), w.k("其他", "otherwise").to_owned());
    let (yes, no) = (w.k("是", "yes").to_owned(), w.k("否", "no").to_owned());
    let last = if w.dice.one_in(2) { format!("; {o} {g} 1/4, 2") } else { String::new() };
    let _ = writeln!(
        w.out,
        "  {table} tt {by} kind, ok {columns} ta, tb {{ 甲, {yes} {g} 1.5, 3; 甲, {no} {g} 0, 1\n 乙, {yes} {g} 1/3, -1{last} }}"
    );
    let rest = if w.dice.one_in(2) { format!("; {o} {g} 2") } else { String::new() };
    let _ = writeln!(w.out, "  {table} t1 {by} c3 {{ 0 {g} 1; 1 {g} 0.5; 7 {g} 4{rest} }}");
    let _ = writeln!(w.out, "  {table} td {by} kind {{ 甲 {g} 2023-06-30; {o} {g} 2023-01-31 }}");
    if w.dice.one_in(2) {
        let (period, to) = (w.k("期间", "period").to_owned(), w.k("至", "to").to_owned());
        let _ = writeln!(w.out, "  {period} 2023-01-01 {to} 2023-12-31");
    }
}

/// A file of it: in no order, with months labelled in several ways.
pub fn months(dice: &mut Dice) -> String {
    let mut out = String::from("id,period,q,hit\n");
    for ratee in 0..3 {
        let first = dice.roll(12);
        for step in 0..dice.roll(7) {
            let month = (first + step * 5) % 12 + 1;
            let label = match dice.roll(3) {
                0 => format!("2023-{month:02}"),
                1 => format!("2023年{month}月"),
                _ => format!("2023/{month}"),
            };
            let q = dice.pick(&["0", "1", "2.5", "3", "1/3", ""]).replace("1/3", "0.75");
            let hit = dice.pick(&["是", "no", "yes", "否", "是", ""]);
            let _ = writeln!(out, "R{ratee},{label},{q},{hit}");
        }
        // Two entries of one period set the list of the ratee aside.
        if dice.one_in(12) {
            let _ = writeln!(out, "R{ratee},2023Q1,1,是\nR{ratee},2023年第1季度,1,是");
        }
    }
    out
}

impl Writer {
    /// A value from a table, or of dates.
    pub fn given(&mut self) -> String {
        let (months, end) =
            (self.k("月数", "months_between").to_owned(), self.k("期末", "period_end").to_owned());
        let (start, today) = (self.k("期初", "period_start").to_owned(), self.k("今日", "today").to_owned());
        let (g, o) = (self.k("得", "gives").to_owned(), self.k("其他", "otherwise").to_owned());
        let (over, all) = (self.k("于", "over").to_owned(), self.k("全体", "all").to_owned());
        match self.d(12) {
            0 => "tt.ta".into(),
            1 => "tt.tb".into(),
            2 => "t1".into(),
            3 => format!("{}(t1 {over} {all})", self.k("合计", "sum").to_owned()),
            4 => format!("({months}(on, {end}) / {months}(2021-01-31, 2023-01-31))"),
            5 => format!(
                "{}({months}({today}, on) / {months}(2022-12-31, 2023-01-31))",
                self.k("绝对值", "abs")
            ),
            6 => format!("({}(on) - 2020)", self.k("年份", "year_of")),
            7 => {
                let quarter = self.k("季度", "quarter_of").to_owned();
                format!("({quarter}(on) + {}({start}))", self.k("月份", "month_of"))
            }
            8 => {
                format!("{} on {{ {start} {g} 0; 2023-06-30 {g} 2; {end} {g} 5 }}", self.k("线性", "linear"))
            }
            9 => format!("{} {today} {{ 2023-01-01 {g} 0; 2023-12-31 {g} 6 }}", self.k("线性", "linear")),
            10 => format!(
                "{} on {{ < 2023-06-30 {g} 1; [2023-06-30, 2023-07-01) {g} 2; ≥ td {g} 3; {o} {g} 4 }}",
                self.k("分档", "bands")
            ),
            _ => format!("{} on {{ ≥ td {g} 3; {o} {g} tt.tb }}", self.k("分档", "bands")),
        }
    }

    /// A figure that looks at the order of entries.
    pub fn in_time(&mut self) -> String {
        let (o, w, l) = (
            self.k("于", "over").to_owned(),
            self.k("当", "when").to_owned(),
            self.k("最近", "latest").to_owned(),
        );
        let (by, e) = (self.k("依", "in order of").to_owned(), self.k("空则", "ifempty").to_owned());
        let (first, last) = (self.k("首个", "first").to_owned(), self.k("末个", "last").to_owned());
        let (streak, longest) =
            (self.k("连续", "streak").to_owned(), self.k("最长连续", "longest_streak").to_owned());
        let (mean, sum) = (self.k("平均", "mean").to_owned(), self.k("合计", "sum").to_owned());
        let n = 1 + self.d(3);
        let it = self.k("本值", "it").to_owned();
        match self.d(14) {
            0 => format!("{last}(q {o} mo {e} 1)"),
            1 => format!("{first}(q {o} mo {l} {n} {e} 2)"),
            2 => format!("{mean}(q {o} mo {l} {n} {e} 0)"),
            3 => format!("{sum}(q {o} mo {w} hit {l} {n} {e} 0)"),
            4 => format!("{sum}(q {o} mo {l} {n} {w} hit {e} 0)"),
            5 => format!("{streak}(hit {o} mo)"),
            6 => format!("{streak}(q ≥ 1 {o} mo {w} hit)"),
            7 => format!("{longest}(q < c1 {o} mo)"),
            8 => format!("{first}(size {o} li {by} size {e} 2)"),
            9 => format!("{last}(size {o} li {by} 3 - size {e} c1)"),
            10 => format!("{sum}(size {o} li {by} size {l} {n} {e} 0)"),
            11 => format!("{longest}({it} ≥ 70 {o} rr)"),
            12 => format!("{last}({it} {o} rr {w} {it} < 90 {e} 60) / 10"),
            _ => format!("{streak}({it} ≥ 60 {o} rr)"),
        }
    }
}
