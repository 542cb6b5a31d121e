//! The program as others call it: from a folder, with no language from the environment.

use std::path::Path;
use std::process::Command;

/// The program, to be started in a folder.
pub fn program(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heng"));
    command.current_dir(folder).env_remove("HENG_LANG").env("LC_ALL", "C");
    command
}
