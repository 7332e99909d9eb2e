//! What a lab shows, and what it asks.

use std::fmt::Debug;
use std::process::ExitCode;

use crate::confine::Limits;
use crate::explore::FailureKind;
use crate::proof::{Report, Returned};
use crate::view::Rating;

use super::Window;

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
    /// The name that the tables give to an outcome: `counter`, `x`.
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

    /// Runs the program once. `window` is open in a real run, where threads may pause between two
    /// operations to make races likely, and shut in an explored execution.
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

/// An event that `play` asks the player to cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal<O> {
    /// The program ends with this outcome.
    Outcome(O),
    /// The program ends with any outcome that is rated forbidden. The text is the task, as in `make
    /// counter end below 2`.
    Forbidden(String),
    /// Threads wait for each other, and none can move. The text is the task, as in `put all three
    /// to sleep`.
    Deadlock(String),
    /// The program fails in this way.
    Failure(FailureKind),
}

impl<O: Ord + Clone + Debug + Send + 'static> Goal<O> {
    /// The same goal, with its outcome as a trait object.
    pub(super) fn forget(self) -> Goal<Returned> {
        match self {
            Self::Outcome(outcome) => Goal::Outcome(Returned::new(outcome)),
            Self::Forbidden(task) => Goal::Forbidden(task),
            Self::Deadlock(task) => Goal::Deadlock(task),
            Self::Failure(kind) => Goal::Failure(kind),
        }
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
