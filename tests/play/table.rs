//! A lab's binary behind two pipes: a line in, the answer out.

#[cfg(unix)]
use std::io::Read;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use crate::support::command;

/// A running game.
pub(crate) struct Table {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// Typed after each line; its answer marks the end of the answer before.
const MARKER: &str = "#";
const MARKED: &str = "  '#' is not a move here";

impl Table {
    /// Starts a game; `None` if the lab does not compile. Also returns the opening.
    pub(crate) fn sit_down(lab: &str, arguments: &[&str]) -> Option<(Self, String)> {
        let mut command = command(lab)?;
        let command = command.arg("play").args(arguments);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a built binary can be started");
        let input = child.stdin.take().expect("it is a pipe");
        let output = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut table = Self {
            child,
            input,
            output,
        };
        let opening = table.answer_to(None);
        Some((table, opening))
    }

    /// The answer to this line.
    pub(crate) fn say(&mut self, line: &str) -> String {
        self.answer_to(Some(line))
    }

    fn answer_to(&mut self, line: Option<&str>) -> String {
        for line in line.into_iter().chain([MARKER]) {
            // The game may have ended.
            let _ = writeln!(self.input, "{line}");
        }
        let mut text = String::new();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).expect("it writes UTF-8");
            if line.starts_with(MARKED) {
                // The rest of the sentence and the empty line after it.
                while !line.trim().is_empty() {
                    line.clear();
                    self.output.read_line(&mut line).expect("it writes UTF-8");
                }
                return text;
            }
            if read == 0 {
                return text;
            }
            text += &line;
        }
    }
}

#[cfg(unix)]
impl Table {
    /// Presses Ctrl-C; returns the output after it, and the exit status of the program.
    pub(crate) fn interrupt(&mut self) -> (String, Option<i32>) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT)
            .expect("it waits for a line");
        let mut text = String::new();
        self.output
            .read_to_string(&mut text)
            .expect("it writes UTF-8");
        (text, self.child.wait().expect("it ends").code())
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        let _ = writeln!(self.input, "q");
        let _ = self.child.wait();
    }
}

/// The content of a hint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// What to type, and how many steps away the goal is.
    Type(String, usize),
    TooLate,
    /// There is no goal, or none left.
    Other(String),
}

impl Hint {
    /// Parses the answer to `h`.
    pub(crate) fn read(answer: &str) -> Self {
        let flat = answer.split_whitespace().collect::<Vec<_>>().join(" ");
        if flat.contains("From here the goal cannot be reached any more.") {
            return Self::TooLate;
        }
        let typed = flat.split_once("Hint: Type ").and_then(|(_, rest)| {
            let (typed, _) = rest.split_once(" for its next step")?;
            let (_, rest) = rest.split_once("The goal is ")?;
            let (steps, _) = rest.split_once(" step")?;
            Some(Self::Type(typed.to_owned(), steps.parse().ok()?))
        });
        typed.unwrap_or(Self::Other(flat))
    }
}
