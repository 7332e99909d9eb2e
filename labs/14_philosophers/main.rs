//! Lab 14: philosophers dine, with forks that each shares with a neighbour.

mod exercise;
mod table;

use std::fmt;
use std::process::ExitCode;

use clap::value_parser;
use labs::lab_14::{self, Dinner};
use labs::typed::Typed;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};

use table::{How, Table};

/// How many dine, and how they take their forks.
#[derive(Clone, PartialEq, clap::Args)]
struct Dining {
    /// How many philosophers dine
    #[arg(long, global = true, default_value_t = 3, value_parser = value_parser!(u8).range(2..=14))]
    threads: u8,
    /// How often each of them eats
    #[arg(long, global = true, default_value_t = 1, value_parser = value_parser!(u32).range(1..=1_000))]
    meals: u32,
    /// In which order they take their forks
    #[arg(long, global = true, value_enum, default_value_t = How::Left)]
    how: How,
    /// In the exercise, have only two of four dine, which sit opposite each other
    #[arg(long, global = true)]
    opposite: bool,
}

/// The outcome of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// The number of meals that were eaten.
    Fed(u64),
    /// A real run that was ended: philosophers would have waited for ever.
    Starved,
    /// The exercise's dinner.
    Dinner(Dinner),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fed(meals) => write!(f, "{meals}"),
            Self::Starved => write!(f, "starved"),
            Self::Dinner(dinner) => dinner.fmt(f),
        }
    }
}

impl Dining {
    fn total(&self) -> u64 {
        u64::from(self.threads) * u64::from(self.meals)
    }

    /// How often each philosopher of the exercise is to eat.
    fn meals_each(&self) -> u32 {
        if self.opposite { 1 } else { self.meals }
    }
}

impl Demonstration for Dining {
    type Outcome = End;

    const LAB: &'static str = "14_philosophers";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "meals";
    const QUESTION: Question = Question {
        text: "Five philosophers sit at a round table, with a fork between each two. Each takes \
               the left fork, then the right one, eats once, and puts both back. How many of all \
               executions end in a deadlock?",
        choices: &[
            "none: each fork is a lock that is released",
            "exactly one",
            "about half of them",
            "all but the one in which they eat one after the other",
        ],
        right: 1,
        because: "They starve only if all five have taken their left fork before any of them \
                  takes a right one. As soon as one philosopher has two forks, that one eats and \
                  puts them back, and then a neighbour eats. There are 31 executions, and one of \
                  them is that one. So tests pass for years.",
        shown_by: &["explore", "--threads", "5"],
    };
    const EXERCISE: Option<fn(&Self) -> End> = Some(|dining| {
        End::Dinner(match dining.opposite {
            true => lab_14::opposite::<exercise::Exercise>(),
            false => lab_14::dinner::<exercise::Exercise>(dining.threads, dining.meals),
        })
    });

    fn instance(&self) -> String {
        let how = match self.how {
            How::Left => "the left fork first",
            How::Ordered => "the lower fork first",
            How::LeftHanded => "one of them left-handed",
            How::Waiter => "with a waiter",
            How::PutBack => "both forks or none",
        };
        format!("{}, {how}", lab_14::instance(self.threads, self.meals))
    }

    fn exercise_instance(&self) -> String {
        match self.opposite {
            true => lab_14::OPPOSITE.to_owned(),
            false => lab_14::instance(self.threads, self.meals),
        }
    }

    fn arguments(&self) -> String {
        Typed::default()
            .number("threads", self.threads, 3)
            .number("meals", self.meals, 1)
            .choice("how", self.how, How::Left)
            .flag("opposite", self.opposite)
            .to_string()
    }

    fn run(&self, window: &Window) -> End {
        let table = Arc::new(Table::new(self.threads.into(), window));
        let pauses = window.pauses(self.threads.into());
        let philosophers = pauses.into_iter().enumerate().map(|(seat, mut pauses)| {
            let table = Arc::clone(&table);
            let (meals, how) = (self.meals, self.how);
            thread::spawn(move || {
                pauses.meet();
                (0..meals).filter(|_| table.dine(seat, how)).count() as u64
            })
        });
        let eaten: u64 = labs::joined(philosophers).into_iter().sum();
        match eaten < self.total() {
            true => End::Starved,
            false => End::Fed(eaten),
        }
    }

    fn runs(&self) -> u64 {
        (15_000 / (self.total() * u64::from(self.threads))).max(500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Fed(_) => (Expected, "each philosopher eats"),
            End::Starved => (Forbidden, "each holds one fork"),
            End::Dinner(dinner) => match lab_14::judge(dinner, self.meals_each()) {
                Ok(()) => (Expected, "each philosopher eats"),
                Err(_) => (Forbidden, "a philosopher goes without a meal"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let starve = "make them starve: let each philosopher hold one fork and wait for another";
        vec![Goal::Deadlock(starve.to_owned())]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let hungry = "let a philosopher come back from dine without a meal";
        let starve = "make philosophers wait for each other, so that none can move";
        vec![
            Goal::Forbidden(hungry.to_owned()),
            Goal::Deadlock(starve.to_owned()),
        ]
    }

    fn check() -> Report {
        lab_14::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.total() <= 6 {
            return self.clone();
        }
        Self {
            threads: self.threads.min(3),
            meals: self.meals.min(2),
            ..self.clone()
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let with = |threads: u8, meals: u32| Self {
            threads,
            meals,
            opposite: false,
            ..self.clone()
        };
        match exercise {
            true => vec![with(2, 1), with(2, 2), with(3, 1)],
            false => vec![with(3, 1), with(2, 1)],
        }
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |how| Self {
            how,
            ..self.clone()
        };
        vec![
            ("the left fork first", with(How::Left)),
            ("the lower fork first", with(How::Ordered)),
            ("one left-handed", with(How::LeftHanded)),
            ("a waiter", with(How::Waiter)),
            ("both forks or none", with(How::PutBack)),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Fed(meals) => Some(*meals),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Dining>()
}
