//! Random programs, each made from its own seed.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::program::{Access, Function, Instruction, Operand, Operation, Program};

/// A kind of random programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Loads, stores, read-modify-writes and fences, of all orderings.
    Memory,
    /// The same with one mutex, and a plain variable now and then.
    Mutex,
    /// Rings of threads that access two variables each, as litmus tests have:
    /// what only orderings decide.
    Litmus,
    /// Nested locks, try_lock, a condition variable, park and unpark.
    Blocking,
    /// As `Blocking`, with waits that have a limit in time.
    Timed,
    /// Channels: their ends come and go, and threads ask and wait for messages.
    Channels,
    /// Reader-writer locks, nested, and a mutex.
    Sharing,
    /// Barriers, and what is set once.
    Meetings,
    /// SeqCst only, with a mutex now and then.
    Sequential,
}

/// The program of this seed.
pub(crate) fn generate(family: Family, seed: u64) -> Program {
    let mut generator = Generator {
        family,
        random: StdRng::seed_from_u64(seed),
        program: Program::default(),
        plain: None,
    };
    generator.program();
    generator.program
}

struct Generator {
    family: Family,
    random: StdRng,
    program: Program,
    /// The plain variable, if there is one.
    plain: Option<usize>,
}

impl Generator {
    fn program(&mut self) {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let variables = self.random.random_range(1..=3);
        self.program.variables = names(&["x", "y", "z"][..variables]);
        if matches!(self.family, Family::Blocking | Family::Timed) {
            self.program.mutexes = names(&["m", "n"]);
            self.program.condvars = names(&["cv"]);
        }
        if self.family == Family::Sharing {
            let rwlocks = self.random.random_range(1..=2);
            self.program.rwlocks = names(&["l", "k"][..rwlocks]);
            self.program.mutexes = names(&["m"]);
        }
        if self.family == Family::Meetings {
            let barriers = self.one(&[["b2", "e2"], ["b2", "e3"], ["b3", "e1"]]);
            self.program.barriers = names(&barriers);
            self.program.onces = names(&["o"]);
        }
        if matches!(self.family, Family::Mutex | Family::Sequential) {
            self.program.mutexes = names(&["m"]);
        }
        if self.family == Family::Mutex {
            let plain = self.random.random_bool(0.3);
            self.plain = plain.then(|| self.random.random_range(0..variables));
        }
        if self.family == Family::Litmus {
            return self.ring();
        }
        if self.family == Family::Channels {
            let kinds = [
                ["c", "d"],
                ["c", "d"],
                ["c1", "d"],
                ["c0", "d"],
                ["c2", "d1"],
            ];
            let channels = self.random.random_range(1..=2);
            self.program.channels = names(&self.one(&kinds)[..channels]);
        }
        // Some of what a reader's coming does to a writer shows with four threads only, for
        // which the oracle takes long.
        let four = self.family == Family::Sharing && self.random.random_bool(0.02);
        let threads = if four {
            4
        } else {
            self.random.random_range(2..=3)
        };
        for thread in 0..threads {
            let most = if threads == 2 { 5 } else { 3 };
            let length = self.random.random_range(1..=most);
            let instructions = match self.family {
                Family::Mutex => self.with_sections(length),
                Family::Sequential if self.random.random_bool(0.4) => self.with_sections(length),
                Family::Memory | Family::Sequential => self.straight(length),
                Family::Channels => self.messages(thread, length),
                // Its oracle looks at every interleaving of requests and of locks.
                Family::Sharing => {
                    let length = length.min(if threads == 2 { 3 } else { 2 });
                    self.sharing(&mut Vec::new(), length)
                }
                Family::Meetings => self.meetings(length.min(4)),
                Family::Blocking | Family::Timed | Family::Litmus => {
                    self.blocks(thread, &mut Vec::new(), length)
                }
            };
            self.program.threads.push(instructions);
        }
        if matches!(self.family, Family::Blocking | Family::Timed) {
            self.wake_sleepers();
        }
    }

    /// Gives most threads that sleep somebody who may wake them.
    fn wake_sleepers(&mut self) {
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

    /// One of these.
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.random)
            .expect("there is something to choose from")
    }

    fn variable(&mut self) -> usize {
        self.random.random_range(0..self.program.variables.len())
    }

    fn register(&mut self) -> usize {
        let register = self.program.registers.len();
        self.program.registers.push(format!("r{register}"));
        register
    }

    fn ordering(&mut self, of: &[Ordering]) -> Ordering {
        match self.family {
            Family::Sequential => SeqCst,
            _ => self.one(of),
        }
    }

    fn load(&mut self, variable: usize) -> Operation {
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

    fn constant(&mut self) -> Operand {
        Operand::Constant(self.random.random_range(1..=3))
    }

    /// An operation on memory, or a fence; `known` are the thread's registers.
    fn access(&mut self, known: &[usize]) -> Operation {
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

    /// Messages between the threads. Thread i receives from channel i, the others
    /// send on it.
    fn messages(&mut self, thread: usize, length: usize) -> Vec<Instruction> {
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

    /// Sections under reader-writer locks, within each other, and accesses; `held` are
    /// the locks held around them and whether to write.
    fn sharing(&mut self, held: &mut Vec<(usize, bool)>, length: usize) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        let locks: Vec<usize> = (0..self.program.rwlocks.len()).collect();
        for _ in 0..length {
            let lock = self.one(&locks);
            let writes = held.contains(&(lock, true));
            let reads = held.contains(&(lock, false));
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

    /// Accesses between barriers, and what is set once.
    fn meetings(&mut self, length: usize) -> Vec<Instruction> {
        let mut instructions: Vec<Instruction> = Vec::new();
        for _ in 0..length {
            let known = registers(&instructions);
            let operation = match self.random.random_range(0..100) {
                0..35 => Operation::Meet {
                    into: self.register(),
                    barrier: self.one(&[0, 0, 0, 1]),
                },
                35..50 => Operation::SetOnce {
                    into: self.register(),
                    once: 0,
                    value: self.constant(),
                },
                50..60 => Operation::GetOnce {
                    into: self.register(),
                    once: 0,
                },
                _ => self.access(&known),
            };
            instructions.push(operation.into());
        }
        instructions
    }

    /// So many accesses, some of them under a condition.
    fn straight(&mut self, length: usize) -> Vec<Instruction> {
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
    fn with_sections(&mut self, length: usize) -> Vec<Instruction> {
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

    /// Threads in a ring, as litmus tests are made: each accesses the variable
    /// where the thread before it ends, then, behind something that may order the
    /// two, the next variable; or only the first.
    fn ring(&mut self) {
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

    /// An access of a ring: relaxed, most often, where fences do the ordering; a
    /// write, where it is the only one of its thread.
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

    /// Blocks that lock, wait and wake; `held` are the mutexes held around them.
    fn blocks(&mut self, thread: usize, held: &mut Vec<usize>, length: usize) -> Vec<Instruction> {
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
                64..68 => instructions.push(Operation::Park.into()),
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
}

/// The registers that these instructions assign.
fn registers(instructions: &[Instruction]) -> Vec<usize> {
    instructions
        .iter()
        .filter_map(|i| i.operation.register())
        .collect()
}
