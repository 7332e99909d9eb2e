//! The clocks for limits: elapsed time, and the processor time of threads.

use std::fmt::Debug;
#[cfg(unix)]
use std::mem::MaybeUninit;
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

/// The processor time of all threads of this process but the calling one. Zero if the system does
/// not report it.
pub fn of_other_threads() -> Duration {
    let others = || Some(process_time()?.saturating_sub(thread_time()?));
    others().unwrap_or_default()
}

#[cfg(unix)]
fn thread_time() -> Option<Duration> {
    read(libc::CLOCK_THREAD_CPUTIME_ID)
}

#[cfg(unix)]
fn process_time() -> Option<Duration> {
    read(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Reads a clock of the system. (rustix reads it too; its clocks take a first build a second.)
#[cfg(unix)]
fn read(clock: libc::clockid_t) -> Option<Duration> {
    let mut time = MaybeUninit::<libc::timespec>::uninit();
    // SAFETY: the pointer is to memory for one `timespec`, which is valid for writes during the
    // call, and the call keeps no pointer.
    if unsafe { libc::clock_gettime(clock, time.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: a call that returns 0 has written the time.
    let time = unsafe { time.assume_init() };
    let seconds = u64::try_from(time.tv_sec).ok()?;
    Some(Duration::new(seconds, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn thread_time() -> Option<Duration> {
    None
}

#[cfg(not(unix))]
fn process_time() -> Option<Duration> {
    None
}

/// A duration in words: `5 s`, `0.25 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
