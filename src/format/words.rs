//! The words of the language: keywords and the names of what is built in, each in one form for each place, so that a
//! scheme can go to the other language and back. What the scheme declares stays as it is.

use crate::locale::Lang;
use crate::source::{Source, display_width};
use crate::syntax::concrete::{Form, Node, Part};
use crate::syntax::keywords::{KEYWORDS, Keyword, is_reserved};
use crate::syntax::tree::TokenKind;
use crate::syntax::unquoted;
use std::collections::BTreeSet;

/// Functions and figures, in Chinese and in English; the first of each side is the one that is written.
pub const FUNCTIONS: &[(&[&str], &[&str])] = &[
    (&["最高", "最大"], &["max"]),
    (&["最低", "最小"], &["min"]),
    (&["绝对值"], &["abs"]),
    (&["舍入"], &["round"]),
    (&["舍入到偶"], &["round_half_even"]),
    (&["进位"], &["round_up"]),
    (&["舍去"], &["round_down"]),
    (&["向下取整"], &["floor"]),
    (&["向上取整"], &["ceil"]),
    (&["限定"], &["clamp"]),
    (&["天数"], &["days"]),
    (&["平方根"], &["sqrt"]),
    (&["方根"], &["root"]),
    (&["幂"], &["power"]),
    (&["须在"], &["within"]),
    (&["小数位"], &["decimals"]),
    (&["月数"], &["months_between"]),
    (&["年份", "年"], &["year_of"]),
    (&["季度", "季"], &["quarter_of"]),
    (&["月份", "月"], &["month_of"]),
    (&["上年"], &["previous", "last_year"]),
    (&["第几次"], &["occurrence"]),
    (&["同类数"], &["occurrences"]),
    (&["计数", "个数"], &["count"]),
    (&["合计", "总和"], &["sum"]),
    (&["平均"], &["mean"]),
    (&["占比"], &["share"]),
    (&["任一"], &["any"]),
    (&["全部"], &["every"]),
    (&["名次"], &["rank"]),
    (&["中位数"], &["median"]),
    (&["去重计数"], &["distinct"]),
    (&["加权平均"], &["wmean"]),
    (&["几何平均"], &["geomean"]),
    (&["调和平均"], &["harmean"]),
    (&["幂平均"], &["power_mean"]),
    (&["前几平均"], &["best_mean"]),
    (&["后几平均"], &["worst_mean"]),
    (&["前几合计"], &["best_sum"]),
    (&["去头尾平均"], &["trimmed_mean"]),
    (&["第"], &["nth"]),
    (&["标准差"], &["stdev"]),
    (&["样本标准差"], &["sample_stdev"]),
    (&["方差"], &["variance"]),
    (&["百分位"], &["percentile"]),
    (&["百分位排他"], &["percentile_exclusive"]),
    (&["百分位就近"], &["percentile_nearest"]),
    (&["标准分"], &["zscore"]),
    (&["百分等级"], &["percent_rank"]),
    (&["极差化"], &["minmax"]),
    (&["列举"], &["names"]),
    (&["首个"], &["first"]),
    (&["末个"], &["last"]),
    (&["连续"], &["streak"]),
    (&["最长连续"], &["longest_streak"]),
];

/// Ready-made ways to join the parts of an item.
const WAYS: &[(&[&str], &[&str])] = &[
    (&["加权平均"], &["wmean"]),
    (&["平均"], &["mean"]),
    (&["几何平均"], &["geomean"]),
    (&["调和平均"], &["harmean"]),
    (&["最低", "最小"], &["min"]),
    (&["最高", "最大"], &["max"]),
];

/// Values that stand by themselves.
const VALUES: &[(&[&str], &[&str])] = &[
    (&["总分"], &["total"]),
    (&["等次"], &["grade"]),
    (&["名次"], &["rank"]),
    (&["今日"], &["today"]),
    (&["期初"], &["period_start"]),
    (&["期末"], &["period_end"]),
    (&["编号"], &["id"]),
    (&["期间"], &["period"]),
    (&["预警"], &["alert"]),
];

/// What is asked of an item, behind a dot or over items.
const ATTRIBUTES: &[(&[&str], &[&str])] = &[
    (&["得分"], &["score"]),
    (&["得分率"], &["score_rate"]),
    (&["满分"], &["full_marks"]),
    (&["上年"], &["last_year"]),
];

/// What is taken from another scheme.
const RESULTS: &[(&[&str], &[&str])] =
    &[(&["总分"], &["total"]), (&["等次"], &["grade"]), (&["名次"], &["rank"]), (&["精确"], &["exact"])];

/// The field that lists by periods have by themselves.
const FIELDS: &[(&[&str], &[&str])] = &[(&["期间"], &["period"])];

/// Lights of alerts, behind a dot.
const LIGHTS: &[(&[&str], &[&str])] = &[
    (&["红"], &["red"]),
    (&["橙"], &["orange"]),
    (&["黄"], &["yellow"]),
    (&["蓝"], &["blue"]),
    (&["绿"], &["green"]),
];

/// What a name or path is there for.
#[derive(Clone, Copy, Debug)]
pub enum Role {
    /// It is called, with several values or not.
    Function {
        /// Whether several values stand in the brackets.
        several: bool,
    },
    /// It stands for a value.
    Value {
        /// Whether it says how parts join.
        combining: bool,
    },
    /// The result of another scheme.
    Linked,
    /// The field of an entry in a test.
    Field,
    /// Anything else: names of the scheme.
    Other,
}

/// A word in its one form.
#[derive(Debug, Default)]
pub struct Word {
    /// As it is written.
    pub text: String,
    /// How wide it counts: the same in both languages.
    pub width: usize,
}

impl Word {
    fn plain(text: &str) -> Self {
        Word { text: text.to_owned(), width: display_width(text) }
    }
}

fn mean_width(zh: &str, en: &str) -> usize {
    (display_width(zh) + display_width(en)).div_ceil(2)
}

/// The form of a keyword that is written in a place.
fn keyword_in(row: &Keyword, lang: Lang, form: Form, last: &str) -> &'static str {
    let forms = match lang {
        Lang::Zh => row.zh,
        Lang::En => row.en,
    };
    let wanted = match (row.rule, lang) {
        ("at_least", Lang::Zh) if form == Form::ItemClause => "至少",
        ("grades", Lang::En) if form != Form::Grades => "grade",
        ("places", Lang::En) if last == "1" => "place",
        _ => "",
    };
    forms.iter().find(|form| **form == wanted).or(forms.first()).map_or("", |form| form)
}

/// How words are written.
#[derive(Debug)]
pub struct Words {
    to: Option<Lang>,
    declared: BTreeSet<String>,
}

/// The names of a path, as written.
pub fn names_of<'s>(node: &Node, source: &'s Source) -> Vec<&'s str> {
    let mut found = Vec::new();
    names_in(node, source, &mut |name, _| found.push(name));
    found
}

fn names_in<'s>(node: &Node, source: &'s Source, found: &mut dyn FnMut(&'s str, Form)) {
    for part in &node.parts {
        match part {
            Part::Token(token) if token.kind == TokenKind::Name => {
                found(source.slice(token.span), node.form())
            }
            Part::Token(_) => {}
            Part::Node(inner) if inner.form() == Form::Path && node.form() != Form::Path => {}
            Part::Node(inner) => names_in(inner, source, found),
        }
    }
}

impl Words {
    /// The words of a text, in the language asked for, else each in its own.
    pub fn of(source: &Source, root: &Node, to: Option<Lang>) -> Self {
        let mut declared = BTreeSet::new();
        collect(root, source, &mut declared);
        Words { to, declared }
    }

    /// A keyword in its one form.
    pub fn keyword(&self, rule: &str, written: &str, form: Form, last: &str) -> Word {
        let Some(row) = KEYWORDS.iter().find(|row| row.rule == rule) else { return Word::plain(written) };
        let lang = self.to.unwrap_or_else(|| language(row, written));
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| keyword_in(row, lang, form, last));
        let text = if lang == Lang::Zh { zh } else { en };
        Word { text: text.to_owned(), width: mean_width(zh, en) }
    }

    /// The names of a path, in their one form.
    pub fn path(&self, names: &[&str], role: Role) -> Vec<Word> {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.path_in(Some(lang), names, role));
        let made = self.path_in(self.to, names, role);
        let widths = zh.iter().zip(&en).map(|(zh, en)| mean_width(zh, en));
        made.into_iter().zip(widths).map(|(text, width)| Word { text, width }).collect()
    }

    fn path_in(&self, to: Option<Lang>, names: &[&str], role: Role) -> Vec<String> {
        let mut out: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut put = |at: usize, written: Option<String>| {
            if let (Some(slot), Some(written)) = (out.get_mut(at), written) {
                *slot = written;
            }
        };
        match (role, names) {
            (Role::Function { several }, [name]) => put(0, self.of_table(to, FUNCTIONS, name, several)),
            (Role::Value { combining: true }, [name]) => {
                put(0, self.of_table(to, WAYS, name, false).or_else(|| self.value(to, name)));
            }
            (Role::Value { .. }, [name]) => put(0, self.value(to, name)),
            (Role::Field, [name]) => put(0, self.of_table(to, FIELDS, name, false)),
            (Role::Linked, [_, rest @ ..]) => {
                let known = rest.first().is_some_and(|name| find(RESULTS, unquoted(name)).is_some());
                for (at, name) in rest.iter().enumerate().filter(|_| known) {
                    put(at + 1, self.of_table(to, RESULTS, name, false));
                }
            }
            (_, [first, .., last]) => {
                put(names.len() - 1, self.of_table(to, ATTRIBUTES, last, false));
                if find(&VALUES[8..], unquoted(first)).is_some() && !matches!(role, Role::Other) {
                    put(0, self.of_table(to, VALUES, first, false));
                    put(1, self.of_table(to, LIGHTS, names[1], false));
                }
            }
            _ => {}
        }
        out
    }

    fn value(&self, to: Option<Lang>, name: &str) -> Option<String> {
        self.of_table(to, VALUES, name, false).or_else(|| self.of_table(to, ATTRIBUTES, name, false))
    }

    /// A built-in name in its one form; nothing if it is none, or if the scheme has that name itself.
    fn of_table(
        &self,
        to: Option<Lang>,
        table: &[(&[&str], &[&str])],
        written: &str,
        several: bool,
    ) -> Option<String> {
        let name = unquoted(written);
        let (zh, en) = find(table, name)?;
        let lang = to.unwrap_or(if zh.contains(&name) { Lang::Zh } else { Lang::En });
        let form = match lang {
            // 最大(3, 甲), but 最高(甲 于 全体).
            Lang::Zh if several => zh.last(),
            Lang::Zh => zh.first(),
            Lang::En => en.first(),
        }?;
        if self.declared.contains(name) || self.declared.contains(*form) {
            return None;
        }
        let quoted = name != written;
        let other_needs_marks = zh.first().is_some_and(|word| is_reserved(word));
        Some(match lang {
            Lang::Zh if quoted || is_reserved(form) => format!("「{form}」"),
            Lang::En if quoted && !other_needs_marks => format!("`{form}`"),
            _ => (*form).to_owned(),
        })
    }
}

fn find<'t>(table: &[(&'t [&'t str], &'t [&'t str])], name: &str) -> Option<(&'t [&'t str], &'t [&'t str])> {
    table.iter().find(|(zh, en)| zh.contains(&name) || en.contains(&name)).copied()
}

/// What a name stands for, whatever its language: for comparing texts of which only the words changed.
pub fn meaning(name: &str) -> &str {
    let tables = [FUNCTIONS, VALUES, ATTRIBUTES, RESULTS, LIGHTS];
    let found = tables.iter().find_map(|table| find(table, name));
    found.and_then(|(zh, _)| zh.first()).map_or(name, |word| word)
}

fn language(row: &Keyword, written: &str) -> Lang {
    if row.zh.contains(&written) { Lang::Zh } else { Lang::En }
}

/// Collects the names that stand anywhere but in expressions: those that the scheme declares are among them.
fn collect(node: &Node, source: &Source, declared: &mut BTreeSet<String>) {
    if node.form() == Form::Path || node.form() == Form::GivenField {
        return;
    }
    for part in &node.parts {
        match part {
            Part::Token(token) if token.kind == TokenKind::Name => {
                declared.insert(unquoted(source.slice(token.span)).to_owned());
            }
            Part::Token(_) => {}
            Part::Node(inner) => collect(inner, source, declared),
        }
    }
}
