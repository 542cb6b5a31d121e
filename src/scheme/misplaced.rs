//! Names that would stand for something in another place: a field outside its list, a function without its brackets,
//! an alert where its condition is wanted. Each is told with the form that fits the place.

use super::checker::{Amend, Checker, Scope, Stage};
use super::figures::function_named;
use super::model::*;
use crate::locale::Text;
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Path, Statement};
use crate::unit::FactType;
use crate::{code, text};
use std::sync::Arc;

code!(
    FIELD_WITHOUT_ENTRY,
    "H0921",
    Error,
    "清单的一栏离开了清单" / "field-without-its-list",
    "清单有许多条，一栏在每一条里各有一个值，单独写就不知道是哪一条。逐条加减用「每项 清单」，统计用「… 于 清单」；所有单位的清单放在一起是「全体.清单」。"
        / "A list has many entries, each with its own value in a field; alone, a field does not say which. `for each LIST` goes through them, a figure `over LIST` sums them up; the lists of all ratees together are `all.LIST`."
);
code!(
    LAST_PLACE_AS_VALUE,
    "H0931",
    Error,
    "末位不是一个名次" / "last-place-is-no-rank",
    "名次是数。末位是第几名，要看有几家：最后一名是「名次 = 计数(总分 于 全体)」。"
        / "A rank is a number; which one is last depends on how many there are: the last is `rank = count(total over all)`."
);
code!(
    NO_BRACKETS,
    "H0588",
    Error,
    "函数后面没有括号" / "function-without-brackets",
    "统计和函数的名称后面要有括号，括号里写统计什么、对谁统计，或按哪一栏算。"
        / "Behind the name of a figure or function stand brackets, which say of what, over whom, or by which field."
);
code!(
    WORD_AS_VALUE,
    "H0596",
    Error,
    "把类别的取值当成了数" / "word-of-a-category-as-a-number",
    "类别的取值是词，不是数。各个取值得几分，用「对照」逐行写；只看一个取值的，写成条件。"
        / "The values of a category are words. What each of them gives stands in a `lookup`, row by row; to ask for one of them write a condition."
);
code!(
    OUTCOME_AS_VALUE,
    "H0937",
    Error,
    "预警、否决和结果的名称不是条件" / "name-of-an-alert-as-condition",
    "预警、否决和结果都是最后算出来告诉人的，别的语句不能引用它们的名称；要用同样的条件，就把条件再写一遍。"
        / "Alerts, vetoes and results are what comes out in the end, and no other statement can refer to them by name; to use the same condition, write the condition again."
);

impl Checker<'_> {
    /// A name that would stand for something in another place; nothing if it is simply unknown.
    pub(super) fn misplaced_name(&mut self, path: &Path, scope: &Scope) -> bool {
        let Some(name) = path.single() else { return false };
        self.last_place(path, &name.text, scope)
            || self.field_without_entry(path, &name.text, scope)
            || self.without_brackets(path, &name.text, scope)
            || self.word_as_value(path, &name.text, scope)
            || self.outcome_as_value(path, &name.text)
    }

    fn last_place(&mut self, path: &Path, text: &str, scope: &Scope) -> bool {
        if scope.stage != Stage::Results {
            return false;
        }
        if let Some((condition_zh, condition_en)) = places(text) {
            self.report(
                &LAST_PLACE_AS_VALUE,
                path.span,
                text!("「{text}」要用名次来写", "`{text}` is said by the rank"),
                text!("哪几名？", "which ones?"),
            )
            .advise(text!("写成「{condition_zh}」", "write `{condition_en}`"));
            return true;
        }
        if !["末位", "最后一名", "倒数第一", "last"].contains(&text) {
            return false;
        }
        self.report(
            &LAST_PLACE_AS_VALUE,
            path.span,
            text!("「{text}」不是一个名次", "`{text}` is no rank"),
            text!("第几名？", "which one?"),
        )
        .advise(text!(
            "最后一名：「名次 = 计数(总分 于 全体)」；末三名：「名次 > 计数(总分 于 全体) - 3」",
            "the last: `rank = count(total over all)`; the last three: `rank > count(total over all) - 3`"
        ));
        true
    }

    /// The list that has a field of this name.
    pub(super) fn list_with_field(&self, name: &str) -> Option<FactId> {
        (0..self.facts.len()).find(|list| self.field(*list, name).is_some())
    }

    fn field_without_entry(&mut self, path: &Path, text: &str, scope: &Scope) -> bool {
        let Some(list) = self.list_with_field(text).filter(|_| scope.entry.is_none()) else { return false };
        let numeric = self.field(list, text).is_some_and(|(_, ty)| ty.is_numeric());
        let name = self.fact_name(list);
        let line = self.amount_line(path.span);
        let figure = match (numeric, &line) {
            (true, Some(_)) => text!("合计({text} 于 {name})", "sum({text} over {name})"),
            (true, None) => text!("平均({text} 于 {name})", "mean({text} over {name})"),
            _ => text!("计数(于 {name} 当 {text} = …)", "count(over {name} when {text} = …)"),
        };
        let help = match line {
            Some(line) => text!(
                "逐条加减分，写「每项 {name} {line}」；要一个数，写「{0}」",
                "entry by entry: `for each {name} {line}`; for one figure: `{0}`",
                figure
            ),
            None => text!(
                "要一个数，写「{0}」；逐条加减分，写「每项 {name} 加 …」「每项 {name} 扣 …」",
                "for one figure: `{0}`; entry by entry: `for each {name} add …`, `for each {name} deduct …`",
                figure
            ),
        };
        self.report(
            &FIELD_WITHOUT_ENTRY,
            path.span,
            text!(
                "「{text}」是清单「{name}」里的一栏，这里没有说是哪一条",
                "`{text}` is a field of the list `{name}`, and this does not say of which entry"
            ),
            text!("清单的一栏", "a field of a list"),
        )
        .advise(help);
        true
    }

    /// The line of points in which a place stands, as it is written; nothing if it stands in something else.
    pub(super) fn amount_line(&self, span: Span) -> Option<String> {
        let text = self.sources.get(span.file).text();
        let ends = ['\n', '\r', ';', '；'];
        let begin =
            text.get(..span.start as usize)?.rfind(|c| ends.contains(&c) || c == '{').map_or(0, |at| at + 1);
        let rest = text.get(begin..)?.trim_start();
        let line = rest.split(ends).next()?.trim().trim_end_matches('}').trim_end();
        let starts =
            ["扣 ", "加 ", "当 ", "deduct ", "add ", "when "].iter().any(|word| line.starts_with(word));
        let line = match line.split_once('{') {
            Some((front, _)) => format!("{}{{ … }}", front),
            None => line.to_owned(),
        };
        (starts && line.chars().count() <= 60).then_some(line)
    }

    /// The finding for a field in a figure over all ratees, who have lists and no fields: `平均(分值 于 全体)`.
    pub(super) fn field_over_all(
        &mut self,
        node: &Aggregate,
        at: Span,
        scope: &Scope,
        span: Span,
    ) -> Option<Expr> {
        let clauses = [&node.value, &node.by, &node.when, &node.weight];
        let (list, field) =
            clauses.into_iter().flatten().find_map(|clause| self.stray_field(clause, scope))?;
        let by_field = node.by.as_ref().is_some_and(|by| self.stray_field(by, scope).is_some());
        let (name, text) = (self.fact_name(list), field.text());
        let with = |of: &str| self.spliced(span, at, of);
        let own = with(&name);
        let (everyone_zh, everyone_en) = (with(&format!("全体.{name}")), with(&format!("all.{name}")));
        let whom = self.written(at);
        let nested = scope.entry == Some(list) || by_field;
        let help = if nested {
            text!(
                "所有单位的「{name}」放在一起，写「{everyone_zh}」",
                "the `{name}` of all ratees together: `{everyone_en}`"
            )
        } else {
            text!(
                "只看本单位的「{name}」，写「{own}」；所有单位的放在一起，写「{everyone_zh}」",
                "over its own `{name}`: `{own}`; over those of all ratees: `{everyone_en}`"
            )
        };
        self.report(
            &FIELD_WITHOUT_ENTRY,
            field.span,
            text!(
                "「{text}」是清单「{name}」里的一栏，「{whom}」说的是各单位，没有这一栏",
                "`{text}` is a field of the list `{name}`; `{whom}` are ratees, who have no such field"
            ),
            text!("清单的一栏", "a field of a list"),
        )
        .also(at, text!("各单位，不是清单", "ratees, not a list"))
        .advise(help);
        Some(self.unknown(span))
    }

    /// What is written at a place, with other words for a part of it.
    pub(super) fn spliced(&self, whole: Span, part: Span, with: &str) -> String {
        let before = self.sources.slice(Span { end: part.start, ..whole });
        let after = self.sources.slice(Span { start: part.end, ..whole });
        format!("{before}{with}{after}")
    }

    /// The first name that stands for nothing but a field of a list; figures within have their own say.
    fn stray_field<'e>(&self, expr: &'e tree::Expr, scope: &Scope) -> Option<(FactId, &'e Path)> {
        match &expr.kind {
            tree::ExprKind::Aggregate(_) => None,
            tree::ExprKind::Name(path) => {
                let text = &path.single()?.text;
                let parameter = scope.parameters.iter().any(|(name, _)| name == text);
                let declared = parameter
                    || self.fact_named(text).is_some()
                    || self.let_named(text, scope.item).is_some()
                    || !matches!(self.find_item(&[text], scope.item), super::names::Found::None);
                let list = self.list_with_field(text).filter(|_| !declared)?;
                Some((list, path))
            }
            _ => expr.parts().into_iter().find_map(|part| self.stray_field(part, scope)),
        }
    }

    /// 全县平均收入, 上年收入: a figure over a declared fact, written as one name.
    pub(super) fn figure_in_a_name(&self, text: &str) -> Option<Text> {
        let known = self.facts.iter().map(|fact| &fact.spec).filter(|spec| spec.ty.is_numeric());
        let places = ["排名", "名次", "位次", "_rank"].iter().find_map(|end| text.strip_suffix(end));
        if let Some(fact) = places.and_then(|front| known.clone().find(|spec| *spec.name == *front)) {
            let name = &fact.name;
            return Some(text!(
                "在全体中的名次写「名次({name} 于 全体)」，分组的再写「按 …」",
                "the place among all ratees is `rank({name} over all)`, within groups with `by …`"
            ));
        }
        let fact = known.filter(|spec| text.ends_with(&*spec.name)).max_by_key(|spec| spec.name.len())?;
        let (front, name) = (text.strip_suffix(&*fact.name)?, &fact.name);
        if ["上年", "去年", "上年度", "last_year_"].contains(&front) {
            return Some(text!(
                "上年的值写「上年({name})」，「{name}」的声明后面加「带上年」",
                "last year's value is `previous({name})`, with `{name}` declared `with last year`"
            ));
        }
        let figures = ["平均", "最高", "最低", "合计", "中位数"];
        let figure = figures.iter().find(|figure| front.ends_with(*figure))?;
        Some(text!(
            "全体的{figure}写「{figure}({name} 于 全体)」，分组的再写「按 …」",
            "over all ratees it is `{figure}({name} over all)`, within groups with `by …`"
        ))
    }

    /// `第几次 > 1`, `最高 扣分值`
    fn without_brackets(&mut self, path: &Path, text: &str, scope: &Scope) -> bool {
        let Some(right) = self.with_brackets(path, text, scope) else { return false };
        let shown = right.clone();
        self.report(
            &NO_BRACKETS,
            path.span,
            text!("「{text}」后面没有写括号", "`{text}` has no brackets behind it"),
            text!("缺括号", "no brackets"),
        )
        .advise(text!("写成「{0}」", "write `{0}`", shown));
        true
    }

    /// How a function that is written as a bare name should be called here; nothing if it is no function.
    fn with_brackets(&self, path: &Path, text: &str, scope: &Scope) -> Option<Text> {
        let own = self.functions.iter().find(|slot| *slot.node.name.text == *text);
        if let Some(own) = own {
            let named: Vec<&str> = own.node.parameters.iter().map(|parameter| &*parameter.text).collect();
            return Some(Text::same(format!("{text}({})", named.join(", "))));
        }
        if Self::occurrence_names().contains(&text) {
            let key = scope.entry.and_then(|list| self.kind_field(list)).unwrap_or("类型".into());
            return Some(Text::same(format!("{text}({key})")));
        }
        function_named(text)?;
        let behind = self.sources.get(path.span.file).text().get(path.span.end as usize..)?;
        let next: String = behind
            .trim_start_matches([' ', '\t'])
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if let Some(list) = self.list_with_field(&next) {
            let list = self.fact_name(list);
            return Some(text!("{text}({next} 于 {list})", "{text}({next} over {list})"));
        }
        if self.fact_named(&next).is_some() {
            return Some(text!("{text}({next} 于 全体)", "{text}({next} over all)"));
        }
        Some(text!("{text}(… 于 …)", "{text}(… over …)"))
    }

    /// The field by which entries are most likely of one kind: the first category, else the first text.
    pub(super) fn kind_field(&self, list: FactId) -> Option<Arc<str>> {
        let FactType::List(fields) = &self.facts[list].spec.ty else { return None };
        let category = fields.iter().find(|field| matches!(field.ty, FactType::Category(_)));
        let found = category.or_else(|| fields.iter().find(|field| field.ty == FactType::Text));
        found.map(|field| field.name.clone())
    }

    /// `加 国家级 5 分`, `扣 第一次 0.3 分`: a word of a category, or which time it is, in the place of points.
    fn word_as_value(&mut self, path: &Path, text: &str, scope: &Scope) -> bool {
        let has = |ty: &FactType| matches!(ty, FactType::Category(words) if words.list().iter().any(|word| **word == *text));
        let fields = match scope.entry.map(|list| &self.facts[list].spec.ty) {
            Some(FactType::List(fields)) => &fields[..],
            _ => &[],
        };
        let field = fields.iter().find(|field| has(&field.ty)).map(|field| field.name.clone());
        let fact = || self.facts.iter().find(|fact| has(&fact.spec.ty)).map(|fact| fact.spec.name.clone());
        let first = ["第一次", "第二次", "第三次", "首次", "再次"].contains(&text);
        let (message, help) = if let Some(of) = field.or_else(fact) {
            (
                text!(
                    "「{text}」是「{of}」的一个取值，不是数",
                    "`{text}` is a value of `{of}`, and no number"
                ),
                text!(
                    "按「{of}」给分的，写「对照 {of} {{ {text} 得 …; 其他 得 0 }}」；当条件的，写「{of} = {text}」",
                    "points by `{of}` are `lookup {of} {{ {text} gives …; otherwise gives 0 }}`; a condition is `{of} = {text}`"
                ),
            )
        } else if let Some(list) = scope.entry.filter(|_| first) {
            let key = self.kind_field(list).unwrap_or("类型".into());
            (
                text!("「{text}」不是数", "`{text}` is no number"),
                text!(
                    "按第几次给分的，写「对照 第几次({key}) {{ 1 得 …; 2 得 …; 其他 得 … }}」",
                    "points by which time it is: `lookup occurrence({key}) {{ 1 gives …; 2 gives …; otherwise gives … }}`"
                ),
            )
        } else {
            return false;
        };
        self.report(&WORD_AS_VALUE, path.span, message, text!("这是一个词", "a word")).advise(help);
        true
    }

    /// `当 工期滞后 则 …`, where 工期滞后 is an alert.
    fn outcome_as_value(&mut self, path: &Path, text: &str) -> bool {
        let named = |statement: &Statement| match statement {
            Statement::Alert(node) => {
                let name = node.name.as_ref().filter(|name| &*name.text == text)?;
                Some((("预警", "an alert"), name.span, Some(node.when.span)))
            }
            Statement::Rule(node) => {
                let name = node.name.as_ref().filter(|name| &*name.text == text)?;
                let what = if node.veto { ("否决", "a veto") } else { ("一条规则", "a rule") };
                Some((what, name.span, Some(node.when.span)))
            }
            Statement::Result(node) if &*node.name.text == text => {
                let when = node.when.as_ref().filter(|_| node.value.is_none());
                Some((("结果", "a result"), node.name.span, when.map(|when| when.span)))
            }
            _ => None,
        };
        let Some(((zh, en), place, when)) = self.node.statements.iter().find_map(named) else { return false };
        let condition = when.map(|when| self.written(when));
        let problem = self.report(
            &OUTCOME_AS_VALUE,
            path.span,
            text!(
                "「{text}」是{zh}的名称，不能用在算式和条件里",
                "`{text}` is the name of {en}, and stands for no value"
            ),
            text!("最后才知道", "known only in the end"),
        );
        problem.also(place, text!("它写在这里", "it stands here"));
        match condition {
            Some(condition) => {
                problem.advise(text!(
                    "把它的条件再写一遍：「{condition}」",
                    "write its condition again: `{condition}`"
                ));
                problem.replace(path.span, format!("({condition})"));
            }
            None => {
                problem.advise(text!(
                    "几处都要用的数，写成「值 名称 = …」，这里和结果里都用那个名称",
                    "a number used in several places is `let NAME = …`, and both places use that name"
                ));
            }
        }
        true
    }
}

/// 前三名, 末三名, 后 10 名 as conditions on the rank.
fn places(text: &str) -> Option<(String, String)> {
    let front = text.strip_suffix('名')?;
    let last = ["末", "后", "最后"].iter().find_map(|word| front.strip_prefix(word));
    let digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let number = |word: &str| {
        let at = digits.iter().position(|digit| *digit == word).map(|at| at + 1);
        at.or_else(|| word.parse().ok()).or((word == "两").then_some(2))
    };
    if let Some(count) = last.and_then(number) {
        return Some((
            format!("名次 > 计数(总分 于 全体) - {count}"),
            format!("rank > count(total over all) - {count}"),
        ));
    }
    let count = front.strip_prefix('前').and_then(number)?;
    Some((format!("名次 ≤ {count}"), format!("rank ≤ {count}")))
}
