//! Spin loops: a thread that reads the same again and again waits.
//!
//! Unrolled, a spin loop has infinitely many executions. So a thread that has
//! gone round a loop, reading the same writes each time, is taken as blocked in
//! this graph; a later write revisits its last reads, and so the way out of the
//! loop is explored all the same.
//!
//! That would be wrong for a loop that ends by itself (`for _ in 0..8 { .. }`).
//! Therefore the first time that a line blocks, the thread is let go on alone for
//! some rounds, always reading what it read before. If it leaves the loop, the
//! line is exempt and the exploration begins anew.

use super::state::{Learned, Probe, Spin, State};
use super::thread::{Answer, Round, Status};
use crate::explore::graph::primitive::{channel, condvar, mutex};
use crate::explore::graph::{Action, Node, Operation};

/// The longest loop, in operations per round, that is recognised.
const MAX_BLOCK: usize = 4;

/// The longest loop around a wait with a time limit: the wait alone is five.
const MAX_TIMED_BLOCK: usize = 10;

/// How many rounds a thread must read the same in before it counts as spinning:
/// few where it says itself that it spins.
const ROUNDS: usize = 4;
const HINTED_ROUNDS: usize = 2;

/// How many rounds a thread is let go on alone to see whether it ends by itself.
const PROBE_ROUNDS: usize = 100;

impl Spin {
    /// Whether the exploration has to begin anew; asks once.
    pub(super) fn take_restart(&mut self) -> bool {
        self.probe = None;
        std::mem::take(&mut self.restart)
    }

    /// A thread ended or panicked: if it was probed, its loop ended by itself.
    pub(super) fn ended(&mut self, thread: u8) {
        if let Some(probe) = self.probe.take_if(|p| p.thread == thread) {
            self.bounded.insert(probe.block[0].0.place);
            self.restart = true;
        }
    }
}

impl State {
    /// What was learned of the program, for the next time that it is explored.
    pub(in crate::explore) fn take_learned(&mut self) -> Learned {
        Learned {
            bounded: std::mem::take(&mut self.spin.bounded),
            looks: self.arcs.looks,
            counted: self.arcs.take_counted(),
            apart: self.apart.threads,
            shared: std::mem::take(&mut self.pointers.shared).into(),
        }
    }

    pub(in crate::explore) fn must_restart(&self) -> bool {
        self.spin.must_restart() || self.arcs.restart || self.apart.grown || self.pointers.grown
    }

    /// Whether this operation, which has no event yet, would begin one more round
    /// of a spin loop.
    pub(super) fn go_round(&mut self, thread: u8, operation: &Operation) -> Round {
        if let Some(probe) = &mut self.spin.probe
            && probe.thread == thread
        {
            let (expected, answer) = probe.block[probe.at];
            if !expected.is_repeated_by(operation) {
                self.spin.ended(thread);
                return Round::Ends;
            }
            if probe.at == 0 {
                probe.rounds += 1;
                if probe.rounds > PROBE_ROUNDS {
                    self.spin.endless.insert(expected.place);
                    self.spin.probe = None;
                    return Round::Stuck;
                }
            }
            probe.at = (probe.at + 1) % probe.block.len();
            return Round::Again(answer);
        }
        let Some(block) = self.repeated_block(thread, operation) else {
            return Round::Leaves;
        };
        let line = block[0].operation.place;
        if self.spin.bounded.contains(&line) {
            return Round::Leaves;
        }
        if self.spin.endless.contains(&line) {
            return Round::Stuck;
        }
        let block: Vec<_> = block
            .iter()
            .map(|node| {
                let answer = Answer::new(node.read, node.writes, node.choice, 0);
                (node.operation, answer)
            })
            .collect();
        let answer = block[0].1;
        self.spin.probe = Some(Probe {
            thread,
            at: 1 % block.len(),
            block,
            rounds: 1,
        });
        Round::Again(answer)
    }

    /// The last round of the loop that this thread goes round, if it does.
    fn repeated_block(&self, thread: u8, operation: &Operation) -> Option<&[Node]> {
        let events = self.graph.threads.get(usize::from(thread))?;
        // Where the thread is about to end its wait it holds no lock, so the others can
        // go on.
        let timed = operation.action == condvar::Action::WakeTimed;
        let longest = if timed { MAX_TIMED_BLOCK } else { MAX_BLOCK };
        let idle = |n: &Node| timed && waits_in_vain(n, thread);
        let silent = |n: &Node| idle(n) || leaves_no_trace(n);
        // Most operations come behind one that leaves a trace, so they end no round.
        if !events.last().is_some_and(silent) {
            return None;
        }
        (1..=longest).find_map(|len| {
            let block = events.get(events.len().checked_sub(len)?..)?;
            if !block[0].operation.is_repeated_by(operation) {
                return None;
            }
            let hinted = timed || operation.hinted || block.iter().any(|n| n.operation.hinted);
            let rounds = if hinted { HINTED_ROUNDS } else { ROUNDS };
            let tail = events.get(events.len().checked_sub(len * rounds)?..)?;
            let same = tail
                .iter()
                .zip(&tail[len..])
                .all(|(a, b)| reads_the_same(a, b));
            (block.iter().all(silent) && same).then_some(block)
        })
    }

    /// Whether a spinning thread would read something new now. Then another
    /// execution, in which it does, stands for this one.
    pub(super) fn could_leave(&self, thread: u8) -> bool {
        let Some(operation) = self.threads[usize::from(thread)].pending else {
            return false;
        };
        self.repeated_block(thread, &operation)
            .is_some_and(|block| block.iter().any(|n| self.sees_change(thread, n)))
    }

    /// Whether this event of a spinning thread's last round would find something new.
    fn sees_change(&self, thread: u8, node: &Node) -> bool {
        let object = node.operation.object;
        match node.operation.action {
            // Who held the lock meanwhile may have changed what it guards.
            Action::Mutex(mutex::Action::Request) => {
                let mut holders = self.graph.object(object).coherence.iter().rev();
                holders
                    .find(|&&id| !self.graph.is_release(id))
                    .is_some_and(|holder| holder.thread != thread)
            }
            Action::Condvar(condvar::Action::Enqueue) => {
                self.graph.newest_value(object) & (1 << thread) == 0
            }
            Action::Mutex(mutex::Action::Acquire | mutex::Action::Release)
            | Action::Condvar(condvar::Action::WakeTimed) => false,
            _ => self.graph.newest_value(object) != node.read || self.is_left(node),
        }
    }

    /// Whether a try_recv that found nothing would now find that nobody is left.
    fn is_left(&self, node: &Node) -> bool {
        let action = node.operation.action;
        matches!(action, Action::Channel(channel::Action::TryReceive(_)))
            && self.graph.is_disconnected(node.operation.object)
    }

    /// Whether a stepped thread goes round a loop (without a probe).
    pub(super) fn seems_to_spin(&self, thread: u8) -> bool {
        let state = &self.threads[usize::from(thread)];
        state.status == Status::Live
            && state
                .pending
                .is_some_and(|op| self.repeated_block(thread, &op).is_some())
            && !self.could_leave(thread)
    }
}

/// Whether the event changes nothing: a read, or a read-modify-write that wrote
/// the value it read (the swap of a test-and-set lock that is taken).
fn leaves_no_trace(node: &Node) -> bool {
    node.reads() && (!node.writes || node.written == node.read)
}

/// Whether the event is part of a wait with a time limit that ended too late, with
/// nobody else at the lock since this thread had it last.
fn waits_in_vain(node: &Node, thread: u8) -> bool {
    match node.operation.action {
        Action::Condvar(condvar::Action::Enqueue)
        | Action::Mutex(mutex::Action::Release | mutex::Action::Acquire) => true,
        Action::Condvar(condvar::Action::WakeTimed) => node.writes,
        Action::Mutex(mutex::Action::Request) => node.source.thread == thread,
        _ => false,
    }
}

fn reads_the_same(a: &Node, b: &Node) -> bool {
    let same_value = match a.operation.action {
        // Each round has its own place in the order of the lock.
        Action::Mutex(mutex::Action::Request | mutex::Action::Acquire | mutex::Action::Release) => {
            true
        }
        _ if a.writes => b.writes && a.read == b.read,
        _ => a.source == b.source,
    };
    a.operation.is_repeated_by(&b.operation) && same_value
}
