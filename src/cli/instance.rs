//! An instance of a lab's demonstration behind a trait object.
//!
//! Each [`Demonstration`] is a type of its own lab. The commands reach it through this trait, so
//! they are compiled once, with this library, and not again with each numbered binary.

use std::sync::Arc;

use clap::{ArgMatches, Command};

use crate::confine::Limits;
use crate::course::Lab;
use crate::proof::{Report, Returned};
use crate::sync::thread::begin_program;
use crate::view::Rating;

use super::{Demonstration, Goal, OwnCommand, Question, Window};

/// The lab's own options, and the instance that they make.
pub(super) struct Options {
    pub(super) augment: fn(Command) -> Command,
    pub(super) read: fn(&ArgMatches) -> Result<Arc<dyn Instance>, clap::Error>,
    pub(super) own: Option<OwnCommand>,
}

impl Options {
    /// The options of this demonstration.
    pub(super) fn of<D: Demonstration>() -> Self {
        Self {
            augment: D::augment_args,
            own: D::OWN_COMMAND,
            read: |matches| Ok(Arc::new(D::from_arg_matches(matches)?)),
        }
    }
}

/// A [`Demonstration`], which documents each method.
pub(super) trait Instance: Send + Sync {
    fn lab(&self) -> &'static Lab;
    fn readme(&self) -> &'static str;
    /// The name that the tables give to an outcome: `counter`, `x`.
    fn noun(&self) -> &'static str;
    fn question(&self) -> &'static Question;
    fn own(&self) -> Option<OwnCommand>;
    fn limits(&self) -> Limits;
    fn check(&self) -> Report;

    /// The instance in words; that of the student's code with `exercise`.
    fn words(&self, exercise: bool) -> String;
    fn typed(&self) -> String;
    fn run(&self, window: &Window) -> Returned;
    fn has_exercise(&self) -> bool;
    /// Runs the student's code, or the demonstration's where the exercise is no program.
    fn run_exercise(&self) -> Returned;
    fn runs(&self) -> u64;
    fn rate(&self, outcome: &Returned) -> (Rating, String);
    fn number(&self, outcome: &Returned) -> Option<u64>;
    fn goals(&self, exercise: bool) -> Vec<Goal<Returned>>;
    fn others_to_play(&self, exercise: bool) -> Vec<Arc<dyn Instance>>;
    /// An instance small enough to explore; `None` if this one is.
    fn smaller(&self) -> Option<Arc<dyn Instance>>;
    fn compared(&self) -> Vec<(&'static str, Arc<dyn Instance>)>;
}

impl<D: Demonstration> Instance for D {
    fn lab(&self) -> &'static Lab {
        Lab::named(D::LAB).expect("every lab stands in the catalogue")
    }

    fn readme(&self) -> &'static str {
        D::README
    }

    fn noun(&self) -> &'static str {
        D::OUTCOME
    }

    fn question(&self) -> &'static Question {
        &D::QUESTION
    }

    fn own(&self) -> Option<OwnCommand> {
        D::OWN_COMMAND
    }

    fn limits(&self) -> Limits {
        D::limits()
    }

    fn check(&self) -> Report {
        D::check()
    }

    fn words(&self, exercise: bool) -> String {
        match exercise {
            true => self.exercise_instance(),
            false => self.instance(),
        }
    }

    fn typed(&self) -> String {
        self.arguments()
    }

    fn run(&self, window: &Window) -> Returned {
        begin_program();
        Returned::new(Demonstration::run(self, window))
    }

    fn has_exercise(&self) -> bool {
        D::EXERCISE.is_some()
    }

    fn run_exercise(&self) -> Returned {
        begin_program();
        match D::EXERCISE {
            Some(students) => Returned::new(students(self)),
            None => Instance::run(self, &Window::shut()),
        }
    }

    fn runs(&self) -> u64 {
        Demonstration::runs(self)
    }

    fn rate(&self, outcome: &Returned) -> (Rating, String) {
        Demonstration::rate(self, outcome.get())
    }

    fn number(&self, outcome: &Returned) -> Option<u64> {
        D::number(outcome.get())
    }

    fn goals(&self, exercise: bool) -> Vec<Goal<Returned>> {
        let goals = match exercise {
            true => self.exercise_goals(),
            false => Demonstration::goals(self),
        };
        goals.into_iter().map(Goal::forget).collect()
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Arc<dyn Instance>> {
        let others = Demonstration::others_to_play(self, exercise).into_iter();
        let others = others.filter(|other| other != self);
        others.map(|instance| Arc::new(instance) as _).collect()
    }

    fn smaller(&self) -> Option<Arc<dyn Instance>> {
        let small = self.small();
        (small != *self).then(|| Arc::new(small) as _)
    }

    fn compared(&self) -> Vec<(&'static str, Arc<dyn Instance>)> {
        let compared = Demonstration::compared(self).into_iter();
        compared
            .map(|(name, instance)| (name, Arc::new(instance) as _))
            .collect()
    }
}
