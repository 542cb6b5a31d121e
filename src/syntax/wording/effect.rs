//! What stands behind 则: effects in the words of documents — 清零, 排末位, 取消评优资格 — and in those of the language.

use super::{Line, Token, form};
use crate::diagnostic::Diagnostic;
use crate::{code, text};

code!(
    POINTS_BEHIND_THEN,
    "H0902",
    Error,
    "「则」后面直接写了加扣分" / "points-behind-then",
    "「则」后面是效果，要写明作用在哪里：总分、等次、某个指标。指标、加分和扣分的大括号里，条件后面不写「则」，直接写加几分、扣几分。"
        / "Behind `then` stands an effect, which names what it acts on: the total, the grade, an item. Within an item, a bonus or a deduction no `then` is written: points follow the condition."
);
code!(
    EFFECT_WORDS,
    "H0903",
    Error,
    "效果没有按对象、操作、值来写" / "effect-in-other-words",
    "效果由三样组成：作用的对象（总分、等次、名次、资格、系数、某个指标），操作（为、不高于、不低于、加、扣、取消），值。"
        / "An effect has three parts: what it acts on (total, grade, rank, eligibility, coefficient, an item), the operation (becomes, at most, at least, add, deduct, cancel), and a value."
);

/// An effect as it should be written, in both languages.
pub(super) struct Right {
    pub zh: String,
    pub en: String,
}

fn right(zh: impl Into<String>, en: impl Into<String>) -> Option<Right> {
    Some(Right { zh: zh.into(), en: en.into() })
}

pub(super) fn behind_then(line: &Line<'_>, tokens: &[Token<'_>]) -> Option<Diagnostic> {
    let then = tokens.iter().rposition(|token| token.is(&["则", "then"]))?;
    if line.stopped < tokens[then].at || tokens[..then].iter().any(|token| token.is(&["若", "if"])) {
        return None;
    }
    let (then, rest) = (&tokens[then], &tokens[then + 1..]);
    let end = rest.iter().position(|token| token.is(&["依据", "basis"])).unwrap_or(rest.len());
    let effect = &rest[..end];
    let (first, last) = (effect.first()?, effect.last()?);
    if first.is(&["加", "扣", "add", "deduct"]) {
        return Some(points(line, then, first, last));
    }
    if !line.in_scheme() {
        return None;
    }
    let written = &line.written[first.at..last.end()];
    let right = rephrase(line, effect, written)?;
    let replacement = if line.is_english(then) { right.en.clone() } else { right.zh.clone() };
    let span = line.span(first.at, last.end());
    Some(
        Diagnostic::new(
            &EFFECT_WORDS,
            span,
            text!(
                "「{written}」没有写成对象、操作、值",
                "`{written}` is not written as what it acts on, operation, value"
            ),
            text!("程序读不懂的效果", "no effect the program knows"),
        )
        .help(form(format!("则 {}", right.zh), format!("then {}", right.en)))
        .fix(span, replacement),
    )
}

fn points(line: &Line<'_>, then: &Token<'_>, first: &Token<'_>, last: &Token<'_>) -> Diagnostic {
    let written = &line.written[first.at..last.end()];
    let word = first.text;
    let made = Diagnostic::new(
        &POINTS_BEHIND_THEN,
        line.span(first.at, last.end()),
        if line.in_scheme() {
            text!("没有写从哪里{word}", "`{written}` does not say what it acts on")
        } else {
            text!("「{word}」前面不写「则」", "no `then` stands before `{word}` here")
        },
        text!("直接写在「则」后面", "right behind `then`"),
    );
    let amount = line.written[first.end()..last.end()].trim();
    let (zh, en) = match word {
        "加" | "add" => ("加", "add"),
        _ => ("扣", "deduct"),
    };
    if line.in_scheme() {
        let total = if line.is_english(then) { "total " } else { "总分 " };
        return made
            .help(text!(
                "写成「则 总分 {zh} {amount}」；作用在某个指标上的，写那个指标的名称",
                "write `then total {en} {amount}`, or name the item that it acts on"
            ))
            .fix(line.span(first.at, first.at), total);
    }
    let head = line.written[..then.at].trim().trim_end_matches(['，', ',', ' ']);
    made.help(text!("删去「则」，写成「{head} {zh} {amount}」", "leave `then` out: `{head} {en} {amount}`"))
        .fix(line.span(then.at, first.at), "")
}

/// The effect in the language's own words; nothing if it is not recognised.
pub(super) fn rephrase(line: &Line<'_>, effect: &[Token<'_>], written: &str) -> Option<Right> {
    let flat: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let has = |words: &[&str]| words.iter().any(|word| flat.contains(word));
    if has(&["末位", "末尾", "最后", "垫底", "倒数第一", "last"]) {
        return right("名次 为 末位", "rank becomes last place");
    }
    if flat.starts_with("取消") || flat.starts_with("不得") || flat.starts_with("不能") || has(&["disqualif"])
    {
        return candidacy(&flat);
    }
    let zero = ["清零", "归零", "不得分", "零分", "计零", "记零", "不计分", "zero"];
    if let Some(word) = zero.iter().find(|word| flat.contains(*word)) {
        let (zh, en) = target(line, effect, word);
        return right(format!("{zh} 为 0"), format!("{en} becomes 0"));
    }
    if let Some(right) = levels(&flat).or_else(|| factor(effect, written)) {
        return Some(right);
    }
    if has(&["不定等次", "等次不定", "不确定等次", "不评等次", "不参与定等"]) {
        return right("等次 取消", "grade cancel");
    }
    if has(&["一票否决"]) {
        let worst = ["不合格", "不称职", "较差", "差"].iter().find(|name| line.names.contains(name));
        return match worst {
            Some(name) => right(format!("等次 为 {name}"), format!("grade becomes {name}")),
            None => right("总分 为 0", "total becomes 0"),
        };
    }
    ceiling(line, effect, &flat).or_else(|| equals(effect, written)).or_else(|| grade(line, &flat))
}

/// 等次 降一级, 升一档, one grade lower
fn levels(flat: &str) -> Option<Right> {
    let english = [("lower", true), ("down", true), ("raise", false), ("higher", false)];
    if let (true, Some((_, down))) =
        (flat.contains("grade"), english.iter().find(|(word, _)| flat.contains(word)))
    {
        let number = if flat.contains("two") || flat.contains('2') { 2 } else { 1 };
        let (zh, en) = if *down { ("扣", "deduct") } else { ("加", "add") };
        return right(format!("等次 {zh} {number} 级"), format!("grade {en} {number} 级"));
    }
    let digits = [("一", 1), ("两", 2), ("二", 2), ("三", 3), ("1", 1), ("2", 2), ("3", 3)];
    let (word, down) = [("降", true), ("升", false)].into_iter().find(|(word, _)| flat.contains(word))?;
    let rest = &flat[flat.find(word)? + word.len()..];
    let number =
        digits.iter().find(|(digit, _)| rest.trim_start_matches(['低', '高', '级']).starts_with(digit))?.1;
    if !rest.contains(['级', '档', '等']) {
        return None;
    }
    match down {
        true => right(format!("等次 扣 {number} 级"), format!("grade deduct {number} 级")),
        false => right(format!("等次 加 {number} 级"), format!("grade add {number} 级")),
    }
}

/// 总分 乘 1.1, 总分 * 1.1
fn factor(effect: &[Token<'_>], written: &str) -> Option<Right> {
    let [first, sign, ..] = effect else { return None };
    let whole = first.is(&["总分", "total", "得分", "系数", "coefficient"]);
    if !whole || !sign.is(&["乘", "乘以", "×", "*", "times"]) {
        return None;
    }
    let value = written[sign.end() - first.at..].trim();
    right(format!("系数 为 {value}"), format!("coefficient becomes {value}"))
}

/// 取消评优资格, 不得评先
fn candidacy(flat: &str) -> Option<Right> {
    let what = ["取消", "不得", "不能"].iter().find_map(|word| flat.strip_prefix(word)).unwrap_or_default();
    let what = what.trim_start_matches("参加").trim_end_matches("资格").trim_end_matches("参加");
    let what = what.trim_matches(['"', '“', '”', '「', '」']);
    let (zh, en) = if what.is_empty() || what.is_ascii() { ("评优", "awards") } else { (what, what) };
    right(format!("资格 取消 \"{zh}\""), format!("eligibility cancel \"{en}\""))
}

/// What stands before a word of an effect, as a target; the total if nothing does.
fn target(line: &Line<'_>, effect: &[Token<'_>], word: &str) -> (String, String) {
    let total = || ("总分".to_owned(), "total".to_owned());
    let (Some(first), Some(at)) = (effect.first(), effect.iter().find(|token| token.text.contains(word)))
    else {
        return total();
    };
    let inside = at.text.find(word).unwrap_or_default();
    match line.written[first.at..at.at + inside].trim_end_matches([' ', '\t', '得', '记', '计', '按']) {
        "" | "总分" | "total" => total(),
        other => (other.to_owned(), other.to_owned()),
    }
}

/// 总分 封顶 79 分, 最高 79 分
fn ceiling(line: &Line<'_>, effect: &[Token<'_>], flat: &str) -> Option<Right> {
    let words = ["封顶", "上限", "最高", "不超过", "最多", "capped", "cap", "maximum"];
    let word = words.iter().find(|word| flat.contains(*word))?;
    let number = effect.iter().find(|token| token.is_number())?.text;
    let (zh, en) = target(line, effect, word);
    right(format!("{zh} 不高于 {number} 分"), format!("{en} at most {number} points"))
}

/// 总分 = 0
fn equals(effect: &[Token<'_>], written: &str) -> Option<Right> {
    let sign = effect.iter().find(|token| token.is(&["=", "＝", "is"]))?;
    let inside = sign.at - effect.first()?.at;
    let (zh, value) = (written[..inside].trim(), written[inside + sign.text.len()..].trim());
    let en = match zh {
        "总分" => "total",
        "等次" => "grade",
        "名次" => "rank",
        "系数" => "coefficient",
        other => other,
    };
    right(format!("{zh} 为 {value}"), format!("{en} becomes {value}"))
}

/// 不高于合格, 评为不合格, 不合格
fn grade(line: &Line<'_>, flat: &str) -> Option<Right> {
    let flat = flat.trim_start_matches("等次").trim_start_matches("直接");
    let most = ["不高于", "不超过", "最高为", "最高", "最多"];
    let set = ["评定为", "确定为", "评为", "定为", "降为", "为", ""];
    let named = |words: &[&str]| {
        let rest = words.iter().find_map(|word| flat.strip_prefix(word))?;
        line.names.contains(&rest).then(|| rest.to_owned())
    };
    if let Some(name) = named(&most) {
        return right(format!("等次 不高于 {name}"), format!("grade at most {name}"));
    }
    let name = named(&set)?;
    right(format!("等次 不高于 {name}"), format!("grade at most {name}"))
}
