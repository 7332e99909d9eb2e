//! The run that the checks of the process labs share: it calls an answer, and records what the
//! answer's processes did.

use std::mem;
use std::panic::{self, AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{Pool, Process, Result, active_children, has_children};

use crate::worker::Log;

/// The record of a run. `Witness` is what observed the processes: the [`Children`] of this
/// process, or the [`Log`] of a pool.
pub(crate) struct Run<T, Witness> {
    /// What the answer returned, or the first error: that of the answer, or that of its pool.
    pub(crate) returned: Result<T>,
    /// The processes that the answer left behind.
    pub(crate) left: Left,
    /// The observer of its processes.
    pub(crate) witness: Witness,
}

/// The processes that an answer left behind.
pub(crate) struct Left {
    /// How many were still running. The run has ended them: the next run does not see them.
    pub(crate) running: usize,
    /// Whether a process had ended, and the answer had not waited for its end.
    pub(crate) has_zombie: bool,
}

/// The children that were seen while an answer ran.
#[derive(Default)]
pub(crate) struct Children {
    /// The most children that existed at the same time.
    pub(crate) most: usize,
    /// A handle of each child, besides the one that the answer has.
    seen: Vec<Process>,
}

impl Children {
    /// The exit codes of the children that have ended, as each child itself gave it.
    pub(crate) fn exit_codes(&self) -> Vec<i32> {
        self.seen.iter().filter_map(Process::exitcode).collect()
    }

    /// How many children there were; a child is counted once.
    pub(crate) fn count(&self) -> usize {
        let numbers: Vec<_> = self.seen.iter().map(Process::pid).collect();
        let first = |&place: &usize| !numbers[..place].contains(&numbers[place]);
        (0..numbers.len()).filter(first).count()
    }

    fn look(&mut self) {
        let alive = active_children();
        self.most = self.most.max(alive.len());
        for child in alive {
            // The system gives the number of a process to another one only when it has ended.
            let known = |other: &Process| other.is_alive() && other.pid() == child.pid();
            if !self.seen.iter().any(known) {
                self.seen.push(child);
            }
        }
    }
}

/// Runs an answer that starts processes; a second thread counts the children meanwhile.
pub(crate) fn with_processes<T>(answer: impl FnOnce() -> Result<T>) -> Run<T, Children> {
    let over = AtomicBool::new(false);
    let (returned, witness) = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut children = Children::default();
            // The flag only says when to stop; joining the thread orders the rest.
            while !over.load(Relaxed) {
                children.look();
                thread::sleep(Duration::from_millis(1));
            }
            children
        });
        // The thread has to end also when the answer panics.
        let returned = catch_unwind(AssertUnwindSafe(answer));
        over.store(true, Relaxed);
        (returned, watching.join().expect("watching does not panic"))
    });
    Run {
        returned: returned.unwrap_or_else(|payload| resume_unwind(payload)),
        left: left_behind(),
        witness,
    }
}

/// Runs an answer that uses a pool, and then closes the pool.
pub(crate) fn on_a_pool<T>(pool: &Pool, answer: impl FnOnce(&Pool) -> Result<T>) -> Run<T, Log> {
    let returned = answer(pool);
    let witness = Log::of(pool);
    pool.close();
    let joined = pool.join();
    Run {
        returned: returned.and_then(|returned| joined.map(|()| returned)),
        left: left_behind(),
        witness,
    }
}

/// What an answer returns on a pool whose workers return wrong results, or none. If what it returns
/// is right, the answer did not use those results. `None` if it returns an error or panics, which a
/// wrong result may cause; the panic is not printed.
pub(crate) fn led_astray<T>(
    pool: Result<Pool>,
    answer: impl FnOnce(&Pool) -> Result<T>,
) -> Option<T> {
    let run = on_a_pool(&pool.ok()?, |pool| {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        let returned = catch_unwind(AssertUnwindSafe(|| answer(pool)));
        panic::set_hook(hook);
        Ok(returned)
    });
    // The payload may be of a student's type, whose `drop` may panic too.
    run.returned.ok()?.map_err(mem::forget).ok()?.ok()
}

/// Ends the children that are still running, and says what was left.
fn left_behind() -> Left {
    let children = active_children();
    children.iter().try_for_each(Process::kill).ok();
    children.iter().try_for_each(Process::join).ok();
    Left {
        running: children.len(),
        has_zombie: has_children(),
    }
}
