//! A scheme with all that it inherits, as one text: each part with the places where it is written.
//!
//! The text is itself a scheme that says the same; only fractions of points that have no decimal form cannot be
//! written in it.

use crate::locale::{Lang, Text};
use crate::scheme::library::Loaded;
use crate::scheme::merge::whole_span;
use crate::source::{Edits, Sources, Span};
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{FactNode, ItemClause, ItemClauseKind, ItemKind, ItemNode, Statement};
use serde_json::{Value, json};

/// A file and a line.
type At = (String, usize);

/// A line or a few: text, how deep it stands, where it is written.
#[derive(Clone, Debug)]
struct Part {
    depth: usize,
    text: String,
    places: Vec<At>,
}

/// A scheme ready to be shown.
#[derive(Clone, Debug)]
pub struct Shown {
    name: String,
    version: Option<String>,
    parts: Vec<Part>,
    /// What is not taken over: what, where it stood, what removes it.
    removed: Vec<(Text, At, At)>,
    keywords: Lang,
}

/// Writes a scheme out. `keywords` is the language of the words that hold the parts together.
pub fn show(loaded: &Loaded, sources: &Sources, keywords: Lang) -> Shown {
    let mut writer = Writer { sources, edits: &loaded.edits, keywords, parts: vec![] };
    let node = &loaded.node;
    let title = node.title.as_ref().map_or(String::new(), |title| format!(" \"{}\"", title.text));
    let head = format!("{} {}{title} {{", writer.word("scheme"), sources.slice(node.name.span));
    writer.put(0, head, &[node.name.span]);
    for statement in &node.statements {
        writer.statement(statement, 1);
    }
    writer.put(0, "}".to_owned(), &[]);
    let removed = loaded
        .removed
        .iter()
        .map(|gone| (gone.what.clone(), place(sources, gone.was), place(sources, gone.by)));
    Shown {
        name: node.name.text.to_string(),
        version: loaded.scheme.as_ref().and_then(|scheme| scheme.version.as_deref()).map(str::to_owned),
        removed: removed.collect(),
        parts: writer.parts,
        keywords,
    }
}

fn place(sources: &Sources, span: Span) -> At {
    let source = sources.get(span.file);
    (source.name().to_owned(), source.place(span.start as usize).line)
}

struct Writer<'a> {
    sources: &'a Sources,
    edits: &'a Edits,
    keywords: Lang,
    parts: Vec<Part>,
}

impl Writer<'_> {
    fn word(&self, rule: &str) -> &'static str {
        let row = KEYWORDS.iter().find(|row| row.rule == rule);
        row.map_or("", |row| if self.keywords == Lang::Zh { row.zh[0] } else { row.en[0] })
    }

    fn slice(&self, span: Span) -> String {
        self.edits.slice(self.sources, span)
    }

    fn put(&mut self, depth: usize, text: String, spans: &[Span]) {
        let mut places: Vec<At> = Vec::new();
        for span in spans {
            let place = place(self.sources, *span);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        self.parts.push(Part { depth, text, places });
    }

    fn statement(&mut self, statement: &Statement, depth: usize) {
        match statement {
            Statement::Item(item) => self.item(kind(item.kind), item, depth),
            Statement::Adjustment(node) => {
                self.item(if node.deduction { "deduction" } else { "bonus" }, &node.item, depth);
            }
            Statement::Evidence(facts) => self.evidence(facts, depth),
            Statement::Test(_) => {}
            Statement::Let(node) => {
                let basis = node.basis.as_ref();
                let basis = basis
                    .map_or(String::new(), |basis| format!("   {} \"{}\"", self.word("basis"), basis.text));
                let (name, value) = (self.sources.slice(node.name.span), self.slice(node.value.span));
                self.put(depth, format!("{} {name} = {value}{basis}", self.word("let")), &[node.span]);
            }
            other => {
                let span = whole_span(self.sources, other);
                let text = self.slice(span);
                // Of an override, what it puts in.
                let text = ["改", "override"].iter().find_map(|word| {
                    let rest = text.strip_prefix(word)?;
                    rest.starts_with(char::is_whitespace).then(|| rest.trim_start().to_owned())
                });
                self.put(depth, text.unwrap_or_else(|| self.slice(span)), &[span]);
            }
        }
    }

    fn evidence(&mut self, facts: &[FactNode], depth: usize) {
        if facts.is_empty() {
            return;
        }
        self.put(depth, format!("{} {{", self.word("evidence")), &[]);
        for fact in facts {
            let text = self.slice(fact.span);
            self.put(depth + 1, text, &[fact.span]);
        }
        self.put(depth, "}".to_owned(), &[]);
    }

    /// The head is put together from its parts, which may come from several files.
    fn item(&mut self, kind: &str, item: &ItemNode, depth: usize) {
        let mut text = format!("{} {}", self.word(kind), self.sources.slice(item.name.span));
        let mut spans = vec![item.span];
        let is_basis = |clause: &&ItemClause| matches!(clause.kind, ItemClauseKind::Basis(_));
        for clause in &item.clauses {
            if !is_basis(&clause) {
                text.push_str(&format!(" {}", self.slice(clause.span)));
            }
            spans.push(clause.span);
        }
        if let Some(rule) = &item.rule {
            text.push_str(&format!(" = {}", self.slice(rule.span)));
            spans.push(rule.span);
        }
        for clause in item.clauses.iter().filter(is_basis) {
            text.push_str(&format!("   {}", self.slice(clause.span)));
        }
        if let Some(basis) = &item.basis {
            let clause = format!("   {} \"{}\"", self.word("basis"), basis.text);
            if item.body.is_none() {
                text.push_str(&clause);
            }
            spans.push(basis.span);
        }
        // What stands inside the statement itself needs no place of its own.
        let whole = item.span;
        let inside =
            |span: &Span| span.file == whole.file && whole.start <= span.start && span.end <= whole.end;
        let (first, rest) = (spans[0], &spans[1..]);
        let others = rest.iter().filter(|span| !inside(span)).copied();
        let spans: Vec<Span> = [first].into_iter().chain(others).collect();
        let Some(body) = &item.body else { return self.put(depth, text, &spans) };
        self.put(depth, format!("{text} {{"), &spans);
        for statement in body {
            self.statement(statement, depth + 1);
        }
        let close = match &item.basis {
            Some(basis) => format!("}}   {} \"{}\"", self.word("basis"), basis.text),
            None => "}".to_owned(),
        };
        self.put(depth, close, &[]);
    }
}

fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Dimension => "dimension",
        ItemKind::Indicator => "indicator",
        ItemKind::Part => "part",
        ItemKind::Item => "item",
    }
}

impl Part {
    /// Its lines, indented, the first with the places behind it.
    fn lines(&self) -> Vec<String> {
        let indent = "  ".repeat(self.depth);
        let mut lines = self.text.lines();
        let first = lines.next().unwrap_or_default().trim_end();
        let places: Vec<String> = self.places.iter().map(|(file, line)| format!("{file}:{line}")).collect();
        let note = if places.is_empty() { String::new() } else { format!("   # {}", places.join(", ")) };
        let mut out = vec![format!("{indent}{first}{note}")];
        let rest: Vec<&str> = lines.collect();
        let blank = |line: &&str| line.len() - line.trim_start().len();
        let common = rest.iter().filter(|line| !line.trim().is_empty()).map(blank).min().unwrap_or(0);
        // The last line of a block closes what the first one opens.
        let deeper = rest.last().is_some_and(|last| blank(last) > common);
        let extra = if deeper { "  " } else { "" };
        out.extend(
            rest.iter().map(|line| format!("{indent}{extra}{}", line.get(common..).unwrap_or("").trim_end())),
        );
        out
    }
}

impl Shown {
    fn text(&self) -> String {
        let first = if self.keywords == Lang::Zh { "衡 1" } else { "heng 1" };
        let lines = self.parts.iter().flat_map(Part::lines);
        [first.to_owned()].into_iter().chain(lines).map(|line| line + "\n").collect()
    }

    fn removals(&self, lang: Lang) -> Vec<String> {
        let word = Text::fixed("未沿用", "not taken over");
        let one = |(what, was, by): &(Text, At, At)| {
            format!("{} {} {}:{} ← {}:{}", word.get(lang), what.get(lang), was.0, was.1, by.0, by.1)
        };
        self.removed.iter().map(one).collect()
    }
}

/// As text for people, which a program can read again.
pub fn human(schemes: &[Shown], lang: Lang) -> String {
    let one = |shown: &Shown| {
        let removed: String = shown.removals(lang).iter().map(|line| format!("# {line}\n")).collect();
        shown.text() + removed.as_str()
    };
    schemes.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// As Markdown.
pub fn markdown(schemes: &[Shown], lang: Lang) -> String {
    let one = |shown: &Shown| {
        let removed: String = shown.removals(lang).iter().map(|line| format!("- {line}\n")).collect();
        let version = shown.version.as_ref().map_or(String::new(), |version| format!(" {version}"));
        let removed = if removed.is_empty() { removed } else { format!("\n{removed}") };
        format!("# {}{version}\n\n```\n{}```\n{removed}", shown.name, shown.text())
    };
    schemes.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// As JSON: an array with one object for each scheme.
pub fn json(schemes: &[Shown], lang: Lang) -> String {
    let at = |(file, line): &At| json!({ "file": file, "line": line });
    let part = |part: &Part| json!({ "text": part.text, "depth": part.depth, "places": part.places.iter().map(at).collect::<Vec<_>>() });
    let one = |shown: &Shown| {
        let removed = shown
            .removed
            .iter()
            .map(|(what, was, by)| json!({ "what": what.get(lang), "was": at(was), "removed_by": at(by) }));
        let mut out = serde_json::Map::new();
        out.insert("schema".into(), json!(1));
        out.insert("scheme".into(), json!(shown.name));
        if let Some(version) = &shown.version {
            out.insert("scheme_version".into(), json!(version));
        }
        out.insert("parts".into(), shown.parts.iter().map(part).collect());
        out.insert("removed".into(), removed.collect());
        Value::Object(out)
    };
    let all: Vec<Value> = schemes.iter().map(one).collect();
    format!("{:#}\n", Value::Array(all))
}
