//! Random statements behind alerts: what reads them, and results of groups.

use super::Writer;
use std::fmt::Write;

impl Writer {
    /// A second alert, a result that reads alerts, results of groups.
    pub(super) fn after_alerts(&mut self) {
        let (alert, yellow, when) = (
            self.k("预警", "alert").to_owned(),
            self.k("黄", "yellow").to_owned(),
            self.k("当", "when").to_owned(),
        );
        let (red, second) = (self.alert("红", "red"), self.alert("late", "late"));
        let (not, or, comparison) =
            (self.k("非", "not").to_owned(), self.k("或", "or").to_owned(), self.comparison());
        let _ = writeln!(self.out, "  {alert} {yellow} late {when} {not} {red} {or} {comparison}");
        let (result, and) = (self.k("结果", "result").to_owned(), self.k("且", "and").to_owned());
        let condition = self.comparison();
        let _ = writeln!(self.out, "  {result} warned {when} {second} {and} {condition}");
        for name in ["ga", "gb"] {
            self.group_result(name);
        }
    }

    fn alert(&mut self, zh: &'static str, en: &'static str) -> String {
        let (word, name) = (self.k("预警", "alert").to_owned(), self.k(zh, en).to_owned());
        format!("{word}.{name}")
    }

    /// 组结果
    pub(super) fn group_result(&mut self, name: &str) {
        let (word, by) = (self.k("组结果", "group result").to_owned(), self.k("按", "by").to_owned());
        let grade = self.k("等次", "grade").to_owned();
        let key = match self.d(5) {
            0 => grade,
            1 => "lv".to_owned(),
            2 => self.dice.pick(&["c1", "ok", "on"]).to_owned(),
            _ => "kind".to_owned(),
        };
        let value = self.of_group(name == "share", &key);
        let _ = writeln!(self.out, "  {word} {name} {by} {key} = {value}");
    }

    fn of_group(&mut self, crowd: bool, key: &str) -> String {
        let all = self.k("于 全体", "over all").to_owned();
        let (when, total, grade) = (
            self.k("当", "when").to_owned(),
            self.k("总分", "total").to_owned(),
            self.k("等次", "grade").to_owned(),
        );
        let zero =
            if self.dice.one_in(2) { self.k(" 空则 0", " ifempty 0").to_owned() } else { String::new() };
        let count = self.k("计数", "count").to_owned();
        let mean = self.k("平均", "mean").to_owned();
        match self.d(if crowd { 6 } else { 10 }) {
            0 => format!("{mean}({total} {all}{zero})"),
            1 => format!("{}({grade} = 优 {all}{zero})", self.k("占比", "share").to_owned()),
            2 => {
                let (names, id, rank) = (
                    self.k("列举", "names").to_owned(),
                    self.k("编号", "id").to_owned(),
                    self.k("名次", "rank").to_owned(),
                );
                format!("{names}({id} {all} {when} {rank} ≤ 2)")
            }
            3 => {
                let (most, abs) = (self.k("最高", "max").to_owned(), self.k("绝对值", "abs").to_owned());
                format!("{most}({abs}(r1 - {mean}(r1 {all})) {all}{zero})")
            }
            4 => {
                let (i, t, e) = (
                    self.k("若", "if").to_owned(),
                    self.k("则", "then").to_owned(),
                    self.k("否则", "else").to_owned(),
                );
                format!("({i} {count}({all}) ≥ 2 {t} {mean}(n1 {all}) {e} {count}({total} {all}) / 3)")
            }
            5 => {
                format!("{count}({all} {when} {grade} = 良 {} {key} = {key})", self.k("且", "and").to_owned())
            }
            6 => {
                let alert =
                    if self.dice.one_in(2) { self.alert("红", "red") } else { self.alert("late", "late") };
                format!("{count}({all} {when} {alert})")
            }
            7 => {
                let (sum, everyone) =
                    (self.k("合计", "sum").to_owned(), self.k("于 全体", "over all").to_owned());
                format!("{sum}(size {everyone}.li{zero})")
            }
            8 => {
                let (nth, what) =
                    (self.k("第几次", "occurrence").to_owned(), self.k("于", "over").to_owned());
                format!("{mean}({count}({what} li {when} {nth}(matter) ≥ 2) {all}{zero})")
            }
            _ => format!("{}(A {all}{zero}) - {mean}({total} {all})", self.k("中位数", "median").to_owned()),
        }
    }
}
