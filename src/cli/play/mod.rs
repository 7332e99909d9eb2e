//! `play`: the student is the scheduler.
//!
//! A conversation in lines: the player types a choice and Enter, and the answer shows the state of
//! every thread. So it works with a screen reader and through a pipe. The state of the game is a
//! growing schedule, which the explorer replays after each step.
//!
//! | file          | what it does                                               |
//! |---------------|------------------------------------------------------------|
//! | `command.rs`  | the commands of the player                                 |
//! | `table.rs`    | the game: its state, and what can be reached from there    |
//! | `moves.rs`    | carries out a command                                      |
//! | `telling.rs`  | the texts that the game answers with                       |
//! | `walk.rs`     | the schedule so far, and the search for a way from there   |
//! | `goal.rs`     | the goals, and whether they are reached                    |
//! | `chart.rs`    | the goals that each state can still reach                  |
//! | `hint.rs`     | the thread to step next, or that it is too late            |
//! | `reason/`     | the reason for a step, in the words of the primitives      |
//! | `keyboard.rs` | the player's input, until Ctrl-C                           |
//! | `seat.rs`     | where the player is: a terminal, a pipe, a parent process  |

mod chart;
mod command;
mod goal;
mod hint;
mod keyboard;
mod moves;
mod reason;
mod seat;
mod table;
mod telling;
mod walk;

use std::io::{BufRead, ErrorKind, Write};
use std::sync::Arc;

use super::arguments::Play;
use super::demonstration::Demonstration;
use super::error::Error;
use super::instance::Instance;

use chart::Surveyed;
use table::Table;

pub(super) use goal::{among, possible};
pub(super) use seat::sit_down;

/// Plays an instance: reads commands from `input` until it ends, and answers each on `output`. With
/// `prompt`, for a player at a terminal, a prompt stands before each command.
///
/// # Errors
///
/// If the lab's exercise is no program that can run alone, or if reading or writing fails. An
/// output that its reader has closed is no error.
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

/// [`play`], for any type of instance.
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
    while !table.left {
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
        // Without this wait, a terminal that closes with the program would take the last screen
        // away.
        output.write_all(b"\n  Press Enter to end. ")?;
        output.flush()?;
        input.read_until(b'\n', &mut Vec::new())?;
    }
    output.flush()
}
