//! The tree: a scheme as it was written, each part with its place.
//!
//! It says what stands there and nothing of what it means: names are not looked up, units not known, sums not
//! taken. Parts that could not be read are absent; a finding stands for each of them.

use crate::number::{Number, Rounding};
use crate::source::Span;
use crate::unit::Date;
use std::sync::Arc;

mod district;
mod effects;
mod expr;
mod list;
mod quotas;
mod table;
mod test;

pub use district::{
    AppliesNode, InsertNode, OverrideNode, Overriding, ParentNode, PartNode, RemoveNode, Subject,
};
pub use effects::{EffectNode, EffectOperation, EffectTarget, EffectValue, RuleNode};
pub use expr::{
    AbsentRater, Aggregate, Arithmetic, BandKey, BandRow, BracketRow, Collection, Comparison, Expr, ExprKind,
    FigureClause, Key, LookupRow,
};
pub use list::{FieldNode, FromNode, ListNode};
pub use quotas::{
    OrderKeyNode, QuotaNode, QuotaRow, QuotaRowKind, RankClause, RankClauseKind, RankNode, TiesNode,
};
pub use table::{TableNode, TableRowNode};
pub use test::{
    ExpectKind, ExpectNode, ExpectRow, Expected, GivenKind, GivenNode, GivenRow, GivenValue, Sign, TestNode,
};

/// A whole file.
#[derive(Debug, Default)]
pub struct Tree {
    /// The edition of the language that the first line names.
    pub edition: Option<Quantity>,
    /// The schemes of the file, usually one.
    pub schemes: Vec<SchemeNode>,
    /// Every sign of the file, in order: put side by side they are its text.
    pub tokens: Vec<Token>,
}

/// A word, sign, blank or comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where.
    pub span: Span,
}

/// Kinds of tokens, as an editor or a formatter tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks within a line, or a byte-order mark.
    Blank,
    /// `# …`
    Comment,
    /// The end of a line.
    LineEnd,
    /// A keyword, by its name in the table of keywords.
    Keyword(&'static str),
    /// A name, quoted or not.
    Name,
    /// A number, with no unit.
    Number,
    /// A unit behind a number, or in a type.
    Unit,
    /// A date.
    Date,
    /// A text in quotation marks.
    Text,
    /// A sign: a bracket, an operator, a comma …
    Sign,
    /// The body of a script.
    Script,
    /// What could not be read.
    Stray,
}

/// A name with its place; quotation marks are taken off.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name.
    pub text: Arc<str>,
    /// Its place, with quotation marks.
    pub span: Span,
}

/// Names joined by dots.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The names; never empty.
    pub names: Vec<Name>,
    /// All of it.
    pub span: Span,
}

impl Path {
    /// As it was written, joined by dots.
    pub fn text(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(|name| &*name.text).collect();
        names.join(".")
    }

    /// The only name, if there is only one.
    pub fn single(&self) -> Option<&Name> {
        self.names.first().filter(|_| self.names.len() == 1)
    }
}

/// A number with the unit behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number as written; the unit is not applied.
    pub number: Number,
    /// The unit.
    pub unit: Option<Name>,
    /// Both.
    pub span: Span,
}

/// A text in quotation marks.
pub type Words = Name;

/// A scheme.
#[derive(Clone, Debug)]
pub struct SchemeNode {
    /// Its name.
    pub name: Name,
    /// Its full title.
    pub title: Option<Words>,
    /// 继承: the schemes on which this one builds.
    pub parents: Vec<ParentNode>,
    /// What stands in it.
    pub statements: Vec<Statement>,
    /// All of it.
    pub span: Span,
}

/// A statement of a scheme or of an item.
#[derive(Clone, Debug)]
pub enum Statement {
    /// 版本
    Version(Words),
    /// 依据 on a line of its own
    Basis(Words),
    /// 标签
    Label(Words),
    /// 期间: from, to; or a name of the period alone
    Period(Period),
    /// 总分, and its place
    Total(Quantity, Vec<Limit>, Span),
    /// 取整
    Round(RoundingNode),
    /// 缺失, 不涉及
    Policy(PolicyNode),
    /// 单位
    Units(Vec<Name>),
    /// 适用
    Applies(AppliesNode),
    /// 改
    Override(OverrideNode),
    /// 增
    Insert(InsertNode),
    /// 删
    Remove(RemoveNode),
    /// 名次
    Rank(RankNode),
    /// 名额
    Quota(QuotaNode),
    /// 数据
    Evidence(Vec<FactNode>),
    /// 维度, 指标 …
    Item(ItemNode),
    /// 加分, 扣分
    Adjustment(AdjustmentNode),
    /// 否决, or 当 … 则 …
    Rule(RuleNode),
    /// 等次
    Grades(Vec<GradeRow>, Span),
    /// 预警
    Alert(AlertNode),
    /// 结果
    Result(ResultNode),
    /// 组结果
    GroupResult(GroupResultNode),
    /// 值
    Let(LetNode),
    /// 函数
    Function(FunctionNode),
    /// 脚本
    Script(ScriptNode),
    /// 汇总
    Combine(Expr),
    /// 基础
    Base(Expr),
    /// 上限, 下限 … on a line of its own
    Limit(Limit),
    /// A plus or minus line.
    Line(LineNode),
    /// 合并
    Together(TogetherNode),
    /// 表
    Table(TableNode),
    /// 测试
    Test(TestNode),
}

/// The period of a scheme.
#[derive(Clone, Debug)]
pub enum Period {
    /// From one day to another, both in.
    Days(Date, Date, Span),
    /// A name: `2023`, `"2023年度"`.
    Named(Words),
}

/// A rounding.
#[derive(Clone, Copy, Debug)]
pub struct RoundingNode {
    /// The mode.
    pub mode: Rounding,
    /// The places, if said; else whole numbers.
    pub places: Option<u32>,
    /// All of it.
    pub span: Span,
}

/// A limit.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Which.
    pub kind: LimitKind,
    /// Where.
    pub span: Span,
}

/// Kinds of limits.
#[derive(Clone, Debug)]
pub enum LimitKind {
    /// 上限
    Cap(Expr),
    /// 下限
    Floor(Expr),
    /// 可超
    MayExceed,
    /// 可为负
    MayBeNegative,
    /// 封顶
    Capped,
}

/// What happens to the missing or not applicable.
#[derive(Clone, Debug)]
pub struct PolicyNode {
    /// Whether it speaks of the not applicable, else of the missing.
    pub not_applicable: bool,
    /// What happens.
    pub action: PolicyAction,
    /// All of it.
    pub span: Span,
}

/// What a policy does.
#[derive(Clone, Debug)]
pub enum PolicyAction {
    /// 得: the item's score
    Gives(Expr),
    /// 计: the fact's value
    As(Expr),
    /// 计 上年
    AsLastYear,
    /// 剔除: left out, its weight spread
    LeaveOut(Spread),
}

/// Over what the weight of what is left out is spread.
#[derive(Clone, Debug)]
pub enum Spread {
    /// The siblings.
    Siblings,
    /// All items.
    All,
    /// What is below a named item.
    Named(Path),
}

/// A declared fact, or a group of facts that share a declaration.
#[derive(Clone, Debug)]
pub struct FactNode {
    /// Its name; that of the group for a group.
    pub name: Name,
    /// The facts of a group, each with a label; none for a single fact.
    pub members: Option<Vec<(Name, Option<Words>)>>,
    /// Its type.
    pub ty: TypeNode,
    /// What else is said.
    pub clauses: Vec<FactClause>,
    /// All of it.
    pub span: Span,
}

/// A type as written.
#[derive(Clone, Debug)]
pub struct TypeNode {
    /// Which.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// Types as written.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A plain one, by its keyword; with the unit in brackets.
    Plain(&'static str, Option<Name>),
    /// 类别 with its words, and whether they stand in an order
    Category(Vec<Name>, CategoryOrder),
    /// 清单 or 逐期
    List(ListNode),
}

/// Whether the words of a category stand in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CategoryOrder {
    /// They are parted by commas or line ends.
    None,
    /// They are parted by `>`: the best first.
    BestFirst,
    /// Some of them are parted by `>`.
    Mixed,
}

/// A clause of a fact.
#[derive(Clone, Debug)]
pub struct FactClause {
    /// Which.
    pub kind: FactClauseKind,
    /// Where.
    pub span: Span,
}

/// Clauses of facts.
#[derive(Clone, Debug)]
pub enum FactClauseKind {
    /// 必填
    Required,
    /// 分组
    Grouping,
    /// 带上年
    WithLastYear,
    /// 来源
    Source(Words),
    /// 标签
    Label(Words),
    /// 依据
    Basis(Words),
    /// 范围: least and greatest
    Range(Option<Quantity>, Option<Quantity>),
    /// 缺失, 不涉及
    Policy(PolicyNode),
    /// 自: the result of another scheme.
    FromScheme(FromNode),
}

/// What an item is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// 维度
    Dimension,
    /// 指标
    Indicator,
    /// 子项
    Part,
    /// 项
    Item,
}

/// An item.
#[derive(Clone, Debug)]
pub struct ItemNode {
    /// What it is called.
    pub kind: ItemKind,
    /// Its name.
    pub name: Name,
    /// Full marks, weight, limits …
    pub clauses: Vec<ItemClause>,
    /// `= …`
    pub rule: Option<Expr>,
    /// `{ … }`
    pub body: Option<Vec<Statement>>,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
    /// Whether its head was not understood, so that what it lacks is no finding of its own.
    pub damaged: bool,
}

/// A clause in the head of an item.
#[derive(Clone, Debug)]
pub struct ItemClause {
    /// Which.
    pub kind: ItemClauseKind,
    /// Where.
    pub span: Span,
}

/// Clauses of items.
#[derive(Clone, Debug)]
pub enum ItemClauseKind {
    /// `8 分`
    Points(Quantity),
    /// 权重
    Weight(Expr),
    /// 试点
    Pilot,
    /// 可选 至少: the fewest parts that must be there
    Optional(Quantity),
    /// 上限 …
    Limit(Limit),
    /// 标签
    Label(Words),
    /// 依据
    Basis(Words),
    /// 缺失, 不涉及
    Policy(PolicyNode),
    /// 取整
    Round(RoundingNode),
    /// 同比折算
    Rescaled,
}

/// 加分 or 扣分
#[derive(Clone, Debug)]
pub struct AdjustmentNode {
    /// Whether it is a deduction.
    pub deduction: bool,
    /// The rest is as in an item.
    pub item: ItemNode,
}

/// A plus or minus line.
#[derive(Clone, Debug)]
pub struct LineNode {
    /// Its label.
    pub name: Option<Name>,
    /// What counts.
    pub measure: Measure,
    /// Whether the amount is taken off.
    pub deduct: bool,
    /// The amount.
    pub amount: Expr,
    /// Steps, limits, clause.
    pub clauses: Vec<LineClause>,
    /// All of it.
    pub span: Span,
}

/// How often the amount of a line counts.
#[derive(Clone, Debug)]
pub enum Measure {
    /// Once.
    Once,
    /// Once, if a condition holds.
    When(Expr),
    /// For each step of a value, or of its distance below or above a line.
    Step {
        /// The value.
        value: Expr,
        /// The line, and whether the value counts below it.
        line: Option<(bool, Expr)>,
        /// The size of a step.
        each: Quantity,
    },
    /// For each entry of a list that meets a condition.
    Entry(Path, Option<Expr>),
}

/// A clause of a line.
#[derive(Clone, Debug)]
pub struct LineClause {
    /// Which.
    pub kind: LineClauseKind,
    /// Where.
    pub span: Span,
}

/// Clauses of lines.
#[derive(Clone, Debug)]
pub enum LineClauseKind {
    /// 按整步
    Whole,
    /// 按比例
    ProRata,
    /// 同一: what tells matters apart, and what is done with entries of one matter
    Same(Vec<Expr>, SameRule),
    /// 上限 …
    Limit(Limit),
    /// 依据
    Basis(Words),
}

/// What is done with entries of the same matter.
#[derive(Clone, Debug)]
pub enum SameRule {
    /// 就高
    Highest,
    /// 就低
    Lowest,
    /// 上限
    Cap(Expr),
}

/// 合并: lines under one limit
#[derive(Clone, Debug)]
pub struct TogetherNode {
    /// Its name.
    pub name: Option<Name>,
    /// The limits.
    pub limits: Vec<Limit>,
    /// The lines.
    pub body: Vec<Statement>,
    /// All of it.
    pub span: Span,
}

/// A row of grades.
#[derive(Clone, Debug)]
pub struct GradeRow {
    /// The grade.
    pub name: Name,
    /// The line; none for 其他 and for a row with a condition alone.
    pub line: Option<(Comparison, Expr)>,
    /// The condition.
    pub condition: Option<Expr>,
    /// Its clause.
    pub basis: Option<Words>,
    /// The row.
    pub span: Span,
}

/// 预警
#[derive(Clone, Debug)]
pub struct AlertNode {
    /// The colour's keyword: `red` …
    pub colour: &'static str,
    /// As it was written.
    pub level: Name,
    /// Its name.
    pub name: Option<Name>,
    /// The condition.
    pub when: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// 结果
#[derive(Clone, Debug)]
pub struct ResultNode {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Option<Expr>,
    /// The condition.
    pub when: Option<Expr>,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// 组结果
#[derive(Clone, Debug)]
pub struct GroupResultNode {
    /// Its name.
    pub name: Name,
    /// What groups ratees.
    pub by: Expr,
    /// Its value.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// 值
#[derive(Clone, Debug)]
pub struct LetNode {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: Expr,
    /// Its clause.
    pub basis: Option<Words>,
    /// All of it.
    pub span: Span,
}

/// 函数
#[derive(Clone, Debug)]
pub struct FunctionNode {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Name>,
    /// Its body.
    pub body: Expr,
    /// All of it.
    pub span: Span,
}

/// 脚本
#[derive(Clone, Debug)]
pub struct ScriptNode {
    /// Its name.
    pub name: Name,
    /// Its parameters.
    pub parameters: Vec<Name>,
    /// The text between the fences.
    pub body: Words,
    /// All of it.
    pub span: Span,
}
