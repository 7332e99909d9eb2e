//! Channels, including those with a bound of 0.

use std::collections::VecDeque;

use super::history::Shared;
use super::state::{Blocked, State};
use super::steps::Effect;
use crate::oracle::program::{DISCONNECTED, EMPTY, Operand, Operation, Program};

/// A channel between two operations.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Channel {
    messages: VecDeque<u64>,
    bound: Option<usize>,
    senders: usize,
    closed: bool,
}

impl Channel {
    /// An empty channel, with a sender for each thread that uses one.
    pub(super) fn new(program: &Program, channel: usize) -> Self {
        let threads = 0..program.threads.len();
        Self {
            bound: program.bound(channel),
            senders: threads.filter(|&t| program.sends(t, channel)).count(),
            ..Self::default()
        }
    }

    /// Whether a send would not have to wait.
    fn has_room(&self) -> bool {
        self.closed || self.bound.is_none_or(|bound| self.messages.len() < bound)
    }

    /// Whether a send hands its message directly to a receive.
    fn is_rendezvous(&self) -> bool {
        self.bound == Some(0)
    }
}

impl State {
    pub(super) fn send(&mut self, thread: usize, channel: usize, value: Operand) -> Effect {
        let there = &mut self.channels[channel];
        if !there.has_room() {
            return Effect::Waits;
        }
        let sent = !there.closed;
        if sent {
            there.messages.push_back(value.value(&self.registers));
        }
        self.note(thread, Shared::Channel(channel), sent, None);
        Effect::Made(Some(u64::from(sent)))
    }

    pub(super) fn try_send(
        &mut self,
        program: &Program,
        thread: usize,
        channel: usize,
        value: Operand,
    ) -> Effect {
        let value = value.value(&self.registers);
        let there = &mut self.channels[channel];
        if there.closed {
            return Effect::Made(Some(DISCONNECTED));
        }
        if !there.is_rendezvous() {
            let room = there.has_room();
            if room {
                there.messages.push_back(value);
            }
            return Effect::Made(Some(u64::from(room)));
        }
        // A thread whose next operation is a receive may or may not have begun it.
        let receiver = (0..self.next.len()).find(|&other| {
            let next = program.threads[other].get(self.next[other]);
            let receives = next.is_some_and(|next| {
                matches!(next.operation, Operation::Receive { channel: c, .. }
                    | Operation::ReceiveTimeout { channel: c, .. } if c == channel)
            });
            receives && self.blocked[other] == Blocked::No
        });
        let met = receiver.map(|receiver| {
            let mut state = self.clone();
            state.next[receiver] += 1;
            state.end(program, receiver, Some(value));
            state.end(program, thread, Some(1));
            state
        });
        self.end(program, thread, Some(0));
        Effect::Branches(met.into_iter().chain([self.clone()]).collect())
    }

    pub(super) fn receive(&mut self, program: &Program, thread: usize, channel: usize) -> Effect {
        if self.channels[channel].is_rendezvous() {
            let met = self.meet(program, thread, channel);
            if !met.is_empty() || self.channels[channel].senders > 0 {
                return Effect::Branches(met);
            }
        }
        let there = &mut self.channels[channel];
        let read = match there.messages.pop_front() {
            Some(message) => message,
            None if there.senders == 0 => DISCONNECTED,
            None => return Effect::Waits,
        };
        self.note_unordered(thread, None);
        Effect::Made(Some(read))
    }

    pub(super) fn try_receive(
        &mut self,
        program: &Program,
        thread: usize,
        channel: usize,
    ) -> Effect {
        let before = self.clone();
        let there = &mut self.channels[channel];
        let (read, kind) = match there.messages.pop_front() {
            Some(message) => (message, 0),
            None if there.senders > 0 => (EMPTY, 1),
            None => (DISCONNECTED, 2),
        };
        self.note_unordered(thread, Some(kind));
        if read != EMPTY || !self.channels[channel].is_rendezvous() {
            return Effect::Made(Some(read));
        }
        // A thread whose next operation is a send may or may not have begun it.
        let mut ways = before.meet(program, thread, channel);
        self.end(program, thread, Some(EMPTY));
        ways.push(self.clone());
        Effect::Branches(ways)
    }

    /// The receiver of a channel with a bound of 0, which has begun its operation, takes the
    /// message of a thread whose next operation is a send: one state for each such thread.
    fn meet(&self, program: &Program, receiver: usize, channel: usize) -> Vec<Self> {
        let threads = 0..self.next.len();
        let met = threads.filter_map(|sender| {
            let idle = sender != receiver && self.blocked[sender] == Blocked::No;
            let next = program.threads[sender].get(self.next[sender])?;
            let Operation::Send {
                channel: to, value, ..
            } = next.operation
            else {
                return None;
            };
            if !idle || to != channel {
                return None;
            }
            let message = value.value(&self.registers);
            let mut state = self.clone();
            state.next[sender] += 1;
            state.end(program, sender, Some(1));
            state.end(program, receiver, Some(message));
            Some(state)
        });
        met.collect()
    }

    pub(super) fn drop_sender(&mut self, thread: usize, channel: usize) -> Effect {
        self.channels[channel].senders -= 1;
        self.note_unordered(thread, None);
        Effect::Made(None)
    }

    /// Drops the receiver and the messages that it has not received.
    pub(super) fn close(&mut self, thread: usize, channel: usize) -> Effect {
        let there = &mut self.channels[channel];
        there.closed = true;
        there.messages.clear();
        self.note(thread, Shared::Channel(channel), true, None);
        Effect::Made(None)
    }
}
