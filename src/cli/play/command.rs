//! What a line asks for.

use crate::explore::{Schedule, Step};

/// The most steps that a line may ask for.
const MOST: usize = 100;

/// What somebody typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Nothing but Enter.
    Enter,
    /// Make these steps.
    Steps(Vec<Step>),
    /// Take back a step.
    Undo,
    /// Start again.
    Restart,
    /// Give a hint.
    Hint,
    /// Show a way to the goal.
    Show,
    /// Explain what can be typed.
    Help,
    /// Stop.
    Quit,
}

impl Command {
    /// Reads a line; an error is a sentence. `threads` is how many there are: an H is
    /// the eighth thread where there are so many, and h always asks for a hint.
    pub(super) fn parse(line: &str, threads: usize) -> Result<Self, String> {
        let text = line.trim();
        let eighth = text == "H" && threads > 8;
        Ok(match text.to_ascii_lowercase().as_str() {
            "" => Self::Enter,
            "u" | "undo" => Self::Undo,
            "r" | "restart" => Self::Restart,
            "h" | "hint" if !eighth => Self::Hint,
            "s" | "show" | "show me" => Self::Show,
            "?" | "help" => Self::Help,
            "q" | "quit" | "exit" => Self::Quit,
            _ => Self::Steps(steps(text)?),
        })
    }
}

/// Steps as a schedule has them, in capitals or not, with spaces or not.
fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut letters: String = text.to_ascii_uppercase();
    letters.retain(|c| !c.is_whitespace());
    let Ok(schedule) = letters.parse::<Schedule>() else {
        // Whatever was typed, it goes back on one line of the screen.
        let typed: String = text.chars().filter(|c| !c.is_control()).take(20).collect();
        return Err(match typed.is_empty() {
            true => "that is not a move here".to_owned(),
            false => format!("'{typed}' is not a move here"),
        });
    };
    if schedule.steps().len() > MOST {
        return Err(format!(
            "that is more than {MOST} steps; type fewer at a time"
        ));
    }
    Ok(schedule.steps().to_vec())
}
