//! Whom a figure compared the ratee with: how many, the best, the worst, the mean, what it takes to rank or to score.

use super::Teller;
use crate::locale::Text;
use crate::number::Number;
use crate::plan::Reg;
use crate::scheme::model::{CohortFigure, Function};
use crate::scheme::types::Ty;
use crate::score::cohort::Compared;
use crate::score::shown;
use crate::score::value::Value;
use crate::text;

impl Teller<'_> {
    /// What a reader in an appeal asks about a figure over ratees.
    pub(super) fn compared_with(&self, figure: &CohortFigure, reg: Reg) -> Option<Text> {
        let told = self.compared.get(&reg)?.as_ref()?;
        let ty = figure.value.as_ref().map_or(&Ty::Number, |value| &value.ty);
        let whom = self.whom(figure, told);
        let Some([most, least, mean]) = &told.numbers else {
            return (figure.function != Function::Count).then_some(whom);
        };
        let (most, least, mean) = (self.about(ty, most), self.about(ty, least), self.about(ty, mean));
        let mut out = text!(
            "{0}：最大 {1}，最小 {2}，平均 {3}",
            "{0}: greatest {1}, least {2}, mean {3}",
            whom,
            most,
            least,
            mean
        );
        if let Some(deviation) = &told.deviation {
            let deviation = self.about(&Ty::Number, deviation);
            out = text!("{0}，标准差 {1}", "{0}, deviation {1}", out, deviation);
        }
        if figure.function == Function::Rank && told.alike > 1 {
            let alike = told.alike;
            out = text!("{0}；{alike} 名并列", "{0}; {alike} share this place", out);
        }
        Some(out)
    }

    fn whom(&self, figure: &CohortFigure, told: &Compared) -> Text {
        let count = told.count;
        let all = match (figure.others, &told.group) {
            (false, None) => text!("与全体 {count} 名比较", "compared with all {count}"),
            (true, None) => text!("与其余 {count} 名比较", "compared with the {count} others"),
            (false, Some(group)) => {
                let group = shown::plain(group);
                text!("与「{0}」{count} 名比较", "compared with the {count} of {0}", group)
            }
            (true, Some(group)) => {
                let group = shown::plain(group);
                text!("与「{0}」其余 {count} 名比较", "compared with the {count} others of {0}", group)
            }
        };
        match &figure.when {
            None => all,
            Some(when) => {
                let words = self.quote(when.span);
                text!("{0}（{1}）", "{0} ({1})", all, words)
            }
        }
    }

    /// A number for the eye: a long one shortened, and marked so.
    fn about(&self, ty: &Ty, number: &Number) -> Text {
        let short = number.decimal().is_some_and(|text| text.len() <= 12);
        if short {
            return self.typed(ty, &Value::Number(number.clone()));
        }
        let shortened = self.typed(ty, &Value::Number(number.significant(8)));
        text!("约 {0}", "about {0}", shortened)
    }
}
