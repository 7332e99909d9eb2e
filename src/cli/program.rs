//! A lab whose demonstration is a whole program, for example of processes. Processes share no
//! memory, so there are no executions to explore and no schedule to choose.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::confine::Limits;
use crate::course::Lab;
use crate::proof::Report;
use crate::view::screen::{STRONG, labelled, styled, width};
use crate::view::source;

use super::arguments::{self, Check, Color, Hint, Predict};
use super::{Error, Question, advice, check, command, end};

/// The demonstration of a lab without executions, and its check.
///
/// The implementing type has the lab's own options as fields; declare each `#[arg(long)]`.
pub trait Program: clap::Args + 'static {
    /// The lab's name in the [catalogue](crate::course::LABS).
    const LAB: &'static str;
    /// The text of the lab's README.md, which contains the hints.
    const README: &'static str;
    /// The text of the lab's exercise.rs, whose lines a verdict quotes; empty if it has none.
    const SOURCE: &'static str = "";
    /// The question that `predict` asks before the first run.
    const QUESTION: Question;
    /// The lab's additional commands, for `--help`; empty if it has none.
    const ALSO: &'static str = "";

    /// Runs the demonstration, and prints on standard output.
    ///
    /// # Errors
    ///
    /// The reason why it failed, as a sentence that says what to do.
    fn show(&self) -> Result<(), Box<dyn std::error::Error>>;

    /// Judges the student's exercise.
    fn check() -> Report;

    /// The limits of the process that runs the student's code. A process that waits for other
    /// processes uses no processor time, so half a minute without progress is no sign of a hang.
    fn limits() -> Limits {
        Limits {
            wall: Duration::from_secs(120),
            idle: Duration::from_secs(30),
            ..Limits::default()
        }
    }
}

/// The arguments of the binary of such a lab, besides the lab's own options.
#[derive(Args)]
struct Arguments {
    /// When to use colour; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Ask the lab's question; with an answer, judge it
    Predict(Predict),
    /// Judge your exercise.rs
    Check(Check),
    /// Show a hint for the exercise
    Hint(Hint),
}

/// Carries out the command line of the lab's binary. The exit statuses are those of
/// [`run`](super::run).
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn run_program<P: Program>() -> ExitCode {
    let lab = Lab::named(P::LAB).expect("every lab stands in the catalogue");
    source::embed(lab.exercise(), P::SOURCE);
    end(carry_out::<P>(lab))
}

fn carry_out<P: Program>(lab: &'static Lab) -> Result<ExitCode, Error> {
    let parser = Arguments::augment_args(P::augment_args(clap::Command::new(lab.name)));
    let parser = parser
        .args_conflicts_with_subcommands(true)
        .after_help(P::ALSO);
    let Some(matches) = arguments::matches(lab, parser)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let program = P::from_arg_matches(&matches)?;
    let arguments = <Arguments as clap::FromArgMatches>::from_arg_matches(&matches)?;
    arguments.color.apply();
    match arguments.command {
        None => program.show().map_err(Error::Demonstration)?,
        Some(Command::Predict(options)) => advice::predict(lab, &P::QUESTION, &options)?,
        Some(Command::Hint(options)) => advice::hint(lab, P::README, options.number)?,
        Some(Command::Check(options)) => {
            return check::check(lab, P::limits(), &options, P::check);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The first line of a demonstration: the title of the lab and the path of its chapter.
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn heading(lab: &str) -> String {
    let lab = Lab::named(lab).expect("every lab stands in the catalogue");
    let title = format!("Lab {:02} · {}", lab.number, lab.title);
    let docs = lab.chapter();
    let used = title.chars().count() + docs.len();
    let gap = match width().min(80).checked_sub(used) {
        Some(gap) if gap >= 2 => " ".repeat(gap),
        _ => "\n".to_owned(),
    };
    format!("{}{gap}{docs}\n", styled(STRONG, title))
}

/// The last lines of a demonstration: the next commands.
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn next(lab: &str) -> String {
    let lab = Lab::named(lab).expect("every lab stands in the catalogue");
    let judged = match lab.proved {
        true => "proved: ",
        false => "checked:",
    };
    [
        ("  Next  answer a question:    ", command(lab, &["predict"])),
        ("        then solve it, in     ", lab.exercise()),
        (
            &format!("        and have it {judged}  "),
            command(lab, &["check"]),
        ),
    ]
    .map(|(label, how)| labelled(label, &how, width()))
    .concat()
}
