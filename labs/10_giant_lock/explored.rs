//! The cases of the check for `explore`, `play` and `replay`: with the interpreter of the
//! measurement, or with the exercise's.

use clap::value_parser;
use labs::lab_10;
use racelab::cli::{Demonstration, Goal, Program, Question, Window};
use racelab::proof::Report;
use racelab::view::Rating::{self, Expected, Forbidden};

use crate::exercise::Exercise;
use crate::measure;
use crate::show::Giant;

/// The commands that are about executions.
pub(crate) const COMMANDS: [&str; 3] = ["explore", "play", "replay"];

/// Which case to run.
#[derive(Clone, PartialEq, clap::Args)]
pub(crate) struct Cases {
    /// Which case of the check
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=lab_10::COUNT as i64))]
    case: u8,
}

impl Cases {
    fn number(&self) -> usize {
        self.case.into()
    }
}

impl Demonstration for Cases {
    type Outcome = u64;

    const LAB: &'static str = Giant::LAB;
    const README: &'static str = Giant::README;
    const SOURCE: &'static str = Giant::SOURCE;
    const OUTCOME: &'static str = "objects";
    const QUESTION: Question = Giant::QUESTION;
    const EXERCISE: Option<fn(&Self) -> u64> =
        Some(|cases| lab_10::run_case::<Exercise>(cases.number()).objects);

    fn instance(&self) -> String {
        lab_10::name_of(self.number()).to_owned()
    }

    fn arguments(&self) -> String {
        match self.case {
            1 => String::new(),
            case => format!("--case {case}"),
        }
    }

    fn run(&self, _: &Window) -> u64 {
        lab_10::run_case::<measure::Giant>(self.number()).objects
    }

    fn rate(&self, &objects: &u64) -> (Rating, String) {
        let expected = lab_10::work_in(self.number());
        match objects == expected {
            true => (Expected, "no bytecode's work is lost".to_owned()),
            false => (
                Forbidden,
                format!("the objects count {objects}, not {expected}"),
            ),
        }
    }

    fn goals(&self) -> Vec<Goal<u64>> {
        let expected = lab_10::work_in(self.number());
        let words = format!("lose the work of a bytecode: make objects end below {expected}");
        vec![Goal::Forbidden(words)]
    }

    fn check() -> Report {
        lab_10::check::<Exercise>()
    }
}
