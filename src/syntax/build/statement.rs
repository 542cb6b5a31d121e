//! Statements of schemes and bodies.

use super::super::tree::*;
use super::super::{Pair, Rule};
use super::expr::compare;
use super::{Builder, Kids, keyword};

impl Builder {
    /// One statement.
    pub(super) fn statement(&mut self, pair: Pair<'_>) -> Option<Statement> {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        match rule {
            Rule::item => return self.item(pair).map(Statement::Item),
            Rule::adjustment => {
                let deduction = Kids::of(pair.clone()).next()?.as_rule() == Rule::kw_deduction;
                return Some(Statement::Adjustment(AdjustmentNode { deduction, item: self.item(pair)? }));
            }
            Rule::evidence => return Some(Statement::Evidence(self.evidence(pair))),
            Rule::grades => return Some(self.grades(pair)),
            Rule::rank_line => return self.rank(pair).map(Statement::Rank),
            Rule::quota => return self.quota(pair).map(Statement::Quota),
            Rule::together => return self.together(pair).map(Statement::Together),
            Rule::veto => return self.rule(pair).map(Statement::Rule),
            Rule::gate if pair.clone().into_inner().any(|p| p.as_rule() == Rule::effects) => {
                return self.rule(pair).map(Statement::Rule);
            }
            Rule::gate | Rule::each_entry | Rule::step_line | Rule::plain_line => {
                return self.line(pair).map(Statement::Line);
            }
            Rule::alert => return self.alert(pair).map(Statement::Alert),
            Rule::table => return self.table(pair).map(Statement::Table),
            Rule::result => return self.result(pair).map(Statement::Result),
            Rule::group_result => return self.group_result(pair).map(Statement::GroupResult),
            Rule::function => return self.function(pair).map(Statement::Function),
            Rule::script => return self.script(pair).map(Statement::Script),
            Rule::value => return self.value(pair).map(Statement::Let),
            Rule::applies_line => return self.applies(pair).map(Statement::Applies),
            Rule::overridden => return self.overriding(pair).map(Statement::Override),
            Rule::insertion => return self.insertion(pair).map(Statement::Insert),
            Rule::removal => return self.removal(pair).map(Statement::Remove),
            Rule::test => return self.test(pair).map(Statement::Test),
            _ => {}
        }
        let mut kids = Kids::of(pair);
        let first = kids.next()?;
        Some(match rule {
            Rule::version_line => Statement::Version(self.name(&kids.next()?)),
            Rule::basis_line => Statement::Basis(self.name(&kids.next()?)),
            Rule::label_line => Statement::Label(self.name(&kids.next()?)),
            Rule::period_line => Statement::Period(self.period(kids, span)?),
            Rule::total_line => {
                let full = self.quantity(kids.next()?);
                let mut limits = Vec::new();
                while let Some(limit) = kids.one(Rule::limit) {
                    limits.extend(self.limit(limit));
                }
                Statement::Total(full, limits, span)
            }
            Rule::round_line => Statement::Round(self.rounding(kids.next()?)?),
            Rule::missing_line => {
                let not_applicable = first.as_rule() == Rule::kw_not_applicable;
                Statement::Policy(self.policy(kids.next()?, not_applicable, span)?)
            }
            Rule::units_line => Statement::Units(kids.map(|unit| self.name(&unit)).collect()),
            Rule::combine_line => Statement::Combine(match kids.next()? {
                // The one ready-made way whose name in English is two words: the same as its name in Chinese.
                way if way.as_rule() == Rule::kw_weighted_mean => {
                    let span = self.span(&way);
                    let name = Name { text: "加权平均".into(), span };
                    Expr { kind: ExprKind::Name(Path { names: vec![name], span }), span }
                }
                expr => self.expr(expr)?,
            }),
            Rule::base_line => Statement::Base(self.expr(kids.next()?)?),
            Rule::limit_line => Statement::Limit(self.limit(first)?),
            _ => return None,
        })
    }

    fn period(&mut self, mut kids: Kids<'_>, span: crate::source::Span) -> Option<Period> {
        let first = kids.next()?;
        if first.as_rule() != Rule::date {
            return Some(Period::Named(self.name(&first)));
        }
        let from = self.date(&first)?;
        kids.eat(Rule::kw_to);
        Some(Period::Days(from, self.date(&kids.next()?)?, span))
    }

    fn grades(&mut self, pair: Pair<'_>) -> Statement {
        let span = self.span(&pair);
        let mut rows = Vec::new();
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_grades);
        self.block(&mut kids, span, Rule::only_grade_row, |this, row| rows.extend(this.grade_row(row)));
        Statement::Grades(rows, span)
    }

    fn grade_row(&mut self, pair: Pair<'_>) -> Option<GradeRow> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let name = self.name(&kids.one(Rule::name)?);
        let mut row = GradeRow { name, line: None, condition: None, basis: None, span };
        while let Some(part) = kids.next() {
            match part.as_rule() {
                Rule::compare => row.line = Some((compare(part)?, self.expr(kids.next()?)?)),
                Rule::kw_and | Rule::kw_when => row.condition = Some(self.expr(kids.next()?)?),
                Rule::basis_line => row.basis = self.basis(part),
                _ => {}
            }
        }
        Some(row)
    }

    /// 否决 …, or 当 … 则 …
    fn rule(&mut self, pair: Pair<'_>) -> Option<RuleNode> {
        let span = self.span(&pair);
        let veto = pair.as_rule() == Rule::veto;
        let (mut name, mut when, mut effects, mut basis) = (None, None, Vec::new(), None);
        for part in Kids::of(pair) {
            match part.as_rule() {
                Rule::name => name = Some(self.name(&part)),
                Rule::line_name => name = Kids::of(part).next().map(|pair| self.name(&pair)),
                Rule::expr => when = self.expr(part),
                Rule::effects => {
                    for effect in Kids::of(part) {
                        effects.extend(self.effect(effect));
                    }
                }
                Rule::basis_line => basis = self.basis(part),
                _ => {}
            }
        }
        Some(RuleNode { veto, name, when: when?, effects, basis, span })
    }

    fn effect(&mut self, pair: Pair<'_>) -> Option<EffectNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        let target = Kids::of(kids.one(Rule::effect_target)?).next()?;
        let target = match target.as_rule() {
            Rule::kw_grades => EffectTarget::Grade,
            Rule::kw_total => EffectTarget::Total,
            Rule::kw_rank => EffectTarget::Rank,
            Rule::kw_eligibility => EffectTarget::Eligibility,
            Rule::kw_coefficient => EffectTarget::Coefficient,
            Rule::kw_part => EffectTarget::Children,
            Rule::kw_bonus => EffectTarget::Bonuses,
            Rule::kw_deduction => EffectTarget::Deductions,
            _ => EffectTarget::Item(self.path(&target)),
        };
        let operation = match Kids::of(kids.one(Rule::effect_operation)?).next()?.as_rule() {
            Rule::kw_set => EffectOperation::Set,
            Rule::kw_at_most => EffectOperation::AtMost,
            Rule::kw_at_least => EffectOperation::AtLeast,
            Rule::kw_add => EffectOperation::Add,
            Rule::kw_deduct => EffectOperation::Deduct,
            _ => EffectOperation::Cancel,
        };
        let value = match kids.next() {
            None => None,
            Some(value) => Some(match Kids::of(value).next()? {
                last if last.as_rule() == Rule::kw_last_place => EffectValue::LastPlace(self.span(&last)),
                other => EffectValue::Expr(self.expr(other)?),
            }),
        };
        Some(EffectNode { target, operation, value, span })
    }

    fn alert(&mut self, pair: Pair<'_>) -> Option<AlertNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_alert);
        let level = kids.one(Rule::colour)?;
        let colour = keyword(Kids::of(level.clone()).next()?.as_rule())?.rule;
        let level = self.name(&level);
        let name = kids.one(Rule::name).map(|name| self.name(&name));
        kids.eat(Rule::kw_when);
        let when = self.expr(kids.next()?)?;
        Some(AlertNode {
            colour,
            level,
            name,
            when,
            basis: kids.next().and_then(|pair| self.basis(pair)),
            span,
        })
    }

    fn result(&mut self, pair: Pair<'_>) -> Option<ResultNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_result);
        let name = self.name(&kids.one(Rule::name)?);
        let mut made = ResultNode { name, value: None, when: None, basis: None, span };
        while let Some(part) = kids.next() {
            match part.as_rule() {
                Rule::eq => made.value = Some(self.expr(kids.next()?)?),
                Rule::kw_when => made.when = Some(self.expr(kids.next()?)?),
                _ => made.basis = self.basis(part),
            }
        }
        Some(made)
    }

    fn group_result(&mut self, pair: Pair<'_>) -> Option<GroupResultNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_group_result);
        let name = self.name(&kids.one(Rule::name)?);
        kids.eat(Rule::kw_by);
        let by = self.expr(kids.next()?)?;
        kids.eat(Rule::eq);
        let value = self.expr(kids.next()?)?;
        let basis = kids.next().and_then(|pair| self.basis(pair));
        Some(GroupResultNode { name, by, value, basis, span })
    }

    fn value(&mut self, pair: Pair<'_>) -> Option<LetNode> {
        let span = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_let);
        let name = self.name(&kids.one(Rule::name)?);
        kids.eat(Rule::eq);
        let value = self.expr(kids.next()?)?;
        Some(LetNode { name, value, basis: kids.next().and_then(|pair| self.basis(pair)), span })
    }

    fn parameters(&self, pair: Pair<'_>) -> Vec<Name> {
        Kids::of(pair).filter(|p| p.as_rule() == Rule::name).map(|name| self.name(&name)).collect()
    }

    fn function(&mut self, pair: Pair<'_>) -> Option<FunctionNode> {
        let all = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_function);
        let name = self.name(&kids.one(Rule::name)?);
        let parameters = self.parameters(kids.one(Rule::parameters)?);
        kids.eat(Rule::eq);
        Some(FunctionNode { name, parameters, body: self.expr(kids.next()?)?, span: all })
    }

    fn script(&mut self, pair: Pair<'_>) -> Option<ScriptNode> {
        let all = self.span(&pair);
        let mut kids = Kids::of(pair);
        kids.eat(Rule::kw_script);
        let name = self.name(&kids.one(Rule::name)?);
        let parameters = self.parameters(kids.one(Rule::parameters)?);
        let fence = kids.one(Rule::fence)?;
        let body = kids.one(Rule::script_body)?;
        if kids.peek() == Some(Rule::unclosed) {
            self.unclosed.push(self.span(&fence));
        }
        let written = body.as_span();
        let span = crate::source::Span::new(self.file, written.start(), written.end());
        Some(ScriptNode { name, parameters, body: Name { text: body.as_str().into(), span }, span: all })
    }
}
