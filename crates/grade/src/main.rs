//! The commands of `cargo lab` that are for instructors: a program of its own, which no
//! student has to build.

mod command;

use std::process::ExitCode;

use racelab::cli;

use command::{Arguments, Command, Error};

fn main() -> ExitCode {
    // First of all: what scans an exercise is this program started again.
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
