//! The document: words with the places at which a line may end. It knows neither the language nor any width.

/// A piece of a document.
#[derive(Debug)]
pub enum Doc {
    /// A word, and how wide it counts.
    Text(String, usize),
    /// A blank.
    Space,
    /// A blank before a further column: rows that follow each other are aligned there.
    Cell(Column),
    /// A blank, or a line end if its group does not fit on its line.
    Line,
    /// A blank, or a line end if what follows up to the next such place does not fit.
    Soft,
    /// A line end.
    Hard,
    /// A comment within a statement; a line end must follow.
    Comment(String),
    /// Lines that stay as they are.
    Raw(String),
    /// What stands on one line, if it fits and the author has not broken it.
    Group {
        /// What.
        docs: Vec<Doc>,
        /// Whether the author has ended a line in it.
        broken: bool,
    },
    /// Further in than the statement.
    Nest(Vec<Doc>),
    /// A block in braces.
    Block(Block),
}

/// Where columns are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Before the colon of a fact.
    Colon,
    /// Behind the name at the head of a row.
    Head,
    /// Before the source of a fact.
    Source,
    /// Before the clause of a statement.
    Basis,
    /// Before a comment behind a row.
    Comment,
}

/// A block: rows between braces.
#[derive(Debug, Default)]
pub struct Block {
    /// A comment behind the opening brace.
    pub opening: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Comments after the last row.
    pub closing: Vec<Above>,
    /// Whether the author has written it in one line, and it can stand so.
    pub inline: bool,
    /// Whether rows that stand on one line may stay there when the block takes several.
    pub shares_lines: bool,
}

/// A row of a block, usually a statement.
#[derive(Debug, Default)]
pub struct Row {
    /// Comments above it.
    pub above: Vec<Above>,
    /// Whether an empty line stands before it.
    pub apart: bool,
    /// Whether it stands on the line of the row before.
    pub joined: bool,
    /// The row.
    pub docs: Vec<Doc>,
    /// A comment behind it.
    pub behind: Option<String>,
}

/// A comment on a line of its own.
#[derive(Debug)]
pub struct Above {
    /// The comment.
    pub text: String,
    /// Whether an empty line stands before it.
    pub apart: bool,
}

impl Doc {
    /// Whether a line must end in it.
    pub fn must_break(&self) -> bool {
        match self {
            Doc::Hard | Doc::Comment(_) | Doc::Raw(_) => true,
            Doc::Group { docs, broken } => *broken || docs.iter().any(Doc::must_break),
            Doc::Nest(docs) => docs.iter().any(Doc::must_break),
            Doc::Block(block) => !block.inline,
            Doc::Text(..) | Doc::Space | Doc::Cell(_) | Doc::Line | Doc::Soft => false,
        }
    }
}
