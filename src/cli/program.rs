//! A lab whose demonstration is a whole program, of processes say, with no executions
//! to explore: nothing is shared, so there is no schedule to choose.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};

use crate::confine::Limits;
use crate::course::Lab;
use crate::proof::Report;
use crate::view::screen::{STRONG, labelled, styled, width};
use crate::view::source;

use super::arguments::{self, Check, Color};
use super::{Error, Question, advice, check, command, end};

/// What such a lab shows, and how it judges its exercise.
///
/// The implementing type is what the lab's own options say (declare each
/// `#[arg(long)]`).
pub trait Program: clap::Args + 'static {
    /// The lab's name in the [catalogue](crate::course::LABS).
    const LAB: &'static str;
    /// The text of the lab's README.md; its hints are taken from it.
    const README: &'static str;
    /// The text of the lab's exercise.rs, whose lines a verdict quotes; empty if it has none.
    const SOURCE: &'static str = "";
    /// What to think about before running anything.
    const QUESTION: Question;
    /// What `--help` says of commands that the lab has besides; empty if it has none.
    const ALSO: &'static str = "";

    /// Runs the demonstration and prints what it shows, on standard output.
    ///
    /// # Errors
    ///
    /// Why it was not done: displayed, a sentence that says what to do.
    fn show(&self) -> Result<(), Box<dyn std::error::Error>>;

    /// Judges the student's exercise.
    fn check() -> Report;

    /// What the student's code may use while it is judged. Whoever waits for other
    /// processes uses no processor, so that is no sign of anything for half a minute.
    fn limits() -> Limits {
        Limits {
            wall: Duration::from_secs(120),
            idle: Duration::from_secs(30),
            ..Limits::default()
        }
    }
}

/// What the binary of such a lab takes besides the lab's own options.
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
    /// Show a question to think about first; with an answer, judge it
    Predict {
        /// The letter of your answer
        answer: Option<char>,
        /// Tell the answer
        #[arg(long, conflicts_with = "answer")]
        tell: bool,
    },
    /// Judge your exercise.rs
    Check(Check),
    /// Show a hint for the exercise
    Hint {
        /// Which hint; the first without it
        number: Option<usize>,
    },
}

/// Carries out what the command line asks of the lab's binary; the statuses are those
/// of [`run`](super::run).
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
        Some(Command::Predict { answer, tell }) => {
            advice::predict(lab, &P::QUESTION, answer, tell)?;
        }
        Some(Command::Hint { number }) => advice::hint(lab, P::README, number)?,
        Some(Command::Check(options)) => {
            return check::check(lab, P::limits(), &options, P::check);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The first line of a demonstration: the lab's title, and where its chapter is.
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn heading(lab: &str) -> String {
    let lab = Lab::named(lab).expect("every lab stands in the catalogue");
    let title = format!("Lab {:02} · {}", lab.number, lab.title);
    let docs = lab.chapter();
    let used = title.chars().count() + docs.len();
    let gap = width().min(80).saturating_sub(used).max(2);
    format!("{}{}{docs}\n", styled(STRONG, title), " ".repeat(gap))
}

/// The last lines of a demonstration: what to do next.
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
