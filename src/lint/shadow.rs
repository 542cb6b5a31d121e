//! Names that hide others: what one reads is not what one thinks.

use super::Case;
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::scheme::model::Scheme;
use crate::source::Span;
use crate::syntax::tree::{ItemNode, Name, Statement};
use crate::{code, text};

code!(
    HIDES,
    "H1613",
    Warning,
    "名称盖住了另一个同名的" / "name-hides-another",
    "函数的参数、指标里的「值」与外面的数据同名时，里面读到的是里面的。读方案的人以为是外面的那一个，改一处就以为两处都改了。"
        / "Where a parameter, or a `let` in an item, is called like something outside, the inner one is read. People think of the outer, and believe that one change changes both."
);

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let statements = &case.loaded.node.statements;
    let outer: Vec<&Name> = lets(statements).collect();
    for statement in statements {
        match statement {
            Statement::Item(item) => inside(item, &outer, &mut found),
            Statement::Adjustment(node) => inside(&node.item, &outer, &mut found),
            _ => {}
        }
    }
    let mut waiting: Vec<&[Statement]> = vec![statements];
    while let Some(block) = waiting.pop() {
        for statement in block {
            match statement {
                Statement::Function(node) => found.extend(parameters(case.scheme, &outer, &node.parameters)),
                Statement::Item(item) => waiting.extend(item.body.as_deref()),
                _ => {}
            }
        }
    }
    found
}

fn lets(statements: &[Statement]) -> impl Iterator<Item = &Name> {
    statements.iter().filter_map(|statement| match statement {
        Statement::Let(node) => Some(&node.name),
        _ => None,
    })
}

/// Named values of an item that are called like one outside of it.
fn inside<'t>(item: &'t ItemNode, outer: &[&'t Name], found: &mut Vec<Diagnostic>) {
    let body = item.body.as_deref().unwrap_or(&[]);
    let own: Vec<&Name> = lets(body).collect();
    for name in &own {
        if let Some(hidden) = outer.iter().find(|other| other.text == name.text) {
            let what = text!("外面的「值 {0}」", "the outer `let {0}`", Text::same(&*name.text));
            found.push(told(name, what, Some(hidden.span)));
        }
    }
    let known: Vec<&Name> = outer.iter().copied().chain(own).collect();
    for statement in body {
        if let Statement::Item(part) = statement {
            inside(part, &known, found);
        }
    }
}

/// Parameters that are called like a named value or a fact. Those of a script hide nothing: a script sees no facts.
fn parameters(scheme: &Scheme, outer: &[&Name], parameters: &[Name]) -> Vec<Diagnostic> {
    let made = parameters.iter().filter_map(|name| {
        let named = outer.iter().find(|other| other.text == name.text);
        let what = text!("「值 {0}」", "the named value `{0}`", Text::same(&*name.text));
        if let Some(hidden) = named {
            return Some(told(name, what, Some(hidden.span)));
        }
        let fact = scheme.facts.iter().find(|fact| fact.spec.name == name.text)?;
        let what = text!("数据「{0}」", "the fact `{0}`", Text::same(&*name.text));
        Some(told(name, what, Some(fact.span)))
    });
    made.collect()
}

fn told(name: &Name, what: Text, hidden: Option<Span>) -> Diagnostic {
    let text = &name.text;
    let problem = Diagnostic::new(
        &HIDES,
        name.span,
        text!("这里的「{text}」盖住了{0}", "`{text}` here hides {0}", what),
        text!("里面读到的是这个", "this one is read inside"),
    );
    let problem = match hidden {
        Some(span) => problem.label(span, text!("被盖住的", "the one that is hidden")),
        None => problem,
    };
    problem.help(text!(
        "换一个名称，如「{text}值」；就是要用外面那一个的，删去这里的",
        "choose another name, such as `{text}_here`; if the outer one is meant, remove this one"
    ))
}
