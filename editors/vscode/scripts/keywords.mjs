// The words of the language, read where heng itself declares them, so that editor and engine never part.
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** The strings of a Rust slice such as `&["a", "b"]`. */
const strings = (slice) => [...slice.matchAll(/"([^"]*)"/g)].map((found) => found[1]);

/** All keywords: rule, forms in both languages, whether reserved, whether they may follow a number (and are no unit). */
export function keywords() {
  const row = /\b(plain|after|fixed)\("(\w+)", &\[([^\]]*)\], &\[([^\]]*)\]\)/g;
  const found = [...read("src/syntax/keywords.rs").matchAll(row)].map(([, kind, rule, zh, en]) => ({
    rule,
    zh: strings(zh),
    en: strings(en),
    reserved: kind === "fixed",
    follows: kind !== "plain",
  }));
  if (found.length < 150) throw new Error(`src/syntax/keywords.rs reads otherwise than expected: ${found.length} keywords`);
  return found;
}

/** The names of functions and figures, of both languages. */
export function functions() {
  const text = read("src/format/words.rs");
  const table = text.slice(text.indexOf("FUNCTIONS"), text.indexOf("];", text.indexOf("FUNCTIONS")));
  const names = strings(table.slice(table.indexOf("= &[")));
  if (names.length < 80) throw new Error(`src/format/words.rs reads otherwise than expected: ${names.length} functions`);
  return names;
}
