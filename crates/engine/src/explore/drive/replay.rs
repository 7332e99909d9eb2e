//! Running one execution as a schedule says.

use super::stepped::{ending_at, stepped, stepped_failures};
use crate::explore::example::{locks, memory, standings};
use crate::explore::execution::Execution;
use crate::explore::exploration::Failure;
use crate::explore::graph::{Graph, Rules};
use crate::explore::runtime::{Ending, Learned, Runner, State, Then};
use crate::explore::schedule::{Schedule, ScheduleError};
use crate::explore::situation::{Situation, Standing};

/// An execution that was run as a schedule says. When this is dropped, its threads come to
/// their ends: what the program returned is to be taken before.
pub(in crate::explore) struct Followed {
    runner: Runner,
    ending: Ending,
}

/// Runs one execution as a schedule says. The outer error: it has to be run again, on
/// another OS thread, with what was learned.
///
/// A schedule has its steps from an exploration, which knows all handles of `Arc`s that
/// are steps; and a longer schedule must mean the same steps as its beginning. So this
/// looks at other executions first, and at many more before it says that a schedule does
/// not fit.
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

/// Runs one execution as a schedule says, until it is known of each loop in it whether it ends
/// by itself.
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

/// How many events are looked at to know which handles of `Arc`s are steps.
const AHEAD: usize = 1_000;

/// How many if the schedule does not fit.
const AHEAD_OF_MISFIT: usize = 100_000;

/// Behind this many events an execution that is looked at leaves no others behind. What a write
/// leaves behind takes the square of the events before it to find out.
const LONGEST: usize = 200;

/// How many executions are looked at, however long they are, if one of them looks at a
/// count. Most programs that do so do it in every execution.
const MIN_EXECUTIONS: usize = 64;

/// Looks at the first executions of the program, with about this many events. An error: as
/// of [`follow`].
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
            // What is wrong is seen where the schedule leads there.
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
    /// The execution, and what failed in it.
    pub(in crate::explore) fn told(&self) -> (Execution, Vec<Failure>) {
        let state = self.runner.engine.state.borrow();
        (stepped(&state), stepped_failures(&state, &self.ending))
    }

    /// How it stands behind the last step of the schedule.
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
