//! Running one execution as a schedule says.

use std::collections::HashSet;
use std::sync::mpsc::channel;

use super::Replay;
use super::collect::{stepped, stepped_failures};
use super::execution::Execution;
use super::exploration::Failure;
use super::graph::{Graph, Rules};
use super::runtime::{Ending, Runner, State, set_last_words};
use super::schedule::{Schedule, ScheduleError};
use super::workers::STACK_SIZE;

/// Runs one execution as a schedule says; the execution and what failed in it.
pub(super) fn step(
    rules: Rules,
    max_steps: usize,
    body: Box<dyn FnOnce()>,
    schedule: &Schedule,
    last_words: Box<dyn FnOnce(&State)>,
) -> Result<(Execution, Vec<Failure>), ScheduleError> {
    set_last_words(last_words);
    let state = State::new(Graph::new(rules), max_steps, HashSet::new());
    let mut runner = Runner::new(state);
    let ending = runner.step(Graph::new(rules), body, schedule);
    match &ending {
        Ending::Misfit(why) => return Err(ScheduleError::new(why.clone())),
        Ending::Stopped(limit) => return Err(ScheduleError::new(limit.to_string())),
        _ => {}
    }
    let state = runner.engine.state.borrow();
    Ok((stepped(&state), stepped_failures(&state, &ending)))
}

/// Runs `f` on an OS thread of its own. If that is lost to a destructor that
/// panicked while unwinding, its last words are the answer.
pub(super) fn apart<O, F>(f: F) -> Result<Replay<O>, ScheduleError>
where
    F: FnOnce(Box<dyn FnOnce(&State)>) -> Result<Replay<O>, ScheduleError> + Send + 'static,
    O: Send + 'static,
{
    let (sender, receiver) = channel();
    let words = sender.clone();
    let thread = std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(move || {
            let last_words = Box::new(move |state: &State| {
                let _ = words.send(Ok(Replay {
                    outcome: None,
                    failures: stepped_failures(state, &Ending::Panicked),
                    execution: stepped(state),
                }));
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
