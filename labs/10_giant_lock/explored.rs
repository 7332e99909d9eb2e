//! The cases of the check for `explore`, `play` and `replay`: with the interpreter of the
//! measurement, or with the exercise's.

use clap::value_parser;
use labs::lab_10::{self, CASES, Case};
use racelab::cli::{Demonstration, Goal, Program, Question, Window};
use racelab::proof::Report;
use racelab::view::Rating::{self, Expected, Forbidden};

use crate::exercise::Exercise;
use crate::measure;
use crate::show::Giant;

/// The commands `explore`, `play` and `replay`.
pub(crate) const COMMANDS: [&str; 3] = ["explore", "play", "replay"];

/// Which case to run.
#[derive(Clone, PartialEq, clap::Args)]
pub(crate) struct Cases {
    /// Which case of the check
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u8).range(1..=CASES.len() as i64))]
    case: u8,
}

impl Cases {
    fn case(&self) -> Case {
        CASES[usize::from(self.case) - 1]
    }
}

impl Demonstration for Cases {
    type Outcome = u64;

    const LAB: &'static str = Giant::LAB;
    const README: &'static str = Giant::README;
    const SOURCE: &'static str = Giant::SOURCE;
    const OUTCOME: &'static str = "objects";
    const QUESTION: Question = Giant::QUESTION;
    const EXERCISE: Option<fn(&Self) -> u64> = Some(|cases| cases.case().run::<Exercise>().objects);

    fn instance(&self) -> String {
        self.case().name.to_owned()
    }

    fn arguments(&self) -> String {
        match self.case {
            1 => String::new(),
            case => format!("--case {case}"),
        }
    }

    fn run(&self, _: &Window) -> u64 {
        self.case().run::<measure::Giant>().objects
    }

    fn rate(&self, &objects: &u64) -> (Rating, String) {
        let expected = self.case().work();
        match objects == expected {
            true => (Expected, "no bytecode's work is lost".to_owned()),
            false => (
                Forbidden,
                format!("the objects count {objects}, not {expected}"),
            ),
        }
    }

    fn goals(&self) -> Vec<Goal<u64>> {
        let expected = self.case().work();
        let words = format!("lose the work of a bytecode: make objects end below {expected}");
        vec![Goal::Forbidden(words)]
    }

    fn check() -> Report {
        lab_10::check::<Exercise>()
    }
}
