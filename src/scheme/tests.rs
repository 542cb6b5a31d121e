//! Tests written in a scheme: names resolved, values put into base units, twice-given and unknown things found.
//!
//! A finding about a test stops that test and nothing else: the scheme itself is whole without its tests.

use super::checker::{Amend, Checker};
use super::model::*;
use crate::source::Span;
use crate::syntax::tree::{ExpectNode, GivenKind, GivenNode, SchemeNode, Statement, TestNode, Words};
use crate::{code, text};

code!(
    TEST_TWICE,
    "H1307",
    Error,
    "两个测试同名" / "test-name-twice",
    "测试的名称说明它证明什么，也是报告里找到它的依据，所以一个方案里不能重名。"
        / "The name of a test says what it shows and is how reports refer to it, so each stands once in a scheme."
);
code!(
    TEST_WITHOUT,
    "H1304",
    Warning,
    "测试没有期望" / "test-expects-nothing",
    "没有「期望」的测试永远通过，什么也证明不了。"
        / "A test that expects nothing always passes and shows nothing."
);
code!(
    UNKNOWN_RATEE,
    "H1305",
    Error,
    "期望的对象没有给定" / "ratee-not-given",
    "「期望 \"甲村\"」说的对象要在「给定 \"甲村\"」里出现，否则没有结果可比。"
        / "What is expected of `\"A\"` needs a `given \"A\"`; otherwise there is no result to compare."
);

impl<'t> Checker<'t> {
    /// Reads the tests. Nothing of the scheme depends on them.
    pub(super) fn check_tests(&mut self, node: &'t SchemeNode) {
        let mut seen: Vec<&Words> = Vec::new();
        let of_the_scheme = std::mem::take(&mut self.problems);
        for statement in &node.statements {
            let Statement::Test(test) = statement else { continue };
            let before = self.problems.len();
            if let Some(first) = seen.iter().find(|other| other.text == test.name.text) {
                let (name, first) = (&test.name.text, first.span);
                self.report(
                    &TEST_TWICE,
                    test.name.span,
                    text!("有两个测试叫「{name}」", "two tests are called “{name}”"),
                    text!("第二个", "second"),
                )
                .also(first, text!("第一个", "first"))
                .advise(text!(
                    "换一个名称，说明它与第一个有什么不同",
                    "say in its name how it differs from the first"
                ));
            }
            seen.push(&test.name);
            let mut made = self.test(test);
            made.sound =
                !test.damaged && !self.problems[before..].iter().any(crate::diagnostic::Diagnostic::is_error);
            self.tests.push(made);
        }
        self.about_tests = std::mem::replace(&mut self.problems, of_the_scheme);
    }

    fn test(&mut self, node: &'t TestNode) -> Test {
        let mut names: Vec<&Words> = Vec::new();
        for who in node.givens.iter().filter_map(|given| given.who.as_ref()) {
            if !names.iter().any(|name| name.text == who.text) {
                names.push(who);
            }
        }
        let common: Vec<&GivenNode> = node.givens.iter().filter(|given| given.who.is_none()).collect();
        let shared = self.given(&common, None);
        let ratees = if names.is_empty() {
            vec![shared]
        } else {
            let own = |name: &&Words| {
                let parts: Vec<&GivenNode> = node
                    .givens
                    .iter()
                    .filter(|given| given.who.as_ref().is_some_and(|who| who.text == name.text))
                    .collect();
                let ratee = self.given(&parts, Some(&shared));
                TestRatee { name: Some(name.text.clone()), ..ratee }
            };
            names.iter().map(own).collect()
        };
        let expected: Vec<Expectation> =
            node.expects.iter().flat_map(|part| self.expectations(part, &names, ratees.len())).collect();
        if expected.is_empty() && !node.damaged && node.expects.iter().all(|part| part.rows.is_empty()) {
            self.report(
                &TEST_WITHOUT,
                node.name.span,
                text!(
                    "测试「{0}」没有写期望什么",
                    "the test “{0}” expects nothing",
                    crate::locale::Text::same(node.name.text.to_string())
                ),
                text!("没有「期望」", "no `expect`"),
            )
            .advise(text!(
                "如「期望 {{ 总分 100; 等次 优秀 }}」",
                "such as `expect {{ total 100; grade good }}`"
            ));
        }
        let today = node.givens.iter().flat_map(|given| &given.rows).find_map(|row| match row.kind {
            GivenKind::Today(date) => Some(date),
            _ => None,
        });
        Test {
            name: node.name.text.clone(),
            unconfirmed: node.unconfirmed,
            sound: true,
            today,
            ratees,
            expected,
            name_span: node.name.span,
            span: node.span,
        }
    }

    /// What one part expects: of its ratee, or of each of them.
    fn expectations(&mut self, part: &'t ExpectNode, names: &[&Words], count: usize) -> Vec<Expectation> {
        let of: Vec<usize> = match &part.who {
            None => (0..count).collect(),
            Some(who) => match names.iter().position(|name| name.text == who.text) {
                Some(at) => vec![at],
                None => {
                    self.unknown_ratee(who, names);
                    vec![]
                }
            },
        };
        let rows: Vec<(Expected, Span)> = part
            .rows
            .iter()
            .flat_map(|row| self.expected(row).into_iter().map(|kind| (kind, row.span)).collect::<Vec<_>>())
            .collect();
        let each = |ratee: usize| {
            rows.iter().map(move |(kind, span)| Expectation { ratee, kind: kind.clone(), span: *span })
        };
        of.into_iter().flat_map(each).collect()
    }

    fn unknown_ratee(&mut self, who: &Words, names: &[&Words]) {
        let name = &who.text;
        let problem = self.report(
            &UNKNOWN_RATEE,
            who.span,
            text!("测试里没有给定「{name}」", "the test gives nothing of “{name}”"),
            text!("没有这个对象", "no such ratee"),
        );
        if names.is_empty() {
            problem.advise(text!(
                "只有一个对象时写「期望 {{ … }}」，不写名称",
                "with one ratee write `expect {{ … }}`, without a name"
            ));
        } else {
            problem.advise(text!(
                "给定的有：{0}",
                "given are: {0}",
                crate::locale::Text::listed(names.iter().map(|name| &name.text))
            ));
        }
    }
}
