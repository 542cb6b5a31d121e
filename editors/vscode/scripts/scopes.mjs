// What the grammar makes of files: `npm run scopes -- FILE…` prints every word with its scope; `--kinds` each scope with
// the words that got it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

const grammarFile = new URL("../syntaxes/heng.tmLanguage.json", import.meta.url);

export async function loadGrammar() {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === "source.heng" ? textmate.parseRawGrammar(readFileSync(grammarFile, "utf8"), "heng.json") : null,
  });
  return registry.loadGrammar("source.heng");
}

/** The grammar's state behind each line of a text. */
export function states(grammar, text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => (state = grammar.tokenizeLine(line, state).ruleStack));
}

/** The words of a text, each with its line (from 1), its innermost scope and all its scopes. */
export function tokens(grammar, text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).flatMap((line, at) => {
    const made = grammar.tokenizeLine(line, state);
    state = made.ruleStack;
    return made.tokens
      .map(({ startIndex, endIndex, scopes }) => ({
        line: at + 1,
        word: line.slice(startIndex, endIndex),
        scope: scopes.at(-1),
        scopes,
      }))
      .filter(({ word }) => word.trim());
  });
}

async function main(words) {
  const grammar = await loadGrammar();
  const kinds = words.includes("--kinds");
  for (const file of words.filter((word) => !word.startsWith("--"))) {
    const found = tokens(grammar, readFileSync(file, "utf8"));
    if (!kinds) {
      for (const { line, word, scope } of found) console.log(`${line}\t${word.trim()}\t${scope}`);
      continue;
    }
    const byScope = group(found);
    for (const [scope, list] of [...byScope].sort(([a], [b]) => (a < b ? -1 : 1))) {
      console.log(`${scope}: ${[...new Set(list.map(({ word }) => word.trim()))].join(" | ")}`);
    }
  }
}

function group(found) {
  const groups = new Map();
  for (const token of found) groups.set(token.scope, [...(groups.get(token.scope) ?? []), token]);
  return groups;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
