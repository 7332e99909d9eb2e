//! Runs a [`Program`] on the names that a lab imports: as a student's code would.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};
use racelab::sync::atomic::{AtomicU64, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::program::{Access, Function, Operation, Outcome, Program};

/// The objects that the threads share.
struct Objects {
    atomics: Vec<AtomicU64>,
    cells: Vec<PlainCell<u64>>,
    mutexes: Vec<Mutex<()>>,
    condvars: Vec<Condvar>,
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
    });
    let mut children = Vec::new();
    let mut lower: Vec<Thread> = Vec::new();
    for number in 0..program.threads.len() {
        let (program, objects) = (Arc::clone(program), Arc::clone(&objects));
        let others = lower.clone();
        let child = thread::spawn(move || run_thread(&program, number, &objects, &others));
        lower.push(child.thread().clone());
        children.push(child);
    }
    let mut outcome = vec![0; program.registers.len()];
    for (child, instructions) in children.into_iter().zip(&program.threads) {
        let registers = child.join().expect("no thread of a program panics");
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

fn run_thread(program: &Program, number: usize, objects: &Objects, lower: &[Thread]) -> Vec<u64> {
    let mut registers = vec![0; program.registers.len()];
    let mut guards: Vec<Option<MutexGuard<'_, ()>>> = Vec::new();
    guards.resize_with(program.mutexes.len(), || None);
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
            Operation::Wait { condvar, mutex } => {
                let guard = guards[mutex].as_mut().expect("waits with what it holds");
                objects.condvars[condvar].wait(guard);
            }
            Operation::NotifyOne(condvar) => {
                objects.condvars[condvar].notify_one();
            }
            Operation::NotifyAll(condvar) => {
                objects.condvars[condvar].notify_all();
            }
            Operation::Park => thread::park(),
            Operation::Unpark(other) => lower[other].unpark(),
        }
        if let (Some(register), Some(value)) = (instruction.operation.register(), read) {
            registers[register] = value;
        }
    }
    registers
}
