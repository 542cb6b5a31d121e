// The user's settings, as heng takes them. Knows nothing of VS Code, so that it can be tested without it.

/** The program: a name on PATH, or a path that may begin with the folder at hand. */
export function program(setting, folder) {
  const path = (setting ?? "").trim() || "heng";
  return folder ? path.replaceAll("${workspaceFolder}", folder) : path;
}

/** The language of messages: as set, else Chinese where the editor speaks Chinese. */
export function language(setting, editor) {
  if (setting === "zh" || setting === "en") return setting;
  return /^zh\b/i.test(editor ?? "") ? "zh" : "en";
}

/** How the language server is started. */
export const serverWords = (lang) => ["lsp", "--lang", lang];

/** How the tests of a scheme are run. */
export const testWords = (file, lang) => ["test", file, "--lang", lang];
