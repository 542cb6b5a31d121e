//! What an expression read of tables, of the days of the run, of lists in order, and of other schemes.

use super::reading::joined;
use super::{Step, Teller};
use crate::locale::Text;
use crate::plan::Traced;
use crate::scheme::model::{EntryFigure, Expr, ExprKind, FactId, TablePlace};
use crate::score::{cells, shown};
use crate::text;

/// The most entries of a list that are told one by one.
const MOST_ENTRIES: usize = 24;

impl Teller<'_> {
    /// The row of a table that was hit, with where it stands and its clause.
    pub(super) fn table_note(&self, expr: &Expr, traced: &Traced, step: &mut Step) {
        let ExprKind::Table { table, column, keys } = &expr.kind else { return };
        let table = &self.plan.scheme.tables[*table];
        let values = Text::joined(traced.parts.iter().map(|part| shown::plain(self.get(part.reg))));
        let name = &table.name;
        let value = self.typed(&expr.ty, self.get(traced.reg));
        let column = &table.columns[*column].0;
        let what = if column == name { name.to_string() } else { format!("{name}.{column}") };
        let row = traced.index.and_then(|reg| self.number(reg)).and_then(|n| n.to_i64());
        let row = row.and_then(|row| table.rows.get(usize::try_from(row).ok()?));
        let place = match row.map(|row| row.place) {
            Some(TablePlace::File(at)) => {
                let file = table.file.as_deref().unwrap_or_default();
                text!("（{file} 第 {at} 行）", " ({file}, row {at})")
            }
            _ => text!("", ""),
        };
        let note = match row {
            Some(row) if row.keys.is_empty() => {
                text!(
                    "查表 {what}：{0} 按「其他」= {1}{2}",
                    "table {what}: {0}, as otherwise = {1}{2}",
                    values,
                    value,
                    place
                )
            }
            Some(_) => {
                text!("查表 {what}：{0} = {1}{2}", "table {what}: {0} = {1}{2}", values, value, place)
            }
            None => text!("查表 {what}：{0} 查不到", "table {what}: no row for {0}", values),
        };
        if !step.notes.contains(&note) {
            step.notes.push(note);
        }
        if step.basis.is_none() {
            step.basis = row.and_then(|row| row.basis.clone());
        }
        for (key, part) in keys.iter().zip(&traced.parts) {
            self.read(key, part, step);
        }
    }

    /// 今日, 期初, 期末 with the day that they are.
    pub(super) fn day_note(&self, expr: &Expr, traced: &Traced, step: &mut Step) {
        let (words, day) = (self.quote(expr.span), shown::plain(self.get(traced.reg)));
        let note = text!("{0}：{1}", "{0}: {1}", words, day);
        if !step.notes.contains(&note) {
            step.notes.push(note);
        }
    }

    /// How many entries a list has, and from which period to which.
    pub(super) fn entries_shown(&self, list: FactId, entries: std::ops::Range<usize>) -> Text {
        let count = entries.len();
        let word = if count == 1 { "entry" } else { "entries" };
        let label = |entry: usize| {
            let field = self.plan.scheme.facts[list].spec.ty.period_field()?;
            let value = cells::load_field(self.plan.scheme, self.table, list, field, entry);
            value.is_present().then(|| shown::plain(&value).zh.into_owned())
        };
        match (entries.clone().next().and_then(label), entries.last().and_then(label)) {
            (Some(first), Some(last)) if first != last => {
                text!("{count} 条（{first} 至 {last}）", "{count} {word} ({first} to {last})")
            }
            (Some(only), _) => text!("{count} 条（{only}）", "{count} {word} ({only})"),
            _ => text!("{count} 条", "{count} {word}"),
        }
    }

    /// A figure that looks at the order of entries, or runs over periods: its value, and the entries.
    pub(super) fn order_note(&self, expr: &Expr, figure: &EntryFigure, traced: &Traced, step: &mut Step) {
        let by_periods = self.plan.scheme.facts[figure.list].spec.ty.period_field().is_some();
        if !by_periods && figure.order.is_none() && figure.latest.is_none() {
            return;
        }
        let (words, value) = (self.quote(expr.span), self.as_written(expr, self.get(traced.reg)));
        let mut notes = vec![text!("{0} = {1}", "{0} = {1}", words, value)];
        // The entries of a list are told once; its evidence says elsewhere how many there are.
        let first = self.listed.borrow_mut().insert(figure.list);
        if let (true, Ok(entries)) =
            (first, cells::entries(self.plan.scheme, self.table, figure.list, self.ratee))
        {
            let told = entries.len().min(MOST_ENTRIES);
            let skipped = entries.len() - told;
            let listed = entries.skip(skipped).map(|entry| self.entry(figure.list, entry)).collect();
            let (name, listed) = (self.plan.scheme.fact_name(figure.list), joined(listed, "；", "; "));
            notes.push(if skipped > 0 {
                text!("{name}（最后 {told} 条）：{0}", "{name} (the last {told}): {0}", listed)
            } else {
                text!("{name}：{0}", "{name}: {0}", listed)
            });
        }
        for note in notes {
            if !step.notes.contains(&note) {
                step.notes.push(note);
            }
        }
    }

    /// The result of another scheme that a fact is; of a list, those of its fields.
    pub(super) fn computed_by(&self, fact: FactId) -> Option<std::sync::Arc<str>> {
        let from = &self.plan.scheme.facts[fact].from;
        let titles: Vec<String> = from.iter().map(|from| from.title().zh.into_owned()).collect();
        (!titles.is_empty()).then(|| titles.join("、").into())
    }
}
