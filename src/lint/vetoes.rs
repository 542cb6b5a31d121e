//! A veto that helps whom it is meant to hit.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::scheme::model::{Effect, EffectKind, EffectOperation};
use crate::{code, text};

code!(
    HELPS,
    "H1620",
    Warning,
    "否决反而让结果变好" / "veto-that-helps",
    "一票否决是往下拉的。写成「不低于」「加」，发生了否决情形的反而得到保底或加分，多半是把「不高于」写成了「不低于」。不是否决的奖励，去掉「否决」两个字。"
        / "A veto pulls down. With `at least` or `add` it lifts whom it should hit; mostly `at most` was meant. A reward is a rule without the word `veto`."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let vetoes = case.scheme.rules.iter().filter(|rule| rule.veto);
    let found = vetoes.flat_map(|rule| {
        rule.effects.iter().filter(|effect| helps(effect)).map(move |effect| {
            let (name, written) = (&rule.name, case.written(effect.span));
            let turned = written.replacen("不低于", "不高于", 1).replacen("at least", "at most", 1);
            let turned = turned.replacen("加", "扣", 1).replacen(" add ", " deduct ", 1);
            Diagnostic::new(
                &HELPS,
                effect.span,
                text!(
                    "否决「{name}」的后果是「{written}」，对它有利",
                    "the veto `{name}` has the effect `{written}`, which is to its advantage"
                ),
                text!("往上抬", "lifts"),
            )
            .help(text!(
                "是不是要写「{turned}」？奖励不叫否决，写成「{name}: 当 … 则 {written}」",
                "is `{turned}` meant? A reward is no veto: write `{name}: when … then {written}`"
            ))
        })
    });
    found.collect()
}

fn helps(effect: &Effect) -> bool {
    match &effect.kind {
        EffectKind::Item(_, operation, _)
        | EffectKind::Points(operation, _)
        | EffectKind::Total(operation, _)
        | EffectKind::Grade(operation, _) => {
            matches!(operation, EffectOperation::AtLeast | EffectOperation::Add)
        }
        EffectKind::RaiseGrade(_) => true,
        _ => false,
    }
}
