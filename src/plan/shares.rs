//! What parts count for in the item above: points, weights, weights that differ between ratees, and ready-made ways of
//! joining.

use super::lower::Lowering;
use super::*;
use crate::scheme::model::{Marks, Parts};

impl<'s> Lowering<'s> {
    /// The parts of an item (none: of the scheme).
    fn parts_of(&self, parent: Option<ItemId>) -> &'s [ItemId] {
        parent.map_or(&self.scheme.top, |parent| &self.scheme.items[parent].children)
    }

    /// Computes the shares of the parts of an item, if any of their weights differs between ratees.
    fn make_shares(&mut self, parent: Option<ItemId>) {
        let scheme = self.scheme;
        let parts = self.parts_of(parent);
        let varies = parts.iter().any(|part| scheme.items[*part].marks == Marks::Varying);
        if !varies || parts.iter().any(|part| self.shares.contains_key(part)) {
            return;
        }
        let path = parent.map_or(&scheme.name, |parent| &scheme.items[parent].path);
        self.at(path, |this| {
            let mut weights = Vec::new();
            for part in parts {
                if let Some(traced) = this.weight(*part) {
                    weights.push((*part, traced.reg));
                    this.weights.insert(*part, traced);
                }
            }
            let whole = this.push(OpKind::WholeWeight(weights.iter().map(|(_, weight)| *weight).collect()));
            for (part, weight) in weights {
                let share = this.push(OpKind::Arithmetic(Arithmetic::Divide, weight, whole));
                this.shares.insert(part, share);
            }
        });
    }

    /// The weight of an item as it is written.
    fn weight(&mut self, item: ItemId) -> Option<Traced> {
        let item = &self.scheme.items[item];
        match (&item.marks, &item.weight) {
            (Marks::Varying, Some(weight)) => Some(self.expr(weight)),
            (Marks::Weight(weight), _) => Some(Traced::leaf(self.number(weight.clone()))),
            _ => None,
        }
    }

    /// What an item counts for among its siblings: points or a share of one; nothing for a pilot.
    fn share(&mut self, item: ItemId) -> Option<Share> {
        let scheme = self.scheme;
        self.make_shares(scheme.items[item].parent);
        match (self.shares.get(&item), &scheme.items[item].marks) {
            (Some(share), _) => Some(Share::Column(*share)),
            (None, Marks::Points(number) | Marks::Weight(number)) => Some(Share::Fixed(number.clone())),
            (None, Marks::Varying | Marks::Pilot) => None,
        }
    }

    fn is_weighted(&self, parent: Option<ItemId>) -> bool {
        let mut parts = self.parts_of(parent).iter();
        parts.any(|part| matches!(self.scheme.items[*part].marks, Marks::Weight(_) | Marks::Varying))
    }

    /// The children of an item (none: of the scheme) added up.
    pub fn children(&mut self, parent: Option<ItemId>, full: &Number) -> Reg {
        let weighted = self.is_weighted(parent);
        let (mut parts, mut whole, mut varies) = (Vec::new(), Number::ZERO, false);
        for part in self.parts_of(parent) {
            let score = self.item(*part).score;
            let Some(share) = self.share(*part) else { continue };
            match &share {
                Share::Fixed(share) => whole = &whole + share,
                Share::Column(_) => varies = true,
            }
            parts.push((score, if weighted { share } else { Share::Fixed(Number::ONE) }));
        }
        let whole = if varies { Number::ONE } else { whole };
        let scale = if weighted { full.divide(&Number::from(100)).unwrap_or_default() } else { Number::ONE };
        let spread = self.spread_here(parent);
        self.push(OpKind::SumChildren { parts, scale, spread, whole })
    }

    /// The share of an item in the sum of an item above it (none: the scheme).
    pub fn share_in(&mut self, item: ItemId, target: Option<ItemId>) -> Option<Share> {
        let scheme = self.scheme;
        let mut share = self.share(item)?;
        let mut here = scheme.items[item].parent;
        while here != target {
            let above = here?;
            let own = self.share(above)?;
            // From shares of this item's parts to shares of the item above: parts of points count as they are.
            share = match (&scheme.items[above].marks, self.is_weighted(Some(above))) {
                (Marks::Points(_), false) => share,
                (_, true) => self.times(share, own),
                (_, false) => {
                    let part = Number::ONE.divide(&scheme.items[above].full)?;
                    let share = self.times(share, own);
                    self.times(share, Share::Fixed(part))
                }
            };
            here = scheme.items[above].parent;
        }
        Some(share)
    }

    fn times(&mut self, a: Share, b: Share) -> Share {
        if let (Share::Fixed(a), Share::Fixed(b)) = (&a, &b) {
            return Share::Fixed(a * b);
        }
        let mut column = |share| match share {
            Share::Fixed(number) => self.number(number),
            Share::Column(reg) => reg,
        };
        let (a, b) = (column(a), column(b));
        Share::Column(self.push(OpKind::Arithmetic(Arithmetic::Multiply, a, b)))
    }

    /// Parts joined in a ready-made way.
    pub fn joined(&mut self, joined: &'s Parts) -> Traced {
        let scheme = self.scheme;
        let (mut parts, mut traces, mut counted) = (Vec::new(), Vec::new(), Vec::new());
        let varies = joined.items.iter().any(|item| scheme.items[*item].marks == Marks::Varying);
        let shares = varies && joined.how == How::WeightedMean;
        for item in &joined.items {
            let score = self.item(*item).score;
            let weight = match &scheme.items[*item].marks {
                _ if !joined.how.is_weighted() => None,
                Marks::Weight(weight) if !varies => Some(Share::Fixed(weight.clone())),
                _ => self.weight(*item).map(|traced| {
                    let reg = traced.reg;
                    counted.push((*item, score, reg));
                    self.weights.insert(*item, traced);
                    Share::Column(reg)
                }),
            };
            traces.push(Traced::leaf(score));
            parts.push((score, weight, scheme.items[*item].full.clone()));
        }
        let weighted = joined.items.iter().any(|item| !matches!(scheme.items[*item].marks, Marks::Points(_)));
        let scale = match joined.how {
            How::Optional(_) => joined.full.clone(),
            _ if weighted => joined.full.divide(&Number::from(100)).unwrap_or_default(),
            _ => Number::ONE,
        };
        let reg = self.push(OpKind::Parts { how: joined.how, parts, scale });
        if shares {
            let whole = counted.iter().map(|(_, score, weight)| (*score, *weight)).collect();
            let whole = self.push(OpKind::CountedWeight(whole));
            for (item, _, weight) in counted {
                let share = self.push(OpKind::Arithmetic(Arithmetic::Divide, weight, whole));
                self.shares.insert(item, share);
            }
        }
        Traced { reg, index: None, parts: traces }
    }
}

impl Share {
    /// Its column, if it is computed for each ratee.
    pub fn column(&self) -> Option<Reg> {
        match self {
            Share::Fixed(_) => None,
            Share::Column(reg) => Some(*reg),
        }
    }
}
