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
//! | `results.rs`      | what they show of executions and failures              |
//! | `drawings.rs`     | the graphs and lanes that they write into files        |
//! | `explored.rs`     | the program that they explore, and the settings        |
//! | `pages.rs`        | the pages that `explore`, `play` and `check` write     |
//! | `states.rs`       | every state of a program, and the goals among them     |
//! | `demonstration.rs` | what a lab shows, and what it asks                     |
//! | `instance.rs`     | the lab's demonstration as a trait object              |
//! | `program.rs`      | a lab whose demonstration is a program of processes    |
//! | `play/`           | `play`                                                 |
//! | `check.rs`        | `check`                                                |
//! | `status.rs`       | the status that a command ends with                    |
//! | `error.rs`        | the reasons for which a command fails                  |
//! | `refusal.rs`      | the requests that a lab refuses                        |
//! | `form.rs`         | the form of the commands that a screen names           |
//! | `confinement.rs`  | runs the student's code in a process of its own        |
//! | `lab/`            | the commands of `lab`, the course as a whole           |
//! | `advice.rs`       | `predict` and `hint`                                   |
//! | `interrupts.rs`   | Ctrl-C                                                 |
//! | `watching.rs`     | the progress of long explorations and checks           |
//! | `notice.rs`       | a line about work that prints nothing yet              |
//! | `window.rs`       | makes a race visible in real runs                      |
//! | `monitor.rs`      | ends a real run in which all threads wait              |

mod advice;
mod arguments;
mod check;
mod confinement;
mod demonstration;
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
mod pages;
mod play;
mod program;
mod refusal;
mod results;
mod states;
mod status;
mod tour;
mod watching;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use crate::confine;
use crate::course::Lab;
use crate::view::source;

use arguments::{Arguments, Command};
use instance::{Instance, Options};

pub use arguments::Play;
pub use demonstration::{Demonstration, Goal, OwnCommand, Question};
pub use error::Error;
pub use form::command;
pub use monitor::{Entered, Monitor};
pub use notice::Notice;
pub use play::play;
pub use program::{Program, heading, next, run_program};
pub use refusal::Refusal;
pub use status::end;
pub use window::{Pauses, Window};

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
    arguments::or_help(A::try_parse())
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
        Some(Command::Predict(options)) => {
            advice::predict(instance.lab(), instance.question(), options)?;
        }
        Some(Command::Hint(options)) => {
            advice::hint(instance.lab(), instance.readme(), options.number)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
