//! Barriers, and one-time values.

use super::history::Shared;
use super::state::{Blocked, State};
use super::steps::Effect;
use crate::oracle::program::{EMPTY, Operand, Program};

impl State {
    /// Arrives at a barrier; the thread that completes a group leads it.
    pub(super) fn arrive(
        &mut self,
        program: &Program,
        thread: usize,
        barrier: usize,
        asks: bool,
    ) -> Effect {
        let parties = program.parties(barrier);
        let before: usize = self.arrivals[barrier].iter().sum();
        let needed = (before / parties + 1) * parties;
        self.arrivals[barrier][thread] += 1;
        self.blocked[thread] = Blocked::Meeting {
            barrier,
            needed,
            asks: asks && parties > 1,
        };
        let threads = self.arrivals[barrier].iter().filter(|&&times| times > 0);
        self.orders |= parties > 1 && threads.count() > parties;
        if self.orders && parties > 1 {
            self.note(thread, Shared::Barrier(barrier), true, None);
        } else {
            self.note_unordered(thread, None);
        }
        Effect::Made(Some(u64::from(before + 1 == needed)))
    }

    /// Begins to set a one-time value, or waits until another thread has set it.
    pub(super) fn set_once(&mut self, thread: usize, once: usize, value: Operand) -> Effect {
        let first = self.onces[once].is_none();
        if first {
            self.onces[once] = Some((value.value(&self.registers), false));
        }
        self.blocked[thread] = match first {
            true => Blocked::Setting(once),
            false => Blocked::Losing(once),
        };
        self.note(thread, Shared::Once(once), first, None);
        Effect::Made(Some(u64::from(first)))
    }

    /// Completes the set, after which threads can read the value.
    pub(super) fn complete(&mut self, thread: usize, once: usize) -> bool {
        self.blocked[thread] = Blocked::No;
        if let Some((_, done)) = &mut self.onces[once] {
            *done = true;
        }
        self.note(thread, Shared::Once(once), true, None);
        true
    }

    pub(super) fn get_once(&mut self, thread: usize, once: usize) -> Effect {
        self.note(thread, Shared::Once(once), false, None);
        Effect::Made(Some(match self.onces[once] {
            Some((value, true)) => value,
            _ => EMPTY,
        }))
    }
}
