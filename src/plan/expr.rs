//! Expressions.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{AbsentRater, Builtin, CohortFigure, Expr, ExprKind, LetId};

impl Traced {
    /// A column that stands for itself.
    pub fn leaf(reg: Reg) -> Self {
        Traced { reg, index: None, parts: vec![] }
    }

    fn of(reg: Reg, parts: Vec<Traced>) -> Self {
        Traced { reg, index: None, parts }
    }
}

impl<'s> Lowering<'s> {
    pub fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'s Expr>) -> Vec<Traced>
    where
        's: 'e,
    {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    /// An expression as a column, with the columns of its parts.
    pub fn expr(&mut self, expr: &'s Expr) -> Traced {
        match &expr.kind {
            ExprKind::Number(number) => Traced::leaf(self.number(number.clone())),
            ExprKind::Truth(truth) => Traced::leaf(self.truth(*truth)),
            ExprKind::Word(word) => Traced::leaf(self.push(OpKind::Constant(Constant::Word(word.clone())))),
            ExprKind::Date(date) => Traced::leaf(self.push(OpKind::Constant(Constant::Date(*date)))),
            ExprKind::Day(day) => Traced::leaf(self.push(OpKind::Day(*day))),
            ExprKind::Table { table, column, keys } => {
                let parts = self.all(keys);
                let row = self.push(OpKind::TableRow(*table, regs(&parts)));
                let reg = self.push(OpKind::TableCell { table: *table, column: *column, row });
                Traced { reg, index: Some(row), parts }
            }
            ExprKind::Field(index) => {
                let list = self.list.unwrap_or_default();
                Traced::leaf(self.push(OpKind::LoadField(list, *index)))
            }
            ExprKind::Occurrence(keys) | ExprKind::Occurrences(keys) => {
                let all = matches!(expr.kind, ExprKind::Occurrences(_));
                let keys = self.entry_keys(keys);
                let order = self.declared_order();
                Traced::leaf(self.push(OpKind::Occurrence { keys, all, order }))
            }
            ExprKind::Entries(figure) if figure.everyone || figure.by.is_some() => {
                self.entries_at_hand(figure)
            }
            ExprKind::Fact(_)
            | ExprKind::LastYear(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::ScoreRate(_)
            | ExprKind::Total
            | ExprKind::Grade
            | ExprKind::Rank
            | ExprKind::Alerts(_)
            | ExprKind::Identity
            | ExprKind::Cohort(_)
            | ExprKind::Parts(_)
            | ExprKind::Entries(_) => self.of_the_ratee(expr),
            ExprKind::Negate(inner) => self.unary(inner, OpKind::Negate),
            ExprKind::Not(inner) => self.unary(inner, OpKind::Not),
            ExprKind::Standing(inner, words) => {
                let inner = self.expr(inner);
                let reg = self.push(OpKind::Standing(inner.reg, words.clone()));
                Traced::of(reg, vec![inner])
            }
            ExprKind::Arithmetic(operation, left, right) => {
                let parts = self.all([&**left, &**right]);
                let reg = self.push(OpKind::Arithmetic(*operation, parts[0].reg, parts[1].reg));
                Traced::of(reg, parts)
            }
            ExprKind::Compare(comparison, left, right) => {
                let parts = self.all([&**left, &**right]);
                let reg = self.push(OpKind::Compare(*comparison, parts[0].reg, parts[1].reg));
                Traced::of(reg, parts)
            }
            ExprKind::And(inner) => self.many(inner, OpKind::And),
            ExprKind::Or(inner) => self.many(inner, OpKind::Or),
            ExprKind::Builtin(builtin, arguments) => self.builtin(*builtin, arguments),
            ExprKind::Script(id, arguments) => {
                let parts = self.all(arguments.iter().map(|(argument, _)| argument));
                let reg = self.script(*id, arguments, &parts);
                Traced::of(reg, parts)
            }
            ExprKind::Members { function, values, weights, parameter, ascending, if_empty } => {
                let mut parts = Vec::new();
                let mut regs = Vec::new();
                for (value, when) in values {
                    let value = self.expr(value);
                    let when = when.as_ref().map(|when| self.expr(when));
                    regs.push((value.reg, when.as_ref().map(|when| when.reg)));
                    parts.push(value);
                    parts.extend(when);
                }
                let weights = self.all(weights);
                let parameter = parameter.as_ref().map(|parameter| self.expr(parameter));
                let if_empty = self.optional(if_empty.as_deref());
                let reg = self.push(OpKind::Members {
                    function: *function,
                    values: regs,
                    weights: super::expr::regs(&weights),
                    parameter: parameter.as_ref().map(|parameter| parameter.reg),
                    ascending: *ascending,
                    if_empty,
                });
                parts.extend(weights.into_iter().chain(parameter));
                Traced::of(reg, parts)
            }
            _ => self.form(expr),
        }
    }

    fn unary(&mut self, inner: &'s Expr, make: fn(Reg) -> OpKind) -> Traced {
        let inner = self.expr(inner);
        let reg = self.push(make(inner.reg));
        Traced::of(reg, vec![inner])
    }

    fn many(&mut self, inner: &'s [Expr], make: fn(Vec<Reg>) -> OpKind) -> Traced {
        let parts = self.all(inner);
        let reg = self.push(make(regs(&parts)));
        Traced::of(reg, parts)
    }

    /// What belongs to the ratee, not to an entry: within a list's program it is fetched from outside.
    fn of_the_ratee(&mut self, expr: &'s Expr) -> Traced {
        if self.outer.is_some() {
            return Traced::leaf(self.outside(|outer| outer.expr(expr).reg));
        }
        match &expr.kind {
            ExprKind::Fact(fact) => Traced::leaf(self.fact(*fact, false)),
            ExprKind::LastYear(fact) => Traced::leaf(self.fact(*fact, true)),
            ExprKind::Let(id) => self.named(*id),
            ExprKind::Score(item) => Traced::leaf(self.counted_score(*item)),
            ExprKind::ScoreRate(item) => {
                let score = self.counted_score(*item);
                let full = self.number(self.scheme.items[*item].full.clone());
                Traced::leaf(self.push(OpKind::Arithmetic(Arithmetic::Divide, score, full)))
            }
            // The checker lets an expression read these only where they are known.
            ExprKind::Total => Traced::leaf(self.known(self.total)),
            ExprKind::Grade => Traced::leaf(self.grade_word()),
            ExprKind::Rank => Traced::leaf(self.known(self.rank)),
            ExprKind::Alerts(alerts) => self.any_alert(alerts),
            ExprKind::Identity => Traced::leaf(self.push(OpKind::Identity)),
            ExprKind::Parts(parts) => self.joined(parts),
            ExprKind::Cohort(figure) => self.cohort(figure),
            ExprKind::Entries(figure) => self.entries(figure),
            _ => Traced::leaf(self.number(Number::ZERO)),
        }
    }

    fn known(&mut self, reg: Option<Reg>) -> Reg {
        reg.unwrap_or_else(|| self.number(Number::ZERO))
    }

    /// The grade as a word.
    fn grade_word(&mut self) -> Reg {
        let Some(index) = self.grade else { return self.number(Number::ZERO) };
        let names = self.scheme.grades.iter().map(|grade| Constant::Word(grade.name.clone()));
        let values: Vec<Reg> = names.map(|name| self.push(OpKind::Constant(name))).collect();
        self.push(OpKind::Pick { index, values, otherwise: None, lacking: Lacking::Choice })
    }

    fn counted_score(&mut self, item: ItemId) -> Reg {
        let score = self.item(item).score;
        self.push(OpKind::Counted(score, item))
    }

    /// A fact with its policies; lowered once.
    pub fn fact(&mut self, fact: FactId, last_year: bool) -> Reg {
        if let Some(reg) = self.facts.get(&(fact, last_year)) {
            return *reg;
        }
        let declared = &self.scheme.facts[fact];
        let reg = if last_year {
            self.push(OpKind::LoadLastYear(fact))
        } else {
            let value = self.push(OpKind::Load(fact));
            let missing = self.fact_policy(fact, declared.missing.as_ref());
            let not_applicable = self.fact_policy(fact, declared.not_applicable.as_ref());
            match (missing, not_applicable) {
                (None, None) => value,
                _ => self.push(OpKind::FactPolicy { fact, value, missing, not_applicable }),
            }
        };
        self.facts.insert((fact, last_year), reg);
        reg
    }

    fn named(&mut self, id: LetId) -> Traced {
        if let Some(traced) = self.lets.get(&id) {
            return traced.clone();
        }
        let named = &self.scheme.lets[id];
        let inner = self.at(&named.name, |this| this.expr(&named.value));
        let traced = Traced { reg: inner.reg, index: None, parts: vec![inner] };
        self.lets.insert(id, traced.clone());
        traced
    }

    fn cohort(&mut self, figure: &'s CohortFigure) -> Traced {
        let value = figure.value.as_ref().map(|value| self.expr(value));
        let by = self.optional(figure.by.as_ref());
        let when = self.optional(figure.when.as_ref());
        let if_empty = self.optional(figure.if_empty.as_ref());
        let weight = self.optional(figure.weight.as_ref());
        let parameter = self.optional(figure.parameter.as_ref());
        let reg = self.push(OpKind::Cohort {
            function: figure.function,
            value: value.as_ref().map(|value| value.reg),
            by,
            when,
            if_empty,
            weight,
            parameter,
            ascending: figure.ascending,
            dense: figure.dense,
            others: figure.others,
        });
        Traced::of(reg, value.into_iter().collect())
    }

    fn builtin(&mut self, builtin: Builtin, arguments: &'s [Expr]) -> Traced {
        let parts = self.all(arguments);
        let (first, all) = (parts[0].reg, regs(&parts));
        let kind = match builtin {
            Builtin::Max => OpKind::Max(all),
            Builtin::Min => OpKind::Min(all),
            Builtin::Abs => OpKind::Abs(first),
            Builtin::Floor => OpKind::Floor(first),
            Builtin::Ceil => OpKind::Ceil(first),
            Builtin::Days => OpKind::Days(first, all[1]),
            Builtin::Months => OpKind::Months(first, all[1]),
            Builtin::PartOfDate(part) => OpKind::PartOfDate(part, first),
            Builtin::Round(mode) => {
                let places = match &arguments[1].kind {
                    ExprKind::Number(places) => {
                        places.to_i64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
                    }
                    _ => 0,
                };
                OpKind::Round(first, places, mode)
            }
            Builtin::Clamp => OpKind::Clamp(first, Some(all[1]), Some(all[2])),
            other => OpKind::Apply(other, all),
        };
        let reg = self.push(kind);
        Traced::of(reg, parts)
    }

    /// The rule forms.
    fn form(&mut self, expr: &'s Expr) -> Traced {
        match &expr.kind {
            ExprKind::Choose(branches, otherwise) => {
                let conditions = self.all(branches.iter().map(|(condition, _)| condition));
                let values = self.all(branches.iter().map(|(_, value)| value));
                let otherwise = otherwise.as_ref().map(|value| self.expr(value));
                let index = self.push(OpKind::FirstTrue(regs(&conditions)));
                let parts = interleave(conditions, values);
                self.pick(index, parts, otherwise, Lacking::Choice)
            }
            ExprKind::Bands(subject, rows) => {
                let subject = self.expr(subject);
                let mut bounds = Vec::new();
                for row in rows {
                    let mut end = |bound: &'s Option<(Expr, bool)>| {
                        bound.as_ref().map(|(expr, closed)| (self.expr(expr).reg, *closed))
                    };
                    let (low, high) = (end(&row.low), end(&row.high));
                    bounds.push(BandBounds { low, high, except: self.optional(row.except.as_ref()) });
                }
                let index = self.push(OpKind::BandIndex(subject.reg, bounds));
                let values = self.all(rows.iter().map(|row| &row.value));
                self.rows(index, vec![subject], values, Lacking::Band)
            }
            ExprKind::Brackets { subject, whole, rows } => self.brackets(subject, *whole, rows),
            ExprKind::Lookup(subjects, rows) => {
                let subjects = self.all(subjects);
                let keys = rows.iter().map(|row| regs(&self.all(&row.keys))).collect();
                let index = self.push(OpKind::LookupIndex(regs(&subjects), keys));
                let values = self.all(rows.iter().map(|row| &row.value));
                self.rows(index, subjects, values, Lacking::Row)
            }
            ExprKind::Linear { subject, points, extrapolate } => {
                let subject = self.expr(subject);
                let keys = self.all(points.iter().map(|(key, _)| key));
                let values = self.all(points.iter().map(|(_, value)| value));
                let kind = OpKind::Linear {
                    subject: subject.reg,
                    keys: regs(&keys),
                    values: regs(&values),
                    extrapolate: *extrapolate,
                };
                let reg = self.push(kind);
                Traced::of(reg, std::iter::once(subject).chain(interleave(keys, values)).collect())
            }
            ExprKind::Raters { rows, absent, full, scale } => {
                let parts = self.all(rows.iter().map(|(rater, _)| rater));
                let scale = full.divide(scale).unwrap_or_default();
                let reg = self.raters(&parts, rows, absent, scale);
                Traced::of(reg, parts)
            }
            ExprKind::Checklist(rows) => {
                let conditions = self.all(rows.iter().map(|(condition, _)| condition));
                let values = self.all(rows.iter().map(|(_, value)| value));
                let zero = self.number(Number::ZERO);
                let mut sum = zero;
                for (condition, value) in conditions.iter().zip(&values) {
                    let earned = self.select(condition.reg, value.reg, zero);
                    sum = self.push(OpKind::Arithmetic(Arithmetic::Add, sum, earned));
                }
                Traced::of(sum, interleave(conditions, values))
            }
            ExprKind::Meets(condition, full) => {
                let condition = self.expr(condition);
                let (full, zero) = (self.number(full.clone()), self.number(Number::ZERO));
                let reg = self.select(condition.reg, full, zero);
                Traced::of(reg, vec![condition])
            }
            ExprKind::Attain(subject, target, full) => {
                let parts = self.all([&**subject, &**target]);
                let full = self.number(full.clone());
                let times = self.push(OpKind::Arithmetic(Arithmetic::Multiply, full, parts[0].reg));
                let reg = self.push(OpKind::Arithmetic(Arithmetic::Divide, times, parts[1].reg));
                Traced::of(reg, parts)
            }
            // All other kinds are lowered by `expr`.
            _ => Traced::leaf(self.number(Number::ZERO)),
        }
    }

    fn raters(
        &mut self,
        raters: &[Traced],
        rows: &[(Expr, Number)],
        absent: &'s AbsentRater,
        scale: Number,
    ) -> Reg {
        let stand = match absent {
            AbsentRater::Scores(score) => Some(self.expr(score).reg),
            AbsentRater::Needed | AbsentRater::Rescaled => None,
        };
        let mut parts = Vec::new();
        for (rater, (_, weight)) in raters.iter().zip(rows) {
            let score = match stand {
                Some(stand) => self.push(OpKind::OrElse(rater.reg, stand)),
                None => rater.reg,
            };
            parts.push((score, weight.clone()));
        }
        self.push(match absent {
            AbsentRater::Rescaled => OpKind::RatersThere { parts, scale },
            _ => {
                let parts = parts.into_iter().map(|(score, weight)| (score, Share::Fixed(weight))).collect();
                OpKind::SumChildren { parts, scale, spread: vec![], whole: Number::ONE }
            }
        })
    }

    fn pick(
        &mut self,
        index: Reg,
        mut parts: Vec<Traced>,
        otherwise: Option<Traced>,
        lacking: Lacking,
    ) -> Traced {
        let values = parts.iter().skip(1).step_by(2).map(|value| value.reg).collect();
        let last = otherwise.as_ref().map(|value| value.reg);
        let reg = self.push(OpKind::Pick { index, values, otherwise: last, lacking });
        parts.extend(otherwise);
        Traced { reg, index: Some(index), parts }
    }

    fn rows(&mut self, index: Reg, subjects: Vec<Traced>, values: Vec<Traced>, lacking: Lacking) -> Traced {
        let reg = self.push(OpKind::Pick { index, values: regs(&values), otherwise: None, lacking });
        Traced { reg, index: Some(index), parts: subjects.into_iter().chain(values).collect() }
    }
}

pub(super) fn regs(parts: &[Traced]) -> Vec<Reg> {
    parts.iter().map(|part| part.reg).collect()
}

/// a1 b1 a2 b2 …
fn interleave(a: Vec<Traced>, b: Vec<Traced>) -> Vec<Traced> {
    a.into_iter().zip(b).flat_map(|(a, b)| [a, b]).collect()
}
