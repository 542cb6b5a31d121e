//! From the text as the grammar divides it to the document: which words belong together, and to which row a comment
//! belongs.

use super::document::{Above, Block, Column, Doc, Row};
use super::gaps::{self, Gap, Last};
use super::words::{Role, Word, Words};
use crate::source::{Source, Span, display_width};
use crate::syntax::concrete::{Form, Node, Part, plain};
use crate::syntax::tree::{Token, TokenKind};

/// A comment that waits for what it belongs to.
struct Waiting {
    text: String,
    /// The line ends between it and what stands before it.
    line_ends: usize,
}

/// What is laid out, and what waits for its place.
struct Layout<'a> {
    source: &'a Source,
    words: &'a Words,
    comments: Vec<Waiting>,
    /// The line ends since the last word or comment.
    line_ends: usize,
    /// Whether there were blanks since then.
    blanks: bool,
    last: Option<Last>,
    /// Whether what stands before the next word is there already.
    parted: bool,
    /// Whether the author has ended a line in the group at hand.
    broken: bool,
    nested: bool,
    combining: bool,
}

/// The document of a file.
pub fn lay_out(source: &Source, root: &Node, words: &Words) -> Block {
    let mut layout = Layout {
        source,
        words,
        comments: Vec::new(),
        line_ends: 0,
        blanks: false,
        last: None,
        parted: false,
        broken: false,
        nested: false,
        combining: false,
    };
    let mut file = Block::default();
    layout.rows(&root.parts, &mut file, true);
    file
}

impl Layout<'_> {
    /// The rows of a block, up to its closing brace; the number of parts that were read, and whether all stood on one
    /// line.
    fn rows(&mut self, parts: &[Part], block: &mut Block, whole_file: bool) -> (usize, bool) {
        let mut one_line = true;
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Token(token) => {
                    if matches!(self.source.slice(token.span), "}" | "｝") {
                        one_line &= self.line_ends == 0 && self.comments.is_empty();
                        block.closing = self.settle(block, whole_file);
                        self.line_ends = 0;
                        return (at + 1, one_line);
                    }
                }
                Part::Node(node) => {
                    one_line &= self.line_ends == 0 && self.comments.is_empty();
                    let above = self.settle(block, whole_file);
                    let joined = self.line_ends == 0 && !block.rows.is_empty();
                    let apart = self.line_ends >= 2;
                    (self.last, self.parted) = (None, false);
                    let mut docs = Vec::new();
                    self.node(node, Form::Other, &mut docs);
                    block.rows.push(Row { above, apart, joined, docs, behind: None });
                }
            }
        }
        block.closing = self.settle(block, whole_file);
        (parts.len(), false)
    }

    /// Gives the comments that wait to the row before, if they stand on its line; the others are returned.
    fn settle(&mut self, block: &mut Block, whole_file: bool) -> Vec<Above> {
        let mut above = Vec::new();
        for (at, comment) in std::mem::take(&mut self.comments).into_iter().enumerate() {
            let on_the_line = at == 0 && comment.line_ends == 0;
            match block.rows.last_mut() {
                Some(row) if on_the_line => row.behind = Some(comment.text),
                None if on_the_line && !whole_file => block.opening = Some(comment.text),
                _ => above.push(Above { text: comment.text, apart: comment.line_ends >= 2 }),
            }
        }
        above
    }

    /// Takes note of a token that is no word; whether it was one.
    fn fills(&mut self, token: &Token) -> bool {
        match token.kind {
            TokenKind::Blank => self.blanks = true,
            TokenKind::LineEnd => self.line_ends += 1,
            TokenKind::Comment => {
                let text = self.source.slice(token.span).trim_end().to_owned();
                self.comments.push(Waiting { text, line_ends: self.line_ends });
                self.line_ends = 0;
            }
            _ => return false,
        }
        true
    }

    fn node(&mut self, node: &Node, above: Form, out: &mut Vec<Doc>) {
        let form = node.form();
        match form {
            Form::Chain if operands(node) > 1 => self.group(out, |this, out| this.chain(node, out)),
            Form::Conditional => self.group(out, |this, out| this.parts(node, out)),
            Form::Arguments => self.group(out, |this, out| this.parts(node, out)),
            Form::Gate | Form::Remark => self.condition(node, out),
            Form::Basis => {
                let in_column = matches!(
                    above,
                    Form::Gate
                        | Form::Remark
                        | Form::GradeRow
                        | Form::BracketRow
                        | Form::GivesRow
                        | Form::TableRow
                );
                if in_column {
                    self.part(Gap::Cell(Column::Basis), out);
                }
                self.parts(node, out);
            }
            Form::FactClause if self.begins_with(node, "source") => {
                self.part(Gap::Cell(Column::Source), out);
                self.parts(node, out);
            }
            Form::Script => self.script(node, out),
            Form::Call => self.call(node, out),
            Form::Path => {
                let role = match above {
                    Form::From => Role::Linked,
                    Form::LastYear if self.last.is_none() => Role::Function { several: false },
                    _ => Role::Other,
                };
                self.path(node, role, out);
            }
            Form::Combine => {
                let before = std::mem::replace(&mut self.combining, true);
                self.parts(node, out);
                self.combining = before;
            }
            _ => self.parts(node, out),
        }
    }

    /// The parts of a form, one after the other.
    fn parts(&mut self, node: &Node, out: &mut Vec<Doc>) {
        let form = node.form();
        let mut at = 0;
        while let Some(part) = node.parts.get(at) {
            at += 1;
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Token(token) => match self.source.slice(token.span) {
                    "{" | "｛" => at += self.block(node, at, out),
                    _ if form == Form::Category && token.kind == TokenKind::Sign => {
                        self.category(token, &node.parts[at..], out)
                    }
                    _ => self.token(token, node, out),
                },
                Part::Node(inner) => {
                    if form == Form::Category {
                        self.part_words(out);
                    }
                    if form == Form::GivenField && self.last.is_none() {
                        self.name(inner, Role::Field, out);
                        continue;
                    }
                    self.node(inner, form, out);
                    let behind_name = form == Form::GradeRow
                        && self.last.as_ref().is_some_and(|last| last.form == Form::Other);
                    if behind_name && !out.iter().any(|doc| matches!(doc, Doc::Cell(_))) {
                        self.part(Gap::Cell(Column::Head), out);
                    }
                }
            }
        }
    }

    /// A script: from fence to fence it stays as it is.
    fn script(&mut self, node: &Node, out: &mut Vec<Doc>) {
        let mut from = None;
        for part in &node.parts {
            match part {
                Part::Token(token) if self.source.slice(token.span).starts_with("```") => {
                    if let Some(from) = from {
                        let inside = Span::new(token.span.file, from, token.span.start as usize);
                        out.push(Doc::Raw(format!("\n{}", self.source.slice(inside))));
                        self.parted = true;
                    }
                    from = Some(token.span.end as usize);
                    self.comments.clear();
                    self.token(token, node, out);
                }
                Part::Token(token) if from.is_some() || self.fills(token) => {}
                Part::Token(token) => self.token(token, node, out),
                Part::Node(inner) if from.is_none() => self.node(inner, Form::Script, out),
                Part::Node(_) => {}
            }
        }
    }

    /// A block; how many parts of the form were read.
    fn block(&mut self, node: &Node, from: usize, out: &mut Vec<Doc>) -> usize {
        let form = node.form();
        let named = form == Form::Sample
            && node.parts[..from]
                .iter()
                .any(|part| matches!(part, Part::Token(token) if token.kind == TokenKind::Text));
        self.part(if named { Gap::Cell(Column::Head) } else { Gap::Space }, out);
        let state = (self.nested, self.broken, self.combining);
        (self.nested, self.broken, self.combining) = (false, false, false);
        (self.line_ends, self.blanks, self.parted) = (0, false, false);
        let mut block = Block::default();
        let (read, one_line) = self.rows(&node.parts[from..], &mut block, false);
        (self.nested, self.broken, self.combining) = state;
        let soft = block.rows.iter().flat_map(|row| &row.docs).all(|doc| !doc.must_break());
        block.inline = one_line && soft && form != Form::Scheme;
        let has_fields = node.parts[from..]
            .iter()
            .any(|part| matches!(part, Part::Node(row) if row.form() == Form::Field));
        block.shares_lines = matches!(form, Form::Sample | Form::Entry) || form == Form::Fact && !has_fields;
        out.push(Doc::Block(block));
        self.parted = false;
        self.last = Some(Last { text: "}".to_owned(), form, kind: TokenKind::Sign });
        read
    }

    /// Operands and operators: a line may end behind an operator.
    fn chain(&mut self, node: &Node, out: &mut Vec<Doc>) {
        let fraction = self.is_fraction(node);
        let mut behind_operator = false;
        for part in &node.parts {
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Token(token) => {
                    self.parted |= fraction && self.comments.is_empty();
                    self.token(token, node, out);
                    behind_operator = true;
                }
                Part::Node(inner) => {
                    if std::mem::take(&mut behind_operator) {
                        self.part(if fraction { Gap::Tight } else { Gap::Line }, out);
                    }
                    self.node(inner, Form::Chain, out);
                    // The operator of a comparison is a form of its own.
                    behind_operator =
                        self.last.as_ref().is_some_and(|last| is_comparison(&last.text, last.kind));
                }
            }
        }
    }

    /// Whether it is a number such as 1/3, or a month such as 2025-01, which reads like a difference.
    fn is_fraction(&self, node: &Node) -> bool {
        fn is_bare(source: &Source, node: &Node) -> bool {
            node.parts.iter().all(|part| match part {
                Part::Node(inner) => is_bare(source, inner),
                Part::Token(token) => match token.kind {
                    TokenKind::Number | TokenKind::Blank => true,
                    TokenKind::Sign => plain(source.slice(token.span)) == "-",
                    _ => false,
                },
            })
        }
        let mut operators = 0;
        let sound = node.parts.iter().all(|part| match part {
            Part::Node(inner) => is_bare(self.source, inner),
            Part::Token(token) if token.kind == TokenKind::Blank => true,
            Part::Token(token) => {
                operators += 1;
                match plain(self.source.slice(token.span)).as_ref() {
                    "/" => true,
                    "-" => node.parts.len() == 3,
                    _ => false,
                }
            }
        });
        sound && operators == 1
    }

    /// A statement with a condition: its line may end before what follows from it.
    fn condition(&mut self, node: &Node, out: &mut Vec<Doc>) {
        let then = node.parts.iter().position(|part| match part {
            Part::Token(token) => token.kind == TokenKind::Keyword("then"),
            Part::Node(inner) => self.begins_with(inner, "add") || self.begins_with(inner, "deduct"),
        });
        let Some(then) = then else { return self.parts(node, out) };
        let (head, rest) = node.parts.split_at(then);
        self.some_parts(head, node, out);
        self.group(out, |this, out| {
            this.part(Gap::Line, out);
            this.some_parts(rest, node, out);
        });
    }

    fn some_parts(&mut self, parts: &[Part], node: &Node, out: &mut Vec<Doc>) {
        for part in parts {
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Token(token) => self.token(token, node, out),
                Part::Node(inner) => self.node(inner, node.form(), out),
            }
        }
    }

    /// What stands between the brackets of 类别: any sign, or a line end, parts the words.
    fn category(&mut self, token: &Token, behind: &[Part], out: &mut Vec<Doc>) {
        let written = plain(self.source.slice(token.span));
        let next = behind.iter().find_map(|part| match part {
            Part::Node(_) => Some(true),
            Part::Token(token) if matches!(&*plain(self.source.slice(token.span)), ")") => Some(false),
            Part::Token(_) => None,
        });
        match &*written {
            ";" | "," | ">" => {
                let again = self.last.as_ref().is_some_and(|last| last.text == *written);
                if next == Some(true) && !again {
                    self.text(&written, Form::Category, TokenKind::Sign, out);
                }
            }
            _ => self.text(&written, Form::Category, token.kind, out),
        }
    }

    /// A sign between two words of 类别 that only a line end parts.
    fn part_words(&mut self, out: &mut Vec<Doc>) {
        let behind_word = |last: &Last| matches!(last.kind, TokenKind::Name | TokenKind::Text);
        if self.last.as_ref().is_some_and(behind_word) {
            let comments = std::mem::take(&mut self.comments);
            self.text(";", Form::Category, TokenKind::Sign, out);
            self.comments = comments;
        }
    }

    fn group(&mut self, out: &mut Vec<Doc>, fill: impl FnOnce(&mut Self, &mut Vec<Doc>)) {
        let (broken, nested) = (self.broken, self.nested);
        (self.broken, self.nested) = (false, true);
        let mut docs = Vec::new();
        fill(self, &mut docs);
        let own = std::mem::replace(&mut self.broken, broken);
        self.nested = nested;
        let docs = if nested { docs } else { vec![Doc::Nest(docs)] };
        out.push(Doc::Group { docs, broken: own });
    }

    fn call(&mut self, node: &Node, out: &mut Vec<Doc>) {
        let arguments = node.parts.iter().find_map(|part| match part {
            Part::Node(inner) if inner.form() == Form::Arguments => Some(inner),
            _ => None,
        });
        let role = match arguments {
            Some(arguments) => Role::Function { several: self.takes_several(arguments) },
            None => Role::Value { combining: self.combining },
        };
        for part in &node.parts {
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Node(inner) if inner.form() == Form::Path => self.path(inner, role, out),
                Part::Node(inner) => self.node(inner, Form::Call, out),
                Part::Token(token) => self.token(token, node, out),
            }
        }
    }

    /// Whether a function takes several values, and is no figure over a collection.
    fn takes_several(&self, arguments: &Node) -> bool {
        let over = arguments
            .parts
            .iter()
            .any(|part| matches!(part, Part::Node(inner) if inner.form() == Form::Over));
        let comma = arguments
            .parts
            .iter()
            .any(|part| matches!(part, Part::Token(token) if plain(self.source.slice(token.span)) == ","));
        comma && !over
    }

    fn path(&mut self, node: &Node, role: Role, out: &mut Vec<Doc>) {
        let names = super::words::names_of(node, self.source);
        let mut written = self.words.path(&names, role).into_iter();
        for part in &node.parts {
            match part {
                Part::Token(token) if self.fills(token) => {}
                Part::Token(token) => self.token(token, node, out),
                Part::Node(_) => {
                    let name = written.next().unwrap_or_default();
                    self.word(&name, Form::Path, TokenKind::Name, out);
                }
            }
        }
    }

    fn name(&mut self, node: &Node, role: Role, out: &mut Vec<Doc>) {
        let names = super::words::names_of(node, self.source);
        for name in self.words.path(&names, role) {
            self.word(&name, Form::Other, TokenKind::Name, out);
        }
    }

    fn begins_with(&self, node: &Node, rule: &str) -> bool {
        match node.parts.first() {
            Some(Part::Token(token)) => token.kind == TokenKind::Keyword(rule_name(rule)),
            Some(Part::Node(inner)) => self.begins_with(inner, rule),
            None => false,
        }
    }

    /// One word.
    fn token(&mut self, token: &Token, node: &Node, out: &mut Vec<Doc>) {
        let form = node.form();
        let written = self.source.slice(token.span);
        let text = match token.kind {
            TokenKind::Keyword(rule) => {
                let last = self.last.as_ref().map_or("", |last| last.text.as_str());
                let word = self.words.keyword(rule, written, form, last);
                return self.word(&word, form, token.kind, out);
            }
            TokenKind::Sign if written.starts_with("```") => written.trim_end().to_owned(),
            TokenKind::Unit if written != "％" => written.to_owned(),
            TokenKind::Number | TokenKind::Date | TokenKind::Sign | TokenKind::Unit => {
                plain(written).into_owned()
            }
            _ => written.to_owned(),
        };
        self.text(&text, form, token.kind, out);
    }

    fn text(&mut self, text: &str, form: Form, kind: TokenKind, out: &mut Vec<Doc>) {
        self.word(&Word { text: text.to_owned(), width: display_width(text) }, form, kind, out);
    }

    fn word(&mut self, word: &Word, form: Form, kind: TokenKind, out: &mut Vec<Doc>) {
        let text = word.text.as_str();
        if self.last.is_some() || !self.comments.is_empty() {
            let gap = gaps::before(text, form, kind, self.last.as_ref(), self.blanks);
            self.part(gap, out);
        }
        (self.line_ends, self.blanks, self.parted) = (0, false, false);
        out.push(Doc::Text(text.to_owned(), word.width));
        self.last = Some(Last { text: text.to_owned(), form, kind });
    }

    /// Parts the next word from the one before.
    fn part(&mut self, gap: Gap, out: &mut Vec<Doc>) {
        if self.parted {
            return;
        }
        self.parted = true;
        let comments = std::mem::take(&mut self.comments);
        if !comments.is_empty() {
            for (at, comment) in comments.into_iter().enumerate() {
                let on_the_line = at == 0 && comment.line_ends == 0;
                if at == 0 && !on_the_line {
                    out.push(Doc::Hard);
                }
                out.push(if on_the_line { Doc::Comment(comment.text) } else { Doc::Text(comment.text, 0) });
                out.push(Doc::Hard);
            }
            return;
        }
        out.push(match gap {
            Gap::Tight => return,
            Gap::Space => Doc::Space,
            Gap::Soft => Doc::Soft,
            Gap::Cell(column) => Doc::Cell(column),
            Gap::Line => {
                self.broken |= self.line_ends > 0;
                Doc::Line
            }
        });
    }
}

fn rule_name(rule: &str) -> &'static str {
    crate::syntax::keywords::KEYWORDS.iter().find(|row| row.rule == rule).map_or("", |row| row.rule)
}

/// How many operands a chain has.
fn operands(node: &Node) -> usize {
    node.parts.iter().filter(|part| matches!(part, Part::Node(_))).count()
}

fn is_comparison(text: &str, kind: TokenKind) -> bool {
    match kind {
        TokenKind::Sign => matches!(text, "≥" | "≤" | "≠" | ">" | "<" | "="),
        TokenKind::Keyword(rule) => matches!(rule, "at_least" | "at_most" | "above" | "below"),
        _ => false,
    }
}
