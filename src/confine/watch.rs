//! A thread of the child that looks, ten times a second, whether anything goes on.
//!
//! It sees what no limit of the operating system does: that nobody runs, or that
//! somebody runs round and round in one execution. And it ends the process when the
//! parent is gone.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, kill_process_group};

use super::child::Line;
use super::message::Said;
use super::talk::{self, Ear};

/// How often the thread looks.
const TICK: Duration = Duration::from_millis(100);

/// The least use of a processor, in a tick, that counts as any: whoever only wakes
/// up now and then to look whether something has come uses less.
const USE: Duration = Duration::from_millis(2);

/// Whether there was a beat since the last tick.
static BEAT: AtomicBool = AtomicBool::new(false);

/// See [`super::beat`].
pub(super) fn beat() {
    // Only a mark that nothing else hangs on, so Relaxed will do. It is looked at
    // first, so that several threads that beat all the time share the cache line.
    if !BEAT.load(Ordering::Relaxed) {
        BEAT.store(true, Ordering::Relaxed);
    }
}

/// Starts the thread.
pub(super) fn start(
    mut ear: Ear,
    line: Arc<Line>,
    idle: Duration,
    silence: Duration,
) -> io::Result<()> {
    let body = move || watch(&mut ear, &line, idle, silence);
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(body)?;
    Ok(())
}

fn watch(ear: &mut Ear, line: &Line, idle: Duration, silence: Duration) {
    // Counted in ticks of this thread, so that a stopped process, or one that gets
    // no processor because others have it, is not taken for one that waits.
    let mut unused = Duration::ZERO;
    let mut beaten: Option<Duration> = None;
    let mut before = used();
    let mut told = false;
    loop {
        if is_orphan(ear) {
            // Nobody is left to tell if that fails.
            let _ = kill_process_group(getpgrp(), Signal::KILL);
        }
        if told {
            continue;
        }
        let now = used();
        if now.saturating_sub(before) < USE && !talk::is_waiting() {
            unused += TICK;
        } else {
            unused = Duration::ZERO;
        }
        before = now;
        // Relaxed, as above.
        if BEAT.swap(false, Ordering::Relaxed) {
            beaten = Some(now);
        }
        let silent = beaten.is_some_and(|beaten| now.saturating_sub(beaten) >= silence);
        let said: Said<()> = match (unused >= idle, silent) {
            (true, _) => Said::Idle,
            (_, true) => Said::Silent,
            _ => continue,
        };
        // If it cannot be sent, there is the parent's own limit on the time.
        let _ = line.send(said);
        told = true;
    }
}

/// Waits for a tick, or for what the parent says; whether the parent is gone, which
/// hangs up.
fn is_orphan(ear: &mut Ear) -> bool {
    let mut fds = [PollFd::new(ear.socket(), PollFlags::IN)];
    let tick = Timespec::try_from(TICK).expect("a tick is short");
    let comes = poll(&mut fds, Some(&tick)).is_ok_and(|ready| ready > 0);
    comes && !ear.listen()
}

/// The processor time that this process has used, this thread's own aside.
fn used() -> Duration {
    let process = clock(libc::CLOCK_PROCESS_CPUTIME_ID);
    process.saturating_sub(clock(libc::CLOCK_THREAD_CPUTIME_ID))
}

/// What this clock of the system shows; nothing if there is no such clock.
///
/// rustix has this too, in a feature that costs a first build almost two seconds.
fn clock(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a timespec of ours, to which the call may write.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}
