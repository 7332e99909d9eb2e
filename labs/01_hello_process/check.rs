//! Lab 01: processes that end in many ways, and what must hold of the code that starts them.

use std::ops::RangeInclusive;
use std::panic;
use std::thread;
use std::time::Duration;

use racelab::process::{Process, Result};
use racelab::proof::Report;
use rand::seq::SliceRandom;

use crate::laws::Broken::{InDoubt, Sure};
use crate::laws::{
    Law, all_there, beyond_doubt, holds, in_case, no_error, no_zombie, none_running, proof, wrong,
};
use crate::run::{Children, with_processes};

/// What the exercise implements: starting processes, and collecting their exit codes.
pub trait HelloProcess {
    /// Starts a process for each of the codes, with the task [`end`], all at the same
    /// time; waits until all have ended, and returns their exit codes, in the order of the
    /// codes.
    ///
    /// # Errors
    ///
    /// The error of a `start` or a `join`.
    fn exit_codes(milliseconds: u64, codes: Vec<i32>) -> Result<Vec<Option<i32>>>;
}

/// A task: sleeps for `milliseconds`, and then for up to 200 ms more, which the process draws at
/// random. Then it ends its process with exit code `code`. 0 is an ordinary return, 101 a panic, -6
/// an abort, [`ITS_OWN`] an exit with a code that the process chooses, and any other code an exit.
/// A parent sees only the lowest eight bits of an exit code.
pub fn end(milliseconds: u64, code: i32) {
    // A task of 0 ms stays short. `ITS_OWN` needs no extra time: only the process knows that code.
    let longer = match code {
        ITS_OWN => 0,
        _ => LONGER.min(4 * milliseconds),
    };
    let longer = rand::random_range(0..=longer);
    thread::sleep(Duration::from_millis(milliseconds + longer));
    match code {
        0 => {}
        101 => {
            // Its message would clutter the output of the check.
            panic::set_hook(Box::new(|_| {}));
            panic!("as it was told to");
        }
        -6 => std::process::abort(),
        ITS_OWN => std::process::exit(rand::random_range(CHOICE)),
        code => std::process::exit(code),
    }
}

/// How much longer a process takes than it is told to, at most, in milliseconds: an answer
/// that sleeps instead of joining finds some of them still running.
const LONGER: u64 = 200;

/// Asks a process to end with a code of its own choice.
pub const ITS_OWN: i32 = i32::MAX;

/// The codes that it chooses from.
const CHOICE: RangeInclusive<i32> = 110..=250;

/// The codes of the check. An answer that returns the last two unchanged has not asked the
/// processes.
const CODES: [i32; 6] = [0, 3, 101, -6, ITS_OWN, 256 + 7];

/// Codes of which some are equal. An answer that keeps one process for each code, or that knows
/// only one exit code of a process with [`ITS_OWN`], returns one exit code twice.
const ALIKE: [i32; 6] = [3, ITS_OWN, 3, 0, ITS_OWN, ITS_OWN];

/// The exit code that a parent sees of a process with the task `end(_, code)`. `own` is the code
/// that the process with [`ITS_OWN`] chose.
fn seen(code: i32, own: Option<i32>) -> Option<i32> {
    match code {
        ITS_OWN => own,
        ..0 => Some(code),
        _ => Some(code & 0xff),
    }
}

/// Asks for six exit codes, and counts the processes that ran at the same time.
pub fn check<A: HelloProcess>() -> Report {
    // Several runs: an answer that joins one process only looks right if that one ends last.
    let runs = |milliseconds| {
        let mut shuffled = CODES;
        shuffled.shuffle(&mut rand::rng());
        let lists: [&[i32]; 4] = [&CODES, &ALIKE, &shuffled, &[]];
        let mut lists = lists.into_iter();
        lists.try_for_each(|codes| {
            let case = format!("{} codes", codes.len());
            in_case(&case, || laws::<A>(milliseconds, codes))
        })
    };
    let laws = || beyond_doubt(&[50, 200, 800, 3_200], runs, can_be_seen);
    let passed = "all at the same time, and all had ended";
    Report::new(
        "Every process ran beside the others, and had ended when you returned its code.",
        std::iter::once_with(|| proof("6 processes", passed, laws)),
    )
}

/// Whether the check sees six processes at the same time if six threads start one each.
fn can_be_seen(milliseconds: u64) -> bool {
    let start = || {
        let mut process = Process::new(end).args((milliseconds, 0));
        process.start().and_then(|()| process.join())
    };
    let run = with_processes(|| {
        thread::scope(|scope| {
            let threads = CODES.map(|_| scope.spawn(start));
            Ok(threads.map(|thread| thread.join().is_ok_and(|started| started.is_ok())))
        })
    });
    run.returned.is_ok_and(|started| started == [true; 6]) && run.witness.most == CODES.len()
}

/// The laws of one run, in the order in which they are asked.
fn laws<A: HelloProcess>(milliseconds: u64, codes: &[i32]) -> Law {
    let run = with_processes(|| A::exit_codes(milliseconds, codes.to_vec()));
    none_running(
        &run.left,
        "it",
        "A process that is started runs on by itself. Join it: that waits until it has ended, \
         and only then is there an exit code.",
    )?;
    no_zombie(
        &run.left,
        "Wait for every process that you start, whatever you start it with: after its end it \
         stays a zombie, an entry in the system's table, until its parent waits for it.",
    )?;
    let unknown_task = "Use the task `end` of check.rs; a child knows no others.";
    let found = no_error(run.returned, unknown_task)?;
    right_codes(&found, codes, &run.witness)?;
    let advice = "Start all of them, and keep them in a Vec. Only then join.";
    if !codes.is_empty() {
        all_there(run.witness.most, codes.len(), "joined", advice)?;
    }
    one_for_each_code(codes, &run.witness)?;
    each_from_a_process(&found, &run.witness.exit_codes())
}

/// What to do about a code that does not come from the right process.
const ASK_EACH: &str = "Ask each process for its own exit code, in the order of the codes.";

/// The exit codes are those that the processes have ended with, in the order of the codes.
fn right_codes(found: &[Option<i32>], codes: &[i32], children: &Children) -> Law {
    let (most, ended) = (children.most, children.exit_codes());
    // There are several if several processes were started with `ITS_OWN`.
    let chosen = || ended.iter().copied().filter(|code| CHOICE.contains(code));
    let own = chosen().next();
    let right = codes.iter().enumerate().map(|(at, code)| {
        let said = found.get(at).copied().flatten();
        let chosen_by_it = chosen().find(|code| said == Some(*code)).or(own);
        // If the check did not see what the process chose, it accepts what the answer says.
        seen(*code, chosen_by_it.or(said))
    });
    let right: Vec<_> = right.collect();
    // Where no process was started, the next law says so.
    if most == 0 && !codes.is_empty() || found == right {
        return Ok(());
    }
    let unheard = found.iter().flatten().find(|code| !ended.contains(code));
    let sentence = match (own, unheard) {
        (None, Some(code)) if most >= codes.len() && most > 0 => from_no_process(*code),
        _ => format!("the exit codes are {found:?}, not {right:?}"),
    };
    Err(Sure(wrong(sentence, ASK_EACH)))
}

/// There are no more processes than codes.
fn one_for_each_code(codes: &[i32], children: &Children) -> Law {
    let started = children.count();
    holds(started <= codes.len(), || {
        let sentence = format!("{started} processes were started for {} codes", codes.len());
        Sure(wrong(sentence, "Start one process for each code."))
    })
}

/// Each exit code in the list comes from a process of its own.
fn each_from_a_process(found: &[Option<i32>], ended: &[i32]) -> Law {
    let said: Vec<i32> = found.iter().copied().flatten().collect();
    let times = |codes: &[i32], code| codes.iter().filter(|other| **other == code).count();
    let mut too_often = said
        .iter()
        .map(|&code| (code, times(ended, code), times(&said, code)));
    let Some((code, ended, said)) = too_often.find(|(_, ended, said)| said > ended) else {
        return Ok(());
    };
    let sentence = match ended {
        0 => from_no_process(code),
        1 => format!("one process has ended with {code}, which you return {said} times"),
        _ => format!("{ended} processes have ended with {code}, which you return {said} times"),
    };
    Err(InDoubt(wrong(sentence, ASK_EACH)))
}

fn from_no_process(code: i32) -> String {
    format!("no process has ended with {code}, which is among your exit codes")
}
