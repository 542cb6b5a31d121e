//! From columns to results.

use super::block::Used;
use super::run::Done;
use super::seats::Told;
use super::value::{Gap, Value};
use super::{AdjustmentScore, ItemScore, Limited, Outcome, Ratee, Remark, Scores, Status, faults, groups};
use crate::evidence::Table;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::{Outputs, Plan, Reg};
use crate::scheme::model::{EffectKind, Marks, QuotaTarget, Scheme};
use crate::text;
use std::sync::Arc;

/// The columns that results are made from.
pub fn wanted(outputs: &Outputs) -> Vec<Reg> {
    let mut regs = vec![
        outputs.exact,
        outputs.adjusted,
        outputs.limited,
        outputs.total,
        outputs.not_graded,
        outputs.ranks.rank,
        outputs.ranks.among,
    ];
    regs.extend(outputs.ranks.by);
    regs.extend(outputs.quotas.iter().flat_map(|quota| [quota.after].into_iter().chain(quota.before)));
    regs.extend(outputs.items.iter().flat_map(|item| [item.raw, item.limited, item.stood, item.score]));
    regs.extend(outputs.shares.iter().flatten());
    regs.extend(outputs.adjustments.iter().flat_map(|one| [one.raw, one.limited, one.points]));
    regs.extend(outputs.rules.iter().map(|rule| rule.reg));
    regs.extend(
        [outputs.grade_before, outputs.grade_after, outputs.grade, outputs.group].into_iter().flatten(),
    );
    regs.extend(outputs.alerts.iter().map(|alert| alert.reg));
    regs.extend(
        outputs.results.iter().flat_map(|(when, value)| when.iter().chain(value)).map(|traced| traced.reg),
    );
    regs.extend(outputs.group_results.iter().flat_map(|(by, value)| [by.reg, value.reg]));
    regs
}

/// The results of all ratees.
pub fn collect(plan: &Plan<'_>, table: &Table, done: &Done) -> Scores {
    let (groups, of_rows) = groups::groups(plan, done);
    let mut ratees = ratees(plan, table, done, (done, 0));
    for (row, ratee) in ratees.iter_mut().enumerate() {
        ratee.groups = of_rows.iter().map(|of_row| of_row[row]).collect();
    }
    Scores { ratees, groups }
}

/// The results of the ratees of a table, which is the part of all from row `first` on; without their groups.
pub fn ratees(plan: &Plan<'_>, table: &Table, done: &Done, (all, first): (&Done, usize)) -> Vec<Ratee> {
    (0..table.ids.len()).map(|row| noted(plan, table, (done, row), (all, first + row))).collect()
}

/// The result of the ratee of a row, which is the one of a number among all, with notes on the way to it.
pub fn noted(
    plan: &Plan<'_>,
    table: &Table,
    (done, row): (&Done, usize),
    (all, number): (&Done, usize),
) -> Ratee {
    let from = done.used.partition_point(|used| used.row < row);
    let used = done.used[from..].iter().take_while(|used| used.row == row);
    let note = |one: &Used| Remark { code: one.code, path: one.path.clone(), text: one.text.clone() };
    let mut notes: Vec<Remark> = used.map(note).collect();
    let reader = Reader { plan, table, done, row, all, number };
    groups::outside(plan, |reg| reader.get(reg), &mut notes);
    reader.ratee(Arc::from(&done.ids[row]), notes)
}

/// The results of one ratee, without notes on the way to them. What was not kept is not in it.
pub fn ratee(plan: &Plan<'_>, table: &Table, done: &Done, row: usize) -> Ratee {
    let reader = Reader { plan, table, done, row, all: done, number: row };
    reader.ratee(Arc::from(&done.ids[row]), vec![])
}

/// The note on what cannot be judged.
fn undecided(path: &Arc<str>, value: &Value) -> Remark {
    let why = super::shown::plain(value);
    let text = text!("「{path}」无法判断：{0}", "`{path}` is undecided: {0}", why);
    Remark { code: &faults::UNDECIDED, path: path.clone(), text }
}

/// One row of the kept columns.
struct Reader<'a> {
    plan: &'a Plan<'a>,
    table: &'a Table,
    done: &'a Done,
    row: usize,
    /// What compares ratees, and the row there.
    all: &'a Done,
    number: usize,
}

impl Reader<'_> {
    fn get(&self, reg: Reg) -> Value {
        match &self.done.columns[reg] {
            Some(column) => column.get(self.row),
            None => self.all.get(reg, self.number),
        }
    }

    fn number(&self, reg: Reg) -> Option<Number> {
        self.get(reg).number().cloned()
    }

    fn index(&self, reg: Option<Reg>) -> Option<usize> {
        reg.and_then(|reg| self.number(reg)?.to_i64()).and_then(|index| usize::try_from(index).ok())
    }

    fn holds(&self, reg: Reg) -> bool {
        self.get(reg) == Value::Truth(true)
    }

    fn ratee(&self, id: Arc<str>, mut notes: Vec<Remark>) -> Ratee {
        let outputs = &self.plan.outputs;
        let mut reasons = Gap::default();
        // What only the grade would need is not reached while there is no total.
        let grading = if self.get(outputs.exact).is_present() {
            [outputs.grade_before, outputs.grade]
        } else {
            [None; 2]
        };
        let deciding = [outputs.exact, outputs.not_graded].into_iter().chain(grading.into_iter().flatten());
        for reg in deciding.chain(outputs.rules.iter().map(|rule| rule.reg)) {
            if let Value::Gap(gap) = self.get(reg) {
                reasons.join(&gap);
            }
        }
        let complete = reasons == Gap::default() && self.get(outputs.exact).is_present();
        let status = match (complete, self.holds(outputs.not_graded)) {
            (false, _) => Status::Incomplete,
            (true, true) => Status::NotGraded,
            (true, false) => Status::Scored,
        };
        let ranked = status == Status::Scored;
        let place = |reg: Reg| self.number(reg).and_then(|n| n.to_i64()).and_then(|n| u32::try_from(n).ok());
        if ranked {
            notes.extend(self.no_rank());
        }
        let (alerts, consequences) = if complete { self.after(&mut notes) } else { (vec![], vec![]) };
        Ratee {
            id,
            group: outputs.group.and_then(|reg| self.word(reg)),
            status,
            total: self.number(outputs.total).filter(|_| complete),
            total_exact: self.number(outputs.exact).filter(|_| complete),
            limited: self.limited(outputs.adjusted, outputs.limited).filter(|_| complete),
            grade: self.index(outputs.grade).filter(|_| ranked),
            grade_before: self.index(outputs.grade_before).filter(|_| ranked),
            rank_group: outputs.ranks.by.map(|by| self.get(by)).filter(|_| ranked),
            rank: place(outputs.ranks.rank).zip(place(outputs.ranks.among)).filter(|_| ranked),
            items: self.items(),
            adjustments: self.adjustments(),
            effects: self.effects(),
            quotas: if ranked { self.quotas(&mut notes) } else { vec![] },
            awards: if ranked { self.awards(&mut notes) } else { vec![] },
            alerts,
            consequences,
            groups: vec![],
            missing: reasons.missing.clone(),
            problems: self.problems(&reasons),
            notes,
        }
    }

    fn word(&self, reg: Reg) -> Option<Arc<str>> {
        self.get(reg).is_present().then(|| super::shown::plain(&self.get(reg)).zh.as_ref().into())
    }

    fn items(&self) -> Vec<ItemScore> {
        let scheme = self.plan.scheme;
        let regs = scheme.items.iter().zip(&self.plan.outputs.items).zip(&self.plan.outputs.shares);
        regs.map(|((item, regs), share)| {
            let score = self.number(regs.score);
            let above = item.parent.map_or(&scheme.full, |parent| &scheme.items[parent].full);
            let weight = match (&item.marks, share) {
                (_, Some(share)) => self.number(*share),
                (Marks::Weight(weight), None) => Some(weight.clone()),
                _ => None,
            };
            let counted = score.as_ref().zip(weight.as_ref());
            let contribution =
                counted.and_then(|(score, weight)| (&(score * weight) * above).divide(&Number::from(100)));
            ItemScore {
                score,
                left_out: self.get(regs.stood) == Value::LeftOut,
                weight,
                contribution,
                limited: self.limited(regs.raw, regs.limited),
            }
        })
        .collect()
    }

    /// Which limit changed a value.
    fn limited(&self, before: Reg, after: Reg) -> Option<Limited> {
        match self.get(before).number()?.cmp(self.get(after).number()?) {
            std::cmp::Ordering::Greater => Some(Limited::Cap),
            std::cmp::Ordering::Less => Some(Limited::Floor),
            std::cmp::Ordering::Equal => None,
        }
    }

    fn adjustments(&self) -> Vec<AdjustmentScore> {
        let regs = self.plan.outputs.adjustments.iter();
        regs.map(|regs| AdjustmentScore {
            points: self.number(regs.points),
            limited: self.limited(regs.raw, regs.limited),
        })
        .collect()
    }

    fn effects(&self) -> Vec<(usize, usize)> {
        let rules = self.plan.scheme.rules.iter().zip(&self.plan.outputs.rules).enumerate();
        let holding = || rules.clone().filter(|(_, (_, regs))| self.holds(regs.reg));
        let all = || {
            holding()
                .flat_map(|(rule, (node, _))| node.effects.iter().enumerate().map(move |one| (rule, one)))
        };
        // A coefficient that another effect cancels has not acted.
        let cancelled = all().any(|(_, (_, effect))| matches!(effect.kind, EffectKind::NoCoefficient));
        let acts = |kind: &EffectKind| !(cancelled && matches!(kind, EffectKind::Coefficient(_)));
        all()
            .filter(|(_, (_, effect))| acts(&effect.kind))
            .map(|(rule, (effect, _))| (rule, effect))
            .collect()
    }

    /// Why a ratee with a result has no place: what would tell it from its equals is missing.
    fn no_rank(&self) -> Option<Remark> {
        let Value::Gap(gap) = self.get(self.plan.outputs.ranks.rank) else { return None };
        let scheme = self.plan.scheme;
        let missing = gap.missing.iter().map(|lack| scheme.lack_name(*lack));
        let all = missing.chain(gap.not_applicable.iter().map(|fact| scheme.fact_name(*fact).to_owned()));
        let all: Vec<String> = all.collect();
        let names = Text::listed(&all);
        let text =
            text!("没有名次：缺 {0}，排先后要用它", "no rank: {0} is missing, and the order needs it", names);
        (!all.is_empty()).then(|| Remark { code: &faults::NO_RANK, path: "名次".into(), text })
    }

    /// The quotas that changed the grade, each with a note.
    fn quotas(&self, notes: &mut Vec<Remark>) -> Vec<(usize, usize)> {
        let scheme = self.plan.scheme;
        let mut changed = Vec::new();
        for (index, record) in &self.all.quotas {
            let (quota, regs) = (&scheme.quotas[*index], &self.plan.outputs.quotas[*index]);
            let (Some(before), Some(after)) = (self.index(regs.before), self.index(Some(regs.after))) else {
                continue;
            };
            if quota.target != QuotaTarget::Award && before != after {
                changed.push((*index, after));
                let told = Told { quota, record, ids: &self.all.ids };
                let text = told.note(self.number, &scheme.grades[before].name, &scheme.grades[after].name);
                notes.push(Remark { code: &faults::BY_QUOTA, path: quota.path.clone(), text });
            }
        }
        changed
    }

    /// The awards that the ratee wins; one that is undecided is noted.
    fn awards(&self, notes: &mut Vec<Remark>) -> Vec<usize> {
        let quotas = self.plan.scheme.quotas.iter().zip(&self.plan.outputs.quotas).enumerate();
        let mut won = Vec::new();
        for (index, (quota, regs)) in quotas.filter(|(_, (quota, _))| quota.target == QuotaTarget::Award) {
            match self.get(regs.after) {
                Value::Truth(true) => won.push(index),
                gap @ Value::Gap(_) => notes.push(undecided(&quota.path, &gap)),
                _ => {}
            }
        }
        won
    }

    /// Alerts and consequences. What is undecided for lack of data is noted.
    fn after(&self, notes: &mut Vec<Remark>) -> (Vec<usize>, Vec<(usize, Option<Outcome>)>) {
        let (scheme, outputs) = (self.plan.scheme, &self.plan.outputs);
        let mut undecided = |path: &Arc<str>, value: &Value| notes.push(undecided(path, value));
        let mut alerts = Vec::new();
        for (index, alert) in outputs.alerts.iter().enumerate() {
            match self.get(alert.reg) {
                Value::Truth(true) => alerts.push(index),
                gap @ Value::Gap(_) => undecided(&scheme.alerts[index].path, &gap),
                _ => {}
            }
        }
        let mut consequences = Vec::new();
        for (index, (when, value)) in outputs.results.iter().enumerate() {
            match when.as_ref().map(|when| self.get(when.reg)) {
                None | Some(Value::Truth(true)) => {}
                Some(gap @ Value::Gap(_)) => {
                    undecided(&scheme.results[index].name, &gap);
                    continue;
                }
                Some(_) => continue,
            }
            match value.as_ref().map(|value| self.get(value.reg)) {
                None => consequences.push((index, None)),
                Some(value) => match Outcome::of(&value) {
                    Some(outcome) => consequences.push((index, Some(outcome))),
                    None => undecided(&scheme.results[index].name, &value),
                },
            }
        }
        (alerts, consequences)
    }

    fn problems(&self, reasons: &Gap) -> Vec<Remark> {
        let scheme = self.plan.scheme;
        // Why other schemes have no result to give.
        let absences = reasons.missing.iter().filter_map(|lack| {
            let text = self.table.absences.get(&(lack.fact, self.row))?.clone();
            let path = scheme.facts[lack.fact].spec.name.clone();
            Some(Remark { code: &faults::NO_RESULT, path, text })
        });
        self::reasons(scheme, reasons).into_iter().chain(absences).collect()
    }
}

/// Why something could not be computed, beside missing facts.
pub fn reasons(scheme: &Scheme, gap: &Gap) -> Vec<Remark> {
    let faults = gap.faults.iter().map(|fault| Remark {
        code: fault.code,
        path: fault.path.clone(),
        text: fault.text.clone(),
    });
    let not_applicable = gap.not_applicable.iter().map(|fact| {
        let name = scheme.facts[*fact].spec.name.clone();
        let text = text!(
            "「{name}」不涉及，而方案没有规定怎么计分",
            "`{name}` does not apply, and the scheme does not say what happens then"
        );
        Remark { code: &faults::NOT_APPLICABLE, path: name, text }
    });
    faults.chain(not_applicable).collect()
}

impl Outcome {
    /// A value as an outcome; nothing if it is not there.
    pub(super) fn of(value: &Value) -> Option<Outcome> {
        Some(match value {
            Value::Number(number) => Outcome::Number(number.clone()),
            Value::Truth(truth) => Outcome::Truth(*truth),
            Value::Word(word) => Outcome::Word(word.clone()),
            Value::Date(date) => Outcome::Word(date.to_string().into()),
            Value::Gap(_) | Value::LeftOut | Value::Groups(_) => return None,
        })
    }
}
