//! Columns of every type that Parquet files have: what they say, and what is said where they cannot be used.
#![cfg(feature = "parquet")]
#![allow(clippy::disallowed_methods, reason = "tests run the program on files of their own")]

mod dice;
mod program;
mod written;

use dice::Dice;
use heng::diagnostic::Diagnostic;
use heng::evidence::{Cell, FactColumn, Format, Input, Reading, Table, read_for};
use heng::locale::Lang;
use heng::unit::{FactSpec, FactType, ListField, Unit};
use parquet::basic::Compression;
use parquet::file::reader::{FileReader, SerializedFileReader};
use program::program;
use std::fmt::Write;
use written::{Column, file};

fn fact(name: &str, ty: FactType) -> FactSpec {
    let range = (None, None);
    FactSpec { name: name.into(), label: None, ty, range, required: false, with_last_year: false }
}

fn read(
    files: &[(&str, Option<&str>, &[u8])],
    specs: &[FactSpec],
    no_floats: bool,
) -> (Table, Vec<Diagnostic>) {
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, list, bytes)| Input { name, list: *list, format: Format::Parquet, bytes })
        .collect();
    read_for(&inputs, specs, &Reading { no_floats, ..Reading::default() })
}

/// The cells of a table and the findings, in both languages.
fn shown((table, problems): &(Table, Vec<Diagnostic>), specs: &[FactSpec]) -> String {
    let mut out = String::new();
    for (ratee, id) in table.ids.iter().enumerate() {
        let cells = table.facts.iter().zip(specs).map(|(column, spec)| match column {
            FactColumn::Scalar(column) => format!("{} {}", spec.name, cell(&column.cells[ratee], table)),
            FactColumn::List(list) => {
                let entry = |at: usize| {
                    let cells: Vec<String> =
                        list.fields.iter().map(|field| cell(&field[at], table)).collect();
                    cells.join(" ")
                };
                format!("{} [{}]", spec.name, list.entries(ratee).map(entry).collect::<Vec<_>>().join("; "))
            }
            FactColumn::Packed(_) => panic!("this reader packs nothing"),
        });
        writeln!(out, "{id}: {}", cells.collect::<Vec<_>>().join(", ")).expect("writing to a string");
    }
    for lang in [Lang::Zh, Lang::En] {
        for problem in problems {
            let place = problem.cell.as_ref().map(|cell| {
                let column = cell.column.as_deref().unwrap_or("–");
                format!("{}, {}, {column}", cell.file, cell.row.map_or("–".to_owned(), |row| row.to_string()))
            });
            writeln!(
                out,
                "\n{} {}\n  {}",
                problem.code.id,
                place.unwrap_or_default(),
                problem.message.get(lang)
            )
            .expect("writing to a string");
            if let Some(help) = &problem.help {
                writeln!(out, "  {}", help.get(lang)).expect("writing to a string");
            }
        }
    }
    out
}

fn cell(cell: &Cell, table: &Table) -> String {
    match cell {
        Cell::Missing => "–".into(),
        Cell::NotApplicable => "不涉及".into(),
        Cell::Bad(at) => format!("!{}", table.bad[*at as usize].code.id),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(truth) => truth.to_string(),
        Cell::Word(at) => format!("#{at}"),
        Cell::Text(text) => text.to_string(),
        Cell::Date(date) => date.to_string(),
    }
}

fn texts(all: &[&str]) -> Column {
    Column::Texts(all.iter().map(|one| Some((*one).to_owned())).collect())
}

#[test]
fn every_type_says_what_it_should() {
    let unit = |symbol: &str| Unit::find(symbol, &[]).expect("a unit of the closed list");
    let words: Vec<std::sync::Arc<str>> = vec!["城区".into(), "郊区".into()];
    let specs = [
        fact("达标", FactType::YesNo),
        fact("件数", FactType::Count(None)),
        fact("人次", FactType::Count(None)),
        fact("总量", FactType::Number),
        fact("满意率", FactType::Percent),
        fact("投入", FactType::Money(unit("万元"))),
        fact("面积", FactType::Quantity(unit("亩"))),
        fact("指数", FactType::Number),
        fact("单精度", FactType::Number),
        fact("双精度", FactType::Number),
        fact("地区", FactType::Category(words.into())),
        fact("备注", FactType::Text),
        fact("成立", FactType::Date),
        fact("更新", FactType::Date),
        fact("占比", FactType::Percent),
    ];
    let columns = [
        ("id", Column::Longs(vec![Some(1), Some(2), Some(-3)])),
        ("达标", Column::Bools(vec![Some(true), Some(false), None])),
        ("件数", Column::Shorts(vec![Some(12), Some(-1), None])),
        ("人次", Column::Unsigned(vec![Some(7), Some(u64::MAX), None])),
        ("总量", Column::Longs(vec![Some(i64::MAX), Some(i64::MIN), None])),
        ("满意率", Column::Decimals32(vec![Some(9870), Some(5), None], 2)),
        ("投入", Column::Decimals64(vec![Some(1_234_567_890_123_456), Some(-5), None], 4)),
        ("面积", Column::DecimalBytes(vec![Some(1), Some(-130), None], 1)),
        ("指数", Column::Decimals128(vec![Some(10_i128.pow(30) + 1), Some(-1), None], 10)),
        ("单精度", Column::Singles(vec![Some(0.1), Some(-1e10), None])),
        ("双精度", Column::Doubles(vec![Some(0.1 + 0.2), Some(1e-7), None])),
        ("地区", texts(&["城区", " 郊区 ", ""])),
        ("备注", Column::Bytes(vec![Some("甲\n乙".into()), Some(vec![]), None])),
        ("成立", Column::Days(vec![Some(0), Some(19_722), None])),
        ("更新", Column::Clocks(vec![Some(0), Some(-86_400_000_000), None], false)),
        ("占比", texts(&["98.7%", "不涉及", "１２．５"])),
    ];
    for (of_group, compression) in [
        (3, Compression::UNCOMPRESSED),
        (2, Compression::SNAPPY),
        (1, Compression::LZ4_RAW),
        (1, Compression::GZIP(Default::default())),
        (1, Compression::ZSTD(Default::default())),
    ] {
        let bytes = file(&columns, 3, of_group, compression);
        let read = read(&[("e.parquet", None, &bytes)], &specs, false);
        insta::assert_snapshot!("types", shown(&read, &specs));
    }
}

#[test]
fn what_cannot_be_used_is_said() {
    let field = ListField { name: "级别".into(), label: None, ty: FactType::Text };
    let specs = [
        fact("荣誉", FactType::List(vec![field].into())),
        fact("时刻", FactType::Date),
        fact("更新", FactType::Date),
        fact("远古", FactType::Date),
        fact("带区", FactType::Date),
        fact("满意率", FactType::Percent),
        fact("备注", FactType::Text),
        fact("件数", FactType::Count(None)),
        fact("达标", FactType::YesNo),
        fact("得分", FactType::Score),
    ];
    let columns = [
        ("编号", Column::Texts(vec![Some("甲".into()), None, Some("丙".into())])),
        ("荣誉", Column::Lists(3)),
        ("时刻", Column::Times(vec![Some(1), None, None])),
        ("更新", Column::Clocks(vec![Some(1), None, Some(0)], false)),
        ("远古", Column::Days(vec![Some(i32::MIN), None, Some(i32::MAX)])),
        ("带区", Column::Clocks(vec![Some(0), None, Some(0)], true)),
        ("满意率", Column::Doubles(vec![Some(f64::NAN), None, Some(f64::INFINITY)])),
        ("备注", Column::Bytes(vec![Some(vec![0xC3, 0x28]), None, Some("好".into())])),
        ("件数", Column::Decimals64(vec![Some(15), None, Some(20)], 1)),
        ("达标", Column::Longs(vec![Some(2), None, Some(1)])),
        ("得分", Column::Bools(vec![Some(true), None, None])),
        ("别的", Column::Lists(3)),
    ];
    let bytes = file(&columns, 3, 2, Compression::SNAPPY);
    insta::assert_snapshot!("odd", shown(&read(&[("数据.parquet", None, &bytes)], &specs, false), &specs));
}

#[test]
fn floats_are_refused_on_request() {
    let names = ["满意率", "达标率", "完成率", "覆盖率", "合格率", "优良率"];
    let specs: Vec<FactSpec> = names.iter().map(|name| fact(name, FactType::Percent)).collect();
    let floats = || Column::Doubles(vec![Some(98.7), None]);
    let columns =
        std::iter::once(("id", texts(&["甲", "乙"]))).chain(names.iter().map(|name| (*name, floats())));
    let bytes = file(&columns.collect::<Vec<_>>(), 2, 2, Compression::SNAPPY);
    let files: [(&str, Option<&str>, &[u8]); 1] = [("数据.parquet", None, &bytes)];
    insta::assert_snapshot!("no_floats", shown(&read(&files, &specs, true), &specs));
    let one = file(
        &[("id", texts(&["甲"])), ("满意率", Column::Singles(vec![Some(0.1)]))],
        1,
        1,
        Compression::SNAPPY,
    );
    let files: [(&str, Option<&str>, &[u8]); 1] = [("数据.parquet", None, &one)];
    insta::assert_snapshot!("no_float", shown(&read(&files, &specs[..1], true), &specs[..1]));
}

#[test]
fn lists_have_files_of_their_own() {
    let field = |name: &str, ty| ListField { name: name.into(), label: None, ty };
    let fields = vec![field("级别", FactType::Text), field("日期", FactType::Date)];
    let specs = [fact("荣誉", FactType::List(fields.into())), fact("件数", FactType::Count(None))];
    let ratees = file(
        &[("id", texts(&["甲", "乙"])), ("件数", Column::Shorts(vec![Some(1), None]))],
        2,
        2,
        Compression::SNAPPY,
    );
    let entries = file(
        &[
            ("id", texts(&["乙", "甲", "乙"])),
            ("级别", texts(&["省级", "市级", "国家级"])),
            ("日期", Column::Days(vec![Some(19_000), None, Some(19_001)])),
        ],
        3,
        2,
        Compression::SNAPPY,
    );
    let files: [(&str, Option<&str>, &[u8]); 2] =
        [("e.parquet", None, &ratees), ("荣誉.parquet", Some("荣誉"), &entries)];
    insta::assert_snapshot!("lists", shown(&read(&files, &specs, false), &specs));
}

#[test]
fn damaged_files_are_refused_and_nothing_worse() {
    let columns = [
        ("id", texts(&["甲", "乙", "丙"])),
        ("件数", Column::Shorts(vec![Some(12), Some(1), None])),
        ("指数", Column::Decimals128(vec![Some(1), Some(-1), None], 10)),
        ("达标", Column::Bools(vec![Some(true), Some(false), None])),
        ("比率", Column::Doubles(vec![Some(0.5), None, Some(0.25)])),
    ];
    let specs = [
        fact("件数", FactType::Count(None)),
        fact("指数", FactType::Number),
        fact("达标", FactType::YesNo),
        fact("比率", FactType::Number),
    ];
    let whole = file(&columns, 3, 2, Compression::SNAPPY);
    for bytes in [&b""[..], b"PAR1", b"id,x\n1,2\n", &whole[..whole.len() - 1], &whole[10..]] {
        let (table, problems) = read(&[("e.parquet", None, bytes)], &specs, false);
        assert!(table.ids.is_empty() && problems.iter().any(|one| one.code.id == "H0750"), "{problems:?}");
    }
    let mut dice = Dice::new(7);
    for _ in 0..3000 {
        let mut bytes = whole.clone();
        for _ in 0..1 + dice.below(3) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.below(256) as u8;
        }
        // Whatever comes out, nothing breaks.
        read(&[("e.parquet", None, &bytes)], &specs, false);
    }
}

/// The program in a folder.
fn heng(folder: &std::path::Path, arguments: &[&str]) -> (i32, String) {
    let output = program(folder).args(arguments).output().expect("the program runs");
    let said = String::from_utf8(output.stdout).expect("UTF-8") + &*String::from_utf8_lossy(&output.stderr);
    (output.status.code().expect("an exit code"), said)
}

/// The types and the rows of a file.
fn dump(path: &std::path::Path) -> String {
    let file = std::fs::File::open(path).expect("a file");
    let reader = SerializedFileReader::new(file).expect("a file of Parquet");
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut out = String::new();
    for column in schema.columns() {
        let (physical, logical) = (column.physical_type(), column.logical_type_ref());
        writeln!(out, "{}: {physical} {logical:?}", column.name()).expect("writing to a string");
    }
    for row in reader.get_row_iter(None).expect("rows") {
        let row = row.expect("a row");
        let cells: Vec<String> = row.get_column_iter().map(|(_, cell)| cell.to_string()).collect();
        writeln!(out, "{}", cells.join(" | ")).expect("writing to a string");
    }
    out
}

const SCHEME: &str = "衡 1
方案 社区 \"示例\" {
  总分 100
  数据 {
    居民评分 : 分数
    成立 : 日期
    齐全 : 是否
    面积 : 数量(亩)
    名称 : 文本
    片区 : 文本 分组
    事故 : 整数(起)
  }
  指标 居民评价 100 分 = 完成 居民评分 目标 3分
  否决 发生事故 当 事故 > 0 则 等次 不高于 合格
  等次 {
    优秀 ≥ 60
    合格 其他
  }
}
";
const EVIDENCE: &str = "id,居民评分,成立,齐全,面积,名称,片区,事故
A,2,2023-12-31,是,\"5,000.25亩\",\"甲,\"\"乙\",东,0
B,,,否,不涉及,,西,1
C,3,1969-01-02,,7,丙,东,2
";

#[test]
fn results_are_written_with_types() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("s.heng"), SCHEME).expect("a scheme");
    std::fs::write(path("e.csv"), EVIDENCE).expect("evidence");
    std::fs::write(path("out.parquet"), "old").expect("an older file");
    let columns = "id,方案,分组,状态,总分,等次,名次,居民评价,发生事故,成立,齐全,面积,名称,缺失";
    let run = |more: &[&str]| heng(folder.path(), &[&["eval", "s.heng", "e.csv"], more].concat());
    // 200/3 is no decimal, and the older file stays as it was.
    let refused = run(&["-o", "out.parquet"]);
    assert_eq!(std::fs::read(path("out.parquet")).expect("the older file"), b"old");
    let nowhere = run(&["--format", "parquet"]);
    let written = run(&["--columns", columns, "--round-items", "3", "-o", "out.parquet"]);
    let sheet = dump(&path("out.parquet"));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    insta::assert_snapshot!("written", format!("{refused:?}\n{nowhere:?}\n{written:?}\n{sheet}"));
    // What was written can be read, and is written to the same bytes again.
    let first = std::fs::read(path("out.parquet")).expect("a file");
    run(&["--columns", columns, "--round-items", "3", "-o", "again.parquet"]);
    assert_eq!(first, std::fs::read(path("again.parquet")).expect("a file"));
}

/// Column by column and ratee by ratee, the same file comes out.
#[test]
fn both_ways_of_scoring_write_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("s.heng"), SCHEME).expect("a scheme");
    let mut csv = "id,居民评分,成立,齐全,面积,名称,片区,事故\n".to_owned();
    for number in 1..3000 {
        let (score, area) = (number % 4, number * 7);
        writeln!(
            csv,
            "N{number:05},{score},2023-01-02,{},{area},名{},片{},{}",
            number % 2,
            number % 9,
            number % 3,
            number % 5 / 4
        )
        .expect("writing to a string");
    }
    std::fs::write(path("e.csv"), &csv).expect("evidence");
    let parquet = written::from_csv(&csv, 1000, &mut Dice::new(4)).expect("plain cells");
    std::fs::write(path("e.parquet"), parquet).expect("evidence");
    // Named for a summary, results are collected ratee by ratee.
    for (evidence, out, more) in [
        ("e.csv", "1.parquet", &[][..]),
        ("e.csv", "2.parquet", &["--summary", "s.json"][..]),
        ("e.parquet", "3.parquet", &[][..]),
        ("e.parquet", "4.parquet", &["--summary", "s.json"][..]),
    ] {
        let (code, said) = heng(
            folder.path(),
            &[&["eval", "s.heng", evidence, "--round-items", "2", "-o", out], more].concat(),
        );
        assert_eq!((code, &*said), (0, ""), "{evidence}");
        let written = |name: &str| std::fs::read(path(name)).expect("a file");
        assert_eq!(written("1.parquet"), written(out), "{out}");
    }
}
