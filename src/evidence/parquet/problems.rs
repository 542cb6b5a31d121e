//! What can be wrong with a Parquet file.

use super::super::findings::Problem;
use super::cells::Odd;
use super::kind::Refused;
use crate::diagnostic::Code;
use crate::{code, text};

code!(
    BROKEN,
    "H0750",
    Error,
    "Parquet 文件读不了" / "unreadable-parquet",
    "文件不是完整的 Parquet，或者用了读不了的压缩、加密，所以整个文件没有读。可读的压缩：无、Snappy、GZIP、LZ4、ZSTD。"
        / "The file is no whole Parquet file, or is compressed or encrypted in a way that cannot be read, so nothing of it was read. Compression may be none, Snappy, GZIP, LZ4 or ZSTD.",
);
code!(
    NO_SUCH_TYPE,
    "H0751",
    Error,
    "列的类型用不了" / "column-of-unusable-type",
    "Parquet 的列要是整数、小数（DECIMAL）、浮点数、文字、是否（BOOLEAN）或日期（DATE）。别的类型说不清是什么数据，这一列按“有误”处理。"
        / "A column of a Parquet file must hold whole numbers, decimals, floating-point numbers, texts, booleans or dates. What another type means for a fact is not clear, so the column is not used.",
);
code!(
    FLOATS,
    "H0752",
    Error,
    "不许用浮点数" / "floats-refused",
    "命令里写了 --no-floats：浮点数存不准小数（0.1 存成很接近 0.1 的数），所以这样的列按“有误”处理，要改存为 DECIMAL 或整数。"
        / "The command says --no-floats: floating-point numbers hold most decimals only nearly, so such a column is not used; store it as DECIMAL or whole numbers.",
);
code!(
    NO_NUMBER,
    "H0753",
    Error,
    "浮点数不是数" / "float-is-no-number",
    "浮点数的列里，NaN（不是数）和无穷大不能计分；没有数据要存为空值（null）。"
        / "NaN and infinity in a column of floating-point numbers cannot be scored; no value is stored as null.",
);
code!(
    NO_TEXT,
    "H0754",
    Error,
    "不是 UTF-8 文字" / "bytes-are-no-text",
    "Parquet 的文字一律用 UTF-8 编码，这一格不是。" / "Texts in Parquet are UTF-8; the cell is not.",
);
code!(
    NO_DAY,
    "H0755",
    Error,
    "不是一天" / "time-is-no-day",
    "日期只到天。时间戳要正好是零点、没有时区，才算那一天；年份要在 1 至 9999 之间。"
        / "A date is a day. A timestamp is read as one if it stands at midnight and has no time zone; the year is 1 to 9999.",
);

pub(super) fn broken(file: &str) -> Problem {
    Problem::new(
        &BROKEN,
        text!(
            "{file} 不是完整的 Parquet 文件，或者加了密，整个文件没有读",
            "{file} is no whole Parquet file, or is encrypted; nothing of it was read"
        ),
    )
    .help(text!(
        "请重新导出一次，不要加密；如果本来是 CSV，请把文件名改回 .csv",
        "export it again, not encrypted; if it is a CSV, name it .csv"
    ))
}

pub(super) fn unknown_compression(file: &str, name: &str) -> Problem {
    Problem::new(
        &BROKEN,
        text!(
            "{file} 用 {name} 压缩，读不了，整个文件没有读",
            "{file} is compressed with {name}, which cannot be read; nothing of it was read"
        ),
    )
    .help(text!(
        "请改用 Snappy、ZSTD、GZIP、LZ4 压缩，或不压缩",
        "export it again with Snappy, ZSTD, GZIP, LZ4 or no compression"
    ))
}

pub(super) fn refused(column: &str, why: &Refused) -> Problem {
    match why {
        Refused::Nested => Problem::new(
            &NO_SUCH_TYPE,
            text!(
                "列「{column}」的每一格里又有几部分（LIST、STRUCT、MAP），没有读",
                "each cell of the column {column} has parts (LIST, STRUCT, MAP); it was not read"
            ),
        )
        .help(text!(
            "清单请单独存成一份文件，每条一行，在命令里写 清单=文件",
            "store a list as a file of its own with one row per entry, and give it as LIST=FILE"
        )),
        Refused::Type(name) => Problem::new(
            &NO_SUCH_TYPE,
            text!(
                "列「{column}」的类型是 {name}，没有读",
                "the column {column} is of type {name} and was not read"
            ),
        )
        .help(text!(
            "请存为整数、DECIMAL、文字、BOOLEAN 或 DATE",
            "store it as whole numbers, DECIMAL, text, BOOLEAN or DATE"
        )),
    }
}

pub(super) fn floats_refused(columns: &[&str]) -> Problem {
    const NAMED: usize = 5;
    let count = columns.len();
    let names: Vec<&str> = columns.iter().copied().take(NAMED).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let (zh, en) = if count > NAMED { (zh + "等", en + " …") } else { (zh, en) };
    Problem::new(
        &FLOATS,
        text!(
            "命令里写了 --no-floats，而有 {count} 列是浮点数（{zh}），没有读",
            "columns hold floating-point numbers and were not read because of --no-floats: {count} ({en})"
        ),
    )
    .help(text!(
        "请存为 DECIMAL 或整数；要照读，请去掉 --no-floats",
        "store them as DECIMAL or whole numbers, or leave out --no-floats to have them read"
    ))
}

pub(super) fn odd(column: &str, why: Odd) -> Problem {
    match why {
        Odd::Text => Problem::new(
            &NO_TEXT,
            text!("「{column}」这一格不是 UTF-8 文字", "{column}: this cell is not UTF-8 text"),
        )
        .help(text!("请重新导出，文字用 UTF-8", "export it again with texts in UTF-8")),
        Odd::Number => Problem::new(
            &NO_NUMBER,
            text!("「{column}」这一格是 NaN 或无穷大", "{column}: this cell is NaN or infinity"),
        )
        .help(text!("没有数据请存为空值（null）", "store null where there is no value")),
        Odd::Day => Problem::new(
            &NO_DAY,
            text!(
                "「{column}」这一格的时间不是零点，或不在 1 至 9999 年之间，说不成一天",
                "{column}: this cell is not at midnight, or not in the years 1 to 9999, so it is no day"
            ),
        )
        .help(text!("请存为 DATE", "store it as DATE")),
    }
}

/// Every code that this module raises.
pub static CODES: &[&Code] = &[&BROKEN, &NO_SUCH_TYPE, &FLOATS, &NO_NUMBER, &NO_TEXT, &NO_DAY];
