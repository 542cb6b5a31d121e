//! Several schemes in one folder: which of them takes which ratee.
//!
//! A scheme takes the ratees for whom its 适用 holds. Nobody is guessed at: a ratee that no scheme takes, or several,
//! or of whom a needed fact is missing, is reported and not scored. This module opens no file.

use crate::diagnostic::{Code, Diagnostic};
use crate::evidence::Table;
use crate::locale::Text;
use crate::scheme::library::Loaded;
use crate::scheme::model::Scheme;
use crate::score::{Claim, Remark, Undecided, claims};
use crate::unit::Date;
use crate::{code, text};
use std::sync::Arc;

code!(
    TWINS,
    "H1012",
    Error,
    "文件夹里有两个同名方案" / "scheme-twice-in-folder",
    "按文件夹计算时，每个方案的名称只能出现一次，否则不知道用哪一份。同一方案的中英文两份请放在不同的文件夹。"
        / "In a folder that is evaluated as one, each name of a scheme stands once. Put twins in two languages into folders of their own."
);
code!(
    NOT_CLAIMED,
    "H1013",
    Error,
    "没有方案适用" / "no-scheme-applies",
    "文件夹里没有一份方案的「适用」包括这个对象，所以没有计分。请改「适用」的条件，或核对它的数据。"
        / "No scheme of the folder applies to this ratee, so it is not scored. Change a condition of `applies`, or check its facts."
);
code!(
    CLAIMED_TWICE,
    "H1014",
    Error,
    "几份方案都适用" / "several-schemes-apply",
    "几份方案的「适用」都包括这个对象，不能替它选。请把条件改得互不重叠。"
        / "Several schemes apply to this ratee, and none is chosen for it. Change their conditions so that they do not overlap."
);
code!(
    UNDECIDED,
    "H1015",
    Error,
    "适用哪份方案还不能确定" / "scheme-undecided",
    "「适用」要用的数据缺失或算不出，所以不知道它按哪份方案考核。请补上或改正数据。"
        / "What `applies` needs is missing or cannot be computed, so nobody knows which scheme takes this ratee. Supply or correct the facts."
);

/// The codes that this module raises.
pub static CODES: &[&Code] = &[&TWINS, &NOT_CLAIMED, &CLAIMED_TWICE, &UNDECIDED];

/// Findings for schemes of one name.
pub fn twins(schemes: &[&Loaded]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (at, again) in schemes.iter().enumerate() {
        let name = &again.node.name;
        if let Some(first) = schemes[..at].iter().find(|other| other.node.name.text == name.text) {
            let name_text = &name.text;
            let problem = Diagnostic::new(
                &TWINS,
                name.span,
                text!(
                    "文件夹里有两个方案叫「{name_text}」",
                    "the folder holds two schemes called `{name_text}`"
                ),
                text!("又一个", "another"),
            );
            let help = text!(
                "改一个名称，或把其中一份移到别的文件夹；只算一份就写明文件",
                "rename one, or move it to another folder; to evaluate one of them, name its file"
            );
            problems.push(problem.label(first.node.name.span, text!("第一个", "first")).help(help));
        }
    }
    problems
}

/// The schemes that take ratees: all but those on which others build, or whose results others take as facts, and
/// that do not say whom they take.
pub fn takers(schemes: &[Loaded]) -> Vec<usize> {
    let is_template = |loaded: &Loaded| {
        let own = loaded.files.first().map(|file| (*file, loaded.node.name.text.clone()));
        let says = loaded.scheme.as_ref().is_some_and(|scheme| scheme.applies.is_some());
        let is_above = |other: &Loaded| {
            own.as_ref().is_some_and(|own| other.ancestors.contains(own) || other.used.contains(own))
        };
        !says && schemes.iter().any(is_above)
    };
    (0..schemes.len()).filter(|at| !is_template(&schemes[*at])).collect()
}

/// A scheme with all evidence as it reads it.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// All ratees.
    pub table: &'a Table,
}

/// Where a ratee goes.
#[derive(Clone, Debug)]
pub enum Placed {
    /// To a scheme, by its number: the row is that in the table of all ratees.
    In {
        /// The scheme.
        scheme: usize,
        /// The row.
        row: usize,
    },
    /// Nowhere.
    Nowhere(Unplaced),
}

/// A ratee that no scheme takes.
#[derive(Clone, Debug)]
pub struct Unplaced {
    /// Its identity.
    pub id: Arc<str>,
    /// The facts that would decide.
    pub missing: Vec<String>,
    /// Why.
    pub problem: Remark,
}

/// Sends every ratee to its scheme, in the order of the evidence. `day` decides which schemes are in force; without
/// it, the end of a scheme's own period does.
pub fn route(candidates: &[Candidate<'_>], day: Option<Date>, threads: usize) -> Vec<Placed> {
    let mut ids: Vec<Arc<str>> = Vec::new();
    let mut known = std::collections::BTreeSet::new();
    for id in candidates.iter().flat_map(|candidate| candidate.table.ids.iter()) {
        if known.insert(id) {
            ids.push(id.into());
        }
    }
    let rows: Vec<std::collections::BTreeMap<&str, usize>> = candidates
        .iter()
        .map(|candidate| candidate.table.ids.iter().enumerate().map(|(row, id)| (id, row)).collect())
        .collect();
    let said: Vec<Vec<Claim>> = candidates
        .iter()
        .map(|candidate| {
            if in_force(candidate.scheme, day) {
                claims(candidate.scheme, candidate.table, threads)
            } else {
                vec![Claim::No; candidate.table.ids.len()]
            }
        })
        .collect();
    ids.into_iter().map(|id| place(id, candidates, &rows, &said)).collect()
}

/// Whether the days of a scheme's 适用 hold the day. Where no day is known, none is excluded.
fn in_force(scheme: &Scheme, day: Option<Date>) -> bool {
    let Some(applies) = &scheme.applies else { return true };
    let Some(day) = day.or(scheme.days.map(|(_, last)| last)) else { return true };
    applies.from.is_none_or(|from| from <= day) && applies.to.is_none_or(|to| day <= to)
}

fn place(
    id: Arc<str>,
    candidates: &[Candidate<'_>],
    rows: &[std::collections::BTreeMap<&str, usize>],
    said: &[Vec<Claim>],
) -> Placed {
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut why = Undecided::default();
    let mut undecided: Vec<&str> = Vec::new();
    for (scheme, rows) in rows.iter().enumerate() {
        let Some(row) = rows.get(&*id) else { continue };
        match &said[scheme][*row] {
            Claim::Yes => taken.push((scheme, *row)),
            Claim::No => {}
            Claim::Unknown(reasons) => {
                undecided.push(&candidates[scheme].scheme.name);
                why.join(reasons);
            }
        }
    }
    if let ([(scheme, row)], true) = (&taken[..], undecided.is_empty()) {
        return Placed::In { scheme: *scheme, row: *row };
    }
    let names: Vec<&str> = taken.iter().map(|(scheme, _)| &*candidates[*scheme].scheme.name).collect();
    let (code, text) = if !undecided.is_empty() {
        let apply = if undecided.len() == 1 { "applies" } else { "apply" };
        let (names, why) = (Text::listed(undecided), why.told());
        let text = text!("不知道「{0}」是否适用：{1}", "nobody can say whether {0} {apply}: {1}", names, why);
        (&UNDECIDED, text)
    } else if names.is_empty() {
        (&NOT_CLAIMED, text!("没有一份方案适用于它", "no scheme applies to it"))
    } else {
        let names = Text::listed(names);
        (&CLAIMED_TWICE, text!("几份方案都适用：{0}", "several schemes apply: {0}", names))
    };
    let problem = Remark { code, path: "适用".into(), text };
    Placed::Nowhere(Unplaced { id, missing: why.missing, problem })
}
