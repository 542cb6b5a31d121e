//! Tables: their rows and columns checked, and what a name of one means where it is used.

use super::checker::{Amend, Checker, Scope, Stage, TableSlot};
use super::expr::constant;
use super::findings::DUPLICATE_NAME;
use super::forms::{in_a_row, some_of, truth_text};
use super::model::*;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::{self, Key, Path, SchemeNode, Statement, TableNode, TableRowNode};
use crate::unit::{Dimension, FactType};
use crate::{code, text};
use std::sync::Arc;

code!(
    TABLE_ROW,
    "H1204",
    Error,
    "表的行列对不上" / "table-shape",
    "表头写「按」什么查、有哪几「列」；每一行的键和值要与表头一一对应。表要么在大括号里逐行写，要么「自」一个文件。"
        / "The head of a table says what is looked up and which columns it has; each row has a key and a value for each of them. A table stands in braces or comes from a file."
);
code!(
    TABLE_VALUE,
    "H1205",
    Error,
    "表里的值不行" / "table-value",
    "表里写固定的值：数、带单位的数、日期、是否或词。同一列的值类型相同，以第一行为准。"
        / "A table holds constants: numbers, numbers with units, dates, yes or no, words. The values of a column are of one type, that of the first row."
);
code!(
    TABLE_TWICE,
    "H1206",
    Error,
    "表里同一个键有两行" / "table-row-twice",
    "同一个键写了两行，查到哪一行都说不准。" / "Of two rows for the same key nothing says which counts."
);
code!(
    TABLE_LACKS,
    "H1207",
    Warning,
    "表里缺行" / "table-lacks-rows",
    "类别里有的词，表里没有对应的行，也没有「其他」。遇到这样的对象就没有结果。"
        / "The category has words for which the table has no row, and no `otherwise`. A ratee with such a word has no result."
);
code!(
    TABLE_COLUMN,
    "H1210",
    Error,
    "没有说清用表的哪一列" / "which-column",
    "有几列的表用「表名.列名」取值；没有列名的表，表名就是值。"
        / "A table with columns is read as `table.column`; one without column names is itself the value."
);

fn nodes(node: &SchemeNode) -> impl Iterator<Item = &TableNode> {
    node.statements.iter().filter_map(|statement| match statement {
        Statement::Table(table) => Some(table),
        _ => None,
    })
}

impl<'t> Checker<'t> {
    /// Names and columns of all tables; then their keys and rows, which may be facts and named values.
    pub(super) fn declare_tables(&mut self, node: &'t SchemeNode) {
        for table in nodes(node) {
            if !self.is_free(table) {
                continue;
            }
            let before = self.problems.len();
            let columns = self.columns(table);
            let name = table.name.text.clone();
            let keys = table.keys.iter().map(|key| key.text().into()).collect();
            let file = table.file.as_ref().map(|words| words.text.clone());
            let broken = self.problems.len() > before || columns.is_empty();
            let made = Table::new(name, keys, columns, file);
            self.tables.push(TableSlot { node: table, table: made, subjects: vec![], broken });
        }
        for id in 0..self.tables.len() {
            let before = self.problems.iter().filter(|problem| problem.is_error()).count();
            let subjects = self.tables[id].node.keys.iter().map(|key| self.subject(key)).collect();
            self.tables[id].subjects = subjects;
            if !self.tables[id].broken {
                match &self.tables[id].node.rows {
                    Some(rows) => rows.iter().for_each(|row| self.table_row(id, row)),
                    None => self.rows_of_file(id),
                }
            }
            let errors = self.problems.iter().filter(|problem| problem.is_error()).count();
            self.tables[id].broken |= errors > before;
            if !self.tables[id].broken {
                self.check_lacking(id);
            }
        }
    }

    fn is_free(&mut self, table: &TableNode) -> bool {
        let name = &table.name;
        let fact = self.facts.iter().find(|fact| fact.spec.name == name.text).map(|fact| fact.span);
        let other = self.tables.iter().find(|slot| slot.table.name == name.text);
        let value = self.lets.iter().find(|slot| slot.scope.is_none() && slot.name.text == name.text);
        let other = other.map(|slot| slot.node.name.span).or(value.map(|slot| slot.name.span));
        let Some(first) = fact.or(other) else { return true };
        let text = &name.text;
        self.report(
            &DUPLICATE_NAME,
            name.span,
            text!(
                "「{text}」已经有了，表要另取名称",
                "`{text}` exists already: a table needs a name of its own"
            ),
            text!("重复", "twice"),
        )
        .also(first, text!("第一次在这里", "first here"))
        .advise(text!("给表改个名称", "rename the table"));
        false
    }

    /// The columns with the types of the first row.
    fn columns(&mut self, table: &TableNode) -> Vec<(Arc<str>, Ty)> {
        let unread = match (&table.rows, &table.file) {
            (Some(_), None) | (None, Some(_)) => false,
            (Some(_), Some(_)) => true,
            (None, None) => true,
        };
        if unread || table.rows.as_ref().is_some_and(Vec::is_empty) {
            self.report(
                &TABLE_ROW,
                table.name.span,
                text!("表的内容写在大括号里，或者来自一个文件，二者必居其一", "a table has rows in braces or comes from a file: one of the two"),
                text!("没有内容，或有两处", "no rows, or two sources"),
            )
            .advise(text!(
                "如「表 参数 按 县 列 目标 {{ 甲县 得 9%; 其他 得 10% }}」「表 参数 按 县 自 \"params.csv\"」",
                "such as `table values by county columns goal {{ a gives 9%; otherwise gives 10% }}`, `table values by county from \"params.csv\"`"
            ));
            return vec![];
        }
        let mut seen: Vec<&tree::Name> = Vec::new();
        for column in &table.columns {
            let taken = table.keys.iter().any(|key| key.text() == *column.text);
            if taken || seen.iter().any(|other| other.text == column.text) {
                let text = &column.text;
                self.report(
                    &DUPLICATE_NAME,
                    column.span,
                    text!("表里「{text}」这个名称用了两次", "the table uses the name `{text}` twice"),
                    text!("重复", "twice"),
                )
                .advise(text!("给列改个名称", "rename the column"));
            }
            seen.push(column);
        }
        let Some(rows) = &table.rows else { return self.columns_of_file(table) };
        let Some(first) = rows.first() else { return vec![] };
        let types: Vec<Ty> = first.values.iter().map(|value| self.table_value(value).1).collect();
        let names: Vec<Arc<str>> = match table.columns.len() {
            0 => vec![table.name.text.clone()],
            _ => table.columns.iter().map(|column| column.text.clone()).collect(),
        };
        let unknown = |at: usize| types.get(at).cloned().unwrap_or(Ty::Any);
        names.into_iter().enumerate().map(|(at, name)| (name, unknown(at))).collect()
    }

    /// What is looked up, seen from outside of lists.
    fn subject(&mut self, key: &Path) -> Expr {
        let found = self.resolve(key, &Scope::at(Stage::Score));
        if let Some(found) = found {
            return found;
        }
        let field = key.single().and_then(|name| {
            let lists = 0..self.facts.len();
            lists.into_iter().find_map(|list| self.field(list, &name.text))
        });
        match field {
            Some((_, ty)) => Expr { ty, ..self.unknown(key.span) },
            None => self.unknown_name(key, &Scope::at(Stage::Score), &[]),
        }
    }

    /// A value in a table: a constant, or a word.
    fn table_value(&mut self, value: &tree::Expr) -> (Option<TableValue>, Ty) {
        match &value.kind {
            tree::ExprKind::Name(path) if path.single().is_some() => {
                (Some(TableValue::Word(path.text().into())), Ty::Text)
            }
            tree::ExprKind::Text(text) => (Some(TableValue::Word(text.clone())), Ty::Text),
            tree::ExprKind::Truth(truth) => (Some(TableValue::Truth(*truth)), Ty::Truth),
            tree::ExprKind::Date(date) => (Some(TableValue::Date(*date)), Ty::Date),
            tree::ExprKind::Quantity(_) | tree::ExprKind::Negate(_) | tree::ExprKind::Arithmetic(..) => {
                let made = self.expr(value, &Scope::at(Stage::Score));
                match constant(&made) {
                    Some(number) => (Some(TableValue::Number(number)), made.ty),
                    None if made.ty == Ty::Any => (None, Ty::Any),
                    None => self.no_constant(value.span),
                }
            }
            _ => self.no_constant(value.span),
        }
    }

    fn no_constant(&mut self, span: Span) -> (Option<TableValue>, Ty) {
        self.report(
            &TABLE_VALUE,
            span,
            text!("表里只写固定的值", "a table holds constants"),
            text!("不是固定的值", "not a constant"),
        )
        .advise(text!(
            "写数、日期、是/否或词；要计算就用「值」",
            "write a number, date, yes or no, or word; use `let` to compute"
        ));
        (None, Ty::Any)
    }

    fn table_row(&mut self, id: usize, row: &TableRowNode) {
        let (keys, columns) = (self.tables[id].subjects.len(), self.tables[id].table.columns.clone());
        let keys_fit = row.keys.is_empty() || row.keys.len() == keys;
        if !keys_fit || row.values.len() != columns.len() {
            let (wanted, given) =
                if keys_fit { (columns.len(), row.values.len()) } else { (keys, row.keys.len()) };
            let what = if keys_fit { text!("值", "values") } else { text!("键", "keys") };
            self.report(
                &TABLE_ROW,
                row.span,
                text!(
                    "这一行有 {given} 个{0}，表头要 {wanted} 个",
                    "this row has {given} {0}; the head of the table asks for {wanted}",
                    what
                ),
                text!("个数不对", "wrong number"),
            )
            .advise(text!(
                "键写在「得」前面，值写在后面，各用逗号隔开",
                "keys stand before `gives`, values behind it, separated by commas"
            ));
            return;
        }
        let subjects = self.tables[id].subjects.clone();
        let made: Vec<Option<TableValue>> =
            row.keys.iter().zip(&subjects).map(|(key, subject)| self.table_key(key, subject)).collect();
        let mut values = Vec::new();
        for (value, (name, wanted)) in row.values.iter().zip(&columns) {
            let (made, ty) = self.table_value(value);
            if wanted.meet(&ty).is_none() || (ty != *wanted && wanted.is_numeric() != ty.is_numeric()) {
                self.column_differs(name, wanted, &ty, value.span);
            }
            values.push(made);
        }
        let (Some(keys), Some(values)) = (made.into_iter().collect(), values.into_iter().collect()) else {
            return;
        };
        let basis = row.basis.as_ref().map(|words| words.text.clone());
        self.add_row(id, TableRow { keys, values, basis, place: TablePlace::Scheme(row.span) }, row.span);
    }

    fn table_key(&mut self, key: &Key, subject: &Expr) -> Option<TableValue> {
        match self.lookup_key(key, subject).kind {
            ExprKind::Word(word) => Some(TableValue::Word(word)),
            ExprKind::Number(number) => Some(TableValue::Number(number)),
            ExprKind::Truth(truth) => Some(TableValue::Truth(truth)),
            _ => None,
        }
    }

    fn column_differs(&mut self, name: &str, wanted: &Ty, is: &Ty, span: Span) {
        let written = self.written(span);
        let help = match (wanted, is) {
            (Ty::Unit(Dimension::Percent), Ty::Number) => text!("写成「{written}%」", "write `{written}%`"),
            _ => text!(
                "同一列写同一类的值，单位也要写全",
                "write values of one kind in a column, with their units"
            ),
        };
        let (a, b) = (wanted.describe(), is.describe());
        self.report(
            &TABLE_VALUE,
            span,
            text!(
                "「{name}」这一列第一行是{0}，这里是{1}",
                "the column `{name}` holds {0} in its first row, and {1} here",
                a,
                b
            ),
            text!("类型不同", "another type"),
        )
        .advise(help);
    }

    /// Adds a row; a finding if its key has one already. `span` is where to point.
    pub(super) fn add_row(&mut self, id: usize, row: TableRow, span: Span) {
        let (shown, place) = (shown(&row.keys), row.place);
        let Some(first) = self.tables[id].table.add(row) else { return };
        let first = self.tables[id].table.rows[first].place;
        let at = match (place, first) {
            (TablePlace::File(row), TablePlace::File(first)) => {
                text!("（第 {first} 行和第 {row} 行）", " (rows {first} and {row})")
            }
            _ => text!("", ""),
        };
        let problem = self.report(
            &TABLE_TWICE,
            span,
            text!("「{0}」写了两行{1}", "`{0}` has two rows{1}", shown, at),
            text!("第二行", "second row"),
        );
        if let TablePlace::Scheme(first) = first {
            problem.also(first, text!("第一行", "first row"));
        }
        problem.advise(text!("只保留一行", "keep one row"));
    }

    /// Words of categories for which a table has no row.
    fn check_lacking(&mut self, id: usize) {
        let slot = &self.tables[id];
        if slot.table.otherwise.is_some() || slot.table.rows.is_empty() {
            return;
        }
        let mut all: Vec<Vec<TableValue>> = vec![vec![]];
        for subject in &slot.subjects {
            let words: Vec<TableValue> = match (&subject.ty, self.words_of(&subject.ty)) {
                (Ty::Truth, _) => [true, false].map(TableValue::Truth).into(),
                (_, Some(words)) => words.into_iter().map(TableValue::Word).collect(),
                _ => return,
            };
            let longer = |keys: Vec<TableValue>| {
                words
                    .iter()
                    .map(move |word| [&keys[..], std::slice::from_ref(word)].concat())
                    .collect::<Vec<_>>()
            };
            all = all.into_iter().flat_map(longer).take(10_000).collect();
        }
        let lacking: Vec<Text> =
            all.iter().filter(|keys| slot.table.find(keys).is_none()).map(|keys| self::shown(keys)).collect();
        if lacking.is_empty() {
            return;
        }
        let listed = some_of(&lacking);
        let (name, span) = (slot.table.name.clone(), slot.node.name.span);
        self.report(
            &TABLE_LACKS,
            span,
            text!("表「{name}」没有「{0}」的行", "the table `{name}` has no row for `{0}`", listed),
            text!("缺行", "rows are lacking"),
        )
        .advise(text!("补上这些行，或加一行「其他 得 …」", "add these rows, or a row `otherwise gives …`"));
    }

    /// What a path means that begins with the name of a table.
    pub(super) fn table_cell(&mut self, path: &Path, scope: &Scope) -> Option<Expr> {
        let (first, rest) = path.names.split_first()?;
        let id = self.tables.iter().position(|slot| slot.table.name == first.text)?;
        let slot = &self.tables[id];
        let found = match rest {
            [] => (slot.table.columns.len() == 1).then_some(0),
            [column] => slot.table.columns.iter().position(|(name, _)| *name == column.text),
            _ => None,
        };
        let Some(column) = found.filter(|_| !slot.broken) else {
            if !slot.broken {
                self.no_column(id, path);
            }
            return Some(self.unknown(path.span));
        };
        let ty = slot.table.columns[column].1.clone();
        let inner = Scope { parameters: vec![], element: None, ..scope.clone() };
        let node = slot.node;
        let keys = node.keys.iter().map(|key| self.key_at_hand(key, &inner, path.span)).collect();
        Some(Expr { kind: ExprKind::Table { table: id, column, keys }, ty, span: path.span })
    }

    /// What is looked up, where the table is used: within a list a field of the entry comes first.
    fn key_at_hand(&mut self, key: &Path, scope: &Scope, span: Span) -> Expr {
        if let Some(found) = self.resolve(key, scope) {
            return Expr { span: key.span, ..found };
        }
        let name = key.text();
        self.report(
            &TABLE_COLUMN,
            span,
            text!("这张表按清单里的「{name}」查，只能用在那份清单的统计或「每项」里", "this table is looked up by `{name}`, a field of a list: it is read only for entries of that list"),
            text!("这里没有「{name}」", "no `{name}` here"),
        )
        .advise(text!("如「每项 清单 加 …」「合计(… 于 清单)」", "such as `for each LIST add …`, `sum(… over LIST)`"));
        self.unknown(span)
    }

    fn no_column(&mut self, id: usize, path: &Path) {
        let table = &self.tables[id].table;
        let (name, columns) = (table.name.clone(), table.columns.clone());
        let names: Vec<&str> = columns.iter().map(|(name, _)| &**name).collect();
        let listed = crate::locale::Text::listed(&names);
        let asked = path.names.get(1);
        let near = asked.and_then(|asked| similar::nearest(&asked.text, names.iter().copied()));
        let message = match asked {
            Some(column) => {
                let column = &column.text;
                text!("表「{name}」没有「{column}」这一列", "the table `{name}` has no column `{column}`")
            }
            None => text!(
                "表「{name}」有几列，要写明是哪一列",
                "the table `{name}` has several columns: say which"
            ),
        };
        let first = names.first().copied().unwrap_or_default();
        let problem = self.report(&TABLE_COLUMN, path.span, message, text!("哪一列？", "which column?"));
        match (near, asked) {
            (Some(near), Some(asked)) => {
                problem.advise(text!(
                    "是不是想写「{near}」？它的列：{0}",
                    "did you mean `{near}`? its columns are {0}",
                    listed
                ));
                problem.propose(asked.span, near);
            }
            _ => {
                problem.advise(text!(
                    "如「{name}.{first}」；它的列：{0}",
                    "such as `{name}.{first}`; its columns are {0}",
                    listed
                ));
            }
        }
    }

    /// The scale of a bare number that is looked up by a fact: in its unit, as in a cell.
    pub(super) fn key_scale(&self, subject: &Expr) -> crate::number::Number {
        match &subject.kind {
            ExprKind::Fact(fact) if !matches!(self.facts[*fact].spec.ty, FactType::List(_)) => {
                self.facts[*fact].spec.ty.scale()
            }
            _ => crate::number::Number::ONE,
        }
    }
}

/// Keys as they would be written.
pub(super) fn shown(keys: &[TableValue]) -> Text {
    if keys.is_empty() {
        return Text::fixed("其他", "otherwise");
    }
    let one = |key: &TableValue| match key {
        TableValue::Number(number) => Text::same(number.to_string()),
        TableValue::Truth(truth) => truth_text(*truth),
        TableValue::Word(word) => Text::same(word.to_string()),
        TableValue::Date(date) => Text::same(date.to_string()),
    };
    in_a_row(&keys.iter().map(one).collect::<Vec<_>>())
}
