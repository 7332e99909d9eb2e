//! Threads that share reader-writer locks.

use rand::RngExt;

use super::{Family, Generator, registers};
use crate::oracle::program::{Instruction, Operation};

impl Generator {
    /// Nested critical sections under reader-writer locks, and accesses. `held` has the locks held
    /// around them, and whether for writing.
    pub(super) fn sharing(
        &mut self,
        held: &mut Vec<(usize, bool)>,
        length: usize,
    ) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        let locks: Vec<usize> = (0..self.program.rwlocks.len()).collect();
        for _ in 0..length {
            let lock = self.one(&locks);
            let writes = held.contains(&(lock, true));
            let reads = held.contains(&(lock, false));
            if self.family == Family::Trying && !writes && self.random.random_bool(0.3) {
                let (into, rwlock) = (self.register(), lock);
                instructions.push(Operation::TryWrite { into, rwlock }.into());
                let inside = [self.access(&[into]), Operation::WriteUnlock(lock)];
                instructions.extend(inside.map(|operation| Instruction {
                    guard: Some((into, 1)),
                    operation,
                }));
                continue;
            }
            match self.random.random_range(0..100) {
                0..30 if !writes && held.len() < 2 => {
                    held.push((lock, false));
                    instructions.push(Operation::Read(lock).into());
                    let inside = self.random.random_range(1..=2);
                    instructions.extend(self.sharing(held, inside));
                    instructions.push(Operation::ReadUnlock(lock).into());
                    held.pop();
                }
                30..60 if !writes && !reads && held.len() < 2 => {
                    held.push((lock, true));
                    instructions.push(Operation::Write(lock).into());
                    let inside = self.random.random_range(1..=2);
                    instructions.extend(self.sharing(held, inside));
                    instructions.push(Operation::WriteUnlock(lock).into());
                    held.pop();
                }
                60..75 if !writes => {
                    let into = self.register();
                    let rwlock = lock;
                    instructions.push(Operation::TryRead { into, rwlock }.into());
                    let inside = [self.access(&[into]), Operation::ReadUnlock(lock)];
                    instructions.extend(inside.map(|operation| Instruction {
                        guard: Some((into, 1)),
                        operation,
                    }));
                }
                75..80 if held.is_empty() => {
                    instructions.push(Operation::Lock(0).into());
                    let known = registers(&instructions);
                    instructions.push(self.access(&known).into());
                    instructions.push(Operation::Unlock(0).into());
                }
                _ => {
                    let known = registers(&instructions);
                    instructions.push(self.access(&known).into());
                }
            }
        }
        instructions
    }
}
