//! `play`: somebody is the scheduler.
//!
//! A conversation in lines: a choice and Enter, and back comes where every thread
//! stands. So it works with a screen reader, and through a pipe. The state is a
//! schedule that grows; the explorer follows it anew each time.
//!
//! | file          | what it does                                               |
//! |---------------|------------------------------------------------------------|
//! | `command.rs`  | what a line asks for                                       |
//! | `table.rs`    | the table that somebody plays at: what a command does      |
//! | `telling.rs`  | what is said there                                         |
//! | `walk.rs`     | the schedule so far, and the search for a way from there   |
//! | `goal.rs`     | what to cause, and whether it has been                     |
//! | `chart.rs`    | what can be reached from where, from the state graph       |
//! | `hint.rs`     | which thread to step next, or that it is too late          |
//! | `reason/`     | why that step, in the words of the primitives              |
//! | `keyboard.rs` | what is typed, until Ctrl-C                                |
//! | `seat.rs`     | where somebody sits: a terminal, a pipe, a parent process  |

mod chart;
mod command;
mod goal;
mod hint;
mod keyboard;
mod reason;
mod seat;
mod table;
mod telling;
mod walk;

use std::io::{BufRead, ErrorKind, Write};
use std::sync::Arc;

use super::arguments::Play;
use super::instance::Instance;
use super::{Demonstration, Error};

use chart::Surveyed;
use table::Table;

pub use goal::Goal;
pub(super) use goal::{among, possible};
pub(super) use seat::sit_down;

/// Plays an instance: reads choices from `input` until it ends, and answers each on
/// `output`; with a prompt in front of each where `prompt` says that somebody sits
/// there.
///
/// # Errors
///
/// Where the lab's exercise is no program to run, or reading or writing fails. An
/// output that nobody reads any more is no error.
pub fn play<D: Demonstration>(
    demonstration: &D,
    options: &Play,
    mut input: impl BufRead,
    mut output: impl Write,
    prompt: bool,
) -> Result<(), Error> {
    let instance: Arc<dyn Instance> = Arc::new(demonstration.clone());
    converse(&instance, options, &mut input, &mut output, prompt)
}

/// [`play`], whatever is played.
fn converse(
    instance: &Arc<dyn Instance>,
    options: &Play,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    prompt: bool,
) -> Result<(), Error> {
    let mut table = Table::new(instance, options)?;
    match take_turns(&mut table, input, output, prompt) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Conversation(error)),
        _ => Ok(()),
    }
}

/// The instance that is played where this one is asked for: it may have too many states.
pub(super) fn played(
    instance: &Arc<dyn Instance>,
    options: &Play,
) -> Result<Arc<dyn Instance>, Error> {
    Ok(Surveyed::of(instance, options)?.instance)
}

fn take_turns(
    table: &mut Table,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    prompt: bool,
) -> std::io::Result<()> {
    output.write_all(table.opening().as_bytes())?;
    while !table.is_left() {
        if prompt {
            output.write_all(b"> ")?;
        }
        output.flush()?;
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            if prompt {
                output.write_all(b"\n")?;
            }
            output.write_all(table.leave().as_bytes())?;
            break;
        }
        let answer = table.answer(&String::from_utf8_lossy(&line));
        output.write_all(answer.as_bytes())?;
    }
    if prompt && table.is_won() {
        // Who came here from a menu would find the screen taken away.
        output.write_all(b"\n  Press Enter to end. ")?;
        output.flush()?;
        input.read_until(b'\n', &mut Vec::new())?;
    }
    output.flush()
}
