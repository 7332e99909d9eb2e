//! The commands of `cargo lab` for instructors: a separate program, which no
//! student has to build.

mod command;

use std::process::ExitCode;

use racelab::cli;

use command::{Arguments, Command, Error};

fn main() -> ExitCode {
    // Before anything else: the grader starts this program again to scan an exercise.
    #[cfg(unix)]
    racelab_grade::serve();
    cli::end(
        cli::read()
            .map_err(Error::from)
            .and_then(|read: Option<Arguments>| {
                let Some(arguments) = read else {
                    return Ok(ExitCode::SUCCESS);
                };
                match arguments.command {
                    Command::Grade(options) => command::grade(&options),
                    Command::Merge(options) => command::merge(&options),
                    Command::Report(options) => command::report(&options),
                    Command::Release { folder } => command::release(&folder),
                    Command::Verify => command::verify(),
                }
            }),
    )
}
