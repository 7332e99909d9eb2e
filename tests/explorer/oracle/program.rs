//! The oracle's language: straight-line threads over a few shared objects.
//!
//! It is small enough to find every execution by brute force, and rich enough for
//! the litmus tests of the literature. Registers have names across the whole
//! program and start at 0; so do variables.

use std::sync::atomic::Ordering;

use super::choices::orders;

/// A program: one list of instructions per thread, and the names that its text uses. Instructions
/// refer to an object by its index in a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Instruction>>,
    pub(crate) registers: Vec<String>,
    pub(crate) variables: Vec<String>,
    pub(crate) mutexes: Vec<String>,
    pub(crate) condvars: Vec<String>,
    pub(crate) rwlocks: Vec<String>,
    /// The names of barriers. The digit at the end of a name is the number of threads.
    pub(crate) barriers: Vec<String>,
    pub(crate) onces: Vec<String>,
    /// The names of semaphores. The digit at the end of a name is the number of initial permits.
    pub(crate) semaphores: Vec<String>,
    /// The names of channels. The digit at the end of a name is the bound.
    pub(crate) channels: Vec<String>,
}

/// The end of an execution: every register, then the last value of every
/// variable in coherence order.
pub(crate) type Outcome = Vec<u64>;

/// One operation, perhaps under a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    /// The instruction is skipped unless this register has this value.
    pub(crate) guard: Option<(usize, u64)>,
    pub(crate) operation: Operation,
}

/// The operation of an instruction. `into` is the register for the value read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Load {
        into: Option<usize>,
        variable: usize,
        access: Access,
    },
    Store {
        variable: usize,
        value: Operand,
        access: Access,
    },
    /// `fetch_add` or `swap`.
    Update {
        into: Option<usize>,
        variable: usize,
        function: Function,
        operand: Operand,
        ordering: Ordering,
    },
    CompareExchange {
        into: Option<usize>,
        variable: usize,
        expected: u64,
        new: u64,
        success: Ordering,
        failure: Ordering,
    },
    Fence(Ordering),
    Lock(usize),
    Unlock(usize),
    /// Puts 1 into the register if it acquired the mutex, 0 if not.
    TryLock {
        into: usize,
        mutex: usize,
    },
    Wait {
        condvar: usize,
        mutex: usize,
    },
    /// Puts 1 into the register if its limit passed, 0 if it was notified.
    WaitFor {
        into: usize,
        condvar: usize,
        mutex: usize,
    },
    /// Acquires the reader-writer lock for reading; a thread may do so twice.
    Read(usize),
    Write(usize),
    ReadUnlock(usize),
    WriteUnlock(usize),
    /// Puts 1 into the register if it acquired the lock for reading, 0 if not.
    TryRead {
        into: usize,
        rwlock: usize,
    },
    /// Puts 1 into the register if it acquired the lock for writing, 0 if not.
    TryWrite {
        into: usize,
        rwlock: usize,
    },
    /// Puts 1 into the register if the thread leads; without a register, it does not ask.
    Meet {
        into: Option<usize>,
        barrier: usize,
    },
    /// Sets a one-time value; puts 1 into the register if it was the first.
    SetOnce {
        into: usize,
        once: usize,
        value: Operand,
    },
    /// Puts the value into the register, or [`EMPTY`].
    GetOnce {
        into: usize,
        once: usize,
    },
    /// Acquires a permit of the semaphore, for good.
    Acquire(usize),
    /// Puts 1 into the register if it acquired a permit, for good, 0 if not.
    TryAcquire {
        into: usize,
        semaphore: usize,
    },
    /// Releases permits of the semaphore.
    Release {
        semaphore: usize,
        permits: u64,
    },
    NotifyOne(usize),
    NotifyAll(usize),
    Park,
    /// A park whose time limit may pass at once.
    ParkTimeout,
    /// Unparks the thread with this number, which must be lower than that of the running thread.
    Unpark(usize),
    /// Puts 1 into the register if it sent, 0 if the receiver was dropped.
    Send {
        into: Option<usize>,
        channel: usize,
        value: Operand,
    },
    /// Puts 1 into the register if it sent, 0 if the channel was full, or [`DISCONNECTED`] if the
    /// receiver was dropped.
    TrySend {
        into: usize,
        channel: usize,
        value: Operand,
    },
    /// Puts the message into the register, or [`DISCONNECTED`].
    Receive {
        into: usize,
        channel: usize,
    },
    /// Puts the message into the register, or [`EMPTY`] or [`DISCONNECTED`].
    TryReceive {
        into: usize,
        channel: usize,
    },
    /// The same, where [`EMPTY`] says that the time limit passed.
    ReceiveTimeout {
        into: usize,
        channel: usize,
    },
    /// Drops the thread's sender.
    DropSender(usize),
    /// Drops the receiver, which the thread owns.
    Close(usize),
}

/// The value that a receive puts into its register if it found no message.
pub(crate) const EMPTY: u64 = 100;
/// The value that a receive puts into its register if all senders were dropped, and a `try_send`
/// if the receiver was.
pub(crate) const DISCONNECTED: u64 = 101;

/// The kind of access of a load or a store: plain (then all accesses to its variable are plain),
/// or atomic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Plain,
    Atomic(Ordering),
}

/// The function of an [`Operation::Update`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Add,
    Swap,
}

/// A value to store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Constant(u64),
    /// A register plus a constant.
    Sum(usize, u64),
}

impl Operand {
    /// The value, given the registers.
    pub(crate) fn value(self, registers: &[u64]) -> u64 {
        match self {
            Self::Constant(value) => value,
            Self::Sum(register, addend) => registers[register] + addend,
        }
    }
}

impl Function {
    /// The new value after the function.
    pub(crate) fn apply(self, old: u64, operand: u64) -> u64 {
        match self {
            Self::Add => old + operand,
            Self::Swap => operand,
        }
    }
}

impl Operation {
    /// The register for the value read, if any.
    pub(crate) fn register(self) -> Option<usize> {
        match self {
            Self::Load { into, .. }
            | Self::Update { into, .. }
            | Self::CompareExchange { into, .. }
            | Self::Meet { into, .. }
            | Self::Send { into, .. } => into,
            Self::TryLock { into, .. }
            | Self::TryRead { into, .. }
            | Self::TryWrite { into, .. }
            | Self::TrySend { into, .. }
            | Self::SetOnce { into, .. }
            | Self::TryAcquire { into, .. }
            | Self::GetOnce { into, .. }
            | Self::WaitFor { into, .. }
            | Self::Receive { into, .. }
            | Self::TryReceive { into, .. }
            | Self::ReceiveTimeout { into, .. } => Some(into),
            _ => None,
        }
    }
}

impl Instruction {
    /// Whether the guard, if the instruction has one, lets it run.
    pub(crate) fn enabled(&self, registers: &[u64]) -> bool {
        self.guard.is_none_or(|(r, value)| registers[r] == value)
    }
}

impl From<Operation> for Instruction {
    fn from(operation: Operation) -> Self {
        Self {
            guard: None,
            operation,
        }
    }
}

impl Program {
    /// The values of some registers and variables in an outcome, as a word of
    /// digits; `names` are separated by blanks.
    pub(crate) fn observe(&self, names: &str, outcome: &Outcome) -> String {
        let all = self.registers.iter().chain(&self.variables);
        let positions = names.split_whitespace().map(|name| {
            let position = all.clone().position(|n| n == name);
            position.unwrap_or_else(|| panic!("the program has no {name}"))
        });
        positions.map(|p| outcome[p].to_string()).collect()
    }

    /// The program with its threads in every order. It has the same executions, but the explorer
    /// finds them in another order. The program must have no unpark, which names a thread.
    pub(crate) fn thread_orders(&self) -> impl Iterator<Item = Self> {
        orders(self.threads.len()).into_iter().map(|order| Self {
            threads: order.iter().map(|&t| self.threads[t].clone()).collect(),
            ..self.clone()
        })
    }

    /// The bound of the channel, if it has one.
    pub(crate) fn bound(&self, channel: usize) -> Option<usize> {
        last_digit(&self.channels[channel])
    }

    /// The number of threads that the barrier is for.
    pub(crate) fn parties(&self, barrier: usize) -> usize {
        last_digit(&self.barriers[barrier]).unwrap_or(2)
    }

    /// The number of initial permits of the semaphore.
    pub(crate) fn permits(&self, semaphore: usize) -> usize {
        last_digit(&self.semaphores[semaphore]).unwrap_or(0)
    }

    /// Whether the thread uses, and so has, a sender of the channel.
    pub(crate) fn sends(&self, thread: usize, channel: usize) -> bool {
        self.threads[thread].iter().any(|i| {
            matches!(
                i.operation,
                Operation::Send { channel: c, .. }
                    | Operation::TrySend { channel: c, .. }
                    | Operation::DropSender(c) if c == channel
            )
        })
    }

    /// Whether the thread uses, and so has, the receiver of the channel.
    pub(crate) fn receives(&self, thread: usize, channel: usize) -> bool {
        self.threads[thread].iter().any(|i| {
            matches!(
                i.operation,
                Operation::Receive { channel: c, .. }
                    | Operation::TryReceive { channel: c, .. }
                    | Operation::ReceiveTimeout { channel: c, .. }
                    | Operation::Close(c) if c == channel
            )
        })
    }

    /// The variables whose accesses are plain.
    pub(crate) fn plain(&self) -> Vec<bool> {
        let mut plain = vec![false; self.variables.len()];
        for instruction in self.threads.iter().flatten() {
            if let Operation::Load {
                variable, access, ..
            }
            | Operation::Store {
                variable, access, ..
            } = instruction.operation
            {
                plain[variable] |= access == Access::Plain;
            }
        }
        plain
    }
}

fn last_digit(name: &str) -> Option<usize> {
    let last = name.chars().next_back();
    last.and_then(|digit| digit.to_digit(10))
        .map(|digit| digit as usize)
}
