//! Schemes and evidence from the disk, for programs that run the engine in their own process.

use heng::scheme::library::{Library, Opened, check_text};
use heng::scheme::model::Scheme;
use heng::source::{World, WorldError};
use std::path::Path;

/// The disk.
struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        std::fs::read(path).map_err(|error| WorldError::Unreadable(error.to_string()))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, WorldError> {
        let entries = std::fs::read_dir(folder).map_err(|error| WorldError::Unreadable(error.to_string()))?;
        let mut found: Vec<String> =
            entries.flatten().map(|entry| entry.path().to_string_lossy().into_owned()).collect();
        found.retain(|path| path.ends_with(".heng"));
        found.sort();
        Ok(found)
    }
}

/// The first scheme of a file; why not, if it is not sound.
pub fn scheme(path: &Path) -> Result<Scheme, String> {
    let shown = path.to_string_lossy().into_owned();
    let opened = Library::new(&Disk).open(&shown).map_err(|_| format!("{shown} cannot be read"))?;
    first(opened, &shown)
}

/// The scheme of a text.
pub fn scheme_of(text: &str) -> Result<Scheme, String> {
    first(check_text("scheme.heng", text).1, "the scheme")
}

fn first(opened: Opened, name: &str) -> Result<Scheme, String> {
    let found = opened.schemes.into_iter().find_map(|loaded| loaded.scheme);
    found.ok_or_else(|| format!("{name} has errors: {:?}", opened.problems))
}
