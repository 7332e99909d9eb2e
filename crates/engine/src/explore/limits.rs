//! The memory models, and the reasons why an exploration stops early.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::time::seconds;

/// The most threads that an explored program may have, its main thread included.
pub const MAX_THREADS: usize = 16;

/// The most operations that an execution may have, whatever
/// [`max_steps`](super::Explorer::max_steps) says.
pub(super) const MOST_STEPS: usize = 60_000;

/// The most memory for the states of a search by preemptions, in bytes: as much as for the stack of
/// an exploration.
pub(super) const MOST_MEMORY: usize = 512 << 20;

/// The reason why an exploration stopped before it was complete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoppedBy {
    /// The limit on the number of executions.
    Executions(u64),
    /// The limit on the processor time of the exploring threads together.
    Duration(Duration),
    /// Far more time has elapsed than the exploring threads have spent on the processor. The
    /// program waits for something outside of it, or the machine hardly lets it run.
    Idle(Duration),
    /// An execution with more operations or more objects than the limit, or with a thread that
    /// makes more hints and accesses to `UnsafeCell`s in a row.
    Steps(usize),
    /// An execution with more threads than [`MAX_THREADS`].
    Threads,
    /// More executions to explore than fit in memory, or more that stopped in the middle of their
    /// code, for instance after a deadlock.
    Memory,
    /// Something that the explorer does not model, and what to use instead.
    Unmodelled(Cow<'static, str>),
    /// The limit on preemptions from [`max_preemptions`](super::Explorer::max_preemptions): the
    /// search has covered all executions that need no more. The program may have others.
    Preemptions(usize),
    /// A call of [`Watch::interrupt`](super::Watch::interrupt).
    Interrupted,
    /// The first failure, because of
    /// [`stop_at_first_failure`](super::Explorer::stop_at_first_failure), or a failure that makes
    /// all further executions doubtful.
    Failure,
}

impl fmt::Display for StoppedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Executions(n) => write!(f, "stopped after {n} executions"),
            Self::Duration(d) => write!(f, "stopped after {} of processor time", seconds(*d)),
            Self::Idle(d) => write!(
                f,
                "stopped after {} in which the program hardly ran: it sleeps, or waits for \
                 something that the explorer does not see",
                seconds(*d)
            ),
            Self::Steps(n) => write!(
                f,
                "an execution has more than {n} operations, hints to wait included; explore a \
                 smaller instance, and wait only for what racelab::sync has"
            ),
            Self::Threads => write!(
                f,
                "the program starts more than {} threads; start fewer, or explore a smaller instance",
                MAX_THREADS
            ),
            Self::Memory => f.write_str(
                "there are more executions left to explore, or left behind in a deadlock, than \
                 fit in memory; explore a smaller instance",
            ),
            Self::Unmodelled(what) => write!(f, "the explorer does not model {what}"),
            Self::Preemptions(1) => {
                f.write_str("stopped after all executions with up to 1 preemption")
            }
            Self::Preemptions(n) => {
                write!(f, "stopped after all executions with up to {n} preemptions")
            }
            Self::Interrupted => f.write_str("interrupted"),
            Self::Failure => f.write_str("stopped at a failure"),
        }
    }
}

/// The memory model of an exploration: it decides which writes a read may return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MemoryModel {
    /// RC11, the repaired C11 model (Lahav, Vafeiadis, Kang, Hur, Dreyer:
    /// "Repairing Sequential Consistency in C/C++11", PLDI 2017): C++20's and
    /// Rust's model, without load buffering. The default.
    #[default]
    Rc11,
    /// Sequential consistency: every execution is an interleaving, whatever
    /// orderings the program names.
    Sc,
}

impl fmt::Display for MemoryModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rc11 => "RC11",
            Self::Sc => "SC",
        })
    }
}
