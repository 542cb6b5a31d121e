//! The oracle on how parts join: sums, weights that differ between ratees, ready-made means, parts that may be chosen.

use crate::real;
use crate::walk::{Oracle, Q, V, arithmetic, divide, fault, int, join, number1, q};
use V::{N, Out};
use heng::scheme::model::*;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

impl Oracle<'_> {
    /// What an item counts for among its siblings: points, or its share of one.
    fn own_share(&self, id: usize, r: usize) -> V {
        let items = &self.scheme.items;
        let siblings = match items[id].parent {
            Some(parent) => &items[parent].children,
            None => &self.scheme.top,
        };
        let weight = |id: usize| match (&items[id].marks, &items[id].weight) {
            (Marks::Weight(weight), _) => Some(N(q(weight))),
            (Marks::Varying, Some(weight)) => Some(self.eval(weight, r, None)),
            _ => None,
        };
        if let Marks::Points(points) = &items[id].marks {
            return N(q(points));
        }
        if !siblings.iter().any(|sibling| items[*sibling].marks == Marks::Varying) {
            return weight(id).unwrap_or_else(|| N(int(0)));
        }
        let mut whole = N(int(0));
        for sibling in siblings {
            whole = arithmetic(Arithmetic::Add, &whole, &weight(*sibling).unwrap_or_else(|| N(int(0))));
        }
        match &whole {
            N(sum) if *sum == int(1) || *sum == int(100) => {
                divide(&weight(id).unwrap_or_else(|| N(int(0))), &whole)
            }
            N(_) => fault("H0851"),
            gap => gap.clone(),
        }
    }

    pub fn children(&self, parent: Option<usize>, children: &[usize], full: &Q, r: usize) -> V {
        let items = &self.scheme.items;
        let weighted = children.iter().any(|c| matches!(items[*c].marks, Marks::Weight(_) | Marks::Varying));
        let (mut sum, mut whole, mut gaps) = (int(0), int(0), Vec::new());
        for child in children {
            if items[*child].marks == Marks::Pilot {
                continue;
            }
            let share = match self.own_share(*child, r) {
                N(share) => share,
                gap => {
                    gaps.push(gap);
                    continue;
                }
            };
            whole += &share;
            if share.is_zero() {
                continue;
            }
            match self.item(*child, r) {
                N(score) => sum += score * if weighted { share } else { int(1) },
                Out => {}
                gap => gaps.push(gap),
            }
        }
        if let Some(gap) = join(&gaps.iter().collect::<Vec<_>>()) {
            return gap;
        }
        let mut lost = int(0);
        for (id, item) in items.iter().enumerate() {
            let here = |policy: &Option<ItemPolicy>| matches!(policy, Some(ItemPolicy::LeaveOut(to)) if *to == parent);
            if (here(&item.missing) || here(&item.not_applicable)) && self.stood(id, r) == Out {
                match self.share(id, parent, r) {
                    N(share) => lost += share,
                    gap => return gap,
                }
            }
        }
        let scaled = if weighted { sum * full / int(100) } else { sum };
        if lost.is_zero() {
            return N(scaled);
        }
        if lost == whole {
            return fault("H0805");
        }
        N(scaled * &whole / (&whole - &lost))
    }

    /// The share of an item in the sum of an item above it.
    fn share(&self, id: usize, target: Option<usize>, r: usize) -> V {
        let items = &self.scheme.items;
        let is_weight = |id: usize| matches!(items[id].marks, Marks::Weight(_) | Marks::Varying);
        // In points or shares of the item directly above, then scaled up to the target level by level.
        let (mut share, mut here, mut of_one) = (self.own_share(id, r), items[id].parent, is_weight(id));
        while here != target {
            let above = here.expect("the target is above");
            let part = if of_one { share } else { number1(&share, |share| share / q(&items[above].full)) };
            share = arithmetic(Arithmetic::Multiply, &part, &self.own_share(above, r));
            of_one = is_weight(above);
            here = items[above].parent;
        }
        share
    }

    /// Parts joined in a ready-made way.
    pub fn parts(&self, parts: &Parts, r: usize) -> V {
        let items = &self.scheme.items;
        let weighted = parts.items.iter().any(|id| !matches!(items[*id].marks, Marks::Points(_)));
        let (mut there, mut gaps) = (Vec::new(), Vec::new());
        for id in &parts.items {
            let weight = match (&items[*id].marks, &items[*id].weight) {
                (Marks::Weight(weight), _) if parts.how.is_weighted() => N(q(weight)),
                (Marks::Varying, Some(weight)) if parts.how.is_weighted() => self.eval(weight, r, None),
                _ => N(int(1)),
            };
            let N(weight) = weight else {
                gaps.push(weight);
                continue;
            };
            match self.item(*id, r) {
                _ if weight.is_zero() => {}
                N(score) => there.push((score, weight, q(&items[*id].full))),
                Out => {}
                gap => gaps.push(gap),
            }
        }
        if let Some(gap) = join(&gaps.iter().collect::<Vec<_>>()) {
            return gap;
        }
        let full = q(&parts.full);
        if let How::Optional(least) = parts.how {
            if there.len() < least as usize {
                return N(int(0));
            }
            let rates: Q = there.iter().map(|(score, _, of)| score / of).sum();
            return N(full * rates / int(there.len() as i64));
        }
        if there.is_empty() {
            return fault("H0805");
        }
        let scale = if weighted { full / int(100) } else { int(1) };
        let whole: Q = there.iter().map(|(_, weight, _)| weight.clone()).sum();
        let scores = || there.iter().map(|(score, ..)| score.clone());
        let joined = match parts.how {
            How::Least => scores().min().expect("not empty"),
            How::Greatest => scores().max().expect("not empty"),
            How::Mean => scores().sum::<Q>() / int(there.len() as i64),
            How::WeightedMean | How::Harmonic if whole.is_zero() => return fault("H0803"),
            How::WeightedMean => there.iter().map(|(score, weight, _)| score * weight).sum::<Q>() / whole,
            How::Harmonic => {
                if scores().any(|score| score.is_zero()) {
                    return fault("H0803");
                }
                let sum: Q = there.iter().map(|(score, weight, _)| weight / score).sum();
                if sum.is_zero() {
                    return fault("H0803");
                }
                whole / sum
            }
            How::Geometric => {
                if scores().any(|score| score.is_negative()) {
                    return fault("H0841");
                }
                let first = scores().next().expect("not empty");
                if scores().all(|score| score == first) {
                    first
                } else if scores().any(|score| score.is_zero()) {
                    int(0)
                } else {
                    let exponents: Vec<(Q, Q)> =
                        there.iter().map(|(score, weight, _)| (score.clone(), weight / &whole)).collect();
                    product(&exponents)
                }
            }
            How::Optional(_) => unreachable!("told above"),
        };
        N(joined * scale)
    }
}

/// The product of powers, rounded once.
fn product(factors: &[(Q, Q)]) -> Q {
    let degree = factors.iter().fold(BigInt::from(1), |all, (_, y)| all.lcm(y.denom()));
    let mut value = int(1);
    for (x, y) in factors {
        let times = (y * Q::from_integer(degree.clone())).to_integer().to_i32().expect("small powers");
        value *= x.pow(times);
    }
    real::root(&value, degree.to_u32().expect("small roots are tested"))
}
