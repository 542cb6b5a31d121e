//! Quotas and awards: how many places a group has, and who gets them.
//!
//! The best ones come first; whoever is equal at the line is treated alike. The order of rows plays no part.

use super::faults;
use super::order::{self, Column};
use super::value::{Gap, Value, gaps};
use super::whole::{Held, Whole};
use crate::column::{Texts, Units};
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{QuotaOp, Reg};
use crate::scheme::model::{QuotaTarget, Ties};
use crate::text;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a quota did: for results, and for those who ask why.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The groups, pooled ones as one.
    pub groups: Vec<Group>,
    /// What became of each ratee that the quota looked at, by row, ascending.
    seats: Vec<(u32, Seat)>,
    /// How many places were given to groups other than those that had them.
    pub handed_on: i64,
}

/// A group of a quota.
#[derive(Clone, Debug)]
pub struct Group {
    /// The values of its key; several if small groups are pooled, none if there are no groups.
    pub names: Vec<Value>,
    /// The base.
    pub base: Number,
    /// The share of the base, if one is said.
    pub share: Option<Number>,
    /// How many places it has.
    pub places: i64,
    /// How many of them are taken.
    pub taken: i64,
    /// How many places of other groups it got.
    pub extra: i64,
    /// The last one with a place: of several that are equal, the first by identity.
    pub last: Option<usize>,
    /// For a share at the bottom: how many had the grade already.
    pub already: i64,
}

/// What became of a ratee.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// Its group.
    group: u32,
    /// Its place in the order, and how many share it.
    place: u32,
    /// How many share the place.
    equal: u32,
    /// What became of it.
    pub verdict: Verdict,
}

/// What a quota did with a ratee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has a place.
    In,
    /// It has a place that another group did not use.
    HandedOn,
    /// It has no place: the line is ahead of it.
    Out,
    /// It has no place: not all who are equal to it would have one.
    TiedOut,
    /// It takes no part: a rule cancels its eligibility.
    Barred,
    /// It takes no part: the condition of the quota does not hold.
    NotTakingPart,
    /// It is among the last, and gets the grade.
    Bottom,
}

impl Record {
    /// What became of a ratee; nothing if the quota did not look at it.
    pub fn seat(&self, row: usize) -> Option<&Seat> {
        let at = self.seats.binary_search_by_key(&row, |(row, _)| *row as usize).ok()?;
        Some(&self.seats[at].1)
    }

    fn sort(&mut self) {
        self.seats.sort_unstable_by_key(|(row, _)| *row);
    }
}

impl Seat {
    fn new(group: usize, place: usize, equal: usize, verdict: Verdict) -> Seat {
        Seat { group: group as u32, place: place as u32, equal: equal as u32, verdict }
    }

    /// Its group.
    pub fn group(&self) -> usize {
        self.group as usize
    }

    /// Its place in the order.
    pub fn place(&self) -> usize {
        self.place as usize
    }

    /// How many share the place.
    pub fn equal(&self) -> usize {
        self.equal as usize
    }
}

impl Verdict {
    /// Whether it has a place.
    pub fn is_in(self) -> bool {
        matches!(self, Verdict::In | Verdict::HandedOn | Verdict::Bottom)
    }
}

/// A group at work.
struct Work {
    names: Vec<Value>,
    base: Value,
    members: Vec<usize>,
}

/// Everything that a quota draws on.
struct Quota<'v> {
    op: &'v QuotaOp,
    column: Column<'v>,
    ids: &'v Texts,
    path: &'v Arc<str>,
    grades: Option<&'v Whole>,
    made: Made,
    record: Record,
}

/// The column that a quota makes, and what it did.
pub fn quota<'v>(op: &'v QuotaOp, column: Column<'v>, ids: &'v Texts, path: &'v Arc<str>) -> (Whole, Record) {
    let rows = ids.len();
    let grades = op.grade.map(column);
    let made = match grades {
        None => Made::Answers(vec![false; rows], BTreeMap::new()),
        Some(grades) => match (grades.units(), grades.held()) {
            (Some(units), Held::Numbers { places: 0, .. }) => Made::Grades(units.clone(), BTreeMap::new()),
            _ => Made::Each(grades.values()),
        },
    };
    let mut quota = Quota { op, column, ids, path, grades, made, record: Record::default() };
    quota.run();
    (quota.made.finish(), quota.record)
}

/// The column that a quota makes, as narrow as what it starts from.
enum Made {
    /// Grades by their number, and those who have none.
    Grades(Units, BTreeMap<usize, Value>),
    /// Who wins, and of whom that cannot be said.
    Answers(Vec<bool>, BTreeMap<usize, Value>),
    /// Anything.
    Each(Vec<Value>),
}

impl Made {
    fn set(&mut self, row: usize, value: Value) {
        match (self, value) {
            (Made::Grades(grades, odd), Value::Number(grade)) if grade.to_i64().is_some() => {
                odd.remove(&row);
                grades.set(row, grade.to_i64().unwrap_or(0));
            }
            (Made::Answers(answers, odd), Value::Truth(answer)) => {
                odd.remove(&row);
                answers[row] = answer;
            }
            (Made::Grades(_, odd) | Made::Answers(_, odd), value) => drop(odd.insert(row, value)),
            (Made::Each(values), value) => values[row] = value,
        }
    }

    fn finish(self) -> Whole {
        match self {
            Made::Grades(grades, odd) => Whole::counted(grades, odd.into_iter().collect()),
            Made::Answers(answers, odd) => Whole::answered(answers, odd.into_iter().collect()),
            Made::Each(values) => Whole::packed(values),
        }
    }
}

impl Quota<'_> {
    fn at(&self, reg: Option<Reg>, row: usize) -> Option<Value> {
        reg.map(|reg| (self.column)(reg).get(row))
    }

    fn is_true(&self, reg: Option<Reg>, row: usize) -> bool {
        reg.is_some_and(|reg| (self.column)(reg).is_true(row))
    }

    fn grade_of(&self, row: usize) -> Option<usize> {
        usize::try_from(self.grades?.integer(row)?).ok()
    }

    fn run(&mut self) {
        let graded = (self.column)(self.op.graded);
        let all = graded.all_are(true);
        let in_base = || (0..self.ids.len()).filter(|row| all || graded.is_true(*row));
        let by = self.op.by.map(self.column);
        // Where every ratee has a group, there is no reason to be told.
        let lacking = by.is_some_and(|by| !by.is_whole());
        for row in in_base().filter(|_| lacking) {
            if let (Some(gap), true) = (by.and_then(|by| gaps([&by.get(row)])), self.concerns(row)) {
                self.made.set(row, gap);
            }
        }
        let mut work: Vec<Work> = order::groups(by, in_base())
            .into_iter()
            .map(|(name, members)| {
                let base = match self.op.base {
                    Some(base) => self.constant(base, &members),
                    None => Value::from_count(members.len() as i64),
                };
                Work { names: name.into_iter().collect(), base, members }
            })
            .collect();
        if let Some(below) = self.op.pool_below {
            work = self.pool(work, below);
        }
        let mut waiting = Vec::new();
        for (group, one) in work.iter().enumerate() {
            waiting.push(self.group(group, one));
        }
        self.record.sort();
        if self.op.pooled {
            self.hand_on(waiting);
        }
    }

    /// Whether a ratee has something to gain or to lose.
    fn concerns(&self, row: usize) -> bool {
        match self.op.target {
            QuotaTarget::Award => true,
            QuotaTarget::Bottom { grade } => self.grade_of(row).is_some_and(|own| own < grade),
            QuotaTarget::Grade { grade, fill, .. } => {
                let own = self.grade_of(row);
                own == Some(grade) || fill && own > Some(grade) && self.is_true(self.op.may_rise, row)
            }
        }
    }

    /// A value that is the same for all members of a group; who lacks it does not count.
    fn constant(&self, reg: Reg, members: &[usize]) -> Value {
        let column = (self.column)(reg);
        if let (Some(units), Some(first)) = (column.units(), members.first())
            && members.iter().all(|row| units.at(*row) == units.at(*first))
        {
            return column.get(*first);
        }
        let mut there = members.iter().map(|row| column.get(*row)).filter(Value::is_present);
        let Some(first) = there.next() else {
            // In the order of identities, so that the reasons do not depend on the order of rows.
            let mut members = members.to_vec();
            members.sort_by(|a, b| self.ids[*a].cmp(&self.ids[*b]));
            let absent: Vec<Value> = members.iter().map(|row| column.get(*row)).collect();
            return gaps(&absent).unwrap_or(Value::LeftOut);
        };
        if there.all(|other| other == first) {
            return first;
        }
        let present = || members.iter().map(|row| column.get(*row)).filter(Value::is_present);
        let (least, most) = (present().min_by_key(Value::key), present().max_by_key(Value::key));
        let shown = |value: Option<&Value>| match value.and_then(Value::number) {
            Some(share) if self.op.share == Some(reg) => {
                Text::same(format!("{}%", share * &Number::from(100)))
            }
            _ => value.map_or(Text::fixed("", ""), super::shown::plain),
        };
        let (path, a, b) = (self.path, shown(least.as_ref()), shown(most.as_ref()));
        let text = text!(
            "「{path}」的数在同一组里不一样：{0} 与 {1}",
            "`{path}` has different figures within one group: {0} and {1}",
            a,
            b
        );
        Gap::fault(&faults::NOT_THE_SAME, path, text)
    }

    /// Groups whose base is below a line count as one.
    fn pool(&self, work: Vec<Work>, below: Reg) -> Vec<Work> {
        let is_small = |one: &Work| match (&one.base, self.constant(below, &one.members)) {
            (Value::Number(base), Value::Number(line)) => *base < line,
            _ => false,
        };
        let (small, mut kept): (Vec<Work>, Vec<Work>) = work.into_iter().partition(is_small);
        let joined = small.into_iter().reduce(|mut all, one| {
            all.names.extend(one.names);
            all.members.extend(one.members);
            all.base = match (&all.base, &one.base) {
                (Value::Number(a), Value::Number(b)) => Value::Number(a + b),
                (base, _) => base.clone(),
            };
            all
        });
        kept.extend(joined.map(|mut one| {
            one.names.sort_by_key(Value::key);
            one
        }));
        kept
    }

    /// How many places a group has: its base, the share of it if one is said, and the places.
    fn places(&self, one: &Work) -> Result<(Number, Option<Number>, i64), Value> {
        let op = self.op;
        let said = [op.share, op.number, op.at_most, op.at_least];
        let read = said.map(|reg| reg.map(|reg| self.constant(reg, &one.members)));
        if let Some(gap) = gaps(read.iter().flatten().chain([&one.base])) {
            return Err(gap);
        }
        let number = |value: &Option<Value>| value.as_ref().and_then(|value| value.number().cloned());
        let [share, count, most, least] = [0, 1, 2, 3].map(|at| number(&read[at]));
        let Some(base) = one.base.number().cloned() else {
            return Err(super::operation::wrong_kind(self.path));
        };
        let most = most.map(|n| n.floor());
        let mut places = match (&share, count) {
            (Some(share), _) => Some((share * &base).round(0, op.rounding)),
            (None, count) => count,
        };
        places = match (places, most) {
            (Some(places), Some(most)) => Some(places.min(most)),
            (places, most) => places.or(most),
        };
        let places =
            places.unwrap_or_default().max(least.map_or(Number::ZERO, |n| n.ceil())).max(Number::ZERO);
        Ok((base, share, places.floor().to_i64().unwrap_or(i64::MAX)))
    }

    /// Fills the places of a group; gives back the classes that found none, best first.
    fn group(&mut self, group: usize, one: &Work) -> Vec<Vec<usize>> {
        let candidates = self.candidates(group, &one.members);
        let (base, share, places) = match self.places(one) {
            Ok(figures) => figures,
            Err(gap) => {
                self.record.groups.push(Group::empty(one.names.clone()));
                candidates.iter().for_each(|row| self.made.set(*row, gap.clone()));
                return vec![];
            }
        };
        let already = match self.op.target {
            QuotaTarget::Bottom { grade } => {
                one.members.iter().filter(|row| self.grade_of(**row) == Some(grade)).count() as i64
            }
            _ => 0,
        };
        let open = (places - already).max(0);
        let mut told = Group { base, share, places, already, ..Group::empty(one.names.clone()) };
        let made = order::order(&self.op.keys, candidates, self.column, self.path);
        let mut classes: Vec<&[usize]> = made.classes().collect();
        if let QuotaTarget::Bottom { .. } = self.op.target {
            classes.reverse();
        }
        let mut place = 1;
        let mut waiting = Vec::new();
        for class in classes {
            let size = class.len() as i64;
            let fits = told.taken + size <= open;
            let straddles = told.taken < open && !fits;
            let is_in = waiting.is_empty() && (fits || straddles && self.op.ties == Ties::AllIn);
            let verdict = match (is_in, self.op.target) {
                (true, QuotaTarget::Bottom { .. }) => Verdict::Bottom,
                (true, _) => Verdict::In,
                (false, _) if waiting.is_empty() && straddles => Verdict::TiedOut,
                (false, _) => Verdict::Out,
            };
            for row in class {
                self.record.seats.push((*row as u32, Seat::new(group, place, class.len(), verdict)));
                self.settle(*row, verdict);
            }
            place += class.len();
            if is_in {
                told.taken += size;
                told.last = self.first_by_identity(class);
            } else {
                waiting.push(class.to_vec());
            }
        }
        for (row, why) in made.lacking {
            self.made.set(row, why);
        }
        self.record.groups.push(told);
        waiting
    }

    fn first_by_identity(&self, rows: &[usize]) -> Option<usize> {
        rows.iter().copied().min_by(|a, b| self.ids[*a].cmp(&self.ids[*b]))
    }

    /// Those who compete for a place. Who is kept out has no place; who cannot be judged has no result.
    fn candidates(&mut self, group: usize, members: &[usize]) -> Vec<usize> {
        let mut taken = Vec::new();
        for row in members.iter().copied().filter(|row| self.concerns(*row)).collect::<Vec<_>>() {
            let barred = self.is_true(self.op.barred, row);
            match self.at(self.op.when, row) {
                Some(gap) if !gap.is_present() => {
                    self.made.set(row, gap);
                    continue;
                }
                Some(Value::Truth(false)) => self.keep_out(group, row, Verdict::NotTakingPart),
                _ if barred => self.keep_out(group, row, Verdict::Barred),
                _ => taken.push(row),
            }
        }
        taken
    }

    /// Who has the grade and may not compete for a place loses it; all others stay as they are.
    fn keep_out(&mut self, group: usize, row: usize, verdict: Verdict) {
        let holds = match self.op.target {
            QuotaTarget::Grade { grade, .. } => self.grade_of(row) == Some(grade),
            QuotaTarget::Award => true,
            QuotaTarget::Bottom { .. } => false,
        };
        if holds {
            self.record.seats.push((row as u32, Seat::new(group, 0, 0, verdict)));
            self.settle(row, verdict);
        }
    }

    /// Puts down what a verdict means.
    fn settle(&mut self, row: usize, verdict: Verdict) {
        let grade = |index: usize| Value::from_count(index as i64);
        match (self.op.target, verdict.is_in()) {
            (QuotaTarget::Award, is_in) => self.made.set(row, Value::Truth(is_in)),
            (QuotaTarget::Grade { grade: own, .. } | QuotaTarget::Bottom { grade: own }, true) => {
                self.made.set(row, grade(own));
            }
            (QuotaTarget::Grade { grade: own, others, .. }, false) if self.grade_of(row) == Some(own) => {
                self.made.set(row, grade(others));
            }
            _ => {}
        }
    }

    /// Places that groups do not use go to the next best of the groups that have used theirs.
    fn hand_on(&mut self, waiting: Vec<Vec<Vec<usize>>>) {
        let spare = |group: &Group| (group.places - group.taken).max(0);
        let mut left: i64 = self.record.groups.iter().map(spare).sum();
        let groups = &self.record.groups;
        let full = waiting.into_iter().enumerate().filter(|(group, _)| spare(&groups[*group]) == 0);
        let rows: Vec<usize> = full.flat_map(|(_, classes)| classes.into_iter().flatten()).collect();
        if left == 0 {
            return;
        }
        let made = order::order(&self.op.keys, rows, self.column, self.path);
        for class in made.classes() {
            let size = class.len() as i64;
            if left == 0 || size > left && self.op.ties != Ties::AllIn {
                break;
            }
            for row in class {
                let found = self.record.seats.binary_search_by_key(row, |(row, _)| *row as usize);
                let Ok(at) = found else { continue };
                let (_, seat) = &mut self.record.seats[at];
                seat.verdict = Verdict::HandedOn;
                let group = &mut self.record.groups[seat.group as usize];
                group.extra += 1;
                self.settle(*row, Verdict::HandedOn);
            }
            self.record.handed_on += size;
            left = (left - size).max(0);
        }
        for (row, why) in made.lacking {
            self.made.set(row, why);
        }
    }
}

impl Group {
    fn empty(names: Vec<Value>) -> Self {
        Group {
            names,
            base: Number::ZERO,
            share: None,
            places: 0,
            taken: 0,
            extra: 0,
            last: None,
            already: 0,
        }
    }
}
