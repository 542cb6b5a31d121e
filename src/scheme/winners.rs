//! Who is left with nothing: quotas whose least number of places nobody need get, and candidacy for what nobody awards.

use super::checker::{Amend, Checker};
use super::model::*;
use crate::diagnostic::similar;
use crate::syntax::tree::{QuotaNode, QuotaRowKind};
use crate::{code, text};

code!(
    LEAST_WITH_TIES,
    "H0614",
    Warning,
    "「不低于」保证的是名额，不是人数" / "least-places-may-stay-free",
    "不写「同分」时，名额的末尾有几家并列而放不下，这几家就都不取。所以「不低于 1」的组里也可能一家都没有。要怎么处理，写一行「同分」。"
        / "Without a row `ties`, those who are equal at the last place are all left out if they do not all fit. So even with `at least 1` a group may end with nobody. Say what is wanted in a row `ties`."
);
code!(
    NO_SUCH_AWARD,
    "H0615",
    Warning,
    "取消的资格像是写错了字" / "eligibility-misspelt",
    "「资格 取消」后面的文字与等次或名额的名称一样时，这个名额就不给他；差一个字，只是在结果里列出来，名额照给。"
        / "Where the text behind `eligibility cancel` is a grade or an award, its places are closed to the ratee. A letter off, it is only listed, and the place is given all the same."
);

/// What people put behind a name: 优秀等次, 先进单位称号.
const ENDINGS: [&str; 6] = ["资格", "等次", "称号", "评选", "名额", "奖"];

impl Checker<'_> {
    /// `不低于 1` where nothing is said of ties.
    pub(super) fn least_with_ties(&mut self, node: &QuotaNode, quota: &Quota) {
        let ties_said = node.rows.iter().any(|row| matches!(row.kind, QuotaRowKind::Ties(_)));
        let decided = quota.order.iter().any(|key| matches!(key.value.kind, ExprKind::Identity));
        let least = node.rows.iter().find(|row| matches!(row.kind, QuotaRowKind::AtLeast(_)));
        let Some(least) = least.filter(|_| !ties_said && !decided && !node.damaged) else { return };
        let (name, written) = (node.name.text.clone(), self.written(least.span));
        self.report(
            &LEAST_WITH_TIES,
            least.span,
            text!(
                "「{written}」说的是名额：并列的放不下就都不取，「{name}」可能一家也没有",
                "`{written}` is about places: equals who do not all fit are all left out, and `{name}` may have nobody"
            ),
            text!("没有写同分怎么办", "nothing is said of ties"),
        )
        .also(node.name.span, text!("没有「同分」", "no `ties`"))
        .advise(text!(
            "加一行「同分 全取」，并列的都取；就是要都不取的，写明「同分 全取或全不取」；要分出先后的，在「顺序」里再写一项",
            "add a row `ties all in` to take all equals; if none of them is wanted, say `ties all or none`; to tell them apart, add a key to `order`"
        ));
    }

    /// `资格 取消 "先进但位"`, almost the name of an award or a grade.
    pub(super) fn check_eligibility(&mut self) {
        let awarded: Vec<&str> = self
            .grade_names
            .iter()
            .chain(self.quotas.iter().map(|quota| &quota.name))
            .map(|name| &**name)
            .collect();
        let mut slips = Vec::new();
        for effect in self.rules.iter().flat_map(|rule| &rule.effects) {
            let EffectKind::Eligibility(what) = &effect.kind else { continue };
            if awarded.contains(&&**what) {
                continue;
            }
            let bare = ENDINGS.iter().find_map(|ending| what.strip_suffix(ending));
            let same = bare.and_then(|bare| awarded.iter().find(|name| **name == bare)).copied();
            // Of two-letter words, one letter off is another word: 评优, 评先.
            let long = what.chars().count() > 2;
            let near = same.or_else(|| similar::nearest(what, awarded.iter().copied()).filter(|_| long));
            slips.extend(near.map(|near| (what.clone(), near.to_owned(), effect.span)));
        }
        for (what, near, span) in slips {
            self.report(
                &NO_SUCH_AWARD,
                span,
                text!(
                    "没有叫「{what}」的等次或名额，这样只列出来，不收回名额",
                    "no grade or award is called `{what}`: this is only listed, and closes no place"
                ),
                text!("不是等次，也不是名额", "no grade, no award"),
            )
            .advise(text!(
                "是不是想写「资格 取消 \"{near}\"」？",
                "did you mean `eligibility cancel \"{near}\"`?"
            ));
        }
    }
}
