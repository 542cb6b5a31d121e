//! What could not be read, in the user's words: each stray line is read again alone, by the rules of its block, and
//! the place where that stopped, with what could have stood there, makes the finding.

use super::build::{Builder, Stray};
use super::grammar::{HengParser, Rule};
use super::tree::{Token, TokenKind, Tree};
use super::{braces, keywords, wording, words};
use crate::diagnostic::{Diagnostic, similar};
use crate::locale::Text;
use crate::source::{Source, Span};
use crate::{code, text};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

code!(
    NOT_UNDERSTOOD,
    "H0101",
    Error,
    "写法读不懂" / "not-understood",
    "这里不符合语言的写法，整条语句没有生效。提示里列出了这里可以写什么。"
        / "This is not how the language is written, and the whole statement has no effect. The help lists what may stand here."
);
code!(
    RUN_TOGETHER,
    "H0106",
    Error,
    "词语连写" / "words-run-together",
    "汉字之间没有空格时，连在一起的字就是一个名称。关键词和名称之间要空一格，程序才知道从哪里断开。"
        / "Chinese characters without a blank between them are one name. Put a blank between keywords and names."
);
code!(
    EDITION,
    "H0108",
    Error,
    "语言版本不对" / "edition",
    "文件第一行写语言版本，如「衡 1」，这样以后语言有了新版本，旧方案仍按旧规则计算。"
        / "The first line names the edition of the language, such as `heng 1`, so that old schemes keep their meaning when the language grows."
);
code!(
    IMPOSSIBLE_DATE,
    "H0109",
    Error,
    "日期不存在" / "impossible-date",
    "日历上没有这一天。日期写作 2023-12-31 或 2023年12月31日。"
        / "The calendar has no such day. Dates are written 2023-12-31 or 2023年12月31日."
);
code!(
    NO_SCHEME,
    "H0110",
    Error,
    "文件里没有方案" / "no-scheme",
    "方案文件由「方案 名称 { … }」组成。" / "A scheme file holds `scheme NAME { … }`."
);
code!(
    SCHEME_TWICE,
    "H0113",
    Error,
    "两个方案同名" / "scheme-twice",
    "一个文件可以写几个方案（如一个上级方案和继承它的几个方案），名称不能相同。"
        / "A file may hold several schemes, such as one and those that extend it; each has a name of its own."
);
code!(
    UNKNOWN_KEYWORD,
    "H0111",
    Error,
    "不认识的语句" / "unknown-keyword",
    "语句开头的词不是这里能用的关键词，也凑不成一条加分、扣分的语句。"
        / "The word that begins the statement is no keyword that may stand here."
);
code!(
    UNCLOSED_TEXT,
    "H0112",
    Error,
    "引号没有配对" / "unclosed-text",
    "引号里的文字要在同一行内结束。" / "A text in quotation marks ends on the line on which it begins."
);

/// The findings for all that the builder could not read.
pub(super) fn explain(source: &Source, tree: &Tree, builder: Builder) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let names = declared_names(source, tree);
    let imbalance = if builder.unclosed.is_empty() { None } else { braces::imbalance(source, builder.file) };
    let mut believable_until = usize::MAX;
    if let Some(found) = &imbalance {
        believable_until = found.before.map_or(usize::MAX, |before| before.start as usize);
        problems.push(braces::unclosed(found));
    } else if let Some(opening) = builder.unclosed.last() {
        problems.push(braces::unclosed(&braces::Imbalance { opening: *opening, before: None }));
    }
    if let Some(surplus) = builder.surplus.first() {
        believable_until = believable_until.min(surplus.start as usize);
        problems.push(braces::surplus(*surplus));
    }
    // What follows a misplaced brace stands in the wrong block: findings about it would be about nothing.
    let believable = |span: &Span| (span.start as usize) < believable_until;
    for stray in builder.strays.iter().filter(|stray| believable(&stray.span)) {
        let problem = Reading { source, stray, names: &names }.explain();
        // Rows without a form are one mistake, however many there are.
        let again =
            |last: &Diagnostic| last.code == problem.code && problem.code == &wording::ROWS_WITHOUT_FORM;
        if !problems.last().is_some_and(again) {
            problems.push(problem);
        }
    }
    for span in builder.impossible {
        let written = source.slice(span);
        problems.push(
            Diagnostic::new(
                &IMPOSSIBLE_DATE,
                span,
                text!("{written} 不是日历上的日期", "{written} is not a date of the calendar"),
                text!("没有这一天", "no such day"),
            )
            .help(text!("改成存在的日期，如 2023-12-31", "write a date that exists, such as 2023-12-31")),
        );
    }
    problems.extend(about_the_file(source, tree, builder.file, problems.is_empty()));
    problems
}

/// Findings about the file as a whole: its edition line, its one scheme.
fn about_the_file(source: &Source, tree: &Tree, file: crate::source::FileId, quiet: bool) -> Vec<Diagnostic> {
    let start = Span::new(file, 0, source.text().chars().next().map_or(0, char::len_utf8));
    let mut problems = Vec::new();
    match &tree.edition {
        Some(edition) if edition.number == crate::number::Number::ONE => {}
        Some(edition) => {
            let number = &edition.number;
            problems.push(
                Diagnostic::new(
                    &EDITION,
                    edition.span,
                    text!("不认识语言版本 {number}", "edition {number} of the language is not known"),
                    text!("这个程序只认识版本 1", "this program knows edition 1"),
                )
                .help(text!("写「衡 1」，或换用更新的程序", "write `heng 1`, or use a newer program")),
            );
        }
        None if !tree.schemes.is_empty() => problems.push(
            Diagnostic::new(
                &EDITION,
                start,
                text!("第一行没有写语言版本", "the first line does not name the edition of the language"),
                text!("应当是「衡 1」", "`heng 1` belongs here"),
            )
            .help(text!("在文件最前面加一行「衡 1」", "put a line `heng 1` at the top of the file"))
            .fix(Span { end: 0, ..start }, "衡 1\n"),
        ),
        None => {}
    }
    if tree.schemes.is_empty() && quiet {
        problems.push(
            Diagnostic::new(
                &NO_SCHEME,
                start,
                text!("这个文件里没有方案", "this file holds no scheme"),
                text!("文件从这里开始", "the file begins here"),
            )
            .help(text!("写一个「方案 名称 {{ … }}」", "write `scheme NAME {{ … }}`")),
        );
    }
    for (at, again) in tree.schemes.iter().enumerate() {
        let same = |other: &&super::tree::SchemeNode| other.name.text == again.name.text;
        if let Some(first) = tree.schemes[..at].iter().find(same) {
            problems.push(second_scheme(&again.name, &first.name));
        }
    }
    problems
}

fn second_scheme(again: &super::tree::Name, first: &super::tree::Name) -> Diagnostic {
    let name = &again.text;
    Diagnostic::new(
        &SCHEME_TWICE,
        again.span,
        text!("这个文件里有两个方案叫「{name}」", "this file holds two schemes called `{name}`"),
        text!("第二个", "second"),
    )
    .label(first.span, text!("第一个", "first"))
    .help(text!("改一个名称", "rename one of them"))
}

/// The names that the file declares or uses, for splitting words and for suggestions.
fn declared_names<'s>(source: &'s Source, tree: &Tree) -> Vec<&'s str> {
    let mut names: Vec<&str> = tree
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Name)
        .map(|token: &Token| words::unquoted(source.slice(token.span)))
        .filter(|name| name.chars().count() > 1)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// One stray line, being read again.
struct Reading<'a> {
    source: &'a Source,
    stray: &'a Stray,
    names: &'a [&'a str],
}

impl Reading<'_> {
    fn explain(&self) -> Diagnostic {
        let text = self.source.text();
        let start = self.stray.head.unwrap_or(self.stray.span).start as usize;
        let end = self.stray.span.end as usize;
        let written = &text[start..end];
        let (stopped, expected) = self.reread(written);
        let first = self.stray.span.start as usize;
        // A head was understood up to its junk; only from there on may it have stopped.
        let at = if self.stray.head.is_some() { (start + stopped).max(first) } else { start + stopped };
        if let Some(problem) = self.unclosed_text(written, start) {
            return problem;
        }
        // Blocks inside a line that is lost as a whole have findings only once the line itself is right.
        let head = written.split(['{', '｛']).next().unwrap_or(written);
        if self.stray.expected == Rule::only_body_statement
            && let Some(problem) = super::habits::in_a_line(self.stray.span.file, head, start)
        {
            return problem;
        }
        let line = wording::Line {
            file: self.stray.span.file,
            start,
            written,
            lead: wording::lead(&text[..start]),
            before: &text[..start],
            stopped: at - start,
            expected: self.stray.expected,
            names: self.names,
        };
        if let Some(problem) = wording::recognise(&line) {
            return problem;
        }
        if self.stray.head.is_none() {
            let first = self.found_at(start, end);
            if (at == start || self.two_names_begin(written))
                && let Some(problem) = self.unknown_keyword(first, self.source.slice(first), &expected)
            {
                return problem;
            }
        }
        if let Some(problem) = self.run_together(head, start) {
            return problem;
        }
        let found = self.found_at(at, end);
        let offender = self.source.slice(found);
        if self.would_do_in_quotes(offender, written, at - start, &expected) {
            return reserved_as_name(found, offender);
        }
        let (message, here) = if offender.trim().is_empty() {
            (
                text!("这条语句没有写完", "this statement is not complete"),
                text!("到这里就断了", "it breaks off here"),
            )
        } else {
            (
                text!("读到「{offender}」读不下去了", "`{offender}` cannot stand here"),
                text!("这里读不懂", "not understood"),
            )
        };
        let made = Diagnostic::new(&NOT_UNDERSTOOD, found, message, here);
        if self.stray.expected == Rule::only_band_row && expected.contains(&Rule::kw_to) {
            return made.help(text!(
                "一档要写界线：刚好等于写「= 3」，一段写「1 至 3」或「[1, 4)」，以上写「≥ 3」",
                "a band has bounds: `= 3` for exactly that, `1 to 3` or `[1, 4)` for a stretch, `≥ 3` for all from there"
            ));
        }
        made.help(match one_of(&expected) {
            Some(choices) => text!("这里可以写：{0}", "what may stand here: {0}", choices),
            None => text!(
                "每条语句各占一行，或用「；」隔开",
                "put each statement on a line of its own, or `;` between them"
            ),
        })
    }

    /// Where reading stops, in bytes from the start, and the rules that could have gone on.
    fn reread(&self, written: &str) -> (usize, Vec<Rule>) {
        match HengParser::parse(self.stray.expected, written) {
            Ok(_) => (0, vec![]),
            Err(error) => {
                let at = match error.location {
                    InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
                };
                match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => (at, positives),
                    ErrorVariant::CustomError { .. } => (at, vec![]),
                }
            }
        }
    }

    /// The word, number or sign at a byte; the empty end of the line if none is left.
    fn found_at(&self, at: usize, end: usize) -> Span {
        let rest = &self.source.text()[at..end.max(at)];
        let mut chars = rest.chars();
        let length = match chars.next() {
            None => 0,
            Some(c) if c.is_alphanumeric() => {
                let wordy = |c: &char| c.is_alphanumeric() || *c == '_';
                rest.chars().take_while(wordy).map(char::len_utf8).sum()
            }
            Some(c) => c.len_utf8(),
        };
        Span::new(self.stray.span.file, at, at + length)
    }

    /// Whether a name is wanted here, and the word that stands here is one of the few that are none without quotes.
    fn would_do_in_quotes(&self, word: &str, written: &str, at: usize, expected: &[Rule]) -> bool {
        // Where a whole sum is wanted, the word more likely stands in for one that is missing.
        if expected.iter().any(is_sum) || !keywords::is_reserved(word) {
            return false;
        }
        let quoted = format!("{}「{word}」{}", &written[..at], &written[at + word.len()..]);
        let (stopped, left) = self.reread(&quoted);
        left.is_empty() || stopped > at + "「」".len() + word.len()
    }

    fn unclosed_text(&self, written: &str, start: usize) -> Option<Diagnostic> {
        let plain = written.matches('"').count() % 2 == 1;
        let curly = written.matches('“').count() != written.matches('”').count();
        let at = if plain { written.rfind('"')? } else { written.rfind(['“', '”']).filter(|_| curly)? };
        let span = Span::new(self.stray.span.file, start + at, start + written.len());
        Some(
            Diagnostic::new(
                &UNCLOSED_TEXT,
                span,
                text!("引号没有配对", "a quotation mark is not closed"),
                text!("从这个引号开始", "from this mark on"),
            )
            .help(text!("在这一行内补上另一个引号", "add the other mark on this line")),
        )
    }

    fn run_together(&self, written: &str, start: usize) -> Option<Diagnostic> {
        let mut from = None;
        for (at, c) in written.char_indices().chain([(written.len(), ' ')]) {
            let letter = c.is_alphabetic() && !c.is_ascii();
            match (letter, from) {
                (true, None) => from = Some(at),
                (false, Some(begin)) => {
                    from = None;
                    let word = &written[begin..at];
                    if self.names.contains(&word) || self.is_keyword(word) {
                        continue;
                    }
                    if let Some(parts) = words::split_words(word, self.names) {
                        let span = Span::new(self.stray.span.file, start + begin, start + at);
                        return Some(run_together(span, word, &parts));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether the line begins with two words of which neither is a keyword: no statement does.
    fn two_names_begin(&self, written: &str) -> bool {
        let mut words = written.split([' ', '\t', '\u{3000}']).filter(|word| !word.is_empty());
        let name = |word: &str| {
            word.chars().all(|c| c.is_alphabetic() || c == '_')
                && !self.is_keyword(word)
                && !is_english_keyword(word)
        };
        words.next().is_some_and(name) && words.next().is_some_and(name)
    }

    fn is_keyword(&self, word: &str) -> bool {
        keywords::KEYWORDS.iter().any(|keyword| keyword.zh.contains(&word))
    }

    fn unknown_keyword(&self, found: Span, offender: &str, expected: &[Rule]) -> Option<Diagnostic> {
        if offender.is_empty() || !offender.starts_with(char::is_alphabetic) || self.is_keyword(offender) {
            return None;
        }
        let candidates: Vec<&str> = expected.iter().flat_map(|rule| keyword_forms(*rule)).collect();
        let all = keywords::KEYWORDS.iter().flat_map(|keyword| keyword.zh.iter().chain(keyword.en)).copied();
        let near = similar::nearest(offender, candidates.iter().copied())
            .or_else(|| similar::nearest(offender, all));
        // A word of the language itself is no slip of the pen.
        if near == Some(offender) {
            return None;
        }
        let made = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            found,
            text!("不认识「{offender}」开头的语句", "no statement begins with `{offender}`"),
            text!("不认识", "not known"),
        );
        Some(match near {
            Some(near) => {
                made.help(text!("是不是想写「{near}」？", "did you mean `{near}`?")).guess(found, near)
            }
            None => made.help(match one_of(expected) {
                Some(choices) => text!("这里可以写：{0}", "what may stand here: {0}", choices),
                None => text!("看看这一块里其他语句的写法", "compare the other statements of this block"),
            }),
        })
    }
}

/// A word of the language where a name is wanted.
fn reserved_as_name(found: Span, word: &str) -> Diagnostic {
    Diagnostic::new(
        &NOT_UNDERSTOOD,
        found,
        text!(
            "「{word}」是语言里的词，不能直接作名称",
            "`{word}` is a word of the language, no name as it stands"
        ),
        text!("要作名称，须括起来", "quote it to make it a name"),
    )
    .help(text!(
        "加引号写成 「{word}」，用到它的地方也这样写；或者换一个名称",
        "write `「{word}」` here and wherever it is used, or choose another name"
    ))
    .fix(found, format!("「{word}」"))
}

/// The finding for a word that runs together.
pub(super) fn run_together(span: Span, word: &str, parts: &[&str]) -> Diagnostic {
    let spaced = parts.join(" ");
    Diagnostic::new(
        &RUN_TOGETHER,
        span,
        text!(
            "「{word}」连在一起，被当成了一个名称",
            "`{word}` is written together, which makes it one name"
        ),
        text!("应当断开", "belongs apart"),
    )
    .help(text!("写成「{spaced}」", "write `{spaced}`"))
    .fix(span, spaced)
}

fn is_english_keyword(word: &str) -> bool {
    let first = |words: &&str| words.split(' ').next() == Some(word);
    keywords::KEYWORDS.iter().any(|keyword| keyword.en.iter().any(&first))
}

fn keyword_forms(rule: Rule) -> impl Iterator<Item = &'static str> {
    let keyword = keywords::of_rule(&format!("{rule:?}"));
    keyword.into_iter().flat_map(|keyword| keyword.zh.iter().chain(keyword.en)).copied()
}

const MOST_CHOICES: usize = 7;

/// Whether a rule reads a sum or a condition.
fn is_sum(rule: &Rule) -> bool {
    use Rule::{
        additive, call, comparison, conjunction, expr, negation, number, paren, power, product, quantity,
    };
    let sums =
        [additive, call, comparison, conjunction, expr, negation, number, paren, power, product, quantity];
    sums.contains(rule) || matches!(rule, Rule::unary | Rule::signed)
}

/// The rules as a list in the user's words.
fn one_of(rules: &[Rule]) -> Option<Text> {
    let (mut zh, mut en): (Vec<String>, Vec<String>) = (vec![], vec![]);
    for text in rules.iter().filter_map(|rule| term(*rule)) {
        if !en.contains(&text.en.to_string()) {
            zh.push(text.zh.into_owned());
            en.push(text.en.into_owned());
        }
    }
    if zh.is_empty() {
        return None;
    }
    if zh.len() > MOST_CHOICES {
        zh.truncate(MOST_CHOICES);
        en.truncate(MOST_CHOICES);
        zh.push("……".into());
        en.push("…".into());
    }
    Some(Text { zh: zh.join("、").into(), en: en.join(", ").into() })
}

/// What a rule is called.
fn term(rule: Rule) -> Option<Text> {
    let fixed = Text::fixed;
    Some(match rule {
        Rule::name | Rule::bare_name | Rule::quoted_name | Rule::path => fixed("名称", "a name"),
        Rule::number | Rule::quantity | Rule::signed => fixed("数值", "a number"),
        Rule::unit | Rule::type_unit => fixed("单位", "a unit"),
        Rule::string => fixed("引号里的文字", "a text in quotation marks"),
        Rule::date => fixed("日期", "a date"),
        Rule::expr | Rule::conjunction | Rule::negation | Rule::comparison => {
            fixed("条件或算式", "a condition or expression")
        }
        Rule::additive | Rule::product | Rule::unary | Rule::power | Rule::call | Rule::paren => {
            fixed("算式", "an expression")
        }
        Rule::compare | Rule::ge | Rule::le | Rule::gt | Rule::lt | Rule::eq | Rule::ne => {
            fixed("比较（≥ ≤ > < =）", "a comparison (≥ ≤ > < =)")
        }
        Rule::plus | Rule::minus | Rule::times | Rule::divide | Rule::caret => {
            fixed("运算符（+ - * /）", "an operator (+ - * /)")
        }
        Rule::band_key | Rule::interval => {
            fixed("档的界线（如 ≥ 90%）", "the bound of a band (such as ≥ 90%)")
        }
        Rule::amount => fixed("「加」或「扣」", "`add` or `deduct`"),
        Rule::scalar_type | Rule::category_type | Rule::list_type => {
            fixed("数据类型（整数、百分比、类别 …）", "a type (count, percent, category …)")
        }
        Rule::item_clause | Rule::limit | Rule::line_clause | Rule::fact_clause => return None,
        Rule::open => fixed("「{」", "`{`"),
        Rule::lparen => fixed("「(」", "`(`"),
        Rule::rparen => fixed("「)」", "`)`"),
        Rule::rbracket => fixed("「]」", "`]`"),
        Rule::colon => fixed("「：」", "`:`"),
        Rule::comma => fixed("「，」", "`,`"),
        Rule::dot => return None,
        Rule::EOI => fixed("换行或「；」", "a new line or `;`"),
        Rule::effects | Rule::effect | Rule::effect_target => {
            fixed("效果（如 等次 不高于 不合格）", "an effect (such as grade at most fail)")
        }
        Rule::policy => fixed("得、计 或 剔除", "gives, as, or leave out"),
        Rule::basis_line => fixed("「依据」", "`basis`"),
        other => {
            let keyword = keywords::of_rule(&format!("{other:?}"))?;
            return Some(Text {
                zh: format!("「{}」", keyword.zh[0]).into(),
                en: format!("`{}`", keyword.en[0]).into(),
            });
        }
    })
}
