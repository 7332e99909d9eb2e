//! Why a child ended without an answer, from its exit status and the last lines of its output.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

use rustix::process::Signal;

use crate::ears::Ears;
use crate::{Limits, Stopped};

/// Whether a sandbox ended the child.
pub(super) fn is_refused(status: ExitStatus) -> bool {
    status.signal().and_then(Signal::from_named_raw) == Some(Signal::SYS)
}

/// Why a child did not begin its work, as far as it reported that.
pub(super) fn unstarted(status: ExitStatus, ears: &Ears) -> String {
    match ears.last_words().last() {
        Some(words) => format!("its process did not begin ({words})"),
        None => format!("its process did not begin ({status})"),
    }
}

/// The meaning of an exit status without an answer.
pub(super) fn judge(status: ExitStatus, limits: &Limits, ears: &Ears) -> Stopped {
    let last_words = ears.last_words();
    let last = |what: fn(&str) -> bool| last_words.iter().rev().find(|line| what(line));
    // The explorer's own panic; code in a model cannot cause it.
    let no_thread = |line: &str| line.contains("the system starts no thread to explore on");
    if let Some(why) = last(no_thread) {
        return Stopped::Machine(why.clone());
    }
    // For a stack or a thread, for example. Code that prints this message itself fails, too.
    if last(|line| line.contains("Cannot allocate memory")).is_some() {
        return Stopped::MemoryLimit(limits.memory);
    }
    let Some(signal) = status.signal() else {
        return Stopped::Exited {
            status: status.code().unwrap_or_default(),
            last_words,
        };
    };
    match Signal::from_named_raw(signal) {
        Some(Signal::XCPU) => return Stopped::TimeLimit(limits.processor),
        Some(Signal::SYS) => return Stopped::Refused,
        // From outside: an exercise cannot send this signal, and each limit has another one.
        Some(Signal::KILL) => {
            return Stopped::Machine("it ended its process, perhaps for want of memory".to_owned());
        }
        Some(Signal::TERM | Signal::INT | Signal::HUP) => {
            return Stopped::Machine("a signal from outside ended its process".to_owned());
        }
        Some(Signal::XFSZ) => return Stopped::FileLimit(limits.file),
        // A process prints the reason before it aborts.
        Some(Signal::ABORT) => {
            if last(|line| line.starts_with("memory allocation of ")).is_some() {
                return Stopped::MemoryLimit(limits.memory);
            }
            if last(|line| line.contains("has overflowed its stack")).is_some() {
                return Stopped::StackOverflow;
            }
            let destructor = |line: &str| {
                line.starts_with("racelab: a destructor of ")
                    || line.contains("panic in a destructor during cleanup")
            };
            if let Some(words) = last(destructor) {
                let words = words.trim_start_matches("racelab: ");
                let words = words.trim_end_matches(" Do not panic in Drop.").to_owned();
                return Stopped::DestructorPanic { words };
            }
        }
        _ => {}
    }
    Stopped::Killed { signal, last_words }
}
