// Every snippet, filled in with its own defaults, is one to which `heng lint` does not object, and its tests pass:
// `HENG=path-of-heng npm run snippets`.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

export const snippets = (language) => JSON.parse(read(`snippets/${language}.json`));

/** The variants of a snippet as somebody has it who only presses Tab: one for each choice of its longest list of choices. */
export function filled(body) {
  const text = body.join("\n");
  const choices = Math.max(1, ...[...text.matchAll(/\$\{\d+\|([^}]*)\|\}/g)].map(([, list]) => list.split(",").length));
  return Array.from({ length: choices }, (_, at) =>
    text
      .replace(/\$\{\d+\|([^}]*)\|\}/g, (_, list) => list.split(",")[Math.min(at, list.split(",").length - 1)])
      .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, (_, words) => words.replace(/\\(.)/g, "$1"))
      .replace(/\$\d+/g, ""),
  );
}

// Where a snippet stands: in a file of its own, among the facts, else among the statements of a scheme.
const FILES = ["方案", "区县方案", "scheme", "district scheme"];
const isFact = (name) => /^(数据：|fact)/.test(name);

/** The scheme in which a snippet is tried. */
export function tried(name, text, context) {
  if (FILES.includes(name)) return text;
  const own = /^(等次|grades)/.test(text) ? context.replace(/.*# grades/, "") : context;
  return own.replace(isFact(name) ? "# evidence" : "# scheme", () => text);
}

/** What heng objects to: findings, warnings too, and tests that fail. */
function objections(file, language, verbs) {
  for (const verb of verbs) {
    const strict = verb === "lint" ? ["--deny", "warnings"] : [];
    const run = spawnSync(process.env.HENG, [verb, file, "--lang", language, ...strict], { encoding: "utf8" });
    if (run.status !== 0) return `${run.error ?? ""}${run.stdout}${run.stderr}`;
  }
  return "";
}

function check(language, folder) {
  const context = read(`tests/contexts/${language}.heng`);
  const parent = { zh: ["片段", "全市考核"], en: ["context", "city"] }[language];
  writeFileSync(join(folder, "city.heng"), context.replace(...parent));
  let wrong = 0;
  let all = 0;
  for (const [name, { body }] of Object.entries(snippets(language))) {
    for (const text of filled(body)) {
      const file = join(folder, "tried.heng");
      writeFileSync(file, tried(name, text, context));
      all += 1;
      const found = objections(file, language, /^(测试|test)/.test(text) ? ["lint", "test"] : ["lint"]);
      if (!found) continue;
      wrong += 1;
      console.error(`${language} ${name}:\n${found}`);
    }
  }
  console.log(`${language}: ${all} snippets, ${wrong} with findings`);
  return wrong;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.env.HENG) {
    console.log("snippets are not tried: HENG names no program");
  } else {
    console.log(execFileSync(process.env.HENG, ["--version"], { encoding: "utf8" }).trim());
    const folder = mkdtempSync(join(tmpdir(), "heng-snippets-"));
    try {
      process.exitCode = check("zh", folder) + check("en", folder) ? 1 : 0;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}
