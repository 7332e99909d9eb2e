//! Waits for another thread: condition variables, park and unpark.
//!
//! The begin of a wait and the release of the mutex are two steps: a notification between them
//! finds the waiter, and a try_lock between them finds the mutex locked. This is the behaviour of
//! parking_lot. The C++ standard joins the two steps, and lets a try_lock fail spuriously.

use super::history::Shared;
use super::state::{Blocked, Spurious, State};
use super::steps::Effect;
use crate::oracle::program::{Operation, Program};

impl State {
    /// Begins to wait; the register of a wait with a `limit` later says whether its limit passed.
    pub(super) fn wait(
        &mut self,
        thread: usize,
        condvar: usize,
        mutex: usize,
        limit: Option<usize>,
    ) -> Effect {
        assert_eq!(self.holder[mutex], Some(thread), "waits with what it holds");
        self.blocked[thread] = Blocked::Waiting {
            condvar,
            mutex,
            limit,
        };
        self.note(thread, Shared::Condvar(condvar), true, None);
        Effect::Begun
    }

    /// Releases the mutex, or reaches the limit; false if neither is left.
    pub(super) fn go_on_waiting(
        &mut self,
        thread: usize,
        mutex: usize,
        limit: Option<usize>,
    ) -> bool {
        if self.holder[mutex] == Some(thread) {
            self.holder[mutex] = None;
            return true;
        }
        if let Some(register) = limit {
            self.registers[register] = 1;
            self.blocked[thread] = Blocked::Notified { mutex };
        }
        limit.is_some()
    }

    /// Releases the mutex, if the notification came earlier, or acquires it again and ends the
    /// wait; false if another thread holds it.
    pub(super) fn come_back(&mut self, program: &Program, thread: usize, mutex: usize) -> bool {
        match self.holder[mutex] {
            Some(holder) if holder == thread => self.holder[mutex] = None,
            Some(_) => return false,
            None => {
                self.blocked[thread] = Blocked::No;
                self.holder[mutex] = Some(thread);
                self.note(thread, Shared::Mutex(mutex), true, None);
                self.end(program, thread, None);
            }
        }
        true
    }

    /// The state after the spurious end of the thread's wait or park; `None` if neither may end
    /// spuriously.
    pub(super) fn end_spuriously(&self, program: &Program, thread: usize) -> Option<Self> {
        let next = || program.threads[thread].get(self.next[thread]);
        let mut state = self.clone();
        let object = match (self.spurious, self.blocked[thread]) {
            (Spurious::Never, _) => return None,
            (
                Spurious::Meanwhile,
                Blocked::Waiting {
                    condvar,
                    mutex,
                    limit: None,
                },
            ) => {
                state.blocked[thread] = Blocked::Notified { mutex };
                Shared::Condvar(condvar)
            }
            (spurious, Blocked::No) => match next()?.operation {
                Operation::Wait { condvar, mutex } if spurious == Spurious::Before => {
                    state.next[thread] += 1;
                    state.blocked[thread] = Blocked::Notified { mutex };
                    Shared::Condvar(condvar)
                }
                // A thread is parked while the park is its next operation.
                Operation::Park => {
                    state.next[thread] += 1;
                    state.end(program, thread, None);
                    Shared::Token(thread)
                }
                _ => return None,
            },
            _ => return None,
        };
        state.note_unordered(thread, Some(1));
        state.ended_early.insert((thread, object)).then_some(state)
    }

    /// One state for each waiter that the notification may wake.
    pub(super) fn notify_one(
        &mut self,
        program: &Program,
        thread: usize,
        condvar: usize,
    ) -> Effect {
        let waiters = self.waiters(condvar);
        if waiters.is_empty() {
            self.note(thread, Shared::Condvar(condvar), true, None);
            return Effect::Made(None);
        }
        let woken = waiters.into_iter().map(|waiter| {
            let mut state = self.clone();
            state.wake(waiter);
            state.note(thread, Shared::Condvar(condvar), true, Some(waiter));
            state.end(program, thread, None);
            state
        });
        Effect::Branches(woken.collect())
    }

    pub(super) fn notify_all(&mut self, thread: usize, condvar: usize) -> Effect {
        for waiter in self.waiters(condvar) {
            self.wake(waiter);
        }
        self.note(thread, Shared::Condvar(condvar), true, None);
        Effect::Made(None)
    }

    fn waiters(&self, condvar: usize) -> Vec<usize> {
        let waits = |&thread: &usize| matches!(self.blocked[thread], Blocked::Waiting { condvar: c, .. } if c == condvar);
        (0..self.blocked.len()).filter(waits).collect()
    }

    fn wake(&mut self, waiter: usize) {
        if let Blocked::Waiting { mutex, .. } = self.blocked[waiter] {
            self.blocked[waiter] = Blocked::Notified { mutex };
        }
    }

    pub(super) fn park(&mut self, thread: usize) -> Effect {
        if !self.token[thread] {
            return Effect::Waits;
        }
        self.token[thread] = false;
        self.note(thread, Shared::Token(thread), true, None);
        Effect::Made(None)
    }

    pub(super) fn park_timeout(&mut self, thread: usize) -> Effect {
        let consumed = std::mem::take(&mut self.token[thread]);
        self.note(thread, Shared::Token(thread), consumed, None);
        Effect::Made(None)
    }

    pub(super) fn unpark(&mut self, thread: usize, other: usize) -> Effect {
        self.token[other] = true;
        self.note(thread, Shared::Token(other), true, None);
        Effect::Made(None)
    }
}
