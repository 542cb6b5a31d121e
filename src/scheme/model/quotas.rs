//! Ranks, quotas and awards, checked.

use super::Expr;
use crate::number::Rounding;
use crate::source::Span;
use std::sync::Arc;

/// A key of an order: the greatest first, unless it is ascending.
#[derive(Clone, Debug)]
pub struct OrderKey {
    /// What is compared: a number, a date, a text, yes or no, or a place in an order of words.
    pub value: Expr,
    /// The least first.
    pub ascending: bool,
    /// Where.
    pub span: Span,
}

/// How ratees are ranked.
#[derive(Debug)]
pub struct Ranking {
    /// Within what; none for all.
    pub by: Option<Expr>,
    /// By what: the total unless said otherwise.
    pub order: Vec<OrderKey>,
    /// Who is ranked; none for everyone with a result.
    pub when: Option<Expr>,
    /// Whether places are counted without gaps (1, 2, 2, 3).
    pub dense: bool,
    /// 依据
    pub basis: Option<Arc<str>>,
    /// Where, if the scheme says anything of ranks.
    pub span: Option<Span>,
}

/// A quota of a grade, or an award.
#[derive(Debug)]
pub struct Quota {
    /// The grade, or the award.
    pub name: Arc<str>,
    /// Its path: `名额.NAME`.
    pub path: Arc<str>,
    /// What it gives or takes.
    pub target: QuotaTarget,
    /// Within what; none for all.
    pub by: Option<Expr>,
    /// How many places a group has.
    pub places: Places,
    /// Which are compared first.
    pub order: Vec<OrderKey>,
    /// What happens to those who are equal at the line.
    pub ties: Ties,
    /// Groups whose base is below this count as one.
    pub pool_below: Option<Expr>,
    /// Whether places that a group does not use go to the next best of the other groups, instead of lapsing.
    pub pooled: bool,
    /// Who takes part; none for everyone.
    pub when: Option<Expr>,
    /// 依据
    pub basis: Option<Arc<str>>,
    /// Where.
    pub span: Span,
}

/// What a quota gives or takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotaTarget {
    /// At most so many keep a grade.
    Grade {
        /// The grade.
        grade: usize,
        /// The grade of those who find no place.
        others: usize,
        /// Whether free places go to ratees with lower grades.
        fill: bool,
    },
    /// At least so many get a grade, from the worst upwards.
    Bottom {
        /// The grade.
        grade: usize,
    },
    /// The best ones win an award.
    Award,
}

/// How many places a group has: a share of its base or a number, rounded, then not above and not below a bound.
#[derive(Debug)]
pub struct Places {
    /// A share of the base.
    pub share: Option<Expr>,
    /// A number, in the place of a share.
    pub number: Option<Expr>,
    /// Not above.
    pub at_most: Option<Expr>,
    /// Not below.
    pub at_least: Option<Expr>,
    /// The base; none for the ratees of the group that are graded.
    pub base: Option<Expr>,
    /// How a share of the base becomes a whole number.
    pub rounding: Rounding,
}

/// What happens to those who are equal at the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// They are in if there is a place for each of them.
    AllOrNone,
    /// They are in, even if that is more than there are places.
    AllIn,
    /// They are out.
    AllOut,
}
