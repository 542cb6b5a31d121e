//! Whom a scheme takes: its declared condition, computed for every ratee by the one plan.

use super::run;
use super::value::Value;
use crate::evidence::Table;
use crate::plan;
use crate::scheme::model::Scheme;

/// Whether a scheme takes a ratee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nobody can say, for want of these facts.
    Unknown(Vec<String>),
}

/// What the condition of a scheme says of every ratee. Days are not looked at here.
pub fn claims(scheme: &Scheme, table: &Table, threads: usize) -> Vec<Claim> {
    let Some(when) = scheme.applies.as_ref().and_then(|applies| applies.when.as_ref()) else {
        return vec![Claim::Yes; table.ids.len()];
    };
    let (plan, reg) = plan::lower_alone(scheme, when);
    let done = run::run(&plan, table, &[reg], None, threads);
    let claim = |row: usize| match done.get(reg, row) {
        Value::Truth(true) => Claim::Yes,
        Value::Gap(gap) => {
            let missing = gap.missing.iter().map(|lack| scheme.lack_name(*lack));
            let not_applicable = gap.not_applicable.iter().map(|fact| scheme.fact_name(*fact).to_owned());
            Claim::Unknown(missing.chain(not_applicable).collect())
        }
        _ => Claim::No,
    };
    (0..table.ids.len()).map(claim).collect()
}
