//! The tables of the house. A new room, or a new outside crate, gets its line here.

pub mod judge;
pub mod read;

/// Every top-level module and its floor. A module uses only modules of lower floors.
pub const FLOORS: &[(&str, u8)] = &[
    ("source", 0),
    ("number", 0),
    ("locale", 0),
    ("column", 0),
    ("unit", 1),
    ("diagnostic", 1),
    ("syntax", 2),
    ("script", 2),
    ("evidence", 2),
    ("scheme", 3),
    ("format", 3),
    ("range", 4),
    ("plan", 4),
    ("lint", 5),
    ("score", 5),
    ("analysis", 6),
    ("trial", 6),
    ("route", 6),
    ("config", 6),
    ("report", 7),
    ("lsp", 7),
    ("cli", 8),
];

/// Exported macros stand at the root of the crate; each counts as the module that declares it.
pub const MACROS: &[(&str, &str)] = &[("text", "locale"), ("code", "diagnostic")];

/// Each outside crate and the modules that may name it.
pub const CRATES: &[(&str, &[&str])] = &[
    // What `parquet` takes and gives where it reads bytes.
    ("bytes", &["evidence"]),
    ("clap", &["cli"]),
    ("ctrlc", &["cli"]),
    ("csv", &["evidence"]),
    ("encoding_rs", &["evidence"]),
    ("glob", &["cli"]),
    ("hashbrown", &["column"]),
    ("indicatif", &["cli"]),
    ("miette", &["diagnostic"]),
    ("num_bigint", &["number"]),
    ("num_integer", &["number"]),
    ("num_traits", &["number"]),
    ("parquet", &["evidence", "report"]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("rhai", &["script"]),
    ("serde", &["evidence", "diagnostic", "report", "cli"]),
    ("serde_json", &["evidence", "diagnostic", "report"]),
    ("sha2", &["report", "cli"]),
    ("similar", &["format"]),
    ("tempfile", &["cli"]),
    ("toml", &["config"]),
    ("unicode_width", &["source"]),
];

/// Parts of the standard library that meet the outside, and the modules that may name them.
pub const STD: &[(&str, &[&str])] = &[
    ("env", &["cli"]),
    ("fs", &["cli"]),
    ("net", &["cli"]),
    ("process", &["cli", "main"]),
    // The door asks how many there are; the others run them.
    ("thread", &["evidence", "score", "report", "cli"]),
    ("time", &["cli"]),
];

/// The files that may name floating-point numbers, though not compute with them (clippy denies that everywhere):
/// columns of them in Parquet can only be read as such, and are written down as decimals at once.
pub const FLOATS: &[&str] = &["evidence/parquet/floats.rs"];

/// The most lines of a file.
pub const LINES: usize = 700;
/// The most lines of `main.rs`.
pub const MAIN_LINES: usize = 10;
/// The fewest characters in which `expect` can say why it cannot fail.
pub const REASON: usize = 10;
