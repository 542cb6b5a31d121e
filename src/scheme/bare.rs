//! Functions of bare numbers: logarithms, roots, powers. A logarithm of money or of kilometres means nothing.

use super::checker::{Amend, Checker};
use super::expr::constant;
use super::findings::NOT_CONSTANT;
use super::model::*;
use super::types::Ty;
use crate::unit::Dimension;
use crate::{code, text};

code!(
    WITH_UNIT,
    "H0520",
    Error,
    "这个函数只接受不带单位的数" / "function-of-a-unit",
    "对数、开方、乘方只对不带单位的数有意义：同一笔钱写成元或万元，对数就不同。先除以一个同单位的数，再取对数。"
        / "Logarithms, roots and powers have a meaning for bare numbers only: the same money in yuan or in ten thousands would have another logarithm. Divide by an amount of the same unit first."
);

impl Checker<'_> {
    /// The type of a function of bare numbers; nothing if the function is none of these.
    pub(super) fn of_bare_numbers(&mut self, builtin: Builtin, name: &str, values: &[Expr]) -> Option<Ty> {
        match builtin {
            Builtin::Ln
            | Builtin::Exp
            | Builtin::Log10
            | Builtin::SquareRoot
            | Builtin::Root
            | Builtin::Power => {
                for value in values {
                    self.check_bare(name, value);
                }
                if builtin == Builtin::Root {
                    self.check_degree(&values[1]);
                }
                Some(Ty::Number)
            }
            Builtin::Decimals => Some(Ty::Number),
            _ => None,
        }
    }

    /// A finding if a value has a unit that a logarithm, a root or a power would lose.
    pub(super) fn check_bare(&mut self, name: &str, value: &Expr) {
        use Dimension::{Count, Percent, PercentPoint, Score};
        let bare = match &value.ty {
            Ty::Unit(unit) => matches!(unit, Count(_) | Percent | PercentPoint | Score),
            _ => true,
        };
        if !bare {
            let is = value.ty.describe();
            let written = self.sources.slice(value.span).to_owned();
            self.report(
                &WITH_UNIT,
                value.span,
                text!(
                    "「{name}」要不带单位的数，而这是{0}",
                    "`{name}` takes a bare number, and this is {0}",
                    is
                ),
                text!("带有单位", "has a unit"),
            )
            .advise(text!(
                "先除以一个同单位的数，如「{written} / 1万元」",
                "divide by an amount of the same unit first, such as `{written} / 1万元`"
            ));
        }
    }

    fn check_degree(&mut self, degree: &Expr) {
        let fits = constant(degree).and_then(|n| n.to_i64()).is_some_and(|n| (1..=64).contains(&n));
        if !fits && degree.ty != Ty::Any {
            self.report(
                &NOT_CONSTANT,
                degree.span,
                text!("开几次方要写 1 到 64 的整数", "the degree of a root is a whole constant from 1 to 64"),
                text!("不是这样的整数", "not such a number"),
            )
            .advise(text!("如「方根(x, 3)」", "such as `root(x, 3)`"));
        }
    }
}
