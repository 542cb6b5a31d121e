//! How findings look and what they say to programs: source and rendering stand together in each snapshot.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test may look at the clock and say what it saw"
)]

use heng::code;
use heng::diagnostic::order::sorted;
use heng::diagnostic::terminal::{Style, human, summary};
use heng::diagnostic::{CellPlace, Diagnostic, json::json, sarif::sarif};
use heng::locale::{Lang, Text};
use heng::source::{FileId, Source, Sources, Span, display_width};
use heng::text;

code!(
    SUM,
    "H0204",
    Error,
    "分值合计不符" / "points-do-not-add-up",
    "子项之和应等于维度的分值。" / "Parts must add up to the whole."
);
code!(UNUSED, "H0501", Warning, "事实未用" / "unused-fact", "没有指标用到它。" / "No indicator uses it.");
code!(
    CELL,
    "H0703",
    Error,
    "单元格无法读取" / "unreadable-cell",
    "读不出的值不能计分。" / "What cannot be read cannot be scored."
);
code!(HINT, "H0901", Note, "提示" / "hint", "仅供参考。" / "For your information.");

/// A text with a name, as the only one.
fn one(name: &str, text: &str) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let file = sources.add(Source::new(name, text));
    (sources, file)
}

/// The place of the first `words` in a text.
fn at(sources: &Sources, file: FileId, words: &str) -> Span {
    let start = sources.get(file).text().find(words).expect("the test names words that stand in its text");
    Span::new(file, start, start + words.len())
}

fn sum(span: Span) -> Diagnostic {
    let message = text!(
        "维度 组织建设 的子项合计 19 分，应为 20 分（少 1 分）",
        "parts of 组织建设 add up to 19, not to 20 (1 missing)"
    );
    Diagnostic::new(&SUM, span, message, text!("这里写的是 20 分", "20 stands here"))
}

/// The texts, then what is said of them in both languages.
fn page(shown: &[&Source], sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut page = String::new();
    for source in shown {
        let text = source.text().escape_debug().to_string().replace("\\n", "\\n\n");
        page.push_str(&format!("=== {}\n{text}\n", source.name()));
    }
    for (name, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
        page.push_str(&format!("--- {name}\n{}", human(diagnostics, sources, lang, Style::default())));
    }
    page
}

fn show(name: &str, text: &str, finding: impl Fn(&Sources, FileId) -> Diagnostic) -> String {
    let (sources, file) = one(name, text);
    let made = finding(&sources, file);
    page(&[sources.get(file)], &sources, &[made])
}

#[test]
fn labels_stand_right_under_chinese() {
    let shown = show(
        "community.heng",
        "方案 社区考核 {\n  维度 组织建设 20 分 {\n    指标 网格 8 分\n  }\n}\n",
        |s, f| {
            sum(at(s, f, "20 分")).label(at(s, f, "8 分"), text!("其中一项", "one of the parts")).help(text!(
                "把「网格」改为 9 分，或把维度改为 19 分",
                "give 网格 9 points, or the dimension 19"
            ))
        },
    );
    insta::assert_snapshot!(shown);
}

/// Every case in which a label could slip: the carets must stand under the words.
#[test]
fn labels_stand_right_in_awkward_places() {
    let mut shown = String::new();
    for (name, text, words) in [
        ("tab.heng", "\t指标\t网格 20 分\n", "20 分"),
        ("crlf.heng", "方案 甲\r\n  维度 乙 20 分\r\n}\r\n", "20 分"),
        ("mark.heng", "\u{feff}维度 甲 20 分\n", "20 分"),
        ("end.heng", "方案 甲 {\n  维度 20 分", "20 分"),
        ("full-width.heng", "维度（甲）：２０分\n", "２０分"),
        ("emoji.heng", "维度 🌟甲 20 分\n", "20 分"),
        ("control.heng", "维度 \u{1b}[31m甲\u{202e} 20 分\n", "20 分"),
        ("lone-return.heng", "维度\r甲 20 分\n", "20 分"),
    ] {
        shown += &show(name, text, |s, f| sum(at(s, f, words)));
        shown.push('\n');
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn empty_spans_and_spans_across_lines() {
    let text = "方案 甲 {\n  维度 乙 20 分 {\n    指标 丙\n  }\n\n\n\n\n}\n";
    let mut shown = show("empty.heng", text, |s, f| sum(at(s, f, "20 分").after()));
    shown += &show("last.heng", text, |_, f| sum(Span::new(f, text.len(), text.len())));
    shown += &show("line-end.heng", text, |s, f| {
        let end = at(s, f, "丙").end as usize;
        sum(Span::new(f, end, end + 1))
    });
    shown += &show("three-lines.heng", text, |s, f| sum(at(s, f, "维度 乙 20 分 {\n    指标 丙\n  }\n")));
    shown += &show("whole.heng", text, |s, f| sum(at(s, f, text)));
    shown += &show("nothing.heng", "", |_, f| sum(Span::new(f, 0, 0)));
    insta::assert_snapshot!(shown);
}

#[test]
fn two_places_far_apart_and_in_two_files() {
    let mut sources = Sources::new();
    let base = sources.add(Source::new("省/基础.heng", "方案 基础 {\n  维度 组织建设 20 分\n}\n"));
    let text = format!("方案 本区 {{\n  维度 组织建设 19 分\n{}  维度 组织建设 18 分\n}}\n", "\n".repeat(9));
    let own = sources.add(Source::new("区/本区.heng", text));
    let finding = sum(at(&sources, own, "19 分"))
        .label(at(&sources, own, "18 分"), text!("又一次", "once more"))
        .label(at(&sources, base, "20 分"), text!("先在这里定义", "first defined here"));
    insta::assert_snapshot!(page(&[sources.get(own), sources.get(base)], &sources, &[finding]));
}

#[test]
fn long_lines_and_long_words_are_fitted() {
    let long = format!("{}网格治理 20 分{}", "上级考核指标、".repeat(20), "、下级考核指标".repeat(20));
    let (sources, file) = one("long.heng", &long);
    let help = text!(
        "把「网格治理」的分值改为 9 分，或者把维度「组织建设」的分值改为 19 分；两处都改时，请同时核对总分是否仍为 100 分。",
        "give 网格治理 9 points, or the dimension 组织建设 19; if you change both, look again whether the total is still 100 points"
    );
    let finding = sum(at(&sources, file, "20 分")).help(help);
    for width in [50, 80] {
        let style = Style { width, ..Style::default() };
        let drawn = human(std::slice::from_ref(&finding), &sources, Lang::Zh, style);
        let widest = drawn.lines().map(display_width).max().unwrap_or(0);
        assert!(widest <= width, "{widest} columns at {width}:\n{drawn}");
        insta::assert_snapshot!(format!("long-{width}"), drawn);
    }
}

#[test]
fn terminals_with_wide_signs_get_plain_frames() {
    let (sources, file) = one("wide.heng", "维度 “组织①” 20 分 → 预警\n");
    let style = Style { ambiguous_wide: true, ..Style::default() };
    insta::assert_snapshot!(human(&[sum(at(&sources, file, "20 分"))], &sources, Lang::Zh, style));
}

#[test]
fn colours_only_when_asked() {
    let (sources, file) = one("colour.heng", "维度 甲 20 分\n");
    let finding = sum(at(&sources, file, "20 分")).help(text!("改为 19 分", "write 19"));
    let plain = human(std::slice::from_ref(&finding), &sources, Lang::Zh, Style::default());
    assert!(!plain.contains('\u{1b}'));
    let coloured = human(&[finding], &sources, Lang::Zh, Style { color: true, ..Style::default() });
    assert!(!coloured.contains("\u{1b}]"), "no links");
    insta::assert_snapshot!(coloured.escape_debug().to_string().replace("\\n", "\n"));
}

fn evidence() -> Vec<Diagnostic> {
    let cell = |row, column: Option<&str>, file: &str| CellPlace {
        file: file.to_owned(),
        row,
        column: column.map(str::to_owned),
    };
    let unread =
        || text!("读到“九成”，应为百分数，例如 98.7%", "read “九成”, expected a percentage such as 98.7%");
    vec![
        Diagnostic::at_cell(&CELL, cell(Some(5), Some("服务满意率"), "委员.csv"), unread()),
        Diagnostic::at_cell(&CELL, cell(Some(2), Some("服务满意率"), "委员.json"), unread()),
        Diagnostic::at_cell(
            &CELL,
            cell(None, Some("满意率"), "委员.csv"),
            text!("没有这一列", "there is no such column"),
        ),
        Diagnostic::at_cell(&CELL, cell(None, None, "委员.csv"), text!("文件是空的", "the file is empty"))
            .help(text!("至少要有一行表头", "it needs at least a header")),
        Diagnostic::unplaced(&HINT, text!("没有数据", "there is no evidence")),
        Diagnostic::unplaced(
            &UNUSED,
            text!("换行\n\u{1b}[2J不能清屏", "a line break\n\u{1b}[2J clears nothing"),
        ),
    ]
}

#[test]
fn evidence_takes_one_line_each() {
    insta::assert_snapshot!(page(&[], &Sources::new(), &evidence()));
}

#[test]
fn no_english_words_in_chinese() {
    let (sources, file) = one("甲", "维度 乙 丙\n");
    let texts = Text::fixed("错", "wrong");
    let finding =
        Diagnostic::new(&UNUSED, at(&sources, file, "乙"), texts.clone(), texts.clone()).help(texts);
    let drawn = human(&[finding], &sources, Lang::Zh, Style::default()).replace("H0501", "");
    assert!(!drawn.contains(|c: char| c.is_ascii_alphabetic()), "{drawn}");
}

#[test]
fn summaries_count_in_both_languages() {
    let (sources, file) = one("甲.heng", "维度 20 分");
    let error = sum(at(&sources, file, "20 分"));
    let [warning, note] = [&UNUSED, &HINT].map(|code| Diagnostic::unplaced(code, Text::same("x")));
    let all = [error.clone(), error.clone(), error.clone(), warning.clone()];
    assert_eq!(summary(&all, Lang::Zh), "共 3 个错误、1 个警告");
    assert_eq!(summary(&all, Lang::En), "3 errors, 1 warning");
    assert_eq!(summary(&[error, note.clone(), note], Lang::En), "1 error, 2 notes");
    assert_eq!(summary(&[warning], Lang::Zh), "共 1 个警告");
    assert_eq!(summary(&[], Lang::Zh), "没有发现问题");
    assert_eq!(summary(&[], Lang::En), "no problems found");
}

fn mixed() -> (Sources, Vec<Diagnostic>) {
    let (mut sources, file) = one("方案/社区 甲.heng", "\u{feff}方案 甲 {\r\n  维度 组织建设 20 分\r\n}\r\n");
    let other = sources.add(Source::new(r"C:\省\基础.heng", "维度 组织建设 19 分\n"));
    let first = sum(at(&sources, file, "20 分"))
        .label(at(&sources, other, "19 分"), text!("先在这里定义", "first defined here"))
        .help(text!("改为 19 分", "write 19"))
        .fix(at(&sources, file, "20 分"), "19 分");
    let mut all = vec![first];
    all.extend(evidence().into_iter().step_by(2));
    all.push(Diagnostic::new(&UNUSED, Span::new(file, 9_000, 9_001), Text::same("x"), Text::same("")));
    (sources, all)
}

#[test]
fn json_for_programs() {
    let (sources, all) = mixed();
    insta::assert_snapshot!(json(&all, &sources, Lang::Zh));
    assert_eq!(json(&[], &sources, Lang::En), "[]\n");
}

#[test]
fn sarif_for_programs() {
    let (sources, all) = mixed();
    insta::assert_snapshot!(sarif(&all, &sources, Lang::En));
}

#[test]
fn order_is_by_place_and_duplicates_go() {
    let mut sources = Sources::new();
    let a = sources.add(Source::new("a.heng", "甲乙丙"));
    let b = sources.add(Source::new("b.heng", "甲乙丙"));
    let at = |file, start, code, words: &str| {
        Diagnostic::new(code, Span::new(file, start, start + 3), Text::same(words), Text::same(""))
    };
    let cell = |row, words: &str| {
        let place = CellPlace { file: "e.csv".into(), row: Some(row), column: None };
        Diagnostic::at_cell(&CELL, place, Text::same(words))
    };
    let unplaced = Diagnostic::unplaced(&HINT, Text::same("9"));
    let given = vec![
        unplaced.clone(),
        cell(10, "8"),
        cell(9, "7"),
        at(b, 0, &SUM, "6"),
        at(a, 3, &UNUSED, "5"),
        at(a, 3, &SUM, "3"),
        at(a, 3, &SUM, "4"),
        at(a, 3, &SUM, "3"),
        at(a, 0, &UNUSED, "1"),
        unplaced,
        cell(9, "7"),
    ];
    let words: Vec<String> = sorted(given).iter().map(|d| d.message.zh.to_string()).collect();
    assert_eq!(words, ["1", "3", "4", "5", "6", "7", "8", "9"]);
}

/// Every span over every kind of text, also inside a character, past the end and the wrong way round, must draw.
#[test]
fn no_span_panics() {
    let texts = [
        "",
        "\n",
        "\r\n",
        "\u{feff}",
        "\u{feff}\n甲",
        "甲\t乙\r\n丙\u{200b}🌟\n\n丁",
        "甲\r乙",
        "é①\n",
        "\n\n\n\n\n\n\n\n甲\n",
    ];
    for text in texts {
        let (sources, file) = one("x.heng", text);
        for (start, end) in (0..text.len() + 3).flat_map(|a| (0..text.len() + 3).map(move |b| (a, b))) {
            let finding =
                sum(Span::new(file, start, end)).label(Span::new(file, end, start), Text::same("x\ny"));
            for (width, ambiguous_wide) in [(0, false), (100, true)] {
                let style = Style { color: false, width, ambiguous_wide };
                let drawn = human(std::slice::from_ref(&finding), &sources, Lang::Zh, style);
                assert!(drawn.contains("x.heng:"), "{text:?} {start}..{end}:\n{drawn}");
                assert!(!drawn.contains("Failed"), "{text:?} {start}..{end}:\n{drawn}");
            }
            assert!(json(std::slice::from_ref(&finding), &sources, Lang::Zh).contains("byte_start"));
            assert!(sarif(&[finding], &sources, Lang::Zh).contains("byteOffset"));
        }
    }
}

/// A thousand findings in a text of a megabyte; the bound is wide so that slow machines pass, and still far below
/// what a scan of the text for each finding would take.
#[test]
fn a_thousand_findings_are_drawn_quickly() {
    let line = "  指标 网格治理 20 分，按完成率计分，完成率低于百分之六十的不得分。\n";
    let text = line.repeat(1_000_000 / line.len() + 1);
    let (sources, file) = one("big.heng", &text);
    let offset = line.find("20 分").expect("it stands in the line above");
    let lines = text.len() / line.len();
    let findings: Vec<Diagnostic> = (0..1_000)
        .map(|i| (i + 1) * lines / 1_000 - 1)
        .map(|i| i * line.len() + offset)
        .map(|start| sum(Span::new(file, start, start + 6)))
        .collect();
    let start = std::time::Instant::now();
    let drawn = human(&findings, &sources, Lang::Zh, Style::default());
    let spent = start.elapsed();
    println!("1,000 findings in {} bytes: {spent:?}, {} bytes drawn", text.len(), drawn.len());
    assert_eq!(drawn.matches("big.heng:").count(), 1_000);
    assert!(spent.as_secs() < 3, "{spent:?}");
}
