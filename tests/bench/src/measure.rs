//! Processor time of this process. It knows no workload.

use rustix::time::{ClockId, clock_gettime};

/// Processor time of this process in seconds, all threads.
fn clock() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Processor time of some work, and what it gave.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = clock();
    let given = work();
    (clock() - start, given)
}
