//! Threads that lock, wait and wake.

use rand::RngExt;

use super::{Family, Generator, registers};
use crate::oracle::program::{Instruction, Operation};

impl Generator {
    /// Blocks that lock, wait and wake; `held` are the mutexes held around them.
    pub(super) fn blocks(
        &mut self,
        thread: usize,
        held: &mut Vec<usize>,
        length: usize,
    ) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        for _ in 0..length {
            let free: Vec<usize> = (0..2).filter(|m| !held.contains(m)).collect();
            match self.random.random_range(0..100) {
                0..25 if !free.is_empty() => {
                    let mutex = self.one(&free);
                    held.push(mutex);
                    instructions.push(Operation::Lock(mutex).into());
                    let inside = self.random.random_range(1..=2);
                    instructions.extend(self.blocks(thread, held, inside));
                    instructions.push(Operation::Unlock(mutex).into());
                    held.pop();
                }
                25..35 if !free.is_empty() => {
                    let (mutex, into) = (self.one(&free), self.register());
                    instructions.push(Operation::TryLock { into, mutex }.into());
                    let inside = [self.access(&[into]), Operation::Unlock(mutex)];
                    instructions.extend(inside.map(|operation| Instruction {
                        guard: Some((into, 1)),
                        operation,
                    }));
                }
                // The condition variable belongs to the first mutex.
                35..50 if held.contains(&0) => {
                    let variable = self.variable();
                    let condition = self.load(variable);
                    let condvar_wait = match self.family {
                        Family::Timed if self.random.random_bool(0.7) => Operation::WaitFor {
                            into: self.register(),
                            condvar: 0,
                            mutex: 0,
                        },
                        _ => Operation::Wait {
                            condvar: 0,
                            mutex: 0,
                        },
                    };
                    let guard = condition.register().map(|register| (register, 0));
                    instructions.push(condition.into());
                    instructions.push(Instruction {
                        guard: guard.filter(|_| self.random.random_bool(0.8)),
                        operation: condvar_wait,
                    });
                }
                50..58 => instructions.push(Operation::NotifyOne(0).into()),
                58..64 => instructions.push(Operation::NotifyAll(0).into()),
                64..68 => instructions.push(match self.family {
                    Family::Timed if self.random.random_bool(0.7) => Operation::ParkTimeout.into(),
                    _ => Operation::Park.into(),
                }),
                68..78 if thread > 0 => {
                    let other = self.random.random_range(0..thread);
                    instructions.push(Operation::Unpark(other).into());
                }
                _ => {
                    let operation = self.access(&registers(&instructions));
                    instructions.push(operation.into());
                }
            }
        }
        instructions
    }

    /// Adds threads that may wake most of the waiting threads.
    pub(super) fn wake_sleepers(&mut self) {
        for thread in 0..self.program.threads.len() {
            let sleeps = |wanted: fn(&Operation) -> bool| {
                self.program.threads[thread]
                    .iter()
                    .any(|i| wanted(&i.operation))
            };
            let parks = sleeps(|o| matches!(o, Operation::Park));
            let waits = sleeps(|o| matches!(o, Operation::Wait { .. }));
            let others = thread + 1..self.program.threads.len();
            if parks && !others.is_empty() && self.random.random_bool(0.8) {
                let other = self.random.random_range(others);
                self.program.threads[other].push(Operation::Unpark(thread).into());
            }
            if waits && self.random.random_bool(0.8) {
                let other = (thread + 1) % self.program.threads.len();
                self.program.threads[other].push(Operation::NotifyAll(0).into());
            }
        }
    }
}
