// The extension in a stand-in for the editor, with programs that stand in for heng.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout } from "node:timers/promises";
import { language, program } from "../../src/settings.mjs";
import { loaded } from "./editor.mjs";

const folder = mkdtempSync(join(tmpdir(), "heng-extension-"));
after(() => rmSync(folder, { recursive: true }));

/** A program of Node that is called like heng. */
function standIn(name, code) {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${code}`);
  chmodSync(path, 0o755);
  return path;
}
// Programs that stand in for heng are scripts.
const unix = { skip: process.platform === "win32" };
const context = () => ({ subscriptions: [] });

test("settings say which program and which language", () => {
  assert.equal(program("", undefined), "heng");
  assert.equal(program("${workspaceFolder}/bin/heng", "/a"), "/a/bin/heng");
  assert.equal(language("auto", "zh-cn"), "zh");
  assert.equal(language("auto", "de"), "en");
  assert.equal(language("zh", "en"), "zh");
});

test("a program that is not there is told, in the language that was chosen", async () => {
  const { extension, seen } = loaded({ path: join(folder, "none"), lang: "zh" });
  await extension.activate(context());
  assert.match(seen.warnings.join(), /没有找到程序.*heng\.path/);
  await extension.deactivate();
});

test("a heng without a language server is told", unix, async () => {
  const { extension, seen } = loaded({ path: standIn("old", "process.exit(2)") });
  await extension.activate(context());
  assert.match(seen.warnings.join(), /has no language server/);
  await extension.deactivate();
});

test("the server is started with the language, and stopped", { timeout: 20_000, ...unix }, async () => {
  const said = join(folder, "said.txt");
  const path = standIn("server", server(said));
  const { extension, seen } = loaded({ path, lang: "zh" });
  await extension.activate(context());
  await extension.deactivate();
  assert.deepEqual(seen.warnings, []);
  // The client does not wait for what follows its last word.
  const lines = () => readFileSync(said, "utf8").trim().split("\n");
  for (let waited = 0; lines().at(-1) !== "exit" && waited < 5_000; waited += 20) await setTimeout(20);
  assert.deepEqual(lines(), ["lsp --lang zh", "initialize", "initialized", "shutdown", "exit"]);
});

test("tests of a scheme run as a task", async () => {
  const active = { languageId: "heng", uri: { scheme: "file", fsPath: "/a b/甲.heng" }, save: async () => true };
  const { extension, seen } = loaded({ path: join(folder, "none") }, { editor: "zh-cn", active });
  await extension.activate(context());
  await seen.commands["heng.runTests"]();
  assert.deepEqual(seen.tasks[0].execution.args, ["test", "/a b/甲.heng", "--lang", "zh"]);
});

test("without a scheme on disk there are no tests to run", async () => {
  const { extension, seen } = loaded({ path: join(folder, "none") });
  await extension.activate(context());
  await seen.commands["heng.runTests"]();
  assert.equal(seen.tasks.length, 0);
  assert.match(seen.information.join(), /saved to disk/);
});

/** A language server that writes down how it was called and what it was asked. */
function server(said) {
  return `
    const { appendFileSync } = require("node:fs");
    const say = (line) => appendFileSync(${JSON.stringify(said)}, line + "\\n");
    const words = process.argv.slice(2);
    if (words.includes("--help")) process.exit(0);
    say(words.join(" "));
    let text = Buffer.alloc(0);
    process.stdin.on("data", (more) => {
      text = Buffer.concat([text, more]);
      for (;;) {
        const head = text.indexOf("\\r\\n\\r\\n");
        if (head < 0) return;
        const length = Number(/Content-Length: (\\d+)/i.exec(text.subarray(0, head))[1]);
        if (text.length < head + 4 + length) return;
        const { id, method } = JSON.parse(text.subarray(head + 4, head + 4 + length));
        text = text.subarray(head + 4 + length);
        if (method && !method.startsWith("$")) say(method);
        if (method === "exit") process.exit(0);
        if (id === undefined || !method) continue;
        const answer = JSON.stringify({ jsonrpc: "2.0", id, result: method === "initialize" ? { capabilities: {} } : null });
        process.stdout.write("Content-Length: " + Buffer.byteLength(answer) + "\\r\\n\\r\\n" + answer);
      }
    });`;
}
