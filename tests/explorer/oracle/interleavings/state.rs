//! The state between two operations.

use std::collections::BTreeSet;

use super::channels::Channel;
use super::history::{History, Shared};
use super::semaphores::Semaphore;
use crate::oracle::program::{Outcome, Program};

/// The time at which a wait without a time limit, or a park, may end spuriously. A wait may do so
/// once for each thread and condition variable, a park once for each thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Spurious {
    Never,
    /// While it waits.
    Meanwhile,
    /// Before it begins, instead of the wait.
    Before,
}

/// The state between two operations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct State {
    /// The next instruction of each thread.
    pub(super) next: Vec<usize>,
    pub(super) blocked: Vec<Blocked>,
    pub(super) registers: Vec<u64>,
    pub(super) memory: Vec<u64>,
    /// The thread that holds each mutex.
    pub(super) holder: Vec<Option<usize>>,
    /// Whether the token of each thread is available.
    pub(super) token: Vec<bool>,
    pub(super) channels: Vec<Channel>,
    /// The threads that hold each reader-writer lock or wait for it, in the order of their
    /// requests, and whether for writing.
    pub(super) queues: Vec<Vec<(usize, bool)>>,
    /// The number of arrivals of each thread at each barrier.
    pub(super) arrivals: Vec<Vec<usize>>,
    /// Whether arrivals at barriers have an order: a thread has asked which of them leads, or more
    /// threads have arrived at a barrier than it is for. (One line creates all barriers.)
    pub(super) orders: bool,
    pub(super) semaphores: Vec<Semaphore>,
    /// Whether requests for permits have an order with releases: a thread has tried to acquire a
    /// permit. (One line creates all semaphores.)
    pub(super) tries: bool,
    /// Whether all operations on reader-writer locks have one order: a thread has tried to write.
    /// (One line creates all of them.)
    pub(super) writes_tried: bool,
    /// The one-time values, and whether the set is complete.
    pub(super) onces: Vec<Option<(u64, bool)>>,
    pub(super) spurious: Spurious,
    /// The waits that have ended spuriously: the thread, and the object.
    pub(super) ended_early: BTreeSet<(usize, Shared)>,
    /// The history exists only for a count of graphs: with it, hardly any two states are equal.
    pub(super) history: Option<History>,
}

/// The rest of an operation that a thread has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Blocked {
    No,
    /// Waits for a notification.
    Waiting {
        condvar: usize,
        mutex: usize,
        /// The register of a wait with a time limit.
        limit: Option<usize>,
    },
    /// Is notified, and has to acquire the mutex again.
    Notified {
        mutex: usize,
    },
    /// Has requested a reader-writer lock.
    Asking(usize),
    /// Waits at the barrier until enough threads have arrived; then may ask whether it leads.
    Meeting {
        barrier: usize,
        needed: usize,
        asks: bool,
    },
    /// Waits for a permit.
    Acquiring(usize),
    /// Sets a one-time value.
    Setting(usize),
    /// Waits until another thread has set a one-time value.
    Losing(usize),
}

impl State {
    /// The initial state.
    pub(super) fn new(program: &Program, spurious: Spurious, with_history: bool) -> Self {
        let threads = program.threads.len();
        let mut state = Self {
            next: vec![0; threads],
            blocked: vec![Blocked::No; threads],
            registers: vec![0; program.registers.len()],
            memory: vec![0; program.variables.len()],
            holder: vec![None; program.mutexes.len()],
            token: vec![false; threads],
            channels: (0..program.channels.len())
                .map(|channel| Channel::new(program, channel))
                .collect(),
            queues: vec![Vec::new(); program.rwlocks.len()],
            arrivals: vec![vec![0; threads]; program.barriers.len()],
            orders: false,
            semaphores: (0..program.semaphores.len())
                .map(|semaphore| Semaphore::new(program, semaphore))
                .collect(),
            tries: false,
            writes_tried: false,
            onces: vec![None; program.onces.len()],
            spurious,
            ended_early: BTreeSet::new(),
            history: with_history.then(|| History::new(threads)),
        };
        (0..threads).for_each(|thread| state.skip(program, thread));
        state
    }

    /// Skips the instructions whose guards do not hold, which are no steps.
    pub(super) fn skip(&mut self, program: &Program, thread: usize) {
        let rest = &program.threads[thread][self.next[thread]..];
        let skipped = rest.iter().take_while(|i| !i.enabled(&self.registers));
        self.next[thread] += skipped.count();
    }

    /// Whether every thread is at its end.
    pub(super) fn done(&self, program: &Program) -> bool {
        let lengths = program.threads.iter().map(Vec::len);
        lengths.eq(self.next.iter().copied()) && self.blocked.iter().all(|&b| b == Blocked::No)
    }

    /// The values of the registers and the variables.
    pub(super) fn outcome(&self) -> Outcome {
        self.registers.iter().chain(&self.memory).copied().collect()
    }
}
