//! The commands of a numbered binary.
//!
//! A lab's `main.rs` describes its [`Demonstration`] and passes it to [`run`]. The commands, the
//! wording and the exit statuses are the same for every lab.
//!
//! | file              | command                                                |
//! |-------------------|--------------------------------------------------------|
//! | `arguments.rs`    | the command line, and its errors                       |
//! | `tour.rs`         | none: the demonstration in under a screen              |
//! | `exploration.rs`  | `explore` and `replay`                                 |
//! | `drawings.rs`     | the graphs and lanes that they write into files        |
//! | `explored.rs`     | the program that they explore, and the settings        |
//! | `pages.rs`        | the pages that `explore`, `play` and `check` write     |
//! | `states.rs`       | every state of a program, and the goals among them     |
//! | `instance.rs`     | the lab's demonstration as a trait object              |
//! | `program.rs`      | a lab whose demonstration is a program of processes    |
//! | `play/`           | `play`                                                 |
//! | `check.rs`        | `check`                                                |
//! | `error.rs`        | the reasons for which a command fails                  |
//! | `form.rs`         | the form of the commands that a screen names           |
//! | `confinement.rs`  | runs the student's code in a process of its own        |
//! | `lab/`            | the commands of `lab`, the course as a whole           |
//! | `advice.rs`       | `predict` and `hint`                                   |
//! | `interrupts.rs`   | Ctrl-C                                                 |
//! | `watching.rs`     | the progress of long explorations and checks           |
//! | `notice.rs`       | a line about work that prints nothing yet              |
//! | `window.rs`       | makes a race visible in real runs                      |

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
mod notice;
mod pages;
mod play;
mod program;
mod states;
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
pub use notice::Notice;
pub use play::{Goal, play};
pub use program::{Program, heading, next, run_program};
pub use window::{Pauses, Window};

/// The demonstration of a lab: a small concurrent program, its instances, and a rating of its
/// outcomes.
///
/// The implementing type is an instance. Its fields are the lab's own options; declare each
/// `#[arg(long, global = true)]`, so that a student may write it after a command.
pub trait Demonstration: clap::Args + Clone + PartialEq + Send + Sync + 'static {
    /// What the program returns.
    type Outcome: Ord + Clone + Debug + Send + 'static;

    /// The lab's name in the [catalogue](crate::course::LABS).
    const LAB: &'static str;
    /// The text of the lab's README.md, which contains the hints.
    const README: &'static str;
    /// The text of the lab's exercise.rs, whose lines a verdict quotes; empty if it has none.
    const SOURCE: &'static str = "";
    /// The name of what an outcome is: `counter`, `x`.
    const OUTCOME: &'static str;
    /// The question that `predict` asks before the first run.
    const QUESTION: Question;
    /// The instance in words: "2 threads, 1 increment each".
    fn instance(&self) -> String;

    /// The instance of the student's code, in words.
    fn exercise_instance(&self) -> String {
        self.instance()
    }

    /// The options that make this instance, as a student types them; empty for the default
    /// instance.
    fn arguments(&self) -> String {
        String::new()
    }

    /// Runs the program once: a real run in an open window, an explored execution in a shut one.
    fn run(&self, window: &Window) -> Self::Outcome;

    /// The number of real runs in the tour, unless `--runs` says otherwise; together they take
    /// about a second.
    fn runs(&self) -> u64 {
        5_000
    }

    /// The rating of an outcome, and the reason in a few words.
    fn rate(&self, outcome: &Self::Outcome) -> (Rating, String);

    /// The goals of `play`, in order. `play` leaves out a goal that no execution reaches.
    fn goals(&self) -> Vec<Goal<Self::Outcome>> {
        vec![Goal::Forbidden("make it go wrong".to_owned())]
    }

    /// The goals of `play --exercise`, for the student's code.
    fn exercise_goals(&self) -> Vec<Goal<Self::Outcome>> {
        self.goals()
    }

    /// Judges the student's exercise.
    fn check() -> Report;

    /// A command that only this lab has.
    const OWN_COMMAND: Option<OwnCommand> = None;

    /// The limits of the process that runs the student's code.
    fn limits() -> Limits {
        Limits::default()
    }

    /// Runs the student's code in place of the demonstration's; `None` where the exercise is no
    /// program that can run alone.
    const EXERCISE: Option<fn(&Self) -> Self::Outcome> = None;

    /// A similar instance that is small enough to explore in a moment.
    fn small(&self) -> Self {
        self.clone()
    }

    /// Other instances for `play`, which takes one of them in two cases: this one has too many
    /// states to compute hints from, or, with `exercise`, nothing goes wrong in this one. `play`
    /// takes the first of them in which something goes wrong.
    fn others_to_play(&self, _exercise: bool) -> Vec<Self> {
        Vec::new()
    }

    /// Instances that the end of the tour explores side by side, each with its name.
    fn compared(&self) -> Vec<(&'static str, Self)> {
        Vec::new()
    }

    /// The outcome as a number, for a histogram with many rows; `None` if it is no number.
    fn number(_outcome: &Self::Outcome) -> Option<u64> {
        None
    }
}

/// A question for the student before the first run.
#[derive(Debug)]
pub struct Question {
    /// The question.
    pub text: &'static str,
    /// The answers to choose from; the first has the letter a.
    pub choices: &'static [&'static str],
    /// The position of the right answer in `choices`.
    pub right: usize,
    /// The reason for which that answer is right.
    pub because: &'static str,
    /// The arguments of the command that shows it.
    pub shown_by: &'static [&'static str],
}

/// A command that only one lab has.
#[derive(Debug)]
pub struct OwnCommand {
    /// Its name, as a student types it.
    pub name: &'static str,
    /// Its line in the help.
    pub about: &'static str,
    /// The task that it helps with, for the end of the tour: "what do they cost?".
    pub task: &'static str,
    /// Carries the command out; the argument is the words after its name.
    pub run: fn(Vec<String>) -> ExitCode,
}

/// Carries out the command line of a lab's binary.
///
/// Prints results on standard output. The status is 0 as expected, 1 after a failed check, 2 after
/// wrong use, with a sentence on standard error. An exploration that Ctrl-C ends has status 0: it
/// reports the part that it covered, and that this is no proof.
///
/// # Panics
///
/// If the catalogue has no lab of this name.
pub fn run<D: Demonstration>() -> ExitCode {
    let lab = Lab::named(D::LAB).expect("every lab stands in the catalogue");
    source::embed(lab.exercise(), D::SOURCE);
    let mut arguments = std::env::args().skip(1);
    // The command parses the words after its name itself.
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

/// Parses the command line of a program that is no lab; `None` after a request for help, which this
/// prints.
///
/// # Errors
///
/// If the program has no such argument.
pub fn read<A: clap::Parser>() -> Result<Option<A>, Error> {
    read_from(std::env::args_os())
}

/// [`read`] from these words; the first is the program's name.
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

/// The status of the program: that of the command, or 2 after an error, which this prints on
/// standard error. The error is one line; on a terminal it breaks between words.
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
                    options.html.as_deref(),
                    &page,
                ),
                false => confinement::print(page()?, options.html.as_deref()),
            };
        }
        Some(Command::Replay(options)) => {
            let page = || exploration::replay(instance, options);
            return match options.exercise {
                true => confinement::show(instance.limits(), false, Box::new(()), None, &page),
                false => confinement::print(page()?, None),
            };
        }
        Some(Command::Play(options)) if options.html.is_some() => {
            let html = options.html.as_deref();
            let page = || pages::of_game(instance, options);
            return match options.exercise {
                true => confinement::show(instance.limits(), false, Box::new(()), html, &page),
                false => confinement::print(page()?, html),
            };
        }
        Some(Command::Play(options)) => return play::sit_down(instance, options),
        Some(Command::Check(options)) => {
            return check::check(instance.lab(), instance.limits(), options, || {
                // The exercise's code before the first execution may loop forever too, so the clock
                // starts here.
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
