//! Figures, functions of numbers, brackets and words as values, by chance.

use super::Writer;

impl Writer {
    fn one_of(&mut self, names: &[(&str, &str)]) -> String {
        let (zh, en) = names[self.d(names.len() as u64) as usize];
        self.k(zh, en).to_owned()
    }

    pub fn function_of_numbers(&mut self) -> String {
        match self.d(11) {
            0 => "ln(1 + c1)".into(),
            1 => "ln(n1)".into(),
            2 => format!("{}(c1)", self.one_of(&[("平方根", "sqrt")])),
            3 => format!("{}(n1 - 1, {})", self.one_of(&[("方根", "root")]), 2 + self.d(3)),
            4 => format!("{}(n1, {})", self.one_of(&[("幂", "power")]), self.number()),
            5 => "n1 ^ (1/2)".into(),
            6 => format!("c2 ^ -{}", self.d(3)),
            7 => "exp(c1 / 4)".into(),
            8 => "log10(c2)".into(),
            9 => format!("{}(n1, 0, c1)", self.one_of(&[("须在", "within")])),
            _ => format!("{}(n1)", self.one_of(&[("小数位", "decimals")])),
        }
    }

    pub fn brackets(&mut self) -> String {
        let form = self.one_of(&[("累进", "brackets")]);
        let (to, each, gives) =
            (self.one_of(&[("至", "to")]), self.one_of(&[("每", "each")]), self.one_of(&[("得", "gives")]));
        let up = self.one_of(&[("以上", "and above")]);
        let (above, below) = (self.one_of(&[("高于", "above")]), self.one_of(&[("低于", "below")]));
        let pp = self.one_of(&[("个百分点", "pp")]);
        let whole = if self.d(3) == 0 { self.one_of(&[(" 按整步", " whole")]) } else { String::new() };
        let (a, b) = (self.number(), self.number());
        match self.d(4) {
            0 => format!(
                "{form} c1{whole} {{ 2 {to} 5 {each} 1 {gives} {a}; 5 {up} {each} 2 {gives} {b}; 2 {to} 0 {each} 0.5 {gives} -1/4 }}"
            ),
            1 => format!(
                "{form} p1{whole} {{ 80% {to} 90% {each} 1 {pp} {gives} {a}; {above} 90% {each} 5 {pp} {gives} 1; {below} 75% {each} 3 {pp} {gives} -{b} }}"
            ),
            2 => format!("{form} n1{whole} {{ c2 {up} {each} 0.4 {gives} c3 }}"),
            _ => format!(
                "{form} n1{whole} {{ 1 {to} c2 {each} 1 {gives} {a}; c2 {to} 7.5 {each} 1 {gives} {b} }}"
            ),
        }
    }

    /// A lookup of a word that a rule gives.
    pub fn words(&mut self) -> String {
        let (l, g) = (self.one_of(&[("对照", "lookup")]), self.one_of(&[("得", "gives")]));
        let (i, t, e) =
            (self.one_of(&[("若", "if")]), self.one_of(&[("则", "then")]), self.one_of(&[("否则", "else")]));
        let (a, b) = (self.number(), self.number());
        let condition = self.comparison();
        match self.d(2) {
            0 => format!("{l} ({i} {condition} {t} 甲 {e} 乙) {{ 甲 {g} {a}; 乙 {g} {b} }}"),
            _ => format!("({i} kind = ({i} {condition} {t} 乙 {e} 甲) {t} {a} {e} {b})"),
        }
    }

    fn clauses(&mut self) -> String {
        let by = if self.d(2) == 0 { self.one_of(&[(" 按 kind", " by kind")]) } else { String::new() };
        let when = if self.d(3) == 0 {
            format!(" {} {}", self.one_of(&[("当", "when")]), self.comparison())
        } else {
            String::new()
        };
        let empty = if self.d(2) == 0 { self.one_of(&[(" 空则 1", " ifempty 1")]) } else { String::new() };
        format!("{by}{when}{empty}")
    }

    /// A figure that needs no parameter, and one that does with it.
    fn figure(&mut self) -> (String, String) {
        match self.d(14) {
            0 => (self.one_of(&[("几何平均", "geomean")]), String::new()),
            1 => (self.one_of(&[("调和平均", "harmean")]), String::new()),
            2 => (self.one_of(&[("标准差", "stdev")]), String::new()),
            3 => (self.one_of(&[("样本标准差", "sample_stdev")]), String::new()),
            4 => (self.one_of(&[("方差", "variance")]), String::new()),
            5 => (
                self.one_of(&[("幂平均", "power_mean")]),
                format!(", {}", ["2", "-1", "3", "0"][self.d(4) as usize]),
            ),
            6 | 7 => {
                let name = self.one_of(&[
                    ("前几平均", "best_mean"),
                    ("后几平均", "worst_mean"),
                    ("前几合计", "best_sum"),
                ]);
                (name, format!(", {}", 1 + self.d(3)))
            }
            8 => (self.one_of(&[("去头尾平均", "trimmed_mean")]), ", 1".into()),
            9 => (self.one_of(&[("第", "nth")]), format!(", {}", ["1", "2", "3", "c3"][self.d(4) as usize])),
            10 | 11 => {
                let name = self.one_of(&[
                    ("百分位", "percentile"),
                    ("百分位排他", "percentile_exclusive"),
                    ("百分位就近", "percentile_nearest"),
                ]);
                (name, format!(", {}", ["20%", "50%", "1/3", "p1", "0%", "100%"][self.d(6) as usize]))
            }
            12 => (
                self.one_of(&[("平均", "mean"), ("最高", "max"), ("最低", "min"), ("合计", "sum")]),
                String::new(),
            ),
            _ => (self.one_of(&[("中位数", "median")]), String::new()),
        }
    }

    pub fn figure_over_all(&mut self) -> String {
        let over = self.one_of(&[("于", "over")]);
        let clauses = self.clauses();
        let value = self.dice.pick(&["c1", "n1", "c2 + n1"]).to_owned();
        match self.d(8) {
            0 => {
                let name =
                    self.one_of(&[("标准分", "zscore"), ("百分等级", "percent_rank"), ("极差化", "minmax")]);
                let all = self.one_of(&[("全体", "all")]);
                format!("{name}({value} {over} {all}{clauses})")
            }
            1 => {
                let (rank, all) = (
                    self.one_of(&[("名次", "rank"), ("百分等级", "percent_rank")]),
                    self.one_of(&[("全体", "all")]),
                );
                let dense = if rank == "名次" || rank == "rank" {
                    self.one_of(&[(" 同分 紧排", " ties dense"), ("", "")])
                } else {
                    String::new()
                };
                let up = self.one_of(&[(" 升序", " ascending"), ("", "")]);
                format!("{rank}({value} {over} {all}{clauses}{up}{dense})")
            }
            2 => {
                let (name, all, weighted) = (
                    self.one_of(&[("加权平均", "wmean")]),
                    self.one_of(&[("全体", "all"), ("其余", "others")]),
                    self.one_of(&[("权", "weighted")]),
                );
                format!("{name}({value} {over} {all} {weighted} c3{clauses})")
            }
            _ => {
                let (name, behind) = self.figure();
                let all = self.one_of(&[("全体", "all"), ("其余", "others")]);
                format!("{name}({value} {over} {all}{clauses}{behind})")
            }
        }
    }

    pub fn figure_over_members(&mut self) -> String {
        let over = self.one_of(&[("于", "over")]);
        let empty = if self.d(2) == 0 { self.one_of(&[(" 空则 1", " ifempty 1")]) } else { String::new() };
        if self.d(6) == 0 {
            let (name, weighted) =
                (self.one_of(&[("加权平均", "wmean")]), self.one_of(&[("权", "weighted")]));
            let (it, li) = (self.one_of(&[("本值", "it")]), self.d(2));
            return if li == 0 {
                format!("{name}({it} {over} rr {weighted} {it} - 60{empty}) / 10")
            } else {
                format!("{name}(size {over} li {weighted} size + c1{empty})")
            };
        }
        let (name, behind) = self.figure();
        match self.d(3) {
            0 => format!("{name}({} / 10 {over} rr{empty}{behind})", self.one_of(&[("本值", "it")])),
            1 => format!("{name}(rr{behind}) / 10"),
            _ => format!("{name}(size + 1 {over} li{empty}{behind})"),
        }
    }
}
