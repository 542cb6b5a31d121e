//! Findings that are allowed, each with its reason: `# heng: allow(H0566) reason` behind a line, or above a statement
//! for all in it.
//!
//! They stand in comments, so that they change no score. Errors cannot be allowed: no result can rest on them.

use crate::diagnostic::{Code, Diagnostic, Severity, known};
use crate::source::{FileId, Source, Span};
use crate::syntax::concrete::Node;
use crate::syntax::divide;
use crate::syntax::tree::{Token, TokenKind};
use crate::{code, text};
use std::cell::OnceCell;

code!(
    NO_REASON,
    "H1501",
    Error,
    "允许而没有理由" / "allowed-without-reason",
    "允许一条提示，就是请后来的人不再过问；不写理由，谁也不知道当初为什么可以这样。写上理由才算数。"
        / "What is allowed is not looked at again, and without a reason nobody can tell later why it was right. It takes effect once a reason is given."
);
code!(
    UNKNOWN_CODE,
    "H1502",
    Error,
    "允许的编号不存在" / "allowed-unknown-code",
    "「允许」的括号里写提示的编号或短名称，写错了什么也不会允许。编号就在每条提示的开头。"
        / "The brackets of `allow` hold the codes of findings, or their short names; a wrong one allows nothing. The code stands at the head of each finding."
);
code!(
    NOTHING_ALLOWED,
    "H1503",
    Warning,
    "允许的提示并没有出现" / "nothing-to-allow",
    "所允许的提示已经不在这里了：留着它，以后真出了这个问题就没人看见。"
        / "What is allowed here is no longer found. Left in place, it would hide the same mistake when it is made again."
);
code!(
    ERROR_STAYS,
    "H1504",
    Error,
    "错误不能允许" / "error-cannot-be-allowed",
    "有错误的方案算不出可靠的结果，所以错误只能改正，不能允许，也不能调低；能允许的是警告和提示。"
        / "No result can rest on an error: it can be put right, not allowed or turned down. Warnings and notes can."
);
code!(
    NOT_UNDERSTOOD,
    "H1507",
    Warning,
    "看不懂的「heng:」注释" / "unclear-heng-comment",
    "以「heng:」开头的注释是写给程序的，这一条读不懂，就不起作用。"
        / "A comment that begins with `heng:` speaks to the program. This one is not understood and has no effect."
);

/// A finding that is allowed.
pub(super) struct Suppression {
    pub(super) code: &'static Code,
    /// Where its code is written.
    written: Span,
    /// Where findings may begin.
    scope: Span,
}

impl Suppression {
    fn allows(&self, problem: &Diagnostic) -> bool {
        let begins_here =
            |at: Span| at.file == self.scope.file && (self.scope.start..=self.scope.end).contains(&at.start);
        problem.code == self.code && !problem.is_error() && problem.span().is_some_and(begins_here)
    }

    /// The file in which it stands.
    pub(super) fn file(&self) -> FileId {
        self.scope.file
    }

    /// The finding that it allowed nothing.
    pub(super) fn told_idle(&self) -> Diagnostic {
        let (id, slug) = (self.code.id, &self.code.slug);
        Diagnostic::new(
            &NOTHING_ALLOWED,
            self.written,
            text!("这里没有 {id}（{}），不用允许", "there is no {id} ({}) here to be allowed", slug),
            text!("没有什么可允许的", "allows nothing"),
        )
        .help(text!(
            "删去 {id}；注释里没有别的编号，就删去整条注释",
            "remove {id}, or the comment if it holds no other code"
        ))
    }
}

/// What the comments of a file allow, and what is wrong with them. `codes` are all that there are.
pub(super) fn read(
    source: &Source,
    file: FileId,
    tokens: &[Token],
    codes: &[&'static Code],
) -> (Vec<Suppression>, Vec<Diagnostic>) {
    let text = Text { source, file, tokens, forms: OnceCell::new() };
    let (mut allowed, mut problems) = (Vec::new(), Vec::new());
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Comment) {
        let Some(said) = addressed(source.slice(token.span)) else { continue };
        let request = match Request::read(said) {
            None => {
                problems.push(not_understood(token.span));
                continue;
            }
            Some(request) if !request.has_reason => {
                problems.push(no_reason(token.span, &request));
                continue;
            }
            Some(request) => request,
        };
        let scope = text.scope(index);
        for word in request.words {
            let written = text.place(word);
            match known::named(codes, word) {
                None => problems.push(unknown(written, word, codes)),
                Some(code) if code.severity == Severity::Error => problems.push(error_stays(written, code)),
                Some(code) => allowed.push(Suppression { code, written, scope }),
            }
        }
    }
    (allowed, problems)
}

/// What a comment says to the program; nothing, if it speaks to people.
fn addressed(comment: &str) -> Option<&str> {
    let said = comment.trim_start_matches(['#', '＃']).trim_start();
    let head = said.get(.."heng".len()).filter(|head| head.eq_ignore_ascii_case("heng"))?;
    said[head.len()..].trim_start().strip_prefix([':', '：']).map(str::trim)
}

/// `allow(H0566, H0503) reason`.
struct Request<'t> {
    words: Vec<&'t str>,
    has_reason: bool,
}

impl<'t> Request<'t> {
    fn read(said: &'t str) -> Option<Request<'t>> {
        let (verb, rest) = said.split_once(['(', '（'])?;
        let verb = verb.trim();
        if verb != "允许" && !verb.eq_ignore_ascii_case("allow") {
            return None;
        }
        let (words, reason) = rest.split_once([')', '）'])?;
        let words: Vec<&str> = words.split([',', '，', '、']).map(str::trim).collect();
        let is_whole = words.iter().all(|word| !word.is_empty());
        is_whole.then(|| Request { words, has_reason: reason.chars().any(char::is_alphanumeric) })
    }
}

/// The text of a file in which suppressions stand.
struct Text<'t> {
    source: &'t Source,
    file: FileId,
    tokens: &'t [Token],
    /// The text as the grammar divides it: most files have no need of it.
    forms: OnceCell<Option<Node>>,
}

impl Text<'_> {
    /// For which places a comment speaks: its line, or what comes next where it stands alone.
    fn scope(&self, comment: usize) -> Span {
        let line = |at: u32| self.source.line_of(at as usize);
        let says = |token: &&Token| {
            !matches!(token.kind, TokenKind::Blank | TokenKind::LineEnd | TokenKind::Comment)
        };
        let own = line(self.tokens[comment].span.start);
        let before = self.tokens[..comment].iter().rev().find(says);
        if before.is_some_and(|token| line(token.span.end.saturating_sub(1)) == own) {
            return self.line(own);
        }
        let Some(next) = self.tokens[comment..].iter().find(says) else { return self.line(own) };
        let forms = self.forms.get_or_init(|| divide(self.source, self.file).0);
        let form = forms.as_ref().and_then(|forms| forms.beginning_at(next.span.start));
        form.unwrap_or_else(|| self.line(line(next.span.start)))
    }

    fn line(&self, line: usize) -> Span {
        let range = self.source.line_range(line);
        Span::new(self.file, range.start, range.end)
    }

    /// Where a part of the text stands.
    fn place(&self, part: &str) -> Span {
        let start = part.as_ptr() as usize - self.source.text().as_ptr() as usize;
        Span::new(self.file, start, start + part.len())
    }
}

/// What is left of findings, and the suppressions that allowed none of them.
pub(super) fn sift<'s>(
    problems: Vec<Diagnostic>,
    allowed: &[&'s Suppression],
) -> (Vec<Diagnostic>, Vec<&'s Suppression>) {
    let idle = |one: &&&Suppression| !problems.iter().any(|problem| one.allows(problem));
    let idle = allowed.iter().filter(idle).copied().collect();
    let is_left = |problem: &Diagnostic| !allowed.iter().any(|one| one.allows(problem));
    (problems.into_iter().filter(is_left).collect(), idle)
}

fn no_reason(place: Span, request: &Request<'_>) -> Diagnostic {
    let words = request.words.join(", ");
    Diagnostic::new(
        &NO_REASON,
        place,
        text!(
            "允许 {words}，但没有写理由，所以不起作用",
            "{words} is allowed without a reason; this has no effect"
        ),
        text!("括号后面缺理由", "no reason behind the brackets"),
    )
    .help(text!(
        "在括号后面写上理由，如「# heng: 允许({words}) 报市政府同意」",
        "write the reason behind the brackets, such as `# heng: allow({words}) agreed with the city`"
    ))
}

fn unknown(place: Span, word: &str, codes: &[&'static Code]) -> Diagnostic {
    let problem = Diagnostic::new(
        &UNKNOWN_CODE,
        place,
        text!("没有编号「{word}」", "there is no code `{word}`"),
        text!("没有这个编号", "no such code"),
    );
    match known::nearest(codes, word) {
        Some(near) => problem.help(text!("是不是想写 {near}？", "did you mean `{near}`?")).guess(place, near),
        None => problem.help(text!(
            "编号写在每条提示的开头，如 H0566",
            "the code stands at the head of each finding, such as H0566"
        )),
    }
}

fn error_stays(place: Span, code: &Code) -> Diagnostic {
    let (id, slug) = (code.id, &code.slug);
    Diagnostic::new(
        &ERROR_STAYS,
        place,
        text!("{id}（{}）是错误，不能允许", "{id} ({}) is an error and cannot be allowed", slug),
        text!("这是错误", "an error"),
    )
    .help(text!(
        "改正 {id} 所说的地方，再从注释里删去 {id}",
        "put right what {id} speaks of, and remove {id} from the comment"
    ))
}

fn not_understood(place: Span) -> Diagnostic {
    Diagnostic::new(
        &NOT_UNDERSTOOD,
        place,
        text!("读不懂这条写给程序的注释", "this comment to the program is not understood"),
        text!("不起作用", "has no effect"),
    )
    .help(text!(
        "写成「# heng: 允许(H0566) 理由」，几个编号用逗号隔开；只给人看的注释不要以「heng:」开头",
        "write `# heng: allow(H0566) reason`, several codes parted by commas; a comment for people does not begin with `heng:`"
    ))
}
