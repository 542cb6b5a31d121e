//! Lines written as documents write them, which the language asks to be said more exactly: `少于 4 次扣 0.25 分`,
//! `每次加 1 分`, `每下降 1 个百分点`, `扣完为止`. Only a line that could not be read comes here: it is looked at as words,
//! and never taken for what it might mean.

use super::words::BOUNDS;
use crate::diagnostic::Diagnostic;
use crate::locale::Text;
use crate::source::{FileId, Span};
use crate::unit::UNITS;
use crate::{code, text};

code!(
    RANGE_IN_STEP,
    "H0570",
    Error,
    "「每」的语句里写了一段范围" / "range-in-a-step",
    "「低于 96% 每 …」只有一条线，从这条线起按步数算。两段扣法不同的，写两行；第二行在第一行之外再扣。"
        / "`below 96% each …` has one line, from which the steps are counted. Two slopes are two lines, the second one on top of the first."
);
code!(
    NO_STEP,
    "H0573",
    Error,
    "没有写每少多少扣几分" / "no-step",
    "「少于 4 次扣 0.25 分」有两种读法：每少一次扣一回，或者只扣一回。两种都要写明白。"
        / "`below 4 deduct 0.25` can be read two ways: for each one missing, or once. Either has a form of its own."
);
code!(
    EACH_WITHOUT_NUMBER,
    "H0574",
    Error,
    "「每」后面没有写数" / "each-without-a-number",
    "「每」后面写一个数和单位，如「每 1 次」「每 10 个百分点」。"
        / "A number with its unit follows `each`, such as `each 1 time`, `each 10 pp`."
);

code!(
    CONDITION_WITHOUT_WHEN,
    "H0580",
    Error,
    "条件前面没有写「当」" / "condition-without-when",
    "满足条件就加减的语句以「当」开头，条件写成比较：「90% 以上」是「≥ 90%」，「90% 以下」是「< 90%」。"
        / "A line that acts on a condition begins with `when`, and the condition is a comparison, such as `≥ 90%`."
);
code!(
    EACH_WITH_A_DIRECTION,
    "H0581",
    Error,
    "「每少」「每超」没有写从哪里算起" / "each-with-a-direction",
    "从哪个数起少、从哪个数起超，要写明：「低于 4 每 1 次」「高于 100% 每 10 个百分点」。与上年比的，线写「上年(…)」。"
        / "Say from where the steps are counted: `below 4 each 1 time`, `above 100% each 10 pp`. Against last year the line is `previous(…)`."
);
code!(
    LIMIT_IN_WORDS,
    "H0582",
    Error,
    "限额没有按写法写" / "limit-in-words",
    "扣到零分为止是默认的，不用写；「最多扣 3 分」写成这条语句后面的「上限 3 分」。"
        / "Nothing falls below zero anyway, and needs no word; `at most 3 points` is `cap 3 points` behind the line."
);

const BELOW_ABOVE: [&str; 8] = ["低于", "少于", "不足", "高于", "超过", "多于", "below ", "above "];
const LESS: [&str; 9] = ["少", "低", "下降", "降低", "减少", "差", "缺", "降", "不足"];
const MORE: [&str; 9] = ["多", "高", "超过", "超出", "超", "增加", "上升", "提高", "增长"];
const IF: [&str; 4] = ["如果", "若 ", "凡 ", "if "];
const MOST: [&str; 8] = ["最多", "至多", "最高", "不超过", "封顶", "累计不超过", "合计不超过", "at most "];
const TO_ZERO: [&str; 5] = ["扣完为止", "扣完即止", "扣至零分", "扣到零", "down to zero"];

/// A line looked at as words, and where it stands.
struct Line<'l> {
    file: FileId,
    start: usize,
    text: &'l str,
    /// Where `扣` or `加` begins.
    amount: usize,
}

/// The finding for a line of an item that a document would write so.
pub(super) fn in_a_line(file: FileId, text: &str, start: usize) -> Option<Diagnostic> {
    let line = Line { file, start, text, amount: text.len() };
    if let Some(found) = line.limit_in_words() {
        return Some(found);
    }
    // Behind a comma stands a statement of its own, which belongs on a line of its own.
    if text.trim_start().starts_with(['，', ',']) {
        return None;
    }
    let line = Line { amount: amount(text)?, ..line };
    let before = line.before();
    if before.starts_with('当') || before.starts_with("when ") || before.contains(['{', ':', '：']) {
        return None;
    }
    let each = before.find('每').map(|at| (at, '每'.len_utf8())).or(before.find("each ").map(|at| (at, 5)));
    if let Some(found) = line.entries_without_when() {
        return Some(found);
    }
    match each {
        Some((at, length)) => line.about_each(at, length),
        None => line.no_step().or_else(|| line.condition_without_when()),
    }
}

/// Where the amount of a line begins: `扣 1 分`, `加 2 分`; not the 加 of 参加.
fn amount(text: &str) -> Option<usize> {
    let found = text.char_indices().find(|(at, c)| {
        let behind = text[at + c.len_utf8()..].trim_start();
        let part_of_a_word = text[..*at].ends_with(['增', '参', '附', '累', '追', '施']);
        let judged = behind.starts_with("酌") || behind.starts_with("视情");
        matches!(c, '扣' | '加') && !part_of_a_word && (judged || behind.starts_with(char::is_numeric))
    });
    let english = ["deduct ", "add "].iter().filter_map(|word| text.find(word)).min();
    found.map(|(at, _)| at).or(english)
}

/// Words behind a fact that set it against last year.
const LAST_YEAR_WORDS: [&str; 7] =
    ["比上年", "较上年", "比去年", "较去年", "同比", "比上年同期", "较上年同期"];

impl Line<'_> {
    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.file, self.start + from, self.start + to)
    }

    /// What stands before the amount, without the marks at its end.
    fn before(&self) -> &str {
        self.text[..self.amount].trim_end_matches([' ', '\t', '\u{3000}', '，', ',', '的'])
    }

    /// The amount and what follows.
    fn after(&self) -> &str {
        self.text[self.amount..].trim_end()
    }

    /// `…，扣完为止`, `…，最多扣 3 分`
    fn limit_in_words(&self) -> Option<Diagnostic> {
        let comma = self.text.rfind(['，', ',']);
        let tail_at = comma.map_or(0, |at| at + self.text[at..].chars().next().map_or(0, char::len_utf8));
        let tail = self.text[tail_at..].trim();
        let from = self.text.rfind(tail).filter(|_| !tail.is_empty())?;
        let span = self.span(comma.unwrap_or(from), from + tail.len());
        let line = self.text[..comma.unwrap_or(0)].trim();
        if TO_ZERO.iter().any(|word| tail.starts_with(word)) {
            let made = Diagnostic::new(
                &LIMIT_IN_WORDS,
                span,
                text!("「{tail}」不用写", "`{tail}` needs no word"),
                text!("默认就扣到零分为止", "nothing falls below zero anyway"),
            );
            let made = made.help(text!(
                "删去它；可以扣成负分的，才要写「可为负」",
                "remove it; only a score that may fall below zero says so, with `may be negative`"
            ));
            return Some(if comma.is_some() { made.fix(span, "") } else { made });
        }
        let word = MOST.iter().find(|word| tail.starts_with(**word))?;
        let points = last_quantity(tail.trim_end_matches(['分', ' ']));
        let number = points.trim_end_matches(|c: char| !c.is_numeric());
        if number.is_empty() || !tail.ends_with(['分', 's', 't']) {
            return None;
        }
        let made = Diagnostic::new(
            &LIMIT_IN_WORDS,
            span,
            text!("限额写作「上限 {number} 分」", "a limit is written `cap {number} points`"),
            text!("「{0}」", "`{0}`", Text::same(word.trim())),
        );
        Some(match (line, comma) {
            ("", None) => made.help(text!(
                "接在那条语句后面写「上限 {number} 分」；几条语句合计的，写「合并 上限 {number} 分 {{ … }}」",
                "write `cap {number} points` behind the line; for several lines `together cap {number} points {{ … }}`"
            )),
            ("", Some(_)) => made
                .help(text!("接着写「上限 {number} 分」，前面不用逗号", "go on with `cap {number} points`, without the comma"))
                .fix(span, format!(" 上限 {number} 分")),
            (line, _) => made
                .help(text!("写成「{line} 上限 {number} 分」", "write `{line} cap {number} points`"))
                .fix(span, format!(" 上限 {number} 分")),
        })
    }

    /// A line with `每` that could not be read.
    fn about_each(&self, each: usize, length: usize) -> Option<Diagnostic> {
        let step = self.before()[each + length..].trim();
        if !step.contains(char::is_numeric) {
            return is_unit(step).then(|| self.each_without_number(each, step));
        }
        if let Some(found) = self.each_with_a_direction(each, step) {
            return Some(found);
        }
        let found = range(&self.text[..each])?;
        Some(self.range_in_step(found, each))
    }

    /// `每项 荣誉 国家级 加 5 分`, `每项 问题 天数 > 3 扣 1 分`
    fn entries_without_when(&self) -> Option<Diagnostic> {
        let (before, after) = (self.before(), self.after());
        let begin = ["每项", "for each"].iter().find_map(|word| before.trim_start().strip_prefix(word))?;
        let (list, rest) = begin.trim_start().split_once([' ', '\t'])?;
        let rest = rest.trim();
        if rest.is_empty() || rest.contains(['当', '(', '（', '若']) || rest.contains("when ") {
            return None;
        }
        let signs = ["<", ">", "≤", "≥", "=", "≠", "＜", "＞", "＝"];
        let compared = signs.iter().chain(&BELOW_ABOVE).any(|sign| rest.contains(sign));
        let condition = if compared { rest.to_owned() } else { format!("… = {rest}") };
        let from = self.text.find(rest)?;
        Some(
            Diagnostic::new(
                &CONDITION_WITHOUT_WHEN,
                self.span(from, from + rest.len()),
                text!(
                    "挑选哪些条目的条件要以「当」开头",
                    "the condition that picks entries begins with `when`"
                ),
                text!("这是条件", "a condition"),
            )
            .help(text!(
                "写成「每项 {list} 当 {condition} {after}」",
                "write `for each {list} when {condition} {after}`"
            )),
        )
    }

    fn each_without_number(&self, each: usize, unit: &str) -> Diagnostic {
        let (before, after) = (self.text[..each].trim_end(), self.after());
        let place = self.span(each, self.before().len());
        let english = self.text[each..].starts_with("each");
        let fixed = if english { format!("each 1 {unit}") } else { format!("每 1 {unit}") };
        Diagnostic::new(
            &EACH_WITHOUT_NUMBER,
            place,
            text!("「每」后面没有写几{unit}", "`each` has no number of {unit} behind it"),
            text!("缺一个数", "a number is missing"),
        )
        .help(text!("写成「{before} 每 1 {unit} {after}」", "write `{before} each 1 {unit} {after}`"))
        .fix(place, fixed)
    }

    /// `每下降 1 个百分点`, `每少开 1 次会`
    fn each_with_a_direction(&self, each: usize, step: &str) -> Option<Diagnostic> {
        let less = LESS.iter().any(|word| step.starts_with(word));
        if !less && !MORE.iter().any(|word| step.starts_with(word)) {
            return None;
        }
        let digits = step.find(char::is_numeric)?;
        let (direction, size) = (step[..digits].trim(), with_its_unit(step[digits..].trim()));
        let (side, side_en) = if less { ("低于", "below") } else { ("高于", "above") };
        let (what, line) = without_line(self.text[..each].trim());
        let against = LAST_YEAR_WORDS.iter().find_map(|word| what.strip_suffix(word)).map(str::trim);
        let against = against.filter(|what| !what.is_empty());
        let what = against.unwrap_or(if what.is_empty() { "数据的名称" } else { what });
        let example = if size.contains("百分点") || size.ends_with("pp") { "95%" } else { "4" };
        let after = self.after();
        let from_where = || {
            (
                text!("「每{direction}」没有写从哪个数算起", "`每{direction}` does not say from where"),
                text!("从哪里算起？", "from where?"),
            )
        };
        let ((message, here), help) = match line {
            Some(line) => (
                (
                    text!(
                        "「每{direction}」和「{side} {line}」说的是一回事",
                        "`每{direction}` says again what `{side_en} {line}` says"
                    ),
                    text!("多写了「{direction}」", "`{direction}` is too much"),
                ),
                text!(
                    "「每」后面只写多少：「{what} {side} {line} 每 {size} {after}」",
                    "behind `each` stands how much: `{what} {side_en} {line} each {size} {after}`"
                ),
            ),
            None if against.is_some() => (
                from_where(),
                text!(
                    "写成「{what} {side} 上年({what}) 每 {size} {after}」，「{what}」的声明后面加「带上年」",
                    "write `{what} {side_en} previous({what}) each {size} {after}`, with `{what}` declared `with last year`"
                ),
            ),
            None => (
                from_where(),
                text!(
                    "如从 {example} 算起，写「{what} {side} {example} 每 {size} {after}」；与上年比的，写「{what} {side} 上年({what}) 每 {size} {after}」",
                    "counting from {example}, for example: `{what} {side_en} {example} each {size} {after}`; against last year `{what} {side_en} previous({what}) each {size} {after}`"
                ),
            ),
        };
        let place = self.span(each, self.before().len());
        Some(Diagnostic::new(&EACH_WITH_A_DIRECTION, place, message, here).help(help))
    }

    fn range_in_step(&self, (from, to, low, high): (usize, usize, &str, &str), each: usize) -> Diagnostic {
        let what = self.text[..from].trim_end();
        let what = BELOW_ABOVE.iter().fold(what, |what, word| what.trim_end_matches(word.trim()).trim_end());
        let rest = self.text[each..].trim_end();
        Diagnostic::new(
            &RANGE_IN_STEP,
            self.span(from, to),
            text!("「每」的语句只有一条线，不能写一段范围", "a line with `each` has one bound, not a range"),
            text!("写了一段", "a range"),
        )
        .help(text!(
            "从 {low} 起算，写「{what} 低于 {low} {rest}」；{high} 以下扣得更多，另写一行「{what} 低于 {high} 每 …」，只写比前一行多扣的",
            "counting from {low}: `{what} below {low} {rest}`; for more below {high} write a second line `{what} below {high} each …` with what it takes beyond the first"
        ))
    }

    /// `少于 4 次扣 0.25 分`: for each one missing, or once?
    fn no_step(&self) -> Option<Diagnostic> {
        let (before, after) = (self.before(), self.after());
        let at = BELOW_ABOVE.iter().filter_map(|word| before.find(word)).min()?;
        let quantity = last_quantity(before);
        if !quantity.starts_with(char::is_numeric) || IF.iter().any(|word| before.starts_with(word)) {
            return None;
        }
        let (each, each_en) = step_of(quantity);
        let made = Diagnostic::new(
            &NO_STEP,
            self.span(at, before.len()),
            text!("没有写每差多少扣一回", "this does not say for how much"),
            text!("扣一回，还是差多少扣多少？", "once, or for each one?"),
        );
        Some(made.help(text!(
            "按差的多少算，写「{before} {each} {after}」；只算一回，写「当 {before} {after}」",
            "for each one write `{before} {each_en} {after}`; once and for all: `when {before} {after}`"
        )))
    }

    /// `率 < 90% 扣 1 分`, `率 90% 以上 加 1 分`, `如果 … 扣 1 分`
    fn condition_without_when(&self) -> Option<Diagnostic> {
        let (before, after) = (self.before(), self.after());
        let stripped = IF.iter().find_map(|word| before.strip_prefix(word)).unwrap_or(before).trim();
        let signs = ["<", ">", "≤", "≥", "=", "≠", "＜", "＞", "＝"];
        let compared = signs.iter().chain(&BELOW_ABOVE).any(|sign| stripped.contains(sign));
        let condition = if compared { Some(stripped.to_owned()) } else { bounds_in_words(stripped) };
        let lone_word = !stripped.is_empty() && stripped.chars().all(|c| c.is_alphabetic() || c == '_');
        let help = match condition {
            None if lone_word && stripped.starts_with(['前', '末', '后']) && stripped.ends_with('名') => {
                text!(
                    "按一项数据排的，写「当 名次(数据的名称 于 全体) ≤ 3 {after}」",
                    "by a fact: `when rank(FACT over all) ≤ 3 {after}`"
                )
            }
            Some(condition) => text!("写成「当 {condition} {after}」", "write `when {condition} {after}`"),
            None if lone_word => text!(
                "「{stripped}」是「是否」的，写「当 {stripped} = 是 {after}」；是次数的，写「{stripped} 每 1 次 {after}」",
                "if `{stripped}` is yes or no, write `when {stripped} = yes {after}`; if it is a number of times, `{stripped} each 1 time {after}`"
            ),
            None => return None,
        };
        Some(
            Diagnostic::new(
                &CONDITION_WITHOUT_WHEN,
                self.span(self.text.find(before).unwrap_or(0), before.len()),
                text!("加减分的条件要以「当」开头", "a condition for points begins with `when`"),
                text!("这是条件", "a condition"),
            )
            .help(help),
        )
    }
}

/// `率 低于 95%` as what is measured and its line; without a line the word alone is dropped: `率 低于`.
fn without_line(text: &str) -> (&str, Option<&str>) {
    let Some(at) = BELOW_ABOVE.iter().filter_map(|word| text.find(word.trim())).min() else {
        return (text, None);
    };
    let word =
        BELOW_ABOVE.iter().find(|word| text[at..].starts_with(word.trim())).map_or("", |word| word.trim());
    let line = text[at + word.len()..].trim();
    (text[..at].trim_end(), (!line.is_empty()).then_some(line))
}

/// `率 90% 以上` as a comparison; `率 在 90% 至 96% 之间` as two.
fn bounds_in_words(text: &str) -> Option<String> {
    let subject = |front: &str| front.trim().trim_end_matches('在').trim().to_owned();
    for (words, sign) in BOUNDS.into_iter().filter(|(words, _)| *words != "起") {
        if let Some(front) = text.strip_suffix(words) {
            let front = front.trim_end();
            let quantity = last_quantity(front);
            let what = subject(&front[..front.len() - quantity.len()]);
            return (quantity.starts_with(char::is_numeric) && !what.is_empty())
                .then(|| format!("{what} {sign} {quantity}"));
        }
    }
    let inner = text.strip_suffix("之间").unwrap_or(text);
    let (from, _, low, high) = range(inner)?;
    let what = subject(&inner[..from]);
    (!what.is_empty()).then(|| format!("{what} ≥ {low} 且 {what} ≤ {high}"))
}

fn is_unit(word: &str) -> bool {
    !word.is_empty() && word.chars().count() <= 8 && UNITS.iter().any(|row| row.0.contains(&word))
}

/// A number with the unit behind it, and nothing that runs on: `1 次` of `1 次会`.
fn with_its_unit(text: &str) -> &str {
    let at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
    let symbols = UNITS.iter().flat_map(|row| row.0.iter()).filter(|symbol| text[at..].starts_with(**symbol));
    symbols.map(|symbol| symbol.len()).max().map_or(text, |length| &text[..at + length])
}

/// The number with its unit at the end of a text: `4次`.
fn last_quantity(text: &str) -> &str {
    let text = text.trim_end();
    let number = |c: char| c.is_numeric() || c == '.';
    let Some(last) = text.rfind(number) else { return "" };
    let from = text[..last]
        .rfind(|c| !number(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    &text[from..]
}

/// A step of one, in the unit of the line: `1 个百分点` beside `95%`.
fn step_of(quantity: &str) -> (String, String) {
    let unit = quantity.trim_start_matches(|c: char| c.is_numeric() || c == '.').trim();
    match unit {
        "" => ("每 1".into(), "each 1".into()),
        "%" | "％" => ("每 1 个百分点".into(), "each 1 pp".into()),
        unit => (format!("每 1 {unit}"), format!("each 1 {unit}")),
    }
}

/// `96% 至 90%` at the end of a text: where it begins and ends, and both ends.
fn range(text: &str) -> Option<(usize, usize, &str, &str)> {
    let text = text.trim_end();
    let words = ["至", "到", "～", "~", "-", " to "];
    let (at, length) = words.iter().find_map(|word| Some((text.rfind(word)?, word.len())))?;
    let (front, high) = (text[..at].trim_end(), text[at + length..].trim());
    let low = last_quantity(front);
    (low.starts_with(char::is_numeric) && high.starts_with(char::is_numeric)).then_some((
        front.len() - low.len(),
        text.len(),
        low,
        high,
    ))
}
