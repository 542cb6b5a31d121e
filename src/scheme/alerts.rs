//! Alerts: their conditions, and what reads whether one is on.

use super::checker::{Amend, Checker, Node, Scope, Stage};
use super::findings::{DUPLICATE_NAME, LATER_STAGE, UNKNOWN_NAME};
use super::model::*;
use super::types::Ty;
use crate::diagnostic::similar;
use crate::source::Span;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::tree::{AlertNode, Path, SchemeNode, Statement};
use crate::text;
use std::sync::Arc;

/// The keywords of the colours.
const COLOURS: [&str; 5] = ["red", "orange", "yellow", "blue", "green"];

/// Whether a name is the word before the name of an alert.
pub(super) fn is_alert_word(name: &str) -> bool {
    KEYWORDS.iter().any(|row| row.rule == "alert" && (row.zh.contains(&name) || row.en.contains(&name)))
}

/// A colour as results write it, whatever the language of the keywords: results must not tell twins apart.
fn level_named(written: &str) -> Option<&'static str> {
    let is_colour = |rule: &str| COLOURS.contains(&rule);
    let mut rows = KEYWORDS.iter().filter(|row| is_colour(row.rule));
    rows.find(|row| row.rule == written || row.zh.contains(&written)).map(|row| row.zh[0])
}

impl Checker<'_> {
    /// Takes in the names of all alerts, so that a condition may read one that stands further down.
    pub(super) fn declare_alerts(&mut self, node: &SchemeNode) {
        for statement in &node.statements {
            let Statement::Alert(alert) = statement else { continue };
            let level: Arc<str> = level_named(alert.colour).unwrap_or(&alert.level.text).into();
            let last = alert.name.as_ref().map_or(&level, |name| &name.text);
            let path: Arc<str> = format!("预警.{last}").into();
            if self.alert_names.iter().any(|(other, _)| *other == path) {
                self.report(
                    &DUPLICATE_NAME,
                    alert.span,
                    text!("有两条预警叫「{path}」", "two alerts are called `{path}`"),
                    text!("第二条", "second"),
                )
                .advise(text!("在颜色后面加上各自的名称", "give each a name behind its colour"));
            }
            self.alert_names.push((path, level));
        }
    }

    pub(super) fn check_alert(&mut self, node: &AlertNode) {
        let index = self.alerts.len();
        let Some((path, level)) = self.alert_names.get(index).cloned() else { return };
        let scope = Scope::at(Stage::Results);
        let when = self.owned_by(Node::Alert(index), |this| this.condition(&node.when, &scope));
        let basis = node.basis.as_ref().map(|words| words.text.clone());
        self.alerts.push(Alert { path, level, when, basis, span: node.span });
    }

    /// `预警.名称`: whether that alert is on; `预警.红`: whether any of that colour is. Nothing if the path does not
    /// speak of alerts.
    pub(super) fn alert_value(&mut self, path: &Path, scope: &Scope) -> Option<Expr> {
        let (first, rest) = path.names.split_first().filter(|(first, _)| is_alert_word(&first.text))?;
        let named = match rest {
            [] => return Some(self.which_alert(path)),
            [name] => &name.text,
            // A colour may stand before the name, as where the alert is declared.
            [colour, name] if level_named(&colour.text).is_some() => &name.text,
            _ => return None,
        };
        let named_path = format!("预警.{named}");
        let level = level_named(named);
        let all = || self.alert_names.iter().enumerate();
        let of_name: Vec<AlertId> =
            all().filter(|(_, (path, _))| **path == *named_path).map(|(index, _)| index).collect();
        let of_colour = all().filter(|(_, (_, own))| rest.len() == 1 && level == Some(&**own));
        let of_colour: Vec<AlertId> = of_colour.map(|(index, _)| index).collect();
        let alerts = if level.is_some() && !of_colour.is_empty() { of_colour } else { of_name };
        if alerts.is_empty() {
            return Some(self.no_such_alert(path, &first.text));
        }
        if scope.stage < Stage::Results {
            let written = path.text();
            self.report(
                &LATER_STAGE,
                path.span,
                text!("这里还不知道「{written}」", "`{written}` is not known yet here"),
                text!("后面才算出", "computed later"),
            )
            .advise(text!(
                "预警在名次之后才看，只能用在评先、预警、结果、组结果里；要影响得分或等次，把预警的条件写在这里",
                "alerts are judged after ranks, and can be read by awards, alerts, results and group results; to act on a score or a grade, write the condition of the alert here"
            ));
        }
        alerts.iter().for_each(|alert| self.reads(Node::Alert(*alert)));
        Some(Expr { kind: ExprKind::Alerts(alerts), ty: Ty::Truth, span: path.span })
    }

    /// The finding for 预警 alone.
    fn which_alert(&mut self, path: &Path) -> Expr {
        let (word, example) = (path.text(), self.alert_example());
        self.report(
            &UNKNOWN_NAME,
            path.span,
            text!("「{word}」后面没有写是哪一条", "`{word}` does not say which one"),
            text!("哪一条？", "which one?"),
        )
        .advise(text!("写成「预警.{example}」", "write `alert.{example}`"));
        self.unknown(path.span)
    }

    fn no_such_alert(&mut self, path: &Path, word: &str) -> Expr {
        let names: Vec<&str> =
            self.alert_names.iter().map(|(path, _)| path.trim_start_matches("预警.")).collect();
        let written = path.names.last().map_or(String::new(), |name| name.text.to_string());
        let listed = crate::locale::Text::listed(&names);
        let near = similar::nearest(&written, names).map(str::to_owned);
        let problem = self.report(
            &UNKNOWN_NAME,
            path.span,
            text!("方案里没有预警「{written}」", "the scheme has no alert `{written}`"),
            text!("没有这条预警", "no such alert"),
        );
        match near {
            Some(near) => {
                problem.advise(text!("是不是想写「{word}.{near}」？", "did you mean `{word}.{near}`?"));
                problem.propose(path.span, format!("{word}.{near}"));
            }
            None if listed.zh.is_empty() => {
                problem.advise(text!(
                    "先写这条预警，如「预警 红 {written} 当 …」",
                    "write the alert first, such as `alert red {written} when …`"
                ));
            }
            None => {
                problem.advise(text!("方案里的预警：{0}", "alerts of the scheme: {0}", listed));
            }
        }
        self.unknown(path.span)
    }

    fn alert_example(&self) -> String {
        let first = self.alert_names.first().map(|(path, _)| path.trim_start_matches("预警.").to_owned());
        first.unwrap_or_else(|| "红".to_owned())
    }

    /// What an alert is called, and where it stands, for finding cycles.
    pub(super) fn alert_place(&self, alert: AlertId) -> (String, Span) {
        let path = self.alert_names.get(alert).map(|(path, _)| path.to_string());
        let span = self.alerts.get(alert).map_or(self.node.name.span, |alert| alert.span);
        (path.unwrap_or_default(), span)
    }
}
