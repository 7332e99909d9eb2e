//! What several checks look at: how many children there are, and which are left, and
//! what a pool's log says.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{Error, EventKind, Pool, Process, active_children};
use racelab::proof::Verdict;

/// Runs it, and counts how many children there are at the same time, at most.
pub(crate) fn most_alive<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let counting = scope.spawn(|| {
            let mut most = 0;
            // Only says when to stop; joining the thread orders the rest.
            while !over.load(Relaxed) {
                most = most.max(active_children().len());
                thread::sleep(Duration::from_millis(1));
            }
            most
        });
        // Also when the student's code panics, or the thread would never end.
        let result = catch_unwind(AssertUnwindSafe(run));
        over.store(true, Relaxed);
        let most = counting.join().expect("counting does not panic");
        match result {
            Ok(result) => (result, most),
            Err(payload) => resume_unwind(payload),
        }
    })
}

/// Ends the children that are still there, and says how many there were: they are not
/// the next one's.
pub(crate) fn left_behind() -> usize {
    let left = active_children();
    left.iter().try_for_each(Process::kill).ok();
    left.iter().try_for_each(Process::join).ok();
    left.len()
}

/// Waits until so many workers of a pool are there, so that whoever is asked for
/// anything is asked of all of them.
pub(crate) fn wait_for_all(pool: &Pool, processes: usize) {
    let ready = || {
        let events = pool.events().into_iter();
        events
            .filter(|event| event.kind == EventKind::Ready)
            .count()
    };
    while ready() < processes {
        thread::sleep(Duration::from_millis(1));
    }
}

/// The verdict on an answer that ends with this error.
pub(crate) fn verdict(error: &Error) -> Verdict {
    match error {
        Error::Panicked(_) => Verdict::Panic,
        _ => Verdict::WrongOutcome,
    }
}
