//! `heng fmt`: one style, nothing lost, the same meaning; to the other language and back.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read case files and say what they saw"
)]
#![allow(clippy::too_many_lines, reason = "the generator is the oracle's")]

use dice::Dice;
use heng::format::format;
use heng::locale::Lang;
use heng::scheme::library::Library;
use heng::source::{FileId, Source, World, WorldError};
use program::program;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

mod dice;
#[allow(dead_code, unused_imports, reason = "the oracle needs more of it")]
#[path = "oracle/generate.rs"]
mod generate;
#[allow(dead_code, reason = "the oracle needs more of it")]
#[path = "oracle/generate_time.rs"]
mod generate_time;
mod program;

/// All scheme files below a folder of the repository.
fn below(folder: &str) -> Vec<PathBuf> {
    let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "heng") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// All schemes of the repository that can be read.
fn readable() -> Vec<(String, String)> {
    let all = below("schemes").into_iter().chain(below("tests/cases"));
    let texts =
        all.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a scheme")));
    texts.filter(|(_, text)| is_readable(text)).collect()
}

fn is_readable(text: &str) -> bool {
    heng::syntax::parse(&Source::new("scheme.heng", text), FileId(0))
        .1
        .iter()
        .all(|problem| !problem.is_error())
}

fn formatted(text: &str, to: Option<Lang>) -> Result<String, String> {
    let source = Source::new("scheme.heng", text);
    format(&source, FileId(0), to).map_err(|problems| {
        let told: Vec<String> = problems
            .iter()
            .map(|problem| {
                let at = problem.labels.first().map_or(0, |label| label.span.start as usize);
                format!(
                    "{}: {} … {:?}",
                    problem.code.id,
                    problem.message.en,
                    text[at..].chars().take(60).collect::<String>()
                )
            })
            .collect();
        told.join("\n")
    })
}

/// A text as it is written in each way.
#[derive(Clone)]
struct Made {
    once: Result<String, String>,
    zh: Result<String, String>,
    en: Result<String, String>,
}

fn made(text: &str) -> Made {
    let [once, zh, en] = [None, Some(Lang::Zh), Some(Lang::En)].map(|to| formatted(text, to));
    Made { once, zh, en }
}

/// Every scheme of the repository that can be read, and what is made of it: computed once for all tests.
fn all() -> &'static [(String, String, Made)] {
    static ALL: OnceLock<Vec<(String, String, Made)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut texts = readable();
        let half = texts.split_off(texts.len() / 2);
        let work = |texts: Vec<(String, String)>| -> Vec<_> {
            texts
                .into_iter()
                .map(|(path, text)| (path, made(&text), text))
                .map(|(path, made, text)| (path, text, made))
                .collect()
        };
        std::thread::scope(|scope| {
            let other = scope.spawn(|| work(half));
            let mut all = work(texts);
            all.extend(other.join().expect("no format panics"));
            all
        })
    })
}

/// Every way in which a text is not what it must be once formatted.
fn faults(name: &str, made: &Made) -> Vec<String> {
    let Made { once, zh, en } = made;
    let mut faults: Vec<String> = [once, zh, en]
        .iter()
        .filter_map(|made| made.as_ref().err())
        .map(|why| format!("{name}: refused: {why}"))
        .collect();
    let mut same = |what: &str, made: Result<String, String>, wanted: &str| match made {
        Ok(made) if made == wanted => {}
        Ok(made) => {
            let line = made.lines().zip(wanted.lines()).find(|(made, wanted)| made != wanted);
            faults.push(format!("{name}: {what}: {line:#?}"));
        }
        Err(why) => faults.push(format!("{name}: {what}: {why}")),
    };
    if let (Ok(once), Ok(zh), Ok(en)) = (once, zh, en) {
        same("twice", formatted(once, None), once);
        same("to English and back", formatted(en, Some(Lang::Zh)), zh);
        same("to Chinese and back", formatted(zh, Some(Lang::En)), en);
    }
    faults
}

#[test]
fn every_scheme_stays_what_it_is() {
    assert!(all().len() > 300, "only {} schemes", all().len());
    let faults: Vec<String> = all().iter().flat_map(|(name, _, made)| faults(name, made)).collect();
    let shown = faults.iter().take(25).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults:\n{shown}", faults.len());
}

/// The cases: each before, formatted, and in the other language.
#[test]
fn cases_are_formatted_as_they_say() {
    for path in
        below("tests/cases/fmt").into_iter().filter(|path| path.to_string_lossy().ends_with(".before.heng"))
    {
        let text = std::fs::read_to_string(&path).expect("a case");
        let shown = |to| formatted(&text, to).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        let zh = text.starts_with('衡');
        let other = if zh { Lang::En } else { Lang::Zh };
        for (kind, made) in [("after", shown(None)), (if zh { "en" } else { "zh" }, shown(Some(other)))] {
            let wanted = path.to_string_lossy().replace(".before.", &format!(".{kind}."));
            if std::env::var_os("HENG_RENEW").is_some() {
                std::fs::write(&wanted, &made).expect("the case is written");
            }
            let there = std::fs::read_to_string(&wanted).unwrap_or_default();
            assert!(there == made, "{wanted} is not\n{made}\n(HENG_RENEW=1 writes it anew)");
        }
        assert_eq!(faults(&path.to_string_lossy(), &made(&text)), Vec::<String>::new());
    }
}

/// The disk, with one text in place of the one that lies there.
struct Instead<'a>(&'a str, &'a str);

impl World for Instead<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == self.0 {
            return Ok(self.1.as_bytes().to_vec());
        }
        std::fs::read(path).map_err(|_| WorldError::NotFound)
    }

    fn list(&self, _: &str) -> Result<Vec<String>, WorldError> {
        Err(WorldError::NotFound)
    }
}

/// What a scheme computes: its plans, and the codes of its findings.
fn meaning(path: &str, text: &str) -> Option<(Vec<String>, Vec<&'static str>)> {
    let opened = Library::new(&Instead(path, text)).open(path).ok()?;
    let plans = opened.schemes.iter().filter_map(|loaded| loaded.scheme.as_ref());
    let plans = plans.map(|scheme| heng::plan::lower(scheme).to_string()).collect();
    let mut codes: Vec<&str> = opened.problems.iter().map(|problem| problem.code.id).collect();
    codes.sort_unstable();
    Some((plans, codes))
}

#[test]
fn every_scheme_computes_the_same() {
    let (mut faults, mut plans) = (Vec::new(), 0);
    for (path, text, made) in all() {
        let before = meaning(path, text);
        plans += before.as_ref().map_or(0, |(plans, _)| plans.len());
        for (to, made) in [("as it is", &made.once), ("zh", &made.zh), ("en", &made.en)] {
            let Ok(made) = made else { continue };
            let after = meaning(path, made);
            if after != before {
                let differ = |(a, b): (Vec<String>, Vec<String>)| {
                    a.iter().zip(&b).find_map(|(a, b)| {
                        a.lines().zip(b.lines()).find(|(a, b)| a != b).map(|(a, b)| format!("{a}\n  {b}"))
                    })
                };
                let codes = |of: &Option<(Vec<String>, Vec<&'static str>)>| of.clone().map(|of| of.1);
                let line = before.clone().zip(after.clone()).and_then(|(a, b)| differ((a.0, b.0)));
                faults.push(format!("{path} {to}: {:?} {:?} {line:?}", codes(&before), codes(&after)));
            }
        }
    }
    assert!(plans > 200, "only {plans} plans");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
}

/// How many cases: `HENG_CASES`, else so many.
fn cases(usual: usize) -> usize {
    std::env::var("HENG_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

/// What people and editors do to a text: most of it changes how it looks, some of it what it says.
const CHANGES: &[(&str, &str)] = &[
    ("\n", "  # 注\n"),
    ("\n", "\n\n\n"),
    ("\n", "\r\n"),
    ("\n", ";\n"),
    ("\n", " "),
    ("; ", "\n"),
    (";", "；"),
    (": ", "："),
    (", ", "，"),
    (", ", "、"),
    ("(", "（"),
    (")", " ）"),
    ("{", "｛ # 注\n"),
    ("}", "\n# 注\n}"),
    (" ", "　"),
    (" ", "  \t"),
    ("= ", "＝"),
    (" 且 ", " 且 # 注\n"),
    (" and ", " and\n"),
    (" + ", " +\n"),
    ("≥", ">="),
    ("%", "％"),
    ("1", "１"),
    (" ", ""),
    (" 则", "\n则"),
    (" then", " # why\n then"),
    ("得", "gives"),
    ("points", "分"),
];

fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(6) {
        let (from, to) = CHANGES[dice.below(CHANGES.len())];
        let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
        if let Some(at) = places.get(dice.below(places.len())) {
            text.replace_range(*at..at + from.len(), to);
        }
    }
    text
}

#[test]
fn changed_schemes_lose_nothing() {
    let paths = below("tests/cases/constructs").into_iter().chain(below("tests/cases/fmt"));
    let texts: Vec<String> = paths.map(|path| std::fs::read_to_string(path).expect("a case")).collect();
    let texts: Vec<&String> = texts.iter().filter(|text| text.len() < 900 && is_readable(text)).collect();
    let (mut dice, mut tried, mut wrong) = (Dice::new(7), 0, Vec::new());
    for _ in 0..cases(1500) {
        let text = mutated(texts[dice.below(texts.len())], &mut dice);
        if !is_readable(&text) {
            continue;
        }
        tried += 1;
        wrong.extend(twice(&text).map(|why| format!("{why}\n{text}")));
    }
    assert!(tried * 3 > cases(1500), "only {tried} could be read");
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong[..wrong.len().min(6)].join("\n──\n"));
}

/// What is wrong once a text is formatted, and formatted again. That nothing is lost, the formatter sees to itself:
/// it refuses where the tree or a comment would differ.
fn twice(text: &str) -> Option<String> {
    let once = match formatted(text, None) {
        Ok(once) => once,
        Err(why) => return Some(format!("refused: {why}")),
    };
    match formatted(&once, None) {
        Ok(again) if again == once => None,
        Ok(again) => {
            let line = again.lines().zip(once.lines()).find(|(again, once)| again != once);
            Some(format!("twice: {line:?}"))
        }
        Err(why) => Some(format!("twice: {why}")),
    }
}

#[test]
fn generated_schemes_go_there_and_back() {
    let mut wrong = Vec::new();
    for seed in 0..cases(40) as u64 {
        let case = generate::generate(seed);
        wrong.extend(faults(&format!("seed {seed}"), &made(&case.scheme)));
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong[..wrong.len().min(10)].join("\n"));
}

/// Runs the program in a folder.
fn heng(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let mut child = program(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

const LOOSE: &str = "衡 1\n方案 甲 {\n总分 100；维度 乙 100 分 = 满分 # 全给\n}\n";
const NEAT: &str = "衡 1\n方案 甲 {\n  总分 100\n  维度 乙 100 分 = 满分  # 全给\n}\n";

#[test]
fn files_are_named_shown_or_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    write("loose.heng", LOOSE);
    write("neat.heng", NEAT);
    write("broken.heng", "衡 1\n方案 甲 {\n  总分 一百\n");
    let run = |arguments: &[&str]| heng(folder.path(), arguments, "");

    let (code, out, _) = run(&["fmt", "--check", "loose.heng", "neat.heng"]);
    assert_eq!((code, out.as_str()), (1, "loose.heng\n"));
    assert_eq!(run(&["fmt", "--check", "neat.heng"]), (0, String::new(), String::new()));
    let (code, out, _) = run(&["fmt", "--diff", "loose.heng"]);
    assert_eq!(code, 1);
    assert!(out.starts_with("--- a/loose.heng\n+++ b/loose.heng\n@@"), "{out}");
    assert!(out.contains("-总分 100；维度 乙 100 分 = 满分 # 全给\n+  总分 100\n+  维度 乙"), "{out}");
    assert_eq!(read("loose.heng"), LOOSE, "neither writes");

    let (code, out, told) = run(&["fmt", "."]);
    assert_eq!((code, out.as_str()), (1, ""), "{told}");
    assert!(told.contains("broken.heng") && told.contains("3 个文件，整理了 1 个"), "{told}");
    assert_eq!(read("loose.heng"), NEAT, "the others go on");
    assert_eq!(read("broken.heng"), "衡 1\n方案 甲 {\n  总分 一百\n", "a broken one stays");
    assert_eq!(run(&["fmt", "neat.heng", "--lang", "en"]).2, "0 of 1 files formatted\n");

    let (code, out, _) = heng(folder.path(), &["fmt", "--stdin"], LOOSE);
    assert_eq!((code, out.as_str()), (0, NEAT));
    let (code, out, _) = heng(folder.path(), &["fmt", "--stdin", "--to", "en"], LOOSE);
    assert_eq!(code, 0);
    assert_eq!(out, "heng 1\nscheme 甲 {\n  total 100\n  dimension 乙 100 分 = full  # 全给\n}\n");
    assert_eq!(heng(folder.path(), &["fmt", "--stdin"], "方案 {").0, 1);
    assert_eq!(run(&["fmt"]).0, 2);
    assert_eq!(run(&["fmt", "nowhere.heng"]).0, 2);
}

#[test]
fn what_the_scheme_declares_is_no_word_of_the_language() {
    let text = "heng 1\nscheme a {\n  evidence { 总分 : score; mean : score }\n  dimension b 100 points = 总分 + mean\n  \
                rank order total\n  alert red low when total < 60 or b.score_rate < 50%\n}\n";
    let zh = formatted(text, Some(Lang::Zh)).expect("it can be read");
    assert!(zh.contains("数据 { 总分: 分数; mean: 分数 }"), "{zh}");
    assert!(zh.contains("= 总分 + mean\n"), "{zh}");
    assert!(zh.contains("顺序 total\n") && zh.contains("当 total < 60 或 b.得分率 < 50%"), "{zh}");
}

#[test]
fn a_parent_may_be_in_the_way_of_the_other_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("city.heng", "衡 1\n方案 市 {\n  总分 100\n  数据 { total : 分数 }\n  维度 乙 100 分 = total\n}\n");
    let district = "衡 1\n方案 区 继承 市 自 \"city.heng\" {\n  预警 红 低 当 总分 < 60\n}\n";
    write("district.heng", district);
    let (code, _, told) = heng(folder.path(), &["fmt", "--to", "en", "district.heng", "--lang", "en"], "");
    assert!(code == 1 && told.contains("H0121"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("district.heng")).expect("a file"), district);
    assert_eq!(heng(folder.path(), &["fmt", "district.heng"], "").0, 0);
}

#[test]
fn results_are_the_same_in_either_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let runs: [&[&str]; 4] = [
        &["first/scheme.heng", "first/evidence.csv"],
        &[
            "community-2023/scheme.heng",
            "community-2023/evidence.csv",
            "荣誉=community-2023/honours.csv",
            "信访=community-2023/petitions.csv",
        ],
        &["village-pay/scheme.heng", "village-pay/evidence.csv", "信访=village-pay/petitions.csv"],
        &["progress-lights/scheme.heng", "progress-lights/evidence.csv", "月报=progress-lights/月报.csv"],
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for run in runs {
        let results = |of: &Path| {
            let eval: Vec<&str> =
                ["eval", "--format", "json", "--lang", "zh"].iter().chain(run).copied().collect();
            let trial = heng(of, &["test", "--lang", "zh", run[0]], "");
            (heng(of, &eval, ""), trial)
        };
        let before = results(&root.join("schemes"));
        assert!(before.0.1.len() > 100, "{before:?}");
        for to in ["zh", "en"] {
            for file in run {
                let file = file.rsplit('=').next().unwrap_or(file);
                let copy = folder.path().join(file);
                std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
                std::fs::copy(root.join("schemes").join(file), copy).expect("a copy");
            }
            assert_eq!(heng(folder.path(), &["fmt", "--to", to, run[0]], "").0, 0);
            assert_eq!(results(folder.path()), before, "{} {to}", run[0]);
        }
    }
}

#[test]
fn every_built_in_name_has_its_pair() {
    for names in heng::scheme::function_names() {
        let known = heng::format::words::FUNCTIONS
            .iter()
            .any(|(zh, en)| names.iter().all(|name| zh.contains(name) || en.contains(name)));
        assert!(known || names.len() == 1, "{names:?} goes to no other language");
    }
}
