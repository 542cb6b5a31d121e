//! Files: schemes read and checked, folders searched, output replaced as a whole or not at all.

use super::Unusable;
use crate::evidence::Bytes;
use crate::locale::Lang;
use crate::report::codes::catalogue;
use crate::scheme::library::{Library, Opened};
use crate::source::{FileId, World, WorldError};
use crate::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The disk.
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        std::fs::read(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => WorldError::NotFound,
            _ => WorldError::Unreadable(error.to_string()),
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        let mut found = Vec::new();
        let mut waiting = vec![PathBuf::from(folder)];
        while let Some(folder) = waiting.pop() {
            let entries =
                std::fs::read_dir(&folder).map_err(|error| WorldError::Unreadable(error.to_string()))?;
            for entry in entries.flatten() {
                let path = entry.path();
                // A link to a folder could lead round in a circle.
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if is_folder {
                    waiting.push(path);
                } else if path.extension().is_some_and(|extension| extension == "heng") {
                    found.push(path.to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

/// The bytes of a file.
pub fn read(path: &str) -> Result<Vec<u8>, Unusable> {
    Disk.read(path).map_err(|error| unreadable(path, error))
}

/// The bytes of a file that is called by another name.
pub fn read_as(path: &str, name: &str) -> Result<Vec<u8>, Unusable> {
    Disk.read(path).map_err(|error| unreadable(name, error))
}

fn unreadable(path: &str, error: WorldError) -> Unusable {
    match error {
        WorldError::NotFound => Unusable(text!("找不到文件 {path}", "there is no file {path}")),
        WorldError::Unreadable(why) => {
            Unusable(text!("读不了文件 {path}：{why}", "cannot read {path}: {why}"))
        }
    }
}

/// A file that is read at any place.
pub struct Pieces {
    file: std::fs::File,
    length: u64,
}

impl Pieces {
    /// Opens a file; nothing, if it cannot be read so.
    pub fn open(path: &Path) -> Option<Pieces> {
        let file = std::fs::File::open(path).ok()?;
        let metadata = file.metadata().ok()?;
        metadata.is_file().then_some(Pieces { file, length: metadata.len() })
    }
}

impl Bytes for Pieces {
    fn len(&self) -> u64 {
        self.length
    }

    #[cfg(unix)]
    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, into, at).is_ok()
    }

    #[cfg(not(unix))]
    fn read(&self, at: u64, into: &mut [u8]) -> bool {
        use std::io::{Read, Seek, SeekFrom};
        // Another handle, since threads would move the place of one.
        let Ok(mut file) = self.file.try_clone() else { return false };
        file.seek(SeekFrom::Start(at)).is_ok() && file.read_exact(into).is_ok()
    }
}

/// The scheme files that a path names: itself, or all below a folder.
pub fn schemes(path: &str) -> Result<Vec<String>, Unusable> {
    if !Path::new(path).is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let found = Disk
        .list(path)
        .map_err(|_| Unusable(text!("打不开文件夹 {path}", "cannot open the folder {path}")))?;
    if found.is_empty() {
        return Err(Unusable(text!(
            "文件夹 {path} 里没有方案文件（.heng）",
            "the folder {path} holds no scheme file (.heng)"
        )));
    }
    Ok(found)
}

/// No schemes yet; suppressions in them may name every code.
pub fn library(world: &dyn World) -> Library<'_> {
    Library::new(world).knowing(catalogue())
}

/// Reads and checks a scheme file with all that it builds on.
pub fn open(library: &mut Library<'_>, path: &str) -> Result<Opened, Unusable> {
    library.open(path).map_err(|error| unreadable(path, error))
}

/// The language of the keywords of a file.
pub fn language(library: &Library<'_>, file: Option<FileId>) -> Option<Lang> {
    let file = file?;
    super::language::of_scheme(library.sources().get(file), library.tree(file)?)
}

/// The language of the keywords of a scheme file, or of the first one in a folder; none if it cannot be read.
pub fn language_of(path: &str) -> Option<Lang> {
    let path = schemes(path).ok()?.into_iter().next()?;
    let mut library = library(&Disk);
    let file = open(&mut library, &path).ok()?.file;
    language(&library, file)
}

/// Puts text or bytes into a file in one step: a new file beside it takes its place once it is whole.
pub fn replace<T: AsRef<[u8]> + ?Sized>(path: &str, text: &T) -> Result<(), Unusable> {
    let mut new = Replacement::of(path);
    new.write(text.as_ref());
    new.finish()
}

/// A new file beside another, of which it takes the place once it is whole. What is left halfway is removed.
pub struct Replacement {
    path: String,
    beside: PathBuf,
    file: std::io::Result<std::fs::File>,
}

/// Where the new file for a path is made.
fn beside(path: &str) -> PathBuf {
    let target = Path::new(path);
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = format!(".{name}.{}.part", std::process::id());
    folder.unwrap_or(Path::new(".")).join(own)
}

/// Sees to it that nothing is left halfway when the run is broken off (Ctrl-C): neither new files for these paths nor
/// temporary ones.
#[expect(
    clippy::exit,
    reason = "a signal comes on a thread of its own, from which nothing can be handed back"
)]
pub fn when_broken_off<'p>(paths: impl IntoIterator<Item = &'p str>, temporary: Option<PathBuf>) {
    let unfinished: Vec<PathBuf> = paths.into_iter().map(beside).chain(temporary).collect();
    let clean = move || {
        for path in &unfinished {
            // Most of them are not there.
            let _ = std::fs::remove_file(path);
        }
        std::process::exit(BROKEN_OFF);
    };
    // Without it a half file stays, which harms nobody.
    let _ = ctrlc::set_handler(clean);
}

/// The exit status of a run that was broken off: 128 and the number of the signal.
const BROKEN_OFF: i32 = 130;

impl Replacement {
    /// For the file at a path, which need not be there.
    pub fn of(path: &str) -> Replacement {
        let beside = beside(path);
        Replacement { path: path.to_owned(), file: std::fs::File::create(&beside), beside }
    }

    /// Writes more. What goes wrong is told in the end.
    pub fn write(&mut self, bytes: &[u8]) {
        if let Ok(file) = &mut self.file
            && let Err(error) = file.write_all(bytes)
        {
            self.file = Err(error);
        }
    }

    /// Puts it into place.
    pub fn finish(mut self) -> Result<(), Unusable> {
        let target = Path::new(&self.path);
        let file = std::mem::replace(&mut self.file, Err(std::io::ErrorKind::Other.into()));
        let settle = |file: std::fs::File| -> std::io::Result<()> {
            file.sync_all()?;
            if let Ok(metadata) = std::fs::metadata(target) {
                std::fs::set_permissions(&self.beside, metadata.permissions())?;
            }
            std::fs::rename(&self.beside, target)
        };
        let path = &self.path;
        file.and_then(settle)
            .map_err(|why| Unusable(text!("写不了文件 {path}：{why}", "cannot write {path}: {why}")))
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Once it is in its place there is nothing beside it. Half of it is worth nothing.
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// Where results go.
pub enum Output {
    /// Into a file, once they are whole.
    File(Replacement),
    /// To standard output, as they come.
    Standard,
}

impl Output {
    /// To a file, if one is named.
    pub fn to(path: Option<&str>) -> Output {
        path.map_or(Output::Standard, |path| Output::File(Replacement::of(path)))
    }

    /// Writes more.
    pub fn write(&mut self, bytes: &[u8]) {
        match self {
            Output::File(file) => file.write(bytes),
            Output::Standard => super::print_bytes(bytes),
        }
    }

    /// Ends it.
    pub fn finish(self) -> Result<(), Unusable> {
        match self {
            Output::File(file) => file.finish(),
            Output::Standard => Ok(()),
        }
    }
}
