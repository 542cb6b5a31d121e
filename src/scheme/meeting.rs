//! How two values that do not meet were probably meant: a number without its unit, points against a percentage, a date
//! in quotation marks. It only words the help of a finding; whether values meet is the business of `types`.

use super::checker::Checker;
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::locale::Text;
use crate::source::Span;
use crate::text;
use crate::unit::{Dimension, FactType};

/// What was probably meant.
pub(super) struct Meant {
    pub help: Text,
    pub fix: Option<(Span, String)>,
}

fn is(expr: &Expr, dimension: Dimension) -> bool {
    expr.ty == Ty::Unit(dimension)
}

impl Checker<'_> {
    /// What was probably meant by two values that do not meet.
    pub(super) fn meant(&self, left: &Expr, right: &Expr) -> Option<Meant> {
        if let Some(help) = self.with_unit(left, right) {
            return Some(Meant { help, fix: None });
        }
        let whole = Span {
            start: left.span.start.min(right.span.start),
            end: left.span.end.max(right.span.end),
            ..left.span
        };
        [(left, right), (right, left)].into_iter().find_map(|(value, other)| {
            self.points_against_percent(value, other, whole)
                .or_else(|| self.points_of_percent(value, other, whole))
                .or_else(|| self.day(value, other))
        })
    }

    /// `业绩.利润 < 60%`: the rate of an item, or points without a percent sign.
    fn points_against_percent(&self, value: &Expr, percent: &Expr, whole: Span) -> Option<Meant> {
        constant(percent)?;
        if !is(value, Dimension::Score) || !is(percent, Dimension::Percent) {
            return None;
        }
        let written = self.written(value.span);
        let rate = |zh: &str, en: &str| -> Option<Meant> {
            let (rate_zh, rate_en) =
                (self.spliced(whole, value.span, zh), self.spliced(whole, value.span, en));
            let fixed = if written.is_ascii() { en } else { zh };
            Some(Meant {
                help: text!(
                    "与百分比比的是得分率：「{rate_zh}」",
                    "a score rate compares with a percentage: `{rate_en}`"
                ),
                fix: Some((value.span, fixed.to_owned())),
            })
        };
        match &value.kind {
            ExprKind::Score(_) if matches!(written.as_str(), "得分" | "score") => {
                rate("得分率", "score_rate")
            }
            ExprKind::Score(_) => {
                let bare = written.trim_end_matches(".得分").trim_end_matches(".score");
                rate(&format!("{bare}.得分率"), &format!("{bare}.score_rate"))
            }
            ExprKind::Members { values, .. }
                if values.iter().any(|(value, _)| matches!(value.kind, ExprKind::Score(_)))
                    && (written.contains("得分 于") || written.contains("score over")) =>
            {
                let fixed =
                    written.replacen("得分 于", "得分率 于", 1).replacen("score over", "score_rate over", 1);
                rate(&fixed, &fixed)
            }
            _ => {
                let number = self.written(percent.span);
                let number = number.trim_end_matches(['%', '％']);
                let points = self.spliced(whole, percent.span, number);
                Some(Meant {
                    help: text!("分数不写百分号：「{points}」", "points have no percent sign: `{points}`"),
                    fix: Some((percent.span, number.to_owned())),
                })
            }
        }
    }

    /// `应达进度 - 实际进度 ≥ 10%`: the difference of percentages is percentage points.
    fn points_of_percent(&self, value: &Expr, percent: &Expr, whole: Span) -> Option<Meant> {
        constant(percent)?;
        if !is(value, Dimension::PercentPoint) || !is(percent, Dimension::Percent) {
            return None;
        }
        let number = self.written(percent.span);
        let number = number.trim_end_matches(['%', '％']);
        let (zh, en) = (format!("{number} 个百分点"), format!("{number} pp"));
        let (shown_zh, shown_en) =
            (self.spliced(whole, percent.span, &zh), self.spliced(whole, percent.span, &en));
        let fixed = if self.written(whole).is_ascii() { en } else { zh };
        Some(Meant {
            help: text!(
                "两个百分比相差几，写百分点：「{shown_zh}」",
                "percentages differ by percentage points: `{shown_en}`"
            ),
            fix: Some((percent.span, fixed)),
        })
    }

    /// `日期 ≥ 2023-03`, `日期 ≤ "2023-11-30"`
    fn day(&self, date: &Expr, other: &Expr) -> Option<Meant> {
        if date.ty != Ty::Date {
            return None;
        }
        let written = self.written(other.span);
        let bare = written.trim_matches(['"', '“', '”']);
        let numbers: Vec<&str> = bare.split('-').collect();
        if !numbers.iter().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())) {
            return None;
        }
        let two = |part: &str| format!("{part:0>2}");
        let (day, help) = match numbers[..] {
            [year, month, day] => {
                let day = format!("{year}-{}-{}", two(month), two(day));
                let help = text!("日期不加引号：「{day}」", "a date has no quotation marks: `{day}`");
                (day, help)
            }
            [year, month] => {
                let day = format!("{year}-{}-01", two(month));
                let help = text!("日期写到日：「{day}」", "a date names its day: `{day}`");
                (day, help)
            }
            [year] if year.len() == 4 => {
                let day = format!("{year}-01-01");
                let help = text!(
                    "日期写到日：「{day}」；只看年份的，写「年份({0})」",
                    "a date names its day: `{day}`; for the year alone write `year_of({0})`",
                    Text::same(self.written(date.span))
                );
                (day, help)
            }
            _ => return None,
        };
        Some(Meant { help, fix: Some((other.span, day)) })
    }

    /// How the one side should be written, where a number without a unit meets a value with one.
    pub(super) fn with_unit(&self, left: &Expr, right: &Expr) -> Option<Text> {
        let bare = |expr: &Expr| expr.ty == Ty::Number && constant(expr).is_some();
        let (number, other) = if bare(left) { (left, right) } else { (right, left) };
        let Ty::Unit(dimension) = &other.ty else { return None };
        let written = self.written(number.span);
        if !bare(number) || !written.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let last = written.chars().last().unwrap_or('0');
        let unit = match self.unit_of(other) {
            // `5亿` has its size already, and lacks the 元 alone.
            Some(symbol) if last.is_ascii_digit() => symbol,
            _ => base_unit(dimension)?.to_owned(),
        };
        Some(text!(
            "数字要带单位：写成「{written}{unit}」",
            "the number needs its unit: write `{written}{unit}`"
        ))
    }

    /// The unit that a fact is declared with, or both facts of a difference.
    pub(super) fn unit_of(&self, expr: &Expr) -> Option<String> {
        let id = match &expr.kind {
            ExprKind::Fact(id) | ExprKind::LastYear(id) => id,
            ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, left, _) => {
                return self.unit_of(left);
            }
            _ => return None,
        };
        match &self.facts[*id].spec.ty {
            FactType::Count(Some(unit)) | FactType::Money(unit) | FactType::Quantity(unit) => {
                Some(unit.symbol.to_string())
            }
            _ => None,
        }
    }

    /// What a value that is no condition would be compared with, written out.
    pub(super) fn as_condition(&self, value: &Expr) -> Option<String> {
        let written = self.written(value.span);
        if written.chars().count() > 40 || written.is_empty() {
            return None;
        }
        let compared = match &value.ty {
            Ty::Unit(Dimension::Percent) => "≥ 90%".to_owned(),
            Ty::Unit(Dimension::Score) => "≥ 60".to_owned(),
            Ty::Unit(Dimension::Count(_)) | Ty::Number => "> 0".to_owned(),
            Ty::Unit(dimension) => format!("> 0{}", base_unit(dimension)?),
            Ty::Ratio => "≥ 0.9".to_owned(),
            Ty::Category(words) => format!("= {}", words.list().first()?),
            Ty::Grade => format!("≥ {}", self.grade_names.first()?),
            Ty::Date => "≤ 2023-12-31".to_owned(),
            Ty::Text | Ty::Truth | Ty::Any => return None,
        };
        Some(format!("{written} {compared}"))
    }
}

/// The unit in which values of a dimension are held, as it is written.
fn base_unit(dimension: &Dimension) -> Option<&'static str> {
    Some(match dimension {
        Dimension::Money => "元",
        Dimension::Area => "平方米",
        Dimension::Length => "米",
        Dimension::Mass => "千克",
        Dimension::Volume => "立方米",
        Dimension::Duration => "分钟",
        Dimension::Days => "天",
        Dimension::Months => "个月",
        Dimension::Energy => "千瓦时",
        Dimension::Percent => "%",
        Dimension::PercentPoint => "个百分点",
        _ => return None,
    })
}
