//! Files of ratees become columns: rows are joined by identity, and what contradicts itself is set aside.
//!
//! It must never know how a file is written, nor decide between two values of one fact.

use super::cell::Wanted;
use super::findings::{Findings, Problem, in_row};
use super::header::{Binding, LAST_YEAR, Names, Target, two_members};
use super::identity::identity;
use super::lists::ListBuild;
use super::percent::PercentWatch;
use super::period_names::{PERIOD, no_period, not_a_period};
use super::period_rows::{PeriodRows, Surroundings, period_cell, words_of};
use super::rows::{Raw, Row, Sink};
use super::table::{BadCell, Cell, Column, FactColumn, Origins, Table};
use super::{Format, Reading};
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::unit::{FactSpec, FactType, Period};
use crate::{code, text};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// All that was read so far. A slot is a column of values: twice the fact's number, and one more for last year's.
pub(super) struct Ratees<'s> {
    pub(super) specs: &'s [FactSpec],
    names: Names<'s>,
    wanted: Vec<Option<Wanted<'s>>>,
    pub(super) ids: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    slots: Vec<Vec<Option<Cell>>>,
    pub(super) lists: Vec<Option<ListBuild<'s>>>,
    pub(super) watches: Vec<PercentWatch>,
    pub(super) origins: Origins,
    pub(super) reading: Reading<'s>,
    /// The only period of which rows are read.
    only: Option<Period>,
    /// The same for files of lists.
    only_in_lists: Option<Period>,
}

impl<'s> Ratees<'s> {
    /// None yet.
    pub(super) fn new(specs: &'s [FactSpec], counting: &'s [Arc<str>], reading: &Reading<'s>) -> Self {
        let by_periods = specs.iter().any(|spec| spec.ty.period_field().is_some());
        let only = reading.period.filter(|_| !by_periods);
        let only_in_lists = only.filter(|_| reading.said);
        let wanted = specs.iter().flat_map(|spec| wanted_of(spec, counting)).collect();
        let lists =
            specs.iter().map(|spec| ListBuild::new(spec, counting, only_in_lists.is_some())).collect();
        Ratees {
            specs,
            names: names_of(specs, reading),
            wanted,
            ids: Vec::new(),
            numbers: HashMap::new(),
            slots: vec![Vec::new(); specs.len() * 2],
            lists,
            watches: Vec::new(),
            origins: Origins { columns: vec![Vec::new(); specs.len() * 2], ..Origins::default() },
            reading: *reading,
            only,
            only_in_lists,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of the ratee of an identity.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The identity of a ratee.
    pub(super) fn id(&self, ratee: usize) -> &str {
        self.ids.get(ratee).map_or("", |id| id)
    }

    /// The value of a ratee in a slot.
    pub(super) fn value(&self, slot: usize, ratee: usize) -> &Cell {
        self.slots[slot].get(ratee).and_then(Option::as_ref).unwrap_or(&Cell::Missing)
    }

    /// Begins a file of ratees.
    pub(super) fn file<'b>(
        &'b mut self,
        name: &'b str,
        format: Format,
        findings: &'b mut Findings,
    ) -> RateeFile<'b, 's> {
        let number = self.add_file(name);
        let scratch = vec![None; self.slots.len()];
        RateeFile {
            name,
            number,
            one_header: format == Format::Csv,
            binding: Binding::default(),
            watches: vec![PercentWatch::default(); self.slots.len()],
            same_again: BTreeMap::new(),
            periods: PeriodRows::default(),
            scratch,
            seen: 0,
            all: self,
            findings,
        }
    }

    /// The columns of a header alone, each with whether it is that of the identity; nothing, if columns contradict each
    /// other.
    pub(super) fn header<'n>(
        &mut self,
        name: &str,
        columns: impl Iterator<Item = &'n str>,
        findings: &mut Findings,
    ) -> Option<Vec<(Option<Target>, bool)>> {
        let mut file = self.file(name, Format::Csv, findings);
        let mut count = 0;
        columns.for_each(|column| {
            file.column(column);
            count += 1;
        });
        file.settle();
        let binding = &file.binding;
        let is_plain = binding.refused.is_none() && binding.clashes.is_empty();
        let one = |column: usize| (binding.target(column), binding.identity == Some(column));
        is_plain.then(|| (0..count).map(one).collect())
    }

    /// What the cells of each slot should be.
    pub(super) fn into_wanted(self) -> Vec<Option<Wanted<'s>>> {
        self.wanted
    }

    /// Gives a file its number.
    pub(super) fn add_file(&mut self, name: &str) -> u32 {
        self.origins.files.push(name.to_owned());
        self.origins.rows.push(Vec::new());
        self.origins.files.len() as u32 - 1
    }

    /// What was read for a declared name or label.
    pub(super) fn target(&self, name: &str) -> Option<Target> {
        self.names.find(name)
    }

    /// Whether a row says that it is of another period than the only one that is read.
    pub(super) fn is_of_another_period(&self, row: &Row<'_, '_>, binding: &Binding, of_a_list: bool) -> bool {
        let only = if of_a_list { self.only_in_lists } else { self.only };
        let (Some(only), Some(raw)) = (only, period_cell(row, binding)) else { return false };
        let period = words_of(raw).and_then(|label| Period::parse(&label));
        period.is_some_and(|period| (period.from, period.to) != (only.from, only.to))
    }

    /// What is wrong with a row of which nobody can say whether it is of the only period that is read. A row that is
    /// lost altogether has been reported.
    pub(super) fn period_in_doubt(
        &self,
        row: &Row<'_, '_>,
        (binding, file): (&Binding, &str),
        list: Option<&str>,
    ) -> Option<(CellPlace, Problem)> {
        if list.map_or(self.only, |_| self.only_in_lists).is_none() || row.lost.is_some() {
            return None;
        }
        let is_period = |column: usize| binding.target(column) == Some(Target::Period);
        let (column, raw) = row.cells.iter().find(|(column, _)| is_period(*column))?;
        let name = binding.name(*column);
        let place = CellPlace { column: Some(name.clone()), ..in_row(file, row.number) };
        let words = words_of(raw);
        match words.as_deref() {
            _ if raw.is_blank() => Some((place, no_period(list.unwrap_or(file)))),
            Some(label) if Period::parse(label).is_some() => None,
            label => Some((place, not_a_period(&name, label.unwrap_or_default()))),
        }
    }

    /// The finished table.
    pub(super) fn into_table(self, bad: Vec<BadCell>) -> Table {
        let ratees = self.ids.len();
        let mut slots = self.slots.into_iter();
        let mut facts = Vec::with_capacity(self.specs.len());
        for (fact, list) in self.lists.into_iter().enumerate() {
            let mut take = || {
                let mut cells = slots.next().unwrap_or_default();
                cells.resize(ratees, None);
                cells.into_iter().map(Option::unwrap_or_default).collect::<Vec<Cell>>()
            };
            let (cells, last_year) = (take(), take());
            facts.push(match list {
                Some(list) => FactColumn::List(list.finish(ratees)),
                None => FactColumn::Scalar(Column {
                    cells,
                    last_year: self.specs[fact].with_last_year.then_some(last_year),
                    present: !self.origins.columns[fact * 2].is_empty(),
                }),
            });
        }
        Table { ids: self.ids.iter().collect(), facts, bad, origins: self.origins, ..Table::default() }
    }
}

/// What the cells of a fact and of its last year should be.
fn wanted_of<'s>(spec: &'s FactSpec, counting: &'s [Arc<str>]) -> [Option<Wanted<'s>>; 2] {
    if matches!(spec.ty, FactType::List(_)) {
        return [None, None];
    }
    let wanted = |name: String, required| Wanted::new(name, &spec.ty, spec.range.clone(), required, counting);
    let last_year = spec.with_last_year.then(|| wanted(format!("{}{}", spec.name, LAST_YEAR[0]), false));
    [Some(wanted(spec.name.to_string(), spec.required)), last_year]
}

fn names_of<'s>(specs: &'s [FactSpec], reading: &Reading<'s>) -> Names<'s> {
    let mut names = Names::default();
    let words = |by_label: bool| {
        specs.iter().enumerate().filter_map(move |(fact, spec)| {
            let word = if by_label { spec.label.as_deref()? } else { &*spec.name };
            Some((fact, spec, word))
        })
    };
    for (fact, spec, word) in words(false).chain(words(true)) {
        match spec.ty {
            _ if reading.given.contains(&fact) => names.add(word, &[""], Target::Ignored(Some(fact))),
            FactType::List(_) => names.add(word, &[""], Target::List(fact)),
            _ => names.add(word, &[""], Target::Slot(fact * 2)),
        }
        if spec.with_last_year {
            names.add(word, &LAST_YEAR, Target::Slot(fact * 2 + 1));
        }
    }
    names_by_periods(specs, reading, &mut names);
    names
}

/// The names under which a file of ratees with a column of periods holds the fields of lists by periods: that of
/// the field where only one list has it, and always `LIST.FIELD`.
fn names_by_periods<'s>(specs: &'s [FactSpec], reading: &Reading<'s>, names: &mut Names<'s>) {
    let lists = || {
        specs.iter().enumerate().filter_map(|(list, spec)| match &spec.ty {
            FactType::List(fields) if spec.ty.period_field().is_some() && !reading.given.contains(&list) => {
                Some((list, spec, fields))
            }
            _ => None,
        })
    };
    let holders = |name: &str| lists().filter(|(.., fields)| fields.iter().any(|f| &*f.name == name)).count();
    for (list, spec, fields) in lists() {
        for (field, declared) in fields.iter().enumerate().filter(|(_, f)| f.ty != FactType::Period) {
            let target = Target::Entry { list, field };
            for word in std::iter::once(&declared.name).chain(&declared.label) {
                names.add_quietly(&format!("{}.{word}", spec.name), target);
                if holders(&declared.name) == 1 && names.find(word).is_none() {
                    names.add(word, &[""], target);
                }
            }
        }
    }
    PERIOD.iter().for_each(|name| names.add_quietly(name, Target::Period));
    reading.elsewhere.iter().for_each(|name| names.add_quietly(name, Target::Ignored(None)));
}

/// One file of ratees on its way into the columns.
pub(super) struct RateeFile<'b, 's> {
    all: &'b mut Ratees<'s>,
    findings: &'b mut Findings,
    name: &'b str,
    number: u32,
    one_header: bool,
    binding: Binding,
    watches: Vec<PercentWatch>,
    /// What the rows say of periods.
    periods: PeriodRows,
    /// Per slot: how many ratees have the same value in an earlier file.
    same_again: BTreeMap<usize, usize>,
    /// Per slot: the cell of the row in hand.
    scratch: Vec<Option<Cell>>,
    seen: usize,
}

impl RateeFile<'_, '_> {
    /// Ends the file; how many rows had an identity.
    pub(super) fn close(mut self) -> usize {
        self.settle();
        for (slot, ratees) in &self.same_again {
            let name = slot_name(self.all.specs, *slot);
            let finding = again_the_same(&name, *ratees);
            let place = CellPlace { file: self.name.to_owned(), row: None, column: Some(name) };
            self.findings.report(Diagnostic { cell: Some(place), ..finding });
        }
        for (slot, watch) in self.watches.iter_mut().enumerate() {
            watch.name_place(self.name, slot_name(self.all.specs, slot));
        }
        self.all.watches.append(&mut self.watches);
        let watches = self.periods.close(self.name, self.all.reading.period, &self.all.lists, self.findings);
        self.all.watches.extend(watches);
        self.seen
    }

    fn settle(&mut self) {
        let known = self.binding.slots.len();
        self.binding.settle(self.name, self.one_header, &self.all.names, self.findings);
        for (slot, column) in &self.binding.slots[known..] {
            self.all.origins.columns[*slot].push((self.number, column.clone()));
        }
    }

    fn place(&self, row: usize, column: String) -> CellPlace {
        CellPlace { column: Some(column), ..in_row(self.name, row) }
    }

    /// Reads the values of a row into `scratch`.
    fn read_values(&mut self, row: &Row<'_, '_>) {
        self.scratch.fill(None);
        if let Some(bad) = row.lost {
            for (slot, _) in &self.binding.slots {
                self.scratch[*slot] = Some(Cell::Bad(bad));
            }
            return;
        }
        for (column, raw) in row.cells {
            let Some(Target::Slot(slot)) = self.binding.target(*column) else { continue };
            let cell = match self.binding.clashes.get(&slot) {
                Some(clash) => Cell::Bad(*clash),
                None if self.scratch[slot].is_some() => {
                    let name = self.binding.name(*column);
                    self.findings.bad_cell(self.place(row.number, name.clone()), two_members(&name))
                }
                None => self.read_value(slot, *column, row.number, raw),
            };
            self.scratch[slot] = Some(cell);
        }
    }

    fn read_value(&mut self, slot: usize, column: usize, row: usize, raw: &Raw<'_>) -> Cell {
        let Some(wanted) = &self.all.wanted[slot] else { return Cell::Missing };
        match wanted.read(raw) {
            Ok(read) => {
                self.watches[slot].see(wanted.ty, &read);
                read.cell
            }
            Err(problem) => {
                let place = self.place(row, self.binding.name(column));
                self.findings.bad_cell(place, problem)
            }
        }
    }

    /// The number of the ratee, new or not.
    fn ratee(&mut self, id: &str) -> usize {
        if let Some(number) = self.all.find(id) {
            return number as usize;
        }
        let id: Arc<str> = id.into();
        self.all.ids.push(id.clone());
        self.all.numbers.insert(id, self.all.ids.len() as u32 - 1);
        self.all.ids.len() - 1
    }

    /// Puts the row in hand beside what is there; the slots in which it differs, and those in which it repeats.
    /// A row of the same file differs also where it says something and the other says nothing.
    /// In a file with a column of periods it only must not say something else.
    fn merge(&mut self, ratee: usize, same_file: bool, by_period: bool) -> (Vec<usize>, Vec<usize>) {
        let (mut differ, mut repeat) = (Vec::new(), Vec::new());
        for slot in 0..self.scratch.len() {
            let new = self.scratch[slot].take();
            let column = &mut self.all.slots[slot];
            if column.len() <= ratee {
                if new.is_none() {
                    continue;
                }
                column.resize(ratee + 1, None);
            }
            let old = &mut column[ratee];
            match (&old, new) {
                (None, None) => {}
                (None | Some(Cell::Missing), new @ Some(_)) if same_file && by_period => *old = new,
                (Some(_), None | Some(Cell::Missing)) if same_file && by_period => {}
                (None, Some(Cell::Missing)) | (Some(Cell::Missing), None) if same_file => {}
                (None, new) if !same_file => *old = new,
                (Some(_), None) if !same_file => {}
                (Some(Cell::Bad(_)), Some(Cell::Bad(_))) => {}
                (Some(before), Some(now)) if *before == now => repeat.push(slot),
                _ => differ.push(slot),
            }
        }
        (differ, repeat)
    }

    /// Sets aside what differs between two rows of a ratee, with one finding.
    fn set_aside(
        &mut self,
        ratee: usize,
        slots: &[usize],
        lists: &[usize],
        place: CellPlace,
        problem: Problem,
    ) {
        let bad = self.findings.bad(place, problem);
        for slot in slots {
            let column = &mut self.all.slots[*slot];
            column.resize(column.len().max(ratee + 1), None);
            column[ratee] = Some(Cell::Bad(bad));
        }
        for list in lists {
            self.all.lists[*list].iter_mut().for_each(|list| list.set_bad(ratee, bad));
        }
    }

    /// A row whose ratee is known.
    fn enter(&mut self, ratee: usize, row: &Row<'_, '_>) {
        let first = self.all.origins.row(self.number, ratee);
        let by_period = period_cell(row, &self.binding).is_some();
        let (differ, repeat) = self.merge(ratee, first.is_some(), by_period);
        let lists = self.enter_lists(ratee, row, first.is_some() && !by_period);
        let identity = self.binding.identity.map(|column| self.binding.name(column));
        let place = CellPlace { column: identity, ..in_row(self.name, row.number) };
        let id = self.all.id(ratee).to_owned();
        let lists_as_slots = lists.iter().map(|list| list * 2);
        let names = differ.iter().copied().chain(lists_as_slots).map(|slot| slot_name(self.all.specs, slot));
        let names: Vec<String> = names.collect();
        match first {
            Some(_) if names.is_empty() && by_period => {}
            Some(first) if names.is_empty() => {
                self.findings
                    .report(Diagnostic { cell: Some(place), ..twice_the_same(&id, first, row.number) });
            }
            Some(first) => {
                let problem = twice(&id, first, row.number, &names);
                let problem = if by_period { say_the_period(problem) } else { problem };
                self.set_aside(ratee, &differ, &lists, place, problem);
            }
            None => {
                repeat.into_iter().for_each(|slot| *self.same_again.entry(slot).or_default() += 1);
                if !names.is_empty() {
                    let place = CellPlace { column: Some(names[0].clone()), ..place };
                    let problem = two_files(&id, self.name, &names);
                    self.set_aside(ratee, &differ, &lists, place, problem);
                }
                let rows = &mut self.all.origins.rows[self.number as usize];
                rows.resize(rows.len().max(ratee + 1), 0);
                rows[ratee] = row.number as u32;
            }
        }
    }

    /// Takes in the nested lists of a row; those that contradict what is there.
    fn enter_lists(&mut self, ratee: usize, row: &Row<'_, '_>, same_file: bool) -> Vec<usize> {
        let (mut differ, mut met) = (Vec::new(), Vec::new());
        for (column, raw) in row.cells {
            let Some(Target::List(fact)) = self.binding.target(*column) else { continue };
            let Some(list) = &mut self.all.lists[fact] else { continue };
            let name = self.binding.name(*column);
            let place = CellPlace { column: Some(name.clone()), ..in_row(self.name, row.number) };
            if met.contains(&fact) {
                let bad = self.findings.bad(place, two_members(&name));
                list.set_bad(ratee, bad);
                continue;
            }
            met.push(fact);
            let lost = row.lost.map(Raw::Lost);
            let raw = lost.as_ref().unwrap_or(raw);
            if !list.nested(raw, (ratee, self.number, place), same_file, self.findings) {
                differ.push(fact);
            }
        }
        if same_file {
            let said = |list: &Option<ListBuild<'_>>| list.as_ref().is_some_and(|list| list.is_said(ratee));
            let lists = self.all.lists.iter().enumerate();
            differ.extend(lists.filter(|(at, list)| !met.contains(at) && said(list)).map(|(at, _)| at));
        }
        differ
    }
}

impl Sink for RateeFile<'_, '_> {
    fn column(&mut self, name: &str) {
        self.binding.add(name, &self.all.names);
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        self.settle();
        if self.binding.refused.is_some() {
            return;
        }
        let Some(id) = identity(row, &self.binding, self.name, self.findings) else { return };
        self.seen += 1;
        if self.all.is_of_another_period(row, &self.binding, false) {
            let label = period_cell(row, &self.binding).and_then(words_of);
            self.periods.another.get_or_insert(label.unwrap_or_default());
            return;
        }
        if let Some((place, problem)) = self.all.period_in_doubt(row, (&self.binding, self.name), None) {
            self.findings.bad(place, problem);
            return;
        }
        self.periods.taken += 1;
        let ratee = self.ratee(&id);
        self.read_values(row);
        self.enter(ratee, row);
        let around = Surroundings {
            specs: self.all.specs,
            lists: &mut self.all.lists,
            findings: self.findings,
            binding: &self.binding,
            file: (self.name, self.number),
        };
        self.periods.enter(around, ratee, row);
    }

    fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    // Which ratees are lost with it is not known, and the finding says so.
    fn cut_off(&mut self, _bad: u32) {}
}

/// How messages call a slot.
pub(super) fn slot_name(specs: &[FactSpec], slot: usize) -> String {
    let name = specs.get(slot / 2).map_or("", |spec| &spec.name);
    if slot.is_multiple_of(2) { name.to_owned() } else { format!("{name}{}", LAST_YEAR[0]) }
}

code!(
    TWICE,
    "H0730",
    Error,
    "同一对象有两行且不一致" / "ratee-twice-and-different",
    "同一份文件里，一个身份出现了不止一次，而且数据不一致。说不准哪一行对，不一致的数据都没有采用，一致的照常。"
        / "An identity stands more than once in a file with different values. Nothing says which row is right, so the values that differ are set aside; the others stand.",
);
code!(
    TWICE_THE_SAME,
    "H0731",
    Warning,
    "同一对象有两行" / "ratee-twice",
    "同一份文件里，一个身份出现了不止一次，数据完全相同。只算一次。"
        / "An identity stands more than once in a file with the same values. It counts once.",
);
code!(
    TWO_FILES,
    "H0732",
    Error,
    "两份文件的数据不一致" / "files-contradict",
    "同一个对象的同一个数据，两份文件里的值不一样。说不准哪一份对，所以没有采用。"
        / "Two files give different values of one fact for one ratee. Nothing says which is right, so neither is used.",
);
code!(
    TWO_FILES_AGREE,
    "H0733",
    Warning,
    "两份文件有同一数据" / "fact-in-two-files",
    "同一个对象的同一个数据在两份文件里都有，值相同，照常采用。留一份即可，以免日后不一致。"
        / "Two files give the same value of one fact for the same ratees. It is used; keep it in one file, so that they cannot come to differ.",
);

fn twice(id: &str, first: usize, again: usize, names: &[String]) -> Problem {
    let (zh, en) = (names.join("、"), names.join(", "));
    let message = text!(
        "{id} 在第 {first} 行和第 {again} 行都有，这些数据不一致：{zh}，没有采用",
        "{id} stands in rows {first} and {again}, which differ in {en}; these values are set aside"
    );
    Problem::new(&TWICE, message).help(text!(
        "请核对后只留一行；如果是两个对象，请改正身份",
        "keep the right row; if they are two ratees, correct the identity"
    ))
}

/// Advice where the rows of a ratee are of several periods.
fn say_the_period(problem: Problem) -> Problem {
    problem.help(text!(
        "文件里一个对象有几期：用 --period 写明算哪一期；要汇总各期，请在「数据」里声明「逐期 {{ … }}」",
        "the file has several periods of one ratee: name one with --period; to combine them, declare `periods {{ … }}`"
    ))
}

fn twice_the_same(id: &str, first: usize, again: usize) -> Diagnostic {
    let message = text!(
        "{id} 在第 {first} 行和第 {again} 行都有，数据相同，只算一次",
        "{id} stands in rows {first} and {again} with the same values; it counts once"
    );
    Diagnostic::unplaced(&TWICE_THE_SAME, message).help(text!("请删去重复的行", "delete the second row"))
}

fn two_files(id: &str, file: &str, names: &[String]) -> Problem {
    let (zh, en) = (names.join("、"), names.join(", "));
    let message = text!(
        "{id} 的这些数据，{file} 与前面的文件不一致：{zh}，没有采用",
        "for {id}, {file} and an earlier file differ in {en}; these values are set aside"
    );
    Problem::new(&TWO_FILES, message)
        .help(text!("请核对后只在一份文件里保留", "keep the right value in one file"))
}

fn again_the_same(name: &str, ratees: usize) -> Diagnostic {
    let message = text!(
        "「{name}」前面的文件里已经有了：{ratees} 个对象的值相同，照常采用",
        "an earlier file has {name} as well; the values agree (ratees: {ratees}) and are used"
    );
    Diagnostic::unplaced(&TWO_FILES_AGREE, message).help(text!("留一份即可", "keep it in one file"))
}
