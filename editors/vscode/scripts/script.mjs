// The part of the grammar for scripts: rhai between fences, with names in any letters.
const NAME = "[\\p{L}_〇][\\p{L}_〇0-9]*";

const rhai = [
  { name: "comment.line.double-slash.rhai", match: "//.*$" },
  { name: "comment.block.rhai", begin: "/\\*", end: "\\*/" },
  { name: "string.quoted.double.rhai", begin: '"', end: '"', patterns: [{ name: "constant.character.escape.rhai", match: "\\\\." }] },
  { name: "constant.numeric.rhai", match: "(?<![\\p{L}_〇0-9])[0-9][0-9_]*(?:\\.[0-9]+)?" },
  { match: `(?<![\\p{L}_])(let|const)\\s+(${NAME})`, captures: { 1: { name: "storage.type.rhai" }, 2: { name: "variable.other.rhai" } } },
  { name: "keyword.control.rhai", match: "(?<![\\p{L}_])(?:if|else|switch|for|in|while|loop|do|until|break|continue|return|throw|try|catch|fn)(?![\\p{L}_0-9])" },
  { name: "constant.language.boolean.rhai", match: "(?<![\\p{L}_])(?:true|false)(?![\\p{L}_0-9])" },
  { name: "entity.name.function.call.rhai", match: `${NAME}(?=\\s*\\()` },
  { name: "variable.other.rhai", match: NAME },
  { name: "keyword.operator.rhai", match: "\\*\\*|&&|\\|\\||=>|[-+*/%<>=!&|^]=?" },
  { name: "punctuation.section.block.rhai", match: "[{}]" },
  { name: "punctuation.section.parens.rhai", match: "[()]" },
  { name: "punctuation.section.brackets.rhai", match: "[\\[\\]]" },
  { name: "punctuation.terminator.rhai", match: ";" },
];

export const script = {
  script: {
    begin: "(```)(rhai)?",
    beginCaptures: { 1: { name: "punctuation.definition.script.begin.heng" }, 2: { name: "entity.name.tag.language.heng" } },
    end: "```",
    endCaptures: { 0: { name: "punctuation.definition.script.end.heng" } },
    contentName: "meta.embedded.block.rhai",
    patterns: [{ include: "#rhai" }],
  },
  rhai: { patterns: rhai },
};
