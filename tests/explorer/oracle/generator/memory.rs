//! Operations on memory, alone and in critical sections.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use rand::RngExt;
use rand::rngs::StdRng;

use super::{Family, Generator, registers};
use crate::oracle::program::{Access, Function, Instruction, Operand, Operation};

impl Generator {
    /// `length` accesses, some of them under a condition.
    pub(super) fn straight(&mut self, length: usize) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        for _ in 0..length {
            let known: Vec<usize> = registers(&instructions);
            let operation = self.access(&known);
            let compares = matches!(operation, Operation::CompareExchange { .. });
            let guarded = !compares && !known.is_empty() && self.random.random_bool(0.15);
            let guard = guarded.then(|| (self.one(&known), self.random.random_range(0..=1)));
            instructions.push(Instruction { guard, operation });
        }
        instructions
    }

    /// The same with up to two critical sections.
    pub(super) fn with_sections(&mut self, length: usize) -> Vec<Instruction> {
        let mut instructions = self.straight(length.min(4));
        let mut edges: Vec<usize> = Vec::new();
        for _ in 0..self.random.random_range(0..=2) {
            let edge = |random: &mut StdRng| random.random_range(0..=instructions.len());
            edges.extend([edge(&mut self.random), edge(&mut self.random)]);
        }
        edges.sort_unstable();
        for (i, &edge) in edges.iter().enumerate().rev() {
            let operation = match i % 2 {
                0 => Operation::Lock(0),
                _ => Operation::Unlock(0),
            };
            instructions.insert(edge, operation.into());
        }
        instructions
    }

    /// An operation on memory, or a fence; `known` are the thread's registers.
    pub(super) fn access(&mut self, known: &[usize]) -> Operation {
        let any = [Relaxed, Acquire, Release, AcqRel, SeqCst];
        let variable = self.variable();
        let plain = self.plain == Some(variable);
        match self.random.random_range(0..100) {
            0..30 => self.load(variable),
            30..50 => {
                let value = self.constant();
                self.store(variable, value)
            }
            50..65 if !known.is_empty() => {
                let value = Operand::Sum(self.one(known), self.random.random_range(0..=1));
                self.store(variable, value)
            }
            50..65 => self.load(variable),
            _ if plain => self.load(variable),
            65..82 => Operation::Update {
                into: Some(self.register()),
                variable,
                function: self.one(&[Function::Add, Function::Add, Function::Swap]),
                operand: self.constant(),
                ordering: self.ordering(&any),
            },
            82..93 => {
                let expected = self.random.random_range(0..=2);
                Operation::CompareExchange {
                    into: Some(self.register()),
                    variable,
                    expected,
                    new: self.random.random_range(1..=3),
                    success: self.ordering(&any),
                    failure: self.ordering(&[Relaxed, Acquire, SeqCst]),
                }
            }
            _ => Operation::Fence(self.ordering(&[Acquire, Release, AcqRel, SeqCst])),
        }
    }

    pub(super) fn load(&mut self, variable: usize) -> Operation {
        let access = match self.plain == Some(variable) {
            true => Access::Plain,
            false => Access::Atomic(self.ordering(&[Relaxed, Acquire, SeqCst])),
        };
        Operation::Load {
            into: Some(self.register()),
            variable,
            access,
        }
    }

    fn store(&mut self, variable: usize, value: Operand) -> Operation {
        let access = match self.plain == Some(variable) {
            true => Access::Plain,
            false => Access::Atomic(self.ordering(&[Relaxed, Release, SeqCst])),
        };
        Operation::Store {
            variable,
            value,
            access,
        }
    }

    fn ordering(&mut self, of: &[Ordering]) -> Ordering {
        match self.family {
            Family::Sequential => SeqCst,
            _ => self.one(of),
        }
    }
}
