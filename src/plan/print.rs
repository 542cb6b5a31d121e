//! The plan as text, one operation a line: for tests and for people who want to see what is computed.

use super::operands::operands;
use super::{GroupsOp, Op, OpKind, Plan, Program};
use std::fmt::{self, Write as _};

impl fmt::Display for Plan<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{} · {} operations, {} stages", self.scheme.name, self.ops.len(), self.stages)?;
        for stage in 0..self.stages {
            writeln!(out, "stage {stage}")?;
            for (reg, op) in self.ops.iter().enumerate().filter(|(_, op)| op.stage == stage) {
                writeln!(out, "  {}", line(reg, op))?;
                if let OpKind::Entries { program, .. }
                | OpKind::EntrySum { program, .. }
                | OpKind::Groups(GroupsOp { program, .. })
                | OpKind::Everyone(GroupsOp { program, .. }) = &op.kind
                {
                    entries(out, program)?;
                }
            }
        }
        Ok(())
    }
}

fn entries(out: &mut fmt::Formatter<'_>, program: &Program) -> fmt::Result {
    for (reg, op) in program.ops.iter().enumerate() {
        writeln!(out, "      each {}", line(reg, op))?;
    }
    write!(out, "      value {:?} when {:?}", program.value, program.when)?;
    if program.order.is_some() || program.latest.is_some() {
        write!(out, " order {:?} latest {:?}", program.order, program.latest)?;
    }
    writeln!(out)
}

fn line(reg: usize, op: &Op) -> String {
    let mut text = format!("r{reg} = {}", name(&op.kind));
    operands(&op.kind, &mut |operand| {
        // Writing to a string cannot fail.
        let _ = write!(text, " r{operand}");
    });
    format!("{text}   # {}", op.path)
}

fn name(kind: &OpKind) -> String {
    match kind {
        OpKind::Constant(constant) => format!("{constant:?}"),
        OpKind::Load(fact) => format!("load f{fact}"),
        OpKind::LoadLastYear(fact) => format!("load_last_year f{fact}"),
        OpKind::LoadField(list, field) => format!("load_field f{list}.{field}"),
        OpKind::Outer(reg) => format!("outer r{reg}"),
        OpKind::Arithmetic(operation, ..) => format!("{operation:?}").to_lowercase(),
        OpKind::Compare(comparison, ..) => format!("{comparison:?}").to_lowercase(),
        OpKind::Apply(builtin, _) => format!("apply {builtin:?}"),
        OpKind::Round(_, places, mode) => format!("round({places}, {mode:?})"),
        OpKind::TableRow(table, _) => format!("table_row t{table}"),
        OpKind::TableCell { table, column, .. } => format!("table_cell t{table}.{column}"),
        OpKind::Day(day) => format!("day {day:?}").to_lowercase(),
        OpKind::PartOfDate(part, _) => format!("{part:?}").to_lowercase(),
        OpKind::Script { id, .. } => format!("script s{id}"),
        OpKind::Members { function, .. } => format!("members {function:?}"),
        OpKind::Entries { function, .. } => format!("entries {function:?}"),
        OpKind::Groups(groups) => format!("groups {:?}", groups.function),
        OpKind::Everyone(groups) => format!("everyone {:?}", groups.function),
        OpKind::GroupAtHand { function, .. } => format!("group_at_hand {function:?}"),
        OpKind::Cohort { function, .. } => format!("cohort {function:?}"),
        OpKind::FactPolicy { fact, .. } => format!("fact_policy f{fact}"),
        other => {
            let text = format!("{other:?}");
            text.split(['(', ' ']).next().unwrap_or_default().to_lowercase()
        }
    }
}
