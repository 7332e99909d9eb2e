//! The laws of a check: what must hold of a run, and the message about the first law that it
//! breaks. A law of several labs is here, a law of one lab in its check.rs.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use racelab::process::{Error, Pool, Result};
use racelab::proof::{Proof, Verdict};

use crate::laws::Broken::{InDoubt, Sure, TooShort};
use crate::run::{Left, led_astray};
use crate::worker::{Log, failing_pool, pool};

/// The result of a law: it holds, with a value that the next laws may use, or it is broken. A
/// check applies its laws in order, each with `?`: the first that is broken decides.
pub(crate) type Law<T = ()> = std::result::Result<T, Broken>;

/// How a law is broken.
pub(crate) enum Broken {
    /// No right answer breaks it, however busy the machine is.
    Sure(Breach),
    /// A right answer may break it too if the machine is busy.
    InDoubt(Breach),
    /// A right answer may break it too if the tasks are as short as these.
    TooShort(Breach),
}

/// The message about an answer that breaks a law.
pub(crate) struct Breach {
    pub(crate) verdict: Verdict,
    /// The sentence that says what is wrong, without a full stop.
    sentence: String,
    advice: Advice,
}

/// The advice; `None` if the verdict's own advice fits.
type Advice = Option<&'static str>;

fn breach(verdict: Verdict, sentence: impl Into<String>, advice: impl Into<Advice>) -> Breach {
    Breach {
        verdict,
        sentence: sentence.into(),
        advice: advice.into(),
    }
}

/// The outcome is wrong.
pub(crate) fn wrong(sentence: impl Into<String>, advice: impl Into<Advice>) -> Breach {
    breach(Verdict::WrongOutcome, sentence, advice)
}

/// Too few processes ran at the same time, or the main process did the work of the others.
pub(crate) fn idle(sentence: impl Into<String>, advice: &'static str) -> Breach {
    breach(Verdict::NoConcurrency, sentence, advice)
}

/// No verdict, since this machine has too much else to do.
pub(crate) fn too_busy() -> Broken {
    let sentence = "this machine is too busy to see what runs at the same time";
    let advice = "Stop other programs, and check again.";
    Sure(breach(Verdict::NoVerdict, sentence, advice))
}

/// The verdict on an instance: that of the broken law, or `passed` where all laws hold.
pub(crate) fn proof(instance: &str, passed: &str, laws: impl FnOnce() -> Law) -> Proof {
    Proof::guarded(instance, || match laws() {
        Ok(()) => Proof::new(instance, Verdict::Passed, passed),
        Err(Sure(breach) | InDoubt(breach) | TooShort(breach)) => {
            let proof = Proof::new(instance, breach.verdict, breach.sentence);
            match breach.advice {
                Some(advice) => proof.advising(advice),
                None => proof,
            }
        }
    })
}

/// Applies the laws with longer and longer tasks, one time for each of `milliseconds`, until their
/// result is beyond doubt.
///
/// On a busy machine a short task may end before the last one begins, or before the check looks,
/// even in a right answer. So a law in doubt counts as broken only after a right answer was seen
/// to keep it, with shorter tasks.
pub(crate) fn beyond_doubt<T: Copy>(
    milliseconds: &[T],
    laws: impl Fn(T) -> Law,
    right_is_seen: impl Fn(T) -> bool,
) -> Law {
    let mut is_believed = false;
    for &milliseconds in milliseconds {
        match laws(milliseconds) {
            Err(InDoubt(_)) if !is_believed => {}
            Err(TooShort(_)) => {}
            law => return law,
        }
        is_believed = is_believed || right_is_seen(milliseconds);
    }
    Err(too_busy())
}

/// The law holds if `is_so` is true.
pub(crate) fn holds(is_so: bool, broken: impl FnOnce() -> Broken) -> Law {
    match is_so {
        true => Ok(()),
        false => Err(broken()),
    }
}

/// Applies laws of a special case: the message of a panic there names the case.
pub(crate) fn in_case<T>(case: &str, laws: impl FnOnce() -> Law<T>) -> Law<T> {
    catch_unwind(AssertUnwindSafe(laws)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        match text.or_else(|| payload.downcast_ref::<&str>().copied()) {
            Some(text) => resume_unwind(Box::new(format!("{text} (with {case})"))),
            None => resume_unwind(payload),
        }
    })
}

/// The answer returns no error. `unknown_task` is the advice if a child does not know the
/// task.
pub(crate) fn no_error<T>(returned: Result<T>, unknown_task: &'static str) -> Law<T> {
    returned.map_err(|error| {
        let is_unknown = matches!(error, Error::NotRegistered { .. });
        Sure(wrong(error.to_string(), is_unknown.then_some(unknown_task)))
    })
}

/// Neither the answer nor the join of its pool returns an error. `unknown_task` is the advice if
/// a worker does not know the task, `other` the advice on any other error.
pub(crate) fn no_pool_error<T>(returned: Result<T>, unknown_task: Advice, other: Advice) -> Law<T> {
    returned.map_err(|error| {
        let (verdict, advice) = match error {
            Error::NotRegistered { .. } => (Verdict::WrongOutcome, unknown_task),
            Error::Panicked(_) => (Verdict::Panic, other),
            _ => (Verdict::WrongOutcome, other),
        };
        Sure(breach(
            verdict,
            format!("the pool reports: {error}"),
            advice,
        ))
    })
}

/// The pool of a check starts; `failure` begins the message if it does not.
pub(crate) fn starts(pool: Result<Pool>, failure: &str) -> Law<Pool> {
    let says = |error| breach(Verdict::NoVerdict, format!("{failure}: {error}"), None);
    pool.map_err(|error| Sure(says(error)))
}

/// The advice if a process still runs after an answer on a pool.
pub(crate) const JOIN: &str = "Join every process that you start. The pool that you were given \
                               is closed for you.";

/// No process of the answer is still running after `what`.
pub(crate) fn none_running(left: &Left, what: &str, advice: &'static str) -> Law {
    let sentence = match left.running {
        0 => return Ok(()),
        1 => format!("one process was still running after {what}"),
        running => format!("{running} processes were still running after {what}"),
    };
    Err(Sure(wrong(sentence, advice)))
}

/// The answer has waited for the end of each process that it started.
pub(crate) fn no_zombie(left: &Left, advice: &'static str) -> Law {
    let sentence = "a process was left behind: your code did not wait for its end";
    holds(!left.has_zombie, || Sure(wrong(sentence, advice)))
}

/// The answer has left no process behind, running or ended.
pub(crate) fn nothing_left(left: &Left) -> Law {
    let advice = "Wait for the end of every process that you start: join a Process, wait for a \
                  Child. The pool that you were given is closed for you.";
    none_running(left, "it", advice)?;
    no_zombie(left, advice)
}

/// All processes ran at the same time; `most` is the largest number that did. `awaited` is the
/// word for how an answer waits for a process, such as "joined".
pub(crate) fn all_there(most: usize, all: usize, awaited: &str, advice: &'static str) -> Law {
    let sentence = match most {
        0 => "no process was ever started".to_owned(),
        1 => format!(
            "there was one process at a time: each was {awaited} before the next was started"
        ),
        most if most < all => {
            format!("no more than {most} of {all} processes ran at the same time")
        }
        _ => return Ok(()),
    };
    Err(InDoubt(idle(sentence, advice)))
}

/// All workers were at work at the same time. If no worker ran a task, the main process did the
/// work; `did` says what.
pub(crate) fn all_at_work(log: &Log, workers: usize, did: &str, advice: &'static str) -> Law {
    match log.most {
        0 => {
            let sentence = format!("no worker did anything: the main process {did}");
            Err(Sure(idle(sentence, advice)))
        }
        most if most < workers => Err(InDoubt(idle(log.too_few_at_work(most, workers), advice))),
        _ => Ok(()),
    }
}

/// The results are made from what four workers return: they are not if the answer
/// `comes_out_right` although the workers return wrong results.
pub(crate) fn made_by_workers(
    comes_out_right: impl FnOnce(&Pool) -> Result<bool>,
    advice: &'static str,
) -> Law {
    let is_right = led_astray(pool(4, 0, true), comes_out_right);
    let sentence = "the main process did all the work itself and ignored the workers' results";
    holds(is_right != Some(true), || Sure(idle(sentence, advice)))
}

/// The answer returns the error of its pool: here the tasks after the first `working` panic. An
/// answer may panic too.
pub(crate) fn error_passed_on<T>(working: u64, answer: impl FnOnce(&Pool) -> Result<T>) -> Law {
    let sentence = format!(
        "every task after the first {working} panicked in its worker, and your code returned Ok"
    );
    let advice = "Pass on each error that the pool reports: write `?` behind every call that \
                  returns a Result, and discard none.";
    let returned = led_astray(failing_pool(working), answer);
    holds(returned.is_none(), || Sure(wrong(sentence, advice)))
}

/// The results sorted, for a law that accepts them in any order.
pub(crate) fn sorted<T: Ord + Clone>(results: &[T]) -> Vec<T> {
    let mut results = results.to_vec();
    racelab::sort::by(&mut results, T::cmp);
    results
}
