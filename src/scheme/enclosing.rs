//! The files that a scheme names apart from those it inherits from: each table is read, each scheme whose results are
//! taken is loaded with all that it needs itself.

use super::enclosed::Enclosed;
use super::library::Library;
use super::table_file::TABLE_FILE;
use crate::diagnostic::{Diagnostic, similar};
use crate::source::{Span, WorldError, beside};
use crate::syntax::tree::{FactClauseKind, FactNode, FromNode, SchemeNode, Statement, TableNode, TypeKind};
use crate::{code, text};
use std::sync::Arc;

code!(
    NO_SCHEME_TO_USE,
    "H1212",
    Error,
    "找不到所用的方案" / "no-scheme-to-use",
    "「自 \"文件\" 方案.总分」：文件名从本文件所在的文件夹算起，方案要在那个文件里，而且自己没有错误；不写文件就在本文件里找。"
        / "`from \"FILE\" SCHEME.total`: the file is sought from the folder of this one; the scheme stands in it and has no errors of its own. Without a file it is sought in this one."
);
code!(
    USED_IN_A_CIRCLE,
    "H1215",
    Error,
    "方案的结果绕回自己" / "results-in-a-circle",
    "甲方案用乙方案的结果，乙方案又用甲方案的结果，谁也算不出来。"
        / "If scheme A takes results of B, and B takes results of A, neither can be computed."
);

/// Every 自 of a declaration.
fn uses(fact: &FactNode) -> impl Iterator<Item = &FromNode> {
    let clauses = fact.clauses.iter().filter_map(|clause| match &clause.kind {
        FactClauseKind::FromScheme(from) => Some(from),
        _ => None,
    });
    let fields = match &fact.ty.kind {
        TypeKind::List(list) => &list.fields[..],
        _ => &[],
    };
    clauses.chain(fields.iter().filter_map(|field| field.from.as_ref()))
}

impl Library<'_> {
    /// What a scheme of a file names in other files.
    pub(super) fn enclosed(&mut self, volume: usize, node: &SchemeNode) -> (Enclosed, Vec<Diagnostic>) {
        let (mut enclosed, mut problems) = (Enclosed::default(), Vec::new());
        for statement in &node.statements {
            match statement {
                Statement::Table(table) => self.sheet(table, &mut enclosed, &mut problems),
                Statement::Evidence(facts) => {
                    for from in facts.iter().flat_map(uses) {
                        self.used(volume, from, &mut enclosed, &mut problems);
                    }
                }
                _ => {}
            }
        }
        (enclosed, problems)
    }

    fn sheet(&mut self, table: &TableNode, enclosed: &mut Enclosed, problems: &mut Vec<Diagnostic>) {
        let (Some(file), None) = (&table.file, &table.rows) else { return };
        let path = beside(self.sources.get(file.span.file).name(), &file.text);
        match self.world.read(&path) {
            Ok(bytes) => {
                let (sheet, more) = crate::evidence::sheet(&path, &bytes);
                problems.extend(more);
                enclosed.sheets.extend(sheet.map(|sheet| (file.span, sheet)));
            }
            Err(error) => problems.push(no_table(file.span, &path, &error)),
        }
    }

    /// Loads the scheme whose result a fact is.
    fn used(
        &mut self,
        volume: usize,
        from: &FromNode,
        enclosed: &mut Enclosed,
        problems: &mut Vec<Diagnostic>,
    ) {
        let holder = match &from.file {
            // What is inherited names schemes of the file in which it is written.
            None => {
                self.volumes.iter().position(|other| other.file == Some(from.span.file)).unwrap_or(volume)
            }
            Some(words) => {
                let path = beside(self.sources.get(words.span.file).name(), &words.text);
                match self.volume(&path) {
                    Ok(found) => found,
                    Err(error) => return problems.push(no_file(words.span, &path, &error)),
                }
            }
        };
        let tree = self.volumes[holder].tree.clone();
        let Some(name) = from.path.names.first() else { return };
        let Some(index) = tree.schemes.iter().position(|scheme| scheme.name.text == name.text) else {
            let names: Vec<&str> = tree.schemes.iter().map(|scheme| &*scheme.name.text).collect();
            return problems.push(no_scheme(from, &names));
        };
        if self.opening.contains(&(holder, index)) {
            return problems.push(circle(from, tree.schemes[index].name.span));
        }
        let (loaded, more) = self.load(holder, index);
        problems.extend(self.volumes[holder].problems.iter().cloned());
        problems.extend(more);
        if let Some(file) = self.volumes[holder].file {
            let key = (file, name.text.clone());
            if !enclosed.used.contains(&key) {
                enclosed.used.push(key);
            }
        }
        match loaded.scheme {
            Some(scheme) => {
                let same =
                    enclosed.schemes.values().find(|other| other.name_span == scheme.name_span).cloned();
                enclosed.schemes.insert(from.span, same.unwrap_or_else(|| Arc::new(scheme)));
            }
            None => problems.push(faulty(from)),
        }
    }
}

fn no_table(span: Span, path: &str, error: &WorldError) -> Diagnostic {
    let message = match error {
        WorldError::NotFound => text!("找不到表的文件 {path}", "there is no file {path} for the table"),
        WorldError::Unreadable(why) => text!("读不了文件 {path}：{why}", "cannot read {path}: {why}"),
    };
    let help = text!(
        "文件名从方案所在的文件夹算起，如「自 \"params.csv\"」",
        "the path is seen from the folder of the scheme, such as `from \"params.csv\"`"
    );
    Diagnostic::new(&TABLE_FILE, span, message, text!("没有这个文件", "no such file")).help(help)
}

fn no_file(span: Span, path: &str, error: &WorldError) -> Diagnostic {
    let message = match error {
        WorldError::NotFound => text!("找不到文件 {path}", "there is no file {path}"),
        WorldError::Unreadable(why) => text!("读不了文件 {path}：{why}", "cannot read {path}: {why}"),
    };
    Diagnostic::new(&NO_SCHEME_TO_USE, span, message, text!("读不到", "cannot be read")).help(text!(
        "文件名从本文件所在的文件夹算起，如「自 \"kpi.heng\" KPI考核.总分」",
        "the path is seen from the folder of this file, such as `from \"kpi.heng\" kpi.total`"
    ))
}

fn no_scheme(from: &FromNode, names: &[&str]) -> Diagnostic {
    let Some(name) = from.path.names.first() else {
        return Diagnostic::unplaced(&NO_SCHEME_TO_USE, text!("没有写方案的名称", "no scheme is named"));
    };
    let (text, listed) = (&name.text, crate::locale::Text::listed(names));
    let message = match &from.file {
        Some(file) => {
            let file = &file.text;
            text!("{file} 里没有方案「{text}」", "{file} holds no scheme `{text}`")
        }
        None => text!("这个文件里没有方案「{text}」", "this file holds no scheme `{text}`"),
    };
    let problem =
        Diagnostic::new(&NO_SCHEME_TO_USE, name.span, message, text!("没有这个方案", "no such scheme"));
    let near = similar::nearest(text, names.iter().copied()).filter(|near| **near != **text);
    match (near, from.file.is_some()) {
        (Some(near), _) => {
            problem.help(text!("是不是想写「{near}」？", "did you mean `{near}`?")).guess(name.span, near)
        }
        (None, true) => problem.help(text!("它有：{0}", "it holds: {0}", listed)),
        (None, false) => problem.help(text!(
            "写明它在哪个文件，如「自 \"kpi.heng\" {text}.总分」",
            "name its file, such as `from \"kpi.heng\" {text}.total`"
        )),
    }
}

fn circle(from: &FromNode, begins: Span) -> Diagnostic {
    let name = from.path.names.first().map_or("", |name| &name.text);
    let problem = Diagnostic::new(
        &USED_IN_A_CIRCLE,
        from.path.span,
        text!(
            "「{name}」的结果绕了一圈又要用到它自己",
            "the results of `{name}` are needed for themselves, in a circle"
        ),
        text!("绕回到它", "back to where it began"),
    );
    problem.label(begins, text!("从这里开始", "it begins here")).help(text!(
        "去掉其中一处「自」，那个数据改由文件填报",
        "remove one `from`, and take that fact from a file"
    ))
}

fn faulty(from: &FromNode) -> Diagnostic {
    let name = from.path.names.first().map_or("", |name| &name.text);
    Diagnostic::new(
        &NO_SCHEME_TO_USE,
        from.path.span,
        text!("所用的方案「{name}」自己有错误", "the scheme `{name}` has errors of its own"),
        text!("用不了", "cannot be used"),
    )
    .help(text!("先改正那个方案", "put that scheme right first"))
}
