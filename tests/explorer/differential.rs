//! The explorer compared with the oracle, on random programs.
//!
//! `RACELAB_TESTS=all` compares a few programs, and the default a tenth of these. Many programs
//! run with
//!
//! ```text
//! RACELAB_FUZZ_PROGRAMS=20000 cargo test --test explorer -- differential loom
//! ```
//!
//! which reports its progress on stderr. The seed of program i of a family is RACELAB_FUZZ_SEED +
//! i (1 + i, if it is not set), so the seed of a mismatch and a single program reproduce it.
//!
//! An execution that ends in a deadlock leaks what its threads have made, because no destructor of
//! theirs may run. So a long run of a family with locks is several processes, each with its own
//! seed and some thousand programs.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use racelab::explore::{Execution, Exploration, Explorer, FailureKind, MemoryModel};

use crate::oracle::enumerator::{candidates, enumerate};
use crate::oracle::generator::{Family, generate};
use crate::oracle::interleavings::{Spurious, fewest_preemptions, graphs, interleave};
use crate::oracle::program::{Instruction, Operation, Outcome, Program};
use crate::oracle::seam::{by_hand, closure, explore, explore_closure, unwinding};
use crate::oracle::shrink::shrink;
use crate::thorough::sample;

/// The most combinations of choices that the enumerator judges.
const CANDIDATES: f64 = 20_000.0;

/// The most interleavings of a program with attempts to write; seven programs of 4,000 have more.
/// Each execution under SC has an interleaving of its own, but for the orders of threads that wait
/// for ever, so this limits the executions. The number comes from the oracle: an explorer that
/// finds too many executions leaves no program out for it.
const INTERLEAVED: u128 = 1_000_000;

/// The most executions of a program whose threads unwind. For each operation before which such a
/// thread waits, two OS threads take turns, which is slow.
const FEW: u64 = 100;

/// The most executions of a program whose semaphores are built from their parts.
const MANY: u64 = 20_000;

/// The most states of a program in a state graph.
const STATES: usize = 300;

/// The most interleavings of a program whose graphs the oracle counts.
pub(crate) const DRAWN: u128 = 20_000;

#[test]
fn memory_agrees_with_the_axioms() {
    compare(Family::Memory, 400, agrees_with_the_axioms);
}

#[test]
fn locks_agree_with_the_axioms() {
    compare(Family::Mutex, 400, agrees_with_the_axioms);
}

#[test]
fn orderings_agree_with_the_axioms() {
    compare(Family::Litmus, 1000, agrees_with_the_axioms);
}

#[test]
fn blocking_agrees_with_all_interleavings() {
    compare(Family::Blocking, 400, agrees_with_the_interleavings);
}

#[test]
fn time_limits_agree_with_all_interleavings() {
    compare(Family::Timed, 400, agrees_with_the_interleavings);
}

#[test]
fn channels_agree_with_all_interleavings() {
    compare(Family::Channels, 400, agrees_with_the_interleavings);
}

#[test]
fn reader_writer_locks_agree_with_all_interleavings() {
    compare(Family::Sharing, 200, agrees_with_the_interleavings);
}

#[test]
fn attempts_to_write_agree_with_all_interleavings() {
    compare_those(
        has_few_interleavings,
        Family::Trying,
        200,
        agrees_with_the_interleavings,
    );
}

#[test]
fn attempts_to_send_agree_with_all_interleavings() {
    compare(Family::Bounded, 400, agrees_with_the_interleavings);
}

#[test]
fn barriers_and_onces_agree_with_all_interleavings() {
    compare(Family::Meetings, 400, agrees_with_the_interleavings);
}

#[test]
fn semaphores_agree_with_all_interleavings() {
    compare(Family::Permits, 400, agrees_with_the_interleavings);
}

#[test]
fn semaphores_agree_with_a_count_in_a_mutex() {
    compare(Family::Permits, 200, agrees_with_its_parts);
}

#[test]
fn attempts_to_write_include_the_outcomes_of_a_lock_without_a_queue() {
    compare(Family::Trying, 100, includes_its_parts);
}

/// The search for the states shares no code with the graphs, and still has the same number of
/// interleavings.
#[test]
fn attempts_have_as_many_interleavings_as_their_states() {
    compare(Family::Trying, 100, agrees_with_its_states);
    compare(Family::Bounded, 100, agrees_with_its_states);
}

#[test]
fn the_schedule_of_each_example_replays_to_its_outcome() {
    compare(Family::Mutex, 200, examples_are_true);
    compare(Family::Blocking, 200, examples_are_true);
    compare(Family::Channels, 200, examples_are_true);
    compare(Family::Sharing, 40, examples_are_true);
    compare(Family::Trying, 40, examples_are_true);
    compare(Family::Bounded, 100, examples_are_true);
    compare(Family::Meetings, 200, examples_are_true);
    compare(Family::Permits, 200, examples_are_true);
}

/// A thread that a lock's newest request happens before may still wait only for an older request.
#[test]
fn an_example_with_a_failed_try_read_replays() {
    examples_are_true(&generate(Family::Sharing, 29)).unwrap();
}

/// A thread performs the same operations while it unwinds.
#[test]
fn unwinding_threads_agree_with_other_threads() {
    // OS threads take turns, which is slow.
    let few = |family, programs| compare(family, sample(programs, 3), unwinding_changes_nothing);
    few(Family::Memory, 100);
    few(Family::Mutex, 100);
    few(Family::Blocking, 100);
    few(Family::Timed, 50);
    few(Family::Channels, 50);
    few(Family::Sharing, 50);
    few(Family::Trying, 50);
    few(Family::Bounded, 50);
    few(Family::Meetings, 50);
    few(Family::Permits, 50);
}

/// The first attempt at a lock starts the exploration again, also if its thread unwinds.
#[test]
fn an_attempt_of_an_unwinding_thread_restarts_the_exploration() {
    unwinding_changes_nothing(&generate(Family::Trying, 44)).unwrap();
}

/// If a probe acquired a lock that another thread holds, and its thread unwinds, the process would
/// end.
#[test]
fn a_probe_of_an_unwinding_thread_acquires_no_held_lock() {
    unwinding_changes_nothing(&generate(Family::Mutex, 91_000_296)).unwrap();
}

/// A program that is too big for the oracle agrees with any result, so such programs must stay the
/// exception.
#[test]
fn most_programs_are_small_enough_for_the_oracle() {
    let judged = |family, is_small: fn(&Program) -> bool| {
        let number = sample(40, 5);
        let programs = (1..=number).map(|seed| generate(family, seed));
        let judged = programs.filter(is_small).count() as u64;
        assert!(
            4 * judged >= 3 * number,
            "{family:?}: only {judged} of {number} are judged"
        );
    };
    for family in [Family::Memory, Family::Mutex, Family::Litmus] {
        judged(family, |program| candidates(program) <= CANDIDATES);
    }
    for family in [
        Family::Blocking,
        Family::Timed,
        Family::Channels,
        Family::Sharing,
        Family::Trying,
        Family::Bounded,
        Family::Meetings,
        Family::Permits,
    ] {
        judged(family, |program| {
            interleave(program, Spurious::Never).is_some()
        });
    }
}

/// A try_lock that fails reads from a thread that holds the lock, or has requested it and will get
/// it. If only the order of other accesses shows that this thread cannot hold it yet, the
/// execution counts only with the holder as the source of the `try_lock`.
#[test]
fn a_failed_try_lock_counts_only_with_the_holder_as_its_source() {
    let program = "r = m.try_lock()        | s = m.try_lock()      | m.lock()
                   if r == 1: m.unlock()   | x.store(1, rel)       | m.unlock()
                   t = x.cas(1, 3, rel, sc) | if s == 1: m.unlock() |";
    let program = program.parse().expect("the text is in the language");
    agrees_with_the_interleavings(&program).unwrap();
}

/// Three threads acquire one lock six times to read it, and try twice more: that has more than ten
/// million interleavings.
#[test]
fn a_program_with_too_many_interleavings_is_left_out() {
    let few = [96_002_306, 44].map(|seed| has_few_interleavings(&generate(Family::Trying, seed)));
    assert_eq!(few, [false, true]);
}

/// Compares on as many programs as the environment says, otherwise on `programs`, or a tenth of
/// them.
///
/// # Panics
///
/// If a program shows a mismatch. The message has the smallest program that still shows it.
pub(crate) fn compare(family: Family, programs: u64, agrees: fn(&Program) -> Result<(), String>) {
    compare_those(|_| true, family, programs, agrees);
}

/// The same on those of the programs that are small enough. If they are not most of them, it
/// panics too.
fn compare_those(
    is_small: fn(&Program) -> bool,
    family: Family,
    programs: u64,
    agrees: fn(&Program) -> Result<(), String>,
) {
    let number = |name| {
        let set = env::var(name).ok()?;
        Some(
            set.parse::<u64>()
                .unwrap_or_else(|_| panic!("{name} must be a number, not {set}")),
        )
    };
    let first = number("RACELAB_FUZZ_SEED").unwrap_or(1);
    let long = number("RACELAB_FUZZ_PROGRAMS");
    let programs = long.unwrap_or(sample(programs, 10));
    let mut left_out = 0;
    let mut said = Instant::now();
    for i in 0..programs {
        let seed = first + i;
        let program = generate(family, seed);
        if !is_small(&program) {
            left_out += 1;
            continue;
        }
        if let Err(reason) = agrees(&program) {
            let (smallest, why) = shrink(program, reason, agrees);
            panic!("{family:?}, seed {seed}: {why}\n\n{smallest}");
        }
        if long.is_some() && said.elapsed() > Duration::from_secs(10) {
            said = Instant::now();
            // A lost line of progress does not matter.
            writeln!(
                io::stderr(),
                "{family:?}: {i} programs, {left_out} left out, no mismatch"
            )
            .ok();
        }
    }
    if long.is_some() {
        writeln!(
            io::stderr(),
            "{family:?}: all {programs} programs, {left_out} left out, no mismatch"
        )
        .ok();
    }
    assert!(
        programs == 1 || 4 * left_out < programs,
        "{left_out} of {programs} programs are left out"
    );
}

/// Whether the program has at most [`INTERLEAVED`] interleavings.
fn has_few_interleavings(program: &Program) -> bool {
    let found = interleave(program, Spurious::Never);
    found.is_some_and(|found| found.interleavings <= INTERLEAVED)
}

/// The first of this many programs on which this explorer disagrees with the axioms.
pub(crate) fn mismatch_with_the_axioms(
    explorer: &Explorer,
    family: Family,
    programs: u64,
) -> Option<u64> {
    (1..=programs).find(|&seed| agrees(explorer, &generate(family, seed)).is_err())
}

fn agrees_with_the_axioms(program: &Program) -> Result<(), String> {
    agrees(&Explorer::new(), program)
}

/// Under both models: the same number of graphs, none of them twice, the same
/// outcomes as often; under RC11: the same verdict on data races.
fn agrees(explorer: &Explorer, program: &Program) -> Result<(), String> {
    if candidates(program) > CANDIDATES {
        return Ok(());
    }
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let expected = enumerate(program, model);
        let found = explore(explorer, program, model)?;
        let outcomes = found
            .outcomes()
            .iter()
            .map(|(o, of)| (o.clone(), of.executions));
        let outcomes = outcomes.collect();
        if (found.executions(), &outcomes) != (expected.graphs, &expected.outcomes) {
            return Err(format!(
                "under {model} the explorer has {} graphs and the outcomes {outcomes:?}, \
                 the axioms have {} and {:?}",
                found.executions(),
                expected.graphs,
                expected.outcomes
            ));
        }
        let races = fails(&found, FailureKind::DataRace);
        if model == MemoryModel::Rc11 && races != expected.races {
            return Err(format!(
                "data race: {races}, the axioms: {}",
                expected.races
            ));
        }
    }
    Ok(())
}

/// Under SC: the same outcomes, a deadlock in both or in neither, and the same number of
/// interleavings. Also the same number of graphs, if the oracle counts them as the explorer does.
fn agrees_with_the_interleavings(program: &Program) -> Result<(), String> {
    let Some(expected) = interleave(program, Spurious::Never) else {
        return Ok(());
    };
    let explorer = Explorer::new().count_interleavings(true);
    let found = explore(&explorer, program, MemoryModel::Sc)?;
    if !found.outcomes().keys().eq(&expected.outcomes) {
        let outcomes: Vec<&Outcome> = found.outcomes().keys().collect();
        let interleaved = &expected.outcomes;
        return Err(format!(
            "the outcomes {outcomes:?}, interleaved {interleaved:?}"
        ));
    }
    let deadlock = fails(&found, FailureKind::Deadlock);
    if deadlock != expected.deadlock {
        let expected = expected.deadlock;
        return Err(format!("deadlock: {deadlock}, interleaved: {expected}"));
    }
    // In the explorer a send on a bounded channel takes its place and then waits for room; in the
    // oracle it waits first. The explorer finds a notified wait with a time limit once for each
    // later operation on the condition variable that may precede its end.
    let timed = |i: &Instruction| matches!(i.operation, Operation::WaitFor { .. });
    if is_bounded(program) || program.threads.iter().flatten().any(timed) {
        return Ok(());
    }
    if found.interleavings() != Some(expected.interleavings) {
        return Err(format!(
            "{:?} interleavings, not {}",
            found.interleavings(),
            expected.interleavings
        ));
    }
    // A request that no event grants also has a place in the order of the lock, which the oracle
    // does not count. (With many graphs the oracle takes too long; the number of interleavings
    // also shows that no graph is missing.)
    if expected.interleavings > DRAWN || deadlock {
        return Ok(());
    }
    let (executions, graphs) = (found.executions(), graphs(program, Spurious::Never) as u64);
    // The oracle counts the order of requests for permits, and of releases, even if it makes no
    // difference.
    let fewer = !program.semaphores.is_empty() && !expected.tries && executions < graphs;
    if executions != graphs && !fewer {
        return Err(format!("{executions} graphs, interleaved {graphs}"));
    }
    Ok(())
}

/// A semaphore built from a mutex and a condition variable: under SC the same outcomes, and a
/// deadlock in both or in neither. Under RC11 no further outcomes, since the mutex orders all
/// operations on the semaphore.
fn agrees_with_its_parts(program: &Program) -> Result<(), String> {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let of_parts = Explorer::new().max_executions(MANY).memory_model(model);
        let of_parts = of_parts.explore(by_hand(program));
        if !of_parts.complete() {
            continue;
        }
        let found = explore(&Explorer::new(), program, model)?;
        let all = |found: &Exploration<Outcome>| -> BTreeSet<Outcome> {
            found.outcomes().keys().cloned().collect()
        };
        let (outcomes, of_its_parts) = (all(&found), all(&of_parts));
        let agrees = match model {
            MemoryModel::Sc => outcomes == of_its_parts,
            _ => outcomes.is_superset(&of_its_parts),
        };
        let deadlock = fails(&found, FailureKind::Deadlock);
        if !agrees || deadlock != fails(&of_parts, FailureKind::Deadlock) {
            return Err(format!(
                "{model}: {outcomes:?} and deadlock {deadlock}, of its parts {of_its_parts:?}"
            ));
        }
    }
    Ok(())
}

/// A reader-writer lock built from a mutex and a condition variable lets threads overtake each
/// other. Under SC the explorer has each of its outcomes and deadlocks. (The explorer has more: a
/// `try_read` fails for a writer that only waits.)
fn includes_its_parts(program: &Program) -> Result<(), String> {
    let model = MemoryModel::Sc;
    let of_parts = Explorer::new().max_executions(MANY).memory_model(model);
    let of_parts = of_parts.explore(by_hand(program));
    if !of_parts.complete() {
        return Ok(());
    }
    let found = explore(&Explorer::new(), program, model)?;
    let mut outcomes = of_parts.outcomes().keys();
    if let Some(missing) = outcomes.find(|&outcome| !found.outcomes().contains_key(outcome)) {
        return Err(format!("{missing:?} is missing"));
    }
    match fails(&of_parts, FailureKind::Deadlock) && !fails(&found, FailureKind::Deadlock) {
        true => Err("a deadlock is missing".to_owned()),
        false => Ok(()),
    }
}

/// Under SC: as many interleavings as paths through the states, and the same outcomes. (Threads
/// that wait for ever at a lock have an order that no interleaving shows.)
fn agrees_with_its_states(program: &Program) -> Result<(), String> {
    let explorer = Explorer::new().memory_model(MemoryModel::Sc);
    let states = explorer.state_graph(STATES, closure(program));
    let explorer = explorer.count_interleavings(true);
    let found = explore(&explorer, program, MemoryModel::Sc)?;
    if !states.complete || fails(&found, FailureKind::Deadlock) {
        return Ok(());
    }
    let (counted, paths) = (found.interleavings(), states.paths());
    if counted != paths {
        return Err(format!(
            "{counted:?} interleavings, {paths:?} through the states"
        ));
    }
    let ends: BTreeSet<&String> = states
        .nodes
        .iter()
        .filter_map(|n| n.outcome.as_ref())
        .collect();
    let outcomes: BTreeSet<String> = found.outcomes().keys().map(|o| format!("{o:?}")).collect();
    match ends.into_iter().eq(&outcomes) {
        true => Ok(()),
        false => Err(format!("{outcomes:?}, but other ends of the states")),
    }
}

/// Every example is correct: the replay of its schedule has the same end, the example is an
/// interleaving exactly if some interleaving has its outcome, and no interleaving with this
/// outcome has fewer preemptions.
fn examples_are_true(program: &Program) -> Result<(), String> {
    let Some(interleaved) = interleave(program, Spurious::Never) else {
        return Ok(());
    };
    let interleaved = interleaved.outcomes;
    let fewest = fewest_preemptions(program);
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let explorer = Explorer::new().memory_model(model);
        let found = explore(&explorer, program, model)?;
        for (outcome, of) in found.outcomes() {
            let (example, schedule) = (&of.example, &of.example.schedule);
            let replay = explorer.replay(schedule, closure(program));
            let replay = replay.map_err(|e| format!("{model}, schedule {schedule}: {e}"))?;
            if replay.outcome.as_ref() != Some(outcome) || !same(&replay.execution, example) {
                let again = replay.outcome;
                return Err(format!(
                    "{model}: {schedule}, the example of {outcome:?}, replays to {again:?}"
                ));
            }
            if example.interleaved != interleaved.contains(outcome) {
                let said = example.interleaved;
                return Err(format!(
                    "{model}: {schedule} for {outcome:?}: interleaved {said}"
                ));
            }
            // A thread may begin a send where it waits in the oracle.
            if example.fewest
                && !is_bounded(program)
                && fewest
                    .get(outcome)
                    .is_some_and(|&p| p != example.preemptions)
            {
                return Err(format!(
                    "{model}: {schedule} for {outcome:?} has {} preemptions, not {:?}",
                    example.preemptions,
                    fewest.get(outcome)
                ));
            }
        }
        for failure in found.failures() {
            let schedule = &failure.execution.schedule;
            let replay = explorer.replay(schedule, closure(program));
            let replay = replay.map_err(|e| format!("{model}, schedule {schedule}: {e}"))?;
            if !same(&replay.execution, &failure.execution) || replay.failures.is_empty() {
                return Err(format!(
                    "{model}: {schedule} does not replay the {}",
                    failure.kind
                ));
            }
        }
    }
    Ok(())
}

/// A program whose threads perform some of their operations while they unwind has the same
/// execution graphs, outcomes and failures as one whose threads do not unwind, and its examples
/// replay.
fn unwinding_changes_nothing(program: &Program) -> Result<(), String> {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        let few = Explorer::new().memory_model(model).max_executions(FEW);
        let straight = few.record_graphs(true).explore(closure(program));
        if !straight.complete() {
            continue;
        }
        for variant in 0..3 {
            let ranges: Vec<_> = program
                .threads
                .iter()
                .enumerate()
                .map(|(thread, instructions)| {
                    let (len, cut) = (instructions.len(), thread + variant);
                    match variant {
                        // One thread unwinds, from its first operation to its last.
                        0 if thread != 0 => 0..0,
                        0 => 0..len,
                        _ => (cut % (len + 1))..len - (cut / 2) % (len - cut % (len + 1) + 1),
                    }
                })
                .collect();
            let program = unwinding(program, &ranges);
            let unwound = explore_closure(&Explorer::new(), program.clone(), model)?;
            let seen = |found: &Exploration<Outcome>| {
                let outcomes = found.outcomes().iter();
                let failures = found.failures().iter();
                let mut graphs = found.graphs().to_vec();
                graphs.sort();
                (
                    found.executions(),
                    outcomes
                        .map(|(o, of)| (o.clone(), of.executions))
                        .collect::<Vec<_>>(),
                    failures.map(|f| (f.kind, f.executions)).collect::<Vec<_>>(),
                    graphs,
                )
            };
            let (expected, found) = (seen(&straight), seen(&unwound));
            if expected != found {
                return Err(format!(
                    "{model}, unwinding in {ranges:?}: {found:?}, not {expected:?}"
                ));
            }
            let explorer = Explorer::new().memory_model(model);
            for (outcome, of) in unwound.outcomes() {
                let schedule = &of.example.schedule;
                let replay = explorer.replay(schedule, program.clone());
                let replay = replay.map_err(|e| format!("{model}, schedule {schedule}: {e}"))?;
                if replay.outcome.as_ref() != Some(outcome) {
                    let again = replay.outcome;
                    return Err(format!("{model}: {schedule} replays to {again:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Whether two executions have the same steps. (Starts, ends and joins may come at other places
/// between these.)
pub(crate) fn same(replayed: &Execution, example: &Execution) -> bool {
    let steps = |execution: &Execution| {
        let steps = execution.events.iter().filter(|event| event.step);
        let steps = steps.map(|event| {
            let read = event.read.as_ref().map(|read| read.value);
            let written = event.written.as_ref().map(|write| write.value);
            (event.thread, event.operation, event.object, read, written)
        });
        steps.collect::<Vec<_>>()
    };
    replayed.schedule == example.schedule && steps(replayed) == steps(example)
}

/// Whether some channel of the program is bounded.
pub(crate) fn is_bounded(program: &Program) -> bool {
    (0..program.channels.len()).any(|channel| program.bound(channel).is_some())
}

pub(crate) fn fails(exploration: &Exploration<Outcome>, kind: FailureKind) -> bool {
    exploration
        .failures()
        .iter()
        .any(|failure| failure.kind == kind)
}

/// Under weak memory a failed `try_read` may find a lock held after its release and the next
/// request.
#[test]
fn a_failed_try_read_may_come_after_the_next_writer() {
    let program = "r = x.load(sc)  | l.write()        | s = y.load(rlx)
                   y.store(1, rel) | l.write_unlock() | t = l.try_read()
                                   | l.write()        | if t == 1: l.read_unlock()
                                   | x.store(3, sc)   |
                                   | l.write_unlock() |";
    let program = program.parse().expect("the text is in the language");
    agrees_with_the_interleavings(&program).unwrap();
    examples_are_true(&program).unwrap();
}
