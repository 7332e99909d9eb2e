//! Rings of threads, as in litmus tests.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};

use rand::RngExt;

use super::Generator;
use crate::oracle::program::{Access, Function, Instruction, Operand, Operation};

impl Generator {
    /// Threads in a ring, as in litmus tests. Each thread accesses the variable with which the
    /// thread before it ends. Most then access the next variable, after an operation that may
    /// order the two accesses.
    pub(super) fn ring(&mut self) {
        let threads = self.random.random_range(2..=4);
        let fenced = self.random.random_bool(0.5);
        let (mut first, mut used) = (0, 1);
        for thread in 0..threads {
            let last_thread = thread + 1 == threads;
            let next = match self.random.random_bool(0.7) {
                _ if last_thread => 0,
                true => used,
                false => first,
            };
            used = used.max(next + 1);
            let mut operations = vec![self.ring_access(first, fenced, next == first)];
            if next != first {
                if fenced && self.random.random_bool(0.8) {
                    let fences = [SeqCst, SeqCst, SeqCst, AcqRel, Acquire, Release];
                    operations.push(Operation::Fence(self.one(&fences)));
                }
                operations.push(self.ring_access(next, fenced, false));
            }
            if self.random.random_bool(0.1) {
                operations.push(self.load(first));
            }
            let instructions = operations.into_iter().map(Instruction::from);
            self.program.threads.push(instructions.collect());
            first = next;
        }
        let names = ["x", "y", "z", "w"].iter().take(used);
        self.program.variables = names.map(ToString::to_string).collect();
    }

    /// An access of a ring. It is mostly relaxed if fences order the accesses, and a write if it
    /// is the only access of its thread.
    fn ring_access(&mut self, variable: usize, fenced: bool, write: bool) -> Operation {
        let relaxed = fenced && self.random.random_bool(0.8);
        let ordering = |generator: &mut Self, strong| match relaxed {
            true => Relaxed,
            false => generator.one(&[Relaxed, strong, strong, SeqCst, SeqCst]),
        };
        match self.random.random_range(0..10) {
            0..4 if !write => Operation::Load {
                into: Some(self.register()),
                variable,
                access: Access::Atomic(ordering(self, Acquire)),
            },
            0..8 => Operation::Store {
                variable,
                value: self.constant(),
                access: Access::Atomic(ordering(self, Release)),
            },
            _ => Operation::Update {
                into: Some(self.register()),
                variable,
                function: Function::Add,
                operand: Operand::Constant(4),
                ordering: ordering(self, AcqRel),
            },
        }
    }
}
