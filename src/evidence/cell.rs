//! One raw cell becomes a typed cell, or a problem that says what was read and what was expected.
//!
//! It must never know where a cell stands, and never repair one: what does not clearly say what it means is a problem.

use super::findings::Problem;
use super::number;
use super::rows::{Raw, clean, half_width, shown};
use super::table::Cell;
use crate::diagnostic::similar::nearest;
use crate::locale::Text;
use crate::number::Number;
use crate::unit::{Date, Dimension, FactSpec, FactType, Period, UNITS, Unit};
use crate::{code, text};
use std::borrow::Cow;
use std::sync::Arc;

/// Characters of a unit beyond which none is looked for.
const LONGEST_UNIT: usize = 12;

/// What a cell of one column should be.
pub(super) struct Wanted<'s> {
    /// How messages call the column.
    pub name: String,
    /// Its type.
    pub ty: &'s FactType,
    /// Least and greatest allowed value in base units.
    range: (Option<Number>, Option<Number>),
    unit: Option<Unit>,
    scale: Number,
    /// Whether a value must be given.
    pub required: bool,
    /// The categories as they are compared.
    words: Vec<Cow<'s, str>>,
    counting: &'s [Arc<str>],
}

/// A cell that was read.
#[derive(Debug)]
pub(super) struct Read {
    /// What it says.
    pub cell: Cell,
    /// Whether a unit stood beside the number.
    pub unit_written: bool,
}

/// The counting words that the facts declare, so that cells may carry them.
pub fn counting_words(specs: &[FactSpec]) -> Vec<Arc<str>> {
    let fields = specs.iter().filter_map(|spec| match &spec.ty {
        FactType::List(fields) => Some(fields.iter().map(|field| &field.ty)),
        _ => None,
    });
    let mut words: Vec<Arc<str>> = Vec::new();
    for unit in specs.iter().map(|spec| &spec.ty).chain(fields.flatten()).filter_map(FactType::unit) {
        if let Dimension::Count(word) = unit.dimension
            && !words.contains(&word)
        {
            words.push(word);
        }
    }
    words
}

impl<'s> Wanted<'s> {
    /// For a column called `name`, with values of a type in a range of base units.
    pub(super) fn new(
        name: String,
        ty: &'s FactType,
        range: (Option<Number>, Option<Number>),
        required: bool,
        counting: &'s [Arc<str>],
    ) -> Self {
        let words = match ty {
            FactType::Category(words) => words.iter().map(|word| half_width(word)).collect(),
            _ => Vec::new(),
        };
        let unit = ty.unit();
        let scale = ty.scale();
        Wanted { name, ty, range, unit, scale, required, words, counting }
    }

    /// Reads a cell.
    pub(super) fn read(&self, raw: &Raw<'_>) -> Result<Read, Problem> {
        let bare = |cell| Read { cell, unit_written: false };
        match raw {
            Raw::Null => Ok(bare(Cell::Missing)),
            Raw::Lost(bad) => Ok(bare(Cell::Bad(*bad))),
            Raw::Nested(text) => Err(self.wrong_kind(text)),
            Raw::Bool(value) if *self.ty == FactType::YesNo => Ok(bare(Cell::Bool(*value))),
            Raw::Bool(value) => Err(self.wrong_kind(&value.to_string())),
            Raw::Number(text) if self.ty.is_numeric() => {
                let value = number::json(text).ok_or_else(|| self.not_a_number(text))?;
                Ok(bare(Cell::Number(self.checked(&value * &self.scale, text)?)))
            }
            Raw::Number(text) => self.words(text).map(bare),
            Raw::Text(text) => self.text(text),
        }
    }

    /// A cell of words. A category called 不涉及 is that category; everywhere else the word means not applicable.
    fn text(&self, text: &str) -> Result<Read, Problem> {
        let bare = |cell| Ok(Read { cell, unit_written: false });
        let half = half_width(text);
        if half.is_empty() {
            return bare(Cell::Missing);
        }
        if let Some(at) = self.words.iter().position(|word| *word == half) {
            return bare(Cell::Word(at as u32));
        }
        if is_not_applicable(&half) {
            return bare(Cell::NotApplicable);
        }
        if !self.ty.is_numeric() {
            return bare(self.words(text)?);
        }
        let (value, unit) = number::amount(&half).ok_or_else(|| self.not_a_number(text))?;
        let value = self.in_base_units(value, unit, text)?;
        Ok(Read { cell: Cell::Number(self.checked(value, text)?), unit_written: !unit.is_empty() })
    }

    /// A cell that is neither blank nor a number.
    fn words(&self, text: &str) -> Result<Cell, Problem> {
        let half = half_width(text);
        match self.ty {
            FactType::YesNo => yes_or_no(&half).map(Cell::Bool).ok_or_else(|| self.not_yes_or_no(text)),
            FactType::Date => Date::parse(clean(text)).map(Cell::Date).ok_or_else(|| self.not_a_date(text)),
            FactType::Category(_) => match self.words.iter().position(|word| *word == half) {
                Some(at) => Ok(Cell::Word(at as u32)),
                None => Err(self.not_a_category(text, &half)),
            },
            FactType::Text => Ok(Cell::Text(clean(text).into())),
            FactType::Period => match Period::parse(&half) {
                Some(_) => Ok(Cell::Text(clean(text).into())),
                None => Err(super::period_names::not_a_period(&self.name, text)),
            },
            _ => Err(self.wrong_kind(text)),
        }
    }

    /// A written number with the words after it.
    fn in_base_units(&self, value: Number, unit: &str, written: &str) -> Result<Number, Problem> {
        if unit.is_empty() || self.unit.as_ref().is_some_and(|own| *own.symbol == *unit) {
            return Ok(&value * &self.scale);
        }
        if unit.chars().count() > LONGEST_UNIT {
            return Err(self.not_a_number(written));
        }
        if let Some(factor) = Unit::scale_word(unit) {
            return self.scaled(&value * &factor, written);
        }
        let found = Unit::find(unit, self.counting).ok_or_else(|| self.not_a_number(written))?;
        let dimension = match self.ty {
            FactType::Fraction => Some(&Dimension::Percent),
            _ => self.unit.as_ref().map(|own| &own.dimension),
        };
        if dimension == Some(&found.dimension) {
            return Ok(&value * &found.scale);
        }
        Err(self.wrong_unit(unit, &found.dimension, written))
    }

    /// A number with 万 or 亿 and no unit: clear, unless the declared unit has a scale word of its own.
    fn scaled(&self, value: Number, written: &str) -> Result<Number, Problem> {
        let Some(own) = &self.unit else {
            return if matches!(self.ty, FactType::Fraction) {
                Err(self.not_a_number(written))
            } else {
                Ok(value)
            };
        };
        if matches!(self.ty, FactType::Percent | FactType::PercentPoint) {
            return Err(self.not_a_number(written));
        }
        let listed = UNITS.iter().any(|(symbols, ..)| symbols.contains(&&*own.symbol));
        if !listed && own.symbol.starts_with(['十', '百', '千', '万', '亿']) {
            return Err(self.unclear_scale(&own.symbol, written));
        }
        Ok(&value * &self.scale)
    }

    /// Whole where it must be, and within the range.
    fn checked(&self, value: Number, written: &str) -> Result<Number, Problem> {
        if matches!(self.ty, FactType::Count(_)) && !value.is_whole() {
            return Err(self.not_whole(written));
        }
        if self.is_within(&value) { Ok(value) } else { Err(self.out_of_range(written)) }
    }

    /// Whether a value in base units lies in the range.
    pub(super) fn is_within(&self, value: &Number) -> bool {
        let (low, high) = &self.range;
        low.as_ref().is_none_or(|low| value >= low) && high.as_ref().is_none_or(|high| value <= high)
    }

    /// Whether values must be whole.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.ty, FactType::Count(_))
    }

    /// What a number without a unit is multiplied with.
    pub(super) fn scale(&self) -> &Number {
        &self.scale
    }
}

/// Whether a cell says that the fact does not apply. Full-width forms must be gone.
pub(super) fn is_not_applicable(half: &str) -> bool {
    half == "/"
        || half == "不涉及"
        || half == "不适用"
        || ["n/a", "na"].iter().any(|word| half.eq_ignore_ascii_case(word))
}

fn yes_or_no(half: &str) -> Option<bool> {
    let says = |words: [&str; 4]| words.iter().any(|word| half.eq_ignore_ascii_case(word));
    if says(["是", "yes", "true", "1"]) {
        return Some(true);
    }
    says(["否", "no", "false", "0"]).then_some(false)
}

code!(
    NOT_A_NUMBER,
    "H0720",
    Error,
    "不是数" / "not-a-number",
    "这一列是数值。单元格里不是数，或者数后面跟着不认识的字，就无法计分；不会猜它的意思，这个对象的这一项按“有误”处理。"
        / "The column holds numbers. A cell that is none, or that has unknown words after one, cannot be scored; its meaning is not guessed.",
);
code!(
    NOT_WHOLE,
    "H0721",
    Error,
    "不是整数" / "not-a-whole-number",
    "这个数据声明为整数（件、名、次等可数的事物），带小数的值多半填错了列或单位。"
        / "The fact is declared as a count of things; a value with a fraction most likely stands in the wrong column or unit.",
);
code!(
    WRONG_UNIT,
    "H0722",
    Error,
    "单位不符" / "wrong-unit",
    "单元格写的单位与声明的单位量的不是一回事，不能换算；百分比与百分点也不能互换。"
        / "The unit in the cell measures something else than the declared one and cannot be converted; nor can percent and percentage points.",
);
code!(
    OUT_OF_RANGE,
    "H0723",
    Error,
    "超出范围" / "out-of-range",
    "方案里声明了这个数据的允许范围，超出范围的值不采用。"
        / "The scheme declares what values the fact may have; a value outside is not used.",
);
code!(
    NOT_YES_OR_NO,
    "H0724",
    Error,
    "不是是或否" / "not-yes-or-no",
    "这个数据只能是“是”或“否”（也可写 yes/no、true/false、1/0）。"
        / "The fact is yes or no (also 是/否, true/false, 1/0) and nothing else.",
);
code!(
    NOT_A_CATEGORY,
    "H0725",
    Error,
    "不在类别之中" / "not-a-declared-category",
    "这个数据只能是方案里列出的几个类别之一，写法须一致。"
        / "The fact is one of the categories that the scheme lists, written the same way.",
);
code!(
    NOT_A_DATE,
    "H0726",
    Error,
    "不是日期" / "not-a-date",
    "日期写作 2023-12-31、2023/12/31 或 2023年12月31日，而且要真有这一天。"
        / "A date is written 2023-12-31, 2023/12/31 or 2023年12月31日, and the day must exist.",
);
code!(
    WRONG_KIND,
    "H0727",
    Error,
    "值的种类不对" / "wrong-kind-of-value",
    "JSON 或 Parquet 里的值（数组、对象、true、false）与声明的类型不是一类，不会自行转换。"
        / "A value of JSON or Parquet (array, object, true, false) of another kind than the declared type is not converted.",
);

/// The messages. Each says what was read, what was expected, and what to write.
impl Wanted<'_> {
    fn not_a_number(&self, written: &str) -> Problem {
        let (name, read, wanted) = (&self.name, shown(clean(written)), self.expected());
        let (zh, en) = (&wanted.zh, &wanted.en);
        let made = Problem::new(
            &NOT_A_NUMBER,
            text!(
                "「{name}」读到“{read}”，不是能用的数；应为{zh}",
                "{name}: “{read}” is not a usable number; expected {en}"
            ),
        );
        let digits = read.starts_with(|c: char| c.is_ascii_digit());
        if read.starts_with('#') {
            made.help(text!(
                "这是表格软件的公式错误，请改正公式后重新导出",
                "this is a spreadsheet's formula error; put the formula right and export again"
            ))
        } else if digits && (read.contains("E+") || read.contains("E-")) {
            made.help(text!(
                "这是表格软件的科学记数，位数可能已丢失；请把单元格格式改为数值后重新导出",
                "a spreadsheet wrote this in scientific notation and may have lost digits; format the cell as a number"
            ))
        } else {
            made.help(text!(
                "没有数据请留空；不适用请写“不涉及”",
                "leave the cell empty if there is no figure; write N/A if it does not apply"
            ))
        }
    }

    fn not_whole(&self, written: &str) -> Problem {
        let (name, read, wanted) = (&self.name, shown(clean(written)), self.expected());
        let (zh, en) = (&wanted.zh, &wanted.en);
        let message =
            text!("「{name}」读到“{read}”，应为{zh}", "{name}: “{read}” is not whole; expected {en}");
        Problem::new(&NOT_WHOLE, message)
    }

    fn wrong_unit(&self, unit: &str, found: &Dimension, written: &str) -> Problem {
        let (name, read, wanted) = (&self.name, shown(clean(written)), self.expected());
        let (zh, en) = (&wanted.zh, &wanted.en);
        let made = Problem::new(
            &WRONG_UNIT,
            text!(
                "「{name}」读到“{read}”，单位“{unit}”不能用在这里；应为{zh}",
                "{name}: “{read}” has the unit “{unit}”, which does not fit; expected {en}"
            ),
        );
        match (self.ty, found) {
            (FactType::PercentPoint, Dimension::Percent) => made.help(text!(
                "“%”是比率，百分点是两个比率之差；请只写数，或写“3个百分点”",
                "% is a rate, a percentage point a difference of rates; write the bare number or 3pp"
            )),
            (FactType::Percent, Dimension::PercentPoint) => made.help(text!(
                "百分点是两个比率之差；请只写数，或写“98.7%”",
                "a percentage point is a difference of rates; write the bare number or 98.7%"
            )),
            _ => made,
        }
    }

    fn unclear_scale(&self, own: &str, written: &str) -> Problem {
        let (name, read) = (&self.name, shown(clean(written)));
        let message = text!(
            "「{name}」读到“{read}”，声明的单位是“{own}”，说不清要不要再乘一次",
            "{name}: “{read}” for a fact declared in {own}: it is unclear whether both scales are meant"
        );
        Problem::new(&WRONG_UNIT, message).help(text!(
            "请写全单位，或只写以“{own}”计的数",
            "write the whole unit, or the bare number in {own}"
        ))
    }

    fn out_of_range(&self, written: &str) -> Problem {
        let (name, read) = (&self.name, shown(clean(written)));
        let allowed = match &self.range {
            (Some(low), Some(high)) => {
                let (low, high) = (self.in_unit(low), self.in_unit(high));
                text!("{low} 至 {high}", "{low} to {high}")
            }
            (Some(low), None) => {
                let low = self.in_unit(low);
                text!("不小于 {low}", "at least {low}")
            }
            (None, high) => {
                let high = high.as_ref().map_or(String::new(), |high| self.in_unit(high));
                text!("不大于 {high}", "at most {high}")
            }
        };
        let (zh, en) = (&allowed.zh, &allowed.en);
        let message = text!(
            "「{name}」读到“{read}”，超出允许范围：{zh}",
            "{name}: “{read}” is out of range; allowed is {en}"
        );
        Problem::new(&OUT_OF_RANGE, message).help(text!(
            "请核对数据；如果范围定得不对，请改方案里这个数据的“范围”",
            "check the figure; if the range is wrong, change it where the scheme declares the fact"
        ))
    }

    fn not_yes_or_no(&self, written: &str) -> Problem {
        let (name, read) = (&self.name, shown(clean(written)));
        let message =
            text!("「{name}」读到“{read}”，应为“是”或“否”", "{name}: “{read}” is neither yes nor no");
        Problem::new(&NOT_YES_OR_NO, message)
    }

    fn not_a_category(&self, written: &str, half: &str) -> Problem {
        let (name, read) = (&self.name, shown(clean(written)));
        let FactType::Category(words) = self.ty else { return self.wrong_kind(written) };
        let (zh, en) = (words.join("、"), words.join(", "));
        let made = Problem::new(
            &NOT_A_CATEGORY,
            text!(
                "「{name}」读到“{read}”，不是声明的类别；可以是：{zh}",
                "{name}: “{read}” is not a declared category; it may be {en}"
            ),
        );
        let near = if half.len() > 200 { None } else { nearest(half, words.iter().map(|word| &**word)) };
        match near {
            Some(near) => made.help(text!("是不是“{near}”？", "did you mean “{near}”?")),
            None => made,
        }
    }

    fn not_a_date(&self, written: &str) -> Problem {
        let (name, read) = (&self.name, shown(clean(written)));
        let made = Problem::new(
            &NOT_A_DATE,
            text!(
                "「{name}」读到“{read}”，不是日期，或者没有这一天",
                "{name}: “{read}” is not a date, or there is no such day"
            ),
        );
        if read.len() == 5 && read.bytes().all(|byte| byte.is_ascii_digit()) {
            return made.help(text!(
                "这像是表格软件内部的日期序号；请把单元格格式改为日期后重新导出",
                "this looks like a spreadsheet's serial number of a day; format the cell as a date and export again"
            ));
        }
        made.help(text!("请写作 2023-12-31 或 2023年12月31日", "write it as 2023-12-31"))
    }

    /// The problem of a JSON value of another kind than the type asks for.
    pub(super) fn wrong_kind(&self, written: &str) -> Problem {
        let (name, read, wanted) = (&self.name, shown(clean(written)), self.expected());
        let (zh, en) = (&wanted.zh, &wanted.en);
        let message = text!("「{name}」读到 {read}，应为{zh}", "{name}: {read} was read; expected {en}");
        Problem::new(&WRONG_KIND, message)
    }

    /// A base value as it would be written.
    fn in_unit(&self, value: &Number) -> String {
        let written = value.divide(&self.scale).unwrap_or_else(|| value.clone());
        let unit = self.unit.as_ref().map_or("", |unit| &*unit.symbol);
        format!("{written}{unit}")
    }

    /// What the type asks for, with an example.
    fn expected(&self) -> Text {
        let unit = self.unit.as_ref().map_or("", |unit| &*unit.symbol);
        match self.ty {
            FactType::Count(Some(_)) => text!("整数，如 3 或 3{unit}", "a whole number such as 3 or 3{unit}"),
            FactType::Count(None) => {
                text!("不带单位的整数，如 3", "a whole number without a unit, such as 3")
            }
            FactType::Number => text!("不带单位的数，如 12.5", "a number without a unit, such as 12.5"),
            FactType::Score => text!("分数，如 85 或 85分", "points such as 85"),
            FactType::Fraction => text!("小数比率，如 0.987", "a fraction such as 0.987"),
            FactType::Percent => text!("百分比，如 98.7% 或 98.7", "a percent such as 98.7% or 98.7"),
            FactType::PercentPoint => {
                text!("百分点，如 3 或 3个百分点", "percentage points such as 3 or 3pp")
            }
            FactType::Money(_) => text!("金额，如 45 或 45{unit}", "money such as 45 or 45{unit}"),
            FactType::Quantity(_) => text!("数量，如 45 或 45{unit}", "a quantity such as 45 or 45{unit}"),
            FactType::YesNo => text!("是或否", "yes or no"),
            FactType::Category(words) => {
                let (zh, en) = (words.join("、"), words.join(", "));
                text!("这些类别之一：{zh}", "one of {en}")
            }
            FactType::Text => text!("文本", "text"),
            FactType::Date => text!("日期，如 2023-12-31", "a date such as 2023-12-31"),
            FactType::Period => text!("期间，如 2023-05", "a period such as 2023-05"),
            FactType::List(_) => text!("清单 [ {{…}}, … ]", "a list [ {{…}}, … ]"),
        }
    }
}
