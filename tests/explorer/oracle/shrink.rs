//! Shrinks a failing program.

use super::program::{Operation, Program};

/// The smallest program that still fails, found by removing threads, instructions and guards from
/// a failing one; and the reason why it fails.
pub(crate) fn shrink(
    mut program: Program,
    mut reason: String,
    fails: impl Fn(&Program) -> Result<(), String>,
) -> (Program, String) {
    'smaller: loop {
        for candidate in smaller(&program) {
            if let Err(why) = fails(&candidate) {
                (program, reason) = (candidate, why);
                continue 'smaller;
            }
        }
        return (program, reason);
    }
}

/// Every well-formed program that is one step smaller, the biggest steps first.
fn smaller(program: &Program) -> Vec<Program> {
    let mut candidates = Vec::new();
    for thread in 0..program.threads.len() {
        candidates.extend(without_thread(program, thread));
    }
    for (thread, instructions) in program.threads.iter().enumerate() {
        for first in 0..instructions.len() {
            // Removes one instruction, or two: a lock and its unlock belong together.
            for second in first..instructions.len() {
                let mut candidate = program.clone();
                candidate.threads[thread].remove(second);
                if second > first {
                    candidate.threads[thread].remove(first);
                }
                candidates.push(candidate);
            }
            if instructions[first].guard.is_some() {
                let mut candidate = program.clone();
                candidate.threads[thread][first].guard = None;
                candidates.push(candidate);
            }
        }
    }
    candidates.retain(well_formed);
    candidates
}

/// The program without this thread; `None` if another thread unparks it.
fn without_thread(program: &Program, thread: usize) -> Option<Program> {
    let mut program = program.clone();
    program.threads.remove(thread);
    for instruction in program.threads.iter_mut().flatten() {
        if let Operation::Unpark(other) = &mut instruction.operation {
            if *other == thread {
                return None;
            }
            *other -= usize::from(*other > thread);
        }
    }
    Some(program)
}

/// Whether the program obeys the rules of its objects.
fn well_formed(program: &Program) -> bool {
    well_connected(program) && well_locked(program) && well_shared(program)
}

/// The condition of an instruction.
type Guard = Option<(usize, u64)>;

/// Whether every thread releases exactly the reader-writer locks that it holds, and requests none
/// that it holds for writing.
fn well_shared(program: &Program) -> bool {
    program.threads.iter().all(|instructions| {
        // Each held lock, whether it is held for writing, and the guard under which it is held.
        let mut held: Vec<(usize, bool, Guard)> = Vec::new();
        let proper = instructions.iter().all(|instruction| {
            let guard = instruction.guard;
            let writes = |lock: usize| held.iter().any(|&(l, writes, _)| l == lock && writes);
            let holds = |lock: usize| held.iter().rposition(|&(l, ..)| l == lock);
            match instruction.operation {
                Operation::Read(lock) => {
                    let proper = guard.is_none() && !writes(lock);
                    held.push((lock, false, None));
                    proper
                }
                Operation::Write(lock) => {
                    let proper = guard.is_none() && holds(lock).is_none();
                    held.push((lock, true, None));
                    proper
                }
                Operation::TryRead { into, rwlock } => {
                    let proper = guard.is_none() && !writes(rwlock);
                    held.push((rwlock, false, Some((into, 1))));
                    proper
                }
                Operation::TryWrite { into, rwlock } => {
                    let proper = guard.is_none() && !writes(rwlock);
                    held.push((rwlock, true, Some((into, 1))));
                    proper
                }
                Operation::ReadUnlock(lock) | Operation::WriteUnlock(lock) => {
                    let write = matches!(instruction.operation, Operation::WriteUnlock(_));
                    let last = holds(lock).map(|place| held.remove(place));
                    last == Some((lock, write, guard))
                }
                _ => true,
            }
        });
        proper && held.is_empty()
    })
}

/// Whether no thread uses an end of a channel after its drop, and every channel has one receiver.
fn well_connected(program: &Program) -> bool {
    (0..program.channels.len()).all(|channel| {
        let threads = 0..program.threads.len();
        let receivers = threads.filter(|&t| program.receives(t, channel)).count();
        let proper = program.threads.iter().all(|instructions| {
            let mut operations = instructions.iter().map(|i| i.operation);
            let gone = |o| o == Operation::DropSender(channel) || o == Operation::Close(channel);
            operations.any(gone);
            let uses = |o| match o {
                Operation::Send { channel: c, .. }
                | Operation::TrySend { channel: c, .. }
                | Operation::Receive { channel: c, .. }
                | Operation::TryReceive { channel: c, .. }
                | Operation::ReceiveTimeout { channel: c, .. }
                | Operation::DropSender(c)
                | Operation::Close(c) => c == channel,
                _ => false,
            };
            !operations.any(uses)
        });
        receivers <= 1 && proper
    })
}

/// Whether every thread releases exactly the mutexes that it has acquired, and waits only with a
/// mutex that it holds.
fn well_locked(program: &Program) -> bool {
    program.threads.iter().all(|instructions| {
        // Each held mutex, with the guard under which it is held.
        let mut held: Vec<(usize, Option<(usize, u64)>)> = Vec::new();
        let proper = instructions.iter().all(|instruction| {
            let holds = |mutex: usize| held.iter().position(|&(m, _)| m == mutex);
            match instruction.operation {
                Operation::Lock(mutex) if holds(mutex).is_none() => {
                    held.push((mutex, None));
                    instruction.guard.is_none()
                }
                Operation::TryLock { into, mutex } if holds(mutex).is_none() => {
                    held.push((mutex, Some((into, 1))));
                    instruction.guard.is_none()
                }
                Operation::Unlock(mutex) => holds(mutex)
                    .map(|place| held.remove(place))
                    .is_some_and(|(_, guard)| guard == instruction.guard),
                Operation::Wait { mutex, .. } | Operation::WaitFor { mutex, .. } => {
                    held.contains(&(mutex, None))
                }
                Operation::Lock(_) | Operation::TryLock { .. } => false,
                _ => true,
            }
        });
        proper && held.is_empty()
    })
}

/// Shrinks a large program whose failure needs only one store and one load.
#[test]
fn shrinking_removes_what_the_failure_does_not_need() {
    let text = "x.store(1, rlx) | y.store(1, rlx) | a = x.load(rlx)
                m.lock()        | b = y.load(sc)  | if a == 1: y.store(2, rlx)
                m.unlock()      |                 | fence(sc)";
    let program: Program = text.parse().expect("the text is in the language");
    let fails = |program: &Program| {
        let all = || program.threads.iter().flatten().map(|i| i.operation);
        let stores = |o| matches!(o, Operation::Store { variable: 0, .. });
        let loads = |o| matches!(o, Operation::Load { variable: 0, .. });
        match all().any(stores) && all().any(loads) {
            true => Err("x is written and read".to_owned()),
            false => Ok(()),
        }
    };
    let (smallest, _) = shrink(program, String::new(), fails);
    assert_eq!(smallest.to_string(), "x.store(1, rlx) | a = x.load(rlx)\n");
}
