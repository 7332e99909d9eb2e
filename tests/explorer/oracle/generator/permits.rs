//! Threads that acquire and release permits of semaphores.

use rand::RngExt;

use super::{Generator, registers};
use crate::oracle::program::{Instruction, Operation};

impl Generator {
    /// Accesses between acquires and releases.
    pub(super) fn permits(&mut self, length: usize) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        let semaphores = self.program.semaphores.len();
        for _ in 0..length {
            let known = registers(&instructions);
            let semaphore = self.random.random_range(0..semaphores);
            let operation = match self.random.random_range(0..100) {
                0..12 if self.asks => Operation::TryAcquire {
                    into: self.register(),
                    semaphore,
                },
                0..32 => Operation::Acquire(semaphore),
                32..65 => Operation::Release {
                    semaphore,
                    permits: self.one(&[1, 1, 1, 2]),
                },
                _ => self.access(&known),
            };
            let tried = instructions.last().and_then(|last| match last.operation {
                Operation::TryAcquire { into, .. } => Some((into, 1)),
                _ => None,
            });
            let guard = tried.filter(|_| self.random.random_bool(0.5));
            instructions.push(Instruction { guard, operation });
        }
        instructions
    }
}
