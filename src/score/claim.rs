//! Whom a scheme takes: its declared condition, computed for every ratee by the one plan.

use super::run;
use super::value::Value;
use crate::evidence::Table;
use crate::locale::Text;
use crate::plan;
use crate::scheme::model::Scheme;
use crate::text;

/// Whether a scheme takes a ratee.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Nobody can say.
    Unknown(Undecided),
}

/// Why nobody can say whether a scheme takes a ratee.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undecided {
    /// The facts that would decide.
    pub missing: Vec<String>,
    /// What could not be computed.
    pub faults: Vec<Text>,
}

impl Undecided {
    /// Takes in the reasons of another scheme, each once.
    pub fn join(&mut self, other: &Undecided) {
        fn add<T: Clone + PartialEq>(mine: &mut Vec<T>, theirs: &[T]) {
            for one in theirs {
                if !mine.contains(one) {
                    mine.push(one.clone());
                }
            }
        }
        add(&mut self.missing, &other.missing);
        add(&mut self.faults, &other.faults);
    }

    /// In words: what is missing, then what could not be computed.
    pub fn told(&self) -> Text {
        let is = if self.missing.len() == 1 { "is" } else { "are" };
        let facts = (!self.missing.is_empty())
            .then(|| text!("缺 {0}", "{0} {is} missing", Text::listed(&self.missing)));
        let all = facts.into_iter().chain(self.faults.iter().cloned());
        all.reduce(|before, next| text!("{0}；{1}", "{0}; {1}", before, next))
            .unwrap_or_else(|| Text::same(""))
    }
}

/// What the condition of a scheme says of every ratee. Days are not looked at here.
pub fn claims(scheme: &Scheme, table: &Table, threads: usize) -> Vec<Claim> {
    let Some(when) = scheme.applies.as_ref().and_then(|applies| applies.when.as_ref()) else {
        return vec![Claim::Yes; table.ids.len()];
    };
    let (plan, reg) = plan::lower_alone(scheme, when);
    let done = run::run(&plan, table, &[reg], threads);
    let claim = |row: usize| match done.get(reg, row) {
        Value::Truth(true) => Claim::Yes,
        Value::Gap(gap) => {
            let missing = gap.missing.iter().map(|lack| scheme.lack_name(*lack));
            let not_applicable = gap.not_applicable.iter().map(|fact| scheme.fact_name(*fact).to_owned());
            let missing = missing.chain(not_applicable).collect();
            let faults = gap.faults.iter().map(|fault| fault.text.clone()).collect();
            Claim::Unknown(Undecided { missing, faults })
        }
        _ => Claim::No,
    };
    (0..table.ids.len()).map(claim).collect()
}
