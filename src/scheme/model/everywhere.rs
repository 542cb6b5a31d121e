//! Every expression of a scheme, wherever it stands: for questions such as "is this fact ever read?".

use super::{Base, EffectKind, Expr, FactPolicy, ItemPolicy, Limits, Line, LineKind, Places, Scheme};

impl Scheme {
    /// Shows every expression of the scheme, whole; what stands in one is for [`Expr::each_inside`] to show.
    pub fn each_expression<'s>(&'s self, see: &mut dyn FnMut(&'s Expr)) {
        limits(&self.limits, see);
        self.combine.iter().for_each(&mut *see);
        self.applies.iter().filter_map(|applies| applies.when.as_ref()).for_each(&mut *see);
        for policy in self.facts.iter().flat_map(|fact| fact.missing.iter().chain(&fact.not_applicable)) {
            if let FactPolicy::Value(value) = policy {
                see(value);
            }
        }
        self.each_of_items(see);
        for adjustment in &self.adjustments {
            adjustment.base.iter().for_each(&mut *see);
            lines(&adjustment.lines, see);
            limits(&adjustment.limits, see);
            adjustment.missing.iter().chain(&adjustment.not_applicable).for_each(&mut *see);
        }
        self.lets.iter().for_each(|named| see(&named.value));
        self.each_of_effects(see);
        self.each_of_outcomes(see);
    }

    fn each_of_items<'s>(&'s self, see: &mut dyn FnMut(&'s Expr)) {
        for item in &self.items {
            if let Base::Combined(rule) | Base::Rule(rule) = &item.base {
                see(rule);
            }
            item.weight.iter().for_each(&mut *see);
            lines(&item.lines, see);
            limits(&item.limits, see);
            for policy in item.missing.iter().chain(&item.not_applicable) {
                if let ItemPolicy::Gives(value) = policy {
                    see(value);
                }
            }
        }
    }

    fn each_of_effects<'s>(&'s self, see: &mut dyn FnMut(&'s Expr)) {
        for rule in &self.rules {
            see(&rule.when);
            for effect in &rule.effects {
                match &effect.kind {
                    EffectKind::Item(_, _, value)
                    | EffectKind::Points(_, value)
                    | EffectKind::Total(_, value)
                    | EffectKind::Adjustment(_, _, value)
                    | EffectKind::Coefficient(value) => see(value),
                    _ => {}
                }
            }
        }
    }

    fn each_of_outcomes<'s>(&'s self, see: &mut dyn FnMut(&'s Expr)) {
        for grade in &self.grades {
            grade.line.iter().map(|(_, line)| line).chain(&grade.condition).for_each(&mut *see);
        }
        self.alerts.iter().for_each(|alert| see(&alert.when));
        self.results.iter().flat_map(|result| result.value.iter().chain(&result.when)).for_each(&mut *see);
        self.group_results.iter().flat_map(|result| [&result.by, &result.value]).for_each(&mut *see);
        let ranking = &self.ranking;
        let order = ranking.order.iter().map(|key| &key.value);
        ranking.by.iter().chain(&ranking.when).chain(order).for_each(&mut *see);
        for quota in &self.quotas {
            let order = quota.order.iter().map(|key| &key.value);
            quota.by.iter().chain(&quota.when).chain(&quota.pool_below).chain(order).for_each(&mut *see);
            places(&quota.places, see);
        }
    }
}

fn limits<'s>(limits: &'s Limits, see: &mut dyn FnMut(&'s Expr)) {
    limits.floor.iter().chain(&limits.cap).for_each(see);
}

fn lines<'s>(all: &'s [Line], see: &mut dyn FnMut(&'s Expr)) {
    for line in all {
        limits(&line.limits, see);
        match &line.kind {
            LineKind::Once(amount) => see(amount),
            LineKind::When(when, amount) => {
                see(when);
                see(amount);
            }
            LineKind::Step { value, line, amount, .. } => {
                see(value);
                line.iter().for_each(|(_, line)| see(line));
                see(amount);
            }
            LineKind::Entry { when, amount, same, .. } => {
                when.iter().for_each(&mut *see);
                see(amount);
                same.iter().flat_map(|same| &same.keys).for_each(&mut *see);
            }
            LineKind::Together(inner) => lines(inner, see),
        }
    }
}

fn places<'s>(places: &'s Places, see: &mut dyn FnMut(&'s Expr)) {
    let all = [&places.share, &places.number, &places.at_most, &places.at_least, &places.base];
    all.into_iter().flatten().for_each(see);
}
