// Snippets exist in both languages, and what they write is coloured without a leftover.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { loadGrammar, states } from "../../scripts/scopes.mjs";
import { filled, snippets, tried } from "../../scripts/snippets.mjs";

const [zh, en] = ["zh", "en"].map(snippets);

test("each snippet has one in the other language", () => {
  assert.equal(Object.keys(zh).length, Object.keys(en).length);
});

test("prefixes are unique", () => {
  const prefixes = [...Object.values(zh), ...Object.values(en)].flatMap(({ prefix }) => prefix);
  assert.deepEqual(prefixes.filter((prefix, at) => prefixes.indexOf(prefix) !== at), []);
});

test("placeholders are filled in by their defaults", () => {
  assert.deepEqual(filled(["a ${1:b} ${2|c,d|} ${3:{ e \\}} $0", "${1:b}"]), ["a b c { e } \nb", "a b d { e } \nb"]);
});

test("no snippet leaves a block open", async () => {
  const grammar = await loadGrammar();
  for (const [language, all] of [["zh", zh], ["en", en]]) {
    const context = readFileSync(new URL(`../contexts/${language}.heng`, import.meta.url), "utf8");
    for (const [name, { body }] of Object.entries(all)) {
      for (const text of filled(body)) {
        assert.equal(states(grammar, tried(name, text, context)).at(-1).depth, 1, name);
      }
    }
  }
});
