// Snapshots of shipped schemes: copies them beside their snapshots, where the tool looks for them, and runs it.
// `--update` writes the snapshots anew.
import { spawnSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const schemes = ["first", "hdi"];

for (const scheme of schemes) {
  for (const [file, language] of [["scheme.heng", "zh"], ["scheme.en.heng", "en"]]) {
    copyFileSync(here(`../../../schemes/${scheme}/${file}`), here(`../tests/snapshots/${scheme}.${language}.heng`));
  }
}
const tool = createRequire(import.meta.url).resolve("vscode-tmgrammar-test/dist/snapshot.js");
const words = [tool, "tests/snapshots/*.heng", ...(process.argv.includes("--update") ? ["--updateSnapshot"] : [])];
process.exitCode = spawnSync(process.execPath, words, { cwd: here(".."), stdio: "inherit" }).status ?? 1;
