//! A scheme that hits less hard than the one above it: a veto that it takes out, or that holds later than above.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{Comparison, ExprKind, Overriding, RuleNode, SchemeNode, Statement};
use crate::{code, text};

code!(
    LOOSENED,
    "H1640",
    Warning,
    "下级方案放宽了上级的否决" / "veto-loosened-below",
    "上级的一票否决是底线，下级可以更严，删去或放宽要有上级同意。有依据的，在这一行写上「依据」，就不再提醒。"
        / "A veto of the scheme above is the bottom line: those below may be stricter, and need leave to drop or loosen it. With the clause that allows it (`basis`) on the statement nothing is said."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = removed(case);
    let tree = case.library.tree(case.loaded.node.span.file);
    let own = tree.iter().flat_map(|tree| &tree.schemes).find(|node| node.span == case.loaded.node.span);
    for statement in own.iter().flat_map(|node| &node.statements) {
        if let Statement::Override(node) = statement
            && let Overriding::Whole(whole, _) = &node.what
            && let Statement::Rule(rule) = &**whole
        {
            found.extend(loosened(case, rule));
        }
    }
    found
}

/// Vetoes of a scheme above that this one removes, without a clause.
fn removed(case: &Case<'_>) -> Vec<Diagnostic> {
    let gone = case.loaded.removed.iter().filter(|removed| {
        let by = case.written(removed.by);
        case.is_own(removed.by)
            && is_veto(case.written(removed.was))
            && !by.contains("依据")
            && !by.contains("basis")
    });
    gone.map(|removed| {
        let name = &removed.name;
        told(
            removed.by,
            removed.was,
            text!("这里删去了上级的否决「{name}」", "the veto `{name}` of the scheme above is removed here"),
        )
    })
    .collect()
}

fn is_veto(written: &str) -> bool {
    written.trim_start().starts_with("否决") || written.trim_start().starts_with("veto")
}

/// A veto that compares the same value with another number, so that it holds for fewer.
fn loosened(case: &Case<'_>, rule: &RuleNode) -> Option<Diagnostic> {
    let name = rule.name.as_ref()?;
    let above = case.loaded.ancestors.iter().filter_map(|(file, scheme)| {
        let schemes = &case.library.tree(*file)?.schemes;
        schemes.iter().find(|node| node.name.text == *scheme)
    });
    let old =
        above.flat_map(vetoes).find(|old| old.name.as_ref().is_some_and(|old| old.text == name.text))?;
    let (new_value, new, line) = line(case, rule)?;
    let (old_value, before, old_line) = self::line(case, old)?;
    let (number, was) = (&line.0, &old_line.0);
    let later = match new {
        Comparison::AtLeast | Comparison::Above => number > was,
        Comparison::AtMost | Comparison::Below => number < was,
        _ => false,
    };
    if new_value != old_value || new != before || !later || rule.basis.is_some() {
        return None;
    }
    let (name, from, to) = (&name.text, case.written(old_line.1), case.written(line.1));
    let message =
        text!("否决「{name}」从 {from} 放宽到了 {to}", "the veto `{name}` is loosened from {from} to {to}");
    Some(told(line.1, old_line.1, message))
}

fn vetoes(node: &SchemeNode) -> impl Iterator<Item = &RuleNode> {
    node.statements.iter().filter_map(|statement| match statement {
        Statement::Rule(rule) if rule.veto => Some(rule),
        _ => None,
    })
}

/// What a condition compares with a number: the value as written, how, and the number with its place.
fn line(case: &Case<'_>, rule: &RuleNode) -> Option<(String, Comparison, (Number, Span))> {
    let ExprKind::Compare(comparison, left, right) = &rule.when.kind else { return None };
    let ExprKind::Quantity(quantity) = &right.kind else { return None };
    let unit = quantity.unit.as_ref().map_or("", |unit| &unit.text);
    let value: String = case.written(left.span).split_whitespace().collect();
    Some((format!("{value}/{unit}"), *comparison, (quantity.number.clone(), right.span)))
}

fn told(place: Span, above: Span, message: Text) -> Diagnostic {
    Diagnostic::new(&LOOSENED, place, message, text!("比上级宽", "less strict than above"))
        .label(above, text!("上级的规定", "the rule above"))
        .help(text!(
            "保留上级的否决；上级同意放宽的，在这里写明「依据 \"…\"」",
            "keep the veto of the scheme above; if it allows this, name the clause here: `basis \"…\"`"
        ))
}
