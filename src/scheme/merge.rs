//! A scheme with all that it inherits, as a tree: what stands above, changed as the scheme says.
//!
//! Every part keeps the place where it was written, in whichever file that is. Nothing is looked up and nothing
//! computed here but the proportion of a rescaling; whether the whole makes sense is for the checker to say.

use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::source::{Edits, Sources, Span};
use crate::syntax::tree::{
    FactNode, InsertNode, OverrideNode, Overriding, RemoveNode, SchemeNode, Statement, Subject,
};
use crate::text;
use findings::Verb;
use key::{Key, key, place, span};
use same::{View, same};

pub(super) mod findings;
pub(crate) mod key;
mod parents;
mod part;
mod rescale;
mod same;
mod seek;

use seek::{Place, Seeking};

/// A part of a scheme above that a scheme below does without.
#[derive(Clone, Debug)]
pub struct Removed {
    /// What it was.
    pub what: Text,
    /// Its bare name.
    pub name: String,
    /// Where it stood.
    pub was: Span,
    /// The statement that removes it.
    pub by: Span,
}

/// Statements put together.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged {
    pub statements: Vec<Statement>,
    /// Passages that read differently now.
    pub edits: Edits,
    /// What was removed on the way, oldest first.
    pub removed: Vec<Removed>,
}

/// Puts a scheme together with those above it. Without any it stays as it is written.
pub(super) fn merge(sources: &Sources, above: Vec<Merged>, child: &SchemeNode) -> (Merged, Vec<Diagnostic>) {
    let is_heir = !child.parents.is_empty();
    let mut merger =
        Merger { sources, all: Merged::default(), inherited: 0, problems: vec![], changed: vec![] };
    merger.take_parents(above, child);
    merger.inherited = merger.all.statements.len();
    for statement in &child.statements {
        if is_heir {
            merger.statement(statement);
        } else {
            merger.alone(statement);
        }
    }
    (merger.all, merger.problems)
}

struct Merger<'a> {
    sources: &'a Sources,
    all: Merged,
    /// How many of the statements come from above: they stand first.
    inherited: usize,
    problems: Vec<Diagnostic>,
    /// What the scheme has changed so far, and where.
    changed: Vec<(String, Span)>,
}

impl Merger<'_> {
    fn view(&self) -> View<'_> {
        View { sources: self.sources, edits: &self.all.edits }
    }

    /// A statement of a scheme that builds on nothing.
    fn alone(&mut self, statement: &Statement) {
        let verb = match statement {
            Statement::Override(_) => Verb::Override,
            Statement::Insert(_) => Verb::Insert,
            Statement::Remove(_) => Verb::Remove,
            other => return self.all.statements.push(other.clone()),
        };
        self.problems.push(findings::nobody_above(span(statement), verb));
    }

    /// A statement of a scheme that builds on others.
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Override(node) => self.overriding(node),
            Statement::Insert(node) => self.insert(node),
            Statement::Remove(node) => self.remove(node),
            Statement::Evidence(facts) => self.evidence(facts),
            Statement::Version(_)
            | Statement::Basis(_)
            | Statement::Label(_)
            | Statement::Period(_)
            | Statement::Applies(_) => self.own(statement),
            other => self.add(other),
        }
    }

    /// Where a statement with a key is inherited.
    fn inherited(&self, wanted: Option<&Key>) -> Option<usize> {
        let all = self.all.statements.iter().take(self.inherited);
        wanted.and_then(|wanted| all.map(key).position(|key| key.as_ref() == Some(wanted)))
    }

    /// What every scheme says for itself takes the place of what those above say.
    fn own(&mut self, statement: &Statement) {
        let wanted = key(statement);
        let name = format!("{wanted:?}");
        match self.inherited(wanted.as_ref()) {
            Some(at) if !self.changed.iter().any(|(other, _)| *other == name) => {
                self.all.statements[at] = statement.clone();
                self.changed.push((name, span(statement)));
            }
            _ => self.all.statements.push(statement.clone()),
        }
    }

    /// A new statement: nothing of its key may be inherited.
    fn add(&mut self, statement: &Statement) {
        let wanted = key(statement);
        if let (Some(at), Some(key)) = (self.inherited(wanted.as_ref()), wanted) {
            let first = place(&self.all.statements[at]);
            let starts = whole_span(self.sources, statement);
            let verb = self.verb(starts);
            self.problems.push(findings::repeated(&key, place(statement), starts, first, verb));
            return;
        }
        self.all.statements.push(statement.clone());
    }

    /// 改 in the language of the keywords at a place.
    fn verb(&self, at: Span) -> &'static str {
        if self.sources.slice(at).starts_with(|c: char| c.is_ascii_alphabetic()) { "override" } else { "改" }
    }

    fn evidence(&mut self, facts: &[FactNode]) {
        let mut new = Vec::new();
        for fact in facts {
            match self.fact(&fact.name.text) {
                Some((_, first)) => {
                    let key = Key { kind: "evidence", name: Some(fact.name.text.clone()) };
                    let verb =
                        if self.verb(fact.span) == "override" { "override evidence" } else { "改 数据" };
                    let mut problem = findings::repeated(&key, fact.name.span, fact.span, first, verb);
                    problem.fixes.clear();
                    let help = text!("要改它就写「改 数据 {{ … }}」", "write `override evidence {{ … }}`");
                    self.problems.push(problem.help(help));
                }
                None => new.push(fact.clone()),
            }
        }
        if !new.is_empty() {
            self.all.statements.push(Statement::Evidence(new));
        }
    }

    /// Where a fact or a group of facts is declared: statement and fact, and the place of its name.
    fn fact(&self, name: &str) -> Option<((usize, usize), Span)> {
        for (at, statement) in self.all.statements.iter().enumerate() {
            let Statement::Evidence(facts) = statement else { continue };
            for (index, fact) in facts.iter().enumerate() {
                if &*fact.name.text == name {
                    return Some(((at, index), fact.name.span));
                }
                let member = fact.members.iter().flatten().find(|(member, _)| &*member.text == name);
                if let Some((member, _)) = member {
                    return Some(((at, index), member.span));
                }
            }
        }
        None
    }

    fn facts(&self) -> Vec<String> {
        let all = self.all.statements.iter().filter_map(|statement| match statement {
            Statement::Evidence(facts) => Some(facts),
            _ => None,
        });
        all.flatten().map(|fact| fact.name.text.to_string()).collect()
    }

    /// Notes a change; a finding if the scheme makes it a second time.
    fn once(&mut self, name: String, what: &Text, at: Span) -> bool {
        if let Some((_, first)) = self.changed.iter().find(|(other, _)| *other == name) {
            self.problems.push(findings::changed_twice(at, what, *first));
            return false;
        }
        self.changed.push((name, at));
        true
    }

    fn overriding(&mut self, node: &OverrideNode) {
        match &node.what {
            Overriding::Part(part) => self.part(part, node.span),
            Overriding::Value(path, value) => self.value(path, value),
            Overriding::Whole(statement, _) => match &**statement {
                Statement::Evidence(facts) => self.override_facts(facts),
                other => self.whole(other, node.span),
            },
        }
    }

    fn override_facts(&mut self, facts: &[FactNode]) {
        for fact in facts {
            let name = fact.name.text.to_string();
            let what = text!("数据「{name}」", "the fact `{name}`");
            let found = self.fact(&name);
            let Some(((at, index), first)) = found else {
                let names = self.facts();
                self.problems.push(findings::not_there(Verb::Override, &what, fact.name.span, &name, &names));
                continue;
            };
            let Statement::Evidence(declared) = &self.all.statements[at] else { continue };
            let old = &declared[index];
            if old.name.text != fact.name.text {
                let group = old.name.text.to_string();
                let problem = findings::not_there(Verb::Override, &what, fact.name.span, &name, &[]);
                let help = text!(
                    "它在组「{group}」里，请改整个组",
                    "it belongs to the group `{group}`: override the group"
                );
                self.problems.push(problem.label(first, text!("在这里", "here")).help(help));
                continue;
            }
            if self.view().text(old.span) == self.view().text(fact.span) {
                self.problems.push(findings::changes_nothing(fact.name.span, &what, first));
            }
            if self.once(format!("evidence {name}"), &what, fact.name.span)
                && let Statement::Evidence(declared) = &mut self.all.statements[at]
            {
                declared[index] = fact.clone();
            }
        }
    }

    /// A whole statement in the place of the one with the same key.
    fn whole(&mut self, statement: &Statement, all: Span) {
        let Some(key) = key(statement) else {
            let what = text!("没有名称的语句", "statement without a name");
            self.problems.push(findings::not_there(Verb::Override, &what, all, "", &[]));
            return;
        };
        let Some(at) = self.inherited(Some(&key)) else {
            let written = key.name.as_deref().unwrap_or_default();
            let names = self.names_of(key.kind);
            let at = place(statement);
            self.problems.push(findings::not_there(Verb::Override, &key.text(), at, written, &names));
            return;
        };
        let old = &self.all.statements[at];
        let first = place(old);
        if same((self.view(), old), (self.view(), statement)) {
            self.problems.push(findings::changes_nothing(place(statement), &key.text(), first));
        }
        if self.once(format!("{key:?}"), &key.text(), place(statement)) {
            self.all.statements[at] = statement.clone();
        }
    }

    /// The names of all inherited statements of a kind.
    fn names_of(&self, kind: &str) -> Vec<String> {
        let keys = self.all.statements.iter().filter_map(key).filter(|key| key.kind == kind);
        keys.filter_map(|key| key.name.map(|name| name.to_string())).collect()
    }

    /// 值 in an item.
    fn value(&mut self, path: &crate::syntax::tree::Path, value: &Statement) {
        let Some(item) = self.seek(&Seeking {
            verb: Verb::Override,
            kind: Some(Subject::Item(crate::syntax::tree::ItemKind::Item)),
            path,
            strict: false,
        }) else {
            return;
        };
        let wanted = key(value);
        let name = wanted.as_ref().and_then(|key| key.name.as_deref()).unwrap_or_default().to_owned();
        let what = text!("「值 {0}.{name}」", "`let {0}.{name}`", Text::same(path.text()));
        let body = self.item_mut(&item).body.as_deref().unwrap_or(&[]);
        let Some(at) = body.iter().position(|other| key(other) == wanted) else {
            self.problems.push(findings::not_there(Verb::Override, &what, place(value), &name, &[]));
            return;
        };
        let old = body[at].clone();
        if same((self.view(), &old), (self.view(), value)) {
            self.problems.push(findings::changes_nothing(place(value), &what, place(&old)));
        }
        if self.once(format!("let {}.{name}", path.text()), &what, place(value))
            && let Some(body) = &mut self.item_mut(&item).body
        {
            body[at] = value.clone();
        }
    }

    /// 增
    fn insert(&mut self, node: &InsertNode) {
        let seeking = Seeking { verb: Verb::Insert, kind: node.kind, path: &node.path, strict: true };
        let Some(found) = self.seek(&seeking) else { return };
        if node.body.is_empty() {
            let what = text!("「{0}」", "`{0}`", Text::same(node.path.text()));
            let first = self.item_mut(&found).name.span;
            self.problems.push(findings::changes_nothing(node.path.span, &what, first));
        }
        for statement in &node.body {
            let body = self.item_mut(&found).body.get_or_insert_with(Vec::new);
            let wanted = key(statement);
            let before = body.iter().find(|other| wanted.is_some() && key(other) == wanted).map(place);
            match (before, wanted) {
                (Some(first), Some(key)) => {
                    let verb = self.verb(span(statement));
                    let mut problem =
                        findings::repeated(&key, place(statement), span(statement), first, verb);
                    problem.fixes.clear();
                    let help = text!(
                        "要改它就在方案里写「改 {0}.…」",
                        "write `override {0}.…` in the scheme",
                        Text::same(node.path.text())
                    );
                    self.problems.push(problem.help(help));
                }
                _ => body.push(statement.clone()),
            }
        }
    }

    /// 删
    fn remove(&mut self, node: &RemoveNode) {
        let Some(found) = self.seek_removed(node) else { return };
        for place in found.into_iter().rev() {
            let gone = self.take(&place);
            self.all.removed.push(Removed { what: gone.0, name: gone.1, was: gone.2, by: node.span });
        }
    }

    /// Takes a statement out: what it was, its bare name, where it stood.
    fn take(&mut self, at: &Place) -> (Text, String, Span) {
        if let Place::Fact(at, index) = at
            && let Statement::Evidence(facts) = &mut self.all.statements[*at]
        {
            let gone = facts.remove(*index);
            let name = gone.name.text.to_string();
            return (text!("数据「{name}」", "the fact `{name}`"), name, gone.span);
        }
        let gone = match at.indices() {
            [first] => {
                self.inherited -= usize::from(*first < self.inherited);
                self.all.statements.remove(*first)
            }
            [above @ .., last] => {
                let place = Place::Item(above.to_vec());
                match &mut self.item_mut(&place).body {
                    Some(body) if *last < body.len() => body.remove(*last),
                    _ => return (text!("", ""), String::new(), Span::new(crate::source::FileId(0), 0, 0)),
                }
            }
            [] => return (text!("", ""), String::new(), Span::new(crate::source::FileId(0), 0, 0)),
        };
        let key = key(&gone);
        let name = key.as_ref().and_then(|key| key.name.as_deref()).unwrap_or_default().to_owned();
        let what = key.map_or(text!("一条语句", "a statement"), |key| key.text());
        (what, name, span(&gone))
    }
}

/// Where a statement begins with its keyword: some nodes keep only the place of what follows it.
pub(crate) fn whole_span(sources: &Sources, statement: &Statement) -> Span {
    let at = span(statement);
    let source = sources.get(at.file);
    let line = source.line_range(source.line_of(at.start as usize)).start as u32;
    let before = sources.slice(Span { start: line, end: at.start, ..at });
    // The statement before it on the same line, or the brace that it stands behind, ends before it.
    let cut = before
        .rfind(['{', '｛', ';', '；', '}', '｝'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let blank = before[cut..].len() - before[cut..].trim_start().len();
    Span { start: line + (cut + blank) as u32, ..at }
}
