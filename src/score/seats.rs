//! What a quota did with a ratee, in words: for results and for explanations alike.

use super::quota::{Group, Record, Seat, Verdict};
use super::shown;
use crate::column::Texts;
use crate::locale::Text;
use crate::number::Number;
use crate::scheme::model::{Quota, QuotaTarget};
use crate::text;

/// A quota and what it did.
pub struct Told<'a> {
    /// The quota.
    pub quota: &'a Quota,
    /// What it did.
    pub record: &'a Record,
    /// The identities of all ratees.
    pub ids: &'a Texts,
}

impl Told<'_> {
    /// What became of a ratee, and its group.
    pub fn seat(&self, row: usize) -> Option<(&Seat, &Group)> {
        let seat = self.record.seat(row)?;
        Some((seat, self.record.groups.get(seat.group())?))
    }

    /// How many places the group has, and why.
    pub fn figures(&self, group: &Group) -> Text {
        let (name, base, places) = (group_name(group), &group.base, group.places);
        let percent = group.share.as_ref().map(|share| share * &Number::from(100));
        match (self.quota.target, percent) {
            (QuotaTarget::Bottom { .. }, Some(percent)) => {
                let already = group.already;
                text!(
                    "{0}基数 {base}，末位 {percent}%，应有 {places} 个，已有 {already} 个",
                    "{0}base {base}, bottom {percent} %: {places} in all, {already} of them already",
                    name
                )
            }
            (QuotaTarget::Bottom { .. }, None) => {
                let already = group.already;
                text!(
                    "{0}末位应有 {places} 个，已有 {already} 个",
                    "{0}bottom: {places} in all, {already} of them already",
                    name
                )
            }
            (_, Some(percent)) => text!(
                "{0}基数 {base}，比例 {percent}%，名额 {places} 个",
                "{0}base {base}, rate {percent} %, places {places}",
                name
            ),
            (_, None) => text!("{0}名额 {places} 个", "{0}places {places}", name),
        }
    }

    /// What became of it.
    pub fn verdict(&self, seat: &Seat) -> Text {
        let (place, equal) = (seat.place(), seat.equal());
        let bottom = matches!(self.quota.target, QuotaTarget::Bottom { .. });
        let standing = match (equal, bottom) {
            (2.., true) => {
                text!("从末位数第 {place}，{equal} 个并列", "{place} from the bottom, {equal} equal")
            }
            (_, true) => text!("从末位数第 {place}", "{place} from the bottom"),
            (2.., false) => {
                text!("按顺序排第 {place}，{equal} 个并列", "place {place} in the order, {equal} equal")
            }
            _ => text!("按顺序排第 {place}", "place {place} in the order"),
        };
        match seat.verdict {
            Verdict::In => text!("{0}，有名额", "{0}: in", standing),
            Verdict::HandedOn => {
                text!(
                    "{0}，用了其他组没有用完的名额",
                    "{0}: in, by a place that another group did not use",
                    standing
                )
            }
            Verdict::Out if bottom => text!("{0}，没有列入", "{0}: not listed", standing),
            Verdict::TiedOut if bottom => text!(
                "{0}，都列入就超过应有的个数，都不列入",
                "{0}: all of them would be too many, so none is listed",
                standing
            ),
            Verdict::Out => text!("{0}，没有名额", "{0}: no place left", standing),
            Verdict::TiedOut => {
                text!(
                    "{0}，剩下的名额不够，都不取",
                    "{0}: too few places for all of them, so none is in",
                    standing
                )
            }
            Verdict::Barred => Text::fixed("资格已取消，不占名额", "not eligible, so it takes no place"),
            Verdict::NotTakingPart => Text::fixed(
                "不符合名额的条件，不占名额",
                "the condition of the quota does not hold, so it takes no place",
            ),
            Verdict::Bottom => text!("{0}，列入", "{0}: listed", standing),
        }
    }

    /// The last one with a place.
    pub fn last(&self, group: &Group) -> Option<Text> {
        let id = self.ids.get(group.last?)?;
        Some(match self.quota.target {
            QuotaTarget::Bottom { .. } => text!("最后一个列入的是 {id}", "the last one listed is {id}"),
            _ => text!("最后一个有名额的是 {id}", "the last one in is {id}"),
        })
    }

    /// All in one sentence, for a result whose grade the quota changed.
    pub fn note(&self, row: usize, from: &str, to: &str) -> Text {
        let became = text!("等次由「{from}」变为「{to}」", "grade {from} becomes {to}");
        match self.seat(row) {
            Some((seat, group)) => {
                let (figures, verdict) = (self.figures(group), self.verdict(seat));
                text!("{0}；{1}；{2}", "{0}; {1}; {2}", figures, verdict, became)
            }
            None => became,
        }
    }
}

/// The group with a colon, or nothing if there are no groups.
fn group_name(group: &Group) -> Text {
    let names: Vec<Text> = group.names.iter().map(shown::plain).collect();
    let join = |english: bool| {
        let words = names.iter().map(|name| if english { &*name.en } else { &*name.zh });
        words.collect::<Vec<_>>().join(if english { ", " } else { "、" })
    };
    let (zh, en) = (join(false), join(true));
    match names.len() {
        0 => Text::fixed("", ""),
        1 => text!("{zh}：", "{en}: "),
        _ => text!("{zh}（合并）：", "{en} (pooled): "),
    }
}
