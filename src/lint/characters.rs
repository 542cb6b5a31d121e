//! Characters in names that cannot be seen, or that look like others. They come with text that is copied from documents
//! and web pages; whoever types the name again writes another one.

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{TokenKind, Tree};
use crate::{code, text};

code!(
    INVISIBLE,
    "H1614",
    Warning,
    "名称里有看不见的字符" / "invisible-character-in-a-name",
    "从网页、PDF 复制来的文字里常夹着零宽空格、软连字符、不换行空格。看上去同名，其实不同名：表头对不上，规则读不到。"
        / "Text copied from web pages and PDF files often holds zero-width or non-breaking blanks and soft hyphens. The names look the same and are not: columns do not match, rules read nothing."
);
code!(
    CONFUSABLE,
    "H1612",
    Warning,
    "名称里有形近的字符" / "look-alike-character-in-a-name",
    "西里尔字母、希腊字母、部首用字看上去与常用的字母、汉字一样，程序当成不同的字；别人照着打出来的就不是这个名称。"
        / "Cyrillic and Greek letters, and the radicals of Chinese characters, look like common letters and characters and are not: who types the name from sight writes another one."
);

pub(super) fn check(text: &str, tree: &Tree) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for token in &tree.tokens {
        if !matches!(token.kind, TokenKind::Name | TokenKind::Unit | TokenKind::Text) {
            continue;
        }
        let word = text.get(token.span.start as usize..token.span.end as usize).unwrap_or_default();
        let strange = word.char_indices().filter_map(|(at, c)| Some((at, c, twin(c, word)?)));
        if let Some((at, c, twin)) = strange.into_iter().next() {
            let start = token.span.start as usize + at;
            let place = Span::new(token.span.file, start, start + c.len_utf8());
            found.push(told(word, c, twin, place));
        }
    }
    found
}

/// Nothing, for what cannot be seen, or what the character looks like.
enum Twin {
    Nothing,
    Like(char),
}

fn told(word: &str, c: char, twin: Twin, place: Span) -> Diagnostic {
    let number = format!("U+{:04X}", c as u32);
    match twin {
        Twin::Nothing => {
            let quotes = ['「', '」', '`', '"', '“', '”'];
            let shown: String = word.trim_matches(quotes).chars().filter(|c| !is_invisible(*c)).collect();
            Diagnostic::new(
                &INVISIBLE,
                place,
                text!(
                    "「{shown}」里有一个看不见的字符 {number}",
                    "`{shown}` holds a character that cannot be seen, {number}"
                ),
                text!("在这里", "here"),
            )
            .help(text!("删去它", "delete it"))
            .guess(place, "")
        }
        Twin::Like(like) => Diagnostic::new(
            &CONFUSABLE,
            place,
            text!(
                "「{word}」里的这个字看着像「{like}」，其实是另一个字（{number}）",
                "a character of `{word}` looks like `{like}` and is another one ({number})"
            ),
            text!("不是「{like}」", "no `{like}`"),
        )
        .help(text!("改成「{like}」", "write `{like}`"))
        .guess(place, like.to_string()),
    }
}

fn twin(c: char, word: &str) -> Option<Twin> {
    if is_invisible(c) {
        return Some(Twin::Nothing);
    }
    // A word wholly in Greek or Cyrillic letters is what it seems to be.
    let mixed = || word.chars().any(|c| c.is_ascii_alphabetic() || ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let like = LETTERS.iter().find(|(from, _)| *from == c).map(|(_, to)| *to).filter(|_| mixed());
    like.or_else(|| radical(c)).map(Twin::Like)
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{00A0}' | '\u{3164}' | '\u{FFA0}')
}

/// Letters of other alphabets that look like Latin ones.
const LETTERS: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Χ', 'X'),
    ('Ζ', 'Z'),
    ('ο', 'o'),
    ('ν', 'v'),
];

/// The character of which a radical is the form by itself, for those that are words as well.
fn radical(c: char) -> Option<char> {
    let common = [
        ('⼀', '一'),
        ('⼆', '二'),
        ('⼈', '人'),
        ('⼊', '入'),
        ('⼋', '八'),
        ('⼒', '力'),
        ('⼗', '十'),
        ('⼝', '口'),
        ('⼟', '土'),
        ('⼠', '士'),
        ('⼤', '大'),
        ('⼥', '女'),
        ('⼦', '子'),
        ('⼩', '小'),
        ('⼭', '山'),
        ('⼯', '工'),
        ('⼰', '己'),
        ('⼲', '干'),
        ('⼴', '广'),
        ('⼼', '心'),
        ('⼿', '手'),
        ('⽀', '支'),
        ('⽂', '文'),
        ('⽅', '方'),
        ('⽇', '日'),
        ('⽉', '月'),
        ('⽊', '木'),
        ('⽌', '止'),
        ('⽐', '比'),
        ('⽔', '水'),
        ('⽕', '火'),
        ('⽤', '用'),
        ('⽥', '田'),
        ('⽣', '生'),
        ('⽩', '白'),
        ('⽬', '目'),
        ('⽯', '石'),
        ('⽴', '立'),
        ('⾏', '行'),
        ('⾔', '言'),
        ('⾜', '足'),
        ('⾝', '身'),
        ('⻋', '车'),
        ('⻔', '门'),
        ('⻓', '长'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻝', '食'),
        ('⺠', '民'),
        ('⻆', '角'),
        ('⻅', '见'),
        ('⻢', '马'),
        ('⻩', '黄'),
        ('⻬', '齐'),
    ];
    common.iter().find(|(from, _)| *from == c).map(|(_, to)| *to)
}
