//! Which parts of a scheme are computed ratee by ratee, and why: what the columns of a block do not do.

use crate::locale::Text;
use crate::plan::{OpKind, Plan};
use crate::scheme::model::{Arithmetic, Function, How};
use std::sync::Arc;

/// The parts of a scheme that cost more than columns do, each with the reason, in the order of the plan.
pub fn slow(plan: &Plan<'_>) -> Vec<(Arc<str>, Text)> {
    let mut found: Vec<(Arc<str>, Text)> = Vec::new();
    for op in &plan.ops {
        if let Some(why) = reason(&op.kind) {
            let one = (op.path.clone(), why);
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

fn reason(kind: &OpKind) -> Option<Text> {
    Some(match kind {
        OpKind::Entries { .. }
        | OpKind::EntrySum { .. }
        | OpKind::Groups(_)
        | OpKind::GroupAtHand { .. }
        | OpKind::Occurrence { .. } => Text::fixed(
            "逐条读清单：用时随条数增长",
            "reads the entries of a list: the cost grows with their number",
        ),
        OpKind::Everyone(_) => Text::fixed(
            "读所有对象的清单：每组算一次",
            "reads the lists of all ratees: computed once for each group",
        ),
        OpKind::Cohort { function, .. } if *function != Function::Count => Text::fixed(
            "与其他对象比较：等全部对象算完才算，每组排一次序",
            "compares ratees: computed when all of them are, with one sorting for each group",
        ),
        OpKind::Apply(..) | OpKind::Arithmetic(Arithmetic::Power, ..) => Text::fixed(
            "函数值没有有限小数：逐个对象算到足以判断为止",
            "the function has no finite decimal: computed for each ratee as closely as the decision needs",
        ),
        OpKind::Parts { how: How::Geometric | How::Harmonic | How::Optional(_), .. } => Text::fixed(
            "几何平均、调和平均、可选项：逐个对象算",
            "geometric and harmonic means and optional parts are computed for each ratee",
        ),
        OpKind::Members { weights, parameter, values, .. }
            if !weights.is_empty()
                || parameter.is_some()
                || values.iter().any(|(_, when)| when.is_some()) =>
        {
            Text::fixed(
                "带条件、权重或个数的统计：逐个对象算",
                "a figure with conditions, weights or a number of values is computed for each ratee",
            )
        }
        OpKind::Days(..) | OpKind::Months(..) | OpKind::PartOfDate(..) => {
            Text::fixed("日期：逐个对象算", "dates are computed for each ratee")
        }
        OpKind::Script { columns: None, .. } => Text::fixed(
            "脚本不能整列算：逐个对象调用（见 H0625）",
            "the script cannot be computed in columns: it is called for each ratee (see H0625)",
        ),
        _ => return None,
    })
}
