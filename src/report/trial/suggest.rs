//! Proposed tests as a person would write them into the scheme, in its keyword language.

use super::Tested;
use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::scheme::model::{
    Comparison, Expected, FactId, GivenFact, GivenValue, ItemId, Scheme, Scored, TestRatee,
};
use crate::syntax::keywords::KEYWORDS;
use crate::text;
use crate::trial::suggest::Suggestion;
use crate::unit::{Date, FactType};

/// The proposed tests of one scheme. `keywords` is the language of its keywords.
pub fn proposed(one: &Tested<'_>, suggestions: &[Suggestion], keywords: Lang) -> String {
    let writer = Writer { scheme: one.scheme, keywords };
    let mut taken: Vec<String> = one.trials.tests.iter().map(|tried| tried.test.name.to_string()).collect();
    let mut out = format!("# {} · {}\n", one.file, one.scheme.name);
    if suggestions.is_empty() {
        let nothing = Text::fixed("没有可以补的测试", "nothing to propose");
        out.push_str(&format!("# {}\n", nothing.get(keywords)));
    }
    for suggestion in suggestions {
        let title = unique(&writer.title(suggestion), &taken);
        out.push_str(&writer.test(suggestion, &title));
        taken.push(title);
    }
    out
}

fn unique(title: &str, taken: &[String]) -> String {
    let mut made = title.to_owned();
    let mut number = 2;
    while taken.contains(&made) {
        made = format!("{title} ({number})");
        number += 1;
    }
    made
}

/// The most facts that a title names.
const NAMED: usize = 2;

struct Writer<'s> {
    scheme: &'s Scheme,
    keywords: Lang,
}

impl Writer<'_> {
    /// The keyword of a rule, in the language of the scheme.
    fn word(&self, rule: &str) -> &'static str {
        let row = KEYWORDS.iter().find(|row| row.rule == rule);
        row.map_or("", |row| match self.keywords {
            Lang::Zh => row.zh[0],
            Lang::En => row.en[row.en.len() - 1],
        })
    }

    fn title(&self, suggestion: &Suggestion) -> String {
        let count = suggestion.ratees.len();
        if count > 1 {
            let path = self.path(&suggestion.path);
            return text!("{path}：{count} 个对象", "{path}: {count} ratees").get(self.keywords).to_owned();
        }
        let about = suggestion.about.iter().take(NAMED);
        let mut facts: Vec<String> =
            about.map(|(fact, last_year, value)| self.short(*fact, *last_year, value)).collect();
        if suggestion.about.len() > NAMED {
            facts.push("…".into());
        }
        let colon = Text::fixed("：", ": ");
        let path = self.path(&suggestion.path);
        let title = match facts.is_empty() {
            true => match suggestion.expected.first() {
                Some((_, Expected::Total(_, total))) => {
                    format!("{}{}{total}", path, colon.get(self.keywords))
                }
                _ => path,
            },
            false => format!(
                "{}{}{}",
                path,
                colon.get(self.keywords),
                facts.join(Text::fixed("、", ", ").get(self.keywords))
            ),
        };
        title.replace(['"', '“', '”'], "'")
    }

    /// A path with the keyword of the scheme's language before it.
    fn path(&self, path: &str) -> String {
        if let Some(number) = path.strip_prefix("规则").filter(|number| number.parse::<usize>().is_ok()) {
            return text!("规则{number}", "rule {number}").get(self.keywords).to_owned();
        }
        for (prefix, keyword) in [("预警.", "alert"), ("名额.", "quota")] {
            if let Some(name) = path.strip_prefix(prefix) {
                return format!("{} {name}", self.word(keyword));
            }
        }
        path.to_owned()
    }

    /// A fact in a title.
    fn short(&self, fact: FactId, last_year: bool, value: &GivenValue) -> String {
        let name = self.scheme.fact_name(fact);
        let previous = Text::fixed("上年", "last year's ");
        let year = if last_year { previous.get(self.keywords) } else { "" };
        match value {
            GivenValue::Entries(entries) if entries.is_empty() => format!("{name} {}", self.word("none")),
            GivenValue::Entries(entries) => {
                let FactType::List(fields) = &self.scheme.facts[fact].spec.ty else { return name.to_owned() };
                let told = fields.iter().zip(&entries[0]).find_map(|(field, value)| match value {
                    GivenValue::Word(word) if field.ty != FactType::Period => Some(format!(" {word}")),
                    _ => None,
                });
                let count = entries.len();
                let times = if count > 1 || told.is_none() { format!(" × {count}") } else { String::new() };
                format!("{name}{}{times}", told.unwrap_or_default())
            }
            value => format!("{year}{name} {}", self.value(&self.scheme.facts[fact].spec.ty, value)),
        }
    }

    fn test(&self, suggestion: &Suggestion, title: &str) -> String {
        let mut out = format!("  {} \"{title}\" {} {{\n", self.word("test"), self.word("unconfirmed"));
        let mut block = |head: &str, who: &str, rows: &[String]| {
            out.push_str(&format!("    {head}{who} {{ {} }}\n", rows.join("; ")));
        };
        let factors = &suggestion.factors;
        let several = suggestion.ratees.len() > 1;
        let together = several && factors.windows(2).all(|pair| pair[0] == pair[1]);
        if let Some(factor) = factors.first().filter(|_| together) {
            block(self.word("given"), "", &[self.rest(factor)]);
        }
        for (at, (ratee, factor)) in suggestion.ratees.iter().zip(factors).enumerate() {
            let today = suggestion.today.filter(|_| at == 0);
            let mut rows: Vec<String> = today.iter().map(|day| self.today(day)).collect();
            rows.extend(self.given(ratee));
            rows.extend((!together).then(|| self.rest(factor)));
            block(self.word("given"), &who(ratee, several), &rows);
        }
        for (at, ratee) in suggestion.ratees.iter().enumerate() {
            let of = suggestion.expected.iter().filter(|(of, _)| *of == at);
            let rows: Vec<String> = of.map(|(_, expected)| self.expected(expected)).collect();
            if !rows.is_empty() {
                block(self.word("expect"), &who(ratee, several), &rows);
            }
        }
        out.push_str("  }\n");
        out
    }

    /// The day that counts as today.
    fn today(&self, day: &Date) -> String {
        let day = Text::same(day.to_string());
        text!("以 {0} 为今日", "as of {0}", day).get(self.keywords).to_owned()
    }

    /// Everything else, with its share of full marks.
    fn rest(&self, factor: &Number) -> String {
        format!("{} {} {}", self.word("everything_else"), self.word("gives"), self.share(factor))
    }

    fn share(&self, factor: &Number) -> String {
        let full = self.word("full");
        if *factor == Number::ONE { full.to_owned() } else { format!("{full} * {factor}") }
    }

    fn given(&self, ratee: &TestRatee) -> Vec<String> {
        let mut rows: Vec<String> = ratee.facts.iter().flat_map(|given| self.fact(given)).collect();
        let gives = self.word("gives");
        for (scored, score) in &ratee.scores {
            rows.push(match scored {
                Scored::Item(item) if *score == self.scheme.items[*item].full => {
                    format!("{} {gives} {}", self.item(*item), self.word("full"))
                }
                Scored::Item(item) => format!("{} {gives} {score}", self.item(*item)),
                Scored::Adjustment(at) => {
                    format!("{} {gives} {score}", name(&self.scheme.adjustments[*at].name))
                }
            });
        }
        rows
    }

    fn fact(&self, given: &GivenFact) -> Vec<String> {
        let spec = &self.scheme.facts[given.fact].spec;
        let name = name(&spec.name);
        match (&given.value, &spec.ty) {
            (GivenValue::Entries(entries), _) if entries.is_empty() => {
                vec![format!("{name} {}", self.word("none"))]
            }
            (GivenValue::Entries(entries), FactType::List(fields)) => {
                let entry = |entry: &Vec<GivenValue>| {
                    let given = fields.iter().zip(entry).filter(|(_, value)| **value != GivenValue::Missing);
                    let values: Vec<String> = given
                        .map(|(field, value)| {
                            format!("{} {}", self::name(&field.name), self.value(&field.ty, value))
                        })
                        .collect();
                    format!("{name} {{ {} }}", values.join("; "))
                };
                entries.iter().map(entry).collect()
            }
            (value, ty) if given.last_year => {
                let previous = Text::fixed("上年", "previous");
                vec![format!("{}({name}) {}", previous.get(self.keywords), self.value(ty, value))]
            }
            (value, ty) => vec![format!("{name} {}", self.value(ty, value))],
        }
    }

    fn value(&self, ty: &FactType, value: &GivenValue) -> String {
        match value {
            GivenValue::Missing | GivenValue::Entries(_) => self.word("missing").to_owned(),
            GivenValue::NotApplicable => self.word("not_applicable").to_owned(),
            GivenValue::Number(number) => {
                let written = number.divide(&ty.scale()).unwrap_or_default();
                let unit = ty.unit().map(|unit| unit.symbol.to_string()).unwrap_or_default();
                format!("{written}{unit}")
            }
            GivenValue::Truth(true) => self.word("yes").to_owned(),
            GivenValue::Truth(false) => self.word("no").to_owned(),
            GivenValue::Word(label) if *ty == FactType::Period => label.to_string(),
            GivenValue::Word(word) if is_bare(word) && *ty != FactType::Text => word.to_string(),
            GivenValue::Word(word) => format!("\"{word}\""),
            GivenValue::Date(date) => Date::to_string(date),
        }
    }

    fn item(&self, item: ItemId) -> String {
        let above = |id: &ItemId| self.scheme.items[*id].parent;
        let mut names: Vec<String> =
            std::iter::successors(Some(item), above).map(|id| name(&self.scheme.items[id].name)).collect();
        names.reverse();
        names.join(".")
    }

    fn expected(&self, expected: &Expected) -> String {
        let scheme = self.scheme;
        let gives = self.word("gives");
        let no = |holds: &bool| if *holds { String::new() } else { format!("{} ", self.word("without")) };
        match expected {
            Expected::Total(Comparison::Equal, total) => format!("{} {total}", self.word("total")),
            Expected::Grade(_, grade) => {
                format!("{} {}", self.word("grades"), name(&scheme.grades[*grade].name))
            }
            Expected::NotGraded => format!("{} {}", self.word("grades"), self.word("cancel")),
            Expected::Score(Scored::Item(item), _, score) => format!("{} {gives} {score}", self.item(*item)),
            Expected::Score(Scored::Adjustment(at), _, points) => {
                let one = &scheme.adjustments[*at];
                if one.deduction {
                    format!("{} {} {}", name(&one.name), self.word("deduct"), -points)
                } else {
                    format!("{} {} {points}", name(&one.name), self.word("add"))
                }
            }
            Expected::Rule(rule, applies) => {
                let rule = &scheme.rules[*rule];
                let veto = if rule.veto { format!("{} ", self.word("veto")) } else { String::new() };
                format!("{}{veto}{}", no(applies), name(&rule.name))
            }
            Expected::Alert(alerts, on) => {
                let alert = alerts.first().map(|alert| &scheme.alerts[*alert]);
                let level = alert.map_or("", |alert| &alert.level);
                let rule = KEYWORDS.iter().find(|row| row.zh.contains(&level)).map_or("", |row| row.rule);
                let own = alert.map_or("", |alert| alert.path.trim_start_matches("预警."));
                let own = if own == level { String::new() } else { format!(" {}", name(own)) };
                format!("{}{} {}{own}", no(on), self.word("alert"), self.word(rule))
            }
            Expected::Award(quota, won) => format!("{}{}", no(won), name(&scheme.quotas[*quota].name)),
            Expected::Holds(result, holds) => format!("{}{}", no(holds), name(&scheme.results[*result].name)),
            Expected::Value(result, _, value) => {
                let value = match value {
                    GivenValue::Word(word) => format!("\"{word}\""),
                    value => self.value(&FactType::Number, value),
                };
                format!("{} {value}", name(&scheme.results[*result].name))
            }
            // No other kind is proposed.
            _ => self.word("incomplete").to_owned(),
        }
    }
}

fn who(ratee: &TestRatee, several: bool) -> String {
    match &ratee.name {
        Some(name) if several => format!(" \"{name}\""),
        _ => String::new(),
    }
}

/// A name, in quotation marks where it needs them.
fn name(name: &str) -> String {
    if is_bare(name) { name.to_owned() } else { format!("「{name}」") }
}

fn is_bare(name: &str) -> bool {
    let reserved =
        KEYWORDS.iter().any(|row| row.reserved && (row.zh.contains(&name) || row.en.contains(&name)));
    let letter = |c: char| c.is_alphabetic() || c == '_' || c == '〇';
    let word = match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name.chars().all(|c| letter(c) || c.is_ascii_digit()),
        Some(_) => name.chars().all(letter),
        None => false,
    };
    word && !reserved
}
