//! Random programs that wait: the explorer's spurious wake-ups, each a choice before
//! its wait, compared with an interpreter in which a waiter leaves the queue at any time.

use racelab::explore::{Explorer, FailureKind, MemoryModel};

use crate::differential::{DRAWN, compare as compare_random, fails};
use crate::oracle::generator::Family;
use crate::oracle::interleavings::{Spurious, graphs, interleave};
use crate::oracle::program::{Instruction, Operation, Program};
use crate::oracle::seam::{closure, explore, with_main};
use crate::spurious_or_not::compare;

/// The most executions of a program for a replay of all its examples.
const FEW: u64 = 1000;

#[test]
fn a_choice_before_the_wait_equals_a_wake_up_during_it() {
    compare_random(Family::Blocking, 400, agrees_with_the_interleavings);
}

#[test]
fn timed_waits_agree_with_wake_ups_during_the_wait() {
    compare_random(Family::Timed, 400, agrees_with_the_interleavings);
}

#[test]
fn spurious_wake_ups_only_add_executions() {
    compare_random(Family::Blocking, 200, adds_executions);
    compare_random(Family::Timed, 200, adds_executions);
}

/// Under SC: the same outcomes, and a deadlock in both or in neither. And as many graphs as in the
/// oracle, if its spurious waits end before they begin.
fn agrees_with_the_interleavings(program: &Program) -> Result<(), String> {
    if !waits(program) {
        return Ok(());
    }
    let [Some(meanwhile), Some(before)] =
        [Spurious::Meanwhile, Spurious::Before].map(|spurious| interleave(program, spurious))
    else {
        return Ok(());
    };
    let found = explore(&Explorer::new().spurious(true), program, MemoryModel::Sc)?;
    for expected in [&meanwhile, &before] {
        if !found.outcomes().keys().eq(&expected.outcomes) {
            let outcomes: Vec<_> = found.outcomes().keys().collect();
            let interleaved = &expected.outcomes;
            return Err(format!(
                "the outcomes {outcomes:?}, interleaved {interleaved:?}"
            ));
        }
        let deadlock = fails(&found, FailureKind::Deadlock);
        if deadlock != expected.deadlock {
            return Err(format!(
                "deadlock: {deadlock}, interleaved: {}",
                expected.deadlock
            ));
        }
    }
    // As without spurious wake-ups, the explorer counts a wait without an end, or with a time
    // limit, differently.
    let timed = |i: &Instruction| matches!(i.operation, Operation::WaitFor { .. });
    let timed = program.threads.iter().flatten().any(timed);
    if timed || before.deadlock || before.interleavings > DRAWN {
        return Ok(());
    }
    let (executions, graphs) = (found.executions(), graphs(program, Spurious::Before));
    match executions == graphs as u64 {
        true => Ok(()),
        false => Err(format!("{executions} graphs, interleaved {graphs}")),
    }
}

/// Explores the program twice: with a thread for each of its threads, which main joins, and with
/// main as its last thread, which has its own choices while it is alone.
fn adds_executions(program: &Program) -> Result<(), String> {
    // While main is alone, the end of another thread's wait with a limit has no letter.
    let timed = |i: &Instruction| matches!(i.operation, Operation::WaitFor { .. });
    let timed = program.threads.iter().flatten().any(timed);
    let few = Explorer::new().spurious(true).max_executions(FEW);
    if !waits(program) || !few.explore(closure(program)).complete() {
        return Ok(());
    }
    let explorer = Explorer::new();
    compare(&explorer, closure(program))?;
    if timed {
        return Ok(());
    }
    let with_main = compare(&explorer, with_main(program));
    with_main.map_err(|e| format!("the last thread is main: {e}"))?;
    Ok(())
}

/// Whether a wait or a park of the program may end spuriously.
fn waits(program: &Program) -> bool {
    let waits = |i: &Instruction| matches!(i.operation, Operation::Wait { .. } | Operation::Park);
    program.threads.iter().flatten().any(waits)
}
