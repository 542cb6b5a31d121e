//! Random evidence for the schemes of the constructs, so that the oracle judges every construct of the catalogue: the
//! values of a cell come from the case's own evidence, from the numbers that stand in the scheme (and their
//! neighbours), or are absent.

use super::generate::Dice;
use heng::unit::{FactSpec, FactType};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A construct's scheme with the evidence that was written for it.
pub struct Construct {
    /// Its number in the catalogue.
    pub number: u32,
    /// The text of the scheme.
    pub text: String,
    /// The ratees, by column.
    pub ratees: Sample,
    /// The entries of lists.
    pub lists: BTreeMap<String, Sample>,
}

/// The columns of a file with the values that stand in them.
#[derive(Clone, Default)]
pub struct Sample {
    /// Names of the columns, in their order.
    pub header: Vec<String>,
    /// What stands in each.
    pub values: Vec<Vec<String>>,
    /// The number of rows.
    pub rows: usize,
}

impl Sample {
    fn read(bytes: &[u8]) -> Option<Sample> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let header: Vec<String> = reader.headers().ok()?.iter().map(str::to_owned).collect();
        let mut sample = Sample { values: vec![Vec::new(); header.len()], header, rows: 0 };
        for record in reader.records() {
            for (at, cell) in record.ok()?.iter().enumerate().take(sample.header.len()) {
                sample.values[at].push(cell.to_owned());
            }
            sample.rows += 1;
        }
        Some(sample)
    }
}

/// The constructs whose scheme is a file of its own and whose evidence is CSV.
pub fn constructs(folder: &Path) -> Vec<Construct> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(number) = name.get(..3).and_then(|digits| digits.parse().ok()) else { continue };
        let scheme = folder.join("scheme.heng");
        let Ok(ratees) = std::fs::read(folder.join("evidence.csv")) else {
            continue;
        };
        let (Ok(text), Some(ratees)) = (std::fs::read_to_string(&scheme), Sample::read(&ratees)) else {
            continue;
        };
        let mut lists = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "csv")
                && !["evidence", "expected"].contains(&stem.as_str())
                && let Some(sample) = std::fs::read(&path).ok().and_then(|bytes| Sample::read(&bytes))
            {
                lists.insert(stem, sample);
            }
        }
        found.push(Construct { number, text, ratees, lists });
    }
    found
}

/// Numbers that stand in a scheme, as written.
fn literals(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut number = String::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        for c in line.chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() || (c == '.' && !number.is_empty()) {
                number.push(c);
            } else if !number.is_empty() {
                let done = std::mem::take(&mut number);
                if done.chars().last().is_some_and(|c| c != '.') && done.len() <= 6 && !found.contains(&done)
                {
                    found.push(done);
                }
            }
        }
    }
    found
}

/// A decimal with something small added.
fn beside(literal: &str, dice: &mut Dice) -> String {
    let places = literal.split_once('.').map_or(0, |(_, rest)| rest.len());
    let digits: i64 = literal.replace('.', "").parse().unwrap_or(0);
    let scaled = digits * 100 + [-100, -1, 0, 0, 0, 1, 50, 100][dice.roll(8) as usize];
    let (scaled, places) = (scaled.max(0), places + 2);
    let text = format!("{scaled:0width$}", width = places + 1);
    let (whole, rest) = text.split_at(text.len() - places);
    format!("{whole}.{rest}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A cell of a type.
fn cell(ty: &FactType, sample: &[String], literals: &[String], dice: &mut Dice) -> String {
    if dice.one_in(14) {
        return String::new();
    }
    if dice.one_in(30) {
        return "不涉及".into();
    }
    let seen = (!sample.is_empty()).then(|| sample[dice.roll(sample.len() as u64) as usize].clone());
    if let Some(seen) = seen.filter(|_| !dice.one_in(3)) {
        return seen;
    }
    let literal = |dice: &mut Dice| match literals.len() {
        0 => "1".to_owned(),
        n => literals[dice.roll(n as u64) as usize].clone(),
    };
    match ty {
        FactType::YesNo => ["是", "否"][dice.roll(2) as usize].into(),
        FactType::Category(words) => words[dice.roll(words.len() as u64) as usize].to_string(),
        FactType::Text => ["甲", "乙", "丙"][dice.roll(3) as usize].into(),
        FactType::Date => format!("2023-{:02}-{:02}", 1 + dice.roll(12), 1 + dice.roll(28)),
        FactType::Count(_) => {
            let base: i64 = literal(dice).split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or(1);
            (base + [-1, 0, 0, 1][dice.roll(4) as usize]).max(0).to_string()
        }
        FactType::Percent => format!("{}%", beside(&literal(dice), dice)),
        FactType::PercentPoint => format!("{}个百分点", beside(&literal(dice), dice)),
        _ => {
            let literal = literal(dice);
            beside(&literal, dice)
        }
    }
}

/// The type of a column: of a fact by name, label, or with last year's mark.
fn type_of<'s>(specs: &'s [FactSpec], column: &str) -> Option<&'s FactType> {
    let plain = column.trim_end_matches(".上年").trim_end_matches(".last_year");
    specs
        .iter()
        .find(|spec| *spec.name == *plain || spec.label.as_deref() == Some(plain))
        .map(|spec| &spec.ty)
}

/// Random ratees and lists for a construct: the text of each file, lists by name.
pub fn evidence(
    construct: &Construct,
    specs: &[FactSpec],
    dice: &mut Dice,
) -> (String, Vec<(String, String)>) {
    let literals = literals(&construct.text);
    let rows = 2 + dice.roll(6) as usize;
    let ids: Vec<String> = (0..rows).map(|row| format!("r{row}")).collect();
    let mut ratees = quoted(&construct.ratees.header) + "\n";
    // Rows of one ratee for several periods stay as they were written: their order and agreement have rules.
    let periodic = construct.ratees.header.iter().any(|name| ["期间", "period"].contains(&name.as_str()));
    let source_rows = construct.ratees.rows.max(1) as u64;
    if periodic {
        for row in 0..construct.ratees.rows {
            let cells: Vec<String> = construct
                .ratees
                .values
                .iter()
                .map(|column| column.get(row).cloned().unwrap_or_default())
                .collect();
            let _ = writeln!(ratees, "{}", quoted(&cells));
        }
    } else {
        for id in &ids {
            // Mostly a row that was written, changed in some cells, so that facts that belong together stay so.
            let like = dice.roll(source_rows) as usize;
            let cells: Vec<String> = construct
                .ratees
                .header
                .iter()
                .enumerate()
                .map(|(at, name)| match type_of(specs, name) {
                    _ if at == 0 => id.clone(),
                    Some(ty) if dice.one_in(2) => cell(ty, &construct.ratees.values[at], &literals, dice),
                    _ => construct.ratees.values[at].get(like).cloned().unwrap_or_default(),
                })
                .collect();
            let _ = writeln!(ratees, "{}", quoted(&cells));
        }
    }
    let owners: Vec<String> =
        if periodic { construct.ratees.values.first().cloned().unwrap_or_default() } else { ids };
    let mut lists = Vec::new();
    for (name, sample) in &construct.lists {
        let Some(FactType::List(fields)) = type_of(specs, name) else { continue };
        if dice.one_in(12) {
            continue;
        }
        let mut text = quoted(&sample.header) + "\n";
        let is_period = |name: &String| ["期间", "period"].contains(&name.as_str());
        for owner in &owners {
            // An entry a period at most: each is taken from another row.
            let start = dice.roll(sample.rows.max(1) as u64) as usize;
            let count = dice.roll(5).min(sample.rows as u64) as usize;
            let mut periods = Vec::new();
            for step in 0..count {
                let like = (start + step) % sample.rows.max(1);
                if let Some(at) = sample.header.iter().position(is_period) {
                    let period = &sample.values[at][like];
                    if periods.contains(period) {
                        continue;
                    }
                    periods.push(period.clone());
                }
                let cells: Vec<String> = sample
                    .header
                    .iter()
                    .enumerate()
                    .map(|(at, name)| {
                        let field =
                            fields.iter().find(|f| *f.name == **name || f.label.as_deref() == Some(&**name));
                        match field {
                            _ if at == 0 => owner.clone(),
                            Some(field) if dice.one_in(3) => {
                                cell(&field.ty, &sample.values[at], &literals, dice)
                            }
                            _ => sample.values[at].get(like).cloned().unwrap_or_default(),
                        }
                    })
                    .collect();
                let _ = writeln!(text, "{}", quoted(&cells));
            }
        }
        lists.push((name.clone(), text));
    }
    (ratees, lists)
}

fn quoted(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    cells.join(",")
}
