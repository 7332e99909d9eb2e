//! Running one execution as a schedule says.

use std::collections::HashSet;

use super::collect::{stepped, stepped_failures};
use crate::explore::example::{locks, memory, standings};
use crate::explore::execution::Execution;
use crate::explore::exploration::Failure;
use crate::explore::graph::{Graph, Rules};
use crate::explore::runtime::{Ending, Runner, State, Then};
use crate::explore::schedule::{Schedule, ScheduleError};
use crate::explore::situation::{Situation, Standing};

/// Runs one execution as a schedule says, and on to its end; tells it and what
/// failed in it.
pub(in crate::explore) fn replay(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
) -> Result<(Execution, Vec<Failure>), ScheduleError> {
    let (runner, ending) = step(rules, max_steps, body, schedule, Then::GoOn)?;
    let state = runner.engine.state.borrow();
    Ok((stepped(&state), stepped_failures(&state, &ending)))
}

/// Runs one execution as a schedule says, and no further; tells how it stands
/// then.
pub(in crate::explore) fn look(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
) -> Result<Situation<()>, ScheduleError> {
    let (runner, ending) = step(rules, max_steps, body, schedule, Then::Stop)?;
    let mut state = runner.engine.state.borrow_mut();
    let execution = stepped(&state);
    let threads = standings(&mut state);
    let can_move = |s: &Standing| matches!(s, Standing::Ready { .. });
    let over = ending == Ending::Livelock || !threads.iter().any(can_move);
    // Whoever can still move is not in a deadlock.
    let ending = match ending {
        Ending::Deadlock if !over => Ending::Complete,
        ending => ending,
    };
    Ok(Situation {
        failures: stepped_failures(&state, &ending),
        execution,
        threads,
        memory: memory(&state),
        locks: locks(&state),
        outcome: None,
        over,
    })
}

fn step(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
    then: Then,
) -> Result<(Runner, Ending), ScheduleError> {
    let state = State::new(Graph::new(rules), max_steps, HashSet::new());
    let mut runner = Runner::new(state);
    let ending = runner.step(Graph::new(rules), body, schedule, then);
    match ending {
        Ending::Misfit(why) => Err(ScheduleError::new(why)),
        Ending::Stopped(limit) => Err(ScheduleError::new(limit.to_string())),
        ending => Ok((runner, ending)),
    }
}
