//! Runs a [`Program`] with the types that a lab imports, like a student's code.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::time::Duration;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicU64, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{
    self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, TrySendError,
};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Barrier, Condvar, Mutex, MutexGuard, OnceLock};

use super::parts::{AnyGuard, Permits, Shared};
use super::program::{
    Access, DISCONNECTED, EMPTY, Function, Instruction, Operation, Outcome, Program,
};

/// The objects that the threads share.
struct Objects {
    atomics: Vec<AtomicU64>,
    cells: Vec<PlainCell<u64>>,
    mutexes: Vec<Mutex<()>>,
    condvars: Vec<Condvar>,
    rwlocks: Vec<Shared>,
    barriers: Vec<Barrier>,
    onces: Vec<OnceLock<u64>>,
    semaphores: Vec<Permits>,
}

/// A sender of either kind of channel.
#[derive(Clone)]
enum AnySender {
    Unbounded(Sender<u64>),
    Bounded(SyncSender<u64>),
}

impl AnySender {
    fn send(&self, value: u64) -> bool {
        match self {
            Self::Unbounded(sender) => sender.send(value).is_ok(),
            Self::Bounded(sender) => sender.send(value).is_ok(),
        }
    }

    fn try_send(&self, value: u64) -> u64 {
        let sent = match self {
            // A channel without a bound is never full.
            Self::Unbounded(sender) => sender
                .send(value)
                .map_err(|error| TrySendError::Disconnected(error.0)),
            Self::Bounded(sender) => sender.try_send(value),
        };
        match sent {
            Ok(()) => 1,
            Err(TrySendError::Full(refused)) => {
                assert_eq!(refused, value, "the message comes back");
                0
            }
            Err(TrySendError::Disconnected(_)) => DISCONNECTED,
        }
    }
}

/// The ends of channels of a thread, by the number of the channel.
#[derive(Default)]
struct Ends {
    senders: Vec<Option<AnySender>>,
    receivers: Vec<Option<Receiver<u64>>>,
}

/// Creates the channels before any thread begins, and gives each thread the ends that it uses.
/// Main, the last thread, keeps the ends that no thread uses.
fn connect(program: &Program) -> Vec<Ends> {
    let threads = program.threads.len();
    let mut ends: Vec<Ends> = (0..=threads).map(|_| Ends::default()).collect();
    for channel in 0..program.channels.len() {
        let (sender, receiver) = match program.bound(channel) {
            None => {
                let (sender, receiver) = mpsc::channel();
                (AnySender::Unbounded(sender), receiver)
            }
            Some(bound) => {
                let (sender, receiver) = mpsc::sync_channel(bound);
                (AnySender::Bounded(sender), receiver)
            }
        };
        let owner = (0..threads).find(|&t| program.receives(t, channel));
        let (mut sender, mut receiver) = (Some(sender), Some(receiver));
        let last = (0..threads).rfind(|&t| program.sends(t, channel));
        for (thread, ends) in ends.iter_mut().enumerate() {
            let sends = thread < threads && program.sends(thread, channel);
            ends.senders.push(match sends {
                true if Some(thread) == last => sender.take(),
                true => sender.clone(),
                false => None,
            });
            let receives = thread == owner.unwrap_or(threads);
            ends.receivers.push(receiver.take_if(|_| receives));
        }
        // If no thread sends, this drops the only sender.
    }
    ends
}

/// A program, and the way in which it runs.
struct Way {
    program: Program,
    /// The instructions that each thread performs while it unwinds.
    unwinding: Vec<Range<usize>>,
    /// Whether main is the last thread.
    with_main: bool,
    /// Whether semaphores and reader-writer locks are built from their parts.
    by_hand: bool,
}

/// The program as a closure: main starts the threads, joins them and reads the variables.
pub(crate) fn closure(program: &Program) -> impl Fn() -> Outcome + Clone + Send + Sync + 'static {
    unwinding(program, &vec![0..0; program.threads.len()])
}

/// The same program, with semaphores and reader-writer locks by hand: counts in a mutex, and a
/// condition variable.
pub(crate) fn by_hand(
    program: &Program,
) -> impl Fn() -> Outcome + Clone + Send + Sync + use<> + 'static {
    let way = Way {
        program: program.clone(),
        unwinding: vec![0..0; program.threads.len()],
        with_main: false,
        by_hand: true,
    };
    running(way)
}

/// The same program, in which main is the last thread instead of starting it.
pub(crate) fn with_main(
    program: &Program,
) -> impl Fn() -> Outcome + Clone + Send + Sync + use<> + 'static {
    let way = Way {
        program: program.clone(),
        unwinding: vec![0..0; program.threads.len()],
        with_main: true,
        by_hand: false,
    };
    running(way)
}

/// The same program, in which each thread performs the instructions of its range while it unwinds
/// from a panic that it catches, each in its own destructor.
pub(crate) fn unwinding(
    program: &Program,
    ranges: &[Range<usize>],
) -> impl Fn() -> Outcome + Clone + Send + Sync + use<> + 'static {
    let way = Way {
        program: program.clone(),
        unwinding: ranges.to_vec(),
        with_main: false,
        by_hand: false,
    };
    running(way)
}

fn running(way: Way) -> impl Fn() -> Outcome + Clone + Send + Sync + use<> + 'static {
    let way = Arc::new(way);
    move || run(&way)
}

/// Explores a program completely.
///
/// # Errors
///
/// If the exploration is incomplete, has a graph twice, or found another failure than a deadlock
/// or a data race, which no program of the language has.
pub(crate) fn explore(
    explorer: &Explorer,
    program: &Program,
    model: MemoryModel,
) -> Result<Exploration<Outcome>, String> {
    explore_closure(explorer, closure(program), model)
}

/// The same for a program that is already a closure.
///
/// # Errors
///
/// As [`explore`].
pub(crate) fn explore_closure(
    explorer: &Explorer,
    closure: impl Fn() -> Outcome + Send + Sync + 'static,
    model: MemoryModel,
) -> Result<Exploration<Outcome>, String> {
    let explorer = explorer.clone().memory_model(model).record_graphs(true);
    let exploration = explorer.explore(closure);
    if let Some(stopped_by) = exploration.stopped_by() {
        return Err(format!("the exploration under {model} {stopped_by}"));
    }
    let expected = |kind| matches!(kind, FailureKind::Deadlock | FailureKind::DataRace);
    if let Some(failure) = exploration.failures().iter().find(|f| !expected(f.kind)) {
        return Err(format!(
            "{} under {model}: {}",
            failure.kind, failure.message
        ));
    }
    let mut once = BTreeSet::new();
    if let Some(graph) = exploration
        .graphs()
        .iter()
        .find(|&graph| !once.insert(graph))
    {
        return Err(format!("under {model} this graph occurs twice:\n{graph}"));
    }
    Ok(exploration)
}

fn run(way: &Arc<Way>) -> Outcome {
    let program = &way.program;
    // Each variable has both objects and uses one: the creation of an object is no event.
    let objects = Arc::new(Objects {
        atomics: program
            .variables
            .iter()
            .map(|_| AtomicU64::new(0))
            .collect(),
        cells: program
            .variables
            .iter()
            .map(|_| PlainCell::new(0))
            .collect(),
        mutexes: program.mutexes.iter().map(|_| Mutex::new(())).collect(),
        condvars: program.condvars.iter().map(|_| Condvar::new()).collect(),
        rwlocks: program
            .rwlocks
            .iter()
            .map(|_| Shared::new(way.by_hand))
            .collect(),
        barriers: (0..program.barriers.len())
            .map(|barrier| Barrier::new(program.parties(barrier)))
            .collect(),
        onces: program.onces.iter().map(|_| OnceLock::new()).collect(),
        semaphores: (0..program.semaphores.len())
            .map(|semaphore| Permits::new(program.permits(semaphore), way.by_hand))
            .collect(),
    });
    let mut ends = connect(program);
    let unused = ends.pop();
    let mut children = Vec::new();
    let mut lower: Vec<Thread> = Vec::new();
    let mut last = None;
    for (number, ends) in ends.into_iter().enumerate() {
        let (own, objects) = (Arc::clone(way), Arc::clone(&objects));
        let others = lower.clone();
        let body = move || {
            let (program, ranges) = (&own.program, &own.unwinding);
            let thread = Running::new(program, &objects, &others, ends);
            thread.run(&program.threads[number], ranges[number].clone())
        };
        if way.with_main && number + 1 == program.threads.len() {
            last = Some(body());
            break;
        }
        let child = thread::spawn(body);
        lower.push(child.thread().clone());
        children.push(child);
    }
    // The remaining ends live as long as the program.
    let mut left = Vec::from_iter(unused);
    let mut outcome = vec![0; program.registers.len()];
    let joined = children.into_iter().map(|child| child.join());
    let joined = joined.map(|child| child.expect("no thread of a program panics"));
    for ((registers, ends), instructions) in joined.chain(last).zip(&program.threads) {
        left.push(ends);
        for register in instructions.iter().filter_map(|i| i.operation.register()) {
            outcome[register] = registers[register];
        }
    }
    let plain = program.plain();
    let last = plain
        .iter()
        .enumerate()
        .map(|(variable, &plain)| match plain {
            true => objects.cells[variable].get(),
            // Every write happens before the joins, so this reads the last one.
            false => objects.atomics[variable].load(Ordering::Relaxed),
        });
    outcome.extend(last);
    outcome
}

/// A running thread.
struct Running<'p> {
    objects: &'p Objects,
    lower: &'p [Thread],
    ends: Ends,
    registers: Vec<u64>,
    guards: Vec<Option<MutexGuard<'p, ()>>>,
    shared: Vec<Vec<AnyGuard<'p>>>,
}

/// Performs an instruction in its drop.
struct Later<'r, 'p>(&'r RefCell<Running<'p>>, &'r Instruction);

impl Drop for Later<'_, '_> {
    fn drop(&mut self) {
        self.0.borrow_mut().make(self.1);
    }
}

/// Panics, and performs these instructions while the thread unwinds.
fn unwind_through<'p>(thread: &RefCell<Running<'p>>, instructions: &[Instruction]) {
    match instructions.split_last() {
        None => panic!("to be caught"),
        Some((last, others)) => {
            let _later = Later(thread, last);
            unwind_through(thread, others);
        }
    }
}

impl<'p> Running<'p> {
    fn new(program: &Program, objects: &'p Objects, lower: &'p [Thread], ends: Ends) -> Self {
        let mut guards = Vec::new();
        guards.resize_with(program.mutexes.len(), || None);
        let mut shared = Vec::new();
        shared.resize_with(program.rwlocks.len(), Vec::new);
        Self {
            objects,
            lower,
            ends,
            registers: vec![0; program.registers.len()],
            guards,
            shared,
        }
    }

    /// Performs the instructions, those of the range while the thread unwinds.
    fn run(self, instructions: &[Instruction], unwinding: Range<usize>) -> (Vec<u64>, Ends) {
        let thread = RefCell::new(self);
        let make = |instruction| thread.borrow_mut().make(instruction);
        let (before, behind) = (unwinding.start, unwinding.end);
        instructions[..before].iter().for_each(make);
        if !unwinding.is_empty() {
            let unwind = || unwind_through(&thread, &instructions[unwinding]);
            let caught = catch_unwind(AssertUnwindSafe(unwind));
            assert!(caught.is_err(), "it panics");
        }
        instructions[behind..].iter().for_each(make);
        let Self {
            registers, ends, ..
        } = thread.into_inner();
        (registers, ends)
    }

    fn make(&mut self, instruction: &Instruction) {
        if !instruction.enabled(&self.registers) {
            return;
        }
        let mut read = None;
        match instruction.operation {
            Operation::Load {
                variable, access, ..
            } => {
                read = Some(match access {
                    Access::Plain => self.objects.cells[variable].get(),
                    Access::Atomic(ordering) => self.objects.atomics[variable].load(ordering),
                });
            }
            Operation::Store {
                variable,
                value,
                access,
            } => {
                let value = value.value(&self.registers);
                match access {
                    Access::Plain => self.objects.cells[variable].set(value),
                    Access::Atomic(ordering) => {
                        self.objects.atomics[variable].store(value, ordering)
                    }
                }
            }
            Operation::Update {
                variable,
                function,
                operand,
                ordering,
                ..
            } => {
                let (atomic, operand) = (
                    &self.objects.atomics[variable],
                    operand.value(&self.registers),
                );
                read = Some(match function {
                    Function::Add => atomic.fetch_add(operand, ordering),
                    Function::Swap => atomic.swap(operand, ordering),
                });
            }
            Operation::CompareExchange {
                variable,
                expected,
                new,
                success,
                failure,
                ..
            } => {
                let atomic = &self.objects.atomics[variable];
                let result = atomic.compare_exchange(expected, new, success, failure);
                read = Some(result.unwrap_or_else(|old| old));
            }
            Operation::Fence(ordering) => fence(ordering),
            Operation::Lock(mutex) => self.guards[mutex] = Some(self.objects.mutexes[mutex].lock()),
            Operation::Unlock(mutex) => self.guards[mutex] = None,
            Operation::TryLock { mutex, .. } => {
                self.guards[mutex] = self.objects.mutexes[mutex].try_lock();
                read = Some(u64::from(self.guards[mutex].is_some()));
            }
            Operation::Read(lock) | Operation::Write(lock) => {
                let writes = matches!(instruction.operation, Operation::Write(_));
                self.shared[lock].push(self.objects.rwlocks[lock].lock(writes));
            }
            Operation::ReadUnlock(lock) | Operation::WriteUnlock(lock) => {
                self.shared[lock].pop();
            }
            Operation::TryRead { rwlock, .. } | Operation::TryWrite { rwlock, .. } => {
                let writes = matches!(instruction.operation, Operation::TryWrite { .. });
                let guard = self.objects.rwlocks[rwlock].try_lock(writes);
                read = Some(u64::from(guard.is_some()));
                self.shared[rwlock].extend(guard);
            }
            Operation::Meet { into, barrier } => {
                let met = self.objects.barriers[barrier].wait();
                read = into.map(|_| u64::from(met.is_leader()));
            }
            Operation::SetOnce { once, value, .. } => {
                let set = self.objects.onces[once].set(value.value(&self.registers));
                read = Some(u64::from(set.is_ok()));
            }
            Operation::GetOnce { once, .. } => {
                read = Some(self.objects.onces[once].get().copied().unwrap_or(EMPTY));
            }
            Operation::Acquire(semaphore) => self.objects.semaphores[semaphore].acquire(),
            Operation::TryAcquire { semaphore, .. } => {
                read = Some(u64::from(self.objects.semaphores[semaphore].try_acquire()));
            }
            Operation::Release { semaphore, permits } => {
                self.objects.semaphores[semaphore].release(permits);
            }
            Operation::Wait { condvar, mutex } => {
                let guard = self.guards[mutex]
                    .as_mut()
                    .expect("waits with what it holds");
                self.objects.condvars[condvar].wait(guard);
            }
            Operation::WaitFor { condvar, mutex, .. } => {
                let guard = self.guards[mutex]
                    .as_mut()
                    .expect("waits with what it holds");
                let result =
                    self.objects.condvars[condvar].wait_for(guard, Duration::from_millis(1));
                read = Some(u64::from(result.timed_out()));
            }
            Operation::NotifyOne(condvar) => {
                self.objects.condvars[condvar].notify_one();
            }
            Operation::NotifyAll(condvar) => {
                self.objects.condvars[condvar].notify_all();
            }
            Operation::Park => thread::park(),
            Operation::ParkTimeout => thread::park_timeout(Duration::from_millis(1)),
            Operation::Unpark(other) => self.lower[other].unpark(),
            Operation::Send { channel, value, .. } => {
                let sender = self.ends.senders[channel].as_ref().expect("has a sender");
                read = Some(u64::from(sender.send(value.value(&self.registers))));
            }
            Operation::TrySend { channel, value, .. } => {
                let sender = self.ends.senders[channel].as_ref().expect("has a sender");
                read = Some(sender.try_send(value.value(&self.registers)));
            }
            Operation::Receive { channel, .. } => {
                let receiver = self.ends.receivers[channel].as_ref();
                let received = receiver.expect("has the receiver").recv();
                read = Some(received.unwrap_or(DISCONNECTED));
            }
            Operation::TryReceive { channel, .. } => {
                let receiver = self.ends.receivers[channel].as_ref();
                let received = receiver.expect("has the receiver").try_recv();
                read = Some(received.unwrap_or_else(|error| match error {
                    TryRecvError::Empty => EMPTY,
                    TryRecvError::Disconnected => DISCONNECTED,
                }));
            }
            Operation::ReceiveTimeout { channel, .. } => {
                let receiver = self.ends.receivers[channel].as_ref();
                let limit = Duration::from_millis(1);
                let received = receiver.expect("has the receiver").recv_timeout(limit);
                read = Some(received.unwrap_or_else(|error| match error {
                    RecvTimeoutError::Timeout => EMPTY,
                    RecvTimeoutError::Disconnected => DISCONNECTED,
                }));
            }
            Operation::DropSender(channel) => self.ends.senders[channel] = None,
            Operation::Close(channel) => self.ends.receivers[channel] = None,
        }
        if let (Some(register), Some(value)) = (instruction.operation.register(), read) {
            self.registers[register] = value;
        }
    }
}
