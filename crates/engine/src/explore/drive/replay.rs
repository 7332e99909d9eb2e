//! Runs one execution by a schedule.

use std::sync::Arc;

use super::os_thread::learning;
use super::program::{Program, Runs};
use super::stepped::{ending_at, stepped, stepped_failures};
use crate::explore::example::{locks, memory, standings};
use crate::explore::exploration::{Failure, FailureKind, Replay};
use crate::explore::graph::{Graph, Rules};
use crate::explore::runtime::{Ending, Learned, Runner, State, Then};
use crate::explore::schedule::{Schedule, ScheduleError};
use crate::explore::settings::Settings;
use crate::explore::situation::{Situation, Standing};

/// What replays have found out about the program, or about the same code in another size.
#[derive(Clone, Debug, Default)]
pub(in crate::explore) struct Known {
    learned: Learned,
    /// The number of events that a look ahead has looked at.
    ahead: usize,
}

/// Runs `program` by `schedule`, and then on to its end.
pub(in crate::explore) fn replay(
    settings: &Settings,
    known: &mut Known,
    schedule: &Schedule,
    program: Arc<dyn Program>,
) -> Result<Replay<usize>, ScheduleError> {
    follow(
        settings,
        known,
        (schedule, Then::GoOn),
        program,
        |state, ending, outcome| Replay {
            execution: stepped(state),
            failures: stepped_failures(state, ending),
            outcome,
        },
    )
}

/// Runs `program` by `schedule`, and stops after its last step.
pub(in crate::explore) fn look(
    settings: &Settings,
    schedule: &Schedule,
    program: Arc<dyn Program>,
) -> Result<Situation<usize>, ScheduleError> {
    let known = &mut Known::default();
    follow(settings, known, (schedule, Then::Stop), program, situation)
}

/// The situation after the last step of a schedule.
fn situation(state: &mut State, ending: &Ending, outcome: Option<usize>) -> Situation<usize> {
    let execution = stepped(state);
    let threads = standings(state);
    let can_move = |s: &Standing| matches!(s, Standing::Ready { .. });
    let over = !threads.iter().any(can_move);
    let failures = stepped_failures(state, ending_at(ending, over));
    // After a data race the program continues, so its outcome counts.
    let fatal = |failure: &Failure| failure.kind != FailureKind::DataRace;
    let done = over && !failures.iter().any(fatal);
    Situation {
        outcome: outcome.filter(|_| done),
        failures,
        execution,
        threads,
        memory: memory(state),
        locks: locks(state),
        over,
    }
}

/// Runs one execution by a schedule, and tells what it has come to.
///
/// The steps of a schedule come from an exploration, which knows the handles of `Arc`s that are
/// steps. And a longer schedule must mean the same steps as its beginning. So this first explores
/// some other executions, and many more before it reports that a schedule does not fit; each unless
/// an earlier replay has done it.
fn follow<T: Send + 'static>(
    settings: &Settings,
    known: &mut Known,
    (schedule, then): (&Schedule, Then),
    program: Arc<dyn Program>,
    tell: fn(&mut State, &Ending, Option<usize>) -> T,
) -> Result<T, ScheduleError> {
    let (settings, schedule, before) = (settings.clone(), schedule.clone(), known.ahead);
    let (told, after) = learning(known.learned.clone(), move |learned| {
        let (rules, max_steps) = (settings.rules, settings.max_steps);
        let runs = &mut *program.clone().runs();
        let look_to = |ahead, runs: &mut dyn Runs| match before < ahead {
            true => look_ahead(rules, max_steps, &learned, runs, ahead).map(|()| ahead),
            false => Ok(before),
        };
        let ahead = look_to(AHEAD, runs)?;
        let state = State::new(Graph::new(rules), max_steps, learned.clone());
        let mut runner = Runner::new(state);
        let mut state = runner.engine.state.borrow_mut();
        state.callers.note_calls_in(settings.calls_in);
        drop(state);
        let (told, ahead) = match step(&mut runner, rules, runs, (&schedule, then)) {
            Ending::Restart => return Err(runner.engine.state.borrow_mut().take_learned()),
            Ending::Misfit(why) => {
                drop(runner);
                (
                    Err(ScheduleError::new(why)),
                    look_to(AHEAD_OF_MISFIT, runs)?,
                )
            }
            Ending::Stopped(limit) => (Err(ScheduleError::new(limit.to_string())), ahead),
            // The drop of the runner lets the threads run to their ends.
            ending => {
                let outcome = runs.outcome();
                let mut state = runner.engine.state.borrow_mut();
                (Ok(tell(&mut state, &ending, outcome)), ahead)
            }
        };
        Ok((told, Known { learned, ahead }))
    });
    *known = after;
    told
}

/// Runs one execution by a schedule, again and again until each probe has shown whether its loop
/// ends by itself.
pub(in crate::explore) fn step(
    runner: &mut Runner,
    rules: Rules,
    runs: &mut dyn Runs,
    (schedule, then): (&Schedule, Then),
) -> Ending {
    loop {
        match runner.step(Graph::new(rules), runs.main(), schedule, then) {
            Ending::Again => runner.clear(),
            ending => return ending,
        }
    }
}

/// The number of events to look at, to learn which handles of `Arc`s are steps.
const AHEAD: usize = 1_000;

/// The same if the schedule does not fit.
const AHEAD_OF_MISFIT: usize = 100_000;

/// After this many events an execution of the look ahead puts no other graphs on the stack:
/// finding them takes time quadratic in the number of events.
const LONGEST: usize = 200;

/// The number of executions to look at, of any length, if one of them looks at a count. Most
/// programs that look at a count do so in every execution.
const MIN_EXECUTIONS: usize = 64;

/// Explores the first executions of the program, with about this many events in all. The error is
/// knowledge about the program: the execution has to run again, on another OS thread.
fn look_ahead(
    rules: Rules,
    max_steps: usize,
    learned: &Learned,
    runs: &mut dyn Runs,
    max_events: usize,
) -> Result<(), Learned> {
    let mut state = State::new(Graph::new(rules), max_steps, learned.clone());
    state.work.branch_up_to(LONGEST);
    let mut runner = Runner::new(state);
    let mut next = Some(Graph::new(rules));
    let (mut executions, mut events) = (0, 0);
    while let Some(graph) = next {
        match runner.run(graph, runs.main()) {
            Ending::Restart => return Err(runner.engine.state.borrow_mut().take_learned()),
            Ending::Again => runner.engine.state.borrow_mut().put_back(),
            // The run of the schedule itself reports any failure.
            Ending::Changed(_) | Ending::Stopped(_) => break,
            _ => {}
        }
        executions += 1;
        events += runner.engine.state.borrow().graph.len();
        runner.clear();
        let mut state = runner.engine.state.borrow_mut();
        let looks = executions < MIN_EXECUTIONS && state.arcs.looks;
        if events >= max_events && !looks {
            break;
        }
        next = state.work.pop();
    }
    Ok(())
}
