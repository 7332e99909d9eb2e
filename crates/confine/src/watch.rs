//! A thread of the child that checks, ten times a second, whether the work makes progress.
//!
//! It detects what no limit of the operating system does: an endless loop in one
//! execution. It reports ends of executions, which the
//! parent counts as movement, and kills the session when the parent is gone.

use std::io;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, kill_process_group};

use crate::line::Line;
use crate::message::Said;
use crate::stillness::clock;
use crate::talk::Ear;

/// How often the thread checks.
const TICK: Duration = Duration::from_millis(100);

/// How long the system may take to provide a new MiB of memory: ten times as long as a slow
/// virtual machine takes.
const FOR_A_MIB: Duration = Duration::from_millis(20);

/// Whether there was a beat since the last tick.
static BEAT: AtomicBool = AtomicBool::new(false);

/// See [`crate::beat`].
pub(super) fn beat() {
    // Relaxed: the flag orders no other access. The load comes
    // first, so that several threads that beat all the time share the cache line.
    if !BEAT.load(Ordering::Relaxed) {
        BEAT.store(true, Ordering::Relaxed);
    }
}

/// Starts the thread.
pub(super) fn start(mut ear: Ear, line: Arc<Line>, silence: Duration) -> io::Result<()> {
    let body = move || watch(&mut ear, &line, silence);
    thread::Builder::new()
        .name("watch".to_owned())
        .spawn(body)?;
    Ok(())
}

fn watch(ear: &mut Ear, line: &Line, silence: Duration) {
    // The processor time of the current execution. A tick adds at most the time that one thread
    // can use in it: if the machine stands still for seconds and charges them to this process,
    // that costs no more than a tick. The time that the system needs to provide new memory is
    // subtracted, because it depends on the machine; a program
    // that grows without end reaches the limit on memory, however slow that is.
    let mut spent = Duration::ZERO;
    let mut beaten = false;
    let mut told = false;
    let mut before = (used(), peak());
    loop {
        match next(ear) {
            Next::Tick => {}
            Next::Word => continue,
            Next::Orphan => {
                // If this fails, there is no parent to report to.
                let _ = kill_process_group(getpgrp(), Signal::KILL);
                continue;
            }
        }
        let now = (used(), peak());
        let share = now.0.saturating_sub(before.0).min(TICK);
        let grown = u32::try_from(now.1.saturating_sub(before.1)).unwrap_or(u32::MAX);
        before = now;
        if told {
            continue;
        }
        // Relaxed, as above. If a message cannot be sent, the parent's own limit
        // on time remains.
        if BEAT.swap(false, Ordering::Relaxed) {
            (beaten, spent) = (true, Duration::ZERO);
            let _ = line.say(Said::Beat);
        } else if beaten {
            spent = (spent + share).saturating_sub(FOR_A_MIB.saturating_mul(grown));
        }
        if spent >= silence {
            let _ = line.send(Said::<()>::Silent);
            told = true;
        }
    }
}

/// The next event.
enum Next {
    /// A tick has passed.
    Tick,
    /// The parent has sent a message, and the tick was cut short.
    Word,
    /// The parent is gone: the socket is closed.
    Orphan,
}

fn next(ear: &mut Ear) -> Next {
    let mut fds = [PollFd::new(ear.socket(), PollFlags::IN)];
    let tick = Timespec::try_from(TICK).expect("a tick is short");
    match poll(&mut fds, Some(&tick)) {
        Ok(0) => Next::Tick,
        Ok(_) if !ear.listen() => Next::Orphan,
        // A signal cuts it short as well.
        Ok(_) | Err(_) => Next::Word,
    }
}

/// The processor time of this process, without this thread.
fn used() -> Duration {
    let process = clock(libc::CLOCK_PROCESS_CPUTIME_ID);
    process.saturating_sub(clock(libc::CLOCK_THREAD_CPUTIME_ID))
}

/// The most memory that this process has had at one time, in MiB.
fn peak() -> u64 {
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: `usage` is a local rusage, to which the call may write.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) };
    // SAFETY: zeros are a valid rusage, in case the call failed.
    let peak = unsafe { usage.assume_init() }.ru_maxrss;
    let unit = if cfg!(target_vendor = "apple") {
        1
    } else {
        1 << 10
    };
    u64::try_from(peak).unwrap_or_default().saturating_mul(unit) >> 20
}
