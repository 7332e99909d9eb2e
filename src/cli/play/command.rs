//! The commands of the player, a line each.

use crate::explore::{Schedule, Step};

/// The most steps in one line.
const MOST: usize = 100;

/// A line of the player, parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// An empty line.
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
    /// Explain the commands.
    Help,
    /// Stop.
    Quit,
}

impl Command {
    /// Parses a line; the error is a sentence. With at least eight threads, H is the eighth one; h
    /// always asks for a hint.
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

/// Parses steps as a schedule writes them, in upper or lower case, with or without spaces.
fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut letters: String = text.to_ascii_uppercase();
    letters.retain(|c| !c.is_whitespace());
    let Ok(schedule) = letters.parse::<Schedule>() else {
        // The message repeats the words on one line of the screen, so it drops control characters.
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
