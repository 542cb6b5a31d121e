//! Finding what a change speaks of, by kind and path.

use super::Merger;
use super::findings::{self, Verb};
use super::key::{key, place};
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::{ItemKind, ItemNode, Path, RemoveNode, Statement, Subject};
use crate::text;

/// Where something stands in the statements that are put together.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// A statement, by the indices of the statements that hold it; an item, a bonus or a deduction if it is sought as
    /// one.
    Item(Vec<usize>),
    /// A fact: statement and place in it.
    Fact(usize, usize),
}

impl Place {
    pub fn indices(&self) -> &[usize] {
        match self {
            Place::Item(indices) => indices,
            Place::Fact(..) => &[],
        }
    }
}

/// What is sought, and why.
pub(super) struct Seeking<'p> {
    pub verb: Verb,
    pub kind: Option<Subject>,
    pub path: &'p Path,
    /// Whether the kind of an item must be the one that is written.
    pub strict: bool,
}

/// A statement that may be sought: where, its dotted path, the place of its name, its kind.
struct Candidate {
    indices: Vec<usize>,
    path: String,
    span: Span,
    kind: &'static str,
}

fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Dimension => "dimension",
        ItemKind::Indicator => "indicator",
        ItemKind::Part => "part",
        ItemKind::Item => "item",
    }
}

/// All named statements with those inside items.
fn candidates(statements: &[Statement], above: &[usize], path: &str, out: &mut Vec<Candidate>) {
    for (at, statement) in statements.iter().enumerate() {
        let Some(key) = key(statement) else { continue };
        let Some(name) = key.name else { continue };
        let indices: Vec<usize> = above.iter().copied().chain([at]).collect();
        let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        let span = place(statement);
        match statement {
            Statement::Item(item) => {
                let kind = kind_word(item.kind);
                out.push(Candidate { indices: indices.clone(), path: path.clone(), span, kind });
                candidates(item.body.as_deref().unwrap_or(&[]), &indices, &path, out);
            }
            Statement::Adjustment(node) => {
                out.push(Candidate { indices: indices.clone(), path: path.clone(), span, kind: key.kind });
                candidates(node.item.body.as_deref().unwrap_or(&[]), &indices, &path, out);
            }
            _ => out.push(Candidate { indices, path, span, kind: key.kind }),
        }
    }
}

const ITEMS: &[&str] = &["dimension", "indicator", "part", "item"];

impl Merger<'_> {
    /// The item, bonus or deduction behind a place that was sought as one.
    pub(super) fn item_mut(&mut self, place: &Place) -> &mut ItemNode {
        let indices = place.indices();
        let (first, rest) = indices.split_first().expect("a place that was found has an index");
        let mut item = inner(&mut self.all.statements[*first]);
        for at in rest {
            let body = item.body.as_mut().expect("an item was found in this body");
            item = inner(&mut body[*at]);
        }
        item
    }

    /// An item, a bonus or a deduction; a finding if there is none, or more than one.
    pub(super) fn seek(&mut self, seeking: &Seeking<'_>) -> Option<Place> {
        let mut all = Vec::new();
        candidates(&self.all.statements, &[], "", &mut all);
        let wanted = |kind: &str| match seeking.kind {
            None => ITEMS.contains(&kind) || matches!(kind, "bonus" | "deduction"),
            Some(Subject::Item(_)) => ITEMS.contains(&kind),
            Some(Subject::Kind(subject)) => kind == subject,
        };
        all.retain(|candidate| wanted(candidate.kind));
        let found = self.pick(&all, seeking.verb, seeking.path, seeking.kind)?;
        if let (Some(Subject::Item(kind)), true) = (seeking.kind, seeking.strict)
            && kind_word(kind) != found.kind
        {
            let name = seeking.path.text();
            self.problems.push(findings::wrong_kind(seeking.path.span, &name, found.kind, found.span));
            return None;
        }
        Some(Place::Item(found.indices.clone()))
    }

    /// The one that a path names: the whole path, else the only one that ends so.
    fn pick<'c>(
        &mut self,
        all: &'c [Candidate],
        verb: Verb,
        path: &Path,
        kind: Option<Subject>,
    ) -> Option<&'c Candidate> {
        let written = path.text();
        let ending = format!(".{written}");
        let mut found: Vec<&Candidate> = all.iter().filter(|one| one.path == written).collect();
        if found.is_empty() {
            found = all.iter().filter(|one| one.path.ends_with(&ending)).collect();
        }
        match found[..] {
            [one] => Some(one),
            [] => {
                let word = kind.map(|kind| match kind {
                    Subject::Item(kind) => super::key::word(kind_word(kind)),
                    Subject::Kind(kind) => super::key::word(kind),
                });
                let what = match word {
                    Some(word) => text!("「{0} {written}」", "`{0} {written}`", word),
                    None => text!("「{written}」", "`{written}`"),
                };
                let names: Vec<String> = all.iter().map(|one| one.path.clone()).collect();
                self.problems.push(findings::not_there(verb, &what, path.span, &written, &names));
                None
            }
            _ => {
                let mut paths: Vec<(Text, Span)> = Vec::new();
                for one in &found {
                    let (word, path) = (super::key::word(one.kind), &one.path);
                    paths.push((text!("{0} {path}", "{0} {path}", word), one.span));
                }
                self.problems.push(findings::ambiguous(path.span, &written, &paths));
                None
            }
        }
    }

    /// What is to be removed: one place, or several for an alert that has no colour.
    pub(super) fn seek_removed(&mut self, node: &RemoveNode) -> Option<Vec<Place>> {
        if node.kind == Some(Subject::Kind("evidence"))
            && let Some(path) = &node.path
        {
            return self.seek_fact(path).map(|place| vec![place]);
        }
        if let (Some(path), None) = (&node.path, &node.colour) {
            return self.seek_named(node, path).map(|place| vec![place]);
        }
        let kind = match node.kind {
            Some(Subject::Kind(kind)) => kind,
            _ => "alert",
        };
        let colour = node.colour.as_ref().map(|(_, colour)| *colour);
        let name = node.path.as_ref().map(Path::text);
        let fits = |statement: &Statement| match (statement, colour) {
            (Statement::Alert(alert), Some(colour)) => {
                alert.colour == colour && alert.name.as_ref().map(|name| name.text.to_string()) == name
            }
            (_, Some(_)) => false,
            (other, None) => key(other).is_some_and(|key| key.kind == kind && key.name.is_none()),
        };
        if let Some(at) = self.all.statements.iter().position(fits) {
            return Some(vec![Place::Item(vec![at])]);
        }
        let level = node.colour.as_ref().map_or(String::new(), |(level, _)| format!(" {}", level.text));
        let name = name.map_or(String::new(), |name| format!(" {name}"));
        let what = text!("「{0}{level}{name}」", "`{0}{level}{name}`", super::key::word(kind));
        let at = node.path.as_ref().map_or(node.span, |path| path.span);
        let coloured = |statement: &Statement| match statement {
            Statement::Alert(alert) => {
                let name = alert.name.as_ref().map_or(String::new(), |name| format!(" {}", name.text));
                Some(format!("{}{name}", alert.level.text))
            }
            _ => None,
        };
        let names: Vec<String> = if colour.is_some() {
            self.all.statements.iter().filter_map(coloured).collect()
        } else {
            self.names_of(kind)
        };
        let written = name.trim().to_owned();
        self.problems.push(findings::not_there(Verb::Remove, &what, at, &written, &names));
        None
    }

    fn seek_named(&mut self, node: &RemoveNode, path: &Path) -> Option<Place> {
        let mut all = Vec::new();
        candidates(&self.all.statements, &[], "", &mut all);
        match node.kind {
            Some(Subject::Item(_)) => all.retain(|one| ITEMS.contains(&one.kind)),
            Some(Subject::Kind(kind)) => all.retain(|one| one.kind == kind),
            None => {}
        }
        let found = self.pick(&all, Verb::Remove, path, node.kind)?;
        if let Some(Subject::Item(kind)) = node.kind
            && kind_word(kind) != found.kind
        {
            self.problems.push(findings::wrong_kind(path.span, &path.text(), found.kind, found.span));
            return None;
        }
        Some(Place::Item(found.indices.clone()))
    }

    fn seek_fact(&mut self, path: &Path) -> Option<Place> {
        let name = path.text();
        match self.fact(&name) {
            Some(((at, index), _)) if self.declares(at, index, &name) => Some(Place::Fact(at, index)),
            found => {
                let what = text!("数据「{name}」", "fact `{name}`");
                let names = self.facts();
                let mut problem = findings::not_there(Verb::Remove, &what, path.span, &name, &names);
                if let Some((_, first)) = found {
                    problem = problem.label(first, text!("它在一个组里", "it belongs to a group")).help(
                        text!("用「改 数据」重写整个组", "write the group anew with `override evidence`"),
                    );
                    problem.fixes.clear();
                }
                self.problems.push(problem);
                None
            }
        }
    }

    /// Whether a declaration is that of a fact or group of this name, not of a group that holds it.
    fn declares(&self, at: usize, index: usize, name: &str) -> bool {
        match self.all.statements.get(at) {
            Some(Statement::Evidence(facts)) => facts.get(index).is_some_and(|fact| &*fact.name.text == name),
            _ => false,
        }
    }
}

/// The item that a statement is, or has.
fn inner(statement: &mut Statement) -> &mut ItemNode {
    match statement {
        Statement::Item(item) => item,
        Statement::Adjustment(node) => &mut node.item,
        _ => unreachable!("only items, bonuses and deductions are sought as such"),
    }
}

/// What a kind is called before a name, for messages.
pub(super) fn subject_word(kind: Option<Subject>) -> Text {
    match kind {
        Some(Subject::Item(kind)) => super::key::word(kind_word(kind)),
        Some(Subject::Kind(kind)) => super::key::word(kind),
        None => Text::same(""),
    }
}
