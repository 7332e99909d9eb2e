//! Lab 01: processes that end in many ways, and what must hold of who starts them.

use std::panic;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use racelab::process::{Error, Process, Result, active_children, has_children};
use racelab::proof::{Proof, Report, Verdict};

/// What the exercise implements: starting processes, and hearing how they end.
pub trait HelloProcess {
    /// Starts a process for each of the codes, with the task [`end`], all at the same
    /// time; joins them all, and returns their exit codes, in the order of the codes.
    ///
    /// # Errors
    ///
    /// Whatever starting and joining says.
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>>;
}

/// A task: takes so long, and then ends its process so that the parent sees this exit
/// code. 0 is an ordinary return, 101 a panic, -6 an abort, and the rest an exit.
pub fn end(milliseconds: u64, code: i32) {
    thread::sleep(Duration::from_millis(milliseconds));
    match code {
        0 => {}
        101 => {
            // Its message would only stand in the way here.
            panic::set_hook(Box::new(|_| {}));
            panic!("as it was told to");
        }
        -6 => std::process::abort(),
        code => std::process::exit(code),
    }
}

/// The codes of the check.
const CODES: [i32; 6] = [0, 3, 101, -6, 0, 255];

/// Said of processes that were started by other means than the library's.
const LEFT: &str = "a process was left behind: nobody has waited for its end";

/// Asks for six exit codes and looks how many processes there were at the same time.
pub fn check<A: HelloProcess>() -> Report {
    let proof = std::iter::once_with(|| Proof::guarded("6 processes", judge::<A>));
    Report::new(
        "Every process was started, ran beside the others, and was joined.",
        proof,
    )
}

/// Asks with longer and longer tasks until all are seen at the same time, or until it
/// cannot be the machine that stands in the way.
///
/// On a busy machine the first of six may be done before the last is started, whoever
/// starts them. So before it says that an answer has them one after the other, it has
/// seen six of its own at the same time, with tasks of a quarter of the length.
fn judge<A: HelloProcess>() -> Proof {
    let mut could_be_seen = false;
    for milliseconds in [50, 200, 800, 3_200] {
        match run::<A>(milliseconds) {
            Ok(proof) => return proof,
            Err(sentence) if could_be_seen => {
                return Proof::new("6 processes", Verdict::NoConcurrency, sentence)
                    .advising("Start all of them, and keep them in a Vec. Only then join.");
            }
            Err(_) => could_be_seen = can_be_seen(milliseconds),
        }
    }
    let sentence = "this machine is too busy to have 6 processes at the same time";
    Proof::new("6 processes", Verdict::NoVerdict, sentence)
        .advising("End what else is running, and check again.")
}

/// Whether six processes that six threads start are there at the same time.
fn can_be_seen(milliseconds: u64) -> bool {
    let start = || {
        let mut process = Process::new(end).args((milliseconds, 0));
        process.start().and_then(|()| process.join())
    };
    let (started, most) = watched(|| {
        thread::scope(|scope| {
            let threads = CODES.map(|_| scope.spawn(start));
            threads.map(|thread| thread.join().is_ok_and(|started| started.is_ok()))
        })
    });
    most == CODES.len() && started.into_iter().all(|started| started)
}

/// The verdict; or in words that not all processes were there at the same time.
fn run<A: HelloProcess>(milliseconds: u64) -> std::result::Result<Proof, String> {
    let proof = |verdict, sentence: String| Proof::new("6 processes", verdict, sentence);
    let (found, most) = watched(|| A::exit_codes(milliseconds, CODES.to_vec()));
    let left = active_children();
    if !left.is_empty() {
        // They are not the next one's.
        left.iter().try_for_each(Process::kill).ok();
        left.iter().try_for_each(Process::join).ok();
        let sentence = format!("{} processes were still running after it", left.len());
        return Ok(proof(Verdict::WrongOutcome, sentence).advising(
            "A process that is started runs on by itself. Join it: that waits until it has \
             ended, and only then is there an exit code.",
        ));
    }
    if has_children() {
        return Ok(proof(Verdict::WrongOutcome, LEFT.to_owned()).advising(
            "Wait for every process that you start, whatever you start it with: one that has \
             ended stays a zombie until somebody does.",
        ));
    }
    let found = match found {
        Ok(found) => found,
        Err(error @ Error::NotRegistered { .. }) => {
            return Ok(proof(Verdict::WrongOutcome, error.to_string())
                .advising("Use the task `end` of check.rs; a child knows no others."));
        }
        Err(error) => return Ok(proof(Verdict::WrongOutcome, error.to_string())),
    };
    if found != CODES.map(Some) {
        let sentence = format!("the exit codes are {found:?}, not {:?}", CODES.map(Some));
        return Ok(proof(Verdict::WrongOutcome, sentence)
            .advising("Ask each process for its own exit code, in the order of the codes."));
    }
    match most {
        0 => Err("no process was ever started".to_owned()),
        1 => Err(
            "there was one process at a time: each was joined before the next was \
                  started"
                .to_owned(),
        ),
        most if most < CODES.len() => Err(format!(
            "no more than {most} of 6 processes were there at the same time"
        )),
        _ => Ok(proof(Verdict::Passed, "all at the same time".to_owned())),
    }
}

/// Runs it, and counts how many children there are at the same time, at most.
fn watched<T>(run: impl FnOnce() -> T) -> (T, usize) {
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
        let result = panic::catch_unwind(panic::AssertUnwindSafe(run));
        over.store(true, Relaxed);
        let most = counting.join().expect("counting does not panic");
        match result {
            Ok(result) => (result, most),
            Err(payload) => panic::resume_unwind(payload),
        }
    })
}
