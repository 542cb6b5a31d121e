//! What a name stands for.

use super::checker::{Amend, Checker, Node, Scope, Stage};
use super::findings::{AMBIGUOUS_NAME, LATER_STAGE, UNKNOWN_NAME, UNKNOWN_WORD};
use super::model::*;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{Name, Path};
use crate::text;
use crate::unit::{Dimension, FactType};
use std::sync::Arc;

/// What an attribute behind a dot asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Score,
    Rate,
    Full,
    LastYear,
}

fn attribute(name: &str) -> Option<Attribute> {
    Some(match name {
        "得分" | "score" => Attribute::Score,
        "得分率" | "score_rate" => Attribute::Rate,
        "满分" | "full_marks" => Attribute::Full,
        "上年" | "last_year" => Attribute::LastYear,
        _ => return None,
    })
}

/// What people write where somebody gets no grade.
const UNGRADED: [&str; 10] = [
    "不定等次",
    "不定等",
    "不评等次",
    "不评定等次",
    "不参评",
    "不评",
    "未定等次",
    "ungraded",
    "not_graded",
    "none",
];

/// How looking for an item ended.
pub(super) enum Found {
    One(ItemId),
    Several(Vec<ItemId>),
    None,
}

impl Checker<'_> {
    /// The expression that a name or path stands for; nothing, and no finding, if it stands for none.
    pub(super) fn resolve(&mut self, path: &Path, scope: &Scope) -> Option<Expr> {
        let span = path.span;
        let is_parameter =
            |name: &Name| scope.parameters.iter().any(|(parameter, _)| *parameter == name.text);
        if path.single().is_none_or(|name| !is_parameter(name))
            && let Some(cell) = self.table_cell(path, scope)
        {
            return Some(cell);
        }
        match path.single() {
            Some(name) => self.resolve_name(name, scope, span),
            None => self.resolve_path(path, scope),
        }
    }

    fn resolve_name(&mut self, name: &Name, scope: &Scope, span: Span) -> Option<Expr> {
        let text = &*name.text;
        if let Some((_, argument)) = scope.parameters.iter().rev().find(|(parameter, _)| &**parameter == text)
        {
            if scope.outside.iter().any(|outside| **outside == *text) {
                return Some(self.value_from_outside(text, span));
            }
            return Some(argument.clone());
        }
        if let Some(list) = scope.entry
            && let Some((index, ty)) = self.field(list, text)
        {
            return Some(Expr { kind: ExprKind::Field(index), ty, span });
        }
        if let (Some(item), Some(wanted)) = (scope.element, attribute(text)) {
            return self.item_attribute(item, wanted, span);
        }
        if let Some(id) = self.let_named(text, scope.item) {
            return self.let_value(id, span);
        }
        if let Some(fact) = self.fact_named(text) {
            return Some(self.fact_value(fact, span));
        }
        if self.broken.iter().any(|broken| **broken == *text) {
            return Some(self.unknown(span));
        }
        if let Some(outcome) = self.outcome(text, scope, span) {
            return Some(outcome);
        }
        match self.find_item(&[text], scope.item) {
            Found::One(item) => self.item_attribute(item, Attribute::Score, span),
            Found::Several(items) => {
                self.ambiguous(text, &items, span);
                Some(self.unknown(span))
            }
            Found::None if super::alerts::is_alert_word(text) => {
                let path = Path { names: vec![name.clone()], span };
                self.alert_value(&path, scope)
            }
            Found::None if matches!(text, "编号" | "id") => {
                Some(Expr { kind: ExprKind::Identity, ty: Ty::Text, span })
            }
            Found::None => None,
        }
    }

    fn resolve_path(&mut self, path: &Path, scope: &Scope) -> Option<Expr> {
        let names: Vec<&str> = path.names.iter().map(|name| &*name.text).collect();
        let (last, front) = names.split_last()?;
        let (wanted, item_names) = match attribute(last) {
            Some(wanted) => (wanted, front),
            None => (Attribute::Score, &names[..]),
        };
        if let (Attribute::LastYear, [fact]) = (wanted, item_names) {
            let fact = self.fact_named(fact)?;
            return Some(self.last_year(fact, path.span));
        }
        match self.find_item(item_names, scope.item) {
            Found::One(item) => self.item_attribute(item, wanted, path.span),
            Found::Several(items) => {
                self.ambiguous(&path.text(), &items, path.span);
                Some(self.unknown(path.span))
            }
            Found::None => self.alert_value(path, scope),
        }
    }

    /// An expression for what has a finding already.
    pub(super) fn unknown(&self, span: Span) -> Expr {
        Expr { kind: ExprKind::Number(Number::ZERO), ty: Ty::Any, span }
    }

    /// A constant.
    pub(super) fn number_at(&self, number: Number, span: Span) -> Expr {
        Expr { kind: ExprKind::Number(number), ty: Ty::Unit(Dimension::Score), span }
    }

    pub(super) fn fact_value(&mut self, fact: FactId, span: Span) -> Expr {
        if matches!(self.facts[fact].spec.ty, FactType::List(_)) {
            let name = self.fact_name(fact);
            self.report(
                &super::findings::TYPES_DIFFER,
                span,
                text!("「{name}」是清单，不是一个值", "`{name}` is a list, not a value"),
                text!("清单", "a list"),
            )
            .advise(text!(
                "如「计数({name})」「合计(… 于 {name})」",
                "such as `count({name})`, `sum(… over {name})`"
            ));
            return self.unknown(span);
        }
        let ty = Ty::of_fact(&self.facts[fact].spec.ty);
        Expr { kind: ExprKind::Fact(fact), ty, span }
    }

    /// Last year's value of a fact; a finding if it has none.
    pub(super) fn last_year(&mut self, fact: FactId, span: Span) -> Expr {
        if !self.facts[fact].spec.with_last_year {
            let name = self.fact_name(fact);
            self.no_last_year(&name, span);
        }
        let ty = Ty::of_fact(&self.facts[fact].spec.ty);
        Expr { kind: ExprKind::LastYear(fact), ty, span }
    }

    pub(super) fn no_last_year(&mut self, name: &str, span: Span) {
        self.report(
            &UNKNOWN_NAME,
            span,
            text!("数据「{name}」没有上年的值", "the fact `{name}` has no value of last year"),
            text!("未声明「带上年」", "not declared `with last year`"),
        )
        .advise(text!(
            "在「{name}」的声明后面加「带上年」",
            "add `with last year` to the declaration of `{name}`"
        ));
    }

    pub(super) fn field(&self, list: FactId, name: &str) -> Option<(usize, Ty)> {
        let FactType::List(fields) = &self.facts[list].spec.ty else { return None };
        let index = fields.iter().position(|field| field.is_called(name))?;
        Some((index, Ty::of_fact(&fields[index].ty)))
    }

    /// 总分, 等次, 名次 in an expression, if the stage allows.
    fn outcome(&mut self, name: &str, scope: &Scope, span: Span) -> Option<Expr> {
        let (kind, ty, from) = match name {
            "今日" | "today" => return Some(self.day_of(DayOf::Today, span)),
            "期初" | "period_start" => return Some(self.day_of(DayOf::PeriodStart, span)),
            "期末" | "period_end" => return Some(self.day_of(DayOf::PeriodEnd, span)),
            "总分" | "total" => (ExprKind::Total, Ty::Unit(Dimension::Score), Stage::Grading),
            "等次" | "grade" => (ExprKind::Grade, Ty::Grade, Stage::GradeEffects),
            "名次" | "rank" => (ExprKind::Rank, Ty::Number, Stage::Results),
            _ => return None,
        };
        if scope.stage < from {
            let numeric = self.facts.iter().find(|fact| fact.spec.ty.is_numeric());
            let help = numeric.filter(|_| matches!(kind, ExprKind::Rank)).map(|fact| {
                let fact = &fact.spec.name;
                text!(
                    "「{name}」按总分排，要等总分算出；按一项数据排的，写「名次({fact} 于 全体)」",
                    "`{name}` is by the total, which is not known yet; by a fact it is `rank({fact} over all)`"
                )
            });
            self.report(
                &LATER_STAGE,
                span,
                text!("这里还不知道「{name}」", "`{name}` is not known yet here"),
                text!("后面才算出", "computed later"),
            )
            .advise(help.unwrap_or(text!(
                "先后是：各项得分 → 加扣分 → 总分 → 等次 → 名额 → 名次 → 评先、预警和结果",
                "the order is: items, adjustments, total, grade, quotas, rank, awards, alerts and results"
            )));
        }
        Some(Expr { kind, ty, span })
    }

    fn item_attribute(&mut self, item: ItemId, wanted: Attribute, span: Span) -> Option<Expr> {
        if wanted != Attribute::Full {
            self.reads(Node::Item(item));
        }
        let score = Ty::Unit(Dimension::Score);
        Some(match wanted {
            Attribute::Score => Expr { kind: ExprKind::Score(item), ty: score, span },
            Attribute::Rate => Expr { kind: ExprKind::ScoreRate(item), ty: Ty::Ratio, span },
            Attribute::Full => {
                Expr { kind: ExprKind::Number(self.items[item].full.clone()), ty: score, span }
            }
            Attribute::LastYear => return None,
        })
    }

    /// The item that a path names: the nearest below the place where it is written, else the
    /// one whose path it is, else the only one anywhere.
    pub(super) fn find_item(&self, names: &[&str], from: Option<ItemId>) -> Found {
        let ending = names.join(".");
        let dotted = format!(".{ending}");
        let mut found: Vec<ItemId> = Vec::new();
        for (id, item) in self.items.iter().enumerate() {
            if *item.path == *ending || item.path.ends_with(&dotted) {
                found.push(id);
            }
        }
        let mut around = from;
        while let (true, Some(here)) = (found.len() > 1, around) {
            let inside: Vec<ItemId> = found.iter().copied().filter(|id| self.is_below(*id, here)).collect();
            if !inside.is_empty() {
                found = inside;
            }
            around = self.items[here].parent;
        }
        // Of several that are equally near, the one whose whole path is written.
        if let Some(exact) = found.iter().find(|id| *self.items[**id].path == *ending) {
            found = vec![*exact];
        }
        match found[..] {
            [] => Found::None,
            [one] => Found::One(one),
            _ => Found::Several(found),
        }
    }

    fn is_below(&self, item: ItemId, ancestor: ItemId) -> bool {
        let mut at = Some(item);
        while let Some(here) = at {
            if here == ancestor {
                return true;
            }
            at = self.items[here].parent;
        }
        false
    }

    pub(super) fn ambiguous(&mut self, text: &str, items: &[ItemId], span: Span) {
        let paths: Vec<String> = items.iter().map(|id| self.items[*id].path.to_string()).collect();
        let places: Vec<Span> = items.iter().map(|id| self.items[*id].name_span).collect();
        let (first, count) = (paths.first().cloned().unwrap_or_default(), paths.len());
        let problem = self.report(
            &AMBIGUOUS_NAME,
            span,
            text!(
                "有 {count} 个指标叫「{text}」：{0}",
                "{count} items are called `{text}`: {0}",
                crate::locale::Text::listed(&paths)
            ),
            text!("是哪一个？", "which one?"),
        );
        for place in places {
            problem.also(place, text!("其中一个", "one of them"));
        }
        problem.advise(text!("写出路径，如「{first}」", "write the path, such as `{first}`"));
    }

    /// The innermost named value of this name that is visible in an item.
    pub(super) fn let_named(&self, name: &str, from: Option<ItemId>) -> Option<LetId> {
        let mut around = from;
        loop {
            let here = self.lets.iter().position(|slot| slot.scope == around && &*slot.name.text == name);
            if here.is_some() || around.is_none() {
                return here;
            }
            around = around.and_then(|item| self.items[item].parent);
        }
    }

    pub(super) fn let_value(&mut self, id: LetId, span: Span) -> Option<Expr> {
        self.reads(Node::Let(id));
        self.check_let(id);
        let ty = self.lets[id].checked.as_ref().map_or(Ty::Any, |expr| expr.ty.clone());
        Some(Expr { kind: ExprKind::Let(id), ty, span })
    }

    /// Reads a named value, once. One that is being read already depends on itself: the search for cycles says so.
    pub(super) fn check_let(&mut self, id: LetId) {
        if self.lets[id].busy || self.lets[id].checked.is_some() {
            return;
        }
        self.lets[id].busy = true;
        let (node, scope) = (self.lets[id].node, self.lets[id].scope);
        let scope = scope.map_or(Scope::at(Stage::Score), |item| self.item_scope(item));
        let value = self.owned_by(Node::Let(id), |this| this.expr(&node.value, &scope));
        self.lets[id].checked = Some(value);
        self.lets[id].busy = false;
    }

    /// The finding for a name that stands for nothing.
    pub(super) fn unknown_name(&mut self, path: &Path, scope: &Scope, words: &[Arc<str>]) -> Expr {
        if let Some(made) = self.discretion(path) {
            return made;
        }
        // A bracket behind a name begins a call that could not be read, and has its own finding.
        let behind = self.sources.get(path.span.file).text().get(path.span.end as usize..);
        let call =
            behind.is_some_and(|behind| behind.trim_start_matches([' ', '\t']).starts_with(['(', '（']));
        if call || self.misplaced_name(path, scope) {
            return self.unknown(path.span);
        }
        let text = path.text();
        let mut candidates: Vec<String> = words.iter().map(|word| word.to_string()).collect();
        candidates.extend(scope.parameters.iter().map(|(name, _)| name.to_string()));
        if let Some(FactType::List(fields)) = scope.entry.map(|list| &self.facts[list].spec.ty) {
            candidates.extend(fields.iter().map(|field| field.name.to_string()));
        }
        candidates.extend(self.facts.iter().map(|fact| fact.spec.name.to_string()));
        candidates.extend(self.tables.iter().map(|slot| slot.table.name.to_string()));
        candidates.extend(self.lets.iter().map(|slot| slot.name.text.to_string()));
        candidates.extend(self.items.iter().flat_map(|item| [item.name.to_string(), item.path.to_string()]));
        let figure = self.figure_in_a_name(&text);
        let near = similar::nearest(&text, candidates.iter().map(String::as_str)).map(str::to_owned);
        let names: Vec<&str> = candidates.iter().map(String::as_str).collect();
        let parts = crate::syntax::split_words(&text, &names).map(|parts| parts.join(" "));
        let problem = self.report(
            &UNKNOWN_NAME,
            path.span,
            text!(
                "没有叫「{text}」的数据、指标或命名的值",
                "there is no fact, item or named value called `{text}`"
            ),
            text!("没有声明", "not declared"),
        );
        match (parts, near) {
            _ if figure.is_some() => {
                problem.advise(figure.unwrap_or(text!("", "")));
            }
            (Some(spaced), _) => {
                problem.advise(text!("是不是连写了？写成「{spaced}」", "written together? write `{spaced}`"));
                problem.replace(path.span, spaced);
            }
            (None, Some(near)) => {
                problem.advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
                problem.propose(path.span, near);
            }
            (None, None) => {
                problem.advise(text!("先在「数据」里声明「{text}」", "declare `{text}` in `evidence` first"));
            }
        }
        self.unknown(path.span)
    }

    /// A word that is compared with a category or a grade.
    pub(super) fn word(&mut self, word: &Arc<str>, words: &[Arc<str>], span: Span) -> Expr {
        if !words.contains(word) {
            let listed = crate::locale::Text::listed(words);
            let grades = !words.is_empty() && *words == self.grade_names[..];
            let ungraded = grades && UNGRADED.contains(&&**word);
            let near = similar::nearest(word, words.iter().map(|word| &**word)).filter(|_| !ungraded);
            let near = near.map(str::to_owned);
            let problem = self.report(
                &UNKNOWN_WORD,
                span,
                text!("类别里没有「{word}」", "the category has no word `{word}`"),
                text!("不在所列的词里", "not one of the listed words"),
            );
            match near {
                Some(near) => {
                    problem.advise(text!(
                        "是不是想写「{near}」？可用的词：{0}",
                        "did you mean `{near}`? listed are: {0}",
                        listed
                    ));
                    problem.propose(span, near);
                }
                None if ungraded => {
                    problem.advise(text!(
                        "不定等次写成「等次 取消」：当 … 则 等次 取消",
                        "not to grade somebody is `grade cancel`: when … then grade cancel"
                    ));
                }
                None => {
                    problem.advise(text!("可用的词：{0}", "listed are: {0}", listed));
                }
            }
        }
        Expr { kind: ExprKind::Word(word.clone()), ty: Ty::Text, span }
    }
}
