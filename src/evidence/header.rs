//! Columns are matched to what is declared, by name or label, and everything odd about a header is said.
//!
//! It must never look at a cell.

use super::findings::{Findings, Problem, in_file, whole_file};
use super::rows::half_width;
use crate::diagnostic::similar::nearest;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::{code, text};
use std::collections::{BTreeMap, HashMap};

/// What a column holds, apart from the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Values of a slot.
    Slot(usize),
    /// A nested list.
    List(usize),
    /// The period of a row.
    Period,
    /// A field of a list by periods, one entry a row.
    Entry {
        /// The list.
        list: usize,
        /// The field.
        field: usize,
    },
    /// A fact that does not come from files, and a name that only other readers know.
    Ignored(Option<usize>),
}

/// Every name that a column may have. Names come before labels, and among equals the first declared.
#[derive(Default)]
pub(super) struct Names<'s> {
    targets: HashMap<String, Target>,
    known: Vec<&'s str>,
}

impl<'s> Names<'s> {
    /// Adds the names of one rank: all names first, then all labels.
    pub(super) fn add(&mut self, name: &'s str, suffixes: &[&str], target: Target) {
        for suffix in suffixes {
            self.targets.entry(half_width(&format!("{name}{suffix}")).into_owned()).or_insert(target);
        }
        if !self.known.contains(&name) {
            self.known.push(name);
        }
    }

    /// Adds a name that is never offered for a misspelt one, unless it is taken.
    pub(super) fn add_quietly(&mut self, name: &str, target: Target) {
        self.targets.entry(half_width(name).into_owned()).or_insert(target);
    }

    /// What a column of that name holds.
    pub(super) fn find(&self, name: &str) -> Option<Target> {
        self.targets.get(&*half_width(name)).copied()
    }

    /// The declared name that was probably meant.
    fn near(&self, name: &str) -> Option<&'s str> {
        if name.len() > 200 { None } else { nearest(&half_width(name), self.known.iter().copied()) }
    }
}

/// The endings of a column with last year's values.
pub(super) const LAST_YEAR: [&str; 2] = [".上年", ".last_year"];

/// The columns of one file and what they hold.
#[derive(Default)]
pub(super) struct Binding {
    columns: Vec<(String, Option<Target>)>,
    settled: usize,
    /// The column of the identity, once the first row has come.
    pub identity: Option<usize>,
    /// Slots that two columns of a CSV header claim, with the bad cell that says so.
    pub clashes: BTreeMap<usize, u32>,
    /// Set if the file cannot be used at all: the bad cell that says why.
    pub refused: Option<u32>,
    /// The columns that hold something, in the order of the file: the slots and the names.
    pub slots: Vec<(usize, String)>,
}

impl Binding {
    /// Takes in the next column.
    pub(super) fn add(&mut self, name: &str, names: &Names<'_>) {
        self.columns.push((name.to_owned(), names.find(name)));
    }

    /// What a column holds.
    pub(super) fn target(&self, column: usize) -> Option<Target> {
        self.columns.get(column)?.1
    }

    /// Whether the cells of a column say anything to anybody.
    pub(super) fn is_read(&self, column: usize) -> bool {
        let known = self.target(column).is_some_and(|target| !matches!(target, Target::Ignored(_)));
        known || self.identity == Some(column)
    }

    /// The name of a column as messages show it.
    pub(super) fn name(&self, column: usize) -> String {
        let name = self.columns.get(column).map_or("", |(name, _)| super::rows::clean(name));
        if name.is_empty() { format!("#{}", column + 1) } else { name.to_owned() }
    }

    /// Looks at the columns that came since the last time; the first time decides the identity. `one_header` says
    /// that the columns are a header which holds for all rows, so that two columns of one fact clash.
    pub(super) fn settle(
        &mut self,
        file: &str,
        one_header: bool,
        names: &Names<'_>,
        findings: &mut Findings,
    ) {
        if self.settled == self.columns.len() {
            return;
        }
        if self.identity.is_none() {
            self.identity = self.find_identity(file, findings);
        }
        if self.refused.is_some() {
            return;
        }
        let nothing_known = self.settled == 0 && self.nothing_known();
        if nothing_known {
            findings.report(nothing_fits(file));
        }
        for column in std::mem::replace(&mut self.settled, self.columns.len())..self.columns.len() {
            match self.columns[column].1 {
                Some(Target::Slot(slot)) => self.claim(slot, column, (file, one_header), findings),
                Some(Target::Ignored(Some(_))) => {
                    let name = self.name(column);
                    findings.report(not_from_files(&name, file));
                }
                None if self.identity != Some(column) && !nothing_known => {
                    let name = self.name(column);
                    findings.report(unknown_column((&name, &name), file, names));
                }
                _ => {}
            }
        }
    }

    fn find_identity(&mut self, file: &str, findings: &mut Findings) -> Option<usize> {
        let is_id = |column: &&(String, Option<Target>)| half_width(&column.0).eq_ignore_ascii_case("id");
        if self.columns.iter().filter(is_id).count() > 1 {
            self.refused = Some(findings.bad(whole_file(file), two_identities(file)));
        }
        self.columns.iter().position(|column| is_id(&column)).or(Some(0))
    }

    /// Whether there are columns beside the identity and none is declared.
    fn nothing_known(&self) -> bool {
        self.columns.len() > 1 && self.columns.iter().all(|(_, target)| target.is_none())
    }

    fn claim(
        &mut self,
        slot: usize,
        column: usize,
        (file, one_header): (&str, bool),
        findings: &mut Findings,
    ) {
        let name = self.name(column);
        let before = self.slots.iter().find(|(taken, _)| *taken == slot).map(|(_, name)| name.clone());
        if let (Some(before), true) = (before, one_header) {
            let place = CellPlace { file: file.to_owned(), row: None, column: Some(name.clone()) };
            let bad = findings.bad(place, two_columns(&before, &name));
            self.clashes.entry(slot).or_insert(bad);
        }
        self.slots.push((slot, name));
    }
}

/// The finding on a column, or a key of an entry, that nobody declared; `shown` is how messages call it.
pub(super) fn unknown_column((name, shown): (&str, &str), file: &str, names: &Names<'_>) -> Diagnostic {
    let half = half_width(name).into_owned();
    let finding = in_file(
        &UNKNOWN_COLUMN,
        file,
        text!(
            "{file} 的列「{shown}」在方案里没有声明，没有读",
            "the column “{shown}” of {file} is not declared in the scheme and was not read"
        ),
    );
    if let Some(number) = name.strip_prefix('#').filter(|number| number.parse::<usize>().is_ok()) {
        let message = text!(
            "{file} 的第 {number} 列没有列名，没有读",
            "column {number} of {file} has no header and was not read"
        );
        return Diagnostic { message, ..finding };
    }
    let last_year = LAST_YEAR.iter().find_map(|ending| half.strip_suffix(ending));
    if let Some(fact) = last_year.filter(|fact| names.find(fact).is_some()) {
        return finding.help(text!(
            "要用上年的值，请在「{fact}」的声明后写“带上年”",
            "to use last year's value, declare {fact} with last year"
        ));
    }
    match names.near(name) {
        Some(near) => finding.help(text!("是不是「{near}」？", "did you mean “{near}”?")),
        None => finding,
    }
}

code!(
    UNKNOWN_COLUMN,
    "H0710",
    Warning,
    "没有声明的列" / "unknown-column",
    "文件里的这一列，方案没有声明，所以没有读。多出的列不妨碍计分；如果是列名写错了，它本该填的数据就会缺失。"
        / "The scheme declares no fact for this column, so it was not read. Extra columns do no harm; but if the name is a slip, the fact that it should hold is missing.",
);
code!(
    NOTHING_FITS,
    "H0711",
    Warning,
    "没有一列对得上" / "no-column-fits",
    "文件里除身份列外，没有一列是方案声明的数据，多半是表头不在第一行，或者拿错了文件。"
        / "Apart from the identity no column of the file is a declared fact: most likely the header is not in the first row, or it is the wrong file.",
);
code!(
    TWO_COLUMNS,
    "H0712",
    Error,
    "同一数据有两列" / "two-columns-for-one-fact",
    "同一份文件里有两列对应同一个数据（列名重复，或一列用名称、一列用标签），说不准用哪一列，所以都没有采用。"
        / "Two columns of a file hold the same fact (the same header twice, or its name and its label), and nothing says which counts, so neither was used.",
);
code!(
    TWO_IDENTITIES,
    "H0713",
    Error,
    "身份列有两个" / "two-identity-columns",
    "文件里有两列都叫 id，说不准用哪一列认人，所以整个文件没有采用。"
        / "Two columns are called id, and nothing says which of them tells the ratees apart, so the file was not used.",
);

code!(
    NOT_FROM_FILES,
    "H0835",
    Warning,
    "这一列由另一个方案算出" / "column-is-computed",
    "方案声明这个数据是另一个方案的结果（自 …），由程序计算，所以数据文件里同名的列没有读，免得两个数不一致。"
        / "The scheme declares this fact as the result of another scheme, so it is computed; a column of that name was not read, lest there be two figures for one thing.",
);

fn not_from_files(name: &str, file: &str) -> Diagnostic {
    in_file(
        &NOT_FROM_FILES,
        file,
        text!(
            "{file} 的列「{name}」没有读：这个数据由另一个方案算出",
            "the column “{name}” of {file} was not read: another scheme computes this fact"
        ),
    )
    .help(text!(
        "要用文件里的数，请删去声明里的「自 …」",
        "to use the figures of the file, remove `from …` from the declaration"
    ))
}

fn nothing_fits(file: &str) -> Diagnostic {
    in_file(
        &NOTHING_FITS,
        file,
        text!("{file} 里没有一列是方案声明的数据", "no column of {file} is a fact that the scheme declares"),
    )
    .help(text!(
        "请检查第一行是不是表头（表头上面的标题行要删掉），以及是不是拿错了文件",
        "see whether the first row is the header (delete titles above it), and whether it is the right file"
    ))
}

fn two_columns(one: &str, other: &str) -> Problem {
    let message = if half_width(one) == half_width(other) {
        text!(
            "列名「{one}」出现了两次，说不准用哪一列，都没有采用",
            "the header “{one}” stands twice; nothing says which column counts, so neither was used"
        )
    } else {
        text!(
            "列「{one}」和列「{other}」是同一个数据，说不准用哪一列，都没有采用",
            "the columns “{one}” and “{other}” are the same fact; nothing says which counts, so neither was used"
        )
    };
    Problem::new(&TWO_COLUMNS, message).help(text!("请删去或改名其中一列", "delete or rename one of them"))
}

/// The same for two members of one JSON object.
pub(super) fn two_members(name: &str) -> Problem {
    Problem::new(
        &TWO_COLUMNS,
        text!(
            "这个对象里「{name}」的值写了两处，说不准用哪一个，都没有采用",
            "this object has a value for “{name}” twice; nothing says which counts, so neither was used"
        ),
    )
    .help(text!("请删去其中一个", "delete one of them"))
}

fn two_identities(file: &str) -> Problem {
    Problem::new(
        &TWO_IDENTITIES,
        text!(
            "{file} 有两列都叫 id，说不准用哪一列认人，整个文件没有采用",
            "{file} has two columns called id; nothing says which is the identity, so the file was not used"
        ),
    )
}
