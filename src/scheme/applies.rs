//! Whom and when a scheme takes: known before anything is scored, from a ratee's own facts.

use super::checker::{Amend, Checker, Node, Scope, Stage};
use super::head::Head;
use super::model::Applies;
use crate::syntax::tree::{Collection, Expr, ExprKind};
use crate::{code, text};
use std::collections::BTreeSet;

code!(
    APPLIES,
    "H1010",
    Error,
    "适用范围写得不对" / "applies-does-not-fit",
    "「适用」决定谁按这份方案考核，要在计分之前就能确定：日期先后不颠倒，条件只看考核对象自己的数据，不看得分，也不与别人比。"
        / "`applies` decides whom a scheme takes, before anything is scored: its dates are in order, and its condition reads the ratee's own facts, no scores and no other ratees."
);

impl Checker<'_> {
    /// The declaration of whom the scheme takes.
    pub(super) fn check_applies(&mut self, head: &Head) -> Option<Applies> {
        let node = head.applies.as_ref()?;
        if let (Some(from), Some(to)) = (node.from, node.to)
            && from > to
        {
            self.report(
                &APPLIES,
                node.span,
                text!("适用的开始 {from} 晚于结束 {to}", "it applies from {from} on, after its end {to}"),
                text!("先后颠倒", "the wrong way round"),
            )
            .advise(text!("写成「适用 自 {to} 至 {from}」", "write `applies from {to} to {from}`"));
        }
        let when = node.when.as_ref().map(|when| {
            let made = self.owned_by(Node::Applies, |this| this.condition(when, &Scope::at(Stage::Score)));
            self.check_reach(when);
            made
        });
        Some(Applies { from: node.from, to: node.to, when, span: node.span })
    }

    /// Nothing that it reads, by way of named values too, is a score or looks at others.
    fn check_reach(&mut self, when: &Expr) {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![Node::Applies];
        let mut reads_scores = false;
        let mut looks_at_others = self.looks_at_others(when, &mut vec![]);
        while let Some(node) = waiting.pop() {
            for (_, read) in self.edges.range((node, Node::Item(0))..).take_while(|edge| edge.0 == node) {
                match read {
                    Node::Item(_) => reads_scores = true,
                    Node::Let(id) if seen.insert(*id) => {
                        looks_at_others |= self.looks_at_others(&self.lets[*id].node.value, &mut vec![]);
                        waiting.push(*read);
                    }
                    _ => {}
                }
            }
        }
        if reads_scores || looks_at_others {
            let (zh, en) = if reads_scores {
                ("用到了得分", "reads a score")
            } else {
                ("与别人作了比较", "looks at other ratees")
            };
            self.report(
                &APPLIES,
                when.span,
                text!(
                    "「适用」的条件{zh}，而那时还没有计分",
                    "the condition of `applies` {en}, before anything is scored"
                ),
                text!("这时还不知道", "not known yet"),
            )
            .advise(text!(
                "只用考核对象自己的数据，如「适用 当 地区 = A区」",
                "use the ratee's own facts, such as `applies when area = north`"
            ));
        }
    }

    /// Whether a figure over others stands in an expression, or in a function that it calls.
    fn looks_at_others(&self, expr: &Expr, seen: &mut Vec<usize>) -> bool {
        if expr.any(&over_others) {
            return true;
        }
        let is_called = |index: usize| {
            let name = &self.functions[index].node.name.text;
            expr.any(&|part| matches!(&part.kind, ExprKind::Call(path, _) if path.text() == **name))
        };
        (0..self.functions.len()).any(|index| {
            if seen.contains(&index) || !is_called(index) {
                return false;
            }
            seen.push(index);
            self.looks_at_others(&self.functions[index].node.body, seen)
        })
    }
}

fn over_others(expr: &Expr) -> bool {
    let others = |collection: &Collection| {
        matches!(collection, Collection::All(_) | Collection::Others(_) | Collection::Everyone(_))
    };
    matches!(&expr.kind, ExprKind::Aggregate(figure) if others(&figure.collection))
}
