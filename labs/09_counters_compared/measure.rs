//! `measure`: what each counter costs on this machine, with one thread and with several.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use racelab::cli;
use racelab::course::{Lab, MEASURED};
use racelab::view::scaling;

use crate::samples::measured;
use crate::{release, table};

/// What `measure` does, for the help.
pub(crate) const ABOUT: &str = "Measure every counter: one for all threads, and one for each";

#[derive(Parser)]
#[command(about = ABOUT, max_term_width = 80)]
struct Options {
    /// How many samples to take of each counter at each number of threads
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(3..=1000))]
    rounds: u16,
    /// Draw the times of the shared counters as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Measure this build as it is, optimized or not
    #[arg(long)]
    as_built: bool,
}

/// Carries out `measure` with these arguments.
pub(crate) fn command(arguments: Vec<String>) -> ExitCode {
    let name = std::iter::once("measure".to_owned());
    let words = name.chain(arguments.iter().cloned());
    let parser = Options::command().bin_name(typed());
    let matches = parser.try_get_matches_from(words);
    let options = match matches.and_then(|matches| Options::from_arg_matches(&matches)) {
        Ok(options) => options,
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelp => {
            anstream::print!("{}", error.render().ansi());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            let text = error.render().to_string();
            let line = text.lines().next().unwrap_or_default();
            anstream::eprintln!("{line}; --help lists the options");
            return ExitCode::from(2);
        }
    };
    if !release::is_optimized() && !options.as_built {
        return release::run_again(&arguments);
    }
    // Before the measurement: an error after it would waste some minutes.
    let file = match options.svg.map(|path| (File::create(&path), path)) {
        None => None,
        Some((Ok(file), path)) => Some((file, path)),
        Some((Err(error), path)) => return unwritable(&path, &error),
    };
    let measured = measured(usize::from(options.rounds));
    anstream::print!("{}", table::show(&measured, usize::from(options.rounds)));
    if let Some((mut file, path)) = file {
        let title = "Time per increment, all threads on one counter";
        let drawing = scaling::svg(title, &measured.series(false));
        if let Err(error) = file.write_all(drawing.as_bytes()) {
            return unwritable(&path, &error);
        }
        anstream::println!("\n  Drawn in {}.", path.display());
    }
    ExitCode::SUCCESS
}

/// The command, as the student types it.
fn typed() -> String {
    let lab = Lab::named(MEASURED).expect("every lab stands in the catalogue");
    cli::command(lab, &["measure"])
}

fn unwritable(path: &Path, error: &std::io::Error) -> ExitCode {
    let path = path.display();
    anstream::eprintln!("error: {path} cannot be written ({error}); choose another file");
    ExitCode::from(2)
}
