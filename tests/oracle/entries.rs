//! The oracle on entries of lists, raters, and coefficients: as the language says it, entry by entry.

use crate::figures::Asked;
use crate::walk::{Entry, Gap, Oracle, Q, V, arithmetic, divide, fault, int, join, number1, q};
use V::{B, N};
use heng::evidence::FactColumn;
use heng::scheme::model::*;
use std::collections::BTreeSet;

impl Oracle<'_> {
    /// The places of the entries of a ratee, or why there are none.
    pub fn places(&self, list: usize, r: usize) -> Result<Vec<usize>, V> {
        let missing = V::Gap(Gap { missing: BTreeSet::from([(list, false)]), ..Gap::default() });
        let FactColumn::List(column) = &self.table.facts[list] else { return Err(missing) };
        if let Some(bad) = column.bad[r] {
            return Err(fault(self.table.bad[bad as usize].code.id));
        }
        if column.not_applicable[r] {
            return Err(V::Gap(Gap { not_applicable: BTreeSet::from([list]), ..Gap::default() }));
        }
        if column.absent[r] {
            return Err(missing);
        }
        Ok((column.offsets[r] as usize..column.offsets[r + 1] as usize).collect())
    }

    /// The entries that count, with their values.
    fn entries(
        &self,
        list: usize,
        when: Option<&Expr>,
        value: Option<&Expr>,
        r: usize,
    ) -> Result<Vec<(usize, V)>, V> {
        let (mut taken, mut gaps) = (Vec::new(), Vec::new());
        for at in self.places(list, r)? {
            match when.map(|when| self.eval(when, r, Some((list, at)))) {
                Some(B(false)) => continue,
                Some(gap @ V::Gap(_)) => {
                    gaps.push(gap);
                    continue;
                }
                _ => {}
            }
            match value.map_or(B(true), |value| self.eval(value, r, Some((list, at)))) {
                gap @ V::Gap(_) => gaps.push(gap),
                value => taken.push((at, value)),
            }
        }
        join(&gaps.iter().collect::<Vec<_>>()).map_or(Ok(taken), Err)
    }

    pub fn entry_figure(&self, figure: &EntryFigure, r: usize, entry: Entry) -> V {
        let outside = |e: &Expr| self.eval(e, r, entry);
        let asked = || Asked {
            function: figure.function,
            parameter: figure.parameter.as_ref().map(outside),
            ascending: figure.ascending,
            if_empty: figure.if_empty.as_ref().map(outside),
        };
        let weight = |other: usize, at: usize| {
            figure.weight.as_ref().map(|weight| self.eval(weight, other, Some((figure.list, at))))
        };
        let own_key = figure.by.as_ref().map(|by| self.eval(&by.at_hand, r, entry));
        let mut counted: Vec<(V, Option<V>)> = if figure.everyone {
            let mut values = Vec::new();
            let mut lists = 0;
            for other in 0..self.table.ids.len() {
                let Ok(places) = self.places(figure.list, other) else { continue };
                lists += 1;
                for at in places {
                    let here = Some((figure.list, at));
                    let key = figure.by.as_ref().map(|by| self.eval(&by.entry, other, here));
                    let when = figure.when.as_ref().map(|when| self.eval(when, other, here));
                    let value = figure.value.as_ref().map_or(B(true), |v| self.eval(v, other, here));
                    let weight = weight(other, at);
                    let there = !matches!(value, V::Gap(_)) && !matches!(weight, Some(V::Gap(_)));
                    if key == own_key && matches!(when, None | Some(B(true))) && there {
                        values.push((value, weight));
                    }
                }
            }
            if lists == 0 {
                return V::Gap(Gap { missing: BTreeSet::from([(figure.list, false)]), ..Gap::default() });
            }
            values
        } else {
            match self.entries(figure.list, figure.when.as_ref(), figure.value.as_ref(), r) {
                Err(gap) => return gap,
                Ok(values) => {
                    let agrees = |at: usize| {
                        figure.by.as_ref().map(|by| self.eval(&by.entry, r, Some((figure.list, at))))
                            == own_key
                    };
                    values
                        .into_iter()
                        .filter(|(at, _)| agrees(*at))
                        .map(|(at, value)| (value, weight(r, at)))
                        .collect()
                }
            }
        };
        if figure.everyone && figure.function == Function::Names {
            counted.sort_by_key(|(value, _)| format!("{value:?}"));
        }
        let (values, weights): (Vec<V>, Vec<Option<V>>) = counted.into_iter().unzip();
        match own_key {
            Some(gap @ V::Gap(_)) => gap,
            _ => asked().over(&values, &weights.into_iter().flatten().collect::<Vec<_>>()),
        }
    }

    /// The how-manieth of its kind an entry is, or how many of its kind there are.
    pub fn occurrence(&self, keys: &[Expr], r: usize, entry: Entry, all: bool) -> V {
        let (list, here) = entry.expect("an entry is at hand");
        let of =
            |at: usize| -> Vec<V> { keys.iter().map(|key| self.eval(key, r, Some((list, at)))).collect() };
        let mine = of(here);
        if let Some(V::Gap(gap)) = join(&mine.iter().collect::<Vec<_>>()) {
            return if gap.faults.is_empty() { N(int(1)) } else { V::Gap(gap) };
        }
        let places = self.places(list, r).expect("the entry is there");
        let alike = places.into_iter().filter(|at| (all || *at <= here) && of(*at) == mine).count();
        N(int(alike as i64))
    }

    pub fn entry_sum(&self, line: &LineKind, r: usize) -> V {
        let LineKind::Entry { list, when, amount, same } = line else { unreachable!() };
        let amounts = match self.entries(*list, when.as_ref(), Some(amount), r) {
            Ok(amounts) => amounts,
            Err(gap) => return gap,
        };
        // What each entry still counts for; nothing once another one of its matter stands for it.
        let mut counts: Vec<(usize, Option<Q>)> = amounts
            .into_iter()
            .map(|(at, amount)| match amount {
                N(amount) => (at, Some(amount)),
                _ => unreachable!("amounts are numbers"),
            })
            .collect();
        for one in same {
            let cap = match &one.rule {
                SameRule::Cap(cap) => match self.eval(cap, r, None) {
                    N(cap) => Some(cap),
                    gap => return gap,
                },
                _ => None,
            };
            let mut keys = Vec::new();
            for (at, count) in &counts {
                let key: Vec<V> = one.keys.iter().map(|key| self.eval(key, r, Some((*list, *at)))).collect();
                if let (Some(V::Gap(gap)), Some(_)) = (join(&key.iter().collect::<Vec<_>>()), count)
                    && !gap.faults.is_empty()
                {
                    return V::Gap(gap);
                }
                keys.push(key);
            }
            let says = |at: usize| !keys[at].iter().any(|key| matches!(key, V::Gap(_)));
            let before = counts.clone();
            for at in 0..counts.len() {
                let Some(own) = before[at].1.clone() else { continue };
                let matter: Vec<usize> = (0..counts.len())
                    .filter(|other| before[*other].1.is_some())
                    .filter(|other| *other == at || says(at) && says(*other) && keys[at] == keys[*other])
                    .collect();
                let of = |other: &usize| before[*other].1.clone().expect("it counts");
                counts[at].1 = match (&one.rule, &cap) {
                    (_, Some(cap)) => {
                        let ahead: Q = matter.iter().filter(|other| **other < at).map(of).sum();
                        let with = (&ahead + &own).min(cap.clone());
                        Some(with - ahead.min(cap.clone()))
                    }
                    (SameRule::Lowest, _) => {
                        let best = matter.iter().map(of).min().expect("itself");
                        let first = matter.iter().find(|other| of(other) == best);
                        (first == Some(&at)).then_some(own)
                    }
                    _ => {
                        let best = matter.iter().map(of).max().expect("itself");
                        let first = matter.iter().find(|other| of(other) == best);
                        (first == Some(&at)).then_some(own)
                    }
                };
            }
        }
        N(counts.into_iter().filter_map(|(_, count)| count).sum())
    }

    pub fn raters(&self, expr: &Expr, ev: &dyn Fn(&Expr) -> V) -> V {
        let ExprKind::Raters { rows, absent, full, scale } = &expr.kind else { unreachable!() };
        let is_absent =
            |value: &V| matches!(value, V::Gap(gap) if gap.faults.iter().all(|code| code == "H0804"));
        let mut scores: Vec<(V, Q)> = rows.iter().map(|(rater, weight)| (ev(rater), q(weight))).collect();
        match absent {
            AbsentRater::Needed => {}
            AbsentRater::Scores(stand) => {
                for (score, _) in &mut scores {
                    if is_absent(score) {
                        *score = ev(stand);
                    }
                }
            }
            AbsentRater::Rescaled if scores.iter().all(|(score, _)| is_absent(score)) => {}
            AbsentRater::Rescaled => scores.retain(|(score, _)| !is_absent(score)),
        }
        let whole: Q = match absent {
            AbsentRater::Rescaled => scores.iter().map(|(_, weight)| weight.clone()).sum(),
            _ => int(1),
        };
        let mut sum = N(int(0));
        for (score, weight) in &scores {
            sum = arithmetic(Arithmetic::Add, &sum, &number1(score, |s| s * weight));
        }
        divide(&number1(&sum, |sum| q(full) * sum / q(scale)), &N(whole))
    }

    /// Every coefficient that applies; none, if a rule takes them away.
    pub fn coefficients(&self, sum: V, r: usize) -> V {
        let mut total = sum.clone();
        for cancelling in [false, true] {
            for rule in &self.scheme.rules {
                for effect in &rule.effects {
                    let after = match &effect.kind {
                        EffectKind::Coefficient(value) if !cancelling => {
                            arithmetic(Arithmetic::Multiply, &total, &self.eval(value, r, None))
                        }
                        EffectKind::NoCoefficient if cancelling => sum.clone(),
                        _ => continue,
                    };
                    total = match self.eval(&rule.when, r, None) {
                        B(true) => after,
                        B(false) => total,
                        gap => gap,
                    };
                }
            }
        }
        total
    }
}
