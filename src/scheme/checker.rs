//! The checker at work: what has been declared so far, and the findings.

use super::enclosed::Enclosed;
use super::model::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::Text;
use crate::number::Number;
use crate::script::Room;
use crate::source::{Sources, Span};
use crate::syntax::tree::{self, SchemeNode};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How late in the order of evaluation an expression is computed; it may read only what is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Up to and including bonuses, deductions and effects on the total.
    Score,
    /// Grade lines and conditions: the total is known.
    Grading,
    /// Effects on grades: the grade before effects is known.
    GradeEffects,
    /// Quotas and ranks: the grade after effects is known.
    Quotas,
    /// Alerts and consequences: all is known.
    Results,
}

/// What an expression can see.
#[derive(Clone)]
pub(super) struct Scope {
    /// The item in which it stands.
    pub item: Option<ItemId>,
    /// What 满分 is.
    pub full: Option<Number>,
    /// The list whose entry is at hand.
    pub entry: Option<FactId>,
    /// The item that an aggregate runs over at the moment.
    pub element: Option<ItemId>,
    /// The member of a fact group that an aggregate runs over at the moment.
    pub it: Option<Expr>,
    /// Parameters of a function with their arguments.
    pub parameters: Vec<(Arc<str>, Expr)>,
    /// What tells groups apart, within the result of a group: figures over ratees are figures over the group.
    pub group: Option<Expr>,
    /// Those of them that speak of another ratee or entry than the one at hand.
    pub outside: Vec<Arc<str>>,
    /// When it is computed.
    pub stage: Stage,
}

impl Scope {
    pub fn at(stage: Stage) -> Self {
        Scope {
            item: None,
            full: None,
            entry: None,
            element: None,
            it: None,
            parameters: vec![],
            outside: vec![],
            group: None,
            stage,
        }
    }
}

/// Something that expressions belong to and refer to: for finding cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Item(ItemId),
    Let(LetId),
    Alert(AlertId),
    /// Whom the scheme takes.
    Applies,
    /// All that is not referred to by scores.
    Elsewhere,
}

pub(super) struct LetSlot<'t> {
    pub name: &'t tree::Name,
    pub scope: Option<ItemId>,
    pub node: &'t tree::LetNode,
    pub checked: Option<Expr>,
    pub busy: bool,
}

pub(super) struct FunctionSlot<'t> {
    pub node: &'t tree::FunctionNode,
    pub scope: Option<ItemId>,
    pub called: bool,
}

/// A table while it is checked.
pub(super) struct TableSlot<'t> {
    pub node: &'t tree::TableNode,
    pub table: Table,
    /// What is looked up, as read outside of lists; nothing where only a list has it.
    pub subjects: Vec<Expr>,
    /// Whether it has a finding, so that its uses have none.
    pub broken: bool,
}

pub(super) struct Checker<'t> {
    pub sources: &'t Sources,
    pub node: &'t SchemeNode,
    pub enclosed: &'t Enclosed,
    pub problems: Vec<Diagnostic>,
    /// Findings about tests: they leave the scheme whole.
    pub about_tests: Vec<Diagnostic>,
    pub units: Vec<Arc<str>>,
    pub facts: Vec<Fact>,
    pub fact_groups: Vec<(Arc<str>, Vec<FactId>)>,
    /// Facts and scripts whose declaration has a finding: their uses have none.
    pub broken: Vec<Arc<str>>,
    pub items: Vec<Item>,
    pub item_nodes: Vec<&'t tree::ItemNode>,
    pub top: Vec<ItemId>,
    pub weighted: bool,
    pub combine: Option<Expr>,
    pub lets: Vec<LetSlot<'t>>,
    pub functions: Vec<FunctionSlot<'t>>,
    pub scripts: Vec<NamedScript>,
    pub tables: Vec<TableSlot<'t>>,
    pub room: Room,
    pub grade_names: Vec<Arc<str>>,
    pub adjustments: Vec<Adjustment>,
    pub rules: Vec<EffectRule>,
    pub grades: Vec<Grade>,
    pub alerts: Vec<Alert>,
    /// Paths and colours of all alerts, known before any of their conditions.
    pub alert_names: Vec<(Arc<str>, Arc<str>)>,
    pub results: Vec<Consequence>,
    pub group_results: Vec<GroupResult>,
    pub tests: Vec<Test>,
    pub quotas: Vec<Quota>,
    /// Who reads whom.
    pub edges: BTreeSet<(Node, Node)>,
    pub owner: Node,
    /// Functions being read, innermost last: a function that is here already calls itself.
    pub calling: Vec<usize>,
    /// Expressions that calls of functions have made so far.
    pub inlined: usize,
}

impl<'t> Checker<'t> {
    pub fn new(sources: &'t Sources, node: &'t SchemeNode, enclosed: &'t Enclosed) -> Self {
        Checker {
            sources,
            node,
            enclosed,
            problems: vec![],
            about_tests: vec![],
            units: vec![],
            facts: vec![],
            fact_groups: vec![],
            broken: vec![],
            items: vec![],
            item_nodes: vec![],
            top: vec![],
            weighted: false,
            combine: None,
            lets: vec![],
            functions: vec![],
            scripts: vec![],
            tables: vec![],
            room: Room::new(),
            grade_names: vec![],
            adjustments: vec![],
            rules: vec![],
            grades: vec![],
            alerts: vec![],
            alert_names: vec![],
            results: vec![],
            group_results: vec![],
            tests: vec![],
            quotas: vec![],
            edges: BTreeSet::new(),
            owner: Node::Elsewhere,
            calling: vec![],
            inlined: 0,
        }
    }

    /// Notes a finding and leaves the last word to the caller: `self.report(…)` returns it for labels and help.
    pub fn report(&mut self, code: &'static Code, span: Span, message: Text, here: Text) -> &mut Diagnostic {
        self.problems.push(Diagnostic::new(code, span, message, here));
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    /// Reads with another owner, so that what is read is noted as read by it.
    pub fn owned_by<T>(&mut self, owner: Node, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.owner, owner);
        let result = read(self);
        self.owner = before;
        result
    }

    pub fn reads(&mut self, node: Node) {
        self.edges.insert((self.owner, node));
    }

    /// The scope of expressions in an item.
    pub fn item_scope(&self, item: ItemId) -> Scope {
        Scope { item: Some(item), full: Some(self.items[item].full.clone()), ..Scope::at(Stage::Score) }
    }
}

/// Adds to a finding that is already noted.
pub(super) trait Amend {
    /// What to write instead.
    fn advise(&mut self, help: Text) -> &mut Self;
    /// A second place.
    fn also(&mut self, span: Span, text: Text) -> &mut Self;
    /// A change of text that says the same in another form.
    fn replace(&mut self, span: Span, with: impl Into<String>) -> &mut Self;
    /// A change of text that may not be what was meant.
    fn propose(&mut self, span: Span, with: impl Into<String>) -> &mut Self;
}

impl Amend for Diagnostic {
    fn advise(&mut self, help: Text) -> &mut Self {
        self.help = Some(help);
        self
    }

    fn also(&mut self, span: Span, text: Text) -> &mut Self {
        self.labels.push(crate::diagnostic::Label { span, text });
        self
    }

    fn replace(&mut self, span: Span, with: impl Into<String>) -> &mut Self {
        self.fixes.push(crate::diagnostic::Fix { span, replacement: with.into(), is_guess: false });
        self
    }

    fn propose(&mut self, span: Span, with: impl Into<String>) -> &mut Self {
        self.fixes.push(crate::diagnostic::Fix { span, replacement: with.into(), is_guess: true });
        self
    }
}
