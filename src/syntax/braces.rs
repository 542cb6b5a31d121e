//! Braces: how deep they nest, and which one is missing.
//!
//! pest can only say that the end of the file came too early. Schemes are indented, so the place where a closing
//! brace is missing mostly shows: it is where a line stands no deeper than the line that opened the block.

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Source, Span};
use crate::{code, text};

code!(
    UNCLOSED,
    "H0102",
    Error,
    "大括号没有配对" / "unclosed-brace",
    "每个「{」都要有一个「}」。缺了它，后面的内容会被当成前一块的一部分，得分就会算错。"
        / "Every `{` needs a `}`. Without it, what follows would be taken as part of the block before, and scores would be wrong."
);
code!(
    SURPLUS,
    "H0103",
    Error,
    "多余的右大括号" / "surplus-brace",
    "这个「}」没有对应的「{」：它前面某一块可能提前结束了。"
        / "This `}` closes nothing: a block before it may have ended too early."
);
code!(
    TOO_DEEP,
    "H0107",
    Error,
    "括号套得太深" / "nested-too-deeply",
    "方案的括号最多套 32 层；真实的办法不会超过十层。请检查是否多打了括号，或用「值」给中间结果起名字。"
        / "Brackets may nest 32 deep; real schemes stay below ten. Check for stray brackets, or name an intermediate value with `let`."
);

const DEEPEST: usize = 32;
const HABIT: usize = 12;
/// The most operators in one statement: what joins them nests as deep as a bracket would.
const MOST_OPERATORS: usize = 160;
/// The most rule forms one inside the other without a brace between them.
const MOST_FORMS: usize = 16;
/// Words that begin an expression which another one may follow at once.
const FORMS: &[&str] = &[
    "分档",
    "bands",
    "线性",
    "linear",
    "对照",
    "lookup",
    "达标",
    "meets",
    "完成",
    "proportion",
    "若",
    "if",
    "非",
    "not",
];

/// The signs of a text that are not within quotation marks, names, comments or scripts.
fn signs(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut waiting_for: Option<&'static [char]> = None;
    let mut in_script = false;
    let mut skip = 0;
    text.char_indices().filter(move |&(at, c)| {
        if skip > 0 {
            skip -= 1;
            return false;
        }
        let line_ends = matches!(c, '\n' | '\r');
        if let Some(ends) = waiting_for {
            if ends.contains(&c) || line_ends {
                waiting_for = None;
            }
            return line_ends;
        }
        if text[at..].starts_with("```") && (in_script || begins_script(text, at)) {
            (in_script, skip) = (!in_script, 2);
            return false;
        }
        if in_script {
            return false;
        }
        waiting_for = match c {
            '"' => Some(&['"']),
            '“' | '”' => Some(&['”', '“']),
            '「' => Some(&['」']),
            '`' => Some(&['`']),
            '#' | '＃' => Some(&[]),
            _ => None,
        };
        waiting_for.is_none()
    })
}

/// Whether the fence at a place is that of a script: its head stands before it, and it is closed. Else what follows
/// is read like all else, brackets too.
fn begins_script(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit(['\n', '\r']).next().unwrap_or_default();
    ["script", "脚本"].iter().any(|word| line.contains(word)) && text[at + 3..].contains("```")
}

/// A finding if brackets nest deeper than the tool follows.
pub(super) fn too_deep(text: &str, file: FileId) -> Option<Diagnostic> {
    let mut depth = 0_usize;
    for (at, c) in signs(text) {
        match c {
            '{' | '｛' | '(' | '（' | '[' | '［' => depth += 1,
            '}' | '｝' | ')' | '）' | ']' | '］' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            let span = Span::new(file, at, at + c.len_utf8());
            return Some(deep(span));
        }
    }
    None
}

/// A finding if a statement joins more operators, or stacks more rule forms, than the tool follows.
pub(super) fn too_long(text: &str, file: FileId) -> Option<Diagnostic> {
    let (mut operators, mut forms, mut brackets) = (0_usize, 0_usize, 0_usize);
    let (mut last, mut word, mut before) = (' ', String::new(), String::new());
    for (at, c) in signs(text) {
        if c.is_alphabetic() {
            word.push(c);
            last = c;
            continue;
        }
        // `else if` goes on where it stands, and nests no deeper.
        let goes_on = matches!(before.as_str(), "else" | "否则") && matches!(word.as_str(), "if" | "若");
        forms += usize::from(FORMS.contains(&word.as_str()) && !goes_on);
        if !word.is_empty() || !c.is_whitespace() {
            before = std::mem::take(&mut word);
        }
        let is_operator = |c: char| {
            matches!(c, '+' | '-' | '*' | '/' | '^' | '＋' | '－' | '−' | '＊' | '×' | '／' | '÷' | '＾')
        };
        match c {
            '(' | '（' => brackets += 1,
            ')' | '）' => brackets = brackets.saturating_sub(1),
            '{' | '｛' | '}' | '｝' | ';' | '；' => (operators, forms) = (0, 0),
            '\n' | '\r' if brackets == 0 && !is_operator(last) => (operators, forms) = (0, 0),
            // The lines of a date are none.
            '-' if is_in_date(text, at) => {}
            c if is_operator(c) => operators += 1,
            _ => {}
        }
        if !c.is_whitespace() {
            last = c;
        }
        if operators > MOST_OPERATORS || forms > MOST_FORMS {
            let span = Span::new(file, at, at + c.len_utf8());
            return Some(
                Diagnostic::new(
                    &TOO_DEEP,
                    span,
                    text!(
                        "一条语句里的运算超过了 {MOST_OPERATORS} 个，或规则套了 {MOST_FORMS} 层以上，整个文件不再往下读",
                        "a statement has more than {MOST_OPERATORS} operators, or stacks more than {MOST_FORMS} rules: the file is not read any further"
                    ),
                    text!("到这里太长了", "too long here"),
                )
                .help(text!("用「值」给中间结果起名字，分成几条", "name intermediate results with `let`, and split it")),
            );
        }
    }
    None
}

/// Whether a line stands within `2023-12-31`.
fn is_in_date(text: &str, at: usize) -> bool {
    let digits = |part: &mut dyn Iterator<Item = char>| part.take_while(char::is_ascii_digit).count();
    let (before, behind) = (&text[..at], &text[at + 1..]);
    let (front, back) = (digits(&mut before.chars().rev()), digits(&mut behind.chars()));
    let first = || front == 4 && behind[back..].starts_with('-');
    let second = || {
        let rest = before[..at - front].strip_suffix('-').unwrap_or_default();
        digits(&mut rest.chars().rev()) == 4
    };
    (1..=2).contains(&back) && (first() || (1..=2).contains(&front) && second())
}

fn deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        &TOO_DEEP,
        span,
        text!(
            "括号套得超过了 {DEEPEST} 层，整个文件不再往下读",
            "brackets nest deeper than {DEEPEST} levels: the file is not read any further"
        ),
        text!("这里超过 {DEEPEST} 层", "deeper than {DEEPEST} from here"),
    )
    .help(text!(
        "删去多余的括号，或用「值」给中间结果起名字",
        "remove surplus brackets, or name an intermediate value with `let`"
    ))
}

/// The finding for a text at which the parser's own guard stopped: long chains of prefixes, without brackets.
pub(super) fn beyond_the_parser(text: &str, file: FileId) -> Diagnostic {
    deep(Span::new(file, 0, text.chars().next().map_or(0, char::len_utf8)))
}

/// Where the braces of a text go wrong.
pub(super) struct Imbalance {
    /// The opening brace without an end.
    pub opening: Span,
    /// Where its end seems to be missing: the start of the line before which it should stand.
    pub before: Option<Span>,
}

/// Finds the opening brace that most probably lacks its end.
pub(super) fn imbalance(source: &Source, file: FileId) -> Option<Imbalance> {
    let text = source.text();
    let mut open: Vec<(usize, usize)> = Vec::new(); // byte, indent of its line
    let mut suspect: Option<(usize, usize)> = None; // byte of the opening, byte of the line that gives it away
    let mut line_start = true;
    let mut indent = 0;
    for (at, c) in signs(text) {
        match c {
            '\n' => (line_start, indent) = (true, 0),
            ' ' | '\r' if line_start => indent += 1,
            '\t' | '\u{3000}' if line_start => indent += 2,
            _ => {
                let closes = matches!(c, '}' | '｝');
                if line_start {
                    line_start = false;
                    let shallow =
                        open.last().filter(|top| if closes { indent < top.1 } else { indent <= top.1 });
                    if let (Some(top), None) = (shallow, suspect) {
                        suspect = Some((top.0, at));
                    }
                }
                match c {
                    '{' | '｛' => open.push((at, line_indent(text, at))),
                    '}' | '｝' => {
                        open.pop();
                    }
                    _ => {}
                }
            }
        }
    }
    let last = open.last()?;
    let (opening, before) = suspect.map_or((last.0, None), |(opening, before)| (opening, Some(before)));
    let width = |at: usize| text[at..].chars().next().map_or(0, char::len_utf8);
    Some(Imbalance {
        opening: Span::new(file, opening, opening + width(opening)),
        before: before.map(|at| Span::new(file, at, at + first_word(&text[at..]))),
    })
}

fn line_indent(text: &str, at: usize) -> usize {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let blanks = text[start..].chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{3000}'));
    blanks.map(|c| if c == ' ' { 1 } else { 2 }).sum()
}

fn first_word(text: &str) -> usize {
    let word: usize = text.chars().take(HABIT).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    word.max(text.chars().next().map_or(0, char::len_utf8))
}

/// The finding for a missing closing brace.
pub(super) fn unclosed(found: &Imbalance) -> Diagnostic {
    let made = Diagnostic::new(
        &UNCLOSED,
        found.opening,
        text!("这个大括号没有结束", "this brace is never closed"),
        text!("从这里开始", "opened here"),
    );
    match found.before {
        Some(before) => made
            .label(
                before,
                text!(
                    "看缩进，「}}」应当在这一行之前",
                    "by the indentation, its `}}` belongs before this line"
                ),
            )
            .help(text!("在这一行之前补上「}}」", "add the `}}` before that line")),
        None => made.help(text!("在这一块的末尾补上「}}」", "add a `}}` at the end of this block")),
    }
}

/// The finding for a brace that closes nothing.
pub(super) fn surplus(span: Span) -> Diagnostic {
    Diagnostic::new(
        &SURPLUS,
        span,
        text!("这个「}}」没有对应的「{{」", "this `}}` closes nothing"),
        text!("多余", "surplus"),
    )
    .help(text!(
        "删去它，或检查前面是否少了一个「{{」",
        "remove it, or look for a `{{` that is missing before it"
    ))
}
