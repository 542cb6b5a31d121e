// The grammar is what the table of keywords makes it, and reads every shipped scheme alike in both languages.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "node:test";
import { stored, text } from "../../scripts/grammar.mjs";
import { loadGrammar, states, tokens } from "../../scripts/scopes.mjs";

const root = new URL("../../../../", import.meta.url);
const found = (folder) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .filter((file) => file.endsWith(".heng"))
    .map((file) => fileURLToPath(new URL(`${folder}/${file}`, root)))
    .filter((file) => existsSync(file));
const files = [...found("schemes"), ...found("tests/cases/constructs")].filter((file) => !/\/wrong[^/]*$/.test(file));
const grammar = await loadGrammar();

test("the grammar is written from the table of keywords", () => {
  assert.equal(stored(), text(), "run `npm run build` and look at what changed");
});

test("no shipped scheme leaves a block open", () => {
  assert.ok(files.length > 100);
  for (const file of files) {
    assert.equal(states(grammar, readFileSync(file, "utf8")).at(-1).depth, 1, file);
  }
});

test("schemes in Chinese and in English get the same scopes", () => {
  const twins = files.filter((file) => file.endsWith(".en.heng")).filter((file) => existsSync(chinese(file)));
  assert.ok(twins.length > 50);
  for (const file of twins) assert.deepEqual(scopes(file), scopes(chinese(file)), file);
});

const chinese = (file) => file.replace(/\.en\.heng$/, ".heng");
// Texts and comments differ, and lines are folded elsewhere.
const scopes = (file) =>
  tokens(grammar, readFileSync(file, "utf8"))
    .map(({ scope }) => scope)
    .filter((scope) => !/^(string|comment|punctuation\.(definition|terminator))/.test(scope));
