//! The form of command that the student typed. Every screen names its commands in this form.

use std::env;
use std::process::Command;

use crate::course::Lab;
use crate::proof::Proof;

/// Set for a lab's program that `cargo lab` starts, and for the confined process of that program.
pub(super) const BY_LAB: &str = "RACELAB_BY_LAB";

/// Marks the command of a program that `cargo lab` starts.
pub(super) fn mark(program: &mut Command) {
    program.env(BY_LAB, "1");
}

/// The mark that this process carries, for its child; empty if it carries none.
pub(super) fn mark_here() -> String {
    env::var(BY_LAB).unwrap_or_default()
}

/// The command that runs a lab's program with these arguments, in the form that the student
/// used: `cargo lab check 05`, or `cargo run --bin 05_racy_counter -- check`.
///
/// ```
/// use racelab::{cli, course::Lab};
///
/// // No `cargo lab` started this example.
/// let lab = Lab::named("05_racy_counter").unwrap();
/// let check = "cargo run --bin 05_racy_counter -- check";
/// assert_eq!(cli::command(lab, &["check"]), check);
/// ```
pub fn command(lab: &Lab, arguments: &[&str]) -> String {
    let given = arguments.iter().filter(|argument| !argument.is_empty());
    let mut words: Vec<&str> = given.copied().collect();
    if mark_here().is_empty() {
        let program = format!("cargo run --bin {} --", lab.name);
        words.insert(0, &program);
        return words.join(" ");
    }
    let number = format!("{:02}", lab.number);
    // A command stands before the lab, an option behind it.
    let place = words.first().is_some_and(|word| !word.starts_with('-'));
    words.insert(usize::from(place), &number);
    format!("cargo lab {}", words.join(" "))
}

/// The command that replays an execution of the proof's program; `None` if only the check runs that
/// program.
pub(super) fn replay(lab: &Lab, proof: &Proof, schedule: &str) -> Option<String> {
    let is_known = proof.is_replayed && (lab.explored || !proof.arguments.is_empty());
    is_known.then(|| command(lab, &["replay", schedule, &proof.arguments]))
}
