//! The rule forms: bands, lines, lookups, choices, raters, checklists.

use super::checker::{Amend, Checker, Scope};
use super::dates::position;
use super::expr::constant;
use super::model::*;
use super::types::Ty;
use crate::locale::Text;
use crate::number::Number;
use crate::source::Span;
use crate::syntax::tree::{self, BandKey, Key};
use crate::{code, text};
use std::sync::Arc;

code!(
    LINE_POINTS,
    "H0504",
    Error,
    "线性的点写得不对" / "points-of-the-line",
    "线性至少要两个点，点的位置从小到大或从大到小排列，不能重复，否则不知道中间该怎么算。"
        / "A line needs two points or more, in rising or falling order without repetition; otherwise nothing can be computed between them."
);
code!(
    LOOKUP_KEYS,
    "H0505",
    Error,
    "对照表不完整" / "lookup-keys",
    "对照表要为每一个可能的值写一行，或者用「其他」收尾；同一个值不能写两行。"
        / "A lookup has a row for each possible value, or ends with `otherwise`, and no value twice."
);
impl Checker<'_> {
    pub(super) fn form(&mut self, form: &tree::ExprKind, scope: &Scope, wanted: &Ty, span: Span) -> Expr {
        match form {
            tree::ExprKind::Linear { subject, points, extrapolate } => {
                self.linear(subject, points, *extrapolate, scope, span)
            }
            tree::ExprKind::Bands(subject, rows) => self.bands(subject, rows, scope, wanted, span),
            tree::ExprKind::Brackets { subject, whole, rows } => {
                self.brackets(subject, *whole, rows, scope, span)
            }
            tree::ExprKind::Lookup(subjects, rows) => self.lookup(subjects, rows, scope, wanted, span),
            tree::ExprKind::Raters(rows, absent) => self.raters(rows, absent.as_ref(), scope, span),
            tree::ExprKind::Checklist(rows) => {
                let mut values = Vec::new();
                for (when, value) in rows {
                    values.push((self.condition(when, scope), self.score(value, scope)));
                }
                let ty = values.first().map_or(Ty::Number, |(_, value)| value.ty.clone());
                Expr { kind: ExprKind::Checklist(values), ty, span }
            }
            tree::ExprKind::Meets(condition) => {
                let condition = self.condition(condition, scope);
                let full = self.full_of(scope, span);
                let ty = self.number_at(Number::ZERO, span).ty;
                Expr { kind: ExprKind::Meets(Box::new(condition), full), ty, span }
            }
            tree::ExprKind::Attain(subject, target) => {
                let (subject, target) = (self.number_of(subject, scope), self.number_of(target, scope));
                self.check_comparable(&subject, &target, Comparison::AtLeast, span);
                let full = self.full_of(scope, span);
                let ty = self.number_at(Number::ZERO, span).ty;
                Expr { kind: ExprKind::Attain(Box::new(subject), Box::new(target), full), ty, span }
            }
            // All other kinds are read by `expr`.
            _ => self.unknown(span),
        }
    }

    pub(super) fn full_of(&mut self, scope: &Scope, span: Span) -> Number {
        let full = tree::Expr { kind: tree::ExprKind::Full, span };
        let made = self.expr(&full, scope);
        constant(&made).unwrap_or_default()
    }

    pub(super) fn choose<'e>(
        &mut self,
        rows: impl Iterator<Item = (Option<&'e tree::Expr>, &'e tree::Expr)>,
        scope: &Scope,
        wanted: &Ty,
        span: Span,
    ) -> Expr {
        let (mut branches, mut otherwise) = (Vec::new(), None);
        let mut ty = Ty::Any;
        for (when, value) in rows {
            let condition = when.map(|when| self.condition(when, scope));
            let value = self.expr_as(value, scope, wanted);
            ty = self.common(&ty, &value);
            match condition {
                Some(condition) => branches.push((condition, value)),
                None => otherwise = Some(Box::new(value)),
            }
        }
        Expr { kind: ExprKind::Choose(branches, otherwise), ty, span }
    }

    /// The type of rows that may give either of two values.
    pub(super) fn common(&mut self, so_far: &Ty, value: &Expr) -> Ty {
        match so_far.meet(&value.ty) {
            Some(ty) => ty,
            None => {
                let (a, b) = (so_far.describe(), value.ty.describe());
                let like = Expr { ty: so_far.clone(), ..value.clone() };
                let help = self
                    .with_unit(value, &like)
                    .unwrap_or(text!("各行给出同一类的值", "let all rows give values of one kind"));
                self.report(
                    &super::findings::TYPES_DIFFER,
                    value.span,
                    text!(
                        "前面各行给出{0}，这一行给出{1}",
                        "the rows before give {0}, this one gives {1}",
                        a,
                        b
                    ),
                    text!("类型不同", "type differs"),
                )
                .advise(help);
                Ty::Any
            }
        }
    }

    fn linear(
        &mut self,
        subject: &tree::Expr,
        points: &[(tree::Expr, tree::Expr)],
        extrapolate: bool,
        scope: &Scope,
        span: Span,
    ) -> Expr {
        let subject = self.number_or_date(subject, scope);
        let mut made = Vec::new();
        let mut ty = Ty::Any;
        for (key, value) in points {
            made.push((self.number_or_date(key, scope), self.number_of(value, scope)));
        }
        if self.points_swapped(&subject, &made, span) {
            return self.unknown(span);
        }
        for (key, value) in &made {
            self.check_comparable(&subject, key, Comparison::AtLeast, key.span);
            ty = self.common(&ty, value);
        }
        let keys: Vec<Option<Number>> = made.iter().map(|(key, _)| position(key)).collect();
        let steps: Vec<_> =
            keys.windows(2).filter_map(|w| Some(w[0].as_ref()?.cmp(w[1].as_ref()?))).collect();
        let ordered = steps.windows(2).all(|w| w[0] == w[1]) && !steps.contains(&std::cmp::Ordering::Equal);
        if points.len() < 2 || !ordered {
            self.report(
                &LINE_POINTS,
                span,
                text!("线性要有两个以上位置依次排列的点", "a line needs two or more points in order"),
                text!("点太少，或次序不对", "too few points, or out of order"),
            )
            .advise(text!(
                "如「线性 X {{ 0% 得 0; 40% 得 满分 }}」",
                "such as `linear x {{ 0% gives 0; 40% gives full }}`"
            ));
        }
        Expr { kind: ExprKind::Linear { subject: Box::new(subject), points: made, extrapolate }, ty, span }
    }

    fn bands(
        &mut self,
        subject: &tree::Expr,
        rows: &[tree::BandRow],
        scope: &Scope,
        wanted: &Ty,
        span: Span,
    ) -> Expr {
        let subject = self.number_or_date(subject, scope);
        let before = self.problems.len();
        let mut made = Vec::new();
        let mut ty = Ty::Any;
        for row in rows {
            let (mut low, mut high, mut except) = (None, None, None);
            match &row.key {
                BandKey::Otherwise => {}
                BandKey::Compared(comparison, bound) => {
                    let bound = self.bound(bound, &subject, scope);
                    match comparison {
                        Comparison::AtLeast => low = Some((bound, true)),
                        Comparison::Above => low = Some((bound, false)),
                        Comparison::AtMost => high = Some((bound, true)),
                        Comparison::Below => high = Some((bound, false)),
                        Comparison::Equal => {
                            low = Some((bound.clone(), true));
                            high = Some((bound, true));
                        }
                        Comparison::Different => except = Some(bound),
                    }
                }
                BandKey::Interval { low: from, low_in, high: to, high_in } => {
                    low = Some((self.bound(from, &subject, scope), *low_in));
                    high = Some((self.bound(to, &subject, scope), *high_in));
                }
            }
            let value = self.expr_as(&row.value, scope, wanted);
            ty = self.common(&ty, &value);
            let basis = row.basis.as_ref().map(|words| words.text.clone());
            made.push(Band { low, high, except, value, basis, span: row.span });
        }
        // Where a bound is wrong, what the bands leave out or cover twice would be about nothing.
        if self.problems[before..].iter().all(|problem| !problem.is_error()) {
            self.check_bands(&subject, &made, scope.entry, span);
        }
        Expr { kind: ExprKind::Bands(Box::new(subject), made), ty, span }
    }

    fn number_or_date(&mut self, subject: &tree::Expr, scope: &Scope) -> Expr {
        let made = self.expr(subject, scope);
        if made.ty == Ty::Date || made.ty.is_numeric() {
            return made;
        }
        let is = made.ty.describe();
        self.report(
            &super::findings::TYPES_DIFFER,
            made.span,
            text!("这里要写数或日期，而这是{0}", "a number or a date is wanted here, and this is {0}", is),
            text!("不是数，也不是日期", "neither a number nor a date"),
        )
        .advise(text!("类别用「对照」", "use `lookup` for a category"));
        Expr { ty: Ty::Any, ..made }
    }

    fn bound(&mut self, bound: &tree::Expr, subject: &Expr, scope: &Scope) -> Expr {
        let bound = self.expr(bound, scope);
        self.check_comparable(subject, &bound, Comparison::AtLeast, bound.span);
        bound
    }

    fn lookup(
        &mut self,
        subjects: &[tree::Expr],
        rows: &[tree::LookupRow],
        scope: &Scope,
        wanted: &Ty,
        span: Span,
    ) -> Expr {
        let subjects: Vec<Expr> =
            subjects.iter().map(|subject| self.lookup_subject(subject, scope)).collect();
        let mut made: Vec<LookupRow> = Vec::new();
        let mut ty = Ty::Any;
        for row in rows {
            if !row.keys.is_empty() && row.keys.len() != subjects.len() {
                let (wanted, given) = (subjects.len(), row.keys.len());
                self.report(
                    &LOOKUP_KEYS,
                    row.span,
                    text!(
                        "这一行写了 {given} 个键，应当是 {wanted} 个",
                        "this row has {given} keys, and should have {wanted}"
                    ),
                    text!("键数不对", "wrong number of keys"),
                )
                .advise(text!("键之间用逗号隔开", "separate keys with commas"));
                continue;
            }
            let keys =
                row.keys.iter().zip(&subjects).map(|(key, subject)| self.lookup_key(key, subject)).collect();
            let value = self.expr_as(&row.value, scope, wanted);
            ty = self.common(&ty, &value);
            let basis = row.basis.as_ref().map(|words| words.text.clone());
            made.push(LookupRow { keys, value, basis, span: row.span });
        }
        self.check_lookup(&subjects, &made, span);
        Expr { kind: ExprKind::Lookup(subjects, made), ty, span }
    }

    /// What is looked up. Words that a rule gives are a category of their own.
    fn lookup_subject(&mut self, subject: &tree::Expr, scope: &Scope) -> Expr {
        // A name alone must be one that is declared; only what branches into words gives words.
        if matches!(subject.kind, tree::ExprKind::Name(_)) {
            return self.expr(subject, scope);
        }
        let mut words = Vec::new();
        let all_bare = self.bare_words(subject, scope, &mut words);
        if words.is_empty() {
            return self.expr(subject, scope);
        }
        let given = Ty::Category(words.into());
        let made = self.expr_as(subject, scope, &given);
        if all_bare && made.ty == Ty::Text { Expr { ty: given, ..made } } else { made }
    }

    /// Collects the undeclared words that a rule can give; whether it gives nothing else.
    fn bare_words(&mut self, expr: &tree::Expr, scope: &Scope, words: &mut Vec<Arc<str>>) -> bool {
        let values: Vec<&tree::Expr> = match &expr.kind {
            tree::ExprKind::If(branches, otherwise) => {
                branches.iter().map(|(_, value)| value).chain([&**otherwise]).collect()
            }
            tree::ExprKind::Choose(rows) => rows.iter().map(|(_, value)| value).collect(),
            tree::ExprKind::Bands(_, rows) => rows.iter().map(|row| &row.value).collect(),
            tree::ExprKind::Lookup(_, rows) => rows.iter().map(|row| &row.value).collect(),
            tree::ExprKind::Name(path) if self.is_bare_word(expr, scope) => {
                words
                    .extend(path.single().map(|name| name.text.clone()).filter(|word| !words.contains(word)));
                return path.single().is_some();
            }
            _ => return false,
        };
        let mut all = true;
        for value in values {
            all &= self.bare_words(value, scope, words);
        }
        all
    }

    pub(super) fn lookup_key(&mut self, key: &Key, subject: &Expr) -> Expr {
        let key = match key {
            Key::Word(name) => match self.words_of(&subject.ty) {
                Some(words) => self.word(&name.text, &words, name.span),
                None => Expr { kind: ExprKind::Word(name.text.clone()), ty: Ty::Text, span: name.span },
            },
            Key::Number(quantity) => {
                let (number, ty) = self.quantity(quantity);
                Expr { kind: ExprKind::Number(number), ty, span: quantity.span }
            }
            Key::Truth(truth, span) => Expr { kind: ExprKind::Truth(*truth), ty: Ty::Truth, span: *span },
        };
        self.check_comparable(subject, &key, Comparison::Equal, key.span);
        key
    }

    /// Doubles and holes of a lookup.
    fn check_lookup(&mut self, subjects: &[Expr], rows: &[LookupRow], span: Span) {
        let text_of = |row: &LookupRow| -> Vec<Text> { row.keys.iter().map(key_text).collect() };
        let mut seen: Vec<(Vec<Text>, Span)> = Vec::new();
        for row in rows {
            let keys = text_of(row);
            if let Some((_, first)) = seen.iter().find(|(before, _)| *before == keys) {
                let (first, keys) = (*first, in_a_row(&keys));
                self.report(
                    &LOOKUP_KEYS,
                    row.span,
                    text!("「{0}」写了两行", "`{0}` has two rows", keys),
                    text!("第二行", "second row"),
                )
                .also(first, text!("第一行", "first row"))
                .advise(text!("只保留一行", "keep one row"));
            }
            seen.push((keys, row.span));
        }
        if rows.iter().any(|row| row.keys.is_empty()) || rows.is_empty() && subjects.is_empty() {
            return;
        }
        // Every combination of words must have a row, where all subjects have a closed list of words.
        let mut all: Vec<Vec<Text>> = vec![vec![]];
        for subject in subjects {
            let words: Vec<Text> = match &subject.ty {
                Ty::Truth => vec![truth_text(true), truth_text(false)],
                Ty::Any => return,
                ty => match self.words_of(ty) {
                    Some(words) => words.iter().map(|word| Text::same(word.to_string())).collect(),
                    None => vec![Text::fixed("…", "…")],
                },
            };
            all = all
                .into_iter()
                .flat_map(|keys| {
                    words.iter().map(move |word| [&keys[..], std::slice::from_ref(word)].concat())
                })
                .take(10_000)
                .collect();
        }
        // A row with a word that is none has its finding; what it was meant for is not lacking as well.
        let strange = rows.iter().any(|row| {
            row.keys.iter().zip(subjects).any(|(key, subject)| {
                match (&key.kind, self.words_of(&subject.ty)) {
                    (ExprKind::Word(word), Some(words)) => !words.contains(word),
                    _ => false,
                }
            })
        });
        if strange || self.has_row_without(span, &["得", "gives"]) {
            return;
        }
        let lacking: Vec<Text> = all
            .iter()
            .filter(|keys| !seen.iter().any(|(row, _)| row == *keys))
            .map(|keys| in_a_row(keys))
            .collect();
        if let Some(first) = lacking.first() {
            let message = if subjects.len() == 1 && first.zh == "…" {
                let what = self.sources.slice(subjects[0].span).to_owned();
                text!(
                    "「{what}」是别的值时，对照表没有写得多少",
                    "the lookup does not say what any other value of `{what}` gives"
                )
            } else {
                let listed = some_of(&lacking);
                text!("对照表没有「{0}」的行", "the lookup has no row for `{0}`", listed)
            };
            let row = if first.zh.contains('…') {
                Text::fixed("这些行", "these rows")
            } else {
                text!("「{0} 得 …」", "`{0} gives …`", first)
            };
            self.report(&LOOKUP_KEYS, span, message, text!("不完整", "not complete")).advise(text!(
                "补上{0}，或加一行「其他 得 0」",
                "add {0}, or a row `otherwise gives 0`",
                row
            ));
        }
    }
}

/// A key as it would be written, for comparing keys and naming them.
fn key_text(key: &Expr) -> Text {
    match &key.kind {
        ExprKind::Word(word) => Text::same(word.to_string()),
        ExprKind::Truth(truth) => truth_text(*truth),
        ExprKind::Number(number) => Text::same(number.to_string()),
        _ => Text::fixed("", ""),
    }
}

/// Yes or no.
pub(super) fn truth_text(truth: bool) -> Text {
    if truth { Text::fixed("是", "yes") } else { Text::fixed("否", "no") }
}

/// The keys of one row.
pub(super) fn in_a_row(keys: &[Text]) -> Text {
    let half = |pick: fn(&Text) -> &str| keys.iter().map(pick).collect::<Vec<_>>().join(", ");
    let (zh, en) = (half(|key| &key.zh), half(|key| &key.en));
    text!("{zh}", "{en}")
}

/// Rows that are lacking: up to four, else the first of them.
pub(super) fn some_of(rows: &[Text]) -> Text {
    if let (Some(first), true) = (rows.first(), rows.len() > 4) {
        return text!("{0} …", "{0} …", first);
    }
    let half = |pick: fn(&Text) -> &str, mark: &str| rows.iter().map(pick).collect::<Vec<_>>().join(mark);
    let (zh, en) = (half(|row| &row.zh, "；"), half(|row| &row.en, "; "));
    text!("{zh}", "{en}")
}
