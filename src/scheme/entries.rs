//! Entries of lists: figures over them, what is of the same kind, what is done with entries of the same matter.
//!
//! It knows nothing of how entries are read or counted.

use super::captured::Over;
use super::checker::{Amend, Checker, Scope};
use super::figure_clauses::Clauses;
use super::figures::figure_type;
use super::model::*;
use super::types::Ty;
use crate::source::Span;
use crate::syntax::tree::{self, Aggregate, Path};
use crate::unit::FactType;
use crate::{code, text};

code!(
    NO_ENTRY_AT_HAND,
    "H0540",
    Error,
    "这里没有正在看的一条" / "no-entry-at-hand",
    "「第几次」「同类数」说的是清单里的某一条，所以只能写在逐条计算的地方：「每项 清单」的条件和分值里，或对清单的统计里。"
        / "`occurrence` and `occurrences` speak of one entry of a list, so they belong where each entry is computed: in the condition and amount of a `for each` line, or in a figure over a list."
);
code!(
    NO_KEY_AT_HAND,
    "H0541",
    Error,
    "不知道与什么相同" / "key-of-what-is-at-hand",
    "对清单的统计里，「按」挑出与眼前这一条（或这一个被考核者）相同的条目。眼前没有这一栏，就不知道要与什么相同。"
        / "In a figure over a list, `by` picks the entries that agree with the entry or ratee at hand. Where nothing at hand has that field, there is nothing to agree with."
);
code!(
    NOT_EVERYONES_LIST,
    "H0542",
    Error,
    "「全体.」后面不是清单" / "not-a-list-of-all",
    "「全体.清单」是所有被考核者的清单合在一起；一般的数据直接写在「于 全体」前面。"
        / "`all.LIST` is the lists of all ratees put together; an ordinary fact is written before `over all`."
);
code!(
    SAME_WITHOUT_ENTRIES,
    "H0543",
    Error,
    "「同一」后面没有清单可分" / "same-without-entries",
    "「同一 … 就高」「同一 … 上限」把清单里同一件事的几条合起来看，只能跟在「每项 清单 …」的语句后面。"
        / "`same … highest` and `same … cap` put entries of one matter together, so they stand behind a `for each LIST …` line."
);

/// A 同一 clause as written: keys, rule, place.
pub(super) type SameClause<'t> = (&'t [tree::Expr], &'t tree::SameRule, Span);

impl Checker<'_> {
    /// A figure over the ratee's own entries.
    pub(super) fn over_entries(
        &mut self,
        function: Function,
        node: &Aggregate,
        list: FactId,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        self.ballots_of_one_ratee(node, list, scope, span);
        let inner = Scope { entry: Some(list), ..scope.clone() };
        self.entry_figure(function, node, (list, false), (&inner, scope), span)
    }

    /// A figure over the entries of all ratees.
    pub(super) fn over_everyone(
        &mut self,
        function: Function,
        node: &Aggregate,
        path: &Path,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let found = path.single().and_then(|name| self.fact_named(&name.text));
        let Some(list) = found.filter(|id| self.is_list(*id)) else {
            return self.not_everyones_list(node, path, span);
        };
        // Names mean the entries and facts of the other ratee.
        let inner = Scope { entry: Some(list), element: None, it: None, ..scope.clone() };
        self.entry_figure(function, node, (list, true), (&inner, scope), span)
    }

    fn entry_figure(
        &mut self,
        function: Function,
        node: &Aggregate,
        (list, everyone): (FactId, bool),
        (inner, scope): (&Scope, &Scope),
        span: Span,
    ) -> Expr {
        // A key is read of both: of the entry, and of what is at hand.
        let by = node.by.as_ref().and_then(|by| self.entry_key(by, list, inner, scope));
        let by = if everyone { self.entries_within_group(by, scope) } else { by };
        let inner = &self.within(inner, if everyone { Over::Ratees } else { Over::Entries });
        let value = node.value.as_ref().map(|value| self.figure_value(function, value, inner));
        let when = node.when.as_ref().map(|when| self.condition(when, inner));
        let weight = node.weight.as_ref().map(|weight| self.number_of(weight, inner));
        let Clauses { parameter, if_empty } = self.clauses(function, node, scope, span);
        let (ty, ascending) = (figure_type(function, value.as_ref()), node.ascending);
        let (order, latest) = self.sequence(node, function, list, inner);
        if everyone || node.by.is_some() {
            self.refuse_sequence(function, node, span);
        }
        let figure = EntryFigure {
            function,
            list,
            everyone,
            by,
            value,
            when,
            order,
            latest,
            if_empty,
            weight,
            parameter,
            ascending,
        };
        Expr { kind: ExprKind::Entries(Box::new(figure)), ty, span }
    }

    /// The key of an entry, and that of what is at hand.
    fn entry_key(&mut self, by: &tree::Expr, list: FactId, inner: &Scope, scope: &Scope) -> Option<EntryKey> {
        let before = self.problems.len();
        let entry = self.expr(by, inner);
        let (between, unread) = (self.problems.len(), self.problems.len() > before);
        let at_hand = self.expr(by, scope);
        if unread {
            self.problems.truncate(between);
            return None;
        }
        if self.problems.len() > between {
            self.problems.truncate(between);
            let (written, name) = (self.sources.slice(by.span).to_owned(), self.fact_name(list));
            self.report(
                &NO_KEY_AT_HAND,
                by.span,
                text!(
                    "「按 {written}」要与眼前的相同，而这里没有「{written}」",
                    "`by {written}` asks for what agrees with what is at hand, and nothing here has `{written}`"
                ),
                text!("与什么相同？", "agreeing with what?"),
            )
            .advise(text!(
                "写在逐条计算的地方，如「每项 {name} 当 计数(于 {name} 按 {written}) > 1 扣 1 分」；只想挑选就写「当」",
                "write it where each entry is computed, as in `for each {name} when count(over {name} by {written}) > 1 deduct 1 point`; to choose entries write `when`"
            ));
            return None;
        }
        self.check_comparable(&entry, &at_hand, Comparison::Equal, by.span);
        Some(EntryKey { entry, at_hand })
    }

    fn is_list(&self, fact: FactId) -> bool {
        matches!(self.facts[fact].spec.ty, FactType::List(_))
    }

    fn not_everyones_list(&mut self, node: &Aggregate, path: &Path, span: Span) -> Expr {
        let (text, function) = (path.text(), node.function.text());
        let is_fact = self.fact_named(&text).is_some();
        let lists: Vec<String> = (0..self.facts.len())
            .filter(|id| self.is_list(*id))
            .map(|id| self.facts[id].spec.name.to_string())
            .collect();
        let listed = crate::locale::Text::listed(lists);
        let problem = self.report(
            &NOT_EVERYONES_LIST,
            path.span,
            text!(
                "「全体.」后面要写清单，「{text}」不是清单",
                "after `all.` stands a list, and `{text}` is none"
            ),
            text!("不是清单", "not a list"),
        );
        if is_fact {
            problem
                .advise(text!("写成「{function}({text} 于 全体)」", "write `{function}({text} over all)`"));
        } else {
            problem.advise(text!("已声明的清单：{0}", "declared lists: {0}", listed));
        }
        self.unknown(span)
    }

    /// `第几次(类型)`, `同类数(类型)`; nothing if the name is neither.
    pub(super) fn occurrence(
        &mut self,
        name: &str,
        arguments: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Option<Expr> {
        let make: fn(Vec<Expr>) -> ExprKind = match name {
            "第几次" | "occurrence" => ExprKind::Occurrence,
            "同类数" | "occurrences" => ExprKind::Occurrences,
            _ => return None,
        };
        if scope.entry.is_none() || arguments.is_empty() {
            let (here, message) = if scope.entry.is_none() {
                (
                    text!("不在逐条计算的地方", "not where entries are computed"),
                    text!("「{name}」要写在逐条计算的地方", "`{name}` belongs where each entry is computed"),
                )
            } else {
                (
                    text!("空的", "empty"),
                    text!(
                        "「{name}」的括号里要写按哪一栏算同类",
                        "`{name}` takes the fields that make entries alike"
                    ),
                )
            };
            let key = scope.entry.and_then(|list| self.kind_field(list));
            let help = match key {
                Some(key) => text!(
                    "按「{key}」算同类的，写成「{name}({key})」",
                    "entries of one `{key}` are alike in `{name}({key})`"
                ),
                None => text!(
                    "如「每项 问题 扣 对照 第几次(类型) {{ 1 得 0.3; 2 得 1; 其他 得 2 }}」",
                    "such as `for each faults deduct lookup occurrence(kind) {{ 1 gives 0.3; 2 gives 1; otherwise gives 2 }}`"
                ),
            };
            self.report(&NO_ENTRY_AT_HAND, span, message, here).advise(help);
            return Some(self.unknown(span));
        }
        let keys = arguments.iter().map(|key| self.expr(key, scope)).collect();
        Some(Expr { kind: make(keys), ty: Ty::Number, span })
    }

    /// The names that [`Checker::occurrence`] takes.
    pub(super) fn occurrence_names() -> [&'static str; 4] {
        ["第几次", "同类数", "occurrence", "occurrences"]
    }

    /// The 同一 clauses of a line over a list.
    pub(super) fn same_matters(
        &mut self,
        clauses: &[SameClause<'_>],
        entry: &Scope,
        scope: &Scope,
    ) -> Vec<Same> {
        let one = |(keys, rule, span): &SameClause<'_>| {
            let keys = keys.iter().map(|key| self.matter_key(key, entry)).collect();
            let rule = match rule {
                tree::SameRule::Highest => SameRule::Highest,
                tree::SameRule::Lowest => SameRule::Lowest,
                tree::SameRule::Cap(cap) => SameRule::Cap(self.score(cap, scope)),
            };
            Same { keys, rule, span: *span }
        };
        clauses.iter().map(one).collect()
    }

    /// What tells matters apart: mostly a field.
    fn matter_key(&mut self, key: &tree::Expr, entry: &Scope) -> Expr {
        let (tree::ExprKind::Name(path), Some(list)) = (&key.kind, entry.entry) else {
            return self.expr(key, entry);
        };
        if !self.is_bare_word(key, entry) {
            return self.expr(key, entry);
        }
        let (field, name) = (path.text(), self.fact_name(list));
        let FactType::List(fields) = &self.facts[list].spec.ty else { return self.unknown(key.span) };
        let listed = crate::locale::Text::listed(fields.iter().map(|field| &field.name));
        self.report(
            &super::findings::UNKNOWN_NAME,
            key.span,
            text!("清单「{name}」没有「{field}」这一栏", "the list `{name}` has no field `{field}`"),
            text!("没有这一栏", "no such field"),
        )
        .advise(text!(
            "「同一」后面写能认出同一件事的那一栏；这个清单有：{0}",
            "after `same` stands the field that tells matters apart; the list has: {0}",
            listed
        ));
        self.unknown(key.span)
    }

    pub(super) fn same_without_entries(&mut self, span: Span) {
        self.report(
            &SAME_WITHOUT_ENTRIES,
            span,
            text!("「同一」只用于「每项 清单」的语句", "`same` belongs to a `for each` line over a list"),
            text!("这里没有清单", "no list here"),
        )
        .advise(text!(
            "如「每项 荣誉 加 2 分 同一 事项 就高」；不是清单就删去它",
            "such as `for each honours add 2 points same matter highest`; without a list remove it"
        ));
    }
}
