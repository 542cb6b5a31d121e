//! Scores that depend on themselves.

use super::checker::{Amend, Checker, Node};
use crate::source::Span;
use crate::{code, text};

code!(
    CYCLE,
    "H0207",
    Error,
    "得分绕回自己" / "depends-on-itself",
    "甲的得分要用乙，乙的得分又要用甲，谁也算不出来。排名也一样：按总分排的名次不能再进总分。"
        / "If A needs B and B needs A, neither can be computed. The same holds for a rank by the total that enters the total."
);

impl Checker<'_> {
    pub(super) fn check_cycles(&mut self) {
        for (id, item) in self.items.iter().enumerate() {
            self.edges.extend(item.children.iter().map(|child| (Node::Item(id), Node::Item(*child))));
        }
        let nodes = (0..self.items.len()).map(Node::Item).chain((0..self.lets.len()).map(Node::Let));
        let nodes: Vec<Node> = nodes.chain((0..self.alert_names.len()).map(Node::Alert)).collect();
        let mut finished: Vec<Node> = Vec::new();
        for start in nodes {
            let mut path = Vec::new();
            if let Some(cycle) = self.search(start, &mut path, &mut finished) {
                self.cycle(&cycle);
                return;
            }
        }
    }

    /// Depth-first, with the path by hand: a scheme may nest deeper than the stack of a call would bear.
    fn search(
        &self,
        start: Node,
        path: &mut Vec<(Node, Vec<Node>)>,
        finished: &mut Vec<Node>,
    ) -> Option<Vec<Node>> {
        let next = |node: Node| -> Vec<Node> {
            self.edges
                .range((node, Node::Item(0))..)
                .take_while(|edge| edge.0 == node)
                .map(|edge| edge.1)
                .collect()
        };
        if finished.contains(&start) {
            return None;
        }
        path.push((start, next(start)));
        while let Some((node, waiting)) = path.last_mut() {
            let node = *node;
            let Some(child) = waiting.pop() else {
                finished.push(node);
                path.pop();
                continue;
            };
            if let Some(at) = path.iter().position(|(on_path, _)| *on_path == child) {
                return Some(path[at..].iter().map(|(node, _)| *node).collect());
            }
            if !finished.contains(&child) {
                path.push((child, next(child)));
            }
        }
        None
    }

    fn cycle(&mut self, cycle: &[Node]) {
        let describe = |node: &Node| -> (String, Span) {
            match node {
                Node::Item(id) => (self.items[*id].path.to_string(), self.items[*id].name_span),
                Node::Let(id) => (self.lets[*id].name.text.to_string(), self.lets[*id].name.span),
                Node::Alert(id) => self.alert_place(*id),
                Node::Applies | Node::Elsewhere => (String::new(), self.node.name.span),
            }
        };
        let parts: Vec<(String, Span)> = cycle.iter().map(describe).collect();
        let mut names: Vec<&str> = parts.iter().map(|(name, _)| name.as_str()).collect();
        names.extend(names.first().copied());
        let (route, first) = (names.join(" → "), parts[0].1);
        let others: Vec<Span> = parts[1..].iter().map(|(_, span)| *span).collect();
        let problem = self.report(
            &CYCLE,
            first,
            if matches!(cycle[0], Node::Alert(_)) {
                text!("预警绕回了自己：{route}", "an alert depends on itself: {route}")
            } else {
                text!("得分绕回了自己：{route}", "a score depends on itself: {route}")
            },
            text!("从这里出发又回到这里", "leads back here"),
        );
        for span in others {
            problem.also(span, text!("经过这里", "by way of this"));
        }
        problem.advise(text!("去掉其中一处引用", "remove one of these references"));
    }
}
