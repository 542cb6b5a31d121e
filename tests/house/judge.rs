//! One file against the rules of the house.

use super::read::{Named, Token, paths, tokens, without_tests};
use super::{CRATES, FLOATS, FLOORS, LINES, MACROS, MAIN_LINES, REASON, STD};
use std::collections::{BTreeMap, BTreeSet};

/// Marks of unfinished work.
const FORBIDDEN_MACROS: [&str; 2] = ["todo", "unimplemented"];

/// What was found in a file.
pub struct Judgement {
    /// In words, each with the path of the file.
    pub objections: Vec<String>,
    /// Which part of a module uses which other part of it: (module, from, to).
    pub edges: Vec<(String, String, String)>,
}

/// What a path leads to.
enum Target {
    /// A path from the root of the crate.
    Inside(Vec<String>),
    /// A path from the name of a crate.
    Outside(Vec<String>),
    /// A name that was brought in elsewhere in the file.
    Local,
}

/// Judges one file, named by its path below `src/`.
pub fn objections(path: &str, text: &str) -> Judgement {
    let tokens = without_tests(tokens(text));
    let mut file = File::new(path, &tokens);
    file.shape(text);
    file.words(&tokens);
    let named = paths(&tokens);
    for name in named.iter().filter(|n| n.imported) {
        if let Target::Inside(_) = file.target(name) {
            let last = name.renamed.as_ref().or(name.segments.last());
            file.known.extend(last.cloned());
        }
    }
    for name in &named {
        file.path(name);
    }
    Judgement { objections: file.objections, edges: file.edges }
}

/// Parts of one module that need each other, directly or through others: one line for each part in a knot.
pub fn knots(edges: impl IntoIterator<Item = (String, String, String)>) -> Vec<String> {
    let mut next: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (module, from, to) in edges {
        next.entry((module, from)).or_default().insert(to);
    }
    let mut said = Vec::new();
    for (module, from) in next.keys() {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(part) = open.pop() {
            for to in next.get(&(module.clone(), part)).into_iter().flatten() {
                if seen.insert(to.clone()) {
                    open.push(to.clone());
                }
            }
        }
        if seen.contains(from) {
            said.push(format!("{module}: {from} is in a knot with other parts"));
        }
    }
    said
}

struct File {
    path: String,
    /// The module that the file is; empty for `lib.rs` and `main.rs`.
    module: Vec<String>,
    /// Modules declared here and names that come from inside the crate.
    known: BTreeSet<String>,
    objections: Vec<String>,
    edges: Vec<(String, String, String)>,
}

impl File {
    fn new(path: &str, tokens: &[Token]) -> Self {
        let root = matches!(path, "lib.rs" | "main.rs");
        let parts = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/');
        let module = if root { Vec::new() } else { parts.map(str::to_owned).collect() };
        let declared = tokens.windows(3).filter(|w| w[0].word() == Some("mod") && w[2].is(';'));
        let known = declared.filter_map(|w| w[1].word()).map(str::to_owned).collect();
        File { path: path.to_owned(), module, known, objections: Vec::new(), edges: Vec::new() }
    }

    fn object(&mut self, words: impl AsRef<str>) {
        self.objections.push(format!("src/{}: {}", self.path, words.as_ref()));
    }

    /// The floor and name of the room that this file belongs to; the roots stand above all.
    fn room(&self) -> (&str, Option<u8>) {
        let name = self.module.first().map_or(self.path.trim_end_matches(".rs"), String::as_str);
        (name, if self.module.is_empty() { Some(u8::MAX) } else { floor(name) })
    }

    fn shape(&mut self, text: &str) {
        if self.room().1.is_none() {
            self.object("stands on no floor of tests/house/mod.rs");
        }
        if !text.starts_with("//!") {
            self.object("opens with //! in every file of the house, not here");
        }
        let most = if self.path == "main.rs" { MAIN_LINES } else { LINES };
        let lines = text.lines().count();
        if lines > most {
            self.object(format!("has {lines} lines, more than {most}"));
        }
    }

    fn words(&mut self, tokens: &[Token]) {
        let floats = FLOATS.contains(&self.path.as_str());
        for (i, token) in tokens.iter().enumerate() {
            let after = |n: usize| tokens.get(i + n);
            let marked = after(1).is_some_and(|t| t.is('!'));
            let called = i > 0 && tokens[i - 1].is('.') && after(1).is_some_and(|t| t.is('('));
            match token {
                Token::Word(word) if (word == "f32" || word == "f64") && !floats => {
                    self.object(format!("names {word}"));
                }
                Token::Number(n) if n.ends_with("f32") || n.ends_with("f64") => {
                    self.object(format!("writes {n}"))
                }
                Token::Word(word) if word == "unwrap" && called => self.object("calls unwrap()"),
                Token::Word(word) if word == "expect" && called => {
                    let reason = matches!(after(2), Some(Token::Text(why)) if why.chars().count() >= REASON);
                    if !reason {
                        self.object("calls expect() without a reason");
                    }
                }
                Token::Word(word) if FORBIDDEN_MACROS.contains(&word.as_str()) && marked => {
                    self.object(format!("leaves {word}! behind"));
                }
                Token::Word(word) if word == "mod" && after(2).is_some_and(|t| t.is('{')) => {
                    self.object("holds a module that wants a file of its own");
                }
                _ => {}
            }
        }
    }

    fn target(&self, name: &Named) -> Target {
        let first = name.segments.first().map_or("", String::as_str);
        let mut rest = name.segments.get(1..).unwrap_or_default().to_vec();
        let mut base = match first {
            "crate" => return Target::Inside(rest),
            "heng" if self.path == "main.rs" => return Target::Inside(rest),
            "self" => self.module.clone(),
            "super" => {
                let mut up = self.module.clone();
                up.pop();
                while rest.first().is_some_and(|s| s == "super") {
                    up.pop();
                    rest.remove(0);
                }
                up
            }
            _ if self.known.contains(first) => return Target::Local,
            "std" | "core" | "alloc" => return Target::Outside(name.segments.clone()),
            _ if owners(CRATES, first).is_some() => return Target::Outside(name.segments.clone()),
            _ if name.imported && first.starts_with(char::is_lowercase) => {
                return Target::Outside(name.segments.clone());
            }
            _ => return Target::Local,
        };
        base.append(&mut rest);
        Target::Inside(base)
    }

    fn path(&mut self, name: &Named) {
        match self.target(name) {
            Target::Inside(path) => self.inside(&path),
            Target::Outside(path) => self.outside(&path),
            Target::Local => {}
        }
    }

    fn inside(&mut self, path: &[String]) {
        let (room, own) = self.room();
        let (room, own) = (room.to_owned(), own.unwrap_or(0));
        let Some(first) = path.first().map(String::as_str).filter(|first| *first != "*") else {
            self.object("takes everything from the root of the crate");
            return;
        };
        let module =
            MACROS.iter().find(|(name, _)| path.len() == 1 && *name == first).map_or(first, |(_, m)| m);
        match floor(module) {
            _ if self.module.is_empty() => {}
            None if module == room => {}
            None => self.object(format!("{module} is no module of the house")),
            Some(_) if module == room => self.part(path),
            Some(other) if other >= own => self.object(format!("{room} may not use {module}")),
            Some(_) => {}
        }
    }

    /// Notes the use of one part of a module by another.
    fn part(&mut self, path: &[String]) {
        if let (Some(from), Some(to)) = (self.module.get(1), path.get(1)) {
            let is_module = to.starts_with(char::is_lowercase);
            if from != to && is_module && path.len() > 2 {
                self.edges.push((self.module[0].clone(), from.clone(), to.clone()));
            }
        }
    }

    fn outside(&mut self, path: &[String]) {
        let room = self.room().0.to_owned();
        let (table, name, shown) = match (path[0].as_str(), path.get(1).map(String::as_str)) {
            ("std" | "core" | "alloc", None | Some("*")) => {
                self.object("takes all of std");
                return;
            }
            ("std" | "core" | "alloc", Some(part)) => (STD, part, format!("std::{part}")),
            (outside, _) => (CRATES, outside, outside.to_owned()),
        };
        match owners(table, name) {
            Some(owners) if !owners.contains(&room.as_str()) => {
                self.object(format!("{shown} belongs to {}", owners.join(", ")));
            }
            None if !shown.starts_with("std::") => self.object(format!("{shown} is not known to the house")),
            _ => {}
        }
    }
}

fn floor(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn owners<'a>(table: &'a [(&str, &[&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(known, _)| *known == name).map(|(_, owners)| *owners)
}
