//! Why a ratee has its result: the same run with a recorder, told in the order of evaluation.
//!
//! The values of the ratee are recorded while the plan runs over it alone, once what compares ratees is known from the
//! run over all of them. Nothing else is computed, except differences between recorded values and distances to the next
//! line.

use super::cohort::Compared;
use super::collect;
use super::explanation::{Evidence, Explanation, Step, StepKind};
use super::run;
use super::value::Value;
use super::{Ratee, groups, shown};
use crate::evidence::Table;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{LineRegs, OpKind, Plan, Reg, Traced};
use crate::scheme::model::{Expr, FactId, ItemId, ItemKind, ItemPolicy, Line, LineKind, Marks};
use crate::source::{Sources, Span};
use crate::text;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

mod compared;
mod given;
mod quotas;
mod reading;
mod rule;
mod total;
mod units;

/// The derivation of one ratee, by its place in the table. `sources` holds the texts of
/// the scheme, which are quoted.
pub fn explain(
    plan: &Plan<'_>,
    table: &Table,
    ratee: usize,
    sources: &Sources,
    threads: usize,
) -> Explanation {
    let all = run::run(plan, table, &groups::columns(plan), threads);
    explain_one(plan, &table.select(&[ratee]), (&all, ratee), sources)
}

/// The same for the only ratee of a table, which is the one of a number among all.
pub(super) fn explain_one(
    plan: &Plan<'_>,
    table: &Table,
    (all, number): (&run::Done, usize),
    sources: &Sources,
) -> Explanation {
    let (keep, stages) = run::stages(plan, &collect::wanted(&plan.outputs));
    let done = run::run_again(plan, table, (all, number), (&keep, &stages), Some(0));
    let (groups, of_rows) = groups::groups(plan, all);
    let mut result = collect::noted(plan, table, (&done, 0), (all, number));
    result.groups = of_rows.iter().map(|of_row| of_row[number]).collect();
    let compared = run::comparisons(plan, all, number);
    let teller = Teller {
        plan,
        table,
        ratee: 0,
        among: (all, number),
        sources,
        values: &done.recorded,
        compared: &compared,
        result: &result,
        groups: &groups,
        listed: RefCell::default(),
    };
    let mut steps: Vec<Step> = plan.scheme.top.iter().map(|item| teller.item(*item)).collect();
    teller.total(&mut steps);
    teller.after_the_total(&mut steps);
    Explanation { id: result.id.clone(), scheme: plan.scheme.display_name(), status: result.status, steps }
}

/// Everything that the telling draws on.
pub(super) struct Teller<'a> {
    pub plan: &'a Plan<'a>,
    pub table: &'a Table,
    pub ratee: usize,
    pub sources: &'a Sources,
    pub values: &'a [Option<Value>],
    /// All ratees, and which of them this one is.
    pub among: (&'a run::Done, usize),
    pub compared: &'a BTreeMap<Reg, Option<Compared>>,
    pub result: &'a Ratee,
    /// The lists whose entries were told one by one.
    pub listed: RefCell<BTreeSet<FactId>>,
    pub groups: &'a [super::GroupScore],
}

const LEFT_OUT: &Value = &Value::LeftOut;

impl Teller<'_> {
    pub fn get(&self, reg: Reg) -> &Value {
        self.values[reg].as_ref().unwrap_or(LEFT_OUT)
    }

    pub fn number(&self, reg: Reg) -> Option<Number> {
        self.get(reg).number().cloned()
    }

    /// A passage of the scheme on one line, as it is written.
    pub fn quote(&self, span: Span) -> Text {
        let mut out = String::new();
        for line in self.plan.scheme.edits.slice(self.sources, span).lines() {
            let line = line.split(['#', '＃']).next().unwrap_or_default();
            let words: Vec<&str> = line.split_whitespace().collect();
            if words.is_empty() {
                continue;
            }
            let opened = out.is_empty() || out.ends_with(['{', '｛', ';', '；', '(', '（', ',', '，']);
            let closes = words[0].starts_with(['}', '｝', ')', '）']);
            out.push_str(if out.is_empty() || opened || closes { " " } else { "; " });
            out.push_str(&words.join(" "));
        }
        Text::same(out.trim().to_owned())
    }

    /// The change from one recorded value to the next, if there is one.
    pub fn change(&self, before: Reg, after: Reg) -> Option<Number> {
        let (before, after) = (self.number(before)?, self.number(after)?);
        let change = &after - &before;
        (!change.is_zero()).then_some(change)
    }

    /// A step for a change that something makes, with what the value was and what it became.
    pub fn changed(&self, kind: StepKind, title: Text, before: Reg, after: Reg) -> Option<Step> {
        let change = self.change(before, after)?;
        let (from, to) = (self.number(before)?, self.number(after)?);
        let mut step = Step::new(kind, title);
        step.value = Some(change);
        step.notes.push(text!("由 {from} 变为 {to}", "from {from} to {to}"));
        Some(step)
    }

    /// The evidence of a fact.
    pub fn evidence(&self, fact: FactId, last_year: bool) -> Evidence {
        let declared = &self.plan.scheme.facts[fact];
        let value = super::cells::load(self.plan.scheme, self.table, fact, self.ratee, last_year);
        let name = &declared.spec.name;
        let name: Arc<str> = if last_year { format!("{name}.上年").into() } else { name.clone() };
        let (shown, place) = match super::cells::entries(self.plan.scheme, self.table, fact, self.ratee) {
            Ok(entries) if matches!(declared.spec.ty, crate::unit::FactType::List(_)) => {
                (self.entries_shown(fact, entries), self.table.place(self.ratee, fact))
            }
            _ if last_year => (self.fact_value(fact, &value), self.table.place_last_year(self.ratee, fact)),
            _ => (self.fact_as_taken(fact, &value), self.table.place(self.ratee, fact)),
        };
        let source = declared.source.clone().or_else(|| self.computed_by(fact));
        Evidence { fact: name, value: shown, source, place: place.filter(|_| declared.from.is_empty()) }
    }

    /// A fact, and what its policy put in the place of an absent one.
    fn fact_as_taken(&self, fact: FactId, value: &Value) -> Text {
        let shown = self.fact_value(fact, value);
        let is_policy =
            |kind: &OpKind| matches!(kind, OpKind::FactPolicy { fact: other, .. } if *other == fact);
        let policy = self.plan.ops.iter().position(|op| is_policy(&op.kind));
        match policy.map(|reg| self.get(reg)).filter(|_| !value.is_present()) {
            Some(taken) if taken.is_present() => {
                let taken = self.fact_value(fact, taken);
                text!("{0}，按规定取 {1}", "{0}, taken as {1}", shown, taken)
            }
            _ => shown,
        }
    }

    pub fn fact_value(&self, fact: FactId, value: &Value) -> Text {
        shown::value(self.plan.scheme, &self.plan.scheme.facts[fact].spec.ty, value)
    }

    /// An item with all that it consists of.
    pub fn item(&self, id: ItemId) -> Step {
        let item = &self.plan.scheme.items[id];
        let regs = &self.plan.outputs.items[id];
        let (zh, en) = match item.kind {
            ItemKind::Dimension => ("维度", "dimension"),
            ItemKind::Indicator => ("指标", "indicator"),
            ItemKind::Part => ("子项", "part"),
            ItemKind::Item => ("项", "item"),
        };
        let name = &item.name;
        let mut step = Step::new(StepKind::Item, text!("{zh} {name}", "{en} {name}"));
        step.basis = item.basis.clone();
        step.value = self.number(regs.score);
        step.of = (item.marks != Marks::Pilot).then(|| item.full.clone());
        self.counting(id, &mut step);
        for child in &item.children {
            step.children.push(self.item(*child));
        }
        if let (Some(traced), Some(expr)) = (&regs.rule, self.rule_of(id)) {
            let mut rule = self.rule(expr, traced);
            if !item.children.is_empty() {
                // A rule over the parts replaces their sum: the parts themselves do not count.
                step.children.iter_mut().for_each(|child| child.counts = Some(Number::ZERO));
                rule.title = Text::fixed("汇总", "combined");
            }
            step.children.push(rule);
        } else if !item.children.is_empty() {
            step.children.extend(self.spread(&item.children, regs.base));
        }
        for (line, regs) in item.lines.iter().zip(&regs.lines) {
            step.children.push(self.line(line, regs));
        }
        self.item_changes(id, &mut step);
        step
    }

    /// What an item counts for in the item above: a weighted score, or nothing for a pilot.
    fn counting(&self, id: ItemId, step: &mut Step) {
        let item = &self.plan.scheme.items[id];
        let score = &self.result.items[id];
        match &item.marks {
            Marks::Pilot => {
                step.counts = Some(Number::ZERO);
                step.notes.push(Text::fixed("试点指标，只列出，不计分", "a pilot: shown, not counted"));
            }
            Marks::Weight(_) | Marks::Varying => {
                step.counts = score.contribution.clone();
                if let (Some(expr), Some(traced)) = (&item.weight, &self.plan.outputs.weights[id]) {
                    let (words, value) = (self.quote(expr.span), self.as_written(expr, self.get(traced.reg)));
                    step.notes.push(text!("权重 {0} = {1}", "weight {0} = {1}", words, value));
                    self.read(expr, traced, step);
                }
                if let (Some(weight), Some(counts)) = (&score.weight, &score.contribution) {
                    let percent = (weight * &Number::from(100)).to_string();
                    step.notes.push(text!(
                        "权重 {percent}%，计入 {counts} 分",
                        "weight {percent} %: counts for {counts}"
                    ));
                }
            }
            Marks::Points(_) => {}
        }
        if score.left_out {
            step.counts = Some(Number::ZERO);
            step.text = Some(Text::fixed("剔除", "left out"));
        }
    }

    fn rule_of(&self, id: ItemId) -> Option<&Expr> {
        use crate::scheme::model::Base;
        match &self.plan.scheme.items[id].base {
            Base::Rule(expr) | Base::Combined(expr) => Some(expr),
            Base::Children | Base::Zero => None,
        }
    }

    /// The marks of parts that are left out, spread over the others: what the sum gains by it.
    pub fn spread(&self, children: &[ItemId], sum: Reg) -> Option<Step> {
        let mut plain = Number::ZERO;
        for child in children {
            let score = &self.result.items[*child];
            match &self.plan.scheme.items[*child].marks {
                Marks::Pilot => {}
                _ if score.left_out => {}
                Marks::Weight(_) | Marks::Varying => plain = &plain + score.contribution.as_ref()?,
                Marks::Points(_) => plain = &plain + score.score.as_ref()?,
            }
        }
        let gain = &self.number(sum)? - &plain;
        if gain.is_zero() {
            return None;
        }
        let mut step = Step::new(
            StepKind::Note,
            Text::fixed("剔除项的分值摊给其余各项", "marks of what is left out, spread over the rest"),
        );
        step.value = Some(gain);
        Some(step)
    }

    /// Rounding, limits, policies and effects of an item, each as the change that it makes.
    fn item_changes(&self, id: ItemId, step: &mut Step) {
        let item = &self.plan.scheme.items[id];
        let regs = &self.plan.outputs.items[id];
        let unrounded = step.children.iter().filter_map(|child| child.counted().cloned()).sum::<Number>();
        if let (Some((places, _)), Some(raw)) = (&item.rounding, self.number(regs.raw)) {
            let change = &raw - &unrounded;
            if !change.is_zero() {
                let mut rounding = Step::new(
                    StepKind::Rounding,
                    text!("取整到小数 {places} 位", "rounded to {places} places"),
                );
                rounding.value = Some(change);
                step.children.push(rounding);
            }
        }
        self.limit_notes(&item.limits, regs.limited, step);
        if let Some(change) = self.change(regs.raw, regs.limited) {
            let title = if change.is_negative() {
                Text::fixed("超过上限，按上限计", "above the cap: lowered to it")
            } else {
                Text::fixed("低于下限，按下限计", "below the floor: raised to it")
            };
            step.children.extend(self.changed(StepKind::Limit, title, regs.raw, regs.limited));
        }
        if let (Value::Gap(_), after) = (self.get(regs.limited), self.get(regs.stood)) {
            let why = shown::plain(self.get(regs.limited));
            let missing = self.absent(regs.limited);
            step.notes.push(text!("{0}：{1}", "{0}: {1}", why, missing));
            if let Value::Number(given) = after {
                // What the parts would have counted for is unknown as a whole; the policy's score stands alone.
                step.children.iter_mut().for_each(|child| child.counts = Some(Number::ZERO));
                let is_missing = matches!(self.get(regs.limited), Value::Gap(gap) if !gap.missing.is_empty());
                let policy = if is_missing { &item.missing } else { &item.not_applicable };
                let title = match policy {
                    Some(ItemPolicy::Gives(_)) | None => Text::fixed(
                        "按缺失（不涉及）的规定给分",
                        "score provided for what is missing or not applicable",
                    ),
                    Some(ItemPolicy::LeaveOut(_)) => Text::fixed("按规定剔除", "left out as provided"),
                };
                let mut stand = Step::new(StepKind::Rule, title);
                stand.value = Some(given.clone());
                step.children.push(stand);
            }
        }
        if !matches!(self.get(regs.stood), Value::LeftOut) {
            step.children.extend(self.effect_steps(&regs.effects));
        }
    }

    /// The facts behind an absent value.
    pub fn absent(&self, reg: Reg) -> Text {
        let Value::Gap(gap) = self.get(reg) else { return Text::fixed("", "") };
        let scheme = self.plan.scheme;
        let missing = gap.missing.iter().map(|lack| {
            let name = scheme.lack_name(*lack);
            match self.table.absences.get(&(lack.fact, self.ratee)) {
                Some(why) => text!("{name}（{0}）", "{name} ({0})", why),
                None => Text::same(name),
            }
        });
        let not_applicable =
            gap.not_applicable.iter().map(|fact| Text::same(scheme.fact_name(*fact).to_owned()));
        let facts = missing.chain(not_applicable).reduce(|all, one| text!("{0}、{1}", "{0}, {1}", all, one));
        match gap.faults.first() {
            Some(fault) => fault.text.clone(),
            None => facts.unwrap_or(Text::fixed("", "")),
        }
    }

    /// A line of an item, a bonus or a deduction. Its value is signed as it counts for the total.
    pub fn line(&self, line: &Line, regs: &LineRegs) -> Step {
        let title = match (&line.name, &line.kind) {
            (Some(name), _) => Text::same(name.to_string()),
            (None, LineKind::Together(_)) => Text::fixed("合并计算", "together"),
            (None, _) if line.deduct => Text::fixed("扣分", "deducted"),
            (None, _) => Text::fixed("加分", "added"),
        };
        let mut step = Step::new(StepKind::Line, title);
        step.basis = line.basis.clone();
        let sign = |number: Number| if line.deduct { -&number } else { number };
        step.value = self.number(regs.amount).map(sign);
        if !matches!(line.kind, LineKind::Together(_)) {
            step.rule = Some(self.quote(line.span));
        }
        self.line_evidence(line, regs, &mut step);
        if let LineKind::Together(inner) = &line.kind {
            step.children = inner.iter().zip(&regs.inner).map(|(line, regs)| self.line(line, regs)).collect();
        }
        if let Some(steps) = regs.steps.and_then(|reg| self.number(reg)) {
            let word = if steps == Number::ONE { "step" } else { "steps" };
            step.notes.push(text!("计 {steps} 步", "{steps} {word}"));
        }
        self.limit_notes(&line.limits, regs.amount, &mut step);
        if let Value::Gap(_) = self.get(regs.raw) {
            let (why, facts) = (shown::plain(self.get(regs.raw)), self.absent(regs.raw));
            step.notes.push(text!("{0}：{1}", "{0}: {1}", why, facts));
        }
        if let (Some(before), Some(after)) = (self.number(regs.raw), self.number(regs.amount))
            && before != after
        {
            step.notes
                .push(text!("限额起作用：由 {before} 变为 {after}", "a limit bit: from {before} to {after}"));
            if !step.children.is_empty() {
                let mut limit = Step::new(StepKind::Limit, Text::fixed("合并限额", "limit of the group"));
                limit.value = Some(sign(&after - &before));
                step.children.push(limit);
            }
        }
        step
    }

    fn line_evidence(&self, line: &Line, regs: &LineRegs, step: &mut Step) {
        let exprs: Vec<&Expr> = match &line.kind {
            LineKind::Once(amount) => vec![amount],
            LineKind::When(condition, amount) => vec![condition, amount],
            LineKind::Step { value, amount, line, .. } => {
                [value, amount].into_iter().chain(line.as_ref().map(|(_, line)| line)).collect()
            }
            LineKind::Entry { list, same, .. } => {
                step.evidence.push(self.evidence(*list, false));
                self.entry_notes(regs.raw, same, step);
                return;
            }
            LineKind::Together(_) => return,
        };
        for (expr, traced) in exprs.iter().zip(&regs.traced) {
            self.read(expr, traced, step);
        }
    }
}

/// A part of an expression with its columns.
pub(super) type Part<'e> = (&'e Expr, &'e Traced);
