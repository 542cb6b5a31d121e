//! What a block notes of its ratees: where a policy acted, where the evidence alone decides an order, where too few
//! parts were taken.

use super::super::operation::Row;
use super::super::value::{Gap, Value};
use super::super::{faults, occurrence, shown};
use crate::diagnostic::Code;
use crate::evidence::Table;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{GroupsOp, Op, OpKind, Program, Reg, Share};
use crate::scheme::model::{Base, ExprKind, How, Scheme};
use crate::text;
use std::sync::Arc;

/// What is worth knowing about the way in which a row came to the value of an operation.
pub(super) fn noted(
    scheme: &Scheme,
    table: &Table,
    op: &Op,
    (row, ratee): (&dyn Row, usize),
    after: &Value,
) -> Option<(&'static Code, Arc<str>, Text)> {
    match &op.kind {
        OpKind::FactPolicy { value, .. } | OpKind::ItemPolicy { value, .. } => match row.get(*value) {
            Value::Gap(gap) if !matches!(after, Value::Gap(_)) => Some(describe(scheme, op, gap, after)),
            _ => None,
        },
        OpKind::Parts { how: How::Optional(least), parts, .. } => too_few(op, *least, parts, row, after),
        OpKind::Entries { program, .. }
        | OpKind::EntrySum { program, .. }
        | OpKind::Groups(GroupsOp { program, .. }) => tied(scheme, table, op, program, row, ratee),
        _ => None,
    }
}

/// What to say where the order of the evidence decides which entry of a kind comes first.
fn tied(
    scheme: &Scheme,
    table: &Table,
    op: &Op,
    program: &Program,
    row: &dyn Row,
    ratee: usize,
) -> Option<(&'static Code, Arc<str>, Text)> {
    let shown = occurrence::tied(scheme, table, program, row, ratee)?;
    let name = scheme.fact_name(program.list);
    let text = text!(
        "「{name}」里同类的有几条都是 {0}，先后按数据文件里的次序",
        "several entries of one kind in `{name}` have {0}: which comes first is as in the file",
        shown
    );
    Some((&faults::ORDER_TIED, op.path.clone(), text))
}

/// What to say where fewer parts were taken than the scheme wants.
fn too_few(
    op: &Op,
    least: u32,
    parts: &[(Reg, Option<Share>, Number)],
    row: &dyn Row,
    value: &Value,
) -> Option<(&'static Code, Arc<str>, Text)> {
    let there = parts.iter().filter(|(part, ..)| row.get(*part).is_present()).count();
    let is_zero = value.number().is_some_and(Number::is_zero);
    (there < least as usize && is_zero).then(|| {
        let path = &op.path;
        let text = text!(
            "「{path}」参加 {there} 项，少于规定的 {least} 项，计 0 分",
            "`{path}`: {there} parts taken, fewer than the {least} wanted: 0"
        );
        (&faults::TOO_FEW_PARTS, path.clone(), text)
    })
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
            let names = Text::listed(gap.missing.iter().map(|lack| scheme.lack_name(*lack)));
            text!("缺少{0}", "{0} missing", names)
        }
        _ => {
            let names = Text::listed(gap.not_applicable.iter().map(|fact| scheme.fact_name(*fact)));
            text!("不涉及{0}", "{0} not applicable", names)
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
