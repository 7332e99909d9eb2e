//! The demonstration: a child from its creation to its end, and four other ends.

use std::error::Error;
use std::thread;
use std::time::Duration;

use labs::lab_01;
use racelab::cli::{self, Program, Question};
use racelab::process::{Process, current_process, parent_process};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};
use racelab::view::table;

use crate::exercise::Exercise;

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Hello {
    /// The name that the child greets
    #[arg(long, default_value = "bob")]
    name: String,
}

/// A task: what the first child does.
pub(crate) fn hello(name: String) {
    let parent = parent_process().expect("a child has a parent");
    anstream::println!("    hello {name}");
    let (me, parent) = (current_process(), parent);
    let text = format!(
        "I am {}, pid {}; my parent is {}, pid {}",
        me.name(),
        me.pid(),
        parent.name(),
        parent.pid()
    );
    anstream::print!("{}", paragraph(&text, 4, width()));
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
        text: "A process starts a child, and the child panics. What happens to the parent?",
        choices: &[
            "it panics as well",
            "it goes on, and join gives it the panic",
            "it goes on, and finds exit code 101 if it asks",
            "it goes on, and join never returns",
        ],
        right: 2,
        because: "A process has its own memory, and its panic does not leave it. The parent \
                  learns only a number, the exit code, which in Rust is 101 after a panic. (In \
                  Python it is 1.)",
        shown_by: &["--name", "you"],
    };

    fn show(&self) -> Result<(), Box<dyn Error>> {
        anstream::println!("{}", cli::heading(Self::LAB));
        let text = "A process is made, started and joined. It prints what is indented:";
        anstream::println!("{}", paragraph(text, 2, width()));
        let mut process = Process::new(hello).args((self.name.clone(),));
        about("made", &process);
        process.start()?;
        // The child has ended before the next line is printed, so their lines cannot mix.
        process.join()?;
        about("joined", &process);

        anstream::println!("\n  Four more processes, which end in four ways:\n");
        let endings = [
            ("returns", 0, "all is well"),
            ("exits with 3", 3, "parent and child agree what 3 means"),
            ("panics", 101, "a panic in Rust; in Python it is 1"),
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

        let mut rows = Vec::new();
        for (what, process, meaning) in processes {
            process.join()?;
            rows.push(row(what, &process, meaning));
        }
        killed.join()?;
        let meaning = "minus the number of the signal, SIGKILL";
        rows.push(row("is killed", &killed, meaning));
        let heads = ["the child      ", "exit code", "   meaning"];
        anstream::print!("{}", table(&heads, &rows, width()));
        anstream::println!("\n  None of them harmed this process, their parent.\n");
        anstream::print!("{}", cli::next(Self::LAB));
        Ok(())
    }

    fn check() -> Report {
        lab_01::check::<Exercise>()
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
    let text = paragraph(&format!("{process:?}, {alive}, {code}"), 10, width());
    anstream::print!("  {when:8}{}", text.trim_start());
}

/// A row of the table.
fn row(what: &str, process: &Process, meaning: &str) -> [String; 3] {
    let code = process
        .exitcode()
        .map_or("-".to_owned(), |code| code.to_string());
    [
        format!("{what:15}"),
        format!("{code:>9}"),
        format!("   {meaning}"),
    ]
}
