//! Running one execution as a schedule says.

use super::collect::{stepped, stepped_failures};
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
pub(in crate::explore) fn follow(
    rules: Rules,
    max_steps: usize,
    learned: Learned,
    body: Box<dyn FnOnce()>,
    (schedule, then): (&Schedule, Then),
) -> Result<Result<Followed, ScheduleError>, Learned> {
    let state = State::new(Graph::new(rules), max_steps, learned);
    let mut runner = Runner::new(state);
    match runner.step(Graph::new(rules), body, schedule, then) {
        Ending::Restart => Err(runner.engine.state.borrow_mut().take_learned()),
        Ending::Misfit(why) => Ok(Err(ScheduleError::new(why))),
        Ending::Stopped(limit) => Ok(Err(ScheduleError::new(limit.to_string()))),
        ending => Ok(Ok(Followed { runner, ending })),
    }
}

/// How many executions are looked at to know which handles of `Arc`s are steps, if the
/// first one looks at a count. Most programs that do so do it in every execution.
const AHEAD: usize = 64;

/// Looks at the first executions of the program. A schedule has its steps from an
/// exploration, and a longer schedule must mean the same steps as its beginning. An error:
/// as of [`follow`].
pub(in crate::explore) fn look_ahead(
    rules: Rules,
    max_steps: usize,
    learned: &Learned,
    body: &mut dyn FnMut() -> Box<dyn FnOnce()>,
) -> Result<(), Learned> {
    let state = State::new(Graph::new(rules), max_steps, learned.clone());
    let mut runner = Runner::new(state);
    let mut next = Some(Graph::new(rules));
    for _ in 0..AHEAD {
        let Some(graph) = next else { break };
        match runner.run(graph, body()) {
            Ending::Restart => return Err(runner.engine.state.borrow_mut().take_learned()),
            // What is wrong is seen where the schedule leads there.
            Ending::Changed(_) | Ending::Stopped(_) => break,
            _ => runner.clear(),
        }
        let mut state = runner.engine.state.borrow_mut();
        if !state.has_looked_at_arcs() {
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
        let over = self.ending == Ending::Livelock || !threads.iter().any(can_move);
        // An execution in which a thread can still move is in no deadlock.
        let ending = match &self.ending {
            Ending::Deadlock if !over => &Ending::Complete,
            ending => ending,
        };
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
