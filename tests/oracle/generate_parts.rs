//! Ways in which parts join, by chance.

use super::Writer;
use std::fmt::Write;

/// What joins parts and passes over those that are left out.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Passing {
    Optional,
    ReadyMade,
}

impl Writer {
    pub(super) fn passing_over(&mut self) -> Option<Passing> {
        match self.d(6) {
            0 => Some(Passing::Optional),
            1 => Some(Passing::ReadyMade),
            _ => None,
        }
    }

    /// 可选 in the head of an item.
    pub(super) fn optional(&mut self, passing: Option<Passing>, count: u64) -> String {
        if passing != Some(Passing::Optional) {
            return String::new();
        }
        let word = if self.dice.one_in(2) { "可选 至少" } else { "optional at least" };
        format!(" {word} {}", 1 + self.d(count))
    }

    /// 汇总 with a ready-made way.
    pub(super) fn ready_made(&mut self, passing: Option<Passing>, weighted: bool) {
        if passing != Some(Passing::ReadyMade) {
            return;
        }
        let ways = [
            ("平均", "mean"),
            ("最低", "min"),
            ("最高", "max"),
            ("几何平均", "geomean"),
            ("调和平均", "harmean"),
            ("加权平均", "weighted mean"),
        ];
        let (zh, en) = ways[self.d(if weighted { 6 } else { 5 }) as usize];
        let (combine, way) = (self.k("汇总", "combine").to_owned(), self.k(zh, en).to_owned());
        let _ = writeln!(self.out, "    {combine} {way}");
    }

    /// A weight that differs between ratees; in one of the ways those of a level do not always add up.
    pub(super) fn varying_weight(&mut self, count: u64, index: u64, way: u64) -> String {
        let weight = self.k("权重", "weight").to_owned();
        let value = match (way, count, index) {
            (0, 2, 0) => "(若 c1 > 3 则 60% 否则 40%)".to_owned(),
            (0, 2, _) => "(if c1 > 3 then 40% else 60%)".to_owned(),
            (0, _, 0) => "(若 ok 则 0% 否则 30%)".to_owned(),
            (0, _, 1) => "(若 ok 则 55% 否则 25%)".to_owned(),
            (0, _, _) => "45%".to_owned(),
            (1, 2, 0) => "(c3 * 10)".to_owned(),
            (1, 2, _) => "(100 - c3 * 10)".to_owned(),
            (1, _, 0) => "(c3 / 10)".to_owned(),
            (1, _, 1) => "(1 - c3 / 10) * 2/3".to_owned(),
            (1, _, _) => "(1 - c3 / 10) / 3".to_owned(),
            (_, _, 0) => "(c1 * 10%)".to_owned(),
            (_, _, 1) => "50%".to_owned(),
            _ => "(100% - (若 ok 则 50% 否则 60%))".to_owned(),
        };
        format!("{weight} {value}")
    }
}
