//! What periods are called in files of evidence, and what can be wrong with them.
//!
//! It must never decide anything.

use super::findings::{Problem, in_file};
use super::rows::shown;
use crate::diagnostic::Diagnostic;
use crate::unit::Period;
use crate::{code, text};

/// The names of a column of periods.
pub(super) const PERIOD: [&str; 2] = ["期间", "period"];

code!(
    NOT_A_PERIOD,
    "H0831",
    Error,
    "不是期间" / "not-a-period",
    "期间写作 2023、2023-05、2023年5月、2023Q2、2023年第2季度、2023年上半年，或一个日期。认不出是哪一期的记录排不了先后，这个对象的这份记录没有采用。"
        / "A period is written 2023, 2023-05, 2023Q2, 2023H1 or as a date. An entry whose period is not known cannot be put in order, so this list of the ratee is set aside.",
);
code!(
    PERIOD_TWICE,
    "H0832",
    Error,
    "同一期有两条记录" / "period-twice",
    "逐期的数据每期一条。同一个对象的同一期有两条时，说不准哪一条对，这个对象的这份记录没有采用。"
        / "A list by periods has one entry to a period. Of two for the same period nothing says which is right, so this list of the ratee is set aside.",
);
code!(
    NO_PERIOD,
    "H0833",
    Error,
    "没有写是哪一期" / "entry-without-period",
    "逐期的数据要有「期间」（period）一列，每条记录写明是哪一期。"
        / "A list by periods has a column `period` (期间), and each entry says which one it is of.",
);
code!(
    PERIODS_SKIPPED,
    "H0834",
    Warning,
    "中间缺了几期" / "periods-skipped",
    "前后两条记录之间缺了期间。最近几期、连续几期都按已有的记录数，缺的那一期会被跳过。"
        / "Periods are missing between two entries. The latest ones and runs are counted over the entries that are there, so a missing one is passed over.",
);
code!(
    NO_SUCH_PERIOD,
    "H0836",
    Error,
    "没有这一期的数据" / "no-rows-of-the-period",
    "文件有「期间」一列，但没有一行是要算的那一期。"
        / "The file has a column of periods, but no row of the period at hand.",
);

/// The problem with a cell that is no period.
pub(super) fn not_a_period(name: &str, written: &str) -> Problem {
    let read = shown(super::rows::clean(written));
    Problem::new(
        &NOT_A_PERIOD,
        text!("「{name}」读到“{read}”，认不出是哪一期", "{name}: “{read}” is no period"),
    )
    .help(text!(
        "写作 2023-05、2023年5月、2023Q2、2023年上半年 或 2023；表格软件若改成了“May-23”，请把这一列设为文本",
        "write 2023-05, 2023Q2, 2023H1 or 2023; if a spreadsheet made it “May-23”, format the column as text"
    ))
}

/// The problem with an entry, or a row of a file of ratees, that does not say its period.
pub(super) fn no_period(list: &str) -> Problem {
    Problem::new(
        &NO_PERIOD,
        text!("「{list}」的这条记录没有写是哪一期", "this entry of {list} does not say its period"),
    )
    .help(text!("加一列「期间」，写作 2023-05 等", "add a column `period` with values such as 2023-05"))
}

/// The problem with a second entry of a period.
pub(super) fn twice(id: &str, list: &str, label: &str, first: u32) -> Problem {
    let id = shown(id);
    Problem::new(
        &PERIOD_TWICE,
        text!(
            "{id} 的「{list}」有两条 {label} 的记录（另一条在第 {first} 行），这份记录没有采用",
            "{list} of {id} has two entries for {label} (the other is in row {first}); the list is set aside"
        ),
    )
    .help(text!("请核对后每期只留一条", "keep one entry for each period"))
}

/// The finding on periods that are missing between two entries.
pub(super) fn skipped(file: &str, id: &str, list: &str, between: (&str, &str), ratees: usize) -> Diagnostic {
    let ((before, after), id) = (between, shown(id));
    in_file(
        &PERIODS_SKIPPED,
        file,
        text!(
            "「{list}」中间缺期：{id} 在 {before} 之后就是 {after}（有这种情况的对象：{ratees} 个）",
            "{list} skips periods: for {id}, {before} is followed by {after} (ratees with such a hole: {ratees})"
        ),
    )
    .help(text!("请补上缺的那一期；没有数据就留一行空值", "add the missing period; if it has no figures, leave its cells empty"))
}

/// The finding on a file none of whose rows is of the period at hand.
pub(super) fn no_such_period(file: &str, wanted: &Period, seen: &str) -> Diagnostic {
    let (from, to, seen) = (wanted.from, wanted.to, shown(seen));
    in_file(
        &NO_SUCH_PERIOD,
        file,
        text!(
            "{file} 没有一行属于要算的期间（{from} 至 {to}），有的是 {seen} 等",
            "no row of {file} is of the period at hand ({from} to {to}); it has {seen} and the like"
        ),
    )
    .help(text!(
        "用 --period 写明要算哪一期；要汇总各期，请在「数据」里声明「逐期 {{ … }}」",
        "name the period with --period; to combine periods, declare `periods {{ … }}` in `evidence`"
    ))
}
