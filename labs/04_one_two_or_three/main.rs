//! Lab 04: x is 0, one thread adds 1, another adds 2. What is x?
//!
//! The program itself is [`labs::lab_04::figure`], in check.rs beside this file.

mod exercise;

use std::process::ExitCode;

use labs::lab_04;
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::view::Rating::{self, Expected, Interesting};

/// The figure has one instance, and so no options.
#[derive(Clone, PartialEq, clap::Args)]
struct Figure {}

impl Demonstration for Figure {
    type Outcome = u64;

    const LAB: &'static str = "04_one_two_or_three";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "x";
    const QUESTION: Question = Question {
        text: "x is 0. One thread adds 1 to it, another adds 2, at the same time and without \
               a lock. Which values can x have when both are done?",
        choices: &["only 3", "1 or 3", "2 or 3", "1, 2 or 3", "0, 1, 2 or 3"],
        right: 3,
        because: "An addition is a read and then a write. If both threads read 0 before either \
                  writes, the later write overwrites the other one, and that addition is lost: x \
                  is 1 if A wrote last, 2 if B did. It is never 0, since both threads write a sum.",
        shown_by: &["explore"],
    };

    fn instance(&self) -> String {
        "x = 0, thread A adds 1, thread B adds 2".to_owned()
    }

    fn run(&self, window: &Window) -> u64 {
        lab_04::figure(window)
    }

    fn rate(&self, x: &u64) -> (Rating, String) {
        let (rating, sentence) = match x {
            1 => (Interesting, "A wrote last: B's 2 is lost"),
            2 => (Interesting, "B wrote last: A's 1 is lost"),
            _ => (Expected, "one thread after the other"),
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<u64>> {
        vec![Goal::Outcome(1), Goal::Outcome(2), Goal::Outcome(3)]
    }

    fn check() -> Report {
        lab_04::check::<exercise::Exercise>()
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Figure>()
}
