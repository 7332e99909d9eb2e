//! Stillness: detects from outside that no thread of the child moves any more.
//!
//! A model that waits for a lock of std waits for ever, and only such a child may be called
//! waiting. A child may not if other programs keep it from running, if it is stopped, or
//! if the whole machine stands still. So elapsed time decides nothing. Instead the parent
//! looks at the child, at most once a tick, and counts the looks at which
//!
//! - every thread of the child's session sleeps until another thread wakes it (a thread does not
//!   sleep if it is runnable and gets no processor, waits for the disk, or is stopped);
//! - nothing has come from the child since the look before: no output and no end of an execution;
//! - the child has used hardly any processor time since then.
//!
//! Any movement starts the count again. A look does not count if some thread is awake but uses
//! no processor time. If the parent itself is stopped or does not run, it does not count either.
//!
//! Two errors remain. First, code that sleeps by the clock (`std::thread::sleep`), within
//! one execution and for longer than the limit in total, is called waiting, which is intended.
//! Second, one processor of a virtual machine may stand still for all that time, with a thread on
//! it whose sleep should have ended, while the parent's processor goes on; this needs a
//! sleep as well. On a system that is neither Linux
//! with `/proc` nor macOS, the states of threads are unknown. There no child is called waiting,
//! and only the limit on elapsed time applies.

use std::time::{Duration, Instant};

use rustix::process::Pid;

/// How often the parent looks.
const TICK: Duration = Duration::from_millis(100);

/// The least use of a processor between two looks that counts as movement: a thread that only
/// wakes up now and then to poll uses less.
const USE: Duration = Duration::from_millis(2);

/// A child that gets this share of a tick counts as running.
const FAIR: Duration = Duration::from_millis(25);

/// The parent's observations of a child.
pub(super) struct Stillness {
    child: Pid,
    next: Instant,
    /// How long nothing has moved, in looks.
    still: Duration,
    used: Duration,
    printed: usize,
    /// The processor time of the whole session, as the system counts it.
    used_by_all: Duration,
    /// How long threads were ready to run and did not get to.
    held_up: Duration,
}

impl Stillness {
    pub(super) fn of(child: Pid) -> Self {
        Self {
            child,
            next: Instant::now() + TICK,
            still: Duration::ZERO,
            used: Duration::ZERO,
            printed: 0,
            used_by_all: Duration::ZERO,
            held_up: Duration::ZERO,
        }
    }

    /// The time until the next look.
    pub(super) fn until_look(&self) -> Duration {
        self.next.saturating_duration_since(Instant::now())
    }

    /// Something has moved: starts the count again.
    pub(super) fn end(&mut self) {
        self.still = Duration::ZERO;
    }

    /// Looks at the child if it is time to; `printed` is the number of bytes that it has printed.
    /// Returns how long nothing has moved.
    pub(super) fn look(&mut self, printed: usize) -> Duration {
        if !self.until_look().is_zero() {
            return self.still;
        }
        let used = system::used(self.child);
        let share = used.saturating_sub(self.used);
        let moves = share >= USE || printed != self.printed;
        (self.used, self.printed) = (used, printed);
        if moves {
            self.end();
        } else if system::sleeps(self.child) {
            self.still += TICK;
        }
        if share < FAIR {
            let (is_ready, used) = system::of_all(self.child);
            let share = used.saturating_sub(self.used_by_all);
            self.used_by_all = used;
            if is_ready && share < FAIR {
                self.held_up += TICK;
            }
        }
        self.next = Instant::now() + TICK;
        self.still
    }

    /// How long the child's session was held up since the last call: a thread was ready to run,
    /// but other programs had the processors, or the disk was busy.
    pub(super) fn held_up(&mut self) -> Duration {
        std::mem::take(&mut self.held_up)
    }
}

/// The time of this clock of the system; zero if there is no such clock.
///
/// rustix has this too, in a feature that costs a first build almost two seconds.
pub(super) fn clock(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is a local timespec, to which the call may write.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    use rustix::process::Pid;

    /// The processor time that all threads of a process have used.
    pub(super) fn used(process: Pid) -> Duration {
        let mut clock = 0;
        // SAFETY: `clock` is a local variable, and the call may write to it.
        let failed =
            unsafe { libc::clock_getcpuclockid(process.as_raw_nonzero().get(), &raw mut clock) };
        match failed {
            0 => super::clock(clock),
            _ => Duration::ZERO,
        }
    }

    /// Whether every thread sleeps, in the process that leads a session and in all others
    /// of that session.
    pub(super) fn sleeps(leader: Pid) -> bool {
        let process = format!("/proc/{leader}");
        threads_sleep(Path::new(&process)) && others_sleep(leader) == Some(true)
    }

    /// For all processes of a session: whether a thread is ready to run or waits for the disk,
    /// and the processor time of all, including processes that have ended and were reaped.
    pub(super) fn of_all(leader: Pid) -> (bool, Duration) {
        let session = leader.to_string();
        let (mut is_ready, mut ticks) = (false, 0);
        for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
            if process.file_name().as_encoded_bytes()[0].is_ascii_digit()
                && let Some(stat) = stat(&process.path())
                && stat.session == session
            {
                ticks += stat.ticks;
                is_ready |= threads(&process.path()).any(|state| matches!(state, 'R' | 'D'));
            }
        }
        // Linux counts in hundredths of a second, on every processor.
        (is_ready, Duration::from_millis(10 * ticks))
    }

    /// The states of a process' threads.
    fn threads(process: &Path) -> impl Iterator<Item = char> {
        let threads = fs::read_dir(process.join("task")).into_iter().flatten();
        threads.filter_map(|thread| Some(stat(&thread.ok()?.path())?.state))
    }

    fn others_sleep(leader: Pid) -> Option<bool> {
        let session = leader.to_string();
        for process in fs::read_dir("/proc").ok()? {
            let process = process.ok()?;
            if process.file_name().as_encoded_bytes()[0].is_ascii_digit()
                // A process that has ended in the meantime does not matter.
                && let Some(stat) = stat(&process.path())
                && stat.session == session
                && !threads_sleep(&process.path())
            {
                return Some(false);
            }
        }
        Some(true)
    }

    fn threads_sleep(process: &Path) -> bool {
        let Ok(mut threads) = fs::read_dir(process.join("task")) else {
            return false;
        };
        threads.all(|thread| {
            let stat = thread.ok().and_then(|thread| stat(&thread.path()));
            // Asleep, in a way that a signal would end; or dead.
            stat.is_some_and(|stat| matches!(stat.state, 'S' | 'Z' | 'X'))
        })
    }

    /// The fields of `stat` of a process or a thread.
    struct Stat {
        state: char,
        session: String,
        /// The time used by it and by the children that it has reaped, in hundredths of a second.
        ticks: u64,
    }

    /// Reads `stat` of the process or the thread with this folder under `/proc`.
    fn stat(folder: &Path) -> Option<Stat> {
        let text = fs::read_to_string(folder.join("stat")).ok()?;
        // The number, the name in parentheses, which may contain any character, and then: state,
        // parent, group, session, ..
        let mut fields = text[text.rfind(')')? + 1..].split_ascii_whitespace();
        Some(Stat {
            state: fields.next()?.chars().next()?,
            session: fields.nth(2)?.to_owned(),
            // After terminal, its group, flags and four kinds of faults.
            ticks: fields
                .skip(7)
                .take(4)
                .filter_map(|n| n.parse::<u64>().ok())
                .sum(),
        })
    }
}

#[cfg(target_os = "macos")]
mod system {
    use std::mem::{MaybeUninit, size_of, size_of_val};
    use std::time::Duration;

    use rustix::process::Pid;

    /// The processor time that all threads of a process have used.
    pub(super) fn used(process: Pid) -> Duration {
        #[expect(
            deprecated,
            reason = "another crate, for one call, costs a first build"
        )]
        let unit = {
            let mut unit = libc::mach_timebase_info { numer: 1, denom: 1 };
            // SAFETY: `unit` is a local variable, and the call may write to it.
            unsafe { libc::mach_timebase_info(&raw mut unit) };
            (u64::from(unit.numer), u64::from(unit.denom.max(1)))
        };
        let units = info(process.as_raw_nonzero().get())
            .map_or(0, |info| info.pti_total_user + info.pti_total_system);
        Duration::from_nanos(units.saturating_mul(unit.0) / unit.1)
    }

    /// Whether every thread sleeps, in the process that leads a group and in all others of
    /// that group: none runs or could run.
    pub(super) fn sleeps(leader: Pid) -> bool {
        let leader = leader.as_raw_nonzero().get();
        let asleep = |process| info(process).map(|info| info.pti_numrunning == 0);
        let mut group = [0; 256];
        let room = libc::c_int::try_from(size_of_val(&group)).unwrap_or_default();
        // SAFETY: `group` has room for `room` bytes, to which the call may write.
        let count = unsafe { libc::proc_listpgrppids(leader, group.as_mut_ptr().cast(), room) };
        let Some(group) = usize::try_from(count)
            .ok()
            .and_then(|count| group.get(..count))
        else {
            return false;
        };
        // A process that has ended in the meantime does not matter.
        asleep(leader) == Some(true) && group.iter().all(|&one| asleep(one) != Some(false))
    }

    /// This system does not say which threads are ready to run.
    pub(super) fn of_all(_: Pid) -> (bool, Duration) {
        (false, Duration::ZERO)
    }

    fn info(process: libc::pid_t) -> Option<libc::proc_taskinfo> {
        let mut info = MaybeUninit::<libc::proc_taskinfo>::zeroed();
        let length = libc::c_int::try_from(size_of::<libc::proc_taskinfo>()).ok()?;
        // SAFETY: `info` has room for `length` bytes, to which the call may write.
        let written = unsafe {
            let info = info.as_mut_ptr().cast();
            libc::proc_pidinfo(process, libc::PROC_PIDTASKINFO, 0, info, length)
        };
        // SAFETY: all of it is written, and it consists of integers.
        (written == length).then(|| unsafe { info.assume_init() })
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod system {
    use std::time::Duration;

    use rustix::process::Pid;

    pub(super) fn used(_: Pid) -> Duration {
        Duration::ZERO
    }

    pub(super) fn sleeps(_: Pid) -> bool {
        false
    }

    pub(super) fn of_all(_: Pid) -> (bool, Duration) {
        (false, Duration::ZERO)
    }
}
