//! What a numbered binary does.
//!
//! A lab's `main.rs` describes its [`Demonstration`] and hands it to [`run`]; the
//! commands, the wording and the exit status are the same for every lab.
//!
//! | file              | command                                                |
//! |-------------------|--------------------------------------------------------|
//! | `arguments.rs`    | what may be typed, and what is said where it may not   |
//! | `tour.rs`         | none: the demonstration in under a screen              |
//! | `exploration.rs`  | `explore` and `replay`                                 |
//! | `drawings.rs`     | the graphs and lanes that they write into files        |
//! | `instance.rs`     | the lab's demonstration, its type forgotten            |
//! | `program.rs`      | a lab whose demonstration is a program of processes    |
//! | `play/`           | `play`                                                 |
//! | `check.rs`        | `check`                                                |
//! | `error.rs`        | why a command was not carried out                      |
//! | `form.rs`         | the form of the commands that a screen names           |
//! | `confinement.rs`  | runs the student's code in a process of its own        |
//! | `lab/`            | the commands of `lab`, the course as a whole           |
//! | `advice.rs`       | `predict` and `hint`                                   |
//! | `interrupts.rs`   | Ctrl-C                                                 |
//! | `watching.rs`     | progress of long explorations                          |
//! | `notice.rs`       | what a demonstration does while it prints nothing yet  |
//! | `window.rs`       | makes a race visible in real runs                      |
//! | `monitor.rs`      | ends a real run in which all threads wait              |

mod advice;
mod arguments;
mod check;
mod confinement;
mod drawings;
mod error;
mod exploration;
mod explored;
mod form;
mod instance;
mod interrupts;
pub mod lab;
mod monitor;
mod notice;
mod play;
mod program;
mod tour;
mod watching;
mod window;

use std::ffi::OsString;
use std::fmt::Debug;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use terminal_size::terminal_size_of;

use crate::confine::{self, Limits};
use crate::course::Lab;
use crate::proof::Report;
use crate::view::Rating;
use crate::view::screen::paragraph;
use crate::view::source;

use arguments::{Arguments, Command};
use instance::{Instance, Options};

pub use arguments::Play;
pub use error::Error;
pub use form::command;
pub use monitor::{Entered, Monitor};
pub use notice::Notice;
pub use play::{Goal, play};
pub use program::{Program, heading, next, run_program};
pub use window::{Pauses, Window};

/// What a lab shows: a small concurrent program, its instances, and what to think
/// of its outcomes.
///
/// The implementing type is the instance: its fields are the lab's own options
/// (declare each `#[arg(long, global = true)]`, so that it may stand behind a
/// command).
pub trait Demonstration: clap::Args + Clone + PartialEq + Send + Sync + 'static {
    /// What the program returns.
    type Outcome: Ord + Clone + Debug + Send + 'static;

    /// The lab's name in the [catalogue](crate::course::LABS).
    const LAB: &'static str;
    /// The text of the lab's README.md; its hints are taken from it.
    const README: &'static str;
    /// The text of the lab's exercise.rs, whose lines a verdict quotes; empty if it has none.
    const SOURCE: &'static str = "";
    /// What an outcome is called: `counter`, `x`.
    const OUTCOME: &'static str;
    /// What to think about before running anything.
    const QUESTION: Question;
    /// The instance in words: "2 threads, 1 increment each".
    fn instance(&self) -> String;

    /// The instance of the student's code in words.
    fn exercise_instance(&self) -> String {
        self.instance()
    }

    /// The options that make this instance, as they are typed; empty for the
    /// default ones.
    fn arguments(&self) -> String {
        String::new()
    }

    /// Runs the program once: for real in an open window, explored in a shut one.
    fn run(&self, window: &Window) -> Self::Outcome;

    /// How many real runs the tour makes, unless asked otherwise: a second or so
    /// of them at most.
    fn runs(&self) -> u64 {
        5_000
    }

    /// What to think of an outcome, and why, in a few words.
    fn rate(&self, outcome: &Self::Outcome) -> (Rating, String);

    /// What `play` asks somebody to cause, one after the other; what no execution
    /// does is left out.
    fn goals(&self) -> Vec<Goal<Self::Outcome>> {
        vec![Goal::Forbidden("make it go wrong".to_owned())]
    }

    /// The same for the student's code, with `--exercise`.
    fn exercise_goals(&self) -> Vec<Goal<Self::Outcome>> {
        self.goals()
    }

    /// Judges the student's exercise.
    fn check() -> Report;

    /// A command that no other lab has.
    const OWN_COMMAND: Option<OwnCommand> = None;

    /// What the student's code may use while it is judged or shown.
    fn limits() -> Limits {
        Limits::default()
    }

    /// Runs the student's code in place of the demonstration's; `None` where the
    /// exercise is no program.
    const EXERCISE: Option<fn(&Self) -> Self::Outcome> = None;

    /// An instance like this one that is small enough to explore while somebody
    /// waits.
    fn small(&self) -> Self {
        self.clone()
    }

    /// Instances to play instead, where this one has more states than a hint can be computed
    /// from, or nothing goes wrong in the student's code, if it is the `exercise` that is
    /// played: the first in which something does is played.
    fn others_to_play(&self, _exercise: bool) -> Vec<Self> {
        Vec::new()
    }

    /// Instances to explore side by side at the end of the tour, each with a name.
    fn compared(&self) -> Vec<(&'static str, Self)> {
        Vec::new()
    }

    /// The outcome as a number, for a histogram of many; `None` if it is none.
    fn number(_outcome: &Self::Outcome) -> Option<u64> {
        None
    }
}

/// A question to answer before anything is run.
#[derive(Debug)]
pub struct Question {
    /// What is asked.
    pub text: &'static str,
    /// The answers to choose from; the first is called a.
    pub choices: &'static [&'static str],
    /// The position in `choices` of the right one.
    pub right: usize,
    /// Why it is.
    pub because: &'static str,
    /// The arguments of the command that shows it.
    pub shown_by: &'static [&'static str],
}

/// A command that only one lab has.
#[derive(Debug)]
pub struct OwnCommand {
    /// Its name, as it is typed.
    pub name: &'static str,
    /// What it does, for the help.
    pub about: &'static str,
    /// What it is good for, for the end of the tour: "what do they cost?".
    pub task: &'static str,
    /// Carries it out, with what is typed behind its name.
    pub run: fn(Vec<String>) -> ExitCode,
}

/// Carries out what the command line asks of a lab's binary.
///
/// Prints results on standard output. The status is 0 where all is as expected,
/// 1 where a check failed, 2 where the command was used wrongly (with a sentence on
/// standard error). An exploration that somebody ended with Ctrl-C says what it has
/// covered and that this is no proof, and its status is 0.
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn run<D: Demonstration>() -> ExitCode {
    let lab = Lab::named(D::LAB).expect("every lab stands in the catalogue");
    source::embed(lab.exercise(), D::SOURCE);
    let mut arguments = std::env::args().skip(1);
    // What stands behind it is for the command itself to read.
    match D::OWN_COMMAND {
        Some(own) if arguments.next().as_deref() == Some(own.name) => {
            (own.run)(arguments.collect())
        }
        _ => obey(lab, &Options::of::<D>()),
    }
}

fn obey(lab: &Lab, options: &Options) -> ExitCode {
    let result = arguments::parse(lab, options).and_then(|parsed| match parsed {
        Some((instance, arguments)) => carry_out(&instance, &arguments),
        None => Ok(ExitCode::SUCCESS),
    });
    end(result)
}

/// Reads the command line of a program beside the labs; `None` if it only asked for help,
/// which has been printed.
///
/// # Errors
///
/// If something was typed that the program does not know.
pub fn read<A: clap::Parser>() -> Result<Option<A>, Error> {
    read_from(std::env::args_os())
}

/// [`read`], from these words; the first is the program's name.
fn read_from<A: clap::Parser>(
    words: impl IntoIterator<Item = OsString>,
) -> Result<Option<A>, Error> {
    match A::try_parse_from(words) {
        Ok(arguments) => Ok(Some(arguments)),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            anstream::print!("{}", error.render().ansi());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The status to end with: that of the command, or 2 where it was not carried out, with the
/// error on standard error. It stands on one line, but that a terminal's lines end between
/// words.
pub fn end(result: Result<ExitCode, impl std::error::Error>) -> ExitCode {
    let error = match result {
        Ok(status) => return status,
        Err(error) => error,
    };
    let sentence = format!("error: {error}");
    match terminal_size_of(std::io::stderr()) {
        Some((columns, _)) => anstream::eprint!("{}", paragraph(&sentence, 0, columns.0.into())),
        None => anstream::eprintln!("{sentence}"),
    }
    ExitCode::from(2)
}

fn carry_out(instance: &Arc<dyn Instance>, arguments: &Arguments) -> Result<ExitCode, Error> {
    match &arguments.command {
        None => tour::show(instance, &arguments.runs)?,
        Some(Command::Explore(options)) => {
            let page = || exploration::explore(instance, options);
            return match options.exercise {
                true => confinement::show(
                    instance.limits(),
                    options.json,
                    watching::attendant(options),
                    &page,
                ),
                false => confinement::print(page()?),
            };
        }
        Some(Command::Replay(options)) => {
            let page = || exploration::replay(instance, options);
            return match options.exercise {
                true => confinement::show(instance.limits(), false, Box::new(()), &page),
                false => confinement::print(page()?),
            };
        }
        Some(Command::Play(options)) => return play::sit_down(instance, options),
        Some(Command::Check) => {
            return check::check(instance.lab(), instance.limits(), || {
                // What the exercise does before the first execution may have no end either.
                confine::beat();
                instance.check()
            });
        }
        Some(Command::Predict { answer, tell }) => {
            advice::predict(instance.lab(), instance.question(), *answer, *tell)?
        }
        Some(Command::Hint { number }) => advice::hint(instance.lab(), instance.readme(), *number)?,
    }
    Ok(ExitCode::SUCCESS)
}
