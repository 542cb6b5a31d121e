//! Random schemes and evidence, from a seed, with what breaks engines over-represented: values exactly on lines,
//! ties, thirds, missing cells, every form of the language.

use std::fmt::Write;

#[path = "generate_edges.rs"]
mod edges;
#[path = "generate_figures.rs"]
mod figures;
#[path = "generate_groups.rs"]
mod groups;
mod lists;
#[path = "generate_parts.rs"]
mod parts;
#[path = "generate_quotas.rs"]
mod quotas;
pub use crate::dice::Dice;
pub use edges::edges;
pub use quotas::crowd;

pub struct Case {
    pub scheme: String,
    pub evidence: String,
    pub list: Option<String>,
    pub months: Option<String>,
}

impl Case {
    /// The files of lists.
    pub fn lists(&self) -> Vec<(&str, &str)> {
        let all = [("li", &self.list), ("mo", &self.months)];
        all.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?))).collect()
    }
}

/// Keywords of either language, by chance.
pub struct Writer {
    pub dice: Dice,
    english: bool,
    pub out: String,
    paths: Vec<String>,
    /// Names of bonuses and deductions, and whether a bonus is among them.
    adjustments: Vec<String>,
    bonus: bool,
    lets: usize,
    /// How many items above combine their parts by an expression, so that nothing can be left out.
    combining: usize,
}

impl Writer {
    pub fn k<'a>(&mut self, zh: &'a str, en: &'a str) -> &'a str {
        let other = self.dice.one_in(12);
        if self.english != other { en } else { zh }
    }

    pub fn d(&mut self, sides: u64) -> u64 {
        self.dice.roll(sides)
    }

    /// A bare number: whole, decimal or a third.
    fn number(&mut self) -> String {
        match self.d(5) {
            0 => format!("{}", self.d(12)),
            1 => format!("{}.5", self.d(10)),
            2 => format!("{}/3", 1 + self.d(20)),
            3 => format!("{}.{:02}", self.d(10), self.d(100)),
            _ => format!("{}", 1 + self.d(5)),
        }
    }

    /// A number of points from facts.
    fn score(&mut self, depth: u64) -> String {
        let full = self.k("满分", "full").to_owned();
        if depth == 0 {
            return match self.d(4) {
                0 => full,
                1 => format!("c{}", 1 + self.d(3)),
                2 => "n1".into(),
                _ => self.number(),
            };
        }
        match self.d(34) {
            30 | 31 => self.in_time(),
            32 | 33 => self.given(),
            24 => self.function_of_numbers(),
            25 => self.brackets(),
            26 => self.words(),
            27 | 28 => self.figure_over_all(),
            29 => self.figure_over_members(),
            0 => format!("({} + {})", self.score(depth - 1), self.score(depth - 1)),
            1 => format!("({} - {})", self.score(depth - 1), self.score(depth - 1)),
            2 => format!("{full} * p{}", 1 + self.d(2)),
            3 => format!("{full} * c1 / c2"),
            4 | 5 => self.bands(depth),
            6 | 7 => self.linear(),
            8 => self.lookup(),
            9 => self.choose(depth),
            10 => self.raters(),
            11 => self.checklist(),
            12 => format!("({} {})", self.k("达标", "meets").to_owned(), self.comparison()),
            13 => {
                let (a, t) = (self.k("完成", "proportion").to_owned(), self.k("目标", "target").to_owned());
                format!(
                    "({a} c1 {t} {})",
                    if self.dice.one_in(3) { "c2".to_owned() } else { format!("{}", 1 + self.d(9)) }
                )
            }
            14 => {
                let (i, t, e) = (
                    self.k("若", "if").to_owned(),
                    self.k("则", "then").to_owned(),
                    self.k("否则", "else").to_owned(),
                );
                format!(
                    "({i} {} {t} {} {e} {})",
                    self.condition(1),
                    self.score(depth - 1),
                    self.score(depth - 1)
                )
            }
            15 => self.cohort(),
            16 => self.members(),
            17 => self.entries(),
            18 => format!("{}({}, {})", self.k("舍入", "round").to_owned(), self.score(depth - 1), self.d(3)),
            19 => {
                format!("{}({}, {}, 8)", self.k("限定", "clamp").to_owned(), self.score(depth - 1), self.d(3))
            }
            20 => format!("f({}, c2)", self.score(depth - 1)),
            21 if self.lets > 0 => format!("v{}", self.d(self.lets as u64)),
            22 => format!("s(n1, {})", self.score(0)),
            23 => format!("{}({})", self.k("绝对值", "abs").to_owned(), self.score(depth - 1)),
            _ => self.score(depth - 1),
        }
    }

    fn bands(&mut self, depth: u64) -> String {
        let (b, g, o) = (
            self.k("分档", "bands").to_owned(),
            self.k("得", "gives").to_owned(),
            self.k("其他", "otherwise").to_owned(),
        );
        let value = |this: &mut Self| format!("({})", this.score(depth.min(2) - 1));
        match self.d(3) {
            0 => format!(
                "{b} p1 {{ ≥ 90% {g} {}; ≥ 80% {g} {}; > 60% {g} {}; {o} {g} {} }}",
                value(self),
                value(self),
                value(self),
                self.number()
            ),
            1 => format!(
                "{b} c1 {{ [0, 3) {g} {}; [3, 6] {g} {}; {o} {g} {} }}",
                value(self),
                value(self),
                self.number()
            ),
            _ => format!(
                "{b} n1 {{ ≤ 1 {g} {}; < c2 {g} {}; = 7 {g} {} }}",
                value(self),
                value(self),
                self.number()
            ),
        }
    }

    fn linear(&mut self) -> String {
        let (l, g, full) = (
            self.k("线性", "linear").to_owned(),
            self.k("得", "gives").to_owned(),
            self.k("满分", "full").to_owned(),
        );
        let x =
            if self.dice.one_in(4) { self.k(" 外推", " extrapolated").to_owned() } else { String::new() };
        match self.d(3) {
            0 => format!("{l} p1{x} {{ 60% {g} 0; 90% {g} {full} }}"),
            1 => format!("{l} c1{x} {{ 0 {g} {full}; 3 {g} 2; 7 {g} 0 }}"),
            _ => format!("{l} n1{x} {{ 0 {g} 1/3; 2.5 {g} 4; 8 {g} {full} }}"),
        }
    }

    fn lookup(&mut self) -> String {
        let (l, g, o) = (
            self.k("对照", "lookup").to_owned(),
            self.k("得", "gives").to_owned(),
            self.k("其他", "otherwise").to_owned(),
        );
        let (y, n) = (self.k("是", "yes").to_owned(), self.k("否", "no").to_owned());
        let v: Vec<String> = (0..4).map(|_| self.number()).collect();
        match self.d(3) {
            0 => format!("{l} kind {{ 甲 {g} {}; 乙 {g} {}; {o} {g} {} }}", v[0], v[1], v[2]),
            1 => format!(
                "{l} kind, ok {{ 甲, {y} {g} {}; 甲, {n} {g} {}; 乙, {y} {g} {}; {o} {g} {} }}",
                v[0], v[1], v[2], v[3]
            ),
            _ => format!("{l} c3 {{ 0 {g} {}; 1 {g} {}; 2 {g} {}; {o} {g} 0 }}", v[0], v[1], v[2]),
        }
    }

    fn choose(&mut self, depth: u64) -> String {
        let (c, w, g, o) = (
            self.k("选择", "choose").to_owned(),
            self.k("当", "when").to_owned(),
            self.k("得", "gives").to_owned(),
            self.k("其他", "otherwise").to_owned(),
        );
        let last = if self.dice.one_in(6) { String::new() } else { format!("; {o} {g} {}", self.number()) };
        let (a, b) = (self.condition(1), self.condition(0));
        format!("{c} {{ {w} {a} {g} ({}); {w} {b} {g} {}{last} }}", self.score(depth - 1), self.number())
    }

    fn checklist(&mut self) -> String {
        let (c, g) = (self.k("核对", "checklist").to_owned(), self.k("得", "gives").to_owned());
        format!(
            "{c} {{ {} {g} {}; ok {g} {}; {} {g} 1/3 }}",
            self.comparison(),
            self.number(),
            self.number(),
            self.comparison()
        )
    }

    fn cohort(&mut self) -> String {
        let (o, a) = (self.k("于", "over").to_owned(), self.k("全体", "all").to_owned());
        let by = if self.dice.one_in(2) { self.k(" 按 kind", " by kind").to_owned() } else { String::new() };
        let when = if self.dice.one_in(3) {
            format!(" {} {}", self.k("当", "when").to_owned(), self.comparison())
        } else {
            String::new()
        };
        let empty =
            if self.dice.one_in(2) { self.k(" 空则 1", " ifempty 1").to_owned() } else { String::new() };
        let up = if self.dice.one_in(3) { self.k(" 升序", " ascending").to_owned() } else { String::new() };
        match self.d(9) {
            0 => format!("{}(c1 {o} {a}{by}{when}{empty})", self.k("平均", "mean").to_owned()),
            1 => format!("{}(c2 {o} {a}{by}{when}{empty})", self.k("最高", "max").to_owned()),
            2 => format!("{}(n1 {o} {a}{by}{when}{empty})", self.k("最低", "min").to_owned()),
            3 => format!("{}({o} {a}{by}{when})", self.k("计数", "count").to_owned()),
            4 => format!("{}(c1 {o} {a}{by}{up})", self.k("名次", "rank").to_owned()),
            5 => format!("{}(c1 {o} {a}{by}{when}{empty})", self.k("中位数", "median").to_owned()),
            6 => format!(
                "{} * {}(ok {o} {a}{by}{empty})",
                self.k("满分", "full").to_owned(),
                self.k("占比", "share").to_owned()
            ),
            7 => format!("{}(kind {o} {a})", self.k("去重计数", "distinct").to_owned()),
            _ => format!("{}(c1 {o} {a}{by}{when}{empty})", self.k("合计", "sum").to_owned()),
        }
    }

    fn members(&mut self) -> String {
        let f = match self.d(4) {
            0 => self.k("平均", "mean").to_owned(),
            1 => self.k("最低", "min").to_owned(),
            2 => self.k("中位数", "median").to_owned(),
            _ => self.k("最高", "max").to_owned(),
        };
        match self.d(3) {
            0 => format!("{f}(rr) / 10"),
            1 => {
                let (o, w) = (self.k("于", "over").to_owned(), self.k("当", "when").to_owned());
                let (it, e) = (self.k("本值", "it").to_owned(), self.k("空则", "ifempty").to_owned());
                format!("{f}({it} / 10 {o} rr {w} {it} ≥ {} {e} 2)", 50 + self.d(50))
            }
            _ => format!("{f}(c1, c2, n1)"),
        }
    }

    pub fn comparison(&mut self) -> String {
        let sign = self.dice.pick(&["≥", ">", "≤", "<", "=", "≠"]);
        match self.d(7) {
            0 => format!("p1 {sign} {}%", [60, 80, 90, 95][self.d(4) as usize]),
            1 => format!("c1 {sign} {}", self.d(8)),
            2 => format!("c1 {sign} c2"),
            3 if self.dice.one_in(3) => format!("lv {sign} 中"),
            3 => format!("kind {} 甲", self.dice.pick(&["=", "≠"])),
            4 => format!("on {sign} 2023-06-30"),
            5 => format!("c2 / c3 {sign} 1/2"),
            _ => "ok".into(),
        }
    }

    fn condition(&mut self, depth: u64) -> String {
        if depth == 0 {
            return self.comparison();
        }
        match self.d(5) {
            0 => format!(
                "({} {} {})",
                self.condition(depth - 1),
                self.k("且", "and").to_owned(),
                self.condition(depth - 1)
            ),
            1 => format!(
                "({} {} {})",
                self.condition(depth - 1),
                self.k("或", "or").to_owned(),
                self.condition(depth - 1)
            ),
            2 => format!("{} {}", self.k("非", "not").to_owned(), self.comparison()),
            _ => self.comparison(),
        }
    }

    fn policy(&mut self, deep: bool) -> String {
        let mut out = String::new();
        for (zh, en) in [("缺失", "missing"), ("不涉及", "not applicable")] {
            if self.dice.one_in(2) {
                let what = match self.d(5) {
                    0 => self.k("得 1.5", "gives 1.5").to_owned(),
                    1 => self.k("得 0", "gives 0").to_owned(),
                    2 if deep => self.k("剔除 摊到 全体", "leave out spread over all").to_owned(),
                    _ => self.k("剔除", "leave out").to_owned(),
                };
                let word = self.k(zh, en).to_owned();
                let _ = write!(out, " {word} {what}");
            }
        }
        out
    }

    fn line(&mut self, in_together: bool) -> String {
        let sign = if self.dice.one_in(2) { self.k("加", "add") } else { self.k("扣", "deduct") }.to_owned();
        let each = self.k("每", "each").to_owned();
        let whole = match self.d(3) {
            0 => self.k(" 按比例", " pro rata"),
            1 => self.k(" 按整步", " whole"),
            _ => "",
        }
        .to_owned();
        let cap = if self.dice.one_in(3) {
            format!(" {} {}", self.k("上限", "cap").to_owned(), 1 + self.d(4))
        } else {
            String::new()
        };
        match self.d(8) {
            0 => format!("c1 {each} {} {sign} {}{whole}{cap}", 1 + self.d(3), self.number()),
            1 => {
                let side =
                    if self.dice.one_in(2) { self.k("低于", "below") } else { self.k("高于", "above") }
                        .to_owned();
                let pp = self.k("个百分点", "pp").to_owned();
                format!("p1 {side} 80% {each} {} {pp} {sign} {}{whole}{cap}", 1 + self.d(3), self.number())
            }
            2 => format!(
                "n1 {} {} {each} 0.5 {sign} 1/3{whole}{cap}",
                self.k("高于", "above").to_owned(),
                self.d(5)
            ),
            3 => format!(
                "{} {} {sign} {}{cap}",
                self.k("当", "when").to_owned(),
                self.condition(1),
                self.number()
            ),
            4 => format!("{sign} {}{cap}", self.score(1)),
            5 | 6 => self.each_entry(&sign, &cap),
            _ if in_together => format!("{sign} 0.5"),
            _ => {
                let (a, b) = (self.line(true), self.line(true));
                format!(
                    "{} {} {} {{ {a}; {b} }}",
                    self.k("合并", "together").to_owned(),
                    self.k("上限", "cap").to_owned(),
                    1 + self.d(4)
                )
            }
        }
    }

    fn item(&mut self, name: &str, marks: &str, path: &str, depth: u64) {
        let full_path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let keyword =
            if path.is_empty() { self.k("维度", "dimension") } else { self.k("指标", "indicator") }
                .to_owned();
        if depth > 0 {
            let count = 2 + self.d(2);
            let passing = self.passing_over();
            let optional = self.optional(passing, count);
            let _ = writeln!(self.out, "  {keyword} {name} {marks}{optional} {{");
            let weighted = self.dice.one_in(3);
            let points: u64 = marks.split(' ').next().and_then(|m| m.parse().ok()).unwrap_or(100);
            let combine = passing.is_none() && self.dice.one_in(8);
            self.ready_made(passing, weighted);
            let varying = weighted && self.dice.one_in(2);
            let way = self.d(3);
            if combine {
                let (w, p) = (self.k("汇总", "combine").to_owned(), self.k("子项", "parts").to_owned());
                let (f, v, o) = (
                    self.k("平均", "mean").to_owned(),
                    self.k("得分率", "score_rate").to_owned(),
                    self.k("于", "over").to_owned(),
                );
                let full = self.k("满分", "full").to_owned();
                let empty = self.k("空则", "ifempty").to_owned();
                let _ = writeln!(self.out, "    {w} {f}({v} {o} {p} {empty} 0) * {full}");
            }
            for index in 0..count {
                let child = format!("{name}x{}", ["a", "b", "c"][index as usize]);
                let marks = if varying {
                    self.varying_weight(count, index, way)
                } else if weighted {
                    let share = if count == 2 {
                        ["1/3", "2/3"][index as usize]
                    } else {
                        ["30%", "45%", "25%"][index as usize]
                    };
                    format!("{} {share}", self.k("权重", "weight").to_owned())
                } else {
                    let each = points / count;
                    let last = points - each * (count - 1);
                    format!(
                        "{} {}",
                        if index + 1 == count { last } else { each },
                        self.k("分", "points").to_owned()
                    )
                };
                let below = if self.dice.one_in(6) { depth - 1 } else { 0 };
                let inside = combine || self.combining > 0;
                let clauses = match (below, inside, passing) {
                    (0, _, Some(_)) => self.policy(false),
                    (0, false, None) => self.policy(true),
                    _ => String::new(),
                };
                let combine = combine || passing.is_some();
                self.combining += usize::from(combine);
                self.item(&child, &format!("{marks}{clauses}"), &full_path, below);
                self.combining -= usize::from(combine);
            }
            if self.dice.one_in(4) {
                let line = self.line(false);
                let _ = writeln!(self.out, "    {line}");
            }
            let _ = writeln!(self.out, "  }}");
        } else {
            let round = if self.dice.one_in(5) {
                let mode = match self.d(4) {
                    0 => self.k("四舍五入", "half up"),
                    1 => self.k("四舍六入", "half even"),
                    2 => self.k("向上", "up"),
                    _ => self.k("向下", "down"),
                }
                .to_owned();
                format!(
                    " {} {mode} 1 {}",
                    self.k("取整", "round").to_owned(),
                    self.k("位", "places").to_owned()
                )
            } else {
                String::new()
            };
            let limit = match self.d(6) {
                0 => self.k(" 可超", " may exceed").to_owned(),
                1 => self.k(" 可为负", " may be negative").to_owned(),
                2 => format!(" {} 2", self.k("上限", "cap").to_owned()),
                _ => String::new(),
            };
            let rule = self.score(2);
            let body = if self.dice.one_in(2) {
                let (a, b) = (self.line(false), self.line(false));
                format!(" {{ {a}\n {b} }}")
            } else {
                String::new()
            };
            let _ = writeln!(self.out, "    {keyword} {name} {marks}{round}{limit} = {rule}{body}");
        }
        self.paths.push(full_path);
    }

    fn effect(&mut self) -> String {
        let grade = self.dice.pick(&["优", "良", "中", "差"]);
        match self.d(18) {
            14 if self.bonus => {
                format!("{} {} 0", self.k("加分", "bonus").to_owned(), self.k("为", "becomes").to_owned())
            }
            15 => format!(
                "{} {}",
                self.k("系数", "coefficient").to_owned(),
                self.k("取消", "cancel").to_owned()
            ),
            16 | 17 if !self.adjustments.is_empty() => {
                let at = self.d(self.adjustments.len() as u64) as usize;
                let operation = match self.d(3) {
                    0 => self.k("不高于", "at most"),
                    1 => self.k("加", "add"),
                    _ => self.k("为", "becomes"),
                }
                .to_owned();
                format!("{} {operation} 1", self.adjustments[at])
            }
            0 => format!(
                "{} {} {grade}",
                self.k("等次", "grade").to_owned(),
                self.k("不高于", "at most").to_owned()
            ),
            1 => format!(
                "{} {} {grade}",
                self.k("等次", "grade").to_owned(),
                self.k("不低于", "at least").to_owned()
            ),
            2 => format!(
                "{} {} {grade}",
                self.k("等次", "grade").to_owned(),
                self.k("为", "becomes").to_owned()
            ),
            3 => format!("{} {} 1", self.k("等次", "grade").to_owned(), self.k("扣", "deduct").to_owned()),
            4 => format!("{} {}", self.k("等次", "grade").to_owned(), self.k("取消", "cancel").to_owned()),
            5 => format!("{} {} 3", self.k("总分", "total").to_owned(), self.k("扣", "deduct").to_owned()),
            6 => format!("{} {} 1/3", self.k("总分", "total").to_owned(), self.k("加", "add").to_owned()),
            7 => format!(
                "{} {} 59",
                self.k("总分", "total").to_owned(),
                self.k("不高于", "at most").to_owned()
            ),
            8 => format!("{} {} 0", self.k("总分", "total").to_owned(), self.k("为", "becomes").to_owned()),
            9 => format!(
                "{} {} {}",
                self.k("名次", "rank").to_owned(),
                self.k("为", "becomes").to_owned(),
                self.k("末位", "last place").to_owned()
            ),
            10 => format!(
                "{} {} \"{}\"",
                self.k("资格", "eligibility").to_owned(),
                self.k("取消", "cancel").to_owned(),
                self.dice.pick(&["优", "良", "标兵", "评优"])
            ),
            11 => format!(
                "{} {} 0.9",
                self.k("系数", "coefficient").to_owned(),
                self.k("为", "becomes").to_owned()
            ),
            _ => {
                let at = self.d(self.paths.len() as u64) as usize;
                let operation = match self.d(4) {
                    0 => self.k("不高于", "at most"),
                    1 => self.k("加", "add"),
                    2 => self.k("扣", "deduct"),
                    _ => self.k("为", "becomes"),
                }
                .to_owned();
                let value = self.d(3);
                format!("{} {operation} {value}", self.paths[at])
            }
        }
    }
}

/// The case of a seed.
pub fn generate(seed: u64) -> Case {
    let dice = Dice::new(seed);
    let mut w = Writer {
        dice,
        english: seed.is_multiple_of(2),
        out: String::new(),
        paths: vec![],
        adjustments: vec![],
        bonus: false,
        lets: 0,
        combining: 0,
    };
    let with_list = !w.dice.one_in(8);
    head(&mut w);
    let weighted = w.dice.one_in(4);
    for index in 0..3 {
        let name = ["A", "B", "C"][index];
        let marks = if weighted {
            format!("{} {}", w.k("权重", "weight").to_owned(), ["40%", "1/3", "4/15"][index])
        } else {
            format!("{} {}", [40, 33, 27][index], w.k("分", "points").to_owned())
        };
        w.item(name, &marks, "", 2);
    }
    tail(&mut w);
    w.out.push_str("}\n");
    let evidence = evidence(&mut w.dice);
    let rows = evidence.lines().count() as u64 - 1;
    let list = with_list.then(|| lists::list(&mut w.dice, rows));
    let months = (!w.dice.one_in(10)).then(|| super::generate_time::months(&mut w.dice));
    Case { scheme: w.out, evidence, list, months }
}

fn head(w: &mut Writer) {
    let (heng, scheme) = (w.k("衡", "heng").to_owned(), w.k("方案", "scheme").to_owned());
    let _ = writeln!(w.out, "{heng} 1\n{scheme} 随机 {{");
    let total = w.k("总分", "total").to_owned();
    let capped = if w.dice.one_in(3) { w.k(" 封顶", " capped").to_owned() } else { String::new() };
    let _ = writeln!(w.out, "  {total} 100{capped}");
    if w.dice.one_in(2) {
        let (r, m) = (w.k("取整", "round").to_owned(), w.k("四舍六入", "half even").to_owned());
        let (places, word) = (w.d(3), w.k("位", "places").to_owned());
        let _ = writeln!(w.out, "  {r} {m} {places} {word}");
    }
    w.ranking();
    if w.dice.one_in(2) {
        let word = w.k("缺失", "missing").to_owned();
        let what =
            if w.dice.one_in(2) { w.k("得 0", "gives 0") } else { w.k("得 满分", "gives full") }.to_owned();
        let _ = writeln!(w.out, "  {word} {what}");
    }
    let p = |w: &mut Writer, zh: &'static str, en: &'static str, chance: u64| {
        if w.dice.one_in(chance) { w.k(zh, en).to_owned() } else { String::new() }
    };
    let year = p(w, " 缺失 计 上年", " missing as last year", 3);
    let zero = p(w, " 缺失 计 1", " missing as 1", 4);
    // Policies that read their own fact, outright and through a named value, an item or another fact with a policy.
    let mean = match w.d(6) {
        0 => p(w, " 缺失 计 平均(c2 于 全体 空则 3)", " missing as mean(c2 over all ifempty 3)", 1),
        1 => p(w, " 缺失 计 平均(via 于 全体 空则 3)", " missing as mean(via over all ifempty 3)", 1),
        2 => p(w, " 缺失 计 最高(A.得分 于 全体 空则 3)", " missing as max(A.score over all ifempty 3)", 1),
        3 => p(w, " 缺失 计 平均(n1 于 全体 空则 3)", " missing as mean(n1 over all ifempty 3)", 1),
        _ => String::new(),
    };
    let other = p(w, " 缺失 计 c2 * 2", " missing as c2 * 2", 3);
    let na = p(w, " 不涉及 计 2", " not applicable as 2", 3);
    let order = match w.d(4) {
        0 => w.k(" 依 size", " in order of size").to_owned(),
        1 => w.k(" 依 matter", " in order of matter").to_owned(),
        _ => String::new(),
    };
    let count = w.k("整数", "count").to_owned();
    let lines = [
        format!("{} {{", w.k("数据", "evidence").to_owned()),
        format!(
            "kind : {}(甲; 乙; 丙) {}",
            w.k("类别", "category").to_owned(),
            w.k("分组", "grouping").to_owned()
        ),
        format!(
            "p1 : {} {}{year}",
            w.k("百分比", "percent").to_owned(),
            w.k("带上年", "with last year").to_owned()
        ),
        format!("p2 : {}", w.k("百分比", "percent").to_owned()),
        format!("c1 : {count}{zero}"),
        format!("c2 : {count}{mean}"),
        format!("c3 : {count}{na}"),
        format!("n1 : {}{other}", w.k("数值", "number").to_owned()),
        format!("ok : {}", w.k("是否", "yesno").to_owned()),
        format!("on : {}", w.k("日期", "date").to_owned()),
        format!("lv : {}(高 > 中 > 低)", w.k("类别", "category").to_owned()),
        format!(
            "{} rr : {} {{ r1; r2; r3 }}",
            w.k("组", "group").to_owned(),
            w.k("分数", "score").to_owned()
        ),
        format!(
            "li : {}{order} {{ level : {}(高; 低); matter : {}; size : {} }}",
            w.k("清单", "list").to_owned(),
            w.k("类别", "category").to_owned(),
            w.k("文本", "text").to_owned(),
            w.k("数值", "number").to_owned()
        ),
        super::generate_time::facts(w),
        "}".to_owned(),
    ];
    for line in lines {
        let _ = writeln!(w.out, "  {line}");
    }
    super::generate_time::tables(w);
    let (f, body) = (w.k("函数", "function").to_owned(), w.number());
    let last = w.dice.pick(&["c3", "y / 4", "max(x, y)"]);
    let _ = writeln!(w.out, "  {f} f(x, y) = x + y / 2 + {body} * {last}");
    let s = w.k("脚本", "script").to_owned();
    // The last one runs row by row; the others in columns.
    let bodies = [
        "if a > 3 { a / 3 + b } else { min(a, b) * 0.1 }",
        "if b == 0 { return a; }\n    a / b * 0.5",
        "let x = a * 2;\n    if x > b && b != 0 { x -= b / 3; }\n    clamp(x, 0, 60)",
        "round(a * 0.4 + b, if b > 1 { 1 } else { 0 })",
    ];
    let body = bodies[w.out.len() % bodies.len()];
    let _ = writeln!(w.out, "  {s} s(a, b) ```rhai\n    {body}\n  ```");
    let (keyword, value) = (w.k("值", "let").to_owned(), w.dice.pick(&["c2 / 2", "c2 + n1", "c3 + c2"]));
    let _ = writeln!(w.out, "  {keyword} via = {value}");
    for index in 0..w.d(3) {
        let value = loop {
            let value = w.score(2);
            if !value.contains("full")
                && !value.contains("满分")
                && !["达标", "meets", "评议", "raters", "完成", "proportion", "v0", "v1", "v2"]
                    .iter()
                    .any(|k| value.contains(k))
            {
                break value;
            }
        };
        let keyword = w.k("值", "let").to_owned();
        let _ = writeln!(w.out, "  {keyword} v{index} = {value}");
        w.lets = index as usize + 1;
    }
}

fn tail(w: &mut Writer) {
    for index in 0..w.d(3) {
        let bonus = w.dice.one_in(2);
        let keyword = if bonus { w.k("加分", "bonus") } else { w.k("扣分", "deduction") }.to_owned();
        w.adjustments.push(format!("adj{}", ["a", "b", "c"][index as usize]));
        w.bonus |= bonus;
        let (cap, number) = (w.k("上限", "cap").to_owned(), 2 + w.d(6));
        let missing = if w.dice.one_in(2) {
            w.k(" 缺失 得 0.5", " missing gives 0.5").to_owned()
        } else {
            String::new()
        };
        let (a, b) = (w.line(false), w.line(false));
        let fixed = |line: String| line.replace("满分", "3").replace("full", "3");
        if w.dice.one_in(4) {
            let _ = writeln!(
                w.out,
                "  {keyword} adj{} {cap} {number}{missing} = c1 / 3",
                ["a", "b", "c"][index as usize]
            );
        } else {
            let _ = writeln!(
                w.out,
                "  {keyword} adj{} {cap} {number}{missing} {{ {}\n {} }}",
                ["a", "b", "c"][index as usize],
                fixed(a),
                fixed(b)
            );
        }
    }
    for index in 0..w.d(4) {
        let (v, when, then) =
            (w.k("否决", "veto").to_owned(), w.k("当", "when").to_owned(), w.k("则", "then").to_owned());
        let condition = w.condition(1);
        let mut effects = w.effect();
        if w.dice.one_in(3) {
            effects = format!("{effects}, {}", w.effect());
        }
        let name = ["va", "vb", "vc"][index as usize];
        if w.dice.one_in(2) {
            let _ = writeln!(w.out, "  {v} {name} {when} {condition} {then} {effects}");
        } else {
            let _ = writeln!(w.out, "  {name}: {when} {condition} {then} {effects}");
        }
    }
    let (g, and, other) =
        (w.k("等次", "grades").to_owned(), w.k("且", "and").to_owned(), w.k("其他", "otherwise").to_owned());
    let condition = match w.d(4) {
        0 => format!(" {and} {}", w.comparison()),
        1 => format!(
            " {and} {}({} {} {}) ≥ 30%",
            w.k("最低", "min").to_owned(),
            w.k("得分率", "score_rate").to_owned(),
            w.k("于", "over").to_owned(),
            w.k("维度", "dimensions").to_owned()
        ),
        _ => String::new(),
    };
    let (a, b, c) = [(90, 75, 60), (60, 40, 20), (45, 30, 15)][w.d(3) as usize];
    let third = if w.dice.one_in(6) {
        format!("{} {}", w.k("当", "when").to_owned(), w.comparison())
    } else {
        format!("> {c}")
    };
    let _ = writeln!(w.out, "  {g} {{ 优 ≥ {a}{condition}\n 良 ≥ {b}\n 中 {third}\n 差 {other} }}");
    w.quotas();
    let (alert, red, when) =
        (w.k("预警", "alert").to_owned(), w.k("红", "red").to_owned(), w.k("当", "when").to_owned());
    let condition =
        if w.dice.one_in(2) { w.condition(1) } else { format!("{} < 50", w.k("总分", "total").to_owned()) };
    let _ = writeln!(w.out, "  {alert} {red} {when} {condition}");
    let (result, l, gives) =
        (w.k("结果", "result").to_owned(), w.k("对照", "lookup").to_owned(), w.k("得", "gives").to_owned());
    let grade = w.k("等次", "grade").to_owned();
    let _ =
        writeln!(w.out, "  {result} pay = {l} {grade} {{ 优 {gives} 1.2; 良 {gives} 1; {other} {gives} 0 }}");
    let rank = w.k("名次", "rank").to_owned();
    let _ = writeln!(w.out, "  {result} top {when} {rank} ≤ 2");
    let (names, over) = (w.k("列举", "names").to_owned(), w.k("于", "over").to_owned());
    let listed = match w.d(3) {
        0 => format!("{names}(kind {over} {} {when} {})", w.k("其余", "others").to_owned(), w.comparison()),
        1 => format!("{names}(n1 {over} {})", w.k("全体", "all").to_owned()),
        _ => format!("{names}(matter {over} li)"),
    };
    let _ = writeln!(w.out, "  {result} told = {listed}");
    w.after_alerts();
}

fn evidence(dice: &mut Dice) -> String {
    let mut out = String::from("id,kind,p1,p1.上年,p2,c1,c2,c3,n1,ok,on,lv,r1,r2,r3\n");
    let rows = 1 + dice.roll(7);
    let mut last = String::new();
    for row in 0..rows {
        // Equal rows make ties.
        if row > 0 && dice.one_in(5) {
            let _ = writeln!(out, "R{row},{last}");
            continue;
        }
        let gaps = [40, 12, 4][dice.roll(3) as usize];
        let mut cells = Vec::new();
        let cell = |dice: &mut Dice, value: String| match dice.roll(gaps) {
            0 => String::new(),
            1 => "N/A".to_owned(),
            _ => value,
        };
        let kind = dice.pick(&["甲", "乙", "丙"]).to_owned();
        cells.push(if dice.one_in(30) { String::new() } else { kind });
        for _ in 0..3 {
            let percent =
                dice.pick(&["60%", "80%", "90%", "95%", "33.3%", "79.99%", "100%", "66.67%"]).to_owned();
            cells.push(cell(dice, percent));
        }
        for _ in 0..3 {
            let count = dice.roll(9).to_string();
            cells.push(cell(dice, count));
        }
        let number = dice.pick(&["0", "1", "2.5", "3.005", "7", "0.125", "8", "4.445"]).to_owned();
        cells.push(cell(dice, number));
        let truth = dice.pick(&["是", "no"]).to_owned();
        cells.push(cell(dice, truth));
        let date = dice.pick(&["2023-06-30", "2023-07-01", "2023-01-31"]).to_owned();
        cells.push(cell(dice, date));
        let level = dice.pick(&["高", "中", "低"]).to_owned();
        cells.push(cell(dice, level));
        for _ in 0..3 {
            let rater = format!("{}", 50 + dice.roll(51));
            cells.push(cell(dice, rater));
        }
        last = cells.join(",");
        let _ = writeln!(out, "R{row},{last}");
    }
    out
}
