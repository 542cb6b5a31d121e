// Regular expressions for the words of the language, in the syntax of TextMate grammars (Oniguruma).
//
// `\b` knows no border between two 汉字, and names may hold any letter: a word ends where no letter follows. A digit may
// stand on either side of a Chinese keyword (`5至10`, `得6分`), but not behind an English one (`rank2` is a name).
import { functions, keywords } from "./keywords.mjs";

export const LETTER = "[\\p{L}_〇]";
export const WORD = "[\\p{L}_〇0-9０-９]";
export const BLANK = "[ \\t\\x{3000}\\x{A0}\\x{200B}]";
/** Where a statement may begin: at the line's beginning, behind a brace or behind a semicolon. */
export const START = `(?:^|(?<=[{｛}｝;；]))${BLANK}*`;
export const NUMBER = "[0-9０-９]+(?:[.．][0-9０-９]+)?";

const KEYWORDS = new Map(keywords().map((keyword) => [keyword.rule, keyword]));
const used = new Set();

const longestFirst = (words) => [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
const written = (word) => word.split(" ").join(`${BLANK}+`);
const choice = (words) => longestFirst(words).map(written).join("|");

function eitherLanguage(zh, en) {
  return `(?<!${LETTER})(?:(?:${choice(zh)})(?!${LETTER})|(?:${choice(en)})(?!${WORD}))`;
}

function joined(list) {
  return eitherLanguage(list.flatMap((keyword) => keyword.zh), list.flatMap((keyword) => keyword.en));
}

/** Any of these keywords, named by their rules: `words("if then")`. */
export function words(rules) {
  return joined(
    rules.trim().split(/\s+/).map((rule) => {
      const keyword = KEYWORDS.get(rule);
      if (!keyword) throw new Error(`there is no keyword ${rule} in src/syntax/keywords.rs`);
      used.add(rule);
      return keyword;
    }),
  );
}

/** Keywords that no rule of the grammar has named: it must be told what they are. */
export const forgotten = () => [...KEYWORDS.keys()].filter((rule) => !used.has(rule));

/** What is called, such as `平均(…)`. */
export const FUNCTION = (() => {
  const names = functions();
  const han = (name) => /\p{Script=Han}/u.test(name);
  return eitherLanguage(names.filter(han), names.filter((name) => !han(name)));
})();

/** What may follow a number and so is no unit, nor a name behind a keyword. */
export const NO_UNIT = joined([...KEYWORDS.values()].filter((keyword) => keyword.follows));

const BARE = `(?:[A-Za-z]${WORD}*|${LETTER}+)`;
const QUOTED = "(?:「[^」]+」|`[^`]+`)";
export const UNIT = `(?:[%％‰㎡]|(?!${NO_UNIT})${BARE})`;
export const NAME = `(?:${QUOTED}|(?<!${LETTER})${BARE})`;
/** A name where a keyword might stand instead. */
export const OWN_NAME = `(?:${QUOTED}|(?!${NO_UNIT})${BARE})`;
export const PATH = `${OWN_NAME}(?:[.·]${NAME})*`;
