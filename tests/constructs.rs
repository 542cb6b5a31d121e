//! Every construct of `docs/language.md` has a case in `tests/cases/constructs` (its README says what a folder holds): the
//! program is run over schemes in both keyword languages and compared with what a person worked out by hand.
#![allow(clippy::disallowed_methods, reason = "tests run the program on case files")]

mod program;

use num_rational::BigRational;
use program::program;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

/// Constructs that have no folder yet. It only ever gets shorter.
const PENDING: &[u32] = &[];

/// A case: its number and its folder.
struct Case {
    number: u32,
    folder: PathBuf,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/constructs")
}

fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(root()).expect("the folder of cases") {
        let folder = entry.expect("an entry").path();
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        if !folder.is_dir() || name == "snapshots" {
            continue;
        }
        let (number, slug) = name.split_once('-').unwrap_or((&name, ""));
        let number = number.parse().unwrap_or_else(|_| panic!("{name}: a folder is called NNN-slug"));
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{name}");
        cases.push(Case { number, folder });
    }
    cases.sort_by_key(|case| case.number);
    cases
}

/// The cases of this run: all, or the one of `HENG_CONSTRUCT`.
fn cases() -> Vec<Case> {
    let only = std::env::var("HENG_CONSTRUCT").ok().map(|text| text.parse::<u32>().expect("a number"));
    all().into_iter().filter(|case| only.is_none_or(|only| case.number == only)).collect()
}

/// Tries every case and reports all that fail.
fn each(what: impl Fn(&Case) -> Result<(), String> + Sync) {
    let cases = cases();
    let half = cases.len().div_ceil(2).max(1);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let what = &what;
        let some = |part: &'_ [Case]| part.iter().filter_map(|case| what(case).err()).collect::<Vec<_>>();
        let threads: Vec<_> = cases.chunks(half).map(|part| scope.spawn(move || some(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

impl Case {
    fn fail(&self, why: impl std::fmt::Display) -> String {
        let name = self.folder.file_name().expect("a name").to_string_lossy();
        format!("{name}: {why}")
    }

    fn read(&self, file: &str) -> Result<String, String> {
        std::fs::read_to_string(self.folder.join(file)).map_err(|error| self.fail(format!("{file}: {error}")))
    }

    fn heng(&self, arguments: &[String]) -> Output {
        program(&self.folder).args(arguments).output().expect("the program runs")
    }

    /// Evidence files and lists, then the further arguments; and the two schemes.
    fn arguments(&self) -> (Vec<String>, [String; 2]) {
        let mut given = Vec::new();
        let entries = std::fs::read_dir(&self.folder).expect("a folder");
        let mut files: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "expected.csv")
            .collect();
        files.sort();
        for file in files {
            match file.rsplit_once('.') {
                Some(("evidence", "csv" | "json" | "jsonl")) => given.push(file),
                Some((list, "csv")) => given.push(format!("{list}={file}")),
                _ => {}
            }
        }
        let mut schemes = ["scheme.heng".to_owned(), "scheme.en.heng".to_owned()];
        for word in self.read("args.txt").unwrap_or_default().split_whitespace() {
            match word.split_once('=') {
                Some(("scheme", path)) => schemes[0] = path.to_owned(),
                Some(("twin", path)) => schemes[1] = path.to_owned(),
                _ => given.push(word.to_owned()),
            }
        }
        (given, schemes)
    }

    fn results(&self, scheme: &str, given: &[String]) -> Result<String, String> {
        let mut arguments: Vec<String> = ["eval", scheme].map(str::to_owned).to_vec();
        arguments.extend_from_slice(given);
        arguments.extend(["--format", "json", "--lang", "zh"].map(str::to_owned));
        let output = self.heng(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(0 | 1) if !output.stdout.is_empty() => {
                Ok(String::from_utf8(output.stdout).expect("results are UTF-8"))
            }
            code => Err(self.fail(format!("eval {scheme} ended with {code:?}\n{said}"))),
        }
    }

    fn judge(&self) -> Result<(), String> {
        let (given, [zh, en]) = self.arguments();
        let results = self.results(&zh, &given)?;
        let twin = self.results(&en, &given)?;
        if let Some((a, b)) = results.lines().zip(twin.lines()).find(|(a, b)| a != b) {
            return Err(self.fail(format!("the twins differ\n  {a}\n  {b}")));
        }
        let results: Value = serde_json::from_str(&results).map_err(|error| self.fail(error))?;
        let results: Vec<&Map<String, Value>> =
            results.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        let mut wrong = Vec::new();
        let mut expected = BTreeSet::new();
        let text = self.read("expected.csv")?;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| self.fail(error))?.clone();
        for row in reader.records() {
            let row = row.map_err(|error| self.fail(error))?;
            let id = row[0].to_owned();
            let Some(found) = results.iter().find(|result| identity(result) == id) else {
                wrong.push(format!("{id}: no such result"));
                continue;
            };
            for (column, wanted) in header.iter().zip(row.iter()).skip(1).filter(|(name, _)| *name != "算法")
            {
                let is = answer(found, column);
                if !same(column, wanted.trim(), &is) {
                    wrong.push(format!("{id} · {column}: expected 「{wanted}」, is 「{is}」"));
                }
            }
            expected.insert(id);
        }
        let forgotten = results.iter().map(|result| identity(result)).filter(|id| !expected.contains(id));
        wrong.extend(forgotten.map(|id| format!("{id}: not in expected.csv")));
        if wrong.is_empty() { Ok(()) } else { Err(self.fail(format!("\n  {}", wrong.join("\n  ")))) }
    }

    /// The first and the last ratee can be explained in both languages, down to the total.
    fn explained(&self) -> Result<(), String> {
        let (given, [scheme, _]) = self.arguments();
        let results = self.results(&scheme, &given)?;
        let results: Value = serde_json::from_str(&results).map_err(|error| self.fail(error))?;
        let ratees: Vec<&Map<String, Value>> =
            results.as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        let ratees: Vec<_> = ratees.into_iter().filter(|result| result.contains_key("id")).collect();
        for (result, lang) in ratees.first().into_iter().chain(ratees.last()).zip(["zh", "en"]) {
            let id = identity(result);
            let mut arguments: Vec<String> = ["explain", &scheme].map(str::to_owned).to_vec();
            arguments.extend_from_slice(&given);
            arguments.extend(["--id", &id, "--lang", lang].map(str::to_owned));
            let output = self.heng(&arguments);
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            // An explanation leaves out the zeros at the end of a total.
            let total = answer(result, "total");
            let total =
                if total.contains('.') { total.trim_end_matches('0').trim_end_matches('.') } else { &total };
            if !matches!(output.status.code(), Some(0 | 1)) || told.is_empty() || !told.contains(total) {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(self.fail(format!("explain --id {id}: no {total} in\n{told}{said}")));
            }
        }
        Ok(())
    }

    /// `wrong.heng`, and further mistakes in `wrong-2.heng`, `wrong-3.heng` …
    fn mistakes(&self) -> Result<(), String> {
        self.mistake("wrong.heng", &format!("{:03}", self.number))?;
        let further = (2..).map(|n| (n, format!("wrong-{n}.heng")));
        for (n, file) in further.take_while(|(_, file)| self.folder.join(file).exists()) {
            self.mistake(&file, &format!("{:03}-{n}", self.number))?;
        }
        Ok(())
    }

    fn mistake(&self, file: &str, snapshot: &str) -> Result<(), String> {
        let text = self.read(file)?;
        let line = text.lines().nth(1).unwrap_or_default();
        let code = line.strip_prefix("# ").and_then(|line| line.get(..5)).unwrap_or_default();
        if !code.starts_with('H') {
            return Err(self.fail(format!("the second line of {file} is `# H0000：…`")));
        }
        let lint = |lang: &str| {
            let output = self.heng(&["lint", file, "--lang", lang].map(str::to_owned));
            String::from_utf8(output.stdout).expect("findings are UTF-8")
        };
        let (zh, en) = (lint("zh"), lint("en"));
        if !en.contains(&format!("[{code}]")) {
            return Err(self.fail(format!("{file} does not raise {code}:\n{zh}")));
        }
        let shown = format!("{text}\n──────── 中文\n{zh}\n──────── English\n{en}");
        let path = root().join("snapshots");
        insta::with_settings!({ snapshot_path => path, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(snapshot, shown);
        });
        Ok(())
    }
}

fn identity(result: &Map<String, Value>) -> String {
    let text = |key: &str| result.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if result.contains_key("group_result") {
        return format!("{}@{}", text("group_result"), text("group"));
    }
    text("id")
}

/// A value as it is written in the table.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "是".into(),
        Value::Bool(false) => "否".into(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn objects<'v>(result: &'v Map<String, Value>, key: &str) -> Vec<&'v Map<String, Value>> {
    result.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// Words of several objects, each a few keys parted by blanks; in one order.
fn several(objects: &[&Map<String, Value>], keys: &[&str]) -> String {
    let one = |object: &&Map<String, Value>| {
        let words: Vec<String> = keys.iter().filter_map(|key| object.get(*key)).map(plain).collect();
        words.join(" ")
    };
    let all: BTreeSet<String> = objects.iter().map(one).collect();
    all.into_iter().collect::<Vec<_>>().join("、")
}

/// What the result says in a column of the table.
fn answer(result: &Map<String, Value>, column: &str) -> String {
    match column {
        "problems" | "notes" => return several(&objects(result, column), &["code", "path"]),
        "alerts" => return several(&objects(result, column), &["level", "path"]),
        "effects" => {
            return several(&objects(result, column), &["path", "target", "item", "operation", "value"]);
        }
        "consequences" => return several(&objects(result, column), &["path", "value"]),
        "missing" => {
            let names: Vec<String> =
                result.get(column).and_then(Value::as_array).into_iter().flatten().map(plain).collect();
            return names.join("、");
        }
        "limited" => {
            let mut all = objects(result, "items");
            all.extend(objects(result, "adjustments"));
            all.retain(|object| object.contains_key("limited_by"));
            let limited = several(&all, &["path", "limited_by"]);
            let total = result.get("limited_by").map(|limit| format!("总分 {}", plain(limit)));
            return [total, Some(limited)].into_iter().flatten().collect::<Vec<_>>().join("、");
        }
        _ => {}
    }
    if let Some(value) = result.get(column) {
        return plain(value);
    }
    let (path, key) = match column.rsplit_once(' ') {
        Some((path, "贡献")) => (path, "contribution"),
        Some((path, "满分")) => (path, "full"),
        _ => (column, "score"),
    };
    let named = |list: &str, key: &str, flag: &str| {
        let object =
            objects(result, list).into_iter().find(|object| object.get("path") == Some(&path.into()));
        object.map(|object| object.get(key).map_or(flag.to_owned(), plain))
    };
    named("items", key, "")
        .or_else(|| named("adjustments", "points", ""))
        .or_else(|| named("consequences", "value", "是"))
        .or_else(|| named("effects", "\u{0}", "是"))
        .unwrap_or_default()
}

fn number(text: &str) -> Option<BigRational> {
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
    let (whole, places) = top.split_once('.').unwrap_or((top, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(bottom) || !(places.is_empty() || digits(places)) {
        return None;
    }
    let read = |text: &str| text.parse().ok();
    let scale = read(&format!("{bottom}{}", "0".repeat(places.len())))?;
    let value = BigRational::new(read(&format!("{whole}{places}"))?, scale);
    Some(if negative { -value } else { value })
}

fn same(column: &str, wanted: &str, is: &str) -> bool {
    if ["problems", "notes", "alerts", "effects", "consequences", "missing", "limited"].contains(&column) {
        let parts = |text: &str| -> BTreeSet<String> {
            text.split('、').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        return parts(wanted) == parts(is);
    }
    match (number(wanted), number(is)) {
        (Some(wanted), Some(is)) => wanted == is,
        _ => wanted == is,
    }
}

#[test]
fn every_construct_has_a_folder_or_is_pending() {
    let mut folders: BTreeMap<u32, u32> = BTreeMap::new();
    for case in all() {
        *folders.entry(case.number).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for number in 1..=113 {
        match (folders.get(&number), PENDING.contains(&number)) {
            (None, false) => wrong.push(format!("{number} has no folder")),
            (Some(_), true) => wrong.push(format!("{number} has a folder: take it out of PENDING")),
            (Some(2..), _) => wrong.push(format!("{number} has several folders")),
            _ => {}
        }
    }
    wrong.extend(folders.keys().filter(|n| !(1..=113).contains(*n)).map(|n| format!("{n} is no construct")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn schemes_are_clean() {
    each(|case| {
        let (_, [zh, en]) = case.arguments();
        let output = case.heng(&["lint", &zh, &en, "--deny", "warnings"].map(str::to_owned));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if output.status.code() == Some(0) { Ok(()) } else { Err(case.fail(format!("lint\n{said}"))) }
    });
}

#[test]
fn results_are_what_was_worked_out_by_hand() {
    each(Case::judge);
}

#[test]
fn results_can_be_explained() {
    each(Case::explained);
}

#[test]
fn the_likely_mistake_is_told() {
    // Snapshots are kept in order, so one after the other.
    let failed: Vec<String> = cases().iter().filter_map(|case| case.mistakes().err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_case_names_an_edge_in_every_row() {
    each(|case| {
        let text = case.read("expected.csv")?;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| case.fail(error))?.clone();
        if header.get(0) != Some("id") {
            return Err(case.fail("the first column of expected.csv is `id`"));
        }
        let rows: Vec<_> = reader.records().filter_map(Result::ok).collect();
        let chinese = |id: &str| !id.is_ascii();
        match rows.iter().find(|row| !chinese(&row[0])) {
            Some(row) => Err(case.fail(format!("the id `{}` names no edge in Chinese", &row[0]))),
            None if rows.len() < 2 => Err(case.fail("a single row shows no edge")),
            None => Ok(()),
        }
    });
}
