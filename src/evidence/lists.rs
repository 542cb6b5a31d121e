//! List facts: entries nested in a ratee's object, or rows of a file of their own.
//!
//! An empty list and no list are two things, and it must never take one for the other.

use super::cell::{Wanted, is_not_applicable};
use super::findings::{Findings, Problem};
use super::header::{Names, Target, two_members, unknown_column};
use super::json;
use super::percent::PercentWatch;
use super::period_names::PERIOD;
use super::rows::{Raw, half_width, shown};
use super::table::{Cell, ListColumn};
use crate::diagnostic::CellPlace;
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
    /// The names of its fields.
    pub names: Names<'s>,
    /// What its fields should be.
    pub wanted: Vec<Wanted<'s>>,
    states: Vec<Option<State>>,
    /// Per entry: its ratee.
    pub(super) owners: Vec<u32>,
    /// Per entry: file and row.
    pub(super) places: Vec<(u32, u32)>,
    /// Per field: a cell per entry.
    pub(super) fields: Vec<Vec<Cell>>,
    /// Whether a file of the list was given.
    pub given: bool,
    /// Whether some object of a JSON file has it.
    pub nested: bool,
    /// Set if entries of unknown ratees are lost: the bad cell that says why.
    pub cut_off: Option<u32>,
    /// Unknown keys of nested entries that were reported.
    unknown: BTreeSet<(u32, String)>,
    /// The entry in hand.
    pub row_scratch: Vec<Option<Cell>>,
}

impl<'s> ListBuild<'s> {
    /// An empty one, if the fact is a list.
    pub(super) fn new(spec: &'s FactSpec, counting: &'s [Arc<str>], only_one_period: bool) -> Option<Self> {
        let FactType::List(fields) = &spec.ty else { return None };
        let mut names = Names::default();
        fields.iter().enumerate().for_each(|(at, field)| names.add(&field.name, &[""], Target::Slot(at)));
        for (at, field) in fields.iter().enumerate() {
            field.label.iter().for_each(|label| names.add(label, &[""], Target::Slot(at)));
        }
        if only_one_period {
            PERIOD.iter().for_each(|name| names.add_quietly(name, Target::Period));
        }
        let name = |field: &str| format!("{}.{field}", spec.name);
        let wanted = fields
            .iter()
            .map(|field| Wanted::new(name(&field.name), &field.ty, (None, None), false, counting));
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
    pub(super) fn read_field(
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
    pub(super) fn push(&mut self, ratee: usize, file: u32, row: usize) {
        for (field, cell) in self.fields.iter_mut().zip(&mut self.row_scratch) {
            field.push(cell.take().unwrap_or_default());
        }
        self.owners.push(ratee as u32);
        self.places.push((file, row as u32));
    }

    /// Keeps the entries that are named, in that order.
    pub(super) fn rearrange(&mut self, order: &[usize]) {
        self.owners = order.iter().map(|at| self.owners[*at]).collect();
        self.places = order.iter().map(|at| self.places[*at]).collect();
        for field in &mut self.fields {
            *field = order.iter().map(|at| std::mem::take(&mut field[*at])).collect();
        }
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

code!(
    NOT_A_LIST,
    "H0742",
    Error,
    "不是清单" / "not-a-list",
    "清单在 JSON 里写作数组，每条记录一个 {…}；没有记录写 []，没有数据写 null。CSV 的单元格里放不下清单，要用单独的文件。"
        / "A list in JSON is an array with one {…} per entry; [] is an empty list and null is none. A CSV cell cannot hold a list; give it a file of its own.",
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
