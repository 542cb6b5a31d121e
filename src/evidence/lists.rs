//! List facts: entries nested in a ratee's object, or rows of a file of their own.
//!
//! An empty list and no list are two things, and it must never take one for the other.

use super::Format;
use super::cell::{Wanted, is_not_applicable};
use super::checks::{PercentWatch, missing_field};
use super::findings::{Findings, Problem, in_file, in_row};
use super::header::{Binding, Names, Target, two_members, unknown_column};
use super::identity::identity;
use super::json;
use super::ratees::Ratees;
use super::rows::{Raw, Row, Sink, half_width, shown};
use super::table::{Cell, ListColumn};
use crate::diagnostic::similar::nearest;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::unit::{FactSpec, FactType};
use crate::{code, text};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is known of one ratee's list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// `null`.
    Missing,
    NotApplicable,
    Bad(u32),
    /// Nested: the entries from the first to before the second.
    Nested(usize, usize),
}

/// A list on its way to a [`ListColumn`].
pub(super) struct ListBuild<'s> {
    /// The name of the list fact.
    pub name: &'s str,
    names: Names<'s>,
    wanted: Vec<Wanted<'s>>,
    states: Vec<Option<State>>,
    owners: Vec<u32>,
    places: Vec<(u32, u32)>,
    fields: Vec<Vec<Cell>>,
    /// Whether a file of the list was given.
    pub given: bool,
    /// Whether some object of a JSON file has it.
    pub nested: bool,
    /// Set if entries of unknown ratees are lost: the bad cell that says why.
    cut_off: Option<u32>,
    /// Unknown keys of nested entries that were reported.
    unknown: BTreeSet<(u32, String)>,
    row_scratch: Vec<Option<Cell>>,
}

impl<'s> ListBuild<'s> {
    /// An empty one, if the fact is a list.
    pub(super) fn new(spec: &'s FactSpec, counting: &'s [Arc<str>]) -> Option<Self> {
        let FactType::List(fields) = &spec.ty else { return None };
        let mut names = Names::default();
        fields.iter().enumerate().for_each(|(at, field)| names.add(&field.name, &[""], Target::Slot(at)));
        for (at, field) in fields.iter().enumerate() {
            field.label.iter().for_each(|label| names.add(label, &[""], Target::Slot(at)));
        }
        let name = |field: &str| format!("{}.{field}", spec.name);
        let wanted =
            fields.iter().map(|field| Wanted::new(name(&field.name), &field.ty, (None, None), counting));
        Some(ListBuild {
            name: &spec.name,
            names,
            wanted: wanted.collect(),
            states: Vec::new(),
            owners: Vec::new(),
            places: Vec::new(),
            fields: vec![Vec::new(); fields.len()],
            given: false,
            nested: false,
            cut_off: None,
            unknown: BTreeSet::new(),
            row_scratch: vec![None; fields.len()],
        })
    }

    fn state(&self, ratee: usize) -> Option<State> {
        self.states.get(ratee).copied().flatten()
    }

    fn set_state(&mut self, ratee: usize, state: State) {
        self.states.resize(self.states.len().max(ratee + 1), None);
        self.states[ratee] = Some(state);
    }

    /// Whether an earlier row said something of the list of a ratee.
    pub(super) fn is_said(&self, ratee: usize) -> bool {
        matches!(self.state(ratee), Some(State::Nested(..) | State::NotApplicable))
    }

    /// Sets the list of a ratee aside.
    pub(super) fn set_bad(&mut self, ratee: usize, bad: u32) {
        self.set_state(ratee, State::Bad(bad));
    }

    /// Whether anything says what the list of a ratee is.
    pub(super) fn is_absent(&self, ratee: usize) -> bool {
        !self.given && matches!(self.state(ratee), None | Some(State::Missing))
    }

    /// Takes in a nested list. Whether it agrees with what is there.
    pub(super) fn nested(
        &mut self,
        raw: &Raw<'_>,
        (ratee, file, place): (usize, u32, CellPlace),
        same_file: bool,
        findings: &mut Findings,
    ) -> bool {
        self.nested = true;
        let before = self.state(ratee);
        let start = self.owners.len();
        let half = match raw {
            Raw::Text(text) => half_width(text),
            _ => "".into(),
        };
        let new = match raw {
            Raw::Null => State::Missing,
            Raw::Lost(bad) => State::Bad(*bad),
            Raw::Text(_) if half.is_empty() => State::Missing,
            Raw::Text(_) if is_not_applicable(&half) => State::NotApplicable,
            Raw::Text(text) => State::Bad(findings.bad(place, self.no_list(text))),
            Raw::Number(text) => State::Bad(findings.bad(place, self.no_list(text))),
            Raw::Bool(value) => State::Bad(findings.bad(place, self.no_list(&value.to_string()))),
            Raw::Nested(text) => match json::elements(text) {
                Some(elements) => self.entries(&elements, (ratee, file, &place), findings),
                None => State::Bad(findings.bad(place, self.no_list(text))),
            },
        };
        match before {
            None if !same_file => self.set_state(ratee, new),
            None if new == State::Missing => {}
            Some(State::Bad(_)) => self.truncate(start),
            Some(before) if self.same(before, new) => self.truncate(start),
            _ if matches!(new, State::Bad(_)) => self.set_state(ratee, new),
            _ => {
                self.truncate(start);
                return false;
            }
        }
        true
    }

    fn same(&self, one: State, other: State) -> bool {
        match (one, other) {
            (State::Nested(a, b), State::Nested(c, d)) => {
                self.fields.iter().all(|field| field[a..b] == field[c..d])
            }
            _ => one == other,
        }
    }

    /// Forgets the entries from one on.
    fn truncate(&mut self, length: usize) {
        self.owners.truncate(length);
        self.places.truncate(length);
        self.fields.iter_mut().for_each(|field| field.truncate(length));
    }

    /// Reads the entries of a nested list; all or nothing.
    fn entries(
        &mut self,
        elements: &[&str],
        (ratee, file, place): (usize, u32, &CellPlace),
        findings: &mut Findings,
    ) -> State {
        let start = self.owners.len();
        let row = place.row.unwrap_or(0);
        for (at, element) in elements.iter().enumerate() {
            let column = place.column.as_deref().unwrap_or(self.name);
            let column = format!("{column}[{}]", at + 1);
            let Some(members) = json::members(element) else {
                self.truncate(start);
                let place = CellPlace { column: Some(column), ..place.clone() };
                return State::Bad(findings.bad(place, self.no_entry(element)));
            };
            self.row_scratch.fill(None);
            for (key, raw) in members {
                let place = CellPlace { column: Some(format!("{column}.{key}")), ..place.clone() };
                match self.names.find(&key) {
                    Some(Target::Slot(field)) => self.read_field(field, &raw, place, findings, None),
                    _ => self.unknown_key(&key, (file, place.file), findings),
                }
            }
            self.push(ratee, file, row);
        }
        State::Nested(start, self.owners.len())
    }

    /// Reads one field of the entry in hand.
    fn read_field(
        &mut self,
        field: usize,
        raw: &Raw<'_>,
        place: CellPlace,
        findings: &mut Findings,
        watch: Option<&mut PercentWatch>,
    ) {
        let cell = if self.row_scratch[field].is_some() {
            let problem = two_members(&self.wanted[field].name);
            findings.bad_cell(place, problem)
        } else {
            match self.wanted[field].read(raw) {
                Ok(read) => {
                    if let Some(watch) = watch {
                        watch.see(self.wanted[field].ty, &read);
                    }
                    read.cell
                }
                Err(problem) => findings.bad_cell(place, problem),
            }
        };
        self.row_scratch[field] = Some(cell);
    }

    /// Adds the entry in hand.
    fn push(&mut self, ratee: usize, file: u32, row: usize) {
        for (field, cell) in self.fields.iter_mut().zip(&mut self.row_scratch) {
            field.push(cell.take().unwrap_or_default());
        }
        self.owners.push(ratee as u32);
        self.places.push((file, row as u32));
    }

    fn unknown_key(&mut self, key: &str, (file, name): (u32, String), findings: &mut Findings) {
        if !self.unknown.insert((file, key.to_owned())) {
            return;
        }
        let shown = format!("{}.{key}", self.name);
        findings.report(unknown_column((key, &shown), &name, &self.names));
    }

    /// The finished column, grouped by ratee.
    pub(super) fn finish(self, ratees: usize) -> ListColumn {
        let mut offsets = vec![0_u32; ratees + 1];
        self.owners.iter().for_each(|owner| offsets[*owner as usize + 1] += 1);
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        // A stable sort keeps the order of the files within a ratee.
        let mut order: Vec<usize> = (0..self.owners.len()).collect();
        order.sort_by_key(|entry| self.owners[*entry]);
        let fields = self.fields.iter().map(|cells| order.iter().map(|at| cells[*at].clone()).collect());
        let state = |ratee| self.states.get(ratee).copied().flatten();
        ListColumn {
            given: self.given,
            absent: (0..ratees).map(|ratee| self.is_absent(ratee)).collect(),
            not_applicable: (0..ratees).map(|ratee| state(ratee) == Some(State::NotApplicable)).collect(),
            bad: (0..ratees)
                .map(|ratee| match state(ratee) {
                    Some(State::Bad(bad)) => Some(bad),
                    _ => self.cut_off,
                })
                .collect(),
            fields: fields.collect(),
            places: order.iter().map(|at| self.places[*at]).collect(),
            offsets,
        }
    }
}

/// One file of a list on its way in.
pub(super) struct ListFile<'b, 's> {
    all: &'b mut Ratees<'s>,
    findings: &'b mut Findings,
    fact: usize,
    name: &'b str,
    number: u32,
    one_header: bool,
    binding: Binding,
    watches: Vec<PercentWatch>,
}

impl<'b, 's> ListFile<'b, 's> {
    /// Begins a file, unless no list has that name.
    pub(super) fn begin(
        all: &'b mut Ratees<'s>,
        list: &str,
        (name, format): (&'b str, Format),
        findings: &'b mut Findings,
    ) -> Option<Self> {
        let Some(Target::List(fact)) = all.target(list) else {
            findings.report(no_such_list(list, name, all.specs));
            return None;
        };
        let number = all.add_file(name);
        let build = all.lists[fact].as_mut()?;
        build.given = true;
        let watches = vec![PercentWatch::default(); build.wanted.len()];
        let one_header = format == Format::Csv;
        let binding = Binding::default();
        Some(ListFile { all, findings, fact, name, number, one_header, binding, watches })
    }

    /// Ends the file.
    pub(super) fn close(mut self) {
        self.settle();
        if let Some(build) = &self.all.lists[self.fact] {
            for (watch, wanted) in self.watches.iter_mut().zip(&build.wanted) {
                watch.name_place(self.name, wanted.name.clone());
            }
            for field in self.missing_fields(build) {
                let finding = missing_field(&field, self.name);
                self.findings.report(finding);
            }
        }
        self.all.watches.append(&mut self.watches);
    }

    fn settle(&mut self) {
        if let Some(build) = &self.all.lists[self.fact] {
            self.binding.settle(self.name, self.one_header, &build.names, self.findings);
        }
    }

    /// Fields that no column of the file holds; not asked of a file without any column.
    fn missing_fields(&self, build: &ListBuild<'_>) -> Vec<String> {
        if self.binding.identity.is_none() || self.binding.refused.is_some() {
            return Vec::new();
        }
        let held = |field: &usize| self.binding.slots.iter().any(|(slot, _)| slot == field);
        (0..build.wanted.len())
            .filter(|field| !held(field))
            .map(|field| build.wanted[field].name.clone())
            .collect()
    }

    /// Reads the fields of a row; whether any of them says something.
    fn read_fields(&mut self, row: &Row<'_, '_>) -> bool {
        let Some(build) = &mut self.all.lists[self.fact] else { return false };
        build.row_scratch.fill(None);
        if let Some(bad) = row.lost {
            build.row_scratch.fill(Some(Cell::Bad(bad)));
            return true;
        }
        for (column, raw) in row.cells {
            let Some(Target::Slot(field)) = self.binding.target(*column) else { continue };
            if let Some(clash) = self.binding.clashes.get(&field) {
                build.row_scratch[field] = Some(Cell::Bad(*clash));
                continue;
            }
            let place =
                CellPlace { column: Some(self.binding.name(*column)), ..in_row(self.name, row.number) };
            build.read_field(field, raw, place, self.findings, self.watches.get_mut(field));
        }
        row.cells.iter().any(|(column, raw)| Some(*column) != self.binding.identity && !raw.is_blank())
    }
}

impl Sink for ListFile<'_, '_> {
    fn column(&mut self, name: &str) {
        if let Some(build) = &self.all.lists[self.fact] {
            self.binding.add(name, &build.names);
        }
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        self.settle();
        if let Some(bad) = self.binding.refused {
            self.cut_off(bad);
            return;
        }
        let Some(id) = identity(row, &self.binding, self.name, self.findings) else { return };
        let column = self.binding.identity.map(|column| self.binding.name(column));
        let place = CellPlace { column, ..in_row(self.name, row.number) };
        let Some(ratee) = self.all.find(&id) else {
            self.findings.report(unknown_ratee(&id, place));
            return;
        };
        let ratee = ratee as usize;
        let says_something = self.read_fields(row);
        let Some(build) = &mut self.all.lists[self.fact] else { return };
        if !says_something {
            self.findings.report(empty_entry(&id, build.name, place));
            return;
        }
        if matches!(build.state(ratee), Some(State::NotApplicable | State::Nested(..))) {
            let bad = self.findings.bad(place, nested_and_file(&id, build.name));
            build.set_bad(ratee, bad);
        }
        build.push(ratee, self.number, row.number);
    }

    fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    // Whose entries are lost is not known, so no list can be trusted, least of all an empty one.
    fn cut_off(&mut self, bad: u32) {
        if let Some(build) = &mut self.all.lists[self.fact] {
            build.cut_off = build.cut_off.or(Some(bad));
        }
    }
}

code!(
    NO_SUCH_LIST,
    "H0740",
    Error,
    "没有这个清单" / "no-such-list",
    "命令行里 清单=文件 的清单名，必须是方案里声明为清单的数据。这份文件没有读。"
        / "The name in LIST=FILE must be a fact that the scheme declares as a list. The file was not read.",
);
code!(
    UNKNOWN_RATEE,
    "H0741",
    Error,
    "清单里的对象不存在" / "entry-of-unknown-ratee",
    "清单的这一行写的身份，不在任何一份对象文件里，这条记录无处可归，没有采用。身份要逐字一致，0012 与 12 是两个对象。"
        / "No file of ratees has the identity of this row, so the entry belongs to nobody and was left out. Identities must agree letter by letter: 0012 and 12 are two ratees.",
);
code!(
    NOT_A_LIST,
    "H0742",
    Error,
    "不是清单" / "not-a-list",
    "清单在 JSON 里写作数组，每条记录一个 {…}；没有记录写 []，没有数据写 null。CSV 的单元格里放不下清单，要用单独的文件。"
        / "A list in JSON is an array with one {…} per entry; [] is an empty list and null is none. A CSV cell cannot hold a list; give it a file of its own.",
);
code!(
    NESTED_AND_FILE,
    "H0743",
    Error,
    "清单有两个来源" / "list-from-two-sources",
    "同一个对象的清单，对象的 JSON 里有，清单文件里也有，是否重复说不准，所以这个对象的清单没有采用。"
        / "A ratee's list stands both in its JSON object and in the list's file. They may repeat each other, so the list of this ratee is set aside.",
);
code!(
    EMPTY_ENTRY,
    "H0744",
    Warning,
    "空白记录" / "blank-entry",
    "清单的这一行只有身份，其余都是空白，不算一条记录。"
        / "The row of a list has an identity and nothing else; it does not count as an entry.",
);

impl ListBuild<'_> {
    fn no_list(&self, written: &str) -> Problem {
        let (name, read) = (self.name, shown(written));
        let message = text!(
            "清单「{name}」读到 {read}，不是清单，没有采用",
            "the list {name}: {read} was read, which is no list; it is set aside"
        );
        Problem::new(&NOT_A_LIST, message).help(text!(
            "JSON 里请写 [ {{…}}, … ]；CSV 请把清单放在单独的文件里，用 {name}=文件名 给出",
            "write [ {{…}}, … ] in JSON; for CSV give the list a file of its own, as {name}=FILE"
        ))
    }

    fn no_entry(&self, written: &str) -> Problem {
        let (name, read) = (self.name, shown(written));
        let message = text!(
            "清单「{name}」有一条记录不是 {{…}}，而是 {read}，整个清单没有采用",
            "the list {name} has {read} where an entry {{…}} belongs; the whole list is set aside"
        );
        Problem::new(&NOT_A_LIST, message)
    }
}

fn no_such_list(list: &str, file: &str, specs: &[FactSpec]) -> Diagnostic {
    let lists = || specs.iter().filter(|spec| matches!(spec.ty, FactType::List(_))).map(|spec| &*spec.name);
    let all = lists().collect::<Vec<_>>();
    let (zh, en) = (all.join("、"), all.join(", "));
    let made = in_file(
        &NO_SUCH_LIST,
        file,
        text!(
            "方案没有名为「{list}」的清单，{file} 没有读",
            "the scheme has no list called {list}; {file} was not read"
        ),
    );
    match (nearest(list, lists()), all.is_empty()) {
        (Some(near), _) => made.help(text!("是不是「{near}」？", "did you mean {near}?")),
        (None, false) => made.help(text!("声明的清单有：{zh}", "the declared lists are {en}")),
        (None, true) => made.help(text!("这个方案没有声明清单", "the scheme declares no list")),
    }
}

fn unknown_ratee(id: &str, place: CellPlace) -> Diagnostic {
    let id = shown(id);
    let message = text!(
        "清单里的 {id} 不在任何一份对象文件里，这条记录没有采用",
        "{id} is in no file of ratees; this entry was left out"
    );
    Diagnostic::at_cell(&UNKNOWN_RATEE, place, message)
        .help(text!("请核对身份的写法", "see whether the identity is written the same way"))
}

fn empty_entry(id: &str, list: &str, place: CellPlace) -> Diagnostic {
    let id = shown(id);
    let message = text!(
        "清单「{list}」里 {id} 的这一行没有内容，不算一条记录",
        "this row of the list {list} says nothing of {id}; it does not count as an entry"
    );
    Diagnostic::at_cell(&EMPTY_ENTRY, place, message)
}

fn nested_and_file(id: &str, list: &str) -> Problem {
    let message = text!(
        "{id} 的清单「{list}」在对象的 JSON 里已有，清单文件里又有，没有采用",
        "the list {list} of {id} stands in its JSON object and in the list's file; it is set aside"
    );
    Problem::new(&NESTED_AND_FILE, message).help(text!("请只留一处", "keep it in one place"))
}
