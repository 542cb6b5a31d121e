// A stand-in for VS Code: what the extension itself asks for is recorded, everything else is an empty thing of any kind.
import Module, { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** An object that may be called, constructed, extended and read without end. */
function anything() {
  return new Proxy(class {}, {
    get: (target, name, receiver) => {
      if (name === "prototype" || name in target) return Reflect.get(target, name, receiver);
      if (name === "then" || typeof name === "symbol") return undefined;
      return anything();
    },
    apply: () => anything(),
  });
}

class Disposable {
  static from() {
    return new Disposable();
  }
  dispose() {}
}

class EventEmitter extends Disposable {
  #listeners = [];
  event = (listener) => (this.#listeners.push(listener), new Disposable());
  fire(value) {
    for (const listener of this.#listeners) listener(value);
  }
}

/** Loads the bundle into an editor with these settings, and returns the extension and what it did. */
export function loaded(settings, { editor = "en", active } = {}) {
  const seen = { warnings: [], information: [], tasks: [], commands: {}, output: [] };
  const base = anything();
  const own = {
    env: { language: editor, appName: "stand-in" },
    version: "1.82.0",
    TaskScope: { Global: 1, Workspace: 2 },
    EventEmitter,
    Disposable,
    Task: class {
      constructor(definition, scope, name, source, execution) {
        Object.assign(this, { definition, scope, name, source, execution });
      }
    },
    ProcessExecution: class {
      constructor(process, args) {
        Object.assign(this, { process, args });
      }
    },
    commands: {
      registerCommand: (name, run) => ((seen.commands[name] = run), { dispose() {} }),
      executeCommand: async () => {},
    },
    tasks: { executeTask: async (task) => seen.tasks.push(task) },
    window: {
      activeTextEditor: active && { document: active },
      createOutputChannel: () => ({ append: (text) => seen.output.push(text), appendLine: (text) => seen.output.push(text), dispose() {}, show() {} }),
      showWarningMessage: async (text) => void seen.warnings.push(text),
      showInformationMessage: async (text) => void seen.information.push(text),
      showErrorMessage: async (text) => void seen.warnings.push(text),
    },
    workspace: {
      getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
      workspaceFolders: undefined,
      textDocuments: [],
      getWorkspaceFolder: () => undefined,
    },
  };
  const within = (mine, rest) =>
    new Proxy(rest, { get: (_, name) => (name in mine ? mine[name] : rest[name]) });
  // The bundle copies what a module says it has.
  const vscode = new Proxy(Object.assign(class {}, own), {
    get: (_, name) => {
      if (name === "__esModule") return false;
      if (!(name in own)) return base[name];
      return ["commands", "window", "workspace", "tasks"].includes(name) ? within(own[name], base[name]) : own[name];
    },
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
  const bundle = require.resolve("../../dist/extension.js");
  delete require.cache[bundle];
  try {
    return { extension: require(bundle), seen };
  } finally {
    Module._load = load;
  }
}
