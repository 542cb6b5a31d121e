//! Operations on whole lanes.
//!
//! A kernel takes the lanes of an operation's operands and gives the lane of its results, or nothing where it does
//! not know how: then the operation is computed row by row. A row for which a kernel has no plain result (a quotient
//! by zero, a value that no band takes) is marked to stand aside and computed by itself. So what is absent, faulty or
//! left out has one meaning, that of the row by row operations, and kernels know nothing of it.

use super::lane::{Bounded, Lane, Quantity, Truths};
use super::value::Value;
use crate::column::room;
use crate::number::Number;
use crate::plan::{BandBounds, OpKind, Reg, Share};
use crate::scheme::model::{Arithmetic, Comparison};
use std::sync::Arc;

pub mod numbers;

/// The lanes of a block.
pub struct Lanes<'b> {
    /// By register; none for what has not been computed.
    pub lanes: &'b [Option<Arc<Lane>>],
    /// Rows that stand aside.
    pub aside: &'b mut [bool],
}

/// The lane of an operation, if there is a kernel for it and its operands.
pub fn apply(kind: &OpKind, lanes: &mut Lanes<'_>) -> Option<Arc<Lane>> {
    let numbers = |quantity: Quantity| Some(Arc::new(Lane::Numbers(quantity)));
    let truths = |truths: Truths| Some(Arc::new(Lane::Truths(truths)));
    match kind {
        OpKind::Constant(constant) => Some(Arc::new(Lane::same(constant.into()))),
        // A policy stands in for what is absent, and so only where a row stands aside.
        OpKind::FactPolicy { value, .. } | OpKind::ItemPolicy { value, .. } => lanes.whole(*value),
        OpKind::OrElse(a, _) | OpKind::Counted(a, _) => lanes.whole(*a),
        OpKind::UnlessLeftOut(a, b) => lanes.whole(*a).and_then(|_| lanes.any(*b)),
        OpKind::Present(a) => lanes.whole(*a).and_then(|_| truths(Truths::All(true))),
        OpKind::Graded(grade, out) => {
            let out = lanes.any(*out)?;
            lanes.set_aside(out.truths()?);
            lanes.any(*grade)
        }
        OpKind::Negate(a) => numbers(numbers::negate(lanes.any(*a)?.numbers()?)?),
        OpKind::Abs(a) => numbers(numbers::abs(lanes.any(*a)?.numbers()?)?),
        OpKind::Not(a) => truths(lanes.any(*a)?.truths()?.not()),
        OpKind::Arithmetic(operation, a, b) => numbers(lanes.arithmetic(*operation, *a, *b)?),
        OpKind::Compare(comparison, a, b) => truths(lanes.compare(*comparison, *a, *b)?),
        OpKind::And(all) => truths(lanes.logic(all, |a, b| a && b)?),
        OpKind::Or(all) => truths(lanes.logic(all, |a, b| a || b)?),
        OpKind::FirstTrue(all) => numbers(lanes.first_true(all)?),
        OpKind::BandIndex(subject, bands) => numbers(lanes.band_index(*subject, bands)?),
        OpKind::LookupIndex(subjects, rows) => numbers(lanes.lookup_index(subjects, rows)?),
        OpKind::Pick { index, values, otherwise, .. } => lanes.pick(*index, values, *otherwise),
        OpKind::Linear { subject, keys, values, extrapolate } => {
            numbers(lanes.linear(*subject, keys, values, *extrapolate)?)
        }
        OpKind::Round(a, places, mode) => numbers(numbers::round(lanes.any(*a)?.numbers()?, *places, *mode)?),
        OpKind::Floor(a) => numbers(numbers::whole(lanes.any(*a)?.numbers()?, numbers::down)?),
        OpKind::Ceil(a) => numbers(numbers::whole(lanes.any(*a)?.numbers()?, numbers::up)?),
        OpKind::Truncate(a) => numbers(numbers::whole(lanes.any(*a)?.numbers()?, numbers::towards_zero)?),
        OpKind::Max(all) => numbers(lanes.extreme(all, numbers::max)?),
        OpKind::Min(all) => numbers(lanes.extreme(all, numbers::min)?),
        OpKind::Clamp(value, floor, cap) => lanes.clamp(*value, *floor, *cap),
        // Where nothing is left out, nothing is spread.
        OpKind::SumChildren { parts, scale, spread, .. }
            if spread.iter().all(|(reg, _)| lanes.whole(*reg).is_some()) =>
        {
            numbers(lanes.sum_children(parts, scale)?)
        }
        OpKind::Script { arguments, columns, .. }
            if arguments.iter().all(|(reg, _)| lanes.whole(*reg).is_some()) =>
        {
            lanes.whole((*columns)?)
        }
        OpKind::RatersThere { parts, scale } => numbers(lanes.raters(parts, scale)?),
        _ => None,
    }
}

impl Lanes<'_> {
    fn any(&self, reg: Reg) -> Option<Arc<Lane>> {
        self.lanes[reg].clone()
    }

    /// A lane in which every value is there.
    fn whole(&self, reg: Reg) -> Option<Arc<Lane>> {
        self.any(reg).filter(|lane| lane.is_whole())
    }

    fn quantity(&self, reg: Reg) -> Option<Arc<Lane>> {
        self.any(reg).filter(|lane| lane.numbers().is_some())
    }

    fn set_aside(&mut self, rows: &Truths) {
        match rows {
            Truths::All(true) => self.aside.fill(true),
            Truths::All(false) => {}
            Truths::Each(each) => {
                self.aside.iter_mut().zip(each.iter()).for_each(|(aside, row)| *aside |= row);
            }
        }
    }

    fn arithmetic(&mut self, operation: Arithmetic, a: Reg, b: Reg) -> Option<Quantity> {
        let (a, b) = (self.any(a)?, self.any(b)?);
        let (a, b) = (a.numbers()?, b.numbers()?);
        match operation {
            Arithmetic::Add => numbers::add(a, b),
            Arithmetic::Subtract => numbers::subtract(a, b),
            Arithmetic::Multiply => numbers::multiply(a, b),
            Arithmetic::Divide => {
                let quotient = numbers::divide(a, b)?;
                numbers::zeros(b)?.into_iter().for_each(|row| self.aside[row] = true);
                Some(quotient)
            }
            Arithmetic::Power => None,
        }
    }

    fn compare(&self, comparison: Comparison, a: Reg, b: Reg) -> Option<Truths> {
        let (a, b) = (self.any(a)?, self.any(b)?);
        match (&*a, &*b) {
            (Lane::Numbers(a), Lane::Numbers(b)) => numbers::compare(comparison, a, b),
            (Lane::Words { codes, words }, Lane::Same(Value::Word(word)))
            | (Lane::Same(Value::Word(word)), Lane::Words { codes, words }) => {
                let equal = match comparison {
                    Comparison::Equal => true,
                    Comparison::Different => false,
                    _ => return None,
                };
                let Some(wanted) = words.iter().position(|other| *other == **word) else {
                    return Some(Truths::All(!equal));
                };
                let wanted = wanted as u32;
                Some(Truths::Each(codes.iter().map(|code| (*code == wanted) == equal).collect()))
            }
            (Lane::Truths(a), Lane::Truths(b)) => match comparison {
                Comparison::Equal => Some(a.zip(b, |a, b| a == b)),
                Comparison::Different => Some(a.zip(b, |a, b| a != b)),
                _ => None,
            },
            _ => None,
        }
    }

    fn logic(&self, all: &[Reg], f: impl Fn(bool, bool) -> bool) -> Option<Truths> {
        let (first, rest) = all.split_first()?;
        let mut found = self.any(*first)?.truths()?.clone();
        for reg in rest {
            found = found.zip(self.any(*reg)?.truths()?, &f);
        }
        Some(found)
    }

    /// For each row the first of some answers that is yes, or how many there are.
    fn first_of(&self, answers: &[Truths]) -> Quantity {
        let mut found: Vec<i64> = room();
        found.resize(self.aside.len(), answers.len() as i64);
        for (index, answer) in answers.iter().enumerate().rev() {
            match answer {
                Truths::All(false) => {}
                Truths::All(true) => found.fill(index as i64),
                Truths::Each(each) => {
                    let rows = found.iter_mut().zip(each.iter());
                    rows.for_each(|(found, yes)| *found = if *yes { index as i64 } else { *found });
                }
            }
        }
        Quantity::whole(Bounded::each(found.into(), 0, answers.len() as i64))
    }

    fn first_true(&self, all: &[Reg]) -> Option<Quantity> {
        let answers: Option<Vec<Truths>> = all.iter().map(|reg| self.any(*reg)?.truths().cloned()).collect();
        Some(self.first_of(&answers?))
    }

    fn band_index(&self, subject: Reg, bands: &[BandBounds]) -> Option<Quantity> {
        let subject = self.quantity(subject)?;
        let subject = subject.numbers()?;
        if let Some(found) = self.fixed_bands(subject, bands) {
            return Some(found);
        }
        let beyond = |bound: Reg, comparison: Comparison| {
            let bound = self.quantity(bound)?;
            numbers::compare(comparison, subject, bound.numbers()?)
        };
        let mut answers = Vec::with_capacity(bands.len());
        for band in bands {
            let mut answer = Truths::All(true);
            if let Some((low, is_in)) = band.low {
                let side = if is_in { Comparison::AtLeast } else { Comparison::Above };
                answer = answer.zip(&beyond(low, side)?, |a, b| a && b);
            }
            if let Some((high, is_in)) = band.high {
                let side = if is_in { Comparison::AtMost } else { Comparison::Below };
                answer = answer.zip(&beyond(high, side)?, |a, b| a && b);
            }
            if let Some(except) = band.except {
                answer = answer.zip(&beyond(except, Comparison::Different)?, |a, b| a && b);
            }
            answers.push(answer);
        }
        Some(self.first_of(&answers))
    }

    /// The same for bounds that are the same for all rows: one look at each row.
    fn fixed_bands(&self, subject: &Quantity, bands: &[BandBounds]) -> Option<Quantity> {
        let regs = bands.iter().flat_map(|band| {
            let ends = [band.low, band.high].map(|end| end.map(|(reg, _)| reg));
            ends.into_iter().chain([band.except]).flatten()
        });
        let lanes: Option<Vec<Arc<Lane>>> = regs.map(|reg| self.quantity(reg)).collect();
        let lanes = lanes?;
        let bounds: Option<Vec<&Quantity>> = lanes.iter().map(|lane| lane.numbers()).collect();
        let bounds = bounds?;
        let all = || bounds.iter().copied().chain([subject]);
        if !all().all(Quantity::is_fixed) {
            return None;
        }
        let places = all().map(|one| one.places).max()?;
        let subject = subject.with_places(places)?;
        let mut bounds = bounds.into_iter();
        let mut next = || bounds.next()?.with_places(places)?.one();
        let mut within = Vec::with_capacity(bands.len());
        for band in bands {
            let low = match band.low {
                None => i64::MIN,
                Some((_, is_in)) => next()?.checked_add(i64::from(!is_in))?,
            };
            let high = match band.high {
                None => i64::MAX,
                Some((_, is_in)) => next()?.checked_sub(i64::from(!is_in))?,
            };
            // One value in the middle that is not in the band.
            let except = match band.except {
                None => None,
                Some(_) => Some(next()?),
            };
            within.push((low, high, except));
        }
        let none = within.len() as i64;
        let found = if within.iter().all(|(_, _, except)| except.is_none()) {
            let at = |x: i64| {
                let rows = within.iter().enumerate().rev();
                rows.fold(
                    none,
                    |found, (at, (low, high, _))| {
                        if x >= *low && x <= *high { at as i64 } else { found }
                    },
                )
            };
            subject.map((0, none.into()), at)?
        } else {
            let takes = |x: i64, (low, high, except): &(i64, i64, Option<i64>)| {
                x >= *low && x <= *high && *except != Some(x)
            };
            let at = |x: i64| within.iter().position(|band| takes(x, band)).map_or(none, |at| at as i64);
            subject.map((0, none.into()), at)?
        };
        Some(Quantity::whole(found))
    }

    fn lookup_index(&self, subjects: &[Reg], rows: &[Vec<Reg>]) -> Option<Quantity> {
        let mut answers = Vec::with_capacity(rows.len());
        for keys in rows {
            let mut answer = Truths::All(true);
            for (subject, key) in subjects.iter().zip(keys) {
                answer = answer.zip(&self.compare(Comparison::Equal, *subject, *key)?, |a, b| a && b);
            }
            answers.push(answer);
        }
        // Without rows, what is compared is still needed.
        if answers.is_empty() && !subjects.iter().all(|reg| self.whole(*reg).is_some()) {
            return None;
        }
        Some(self.first_of(&answers))
    }

    fn pick(&mut self, index: Reg, values: &[Reg], otherwise: Option<Reg>) -> Option<Arc<Lane>> {
        let index = self.quantity(index)?;
        let index = index.numbers().filter(|index| index.is_fixed() && index.places == 0)?;
        let choices: Option<Vec<Arc<Lane>>> =
            values.iter().chain(&otherwise).map(|reg| self.any(*reg)).collect();
        let choices = choices?;
        let rows = self.aside.len();
        let last = choices.len();
        if last == 0 {
            return None;
        }
        // Past the end stands the last resort, if there is one.
        let at = |row: usize| usize::try_from(index.num.at(row)).unwrap_or(last).min(values.len());
        if index.num.low < 0 || index.num.high >= last as i64 {
            self.aside.iter_mut().enumerate().for_each(|(row, aside)| *aside |= at(row) >= last);
        }
        if let Some((places, ones)) = fixed_choices(&choices) {
            let (low, high) = (*ones.iter().min()?, *ones.iter().max()?);
            let one = |at: i64| ones[usize::try_from(at).unwrap_or(last).min(last - 1)];
            let num = index.num.map((low.into(), high.into()), one)?;
            return Some(Arc::new(Lane::Numbers(Quantity::fixed(places, num))));
        }
        let chosen: Vec<usize> = (0..rows).map(|row| at(row).min(last - 1)).collect();
        if choices.iter().all(|lane| matches!(**lane, Lane::Truths(_))) {
            let at = |row: usize| choices[chosen[row]].truths().is_some_and(|truths| truths.at(row));
            return Some(Arc::new(Lane::Truths(Truths::Each((0..rows).map(at).collect()))));
        }
        let quantities: Option<Vec<&Quantity>> = choices.iter().map(|lane| lane.numbers()).collect();
        let quantities = quantities?;
        let places = quantities.iter().map(|one| one.places).max()?;
        if !quantities.iter().all(|one| one.is_fixed()) {
            return Self::pick_quotients(&quantities, &chosen, places);
        }
        let nums: Option<Vec<Bounded>> = quantities.iter().map(|one| one.with_places(places)).collect();
        let nums = nums?;
        let (low, high) = hull(&nums)?;
        let each = chosen.iter().enumerate().map(|(row, at)| nums[*at].at(row)).collect();
        Some(Arc::new(Lane::Numbers(Quantity::fixed(places, Bounded::each(each, low, high)))))
    }

    fn pick_quotients(quantities: &[&Quantity], chosen: &[usize], places: i32) -> Option<Arc<Lane>> {
        let nums: Option<Vec<Bounded>> = quantities.iter().map(|one| one.with_places(places)).collect();
        let nums = nums?;
        let dens: Vec<Bounded> = quantities.iter().map(|one| one.den.clone()).collect();
        let taken = |all: &[Bounded]| {
            let (low, high) = hull(all)?;
            let each = chosen.iter().enumerate().map(|(row, at)| all[*at].at(row)).collect();
            Some(Bounded::each(each, low, high))
        };
        Some(Arc::new(Lane::Numbers(Quantity { places, num: taken(&nums)?, den: taken(&dens)? })))
    }

    fn linear(&self, subject: Reg, keys: &[Reg], values: &[Reg], goes_on: bool) -> Option<Quantity> {
        let number = |reg: &Reg| self.quantity(*reg);
        let x = number(&subject)?;
        let keys: Option<Vec<Arc<Lane>>> = keys.iter().map(number).collect();
        let values: Option<Vec<Arc<Lane>>> = values.iter().map(number).collect();
        let mut points: Vec<(Arc<Lane>, Arc<Lane>)> = keys?.into_iter().zip(values?).collect();
        // Points that differ between rows, or that do not rise or fall, are for the rows themselves.
        let fixed =
            |lane: &Lane| Some(Value::Number(lane.numbers().filter(|one| one.num.one().is_some())?.at(0)));
        let mut places: Vec<Number> = Vec::new();
        for (key, _) in &points {
            let Some(Value::Number(place)) = fixed(key) else { return None };
            places.push(place);
        }
        if places.first() > places.last() {
            places.reverse();
            points.reverse();
        }
        if points.len() != 2 || places.windows(2).any(|pair| pair[0] >= pair[1]) {
            return None;
        }
        let point = |at: usize| Some((points[at].0.numbers()?, points[at].1.numbers()?));
        numbers::between(x.numbers()?, [point(0)?, point(1)?], goes_on)
    }

    fn extreme(&self, all: &[Reg], f: impl Fn(&Quantity, &Quantity) -> Option<Quantity>) -> Option<Quantity> {
        let (first, rest) = all.split_first()?;
        let mut found = self.quantity(*first)?.numbers()?.clone();
        for reg in rest {
            found = f(&found, self.quantity(*reg)?.numbers()?)?;
        }
        Some(found)
    }

    fn clamp(&self, value: Reg, floor: Option<Reg>, cap: Option<Reg>) -> Option<Arc<Lane>> {
        let value = self.quantity(value)?;
        let limit = |reg: Option<Reg>| match reg {
            None => Some(None),
            Some(reg) => self.quantity(reg).map(Some),
        };
        let (floor, cap) = (limit(floor)?, limit(cap)?);
        let number = |lane: &Option<Arc<Lane>>| lane.as_ref().and_then(|lane| lane.numbers().cloned());
        let found = numbers::clamp(value.numbers()?, number(&floor).as_ref(), number(&cap).as_ref())?;
        Some(Arc::new(Lane::Numbers(found)))
    }

    fn sum_children(&self, parts: &[(Reg, Share)], scale: &Number) -> Option<Quantity> {
        let lanes: Option<Vec<Arc<Lane>>> = parts.iter().map(|(reg, _)| self.quantity(*reg)).collect();
        let lanes = lanes?;
        let mut weighted = Vec::with_capacity(parts.len());
        for (lane, (_, share)) in lanes.iter().zip(parts) {
            let share = match share {
                Share::Fixed(number) => Quantity::constant(number)?,
                Share::Column(reg) => self.quantity(*reg)?.numbers()?.clone(),
            };
            weighted.push((lane.numbers()?, share));
        }
        numbers::multiply(&numbers::weighted(&weighted)?, &Quantity::constant(scale)?)
    }

    fn raters(&self, parts: &[(Reg, Number)], scale: &Number) -> Option<Quantity> {
        let lanes: Option<Vec<Arc<Lane>>> = parts.iter().map(|(reg, _)| self.quantity(*reg)).collect();
        let lanes = lanes?;
        let mut weighted = Vec::with_capacity(parts.len());
        for (lane, (_, weight)) in lanes.iter().zip(parts) {
            weighted.push((lane.numbers()?, Quantity::constant(weight)?));
        }
        let sum = numbers::weighted(&weighted)?;
        let whole: Number = parts.iter().map(|(_, weight)| weight.clone()).sum();
        let factor = scale.divide(&whole)?;
        numbers::multiply(&sum, &Quantity::constant(&factor)?)
    }
}

/// Numbers without denominators that are each the same for all rows, brought to the same places.
fn fixed_choices(choices: &[Arc<Lane>]) -> Option<(i32, Vec<i64>)> {
    let quantities: Option<Vec<&Quantity>> = choices.iter().map(|lane| lane.numbers()).collect();
    let quantities = quantities?;
    let places = quantities.iter().map(|one| one.places).max()?;
    let one = |quantity: &&Quantity| {
        if quantity.is_fixed() { quantity.with_places(places)?.one() } else { None }
    };
    Some((places, quantities.iter().map(one).collect::<Option<Vec<i64>>>()?))
}

/// Bounds around several.
fn hull(all: &[Bounded]) -> Option<(i64, i64)> {
    Some((all.iter().map(|one| one.low).min()?, all.iter().map(|one| one.high).max()?))
}
