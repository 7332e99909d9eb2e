//! Operations on memory: each reads the value that the one before it left.

use super::history::Shared;
use super::state::State;
use super::steps::Effect;
use crate::oracle::program::{Function, Operand};

impl State {
    pub(super) fn load(&mut self, thread: usize, variable: usize) -> Effect {
        self.note(thread, Shared::Variable(variable), false, None);
        Effect::Made(Some(self.memory[variable]))
    }

    pub(super) fn store(&mut self, thread: usize, variable: usize, value: Operand) -> Effect {
        self.memory[variable] = value.value(&self.registers);
        self.note(thread, Shared::Variable(variable), true, None);
        Effect::Made(None)
    }

    pub(super) fn update(
        &mut self,
        thread: usize,
        variable: usize,
        function: Function,
        operand: Operand,
    ) -> Effect {
        let old = self.memory[variable];
        self.memory[variable] = function.apply(old, operand.value(&self.registers));
        self.note(thread, Shared::Variable(variable), true, None);
        Effect::Made(Some(old))
    }

    pub(super) fn compare_exchange(
        &mut self,
        thread: usize,
        variable: usize,
        expected: u64,
        new: u64,
    ) -> Effect {
        let old = self.memory[variable];
        if old == expected {
            self.memory[variable] = new;
        }
        self.note(thread, Shared::Variable(variable), old == expected, None);
        Effect::Made(Some(old))
    }
}
