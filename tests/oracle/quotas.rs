//! The oracle on ranks, quotas and awards: plain loops over ratees, by selection instead of sorting.

use crate::walk::{Gap, Oracle, Q, V, kleene, round};
use heng::scheme::model::*;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// What is known of a ratee once its rules are decided.
pub struct Judged {
    /// Why it has no result.
    pub gap: Gap,
    /// Whether a rule takes it out of grading.
    pub out: bool,
    /// The grade by lines, an index.
    pub before: V,
    /// The grade after effects.
    pub after: V,
    /// The grade after quotas.
    pub grade: V,
    /// The conditions of the rules.
    pub rules: Vec<V>,
    /// Whether it is put in the last place.
    pub last: bool,
    /// Quotas that changed its grade.
    pub changed: Vec<String>,
    /// Awards that it wins.
    pub won: Vec<String>,
}

impl Judged {
    pub fn is_graded(&self) -> bool {
        self.gap == Gap::default() && !self.out
    }
}

/// A grade after the effects of rules that hold.
pub fn effects_on_grade(scheme: &Scheme, rules: &[V], from: i64) -> i64 {
    let worst = scheme.grades.len() as i64 - 1;
    let mut grade = from;
    for (rule, holds) in scheme.rules.iter().zip(rules) {
        if *holds != V::B(true) {
            continue;
        }
        for effect in &rule.effects {
            grade = match &effect.kind {
                EffectKind::Grade(EffectOperation::AtMost, wanted) => grade.max(*wanted as i64),
                EffectKind::Grade(EffectOperation::AtLeast, wanted) => grade.min(*wanted as i64),
                EffectKind::Grade(_, wanted) => *wanted as i64,
                EffectKind::LowerGrade(levels) => (grade + i64::from(*levels)).min(worst),
                EffectKind::RaiseGrade(levels) => (grade - i64::from(*levels)).max(0),
                _ => grade,
            };
        }
    }
    grade
}

pub fn index(value: &V) -> Option<i64> {
    match value {
        V::N(n) => n.to_integer().to_string().parse().ok(),
        _ => None,
    }
}

fn whole(n: i64) -> V {
    V::N(Q::from_integer(n.into()))
}

fn gap_of(values: &[V]) -> Option<V> {
    let mut all = Gap::default();
    let mut any = false;
    for value in values {
        if let V::Gap(gap) = value {
            any = true;
            all.missing.extend(&gap.missing);
            all.not_applicable.extend(&gap.not_applicable);
            all.faults.extend(gap.faults.iter().cloned());
        }
    }
    any.then_some(V::Gap(all))
}

fn less(a: &V, b: &V) -> bool {
    match (a, b) {
        (V::N(a), V::N(b)) => a < b,
        (V::B(a), V::B(b)) => a < b,
        (V::W(a), V::W(b)) => a < b,
        (V::D(a), V::D(b)) => a < b,
        _ => unreachable!("keys of one kind"),
    }
}

type Lacking = BTreeMap<usize, V>;

impl Oracle<'_> {
    /// Ratees in classes of equals, the first ones first. A key is read only among equals; who lacks it is in none.
    fn classes(
        &self,
        keys: &[OrderKey],
        rows: &[usize],
        first: bool,
        lacking: &mut Lacking,
    ) -> Vec<Vec<usize>> {
        if rows.is_empty() {
            return vec![];
        }
        let Some((key, rest)) = keys.split_first().filter(|_| first || rows.len() > 1) else {
            return vec![rows.to_vec()];
        };
        let mut left: Vec<(usize, V)> = Vec::new();
        for row in rows {
            match self.eval(&key.value, *row, None) {
                gap @ V::Gap(_) => drop(lacking.insert(*row, gap)),
                value => left.push((*row, value)),
            }
        }
        let mut made = Vec::new();
        while let Some((_, mut best)) = left.first().cloned() {
            for (_, value) in &left {
                let ahead = if key.ascending { less(value, &best) } else { less(&best, value) };
                if ahead {
                    best = value.clone();
                }
            }
            let equal: Vec<usize> = left.iter().filter(|(_, v)| *v == best).map(|(row, _)| *row).collect();
            left.retain(|(_, value)| *value != best);
            made.extend(self.classes(rest, &equal, false, lacking));
        }
        made
    }

    /// Rank and among how many, or nothing.
    pub fn rank(&self, r: usize, all: &[Judged]) -> Option<(i64, i64)> {
        let ranking = &self.scheme.ranking;
        let key = |row: usize| ranking.by.as_ref().map(|by| self.eval(by, row, None));
        let is_in = |row: usize| {
            let when = ranking.when.as_ref().map(|when| self.eval(when, row, None));
            all[row].is_graded()
                && matches!(when, None | Some(V::B(true)))
                && !matches!(key(row), Some(V::Gap(_)))
        };
        if !is_in(r) {
            return None;
        }
        let members: Vec<usize> = (0..all.len()).filter(|row| is_in(*row) && key(*row) == key(r)).collect();
        let mut lacking = Lacking::new();
        let mut classes = Vec::new();
        for last in [false, true] {
            let rows: Vec<usize> = members.iter().copied().filter(|row| all[*row].last == last).collect();
            classes.extend(self.classes(&ranking.order, &rows, true, &mut lacking));
        }
        let among = classes.iter().map(Vec::len).sum::<usize>() as i64;
        let at = classes.iter().position(|class| class.contains(&r))?;
        let ahead = classes[..at].iter().map(|class| if ranking.dense { 1 } else { class.len() });
        Some((ahead.sum::<usize>() as i64 + 1, among))
    }

    /// The quotas of grades: limits from the best grade down, shares at the bottom from the worst up.
    pub fn grade_quotas(&self, all: &mut [Judged]) {
        let mut quotas: Vec<(usize, &Quota)> = Vec::new();
        let worst = self.scheme.grades.len();
        for quota in &self.scheme.quotas {
            match quota.target {
                QuotaTarget::Grade { grade, .. } => quotas.push((grade, quota)),
                QuotaTarget::Bottom { grade } => quotas.push((2 * worst - grade, quota)),
                QuotaTarget::Award => {}
            }
        }
        quotas.sort_by_key(|(at, _)| *at);
        let graded: Vec<usize> = (0..all.len()).filter(|row| all[*row].is_graded()).collect();
        for (_, quota) in quotas {
            for (row, became) in self.quota(quota, &graded, all) {
                if became != all[row].grade {
                    if let Some(index) = index(&became) {
                        let name = &self.scheme.grades[index as usize].name;
                        all[row].changed.push(format!("{}={name}", quota.name));
                    }
                    all[row].grade = became;
                }
            }
            for (row, judged) in all.iter().enumerate() {
                self.after.borrow_mut()[row].grade = Some(self.grade_word(&judged.grade));
            }
        }
        for judged in all.iter_mut() {
            if let V::Gap(gap) = &judged.grade {
                judged.gap.missing.extend(&gap.missing);
                judged.gap.not_applicable.extend(&gap.not_applicable);
                judged.gap.faults.extend(gap.faults.iter().cloned());
            }
        }
    }

    /// The awards, once all else is known.
    pub fn awards(&self, all: &mut [Judged]) {
        let graded: Vec<usize> = (0..all.len()).filter(|row| all[*row].is_graded()).collect();
        for quota in self.scheme.quotas.iter().filter(|quota| quota.target == QuotaTarget::Award) {
            for (row, won) in self.quota(quota, &graded, all) {
                if won == V::B(true) {
                    all[row].won.push(quota.name.to_string());
                }
            }
        }
    }

    pub fn grade_word(&self, grade: &V) -> V {
        match index(grade).and_then(|index| self.scheme.grades.get(index as usize)) {
            Some(grade) => V::W(grade.name.to_string()),
            None => gap_of(std::slice::from_ref(grade)).unwrap_or(V::Gap(Gap::default())),
        }
    }

    /// The one value of a group.
    fn same(&self, expr: &Expr, members: &[usize]) -> V {
        let values: Vec<V> = members.iter().map(|row| self.eval(expr, *row, None)).collect();
        let there: Vec<&V> = values.iter().filter(|value| !matches!(value, V::Gap(_))).collect();
        match there.first() {
            None => gap_of(&values).expect("all are absent"),
            Some(first) if there.iter().all(|other| other == first) => (*first).clone(),
            Some(_) => V::Gap(Gap { faults: ["H0821".to_owned()].into(), ..Gap::default() }),
        }
    }

    fn open_places(&self, quota: &Quota, members: &[usize], base: &V) -> Result<i64, V> {
        let places = &quota.places;
        let said = |expr: &Option<Expr>| expr.as_ref().map(|expr| self.same(expr, members));
        let all = [&places.share, &places.number, &places.at_most, &places.at_least].map(said);
        let mut read: Vec<V> = all.iter().flatten().cloned().collect();
        read.push(base.clone());
        if let Some(gap) = gap_of(&read) {
            return Err(gap);
        }
        let number = |value: &Option<V>| match value {
            Some(V::N(n)) => Some(n.clone()),
            _ => None,
        };
        let V::N(base) = base else { unreachable!("a base is a number") };
        let [share, count, most, least] = &all;
        let mut wanted =
            number(share).map(|share| round(&(share * base), 0, places.rounding)).or(number(count));
        if let Some(most) = number(most) {
            let most = most.floor();
            wanted = Some(wanted.map_or(most.clone(), |wanted| wanted.min(most)));
        }
        let mut wanted = wanted.unwrap_or_else(Q::zero);
        if let Some(least) = number(least) {
            wanted = wanted.max(least.ceil());
        }
        let wanted = if wanted.is_negative() { Q::zero() } else { wanted.floor() };
        Ok(wanted.to_integer().to_string().parse().expect("few places"))
    }

    /// What becomes of each ratee: its grade, or whether it wins.
    fn quota(&self, quota: &Quota, graded: &[usize], all: &[Judged]) -> BTreeMap<usize, V> {
        let own = |row: usize| index(&all[row].grade).unwrap_or(-1);
        let mut became: BTreeMap<usize, V> = BTreeMap::new();
        let concerned = |row: usize| match quota.target {
            QuotaTarget::Award => true,
            QuotaTarget::Bottom { grade } => (0..grade as i64).contains(&own(row)),
            QuotaTarget::Grade { grade, fill, .. } => {
                let (lowered, allowed) = (
                    index(&all[row].after) > index(&all[row].before),
                    effects_on_grade(self.scheme, &all[row].rules, grade as i64) <= grade as i64,
                );
                own(row) == grade as i64 || fill && own(row) > grade as i64 && !lowered && allowed
            }
        };
        // Groups by the value of their key.
        let mut groups: Vec<(Option<V>, Vec<usize>)> = Vec::new();
        for row in graded.iter().copied() {
            let key = quota.by.as_ref().map(|by| self.eval(by, row, None));
            if let Some(gap @ V::Gap(_)) = key {
                if concerned(row) {
                    became.insert(row, gap);
                }
                continue;
            }
            match groups.iter_mut().find(|(other, _)| *other == key) {
                Some((_, members)) => members.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        let mut based: Vec<(V, Vec<usize>)> = Vec::new();
        let mut small: Option<(V, Vec<usize>)> = None;
        for (_, members) in groups {
            let base = match &quota.places.base {
                Some(base) => self.same(base, &members),
                None => whole(members.len() as i64),
            };
            let line = quota.pool_below.as_ref().map(|line| self.same(line, &members));
            match (&base, line) {
                (V::N(base), Some(V::N(line))) if *base < line => match &mut small {
                    Some((V::N(sum), joined)) => {
                        *sum += base;
                        joined.extend(members);
                    }
                    _ => small = Some((V::N(base.clone()), members)),
                },
                _ => based.push((base, members)),
            }
        }
        based.extend(small);
        // Who loses what it has, who stays as it is.
        let lose = |row: usize| match quota.target {
            QuotaTarget::Award => Some(V::B(false)),
            QuotaTarget::Grade { grade, others, .. } if own(row) == grade as i64 => {
                Some(whole(others as i64))
            }
            _ => None,
        };
        let gain = match quota.target {
            QuotaTarget::Award => V::B(true),
            QuotaTarget::Grade { grade, .. } | QuotaTarget::Bottom { grade } => whole(grade as i64),
        };
        let (mut spare, mut next) = (0, Vec::new());
        for (base, members) in based {
            let mut candidates = Vec::new();
            for row in members.iter().copied().filter(|row| concerned(*row)) {
                let barred = self.scheme.rules.iter().zip(&all[row].rules).any(|(rule, holds)| {
                    *holds == V::B(true)
                        && rule.effects.iter().any(
                            |e| matches!(&e.kind, EffectKind::Eligibility(what) if **what == *quota.name),
                        )
                });
                let bottom = matches!(quota.target, QuotaTarget::Bottom { .. });
                match quota.when.as_ref().map(|when| self.eval(when, row, None)) {
                    Some(gap @ V::Gap(_)) => drop(became.insert(row, gap)),
                    Some(V::B(false)) => became.extend(lose(row).map(|value| (row, value))),
                    _ if barred => became.extend(lose(row).filter(|_| !bottom).map(|value| (row, value))),
                    _ => candidates.push(row),
                }
            }
            let places = match self.open_places(quota, &members, &base) {
                Ok(places) => places,
                Err(gap) => {
                    became.extend(candidates.into_iter().map(|row| (row, gap.clone())));
                    continue;
                }
            };
            let mut open = places;
            if let QuotaTarget::Bottom { grade } = quota.target {
                open -= members.iter().filter(|row| own(**row) == grade as i64).count() as i64;
            }
            let mut lacking = Lacking::new();
            let mut classes = self.classes(&quota.order, &candidates, true, &mut lacking);
            became.extend(lacking);
            if let QuotaTarget::Bottom { .. } = quota.target {
                classes.reverse();
            }
            let mut closed = false;
            let mut waiting = Vec::new();
            for class in classes {
                let size = class.len() as i64;
                let is_in = !closed && (size <= open || open > 0 && quota.ties == Ties::AllIn);
                closed |= !is_in;
                open -= if is_in { size } else { 0 };
                for row in &class {
                    let value = if is_in { Some(gain.clone()) } else { lose(*row) };
                    became.extend(value.map(|value| (*row, value)));
                }
                if !is_in {
                    waiting.extend(class);
                }
            }
            if open > 0 {
                spare += open;
            } else {
                next.extend(waiting);
            }
        }
        if quota.pooled && spare > 0 {
            let mut lacking = Lacking::new();
            let classes = self.classes(&quota.order, &next, true, &mut lacking);
            became.extend(lacking);
            for class in classes {
                let size = class.len() as i64;
                if spare <= 0 || size > spare && quota.ties != Ties::AllIn {
                    break;
                }
                spare -= size;
                became.extend(class.into_iter().map(|row| (row, gain.clone())));
            }
        }
        became
    }
}

/// Whether any of some conditions holds.
pub fn any(values: &[V]) -> bool {
    kleene(values, true) == V::B(true)
}
