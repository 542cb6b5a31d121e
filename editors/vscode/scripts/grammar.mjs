// The TextMate grammar, written from the table of keywords: `node scripts/grammar.mjs` writes the file.
//
// It reads words, not meaning: what a name stands for is told by the language server. Plain keywords (`比例`, `rate`) may be
// names of facts, so they are keywords only where their statement can stand; hence the blocks for evidence, quotas and tests.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BLANK, forgotten, FUNCTION, NAME, NUMBER, OWN_NAME, PATH, START, UNIT, words } from "./patterns.mjs";
import { script } from "./script.mjs";

const include = (...names) => names.map((name) => ({ include: `#${name}` }));
/** Scopes for the groups of a pattern, in their order. */
const captures = (...scopes) => Object.fromEntries(scopes.map((scope, at) => [at + 1, { name: `${scope}.heng` }]));
const word = (scope, rules) => ({ name: `${scope}.heng`, match: words(rules) });

const DIGIT = "[0-9０-９]";
const DATE = `${DIGIT}{4}(?:-${DIGIT}{1,2}-${DIGIT}{1,2}(?!${DIGIT})|年${DIGIT}{1,2}月${DIGIT}{1,2}日)`;
const OPEN = "([{｛])";
const CLOSE = "([}｝])";
const BLOCK = ["punctuation.section.block.begin", "punctuation.section.block.end"];

/** A block in braces with a head: the head ends with the line, unless braces open in it. */
const headed = (name, head, headScopes, inHead, inBlock) => ({
  name: `meta.${name}.heng`,
  begin: head,
  beginCaptures: captures(...headScopes),
  end: "(?<=[}｝])|$",
  patterns: [braces(inBlock), ...include(...inHead)],
});
const braces = (inside) => ({
  begin: OPEN,
  beginCaptures: captures(BLOCK[0]),
  end: CLOSE,
  endCaptures: captures(BLOCK[1]),
  patterns: include(...inside),
});
/** What may stand before the word that begins a statement, in a district's scheme. */
const CHANGED = `(?:(${words("override insert remove")})${BLANK}+)?`;
/** `KIND NAME` at the beginning of a statement, also behind `override`, `insert` and `remove`. */
const declared = (rules, scope) => ({
  match: `${START}${CHANGED}(${words(rules)})${BLANK}+(${PATH})`,
  captures: captures("keyword.other.override", "storage.type", scope),
});

const basics = {
  comment: { name: "comment.line.number-sign.heng", match: "([#＃]).*$", captures: captures("punctuation.definition.comment") },
  string: {
    patterns: [
      { name: "string.quoted.double.heng", begin: '"', end: '"|$' },
      { name: "string.quoted.double.curly.heng", begin: "[“”]", end: "[“”]|$" },
    ],
  },
  "quoted-name": { name: "variable.other.quoted.heng", match: "「[^」]*(?:」|$)|`(?!``)[^`]*(?:`|$)" },
  number: {
    patterns: [
      { name: "constant.numeric.date.heng", match: DATE },
      { match: `(${NUMBER})(?:${BLANK}*(${UNIT}))?`, captures: captures("constant.numeric", "keyword.other.unit") },
    ],
  },
  operator: {
    patterns: [
      { name: "keyword.operator.comparison.heng", match: "[<>!＜＞！][=＝]|<>|[≥⩾≤⩽≠<>=＜＞＝]" },
      { name: "keyword.operator.arithmetic.heng", match: "[-+*/^＋－−＊／＾×÷]" },
    ],
  },
  punctuation: {
    patterns: [
      { name: "punctuation.section.block.begin.heng", match: "[{｛]" },
      { name: "punctuation.section.block.end.heng", match: "[}｝]" },
      { name: "punctuation.section.interval.heng", match: "[\\[\\]［］]" },
      { name: "punctuation.section.parens.begin.heng", match: "[(（]" },
      { name: "punctuation.section.parens.end.heng", match: "[)）]" },
      { name: "punctuation.separator.heng", match: "[,，、:：]" },
      { name: "punctuation.terminator.heng", match: "[;；]" },
    ],
  },
  name: { name: "variable.other.heng", match: NAME },
};

const expressions = {
  expression: {
    patterns: include(
      "comment", "script", "string", "quoted-name", "interval", "words-in-context", "member", "call", "keyword", "number", "operator",
      "punctuation", "call-own", "name",
    ),
  },
  // `[60, 80)`: the brackets need not be of one kind, so they are none that an editor should pair.
  interval: {
    match: `${START}([\\[(［（])([^{}｛｝;；]*?[,，、][^{}｛｝;；]*?)([\\])］）])(?=${BLANK}*${words("gives")})`,
    captures: {
      1: { name: "punctuation.section.interval.heng" },
      2: { patterns: include("expression") },
      3: { name: "punctuation.section.interval.heng" },
    },
  },
  // Braces inside a block, such as those of a lookup in the line of a grade: they do not end it.
  nested: braces(["nested", "expression"]),
  call: { match: `(${FUNCTION})(?=[(（])`, captures: captures("support.function") },
  "call-own": { match: `(${NAME})(?=[(（])`, captures: captures("entity.name.function.call") },
  member: {
    patterns: [
      {
        match: `(${words("alert")})([.·])(${NAME})`,
        captures: captures("variable.language", "punctuation.accessor", "variable.other.property"),
      },
      { match: `([.·])(${NAME})`, captures: captures("punctuation.accessor", "variable.other.property") },
    ],
  },
  // Words that are keywords beside another one only.
  "words-in-context": {
    patterns: [
      {
        match: `(${words("over")})${BLANK}*(${words("all rest dimension indicator part")})`,
        captures: captures("keyword.other.figure", "variable.language"),
      },
      {
        match: `(${words("round")})${BLANK}+(${words("half_up half_even up down")})(?:${BLANK}*(${NUMBER})${BLANK}*(${words("places")}))?`,
        captures: captures("storage.modifier", "constant.language.rounding", "constant.numeric", "storage.modifier"),
      },
      {
        match: `(${words("as spread")})${BLANK}+(${words("last_year all")})`,
        captures: captures("keyword.other.policy", "variable.language"),
      },
      {
        match: `(${words("ties")})${BLANK}+(${words("shared dense all_or_none all_in all_out")})`,
        captures: captures("keyword.other.order", "constant.language.ties"),
      },
      {
        match: `(${words("eligibility coefficient part bonus deduction")})(?=${BLANK}+${words("set at_most at_least add deduct cancel")})`,
        captures: captures("variable.language"),
      },
    ],
  },
  keyword: {
    patterns: [
      word("keyword.control.conditional", "if then else when otherwise choose for_each"),
      word("keyword.control.rule", "linear bands lookup raters checklist brackets meets attain target extrapolate upwards downwards"),
      word("keyword.operator.wordlike.comparison", "at_least at_most above below"),
      word("keyword.other.points", "gives add deduct each set cancel"),
      word("keyword.other.policy", "missing not_applicable as leave_out spread"),
      // After `and above` and `not applicable`.
      word("keyword.operator.wordlike.logical", "and or not"),
      word("keyword.other.figure", "over by if_empty weighted latest in_order"),
      word("keyword.other.order", "order ascending descending ties"),
      word("constant.language.full", "full"),
      word("constant.language.boolean", "yes no"),
      word("constant.language.last", "last_place"),
      word("variable.language", "it total grades rank"),
      word(
        "storage.modifier",
        `extends from to basis label source required grouping range with_last_year weight pilot optional whole pro_rata cap floor may_exceed
         may_be_negative same highest lowest rescaled capped round columns`,
      ),
    ],
  },
};

const statements = {
  statement: {
    patterns: [
      ...include("evidence", "grades", "quota", "test", "function"),
      {
        match: `^\\x{FEFF}?${BLANK}*(${words("heng")})${BLANK}*(${NUMBER})`,
        captures: captures("keyword.control.edition", "constant.numeric"),
      },
      declared("scheme", "entity.name.namespace"),
      declared("dimension indicator part item", "entity.name.type.item"),
      declared("bonus deduction veto", "entity.name.type.adjustment"),
      declared("result group_result", "entity.name.type.result"),
      declared("table", "entity.name.type.table"),
      declared("let", "entity.name.type.value"),
      declared("function script", "entity.name.function"),
      {
        match: `${START}${CHANGED}(${words("alert")})${BLANK}+(${words("red orange yellow blue green")})(?:${BLANK}+(${OWN_NAME}))?`,
        captures: captures("keyword.other.override", "storage.type", "constant.language.colour", "entity.name.type.alert"),
      },
      declared("alert", "entity.name.type.alert"),
      declared("evidence", "variable.other.fact"),
      {
        match: `${START}(${words("together")})(?:${BLANK}+(${OWN_NAME}))?`,
        captures: captures("storage.type", "entity.name.type.item"),
      },
      {
        match: `${START}(${words("combine")})(?:${BLANK}+(${words("weighted_mean")})(?!${BLANK}*[(（]))?`,
        captures: captures("keyword.other.statement", "support.function"),
      },
      { match: `${START}(${NAME})${BLANK}*([:：])`, captures: captures("entity.name.tag.line", "punctuation.separator") },
      // Not where a fact of that name is given a value or reached into.
      {
        match: `${START}${CHANGED}(${words("version period units applies base total rank")})(?!${BLANK}*[=＝.·])`,
        captures: captures("keyword.other.override", "keyword.other.statement"),
      },
      {
        match: `${START}(${words("override insert remove")})(?=${BLANK}+[^=＝])`,
        captures: captures("keyword.other.override"),
      },
    ],
  },
  function: {
    begin: `${START}${CHANGED}(${words("function script")})${BLANK}+(${NAME})${BLANK}*([(（])`,
    beginCaptures: captures("keyword.other.override", "storage.type", "entity.name.function", "punctuation.section.parens.begin"),
    end: "([)）])|(?=[{｛=＝`])",
    endCaptures: captures("punctuation.section.parens.end"),
    patterns: [...include("comment"), { name: "variable.parameter.heng", match: NAME }, ...include("punctuation")],
  },
  grades: {
    name: "meta.grades.heng",
    begin: `${START}${CHANGED}(${words("grades")})${BLANK}*${OPEN}`,
    beginCaptures: captures("keyword.other.override", "storage.type", BLOCK[0]),
    end: CLOSE,
    endCaptures: captures(BLOCK[1]),
    patterns: [
      ...include("comment"),
      { match: `${START}(${NAME})`, captures: captures("entity.name.type.grade") },
      ...include("nested", "expression"),
    ],
  },
};

const evidence = {
  evidence: {
    name: "meta.evidence.heng",
    begin: `${START}${CHANGED}(${words("evidence")})${BLANK}*${OPEN}`,
    beginCaptures: captures("keyword.other.override", "storage.type", BLOCK[0]),
    end: CLOSE,
    endCaptures: captures(BLOCK[1]),
    patterns: include("fact", "expression"),
  },
  fact: {
    patterns: [
      braces(["fact", "expression"]),
      { match: `${START}(${words("group")})${BLANK}+(${NAME})`, captures: captures("storage.type", "entity.name.type.group") },
      { match: `${START}(${NAME})(?=${BLANK}*[:：])`, captures: captures("variable.other.fact") },
      {
        begin: `(?<=[:：])${BLANK}*(${words("category")})${BLANK}*([(（])`,
        beginCaptures: captures("support.type", "punctuation.section.parens.begin"),
        end: "([)）])|(?=[{}｛｝])",
        endCaptures: captures("punctuation.section.parens.end"),
        patterns: [
          ...include("comment", "string"),
          { name: "constant.other.category.heng", match: "[\\p{L}_〇0-9０-９]+|「[^」]+」" },
          ...include("operator", "punctuation"),
        ],
      },
      {
        match: `(?<=[:：])${BLANK}*(${words("money quantity count number")})(?:${BLANK}*([(（])([^)）]*)([)）]))?`,
        captures: captures("support.type", "punctuation.section.parens.begin", "keyword.other.unit", "punctuation.section.parens.end"),
      },
      {
        match: `(?<=[:：])${BLANK}*(${words("category percent pp score_type fraction yesno text date list periods")})`,
        captures: captures("support.type"),
      },
    ],
  },
};

const quotas = {
  quota: headed(
    "quota",
    `${START}${CHANGED}(${words("quota")})${BLANK}+(${OWN_NAME})`,
    ["keyword.other.override", "storage.type", "entity.name.type.grade"],
    ["expression"],
    ["quota-row", "nested", "expression"],
  ),
  "quota-row": {
    patterns: [
      {
        match: `${START}(${words("unused")})(?:${BLANK}+(${words("lapse pooled")}))?`,
        captures: captures("keyword.other.quota", "constant.language.unused"),
      },
      { match: `${START}(${words("rate out_of bottom pool others fill")})`, captures: captures("keyword.other.quota") },
    ],
  },
};

const tests = {
  test: headed(
    "test",
    `${START}(${words("test")})(?=${BLANK}*["“”])`,
    ["storage.type"],
    ["test-head", "expression"],
    ["given", "expect", "nested", "expression"],
  ),
  "test-head": word("storage.modifier", "unconfirmed"),
  given: headed("given", `${START}(${words("given")})`, ["keyword.control.test"], ["comment", "string"], ["given-row", "expression"]),
  "given-row": {
    patterns: [
      braces(["given-row", "expression"]),
      { match: `${START}(${words("everything_else")})`, captures: captures("keyword.other.test") },
      {
        match: `${START}(${words("as_of")})${BLANK}*(${DATE})(?:${BLANK}*(${words("as_today")}))?`,
        captures: captures("keyword.other.test", "constant.numeric.date", "keyword.other.test"),
      },
      { match: `${START}(${FUNCTION})(?=[(（])`, captures: captures("support.function") },
      { match: `${START}(${NAME})`, captures: captures("variable.other.fact") },
      word("constant.language.absent", "missing not_applicable none"),
    ],
  },
  expect: headed("expect", `${START}(${words("expect")})`, ["keyword.control.test"], ["comment", "string"], ["expect-row", "nested", "expression"]),
  "expect-row": {
    patterns: [
      { match: `${START}(${words("incomplete lacks")})`, captures: captures("keyword.other.test") },
      { match: `${START}(${words("note")})${BLANK}+(${NAME})`, captures: captures("keyword.other.test", "constant.other.code") },
      {
        match: `${START}(?:(${words("without")})${BLANK}+)?(${words("alert")})(?:${BLANK}+(${words("red orange yellow blue green")}))?`,
        captures: captures("keyword.operator.wordlike.logical", "storage.type", "constant.language.colour"),
      },
      {
        match: `${START}(?:(${words("without")})${BLANK}+)?(${words("veto eligibility")})`,
        captures: captures("keyword.operator.wordlike.logical", "storage.type"),
      },
      { match: `${START}(${words("without")})${BLANK}+(?=${NAME})`, captures: captures("keyword.operator.wordlike.logical") },
      { match: `${START}(${words("total grades rank")})`, captures: captures("variable.language") },
    ],
  },
};

/** The grammar as it must be. */
export function grammar() {
  const missing = forgotten();
  if (missing.length) throw new Error(`scripts/grammar.mjs gives no scope to: ${missing.join(", ")}`);
  return {
    comment: "Written by scripts/grammar.mjs.",
    name: "heng",
    scopeName: "source.heng",
    fileTypes: ["heng"],
    patterns: include("statement", "expression"),
    repository: { ...basics, ...expressions, ...statements, ...evidence, ...quotas, ...tests, ...script },
  };
}

const FILE = new URL("../syntaxes/heng.tmLanguage.json", import.meta.url);
export const text = () => `${JSON.stringify(grammar(), null, 2)}\n`;
export const stored = () => readFileSync(FILE, "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, text());
