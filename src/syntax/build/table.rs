//! Tables.

use super::super::tree::{TableNode, TableRowNode};
use super::super::{Pair, Rule};
use super::{Builder, Kids};

impl Builder {
    /// 表 … 按 … 列 … 自 "…" { … }
    pub(super) fn table(&mut self, pair: Pair<'_>) -> Option<TableNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_table);
        let name = self.name(&kids.one(Rule::name)?);
        let head = name.span;
        let mut made = TableNode { name, keys: vec![], columns: vec![], file: None, rows: None, span };
        for part in kids {
            match part.as_rule() {
                Rule::path => made.keys.push(self.path(&part)),
                Rule::name => made.columns.push(self.name(&part)),
                Rule::string => made.file = Some(self.name(&part)),
                Rule::head_junk => {
                    let span = self.trimmed(&part);
                    let expected = Rule::only_table_row;
                    self.strays.push(super::Stray { span, expected, head: Some(head) });
                }
                Rule::table_rows => {
                    let (mut rows, mut kids) = (Vec::new(), Kids::of(part));
                    self.block(&mut kids, head, Rule::only_table_row, |this, row| {
                        rows.extend(this.table_row(row));
                    });
                    made.rows = Some(rows);
                }
                _ => {}
            }
        }
        Some(made)
    }

    fn table_row(&mut self, row: Pair<'_>) -> Option<TableRowNode> {
        let span = self.span(&row);
        let mut made = TableRowNode { keys: vec![], values: vec![], basis: None, span };
        for part in Kids::of(row) {
            match part.as_rule() {
                Rule::key => made.keys.push(self.key(part)?),
                Rule::additive => made.values.push(self.expr(part)?),
                Rule::basis_line => made.basis = self.basis(part),
                _ => {}
            }
        }
        Some(made)
    }
}
