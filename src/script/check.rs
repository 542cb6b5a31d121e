//! What can be said of a body before rhai reads it: signs and words that have no place here, names and functions
//! that do not exist, brackets, nesting. All of it is found in one go, and in words that name the way out.
//!
//! The same pass takes the literals out. Each becomes a name of one character that the body does not use, padded
//! with blanks to the length of the literal, so that every place which rhai reports stays true; comments become
//! blanks. rhai then has no literal of its own to compute with.

use super::functions::{self, FUNCTIONS};
use super::trouble::{
    self, ARGUMENTS, FULL_WIDTH, NO_RESULT, NOT_AVAILABLE, SYNTAX, TOO_COMPLEX, UNKNOWN_FUNCTION,
    UNKNOWN_NAME,
};
use super::words::{At, CLOSED_WORDS, Kind, Word, in_name, words};
use super::{Fault, limits};
use crate::diagnostic::Code;
use crate::diagnostic::similar::nearest;
use crate::locale::Text;
use crate::number::Number;
use crate::text;
use std::collections::HashSet;

/// Bytes of a body. Lines and columns of a body within it fit the counters of rhai.
const MOST_BYTES: usize = 32_768;
/// Brackets within brackets.
const MOST_NESTING: usize = 64;
/// `else if` after `else if`.
const MOST_BRANCHES: usize = 64;

/// Words with a meaning in a script.
const OPEN_WORDS: &[&str] = &["let", "const", "if", "else", "true", "false", "return"];
/// Words that rhai keeps for later: no names either.
const KEPT_WORDS: &[&str] = &[
    "var",
    "static",
    "is",
    "goto",
    "exit",
    "unless",
    "unlikely",
    "likely",
    "match",
    "case",
    "public",
    "protected",
    "new",
    "use",
    "with",
    "module",
    "package",
    "super",
    "thread",
    "spawn",
    "go",
    "await",
    "async",
    "sync",
    "yield",
    "default",
    "void",
    "null",
    "nil",
];
/// Signs with a meaning in a script.
const OPEN_SIGNS: &[&str] = &[
    "(", ")", "{", "}", ",", ";", "+", "-", "*", "/", "%", "**", "<", "<=", ">", ">=", "==", "!=", "=", "+=",
    "-=", "*=", "/=", "%=", "**=", "&&", "||", "!",
];

/// A body that rhai may read.
pub(super) struct Checked {
    /// With names in place of literals.
    pub body: String,
    /// Those names and what they stand for.
    pub literals: Vec<(String, Number)>,
}

/// Checks a body and takes its literals out, or lists all that is wrong in the order of the text.
pub(super) fn check(parameters: &[&str], body: &str) -> Result<Checked, Vec<Fault>> {
    let mut check = Check { parameters, faults: Vec::new() };
    check.parameters();
    if body.len() > MOST_BYTES {
        let size = body.len();
        check.fault(
            &TOO_COMPLEX,
            At { line: 1, column: 0 },
            text!(
                "脚本太长：{size} 字节，最多 {MOST_BYTES}",
                "the script is too long: {size} bytes of at most {MOST_BYTES}"
            ),
            Some(text!("分成几个脚本", "split it into several scripts")),
        );
        return Err(check.faults);
    }
    let all: Vec<Word<'_>> = words(body);
    let words: Vec<Word<'_>> = all.iter().copied().filter(|word| word.kind != Kind::Comment).collect();
    check.single_words(&words);
    // Names within what is not available, and brackets typed full-width, would only be reported a second time.
    if check.faults.is_empty() {
        check.brackets(&words);
        check.chains(&words);
        check.names(&words);
        check.result(&words);
    }
    if check.faults.is_empty() {
        let taken = check.take_literals(body, &all);
        if check.faults.is_empty() {
            return Ok(taken);
        }
    }
    check.faults.sort_by_key(|fault| (fault.line, fault.column));
    Err(check.faults)
}

struct Check<'a> {
    parameters: &'a [&'a str],
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(&mut self, code: &'static Code, at: At, message: Text, help: Option<Text>) {
        self.faults.push(Fault { code, line: at.line, column: at.column, message, help });
    }

    fn parameters(&mut self) {
        let top = At { line: 1, column: 0 };
        for (index, &name) in self.parameters.iter().enumerate() {
            let shape = name.chars().all(in_name) && name.chars().next().is_some_and(|c| !c.is_numeric());
            if !shape || is_reserved(name) {
                let message = text!("参数不能叫「{name}」", "a parameter cannot be called `{name}`");
                let help = text!(
                    "参数名只用汉字、字母、数字和下划线，不以数字开头，也不用脚本的保留词",
                    "a parameter is letters, 汉字, digits and `_`, does not begin with a digit and is no word of the script language"
                );
                self.fault(&ARGUMENTS, top, message, Some(help));
            } else if functions::find(name).is_some() {
                self.taken_by_function(name, top);
            } else if self.parameters[..index].contains(&name) {
                let message = text!("参数「{name}」写了两次", "the parameter `{name}` appears twice");
                self.fault(&ARGUMENTS, top, message, None);
            }
        }
    }

    fn taken_by_function(&mut self, name: &str, at: At) {
        let message = text!(
            "「{name}」是函数的名字，不能再用来命名值",
            "`{name}` is a function and cannot name a value"
        );
        self.fault(&ARGUMENTS, at, message, Some(text!("换一个名字", "choose another name")));
    }

    /// What is wrong with words whatever stands around them.
    fn single_words(&mut self, words: &[Word<'_>]) {
        let mut told = HashSet::new();
        for (index, word) in words.iter().enumerate() {
            let found = word.text;
            match word.kind {
                Kind::OpenText => self.fault(
                    &SYNTAX,
                    word.at,
                    text!("这一行的文字没有收尾的引号", "this text has no closing quote on its line"),
                    Some(text!("在文字后面加上 \"", "put a \" after the text")),
                ),
                Kind::BadNumber => self.fault(
                    &SYNTAX,
                    word.at,
                    text!("「{found}」不是数", "`{found}` is not a number"),
                    Some(text!(
                        "只写数字和小数点，不带单位、字母；名字不能以数字开头",
                        "write digits and a point, no unit and no letters; a name cannot begin with a digit"
                    )),
                ),
                Kind::Number => self.percent(words, index),
                Kind::Name if is_reserved(found) && !OPEN_WORDS.contains(&found) && told.insert(found) => {
                    self.closed_word(word);
                }
                Kind::Sign if !OPEN_SIGNS.contains(&found) => self.closed_sign(word),
                _ => {}
            }
        }
    }

    /// `95%`: a percent sign after a number where no operand follows.
    fn percent(&mut self, words: &[Word<'_>], index: usize) {
        let Some(sign) = words.get(index + 1).filter(|sign| sign.text == "%") else { return };
        let operand = words.get(index + 2).is_some_and(|next| match next.kind {
            Kind::Sign => matches!(next.text, "(" | "-" | "+" | "!"),
            _ => true,
        });
        if !operand {
            let number = words[index].text;
            self.fault(
                &SYNTAX,
                sign.at,
                text!(
                    "脚本里不能写「{number}%」：% 在这里是取余数",
                    "`{number}%` cannot be written in a script, where % takes a remainder"
                ),
                Some(text!("百分数写成小数：95% 写 0.95", "write a percentage as a decimal: 0.95 for 95%")),
            );
        }
    }

    fn closed_word(&mut self, word: &Word<'_>) {
        let found = word.text;
        let help = match found {
            "for" | "while" | "loop" | "do" | "until" | "break" | "continue" => text!(
                "对一列数据求和、平均等，在方案里用 合计(…)、平均(…)，把结果作为参数传进来",
                "aggregate a list in the scheme itself and pass the result in as a parameter"
            ),
            "switch" | "match" | "case" => text!("用 if … else if … else", "use if … else if … else"),
            "fn" | "Fn" | "call" | "curry" => {
                text!(
                    "用 let 给中间结果起名，或另写一个脚本",
                    "name steps with `let`, or write another script"
                )
            }
            "var" | "static" => text!("用 let", "use let"),
            "import" | "export" | "eval" | "print" | "debug" | "sleep" | "timestamp" => text!(
                "脚本只由参数得出一个值，接触不到文件、时间和屏幕",
                "a script makes one value from its parameters; files, time and screen are out of its reach"
            ),
            _ => text!("如果这是名字，请换一个", "if this is a name, choose another"),
        };
        let message = text!("脚本里不能用「{found}」", "`{found}` is not available in a script");
        self.fault(&NOT_AVAILABLE, word.at, message, Some(help));
    }

    fn closed_sign(&mut self, word: &Word<'_>) {
        let found = word.text;
        if let Some(c) = found.chars().next().filter(|c| !c.is_ascii()) {
            let shown = if c.is_whitespace() || c.is_control() || c == '\u{feff}' {
                format!("U+{:04X}", u32::from(c))
            } else {
                c.to_string()
            };
            let message = text!("脚本里不认识「{shown}」", "a script does not know `{shown}`");
            return self.fault(&FULL_WIDTH, word.at, message, plain_form(c));
        }
        let help = match found {
            "[" | "]" | ".." | "..=" | "#{" | "#" if found != "#" => {
                text!(
                    "脚本没有数组和表，只有数、文字、true 和 false",
                    "a script has no arrays and no maps, only numbers, texts, true and false"
                )
            }
            "#" => text!("注释用 // 开头", "begin a note with //"),
            "." | "?." => {
                text!(
                    "不能写「值.属性」；函数写成 函数(值)；小数写成 0.5",
                    "there are no properties and methods: write function(value), and 0.5 for .5"
                )
            }
            "'" | "`" => text!("文字用英文双引号 \" \" 括起来", "put texts in double quotes"),
            "&" => text!("“并且”写 &&", "`and` is written &&"),
            "|" => text!("“或者”写 ||", "`or` is written ||"),
            "^" => text!("乘方写 **", "a power is written **"),
            _ => text!(
                "可用的符号：+ - * / % ** < <= > >= == != && || ! = ( ) {{ }} , ;",
                "the signs are: + - * / % ** < <= > >= == != && || ! = ( ) {{ }} , ;"
            ),
        };
        let message = text!("脚本里不能用「{found}」", "`{found}` is not available in a script");
        self.fault(&NOT_AVAILABLE, word.at, message, Some(help));
    }

    fn brackets(&mut self, words: &[Word<'_>]) {
        let mut open: Vec<&Word<'_>> = Vec::new();
        let mut too_deep = false;
        for word in words.iter().filter(|word| word.kind == Kind::Sign) {
            let found = word.text;
            match found {
                "(" | "{" => {
                    open.push(word);
                    if open.len() > MOST_NESTING && !too_deep {
                        too_deep = true;
                        self.too_deep(word.at);
                    }
                }
                ")" | "}" => {
                    let wanted = if found == ")" { "(" } else { "{" };
                    if open.pop().is_none_or(|opening| opening.text != wanted) {
                        let message = text!(
                            "这个「{found}」前面没有配对的「{wanted}」",
                            "this `{found}` closes no `{wanted}`"
                        );
                        return self.fault(&SYNTAX, word.at, message, None);
                    }
                }
                _ => {}
            }
        }
        if let Some(word) = open.last().filter(|_| !too_deep) {
            let (opening, closing) = (word.text, if word.text == "(" { ")" } else { "}" });
            let message = text!(
                "这个「{opening}」没有收尾的「{closing}」",
                "this `{opening}` has no closing `{closing}`"
            );
            self.fault(&SYNTAX, word.at, message, None);
        }
    }

    fn too_deep(&mut self, at: At) {
        self.fault(
            &TOO_COMPLEX,
            at,
            text!(
                "层次太深：括号、连写的符号或 else if 超过 {MOST_NESTING} 层",
                "nested too deeply: more than {MOST_NESTING} brackets, signs or `else if` within each other"
            ),
            Some(text!("用 let 给中间结果起名，分几步写", "name steps with `let`")),
        );
    }

    /// Signs before a value, and `else if` after `else if`: both nest without brackets.
    fn chains(&mut self, words: &[Word<'_>]) {
        let (mut signs, mut branches) = (0_usize, 0_usize);
        for (index, word) in words.iter().enumerate() {
            signs = if matches!(word.text, "!" | "-" | "+") { signs + 1 } else { 0 };
            match word.text {
                "else" if words.get(index + 1).is_some_and(|next| next.text == "if") => branches += 1,
                ";" => branches = 0,
                _ => {}
            }
            if signs > MOST_NESTING || branches > MOST_BRANCHES {
                return self.too_deep(word.at);
            }
        }
    }

    /// Names that nothing declares and functions that do not exist. Which name is in scope where is left to rhai.
    fn names(&mut self, words: &[Word<'_>]) {
        let declared: HashSet<&str> = words
            .windows(2)
            .filter(|pair| matches!(pair[0].text, "let" | "const") && pair[1].kind == Kind::Name)
            .map(|pair| pair[1].text)
            .collect();
        let mut told = HashSet::new();
        for (index, word) in words.iter().enumerate().filter(|(_, word)| word.kind == Kind::Name) {
            let name = word.text;
            let after = words.get(index + 1).map_or("", |next| next.text);
            if is_reserved(name) {
                continue;
            }
            if after == "(" {
                self.call(words, index);
            } else if functions::find(name).is_some() {
                if declared.contains(name) && index > 0 && matches!(words[index - 1].text, "let" | "const") {
                    self.taken_by_function(name, word.at);
                } else if !declared.contains(name) {
                    let message =
                        text!("「{name}」是函数，后面要有括号", "`{name}` is a function and takes brackets");
                    self.fault(&SYNTAX, word.at, message, Some(text!("写成 {name}(…)", "write {name}(…)")));
                }
            } else if !declared.contains(name) && !self.parameters.contains(&name) && told.insert(name) {
                let (message, help) = trouble::unknown_name(name, self.parameters);
                self.fault(&UNKNOWN_NAME, word.at, message, Some(help));
            }
        }
    }

    /// A call of the function at `index`, with its bracket after it.
    fn call(&mut self, words: &[Word<'_>], index: usize) {
        let (name, at) = (words[index].text, words[index].at);
        let Some(function) = functions::find(name) else {
            let names = || FUNCTIONS.iter().flat_map(|function| function.names);
            let (zh, en): (Vec<_>, Vec<_>) =
                FUNCTIONS.iter().map(|function| (function.names[0], function.names[1])).unzip();
            let (zh, en) = (zh.join("、"), en.join(", "));
            let help = match nearest(name, names()) {
                Some(near) => text!("是否想写「{near}」？", "did you mean `{near}`?"),
                None => text!("可用的函数：{zh}", "the functions are: {en}"),
            };
            let message = text!("没有函数「{name}」", "there is no function `{name}`");
            return self.fault(&UNKNOWN_FUNCTION, at, message, Some(help));
        };
        let Some(given) = count_arguments(&words[index + 1..]) else { return };
        let (least, most) = function.arity;
        if given < least || given > most {
            let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
            let message = text!(
                "「{name}」要 {wanted} 个值，这里给了 {given} 个",
                "`{name}` takes {wanted} values, but gets {given} here"
            );
            self.fault(&UNKNOWN_FUNCTION, at, message, None);
        }
    }

    fn result(&mut self, words: &[Word<'_>]) {
        match words.last() {
            None => self.fault(
                &NO_RESULT,
                At { line: 1, column: 0 },
                text!("脚本是空的，没有结果", "the script is empty and has no result"),
                Some(text!("最后一行写出结果", "end with the result")),
            ),
            Some(last) if last.text == ";" && words.iter().all(|word| word.text != "return") => self.fault(
                &NO_RESULT,
                last.at,
                text!(
                    "最后一句以「;」结尾，脚本没有结果",
                    "the last statement ends with `;`, so the script has no result"
                ),
                Some(text!(
                    "去掉最后的「;」，或再加一行写出结果",
                    "leave out the last `;`, or add a line with the result"
                )),
            ),
            _ => {}
        }
    }

    fn take_literals(&mut self, body: &str, words: &[Word<'_>]) -> Checked {
        let used: HashSet<char> =
            self.parameters.iter().flat_map(|name| name.chars()).chain(body.chars()).collect();
        // Rare 汉字 of the second plane: letters to rhai, and more of them than a body can hold literals.
        let mut free = ('\u{20000}'..='\u{2a6d0}').filter(|c| !used.contains(c));
        let mut checked = Checked { body: String::with_capacity(body.len()), literals: Vec::new() };
        let mut seen: std::collections::HashMap<String, char> = std::collections::HashMap::new();
        let mut copied = 0;
        for word in words.iter().filter(|word| matches!(word.kind, Kind::Number | Kind::Comment)) {
            checked.body.push_str(&body[copied..word.start]);
            copied = word.start + word.text.len();
            let mut length = word.text.chars().count();
            if word.kind == Kind::Comment {
                checked.body.extend(word.text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
                continue;
            }
            let digits = word.text.replace('_', "");
            let name = seen.get(&digits).copied().or_else(|| {
                let value =
                    Number::parse(&digits).filter(|value| value.size_in_bits() <= limits::MOST_BITS)?;
                let name = free.next()?;
                checked.literals.push((name.to_string(), value));
                seen.insert(digits, name);
                Some(name)
            });
            if let Some(name) = name {
                checked.body.push(name);
                length -= 1;
            } else {
                let message = text!("这个数太长", "this number is too long");
                self.fault(&TOO_COMPLEX, word.at, message, None);
            }
            checked.body.extend(std::iter::repeat_n(' ', length));
        }
        checked.body.push_str(&body[copied..]);
        checked
    }
}

fn is_reserved(name: &str) -> bool {
    [OPEN_WORDS, CLOSED_WORDS, KEPT_WORDS].iter().any(|words| words.contains(&name))
}

/// The arguments between the bracket that begins `words` and the one that closes it.
fn count_arguments(words: &[Word<'_>]) -> Option<usize> {
    let (mut depth, mut commas, mut any, mut trailing) = (0_usize, 0_usize, false, false);
    for word in words {
        match word.text {
            "(" | "{" => depth += 1,
            ")" | "}" if depth == 1 => return Some(if any { commas + usize::from(!trailing) } else { 0 }),
            ")" | "}" => depth -= 1,
            _ => {}
        }
        trailing = depth == 1 && word.text == ",";
        commas += usize::from(trailing);
        any |= depth > 1 || word.text != "(";
    }
    None
}

/// What to type instead of a sign that a Chinese keyboard gives.
fn plain_form(c: char) -> Option<Text> {
    let plain = match c {
        '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '＇' => "\"".to_owned(),
        '≥' | '≧' => ">=".to_owned(),
        '≤' | '≦' => "<=".to_owned(),
        '≠' => "!=".to_owned(),
        '×' | '·' => "*".to_owned(),
        '÷' => "/".to_owned(),
        '−' | '–' | '—' => "-".to_owned(),
        '、' => ",".to_owned(),
        '。' => ";".to_owned(),
        '【' | '〔' => "(".to_owned(),
        '】' | '〕' => ")".to_owned(),
        '％' => {
            return Some(text!(
                "百分数写成小数：95% 写 0.95；取余数用英文的 %",
                "write a percentage as a decimal: 0.95 for 95%; the remainder is a plain %"
            ));
        }
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0)?.to_string(),
        _ if c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}') => {
            return Some(text!(
                "这里是看不见的空白字符，换成英文空格",
                "an invisible blank stands here: type a plain space"
            ));
        }
        _ => return None,
    };
    Some(text!("用英文输入法写 {plain}", "type the plain sign {plain}"))
}
