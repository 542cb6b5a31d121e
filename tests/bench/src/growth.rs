//! `growth HENG [ROUNDS]`: how the cost of `heng eval` grows with indicators, groups and schemes, on one thread.
//!
//! Schemes and evidence are made for it, below the folder of temporary files; the sizes of one question take turns.

mod child;
mod figures;

use child::{Cost, child};
use figures::median;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something to be evaluated: how large, and where its scheme and evidence are.
struct Sized {
    size: usize,
    scheme: PathBuf,
    evidence: PathBuf,
}

/// A number with two places between 0 and 99.99, spread evenly and always the same.
fn number(row: usize, column: usize) -> String {
    let mixed =
        (row as u64 * 0x9E37_79B9 + column as u64 * 0x85EB_CA6B + 12_345).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let hundredths = (mixed >> 40) % 10_000;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A scheme of bands and lines in turn, with what else it says of evidence and of ranks.
fn scheme(name: &str, indicators: usize, facts: &str, more: &str) -> String {
    let points = 1000 / indicators;
    let mut text = format!("heng 1\nscheme {name} {{\n  total 1000\n  evidence {{\n{facts}");
    (1..=indicators).for_each(|at| _ = writeln!(text, "    f{at} : number"));
    text.push_str("  }\n");
    for at in 1..=indicators {
        let rule = match at % 2 {
            0 => format!("linear f{at} {{ 0 gives 0; 100 gives full }}"),
            _ => format!("bands f{at} {{ ≥ 85 gives full; ≥ 60 gives {}; otherwise gives 0 }}", points / 2),
        };
        _ = writeln!(text, "  indicator i{at} {points} points = {rule}");
    }
    text + more + "}\n"
}

/// Writes ratees with a district each, out of so many. Nothing of it is held: what this program holds would count as its
/// children's memory.
fn evidence(path: PathBuf, rows: usize, indicators: usize, districts: usize) -> io::Result<PathBuf> {
    let mut file = BufWriter::new(File::create(&path)?);
    write!(file, "id,district")?;
    (1..=indicators).try_for_each(|at| write!(file, ",f{at}"))?;
    for row in 0..rows {
        // Not in the order of the file.
        let district = row * 7919 % districts;
        write!(file, "\nR{row:07},D{district:05}")?;
        (1..=indicators).try_for_each(|at| write!(file, ",{}", number(row, at)))?;
    }
    writeln!(file)?;
    file.flush()?;
    Ok(path)
}

fn put(path: PathBuf, text: &str) -> io::Result<PathBuf> {
    std::fs::write(&path, text)?;
    Ok(path)
}

fn indicators(folder: &Path) -> io::Result<Vec<Sized>> {
    let one = |size: usize| {
        let facts = "    district : text grouping\n";
        Ok(Sized {
            size,
            scheme: put(folder.join(format!("i{size}.heng")), &scheme("many", size, facts, ""))?,
            evidence: evidence(folder.join(format!("i{size}.csv")), 40_000, size, 200)?,
        })
    };
    [10, 50, 200].into_iter().map(one).collect()
}

fn groups(folder: &Path) -> io::Result<Vec<Sized>> {
    let facts = "    district : text grouping\n";
    let more = "  rank by district\n  grades { good ≥ 550; fair ≥ 450; poor otherwise }\n  quota good by district \
        {\n    rate 20%\n    order total, id ascending\n  }\n";
    let scheme = put(folder.join("groups.heng"), &scheme("ranked", 10, facts, more))?;
    let one = |size: usize| {
        let evidence = evidence(folder.join(format!("g{size}.csv")), 100_000, 10, size)?;
        Ok(Sized { size, scheme: scheme.clone(), evidence })
    };
    [1, 200, 20_000].into_iter().map(one).collect()
}

fn schemes(folder: &Path) -> io::Result<Vec<Sized>> {
    let one = |size: usize| {
        let own = folder.join(format!("schemes{size}"));
        std::fs::create_dir_all(&own)?;
        let words: Vec<String> = (0..size).map(|at| format!("D{at:05}")).collect();
        let facts = format!("    district : category({}) grouping\n", words.join("; "));
        put(own.join("city.heng"), &scheme("city", 10, &facts, ""))?;
        for word in &words {
            let text = format!(
                "heng 1\nscheme of{word} extends city from \"city.heng\" {{\n  applies when district = {word}\n}}\n"
            );
            put(own.join(format!("{word}.heng")), &text)?;
        }
        let evidence = evidence(folder.join(format!("s{size}.csv")), 40_000, 10, size)?;
        Ok(Sized { size, scheme: own, evidence })
    };
    [1, 10, 100].into_iter().map(one).collect()
}

/// Measures all sizes in turn and prints their costs, and the ratio to the first.
fn measure(heng: &Path, what: &str, sizes: &[Sized], rounds: usize) -> io::Result<()> {
    let mut costs: Vec<Vec<Cost>> = sizes.iter().map(|_| vec![]).collect();
    for _ in 0..rounds {
        for (one, costs) in sizes.iter().zip(&mut costs) {
            let mut command = Command::new(heng);
            command.arg("eval").arg(&one.scheme).arg(&one.evidence);
            command.args(["--threads", "1", "--columns", "id,total,rank", "-o"]);
            costs.push(child(command.arg(one.evidence.with_extension("scores.csv")))?);
        }
    }
    println!("| {what} | CPU, s | wall, s | memory, MB | CPU ÷ first |\n| --: | --: | --: | --: | --: |");
    for (one, own) in sizes.iter().zip(&costs) {
        let of = |what: fn(&Cost) -> f64| median(&own.iter().map(what).collect::<Vec<_>>());
        let first = costs.first().into_iter().flatten();
        let ratios: Vec<f64> = own.iter().zip(first).map(|(own, first)| own.cpu / first.cpu).collect();
        let (cpu, wall, memory) = (of(|cost| cost.cpu), of(|cost| cost.wall), of(|cost| cost.memory));
        println!("| {} | {cpu:.3} | {wall:.3} | {memory:.1} | {:.2} |", one.size, median(&ratios));
    }
    println!();
    Ok(())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(heng) = arguments.get(1) else {
        return Err(io::Error::other("growth HENG [ROUNDS]"));
    };
    let rounds = arguments.get(2).and_then(|text| text.parse().ok()).unwrap_or(5);
    let folder = std::env::temp_dir().join(format!("heng-growth-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let heng = Path::new(heng);
    measure(heng, "indicators, 40,000 ratees", &indicators(&folder)?, rounds)?;
    measure(heng, "districts, 100,000 ratees with ranks and quotas", &groups(&folder)?, rounds)?;
    measure(heng, "schemes in a folder, 40,000 ratees", &schemes(&folder)?, rounds)?;
    std::fs::remove_dir_all(&folder)
}
