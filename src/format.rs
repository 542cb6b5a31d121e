//! A scheme as it should be written: one style, no options.
//!
//! The text as the grammar divides it becomes a document of words and places at which a line may end; the document
//! becomes lines; the lines are read again. What then does not say the same is not given back. This module knows the
//! words of the language, not what a scheme means.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::locale::Lang;
use crate::source::{FileId, Source, Span};
use crate::syntax::{self, concrete};
use crate::{code, text};

mod columns;
pub mod diff;
mod document;
mod gaps;
mod layout;
mod print;
pub mod words;

code!(
    NOT_THE_SAME,
    "H0120",
    Error,
    "整理后意思会变" / "formatting-would-change-the-meaning",
    "整理只改空白、标点和换行，换语言时只换语言自带的词。整理好的文件要重新读一遍，读出来与原来不同，就不改这个文件：办法的意思不能因为整理而变。"
        / "Formatting changes blanks, punctuation and line ends only, and with `--to` the words of the language. The result is read again; where it does not say the same, the file stays as it is: no scheme may change its meaning by being formatted."
);

code!(
    READ_DIFFERENTLY,
    "H0121",
    Error,
    "换语言后算法会变" / "other-language-would-compute-differently",
    "换关键词的语言，不能改变任何一个得分。换好的方案会和原来的比一遍；算法不同，就不改这个文件。多半是它所继承的方案里有一个名称，与另一种语言自带的词相同，例如一项数据叫 total。"
        / "The language of the keywords must not change any score. The scheme is compared with the one before; where they compute differently, the file stays as it is. Mostly a scheme that it extends has a name like a word of the other language, such as a fact that is called `total`."
);

/// The codes that this module raises.
pub static CODES: &[&Code] = &[&NOT_THE_SAME, &READ_DIFFERENTLY];

/// A text in the one style; with `to`, its keywords in that language.
///
/// # Errors
/// The findings of a text that cannot be read, or for which the result would say something else.
pub fn format(source: &Source, file: FileId, to: Option<Lang>) -> Result<String, Vec<Diagnostic>> {
    let (root, problems) = syntax::divide(source, file);
    let root = root.filter(|_| problems.iter().all(|problem| problem.severity < Severity::Error));
    let Some(root) = root else { return Err(problems) };
    let refused = |at: u32| vec![not_the_same(source, file, at as usize)];
    let words = words::Words::of(source, &root, to);
    let written = columns::join(print::print(&layout::lay_out(source, &root, &words)));
    let made = Source::new(source.name(), written.as_str());
    let again = concrete::concrete(&made, file).ok_or_else(|| refused(0))?;
    let (before, after) = (root.outline(source, words::meaning), again.outline(&made, words::meaning));
    let first = before.iter().zip(&after).position(|(before, after)| before.1 != after.1);
    let first = first.or((before.len() != after.len()).then_some(before.len().min(after.len())));
    match first {
        None if comments(&root, source) == comments(&again, &made) => Ok(written),
        None => Err(refused(0)),
        Some(at) => Err(refused(before.get(at).map_or(0, |(place, _)| *place))),
    }
}

/// All comments of a text, in order.
fn comments(root: &concrete::Node, source: &Source) -> Vec<String> {
    root.comments().iter().map(|span| source.slice(*span).trim_end().to_owned()).collect()
}

/// The finding for a file that would compute something else with its words in the other language.
pub fn read_differently(name: &str) -> Diagnostic {
    Diagnostic::unplaced(
        &READ_DIFFERENTLY,
        text!(
            "{name} 换成另一种语言后算法会变，文件没有改动",
            "{name} would compute something else in the other language; the file was not changed"
        ),
    )
    .help(text!(
        "看它所继承的方案：与语言自带的词同名的，改一个名称",
        "look at the schemes that it extends: give another name to what is called like a word of the language"
    ))
}

fn not_the_same(source: &Source, file: FileId, at: usize) -> Diagnostic {
    let word: usize =
        source.text()[at..].chars().take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
    Diagnostic::new(
        &NOT_THE_SAME,
        Span::new(file, at, at + word.max(1).min(source.text().len() - at)),
        text!(
            "整理后，从这里起会读成别的意思，文件没有改动",
            "formatted, the text would be read differently from here on; the file was not changed"
        ),
        text!("从这里起", "from here on"),
    )
    .help(text!(
        "给这里的名称加上「」，把它和语言的词分开，再整理一次",
        "put the name here in `…`, so that it is not taken for a word of the language, and format again"
    ))
}
