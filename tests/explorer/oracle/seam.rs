//! Runs a [`Program`] on the names that a lab imports: as a student's code would.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicU64, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{
    Arc, Barrier, Condvar, Mutex, MutexGuard, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard,
};

use super::program::{Access, DISCONNECTED, EMPTY, Function, Operation, Outcome, Program};

/// The objects that the threads share.
struct Objects {
    atomics: Vec<AtomicU64>,
    cells: Vec<PlainCell<u64>>,
    mutexes: Vec<Mutex<()>>,
    condvars: Vec<Condvar>,
    rwlocks: Vec<RwLock<()>>,
    barriers: Vec<Barrier>,
    onces: Vec<OnceLock<u64>>,
}

/// A reader-writer lock that a thread holds; nobody looks inside.
enum AnyGuard<'a> {
    Reads(#[expect(dead_code)] RwLockReadGuard<'a, ()>),
    Writes(#[expect(dead_code)] RwLockWriteGuard<'a, ()>),
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
}

/// The ends of channels that a thread has, by the number of the channel.
#[derive(Default)]
struct Ends {
    senders: Vec<Option<AnySender>>,
    receivers: Vec<Option<Receiver<u64>>>,
}

/// Makes the channels, and gives each thread the ends that it uses; what nobody
/// uses stays with main, which is the last one. All before any thread begins.
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
        // Where nobody sends, the only sender goes here.
    }
    ends
}

/// The program as a closure: main starts the threads, joins them and reads what
/// they left behind.
pub(crate) fn closure(program: &Program) -> impl Fn() -> Outcome + Clone + Send + Sync + 'static {
    let program = Arc::new(program.clone());
    move || run(&program)
}

/// Explores a program completely.
///
/// # Errors
///
/// If the exploration is incomplete, or has a graph twice, or found another
/// failure than a deadlock or a data race: no program of the language has one.
pub(crate) fn explore(
    explorer: &Explorer,
    program: &Program,
    model: MemoryModel,
) -> Result<Exploration<Outcome>, String> {
    let explorer = explorer.clone().memory_model(model).record_graphs(true);
    let exploration = explorer.explore(closure(program));
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

fn run(program: &Arc<Program>) -> Outcome {
    // A variable is both, and used as one: creating an object is no event.
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
        rwlocks: program.rwlocks.iter().map(|_| RwLock::new(())).collect(),
        barriers: (0..program.barriers.len())
            .map(|barrier| Barrier::new(program.parties(barrier)))
            .collect(),
        onces: program.onces.iter().map(|_| OnceLock::new()).collect(),
    });
    let mut ends = connect(program);
    let unused = ends.pop();
    let mut children = Vec::new();
    let mut lower: Vec<Thread> = Vec::new();
    for (number, ends) in ends.into_iter().enumerate() {
        let (program, objects) = (Arc::clone(program), Arc::clone(&objects));
        let others = lower.clone();
        let child = thread::spawn(move || run_thread(&program, number, &objects, &others, ends));
        lower.push(child.thread().clone());
        children.push(child);
    }
    // The ends that no thread has dropped last as long as the program.
    let mut left = Vec::from_iter(unused);
    let mut outcome = vec![0; program.registers.len()];
    for (child, instructions) in children.into_iter().zip(&program.threads) {
        let (registers, ends) = child.join().expect("no thread of a program panics");
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

fn run_thread(
    program: &Program,
    number: usize,
    objects: &Objects,
    lower: &[Thread],
    mut ends: Ends,
) -> (Vec<u64>, Ends) {
    let mut registers = vec![0; program.registers.len()];
    let mut guards: Vec<Option<MutexGuard<'_, ()>>> = Vec::new();
    guards.resize_with(program.mutexes.len(), || None);
    let mut shared: Vec<Vec<AnyGuard<'_>>> = Vec::new();
    shared.resize_with(program.rwlocks.len(), Vec::new);
    for instruction in &program.threads[number] {
        if !instruction.enabled(&registers) {
            continue;
        }
        let mut read = None;
        match instruction.operation {
            Operation::Load {
                variable, access, ..
            } => {
                read = Some(match access {
                    Access::Plain => objects.cells[variable].get(),
                    Access::Atomic(ordering) => objects.atomics[variable].load(ordering),
                });
            }
            Operation::Store {
                variable,
                value,
                access,
            } => {
                let value = value.value(&registers);
                match access {
                    Access::Plain => objects.cells[variable].set(value),
                    Access::Atomic(ordering) => objects.atomics[variable].store(value, ordering),
                }
            }
            Operation::Update {
                variable,
                function,
                operand,
                ordering,
                ..
            } => {
                let (atomic, operand) = (&objects.atomics[variable], operand.value(&registers));
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
                let atomic = &objects.atomics[variable];
                let result = atomic.compare_exchange(expected, new, success, failure);
                read = Some(result.unwrap_or_else(|old| old));
            }
            Operation::Fence(ordering) => fence(ordering),
            Operation::Lock(mutex) => guards[mutex] = Some(objects.mutexes[mutex].lock()),
            Operation::Unlock(mutex) => guards[mutex] = None,
            Operation::TryLock { mutex, .. } => {
                guards[mutex] = objects.mutexes[mutex].try_lock();
                read = Some(u64::from(guards[mutex].is_some()));
            }
            Operation::Read(lock) => {
                shared[lock].push(AnyGuard::Reads(objects.rwlocks[lock].read()));
            }
            Operation::Write(lock) => {
                shared[lock].push(AnyGuard::Writes(objects.rwlocks[lock].write()));
            }
            Operation::ReadUnlock(lock) | Operation::WriteUnlock(lock) => {
                shared[lock].pop();
            }
            Operation::TryRead { rwlock, .. } => {
                let guard = objects.rwlocks[rwlock].try_read();
                read = Some(u64::from(guard.is_some()));
                shared[rwlock].extend(guard.map(AnyGuard::Reads));
            }
            Operation::Meet { barrier, .. } => {
                read = Some(u64::from(objects.barriers[barrier].wait().is_leader()));
            }
            Operation::SetOnce { once, value, .. } => {
                let set = objects.onces[once].set(value.value(&registers));
                read = Some(u64::from(set.is_ok()));
            }
            Operation::GetOnce { once, .. } => {
                read = Some(objects.onces[once].get().copied().unwrap_or(EMPTY));
            }
            Operation::Wait { condvar, mutex } => {
                let guard = guards[mutex].as_mut().expect("waits with what it holds");
                objects.condvars[condvar].wait(guard);
            }
            Operation::WaitFor { condvar, mutex, .. } => {
                let guard = guards[mutex].as_mut().expect("waits with what it holds");
                let result = objects.condvars[condvar].wait_for(guard, Duration::from_millis(1));
                read = Some(u64::from(result.timed_out()));
            }
            Operation::NotifyOne(condvar) => {
                objects.condvars[condvar].notify_one();
            }
            Operation::NotifyAll(condvar) => {
                objects.condvars[condvar].notify_all();
            }
            Operation::Park => thread::park(),
            Operation::Unpark(other) => lower[other].unpark(),
            Operation::Send { channel, value, .. } => {
                let sender = ends.senders[channel].as_ref().expect("has a sender");
                read = Some(u64::from(sender.send(value.value(&registers))));
            }
            Operation::Receive { channel, .. } => {
                let receiver = ends.receivers[channel].as_ref();
                let received = receiver.expect("has the receiver").recv();
                read = Some(received.unwrap_or(DISCONNECTED));
            }
            Operation::TryReceive { channel, .. } => {
                let receiver = ends.receivers[channel].as_ref();
                let received = receiver.expect("has the receiver").try_recv();
                read = Some(received.unwrap_or_else(|error| match error {
                    TryRecvError::Empty => EMPTY,
                    TryRecvError::Disconnected => DISCONNECTED,
                }));
            }
            Operation::ReceiveTimeout { channel, .. } => {
                let receiver = ends.receivers[channel].as_ref();
                let limit = Duration::from_millis(1);
                let received = receiver.expect("has the receiver").recv_timeout(limit);
                read = Some(received.unwrap_or_else(|error| match error {
                    RecvTimeoutError::Timeout => EMPTY,
                    RecvTimeoutError::Disconnected => DISCONNECTED,
                }));
            }
            Operation::DropSender(channel) => ends.senders[channel] = None,
            Operation::Close(channel) => ends.receivers[channel] = None,
        }
        if let (Some(register), Some(value)) = (instruction.operation.register(), read) {
            registers[register] = value;
        }
    }
    (registers, ends)
}
