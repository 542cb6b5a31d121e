//! The evidence that a call names: files, patterns of names, standard input.

use super::{Unusable, files};
use crate::text;
use clap::ValueEnum;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The form of standard input.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
pub enum From {
    /// Rows under a header.
    Csv,
    /// An array of objects.
    Json,
    /// One object a line.
    Jsonl,
    /// Columns with names and types.
    Parquet,
}

/// A file of evidence.
#[derive(Clone, Debug)]
pub struct Given {
    /// The list whose entries it holds; nothing, if it holds the ratees.
    pub list: Option<String>,
    /// What it is called.
    pub name: String,
    /// Where it is read.
    pub path: PathBuf,
}

/// All of them.
pub struct Evidence {
    /// In their order.
    pub files: Vec<Given>,
    /// What came from standard input; it is removed with this.
    spool: Option<NamedTempFile>,
}

impl Evidence {
    /// The file that must not stay behind, if there is one.
    pub fn temporary(&self) -> Option<PathBuf> {
        self.spool.as_ref().map(|file| file.path().to_owned())
    }
}

/// Finds what the arguments name. `from` is the form of standard input, where its first bytes are not to tell it.
pub fn evidence(arguments: &[String], from: Option<From>) -> Result<Evidence, Unusable> {
    let mut all = Evidence { files: vec![], spool: None };
    for argument in arguments {
        let (list, name) = match argument.split_once('=') {
            None => (None, argument.as_str()),
            Some((list, name)) => (Some(list.to_owned()), name),
        };
        if name == "-" {
            let (name, spool) = spooled(all.spool.is_some(), from)?;
            all.files.push(Given { list, name, path: spool.path().to_owned() });
            all.spool = Some(spool);
        } else if is_pattern(name) {
            let found = matching(name)?;
            all.files.extend(found.into_iter().map(|(name, path)| Given { list: list.clone(), name, path }));
        } else {
            all.files.push(Given { list, name: name.to_owned(), path: name.into() });
        }
    }
    Ok(all)
}

/// A name with stars and the like that is not that of a file.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '[']) && !Path::new(name).exists()
}

/// The files that a pattern fits, in the order of their names.
fn matching(pattern: &str) -> Result<Vec<(String, PathBuf)>, Unusable> {
    let no_pattern = |why: glob::PatternError| {
        let why = why.msg;
        Unusable(text!("看不懂文件名的样式 {pattern}：{why}", "{pattern} is no pattern of file names: {why}"))
    };
    let paths = glob::glob(pattern).map_err(no_pattern)?;
    let files = paths.filter_map(Result::ok).filter(|path| path.is_file());
    let found: Vec<(String, PathBuf)> =
        files.map(|path| (path.to_string_lossy().into_owned(), path)).collect();
    if found.is_empty() {
        return Err(Unusable(text!("没有文件符合 {pattern}", "no file fits {pattern}")));
    }
    Ok(found)
}

/// Standard input as a file, with a name that tells its form: evidence is read more than once.
fn spooled(again: bool, from: Option<From>) -> Result<(String, NamedTempFile), Unusable> {
    if again {
        return Err(Unusable(text!("标准输入（-）只能给一次", "standard input (-) can be given once")));
    }
    let failed =
        |why: std::io::Error| Unusable(text!("读不了标准输入：{why}", "cannot read standard input: {why}"));
    let mut file = NamedTempFile::new().map_err(failed)?;
    let mut input = std::io::stdin().lock();
    let mut front = Vec::new();
    input.by_ref().take(4096).read_to_end(&mut front).map_err(failed)?;
    file.write_all(&front).map_err(failed)?;
    std::io::copy(&mut input, &mut file).map_err(failed)?;
    file.flush().map_err(failed)?;
    let extension = match from.unwrap_or_else(|| form(&front)) {
        From::Csv => "csv",
        From::Json => "json",
        From::Jsonl => "jsonl",
        From::Parquet => "parquet",
    };
    Ok((format!("stdin.{extension}"), file))
}

/// The form that the first bytes tell.
fn form(front: &[u8]) -> From {
    let front = front.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(front);
    match front.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => From::Json,
        Some(b'{') => From::Jsonl,
        _ if front.starts_with(b"PAR1") => From::Parquet,
        _ => From::Csv,
    }
}

impl Given {
    /// All its bytes.
    pub fn read(&self) -> Result<Vec<u8>, Unusable> {
        files::read_as(&self.path.to_string_lossy(), &self.name)
    }
}
