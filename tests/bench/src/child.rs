//! What another program costs: time, processor time, memory. It knows no workload.

use std::io;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// What a child cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Seconds until it ended.
    pub wall: f64,
    /// Seconds of processor time, its own and the system's for it.
    pub cpu: f64,
    /// The most memory that it held, in MB of a million bytes.
    pub memory: f64,
}

/// Runs a command to its end. It may end with findings (1), but not fail.
pub fn child(command: &mut Command) -> io::Result<Cost> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let used = child.wait4()?;
    let wall = start.elapsed().as_secs_f64();
    if used.status.code().is_none_or(|code| code >= 2) {
        return Err(io::Error::other(format!("{command:?} ended with {}", used.status)));
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Ok(Cost { wall, cpu, memory: used.rusage.maxrss as f64 / 1e6 })
}
