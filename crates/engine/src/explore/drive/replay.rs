//! Runs one execution by a schedule.

use super::stepped::{ending_at, stepped, stepped_failures};
use crate::explore::example::{locks, memory, standings};
use crate::explore::execution::Execution;
use crate::explore::exploration::Failure;
use crate::explore::graph::{Graph, Rules};
use crate::explore::runtime::{Ending, Learned, Runner, State, Then};
use crate::explore::schedule::{Schedule, ScheduleError};
use crate::explore::situation::{Situation, Standing};

/// The run of one execution by a schedule. Its drop lets the threads run to their ends, so the
/// caller has to take the program's value before.
pub(in crate::explore) struct Followed {
    runner: Runner,
    ending: Ending,
}

/// Runs one execution by a schedule. The outer error says that the execution has to run again, on
/// another OS thread, with the knowledge in it.
///
/// The steps of a schedule come from an exploration, which knows the handles of `Arc`s that are
/// steps. And a longer schedule must mean the same steps as its beginning. So this first explores
/// some other executions, and many more before it reports that a schedule does not fit.
pub(in crate::explore) fn follow(
    rules: Rules,
    max_steps: usize,
    calls_in: Option<&'static str>,
    learned: Learned,
    body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
    (schedule, then): (&Schedule, Then),
) -> Result<Result<Followed, ScheduleError>, Learned> {
    look_ahead(rules, max_steps, &learned, body, AHEAD)?;
    let state = State::new(Graph::new(rules), max_steps, learned.clone());
    let mut runner = Runner::new(state);
    runner
        .engine
        .state
        .borrow_mut()
        .callers
        .note_calls_in(calls_in);
    let why = match step(&mut runner, rules, body, (schedule, then)) {
        Ending::Restart => return Err(runner.engine.state.borrow_mut().take_learned()),
        Ending::Misfit(why) => why,
        Ending::Stopped(limit) => return Ok(Err(ScheduleError::new(limit.to_string()))),
        ending => return Ok(Ok(Followed { runner, ending })),
    };
    drop(runner);
    look_ahead(rules, max_steps, &learned, body, AHEAD_OF_MISFIT)?;
    Ok(Err(ScheduleError::new(why)))
}

/// Runs one execution by a schedule, again and again until each probe has shown whether its loop
/// ends by itself.
pub(in crate::explore) fn step(
    runner: &mut Runner,
    rules: Rules,
    body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
    (schedule, then): (&Schedule, Then),
) -> Ending {
    loop {
        match runner.step(Graph::new(rules), body(), schedule, then) {
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
/// that of [`follow`].
fn look_ahead(
    rules: Rules,
    max_steps: usize,
    learned: &Learned,
    body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
    max_events: usize,
) -> Result<(), Learned> {
    let mut state = State::new(Graph::new(rules), max_steps, learned.clone());
    state.work.branch_up_to(LONGEST);
    let mut runner = Runner::new(state);
    let mut next = Some(Graph::new(rules));
    let (mut executions, mut events) = (0, 0);
    while let Some(graph) = next {
        match runner.run(graph, body()) {
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

impl Followed {
    /// The execution, and its failures.
    pub(in crate::explore) fn told(&self) -> (Execution, Vec<Failure>) {
        let state = self.runner.engine.state.borrow();
        (stepped(&state), stepped_failures(&state, &self.ending))
    }

    /// The situation after the last step of the schedule.
    pub(in crate::explore) fn situation(&self) -> Situation<()> {
        let mut state = self.runner.engine.state.borrow_mut();
        let execution = stepped(&state);
        let threads = standings(&mut state);
        let can_move = |s: &Standing| matches!(s, Standing::Ready { .. });
        let over = !threads.iter().any(can_move);
        let ending = ending_at(&self.ending, over);
        Situation {
            failures: stepped_failures(&state, ending),
            execution,
            threads,
            memory: memory(&state),
            locks: locks(&state),
            outcome: None,
            over,
        }
    }
}
