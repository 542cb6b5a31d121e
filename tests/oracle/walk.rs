//! The oracle: a naive walk over the checked scheme, with big fractions, one ratee and one expression at a time.
//!
//! It shares no code with the plan and the engine; where it is slow it is plain.

use super::figures::{Asked, brackets, of_numbers, power};
use heng::evidence::{Cell, FactColumn, Table};
use heng::number::{Number, Rounding};
use heng::scheme::model::*;
use heng::unit::FactType;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeSet;

pub type Q = BigRational;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Gap {
    pub missing: BTreeSet<(usize, bool)>,
    pub not_applicable: BTreeSet<usize>,
    pub faults: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum V {
    N(Q),
    B(bool),
    W(String),
    D(i64),
    Gap(Gap),
    Out,
}

use V::{B, N, Out, W};

pub fn q(number: &Number) -> Q {
    let text = number.exact_text();
    if !text.exact {
        return slowly(number);
    }
    match (text.text.split_once('/'), text.text.split_once('.')) {
        (Some((a, b)), _) => Q::new(a.parse().expect("digits"), b.parse().expect("digits")),
        (_, Some((whole, rest))) => {
            let digits: BigInt = format!("{whole}{rest}").parse().expect("digits");
            Q::new(digits, BigInt::from(10).pow(rest.len() as u32))
        }
        _ => Q::from_integer(text.text.parse().expect("digits")),
    }
}

/// A long number, by continued fractions: what can be seen of it from outside.
fn slowly(number: &Number) -> Q {
    let (mut terms, mut rest) = (Vec::new(), number.clone());
    loop {
        let whole = rest.floor();
        terms.push(whole.decimal().expect("a whole number").parse::<BigInt>().expect("digits"));
        match Number::ONE.divide(&(&rest - &whole)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    let mut value = Q::from_integer(terms.pop().expect("at least one"));
    while let Some(term) = terms.pop() {
        value = Q::from_integer(term) + value.recip();
    }
    value
}

pub fn int(n: i64) -> Q {
    Q::from_integer(n.into())
}

pub fn fault(code: &str) -> V {
    V::Gap(Gap { faults: BTreeSet::from([code.to_owned()]), ..Gap::default() })
}

pub fn join(values: &[&V]) -> Option<V> {
    let mut all: Option<Gap> = None;
    for value in values {
        if let V::Gap(gap) = value {
            let joined = all.get_or_insert_with(Gap::default);
            joined.missing.extend(&gap.missing);
            joined.not_applicable.extend(&gap.not_applicable);
            joined.faults.extend(gap.faults.iter().cloned());
        }
    }
    all.map(V::Gap)
}

/// What is known of a ratee after scoring.
#[derive(Clone, Debug, Default)]
pub struct After {
    pub total: Option<V>,
    pub grade: Option<V>,
    pub rank: Option<V>,
    /// Whether it has a result.
    pub complete: bool,
}

pub struct Oracle<'a> {
    pub scheme: &'a Scheme,
    pub table: &'a Table,
    pub after: RefCell<Vec<After>>,
    /// Facts that are read without their policies at the moment, since a policy's own value is being computed.
    bare: RefCell<Vec<usize>>,
}

pub type Entry = Option<(usize, usize)>;

impl<'a> Oracle<'a> {
    pub fn new(scheme: &'a Scheme, table: &'a Table) -> Self {
        Oracle {
            scheme,
            table,
            after: RefCell::new(vec![After::default(); table.ids.len()]),
            bare: RefCell::new(vec![]),
        }
    }

    pub fn cell(&self, cell: &Cell, fact: usize, last_year: bool, ty: &FactType) -> V {
        match cell {
            Cell::Missing => V::Gap(Gap { missing: BTreeSet::from([(fact, last_year)]), ..Gap::default() }),
            Cell::NotApplicable => V::Gap(Gap { not_applicable: BTreeSet::from([fact]), ..Gap::default() }),
            Cell::Bad(bad) => fault(self.table.bad[*bad as usize].code.id),
            Cell::Number(number) => N(q(number)),
            Cell::Bool(truth) => B(*truth),
            Cell::Text(text) => W(text.to_string()),
            Cell::Date(date) => V::D(date.day_number()),
            Cell::Word(index) => match ty {
                FactType::Category(words) => W(words[*index as usize].to_string()),
                _ => unreachable!("words belong to categories"),
            },
        }
    }

    fn raw(&self, fact: usize, ratee: usize, last_year: bool) -> V {
        let absent = V::Gap(Gap { missing: BTreeSet::from([(fact, last_year)]), ..Gap::default() });
        let FactColumn::Scalar(column) = &self.table.facts[fact] else { return absent };
        let cells = if last_year { column.last_year.as_ref() } else { Some(&column.cells) };
        cells.map_or(absent, |cells| {
            self.cell(&cells[ratee], fact, last_year, &self.scheme.facts[fact].spec.ty)
        })
    }

    fn fact(&self, fact: usize, ratee: usize) -> V {
        let value = self.raw(fact, ratee, false);
        let V::Gap(gap) = &value else { return value };
        if !gap.faults.is_empty() || self.bare.borrow().contains(&fact) {
            return value;
        }
        let declared = &self.scheme.facts[fact];
        let policy = if gap.missing.is_empty() { &declared.not_applicable } else { &declared.missing };
        match policy {
            None => value,
            Some(FactPolicy::LastYear) => self.raw(fact, ratee, true),
            Some(FactPolicy::Value(expr)) => {
                self.bare.borrow_mut().push(fact);
                let stand = self.eval(expr, ratee, None);
                self.bare.borrow_mut().pop();
                stand
            }
        }
    }

    pub fn eval(&self, expr: &Expr, r: usize, entry: Entry) -> V {
        let ev = |e: &Expr| self.eval(e, r, entry);
        match &expr.kind {
            ExprKind::Number(number) => N(q(number)),
            ExprKind::Truth(truth) => B(*truth),
            ExprKind::Word(word) => W(word.to_string()),
            ExprKind::Date(date) => V::D(date.day_number()),
            ExprKind::Day(day) => self.day(*day),
            ExprKind::Table { table, column, keys } => {
                self.look_up(*table, *column, &keys.iter().map(ev).collect::<Vec<_>>())
            }
            ExprKind::Fact(fact) => self.fact(*fact, r),
            ExprKind::LastYear(fact) => self.raw(*fact, r, true),
            ExprKind::Field(field) => {
                let (list, at) = entry.expect("fields are read for an entry");
                let FactColumn::List(column) = &self.table.facts[list] else { unreachable!() };
                let FactType::List(fields) = &self.scheme.facts[list].spec.ty else { unreachable!() };
                self.cell(&column.fields[*field][at], list, false, &fields[*field].ty)
            }
            ExprKind::Let(id) => self.eval(&self.scheme.lets[*id].value, r, None),
            ExprKind::Score(item) => self.counted(*item, r),
            ExprKind::ScoreRate(item) => {
                divide(&self.counted(*item, r), &N(q(&self.scheme.items[*item].full)))
            }
            ExprKind::Total => self.after.borrow()[r].total.clone().expect("known by now"),
            ExprKind::Grade => self.after.borrow()[r].grade.clone().expect("known by now"),
            ExprKind::Rank => self.after.borrow()[r].rank.clone().expect("known by now"),
            ExprKind::Alerts(alerts) => self.any_alert(alerts, r),
            ExprKind::Identity => W(self.table.ids[r].to_string()),
            ExprKind::Standing(word, words) => match ev(word) {
                W(word) => match words.iter().rev().position(|other| **other == *word) {
                    Some(worse) => N(int(worse as i64 + 1)),
                    None => fault("H0823"),
                },
                gap => gap,
            },
            ExprKind::Negate(a) => number1(&ev(a), |a| -a),
            ExprKind::Not(a) => match ev(a) {
                B(truth) => B(!truth),
                gap => gap,
            },
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, &ev(a), &ev(b)),
            ExprKind::Compare(how, a, b) => compare(*how, &ev(a), &ev(b)),
            ExprKind::And(all) => kleene(&all.iter().map(ev).collect::<Vec<_>>(), false),
            ExprKind::Or(all) => kleene(&all.iter().map(ev).collect::<Vec<_>>(), true),
            ExprKind::Choose(branches, otherwise) => {
                for (when, value) in branches {
                    match ev(when) {
                        B(true) => return ev(value),
                        B(false) => {}
                        gap => return gap,
                    }
                }
                otherwise.as_ref().map_or_else(|| fault("H0807"), |value| ev(value))
            }
            ExprKind::Bands(subject, rows) => self.bands(&ev(subject), rows, &ev),
            ExprKind::Lookup(subjects, rows) => {
                let subjects: Vec<V> = subjects.iter().map(ev).collect();
                if let Some(gap) = join(&subjects.iter().collect::<Vec<_>>()) {
                    return gap;
                }
                let hit = rows
                    .iter()
                    .find(|row| row.keys.iter().zip(&subjects).all(|(key, value)| ev(key) == *value));
                hit.map_or_else(|| fault("H0802"), |row| ev(&row.value))
            }
            ExprKind::Linear { subject, points, extrapolate } => {
                linear(&ev(subject), points, *extrapolate, &ev)
            }
            ExprKind::Raters { .. } => self.raters(expr, &ev),
            ExprKind::Checklist(rows) => {
                let mut sum = N(int(0));
                for (when, value) in rows {
                    let earned = match ev(when) {
                        B(true) => ev(value),
                        B(false) => N(int(0)),
                        gap => gap,
                    };
                    sum = arithmetic(Arithmetic::Add, &sum, &earned);
                }
                sum
            }
            ExprKind::Meets(when, full) => match ev(when) {
                B(true) => N(q(full)),
                B(false) => N(int(0)),
                gap => gap,
            },
            ExprKind::Attain(x, target, full) => divide(&number1(&ev(x), |x| q(full) * x), &ev(target)),
            ExprKind::Builtin(which, arguments) => {
                builtin(*which, &arguments.iter().map(ev).collect::<Vec<_>>())
            }
            ExprKind::Script(..) => self.script(expr, &ev),
            ExprKind::Cohort(figure) => self.cohort(figure, r, &ev),
            ExprKind::Entries(figure) if super::time::is_plain(figure) => self.entry_figure(figure, r, entry),
            ExprKind::Occurrence(keys) => self.occurrence(keys, r, entry, false),
            ExprKind::Occurrences(keys) => self.occurrence(keys, r, entry, true),
            ExprKind::Brackets { subject, whole, rows } => brackets(&ev(subject), *whole, rows, &ev),
            ExprKind::Parts(parts) => self.parts(parts, r),
            ExprKind::Entries(figure) => self.entries_in_order(figure, r),
            ExprKind::Members { function, values, if_empty, .. } if super::time::in_order(*function) => {
                let told = self.members_in_order(values, r, entry);
                super::time::sequence(*function, &told, if_empty.as_ref().map(|e| ev(e)))
            }
            ExprKind::Members { function, values, weights, parameter, ascending, if_empty } => {
                let (mut taken, mut gaps) = (Vec::new(), Vec::new());
                let mut weighing = Vec::new();
                for (at, (value, when)) in values.iter().enumerate() {
                    match when.as_ref().map(ev) {
                        Some(B(false)) => continue,
                        Some(gap @ V::Gap(_)) => gaps.push(gap),
                        _ => {}
                    }
                    let value = match &value.kind {
                        // An item that is left out is passed over, not referred to.
                        ExprKind::Score(item) | ExprKind::ScoreRate(item) if self.item(*item, r) == Out => {
                            continue;
                        }
                        _ => ev(value),
                    };
                    match value {
                        gap @ V::Gap(_) => gaps.push(gap),
                        value => {
                            taken.push(value);
                            weighing.extend(weights.get(at).map(ev));
                        }
                    }
                }
                let asked = Asked {
                    function: *function,
                    parameter: parameter.as_ref().map(|e| ev(e)),
                    ascending: *ascending,
                    if_empty: if_empty.as_ref().map(|e| ev(e)),
                };
                join(&gaps.iter().collect::<Vec<_>>()).unwrap_or_else(|| asked.over(&taken, &weighing))
            }
        }
    }

    fn counted(&self, item: usize, r: usize) -> V {
        match self.item(item, r) {
            Out => fault("H0805"),
            value => value,
        }
    }

    fn script(&self, expr: &Expr, ev: &dyn Fn(&Expr) -> V) -> V {
        use heng::script::Value;
        let ExprKind::Script(id, arguments) = &expr.kind else { unreachable!() };
        let values: Vec<V> = arguments.iter().map(ev).collect();
        if let Some(gap) = join(&values.iter().collect::<Vec<_>>()) {
            return gap;
        }
        let given: Vec<Value> = values
            .iter()
            .map(|value| match value {
                N(number) => Value::Number(back(number)),
                B(truth) => Value::Bool(*truth),
                W(word) => Value::Text(word.as_str().into()),
                _ => unreachable!("no dates"),
            })
            .collect();
        match self.scheme.scripts[*id].script.call(&given) {
            Ok(Value::Number(number)) => N(q(&number)),
            Ok(Value::Bool(truth)) => B(truth),
            Ok(Value::Text(text)) => W(text.to_string()),
            Err(error) => fault(error.code.id),
        }
    }

    fn bands(&self, subject: &V, rows: &[Band], ev: &dyn Fn(&Expr) -> V) -> V {
        if let V::Gap(_) = subject {
            return subject.clone();
        }
        for row in rows {
            let mut tests = Vec::new();
            if let Some((low, closed)) = &row.low {
                let how = if *closed { Comparison::AtLeast } else { Comparison::Above };
                tests.push(compare(how, subject, &ev(low)));
            }
            if let Some((high, closed)) = &row.high {
                let how = if *closed { Comparison::AtMost } else { Comparison::Below };
                tests.push(compare(how, subject, &ev(high)));
            }
            if let Some(except) = &row.except {
                tests.push(compare(Comparison::Different, subject, &ev(except)));
            }
            match kleene(&tests, false) {
                B(true) => return ev(&row.value),
                B(false) => {}
                gap => return gap,
            }
        }
        fault("H0801")
    }

    /// The unsigned amount of a line.
    fn line(&self, line: &Line, r: usize) -> V {
        let ev = |e: &Expr| self.eval(e, r, None);
        let amount = match &line.kind {
            LineKind::Once(amount) => ev(amount),
            LineKind::When(when, amount) => match ev(when) {
                B(true) => ev(amount),
                B(false) => N(int(0)),
                gap => gap,
            },
            LineKind::Step { value, line, each, whole, amount } => {
                let value = ev(value);
                let distance = match line {
                    None => value,
                    Some((below, line)) => {
                        let line = ev(line);
                        let (a, b) = if *below { (&line, &value) } else { (&value, &line) };
                        number1(&arithmetic(Arithmetic::Subtract, a, b), |d| d.clone().max(int(0)))
                    }
                };
                let steps = number1(&distance, |d| {
                    let steps = d / q(each);
                    if *whole { steps.trunc() } else { steps }
                });
                arithmetic(Arithmetic::Multiply, &ev(amount), &steps)
            }
            LineKind::Entry { .. } => self.entry_sum(&line.kind, r),
            LineKind::Together(inner) => self.with_lines(N(int(0)), inner, r, line.deduct),
        };
        self.clamp(&amount, &line.limits, r)
    }

    fn with_lines(&self, base: V, lines: &[Line], r: usize, deduction: bool) -> V {
        lines.iter().fold(base, |sum, line| {
            let op = if line.deduct == deduction { Arithmetic::Add } else { Arithmetic::Subtract };
            arithmetic(op, &sum, &self.line(line, r))
        })
    }

    fn clamp(&self, value: &V, limits: &Limits, r: usize) -> V {
        let mut value = value.clone();
        if let Some(cap) = &limits.cap {
            value = number2(&value, &self.eval(cap, r, None), |a, b| a.clone().min(b.clone()));
        }
        if let Some(floor) = &limits.floor {
            value = number2(&value, &self.eval(floor, r, None), |a, b| a.clone().max(b.clone()));
        }
        value
    }

    /// What stands after the policies of an item.
    pub fn stood(&self, id: usize, r: usize) -> V {
        let item = &self.scheme.items[id];
        let base = match &item.base {
            Base::Zero => N(int(0)),
            Base::Rule(expr) | Base::Combined(expr) => self.eval(expr, r, None),
            Base::Children => self.children(Some(id), &item.children, &q(&item.full), r),
        };
        let mut value = self.with_lines(base, &item.lines, r, false);
        if let Some((places, mode)) = item.rounding {
            value = number1(&value, |v| round(v, places, mode));
        }
        let value = self.clamp(&value, &item.limits, r);
        let V::Gap(gap) = &value else { return value };
        if !gap.faults.is_empty() {
            return value;
        }
        match if gap.missing.is_empty() { &item.not_applicable } else { &item.missing } {
            None => value,
            Some(ItemPolicy::Gives(expr)) => self.eval(expr, r, None),
            Some(ItemPolicy::LeaveOut(_)) => Out,
        }
    }

    /// The final score of an item.
    pub fn item(&self, id: usize, r: usize) -> V {
        let mut score = self.stood(id, r);
        if score == Out {
            return Out;
        }
        for rule in &self.scheme.rules {
            for effect in &rule.effects {
                if let EffectKind::Item(target, operation, value) = &effect.kind
                    && *target == id
                {
                    score = self.effect(rule, score, *operation, value, r);
                }
            }
        }
        score
    }

    fn effect(&self, rule: &EffectRule, before: V, operation: EffectOperation, value: &Expr, r: usize) -> V {
        match self.eval(&rule.when, r, None) {
            B(false) => before,
            B(true) => {
                let value = self.eval(value, r, None);
                match operation {
                    EffectOperation::Set | EffectOperation::Cancel => value,
                    EffectOperation::AtMost => number2(&before, &value, |a, b| a.clone().min(b.clone())),
                    EffectOperation::AtLeast => number2(&before, &value, |a, b| a.clone().max(b.clone())),
                    EffectOperation::Add => arithmetic(Arithmetic::Add, &before, &value),
                    EffectOperation::Deduct => arithmetic(Arithmetic::Subtract, &before, &value),
                }
            }
            gap => gap,
        }
    }

    pub fn adjustment(&self, index: usize, r: usize) -> V {
        let adjustment = &self.scheme.adjustments[index];
        let base = adjustment.base.as_ref().map_or(N(int(0)), |base| self.eval(base, r, None));
        let mut value = self.with_lines(base, &adjustment.lines, r, adjustment.deduction);
        if let Some((places, mode)) = adjustment.rounding {
            value = number1(&value, |v| round(v, places, mode));
        }
        let mut value = self.clamp(&value, &adjustment.limits, r);
        if let V::Gap(gap) = &value {
            let policy =
                if gap.missing.is_empty() { &adjustment.not_applicable } else { &adjustment.missing };
            if let (true, Some(policy)) = (gap.faults.is_empty(), policy) {
                value = self.eval(policy, r, None);
            }
        }
        for rule in &self.scheme.rules {
            for effect in &rule.effects {
                if let EffectKind::Adjustment(target, operation, points) = &effect.kind
                    && *target == index
                {
                    value = self.effect(rule, value, *operation, points, r);
                }
            }
        }
        if adjustment.deduction { number1(&value, |v| -v) } else { value }
    }

    /// The total before rounding.
    pub fn exact(&self, r: usize) -> V {
        let scheme = self.scheme;
        let mut total = match &scheme.combine {
            Some(combine) => self.eval(combine, r, None),
            None => self.children(None, &scheme.top, &q(&scheme.full), r),
        };
        total = self.coefficients(total, r);
        for index in 0..scheme.adjustments.len() {
            total = arithmetic(Arithmetic::Add, &total, &self.adjustment(index, r));
        }
        for rule in &scheme.rules {
            for effect in &rule.effects {
                if let EffectKind::Points(operation, value) = &effect.kind {
                    total = self.effect(rule, total, *operation, value, r);
                }
            }
        }
        total = self.clamp(&total, &scheme.limits, r);
        for rule in &scheme.rules {
            for effect in &rule.effects {
                if let EffectKind::Total(operation, value) = &effect.kind {
                    total = self.effect(rule, total, *operation, value, r);
                }
            }
        }
        total
    }

    /// The grade before effects, as an index.
    pub fn base_grade(&self, total: &V, r: usize) -> V {
        if let V::Gap(_) = total {
            return total.clone();
        }
        for (index, grade) in self.scheme.grades.iter().enumerate() {
            let mut tests = Vec::new();
            if let Some((how, line)) = &grade.line {
                tests.push(compare(*how, total, &self.eval(line, r, None)));
            }
            tests.extend(grade.condition.as_ref().map(|condition| self.eval(condition, r, None)));
            match kleene(&tests, false) {
                B(true) => return N(int(index as i64)),
                B(false) => {}
                gap => return gap,
            }
        }
        N(int(self.scheme.grades.len() as i64))
    }
}

pub fn back(number: &Q) -> Number {
    let part = |text: String| Number::parse(&text).expect("digits");
    part(number.numer().to_string()).divide(&part(number.denom().to_string())).expect("not zero")
}

pub fn number1(a: &V, f: impl FnOnce(&Q) -> Q) -> V {
    match a {
        N(a) => N(f(a)),
        V::Gap(_) => a.clone(),
        _ => fault("H0813"),
    }
}

pub fn number2(a: &V, b: &V, f: impl FnOnce(&Q, &Q) -> Q) -> V {
    match (a, b) {
        (N(a), N(b)) => N(f(a, b)),
        _ => join(&[a, b]).unwrap_or_else(|| fault("H0813")),
    }
}

pub fn divide(a: &V, b: &V) -> V {
    match (a, b) {
        (N(_), N(b)) if b.is_zero() => fault("H0803"),
        _ => number2(a, b, |a, b| a / b),
    }
}

pub fn arithmetic(op: Arithmetic, a: &V, b: &V) -> V {
    match op {
        Arithmetic::Add => number2(a, b, |a, b| a + b),
        Arithmetic::Subtract => number2(a, b, |a, b| a - b),
        Arithmetic::Multiply => number2(a, b, |a, b| a * b),
        Arithmetic::Divide => divide(a, b),
        Arithmetic::Power => match (a, b) {
            (N(a), N(b)) => power(a, b),
            _ => join(&[a, b]).unwrap_or_else(|| fault("H0813")),
        },
    }
}

pub fn compare(how: Comparison, a: &V, b: &V) -> V {
    let order = match (a, b) {
        (N(a), N(b)) => a.cmp(b),
        (V::D(a), V::D(b)) => a.cmp(b),
        (W(a), W(b)) => a.cmp(b),
        (B(a), B(b)) => a.cmp(b),
        _ => return join(&[a, b]).unwrap_or_else(|| fault("H0813")),
    };
    B(match how {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::Different => order != Ordering::Equal,
        Comparison::Below => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::Above => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
    })
}

pub fn kleene(values: &[V], decisive: bool) -> V {
    if values.contains(&B(decisive)) {
        return B(decisive);
    }
    join(&values.iter().collect::<Vec<_>>()).unwrap_or(B(!decisive))
}

fn linear(x: &V, points: &[(Expr, Expr)], extrapolate: bool, ev: &dyn Fn(&Expr) -> V) -> V {
    let points: Vec<(V, V)> = points.iter().map(|(key, value)| (ev(key), ev(value))).collect();
    let all: Vec<&V> = std::iter::once(x).chain(points.iter().flat_map(|(a, b)| [a, b])).collect();
    if let Some(gap) = join(&all) {
        return gap;
    }
    let num = |v: &V| match v {
        N(n) => n.clone(),
        V::D(day) => int(*day),
        _ => unreachable!("the line is of numbers or dates"),
    };
    let x = num(x);
    let mut points: Vec<(Q, Q)> = points.iter().map(|(a, b)| (num(a), num(b))).collect();
    points.sort();
    let (first, last) = (points[0].clone(), points[points.len() - 1].clone());
    if !extrapolate && x <= first.0 {
        return N(first.1);
    }
    if !extrapolate && x >= last.0 {
        return N(last.1);
    }
    let mut segment = (&points[0], &points[1]);
    for pair in points.windows(2) {
        if x >= pair[0].0 {
            segment = (&pair[0], &pair[1]);
        }
    }
    let (a, b) = segment;
    N(&a.1 + (&b.1 - &a.1) * (x - &a.0) / (&b.0 - &a.0))
}

fn builtin(which: Builtin, values: &[V]) -> V {
    if let Some(gap) = join(&values.iter().collect::<Vec<_>>()) {
        return gap;
    }
    let num = |at: usize| match &values[at] {
        N(n) => n.clone(),
        _ => unreachable!("checked"),
    };
    let all = || (0..values.len()).map(num);
    match which {
        Builtin::Max => N(all().max().expect("not empty")),
        Builtin::Min => N(all().min().expect("not empty")),
        Builtin::Abs => N(num(0).abs()),
        Builtin::Floor => N(num(0).floor()),
        Builtin::Ceil => N(num(0).ceil()),
        Builtin::Clamp => N(num(0).min(num(2)).max(num(1))),
        Builtin::Round(mode) => {
            N(round(&num(0), num(1).to_integer().to_string().parse().expect("small"), mode))
        }
        Builtin::Months | Builtin::PartOfDate(_) => super::time::of_dates(which, values),
        Builtin::Days => match (&values[0], &values[1]) {
            (V::D(a), V::D(b)) => N(int(b - a)),
            _ => unreachable!("checked"),
        },
        other => of_numbers(other, &all().collect::<Vec<_>>()),
    }
}

pub fn round(value: &Q, places: u32, mode: Rounding) -> Q {
    let scale = Q::from_integer(BigInt::from(10).pow(places));
    let scaled = value * &scale;
    let low = scaled.floor();
    if scaled == low {
        return value.clone();
    }
    let high = &low + Q::one();
    let toward_zero = if scaled.is_negative() { &high } else { &low };
    let away = if scaled.is_negative() { &low } else { &high };
    let half = Q::new(1.into(), 2.into());
    let rest = &scaled - &low;
    let chosen = match mode {
        Rounding::Down => toward_zero,
        Rounding::Up => away,
        _ if rest < half => &low,
        _ if rest > half => &high,
        Rounding::HalfUp => away,
        Rounding::HalfEven => {
            if (low.to_integer() % BigInt::from(2)).is_zero() {
                &low
            } else {
                &high
            }
        }
    };
    chosen / scale
}
