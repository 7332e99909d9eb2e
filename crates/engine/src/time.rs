//! The clocks for limits.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The elapsed time, and the processor time of the calling OS thread.
///
/// A limit on processor time is a limit on work: on a busy machine, elapsed time passes while a
/// thread waits for its turn, and its processor time does not.
pub trait Clocks: Debug + Send + Sync {
    /// The elapsed time.
    fn now(&self) -> Instant;

    /// The processor time of the calling OS thread. Its start has no meaning; only differences do.
    fn processor(&self) -> Duration;
}

/// The clocks of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClocks;

impl Clocks for SystemClocks {
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Elapsed time, if the system does not report processor time.
    fn processor(&self) -> Duration {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        thread_time().unwrap_or_else(|| BEGINNING.elapsed())
    }
}

#[cfg(unix)]
fn thread_time() -> Option<Duration> {
    use rustix::time::{ClockId, DynamicClockId, clock_gettime_dynamic};

    let clock = DynamicClockId::Known(ClockId::ThreadCPUTime);
    Duration::try_from(clock_gettime_dynamic(clock).ok()?).ok()
}

#[cfg(not(unix))]
fn thread_time() -> Option<Duration> {
    None
}

/// A duration in words: `5 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
