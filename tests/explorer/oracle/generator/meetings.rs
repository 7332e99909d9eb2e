//! Threads that use barriers and one-time values.

use rand::RngExt;

use super::{Generator, registers};
use crate::oracle::program::{Instruction, Operation};

impl Generator {
    /// Accesses between barriers, and one-time values.
    pub(super) fn meetings(&mut self, length: usize) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        for _ in 0..length {
            let known = registers(&instructions);
            let operation = match self.random.random_range(0..100) {
                0..35 => Operation::Meet {
                    into: self.asks.then(|| self.register()),
                    barrier: self.one(&[0, 0, 0, 1]),
                },
                35..50 => Operation::SetOnce {
                    into: self.register(),
                    once: 0,
                    value: self.constant(),
                },
                50..60 => Operation::GetOnce {
                    into: self.register(),
                    once: 0,
                },
                _ => self.access(&known),
            };
            instructions.push(operation.into());
        }
        instructions
    }
}
