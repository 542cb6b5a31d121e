//! Facts that are results of other schemes: what is taken, and whether it fits the declared type.

use super::checker::{Amend, Checker};
use super::model::*;
use crate::diagnostic::similar;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{FromNode, ListNode};
use crate::unit::{Dimension, FactType};
use crate::{code, text};
use std::sync::Arc;

code!(
    NO_SUCH_RESULT,
    "H1213",
    Error,
    "所用的方案没有这个结果" / "no-such-result",
    "「自」后面写「方案.总分」「方案.总分.精确」「方案.等次」「方案.名次」，或者方案里的指标、加分、扣分。"
        / "Behind `from` stands `scheme.total`, `scheme.total.exact`, `scheme.grade`, `scheme.rank`, or an item, bonus or deduction of that scheme."
);
code!(
    RESULT_TYPE,
    "H1214",
    Error,
    "结果与数据的类型不配" / "result-does-not-fit-type",
    "总分、指标、加扣分的得分声明为「分数」，等次声明为「文本」或包括全部等次的「类别」，名次声明为「整数」。"
        / "A total, an item or an adjustment is a `score`; a grade is `text` or a `category` of all grades; a rank is a `count`."
);
code!(
    RESULT_PLACE,
    "H1216",
    Error,
    "「自」用的地方不对" / "result-in-the-wrong-place",
    "另一个方案的结果可以是一个数据；要每期一个，就写成「逐期」，它的每一栏都「自」别的方案，期间由数据文件定。清单和成组的数据不能这样写。"
        / "A result of another scheme is a fact; one for each period is a field of `periods`, all of whose fields come from schemes, while the evidence says which periods there are. Lists and groups of facts cannot be such."
);

impl Checker<'_> {
    /// What a fact takes from another scheme.
    pub(super) fn result_taken(
        &mut self,
        from: &FromNode,
        ty: &FactType,
        field: Option<usize>,
    ) -> Option<FromScheme> {
        // Where it is not there, the library has said so.
        let scheme = self.enclosed.schemes.get(&from.span)?.clone();
        let what = self.result_of(from, &scheme)?;
        self.check_result_type(from, &scheme, &what, ty);
        Some(FromScheme { field, scheme, what })
    }

    fn result_of(&mut self, from: &FromNode, scheme: &Arc<Scheme>) -> Option<ResultOf> {
        let names: Vec<&str> = from.path.names.iter().skip(1).map(|name| &*name.text).collect();
        match names[..] {
            ["总分" | "total"] => return Some(ResultOf::Total),
            ["总分" | "total", "精确" | "exact"] => return Some(ResultOf::ExactTotal),
            ["等次" | "grade"] if !scheme.grades.is_empty() => return Some(ResultOf::Grade),
            ["名次" | "rank"] => return Some(ResultOf::Rank),
            _ => {}
        }
        let path = names.join(".");
        let ending = format!(".{path}");
        let items: Vec<ItemId> = (0..scheme.items.len())
            .filter(|item| *scheme.items[*item].path == *path || scheme.items[*item].path.ends_with(&ending))
            .collect();
        let exact = items.iter().copied().find(|item| *scheme.items[*item].path == *path);
        if let Some(item) = exact.or(items.first().copied().filter(|_| items.len() == 1 && !path.is_empty()))
        {
            return Some(ResultOf::Item(item));
        }
        if let Some(at) = scheme.adjustments.iter().position(|one| *one.name == *path) {
            return Some(ResultOf::Adjustment(at));
        }
        self.no_result(from, scheme, &path);
        None
    }

    fn no_result(&mut self, from: &FromNode, scheme: &Scheme, path: &str) {
        let name = &scheme.name;
        let words = ["总分", "total", "等次", "grade", "名次", "rank"];
        let items = scheme.items.iter().flat_map(|item| [&*item.path, &*item.name]);
        let adjustments = scheme.adjustments.iter().map(|one| &*one.name);
        let near =
            similar::nearest(path, words.into_iter().chain(items).chain(adjustments)).map(str::to_owned);
        let message = if path.is_empty() {
            text!("没有写要「{name}」的什么结果", "what is taken of `{name}` is not said")
        } else {
            text!("方案「{name}」没有「{path}」这个结果", "the scheme `{name}` has no result `{path}`")
        };
        let problem =
            self.report(&NO_SUCH_RESULT, from.path.span, message, text!("没有这个结果", "no such result"));
        match near.filter(|_| !path.is_empty()) {
            Some(near) => {
                problem.advise(text!("是不是想写「{name}.{near}」？", "did you mean `{name}.{near}`?"))
            }
            None => problem.advise(text!(
                "如「{name}.总分」「{name}.总分.精确」「{name}.等次」",
                "such as `{name}.total`, `{name}.total.exact`, `{name}.grade`"
            )),
        };
    }

    fn check_result_type(&mut self, from: &FromNode, scheme: &Scheme, what: &ResultOf, ty: &FactType) {
        let (fits, zh, en) = match what {
            ResultOf::Grade => {
                let lacks =
                    |words: &[Arc<str>]| scheme.grades.iter().any(|grade| !words.contains(&grade.name));
                let fits = match ty {
                    FactType::Category(words) => !lacks(words),
                    other => *other == FactType::Text,
                };
                let grades: Vec<&str> = scheme.grades.iter().map(|grade| &*grade.name).collect();
                (
                    fits,
                    format!("「文本」或「类别({})」", grades.join("; ")),
                    format!("`text` or `category({})`", grades.join("; ")),
                )
            }
            ResultOf::Rank => {
                let fits = match ty {
                    FactType::Count(None) | FactType::Number => true,
                    FactType::Count(Some(unit)) => unit.dimension == Dimension::Count("位次".into()),
                    _ => false,
                };
                (fits, "「整数」".into(), "`count`".into())
            }
            _ => (
                matches!(ty, FactType::Score | FactType::Number),
                "「分数」".to_owned(),
                "`score`".to_owned(),
            ),
        };
        if !fits {
            self.report(
                &RESULT_TYPE,
                from.span,
                text!("这个结果要声明为{zh}", "this result is declared as {en}"),
                text!("类型不配", "does not fit the type"),
            )
            .advise(text!("把冒号后面的类型改为{zh}", "make the type behind the colon {en}"));
        }
    }

    /// The results that the fields of a list are.
    pub(super) fn fields_from_schemes(&mut self, list: &ListNode, ty: &FactType) -> Vec<FromScheme> {
        let FactType::List(fields) = ty else { return vec![] };
        let from: Vec<&FromNode> = list.fields.iter().filter_map(|field| field.from.as_ref()).collect();
        let Some(first) = from.first() else { return vec![] };
        if !list.periods || from.len() < list.fields.len() {
            self.report(
                &RESULT_PLACE,
                first.span,
                if list.periods {
                    text!("逐期的各栏要么都「自」别的方案，要么都由文件填报", "the fields of `periods` come all from schemes or all from files")
                } else {
                    text!("清单的一栏不能是另一个方案的结果", "a field of a list is no result of another scheme")
                },
                text!("这里不能写「自」", "no `from` here"),
            )
            .advise(text!(
                "每期一个结果写成「月度得分 : 逐期 {{ 得分 : 分数 自 \"monthly.heng\" 月度考核.总分 }}」",
                "one result for each period is `months : periods {{ points_won : score from \"monthly.heng\" monthly.total }}`"
            ));
            return vec![];
        }
        let mut made = Vec::new();
        for field in &list.fields {
            let at = fields.iter().position(|other| other.name == field.name.text);
            if let (Some(at), Some(from)) = (at, &field.from) {
                made.extend(self.result_taken(from, &fields[at].ty, Some(at)));
            }
        }
        made
    }

    /// A fact that is a result: its range is what the other scheme allows, unless it says its own.
    pub(super) fn take_from_scheme(
        &mut self,
        fact: &mut Fact,
        from: &FromNode,
        in_a_group: bool,
        span: Span,
    ) {
        if in_a_group || matches!(fact.spec.ty, FactType::List(_)) {
            self.report(
                &RESULT_PLACE,
                span,
                text!(
                    "「自」只用于单个的数据，或逐期的各栏",
                    "`from` belongs to a single fact, or to the fields of `periods`"
                ),
                text!("这里不能写「自」", "no `from` here"),
            )
            .advise(text!("每个数据单独声明", "declare each fact by itself"));
            return;
        }
        if let Some(made) = self.result_taken(from, &fact.spec.ty.clone(), None) {
            if fact.spec.ty == FactType::Score
                && fact.spec.range == (Some(Number::ZERO), Some(Number::from(100)))
            {
                fact.spec.range = (None, None);
            }
            fact.from = vec![made];
        }
    }
}
