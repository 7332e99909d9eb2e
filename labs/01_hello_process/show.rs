//! The demonstration: a child from its making to its end, and four other ends.

use std::error::Error;
use std::thread;
use std::time::Duration;

use labs::lab_01;
use racelab::cli::{self, Program, Question};
use racelab::process::{Process, Result, current_process, parent_process};
use racelab::proof::Report;

use crate::exercise::Exercise;

/// Whom to greet.
#[derive(clap::Args)]
pub(crate) struct Hello {
    /// Whom the child greets
    #[arg(long, default_value = "bob")]
    name: String,
}

/// A task: what the first child does.
pub(crate) fn hello(name: String) {
    let parent = parent_process().expect("a child has a parent");
    anstream::println!("    hello {name}");
    anstream::println!(
        "    I am {}, pid {}; my parent is {}, pid {}",
        current_process().name(),
        current_process().pid(),
        parent.name(),
        parent.pid()
    );
}

/// A task: waits to be killed.
pub(crate) fn wait() {
    thread::sleep(Duration::from_secs(3_600));
}

impl Program for Hello {
    const LAB: &'static str = "01_hello_process";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "A process starts a child, and the child panics. What becomes of the parent?",
        choices: &[
            "it panics as well",
            "it goes on, and join gives it the panic",
            "it goes on, and finds exit code 101 if it asks",
            "it goes on, and join never returns",
        ],
        right: 2,
        because: "A process has a memory of its own and ends by itself: nothing of its panic \
                  reaches another. All that its parent learns is a number, the exit code, and \
                  Rust's for a panic is 101. (Python's is 1.)",
        shown_by: &["--name", "you"],
    };

    fn show(&self) -> std::result::Result<(), Box<dyn Error>> {
        Ok(self.tell()?)
    }

    fn check() -> Report {
        lab_01::check::<Exercise>()
    }
}

impl Hello {
    fn tell(&self) -> Result<()> {
        anstream::println!("{}", cli::heading(Self::LAB));
        anstream::println!("  A process is made, started and joined. What is indented, it says:\n");
        let mut process = Process::new(hello).args((self.name.clone(),));
        about("made", &process);
        process.start()?;
        // What the child prints and what we print would mix.
        process.join()?;
        about("joined", &process);

        anstream::println!("\n  Four more, each of which ends in a way of its own:\n");
        let endings = [
            ("returns", 0, "all is well"),
            ("exits with 3", 3, "what 3 means is between the two"),
            ("panics", 101, "Rust's for a panic; Python's is 1"),
        ];
        let mut processes = Vec::new();
        for (what, code, meaning) in endings {
            let mut process = Process::new(lab_01::end).args((0, code)).name(what);
            process.start()?;
            processes.push((what, process, meaning));
        }
        let mut killed = Process::new(wait).name("is killed").args(());
        killed.start()?;
        killed.kill()?;

        anstream::println!("  {:15}{:>9}   meaning", "the child", "exit code");
        for (what, process, meaning) in processes {
            process.join()?;
            row(what, &process, meaning);
        }
        killed.join()?;
        row(
            "is killed",
            &killed,
            "minus the number of the signal, SIGKILL",
        );
        anstream::println!("\n  None of it did this process any harm.\n");
        anstream::print!("{}", cli::next(Self::LAB));
        Ok(())
    }
}

fn about<Args>(when: &str, process: &Process<Args>) {
    let alive = if process.is_alive() {
        "alive"
    } else {
        "not alive"
    };
    let code = process.exitcode();
    let code = code.map_or("no exit code".to_owned(), |code| {
        format!("exit code {code}")
    });
    anstream::println!("  {when:8}{process:?}, {alive}, {code}");
}

fn row(what: &str, process: &Process, meaning: &str) {
    let code = process
        .exitcode()
        .map_or("-".to_owned(), |code| code.to_string());
    anstream::println!("  {what:15}{code:>9}   {meaning}");
}
