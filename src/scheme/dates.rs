//! Days that a run knows, and functions of dates.

use super::checker::{Amend, Checker, Scope};
use super::findings::WRONG_ARGUMENTS;
use super::model::*;
use super::types::Ty;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree;
use crate::unit::Dimension;
use crate::{code, text};

code!(
    NO_PERIOD_SAID,
    "H1217",
    Warning,
    "没有写明期间" / "no-period-said",
    "算式用到期初或期末，而方案没有写「期间」的起止日期。计算时要用 --period 写明，否则没有结果。"
        / "An expression reads the first or last day of the period, and the scheme does not say its days. They must then come from --period, or there is no result."
);

impl Checker<'_> {
    /// 今日, 期初, 期末
    pub(super) fn day_of(&mut self, day: DayOf, span: Span) -> Expr {
        let said = self.node.statements.iter().any(|statement| match statement {
            tree::Statement::Period(tree::Period::Days(..)) => true,
            tree::Statement::Period(tree::Period::Named(words)) => {
                crate::unit::Period::parse(&words.text).is_some()
            }
            _ => false,
        });
        let warned = self.problems.iter().any(|problem| *problem.code == NO_PERIOD_SAID);
        if day != DayOf::Today && !said && !warned {
            self.report(
                &NO_PERIOD_SAID,
                span,
                text!("方案没有写期间的起止日期", "the scheme does not say the days of its period"),
                text!("从哪天到哪天？", "which days?"),
            )
            .advise(text!(
                "在方案开头写「期间 2023-01-01 至 2023-12-31」，或计算时用 --period",
                "write `period 2023-01-01 to 2023-12-31` at the head, or use --period"
            ));
        }
        Expr { kind: ExprKind::Day(day), ty: Ty::Date, span }
    }

    /// `办结日期 - 期限`
    pub(super) fn days_between(&mut self, from: &Expr, to: &Expr, span: Span) {
        let (from, to) = (self.written(from.span), self.written(to.span));
        let fixed =
            if from.is_ascii() { format!("days({from}, {to})") } else { format!("天数({from}, {to})") };
        self.report(
            &super::findings::TYPES_DIFFER,
            span,
            text!("两个日期不能相减", "dates are not subtracted"),
            text!("相差几天？", "how many days?"),
        )
        .advise(text!(
            "相差几天写「天数({from}, {to})」，相差几个月写「月数({from}, {to})」",
            "the days between them are `days({from}, {to})`, the months `months_between({from}, {to})`"
        ))
        .replace(span, fixed);
    }

    /// A function that takes dates.
    pub(super) fn of_dates(
        &mut self,
        builtin: Builtin,
        arguments: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let dates: Vec<Expr> = arguments.iter().map(|argument| self.expr(argument, scope)).collect();
        if let Some(wrong) = dates.iter().find(|date| !matches!(date.ty, Ty::Date | Ty::Any)) {
            let (is, at) = (wrong.ty.describe(), wrong.span);
            let (written, numeric) = (self.written(at), wrong.ty.is_numeric());
            let help = match builtin {
                Builtin::PartOfDate(_) if numeric => text!(
                    "「{written}」已经是数，直接写「{written}」；要从日期里取的，把「{written}」声明为「日期」",
                    "`{written}` is a number already: write `{written}`; to take it from a date declare `{written} : date`"
                ),
                Builtin::PartOfDate(_) => {
                    text!("把「{written}」声明为「日期」", "declare `{written} : date`")
                }
                _ => text!("如「天数(受理日期, 办结日期)」", "such as `days(opened, closed)`"),
            };
            self.report(
                &WRONG_ARGUMENTS,
                at,
                text!("这里要写日期，而这是{0}", "a date is wanted here, and this is {0}", is),
                text!("不是日期", "not a date"),
            )
            .advise(help);
        }
        let ty = match builtin {
            Builtin::Days => Ty::Unit(Dimension::Days),
            Builtin::Months => Ty::Unit(Dimension::Months),
            _ => Ty::Number,
        };
        Expr { kind: ExprKind::Builtin(builtin, dates), ty, span }
    }
}

/// Where a constant stands on a line: a number, or a date as the number of its day.
pub(super) fn position(expr: &Expr) -> Option<Number> {
    match &expr.kind {
        ExprKind::Date(date) => Some(Number::from(date.day_number())),
        _ => super::expr::constant(expr),
    }
}
