//! Grades, alerts, consequences.

use super::checker::{Amend, Checker, Scope, Stage};
use super::expr::constant;
use super::findings::DUPLICATE_NAME;
use super::model::*;
use crate::number::Number;
use crate::syntax::tree::{GradeRow, Name, SchemeNode, Statement};
use crate::{code, text};

code!(
    GRADE_ROWS,
    "H0409",
    Error,
    "等次的写法有误" / "grade-rows",
    "等次从高到低写，分数线依次降低，最后一行写「其他」，这样每个总分都有且只有一个等次。"
        / "Grades stand from best to worst, their lines falling, and the last row is `otherwise`, so that each total has one grade."
);

impl<'t> Checker<'t> {
    pub(super) fn declare_grades(&mut self, node: &'t SchemeNode) {
        let mut first = None;
        for statement in &node.statements {
            let Statement::Grades(rows, span) = statement else { continue };
            if let Some(first) = first {
                self.report(
                    &GRADE_ROWS,
                    *span,
                    text!("等次写了两次", "grades stand twice"),
                    text!("第二次", "second"),
                )
                .also(first, text!("第一次", "first"))
                .advise(text!("合成一处", "join them"));
                continue;
            }
            first = Some(*span);
            for row in rows {
                if self.grade_names.contains(&row.name.text) {
                    let name = row.name.text.clone();
                    self.report(
                        &DUPLICATE_NAME,
                        row.name.span,
                        text!("等次「{name}」写了两次", "the grade `{name}` stands twice"),
                        text!("第二次", "second"),
                    )
                    .advise(text!("删去一行，或改名", "remove one row, or rename it"));
                }
                self.grade_names.push(row.name.text.clone());
            }
        }
    }

    pub(super) fn check_results(&mut self, node: &'t SchemeNode) {
        let mut seen_grades = false;
        for statement in &node.statements {
            match statement {
                Statement::Grades(rows, _) if !seen_grades => {
                    seen_grades = true;
                    self.grade_rows(rows);
                }
                Statement::Alert(alert) => self.check_alert(alert),
                Statement::GroupResult(node) => self.group_result(node),
                Statement::Result(result) => {
                    self.empty_result(result);
                    let scope = Scope::at(Stage::Results);
                    let value = result.value.as_ref().map(|value| self.expr(value, &scope));
                    let when = result.when.as_ref().map(|when| self.condition(when, &scope));
                    let basis = result.basis.as_ref().map(|words| words.text.clone());
                    let name = result.name.text.clone();
                    if when.is_none() {
                        self.result_twice(&result.name);
                    }
                    self.results.push(Consequence { name, value, when, basis, span: result.span });
                }
                _ => {}
            }
        }
    }

    /// Results stand side by side, by their names; several of one name are parted by their conditions.
    fn result_twice(&mut self, name: &Name) {
        if self.results.iter().any(|other| other.name == name.text && other.when.is_none()) {
            let text = &name.text;
            self.report(
                &DUPLICATE_NAME,
                name.span,
                text!("有两个结果叫「{text}」", "two results are called `{text}`"),
                text!("第二个", "second"),
            )
            .advise(text!("改一个名称，或合成一个", "rename one of them, or join them"));
        }
    }

    fn grade_rows(&mut self, rows: &[GradeRow]) {
        let scope = Scope::at(Stage::Grading);
        let mut last_line: Option<(Number, crate::source::Span)> = None;
        for (at, row) in rows.iter().enumerate() {
            let line = row.line.as_ref().map(|(comparison, line)| (*comparison, self.score(line, &scope)));
            let condition = row.condition.as_ref().map(|condition| self.condition(condition, &scope));
            let is_last = at + 1 == rows.len();
            if (line.is_none() && condition.is_none()) != is_last {
                let (message, help) = if is_last {
                    (
                        text!("最后一个等次要写「其他」", "the last grade must be `otherwise`"),
                        text!(
                            "写成「{0} 其他」",
                            "write `{0} otherwise`",
                            crate::locale::Text::same(row.name.text.to_string())
                        ),
                    )
                } else {
                    (
                        text!("「其他」要放在最后一行", "`otherwise` must be the last row"),
                        text!("移到最后", "move it to the end"),
                    )
                };
                self.report(&GRADE_ROWS, row.span, message, text!("这一行", "this row")).advise(help);
            }
            if let Some((comparison, line)) = &line {
                if !matches!(comparison, Comparison::AtLeast | Comparison::Above) {
                    self.report(
                        &GRADE_ROWS,
                        row.span,
                        text!("等次的分数线用「≥」或「>」", "the line of a grade takes `≥` or `>`"),
                        text!("不是「≥」", "not `≥`"),
                    )
                    .advise(text!("从高到低写「≥ 90」「≥ 80」…", "write `≥ 90`, `≥ 80`, … from high to low"));
                }
                if let Some(value) = constant(line) {
                    if let Some((_, before)) = last_line.as_ref().filter(|(last, _)| *last <= value) {
                        let before = *before;
                        self.report(
                            &GRADE_ROWS,
                            line.span,
                            text!(
                                "等次的分数线要一行比一行低",
                                "the lines of grades must fall from row to row"
                            ),
                            text!("不低于上一行", "not below the row before"),
                        )
                        .also(before, text!("上一行的线", "the line before"))
                        .advise(text!("从高到低排列", "order them from high to low"));
                    }
                    last_line = Some((value, line.span));
                }
            }
            let basis = row.basis.as_ref().map(|words| words.text.clone());
            self.grades.push(Grade { name: row.name.text.clone(), line, condition, basis, span: row.span });
        }
    }
}
