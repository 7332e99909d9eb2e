//! Threads that send and receive.

use rand::RngExt;

use super::{Family, Generator, registers};
use crate::oracle::program::{Instruction, Operation};

impl Generator {
    /// Messages between the threads. Thread i receives from channel i, the others
    /// send on it.
    pub(super) fn messages(&mut self, thread: usize, length: usize) -> Vec<Instruction> {
        let channels = 0..self.program.channels.len();
        let mut instructions: Vec<Instruction> = Vec::new();
        for _ in 0..length {
            let known = registers(&instructions);
            let channel = self.random.random_range(channels.clone());
            let operation = match self.random.random_range(0..100) {
                0..25 => self.access(&known),
                25..60 if channel == thread => Operation::Receive {
                    into: self.register(),
                    channel,
                },
                60..75 if channel == thread => Operation::ReceiveTimeout {
                    into: self.register(),
                    channel,
                },
                75.. if channel == thread => Operation::TryReceive {
                    into: self.register(),
                    channel,
                },
                _ if channel == thread => self.access(&known),
                _ if self.family == Family::Bounded && self.random.random_bool(0.6) => {
                    Operation::TrySend {
                        into: self.register(),
                        channel,
                        value: self.constant(),
                    }
                }
                _ => Operation::Send {
                    into: Some(self.register()),
                    channel,
                    value: self.constant(),
                },
            };
            instructions.push(operation.into());
        }
        for channel in channels {
            let (chance, end) = match channel == thread {
                true => (0.3, Operation::Close(channel)),
                false => (0.8, Operation::DropSender(channel)),
            };
            if self.random.random_bool(chance) {
                instructions.push(end.into());
            }
        }
        instructions
    }
}
