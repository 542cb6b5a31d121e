//! Whom a scheme takes: its declared condition, computed for every ratee by the one plan.

use super::run;
use super::value::Value;
use crate::evidence::Table;
use crate::locale::Text;
use crate::plan;
use crate::scheme::model::Scheme;
use crate::text;

/// Whether a scheme takes a ratee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nobody can say.
    Unknown {
        /// For want of these facts.
        facts: Vec<String>,
        /// Because of what could not be computed.
        faults: Vec<Text>,
    },
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
            let faults = gap.faults.iter().map(|fault| fault.text.clone()).collect();
            Claim::Unknown { facts: missing.chain(not_applicable).collect(), faults }
        }
        _ => Claim::No,
    };
    (0..table.ids.len()).map(claim).collect()
}

/// Why nobody can say whether something applies, in words.
pub fn why_unknown(facts: &[String], faults: &[Text]) -> Text {
    let faults = Text {
        zh: faults.iter().map(|fault| &*fault.zh).collect::<Vec<_>>().join("；").into(),
        en: faults.iter().map(|fault| &*fault.en).collect::<Vec<_>>().join("; ").into(),
    };
    match facts {
        [] => faults,
        facts => {
            let is = if facts.len() == 1 { "is" } else { "are" };
            let lacking = text!("缺 {0}", "{0} {is} missing", Text::listed(facts));
            if faults.zh.is_empty() { lacking } else { text!("{0}；{1}", "{0}; {1}", lacking, faults) }
        }
    }
}
