//! Tables from files: a CSV file beside the scheme, its header the names of keys and columns.

use super::checker::{Amend, Checker};
use super::model::*;
use super::types::Ty;
use crate::evidence::{Sheet, amount};
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::TableNode;
use crate::unit::{Date, Unit};
use crate::{code, text};
use std::sync::Arc;

code!(
    TABLE_FILE,
    "H1208",
    Error,
    "表的文件用不了" / "table-file",
    "「自」后面写 CSV 文件，从方案所在的文件夹找起；它的表头要有「按」和「列」所写的名称。"
        / "`from` names a CSV file, sought from the folder of the scheme; its header has the names of the keys and columns."
);
code!(
    TABLE_CELL,
    "H1209",
    Error,
    "表的文件里有读不懂的格" / "table-cell",
    "表的每一格都要有值，类型与这一列的第一行相同；键要是类别里的词。"
        / "Each cell of a table has a value of the type that the first row of its column has; a key is a word of the category."
);

impl Checker<'_> {
    /// The columns of a table from a file, with the types of the first row.
    pub(super) fn columns_of_file(&mut self, table: &TableNode) -> Vec<(Arc<str>, Ty)> {
        let Some(file) = &table.file else { return vec![] };
        let Some(sheet) = self.enclosed.sheets.get(&file.span) else { return vec![] };
        let keys: Vec<String> = table.keys.iter().map(|key| key.text()).collect();
        let names: Vec<Arc<str>> = if !table.columns.is_empty() {
            table.columns.iter().map(|column| column.text.clone()).collect()
        } else {
            let others = sheet.columns.iter().filter(|name| !keys.contains(name) && !name.is_empty());
            others.map(|name| name.as_str().into()).collect()
        };
        let lacks = |name: &&str| !sheet.columns.iter().any(|column| column == name);
        let wanted = keys.iter().map(String::as_str).chain(names.iter().map(|name| &**name));
        let lacking: Vec<&str> = wanted.filter(lacks).collect();
        if !lacking.is_empty() || names.is_empty() || sheet.rows.is_empty() {
            let (listed, file, has) = (Text::listed(&lacking), &sheet.file, Text::listed(&sheet.columns));
            let message = match (lacking.is_empty(), names.is_empty()) {
                (false, _) => text!("{file} 的表头没有「{0}」", "the header of {file} lacks {0}", listed),
                (true, true) => text!("{file} 除了键以外没有别的列", "{file} has no columns beside the keys"),
                _ => text!("{file} 只有表头，没有行", "{file} has a header and no rows"),
            };
            let span = table.file.as_ref().map_or(table.span, |file| file.span);
            self.report(&TABLE_FILE, span, message, text!("与表头不符", "does not fit")).advise(text!(
                "文件的表头是：{0}",
                "the header of the file is {0}",
                has
            ));
            return vec![];
        }
        let first = &sheet.rows[0].1;
        let column = |name: &Arc<str>| {
            let at = sheet.columns.iter().position(|column| **column == **name)?;
            let ty = guess(first.get(at)?, &self.units).map_or(Ty::Any, |(_, ty)| ty);
            Some((name.clone(), ty))
        };
        names.iter().filter_map(column).collect()
    }

    /// The rows of a table from a file.
    pub(super) fn rows_of_file(&mut self, id: usize) {
        let Some(file) = &self.tables[id].node.file else { return };
        let span = file.span;
        let Some(sheet) = self.enclosed.sheets.get(&span).cloned() else { return };
        let place = |name: &str| sheet.columns.iter().position(|column| column == name).unwrap_or(0);
        let table = &self.tables[id].table;
        let keys: Vec<usize> = table.keys.iter().map(|key| place(key)).collect();
        let columns: Vec<usize> = table.columns.iter().map(|(name, _)| place(name)).collect();
        for (number, cells) in &sheet.rows {
            let made = self.row_of_file(id, (&keys, &columns), cells, (&sheet, *number, span));
            if let Some((keys, values)) = made {
                let row = TableRow { keys, values, basis: None, place: TablePlace::File(*number) };
                self.add_row(id, row, span);
            }
        }
    }

    fn row_of_file(
        &mut self,
        id: usize,
        (keys, columns): (&[usize], &[usize]),
        cells: &[String],
        (sheet, number, span): (&Sheet, usize, Span),
    ) -> Option<(Vec<TableValue>, Vec<TableValue>)> {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let is_rest = self.is_otherwise(id, keys, cells);
        let (mut made, mut values) = (Vec::new(), Vec::new());
        let mut wrong: Vec<(usize, Text)> = Vec::new();
        for (at, subject) in keys.iter().zip(self.tables[id].subjects.clone()).filter(|_| !is_rest) {
            match self.key_of_cell(cell(*at), &subject) {
                Ok(key) => made.push(key),
                Err(why) => wrong.push((*at, why)),
            }
        }
        for (at, (_, wanted)) in columns.iter().zip(&self.tables[id].table.columns) {
            match value_of_cell(cell(*at), wanted, &self.units) {
                Ok(value) => values.push(value),
                Err(why) => wrong.push((*at, why)),
            }
        }
        let sound = wrong.is_empty();
        for (at, why) in wrong {
            let (file, column) = (&sheet.file, &sheet.columns[at]);
            self.report(
                &TABLE_CELL,
                span,
                text!("{file} 第 {number} 行「{column}」：{0}", "{file}, row {number}, {column}: {0}", why),
                text!("文件里有读不懂的格", "a cell of this file"),
            )
            .advise(text!("请在文件里改正这一格", "put the cell right in the file"));
        }
        sound.then_some((made, values))
    }

    /// Whether a row is the one for all other keys: its keys say 其他, or the first does and the rest are empty.
    fn is_otherwise(&self, id: usize, keys: &[usize], cells: &[String]) -> bool {
        let is_word = self.tables[id].subjects.first().and_then(|subject| self.words_of(&subject.ty));
        let says = |at: &usize| cells.get(*at).map_or("", String::as_str);
        let rest = |words: &str| matches!(words, "其他" | "otherwise");
        let listed = is_word.is_some_and(|words| words.iter().any(|word| rest(word)));
        !listed
            && keys.first().is_some_and(|at| rest(says(at)))
            && keys.iter().skip(1).all(|at| rest(says(at)) || says(at).is_empty())
    }

    fn key_of_cell(&self, cell: &str, subject: &Expr) -> Result<TableValue, Text> {
        if cell.is_empty() {
            return Err(text!("没有填", "empty"));
        }
        if let Some(words) = self.words_of(&subject.ty) {
            let found = words.iter().find(|word| ***word == *cell).cloned();
            let listed = Text::listed(words.iter());
            return found.map(TableValue::Word).ok_or_else(|| {
                text!("“{cell}”不是类别里的词（{0}）", "“{cell}” is no word of the category ({0})", listed)
            });
        }
        match &subject.ty {
            Ty::Text | Ty::Any => Ok(TableValue::Word(cell.into())),
            ty if ty.is_numeric() => {
                let scale = self.key_scale(subject);
                match amount(cell) {
                    Some((number, unit)) if unit.is_empty() => Ok(TableValue::Number(&number * &scale)),
                    _ => match guess(cell, &self.units) {
                        Ok((value @ TableValue::Number(_), is)) if is.meet(ty).is_some() => Ok(value),
                        _ => Err(unlike(cell, ty)),
                    },
                }
            }
            ty => match guess(cell, &self.units) {
                Ok((value, is)) if is == *ty => Ok(value),
                _ => Err(unlike(cell, ty)),
            },
        }
    }
}

fn unlike(cell: &str, wanted: &Ty) -> Text {
    text!("“{cell}”不是{0}", "“{cell}” is not {0}", wanted.describe())
}

/// A cell as a value of the type of its column.
fn value_of_cell(cell: &str, wanted: &Ty, units: &[Arc<str>]) -> Result<TableValue, Text> {
    if *wanted == Ty::Text && !cell.is_empty() {
        return Ok(TableValue::Word(cell.into()));
    }
    let (value, is) = guess(cell, units)?;
    if is == *wanted { Ok(value) } else { Err(unlike(cell, wanted)) }
}

/// A cell as what it looks like: yes or no, a date, a number with or without a unit, else a word.
fn guess(cell: &str, units: &[Arc<str>]) -> Result<(TableValue, Ty), Text> {
    match cell {
        "" => return Err(text!("没有填", "empty")),
        "是" | "yes" => return Ok((TableValue::Truth(true), Ty::Truth)),
        "否" | "no" => return Ok((TableValue::Truth(false), Ty::Truth)),
        _ => {}
    }
    if let Some(date) = Date::parse(cell) {
        return Ok((TableValue::Date(date), Ty::Date));
    }
    if let Some((number, unit)) = amount(cell) {
        if unit.is_empty() {
            return Ok((TableValue::Number(number), Ty::Number));
        }
        if let Some(scale) = Unit::scale_word(&unit) {
            return Ok((TableValue::Number(&number * &scale), Ty::Number));
        }
        if let Some(unit) = Unit::find(&unit, units) {
            return Ok((TableValue::Number(&number * &unit.scale), Ty::Unit(unit.dimension)));
        }
    }
    Ok((TableValue::Word(cell.into()), Ty::Text))
}
