// The extension as `heng.vsix`, with the licences of the repository.
import { spawnSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const licences = ["LICENSE-MIT", "LICENSE-APACHE"];

for (const name of licences) copyFileSync(here(`../../../${name}`), here(`../${name}`));
const tool = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
const words = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--no-rewrite-relative-links", "--out", "heng.vsix"];
process.exitCode = spawnSync(process.execPath, [tool, ...words], { cwd: here(".."), stdio: "inherit" }).status ?? 1;
for (const name of licences) rmSync(here(`../${name}`));
