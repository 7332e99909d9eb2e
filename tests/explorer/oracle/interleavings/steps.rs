//! The next states of a state.

use super::state::{Blocked, State};
use crate::oracle::program::{Operation, Program};

/// The effect of an operation in a state.
pub(super) enum Effect {
    /// The operation has to wait.
    Waits,
    /// The operation has begun. Its other steps follow, and the last of them ends it.
    Begun,
    /// The operation is complete. Its register gets the value, if it has one.
    Made(Option<u64>),
    /// The operation is complete in one of several ways, each with its next state.
    Branches(Vec<State>),
}

impl State {
    /// Every next state, with the thread that makes the step.
    pub(super) fn successors(&self, program: &Program) -> Vec<(usize, Self)> {
        let threads = 0..self.next.len();
        let steps = threads.flat_map(|thread| {
            let steps = self.steps(program, thread).into_iter();
            steps.map(move |mut state| {
                state.settle();
                (thread, state)
            })
        });
        steps.collect()
    }

    /// Every next state in which a wait or a park has ended spuriously, with its thread.
    pub(super) fn early(&self, program: &Program) -> Vec<(usize, Self)> {
        let threads = 0..self.next.len();
        let early = |thread| Some((thread, self.end_spuriously(program, thread)?));
        threads.filter_map(early).collect()
    }

    /// Continues threads whose condition holds; that is no step.
    fn settle(&mut self) {
        self.grant();
        for thread in 0..self.blocked.len() {
            let over = match self.blocked[thread] {
                Blocked::Asking(lock) => self.has(lock, thread),
                Blocked::Meeting {
                    barrier,
                    needed,
                    asks,
                } => {
                    let passes = self.arrivals[barrier].iter().sum::<usize>() >= needed;
                    self.orders |= passes && asks;
                    passes
                }
                Blocked::Losing(once) => self.onces[once].is_some_and(|(_, done)| done),
                _ => false,
            };
            if over {
                self.blocked[thread] = Blocked::No;
            }
        }
    }

    /// The states after the next step of one thread: none if it is blocked or at its end.
    fn steps(&self, program: &Program, thread: usize) -> Vec<Self> {
        if self.blocked[thread] != Blocked::No {
            return Vec::from_iter(self.rest(program, thread));
        }
        let Some(instruction) = program.threads[thread].get(self.next[thread]) else {
            return Vec::new();
        };
        let mut state = self.clone();
        state.next[thread] += 1;
        match state.make(program, thread, instruction.operation) {
            Effect::Waits => return Vec::new(),
            Effect::Begun => {}
            Effect::Made(read) => state.end(program, thread, read),
            Effect::Branches(states) => return states,
        }
        vec![state]
    }

    /// The state after the next step of an operation that has begun.
    fn rest(&self, program: &Program, thread: usize) -> Option<Self> {
        let mut state = self.clone();
        let moves = match self.blocked[thread] {
            Blocked::Waiting { mutex, limit, .. } => state.go_on_waiting(thread, mutex, limit),
            Blocked::Notified { mutex } => state.come_back(program, thread, mutex),
            Blocked::Setting(once) => state.complete(thread, once),
            Blocked::No
            | Blocked::Asking(_)
            | Blocked::Meeting { .. }
            | Blocked::Acquiring(_)
            | Blocked::Losing(_) => false,
        };
        moves.then_some(state)
    }

    /// Ends the operation in front of the thread's next one.
    pub(super) fn end(&mut self, program: &Program, thread: usize, read: Option<u64>) {
        let operation = program.threads[thread][self.next[thread] - 1].operation;
        if let (Some(register), Some(value)) = (operation.register(), read) {
            self.registers[register] = value;
        }
        self.skip(program, thread);
    }

    /// Performs an operation on its object.
    fn make(&mut self, program: &Program, thread: usize, operation: Operation) -> Effect {
        match operation {
            Operation::Load { variable, .. } => self.load(thread, variable),
            Operation::Store {
                variable, value, ..
            } => self.store(thread, variable, value),
            Operation::Update {
                variable,
                function,
                operand,
                ..
            } => self.update(thread, variable, function, operand),
            Operation::CompareExchange {
                variable,
                expected,
                new,
                ..
            } => self.compare_exchange(thread, variable, expected, new),
            // With one memory, a fence has no effect.
            Operation::Fence(_) => Effect::Made(None),

            Operation::Lock(mutex) => self.lock(thread, mutex),
            Operation::TryLock { mutex, .. } => self.try_lock(thread, mutex),
            Operation::Unlock(mutex) => self.unlock(thread, mutex),
            Operation::Read(lock) => self.ask(thread, lock, false),
            Operation::Write(lock) => self.ask(thread, lock, true),
            Operation::ReadUnlock(lock) | Operation::WriteUnlock(lock) => self.let_go(thread, lock),
            Operation::TryRead { rwlock, .. } => self.try_read(thread, rwlock),
            Operation::TryWrite { rwlock, .. } => self.try_write(thread, rwlock),

            Operation::Wait { condvar, mutex } => self.wait(thread, condvar, mutex, None),
            Operation::WaitFor {
                into,
                condvar,
                mutex,
            } => self.wait(thread, condvar, mutex, Some(into)),
            Operation::NotifyOne(condvar) => self.notify_one(program, thread, condvar),
            Operation::NotifyAll(condvar) => self.notify_all(thread, condvar),
            Operation::Park => self.park(thread),
            Operation::ParkTimeout => self.park_timeout(thread),
            Operation::Unpark(other) => self.unpark(thread, other),

            Operation::Meet { into, barrier } => {
                self.arrive(program, thread, barrier, into.is_some())
            }
            Operation::SetOnce { once, value, .. } => self.set_once(thread, once, value),
            Operation::GetOnce { once, .. } => self.get_once(thread, once),

            Operation::Acquire(semaphore) => self.acquire(thread, semaphore),
            Operation::TryAcquire { semaphore, .. } => self.try_acquire(thread, semaphore),
            Operation::Release { semaphore, permits } => self.release(thread, semaphore, permits),

            Operation::Send { channel, value, .. } => self.send(thread, channel, value),
            Operation::Receive { channel, .. } => self.receive(program, thread, channel),
            Operation::TrySend { channel, value, .. } => {
                self.try_send(program, thread, channel, value)
            }
            // The time limit passes whenever the thread could wait longer.
            Operation::TryReceive { channel, .. } | Operation::ReceiveTimeout { channel, .. } => {
                self.try_receive(program, thread, channel)
            }
            Operation::DropSender(channel) => self.drop_sender(thread, channel),
            Operation::Close(channel) => self.close(thread, channel),
        }
    }
}
