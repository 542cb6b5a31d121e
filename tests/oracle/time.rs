//! The oracle on what goes by time and order: the latest entries, first and last, runs, dates; and on tables.

use super::figures::Asked;
use super::walk::{Entry, Oracle, V, fault, int, join};
use heng::scheme::model::*;

pub fn in_order(function: Function) -> bool {
    matches!(function, Function::First | Function::Last | Function::Streak | Function::LongestStreak)
}

/// Whether a figure over a list needs nothing of its order.
pub fn is_plain(figure: &EntryFigure) -> bool {
    figure.order.is_none() && figure.latest.is_none() && !in_order(figure.function)
}

/// First, last, and runs, over values some of which may be absent.
pub fn sequence(function: Function, values: &[V], if_empty: Option<V>) -> V {
    if let (true, Some(value)) = (values.is_empty(), if_empty) {
        return value;
    }
    match function {
        Function::First => values.first().cloned().unwrap_or_else(|| fault("H0804")),
        Function::Last => values.last().cloned().unwrap_or_else(|| fault("H0804")),
        Function::Streak => {
            let mut n = 0;
            for value in values.iter().rev() {
                match value {
                    V::B(true) => n += 1,
                    V::B(false) => break,
                    gap => return gap.clone(),
                }
            }
            V::N(int(n))
        }
        _ => {
            if let Some(gap) = join(&values.iter().collect::<Vec<_>>()) {
                return gap;
            }
            let text: String = values.iter().map(|v| if *v == V::B(true) { 'x' } else { '.' }).collect();
            V::N(int(text.split('.').map(str::len).max().unwrap_or(0) as i64))
        }
    }
}

/// Year, month and day of a day number, by counting up from the first year.
fn calendar(mut day: i64) -> (i64, i64, i64) {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 1;
    while day >= 365 + i64::from(leap(year)) {
        day -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    while day >= length(year, month) {
        day -= length(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// How many months can be added to one date without passing another, the day cut to the length of the month.
fn whole_months(from: i64, to: i64) -> i64 {
    if to < from {
        return -whole_months(to, from);
    }
    let ((year, month, day), end) = (calendar(from), calendar(to));
    let after = |months: i64| {
        let (y, m) = (year + (month - 1 + months) / 12, (month - 1 + months) % 12 + 1);
        (y, m, day.min(length(y, m)))
    };
    let mut months = 0;
    while after(months + 1) <= end {
        months += 1;
    }
    months
}

/// Functions of dates.
pub fn of_dates(which: Builtin, values: &[V]) -> V {
    let day = |at: usize| match &values[at] {
        V::D(day) => *day,
        _ => unreachable!("checked"),
    };
    V::N(int(match which {
        Builtin::Months => whole_months(day(0), day(1)),
        Builtin::PartOfDate(DatePart::Year) => calendar(day(0)).0,
        Builtin::PartOfDate(DatePart::Month) => calendar(day(0)).1,
        _ => (calendar(day(0)).1 - 1) / 3 + 1,
    }))
}

impl Oracle<'_> {
    /// A day that the run knows.
    pub fn day(&self, day: DayOf) -> V {
        let period = self.table.period.map(|period| (period.from, period.to)).or(self.scheme.days);
        let found = match day {
            DayOf::Today => self.table.today,
            DayOf::PeriodStart => period.map(|days| days.0),
            DayOf::PeriodEnd => period.map(|days| days.1),
        };
        let code = if day == DayOf::Today { "H0838" } else { "H0839" };
        found.map_or_else(|| fault(code), |date| V::D(date.day_number()))
    }

    /// The cell of a table: the first row that has the keys, else the one without keys.
    pub fn look_up(&self, table: usize, column: usize, keys: &[V]) -> V {
        if let Some(gap) = join(&keys.iter().collect::<Vec<_>>()) {
            return gap;
        }
        let plain = |value: &TableValue| match value {
            TableValue::Number(number) => V::N(super::walk::q(number)),
            TableValue::Truth(truth) => V::B(*truth),
            TableValue::Word(word) => V::W(word.to_string()),
            TableValue::Date(date) => V::D(date.day_number()),
        };
        let rows = &self.scheme.tables[table].rows;
        let has = |row: &&TableRow| row.keys.iter().map(plain).collect::<Vec<_>>() == keys;
        let rest = || rows.iter().find(|row| row.keys.is_empty());
        let hit = rows.iter().find(has).or_else(rest);
        hit.map_or_else(|| fault("H0837"), |row| plain(&row.values[column]))
    }

    /// A figure over entries that are put in order, or of which only the latest count.
    pub fn entries_in_order(&self, figure: &EntryFigure, r: usize) -> V {
        let mut at = match self.places(figure.list, r) {
            Ok(places) => places,
            Err(gap) => return gap,
        };
        let ev = |e: &Expr, entry: usize| self.eval(e, r, Some((figure.list, entry)));
        if let Some(order) = &figure.order {
            let keys: Vec<V> = at.iter().map(|entry| ev(order, *entry)).collect();
            if let Some(gap) = join(&keys.iter().collect::<Vec<_>>()) {
                return gap;
            }
            at.sort_by(|a, b| match (ev(order, *a), ev(order, *b)) {
                (V::N(a), V::N(b)) => a.cmp(&b),
                (V::D(a), V::D(b)) => a.cmp(&b),
                (V::W(a), V::W(b)) => a.cmp(&b),
                _ => unreachable!("keys of one kind"),
            });
        }
        let cut = |at: &mut Vec<usize>, latest: Latest| {
            while at.len() > latest.count {
                at.remove(0);
            }
        };
        if let Some(latest) = figure.latest.filter(|latest| latest.first) {
            cut(&mut at, latest);
        }
        let when = |entry: usize| figure.when.as_ref().map(|when| ev(when, entry));
        at.retain(|entry| when(*entry) != Some(V::B(false)));
        if let Some(latest) = figure.latest.filter(|latest| !latest.first) {
            cut(&mut at, latest);
        }
        let kept = at.clone();
        let told: Vec<V> = at
            .into_iter()
            .map(|entry| match when(entry) {
                Some(gap @ V::Gap(_)) => gap,
                _ => figure.value.as_ref().map_or(V::B(true), |value| ev(value, entry)),
            })
            .collect();
        let if_empty = figure.if_empty.as_ref().map(|e| self.eval(e, r, None));
        if in_order(figure.function) {
            return sequence(figure.function, &told, if_empty);
        }
        if let Some(gap) = join(&told.iter().collect::<Vec<_>>()) {
            return gap;
        }
        let weights: Vec<V> =
            figure.weight.iter().flat_map(|weight| kept.iter().map(|entry| ev(weight, *entry))).collect();
        let parameter = figure.parameter.as_ref().map(|e| self.eval(e, r, None));
        Asked { function: figure.function, parameter, ascending: figure.ascending, if_empty }
            .over(&told, &weights)
    }

    /// Values known one by one, in the order of their declaration.
    pub fn members_in_order(&self, values: &[(Expr, Option<Expr>)], r: usize, entry: Entry) -> Vec<V> {
        let mut told = Vec::new();
        for (value, when) in values {
            match when.as_ref().map(|when| self.eval(when, r, entry)) {
                Some(V::B(false)) => continue,
                Some(gap @ V::Gap(_)) => {
                    told.push(gap);
                    continue;
                }
                _ => {}
            }
            match &value.kind {
                ExprKind::Score(item) | ExprKind::ScoreRate(item) if self.item(*item, r) == V::Out => {}
                _ => told.push(self.eval(value, r, entry)),
            }
        }
        told
    }
}
