//! The clocks that limits look at.

use std::fmt::Debug;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The clock on the wall, and the processor time of the calling OS thread.
///
/// A limit on processor time is a limit on work: on a busy machine the wall's clock
/// goes on while a thread waits for its turn, and its processor time does not.
pub trait Clocks: Debug + Send + Sync {
    /// The time on the wall.
    fn now(&self) -> Instant;

    /// How much processor time the calling OS thread has taken. The time from which it
    /// counts means nothing; differences do.
    fn processor(&self) -> Duration;
}

/// The clocks of the machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SystemClocks;

impl Clocks for SystemClocks {
    fn now(&self) -> Instant {
        Instant::now()
    }

    /// Where the system does not tell, the time on the wall takes its place.
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
