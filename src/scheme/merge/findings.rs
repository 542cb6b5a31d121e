//! Findings about what a scheme changes in those on which it builds.

use super::key::{Key, word};
use crate::diagnostic::{Diagnostic, similar};
use crate::locale::Text;
use crate::source::Span;
use crate::{code, text};

code!(
    NOT_THERE,
    "H1004",
    Error,
    "上级方案里没有要改的内容" / "nothing-to-change",
    "「改」「增」「删」针对上级方案里已有的内容；名称要与上级一致，新添的内容直接写，不用「改」。"
        / "`override`, `insert` and `remove` speak of what the scheme above has, by the same name; what is new is written plainly."
);
code!(
    CHANGES_NOTHING,
    "H1005",
    Warning,
    "改了等于没改" / "changes-nothing",
    "改后的内容与上级方案一样。可能是漏了修改，也可能上级已经改成这样，这一条可以删去。"
        / "What is written is what the scheme above says already: the change was forgotten, or it is not needed any more."
);
code!(
    PARENTS_DIFFER,
    "H1006",
    Error,
    "几个上级方案说法不一" / "parents-differ",
    "两个上级方案对同一内容规定不同，要由本方案用「改」写明按哪一个。"
        / "Two schemes above say different things of the same matter; the scheme that builds on both must say which with `override`."
);
code!(
    REPEATED,
    "H1007",
    Error,
    "上级方案里已有这一项" / "already-inherited",
    "直接写的语句是新添的内容；与上级同名的要写「改」，这样读的人知道哪里与上级不同。"
        / "A plain statement adds something new; one of a name that is inherited must say `override`, so that readers see where the scheme differs."
);
code!(
    NOTHING_TO_RESCALE,
    "H1008",
    Error,
    "同比折算缺少新的分值" / "rescaled-without-points",
    "「同比折算」按新分值与原分值的比例折算下面的内容，要与新的分值写在一起，而且原来要有分值。"
        / "`rescaled` multiplies what is below by new points over old points: it stands with the new points, and there must have been points before."
);
code!(
    NOBODY_ABOVE,
    "H1009",
    Error,
    "没有上级方案可改" / "no-scheme-above",
    "「改」「增」「删」和「同比折算」只用在继承了别的方案的方案里。"
        / "`override`, `insert`, `remove` and `rescaled` belong to a scheme that extends another one."
);
code!(
    CHANGED_TWICE,
    "H1011",
    Error,
    "同一处改了两次" / "changed-twice",
    "同一份方案把同一处内容改了两次，不知道以哪一次为准。"
        / "A scheme changes the same thing twice, and nobody knows which one holds."
);

/// The verb of a change: 改, 增, 删.
#[derive(Clone, Copy)]
pub(super) enum Verb {
    Override,
    Insert,
    Remove,
}

impl Verb {
    fn word(self) -> Text {
        word(match self {
            Verb::Override => "override",
            Verb::Insert => "insert",
            Verb::Remove => "remove",
        })
    }
}

/// What is to be changed is not there.
pub(super) fn not_there(verb: Verb, what: &Text, at: Span, written: &str, names: &[String]) -> Diagnostic {
    let problem = Diagnostic::new(
        &NOT_THERE,
        at,
        text!(
            "上级方案里没有{0}，无从「{1}」",
            "the scheme above has no {0} to {1}",
            what.clone(),
            verb.word()
        ),
        text!("上级没有", "not inherited"),
    );
    // The same name under another kind or colour is no slip of the pen.
    let near = similar::nearest(written, names.iter().map(String::as_str)).filter(|near| *near != written);
    match near.map(str::to_owned) {
        Some(near) => problem.help(text!("是不是想写「{near}」？", "did you mean `{near}`?")).guess(at, near),
        None if names.is_empty() => problem.help(text!(
            "新添的内容直接写，不用「改」「增」「删」",
            "write what is new plainly, without `override`, `insert` or `remove`"
        )),
        None => {
            let all = crate::locale::Text::listed(names.iter().take(8));
            problem.help(text!("上级有：{0}", "inherited are: {0}", all))
        }
    }
}

/// A name that several things have.
pub(super) fn ambiguous(at: Span, written: &str, paths: &[(Text, Span)]) -> Diagnostic {
    let all = Text::joined(paths.iter().map(|(path, _)| path.clone()));
    let mut problem = Diagnostic::new(
        &NOT_THERE,
        at,
        text!("「{written}」有几个：{0}", "there are several `{written}`: {0}", all),
        text!("是哪一个？", "which one?"),
    );
    for (_, span) in paths {
        problem = problem.label(*span, text!("其中一个", "one of them"));
    }
    let first = paths.first().map_or(Text::fixed("", ""), |(path, _)| path.clone());
    problem.help(text!(
        "写出完整的路径或种类，如「{0}」",
        "write the whole path or the kind, such as `{0}`",
        first
    ))
}

pub(super) fn wrong_kind(at: Span, name: &str, is: &str, first: Span) -> Diagnostic {
    let is = word(is);
    Diagnostic::new(
        &NOT_THERE,
        at,
        text!("上级方案里「{name}」是{0}", "`{name}` is declared as `{0}` in the scheme above", is.clone()),
        text!("种类不符", "another kind"),
    )
    .label(first, text!("在这里", "here"))
    .help(text!("写「{0}」，或不写种类", "write `{0}`, or no kind at all", is))
}

pub(super) fn changes_nothing(at: Span, what: &Text, first: Span) -> Diagnostic {
    Diagnostic::new(
        &CHANGES_NOTHING,
        at,
        text!("{0}改得与上级一样", "{0} is what the scheme above says already", what.clone()),
        text!("没有变化", "no change"),
    )
    .label(first, text!("上级的写法", "as it is inherited"))
    .help(text!("改成要的内容，或删去这一条", "change it, or remove this line"))
}

pub(super) fn parents_differ(heir: Span, what: &Text, first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(
        &PARENTS_DIFFER,
        heir,
        text!("几个上级方案的{0}不一样", "the schemes above differ in {0}", what.clone()),
        text!("要在这里写明", "must be settled here"),
    )
    .label(first, text!("一处这样写", "one says this"))
    .label(second, text!("另一处这样写", "the other says this"))
    .help(text!("在本方案里用「改」写明按哪一个", "say which with `override` in this scheme"))
}

/// A plain statement that repeats what is inherited. `verb` is the keyword in the language of the statement.
pub(super) fn repeated(key: &Key, at: Span, starts: Span, first: Span, verb: &str) -> Diagnostic {
    let start = Span { end: starts.start, ..starts };
    Diagnostic::new(
        &REPEATED,
        at,
        text!("上级方案里已经有{0}", "{0} is inherited already", key.text()),
        text!("又写了一次", "written again"),
    )
    .label(first, text!("上级的在这里", "inherited from here"))
    .help(text!(
        "要改它就在前面写「改」；要另加一项就换个名称",
        "write `override` before it, or choose another name"
    ))
    .fix(start, format!("{verb} "))
}

pub(in crate::scheme) fn nothing_to_rescale(at: Span, name: &str) -> Diagnostic {
    Diagnostic::new(
        &NOTHING_TO_RESCALE,
        at,
        text!(
            "「{name}」没有新旧分值，不知道按什么比例折算",
            "`{name}` has no old and new points to rescale by"
        ),
        text!("按什么折算？", "by what?"),
    )
    .help(text!(
        "如「改 维度 {name} 30 分 同比折算」",
        "such as `override dimension {name} 30 points rescaled`"
    ))
}

pub(super) fn nobody_above(at: Span, verb: Verb) -> Diagnostic {
    let verb = verb.word();
    Diagnostic::new(
        &NOBODY_ABOVE,
        at,
        text!(
            "这个方案没有继承别的方案，无从「{0}」",
            "this scheme extends no other: there is nothing to {0}",
            verb
        ),
        text!("没有上级", "nothing above"),
    )
    .help(text!(
        "在方案名称后面写「继承 上级方案 自 \"文件\"」",
        "write `extends SCHEME from \"FILE\"` behind the name of the scheme"
    ))
}

pub(super) fn changed_twice(at: Span, what: &Text, first: Span) -> Diagnostic {
    Diagnostic::new(
        &CHANGED_TWICE,
        at,
        text!("{0}改了两次", "{0} is changed twice", what.clone()),
        text!("第二次", "second"),
    )
    .label(first, text!("第一次", "first"))
    .help(text!("只保留一处", "keep one of them"))
}
