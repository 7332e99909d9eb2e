//! The command line of `cargo lab`.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "lab",
    bin_name = "cargo lab",
    about = "A laboratory for race conditions: see one, cause one, prove it gone",
    after_help = "A LAB is its number, its name or the beginning of its name; without one, the \
                  command takes the next lab.\nWith a LAB only, as in `cargo lab 05`: the same as \
                  run.\nWithout a command: the map of the course.",
    disable_help_subcommand = true,
    max_term_width = 80
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The commands of `lab`; without one it shows the map.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// See a race, all of its executions, and the proof of a fix, in a minute
    Tour,
    /// Show what to do next
    Next,
    /// Think first: ask a lab's question; with an answer, judge it
    #[command(override_usage = "cargo lab predict [LAB] [ANSWER]")]
    Predict(Words),
    /// Run a lab's demonstration: for real, and every execution
    #[command(override_usage = "cargo lab run [LAB] [OPTIONS]")]
    Run(Words),
    /// Judge your exercise, over all executions
    #[command(override_usage = "cargo lab check [LAB]")]
    Check(Words),
    /// Show every execution: how many, which outcomes, an example of each
    #[command(override_usage = "cargo lab explore [LAB] [OPTIONS]")]
    Explore(Words),
    /// Be the scheduler, and cause a race yourself
    #[command(override_usage = "cargo lab play [LAB] [OPTIONS]")]
    Play(Words),
    /// Show the execution with this schedule
    #[command(override_usage = "cargo lab replay LAB SCHEDULE [OPTIONS]")]
    Replay(Words),
    /// Measure what the counters of lab 09 cost
    #[command(override_usage = "cargo lab measure [LAB] [OPTIONS]")]
    Measure(Words),
    /// Show the next hint for an exercise
    #[command(override_usage = "cargo lab hint [LAB] [NUMBER]")]
    Hint(Words),
    /// Check your exercise after each save
    Watch(Choice),
    /// Open your exercise in $VISUAL or $EDITOR
    Open(Choice),
    /// Restore an exercise as it was shipped; yours is kept beside it
    Reset(Choice),
    /// Show a solution, once yours is proved
    Solution {
        /// Of which lab
        #[command(flatten)]
        choice: Choice,
        /// Show it even if your exercise is not proved
        #[arg(long)]
        anyway: bool,
    },
    /// Check that everything that the course needs is installed
    Doctor,
    /// For instructors: grade submissions
    #[command(disable_help_flag = true)]
    Grade(Behind),
    /// For instructors: join the grades of several machines
    #[command(disable_help_flag = true)]
    Merge(Behind),
    /// For instructors: turn grades into the files of a grade book
    #[command(disable_help_flag = true)]
    Report(Behind),
    /// For instructors: make the copy for students
    #[command(disable_help_flag = true)]
    Release(Behind),
    /// For instructors: check that the course is intact
    #[command(disable_help_flag = true)]
    Verify(Behind),
}

/// The words of the command line, with `run` before a lab in first place. No command begins with a
/// digit, so a word that does is a lab.
pub(super) fn words(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<OsString> = typed.into_iter().collect();
    let first = words.get(1).map(|word| word.to_string_lossy());
    if first.is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        words.insert(1, "run".into());
    }
    words
}

/// The arguments of another program, `--help` included.
#[derive(Args, Clone, Debug, Default)]
pub struct Behind {
    /// The arguments of the command
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub words: Vec<OsString>,
}

/// A lab, or else the next one.
#[derive(Args, Clone, Debug, Default)]
pub struct Choice {
    /// Its number, its name, or the beginning of its name
    pub lab: Option<String>,
}

/// A lab, and the arguments of its own program.
#[derive(Args, Clone, Debug, Default)]
pub struct Words {
    /// The lab, then its own arguments; see `cargo lab run LAB --help`
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        value_name = "LAB"
    )]
    pub words: Vec<String>,
}

impl Words {
    /// The chosen lab, and the remaining words. A first word that looks like an option chooses no
    /// lab.
    pub(super) fn split(&self) -> (Choice, &[String]) {
        match self.words.split_first() {
            Some((first, rest)) if !first.starts_with('-') => {
                let lab = Some(first.clone());
                (Choice { lab }, rest)
            }
            _ => (Choice::default(), &self.words),
        }
    }
}
