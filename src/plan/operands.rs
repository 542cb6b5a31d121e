//! What an operation reads. A new operation says it here.

use super::*;

/// The columns that an operation reads, those outside a list's program among them.
pub fn operands(kind: &OpKind, see: &mut dyn FnMut(Reg)) {
    match kind {
        OpKind::Constant(_)
        | OpKind::Load(_)
        | OpKind::LoadLastYear(_)
        | OpKind::LoadField(..)
        | OpKind::Identity
        | OpKind::Day(_)
        | OpKind::Outer(_) => {}
        OpKind::Rank(rank) => rank.operands().for_each(see),
        OpKind::Quota(quota) => quota.operands().for_each(see),
        OpKind::FactPolicy { value, missing, not_applicable, .. } => {
            [Some(*value), *missing, *not_applicable].into_iter().flatten().for_each(see);
        }
        OpKind::Negate(a)
        | OpKind::Not(a)
        | OpKind::Round(a, ..)
        | OpKind::Floor(a)
        | OpKind::Ceil(a)
        | OpKind::Abs(a)
        | OpKind::Truncate(a)
        | OpKind::Present(a)
        | OpKind::Standing(a, _)
        | OpKind::PartOfDate(_, a)
        | OpKind::TableCell { row: a, .. }
        | OpKind::Counted(a, _) => see(*a),
        OpKind::Arithmetic(_, a, b)
        | OpKind::Compare(_, a, b)
        | OpKind::Days(a, b)
        | OpKind::Graded(a, b)
        | OpKind::OfResult(a, b)
        | OpKind::OrElse(a, b)
        | OpKind::Months(a, b)
        | OpKind::UnlessLeftOut(a, b) => {
            see(*a);
            see(*b);
        }
        OpKind::TableRow(_, all)
        | OpKind::And(all)
        | OpKind::Or(all)
        | OpKind::FirstTrue(all)
        | OpKind::Max(all)
        | OpKind::Min(all)
        | OpKind::Apply(_, all) => {
            all.iter().copied().for_each(see);
        }
        OpKind::BandIndex(subject, rows) => {
            see(*subject);
            for row in rows {
                [row.low.map(|b| b.0), row.high.map(|b| b.0), row.except]
                    .into_iter()
                    .flatten()
                    .for_each(&mut *see);
            }
        }
        OpKind::LookupIndex(subjects, rows) => {
            subjects.iter().copied().for_each(&mut *see);
            rows.iter().flatten().copied().for_each(see);
        }
        OpKind::Pick { index, values, otherwise, .. } => {
            see(*index);
            values.iter().copied().chain(*otherwise).for_each(see);
        }
        OpKind::Linear { subject, keys, values, .. } => {
            see(*subject);
            keys.iter().chain(values).copied().for_each(see);
        }
        OpKind::Script { arguments, columns, .. } => {
            arguments.iter().map(|(reg, _)| *reg).chain(*columns).for_each(see);
        }
        OpKind::Members { values, weights, parameter, if_empty, .. } => {
            values.iter().flat_map(|(value, when)| [Some(*value), *when]).flatten().for_each(&mut *see);
            weights.iter().chain(parameter).chain(if_empty).copied().for_each(see);
        }
        OpKind::Cohort { value, by, when, if_empty, weight, parameter, .. } => {
            [*value, *by, *when, *if_empty, *weight, *parameter].into_iter().flatten().for_each(see);
        }
        OpKind::Entries { .. }
        | OpKind::EntrySum { .. }
        | OpKind::Groups(_)
        | OpKind::Everyone(_)
        | OpKind::Occurrence { .. }
        | OpKind::GroupAtHand { .. } => of_lists(kind, see),
        OpKind::RatersThere { .. }
        | OpKind::SumChildren { .. }
        | OpKind::WholeWeight(_)
        | OpKind::Parts { .. }
        | OpKind::ItemPolicy { .. } => of_parts(kind, see),
        OpKind::Stub { value, .. } => value.iter().copied().for_each(see),
        OpKind::Clamp(value, floor, cap) => [Some(*value), *floor, *cap].into_iter().flatten().for_each(see),
    }
}

/// Operations over the entries of lists.
fn of_lists(kind: &OpKind, see: &mut dyn FnMut(Reg)) {
    match kind {
        OpKind::Entries { program, parameter, if_empty, .. } => {
            outer_operands(program, see);
            parameter.iter().chain(if_empty).copied().for_each(see);
        }
        OpKind::EntrySum { program, same } => {
            outer_operands(program, see);
            for matter in same {
                if let MatterRule::Cap(cap) = matter.rule {
                    see(cap);
                }
            }
        }
        OpKind::Groups(groups) | OpKind::Everyone(groups) => outer_operands(&groups.program, see),
        OpKind::Occurrence { keys, order, .. } => keys.iter().chain(order).copied().for_each(see),
        OpKind::GroupAtHand { groups, key, parameter, if_empty, .. } => {
            [Some(*groups), *key, *parameter, *if_empty].into_iter().flatten().for_each(see);
        }
        _ => {}
    }
}

/// Operations over the parts of an item.
fn of_parts(kind: &OpKind, see: &mut dyn FnMut(Reg)) {
    match kind {
        OpKind::RatersThere { parts, .. } => parts.iter().map(|(reg, _)| *reg).for_each(see),
        OpKind::SumChildren { parts, spread, .. } => {
            parts.iter().chain(spread).for_each(|(reg, share)| {
                see(*reg);
                share.column().into_iter().for_each(&mut *see);
            });
        }
        OpKind::WholeWeight(weights) => weights.iter().copied().for_each(see),
        OpKind::Parts { parts, .. } => parts.iter().for_each(|(reg, weight, _)| {
            see(*reg);
            weight.as_ref().and_then(Share::column).into_iter().for_each(&mut *see);
        }),
        OpKind::ItemPolicy { value, missing, not_applicable } => {
            see(*value);
            for stand in [missing, not_applicable].into_iter().flatten() {
                if let Stand::Gives(reg) = stand {
                    see(*reg);
                }
            }
        }
        _ => {}
    }
}

fn outer_operands(program: &Program, see: &mut dyn FnMut(Reg)) {
    for op in &program.ops {
        if let OpKind::Outer(reg) = op.kind {
            see(reg);
        }
    }
}
