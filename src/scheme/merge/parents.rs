//! Several schemes above: what one of them says holds, what two say differently must be settled below.

use super::key::{key, place};
use super::same::{View, same, same_head};
use super::{Merged, Merger, findings};
use crate::locale::Text;
use crate::source::{Edits, Span};
use crate::syntax::tree::{FactNode, ItemNode, Overriding, SchemeNode, Statement};
use crate::text;

/// Something that two schemes above say differently.
struct Conflict {
    what: Text,
    /// Its dotted path, or the text of its key.
    path: String,
    first: Span,
    second: Span,
}

impl Merger<'_> {
    /// Takes in what stands above. Tests stay where they are: they test the scheme above.
    pub(super) fn take_parents(&mut self, above: Vec<Merged>, child: &SchemeNode) {
        let mut conflicts = Vec::new();
        for (number, parent) in above.into_iter().enumerate() {
            let Merged { statements, edits, removed } = parent;
            self.all.removed.extend(removed);
            if number == 0 {
                self.all.edits = edits;
                self.all.statements =
                    statements.into_iter().filter(|one| !matches!(one, Statement::Test(_))).collect();
                continue;
            }
            for statement in statements {
                self.join(statement, &edits, &mut conflicts);
            }
            let mut all = edits;
            all.join(&self.all.edits);
            self.all.edits = all;
        }
        for conflict in conflicts {
            if !settles(child, &conflict.path) {
                let problem = findings::parents_differ(
                    child.name.span,
                    &conflict.what,
                    conflict.first,
                    conflict.second,
                );
                self.problems.push(problem);
            }
        }
    }

    /// A statement of a further scheme above.
    fn join(&mut self, statement: Statement, edits: &Edits, conflicts: &mut Vec<Conflict>) {
        let theirs = View { sources: self.sources, edits };
        match &statement {
            Statement::Test(_) => {}
            Statement::Evidence(facts) => self.join_facts(facts, theirs, conflicts),
            // These are each scheme's own; the first one's stand unless the scheme below says its own.
            Statement::Version(_) | Statement::Basis(_) | Statement::Label(_) | Statement::Period(_)
                if self.all.statements.iter().any(|other| key(other) == key(&statement)) => {}
            _ => {
                let wanted = key(&statement);
                let mine = self.all.statements.iter().find(|other| match &wanted {
                    Some(wanted) => key(other).as_ref() == Some(wanted),
                    None => same((self.view(), other), (theirs, &statement)),
                });
                match mine {
                    None => self.all.statements.push(statement),
                    Some(mine) => differences((self.view(), mine), (theirs, &statement), "", conflicts),
                }
            }
        }
    }

    fn join_facts(&mut self, facts: &[FactNode], theirs: View<'_>, conflicts: &mut Vec<Conflict>) {
        let mut new = Vec::new();
        for fact in facts {
            let Some(((at, index), first)) = self.fact(&fact.name.text) else {
                new.push(fact.clone());
                continue;
            };
            let Statement::Evidence(mine) = &self.all.statements[at] else { continue };
            let name = &fact.name.text;
            if self.view().text(mine[index].span) != theirs.text(fact.span) {
                conflicts.push(Conflict {
                    what: text!("数据「{name}」", "the fact `{name}`"),
                    path: format!("数据 {name}"),
                    first,
                    second: fact.name.span,
                });
            }
        }
        if !new.is_empty() {
            self.all.statements.push(Statement::Evidence(new));
        }
    }
}

/// The smallest parts in which two statements of one key differ.
fn differences(
    a: (View<'_>, &Statement),
    b: (View<'_>, &Statement),
    above: &str,
    conflicts: &mut Vec<Conflict>,
) {
    if same(a, b) {
        return;
    }
    let Some(key) = key(a.1) else { return };
    let name = key.name.as_deref().unwrap_or(key.kind);
    let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
    if let (Statement::Item(x), Statement::Item(y)) = (a.1, b.1)
        && same_head((a.0, x), (b.0, y))
    {
        let (x, y) = (x.body.as_deref().unwrap_or(&[]), y.body.as_deref().unwrap_or(&[]));
        let keys = |body: &[Statement]| body.iter().map(self::key).collect::<Vec<_>>();
        if keys(x) == keys(y) && keys(x).iter().all(Option::is_some) {
            for (x, y) in x.iter().zip(y) {
                differences((a.0, x), (b.0, y), &path, conflicts);
            }
            return;
        }
    }
    let what = if above.is_empty() { key.text() } else { text!("「{path}」", "`{path}`") };
    let (first, second) = match (a.1, b.1) {
        (Statement::Item(x), Statement::Item(y)) => telling(x, y),
        _ => (place(a.1), place(b.1)),
    };
    conflicts.push(Conflict { what, path, first, second });
}

/// The places in which two items show that they differ.
fn telling(x: &ItemNode, y: &ItemNode) -> (Span, Span) {
    match (&x.rule, &y.rule) {
        (Some(a), Some(b)) if a.span != b.span => (a.span, b.span),
        (Some(a), None) => (a.span, y.name.span),
        (None, Some(b)) => (x.name.span, b.span),
        _ => (x.name.span, y.name.span),
    }
}

/// Whether a scheme says itself how something is that those above say differently.
fn settles(child: &SchemeNode, path: &str) -> bool {
    let covers = |written: &str| {
        path == written || path.starts_with(&format!("{written}.")) || path.ends_with(&format!(".{written}"))
    };
    child.statements.iter().any(|statement| match statement {
        Statement::Override(node) => match &node.what {
            Overriding::Part(part) => covers(&part.path.text()),
            Overriding::Value(item, value) => {
                let name = key(value).and_then(|key| key.name);
                name.is_some_and(|name| covers(&format!("{}.{name}", item.text())))
            }
            Overriding::Whole(statement, _) => match &**statement {
                Statement::Evidence(facts) => {
                    facts.iter().any(|fact| format!("数据 {}", fact.name.text) == path)
                }
                other => key(other).is_some_and(|key| covers(key.name.as_deref().unwrap_or(key.kind))),
            },
        },
        Statement::Remove(node) => node
            .path
            .as_ref()
            .is_some_and(|removed| covers(&removed.text()) || format!("数据 {}", removed.text()) == path),
        Statement::Applies(_) => path == "applies",
        _ => false,
    })
}
