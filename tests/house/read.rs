//! Rust text → tokens → paths. It knows just enough of Rust to find every path that is named outside tests.

/// A piece of Rust: comments are gone, texts keep their inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Word(String),
    Text(String),
    Number(String),
    Sign(char),
    /// `::`
    Colons,
}

impl Token {
    pub fn is(&self, sign: char) -> bool {
        *self == Token::Sign(sign)
    }

    pub fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// A path as it is written, and whether it stands in a `use`.
#[derive(Debug, PartialEq)]
pub struct Named {
    pub segments: Vec<String>,
    /// The name it gets here, where that is another one.
    pub renamed: Option<String>,
    pub imported: bool,
}

/// The tokens of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (token, next) = token(&chars, at);
        found.extend(token);
        at = next.max(at + 1);
    }
    found
}

fn token(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let c = chars[at];
    let next = chars.get(at + 1).copied().unwrap_or(' ');
    match c {
        '/' if next == '/' => (None, line_end(chars, at)),
        '/' if next == '*' => (None, comment_end(chars, at)),
        '"' => text_from(chars, at),
        '\'' => quote(chars, at),
        ':' if next == ':' => (Some(Token::Colons), at + 2),
        'r' | 'b' | 'c' if raw_start(chars, at).is_some() => raw(chars, at),
        _ if c.is_alphabetic() || c == '_' => {
            let end = run(chars, at, |c| c.is_alphanumeric() || c == '_');
            (Some(Token::Word(chars[at..end].iter().collect())), end)
        }
        _ if c.is_ascii_digit() => {
            let end = run(chars, at, |c| c.is_alphanumeric() || c == '_');
            (Some(Token::Number(chars[at..end].iter().collect())), end)
        }
        _ if c.is_whitespace() => (None, at + 1),
        _ => (Some(Token::Sign(c)), at + 1),
    }
}

fn run(chars: &[char], at: usize, fits: impl Fn(char) -> bool) -> usize {
    at + chars[at..].iter().take_while(|&&c| fits(c)).count()
}

fn line_end(chars: &[char], at: usize) -> usize {
    run(chars, at, |c| c != '\n')
}

fn comment_end(chars: &[char], at: usize) -> usize {
    let (mut depth, mut at) = (0, at);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn text_from(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != '"' {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    let end = end.min(chars.len());
    (Some(Token::Text(chars[at + 1..end].iter().collect())), end + 1)
}

/// A character or a lifetime.
fn quote(chars: &[char], at: usize) -> (Option<Token>, usize) {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => (None, run(chars, at + 3, |c| c != '\'') + 1),
        (_, Some('\'')) => (None, at + 3),
        _ => (None, run(chars, at + 1, |c| c.is_alphanumeric() || c == '_')),
    }
}

/// Where the quote of a raw or prefixed text stands, and how many `#` come before it.
fn raw_start(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let quote = run(chars, at, |c| matches!(c, 'r' | 'b' | 'c'));
    let hashed = run(chars, quote, |c| c == '#');
    (quote - at <= 2 && chars.get(hashed) == Some(&'"')).then_some((hashed, hashed - quote))
}

fn raw(chars: &[char], at: usize) -> (Option<Token>, usize) {
    let Some((quote, hashes)) = raw_start(chars, at) else { return (None, at + 1) };
    if !chars[at..quote].contains(&'r') {
        return text_from(chars, quote);
    }
    let closes = |end: usize| chars[end] == '"' && run(chars, end + 1, |c| c == '#') - end > hashes;
    let end = (quote + 1..chars.len()).find(|&end| closes(end)).unwrap_or(chars.len());
    (Some(Token::Text(chars[quote + 1..end].iter().collect())), end + 1 + hashes)
}

/// The tokens without the items under `#[cfg(test)]`.
pub fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let head = [Token::Sign('#'), Token::Sign('['), Token::Word("cfg".into()), Token::Sign('(')];
    let tail = [Token::Word("test".into()), Token::Sign(')'), Token::Sign(']')];
    let head: Vec<Token> = head.into_iter().chain(tail).collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&head) {
            at = item_end(&tokens, at + head.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// One past the `;` or the closing `}` of the item that begins at `at`.
fn item_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (i, token) in tokens.iter().enumerate().skip(at) {
        match token {
            Token::Sign('{' | '(' | '[') => depth += 1,
            Token::Sign(')' | ']') => depth -= 1,
            Token::Sign('}') if depth == 1 => return i + 1,
            Token::Sign('}') => depth -= 1,
            Token::Sign(';') if depth == 0 => return i + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Every path of two or more segments, and every path in a `use`.
pub fn paths(tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        let starts_item = !before.is_some_and(|t| t.is('.') || t.is('#') || t.is('<') || *t == Token::Colons);
        match tokens[at].word() {
            Some("use") if starts_item && !tokens.get(at + 1).is_some_and(|t| t.is('<')) => {
                at = tree(tokens, at + 1, &[], &mut found);
            }
            Some(_) if after_a_name(tokens, at) => at += 1,
            Some(_) => {
                let (segments, next) = straight(tokens, at);
                if segments.len() > 1 {
                    found.push(Named { segments, renamed: None, imported: false });
                }
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a word goes on from `name::` or `.`; then it begins no path.
fn after_a_name(tokens: &[Token], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).map(|i| &tokens[i]);
    match back(1) {
        Some(Token::Sign('.')) => true,
        Some(Token::Colons) => matches!(back(2), Some(Token::Word(_) | Token::Sign('>'))),
        _ => false,
    }
}

fn straight(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut segments = Vec::new();
    while let Some(word) = tokens.get(at).and_then(Token::word) {
        segments.push(word.to_owned());
        at += 1;
        if tokens.get(at) != Some(&Token::Colons) {
            break;
        }
        at += 1;
    }
    (segments, at)
}

/// Reads a tree of a `use` and returns where it ends.
fn tree(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    if tokens.get(at) == Some(&Token::Colons) {
        at += 1;
    }
    let (mut segments, next) = straight(tokens, at);
    at = next;
    let mut whole = prefix.to_vec();
    whole.append(&mut segments);
    match tokens.get(at) {
        Some(Token::Sign('{')) => {
            at += 1;
            while at < tokens.len() && !tokens[at].is('}') {
                at = if tokens[at].is(',') { at + 1 } else { tree(tokens, at, &whole, found).max(at + 1) };
            }
            return at + 1;
        }
        Some(Token::Sign('*')) => {
            whole.push("*".into());
            at += 1;
        }
        _ => {}
    }
    // `straight` takes `as` for a word of its own: it stands after the path without `::`.
    let renamed = (tokens.get(at).and_then(Token::word) == Some("as")).then(|| {
        at += 2;
        tokens.get(at - 1).and_then(Token::word).unwrap_or("_").to_owned()
    });
    if whole.last().is_some_and(|last| last == "self") && whole.len() > 1 {
        whole.pop();
    }
    found.push(Named { segments: whole, renamed, imported: true });
    at
}
