//! Semaphores: first come, first served.

use super::history::Shared;
use super::state::{Blocked, State};
use super::steps::Effect;
use crate::oracle::program::Program;

/// A semaphore between two operations.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Semaphore {
    pub(super) permits: u64,
    /// The threads that wait for a permit, the first one first.
    pub(super) queue: Vec<usize>,
}

impl Semaphore {
    pub(super) fn new(program: &Program, semaphore: usize) -> Self {
        Self {
            permits: program.permits(semaphore) as u64,
            queue: Vec::new(),
        }
    }
}

impl State {
    /// Requests a permit.
    pub(super) fn acquire(&mut self, thread: usize, semaphore: usize) -> Effect {
        self.semaphores[semaphore].queue.push(thread);
        self.blocked[thread] = Blocked::Acquiring(semaphore);
        let shared = match self.tries {
            true => Shared::Permits(semaphore),
            false => Shared::Queue(semaphore),
        };
        self.note(thread, shared, true, None);
        Effect::Made(None)
    }

    pub(super) fn try_acquire(&mut self, thread: usize, semaphore: usize) -> Effect {
        self.tries = true;
        let there = &mut self.semaphores[semaphore];
        let free = there.permits > 0;
        there.permits -= u64::from(free);
        let choice = Some(usize::from(free));
        self.note(thread, Shared::Permits(semaphore), free, choice);
        Effect::Made(Some(u64::from(free)))
    }

    pub(super) fn release(&mut self, thread: usize, semaphore: usize, permits: u64) -> Effect {
        self.semaphores[semaphore].permits += permits;
        self.note(thread, Shared::Permits(semaphore), true, None);
        Effect::Made(None)
    }

    /// Gives the available permits to the waiting threads.
    pub(super) fn grant(&mut self) {
        for semaphore in &mut self.semaphores {
            let there = usize::try_from(semaphore.permits).expect("a few");
            for thread in semaphore.queue.drain(..there.min(semaphore.queue.len())) {
                semaphore.permits -= 1;
                self.blocked[thread] = Blocked::No;
            }
        }
    }
}
