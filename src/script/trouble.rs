//! What can go wrong with a script, in words for people; and rhai's errors put into them.
//!
//! It must never know how a script is run: it only reads the errors.

use super::Fault;
use crate::code;
use crate::diagnostic::Code;
use crate::diagnostic::similar::nearest;
use crate::locale::Text;
use crate::text;
use rhai::{Dynamic, EvalAltResult, LexError, ParseError, ParseErrorType, Position};

code!(
    SYNTAX,
    "H0601",
    Error,
    "脚本语法错误" / "script-syntax",
    "脚本要按 rhai 的写法写：语句以 ; 分开，最后一行是结果；条件写 if 条件 { 值 } else { 值 }。写法不对，方案就不能计算。"
        / "A script is written in rhai: statements are parted by `;`, the last line is the result, a condition is `if condition { value } else { value }`. A script that cannot be read cannot score."
);
code!(
    FULL_WIDTH,
    "H0602",
    Error,
    "脚本中的全角符号" / "script-full-width-sign",
    "方案的其他地方可以用全角符号，脚本里只认半角（英文）符号。把提示的字符换成英文输入法下的符号即可。"
        / "Elsewhere in a scheme full-width signs are welcome; a script knows only the plain ones. Replace the sign by the one that is named."
);
code!(
    NOT_AVAILABLE,
    "H0603",
    Error,
    "脚本中不可用" / "script-not-available",
    "脚本只能由参数算出一个值：没有循环、数组、自定义函数，也接触不到文件、时间和屏幕，这样结果才可重复、可核对。"
        / "A script only makes one value from its parameters: no loops, arrays or functions of its own, and no way to files, time or screen. Only so can its result be repeated and checked."
);
code!(
    UNKNOWN_NAME,
    "H0604",
    Error,
    "脚本中的未知名称" / "script-unknown-name",
    "脚本只看得见它的参数和自己用 let 给出的值。需要方案里的其他数据时，把它加为参数。"
        / "A script sees its parameters and what it names itself with `let`. If it needs other data, make them parameters."
);
code!(
    UNKNOWN_FUNCTION,
    "H0605",
    Error,
    "脚本函数用法不对" / "script-wrong-function",
    "脚本只能调用列出的函数，每个函数要的值的个数是固定的。"
        / "A script can call only the functions that are listed, each with its number of values."
);
code!(
    TOO_COMPLEX,
    "H0606",
    Error,
    "脚本过于复杂" / "script-too-complex",
    "为了任何脚本都能很快算完，长度、层次、步数和数字的位数都有上限。超出时分成几步或几个脚本。"
        / "Length, nesting, steps and the digits of numbers are bounded, so that every script ends soon. Split what exceeds the bounds."
);
code!(
    WRONG_KINDS,
    "H0607",
    Error,
    "脚本中类型不符" / "script-wrong-kinds",
    "数只和数计算、比较，文字只和文字比较是否相等。含糊地算下去会得出看似正常的错误分数，所以这里停下。"
        / "Numbers go with numbers, and texts are only asked whether they are equal. To go on anyhow would give a wrong score that looks right."
);
code!(
    DIVISION_BY_ZERO,
    "H0608",
    Error,
    "脚本中除以零" / "script-division-by-zero",
    "除数为 0 时没有结果，不能当作 0 分。请在脚本里写明除数为 0 时得多少。"
        / "A division by zero has no result, and none is not 0 points. Let the script say what counts then."
);
code!(
    NO_RESULT,
    "H0609",
    Error,
    "脚本没有结果" / "script-without-result",
    "脚本的结果是最后一行的值；最后一行以 ; 结尾，或 if 缺少 else，就没有结果。"
        / "The result of a script is the value of its last line; a last line that ends with `;`, or an `if` without `else`, gives none."
);
code!(
    BAD_ARGUMENT,
    "H0610",
    Error,
    "脚本中的值超出范围" / "script-value-out-of-range",
    "小数位数、指数、上下限等只能在一定范围内取值。"
        / "Decimal places, exponents and bounds must lie within their ranges."
);
code!(
    ARGUMENTS,
    "H0611",
    Error,
    "脚本的参数不对" / "script-parameters",
    "参数名要能在脚本里使用，不能重复，也不能和函数同名。"
        / "Parameters need names that a script can use, each once and none that of a function."
);
code!(
    FAILED,
    "H0612",
    Error,
    "脚本运行失败" / "script-failed",
    "脚本运行中出现了少见的问题，括号里是脚本引擎的原话。"
        / "Something unusual went wrong in the script; the words of the engine are quoted."
);
code!(
    ROW_BY_ROW,
    "H0625",
    Note,
    "脚本逐行运行" / "script-runs-row-by-row",
    "脚本里只有四则运算、比较、if 和取整等函数时，整列整列地算，和式子一样快；其他脚本一行一行地运行，结果同样准确，只是数据多时慢一些。这只是告知，不必改。"
        / "A script of plain arithmetic, comparisons, `if` and functions such as rounding is computed whole columns at a time, as fast as a formula. Any other runs row by row: just as exact, and slower over much data. Nothing has to be changed."
);

/// All codes of this module.
pub static CODES: &[&Code] = &[
    &SYNTAX,
    &FULL_WIDTH,
    &NOT_AVAILABLE,
    &UNKNOWN_NAME,
    &UNKNOWN_FUNCTION,
    &TOO_COMPLEX,
    &WRONG_KINDS,
    &DIVISION_BY_ZERO,
    &NO_RESULT,
    &BAD_ARGUMENT,
    &ARGUMENTS,
    &FAILED,
    &ROW_BY_ROW,
];

/// A fault on its way through the engine, which adds the place.
#[derive(Clone)]
struct Thrown {
    code: &'static Code,
    message: Text,
    help: Option<Text>,
}

/// A fault found by an operator or function of ours.
pub(super) fn thrown(code: &'static Code, message: Text, help: Option<Text>) -> Box<EvalAltResult> {
    let thrown = Dynamic::from(Thrown { code, message, help });
    Box::new(EvalAltResult::ErrorRuntime(thrown, Position::NONE))
}

/// An operator met kinds of values that it does not take.
pub(super) fn wrong_kinds(sign: &str, left: Text, right: Text) -> Box<EvalAltResult> {
    let message = Text {
        zh: format!("「{sign}」不能用在{}和{}之间", left.zh, right.zh).into(),
        en: format!("`{sign}` does not go between {} and {}", left.en, right.en).into(),
    };
    thrown(&WRONG_KINDS, message, Some(kinds_help(&left, &right)))
}

fn kinds_help(left: &Text, right: &Text) -> Text {
    if left == right && left.en == "a text" {
        text!("文字只能用 == 和 != 比较", "texts are compared with == and != only")
    } else if [left, right].iter().any(|kind| kind.en == "a text") {
        text!("数不加引号；文字只和文字比较", "write numbers without quotes; compare texts with texts")
    } else {
        text!(
            "数和数计算、比较；条件之间用 &&、||",
            "compute and compare numbers with numbers; join conditions with && and ||"
        )
    }
}

/// The kind of a value, by rhai's name of its type.
pub(super) fn kind_name(rhai_type: &str) -> Text {
    match rhai_type {
        "number" => text!("数", "a number"),
        name if name.ends_with("::Number") => text!("数", "a number"),
        "string" => text!("文字", "a text"),
        name if name.contains("ImmutableString") => text!("文字", "a text"),
        "bool" => text!("是否值", "true or false"),
        "()" => text!("空值", "no value"),
        other => text!("{other}", "{other}"),
    }
}

/// A script that ended without a value.
pub(super) fn no_result() -> Fault {
    Fault {
        code: &NO_RESULT,
        line: 1,
        column: 0,
        message: text!("这次运行没有得出结果", "this run gave no result"),
        help: Some(text!(
            "给每个 if 写上 else；最后一行写结果，不加 ;",
            "give every `if` an `else`; end with the result, without `;`"
        )),
    }
}

fn placed(code: &'static Code, position: Position, message: Text, help: Option<Text>) -> Fault {
    Fault {
        code,
        line: position.line().unwrap_or(1),
        column: position.position().unwrap_or(0),
        message,
        help,
    }
}

fn too_complex(position: Position) -> Fault {
    let message = text!(
        "脚本太复杂，超出了层次、步数或长度的上限",
        "the script exceeds the bounds on depth, steps or length"
    );
    placed(
        &TOO_COMPLEX,
        position,
        message,
        Some(text!("用 let 分几步写，或分成几个脚本", "name steps with `let`, or split the script")),
    )
}

fn syntax(position: Position, message: Text, help: Option<Text>) -> Fault {
    placed(&SYNTAX, position, message, help)
}

/// What rhai's parser found. `body` is what the user wrote; rhai read it with names in place of literals.
pub(super) fn from_parse(error: &ParseError, parameters: &[&str], body: &str) -> Fault {
    let position = match error.position() {
        Position::NONE => end_of(body),
        position => position,
    };
    match error.err_type() {
        ParseErrorType::UnexpectedEOF => {
            syntax(position, text!("脚本没写完", "the script is not complete"), None)
        }
        ParseErrorType::VariableUndefined(name) => {
            let (message, _) = unknown_name(name, parameters);
            let help = text!(
                "先用 let 给出它，再使用；在 {{ }} 里给出的名字出了 {{ }} 就没有了",
                "give it with `let` before it is used; a name given within {{ }} ends there"
            );
            placed(&UNKNOWN_NAME, position, message, Some(help))
        }
        ParseErrorType::ExprTooDeep | ParseErrorType::LiteralTooLarge(..) => too_complex(position),
        ParseErrorType::AssignmentToConstant(name) => constant(name, position),
        ParseErrorType::AssignmentToInvalidLHS(_) | ParseErrorType::VariableExpected => syntax(
            position,
            text!(
                "这里要一个名字：「=」只能写在名字后面",
                "a name is needed here: `=` stands only after a name"
            ),
            Some(text!("比较是否相等用 ==", "ask whether two values are equal with ==")),
        ),
        ParseErrorType::ExprExpected(_) => {
            syntax(position, text!("这里缺一个值", "a value is missing here"), None)
        }
        ParseErrorType::MissingToken(token, _) => {
            let help = (token == ";").then(|| text!("两句之间用 ; 分开", "part statements with `;`"));
            syntax(position, text!("这里应当是「{token}」", "`{token}` is expected here"), help)
        }
        ParseErrorType::Reserved(word) => placed(
            &NOT_AVAILABLE,
            position,
            text!("脚本里不能用「{word}」", "`{word}` is not available in a script"),
            None,
        ),
        ParseErrorType::MismatchedType(wanted, found) => mismatch(wanted, found, position),
        ParseErrorType::BadInput(LexError::MalformedEscapeSequence(found)) => {
            let message = text!("文字里的「{found}」不认识", "`{found}` means nothing within a text");
            let help = text!("要写反斜杠本身，写 \\\\", "for a backslash itself write \\\\");
            syntax(position, message, Some(help))
        }
        other => {
            let words = other.to_string();
            if words.contains("'=='") {
                let message = text!("条件里不能用「=」", "`=` does not stand in a condition");
                return syntax(position, message, Some(text!("比较是否相等用 ==", "compare with ==")));
            }
            syntax(position, text!("脚本写法有误（{words}）", "the script cannot be read: {words}"), None)
        }
    }
}

/// The last place of a body.
fn end_of(body: &str) -> Position {
    let written = body.trim_end();
    let line = written.split('\n').count();
    let column = written.rsplit('\n').next().map_or(0, |last| last.chars().count());
    Position::new(line.min(u16::MAX.into()) as u16, column.min(u16::MAX.into()) as u16)
}

fn constant(name: &str, position: Position) -> Fault {
    let message = if name.chars().any(|c| ('\u{20000}'..='\u{2a6d0}').contains(&c)) || name.is_empty() {
        text!("「=」左边不能是数", "a number cannot stand left of `=`")
    } else {
        text!("「{name}」是常数（const），不能再改", "`{name}` is a constant and cannot change")
    };
    let help =
        text!("比较用 ==；要改的值用 let 给出", "compare with ==; give a value that changes with `let`");
    syntax(position, message, Some(help))
}

fn mismatch(wanted: &str, found: &str, position: Position) -> Fault {
    let (wanted, found) = (kind_name(wanted), kind_name(found));
    let message = Text {
        zh: format!("这里要{}，却是{}", wanted.zh, found.zh).into(),
        en: format!("{} is needed here, not {}", wanted.en, found.en).into(),
    };
    let help = text!("条件要用比较写出，例如 a >= 60", "write a condition as a comparison, such as a >= 60");
    placed(&WRONG_KINDS, position, message, Some(help))
}

/// What went wrong in a run.
pub(super) fn from_run(error: &EvalAltResult) -> Fault {
    let position = error.position();
    match error {
        EvalAltResult::ErrorRuntime(value, _) => match value.clone().try_cast::<Thrown>() {
            Some(thrown) => placed(thrown.code, position, thrown.message, thrown.help),
            None => failed(error),
        },
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => from_run(inner),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => wrong_call(signature, position),
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) => mismatch(wanted, found, position),
        EvalAltResult::ErrorAssignmentToConstant(name, _) => constant(name, position),
        EvalAltResult::ErrorTooManyOperations(_)
        | EvalAltResult::ErrorTooManyVariables(_)
        | EvalAltResult::ErrorStackOverflow(_)
        | EvalAltResult::ErrorDataTooLarge(..) => too_complex(position),
        _ => failed(error),
    }
}

fn failed(error: &EvalAltResult) -> Fault {
    let words = error.to_string();
    placed(&FAILED, error.position(), text!("脚本运行失败（{words}）", "the script failed: {words}"), None)
}

/// rhai found no function for these kinds: `min (number, string)`. That the name exists was checked before.
fn wrong_call(signature: &str, position: Position) -> Fault {
    let (name, kinds) = signature.split_once(" (").unwrap_or((signature, ""));
    let kinds: Vec<Text> = kinds.trim_end_matches(')').split(", ").map(kind_name).collect();
    let zh: Vec<&str> = kinds.iter().map(|kind| &*kind.zh).collect();
    let en: Vec<&str> = kinds.iter().map(|kind| &*kind.en).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    let message = text!("「{name}」不能用在{zh}上", "`{name}` does not take {en}");
    let help = if name == "!" {
        text!("「!」只用在条件前面", "`!` stands before a condition only")
    } else {
        text!("这里只能用数", "only numbers can stand here")
    };
    placed(&WRONG_KINDS, position, message, Some(help))
}

/// A name that nothing declares: what to say of it.
pub(super) fn unknown_name(name: &str, parameters: &[&str]) -> (Text, Text) {
    let message = text!("没有叫「{name}」的值", "nothing is called `{name}`");
    let listed = (parameters.join("、"), parameters.join(", "));
    let (zh, en) = &listed;
    let help = match nearest(name, parameters.iter().copied()) {
        Some(near) => text!("是否想写参数「{near}」？", "did you mean the parameter `{near}`?"),
        None if parameters.is_empty() => {
            text!(
                "脚本没有参数；先用 let 给出这个值",
                "the script has no parameters; give it a value with `let` first"
            )
        }
        None => text!(
            "参数有：{zh}；其他值先用 let 给出；文字要加双引号",
            "the parameters are: {en}; give other values with `let` first; put texts in double quotes"
        ),
    };
    (message, help)
}
