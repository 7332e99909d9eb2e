//! Running one execution as a schedule says.

use std::collections::HashSet;
use std::sync::mpsc::channel;

use super::collect::{stepped, stepped_failures};
use super::example::situation;
use super::execution::Execution;
use super::exploration::Failure;
use super::graph::{Graph, Rules};
use super::runtime::{Ending, Runner, State, Then, set_last_words};
use super::schedule::{Schedule, ScheduleError};
use super::situation::{Situation, Standing};
use super::workers::STACK_SIZE;

/// What the last word of an OS thread is that a destructor's panic ends.
pub(super) type LastWords = Box<dyn FnOnce(&State)>;

/// Runs one execution as a schedule says, and on to its end; tells it and what
/// failed in it.
pub(super) fn replay(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
    last_words: LastWords,
) -> Result<(Execution, Vec<Failure>), ScheduleError> {
    let (runner, ending) = step(rules, max_steps, body, schedule, Then::GoOn, last_words)?;
    let state = runner.engine.state.borrow();
    Ok((stepped(&state), stepped_failures(&state, &ending)))
}

/// Runs one execution as a schedule says, and no further; tells how it stands
/// then.
pub(super) fn look(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
    last_words: LastWords,
) -> Result<Situation<()>, ScheduleError> {
    let (runner, ending) = step(rules, max_steps, body, schedule, Then::Stop, last_words)?;
    let mut state = runner.engine.state.borrow_mut();
    let execution = stepped(&state);
    let (threads, memory, locks) = situation(&mut state);
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
        memory,
        locks,
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
    last_words: LastWords,
) -> Result<(Runner, Ending), ScheduleError> {
    set_last_words(last_words);
    let state = State::new(Graph::new(rules), max_steps, HashSet::new());
    let mut runner = Runner::new(state);
    let ending = runner.step(Graph::new(rules), body, schedule, then);
    match ending {
        Ending::Misfit(why) => Err(ScheduleError::new(why)),
        Ending::Stopped(limit) => Err(ScheduleError::new(limit.to_string())),
        ending => Ok((runner, ending)),
    }
}

/// Runs `f` on an OS thread of its own. If that is lost to a destructor that
/// panicked while unwinding, `lost` makes the answer of what it left.
pub(super) fn apart<T: Send + 'static>(
    f: impl FnOnce(LastWords) -> Result<T, ScheduleError> + Send + 'static,
    lost: impl FnOnce(Execution, Vec<Failure>) -> T + Send + 'static,
) -> Result<T, ScheduleError> {
    let (sender, receiver) = channel();
    let words = sender.clone();
    let thread = std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || {
            let last_words = Box::new(move |state: &State| {
                let failures = stepped_failures(state, &Ending::Panicked);
                let _ = words.send(Ok(lost(stepped(state), failures)));
            });
            let _ = sender.send(f(last_words));
        })
        .expect("an OS thread to replay on");
    match receiver.recv() {
        Ok(answer) => answer,
        Err(_) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => unreachable!("the thread sends before it ends"),
        },
    }
}
