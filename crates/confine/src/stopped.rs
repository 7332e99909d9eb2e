//! Every end without a result, in words.

use std::fmt;
use std::time::Duration;

/// Why confined work has no result.
///
/// Displayed as a sentence for the student, without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stopped {
    /// It took longer than [`Limits::wall`](crate::Limits::wall) or
    /// [`Limits::processor`](crate::Limits::processor).
    TimeLimit(Duration),
    /// One execution took [`Limits::silence`](crate::Limits::silence) of processor
    /// time.
    EndlessLoop(Duration),
    /// It used no processor for [`Limits::idle`](crate::Limits::idle).
    Waiting {
        /// That limit.
        limit: Duration,
        /// How far the work came, and what it waits for, if it can report that: a clause.
        report: Option<String>,
    },
    /// It asked for more than [`Limits::memory`](crate::Limits::memory).
    MemoryLimit(u64),
    /// It wrote a file longer than [`Limits::file`](crate::Limits::file).
    FileLimit(u64),
    /// It printed more than [`Limits::output`](crate::Limits::output).
    OutputLimit(usize),
    /// A thread ran into the end of its stack.
    StackOverflow,
    /// A destructor panicked while its thread was unwinding from a panic.
    DestructorPanic {
        /// The message about the panic, in one line.
        words: String,
    },
    /// The machine had no room for the work, or ended it: the resource that it lacks.
    Machine(String),
    /// A sandbox ended the process at a system call that it does not allow.
    Refused,
    /// The answer did not come from the work.
    Forged,
    /// The process ended itself before the work was done, with any exit status.
    Exited {
        /// The exit status.
        status: i32,
        /// The last lines of its standard error, without control characters.
        last_words: Vec<String>,
    },
    /// A signal ended the process.
    Killed {
        /// The signal's number.
        signal: i32,
        /// The last lines of its standard error, without control characters.
        last_words: Vec<String>,
    },
}

/// How the confined work runs the code that is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It runs the code once for each execution of the program.
    Explored,
    /// It runs the code as it is, with the processes that the code starts.
    Run,
}

impl Stopped {
    /// A name like that of a verdict.
    pub fn name(&self) -> &'static str {
        match self {
            Self::TimeLimit(_) | Self::EndlessLoop(_) => "time limit",
            Self::Waiting { .. } => "waiting",
            Self::MemoryLimit(_) => "memory limit",
            Self::FileLimit(_) => "file limit",
            Self::OutputLimit(_) => "output limit",
            Self::StackOverflow => "stack overflow",
            Self::DestructorPanic { .. } => "panic in a destructor",
            Self::Machine(_) => "no room",
            Self::Refused => "refused",
            Self::Forged => "no result",
            Self::Exited { .. } | Self::Killed { .. } => "crashed",
        }
    }

    /// What to try next, in a sentence or two.
    ///
    /// ```
    /// use racelab::confine::{Stopped, Work};
    ///
    /// let stopped = Stopped::StackOverflow;
    /// assert!(stopped.advice(Work::Explored).ends_with("A thread has 1 MiB here."));
    /// assert!(stopped.advice(Work::Run).ends_with("keeps it off the stack."));
    /// ```
    pub fn advice(&self, work: Work) -> &'static str {
        match work {
            Work::Explored => self.advice_on_explored(),
            Work::Run => self.advice_on_run().unwrap_or(self.advice_on_explored()),
        }
    }

    /// The advice on code that is run as it is, where it differs from that on explored code.
    fn advice_on_run(&self) -> Option<&'static str> {
        Some(match self {
            Self::TimeLimit(_) | Self::EndlessLoop(_) => {
                "Look for a loop that never ends, in your code or in what a process runs."
            }
            Self::Waiting { .. } => {
                "Look for a process that never ends and is joined, or for a result that is \
                 waited for and that no task returns."
            }
            Self::OutputLimit(_) => "Print less: a check looks at what your code returns.",
            Self::StackOverflow => {
                "Look for a function that calls itself endlessly, or a large array in a \
                 local variable; a Box keeps it off the stack."
            }
            Self::Killed { .. } => {
                "Look for abort(), for unsafe code, and for a signal that your code sends to its \
                 own process."
            }
            _ => return None,
        })
    }

    fn advice_on_explored(&self) -> &'static str {
        match self {
            Self::TimeLimit(_) => {
                "Make fewer steps on shared memory: each extra one multiplies the executions."
            }
            Self::EndlessLoop(_) => {
                "Look for a loop that never ends and contains no operation of racelab::sync; \
                 a loop that waits must read an atomic of racelab::sync, or take a lock."
            }
            Self::Waiting {
                report: Some(_), ..
            } => {
                "The proof holds, but it is about few operations: look at what your code does \
                 only at a certain number of them. A thread that waits for a lock that it holds \
                 itself waits for ever; so does a thread whose message or notification went to \
                 another thread."
            }
            Self::Waiting { report: None, .. } => {
                "Take locks, channels, threads and sleep from racelab::sync, not from std: while \
                 one thread waits in std's, no other thread can run and wake it."
            }
            Self::MemoryLimit(_) => {
                "Look for a collection that grows in a loop, or a size that was computed wrongly."
            }
            Self::FileLimit(_) => "Write no files: an exercise needs none.",
            Self::OutputLimit(_) => {
                "Print less: the code runs once for each execution, and there may be thousands. \
                 `replay` runs a single one."
            }
            Self::StackOverflow => {
                "Look for a function that calls itself endlessly, or a large array in a \
                 local variable; a Box keeps it off the stack. A thread has 1 MiB here."
            }
            Self::DestructorPanic { .. } => {
                "Do not panic in Drop: check std::thread::panicking() first."
            }
            Self::Machine(_) => {
                "This is not about your code. Close other programs, or have a limit raised \
                 (`ulimit -u`), and try again."
            }
            Self::Refused => {
                "An exercise starts no programs, sends no signals and uses no network: remove all \
                 of that."
            }
            Self::Forged => "Leave the check's own sockets alone.",
            Self::Exited { .. } => {
                "Do not end the process: return, or panic to report that something is wrong."
            }
            Self::Killed { .. } => {
                "Look for abort(), for unsafe code, and for threads of std::thread: safe code with \
                 the threads of racelab::sync does not crash."
            }
        }
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeLimit(limit) => {
                write!(f, "the check took longer than {}", time(*limit))
            }
            Self::EndlessLoop(limit) => write!(
                f,
                "one execution did not end within {} of processor time; it must be in an endless \
                 loop",
                time(*limit)
            ),
            Self::Waiting {
                limit,
                report: Some(report),
            } => write!(f, "{report} (nothing has moved for {})", time(*limit)),
            Self::Waiting {
                limit,
                report: None,
            } => write!(
                f,
                "a thread waits outside the operations of racelab::sync, perhaps in a lock of std \
                 (nothing has moved for {})",
                time(*limit)
            ),
            Self::MemoryLimit(limit) => {
                write!(f, "the code asked for more than {} of memory", size(*limit))
            }
            Self::FileLimit(limit) => {
                write!(f, "the code wrote a file of more than {}", size(*limit))
            }
            Self::OutputLimit(limit) => {
                write!(f, "the code printed more than {}", size(*limit as u64))
            }
            Self::StackOverflow => f.write_str("a thread has used up its stack"),
            Self::DestructorPanic { words } => f.write_str(words.trim_end_matches('.')),
            Self::Machine(why) => write!(f, "the machine has no room for the check: {why}"),
            Self::Refused => f.write_str(
                "the code asked the system for something that no exercise may have: another \
                 program, a signal to another process, the network or the like",
            ),
            Self::Forged => f.write_str("the answer did not come from the check"),
            Self::Exited { status, last_words } => {
                write!(
                    f,
                    "the process ended itself (exit status {status}) before the check was over"
                )?;
                quote(f, last_words)
            }
            Self::Killed { signal, last_words } => {
                write!(f, "the process was ended by {}", signal_name(*signal))?;
                quote(f, last_words)
            }
        }
    }
}

/// The last lines of standard error behind a sentence.
fn quote(f: &mut fmt::Formatter<'_>, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    write!(f, "; its last output: {}", lines.join(" / "))
}

/// A time in words.
fn time(limit: Duration) -> String {
    match limit.as_secs() {
        minutes if minutes >= 120 && minutes % 60 == 0 => format!("{} minutes", minutes / 60),
        _ => format!("{} s", limit.as_secs_f32()),
    }
}

/// A number of bytes in words.
fn size(bytes: u64) -> String {
    match bytes {
        b if b >= 1 << 30 && b % (1 << 30) == 0 => format!("{} GiB", b >> 30),
        b if b >= 1 << 20 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 => format!("{} KiB", b >> 10),
        b => format!("{b} bytes"),
    }
}

/// A signal, by its name if it is one of those that crashes cause.
fn signal_name(signal: i32) -> String {
    // The numbers that Linux and macOS have in common.
    let name = match signal {
        4 => "SIGILL, an illegal instruction",
        5 => "SIGTRAP",
        6 => "SIGABRT, which abort() raises",
        8 => "SIGFPE, an arithmetic error",
        11 => "SIGSEGV, an access to invalid memory",
        _ => return format!("signal {signal}"),
    };
    name.to_owned()
}
