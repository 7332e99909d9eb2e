//! Random programs: the search by preemptions, compared with an interpreter that counts
//! preemptions, and with an exploration of all executions.

use std::collections::BTreeSet;

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel};

use crate::differential::{compare, fails, is_bounded, same};
use crate::oracle::generator::Family;
use crate::oracle::interleavings::{Spurious, fewest_preemptions, interleave};
use crate::oracle::program::{Instruction, Operation, Outcome, Program};
use crate::oracle::seam::{closure, explore};
use crate::thorough::sample;

/// More preemptions than any of the programs has steps.
const ENOUGH: usize = 200;

#[test]
fn each_outcome_is_found_with_the_fewest_preemptions_that_it_needs() {
    let few = |family, programs| compare(family, sample(programs, 2), finds_each_with_its_fewest);
    few(Family::Memory, 400);
    few(Family::Mutex, 400);
    few(Family::Blocking, 400);
    few(Family::Channels, 400);
    few(Family::Sharing, 200);
    few(Family::Meetings, 400);
    few(Family::Permits, 400);
}

#[test]
fn enough_preemptions_show_what_all_executions_show() {
    let few = |family, programs| compare(family, sample(programs, 2), agrees_with_the_exploration);
    few(Family::Memory, 400);
    few(Family::Mutex, 400);
    few(Family::Litmus, 400);
    few(Family::Blocking, 400);
    few(Family::Timed, 400);
    few(Family::Channels, 400);
    few(Family::Sharing, 200);
    few(Family::Meetings, 400);
    few(Family::Permits, 400);
}

#[test]
fn enough_preemptions_show_what_spurious_wake_ups_show() {
    compare(Family::Blocking, 200, agrees_with_spurious_wake_ups);
    compare(Family::Timed, 200, agrees_with_spurious_wake_ups);
    compare(Family::Litmus, 200, agrees_with_spurious_wake_ups);
}

/// For each bound, the outcomes that need no more preemptions, as the oracle counts them. So
/// a higher bound only adds outcomes.
fn finds_each_with_its_fewest(program: &Program) -> Result<(), String> {
    // A thread may begin a send where it waits in the oracle.
    if interleave(program, Spurious::Never).is_none() || is_bounded(program) {
        return Ok(());
    }
    let fewest = fewest_preemptions(program);
    let most = fewest.values().copied().max().unwrap_or(0);
    for bound in 0..=most {
        let found = Explorer::new()
            .max_preemptions(bound)
            .explore(closure(program));
        if found.preemptions() != Some(bound) && !found.complete() {
            let stopped_by = found.stopped_by();
            return Err(format!("up to {bound} preemptions: {stopped_by:?}"));
        }
        let expected: BTreeSet<_> = fewest.iter().filter(|&(_, &n)| n <= bound).collect();
        let examples = found.outcomes().iter();
        let examples: BTreeSet<_> = examples
            .map(|(outcome, of)| (outcome, &of.example.preemptions))
            .collect();
        if examples != expected {
            return Err(format!(
                "up to {bound} preemptions: {examples:?}, the oracle: {expected:?}"
            ));
        }
    }
    Ok(())
}

/// The same outcomes and the same kinds of failures, and examples that replay.
fn agrees_with_the_exploration(program: &Program) -> Result<(), String> {
    if interleave(program, Spurious::Never).is_none() {
        return Ok(());
    }
    let all = explore(&Explorer::new(), program, MemoryModel::Sc)?;
    let found = Explorer::new()
        .max_preemptions(ENOUGH)
        .explore(closure(program));
    agree(&all, &found)?;
    // The explorer finds a notified wait with a time limit once for each later operation that may
    // precede its end. And a thread that waits for ever has a place in a queue.
    let timed = |i: &Instruction| matches!(i.operation, Operation::WaitFor { .. });
    let more = program.threads.iter().flatten().any(timed)
        || fails(&all, FailureKind::Deadlock)
        || !program.onces.is_empty()
        || is_bounded(program);
    if !more && all.executions() != found.executions() {
        let (all, found) = (all.executions(), found.executions());
        return Err(format!("{found} executions, not {all}"));
    }
    examples_are_true(program, &Explorer::new(), &found)
}

fn agrees_with_spurious_wake_ups(program: &Program) -> Result<(), String> {
    if interleave(program, Spurious::Meanwhile).is_none() {
        return Ok(());
    }
    let explorer = Explorer::new().spurious(true);
    let all = explore(&explorer, program, MemoryModel::Sc)?;
    let found = explorer
        .clone()
        .max_preemptions(ENOUGH)
        .explore(closure(program));
    agree(&all, &found)?;
    examples_are_true(program, &explorer, &found)
}

fn agree(all: &Exploration<Outcome>, found: &Exploration<Outcome>) -> Result<(), String> {
    if !found.complete() {
        return Err(format!("not complete: {:?}", found.stopped_by()));
    }
    let outcomes = |of: &Exploration<Outcome>| of.outcomes().keys().cloned().collect();
    let [expected, outcomes]: [Vec<Outcome>; 2] = [all, found].map(outcomes);
    if expected != outcomes {
        return Err(format!("the outcomes {outcomes:?}, not {expected:?}"));
    }
    let kinds = |of: &Exploration<Outcome>| of.failures().iter().map(|f| f.kind).collect();
    let [mut expected, kinds]: [BTreeSet<FailureKind>; 2] = [all, found].map(kinds);
    if expected != kinds {
        expected.retain(|kind| !kinds.contains(kind));
        return Err(format!("failures {kinds:?}; missing: {expected:?}"));
    }
    Ok(())
}

/// Every example replays to its outcome or failure.
fn examples_are_true(
    program: &Program,
    explorer: &Explorer,
    found: &Exploration<Outcome>,
) -> Result<(), String> {
    let outcomes = found.outcomes().iter();
    let outcomes = outcomes.map(|(outcome, of)| (Some(outcome), &of.example));
    let failures = found.failures().iter().map(|f| (None, &f.execution));
    for (outcome, example) in outcomes.chain(failures) {
        let schedule = &example.schedule;
        let replay = explorer.replay(schedule, closure(program));
        let replay = replay.map_err(|e| format!("schedule {schedule}: {e}"))?;
        let shown = match outcome {
            Some(outcome) => replay.outcome.as_ref() == Some(outcome),
            None => !replay.failures.is_empty(),
        };
        if !shown || !same(&replay.execution, example) || !example.interleaved {
            let again = replay.execution.schedule;
            return Err(format!("{schedule}, of {outcome:?}, replays to {again}"));
        }
    }
    Ok(())
}
