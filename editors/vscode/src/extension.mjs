// The door to VS Code: starts `heng lsp`, starts it anew when its settings change, and runs the tests of a scheme.
import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { messages } from "./messages.mjs";
import { language, program, serverWords, testWords } from "./settings.mjs";

let client;
let output;
// Starts and stops run one after the other.
let turn = Promise.resolve();

export function activate(context) {
  output = vscode.window.createOutputChannel("heng 衡");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("heng.restart", restart),
    vscode.commands.registerCommand("heng.runTests", runTests),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (["heng.path", "heng.lang"].some((name) => change.affectsConfiguration(name))) restart();
    }),
  );
  return restart();
}

export function deactivate() {
  return inTurn(stop);
}

const restart = () => inTurn(async () => (await stop(), await start()));

function inTurn(step) {
  turn = turn.then(step, step);
  return turn;
}

function settings() {
  const set = vscode.workspace.getConfiguration("heng");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return { path: program(set.get("path"), folder), lang: language(set.get("lang"), vscode.env.language) };
}

async function start() {
  const { path, lang } = settings();
  const lacking = await whatIsLacking(path);
  if (lacking) return complain(lacking(path)[lang], lang);
  client = new LanguageClient(
    "heng",
    "heng 衡",
    { command: path, args: serverWords(lang) },
    {
      documentSelector: ["file", "untitled"].map((scheme) => ({ scheme, language: "heng" })),
      outputChannel: output,
      // Schemes inherit from other files, and tables may stand in files beside them.
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{heng,csv}") },
    },
  );
  try {
    await client.start();
  } catch (reason) {
    client = undefined;
    complain(messages.stopped(reason?.message ?? reason)[lang], lang);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  // A server that has died already cannot be stopped: that is as good.
  await running?.dispose().catch(() => {});
}

/** Asks the program before the client does: its answer is clearer than that of a pipe that breaks. */
function whatIsLacking(path) {
  return new Promise((resolve) => {
    execFile(path, ["lsp", "--help"], { timeout: 10_000 }, (error) => {
      if (!error) resolve(undefined);
      else resolve(typeof error.code === "number" ? messages.noServer : messages.notFound);
    });
  });
}

function complain(text, lang) {
  output.appendLine(text);
  const button = messages.settings()[lang];
  // Not awaited: the message may stand for long.
  vscode.window.showWarningMessage(text, button).then((pressed) => {
    if (pressed === button) vscode.commands.executeCommand("workbench.action.openSettings", "heng.path");
  });
}

async function runTests() {
  const { path, lang } = settings();
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== "heng" || document.uri.scheme !== "file" || !(await document.save())) {
    return vscode.window.showInformationMessage(messages.noScheme()[lang]);
  }
  const task = new vscode.Task(
    { type: "heng", file: document.uri.fsPath },
    vscode.workspace.getWorkspaceFolder(document.uri) ?? vscode.TaskScope.Global,
    messages.tests()[lang],
    "heng",
    new vscode.ProcessExecution(path, testWords(document.uri.fsPath, lang)),
  );
  task.presentationOptions = { clear: true, focus: false };
  return vscode.tasks.executeTask(task);
}
