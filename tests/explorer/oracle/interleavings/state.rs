//! The state between two operations.

use std::collections::BTreeSet;

use super::channels::Channel;
use super::history::{History, Shared};
use super::semaphores::Semaphore;
use crate::oracle::program::{Outcome, Program};

/// When a wait without a limit in time, or a park, may end spuriously: once for each
/// thread and condition variable, and once for each thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Spurious {
    Never,
    /// While it waits.
    Meanwhile,
    /// Before it begins: instead of waiting.
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
    /// Which thread holds each mutex.
    pub(super) holder: Vec<Option<usize>>,
    /// Whether the token of each thread is available.
    pub(super) token: Vec<bool>,
    pub(super) channels: Vec<Channel>,
    /// The threads that hold each reader-writer lock or wait for it, in the order of their
    /// requests, and whether to write.
    pub(super) queues: Vec<Vec<(usize, bool)>>,
    /// How often each thread has come to each barrier.
    pub(super) arrivals: Vec<Vec<usize>>,
    /// Whether threads come to barriers in an order: if one has asked which of them leads,
    /// or if more have come to one than it is made for. (All barriers are made at one line.)
    pub(super) orders: bool,
    pub(super) semaphores: Vec<Semaphore>,
    /// Whether threads that ask for permits are ordered with releases: if one has tried
    /// to acquire a permit. (All semaphores are made at one line.)
    pub(super) tries: bool,
    /// Whether all operations on reader-writer locks are in one order: if a thread has tried to
    /// write. (All of them are made at one line.)
    pub(super) writes_tried: bool,
    /// The values that are set once, and whether that is done.
    pub(super) onces: Vec<Option<(u64, bool)>>,
    pub(super) spurious: Spurious,
    /// The waits that have ended spuriously: the thread, and the object.
    pub(super) ended_early: BTreeSet<(usize, Shared)>,
    /// Kept only if graphs are counted: with it, hardly any two states are equal.
    pub(super) history: Option<History>,
}

/// What a thread inside an operation waits for, or still has to do.
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
    /// Was notified; has to lock the mutex again.
    Notified {
        mutex: usize,
    },
    /// Has asked for a reader-writer lock.
    Asking(usize),
    /// Is at the barrier until so many have come; then asks whether it leads.
    Meeting {
        barrier: usize,
        needed: usize,
        asks: bool,
    },
    /// Waits for a permit.
    Acquiring(usize),
    /// Sets what is set once.
    Setting(usize),
    /// Has found it being set.
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

    /// Goes past the instructions whose guards do not hold: they are no steps.
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

    /// What the registers and the variables hold.
    pub(super) fn outcome(&self) -> Outcome {
        self.registers.iter().chain(&self.memory).copied().collect()
    }
}
