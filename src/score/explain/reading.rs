//! What an expression read: facts in the branches taken, figures over others, named values.

use super::{Part, Step, Teller};
use crate::locale::{Lang, Text};
use crate::number::Number;
use crate::plan::{OpKind, Reg};
use crate::scheme::model::{Expr, ExprKind, Same};
use crate::scheme::types::Ty;
use crate::score::value::Value;
use crate::score::{cells, entries, operation, shown};
use crate::text;
use crate::unit::Dimension;

impl Teller<'_> {
    /// Adds to a step what an expression read.
    pub(super) fn read(&self, expr: &Expr, traced: &crate::plan::Traced, step: &mut Step) {
        match &expr.kind {
            ExprKind::Fact(fact) => self.add_evidence(*fact, false, step),
            ExprKind::LastYear(fact) => self.add_evidence(*fact, true, step),
            ExprKind::Entries(figure) => {
                self.add_evidence(figure.list, false, step);
                let (words, value) = (self.quote(expr.span), self.as_written(expr, self.get(traced.reg)));
                let note = text!("{0} = {1}", "{0} = {1}", words, value);
                if !step.notes.contains(&note) {
                    step.notes.push(note);
                }
                self.order_note(expr, figure, traced, step);
            }
            ExprKind::Table { .. } => self.table_note(expr, traced, step),
            ExprKind::Day(_) => self.day_note(expr, traced, step),
            ExprKind::Let(id) => {
                let named = &self.plan.scheme.lets[*id];
                let (name, value) = (&named.name, self.as_written(expr, self.get(traced.reg)));
                let note = text!("{name} = {0}", "{name} = {0}", value);
                if !step.notes.contains(&note) {
                    step.notes.push(note);
                    if let Some(inner) = traced.parts.first() {
                        self.read(&named.value, inner, step);
                    }
                }
            }
            ExprKind::Cohort(figure) => {
                let value = self.in_its_unit(figure, &expr.ty, self.get(traced.reg));
                let words = self.quote(expr.span);
                let note = text!("{0} = {1}", "{0} = {1}", words, value);
                if !step.notes.contains(&note) {
                    step.notes.push(note);
                    step.notes.extend(self.compared_with(figure, traced.reg));
                }
                if let (Some(value), Some(traced)) = (&figure.value, traced.parts.first()) {
                    self.read(value, traced, step);
                }
            }
            ExprKind::Score(item) => {
                let path = &self.plan.scheme.items[*item].path;
                let value = shown::plain(self.get(traced.reg));
                let note = text!("{path} 得 {0} 分", "{path} scores {0}", value);
                if !step.notes.contains(&note) {
                    step.notes.push(note);
                }
            }
            _ => {
                for (part, traced) in self.taken(expr, traced) {
                    self.read(part, traced, step);
                }
            }
        }
    }

    pub(super) fn add_evidence(&self, fact: usize, last_year: bool, step: &mut Step) {
        let evidence = self.evidence(fact, last_year);
        if !step.evidence.contains(&evidence) {
            step.evidence.push(evidence);
        }
    }

    /// The parts of an expression that decided its value.
    pub(super) fn taken<'e>(&self, expr: &'e Expr, traced: &'e crate::plan::Traced) -> Vec<Part<'e>> {
        let index =
            traced.index.and_then(|reg| self.number(reg)).and_then(|n| n.to_i64()).map(|n| n as usize);
        crate::plan::taken(expr, traced, index)
    }

    /// A value in the unit of its type.
    pub(super) fn typed(&self, ty: &Ty, value: &Value) -> Text {
        let Value::Number(number) = value else { return shown::plain(value) };
        let hundredfold = number * &Number::from(100);
        match ty {
            Ty::Unit(Dimension::Percent) => Text::same(format!("{hundredfold}%")),
            Ty::Unit(Dimension::PercentPoint) => text!("{hundredfold} 个百分点", "{hundredfold} pp"),
            Ty::Unit(Dimension::Money) => text!("{number} 元", "{number} yuan"),
            _ => Text::same(number.to_string()),
        }
    }

    /// Which entries a line over a list counted, and which it did not because of the same matter. `reg` is its sum.
    pub(super) fn entry_notes(&self, reg: Reg, rules: &[Same], step: &mut Step) {
        let op = &self.plan.ops[reg];
        let OpKind::EntrySum { program, same } = &op.kind else { return };
        let row = Recorded(self.values);
        let told = entries::amounts(self.plan.scheme, self.table, program, same, &row, self.ratee, &op.path);
        let Ok((amounts, _)) = told else { return };
        for one in &amounts {
            let entry = self.entry(program.list, one.entry);
            let (points, counted) = (&one.amount, &one.counted);
            let by = one.by.and_then(|by| rules.get(by)).map(|same| self.quote(same.span));
            step.notes.push(match by {
                None => text!("{0}：{points} 分", "{0}: {points}", entry),
                Some(by) if one.superseded => {
                    text!("{0}：{points} 分，不计：{1}", "{0}: {points}, not counted: {1}", entry, by)
                }
                Some(by) => text!(
                    "{0}：{points} 分，计 {counted} 分：{1}",
                    "{0}: {points}, counted {counted}: {1}",
                    entry,
                    by
                ),
            });
        }
    }

    /// An entry in the words of its fields.
    pub(super) fn entry(&self, list: usize, entry: usize) -> Text {
        let ty = &self.plan.scheme.facts[list].spec.ty;
        let crate::unit::FactType::List(fields) = ty else { return Text::fixed("", "") };
        let by_periods = ty.period_field().is_some();
        let words = fields.iter().enumerate().filter_map(|(at, field)| {
            let value = cells::load_field(self.plan.scheme, self.table, list, at, entry);
            let shown = shown::value(self.plan.scheme, &field.ty, &value);
            let name = &field.name;
            match value.is_present() {
                true => Some(shown),
                // What a period lacks is what a reader looks for; entries of events may leave fields open.
                false => by_periods.then(|| text!("{name} {0}", "{name} {0}", shown)),
            }
        });
        let mut words: Vec<Text> = words.collect();
        // The period stands last among the fields, and is told first.
        let period = ty.period_field().and_then(|_| words.pop());
        let words = joined(words, "、", ", ");
        match period {
            Some(period) => text!("{0} {1}", "{0} {1}", period, words),
            None => words,
        }
    }
}

/// Texts in a row.
pub(super) fn joined(all: Vec<Text>, zh: &'static str, en: &'static str) -> Text {
    let half = |lang: Lang| all.iter().map(|text| text.get(lang)).collect::<Vec<_>>();
    Text { zh: half(Lang::Zh).join(zh).into(), en: half(Lang::En).join(en).into() }
}

/// The recorded row.
struct Recorded<'v>(&'v [Option<Value>]);

impl operation::Row for Recorded<'_> {
    fn get(&self, reg: Reg) -> &Value {
        self.0[reg].as_ref().unwrap_or(&Value::LeftOut)
    }
}
