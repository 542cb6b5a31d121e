//! Every finding of syntax and scheme has a case: a small scheme in `tests/cases/findings`, named by the code that it
//! must raise. The snapshot shows the source and the drawing in both languages.
#![allow(clippy::disallowed_methods, reason = "tests read case files")]

mod dice;

use dice::Dice;
use heng::diagnostic::terminal::{Style, human};
use heng::diagnostic::{Diagnostic, order};
use heng::lint::Options;
use heng::locale::Lang;
use heng::report::codes::optional;
use heng::scheme::library::Library;
use heng::source::{FileId, Shelf, Source, Sources};
use heng::unit::Date;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Checks a scheme beside which the files of `tests/cases/findings/beside` lie.
fn check(name: &str, text: &str) -> (Sources, Vec<Diagnostic>) {
    static BESIDE: OnceLock<Shelf> = OnceLock::new();
    let beside = BESIDE.get_or_init(|| {
        let folder = format!("{}/tests/cases/findings/beside", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).expect("the folder of files beside the cases");
        let read = |path: PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (format!("beside/{name}"), std::fs::read(&path).expect("a file"))
        };
        Shelf { files: entries.map(|entry| read(entry.expect("an entry").path())).collect() }
    });
    let mut shelf = beside.clone();
    shelf.files.insert(name.to_owned(), text.as_bytes().to_vec());
    let mut library = Library::new(&shelf);
    let opened = library.open(name).expect("the case is on the shelf");
    // The day and the codes beside what is always found stand in the second line of a case.
    let second = text.lines().nth(1).unwrap_or_default();
    let wanted =
        optional().map(|code| code.id).filter(|id| second.contains(&format!("--with {id}"))).collect();
    let as_of = second.split_once("--as-of ").and_then(|(_, day)| Date::parse(day.trim()));
    let options = Options { as_of, wanted };
    let mut problems = heng::lint::check(&library, &opened, &options);
    let schemes = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
    problems.extend(schemes.flat_map(|scheme| heng::trial::untested(scheme, &options.wanted)));
    // Cases declare more facts than the one statement that they are about reads.
    problems.retain(|problem| problem.code.id != "H1610" || name.starts_with("H1610"));
    problems.extend(opened.problems);
    (library.into_sources(), order::sorted(problems))
}

fn cases() -> Vec<(String, String)> {
    let folder = format!("{}/tests/cases/findings", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("the folder of cases");
    let mut cases: Vec<(String, String)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).expect("a case"))
        })
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_case_raises_its_code_and_is_drawn() {
    for (name, text) in cases() {
        let (sources, problems) = check(&name, &text);
        let code = &name[..5];
        assert!(problems.iter().any(|problem| problem.code.id == code), "{name} raises {problems:#?}");
        let drawn = |lang| human(&problems, &sources, lang, Style::default());
        let shown =
            format!("{text}\n──────── 中文\n{}\n──────── English\n{}", drawn(Lang::Zh), drawn(Lang::En));
        insta::with_settings!({ snapshot_path => "snapshots/findings", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name.trim_end_matches(".heng").to_owned(), shown);
        });
    }
}

/// The codes of the mistakes in the cases of constructs, which say them in their second line.
fn raised_by_constructs() -> BTreeSet<String> {
    let folder = format!("{}/tests/cases/constructs", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).expect("the folder of constructs");
    let files = entries.filter_map(|entry| std::fs::read_dir(entry.expect("an entry").path()).ok()).flatten();
    let wrong = files.filter_map(|file| {
        let path = file.expect("a file").path();
        path.file_name()?.to_str()?.starts_with("wrong").then_some(())?;
        Some(std::fs::read_to_string(path).ok()?.lines().nth(1)?.get(2..7)?.to_owned())
    });
    wrong.collect()
}

#[test]
fn every_code_has_a_case() {
    let mut raised: BTreeSet<String> = cases().iter().map(|(name, _)| name[..5].to_owned()).collect();
    raised.extend(raised_by_constructs());
    let codes = heng::syntax::CODES.iter().chain(heng::scheme::CODES);
    let codes = codes.chain(heng::lint::CODES).chain(heng::trial::CODES);
    // H0104 speaks of bytes that are no text; it is raised below.
    let lacking: Vec<&str> =
        codes.map(|code| code.id).filter(|id| !raised.contains(*id) && *id != "H0104").collect();
    assert!(lacking.is_empty(), "no case for {lacking:?}");
}

#[test]
fn bytes_that_are_no_utf8_are_told_what_to_do() {
    let gbk = [0xBA, 0xE2, 0x20, 0x31, 0x0A];
    let problem = heng::syntax::decode::decode("旧.heng", &gbk).expect_err("GBK is refused");
    assert_eq!(problem.code.id, "H0104");
    assert!(problem.message.zh.contains("GB18030") && problem.help.is_some());
}

#[test]
fn fixes_remove_their_findings() {
    let mut tried = 0;
    for (name, text) in cases() {
        let (_, problems) = check(&name, &text);
        for problem in problems.iter().filter(|problem| problem.fixes.len() == 1) {
            let fix = &problem.fixes[0];
            let mut fixed = text.clone();
            fixed.replace_range(fix.span.start as usize..fix.span.end as usize, &fix.replacement);
            let (_, after) = check(&name, &fixed);
            let again = after.iter().filter(|other| other.code == problem.code).count();
            let before = problems.iter().filter(|other| other.code == problem.code).count();
            assert!(again < before, "{name}: {} remains after its fix\n{fixed}", problem.code.id);
            tried += 1;
        }
    }
    assert!(tried >= 5, "only {tried} fixes were tried");
}

/// What looks like a slip and is meant: nothing is said of it.
#[test]
fn what_is_meant_is_no_slip() {
    let head = "衡 1\n方案 甲 {\n  总分 100\n  数据 { 组 条件 : 是否 { 一; 二 }; 率 : 百分比; 件 : 整数(件); 评 : 分数; 上年件 : 整数(件); 评票 : 清单 { 评委: 文本; 事由: 文本; 给分: 分数 }; 月报 : 逐期 { 月分: 分数 } }\n";
    let meant = [
        // The share of what is met.
        "维度 乙 100 分 = 满分 * 计数(于 条件 当 本值 = 是) / 计数(条件)",
        // An addition that makes up for a deduction.
        "维度 乙 100 分 { 基础 满分; 件 低于 5件 每 1 件 扣 2 分; 当 率 ≥ 90% 加 1 分 }",
        "维度 乙 100 分 可超 { 基础 满分; 件 每 1 件 加 1 分 }",
        "维度 乙 100 分 { 基础 满分 - 10; 件 每 1 件 加 1 分 }",
        // What is always added is above full marks, and something is taken off.
        "维度 乙 100 分 = 110 + 线性 率 { 0% 得 -110; 100% 得 0 }",
        "维度 乙 100 分 = 120 - 评",
        // A wide hole is meant.
        "维度 乙 100 分 = 分档 件 { [90, 100] 得 满分; [10, 20] 得 50; 其他 得 0 }",
        "维度 乙 100 分 = 分档 件 { ≥ 90 得 满分; 80 至 89 得 50; 其他 得 0 }",
        // Nothing lies between two whole numbers.
        "维度 乙 100 分 = 分档 名次(率 于 全体) { 1 至 3 得 满分; 4 至 6 得 50; 其他 得 0 }",
        "维度 乙 100 分 = 分档 名次(率 于 全体) { 1 至 3 得 满分; 4 至 6 得 50; ≥ 7 得 0 }",
        "维度 乙 100 分 = 分档 计数(于 条件 当 本值 = 是) { = 0 得 0; 1 至 1 得 50; 2 至 2 得 满分; > 2 得 0 }",
        "值 整 = 舍入(评, 0); 维度 乙 100 分 = 分档 整 { 90 至 100 得 满分; 80 至 89 得 50; 其他 得 0 }",
        "维度 乙 100 分 = 分档 件 + 上年件 - 1 { ≥ 90 得 满分; 80 至 89 得 50; 其他 得 0 }",
        // Points over points.
        "维度 乙 100 分 = 满分 * 评 / 100分",
        "维度 乙 100 分 { 指标 丙 权重 60% = 分档 率 { ≥ 90% 得 满分; 其他 得 60 }; 指标 丁 权重 40% = 评 }",
        // A pure deduction.
        "维度 乙 100 分 = 评; 维度 丙 0 分 下限 -5 { 件 每 1 件 扣 1 分; 加 0 }",
        "维度 乙 100 分 = 评; 等次 { 好 ≥ 100; 中 ≥ 50; 差 其他 }",
        // A difference that is held back, deducted, or the rest of a whole.
        "维度 乙 100 分 { 件 - 上年件 每 1 件 加 1 分 }",
        "维度 乙 100 分 { 基础 50; 件 - 上年件 每 1 件 加 1 分 下限 -5 分 }",
        "维度 乙 100 分 { 基础 满分; 件 - 上年件 每 1 件 扣 1 分; 当 率 < 50% 扣 1 分 }",
        "维度 乙 100 分 { 基础 50; 100% - 率 每 1 个百分点 加 1 分 }",
        "维度 乙 100 分 { 基础 50; 最大(件 - 上年件, 0) 每 1 件 加 1 分 }",
        // What always holds is said to.
        "维度 乙 100 分 = 评; 丙: 当 是 则 系数 为 0.9",
        // Equals are told apart, or said to be left out; another word, not a slip.
        "维度 乙 100 分 = 评; 名额 先进 { 比例 20%; 不低于 1; 顺序 总分, 编号 升序 }",
        "维度 乙 100 分 = 评; 名额 先进 { 比例 20%; 不低于 1; 同分 全取或全不取 }",
        "维度 乙 100 分 = 评; 名额 评优 { 比例 20% }; 否决 丙 当 件 > 0 则 资格 取消 \"评先\"",
        // Weights that make 100 % in each case, or are divided by their sum.
        "维度 乙 100 分 { 指标 丙 权重 (若 件 > 3 则 60% 否则 40%) = 评; 指标 丁 权重 (若 件 > 3 则 40% 否则 60%) = 评 }",
        "维度 乙 100 分 { 汇总 加权平均; 指标 丙 权重 (若 件 > 3 则 2 否则 1) = 评; 指标 丁 权重 1 = 评 }",
        "维度 乙 100 分 { 指标 丙 权重 (若 件 > 3 则 60% 否则 40%) = 评; 指标 丁 权重 (100% - (若 件 > 3 则 60% 否则 40%)) = 评 }",
        // Conditions that exclude each other.
        "维度 乙 100 分 { 指标 丙 权重 (若 件 > 9 则 60% 否则 若 件 > 3 则 50% 否则 40%) = 评; 指标 丁 权重 (若 件 > 9 则 40% 否则 若 件 > 3 则 50% 否则 60%) = 评 }",
        "维度 乙 100 分 { 汇总 最低; 指标 丙 权重 50% = 评; 指标 丁 权重 50% = 评 }",
        // Without an entry there is nothing to score, and that is meant.
        "维度 乙 100 分 = 平均(给分 于 评票)",
        "维度 乙 100 分 = 评; 扣分 丙 上限 9 分 { 当 计数(评票) > 0 扣 最高(给分 于 评票) }",
        "维度 乙 100 分 = 评; 扣分 丙 上限 9 分 { 扣 若 计数(评票) > 0 则 最高(给分 于 评票) 否则 0 }",
        "维度 乙 100 分 = 评; 扣分 丙 上限 9 分 { 扣 最高(月分 于 月报) }",
        // A rater who votes twice; more entries than a limit.
        "维度 乙 100 分 = 平均(给分 于 评票 当 计数(于 评票 按 评委) = 1)",
        "维度 乙 100 分 = 平均(给分 于 评票 当 计数(评票) ≥ 5)",
        "维度 乙 100 分 = 评; 扣分 丙 上限 9 分 { 每项 评票 当 计数(于 评票 按 事由) > 1 扣 1 分 }",
        "维度 乙 100 分 = 平均(给分 于 评票 当 给分 < 最高(给分 于 评票) 空则 0)",
        "维度 乙 100 分 = 评; 扣分 丙 上限 9 分 { 每项 评票 扣 给分 / 合计(给分 于 评票) }",
    ];
    for rule in meant {
        let (_, problems) = check("meant.heng", &format!("{head}{rule}\n}}\n"));
        assert!(problems.is_empty(), "{rule}\n{problems:#?}");
    }
}

#[test]
fn one_broken_file_shows_many_errors_at_once() {
    let path = format!("{}/tests/cases/broken.heng", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the broken scheme");
    let (sources, problems) = check("broken.heng", &text);
    let codes: BTreeSet<&str> = problems.iter().filter(|p| p.is_error()).map(|p| p.code.id).collect();
    assert!(codes.len() >= 5, "{codes:?}");
    let drawn = |lang| human(&problems, &sources, lang, Style::default());
    insta::assert_snapshot!("broken", format!("{}\n{}", drawn(Lang::Zh), drawn(Lang::En)));
}

const BITS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "；",
    "\n",
    "分档 ",
    "得",
    "满分",
    "≥ 90%",
    "当",
    " 则 ",
    "\"",
    "「",
    "```",
    "0",
    "1.5",
    "＝",
    "全体",
    "于",
    "\u{0}",
    "\r\n",
    "\t",
    "\u{FEFF}",
    "指标 甲 5 分",
    "-",
    "若 ",
    "2023-02-30",
    "剔除",
    "权重 1/3",
    "x",
];

/// Parsing loses nothing and nothing panics, whatever is done to a scheme. `HENG_CASES` makes the run longer.
#[test]
fn mutated_schemes_never_panic_and_lose_no_byte() {
    let count = std::env::var("HENG_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(600);
    let folder = env!("CARGO_MANIFEST_DIR");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).expect("a shipped scheme");
    let mut seeds: Vec<String> =
        vec![read("schemes/first/scheme.heng"), read("schemes/first/scheme.en.heng")];
    seeds.extend(cases().into_iter().map(|(_, text)| text));
    seeds.push(read("schemes/community-2023/scheme.heng").lines().take(140).collect::<Vec<_>>().join("\n"));
    let mut dice = Dice::new(7);
    for _ in 0..count {
        let mut chars: Vec<char> = seeds[dice.below(seeds.len())].chars().collect();
        for _ in 0..=dice.below(4) {
            let at = dice.below(chars.len() + 1);
            let end = (at + dice.below(12)).min(chars.len());
            match dice.below(4) {
                0 => drop(chars.drain(at..end)),
                1 => drop(chars.splice(at..at, BITS[dice.below(BITS.len())].chars())),
                2 => {
                    let copy: Vec<char> = chars[at..end].to_vec();
                    let to = dice.below(chars.len() + 1);
                    drop(chars.splice(to..to, copy));
                }
                _ => drop(chars.splice(at..end, BITS[dice.below(BITS.len())].chars())),
            }
        }
        let text: String = chars.into_iter().collect();
        let source = Source::new("mutated.heng", text.as_str());
        let (tree, _) = heng::syntax::parse(&source, FileId(0));
        let again: String = tree.tokens.iter().map(|token| source.slice(token.span)).collect();
        assert_eq!(again, text, "the tokens are not the text");
        let _ = heng::scheme::library::check_text("mutated.heng", &text);
    }
}

#[test]
fn monsters_get_a_finding_and_no_crash() {
    let start = "衡 1\n方案 甲 {\n  维度 乙 5 分 = ";
    let monsters = [
        format!("{start}{}", "{".repeat(10_000)),
        format!("{start}{}", "(".repeat(10_000)),
        format!("{start}{}", "[".repeat(10_000)),
        format!("{start}{}", "分档 ".repeat(100_000)),
        format!("{start}{}1", "-".repeat(100_000)),
        format!("{start}{}1", "1 + ".repeat(50_000)),
        format!("{start}达标 {}1 > 0", "非 ".repeat(50_000)),
    ];
    for monster in monsters {
        let (_, problems) = check("monster.heng", &monster);
        assert!(
            problems.iter().any(Diagnostic::is_error),
            "{}",
            monster.chars().take(40).collect::<String>()
        );
    }
    // The deepest that is allowed is read, checked and lowered on the stack of a thread.
    for sound in [
        format!("{}5{}", "(".repeat(30), ")".repeat(30)),
        format!("{}1", "1 + ".repeat(155)),
        format!("{}1{}", "(1 + ".repeat(30), ")".repeat(30)),
        format!("{}5 {}", "若 1 > 0 则 (".repeat(14), ") 否则 1".repeat(14)),
    ] {
        let (_, problems) = check("deep.heng", &format!("衡 1\n方案 甲 {{\n  维度 乙 5 分 = {sound}\n}}\n"));
        assert!(problems.is_empty(), "{problems:#?}");
    }
    let many = format!(
        "衡 1\n方案 甲 {{\n  维度 乙 5 分 = 若 {} 则 1 否则 2\n}}\n",
        vec!["1 > 0"; 20_000].join(" 且 ")
    );
    let (_, problems) = check("many.heng", &many);
    assert!(problems.is_empty(), "a long chain of conditions is no nesting");
}

#[test]
fn keyword_grammar_is_fresh() {
    let path = format!("{}/grammar/keywords.pest", env!("CARGO_MANIFEST_DIR"));
    let wanted = heng::syntax::keywords::grammar();
    if std::env::var_os("HENG_BLESS").is_some() {
        std::fs::write(&path, &wanted).expect("the grammar can be written");
    }
    let is = std::fs::read_to_string(path).expect("the grammar of keywords");
    assert_eq!(is, wanted, "renew it: HENG_BLESS=1 cargo test keyword_grammar_is_fresh");
}
