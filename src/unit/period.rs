//! Periods as people label them: a year, a half, a quarter, a month, a day, or two days with what lies between.
//!
//! It must never know what a period is of.

use super::Date;
use std::cmp::Ordering;

/// How long a period is; periods of one kind follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodKind {
    /// A calendar year.
    Year,
    /// Half a year.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
    /// A single day.
    Day,
    /// From one day to another.
    Span,
}

/// A stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How it is labelled.
    pub kind: PeriodKind,
}

impl Period {
    /// Reads `2023`, `2023年度`, `2023H1`, `2023年上半年`, `2023Q2`, `2023年第2季度`, `2023-05`, `2023年5月`, a date,
    /// or two dates joined by `/` or 至; digits full-width or not.
    pub fn parse(label: &str) -> Option<Period> {
        let text: String = label.trim().chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
        if let Some(day) = Date::parse(&text) {
            return Some(Period { from: day, to: day, kind: PeriodKind::Day });
        }
        for mark in ["/", "至", "到", "~"] {
            if let Some((from, to)) = text.split_once(mark)
                && let (Some(from), Some(to)) = (Date::parse(from), Date::parse(to))
            {
                return (from <= to).then_some(Period { from, to, kind: PeriodKind::Span });
            }
        }
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        if digits != 4 {
            return None;
        }
        let (year, rest) = (text[..4].parse().ok()?, &text[4..]);
        part_of(year, rest)
    }

    /// From one day to another.
    pub fn between(from: Date, to: Date) -> Period {
        Period { from, to, kind: PeriodKind::Span }
    }

    /// Whether the other is the next one of the same kind; nothing where that cannot be said.
    pub fn is_followed_by(&self, next: &Period) -> Option<bool> {
        if self.kind != next.kind || matches!(self.kind, PeriodKind::Day | PeriodKind::Span) {
            return None;
        }
        Some(self.to.day_number() + 1 == next.from.day_number())
    }

    /// The order in time: by the end, then by the beginning, so that a month comes before the year that it ends.
    pub fn order(&self, other: &Period) -> Ordering {
        self.to.cmp(&other.to).then(other.from.cmp(&self.from))
    }
}

/// What stands behind the year.
fn part_of(year: u16, rest: &str) -> Option<Period> {
    let months = |from: u8, to: u8, kind| {
        let last = (28..=31).rev().find_map(|day| Date::new(year, to, day))?;
        Some(Period { from: Date::new(year, from, 1)?, to: last, kind })
    };
    let words = rest.trim_start_matches(['年', '-', '/', '.']);
    if matches!(rest, "" | "年" | "年度" | "度") {
        return months(1, 12, PeriodKind::Year);
    }
    match words {
        "上半年" | "H1" | "h1" => return months(1, 6, PeriodKind::Half),
        "下半年" | "H2" | "h2" => return months(7, 12, PeriodKind::Half),
        _ => {}
    }
    let quarter = words.strip_prefix(['Q', 'q']).or_else(|| {
        let words = words.strip_suffix("季度").or_else(|| words.strip_suffix('季'))?;
        Some(words.strip_prefix('第').unwrap_or(words))
    });
    if let Some(quarter) = quarter {
        let number = match quarter {
            "1" | "一" => 1,
            "2" | "二" => 2,
            "3" | "三" => 3,
            "4" | "四" => 4,
            _ => return None,
        };
        return months(number * 3 - 2, number * 3, PeriodKind::Quarter);
    }
    let month = if rest.starts_with('年') { words.strip_suffix('月')? } else { words };
    let plain = rest.len() > words.len() && (1..=2).contains(&month.len());
    let number: u8 = month.parse().ok().filter(|_| plain && month.bytes().all(|b| b.is_ascii_digit()))?;
    (1..=12).contains(&number).then(|| months(number, number, PeriodKind::Month))?
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(label: &str) -> String {
        Period::parse(label).map_or("-".into(), |p| format!("{} {} {:?}", p.from, p.to, p.kind))
    }

    #[test]
    fn labels() {
        for (labels, wanted) in [
            (&["2023", "2023年", "2023年度", "２０２３"][..], "2023-01-01 2023-12-31 Year"),
            (&["2023-05", "2023/5", "2023年5月", "2023年05月", "2023.05"], "2023-05-01 2023-05-31 Month"),
            (&["2024-02"], "2024-02-01 2024-02-29 Month"),
            (
                &["2023Q2", "2023-Q2", "2023年第2季度", "2023年二季度", "2023年第二季度", "2023年2季度"],
                "2023-04-01 2023-06-30 Quarter",
            ),
            (&["2023H1", "2023年上半年"], "2023-01-01 2023-06-30 Half"),
            (&["2023H2", "2023年下半年"], "2023-07-01 2023-12-31 Half"),
            (&["2023-05-01", "2023年5月1日"], "2023-05-01 2023-05-01 Day"),
            (&["2023-03-01/2023-03-15", "2023-03-01 至 2023-03-15"], "2023-03-01 2023-03-15 Span"),
            (
                &[
                    "5月",
                    "23-05",
                    "2023-13",
                    "2023年13月",
                    "2023Q5",
                    "May-23",
                    "202305",
                    "",
                    "2023-",
                    "2023年5",
                ],
                "-",
            ),
        ] {
            for label in labels {
                assert_eq!(shown(label), wanted, "{label}");
            }
        }
    }

    #[test]
    fn order_and_neighbours() {
        let p = |label| Period::parse(label).expect("a period");
        assert_eq!(p("2023-12").order(&p("2023")), Ordering::Less);
        assert_eq!(p("2023-02").order(&p("2023-01")), Ordering::Greater);
        assert_eq!(p("2023-12").is_followed_by(&p("2024-01")), Some(true));
        assert_eq!(p("2023-11").is_followed_by(&p("2024-01")), Some(false));
        assert_eq!(p("2023Q4").is_followed_by(&p("2024-01")), None);
    }
}
