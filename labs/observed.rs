//! What several checks look at: how many children there are, which are left, and what an
//! answer is made of; and when what was seen is beyond doubt.

use std::panic::{self, AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{Error, Pool, Process, Result, active_children};
use racelab::proof::{Proof, Verdict};

/// What a check has come to.
pub(crate) enum Judged {
    /// It is so, whatever else the machine has to do.
    Sure(Proof),
    /// It may be the machine that is to blame.
    InDoubt(Proof),
    /// With tasks as short as these it may be right and yet not be seen to be.
    TooShort,
}

/// Judges with longer and longer tasks of so many milliseconds, until the verdict is
/// beyond doubt.
///
/// On a busy machine short tasks may be over before the last one has begun or somebody has
/// looked, whoever asks for them. So a verdict in doubt is believed only if a right answer
/// has been seen to be right before, with shorter tasks.
pub(crate) fn beyond_doubt<T: Copy>(
    instance: &str,
    milliseconds: &[T],
    run: impl Fn(T) -> Judged,
    right_is_seen: impl Fn(T) -> bool,
) -> Proof {
    let mut is_believed = false;
    for &milliseconds in milliseconds {
        match run(milliseconds) {
            Judged::Sure(proof) => return proof,
            Judged::InDoubt(proof) if is_believed => return proof,
            _ => is_believed = is_believed || right_is_seen(milliseconds),
        }
    }
    too_busy(instance)
}

/// No verdict, since this machine has too much else to do.
pub(crate) fn too_busy(instance: &str) -> Proof {
    let sentence = "this machine is too busy to see what runs at the same time";
    Proof::new(instance, Verdict::NoVerdict, sentence)
        .advising("End what else is running, and check again.")
}

/// The children that were seen while something ran.
pub(crate) struct Children {
    /// How many there were at the same time, at most.
    pub(crate) most: usize,
    /// A handle of each, besides the one that the student's code has.
    seen: Vec<Process>,
}

impl Children {
    /// How those have ended that have: what each said itself, whatever is said of it.
    pub(crate) fn exit_codes(&self) -> Vec<i32> {
        self.seen.iter().filter_map(Process::exitcode).collect()
    }

    fn look(&mut self) {
        let alive = active_children();
        self.most = self.most.max(alive.len());
        for child in alive {
            // A number of a process is given to another one only when it has ended.
            let known = |other: &Process| other.is_alive() && other.pid() == child.pid();
            if !self.seen.iter().any(known) {
                self.seen.push(child);
            }
        }
    }
}

/// Runs it, and looks all the time which children there are.
pub(crate) fn watched<T>(run: impl FnOnce() -> T) -> (T, Children) {
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let (most, seen) = (0, Vec::new());
            let mut children = Children { most, seen };
            // Only says when to stop; joining the thread orders the rest.
            while !over.load(Relaxed) {
                children.look();
                thread::sleep(Duration::from_millis(1));
            }
            children
        });
        // Also when the student's code panics, or the thread would never end.
        let result = catch_unwind(AssertUnwindSafe(run));
        over.store(true, Relaxed);
        let children = watching.join().expect("watching does not panic");
        match result {
            Ok(result) => (result, children),
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

/// What an answer comes to on a pool whose workers send what is wrong: if that is right, it
/// is made of something else. `None` if it comes to nothing: then it has looked at what was
/// sent, and that it panics, say, costs nothing and is not told.
pub(crate) fn led_astray<T>(
    pool: Result<Pool>,
    answer: impl FnOnce(&Pool) -> Result<T>,
) -> Option<T> {
    let pool = pool.ok()?;
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let found = catch_unwind(AssertUnwindSafe(|| answer(&pool)));
    panic::set_hook(hook);
    pool.close();
    let joined = pool.join();
    // Nor are those that it would have joined.
    left_behind();
    joined.ok()?;
    found.ok()?.ok()
}

/// What is to be said of so many processes that `what` has left behind.
pub(crate) fn still_running(left: usize, what: &str) -> String {
    match left {
        1 => format!("one process was still running after {what}"),
        left => format!("{left} processes were still running after {what}"),
    }
}

/// The verdict on an answer that ends with this error.
pub(crate) fn verdict(error: &Error) -> Verdict {
    match error {
        Error::Panicked(_) => Verdict::Panic,
        _ => Verdict::WrongOutcome,
    }
}
