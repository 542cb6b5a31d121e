//! A file of a list: one row per entry, with the identity of its ratee.
//!
//! An entry that belongs to nobody is reported; it must never be given to anybody.

use super::Format;
use super::checks::missing_field;
use super::findings::{Findings, Problem, in_file, in_row};
use super::header::{Binding, Target};
use super::identity::identity;
use super::lists::ListBuild;
use super::percent::PercentWatch;
use super::ratees::Ratees;
use super::rows::{Row, Sink, shown};
use super::table::Cell;
use crate::diagnostic::similar::nearest;
use crate::diagnostic::{CellPlace, Diagnostic};
use crate::unit::{FactSpec, FactType};
use crate::{code, text};

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
        let one_header = format.has_header();
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

    fn is_read(&mut self, column: usize) -> bool {
        self.settle();
        self.binding.is_read(column)
    }

    fn row(&mut self, row: &Row<'_, '_>) {
        self.settle();
        if let Some(bad) = self.binding.refused {
            self.cut_off(bad);
            return;
        }
        let Some(id) = identity(row, &self.binding, self.name, self.findings) else { return };
        if self.all.is_of_another_period(row, &self.binding, true) {
            return;
        }
        let column = self.binding.identity.map(|column| self.binding.name(column));
        let place = CellPlace { column, ..in_row(self.name, row.number) };
        let Some(ratee) = self.all.find(&id) else {
            self.findings.report(unknown_ratee(&id, place));
            return;
        };
        let ratee = ratee as usize;
        let list = &*self.all.specs[self.fact].name;
        let doubt = self.all.period_in_doubt(row, (&self.binding, self.name), Some(list));
        if let (Some((place, problem)), Some(build)) = (doubt, &mut self.all.lists[self.fact]) {
            let bad = self.findings.bad(place, problem);
            build.set_bad(ratee, bad);
            return;
        }
        let says_something = self.read_fields(row);
        let Some(build) = &mut self.all.lists[self.fact] else { return };
        if !says_something {
            self.findings.report(empty_entry(&id, build.name, place));
            return;
        }
        if build.is_said(ratee) {
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
