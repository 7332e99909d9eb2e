//! Lab 01: processes that end in many ways, and what must hold of who starts them.

use std::ops::RangeInclusive;
use std::panic;
use std::thread;
use std::time::Duration;

use racelab::process::{Error, Process, Result, has_children};
use racelab::proof::{Proof, Report, Verdict};

use crate::observed::Judged::{self, InDoubt, Sure};
use crate::observed::{beyond_doubt, left_behind, still_running, watched};

/// What the exercise implements: starting processes, and hearing how they end.
pub trait HelloProcess {
    /// Starts a process for each of the codes, with the task [`end`], all at the same
    /// time; waits until all have ended, and returns their exit codes, in the order of the
    /// codes.
    ///
    /// # Errors
    ///
    /// Whatever starting and joining says.
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>>;
}

/// A task: takes so long, and up to 200 ms longer, as only the process knows; then ends its
/// process so that the parent sees this exit code. 0 is an ordinary return, 101 a panic, -6 an
/// abort, [`ITS_OWN`] an exit with a code that the process chooses, and the rest an exit, of
/// whose code a parent sees the lowest eight bits.
pub fn end(milliseconds: u64, code: i32) {
    // Not where it is to take no time, and not that of which an answer has to hear anyway.
    let longer = match code {
        ITS_OWN => 0,
        _ => LONGER.min(4 * milliseconds),
    };
    let longer = rand::random_range(0..=longer);
    thread::sleep(Duration::from_millis(milliseconds + longer));
    match code {
        0 => {}
        101 => {
            // Its message would only stand in the way here.
            panic::set_hook(Box::new(|_| {}));
            panic!("as it was told to");
        }
        -6 => std::process::abort(),
        ITS_OWN => std::process::exit(rand::random_range(CHOICE)),
        code => std::process::exit(code),
    }
}

/// How much longer a process takes than it is told to, at most, in milliseconds: an answer
/// that waits by a clock finds some of them running.
const LONGER: u64 = 200;

/// Asks a process to end with a code that only itself knows, until it has ended.
pub const ITS_OWN: i32 = i32::MAX;

/// What it chooses from.
const CHOICE: RangeInclusive<i32> = 110..=250;

/// What the check calls its one instance.
const INSTANCE: &str = "6 processes";

/// The codes of the check. An answer that returns the last two as they were asked for has not
/// asked the processes.
const CODES: [i32; 6] = [0, 3, 101, -6, ITS_OWN, 256 + 7];

/// What a parent sees of a process that ended with this code, where `own` is what one of
/// them chose.
fn seen(code: i32, own: Option<i32>) -> Option<i32> {
    match code {
        ITS_OWN => own,
        ..0 => Some(code),
        _ => Some(code & 0xff),
    }
}

fn no_process_has_ended_with(code: i32) -> String {
    format!("no process has ended with {code}, which is among your exit codes")
}

/// The first of these codes with which fewer processes have ended than there are such codes.
fn unheard(found: &[Option<i32>], mut ended: Vec<i32>) -> Option<i32> {
    found.iter().flatten().copied().find(|code| {
        let at = ended.iter().position(|other| other == code);
        at.map(|at| ended.swap_remove(at)).is_none()
    })
}

/// Said of processes that were started by other means than the library's.
const LEFT: &str = "a process was left behind: nobody has waited for its end";

/// Asks for six exit codes and looks how many processes there were at the same time.
pub fn check<A: HelloProcess>() -> Report {
    let judge = || beyond_doubt(INSTANCE, &[50, 200, 800, 3_200], runs::<A>, can_be_seen);
    let proof = std::iter::once_with(|| Proof::guarded(INSTANCE, judge));
    Report::new(
        "Every process ran beside the others, and had ended when you returned its code.",
        proof,
    )
}

/// Whether six processes that six threads start are there at the same time.
fn can_be_seen(milliseconds: u64) -> bool {
    let start = || {
        let mut process = Process::new(end).args((milliseconds, 0));
        process.start().and_then(|()| process.join())
    };
    let (started, children) = watched(|| {
        thread::scope(|scope| {
            let threads = CODES.map(|_| scope.spawn(start));
            threads.map(|thread| thread.join().is_ok_and(|started| started.is_ok()))
        })
    });
    children.most == CODES.len() && started.into_iter().all(|started| started)
}

/// How often it has to be right: an answer that waits for one process has waited for all if
/// that one happens to end last.
const RUNS: usize = 3;

/// The verdict on as many runs as it takes.
fn runs<A: HelloProcess>(milliseconds: u64) -> Judged {
    let is_passed = |judged: &Judged| matches!(judged, Sure(p) if p.verdict == Verdict::Passed);
    let mut wrong = (1..RUNS).map(|_| run::<A>(milliseconds));
    wrong
        .find(|judged| !is_passed(judged))
        .unwrap_or_else(|| run::<A>(milliseconds))
}

/// The verdict, in doubt if not all processes were there at the same time.
fn run<A: HelloProcess>(milliseconds: u64) -> Judged {
    let proof = |verdict, sentence: String| Proof::new(INSTANCE, verdict, sentence);
    let (found, children) = watched(|| A::exit_codes(milliseconds, CODES.to_vec()));
    let left = left_behind();
    if left > 0 {
        let sentence = still_running(left, "it");
        return Sure(proof(Verdict::WrongOutcome, sentence).advising(
            "A process that is started runs on by itself. Join it: that waits until it has \
             ended, and only then is there an exit code.",
        ));
    }
    if has_children() {
        return Sure(proof(Verdict::WrongOutcome, LEFT.to_owned()).advising(
            "Wait for every process that you start, whatever you start it with: one that has \
             ended stays a zombie until somebody does.",
        ));
    }
    let found = match found {
        Ok(found) => found,
        Err(error @ Error::NotRegistered { .. }) => {
            return Sure(
                proof(Verdict::WrongOutcome, error.to_string())
                    .advising("Use the task `end` of check.rs; a child knows no others."),
            );
        }
        Err(error) => return Sure(proof(Verdict::WrongOutcome, error.to_string())),
    };
    let most = children.most;
    let ended = children.exit_codes();
    let mut said = CODES.iter().zip(&found);
    let said = said.find_map(|(code, said)| said.filter(|_| *code == ITS_OWN));
    // Several, if it was asked for more than once.
    let mut own = ended.iter().copied().filter(|code| CHOICE.contains(code));
    let own = own.clone().find(|code| said == Some(*code)).or(own.next());
    // Nobody can be wrong about a process that nobody has seen.
    let right = CODES.map(|code| seen(code, own.or(said)));
    let wrong = |sentence: String| {
        proof(Verdict::WrongOutcome, sentence)
            .advising("Ask each process for its own exit code, in the order of the codes.")
    };
    // Where none was started, that is the news.
    if most > 0 && found != right {
        let unheard = found.iter().flatten().find(|code| !ended.contains(code));
        return Sure(wrong(match (own, unheard) {
            (None, Some(code)) if most >= CODES.len() => no_process_has_ended_with(*code),
            _ => format!("the exit codes are {found:?}, not {right:?}"),
        }));
    }
    let sentence = match most {
        0 => "no process was ever started".to_owned(),
        1 => "there was one process at a time: each was joined before the next was started"
            .to_owned(),
        most if most < CODES.len() => {
            format!("no more than {most} of 6 processes were there at the same time")
        }
        _ if let Some(code) = unheard(&found, ended) => {
            return InDoubt(wrong(no_process_has_ended_with(code)));
        }
        _ => {
            return Sure(proof(
                Verdict::Passed,
                "all at the same time, and all had ended".to_owned(),
            ));
        }
    };
    InDoubt(
        proof(Verdict::NoConcurrency, sentence)
            .advising("Start all of them, and keep them in a Vec. Only then join."),
    )
}
