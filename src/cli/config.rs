//! Where `heng.toml` lies: beside a scheme or in a folder above it, the nearest one. A folder with `.git` is the last
//! in which it is sought.

use super::files::Disk;
use crate::config::{Config, FILE, read, unreadable};
use crate::diagnostic::{Diagnostic, Severity, order};
use crate::report::codes::catalogue;
use crate::source::{Source, Sources, World, WorldError};
use crate::text;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Findings at the levels of the files in which they stand.
pub struct Levelled {
    /// Those that are shown, with the ones about `heng.toml` itself.
    pub problems: Vec<Diagnostic>,
    /// Whether one of them is a warning where warnings count as errors.
    pub is_denied: bool,
}

/// Gives findings about schemes their levels. The texts that are read join the others.
pub fn levelled(paths: &[String], problems: Vec<Diagnostic>, sources: &mut Sources) -> Levelled {
    let mut configs = Configs { read: BTreeMap::new(), problems: Vec::new() };
    for path in paths {
        configs.of(path, sources);
    }
    let (mut shown, mut is_denied) = (Vec::new(), false);
    for problem in problems {
        let name = problem.span().map(|span| sources.get(span.file).name().to_owned());
        let config = name.and_then(|name| configs.of(&name, sources));
        let denies = config.is_some_and(|config| config.denies_warnings);
        let problem = match config {
            Some(config) => config.levelled(problem),
            None => Some(problem),
        };
        is_denied |= denies && problem.as_ref().is_some_and(|problem| problem.severity >= Severity::Warning);
        shown.extend(problem);
    }
    shown.append(&mut configs.problems);
    Levelled { problems: order::sorted(shown), is_denied }
}

/// The files that were read.
struct Configs {
    read: BTreeMap<PathBuf, Config>,
    problems: Vec<Diagnostic>,
}

impl Configs {
    /// The one for a scheme.
    fn of(&mut self, scheme: &str, sources: &mut Sources) -> Option<&Config> {
        let path = nearest(scheme)?;
        if !self.read.contains_key(&path) {
            let config = self.opened(&path, sources);
            self.read.insert(path.clone(), config);
        }
        self.read.get(&path)
    }

    fn opened(&mut self, path: &Path, sources: &mut Sources) -> Config {
        let shown = shown(path);
        let why = match Disk.read(&path.to_string_lossy()).map(String::from_utf8) {
            Ok(Ok(text)) => {
                let file = sources.add(Source::new(shown, text));
                let (config, problems) = read(sources.get(file), file, &catalogue());
                self.problems.extend(problems);
                return config;
            }
            Ok(Err(_)) => text!("不是 UTF-8 文本", "it is no text in UTF-8"),
            Err(WorldError::NotFound) => text!("找不到", "it is gone"),
            Err(WorldError::Unreadable(why)) => text!("{why}", "{why}"),
        };
        self.problems.push(unreadable(&shown, why));
        Config::default()
    }
}

fn nearest(scheme: &str) -> Option<PathBuf> {
    let whole = std::path::absolute(scheme).ok()?;
    for folder in whole.ancestors().skip(1) {
        let path = folder.join(FILE);
        if path.is_file() {
            return Some(path);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// A path as people know it: from the folder in which they are.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok());
    below.unwrap_or(path).to_string_lossy().into_owned()
}
