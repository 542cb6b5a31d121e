//! What a block notes of its ratees: where a policy acted, where the evidence alone decides an order, where too few
//! parts were taken.

use super::super::operation::Row;
use super::super::value::{Gap, Value};
use super::super::{faults, occurrence, shown};
use super::{Block, BlockRow, Used};
use crate::diagnostic::Code;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{Op, OpKind, Program, Reg, Share};
use crate::scheme::model::{Base, ExprKind, Scheme};
use crate::text;
use std::sync::Arc;

impl Block<'_> {
    /// Notes where a policy put something in the place of an absent value.
    pub(super) fn note(&mut self, reg: Reg, op: &Op, column: &[Value]) {
        let (OpKind::FactPolicy { value: before, .. } | OpKind::ItemPolicy { value: before, .. }) = &op.kind
        else {
            return;
        };
        let Some(before) = self.columns[*before].as_ref() else { return };
        for (at, (before, after)) in before.iter().zip(column).enumerate() {
            if let (Value::Gap(gap), false) = (before, matches!(after, Value::Gap(_))) {
                let (code, path, text) = describe(self.plan.scheme, op, gap, after);
                self.used.push(Used { row: self.rows.start + at, reg, code, path, text });
            }
        }
    }

    /// Notes where the order of the evidence decides which entry of a kind comes first.
    pub(super) fn note_ties(&mut self, reg: Reg, op: &Op, program: &Program) {
        let scheme = self.plan.scheme;
        for at in 0..self.rows.len() {
            let row = BlockRow { columns: &self.columns, at };
            let ratee = self.rows.start + at;
            let Some(shown) = occurrence::tied(scheme, self.table, program, &row, ratee) else { continue };
            let name = scheme.fact_name(program.list);
            let text = text!(
                "「{name}」里同类的有几条都是 {0}，先后按数据文件里的次序",
                "several entries of one kind in `{name}` have {0}: which comes first is as in the file",
                shown
            );
            let told = Used { row: ratee, reg, code: &faults::ORDER_TIED, path: op.path.clone(), text };
            let known =
                |used: &Used| (used.row, &used.path, &used.text) == (told.row, &told.path, &told.text);
            if !self.used.iter().any(known) {
                self.used.push(told);
            }
        }
    }

    /// Notes where fewer parts were taken than the scheme wants.
    pub(super) fn note_too_few(
        &mut self,
        reg: Reg,
        op: &Op,
        least: u32,
        parts: &[(Reg, Option<Share>, Number)],
        column: &[Value],
    ) {
        for (at, value) in column.iter().enumerate().filter(|(_, value)| value.is_present()) {
            let row = BlockRow { columns: &self.columns, at };
            let there = parts.iter().filter(|(part, ..)| row.get(*part).is_present()).count();
            if there < least as usize && value.number().is_some_and(Number::is_zero) {
                let path = &op.path;
                let text = text!(
                    "「{path}」参加 {there} 项，少于规定的 {least} 项，计 0 分",
                    "`{path}`: {there} parts taken, fewer than the {least} wanted: 0"
                );
                let row = self.rows.start + at;
                self.used.push(Used { row, reg, code: &faults::TOO_FEW_PARTS, path: path.clone(), text });
            }
        }
    }
}

/// Whether what joins the item above passes over parts that are left out, so that nothing is spread.
fn is_passed_over(scheme: &Scheme, path: &Arc<str>) -> bool {
    let item = scheme.items.iter().find(|item| item.path == *path);
    let join = match item.map(|item| item.parent) {
        None => return false,
        Some(Some(above)) => match &scheme.items[above].base {
            Base::Combined(expr) => Some(expr),
            _ => None,
        },
        Some(None) => scheme.combine.as_ref(),
    };
    join.is_some_and(|expr| matches!(expr.kind, ExprKind::Parts(_)))
}

/// What a policy did, in words.
fn describe(scheme: &Scheme, op: &Op, gap: &Gap, after: &Value) -> (&'static Code, Arc<str>, Text) {
    let why = match (gap.missing.is_empty(), gap.not_applicable.is_empty()) {
        (false, _) => {
            let names: Vec<_> = gap.missing.iter().map(|lack| scheme.lack_name(*lack)).collect();
            let names = names.join("、");
            text!("缺少{names}", "{names} missing")
        }
        _ => {
            let names: Vec<_> = gap.not_applicable.iter().map(|fact| scheme.fact_name(*fact)).collect();
            let names = names.join("、");
            text!("不涉及{names}", "{names} not applicable")
        }
    };
    let path = &op.path;
    match (&op.kind, after) {
        (OpKind::FactPolicy { fact, .. }, after) => {
            let name: Arc<str> = scheme.facts[*fact].spec.name.clone();
            let shown = shown::value(scheme, &scheme.facts[*fact].spec.ty, after);
            (
                &faults::FACT_POLICY,
                name,
                text!("{0}，按规定取 {1}", "{0}: {1} is taken as the scheme provides", why, shown),
            )
        }
        (_, Value::LeftOut) if is_passed_over(scheme, path) => (
            &faults::LEFT_OUT,
            path.clone(),
            text!("{0}，按规定剔除，不计入", "{0}: left out as the scheme provides", why),
        ),
        (_, Value::LeftOut) => (
            &faults::LEFT_OUT,
            path.clone(),
            text!(
                "{0}，按规定剔除，分值摊给其他指标",
                "{0}: left out as the scheme provides, its marks spread over others",
                why
            ),
        ),
        (_, after) => {
            let points = after.number().map(Number::to_string).unwrap_or_default();
            (
                &faults::ITEM_POLICY,
                path.clone(),
                text!("{0}，按规定得 {points} 分", "{0}: {points} points as the scheme provides", why),
            )
        }
    }
}
