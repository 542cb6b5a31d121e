//! Calls: built-in functions, functions of the scheme (read anew at each call, with the arguments in place), scripts.

use super::checker::{Amend, Checker, Scope, Stage};
use super::expr::constant;
use super::findings::{UNKNOWN_FUNCTION, WRONG_ARGUMENTS};
use super::model::*;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::number::{Number, Rounding};
use crate::script::{Fault, ROW_BY_ROW, locate};
use crate::source::Span;
use crate::syntax::tree::{self, Path};
use crate::{code, text};

/// Built-in functions: names, what they are, fewest and most arguments.
const BUILTINS: &[(&[&str], Builtin, usize, usize)] = &[
    (&["最高", "最大", "max"], Builtin::Max, 1, 64),
    (&["最低", "最小", "min"], Builtin::Min, 1, 64),
    (&["绝对值", "abs"], Builtin::Abs, 1, 1),
    (&["舍入", "round"], Builtin::Round(Rounding::HalfUp), 1, 2),
    (&["舍入到偶", "round_half_even"], Builtin::Round(Rounding::HalfEven), 1, 2),
    (&["进位", "round_up"], Builtin::Round(Rounding::Up), 1, 2),
    (&["舍去", "round_down"], Builtin::Round(Rounding::Down), 1, 2),
    (&["向下取整", "floor"], Builtin::Floor, 1, 1),
    (&["向上取整", "ceil"], Builtin::Ceil, 1, 1),
    (&["限定", "clamp"], Builtin::Clamp, 3, 3),
    (&["天数", "days"], Builtin::Days, 2, 2),
    (&["ln"], Builtin::Ln, 1, 1),
    (&["exp"], Builtin::Exp, 1, 1),
    (&["log10"], Builtin::Log10, 1, 1),
    (&["平方根", "sqrt"], Builtin::SquareRoot, 1, 1),
    (&["方根", "root"], Builtin::Root, 2, 2),
    (&["幂", "power"], Builtin::Power, 2, 2),
    (&["须在", "within"], Builtin::Within, 3, 3),
    (&["小数位", "decimals"], Builtin::Decimals, 1, 1),
    (&["月数", "months_between"], Builtin::Months, 2, 2),
    (&["年份", "年", "year_of"], Builtin::PartOfDate(DatePart::Year), 1, 1),
    (&["季度", "季", "quarter_of"], Builtin::PartOfDate(DatePart::Quarter), 1, 1),
    (&["月份", "月", "month_of"], Builtin::PartOfDate(DatePart::Month), 1, 1),
];

code!(
    TOO_MANY_CALLS,
    "H0631",
    Error,
    "函数调用太多" / "too-many-calls",
    "函数里面再用函数，每用一次就展开一次；一层乘一层，很快就多得算不动。"
        / "A function within a function is written out at every call; level by level this multiplies, and soon grows beyond what can be computed."
);

/// The names of built-in functions, each with its other names.
pub(super) fn built_in() -> impl Iterator<Item = &'static [&'static str]> {
    BUILTINS.iter().map(|row| row.0)
}

/// The most expressions that calls of functions may expand to.
const MOST_INLINED: usize = 20_000;

impl Checker<'_> {
    /// `f(a, b)`
    pub(super) fn call(&mut self, path: &Path, arguments: &[tree::Expr], scope: &Scope, span: Span) -> Expr {
        let name = path.text();
        if matches!(name.as_str(), "上年" | "previous" | "last_year") {
            return self.previous(arguments, scope, span);
        }
        if let Some(index) = self.functions.iter().position(|slot| *slot.node.name.text == *name) {
            return self.call_function(index, arguments, scope, span);
        }
        if let Some(id) = self.scripts.iter().position(|script| *script.name == *name) {
            return self.call_script(id, arguments, scope, span);
        }
        if self.broken.iter().any(|broken| **broken == *name) {
            return self.unknown(span);
        }
        let figure = super::figures::function_named(&name);
        let behind = usize::from(figure.is_some_and(|figure| figure.parameter().is_some()));
        if let Some((tree::Expr { kind: tree::ExprKind::Name(only), .. }, parameters)) =
            arguments.split_first()
            && parameters.len() <= behind
            && let Some(collection) = self.collection_named(only)
        {
            return self.short_figure(path, collection, parameters, scope, span);
        }
        if let Some((_, builtin, least, most)) = BUILTINS.iter().find(|row| row.0.contains(&name.as_str())) {
            return self.call_builtin(*builtin, &name, (*least, *most), arguments, scope, span);
        }
        if let Some(made) = self.occurrence(&name, arguments, scope, span) {
            return made;
        }
        if let Some(function) = figure {
            return self.figure_of_values(function, path, arguments, scope, span);
        }
        let own: Vec<String> = self.functions.iter().map(|slot| slot.node.name.text.to_string()).collect();
        let scripts: Vec<String> = self.scripts.iter().map(|script| script.name.to_string()).collect();
        let mut known: Vec<&str> = own.iter().chain(&scripts).map(String::as_str).collect();
        known.extend(BUILTINS.iter().flat_map(|row| row.0.iter().map(|name| -> &str { name })));
        known.extend(super::figures::names());
        known.extend(Self::occurrence_names());
        let near = similar::nearest(&name, known).map(str::to_owned);
        let problem = self.report(
            &UNKNOWN_FUNCTION,
            path.span,
            text!("没有叫「{name}」的函数", "there is no function `{name}`"),
            text!("没有定义", "not defined"),
        );
        match near {
            Some(near) => {
                problem.advise(text!("是不是想写「{near}」？", "did you mean `{near}`?"));
                problem.propose(path.span, near);
            }
            None => {
                problem.advise(text!(
                    "用「函数 {name}(…) = …」定义它",
                    "define it with `function {name}(…) = …`"
                ));
            }
        }
        self.unknown(span)
    }

    fn wrong_arguments(&mut self, span: Span, least: usize, most: usize, given: usize) {
        let wanted = if least == most { least.to_string() } else { format!("{least}–{most}") };
        self.report(
            &WRONG_ARGUMENTS,
            span,
            text!("要 {wanted} 个参数，写了 {given} 个", "{wanted} arguments are wanted, {given} given"),
            text!("参数个数不对", "wrong number of arguments"),
        )
        .advise(text!("参数之间用逗号隔开", "separate arguments with commas"));
    }

    /// Says in the finding just made how the function is called.
    fn show_parameters(&mut self, name: &str, parameters: &[tree::Name]) {
        let named: Vec<&str> = parameters.iter().map(|parameter| &*parameter.text).collect();
        let named = named.join(", ");
        if let Some(problem) = self.problems.last_mut() {
            problem.advise(text!(
                "写成「{name}({named})」，每个参数写一个数",
                "write `{name}({named})`, a value for each"
            ));
        }
    }

    fn previous(&mut self, arguments: &[tree::Expr], scope: &Scope, span: Span) -> Expr {
        let [argument] = arguments else {
            self.wrong_arguments(span, 1, 1, arguments.len());
            return self.unknown(span);
        };
        let value = self.expr(argument, scope);
        match value.kind {
            ExprKind::Fact(fact) => self.last_year(fact, span),
            _ => {
                self.report(
                    &WRONG_ARGUMENTS,
                    argument.span,
                    text!("「上年」的括号里要写一个数据", "last year's value is that of a fact"),
                    text!("不是数据", "not a fact"),
                )
                .advise(text!("如「上年(投诉量)」", "such as `previous(complaints)`"));
                self.unknown(span)
            }
        }
    }

    fn call_builtin(
        &mut self,
        builtin: Builtin,
        name: &str,
        (least, most): (usize, usize),
        arguments: &[tree::Expr],
        scope: &Scope,
        span: Span,
    ) -> Expr {
        if arguments.len() < least || arguments.len() > most {
            self.wrong_arguments(span, least, most, arguments.len());
            return self.unknown(span);
        }
        if let (Builtin::Max | Builtin::Min, [only]) = (builtin, arguments) {
            self.one_value(name, only, scope, span);
            return self.unknown(span);
        }
        if matches!(builtin, Builtin::Days | Builtin::Months | Builtin::PartOfDate(_)) {
            return self.of_dates(builtin, arguments, scope, span);
        }
        let mut values: Vec<Expr> =
            arguments.iter().map(|argument| self.number_of(argument, scope)).collect();
        let mut ty = values[0].ty.clone();
        if let Some(ty) = self.of_bare_numbers(builtin, name, &values) {
            return Expr { kind: ExprKind::Builtin(builtin, values), ty, span };
        }
        if let Builtin::Round(_) = builtin {
            if let Some(places) = values.get(1) {
                let fits = constant(places).and_then(|n| n.to_i64()).is_some_and(|n| (0..=12).contains(&n));
                if !fits && places.ty != Ty::Any {
                    let span = places.span;
                    self.report(
                        &super::findings::NOT_CONSTANT,
                        span,
                        text!("位数要写 0 到 12 的整数", "places are a whole constant from 0 to 12"),
                        text!("不是这样的整数", "not such a number"),
                    )
                    .advise(text!("如「舍入(x, 1)」", "such as `round(x, 1)`"));
                }
            } else {
                values.push(Expr { kind: ExprKind::Number(Number::ZERO), ty: Ty::Number, span });
            }
        } else {
            for value in &values[1..] {
                self.check_comparable(&values[0], value, Comparison::AtLeast, value.span);
                ty = ty.meet(&value.ty).unwrap_or(ty);
            }
        }
        Expr { kind: ExprKind::Builtin(builtin, values), ty, span }
    }

    fn call_function(&mut self, index: usize, arguments: &[tree::Expr], scope: &Scope, span: Span) -> Expr {
        let node = self.functions[index].node;
        self.functions[index].called = true;
        if node.parameters.len() != arguments.len() {
            self.wrong_arguments(span, node.parameters.len(), node.parameters.len(), arguments.len());
            self.show_parameters(&node.name.text, &node.parameters);
            return self.unknown(span);
        }
        self.inlined += 1;
        if self.inlined > MOST_INLINED {
            self.too_many_calls(&node.name.text, span);
            return self.unknown(span);
        }
        if self.calling.contains(&index) {
            let name = &node.name.text;
            self.report(
                &super::cycles::CYCLE,
                span,
                text!(
                    "函数「{name}」绕回了自己，永远算不完",
                    "the function `{name}` leads back to itself, and would never end"
                ),
                text!("绕回自己", "back to itself"),
            )
            .advise(text!("去掉这一层调用", "remove this call"));
            return self.unknown(span);
        }
        let mut bound = Vec::new();
        for (parameter, argument) in node.parameters.iter().zip(arguments) {
            bound.push((parameter.text.clone(), self.expr(argument, scope)));
        }
        let item = self.functions[index].scope;
        let item = item.or(scope.item);
        let inner = Scope { parameters: bound, outside: vec![], item, ..scope.clone() };
        self.calling.push(index);
        let body = self.expr(&node.body, &inner);
        self.calling.pop();
        body
    }

    /// Said once: what comes after it is only more of the same.
    fn too_many_calls(&mut self, name: &str, span: Span) {
        if self.inlined > MOST_INLINED + 1 {
            return;
        }
        self.report(
            &TOO_MANY_CALLS,
            span,
            text!(
                "函数套着函数，到「{name}」这里已经展开了 {MOST_INLINED} 次",
                "functions call functions: at `{name}` they have been written out {MOST_INLINED} times"
            ),
            text!("从这里起太多了", "too many from here on"),
        )
        .advise(text!(
            "反复用到的中间结果写成「值」，如「值 中间 = {name}(…)」，后面用它的名称",
            "name what is used again and again with `let`, such as `let between = {name}(…)`, and use the name"
        ));
    }

    /// Functions that nothing calls are read all the same, so that their errors do not wait for the first call.
    pub(super) fn check_uncalled_functions(&mut self) {
        for index in 0..self.functions.len() {
            let slot = &self.functions[index];
            if slot.called {
                continue;
            }
            let node = slot.node;
            let unknown = |name: &tree::Name| (name.text.clone(), self.unknown(name.span));
            let parameters = node.parameters.iter().map(unknown).collect();
            let scope = match slot.scope {
                Some(item) => Scope { parameters, ..self.item_scope(item) },
                None => Scope { parameters, full: Some(Number::from(100)), ..Scope::at(Stage::Score) },
            };
            let known = self.problems.len();
            self.calling.push(index);
            self.expr(&node.body, &scope);
            self.calling.pop();
            // How scripts run shows where they are called with values.
            let said = self.problems.split_off(known);
            self.problems.extend(said.into_iter().filter(|problem| *problem.code != ROW_BY_ROW));
        }
    }

    fn call_script(&mut self, id: ScriptId, arguments: &[tree::Expr], scope: &Scope, span: Span) -> Expr {
        let wanted = self.scripts[id].script.parameters().len();
        if wanted != arguments.len() {
            self.wrong_arguments(span, wanted, wanted, arguments.len());
            return self.unknown(span);
        }
        let mut given = Vec::new();
        let known = self.problems.len();
        for argument in arguments {
            let value = self.expr(argument, scope);
            if value.ty == Ty::Date {
                self.report(
                    &WRONG_ARGUMENTS,
                    value.span,
                    text!("脚本不接受日期", "a script takes no dates"),
                    text!("日期", "a date"),
                )
                .advise(text!("先用「天数(…)」算成天数", "turn it into days with `days(…)` first"));
            }
            given.push(value);
        }
        // Of what is wrong with an argument there is a finding already.
        let sound = !self.problems[known..].iter().any(|problem| problem.is_error());
        if let Err(reason) = formula(&self.scripts, id, &given)
            && sound
        {
            self.row_by_row(id, reason);
        }
        Expr { kind: ExprKind::Script(id, given), ty: Ty::Any, span }
    }

    /// Says why a script does not run in columns.
    fn row_by_row(&mut self, id: ScriptId, reason: Fault) {
        let script = &self.scripts[id];
        let (name, body) = (script.name.clone(), script.body);
        let span = locate(body, self.sources.get(body.file), reason.line, reason.column);
        let message = text!(
            "脚本「{name}」逐行运行，不能整列算：{0}",
            "the script `{name}` runs row by row, not in columns: {0}",
            reason.message
        );
        let here = text!("因为这里", "because of this");
        self.report(reason.code, span, message, here).help = reason.help;
    }
}
