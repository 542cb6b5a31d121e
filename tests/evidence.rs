//! Every folder of `tests/cases/evidence` is one run: its files, in the order of their names, read against the facts
//! below. A file called `荣誉=….csv` is a file of that list.

#![allow(clippy::disallowed_methods, reason = "this test reads its cases from the disk")]

use heng::diagnostic::Diagnostic;
use heng::evidence::{CODES, Cell, FactColumn, Format, Input, Reading, Table, read, read_for};
use heng::locale::Lang;
use heng::number::Number;
use heng::unit::{FactSpec, FactType, ListField, Period, Unit};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn unit(symbol: &str) -> Unit {
    Unit::find(symbol, &[]).expect("a unit of the closed list")
}

fn words(list: &[&str]) -> heng::unit::Words {
    list.iter().map(|word| Arc::from(*word)).collect::<Vec<Arc<str>>>().into()
}

fn fact(name: &str, ty: FactType) -> FactSpec {
    FactSpec {
        name: name.into(),
        label: None,
        ty,
        range: (None, None),
        required: false,
        with_last_year: false,
    }
}

/// The facts that a case may have. A case is read against those that its `facts.txt` names, one per line; `必填`
/// after the name makes one required.
fn all_facts() -> Vec<FactSpec> {
    let honours = [
        ("级别", Some("level"), FactType::Category(words(&["国家级", "省级", "市级"]))),
        ("事项", None, FactType::Text),
        ("日期", None, FactType::Date),
    ];
    let honours =
        honours.map(|(name, label, ty)| ListField { name: name.into(), label: label.map(Arc::from), ty });
    let percent = |number| Number::ratio(number, 100);
    vec![
        fact("地区", FactType::Category(words(&["A区", "B区", "C区"]))),
        fact("评定", FactType::Category(words(&["达标", "不达标", "不涉及"]))),
        FactSpec {
            label: Some("居民满意率".into()),
            range: (percent(0), percent(100)),
            ..fact("服务满意率", FactType::Percent)
        },
        FactSpec { with_last_year: true, ..fact("分类准确率", FactType::Percent) },
        fact("提升", FactType::PercentPoint),
        fact("覆盖", FactType::Fraction),
        FactSpec {
            range: (Some(Number::ZERO), None), ..fact("平台投入", FactType::Money(unit("万元")))
        },
        fact("工资", FactType::Money(unit("元"))),
        fact("绿地", FactType::Quantity(unit("亩"))),
        FactSpec {
            range: (None, Some(Number::from(100_000))),
            ..fact("获奖干部", FactType::Count(Some(unit("名"))))
        },
        fact("服务人次", FactType::Count(Some(unit("人次")))),
        fact("件数", FactType::Count(None)),
        fact("指数", FactType::Number),
        fact("居民评分", FactType::Score),
        fact("达标否", FactType::YesNo),
        fact("备注", FactType::Text),
        fact("成立", FactType::Date),
        fact("党建+民生", FactType::Number),
        fact("荣誉", FactType::List(honours.into())),
        by_period("月报", &[("进度", FactType::Percent), ("问题", FactType::Count(None))]),
        by_period("季报", &[("得分", FactType::Score), ("问题", FactType::Count(None))]),
    ]
}

fn by_period(name: &str, fields: &[(&str, FactType)]) -> FactSpec {
    let field = |name: &str, ty: &FactType| ListField { name: name.into(), label: None, ty: ty.clone() };
    let period = ListField { name: "期间".into(), label: Some("period".into()), ty: FactType::Period };
    fact(name, FactType::List(fields.iter().map(|(name, ty)| field(name, ty)).chain([period]).collect()))
}

/// What a case says beside its files: a line `期间 2023-05` names the period at hand, `月报 算出` a fact that does not
/// come from files.
fn reading_of(text: &str) -> (Option<Period>, Vec<usize>) {
    let period = text.lines().find_map(|line| line.trim().strip_prefix("期间 ")).and_then(Period::parse);
    let names = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("期间 "));
    let given = names.enumerate().filter(|(_, line)| line.ends_with(" 算出")).map(|(at, _)| at).collect();
    (period, given)
}

fn facts_of(text: &str) -> Vec<FactSpec> {
    let all = all_facts();
    let one = |line: &str| {
        let (name, required) = line.strip_suffix(" 必填").map_or((line, false), |name| (name, true));
        let spec = all.iter().find(|spec| &*spec.name == name).unwrap_or_else(|| panic!("no fact {name}"));
        FactSpec { required, ..spec.clone() }
    };
    let lines = text.lines().map(|line| line.trim().trim_end_matches(" 算出"));
    lines.filter(|line| !line.is_empty() && !line.starts_with("期间 ")).map(one).collect()
}

fn show(cell: &Cell, ty: &FactType, table: &Table) -> String {
    match cell {
        Cell::Missing => "–".into(),
        Cell::NotApplicable => "不涉及".into(),
        Cell::Bad(at) => format!("!{}", table.bad[*at as usize].code.id),
        Cell::Number(value) => value.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Word(at) => match ty {
            FactType::Category(words) => format!("#{}", words[*at as usize]),
            _ => panic!("a word in a column of {ty:?}"),
        },
        Cell::Text(text) => format!("{text:?}"),
        Cell::Date(date) => date.to_string(),
    }
}

/// The table as text, one ratee after another; the same for tables that are equal.
fn show_table(table: &Table, specs: &[FactSpec]) -> String {
    let mut out = String::new();
    for (ratee, id) in table.ids.iter().enumerate() {
        writeln!(out, "{id}").expect("writing to a string");
        for (column, spec) in table.facts.iter().zip(specs) {
            let shown = match column {
                FactColumn::Scalar(column) => {
                    let last_year =
                        column.last_year.as_ref().map(|cells| show(&cells[ratee], &spec.ty, table));
                    let last_year = last_year.map_or(String::new(), |cell| format!("  上年 {cell}"));
                    format!("{}{last_year}", show(&column.cells[ratee], &spec.ty, table))
                }
                FactColumn::List(_) => show_list(table, column, spec, ratee),
                FactColumn::Packed(_) => panic!("a file that is read whole has no packed columns"),
            };
            writeln!(out, "  {} = {shown}", spec.name).expect("writing to a string");
        }
    }
    out
}

fn show_list(table: &Table, column: &FactColumn, spec: &FactSpec, ratee: usize) -> String {
    let (FactColumn::List(list), FactType::List(fields)) = (column, &spec.ty) else { panic!("not a list") };
    let entry = |at: usize| {
        let cells =
            list.fields.iter().zip(fields.iter()).map(|(cells, field)| show(&cells[at], &field.ty, table));
        format!("({})", cells.collect::<Vec<_>>().join(" "))
    };
    let state = match (list.bad[ratee], list.absent[ratee], list.not_applicable[ratee]) {
        (Some(bad), ..) => format!("!{} ", table.bad[bad as usize].code.id),
        (None, true, _) => "– ".to_owned(),
        (None, _, true) => "不涉及 ".to_owned(),
        _ => String::new(),
    };
    format!("{state}[{}]", list.entries(ratee).map(entry).collect::<Vec<_>>().join(" "))
}

fn show_findings(findings: &[Diagnostic]) -> String {
    let mut out = String::new();
    for finding in findings {
        let place = finding.cell.as_ref().map_or(String::new(), |cell| {
            let row = cell.row.map_or(String::new(), |row| format!(":{row}"));
            let column = cell.column.as_ref().map_or(String::new(), |column| format!(" {column}"));
            format!(" {}{row}{column}", cell.file)
        });
        writeln!(out, "{:?} {}{place}", finding.severity, finding.code.id).expect("writing to a string");
        for lang in [Lang::Zh, Lang::En] {
            let help = finding.help.as_ref().map_or(String::new(), |help| format!(" → {}", help.get(lang)));
            writeln!(out, "  {}{help}", finding.message.get(lang)).expect("writing to a string");
        }
    }
    out
}

/// Reads one case; its files with their bytes, its facts, and what came out.
fn run(folder: &Path) -> (String, Vec<Diagnostic>) {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder of a case")
        .map(|entry| entry.expect("an entry of a folder").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "facts.txt"))
        .collect();
    files.sort();
    let facts = fs::read_to_string(folder.join("facts.txt")).expect("the facts of a case");
    let (specs, (period, given)) = (facts_of(&facts), reading_of(&facts));
    let files: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a file of a case"))
        })
        .collect();
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, bytes)| {
            let (list, name) =
                name.split_once('=').map_or((None, &**name), |(list, name)| (Some(list), name));
            Input { name, list, format: Format::of(name).expect("a known format"), bytes }
        })
        .collect();
    let reading = Reading { period, said: true, given: &given, ..Reading::default() };
    let (table, findings) = read_for(&inputs, &specs, &reading);
    check_shape(&table, &specs);
    let shown = format!("{}\n{}", show_table(&table, &specs), show_findings(&findings));
    (shown, findings)
}

/// What holds for every table, whatever was read.
fn check_shape(table: &Table, specs: &[FactSpec]) {
    assert_eq!(table.facts.len(), specs.len());
    for column in &table.facts {
        match column {
            FactColumn::Scalar(column) => {
                assert_eq!(column.cells.len(), table.ids.len());
                assert!(column.last_year.as_ref().is_none_or(|cells| cells.len() == table.ids.len()));
            }
            FactColumn::List(list) => {
                assert_eq!(list.offsets.len(), table.ids.len() + 1);
                let entries = list.offsets.last().map_or(0, |last| *last as usize);
                assert!(list.fields.iter().all(|cells| cells.len() == entries));
                assert_eq!(list.places.len(), entries);
                assert_eq!([list.absent.len(), list.bad.len()], [table.ids.len(); 2]);
            }
            FactColumn::Packed(_) => panic!("a file that is read whole has no packed columns"),
        }
    }
}

fn cases() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/evidence");
    let mut folders: Vec<_> = fs::read_dir(root)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry of a folder").path())
        .filter(|path| path.is_dir() && path.join("facts.txt").exists())
        .collect();
    folders.sort();
    folders
}

#[test]
fn folders() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("cases/evidence/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for folder in cases() {
        let name = folder.file_name().expect("a case has a name").to_string_lossy().into_owned();
        let (shown, _) = run(&folder);
        settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}

#[test]
fn every_code_is_raised_by_some_case() {
    let raised: Vec<&str> =
        cases().iter().flat_map(|folder| run(folder).1).map(|finding| finding.code.id).collect();
    let silent: Vec<&str> = CODES.iter().map(|code| code.id).filter(|id| !raised.contains(id)).collect();
    // A run names its files by folder, so none of its files can be given twice; the test below does that.
    assert_eq!(silent, ["H0718"]);
    let mut ids: Vec<&str> = CODES.iter().map(|code| code.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CODES.len(), "two codes share a number");
}

#[test]
fn a_file_given_twice_is_read_once() {
    let specs = facts_of("荣誉");
    let ratees = Input { name: "a.csv", list: None, format: Format::Csv, bytes: b"id\nC1\n" };
    let list = Input {
        name: "h.csv",
        list: Some("荣誉"),
        format: Format::Csv,
        bytes: "id,事项,级别,日期\nC1,甲,,\n".as_bytes(),
    };
    let (table, findings) = read(&[ratees, list, list], &specs);
    assert_eq!(findings.iter().map(|finding| finding.code.id).collect::<Vec<_>>(), ["H0718"]);
    let FactColumn::List(honours) = &table.facts[0] else { panic!("a list") };
    assert_eq!(honours.entries(0).len(), 1);
    let place = table.place_of_entry(0, 0).expect("an entry that was read");
    assert_eq!((place.file.as_str(), place.row), ("h.csv", Some(2)));
}

#[test]
fn the_same_data_in_three_formats_gives_the_same_table() {
    let specs = facts_of("地区\n服务满意率\n分类准确率\n平台投入\n获奖干部\n达标否\n备注\n成立");
    let csv = "id,地区,服务满意率,分类准确率,分类准确率.上年,平台投入,获奖干部,达标否,备注,成立\n\
        0012,A区,98.7%,88.5,80,45万元,3名,是,\"一,二\",2023-12-31\n\
        0013,B区,,N/A,0.1,1.25,\"1,234\",0,,坏\n";
    let first =
        r#"{"id":"0012","地区":"A区","服务满意率":98.7,"分类准确率":"88.5","分类准确率.last_year":8e1,
        "平台投入":"45","获奖干部":3,"达标否":true,"备注":"一,二","成立":"2023年12月31日"}"#
            .replace('\n', " ");
    let second = r#"{"id":"0013","地区":"B区","服务满意率":null,"分类准确率":"不涉及","分类准确率.上年":0.1,
        "平台投入":1.25,"获奖干部":1234,"达标否":"no","备注":"","成立":"坏"}"#
        .replace('\n', " ");
    let array = format!("[{first},{second}]");
    let lines = format!("{first}\n\n{second}\n");
    let shown: Vec<String> = [(Format::Csv, csv), (Format::Json, &*array), (Format::JsonLines, &*lines)]
        .into_iter()
        .map(|(format, text)| {
            let input = Input { name: "x", list: None, format, bytes: text.as_bytes() };
            let (table, findings) = read(&[input], &specs);
            assert_eq!(findings.len(), 1, "{}", show_findings(&findings));
            show_table(&table, &specs)
        })
        .collect();
    assert_eq!(shown[0], shown[1]);
    assert_eq!(shown[0], shown[2]);
    assert!(shown[0].contains("服务满意率 = 0.987") && shown[0].contains("!H0726"), "{}", shown[0]);
}

#[test]
fn values_know_where_they_came_from() {
    let specs = facts_of("服务满意率\n指数\n分类准确率");
    let one = Input {
        name: "a.csv",
        list: None,
        format: Format::Csv,
        bytes: "id,居民满意率\nC1,90\n\nC2,91\n".as_bytes(),
    };
    let two = Input {
        name: "b.json",
        list: None,
        format: Format::Json,
        bytes: r#"[{"id":"C2","指数":1}]"#.as_bytes(),
    };
    let (table, _) = read(&[one, two], &specs);
    let place = |ratee, fact| table.place(ratee, fact).map(|place| (place.file, place.row, place.column));
    assert_eq!(place(1, 0), Some(("a.csv".into(), Some(4), Some("居民满意率".into()))));
    assert_eq!(place(1, 1), Some(("b.json".into(), Some(1), Some("指数".into()))));
    assert_eq!(place(0, 1), None);
    assert_eq!(table.place_last_year(0, 2), None);
}

#[test]
fn the_order_of_ratee_files_changes_no_value() {
    let specs = facts_of("指数\n件数");
    let one =
        ("a.jsonl", "{\"id\":\"C1\",\"指数\":1}\n{\"id\":\"C2\",\"指数\":null}\n{\"id\":\"C3\",\"件数\":1}");
    let two =
        ("b.jsonl", "{\"id\":\"C1\",\"件数\":2}\n{\"id\":\"C2\",\"指数\":2}\n{\"id\":\"C3\",\"件数\":2}");
    let tables = [[one, two], [two, one]].map(|files| {
        let input = |(name, text): (&'static str, &'static str)| Input {
            name,
            list: None,
            format: Format::JsonLines,
            bytes: text.as_bytes(),
        };
        show_table(&read(&files.map(input), &specs).0, &specs)
    });
    assert_eq!(tables[0], tables[1]);
    assert!(tables[0].contains("C2\n  指数 = !H0732"), "{}", tables[0]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    /// Whatever the bytes are, something comes back, of the right shape.
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        any_bytes_give_a_table(&bytes);
    }

    /// The same for texts that come close to being evidence.
    #[test]
    fn nearly_evidence(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..60)) {
        any_bytes_give_a_table(parts.concat().as_bytes());
    }
}

const PARTS: &[&str] = &[
    "id",
    "服务满意率",
    "荣誉",
    "月报",
    "期间",
    "进度",
    "2023-05",
    "2023Q1",
    "级别",
    "成立",
    "获奖干部",
    ",",
    ",",
    ",",
    "\n",
    "\r\n",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"id\":",
    "\"荣誉\":",
    "\"C1\"",
    "C1",
    "98.7%",
    "-",
    "1e999999999",
    "1e3",
    "万",
    "个百分点",
    "null",
    "true",
    "不涉及",
    "2023-12-31",
    "／",
    "\u{feff}",
    "\\ud800",
    "9999999999999999999",
    "[{\"id\":\"C1\",",
    "{\"id\":\"C1\",",
    "\t",
    " ",
    ".",
];

fn any_bytes_give_a_table(bytes: &[u8]) {
    let specs = all_facts();
    for format in [Format::Csv, Format::Json, Format::JsonLines] {
        let ratees = Input { name: "a", list: None, format, bytes };
        let list = Input { name: "b", list: Some("荣誉"), format, bytes };
        let other = Input { name: "c", list: None, format, bytes };
        let (table, findings) = read(&[ratees, list, other], &specs);
        check_shape(&table, &specs);
        for finding in &findings {
            assert!(CODES.iter().any(|code| code.id == finding.code.id));
        }
    }
}
