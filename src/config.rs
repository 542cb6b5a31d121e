//! `heng.toml`: how much each finding weighs in the schemes of an office.
//!
//! Here a text becomes levels, and findings about the text; where the file lies, the door knows. Nothing in it can
//! change a score, and no error can be turned down.

use crate::diagnostic::{Code, Diagnostic, Severity, known, similar};
use crate::locale::Text;
use crate::scheme::ERROR_STAYS;
use crate::source::{FileId, Source, Span};
use crate::{code, text};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

code!(
    NOT_KNOWN,
    "H1505",
    Error,
    "heng.toml 里有不认识的内容" / "unknown-in-heng-toml",
    "heng.toml 里写错的名称如果放过去，就等于没有写：以为管住了的提示其实没有管。"
        / "A wrong word in heng.toml that is passed over is as good as not written: what an office believes to be watched is not."
);
code!(
    UNREADABLE,
    "H1506",
    Error,
    "读不了 heng.toml" / "unreadable-heng-toml",
    "heng.toml 要是一份合乎 TOML 写法的 UTF-8 文本，否则里面的设置一条也不起作用。"
        / "heng.toml must be a text in UTF-8 that follows TOML; otherwise none of its settings takes effect."
);
code!(
    TWO_LEVELS,
    "H1508",
    Error,
    "一个编号写在了两个级别里" / "code-at-two-levels",
    "同一个编号既当警告又不显示，不知道照哪一个办。"
        / "If one code stands at two levels, nobody knows which of them is meant."
);

/// The codes that this module raises.
pub static CODES: &[&Code] = &[&NOT_KNOWN, &UNREADABLE, &TWO_LEVELS];

/// The name of the file.
pub const FILE: &str = "heng.toml";

/// The lists of `[lint]`; nothing stands for findings that are not shown.
const LEVELS: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("note", Some(Severity::Note)),
    ("off", None),
];

/// What a file says.
#[derive(Debug, Default)]
pub struct Config {
    levels: Vec<Level>,
    /// Whether warnings count as errors when the run ends.
    pub denies_warnings: bool,
}

/// A code, or a family of codes, with its level.
#[derive(Debug)]
struct Level {
    /// `H0566`, or `H09`.
    id: String,
    severity: Option<Severity>,
    span: Span,
}

impl Config {
    /// A finding at the level that it has here; nothing, if it is not shown. A code of its own goes before its family.
    pub fn levelled(&self, problem: Diagnostic) -> Option<Diagnostic> {
        let id = problem.code.id;
        let level = |id: &str| self.levels.iter().find(|level| level.id == id);
        let Some(level) = level(id).or_else(|| level(&id[..FAMILY])) else { return Some(problem) };
        match level.severity {
            _ if problem.is_error() => Some(problem),
            Some(severity) => Some(Diagnostic { severity, ..problem }),
            None => None,
        }
    }
}

/// The length of `H09`.
const FAMILY: usize = 3;

/// Reads a file. `codes` are all that there are.
pub fn read(source: &Source, file: FileId, codes: &[&'static Code]) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader { file, codes, config: Config::default(), problems: Vec::new() };
    match DeTable::parse(source.text()) {
        Ok(table) => reader.whole(table.get_ref()),
        Err(error) => reader.problems.push(not_toml(source, file, &error)),
    }
    (reader.config, reader.problems)
}

/// The finding for a file that is no text, or cannot be opened.
pub fn unreadable(name: &str, why: Text) -> Diagnostic {
    Diagnostic::unplaced(&UNREADABLE, text!("读不了 {name}：{}", "cannot read {name}: {}", why))
}

fn not_toml(source: &Source, file: FileId, error: &toml::de::Error) -> Diagnostic {
    let end = source.text().len();
    let range = error.span().unwrap_or(end..end);
    let (name, why) = (source.name(), error.message());
    Diagnostic::new(
        &UNREADABLE,
        Span::new(file, range.start, range.end),
        text!(
            "{name} 不合 TOML 的写法，设置都没有起作用",
            "{name} is no TOML ({why}); none of its settings takes effect"
        ),
        text!("从这里读不下去", "not read from here on"),
    )
    .help(text!(
        "写成「[lint]」一行，下面每行一项，如「off = [\"H0566\"]」",
        "write the line `[lint]` and below it one setting a line, such as `off = [\"H0566\"]`"
    ))
}

struct Reader<'c> {
    file: FileId,
    codes: &'c [&'static Code],
    config: Config,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn whole(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match (&**key.get_ref(), value.get_ref()) {
                ("lint", DeValue::Table(lint)) => self.lint(lint),
                ("lint", _) => {
                    self.expected(value, text!("「[lint]」下面写设置", "settings stand below `[lint]`"))
                }
                (other, _) => self.unknown_key(key.span(), other, &["lint"]),
            }
        }
    }

    fn lint(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let word = &**key.get_ref();
            if let Some((_, severity)) = LEVELS.iter().find(|(name, _)| *name == word) {
                self.level(*severity, value);
            } else if word == "deny" {
                self.config.denies_warnings = value.get_ref().as_str() == Some("warnings");
                if !self.config.denies_warnings {
                    self.expected(value, text!("写成 deny = \"warnings\"", "write deny = \"warnings\""));
                }
            } else {
                let known: Vec<&str> = LEVELS.iter().map(|(name, _)| *name).chain(["deny"]).collect();
                self.unknown_key(key.span(), word, &known);
            }
        }
    }

    fn level(&mut self, severity: Option<Severity>, value: &Spanned<DeValue<'_>>) {
        let help = || {
            text!(
                "写成编号的列表，如 [\"H0566\", \"H05\"]",
                "write a list of codes, such as [\"H0566\", \"H05\"]"
            )
        };
        let DeValue::Array(values) = value.get_ref() else { return self.expected(value, help()) };
        for value in values {
            match value.get_ref().as_str() {
                Some(word) => self.code(severity, self.span(value.span()), word),
                None => self.expected(value, help()),
            }
        }
    }

    fn code(&mut self, severity: Option<Severity>, span: Span, word: &str) {
        let family = word.to_ascii_uppercase();
        let is_family = family.len() == FAMILY && self.codes.iter().any(|code| code.id.starts_with(&family));
        let id = match known::named(self.codes, word) {
            _ if is_family => family,
            None => return self.problems.push(self.unknown_code(span, word)),
            Some(code) if code.severity == Severity::Error && severity != Some(Severity::Error) => {
                return self.problems.push(error_stays(span, code));
            }
            Some(code) => code.id.to_owned(),
        };
        match self.config.levels.iter().find(|level| level.id == id) {
            Some(level) if level.severity != severity => {
                self.problems.push(two_levels(span, &id, level.span))
            }
            Some(_) => {}
            None => self.config.levels.push(Level { id, severity, span }),
        }
    }

    fn expected(&mut self, value: &Spanned<DeValue<'_>>, help: Text) {
        let problem = Diagnostic::new(
            &NOT_KNOWN,
            self.span(value.span()),
            text!("这里的值不是所要的样子", "this value is not of the kind that is wanted"),
            text!("不能这样写", "cannot stand here"),
        );
        self.problems.push(problem.help(help));
    }

    fn unknown_key(&mut self, range: Range<usize>, word: &str, known: &[&str]) {
        let problem = Diagnostic::new(
            &NOT_KNOWN,
            self.span(range),
            text!("没有设置「{word}」", "there is no setting `{word}`"),
            text!("没有这项设置", "no such setting"),
        );
        let all = Text::listed(known);
        self.problems.push(problem.help(match similar::nearest(word, known.iter().copied()) {
            Some(near) => text!("是不是想写 {near}？", "did you mean `{near}`?"),
            None => text!("这里可以写：{}", "what may stand here: {}", all),
        }));
    }

    fn unknown_code(&self, span: Span, word: &str) -> Diagnostic {
        let problem = Diagnostic::new(
            &NOT_KNOWN,
            span,
            text!("没有编号「{word}」", "there is no code `{word}`"),
            text!("没有这个编号", "no such code"),
        );
        problem.help(match known::nearest(self.codes, word) {
            Some(near) => text!("是不是想写 {near}？", "did you mean `{near}`?"),
            None => text!(
                "写一个编号（H0566）、它的短名称，或一类编号（H09）",
                "write a code (H0566), its short name, or a family of codes (H09)"
            ),
        })
    }
}

fn error_stays(span: Span, code: &Code) -> Diagnostic {
    let (id, slug) = (code.id, &code.slug);
    Diagnostic::new(
        &ERROR_STAYS,
        span,
        text!("{id}（{}）是错误，不能调低", "{id} ({}) is an error and cannot be turned down", slug),
        text!("这是错误", "an error"),
    )
    .help(text!(
        "从这里删去 {id}，改正方案里它所说的地方",
        "remove {id} here, and put right in the scheme what it speaks of"
    ))
}

fn two_levels(span: Span, id: &str, first: Span) -> Diagnostic {
    Diagnostic::new(
        &TWO_LEVELS,
        span,
        text!("{id} 写在了两个级别里", "{id} stands at two levels"),
        text!("又写在这里", "again here"),
    )
    .label(first, text!("先写在这里", "first here"))
    .help(text!("删去其中一处", "remove one of the two"))
}
